//! `filter`: <https://drafts.fxtf.org/filter-effects/#FilterProperty>

use super::{
    CssColor,
    length::unit_px,
    tokens::{Token, Tokens},
};
use sparrow_base::Rgba8;
use sparrow_render::{ColorMatrix, FilterStep, Shadow};
use std::{
    cell::RefCell,
    f64::consts::{PI, TAU},
    sync::Arc,
};

/// A longer list is taken as invalid: each function may cost as much as the canvas has pixels.
const MOST_FUNCTIONS: usize = 64;

/// A length that may depend on the font's size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Length {
    px: f64,
    em: f64,
}

impl Length {
    fn parse(token: &Token<'_>) -> Option<Length> {
        match token {
            Token::Number(0.0) => Some(Length::default()),
            Token::Dimension(value, unit) => {
                let unit = unit.to_ascii_lowercase();
                let px = unit_px(&unit, 0.0)?;
                Some(Length { px: value * px, em: value * (unit_px(&unit, 1.0)? - px) })
            }
            _ => None,
        }
        .filter(|length| length.px.is_finite() && length.em.is_finite())
    }

    fn resolve(self, em_px: f64) -> f64 {
        self.px + self.em * em_px
    }

    fn is_negative(self) -> bool {
        self.px < 0.0 || self.em < 0.0
    }
}

/// One function of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Function {
    Blur(Length),
    DropShadow { x: Length, y: Length, sigma: Length, color: Rgba8 },
    Color(ColorMatrix),
}

/// A parsed `filter` value.
#[derive(Debug)]
pub struct Filter {
    text: String,
    /// Empty for `none`, and for a list with `url()`: there are no elements that it could mean.
    functions: Vec<Function>,
    /// The steps for the size of font in pixels that was asked for last.
    resolved: RefCell<Option<(f64, Arc<[FilterStep]>)>>,
}

impl Filter {
    /// Parses a filter; `None` when it is invalid.
    pub fn parse(text: &str) -> Option<Filter> {
        let mut functions = Vec::new();
        let mut tokens = Tokens::new(text);
        let (mut none, mut refers) = (false, false);
        while !tokens.at_end() {
            match tokens.next_solid()? {
                Token::Ident(word)
                    if word.eq_ignore_ascii_case("none") && functions.is_empty() && !none && !refers =>
                {
                    none = true;
                }
                Token::Function(name) if !none && name.eq_ignore_ascii_case("url") => {
                    tokens.skip_url()?;
                    refers = true;
                }
                Token::Function(name) if !none && functions.len() < MOST_FUNCTIONS => {
                    functions.push(function(&name, &mut tokens)?);
                }
                _ => return None,
            }
        }
        let is_filter = none || refers || !functions.is_empty();
        if refers {
            functions.clear();
        }
        is_filter.then(|| Filter { text: text.to_owned(), functions, resolved: RefCell::default() })
    }

    /// What getters give back: the text as it was set.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// True for `none` and what means the same.
    pub fn is_none(&self) -> bool {
        self.functions.is_empty()
    }

    /// The steps for a size of font; `None` where they change nothing.
    pub fn steps(&self, em_px: f64) -> Option<Arc<[FilterStep]>> {
        let mut resolved = self.resolved.borrow_mut();
        let steps = match &*resolved {
            Some((em, steps)) if *em == em_px => steps.clone(),
            _ => {
                let steps: Arc<[FilterStep]> = self.functions.iter().filter_map(|f| f.step(em_px)).collect();
                *resolved = Some((em_px, steps.clone()));
                steps
            }
        };
        (!steps.is_empty()).then_some(steps)
    }
}

impl Function {
    fn step(&self, em_px: f64) -> Option<FilterStep> {
        let sigma = |length: Length| length.resolve(em_px).clamp(0.0, 1e6) as f32;
        let offset = |length: Length| length.resolve(em_px).clamp(-1e9, 1e9) as f32;
        match *self {
            Function::Blur(length) => {
                let sigma = sigma(length);
                (sigma > 0.0).then_some(FilterStep::Blur { sigma })
            }
            Function::DropShadow { x, y, sigma: blur, color } => {
                let shadow = Shadow { color, sigma: sigma(blur), offset_x: offset(x), offset_y: offset(y) };
                (color.a > 0).then_some(FilterStep::DropShadow(shadow))
            }
            Function::Color(matrix) => (matrix != ColorMatrix::IDENTITY).then_some(FilterStep::Color(matrix)),
        }
    }
}

