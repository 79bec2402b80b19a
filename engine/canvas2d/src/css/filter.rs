//! `filter`: <https://drafts.fxtf.org/filter-effects/#FilterProperty>

use super::{
    CssColor,
    length::unit_px,
    tokens::{Token, Tokens},
};
use sparrow_base::Rgba8;

/// One function of a filter list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FilterFunction {
    /// Standard deviation in pixels.
    Blur(f64),
    /// Amount, 1 leaves all as it is.
    Brightness(f64),
    /// Amount, 1 leaves all as it is.
    Contrast(f64),
    /// Offset, standard deviation and colour.
    DropShadow {
        /// Horizontal offset in pixels.
        dx: f64,
        /// Vertical offset in pixels.
        dy: f64,
        /// Standard deviation in pixels.
        sigma: f64,
        /// Colour.
        color: Rgba8,
    },
    /// Amount, 0..=1.
    Grayscale(f64),
    /// Degrees.
    HueRotate(f64),
    /// Amount, 0..=1.
    Invert(f64),
    /// Amount, 0..=1.
    Opacity(f64),
    /// Amount, 1 leaves all as it is.
    Saturate(f64),
    /// Amount, 0..=1.
    Sepia(f64),
}

/// A parsed `filter` value.
#[derive(Clone, Debug, PartialEq)]
pub struct Filter {
    /// What getters give back: the text as it was set.
    pub text: String,
    /// The functions in order; empty for `none`.
    pub functions: Vec<FilterFunction>,
}

impl Filter {
    /// Parses a filter; `em_px` is the size of the font. `None` when it is invalid. `url()` is not supported.
    pub fn parse(text: &str, em_px: f64) -> Option<Filter> {
        let mut functions = Vec::new();
        let mut tokens = Tokens::new(text);
        let mut none = false;
        while !tokens.at_end() {
            match tokens.next_solid()? {
                Token::Ident(word) if word.eq_ignore_ascii_case("none") && functions.is_empty() && !none => {
                    none = true;
                }
                Token::Function(name) if !none => functions.push(function(&name, &mut tokens, em_px)?),
                _ => return None,
            }
        }
        (none || !functions.is_empty()).then(|| Filter { text: text.to_owned(), functions })
    }
}

fn function(name: &str, tokens: &mut Tokens<'_>, em_px: f64) -> Option<FilterFunction> {
    let name = name.to_ascii_lowercase();
    let f = match &*name {
        "blur" => FilterFunction::Blur(optional(tokens, |t| length(t, em_px), 0.0)?.max(0.0)),
        "hue-rotate" => FilterFunction::HueRotate(optional(tokens, angle, 0.0)?),
        "drop-shadow" => drop_shadow(tokens, em_px)?,
        _ => {
            let amount = optional(tokens, amount, 1.0)?;
            if amount < 0.0 {
                return None;
            }
            let part = amount.min(1.0);
            match &*name {
                "brightness" => FilterFunction::Brightness(amount),
                "contrast" => FilterFunction::Contrast(amount),
                "saturate" => FilterFunction::Saturate(amount),
                "grayscale" => FilterFunction::Grayscale(part),
                "invert" => FilterFunction::Invert(part),
                "opacity" => FilterFunction::Opacity(part),
                "sepia" => FilterFunction::Sepia(part),
                _ => return None,
            }
        }
    };
    tokens.close().then_some(f)
}

/// The argument, or its default when there is none.
fn optional(tokens: &mut Tokens<'_>, parse: impl Fn(Token<'_>) -> Option<f64>, default: f64) -> Option<f64> {
    let mut ahead = tokens.clone();
    match ahead.next_solid() {
        None | Some(Token::Delim(')')) => Some(default),
        Some(token) => {
            *tokens = ahead;
            parse(token).filter(|v| v.is_finite())
        }
    }
}

#[allow(clippy::needless_pass_by_value, reason = "one of several readers that take a token")]
fn amount(token: Token<'_>) -> Option<f64> {
    match token {
        Token::Number(v) => Some(v),
        Token::Percentage(v) => Some(v / 100.0),
        _ => None,
    }
}

fn angle(token: Token<'_>) -> Option<f64> {
    match token {
        Token::Number(0.0) => Some(0.0),
        Token::Dimension(v, unit) => match &*unit.to_ascii_lowercase() {
            "deg" => Some(v),
            "grad" => Some(v * 0.9),
            "rad" => Some(v.to_degrees()),
            "turn" => Some(v * 360.0),
            _ => None,
        },
        _ => None,
    }
}

fn length(token: Token<'_>, em_px: f64) -> Option<f64> {
    match token {
        Token::Number(0.0) => Some(0.0),
        Token::Dimension(v, unit) => Some(v * unit_px(&unit.to_ascii_lowercase(), em_px)?),
        _ => None,
    }
}

/// `[ <color>? && <length>{2,3} ]`
fn drop_shadow(tokens: &mut Tokens<'_>, em_px: f64) -> Option<FilterFunction> {
    let mut lengths = Vec::new();
    let mut color = None;
    loop {
        let before = tokens.clone();
        match tokens.next_solid() {
            None => break,
            Some(Token::Delim(')')) => {
                *tokens = before;
                break;
            }
            Some(token @ (Token::Number(_) | Token::Dimension(..))) if lengths.len() < 3 => {
                lengths.push(length(token, em_px)?);
            }
            Some(Token::Ident(_) | Token::Hash(_) | Token::Function(_)) if color.is_none() => {
                *tokens = before;
                color = Some(CssColor::parse_prefix(tokens)?);
            }
            _ => return None,
        }
    }
    let [dx, dy, ..] = *lengths else { return None };
    let sigma = lengths.get(2).copied().unwrap_or(0.0);
    (sigma >= 0.0).then(|| FilterFunction::DropShadow {
        dx,
        dy,
        sigma,
        color: color.map_or(Rgba8::BLACK, |c: CssColor| c.rgba),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_functions() {
        let f = Filter::parse("blur(5px) brightness(150%) drop-shadow(red 1px 2px)", 10.0).unwrap();
        assert_eq!(f.functions.len(), 3);
        assert_eq!(f.functions[1], FilterFunction::Brightness(1.5));
        let FilterFunction::DropShadow { dx, sigma, color, .. } = f.functions[2] else { panic!() };
        assert_eq!((dx, sigma, color.r), (1.0, 0.0, 255));
        assert_eq!(Filter::parse("none", 10.0).unwrap().functions, []);
        assert_eq!(Filter::parse("sepia()", 10.0).unwrap().functions, [FilterFunction::Sepia(1.0)]);
    }

    #[test]
    fn invalid_ones_are_refused() {
        for text in [
            "",
            "blur(5)",
            "blur(5px",
            "none none",
            "foo(1)",
            "blur(1px 2px)",
            "brightness(-1)",
            "none blur(1px)",
        ] {
            let parsed = Filter::parse(text, 10.0);
            assert_eq!(parsed.is_some(), text == "blur(5px", "{text}: the end of the text closes a function");
        }
    }
}
