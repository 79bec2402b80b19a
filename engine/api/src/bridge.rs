//! Joins the halves: the `host` object that the JavaScript half calls, and the two functions that the runtime calls.

use crate::{
    adapter::{self, Script},
    adapter_code::{AdapterCode, Bundle},
    call_counter, classes,
    event::HostEvent,
    host::Host,
    open_data,
    operation::{OpError, Operations},
    ops, value, web_assembly, worker,
};
use rquickjs::{Ctx, Function, Object, Value as JsValue, context::EvalOptions, function::Args};
use sparrow_platform::LogLevel;
use sparrow_script::{JsRef, attached, native::JsError, run_script};
use std::rc::Rc;

/// What the runtime calls in a realm.
pub struct Bridge {
    dispatch: JsRef,
    deliver: JsRef,
    core: JsRef,
    host: JsRef,
}

/// What the report says of the platform's names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AbsentNames {
    /// Functions of `wx` that answer only with an error.
    pub functions: Vec<String>,
    /// `Object.method`s that answer only with an error, of objects that are there.
    pub members: Vec<String>,
    /// Kinds of objects that are there.
    pub objects: Vec<String>,
    /// Names, and `Object.method`s, that are played by the simulator.
    pub simulated: Vec<String>,
    /// The same, of those that an embedder has to supply.
    pub host: Vec<String>,
    /// Every name of `wx`, documented or not.
    pub there: Vec<String>,
}

/// Callbacks may ask for more callbacks; those of later rounds wait for the next frame.
const MAX_DELIVERY_ROUNDS: usize = 16;

