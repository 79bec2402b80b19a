//! `setTimeout`, `setInterval` and their `clear` functions. The host runs what is due, once a frame.
//!
//! Timers fire in the order of their due times, and each sees the clock as if it fired exactly on time: a
//! timer set by a timer counts from the first one's due time. So a chain of short timers keeps its rhythm
//! although frames come every 16 ms, and the order does not depend on the frame rate. A host that comes late
//! catches up for at most [`CATCH_UP_MS`]; what an interval missed before is skipped.

use std::collections::BTreeMap;

use rquickjs::{Ctx, Value};
use rustc_hash::FxHashMap;

use crate::{
    function::{HostCall, define_function},
    native::JsError,
    persistent::JsRef,
    realm::RealmState,
    report::Report,
    vm::Vm,
};

/// Most lateness that timers make up for, in milliseconds: two frames at 60 Hz.
pub const CATCH_UP_MS: f64 = 34.0;
/// Shortest delay of a timer, in milliseconds.
const MIN_DELAY_MS: f64 = 1.0;
/// Most callbacks of one [`Vm::run_due_timers`]; the rest waits for the next.
const MAX_PER_RUN: usize = 4096;

/// Due time (as ordered bits of a non-negative float) and order of creation.
type Key = (u64, u64);

struct Timer {
    id: u32,
    callback: JsRef,
    args: Vec<JsRef>,
    due_ms: f64,
    interval_ms: Option<f64>,
}

/// The timers of one VM.
#[derive(Default)]
pub(crate) struct TimerState {
    queue: BTreeMap<Key, Timer>,
    keys: FxHashMap<u32, Key>,
    last_id: u32,
    last_order: u64,
    /// The time that the running callback sees.
    running_ms: Option<f64>,
    /// The interval that is running, unless it cleared itself.
    running_id: Option<u32>,
    frames: Vec<(u32, JsRef)>,
    running_frames: Vec<(u32, JsRef)>,
    last_frame_id: u32,
}

impl TimerState {
    fn insert(&mut self, timer: Timer) {
        self.last_order += 1;
        let key = (timer.due_ms.max(0.0).to_bits(), self.last_order);
        self.keys.insert(timer.id, key);
        self.queue.insert(key, timer);
    }

    fn new_id(&mut self) -> u32 {
        loop {
            self.last_id = self.last_id.wrapping_add(1) & 0x7fff_ffff;
            if self.last_id != 0 && !self.keys.contains_key(&self.last_id) {
                return self.last_id;
            }
        }
    }

    /// Removes a timer; the caller drops it after the borrow.
    fn remove(&mut self, id: u32) -> Option<Timer> {
        if self.running_id == Some(id) {
            self.running_id = None;
        }
        self.queue.remove(&self.keys.remove(&id)?)
    }

    fn pop_due(&mut self, now_ms: f64) -> Option<Timer> {
        let entry = self.queue.first_entry()?;
        if entry.get().due_ms > now_ms {
            return None;
        }
        let timer = entry.remove();
        self.keys.remove(&timer.id);
        Some(timer)
    }
}

/// Installs the functions on the global object.
pub(crate) fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let globals = ctx.globals();
    define_function(&globals, "setTimeout", 1, |call| set(call, "setTimeout", false))?;
    define_function(&globals, "setInterval", 1, |call| set(call, "setInterval", true))?;
    define_function(&globals, "clearTimeout", 1, clear)?;
    define_function(&globals, "clearInterval", 1, clear)?;
    define_function(&globals, "requestAnimationFrame", 1, request_frame)?;
    define_function(&globals, "cancelAnimationFrame", 1, cancel_frame)
}

fn set<'js>(call: &HostCall<'_, 'js>, name: &str, repeat: bool) -> Result<Value<'js>, JsError> {
    let core = &RealmState::from_ctx(call.ctx).core;
    let callback = call.arg(0);
    // A web page would evaluate a string here; mini-games may not, and the platform tolerates the call.
    if !callback.is_function() {
        let given = callback.type_name();
        core.report(Report::Warning(format!("{name}: the first argument must be a function, not {given}")));
        let id = core.timers.borrow_mut().new_id();
        return Ok(Value::new_number(call.ctx.clone(), f64::from(id)));
    }
    // As Web IDL's `long`: infinite and huge delays wrap around.
    let delay_ms = match call.number(1)? {
        delay if delay.is_finite() && delay.abs() < 2e9 => delay.trunc(),
        _ => 0.0,
    };
    let delay_ms = delay_ms.max(MIN_DELAY_MS);
    if core.timers.borrow().queue.len() >= core.max_timers {
        core.refused_timers.set(core.refused_timers.get() + 1);
        return Err(JsError::Range(format!("{name}: too many timers (the limit is {})", core.max_timers)));
    }
    let args = call.args.iter().skip(2).map(|arg| JsRef::new(call.ctx, arg.clone())).collect();
    let callback = JsRef::new(call.ctx, callback);
    let now_ms = core.timers.borrow().running_ms.unwrap_or_else(|| core.clock.now_ms());
    let mut state = core.timers.borrow_mut();
    let id = state.new_id();
    let interval_ms = repeat.then_some(delay_ms);
    state.insert(Timer { id, callback, args, due_ms: now_ms + delay_ms, interval_ms });
    Ok(Value::new_number(call.ctx.clone(), f64::from(id)))
}

fn id_of(call: &HostCall<'_, '_>) -> Result<Option<u32>, JsError> {
    let id = call.number(0)?;
    Ok((id >= 1.0 && id <= f64::from(u32::MAX)).then_some(id as u32))
}

