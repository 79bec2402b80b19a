//! RGBA8 pixels whose type says how alpha is stored, so that the two kinds cannot be mixed up.

use crate::{PixelRect, PixelSize, color::mul_div_255};
use std::{fmt, marker::PhantomData};

/// Colour components are already multiplied by alpha: what renderers keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Premul {}
/// Colour components are independent of alpha: what `ImageData` and image files hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Straight {}

/// How a [`PixelBuffer`] stores alpha: [`Premul`] or [`Straight`].
pub trait AlphaMode: fmt::Debug + Copy + Send + Sync + 'static {}
impl AlphaMode for Premul {}
impl AlphaMode for Straight {}

/// Rows of RGBA8 pixels, top row first, without padding.
#[derive(Clone, PartialEq, Eq)]
pub struct PixelBuffer<A: AlphaMode> {
    size: PixelSize,
    bytes: Vec<u8>,
    alpha: PhantomData<A>,
}

/// The byte count does not fit the size: `width * height * 4` is required.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadPixelLength {
    /// The size that was asked for.
    pub size: PixelSize,
    /// The number of bytes that came with it.
    pub byte_length: usize,
}

impl fmt::Display for BadPixelLength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PixelSize { width, height } = self.size;
        write!(f, "{} bytes are no {width} x {height} RGBA8 pixels", self.byte_length)
    }
}

impl std::error::Error for BadPixelLength {}

impl<A: AlphaMode> PixelBuffer<A> {
    /// Transparent black pixels.
    pub fn new(size: PixelSize) -> Self {
        PixelBuffer { size, bytes: vec![0; size.area() as usize * 4], alpha: PhantomData }
    }

    /// Takes bytes in memory order R, G, B, A.
    pub fn from_vec(size: PixelSize, bytes: Vec<u8>) -> Result<Self, BadPixelLength> {
        if bytes.len() as u64 != size.area() * 4 {
            return Err(BadPixelLength { size, byte_length: bytes.len() });
        }
        Ok(PixelBuffer { size, bytes, alpha: PhantomData })
    }

    /// Size in pixels.
    pub fn size(&self) -> PixelSize {
        self.size
    }

    /// All bytes, row after row.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// All bytes, to be written.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }

    /// Gives the bytes away.
    pub fn into_vec(self) -> Vec<u8> {
        self.bytes
    }

    /// The bytes of row `y`.
    pub fn row(&self, y: u32) -> &[u8] {
        let stride = self.size.width as usize * 4;
        &self.bytes[y as usize * stride..][..stride]
    }

    /// The bytes of the pixel at (`x`, `y`).
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 4] {
        let at = (y as usize * self.size.width as usize + x as usize) * 4;
        [self.bytes[at], self.bytes[at + 1], self.bytes[at + 2], self.bytes[at + 3]]
    }

    /// A copy of `rect`; what lies outside of the buffer is transparent black.
    pub fn crop(&self, rect: PixelRect) -> Self {
        let mut out = Self::new(rect.size());
        let inside = rect.intersect(self.size.rect());
        let stride = rect.width as usize * 4;
        for row in 0..inside.height {
            let y = inside.y as u32 + row;
            let from = &self.row(y)[inside.x as usize * 4..][..inside.width as usize * 4];
            let at = (i64::from(y) - i64::from(rect.y)) as usize * stride
                + (i64::from(inside.x) - i64::from(rect.x)) as usize * 4;
            out.bytes[at..at + from.len()].copy_from_slice(from);
        }
        out
    }

    /// True when every alpha byte is 255.
    pub fn is_opaque(&self) -> bool {
        self.bytes.chunks_exact(4).all(|p| p[3] == 255)
    }

    fn retype<B: AlphaMode>(self) -> PixelBuffer<B> {
        PixelBuffer { size: self.size, bytes: self.bytes, alpha: PhantomData }
    }
}

impl PixelBuffer<Straight> {
    /// Multiplies alpha in, rounding to nearest; in place.
    pub fn into_premul(mut self) -> PixelBuffer<Premul> {
        for p in self.bytes.chunks_exact_mut(4) {
            let a = p[3];
            if a != 255 {
                p[0] = mul_div_255(p[0], a);
                p[1] = mul_div_255(p[1], a);
                p[2] = mul_div_255(p[2], a);
            }
        }
        self.retype()
    }
}

impl PixelBuffer<Premul> {
    /// Divides alpha out, rounding to nearest; in place. Where alpha is 0 the colour is black.
    pub fn into_straight(mut self) -> PixelBuffer<Straight> {
        for p in self.bytes.chunks_exact_mut(4) {
            match u32::from(p[3]) {
                255 => {}
                0 => p[..3].fill(0),
                a => {
                    for c in &mut p[..3] {
                        *c = ((u32::from(*c) * 255 + a / 2) / a).min(255) as u8;
                    }
                }
            }
        }
        self.retype()
    }
}

impl<A: AlphaMode> fmt::Debug for PixelBuffer<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PixelBuffer({} x {})", self.size.width, self.size.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn premultiplied_colours_come_back_within_what_alpha_can_hold() {
        for a in 1..=255u8 {
            for c in [0u8, 1, 17, 127, 128, 200, 254, 255] {
                let one = PixelBuffer::<Straight>::from_vec(PixelSize::new(1, 1), vec![c, c, c, a]).unwrap();
                let again = one.clone().into_premul().into_straight().into_premul();
                assert_eq!(again, one.into_premul(), "colour {c}, alpha {a}");
            }
        }
    }

    #[test]
    fn cropping_outside_gives_transparent_black() {
        let mut b = PixelBuffer::<Premul>::new(PixelSize::new(2, 2));
        b.bytes_mut().fill(9);
        let c = b.crop(PixelRect::new(-1, 1, 3, 3));
        assert_eq!(c.pixel(0, 0), [0; 4]);
        assert_eq!(c.pixel(1, 0), [9; 4]);
        assert_eq!(c.pixel(2, 0), [9; 4]);
        assert_eq!(c.pixel(1, 1), [0; 4]);
    }

    #[test]
    fn a_wrong_length_is_refused() {
        assert!(PixelBuffer::<Premul>::from_vec(PixelSize::new(2, 2), vec![0; 15]).is_err());
    }
}
