//! Which (internalformat, format, type) belong together, and what they are stored as: WebGL 1 with its extensions and
//! table 3.2 and 3.3 of OpenGL ES 3.0. Compressed formats are in [`super::compressed`].

use super::format::{ComponentKind, info};
use crate::{ElementType, Extension, ExtensionSet, Version, constants as gl};
use sparrow_render::gl::GlStorageFormat as S;

/// A GL error and why.
pub(crate) type Refusal = (u32, &'static str);

/// What the context allows at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FormatRules {
    /// Version of the context.
    pub version: Version,
    /// Extensions in use.
    pub enabled: ExtensionSet,
}

/// One legal combination.
#[derive(Clone, Copy)]
struct Row {
    internal: u32,
    format: u32,
    kind: u32,
    storage: S,
}

const fn row(internal: u32, format: u32, kind: u32, storage: S) -> Row {
    Row { internal, format, kind, storage }
}

/// In both versions.
const UNSIZED: &[Row] = &[
    row(gl::RGBA, gl::RGBA, gl::UNSIGNED_BYTE, S::Rgba8),
    row(gl::RGBA, gl::RGBA, gl::UNSIGNED_SHORT_4_4_4_4, S::Rgba4),
    row(gl::RGBA, gl::RGBA, gl::UNSIGNED_SHORT_5_5_5_1, S::Rgb5A1),
    row(gl::RGB, gl::RGB, gl::UNSIGNED_BYTE, S::Rgb8),
    row(gl::RGB, gl::RGB, gl::UNSIGNED_SHORT_5_6_5, S::Rgb565),
    row(gl::LUMINANCE_ALPHA, gl::LUMINANCE_ALPHA, gl::UNSIGNED_BYTE, S::La8),
    row(gl::LUMINANCE, gl::LUMINANCE, gl::UNSIGNED_BYTE, S::L8),
    row(gl::ALPHA, gl::ALPHA, gl::UNSIGNED_BYTE, S::A8),
];

const FLOAT_1: &[Row] = &[
    row(gl::RGBA, gl::RGBA, gl::FLOAT, S::Rgba32F),
    row(gl::RGB, gl::RGB, gl::FLOAT, S::Rgb32F),
    row(gl::LUMINANCE_ALPHA, gl::LUMINANCE_ALPHA, gl::FLOAT, S::La32F),
    row(gl::LUMINANCE, gl::LUMINANCE, gl::FLOAT, S::L32F),
    row(gl::ALPHA, gl::ALPHA, gl::FLOAT, S::A32F),
];

const HALF_FLOAT_1: &[Row] = &[
    row(gl::RGBA, gl::RGBA, gl::HALF_FLOAT_OES, S::Rgba16F),
    row(gl::RGB, gl::RGB, gl::HALF_FLOAT_OES, S::Rgb16F),
    row(gl::LUMINANCE_ALPHA, gl::LUMINANCE_ALPHA, gl::HALF_FLOAT_OES, S::La16F),
    row(gl::LUMINANCE, gl::LUMINANCE, gl::HALF_FLOAT_OES, S::L16F),
    row(gl::ALPHA, gl::ALPHA, gl::HALF_FLOAT_OES, S::A16F),
];

const DEPTH_1: &[Row] = &[
    row(gl::DEPTH_COMPONENT, gl::DEPTH_COMPONENT, gl::UNSIGNED_SHORT, S::Depth16),
    row(gl::DEPTH_COMPONENT, gl::DEPTH_COMPONENT, gl::UNSIGNED_INT, S::Depth24),
    row(gl::DEPTH_STENCIL, gl::DEPTH_STENCIL, gl::UNSIGNED_INT_24_8, S::Depth24Stencil8),
];

const SRGB_1: &[Row] = &[
    row(gl::SRGB_EXT, gl::SRGB_EXT, gl::UNSIGNED_BYTE, S::Srgb8),
    row(gl::SRGB_ALPHA_EXT, gl::SRGB_ALPHA_EXT, gl::UNSIGNED_BYTE, S::Srgb8Alpha8),
];

