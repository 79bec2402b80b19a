//! [`VmOptions`]: the limits of a VM and what the host gives it.

use std::rc::Rc;

use crate::{
    atomics::WaitHost,
    clock::{HostClock, ManualClock},
    error::VmError,
    watchdog::WatchdogOptions,
};

/// How a [`Vm`](crate::Vm) is made.
#[derive(Clone)]
pub struct VmOptions {
    /// Most bytes that the JavaScript heap may take, array buffers included. 0: no limit.
    pub memory_limit_bytes: usize,
    /// Most bytes of the C stack that nested calls may take, at most 16 MiB. The thread must have more.
    pub stack_limit_bytes: usize,
    /// Heap size above which QuickJS collects cycles by itself. The host collects at quiet moments
    /// ([`Vm::run_gc`](crate::Vm::run_gc)), so this is set high.
    pub gc_threshold_bytes: usize,
    /// Ends scripts that run too long; `None`: never.
    pub watchdog: Option<WatchdogOptions>,
    /// The time that scripts see.
    pub clock: Rc<dyn HostClock>,
    /// Whether `Date` takes its time from [`clock`](Self::clock) too. Where it does not, `Date` is QuickJS'
    /// own and reads the system's clock (and is some 100 ns faster).
    pub virtual_date: bool,
    /// The seed of `Math.random`; `None`: QuickJS seeds itself from the system's clock.
    pub random_seed: Option<u64>,
    /// Most timers that may wait at a time.
    pub max_timers: usize,
    /// `SharedArrayBuffer`, for scripts that share memory with other VMs; `None`: scripts have none.
    pub shared_memory: Option<SharedMemoryOptions>,
    /// The default locale of `Intl` and of `toLocaleString`: a BCP 47 tag.
    pub locale: String,
}

impl Default for VmOptions {
    /// 512 MiB of heap, 768 KiB of stack (fits the 2 MiB of a Rust thread also in debug builds), no
    /// watchdog, a clock that stands at zero, and an unseeded `Math.random`.
    fn default() -> Self {
        Self {
            memory_limit_bytes: 512 << 20,
            stack_limit_bytes: 768 << 10,
            gc_threshold_bytes: 128 << 20,
            watchdog: None,
            clock: ManualClock::new(0.0),
            virtual_date: false,
            random_seed: None,
            max_timers: 10_000,
            shared_memory: None,
            locale: "en-US".into(),
        }
    }
}

/// What scripts with shared memory may do.
#[derive(Clone, Default)]
pub struct SharedMemoryOptions {
    /// Sleeps in `Atomics.wait`; `None`: that throws, as on the main thread of a browser.
    pub wait: Option<Rc<dyn WaitHost>>,
}

/// The most that QuickJS' stack check can handle.
const MAX_STACK_BYTES: usize = 16 << 20;
/// Below this not even the VM's own scripts run.
const MIN_STACK_BYTES: usize = 64 << 10;
/// Below this a realm cannot be made.
const MIN_MEMORY_BYTES: usize = 1 << 20;

impl VmOptions {
    pub(crate) fn check(&self) -> Result<(), VmError> {
        let refuse = |option, reason: String| Err(VmError::Option { option, reason });
        if !(MIN_STACK_BYTES..=MAX_STACK_BYTES).contains(&self.stack_limit_bytes) {
            let (asked, min, max) = (self.stack_limit_bytes, MIN_STACK_BYTES, MAX_STACK_BYTES);
            return refuse("stack_limit_bytes", format!("{asked} is not between {min} and {max}"));
        }
        if self.memory_limit_bytes != 0 && self.memory_limit_bytes < MIN_MEMORY_BYTES {
            let asked = self.memory_limit_bytes;
            return refuse("memory_limit_bytes", format!("{asked} is less than {MIN_MEMORY_BYTES}"));
        }
        if self.watchdog.as_ref().is_some_and(|dog| !dog.budget_ms.is_finite() || dog.budget_ms <= 0.0) {
            return refuse("watchdog", "the budget must be a positive number of milliseconds".into());
        }
        Ok(())
    }
}
