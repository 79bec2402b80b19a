//! A loaded source: decoded as a whole, or ready to be decoded while it plays.

use std::sync::{Arc, Mutex};

use crate::{
    AudioError,
    cache::{ContentKey, PcmCache},
    decode::{Frame, SharedBytes, SoundDecoder},
    pcm::Pcm,
};

/// Sounds up to this long are decoded as a whole: effects are, music is not.
const MAX_WHOLE_SECONDS: f64 = 12.0;

/// Frames that are taken from a decoded sound at once.
const CHUNK_FRAMES: usize = 512;

/// A source with a reading position of its own.
pub(crate) struct Sound {
    source: Source,
    rate_hz: u32,
    frames: u64,
}

enum Source {
    Whole { pcm: Arc<Pcm>, next: u64 },
    Stream { decoder: Box<SoundDecoder>, at_end: bool },
}

impl Sound {
    /// Opens the file; decodes it when it is short and its content was not decoded before.
    pub(crate) fn load(bytes: Vec<u8>, cache: &Mutex<PcmCache>) -> Result<Sound, AudioError> {
        let key = ContentKey::of(&bytes);
        let lock = || cache.lock().unwrap_or_else(|e| e.into_inner());
        if let Some(pcm) = lock().get(key) {
            return Ok(Sound::whole(pcm));
        }
        let bytes = SharedBytes(bytes.into());
        let mut decoder = SoundDecoder::open(bytes.clone())?;
        let max_frames = (f64::from(decoder.rate_hz()) * MAX_WHOLE_SECONDS) as usize;
        if decoder.exact_frames().is_none_or(|frames| frames <= max_frames as u64)
            && let Some(pcm) = Pcm::decode(&mut decoder, max_frames)?
        {
            let pcm = Arc::new(pcm);
            lock().insert(key, &pcm);
            return Ok(Sound::whole(pcm));
        }
        let frames = match decoder.exact_frames() {
            Some(frames) => frames,
            None => SoundDecoder::open(bytes.clone())?.count_frames()?,
        };
        let decoder = SoundDecoder::open(bytes)?;
        Ok(Sound {
            rate_hz: decoder.rate_hz(),
            frames,
            source: Source::Stream { decoder: Box::new(decoder), at_end: false },
        })
    }

    fn whole(pcm: Arc<Pcm>) -> Sound {
        Sound { rate_hz: pcm.rate_hz(), frames: pcm.len(), source: Source::Whole { pcm, next: 0 } }
    }

    pub(crate) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    pub(crate) fn seconds(&self) -> f64 {
        self.frames as f64 / f64::from(self.rate_hz)
    }

    /// The frame at a position in seconds, within the sound.
    pub(crate) fn frame_at(&self, seconds: f64) -> u64 {
        ((seconds.max(0.0) * f64::from(self.rate_hz)).round() as u64).min(self.frames)
    }

    /// Puts the next frames into `out`, which is emptied first, and gives the number of the first; `None` at the end.
    pub(crate) fn next_chunk(&mut self, out: &mut Vec<Frame>) -> Result<Option<u64>, AudioError> {
        out.clear();
        match &mut self.source {
            Source::Whole { pcm, next } => {
                let first = *next;
                pcm.copy(first, CHUNK_FRAMES, out);
                *next += out.len() as u64;
                Ok((!out.is_empty()).then_some(first))
            }
            Source::Stream { at_end: true, .. } => Ok(None),
            Source::Stream { decoder, .. } => decoder.next_chunk(out),
        }
    }

    /// The next chunk begins at `frame`.
    pub(crate) fn seek(&mut self, frame: u64) -> Result<(), AudioError> {
        match &mut self.source {
            Source::Whole { next, .. } => {
                *next = frame;
                Ok(())
            }
            Source::Stream { decoder, at_end } => {
                *at_end = frame >= self.frames;
                if *at_end { Ok(()) } else { decoder.seek(frame) }
            }
        }
    }
}
