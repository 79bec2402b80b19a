//! `WebGLRenderingContext` and `WebGL2RenderingContext`: one Rust type, two classes. Methods are listed by family in the files beside this
//! one; what is here is the object itself and fixed-function state.

use super::{
    GlCanvas,
    calls::Gl,
    constants::{WEBGL, WEBGL2},
};
use crate::host::Host;
use rquickjs::{Ctx, Object as JsObject, Value};
use sparrow_script::{
    JsRef,
    native::{JsError, Text, Variant},
    native_class, native_members,
};
use sparrow_webgl::{ContextAttributes, Extension};
use std::{cell::RefCell, rc::Rc};

/// A context object.
pub(super) struct WebGl {
    gl: Gl,
    element: JsRef,
    /// Extension objects that were given out: the same one each time.
    extensions: RefCell<Vec<(Extension, JsRef)>>,
}

/// `WebGL2RenderingContext`.
pub(super) static VERSION_TWO: Variant<WebGl> = Variant::new("WebGL2RenderingContext", version_two);

impl std::ops::Deref for WebGl {
    type Target = Gl;
    #[inline(always)]
    fn deref(&self) -> &Gl {
        &self.gl
    }
}

impl WebGl {
    pub(super) fn new(host: &Rc<Host>, canvas: Rc<GlCanvas>, element: JsRef) -> WebGl {
        let gl = Gl { host: host.clone(), canvas };
        WebGl { gl, element, extensions: RefCell::default() }
    }

    fn extension<'js>(&self, ctx: &Ctx<'js>, name: &str) -> Result<Value<'js>, JsError> {
        let Some(extension) = self.with(|c| c.get_extension(name)) else {
            return Ok(Value::new_null(ctx.clone()));
        };
        let made =
            self.extensions.borrow().iter().find(|(e, _)| *e == extension).map(|(_, made)| made.clone());
        if let Some(made) = made {
            return Ok(made.get(ctx)?);
        }
        let object = super::extensions::make(ctx, &self.gl, extension)?;
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
