//! Where texels lie in memory: the pixel store parameters, with every sum checked.

use super::format::Refusal;
use crate::{Version, constants as gl};

/// `UNPACK_*` of `pixelStorei`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct UnpackState {
    pub alignment: u32,
    pub row_length: u32,
    pub image_height: u32,
    pub skip_pixels: u32,
    pub skip_rows: u32,
    pub skip_images: u32,
    pub flip_y: bool,
    pub premultiply_alpha: bool,
    /// `BROWSER_DEFAULT_WEBGL` or `NONE`. Images carry no colour profile here, so both do the same.
    pub colorspace_conversion: u32,
}

impl Default for UnpackState {
    fn default() -> Self {
        UnpackState {
            alignment: 4,
            row_length: 0,
            image_height: 0,
            skip_pixels: 0,
            skip_rows: 0,
            skip_images: 0,
            flip_y: false,
            premultiply_alpha: false,
            colorspace_conversion: gl::BROWSER_DEFAULT_WEBGL,
        }
    }
}

/// `PACK_*` of `pixelStorei`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct PackState {
    pub alignment: u32,
    pub row_length: u32,
    pub skip_pixels: u32,
    pub skip_rows: u32,
}

impl Default for PackState {
    fn default() -> Self {
        PackState { alignment: 4, row_length: 0, skip_pixels: 0, skip_rows: 0 }
    }
}

/// A value of `pixelStorei` for `getParameter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum StoreValue {
    Int(u32),
    Bool(bool),
}

/// `pixelStorei`: the error code when `name` or `value` is none.
pub fn set_store(
    unpack: &mut UnpackState,
    pack: &mut PackState,
    version: Version,
    name: u32,
    value: i32,
) -> Result<(), Refusal> {
    let number = || u32::try_from(value).map_err(|_| (gl::INVALID_VALUE, "negative parameter"));
    let alignment = || match value {
        1 | 2 | 4 | 8 => Ok(value as u32),
        _ => Err((gl::INVALID_VALUE, "alignment must be 1, 2, 4 or 8")),
    };
    match name {
        gl::UNPACK_ALIGNMENT => unpack.alignment = alignment()?,
        gl::PACK_ALIGNMENT => pack.alignment = alignment()?,
        gl::UNPACK_FLIP_Y_WEBGL => unpack.flip_y = value != 0,
        gl::UNPACK_PREMULTIPLY_ALPHA_WEBGL => unpack.premultiply_alpha = value != 0,
        gl::UNPACK_COLORSPACE_CONVERSION_WEBGL => match value as u32 {
            conversion @ (gl::BROWSER_DEFAULT_WEBGL | gl::NONE) => unpack.colorspace_conversion = conversion,
            _ => return Err((gl::INVALID_VALUE, "no such colour space conversion")),
        },
        _ if version == Version::One => return Err((gl::INVALID_ENUM, "invalid parameter name")),
        gl::UNPACK_ROW_LENGTH => unpack.row_length = number()?,
        gl::UNPACK_IMAGE_HEIGHT => unpack.image_height = number()?,
        gl::UNPACK_SKIP_PIXELS => unpack.skip_pixels = number()?,
        gl::UNPACK_SKIP_ROWS => unpack.skip_rows = number()?,
        gl::UNPACK_SKIP_IMAGES => unpack.skip_images = number()?,
        gl::PACK_ROW_LENGTH => pack.row_length = number()?,
        gl::PACK_SKIP_PIXELS => pack.skip_pixels = number()?,
        gl::PACK_SKIP_ROWS => pack.skip_rows = number()?,
        _ => return Err((gl::INVALID_ENUM, "invalid parameter name")),
    }
    Ok(())
}

