//! Keeps rasters of glyphs.

use super::{GlyphFace, GlyphImage, GlyphPainter, Hinting};
use crate::text::TwoGenerations;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// Stands for a face within one [`GlyphCache`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FaceId(u32);

/// What a raster of a glyph depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlyphKey {
    face: FaceId,
    glyph: u32,
    size_bits: u32,
    quarter: u8,
    hinting: Hinting,
}

impl GlyphKey {
    /// A key for the glyph at `size_px` device pixels per em, `quarter` quarters of a pixel to the right.
    pub fn new(face: FaceId, glyph: u32, size_px: f32, quarter: u8, hinting: Hinting) -> GlyphKey {
        GlyphKey { face, glyph, size_bits: size_px.to_bits(), quarter: quarter & 3, hinting }
    }

    /// Device pixels per em.
    pub fn size_px(&self) -> f32 {
        f32::from_bits(self.size_bits)
    }

    /// Index of the glyph in its font.
    pub fn glyph(&self) -> u32 {
        self.glyph
    }

    /// Quarters of a pixel to the right: 0 to 3.
    pub fn quarter(&self) -> u8 {
        self.quarter
    }
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct FaceKey {
    blob: u64,
    index: u32,
    coords: Arc<[i16]>,
    embolden: bool,
    skew_bits: u32,
}

impl FaceKey {
    fn of(face: &GlyphFace<'_>) -> FaceKey {
        FaceKey {
            blob: face.font.data.id(),
            index: face.font.index,
            coords: face.coords.clone(),
            embolden: face.embolden,
            skew_bits: face.skew_degrees.to_bits(),
        }
    }

    fn is(&self, face: &GlyphFace<'_>) -> bool {
        self.blob == face.font.data.id()
            && self.index == face.font.index
            && self.coords == *face.coords
            && self.embolden == face.embolden
            && self.skew_bits == face.skew_degrees.to_bits()
    }
}

/// Rasters of glyphs within a bound of memory: what was not used for a while goes.
///
/// A renderer with an atlas of its own uses [`face_id`](Self::face_id) and [`GlyphKey`] as keys and
/// [`painter_mut`](Self::painter_mut) to make what it misses.
#[derive(Debug)]
pub struct GlyphCache {
    painter: GlyphPainter,
    faces: FxHashMap<FaceKey, FaceId>,
    /// The face that was asked for last is asked for again, mostly.
    last_face: Option<(FaceKey, FaceId)>,
    next_face: u32,
    images: TwoGenerations<GlyphKey, Option<Arc<GlyphImage>>>,
}

/// Faces that are told apart before numbering starts anew; new numbers are never old ones.
const MAX_FACES: usize = 4096;

impl GlyphCache {
    /// A cache that holds at most about `max_bytes` of pixels.
    pub fn new(max_bytes: usize) -> GlyphCache {
        GlyphCache {
            painter: GlyphPainter::new(),
            faces: FxHashMap::default(),
            last_face: None,
            next_face: 0,
            images: TwoGenerations::new(max_bytes / 2),
        }
    }

    /// The number of a face in this cache; ask once per run.
    pub fn face_id(&mut self, face: &GlyphFace<'_>) -> FaceId {
        match &self.last_face {
            Some((key, id)) if key.is(face) => *id,
            _ => {
                let id = self.look_up_face(face);
                self.last_face = Some((FaceKey::of(face), id));
                id
            }
        }
    }

    fn look_up_face(&mut self, face: &GlyphFace<'_>) -> FaceId {
        let key = FaceKey::of(face);
        if let Some(id) = self.faces.get(&key) {
            return *id;
        }
        if self.faces.len() >= MAX_FACES {
            self.faces.clear();
        }
        let id = FaceId(self.next_face);
        self.next_face = self.next_face.wrapping_add(1);
        self.faces.insert(key, id);
        id
    }

    /// The raster for a key, made if it is not there; `face` must be the one whose number the key holds. None for blanks.
    pub fn get(&mut self, key: GlyphKey, face: &GlyphFace<'_>) -> Option<Arc<GlyphImage>> {
        let cost = |image: &Option<Arc<GlyphImage>>| 96 + image.as_ref().map_or(0, |i| i.byte_size());
        if let Some(hit) = self.images.get(&key, cost) {
            return hit.clone();
        }
        let image =
            self.painter.rasterize(face, key.glyph, key.size_px(), key.quarter, key.hinting).map(Arc::new);
        self.images.insert(key, image.clone(), cost(&image));
        image
    }

    /// The painter, for what is not cached: outlines, or rasters that go into an atlas.
    pub fn painter_mut(&mut self) -> &mut GlyphPainter {
        &mut self.painter
    }

    /// Number of rasters held.
    pub fn len(&self) -> usize {
        self.images.len()
    }

    /// True when nothing is held.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Drops every raster.
    pub fn clear(&mut self) {
        self.images.clear();
    }
}

impl Default for GlyphCache {
    /// 16 MiB: about 20,000 glyphs of 24 pixels, or 1,000 emoji of 64.
    fn default() -> Self {
        GlyphCache::new(16 << 20)
    }
}
