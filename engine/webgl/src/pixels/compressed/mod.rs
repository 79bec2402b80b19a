//! Compressed formats: sizes, which parts of a level may be replaced, and decoding where the adapter has no such format.
//!
//! S3TC stays compressed when the adapter takes it. Everything else is decoded: desktop adapters have none of it, and games that ship
//! ETC or ASTC were made for memory of phones.

mod astc;
mod etc;
mod pvrtc;
mod s3tc;

use super::{combination::Refusal, layout::Extent};
use crate::{Extension, ExtensionSet, constants as gl};
use half::f16;
use sparrow_render::gl::GlStorageFormat as S;

/// How blocks are coded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    /// DXT1; true: with one bit of alpha.
    Bc1(bool),
    Bc2,
    Bc3,
    /// One or two channels; true: signed.
    Bc4(bool),
    Bc5(bool),
    /// BPTC, which only adapters decode.
    Bptc,
    Etc1,
    Etc2Rgb,
    Etc2Punchthrough,
    Etc2Rgba,
    /// One or two channels of 11 bits; true: signed.
    Eac(u8, bool),
    /// Bits a texel.
    Pvrtc(u32),
    Astc,
}

/// A compressed format of some extension.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompressedFormat {
    /// Its GLenum.
    pub(crate) name: u32,
    /// The extension that has it.
    pub(crate) extension: Extension,
    block_width: u32,
    block_height: u32,
    block_bytes: u32,
    coding: Coding,
    /// The adapter's own format, where it has one.
    native: Option<S>,
    decoded: S,
}

const fn format(
    name: u32,
    extension: Extension,
    block_bytes: u32,
    coding: Coding,
    native: Option<S>,
    decoded: S,
) -> CompressedFormat {
    CompressedFormat {
        name,
        extension,
        block_width: 4,
        block_height: 4,
        block_bytes,
        coding,
        native,
        decoded,
    }
}

const S3TC: Extension = Extension::WebglCompressedTextureS3tc;
const S3TC_SRGB: Extension = Extension::WebglCompressedTextureS3tcSrgb;
const RGTC: Extension = Extension::ExtTextureCompressionRgtc;
const BPTC: Extension = Extension::ExtTextureCompressionBptc;
const ETC: Extension = Extension::WebglCompressedTextureEtc;
const PVRTC: Extension = Extension::WebglCompressedTexturePvrtc;

