//! What modules are compiled to, as text: one rule, one test. That the text also behaves is the business of the
//! package tests, which run it.

use super::{TransformOptions, transform};
use crate::{PackageError, Position, SourceMap};

fn compiled(source: &str) -> (String, SourceMap) {
    let done = transform("src/a.js", source, TransformOptions::default()).unwrap();
    (done.code.expect("compiled"), done.map.expect("a map"))
}

/// The first line up to the source, the source's own part, the helpers at the end.
fn parts(source: &str, marker: &str) -> (String, String) {
    let (code, _) = compiled(source);
    let at = code.find(marker).unwrap_or_else(|| panic!("{marker} is not in {code}"));
    let helpers = ["_interop", "_import", "_exportStar", "_readOnlyError"];
    let ends = helpers.iter().filter_map(|helper| code.find(&format!("\nfunction {helper}")));
    let end = ends.min().unwrap_or(code.len());
    (code[..at].to_owned(), code[at..end].to_owned())
}

fn body(source: &str, marker: &str) -> String {
    parts(source, marker).1
}

const MODULE: &str = "\"use strict\";Object.defineProperty(exports,\"__esModule\",{value:true});";

fn fails(source: &str) -> String {
    transform("src/a.js", source, TransformOptions::default()).unwrap_err().to_string()
}

#[test]
fn what_needs_no_compiling_is_left_alone() {
    for source in [
        "var a = require('a'); module.exports = a",
        "let f = async () => { await x?.y ?? class {} }",
        "'import x from \"y\"'; // export {}",
        "return 1",
        "a.import(1)",
        "not even { javascript",
    ] {
        let done = transform("a.js", source, TransformOptions::default()).unwrap();
        assert_eq!((done.code, done.map), (None, None), "{source}");
    }
}

#[test]
fn imports_become_reads_of_the_module() {
    let (head, body) = parts("import d, { a, b as c } from './x';\nd(a, c, { a }, [...c]);", "\n");
    assert_eq!(head, "\"use strict\";var _x=_interopRequireWildcard(require(\"./x\"));;");
    assert_eq!(body, "\n;(0,_x.default)(_x.a, _x.b, { a:_x.a }, [..._x.b]);");
    let (head, _) = parts("import d from './x.js'\nd", "\n");
    assert_eq!(head, "\"use strict\";var _x=_interopRequireDefault(require(\"./x.js\"));;");
    let (head, _) = parts("import { a } from 'x'\nimport { b } from 'x'\nimport 'side'\na", "\n");
    assert_eq!(head, "\"use strict\";var _x=require(\"x\");require(\"side\");;");
    let (head, body) = parts("import * as THREE from 'three';\nTHREE.X = new THREE.Y()", "\n");
    assert_eq!(head, "\"use strict\";var _three=_interopRequireWildcard(require(\"three\")),THREE=_three;;");
    assert_eq!(body, "\nTHREE.X = new THREE.Y()");
}

#[test]
fn names_that_are_taken_are_avoided() {
    let (head, body) = parts("import { a } from './x';\nlet _x = 1; (function (a) { return a })(a)", "\n");
    assert_eq!(head, "\"use strict\";var _x2=require(\"./x\");;");
    assert_eq!(body, "\nlet _x = 1; (function (a) { return a })(_x2.a)");
}

#[test]
fn calls_do_not_pass_the_module_as_this() {
    assert_eq!(body("import { f } from 'm'\nf?.(1)", "\n"), "\n;(0,_m.f)?.(1)");
    assert_eq!(body("import { f } from 'm'\nx = f`a${f}`", "\n"), "\nx = (0,_m.f)`a${_m.f}`");
    assert_eq!(body("import { f } from 'm'\nx = (f)(1)", "\n"), "\nx = ((0,_m.f))(1)");
    assert_eq!(body("import { f } from 'm'\nnew f(f.g())", "\n"), "\nnew _m.f(_m.f.g())");
}

