//! `Canvas`: the screen canvas, offscreen canvases.

use super::{
    Context2d,
    context2d::Accepted,
    webgl::{self, Classes},
};
use crate::host::{Host, RealmKind};
use rquickjs::{Coerced, Ctx, Function, Object, Value, function::Opt};
use sparrow_base::{CanvasId, PixelSize, kurbo::Rect};
use sparrow_platform::LogLevel;
use sparrow_render::{CanvasOptions, RenderError};
use sparrow_script::{
    JsRef,
    native::{JsError, create, native_ref},
    native_class,
};
use sparrow_webgl::Version;
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// Who may do what with a canvas.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// The realm's own. Its pixels go when the object is collected.
    Own,
    /// The shared canvas in the main domain: sized and drawn here, never looked into.
    SharedInMain,
    /// The shared canvas in the open data domain: drawn on here.
    SharedInDomain,
}

/// A canvas object.
pub struct Canvas {
    role: Role,
    host: Rc<Host>,
    id: CanvasId,
    /// The context, once one was made, and its kind.
    context: RefCell<Option<(ContextKind, JsRef)>>,
    /// What it refuses was told once.
    said: Cell<bool>,
}

/// What `getContext` was asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ContextKind {
    Flat,
    Gl(Version),
}

impl ContextKind {
    fn parse(text: &str) -> Option<ContextKind> {
        match text {
            "2d" => Some(ContextKind::Flat),
            "webgl" | "experimental-webgl" => Some(ContextKind::Gl(Version::One)),
            "webgl2" => Some(ContextKind::Gl(Version::Two)),
            _ => None,
        }
    }
}

impl Canvas {
    /// The canvas that the renderer knows.
    pub fn id(&self) -> CanvasId {
        self.id
    }

    fn size(&self) -> PixelSize {
        self.host.graphics.borrow().canvases.canvas_size(self.id).unwrap_or_default()
    }

    fn set_size(&self, size: PixelSize) {
        if self.role == Role::SharedInDomain {
            if !self.said.replace(true) {
                self.host.say(LogLevel::Warn, "sharedCanvas: only the main domain sets its width and height");
            }
            return;
        }
        self.host.before_pixels();
        self.host.graphics.borrow_mut().set_canvas_size(self.id, size);
    }

    fn context<'js>(
        &self,
        ctx: &Ctx<'js>,
        classes: &Classes,
        this: &Value<'js>,
        kind: &str,
        options: &Value<'js>,
    ) -> rquickjs::Result<Value<'js>> {
        let null = Value::new_null(ctx.clone());
        if self.role == Role::SharedInMain {
            if !self.said.replace(true) {
                self.host.say(LogLevel::Warn, "sharedCanvas: only the open data domain gets its context");
            }
            return Ok(null);
        }
        let Some(wanted) = ContextKind::parse(kind) else { return Ok(null) };
        let settings = match wanted {
            // Read each time, before anything else; what reads them may run JavaScript.
            ContextKind::Flat => flat_settings(ctx, options)?,
            ContextKind::Gl(_) => Default::default(),
        };
        if let Some((kind, context)) = &*self.context.borrow() {
            // A canvas has one context for ever.
            return if *kind == wanted { context.get(ctx) } else { Ok(null) };
        }
        let object = match wanted {
            ContextKind::Flat => self.flat_context(ctx, this, settings)?,
            // As on the platform the domain draws in 2D only.
            ContextKind::Gl(_) if self.host.realm == RealmKind::OpenData => return Ok(null),
            ContextKind::Gl(version) => {
                match webgl::make_context(ctx, &self.host, classes, (self.id, this), version, options)? {
                    Ok(object) => object,
                    Err(error) => {
                        self.refuse_webgl(kind, &error);
                        return Ok(null);
                    }
                }
            }
        };
        self.context.replace(Some((wanted, JsRef::new(ctx, object.clone().into_value()))));
        Ok(object.into_value())
    }

    fn flat_context<'js>(
        &self,
        ctx: &Ctx<'js>,
        this: &Value<'js>,
        (wanted, accepted): (CanvasOptions, Accepted),
    ) -> rquickjs::Result<Object<'js>> {
        self.host.graphics.borrow_mut().canvases.get_context(self.id, wanted);
        create(ctx, Context2d::new(&self.host, self.id, JsRef::new(ctx, this.clone()), accepted))
    }

    /// No adapter executes WebGL here: said once, and counted.
    fn refuse_webgl(&self, kind: &str, error: &RenderError) {
        *self.host.absent_calls.borrow_mut().entry(format!("getContext('{kind}')")).or_default() += 1;
        if !self.said.replace(true) {
            self.host.say(LogLevel::Warn, format!("canvas.getContext('{kind}') gives null: {error}"));
        }
    }
}

