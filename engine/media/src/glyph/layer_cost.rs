//! How much work a layered glyph is. Its paints form a graph that may share parts: a small file can describe more layers than a
//! machine can paint in a lifetime. Counted before painting, each part once.

use rustc_hash::FxHashMap;
use skrifa::{
    GlyphId,
    raw::tables::colr::{Colr, Paint},
};

/// Real emoji have up to some hundred paints.
const MAX_PAINTS: u32 = 20_000;
const MAX_DEPTH: u32 = 64;

/// True when painting the glyph visits few enough paints.
pub(super) fn is_affordable(colr: &Colr<'_>, glyph: GlyphId) -> bool {
    let mut counter = Counter { colr, known: FxHashMap::default() };
    match colr.v1_base_glyph(glyph) {
        Ok(Some((paint, id))) => counter.count(&paint, id, 0) <= MAX_PAINTS,
        // Version 0: a plain list.
        _ => colr.v0_base_glyph(glyph).ok().flatten().is_some_and(|layers| layers.len() <= 1000),
    }
}

struct Counter<'a, 'b> {
    colr: &'b Colr<'a>,
    /// Paints below each paint, by its address; the limit while it is being counted, so that circles are too dear.
    known: FxHashMap<usize, u32>,
}

impl<'a> Counter<'a, '_> {
    fn count(&mut self, paint: &Paint<'a>, id: usize, depth: u32) -> u32 {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        if depth > MAX_DEPTH {
            return MAX_PAINTS + 1;
        }
        self.known.insert(id, MAX_PAINTS + 1);
        let count = self.count_below(paint, depth + 1).saturating_add(1);
        self.known.insert(id, count);
        count
    }

    fn child(&mut self, paint: Result<Paint<'a>, skrifa::raw::ReadError>, depth: u32) -> u32 {
        match paint {
            Ok(paint) => {
                let id = paint.offset_data().as_bytes().as_ptr() as usize;
                self.count(&paint, id, depth)
            }
            Err(_) => 0,
        }
    }

    fn count_below(&mut self, paint: &Paint<'a>, depth: u32) -> u32 {
        match paint {
            Paint::ColrLayers(p) => {
                let first = p.first_layer_index() as usize;
                let mut sum: u32 = 0;
                for index in first..first + usize::from(p.num_layers()) {
                    if let Ok((layer, id)) = self.colr.v1_layer(index) {
                        sum = sum.saturating_add(self.count(&layer, id, depth));
                    }
                }
                sum
            }
            Paint::ColrGlyph(p) => match self.colr.v1_base_glyph(p.glyph_id().into()) {
                Ok(Some((base, id))) => self.count(&base, id, depth),
                _ => 0,
            },
            Paint::Composite(p) => {
                let source = self.child(p.source_paint(), depth);
                source.saturating_add(self.child(p.backdrop_paint(), depth))
            }
            // Painting tries what is inside as one fill first, and goes through it again when that fails.
            Paint::Glyph(p) => self.child(p.paint(), depth).saturating_mul(2),
            Paint::Transform(p) => self.child(p.paint(), depth),
            Paint::VarTransform(p) => self.child(p.paint(), depth),
            Paint::Translate(p) => self.child(p.paint(), depth),
            Paint::VarTranslate(p) => self.child(p.paint(), depth),
            Paint::Scale(p) => self.child(p.paint(), depth),
            Paint::VarScale(p) => self.child(p.paint(), depth),
            Paint::ScaleAroundCenter(p) => self.child(p.paint(), depth),
            Paint::VarScaleAroundCenter(p) => self.child(p.paint(), depth),
            Paint::ScaleUniform(p) => self.child(p.paint(), depth),
            Paint::VarScaleUniform(p) => self.child(p.paint(), depth),
            Paint::ScaleUniformAroundCenter(p) => self.child(p.paint(), depth),
            Paint::VarScaleUniformAroundCenter(p) => self.child(p.paint(), depth),
            Paint::Rotate(p) => self.child(p.paint(), depth),
            Paint::VarRotate(p) => self.child(p.paint(), depth),
            Paint::RotateAroundCenter(p) => self.child(p.paint(), depth),
            Paint::VarRotateAroundCenter(p) => self.child(p.paint(), depth),
            Paint::Skew(p) => self.child(p.paint(), depth),
            Paint::VarSkew(p) => self.child(p.paint(), depth),
            Paint::SkewAroundCenter(p) => self.child(p.paint(), depth),
            Paint::VarSkewAroundCenter(p) => self.child(p.paint(), depth),
            Paint::Solid(_)
            | Paint::VarSolid(_)
            | Paint::LinearGradient(_)
            | Paint::VarLinearGradient(_)
            | Paint::RadialGradient(_)
            | Paint::VarRadialGradient(_)
            | Paint::SweepGradient(_)
            | Paint::VarSweepGradient(_) => 0,
        }
    }
}
