//! Renderbuffer objects.

use super::{Context, Version};
use crate::{
    constants::*,
    extensions::Extension,
    handles::RenderbufferHandle,
    objects::{Renderbuffer, storage_bytes},
    parameter::Parameter,
    pixels::format::{self, ComponentKind},
};
use sparrow_base::PixelSize;
use sparrow_render::gl::{
    GlAttachment, GlAttachmentImage, GlClear, GlClearValue, GlCommand, GlRenderbufferId, GlStorageFormat,
    GlTarget,
};

/// Largest storage of one renderbuffer.
const MOST_BYTES: u64 = 1 << 30;

impl Context {
    /// `createRenderbuffer`.
    pub fn create_renderbuffer(&mut self) -> RenderbufferHandle {
        if self.lost {
            return self.renderbuffers.dead_handle();
        }
        let id = GlRenderbufferId(self.fresh_id());
        self.renderbuffers.insert(Renderbuffer::new(id))
    }

    /// `isRenderbuffer`: false before it is bound the first time.
    pub fn is_renderbuffer(&self, renderbuffer: Option<RenderbufferHandle>) -> bool {
        let Some(renderbuffer) = renderbuffer else { return false };
        !self.lost
            && self.renderbuffers.is_live(renderbuffer)
            && self.renderbuffers.get(renderbuffer).is_some_and(|object| object.was_bound)
    }

    /// `bindRenderbuffer`.
    pub fn bind_renderbuffer(&mut self, target: u32, renderbuffer: Option<RenderbufferHandle>) {
        if self.lost {
            return;
        }
        if target != RENDERBUFFER {
            return self.raise_with(INVALID_ENUM, "bindRenderbuffer: no such target");
        }
        if let Some(handle) = renderbuffer {
            if !self.renderbuffers.is_live(handle) {
                return self.raise_with(INVALID_OPERATION, "bindRenderbuffer: a deleted or foreign object");
            }
            if let Some(object) = self.renderbuffers.get_mut(handle) {
                object.was_bound = true;
            }
            self.renderbuffers.retain(handle);
        }
        if let Some(old) = std::mem::replace(&mut self.bound.renderbuffer, renderbuffer) {
            self.unreference_renderbuffer(old);
        }
    }

    /// `deleteRenderbuffer`: also detaches it from the bound framebuffers.
    pub fn delete_renderbuffer(&mut self, renderbuffer: Option<RenderbufferHandle>) {
        let Some(renderbuffer) = renderbuffer else { return };
        if self.lost {
            return;
        }
        if self.renderbuffers.is_foreign(renderbuffer) {
            return self.raise_with(INVALID_OPERATION, "deleteRenderbuffer: an object of another context");
        }
        if !self.renderbuffers.is_live(renderbuffer) {
            return;
        }
        if self.bound.renderbuffer == Some(renderbuffer) {
            self.bind_renderbuffer(RENDERBUFFER, None);
        }
        self.forget_renderbuffer(renderbuffer);
        if let Some(freed) = self.renderbuffers.delete(renderbuffer) {
            self.drop_renderbuffer(&freed);
        }
    }

    /// Something refers to the renderbuffer no more.
    pub(crate) fn unreference_renderbuffer(&mut self, renderbuffer: RenderbufferHandle) {
        if let Some(freed) = self.renderbuffers.drop_reference(renderbuffer) {
            self.drop_renderbuffer(&freed);
        }
    }

    pub(crate) fn drop_renderbuffer(&mut self, renderbuffer: &Renderbuffer) {
        self.renderbuffer_bytes = self.renderbuffer_bytes.saturating_sub(renderbuffer.bytes());
        self.account();
        if renderbuffer.format.is_some() {
            self.push(GlCommand::DropRenderbuffer(renderbuffer.id));
        }
    }

