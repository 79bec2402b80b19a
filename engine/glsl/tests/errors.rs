//! What the info log says about shaders that are wrong: tokens, reasons and lines as ANGLE gives them.

use sparrow_glsl::{CompileOptions, ShaderExtensions, ShaderLimits, WebGlVersion, compile};
use sparrow_render::gl::GlStage;

fn options(version: WebGlVersion) -> CompileOptions {
    CompileOptions { version, extensions: ShaderExtensions::default(), limits: ShaderLimits::default() }
}

fn log(stage: GlStage, source: &str) -> String {
    match compile(stage, source, &options(WebGlVersion::Two)) {
        Ok(_) => panic!("accepted:\n{source}"),
        Err(log) => log,
    }
}

/// A fragment shader of GLSL ES 1.00 whose `main` begins in line 2.
fn in_main(body: &str) -> String {
    log(GlStage::Fragment, &format!("precision mediump float;\nvoid main() {{ {body} }}"))
}

/// A fragment shader of GLSL ES 3.00 whose `main` begins in line 4.
fn in_main_300(body: &str) -> String {
    let head = "#version 300 es\nprecision mediump float;\nout vec4 color;";
    log(GlStage::Fragment, &format!("{head}\nvoid main() {{ {body} }}"))
}

#[test]
fn expressions() {
    let cases = [
        ("x = 1.0;", "ERROR: 0:2: 'x' : undeclared identifier\n"),
        ("float a = 1;", "ERROR: 0:2: '=' : cannot convert from 'const int' to 'float'\n"),
        (
            "vec3 a = vec3(1.0) + vec2(1.0);",
            "ERROR: 0:2: '+' : wrong operand types - no operation '+' exists that takes a left-hand operand of type 'const 3-component vector of float' and a right operand of type 'const 2-component vector of float' (or there is no acceptable conversion)\n",
        ),
        ("float a = foo(1.0);", "ERROR: 0:2: 'foo' : no matching overloaded function found\n"),
        (
            "float a = dot(vec2(1.0), vec3(1.0));",
            "ERROR: 0:2: 'dot' : no matching overloaded function found\n",
        ),
        (
            "const float a = 1.0; a = 2.0;",
            "ERROR: 0:2: 'assign' : l-value required (can't modify a const \"a\")\n",
        ),
        (
            "gl_FragCoord.x = 2.0;",
            "ERROR: 0:2: 'assign' : l-value required (can't modify gl_FragCoord \"gl_FragCoord\")\n",
        ),
        ("1.0 = 2.0;", "ERROR: 0:2: 'assign' : l-value required\n"),
        (
            "vec2 v; v.xx = vec2(1.0);",
            "ERROR: 0:2: 'assign' : l-value required (l-value of swizzle cannot have duplicate components)\n",
        ),
        ("vec2 v; float f = v.z;", "ERROR: 0:2: 'z' : vector field selection out of range\n"),
        (
            "vec2 v; float f = v.xg;",
            "ERROR: 0:2: 'xg' : illegal - vector component fields not from the same set\n",
        ),
        ("float a[2]; a[2] = 1.0;", "ERROR: 0:2: '[]' : array index out of range '2'\n"),
        ("if (1.0) {}", "ERROR: 0:2: '' : boolean expression expected\n"),
        ("vec4 v = vec4(1.0, 2.0);", "ERROR: 0:2: 'vec4' : not enough data provided for construction\n"),
        (
            "int i = 1 % 2;",
            "ERROR: 0:2: '%' : wrong operand types - no operation '%' exists that takes a left-hand operand of type 'const int' and a right operand of type 'const int' (or there is no acceptable conversion)\n",
        ),
        ("float f = dFdx(1.0);", "ERROR: 0:2: 'dFdx' : extension is disabled: GL_OES_standard_derivatives\n"),
    ];
    for (body, expected) in cases {
        assert_eq!(in_main(body), expected, "{body}");
    }
}

#[test]
fn several_errors_have_their_lines() {
    let text =
        "precision mediump float;\nvoid main() {\n  a = 1.0;\n  float b = c + d;\n  vec2 e = vec3(1.0);\n}\n";
    assert_eq!(
        log(GlStage::Fragment, text),
        "ERROR: 0:3: 'a' : undeclared identifier\n\
         ERROR: 0:4: 'c' : undeclared identifier\n\
         ERROR: 0:4: 'd' : undeclared identifier\n\
         ERROR: 0:5: '=' : cannot convert from 'const 3-component vector of float' to '2-component vector of float'\n"
    );
}