/// Sized formats of WebGL 2.
const SIZED: &[Row] = &[
    row(gl::R8, gl::RED, gl::UNSIGNED_BYTE, S::R8),
    row(gl::R8_SNORM, gl::RED, gl::BYTE, S::R8Snorm),
    row(gl::R16F, gl::RED, gl::HALF_FLOAT, S::R16F),
    row(gl::R16F, gl::RED, gl::FLOAT, S::R16F),
    row(gl::R32F, gl::RED, gl::FLOAT, S::R32F),
    row(gl::R8UI, gl::RED_INTEGER, gl::UNSIGNED_BYTE, S::R8Ui),
    row(gl::R8I, gl::RED_INTEGER, gl::BYTE, S::R8I),
    row(gl::R16UI, gl::RED_INTEGER, gl::UNSIGNED_SHORT, S::R16Ui),
    row(gl::R16I, gl::RED_INTEGER, gl::SHORT, S::R16I),
    row(gl::R32UI, gl::RED_INTEGER, gl::UNSIGNED_INT, S::R32Ui),
    row(gl::R32I, gl::RED_INTEGER, gl::INT, S::R32I),
    row(gl::RG8, gl::RG, gl::UNSIGNED_BYTE, S::Rg8),
    row(gl::RG8_SNORM, gl::RG, gl::BYTE, S::Rg8Snorm),
    row(gl::RG16F, gl::RG, gl::HALF_FLOAT, S::Rg16F),
    row(gl::RG16F, gl::RG, gl::FLOAT, S::Rg16F),
    row(gl::RG32F, gl::RG, gl::FLOAT, S::Rg32F),
    row(gl::RG8UI, gl::RG_INTEGER, gl::UNSIGNED_BYTE, S::Rg8Ui),
    row(gl::RG8I, gl::RG_INTEGER, gl::BYTE, S::Rg8I),
    row(gl::RG16UI, gl::RG_INTEGER, gl::UNSIGNED_SHORT, S::Rg16Ui),
    row(gl::RG16I, gl::RG_INTEGER, gl::SHORT, S::Rg16I),
    row(gl::RG32UI, gl::RG_INTEGER, gl::UNSIGNED_INT, S::Rg32Ui),
    row(gl::RG32I, gl::RG_INTEGER, gl::INT, S::Rg32I),
    row(gl::RGB8, gl::RGB, gl::UNSIGNED_BYTE, S::Rgb8),
    row(gl::SRGB8, gl::RGB, gl::UNSIGNED_BYTE, S::Srgb8),
    row(gl::RGB565, gl::RGB, gl::UNSIGNED_BYTE, S::Rgb565),
    row(gl::RGB565, gl::RGB, gl::UNSIGNED_SHORT_5_6_5, S::Rgb565),
    row(gl::RGB8_SNORM, gl::RGB, gl::BYTE, S::Rgb8Snorm),
    row(gl::R11F_G11F_B10F, gl::RGB, gl::UNSIGNED_INT_10F_11F_11F_REV, S::R11fG11fB10f),
    row(gl::R11F_G11F_B10F, gl::RGB, gl::HALF_FLOAT, S::R11fG11fB10f),
    row(gl::R11F_G11F_B10F, gl::RGB, gl::FLOAT, S::R11fG11fB10f),
    row(gl::RGB9_E5, gl::RGB, gl::UNSIGNED_INT_5_9_9_9_REV, S::Rgb9E5),
    row(gl::RGB9_E5, gl::RGB, gl::HALF_FLOAT, S::Rgb9E5),
    row(gl::RGB9_E5, gl::RGB, gl::FLOAT, S::Rgb9E5),
    row(gl::RGB16F, gl::RGB, gl::HALF_FLOAT, S::Rgb16F),
    row(gl::RGB16F, gl::RGB, gl::FLOAT, S::Rgb16F),
    row(gl::RGB32F, gl::RGB, gl::FLOAT, S::Rgb32F),
    row(gl::RGB8UI, gl::RGB_INTEGER, gl::UNSIGNED_BYTE, S::Rgb8Ui),
    row(gl::RGB8I, gl::RGB_INTEGER, gl::BYTE, S::Rgb8I),
    row(gl::RGB16UI, gl::RGB_INTEGER, gl::UNSIGNED_SHORT, S::Rgb16Ui),
    row(gl::RGB16I, gl::RGB_INTEGER, gl::SHORT, S::Rgb16I),
    row(gl::RGB32UI, gl::RGB_INTEGER, gl::UNSIGNED_INT, S::Rgb32Ui),
    row(gl::RGB32I, gl::RGB_INTEGER, gl::INT, S::Rgb32I),
    row(gl::RGBA8, gl::RGBA, gl::UNSIGNED_BYTE, S::Rgba8),
    row(gl::SRGB8_ALPHA8, gl::RGBA, gl::UNSIGNED_BYTE, S::Srgb8Alpha8),
    row(gl::RGBA8_SNORM, gl::RGBA, gl::BYTE, S::Rgba8Snorm),
    row(gl::RGB5_A1, gl::RGBA, gl::UNSIGNED_BYTE, S::Rgb5A1),
    row(gl::RGB5_A1, gl::RGBA, gl::UNSIGNED_SHORT_5_5_5_1, S::Rgb5A1),
    row(gl::RGB5_A1, gl::RGBA, gl::UNSIGNED_INT_2_10_10_10_REV, S::Rgb5A1),
    row(gl::RGBA4, gl::RGBA, gl::UNSIGNED_BYTE, S::Rgba4),
    row(gl::RGBA4, gl::RGBA, gl::UNSIGNED_SHORT_4_4_4_4, S::Rgba4),
    row(gl::RGB10_A2, gl::RGBA, gl::UNSIGNED_INT_2_10_10_10_REV, S::Rgb10A2),
    row(gl::RGBA16F, gl::RGBA, gl::HALF_FLOAT, S::Rgba16F),
    row(gl::RGBA16F, gl::RGBA, gl::FLOAT, S::Rgba16F),
    row(gl::RGBA32F, gl::RGBA, gl::FLOAT, S::Rgba32F),
    row(gl::RGBA8UI, gl::RGBA_INTEGER, gl::UNSIGNED_BYTE, S::Rgba8Ui),
    row(gl::RGBA8I, gl::RGBA_INTEGER, gl::BYTE, S::Rgba8I),
    row(gl::RGB10_A2UI, gl::RGBA_INTEGER, gl::UNSIGNED_INT_2_10_10_10_REV, S::Rgb10A2Ui),
    row(gl::RGBA16UI, gl::RGBA_INTEGER, gl::UNSIGNED_SHORT, S::Rgba16Ui),
    row(gl::RGBA16I, gl::RGBA_INTEGER, gl::SHORT, S::Rgba16I),
    row(gl::RGBA32UI, gl::RGBA_INTEGER, gl::UNSIGNED_INT, S::Rgba32Ui),
    row(gl::RGBA32I, gl::RGBA_INTEGER, gl::INT, S::Rgba32I),
    row(gl::DEPTH_COMPONENT16, gl::DEPTH_COMPONENT, gl::UNSIGNED_SHORT, S::Depth16),
    row(gl::DEPTH_COMPONENT16, gl::DEPTH_COMPONENT, gl::UNSIGNED_INT, S::Depth16),
    row(gl::DEPTH_COMPONENT24, gl::DEPTH_COMPONENT, gl::UNSIGNED_INT, S::Depth24),
    row(gl::DEPTH_COMPONENT32F, gl::DEPTH_COMPONENT, gl::FLOAT, S::Depth32F),
    row(gl::DEPTH24_STENCIL8, gl::DEPTH_STENCIL, gl::UNSIGNED_INT_24_8, S::Depth24Stencil8),
    row(gl::DEPTH32F_STENCIL8, gl::DEPTH_STENCIL, gl::FLOAT_32_UNSIGNED_INT_24_8_REV, S::Depth32FStencil8),
];

