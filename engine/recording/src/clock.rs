//! Readings of the clock: exact, and as small as they can be, because some games read it a thousand times a frame.
//!
//! A run of readings between two other questions is one answer: for each reading the difference of its bits (of the `f64`, as a
//! whole number) from the reading before, as a variable-length integer with the sign in the lowest bit. Times go on, so the
//! differences are small, and 0 for a clock that stands during a frame.

use crate::Tape;
use serde_bytes::ByteBuf;
use sparrow_platform::Clock;
use std::sync::Arc;

/// Readings on their way into an answer, or out of one.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    last_bits: u64,
    bytes: Vec<u8>,
    at: usize,
}

impl Readings {
    /// Adds a reading.
    pub(crate) fn note(&mut self, now_ms: f64) {
        let bits = now_ms.to_bits();
        let difference = bits.wrapping_sub(self.last_bits) as i64;
        self.last_bits = bits;
        let mut rest = ((difference << 1) ^ (difference >> 63)) as u64;
        while rest >= 0x80 {
            self.bytes.push(rest as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    /// Something else comes: what was read so far becomes an answer.
    pub(crate) fn close(&mut self, answers: &mut Vec<(String, ByteBuf)>) {
        if !self.bytes.is_empty() {
            answers.push((String::new(), std::mem::take(&mut self.bytes).into()));
        }
    }

    /// Begins to give the readings of an answer.
    pub(crate) fn open(&mut self, bytes: Vec<u8>) {
        (self.bytes, self.at) = (bytes, 0);
    }

    /// True while the open answer has more.
    pub(crate) fn has_more(&self) -> bool {
        self.at < self.bytes.len()
    }

    /// Leaves what the open answer has.
    pub(crate) fn skip(&mut self) {
        while self.has_more() {
            self.next();
        }
    }

    /// The next reading; the last one again when there is none.
    pub(crate) fn next(&mut self) -> f64 {
        let (mut rest, mut shift) = (0_u64, 0);
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += 1;
            if shift < 64 {
                rest |= u64::from(byte & 0x7f) << shift;
            }
            shift += 7;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let difference = (rest >> 1) as i64 ^ -((rest & 1) as i64);
        self.last_bits = self.last_bits.wrapping_add(difference as u64);
        f64::from_bits(self.last_bits)
    }
}

/// The game's clock.
struct TapedClock {
    tape: Tape,
    inner: Arc<dyn Clock>,
    epoch_ms: f64,
}

impl Tape {
    /// A clock whose readings are recorded, or come from the recording. `Date` is the same clock, from `epoch_ms` on.
    pub fn clock(&self, inner: Arc<dyn Clock>, epoch_ms: f64) -> Arc<dyn Clock> {
        Arc::new(TapedClock { tape: self.clone(), inner, epoch_ms })
    }
}

impl Clock for TapedClock {
    fn now_ms(&self) -> f64 {
        self.tape.reading(|| self.inner.now_ms())
    }

    fn unix_ms(&self) -> f64 {
        self.epoch_ms + self.now_ms()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_come_back_to_the_bit() {
        let times = [0.0, 0.1, 0.1, 1000.0 / 60.0, 1e12, 5.0, f64::MAX, -3.5, 0.0];
        let mut noted = Readings::default();
        times.iter().for_each(|ms| noted.note(*ms));
        let mut answers = Vec::new();
        noted.close(&mut answers);
        let mut read = Readings::default();
        read.open(answers.remove(0).1.into_vec());
        assert!(times.iter().all(|ms| read.next().to_bits() == ms.to_bits()));
        assert!(!read.has_more());
        assert_eq!(read.next(), 0.0, "the last one again");
        read.open(vec![0xff; 40]);
        read.skip();
        assert!(!read.has_more());
    }
}
