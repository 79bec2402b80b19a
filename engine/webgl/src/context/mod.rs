//! A WebGL context: its state, and one file for each family of its methods.

mod attribs;
mod blending;
mod blit;
mod buffer_bindings;
mod buffers;
mod census;
mod clear;
mod draw;
mod draw_buffers;
mod extensions;
mod framebuffer_parameters;
mod framebuffer_status;
mod framebuffers;
mod gl_state;
mod inputs;
mod lifecycle;
mod memory;
mod multi_draw;
mod parameters;
mod prepare;
mod program_queries;
mod programs;
mod queries;
mod read;
mod renderbuffers;
mod samplers;
mod shaders;
mod state;
mod sync;
mod textures;
mod textures_compressed;
mod textures_copy;
mod textures_storage;
mod textures_upload;
mod transform_feedback;
mod uniform_blocks;
mod uniforms;
mod vertex_arrays;

#[cfg(test)]
mod tests;

pub use census::TextureEntry;
pub use program_queries::ActiveInfo;
pub use read::ReadDestination;

use crate::{
    error::{self, ErrorState},
    extensions::ExtensionSet,
    handles::{
        BufferHandle, FramebufferHandle, ProgramHandle, QueryHandle, RenderbufferHandle, SamplerHandle,
        ShaderHandle, SyncHandle, TextureHandle, TransformFeedbackHandle, VertexArrayHandle,
    },
    limits::Limits,
    objects::{
        Buffer, Drawn, Framebuffer, Program, Query, Renderbuffer, Shader, Sync, TransformFeedback,
        VertexArray,
    },
    state::{ConstantAttrib, Dirty, FixedState, PixelStore, Sent, TextureUnit},
    table::ObjectTable,
    texture::{SamplerParameters, Texture},
};
use inputs::InputLimits;
use rustc_hash::FxHashMap;
use sparrow_base::{Budget, CanvasId, PixelSize, Share};
use sparrow_render::gl::{GlCommand, GlContextId, GlLimits};
use std::sync::Arc;

/// The version of a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Version {
    One,
    Two,
}

/// `WebGLContextAttributes`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are WebGL's own")]
pub struct ContextAttributes {
    pub alpha: bool,
    pub depth: bool,
    pub stencil: bool,
    pub antialias: bool,
    pub premultiplied_alpha: bool,
    pub preserve_drawing_buffer: bool,
}

impl Default for ContextAttributes {
    fn default() -> Self {
        ContextAttributes {
            alpha: true,
            depth: true,
            stencil: false,
            antialias: true,
            premultiplied_alpha: true,
            preserve_drawing_buffer: false,
        }
    }
}

/// A binding of a uniform or transform feedback buffer by index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct IndexedBinding {
    pub(crate) buffer: Option<BufferHandle>,
    pub(crate) offset: u32,
    /// `None`: bound by `bindBufferBase`, up to the end of the buffer.
    pub(crate) size: Option<u32>,
}

/// Binding points outside of objects.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bindings {
    pub(crate) array_buffer: Option<BufferHandle>,
    pub(crate) copy_read_buffer: Option<BufferHandle>,
    pub(crate) copy_write_buffer: Option<BufferHandle>,
    pub(crate) pixel_pack_buffer: Option<BufferHandle>,
    pub(crate) pixel_unpack_buffer: Option<BufferHandle>,
    pub(crate) transform_feedback_buffer: Option<BufferHandle>,
    pub(crate) uniform_buffer: Option<BufferHandle>,
    pub(crate) draw_framebuffer: Option<FramebufferHandle>,
    pub(crate) read_framebuffer: Option<FramebufferHandle>,
    pub(crate) renderbuffer: Option<RenderbufferHandle>,
    /// `None`: the default vertex array.
    pub(crate) vertex_array: Option<VertexArrayHandle>,
    pub(crate) program: Option<ProgramHandle>,
    /// `None`: the default transform feedback object.
    pub(crate) transform_feedback: Option<TransformFeedbackHandle>,
    /// Active queries: occlusion (both targets), primitives written, time.
    pub(crate) occlusion_query: Option<QueryHandle>,
    pub(crate) feedback_query: Option<QueryHandle>,
    pub(crate) time_query: Option<QueryHandle>,
}

/// A WebGL 1 or 2 context of one canvas.
#[derive(Debug)]
pub struct Context {
    pub(crate) id: GlContextId,
    pub(crate) version: Version,
    pub(crate) attributes: ContextAttributes,
    /// Of the drawing buffer.
    pub(crate) size: PixelSize,
    pub(crate) limits: Limits,
    pub(crate) lost: bool,
    pub(crate) errors: ErrorState,
    pub(crate) supported: ExtensionSet,
    pub(crate) enabled: ExtensionSet,
    /// What the executor has not got yet.
    pub(crate) commands: Vec<GlCommand>,
    /// Bytes that `commands` hold, roughly.
    pub(crate) weight: usize,
    /// Ids for the executor's objects: never reused.
    pub(crate) next_id: u32,

