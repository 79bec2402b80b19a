//! The `font` shorthand: <https://drafts.csswg.org/css-fonts/#font-prop>

use super::{
    length::unit_px,
    number_text,
    tokens::{Token, Tokens},
};
use sparrow_media::font::{FontCaps, FontFamily, FontStyle, GenericFamily};
use std::sync::Arc;

/// What `em` and `%` of a canvas font refer to: the initial font of a canvas, which has no document around it.
const PARENT_SIZE_PX: f64 = 10.0;

/// Browsers clamp font sizes to this.
const MAX_SIZE_PX: f64 = 10_000.0;

/// A parsed `font` value.
#[derive(Clone, Debug, PartialEq)]
pub struct CssFont {
    /// Slant.
    pub style: FontStyle,
    /// `small-caps`, or normal.
    pub caps: FontCaps,
    /// 1..=1000.
    pub weight: u16,
    /// 100 is normal.
    pub stretch_percent: f32,
    /// Pixels per em.
    pub size_px: f32,
    /// In order of preference, at least one.
    pub families: Arc<[FontFamily]>,
    /// What `ctx.font` gives back.
    pub text: String,
}

impl Default for CssFont {
    /// `10px sans-serif`.
    fn default() -> Self {
        CssFont {
            style: FontStyle::Normal,
            caps: FontCaps::Normal,
            weight: 400,
            stretch_percent: 100.0,
            size_px: 10.0,
            families: [FontFamily::Generic(GenericFamily::SansSerif)].into(),
            text: "10px sans-serif".to_owned(),
        }
    }
}

impl CssFont {
    /// Parses a shorthand; `None` when it is invalid or names a value of another element (`inherit`).
    pub fn parse(text: &str) -> Option<CssFont> {
        let mut tokens = Tokens::new(text);
        let mut font = CssFont::default();
        if let Some(system) = system_font(text) {
            return Some(system);
        }
        let size = prefix(&mut tokens, &mut font)?;
        font.size_px = size.clamp(0.0, MAX_SIZE_PX) as f32;
        if tokens.eat('/') && !line_height(&tokens.next_solid()?) {
            return None;
        }
        font.families = families(&mut tokens)?;
        font.text = font.serialize();
        Some(font)
    }

    /// The form in which Chromium gives a font back.
    fn serialize(&self) -> String {
        let mut text = String::new();
        if self.style != FontStyle::Normal {
            text.push_str("italic ");
        }
        match self.weight {
            400 => {}
            700 => text.push_str("bold "),
            w => text.push_str(&format!("{w} ")),
        }
        if self.caps == FontCaps::SmallCaps {
            text.push_str("small-caps ");
        }
        text.push_str(&number_text(f64::from(self.size_px)));
        text.push_str("px ");
        let families: Vec<String> = self.families.iter().map(family_text).collect();
        text.push_str(&families.join(", "));
        text
    }
}

/// Style, variant, weight and stretch in any order, then the size, which is returned.
fn prefix(tokens: &mut Tokens<'_>, font: &mut CssFont) -> Option<f64> {
    let (mut style, mut caps, mut weight, mut stretch) = (None, None, None, None);
    let mut normals = 0;
    loop {
        let token = tokens.next_solid()?;
        if let Some(size) = size(&token) {
            // Each part may be given once; "normal" stands for any of them.
            let given = [style.is_some(), caps.is_some(), weight.is_some(), stretch.is_some()];
            if given.iter().filter(|g| **g).count() + normals > 4 {
                return None;
            }
            font.style = style.unwrap_or_default();
            font.caps = caps.unwrap_or_default();
            font.weight = weight.unwrap_or(400);
            font.stretch_percent = stretch.unwrap_or(100.0);
            return Some(size);
        }
        let twice = match &token {
            Token::Number(v) if (1.0..=1000.0).contains(v) => weight.replace(v.round() as u16).is_some(),
            Token::Ident(word) => {
                let word = word.to_ascii_lowercase();
                match &*word {
                    "normal" => {
                        normals += 1;
                        false
                    }
                    "italic" => style.replace(FontStyle::Italic).is_some(),
                    "oblique" => style.replace(oblique(tokens)?).is_some(),
                    "small-caps" => caps.replace(FontCaps::SmallCaps).is_some(),
                    // Relative to the weight 400 of a parent.
                    "bold" | "bolder" => weight.replace(700).is_some(),
                    "lighter" => weight.replace(100).is_some(),
                    _ => stretch.replace(stretch_percent(&word)?).is_some(),
                }
            }
            _ => return None,
        };
        if twice {
            return None;
        }
    }
}

