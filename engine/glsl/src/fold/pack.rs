//! The packing functions, on bits.

/// `packHalf2x16` of one component, rounded to nearest even.
pub(super) fn half_from_float(value: f32) -> u16 {
    let bits = value.to_bits();
    let sign = (bits >> 16) as u16 & 0x8000;
    let magnitude = bits & 0x7fff_ffff;
    if magnitude >= 0x7f80_0000 {
        return sign | if magnitude > 0x7f80_0000 { 0x7e00 } else { 0x7c00 };
    }
    if magnitude >= 0x4780_0000 {
        return sign | 0x7c00;
    }
    // Adding this constant shifts the mantissa so that the float unit itself rounds to nearest even.
    if magnitude < 0x3880_0000 {
        let rounded = f32::from_bits(magnitude) + 0.5;
        return sign | (rounded.to_bits() - 0x3f00_0000) as u16;
    }
    let odd = (magnitude >> 13) & 1;
    let rebiased = magnitude - 0x3800_0000 + 0xfff + odd;
    sign | (rebiased >> 13) as u16
}

/// `unpackHalf2x16` of one component.
pub(super) fn float_from_half(half: u16) -> f32 {
    let sign = u32::from(half & 0x8000) << 16;
    let exponent = u32::from(half >> 10 & 0x1f);
    let mantissa = u32::from(half & 0x3ff);
    match exponent {
        0 => f32::from_bits(sign | (mantissa as f32 * 2f32.powi(-24)).to_bits()),
        31 => f32::from_bits(sign | 0x7f80_0000 | mantissa << 13),
        _ => f32::from_bits(sign | (exponent + 112) << 23 | mantissa << 13),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_round_and_return() {
        for half in 0..=u16::MAX {
            let float = float_from_half(half);
            if !float.is_nan() {
                assert_eq!(half_from_float(float), half, "{half:#06x}");
            }
        }
        assert_eq!(half_from_float(65520.0), 0x7c00);
        assert_eq!(half_from_float(65519.0), 0x7bff);
        assert_eq!(half_from_float(1.0 + 1.0 / 2048.0), 0x3c00);
        assert_eq!(half_from_float(1.0 + 3.0 / 2048.0), 0x3c02);
        assert_eq!(half_from_float(1e-10), 0);
    }
}
