//! Lengths: <https://drafts.csswg.org/css-values/#lengths>

use super::{
    number_text,
    tokens::{Token, Tokens},
};
use std::rc::Rc;

/// A length in pixels, with the text that getters give back.
#[derive(Clone, Debug, PartialEq)]
pub struct CssLength {
    /// Pixels.
    pub px: f64,
    /// Sizes of the font, where the unit is one of those that follow it.
    ems: Option<f64>,
    /// Number and unit as they were given.
    pub text: Rc<str>,
}

impl CssLength {
    /// `0px`.
    pub fn zero() -> CssLength {
        CssLength { px: 0.0, ems: None, text: "0px".into() }
    }

    /// The font has another size now.
    pub fn follow_font(&mut self, em_px: f64) {
        if let Some(px) = self.ems.map(|ems| ems * em_px).filter(|px| px.is_finite()) {
            self.px = px;
        }
    }

    /// Parses `letterSpacing` and its like: a number with a length unit, or a zero. `em_px` is the size of the font.
    pub fn parse(text: &str, em_px: f64) -> Option<CssLength> {
        let mut tokens = Tokens::new(text);
        let (value, unit) = match tokens.next_solid()? {
            Token::Dimension(value, unit) => (value, unit.to_ascii_lowercase()),
            Token::Number(0.0) => (0.0, "px".to_owned()),
            _ => return None,
        };
        let px = value * unit_px(&unit, em_px)?;
        let ems = matches!(&*unit, "em" | "ex" | "ch" | "ic").then_some(value * unit_px(&unit, 1.0)?);
        let text = format!("{}{unit}", number_text(value));
        (tokens.at_end() && px.is_finite()).then(|| CssLength { px, ems, text: text.into() })
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
    fn some_units_follow_the_font() {
        for (text, before, after) in
            [("2em", 20.0, 30.0), ("3ch", 15.0, 22.5), ("2px", 2.0, 2.0), ("1rem", 16.0, 16.0)]
        {
            let mut l = CssLength::parse(text, 10.0).unwrap();
            assert_eq!(l.px, before, "{text}");
            l.follow_font(15.0);
            assert_eq!((l.px, &*l.text), (after, text));
        }
    }

    #[test]
    fn units() {
        for (text, px, serialized) in
            [("1in", 96.0, "1in"), ("2em", 40.0, "2em"), (" -3.50PX ", -3.5, "-3.5px"), ("0", 0.0, "0px")]
        {
            let l = CssLength::parse(text, 20.0).unwrap();
            assert!((l.px - px).abs() < 1e-9 && &*l.text == serialized, "{text}: {l:?}");
        }
        for text in ["", "5", "5%", "px", "1px 2px", "1foo", "calc(1px)"] {
            assert_eq!(CssLength::parse(text, 20.0), None, "{text}");
        }
    }
}
