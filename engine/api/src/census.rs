//! What the drawing side of a game holds, for developers.

use crate::graphics::Graphics;
use sparrow_base::{CanvasId, ImageId, PixelBuffer, Premul};
use sparrow_canvas2d::{Canvas2dError, CanvasEntry};
use sparrow_render::{CanvasOptions, ImageSource};
use sparrow_webgl::TextureEntry;

impl Graphics {
    /// Every canvas, oldest first.
    pub fn canvases(&self) -> Vec<CanvasEntry> {
        self.canvases.canvases()
    }

    /// Textures and bytes of buffers of every WebGL context, by canvas.
    pub fn gl_objects(&self) -> Vec<(CanvasId, Vec<TextureEntry>, u64)> {
        let census = |(id, gl): (&CanvasId, &std::rc::Rc<crate::gl_canvas::GlCanvas>)| {
            let (textures, buffers) = gl.with(|context| context.census());
            (*id, textures, buffers)
        };
        self.gl.iter().map(census).collect()
    }

    /// Pixels of an image, by drawing it.
    pub fn read_image(&mut self, image: ImageId) -> Result<PixelBuffer<Premul>, Canvas2dError> {
        let size = self.canvases.images().into_iter().find(|(id, _)| *id == image).map(|(_, size)| size);
        let size = size.unwrap_or_default();
        let canvas = self.canvases.create_canvas(size);
        self.canvases.get_context(canvas, CanvasOptions { alpha: true, read_often: true });
        let drawn = self.canvases.draw_image(canvas, ImageSource::Image(image), 0.0, 0.0);
        let pixels = drawn.and_then(|()| self.read_pixels(canvas, size.rect()));
        self.canvases.drop_canvas(canvas);
        pixels
    }
}
