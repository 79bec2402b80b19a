//! PVRTC, version 1, with 2 and 4 bits a texel: two small pictures that are blown up and mixed by a modulation of full size.

/// Colours of one block: 5 bits of red, green and blue, 4 bits of alpha.
#[derive(Clone, Copy, Default)]
struct Colors {
    a: [u32; 4],
    b: [u32; 4],
}

/// How a 2-bit block stores modulation.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stored {
    /// Every texel.
    All,
    /// Every second texel; the others are means of neighbours.
    CrossMean,
    HorizontalMean,
    VerticalMean,
}

/// Eighths of colour B that two bits stand for.
const EIGHTHS: [u8; 4] = [0, 3, 5, 8];
/// Set beside the eighths: the texel is transparent.
const PUNCH: u8 = 0x80;

/// Colour A has one bit less of blue: its lowest bit is the mode of the block.
fn color_a(bits: u32) -> [u32; 4] {
    if bits & 0x8000 != 0 {
        let blue = bits >> 1 & 15;
        [bits >> 10 & 31, bits >> 5 & 31, blue << 1 | blue >> 3, 15]
    } else {
        let (red, green, blue) = (bits >> 8 & 15, bits >> 4 & 15, bits >> 1 & 7);
        [red << 1 | red >> 3, green << 1 | green >> 3, blue << 2 | blue >> 1, (bits >> 12 & 7) << 1]
    }
}

fn color_b(bits: u32) -> [u32; 4] {
    if bits & 0x8000 != 0 {
        [bits >> 10 & 31, bits >> 5 & 31, bits & 31, 15]
    } else {
        let (red, green, blue) = (bits >> 8 & 15, bits >> 4 & 15, bits & 15);
        [red << 1 | red >> 3, green << 1 | green >> 3, blue << 1 | blue >> 3, (bits >> 12 & 7) << 1]
    }
}

/// Place of a block in the file: bits of y and x take turns, from y's lowest on; what the longer side has more follows.
fn twiddled(x: u32, y: u32, columns: u32, rows: u32) -> usize {
    let shorter = columns.min(rows).ilog2();
    let mut place = 0;
    for bit in 0..shorter {
        place |= (y >> bit & 1) << (2 * bit) | (x >> bit & 1) << (2 * bit + 1);
    }
    let rest = if rows < columns { x } else { y } >> shorter;
    (place | rest << (2 * shorter)) as usize
}

/// The modulation of a whole picture.
struct Modulation {
    width: usize,
    height: usize,
    values: Vec<u8>,
    /// By block, for 2 bits a texel.
    stored: Vec<Stored>,
    block_width: usize,
}

impl Modulation {
    fn set(&mut self, x: usize, y: usize, value: u8) {
        self.values[y * self.width + x] = value;
    }

    fn get(&self, x: usize, y: usize) -> u32 {
        // The picture wraps around; sides are powers of two.
        u32::from(self.values[(y & (self.height - 1)) * self.width + (x & (self.width - 1))])
    }

    /// The value of a texel, which its block may not store.
    fn resolved(&self, x: usize, y: usize) -> u8 {
        // 4 bits a texel store everything.
        if self.block_width == 4 || (x ^ y) & 1 == 0 {
            return self.values[y * self.width + x];
        }
        let stored = self.stored[y / 4 * (self.width / 8) + x / 8];
        if stored == Stored::All {
            return self.values[y * self.width + x];
        }
        let (left, right) = (self.get(x + self.width - 1, y), self.get(x + 1, y));
        let (up, down) = (self.get(x, y + self.height - 1), self.get(x, y + 1));
        (match stored {
            Stored::HorizontalMean => (left + right).div_ceil(2),
            Stored::VerticalMean => (up + down).div_ceil(2),
            _ => (left + right + up + down + 2) / 4,
        }) as u8
    }

    fn read_4(&mut self, x: usize, y: usize, mut bits: u32, punch: bool) {
        for texel in 0..16 {
            let value = (bits & 3) as usize;
            let value = if punch { [0, 4, 4 | PUNCH, 8][value] } else { EIGHTHS[value] };
            self.set(x + texel % 4, y + texel / 4, value);
            bits >>= 2;
        }
    }

    fn read_2(&mut self, x: usize, y: usize, mut bits: u32, mixed: bool) -> Stored {
        if !mixed {
            for texel in 0..32 {
                self.set(x + texel % 8, y + texel / 8, if bits & 1 != 0 { 8 } else { 0 });
                bits >>= 1;
            }
            return Stored::All;
        }
        let mut stored = Stored::CrossMean;
        if bits & 1 != 0 {
            stored = if bits & 1 << 20 != 0 { Stored::VerticalMean } else { Stored::HorizontalMean };
            // The bit at the middle is spent on that: its neighbour stands for both.
            bits = bits & !(1 << 20) | (bits >> 21 & 1) << 20;
        }
        bits = bits & !1 | bits >> 1 & 1;
        for line in 0..4 {
            for column in 0..4 {
                self.set(x + column * 2 + (line & 1), y + line, EIGHTHS[(bits & 3) as usize]);
                bits >>= 2;
            }
        }
        stored
    }
}

/// A whole level. `out` holds four bytes a texel; with `opaque`, alpha is 255.
pub(super) fn decode(bytes: &[u8], width: u32, height: u32, bits: u32, opaque: bool, out: &mut [u8]) {
    if bits == 4 {
        decode_blocks::<4>(bytes, width, height, opaque, out);
    } else {
        decode_blocks::<8>(bytes, width, height, opaque, out);
    }
}

