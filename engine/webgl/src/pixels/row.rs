//! One row of texels from its form in memory to the form of a storage format.
//!
//! Three ways: *copies* (same bytes), *three to four* (RGB gets an alpha of one), and everything else through a row of RGBA8
//! bytes or of RGBA floats.

use super::{
    alpha::AlphaStep,
    combination::{channels, texel_bytes},
    format::{BaseFormat, ComponentKind, info},
    small_float::{pack_r11g11b10, pack_rgb9e5, unpack_r11g11b10, unpack_rgb9e5},
};
use crate::constants as gl;
use half::f16;
use sparrow_render::gl::GlStorageFormat as S;

/// How the rows of one upload are converted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RowConversion {
    way: Way,
    storage: S,
    format: u32,
    kind: u32,
    premultiply: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// The same bytes.
    Copy,
    /// RGB to RGBA, by size of a component, with the bits of one.
    Widen8(u8),
    Widen16(u16),
    Widen32(u32),
    /// Through RGBA8.
    Bytes,
    /// Through RGBA floats.
    Floats,
    /// Depth and stencil.
    Depth,
}

impl RowConversion {
    /// Conversion of a legal combination; `premultiply` as `UNPACK_PREMULTIPLY_ALPHA_WEBGL` says (it concerns normalized and float
    /// formats with alpha).
    pub(super) fn new(storage: S, format: u32, kind: u32, premultiply: bool) -> Self {
        let info = info(storage);
        let premultiply = premultiply
            && matches!(format, gl::RGBA | gl::LUMINANCE_ALPHA | gl::SRGB_ALPHA_EXT)
            && matches!(info.kind, ComponentKind::UnsignedNormalized | ComponentKind::Float);
        let way = Self::way(storage, format, kind, premultiply);
        RowConversion { way, storage, format, kind, premultiply }
    }

    fn way(storage: S, format: u32, kind: u32, premultiply: bool) -> Way {
        let info = info(storage);
        if info.base.is_depth_stencil() {
            let same = matches!((storage, kind), (S::Depth16, gl::UNSIGNED_SHORT) | (S::Depth32F, gl::FLOAT));
            return if same { Way::Copy } else { Way::Depth };
        }
        let small_packed = matches!(
            kind,
            gl::UNSIGNED_SHORT_5_6_5 | gl::UNSIGNED_SHORT_4_4_4_4 | gl::UNSIGNED_SHORT_5_5_5_1
        );
        if small_packed || (premultiply && kind == gl::UNSIGNED_BYTE) {
            return Way::Bytes;
        }
        if premultiply {
            return Way::Floats;
        }
        match (storage, kind) {
            (S::Rgb10A2 | S::Rgb10A2Ui, gl::UNSIGNED_INT_2_10_10_10_REV)
            | (S::R11fG11fB10f, gl::UNSIGNED_INT_10F_11F_11F_REV)
            | (S::Rgb9E5, gl::UNSIGNED_INT_5_9_9_9_REV) => return Way::Copy,
            (_, gl::UNSIGNED_INT_2_10_10_10_REV) => return Way::Floats,
            _ => {}
        }
        let bytes = texel_bytes(format, kind);
        if bytes == info.bytes {
            return Way::Copy;
        }
        let integer = info.is_integer();
        if channels(format) == 3 && bytes / 3 * 4 == info.bytes {
            match (kind, bytes / 3) {
                (gl::HALF_FLOAT | gl::HALF_FLOAT_OES, _) => return Way::Widen16(f16::ONE.to_bits()),
                (gl::FLOAT, _) => return Way::Widen32(1f32.to_bits()),
                (gl::UNSIGNED_BYTE, _) => return Way::Widen8(if integer { 1 } else { 255 }),
                (gl::BYTE, _) => return Way::Widen8(if integer { 1 } else { 127 }),
                (_, 2) => return Way::Widen16(1),
                (_, 4) => return Way::Widen32(1),
                _ => {}
            }
        }
        Way::Floats
    }

    /// True when rows keep their bytes.
    pub(super) fn is_copy(&self) -> bool {
        self.way == Way::Copy
    }

