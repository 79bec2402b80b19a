//! One canvas on the device: its texture exists from the first drawing on.

use crate::device::Gpu;
use sparrow_base::PixelSize;
use sparrow_render::{CanvasOptions, RenderError};

/// A canvas.
#[derive(Debug)]
pub(crate) struct Canvas {
    /// Size in pixels.
    pub(crate) size: PixelSize,
    /// Attributes.
    pub(crate) options: CanvasOptions,
    /// The pixels, once something was drawn.
    pub(crate) texture: Option<wgpu::Texture>,
    /// The texture holds no picture yet: the next pass clears it.
    pub(crate) needs_clear: bool,
    /// Recorded steps name this canvas.
    pub(crate) recorded: bool,
}

impl Canvas {
    pub(crate) fn new(size: PixelSize, options: CanvasOptions) -> Canvas {
        Canvas { size, options, texture: None, needs_clear: true, recorded: false }
    }

    /// Transparent black, or opaque black without alpha.
    pub(crate) fn clear_color(&self) -> wgpu::Color {
        if self.options.alpha { wgpu::Color::TRANSPARENT } else { wgpu::Color::BLACK }
    }

    /// Makes the texture when there is none; the size is not empty.
    pub(crate) fn allocate(&mut self, gpu: &Gpu) -> Result<(), RenderError> {
        if self.texture.is_none() {
            self.texture = Some(gpu.try_color_texture("a canvas", self.size.width, self.size.height)?);
            self.needs_clear = true;
        }
        Ok(())
    }

    /// Bytes of the texture.
    pub(crate) fn memory_bytes(&self) -> u64 {
        if self.texture.is_some() { self.size.area() * 4 } else { 0 }
    }
}
