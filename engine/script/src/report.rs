//! What scripts left behind that nobody was there to catch: [`Report`]s, which the host takes after each
//! entry and hands to `wx.onError`, `wx.onUnhandledRejection` and the console.

use rquickjs::qjs;

use crate::{core::Core, error::ScriptError, persistent::JsRef, realm::RealmState};

/// Something the host should tell.
#[derive(Debug)]
pub enum Report {
    /// A job or a callback that the VM ran itself (timer, animation frame, microtask) threw.
    Uncaught(ScriptError),
    /// A promise was rejected and nothing handled it before the jobs ran out.
    UnhandledRejection {
        /// The reason as an error (its text, when it is not an `Error`).
        error: Box<ScriptError>,
        /// The reason itself.
        reason: JsRef,
        /// The promise.
        promise: JsRef,
    },
    /// A call was tolerated but is surely not what the game meant.
    Warning(String),
}

/// What is kept of a message or a stack, here and by hosts: the game's text may be as long as its heap, and a thousand reports wait.
pub const MAX_TEXT_BYTES: usize = 16 << 10;
/// The same of the name of a function.
const MAX_NAME_BYTES: usize = 256;

/// Makes a text short, between two characters.
pub fn cut_text(text: &mut String, most: usize) {
    if text.len() > most {
        text.truncate(text.floor_char_boundary(most));
        text.push_str("...");
        text.shrink_to_fit();
    }
}

impl Report {
    /// Makes long texts short.
    pub(crate) fn cut(&mut self) {
        let error = match self {
            Report::Uncaught(error) => error,
            Report::UnhandledRejection { error, .. } => error.as_mut(),
            Report::Warning(text) => return cut_text(text, MAX_TEXT_BYTES),
        };
        cut_text(&mut error.message, MAX_TEXT_BYTES);
        cut_text(&mut error.stack, MAX_TEXT_BYTES);
        if let Some(excerpt) = &mut error.excerpt {
            cut_text(excerpt, MAX_TEXT_BYTES);
        }
        for frame in &mut error.frames {
            cut_text(&mut frame.function, MAX_NAME_BYTES);
        }
    }
}

/// A rejected promise that has no handler yet.
pub(crate) struct Rejection {
    pub(crate) promise: JsRef,
    pub(crate) reason: JsRef,
}

/// The rejection tracker given to QuickJS; `opaque` is the VM's [`Core`].
pub(crate) unsafe extern "C" fn track_rejection(
    ctx: *mut qjs::JSContext,
    promise: qjs::JSValue,
    reason: qjs::JSValue,
    is_handled: bool,
    opaque: *mut std::ffi::c_void,
) {
    // SAFETY: the VM registered its core, which lives as long as the runtime.
    let core = unsafe { &*opaque.cast::<Core>() };
    // SAFETY: QuickJS calls with a live context; one without our state belongs to a realm being made.
    if unsafe { RealmState::try_of(ctx) }.is_none() {
        return;
    }
    if is_handled {
        let handled = {
            let mut list = core.rejections.borrow_mut();
            let at = list.iter().position(|entry| {
                entry.promise.raw().is_some_and(|raw| crate::persistent::same_bits(raw, promise))
            });
            at.map(|at| list.remove(at))
        };
        drop(handled);
        return;
    }
    // SAFETY: the context is live, and both values are its own.
    let (promise, reason) = unsafe { (JsRef::dup(ctx, promise), JsRef::dup(ctx, reason)) };
    core.rejections.borrow_mut().push(Rejection { promise, reason });
}
