//! How groups of layers join what is below them: <https://www.w3.org/TR/compositing-1/>.

use skrifa::color::CompositeMode;

/// Red, green, blue, alpha, 0 to 1, premultiplied unless said otherwise.
pub(super) type Color = [f32; 4];

/// The source over, in, out of ... the backdrop; both premultiplied.
pub(super) fn composite(mode: CompositeMode, source: Color, backdrop: Color) -> Color {
    use CompositeMode as M;
    let (sa, ba) = (source[3], backdrop[3]);
    // How much of each side stays.
    let (fs, fb) = match mode {
        M::Clear => (0.0, 0.0),
        M::Src => (1.0, 0.0),
        M::Dest => (0.0, 1.0),
        M::DestOver => (1.0 - ba, 1.0),
        M::SrcIn => (ba, 0.0),
        M::DestIn => (0.0, sa),
        M::SrcOut => (1.0 - ba, 0.0),
        M::DestOut => (0.0, 1.0 - sa),
        M::SrcAtop => (ba, 1.0 - sa),
        M::DestAtop => (1.0 - ba, sa),
        M::Xor => (1.0 - ba, 1.0 - sa),
        M::Plus => (1.0, 1.0),
        M::SrcOver | M::Unknown => (1.0, 1.0 - sa),
        _ => return blend(mode, source, backdrop),
    };
    std::array::from_fn(|i| (source[i] * fs + backdrop[i] * fb).min(1.0))
}

/// A blend mode: the colours mix where both are, and lie over one another elsewhere.
fn blend(mode: CompositeMode, source: Color, backdrop: Color) -> Color {
    let (sa, ba) = (source[3], backdrop[3]);
    let straight = |c: Color| -> [f32; 3] {
        if c[3] > 0.0 { [c[0] / c[3], c[1] / c[3], c[2] / c[3]] } else { [0.0; 3] }
    };
    let (cs, cb) = (straight(source), straight(backdrop));
    let mixed = match mode {
        CompositeMode::HslHue => set_luminosity(set_saturation(cs, saturation(cb)), luminosity(cb)),
        CompositeMode::HslSaturation => set_luminosity(set_saturation(cb, saturation(cs)), luminosity(cb)),
        CompositeMode::HslColor => set_luminosity(cs, luminosity(cb)),
        CompositeMode::HslLuminosity => set_luminosity(cb, luminosity(cs)),
        _ => std::array::from_fn(|i| separable(mode, cs[i], cb[i])),
    };
    let mut out = [0.0; 4];
    for i in 0..3 {
        out[i] = source[i] * (1.0 - ba) + backdrop[i] * (1.0 - sa) + sa * ba * mixed[i];
    }
    out[3] = sa + ba - sa * ba;
    out
}

fn separable(mode: CompositeMode, s: f32, b: f32) -> f32 {
    use CompositeMode as M;
    let hard_light = |s: f32, b: f32| if s <= 0.5 { 2.0 * s * b } else { 1.0 - 2.0 * (1.0 - s) * (1.0 - b) };
    match mode {
        M::Screen => s + b - s * b,
        M::Overlay => hard_light(b, s),
        M::Darken => s.min(b),
        M::Lighten => s.max(b),
        M::ColorDodge if b == 0.0 => 0.0,
        M::ColorDodge if s >= 1.0 => 1.0,
        M::ColorDodge => (b / (1.0 - s)).min(1.0),
        M::ColorBurn if b >= 1.0 => 1.0,
        M::ColorBurn if s <= 0.0 => 0.0,
        M::ColorBurn => 1.0 - ((1.0 - b) / s).min(1.0),
        M::HardLight => hard_light(s, b),
        M::SoftLight if s <= 0.5 => b - (1.0 - 2.0 * s) * b * (1.0 - b),
        M::SoftLight => {
            let d = if b <= 0.25 { ((16.0 * b - 12.0) * b + 4.0) * b } else { b.sqrt() };
            b + (2.0 * s - 1.0) * (d - b)
        }
        M::Difference => (s - b).abs(),
        M::Exclusion => s + b - 2.0 * s * b,
        M::Multiply => s * b,
        _ => s,
    }
}

fn luminosity([r, g, b]: [f32; 3]) -> f32 {
    0.3 * r + 0.59 * g + 0.11 * b
}

fn saturation(c: [f32; 3]) -> f32 {
    c.iter().copied().fold(0.0, f32::max) - c.iter().copied().fold(1.0, f32::min)
}

fn set_luminosity(c: [f32; 3], wanted: f32) -> [f32; 3] {
    let moved = c.map(|v| v + wanted - luminosity(c));
    let l = luminosity(moved);
    let (low, high) =
        (moved.iter().copied().fold(f32::MAX, f32::min), moved.iter().copied().fold(f32::MIN, f32::max));
    moved.map(|v| {
        let v = if low < 0.0 { l + (v - l) * l / (l - low) } else { v };
        if high > 1.0 { l + (v - l) * (1.0 - l) / (high - l) } else { v }
    })
}

fn set_saturation(c: [f32; 3], wanted: f32) -> [f32; 3] {
    let (low, span) = (c.iter().copied().fold(1.0, f32::min), saturation(c));
    if span <= 0.0 { [0.0; 3] } else { c.map(|v| (v - low) * wanted / span) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: Color = [1.0, 0.0, 0.0, 1.0];
    const HALF_BLUE: Color = [0.0, 0.0, 0.5, 0.5];

    #[test]
    fn porter_duff_modes_keep_what_they_should() {
        assert_eq!(composite(CompositeMode::SrcOver, HALF_BLUE, RED), [0.5, 0.0, 0.5, 1.0]);
        assert_eq!(composite(CompositeMode::SrcIn, RED, HALF_BLUE), [0.5, 0.0, 0.0, 0.5]);
        assert_eq!(composite(CompositeMode::DestOut, RED, HALF_BLUE), [0.0; 4]);
        assert_eq!(composite(CompositeMode::Xor, RED, RED), [0.0; 4]);
    }

    #[test]
    fn blending_with_nothing_changes_nothing() {
        use CompositeMode as M;
        for mode in
            [M::Multiply, M::Screen, M::Overlay, M::ColorBurn, M::SoftLight, M::HslHue, M::HslLuminosity]
        {
            assert_eq!(composite(mode, RED, [0.0; 4]), RED, "{mode:?}");
            assert_eq!(composite(mode, [0.0; 4], HALF_BLUE), HALF_BLUE, "{mode:?}");
        }
    }

    #[test]
    fn multiplying_by_white_keeps_the_backdrop() {
        assert_eq!(composite(CompositeMode::Multiply, [1.0; 4], RED), RED);
        let grey = composite(CompositeMode::HslSaturation, [0.5, 0.5, 0.5, 1.0], RED);
        assert!((grey[0] - 0.3).abs() < 1e-6 && (grey[1] - 0.3).abs() < 1e-6, "{grey:?}");
    }
}
