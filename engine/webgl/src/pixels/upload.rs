//! Conversion of whole uploads to the form of a storage format: tightly packed rows, first row first.

use super::{
    alpha::AlphaStep,
    combination::{Refusal, channels, texel_bytes},
    format::{ComponentKind, info},
    layout::{Extent, MemoryLayout},
    row::{RowConversion, Scratch, encode_bytes, quantize, takes_images},
};
use crate::{
    constants as gl,
    state::{PixelLayout, PixelStore},
};
use sparrow_render::gl::GlStorageFormat;

const OUT_OF_MEMORY: Refusal = (gl::OUT_OF_MEMORY, "no memory for the texels");

/// Room for the texels of a box in upload form, or `OUT_OF_MEMORY`.
fn room(extent: Extent, texel_bytes: u32) -> Result<Vec<u8>, Refusal> {
    let bytes = extent.texels().checked_mul(u64::from(texel_bytes)).ok_or(OUT_OF_MEMORY)?;
    let bytes = usize::try_from(bytes).map_err(|_| OUT_OF_MEMORY)?;
    let mut out = Vec::new();
    out.try_reserve_exact(bytes).map_err(|_| OUT_OF_MEMORY)?;
    Ok(out)
}

/// What `null` uploads: zeros, with an alpha of one where the format has none.
pub fn blank(storage: GlStorageFormat, extent: Extent) -> Result<Vec<u8>, Refusal> {
    let texel = blank_texel(storage);
    let mut out = room(extent, texel.len() as u32)?;
    if texel.iter().all(|&byte| byte == 0) {
        out.resize(out.capacity().min(extent.texels() as usize * texel.len()), 0);
    } else {
        for _ in 0..extent.texels() {
            out.extend_from_slice(&texel);
        }
    }
    Ok(out)
}

/// One texel of what `null` uploads.
fn blank_texel(storage: GlStorageFormat) -> Vec<u8> {
    let format = info(storage);
    let mut texel = vec![0; format.bytes as usize];
    if needs_opaque_alpha(storage) {
        let size = texel.len() / 4;
        let one: &[u8] = match (format.kind, size) {
            (ComponentKind::UnsignedNormalized, _) => &[255],
            (ComponentKind::SignedNormalized, _) => &[127],
            (ComponentKind::Float, 2) => &half::f16::ONE.to_le_bytes(),
            (ComponentKind::Float, _) => &1f32.to_le_bytes(),
            _ => &[1],
        };
        texel[3 * size..][..one.len()].copy_from_slice(one);
    }
    texel
}

/// True when zeros are not what `null` means: RGB formats that are stored with an alpha.
pub fn needs_opaque_alpha(storage: GlStorageFormat) -> bool {
    use super::format::BaseFormat;
    let format = info(storage);
    let packed = matches!(storage, GlStorageFormat::R11fG11fB10f | GlStorageFormat::Rgb9E5);
    format.base == BaseFormat::Rgb && format.bytes != 0 && !packed
}

/// Texels from memory. `layout` was made for the box and the texel size of `format` and `kind`, and lies inside of `bytes`.
pub fn from_memory(
    bytes: &[u8],
    layout: &MemoryLayout,
    extent: Extent,
    (format, kind): (u32, u32),
    storage: GlStorageFormat,
    store: &PixelStore,
) -> Result<Vec<u8>, Refusal> {
    debug_assert_eq!(layout.row_bytes, (extent.width * texel_bytes(format, kind)) as usize);
    let mut out = room(extent, info(storage).bytes)?;
    if extent.is_empty() {
        return Ok(out);
    }
    let conversion = RowConversion::new(storage, format, kind, store.premultiply_alpha);
    let rows = extent.height as usize;
    let tight = layout.row_stride == layout.row_bytes
        && (extent.depth == 1 || layout.image_stride == layout.row_stride * rows);
    if conversion.is_copy() && tight && !store.flip_y {
        out.extend_from_slice(&bytes[layout.first..layout.total]);
        return Ok(out);
    }
    let mut scratch = Scratch::default();
    for image in 0..extent.depth as usize {
        for row in 0..rows {
            let row = if store.flip_y { rows - 1 - row } else { row };
            let from = layout.first + image * layout.image_stride + row * layout.row_stride;
            conversion.append(&bytes[from..from + layout.row_bytes], &mut out, &mut scratch);
        }
    }
    Ok(out)
}

