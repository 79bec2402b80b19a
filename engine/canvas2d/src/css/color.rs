//! CSS colours: <https://drafts.csswg.org/css-color-4/>

use super::{
    color_mix::{self, color_mix},
    number::{alpha_text, number_text},
    system_color::system_color,
    tokens::{Token, Tokens},
};
use color::{AlphaColor, ColorSpaceTag, DynamicColor, Flags, Missing, Srgb};
use sparrow_base::Rgba8;
use std::rc::Rc;

/// A colour as a script gave it.
#[derive(Clone, Debug, PartialEq)]
pub struct CssColor {
    /// What is drawn: sRGB, brought into gamut, straight alpha.
    pub rgba: Rgba8,
    /// The serialisation of colours that are not plain sRGB (`lab()`, `oklch()`, `color()`).
    modern: Option<Rc<str>>,
}

impl From<Rgba8> for CssColor {
    fn from(rgba: Rgba8) -> Self {
        CssColor { rgba, modern: None }
    }
}

impl CssColor {
    /// Opaque black.
    pub const BLACK: CssColor = CssColor { rgba: Rgba8::BLACK, modern: None };

    /// Parses a colour; `None` when it is none. `currentcolor` is black: a canvas has no element that has another.
    pub fn parse(text: &str) -> Option<CssColor> {
        if let Some(rgba) = text.strip_prefix('#').and_then(parse_hex) {
            return Some(rgba.into());
        }
        let mut tokens = Tokens::new(text);
        let color = CssColor::parse_prefix(&mut tokens)?;
        tokens.at_end().then_some(color)
    }

    /// Parses the colour that comes next.
    pub(super) fn parse_prefix(tokens: &mut Tokens<'_>) -> Option<CssColor> {
        CssColor::parse_nested(tokens, 0)
    }

    /// The same within so many `color-mix()`.
    pub(super) fn parse_nested(tokens: &mut Tokens<'_>, depth: u32) -> Option<CssColor> {
        match tokens.next_solid()? {
            Token::Hash(hex) => Some(parse_hex(&hex)?.into()),
            Token::Ident(name) => Some(parse_name(&name)?.into()),
            Token::Function(name) => parse_function(&name, tokens, depth),
            _ => None,
        }
    }

    /// The colour of a mix.
    pub(super) fn mixed(color: DynamicColor) -> CssColor {
        CssColor { rgba: drawn(color), modern: Some(color_mix::text(color).into()) }
    }

    /// The colour with all its digits, to mix it.
    pub(super) fn dynamic(&self) -> Option<DynamicColor> {
        match &self.modern {
            Some(text) => color::parse_color(text).ok(),
            None => {
                let Rgba8 { r, g, b, a } = self.rgba;
                Some(DynamicColor::from_alpha_color(AlphaColor::<Srgb>::from_rgba8(r, g, b, a)))
            }
        }
    }