impl Drop for Canvas {
    fn drop(&mut self) {
        // A finalizer may run inside any call; the canvas is dropped at the next flush. The shared one is the game's.
        if self.role == Role::Own {
            self.host.dead_canvases.borrow_mut().push(self.id);
        }
    }
}

/// `CanvasRenderingContext2DSettings`.
fn flat_settings<'js>(ctx: &Ctx<'js>, options: &Value<'js>) -> rquickjs::Result<(CanvasOptions, Accepted)> {
    let mut wanted = CanvasOptions::default();
    let mut accepted = Accepted::default();
    let Some(options) = options.as_object() else { return Ok((wanted, accepted)) };
    let flag = |name: &str, default: bool| -> rquickjs::Result<bool> {
        let value: Value<'js> = options.get(name)?;
        if value.is_undefined() { Ok(default) } else { Ok(value.get::<Coerced<bool>>()?.0) }
    };
    // In the order of Web IDL, which a getter can see.
    wanted.alpha = flag("alpha", true)?;
    let space: Value<'js> = options.get("colorSpace")?;
    accepted.display_p3 = !space.is_undefined()
        && match &*space.get::<Coerced<String>>()?.0 {
            "srgb" => false,
            "display-p3" => true,
            other => {
                let message = format!("colorSpace is srgb or display-p3, not {other}");
                return Err(JsError::Type(message).throw(ctx));
            }
        };
    accepted.desynchronized = flag("desynchronized", false)?;
    wanted.read_often = flag("willReadFrequently", false)?;
    Ok((wanted, accepted))
}

/// A canvas' side as HTML reflects it: an `unsigned long` of Web IDL, or the default where that has no sign to spare. More than a canvas can have
/// is left to the renderer's limit.
fn side(value: f64, default: u32) -> u32 {
    if !value.is_finite() {
        return 0;
    }
    let side = (value.trunc() as i64) as u32;
    if side > i32::MAX as u32 { default } else { side }
}

native_class! {
    class "HTMLCanvasElement" for Canvas;
    extends "CanvasElement";
    properties {
        get width(this) -> u32 { this.size().width }
        set width(this, value: f64) {
            let size = this.size();
            this.set_size(PixelSize { width: side(value, 300), ..size });
        }
        get height(this) -> u32 { this.size().height }
        set height(this, value: f64) {
            let size = this.size();
            this.set_size(PixelSize { height: side(value, 150), ..size });
        }
    }
    trace(this, tracer) {
        if let Ok(context) = this.context.try_borrow()
            && let Some((_, context)) = &*context
        {
            tracer.mark(context);
        }
    }
}

