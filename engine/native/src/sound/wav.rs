//! What was played, as a WAV file: for `sparrow run --audio-out`.

use std::{
    fs::File,
    io::{self, BufWriter, Seek, SeekFrom, Write},
    path::Path,
};

use sparrow_platform::{AudioTap, wav_header};

const HEADER_BYTES: u32 = 44;
const CHANNELS: u16 = 2;
const BYTES_PER_FRAME: u16 = CHANNELS * 2;

/// Frames between two looks at the header, so that a run that is cut off leaves a file that can be read.
const HEADER_EVERY_FRAMES: u64 = 48_000;

/// 16 bits, stereo. The header is written anew every second and when the file is closed.
struct WavFile {
    file: BufWriter<File>,
    rate_hz: u32,
    frames: u64,
    frames_in_header: u64,
    has_failed: bool,
}

/// A tap that writes a WAV file. Once the disk refuses, what follows is left out; the file's length says how far it goes.
pub fn wav_tap(path: &Path, rate_hz: u32) -> io::Result<AudioTap> {
    let mut file = WavFile {
        file: BufWriter::new(File::create(path)?),
        rate_hz,
        frames: 0,
        frames_in_header: 0,
        has_failed: false,
    };
    file.write_header()?;
    Ok(Box::new(move |samples| file.take(samples)))
}

impl WavFile {
    fn take(&mut self, samples: &[f32]) {
        if !self.has_failed && self.write(samples).is_err() {
            self.has_failed = true;
        }
    }

    fn write(&mut self, samples: &[f32]) -> io::Result<()> {
        for sample in samples {
            let value = (sample.clamp(-1.0, 1.0) * 32767.0).round() as i16;
            self.file.write_all(&value.to_le_bytes())?;
        }
        self.frames += samples.len() as u64 / u64::from(CHANNELS);
        if self.frames - self.frames_in_header >= HEADER_EVERY_FRAMES {
            self.write_header()?;
        }
        Ok(())
    }

    fn write_header(&mut self) -> io::Result<()> {
        let data_bytes =
            (self.frames * u64::from(BYTES_PER_FRAME)).min(u64::from(u32::MAX - HEADER_BYTES)) as u32;
        let header = wav_header(self.rate_hz, CHANNELS, data_bytes);
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(&header)?;
        self.file.seek(SeekFrom::End(0))?;
        self.frames_in_header = self.frames;
        Ok(())
    }
}

impl Drop for WavFile {
    fn drop(&mut self) {
        if !self.has_failed {
            // Nobody is left to tell.
            let _ = self.write_header().and_then(|()| self.file.flush());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_says_how_long_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out.wav");
        let mut tap = wav_tap(&path, 48_000).unwrap();
        tap(&[0.5, -1.0, 2.0, 0.0]);
        drop(tap);
        let bytes = std::fs::read(&path).unwrap();
        assert_eq!(bytes.len(), 44 + 8);
        assert_eq!(bytes[40..44], 8_u32.to_le_bytes());
        assert_eq!(bytes[44..48], [0x00, 0x40, 0x01, 0x80]);
        assert_eq!(bytes[48..50], 32767_i16.to_le_bytes());
    }
}
