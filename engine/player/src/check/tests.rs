use super::*;
use sparrow_platform::MemoryFileSystem;
use std::sync::Arc;

/// A PNG's first bytes, as far as its size.
fn png(width: u32, height: u32) -> Vec<u8> {
    let pixels = sparrow_base::PixelBuffer::new(sparrow_base::PixelSize::new(1, 1));
    let mut bytes = sparrow_media::image::encode(&pixels, sparrow_media::image::EncodedFormat::Png).unwrap();
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    // The header's checksum: type and content.
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |sum, byte| {
        (0..8).fold(
            sum ^ u32::from(*byte),
            |sum, _| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 },
        )
    })
}

fn report_of(files: &[(&str, &[u8])]) -> Report {
    let memory = MemoryFileSystem::new();
    for (path, bytes) in files {
        memory.insert(path, *bytes).unwrap();
    }
    check(&Package::open_with_mistakes(Arc::new(memory)).unwrap()).expect("a report")
}

/// Code and place of every finding of a game whose game.js is `script`, beside other files.
fn found(script: &str, more: &[(&str, &[u8])]) -> Vec<(String, String)> {
    let mut files: Vec<(&str, &[u8])> = vec![("game.json", b"{}"), ("game.js", script.as_bytes())];
    files.extend(more);
    let findings = report_of(&files).findings;
    findings.into_iter().map(|f| (format!("{} {}", f.severity.word(), f.code), f.place_in_words())).collect()
}

fn pair(what: &str, place: &str) -> (String, String) {
    (what.to_owned(), place.to_owned())
}

#[test]
fn a_sound_game_has_no_findings() {
    let more: &[(&str, &[u8])] =
        &[("src/a.js", b"const i = wx.createImage(); i.src = 'b/c.png'"), ("b/c.png", &png(8, 8))];
    assert_eq!(found("require('./src/a'); wx.getSystemInfoSync(); wx.env.USER_DATA_PATH", more), []);
}

#[test]
fn modules_that_are_missing_are_found_with_their_line() {
    let script = "\nrequire('./a');\nif (x) require('./b');\nfunction f() { require('./c'); require('fs') }";
    let expected = [
        pair("error missing-module", "game.js:2:1"),
        pair("warning missing-module", "game.js:4:16"),
        pair("note missing-module", "game.js:3:8"),
        pair("note missing-module", "game.js:4:32"),
    ];
    assert_eq!(found(script, &[]), expected);
}

#[test]
fn names_are_held_against_the_platform() {
    assert_eq!(found("\n wx.getNonsense();", &[]), [pair("warning api-unknown", "game.js:2:5")]);
    assert_eq!(found("if (wx.getNonsense) wx.getNonsense();", &[])[0].0, "note api-unknown");
    assert_eq!(found("wx.createOffscreenCanvas()", &[]), [], "it is there, and not documented");
    assert_eq!(found("wx.getNonsense = f; wx.getNonsense();", &[]), []);
    let host = found("wx.openCustomerServiceChat({})", &[]);
    assert!(host.iter().all(|(what, _)| what != "warning api-unknown"), "{host:?}");
}

#[test]
fn the_open_data_domain_has_names_and_modules_of_its_own() {
    let files: &[(&str, &[u8])] = &[
        ("game.json", br#"{"openDataContext": "open"}"#),
        ("game.js", b""),
        ("open/index.js", b"wx.request({}); require('../game.js'); wx.getFriendCloudStorage({}); wx.login()"),
    ];
    let findings = report_of(files).findings;
    let found: Vec<_> = findings.iter().map(|f| (f.code, f.place_in_words())).collect();
    assert_eq!(
        found,
        [
            ("missing-module", "open/index.js:1:17".to_owned()),
            ("api-open-data", "open/index.js:1:4".to_owned())
        ]
    );
    let message = "wx.login, wx.request are not there in the open data domain";
    assert_eq!(findings[1].message, message);
}

#[test]
fn entries_of_the_configuration_must_be_there() {
    let json = br#"{"subpackages": [{"name": "a", "root": "a"}], "openDataContext": "o", "workers": "w",
        "plugins": {"p": {"version": "1.0.0", "provider": "wx1"}}, "parallelPreloadSubpackages": [{"name": "z"}]}"#;
    let findings = report_of(&[("game.json", json), ("game.js", b"")]).findings;
    let count = |code: &str| findings.iter().filter(|f| f.code == code).count();
    assert!(count("missing-entry") >= 3, "{findings:?}");
    assert_eq!(count("missing-plugin"), 1);
}

