//! Painting an area with a source.

use crate::{
    clip::Region,
    composite::{Clipped, Composite, SolidOver, composite_row},
    gradient::GradientSource,
    painter::{Blending, Painter, Scratch},
    shape::Area,
    simd::{dispatch, over},
    source::Source,
    target::Target,
};
use sparrow_base::kurbo::Affine;
use sparrow_render::{Brush, CompositeOp, DrawState, Paint};

/// The global alpha as a factor of what is painted with. After a filter it counts for the result.
pub(crate) fn source_alpha(state: &DrawState) -> f32 {
    if state.filter.is_some() { 1.0 } else { state.alpha }
}

impl Painter<'_> {
    /// Paints an area with a brush. `coverage` is a further factor of its alpha.
    #[allow(clippy::too_many_arguments)] // the fields of one operation
    pub(crate) fn paint_brush(
        &mut self,
        target: &mut Target<'_>,
        area: Area<'_>,
        brush: &Brush,
        transform: Affine,
        state: &DrawState,
        region: &Region,
        coverage: f32,
    ) {
        let alpha = source_alpha(state) * coverage;
        let blending = Blending { region, op: state.composite, is_opaque: self.is_opaque() };
        match brush {
            Brush::Solid(color) => {
                self.paint_shadowed(target, area, &Source::solid(*color, alpha), state, blending);
            }
            Brush::Paint(id) => match &self.list.paints[id.0 as usize] {
                Paint::Gradient(gradient) => {
                    // What cannot be painted is transparent, and some operators clear around it.
                    let tables = &mut self.scratch.gradients;
                    let gradient = GradientSource::new(tables, gradient, transform, alpha);
                    let source = gradient.map_or(Source::Solid(0), Source::Gradient);
                    self.paint_shadowed(target, area, &source, state, blending);
                }
                Paint::Pattern(pattern) => {
                    let snapshot = self.snapshot(target, pattern.source);
                    let sampler = Self::pattern(self.sources, pattern, snapshot.as_ref(), transform, state);
                    let source = match sampler {
                        Some(sampler) => Source::Image(sampler, crate::source::alpha_byte(alpha)),
                        None => Source::Solid(0),
                    };
                    self.paint_shadowed(target, area, &source, state, blending);
                    self.forget(snapshot);
                }
            },
        }
    }

    /// Paints an area and, before, its shadow; the source's alpha is [`source_alpha`].
    pub(crate) fn paint_shadowed(
        &mut self,
        target: &mut Target<'_>,
        area: Area<'_>,
        source: &Source<'_>,
        state: &DrawState,
        how: Blending<'_>,
    ) {
        if state.filter.is_some() {
            self.paint_filtered(target, area, source, state, how);
            return;
        }
        if let Some(shadow) = &state.shadow {
            self.paint_shadow(target, area, source, shadow, how);
        }
        self.paint(target, area, source, how);
    }

    /// Paints an area.
    pub(crate) fn paint(
        &mut self,
        target: &mut Target<'_>,
        area: Area<'_>,
        source: &Source<'_>,
        how: Blending<'_>,
    ) {
        if how.op.affects_outside() {
            self.paint_layer(target, area, source, how);
            return;
        }
        let bounds = self.scratch.shapes.bounds(area).intersect(how.region.bounds);
        if bounds.is_empty() || source.is_transparent() {
            return;
        }
        let level = self.level;
        let Scratch { shapes, row, coverage, .. } = &mut *self.scratch;
        let mask = how.region.mask.as_deref();
        macro_rules! cover {
            ($sink:expr) => {{
                let mut sink = $sink;
                match mask {
                    None => dispatch!(level, simd => shapes.cover(simd, area, bounds, &mut sink)),
                    Some(mask) => {
                        let mut sink = Clipped { inner: sink, mask, buffer: coverage };
                        dispatch!(level, simd => shapes.cover(simd, area, bounds, &mut sink));
                    }
                }
            }};
        }
        match (how.op, source) {
            (CompositeOp::SourceOver, Source::Solid(color)) => {
                cover!(SolidOver { target: target.reborrow(), color: *color });
            }
            _ => {
                let (op, is_opaque) = (how.op, how.is_opaque);
                let replaces = op == CompositeOp::SourceOver && source.is_opaque();
                let target = target.reborrow();
                cover!(Composite { target, source, op, level, is_opaque, replaces, buffer: row });
            }
        }
    }

    /// Paints under an operator that also changes what the area does not cover: on a layer of its own.
    fn paint_layer(
        &mut self,
        target: &mut Target<'_>,
        area: Area<'_>,
        source: &Source<'_>,
        how: Blending<'_>,
    ) {
        let bounds = how.region.bounds;
        if bounds.is_empty() {
            return;
        }
        let mut layer = self.scratch.layers.transparent(bounds.width() * bounds.height());
        let region = Region::all(bounds);
        let plain = Blending { region: &region, op: CompositeOp::SourceOver, is_opaque: false };
        self.paint(&mut Target { pixels: &mut layer, bounds }, area, source, plain);
        self.composite_layer(target, &layer, how);
        self.scratch.layers.give_back(layer);
    }

    /// Composites premultiplied pixels for all of the region's bounds.
    pub(crate) fn composite_layer(&mut self, target: &mut Target<'_>, layer: &[u32], how: Blending<'_>) {
        let bounds = how.region.bounds;
        let width = bounds.width();
        let mixed = &mut self.scratch.row;
        for (y, src) in (bounds.y0..bounds.y1).zip(layer.chunks_exact(width)) {
            let row = target.span(bounds.x0, y, width);
            match &how.region.mask {
                None => dispatch!(self.level, simd => composite_row(simd, row, src, how.op, how.is_opaque)),
                Some(mask) => {
                    let mask = mask.span(bounds.x0, y, width);
                    mixed.clear();
                    mixed.extend_from_slice(row);
                    dispatch!(self.level, simd => {
                        composite_row(simd, mixed, src, how.op, how.is_opaque);
                        over::mix_masked(simd, row, mixed, mask);
                    });
                }
            }
        }
    }
}