fn function(name: &str, tokens: &mut Tokens<'_>) -> Option<Function> {
    let name = name.to_ascii_lowercase();
    let f = match &*name {
        "blur" => {
            let length = optional(tokens, |token| Length::parse(&token), Length::default())?;
            if length.is_negative() {
                return None;
            }
            Function::Blur(length)
        }
        "hue-rotate" => Function::Color(hue_rotate(optional(tokens, angle, 0.0)?)),
        "drop-shadow" => drop_shadow(tokens)?,
        _ => {
            let amount = optional(tokens, amount, 1.0)?;
            if amount < 0.0 {
                return None;
            }
            // More than this is white or black anyway.
            let amount = amount.min(1e6) as f32;
            let part = amount.min(1.0);
            Function::Color(match &*name {
                "brightness" => ColorMatrix::linear(amount, 0.0),
                "contrast" => ColorMatrix::linear(amount, 0.5 - 0.5 * amount),
                "saturate" => saturate(amount),
                "grayscale" => grayscale(part),
                "invert" => ColorMatrix::linear(1.0 - 2.0 * part, part),
                "opacity" => ColorMatrix::alpha(part),
                "sepia" => sepia(part),
                _ => return None,
            })
        }
    };
    tokens.close().then_some(f)
}

/// <https://drafts.fxtf.org/filter-effects/#element-attrdef-fecolormatrix-values>: the weights that the standard gives
/// for `saturate`.
fn saturate(s: f32) -> ColorMatrix {
    desaturated([0.213, 0.715, 0.072], s)
}

/// <https://drafts.fxtf.org/filter-effects/#grayscaleEquivalent>, with one digit more.
fn grayscale(amount: f32) -> ColorMatrix {
    desaturated([0.2126, 0.7152, 0.0722], 1.0 - amount)
}

/// Luminance by `weights`, and `s` of the colour.
fn desaturated(weights: [f32; 3], s: f32) -> ColorMatrix {
    let row = |own: usize| {
        let mut row = weights.map(|weight| weight * (1.0 - s));
        row[own] += s;
        row
    };
    ColorMatrix::mix([row(0), row(1), row(2)])
}

/// <https://drafts.fxtf.org/filter-effects/#sepiaEquivalent>
fn sepia(amount: f32) -> ColorMatrix {
    let toned = [[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]];
    let mut rows = toned.map(|row: [f32; 3]| row.map(|v| v * amount));
    for (i, row) in rows.iter_mut().enumerate() {
        row[i] += 1.0 - amount;
    }
    ColorMatrix::mix(rows)
}

/// <https://drafts.fxtf.org/filter-effects/#element-attrdef-fecolormatrix-values>: `hueRotate`.
fn hue_rotate(degrees: f64) -> ColorMatrix {
    let (sin, cos) = degrees.to_radians().rem_euclid(TAU).sin_cos();
    let (sin, cos) = (sin as f32, cos as f32);
    let constant = [0.213, 0.715, 0.072];
    let by_cos = [[0.787, -0.715, -0.072], [-0.213, 0.285, -0.072], [-0.213, -0.715, 0.928]];
    let by_sin = [[-0.213, -0.715, 0.928], [0.143, 0.140, -0.283], [-0.787, 0.715, 0.072]];
    let row = |i: usize| {
        let at = |k: usize| constant[k] + cos * by_cos[i][k] + sin * by_sin[i][k];
        [at(0), at(1), at(2)]
    };
    if sin == 0.0 && cos == 1.0 { ColorMatrix::IDENTITY } else { ColorMatrix::mix([row(0), row(1), row(2)]) }
}