const FORMATS: &[CompressedFormat] = &[
    format(gl::COMPRESSED_RGB_S3TC_DXT1_EXT, S3TC, 8, Coding::Bc1(false), Some(S::Bc1Rgb), S::Rgb8),
    format(gl::COMPRESSED_RGBA_S3TC_DXT1_EXT, S3TC, 8, Coding::Bc1(true), Some(S::Bc1Rgba), S::Rgba8),
    format(gl::COMPRESSED_RGBA_S3TC_DXT3_EXT, S3TC, 16, Coding::Bc2, Some(S::Bc2), S::Rgba8),
    format(gl::COMPRESSED_RGBA_S3TC_DXT5_EXT, S3TC, 16, Coding::Bc3, Some(S::Bc3), S::Rgba8),
    format(
        gl::COMPRESSED_SRGB_S3TC_DXT1_EXT,
        S3TC_SRGB,
        8,
        Coding::Bc1(false),
        Some(S::Bc1RgbSrgb),
        S::Srgb8,
    ),
    format(
        gl::COMPRESSED_SRGB_ALPHA_S3TC_DXT1_EXT,
        S3TC_SRGB,
        8,
        Coding::Bc1(true),
        Some(S::Bc1RgbaSrgb),
        S::Srgb8Alpha8,
    ),
    format(
        gl::COMPRESSED_SRGB_ALPHA_S3TC_DXT3_EXT,
        S3TC_SRGB,
        16,
        Coding::Bc2,
        Some(S::Bc2Srgb),
        S::Srgb8Alpha8,
    ),
    format(
        gl::COMPRESSED_SRGB_ALPHA_S3TC_DXT5_EXT,
        S3TC_SRGB,
        16,
        Coding::Bc3,
        Some(S::Bc3Srgb),
        S::Srgb8Alpha8,
    ),
    format(gl::COMPRESSED_RED_RGTC1_EXT, RGTC, 8, Coding::Bc4(false), Some(S::Bc4R), S::R8),
    format(gl::COMPRESSED_SIGNED_RED_RGTC1_EXT, RGTC, 8, Coding::Bc4(true), Some(S::Bc4RSnorm), S::R8Snorm),
    format(gl::COMPRESSED_RED_GREEN_RGTC2_EXT, RGTC, 16, Coding::Bc5(false), Some(S::Bc5Rg), S::Rg8),
    format(
        gl::COMPRESSED_SIGNED_RED_GREEN_RGTC2_EXT,
        RGTC,
        16,
        Coding::Bc5(true),
        Some(S::Bc5RgSnorm),
        S::Rg8Snorm,
    ),
    format(gl::COMPRESSED_RGBA_BPTC_UNORM_EXT, BPTC, 16, Coding::Bptc, Some(S::Bc7), S::Rgba8),
    format(
        gl::COMPRESSED_SRGB_ALPHA_BPTC_UNORM_EXT,
        BPTC,
        16,
        Coding::Bptc,
        Some(S::Bc7Srgb),
        S::Srgb8Alpha8,
    ),
    format(gl::COMPRESSED_RGB_BPTC_SIGNED_FLOAT_EXT, BPTC, 16, Coding::Bptc, Some(S::Bc6hFloat), S::Rgb16F),
    format(
        gl::COMPRESSED_RGB_BPTC_UNSIGNED_FLOAT_EXT,
        BPTC,
        16,
        Coding::Bptc,
        Some(S::Bc6hUfloat),
        S::Rgb16F,
    ),
    format(
        gl::COMPRESSED_RGB_ETC1_WEBGL,
        Extension::WebglCompressedTextureEtc1,
        8,
        Coding::Etc1,
        None,
        S::Rgb8,
    ),
    format(gl::COMPRESSED_RGB8_ETC2, ETC, 8, Coding::Etc2Rgb, None, S::Rgb8),
    format(gl::COMPRESSED_SRGB8_ETC2, ETC, 8, Coding::Etc2Rgb, None, S::Srgb8),
    format(gl::COMPRESSED_RGB8_PUNCHTHROUGH_ALPHA1_ETC2, ETC, 8, Coding::Etc2Punchthrough, None, S::Rgba8),
    format(
        gl::COMPRESSED_SRGB8_PUNCHTHROUGH_ALPHA1_ETC2,
        ETC,
        8,
        Coding::Etc2Punchthrough,
        None,
        S::Srgb8Alpha8,
    ),
    format(gl::COMPRESSED_RGBA8_ETC2_EAC, ETC, 16, Coding::Etc2Rgba, None, S::Rgba8),
    format(gl::COMPRESSED_SRGB8_ALPHA8_ETC2_EAC, ETC, 16, Coding::Etc2Rgba, None, S::Srgb8Alpha8),
    format(gl::COMPRESSED_R11_EAC, ETC, 8, Coding::Eac(1, false), None, S::R16F),
    format(gl::COMPRESSED_SIGNED_R11_EAC, ETC, 8, Coding::Eac(1, true), None, S::R16F),
    format(gl::COMPRESSED_RG11_EAC, ETC, 16, Coding::Eac(2, false), None, S::Rg16F),
    format(gl::COMPRESSED_SIGNED_RG11_EAC, ETC, 16, Coding::Eac(2, true), None, S::Rg16F),
    format(gl::COMPRESSED_RGB_PVRTC_4BPPV1_IMG, PVRTC, 8, Coding::Pvrtc(4), None, S::Rgb8),
    format(gl::COMPRESSED_RGBA_PVRTC_4BPPV1_IMG, PVRTC, 8, Coding::Pvrtc(4), None, S::Rgba8),
    format(gl::COMPRESSED_RGB_PVRTC_2BPPV1_IMG, PVRTC, 8, Coding::Pvrtc(2), None, S::Rgb8),
    format(gl::COMPRESSED_RGBA_PVRTC_2BPPV1_IMG, PVRTC, 8, Coding::Pvrtc(2), None, S::Rgba8),
];

