//! `WebGLRenderingContext` and `WebGL2RenderingContext`: one Rust type, two classes. Methods are listed by family in the files beside this
//! one; what is here is the object itself and fixed-function state.

use super::{
    GlCanvas, answers,
    constants::{WEBGL, WEBGL2},
    objects::wrap,
};
use crate::{event::HostEvent, host::Host};
use rquickjs::{Ctx, Object as JsObject, Value};
use sparrow_platform::LogLevel;
use sparrow_render::{RenderError, gl::GlBackend};
use sparrow_script::{
    JsRef,
    native::{JsError, Text, Variant},
    native_class, native_members,
};
use sparrow_webgl::{Context, ContextAttributes, Extension, Object, Parameter};
use std::{cell::RefCell, rc::Rc};

/// A context object.
pub struct WebGl {
    pub(super) host: Rc<Host>,
    pub(super) canvas: Rc<GlCanvas>,
    element: JsRef,
    /// Extension objects that were given out: the same one each time.
    extensions: RefCell<Vec<(Extension, JsRef)>>,
}

/// `WebGL2RenderingContext`.
pub(super) static VERSION_TWO: Variant<WebGl> = Variant::new("WebGL2RenderingContext", version_two);

impl WebGl {
    pub(super) fn new(host: &Rc<Host>, canvas: Rc<GlCanvas>, element: JsRef) -> WebGl {
        WebGl { host: host.clone(), canvas, element, extensions: RefCell::default() }
    }

    /// Calls the context.
    #[inline(always)]
    pub(super) fn with<R>(&self, call: impl FnOnce(&mut Context) -> R) -> R {
        self.canvas.with(call)
    }

    /// As [`with`](Self::with), for calls that record commands: an endless frame is drawn early.
    #[inline(always)]
    pub(super) fn record<R>(&self, call: impl FnOnce(&mut Context) -> R) -> R {
        let result = self.canvas.with(call);
        if self.canvas.is_heavy() {
            self.draw_early();
        }
        result
    }

    #[cold]
    fn draw_early(&self) {
        let mut graphics = self.host.graphics.borrow_mut();
        self.canvas.submit(&mut graphics.canvases);
        graphics.relieve();
    }

    /// Calls the context with the executor at hand. What that could not do is told, and the context is lost when its device is.
    pub(super) fn ask<R>(&self, question: impl FnOnce(&mut Context, &mut dyn GlBackend) -> R) -> R {
        let (answer, failure) = self.canvas.ask(&mut self.host.graphics.borrow_mut(), question);
        if let Some(error) = failure {
            self.failed(&error);
        }
        answer
    }

    /// Both.
    pub(super) fn ask_and_record<R>(&self, question: impl FnOnce(&mut Context, &mut dyn GlBackend) -> R) -> R {
        let answer = self.ask(question);
        if self.canvas.is_heavy() {
            self.draw_early();
        }
        answer
    }

    #[cold]
    fn failed(&self, error: &RenderError) {
        self.host.say(LogLevel::Error, format!("WebGL: {error}"));
        if matches!(error, RenderError::DeviceLost(_)) && self.with(Context::lose) {
            self.host.post(HostEvent::Context { canvas: self.canvas.id(), restored: false });
        }
    }

    /// The JavaScript object of a handle.
    pub(super) fn object<'js>(&self, ctx: &Ctx<'js>, object: impl Into<Object>) -> Result<Value<'js>, JsError> {
        Ok(wrap(ctx, &self.canvas, object)?)
    }

    /// What a query answers.
    pub(super) fn answer<'js>(&self, ctx: &Ctx<'js>, parameter: Parameter) -> Result<Value<'js>, JsError> {
        Ok(answers::to_js(ctx, &self.canvas, parameter)?)
    }

    fn extension<'js>(&self, ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>, JsError> {
        let Some(extension) = self.with(|c| c.get_extension(name)) else {
            return Ok(Value::new_null(ctx.clone()));
        };
        let made = self.extensions.borrow().iter().find(|(e, _)| *e == extension).map(|(_, made)| made.clone());
        if let Some(made) = made {
            return Ok(made.get(ctx)?);
        }
        let object = super::extensions::make(ctx, self, extension)?;
        self.extensions.borrow_mut().push((extension, JsRef::new(ctx, object.clone())));
        Ok(object)
    }
}

