//! Content encodings: gzip, deflate and br, decoded as the bytes come and within a limit.

use brotli_decompressor::DecompressorWriter;
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use sparrow_platform::network::{NetworkError, NetworkErrorKind};
use std::io::{self, Write};

/// What we say that we understand.
pub(super) const ACCEPT_ENCODING: &str = "gzip, deflate, br";

/// Takes the bytes of a body and gives them decoded.
pub(super) struct Decoder {
    kind: Kind,
    started: bool,
}

enum Kind {
    Identity(Room),
    Gzip(Box<MultiGzDecoder<Room>>),
    /// By the standard zlib; some servers send bare deflate, which the first byte tells.
    Deflate(Room),
    Zlib(Box<ZlibDecoder<Room>>),
    Raw(Box<DeflateDecoder<Room>>),
    Brotli(Box<DecompressorWriter<Room>>),
}

/// Decoded bytes, as many as there is room for: a small body may decode to a huge one.
struct Room {
    out: Vec<u8>,
    left: u64,
    is_full: bool,
}

impl Write for Room {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.left.checked_sub(bytes.len() as u64) {
            Some(left) => {
                self.left = left;
                self.out.extend_from_slice(bytes);
                Ok(bytes.len())
            }
            None => {
                self.is_full = true;
                Err(io::Error::other("the body is too large"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Decoder {
    /// A decoder for a `content-encoding`; an encoding that is not known leaves the bytes as they are.
    pub(super) fn new(encoding: &str, max_bytes: u64) -> Decoder {
        const BUFFER_BYTES: usize = 16 << 10;
        let room = Room { out: Vec::new(), left: max_bytes, is_full: false };
        let kind = match encoding.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Kind::Gzip(Box::new(MultiGzDecoder::new(room))),
            "deflate" => Kind::Deflate(room),
            "br" => Kind::Brotli(Box::new(DecompressorWriter::new(room, BUFFER_BYTES))),
            _ => Kind::Identity(room),
        };
        Decoder { kind, started: false }
    }

    /// True when the bytes come out as they go in.
    pub(super) fn is_identity(&self) -> bool {
        matches!(self.kind, Kind::Identity(_))
    }

    /// Decodes the next bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<u8>, NetworkError> {
        let Some(first) = bytes.first() else { return Ok(Vec::new()) };
        self.started = true;
        if let Kind::Deflate(room) = &mut self.kind {
            let empty = Room { out: Vec::new(), left: 0, is_full: false };
            let room = std::mem::replace(room, empty);
            // The low half of zlib's first byte is 8.
            self.kind = if first & 0x0f == 8 {
                Kind::Zlib(Box::new(ZlibDecoder::new(room)))
            } else {
                Kind::Raw(Box::new(DeflateDecoder::new(room)))
            };
        }
        let result = self.writer().write_all(bytes);
        self.done(result)
    }

    /// The body is complete: gives what is left, or says that the encoding is not.
    pub(super) fn finish(&mut self) -> Result<Vec<u8>, NetworkError> {
        let result = match &mut self.kind {
            _ if !self.started => Ok(()), // an empty body, as of HEAD
            Kind::Identity(_) | Kind::Deflate(_) => Ok(()),
            Kind::Gzip(decoder) => decoder.try_finish(),
            Kind::Zlib(decoder) => decoder.try_finish(),
            Kind::Raw(decoder) => decoder.try_finish(),
            Kind::Brotli(decoder) => decoder.close(),
        };
        self.done(result)
    }

    fn writer(&mut self) -> &mut dyn Write {
        match &mut self.kind {
            Kind::Identity(room) | Kind::Deflate(room) => room,
            Kind::Gzip(decoder) => decoder,
            Kind::Zlib(decoder) => decoder,
            Kind::Raw(decoder) => decoder,
            Kind::Brotli(decoder) => decoder,
        }
    }

    fn room(&mut self) -> &mut Room {
        match &mut self.kind {
            Kind::Identity(room) | Kind::Deflate(room) => room,
            Kind::Gzip(decoder) => decoder.get_mut(),
            Kind::Zlib(decoder) => decoder.get_mut(),
            Kind::Raw(decoder) => decoder.get_mut(),
            Kind::Brotli(decoder) => decoder.get_mut(),
        }
    }

    fn done(&mut self, result: io::Result<()>) -> Result<Vec<u8>, NetworkError> {
        let room = self.room();
        if room.is_full {
            return Err(NetworkError::new(NetworkErrorKind::BodyTooLarge, "the body is too large"));
        }
        result.map_err(|e| NetworkError::new(NetworkErrorKind::BodyDecoding, e.to_string()))?;
        Ok(std::mem::take(&mut room.out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{Compression, write::GzEncoder};

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn decode(encoding: &str, bytes: &[u8], max: u64) -> Result<Vec<u8>, NetworkErrorKind> {
        let mut decoder = Decoder::new(encoding, max);
        let mut out = Vec::new();
        for piece in bytes.chunks(7) {
            out.extend(decoder.push(piece).map_err(|e| e.kind)?);
        }
        out.extend(decoder.finish().map_err(|e| e.kind)?);
        Ok(out)
    }

    #[test]
    fn encodings_are_decoded_in_pieces() {
        let text = b"sparrow sparrow sparrow sparrow".repeat(20);
        assert_eq!(decode("gzip", &gzip(&text), 1 << 20).unwrap(), text);
        assert_eq!(decode("identity", &text, 1 << 20).unwrap(), text);
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(&text).unwrap();
        assert_eq!(decode("deflate", &zlib.finish().unwrap(), 1 << 20).unwrap(), text);
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
        raw.write_all(&text).unwrap();
        assert_eq!(decode("Deflate", &raw.finish().unwrap(), 1 << 20).unwrap(), text);
        // "hello" by the reference encoder.
        let brotli = [0x0f, 0x02, 0x80, 0x68, 0x65, 0x6c, 0x6c, 0x6f, 0x03];
        assert_eq!(decode("br", &brotli, 1 << 20).unwrap(), b"hello");
        assert_eq!(decode("gzip", b"", 10).unwrap(), b"");
    }

    #[test]
    fn bombs_and_damage_are_refused() {
        let bomb = gzip(&vec![0; 4 << 20]);
        assert_eq!(decode("gzip", &bomb, 1 << 20), Err(NetworkErrorKind::BodyTooLarge));
        assert_eq!(decode("identity", &[0; 100], 99), Err(NetworkErrorKind::BodyTooLarge));
        let good = gzip(b"hello");
        assert_eq!(decode("gzip", &good[..good.len() - 4], 100), Err(NetworkErrorKind::BodyDecoding));
        assert_eq!(decode("gzip", b"not gzip at all", 100), Err(NetworkErrorKind::BodyDecoding));
        assert_eq!(decode("br", &[0xff; 40], 100), Err(NetworkErrorKind::BodyDecoding));
    }
}
