//! Short names for packages and pictures.

use sparrow_platform::{FileError, FileKind, FileSystem, RelativePath};

/// Names every file of a package with its bytes, without hidden files and `node_modules`, which games do not run with.
pub fn package_fingerprint(files: &dyn FileSystem) -> Result<String, FileError> {
    let mut hasher = blake3::Hasher::new();
    let mut folders = vec![RelativePath::root()];
    while let Some(folder) = folders.pop() {
        for name in files.read_dir(&folder)? {
            if name.starts_with('.') || name == "node_modules" {
                continue;
            }
            let Ok(path) = folder.join(&name) else { continue };
            if files.stat(&path)?.kind == FileKind::Directory {
                folders.push(path);
                continue;
            }
            let bytes = files.read(&path)?;
            hasher.update(&(path.as_str().len() as u64).to_le_bytes());
            hasher.update(path.as_str().as_bytes());
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(&bytes);
        }
    }
    Ok(hasher.finalize().to_hex()[..32].to_owned())
}

/// Names a picture: its width and its pixels.
pub fn pixels_fingerprint(width: u32, pixels: &[u8]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&width.to_le_bytes());
    hasher.update(pixels);
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::MemoryFileSystem;

    #[test]
    fn a_package_is_its_files() {
        let with = |name: &str, text: &str| {
            let files = MemoryFileSystem::new();
            files.insert("a/game.js", "1").unwrap();
            files.insert(name, text).unwrap();
            package_fingerprint(&files).unwrap()
        };
        let first = with("b.js", "2");
        assert_eq!(first, with("b.js", "2"));
        assert_ne!(first, with("b.js", "3"));
        assert_ne!(first, with("c.js", "2"));
        assert_eq!(with(".git/x", "1"), with("node_modules/x", "1"));
        assert_ne!(pixels_fingerprint(1, &[0; 8]), pixels_fingerprint(2, &[0; 8]));
    }
}
