//! Bounded integer sequences, and what their numbers stand for.

/// `count` bits of a block from bit `low` on.
pub(super) fn bits(block: u128, low: u32, count: u32) -> u32 {
    if low >= 128 {
        return 0;
    }
    (block >> low) as u32 & ((1u64 << count) - 1) as u32
}

/// Numbers that have some bits and perhaps a digit of base 3 or 5 above them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quantization {
    bits: u32,
    /// 1, 3 or 5.
    base: u32,
}

const fn of(bits: u32, base: u32) -> Quantization {
    Quantization { bits, base }
}

/// All that colours can have, from 6 levels to 256.
const COLORS: [Quantization; 17] = [
    of(1, 3),
    of(3, 1),
    of(1, 5),
    of(2, 3),
    of(4, 1),
    of(2, 5),
    of(3, 3),
    of(5, 1),
    of(3, 5),
    of(4, 3),
    of(6, 1),
    of(4, 5),
    of(5, 3),
    of(7, 1),
    of(5, 5),
    of(6, 3),
    of(8, 1),
];

impl Quantization {
    /// Of weights, by the range and the precision of a block mode.
    pub(super) fn of_weights(range: usize, high: bool) -> Option<Quantization> {
        const LOW: [Quantization; 6] = [of(1, 1), of(0, 3), of(2, 1), of(0, 5), of(1, 3), of(3, 1)];
        const HIGH: [Quantization; 6] = [of(1, 5), of(2, 3), of(4, 1), of(2, 5), of(3, 3), of(5, 1)];
        let table = if high { &HIGH } else { &LOW };
        table.get(range.checked_sub(2)?).copied()
    }

    /// Of `count` colour values: the finest that fits into `room` bits.
    pub(super) fn of_colors(count: usize, room: u32) -> Option<Quantization> {
        COLORS.iter().rev().find(|quantization| quantization.bits(count) <= room).copied()
    }

    /// Bits of a sequence of `count` numbers.
    pub(super) fn bits(self, count: usize) -> u32 {
        let count = count as u32;
        let digits = match self.base {
            3 => (count * 8).div_ceil(5),
            5 => (count * 7).div_ceil(3),
            _ => 0,
        };
        count * self.bits + digits
    }

    /// Reads a sequence from the lowest bit on.
    pub(super) fn read(self, source: u128, out: &mut [u32]) {
        // Bits behind the end of a sequence count as zeros.
        let length = self.bits(out.len());
        let source = if length < 128 { source & ((1 << length) - 1) } else { source };
        let mut place = 0;
        let mut take = |count: u32| {
            let value = bits(source, place, count);
            place += count;
            value
        };
        match self.base {
            3 => {
                for group in out.chunks_mut(5) {
                    let mut low = [0; 5];
                    let mut packed = 0;
                    let mut at = 0;
                    for (low, count) in low.iter_mut().zip([2, 2, 1, 2, 1]) {
                        *low = take(self.bits);
                        packed |= take(count) << at;
                        at += count;
                    }
                    let digits = trits(packed);
                    for ((out, low), digit) in group.iter_mut().zip(low).zip(digits) {
                        *out = digit << self.bits | low;
                    }
                }
            }
            5 => {
                for group in out.chunks_mut(3) {
                    let mut low = [0; 3];
                    let mut packed = 0;
                    let mut at = 0;
                    for (low, count) in low.iter_mut().zip([3, 2, 2]) {
                        *low = take(self.bits);
                        packed |= take(count) << at;
                        at += count;
                    }
                    let digits = quints(packed);
                    for ((out, low), digit) in group.iter_mut().zip(low).zip(digits) {
                        *out = digit << self.bits | low;
                    }
                }
            }
            _ => out.iter_mut().for_each(|out| *out = take(self.bits)),
        }
    }

