//! How the storage formats of WebGL are kept on the device.
//!
//! wgpu has no luminance, alpha or three-component formats: they are kept as RGBA, with the components where sampling
//! finds them. What has no alpha in WebGL keeps an alpha of one ([`Format::opaque`]): nothing ever writes it.

use sparrow_render::gl::GlStorageFormat;
use wgpu::TextureFormat as T;

/// How rows of an upload become rows of the device's format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expand {
    /// As they are.
    None,
    /// `a` to `(0, 0, 0, a)`; the number is the bytes of a component.
    Alpha(usize),
    /// `l` to `(l, l, l, 1)`.
    Luminance(usize),
    /// `l, a` to `(l, l, l, a)`.
    LuminanceAlpha(usize),
    /// Red and blue change places: the device keeps blue first.
    Swap,
    /// Depth as 32-bit floats, drawn into place.
    Depth,
    /// Depth as 32-bit floats and stencil as 32-bit integers, drawn into place.
    DepthStencil,
}

/// What a stored texture is for sampling and drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Float,
    Int,
    Uint,
    Depth,
}

/// A storage format on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) wgpu: T,
    pub(super) class: Class,
    pub(super) expand: Expand,
    /// WebGL's format has no alpha although the device's has: it stays one.
    pub(super) opaque: bool,
    /// Bytes of a texel in uploads, before [`Expand`]; of a block for compressed formats.
    pub(super) upload_bytes: u32,
    /// Bytes of a texel on the device; of a block for compressed formats.
    pub(super) bytes: u32,
}

/// What formats depend on of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Choices {
    /// It has `Depth32FloatStencil8`.
    pub(super) depth32_stencil8: bool,
    /// It draws 8-bit colours faster with blue first: llvmpipe has a rasteriser of its own for them.
    pub(super) blue_first: bool,
}

impl Format {
    /// The format as the device has it.
    pub(super) fn of(format: GlStorageFormat, choices: Choices) -> Format {
        let made = Format::with_red_first(format, choices.depth32_stencil8);
        if !choices.blue_first || made.wgpu != T::Rgba8Unorm {
            return made;
        }
        let expand = if made.expand == Expand::None { Expand::Swap } else { made.expand };
        Format { wgpu: T::Bgra8Unorm, expand, ..made }
    }

