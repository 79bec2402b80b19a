//! Makes outlines and rasters of glyphs.

use super::{GlyphFace, GlyphImage, Hinting, bitmap, layers, mask, outline::Outliner};
use crate::guard::guarded;
use rustc_hash::{FxHashMap, FxHasher};
use sparrow_base::kurbo::{BezPath, Vec2};
use std::hash::{Hash, Hasher};

/// Above this size in device pixels per em glyphs are drawn as paths; masks of that size are still made when asked for.
pub const MAX_GLYPH_SIZE_PX: f32 = 256.0;

/// No mask or picture of a glyph is larger than this on a side: fonts of games may hold monsters.
const MAX_IMAGE_SIDE: u32 = 2048;

/// A box around ink in pixels, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InkBounds {
    /// Left edge.
    pub left: f32,
    /// Top edge; negative above the baseline.
    pub top: f32,
    /// Right edge.
    pub right: f32,
    /// Bottom edge.
    pub bottom: f32,
}

impl InkBounds {
    /// The box moved.
    pub fn translated(self, x: f32, y: f32) -> InkBounds {
        InkBounds { left: self.left + x, top: self.top + y, right: self.right + x, bottom: self.bottom + y }
    }

    /// The box around both.
    pub fn union(self, other: InkBounds) -> InkBounds {
        InkBounds {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// Makes outlines and rasters of glyphs; keeps scratch memory and what grid fitting has computed, but no pictures.
///
/// A font that makes its parser panic has no glyphs.
pub struct GlyphPainter {
    tools: Tools,
    /// Ink boxes so far, by face, glyph, size and hinting.
    bounds: FxHashMap<u64, Option<InkBounds>>,
}

/// What fonts are read and drawn with; made anew when a font made it panic.
struct Tools {
    outliner: Outliner,
    scratch: zeno::Scratch,
    commands: Vec<zeno::Command>,
}

impl Default for Tools {
    fn default() -> Self {
        Tools { outliner: Outliner::default(), scratch: zeno::Scratch::new(), commands: Vec::new() }
    }
}

impl Default for GlyphPainter {
    fn default() -> Self {
        Self::new()
    }
}

impl GlyphPainter {
    /// A painter; allocates nothing yet.
    pub fn new() -> Self {
        GlyphPainter { tools: Tools::default(), bounds: FxHashMap::default() }
    }

    fn guarded<T>(&mut self, work: impl FnOnce(&mut Tools) -> Option<T>) -> Option<T> {
        match guarded(|| work(&mut self.tools)) {
            Some(result) => result,
            None => {
                self.tools = Tools::default();
                None
            }
        }
    }

    /// The glyph's outline in pixels at `size_px` pixels per em, y downwards, from its origin on the baseline.
    ///
    /// Empty for a blank. None where the glyph has no outline because it is a picture.
    pub fn outline(
        &mut self,
        face: &GlyphFace<'_>,
        glyph: u32,
        size_px: f32,
        hinting: Hinting,
    ) -> Option<BezPath> {
        self.guarded(|tools| {
            let font = open(face)?;
            tools.outliner.outline(face, &font, glyph, size_px, hinting)
        })
    }

    /// The glyph as pixels at `size_px` device pixels per em, its origin `quarter` quarters of a pixel to the right of a pixel edge.
    ///
    /// None for a blank and for what cannot be drawn.
    pub fn rasterize(
        &mut self,
        face: &GlyphFace<'_>,
        glyph: u32,
        size_px: f32,
        quarter: u8,
        hinting: Hinting,
    ) -> Option<GlyphImage> {
        if !(size_px > 0.0 && size_px <= f32::from(u16::MAX)) {
            return None;
        }
        self.guarded(|tools| tools.rasterize(face, glyph, size_px, quarter, hinting))
    }

    /// The box around the glyph's ink in whole pixels, its origin at a pixel corner; none where there is no ink.
    pub fn ink_bounds(
        &mut self,
        face: &GlyphFace<'_>,
        glyph: u32,
        size_px: f32,
        hinting: Hinting,
    ) -> Option<InkBounds> {
        let mut hasher = FxHasher::default();
        (face.font.data.id(), face.font.index, face.coords, face.embolden, face.skew_degrees.to_bits())
            .hash(&mut hasher);
        (glyph, size_px.to_bits(), hinting).hash(&mut hasher);
        let key = hasher.finish();
        if let Some(known) = self.bounds.get(&key) {
            return *known;
        }
        if self.bounds.len() >= 16_384 {
            self.bounds.clear();
        }
        let ink = self.guarded(|tools| tools.ink_bounds(face, glyph, size_px, hinting));
        self.bounds.insert(key, ink);
        ink
    }
}

impl Tools {
    fn rasterize(
        &mut self,
        face: &GlyphFace<'_>,
        glyph: u32,
        size_px: f32,
        quarter: u8,
        hinting: Hinting,
    ) -> Option<GlyphImage> {
        let font = open(face)?;
        let shift = f32::from(quarter & 3) / 4.0;
        let layers = layers::render(
            &font,
            face.coords,
            glyph,
            size_px,
            f64::from(shift),
            MAX_IMAGE_SIDE,
            &mut self.scratch,
        );
        if layers.is_some() {
            return layers;
        }
        if let Some(image) = bitmap::render(&font, glyph, size_px, shift, MAX_IMAGE_SIDE) {
            return Some(image);
        }
        let path = self.outliner.outline(face, &font, glyph, size_px, hinting)?;
        let offset = Vec2::new(f64::from(shift), 0.0);
        mask::rasterize(&path, offset, f64::from(MAX_IMAGE_SIDE), &mut self.commands, &mut self.scratch)
    }

    fn ink_bounds(
        &mut self,
        face: &GlyphFace<'_>,
        glyph: u32,
        size_px: f32,
        hinting: Hinting,
    ) -> Option<InkBounds> {
        let font = open(face)?;
        if let Some(b) = layers::bounds(&font, face.coords, glyph, size_px) {
            return Some(InkBounds {
                left: b.x0 as f32,
                top: b.y0 as f32,
                right: b.x1 as f32,
                bottom: b.y1 as f32,
            });
        }
        if let Some([left, top, right, bottom]) = bitmap::bounds(&font, glyph, size_px) {
            return Some(InkBounds { left, top, right, bottom });
        }
        let path = self.outliner.outline(face, &font, glyph, size_px, hinting)?;
        if path.elements().is_empty() {
            return None;
        }
        let b = path.control_box().expand();
        Some(InkBounds { left: b.x0 as f32, top: b.y0 as f32, right: b.x1 as f32, bottom: b.y1 as f32 })
    }
}

impl std::fmt::Debug for GlyphPainter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GlyphPainter").field("bounds", &self.bounds.len()).finish_non_exhaustive()
    }
}

/// The parsed view of the file; a run made by hand may hold anything.
fn open<'a>(face: &GlyphFace<'a>) -> Option<skrifa::FontRef<'a>> {
    skrifa::FontRef::from_index(face.font.data.data(), face.font.index).ok()
}