    pub(crate) buffers: ObjectTable<BufferHandle, Buffer>,
    pub(crate) framebuffers: ObjectTable<FramebufferHandle, Framebuffer>,
    pub(crate) programs: ObjectTable<ProgramHandle, Program>,
    pub(crate) queries: ObjectTable<QueryHandle, Query>,
    pub(crate) renderbuffers: ObjectTable<RenderbufferHandle, Renderbuffer>,
    pub(crate) samplers: ObjectTable<SamplerHandle, SamplerParameters>,
    pub(crate) shaders: ObjectTable<ShaderHandle, Shader>,
    pub(crate) syncs: ObjectTable<SyncHandle, Sync>,
    pub(crate) textures: ObjectTable<TextureHandle, Texture>,
    pub(crate) transform_feedbacks: ObjectTable<TransformFeedbackHandle, TransformFeedback>,
    pub(crate) vertex_arrays: ObjectTable<VertexArrayHandle, VertexArray>,

    pub(crate) default_vertex_array: VertexArray,
    pub(crate) default_transform_feedback: TransformFeedback,
    pub(crate) bound: Bindings,
    pub(crate) uniform_buffers: Vec<IndexedBinding>,
    pub(crate) units: Vec<TextureUnit>,
    pub(crate) active_unit: usize,
    pub(crate) constants: Vec<ConstantAttrib>,
    pub(crate) state: FixedState,
    pub(crate) pixel_store: PixelStore,
    /// `drawBuffers` of the default framebuffer: `BACK` or `NONE`.
    pub(crate) back_draw_buffer: u32,
    /// `readBuffer` of the default framebuffer.
    pub(crate) back_read_buffer: u32,

    /// Counts changes of images (storage of textures and renderbuffers): checks of framebuffers rest on it.
    pub(crate) image_revision: u64,
    /// Bytes of all buffer objects.
    pub(crate) buffer_bytes: u64,
    /// Bytes of the levels of all textures.
    pub(crate) texture_bytes: u64,
    /// Bytes of all renderbuffers.
    pub(crate) renderbuffer_bytes: u64,
    /// Bytes of the drawing buffer.
    pub(crate) drawing_bytes: u64,
    /// What all of these take, of what the contexts and canvases of the game have together.
    pub(crate) memory: Share,
    /// The textures of `wxBindCanvasTexture`, which the script does not see.
    pub(crate) canvas_textures: FxHashMap<CanvasId, TextureHandle>,
    /// A command since the last call of `take_reads_canvas` reads a canvas.
    pub(crate) reads_canvas: bool,
    pub(crate) dirty: Dirty,
    /// What draws go to, while it is not dirty.
    pub(crate) current_target: Option<Arc<Drawn>>,
    /// Vertices and instances that the attribute arrays have, while they are not dirty.
    pub(crate) input_limits: InputLimits,
    pub(crate) sent: Sent,
    /// Queries or fences wait for the end of the script's turn.
    pub(crate) answers_pending: bool,
    /// The drawing buffer was drawn to since it was last published.
    pub(crate) needs_publish: bool,
}

/// Size of the drawing buffer of a canvas: never empty, never more than can be had.
fn drawing_size(canvas: PixelSize, limits: &Limits) -> PixelSize {
    let most = limits.max_renderbuffer_size.max(1);
    PixelSize::new(canvas.width.clamp(1, most), canvas.height.clamp(1, most))
}

