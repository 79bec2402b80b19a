//! What a storage format is: components, bits, bytes of a texel in upload form, filterability and renderability.

use crate::{Version, constants as gl};
use sparrow_render::{GlStorageFormat, GlValueKind};

/// The components of a format, as OpenGL's base internal formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum BaseFormat {
    Alpha,
    Luminance,
    LuminanceAlpha,
    Red,
    Rg,
    Rgb,
    Rgba,
    Depth,
    DepthStencil,
    Stencil,
}

impl BaseFormat {
    /// Red 1, green 2, blue 4, alpha 8, of what a colour buffer must have to be copied into this format.
    pub fn components(self) -> u8 {
        match self {
            BaseFormat::Alpha => 8,
            BaseFormat::Luminance | BaseFormat::Red => 1,
            BaseFormat::LuminanceAlpha => 9,
            BaseFormat::Rg => 3,
            BaseFormat::Rgb => 7,
            BaseFormat::Rgba => 15,
            BaseFormat::Depth | BaseFormat::DepthStencil | BaseFormat::Stencil => 0,
        }
    }

    /// True for depth, stencil and both.
    pub fn is_depth_stencil(self) -> bool {
        matches!(self, BaseFormat::Depth | BaseFormat::DepthStencil | BaseFormat::Stencil)
    }
}

/// How components are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberKind {
    /// 0..1 in integers.
    Unorm,
    /// The same; RGB goes through the sRGB curve.
    Srgb,
    /// -1..1 in integers.
    Snorm,
    /// Floating point, the small kinds too.
    Float,
    /// Signed integers.
    Int,
    /// Unsigned integers.
    Uint,
}

/// When textures of a format may be filtered linearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Filterable {
    /// Always.
    Always,
    /// Never: integer formats; depth formats without comparison in WebGL 2.
    Never,
    /// With `OES_texture_float_linear`.
    WithFloatLinear,
    /// In WebGL 2, or with `OES_texture_half_float_linear`.
    WithHalfFloatLinear,
    /// In WebGL 1 always, in WebGL 2 only with comparison.
    Depth,
}

/// When a format may be rendered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renderable {
    /// Always (in the versions that have the format).
    Always,
    /// Never.
    Never,
    /// With `EXT_color_buffer_float` (WebGL 2) or `WEBGL_color_buffer_float` (WebGL 1).
    WithFloat,
    /// With one of those, or with `EXT_color_buffer_half_float`.
    WithHalfFloat,
}

/// All about one [`GlStorageFormat`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageInfo {
    /// Components.
    pub base: BaseFormat,
    /// Their kind of number.
    pub number: NumberKind,
    /// Bits of red, green, blue, alpha as WebGL tells them; luminance counts as red.
    pub bits: [u8; 4],
    /// Bits of depth.
    pub depth_bits: u8,
    /// Bits of stencil.
    pub stencil_bits: u8,
    /// Bytes of a texel in upload form; 0 for block-compressed formats.
    pub texel_bytes: u32,
    /// Linear filtering.
    pub filterable: Filterable,
    /// As a colour, depth or stencil attachment.
    pub renderable: Renderable,
}

impl StorageInfo {
    /// `FLOAT`, `INT`, ... as `FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE` tells it.
    pub fn component_type(&self) -> u32 {
        match self.number {
            NumberKind::Unorm | NumberKind::Srgb => gl::UNSIGNED_NORMALIZED,
            NumberKind::Snorm => gl::SIGNED_NORMALIZED,
            NumberKind::Float => gl::FLOAT,
            NumberKind::Int => gl::INT,
            NumberKind::Uint => gl::UNSIGNED_INT,
        }
    }

    /// What samplers and fragment outputs must be made of.
    pub fn value_kind(&self) -> GlValueKind {
        match self.number {
            NumberKind::Int => GlValueKind::Int,
            NumberKind::Uint => GlValueKind::Uint,
            _ => GlValueKind::Float,
        }
    }