fn attributes_object<'js>(ctx: &Ctx<'js>, attributes: ContextAttributes) -> rquickjs::Result<Value<'js>> {
    let object = JsObject::new(ctx.clone())?;
    object.set("alpha", attributes.alpha)?;
    object.set("antialias", attributes.antialias)?;
    object.set("depth", attributes.depth)?;
    object.set("desynchronized", false)?;
    object.set("failIfMajorPerformanceCaveat", false)?;
    object.set("powerPreference", "default")?;
    object.set("premultipliedAlpha", attributes.premultiplied_alpha)?;
    object.set("preserveDrawingBuffer", attributes.preserve_drawing_buffer)?;
    object.set("stencil", attributes.stencil)?;
    object.set("xrCompatible", false)?;
    Ok(object.into_value())
}

native_class! {
    class "WebGLRenderingContext" for WebGl;
    constant_tables { WEBGL; }
    member_lists {
        super::buffers::members; super::programs::members; super::uniforms::members; super::textures::members;
        super::framebuffers::members; super::draws::members; super::state::members;
    }
    methods {
        fn getContextAttributes(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            match this.with(|c| c.get_context_attributes()) {
                Some(attributes) => Ok(attributes_object(&ctx, attributes)?),
                None => Ok(Value::new_null(ctx)),
            }
        }
        fn isContextLost(this) -> bool { this.with(|c| c.is_context_lost()) }
        fn getSupportedExtensions(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            if this.with(|c| c.is_context_lost()) {
                return Ok(Value::new_null(ctx));
            }
            let list = rquickjs::Array::new(ctx)?;
            for (index, name) in this.with(|c| c.get_supported_extensions()).into_iter().enumerate() {
                list.set(index, name)?;
            }
            Ok(list.into_value())
        }
        fn getExtension(this, ctx: Ctx<'_>, name: Text<'_>) -> Result<Value<'_>, JsError> { this.extension(&ctx, &name) }
        // An adapter of the platform asks for this; the canvas' content is taken by texImage2D all the same.
        fn wxBindCanvasTexture(this, target: u32, canvas: sparrow_script::native::JsArg<'_>) -> Result<(), JsError> {
            super::textures::bind_canvas(this, target, canvas)
        }
    }
    properties {
        get canvas(this) -> JsRef { this.element.clone() }
        get drawingBufferWidth(this) -> u32 { this.with(|c| c.drawing_buffer_size().width) }
        get drawingBufferHeight(this) -> u32 { this.with(|c| c.drawing_buffer_size().height) }
        get drawingBufferColorSpace(this) -> &'static str { "srgb" }
        get unpackColorSpace(this) -> &'static str { "srgb" }
    }
    trace(this, tracer) {
        tracer.mark(&this.element);
        if let Ok(extensions) = this.extensions.try_borrow() {
            extensions.iter().for_each(|(_, made)| tracer.mark(made));
        }
    }
}

/// What `WebGL2RenderingContext` has beyond the members of `WebGLRenderingContext`.
fn version_two() -> Vec<sparrow_script::native::Member> {
    let mut members = constants_two();
    for list in [
        super::buffers::version_two,
        super::programs::version_two,
        super::uniforms::version_two,
        super::textures::version_two,
        super::framebuffers::version_two,
        super::draws::version_two,
        super::queries::version_two,
    ] {
        members.extend(list());
    }
    members
}

native_members! {
    fn constants_two for WebGl;
    constant_tables { WEBGL2; }
}
