//! [`Gl`]: how the classes call their context, and the executor behind it.

use super::{GlCanvas, answers, objects::wrap};
use crate::{event::HostEvent, host::Host};
use rquickjs::{Ctx, Value};
use sparrow_platform::LogLevel;
use sparrow_render::{RenderError, gl::GlBackend};
use sparrow_script::native::JsError;
use sparrow_webgl::{Context, Object, Parameter};
use std::rc::Rc;

/// A context and its host; shared by the context object and its extension objects.
#[derive(Clone)]
pub(super) struct Gl {
    pub(super) host: Rc<Host>,
    pub(super) canvas: Rc<GlCanvas>,
}

impl Gl {
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
    pub(super) fn ask_and_record<R>(
        &self,
        question: impl FnOnce(&mut Context, &mut dyn GlBackend) -> R,
    ) -> R {
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
    pub(super) fn object<'js>(
        &self,
        ctx: &Ctx<'js>,
        object: impl Into<Object>,
    ) -> Result<Value<'js>, JsError> {
        Ok(wrap(ctx, &self.canvas, object)?)
    }

    /// What a query answers.
    pub(super) fn answer<'js>(&self, ctx: &Ctx<'js>, parameter: Parameter) -> Result<Value<'js>, JsError> {
        Ok(answers::to_js(ctx, &self.canvas, parameter)?)
    }
}
