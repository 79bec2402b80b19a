//! `readPixels`: which formats and types may be asked for, and packing the executor's answer into them.

use super::{
    combination::{Refusal, channels, texel_bytes},
    format::{BaseFormat, ComponentKind, info},
    layout::{Extent, memory_layout},
    small_float::{pack_r11g11b10, pack_rgb9e5},
};
use crate::{Extension, ExtensionSet, Version, constants as gl, state::PixelLayout};
use half::f16;
use sparrow_render::gl::GlStorageFormat;

/// `IMPLEMENTATION_COLOR_READ_FORMAT` and `IMPLEMENTATION_COLOR_READ_TYPE` of a colour buffer.
pub(crate) fn read_format(storage: GlStorageFormat, version: Version) -> (u32, u32) {
    use GlStorageFormat as S;
    let facts = info(storage);
    if version == Version::One {
        return match facts.kind {
            ComponentKind::Float => (gl::RGBA, gl::FLOAT),
            _ => (gl::RGBA, gl::UNSIGNED_BYTE),
        };
    }
    let format = match (facts.base, facts.is_integer()) {
        (BaseFormat::Red, false) => gl::RED,
        (BaseFormat::Rg, false) => gl::RG,
        (BaseFormat::Rgb, false) => gl::RGB,
        (_, false) => gl::RGBA,
        (BaseFormat::Red, true) => gl::RED_INTEGER,
        (BaseFormat::Rg, true) => gl::RG_INTEGER,
        (BaseFormat::Rgb, true) => gl::RGB_INTEGER,
        (_, true) => gl::RGBA_INTEGER,
    };
    let kind = match storage {
        S::Rgb565 => gl::UNSIGNED_SHORT_5_6_5,
        S::Rgba4 => gl::UNSIGNED_SHORT_4_4_4_4,
        S::Rgb5A1 => gl::UNSIGNED_SHORT_5_5_5_1,
        S::Rgb10A2 | S::Rgb10A2Ui => gl::UNSIGNED_INT_2_10_10_10_REV,
        S::R11fG11fB10f => gl::UNSIGNED_INT_10F_11F_11F_REV,
        _ => match (facts.kind, facts.red) {
            (ComponentKind::Float, 16) => gl::HALF_FLOAT,
            (ComponentKind::Float, _) => gl::FLOAT,
            (ComponentKind::Int, 8) => gl::BYTE,
            (ComponentKind::Int, 16) => gl::SHORT,
            (ComponentKind::Int, _) => gl::INT,
            (ComponentKind::Uint, 16) => gl::UNSIGNED_SHORT,
            (ComponentKind::Uint, 32) => gl::UNSIGNED_INT,
            _ => gl::UNSIGNED_BYTE,
        },
    };
    (format, kind)
}

/// Checks format and type of `readPixels` for a colour buffer of a storage format.
pub(crate) fn check_read(
    storage: GlStorageFormat,
    version: Version,
    enabled: &ExtensionSet,
    format: u32,
    kind: u32,
) -> Result<(), Refusal> {
    let two = version == Version::Two;
    let known_format = match format {
        gl::ALPHA | gl::RGB | gl::RGBA => true,
        gl::RED | gl::RG | gl::RED_INTEGER | gl::RG_INTEGER | gl::RGB_INTEGER | gl::RGBA_INTEGER => two,
        gl::LUMINANCE | gl::LUMINANCE_ALPHA => two,
        _ => false,
    };
    if !known_format {
        return Err((gl::INVALID_ENUM, "invalid format"));
    }
    let known_kind = match kind {
        gl::UNSIGNED_BYTE
        | gl::UNSIGNED_SHORT_5_6_5
        | gl::UNSIGNED_SHORT_4_4_4_4
        | gl::UNSIGNED_SHORT_5_5_5_1 => true,
        gl::FLOAT => {
            two || enabled.has(Extension::OesTextureFloat)
                || enabled.has(Extension::WebglColorBufferFloat)
                || enabled.has(Extension::ExtColorBufferHalfFloat)
        }
        gl::HALF_FLOAT_OES => !two && enabled.has(Extension::OesTextureHalfFloat),
        gl::BYTE
        | gl::SHORT
        | gl::UNSIGNED_SHORT
        | gl::INT
        | gl::UNSIGNED_INT
        | gl::HALF_FLOAT
        | gl::UNSIGNED_INT_2_10_10_10_REV
        | gl::UNSIGNED_INT_10F_11F_11F_REV
        | gl::UNSIGNED_INT_5_9_9_9_REV => two,
        _ => false,
    };
    if !known_kind {
        return Err((gl::INVALID_ENUM, "invalid type"));
    }
    let always = match info(storage).kind {
        ComponentKind::UnsignedNormalized => {
            (format, kind) == (gl::RGBA, gl::UNSIGNED_BYTE)
                || storage == GlStorageFormat::Rgb10A2
                    && (format, kind) == (gl::RGBA, gl::UNSIGNED_INT_2_10_10_10_REV)
        }
        ComponentKind::Float => (format, kind) == (gl::RGBA, gl::FLOAT),
        ComponentKind::Int => (format, kind) == (gl::RGBA_INTEGER, gl::INT),
        ComponentKind::Uint => (format, kind) == (gl::RGBA_INTEGER, gl::UNSIGNED_INT),
        ComponentKind::SignedNormalized | ComponentKind::Depth => false,
    };
    if always || (format, kind) == read_format(storage, version) {
        Ok(())
    } else {
        Err((gl::INVALID_OPERATION, "the colour buffer cannot be read as this format and type"))
    }
}

