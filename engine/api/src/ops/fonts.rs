//! `render/font`.

use crate::{
    data_url,
    host::Host,
    operation::{OpError, OpResult, Operations},
};
use serde::Deserialize;
use sparrow_media::font::FaceName;

pub(super) fn register(ops: &mut Operations) {
    ops.add("loadFont", load_font);
    ops.add("loadFontFace", load_font_face);
    register_measuring(ops);
}

/// What loads nothing: a font that one realm loads is seen by all.
pub(super) fn register_measuring(ops: &mut Operations) {
    ops.add("getTextLineHeight", get_text_line_height);
}

#[derive(Deserialize)]
struct LoadFont {
    path: String,
}

/// The family name of the font.
fn load_font(host: &Host, options: LoadFont) -> OpResult<String> {
    // The call returns the family's name at once: it must not wait for a server.
    if let Some(url) = data_url::remote_url(&options.path) {
        return Err(OpError::new(format!("{url}: a font is a file; download it first (wx.downloadFile)")));
    }
    let bytes = data_url::bytes_of_local(&host.mounts, &options.path).map_err(OpError::new)?;
    let mut graphics = host.graphics.borrow_mut();
    let family = graphics.canvases.fonts_mut().load_font(bytes);
    family.map_err(|e| OpError::new(format!("{}: {e}", data_url::short(&options.path))))
}

#[derive(Deserialize)]
struct LoadFontFace {
    family: String,
    weight: String,
    style: String,
    data: serde_bytes::ByteBuf,
}

/// A font under a name of the game's, as `FontFace` of the web has it.
fn load_font_face(host: &Host, options: LoadFontFace) -> OpResult<()> {
    let LoadFontFace { family, weight, style, data } = options;
    let mut graphics = host.graphics.borrow_mut();
    let fonts = graphics.canvases.fonts_mut();
    fonts
        .load_font_face(data.into_vec(), &FaceName { family, weight, style })
        .map_err(|e| OpError::new(e.to_string()))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TextLineHeight {
    font_style: Option<String>,
    font_weight: Option<String>,
    font_size: Option<f64>,
    font_family: Option<String>,
    text: Option<String>,
}

/// The height of a line of `text`: ascent and descent of the font.
fn get_text_line_height(host: &Host, o: TextLineHeight) -> OpResult<f64> {
    let size = o.font_size.unwrap_or(16.0);
    if !(size.is_finite() && size > 0.0) {
        return Err(OpError::new("parameter error: fontSize should be a positive number"));
    }
    let style = o.font_style.unwrap_or_else(|| "normal".to_owned());
    let weight = o.font_weight.unwrap_or_else(|| "normal".to_owned());
    let family = o.font_family.unwrap_or_else(|| "sans-serif".to_owned());
    let font = format!("{style} {weight} {size}px {family}");
    let mut graphics = host.graphics.borrow_mut();
    let metrics = graphics.measure(&font, o.text.as_deref().unwrap_or_default());
    let metrics = metrics.ok_or_else(|| OpError::new(format!("parameter error: {font:?} is no font")))?;
    Ok((metrics.font_bounding_box_ascent + metrics.font_bounding_box_descent).ceil())
}
