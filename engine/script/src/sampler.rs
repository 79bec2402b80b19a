//! A sampling CPU profiler of scripts. QuickJS polls the interrupt handler after every 10,000 calls and loop turns; a sample is the stack at such
//! a poll, and its weight is the time that JavaScript really ran since the sample before it. Short entries are not lost: QuickJS counts on from
//! one entry to the next. Places are where a function was last called from or interrupted, as in error stacks.
//!
//! Absent: time inside of one native call is not split; it counts for the script that is sampled next.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    ptr::NonNull,
    rc::Rc,
};

use rquickjs::{Ctx, Object, Value, qjs};

use crate::{
    RealmId,
    error::{Frame, parse_stack},
    exception::{clear_exception, current_stack},
    inspect::Intrinsics,
    vm::Vm,
};

/// Frames of a sample; QuickJS keeps no more.
const MAX_FRAMES: i32 = 64;
/// Samples and different stacks that are kept; later ones count for nothing.
const MAX_SAMPLES: usize = 1 << 20;
const MAX_STACKS: usize = 1 << 16;

/// What the profiler saw.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScriptProfile {
    /// Different stacks, each innermost frame first, source-mapped.
    pub stacks: Vec<Vec<Frame>>,
    /// In the order in which they were taken.
    pub samples: Vec<ScriptSample>,
    /// Milliseconds that JavaScript ran while sampling was on, sampled or not.
    pub script_ms: f64,
}

/// One look at the stack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScriptSample {
    /// Index of the stack.
    pub stack: usize,
    /// When, by the sampler's clock.
    pub at_ms: f64,
    /// Milliseconds of JavaScript since the sample before.
    pub weight_ms: f64,
}

/// State while sampling is on.
pub(crate) struct Sampler {
    clock: Rc<dyn Fn() -> f64>,
    context: NonNull<qjs::JSContext>,
    interval_ms: f64,
    /// When the entry that is running now began.
    entered_ms: Cell<f64>,
    /// JavaScript's time in entries that are over.
    past_ms: Cell<f64>,
    /// JavaScript's time at the last sample.
    sampled_ms: Cell<f64>,
    taking: Cell<bool>,
    taken: RefCell<Taken>,
}

#[derive(Default)]
struct Taken {
    by_text: HashMap<String, usize>,
    samples: Vec<ScriptSample>,
}

impl Sampler {
    /// An outermost entry begins.
    pub(crate) fn entry_began(&self) {
        self.entered_ms.set((self.clock)());
    }

    /// It is over.
    pub(crate) fn entry_ended(&self) {
        self.past_ms.set(self.script_ms((self.clock)()));
        self.entered_ms.set(f64::NAN);
    }

    fn script_ms(&self, now_ms: f64) -> f64 {
        let entered = self.entered_ms.get();
        self.past_ms.get() + if entered.is_nan() { 0.0 } else { (now_ms - entered).max(0.0) }
    }

    /// Takes a sample when it is time. Called from the interrupt handler.
    pub(crate) fn poll(&self) {
        let now_ms = (self.clock)();
        let script_ms = self.script_ms(now_ms);
        let weight_ms = script_ms - self.sampled_ms.get();
        if weight_ms < self.interval_ms || self.taking.replace(true) {
            return;
        }
        // SAFETY: the context belongs to the VM whose script was interrupted, on this thread; the VM drops its sampler before it.
        let ctx = unsafe { Ctx::from_raw(self.context) };
        if let Some(text) = deep_stack(&ctx) {
            self.sampled_ms.set(script_ms);
            let mut taken = self.taken.borrow_mut();
            let next = taken.by_text.len();
            let stack = match taken.by_text.get(&text) {
                Some(stack) => Some(*stack),
                None if next < MAX_STACKS => {
                    taken.by_text.insert(text, next);
                    Some(next)
                }
                None => None,
            };
            if let Some(stack) = stack.filter(|_| taken.samples.len() < MAX_SAMPLES) {
                taken.samples.push(ScriptSample { stack, at_ms: now_ms, weight_ms });
            }
        }
        self.taking.set(false);
    }
}

