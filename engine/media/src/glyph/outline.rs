//! Outlines of glyphs, fitted to the grid, emboldened and slanted as wanted.

use super::{
    GlyphFace, Hinting,
    embolden::{embolden, extra_width},
};
use rustc_hash::FxHashMap;
use skrifa::{
    FontRef, GlyphId, MetadataProvider as _, OutlineGlyphCollection,
    instance::{LocationRef, NormalizedCoord, Size},
    outline::{
        DrawSettings, Engine, GlyphStyles, HintingInstance, HintingOptions, OutlineGlyphFormat, OutlinePen,
        SmoothMode, Target,
    },
};
use sparrow_base::kurbo::{Affine, BezPath};
use std::sync::Arc;

/// Hinting set-ups that are kept: one per face and size in use.
const MAX_INSTANCES: usize = 24;

/// Above this size grid fitting changes nothing that can be seen and costs the same.
const MAX_HINTED_SIZE_PX: f32 = 256.0;

/// What grid fitting has computed so far.
#[derive(Default)]
pub(super) struct Outliner {
    /// The most recently used last.
    instances: Vec<(InstanceKey, HintingInstance)>,
    /// Per face; computing it looks at every glyph of the font.
    styles: FxHashMap<(u64, u32), GlyphStyles>,
    coords: Vec<NormalizedCoord>,
}

#[derive(PartialEq, Eq, Clone)]
struct InstanceKey {
    blob: u64,
    index: u32,
    coords: Arc<[i16]>,
    size_bits: u32,
}

impl Outliner {
    /// The glyph's outline in pixels, y downwards, from its origin. Empty for a blank, none where the glyph has no outline.
    pub(super) fn outline(
        &mut self,
        face: &GlyphFace<'_>,
        font: &FontRef<'_>,
        glyph: u32,
        size_px: f32,
        hinting: Hinting,
    ) -> Option<BezPath> {
        let outlines = font.outline_glyphs();
        let outline = outlines.get(GlyphId::new(glyph))?;
        let mut pen = PathPen(BezPath::new());
        let fitted = hinting == Hinting::Slight && face.skew_degrees == 0.0 && size_px <= MAX_HINTED_SIZE_PX;
        let drawn = match fitted.then(|| self.instance(face, &outlines, size_px)).flatten() {
            Some(instance) => outline.draw(DrawSettings::hinted(instance, false), &mut pen).is_ok(),
            None => false,
        };
        if !drawn {
            pen.0 = BezPath::new();
            self.coords.clear();
            self.coords.extend(face.coords.iter().map(|c| NormalizedCoord::from_bits(*c)));
            let settings = DrawSettings::unhinted(Size::new(size_px), LocationRef::new(&self.coords));
            outline.draw(settings, &mut pen).ok()?;
        }
        let mut path = pen.0;
        // A damaged font may scale to infinity; such a glyph has no ink.
        if !path.control_box().is_finite() {
            return Some(BezPath::new());
        }
        if face.embolden && !path.elements().is_empty() {
            path = embolden(&path, extra_width(size_px));
        }
        if face.skew_degrees != 0.0 {
            let slope = f64::from(face.skew_degrees).to_radians().tan();
            path.apply_affine(Affine::new([1.0, 0.0, -slope, 1.0, 0.0, 0.0]));
        }
        Some(path)
    }

    fn instance(
        &mut self,
        face: &GlyphFace<'_>,
        outlines: &OutlineGlyphCollection<'_>,
        size_px: f32,
    ) -> Option<&HintingInstance> {
        let (blob, index) = (face.font.data.id(), face.font.index);
        let matches = |key: &InstanceKey| {
            key.blob == blob
                && key.index == index
                && key.size_bits == size_px.to_bits()
                && key.coords == *face.coords
        };
        if let Some(at) = self.instances.iter().rposition(|(key, _)| matches(key)) {
            let last = self.instances.len() - 1;
            self.instances[at..=last].rotate_left(1);
        } else {
            if self.styles.len() >= 64 {
                self.styles.clear();
            }
            let engine = match outlines.format() {
                // PostScript outlines carry hints that are vertical in effect: their own interpreter, as FreeType has it.
                Some(OutlineGlyphFormat::Cff | OutlineGlyphFormat::Cff2) => Engine::Interpreter,
                _ => {
                    let styles =
                        self.styles.entry((blob, index)).or_insert_with(|| GlyphStyles::new(outlines));
                    Engine::Auto(Some(styles.clone()))
                }
            };
            let options = HintingOptions {
                engine,
                target: Target::Smooth {
                    mode: SmoothMode::Light,
                    symmetric_rendering: false,
                    preserve_linear_metrics: true,
                },
            };
            self.coords.clear();
            self.coords.extend(face.coords.iter().map(|c| NormalizedCoord::from_bits(*c)));
            let location = LocationRef::new(&self.coords);
            let instance = HintingInstance::new(outlines, Size::new(size_px), location, options).ok()?;
            if self.instances.len() >= MAX_INSTANCES {
                self.instances.remove(0);
            }
            let key = InstanceKey { blob, index, coords: face.coords.clone(), size_bits: size_px.to_bits() };
            self.instances.push((key, instance));
        }
        self.instances.last().map(|(_, instance)| instance)
    }
}

/// Collects an outline, turning y downwards.
pub(super) struct PathPen(pub(super) BezPath);

impl OutlinePen for PathPen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to((f64::from(x), -f64::from(y)));
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to((f64::from(x), -f64::from(y)));
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        self.0.quad_to((f64::from(cx0), -f64::from(cy0)), (f64::from(x), -f64::from(y)));
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        self.0.curve_to(
            (f64::from(cx0), -f64::from(cy0)),
            (f64::from(cx1), -f64::from(cy1)),
            (f64::from(x), -f64::from(y)),
        );
    }

    fn close(&mut self) {
        self.0.close_path();
    }
}
