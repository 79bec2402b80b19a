//! Calls of a context that need other canvases, images, fonts or pixels.

use super::CanvasStore;
use crate::{
    Canvas2dError, CanvasPattern, Context2d, ImageSource, TextMetrics, context::TextTools,
    image_data::source_rect, pattern::parse_repetition,
};
use sparrow_base::{
    CanvasId, PixelBuffer, PixelSize, Straight,
    kurbo::{Affine, Rect},
};
use sparrow_render::{CompositeOp, DrawList, DrawOp, DrawState, RenderCommand, Renderer, Smoothing};

impl CanvasStore {
    /// Size of a source; an error where the script must not draw it.
    #[inline]
    fn source_size(&mut self, source: ImageSource, reader: CanvasId) -> Result<PixelSize, Canvas2dError> {
        match source {
            ImageSource::Image(id) => self.images.size(id).ok_or(Canvas2dError::NoImage(id)),
            ImageSource::Canvas(id) => self.canvas_source(id, reader),
        }
    }

    fn canvas_source(&mut self, id: CanvasId, reader: CanvasId) -> Result<PixelSize, Canvas2dError> {
        let size = self.canvas_size(id).ok_or(Canvas2dError::NoContext(id))?;
        // "If image's width or height is zero, then throw an InvalidStateError."
        if size.is_empty() {
            let side = if size.width == 0 { "width" } else { "height" };
            return Err(Canvas2dError::InvalidState(format!(
                "The image argument is a canvas element with a {side} of 0."
            )));
        }
        self.before_read(id, reader);
        self.spread_taint(id, reader);
        Ok(self.drawable(id))
    }

    /// `drawImage(image, dx, dy)`. `InvalidStateError` for an empty canvas.
    pub fn draw_image(
        &mut self,
        canvas: CanvasId,
        source: ImageSource,
        dx: f64,
        dy: f64,
    ) -> Result<(), Canvas2dError> {
        let size = self.source_size(source, canvas)?;
        let (dw, dh) = (f64::from(size.width), f64::from(size.height));
        self.require_context(canvas)?.draw_whole(source, size, dx, dy, dw, dh);
        Ok(())
    }

    /// `drawImage(image, dx, dy, dw, dh)`. `InvalidStateError` for an empty canvas.
    #[allow(clippy::too_many_arguments)] // the standard's
    pub fn draw_image_scaled(
        &mut self,
        canvas: CanvasId,
        source: ImageSource,
        dx: f64,
        dy: f64,
        dw: f64,
        dh: f64,
    ) -> Result<(), Canvas2dError> {
        let size = self.source_size(source, canvas)?;
        self.require_context(canvas)?.draw_whole(source, size, dx, dy, dw, dh);
        Ok(())
    }

    /// `drawImage(image, sx, sy, sw, sh, dx, dy, dw, dh)` with the first and the last four numbers as arrays.
    /// `InvalidStateError` for an empty canvas.
    pub fn draw_image_part(
        &mut self,
        canvas: CanvasId,
        source: ImageSource,
        src: [f64; 4],
        dst: [f64; 4],
    ) -> Result<(), Canvas2dError> {
        let size = self.source_size(source, canvas)?;
        self.require_context(canvas)?.draw_part(source, size, src, dst);
        Ok(())
    }

    /// `createPattern(image, repetition)`; JavaScript's null is the empty string. A canvas is copied as it is now.
    /// `SyntaxError` for an unknown repetition, `InvalidStateError` for an empty canvas.
    pub fn create_pattern(
        &mut self,
        source: ImageSource,
        repetition: &str,
    ) -> Result<CanvasPattern, Canvas2dError> {
        let repetition = parse_repetition(repetition)?;
        let (source, tainted) = match source {
            ImageSource::Image(id) => {
                self.images.size(id).ok_or(Canvas2dError::NoImage(id))?;
                self.images.use_in_pattern(id);
                (source, false)
            }
            ImageSource::Canvas(id) => (ImageSource::Canvas(self.snapshot(id)?), self.is_tainted(id)),
        };
        Ok(CanvasPattern::new(source, repetition, tainted, self.released.clone()))
    }

