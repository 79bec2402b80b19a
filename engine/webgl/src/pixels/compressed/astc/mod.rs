//! ASTC blocks, LDR profile, 2D (Khronos Data Format Specification, chapter on ASTC).

mod endpoint;
mod partition;
mod sequence;
#[cfg(test)]
mod tests;

use endpoint::Endpoints;
use sequence::{Quantization, bits};

/// What a block that is not valid, or is HDR, looks like.
const ERROR_COLOR: [u8; 4] = [255, 0, 255, 255];

/// Most texels of a block: 12 by 12.
const MOST_TEXELS: usize = 144;
const MOST_WEIGHTS: usize = 64;
const MOST_VALUES: usize = 18;

/// The grid of weights.
struct BlockMode {
    width: usize,
    height: usize,
    dual_plane: bool,
    quantization: Quantization,
}

/// The 11 bits of a block mode.
fn block_mode(block: u128) -> Option<BlockMode> {
    let field = |low: u32, count: u32| bits(block, low, count) as usize;
    let (a, b) = (field(5, 2), field(7, 2));
    let mut precision = field(9, 2);
    let (range, width, height) = if field(0, 2) != 0 {
        let range = field(4, 1) | field(0, 2) << 1;
        let (width, height) = match field(2, 2) {
            0 => (b + 4, a + 2),
            1 => (b + 8, a + 2),
            2 => (a + 2, b + 8),
            _ if b & 2 == 0 => (a + 2, (b & 1) + 6),
            _ => ((b & 1) + 2, a + 2),
        };
        (range, width, height)
    } else {
        let range = field(4, 1) | field(2, 2) << 1;
        let (width, height) = match (b, a) {
            (0, _) => (12, a + 2),
            (1, _) => (a + 2, 12),
            (2, _) => {
                let height = field(9, 2) + 6;
                precision = 0;
                (a + 6, height)
            }
            (_, 0) => (6, 10),
            (_, 1) => (10, 6),
            _ => return None,
        };
        (range, width, height)
    };
    let dual_plane = precision & 2 != 0;
    let quantization = Quantization::of_weights(range, precision & 1 != 0)?;
    Some(BlockMode { width, height, dual_plane, quantization })
}

/// RGBA texels of a block, rows without padding.
pub(super) fn decode(block: [u8; 16], width: usize, height: usize, srgb: bool, out: &mut [u8]) {
    let texels = out.as_chunks_mut::<4>().0;
    if try_decode(u128::from_le_bytes(block), width, height, srgb, texels).is_none() {
        texels.fill(ERROR_COLOR);
    }
}

