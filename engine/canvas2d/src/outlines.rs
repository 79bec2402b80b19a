//! Glyph outlines that were made once: for strokes, rotated and very large text.

use rustc_hash::FxHashMap;
use sparrow_base::kurbo::PathEl;
use sparrow_media::glyph::{FaceId, GlyphCache, GlyphFace, Hinting};
use sparrow_render::GlyphRun;
use std::rc::Rc;

/// All outlines are forgotten when together they have more elements than this (about 14 MB).
const MAX_ELEMENTS: usize = 1 << 18;

/// The path of a glyph; `None` when it has none.
type Outline = Option<Rc<[PathEl]>>;

/// Outlines by face, glyph, size and hinting.
pub(crate) struct OutlineCache {
    /// Names faces and makes outlines; holds no pictures.
    glyphs: GlyphCache,
    outlines: FxHashMap<(FaceId, u32, u32, Hinting), Outline>,
    elements: usize,
}

impl OutlineCache {
    pub(crate) fn new() -> Self {
        OutlineCache { glyphs: GlyphCache::new(0), outlines: FxHashMap::default(), elements: 0 }
    }

    /// The number of a run's face; ask once per run.
    pub(crate) fn face_id(&mut self, run: &GlyphRun) -> FaceId {
        self.glyphs.face_id(&GlyphFace::of(run))
    }

    /// The outline of a glyph of a run at a size, from its origin on the baseline; `None` for a blank.
    pub(crate) fn get(
        &mut self,
        face_id: FaceId,
        run: &GlyphRun,
        glyph: u32,
        size_px: f32,
        hinting: Hinting,
    ) -> Option<Rc<[PathEl]>> {
        let key = (face_id, glyph, size_px.to_bits(), hinting);
        if let Some(outline) = self.outlines.get(&key) {
            return outline.clone();
        }
        let face = GlyphFace::of(run);
        let path = self.glyphs.painter_mut().outline(&face, glyph, size_px, hinting);
        let outline: Option<Rc<[PathEl]>> = path
            .map(|p| p.elements().into())
            .filter(|e: &Rc<[PathEl]>| !e.is_empty() && e.iter().all(PathEl::is_finite));
        let count = outline.as_ref().map_or(1, |o| o.len() + 1);
        if self.elements + count > MAX_ELEMENTS {
            self.outlines.clear();
            self.elements = 0;
        }
        self.elements += count;
        self.outlines.insert(key, outline.clone());
        outline
    }
}
