//! Where texels of an upload come from.

use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Premul, Straight};

/// The kind of an `ArrayBufferView`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum ElementType {
    Int8,
    Uint8,
    Uint8Clamped,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Float32,
    /// `DataView`, and kinds that no type of texels goes with (`Float64Array`, `BigInt64Array`).
    DataView,
}

/// Texels for `texImage2D` and its kin.
#[derive(Clone, Copy, Debug)]
pub enum TexelSource<'a> {
    /// `null`: zeros.
    Null,
    /// An `ArrayBufferView`, from the offset that the call names.
    Bytes {
        /// Its bytes.
        bytes: &'a [u8],
        /// Its kind.
        element: ElementType,
    },
    /// An offset into the buffer that is bound to `PIXEL_UNPACK_BUFFER`.
    Buffer(i64),
    /// An image or `ImageData`.
    Straight(&'a PixelBuffer<Straight>),
    /// A canvas: its picture stays where the renderer has it.
    Canvas {
        /// The canvas.
        id: CanvasId,
        /// Its size.
        size: PixelSize,
    },
    /// Premultiplied pixels.
    Premul(&'a PixelBuffer<Premul>),
}

impl TexelSource<'_> {
    /// Size of an image or a canvas: what a call that names no width and height uploads.
    pub fn image_size(&self) -> Option<PixelSize> {
        match self {
            TexelSource::Straight(pixels) => Some(pixels.size()),
            TexelSource::Premul(pixels) => Some(pixels.size()),
            TexelSource::Canvas { size, .. } => Some(*size),
            _ => None,
        }
    }
}