/// `oblique` with an angle, or its default.
fn oblique(tokens: &mut Tokens<'_>) -> Option<FontStyle> {
    const DEFAULT_DEGREES: i16 = 14;
    let mut ahead = tokens.clone();
    let degrees = match ahead.next_solid() {
        Some(Token::Dimension(v, unit)) => match &*unit.to_ascii_lowercase() {
            "deg" => v,
            "grad" => v * 0.9,
            "rad" => v.to_degrees(),
            "turn" => v * 360.0,
            _ => return Some(FontStyle::Oblique { degrees: DEFAULT_DEGREES }),
        },
        _ => return Some(FontStyle::Oblique { degrees: DEFAULT_DEGREES }),
    };
    *tokens = ahead;
    (-90.0..=90.0).contains(&degrees).then_some(FontStyle::Oblique { degrees: degrees.round() as i16 })
}

fn stretch_percent(word: &str) -> Option<f32> {
    Some(match word {
        "ultra-condensed" => 50.0,
        "extra-condensed" => 62.5,
        "condensed" => 75.0,
        "semi-condensed" => 87.5,
        "semi-expanded" => 112.5,
        "expanded" => 125.0,
        "extra-expanded" => 150.0,
        "ultra-expanded" => 200.0,
        _ => return None,
    })
}

fn size(token: &Token<'_>) -> Option<f64> {
    let px = match token {
        Token::Dimension(v, unit) => v * unit_px(&unit.to_ascii_lowercase(), PARENT_SIZE_PX)?,
        Token::Percentage(v) => v / 100.0 * PARENT_SIZE_PX,
        Token::Number(0.0) => 0.0,
        Token::Ident(word) => match &*word.to_ascii_lowercase() {
            "xx-small" => 9.0,
            "x-small" => 10.0,
            "small" => 13.0,
            "medium" => 16.0,
            "large" => 18.0,
            "x-large" => 24.0,
            "xx-large" => 32.0,
            "xxx-large" => 48.0,
            "smaller" => PARENT_SIZE_PX / 1.2,
            "larger" => PARENT_SIZE_PX * 1.2,
            _ => return None,
        },
        _ => return None,
    };
    (px >= 0.0).then_some(px)
}

/// A canvas forgets the line height, but a wrong one makes the font invalid.
fn line_height(token: &Token<'_>) -> bool {
    match token {
        Token::Ident(word) => word.eq_ignore_ascii_case("normal"),
        Token::Number(v) | Token::Percentage(v) => *v >= 0.0,
        Token::Dimension(v, unit) => *v >= 0.0 && unit_px(&unit.to_ascii_lowercase(), 1.0).is_some(),
        _ => false,
    }
}

fn families(tokens: &mut Tokens<'_>) -> Option<Arc<[FontFamily]>> {
    let mut families = Vec::new();
    loop {
        families.push(family(tokens)?);
        if tokens.at_end() {
            return Some(families.into());
        }
        if !tokens.eat(',') {
            return None;
        }
    }
}

fn family(tokens: &mut Tokens<'_>) -> Option<FontFamily> {
    let mut name = match tokens.next_solid()? {
        Token::String(name) => return Some(FontFamily::Named(name.into_owned())),
        Token::Ident(word) => word.into_owned(),
        _ => return None,
    };
    let mut words = 1;
    loop {
        let mut ahead = tokens.clone();
        let Some(Token::Ident(word)) = ahead.next_solid() else { break };
        *tokens = ahead;
        name.push(' ');
        name.push_str(&word);
        words += 1;
    }
    if words > 1 {
        return Some(FontFamily::Named(name));
    }
    let wide = ["inherit", "initial", "unset", "revert", "revert-layer", "default"];
    (!wide.iter().any(|w| name.eq_ignore_ascii_case(w))).then(|| FontFamily::parse(&name))
}

fn family_text(family: &FontFamily) -> String {
    match family {
        FontFamily::Generic(generic) => generic_name(*generic).to_owned(),
        FontFamily::Named(name) => {
            let mut tokens = Tokens::new(name);
            let one_word = matches!(tokens.next(), Some(Token::Ident(word)) if word == name.as_str());
            if one_word && GenericFamily::from_name(name).is_none() {
                name.clone()
            } else {
                string_text(name)
            }
        }
    }
}

/// <https://drafts.csswg.org/cssom/#serialize-a-string>
fn string_text(value: &str) -> String {
    let mut text = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => text.extend(['\\', c]),
            '\u{1}'..='\u{1f}' | '\u{7f}' => text.push_str(&format!("\\{:x} ", u32::from(c))),
            c => text.push(c),
        }
    }
    text.push('"');
    text
}