    /// A hidden canvas with a copy of the pixels that `id` has now.
    fn snapshot(&mut self, id: CanvasId) -> Result<CanvasId, Canvas2dError> {
        let size = self.canvas_size(id).ok_or(Canvas2dError::NoContext(id))?;
        if size.is_empty() {
            return Err(Canvas2dError::InvalidState("The source canvas has no pixels.".to_owned()));
        }
        let copy = self.create_canvas(size);
        self.before_read(id, copy);
        self.announce(copy);
        if self.drawable(copy) == size {
            let mut list = DrawList::default();
            let transform = list.push_transform(Affine::IDENTITY);
            let state = list.push_state(DrawState {
                composite: CompositeOp::Copy,
                smoothing: Smoothing::Off,
                ..DrawState::default()
            });
            let all = Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height));
            let source = ImageSource::Canvas(id);
            list.ops.push(DrawOp::Image { source, src: all, dst: all, transform, state });
            self.enqueue(RenderCommand::Draw { canvas: copy, list }, 1);
        }
        Ok(copy)
    }

    /// `fillText(text, x, y, maxWidth)`.
    pub fn fill_text(
        &mut self,
        canvas: CanvasId,
        text: &str,
        x: f64,
        y: f64,
        max_width: Option<f64>,
    ) -> Result<(), Canvas2dError> {
        self.with_text(canvas, |context, tools| context.fill_text(tools, text, x, y, max_width))
    }

    /// `strokeText(text, x, y, maxWidth)`.
    pub fn stroke_text(
        &mut self,
        canvas: CanvasId,
        text: &str,
        x: f64,
        y: f64,
        max_width: Option<f64>,
    ) -> Result<(), Canvas2dError> {
        self.with_text(canvas, |context, tools| context.stroke_text(tools, text, x, y, max_width))
    }

    fn with_text(
        &mut self,
        canvas: CanvasId,
        draw: impl FnOnce(&mut Context2d, &mut TextTools),
    ) -> Result<(), Canvas2dError> {
        self.require_context(canvas)?;
        if let Some(context) = self.canvases.get_mut(&canvas.0).and_then(|c| c.context.as_mut()) {
            draw(context, &mut self.text);
        }
        Ok(())
    }

    /// `measureText(text)`.
    pub fn measure_text(&mut self, canvas: CanvasId, text: &str) -> Result<TextMetrics, Canvas2dError> {
        let context = self.canvases.get(&canvas.0).and_then(|c| c.context.as_deref());
        let context = context.ok_or(Canvas2dError::NoContext(canvas))?;
        Ok(context.measure_text(&mut self.text, text))
    }

    /// `getImageData(sx, sy, sw, sh)`: a sync point. `IndexSizeError` for a zero size, `RangeError` for one that no
    /// buffer can hold, `SecurityError` for a canvas that is not origin-clean.
    pub fn get_image_data(
        &mut self,
        renderer: &mut dyn Renderer,
        canvas: CanvasId,
        sx: i32,
        sy: i32,
        sw: i32,
        sh: i32,
    ) -> Result<PixelBuffer<Straight>, Canvas2dError> {
        let rect = source_rect(sx, sy, sw, sh)?;
        self.check_origin_clean(canvas)?;
        let context = self.context(canvas).ok_or(Canvas2dError::NoContext(canvas))?;
        let inside = rect.intersect(context.size().rect());
        if inside.size().is_empty() {
            return Ok(PixelBuffer::new(rect.size()));
        }
        let pixels = self.read_pixels(renderer, canvas, inside)?.into_straight();
        if inside == rect {
            return Ok(pixels);
        }
        let shifted = sparrow_base::PixelRect::new(
            (i64::from(rect.x) - i64::from(inside.x)) as i32,
            (i64::from(rect.y) - i64::from(inside.y)) as i32,
            rect.width,
            rect.height,
        );
        Ok(pixels.crop(shifted))
    }
}
