//! `include/sparrow.h` is what the C interface says; `cargo xtask header` writes it.

use std::path::{Path, PathBuf};

fn capi() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../engine/capi")
}

/// The header, made from the source as it stands.
fn made() -> String {
    let crate_folder = capi().canonicalize().expect("the crate is there");
    let config =
        cbindgen::Config::from_file(crate_folder.join("cbindgen.toml")).expect("cbindgen.toml is valid");
    let bindings = cbindgen::Builder::new().with_crate(crate_folder).with_config(config).generate();
    let mut text = Vec::new();
    bindings.expect("cbindgen understands the crate").write(&mut text);
    String::from_utf8(text).expect("a header is UTF-8")
}

#[test]
fn the_header_is_what_the_library_says() {
    let file = capi().join("include/sparrow.h");
    let made = made();
    if std::env::var_os("SPARROW_BLESS").is_some() {
        std::fs::write(&file, made).expect("the header can be written");
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = kept.lines().zip(made.lines()).position(|(a, b)| a != b);
    let line = differs.unwrap_or_else(|| kept.lines().count().min(made.lines().count())) + 1;
    assert!(kept == made, "include/sparrow.h:{line} is not what engine/capi says; mend: cargo xtask header");
}

#[test]
fn every_function_that_is_exported_is_in_the_header() {
    let header = made();
    let mut functions = 0;
    for entry in capi().join("src").read_dir().expect("the crate has sources") {
        let text = std::fs::read_to_string(entry.expect("a readable folder").path()).expect("UTF-8");
        for after in text.split("#[unsafe(no_mangle)]").skip(1) {
            let name = after.split("fn ").nth(1).and_then(|rest| rest.split('(').next()).expect("a function");
            assert!(header.contains(&format!("{name}(")), "{name} is not in the header");
            functions += 1;
        }
    }
    assert!(functions > 20, "only {functions} functions found");
}