fn generic_name(generic: GenericFamily) -> &'static str {
    match generic {
        GenericFamily::Serif => "serif",
        GenericFamily::SansSerif => "sans-serif",
        GenericFamily::Monospace => "monospace",
        GenericFamily::Cursive => "cursive",
        GenericFamily::Fantasy => "fantasy",
        GenericFamily::SystemUi => "system-ui",
        GenericFamily::Emoji => "emoji",
        GenericFamily::Math => "math",
    }
}

/// The fonts of the system's controls, all of them the interface font here.
fn system_font(text: &str) -> Option<CssFont> {
    let words = ["caption", "icon", "menu", "message-box", "small-caption", "status-bar"];
    let word = text.trim_matches([' ', '\t', '\n', '\r', '\x0c']);
    words.iter().any(|w| word.eq_ignore_ascii_case(w)).then(|| {
        let families = [FontFamily::Generic(GenericFamily::SystemUi)].into();
        let mut font = CssFont { size_px: 40.0 / 3.0, families, ..CssFont::default() };
        font.text = font.serialize();
        font
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        assert_eq!(CssFont::parse(text).map(|f| f.text).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn serialises_as_chromium_does() {
        check("20px serif", "20px serif");
        check("20PX   SERIF", "20px serif");
        check("bold 12px Arial", "bold 12px Arial");
        check("700 12px Arial", "bold 12px Arial");
        check("600 12.5px/1.5 Arial", "600 12.5px Arial");
        check("normal normal normal 12px a", "12px a");
        check(
            "small-caps italic 400 12px/2 Unknown Font, sans-serif",
            "italic small-caps 12px \"Unknown Font\", sans-serif",
        );
        check("12px 'PingFang SC', \"serif\"", "12px \"PingFang SC\", \"serif\"");
        check("12px 微软雅黑", "12px 微软雅黑");
        check("1in a", "96px a");
        check("12pt a", "16px a");
        check("2em a", "20px a");
        check("50% a", "5px a");
        check("x-large a", "24px a");
        check("oblique 10deg condensed 0px a", "italic 0px a");
        check("12px 'a\\'b'", "12px \"a'b\"");
        check("12px \\30 4b", "12px \"04b\"");
        check("99999px a", "10000px a");
    }

    #[test]
    fn parts_are_kept() {
        let f = CssFont::parse("italic bold semi-expanded 10px A, monospace").unwrap();
        assert_eq!((f.style, f.weight, f.stretch_percent), (FontStyle::Italic, 700, 112.5));
        assert_eq!(
            *f.families,
            [FontFamily::Named("A".into()), FontFamily::Generic(GenericFamily::Monospace)]
        );
        let f = CssFont::parse("message-box").unwrap();
        assert_eq!(*f.families, [FontFamily::Generic(GenericFamily::SystemUi)]);
    }

    #[test]
    fn what_is_no_font_is_refused() {
        for text in [
            "",
            " ",
            "20px",
            "serif",
            "20 serif",
            "-1px a",
            "12px a;",
            "12px a,",
            "12px ,a",
            "12px {bogus}",
            "inherit",
            "12px inherit",
            "bold bold 12px a",
            "italic oblique 12px a",
            "0 100 12px a",
            "1001 12px a",
            "12px/ a",
            "12px/-1 a",
            "var(--x)",
            "bold",
            "12px 04b_19",
            "12px a !important",
            "12px a b 'c'",
            "normal normal normal normal bold 12px a",
            "12px/bogus a",
            "12px \"a\nb\"",
            "oblique 100deg 12px a",
        ] {
            assert_eq!(CssFont::parse(text).map(|f| f.text), None, "{text:?}");
        }
    }

    #[test]
    fn garbage_never_panics_and_serialisations_parse() {
        let parts = [
            "bold",
            "italic",
            "12px",
            "/",
            "1.2",
            "a",
            "'",
            "\"",
            ",",
            " ",
            "normal",
            "100",
            "small-caps",
            "%",
            "\\",
            "微",
            "serif",
            "1e400px",
            "oblique",
            "3rad",
            "-",
            "(",
            "xx-small",
        ];
        let mut seed = 99u32;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..9 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(parts[(seed >> 16) as usize % parts.len()]);
            }
            if let Some(f) = CssFont::parse(&text) {
                let again = CssFont::parse(&f.text).unwrap_or_else(|| panic!("{text:?} -> {:?}", f.text));
                assert_eq!(again.families, f.families, "{text:?}");
                assert!(f.size_px.is_finite());
            }
        }
    }
}