    /// The storage of an internal format that renderbuffers may have.
    pub(crate) fn renderbuffer_format(&self, internal_format: u32) -> Result<GlStorageFormat, u32> {
        let has = |extension| self.enabled.has(extension);
        let float = has(Extension::WebglColorBufferFloat);
        let half_float = has(Extension::ExtColorBufferHalfFloat);
        let one = match internal_format {
            RGBA4 => Some(GlStorageFormat::Rgba4),
            RGB565 => Some(GlStorageFormat::Rgb565),
            RGB5_A1 => Some(GlStorageFormat::Rgb5A1),
            DEPTH_COMPONENT16 => Some(GlStorageFormat::Depth16),
            STENCIL_INDEX8 => Some(GlStorageFormat::Stencil8),
            DEPTH_STENCIL => Some(GlStorageFormat::Depth24Stencil8),
            _ => None,
        };
        if let Some(format) = one {
            return Ok(format);
        }
        if self.version == Version::One {
            return match internal_format {
                SRGB8_ALPHA8 if has(Extension::ExtSrgb) => Ok(GlStorageFormat::Srgb8Alpha8),
                RGBA32F if float => Ok(GlStorageFormat::Rgba32F),
                RGBA16F if half_float => Ok(GlStorageFormat::Rgba16F),
                RGB16F if half_float => Ok(GlStorageFormat::Rgb16F),
                _ => Err(INVALID_ENUM),
            };
        }
        let format = format::sized(internal_format).ok_or(INVALID_ENUM)?;
        let info = format::info(format);
        let renderable = info.depth > 0
            || info.stencil > 0
            || format::color_renderable(format, self.version, &self.enabled);
        if renderable { Ok(format) } else { Err(INVALID_ENUM) }
    }

    /// Sample counts of a format above one, largest first.
    pub(crate) fn sample_counts(&self, format: GlStorageFormat) -> Vec<i32> {
        let counts = if format::info(format).is_integer() || self.limits.max_samples < 2 {
            None
        } else {
            i32::try_from(self.limits.max_samples).ok()
        };
        counts.into_iter().collect()
    }

    /// `renderbufferStorage`.
    pub fn renderbuffer_storage(&mut self, target: u32, internal_format: u32, width: i32, height: i32) {
        if !self.lost
            && let Err(code) = self.allocate_renderbuffer(target, None, internal_format, width, height)
        {
            self.raise_with(code, "renderbufferStorage: a target, format or size that is not to be had");
        }
    }

    /// `renderbufferStorageMultisample`.
    pub fn renderbuffer_storage_multisample(
        &mut self,
        target: u32,
        samples: i32,
        internal_format: u32,
        width: i32,
        height: i32,
    ) {
        if !self.lost
            && let Err(code) =
                self.allocate_renderbuffer(target, Some(samples), internal_format, width, height)
        {
            self.raise_with(
                code,
                "renderbufferStorageMultisample: a format, size or sample count that is not to be had",
            );
        }
    }

    fn allocate_renderbuffer(
        &mut self,
        target: u32,
        samples: Option<i32>,
        internal_format: u32,
        width: i32,
        height: i32,
    ) -> Result<(), u32> {
        if target != RENDERBUFFER {
            return Err(INVALID_ENUM);
        }
        let handle = self.bound.renderbuffer.ok_or(INVALID_OPERATION)?;
        let format = self.renderbuffer_format(internal_format)?;
        let most = self.limits.max_renderbuffer_size;
        let side = |side: i32| u32::try_from(side).ok().filter(|&side| side <= most).ok_or(INVALID_VALUE);
        let size = PixelSize::new(side(width)?, side(height)?);
        let samples = u32::try_from(samples.unwrap_or(0)).map_err(|_| INVALID_VALUE)?;
        if samples > 0 {
            let counts = self.sample_counts(format);
            let most = counts.first().map_or(0, |most| most.unsigned_abs());
            if samples > most || internal_format == DEPTH_STENCIL {
                return Err(INVALID_OPERATION);
            }
        }
        let samples = if samples > 0 { self.limits.max_samples } else { 0 };
        let wanted = storage_bytes(format, size, samples);
        let before = self.renderbuffers.get(handle).ok_or(INVALID_OPERATION)?.bytes();
        if wanted > MOST_BYTES || !self.has_room(before, wanted) {
            return Err(OUT_OF_MEMORY);
        }
        self.renderbuffer_bytes = self.renderbuffer_bytes.saturating_sub(before).saturating_add(wanted);
        self.account();
        let object = self.renderbuffers.get_mut(handle).ok_or(INVALID_OPERATION)?;
        object.internal_format = internal_format;
        object.format = Some(format);
        object.size = size;
        object.samples = samples;
        let command =
            GlCommand::RenderbufferStorage { renderbuffer: object.id, format, size, samples: samples.max(1) };
        if !size.is_empty() {
            let image = GlAttachmentImage::Renderbuffer(object.id);
            self.push(command);
            self.clear_new(GlAttachment { image, format }, size, samples.max(1));
        }
        self.image_changed();
        Ok(())
    }

