//! `WebGLBuffer` and its kin: objects that only name something of their context, and are released when they are collected.

use super::GlCanvas;
use rquickjs::{Ctx, Value};
use sparrow_script::{native::create, native_class};
use sparrow_webgl::{
    BufferHandle, FramebufferHandle, Object, ProgramHandle, QueryHandle, RenderbufferHandle, SamplerHandle,
    ShaderHandle, SyncHandle, TextureHandle, TransformFeedbackHandle, UniformLocation, VertexArrayHandle,
};
use std::rc::Rc;

macro_rules! wrappers {
    ($($wrapper:ident = $name:literal of $handle:ty, $kind:ident;)*) => {
        $(
            /// An object of this class.
            pub(super) struct $wrapper {
                canvas: Rc<GlCanvas>,
                handle: $handle,
                serial: u32,
            }

            impl $wrapper {
                /// What the context knows it by.
                #[inline(always)]
                pub(super) fn handle(&self) -> $handle {
                    self.handle
                }
            }

            impl Drop for $wrapper {
                fn drop(&mut self) {
                    // A finalizer may run inside of any call: the object is released at the next flush.
                    self.canvas.wrapper_died(self.handle.into(), self.serial);
                }
            }

            native_class! {
                class $name for $wrapper;
            }
        )*

        /// Makes the JavaScript object of a handle that has none.
        fn make<'js>(ctx: &Ctx<'js>, canvas: &Rc<GlCanvas>, object: Object, serial: u32) -> rquickjs::Result<Value<'js>> {
            match object {
                $(Object::$kind(handle) => {
                    let made = create(ctx, $wrapper { canvas: canvas.clone(), handle, serial })?.into_value();
                    canvas.wrapper_made::<$wrapper>(ctx, object, serial, &made);
                    Ok(made)
                })*
            }
        }
    };
}

wrappers! {
    WebGlBuffer = "WebGLBuffer" of BufferHandle, Buffer;
    WebGlFramebuffer = "WebGLFramebuffer" of FramebufferHandle, Framebuffer;
    WebGlProgram = "WebGLProgram" of ProgramHandle, Program;
    WebGlQuery = "WebGLQuery" of QueryHandle, Query;
    WebGlRenderbuffer = "WebGLRenderbuffer" of RenderbufferHandle, Renderbuffer;
    WebGlSampler = "WebGLSampler" of SamplerHandle, Sampler;
    WebGlShader = "WebGLShader" of ShaderHandle, Shader;
    WebGlSync = "WebGLSync" of SyncHandle, Sync;
    WebGlTexture = "WebGLTexture" of TextureHandle, Texture;
    WebGlTransformFeedback = "WebGLTransformFeedback" of TransformFeedbackHandle, TransformFeedback;
    WebGlVertexArray = "WebGLVertexArrayObject" of VertexArrayHandle, VertexArray;
}

/// The JavaScript object of a handle: the same one as long as it lives.
pub(super) fn wrap<'js>(
    ctx: &Ctx<'js>,
    canvas: &Rc<GlCanvas>,
    object: impl Into<Object>,
) -> rquickjs::Result<Value<'js>> {
    let object = object.into();
    match canvas.wrapper(ctx, object) {
        Some(value) => Ok(value),
        None => make(ctx, canvas, object, canvas.next_serial()),
    }
}

/// A `WebGLUniformLocation`.
pub(super) struct WebGlUniformLocation(pub(super) UniformLocation);

native_class! {
    class "WebGLUniformLocation" for WebGlUniformLocation;
}

/// A `WebGLActiveInfo`.
pub(super) struct WebGlActiveInfo {
    pub(super) name: String,
    pub(super) size: i32,
    pub(super) kind: u32,
}

native_class! {
    class "WebGLActiveInfo" for WebGlActiveInfo;
    properties {
        get name(this) -> String { this.name.clone() }
        get size(this) -> i32 { this.size }
        get type(this) -> u32 { this.kind }
    }
}

/// A `WebGLShaderPrecisionFormat`.
pub(super) struct WebGlShaderPrecisionFormat {
    pub(super) range_min: i32,
    pub(super) range_max: i32,
    pub(super) precision: i32,
}

native_class! {
    class "WebGLShaderPrecisionFormat" for WebGlShaderPrecisionFormat;
    properties {
        get rangeMin(this) -> i32 { this.range_min }
        get rangeMax(this) -> i32 { this.range_max }
        get precision(this) -> i32 { this.precision }
    }
}
