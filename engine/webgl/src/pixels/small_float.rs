//! Numbers of packed float formats: unsigned 11 and 10 bit floats and the shared exponent of `RGB9_E5`.

/// Bits of an unsigned float with 5 bits of exponent and `mantissa` bits of mantissa. Negative numbers become 0, too large ones the
/// largest finite one.
fn to_unsigned_float(value: f32, mantissa: u32) -> u32 {
    let infinity = 31 << mantissa;
    if value.is_nan() {
        return infinity | 1;
    }
    if value <= 0.0 {
        return 0;
    }
    if value.is_infinite() {
        return infinity;
    }
    // 2^-14 is the smallest normal number; below it, units of 2^-(14 + mantissa).
    let bits = if value < 1.0 / 16384.0 {
        (value * (1u32 << (14 + mantissa)) as f32).round_ties_even() as u32
    } else {
        let shift = 23 - mantissa;
        let rebased = value.to_bits() - ((127 - 15) << 23);
        (rebased + (1 << (shift - 1)) - 1 + (rebased >> shift & 1)) >> shift
    };
    bits.min(infinity - 1)
}

fn from_unsigned_float(bits: u32, mantissa: u32) -> f32 {
    let exponent = bits >> mantissa & 31;
    let fraction = bits & ((1 << mantissa) - 1);
    match exponent {
        0 => fraction as f32 / (1u32 << (14 + mantissa)) as f32,
        31 if fraction != 0 => f32::NAN,
        31 => f32::INFINITY,
        _ => f32::from_bits((exponent + 127 - 15) << 23 | fraction << (23 - mantissa)),
    }
}

/// `UNSIGNED_INT_10F_11F_11F_REV`.
pub(super) fn pack_r11g11b10(rgb: [f32; 3]) -> u32 {
    to_unsigned_float(rgb[0], 6) | to_unsigned_float(rgb[1], 6) << 11 | to_unsigned_float(rgb[2], 5) << 22
}

/// The reverse of [`pack_r11g11b10`].
pub(super) fn unpack_r11g11b10(bits: u32) -> [f32; 3] {
    [from_unsigned_float(bits, 6), from_unsigned_float(bits >> 11, 6), from_unsigned_float(bits >> 22, 5)]
}

/// `UNSIGNED_INT_5_9_9_9_REV`, as OpenGL ES 3.0 (3.8.3.2) describes it.
pub(super) fn pack_rgb9e5(rgb: [f32; 3]) -> u32 {
    const BIAS: i32 = 15;
    const LARGEST: f32 = 65408.0; // (2^9 - 1) / 2^9 * 2^16
    let clamp = |value: f32| if value.is_nan() { 0.0 } else { value.clamp(0.0, LARGEST) };
    let [red, green, blue] = rgb.map(clamp);
    let largest = red.max(green).max(blue);
    let floor_log2 = (largest.to_bits() >> 23) as i32 - 127;
    let mut exponent = floor_log2.max(-BIAS - 1) + 1 + BIAS;
    let scale = |exponent: i32| f64::from(exponent - BIAS - 9).exp2();
    if (f64::from(largest) / scale(exponent) + 0.5).floor() as u32 == 512 {
        exponent += 1;
    }
    let unit = scale(exponent);
    let mantissa = |value: f32| (f64::from(value) / unit + 0.5).floor() as u32;
    mantissa(red) | mantissa(green) << 9 | mantissa(blue) << 18 | (exponent as u32) << 27
}

/// The reverse of [`pack_rgb9e5`].
pub(super) fn unpack_rgb9e5(bits: u32) -> [f32; 3] {
    let scale = ((bits >> 27) as f32 - 24.0).exp2();
    [bits & 511, bits >> 9 & 511, bits >> 18 & 511].map(|mantissa| mantissa as f32 * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_11_and_10_bit_floats_come_back() {
        for mantissa in [5, 6] {
            for bits in 0..31 << mantissa {
                assert_eq!(to_unsigned_float(from_unsigned_float(bits, mantissa), mantissa), bits);
            }
        }
        assert_eq!(to_unsigned_float(f32::INFINITY, 6), 31 << 6);
        assert_eq!(to_unsigned_float(-3.0, 6), 0);
        assert_eq!(to_unsigned_float(1e30, 6), (31 << 6) - 1);
        assert!(from_unsigned_float(to_unsigned_float(f32::NAN, 5), 5).is_nan());
        assert_eq!(to_unsigned_float(1.0, 6), 15 << 6);
    }

    #[test]
    fn shared_exponents_hold_what_they_can() {
        for rgb in [[0.0, 0.0, 0.0], [1.0, 0.5, 0.25], [65408.0, 128.0, 0.0], [511.0, 1.0, 3.0]] {
            assert_eq!(unpack_rgb9e5(pack_rgb9e5(rgb)), rgb);
        }
        assert_eq!(unpack_rgb9e5(pack_rgb9e5([f32::NAN, -1.0, 1e9])), [0.0, 0.0, 65408.0]);
        // Rounding the mantissa up moves the exponent.
        assert_eq!(unpack_rgb9e5(pack_rgb9e5([0.9999, 0.0, 0.0]))[0], 1.0);
    }
}
