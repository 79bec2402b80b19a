//! `getFileInfo`: the size and the digest of a file, with which games check their downloads.

use sha1::Digest;
use std::fmt::Write;

use super::{FailureKind, FileFailure, Location, Mounts};
use sparrow_platform::FileKind;

/// How a digest is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestAlgorithm {
    /// `md5`.
    Md5,
    /// `sha1`.
    Sha1,
    /// `sha256`.
    Sha256,
}

impl DigestAlgorithm {
    /// The algorithm of a name as games write it.
    pub fn named(name: &str) -> Option<DigestAlgorithm> {
        match name {
            "md5" => Some(DigestAlgorithm::Md5),
            "sha1" => Some(DigestAlgorithm::Sha1),
            "sha256" => Some(DigestAlgorithm::Sha256),
            _ => None,
        }
    }

    /// The digest of bytes in hexadecimal digits.
    pub fn of(self, bytes: &[u8]) -> String {
        match self {
            DigestAlgorithm::Md5 => hex(&md5::Md5::digest(bytes)),
            DigestAlgorithm::Sha1 => hex(&sha1::Sha1::digest(bytes)),
            DigestAlgorithm::Sha256 => hex(&sha2::Sha256::digest(bytes)),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What `getFileInfo` tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Bytes.
    pub size: u64,
    /// In hexadecimal digits.
    pub digest: String,
}

impl Mounts {
    /// `getFileInfo`.
    pub fn get_file_info(&self, path: &str, algorithm: DigestAlgorithm) -> Result<FileInfo, FileFailure> {
        let missing = || FileFailure::new(FailureKind::NotFound, "file not exist");
        let location = Location::parse(path)?;
        let (files, at) = self.at(&location);
        let stat = files.stat(at).map_err(|_| missing())?;
        if stat.kind != FileKind::File {
            return Err(missing());
        }
        let bytes = self.read_file(path, None, None)?;
        Ok(FileInfo { size: stat.size, digest: algorithm.of(&bytes) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_those_of_the_standards() {
        let digest = |name: &str| DigestAlgorithm::named(name).unwrap().of(b"abc");
        assert_eq!(digest("md5"), "900150983cd24fb0d6963f7d28e17f72"); // RFC 1321
        assert_eq!(digest("sha1"), "a9993e364706816aba3e25717850c26c9cd0d89d"); // FIPS 180
        assert_eq!(digest("sha256"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(DigestAlgorithm::named("MD5"), None);
    }
}