    /// Appends the converted `row` to `out`. `scratch` is reused from row to row.
    pub(super) fn append(&self, row: &[u8], out: &mut Vec<u8>, scratch: &mut Scratch) {
        match self.way {
            Way::Copy => out.extend_from_slice(row),
            Way::Widen8(one) => widen_8(row, one, out),
            Way::Widen16(one) => widen(row, one.to_le_bytes(), out),
            Way::Widen32(one) => widen(row, one.to_le_bytes(), out),
            Way::Bytes => {
                let step = if self.premultiply { AlphaStep::Multiply } else { AlphaStep::Keep };
                decode_bytes(row, self.format, self.kind, &mut scratch.bytes);
                step.apply(&mut scratch.bytes);
                encode_bytes(&scratch.bytes, self.storage, out, &mut scratch.floats);
            }
            Way::Floats => {
                decode_floats(row, self.format, self.kind, &mut scratch.floats);
                if self.premultiply {
                    for pixel in &mut scratch.floats {
                        let alpha = pixel[3];
                        pixel[..3].iter_mut().for_each(|component| *component *= alpha);
                    }
                }
                encode_floats(&scratch.floats, self.storage, out);
            }
            Way::Depth => convert_depth(row, self.storage, self.kind, out),
        }
    }
}

/// Rows between two steps.
#[derive(Debug, Default)]
pub(super) struct Scratch {
    pub(super) bytes: Vec<u8>,
    floats: Vec<[f32; 4]>,
}

fn widen_8(row: &[u8], one: u8, out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start + row.len() / 3 * 4, one);
    let target = &mut out[start..];
    let one = u32::from(one) << 24;
    // Four pixels are three words.
    let (sources, source_rest) = row.as_chunks::<12>();
    let (targets, target_rest) = target.as_chunks_mut::<16>();
    for (target, source) in targets.iter_mut().zip(sources) {
        let word =
            |at: usize| u32::from_le_bytes([source[at], source[at + 1], source[at + 2], source[at + 3]]);
        let (a, b, c) = (word(0), word(4), word(8));
        let pixels = [a & 0xff_ffff, a >> 24 | (b & 0xffff) << 8, b >> 16 | (c & 0xff) << 16, c >> 8];
        for (bytes, pixel) in target.as_chunks_mut::<4>().0.iter_mut().zip(pixels) {
            *bytes = (pixel | one).to_le_bytes();
        }
    }
    for (target, source) in target_rest.chunks_exact_mut(4).zip(source_rest.chunks_exact(3)) {
        target[..3].copy_from_slice(source);
    }
}

fn widen<const N: usize>(row: &[u8], one: [u8; N], out: &mut Vec<u8>) {
    out.reserve(row.len() / 3 * 4);
    for texel in row.chunks_exact(3 * N) {
        out.extend_from_slice(texel);
        out.extend_from_slice(&one);
    }
}

fn halves(row: &[u8]) -> impl Iterator<Item = u16> + '_ {
    row.as_chunks::<2>().0.iter().map(|bytes| u16::from_le_bytes(*bytes))
}

fn words(row: &[u8]) -> impl Iterator<Item = u32> + '_ {
    row.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes))
}

/// `bits` bits to 8, rounded to nearest.
const fn to_8(value: u32, bits: u32) -> u8 {
    let largest = (1 << bits) - 1;
    (((value & largest) * 255 + largest / 2) / largest) as u8
}

const fn widened<const N: usize>(bits: u32) -> [u8; N] {
    let mut table = [0; N];
    let mut value = 0;
    while value < N {
        table[value] = to_8(value as u32, bits);
        value += 1;
    }
    table
}

const FIVE_BITS: [u8; 32] = widened(5);
const SIX_BITS: [u8; 64] = widened(6);

/// The packed 16-bit types, and bytes of RGBA and LUMINANCE_ALPHA.
fn decode_bytes(row: &[u8], format: u32, kind: u32, out: &mut Vec<u8>) {
    out.clear();
    if kind == gl::UNSIGNED_BYTE && format != gl::LUMINANCE_ALPHA {
        out.extend_from_slice(row);
        return;
    }
    out.resize(row.len() * 2, 0);
    let texels = row.as_chunks::<2>().0.iter().zip(out.as_chunks_mut::<4>().0);
    let five = |value: u16| FIVE_BITS[usize::from(value & 31)];
    match kind {
        gl::UNSIGNED_SHORT_5_6_5 => {
            for (from, to) in texels {
                let v = u16::from_le_bytes(*from);
                *to = [five(v >> 11), SIX_BITS[usize::from(v >> 5 & 63)], five(v), 255];
            }
        }
        gl::UNSIGNED_SHORT_4_4_4_4 => {
            for (from, to) in texels {
                let v = u16::from_le_bytes(*from);
                *to = [v >> 12, v >> 8 & 15, v >> 4 & 15, v & 15].map(|component| component as u8 * 17);
            }
        }
        gl::UNSIGNED_SHORT_5_5_5_1 => {
            for (from, to) in texels {
                let v = u16::from_le_bytes(*from);
                *to = [five(v >> 11), five(v >> 6), five(v >> 1), (v & 1) as u8 * 255];
            }
        }
        _ => {
            for ([luminance, alpha], to) in texels {
                *to = [*luminance, *luminance, *luminance, *alpha];
            }
        }
    }
}