    /// The name and the space of a `color()`.
    pub(super) fn space(name: &str) -> Option<(&'static str, ColorSpaceTag)> {
        let name = if name.eq_ignore_ascii_case("xyz") { "xyz-d65" } else { name };
        SPACES.into_iter().find(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// The serialisation that getters give: `#rrggbb` when opaque, else `rgba(r, g, b, a)`.
    /// <https://html.spec.whatwg.org/multipage/infrastructure.html#serialisation-of-a-color>
    pub fn serialize(&self) -> String {
        if let Some(modern) = &self.modern {
            return modern.to_string();
        }
        let Rgba8 { r, g, b, a } = self.rgba;
        match a {
            255 => format!("#{r:02x}{g:02x}{b:02x}"),
            a => format!("rgba({r}, {g}, {b}, {})", alpha_text(a)),
        }
    }
}

fn parse_hex(hex: &str) -> Option<Rgba8> {
    let mut digits = [0u8; 8];
    let n = hex.len();
    if n > 8 {
        return None;
    }
    for (d, b) in digits.iter_mut().zip(hex.bytes()) {
        *d = (b as char).to_digit(16)? as u8;
    }
    let d = digits;
    Some(match n {
        3 => Rgba8::new(d[0] * 17, d[1] * 17, d[2] * 17, 255),
        4 => Rgba8::new(d[0] * 17, d[1] * 17, d[2] * 17, d[3] * 17),
        6 => Rgba8::new(d[0] * 16 + d[1], d[2] * 16 + d[3], d[4] * 16 + d[5], 255),
        8 => Rgba8::new(d[0] * 16 + d[1], d[2] * 16 + d[3], d[4] * 16 + d[5], d[6] * 16 + d[7]),
        _ => return None,
    })
}

fn parse_name(name: &str) -> Option<Rgba8> {
    let mut buffer = [0u8; 24];
    let lower = lower_case(name, &mut buffer)?;
    match lower {
        "currentcolor" => Some(Rgba8::BLACK),
        "black" => Some(Rgba8::BLACK),
        "white" => Some(Rgba8::WHITE),
        _ if lower.bytes().all(|b| b.is_ascii_lowercase()) => named_color(lower).or_else(|| {
            // The table has one spelling of the greys.
            lower.contains("grey").then(|| named_color(&lower.replace("grey", "gray"))).flatten()
        }),
        _ => None,
    }
}

fn named_color(lower: &str) -> Option<Rgba8> {
    match color::parse_color(lower) {
        Ok(c) => {
            let c = c.to_alpha_color::<Srgb>().to_rgba8();
            Some(Rgba8::new(c.r, c.g, c.b, c.a))
        }
        Err(_) => system_color(lower),
    }
}

/// One argument of a colour function.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Channel {
    Number(f64),
    Percentage(f64),
    /// Degrees, from a number with a unit.
    Angle(f64),
    None,
}

impl Channel {
    /// The value where 100 % is `whole`; `None` for an angle.
    fn scaled(self, whole: f64) -> Option<f64> {
        match self {
            Channel::Number(v) => Some(v),
            Channel::Percentage(v) => Some(v / 100.0 * whole),
            Channel::None => Some(0.0),
            Channel::Angle(_) => None,
        }
    }

    fn hue(self) -> Option<f64> {
        match self {
            Channel::Number(v) | Channel::Angle(v) => Some(v.rem_euclid(360.0)),
            Channel::None => Some(0.0),
            Channel::Percentage(_) => None,
        }
    }
}

/// The arguments of a colour function.
struct Arguments {
    channels: [Channel; 3],
    alpha: Option<Channel>,
    /// Separated by commas.
    legacy: bool,
}

impl Arguments {
    fn parse(tokens: &mut Tokens<'_>) -> Option<Arguments> {
        let first = channel(tokens)?;
        let legacy = tokens.eat(',');
        let second = channel(tokens)?;
        if legacy && !tokens.eat(',') {
            return None;
        }
        let third = channel(tokens)?;
        let alpha = if tokens.eat(if legacy { ',' } else { '/' }) { Some(channel(tokens)?) } else { None };
        let channels = [first, second, third];
        let any_none = channels.contains(&Channel::None) || alpha == Some(Channel::None);
        (tokens.close() && !(legacy && any_none)).then_some(Arguments { channels, alpha, legacy })
    }

