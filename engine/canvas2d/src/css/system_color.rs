//! System colours with the values of Chromium's light theme: <https://drafts.csswg.org/css-color/#css-system-colors>

use sparrow_base::Rgba8;

const fn rgb(v: u32) -> Rgba8 {
    Rgba8::new((v >> 16) as u8, (v >> 8) as u8, v as u8, 255)
}

/// The colour of a lower-case system colour keyword.
pub(super) fn system_color(name: &str) -> Option<Rgba8> {
    Some(rgb(match name {
        "accentcolor" => 0x0075ff,
        "accentcolortext" | "background" | "canvas" | "field" | "appworkspace" | "infobackground"
        | "menu" | "scrollbar" | "window" | "activecaption" | "inactivecaption" => 0xffffff,
        "activetext" => 0xff0000,
        "linktext" => 0x0000ee,
        "visitedtext" => 0x551a8b,
        "buttonface" | "buttonhighlight" | "buttonshadow" | "threedface" | "threedhighlight"
        | "threedlightshadow" | "threedshadow" | "threeddarkshadow" => 0xefefef,
        "buttonborder" | "activeborder" | "inactiveborder" | "windowframe" => 0x000000,
        "buttontext" | "canvastext" | "captiontext" | "fieldtext" | "highlighttext" | "infotext"
        | "marktext" | "menutext" | "windowtext" => 0x000000,
        "graytext" | "inactivecaptiontext" => 0x808080,
        "highlight" | "selecteditem" => 0xb5d5ff,
        "selecteditemtext" => 0x000000,
        "mark" => 0xffff00,
        _ => return None,
    }))
}
