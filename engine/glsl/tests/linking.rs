//! Linking and reflection.

use sparrow_glsl::{
    CompileOptions, LinkOptions, Program, ShaderExtensions, ShaderLimits, UniformNumber, UniformPlace,
    WebGlVersion, compile, link,
};
use sparrow_render::gl::{GlSamplerKind, GlStage, GlStages, GlTextureDim, GlValueKind};

fn link_options(version: WebGlVersion) -> LinkOptions {
    LinkOptions {
        version,
        limits: ShaderLimits::default(),
        bound_attributes: Vec::new(),
        feedback_varyings: Vec::new(),
        feedback_separate: false,
    }
}

fn linked_with(vertex: &str, fragment: &str, options: &LinkOptions) -> Result<Program, String> {
    let compile_options = CompileOptions {
        version: options.version,
        extensions: ShaderExtensions { draw_buffers: true, ..Default::default() },
        limits: options.limits,
    };
    let shader = |stage, source: &str| {
        compile(stage, source, &compile_options).unwrap_or_else(|log| panic!("{log}\n{source}"))
    };
    link(&shader(GlStage::Vertex, vertex), &shader(GlStage::Fragment, fragment), options)
}

fn linked(vertex: &str, fragment: &str) -> Result<Program, String> {
    linked_with(vertex, fragment, &link_options(WebGlVersion::One))
}

/// Two shaders of GLSL ES 3.00.
fn linked_300(vertex: &str, fragment: &str, options: &LinkOptions) -> Result<Program, String> {
    let head = "#version 300 es\nprecision highp float;\nprecision highp int;\n";
    linked_with(&format!("{head}{vertex}"), &format!("{head}{fragment}"), options)
}

const FRAGMENT: &str = "void main() { gl_FragColor = vec4(1.0); }";
const FRAGMENT_300: &str = "out vec4 color; void main() { color = vec4(1.0); }";

#[test]
fn attributes_get_their_locations() {
    let vertex = "attribute vec4 a; attribute mat3 m; attribute float unused; attribute vec2 b;\n\
                  void main() { gl_Position = a + vec4(m * vec3(b, 1.0), 1.0); }";
    let mut options = link_options(WebGlVersion::One);
    options.bound_attributes = vec![("b".to_owned(), 1), ("nothing".to_owned(), 3)];
    let program = linked_with(vertex, FRAGMENT, &options).expect("links");
    let found: Vec<(&str, i32, u32)> = program
        .reflection()
        .attributes
        .iter()
        .map(|attribute| (attribute.name.as_str(), attribute.location, attribute.kind))
        .collect();
    assert_eq!(found, [("a", 0, 0x8B52), ("b", 1, 0x8B50), ("m", 2, 0x8B5B)]);
    let object = program.object();
    let components: Vec<(u32, u8)> = object
        .interface()
        .attributes
        .iter()
        .map(|attribute| (attribute.location, attribute.components))
        .collect();
    assert_eq!(components, [(0, 4), (1, 2), (2, 3), (3, 3), (4, 3)]);

    options.bound_attributes = vec![("a".to_owned(), 2), ("m".to_owned(), 0)];
    assert!(linked_with(vertex, FRAGMENT, &options).expect_err("they overlap").contains("aliases"));
    options.bound_attributes = vec![("m".to_owned(), 14)];
    assert!(linked_with(vertex, FRAGMENT, &options).expect_err("too far").contains("does not fit"));
    let many: String = (0..17).map(|n| format!("attribute vec4 a{n};\n")).collect();
    let sum: String = (0..17).map(|n| format!("+ a{n}")).collect();
    let log = linked(&format!("{many} void main() {{ gl_Position = vec4(0.0) {sum}; }}"), FRAGMENT);
    assert!(log.expect_err("17 attributes").contains("Too many attributes"));
}

