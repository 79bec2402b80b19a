//! Workers: what the main domain calls, and the realms that workers' scripts see. Threads are `runtime`'s.

#![allow(clippy::needless_pass_by_value, reason = "an operation owns its options")]

mod inline;
mod realm;

use crate::{
    bridge,
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use rquickjs::{Ctx, Function, Object, Value};
use serde::Deserialize;
use sparrow_script::{Serialized, native::JsError};
use std::rc::Rc;

pub use realm::WorkerRealm;

/// A script that comes as text, and what its globals are made with: the web adapter's workers.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct InlineScript {
    /// The script.
    pub source: String,
    /// For stacks.
    pub name: String,
    /// What the adapter tells its other half, as JSON.
    pub setup: String,
}

/// Makes, feeds and ends workers.
pub trait WorkerHost {
    /// Starts the script at `path`; the number names the worker.
    fn create(&self, path: &str) -> Result<u32, OpError>;
    /// Starts a script of the web adapter; the number names the worker.
    fn create_inline(&self, script: InlineScript) -> Result<u32, OpError>;
    /// How many scripts of the web adapter may run at a time.
    fn max_inline(&self) -> usize;
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
    ops.add("worker.createInline", create_inline);
    ops.add("worker.maxInline", max_inline);
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

fn create_inline(host: &Host, script: InlineScript) -> OpResult<u32> {
    workers(host)?.create_inline(script)
}

fn max_inline(host: &Host, _: NoOptions) -> OpResult<usize> {
    Ok(workers(host).map_or(0, |workers| workers.max_inline()))
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
    object.set("postToWorker", Function::new(ctx.clone(), post)?)?;
    inline::install_clone_hooks(ctx, object)
}