fn try_decode(block: u128, width: usize, height: usize, srgb: bool, out: &mut [[u8; 4]]) -> Option<()> {
    if bits(block, 0, 9) == 0x1fc {
        out.fill(void_extent(block)?);
        return Some(());
    }
    let mode = block_mode(block)?;
    let planes = if mode.dual_plane { 2 } else { 1 };
    let weight_count = mode.width * mode.height * planes;
    if weight_count > MOST_WEIGHTS || mode.width > width || mode.height > height {
        return None;
    }
    let weight_bits = mode.quantization.bits(weight_count);
    if !(24..=96).contains(&weight_bits) {
        return None;
    }
    let partitions = bits(block, 11, 2) as usize + 1;
    if partitions == 4 && mode.dual_plane {
        return None;
    }
    let mut below_weights = 128 - weight_bits;

    // Colour endpoint modes.
    let mut modes = [0; 4];
    let color_start = if partitions == 1 {
        modes[0] = bits(block, 13, 4);
        17
    } else {
        let selector = bits(block, 23, 2);
        if selector == 0 {
            modes = [bits(block, 25, 4); 4];
        } else {
            let extra = 3 * partitions as u32 - 4;
            below_weights -= extra;
            let code = bits(block, 25, 4) | bits(block, below_weights, extra) << 4;
            for (partition, mode) in modes.iter_mut().take(partitions).enumerate() {
                let class = selector - 1 + (code >> partition & 1);
                *mode = class << 2 | code >> (partitions + 2 * partition) & 3;
            }
        }
        29
    };
    let second_plane = mode.dual_plane.then(|| {
        below_weights -= 2;
        bits(block, below_weights, 2) as usize
    });

    // Colour endpoints.
    let value_count: usize = modes[..partitions].iter().map(|mode| 2 * (mode >> 2) as usize + 2).sum();
    if value_count > MOST_VALUES {
        return None;
    }
    let quantization = Quantization::of_colors(value_count, below_weights.checked_sub(color_start)?)?;
    let mut values = [0; MOST_VALUES];
    quantization.read(block >> color_start, &mut values[..value_count]);
    for value in &mut values[..value_count] {
        *value = quantization.color(*value);
    }
    // Partitions with HDR endpoints have none here.
    let mut endpoints = [None; 4];
    let mut rest = &values[..value_count];
    for (endpoints, &mode) in endpoints.iter_mut().zip(&modes[..partitions]) {
        let (own, others) = rest.split_at(2 * (mode >> 2) as usize + 2);
        *endpoints = Endpoints::unpack(mode, own);
        rest = others;
    }

    // Weights are read from the top of the block downwards.
    let mut grid = [0; MOST_WEIGHTS];
    mode.quantization.read(block.reverse_bits(), &mut grid[..weight_count]);
    for weight in &mut grid[..weight_count] {
        *weight = mode.quantization.weight(*weight);
    }
    let mut weights = [[0; MOST_TEXELS]; 2];
    for (plane, weights) in weights.iter_mut().take(planes).enumerate() {
        spread(&grid[..weight_count], plane, planes, &mode, (width, height), weights);
    }

    let seed = bits(block, 13, 10);
    for (place, texel) in out.iter_mut().enumerate() {
        let partition = match partitions {
            1 => 0,
            _ => partition::of_texel(seed, place % width, place / width, partitions, width * height < 31),
        };
        let Some(Endpoints { low, high }) = endpoints[partition] else {
            *texel = ERROR_COLOR;
            continue;
        };
        for (i, component) in texel.iter_mut().enumerate() {
            let plane = usize::from(second_plane == Some(i));
            let weight = weights[plane][place];
            let wide = |value: u32| value << 8 | if srgb { 0x80 } else { value };
            let mixed = (wide(low[i]) * (64 - weight) + wide(high[i]) * weight + 32) >> 6;
            *component = if srgb { mixed >> 8 } else { (mixed * 255 + 32767) / 65535 } as u8;
        }
    }
    Some(())
}

/// A block of one colour.
fn void_extent(block: u128) -> Option<[u8; 4]> {
    let hdr = bits(block, 9, 1) == 1;
    let corners = [12, 25, 38, 51].map(|low| bits(block, low, 13));
    let everywhere = corners == [0x1fff; 4];
    let [low_s, high_s, low_t, high_t] = corners;
    if hdr || bits(block, 10, 2) != 3 || !everywhere && (low_s >= high_s || low_t >= high_t) {
        return None;
    }
    Some([64, 80, 96, 112].map(|low| (bits(block, low, 16) >> 8) as u8))
}

/// Weights of texels from the grid of weights.
fn spread(
    grid: &[u32],
    plane: usize,
    planes: usize,
    mode: &BlockMode,
    (width, height): (usize, usize),
    out: &mut [u32],
) {
    let step = |side: usize| (1024 + side / 2) / (side - 1);
    let (step_s, step_t) = (step(width), step(height));
    let at = |s: usize, t: usize| {
        let place = (t.min(mode.height - 1) * mode.width + s.min(mode.width - 1)) * planes + plane;
        grid[place] as usize
    };
    for (place, weight) in out.iter_mut().take(width * height).enumerate() {
        let grid_s = (step_s * (place % width) * (mode.width - 1) + 32) >> 6;
        let grid_t = (step_t * (place / width) * (mode.height - 1) + 32) >> 6;
        let (s, part_s) = (grid_s >> 4, grid_s & 15);
        let (t, part_t) = (grid_t >> 4, grid_t & 15);
        let both = (part_s * part_t + 8) >> 4;
        let sum = at(s, t) * (16 + both - part_s - part_t)
            + at(s + 1, t) * (part_s - both)
            + at(s, t + 1) * (part_t - both)
            + at(s + 1, t + 1) * both;
        *weight = ((sum + 8) >> 4) as u32;
    }
}
