//! The drawing buffer becomes the canvas' picture: turned over, premultiplied.

use super::{
    Engine,
    context::Context,
    copier::{self, ColorCopy},
    copy_pipeline::Recolor,
    formats::Class,
    read::{self, Readback},
    targets::DrawingBuffer,
    textures::{Texture, ViewKind},
};
use sparrow_base::{PixelBuffer, PixelSize, Premul};
use sparrow_render::{
    RenderError,
    gl::{GlClear, GlClearValue, GlTarget},
};

/// Where published pictures go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// To the CPU, which turns them over while it copies.
    Memory,
    /// Into a texture like those of 2D canvases.
    Texture,
}

/// A context's published picture.
#[derive(Default)]
pub(super) struct Picture {
    /// For [`Place::Memory`].
    source: Option<Source>,
    /// Memory of the last picture that was read.
    spare: Option<Readback>,
    /// For [`Place::Texture`].
    texture: Option<wgpu::Texture>,
    /// The picture changed since it was last asked for.
    fresh: bool,
}

/// Where a picture for the CPU is until it is asked for. Nobody may ask.
enum Source {
    /// The colour buffer itself: drawing goes on in another one.
    Buffer(Texture),
    /// A copy: the drawing buffer is preserved.
    Copy(Readback),
}

impl Source {
    fn copy(&self) -> Option<&Readback> {
        match self {
            Source::Buffer(_) => None,
            Source::Copy(readback) => Some(readback),
        }
    }
}

impl Picture {
    pub(super) fn forget(&mut self) {
        *self = Picture::default();
    }

    pub(super) fn memory_bytes(&self) -> u64 {
        let texture = self.texture.as_ref().map_or(0, |t| u64::from(t.width()) * u64::from(t.height()) * 4);
        let source = match &self.source {
            None => 0,
            Some(Source::Buffer(buffer)) => buffer.memory_bytes(),
            Some(Source::Copy(copy)) => copy.size(),
        };
        texture + source + self.spare.as_ref().map_or(0, Readback::size)
    }

    /// The texture, if the picture changed since the last call.
    pub(super) fn take_texture(&mut self) -> Option<wgpu::Texture> {
        std::mem::take(&mut self.fresh).then(|| self.texture.clone()).flatten()
    }
}

impl Context {
    /// `Publish`.
    pub(super) fn publish(&mut self, engine: &mut Engine, clear: bool) -> Result<(), RenderError> {
        self.settle(engine);
        let Some(mut drawing) = self.drawing.take() else { return Ok(()) };
        let published = match engine.place {
            _ if drawing.size.is_empty() => Ok(()),
            Place::Memory => self.publish_memory(engine, &mut drawing, clear),
            Place::Texture => self.publish_texture(engine, &mut drawing),
        };
        self.drawing = Some(drawing);
        if clear {
            self.clear_canvas(engine);
        }
        published
    }

    /// Keeps what was drawn until [`Context::take_published`].
    fn publish_memory(
        &mut self,
        engine: &mut Engine,
        drawing: &mut DrawingBuffer,
        clear: bool,
    ) -> Result<(), RenderError> {
        drawing.color.fill_blank(engine);
        let old = self.picture.source.take();
        if clear {
            let free = match old {
                Some(Source::Buffer(free)) => Some(free),
                _ => None,
            };
            let shown = drawing.turn_over(engine, free)?;
            self.picture.source = Some(Source::Buffer(shown));
            // The views of the target are others now.
            self.resolved_at = 0;
        } else {
            let free = match old {
                Some(Source::Copy(free)) => Some(free),
                _ => self.picture.spare.take(),
            };
            let size = drawing.size;
            let picture = drawing.picture(engine);
            picture.used = engine.frame.epoch;
            let texture = picture.gpu.clone();
            self.picture.source = Some(Source::Copy(Readback::record(engine, &texture, size, free)?));
        }
        self.picture.fresh = true;
        Ok(())
    }