impl Context {
    /// A context for a canvas. `adapter` is what the executor can do, `memory` what all contexts and canvases of the game share.
    pub fn new(
        id: GlContextId,
        version: Version,
        attributes: ContextAttributes,
        size: PixelSize,
        adapter: &GlLimits,
        memory: &Budget,
    ) -> Context {
        let limits = Limits::new(version, adapter);
        let size = drawing_size(size, &limits);
        let supported = ExtensionSet::supported(version, adapter, &limits);
        let mut context = Context {
            id,
            version,
            attributes,
            size,
            lost: false,
            errors: ErrorState::default(),
            supported,
            enabled: ExtensionSet::default(),
            commands: Vec::new(),
            weight: 0,
            next_id: 1,
            buffers: ObjectTable::new(id),
            framebuffers: ObjectTable::new(id),
            programs: ObjectTable::new(id),
            queries: ObjectTable::new(id),
            renderbuffers: ObjectTable::new(id),
            samplers: ObjectTable::new(id),
            shaders: ObjectTable::new(id),
            syncs: ObjectTable::new(id),
            textures: ObjectTable::new(id),
            transform_feedbacks: ObjectTable::new(id),
            vertex_arrays: ObjectTable::new(id),
            default_vertex_array: VertexArray::new(limits.max_vertex_attribs),
            default_transform_feedback: TransformFeedback::new(
                limits.max_transform_feedback_separate_attribs,
            ),
            bound: Bindings::default(),
            uniform_buffers: Vec::new(),
            units: Vec::new(),
            active_unit: 0,
            constants: Vec::new(),
            state: FixedState::new(limits.max_draw_buffers, size),
            pixel_store: PixelStore::default(),
            back_draw_buffer: crate::constants::BACK,
            back_read_buffer: crate::constants::BACK,
            image_revision: 0,
            buffer_bytes: 0,
            texture_bytes: 0,
            renderbuffer_bytes: 0,
            drawing_bytes: 0,
            memory: memory.share(),
            canvas_textures: FxHashMap::default(),
            reads_canvas: false,
            dirty: Dirty::ALL,
            current_target: None,
            input_limits: InputLimits::NONE,
            sent: Sent::default(),
            answers_pending: false,
            needs_publish: false,
            limits,
        };
        context.begin();
        context
    }

    /// State as a new context has it, and the command that makes the drawing buffer.
    fn begin(&mut self) {
        self.forget_bytes();
        self.take_drawing_buffer(self.size);
        let limits = &self.limits;
        self.default_vertex_array = VertexArray::new(limits.max_vertex_attribs);
        self.default_transform_feedback =
            TransformFeedback::new(limits.max_transform_feedback_separate_attribs);
        self.bound = Bindings::default();
        self.uniform_buffers = vec![IndexedBinding::default(); limits.max_uniform_buffer_bindings as usize];
        self.units = vec![TextureUnit::default(); limits.max_combined_texture_image_units as usize];
        self.active_unit = 0;
        self.constants = vec![ConstantAttrib::default(); limits.max_vertex_attribs as usize];
        self.state = FixedState::new(limits.max_draw_buffers, self.size);
        self.pixel_store = PixelStore::default();
        self.back_draw_buffer = crate::constants::BACK;
        self.back_read_buffer = crate::constants::BACK;
        self.enabled = ExtensionSet::default();
        self.image_revision += 1;
        self.canvas_textures.clear();
        self.dirty = Dirty::ALL;
        self.current_target = None;
        self.input_limits = InputLimits::NONE;
        self.sent = Sent::default();
        self.needs_publish = true;
        self.queue_drawing_buffer();
    }

    fn queue_drawing_buffer(&mut self) {
        let attributes = self.attributes;
        self.push(GlCommand::DrawingBuffer {
            size: self.size,
            alpha: attributes.alpha,
            antialias: attributes.antialias,
            premultiplied: attributes.premultiplied_alpha,
        });
    }

    /// Its id: that of its canvas.
    pub fn id(&self) -> GlContextId {
        self.id
    }

    /// Its version.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Its limits.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// True for WebGL 2.
    pub(crate) fn is_two(&self) -> bool {
        self.version == Version::Two
    }

    /// Records an error, as `getError` gives it.
    pub fn synthesize_error(&mut self, code: u32) {
        self.raise(code);
    }

    /// Records an error.
    pub(crate) fn raise(&mut self, code: u32) {
        self.errors.raise(code);
    }

    /// Records an error with a text for the console.
    pub(crate) fn raise_with(&mut self, code: u32, text: &str) {
        self.errors.raise(code);
        self.errors.explain(|| format!("WebGL: {}: {text}", error::name(code)));
    }

    /// Records the error of a check and gives its value.
    pub(crate) fn checked<T>(&mut self, result: Result<T, u32>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(code) => {
                self.raise(code);
                None
            }
        }
    }

    /// `getError`.
    pub fn get_error(&mut self) -> u32 {
        self.errors.take()
    }

    /// Texts that explain errors, for the console; kept for the first few errors only.
    pub fn take_messages(&mut self) -> Vec<String> {
        self.errors.take_messages()
    }

    /// Queues a command.
    pub(crate) fn push(&mut self, command: GlCommand) {
        self.commands.push(command);
    }

    /// An id for an object of the executor.
    pub(crate) fn fresh_id(&mut self) -> u32 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// The storage of some image changed: framebuffers are checked again.
    pub(crate) fn image_changed(&mut self) {
        self.image_revision += 1;
        self.dirty.target = true;
        self.dirty.textures = true;
    }
}
