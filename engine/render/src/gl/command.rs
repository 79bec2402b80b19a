//! Commands, in the order in which they take effect.

use super::{
    GlBufferId, GlMode, GlProgram, GlProgramId, GlQueryId, GlRect, GlRenderbufferId, GlSampler, GlState,
    GlStorageFormat, GlTextureDesc, GlTextureId, GlVertexFormat,
};
use sparrow_base::{CanvasId, PixelSize};
use std::{ops::Range, sync::Arc};

/// A box of texels of one level. For cube maps `z` is the face, for arrays the layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct GlRegion {
    pub level: u32,
    pub x: u32,
    pub y: u32,
    pub z: u32,
    pub width: u32,
    pub height: u32,
    pub depth: u32,
}

/// Texels for a texture.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct GlUpload {
    pub texture: GlTextureId,
    pub region: GlRegion,
    /// Tightly packed rows in the storage format's upload form, first row first.
    pub texels: Vec<u8>,
}

/// Something that an attachment or a read can be an image of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum GlAttachmentImage {
    Texture { texture: GlTextureId, level: u32, layer: u32 },
    Renderbuffer(GlRenderbufferId),
}

/// An attachment and its format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct GlAttachment {
    pub image: GlAttachmentImage,
    pub format: GlStorageFormat,
}

/// Where draws, clears and blits go.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum GlTarget {
    /// The drawing buffer of the context's canvas.
    Canvas,
    /// A complete framebuffer.
    Framebuffer {
        /// By draw buffer: `None` for `NONE` or a missing attachment.
        colors: Vec<Option<GlAttachment>>,
        /// Depth, stencil, or both in one image.
        depth: Option<GlAttachment>,
        /// Stencil; equal to `depth` for a combined format.
        stencil: Option<GlAttachment>,
        /// Smallest side lengths of the attachments.
        size: PixelSize,
        /// 1, or 4 for multisampled renderbuffers.
        samples: u32,
    },
}

impl GlTarget {
    /// True when an image of the texture is attached.
    pub fn has(&self, texture: GlTextureId) -> bool {
        let GlTarget::Framebuffer { colors, depth, stencil, .. } = self else { return false };
        let is = |attachment: &GlAttachment| matches!(attachment.image, GlAttachmentImage::Texture { texture: t, .. } if t == texture);
        colors.iter().chain([depth, stencil]).flatten().any(is)
    }
}

/// A value that a colour buffer is cleared to.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum GlClearValue {
    Float([f32; 4]),
    Int([i32; 4]),
    Uint([u32; 4]),
}

/// A clear of the current target. Masks and the scissor are part of it: it needs no [`GlCommand::State`].
#[derive(Clone, Debug, PartialEq)]
pub struct GlClear {
    /// Draw buffer, value and colour mask (red 1, green 2, blue 4, alpha 8) of each.
    pub colors: Vec<(u32, GlClearValue, u8)>,
    /// Depth value (write mask was on).
    pub depth: Option<f32>,
    /// Stencil value and write mask.
    pub stencil: Option<(u32, u32)>,
    /// Where; `None` is everywhere.
    pub scissor: Option<GlRect>,
}

/// What a buffer is used for; `Index` buffers are kept readable for conversions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum GlBufferUse {
    Other,
    Index,
}

/// Where an attribute's numbers come from.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum GlVertexSource {
    /// `vertexAttrib4f` and its kin: 16 bytes of the shader's kind of number.
    Constant([u32; 4]),
    /// An array. `webgl` has checked that every index that is drawn lies inside of the buffer.
    Array {
        buffer: GlBufferId,
        format: GlVertexFormat,
        /// Components in the buffer, 1 to 4; missing ones are 0, 0, 0, 1.
        components: u8,
        normalized: bool,
        /// `vertexAttribIPointer`: stays integer.
        integer: bool,
        /// Bytes between elements, never 0.
        stride: u32,
        offset: u32,
        /// 0: by vertex.
        divisor: u32,
    },
}

/// The input of one location.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct GlVertexInput {
    pub location: u32,
    pub source: GlVertexSource,
}

/// The type of indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum GlIndexType {
    U8,
    U16,
    U32,
}

/// Indices of a draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct GlIndices {
    pub buffer: GlBufferId,
    pub kind: GlIndexType,
    /// Byte offset, a multiple of the type's size.
    pub offset: u32,
    /// The largest index among those drawn (restart indices left out).
    pub max_index: u32,
    /// WebGL 2: the largest value of the type restarts a strip, fan or loop (it is always on there).
    pub restart: bool,
}

/// A draw with the current target, state, program, uniforms, textures and vertex inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct GlDraw {
    pub mode: GlMode,
    /// First vertex, for draws without indices.
    pub first: u32,
    /// Vertices or indices.
    pub count: u32,
    pub instances: u32,
    pub indices: Option<GlIndices>,
    /// `gl_DrawID` of a multi-draw.
    pub draw_id: u32,
}

/// Which buffers a blit copies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct GlBlitMask {
    pub color: bool,
    pub depth: bool,
    pub stencil: bool,
}

/// `blitFramebuffer`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct GlBlit {
    pub from: GlTarget,
    /// Index into `from`'s colours.
    pub read_buffer: u32,
    pub to: GlTarget,
    /// `x0, y0, x1, y1`; may be turned over.
    pub src: [i32; 4],
    pub dst: [i32; 4],
    pub mask: GlBlitMask,
    pub linear: bool,
    pub scissor: Option<GlRect>,
}

