//! Completeness of framebuffers, and what a complete one means to the executor.

use super::{Context, Version};
use crate::{
    constants::*,
    handles::FramebufferHandle,
    objects::{AttachmentImage, Checked, Drawn, Point},
    pixels::format,
};
use sparrow_base::PixelSize;
use sparrow_render::gl::{GlAttachment, GlAttachmentImage, GlStorageFormat, GlTarget, GlTextureId};
use std::sync::Arc;

/// An attached image that exists.
#[derive(Clone, Copy, Debug)]
struct Image {
    attachment: GlAttachment,
    size: PixelSize,
    /// As `RENDERBUFFER_SAMPLES` tells it; 0 for textures.
    samples: u32,
}

/// What reads and copies read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ReadImage {
    /// Its only colour is the read buffer.
    pub(crate) target: GlTarget,
    /// Index into the target's colours: always 0.
    pub(crate) buffer: u32,
    pub(crate) format: GlStorageFormat,
    pub(crate) size: PixelSize,
    /// 1 for single-sampled.
    pub(crate) samples: u32,
}

impl Context {
    /// The image at an attachment, if it has storage.
    fn image(&self, image: AttachmentImage) -> Option<Image> {
        match image {
            AttachmentImage::Texture { texture, level, layer, .. } => {
                let object = self.textures.get(texture)?;
                let found =
                    object.image(layer, level).filter(|_| object.is_attachable(level, self.version))?;
                let level = object.storage_level(level).unwrap_or(level);
                let image = GlAttachmentImage::Texture { texture: object.id, level, layer };
                let size = PixelSize::new(found.width, found.height);
                Some(Image { attachment: GlAttachment { image, format: found.format }, size, samples: 0 })
            }
            AttachmentImage::Renderbuffer(renderbuffer) => {
                let object = self.renderbuffers.get(renderbuffer)?;
                let format = object.format?;
                let image = GlAttachmentImage::Renderbuffer(object.id);
                Some(Image {
                    attachment: GlAttachment { image, format },
                    size: object.size,
                    samples: object.samples,
                })
            }
        }
    }

    /// Format of an attached image, complete or not.
    pub(crate) fn image_format(&self, image: AttachmentImage) -> Option<GlStorageFormat> {
        self.image(image).map(|image| image.attachment.format)
    }

    /// Format of a colour attachment of a framebuffer.
    pub(crate) fn color_format(
        &self,
        framebuffer: FramebufferHandle,
        index: usize,
    ) -> Option<GlStorageFormat> {
        let image = self.framebuffers.get(framebuffer)?.point(Point::Color(index))?;
        self.image_format(image)
    }

    /// True when an image of that format may be at an attachment point.
    fn fits(&self, point: Point, format: GlStorageFormat) -> bool {
        let info = format::info(format);
        let one = self.version == Version::One;
        match point {
            Point::Color(_) => format::color_renderable(format, self.version, &self.enabled),
            Point::Depth => info.depth > 0 && !(one && info.stencil > 0),
            Point::Stencil => info.stencil > 0 && !(one && info.depth > 0),
            Point::DepthStencil => info.depth > 0 && info.stencil > 0,
        }
    }

    /// `checkFramebufferStatus` of a framebuffer object.
    pub(crate) fn framebuffer_status(&mut self, framebuffer: FramebufferHandle) -> Checked {
        let revision = self.image_revision;
        let Some(object) = self.framebuffers.get(framebuffer) else {
            return Checked { revision, status: FRAMEBUFFER_UNSUPPORTED, drawn: None };
        };
        if let Some(checked) = &object.checked
            && checked.revision == revision
        {
            return checked.clone();
        }
        let result = self.check_framebuffer(framebuffer).and_then(|_| {
            // Images of textures are named by their place in the executor's storage: it must be there first.
            self.materialize_attachments(framebuffer);
            self.check_framebuffer(framebuffer)
        });
        let revision = self.image_revision;
        let checked = match result {
            Ok(drawn) => Checked { revision, status: FRAMEBUFFER_COMPLETE, drawn: Some(Arc::new(drawn)) },
            Err(status) => Checked { revision, status, drawn: None },
        };
        if let Some(object) = self.framebuffers.get_mut(framebuffer) {
            object.checked = Some(checked.clone());
        }
        checked
    }