    fn publish_texture(
        &mut self,
        engine: &mut Engine,
        drawing: &mut DrawingBuffer,
    ) -> Result<(), RenderError> {
        let PixelSize { width, height } = drawing.size;
        let target = match &self.picture.texture {
            Some(texture) => texture.clone(),
            None => engine.gpu.try_color_texture("the picture of a canvas", width, height)?,
        };
        self.picture.texture = Some(target.clone());
        self.picture.fresh = true;
        drawing.color.fill_blank(engine);
        let recolor =
            if drawing.alpha && !drawing.premultiplied { Recolor::Premultiply } else { Recolor::None };
        let picture = drawing.picture(engine);
        picture.used = engine.frame.epoch;
        let source = picture.view(&mut engine.ids, ViewKind::Image { level: 0, layer: 0 }).view;
        let view = target.create_view(&wgpu::TextureViewDescriptor::default());
        copier::copy_color(
            engine,
            &ColorCopy {
                source: &source,
                class: Class::Float,
                slice: None,
                from: [0.0, height as f32, width as f32, 0.0],
                target: &view,
                format: target.format(),
                depth_slice: None,
                to: [0, 0, width as i32, height as i32],
                scissor: [0, 0, width, height],
                linear: false,
                recolor,
                mask: 15,
            },
        );
        Ok(())
    }

    /// What `preserveDrawingBuffer: false` demands after publishing.
    fn clear_canvas(&mut self, engine: &mut Engine) {
        let elsewhere = (self.target != GlTarget::Canvas).then(|| {
            self.leave_target(engine);
            std::mem::replace(&mut self.target, GlTarget::Canvas)
        });
        let clear = GlClear {
            colors: vec![(0, GlClearValue::Float([0.0; 4]), 15)],
            depth: Some(1.0),
            stencil: Some((0, u32::MAX)),
            scissor: None,
        };
        self.clear(engine, &clear);
        if let Some(target) = elsewhere {
            self.leave_target(engine);
            self.target = target;
        }
    }

    /// The published picture on the CPU, if it changed since the last call.
    pub(super) fn take_published(
        &mut self,
        engine: &mut Engine,
    ) -> Result<Option<PixelBuffer<Premul>>, RenderError> {
        if engine.place == Place::Texture {
            let Some(texture) = self.picture.take_texture() else { return Ok(None) };
            let size = PixelSize::new(texture.width(), texture.height());
            let swapped = engine.gpu.swaps_red_and_blue();
            let readback = Readback::record(engine, &texture, size, None)?;
            engine.submit()?;
            let mut pixels = PixelBuffer::new(size);
            readback.rows(engine, |y, row| {
                let to = &mut pixels.bytes_mut()[y * row.len()..][..row.len()];
                to.copy_from_slice(row);
                if swapped {
                    crate::device::swap_red_and_blue(to);
                }
            })?;
            return Ok(Some(pixels));
        }
        if !std::mem::take(&mut self.picture.fresh) {
            return Ok(None);
        }
        let Some(drawing) = &self.drawing else { return Ok(None) };
        let premultiply = drawing.alpha && !drawing.premultiplied;
        let swapped = drawing.color.format.wgpu == wgpu::TextureFormat::Bgra8Unorm;
        let size = drawing.size;
        let Some(source) = self.picture.source.take() else { return Ok(None) };
        let made = match &source {
            Source::Copy(_) => None,
            Source::Buffer(buffer) => {
                self.settle(engine);
                let readback = Readback::record(engine, &buffer.gpu, size, self.picture.spare.take())?;
                engine.submit()?;
                Some(readback)
            }
        };
        let mut pixels = PixelBuffer::new(size);
        let height = size.height as usize;
        if let Some(readback) = made.as_ref().or(source.copy()) {
            readback.rows(engine, |y, row| {
                let to = &mut pixels.bytes_mut()[(height - 1 - y) * row.len()..][..row.len()];
                to.copy_from_slice(row);
                if swapped {
                    crate::device::swap_red_and_blue(to);
                }
                if premultiply {
                    read::premultiply(to);
                }
            })?;
        }
        self.picture.spare = made;
        self.picture.source = Some(source);
        Ok(Some(pixels))
    }
}
