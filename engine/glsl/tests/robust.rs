//! No input panics, hangs or grows without bound: broken versions of good shaders, and shaders that try to.

use serde_json::Value;
use sparrow_glsl::{
    CompileOptions, LinkOptions, ShaderExtensions, ShaderLimits, WebGlVersion, compile, link,
};
use sparrow_render::gl::{GlStage, GlVariant};
use std::time::{Duration, Instant};

const PROGRAMS: &str = include_str!("data/programs.json");

fn options(version: WebGlVersion) -> CompileOptions {
    let extensions = ShaderExtensions {
        derivatives: true,
        frag_depth: true,
        shader_texture_lod: true,
        draw_buffers: true,
        multi_draw: true,
    };
    CompileOptions { version, extensions, limits: ShaderLimits::default() }
}

/// Compiles, and if that works links and lowers.
fn exercise(version: WebGlVersion, vertex: &str, fragment: &str) -> bool {
    let options = options(version);
    let (Ok(vertex), Ok(fragment)) =
        (compile(GlStage::Vertex, vertex, &options), compile(GlStage::Fragment, fragment, &options))
    else {
        return false;
    };
    let options = LinkOptions {
        version,
        limits: options.limits,
        bound_attributes: vec![("a_pos".to_owned(), 0)],
        feedback_varyings: vec!["gl_Position".to_owned()],
        feedback_separate: false,
    };
    let Ok(program) = link(&vertex, &fragment, &options) else { return false };
    for transform_feedback in [false, true] {
        let variant = GlVariant { transform_feedback, ..GlVariant::default() };
        for stage in [GlStage::Vertex, GlStage::Fragment] {
            // A refusal is fine here; what comes out is valid.
            if let Ok(Some(module)) = program.object().module(stage, &variant) {
                let capabilities = naga::valid::Capabilities::default()
                    | naga::valid::Capabilities::SHADER_FLOAT16_IN_FLOAT32;
                let flags = naga::valid::ValidationFlags::all();
                let result = naga::valid::Validator::new(flags, capabilities).validate(&module);
                if let Err(error) = result {
                    panic!("{}", error.emit_to_string(""));
                }
            }
        }
    }
    true
}

/// A small generator of numbers: the same ones in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides.max(1)
    }
}

fn words(source: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut last_was_word = false;
    for character in source.chars() {
        let is_word = character.is_alphanumeric() || character == '_' || character == '.';
        match words.last_mut() {
            Some(word) if is_word && last_was_word => word.push(character),
            _ => words.push(character.to_string()),
        }
        last_was_word = is_word;
    }
    words
}

fn broken(source: &str, donor: &[String], dice: &mut Dice) -> String {
    let mut words = words(source);
    for _ in 0..=dice.roll(3) {
        let at = dice.roll(words.len());
        let other = dice.roll(words.len());
        let new = donor[dice.roll(donor.len())].clone();
        match dice.roll(6) {
            0 => drop(words.remove(at)),
            1 => words.swap(at, other),
            2 => words.insert(at, new),
            3 => words[at] = words[other].clone(),
            4 => words.truncate(at.max(1)),
            _ => words[at] = new,
        }
        if words.is_empty() {
            words.push("x".to_owned());
        }
    }
    words.concat()
}

#[test]
fn broken_shaders_are_refused_or_valid() {
    let rounds =
        std::env::var("SPARROW_GLSL_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(40);
    let programs: Vec<Value> = serde_json::from_str(PROGRAMS).expect("the file is JSON");
    let text = |program: &Value, key: &str| program[key].as_str().unwrap_or_default().to_owned();
    let donor: Vec<String> = programs
        .iter()
        .flat_map(|program| words(&format!("{}{}", text(program, "vs"), text(program, "fs"))))
        .collect();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut good, mut all) = (0, 0);
    for round in 0..rounds {
        for program in &programs {
            let version = if program["gl"] == 2 { WebGlVersion::Two } else { WebGlVersion::One };
            let (mut vertex, mut fragment) = (text(program, "vs"), text(program, "fs"));
            let which = if round % 4 == 0 { &mut vertex } else { &mut fragment };
            *which = broken(which, &donor, &mut dice);
            let fine = std::panic::catch_unwind(|| exercise(version, &vertex, &fragment));
            assert!(fine.is_ok(), "panics on\n{vertex}\n----\n{fragment}");
            good += u32::from(fine.unwrap_or_default());
            all += 1;
        }
    }
    assert!(good > all / 100, "too few of the broken shaders still compile: {good} of {all}");
}

/// Compiles a fragment shader; it must be quick about it.
fn quickly(body: &str) -> Result<(), String> {
    let source = format!("#version 300 es\nprecision highp float;\nout vec4 color;\n{body}");
    let start = Instant::now();
    let result = compile(GlStage::Fragment, &source, &options(WebGlVersion::Two));
    let lowered = result.map(|_| {
        exercise(
            WebGlVersion::Two,
            "#version 300 es\nin vec4 a_pos;\nvoid main() { gl_Position = a_pos; }",
            &source,
        )
    });
    let time = start.elapsed();
    assert!(time < Duration::from_secs(20), "took {time:?}: {}", &source[..source.len().min(300)]);
    lowered.map(|_| ())
}

#[test]
fn hostile_shaders_are_refused_in_time() {
    let nested = |open: &str, inner: &str, close: &str, count: usize| {
        format!("{}{inner}{}", open.repeat(count), close.repeat(count))
    };
    let main = |body: &str| format!("void main() {{ float x = 1.0; {body} color = vec4(x); }}");
    let refused = [
        main(&format!("x = {};", nested("(", "1.0", ")", 100_000))),
        main(&format!("x = {}x;", "-(".repeat(100_000))),
        main(&format!("x = {};", "x + ".repeat(50_000) + "x")),
        main(&format!("x = {};", "x ? x : ".repeat(50_000) + "x")),
        main(&nested("{", "", "}", 100_000)),
        main(&"if (true) ".repeat(100_000)),
        main(&"else ".repeat(10)),
        main(&format!("x = x{};", ".x".repeat(10_000))),
        main(&format!("x{};", "[0]".repeat(100_000))),
        "struct A { float a[65536]; }; struct B { A a[65536]; }; struct C { B b[65536]; }; uniform C c; void main() {}".to_owned(),
        "const float a[65536] = float[65536](1.0); void main() {}".to_owned(),
        (0..400).map(|n| format!("void f{n}() {{ {} }}\n", if n > 0 { format!("f{}();", n - 1) } else { String::new() })).collect::<String>()
            + "void main() { f399(); }",
        "void f(); void g() { f(); } void f() { g(); } void main() { f(); }".to_owned(),
        "/*".to_owned(),
        "\u{0}".to_owned(),
        "#".repeat(1000),
        "a".repeat(1_000_000),
    ];
    for source in &refused {
        assert!(quickly(source).is_err(), "accepted: {}", &source[..source.len().min(200)]);
    }
    let allowed = [
        // Each level repeats what it falls into; lowering gives up, compilation does not care.
        main(&nested("switch (int(x)) { case 0: x++; case 1: x--; case 2: ", ";", "}", 60)),
        main(&"x += 1.0;".repeat(20_000)),
        "struct S { vec4 a[1000]; }; void main() { S s, t; color = vec4(s == t); }".to_owned(),
    ];
    for source in &allowed {
        assert_eq!(quickly(source), Ok(()), "{}", &source[..source.len().min(200)]);
    }
}