#[test]
fn independent_subpackages_need_nothing_of_other_parts() {
    let json: &[u8] =
        br#"{"subpackages": [{"name": "a", "root": "a", "independent": true}, {"name": "b", "root": "b"}]}"#;
    let findings = report_of(&[
        ("game.json", json),
        ("game.js", b""),
        ("x.js", b""),
        ("a/game.js", b"require('./own'); require('../x');\nconst later = () => require('../x');"),
        ("a/own.js", b""),
        ("b/game.js", b"require('../x');"),
    ])
    .findings;
    let found: Vec<_> = findings
        .iter()
        .filter(|f| f.code == "independent-outside")
        .map(|f| (f.severity, f.place_in_words()))
        .collect();
    assert_eq!(
        found,
        [(Severity::Warning, "a/game.js:1:19".to_owned()), (Severity::Note, "a/game.js:2:21".to_owned())]
    );
}

#[test]
fn sizes_have_limits() {
    let large = vec![b' '; 3 << 20];
    let sizes = |files: &[(&str, &[u8])]| {
        let findings = report_of(files).findings;
        findings
            .iter()
            .filter(|f| f.code.starts_with("size"))
            .map(|f| (f.severity, f.code))
            .collect::<Vec<_>>()
    };
    let json: &[u8] =
        br#"{"subpackages": [{"name": "a", "root": "a", "independent": true}, {"name": "b", "root": "b"}]}"#;
    let base: &[(&str, &[u8])] =
        &[("game.json", json), ("game.js", b""), ("a/game.js", b""), ("b/game.js", b"")];
    let with = |more: &[(&'static str, &'static [u8])]| [base, more].concat();
    let leaked: &'static [u8] = Box::leak(large.into_boxed_slice());
    assert_eq!(sizes(&with(&[("x.js", leaked)])), []);
    assert_eq!(sizes(&with(&[("x.js", leaked), ("y.js", leaked)])), [(Severity::Error, "size-package")]);
    assert_eq!(sizes(&with(&[("a/x.js", leaked), ("a/y.js", leaked)])), [(Severity::Error, "size-package")]);
    assert_eq!(sizes(&with(&[("b/x.js", leaked), ("b/y.js", leaked)])), []);
}

#[test]
fn shaders_are_compiled() {
    let script = "a(`void main() { gl_Position = vec4(0.0); }`);\n\
        b(`precision mediump float; void main() { gl_FragColor = vec4(colour, 1.0); }`);\n\
        c('void main() { float x = 1.0; gl_FragColor = vec4(x); }');\n\
        d(`#include <common>\nvoid main() { gl_FragColor = vec4(y); }`);\n\
        e(`void main() { %loop% gl_FragColor = vec4(y); }`);\n\
        f(`void main() { gl_FragColor = vec4(__DIST__); } uniform vec4 x[%LIGHT_COUNT%];`);\n\
        g(`void main() { gl_FragColor = vec4(1.0) }`)";
    assert_eq!(
        found(script, &[]),
        [pair("warning shader", "game.js:8:3"), pair("note shader", "game.js:2:3")]
    );
}

#[test]
fn images_are_measured_and_names_are_found() {
    let more: &[(&str, &[u8])] = &[
        ("a.png", &png(8, 5000)),
        ("b.png", b"no image"),
        ("C.png", &png(1, 1)),
        ("d.png", &png(30_000, 30_000)),
    ];
    let script = "use('a.png', 'b.png', 'C.png', 'd.png'); i.src = './c.png'; i.src = 'https://x/y.png'; i.src = dir + 'z.png'";
    let expected = [
        pair("error image-size", "d.png"),
        pair("warning image-broken", "b.png"),
        pair("warning image-size", "a.png"),
        pair("warning missing-file", "game.js:1:50"),
    ];
    assert_eq!(found(script, more), expected);
}