    /// True when a texture of the format may be filtered linearly. `compare`: the sampler compares.
    pub fn is_filterable(&self, version: Version, float_linear: bool, half_float_linear: bool, compare: bool) -> bool {
        match self.filterable {
            Filterable::Always => true,
            Filterable::Never => false,
            Filterable::WithFloatLinear => float_linear,
            Filterable::WithHalfFloatLinear => version == Version::Two || half_float_linear,
            Filterable::Depth => version == Version::One || compare,
        }
    }

    /// True when a colour buffer may have the format (depth and stencil formats are never colour-renderable).
    pub fn is_color_renderable(&self, color_buffer_float: bool, color_buffer_half_float: bool) -> bool {
        if self.base.is_depth_stencil() {
            return false;
        }
        match self.renderable {
            Renderable::Always => true,
            Renderable::Never => false,
            Renderable::WithFloat => color_buffer_float,
            Renderable::WithHalfFloat => color_buffer_float || color_buffer_half_float,
        }
    }
}

/// Facts about a storage format.
pub fn storage_info(format: GlStorageFormat) -> StorageInfo {
    use BaseFormat as B;
    use Filterable as F;
    use GlStorageFormat as S;
    use NumberKind as N;
    use Renderable as R;

    let color = |base, number, bits: [u8; 4], texel_bytes, filterable, renderable| StorageInfo {
        base,
        number,
        bits,
        depth_bits: 0,
        stencil_bits: 0,
        texel_bytes,
        filterable,
        renderable,
    };
    let depth = |base, depth_bits, stencil_bits, number, texel_bytes| StorageInfo {
        base,
        number,
        bits: [0; 4],
        depth_bits,
        stencil_bits,
        texel_bytes,
        filterable: if stencil_bits != 0 && depth_bits == 0 { F::Never } else { F::Depth },
        renderable: R::Always,
    };
    match format {
        S::A8 => color(B::Alpha, N::Unorm, [0, 0, 0, 8], 1, F::Always, R::Never),
        S::L8 => color(B::Luminance, N::Unorm, [8, 0, 0, 0], 1, F::Always, R::Never),
        S::La8 => color(B::LuminanceAlpha, N::Unorm, [8, 0, 0, 8], 2, F::Always, R::Never),
        S::A16F => color(B::Alpha, N::Float, [0, 0, 0, 16], 2, F::WithHalfFloatLinear, R::Never),
        S::L16F => color(B::Luminance, N::Float, [16, 0, 0, 0], 2, F::WithHalfFloatLinear, R::Never),
        S::La16F => color(B::LuminanceAlpha, N::Float, [16, 0, 0, 16], 4, F::WithHalfFloatLinear, R::Never),
        S::A32F => color(B::Alpha, N::Float, [0, 0, 0, 32], 4, F::WithFloatLinear, R::Never),
        S::L32F => color(B::Luminance, N::Float, [32, 0, 0, 0], 4, F::WithFloatLinear, R::Never),
        S::La32F => color(B::LuminanceAlpha, N::Float, [32, 0, 0, 32], 8, F::WithFloatLinear, R::Never),

        S::R8 => color(B::Red, N::Unorm, [8, 0, 0, 0], 1, F::Always, R::Always),
        S::R8Snorm => color(B::Red, N::Snorm, [8, 0, 0, 0], 1, F::Always, R::Never),
        S::Rg8 => color(B::Rg, N::Unorm, [8, 8, 0, 0], 2, F::Always, R::Always),
        S::Rg8Snorm => color(B::Rg, N::Snorm, [8, 8, 0, 0], 2, F::Always, R::Never),
        S::Rgb8 => color(B::Rgb, N::Unorm, [8, 8, 8, 0], 4, F::Always, R::Always),
        S::Rgb8Snorm => color(B::Rgb, N::Snorm, [8, 8, 8, 0], 4, F::Always, R::Never),
        S::Rgba8 => color(B::Rgba, N::Unorm, [8; 4], 4, F::Always, R::Always),
        S::Rgba8Snorm => color(B::Rgba, N::Snorm, [8; 4], 4, F::Always, R::Never),
        S::Srgb8 => color(B::Rgb, N::Srgb, [8, 8, 8, 0], 4, F::Always, R::Never),
        S::Srgb8Alpha8 => color(B::Rgba, N::Srgb, [8; 4], 4, F::Always, R::Always),
        S::Rgb565 => color(B::Rgb, N::Unorm, [5, 6, 5, 0], 4, F::Always, R::Always),
        S::Rgba4 => color(B::Rgba, N::Unorm, [4; 4], 4, F::Always, R::Always),
        S::Rgb5A1 => color(B::Rgba, N::Unorm, [5, 5, 5, 1], 4, F::Always, R::Always),
        S::Rgb10A2 => color(B::Rgba, N::Unorm, [10, 10, 10, 2], 4, F::Always, R::Always),
        S::Rgb10A2Ui => color(B::Rgba, N::Uint, [10, 10, 10, 2], 4, F::Never, R::Always),
        S::R11fG11fB10f => color(B::Rgb, N::Float, [11, 11, 10, 0], 4, F::Always, R::WithFloat),
        S::Rgb9E5 => color(B::Rgb, N::Float, [9, 9, 9, 0], 4, F::Always, R::Never),

        S::R16F => color(B::Red, N::Float, [16, 0, 0, 0], 2, F::WithHalfFloatLinear, R::WithHalfFloat),
        S::Rg16F => color(B::Rg, N::Float, [16, 16, 0, 0], 4, F::WithHalfFloatLinear, R::WithHalfFloat),
        S::Rgb16F => color(B::Rgb, N::Float, [16, 16, 16, 0], 8, F::WithHalfFloatLinear, R::Never),
        S::Rgba16F => color(B::Rgba, N::Float, [16; 4], 8, F::WithHalfFloatLinear, R::WithHalfFloat),
        S::R32F => color(B::Red, N::Float, [32, 0, 0, 0], 4, F::WithFloatLinear, R::WithFloat),
        S::Rg32F => color(B::Rg, N::Float, [32, 32, 0, 0], 8, F::WithFloatLinear, R::WithFloat),
        S::Rgb32F => color(B::Rgb, N::Float, [32, 32, 32, 0], 16, F::WithFloatLinear, R::Never),
        S::Rgba32F => color(B::Rgba, N::Float, [32; 4], 16, F::WithFloatLinear, R::WithFloat),

        S::R8I => color(B::Red, N::Int, [8, 0, 0, 0], 1, F::Never, R::Always),
        S::R8Ui => color(B::Red, N::Uint, [8, 0, 0, 0], 1, F::Never, R::Always),
        S::R16I => color(B::Red, N::Int, [16, 0, 0, 0], 2, F::Never, R::Always),
        S::R16Ui => color(B::Red, N::Uint, [16, 0, 0, 0], 2, F::Never, R::Always),
        S::R32I => color(B::Red, N::Int, [32, 0, 0, 0], 4, F::Never, R::Always),
        S::R32Ui => color(B::Red, N::Uint, [32, 0, 0, 0], 4, F::Never, R::Always),
        S::Rg8I => color(B::Rg, N::Int, [8, 8, 0, 0], 2, F::Never, R::Always),
        S::Rg8Ui => color(B::Rg, N::Uint, [8, 8, 0, 0], 2, F::Never, R::Always),
        S::Rg16I => color(B::Rg, N::Int, [16, 16, 0, 0], 4, F::Never, R::Always),
        S::Rg16Ui => color(B::Rg, N::Uint, [16, 16, 0, 0], 4, F::Never, R::Always),
        S::Rg32I => color(B::Rg, N::Int, [32, 32, 0, 0], 8, F::Never, R::Always),
        S::Rg32Ui => color(B::Rg, N::Uint, [32, 32, 0, 0], 8, F::Never, R::Always),
        S::Rgb8I => color(B::Rgb, N::Int, [8, 8, 8, 0], 4, F::Never, R::Never),
        S::Rgb8Ui => color(B::Rgb, N::Uint, [8, 8, 8, 0], 4, F::Never, R::Never),
        S::Rgb16I => color(B::Rgb, N::Int, [16, 16, 16, 0], 8, F::Never, R::Never),
        S::Rgb16Ui => color(B::Rgb, N::Uint, [16, 16, 16, 0], 8, F::Never, R::Never),
        S::Rgb32I => color(B::Rgb, N::Int, [32, 32, 32, 0], 16, F::Never, R::Never),
        S::Rgb32Ui => color(B::Rgb, N::Uint, [32, 32, 32, 0], 16, F::Never, R::Never),
        S::Rgba8I => color(B::Rgba, N::Int, [8; 4], 4, F::Never, R::Always),
        S::Rgba8Ui => color(B::Rgba, N::Uint, [8; 4], 4, F::Never, R::Always),
        S::Rgba16I => color(B::Rgba, N::Int, [16; 4], 8, F::Never, R::Always),
        S::Rgba16Ui => color(B::Rgba, N::Uint, [16; 4], 8, F::Never, R::Always),
        S::Rgba32I => color(B::Rgba, N::Int, [32; 4], 16, F::Never, R::Always),
        S::Rgba32Ui => color(B::Rgba, N::Uint, [32; 4], 16, F::Never, R::Always),

        S::Depth16 => depth(B::Depth, 16, 0, N::Unorm, 2),
        S::Depth24 => depth(B::Depth, 24, 0, N::Unorm, 4),
        S::Depth32F => depth(B::Depth, 32, 0, N::Float, 4),
        S::Depth24Stencil8 => depth(B::DepthStencil, 24, 8, N::Unorm, 8),
        S::Depth32FStencil8 => depth(B::DepthStencil, 32, 8, N::Float, 8),
        S::Stencil8 => depth(B::Stencil, 0, 8, N::Uint, 1),

        S::Bc1Rgb => color(B::Rgb, N::Unorm, [8, 8, 8, 0], 0, F::Always, R::Never),
        S::Bc1Rgba | S::Bc2 | S::Bc3 | S::Bc7 => color(B::Rgba, N::Unorm, [8; 4], 0, F::Always, R::Never),
        S::Bc1RgbSrgb => color(B::Rgb, N::Srgb, [8, 8, 8, 0], 0, F::Always, R::Never),
        S::Bc1RgbaSrgb | S::Bc2Srgb | S::Bc3Srgb | S::Bc7Srgb => {
            color(B::Rgba, N::Srgb, [8; 4], 0, F::Always, R::Never)
        }
        S::Bc4R => color(B::Red, N::Unorm, [8, 0, 0, 0], 0, F::Always, R::Never),
        S::Bc4RSnorm => color(B::Red, N::Snorm, [8, 0, 0, 0], 0, F::Always, R::Never),
        S::Bc5Rg => color(B::Rg, N::Unorm, [8, 8, 0, 0], 0, F::Always, R::Never),
        S::Bc5RgSnorm => color(B::Rg, N::Snorm, [8, 8, 0, 0], 0, F::Always, R::Never),
        S::Bc6hUfloat | S::Bc6hFloat => color(B::Rgb, N::Float, [16, 16, 16, 0], 0, F::Always, R::Never),
    }
}

/// Bytes and texels of a block, for the formats that are stored compressed.
pub fn block_bytes(format: GlStorageFormat) -> Option<u32> {
    use GlStorageFormat as S;
    match format {
        S::Bc1Rgb | S::Bc1Rgba | S::Bc1RgbSrgb | S::Bc1RgbaSrgb | S::Bc4R | S::Bc4RSnorm => Some(8),
        S::Bc2
        | S::Bc3
        | S::Bc2Srgb
        | S::Bc3Srgb
        | S::Bc5Rg
        | S::Bc5RgSnorm
        | S::Bc6hUfloat
        | S::Bc6hFloat
        | S::Bc7
        | S::Bc7Srgb => Some(16),
        _ => None,
    }
}
