//! Clips: integer bounds, and a mask where an edge is not on pixel borders.

use crate::{
    bounds::Bounds,
    mask::Mask,
    shape::{Area, Shapes},
    simd::dispatch,
};
use fearless_simd::Level;
use rustc_hash::FxHashMap;
use sparrow_base::{CanvasId, kurbo::Rect};
use sparrow_render::{ClipId, DrawList};
use std::sync::Arc;

/// Lists that a mask stays cached for without being used.
const KEEP_FOR_LISTS: u64 = 4;

/// The pixels that may be drawn.
#[derive(Clone, Debug)]
pub(crate) struct Region {
    pub(crate) bounds: Bounds,
    /// How much of each pixel; at least as large as `bounds`.
    pub(crate) mask: Option<Arc<Mask>>,
}

impl Region {
    /// Everything inside of the bounds.
    pub(crate) fn all(bounds: Bounds) -> Region {
        Region { bounds, mask: None }
    }

    /// The part inside of `bounds`.
    pub(crate) fn within(&self, bounds: Bounds) -> Region {
        Region { bounds: self.bounds.intersect(bounds), mask: self.mask.clone() }
    }
}

/// Regions by clip; they outlive the list that they were made for.
#[derive(Debug, Default)]
pub(crate) struct ClipCache {
    regions: FxHashMap<(CanvasId, u64), (Region, u64)>,
    list: u64,
    /// Clips of the chain that is resolved.
    chain: Vec<ClipId>,
}

impl ClipCache {
    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.regions.values().filter_map(|(r, _)| r.mask.as_ref()).map(|m| m.memory_bytes()).sum()
    }

    /// A list begins; what no list has used for a while goes.
    pub(crate) fn begin_list(&mut self) {
        self.list += 1;
        let list = self.list;
        self.regions.retain(|_, (_, used)| *used + KEEP_FOR_LISTS >= list);
    }

    /// A canvas has another size or is gone.
    pub(crate) fn forget(&mut self, canvas: CanvasId) {
        self.regions.retain(|(id, _), _| *id != canvas);
    }

    /// The region of a clip with its parents on a canvas.
    pub(crate) fn resolve(
        &mut self,
        level: Level,
        shapes: &mut Shapes,
        list: &DrawList,
        clip: ClipId,
        canvas: (CanvasId, Bounds),
    ) -> Region {
        // Parents first, without recursion: a game may nest thousands.
        self.chain.clear();
        let mut next = Some(clip);
        let mut region = Region::all(canvas.1);
        while let Some(id) = next {
            let clip = &list.clips[id.0 as usize];
            if let Some((found, used)) = self.regions.get_mut(&(canvas.0, clip.key)) {
                *used = self.list;
                region = found.clone();
                break;
            }
            self.chain.push(id);
            next = clip.parent;
        }
        for id in self.chain.iter().rev() {
            let clip = &list.clips[id.0 as usize];
            let area = shapes.fill(list, &clip.shape, clip.rule, clip.transform);
            region = intersect(level, shapes, &region, area);
            self.regions.insert((canvas.0, clip.key), (region.clone(), self.list));
        }
        region
    }
}

fn intersect(level: Level, shapes: &mut Shapes, parent: &Region, area: Area<'_>) -> Region {
    let bounds = shapes.bounds(area).intersect(parent.bounds);
    if bounds.is_empty() {
        return Region::all(Bounds::EMPTY);
    }
    if let Area::Rect(rect) = area {
        let snapped = snap(rect);
        if let Some(whole) = snapped {
            return parent.within(whole);
        }
    }
    let mut mask = Mask::new(bounds);
    dispatch!(level, simd => shapes.cover(simd, area, bounds, &mut mask));
    if let Some(parent) = &parent.mask {
        mask.multiply(parent);
    }
    Region { bounds, mask: Some(Arc::new(mask)) }
}

/// The pixels of a rectangle whose edges lie on pixel borders, within what coverage can tell.
fn snap(rect: Rect) -> Option<Bounds> {
    let near = |v: f64| (v - v.round()).abs() < 1.0 / 512.0;
    (near(rect.x0) && near(rect.y0) && near(rect.x1) && near(rect.y1)).then(|| {
        Bounds::new(
            rect.x0.round() as i32,
            rect.y0.round() as i32,
            rect.x1.round() as i32,
            rect.y1.round() as i32,
        )
    })
}
