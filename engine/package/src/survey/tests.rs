use super::*;

fn of(source: &str) -> Survey {
    survey("a.js", source).unwrap()
}

fn requires(source: &str) -> Vec<(Option<String>, bool)> {
    of(source).requires.into_iter().map(|r| (r.specifier, r.certain)).collect()
}

fn api(source: &str) -> Vec<(String, UseKind)> {
    of(source).api.into_iter().map(|u| (u.name, u.kind)).collect()
}

fn texts(source: &str) -> Vec<String> {
    of(source).literals.into_iter().map(|l| l.text).collect()
}

#[test]
fn modules_are_found_with_whether_they_are_needed() {
    for (source, name, certain) in [
        ("require('./a')", Some("./a"), true),
        ("import x from './a'", Some("./a"), true),
        ("export * from './a'", Some("./a"), true),
        ("export { y } from './a'", Some("./a"), true),
        ("(function () { require('./a') })()", Some("./a"), true),
        ("(function () { require('./a') }).call(this)", Some("./a"), true),
        ("!function () { require('./a') }()", Some("./a"), true),
        ("function f() { require('./a') }", Some("./a"), false),
        ("setTimeout(() => require('./a'))", Some("./a"), false),
        ("(() => { f(() => require('./a')) })()", Some("./a"), false),
        ("if (x) require('./a')", Some("./a"), false),
        ("var a = x ? require('./a') : 0", Some("./a"), false),
        ("x && require('./a')", Some("./a"), false),
        ("try { require('./a') } catch (e) {}", Some("./a"), false),
        ("import('./a')", Some("./a"), false),
        ("require('./' + name)", None, true),
    ] {
        assert_eq!(requires(source), [(name.map(str::to_owned), certain)], "{source}");
    }
    // A bundler's own function of that name is none of ours.
    assert!(requires("(function (require) { require('./a') })(f)").is_empty());
}

#[test]
fn conditions_around_modules_are_told_from_functions() {
    for (source, guarded) in [
        ("require('./a')", false),
        ("function f() { require('./a') }", false),
        ("function f() { if (x) require('./a') }", true),
        ("if (x) { f(() => require('./a')) }", true),
        ("x && require('./a')", true),
        ("try { require('./a') } catch (e) {}", true),
        ("switch (x) { case 1: require('./a') }", true),
    ] {
        assert_eq!(of(source).requires[0].guarded, guarded, "{source}");
    }
}

#[test]
fn what_a_browser_has_is_found_where_it_is_needed() {
    let browser = |source: &str| -> Vec<(String, bool)> {
        of(source).browser.into_iter().map(|used| (used.name, used.defines)).collect()
    };
    let one = |name: &str, defines: bool| vec![(name.to_owned(), defines)];
    for source in ["window.x = 1", "new Game(window)", "(function () { window.x() })()"] {
        assert_eq!(browser(source), one("window", false), "{source}");
    }
    for source in ["global.document = d", "document = d", "function f() { a.b.document = d }"] {
        assert_eq!(browser(source), one("document", true), "{source}");
    }
    for source in [
        "typeof window",
        "if (x) window.y()",
        "typeof window !== 'undefined' && window.x()",
        "function f() { document.body }",
        "var window = GameGlobal; window.x()",
        "a.window",
        "({ window: 1 })",
    ] {
        assert!(browser(source).is_empty(), "{source}");
    }
}

#[test]
fn names_of_wx_are_found_with_what_is_done() {
    use UseKind::{Call, Define, Read};
    for (source, name, kind) in [
        ("wx.a({})", "a", Call),
        ("wx['a']()", "a", Call),
        ("GameGlobal.wx.a()", "a", Call),
        ("new wx.a()", "a", Call),
        ("if (wx.a) b()", "a", Read),
        ("typeof wx.a", "a", Read),
        ("const { a } = wx", "a", Read),
        ("const { a: b } = wx", "a", Read),
        ("wx.a = 1", "a", Define),
    ] {
        assert_eq!(api(source), [(name.to_owned(), kind)], "{source}");
    }
    assert_eq!(api("wx.canIUse('a.b')")[0], ("a".to_owned(), Read));
    assert_eq!(api("wx.a?.()"), [("a".to_owned(), Read), ("a".to_owned(), Call)]);
    assert!(api("function f(wx) { wx.a() } qq.a(); x.wx.a()").is_empty());
    assert_eq!(of("\u{feff}  wx.a()").api[0].at, 8);
}

#[test]
fn texts_are_joined_where_they_are_written() {
    assert_eq!(texts("x('a' + `b` + ('c'))"), ["abc"]);
    assert_eq!(texts("['a', 'b' + 'c'].join('\\n')"), ["a\nbc"]);
    assert_eq!(texts("x('images/' + n + '.png')"), ["images/", ".png"]);
    assert_eq!(texts("x(`images/${n}.png`)"), ["images/", ".png"]);
    assert_eq!(texts("x({ 'a/b.png': 1, c: 'd' })"), ["a/b.png", "d"]);
    let source = of("image.src = 'a' + '.png'; x.src = dir + '.png'");
    assert!(source.literals[0].is_source && source.literals[0].is_whole);
    assert_eq!(source.literals[0].text, "a.png");
    assert!(!source.literals[1].is_source && !source.literals[1].is_whole);
    // Data is not kept.
    assert!(texts(&format!("x('{}')", "A".repeat(2000))).is_empty());
}

#[test]
fn shaders_are_known_by_what_they_write() {
    let shader = "void main() { gl_Position = vec4(0.0); }";
    let long = format!("x('{}' + '{}')", " ".repeat(4000), shader);
    assert!(of(&long).literals[0].is_shader());
    assert!(!of(&format!("x(p + '{shader}')")).literals[0].is_shader(), "a piece is no shader");
    assert!(!of("x('void main')").literals[0].is_shader());
}

#[test]
fn what_cannot_be_read_is_an_error() {
    assert!(matches!(survey("a.js", "var = 1"), Err(PackageError::Syntax(_))));
    assert!(matches!(survey("a.js", &"[".repeat(10_000)), Err(PackageError::Compiler { .. })));
    // A long sum takes no stack and little time.
    let sum = format!("x({} y)", "'a' + y + ".repeat(4_000));
    assert_eq!(of(&sum).literals.len(), 4_000);
}