/// `getParameter` of a pixel store parameter; `None` for other names.
pub fn get_store(unpack: &UnpackState, pack: &PackState, version: Version, name: u32) -> Option<StoreValue> {
    Some(match name {
        gl::UNPACK_ALIGNMENT => StoreValue::Int(unpack.alignment),
        gl::PACK_ALIGNMENT => StoreValue::Int(pack.alignment),
        gl::UNPACK_FLIP_Y_WEBGL => StoreValue::Bool(unpack.flip_y),
        gl::UNPACK_PREMULTIPLY_ALPHA_WEBGL => StoreValue::Bool(unpack.premultiply_alpha),
        gl::UNPACK_COLORSPACE_CONVERSION_WEBGL => StoreValue::Int(unpack.colorspace_conversion),
        _ if version == Version::One => return None,
        gl::UNPACK_ROW_LENGTH => StoreValue::Int(unpack.row_length),
        gl::UNPACK_IMAGE_HEIGHT => StoreValue::Int(unpack.image_height),
        gl::UNPACK_SKIP_PIXELS => StoreValue::Int(unpack.skip_pixels),
        gl::UNPACK_SKIP_ROWS => StoreValue::Int(unpack.skip_rows),
        gl::UNPACK_SKIP_IMAGES => StoreValue::Int(unpack.skip_images),
        gl::PACK_ROW_LENGTH => StoreValue::Int(pack.row_length),
        gl::PACK_SKIP_PIXELS => StoreValue::Int(pack.skip_pixels),
        gl::PACK_SKIP_ROWS => StoreValue::Int(pack.skip_rows),
        _ => return None,
    })
}

/// Size of a box of texels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct Extent {
    pub width: u32,
    pub height: u32,
    pub depth: u32,
}

impl Extent {
    /// A box.
    pub fn new(width: u32, height: u32, depth: u32) -> Self {
        Extent { width, height, depth }
    }

    /// True when it holds no texel.
    pub fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0 || self.depth == 0
    }

    /// Number of texels.
    pub fn texels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height) * u64::from(self.depth)
    }
}

/// Where the rows of a box lie: byte offsets into an array or a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryLayout {
    /// Of the first texel.
    pub first: usize,
    /// From a row to the next.
    pub row_stride: usize,
    /// From an image to the next.
    pub image_stride: usize,
    /// Of the texels of a row.
    pub row_bytes: usize,
    /// From the beginning to the end of the last texel; 0 for an empty box.
    pub total: usize,
}

/// Parameters of [`memory_layout`].
#[derive(Clone, Copy, Debug)]
struct Store {
    alignment: u32,
    row_length: u32,
    image_height: u32,
    skip: (u32, u32, u32),
}

/// Layout of what an upload reads. `volume`: the function takes a depth, so `IMAGE_HEIGHT` and `SKIP_IMAGES` count.
pub fn unpack_layout(
    unpack: &UnpackState,
    extent: Extent,
    texel_bytes: u32,
    volume: bool,
) -> Result<MemoryLayout, Refusal> {
    let store = Store {
        alignment: unpack.alignment,
        row_length: unpack.row_length,
        image_height: if volume { unpack.image_height } else { 0 },
        skip: (unpack.skip_pixels, unpack.skip_rows, if volume { unpack.skip_images } else { 0 }),
    };
    memory_layout(store, extent, texel_bytes, volume)
}

/// Layout of what `readPixels` writes.
pub fn pack_layout(
    pack: &PackState,
    width: u32,
    height: u32,
    texel_bytes: u32,
) -> Result<MemoryLayout, Refusal> {
    let store = Store {
        alignment: pack.alignment,
        row_length: pack.row_length,
        image_height: 0,
        skip: (pack.skip_pixels, pack.skip_rows, 0),
    };
    memory_layout(store, Extent::new(width, height, 1), texel_bytes, false)
}

