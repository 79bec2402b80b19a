//! Chance of the cloud, from a seed: the same run makes the same ids.

/// splitmix64 (<https://prng.di.unimi.it/splitmix64.c>, public domain).
#[derive(Clone, Debug)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// 0 to 1, without 1.
    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A seed for another.
    pub(super) fn seed(&mut self) -> u64 {
        self.next()
    }

    /// 32 hexadecimal digits; the time is in them, so that a later run with the same seed makes others.
    pub(super) fn id(&mut self, unix_ms: f64) -> String {
        let time = Random::new(unix_ms.to_bits()).next();
        format!("{:016x}{:016x}", self.next() ^ time, self.next())
    }
}
