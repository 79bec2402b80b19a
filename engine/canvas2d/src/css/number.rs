//! Numbers as CSS serialises them.

/// At most six significant decimal places, without trailing zeros.
pub(crate) fn number_text(v: f64) -> String {
    if v == 0.0 || !v.is_finite() {
        return "0".to_owned();
    }
    let magnitude = v.abs().log10().floor() as i32;
    let decimals = (5 - magnitude).clamp(0, 12) as usize;
    let mut text = format!("{v:.decimals$}");
    if text.contains('.') {
        text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    }
    if text == "-0" { "0".to_owned() } else { text }
}

/// The alpha of a colour: two decimals when they give the byte back, else three.
/// <https://drafts.csswg.org/css-color/#serializing-alpha-values>
pub(super) fn alpha_text(alpha: u8) -> String {
    let exact = f64::from(alpha) / 255.0;
    let two = (exact * 100.0).round() / 100.0;
    let rounded =
        if (two * 255.0).round() == f64::from(alpha) { two } else { (exact * 1000.0).round() / 1000.0 };
    format!("{rounded}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (v, t) in [
            (0.0, "0"),
            (-0.0, "0"),
            (12.5, "12.5"),
            (1e-9, "0.000000001"),
            (0.1 + 0.2, "0.3"),
            (1234567.0, "1234567"),
            (-1.0 / 3.0, "-0.333333"),
        ] {
            assert_eq!(number_text(v), t);
        }
        assert_eq!(alpha_text(128), "0.5");
        assert_eq!(alpha_text(127), "0.498");
        assert_eq!(alpha_text(77), "0.3");
    }
}
