//! Blocks of ETC1, ETC2 and EAC (Khronos Data Format Specification, chapters on ETC).

/// Which modes a colour block may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Version {
    One,
    Two,
    TwoPunchthrough,
}

const INTENSITIES: [[i32; 2]; 8] =
    [[2, 8], [5, 17], [9, 29], [13, 42], [18, 60], [24, 80], [33, 106], [47, 183]];

/// Distances of the T and H modes.
const DISTANCES: [i32; 8] = [3, 6, 11, 16, 23, 32, 41, 64];

const EAC_MODIFIERS: [[i32; 8]; 16] = [
    [-3, -6, -9, -15, 2, 5, 8, 14],
    [-3, -7, -10, -13, 2, 6, 9, 12],
    [-2, -5, -8, -13, 1, 4, 7, 12],
    [-2, -4, -6, -13, 1, 3, 5, 12],
    [-3, -6, -8, -12, 2, 5, 7, 11],
    [-3, -7, -9, -11, 2, 6, 8, 10],
    [-4, -7, -8, -11, 3, 6, 7, 10],
    [-3, -5, -8, -11, 2, 4, 7, 10],
    [-2, -6, -8, -10, 1, 5, 7, 9],
    [-2, -5, -8, -10, 1, 4, 7, 9],
    [-2, -4, -8, -10, 1, 3, 7, 9],
    [-2, -5, -7, -10, 1, 4, 6, 9],
    [-3, -4, -7, -10, 2, 3, 6, 9],
    [-1, -2, -3, -10, 0, 1, 2, 9],
    [-4, -6, -8, -9, 3, 5, 7, 8],
    [-3, -5, -7, -9, 2, 4, 6, 8],
];

/// `count` bits whose lowest is bit `low` of the block read as one big-endian number.
fn bits(block: u64, low: u32, count: u32) -> i32 {
    (block >> low & ((1 << count) - 1)) as i32
}

/// A signed number of three bits.
fn signed_3(value: i32) -> i32 {
    (value ^ 4) - 4
}

fn expand_4(value: i32) -> i32 {
    value * 17
}

fn expand_5(value: i32) -> i32 {
    value << 3 | value >> 2
}

fn expand_6(value: i32) -> i32 {
    value << 2 | value >> 4
}

fn expand_7(value: i32) -> i32 {
    value << 1 | value >> 6
}

fn clamped(color: [i32; 3], add: i32) -> [u8; 4] {
    let [r, g, b] = color.map(|component| (component + add).clamp(0, 255) as u8);
    [r, g, b, 255]
}

/// Index of a pixel: the block counts them by columns.
fn index(block: u64, x: u32, y: u32) -> usize {
    let pixel = x * 4 + y;
    (bits(block, pixel + 16, 1) << 1 | bits(block, pixel, 1)) as usize
}

/// 16 RGBA pixels, by rows.
pub(super) fn color(block: [u8; 8], version: Version, out: &mut [u8]) {
    let block = u64::from_be_bytes(block);
    let differential_bit = bits(block, 33, 1) == 1;
    let opaque = version != Version::TwoPunchthrough || differential_bit;
    if version != Version::TwoPunchthrough && !differential_bit {
        let pair = |low: u32| (expand_4(bits(block, low + 4, 4)), expand_4(bits(block, low, 4)));
        let ((r1, r2), (g1, g2), (b1, b2)) = (pair(56), pair(48), pair(40));
        return halves(block, [[r1, g1, b1], [r2, g2, b2]], true, out);
    }
    let base = [59, 51, 43].map(|low| bits(block, low, 5));
    let other = [56, 48, 40].map(|low| signed_3(bits(block, low, 3)));
    let sums = [0, 1, 2].map(|i| base[i] + other[i]);
    let overflows = sums.map(|sum| !(0..32).contains(&sum));
    if version == Version::One || overflows == [false; 3] {
        // ETC1 leaves sums outside of the range undefined.
        let second = sums.map(|sum| expand_5(sum & 31));
        return halves(block, [base.map(expand_5), second], opaque, out);
    }
    if overflows[0] {
        t_mode(block, opaque, out);
    } else if overflows[1] {
        h_mode(block, opaque, out);
    } else {
        planar(block, out);
    }
}

