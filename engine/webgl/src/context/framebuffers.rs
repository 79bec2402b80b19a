//! Framebuffer objects: life, binding, attachments.

use super::{Context, Version};
use crate::{
    constants::*,
    extensions::Extension,
    handles::{FramebufferHandle, RenderbufferHandle, TextureHandle},
    objects::{Attachment, AttachmentImage, Framebuffer, Point},
};
use sparrow_render::gl::GlTextureKind;

impl Context {
    /// `createFramebuffer`.
    pub fn create_framebuffer(&mut self) -> FramebufferHandle {
        if self.lost {
            return self.framebuffers.dead_handle();
        }
        self.framebuffers.insert(Framebuffer::new(self.limits.max_color_attachments))
    }

    /// `isFramebuffer`: false before it is bound the first time.
    pub fn is_framebuffer(&self, framebuffer: Option<FramebufferHandle>) -> bool {
        let Some(framebuffer) = framebuffer else { return false };
        !self.lost
            && self.framebuffers.is_live(framebuffer)
            && self.framebuffers.get(framebuffer).is_some_and(|object| object.was_bound)
    }

    /// What is bound to a framebuffer target.
    pub(crate) fn bound_framebuffer(&self, target: u32) -> Result<Option<FramebufferHandle>, u32> {
        match target {
            FRAMEBUFFER => Ok(self.bound.draw_framebuffer),
            DRAW_FRAMEBUFFER if self.version == Version::Two => Ok(self.bound.draw_framebuffer),
            READ_FRAMEBUFFER if self.version == Version::Two => Ok(self.bound.read_framebuffer),
            _ => Err(INVALID_ENUM),
        }
    }

    /// `bindFramebuffer`.
    pub fn bind_framebuffer(&mut self, target: u32, framebuffer: Option<FramebufferHandle>) {
        if self.lost {
            return;
        }
        if self.bound_framebuffer(target).is_err() {
            return self.raise_with(INVALID_ENUM, "bindFramebuffer: no such target");
        }
        if let Some(handle) = framebuffer {
            if !self.framebuffers.is_live(handle) {
                return self.raise_with(INVALID_OPERATION, "bindFramebuffer: a deleted or foreign object");
            }
            if let Some(object) = self.framebuffers.get_mut(handle) {
                object.was_bound = true;
            }
        }
        let (draw, read) = match target {
            DRAW_FRAMEBUFFER => (true, false),
            READ_FRAMEBUFFER => (false, true),
            _ => (true, true),
        };
        if draw && self.bound.draw_framebuffer != framebuffer {
            self.dirty.target = true;
            let old = std::mem::replace(&mut self.bound.draw_framebuffer, framebuffer);
            self.swap_framebuffer(old, framebuffer);
        }
        if read && self.bound.read_framebuffer != framebuffer {
            let old = std::mem::replace(&mut self.bound.read_framebuffer, framebuffer);
            self.swap_framebuffer(old, framebuffer);
        }
    }

    fn swap_framebuffer(&mut self, old: Option<FramebufferHandle>, new: Option<FramebufferHandle>) {
        if let Some(new) = new {
            self.framebuffers.retain(new);
        }
        if let Some(old) = old
            && let Some(freed) = self.framebuffers.drop_reference(old)
        {
            self.drop_framebuffer(&freed);
        }
    }

    /// `deleteFramebuffer`: a bound one gives way to the default one.
    pub fn delete_framebuffer(&mut self, framebuffer: Option<FramebufferHandle>) {
        let Some(framebuffer) = framebuffer else { return };
        if self.lost {
            return;
        }
        if self.framebuffers.is_foreign(framebuffer) {
            return self.raise_with(INVALID_OPERATION, "deleteFramebuffer: an object of another context");
        }
        if !self.framebuffers.is_live(framebuffer) {
            return;
        }
        if self.bound.draw_framebuffer == Some(framebuffer) {
            self.bound.draw_framebuffer = None;
            self.dirty.target = true;
            self.swap_framebuffer(Some(framebuffer), None);
        }
        if self.bound.read_framebuffer == Some(framebuffer) {
            self.bound.read_framebuffer = None;
            self.swap_framebuffer(Some(framebuffer), None);
        }
        if let Some(freed) = self.framebuffers.delete(framebuffer) {
            self.drop_framebuffer(&freed);
        }
    }

    /// A framebuffer is freed: its images have one reference less.
    pub(crate) fn drop_framebuffer(&mut self, framebuffer: &Framebuffer) {
        for image in framebuffer.attachments().copied().flatten() {
            self.unreference_image(image);
        }
    }

