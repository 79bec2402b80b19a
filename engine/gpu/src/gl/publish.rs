//! The drawing buffer becomes the canvas' picture: turned over, premultiplied.

use super::{
    Engine,
    context::Context,
    copier::{self, ColorCopy, Recolor},
    formats::Class,
    read::{self, Readback},
    textures::ViewKind,
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
    readback: Option<Published>,
    texture: Option<wgpu::Texture>,
    /// The picture changed since it was last asked for.
    fresh: bool,
}

/// A picture on its way to the CPU.
struct Published {
    readback: Readback,
    premultiply: bool,
}

impl Picture {
    pub(super) fn forget(&mut self) {
        *self = Picture::default();
    }

    pub(super) fn memory_bytes(&self) -> u64 {
        let texture = self.texture.as_ref().map_or(0, |t| u64::from(t.width()) * u64::from(t.height()) * 4);
        texture + self.readback.as_ref().map_or(0, |p| p.readback.size())
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
            Place::Memory => {
                drawing.color.fill_blank(engine);
                let premultiply = drawing.alpha && !drawing.premultiplied;
                let size = drawing.size;
                let picture = drawing.picture(engine);
                picture.used = engine.frame.epoch;
                let texture = picture.gpu.clone();
                let old = self.picture.readback.take().map(|p| p.readback);
                Readback::record(engine, &texture, size, old).map(|readback| {
                    self.picture.readback = Some(Published { readback, premultiply });
                    self.picture.fresh = true;
                })
            }
            Place::Texture => self.publish_texture(engine, &mut drawing),
        };
        self.drawing = Some(drawing);
        if clear {
            self.clear_canvas(engine);
        }
        published
    }

    fn publish_texture(
        &mut self,
        engine: &mut Engine,
        drawing: &mut super::targets::DrawingBuffer,
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
        let Some(published) = &self.picture.readback else { return Ok(None) };
        let size = published.readback.pixel_size();
        let mut pixels = PixelBuffer::new(size);
        let height = size.height as usize;
        published.readback.rows(engine, |y, row| {
            let to = &mut pixels.bytes_mut()[(height - 1 - y) * row.len()..][..row.len()];
            to.copy_from_slice(row);
            if published.premultiply {
                read::premultiply(to);
            }
        })?;
        Ok(Some(pixels))
    }
}
