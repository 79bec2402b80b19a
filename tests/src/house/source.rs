//! Rules that are read off the text of a file: clocks, files, sockets, environment, `unsafe`, length, names.

use super::Breach;

/// A source file of the repository.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Path from the root of the repository, with `/`: `engine/script/src/vm.rs`.
    pub path: String,
    /// Its whole text.
    pub text: String,
}

/// A longer file is to be split.
pub const LONGEST: usize = 700;
/// A longer file is listed, as a hint.
pub const LONG: usize = 400;

/// What an engine crate may not do, as written in source, and why.
const WORLD: &[(&str, &str)] = &[
    ("std::fs", "files come from a mount or the embedder; only native and the programs name std::fs"),
    ("std::net", "only native opens sockets"),
    ("SystemTime::now", "an engine reads no clock; take the time from the frame input or the Clock"),
    ("Instant::now", "an engine reads no clock; take the time from the frame input or the Clock"),
    ("env::var", "an engine reads no environment; take a setting from the embedder"),
    ("env::args", "an engine reads no arguments; take a setting from the embedder"),
    ("std::process", "an engine starts no program and never ends its host"),
    ("thread::sleep", "nothing waits by sleeping; queue what finishes elsewhere as an event"),
];

/// The same, when written inside `use std::{..}`.
const WORLD_MODULES: &[(&str, usize)] = &[("fs", 0), ("net", 1), ("process", 6)];

/// Crates and programs that meet the world.
const MEETS_WORLD: &[&str] =
    &["engine/native/", "engine/player/", "engine/harness/", "xtask/", "benches/", "tests/", "fuzz/"];

/// Crates that may open `unsafe` (each block says why; `wasm` for calls of compiled code), the hint to the cache that takes a pointer, and
/// the test that counts allocations.
const MAY_UNSAFE: &[&str] = &[
    "engine/script/",
    "engine/capi/",
    "engine/wasm/",
    "engine/raster/src/prefetch.rs",
    "tests/allocations.rs",
];

/// Names that say nothing about what a file holds.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "helper", "common", "misc"];

/// Every breach in one file.
pub fn check(file: &SourceFile) -> Vec<Breach> {
    let mut breaches = Vec::new();
    let mut breach = |line: Option<usize>, rule: String| {
        let place = line.map_or_else(|| file.path.clone(), |line| format!("{}:{line}", file.path));
        breaches.push(Breach { place, rule });
    };
    let lines = file.text.lines().count();
    if lines > LONGEST {
        breach(None, format!("has {lines} lines; split it, {LONGEST} is the most"));
    }
    let stem = file.path.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or_default();
    if EMPTY_NAMES.contains(&stem) {
        breach(None, format!("`{stem}` does not say what it holds; name the noun"));
    }
    if !file.path.ends_with(".rs") {
        return breaches;
    }
    let begins = |folders: &[&str]| folders.iter().any(|folder| file.path.starts_with(folder));
    let is_test = ["/tests/", "/benches/", "/examples/"].iter().any(|folder| file.path.contains(folder))
        || stem == "tests"
        || stem == "build";
    let first = file.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    if !is_test && !first.starts_with("//!") && !first.starts_with("#!") {
        breach(None, "does not begin with `//!` docs: purpose, boundary, what is absent".to_owned());
    }
    let mut grouped_use = false;
    let mut test_item = TestItem::default();
    for (index, line) in file.text.lines().enumerate() {
        let test_code = is_test || test_item.holds(line);
        let code = line.split("//").next().unwrap_or_default();
        let number = Some(index + 1);
        let opens_unsafe = ["allow(", "expect(", "warn("]
            .iter()
            .any(|lint| code.split(lint).skip(1).any(|rest| rest.trim_start().starts_with("unsafe_code")));
        if opens_unsafe && line.trim_start().starts_with('#') && !begins(MAY_UNSAFE) {
            breach(
                number,
                "opens `unsafe`; only script, capi and wasm may, and the hint to the cache of raster"
                    .to_owned(),
            );
        }
        if begins(MEETS_WORLD) {
            continue;
        }
        if test_code {
            continue;
        }
        for (written, why) in WORLD {
            if code.contains(written) {
                breach(number, format!("`{written}`: {why}"));
            }
        }
        grouped_use |= code.contains("use std::{");
        if grouped_use {
            let names = code.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            for name in names {
                if let Some((_, rule)) = WORLD_MODULES.iter().find(|(module, _)| *module == name) {
                    let (written, why) = WORLD[*rule];
                    breach(number, format!("`{written}`: {why}"));
                }
            }
            grouped_use = !code.contains(';');
        }
    }
    breaches
}