#[test]
fn uniforms_are_listed_with_their_places() {
    let vertex = "struct L { vec3 c; float w[2]; sampler2D t; };\n\
                  uniform L ls[2]; uniform mediump mat2 m; uniform bool unused;\n\
                  void main() { gl_Position = vec4(ls[1].c * ls[0].w[1], m[0].x) + texture2D(ls[1].t, vec2(0.0)); }";
    let fragment = "precision mediump float; uniform mat2 m; uniform sampler2D s[2]; uniform ivec3 i;\n\
                    void main() { gl_FragColor = m[1].xxyy + texture2D(s[1], vec2(i.xy)); }";
    let program = linked(vertex, fragment).expect("links");
    let uniforms = &program.reflection().uniforms;
    let names: Vec<&str> = uniforms.iter().map(|uniform| uniform.name.as_str()).collect();
    assert_eq!(
        names,
        ["ls[0].c", "ls[0].w[0]", "ls[0].t", "ls[1].c", "ls[1].w[0]", "ls[1].t", "m", "s[0]", "i"]
    );
    let place =
        |name: &str| uniforms.iter().find(|uniform| uniform.name == name).map(|uniform| uniform.place);
    let value = |vertex, fragment, element_stride, columns, rows, number| {
        Some(UniformPlace::Value {
            vertex,
            fragment,
            element_stride,
            columns,
            rows,
            column_stride: 16,
            number,
        })
    };
    assert_eq!(place("ls[1].c"), value(Some(48), None, 16, 1, 3, UniformNumber::Float));
    assert_eq!(place("ls[1].w[0]"), value(Some(64), None, 16, 1, 1, UniformNumber::Float));
    assert_eq!(place("m"), value(Some(96), Some(0), 32, 2, 2, UniformNumber::Float));
    assert_eq!(place("i"), value(None, Some(32), 16, 1, 3, UniformNumber::Int));
    let kind = GlSamplerKind { dim: GlTextureDim::D2, value: GlValueKind::Float, shadow: false };
    assert_eq!(place("ls[1].t"), Some(UniformPlace::Sampler { first: 1, kind }));
    assert_eq!(place("s[0]"), Some(UniformPlace::Sampler { first: 2, kind }));
    let object = program.object();
    let interface = object.interface();
    assert_eq!(interface.samplers.len(), 4);
    assert_eq!(interface.samplers[0].stages, GlStages { vertex: true, fragment: false });
    assert_eq!((interface.vertex_block_bytes, interface.fragment_block_bytes), (128, 48));
    assert_eq!(uniforms.iter().map(|uniform| uniform.size).collect::<Vec<_>>(), [1, 2, 1, 1, 2, 1, 1, 2, 1]);
}

#[test]
fn the_stages_must_agree() {
    let vertex =
        |global: &str, use_: &str| format!("{global}\nvoid main() {{ gl_Position = vec4({use_}); }}");
    let fragment = |global: &str, use_: &str| {
        format!("precision mediump float; {global}\nvoid main() {{ gl_FragColor = vec4({use_}); }}")
    };
    let cases = [
        ("uniform float u;", "u", "uniform vec2 u;", "u.x", "Types of uniform 'u' differ"),
        ("uniform float u;", "u", "uniform float u;", "u", "Precisions of uniform 'u' differ"),
        ("varying float v;", "1.0", "varying vec2 v;", "v.x", "Types of varying 'v' differ"),
        ("", "1.0", "varying vec2 v;", "v.x", "FRAGMENT varying v does not match any VERTEX varying"),
        ("invariant varying float v;", "1.0", "varying float v;", "v", "Invariances of varying 'v' differ"),
        (
            "",
            "1.0",
            "invariant gl_FragCoord;",
            "gl_FragCoord.x",
            "gl_FragCoord can only be declared invariant",
        ),
    ];
    for (a, use_a, b, use_b, expected) in cases {
        let log = linked(&vertex(a, use_a), &fragment(b, use_b)).expect_err(expected);
        assert!(log.contains(expected), "{log}");
    }
    // Unused inputs need no output.
    assert!(linked(&vertex("", "1.0"), &fragment("varying vec2 v;", "1.0")).is_ok());
    let options = link_options(WebGlVersion::Two);
    let log = linked_300(
        "flat out int v; void main() { v = 1; gl_Position = vec4(0.0); }",
        "flat in int v; uniform B { vec4 a; } b; out vec4 c; void main() { c = vec4(v) + b.a; }",
        &options,
    );
    assert!(log.is_ok());
    let log = linked_300(
        "uniform B { vec4 a; } b; void main() { gl_Position = b.a; }",
        "uniform B { vec3 a; } b; out vec4 c; void main() { c = b.a.xxxx; }",
        &options,
    );
    assert!(log.expect_err("blocks").contains("Interface block 'B' differs"));
}

