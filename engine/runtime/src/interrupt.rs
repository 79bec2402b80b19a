//! [`Interrupt`]: ends the script that runs now, from another thread.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// A handle on a game for other threads, made before the game; clones speak of the same one.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Ends what the game's scripts do in the frame that runs now, as if its time was up. Without a frame it does nothing. A native function of the
    /// engine that runs is not interrupted.
    pub fn interrupt(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// A clock for watchdogs that stops at the end of time once there was an interrupt.
    pub(crate) fn clock(&self, real_ms: Arc<dyn Fn() -> f64 + Send + Sync>) -> impl Fn() -> f64 + use<> {
        let flag = self.0.clone();
        move || if flag.load(Ordering::Relaxed) { f64::INFINITY } else { real_ms() }
    }

    pub(crate) fn clear(&self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