fn clear<'js>(call: &HostCall<'_, 'js>) -> Result<Value<'js>, JsError> {
    if let Some(id) = id_of(call)? {
        let core = &RealmState::from_ctx(call.ctx).core;
        let removed = core.timers.borrow_mut().remove(id);
        drop(removed);
    }
    Ok(call.undefined())
}

fn request_frame<'js>(call: &HostCall<'_, 'js>) -> Result<Value<'js>, JsError> {
    let callback = call.function(0, "requestAnimationFrame")?;
    let core = &RealmState::from_ctx(call.ctx).core;
    if core.timers.borrow().frames.len() >= core.max_timers {
        let limit = core.max_timers;
        core.refused_timers.set(core.refused_timers.get() + 1);
        return Err(JsError::Range(format!(
            "requestAnimationFrame: too many callbacks (the limit is {limit})"
        )));
    }
    let callback = JsRef::new(call.ctx, callback.into_value());
    let mut state = core.timers.borrow_mut();
    state.last_frame_id = (state.last_frame_id.wrapping_add(1) & 0x7fff_ffff).max(1);
    let id = state.last_frame_id;
    state.frames.push((id, callback));
    Ok(Value::new_number(call.ctx.clone(), f64::from(id)))
}

fn cancel_frame<'js>(call: &HostCall<'_, 'js>) -> Result<Value<'js>, JsError> {
    if let Some(id) = id_of(call)? {
        let core = &RealmState::from_ctx(call.ctx).core;
        let take = |list: &mut Vec<(u32, JsRef)>| {
            list.iter().position(|(other, _)| *other == id).map(|at| list.remove(at))
        };
        let removed = {
            let state = &mut *core.timers.borrow_mut();
            (take(&mut state.frames), take(&mut state.running_frames))
        };
        drop(removed);
    }
    Ok(call.undefined())
}

/// Timers and animation frames of a VM.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimerCounts {
    /// Timers that wait.
    pub waiting: u64,
    /// Timers and animation frames that were refused because there were too many.
    pub refused: u64,
}

impl Vm {
    /// How many timers there are, and were refused.
    pub fn timer_counts(&self) -> TimerCounts {
        let core = self.core();
        let waiting = core.timers.borrow().queue.len() as u64;
        TimerCounts { waiting, refused: core.refused_timers.get() }
    }

    /// Runs every timer that is due at `now_ms` (of the [`HostClock`](crate::HostClock)), each as an entry
    /// of its own, and returns how many ran. Errors are reported. What is left when the turn is over waits for the next;
    /// an interval whose callback was stopped is not called again.
    pub fn run_due_timers(&self, now_ms: f64) -> usize {
        let core = self.core();
        for ran in 0..MAX_PER_RUN {
            if core.watchdog.turn_is_over() {
                return ran;
            }
            let timer = core.timers.borrow_mut().pop_due(now_ms);
            let Some(timer) = timer else { return ran };
            let seen_ms = timer.due_ms.max(now_ms - CATCH_UP_MS);
            {
                let mut state = core.timers.borrow_mut();
                state.running_ms = Some(seen_ms);
                state.running_id = timer.interval_ms.map(|_| timer.id);
            }
            self.run_callback(&timer.callback, &timer.args);
            let mut state = core.timers.borrow_mut();
            state.running_ms = None;
            let alive = state.running_id.take() == Some(timer.id) && !core.watchdog.fired();
            if let (Some(interval_ms), true) = (timer.interval_ms, alive) {
                let next_ms = timer.due_ms + interval_ms;
                let missed = ((now_ms - CATCH_UP_MS - next_ms) / interval_ms).ceil().max(0.0);
                state.insert(Timer { due_ms: next_ms + missed * interval_ms, ..timer });
            } else {
                drop(state);
                drop(timer);
            }
        }
        MAX_PER_RUN
    }

    /// Runs the animation frame callbacks that are registered now, with `timestamp_ms`; those that they
    /// register wait for the next call, as do those that are left when the turn is over. Returns how many ran.
    pub fn run_animation_frames(&self, timestamp_ms: f64) -> usize {
        let core = self.core();
        {
            let state = &mut *core.timers.borrow_mut();
            state.running_frames = std::mem::take(&mut state.frames);
            state.running_frames.reverse();
        }
        let mut ran = 0;
        loop {
            if core.watchdog.turn_is_over() {
                let state = &mut *core.timers.borrow_mut();
                let mut frames: Vec<_> = state.running_frames.drain(..).rev().collect();
                frames.append(&mut state.frames);
                state.frames = frames;
                return ran;
            }
            let next = core.timers.borrow_mut().running_frames.pop();
            let Some((_, callback)) = next else { return ran };
            if let Err(error) = self.call(&callback, (timestamp_ms,)) {
                core.report(Report::Uncaught(error));
            }
            ran += 1;
        }
    }

    fn run_callback(&self, callback: &JsRef, args: &[JsRef]) {
        let result = self.enter(|ctx| {
            let values = args.iter().map(|arg| arg.get(ctx)).collect::<rquickjs::Result<Vec<_>>>()?;
            callback.function(ctx)?.call::<_, Value<'_>>((rquickjs::function::Rest(values),)).map(|_| ())
        });
        if let Err(error) = result {
            self.core().report(Report::Uncaught(error));
        }
    }

    /// When the next timer is due, in milliseconds of the [`HostClock`](crate::HostClock).
    pub fn next_timer_ms(&self) -> Option<f64> {
        self.core().timers.borrow().queue.values().next().map(|timer| timer.due_ms)
    }

    /// How many timers wait.
    pub fn pending_timers(&self) -> usize {
        self.core().timers.borrow().queue.len()
    }
}
