//! A screen that nobody sees: Xvfb, whose frame buffer is a file that can be read as a picture. Linux only.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use crate::picture::Picture;

/// A running Xvfb; it ends when this is dropped.
pub struct VirtualDisplay {
    server: Child,
    number: u32,
    frame_buffer: PathBuf,
    _folder: tempfile::TempDir,
}

impl VirtualDisplay {
    /// Starts a display with one screen of the given size in pixels.
    pub fn start(width: u32, height: u32) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let mut server = Command::new("Xvfb")
            .args([
                "-displayfd",
                "1",
                "-nolisten",
                "tcp",
                "-screen",
                "0",
                &format!("{width}x{height}x24"),
                "-fbdir",
            ])
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start Xvfb ({error}); cargo xtask setup installs it"))?;
        // The server writes the number of its display when it is ready.
        let mut line = String::new();
        let read = server.stdout.take().map(|output| BufReader::new(output).read_line(&mut line));
        let Some(number) = line.trim().parse().ok().filter(|_| matches!(read, Some(Ok(_)))) else {
            let _ = server.kill();
            let _ = server.wait();
            return Err("Xvfb ended before it had a display".to_owned());
        };
        let frame_buffer = folder.path().join("Xvfb_screen0");
        Ok(Self { server, number, frame_buffer, _folder: folder })
    }

    /// The value for the environment variable DISPLAY.
    pub fn name(&self) -> String {
        format!(":{}", self.number)
    }

    /// What the screen shows now.
    pub fn picture(&self) -> Result<Picture, String> {
        let bytes =
            std::fs::read(&self.frame_buffer).map_err(|error| format!("the frame buffer: {error}"))?;
        parse_xwd(&bytes)
    }
}

impl Drop for VirtualDisplay {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// Reads an X window dump (XWDFile.h, version 7) of 32-bit true colour, least significant byte first.
fn parse_xwd(bytes: &[u8]) -> Result<Picture, String> {
    let word = |index: usize| -> Result<usize, String> {
        let part = bytes.get(index * 4..index * 4 + 4).ok_or("the dump ends in its header")?;
        Ok(u32::from_be_bytes([part[0], part[1], part[2], part[3]]) as usize)
    };
    let [header, version, width, height] = [word(0)?, word(1)?, word(4)?, word(5)?];
    let [byte_order, bits_per_pixel, bytes_per_line, colors] = [word(7)?, word(11)?, word(12)?, word(19)?];
    if (version, byte_order, bits_per_pixel) != (7, 0, 32) {
        return Err(format!(
            "a dump of version {version}, byte order {byte_order}, {bits_per_pixel} bits a pixel"
        ));
    }
    let pixels = bytes.get(header + colors * 12..).ok_or("the dump ends before its pixels")?;
    let mut rgba = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        let row =
            pixels.get(y * bytes_per_line..y * bytes_per_line + width * 4).ok_or("the dump lacks rows")?;
        for pixel in row.chunks_exact(4) {
            rgba.extend([pixel[2], pixel[1], pixel[0], 255]);
        }
    }
    Picture::new(width as u32, height as u32, rgba).ok_or_else(|| "the dump has no pixels".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dump(width: u32, height: u32, pixels: &[u8]) -> Vec<u8> {
        let mut words = [0_u32; 25];
        words[0] = 100;
        words[1] = 7;
        words[4] = width;
        words[5] = height;
        words[11] = 32;
        words[12] = width * 4;
        words[19] = 1;
        let mut bytes: Vec<u8> = words.iter().flat_map(|word| word.to_be_bytes()).collect();
        bytes.extend([0; 12]);
        bytes.extend(pixels);
        bytes
    }

    #[test]
    fn a_dump_becomes_a_picture() {
        let picture = parse_xwd(&dump(2, 1, &[3, 2, 1, 0, 30, 20, 10, 0])).unwrap();
        assert_eq!(
            (picture.size(), picture.pixel(0, 0), picture.pixel(1, 0)),
            ([2, 1], [1, 2, 3, 255], [10, 20, 30, 255])
        );
    }

    #[test]
    fn a_broken_dump_is_an_error() {
        let whole = dump(2, 1, &[0; 8]);
        for length in 0..whole.len() {
            assert!(parse_xwd(&whole[..length]).is_err(), "{length} bytes");
        }
        let mut other = whole.clone();
        other[7] = 6;
        assert!(parse_xwd(&other).unwrap_err().contains("version 6"));
    }
}