#[test]
fn statements() {
    let cases = [
        ("break;", "'break' : break statement only allowed in loops and switch statements"),
        ("continue;", "'continue' : continue statement only allowed in loops"),
        ("return 1.0;", "'return' : void function cannot return a value"),
        ("float a; float a;", "'a' : redefinition"),
        ("while (true) {}", "'while' : This type of loop is not allowed"),
        ("do {} while (true);", "'do' : This type of loop is not allowed"),
        ("for (;;) {}", "'for' : Missing init declaration"),
        (
            "int n; for (int i = 0; i < n; i++) {}",
            "'for' : Loop index cannot be compared with non-constant expression",
        ),
        (
            "for (int i = 0; i < 2; i++) { i = 3; }",
            "'i' : Loop index cannot be statically assigned to within the body of the loop",
        ),
        ("float a[2]; int i; a[i] = 1.0;", "'[]' : Index expression can only contain const or loop symbols"),
        ("float a[2] = float[2](1.0, 2.0);", "'[' : syntax error"),
        ("float if;", "'if' : syntax error"),
        ("float goto;", "'goto' : Illegal use of reserved word"),
        ("float gl_x;", "'gl_x' : identifiers starting with \"gl_\" are reserved"),
        ("float a = 1.0", "'}' : syntax error"),
    ];
    for (body, expected) in cases {
        let log = in_main(body);
        assert!(log.contains(&format!("ERROR: 0:2: {expected}\n")), "{body}\n{log}");
    }
    let cases = [
        (
            "int i = 2; switch (i) { case 1: }",
            "'switch' : no statement between the last label and the end of the switch statement",
        ),
        (
            "switch (1.0) { case 1: break; }",
            "'switch' : init-expression in a switch statement must be a scalar integer",
        ),
        ("switch (1) { case 1: break; case 1: break; }", "'case' : duplicate case label"),
        ("switch (1) { int i = 0; }", "'int' : statement before the first label"),
        (
            "switch (1) { case 1u: break; }",
            "'case' : case label type does not match switch init-expression type",
        ),
        (
            "float a[2]; color.xy = (true ? a : a) == a ? vec2(1.0) : vec2(0.0);",
            "'?:' : ternary operator is not allowed for structures or arrays",
        ),
        ("float a[]; ", "'a' : implicitly sized array has no initializer"),
        ("float a[2][2];", "'[' : arrays of arrays are unsupported prior to GLSL ES 3.10"),
    ];
    for (body, expected) in cases {
        let log = in_main_300(body);
        assert!(log.contains(&format!("ERROR: 0:4: {expected}\n")), "{body}\n{log}");
    }
}

