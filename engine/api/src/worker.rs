//! Workers: what the main domain calls, and the realm that a worker's script sees. Threads are `runtime`'s.

#![allow(clippy::needless_pass_by_value, reason = "an operation owns its options")]

use crate::{
    adapter,
    bridge::{self, run},
    host::Host,
    operation::{OpError, OpResult, Operations},
    web_assembly,
};
use rquickjs::{Ctx, Function, Object, Value};
use serde::Deserialize;
use sparrow_package::Mounts;
use sparrow_script::{JsRef, Serialized, native::JsError};
use std::{rc::Rc, sync::Arc};

/// Makes, feeds and ends workers.
pub trait WorkerHost {
    /// Starts the script at `path`; the number names the worker.
    fn create(&self, path: &str) -> Result<u32, OpError>;
    /// Sends a message. Fails when too many wait.
    fn post(&self, id: u32, message: Serialized) -> Result<(), OpError>;
    /// Ends a worker; nothing is heard of it any more.
    fn terminate(&self, id: u32);
    /// Ends a worker as the system does when it is short of memory.
    fn kill(&self, id: u32);
}

/// What a worker says.
#[derive(Clone, Debug, PartialEq)]
pub enum WorkerNews {
    /// `worker.postMessage`.
    Message(Serialized),
    /// An error that no code of the worker caught.
    Error {
        /// Name, message and place.
        message: String,
        /// The stack.
        stack: String,
    },
    /// It ended, and was not told to.
    ProcessKilled,
}

impl WorkerNews {
    /// The event's name and what listeners are told.
    pub(crate) fn into_js<'js>(self, ctx: &Ctx<'js>) -> rquickjs::Result<(&'static str, Value<'js>)> {
        match self {
            WorkerNews::Message(message) => Ok(("Message", message.read(ctx)?)),
            WorkerNews::Error { message, stack } => {
                let object = Object::new(ctx.clone())?;
                object.set("message", message)?;
                object.set("stack", stack)?;
                Ok(("Error", object.into_value()))
            }
            WorkerNews::ProcessKilled => Ok(("ProcessKilled", Object::new(ctx.clone())?.into_value())),
        }
    }
}

pub(crate) fn register(ops: &mut Operations) {
    ops.add("worker.create", create);
    ops.add("worker.terminate", terminate);
    ops.add("worker.kill", kill);
}

#[derive(Deserialize)]
struct ScriptPath {
    path: String,
}

#[derive(Deserialize)]
struct WorkerId {
    id: u32,
}

fn workers(host: &Host) -> OpResult<Rc<dyn WorkerHost>> {
    host.workers.borrow().clone().ok_or_else(|| OpError::new("workers are switched off"))
}

fn create(host: &Host, o: ScriptPath) -> OpResult<u32> {
    workers(host)?.create(&o.path)
}

fn terminate(host: &Host, o: WorkerId) -> OpResult<()> {
    workers(host)?.terminate(o.id);
    Ok(())
}

fn kill(host: &Host, o: WorkerId) -> OpResult<()> {
    workers(host)?.kill(o.id);
    Ok(())
}

/// `host.postToWorker(id, message, transfer)`, for the main domain.
pub(crate) fn install_main<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    object: &Object<'js>,
) -> rquickjs::Result<()> {
    let h = host.clone();
    let post = move |ctx: Ctx<'js>,
                     id: u32,
                     message: Value<'js>,
                     transfer: Vec<Value<'js>>|
          -> rquickjs::Result<()> {
        let message = Serialized::write(&ctx, &message, &transfer).map_err(|e: JsError| e.throw(&ctx))?;
        let posted = workers(&h).and_then(|workers| workers.post(id, message));
        posted.map_err(|e| bridge::throw(&ctx, e))
    };
    object.set("postToWorker", Function::new(ctx.clone(), post)?)
}

/// The realm of a worker: the global `worker`, and nothing of `wx`.
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
        let host = Object::new(ctx.clone())?;
        let send =
            move |ctx: Ctx<'js>, message: Value<'js>, transfer: Vec<Value<'js>>| -> rquickjs::Result<()> {
                let message =
                    Serialized::write(&ctx, &message, &transfer).map_err(|e: JsError| e.throw(&ctx))?;
                post(message);
                Ok(())
            };
        host.set("post", Function::new(ctx.clone(), send)?)?;
        host.set("userDataPath", sparrow_package::USER_DATA_PATH)?;
        let global = ctx.globals();
        let deliver: Function<'js> = run(ctx, &adapter::WORKER, "host, global", &[&host, &global])?;
        web_assembly::install_worker(ctx, &host, mounts)?;
        let _: Value<'js> = run(ctx, &adapter::WEB_ASSEMBLY, "host, global", &[&host, &global])?;
        Ok(WorkerRealm { deliver: JsRef::new(ctx, deliver.into_value()) })
    }

    /// Tells the script of a message.
    pub fn deliver(&self, ctx: &Ctx<'_>, message: &Serialized) -> rquickjs::Result<()> {
        let message = message.read(ctx)?;
        self.deliver.function(ctx)?.call((message,))
    }
}