/// Bytes that the destination of a read must have.
pub(crate) fn packed_bytes(
    width: u32,
    height: u32,
    format: u32,
    kind: u32,
    layout: &PixelLayout,
) -> Result<usize, Refusal> {
    let extent = Extent::new(width, height, 1);
    Ok(memory_layout(layout, extent, texel_bytes(format, kind), false)?.total)
}

/// A read that was cut to the framebuffer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PackedPart {
    /// Size that the script asked for: strides follow from it.
    pub width: u32,
    /// Size that the script asked for.
    pub height: u32,
    /// Place of the part in that.
    pub x: u32,
    /// Place of the part in that.
    pub y: u32,
    /// Size of the part, and of the answer.
    pub part_width: u32,
    /// Size of the part, and of the answer.
    pub part_height: u32,
}

/// Writes the executor's answer (four components a pixel; see [`GlRead`](sparrow_render::gl::GlRead)) into `out`. What lies outside of
/// the part stays as it is.
pub(crate) fn pack(
    answer: &[u8],
    answer_kind: ComponentKind,
    part: PackedPart,
    (format, kind): (u32, u32),
    layout: &PixelLayout,
    out: &mut [u8],
) -> Result<(), Refusal> {
    const TOO_SMALL: Refusal = (gl::INVALID_OPERATION, "the destination is too small");
    let texel = texel_bytes(format, kind) as usize;
    let memory =
        memory_layout(layout, Extent::new(part.width, part.height, 1), texel_bytes(format, kind), false)?;
    if out.len() < memory.total {
        return Err(TOO_SMALL);
    }
    if part.part_width == 0 || part.part_height == 0 {
        return Ok(());
    }
    let component = if matches!(answer_kind, ComponentKind::UnsignedNormalized) { 1 } else { 4 };
    let answer_row = part.part_width as usize * 4 * component;
    let same = match answer_kind {
        ComponentKind::UnsignedNormalized => (format, kind) == (gl::RGBA, gl::UNSIGNED_BYTE),
        ComponentKind::Float => (format, kind) == (gl::RGBA, gl::FLOAT),
        ComponentKind::Int => (format, kind) == (gl::RGBA_INTEGER, gl::INT),
        ComponentKind::Uint => (format, kind) == (gl::RGBA_INTEGER, gl::UNSIGNED_INT),
        _ => false,
    };
    for row in 0..part.part_height as usize {
        let Some(from) = answer.get(row * answer_row..(row + 1) * answer_row) else {
            return Err((gl::INVALID_OPERATION, "the executor's answer is too short"));
        };
        let start = memory.first + (part.y as usize + row) * memory.row_stride + part.x as usize * texel;
        let to = out.get_mut(start..start + part.part_width as usize * texel).ok_or(TOO_SMALL)?;
        if same {
            to.copy_from_slice(from);
        } else {
            pack_row(from, answer_kind, format, kind, to);
        }
    }
    Ok(())
}

fn pack_row(from: &[u8], answer_kind: ComponentKind, format: u32, kind: u32, to: &mut [u8]) {
    let texel = texel_bytes(format, kind) as usize;
    match answer_kind {
        ComponentKind::Int | ComponentKind::Uint => {
            for (pixel, to) in from.as_chunks::<16>().0.iter().zip(to.chunks_exact_mut(texel)) {
                let words = pixel.as_chunks::<4>().0;
                let value = |index: usize| u32::from_le_bytes(words[index]);
                if kind == gl::UNSIGNED_INT_2_10_10_10_REV {
                    let ten = |index| value(index).min(1023);
                    let bits = ten(0) | ten(1) << 10 | ten(2) << 20 | value(3).min(3) << 30;
                    to.copy_from_slice(&bits.to_le_bytes());
                    continue;
                }
                // Values fit: they were stored in as many bits.
                let size = texel / channels(format) as usize;
                for (index, to) in to.chunks_exact_mut(size).enumerate() {
                    to.copy_from_slice(&words[index][..size]);
                }
            }
        }
        ComponentKind::UnsignedNormalized => {
            for (pixel, to) in from.as_chunks::<4>().0.iter().zip(to.chunks_exact_mut(texel)) {
                if kind == gl::UNSIGNED_BYTE {
                    let kept: &[u8] = match format {
                        gl::ALPHA => &pixel[3..],
                        gl::LUMINANCE_ALPHA => &[pixel[0], pixel[3]],
                        _ => &pixel[..texel],
                    };
                    to.copy_from_slice(kept);
                } else {
                    pack_floats(pixel.map(|component| f32::from(component) / 255.0), format, kind, to);
                }
            }
        }
        _ => {
            for (pixel, to) in from.as_chunks::<16>().0.iter().zip(to.chunks_exact_mut(texel)) {
                let words = pixel.as_chunks::<4>().0;
                let value = |index: usize| f32::from_le_bytes(words[index]);
                pack_floats([value(0), value(1), value(2), value(3)], format, kind, to);
            }
        }
    }
}

