//! What tells us that the game has dropped an audio node or a buffer.

use crate::{host::Host, web_audio::Held};
use rquickjs::{Ctx, Function, Object};
use sparrow_script::native_class;
use std::rc::Rc;

/// Lives as long as the object of the game that holds it.
pub struct AudioHandle {
    host: Rc<Host>,
    held: Held,
}

native_class! {
    class "AudioHandle" for AudioHandle;
}

impl Drop for AudioHandle {
    fn drop(&mut self) {
        self.host.web_audio.borrow_mut().drop_later(self.held);
    }
}

/// `host.holdNode(context, node)` and `host.holdBuffer(buffer)`.
pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Rc<Host>, object: &Object<'js>) -> rquickjs::Result<()> {
    sparrow_script::native::install::<AudioHandle>(ctx)?;
    let h = host.clone();
    let node = move |ctx: Ctx<'js>, context: u32, node: u32| {
        super::fresh(&ctx, AudioHandle { host: h.clone(), held: Held::Node(context, node) })
    };
    object.set("holdNode", Function::new(ctx.clone(), node)?)?;
    let h = host.clone();
    let buffer = move |ctx: Ctx<'js>, buffer: u32| {
        super::fresh(&ctx, AudioHandle { host: h.clone(), held: Held::Buffer(buffer) })
    };
    object.set("holdBuffer", Function::new(ctx.clone(), buffer)?)
}
