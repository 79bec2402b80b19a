//! The realm of the web adapter's workers: that of a browser's dedicated worker, as far as there is something behind it. Files
//! are read and images decoded on the worker's own thread; what goes to the network is asked of the main domain.

use super::realm::{WorkerRealm, host_object};
use crate::{adapter, bridge, bridge::run, operation::OpError, web_assembly};
use rquickjs::{Ctx, Function, Object, Value, context::EvalOptions};
use sparrow_media::image::{ImageLimits, decode};
use sparrow_package::Mounts;
use sparrow_script::{CloneHooks, Serialized, buffer_over, native::copy_bytes};
use std::sync::Arc;

impl WorkerRealm {
    /// Makes the globals. `post` as in [`WorkerRealm::install`]; `close` is called when the script ends itself; `setup` is
    /// [`InlineScript::setup`](super::InlineScript::setup).
    pub fn install_inline<'js>(
        ctx: &Ctx<'js>,
        post: impl Fn(Serialized) -> bool + 'static,
        close: impl Fn() + 'static,
        mounts: &Arc<Mounts>,
        setup: &str,
    ) -> rquickjs::Result<WorkerRealm> {
        let host = host_object(ctx, post)?;
        host.set("close", Function::new(ctx.clone(), close)?)?;
        host.set("setup", ctx.json_parse(setup)?)?;
        host.set("evaluate", Function::new(ctx.clone(), evaluate)?)?;
        host.set("decodeImage", Function::new(ctx.clone(), decode_image)?)?;
        install_files(ctx, &host, mounts)?;
        install_clone_hooks(ctx, &host)?;
        let global = ctx.globals();
        let shared: Object<'js> = run(ctx, &adapter::INLINE_WORKER_BOOT, "host, global", &[&host, &global])?;
        let (wx, core): (Object<'js>, Object<'js>) = (shared.get("wx")?, shared.get("core")?);
        for script in adapter::INLINE_WORKER_WX {
            let _: Value<'js> = run(ctx, script, "host, core, global", &[&host, &core, &global])?;
        }
        for script in adapter::INLINE_WORKER_WEB {
            let _: Value<'js> = run(ctx, script, "web, wx, global", &[&shared, &wx, &global])?;
        }
        let _: Value<'js> =
            run(ctx, &adapter::INLINE_WORKER_BITMAP, "host, web, global", &[&host, &shared, &global])?;
        web_assembly::install_worker(ctx, &host, mounts)?;
        let _: Value<'js> = run(ctx, &adapter::WEB_ASSEMBLY, "host, global", &[&host, &global])?;
        let deliver: Function<'js> =
            run(ctx, &adapter::INLINE_WORKER, "host, web, global", &[&host, &shared, &global])?;
        Ok(WorkerRealm::of(ctx, deliver))
    }

    /// Runs a script in the scope of the globals, as browsers run workers.
    pub fn evaluate<'js>(ctx: &Ctx<'js>, source: &str, name: &str) -> rquickjs::Result<()> {
        let mut options = EvalOptions::default();
        options.strict = false;
        options.filename = Some(name.to_owned());
        ctx.eval_with_options::<Value<'js>, _>(source, options).map(drop)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "a function of JavaScript")]
fn evaluate(ctx: Ctx<'_>, source: String, name: String) -> rquickjs::Result<()> {
    WorkerRealm::evaluate(&ctx, &source, &name)
}

/// `{ width, height, data }` with straight alpha, or throws the reason.
#[allow(clippy::needless_pass_by_value, reason = "a function of JavaScript")]
fn decode_image<'js>(ctx: Ctx<'js>, bytes: Value<'js>) -> rquickjs::Result<Object<'js>> {
    let bytes = copy_bytes(&bytes).unwrap_or_default();
    let decoded = decode(&bytes, &ImageLimits::default())
        .map_err(|e| bridge::throw(&ctx, OpError::new(e.to_string())))?
        .into_straight();
    let size = decoded.size();
    let image = Object::new(ctx.clone())?;
    image.set("width", size.width)?;
    image.set("height", size.height)?;
    image.set("data", buffer_over(&ctx, decoded.into_vec())?)?;
    Ok(image)
}

/// `host.readFile(path)`, `host.writeTemp(bytes)` and `host.unlink(path)`.
fn install_files<'js>(ctx: &Ctx<'js>, host: &Object<'js>, mounts: &Arc<Mounts>) -> rquickjs::Result<()> {
    let from = mounts.clone();
    let read = move |ctx: Ctx<'js>, path: String| -> rquickjs::Result<Value<'js>> {
        let bytes = from.read_file(&path, None, None).map_err(|e| bridge::throw(&ctx, e.into()))?;
        buffer_over(&ctx, bytes)
    };
    host.set("readFile", Function::new(ctx.clone(), read)?)?;
    let to = mounts.clone();
    let write = move |ctx: Ctx<'js>, bytes: Value<'js>| -> rquickjs::Result<String> {
        let bytes = copy_bytes(&bytes).unwrap_or_default();
        to.write_temp(&bytes, "").map_err(|e| bridge::throw(&ctx, e.into()))
    };
    host.set("writeTemp", Function::new(ctx.clone(), write)?)?;
    let from = mounts.clone();
    let unlink = move |ctx: Ctx<'js>, path: String| -> rquickjs::Result<()> {
        from.unlink(&path).map_err(|e| bridge::throw(&ctx, e.into()))
    };
    host.set("unlink", Function::new(ctx.clone(), unlink)?)
}

/// `host.setCloneHooks(write, read)`, of the main domain too.
pub(super) fn install_clone_hooks<'js>(ctx: &Ctx<'js>, host: &Object<'js>) -> rquickjs::Result<()> {
    let set = |ctx: Ctx<'js>, write: Function<'js>, read: Function<'js>| {
        CloneHooks::install(&ctx, write, read);
    };
    host.set("setCloneHooks", Function::new(ctx.clone(), set)?)
}