/// True when pixels of an image can be stored so.
pub(super) fn takes_images(storage: S) -> bool {
    let info = info(storage);
    if info.base.is_depth_stencil() || info.bytes == 0 {
        return false;
    }
    match info.kind {
        ComponentKind::UnsignedNormalized | ComponentKind::Float => true,
        ComponentKind::Uint => matches!(storage, S::R8Ui | S::Rg8Ui | S::Rgb8Ui | S::Rgba8Ui),
        _ => false,
    }
}

/// A row of RGBA8 pixels to a storage for which [`takes_images`] holds.
pub(super) fn encode_bytes(row: &[u8], storage: S, out: &mut Vec<u8>, floats: &mut Vec<[f32; 4]>) {
    let pixels = row.as_chunks::<4>().0;
    match storage {
        S::Rgba8 | S::Srgb8Alpha8 | S::Rgba4 | S::Rgb5A1 | S::Rgba8Ui => out.extend_from_slice(row),
        S::Rgb8 | S::Srgb8 | S::Rgb565 => opaque(row, 255, out),
        S::Rgb8Ui => opaque(row, 1, out),
        S::A8 => out.extend(pixels.iter().map(|pixel| pixel[3])),
        S::L8 | S::R8 | S::R8Ui => out.extend(pixels.iter().map(|pixel| pixel[0])),
        S::La8 => out.extend(pixels.iter().flat_map(|pixel| [pixel[0], pixel[3]])),
        S::Rg8 | S::Rg8Ui => out.extend(pixels.iter().flat_map(|pixel| [pixel[0], pixel[1]])),
        _ => {
            floats.clear();
            floats.extend(pixels.iter().map(|pixel| pixel.map(|component| f32::from(component) / 255.0)));
            if matches!(storage, S::Rgb16F | S::Rgb32F | S::Rgb8Snorm) {
                floats.iter_mut().for_each(|pixel| pixel[3] = 1.0);
            }
            encode_floats(floats, storage, out);
        }
    }
}

fn opaque(row: &[u8], alpha: u8, out: &mut Vec<u8>) {
    let start = out.len();
    out.extend_from_slice(row);
    for pixel in out[start..].as_chunks_mut::<4>().0 {
        pixel[3] = alpha;
    }
}

/// Drops bits of RGBA8 pixels as the packed 16-bit types do.
pub(super) fn quantize(row: &mut [u8], kind: u32) {
    let bits: [u32; 4] = match kind {
        gl::UNSIGNED_SHORT_5_6_5 => [5, 6, 5, 8],
        gl::UNSIGNED_SHORT_4_4_4_4 => [4; 4],
        gl::UNSIGNED_SHORT_5_5_5_1 => [5, 5, 5, 1],
        _ => return,
    };
    for pixel in row.as_chunks_mut::<4>().0 {
        for (component, bits) in pixel.iter_mut().zip(bits) {
            *component = to_8(u32::from(*component >> (8 - bits)), bits);
        }
    }
}

/// Spreads the components that a format has over RGBA: luminance is red, green and blue; missing ones are 0, 0, 0, 1.
fn spread(format: u32, component: [f32; 4]) -> [f32; 4] {
    let [a, b, c, d] = component;
    match format {
        gl::RED => [a, 0.0, 0.0, 1.0],
        gl::RG => [a, b, 0.0, 1.0],
        gl::RGB | gl::SRGB_EXT => [a, b, c, 1.0],
        gl::LUMINANCE => [a, a, a, 1.0],
        gl::LUMINANCE_ALPHA => [a, a, a, b],
        gl::ALPHA => [0.0, 0.0, 0.0, a],
        _ => [a, b, c, d],
    }
}

fn decode_floats(row: &[u8], format: u32, kind: u32, out: &mut Vec<[f32; 4]>) {
    out.clear();
    let count = channels(format) as usize;
    let gather = |values: &mut dyn Iterator<Item = f32>, out: &mut Vec<[f32; 4]>| {
        let texels = row.len() / texel_bytes(format, kind) as usize;
        out.extend((0..texels).map(|_| {
            let mut component = [0.0; 4];
            component[..count].iter_mut().for_each(|slot| *slot = values.next().unwrap_or_default());
            spread(format, component)
        }));
    };
    match kind {
        gl::FLOAT => gather(&mut words(row).map(f32::from_bits), out),
        gl::HALF_FLOAT | gl::HALF_FLOAT_OES => {
            gather(&mut halves(row).map(|bits| f16::from_bits(bits).to_f32()), out);
        }
        gl::UNSIGNED_BYTE => gather(&mut row.iter().map(|&byte| f32::from(byte) / 255.0), out),
        gl::UNSIGNED_INT_2_10_10_10_REV => out.extend(words(row).map(|v| {
            let ten = |shift: u32| (v >> shift & 1023) as f32 / 1023.0;
            [ten(0), ten(10), ten(20), (v >> 30) as f32 / 3.0]
        })),
        gl::UNSIGNED_INT_10F_11F_11F_REV => out.extend(words(row).map(|v| {
            let [r, g, b] = unpack_r11g11b10(v);
            [r, g, b, 1.0]
        })),
        gl::UNSIGNED_INT_5_9_9_9_REV => out.extend(words(row).map(|v| {
            let [r, g, b] = unpack_rgb9e5(v);
            [r, g, b, 1.0]
        })),
        _ => unreachable!("{kind:#x} never goes through floats"),
    }
}

