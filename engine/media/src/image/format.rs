//! Telling an image's kind by its first bytes.

use crate::MediaError;
use std::fmt;

/// The kinds of image that are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageFormat {
    /// Portable Network Graphics, animated ones show their default image.
    Png,
    /// Baseline and progressive JPEG.
    Jpeg,
    /// Lossy and lossless WebP, animated ones show their first frame.
    WebP,
    /// The first frame of a GIF.
    Gif,
    /// Windows bitmap.
    Bmp,
}

/// First bytes of what games ship by mistake, to name it in the message.
const RECOGNISED_ONLY: [(&[u8], &str); 7] = [
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"DDS ", "DDS"),
    (b"\0\0\x01\0", "ICO"),
    (b"<svg", "SVG"),
    (b"\xABKTX ", "KTX"),
    (b"PVR\x03", "PVR"),
];

impl ImageFormat {
    /// The kind of the image in `bytes`, whatever its file name says.
    pub fn sniff(bytes: &[u8]) -> Result<ImageFormat, MediaError> {
        match bytes {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => return Ok(ImageFormat::Png),
            [0xff, 0xd8, 0xff, ..] => return Ok(ImageFormat::Jpeg),
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => return Ok(ImageFormat::WebP),
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => return Ok(ImageFormat::Gif),
            // The size of the info header tells a bitmap from text that happens to start with BM.
            [b'B', b'M', rest @ ..]
                if matches!(rest.get(12..16), Some([12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0])) =>
            {
                return Ok(ImageFormat::Bmp);
            }
            [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] => {
                if let Some(format) = iso_media_brand(brand) {
                    return Err(MediaError::UnsupportedFormat { format });
                }
            }
            _ => {}
        }
        for (magic, format) in RECOGNISED_ONLY {
            if bytes.starts_with(magic) {
                return Err(MediaError::UnsupportedFormat { format });
            }
        }
        Err(MediaError::NotAnImage { starts_with: describe_start(bytes) })
    }

    pub(crate) fn decoder(self) -> image::ImageFormat {
        match self {
            ImageFormat::Png => image::ImageFormat::Png,
            ImageFormat::Jpeg => image::ImageFormat::Jpeg,
            ImageFormat::WebP => image::ImageFormat::WebP,
            ImageFormat::Gif => image::ImageFormat::Gif,
            ImageFormat::Bmp => image::ImageFormat::Bmp,
        }
    }

    /// The MIME type.
    pub fn mime_type(self) -> &'static str {
        match self {
            ImageFormat::Png => "image/png",
            ImageFormat::Jpeg => "image/jpeg",
            ImageFormat::WebP => "image/webp",
            ImageFormat::Gif => "image/gif",
            ImageFormat::Bmp => "image/bmp",
        }
    }
}

impl fmt::Display for ImageFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ImageFormat::Png => "PNG",
            ImageFormat::Jpeg => "JPEG",
            ImageFormat::WebP => "WebP",
            ImageFormat::Gif => "GIF",
            ImageFormat::Bmp => "BMP",
        })
    }
}

fn iso_media_brand(brand: &[u8]) -> Option<&'static str> {
    match brand.get(..4)? {
        b"avif" | b"avis" => Some("AVIF"),
        b"heic" | b"heix" | b"mif1" => Some("HEIC"),
        _ => None,
    }
}

/// The first bytes for a message: quoted if they are printable text, else hexadecimal.
fn describe_start(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        return "nothing (0 bytes)".to_owned();
    }
    let start = &bytes[..bytes.len().min(24)];
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // A character cut in two by the 24 byte limit is still text.
        Err(e) if e.error_len().is_none() && e.valid_up_to() > 0 => {
            std::str::from_utf8(&start[..e.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => "",
    };
    let printable = !text.is_empty() && text.chars().all(|c| !c.is_control() || c.is_ascii_whitespace());
    if printable {
        return format!("{text:?}");
    }
    let hex: Vec<String> = start.iter().take(8).map(|b| format!("{b:02x}")).collect();
    hex.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_in_a_png_is_quoted() {
        let e = ImageFormat::sniff(b"version https://git-lfs.github.com/spec/v1").unwrap_err();
        assert_eq!(e.to_string(), "not an image: starts with \"version https://git-lfs.\"");
    }

    #[test]
    fn bytes_are_shown_as_hexadecimal_and_nothing_as_nothing() {
        let e = ImageFormat::sniff(&[0, 1, 2, 255]).unwrap_err();
        assert_eq!(e.to_string(), "not an image: starts with 00 01 02 ff");
        assert_eq!(
            ImageFormat::sniff(b"").unwrap_err().to_string(),
            "not an image: starts with nothing (0 bytes)"
        );
    }

    #[test]
    fn a_cut_character_is_still_text() {
        let e = ImageFormat::sniff("一二三四五六七八九".as_bytes()).unwrap_err();
        assert_eq!(e.to_string(), "not an image: starts with \"一二三四五六七八\"");
        let e = ImageFormat::sniff("a一二三四五六七八九".as_bytes()).unwrap_err();
        assert_eq!(e.to_string(), "not an image: starts with \"a一二三四五六七\"");
    }

    #[test]
    fn known_but_unsupported_kinds_are_named() {
        let avif = b"\0\0\0\x20ftypavif\0\0\0\0";
        assert_eq!(
            ImageFormat::sniff(avif).unwrap_err().to_string(),
            "AVIF images are not supported (PNG, JPEG, WebP, GIF and BMP are)"
        );
        assert!(matches!(
            ImageFormat::sniff(b"<svg xmlns=''>"),
            Err(MediaError::UnsupportedFormat { format: "SVG" })
        ));
    }

    #[test]
    fn text_that_starts_with_bm_is_no_bitmap() {
        assert!(matches!(
            ImageFormat::sniff(b"BMW is a car maker, you know"),
            Err(MediaError::NotAnImage { .. })
        ));
    }
}
