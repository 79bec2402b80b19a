//! The drawing side of a game: canvases, images, fonts and the renderer, borrowed together by the hot calls.

use crate::gl_canvas::GlCanvas;
use sparrow_base::{Budget, CanvasId, PixelBuffer, PixelRect, PixelSize, Premul, kurbo::Rect};
use sparrow_canvas2d::{Canvas2dError, CanvasStore, TextMetrics};
use sparrow_media::font::Fonts;
use sparrow_render::{CanvasOptions, Renderer};
use std::{collections::BTreeMap, rc::Rc};

/// Everything that drawing touches.
pub struct Graphics {
    /// The canvases and what is recorded for them.
    pub canvases: CanvasStore,
    /// Who draws.
    pub renderer: Box<dyn Renderer>,
    /// What the window shows: the first canvas that was made, unless a page of the web adapter shows another.
    pub screen: Option<CanvasId>,
    /// Canvases of cameras, and where they stand over the screen, in logical pixels.
    pub previews: BTreeMap<CanvasId, Rect>,
    /// WebGL contexts, in the order of their canvases.
    pub(crate) gl: BTreeMap<CanvasId, Rc<GlCanvas>>,
    /// What the pixels of canvases and images, and the objects of WebGL contexts, take together.
    pub pixels: Budget,
    /// What was in use after the last collection for the sake of pixels.
    pixels_kept: u64,
}

impl Graphics {
    /// No canvas yet.
    pub fn new(renderer: Box<dyn Renderer>, fonts: Fonts, pixels: Budget) -> Graphics {
        let mut canvases = CanvasStore::new(fonts);
        canvases.set_budget(pixels.clone());
        Graphics {
            canvases,
            renderer,
            screen: None,
            previews: BTreeMap::new(),
            gl: BTreeMap::new(),
            pixels,
            pixels_kept: 0,
        }
    }

    /// True when so little memory is left for pixels, and so much of it was taken since it was last true, that a collection of the heap may pay: a
    /// canvas and its context hold each other, and to the heap they are small.
    pub fn wants_collection(&mut self) -> bool {
        let used = self.pixels.used();
        self.pixels_kept = self.pixels_kept.min(used);
        let wanted = self.pixels.is_short() && used - self.pixels_kept >= self.pixels.most() / 16;
        if wanted {
            self.pixels_kept = used;
        }
        wanted
    }

    /// Draws early when a game has recorded more than a million operations in one frame.
    #[inline]
    pub fn relieve(&mut self) {
        if self.canvases.is_overfull() {
            self.draw_early();
        }
    }

    #[cold]
    fn draw_early(&mut self) {
        // What goes wrong here goes wrong again, and is told, at the frame's own flush.
        let _ = self.canvases.flush(self.renderer.as_mut());
    }

    /// A canvas is about to be read or drawn: what its WebGL context drew becomes its picture.
    #[inline]
    pub(crate) fn before_read(&mut self, canvas: CanvasId) {
        if self.canvases.is_gl(canvas)
            && let Some(gl) = self.gl.get(&canvas)
        {
            gl.publish_for_reader(&mut self.canvases);
        }
    }

    /// Sets the size of a canvas of either kind.
    pub(crate) fn set_canvas_size(&mut self, canvas: CanvasId, size: PixelSize) {
        self.canvases.set_canvas_size(canvas, size);
        if let Some(gl) = self.gl.get(&canvas) {
            gl.resize(size);
        }
    }

    /// The script has no way to the canvas any more.
    pub(crate) fn drop_canvas(&mut self, canvas: CanvasId) {
        if let Some(gl) = self.gl.remove(&canvas) {
            gl.end(&mut self.canvases);
        }
        for gl in self.gl.values() {
            gl.with(|context| context.forget_canvas(canvas));
        }
        self.previews.remove(&canvas);
        self.canvases.drop_canvas(canvas);
    }

    /// What every WebGL context did in this frame goes to the queue. Returns texts for the console.
    pub(crate) fn end_gl_frame(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        for (id, gl) in &self.gl {
            texts.extend(gl.end_frame(&mut self.canvases, self.screen == Some(*id)));
        }
        texts
    }

    /// Pixels of a canvas as it is after every call so far: a sync point.
    pub fn read_pixels(
        &mut self,
        canvas: CanvasId,
        rect: PixelRect,
    ) -> Result<PixelBuffer<Premul>, Canvas2dError> {
        self.before_read(canvas);
        self.canvases.read_pixels(self.renderer.as_mut(), canvas, rect)
    }

    /// Measures a text in a CSS font, without a canvas of the game's; `None` when `font` is none.
    pub fn measure(&mut self, font: &str, text: &str) -> Option<TextMetrics> {
        let canvas = self.canvases.create_canvas(PixelSize::default());
        self.canvases.get_context(canvas, CanvasOptions::default());
        let context = self.canvases.context_mut(canvas)?;
        let before = context.font().to_owned();
        context.set_font(font);
        let known = context.font() != before || font == before;
        let metrics = self.canvases.measure_text(canvas, text).ok();
        self.canvases.drop_canvas(canvas);
        metrics.filter(|_| known)
    }
}
