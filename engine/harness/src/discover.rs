//! Which folders are package tests: those with a `test.toml`.

use std::io;
use std::path::{Path, PathBuf};

/// A folder that is a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestFolder {
    /// Path below the folder that was searched, with `/`: `canvas2d/round_rect`.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// Folders that hold no tests and may be huge.
const SKIPPED: [&str; 3] = ["node_modules", ".git", "target"];

/// Every test below `root`, sorted by name. A test's own folders are not searched.
pub fn tests_below(root: &Path) -> io::Result<Vec<TestFolder>> {
    let mut found = Vec::new();
    search(root, "", &mut found)?;
    if let [only] = &mut found[..]
        && only.name.is_empty()
    {
        only.name = root.canonicalize()?.file_name().unwrap_or_default().to_string_lossy().into_owned();
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn search(folder: &Path, name: &str, found: &mut Vec<TestFolder>) -> io::Result<()> {
    if folder.join("test.toml").is_file() {
        found.push(TestFolder { name: name.to_owned(), path: folder.to_path_buf() });
        return Ok(());
    }
    for entry in folder.read_dir()? {
        let path = entry?.path();
        if path.is_dir() {
            let own = path.file_name().unwrap_or_default().to_string_lossy();
            if SKIPPED.contains(&own.as_ref()) {
                continue;
            }
            let below = if name.is_empty() { own.into_owned() } else { format!("{name}/{own}") };
            search(&path, &below, found)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_with_a_descriptor_are_tests_and_their_insides_are_not() {
        let root = tempfile::tempdir().unwrap();
        for folder in ["b/two/inner", "a", "empty", "node_modules/x"] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        for file in ["node_modules/x/test.toml", "b/two/test.toml", "b/two/inner/test.toml", "a/test.toml"] {
            std::fs::write(root.path().join(file), "").unwrap();
        }
        let names: Vec<_> = tests_below(root.path()).unwrap().into_iter().map(|test| test.name).collect();
        assert_eq!(names, ["a", "b/two"]);
    }
}