    fn with_red_first(format: GlStorageFormat, depth32_stencil8: bool) -> Format {
        use Class::{Depth, Float, Int, Uint};
        use GlStorageFormat as G;
        let plain = |wgpu, class, bytes| Format {
            wgpu,
            class,
            expand: Expand::None,
            opaque: false,
            upload_bytes: bytes,
            bytes,
        };
        let opaque = |wgpu, class, bytes| Format { opaque: true, ..plain(wgpu, class, bytes) };
        let expanded = |wgpu, bytes, upload_bytes, expand, opaque| Format {
            wgpu,
            class: Float,
            expand,
            opaque,
            upload_bytes,
            bytes,
        };
        let depth = |wgpu, bytes, upload_bytes, expand| Format {
            wgpu,
            class: Depth,
            expand,
            opaque: false,
            upload_bytes,
            bytes,
        };
        match format {
            G::A8 => expanded(T::Rgba8Unorm, 4, 1, Expand::Alpha(1), false),
            G::L8 => expanded(T::Rgba8Unorm, 4, 1, Expand::Luminance(1), true),
            G::La8 => expanded(T::Rgba8Unorm, 4, 2, Expand::LuminanceAlpha(1), false),
            G::A16F => expanded(T::Rgba16Float, 8, 2, Expand::Alpha(2), false),
            G::L16F => expanded(T::Rgba16Float, 8, 2, Expand::Luminance(2), true),
            G::La16F => expanded(T::Rgba16Float, 8, 4, Expand::LuminanceAlpha(2), false),
            G::A32F => expanded(T::Rgba32Float, 16, 4, Expand::Alpha(4), false),
            G::L32F => expanded(T::Rgba32Float, 16, 4, Expand::Luminance(4), true),
            G::La32F => expanded(T::Rgba32Float, 16, 8, Expand::LuminanceAlpha(4), false),
            G::R8 => plain(T::R8Unorm, Float, 1),
            G::R8Snorm => plain(T::R8Snorm, Float, 1),
            G::Rg8 => plain(T::Rg8Unorm, Float, 2),
            G::Rg8Snorm => plain(T::Rg8Snorm, Float, 2),
            G::Rgb8 | G::Rgb565 => opaque(T::Rgba8Unorm, Float, 4),
            G::Rgb8Snorm => opaque(T::Rgba8Snorm, Float, 4),
            G::Rgba8 | G::Rgba4 | G::Rgb5A1 => plain(T::Rgba8Unorm, Float, 4),
            G::Rgba8Snorm => plain(T::Rgba8Snorm, Float, 4),
            G::Srgb8 => opaque(T::Rgba8UnormSrgb, Float, 4),
            G::Srgb8Alpha8 => plain(T::Rgba8UnormSrgb, Float, 4),
            G::Rgb10A2 => plain(T::Rgb10a2Unorm, Float, 4),
            G::Rgb10A2Ui => plain(T::Rgb10a2Uint, Uint, 4),
            G::R11fG11fB10f => plain(T::Rg11b10Ufloat, Float, 4),
            G::Rgb9E5 => plain(T::Rgb9e5Ufloat, Float, 4),
            G::R16F => plain(T::R16Float, Float, 2),
            G::Rg16F => plain(T::Rg16Float, Float, 4),
            G::Rgb16F => opaque(T::Rgba16Float, Float, 8),
            G::Rgba16F => plain(T::Rgba16Float, Float, 8),
            G::R32F => plain(T::R32Float, Float, 4),
            G::Rg32F => plain(T::Rg32Float, Float, 8),
            G::Rgb32F => opaque(T::Rgba32Float, Float, 16),
            G::Rgba32F => plain(T::Rgba32Float, Float, 16),
            G::R8I => plain(T::R8Sint, Int, 1),
            G::R8Ui => plain(T::R8Uint, Uint, 1),
            G::R16I => plain(T::R16Sint, Int, 2),
            G::R16Ui => plain(T::R16Uint, Uint, 2),
            G::R32I => plain(T::R32Sint, Int, 4),
            G::R32Ui => plain(T::R32Uint, Uint, 4),
            G::Rg8I => plain(T::Rg8Sint, Int, 2),
            G::Rg8Ui => plain(T::Rg8Uint, Uint, 2),
            G::Rg16I => plain(T::Rg16Sint, Int, 4),
            G::Rg16Ui => plain(T::Rg16Uint, Uint, 4),
            G::Rg32I => plain(T::Rg32Sint, Int, 8),
            G::Rg32Ui => plain(T::Rg32Uint, Uint, 8),
            G::Rgb8I => opaque(T::Rgba8Sint, Int, 4),
            G::Rgb8Ui => opaque(T::Rgba8Uint, Uint, 4),
            G::Rgb16I => opaque(T::Rgba16Sint, Int, 8),
            G::Rgb16Ui => opaque(T::Rgba16Uint, Uint, 8),
            G::Rgb32I => opaque(T::Rgba32Sint, Int, 16),
            G::Rgb32Ui => opaque(T::Rgba32Uint, Uint, 16),
            G::Rgba8I => plain(T::Rgba8Sint, Int, 4),
            G::Rgba8Ui => plain(T::Rgba8Uint, Uint, 4),
            G::Rgba16I => plain(T::Rgba16Sint, Int, 8),
            G::Rgba16Ui => plain(T::Rgba16Uint, Uint, 8),
            G::Rgba32I => plain(T::Rgba32Sint, Int, 16),
            G::Rgba32Ui => plain(T::Rgba32Uint, Uint, 16),
            G::Depth16 => depth(T::Depth16Unorm, 2, 2, Expand::None),
            G::Depth24 => depth(T::Depth24Plus, 4, 4, Expand::Depth),
            G::Depth32F => depth(T::Depth32Float, 4, 4, Expand::Depth),
            G::Depth24Stencil8 => depth(T::Depth24PlusStencil8, 4, 8, Expand::DepthStencil),
            G::Depth32FStencil8 if depth32_stencil8 => {
                depth(T::Depth32FloatStencil8, 8, 8, Expand::DepthStencil)
            }
            G::Depth32FStencil8 => depth(T::Depth24PlusStencil8, 4, 8, Expand::DepthStencil),
            G::Stencil8 => depth(T::Stencil8, 1, 1, Expand::None),
            G::Bc1Rgb => opaque(T::Bc1RgbaUnorm, Float, 8),
            G::Bc1Rgba => plain(T::Bc1RgbaUnorm, Float, 8),
            G::Bc2 => plain(T::Bc2RgbaUnorm, Float, 16),
            G::Bc3 => plain(T::Bc3RgbaUnorm, Float, 16),
            G::Bc1RgbSrgb => opaque(T::Bc1RgbaUnormSrgb, Float, 8),
            G::Bc1RgbaSrgb => plain(T::Bc1RgbaUnormSrgb, Float, 8),
            G::Bc2Srgb => plain(T::Bc2RgbaUnormSrgb, Float, 16),
            G::Bc3Srgb => plain(T::Bc3RgbaUnormSrgb, Float, 16),
            G::Bc4R => plain(T::Bc4RUnorm, Float, 8),
            G::Bc4RSnorm => plain(T::Bc4RSnorm, Float, 8),
            G::Bc5Rg => plain(T::Bc5RgUnorm, Float, 16),
            G::Bc5RgSnorm => plain(T::Bc5RgSnorm, Float, 16),
            G::Bc6hUfloat => plain(T::Bc6hRgbUfloat, Float, 16),
            G::Bc6hFloat => plain(T::Bc6hRgbFloat, Float, 16),
            G::Bc7 => plain(T::Bc7RgbaUnorm, Float, 16),
            G::Bc7Srgb => plain(T::Bc7RgbaUnormSrgb, Float, 16),
        }
    }