/// Which lines belong to an item under `#[cfg(test)]`. rustfmt ends an item at the column where it began.
#[derive(Default)]
struct TestItem {
    column: Option<usize>,
}

impl TestItem {
    fn holds(&mut self, line: &str) -> bool {
        let text = line.trim();
        let column = line.len() - line.trim_start().len();
        if text == "#[cfg(test)]" {
            self.column = Some(column);
            return true;
        }
        let Some(begin) = self.column else { return false };
        if column == begin && [";", "}", ","].iter().any(|end| text.ends_with(end)) {
            self.column = None;
        }
        true
    }
}

/// Files past [`LONG`] lines, longest first: no breach, but worth a look.
pub fn long_files(files: &[SourceFile]) -> Vec<(usize, &str)> {
    let mut long: Vec<_> = files.iter().map(|file| (file.text.lines().count(), file.path.as_str())).collect();
    long.retain(|(lines, _)| *lines > LONG);
    long.sort_unstable_by(|a, b| b.cmp(a));
    long
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaches(path: &str, text: &str) -> Vec<String> {
        let file = SourceFile { path: path.to_owned(), text: format!("//! Docs.\n{text}") };
        check(&file).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn an_engine_that_meets_the_world_is_found() {
        for (text, written) in [
            ("use std::fs::File;", "std::fs"),
            ("use std::{collections::HashMap, fs};", "std::fs"),
            ("use std::{\n    io,\n    net::TcpStream,\n};", "std::net"),
            ("let now = Instant::now();", "Instant::now"),
            ("let t = std::time::SystemTime::now();", "SystemTime::now"),
            ("let v = std::env::var(\"X\");", "env::var"),
            ("std::process::exit(1);", "std::process"),
            ("std::thread::sleep(d);", "thread::sleep"),
        ] {
            let found = breaches("engine/script/src/vm.rs", text);
            assert!(found.iter().any(|breach| breach.contains(written)), "{text}: {found:?}");
        }
    }

    #[test]
    fn the_world_is_met_where_it_may_be() {
        let text = "use std::fs;\nlet now = Instant::now();";
        for path in ["engine/native/src/files.rs", "engine/player/src/main.rs", "engine/script/tests/vm.rs"] {
            assert!(breaches(path, text).is_empty(), "{path}");
        }
        let in_tests = "fn f() {}\n#[cfg(test)]\nmod tests {\n    use std::fs;\n}";
        assert!(breaches("engine/base/src/size.rs", in_tests).is_empty());
        let behind = "#[cfg(test)]\nmod tests;\nmod more;\nuse std::fs;";
        assert_eq!(breaches("engine/base/src/size.rs", behind).len(), 1);
        let method = "impl A {\n    #[cfg(test)]\n    fn f() {\n        std::fs::read();\n    }\n\n    fn g() { Instant::now(); }\n}";
        let found = breaches("engine/base/src/size.rs", method);
        assert!(found.len() == 1 && found[0].contains("Instant::now"), "{found:?}");
        let in_comment = "// std::fs is not named here\nuse std::{io, fmt};\nlet fs = 1;";
        assert!(breaches("engine/base/src/size.rs", in_comment).is_empty());
    }

    #[test]
    fn unsafe_is_opened_by_few() {
        let text = "#![allow(unsafe_code)]";
        assert!(breaches("engine/gpu/src/lib.rs", text)[0].contains("engine/gpu/src/lib.rs:2"));
        assert!(breaches("engine/player/src/main.rs", "#[expect(unsafe_code, reason = \"x\")]").len() == 1);
        assert!(breaches("engine/wasm/src/blit.rs", text).is_empty());
        assert!(breaches("engine/gpu/src/lib.rs", "#![deny(unsafe_code)]").is_empty());
    }

    #[test]
    fn long_files_are_listed_and_longer_ones_fail() {
        let lines = |count: usize| "\n".repeat(count - 1);
        assert!(breaches("engine/base/src/size.rs", &lines(LONGEST)).is_empty());
        assert!(breaches("engine/base/src/size.rs", &lines(LONGEST + 1))[0].contains("701 lines"));
        let file = |count| SourceFile { path: format!("{count}.rs"), text: lines(count + 1) };
        let files = [file(LONG), file(LONG + 1), file(LONG + 2)];
        assert_eq!(long_files(&files), [(402, "402.rs"), (401, "401.rs")]);
    }

    #[test]
    fn files_say_what_they_hold() {
        assert!(breaches("engine/base/src/utils.rs", "")[0].contains("name the noun"));
        let bare = SourceFile { path: "engine/base/src/size.rs".to_owned(), text: "fn f() {}".to_owned() };
        assert!(check(&bare)[0].rule.contains("does not begin with"));
    }
}
