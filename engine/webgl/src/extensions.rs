//! The extensions that can be served, by name.

use crate::{context::Version, limits::Limits};
use sparrow_render::gl::GlLimits;

macro_rules! extensions {
    ($($variant:ident = $name:literal in $versions:ident when $condition:expr;)*) => {
        /// An extension that this implementation knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the names are the registry's own")]
        #[repr(u8)]
        pub enum Extension {
            $($variant,)*
        }

        impl Extension {
            /// All of them.
            pub const ALL: &[Extension] = &[$(Extension::$variant,)*];

            /// Its name in the registry.
            pub fn name(self) -> &'static str {
                match self {
                    $(Extension::$variant => $name,)*
                }
            }

            fn versions(self) -> Versions {
                match self {
                    $(Extension::$variant => Versions::$versions,)*
                }
            }

            fn adapter_has_it(self, adapter: &GlLimits) -> bool {
                let condition: fn(&GlLimits) -> bool = match self {
                    $(Extension::$variant => $condition,)*
                };
                condition(adapter)
            }
        }
    };
}

/// Versions of WebGL that have an extension (others have it in their core, or not at all).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Versions {
    One,
    Two,
    Both,
}

extensions! {
    AngleInstancedArrays = "ANGLE_instanced_arrays" in One when |_| true;
    ExtBlendMinmax = "EXT_blend_minmax" in One when |_| true;
    ExtColorBufferFloat = "EXT_color_buffer_float" in Two when |adapter| adapter.float_renderable;
    ExtColorBufferHalfFloat = "EXT_color_buffer_half_float" in Both when |adapter| adapter.float_renderable;
    ExtDisjointTimerQuery = "EXT_disjoint_timer_query" in One when |adapter| adapter.timestamps;
    ExtDisjointTimerQueryWebgl2 = "EXT_disjoint_timer_query_webgl2" in Two when |adapter| adapter.timestamps;
    ExtFloatBlend = "EXT_float_blend" in Both when |adapter| adapter.float_renderable && adapter.float_blendable;
    ExtFragDepth = "EXT_frag_depth" in One when |_| true;
    ExtShaderTextureLod = "EXT_shader_texture_lod" in One when |_| true;
    ExtSrgb = "EXT_sRGB" in One when |_| true;
    ExtTextureCompressionBptc = "EXT_texture_compression_bptc" in Both when |adapter| adapter.bc;
    ExtTextureCompressionRgtc = "EXT_texture_compression_rgtc" in Both when |_| true;
    ExtTextureFilterAnisotropic = "EXT_texture_filter_anisotropic" in Both when |adapter| adapter.max_anisotropy > 1;
    KhrParallelShaderCompile = "KHR_parallel_shader_compile" in Both when |_| true;
    OesDrawBuffersIndexed = "OES_draw_buffers_indexed" in Two when |_| true;
    OesElementIndexUint = "OES_element_index_uint" in One when |_| true;
    OesFboRenderMipmap = "OES_fbo_render_mipmap" in One when |_| true;
    OesStandardDerivatives = "OES_standard_derivatives" in One when |_| true;
    OesTextureFloat = "OES_texture_float" in One when |_| true;
    OesTextureFloatLinear = "OES_texture_float_linear" in Both when |adapter| adapter.float_filterable;
    OesTextureHalfFloat = "OES_texture_half_float" in One when |_| true;
    OesTextureHalfFloatLinear = "OES_texture_half_float_linear" in One when |_| true;
    OesVertexArrayObject = "OES_vertex_array_object" in One when |_| true;
    WebglColorBufferFloat = "WEBGL_color_buffer_float" in One when |adapter| adapter.float_renderable;
    WebglCompressedTextureAstc = "WEBGL_compressed_texture_astc" in Both when |_| true;
    WebglCompressedTextureEtc = "WEBGL_compressed_texture_etc" in Both when |_| true;
    WebglCompressedTextureEtc1 = "WEBGL_compressed_texture_etc1" in Both when |_| true;
    WebglCompressedTexturePvrtc = "WEBGL_compressed_texture_pvrtc" in Both when |_| true;
    WebglCompressedTextureS3tc = "WEBGL_compressed_texture_s3tc" in Both when |_| true;
    WebglCompressedTextureS3tcSrgb = "WEBGL_compressed_texture_s3tc_srgb" in Both when |_| true;
    WebglDebugRendererInfo = "WEBGL_debug_renderer_info" in Both when |_| true;
    WebglDebugShaders = "WEBGL_debug_shaders" in Both when |_| true;
    WebglDepthTexture = "WEBGL_depth_texture" in One when |_| true;
    WebglDrawBuffers = "WEBGL_draw_buffers" in One when |adapter| adapter.max_color_attachments >= 4;
    WebglLoseContext = "WEBGL_lose_context" in Both when |_| true;
    WebglMultiDraw = "WEBGL_multi_draw" in Both when |_| true;
}