/// The argument, or its default when there is none.
fn optional<T>(tokens: &mut Tokens<'_>, parse: impl Fn(Token<'_>) -> Option<T>, default: T) -> Option<T> {
    let mut ahead = tokens.clone();
    match ahead.next_solid() {
        None | Some(Token::Delim(')')) => Some(default),
        Some(token) => {
            *tokens = ahead;
            parse(token)
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

/// Degrees.
fn angle(token: Token<'_>) -> Option<f64> {
    match token {
        Token::Number(0.0) => Some(0.0),
        Token::Dimension(v, unit) => match &*unit.to_ascii_lowercase() {
            "deg" => Some(v),
            "grad" => Some(v * 0.9),
            "rad" => Some(v * (180.0 / PI)),
            "turn" => Some(v * 360.0),
            _ => None,
        }
        .filter(|v| v.is_finite()),
        _ => None,
    }
}

/// `[ <color>? && <length>{2,3} ]`
fn drop_shadow(tokens: &mut Tokens<'_>) -> Option<Function> {
    let mut lengths = Vec::new();
    let mut color = None;
    let mut last_was_length = false;
    loop {
        let before = tokens.clone();
        match tokens.next_solid() {
            None => break,
            Some(Token::Delim(')')) => {
                *tokens = before;
                break;
            }
            Some(token @ (Token::Number(_) | Token::Dimension(..))) if lengths.len() < 3 => {
                // The lengths stand together.
                if !lengths.is_empty() && !last_was_length {
                    return None;
                }
                lengths.push(Length::parse(&token)?);
                last_was_length = true;
            }
            Some(Token::Ident(_) | Token::Hash(_) | Token::Function(_)) if color.is_none() => {
                *tokens = before;
                color = Some(CssColor::parse_prefix(tokens)?);
                last_was_length = false;
            }
            _ => return None,
        }
    }
    let [x, y, ..] = *lengths else { return None };
    let sigma = lengths.get(2).copied().unwrap_or_default();
    (!sigma.is_negative()).then(|| Function::DropShadow {
        x,
        y,
        sigma,
        color: color.map_or(Rgba8::BLACK, |c: CssColor| c.rgba),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(text: &str) -> Vec<FilterStep> {
        Filter::parse(text).unwrap().steps(10.0).map_or(Vec::new(), |steps| steps.to_vec())
    }

    #[test]
    fn lists_of_functions() {
        let steps = steps("blur(5px) brightness(150%) drop-shadow(red 1px 2em)");
        assert_eq!(
            steps[..2],
            [FilterStep::Blur { sigma: 5.0 }, FilterStep::Color(ColorMatrix::linear(1.5, 0.0))]
        );
        let FilterStep::DropShadow(shadow) = steps[2] else { panic!() };
        assert_eq!((shadow.offset_x, shadow.offset_y, shadow.sigma, shadow.color.r), (1.0, 20.0, 0.0, 255));
    }

    #[test]
    fn what_changes_nothing_is_no_step() {
        for text in [
            "none",
            "blur()",
            "blur(0)",
            "brightness(100%)",
            "sepia(0)",
            "hue-rotate(360deg)",
            "invert(0%)",
            "grayscale(0)",
            "saturate(1)",
            "opacity(200%)",
            "drop-shadow(transparent 1px 1px)",
            "url(#a)",
            "blur(1px) url('#a)')",
            "url(data:image/svg+xml;x) blur(2px)",
        ] {
            assert_eq!(steps(text), [], "{text}");
        }
    }

    #[test]
    fn em_follows_the_font() {
        let filter = Filter::parse("blur(0.5em)").unwrap();
        for (em, sigma) in [(10.0, 5.0), (20.0, 10.0), (10.0, 5.0)] {
            assert_eq!(*filter.steps(em).unwrap(), [FilterStep::Blur { sigma }]);
        }
    }

    #[test]
    fn colors_of_the_matrices() {
        let apply = |text: &str, [r, g, b]: [f32; 3]| {
            let [FilterStep::Color(ColorMatrix(rows))] = *steps(text) else { panic!("{text}") };
            [0, 1, 2]
                .map(|i| ((rows[i][0] * r + rows[i][1] * g + rows[i][2] * b + rows[i][4]) * 100.0).round())
        };
        assert_eq!(apply("grayscale()", [1.0, 0.0, 0.0]), [21.0; 3]);
        assert_eq!(apply("invert(1)", [1.0, 0.5, 0.0]), [0.0, 50.0, 100.0]);
        assert_eq!(apply("contrast(0)", [1.0, 0.2, 0.0]), [50.0; 3]);
        assert_eq!(apply("sepia(100%)", [1.0, 1.0, 1.0]), [135.0, 120.0, 94.0]);
        assert_eq!(apply("hue-rotate(0.5turn)", [1.0, 1.0, 1.0]), [100.0; 3]);
    }

    #[test]
    fn invalid_ones_are_refused() {
        let endless = "blur(1px)".repeat(MOST_FUNCTIONS + 1);
        for text in [
            "",
            "blur(5)",
            "none none",
            "foo(1)",
            "blur(1px 2px)",
            "brightness(-1)",
            "none blur(1px)",
            "blur(-1px)",
            "blur(-1em)",
            "drop-shadow(1px red 2px)",
            "drop-shadow(1px 2px -1px)",
            "url(#a) none",
            "drop-shadow(1px)",
            "url(a b)",
            "initial",
            &endless,
        ] {
            assert!(Filter::parse(text).is_none(), "{text}");
        }
        // The end of the text closes a function.
        assert_eq!(steps("blur(5px"), [FilterStep::Blur { sigma: 5.0 }]);
        assert!(Filter::parse("url(#a").is_some());
    }
}