/// `copyTexImage2D` and `copyTexSubImage2D/3D`: what lies outside of the source is left alone (sub image) or zero.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct GlCopyTexture {
    pub from: GlTarget,
    pub read_buffer: u32,
    pub src_x: i32,
    pub src_y: i32,
    pub to: GlTextureId,
    pub region: GlRegion,
}

/// The picture of a canvas into a level of a texture of 8-bit RGBA or RGB: `texImage2D` and its kin without the CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlCanvasUpload {
    /// The canvas, of either kind, as it is at this place of the renderer's queue.
    pub canvas: CanvasId,
    /// Its size, not empty.
    pub size: PixelSize,
    /// The texture.
    pub texture: GlTextureId,
    /// Where: one layer.
    pub region: GlRegion,
    /// Column of the first pixel that is taken.
    pub from_x: u32,
    /// Its row, counted from the bottom row with `flip_y`.
    pub from_y: u32,
    /// The last row of the canvas comes first.
    pub flip_y: bool,
    /// Alpha is divided out of the colours.
    pub straight: bool,
}

/// Draws until [`GlCommand::EndTransformFeedback`] also record.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct GlTransformFeedback {
    /// Buffer and byte range, by feedback index.
    pub buffers: Vec<(GlBufferId, Range<u32>)>,
}

/// What a query measures between its begin and its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GlQueryKind {
    /// Whether any sample passed.
    Samples,
    /// Nanoseconds on the device.
    Time,
}

/// One entry of a context's queue.
#[derive(Debug)]
#[allow(missing_docs)]
pub enum GlCommand {
    /// The context begins, or its drawing buffer gets a new size: cleared. Depth and stencil always exist.
    DrawingBuffer {
        size: PixelSize,
        alpha: bool,
        antialias: bool,
        premultiplied: bool,
    },
    /// `bufferData`: the buffer has this content and size now.
    BufferData {
        buffer: GlBufferId,
        bytes: Vec<u8>,
        usage: GlBufferUse,
    },
    /// `bufferData` with a size: the buffer is all zero.
    BufferSize {
        buffer: GlBufferId,
        size: u32,
        usage: GlBufferUse,
    },
    BufferSubData {
        buffer: GlBufferId,
        offset: u32,
        bytes: Vec<u8>,
    },
    CopyBuffer {
        from: GlBufferId,
        from_offset: u32,
        to: GlBufferId,
        to_offset: u32,
        size: u32,
    },
    DropBuffer(GlBufferId),
    /// New storage, all zero, with an alpha of one for formats that have none. See [`GlTextureDesc`].
    TextureStorage {
        texture: GlTextureId,
        desc: GlTextureDesc,
    },
    /// Other storage for a texture that has some already. `keep`: levels of the old and of the new storage (of one size and format) whose
    /// texels stay; all others are as in new storage.
    TextureReshape {
        texture: GlTextureId,
        desc: GlTextureDesc,
        keep: Vec<(u32, u32)>,
    },
    Upload(GlUpload),
    UploadCanvas(GlCanvasUpload),
    /// Levels `base + 1 ..= last` from `base`.
    GenerateMipmap {
        texture: GlTextureId,
        base: u32,
        last: u32,
    },
    CopyTexture(GlCopyTexture),
    DropTexture(GlTextureId),
    RenderbufferStorage {
        renderbuffer: GlRenderbufferId,
        format: GlStorageFormat,
        size: PixelSize,
        samples: u32,
    },
    DropRenderbuffer(GlRenderbufferId),
    /// Linked: pipelines may be warmed.
    CreateProgram {
        program: GlProgramId,
        object: Arc<dyn GlProgram>,
    },
    DropProgram(GlProgramId),
    Target(GlTarget),
    State(Box<GlState>),
    Program(GlProgramId),
    /// The default blocks of the stages, whole (`interface().vertex_block_bytes`, `fragment_block_bytes`). `None`: the program's block
    /// is as it was in the last draw. Both come after every [`GlCommand::Program`].
    Uniforms {
        vertex: Option<Vec<u8>>,
        fragment: Option<Vec<u8>>,
    },
    /// By place in the interface's `blocks`: buffer, byte offset and size.
    UniformBlocks(Vec<(GlBufferId, u32, u32)>),
    /// By place in the interface's `samplers`. `None` samples opaque black (an incomplete texture or none).
    Textures(Vec<Option<(GlTextureId, GlSampler)>>),
    /// One for each of the interface's attributes.
    VertexInputs(Vec<GlVertexInput>),
    Clear(GlClear),
    Draw(GlDraw),
    Blit(Box<GlBlit>),
    BeginQuery {
        query: GlQueryId,
        kind: GlQueryKind,
    },
    EndQuery(GlQueryId),
    /// `queryCounterEXT`: the time at which all commands before are done.
    Timestamp(GlQueryId),
    DropQuery(GlQueryId),
    BeginTransformFeedback(GlTransformFeedback),
    EndTransformFeedback,
    /// `readPixels` into a pixel pack buffer.
    ReadToBuffer {
        read: super::GlRead,
        buffer: GlBufferId,
        offset: u32,
    },
    /// The drawing buffer becomes the canvas' picture (turned over, premultiplied); with `clear` it is cleared afterwards, as
    /// `preserveDrawingBuffer: false` demands.
    Publish {
        clear: bool,
    },
    /// The context is gone with all its objects.
    Drop,
}
