//! Executes the operations of one list on one canvas.

use crate::{
    blur::BlurMemory,
    bounds::Bounds,
    canvas::Canvas,
    clip::{ClipCache, Region},
    draw_glyphs::PlacedGlyph,
    gradient::GradientTables,
    image::{Image, View},
    layers::Layers,
    shape::Shapes,
    source::Source,
    stroke::LineWidth,
    target::Target,
};
use fearless_simd::Level;
use rustc_hash::FxHashMap;
use sparrow_base::{CanvasId, ImageId, PixelBuffer, PixelRect, PixelSize, Rgba8, Straight, kurbo::Affine};
use sparrow_media::glyph::GlyphCache;
use sparrow_render::{ClipId, CompositeOp, DrawList, DrawOp, DrawStats, ImageSource, StrokeStyle};

/// Memory that drawing needs, kept between lists.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    pub(crate) shapes: Shapes,
    pub(crate) clips: ClipCache,
    /// A row of pixels.
    pub(crate) row: Vec<u32>,
    /// A row of coverage.
    pub(crate) coverage: Vec<u8>,
    pub(crate) glyphs: GlyphCache,
    /// Glyphs of the run that is drawn.
    pub(crate) placed: Vec<PlacedGlyph>,
    pub(crate) gradients: GradientTables,
    pub(crate) layers: Layers,
    pub(crate) blur: BlurMemory,
    /// Coverage of the shadow that is drawn.
    pub(crate) shadow: Vec<u8>,
    /// What each step of a filter has to give.
    pub(crate) outputs: Vec<Bounds>,
}

impl Scratch {
    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        let rows = self.row.capacity() * 4 + self.coverage.capacity();
        let effects = self.layers.memory_bytes() + self.blur.memory_bytes() + self.shadow.capacity();
        self.shapes.memory_bytes()
            + self.clips.memory_bytes()
            + self.gradients.memory_bytes()
            + rows
            + effects
    }
}

/// What can be drawn from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources<'a> {
    pub(crate) images: &'a FxHashMap<ImageId, Image>,
    /// Without the canvas that is drawn to.
    pub(crate) canvases: &'a FxHashMap<CanvasId, Canvas>,
}

impl<'a> Sources<'a> {
    /// The pixels of a source; `None` where there are none. A canvas that is its own source reads its snapshot.
    pub(crate) fn view(self, source: ImageSource, snapshot: Option<&'a Canvas>) -> Option<View<'a>> {
        match source {
            ImageSource::Image(id) => self.images.get(&id).map(Image::view),
            ImageSource::Canvas(id) => snapshot.or_else(|| self.canvases.get(&id)).and_then(Canvas::view),
        }
    }

    /// The colour of a source without pixels.
    pub(crate) fn blank(self, source: ImageSource) -> u32 {
        match source {
            ImageSource::Image(_) => 0,
            ImageSource::Canvas(id) => self.canvases.get(&id).map_or(0, Canvas::blank),
        }
    }
}

/// Draws one list.
pub(crate) struct Painter<'a> {
    pub(crate) level: Level,
    pub(crate) canvas: CanvasId,
    /// What clearing leaves behind: transparent or opaque black.
    pub(crate) blank: u32,
    pub(crate) list: &'a DrawList,
    pub(crate) sources: Sources<'a>,
    pub(crate) scratch: &'a mut Scratch,
    pub(crate) stats: &'a mut DrawStats,
}

/// Where and how an area is composited.
#[derive(Clone, Copy)]
pub(crate) struct Blending<'a> {
    pub(crate) region: &'a Region,
    pub(crate) op: CompositeOp,
    /// The target's alpha stays at 255.
    pub(crate) is_opaque: bool,
}