    fn unreference_image(&mut self, image: AttachmentImage) {
        match image {
            AttachmentImage::Texture { texture, .. } => self.unreference_texture(texture),
            AttachmentImage::Renderbuffer(renderbuffer) => self.unreference_renderbuffer(renderbuffer),
        }
    }

    /// Something refers to the texture no more.
    pub(crate) fn unreference_texture(&mut self, texture: TextureHandle) {
        if let Some(freed) = self.textures.drop_reference(texture) {
            self.drop_texture(&freed);
        }
    }

    /// The points that an attachment enum names: two in WebGL 2 for `DEPTH_STENCIL_ATTACHMENT`.
    pub(crate) fn attachment_points(&self, attachment: u32) -> Result<Vec<Point>, u32> {
        let two = self.version == Version::Two;
        match attachment {
            DEPTH_ATTACHMENT => Ok(vec![Point::Depth]),
            STENCIL_ATTACHMENT => Ok(vec![Point::Stencil]),
            DEPTH_STENCIL_ATTACHMENT if two => Ok(vec![Point::Depth, Point::Stencil]),
            DEPTH_STENCIL_ATTACHMENT => Ok(vec![Point::DepthStencil]),
            _ => {
                let index = attachment.checked_sub(COLOR_ATTACHMENT0).ok_or(INVALID_ENUM)?;
                let many = two || self.enabled.has(Extension::WebglDrawBuffers);
                let most = if many { self.limits.max_color_attachments } else { 1 };
                if index < most { Ok(vec![Point::Color(index as usize)]) } else { Err(INVALID_ENUM) }
            }
        }
    }

    /// Puts an image at attachment points of a framebuffer.
    fn attach(&mut self, framebuffer: FramebufferHandle, points: &[Point], image: Attachment) {
        for &point in points {
            match image {
                Some(AttachmentImage::Texture { texture, .. }) => self.textures.retain(texture),
                Some(AttachmentImage::Renderbuffer(renderbuffer)) => self.renderbuffers.retain(renderbuffer),
                None => {}
            }
            let Some(object) = self.framebuffers.get_mut(framebuffer) else { return };
            object.checked = None;
            let old = std::mem::replace(object.point_mut(point), image);
            if let Some(old) = old {
                self.unreference_image(old);
            }
        }
        if self.bound.draw_framebuffer == Some(framebuffer) {
            self.dirty.target = true;
        }
    }

    /// The framebuffer and points of a call that attaches.
    fn attach_place(&self, target: u32, attachment: u32) -> Result<(FramebufferHandle, Vec<Point>), u32> {
        let bound = self.bound_framebuffer(target)?;
        let points = self.attachment_points(attachment)?;
        Ok((bound.ok_or(INVALID_OPERATION)?, points))
    }

    fn check_level(&self, level: i32, most_size: u32) -> Result<u32, u32> {
        let level = u32::try_from(level).map_err(|_| INVALID_VALUE)?;
        let any = self.version == Version::Two || self.enabled.has(Extension::OesFboRenderMipmap);
        if level > most_size.max(1).ilog2() || (level > 0 && !any) {
            return Err(INVALID_VALUE);
        }
        Ok(level)
    }

    /// `framebufferTexture2D`.
    pub fn framebuffer_texture_2d(
        &mut self,
        target: u32,
        attachment: u32,
        image_target: u32,
        texture: Option<TextureHandle>,
        level: i32,
    ) {
        if self.lost {
            return;
        }
        if let Err(code) = self.try_texture_2d(target, attachment, image_target, texture, level) {
            self.raise_with(
                code,
                "framebufferTexture2D: a target, attachment, texture or level that does not fit",
            );
        }
    }

    fn try_texture_2d(
        &mut self,
        target: u32,
        attachment: u32,
        image_target: u32,
        texture: Option<TextureHandle>,
        level: i32,
    ) -> Result<(), u32> {
        let is_face = (TEXTURE_CUBE_MAP_POSITIVE_X..=TEXTURE_CUBE_MAP_NEGATIVE_Z).contains(&image_target);
        self.bound_framebuffer(target)?;
        if image_target != TEXTURE_2D && !is_face {
            return Err(INVALID_ENUM);
        }
        let (framebuffer, points) = self.attach_place(target, attachment)?;
        let image = match texture {
            None => None,
            Some(texture) => {
                self.textures.check_live(texture)?;
                let wanted = if is_face { GlTextureKind::Cube } else { GlTextureKind::D2 };
                let level = self.check_level(level, self.limits.max_texture_size)?;
                if self.textures.get(texture).and_then(|object| object.kind()) != Some(wanted) {
                    return Err(INVALID_OPERATION);
                }
                let layer = if is_face { image_target - TEXTURE_CUBE_MAP_POSITIVE_X } else { 0 };
                Some(AttachmentImage::Texture { texture, target: image_target, level, layer })
            }
        };
        self.attach(framebuffer, &points, image);
        Ok(())
    }

