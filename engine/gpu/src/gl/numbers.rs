//! One element of a vertex array as 32-bit components.

use sparrow_render::gl::{GlValueKind, GlVertexFormat};

/// Bytes of an element.
pub(super) fn size(format: GlVertexFormat, components: u8) -> u32 {
    use GlVertexFormat as F;
    let components = u32::from(components.clamp(1, 4));
    match format {
        F::I8 | F::U8 => components,
        F::I16 | F::U16 | F::F16 => components * 2,
        F::I32 | F::U32 | F::F32 => components * 4,
        F::I2101010 | F::U2101010 => 4,
    }
}

/// The components of an element with the meaning that `kind` wants: bits of floats, or integers. `raw` has [`size`] bytes.
pub(super) fn fetch(
    raw: &[u8],
    format: GlVertexFormat,
    components: usize,
    normalized: bool,
    kind: GlValueKind,
) -> [u32; 4] {
    let mut out = [0; 4];
    for (n, word) in out.iter_mut().enumerate().take(components) {
        *word = component(raw, format, n, normalized, kind);
    }
    out
}

fn component(raw: &[u8], format: GlVertexFormat, n: usize, normalized: bool, kind: GlValueKind) -> u32 {
    use GlVertexFormat as F;
    let two = || [raw[2 * n], raw[2 * n + 1]];
    let four = || [raw[4 * n], raw[4 * n + 1], raw[4 * n + 2], raw[4 * n + 3]];
    // Signed values and how many positive steps there are to one; unsigned ones likewise.
    let (value, steps): (f64, f64) = match format {
        F::F32 => return u32::from_le_bytes(four()),
        F::F16 => return half(u16::from_le_bytes(two())).to_bits(),
        F::I8 => (f64::from(raw[n] as i8), 127.0),
        F::U8 => (f64::from(raw[n]), 255.0),
        F::I16 => (f64::from(i16::from_le_bytes(two())), 32_767.0),
        F::U16 => (f64::from(u16::from_le_bytes(two())), 65_535.0),
        F::I32 => (f64::from(i32::from_le_bytes(four())), f64::from(i32::MAX)),
        F::U32 => (f64::from(u32::from_le_bytes(four())), f64::from(u32::MAX)),
        F::I2101010 | F::U2101010 => {
            let word = u32::from_le_bytes([raw[0], raw[1], raw[2], raw[3]]);
            let bits = if n == 3 { 2 } else { 10 };
            let field = word >> (10 * n) & ((1 << bits) - 1);
            if format == F::U2101010 {
                (f64::from(field), f64::from((1u32 << bits) - 1))
            } else {
                let signed = ((field << (32 - bits)) as i32) >> (32 - bits);
                (f64::from(signed), f64::from((1u32 << (bits - 1)) - 1))
            }
        }
    };
    match kind {
        GlValueKind::Float if normalized => ((value / steps).max(-1.0) as f32).to_bits(),
        GlValueKind::Float => (value as f32).to_bits(),
        GlValueKind::Int => value as i32 as u32,
        GlValueKind::Uint => value as u32,
    }
}

/// A half float as a float.
pub(super) fn half(bits: u16) -> f32 {
    let sign = if bits & 0x8000 != 0 { -1.0 } else { 1.0 };
    let (exponent, fraction) = (i32::from(bits >> 10 & 31), f32::from(bits & 0x3ff));
    match exponent {
        0 => sign * fraction * 2f32.powi(-24),
        31 if fraction == 0.0 => sign * f32::INFINITY,
        31 => f32::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * 2f32.powi(exponent - 15),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves() {
        assert_eq!(
            [half(0x3c00), half(0xc000), half(0x0001), half(0x7c00)],
            [1.0, -2.0, 2f32.powi(-24), f32::INFINITY]
        );
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn packed_components_have_signs() {
        let word = (1023u32 | 511 << 10 | 512 << 20 | 2 << 30).to_le_bytes();
        let float =
            |n| f32::from_bits(component(&word, GlVertexFormat::I2101010, n, true, GlValueKind::Float));
        assert_eq!([float(1), float(2), float(3)], [1.0, -1.0, -1.0]);
        assert!((float(0) + 1.0 / 511.0).abs() < 1e-6);
        let plain = f32::from_bits(component(&word, GlVertexFormat::U2101010, 0, false, GlValueKind::Float));
        assert_eq!(plain, 1023.0);
    }

    #[test]
    fn large_integers_stay_exact() {
        let raw = u32::MAX.to_le_bytes();
        assert_eq!(component(&raw, GlVertexFormat::U32, 0, false, GlValueKind::Uint), u32::MAX);
        assert_eq!(
            component(&i32::MIN.to_le_bytes(), GlVertexFormat::I32, 0, false, GlValueKind::Int),
            1 << 31
        );
    }
}
