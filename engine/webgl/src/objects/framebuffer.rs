//! A framebuffer object: its attachments, and which of them are drawn to and read.

use crate::{
    constants::{COLOR_ATTACHMENT0, NONE},
    handles::{RenderbufferHandle, TextureHandle},
    pixels::format::FormatInfo,
};
use sparrow_base::PixelSize;
use sparrow_render::gl::{GlStorageFormat, GlTarget, GlTextureId};
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

/// An attachment point's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    Color(usize),
    Depth,
    Stencil,
    /// Of its own in WebGL 1 only.
    DepthStencil,
}

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
    /// `FRAMEBUFFER_COMPLETE`, or why not.
    pub(crate) status: u32,
    /// What is drawn to, when complete.
    pub(crate) drawn: Option<Arc<Drawn>>,
}

/// What draws and clears go to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawn {
    pub(crate) target: GlTarget,
    /// Format of each draw buffer.
    pub(crate) formats: Vec<Option<GlStorageFormat>>,
    /// Facts about these.
    pub(crate) infos: Vec<Option<FormatInfo>>,
    pub(crate) depth: bool,
    pub(crate) stencil: bool,
    pub(crate) size: PixelSize,
    /// 1 for single-sampled.
    pub(crate) samples: u32,
    /// Images of textures: they must not be sampled at the same time.
    pub(crate) textures: Vec<(GlTextureId, u32)>,
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

    /// An attachment point that exists.
    pub(crate) fn point(&self, point: Point) -> Attachment {
        match point {
            Point::Color(index) => self.colors.get(index).copied().flatten(),
            Point::Depth => self.depth,
            Point::Stencil => self.stencil,
            Point::DepthStencil => self.depth_stencil,
        }
    }

    /// An attachment point; a colour beyond the last is the last.
    pub(crate) fn point_mut(&mut self, point: Point) -> &mut Attachment {
        match point {
            Point::Color(index) => {
                let last = self.colors.len() - 1;
                &mut self.colors[index.min(last)]
            }
            Point::Depth => &mut self.depth,
            Point::Stencil => &mut self.stencil,
            Point::DepthStencil => &mut self.depth_stencil,
        }
    }

    /// Every attachment point.
    pub(crate) fn points(&self) -> impl Iterator<Item = Point> + use<> {
        (0..self.colors.len()).map(Point::Color).chain([Point::Depth, Point::Stencil, Point::DepthStencil])
    }

    /// Every attachment point.
    pub(crate) fn attachments(&self) -> impl Iterator<Item = &Attachment> {
        self.colors.iter().chain([&self.depth, &self.stencil, &self.depth_stencil])
    }

    /// Index of the colour attachment of a draw buffer.
    pub(crate) fn draw_buffer_color(&self, draw_buffer: usize) -> Option<usize> {
        match self.draw_buffers.get(draw_buffer).copied() {
            None | Some(NONE) => None,
            Some(attachment) => Some(attachment.wrapping_sub(COLOR_ATTACHMENT0) as usize),
        }
    }
}