/// The components that a storage format keeps, by index into RGBA.
fn kept(storage: S) -> &'static [usize] {
    use BaseFormat as B;
    match info(storage).base {
        B::Alpha => &[3],
        B::Luminance | B::Red => &[0],
        B::LuminanceAlpha => &[0, 3],
        B::Rg => &[0, 1],
        _ => &[0, 1, 2, 3],
    }
}

fn encode_floats(pixels: &[[f32; 4]], storage: S, out: &mut Vec<u8>) {
    let unorm = |value: f32, largest: f32| (value.clamp(0.0, 1.0) * largest + 0.5) as u32;
    match storage {
        S::R11fG11fB10f => {
            out.extend(pixels.iter().flat_map(|&[r, g, b, _]| pack_r11g11b10([r, g, b]).to_le_bytes()));
        }
        S::Rgb9E5 => out.extend(pixels.iter().flat_map(|&[r, g, b, _]| pack_rgb9e5([r, g, b]).to_le_bytes())),
        S::Rgb10A2 => out.extend(pixels.iter().flat_map(|&[r, g, b, a]| {
            let ten = |value| unorm(value, 1023.0);
            (ten(r) | ten(g) << 10 | ten(b) << 20 | unorm(a, 3.0) << 30).to_le_bytes()
        })),
        _ => {
            let info = info(storage);
            let kept = kept(storage);
            let size = info.bytes as usize / kept.len();
            let start = out.len();
            out.resize(start + pixels.len() * info.bytes as usize, 0);
            let targets = out[start..].chunks_exact_mut(info.bytes as usize);
            let pairs = pixels.iter().zip(targets);
            match (info.kind, size) {
                (ComponentKind::Float, 2) if kept.len() == 4 => pairs.for_each(|(pixel, to)| {
                    for (value, to) in pixel.iter().zip(to.as_chunks_mut::<2>().0) {
                        *to = f16::from_f32(*value).to_le_bytes();
                    }
                }),
                (ComponentKind::Float, _) if kept.len() == 4 => pairs.for_each(|(pixel, to)| {
                    for (value, to) in pixel.iter().zip(to.as_chunks_mut::<4>().0) {
                        *to = value.to_le_bytes();
                    }
                }),
                (ComponentKind::Float, 2) => pairs.for_each(|(pixel, to)| {
                    for (&index, to) in kept.iter().zip(to.as_chunks_mut::<2>().0) {
                        *to = f16::from_f32(pixel[index]).to_le_bytes();
                    }
                }),
                (ComponentKind::Float, _) => pairs.for_each(|(pixel, to)| {
                    for (&index, to) in kept.iter().zip(to.as_chunks_mut::<4>().0) {
                        *to = pixel[index].to_le_bytes();
                    }
                }),
                _ => pairs.for_each(|(pixel, to)| {
                    for (&index, to) in kept.iter().zip(to) {
                        *to = unorm(pixel[index], 255.0) as u8;
                    }
                }),
            }
        }
    }
}

fn convert_depth(row: &[u8], storage: S, kind: u32, out: &mut Vec<u8>) {
    let unorm = |value: u32, largest: f64| (f64::from(value) / largest) as f32;
    match (storage, kind) {
        (S::Depth16, _) => out.extend(words(row).flat_map(|v| ((v >> 16) as u16).to_le_bytes())),
        (S::Depth24, _) => {
            out.extend(words(row).flat_map(|v| unorm(v, f64::from(u32::MAX)).to_le_bytes()));
        }
        (S::Depth32FStencil8, _) => {
            for texel in row.as_chunks::<8>().0 {
                out.extend_from_slice(&texel[..4]);
                out.extend_from_slice(&[texel[4], 0, 0, 0]);
            }
        }
        _ => {
            for value in words(row) {
                out.extend_from_slice(&unorm(value >> 8, f64::from(0xff_ffff)).to_le_bytes());
                out.extend_from_slice(&(value & 0xff).to_le_bytes());
            }
        }
    }
}