    /// Alpha, 0 to 1.
    fn alpha(&self) -> Option<f64> {
        self.alpha.map_or(Some(1.0), |a| a.scaled(1.0)).map(|a| a.clamp(0.0, 1.0))
    }
}

fn channel(tokens: &mut Tokens<'_>) -> Option<Channel> {
    Some(match tokens.next_solid()? {
        Token::Number(v) => Channel::Number(v),
        Token::Percentage(v) => Channel::Percentage(v),
        Token::Dimension(v, unit) => Channel::Angle(
            v * match &*unit.to_ascii_lowercase() {
                "deg" => 1.0,
                "grad" => 0.9,
                "rad" => 180.0 / std::f64::consts::PI,
                "turn" => 360.0,
                _ => return None,
            },
        ),
        Token::Ident(name) if name.eq_ignore_ascii_case("none") => Channel::None,
        _ => return None,
    })
}

fn parse_function(name: &str, tokens: &mut Tokens<'_>, depth: u32) -> Option<CssColor> {
    let mut buffer = [0u8; 9];
    match lower_case(name, &mut buffer)? {
        "rgb" | "rgba" => rgb(&Arguments::parse(tokens)?).map(CssColor::from),
        "hsl" | "hsla" => hsl(&Arguments::parse(tokens)?).map(CssColor::from),
        "hwb" => hwb(&Arguments::parse(tokens)?).map(CssColor::from),
        "lab" => lab_like(&Arguments::parse(tokens)?, "lab", ColorSpaceTag::Lab, 100.0, 125.0),
        "oklab" => lab_like(&Arguments::parse(tokens)?, "oklab", ColorSpaceTag::Oklab, 1.0, 0.4),
        "lch" => lch_like(&Arguments::parse(tokens)?, "lch", ColorSpaceTag::Lch, 100.0, 150.0),
        "oklch" => lch_like(&Arguments::parse(tokens)?, "oklch", ColorSpaceTag::Oklch, 1.0, 0.4),
        "color" => {
            let Token::Ident(space) = tokens.next_solid()? else { return None };
            color_function(&space, &Arguments::parse(tokens)?)
        }
        "color-mix" => color_mix(tokens, depth),
        _ => None,
    }
}

/// A short name in lower case; `None` when it does not fit: then it is no name that is known.
fn lower_case<'a>(name: &str, buffer: &'a mut [u8]) -> Option<&'a str> {
    let lower = buffer.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).ok()
}

fn byte(v: f64) -> u8 {
    // A little more than half rounds up: 127.5 must not become 127 because of a lost bit.
    (v + 1e-9).round().clamp(0.0, 255.0) as u8
}

fn rgb(args: &Arguments) -> Option<Rgba8> {
    if args.legacy {
        // Comma syntax: three numbers or three percentages.
        let percentages = args.channels.iter().filter(|c| matches!(c, Channel::Percentage(_))).count();
        if percentages != 0 && percentages != 3 {
            return None;
        }
    }
    let [r, g, b] = args.channels;
    let (r, g, b) = (r.scaled(255.0)?, g.scaled(255.0)?, b.scaled(255.0)?);
    Some(Rgba8::new(byte(r), byte(g), byte(b), byte(args.alpha()? * 255.0)))
}

/// Saturation, lightness, whiteness or blackness as a fraction.
fn fraction(channel: Channel, legacy: bool) -> Option<f64> {
    match channel {
        Channel::Number(_) if legacy => None,
        c => c.scaled(100.0).map(|v| v / 100.0),
    }
}

fn hue_to_rgb(hue: f64, saturation: f64, lightness: f64) -> [f64; 3] {
    let a = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|n| {
        let k = (n + hue / 30.0) % 12.0;
        lightness - a * (k - 3.0).min(9.0 - k).clamp(-1.0, 1.0)
    })
}

fn hsl(args: &Arguments) -> Option<Rgba8> {
    let [h, s, l] = args.channels;
    let (s, l) = (fraction(s, args.legacy)?.clamp(0.0, 1.0), fraction(l, args.legacy)?.clamp(0.0, 1.0));
    let [r, g, b] = hue_to_rgb(h.hue()?, s, l).map(|v| byte(v * 255.0));
    Some(Rgba8::new(r, g, b, byte(args.alpha()? * 255.0)))
}

fn hwb(args: &Arguments) -> Option<Rgba8> {
    if args.legacy {
        return None;
    }
    let [h, w, b] = args.channels;
    let (mut w, mut b) = (fraction(w, false)?.clamp(0.0, 1.0), fraction(b, false)?.clamp(0.0, 1.0));
    if w + b > 1.0 {
        (w, b) = (w / (w + b), b / (w + b));
    }
    let [r, g, bl] = hue_to_rgb(h.hue()?, 1.0, 0.5).map(|v| byte((v * (1.0 - w - b) + w) * 255.0));
    Some(Rgba8::new(r, g, bl, byte(args.alpha()? * 255.0)))
}

