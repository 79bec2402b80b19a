//! What the script of a worker sees: the global `worker`, and nothing of `wx`.

use crate::{adapter, bridge::run, web_assembly};
use rquickjs::{Ctx, Function, Object, Value};
use sparrow_package::Mounts;
use sparrow_script::{JsRef, Serialized, native::JsError};
use std::sync::Arc;

/// The realm of a worker.
pub struct WorkerRealm {
    deliver: JsRef,
}

impl WorkerRealm {
    /// Makes the globals. `post` takes what the script sends; false when nobody hears it any more. `mounts` is where
    /// WebAssembly finds its modules.
    pub fn install<'js>(
        ctx: &Ctx<'js>,
        post: impl Fn(Serialized) -> bool + 'static,
        mounts: &Arc<Mounts>,
    ) -> rquickjs::Result<WorkerRealm> {
        let host = host_object(ctx, post)?;
        let global = ctx.globals();
        let deliver: Function<'js> = run(ctx, &adapter::WORKER, "host, global", &[&host, &global])?;
        web_assembly::install_worker(ctx, &host, mounts)?;
        let _: Value<'js> = run(ctx, &adapter::WEB_ASSEMBLY, "host, global", &[&host, &global])?;
        Ok(WorkerRealm::of(ctx, deliver))
    }

    pub(super) fn of<'js>(ctx: &Ctx<'js>, deliver: Function<'js>) -> WorkerRealm {
        WorkerRealm { deliver: JsRef::new(ctx, deliver.into_value()) }
    }

    /// Tells the script of a message.
    pub fn deliver(&self, ctx: &Ctx<'_>, message: Serialized) -> rquickjs::Result<()> {
        let message = message.read(ctx)?;
        self.deliver.function(ctx)?.call((message,))
    }
}

/// What the JavaScript half of every worker finds.
pub(super) fn host_object<'js>(
    ctx: &Ctx<'js>,
    post: impl Fn(Serialized) -> bool + 'static,
) -> rquickjs::Result<Object<'js>> {
    let host = Object::new(ctx.clone())?;
    let send = move |ctx: Ctx<'js>, message: Value<'js>, transfer: Vec<Value<'js>>| -> rquickjs::Result<()> {
        let message = Serialized::write(&ctx, &message, &transfer).map_err(|e: JsError| e.throw(&ctx))?;
        post(message);
        Ok(())
    };
    host.set("post", Function::new(ctx.clone(), send)?)?;
    host.set("userDataPath", sparrow_package::USER_DATA_PATH)?;
    Ok(host)
}
