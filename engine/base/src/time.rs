//! Time with its unit in the type.

use std::ops::{Add, AddAssign, Sub};

/// Milliseconds; what JavaScript's clocks and timers count in.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Millis(pub f64);

/// Seconds; what audio counts in.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Seconds(pub f64);

macro_rules! arithmetic {
    ($t:ident) => {
        impl Add for $t {
            type Output = $t;
            fn add(self, other: $t) -> $t {
                $t(self.0 + other.0)
            }
        }
        impl AddAssign for $t {
            fn add_assign(&mut self, other: $t) {
                self.0 += other.0;
            }
        }
        impl Sub for $t {
            type Output = $t;
            fn sub(self, other: $t) -> $t {
                $t(self.0 - other.0)
            }
        }
    };
}
arithmetic!(Millis);
arithmetic!(Seconds);

impl From<Seconds> for Millis {
    fn from(s: Seconds) -> Millis {
        Millis(s.0 * 1000.0)
    }
}

impl From<Millis> for Seconds {
    fn from(ms: Millis) -> Seconds {
        Seconds(ms.0 / 1000.0)
    }
}
