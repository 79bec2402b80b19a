//! Y'CbCr to RGBA, in fixed point; chroma is taken from its nearest sample.

use crate::mp4::Rotation;
use rust_h264::{decoder::Frame as Picture, nal::SpsInfo};
use sparrow_base::{PixelBuffer, PixelSize, Premul};

/// How colours are coded, in 1/65536.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Matrix {
    black: i32,
    luma: i32,
    red_of_cr: i32,
    green_of_cb: i32,
    green_of_cr: i32,
    blue_of_cb: i32,
}

impl Matrix {
    /// As the stream says; where it does not, small pictures are BT.601 and others BT.709, as browsers take it.
    pub(crate) fn of(info: &SpsInfo) -> Matrix {
        const BT601: (f64, f64) = (0.299, 0.114);
        const BT709: (f64, f64) = (0.2126, 0.0722);
        const BT2020: (f64, f64) = (0.2627, 0.0593);
        let (red, blue) = match info.matrix {
            1 => BT709,
            4..=7 => BT601,
            9 | 10 => BT2020,
            _ if info.height < 720 => BT601,
            _ => BT709,
        };
        Matrix::new(red, blue, info.full_range)
    }

    fn new(red: f64, blue: f64, full_range: bool) -> Matrix {
        let green = 1.0 - red - blue;
        let (black, luma, chroma) =
            if full_range { (0, 1.0, 1.0) } else { (16, 255.0 / 219.0, 255.0 / 224.0) };
        let fixed = |value: f64| (value * 65536.0).round() as i32;
        Matrix {
            black,
            luma: fixed(luma),
            red_of_cr: fixed(2.0 * (1.0 - red) * chroma),
            green_of_cb: fixed(2.0 * (1.0 - blue) * blue / green * chroma),
            green_of_cr: fixed(2.0 * (1.0 - red) * red / green * chroma),
            blue_of_cb: fixed(2.0 * (1.0 - blue) * chroma),
        }
    }

    #[inline(always)]
    fn rgba(self, y: i32, cb: i32, cr: i32) -> [u8; 4] {
        let y = (y - self.black) * self.luma + 32768;
        let (cb, cr) = (cb - 128, cr - 128);
        let channel = |value: i32| (value >> 16).clamp(0, 255) as u8;
        [
            channel(y + cr * self.red_of_cr),
            channel(y - cb * self.green_of_cb - cr * self.green_of_cr),
            channel(y + cb * self.blue_of_cb),
            255,
        ]
    }
}

/// Opaque pixels of a decoded picture; `None` where its planes do not fit its size.
pub(crate) fn pixels(picture: &Picture, matrix: Matrix, rotation: Rotation) -> Option<PixelBuffer<Premul>> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let (chroma_width, chroma_height) = (picture.chroma_width() as usize, picture.chroma_height() as usize);
    let wide = picture.bytes_per_sample();
    let fits = chroma_width * 2 + 1 >= width
        && chroma_width > 0
        && chroma_height > 0
        && picture.y.len() >= width * height * wide
        && picture.u.len() >= chroma_width * chroma_height * wide
        && picture.v.len() >= chroma_width * chroma_height * wide;
    if !fits {
        return None;
    }
    // 10 bits become 8.
    let sample = |plane: &[u8], at: usize| -> i32 {
        if wide == 1 { i32::from(plane[at]) } else { i32::from(picture.sample(plane, at) >> 2) }
    };
    let rows_of_chroma = if chroma_height * 2 <= height + 1 { 2 } else { 1 };
    let mut bytes = Vec::with_capacity(width * height * 4);
    for row in 0..height {
        let chroma = (row / rows_of_chroma).min(chroma_height - 1) * chroma_width;
        for column in 0..width {
            let at = chroma + (column / 2).min(chroma_width - 1);
            let y = sample(&picture.y, row * width + column);
            bytes.extend_from_slice(&matrix.rgba(y, sample(&picture.u, at), sample(&picture.v, at)));
        }
    }
    let size = PixelSize::new(picture.width, picture.height);
    turned(PixelBuffer::from_vec(size, bytes).ok()?, rotation)
}

fn turned(pixels: PixelBuffer<Premul>, rotation: Rotation) -> Option<PixelBuffer<Premul>> {
    let PixelSize { width, height } = pixels.size();
    let size = match rotation {
        Rotation::None => return Some(pixels),
        Rotation::Half => PixelSize::new(width, height),
        Rotation::Quarter | Rotation::ThreeQuarters => PixelSize::new(height, width),
    };
    let mut bytes = Vec::with_capacity(pixels.bytes().len());
    for y in 0..size.height {
        for x in 0..size.width {
            let (from_x, from_y) = match rotation {
                Rotation::None => (x, y),
                Rotation::Quarter => (y, height - 1 - x),
                Rotation::Half => (width - 1 - x, height - 1 - y),
                Rotation::ThreeQuarters => (width - 1 - y, x),
            };
            bytes.extend_from_slice(&pixels.pixel(from_x, from_y));
        }
    }
    PixelBuffer::from_vec(size, bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_of_both_ranges_come_out() {
        let limited = Matrix::new(0.299, 0.114, false);
        assert_eq!(limited.rgba(16, 128, 128), [0, 0, 0, 255]);
        assert_eq!(limited.rgba(235, 128, 128), [255, 255, 255, 255]);
        // BT.601's red: Y 81.5, Cb 90.2, Cr 240.
        let [r, g, b, _] = limited.rgba(81, 90, 240);
        assert!(r >= 253 && g <= 1 && b <= 1, "{r} {g} {b}");
        let full = Matrix::new(0.2126, 0.0722, true);
        assert_eq!(full.rgba(0, 128, 128), [0, 0, 0, 255]);
        assert_eq!(full.rgba(255, 128, 128), [255, 255, 255, 255]);
    }

    #[test]
    fn pictures_are_turned_clockwise() {
        let bytes: Vec<u8> = (0..6).flat_map(|n| [n, 0, 0, 255]).collect();
        let pixels = PixelBuffer::from_vec(PixelSize::new(3, 2), bytes).unwrap();
        let reds = |rotation| {
            let out = turned(pixels.clone(), rotation).unwrap();
            (out.size().width, out.bytes().chunks_exact(4).map(|p| p[0]).collect::<Vec<_>>())
        };
        assert_eq!(reds(Rotation::Quarter), (2, vec![3, 0, 4, 1, 5, 2]));
        assert_eq!(reds(Rotation::Half), (3, vec![5, 4, 3, 2, 1, 0]));
        assert_eq!(reds(Rotation::ThreeQuarters), (2, vec![2, 5, 1, 4, 0, 3]));
    }
}
