//! Counting calls of the platform's functions: the half that knows the clock. Only for `sparrow profile --calls`.

use crate::{adapter, bridge::run, host::Host};
use rquickjs::{Ctx, Function, Object, Value};
use sparrow_profile::CallId;
use sparrow_script::caller_place;
use std::{cell::Cell, rc::Rc};

/// Puts every function of `wx` and of the native classes behind one that counts.
pub(crate) fn install<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    host_object: &Object<'js>,
    wx: &Object<'js>,
) -> rquickjs::Result<()> {
    let counter = Object::new(ctx.clone())?;
    let began = Rc::new(Cell::new(0.0));
    let profiler = host.profiler.clone();
    counter.set("name", Function::new(ctx.clone(), move |name: String| profiler.call_id(&name).0)?)?;
    let (profiler, start) = (host.profiler.clone(), began.clone());
    counter.set("begin", Function::new(ctx.clone(), move || start.set(profiler.now_ms()))?)?;
    let (profiler, start) = (host.profiler.clone(), began);
    let end = move |ctx: Ctx<'js>, id: u32, placed: bool| {
        profiler.call_ended(CallId(id), profiler.now_ms() - start.get());
        if placed && let Some(place) = caller_place(&ctx, |file| !file.starts_with("sparrow:")) {
            profiler.call_place(CallId(id), format!("{}:{}", place.file, place.line));
        }
    };
    counter.set("end", Function::new(ctx.clone(), end)?)?;
    let profiler = host.profiler.clone();
    let calibrate = move |count: f64, work: Function<'js>| -> rquickjs::Result<()> {
        let begin_ms = profiler.now_ms();
        work.call::<_, Value<'js>>(())?;
        profiler.set_call_cost((profiler.now_ms() - begin_ms) / count.max(1.0));
        profiler.reset_calls();
        Ok(())
    };
    counter.set("calibrate", Function::new(ctx.clone(), calibrate)?)?;
    let classes: Object<'js> = host_object.get("classes")?;
    let _: Value<'js> = run(ctx, &adapter::COUNT_CALLS, "counter, classes, wx", &[&counter, &classes, wx])?;
    Ok(())
}