/// Two halves with a base colour each. Without `opaque`, index 2 is transparent and index 0 the base colour itself.
fn halves(block: u64, colors: [[i32; 3]; 2], opaque: bool, out: &mut [u8]) {
    let tables = [INTENSITIES[bits(block, 37, 3) as usize], INTENSITIES[bits(block, 34, 3) as usize]];
    let flipped = bits(block, 32, 1) == 1;
    let palette = [0, 1].map(|half: usize| {
        let [small, large] = tables[half];
        let base = colors[half];
        if opaque {
            [clamped(base, small), clamped(base, large), clamped(base, -small), clamped(base, -large)]
        } else {
            [clamped(base, 0), clamped(base, large), [0; 4], clamped(base, -large)]
        }
    });
    for (place, pixel) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let (x, y) = (place as u32 % 4, place as u32 / 4);
        let half = if flipped { y >> 1 } else { x >> 1 };
        *pixel = palette[half as usize][index(block, x, y)];
    }
}

fn paint(block: u64, colors: [[u8; 4]; 4], opaque: bool, out: &mut [u8]) {
    for (place, pixel) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let index = index(block, place as u32 % 4, place as u32 / 4);
        *pixel = if index == 2 && !opaque { [0; 4] } else { colors[index] };
    }
}

fn t_mode(block: u64, opaque: bool, out: &mut [u8]) {
    let first = [bits(block, 59, 2) << 2 | bits(block, 56, 2), bits(block, 52, 4), bits(block, 48, 4)];
    let second = [bits(block, 44, 4), bits(block, 40, 4), bits(block, 36, 4)];
    let distance = DISTANCES[(bits(block, 34, 2) << 1 | bits(block, 32, 1)) as usize];
    let (first, second) = (first.map(expand_4), second.map(expand_4));
    let colors =
        [clamped(first, 0), clamped(second, distance), clamped(second, 0), clamped(second, -distance)];
    paint(block, colors, opaque, out);
}

fn h_mode(block: u64, opaque: bool, out: &mut [u8]) {
    let first = [
        bits(block, 59, 4),
        bits(block, 56, 3) << 1 | bits(block, 52, 1),
        bits(block, 51, 1) << 3 | bits(block, 47, 3),
    ];
    let second = [bits(block, 43, 4), bits(block, 39, 4), bits(block, 35, 4)];
    let value = |color: [i32; 3]| color[0] << 8 | color[1] << 4 | color[2];
    let order = i32::from(value(first) >= value(second));
    let distance = DISTANCES[(bits(block, 34, 1) << 2 | bits(block, 32, 1) << 1 | order) as usize];
    let (first, second) = (first.map(expand_4), second.map(expand_4));
    let colors = [
        clamped(first, distance),
        clamped(first, -distance),
        clamped(second, distance),
        clamped(second, -distance),
    ];
    paint(block, colors, opaque, out);
}

fn planar(block: u64, out: &mut [u8]) {
    let origin = [
        expand_6(bits(block, 57, 6)),
        expand_7(bits(block, 56, 1) << 6 | bits(block, 49, 6)),
        expand_6(bits(block, 48, 1) << 5 | bits(block, 43, 2) << 3 | bits(block, 39, 3)),
    ];
    let right = [
        expand_6(bits(block, 34, 5) << 1 | bits(block, 32, 1)),
        expand_7(bits(block, 25, 7)),
        expand_6(bits(block, 19, 6)),
    ];
    let down = [expand_6(bits(block, 13, 6)), expand_7(bits(block, 6, 7)), expand_6(bits(block, 0, 6))];
    for (place, pixel) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let (x, y) = ((place % 4) as i32, (place / 4) as i32);
        let color = [0, 1, 2]
            .map(|i| (x * (right[i] - origin[i]) + y * (down[i] - origin[i]) + 4 * origin[i] + 2) >> 2);
        *pixel = clamped(color, 0);
    }
}

