//! Names of WebGL objects as the script side holds them.

use sparrow_render::gl::GlContextId;

/// What a table needs to know of a handle.
pub(crate) trait Handle: Copy + PartialEq {
    fn make(context: GlContextId, index: u32, generation: u32) -> Self;
    fn context(self) -> GlContextId;
    fn index(self) -> u32;
    fn generation(self) -> u32;
}

macro_rules! handles {
    ($($(#[$doc:meta])* $name:ident => $kind:ident,)*) => {
        $(
            $(#[$doc])*
            ///
            /// A stale handle (of an object that is gone, or from before the context was lost) and one of another context are found out
            /// wherever they are used.
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            pub struct $name {
                context: GlContextId,
                index: u32,
                generation: u32,
            }

            impl Handle for $name {
                fn make(context: GlContextId, index: u32, generation: u32) -> Self {
                    Self { context, index, generation }
                }

                fn context(self) -> GlContextId {
                    self.context
                }

                fn index(self) -> u32 {
                    self.index
                }

                fn generation(self) -> u32 {
                    self.generation
                }
            }

            impl $name {
                /// The context that made the object.
                pub fn context_id(self) -> GlContextId {
                    self.context
                }
            }

            impl From<$name> for Object {
                fn from(handle: $name) -> Object {
                    Object::$kind(handle)
                }
            }
        )*

        /// Any object of a context.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the names are WebGL's own")]
        pub enum Object {
            $($kind($name),)*
        }
    };
}

handles! {
    /// A `WebGLBuffer`.
    BufferHandle => Buffer,
    /// A `WebGLFramebuffer`.
    FramebufferHandle => Framebuffer,
    /// A `WebGLProgram`.
    ProgramHandle => Program,
    /// A `WebGLQuery`.
    QueryHandle => Query,
    /// A `WebGLRenderbuffer`.
    RenderbufferHandle => Renderbuffer,
    /// A `WebGLSampler`.
    SamplerHandle => Sampler,
    /// A `WebGLShader`.
    ShaderHandle => Shader,
    /// A `WebGLSync`.
    SyncHandle => Sync,
    /// A `WebGLTexture`.
    TextureHandle => Texture,
    /// A `WebGLTransformFeedback`.
    TransformFeedbackHandle => TransformFeedback,
    /// A `WebGLVertexArrayObject`, or one of `OES_vertex_array_object`.
    VertexArrayHandle => VertexArray,
}

/// A `WebGLUniformLocation`: valid until its program is linked again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UniformLocation {
    pub(crate) program: ProgramHandle,
    /// The link that it was asked of.
    pub(crate) link: u32,
    /// Place in the program's list of uniforms.
    pub(crate) uniform: u32,
    /// Element of an array.
    pub(crate) element: u32,
}

impl UniformLocation {
    /// The context that made it.
    pub fn context_id(self) -> GlContextId {
        self.program.context
    }
}