fn lab_like(
    args: &Arguments,
    name: &str,
    space: ColorSpaceTag,
    l_whole: f64,
    whole: f64,
) -> Option<CssColor> {
    let [l, a, b] = args.channels;
    let values = [l.scaled(l_whole)?.clamp(0.0, l_whole), a.scaled(whole)?, b.scaled(whole)?];
    modern(args, &format!("{name}("), space, values)
}

fn lch_like(
    args: &Arguments,
    name: &str,
    space: ColorSpaceTag,
    l_whole: f64,
    whole: f64,
) -> Option<CssColor> {
    let [l, c, h] = args.channels;
    let values = [l.scaled(l_whole)?.clamp(0.0, l_whole), c.scaled(whole)?.max(0.0), h.hue()?];
    modern(args, &format!("{name}("), space, values)
}

fn color_function(space: &str, args: &Arguments) -> Option<CssColor> {
    let (name, tag) = CssColor::space(space)?;
    let [a, b, c] = args.channels;
    modern(args, &format!("color({name} "), tag, [a.scaled(1.0)?, b.scaled(1.0)?, c.scaled(1.0)?])
}

/// The spaces of `color()`.
pub(super) const SPACES: [(&str, ColorSpaceTag); 8] = [
    ("srgb", ColorSpaceTag::Srgb),
    ("srgb-linear", ColorSpaceTag::LinearSrgb),
    ("display-p3", ColorSpaceTag::DisplayP3),
    ("a98-rgb", ColorSpaceTag::A98Rgb),
    ("prophoto-rgb", ColorSpaceTag::ProphotoRgb),
    ("rec2020", ColorSpaceTag::Rec2020),
    ("xyz-d65", ColorSpaceTag::XyzD65),
    ("xyz-d50", ColorSpaceTag::XyzD50),
];

/// What is drawn of a colour: cut off at the borders of sRGB.
fn drawn(color: DynamicColor) -> Rgba8 {
    let srgb: AlphaColor<Srgb> = color.to_alpha_color();
    let [r, g, b, a] = srgb.components.map(|v| if v.is_finite() { byte(f64::from(v) * 255.0) } else { 0 });
    Rgba8::new(r, g, b, a)
}