#[test]
fn statements_without_semicolons_stay_apart() {
    assert_eq!(body("import { f } from 'm'\nlet a = b\nf()", "\n"), "\nlet a = b\n;(0,_m.f)()");
    assert_eq!(
        body("import { f } from 'm'\nif (a) f(); else f()", "\n"),
        "\nif (a) (0,_m.f)(); else (0,_m.f)()"
    );
    assert_eq!(body("import { f } from 'm'\n() => { a\nf() }", "\n"), "\n() => { a\n;(0,_m.f)() }");
}

#[test]
fn imports_cannot_be_written() {
    let source = "import { a } from 'm'\na = 1; a += b; a++; [a] = c; ({ a = 2 } = c); for (a of c) {}";
    let expected = "\n_readOnlyError(\"a\",1); _readOnlyError(\"a\",b); _readOnlyError(\"a\"); \
         [_readOnlyError(\"a\").x] = c; ({ a:_readOnlyError(\"a\").x = 2 } = c); for (_readOnlyError(\"a\").x of c) {}";
    assert_eq!(body(source, "\n"), expected);
}

#[test]
fn exports_are_plain_properties_that_follow_their_variable() {
    let (head, text) = parts("export let a = 1, b;\nb = 2; a += 1; function f() { a = b = 3 }", "let ");
    assert_eq!(head, format!("{MODULE}exports.a=exports.b=void 0;"));
    let expected = "let a = exports.a=1, b;\nexports.b=b = 2; exports.a=a += 1; \
         function f() { exports.a=a = exports.b=b = 3 }";
    assert_eq!(text, expected);
    let text = body("export { n as m, n };\nlet n = 0; n++; --n; x = n++", "\n");
    let expected = "\nlet n = exports.m=exports.n=0; ;(_value=n++,exports.m=exports.n=n,_value); \
         ;(exports.m=exports.n=--n); x = (_value=n++,exports.m=exports.n=n,_value)";
    assert_eq!(text, expected);
    let text = body("export let a, b;\n[a, b.c] = d; ({ a, ...b } = d)", "\n");
    let expected = "\n;(_value=[a, b.c] = d,exports.a=a,_value); ((_value={ a, ...b } = d,exports.a=a,exports.b=b,_value))";
    assert_eq!(text, expected);
    assert_eq!(
        body("export const { a, b: [c = 1] } = d;", "const"),
        "const { a, b: [c = 1] } = d,_exported=(exports.a=a,exports.c=c);"
    );
    assert_eq!(body("export const f = () => {}", "const"), "const f = () => {},_exported=(exports.f=f)");
    let text = body("export var i;\nfor (i of a) b(); for (i in a) { b() }", "\n");
    assert_eq!(text, "\nfor (i of a) {exports.i=i;b();} for (i in a) {exports.i=i; b() }");
}

#[test]
fn functions_are_exported_before_anything_runs() {
    let (head, text) = parts("a();\nexport function a() {}\nexport { b as c };\nfunction b() {}", "a();");
    assert_eq!(head, format!("{MODULE}exports.a=a;exports.c=b;"));
    assert_eq!(text, "a();\nfunction a() {}\n;\nfunction b() {}");
    let (head, text) = parts("export default async function* () {}", "async");
    assert_eq!(head, format!("{MODULE}exports.default=_default;"));
    assert_eq!(text, "async function* _default () {}");
}

#[test]
fn defaults_of_every_kind() {
    assert_eq!(body("export default 1 + 1", "exports.default=1"), "exports.default=1 + 1");
    assert_eq!(body("export default class {}", "exports.default=class"), "exports.default=class {};");
    assert_eq!(
        body("export default class A {}\nA = 1", "class"),
        "class A {};exports.default=A;\nexports.default=A = 1"
    );
    assert_eq!(body("import f from 'm'\nexport default f", "\n"), "\nexports.default=_m.default");
}

