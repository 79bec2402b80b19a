//! The drawing side of a game: canvases, images, fonts and the renderer, borrowed together by the hot calls.

use sparrow_base::{CanvasId, PixelBuffer, PixelRect, PixelSize, Premul};
use sparrow_canvas2d::{Canvas2dError, CanvasStore, TextMetrics};
use sparrow_media::font::Fonts;
use sparrow_render::{CanvasOptions, Renderer};

/// Everything that drawing touches.
pub struct Graphics {
    /// The canvases and what is recorded for them.
    pub canvases: CanvasStore,
    /// Who draws.
    pub renderer: Box<dyn Renderer>,
    /// The first canvas that was made: what the window shows.
    pub screen: Option<CanvasId>,
}

impl Graphics {
    /// No canvas yet.
    pub fn new(renderer: Box<dyn Renderer>, fonts: Fonts) -> Graphics {
        Graphics { canvases: CanvasStore::new(fonts), renderer, screen: None }
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

    /// Pixels of a canvas as it is after every call so far: a sync point.
    pub fn read_pixels(
        &mut self,
        canvas: CanvasId,
        rect: PixelRect,
    ) -> Result<PixelBuffer<Premul>, Canvas2dError> {
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