/// `host.createCanvas` (the first is the screen canvas until `host.showCanvas` names another), `host.createOffscreen`, `host.showPreview` and `host.hidePreview` of a
/// canvas that stands over the screen, and `host.sharedCanvas` where there is one.
pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, object: &Object<'js>) -> rquickjs::Result<()> {
    let make = |host: &Rc<Host>, size: PixelSize, screen: bool| {
        let mut graphics = host.graphics.borrow_mut();
        let id = graphics.canvases.create_canvas(size);
        if screen {
            graphics.screen = Some(id);
        }
        drop(graphics);
        Canvas {
            role: Role::Own,
            host: host.clone(),
            id,
            context: RefCell::default(),
            said: Cell::new(false),
        }
    };
    if host.realm == RealmKind::Main {
        let h = host.clone();
        let create_canvas = move |ctx: Ctx<'js>| {
            h.make_room_for_pixels(|| ctx.run_gc());
            let first = h.graphics.borrow().screen.is_none();
            // Those that follow are as large: games that were only played on phones rely on it.
            super::fresh(&ctx, make(&h, h.window_size(), first))
        };
        object.set("createCanvas", Function::new(ctx.clone(), create_canvas)?)?;
        let h = host.clone();
        let show = move |ctx: Ctx<'js>, object: Value<'js>| {
            let Some(canvas) = native_ref::<Canvas>(&object).filter(|canvas| canvas.role == Role::Own) else {
                return Err(JsError::Type("not a canvas of this game".to_owned()).throw(&ctx));
            };
            h.graphics.borrow_mut().screen = Some(canvas.id);
            Ok(())
        };
        object.set("showCanvas", Function::new(ctx.clone(), show)?)?;
        let h = host.clone();
        let preview = move |object: Value<'js>, x: f64, y: f64, width: f64, height: f64| {
            if let Some(canvas) = native_ref::<Canvas>(&object) {
                let rect = Rect::new(x, y, x + width, y + height);
                h.graphics.borrow_mut().previews.insert(canvas.id, rect);
            }
        };
        object.set("showPreview", Function::new(ctx.clone(), preview)?)?;
        let h = host.clone();
        let hide = move |object: Value<'js>| {
            if let Some(canvas) = native_ref::<Canvas>(&object) {
                h.graphics.borrow_mut().previews.remove(&canvas.id);
            }
        };
        object.set("hidePreview", Function::new(ctx.clone(), hide)?)?;
    }
    if let Some(link) = &host.open_data {
        let role = match host.realm {
            RealmKind::Main => Role::SharedInMain,
            RealmKind::OpenData => Role::SharedInDomain,
        };
        let (host, context, said) = (host.clone(), RefCell::default(), Cell::new(false));
        let shared = Canvas { role, host, id: link.canvas, context, said };
        object.set("sharedCanvas", super::fresh(ctx, shared)?)?;
    }
    let h = host.clone();
    let create_offscreen = move |ctx: Ctx<'js>| {
        h.make_room_for_pixels(|| ctx.run_gc());
        super::fresh(&ctx, make(&h, DEFAULT_SIZE, false))
    };
    object.set("createOffscreen", Function::new(ctx.clone(), create_offscreen)?)?;
    let classes = Rc::new(Classes::default());
    let c = classes.clone();
    let get_context = move |ctx: Ctx<'js>, object: Value<'js>, kind: String, options: Opt<Value<'js>>| {
        let Some(canvas) = native_ref::<Canvas>(&object) else {
            return Err(JsError::Type("Illegal invocation: not a canvas".to_owned()).throw(&ctx));
        };
        let options = options.0.unwrap_or_else(|| Value::new_undefined(ctx.clone()));
        canvas.context(&ctx, &c, &object, &kind, &options)
    };
    object.set("getContext", Function::new(ctx.clone(), get_context)?)?;
    let gl_class = move |ctx: Ctx<'js>, name: String| classes.get(&ctx)?.get::<_, Value<'js>>(name);
    object.set("glClass", Function::new(ctx.clone(), gl_class)?)?;
    object.set("glClassNames", webgl::NAMES.to_vec())?;
    let canvas_id = |object: Value<'js>| native_ref::<Canvas>(&object).map(|canvas| canvas.id.0);
    object.set("canvasId", Function::new(ctx.clone(), canvas_id)?)?;
    let has_context = |object: Value<'js>| {
        native_ref::<Canvas>(&object).is_some_and(|canvas| canvas.context.borrow().is_some())
    };
    object.set("hasContext", Function::new(ctx.clone(), has_context)?)?;
    let h = host.clone();
    let restore = move |id: u32| {
        let gl = h.graphics.borrow().gl.get(&CanvasId(id)).cloned();
        gl.is_some_and(|gl| gl.with(sparrow_webgl::Context::restore))
    };
    object.set("restoreContext", Function::new(ctx.clone(), restore)?)?;
    Ok(())
}

/// The standard's size of a canvas that nobody sized.
const DEFAULT_SIZE: PixelSize = PixelSize::new(300, 150);
