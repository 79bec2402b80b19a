//! Hand-written programs for the corners of both languages: all compile, link and give valid modules in every variant.

use naga::valid::{Capabilities, ValidationFlags, Validator};
use serde_json::Value;
use sparrow_glsl::{
    CompileOptions, LinkOptions, Program, ShaderExtensions, ShaderLimits, WebGlVersion, compile, link,
};
use sparrow_render::gl::{GlStage, GlVariant};

const PROGRAMS: &str = include_str!("data/programs.json");

fn options(version: WebGlVersion) -> CompileOptions {
    let old = version == WebGlVersion::One;
    CompileOptions {
        version,
        extensions: ShaderExtensions {
            derivatives: old,
            frag_depth: old,
            shader_texture_lod: old,
            draw_buffers: old,
            multi_draw: true,
        },
        limits: ShaderLimits::default(),
    }
}

fn build(version: WebGlVersion, vertex: &str, fragment: &str, feedback: &[&str]) -> Result<Program, String> {
    let options = options(version);
    let vertex = compile(GlStage::Vertex, vertex, &options).map_err(|log| format!("vertex: {log}"))?;
    let fragment =
        compile(GlStage::Fragment, fragment, &options).map_err(|log| format!("fragment: {log}"))?;
    let options = LinkOptions {
        version,
        limits: options.limits,
        bound_attributes: vec![("a_pos".to_owned(), 0)],
        feedback_varyings: feedback.iter().map(|&name| name.to_owned()).collect(),
        feedback_separate: false,
    };
    link(&vertex, &fragment, &options)
}

/// What wgpu gives its validator on every adapter that WebGL runs on.
fn validate(module: &naga::Module) -> Result<(), String> {
    let capabilities = Capabilities::default() | Capabilities::SHADER_FLOAT16_IN_FLOAT32;
    let mut validator = Validator::new(ValidationFlags::all(), capabilities);
    validator.validate(module).map(|_| ()).map_err(|error| error.emit_to_string(""))
}

fn check_modules(program: &Program, transform_feedback: bool) -> Result<(), String> {
    let object = program.object();
    let variants = [
        GlVariant::default(),
        GlVariant { points: true, ..GlVariant::default() },
        GlVariant { transform_feedback: true, ..GlVariant::default() },
    ];
    for variant in variants.into_iter().filter(|variant| transform_feedback || !variant.transform_feedback) {
        for stage in [GlStage::Vertex, GlStage::Fragment] {
            if let Some(module) = object.module(stage, &variant)? {
                assert_eq!(module.entry_points.len(), 1);
                assert_eq!(module.entry_points[0].name, "main");
                validate(&module).map_err(|error| format!("{stage:?} {variant:?}: {error}"))?;
            } else {
                assert!(variant.transform_feedback && stage == GlStage::Fragment);
            }
        }
    }
    Ok(())
}

#[test]
fn all_programs_give_valid_modules() {
    let programs: Vec<Value> = serde_json::from_str(PROGRAMS).expect("the file is JSON");
    assert_eq!(programs.len(), 65);
    let mut failures = Vec::new();
    for program in &programs {
        let text = |key: &str| program[key].as_str().unwrap_or_default();
        let version = if program["gl"] == 2 { WebGlVersion::Two } else { WebGlVersion::One };
        let result = build(version, text("vs"), text("fs"), &["gl_Position"])
            .and_then(|program| check_modules(&program, true));
        if let Err(error) = result {
            failures.push(format!("{}: {error}", text("name")));
        }
    }
    assert!(failures.is_empty(), "{} failures\n{}", failures.len(), failures.join("\n"));
}
