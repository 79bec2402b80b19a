//! From the text of a path to a mount and a checked path in it.

use sparrow_platform::RelativePath;

use super::{FailureKind, FileFailure};

/// Where files come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mount {
    /// The game's package; read-only.
    Package,
    /// The game's own files, `http://usr`.
    User,
    /// Files of this session, `http://tmp`.
    Temp,
    /// What `saveFile` keeps, `wxfile://store_...`.
    Saved,
}

/// A checked path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Which files.
    pub mount: Mount,
    /// The path among them.
    pub path: RelativePath,
    /// The text that the game wrote, for errors.
    pub text: String,
}

impl Location {
    /// Checks a path text: `images/a.png`, `/images/a.png`, `http://usr/...`, `wxfile://usr/...`, `http://tmp/...`,
    /// `wxfile://tmp_...`, `wxfile://store_...`.
    pub fn parse(text: &str) -> Result<Location, FileFailure> {
        let (mount, rest) = split(text).ok_or_else(|| {
            FileFailure::new(FailureKind::InvalidArgument, format!("invalid path {text}: not a local file"))
        })?;
        let path = RelativePath::new(rest).map_err(|_| FileFailure::denied(text))?;
        Ok(Location { mount, path, text: text.to_owned() })
    }

    /// True for files of the package.
    pub fn is_package(&self) -> bool {
        self.mount == Mount::Package
    }
}

/// Mount and path; `None` for other schemes.
fn split(text: &str) -> Option<(Mount, &str)> {
    let local = text.strip_prefix("http://").or_else(|| text.strip_prefix("wxfile://"));
    let Some(local) = local else {
        let has_scheme = text.split_once(':').is_some_and(|(scheme, rest)| {
            let word = !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric());
            word && (rest.starts_with("//") || scheme == "data" || scheme == "blob")
        });
        return if has_scheme { None } else { Some((Mount::Package, text)) };
    };
    for (name, mount) in [("usr", Mount::User), ("tmp", Mount::Temp), ("store", Mount::Saved)] {
        if let Some(rest) = local.strip_prefix(name) {
            return match rest.as_bytes().first() {
                None | Some(b'/') => Some((mount, rest)),
                // wxfile://tmp_123.jpg: the name is part of the host.
                Some(b'_') if mount != Mount::User && text.starts_with("wxfile:") => Some((mount, local)),
                _ => None,
            };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_path_is_understood() {
        for (text, mount, path) in [
            ("images/a.png", Mount::Package, "images/a.png"),
            ("/images/a.png", Mount::Package, "images/a.png"),
            ("./a:b.png", Mount::Package, "a:b.png"),
            ("http://usr/a/b", Mount::User, "a/b"),
            ("http://usr", Mount::User, ""),
            ("wxfile://usr/./a", Mount::User, "a"),
            ("http://tmp/x.png", Mount::Temp, "x.png"),
            ("wxfile://tmp_1.png", Mount::Temp, "tmp_1.png"),
            ("wxfile://store_1.png", Mount::Saved, "store_1.png"),
            ("http://store/1.png", Mount::Saved, "1.png"),
        ] {
            let location = Location::parse(text).unwrap();
            assert_eq!((location.mount, location.path.as_str()), (mount, path), "{text}");
        }
        for (text, kind) in [
            ("http://usr/../x", FailureKind::Denied),
            ("../x", FailureKind::Denied),
            ("http://user/x", FailureKind::InvalidArgument),
            ("http://usrx/x", FailureKind::InvalidArgument),
            ("https://a.b/c", FailureKind::InvalidArgument),
            ("file:///etc/passwd", FailureKind::InvalidArgument),
            ("data:image/png;base64,", FailureKind::InvalidArgument),
            ("wxfile://usr_x", FailureKind::InvalidArgument),
        ] {
            assert_eq!(Location::parse(text).unwrap_err().kind, kind, "{text}");
        }
    }
}