/// A colour outside of legacy sRGB: converted for drawing, kept as text for getters.
fn modern(args: &Arguments, head: &str, space: ColorSpaceTag, values: [f64; 3]) -> Option<CssColor> {
    if args.legacy {
        return None;
    }
    let alpha = args.alpha()?;
    let [a, b, c] = values.map(|v| v as f32);
    let dynamic = DynamicColor {
        cs: space,
        flags: Flags::from_missing(Missing::default()),
        components: [a, b, c, alpha as f32],
    };
    let text = |channel: Channel, v: f64| {
        if channel == Channel::None { "none".to_owned() } else { number_text(v) }
    };
    let parts: Vec<String> = args.channels.iter().zip(values).map(|(c, v)| text(*c, v)).collect();
    let alpha_part = match args.alpha {
        Some(Channel::None) => " / none".to_owned(),
        _ if alpha < 1.0 => format!(" / {}", number_text(alpha)),
        _ => String::new(),
    };
    Some(CssColor {
        rgba: Rgba8 { a: byte(alpha * 255.0), ..drawn(dynamic) },
        modern: Some(format!("{head}{}{alpha_part})", parts.join(" ")).into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let got = CssColor::parse(text).map(|c| c.serialize());
        assert_eq!(got.as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn plain_colours() {
        check("red", "#ff0000");
        check("  ReD ", "#ff0000");
        check("rebeccapurple", "#663399");
        check("grey", "#808080");
        check("LightSlateGrey", "#778899");
        check("transparent", "rgba(0, 0, 0, 0)");
        check("currentColor", "#000000");
        check("#0f0", "#00ff00");
        check("#0F08", "rgba(0, 255, 0, 0.533)");
        check("#12345678", "rgba(18, 52, 86, 0.47)");
        check(" #123456 ", "#123456");
        check("rgb(1,2,3)", "#010203");
        check("RGB( 100% , 0%, 0% )", "#ff0000");
        check("rgba(255, 0, 0, .5)", "rgba(255, 0, 0, 0.5)");
        check("rgb(255 0 0 / 50%)", "rgba(255, 0, 0, 0.5)");
        check("rgb(300, -20, 127.5)", "#ff0080");
        check("rgb(0, 255, 0", "#00ff00");
        check("rgb(0 none 255)", "#0000ff");
        check("rgb(0/**/255/* x */0)", "#00ff00");
        check("hsl(120, 100%, 50%)", "#00ff00");
        check("hsla(0.5turn 100% 25% / 1)", "#008080");
        check("hsl(-240deg 100 50)", "#00ff00");
        check("hwb(0 40% 80%)", "#555555");
        check("hwb(120 0% 0% / 0.25)", "rgba(0, 255, 0, 0.25)");
    }

    #[test]
    fn wide_colours_keep_their_form() {
        check("color(srgb 1 0.5 0)", "color(srgb 1 0.5 0)");
        check("color(xyz 0.5 none 100% / .5)", "color(xyz-d65 0.5 none 1 / 0.5)");
        check("LAB(50% 20 -30)", "lab(50 20 -30)");
        check("oklch(70% 0.1 400deg)", "oklch(0.7 0.1 40)");
        let green = CssColor::parse("lab(87.8185 -79.271 80.9946)").unwrap().rgba;
        assert!(green.r <= 1 && green.g >= 254 && green.b <= 1, "{green:?}");
        let p3 = CssColor::parse("color(display-p3 1 0 0)").unwrap().rgba;
        assert_eq!((p3.r, p3.g, p3.b), (255, 0, 0), "clipped to the gamut");
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in [
            "",
            " ",
            "#",
            "#12",
            "#12345",
            "#1234567",
            "#ggg",
            "# fff",
            "blu",
            "red green",
            "rgb(1,2)",
            "rgb(1 2 3 4)",
            "rgb(1,2,3,)",
            "rgb(1,2 3)",
            "rgb(1%,2,3)",
            "rgb 1 2 3",
            "rgb (1,2,3)",
            "hsl(0,1,1)",
            "hsl(1%,2%,3%)",
            "rgb(1deg 2 3)",
            "rgb(none,1,2)",
            "hwb(0, 1%, 1%)",
            "lab(1,2,3)",
            "color(srgb 1 2)",
            "color(foo 1 2 3)",
            "#fff;",
            "rgb(0,0,0);",
            "rgb(1px,2,3)",
            "url(x)",
            "\"red\"",
        ] {
            assert_eq!(CssColor::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn garbage_never_panics() {
        let parts = [
            "rgb(",
            "rgba(",
            "hsl(",
            "color(",
            "srgb",
            "oklch(",
            "color-mix(in hsl,",
            "#",
            "1e999",
            "-1e999",
            "%",
            ",",
            "/",
            "none",
            " ",
            ")",
            "NaN",
            "\u{1F600}",
            "9deg",
            "/*",
            "\\",
            "'",
            "0.5",
        ];
        let mut seed = 12345u32;
        for _ in 0..20_000 {
            let mut text = String::new();
            for _ in 0..8 {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                text.push_str(parts[(seed >> 16) as usize % parts.len()]);
            }
            if let Some(c) = CssColor::parse(&text) {
                let again = CssColor::parse(&c.serialize()).expect("the serialisation parses");
                assert_eq!(again.rgba, c.rgba, "{text:?}");
            }
        }
    }
}