#[test]
fn declarations() {
    let cases = [
        ("float a;", "ERROR: 0:1: '' : No precision specified for (float)\n"),
        ("void f() {}", "ERROR: Missing main()\n"),
        ("void main() { f(); }", "'f' : no matching overloaded function found"),
        (
            "void f(); void main() { f(); }",
            "Undefined function 'f()' used in the following call chain: main -> f",
        ),
        (
            "void f(); void g() { f(); } void f() { g(); } void main() {}",
            "Recursive function call in the following call chain:",
        ),
        ("int main() { return 1; }", "'main' : main function cannot return a value"),
        ("attribute highp vec4 a; void main() {}", "'attribute' : supported in vertex shaders only"),
        ("varying mediump int v; void main() {}", "'v' : varyings must be floats"),
        ("void main() { sampler2D s; }", "'s' : samplers must be uniform"),
        ("uniform mediump float u = 1.0; void main() {}", "'u' : cannot initialize this type of qualifier"),
        ("const int a; void main() {}", "'a' : variables with qualifier 'const' must be initialized"),
        ("uniform int u; const int a = u; void main() {}", "'=' : assigning non-constant to 'const int'"),
        (
            "struct S { struct T { int a; } t; }; void main() {}",
            "'struct' : Embedded struct definitions are not allowed",
        ),
        ("struct S { int a; int a; }; void main() {}", "'a' : duplicate field name in structure"),
        (
            "int f() { return 1; } int a = f(); void main() {}",
            "'=' : global variable initializers must be constant expressions",
        ),
        ("void f(int a) {} void f(int b) {} void main() {}", "'f' : function already has a body"),
        (
            "void f(int a) {} int f(int b) { return b; } void main() {}",
            "'f' : function must have the same return type in all of its declarations",
        ),
        (
            "void main() { gl_FragColor = vec4(1.0); gl_FragData[0] = vec4(1.0); }",
            "cannot use both gl_FragData and gl_FragColor",
        ),
        ("invariant gl_FrontFacing; void main() {}", "'gl_FrontFacing' : Cannot be qualified as invariant."),
        ("int a[-1]; void main() {}", "'' : array size must be greater than zero"),
        ("uniform int n; int a[n]; void main() {}", "'' : array size must be a constant integer expression"),
    ];
    for (source, expected) in cases {
        let log = log(GlStage::Fragment, source);
        assert!(log.contains(expected), "{source}\n{log}");
    }
    let cases = [
        ("in float v; void main() {}", None),
        ("in int v; void main() {}", Some("'v' : must use 'flat' interpolation here")),
        ("out mat2 m; void main() {}", Some("'m' : cannot be a matrix")),
        (
            "out vec4 a; out vec4 b; void main() {}",
            Some("must explicitly specify all locations when using multiple fragment outputs"),
        ),
        (
            "layout(location = 0) out vec4 a; layout(location = 0) out vec4 b; void main() {}",
            Some("conflicting output locations"),
        ),
        (
            "layout(location = 9) out vec4 a; void main() {}",
            Some("output location must be < MAX_DRAW_BUFFERS"),
        ),
        (
            "uniform B { sampler2D s; }; void main() {}",
            Some("'s' : Opaque types are not allowed in interface blocks"),
        ),
        (
            "layout(packed) uniform B { float f; }; void main() {}",
            Some("'packed' : Only std140 layout is allowed in WebGL"),
        ),
        ("uniform B { float f; } b; uniform B { float f; } c; void main() {}", Some("'B' : redefinition")),
        (
            "uniform float u; float g = u; void main() {}",
            Some("'=' : global variable initializers must be constant expressions"),
        ),
        (
            "float sin(float x) { return x; } void main() {}",
            Some("'sin' : Name of a built-in function cannot be redeclared as function"),
        ),
        ("uniform sampler3D s; void main() {}", Some("'' : No precision specified (sampler)")),
        ("highp in float v; void main() {}", Some("'in' : qualifiers have to be in the order")),
        ("invariant in float v; void main() {}", Some("'invariant' : Cannot be qualified as invariant.")),
        (
            "uniform sampler2D s[2]; uniform int i; out vec4 c; void main() { c = texture(s[i], vec2(0.0)); }",
            Some("'[' : array index for samplers must be constant integral expressions"),
        ),
    ];
    for (source, expected) in cases {
        let source = format!("#version 300 es\nprecision mediump float;\n{source}");
        match (compile(GlStage::Fragment, &source, &options(WebGlVersion::Two)), expected) {
            (Ok(_), None) => {}
            (Err(log), Some(expected)) => assert!(log.contains(expected), "{source}\n{log}"),
            (result, _) => panic!("{source}\n{result:?}"),
        }
    }
}

#[test]
fn warnings_come_with_shaders_that_compile() {
    let source = "#extension GL_nonsense : enable\nvoid main() { gl_Position = vec4(0.0); }";
    let shader =
        compile(GlStage::Vertex, source, &options(WebGlVersion::One)).expect("a warning is no error");
    assert_eq!(shader.info_log(), "WARNING: 0:1: 'GL_nonsense' : extension is not supported\n");
}

#[test]
fn the_version_fits_the_context() {
    let source = "#version 300 es\nvoid main() { gl_Position = vec4(0.0); }";
    assert!(compile(GlStage::Vertex, source, &options(WebGlVersion::Two)).is_ok());
    let log = compile(GlStage::Vertex, source, &options(WebGlVersion::One)).expect_err("WebGL 1 is older");
    assert_eq!(log, "ERROR: 0:1: '300' : unsupported shader version\n");
}
