//! `color-mix()`: <https://drafts.csswg.org/css-color-5/#color-mix>

use super::{
    color::{CssColor, SPACES},
    number::number_text,
    tokens::{Token, Tokens},
};
use color::{ColorSpaceTag, DynamicColor, HueDirection};

/// Mixes within mixes; nobody writes more.
const MAX_DEPTH: u32 = 16;

/// The colour whose `color-mix(` was read.
pub(super) fn color_mix(tokens: &mut Tokens<'_>, depth: u32) -> Option<CssColor> {
    if depth >= MAX_DEPTH {
        return None;
    }
    let (space, hue) = method(tokens)?;
    let (first, first_part) = item(tokens, depth)?;
    if !tokens.eat(',') {
        return None;
    }
    let (second, second_part) = item(tokens, depth)?;
    if !tokens.close() {
        return None;
    }
    let (p1, p2) = match (first_part, second_part) {
        (None, None) => (50.0, 50.0),
        (Some(p1), None) => (p1, 100.0 - p1),
        (None, Some(p2)) => (100.0 - p2, p2),
        (Some(p1), Some(p2)) => (p1, p2),
    };
    let sum = p1 + p2;
    // Of nothing at all there is as much of either.
    let t = if sum > 0.0 { p2 / sum } else { 0.5 };
    let mut mixed = first.interpolate(second, space, hue).eval(t as f32);
    mixed.components[3] *= (sum / 100.0).min(1.0) as f32;
    Some(CssColor::mixed(mixed))
}

/// `in <space> [<direction> hue]? ,`; without it the space is Oklab.
fn method(tokens: &mut Tokens<'_>) -> Option<(ColorSpaceTag, HueDirection)> {
    let mut ahead = tokens.clone();
    if !matches!(ahead.next_solid(), Some(Token::Ident(word)) if word.eq_ignore_ascii_case("in")) {
        return Some((ColorSpaceTag::Oklab, HueDirection::Shorter));
    }
    let Some(Token::Ident(name)) = ahead.next_solid() else { return None };
    let space = CssColor::space(&name).map(|(_, space)| space).or_else(|| {
        Some(match &*name.to_ascii_lowercase() {
            "lab" => ColorSpaceTag::Lab,
            "oklab" => ColorSpaceTag::Oklab,
            "lch" => ColorSpaceTag::Lch,
            "oklch" => ColorSpaceTag::Oklch,
            "hsl" => ColorSpaceTag::Hsl,
            "hwb" => ColorSpaceTag::Hwb,
            _ => return None,
        })
    })?;
    let mut hue = HueDirection::Shorter;
    if !ahead.eat(',') {
        let Some(Token::Ident(direction)) = ahead.next_solid() else { return None };
        hue = match &*direction.to_ascii_lowercase() {
            "shorter" => HueDirection::Shorter,
            "longer" => HueDirection::Longer,
            "increasing" => HueDirection::Increasing,
            "decreasing" => HueDirection::Decreasing,
            _ => return None,
        };
        use ColorSpaceTag::{Hsl, Hwb, Lch, Oklch};
        let turns = matches!(space, Hsl | Hwb | Lch | Oklch);
        let named =
            matches!(ahead.next_solid(), Some(Token::Ident(word)) if word.eq_ignore_ascii_case("hue"));
        if !turns || !named || !ahead.eat(',') {
            return None;
        }
    }
    *tokens = ahead;
    Some((space, hue))
}

/// A colour with its percentage before or behind it.
fn item(tokens: &mut Tokens<'_>, depth: u32) -> Option<(DynamicColor, Option<f64>)> {
    let before = part(tokens)?;
    let color = CssColor::parse_nested(tokens, depth + 1)?.dynamic()?;
    let behind = part(tokens)?;
    match (before, behind) {
        (Some(_), Some(_)) => None,
        (before, behind) => Some((color, before.or(behind))),
    }
}

/// The percentage that comes next, if one does; `None` for one that is out of range.
fn part(tokens: &mut Tokens<'_>) -> Option<Option<f64>> {
    let mut ahead = tokens.clone();
    let Some(Token::Percentage(part)) = ahead.next_solid() else { return Some(None) };
    *tokens = ahead;
    (0.0..=100.0).contains(&part).then_some(Some(part))
}

