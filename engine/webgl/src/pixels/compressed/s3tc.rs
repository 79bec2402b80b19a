//! Blocks of S3TC (BC1 to BC3) and RGTC (BC4, BC5).

/// How a colour block may be coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Four colours, or three and black (transparent with `alpha`), by the order of its two.
    Bc1 { alpha: bool },
    /// Always four.
    FourColors,
}

/// 5, 6 and 5 bits to 8.
fn expand(color: u16) -> [u32; 3] {
    let [r, g, b] = [color >> 11, color >> 5 & 63, color & 31].map(u32::from);
    [r << 3 | r >> 2, g << 2 | g >> 4, b << 3 | b >> 2]
}

/// 16 RGBA pixels.
pub(super) fn color(block: [u8; 8], mode: Mode, out: &mut [u8]) {
    let first = u16::from_le_bytes([block[0], block[1]]);
    let second = u16::from_le_bytes([block[2], block[3]]);
    let indices = u32::from_le_bytes([block[4], block[5], block[6], block[7]]);
    let (a, b) = (expand(first), expand(second));
    let mix = |of_a: u32, of_b: u32| -> [u8; 4] {
        let sum = of_a + of_b;
        let component = |i: usize| ((of_a * a[i] + of_b * b[i] + sum / 2) / sum) as u8;
        [component(0), component(1), component(2), 255]
    };
    let three = first <= second && matches!(mode, Mode::Bc1 { .. });
    let last_alpha = if mode == (Mode::Bc1 { alpha: true }) { 0 } else { 255 };
    let colors = if three {
        [mix(1, 0), mix(0, 1), mix(1, 1), [0, 0, 0, last_alpha]]
    } else {
        [mix(1, 0), mix(0, 1), mix(2, 1), mix(1, 2)]
    };
    for (index, pixel) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        *pixel = colors[(indices >> (2 * index) & 3) as usize];
    }
}

/// Alpha of BC2: four bits a pixel.
pub(super) fn alpha_4(block: [u8; 8], out: &mut [u8]) {
    let bits = u64::from_le_bytes(block);
    for (index, pixel) in out.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        pixel[3] = (bits >> (4 * index) & 15) as u8 * 17;
    }
}

/// Alpha of BC3.
pub(super) fn alpha_8(block: [u8; 8], out: &mut [u8]) {
    channel(block, false, 4, 3, out);
}

/// One channel of 16 pixels that have `step` bytes each.
pub(super) fn channel(block: [u8; 8], signed: bool, step: usize, place: usize, out: &mut [u8]) {
    let bits = u64::from_le_bytes(block) >> 16;
    let end = |byte: u8| {
        if signed { i32::from(byte as i8).max(-127) } else { i32::from(byte) }
    };
    let (a, b) = (end(block[0]), end(block[1]));
    let mix = |of_a: i32, of_b: i32| {
        let sum = of_a + of_b;
        let value = of_a * a + of_b * b;
        // Rounded to nearest, away from zero for negative values.
        (value + value.signum() * (sum / 2)) / sum
    };
    let (least, most) = if signed { (-127, 127) } else { (0, 255) };
    let values = if a > b {
        [a, b, mix(6, 1), mix(5, 2), mix(4, 3), mix(3, 4), mix(2, 5), mix(1, 6)]
    } else {
        [a, b, mix(4, 1), mix(3, 2), mix(2, 3), mix(1, 4), least, most]
    };
    for (index, pixel) in out.chunks_exact_mut(step).enumerate() {
        pixel[place] = values[(bits >> (3 * index) & 7) as usize] as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_colours_and_four() {
        let mut out = [0; 64];
        // Red and blue, indices 0, 1, 2, 3 in the first row.
        let four = [0x00, 0xf8, 0x1f, 0x00, 0b1110_0100, 0, 0, 0];
        color(four, Mode::Bc1 { alpha: true }, &mut out);
        assert_eq!(out[..16], [255, 0, 0, 255, 0, 0, 255, 255, 170, 0, 85, 255, 85, 0, 170, 255]);
        let three = [0x1f, 0x00, 0x00, 0xf8, 0b1110_0100, 0, 0, 0];
        color(three, Mode::Bc1 { alpha: true }, &mut out);
        assert_eq!(out[..16], [0, 0, 255, 255, 255, 0, 0, 255, 128, 0, 128, 255, 0, 0, 0, 0]);
        color(three, Mode::Bc1 { alpha: false }, &mut out);
        assert_eq!(out[12..16], [0, 0, 0, 255]);
        color(three, Mode::FourColors, &mut out);
        assert_eq!(out[8..16], [85, 0, 170, 255, 170, 0, 85, 255]);
    }

    #[test]
    fn alphas_and_channels() {
        let mut out = [9; 64];
        alpha_4([0x10, 0x32, 0, 0, 0, 0, 0, 0xf0], &mut out);
        assert_eq!([out[3], out[7], out[11], out[15], out[63]], [0, 17, 34, 51, 255]);
        assert_eq!(out[0], 9);
        // Eight values: indices 0, 1, 2 and 7.
        let bits: u64 = 1 << 3 | 2 << 6 | 7 << 9;
        let mut block = [255, 0, 0, 0, 0, 0, 0, 0];
        block[2..].copy_from_slice(&bits.to_le_bytes()[..6]);
        alpha_8(block, &mut out);
        assert_eq!([out[3], out[7], out[11], out[15]], [255, 0, 219, 36]);
        block[..2].copy_from_slice(&[0, 255]);
        alpha_8(block, &mut out);
        assert_eq!([out[3], out[7], out[11], out[15]], [0, 255, 51, 255]);
        let mut signed = [0; 16];
        block[..2].copy_from_slice(&[0x81, 0x7f]);
        channel(block, true, 1, 0, &mut signed);
        assert_eq!(signed[..4].iter().map(|&v| v as i8).collect::<Vec<_>>(), [-127, 127, -76, 127]);
    }
}