/// The stack with more frames than the game's own errors have.
fn deep_stack<'js>(ctx: &Ctx<'js>) -> Option<String> {
    let constructor: Object<'js> = Intrinsics::get(ctx, "error")?.into_inner();
    let limit: Option<Value<'js>> = constructor.get("stackTraceLimit").ok();
    let deep = constructor.set("stackTraceLimit", MAX_FRAMES);
    let stack = current_stack(ctx);
    let restored = limit.map(|limit| constructor.set("stackTraceLimit", limit));
    if deep.is_err() || restored.is_none_or(|result| result.is_err()) {
        // The game has put an accessor there that throws.
        clear_exception(ctx);
    }
    stack
}

impl Vm {
    /// Starts to sample what scripts of the main realm's heap do, at most every `interval_ms`. The clock is a real one, in milliseconds.
    pub fn start_sampling(&self, clock: Rc<dyn Fn() -> f64>, interval_ms: f64) {
        let sampler = Sampler {
            clock,
            context: self.raw_context(RealmId::MAIN),
            interval_ms,
            entered_ms: Cell::new(f64::NAN),
            past_ms: Cell::new(0.0),
            sampled_ms: Cell::new(0.0),
            taking: Cell::new(false),
            taken: RefCell::default(),
        };
        if self.core().depth.get() > 0 {
            sampler.entry_began();
        }
        self.core().sampler.replace(Some(Rc::new(sampler)));
    }

    /// Ends sampling; `None` when it was off.
    pub fn stop_sampling(&self) -> Option<ScriptProfile> {
        let sampler = self.core().sampler.take()?;
        let script_ms = sampler.script_ms((sampler.clock)());
        let Taken { by_text, samples } = sampler.taken.take();
        let mut stacks = vec![Vec::new(); by_text.len()];
        for (text, index) in by_text {
            let mut frames = parse_stack(&text);
            self.core().map_frames(&mut frames);
            stacks[index] = frames;
        }
        Some(ScriptProfile { stacks, samples, script_ms })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VmOptions;

    fn ticking(step_ms: f64) -> Rc<dyn Fn() -> f64> {
        let now = Cell::new(0.0);
        Rc::new(move || {
            now.set(now.get() + step_ms);
            now.get()
        })
    }

    #[test]
    fn samples_name_the_function_that_works_and_add_up() {
        let vm = Vm::new(VmOptions::default()).unwrap();
        let code = "function spin(n) { let x = 0; for (let i = 0; i < n; i++) x += i; return x; }\n\
                    function outer() {\n  return spin(200000);\n}\n";
        vm.eval(code, "game.js").unwrap();
        vm.start_sampling(ticking(1.0), 0.5);
        vm.eval("outer()", "call.js").unwrap();
        let profile = vm.stop_sampling().unwrap();
        assert!(profile.samples.len() >= 10, "{}", profile.samples.len());
        let total: f64 = profile.samples.iter().map(|s| s.weight_ms).sum();
        assert!(
            total <= profile.script_ms && total > profile.script_ms * 0.8,
            "{total} {}",
            profile.script_ms
        );
        let names: Vec<_> = profile.stacks[0].iter().map(|f| f.function.as_str()).collect();
        assert_eq!(&names[..2], ["spin", "outer"], "{names:?}");
        assert_eq!(profile.stacks[0][1].line, 3);
        assert!(vm.stop_sampling().is_none());
    }

    #[test]
    fn stacks_are_deep_and_the_games_limit_stays() {
        let vm = Vm::new(VmOptions::default()).unwrap();
        let code = "Error.stackTraceLimit = 3; function down(n) { if (n) return down(n - 1); \
                    for (let i = 0; i < 100000; i++); }";
        vm.eval(code, "game.js").unwrap();
        vm.start_sampling(ticking(1.0), 0.5);
        vm.eval("down(30)", "call.js").unwrap();
        let profile = vm.stop_sampling().unwrap();
        assert!(profile.stacks[0].len() > 30, "{}", profile.stacks[0].len());
        assert_eq!(vm.eval_as::<i32>("Error.stackTraceLimit", "a.js").unwrap(), 3);
    }

    #[test]
    fn time_outside_of_scripts_does_not_count() {
        let vm = Vm::new(VmOptions::default()).unwrap();
        let now = Rc::new(Cell::new(0.0));
        let clock = now.clone();
        vm.start_sampling(Rc::new(move || clock.get()), 1.0);
        vm.eval("1", "a.js").unwrap();
        now.set(1000.0);
        vm.eval("2", "a.js").unwrap();
        let profile = vm.stop_sampling().unwrap();
        assert_eq!((profile.samples.len(), profile.script_ms), (0, 0.0));
    }
}
