//! The 8-bit colour that draw lists carry.

/// An sRGB colour with straight (not premultiplied) alpha.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct Rgba8 {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Alpha; 255 is opaque.
    pub a: u8,
}

impl Rgba8 {
    /// Opaque black, the initial fill and stroke style of a canvas.
    pub const BLACK: Rgba8 = Rgba8::new(0, 0, 0, 255);
    /// Opaque white.
    pub const WHITE: Rgba8 = Rgba8::new(255, 255, 255, 255);
    /// Transparent black.
    pub const TRANSPARENT: Rgba8 = Rgba8::new(0, 0, 0, 0);

    /// A colour from its four components.
    pub const fn new(r: u8, g: u8, b: u8, a: u8) -> Rgba8 {
        Rgba8 { r, g, b, a }
    }

    /// The components as bytes in memory order R, G, B, A.
    pub const fn to_array(self) -> [u8; 4] {
        [self.r, self.g, self.b, self.a]
    }

    /// Premultiplied bytes, each rounded to nearest.
    pub const fn premul(self) -> [u8; 4] {
        [mul_div_255(self.r, self.a), mul_div_255(self.g, self.a), mul_div_255(self.b, self.a), self.a]
    }
}

/// `round(a * b / 255)` without a division.
pub(crate) const fn mul_div_255(a: u8, b: u8) -> u8 {
    let t = a as u32 * b as u32 + 128;
    ((t + (t >> 8)) >> 8) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn premultiplying_rounds_to_nearest_for_every_pair() {
        for a in 0..=255u8 {
            for b in 0..=255u8 {
                let exact = (f64::from(a) * f64::from(b) / 255.0).round() as u8;
                assert_eq!(mul_div_255(a, b), exact, "{a} * {b}");
            }
        }
    }
}
