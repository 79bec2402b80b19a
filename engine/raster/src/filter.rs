//! `filter`: <https://html.spec.whatwg.org/multipage/canvas.html#drawing-model>

use crate::{
    blur,
    bounds::Bounds,
    clip::Region,
    image::View,
    layers::Layers,
    painter::{Blending, Painter, Scratch},
    sampler::{Outside, Sampler},
    shadow::MAX_SIGMA,
    shape::Area,
    source::{Source, alpha_byte},
    target::Target,
};
use sparrow_base::{
    PixelSize,
    kurbo::{Affine, Rect},
};
use sparrow_render::{ColorMatrix, CompositeOp, DrawState, FilterStep, Shadow};

/// How far outside of the canvas a filter may look for what it spreads, whatever its list says.
const MAX_REACH: i32 = 2048;

/// The picture of one operation: premultiplied pixels of a part of the plane.
struct Layer {
    pixels: Vec<u32>,
    bounds: Bounds,
}

impl Layer {
    /// Transparent black; `None` where there is no memory for it.
    fn new(layers: &mut Layers, bounds: Bounds) -> Option<Layer> {
        // A blur needs much more in passing: it would be better not to begin than to fail there.
        let area = bounds.width().checked_mul(bounds.height())?;
        Some(Layer { pixels: layers.try_transparent(area)?, bounds })
    }

    fn target(&mut self) -> Target<'_> {
        Target { pixels: &mut self.pixels, bounds: self.bounds }
    }

    fn area(&self) -> Area<'static> {
        let Bounds { x0, y0, x1, y1 } = self.bounds;
        Area::Rect(Rect::new(f64::from(x0), f64::from(y0), f64::from(x1), f64::from(y1)))
    }

    fn source(&self, alpha: f32) -> Source<'_> {
        let size = PixelSize::new(self.bounds.width() as u32, self.bounds.height() as u32);
        let view = View { pixels: &self.pixels, size, is_opaque: false };
        let place = Affine::translate((-f64::from(self.bounds.x0), -f64::from(self.bounds.y0)));
        let outside = (Outside::Transparent, Outside::Transparent);
        Source::Image(Sampler::new(view, Bounds::of_size(size), place, outside, false), alpha_byte(alpha))
    }

    /// The same pixels in other bounds.
    fn moved_into(&self, layers: &mut Layers, bounds: Bounds) -> Option<Layer> {
        let mut other = Layer::new(layers, bounds)?;
        let both = self.bounds.intersect(bounds);
        let stride = self.bounds.width();
        for y in both.y0..both.y1 {
            let at = (y - self.bounds.y0) as usize * stride + (both.x0 - self.bounds.x0) as usize;
            let from = &self.pixels[at..at + both.width()];
            other.target().span(both.x0, y, both.width()).copy_from_slice(from);
        }
        Some(other)
    }
}

impl Painter<'_> {
    /// Paints an area through a filter, with its shadow. The source has no global alpha.
    pub(crate) fn paint_filtered(
        &mut self,
        target: &mut Target<'_>,
        area: Area<'_>,
        source: &Source<'_>,
        state: &DrawState,
        how: Blending<'_>,
    ) {
        let list = self.list;
        let steps = state.filter.map_or(&[][..], |filter| list.filter(filter));
        let Some(layer) = self.filtered(area, source, state, steps, how.region.bounds) else {
            self.stats.count_unsupported("a filter that needs more memory than there is");
            return;
        };
        let (area, source) = (layer.area(), layer.source(state.alpha));
        if let Some(shadow) = &state.shadow {
            self.paint_shadow(target, area, &source, shadow, how);
        }
        self.paint(target, area, &source, how);
        self.give_back(layer);
    }

    fn give_back(&mut self, layer: Layer) {
        self.scratch.layers.give_back(layer.pixels);
    }

    /// What the steps make of an area, as far as it can be seen in `visible`; `None` without memory.
    fn filtered(
        &mut self,
        area: Area<'_>,
        source: &Source<'_>,
        state: &DrawState,
        steps: &[FilterStep],
        visible: Bounds,
    ) -> Option<Layer> {
        let widest = visible.grown(MAX_REACH, 0, 0);
        let mut needed = visible;
        if let Some(shadow) = &state.shadow {
            needed = with_casters(needed, shadow).intersect(widest);
        }
        // What each step has to give, from the last to the first.
        let mut outputs = std::mem::take(&mut self.scratch.outputs);
        outputs.clear();
        for step in steps.iter().rev() {
            outputs.push(needed);
            needed = match step {
                FilterStep::Blur { sigma } => needed.grown(blur::reach(sigma.min(MAX_SIGMA)), 0, 0),
                FilterStep::Color(_) => needed,
                FilterStep::DropShadow(shadow) => with_casters(needed, shadow),
            };
            needed = needed.intersect(widest);
        }
        let drawn = self.scratch.shapes.bounds(area).intersect(needed);
        let mut layer = Layer::new(&mut self.scratch.layers, drawn)?;
        if !drawn.is_empty() {
            self.paint(&mut layer.target(), area, source, over(&Region::all(drawn)));
        }
        for (step, wanted) in steps.iter().zip(outputs.iter().rev()) {
            if layer.bounds.is_empty() {
                break;
            }
            layer = self.apply(layer, step, *wanted)?;
        }
        self.scratch.outputs = outputs;
        Some(layer)
    }

    fn apply(&mut self, mut layer: Layer, step: &FilterStep, wanted: Bounds) -> Option<Layer> {
        match step {
            FilterStep::Blur { sigma } => {
                let sigma = sigma.min(MAX_SIGMA);
                let grown = layer.bounds.grown(blur::reach(sigma), 0, 0);
                let bounds = grown.intersect(wanted);
                let Scratch { layers, blur, .. } = &mut *self.scratch;
                let mut blurred = Layer::new(layers, bounds)?;
                if !bounds.is_empty() {
                    let from = layer.moved_into(layers, grown)?;
                    blur::blur_pixels(blur, &from.pixels, grown, bounds, sigma, &mut blurred.pixels);
                    layers.give_back(from.pixels);
                }
                self.give_back(layer);
                Some(blurred)
            }
            FilterStep::Color(matrix) => {
                recolor(&mut layer.pixels, matrix);
                Some(layer)
            }
            FilterStep::DropShadow(shadow) => {
                let bounds = layer.bounds.union(cast(layer.bounds, shadow)).intersect(wanted);
                let mut both = Layer::new(&mut self.scratch.layers, bounds)?;
                if !bounds.is_empty() {
                    let region = Region::all(bounds);
                    let (area, source) = (layer.area(), layer.source(1.0));
                    self.paint_shadow(&mut both.target(), area, &source, shadow, over(&region));
                    self.paint(&mut both.target(), area, &source, over(&region));
                }
                self.give_back(layer);
                Some(both)
            }
        }
    }
}