#[test]
fn blocks_are_listed_with_their_layout() {
    let vertex = "struct S { mat3 m; float f; };\n\
                  layout(std140) uniform Block { float a; layout(row_major) mat4x2 b; S s[2]; vec2 c[3]; } block[2];\n\
                  layout(std140) uniform Plain { vec3 p; bool q; };\n\
                  void main() { gl_Position = vec4(block[1].a) + vec4(p, 1.0); }";
    let options = link_options(WebGlVersion::Two);
    let program = linked_300(vertex, FRAGMENT_300, &options).expect("links");
    let reflection = program.reflection();
    let blocks: Vec<(&str, u32)> =
        reflection.blocks.iter().map(|block| (block.name.as_str(), block.size)).collect();
    assert_eq!(blocks, [("Block[0]", 224), ("Block[1]", 224), ("Plain", 16)]);
    let members: Vec<(&str, i32, i32, i32, bool)> = reflection
        .uniforms
        .iter()
        .map(|uniform| {
            (
                uniform.name.as_str(),
                uniform.offset,
                uniform.array_stride,
                uniform.matrix_stride,
                uniform.row_major,
            )
        })
        .collect();
    assert_eq!(
        members,
        [
            ("Block.a", 0, 0, 0, false),
            ("Block.b", 16, 0, 16, true),
            ("Block.s[0].m", 48, 0, 16, false),
            ("Block.s[0].f", 96, 0, 0, false),
            ("Block.s[1].m", 112, 0, 16, false),
            ("Block.s[1].f", 160, 0, 0, false),
            ("Block.c[0]", 176, 16, 0, false),
            ("p", 0, 0, 0, false),
            ("q", 12, 0, 0, false),
        ]
    );
    assert_eq!(reflection.uniforms[8].block, Some(2));
    assert_eq!(reflection.blocks[1].uniforms, reflection.blocks[0].uniforms);
}

#[test]
fn limits_hold() {
    let mut options = link_options(WebGlVersion::One);
    options.limits.max_varying_vectors = 2;
    let vertex = |varyings: &str| format!("{varyings}\nvoid main() {{ gl_Position = vec4(1.0); }}");
    let fragment = |varyings: &str, sum: &str| {
        format!("precision highp float; {varyings}\nvoid main() {{ gl_FragColor = vec4({sum}); }}")
    };
    // Eight floats share two locations, nine do not.
    let floats: String = (0..8).map(|n| format!("varying highp float v{n};")).collect();
    let sum = |count| (0..count).map(|n| format!("v{n}")).collect::<Vec<_>>().join(" + ");
    assert!(linked_with(&vertex(&floats), &fragment(&floats, &sum(8)), &options).is_ok());
    let nine = format!("{floats} varying highp float v8;");
    let log = linked_with(&vertex(&nine), &fragment(&nine, &sum(9)), &options);
    assert!(log.expect_err("nine").contains("Could not pack varying"));

    let big = "uniform highp vec4 u[1025];";
    let log = linked(&format!("{big} void main() {{ gl_Position = u[1024]; }}"), FRAGMENT);
    assert!(log.expect_err("1025 vectors").contains("MAX_VERTEX_UNIFORM_VECTORS"));
    let samplers = "precision highp float; uniform sampler2D s[17]; void main() { gl_FragColor = texture2D(s[16], vec2(0.0)); }";
    let log = linked("void main() { gl_Position = vec4(0.0); }", samplers);
    assert!(log.expect_err("17 samplers").contains("sampler count exceeds"));
}