    /// New storage is zero, but depth begins at 1 and a missing alpha reads as 1.
    fn clear_new(&mut self, image: GlAttachment, size: PixelSize, samples: u32) {
        let info = format::info(image.format);
        let is_depth = info.depth > 0;
        let is_opaque = info.base.components() != 0 && info.alpha == 0;
        if !is_depth && !is_opaque {
            return;
        }
        let target = GlTarget::Framebuffer {
            colors: vec![is_opaque.then_some(image)],
            depth: is_depth.then_some(image),
            stencil: (info.stencil > 0).then_some(image),
            size,
            samples,
        };
        let value = match info.kind {
            ComponentKind::Int => GlClearValue::Int([0, 0, 0, 1]),
            ComponentKind::Uint => GlClearValue::Uint([0, 0, 0, 1]),
            _ => GlClearValue::Float([0.0, 0.0, 0.0, 1.0]),
        };
        self.push(GlCommand::Target(target));
        self.sent.target = None;
        self.push(GlCommand::Clear(GlClear {
            colors: if is_opaque { vec![(0, value, 15)] } else { Vec::new() },
            depth: is_depth.then_some(1.0),
            stencil: (info.stencil > 0).then_some((0, 0xFF)),
            scissor: None,
        }));
        self.dirty.target = true;
    }

    /// `getRenderbufferParameter`.
    pub fn get_renderbuffer_parameter(&mut self, target: u32, name: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        if target != RENDERBUFFER {
            self.raise_with(INVALID_ENUM, "getRenderbufferParameter: no such target");
            return Parameter::Null;
        }
        let Some(object) = self.bound.renderbuffer.and_then(|handle| self.renderbuffers.get(handle)) else {
            self.raise_with(INVALID_OPERATION, "getRenderbufferParameter: no renderbuffer is bound");
            return Parameter::Null;
        };
        let info = object.format.map(format::info);
        let bits = |bits: Option<u8>| Parameter::Int(i32::from(bits.unwrap_or(0)));
        match name {
            RENDERBUFFER_WIDTH => Parameter::Int(object.size.width.cast_signed()),
            RENDERBUFFER_HEIGHT => Parameter::Int(object.size.height.cast_signed()),
            RENDERBUFFER_INTERNAL_FORMAT => Parameter::Uint(object.internal_format),
            RENDERBUFFER_RED_SIZE => bits(info.map(|info| info.red)),
            RENDERBUFFER_GREEN_SIZE => bits(info.map(|info| info.green)),
            RENDERBUFFER_BLUE_SIZE => bits(info.map(|info| info.blue)),
            RENDERBUFFER_ALPHA_SIZE => bits(info.map(|info| info.alpha)),
            RENDERBUFFER_DEPTH_SIZE => bits(info.map(|info| info.depth)),
            RENDERBUFFER_STENCIL_SIZE => bits(info.map(|info| info.stencil)),
            RENDERBUFFER_SAMPLES if self.version == Version::Two => {
                Parameter::Int(object.samples.cast_signed())
            }
            _ => {
                self.raise_with(INVALID_ENUM, "getRenderbufferParameter: no such parameter");
                Parameter::Null
            }
        }
    }

    /// `getInternalformatParameter`.
    pub fn get_internalformat_parameter(
        &mut self,
        target: u32,
        internal_format: u32,
        name: u32,
    ) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        let format = self.renderbuffer_format(internal_format);
        if target != RENDERBUFFER || name != SAMPLES || format.is_err() {
            self.raise_with(INVALID_ENUM, "getInternalformatParameter: no such target, format or parameter");
            return Parameter::Null;
        }
        Parameter::Ints(format.map(|format| self.sample_counts(format)).unwrap_or_default())
    }
}
