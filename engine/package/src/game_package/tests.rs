use sparrow_platform::MemoryFileSystem;

use super::*;

fn files(all: &[(&str, &str)]) -> Arc<dyn FileSystem> {
    let files = MemoryFileSystem::new();
    for (path, text) in all {
        files.insert(path, text.as_bytes()).unwrap();
    }
    Arc::new(files)
}

fn fails(all: &[(&str, &str)]) -> String {
    Package::open(files(all)).err().expect("an error").to_string()
}

#[test]
fn a_folder_and_a_project_are_opened() {
    let package =
        Package::open(files(&[("game.json", "{}"), ("game.js", ""), ("img/a.png", "123")])).unwrap();
    let list = package.list().unwrap();
    assert_eq!(list.last().unwrap(), &PackageFile { path: name("img/a.png"), size: 3 });
    let package = Package::open(files(&[
        ("project.config.json", r#"{"miniprogramRoot": "dist/", "setting": {"es6": true}}"#),
        (
            "dist/game.json",
            r#"{"openDataContext": "open", "subpackages": [{"root": "a"}, {"root": "a/b"}], "x": 1}"#,
        ),
        ("dist/game.js", "\u{feff}let x"),
    ]))
    .unwrap();
    assert_eq!(package.text(&package.entry()).unwrap(), "let x");
    assert!(package.warnings()[0].to_string().starts_with("dist/game.json:1:"));
    assert_eq!(package.open_data_entry().unwrap().as_str(), "open/index.js");
    assert_eq!(package.subpackage_of(&name("a/b/c.js")), Some(1));
    assert_eq!(package.subpackage_of(&name("c.js")), None);
    assert!(package.transform_options(&name("x.js"), 100).es5);
    assert!(!package.transform_options(&name("x.js"), 600_000).es5);
}

#[test]
fn a_stale_miniprogram_root_is_a_warning_where_the_game_is_beside_it() {
    let all = [("project.config.json", r#"{"miniprogramRoot": "x"}"#), ("game.json", "{}"), ("game.js", "")];
    let package = Package::open(files(&all)).unwrap();
    assert!(package.warnings()[0].to_string().contains("miniprogramRoot is x"));
    assert!(fails(&all[..1]).contains("no such folder"));
}

#[test]
fn what_is_missing_is_said_with_the_mend() {
    let error = fails(&[("readme", "")]);
    assert!(
        error.contains("no game.json in the package") && error.contains("mend: write game.json"),
        "{error}"
    );
    assert!(fails(&[("app.json", "{}")]).contains("mini-program with pages"));
    assert!(fails(&[("dist/game.json", "{}")]).contains("there is one in dist"));
    let error = fails(&[("game.json", "{}"), ("main.js", "")]);
    assert!(error.contains("no game.js") && error.contains("main.js is there"), "{error}");
    assert!(fails(&[("game.json", "{"), ("game.js", "")]).starts_with("game.json:1:2: "));
}

#[test]
fn ignore_patterns_follow_the_tool() {
    for (pattern, path, ignored) in [
        ("libs/three.js", "libs/three.js", true),
        ("libs/", "libs/a/b.js", true),
        ("./libs", "libsx/a.js", false),
        ("libs/*.min.js", "libs/a.min.js", true),
        ("libs/*.min.js", "libs/a.js", false),
        ("**/vendor/**", "a/b/vendor/c.js", true),
        ("**/*.js", "a.js", true),
        ("", "a.js", false),
    ] {
        assert_eq!(is_ignored(pattern, &name(path)), ignored, "{pattern} {path}");
    }
}
