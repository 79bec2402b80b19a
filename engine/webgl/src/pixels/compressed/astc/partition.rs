//! Which partition a texel belongs to: the generator of the specification.

fn hash(mut value: u32) -> u32 {
    value ^= value >> 15;
    value = value.wrapping_sub(value << 17);
    value = value.wrapping_add(value << 7);
    value = value.wrapping_add(value << 4);
    value ^= value >> 5;
    value = value.wrapping_add(value << 16);
    value ^= value >> 7;
    value ^= value >> 3;
    value ^= value << 6;
    value ^ value >> 17
}

/// The partition of the texel at (`x`, `y`). `small`: the block has fewer than 31 texels.
pub(super) fn of_texel(seed: u32, x: usize, y: usize, partitions: usize, small: bool) -> usize {
    let (x, y) = if small { (x as u32 * 2, y as u32 * 2) } else { (x as u32, y as u32) };
    let random = hash(seed + (partitions as u32 - 1) * 1024);
    let first_shift = if seed & 2 != 0 { 4 } else { 5 };
    let second_shift = if partitions == 3 { 6 } else { 5 };
    let (even, odd) = if seed & 1 != 0 { (first_shift, second_shift) } else { (second_shift, first_shift) };
    // Eight squares of four bits each; the ones for z are not needed.
    let factor = |index: u32| {
        let part = random >> (4 * index) & 15;
        (part * part) >> if index.is_multiple_of(2) { even } else { odd }
    };
    let value = |partition: u32| {
        let plane = factor(2 * partition) * x + factor(2 * partition + 1) * y;
        (plane + (random >> (14 - 4 * partition))) & 63
    };
    let mut best = 0;
    for partition in 1..partitions as u32 {
        if value(partition) > value(best) {
            best = partition;
        }
    }
    best as usize
}
