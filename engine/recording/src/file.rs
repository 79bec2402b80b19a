//! The file: a mark, a version, and parts that are compressed and checked one by one, so that a recording that was cut off by a
//! crash is of use up to its last whole part.

use crate::{RecordingError, frame::decode};
use flate2::{Compression, read::ZlibDecoder, write::ZlibEncoder};
use serde::de::DeserializeOwned;
use std::io::{Read, Write};

/// What every recording begins with.
pub const MAGIC: [u8; 8] = *b"SPRWREC\n";
/// The format that is written, and the newest that is read.
pub const FORMAT_VERSION: u16 = 1;

/// The most that the parts of a recording hold together.
const MAX_BYTES: u64 = 2 << 30;

/// Writes parts.
pub(crate) struct Writer {
    out: Box<dyn Write + Send>,
    pub(crate) written: u64,
}

impl Writer {
    /// Writes the mark and the version.
    pub(crate) fn new(mut out: Box<dyn Write + Send>) -> Result<Writer, RecordingError> {
        let version = FORMAT_VERSION.to_le_bytes();
        out.write_all(&MAGIC).and_then(|()| out.write_all(&version)).map_err(refused)?;
        Ok(Writer { out, written: (MAGIC.len() + version.len()) as u64 })
    }

    /// Writes one part: length and checksum of its compressed bytes, and these.
    pub(crate) fn part(&mut self, bytes: &[u8]) -> Result<(), RecordingError> {
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
        let packed = packer.write_all(bytes).and_then(|()| packer.finish()).map_err(refused)?;
        let length =
            u32::try_from(packed.len()).map_err(|_| RecordingError::TooLarge(u64::from(u32::MAX) >> 20))?;
        let mut part = Vec::with_capacity(packed.len() + 8);
        part.extend_from_slice(&length.to_le_bytes());
        part.extend_from_slice(&crc32fast::hash(&packed).to_le_bytes());
        part.extend_from_slice(&packed);
        self.out.write_all(&part).and_then(|()| self.out.flush()).map_err(refused)?;
        self.written += part.len() as u64;
        Ok(())
    }

    /// Says that nothing follows.
    pub(crate) fn end(&mut self) -> Result<(), RecordingError> {
        self.written += 4;
        self.out.write_all(&0_u32.to_le_bytes()).and_then(|()| self.out.flush()).map_err(refused)
    }
}

#[allow(clippy::needless_pass_by_value, reason = "for map_err")]
fn refused(error: std::io::Error) -> RecordingError {
    RecordingError::Write(error.to_string())
}

/// Reads parts.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    unpacked: u64,
    /// True once the end was there, and not merely no more bytes.
    pub(crate) is_whole: bool,
}

impl<'a> Reader<'a> {
    /// Checks mark and version.
    pub(crate) fn new(bytes: &'a [u8]) -> Result<Reader<'a>, RecordingError> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(RecordingError::NotARecording)?;
        let Some(version) = rest.first_chunk::<2>() else {
            return Err(RecordingError::Damaged {
                at: MAGIC.len() as u64,
                what: "it ends in its beginning".to_owned(),
            });
        };
        let found = u16::from_le_bytes(*version);
        if found > FORMAT_VERSION || found == 0 {
            return Err(RecordingError::Future { found, known: FORMAT_VERSION });
        }
        Ok(Reader { bytes, at: MAGIC.len() + 2, unpacked: 0, is_whole: false })
    }

    /// The next part; `None` at the end, or where the file was cut off.
    pub(crate) fn part<T: DeserializeOwned>(&mut self) -> Result<Option<T>, RecordingError> {
        let rest = &self.bytes[self.at..];
        let Some((length, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let length = u32::from_le_bytes(*length) as usize;
        if length == 0 {
            self.is_whole = true;
            return Ok(None);
        }
        let damaged = |what: &str| RecordingError::Damaged { at: self.at as u64, what: what.to_owned() };
        let Some((checksum, rest)) = rest.split_first_chunk::<4>() else { return Ok(None) };
        let Some(packed) = rest.get(..length) else { return Ok(None) };
        if crc32fast::hash(packed) != u32::from_le_bytes(*checksum) {
            return Err(damaged("the checksum of a part is not that of its bytes"));
        }
        let room = MAX_BYTES - self.unpacked;
        let mut bytes = Vec::new();
        let unpacked = ZlibDecoder::new(packed).take(room + 1).read_to_end(&mut bytes);
        unpacked.map_err(|e| damaged(&e.to_string()))?;
        if bytes.len() as u64 > room {
            return Err(RecordingError::TooLarge(MAX_BYTES >> 20));
        }
        let value = decode(&bytes).ok_or_else(|| damaged("a part has another shape than its format says"))?;
        self.unpacked += bytes.len() as u64;
        self.at += 8 + length;
        Ok(Some(value))
    }
}
