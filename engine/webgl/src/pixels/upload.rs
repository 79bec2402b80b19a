//! Conversion of whole uploads to the form of a storage format: tightly packed rows, first row first.

use super::{
    alpha::AlphaStep,
    combination::{Refusal, channels, texel_bytes},
    format::{ComponentKind, block_bytes, info},
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
pub(crate) fn blank(storage: GlStorageFormat, extent: Extent) -> Result<Vec<u8>, Refusal> {
    if let Some(block) = block_bytes(storage) {
        let blocks = Extent::new(extent.width.div_ceil(4), extent.height.div_ceil(4), extent.depth);
        let mut out = room(blocks, block)?;
        out.resize(blocks.texels() as usize * block as usize, 0);
        return Ok(out);
    }
    let texel = blank_texel(storage);
    let mut out = room(extent, texel.len() as u32)?;
    if texel.iter().all(|&byte| byte == 0) {
        out.resize(extent.texels() as usize * texel.len(), 0);
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
fn needs_opaque_alpha(storage: GlStorageFormat) -> bool {
    use super::format::BaseFormat;
    let format = info(storage);
    let packed = matches!(storage, GlStorageFormat::R11fG11fB10f | GlStorageFormat::Rgb9E5);
    format.base == BaseFormat::Rgb && format.bytes != 0 && !packed
}

/// Texels from memory. `layout` was made for the box and the texel size of `format` and `kind`, and lies inside of `bytes`.
pub(crate) fn from_memory(
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
pub(crate) struct ImagePixels<'a> {
    /// RGBA8 rows, top row first.
    pub bytes: &'a [u8],
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Alpha is multiplied in.
    pub premultiplied: bool,
}

/// The part of an image that is uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImagePart {
    pub(crate) x: u32,
    pub(crate) y: u32,
    /// Rows from one slice of a volume to the next.
    pub(crate) slice_rows: u32,
}

/// The part at the skips of `store`, which must lie inside of the image.
pub(crate) fn image_part(
    (width, height): (u32, u32),
    extent: Extent,
    store: &PixelStore,
) -> Result<ImagePart, Refusal> {
    let PixelLayout { skip_pixels, skip_rows, skip_images, image_height, .. } = store.unpack;
    let slice_rows = if image_height == 0 { extent.height } else { image_height };
    let first_row = u64::from(slice_rows) * u64::from(skip_images) + u64::from(skip_rows);
    let last_row =
        first_row + u64::from(slice_rows) * u64::from(extent.depth.max(1) - 1) + u64::from(extent.height);
    if u64::from(skip_pixels) + u64::from(extent.width) > u64::from(width) || last_row > u64::from(height) {
        return Err((gl::INVALID_OPERATION, "the part of the image lies outside of it"));
    }
    // It is less than the height.
    Ok(ImagePart { x: skip_pixels, y: first_row as u32, slice_rows })
}

/// Texels from an image: the part at the skips of `store`, with slices below one another for a volume.
pub(crate) fn from_image(
    image: ImagePixels<'_>,
    extent: Extent,
    (format, kind): (u32, u32),
    storage: GlStorageFormat,
    store: &PixelStore,
) -> Result<Vec<u8>, Refusal> {
    if !takes_images(storage) {
        return Err((gl::INVALID_OPERATION, "images cannot be stored in the internal format"));
    }
    let ImagePart { x: skip_pixels, y: first_row, slice_rows } =
        image_part((image.width, image.height), extent, store)?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::layout::memory_layout;
    use half::f16;
    use sparrow_render::gl::GlStorageFormat as S;

    fn store() -> PixelStore {
        PixelStore { unpack: PixelLayout { alignment: 1, ..PixelLayout::default() }, ..PixelStore::default() }
    }

    /// One row, or as many as the bytes have.
    fn convert(bytes: &[u8], width: u32, memory: (u32, u32), storage: S, store: &PixelStore) -> Vec<u8> {
        let texel = texel_bytes(memory.0, memory.1);
        let extent = Extent::new(width, bytes.len() as u32 / (width * texel), 1);
        let layout = memory_layout(&store.unpack, extent, texel, false).unwrap();
        from_memory(bytes, &layout, extent, memory, storage, store).unwrap()
    }

    fn one(bytes: &[u8], memory: (u32, u32), storage: S) -> Vec<u8> {
        convert(bytes, 1, memory, storage, &store())
    }

    fn floats(values: &[f32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    fn halves(values: &[f32]) -> Vec<u8> {
        values.iter().flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect()
    }

    fn words(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|value| value.to_le_bytes()).collect()
    }

    #[test]
    fn bytes_are_copied_or_widened() {
        assert_eq!(one(&[1, 2, 3, 4], (gl::RGBA, gl::UNSIGNED_BYTE), S::Rgba8), [1, 2, 3, 4]);
        assert_eq!(one(&[7], (gl::LUMINANCE, gl::UNSIGNED_BYTE), S::L8), [7]);
        assert_eq!(one(&[7, 8], (gl::LUMINANCE_ALPHA, gl::UNSIGNED_BYTE), S::La8), [7, 8]);
        let rgb: Vec<u8> = (1..=18).collect();
        let wide = convert(&rgb, 6, (gl::RGB, gl::UNSIGNED_BYTE), S::Rgb8, &store());
        assert_eq!(wide[..8], [1, 2, 3, 255, 4, 5, 6, 255]);
        assert_eq!(wide[8..], [7, 8, 9, 255, 10, 11, 12, 255, 13, 14, 15, 255, 16, 17, 18, 255]);
        assert_eq!(one(&[1, 2, 3], (gl::RGB_INTEGER, gl::UNSIGNED_BYTE), S::Rgb8Ui), [1, 2, 3, 1]);
        assert_eq!(one(&[1, 2, 3], (gl::RGB, gl::BYTE), S::Rgb8Snorm), [1, 2, 3, 127]);
        assert_eq!(
            one(&[1, 0, 2, 0, 3, 0], (gl::RGB_INTEGER, gl::SHORT), S::Rgb16I),
            [1, 0, 2, 0, 3, 0, 1, 0]
        );
        assert_eq!(
            one(&words(&[1, 2, 3]), (gl::RGB_INTEGER, gl::UNSIGNED_INT), S::Rgb32Ui),
            words(&[1, 2, 3, 1])
        );
        assert_eq!(
            one(&floats(&[1.0, 2.0, 3.0]), (gl::RGB, gl::FLOAT), S::Rgb32F),
            floats(&[1.0, 2.0, 3.0, 1.0])
        );
        assert_eq!(
            one(&halves(&[1.0, 2.0, 3.0]), (gl::RGB, gl::HALF_FLOAT), S::Rgb16F),
            halves(&[1.0, 2.0, 3.0, 1.0])
        );
    }

    #[test]
    fn packed_shorts_become_bytes() {
        let short = |value: u16| value.to_le_bytes();
        assert_eq!(one(&short(0xf81f), (gl::RGB, gl::UNSIGNED_SHORT_5_6_5), S::Rgb565), [255, 0, 255, 255]);
        assert_eq!(one(&short(0x8410), (gl::RGB, gl::UNSIGNED_SHORT_5_6_5), S::Rgb565), [132, 130, 132, 255]);
        assert_eq!(one(&short(0x1234), (gl::RGBA, gl::UNSIGNED_SHORT_4_4_4_4), S::Rgba4), [17, 34, 51, 68]);
        assert_eq!(one(&short(0xf801), (gl::RGBA, gl::UNSIGNED_SHORT_5_5_5_1), S::Rgb5A1), [255, 0, 0, 255]);
        assert_eq!(one(&short(0x003e), (gl::RGBA, gl::UNSIGNED_SHORT_5_5_5_1), S::Rgb5A1), [0, 0, 255, 0]);
    }

    #[test]
    fn floats_become_smaller_floats() {
        assert_eq!(one(&floats(&[0.5, 2.0]), (gl::RG, gl::FLOAT), S::Rg16F), halves(&[0.5, 2.0]));
        assert_eq!(
            one(&floats(&[0.5, 1.0, 2.0]), (gl::RGB, gl::FLOAT), S::Rgb16F),
            halves(&[0.5, 1.0, 2.0, 1.0])
        );
        let expected = (0x3c0u32 | 0x3c0 << 11 | 0x1e0 << 22).to_le_bytes();
        assert_eq!(one(&floats(&[1.0; 3]), (gl::RGB, gl::FLOAT), S::R11fG11fB10f), expected);
        assert_eq!(one(&halves(&[1.0; 3]), (gl::RGB, gl::HALF_FLOAT), S::R11fG11fB10f), expected);
        let shared = (256u32 | 256 << 9 | 256 << 18 | 16 << 27).to_le_bytes();
        assert_eq!(one(&floats(&[1.0; 3]), (gl::RGB, gl::FLOAT), S::Rgb9E5), shared);
    }

    #[test]
    fn packed_words_stay_or_are_taken_apart() {
        let packed = words(&[0x3ff | 3 << 30]);
        let kind = gl::UNSIGNED_INT_2_10_10_10_REV;
        assert_eq!(one(&packed, (gl::RGBA, kind), S::Rgb10A2), packed);
        assert_eq!(one(&packed, (gl::RGBA_INTEGER, kind), S::Rgb10A2Ui), packed);
        assert_eq!(one(&packed, (gl::RGBA, kind), S::Rgb5A1), [255, 0, 0, 255]);
    }

    #[test]
    fn depth_becomes_what_the_seam_says() {
        let depth = gl::DEPTH_COMPONENT;
        assert_eq!(one(&[1, 2], (depth, gl::UNSIGNED_SHORT), S::Depth16), [1, 2]);
        assert_eq!(one(&words(&[0x8001_0000]), (depth, gl::UNSIGNED_INT), S::Depth16), [1, 0x80]);
        assert_eq!(one(&words(&[u32::MAX]), (depth, gl::UNSIGNED_INT), S::Depth24), floats(&[1.0]));
        assert_eq!(one(&floats(&[0.25]), (depth, gl::FLOAT), S::Depth32F), floats(&[0.25]));
        let both = [1f32.to_bits(), 9];
        assert_eq!(
            one(&words(&[0xffff_ff09]), (gl::DEPTH_STENCIL, gl::UNSIGNED_INT_24_8), S::Depth24Stencil8),
            words(&both)
        );
        let kind = gl::FLOAT_32_UNSIGNED_INT_24_8_REV;
        assert_eq!(
            one(&words(&[1f32.to_bits(), 0xaabb_cc09]), (gl::DEPTH_STENCIL, kind), S::Depth32FStencil8),
            words(&both)
        );
    }

    #[test]
    fn rows_are_turned_over_and_premultiplied() {
        let flip = PixelStore { flip_y: true, ..store() };
        let rows = [1, 2, 3, 4, 5, 6, 7, 8];
        assert_eq!(
            convert(&rows, 1, (gl::RGBA, gl::UNSIGNED_BYTE), S::Rgba8, &flip),
            [5, 6, 7, 8, 1, 2, 3, 4]
        );
        let premultiply = PixelStore { premultiply_alpha: true, ..store() };
        let rgba = (gl::RGBA, gl::UNSIGNED_BYTE);
        assert_eq!(convert(&[255, 100, 0, 128], 1, rgba, S::Rgba8, &premultiply), [128, 50, 0, 128]);
        let la = (gl::LUMINANCE_ALPHA, gl::UNSIGNED_BYTE);
        assert_eq!(convert(&[100, 128], 1, la, S::La8, &premultiply), [50, 128]);
        let float = (gl::RGBA, gl::FLOAT);
        let bytes = floats(&[1.0, 2.0, 4.0, 0.5]);
        assert_eq!(convert(&bytes, 1, float, S::Rgba32F, &premultiply), floats(&[0.5, 1.0, 2.0, 0.5]));
        let small = 0x8f08u16.to_le_bytes();
        let kind = (gl::RGBA, gl::UNSIGNED_SHORT_4_4_4_4);
        assert_eq!(convert(&small, 1, kind, S::Rgba4, &premultiply), [73, 136, 0, 136]);
        // Integers have no alpha to multiply.
        let integer = (gl::RGBA_INTEGER, gl::UNSIGNED_BYTE);
        assert_eq!(convert(&[200, 1, 2, 100], 1, integer, S::Rgba8Ui, &premultiply), [200, 1, 2, 100]);
    }

    #[test]
    fn padded_rows_and_slices_are_gathered() {
        let store = PixelStore {
            unpack: PixelLayout {
                row_length: 3,
                image_height: 2,
                skip_pixels: 1,
                skip_images: 1,
                alignment: 4,
                ..PixelLayout::default()
            },
            ..PixelStore::default()
        };
        // Rows of three bytes, padded to four; images of two rows.
        let bytes: Vec<u8> = (0..24).collect();
        let extent = Extent::new(2, 2, 2);
        let layout = memory_layout(&store.unpack, extent, 1, true).unwrap();
        let out = from_memory(&bytes, &layout, extent, (gl::RED, gl::UNSIGNED_BYTE), S::R8, &store).unwrap();
        assert_eq!(out, [9, 10, 13, 14, 17, 18, 21, 22]);
    }

    #[test]
    fn images_are_cut_and_converted() {
        let bytes: Vec<u8> = vec![200, 100, 50, 128, 1, 2, 3, 255, 5, 6, 7, 255, 9, 10, 11, 255];
        let image = |premultiplied| ImagePixels { bytes: &bytes, width: 2, height: 2, premultiplied };
        let whole = Extent::new(2, 2, 1);
        let rgba = (gl::RGBA, gl::UNSIGNED_BYTE);
        let convert = |premultiplied, extent, memory, storage, store: &PixelStore| {
            from_image(image(premultiplied), extent, memory, storage, store).unwrap()
        };
        assert_eq!(convert(false, whole, rgba, S::Rgba8, &store()), bytes);
        let flipped = convert(false, whole, rgba, S::Rgba8, &PixelStore { flip_y: true, ..store() });
        assert_eq!(flipped, [&bytes[8..], &bytes[..8]].concat());
        let premultiply = PixelStore { premultiply_alpha: true, ..store() };
        assert_eq!(convert(false, whole, rgba, S::Rgba8, &premultiply)[..4], [100, 50, 25, 128]);
        assert_eq!(convert(true, whole, rgba, S::Rgba8, &premultiply), bytes);
        assert_eq!(convert(true, whole, rgba, S::Rgba8, &store())[..4], [255, 199, 100, 128]);
        assert_eq!(
            convert(false, whole, (gl::ALPHA, gl::UNSIGNED_BYTE), S::A8, &store()),
            [128, 255, 255, 255]
        );
        assert_eq!(
            convert(false, whole, (gl::LUMINANCE, gl::UNSIGNED_BYTE), S::L8, &store()),
            [200, 1, 5, 9]
        );
        assert_eq!(
            convert(false, whole, (gl::RGB, gl::UNSIGNED_BYTE), S::Rgb8, &store())[..4],
            [200, 100, 50, 255]
        );
        let kind = (gl::RGB, gl::UNSIGNED_SHORT_5_6_5);
        assert_eq!(convert(false, whole, kind, S::Rgb565, &store())[..4], [206, 101, 49, 255]);
        let float = convert(false, whole, (gl::RGBA, gl::FLOAT), S::Rgba32F, &store());
        assert_eq!(float[..4], (200f32 / 255.0).to_le_bytes());
        // The part at (1, 1).
        let unpack = PixelLayout { skip_pixels: 1, skip_rows: 1, ..PixelLayout::default() };
        let part = PixelStore { unpack, ..store() };
        assert_eq!(convert(false, Extent::new(1, 1, 1), rgba, S::Rgba8, &part), [9, 10, 11, 255]);
        let outside = from_image(image(false), whole, rgba, S::Rgba8, &part);
        assert_eq!(outside.unwrap_err().0, gl::INVALID_OPERATION);
        // Two slices below one another.
        assert_eq!(convert(false, Extent::new(2, 1, 2), rgba, S::Rgba8, &store()), bytes);
        let refused = from_image(image(false), whole, (gl::RED_INTEGER, gl::INT), S::R32I, &store());
        assert_eq!(refused.unwrap_err().0, gl::INVALID_OPERATION);
    }

    #[test]
    fn null_is_zero_with_an_alpha_of_one_where_there_is_none() {
        let two = Extent::new(2, 1, 1);
        assert_eq!(blank(S::Rgba8, two).unwrap(), [0; 8]);
        assert_eq!(blank(S::Rgb8, two).unwrap(), [0, 0, 0, 255, 0, 0, 0, 255]);
        assert_eq!(blank(S::Rgb16F, Extent::new(1, 1, 1)).unwrap(), halves(&[0.0, 0.0, 0.0, 1.0]));
        assert_eq!(blank(S::Rgb32Ui, Extent::new(1, 1, 1)).unwrap(), words(&[0, 0, 0, 1]));
        assert_eq!(blank(S::R11fG11fB10f, two).unwrap(), [0; 8]);
        let huge = Extent::new(u32::MAX, u32::MAX, u32::MAX);
        assert_eq!(blank(S::Rgba32F, huge).unwrap_err().0, gl::OUT_OF_MEMORY);
    }
}