/// The serialisation of a mix.
pub(super) fn text(color: DynamicColor) -> String {
    use ColorSpaceTag as Space;
    // As for hsl() and hwb() themselves.
    let color = if matches!(color.cs, Space::Hsl | Space::Hwb) { color.convert(Space::Srgb) } else { color };
    let head = match color.cs {
        Space::Lab => "lab(".to_owned(),
        Space::Oklab => "oklab(".to_owned(),
        Space::Lch => "lch(".to_owned(),
        Space::Oklch => "oklch(".to_owned(),
        space => {
            let name = SPACES.into_iter().find(|(_, known)| *known == space).map_or("srgb", |(name, _)| name);
            format!("color({name} ")
        }
    };
    let missing = color.flags.missing();
    let is_turned = |at: usize| at == 2 && matches!(color.cs, Space::Lch | Space::Oklch);
    let part = |at: usize| match f64::from(color.components[at]) {
        _ if missing.contains(at) => "none".to_owned(),
        degrees if is_turned(at) => number_text(degrees.rem_euclid(360.0)),
        number => number_text(number),
    };
    let alpha = if missing.contains(3) || color.components[3] < 1.0 {
        format!(" / {}", part(3))
    } else {
        String::new()
    };
    format!("{head}{} {} {}{alpha})", part(0), part(1), part(2))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Chromium 156 says and draws; its matrices have other digits.
    #[test]
    fn mixes_as_browsers_do() {
        for (text, serialized, rgba) in [
            ("color-mix(in srgb, red, blue)", "color(srgb 0.5 0 0.5)", [128, 0, 128, 255]),
            ("COLOR-MIX(IN SRGB, RED, BLUE)", "color(srgb 0.5 0 0.5)", [128, 0, 128, 255]),
            ("color-mix(in srgb, red 25%, blue)", "color(srgb 0.25 0 0.75)", [64, 0, 191, 255]),
            ("color-mix(in srgb, red, blue 25%)", "color(srgb 0.75 0 0.25)", [191, 0, 64, 255]),
            ("color-mix(in srgb, 30% red, blue 30%)", "color(srgb 0.5 0 0.5 / 0.6)", [128, 0, 128, 153]),
            ("color-mix(in srgb, red 0%, blue 0%)", "color(srgb 0.5 0 0.5 / 0)", [128, 0, 128, 0]),
            ("color-mix(red, blue)", "oklab(0.539974 0.0962086 -0.0928316)", [140, 83, 162, 255]),
            ("color-mix(in lab, red, blue)", "lab(41.9277 74.5607 -21.0676)", [193, 0, 136, 255]),
            ("color-mix(in hsl, red, blue)", "color(srgb 1 0 1)", [255, 0, 255, 255]),
            ("color-mix(in hsl longer hue, red, blue)", "color(srgb 0 1 0)", [0, 255, 0, 255]),
            ("color-mix(in hsl decreasing hue, red, lime 10%)", "color(srgb 1 0 0.4)", [255, 0, 102, 255]),
            ("color-mix(in hwb, white, blue)", "color(srgb 0.5 0.5 1)", [128, 128, 255, 255]),
            ("color-mix(in hsl, white, blue)", "color(srgb 0.625 0.625 0.875)", [159, 159, 223, 255]),
            ("color-mix(in lch, red, blue)", "lch(41.9277 119.034 351.112)", [245, 0, 134, 255]),
            (
                "color-mix(in oklch increasing hue, red, blue)",
                "oklch(0.539974 0.285457 146.643)",
                [0, 147, 0, 255],
            ),
            ("color-mix(in xyz, red, blue)", "color(xyz-d65 0.296439 0.142411 0.484861)", [188, 0, 188, 255]),
            (
                "color-mix(in display-p3, red, blue)",
                "color(display-p3 0.458734 0.100055 0.549017)",
                [128, 10, 145, 255],
            ),
            (
                "color-mix(in srgb, rgba(255,0,0,.5), transparent)",
                "color(srgb 1 0 0 / 0.25098)",
                [255, 0, 0, 64],
            ),
            ("color-mix(in srgb, color(srgb none .5 1), blue)", "color(srgb 0 0.25 1)", [0, 64, 255, 255]),
            ("color-mix(in srgb, currentcolor, white)", "color(srgb 0.5 0.5 0.5)", [128, 128, 128, 255]),
            (
                "color-mix(in srgb, color-mix(in srgb, red, blue), lime)",
                "color(srgb 0.25 0.5 0.25)",
                [64, 128, 64, 255],
            ),
            (
                "color-mix(in oklab, lab(50 20 -30) 20%, oklch(0.7 0.1 40))",
                "oklab(0.676041 0.0715189 0.0348953)",
                [195, 132, 125, 255],
            ),
        ] {
            let color = CssColor::parse(text).expect(text);
            let near = |a: u8, b: u8| a.abs_diff(b) <= 1;
            let c = color.rgba;
            let drawn = [c.r, c.g, c.b, c.a];
            assert!(drawn.iter().zip(rgba).all(|(a, b)| near(*a, b)), "{text}: {drawn:?}");
            let numbers = |text: &str| -> Vec<f64> {
                text.split([' ', '(', ')']).filter_map(|part| part.parse().ok()).collect()
            };
            let words = |text: &str| text.replace(|c: char| c.is_ascii_digit() || "-. ".contains(c), "");
            let said = color.serialize();
            let same = numbers(&said)
                .iter()
                .zip(numbers(serialized))
                .all(|(a, b)| (a - b).abs() <= 1e-3 * b.abs().max(0.1));
            assert!(same && words(&said) == words(serialized), "{text}: {said}, not {serialized}");
        }
    }

    #[test]
    fn what_is_no_mix_is_refused() {
        for text in [
            "color-mix(in srgb, red 150%, blue)",
            "color-mix(in srgb, red -10%, blue)",
            "color-mix(in srgb red, blue)",
            "color-mix(in srgb, red, blue, lime)",
            "color-mix(in foo, red, blue)",
            "color-mix(in srgb longer hue, red, blue)",
            "color-mix(in hsl longer, red, blue)",
            "color-mix(in srgb, red 30% 20%, blue)",
            "color-mix(in srgb, 30% red 20%, blue)",
            "color-mix(in srgb, red)",
            "color-mix()",
            "color-mix(in srgb, , blue)",
        ] {
            assert_eq!(CssColor::parse(text), None, "{text}");
        }
        let deep = "color-mix(in srgb, ".repeat(100_000);
        assert_eq!(CssColor::parse(&deep), None);
    }
}
