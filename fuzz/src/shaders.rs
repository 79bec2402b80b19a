//! Shaders: what compiles and links must lower to modules that naga accepts.

use naga::valid::{Capabilities, ValidationFlags, Validator};
use sparrow_glsl::{
    CompileOptions, LinkOptions, ShaderExtensions, ShaderLimits, WebGlVersion, compile, link,
};
use sparrow_render::gl::{GlStage, GlVariant};

/// A vertex shader and a fragment shader, apart by a NUL; the first byte's lowest bit is the version.
pub(crate) fn run(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let version = if first & 1 == 0 { WebGlVersion::One } else { WebGlVersion::Two };
    let text = String::from_utf8_lossy(rest);
    let (vertex, fragment) = text.split_once('\0').unwrap_or((&text, &text));
    let extensions = ShaderExtensions {
        derivatives: true,
        frag_depth: true,
        shader_texture_lod: true,
        draw_buffers: true,
        multi_draw: true,
    };
    let options = CompileOptions { version, extensions, limits: ShaderLimits::default() };
    let vertex = compile(GlStage::Vertex, vertex, &options);
    let fragment = compile(GlStage::Fragment, fragment, &options);
    let (Ok(vertex), Ok(fragment)) = (vertex, fragment) else { return };
    let options = LinkOptions {
        version,
        limits: options.limits,
        bound_attributes: vec![("a_pos".to_owned(), 0)],
        feedback_varyings: vec!["gl_Position".to_owned()],
        feedback_separate: false,
    };
    let Ok(program) = link(&vertex, &fragment, &options) else { return };
    for transform_feedback in [false, true] {
        let variant = GlVariant { transform_feedback, ..GlVariant::default() };
        for stage in [GlStage::Vertex, GlStage::Fragment] {
            // A refusal is fine; what comes out is valid.
            if let Ok(Some(module)) = program.object().module(stage, &variant) {
                let capabilities = Capabilities::default() | Capabilities::SHADER_FLOAT16_IN_FLOAT32;
                let result = Validator::new(ValidationFlags::all(), capabilities).validate(&module);
                if let Err(error) = result {
                    panic!("{}", error.emit_to_string(""));
                }
            }
        }
    }
}
