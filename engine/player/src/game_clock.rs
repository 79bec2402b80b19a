//! The clock of a game in a window: real time that can be slowed down, hurried, and stopped.

use sparrow_native::RealClock;
use sparrow_platform::Clock;
use std::sync::{Arc, Mutex, MutexGuard};

/// Real time at a speed; clones share it.
#[derive(Clone)]
pub(crate) struct GameClock {
    real: RealClock,
    epoch_ms: f64,
    pace: Arc<Mutex<Pace>>,
}

/// Since `real_ms` the game's time goes on from `game_ms` at `speed`.
struct Pace {
    real_ms: f64,
    game_ms: f64,
    speed: f64,
}

impl GameClock {
    /// Starts now, at the speed of real time.
    pub(crate) fn new() -> GameClock {
        let real = RealClock::new();
        let pace = Pace { real_ms: 0.0, game_ms: 0.0, speed: 1.0 };
        GameClock { real, epoch_ms: real.unix_ms() - real.now_ms(), pace: Arc::new(Mutex::new(pace)) }
    }

    /// Goes on at another speed; 0 stands still.
    pub(crate) fn set_speed(&self, speed: f64) {
        let real_ms = self.real.now_ms();
        let mut pace = self.pace();
        *pace = Pace { real_ms, game_ms: pace.at(real_ms), speed };
    }

    /// Moves on by so many milliseconds at once: a single step while time stands.
    pub(crate) fn skip(&self, ms: f64) {
        self.pace().game_ms += ms.max(0.0);
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl Pace {
    fn at(&self, real_ms: f64) -> f64 {
        self.game_ms + (real_ms - self.real_ms).max(0.0) * self.speed
    }
}

impl Clock for GameClock {
    fn now_ms(&self) -> f64 {
        self.pace().at(self.real.now_ms())
    }

    fn unix_ms(&self) -> f64 {
        self.epoch_ms + self.now_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_never_jumps_when_its_speed_changes() {
        let pace = Pace { real_ms: 10.0, game_ms: 100.0, speed: 0.5 };
        assert_eq!(pace.at(30.0), 110.0);
        let clock = GameClock::new();
        clock.set_speed(0.0);
        let stood = clock.now_ms();
        std::thread::sleep(std::time::Duration::from_millis(3));
        assert_eq!(clock.now_ms(), stood);
        clock.skip(16.0);
        assert_eq!(clock.now_ms(), stood + 16.0);
        clock.set_speed(1.0);
        assert!(clock.now_ms() >= stood + 16.0);
    }
}