impl FormatRules {
    /// The tables that hold now.
    fn tables(self) -> impl Iterator<Item = &'static Row> {
        let when = |is: bool, rows: &'static [Row]| if is { rows } else { &[] };
        let one = self.version == Version::One;
        let with = |extension| one && self.enabled.has(extension);
        UNSIZED
            .iter()
            .chain(when(!one, SIZED))
            .chain(when(with(Extension::OesTextureFloat), FLOAT_1))
            .chain(when(with(Extension::OesTextureHalfFloat), HALF_FLOAT_1))
            .chain(when(with(Extension::WebglDepthTexture), DEPTH_1))
            .chain(when(with(Extension::ExtSrgb), SRGB_1))
    }

    /// What `texImage2D` and `texImage3D` make of their three enums.
    pub(crate) fn tex_image(self, internal: u32, format: u32, kind: u32) -> Result<S, Refusal> {
        if let Some(found) =
            self.tables().find(|row| (row.internal, row.format, row.kind) == (internal, format, kind))
        {
            return Ok(found.storage);
        }
        if !self.tables().any(|row| row.internal == internal) {
            return Err((gl::INVALID_VALUE, "invalid internalformat"));
        }
        self.known(format, kind)?;
        Err((gl::INVALID_OPERATION, "internalformat, format and type do not belong together"))
    }

    /// Refuses formats and types that do not exist at all.
    pub(crate) fn known(self, format: u32, kind: u32) -> Result<(), Refusal> {
        if !self.tables().any(|row| row.format == format) {
            Err((gl::INVALID_ENUM, "invalid format"))
        } else if !self.tables().any(|row| row.kind == kind) {
            Err((gl::INVALID_ENUM, "invalid type"))
        } else {
            Ok(())
        }
    }

    /// Checks the format and type of `texSubImage2D` and `texSubImage3D` against a level that was made with `internal` and `made_with`.
    pub(crate) fn sub_image(
        self,
        internal: u32,
        made_with: u32,
        format: u32,
        kind: u32,
    ) -> Result<(), Refusal> {
        self.known(format, kind)?;
        let found = self.tables().any(|row| (row.internal, row.format, row.kind) == (internal, format, kind));
        if !found {
            return Err((gl::INVALID_OPERATION, "format and type do not fit the texture's internal format"));
        }
        if self.version == Version::One && kind != made_with {
            return Err((gl::INVALID_OPERATION, "type is not the one that the texture was made with"));
        }
        Ok(())
    }

    /// What `texStorage2D` and `texStorage3D` make of their internal format.
    pub(crate) fn tex_storage(self, internal: u32) -> Result<S, Refusal> {
        match SIZED.iter().find(|row| row.internal == internal) {
            Some(row) if self.version == Version::Two => Ok(row.storage),
            _ => Err((gl::INVALID_ENUM, "invalid internalformat")),
        }
    }

    /// True when `copyTexImage2D` knows the internal format.
    pub(crate) fn is_copy_format(self, internal: u32) -> bool {
        match internal {
            gl::ALPHA | gl::LUMINANCE | gl::LUMINANCE_ALPHA | gl::RGB | gl::RGBA => true,
            gl::SRGB_EXT | gl::SRGB_ALPHA_EXT => {
                self.version == Version::One && self.enabled.has(Extension::ExtSrgb)
            }
            _ => self.version == Version::Two && sized(internal).is_some(),
        }
    }

    /// What `copyTexImage2D` makes of its internal format when it copies from `from`: the storage, and the type that later sub-images
    /// must have in WebGL 1.
    pub(crate) fn copy_tex_image(self, internal: u32, from: S) -> Result<(S, u32), Refusal> {
        let unsized_copy = |storage| Ok((storage, gl::UNSIGNED_BYTE));
        let source = info(from);
        let srgb = self.enabled.has(Extension::ExtSrgb);
        if self.version == Version::One {
            return match internal {
                gl::ALPHA => unsized_copy(S::A8),
                gl::LUMINANCE => unsized_copy(S::L8),
                gl::LUMINANCE_ALPHA => unsized_copy(S::La8),
                gl::RGB => unsized_copy(S::Rgb8),
                gl::RGBA => unsized_copy(S::Rgba8),
                gl::SRGB_EXT if srgb => unsized_copy(S::Srgb8),
                gl::SRGB_ALPHA_EXT if srgb => unsized_copy(S::Srgb8Alpha8),
                _ => Err((gl::INVALID_ENUM, "invalid internalformat")),
            };
        }
        // Unsized formats take the size of the source's components (OpenGL ES 3.0, 3.8.5).
        let unorm = source.kind == ComponentKind::UnsignedNormalized;
        let by_source = |rgb: S, rgba: S| match (from, internal) {
            (S::Rgb565, gl::RGB) => S::Rgb565,
            (S::Rgba4, gl::RGBA) => S::Rgba4,
            (S::Rgb5A1, gl::RGBA) => S::Rgb5A1,
            (S::Rgb10A2, gl::RGBA) => S::Rgb10A2,
            (_, gl::RGB) => rgb,
            _ => rgba,
        };
        match internal {
            gl::ALPHA | gl::LUMINANCE | gl::LUMINANCE_ALPHA | gl::RGB | gl::RGBA => {
                if !unorm {
                    return Err((
                        gl::INVALID_OPERATION,
                        "an unsized format needs a normalized colour buffer",
                    ));
                }
                if source.srgb {
                    return match internal {
                        gl::RGB => unsized_copy(S::Srgb8),
                        gl::RGBA => unsized_copy(S::Srgb8Alpha8),
                        _ => Err((gl::INVALID_OPERATION, "luminance and alpha cannot be copied from sRGB")),
                    };
                }
                unsized_copy(match internal {
                    gl::ALPHA => S::A8,
                    gl::LUMINANCE => S::L8,
                    gl::LUMINANCE_ALPHA => S::La8,
                    _ => by_source(S::Rgb8, S::Rgba8),
                })
            }
            _ => {
                let Some(row) = SIZED.iter().find(|row| row.internal == internal) else {
                    return Err((gl::INVALID_ENUM, "invalid internalformat"));
                };
                let target = info(row.storage);
                if target.base.is_depth_stencil() || row.storage == S::Rgb9E5 {
                    return Err((gl::INVALID_OPERATION, "the format cannot be copied into"));
                }
                if (target.kind, target.srgb) != (source.kind, source.srgb) {
                    return Err((
                        gl::INVALID_OPERATION,
                        "colour buffer and texture have different kinds of numbers",
                    ));
                }
                if unorm {
                    // Component sizes must match exactly where both have the component.
                    let pairs = target.bits().into_iter().zip(source.bits());
                    let same = pairs.into_iter().all(|(to, from)| to == 0 || to == from);
                    if !same {
                        return Err((
                            gl::INVALID_OPERATION,
                            "component sizes of colour buffer and texture differ",
                        ));
                    }
                }
                Ok((row.storage, row.kind))
            }
        }
    }
}