#[test]
fn feedback_is_checked_and_listed() {
    let vertex = "struct S { vec2 a; float b; };\n\
                  out vec3 position; out mat2 m; out S s; flat out uint id; out vec4 big[20];\n\
                  void main() { position = vec3(1.0); m = mat2(1.0); s = S(vec2(1.0), 2.0); id = 1u; gl_Position = vec4(0.0); }";
    let with = |names: &[&str], separate| {
        let mut options = link_options(WebGlVersion::Two);
        options.feedback_varyings = names.iter().map(|&name| name.to_owned()).collect();
        options.feedback_separate = separate;
        linked_300(vertex, FRAGMENT_300, &options)
    };
    let program = with(&["id", "m", "s.a", "gl_Position"], false).expect("links");
    let object = program.object();
    let varyings: Vec<(&str, u32)> = object
        .interface()
        .varyings
        .iter()
        .map(|varying| (varying.name.as_str(), varying.components))
        .collect();
    assert_eq!(varyings, [("id", 1), ("m", 4), ("s.a", 2), ("gl_Position", 4)]);
    assert_eq!(program.reflection().feedback[1].kind, 0x8B5A);
    assert!(!object.interface().separate_varyings);
    assert!(with(&["nothing"], false).expect_err("unknown").contains("does not exist"));
    assert!(with(&["id", "id"], false).expect_err("twice").contains("same output variable"));
    assert!(with(&["big"], false).expect_err("80 components").contains("interleaved"));
    assert!(with(&["s"], false).expect_err("a structure").contains("does not exist"));
    assert!(with(&["position", "m"], true).is_ok());
}

#[test]
fn outputs_are_listed() {
    let options = link_options(WebGlVersion::Two);
    let vertex = "void main() { gl_Position = vec4(0.0); }";
    let fragment = "layout(location = 2) out ivec2 a; layout(location = 0) out vec4 b[2];\n\
                    void main() { a = ivec2(1); b[0] = b[1] = vec4(1.0); }";
    let program = linked_300(vertex, fragment, &options).expect("links");
    let outputs = &program.reflection().fragment_outputs;
    let expected = [("a", 2), ("b", 0), ("b[0]", 0), ("b[1]", 1)];
    assert_eq!(outputs.iter().map(|(name, at)| (name.as_str(), *at)).collect::<Vec<_>>(), expected);
    let object = program.object();
    let kinds: Vec<(u32, GlValueKind)> =
        object.interface().outputs.iter().map(|output| (output.location, output.kind)).collect();
    assert_eq!(kinds, [(0, GlValueKind::Float), (1, GlValueKind::Float), (2, GlValueKind::Int)]);

    let broadcast = "#extension GL_EXT_draw_buffers : require\nvoid main() { gl_FragColor = vec4(1.0); }";
    let program = linked("void main() { gl_Position = vec4(0.0); }", broadcast).expect("links");
    let object = program.object();
    assert!(object.interface().broadcast);
    assert_eq!(object.interface().outputs.len(), 8);
}

#[test]
fn only_what_main_reaches_is_active() {
    let vertex = "attribute vec4 a; attribute vec4 b; uniform vec4 u; uniform vec4 w;\n\
                  vec4 unused() { return b * w; }\n\
                  vec4 used() { return a * u; }\n\
                  void main() { gl_Position = used(); }";
    let program = linked(vertex, FRAGMENT).expect("links");
    let reflection = program.reflection();
    assert_eq!(reflection.attributes.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(reflection.uniforms.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["u"]);
}

#[test]
fn blocks_end_with_their_last_member() {
    let vertex = "layout(std140) uniform A { mat4 m; float a; }; layout(std140) uniform B { vec3 c; } b;
        void main() { gl_Position = m * vec4(b.c, a); }";
    let program = linked_300(vertex, FRAGMENT_300, &link_options(WebGlVersion::Two)).expect("links");
    let sizes: Vec<u32> = program.reflection().blocks.iter().map(|block| block.size).collect();
    assert_eq!(sizes, [68, 12]);
}
