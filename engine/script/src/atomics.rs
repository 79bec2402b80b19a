//! `Atomics.wait` and `Atomics.notify` over [`SharedMemory`], in place of QuickJS' own: a script that waits there can be stopped by nobody.
//! Here the host sleeps for it ([`WaitHost`]), may end it, and may say that it is idle.
//! <https://tc39.es/ecma262/#sec-atomics.wait>
//!
//! Absent: `Atomics.waitAsync`.

use std::sync::{
    Arc, Mutex, MutexGuard, PoisonError,
    atomic::{AtomicBool, AtomicI32, AtomicI64, Ordering},
};

use rquickjs::{Ctx, Object, Value, qjs};

use crate::{
    define_function,
    function::HostCall,
    handle::throw_interrupted,
    host_memory::{buffer_of, bytes_of},
    kept_call::{to_bigint64, to_int32},
    native::JsError,
    realm::RealmState,
    shared_memory::SharedMemory,
};

/// Ends a [`WaitHost::sleep`], from any thread.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Sleeps for the scripts of a VM that wait.
pub trait WaitHost {
    /// What ends [`sleep`](Self::sleep), or the next one where none goes on.
    fn waker(&self) -> Waker;

    /// Returns when the waker was called, when so many milliseconds of the VM's clock are over, or before. False: the script must end.
    fn sleep(&self, timeout_ms: Option<f64>) -> bool;
}

/// One that waits.
struct Waiter {
    /// Where in the memory, in bytes.
    at: usize,
    woken: Arc<AtomicBool>,
    wake: Waker,
}

/// Who waits at a memory, in order.
#[derive(Default)]
pub(crate) struct Waiters(Mutex<Vec<Waiter>>);

/// An element's value, before it is waited for.
#[derive(Clone, Copy)]
enum Expected {
    Int32(i32),
    Int64(i64),
}

/// How a wait ended.
#[derive(Debug, PartialEq, Eq)]
enum Waited {
    NotEqual,
    Woken,
    TimedOut,
    Stopped,
}

impl Waiters {
    fn lock(&self) -> MutexGuard<'_, Vec<Waiter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes at most so many that wait there; says how many.
    fn notify(&self, at: usize, most: usize) -> usize {
        let woken: Vec<Waiter> = {
            let mut all = self.lock();
            let mut left = most;
            let woken: Vec<Waiter> = all
                .extract_if(.., |waiter| {
                    let wakes = waiter.at == at && left > 0;
                    left -= usize::from(wakes);
                    wakes
                })
                .collect();
            // Under the lock: who gives up later than this was woken.
            woken.iter().for_each(|waiter| waiter.woken.store(true, Ordering::Release));
            woken
        };
        woken.iter().for_each(|waiter| (waiter.wake)());
        woken.len()
    }
}

/// A place in the list, until it is woken or given up.
struct Place<'a> {
    waiters: &'a Waiters,
    woken: Arc<AtomicBool>,
}

