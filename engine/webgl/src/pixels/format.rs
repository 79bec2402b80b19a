//! What a storage format is: components, bits, bytes of a texel in upload form, filterability and renderability.

use super::combination;
use crate::{Extension, ExtensionSet, Version, constants as gl};
use sparrow_render::gl::{GlStorageFormat, GlValueKind};

/// The components of a format, as OpenGL's base internal formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub(crate) enum BaseFormat {
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
    pub(crate) fn components(self) -> u8 {
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
    pub(crate) fn is_depth_stencil(self) -> bool {
        matches!(self, BaseFormat::Depth | BaseFormat::DepthStencil | BaseFormat::Stencil)
    }
}

/// How components are numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ComponentKind {
    /// 0..1 in integers, also behind an sRGB curve.
    UnsignedNormalized,
    /// -1..1 in integers.
    SignedNormalized,
    /// Floating point, the small kinds too.
    Float,
    /// Signed integers.
    Int,
    /// Unsigned integers.
    Uint,
    /// Depth, stencil or both.
    Depth,
}

/// When textures of a format may be filtered linearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Filterable {
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
pub(crate) enum Renderable {
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
pub(crate) struct FormatInfo {
    /// Components.
    pub base: BaseFormat,
    /// Their kind of number.
    pub kind: ComponentKind,
    /// RGB goes through the sRGB curve.
    pub srgb: bool,
    /// Bits; those of luminance count as red.
    pub red: u8,
    /// Bits.
    pub green: u8,
    /// Bits.
    pub blue: u8,
    /// Bits.
    pub alpha: u8,
    /// Bits.
    pub depth: u8,
    /// Bits.
    pub stencil: u8,
    /// Bytes of a texel in upload form; 0 for block-compressed formats.
    pub bytes: u32,
    /// Linear filtering.
    pub filterable: Filterable,
    /// As a colour attachment.
    pub renderable: Renderable,
}

impl FormatInfo {
    /// Bits of red, green, blue, alpha.
    pub(crate) fn bits(&self) -> [u8; 4] {
        [self.red, self.green, self.blue, self.alpha]
    }

    /// True for integer formats.
    pub(crate) fn is_integer(&self) -> bool {
        matches!(self.kind, ComponentKind::Int | ComponentKind::Uint)
    }

    /// `FLOAT`, `INT`, ... as `FRAMEBUFFER_ATTACHMENT_COMPONENT_TYPE` tells it.
    pub(crate) fn component_type(&self) -> u32 {
        match self.kind {
            ComponentKind::Depth if self.depth == 32 => gl::FLOAT,
            ComponentKind::Depth if self.depth == 0 => gl::UNSIGNED_INT,
            ComponentKind::UnsignedNormalized | ComponentKind::Depth => gl::UNSIGNED_NORMALIZED,
            ComponentKind::SignedNormalized => gl::SIGNED_NORMALIZED,
            ComponentKind::Float => gl::FLOAT,
            ComponentKind::Int => gl::INT,
            ComponentKind::Uint => gl::UNSIGNED_INT,
        }
    }

    /// What samplers and fragment outputs must be made of.
    pub(crate) fn value_kind(&self) -> GlValueKind {
        match self.kind {
            ComponentKind::Int => GlValueKind::Int,
            ComponentKind::Uint => GlValueKind::Uint,
            _ => GlValueKind::Float,
        }
    }
}

/// True when a texture of the format may be filtered linearly. `compare`: the sampler compares.
pub(crate) fn is_filterable(
    format: GlStorageFormat,
    version: Version,
    enabled: &ExtensionSet,
    compare: bool,
) -> bool {
    match info(format).filterable {
        Filterable::Always => true,
        Filterable::Never => false,
        Filterable::WithFloatLinear => enabled.has(Extension::OesTextureFloatLinear),
        Filterable::WithHalfFloatLinear => {
            version == Version::Two || enabled.has(Extension::OesTextureHalfFloatLinear)
        }
        Filterable::Depth => version == Version::One || compare,
    }
}

/// True when a colour buffer may have the format.
pub(crate) fn color_renderable(format: GlStorageFormat, version: Version, enabled: &ExtensionSet) -> bool {
    let info = info(format);
    let float = enabled.has(match version {
        Version::One => Extension::WebglColorBufferFloat,
        Version::Two => Extension::ExtColorBufferFloat,
    });
    // WebGL 1 renders to the unsized formats of table 3.2 only: three components of floats count there.
    let renderable = match (format, version) {
        (GlStorageFormat::Rgb32F, Version::One) => Renderable::WithFloat,
        (GlStorageFormat::Rgb16F, Version::One) => Renderable::WithHalfFloat,
        _ => info.renderable,
    };
    match renderable {
        _ if info.base.is_depth_stencil() => false,
        Renderable::Always => true,
        Renderable::Never => false,
        Renderable::WithFloat => float,
        Renderable::WithHalfFloat => float || enabled.has(Extension::ExtColorBufferHalfFloat),
    }
}

/// The storage of a sized internal format of WebGL 2.
pub(crate) fn sized(internal_format: u32) -> Option<GlStorageFormat> {
    combination::sized(internal_format)
}

/// Facts about a storage format.
pub(crate) fn info(format: GlStorageFormat) -> FormatInfo {
    use BaseFormat as B;
    use Filterable as F;
    use GlStorageFormat as S;
    use Renderable as R;
    /// Kinds of number, with sRGB beside them.
    #[derive(PartialEq)]
    enum N {
        Unorm,
        Srgb,
        Snorm,
        Float,
        Int,
        Uint,
    }

    let color = |base, number, bits: [u8; 4], bytes, filterable, renderable| FormatInfo {
        base,
        srgb: number == N::Srgb,
        kind: match number {
            N::Unorm | N::Srgb => ComponentKind::UnsignedNormalized,
            N::Snorm => ComponentKind::SignedNormalized,
            N::Float => ComponentKind::Float,
            N::Int => ComponentKind::Int,
            N::Uint => ComponentKind::Uint,
        },
        red: bits[0],
        green: bits[1],
        blue: bits[2],
        alpha: bits[3],
        depth: 0,
        stencil: 0,
        bytes,
        filterable,
        renderable,
    };
    let depth = |base, depth, stencil, bytes| FormatInfo {
        base,
        kind: ComponentKind::Depth,
        srgb: false,
        red: 0,
        green: 0,
        blue: 0,
        alpha: 0,
        depth,
        stencil,
        bytes,
        filterable: if depth == 0 { F::Never } else { F::Depth },
        renderable: R::Never,
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

        S::Depth16 => depth(B::Depth, 16, 0, 2),
        S::Depth24 => depth(B::Depth, 24, 0, 4),
        S::Depth32F => depth(B::Depth, 32, 0, 4),
        S::Depth24Stencil8 => depth(B::DepthStencil, 24, 8, 8),
        S::Depth32FStencil8 => depth(B::DepthStencil, 32, 8, 8),
        S::Stencil8 => depth(B::Stencil, 0, 8, 1),

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
pub(crate) fn block_bytes(format: GlStorageFormat) -> Option<u32> {
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