fn over(region: &Region) -> Blending<'_> {
    Blending { region, op: CompositeOp::SourceOver, is_opaque: false }
}

/// The bounds, and where shapes lie whose shadows reach into them.
fn with_casters(bounds: Bounds, shadow: &Shadow) -> Bounds {
    let opposite = Shadow { offset_x: -shadow.offset_x, offset_y: -shadow.offset_y, ..*shadow };
    bounds.union(cast(bounds, &opposite))
}

/// Where the shadow of bounds lies.
fn cast(bounds: Bounds, shadow: &Shadow) -> Bounds {
    let reach = blur::reach(shadow.sigma.min(MAX_SIGMA)) + 1;
    bounds.grown(reach, shadow.offset_x.round() as i32, shadow.offset_y.round() as i32)
}

/// Multiplies the straight colours of premultiplied pixels with a matrix.
fn recolor(pixels: &mut [u32], ColorMatrix(rows): &ColorMatrix) {
    // Pictures have areas of one colour.
    let (mut last, mut result) = (0, 0);
    for pixel in pixels {
        if *pixel != last {
            last = *pixel;
            result = recolored(last, rows);
        }
        *pixel = result;
    }
}

fn recolored(pixel: u32, rows: &[[f32; 5]; 4]) -> u32 {
    let [r, g, b, a] = pixel.to_le_bytes().map(f32::from);
    if a == 0.0 {
        return 0;
    }
    let [r, g, b, a] = [r / a, g / a, b / a, a / 255.0];
    let [r, g, b, a] =
        rows.map(|row| (row[0] * r + row[1] * g + row[2] * b + row[3] * a + row[4]).clamp(0.0, 1.0));
    let byte = |v: f32| (v * 255.0 + 0.5) as u8;
    u32::from_le_bytes([byte(r * a), byte(g * a), byte(b * a), byte(a)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_base::Rgba8;

    #[test]
    fn colors_are_straight_while_they_change() {
        let half_red = u32::from_le_bytes([128, 0, 0, 128]);
        let mut pixels = [0, half_red, half_red, u32::from_le_bytes([0, 0, 255, 255])];
        recolor(&mut pixels, &ColorMatrix::linear(-1.0, 1.0));
        assert_eq!(
            pixels.map(u32::to_le_bytes),
            [[0; 4], [0, 128, 128, 128], [0, 128, 128, 128], [255, 255, 0, 255]]
        );
        recolor(&mut pixels, &ColorMatrix::alpha(0.5));
        assert_eq!(pixels[3].to_le_bytes(), [128, 128, 0, 128]);
    }

    #[test]
    fn shadows_and_what_casts_them() {
        let shadow = Shadow { color: Rgba8::BLACK, sigma: 0.0, offset_x: 10.0, offset_y: -3.0 };
        let bounds = Bounds::new(0, 0, 4, 4);
        assert_eq!(cast(bounds, &shadow), Bounds::new(9, -4, 15, 2));
        assert_eq!(with_casters(bounds, &shadow), Bounds::new(-11, 0, 4, 8));
    }
}