impl Painter<'_> {
    /// Draws every operation.
    pub(crate) fn draw(&mut self, mut target: Target<'_>) {
        self.stats.ops += self.list.ops.len() as u64;
        if target.bounds.is_empty() {
            return;
        }
        self.scratch.clips.begin_list();
        for op in &self.list.ops {
            self.stats.draw_calls += 1;
            self.draw_op(&mut target, op);
        }
    }

    /// Colours are opaque black instead of transparent, and stay so.
    pub(crate) fn is_opaque(&self) -> bool {
        self.blank != 0
    }

    /// A copy of the target where it is its own source; to be followed by [`forget`](Self::forget).
    pub(crate) fn snapshot(&mut self, target: &Target<'_>, source: ImageSource) -> Option<Canvas> {
        (source == ImageSource::Canvas(self.canvas)).then(|| {
            let size = PixelSize::new(target.bounds.width() as u32, target.bounds.height() as u32);
            let pixels = self.scratch.layers.copy_of(target.pixels);
            Canvas::with_pixels(size, pixels, self.is_opaque())
        })
    }

    /// A snapshot was drawn.
    pub(crate) fn forget(&mut self, snapshot: Option<Canvas>) {
        if let Some(snapshot) = snapshot {
            self.scratch.layers.give_back(snapshot.into_pixels());
        }
    }

    fn draw_op(&mut self, target: &mut Target<'_>, op: &DrawOp) {
        let list = self.list;
        match op {
            DrawOp::Clear => target.pixels.fill(self.blank),
            DrawOp::ClearRect { rect, transform, clip } => {
                let region = self.region(target, *clip);
                let area = self.scratch.shapes.quad(*rect, list.transform(*transform));
                // An opaque canvas is cleared to black.
                let op = if self.is_opaque() { CompositeOp::SourceOver } else { CompositeOp::DestinationOut };
                let blending = Blending { region: &region, op, is_opaque: self.is_opaque() };
                self.paint(target, area, &Source::solid(Rgba8::BLACK, 1.0), blending);
            }
            DrawOp::Fill { shape, rule, brush, transform, state } => {
                let (transform, state) = (list.transform(*transform), list.state(*state));
                let region = self.region(target, state.clip);
                let area = self.scratch.shapes.fill(list, shape, *rule, transform);
                self.paint_brush(target, area, brush, transform, state, &region, 1.0);
            }
            DrawOp::Stroke { shape, stroke, brush, transform, state } => {
                let (transform, state) = (list.transform(*transform), list.state(*state));
                let region = self.region(target, state.clip);
                let style = &list.strokes[stroke.0 as usize];
                let (line, coverage) = at_least_a_pixel(style, transform);
                let area = self.scratch.shapes.stroke(list, shape, style, line, transform);
                self.paint_brush(target, area, brush, transform, state, &region, coverage);
            }
            DrawOp::Image { source, src, dst, transform, state } => {
                let (transform, state) = (list.transform(*transform), list.state(*state));
                self.draw_image(target, *source, *src, *dst, transform, state);
            }
            DrawOp::Glyphs { run, brush, transform, state } => {
                let (transform, state) = (list.transform(*transform), list.state(*state));
                self.draw_glyphs(target, &list.runs[run.0 as usize], brush, transform, state);
            }
            DrawOp::PutPixels { pixels, x, y } => {
                put_pixels(target, &list.pixels[*pixels as usize], *x, *y, self.blank);
            }
        }
    }

    /// The pixels that a clip leaves. It uses the outline, which therefore has to be made afterwards.
    pub(crate) fn region(&mut self, target: &Target<'_>, clip: Option<ClipId>) -> Region {
        match clip {
            None => Region::all(target.bounds),
            Some(clip) => {
                let Scratch { clips, shapes, .. } = &mut *self.scratch;
                clips.resolve(self.level, shapes, self.list, clip, (self.canvas, target.bounds))
            }
        }
    }
}

/// Strokes thinner than a canvas pixel become a pixel wide and fainter, as in Chromium: otherwise they would look dashed.
/// The second value is the factor of their alpha.
fn at_least_a_pixel(style: &StrokeStyle, transform: Affine) -> (LineWidth, f32) {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let (x, y) = (a.hypot(b) * style.width, c.hypot(d) * style.width);
    let mean = (x + y) / 2.0;
    if x > 1.0 || y > 1.0 || mean <= 0.0 {
        return (LineWidth { width: style.width, is_hairline: false }, 1.0);
    }
    let coverage = mean as f32;
    (LineWidth { width: style.width / mean, is_hairline: coverage < 1.0 }, coverage)
}

/// Replaces pixels; what lies outside of the target is left out.
fn put_pixels(target: &mut Target<'_>, pixels: &PixelBuffer<Straight>, x: i32, y: i32, blank: u32) {
    let PixelRect { width, height, .. } = pixels.size().rect();
    let canvas = PixelRect::new(0, 0, target.bounds.width() as u32, target.bounds.height() as u32);
    let inside = PixelRect::new(x, y, width, height).intersect(canvas);
    for row in 0..inside.height as i32 {
        let from_row = (i64::from(inside.y + row) - i64::from(y)) as u32;
        let from_column = (i64::from(inside.x) - i64::from(x)) as usize;
        let from = &pixels.row(from_row)[from_column * 4..][..inside.width as usize * 4];
        let to = target.span(inside.x, inside.y + row, inside.width as usize);
        for (to, from) in to.iter_mut().zip(from.as_chunks::<4>().0) {
            let [r, g, b, a] = *from;
            *to = u32::from_le_bytes(Rgba8 { r, g, b, a }.premul()) | blank;
        }
    }
}
