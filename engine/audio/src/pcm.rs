//! A short sound, decoded once.

use crate::{
    AudioError,
    decode::{Frame, SoundDecoder},
};

/// Decoded stereo or mono frames in 16 bits: what the formats of games hold, at half the memory of floats.
#[derive(Debug)]
pub(crate) struct Pcm {
    rate_hz: u32,
    samples: Samples,
}

#[derive(Debug)]
enum Samples {
    Mono(Box<[i16]>),
    Stereo(Box<[[i16; 2]]>),
}

fn to_i16(sample: f32) -> i16 {
    (sample * 32768.0).round().clamp(-32768.0, 32767.0) as i16
}

fn to_f32(sample: i16) -> f32 {
    f32::from(sample) / 32768.0
}

impl Pcm {
    /// Decodes to the end; `None` when that is more than `max_frames`.
    pub(crate) fn decode(decoder: &mut SoundDecoder, max_frames: usize) -> Result<Option<Pcm>, AudioError> {
        let mut frames: Vec<[i16; 2]> = Vec::new();
        let mut chunk: Vec<Frame> = Vec::new();
        let mut is_mono = true;
        while decoder.next_chunk(&mut chunk)?.is_some() {
            if frames.len() + chunk.len() > max_frames {
                return Ok(None);
            }
            frames.extend(chunk.drain(..).map(|[left, right]| {
                let frame = [to_i16(left), to_i16(right)];
                is_mono &= frame[0] == frame[1];
                frame
            }));
        }
        let samples = if is_mono {
            Samples::Mono(frames.iter().map(|f| f[0]).collect())
        } else {
            Samples::Stereo(frames.into_boxed_slice())
        };
        Ok(Some(Pcm { rate_hz: decoder.rate_hz(), samples }))
    }

    pub(crate) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    pub(crate) fn len(&self) -> u64 {
        match &self.samples {
            Samples::Mono(s) => s.len() as u64,
            Samples::Stereo(s) => s.len() as u64,
        }
    }

    /// Memory that it takes.
    pub(crate) fn byte_len(&self) -> usize {
        match &self.samples {
            Samples::Mono(s) => size_of_val(&**s),
            Samples::Stereo(s) => size_of_val(&**s),
        }
    }

    /// Adds up to `count` frames from `start` on to `out`.
    pub(crate) fn copy(&self, start: u64, count: usize, out: &mut Vec<Frame>) {
        let start = start.min(self.len()) as usize;
        match &self.samples {
            Samples::Mono(s) => out.extend(s[start..].iter().take(count).map(|s| [to_f32(*s); 2])),
            Samples::Stereo(s) => {
                out.extend(s[start..].iter().take(count).map(|[l, r]| [to_f32(*l), to_f32(*r)]));
            }
        }
    }
}