impl Bridge {
    /// Makes `wx` and the classes in the realm of `ctx`.
    pub fn install<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, web: bool) -> rquickjs::Result<Bridge> {
        let global = ctx.globals();
        let host_object = host_object(ctx, host, ops::all())?;
        main_functions(ctx, host, &host_object)?;
        let bundle = if web { Bundle::Web } else { Bundle::Main };
        let code = AdapterCode::open(ctx, host.code_cache.as_ref(), bundle);
        let wx = Object::new(ctx.clone())?;
        let core: Object<'js> = run(ctx, &adapter::CORE, "host, wx, global", &[&host_object, &wx, &global])?;
        for script in adapter::WX {
            let _: JsValue<'js> =
                run(ctx, script, "host, core, wx, global", &[&host_object, &core, &wx, &global])?;
        }
        if host.profiler.counts_calls() {
            call_counter::install(ctx, host, &host_object, &wx)?;
        }
        global.set("wx", wx.clone())?;
        let _: JsValue<'js> = run(ctx, &adapter::WEB_ASSEMBLY, "host, global", &[&host_object, &global])?;
        if web {
            let shared: Object<'js> = run(ctx, &adapter::WEB_BOOT, "host, global", &[&host_object, &global])?;
            for script in adapter::WEB {
                let _: JsValue<'js> = run(ctx, script, "web, wx, global", &[&shared, &wx, &global])?;
            }
        }
        if let Some(code) = code {
            code.close();
        }
        Bridge::of(ctx, &core, host_object)
    }

    /// Makes the `wx` of the open data domain, which holds what `adapter/open_data/names.json` names.
    pub fn install_open_data<'js>(ctx: &Ctx<'js>, host: &Rc<Host>) -> rquickjs::Result<Bridge> {
        let global = ctx.globals();
        let host_object = host_object(ctx, host, ops::open_data())?;
        let code = AdapterCode::open(ctx, host.code_cache.as_ref(), Bundle::OpenData);
        let wx = Object::new(ctx.clone())?;
        let core: Object<'js> = run(ctx, &adapter::CORE, "host, wx, global", &[&host_object, &wx, &global])?;
        for script in adapter::OPEN_DATA {
            let _: JsValue<'js> =
                run(ctx, script, "host, core, wx, global", &[&host_object, &core, &wx, &global])?;
        }
        if let Some(code) = code {
            code.close();
        }
        Bridge::of(ctx, &core, host_object)
    }

    fn of<'js>(ctx: &Ctx<'js>, core: &Object<'js>, host: Object<'js>) -> rquickjs::Result<Bridge> {
        let keep = |name: &str| -> rquickjs::Result<JsRef> {
            Ok(JsRef::new(ctx, core.get::<_, JsValue<'js>>(name)?))
        };
        Ok(Bridge {
            dispatch: keep("dispatch")?,
            deliver: keep("deliver")?,
            core: JsRef::new(ctx, core.clone().into_value()),
            host: JsRef::new(ctx, host.into_value()),
        })
    }

    /// Gives the JavaScript half the package's `require`, for code that is loaded later: `(path) => exports`.
    pub fn set_require<'js, F>(&self, ctx: &Ctx<'js>, require: F) -> rquickjs::Result<()>
    where
        F: Fn(&Ctx<'js>, &str) -> Result<JsValue<'js>, JsError> + 'js,
    {
        let host = self.host.get(ctx)?;
        let host = host.as_object().ok_or(rquickjs::Error::Unknown)?;
        let require = move |ctx: Ctx<'js>, path: String| require(&ctx, &path).map_err(|e| e.throw(&ctx));
        host.set("require", Function::new(ctx.clone(), require)?)
    }

    /// Tells the game of one event.
    pub fn dispatch(&self, ctx: &Ctx<'_>, event: HostEvent) -> rquickjs::Result<()> {
        event.dispatch(ctx, &self.dispatch.function(ctx)?)
    }

    /// Runs the callbacks of finished calls. `true` when some are left for the next frame.
    pub fn deliver(&self, ctx: &Ctx<'_>) -> rquickjs::Result<bool> {
        let deliver = self.deliver.function(ctx)?;
        for _ in 0..MAX_DELIVERY_ROUNDS {
            if !deliver.call::<_, bool>(())? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What of the platform is there and what is not.
    pub fn absent_names(&self, ctx: &Ctx<'_>) -> rquickjs::Result<AbsentNames> {
        let core = self.core.get(ctx)?;
        let report: Function<'_> = core.as_object().ok_or(rquickjs::Error::Unknown)?.get("report")?;
        let absent: Object<'_> = report.call(())?;
        Ok(AbsentNames {
            functions: absent.get("functions")?,
            members: absent.get("members")?,
            objects: absent.get("objects")?,
            simulated: absent.get("simulated")?,
            host: absent.get("host")?,
            there: absent.get("there")?,
        })
    }
}

pub(crate) fn run<'js, R: rquickjs::FromJs<'js>>(
    ctx: &Ctx<'js>,
    script: &Script,
    parameters: &str,
    args: &[&Object<'js>],
) -> rquickjs::Result<R> {
    // No line break before the source: its line numbers stay.
    let source = || format!("(function ({parameters}) {{'use strict';{}\n}})", script.source);
    let function = match attached::<AdapterCode>(ctx) {
        Some(code) => run_script(ctx, &code.script(ctx, script.file, source)?)?,
        None => {
            let mut options = EvalOptions::default();
            options.strict = false;
            options.filename = Some(script.file.to_owned());
            ctx.eval_with_options(source(), options)?
        }
    };
    let function = Function::from_value(function)?;
    let mut list = Args::new(ctx.clone(), args.len());
    for &arg in args {
        list.push_arg(arg.clone())?;
    }
    function.call_arg(list)
}

/// Throws `{ reason, errno }`, which the JavaScript half turns into the platform's error.
#[allow(clippy::needless_pass_by_value, reason = "used on results")]
pub(crate) fn throw<'js>(ctx: &Ctx<'js>, error: OpError) -> rquickjs::Error {
    let make = || -> rquickjs::Result<JsValue<'js>> {
        let object = Object::new(ctx.clone())?;
        object.set("reason", error.reason.as_str())?;
        if let Some(errno) = error.errno {
            object.set("errno", errno)?;
        }
        Ok(object.into_value())
    };
    match make() {
        Ok(value) => ctx.throw(value),
        Err(e) => e,
    }
}

/// What the JavaScript half of every realm finds.
fn host_object<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    operations: Operations,
) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    let h = host.clone();
    let call = move |ctx: Ctx<'js>, name: String, options: rquickjs::function::Opt<JsValue<'js>>| {
        let options = match &options.0 {
            Some(options) => value::from_js(options)?,
            None => ciborium::Value::Null,
        };
        match operations.call(&h, &name, options) {
            Ok(result) => value::to_js(&ctx, result),
            Err(error) => Err(throw(&ctx, error)),
        }
    };
    object.set("call", Function::new(ctx.clone(), call)?)?;

    let h = host.clone();
    object.set("now", Function::new(ctx.clone(), move || h.clock.now_ms())?)?;
    let h = host.clone();
    let warn = move |text: String| h.say(LogLevel::Warn, text);
    object.set("warn", Function::new(ctx.clone(), warn)?)?;
    let names: JsValue<'js> = ctx.json_parse(adapter::OPEN_DATA_NAMES)?;
    object.set("openDataNames", names)?;
    let promises: Object<'js> = Object::from_value(ctx.json_parse(adapter::PROMISES)?)?;
    object.set("promising", promises.get::<_, JsValue<'js>>("functions")?)?;
    classes::install(ctx, host, &object)?;
    Ok(object)
}

/// What only the main domain's finds.
fn main_functions<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, object: &Object<'js>) -> rquickjs::Result<()> {
    let h = host.clone();
    object.set("exit", Function::new(ctx.clone(), move || h.requests.borrow_mut().exit = true)?)?;
    let h = host.clone();
    let restart = move |query: String| h.requests.borrow_mut().restart = Some(query);
    object.set("restart", Function::new(ctx.clone(), restart)?)?;
    let h = host.clone();
    object.set("requestGc", Function::new(ctx.clone(), move || h.requests.borrow_mut().gc = true)?)?;
    let h = host.clone();
    let set_fps = move |fps: f64| h.requests.borrow_mut().frames_per_second = Some(fps);
    object.set("setFramesPerSecond", Function::new(ctx.clone(), set_fps)?)?;
    let h = host.clone();
    let count_absent = move |name: String| *h.absent_calls.borrow_mut().entry(name).or_default() += 1;
    object.set("countAbsent", Function::new(ctx.clone(), count_absent)?)?;

    let names: JsValue<'js> = ctx.json_parse(adapter::NAMES)?;
    object.set("names", names)?;
    object.set("userDataPath", sparrow_package::USER_DATA_PATH)?;
    classes::install_pixels(ctx, host, object)?;
    web_assembly::install_main(ctx, host, object)?;
    open_data::install_main(ctx, host, object)?;
    worker::install_main(ctx, host, object)
}

impl From<OpError> for JsError {
    fn from(error: OpError) -> JsError {
        JsError::Error(error.reason)
    }
}
