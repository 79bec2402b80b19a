//! The realm of a cloud function: `wx-server-sdk`, and the way in and out. Who runs it and answers is `runtime`'s.

use crate::{adapter, bridge::run};
use rquickjs::{Array, Ctx, Function, Object, Value};
use sparrow_script::{JsRef, define_function};

/// What a function asks of the cloud.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionRequest {
    /// Names the request when it is settled.
    pub id: u32,
    /// `cloud.database.get`, ...
    pub call: String,
    /// Options as JSON.
    pub options: String,
}

/// See the module's text.
pub struct FunctionRealm {
    side: JsRef,
}

impl FunctionRealm {
    /// Makes the globals. `context` is the JSON of what `getWXContext` gives.
    pub fn install<'js>(ctx: &Ctx<'js>, name: &str, context: &str) -> rquickjs::Result<FunctionRealm> {
        let (host, core, global) = (Object::new(ctx.clone())?, Object::new(ctx.clone())?, ctx.globals());
        host.set("name", name)?;
        host.set("context", context)?;
        define_function(&core, "text", 1, |call| {
            let text = call.text(0).unwrap_or_else(|_| {
                // What has no text is its type's name.
                drop(call.ctx.catch());
                call.arg(0).type_name().to_owned()
            });
            Ok(rquickjs::String::from_str(call.ctx.clone(), &text)?.into_value())
        })?;
        let parameters = "host, core, global";
        let _: Value<'js> = run(ctx, &adapter::CLOUD_DATABASE, parameters, &[&host, &core, &global])?;
        let _: Value<'js> = run(ctx, &adapter::CLOUD_BUFFER, parameters, &[&host, &core, &global])?;
        let side: Object<'js> = run(ctx, &adapter::CLOUD_FUNCTIONS, parameters, &[&host, &core, &global])?;
        Ok(FunctionRealm { side: JsRef::new(ctx, side.into_value()) })
    }

    fn member<'js>(&self, ctx: &Ctx<'js>, name: &str) -> rquickjs::Result<Function<'js>> {
        self.side.get(ctx)?.as_object().ok_or(rquickjs::Error::Unknown)?.get(name)
    }

    /// The exports of `wx-server-sdk`.
    pub fn sdk<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        self.side.get(ctx)?.as_object().ok_or(rquickjs::Error::Unknown)?.get("sdk")
    }

    /// Calls `main` of a function's exports with an event (JSON).
    pub fn start<'js>(&self, ctx: &Ctx<'js>, exports: Value<'js>, event: &str) -> rquickjs::Result<()> {
        self.member(ctx, "start")?.call((exports, event))
    }

    /// The next thing that it asks.
    pub fn take_request(&self, ctx: &Ctx<'_>) -> rquickjs::Result<Option<FunctionRequest>> {
        let request: Option<Array<'_>> = self.member(ctx, "takeRequest")?.call(())?;
        let read = |r: Array<'_>| Ok(FunctionRequest { id: r.get(0)?, call: r.get(1)?, options: r.get(2)? });
        request.map(read).transpose()
    }

    /// Answers a request with JSON: a result, or `{ reason, errCode }`.
    pub fn settle(&self, ctx: &Ctx<'_>, id: u32, is_done: bool, text: &str) -> rquickjs::Result<()> {
        self.member(ctx, "settle")?.call((id, is_done, text))
    }

    /// How it ended, if it has: its result as JSON, or what it threw with its stack.
    pub fn outcome(&self, ctx: &Ctx<'_>) -> rquickjs::Result<Option<Result<String, String>>> {
        let Some(outcome): Option<Array<'_>> = self.member(ctx, "outcome")?.call(())? else {
            return Ok(None);
        };
        let text = outcome.get(1)?;
        Ok(Some(if outcome.get(0)? { Ok(text) } else { Err(text) }))
    }
}