/// Block sizes of ASTC in the order of its GLenums.
const ASTC_BLOCKS: [(u32, u32); 14] = [
    (4, 4),
    (5, 4),
    (5, 5),
    (6, 5),
    (6, 6),
    (8, 5),
    (8, 6),
    (8, 8),
    (10, 5),
    (10, 6),
    (10, 8),
    (10, 10),
    (12, 10),
    (12, 12),
];

fn astc(first: u32, index: usize) -> CompressedFormat {
    let (block_width, block_height) = ASTC_BLOCKS[index];
    let srgb = first == gl::COMPRESSED_SRGB8_ALPHA8_ASTC_4x4_KHR;
    CompressedFormat {
        name: first + index as u32,
        extension: Extension::WebglCompressedTextureAstc,
        block_width,
        block_height,
        block_bytes: 16,
        coding: Coding::Astc,
        native: None,
        decoded: if srgb { S::Srgb8Alpha8 } else { S::Rgba8 },
    }
}

/// All formats.
fn all() -> impl Iterator<Item = CompressedFormat> {
    let families = [gl::COMPRESSED_RGBA_ASTC_4x4_KHR, gl::COMPRESSED_SRGB8_ALPHA8_ASTC_4x4_KHR];
    let astc =
        families.into_iter().flat_map(|first| (0..ASTC_BLOCKS.len()).map(move |index| astc(first, index)));
    FORMATS.iter().copied().chain(astc)
}

/// The format of a GLenum, when its extension is on.
pub(crate) fn find(name: u32, enabled: &ExtensionSet) -> Option<CompressedFormat> {
    all().find(|format| format.name == name && enabled.has(format.extension))
}

/// `COMPRESSED_TEXTURE_FORMATS`.
pub(crate) fn names(enabled: &ExtensionSet) -> Vec<u32> {
    all().filter(|format| enabled.has(format.extension)).map(|format| format.name).collect()
}

impl CompressedFormat {
    /// What it is stored as.
    pub(crate) fn storage(&self, adapter_has_bc: bool) -> S {
        self.native.filter(|_| adapter_has_bc).unwrap_or(self.decoded)
    }

    /// Bytes of a box.
    pub(crate) fn bytes(&self, extent: Extent) -> u64 {
        if extent.is_empty() {
            return 0;
        }
        let (columns, rows) = self.blocks(extent.width, extent.height);
        u64::from(columns) * u64::from(rows) * u64::from(self.block_bytes) * u64::from(extent.depth)
    }

    fn blocks(&self, width: u32, height: u32) -> (u32, u32) {
        match self.coding {
            // PVRTC interpolates between blocks: there are never fewer than two by two.
            Coding::Pvrtc(bits) => ((width / (16 / bits)).max(2), (height / 4).max(2)),
            _ => (width.div_ceil(self.block_width), height.div_ceil(self.block_height)),
        }
    }