    /// A colour value, 0 to 255.
    pub(super) fn color(self, value: u32) -> u32 {
        if self.base == 1 {
            return replicate(value, self.bits, 8);
        }
        let (low, digit) = (value & ((1 << self.bits) - 1), value >> self.bits);
        // The bits above the lowest are spread in a pattern.
        let high = low >> 1;
        let (spread, factor) = match (self.base, self.bits) {
            (3, 1) => (0, 204),
            (3, 2) => (high * 0b1_0001_0110, 93),
            (3, 3) => (high << 7 | high << 2 | high, 44),
            (3, 4) => (high << 6 | high, 22),
            (3, 5) => (high << 5 | high >> 2, 11),
            (3, _) => (high << 4 | high >> 4, 5),
            (_, 1) => (0, 113),
            (_, 2) => (high * 0b1_0000_1100, 54),
            (_, 3) => (high << 7 | high << 1 | high >> 1, 26),
            (_, 4) => (high << 6 | high >> 1, 13),
            (_, _) => (high << 5 | high >> 3, 6),
        };
        let all = if low & 1 == 1 { 0x1ff } else { 0 };
        let value = (digit * factor + spread) ^ all;
        all & 0x80 | value >> 2
    }

    /// A weight, 0 to 64.
    pub(super) fn weight(self, value: u32) -> u32 {
        let (low, digit) = (value & ((1 << self.bits) - 1), value >> self.bits);
        let weight = match (self.base, self.bits) {
            (1, _) => replicate(value, self.bits, 6),
            (3, 0) => [0, 32, 63][value as usize % 3],
            (5, 0) => [0, 16, 32, 47, 63][value as usize % 5],
            _ => {
                let high = low >> 1;
                let (spread, factor) = match (self.base, self.bits) {
                    (3, 1) => (0, 50),
                    (3, 2) => (high * 0b100_0101, 23),
                    (3, _) => (high << 5 | high, 11),
                    (_, 1) => (0, 28),
                    (_, _) => (high * 0b100_0010, 13),
                };
                let all = if low & 1 == 1 { 0x7f } else { 0 };
                let value = (digit * factor + spread) ^ all;
                all & 0x20 | value >> 2
            }
        };
        if weight > 32 { weight + 1 } else { weight }
    }
}

/// Repeats `count` bits until there are `wanted`.
fn replicate(value: u32, count: u32, wanted: u32) -> u32 {
    let mut out = 0;
    let mut left = wanted;
    while left > 0 {
        if left >= count {
            left -= count;
            out |= value << left;
        } else {
            out |= value >> (count - left);
            left = 0;
        }
    }
    out
}

fn trits(packed: u32) -> [u32; 5] {
    let bit = |value: u32, at: u32| value >> at & 1;
    let (rest, t3, t4);
    if packed >> 2 & 7 == 7 {
        rest = (packed >> 5 & 7) << 2 | packed & 3;
        (t3, t4) = (2, 2);
    } else {
        rest = packed & 31;
        (t3, t4) = if packed >> 5 & 3 == 3 { (bit(packed, 7), 2) } else { (packed >> 5 & 3, bit(packed, 7)) };
    }
    let (t0, t1, t2) = if rest & 3 == 3 {
        (bit(rest, 3) << 1 | bit(rest, 2) & !bit(rest, 3), bit(rest, 4), 2)
    } else if rest >> 2 & 3 == 3 {
        (rest & 3, 2, 2)
    } else {
        (bit(rest, 1) << 1 | bit(rest, 0) & !bit(rest, 1), rest >> 2 & 3, bit(rest, 4))
    };
    [t0, t1, t2, t3, t4]
}

fn quints(packed: u32) -> [u32; 3] {
    let bit = |at: u32| packed >> at & 1;
    if packed >> 1 & 3 == 3 && packed >> 5 & 3 == 0 {
        let not = !bit(0);
        return [4, 4, bit(0) << 2 | (bit(4) & not) << 1 | bit(3) & not];
    }
    let (rest, q2) = if packed >> 1 & 3 == 3 {
        ((packed >> 3 & 3) << 3 | (!packed >> 5 & 3) << 1 | bit(0), 4)
    } else {
        (packed & 31, packed >> 5 & 3)
    };
    let (q0, q1) = if rest & 7 == 5 { (rest >> 3 & 3, 4) } else { (rest & 7, rest >> 3 & 3) };
    [q0, q1, q2]
}