/// Components that a format has in memory.
pub(crate) fn channels(format: u32) -> u32 {
    match format {
        gl::RED | gl::RED_INTEGER | gl::ALPHA | gl::LUMINANCE | gl::DEPTH_COMPONENT | gl::DEPTH_STENCIL => 1,
        gl::RG | gl::RG_INTEGER | gl::LUMINANCE_ALPHA => 2,
        gl::RGB | gl::RGB_INTEGER | gl::SRGB_EXT => 3,
        _ => 4,
    }
}

/// Bytes of one element of a type, and how many components one element holds (0: each component is an element).
fn element(kind: u32) -> (u32, bool) {
    match kind {
        gl::UNSIGNED_BYTE | gl::BYTE => (1, false),
        gl::UNSIGNED_SHORT | gl::SHORT | gl::HALF_FLOAT | gl::HALF_FLOAT_OES => (2, false),
        gl::UNSIGNED_INT | gl::INT | gl::FLOAT => (4, false),
        gl::UNSIGNED_SHORT_5_6_5 | gl::UNSIGNED_SHORT_4_4_4_4 | gl::UNSIGNED_SHORT_5_5_5_1 => (2, true),
        gl::FLOAT_32_UNSIGNED_INT_24_8_REV => (8, true),
        _ => (4, true),
    }
}

