//! Modules of package tests are what their text says: `lib.wasm` stands beside the `lib.wat` that it is made of.
//! `SPARROW_BLESS=1 cargo test -p sparrow-tests --test wat` writes them.

use std::path::{Path, PathBuf};

fn texts(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder of the tests").flatten() {
        let path = entry.path();
        if path.is_dir() {
            texts(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "wat") {
            found.push(path);
        }
    }
}

#[test]
fn modules_are_what_their_text_says() {
    let mut found = Vec::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    texts(&root.join("games"), &mut found);
    texts(&root.join("../benches"), &mut found);
    assert!(!found.is_empty(), "there are texts of modules");
    let bless = std::env::var_os("SPARROW_BLESS").is_some();
    for text in found {
        let bytes = wat::parse_file(&text).unwrap_or_else(|e| panic!("{}: {e}", text.display()));
        let binary = text.with_extension("wasm");
        if bless {
            std::fs::write(&binary, bytes).expect("the module is written");
        } else {
            let is_same = std::fs::read(&binary).is_ok_and(|old| old == bytes);
            assert!(is_same, "{} is not what its text says: bless it", binary.display());
        }
    }
}