#[test]
fn unused_files_are_named_by_folder() {
    let more: &[(&str, &[u8])] = &[
        ("old/a.js", b""),
        ("old/b.png", &png(1, 1)),
        ("img/1.png", &png(1, 1)),
        ("data/level.txt", b""),
        ("data.json", br#"{"levels": ["data/level.txt"]}"#),
    ];
    assert_eq!(found("const p = 'img/' + n + '.png'; require('./data')", more), [pair("note unused", "old")]);
}

#[test]
fn beginnings_of_paths_name_files() {
    let more: &[(&str, &[u8])] = &[
        ("res/images/explosion1.png", &png(1, 1)),
        ("res/images/other.png", &png(1, 1)),
        ("README.md", b""),
    ];
    let script = "f('images/explosion' + i + '.png')";
    assert_eq!(found(script, more), [pair("note unused", "."), pair("note unused", "res/images")]);
    let report = report_of(&[&[("game.json", &b"{}"[..]), ("game.js", script.as_bytes())], more].concat());
    assert!(report.findings[0].help.as_ref().is_some_and(|help| help.contains("packOptions.ignore")));
    assert!(report.findings[1].message.contains("other.png"), "{}", report.findings[1].message);
}

#[test]
fn modules_of_computed_names_are_read() {
    let script = "for (const page of ['pages/one', 'pages/two.js']) require('./' + page)";
    let more: &[(&str, &[u8])] = &[
        ("pages/one.js", b"\nimport './box'; wx.getNonsense()"),
        ("pages/box.js", b"require('./none')"),
        ("pages/two.js", b"var = 1"),
        ("pages/three.js", b""),
    ];
    let expected = [
        pair("warning api-unknown", "pages/one.js:2:20"),
        pair("warning missing-module", "pages/box.js:1:1"),
        pair("note syntax", "pages/two.js:1:5"),
        pair("note unused", "pages"),
    ];
    assert_eq!(found(script, more), expected);
}

#[test]
fn wrong_values_of_the_configuration_leave_the_other_checks() {
    let json = br#"{"foo": 1, "networkTimeout": {"request": "x"}}"#;
    let findings = report_of(&[("game.json", json), ("game.js", b"require('./none')")]).findings;
    let found: Vec<_> = findings.iter().map(|f| (f.severity.word(), f.code)).collect();
    assert_eq!(found, [("error", "config"), ("error", "missing-module"), ("warning", "config")]);
}

#[test]
fn what_a_browser_has_is_noted() {
    assert_eq!(found("\nwindow.x = 1; window.y = 2", &[]), [pair("note browser-global", "game.js:2:1")]);
    for sound in [
        "GameGlobal.window = {}; window.x = 1",
        "Object.defineProperty(GameGlobal, 'window', {}); window.x = 1",
        "if (typeof window === 'object') window.x = 1",
    ] {
        assert_eq!(found(sound, &[]), [], "{sound}");
    }
}

#[test]
fn broken_files_are_errors_where_they_run() {
    let more: &[(&str, &[u8])] = &[("a.json", b"{"), ("b.js", b"var = 1")];
    let expected = [pair("error syntax", "a.json:1:1"), pair("error syntax", "b.js:1:5")];
    assert_eq!(found("require('./a.json'); require('./b')", more), expected);
    assert_eq!(found("", &[("b.js", b"var = 1")])[0], pair("note syntax", "b.js:1:5"));
}

#[test]
fn both_reports_say_the_same() {
    let report = report_of(&[("game.json", b"{}"), ("game.js", b"require('./a'); wx.getNonsense()")]);
    let text = print::text(&report, std::path::Path::new("g"), false);
    assert!(text.contains("error[missing-module] game.js:1:1\n  Cannot find module './a'"), "{text}");
    assert!(text.ends_with("1 error, 1 warning, 0 notes\n"), "{text}");
    let value: serde_json::Value =
        serde_json::from_str(&print::json(&report, std::path::Path::new("g"))).unwrap();
    assert_eq!(
        (value["findings"][0]["line"].as_u64(), value["counts"]["warning"].as_u64()),
        (Some(1), Some(1))
    );
}
