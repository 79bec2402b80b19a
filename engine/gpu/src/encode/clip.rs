//! Clips: whole-pixel rectangles cut quads, other rectangles and paths become records and masks.

use super::{Encoder, SNAP, keeps_axes, path::hash_element};
use crate::{
    bounds::Bounds,
    coverage::{Block, CoverageMemory},
};
use rustc_hash::{FxHashMap, FxHasher};
use sparrow_base::kurbo::Rect;
use sparrow_render::{ClipId, RenderError, Shape};
use std::{
    hash::{Hash, Hasher},
    rc::Rc,
};
use vello_common::{geometry::RectU16, strip::visit_strip_fill_segments};

/// What quads need of a clip.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clip {
    /// Nothing outside is drawn.
    pub(super) bounds: Bounds,
    /// The record for the shader, 0 when the bounds are all.
    pub(super) record: u32,
}

/// A clip of the list.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    bounds: Bounds,
    /// The rectangle, when its edges are not on whole pixels.
    rect: Option<Rect>,
    mask: Option<Rc<Mask>>,
    record: u32,
    /// The submission in which `record` is valid.
    epoch: u64,
}

/// Coverage of the pixels in `bounds`, row by row, and its place in coverage memory.
#[derive(Debug)]
pub(crate) struct Mask {
    key: u64,
    bounds: Bounds,
    values: Vec<u8>,
}

/// Masks of earlier lists by what they show: a game that clips to the same circle in every frame rasterises it once.
#[derive(Debug, Default)]
pub(crate) struct MaskCache {
    masks: FxHashMap<u64, Rc<Mask>>,
    blocks: FxHashMap<u64, Block>,
    generation: u64,
    bytes: usize,
    /// Clips of the chain that is resolved.
    chain: Vec<ClipId>,
}

/// Masks of more than this many bytes in sum are forgotten.
const MAX_MASK_BYTES: usize = 16 << 20;

impl MaskCache {
    /// Bytes of the masks in main memory.
    pub(crate) fn memory_bytes(&self) -> u64 {
        self.bytes as u64
    }
}