/// Bytes of a texel in memory.
pub(crate) fn texel_bytes(format: u32, kind: u32) -> u32 {
    let (bytes, packed) = element(kind);
    if packed { bytes } else { bytes * channels(format) }
}

/// Bytes of an element of a type: what a `PIXEL_UNPACK_BUFFER` offset must be a multiple of.
pub(crate) fn element_bytes(kind: u32) -> u32 {
    match kind {
        gl::FLOAT_32_UNSIGNED_INT_24_8_REV => 4,
        _ => element(kind).0,
    }
}

/// The storage of a sized internal format of WebGL 2.
pub(super) fn sized(internal: u32) -> Option<S> {
    SIZED.iter().find(|row| row.internal == internal).map(|row| row.storage)
}

/// True when texels of type `kind` may come from or go to a view with such elements.
pub(crate) fn element_fits(element: ElementType, kind: u32) -> bool {
    match kind {
        gl::UNSIGNED_BYTE => matches!(element, ElementType::Uint8 | ElementType::Uint8Clamped),
        gl::BYTE => element == ElementType::Int8,
        gl::SHORT => element == ElementType::Int16,
        gl::UNSIGNED_SHORT
        | gl::UNSIGNED_SHORT_5_6_5
        | gl::UNSIGNED_SHORT_4_4_4_4
        | gl::UNSIGNED_SHORT_5_5_5_1
        | gl::HALF_FLOAT
        | gl::HALF_FLOAT_OES => element == ElementType::Uint16,
        gl::INT => element == ElementType::Int32,
        gl::UNSIGNED_INT
        | gl::UNSIGNED_INT_24_8
        | gl::UNSIGNED_INT_2_10_10_10_REV
        | gl::UNSIGNED_INT_10F_11F_11F_REV
        | gl::UNSIGNED_INT_5_9_9_9_REV => element == ElementType::Uint32,
        gl::FLOAT => element == ElementType::Float32,
        // FLOAT_32_UNSIGNED_INT_24_8_REV: only null or a buffer.
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(version: Version, extensions: &[Extension]) -> FormatRules {
        let mut enabled = ExtensionSet::default();
        extensions.iter().for_each(|&extension| enabled.insert(extension));
        FormatRules { version, enabled }
    }

    #[test]
    fn errors_are_those_of_the_conformance_suite() {
        let (one, two) = (rules(Version::One, &[]), rules(Version::Two, &[]));
        assert_eq!(one.tex_image(gl::RGBA, gl::RGBA, gl::UNSIGNED_BYTE), Ok(S::Rgba8));
        assert_eq!(one.tex_image(gl::RED, gl::RED, gl::UNSIGNED_BYTE).unwrap_err().0, gl::INVALID_VALUE);
        assert_eq!(one.tex_image(gl::RGBA, gl::RGB, gl::UNSIGNED_BYTE).unwrap_err().0, gl::INVALID_OPERATION);
        assert_eq!(one.tex_image(gl::RGBA, gl::RGBA, gl::BYTE).unwrap_err().0, gl::INVALID_ENUM);
        assert_eq!(one.tex_image(gl::RGBA, gl::RGBA, gl::FLOAT).unwrap_err().0, gl::INVALID_ENUM);
        assert_eq!(two.tex_image(gl::RGBA, gl::RGBA, gl::BYTE).unwrap_err().0, gl::INVALID_OPERATION);
        assert_eq!(two.tex_image(gl::RGBA, gl::RG8, gl::UNSIGNED_BYTE).unwrap_err().0, gl::INVALID_ENUM);
        assert_eq!(two.tex_image(gl::RG, gl::RGBA, gl::UNSIGNED_BYTE).unwrap_err().0, gl::INVALID_VALUE);
        assert_eq!(two.tex_storage(gl::RGBA).unwrap_err().0, gl::INVALID_ENUM);
        assert_eq!(two.tex_storage(gl::RGBA4), Ok(S::Rgba4));
    }

    #[test]
    fn extensions_open_formats() {
        let float = rules(Version::One, &[Extension::OesTextureFloat]);
        assert_eq!(float.tex_image(gl::LUMINANCE, gl::LUMINANCE, gl::FLOAT), Ok(S::L32F));
        assert_eq!(float.tex_image(gl::RGBA, gl::RGBA, gl::HALF_FLOAT_OES).unwrap_err().0, gl::INVALID_ENUM);
        let depth = rules(Version::One, &[Extension::WebglDepthTexture]);
        let kind = gl::UNSIGNED_INT_24_8;
        assert_eq!(depth.tex_image(gl::DEPTH_STENCIL, gl::DEPTH_STENCIL, kind), Ok(S::Depth24Stencil8));
    }

    #[test]
    fn sub_images_keep_their_type_in_webgl_1() {
        let (one, two) = (rules(Version::One, &[]), rules(Version::Two, &[]));
        assert!(one.sub_image(gl::RGBA, gl::UNSIGNED_BYTE, gl::RGBA, gl::UNSIGNED_BYTE).is_ok());
        let other = gl::UNSIGNED_SHORT_4_4_4_4;
        assert_eq!(
            one.sub_image(gl::RGBA, gl::UNSIGNED_BYTE, gl::RGBA, other).unwrap_err().0,
            gl::INVALID_OPERATION
        );
        assert!(two.sub_image(gl::RGBA, gl::UNSIGNED_BYTE, gl::RGBA, other).is_ok());
    }

    #[test]
    fn copies_follow_the_source() {
        let two = rules(Version::Two, &[]);
        assert_eq!(two.copy_tex_image(gl::RGB, S::Rgb565), Ok((S::Rgb565, gl::UNSIGNED_BYTE)));
        assert_eq!(two.copy_tex_image(gl::RGBA8, S::Rgba4).unwrap_err().0, gl::INVALID_OPERATION);
        assert_eq!(two.copy_tex_image(gl::RGBA8UI, S::Rgba8).unwrap_err().0, gl::INVALID_OPERATION);
        assert_eq!(two.copy_tex_image(0x8054, S::Rgb565).unwrap_err().0, gl::INVALID_ENUM);
    }

    #[test]
    fn every_row_has_a_size_and_agrees_with_its_storage() {
        for row in UNSIZED.iter().chain(SIZED).chain(FLOAT_1).chain(HALF_FLOAT_1).chain(DEPTH_1).chain(SRGB_1)
        {
            assert!(texel_bytes(row.format, row.kind) > 0);
            let info = info(row.storage);
            assert!(info.bytes > 0);
            let integer =
                matches!(row.format, gl::RED_INTEGER | gl::RG_INTEGER | gl::RGB_INTEGER | gl::RGBA_INTEGER);
            assert_eq!(integer, info.is_integer(), "{:?}", row.storage);
        }
    }
}
