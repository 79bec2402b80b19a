//! A framebuffer object: its attachments, and which of them are drawn to and read.

use crate::{
    constants::{BACK, COLOR_ATTACHMENT0, NONE},
    handles::{RenderbufferHandle, TextureHandle},
};
use sparrow_render::gl::GlTarget;
use std::sync::Arc;

/// The image of an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AttachmentImage {
    Texture {
        texture: TextureHandle,
        /// `TEXTURE_2D`, a cube map face, `TEXTURE_3D` or `TEXTURE_2D_ARRAY`.
        target: u32,
        level: u32,
        /// Cube map face, layer or slice.
        layer: u32,
    },
    Renderbuffer(RenderbufferHandle),
}

/// An attachment point.
pub(crate) type Attachment = Option<AttachmentImage>;

/// A framebuffer object.
#[derive(Debug)]
pub(crate) struct Framebuffer {
    pub(crate) colors: Vec<Attachment>,
    pub(crate) depth: Attachment,
    pub(crate) stencil: Attachment,
    /// WebGL 1 has `DEPTH_STENCIL_ATTACHMENT` as a point of its own; WebGL 2 sets `depth` and `stencil`.
    pub(crate) depth_stencil: Attachment,
    /// `drawBuffers`: `NONE` or `COLOR_ATTACHMENTi` at place `i`.
    pub(crate) draw_buffers: Vec<u32>,
    pub(crate) read_buffer: u32,
    pub(crate) was_bound: bool,
    /// What the last check of completeness found, while nothing has changed since.
    pub(crate) checked: Option<Checked>,
}

/// The outcome of a check, and what it rests on.
#[derive(Clone, Debug)]
pub(crate) struct Checked {
    /// The context's count of changes of images when the check was made.
    pub(crate) revision: u64,
    /// `FRAMEBUFFER_COMPLETE` or why not.
    pub(crate) status: u32,
    /// For draws, when complete: by draw buffer.
    pub(crate) target: Option<Arc<GlTarget>>,
}

impl Framebuffer {
    pub(crate) fn new(color_attachments: u32) -> Framebuffer {
        Framebuffer {
            colors: vec![None; color_attachments as usize],
            depth: None,
            stencil: None,
            depth_stencil: None,
            draw_buffers: vec![COLOR_ATTACHMENT0],
            read_buffer: COLOR_ATTACHMENT0,
            was_bound: false,
            checked: None,
        }
    }

    /// Every attachment point.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &Attachment> {
        self.colors.iter().chain([&self.depth, &self.stencil, &self.depth_stencil])
    }

    /// Every attachment point.
    pub(crate) fn attachments_mut(&mut self) -> impl Iterator<Item = &mut Attachment> {
        self.colors.iter_mut().chain([&mut self.depth, &mut self.stencil, &mut self.depth_stencil])
    }

    /// Index of the colour attachment of a draw buffer.
    pub(crate) fn draw_buffer_color(&self, draw_buffer: usize) -> Option<usize> {
        match self.draw_buffers.get(draw_buffer).copied() {
            None | Some(NONE | BACK) => None,
            Some(attachment) => Some(attachment.wrapping_sub(COLOR_ATTACHMENT0) as usize),
        }
    }
}
