//! `Canvas`: the screen canvas, offscreen canvases.

use crate::{
    classes::Context2d,
    host::{Host, RealmKind},
};
use rquickjs::{Ctx, Function, Object, Value, function::Opt};
use sparrow_base::{CanvasId, PixelSize};
use sparrow_platform::LogLevel;
use sparrow_render::CanvasOptions;
use sparrow_script::{
    JsRef,
    native::{JsError, create, native_ref},
    native_class,
};
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
    /// `'2d'` once a context was made.
    context: RefCell<Option<JsRef>>,
    /// What it refuses was told once.
    said: Cell<bool>,
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
        self.host.graphics.borrow_mut().canvases.set_canvas_size(self.id, size);
    }

    fn context<'js>(
        &self,
        ctx: &Ctx<'js>,
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
        match kind {
            "2d" => {
                if let Some(context) = &*self.context.borrow() {
                    return context.get(ctx);
                }
                let mut wanted = CanvasOptions::default();
                if let Some(options) = options.as_object() {
                    wanted.alpha = !matches!(options.get::<_, Option<bool>>("alpha"), Ok(Some(false)));
                    wanted.read_often =
                        matches!(options.get::<_, Option<bool>>("willReadFrequently"), Ok(Some(true)));
                }
                self.host.graphics.borrow_mut().canvases.get_context(self.id, wanted);
                let context = Context2d::new(&self.host, self.id, JsRef::new(ctx, this.clone()));
                let object = create(ctx, context)?;
                self.context.replace(Some(JsRef::new(ctx, object.clone().into_value())));
                Ok(object.into_value())
            }
            "webgl" | "webgl2" | "experimental-webgl" if self.host.realm == RealmKind::Main => {
                if !self.said.replace(true) {
                    *self
                        .host
                        .absent_calls
                        .borrow_mut()
                        .entry(format!("getContext('{kind}')"))
                        .or_default() += 1;
                    self.host.say(
                        LogLevel::Warn,
                        "canvas.getContext: WebGL is not supported by this runtime yet; it gives null",
                    );
                }
                Ok(null)
            }
            _ => Ok(null),
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

/// Web IDL's `unsigned long` of a canvas' side; more than a canvas can have is left to the renderer's limit.
fn side(value: f64) -> u32 {
    if !value.is_finite() {
        return 0;
    }
    (value.trunc() as i64) as u32
}

native_class! {
    class "HTMLCanvasElement" for Canvas;
    extends "CanvasElement";
    properties {
        get width(this) -> u32 { this.size().width }
        set width(this, value: f64) {
            let size = this.size();
            this.set_size(PixelSize { width: side(value), ..size });
        }
        get height(this) -> u32 { this.size().height }
        set height(this, value: f64) {
            let size = this.size();
            this.set_size(PixelSize { height: side(value), ..size });
        }
    }
    trace(this, tracer) {
        if let Ok(context) = this.context.try_borrow() { tracer.mark_option(&context); }
    }
}

/// `host.createCanvas` (the first is the screen canvas), `host.createOffscreen`, and `host.sharedCanvas` where there is one.
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
            let first = h.graphics.borrow().screen.is_none();
            let size = if first { h.window_size() } else { DEFAULT_SIZE };
            super::fresh(&ctx, make(&h, size, first))
        };
        object.set("createCanvas", Function::new(ctx.clone(), create_canvas)?)?;
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
    let create_offscreen = move |ctx: Ctx<'js>| super::fresh(&ctx, make(&h, DEFAULT_SIZE, false));
    object.set("createOffscreen", Function::new(ctx.clone(), create_offscreen)?)?;
    let get_context = |ctx: Ctx<'js>, object: Value<'js>, kind: String, options: Opt<Value<'js>>| {
        let Some(canvas) = native_ref::<Canvas>(&object) else {
            return Err(JsError::Type("Illegal invocation: not a canvas".to_owned()).throw(&ctx));
        };
        let options = options.0.unwrap_or_else(|| Value::new_undefined(ctx.clone()));
        canvas.context(&ctx, &object, &kind, &options)
    };
    object.set("getContext", Function::new(ctx.clone(), get_context)?)?;
    Ok(())
}

/// The standard's size of a canvas that nobody sized.
const DEFAULT_SIZE: PixelSize = PixelSize::new(300, 150);
