//! Pixels -> bytes of an image file, for `toDataURL`, `toTempFilePath` and screenshots.

use crate::MediaError;
use image::{
    ExtendedColorType, ImageEncoder as _,
    codecs::{
        jpeg::JpegEncoder,
        png::{CompressionType, FilterType, PngEncoder},
        webp::WebPEncoder,
    },
};
use sparrow_base::{PixelBuffer, Straight};
use std::{borrow::Cow, fmt};

/// What to write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum EncodedFormat {
    /// Lossless, with alpha.
    Png,
    /// Without alpha: transparent pixels are put on black, as `toDataURL` asks.
    Jpeg {
        /// 0 (smallest) to 1 (best); `toDataURL` takes 0.92 when none is given.
        quality: f32,
    },
    /// Lossless, with alpha.
    WebP,
}

impl Eq for EncodedFormat {}

impl EncodedFormat {
    /// The quality that browsers take for JPEG when the caller gives none.
    pub const DEFAULT_JPEG_QUALITY: f32 = 0.92;

    /// The format for a MIME type; `toDataURL` falls back to PNG when there is none.
    ///
    /// `quality` outside of 0 to 1 (or NaN) counts as not given.
    pub fn from_mime_type(mime_type: &str, quality: Option<f32>) -> Option<EncodedFormat> {
        let is = |name: &str| mime_type.eq_ignore_ascii_case(name);
        if is("image/png") {
            Some(EncodedFormat::Png)
        } else if is("image/jpeg") {
            let quality =
                quality.filter(|q| (0.0..=1.0).contains(q)).unwrap_or(EncodedFormat::DEFAULT_JPEG_QUALITY);
            Some(EncodedFormat::Jpeg { quality })
        } else if is("image/webp") {
            Some(EncodedFormat::WebP)
        } else {
            None
        }
    }

    /// The MIME type.
    pub fn mime_type(self) -> &'static str {
        match self {
            EncodedFormat::Png => "image/png",
            EncodedFormat::Jpeg { .. } => "image/jpeg",
            EncodedFormat::WebP => "image/webp",
        }
    }
}

impl fmt::Display for EncodedFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            EncodedFormat::Png => "PNG",
            EncodedFormat::Jpeg { .. } => "JPEG",
            EncodedFormat::WebP => "WebP",
        })
    }
}

/// Writes the pixels as an image file.
pub fn encode(pixels: &PixelBuffer<Straight>, format: EncodedFormat) -> Result<Vec<u8>, MediaError> {
    let (width, height) = (pixels.size().width, pixels.size().height);
    let failed = |reason: String| MediaError::Encode { format, width, height, reason };
    if pixels.size().is_empty() {
        return Err(failed("there are no pixels".to_owned()));
    }
    let mut out = Vec::new();
    let result = match format {
        EncodedFormat::Png => {
            // A screenshot is written while a game runs: fast, and near enough in size for flat art.
            let (color, bytes) = if pixels.is_opaque() {
                (ExtendedColorType::Rgb8, Cow::Owned(drop_alpha(pixels)))
            } else {
                (ExtendedColorType::Rgba8, Cow::Borrowed(pixels.bytes()))
            };
            PngEncoder::new_with_quality(&mut out, CompressionType::Fast, FilterType::Adaptive)
                .write_image(&bytes, width, height, color)
        }
        EncodedFormat::Jpeg { quality } => {
            let percent = (quality.clamp(0.0, 1.0) * 100.0).round().clamp(1.0, 100.0) as u8;
            JpegEncoder::new_with_quality(&mut out, percent).write_image(
                &flatten_on_black(pixels),
                width,
                height,
                ExtendedColorType::Rgb8,
            )
        }
        EncodedFormat::WebP => WebPEncoder::new_lossless(&mut out).write_image(
            pixels.bytes(),
            width,
            height,
            ExtendedColorType::Rgba8,
        ),
    };
    match result {
        Ok(()) => Ok(out),
        Err(e) => Err(failed(e.to_string())),
    }
}

fn drop_alpha(pixels: &PixelBuffer<Straight>) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(pixels.bytes().len() / 4 * 3);
    for p in pixels.bytes().chunks_exact(4) {
        rgb.extend_from_slice(&p[..3]);
    }
    rgb
}

fn flatten_on_black(pixels: &PixelBuffer<Straight>) -> Vec<u8> {
    if pixels.is_opaque() {
        return drop_alpha(pixels);
    }
    let premul = pixels.clone().into_premul();
    let mut rgb = Vec::with_capacity(premul.bytes().len() / 4 * 3);
    for p in premul.bytes().chunks_exact(4) {
        rgb.extend_from_slice(&p[..3]);
    }
    rgb
}