#[test]
fn exports_from_elsewhere() {
    let get = |name: &str, read: &str| {
        format!(
            "Object.defineProperty(exports,\"{name}\",{{enumerable:true,configurable:true,\
             get:function(){{return _y==null?void 0:_y.{read}}}}});"
        )
    };
    let (head, _) = parts("export { a, b as c } from 'y';\n1", "\n");
    assert_eq!(head, format!("{MODULE}{}{}var _y=require(\"y\");;", get("a", "a"), get("c", "b")));
    let (head, _) = parts("export d from 'y';\n1", "\n");
    assert_eq!(
        head,
        format!("{MODULE}{}var _y=_interopRequireDefault(require(\"y\"));;", get("d", "default"))
    );
    let (head, _) = parts("import { a } from 'y'\nexport { a }\n1", "\n");
    assert_eq!(head, format!("{MODULE}{}var _y=require(\"y\");;", get("a", "a")));
    let (head, _) = parts("export * from 'y';export let z;\n1", "let");
    assert!(
        head.ends_with("exports.z=void 0;var _y=require(\"y\");_exportStar(_y,exports,[\"z\"]);;"),
        "{head}"
    );
    let (head, _) = parts("export * as y from 'y';\n1", "\n");
    assert!(head.ends_with("var _y=_interopRequireWildcard(require(\"y\"));exports.y=_y;;"), "{head}");
    // A global that no file declares: two real packages do it.
    let text = body("export { setTimeout };", ";exports.setTimeout=typeof");
    assert_eq!(text, ";exports.setTimeout=typeof setTimeout===\"undefined\"?void 0:setTimeout;");
}

#[test]
fn names_of_the_platform_stay_within_reach() {
    let (code, _) = compiled("export let a = 1\nfunction f(exports) { a = exports }");
    assert!(code.contains("var _exports=exports;") && code.contains("{ _exports.a=a = exports }"), "{code}");
    let (code, _) = compiled("import 'x'\nlet module = 1, { require } = module");
    assert!(code.ends_with("\nlet _module = 1, { require:_require } = _module"), "{code}");
}

#[test]
fn this_is_undefined_at_the_top() {
    let source = "export {}\nthis.a; () => this; function f() { this }; class A { [this.a] = this; static { this } m() { this } }";
    let expected = "\nundefined.a; () => undefined; function f() { this }; \
         class A { [undefined.a] = this; static { this } m() { this } }";
    assert_eq!(body(source, "\n"), expected);
}

#[test]
fn import_calls_are_promises_in_scripts_too() {
    let (code, _) = compiled("'not strict'; var a = import('./b' + c).then(d)");
    assert!(
        code.starts_with("'not strict'; var a = _import('./b' + c).then(d)\nfunction _import(s)"),
        "{code}"
    );
    let (code, _) = compiled("export {}\nimport.meta.url");
    assert!(
        code.contains("var _importMeta={url:\"https://localhost/src/a.js\"};")
            && code.ends_with("\n_importMeta.url"),
        "{code}"
    );
}

#[test]
fn lines_stay_and_lead_back() {
    let source = "import {\n  a,\n  b,\n} from './x'; a()\nimport './y'\nexport let c = 1\nthrow b(c)\n";
    let (code, map) = compiled(source);
    let at = |text: &str| {
        let offset = code.find(text).unwrap();
        let line = code[..offset].matches('\n').count() + 1;
        let column = offset - code[..offset].rfind('\n').map_or(0, |at| at + 1) + 1;
        map.original(Position { line: line as u32, column: column as u32 })
    };
    assert_eq!(code.lines().nth(6), Some("throw (0,_x.b)(c)"));
    assert_eq!(at("throw"), Position { line: 7, column: 1 });
    assert_eq!(at("(c)"), Position { line: 7, column: 8 });
    assert_eq!(at("_x.a)"), Position { line: 4, column: 15 });
    // The module that is required on the first line was asked for on its own.
    assert_eq!(at("require(\"./y\")"), Position { line: 5, column: 1 });
}

