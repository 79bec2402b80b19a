//! WebGL as games see it: `WebGLRenderingContext`, `WebGL2RenderingContext`, the classes of their objects and their extensions.
//!
//! A call converts its arguments as Web IDL says and calls `sparrow_webgl::Context`, which validates everything and keeps all state;
//! the context is borrowed for that call only. Objects are named by handles; the collector releases what no script refers to.
//!
//! Absent on purpose: validation of values (the context's), `WebGLObject` as a visible class.

mod answers;
mod buffers;
mod calls;
mod constants;
mod draws;
mod extensions;
mod framebuffers;
mod objects;
mod programs;
mod queries;
mod reads;
mod rendering_context;
mod state;
mod textures;
mod uniforms;

use crate::{
    gl_canvas::{GlCanvas, drawing_buffer_size},
    host::Host,
};
use rendering_context::WebGl;
use rquickjs::{Ctx, Object, Value};
use sparrow_base::CanvasId;
use sparrow_render::RenderError;
use sparrow_script::{
    JsRef,
    native::{create, create_variant, install, install_variant},
};
use sparrow_webgl::{Context, ContextAttributes, Version};
use std::{cell::RefCell, rc::Rc};

/// The classes that scripts can name.
pub(super) const NAMES: &[&str] = &[
    "WebGLRenderingContext",
    "WebGL2RenderingContext",
    "WebGLActiveInfo",
    "WebGLBuffer",
    "WebGLFramebuffer",
    "WebGLProgram",
    "WebGLQuery",
    "WebGLRenderbuffer",
    "WebGLSampler",
    "WebGLShader",
    "WebGLShaderPrecisionFormat",
    "WebGLSync",
    "WebGLTexture",
    "WebGLTransformFeedback",
    "WebGLUniformLocation",
    "WebGLVertexArrayObject",
];

/// The constructors of one realm, made when somebody first asks: a game without WebGL does not pay for 1,100 constants.
#[derive(Default)]
pub(super) struct Classes(RefCell<Option<JsRef>>);

impl Classes {
    /// An object with the constructors by name.
    pub(super) fn get<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
        let made = self.0.borrow().clone();
        if let Some(made) = made {
            return made.get(ctx)?.into_object().ok_or(rquickjs::Error::Unknown);
        }
        let classes = Object::new(ctx.clone())?;
        let constructors = [
            install::<WebGl>(ctx)?,
            install_variant(ctx, &rendering_context::VERSION_TWO)?,
            install::<objects::WebGlActiveInfo>(ctx)?,
            install::<objects::WebGlBuffer>(ctx)?,
            install::<objects::WebGlFramebuffer>(ctx)?,
            install::<objects::WebGlProgram>(ctx)?,
            install::<objects::WebGlQuery>(ctx)?,
            install::<objects::WebGlRenderbuffer>(ctx)?,
            install::<objects::WebGlSampler>(ctx)?,
            install::<objects::WebGlShader>(ctx)?,
            install::<objects::WebGlShaderPrecisionFormat>(ctx)?,
            install::<objects::WebGlSync>(ctx)?,
            install::<objects::WebGlTexture>(ctx)?,
            install::<objects::WebGlTransformFeedback>(ctx)?,
            install::<objects::WebGlUniformLocation>(ctx)?,
            install::<objects::WebGlVertexArray>(ctx)?,
        ];
        for (name, constructor) in NAMES.iter().zip(constructors) {
            classes.set(*name, constructor)?;
        }
        extensions::install(ctx)?;
        self.0.replace(Some(JsRef::new(ctx, classes.clone().into_value())));
        Ok(classes)
    }
}

/// `WebGLContextAttributes`
fn attributes(options: &Value<'_>) -> rquickjs::Result<ContextAttributes> {
    let mut attributes = ContextAttributes::default();
    let Some(options) = options.as_object() else { return Ok(attributes) };
    let flag = |name: &str, default: bool| -> rquickjs::Result<bool> {
        let value: Value<'_> = options.get(name)?;
        if value.is_undefined() { Ok(default) } else { Ok(value.get::<rquickjs::Coerced<bool>>()?.0) }
    };
    attributes.alpha = flag("alpha", attributes.alpha)?;
    attributes.antialias = flag("antialias", attributes.antialias)?;
    attributes.depth = flag("depth", attributes.depth)?;
    attributes.premultiplied_alpha = flag("premultipliedAlpha", attributes.premultiplied_alpha)?;
    attributes.preserve_drawing_buffer = flag("preserveDrawingBuffer", attributes.preserve_drawing_buffer)?;
    attributes.stencil = flag("stencil", attributes.stencil)?;
    Ok(attributes)
}

/// Makes the context object of a canvas that has none.
pub(super) fn make_context<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    classes: &Classes,
    (id, element): (CanvasId, &Value<'js>),
    version: Version,
    options: &Value<'js>,
) -> rquickjs::Result<Result<Object<'js>, RenderError>> {
    let attributes = attributes(options)?;
    let classes = classes.get(ctx)?;
    let canvas = match open(host, id, version, attributes) {
        Ok(canvas) => canvas,
        Err(error) => return Ok(Err(error)),
    };
    let object = WebGl::new(host, canvas, JsRef::new(ctx, element.clone()));
    Ok(Ok(match version {
        Version::One => create(ctx, object)?,
        Version::Two => create_variant(ctx, object, &classes.get(NAMES[1])?)?,
    }))
}

fn open(
    host: &Host,
    id: CanvasId,
    version: Version,
    attributes: ContextAttributes,
) -> Result<Rc<GlCanvas>, RenderError> {
    host.before_pixels();
    let mut graphics = host.graphics.borrow_mut();
    let limits = graphics.renderer.gl()?.limits();
    let size = graphics.canvases.canvas_size(id).unwrap_or_default();
    let size = drawing_buffer_size(size, limits.max_renderbuffer_size);
    // Reading the attributes may have run a script that made a context.
    if graphics.gl.contains_key(&id) || !graphics.canvases.get_gl(id, attributes.alpha) {
        return Err(RenderError::NoWebGl("the canvas has another context".to_owned()));
    }
    let context = Context::new(id, version, attributes, size, &limits, &graphics.pixels);
    let canvas = Rc::new(GlCanvas::new(context, attributes.preserve_drawing_buffer));
    graphics.gl.insert(id, canvas.clone());
    Ok(canvas)
}
