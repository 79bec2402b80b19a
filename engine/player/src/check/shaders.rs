//! Shaders that stand in scripts as text, compiled.

use super::{
    finding::{Finding, Severity},
    scripts::Scripts,
};
use sparrow_glsl::{CompileOptions, ShaderExtensions, ShaderLimits, WebGlVersion, compile};
use sparrow_render::gl::GlStage;
use std::collections::HashSet;

/// Marks of a text that an engine completes before it compiles it.
const COMPLETED_LATER: [&str; 4] = ["#include", "${", "{{", "<%"];
/// What a line says where an engine puts something before the shader: declarations, a precision, an extension, a version.
const ADDED_BY_ENGINES: [&str; 6] = [
    "undeclared identifier",
    "No precision specified",
    "extension is disabled",
    "no matching overloaded function",
    "Illegal use of reserved word",
    // `#if NAME` of a name that the engine defines.
    "unexpected token after conditional expression",
];
/// What engines write before a fragment shader that has none.
const PRECISION: &str = "precision mediump float;\nprecision mediump int;\n";

/// Every shader that does not compile.
pub(super) fn check(scripts: &Scripts) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = HashSet::new();
    for script in scripts.all.iter().filter(|script| !script.domains.is_empty()) {
        for literal in script.survey.literals.iter().filter(|literal| literal.is_shader()) {
            let text = &literal.text;
            let is_open = COMPLETED_LATER.iter().any(|mark| text.contains(mark)) || has_placeholder(text);
            if is_open || !seen.insert(text) {
                continue;
            }
            if let Err((stage, log)) = compiles(text) {
                let line = first_line(&log);
                let message = format!("the {stage} shader does not compile as it stands: {line}");
                let mut finding = Finding::new(severity_of(line), "shader", message);
                if finding.severity == Severity::Note {
                    finding = finding.help(
                        "an engine may put declarations before it; what the line names is missing without them",
                    );
                }
                findings.push(finding.at(script.path.as_str(), &script.text, literal.at));
            }
        }
    }
    findings
}

/// `%name%` or `__NAME__`.
fn has_placeholder(text: &str) -> bool {
    let is_between = |mark: &str, fits: fn(char) -> bool| {
        let mut pieces = text.split(mark).skip(1).peekable();
        std::iter::from_fn(|| pieces.next().filter(|_| pieces.peek().is_some()))
            .any(|piece| !piece.is_empty() && piece.chars().all(fits))
    };
    is_between("%", |c| c.is_ascii_alphabetic() || c == '_')
        || is_between("__", |c| c.is_ascii_uppercase() || c == '_')
            && !["__VERSION__", "__LINE__", "__FILE__"].iter().any(|known| text.contains(known))
}

fn severity_of(line: &str) -> Severity {
    if ADDED_BY_ENGINES.iter().any(|added| line.contains(added)) { Severity::Note } else { Severity::Warning }
}

fn compiles(source: &str) -> Result<(), (&'static str, String)> {
    let vertex = source.contains("gl_Position");
    let (stage, name) = if vertex { (GlStage::Vertex, "vertex") } else { (GlStage::Fragment, "fragment") };
    // WebGL 2 takes shaders of both languages.
    let options = CompileOptions {
        version: WebGlVersion::Two,
        extensions: ShaderExtensions {
            derivatives: true,
            frag_depth: true,
            shader_texture_lod: true,
            draw_buffers: true,
            multi_draw: true,
        },
        limits: ShaderLimits::default(),
    };
    let source = source.trim_start_matches(['\n', '\r', ' ', '\t']);
    let first = match compile(stage, source, &options) {
        Ok(_) => return Ok(()),
        Err(log) => log,
    };
    if source.starts_with("#version") {
        return Err((name, first));
    }
    // Engines write both languages without their first lines. The log is that of the language in which less is wrong.
    let mut log = first;
    let is_first = ["gl_FragColor", "gl_FragData", "attribute ", "varying ", "texture2D", "textureCube"];
    let heads: &[&str] =
        if is_first.iter().any(|word| source.contains(word)) { &[""] } else { &["", "#version 300 es\n"] };
    for head in heads {
        match compile(stage, &format!("{head}{PRECISION}{source}"), &options) {
            Ok(_) => return Ok(()),
            Err(other) if severity_of(first_line(&other)) > severity_of(first_line(&log)) => log = other,
            Err(_) => {}
        }
    }
    Err((name, log))
}

fn first_line(log: &str) -> &str {
    log.lines().next().unwrap_or_default()
}