impl Place<'_> {
    /// Leaves the list; false when it was woken before.
    fn give_up(&self) -> bool {
        let mut all = self.waiters.lock();
        let at = all.iter().position(|waiter| Arc::ptr_eq(&waiter.woken, &self.woken));
        at.map(|at| all.remove(at)).is_some()
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl SharedMemory {
    fn holds(&self, at: usize, expected: Expected) -> bool {
        // SAFETY: the caller checked that the element lies inside, and elements are aligned.
        unsafe {
            let place = self.data().add(at);
            match expected {
                Expected::Int32(value) => AtomicI32::from_ptr(place.cast()).load(Ordering::SeqCst) == value,
                Expected::Int64(value) => AtomicI64::from_ptr(place.cast()).load(Ordering::SeqCst) == value,
            }
        }
    }

    /// `now_ms` is the clock that `timeout_ms` is measured with.
    fn wait(
        &self,
        at: usize,
        expected: Expected,
        timeout_ms: f64,
        now_ms: impl Fn() -> f64,
        host: &dyn WaitHost,
    ) -> Waited {
        let woken = Arc::new(AtomicBool::new(false));
        let place = {
            let mut all = self.waiters.lock();
            if !self.holds(at, expected) {
                return Waited::NotEqual;
            }
            all.push(Waiter { at, woken: woken.clone(), wake: host.waker() });
            Place { waiters: &self.waiters, woken }
        };
        let deadline_ms = now_ms() + timeout_ms;
        loop {
            if place.woken.load(Ordering::Acquire) {
                return Waited::Woken;
            }
            let left_ms = deadline_ms - now_ms();
            if left_ms <= 0.0 {
                return if place.give_up() { Waited::TimedOut } else { Waited::Woken };
            }
            if !host.sleep(left_ms.is_finite().then_some(left_ms)) {
                return Waited::Stopped;
            }
        }
    }
}

/// An element that scripts can wait at.
struct Element {
    /// `None` for memory that is not shared, at which nobody waits.
    memory: Option<Arc<SharedMemory>>,
    /// Where in the memory, in bytes.
    at: usize,
    is_64_bit: bool,
}

impl Element {
    /// Of the first two arguments.
    fn of(call: &HostCall<'_, '_>, method: &str) -> Result<Element, JsError> {
        let (core, array) = (&RealmState::from_ctx(call.ctx).core, call.arg(0));
        // SAFETY: reads the class of a live value.
        let kind = unsafe { qjs::JS_GetTypedArrayType(array.as_raw()) };
        let is_64_bit = kind == qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_BIG_INT64 as i32;
        if !is_64_bit && kind != qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT32 as i32 {
            return Err(JsError::Type(format!(
                "{method}: argument 1 must be an Int32Array or a BigInt64Array"
            )));
        }
        let index = call.number(1)?;
        let index = if index.is_nan() { 0.0 } else { index.trunc() };
        // After the conversion, which may run scripts.
        let (buffer, offset, length) = buffer_of(call.ctx, &array)?;
        let size = if is_64_bit { 8 } else { 4 };
        if !(0.0..(length / size) as f64).contains(&index) {
            return Err(JsError::Range(format!("{method}: there is no element {index}")));
        }
        let memory =
            bytes_of(call.ctx, &buffer).and_then(|(data, _)| core.shared.borrow().find(data.as_ptr()));
        let at = offset + index as usize * size;
        // Its length may be that of a buffer that grew meanwhile; never read beyond the memory.
        if memory.as_ref().is_some_and(|memory| at + size > memory.len()) {
            return Err(JsError::Range(format!("{method}: there is no element {index}")));
        }
        Ok(Element { memory, at, is_64_bit })
    }
}

fn wait<'js>(call: &HostCall<'_, 'js>) -> Result<Value<'js>, JsError> {
    let core = &RealmState::from_ctx(call.ctx).core;
    let element = Element::of(call, "Atomics.wait")?;
    let Some(memory) = element.memory else {
        return Err(JsError::Type("Atomics.wait: the array is not over a SharedArrayBuffer".to_owned()));
    };
    let expected = if element.is_64_bit {
        Expected::Int64(to_bigint64(call.ctx, &call.arg(2))?)
    } else {
        Expected::Int32(to_int32(call.ctx, &call.arg(2))?)
    };
    let timeout_ms = call.number(3)?;
    let timeout_ms = if timeout_ms.is_nan() { f64::INFINITY } else { timeout_ms.max(0.0) };
    let Some(host) = core.wait_host.borrow().clone() else {
        return Err(JsError::Type("Atomics.wait cannot be called on the thread of the game".to_owned()));
    };
    let waited = core
        .watchdog
        .without(|| memory.wait(element.at, expected, timeout_ms, || core.clock.now_ms(), host.as_ref()));
    let text = match waited {
        Waited::NotEqual => "not-equal",
        Waited::Woken => "ok",
        Waited::TimedOut => "timed-out",
        Waited::Stopped => {
            // So that the error says who ended it.
            core.watchdog.check();
            return Err(throw_interrupted(call.ctx).into());
        }
    };
    Ok(rquickjs::String::from_str(call.ctx.clone(), text)?.into_value())
}

fn notify<'js>(call: &HostCall<'_, 'js>) -> Result<Value<'js>, JsError> {
    let element = Element::of(call, "Atomics.notify")?;
    let count = call.arg(2);
    let most = if count.is_undefined() { f64::INFINITY } else { call.number(2)? };
    let most = if most.is_nan() { 0.0 } else { most };
    let woken = element.memory.map_or(0, |memory| memory.waiters.notify(element.at, most as usize));
    Ok(Value::new_number(call.ctx.clone(), woken as f64))
}

/// Puts the two functions on `Atomics`.
pub(crate) fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let atomics: Object<'_> = ctx.globals().get("Atomics")?;
    define_function(&atomics, "wait", 4, wait)?;
    define_function(&atomics, "notify", 3, notify)
}

#[cfg(test)]
mod tests;
