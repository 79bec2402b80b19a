//! Images and canvases drawn into canvases, and as patterns.

use crate::{
    blit::Blit,
    bounds::Bounds,
    canvas::Canvas,
    composite::scale_pixel,
    gradient::invert,
    image::Image,
    mips::{Mips, level_for},
    paint::source_alpha,
    painter::{Blending, Painter, Sources},
    sampler::{Fine, Outside, Sampler},
    shape::{Area, keeps_rects},
    source::{Source, alpha_byte},
    target::Target,
};
use sparrow_base::{
    kurbo::{Affine, Rect},
    mips::level_above,
};
use sparrow_render::{CompositeOp, DrawState, ImageSource, Pattern, Smoothing};

/// How far the last pixel of an image may be off before its scale counts as other than one.
const SCALE_SLACK: f64 = 1.0 / 64.0;

impl Painter<'_> {
    /// `drawImage`.
    pub(crate) fn draw_image(
        &mut self,
        target: &mut Target<'_>,
        source: ImageSource,
        src: Rect,
        dst: Rect,
        transform: Affine,
        state: &DrawState,
    ) {
        let snapshot = self.snapshot(target, source);
        self.draw_pixels(target, (source, snapshot.as_ref()), src, dst, transform, state);
        self.forget(snapshot);
    }

    fn draw_pixels(
        &mut self,
        target: &mut Target<'_>,
        (source, snapshot): (ImageSource, Option<&Canvas>),
        src: Rect,
        dst: Rect,
        transform: Affine,
        state: &DrawState,
    ) {
        let region = self.region(target, state.clip);
        let blending = Blending { region: &region, op: state.composite, is_opaque: self.is_opaque() };
        let Some(view) = self.sources.view(source, snapshot) else {
            // A canvas that was never drawn to has no memory, but a colour, and some operators clear around it.
            let blank = scale_pixel(self.sources.blank(source), alpha_byte(source_alpha(state)));
            let area = self.image_area(dst, transform);
            self.paint_shadowed(target, area, &Source::Solid(blank), state, blending);
            return;
        };
        let scale = Affine::scale_non_uniform(dst.width() / src.width(), dst.height() / src.height());
        let canvas_from_source = transform
            * Affine::translate(dst.origin().to_vec2())
            * scale
            * Affine::translate(-src.origin().to_vec2());
        let alpha = alpha_byte(source_alpha(state));
        let is_smooth = state.smoothing != Smoothing::Off;
        // As the standard has it, filters also see what surrounds the source rectangle in the image.
        let readable = Bounds::of_size(view.size);
        let area = self.image_area(dst, transform);
        if let (Area::Rect(rect), CompositeOp::SourceOver, None) = (area, state.composite, &region.mask)
            && state.shadow.is_none()
            && state.filter.is_none()
            && is_moved(canvas_from_source, src)
        {
            let [.., x, y] = canvas_from_source.as_coeffs();
            let canvas = Bounds::around(rect.x0, rect.y0, rect.x1, rect.y1).intersect(region.bounds);
            if canvas.is_empty() || alpha == 0 {
                return;
            }
            let blit = Blit { image: view, source: readable, canvas, offset: (-x, -y), alpha, is_smooth };
            if is_whole(rect) && blit.over(self.level, target) {
                return;
            }
        }
        let Some(source_from_canvas) = invert(canvas_from_source) else { return };
        let outside = (Outside::Clamp, Outside::Clamp);
        let careful = matches!(state.smoothing, Smoothing::Medium | Smoothing::High);
        let is_element = matches!(source, ImageSource::Image(_));
        let level = match () {
            () if !is_smooth || is_moved(canvas_from_source, src) => 0,
            // At every quality, as in browsers.
            () if is_element => level_above(canvas_from_source, view.size),
            () if careful => level_for(canvas_from_source, view.size),
            () => 0,
        };
        if level == 0 && (!careful || is_moved(canvas_from_source, src)) {
            let sampler = Sampler::new(view, readable, source_from_canvas, outside, is_smooth);
            self.paint_shadowed(target, area, &Source::Image(sampler, alpha), state, blending);
            return;
        }
        let mut own = Mips::default();
        let mips = match source {
            // Images stay as they are: theirs are kept.
            ImageSource::Image(id) if level > 0 => self.sources.images.get(&id).map_or(&own, Image::mips),
            _ => {
                own.make(view, level);
                &own
            }
        };
        let small = mips.view(view, level);
        let ratio = |small: u32, large: u32| f64::from(small) / f64::from(large);
        let small_from_source = Affine::scale_non_uniform(
            ratio(small.size.width, view.size.width),
            ratio(small.size.height, view.size.height),
        );
        let shrinks = canvas_from_source.determinant().abs() < 1.0;
        let fine = if state.smoothing == Smoothing::High && !shrinks { Fine::Cubic } else { Fine::Linear };
        let readable = Bounds::of_size(small.size);
        let sampler = Sampler::new(small, readable, small_from_source * source_from_canvas, outside, true);
        let sampler = if careful { sampler.with_care(fine) } else { sampler };
        self.paint_shadowed(target, area, &Source::Image(sampler, alpha), state, blending);
    }

    /// Where an image shows. As in Chromium its edges are antialiased only where it is rotated or skewed, or less than a
    /// pixel large; otherwise a pixel belongs to it when its centre does.
    fn image_area(&mut self, dst: Rect, transform: Affine) -> Area<'static> {
        let area = self.scratch.shapes.quad(dst, transform);
        match area {
            Area::Rect(r) if keeps_rects(transform) && r.width() >= 1.0 && r.height() >= 1.0 => {
                let round = |v: f64| (v + 0.5).floor();
                Area::Rect(Rect::new(round(r.x0), round(r.y0), round(r.x1), round(r.y1)))
            }
            other => other,
        }
    }

    /// A pattern under a transform; `None` where it paints nothing.
    pub(crate) fn pattern<'v>(
        sources: Sources<'v>,
        pattern: &Pattern,
        snapshot: Option<&'v Canvas>,
        transform: Affine,
        state: &DrawState,
    ) -> Option<Sampler<'v>> {
        let source_from_canvas = invert(transform * pattern.transform)?;
        let view = sources.view(pattern.source, snapshot)?;
        let outside = |repeats: bool| if repeats { Outside::Repeat } else { Outside::Transparent };
        let outside = (outside(pattern.repetition.x), outside(pattern.repetition.y));
        let is_smooth = state.smoothing != Smoothing::Off;
        Some(Sampler::new(view, Bounds::of_size(view.size), source_from_canvas, outside, is_smooth))
    }
}

/// True for a translation, as far as the pixels of `src` can tell.
pub(crate) fn is_moved(canvas_from_source: Affine, src: Rect) -> bool {
    let [a, b, c, d, ..] = canvas_from_source.as_coeffs();
    b == 0.0
        && c == 0.0
        && (a - 1.0).abs() * src.width() < SCALE_SLACK
        && (d - 1.0).abs() * src.height() < SCALE_SLACK
}

fn is_whole(rect: Rect) -> bool {
    [rect.x0, rect.y0, rect.x1, rect.y1].iter().all(|v| v.fract() == 0.0)
}