    /// `framebufferTextureLayer`.
    pub fn framebuffer_texture_layer(
        &mut self,
        target: u32,
        attachment: u32,
        texture: Option<TextureHandle>,
        level: i32,
        layer: i32,
    ) {
        if self.lost {
            return;
        }
        if let Err(code) = self.try_texture_layer(target, attachment, texture, level, layer) {
            self.raise_with(
                code,
                "framebufferTextureLayer: a target, attachment, texture, level or layer that does not fit",
            );
        }
    }

    fn try_texture_layer(
        &mut self,
        target: u32,
        attachment: u32,
        texture: Option<TextureHandle>,
        level: i32,
        layer: i32,
    ) -> Result<(), u32> {
        let (framebuffer, points) = self.attach_place(target, attachment)?;
        let image = match texture {
            None => None,
            Some(texture) => {
                self.textures.check_live(texture)?;
                let kind = self.textures.get(texture).and_then(|object| object.kind());
                let limits = &self.limits;
                let (image_target, most_size, layers) = match kind {
                    Some(GlTextureKind::D3) => {
                        (TEXTURE_3D, limits.max_3d_texture_size, limits.max_3d_texture_size)
                    }
                    Some(GlTextureKind::D2Array) => {
                        (TEXTURE_2D_ARRAY, limits.max_texture_size, limits.max_array_texture_layers)
                    }
                    _ => return Err(INVALID_OPERATION),
                };
                let level = self.check_level(level, most_size)?;
                let layer = u32::try_from(layer).map_err(|_| INVALID_VALUE)?;
                if layer >= layers {
                    return Err(INVALID_VALUE);
                }
                Some(AttachmentImage::Texture { texture, target: image_target, level, layer })
            }
        };
        self.attach(framebuffer, &points, image);
        Ok(())
    }

    /// `framebufferRenderbuffer`.
    pub fn framebuffer_renderbuffer(
        &mut self,
        target: u32,
        attachment: u32,
        renderbuffer_target: u32,
        renderbuffer: Option<RenderbufferHandle>,
    ) {
        if self.lost {
            return;
        }
        let result = if renderbuffer_target == RENDERBUFFER {
            self.attach_place(target, attachment)
        } else {
            Err(INVALID_ENUM)
        };
        let result = result.and_then(|place| match renderbuffer {
            // One that was never bound is no renderbuffer object yet.
            Some(handle) if !self.is_renderbuffer(Some(handle)) => Err(INVALID_OPERATION),
            _ => Ok(place),
        });
        match result {
            Ok((framebuffer, points)) => {
                self.attach(framebuffer, &points, renderbuffer.map(AttachmentImage::Renderbuffer));
            }
            Err(code) => self.raise_with(
                code,
                "framebufferRenderbuffer: a target, attachment or renderbuffer that does not fit",
            ),
        }
    }

    /// Detaches images from the bound framebuffers.
    fn detach(&mut self, is_it: impl Fn(AttachmentImage) -> bool) {
        let mut bound = vec![self.bound.draw_framebuffer, self.bound.read_framebuffer];
        bound.dedup();
        for framebuffer in bound.into_iter().flatten() {
            let Some(object) = self.framebuffers.get(framebuffer) else { continue };
            let points: Vec<Point> =
                object.points().filter(|&point| object.point(point).is_some_and(&is_it)).collect();
            self.attach(framebuffer, &points, None);
        }
    }

    /// A texture is deleted: it leaves the bound framebuffers.
    pub(crate) fn forget_texture(&mut self, texture: TextureHandle) {
        self.detach(|image| matches!(image, AttachmentImage::Texture { texture: it, .. } if it == texture));
    }

    /// A renderbuffer is deleted: it leaves the bound framebuffers.
    pub(crate) fn forget_renderbuffer(&mut self, renderbuffer: RenderbufferHandle) {
        self.detach(|image| image == AttachmentImage::Renderbuffer(renderbuffer));
    }
}