    /// Blocks of 4 x 4 texels.
    pub(super) fn is_compressed(self) -> bool {
        self.wgpu.is_compressed()
    }

    /// Bytes that a texel's one has in [`Expand::Luminance`] and in cleared alpha.
    fn one(component: usize) -> &'static [u8] {
        match component {
            1 => &[0xff],
            2 => &[0x00, 0x3c],
            _ => &[0x00, 0x00, 0x80, 0x3f],
        }
    }

    /// Turns uploaded texels into the device's; `None` when they are the same. Depth forms are no rows of texels.
    pub(super) fn expand(self, texels: &[u8]) -> Option<Vec<u8>> {
        let (component, channels) = match self.expand {
            Expand::None | Expand::Depth | Expand::DepthStencil => return None,
            Expand::Alpha(n) | Expand::Luminance(n) => (n, 1),
            Expand::LuminanceAlpha(n) => (n, 2),
            Expand::Swap => {
                let mut out = texels.to_vec();
                crate::device::swap_red_and_blue(&mut out);
                return Some(out);
            }
        };
        let zero = [0; 4];
        let mut out = Vec::with_capacity(texels.len() / channels * 4);
        for texel in texels.chunks_exact(component * channels) {
            match self.expand {
                Expand::Alpha(_) => {
                    for _ in 0..3 {
                        out.extend_from_slice(&zero[..component]);
                    }
                    out.extend_from_slice(texel);
                }
                _ => {
                    for _ in 0..3 {
                        out.extend_from_slice(&texel[..component]);
                    }
                    let alpha = if channels == 2 { &texel[component..] } else { Format::one(component) };
                    out.extend_from_slice(alpha);
                }
            }
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED_FIRST: Choices = Choices { depth32_stencil8: true, blue_first: false };

    #[test]
    fn only_what_has_red_and_blue_is_swapped() {
        let of = |f| Format::of(f, Choices { blue_first: true, ..RED_FIRST });
        assert_eq!(of(GlStorageFormat::Rgba8).wgpu, T::Bgra8Unorm);
        assert_eq!(of(GlStorageFormat::Rgb565).expand(&[1, 2, 3, 4]).unwrap(), [3, 2, 1, 4]);
        assert_eq!(of(GlStorageFormat::La8).expand(&[7, 9]).unwrap(), [7, 7, 7, 9]);
        assert_eq!(of(GlStorageFormat::Srgb8Alpha8).wgpu, T::Rgba8UnormSrgb);
        assert_eq!(of(GlStorageFormat::Rgba8Ui).expand(&[1, 2, 3, 4]), None);
    }

    #[test]
    fn luminance_and_alpha_become_what_sampling_sees() {
        let of = |f| Format::of(f, RED_FIRST);
        assert_eq!(of(GlStorageFormat::L8).expand(&[7, 9]).unwrap(), [7, 7, 7, 255, 9, 9, 9, 255]);
        assert_eq!(of(GlStorageFormat::A8).expand(&[7]).unwrap(), [0, 0, 0, 7]);
        assert_eq!(of(GlStorageFormat::La8).expand(&[7, 9]).unwrap(), [7, 7, 7, 9]);
        assert_eq!(of(GlStorageFormat::L16F).expand(&[1, 2]).unwrap(), [1, 2, 1, 2, 1, 2, 0, 0x3c]);
        assert_eq!(of(GlStorageFormat::Rgba8).expand(&[1, 2, 3, 4]), None);
    }

    #[test]
    fn formats_know_the_bytes_of_the_device() {
        use GlStorageFormat as G;
        for format in [G::R8, G::Rg8, G::Rgba8, G::Rgba16F, G::Rgba32Ui, G::Rgb10A2, G::Rgb9E5, G::Bc1Rgba] {
            let format = Format::of(format, RED_FIRST);
            assert_eq!(format.wgpu.block_copy_size(None), Some(format.bytes), "{format:?}");
        }
    }
}