    /// Checks the size of a level.
    pub(crate) fn check_level(&self, level: u32, extent: Extent) -> Result<(), Refusal> {
        let Extent { width, height, .. } = extent;
        match self.coding {
            Coding::Bc1(_) | Coding::Bc2 | Coding::Bc3 | Coding::Bc4(_) | Coding::Bc5(_) | Coding::Bptc => {
                // Level 0 must be made of whole blocks: what a level says of the size of level 0.
                let whole = |side: u32| match level {
                    0 => side.is_multiple_of(4),
                    1 => side.is_multiple_of(2),
                    _ => true,
                };
                if !(whole(width) && whole(height)) {
                    return Err((gl::INVALID_OPERATION, "the size of level 0 is no multiple of 4"));
                }
            }
            Coding::Pvrtc(_) => {
                let fits = |side: u32| side == 0 || side.is_power_of_two();
                if !(fits(width) && fits(height)) {
                    return Err((gl::INVALID_OPERATION, "PVRTC sizes are powers of two"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Checks that the format may be used for volumes of a kind.
    pub(crate) fn check_volume(&self, array: bool) -> Result<(), Refusal> {
        if array && !matches!(self.coding, Coding::Etc1 | Coding::Pvrtc(_)) {
            Ok(())
        } else {
            Err((gl::INVALID_OPERATION, "the compressed format is not for such textures"))
        }
    }

    /// Checks a part of a level that is to be replaced.
    pub(crate) fn check_part(&self, level: Extent, origin: [u32; 3], part: Extent) -> Result<(), Refusal> {
        match self.coding {
            Coding::Etc1 => Err((gl::INVALID_OPERATION, "ETC1 textures take no sub-images")),
            Coding::Pvrtc(_) if origin == [0; 3] && part == level => Ok(()),
            Coding::Pvrtc(_) => Err((gl::INVALID_OPERATION, "PVRTC levels are replaced as a whole")),
            _ => {
                let aligned = |origin: u32, size: u32, side: u32, block: u32| {
                    origin.is_multiple_of(block) && (size.is_multiple_of(block) || origin + size == side)
                };
                let fits = aligned(origin[0], part.width, level.width, self.block_width)
                    && aligned(origin[1], part.height, level.height, self.block_height);
                if fits {
                    Ok(())
                } else {
                    Err((gl::INVALID_OPERATION, "the part is not made of whole blocks"))
                }
            }
        }
    }

    /// Texels in upload form. `bytes` has as many as [`CompressedFormat::bytes`] says.
    pub(crate) fn texels(
        &self,
        bytes: &[u8],
        extent: Extent,
        adapter_has_bc: bool,
    ) -> Result<Vec<u8>, Refusal> {
        const OUT_OF_MEMORY: Refusal = (gl::OUT_OF_MEMORY, "no memory for the texels");
        let storage = self.storage(adapter_has_bc);
        if Some(storage) == self.native {
            return Ok(bytes.to_vec());
        }
        let texel_bytes = super::format::info(storage).bytes as usize;
        let size = extent.texels().checked_mul(texel_bytes as u64).ok_or(OUT_OF_MEMORY)?;
        let size = usize::try_from(size).map_err(|_| OUT_OF_MEMORY)?;
        let mut out = Vec::new();
        out.try_reserve_exact(size).map_err(|_| OUT_OF_MEMORY)?;
        out.resize(size, 0);
        if extent.is_empty() {
            return Ok(out);
        }
        let slice_bytes = bytes.len() / extent.depth as usize;
        let slice_texels = size / extent.depth as usize;
        let slices = bytes.chunks_exact(slice_bytes.max(1)).zip(out.chunks_exact_mut(slice_texels));
        for (bytes, out) in slices {
            self.decode_slice(bytes, extent, texel_bytes, out);
        }
        Ok(out)
    }

    fn decode_slice(&self, bytes: &[u8], extent: Extent, texel_bytes: usize, out: &mut [u8]) {
        let (columns, _) = self.blocks(extent.width, extent.height);
        if let Coding::Pvrtc(bits) = self.coding {
            let opaque = self.decoded == S::Rgb8;
            return pvrtc::decode(bytes, extent.width, extent.height, bits, opaque, out);
        }
        let (width, height) = (extent.width as usize, extent.height as usize);
        let (block_width, block_height) = (self.block_width as usize, self.block_height as usize);
        let mut block = [0; MOST_BLOCK_BYTES];
        let block_out = &mut block[..block_width * block_height * texel_bytes];
        for (index, coded) in bytes.chunks_exact(self.block_bytes as usize).enumerate() {
            self.decode_block(coded, block_out);
            let x = index % columns as usize * block_width;
            let y = index / columns as usize * block_height;
            let row_bytes = block_width.min(width - x) * texel_bytes;
            for (line, row) in block_out.chunks_exact(block_width * texel_bytes).enumerate() {
                if y + line < height {
                    let start = ((y + line) * width + x) * texel_bytes;
                    out[start..start + row_bytes].copy_from_slice(&row[..row_bytes]);
                }
            }
        }
    }

    /// One block, rows without padding.
    fn decode_block(&self, coded: &[u8], out: &mut [u8]) {
        let halves = |coded: &[u8]| {
            let mut low = [0; 8];
            low.copy_from_slice(&coded[..8]);
            let mut high = [0; 8];
            high.copy_from_slice(&coded[coded.len() - 8..]);
            (low, high)
        };
        let (first, second) = halves(coded);
        match self.coding {
            Coding::Bc1(alpha) => s3tc::color(second, s3tc::Mode::Bc1 { alpha }, out),
            Coding::Bc2 => {
                s3tc::color(second, s3tc::Mode::FourColors, out);
                s3tc::alpha_4(first, out);
            }
            Coding::Bc3 => {
                s3tc::color(second, s3tc::Mode::FourColors, out);
                s3tc::alpha_8(first, out);
            }
            Coding::Bc4(signed) => s3tc::channel(first, signed, 1, 0, out),
            Coding::Bc5(signed) => {
                s3tc::channel(first, signed, 2, 0, out);
                s3tc::channel(second, signed, 2, 1, out);
            }
            Coding::Etc1 => etc::color(second, etc::Version::One, out),
            Coding::Etc2Rgb => etc::color(second, etc::Version::Two, out),
            Coding::Etc2Punchthrough => etc::color(second, etc::Version::TwoPunchthrough, out),
            Coding::Etc2Rgba => {
                etc::color(second, etc::Version::Two, out);
                etc::alpha(first, out);
            }
            Coding::Eac(channels, signed) => {
                for (channel, coded) in [first, second].into_iter().take(channels.into()).enumerate() {
                    for (pixel, value) in etc::eleven_bits(coded, signed).into_iter().enumerate() {
                        let at = (pixel * usize::from(channels) + channel) * 2;
                        out[at..at + 2].copy_from_slice(&f16::from_f32(value).to_le_bytes());
                    }
                }
            }
            Coding::Astc => {
                let mut block = [0; 16];
                block.copy_from_slice(coded);
                let srgb = self.decoded == S::Srgb8Alpha8;
                astc::decode(block, self.block_width as usize, self.block_height as usize, srgb, out);
            }
            Coding::Pvrtc(_) => unreachable!("PVRTC is decoded as a whole"),
            Coding::Bptc => unreachable!("BPTC is there only where the adapter decodes it"),
        }
    }
}

/// 12 by 12 texels of four bytes.
const MOST_BLOCK_BYTES: usize = 12 * 12 * 4;

/// A checksum over the texels of pseudo-random blocks. The expected ones were taken when other decoders gave the same texels for all
/// of these blocks.
#[cfg(test)]
fn sample_blocks<const N: usize>(
    count: usize,
    out_bytes: usize,
    mut decode: impl FnMut([u8; N], &mut [u8]),
) -> u64 {
    let mut state: u64 = 88_172_645_463_325_252;
    let mut out = vec![0; out_bytes];
    let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
    for _ in 0..count {
        let mut block = [0; N];
        for word in block.chunks_mut(8) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            word.copy_from_slice(&state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_le_bytes());
        }
        decode(block, &mut out);
        for byte in &out {
            sum = (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    sum
}
