//! Bytes of an image file -> pixels.

use super::{ImageFormat, ImageLimits};
use crate::MediaError;
use image::{DynamicImage, ImageDecoder as _, ImageReader, Limits};
use sparrow_base::{PixelBuffer, PixelSize, Premul, Straight};
use std::io::Cursor;

/// A decoded image.
///
/// One copy of the pixels is kept, with straight alpha as the file holds them: a WebGL upload may want exactly those, and
/// premultiplying loses colour where alpha is low. Who only draws the image takes [`into_premul`](Self::into_premul),
/// which works in place. Where the image is opaque both kinds are the same bytes and the conversion costs nothing.
#[derive(Debug, Clone)]
pub struct DecodedImage {
    pixels: PixelBuffer<Straight>,
    format: ImageFormat,
    opaque: bool,
}

impl DecodedImage {
    /// Size in pixels, after the orientation of the file was applied.
    pub fn size(&self) -> PixelSize {
        self.pixels.size()
    }

    /// What kind of file it was.
    pub fn format(&self) -> ImageFormat {
        self.format
    }

    /// True when every pixel has full alpha; renderers skip blending then.
    pub fn is_opaque(&self) -> bool {
        self.opaque
    }

    /// The pixels with straight alpha.
    pub fn straight(&self) -> &PixelBuffer<Straight> {
        &self.pixels
    }

    /// Gives the pixels away with straight alpha.
    pub fn into_straight(self) -> PixelBuffer<Straight> {
        self.pixels
    }

    /// Gives the pixels away premultiplied, converted in place, rounded to nearest as Skia does.
    pub fn into_premul(self) -> PixelBuffer<Premul> {
        if self.opaque {
            return relabel_opaque(self.pixels);
        }
        self.pixels.into_premul()
    }

    /// A premultiplied copy, for a renderer that keeps its own, while the straight pixels stay here.
    pub fn to_premul(&self) -> PixelBuffer<Premul> {
        self.clone().into_premul()
    }
}

/// Opaque pixels are premultiplied already: only the type changes.
fn relabel_opaque(pixels: PixelBuffer<Straight>) -> PixelBuffer<Premul> {
    let size = pixels.size();
    PixelBuffer::from_vec(size, pixels.into_vec()).expect("the same size and bytes")
}

/// Decodes an image by its content. The announced size is checked against `limits` before pixels are allocated.
///
/// 16-bit channels are rounded to 8, palettes and greys are expanded, CMYK becomes RGB, an EXIF orientation is applied.
pub fn decode(bytes: &[u8], limits: &ImageLimits) -> Result<DecodedImage, MediaError> {
    let format = ImageFormat::sniff(bytes)?;
    let broken = |e: image::ImageError| MediaError::Decode { format, reason: decoder_reason(&e) };

    let mut decoder =
        ImageReader::with_format(Cursor::new(bytes), format.decoder()).into_decoder().map_err(broken)?;
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(MediaError::EmptyImage { format, width, height });
    }
    if !limits.allows(width, height) {
        let ImageLimits { max_side, max_pixels } = *limits;
        return Err(MediaError::ImageTooLarge { format, width, height, max_side, max_pixels });
    }
    // Decoders also allocate for what is in flight (16-bit rows, palettes, metadata): bound that by the image too.
    let mut inner = Limits::default();
    inner.max_alloc = Some(u64::from(width) * u64::from(height) * 16 + (16 << 20));
    decoder.set_limits(inner).map_err(broken)?;

    // A damaged EXIF block must not lose the picture.
    let orientation = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(orientation);

    let has_alpha = picture.color().has_alpha();
    let rgba = picture.into_rgba8();
    let size = PixelSize::new(rgba.width(), rgba.height());
    let pixels = PixelBuffer::from_vec(size, rgba.into_raw())
        .map_err(|e| MediaError::Decode { format, reason: e.to_string() })?;
    let opaque = !has_alpha || pixels.is_opaque();
    Ok(DecodedImage { pixels, format, opaque })
}

/// Kind and size of an image as its header announces them; no pixel is decoded, and no limit is applied.
pub fn measure(bytes: &[u8]) -> Result<(ImageFormat, PixelSize), MediaError> {
    let format = ImageFormat::sniff(bytes)?;
    let reader = ImageReader::with_format(Cursor::new(bytes), format.decoder());
    match reader.into_dimensions() {
        Ok((width, height)) => Ok((format, PixelSize::new(width, height))),
        Err(e) => Err(MediaError::Decode { format, reason: decoder_reason(&e) }),
    }
}

/// The decoder's words without the format name in front, which our message has already.
fn decoder_reason(e: &image::ImageError) -> String {
    use std::error::Error as _;
    match e.source() {
        Some(inner) => inner.to_string(),
        None => e.to_string(),
    }
}