    /// Sees to it that the executor has the storage of attached textures.
    fn materialize_attachments(&mut self, framebuffer: FramebufferHandle) {
        let Some(object) = self.framebuffers.get(framebuffer) else { return };
        let textures: Vec<_> = object
            .attachments()
            .filter_map(|image| match image {
                Some(AttachmentImage::Texture { texture, level, .. }) => Some((*texture, *level)),
                _ => None,
            })
            .collect();
        for (texture, level) in textures {
            let Some(object) = self.textures.get_mut(texture) else { continue };
            if let Some((_, true)) = object.materialize_level(level, &mut self.commands) {
                self.image_changed();
            }
        }
    }

    fn check_framebuffer(&self, framebuffer: FramebufferHandle) -> Result<Drawn, u32> {
        let object = self.framebuffers.get(framebuffer).ok_or(FRAMEBUFFER_UNSUPPORTED)?;
        let mut images: Vec<(Point, Image)> = Vec::new();
        for point in object.points() {
            let Some(attached) = object.point(point) else { continue };
            let image = self.image(attached).ok_or(FRAMEBUFFER_INCOMPLETE_ATTACHMENT)?;
            if image.size.is_empty() || !self.fits(point, image.attachment.format) {
                return Err(FRAMEBUFFER_INCOMPLETE_ATTACHMENT);
            }
            images.push((point, image));
        }
        let Some(&(_, first)) = images.first() else {
            return Err(FRAMEBUFFER_INCOMPLETE_MISSING_ATTACHMENT);
        };
        if images.iter().any(|(_, image)| image.size != first.size) {
            return Err(FRAMEBUFFER_INCOMPLETE_DIMENSIONS);
        }
        if images.iter().any(|(_, image)| image.samples != first.samples) {
            return Err(FRAMEBUFFER_INCOMPLETE_MULTISAMPLE);
        }
        let depth_points = [object.depth, object.stencil, object.depth_stencil];
        let unsupported = match self.version {
            Version::One => depth_points.iter().flatten().count() > 1,
            Version::Two => {
                matches!((object.depth, object.stencil), (Some(depth), Some(stencil)) if depth != stencil)
            }
        };
        if unsupported {
            return Err(FRAMEBUFFER_UNSUPPORTED);
        }
        let find = |wanted: &[Point]| {
            images.iter().find(|(point, _)| wanted.contains(point)).map(|(_, image)| image.attachment)
        };
        let colors: Vec<GlAttachment> = images
            .iter()
            .filter(|(point, _)| matches!(point, Point::Color(_)))
            .map(|(_, image)| image.attachment)
            .collect();
        let twice = |(index, color): (usize, &GlAttachment)| {
            colors[..index].iter().any(|other| other.image == color.image)
        };
        if colors.iter().enumerate().any(twice) {
            return Err(FRAMEBUFFER_UNSUPPORTED);
        }
        let drawn: Vec<Option<GlAttachment>> = (0..object.draw_buffers.len().max(1))
            .map(|buffer| object.draw_buffer_color(buffer).and_then(|index| find(&[Point::Color(index)])))
            .collect();
        let depth = find(&[Point::Depth, Point::DepthStencil]);
        let stencil = find(&[Point::Stencil, Point::DepthStencil]);
        // Also what no draw buffer names: drawBuffers does not decide about feedback loops.
        let textures = images
            .iter()
            .filter_map(|(_, image)| match image.attachment.image {
                GlAttachmentImage::Texture { texture, level, .. } => Some((texture, level)),
                GlAttachmentImage::Renderbuffer(_) => None,
            })
            .collect();
        let samples = first.samples.max(1);
        Ok(Drawn {
            formats: drawn.iter().map(|color| color.map(|color| color.format)).collect(),
            infos: drawn.iter().map(|color| color.map(|color| format::info(color.format))).collect(),
            depth: depth.is_some(),
            stencil: stencil.is_some(),
            size: first.size,
            samples,
            textures,
            target: GlTarget::Framebuffer { colors: drawn, depth, stencil, size: first.size, samples },
        })
    }

    /// Storage format of the drawing buffer, as the game sees it.
    pub(crate) fn back_format(&self) -> GlStorageFormat {
        if self.attributes.alpha { GlStorageFormat::Rgba8 } else { GlStorageFormat::Rgb8 }
    }

