//! `getFramebufferAttachmentParameter` and `invalidateFramebuffer`.

use super::{Context, Version};
use crate::{
    constants::*,
    extensions::Extension,
    handles::FramebufferHandle,
    objects::{AttachmentImage, Point},
    parameter::Parameter,
    pixels::format,
};
use sparrow_render::gl::GlStorageFormat;

impl Context {
    /// `getFramebufferAttachmentParameter`.
    pub fn get_framebuffer_attachment_parameter(
        &mut self,
        target: u32,
        attachment: u32,
        name: u32,
    ) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        match self.attachment_parameter(target, attachment, name) {
            Ok(value) => value,
            Err(code) => {
                self.raise_with(
                    code,
                    "getFramebufferAttachmentParameter: no such target, attachment or parameter",
                );
                Parameter::Null
            }
        }
    }

    fn attachment_parameter(&mut self, target: u32, attachment: u32, name: u32) -> Result<Parameter, u32> {
        match self.bound_framebuffer(target)? {
            Some(framebuffer) => self.object_parameter(framebuffer, attachment, name),
            None if self.version == Version::One => Err(INVALID_OPERATION),
            None => self.back_parameter(attachment, name),
        }
    }

    /// Of the default framebuffer: WebGL 2 only.
    fn back_parameter(&self, attachment: u32, name: u32) -> Result<Parameter, u32> {
        let (exists, format) = match attachment {
            BACK => (true, self.back_format()),
            DEPTH => (self.attributes.depth, GlStorageFormat::Depth24Stencil8),
            STENCIL => (self.attributes.stencil, GlStorageFormat::Depth24Stencil8),
            _ => return Err(INVALID_ENUM),
        };
        match name {
            FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE => {
                Ok(Parameter::Uint(if exists { FRAMEBUFFER_DEFAULT } else { NONE }))
            }
            FRAMEBUFFER_ATTACHMENT_OBJECT_NAME if exists => Err(INVALID_ENUM),
            FRAMEBUFFER_ATTACHMENT_OBJECT_NAME => Ok(Parameter::Null),
            _ if !exists => Err(INVALID_OPERATION),
            FRAMEBUFFER_ATTACHMENT_DEPTH_SIZE if attachment != DEPTH => Ok(Parameter::Int(0)),
            FRAMEBUFFER_ATTACHMENT_STENCIL_SIZE if attachment != STENCIL => Ok(Parameter::Int(0)),
            _ => self.format_parameter(format, name),
        }
    }

    fn object_parameter(
        &mut self,
        framebuffer: FramebufferHandle,
        attachment: u32,
        name: u32,
    ) -> Result<Parameter, u32> {
        let points = self.attachment_points(attachment)?;
        let object = self.framebuffers.get(framebuffer).ok_or(INVALID_OPERATION)?;
        let two = self.version == Version::Two;
        let image = object.point(points[0]);
        if points.iter().any(|&point| object.point(point) != image) {
            return Err(INVALID_OPERATION);
        }
        let Some(image) = image else {
            return match name {
                FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE => Ok(Parameter::Uint(NONE)),
                FRAMEBUFFER_ATTACHMENT_OBJECT_NAME if two => Ok(Parameter::Null),
                _ if two => Err(INVALID_OPERATION),
                _ => Err(INVALID_ENUM),
            };
        };
        match (name, image) {
            (FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE, AttachmentImage::Texture { .. }) => {
                Ok(Parameter::Uint(TEXTURE))
            }
            (FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE, AttachmentImage::Renderbuffer(_)) => {
                Ok(Parameter::Uint(RENDERBUFFER))
            }
            (FRAMEBUFFER_ATTACHMENT_OBJECT_NAME, AttachmentImage::Texture { texture, .. }) => {
                Ok(Some(texture).into())
            }
            (FRAMEBUFFER_ATTACHMENT_OBJECT_NAME, AttachmentImage::Renderbuffer(renderbuffer)) => {
                Ok(Some(renderbuffer).into())
            }
            (FRAMEBUFFER_ATTACHMENT_TEXTURE_LEVEL, AttachmentImage::Texture { level, .. }) => {
                Ok(Parameter::Int(level.cast_signed()))
            }
            (FRAMEBUFFER_ATTACHMENT_TEXTURE_CUBE_MAP_FACE, AttachmentImage::Texture { target, .. }) => {
                let is_face = (TEXTURE_CUBE_MAP_POSITIVE_X..=TEXTURE_CUBE_MAP_NEGATIVE_Z).contains(&target);
                Ok(Parameter::Int(if is_face { target.cast_signed() } else { 0 }))
            }
            (FRAMEBUFFER_ATTACHMENT_TEXTURE_LAYER, AttachmentImage::Texture { target, layer, .. }) if two => {
                let has_layers = matches!(target, TEXTURE_3D | TEXTURE_2D_ARRAY);
                Ok(Parameter::Int(if has_layers { layer.cast_signed() } else { 0 }))
            }
            _ => {
                // The sizes of a combined format at one point are those of that point.
                let format = self.image_format(image);
                if name == FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE
                    && matches!(points.as_slice(), [Point::DepthStencil] | [Point::Depth, Point::Stencil])
                {
                    return Err(INVALID_OPERATION);
                }
                match format {
                    Some(format) => self.format_parameter(format, name),
                    None => Err(INVALID_ENUM),
                }
            }
        }
    }

    /// Parameters that follow from an image's format.
    fn format_parameter(&self, format: GlStorageFormat, name: u32) -> Result<Parameter, u32> {
        let info = format::info(format);
        let two = self.version == Version::Two;
        let component_type = two
            || self.enabled.has(Extension::WebglColorBufferFloat)
            || self.enabled.has(Extension::ExtColorBufferHalfFloat);
        let encoding = two || self.enabled.has(Extension::ExtSrgb);
        let bits = |bits: u8| Ok(Parameter::Int(i32::from(bits)));
        match name {
            FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE if component_type => {
                Ok(Parameter::Uint(info.component_type()))
            }
            FRAMEBUFFER_ATTACHMENT_COLOR_ENCODING if encoding => {
                Ok(Parameter::Uint(if info.srgb { SRGB } else { LINEAR }))
            }
            FRAMEBUFFER_ATTACHMENT_RED_SIZE if two => bits(info.red),
            FRAMEBUFFER_ATTACHMENT_GREEN_SIZE if two => bits(info.green),
            FRAMEBUFFER_ATTACHMENT_BLUE_SIZE if two => bits(info.blue),
            FRAMEBUFFER_ATTACHMENT_ALPHA_SIZE if two => bits(info.alpha),
            FRAMEBUFFER_ATTACHMENT_DEPTH_SIZE if two => bits(info.depth),
            FRAMEBUFFER_ATTACHMENT_STENCIL_SIZE if two => bits(info.stencil),
            _ => Err(INVALID_ENUM),
        }
    }

    /// `invalidateFramebuffer`: contents stay (WebGL 2.0, 5.39 allows it); only arguments are checked.
    pub fn invalidate_framebuffer(&mut self, target: u32, attachments: &[u32]) {
        if !self.lost {
            let result = self.check_invalidate(target, attachments);
            self.checked(result);
        }
    }

    /// `invalidateSubFramebuffer`: see [`Self::invalidate_framebuffer`].
    pub fn invalidate_sub_framebuffer(
        &mut self,
        target: u32,
        attachments: &[u32],
        _x: i32,
        _y: i32,
        width: i32,
        height: i32,
    ) {
        if self.lost {
            return;
        }
        let result = self.check_invalidate(target, attachments);
        if self.checked(result).is_some() && (width < 0 || height < 0) {
            self.raise_with(INVALID_VALUE, "invalidateSubFramebuffer: a negative size");
        }
    }

    fn check_invalidate(&self, target: u32, attachments: &[u32]) -> Result<(), u32> {
        let bound = self.bound_framebuffer(target)?;
        for &attachment in attachments {
            match bound {
                Some(_) => {
                    self.attachment_points(attachment)?;
                }
                None if matches!(attachment, COLOR | DEPTH | STENCIL) => {}
                None => return Err(INVALID_ENUM),
            }
        }
        Ok(())
    }
}