impl Encoder<'_> {
    /// Resolves a clip; `None` is the whole canvas.
    pub(super) fn clip(&mut self, id: Option<ClipId>) -> Result<Clip, RenderError> {
        let Some(id) = id else {
            return Ok(Clip { bounds: Bounds::of_size(self.size), record: 0 });
        };
        let resolved = self.resolve(id);
        let bounds = resolved.bounds;
        if bounds.is_empty() || (resolved.rect.is_none() && resolved.mask.is_none()) {
            return Ok(Clip { bounds, record: 0 });
        }
        if resolved.record != 0 && resolved.epoch == self.r.recorder.epoch {
            return Ok(Clip { bounds, record: resolved.record });
        }
        let (rect, mask) = (resolved.rect, resolved.mask.clone());
        let block = match mask {
            Some(mask) => match self.mask_block(&mask)? {
                Some(block) => {
                    [block.start as f32, block.stride as f32, mask.bounds.x0 as f32, mask.bounds.y0 as f32]
                }
                None => {
                    self.r.stats.count_unsupported("clip mask of more than 4 million pixels");
                    [-1.0, 0.0, 0.0, 0.0]
                }
            },
            None => [-1.0, 0.0, 0.0, 0.0],
        };
        let rect = rect.unwrap_or(bounds.to_rect());
        let edges = [rect.x0 as f32, rect.y0 as f32, rect.x1 as f32, rect.y1 as f32];
        let record = self.r.recorder.push_clip([edges, block]);
        let epoch = self.r.recorder.epoch;
        if let Some(resolved) = &mut self.clips[id.0 as usize] {
            (resolved.record, resolved.epoch) = (record, epoch);
        }
        Ok(Clip { bounds, record })
    }

    /// Places a mask in coverage memory; `None` when it is too large for it.
    fn mask_block(&mut self, mask: &Mask) -> Result<Option<Block>, RenderError> {
        let (width, height) = (mask.bounds.width(), mask.bounds.height());
        if !CoverageMemory::fits_at_all(width, height) {
            return Ok(None);
        }
        if self.r.masks.generation != self.r.coverage.generation() {
            self.r.masks.generation = self.r.coverage.generation();
            self.r.masks.blocks.clear();
        }
        if let Some(block) = self.r.masks.blocks.get(&mask.key) {
            return Ok(Some(*block));
        }
        let block = match self.r.coverage.keep(width, height, &mask.values) {
            Ok(block) => block,
            Err(_) => {
                self.flush()?;
                self.r.coverage.forget();
                self.r.masks.generation = self.r.coverage.generation();
                self.r.masks.blocks.clear();
                let Ok(block) = self.r.coverage.keep(width, height, &mask.values) else {
                    unreachable!("it fits an empty memory")
                };
                block
            }
        };
        self.r.masks.blocks.insert(mask.key, block);
        Ok(Some(block))
    }

    fn resolve(&mut self, id: ClipId) -> Resolved {
        // Parents first, without recursion: a game can nest clips as deep as it likes.
        let mut chain = std::mem::take(&mut self.r.masks.chain);
        let mut next = Some(id);
        while let Some(id) = next
            && self.clips[id.0 as usize].is_none()
        {
            chain.push(id);
            next = self.list.clips[id.0 as usize].parent;
        }
        for id in chain.drain(..).rev() {
            let resolved = self.resolve_one(id);
            self.clips[id.0 as usize] = Some(resolved);
        }
        self.r.masks.chain = chain;
        let Some(resolved) = &self.clips[id.0 as usize] else { unreachable!("resolved above") };
        resolved.clone()
    }

    /// The parent has been resolved.
    fn resolve_one(&mut self, id: ClipId) -> Resolved {
        let list = self.list;
        let clip = &list.clips[id.0 as usize];
        let parent = match clip.parent {
            Some(parent) => match &self.clips[parent.0 as usize] {
                Some(parent) => parent.clone(),
                None => unreachable!("parents are resolved first"),
            },
            None => {
                Resolved { bounds: Bounds::of_size(self.size), rect: None, mask: None, record: 0, epoch: 0 }
            }
        };
        let unchanged = Resolved { record: 0, ..parent };
        if unchanged.bounds.is_empty() {
            return unchanged;
        }
        match &clip.shape {
            Shape::Rect(rect) if keeps_axes(clip.transform) => {
                let rect = clip.transform.transform_rect_bbox(*rect);
                let outer = unchanged.rect.unwrap_or(unchanged.bounds.to_rect());
                let mut rect = rect.intersect(outer);
                let mut whole = true;
                for edge in [&mut rect.x0, &mut rect.y0, &mut rect.x1, &mut rect.y1] {
                    if (*edge - edge.round()).abs() < SNAP {
                        *edge = edge.round();
                    } else {
                        whole = false;
                    }
                }
                let bounds = Bounds::around(rect).intersect(unchanged.bounds);
                let empty = rect.width() <= 0.0 || rect.height() <= 0.0;
                Resolved {
                    bounds: if empty { Bounds::default() } else { bounds },
                    rect: (!whole).then_some(rect),
                    ..unchanged
                }
            }
            _ => self.resolve_mask(id, unchanged),
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "the parent is used up in most branches")]
    fn resolve_mask(&mut self, id: ClipId, parent: Resolved) -> Resolved {
        let list = self.list;
        let clip = &list.clips[id.0 as usize];
        let mut hasher = FxHasher::default();
        (self.size, clip.rule, parent.bounds, parent.mask.as_ref().map(|m| m.key)).hash(&mut hasher);
        for number in clip.transform.as_coeffs() {
            number.to_bits().hash(&mut hasher);
        }
        list.for_each_element(&clip.shape, &mut |element| hash_element(&element, &mut hasher));
        let key = hasher.finish();
        let cache = &mut self.r.masks;
        let mask = match cache.masks.get(&key) {
            Some(mask) => Rc::clone(mask),
            None => {
                let mask = Rc::new(self.rasterise(id, key, &parent));
                let cache = &mut self.r.masks;
                if cache.bytes > MAX_MASK_BYTES {
                    cache.masks.clear();
                    cache.bytes = 0;
                }
                cache.bytes += mask.values.len();
                cache.masks.insert(key, Rc::clone(&mask));
                mask
            }
        };
        Resolved { bounds: mask.bounds, mask: Some(mask), ..parent }
    }

    fn rasterise(&mut self, id: ClipId, key: u64, parent: &Resolved) -> Mask {
        let list = self.list;
        let clip = &list.clips[id.0 as usize];
        let mut alphas = Vec::new();
        let strips = self.r.strips.mask(self.size, list, &clip.shape, clip.rule, clip.transform, &mut alphas);

        let everything = RectU16::new(0, 0, u16::MAX / 4, u16::MAX / 4);
        let mut segments = Vec::new();
        visit_strip_fill_segments(
            strips,
            everything,
            &mut segments,
            |segments, s| segments.push((s.pixel_rect(), Some(s.alpha_idx as usize))),
            |segments, s| segments.push((s.pixel_rect(), None)),
        );
        let around = segments.iter().fold(None, |sum: Option<Bounds>, (r, _)| {
            let r = Bounds { x0: r.x0.into(), y0: r.y0.into(), x1: r.x1.into(), y1: r.y1.into() };
            Some(sum.map_or(r, |s| Bounds {
                x0: s.x0.min(r.x0),
                y0: s.y0.min(r.y0),
                x1: s.x1.max(r.x1),
                y1: s.y1.max(r.y1),
            }))
        });
        let bounds = around.map_or(Bounds::default(), |b| b.intersect(parent.bounds));
        if bounds.is_empty() {
            return Mask { key, bounds: Bounds::default(), values: Vec::new() };
        }
        let stride = bounds.width() as usize;
        let mut values = vec![0; stride * bounds.height() as usize];
        for (rect, alpha) in segments {
            let (left, top) = (i32::from(rect.x0), i32::from(rect.y0));
            for y in top.max(bounds.y0)..i32::from(rect.y1).min(bounds.y1) {
                let row = &mut values[(y - bounds.y0) as usize * stride..][..stride];
                for x in left.max(bounds.x0)..i32::from(rect.x1).min(bounds.x1) {
                    row[(x - bounds.x0) as usize] = match alpha {
                        Some(first) => alphas[first + (x - left) as usize * 4 + (y - top) as usize],
                        None => 255,
                    };
                }
            }
        }
        if let Some(outer) = &parent.mask {
            let outer_stride = outer.bounds.width() as usize;
            for (y, row) in values.chunks_exact_mut(stride).enumerate() {
                let outer_y = (bounds.y0 - outer.bounds.y0) as usize + y;
                let outer_x = (bounds.x0 - outer.bounds.x0) as usize;
                let outer_row = &outer.values[outer_y * outer_stride + outer_x..][..stride];
                for (value, outer) in row.iter_mut().zip(outer_row) {
                    *value = ((u32::from(*value) * u32::from(*outer) + 127) / 255) as u8;
                }
            }
        }
        Mask { key, bounds, values }
    }
}