    /// Samples of the drawing buffer.
    pub(crate) fn back_samples(&self) -> u32 {
        if self.attributes.antialias && self.limits.max_samples > 1 { self.limits.max_samples } else { 1 }
    }

    /// What draws and clears go to, or that the framebuffer is incomplete.
    pub(crate) fn drawn(&mut self) -> Result<Arc<Drawn>, u32> {
        if let Some(current) = &self.current_target
            && !self.dirty.target
        {
            return Ok(current.clone());
        }
        match self.bound.draw_framebuffer {
            Some(framebuffer) => {
                self.framebuffer_status(framebuffer).drawn.ok_or(INVALID_FRAMEBUFFER_OPERATION)
            }
            None => {
                let format = (self.back_draw_buffer == BACK).then(|| self.back_format());
                Ok(Arc::new(Drawn {
                    target: GlTarget::Canvas,
                    formats: vec![format],
                    infos: vec![format.map(format::info)],
                    depth: self.attributes.depth,
                    stencil: self.attributes.stencil,
                    size: self.size,
                    samples: self.back_samples(),
                    textures: Vec::new(),
                }))
            }
        }
    }

    /// `checkFramebufferStatus`.
    pub fn check_framebuffer_status(&mut self, target: u32) -> u32 {
        if self.lost {
            return FRAMEBUFFER_UNSUPPORTED;
        }
        let bound = self.bound_framebuffer(target);
        match self.checked(bound) {
            None => 0,
            Some(None) => FRAMEBUFFER_COMPLETE,
            Some(Some(framebuffer)) => self.framebuffer_status(framebuffer).status,
        }
    }

    /// The read buffer of the read framebuffer, for copies to textures: it must be complete, single-sampled and there.
    pub(crate) fn read_image(&mut self) -> Result<ReadImage, u32> {
        let read = self.read_source()?.ok_or(INVALID_OPERATION)?;
        if read.samples > 1 && self.bound.read_framebuffer.is_some() {
            return Err(INVALID_OPERATION);
        }
        Ok(read)
    }

    /// The read framebuffer with its read buffer, or `None` when there is no such image; an error when it is incomplete.
    pub(crate) fn read_source(&mut self) -> Result<Option<ReadImage>, u32> {
        let Some(framebuffer) = self.bound.read_framebuffer else {
            if self.back_read_buffer == NONE {
                return Ok(None);
            }
            return Ok(Some(ReadImage {
                target: GlTarget::Canvas,
                buffer: 0,
                format: self.back_format(),
                size: self.size,
                samples: self.back_samples(),
            }));
        };
        let drawn = self.framebuffer_status(framebuffer).drawn.ok_or(INVALID_FRAMEBUFFER_OPERATION)?;
        let Some((target, format)) = self.read_target(framebuffer, &drawn) else { return Ok(None) };
        Ok(format.map(|format| ReadImage {
            target,
            buffer: 0,
            format,
            size: drawn.size,
            samples: drawn.samples,
        }))
    }

    /// A complete framebuffer as something to read from: its only colour is the read buffer.
    pub(crate) fn read_target(
        &self,
        framebuffer: FramebufferHandle,
        drawn: &Drawn,
    ) -> Option<(GlTarget, Option<GlStorageFormat>)> {
        let object = self.framebuffers.get(framebuffer)?;
        let color = match object.read_buffer {
            NONE => None,
            buffer => {
                let point = Point::Color(buffer.wrapping_sub(COLOR_ATTACHMENT0) as usize);
                object.point(point).and_then(|image| self.image(image)).map(|image| image.attachment)
            }
        };
        let GlTarget::Framebuffer { depth, stencil, size, samples, .. } = drawn.target else { return None };
        let target = GlTarget::Framebuffer { colors: vec![color], depth, stencil, size, samples };
        Some((target, color.map(|color| color.format)))
    }

    /// The texture and level that the read buffer is, to find copies from an image to itself.
    pub(crate) fn read_texture(&self) -> Option<(GlTextureId, u32, u32)> {
        let object = self.framebuffers.get(self.bound.read_framebuffer?)?;
        let point = Point::Color(object.read_buffer.checked_sub(COLOR_ATTACHMENT0)? as usize);
        match object.point(point)? {
            AttachmentImage::Texture { texture, level, layer, .. } => {
                Some((self.textures.get(texture)?.id, level, layer))
            }
            AttachmentImage::Renderbuffer(_) => None,
        }
    }
}