fn memory_layout(
    store: Store,
    extent: Extent,
    texel_bytes: u32,
    volume: bool,
) -> Result<MemoryLayout, Refusal> {
    const TOO_LARGE: Refusal = (gl::INVALID_VALUE, "the size of the texels overflows");
    let (skip_pixels, skip_rows, skip_images) = store.skip;
    // WebGL 2, "Pixel store parameters constraints".
    let row_length = if store.row_length == 0 { extent.width } else { store.row_length };
    let image_height = if store.image_height == 0 { extent.height } else { store.image_height };
    if u64::from(skip_pixels) + u64::from(extent.width) > u64::from(row_length) {
        return Err((gl::INVALID_OPERATION, "SKIP_PIXELS and width pass the row length"));
    }
    if volume && u64::from(skip_rows) + u64::from(extent.height) > u64::from(image_height) {
        return Err((gl::INVALID_OPERATION, "SKIP_ROWS and height pass the image height"));
    }
    let sum = || -> Option<MemoryLayout> {
        let texel = u64::from(texel_bytes);
        let row_stride =
            u64::from(row_length).checked_mul(texel)?.checked_next_multiple_of(u64::from(store.alignment))?;
        let image_stride = row_stride.checked_mul(u64::from(image_height))?;
        let row_bytes = u64::from(extent.width) * texel;
        let first = image_stride
            .checked_mul(u64::from(skip_images))?
            .checked_add(row_stride.checked_mul(u64::from(skip_rows))?)?
            .checked_add(u64::from(skip_pixels) * texel)?;
        let total = if extent.is_empty() {
            0
        } else {
            first
                .checked_add(image_stride.checked_mul(u64::from(extent.depth - 1))?)?
                .checked_add(row_stride.checked_mul(u64::from(extent.height - 1))?)?
                .checked_add(row_bytes)?
        };
        let narrow = |bytes: u64| usize::try_from(bytes).ok().filter(|&bytes| bytes <= isize::MAX as usize);
        Some(MemoryLayout {
            first: narrow(first)?,
            row_stride: narrow(row_stride)?,
            image_stride: narrow(image_stride)?,
            row_bytes: narrow(row_bytes)?,
            total: narrow(total)?,
        })
    };
    sum().ok_or(TOO_LARGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_padded_but_not_the_last() {
        let unpack = UnpackState::default();
        let layout = unpack_layout(&unpack, Extent::new(3, 2, 1), 3, false).unwrap();
        assert_eq!((layout.row_stride, layout.row_bytes, layout.total), (12, 9, 21));
        let layout = unpack_layout(&unpack, Extent::new(3, 0, 1), 3, false).unwrap();
        assert_eq!(layout.total, 0);
    }

    #[test]
    fn skips_and_lengths_of_webgl_2() {
        let unpack = UnpackState {
            row_length: 5,
            image_height: 4,
            skip_pixels: 1,
            skip_rows: 2,
            skip_images: 1,
            ..UnpackState::default()
        };
        let layout = unpack_layout(&unpack, Extent::new(4, 2, 2), 4, true).unwrap();
        assert_eq!(layout.first, 80 + 40 + 4);
        assert_eq!(layout.total, 80 + 40 + 4 + 80 + 20 + 16);
        // 2D functions do not look at images.
        let layout = unpack_layout(&unpack, Extent::new(4, 2, 1), 4, false).unwrap();
        assert_eq!(layout.first, 40 + 4);
        let wide = unpack_layout(&unpack, Extent::new(5, 2, 2), 4, true);
        assert_eq!(wide.unwrap_err().0, gl::INVALID_OPERATION);
        let high = unpack_layout(&unpack, Extent::new(4, 3, 2), 4, true);
        assert_eq!(high.unwrap_err().0, gl::INVALID_OPERATION);
    }

    #[test]
    fn huge_numbers_are_refused() {
        let unpack = UnpackState {
            row_length: u32::MAX,
            image_height: u32::MAX,
            skip_images: u32::MAX,
            ..UnpackState::default()
        };
        assert_eq!(
            unpack_layout(&unpack, Extent::new(1, 1, 1), 16, true).unwrap_err().0,
            gl::INVALID_VALUE
        );
    }

    #[test]
    fn store_parameters_are_checked() {
        let (mut unpack, mut pack) = (UnpackState::default(), PackState::default());
        let mut set = |version, name, value| {
            set_store(&mut unpack, &mut pack, version, name, value).map_err(|refusal| refusal.0)
        };
        assert_eq!(set(Version::One, gl::UNPACK_ALIGNMENT, 8), Ok(()));
        assert_eq!(set(Version::One, gl::UNPACK_ALIGNMENT, 3), Err(gl::INVALID_VALUE));
        assert_eq!(set(Version::One, gl::UNPACK_ROW_LENGTH, 1), Err(gl::INVALID_ENUM));
        assert_eq!(set(Version::Two, gl::UNPACK_ROW_LENGTH, -1), Err(gl::INVALID_VALUE));
        assert_eq!(set(Version::Two, gl::PACK_SKIP_ROWS, 7), Ok(()));
        assert_eq!(unpack.alignment, 8);
        assert_eq!(get_store(&unpack, &pack, Version::Two, gl::PACK_SKIP_ROWS), Some(StoreValue::Int(7)));
        assert_eq!(get_store(&unpack, &pack, Version::One, gl::PACK_SKIP_ROWS), None);
    }
}
