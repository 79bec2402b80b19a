//! What the main domain and the open data domain share: a canvas, and a queue of copied messages that only go in.

use rquickjs::{Ctx, Function, Object, Value};
use sparrow_base::CanvasId;
use sparrow_platform::LogLevel;
use sparrow_script::{Serialized, native::JsError};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
};

use crate::host::Host;

/// Messages that may wait, and bytes of all of them.
const MAX_MESSAGES: usize = 1000;
const MAX_BYTES: usize = 64 << 20;

/// The link between the two domains. It holds no JavaScript value.
pub struct OpenDataLink {
    /// The shared canvas.
    pub canvas: CanvasId,
    /// `sharedCanvasMode: 'screenCanvas'`: it is put over the screen without being drawn there.
    pub on_screen: Cell<bool>,
    inbox: RefCell<VecDeque<Serialized>>,
    bytes: Cell<usize>,
    said_full: Cell<bool>,
}

impl OpenDataLink {
    /// No message yet.
    pub fn new(canvas: CanvasId) -> OpenDataLink {
        OpenDataLink {
            canvas,
            on_screen: Cell::new(false),
            inbox: RefCell::default(),
            bytes: Cell::new(0),
            said_full: Cell::new(false),
        }
    }

    /// Queues a message; false when too many wait.
    fn post(&self, message: Serialized) -> bool {
        let bytes = self.bytes.get() + message.bytes();
        let mut inbox = self.inbox.borrow_mut();
        if inbox.len() >= MAX_MESSAGES || bytes > MAX_BYTES {
            return false;
        }
        self.bytes.set(bytes);
        inbox.push_back(message);
        true
    }

    /// The next message for the domain.
    pub fn next(&self) -> Option<Serialized> {
        let message = self.inbox.borrow_mut().pop_front()?;
        self.bytes.set(self.bytes.get() - message.bytes());
        Some(message)
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        self.inbox.borrow().len()
    }
}

/// `host.postToOpenData` and `host.showSharedCanvas`, for the main domain.
pub(crate) fn install_main<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    object: &Object<'js>,
) -> rquickjs::Result<()> {
    let Some(link) = host.open_data.clone() else { return Ok(()) };
    let h = host.clone();
    let to = link.clone();
    let post = move |ctx: Ctx<'js>, message: Value<'js>| -> rquickjs::Result<()> {
        let message = Serialized::write(&ctx, &message, &[]).map_err(|e: JsError| e.throw(&ctx))?;
        if message.shares_memory() {
            let message = "A SharedArrayBuffer cannot be sent to the open data domain.".to_owned();
            return Err(JsError::Dom { name: "DataCloneError", message }.throw(&ctx));
        }
        if !to.post(message) && !to.said_full.replace(true) {
            h.say(
                LogLevel::Warn,
                "OpenDataContext.postMessage: more than 1000 messages or 64 MB wait for the open data domain; messages are lost",
            );
        }
        Ok(())
    };
    object.set("postToOpenData", Function::new(ctx.clone(), post)?)?;
    let show = move |on: bool| link.on_screen.set(on);
    object.set("showSharedCanvas", Function::new(ctx.clone(), show)?)
}