fn decode_blocks<const BLOCK_WIDTH: u32>(
    bytes: &[u8],
    width: u32,
    height: u32,
    opaque: bool,
    out: &mut [u8],
) {
    let block_width = BLOCK_WIDTH;
    let (columns, rows) = ((width / block_width).max(2), (height / 4).max(2));
    let mut colors = vec![Colors::default(); (columns * rows) as usize];
    let mut modulation = Modulation {
        width: (columns * block_width) as usize,
        height: (rows * 4) as usize,
        values: vec![0; (columns * rows * block_width * 4) as usize],
        stored: vec![Stored::All; (columns * rows) as usize],
        block_width: block_width as usize,
    };
    let blocks = bytes.as_chunks::<8>().0;
    for row in 0..rows {
        for column in 0..columns {
            let Some(block) = blocks.get(twiddled(column, row, columns, rows)) else { return };
            let word =
                |at: usize| u32::from_le_bytes([block[at], block[at + 1], block[at + 2], block[at + 3]]);
            let (texels, packed) = (word(0), word(4));
            let place = (row * columns + column) as usize;
            colors[place] = Colors { a: color_a(packed & 0xffff), b: color_b(packed >> 16) };
            let (x, y) = ((column * block_width) as usize, (row * 4) as usize);
            let flag = packed & 1 != 0;
            if BLOCK_WIDTH == 4 {
                modulation.read_4(x, y, texels, flag);
            } else {
                modulation.stored[place] = modulation.read_2(x, y, texels, flag);
            }
        }
    }
    // Weights of the four corners sum up to 16 or 32: 4 or 5 bits more.
    let more = block_width.ilog2() + 2;
    let widen = |component: usize, sum: u32| match component {
        3 => (sum >> more) + (sum >> (more - 4)),
        _ => (sum >> (more + 2)) + (sum >> (more - 3)),
    };
    for (y, line) in out.chunks_exact_mut(width as usize * 4).enumerate() {
        // Blocks' colours are at their middle; the picture wraps around.
        let from_y = y as u32 + rows * 4 - 2;
        let (row, next_row) = (from_y / 4 % rows, (from_y / 4 + 1) % rows);
        let mixed = |column: u32| {
            let upper = colors[(row * columns + column % columns) as usize];
            let lower = colors[(next_row * columns + column % columns) as usize];
            let mix = |upper: u32, lower: u32| upper * (4 - from_y % 4) + lower * (from_y % 4);
            let pairs = [0, 1, 2, 3].map(|i| (mix(upper.a[i], lower.a[i]), mix(upper.b[i], lower.b[i])));
            Colors { a: pairs.map(|pair| pair.0), b: pairs.map(|pair| pair.1) }
        };
        let mut column = columns - 1;
        let (mut left, mut right) = (mixed(column), mixed(column + 1));
        let mut part = block_width / 2;
        for (x, texel) in line.as_chunks_mut::<4>().0.iter_mut().enumerate() {
            let value = modulation.resolved(x, y);
            let (eighths, punched) = (u32::from(value & !PUNCH), value & PUNCH != 0);
            for (i, component) in texel.iter_mut().enumerate() {
                let a = widen(i, left.a[i] * (block_width - part) + right.a[i] * part);
                let b = widen(i, left.b[i] * (block_width - part) + right.b[i] * part);
                *component = ((a * (8 - eighths) + b * eighths) >> 3) as u8;
            }
            if opaque {
                texel[3] = 255;
            } else if punched {
                texel[3] = 0;
            }
            part += 1;
            if part == block_width {
                part = 0;
                column += 1;
                left = right;
                right = mixed(column + 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lie_in_morton_order() {
        let order: Vec<_> = (0..2).flat_map(|y| (0..4).map(move |x| twiddled(x, y, 4, 2))).collect();
        assert_eq!(order, [0, 2, 4, 6, 1, 3, 5, 7]);
        assert_eq!(twiddled(3, 3, 4, 4), 15);
    }

    #[test]
    fn one_colour_stays_one_colour() {
        // Colour A red, colour B blue, both opaque; modulation all A, then all B.
        let packed: u32 = 0x801f << 16 | 0xfc00;
        for (texels, expected) in [(0u32, [255, 0, 0, 255]), (u32::MAX, [0, 0, 255, 255])] {
            let block: Vec<u8> = [texels.to_le_bytes(), packed.to_le_bytes()].concat();
            for (bits, width) in [(4, 8), (2, 16)] {
                let mut out = vec![0; width * 8 * 4];
                decode(&block.repeat(4), width as u32, 8, bits, false, &mut out);
                assert!(out.as_chunks::<4>().0.iter().all(|texel| *texel == expected), "{bits} {expected:?}");
            }
        }
    }

    #[test]
    fn texels_are_those_of_other_decoders() {
        use crate::pixels::compressed::sample_blocks;
        let sum = |width: u32, height: u32, bits| {
            sample_blocks::<512>(100, (width * height * 4) as usize, |blocks, out| {
                decode(&blocks, width, height, bits, false, out);
            })
        };
        assert_eq!(sum(32, 32, 4), 0x3f81_803a_9e1f_2ad8);
        assert_eq!(sum(64, 16, 4), 0x3e53_2cfb_f943_f566);
        assert_eq!(sum(64, 32, 2), 0xd0a2_8b87_acac_26be);
    }
}
