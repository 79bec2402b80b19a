//! The text encodings of `readFile` and `writeFile`.

use base64::{Engine, engine::general_purpose::STANDARD};

use super::{FailureKind, FileFailure};

/// How bytes are text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `utf8`, `utf-8`; bytes that are none become U+FFFD.
    Utf8,
    /// `ascii`: the lower seven bits when reading.
    Ascii,
    /// `base64`.
    Base64,
    /// `hex`, lower case.
    Hex,
    /// `latin1`, `binary`: a character for each byte.
    Latin1,
    /// `ucs2`, `ucs-2`, `utf16le`, `utf-16le`.
    Utf16Le,
}

impl Encoding {
    /// The encoding of a name as games write it.
    pub fn named(name: &str) -> Result<Encoding, FileFailure> {
        Ok(match name.to_ascii_lowercase().as_str() {
            "utf8" | "utf-8" => Encoding::Utf8,
            "ascii" => Encoding::Ascii,
            "base64" => Encoding::Base64,
            "hex" => Encoding::Hex,
            "latin1" | "binary" => Encoding::Latin1,
            "ucs2" | "ucs-2" | "utf16le" | "utf-16le" => Encoding::Utf16Le,
            _ => {
                let text = format!("invalid encoding \"{name}\"");
                return Err(FileFailure::new(FailureKind::InvalidArgument, text));
            }
        })
    }

    /// Bytes as text.
    pub fn decode(self, bytes: Vec<u8>) -> String {
        match self {
            Encoding::Utf8 => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(e) => String::from_utf8_lossy(e.as_bytes()).into_owned(),
            },
            Encoding::Ascii => bytes.iter().map(|b| char::from(b & 0x7f)).collect(),
            Encoding::Base64 => STANDARD.encode(&bytes),
            Encoding::Hex => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                let digit = |n: u8| char::from(DIGITS[usize::from(n)]);
                bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
            }
            Encoding::Latin1 => bytes.iter().copied().map(char::from).collect(),
            Encoding::Utf16Le => {
                let units: Vec<u16> =
                    bytes.as_chunks::<2>().0.iter().map(|&pair| u16::from_le_bytes(pair)).collect();
                String::from_utf16_lossy(&units)
            }
        }
    }

    /// Text as bytes. Text that is no base64 or hex ends where it stops being any, as in Node.
    pub fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Encoding::Utf8 => text.as_bytes().to_vec(),
            Encoding::Ascii | Encoding::Latin1 => text.chars().map(|c| c as u32 as u8).collect(),
            Encoding::Base64 => from_base64(text),
            Encoding::Hex => {
                let digits = text.as_bytes().as_chunks::<2>().0.iter();
                let value = |b: u8| char::from(b).to_digit(16);
                let bytes = digits.map_while(|&[high, low]| Some((value(high)? << 4 | value(low)?) as u8));
                bytes.collect()
            }
            Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        }
    }
}

/// Base64 with or without padding and line ends, also the URL alphabet.
fn from_base64(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in text.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => break,
            _ => continue,
        };
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            out.extend_from_slice(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    match count {
        2 => out.push((bits >> 4) as u8),
        3 => out.extend_from_slice(&((bits >> 2) as u16).to_be_bytes()),
        _ => {}
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_goes_both_ways() {
        let bytes = [0x41, 0xe4, 0xb8, 0xad];
        for (name, text) in [
            ("utf8", "A中"),
            ("base64", "QeS4rQ=="),
            ("hex", "41e4b8ad"),
            ("binary", "Aä¸\u{ad}"),
            ("ucs2", "\u{e441}\u{adb8}"),
        ] {
            let encoding = Encoding::named(name).unwrap();
            assert_eq!(encoding.decode(bytes.to_vec()), text, "{name}");
            assert_eq!(encoding.encode(text), bytes, "{name}");
        }
        assert_eq!(Encoding::Ascii.decode(vec![0xc1]), "A");
        assert_eq!(Encoding::Base64.encode("QeS4\nrQ"), bytes);
        assert_eq!(Encoding::Hex.encode("41e4zz12"), [0x41, 0xe4]);
        assert_eq!(Encoding::Utf8.decode(vec![0x41, 0xff]), "A\u{fffd}");
        assert_eq!(Encoding::named("gbk").unwrap_err().text, "fail invalid encoding \"gbk\"");
        for len in 0..50 {
            let bytes: Vec<u8> = (0..len).map(|i: u8| i.wrapping_mul(37)).collect();
            assert_eq!(Encoding::Base64.encode(&Encoding::Base64.decode(bytes.clone())), bytes);
        }
    }
}
