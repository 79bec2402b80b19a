//! The system's clocks.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use sparrow_platform::Clock;

/// Real time: monotonic since it was made, and the calendar as the system has it now.
#[derive(Clone, Copy, Debug)]
pub struct RealClock {
    start: Instant,
}

impl RealClock {
    /// Starts at 0 ms.
    pub fn new() -> RealClock {
        RealClock { start: Instant::now() }
    }
}

impl Default for RealClock {
    fn default() -> RealClock {
        RealClock::new()
    }
}

impl Clock for RealClock {
    fn now_ms(&self) -> f64 {
        self.start.elapsed().as_secs_f64() * 1000.0
    }

    fn unix_ms(&self) -> f64 {
        match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(since) => since.as_secs_f64() * 1000.0,
            Err(before) => -before.duration().as_secs_f64() * 1000.0,
        }
    }
}

/// Milliseconds since it was made, by the processor's own counter where that is steady: a third of what [`RealClock`] costs to read, for
/// who reads it twice a span.
#[derive(Clone, Debug)]
pub struct FastClock {
    clock: quanta::Clock,
    start: u64,
}

impl FastClock {
    /// Starts at 0 ms. Takes up to some milliseconds when it is the first of the process: the counter's rate is measured.
    pub fn new() -> FastClock {
        let clock = quanta::Clock::new();
        let start = clock.raw();
        FastClock { clock, start }
    }

    /// The milliseconds.
    #[inline]
    pub fn now_ms(&self) -> f64 {
        self.clock.delta_as_nanos(self.start, self.clock.raw()) as f64 / 1e6
    }
}

impl Default for FastClock {
    fn default() -> FastClock {
        FastClock::new()
    }
}

/// Milliseconds of the processor that the calling thread has used, for limits of scripts: a busy machine must not end a game that is
/// only slow. Real time where the system does not count it.
pub fn thread_cpu_ms() -> f64 {
    #[cfg(target_os = "linux")]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        time.tv_sec as f64 * 1000.0 + time.tv_nsec as f64 / 1e6
    }
    #[cfg(not(target_os = "linux"))]
    {
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64() * 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_goes_on_and_the_calendar_is_this_century() {
        let clock = RealClock::new();
        let first = clock.now_ms();
        assert!(first >= 0.0 && clock.now_ms() >= first);
        assert!((946_684_800_000.0..4_102_444_800_000.0).contains(&clock.unix_ms()));
    }
}