/// Pixels of an image or a canvas.
#[derive(Clone, Copy, Debug)]
pub struct ImagePixels<'a> {
    /// RGBA8 rows, top row first.
    pub bytes: &'a [u8],
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Alpha is multiplied in.
    pub premultiplied: bool,
}

/// Texels from an image: the part at the skips of `store`, with slices below one another for a volume.
pub fn from_image(
    image: ImagePixels<'_>,
    extent: Extent,
    (format, kind): (u32, u32),
    storage: GlStorageFormat,
    store: &PixelStore,
) -> Result<Vec<u8>, Refusal> {
    if !takes_images(storage) {
        return Err((gl::INVALID_OPERATION, "images cannot be stored in the internal format"));
    }
    let PixelLayout { skip_pixels, skip_rows, skip_images, image_height, .. } = store.unpack;
    let slice_rows = if image_height == 0 { extent.height } else { image_height };
    let first_row = u64::from(slice_rows) * u64::from(skip_images) + u64::from(skip_rows);
    let last_row =
        first_row + u64::from(slice_rows) * u64::from(extent.depth.max(1) - 1) + u64::from(extent.height);
    if u64::from(skip_pixels) + u64::from(extent.width) > u64::from(image.width)
        || last_row > u64::from(image.height)
    {
        return Err((gl::INVALID_OPERATION, "the part of the image lies outside of it"));
    }
    let mut out = room(extent, info(storage).bytes)?;
    if extent.is_empty() {
        return Ok(out);
    }
    // Formats without alpha take straight colours, as a browser's decoder hands them over.
    let step = match (image.premultiplied, store.premultiply_alpha) {
        (false, true) => AlphaStep::Multiply,
        (true, false) => AlphaStep::Divide,
        _ => AlphaStep::Keep,
    };
    let packed = channels(format) > 2 && texel_bytes(format, kind) == 2;
    let plain = step == AlphaStep::Keep && !packed;
    let stride = image.width as usize * 4;
    let part = skip_pixels as usize * 4..(skip_pixels + extent.width) as usize * 4;
    let same_bytes = matches!(storage, GlStorageFormat::Rgba8 | GlStorageFormat::Srgb8Alpha8);
    if plain && same_bytes && extent.depth == 1 && !store.flip_y && part.len() == stride {
        let first = first_row as usize * stride;
        out.extend_from_slice(&image.bytes[first..first + extent.height as usize * stride]);
        return Ok(out);
    }
    let mut scratch = Scratch::default();
    let mut floats = Vec::new();
    for slice in 0..extent.depth as usize {
        for row in 0..extent.height as usize {
            // A canvas is turned over as a whole: the skips count from its first row after that.
            let row = first_row as usize + slice * slice_rows as usize + row;
            let row = if store.flip_y { image.height as usize - 1 - row } else { row };
            let from = &image.bytes[row * stride..][part.clone()];
            if plain {
                encode_bytes(from, storage, &mut out, &mut floats);
            } else if same_bytes && !packed {
                let start = out.len();
                out.extend_from_slice(from);
                step.apply(&mut out[start..]);
            } else {
                scratch.bytes.clear();
                scratch.bytes.extend_from_slice(from);
                step.apply(&mut scratch.bytes);
                if packed {
                    quantize(&mut scratch.bytes, kind);
                }
                encode_bytes(&scratch.bytes, storage, &mut out, &mut floats);
            }
        }
    }
    Ok(out)
}