fn pack_floats(rgba: [f32; 4], format: u32, kind: u32, to: &mut [u8]) {
    let unorm = |index: usize, bits: u32| {
        let largest = ((1u32 << bits) - 1) as f32;
        (rgba[index].clamp(0.0, 1.0) * largest + 0.5) as u32
    };
    let short = |bits: u32| (bits as u16).to_le_bytes();
    match kind {
        gl::UNSIGNED_SHORT_5_6_5 => {
            to.copy_from_slice(&short(unorm(0, 5) << 11 | unorm(1, 6) << 5 | unorm(2, 5)));
        }
        gl::UNSIGNED_SHORT_4_4_4_4 => {
            to.copy_from_slice(&short(unorm(0, 4) << 12 | unorm(1, 4) << 8 | unorm(2, 4) << 4 | unorm(3, 4)));
        }
        gl::UNSIGNED_SHORT_5_5_5_1 => {
            to.copy_from_slice(&short(unorm(0, 5) << 11 | unorm(1, 5) << 6 | unorm(2, 5) << 1 | unorm(3, 1)));
        }
        gl::UNSIGNED_INT_2_10_10_10_REV => {
            let bits = unorm(0, 10) | unorm(1, 10) << 10 | unorm(2, 10) << 20 | unorm(3, 2) << 30;
            to.copy_from_slice(&bits.to_le_bytes());
        }
        gl::UNSIGNED_INT_10F_11F_11F_REV => {
            to.copy_from_slice(&pack_r11g11b10([rgba[0], rgba[1], rgba[2]]).to_le_bytes());
        }
        gl::UNSIGNED_INT_5_9_9_9_REV => {
            to.copy_from_slice(&pack_rgb9e5([rgba[0], rgba[1], rgba[2]]).to_le_bytes());
        }
        _ => {
            let count = channels(format) as usize;
            let size = to.len() / count;
            for (index, to) in to.chunks_exact_mut(size).enumerate() {
                let value = match (format, index) {
                    (gl::ALPHA, _) | (gl::LUMINANCE_ALPHA, 1) => rgba[3],
                    _ => rgba[index],
                };
                match size {
                    1 => to[0] = (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8,
                    2 => to.copy_from_slice(&f16::from_f32(value).to_le_bytes()),
                    _ => to.copy_from_slice(&value.to_le_bytes()),
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use GlStorageFormat as S;

    fn whole(width: u32, height: u32) -> PackedPart {
        PackedPart { width, height, x: 0, y: 0, part_width: width, part_height: height }
    }

    const BYTES: ComponentKind = ComponentKind::UnsignedNormalized;

    #[test]
    fn bytes_are_copied_with_padding() {
        let layout = PixelLayout { alignment: 8, ..PixelLayout::default() };
        let answer = [1, 2, 3, 4, 5, 6, 7, 8];
        let mut out = [9; 12];
        assert_eq!(packed_bytes(1, 2, gl::RGBA, gl::UNSIGNED_BYTE, &layout).unwrap(), 12);
        pack(&answer, BYTES, whole(1, 2), (gl::RGBA, gl::UNSIGNED_BYTE), &layout, &mut out).unwrap();
        assert_eq!(out, [1, 2, 3, 4, 9, 9, 9, 9, 5, 6, 7, 8]);
        let short = &mut [0; 11];
        let refused = pack(&answer, BYTES, whole(1, 2), (gl::RGBA, gl::UNSIGNED_BYTE), &layout, short);
        assert_eq!(refused.unwrap_err().0, gl::INVALID_OPERATION);
    }

    #[test]
    fn a_part_is_written_into_its_place() {
        let layout = PixelLayout { row_length: 4, skip_pixels: 1, ..PixelLayout::default() };
        let part = PackedPart { width: 3, height: 2, x: 1, y: 1, part_width: 1, part_height: 1 };
        let mut out = [0; 32];
        pack(&[1, 2, 3, 4], BYTES, part, (gl::RGBA, gl::UNSIGNED_BYTE), &layout, &mut out).unwrap();
        let mut expected = [0; 32];
        expected[24..28].copy_from_slice(&[1, 2, 3, 4]);
        assert_eq!(out, expected);
    }

    #[test]
    fn every_type_is_packed() {
        let layout = PixelLayout { alignment: 1, ..PixelLayout::default() };
        let one = |answer: &[u8], from, format, kind| {
            let mut out = vec![0; texel_bytes(format, kind) as usize];
            pack(answer, from, whole(1, 1), (format, kind), &layout, &mut out).unwrap();
            out
        };
        let color = [255, 0, 136, 255];
        assert_eq!(one(&color, BYTES, gl::RGB, gl::UNSIGNED_BYTE), [255, 0, 136]);
        assert_eq!(one(&color, BYTES, gl::ALPHA, gl::UNSIGNED_BYTE), [255]);
        assert_eq!(one(&color, BYTES, gl::RG, gl::UNSIGNED_BYTE), [255, 0]);
        assert_eq!(one(&color, BYTES, gl::RGB, gl::UNSIGNED_SHORT_5_6_5), 0xf811u16.to_le_bytes());
        assert_eq!(one(&color, BYTES, gl::RGBA, gl::UNSIGNED_SHORT_4_4_4_4), 0xf08fu16.to_le_bytes());
        assert_eq!(one(&color, BYTES, gl::RGBA, gl::UNSIGNED_SHORT_5_5_5_1), 0xf823u16.to_le_bytes());
        let kind = gl::UNSIGNED_INT_2_10_10_10_REV;
        assert_eq!(one(&color, BYTES, gl::RGBA, kind), (0x3ffu32 | 546 << 20 | 3 << 30).to_le_bytes());
        let floats: Vec<u8> = [1f32, 0.5, -2.0, 4.0].iter().flat_map(|value| value.to_le_bytes()).collect();
        let float = ComponentKind::Float;
        assert_eq!(one(&floats, float, gl::RGBA, gl::FLOAT), floats);
        assert_eq!(one(&floats, float, gl::RED, gl::HALF_FLOAT), f16::ONE.to_le_bytes());
        assert_eq!(
            one(&floats, float, gl::RGB, gl::UNSIGNED_INT_10F_11F_11F_REV),
            (0x3c0u32 | 0x380 << 11).to_le_bytes()
        );
        let ints: Vec<u8> = [-1i32, 2, 300, -7].iter().flat_map(|value| value.to_le_bytes()).collect();
        let int = ComponentKind::Int;
        assert_eq!(one(&ints, int, gl::RGBA_INTEGER, gl::INT), ints);
        assert_eq!(one(&ints, int, gl::RG_INTEGER, gl::BYTE), [255, 2]);
        assert_eq!(one(&ints, int, gl::RGBA_INTEGER, gl::SHORT), [255, 255, 2, 0, 44, 1, 249, 255]);
    }

    #[test]
    fn reads_are_checked_as_the_conformance_suite_asks() {
        let none = ExtensionSet::default();
        let one = |storage, format, kind| {
            check_read(storage, Version::One, &none, format, kind).map_err(|refusal| refusal.0)
        };
        assert_eq!(one(S::Rgba8, gl::RGBA, gl::UNSIGNED_BYTE), Ok(()));
        assert_eq!(one(S::Rgb565, gl::RGB, gl::UNSIGNED_BYTE), Err(gl::INVALID_OPERATION));
        assert_eq!(one(S::Rgba8, gl::RED, gl::UNSIGNED_BYTE), Err(gl::INVALID_ENUM));
        assert_eq!(one(S::Rgba8, gl::RGBA, gl::FLOAT), Err(gl::INVALID_ENUM));
        let two = |storage, format, kind| {
            check_read(storage, Version::Two, &none, format, kind).map_err(|refusal| refusal.0)
        };
        assert_eq!(two(S::R8, gl::RED, gl::UNSIGNED_BYTE), Ok(()));
        assert_eq!(two(S::Rgba8, gl::RGBA, gl::FLOAT), Err(gl::INVALID_OPERATION));
        assert_eq!(two(S::Rgba8Ui, gl::RGBA_INTEGER, gl::UNSIGNED_INT), Ok(()));
        assert_eq!(two(S::Rgba8Ui, gl::RGBA, gl::UNSIGNED_BYTE), Err(gl::INVALID_OPERATION));
        assert_eq!(two(S::Rgb10A2, gl::RGBA, gl::UNSIGNED_INT_2_10_10_10_REV), Ok(()));
        assert_eq!(two(S::R16F, gl::RGBA, gl::FLOAT), Ok(()));
    }
}