/// Alpha of 16 RGBA pixels.
pub(super) fn alpha(block: [u8; 8], out: &mut [u8]) {
    let block = u64::from_be_bytes(block);
    let base = bits(block, 56, 8);
    let multiplier = bits(block, 52, 4);
    let modifiers = EAC_MODIFIERS[bits(block, 48, 4) as usize];
    for (place, pixel) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let modifier = modifiers[eac_index(block, place)];
        pixel[3] = (base + modifier * multiplier).clamp(0, 255) as u8;
    }
}

/// Modifier of a pixel; `place` counts by rows, the block by columns from its highest bits on.
fn eac_index(block: u64, place: usize) -> usize {
    let pixel = (place % 4 * 4 + place / 4) as u32;
    bits(block, 45 - 3 * pixel, 3) as usize
}

/// One channel of 16 pixels: 0..=1, or -1..=1 when signed.
pub(super) fn eleven_bits(block: [u8; 8], signed: bool) -> [f32; 16] {
    let block = u64::from_be_bytes(block);
    let base = bits(block, 56, 8);
    let multiplier = bits(block, 52, 4);
    let modifiers = EAC_MODIFIERS[bits(block, 48, 4) as usize];
    let scale = if multiplier == 0 { 1 } else { multiplier * 8 };
    let mut values = [0.0; 16];
    for (place, value) in values.iter_mut().enumerate() {
        let modifier = modifiers[eac_index(block, place)] * scale;
        *value = if signed {
            let base = (base as u8 as i8).max(-127);
            (i32::from(base) * 8 + modifier).clamp(-1023, 1023) as f32 / 1023.0
        } else {
            (base * 8 + 4 + modifier).clamp(0, 2047) as f32 / 2047.0
        };
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::compressed::sample_blocks;

    #[test]
    fn a_flat_block() {
        // Individual colours 0xf, 0x8, 0x0, smallest intensities, index 0: plus 2.
        let mut out = [0; 64];
        color([0xff, 0x88, 0x00, 0, 0, 0, 0, 0], Version::One, &mut out);
        assert!(out.as_chunks::<4>().0.iter().all(|texel| *texel == [255, 138, 2, 255]));
    }

    #[test]
    fn texels_are_those_of_other_decoders() {
        let sum = |version| sample_blocks::<8>(20_000, 64, |block, out| color(block, version, out));
        assert_eq!(sum(Version::One), 0xdb58_64fe_9c26_f628);
        assert_eq!(sum(Version::Two), 0xd1c1_d0b2_8e11_a0c4);
        assert_eq!(sum(Version::TwoPunchthrough), 0x3cb8_245e_ffdc_6fe8);
        assert_eq!(sample_blocks::<8>(20_000, 64, alpha), 0x55ca_db24_54dd_9f5f);
    }

    #[test]
    fn eleven_bits_reach_their_ends() {
        // Base 255, largest modifier 14 times 15: cut at one; base 0 with -15: cut at zero.
        let all = |index: u64| (0..16).fold(0, |bits, _| bits << 3 | index);
        let block = |base: u64, index: u64| (base << 56 | 0xf0 << 48 | all(index)).to_be_bytes();
        assert_eq!(eleven_bits(block(255, 7), false), [1.0; 16]);
        assert_eq!(eleven_bits(block(0, 3), false), [0.0; 16]);
        assert_eq!(eleven_bits(block(0x80, 3), true), [-1.0; 16]);
        let middle = eleven_bits((128u64 << 56).to_be_bytes(), false)[0];
        assert_eq!(middle, (128 * 8 + 4 - 3) as f32 / 2047.0);
    }
}
