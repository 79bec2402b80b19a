//! Lengths: <https://drafts.csswg.org/css-values/#lengths>

use super::{
    number_text,
    tokens::{Token, Tokens},
};

/// A length in pixels, with the text that getters give back.
#[derive(Clone, Debug, PartialEq)]
pub struct CssLength {
    /// Pixels.
    pub px: f64,
    /// Number and unit as they were given.
    pub text: String,
}

impl CssLength {
    /// Parses `letterSpacing` and its like: a number with a length unit, or a zero. `em_px` is the size of the font.
    pub fn parse(text: &str, em_px: f64) -> Option<CssLength> {
        let mut tokens = Tokens::new(text);
        let (value, unit) = match tokens.next_solid()? {
            Token::Dimension(value, unit) => (value, unit.to_ascii_lowercase()),
            Token::Number(0.0) => (0.0, "px".to_owned()),
            _ => return None,
        };
        let px = value * unit_px(&unit, em_px)?;
        let text = format!("{}{unit}", number_text(value));
        (tokens.at_end() && px.is_finite()).then_some(CssLength { px, text })
    }
}

/// Pixels of one unit. `rem` is 16 pixels and viewport units are absent: a canvas has no document around it.
pub(super) fn unit_px(unit: &str, em_px: f64) -> Option<f64> {
    Some(match unit {
        "px" => 1.0,
        "em" => em_px,
        "rem" => 16.0,
        // Without the font at hand, half of its size: what CSS says for fonts that do not tell.
        "ex" | "ch" => em_px / 2.0,
        "ic" => em_px,
        "in" => 96.0,
        "cm" => 96.0 / 2.54,
        "mm" => 96.0 / 25.4,
        "q" => 96.0 / 101.6,
        "pt" => 96.0 / 72.0,
        "pc" => 16.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units() {
        for (text, px, serialized) in
            [("1in", 96.0, "1in"), ("2em", 40.0, "2em"), (" -3.50PX ", -3.5, "-3.5px"), ("0", 0.0, "0px")]
        {
            let l = CssLength::parse(text, 20.0).unwrap();
            assert!((l.px - px).abs() < 1e-9 && l.text == serialized, "{text}: {l:?}");
        }
        for text in ["", "5", "5%", "px", "1px 2px", "1foo", "calc(1px)"] {
            assert_eq!(CssLength::parse(text, 20.0), None, "{text}");
        }
    }
}
