//! Glyphs on the device: coverage masks in coverage memory, colour glyphs in the atlas. Rasters come from `sparrow-media`.

use crate::{
    atlas::{Atlas, AtlasSlot, MAX_ENTRY},
    coverage::{Block, CoverageFull, CoverageMemory},
    device::Gpu,
};
use rustc_hash::FxHashMap;
use sparrow_media::glyph::{GlyphCache, GlyphFace, GlyphImage, GlyphKey, GlyphPixels, Hinting};
use sparrow_render::{GlyphRun, RenderError};

/// Colour glyphs in the atlas at a time.
const MAX_COLOR_GLYPHS: usize = 2048;

/// A glyph's raster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlacedGlyph {
    /// Column of the leftmost pixel, from the origin's pixel.
    pub(crate) left: i32,
    /// Row of the topmost pixel, from the baseline's row.
    pub(crate) top: i32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) place: GlyphPlace,
}

/// Where a raster lies.
#[derive(Clone, Copy, Debug)]
pub(crate) enum GlyphPlace {
    /// Coverage, filled with the brush.
    Mask(Block),
    /// Colours.
    Color(AtlasSlot),
}

/// Why a glyph has no place.
pub(crate) enum NoPlace {
    /// Coverage memory has to be emptied first.
    CoverageFull,
    /// The atlas has no room and cannot grow.
    Error(RenderError),
}

impl From<CoverageFull> for NoPlace {
    fn from(_: CoverageFull) -> NoPlace {
        NoPlace::CoverageFull
    }
}

impl From<RenderError> for NoPlace {
    fn from(error: RenderError) -> NoPlace {
        NoPlace::Error(error)
    }
}

/// All glyphs that are on the device.
pub(crate) struct GlyphStore {
    /// Numbers of faces, and the painter; rasters are not kept here a second time.
    rasters: GlyphCache,
    placed: FxHashMap<GlyphKey, Option<PlacedGlyph>>,
    color_count: usize,
    generation: u64,
}

impl Default for GlyphStore {
    fn default() -> Self {
        GlyphStore {
            rasters: GlyphCache::new(0),
            placed: FxHashMap::default(),
            color_count: 0,
            generation: 0,
        }
    }
}

impl GlyphStore {
    /// Keys of the glyphs of a run at a size in canvas pixels.
    pub(crate) fn keys(
        &mut self,
        run: &GlyphRun,
        size_px: f32,
        hinting: Hinting,
    ) -> impl Fn(u32, u8) -> GlyphKey + use<> {
        let face = self.rasters.face_id(&GlyphFace::of(run));
        move |glyph, quarter| GlyphKey::new(face, glyph, size_px, quarter, hinting)
    }

    /// The glyph, rasterised when it is not on the device; `None` for a blank. The number is the bytes that were sent.
    pub(crate) fn place(
        &mut self,
        gpu: &Gpu,
        coverage: &mut CoverageMemory,
        atlas: &mut Atlas,
        run: &GlyphRun,
        key: GlyphKey,
        hinting: Hinting,
    ) -> Result<(Option<PlacedGlyph>, u64), NoPlace> {
        if self.generation != coverage.generation() {
            self.generation = coverage.generation();
            self.placed
                .retain(|_, glyph| !matches!(glyph, Some(g) if matches!(g.place, GlyphPlace::Mask(_))));
        }
        if let Some(known) = self.placed.get(&key) {
            return Ok((*known, 0));
        }
        let face = GlyphFace::of(run);
        let raster =
            self.rasters.painter_mut().rasterize(&face, key.glyph(), key.size_px(), key.quarter(), hinting);
        let (glyph, sent) = match raster {
            None => (None, 0),
            Some(image) => self.keep(gpu, coverage, atlas, &image)?,
        };
        self.placed.insert(key, glyph);
        Ok((glyph, sent))
    }

    fn keep(
        &mut self,
        gpu: &Gpu,
        coverage: &mut CoverageMemory,
        atlas: &mut Atlas,
        image: &GlyphImage,
    ) -> Result<(Option<PlacedGlyph>, u64), NoPlace> {
        let GlyphImage { left, top, width, height, pixels } = image;
        let (left, top, width, height) = (*left, *top, *width, *height);
        if width == 0 || height == 0 {
            return Ok((None, 0));
        }
        let (place, sent) = match pixels {
            GlyphPixels::Mask(values) => {
                // `GlyphPainter` never makes a larger mask than fits.
                (GlyphPlace::Mask(coverage.keep(width, height, values)?), 0)
            }
            GlyphPixels::Color(_) if width > MAX_ENTRY || height > MAX_ENTRY => return Ok((None, 0)),
            GlyphPixels::Color(pixels) => {
                if self.color_count >= MAX_COLOR_GLYPHS {
                    self.forget_colors(atlas);
                }
                let slot = match atlas.find_room(width, height) {
                    Some(slot) => slot,
                    None => {
                        atlas.add_page(gpu)?;
                        atlas.find_room(width, height).ok_or_else(|| {
                            RenderError::OutOfMemory(format!("a glyph of {width} x {height} pixels"))
                        })?
                    }
                };
                self.color_count += 1;
                (GlyphPlace::Color(slot), atlas.write(gpu, slot, width, height, pixels.bytes()))
            }
        };
        Ok((Some(PlacedGlyph { left, top, width, height, place }), sent))
    }

    /// The page is given up: its glyphs are drawn anew when they are needed.
    pub(crate) fn leave_page(&mut self, atlas: &mut Atlas, page: u16) {
        let colors = &mut self.color_count;
        self.placed.retain(|_, glyph| match glyph {
            Some(PlacedGlyph { place: GlyphPlace::Color(slot), .. }) if slot.page == page => {
                atlas.free(*slot);
                *colors -= 1;
                false
            }
            _ => true,
        });
    }

    fn forget_colors(&mut self, atlas: &mut Atlas) {
        self.placed.retain(|_, glyph| match glyph {
            Some(PlacedGlyph { place: GlyphPlace::Color(slot), .. }) => {
                atlas.free(*slot);
                false
            }
            _ => true,
        });
        self.color_count = 0;
    }
}