#[test]
fn errors_say_where() {
    let error = fails("export let a = 1;\nlet b = = 2;\n");
    assert!(error.starts_with("SyntaxError: src/a.js:2:9: "), "{error}");
    assert!(error.contains(" 2 | let b = = 2;\n   |         ^"), "{error}");
    assert!(fails("export let a; export { b as a }; let b").contains("a is exported twice"));
    assert!(fails("export {}\nlet x = await y").contains("src/a.js:2:9: await stands outside"));
    assert!(fails("import {a} from 'x'; let a").starts_with("SyntaxError: src/a.js:1:"));
    assert!(fails("export {").starts_with("SyntaxError: "));
    assert!(fails("function f() { import x from 'y' }").starts_with("SyntaxError: "));
}

#[test]
fn no_source_ends_the_process() {
    let deep = 2_000_000;
    for bomb in [
        "[",
        "!",
        "(",
        "a=>",
        "{",
        "a?b:",
        "if(a)",
        "-",
        "`${",
        "a+",
        "a.b[",
        "new ",
        "else ",
        "a=",
        "f(",
        "class A extends ",
    ] {
        let source = format!("export {{}};{}", bomb.repeat(deep / bomb.len()));
        let error = transform("a.js", &source, TransformOptions { es5: true }).unwrap_err();
        assert!(matches!(error, PackageError::Compiler { .. } | PackageError::Syntax(_)), "{bomb}: {error}");
    }
    // As deep as is let through.
    let shapes = [
        ("[", "]"),
        ("!", ""),
        ("a=>", ""),
        ("a+", ""),
        ("a.", ""),
        ("if(a)", ""),
        ("f(", ")"),
        ("a=>{", "}"),
    ];
    for (open, close) in shapes {
        let depth = if close.is_empty() { 15_000 / open.len() } else { 3_900 };
        let source = format!("export {{}};{}a{}", open.repeat(depth), close.repeat(depth));
        for es5 in [false, true] {
            transform("a.js", &source, TransformOptions { es5 }).unwrap();
        }
    }
}

#[test]
fn garbage_is_an_error_and_never_a_panic() {
    let seed = "import a, {b as c} from 'x'; export default class A extends a { x = `${c}` }; export const {d, ...e} = c?.(1); export * from 'y'; for (d of /x/g) import('z');";
    for cut in (0..seed.len()).step_by(3) {
        for junk in ["", "{", "export ", "`", "/", "\u{0}", "é", "=>", "import"] {
            let source = format!("{}{junk}{}", &seed[..cut], &seed[cut..]);
            for es5 in [false, true] {
                if let Err(PackageError::Compiler { reason, .. }) =
                    transform("a.js", &source, TransformOptions { es5 })
                {
                    panic!("{source}: {reason}");
                }
            }
        }
    }
}

#[test]
fn es5_lowers_what_can_be_told_apart() {
    let lower = |source: &str| transform("a.js", source, TransformOptions { es5: true }).unwrap();
    let code = lower("export const A = (x) => x + this;\nexport class B { m() {} }").code.unwrap();
    assert!(code.contains("function(x)") && !code.contains("=>") && !code.contains("class B"), "{code}");
    let code = lower("var o = { m() { return super.x }, n: () => 1, async *g() {} }").code.unwrap();
    assert!(code.contains("m: function m()") || code.contains("m: function()"), "{code}");
    assert!(code.contains("async function*"), "{code}");
    assert_eq!(lower("var a = function () { return `${1}` }; let b").code, None);
    assert_eq!(lower("let x = 1, y = [...z], { w } = x").code, None);
}

#[test]
fn es5_leads_back_too() {
    let source = "import { a } from './x'\n\nclass A {\n  // é\n  m() {\n    throw a('é', 1) + missing\n  }\n}\nexport default A";
    let done = transform("a.js", source, TransformOptions { es5: true }).unwrap();
    let (code, map) = (done.code.unwrap(), done.map.unwrap());
    let line = code.lines().position(|line| line.contains("missing")).unwrap();
    let column = code.lines().nth(line).unwrap().find("missing").unwrap();
    let found = map.original(Position { line: line as u32 + 1, column: column as u32 + 1 });
    let expected = source.lines().nth(5).unwrap().find("missing").unwrap();
    assert_eq!(found, Position { line: 6, column: expected as u32 + 1 });
}