/// Names that browsers had before the registry's were final, and that games still ask for.
const OLD_NAMES: &[(&str, Extension)] = &[
    ("MOZ_EXT_texture_filter_anisotropic", Extension::ExtTextureFilterAnisotropic),
    ("MOZ_WEBGL_compressed_texture_s3tc", Extension::WebglCompressedTextureS3tc),
    ("MOZ_WEBGL_depth_texture", Extension::WebglDepthTexture),
    ("MOZ_WEBGL_lose_context", Extension::WebglLoseContext),
    ("WEBKIT_EXT_texture_filter_anisotropic", Extension::ExtTextureFilterAnisotropic),
    ("WEBKIT_WEBGL_compressed_texture_pvrtc", Extension::WebglCompressedTexturePvrtc),
    ("WEBKIT_WEBGL_compressed_texture_s3tc", Extension::WebglCompressedTextureS3tc),
    ("WEBKIT_WEBGL_depth_texture", Extension::WebglDepthTexture),
    ("WEBKIT_WEBGL_lose_context", Extension::WebglLoseContext),
];

impl Extension {
    /// The extension that a game asks for: case is ignored, prefixed names of old browsers are understood.
    pub fn from_name(name: &str) -> Option<Extension> {
        let own = Extension::ALL.iter().map(|&extension| (extension.name(), extension));
        let mut known = own.chain(OLD_NAMES.iter().copied());
        known.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, extension)| extension)
    }

    /// What comes with it: extensions that the registry says are switched on implicitly.
    pub(crate) fn implies(self) -> &'static [Extension] {
        match self {
            Extension::OesTextureFloat => &[Extension::WebglColorBufferFloat, Extension::ExtFloatBlend],
            Extension::OesTextureHalfFloat => &[Extension::ExtColorBufferHalfFloat],
            Extension::WebglColorBufferFloat | Extension::ExtColorBufferFloat => &[Extension::ExtFloatBlend],
            Extension::WebglMultiDraw => &[Extension::AngleInstancedArrays],
            _ => &[],
        }
    }
}

/// A set of extensions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExtensionSet(u64);

impl ExtensionSet {
    /// What a context of a version offers on an adapter.
    pub(crate) fn supported(version: Version, adapter: &GlLimits, limits: &Limits) -> ExtensionSet {
        let mut set = ExtensionSet::default();
        for &extension in Extension::ALL {
            let offered = match extension.versions() {
                Versions::Both => true,
                Versions::One => version == Version::One,
                Versions::Two => version == Version::Two,
            };
            let enough = extension != Extension::WebglDrawBuffers || limits.max_draw_buffers >= 4;
            if offered && enough && extension.adapter_has_it(adapter) {
                set.insert(extension);
            }
        }
        set
    }

    /// True when the extension is in it.
    pub fn has(self, extension: Extension) -> bool {
        self.0 & (1 << extension as u8) != 0
    }

    pub(crate) fn insert(&mut self, extension: Extension) {
        self.0 |= 1 << extension as u8;
    }

    /// All names under which its members may be asked for.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let old = OLD_NAMES.iter().filter(move |(_, extension)| self.has(*extension)).map(|&(name, _)| name);
        self.iter().map(Extension::name).chain(old)
    }

    /// Its members, by name.
    pub fn iter(self) -> impl Iterator<Item = Extension> {
        Extension::ALL.iter().copied().filter(move |&extension| self.has(extension))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_with_prefixes_and_in_any_case() {
        assert_eq!(Extension::from_name("oes_texture_FLOAT"), Some(Extension::OesTextureFloat));
        assert_eq!(Extension::from_name("WEBKIT_WEBGL_depth_texture"), Some(Extension::WebglDepthTexture));
        assert_eq!(
            Extension::from_name("MOZ_EXT_texture_filter_anisotropic"),
            Some(Extension::ExtTextureFilterAnisotropic)
        );
        assert_eq!(Extension::from_name("MOZ_OES_texture_float"), None);
        assert_eq!(Extension::from_name("MOZ_"), None);
        assert_eq!(Extension::from_name("é_nothing"), None);
    }

    #[test]
    fn all_fit_in_a_set() {
        assert!(Extension::ALL.len() <= 64);
    }
}
