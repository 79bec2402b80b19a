//! Bytes of a sound file to stereo frames, piece by piece.

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use symphonia::core::{
    codecs::{
        CodecParameters,
        audio::{AudioDecoder, AudioDecoderOptions},
    },
    errors::Error as SymphoniaError,
    formats::{FormatOptions, FormatReader, SeekMode, SeekTo, TrackType, probe::Hint},
    io::MediaSourceStream,
    meta::MetadataOptions,
    units::{TimeBase, Timestamp},
};

use crate::{AudioError, ErrorCode};

/// One frame: left and right in -1..=1.
pub(crate) type Frame = [f32; 2];

/// Frames that are decoded before a jump's target and thrown away: MP3 frames build on earlier ones.
const PREROLL_FRAMES: u64 = 4 * 1152;

/// No real rate is outside of these.
const RATES_HZ: std::ops::RangeInclusive<u32> = 1_000..=768_000;

/// A packet that cannot be decoded becomes silence of its length, but of no more than this.
const MAX_GAP_FRAMES: u64 = 16 * 1152;

/// Packets in a row that may be damaged before the file counts as unplayable.
const MAX_BAD_PACKETS: u32 = 64;

/// The file's bytes, shared by all that play it.
#[derive(Clone, Debug)]
pub(crate) struct SharedBytes(pub(crate) Arc<[u8]>);

impl AsRef<[u8]> for SharedBytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Decodes one file from any position on.
pub(crate) struct SoundDecoder {
    reader: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track_id: u32,
    rate_hz: u32,
    time_base: TimeBase,
    /// Frames of the file by its header, if that says; an estimate for some MP3 files.
    header_frames: Option<u64>,
    is_exact: bool,
    /// The frame that the next decoded one is; `None` right after a jump, when only the packet knows.
    next_frame: Option<u64>,
    /// Frames before this one are thrown away.
    skip_to: u64,
    interleaved: Vec<f32>,
    decoded_any: bool,
    bad_packets: u32,
    /// Keeps the channels apart, for who wants all of them.
    channels: Option<Vec<Vec<f32>>>,
}

impl SoundDecoder {
    /// Finds out the format by the content and reads the headers.
    pub(crate) fn open(bytes: SharedBytes) -> Result<SoundDecoder, AudioError> {
        if bytes.0.is_empty() {
            return Err(AudioError::new(ErrorCode::File, "the sound file is empty"));
        }
        guarded(|| SoundDecoder::open_unguarded(bytes))
    }

    fn open_unguarded(bytes: SharedBytes) -> Result<SoundDecoder, AudioError> {
        let format = sniff(&bytes.0)?;
        let mut hint = Hint::new();
        hint.with_extension(format.extension());
        let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
        let reader = symphonia::default::get_probe()
            .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
            .map_err(|e| not_playable(format, &e))?;
        let track = reader
            .default_track(TrackType::Audio)
            .ok_or_else(|| AudioError::format(format!("the {} file holds no sound", format.name())))?;
        let Some(CodecParameters::Audio(params)) = &track.codec_params else {
            return Err(AudioError::format(format!(
                "the {} file holds a codec that is not known",
                format.name()
            )));
        };
        let rate_hz = params.sample_rate.filter(|rate| RATES_HZ.contains(rate)).ok_or_else(|| {
            AudioError::format(format!("the {} file has no usable sample rate", format.name()))
        })?;
        // Without LAME's header the length of an MP3 is an estimate; nothing may be cut by it.
        let is_exact = format != Format::Mp3 || track.delay.is_some();
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(params, &AudioDecoderOptions::default().gapless(is_exact))
            .map_err(|e| not_playable(format, &e))?;
        let own_base = || TimeBase::try_from_recip(rate_hz);
        let time_base =
            track.time_base.or_else(own_base).ok_or_else(|| AudioError::format("no time base"))?;
        Ok(SoundDecoder {
            track_id: track.id,
            rate_hz,
            time_base,
            header_frames: track.num_frames,
            is_exact,
            next_frame: None,
            skip_to: 0,
            interleaved: Vec::new(),
            decoded_any: false,
            bad_packets: 0,
            channels: None,
            reader,
            decoder,
        })
    }

    /// Frames per second of the file.
    pub(crate) fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// Frames of the file by its header, where that can be relied on.
    pub(crate) fn exact_frames(&self) -> Option<u64> {
        self.header_frames.filter(|_| self.is_exact)
    }

    /// Decodes to the end and gives every channel; an error when that is more than `max_samples` in all.
    pub(crate) fn into_channels(mut self, max_samples: usize) -> Result<Vec<Vec<f32>>, AudioError> {
        self.channels = Some(Vec::new());
        let mut chunk = Vec::new();
        while self.next_chunk(&mut chunk)?.is_some() {
            chunk.clear();
            if self.channels.iter().flatten().map(Vec::len).sum::<usize>() > max_samples {
                return Err(AudioError::format("the sound is too long to be decoded as a whole"));
            }
        }
        Ok(self.channels.unwrap_or_default())
    }

    /// Reads on to the end without decoding and gives the number of frames of the file.
    pub(crate) fn count_frames(mut self) -> Result<u64, AudioError> {
        guarded(|| {
            let mut end = 0;
            loop {
                match self.reader.next_packet() {
                    Ok(Some(packet)) if packet.track_id == self.track_id => {
                        let last = packet.pts.get().saturating_add_unsigned(packet.dur.get());
                        end = end.max(self.frames_of(last));
                    }
                    Ok(Some(_)) => {}
                    Ok(None) | Err(_) => return Ok(end),
                }
            }
        })
    }

    /// Adds the next frames to `out` and gives the number of the first of them; `None` at the end of the file.
    pub(crate) fn next_chunk(&mut self, out: &mut Vec<Frame>) -> Result<Option<u64>, AudioError> {
        guarded(|| self.next_chunk_unguarded(out))
    }

    fn next_chunk_unguarded(&mut self, out: &mut Vec<Frame>) -> Result<Option<u64>, AudioError> {
        loop {
            let packet = match self.reader.next_packet() {
                Ok(Some(packet)) if packet.track_id == self.track_id => packet,
                Ok(Some(_)) => continue,
                Ok(None) => return self.at_end(),
                // A file that was cut off plays as far as it goes.
                Err(SymphoniaError::IoError(e)) if e.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return self.at_end();
                }
                Err(SymphoniaError::DecodeError(_)) if self.bad_packets < MAX_BAD_PACKETS => {
                    self.bad_packets += 1;
                    continue;
                }
                Err(_) if self.decoded_any => return Ok(None),
                Err(e) => return Err(AudioError::format(format!("the sound file cannot be decoded: {e}"))),
            };
            let first = match self.next_frame {
                Some(frame) => frame,
                None => self.frames_of(packet.pts.get()),
            };
            let start = out.len();
            match self.decoder.decode(&packet) {
                Ok(buffer) => {
                    self.bad_packets = 0;
                    let channels = buffer.spec().channels().count();
                    buffer.copy_to_vec_interleaved(&mut self.interleaved);
                    if let Some(kept) = &mut self.channels {
                        push_planar(&self.interleaved, channels, kept);
                    }
                    push_stereo(&self.interleaved, channels, out);
                    self.decoded_any |= out.len() > start;
                }
                Err(SymphoniaError::DecodeError(_) | SymphoniaError::IoError(_))
                    if self.bad_packets < MAX_BAD_PACKETS =>
                {
                    self.bad_packets += 1;
                    // The rest of the file must not move forward in time. At its very start there is nothing to keep.
                    if self.decoded_any {
                        let frames = packet.dur.get().min(MAX_GAP_FRAMES) as usize;
                        out.resize(start + frames, [0.0; 2]);
                        for kept in self.channels.iter_mut().flatten() {
                            kept.resize(kept.len() + frames, 0.0);
                        }
                    }
                }
                Err(_) if self.decoded_any => return Ok(None),
                Err(e) => return Err(AudioError::format(format!("the sound file cannot be decoded: {e}"))),
            }
            let count = (out.len() - start) as u64;
            if count == 0 {
                continue;
            }
            self.next_frame = Some(first + count);
            let skip = self.skip_to.saturating_sub(first).min(count);
            out.drain(start..start + skip as usize);
            if skip < count {
                return Ok(Some(first + skip));
            }
        }
    }

    fn at_end(&self) -> Result<Option<u64>, AudioError> {
        // Bytes that look like frames but never decode are garbage.
        if self.decoded_any { Ok(None) } else { Err(AudioError::format("the sound file holds no sound")) }
    }

    /// Goes to a frame: the next chunk begins there.
    pub(crate) fn seek(&mut self, frame: u64) -> Result<(), AudioError> {
        guarded(|| {
            let ts = self.timestamp_of(frame.saturating_sub(PREROLL_FRAMES));
            let to = SeekTo::Timestamp { ts, track_id: self.track_id };
            let sought = self.reader.seek(SeekMode::Accurate, to);
            self.decoder.reset();
            self.next_frame = None;
            self.skip_to = frame;
            self.bad_packets = 0;
            match sought {
                Ok(_) => Ok(()),
                Err(e) => Err(AudioError::format(format!("the sound file cannot be sought in: {e}"))),
            }
        })
    }

    /// Ticks to frames; what lies before the beginning (an encoder's delay) is trimmed by the decoder.
    fn frames_of(&self, ticks: i64) -> u64 {
        let (num, den) = self.base();
        let frames = i128::from(ticks.max(0)) * num * i128::from(self.rate_hz) / den;
        frames.try_into().unwrap_or(u64::MAX)
    }

    fn timestamp_of(&self, frame: u64) -> Timestamp {
        let (num, den) = self.base();
        let ticks = i128::from(frame) * den / (num * i128::from(self.rate_hz));
        Timestamp::new(ticks.try_into().unwrap_or(i64::MAX))
    }

    fn base(&self) -> (i128, i128) {
        (i128::from(self.time_base.numer.get()), i128::from(self.time_base.denom.get()))
    }
}

/// A decoder crate that panics on a game's file must not take the player down.
fn guarded<T>(run: impl FnOnce() -> Result<T, AudioError>) -> Result<T, AudioError> {
    catch_unwind(AssertUnwindSafe(run))
        .unwrap_or_else(|_| Err(AudioError::format("the sound file is damaged beyond reading")))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Aac,
    Flac,
    M4a,
    Mp3,
    Ogg,
    Wav,
}

impl Format {
    fn name(self) -> &'static str {
        match self {
            Format::Aac => "AAC",
            Format::Flac => "FLAC",
            Format::M4a => "M4A",
            Format::Mp3 => "MP3",
            Format::Ogg => "OGG",
            Format::Wav => "WAV",
        }
    }

    fn extension(self) -> &'static str {
        match self {
            Format::Aac => "aac",
            Format::Flac => "flac",
            Format::M4a => "m4a",
            Format::Mp3 => "mp3",
            Format::Ogg => "ogg",
            Format::Wav => "wav",
        }
    }
}

/// The format by the first bytes. Without this a text with two fitting bytes in it would pass for an MP3.
fn sniff(bytes: &[u8]) -> Result<Format, AudioError> {
    // Some encoders leave zeros before the first MP3 frame.
    let zeros = bytes.iter().take(4096).take_while(|b| **b == 0).count();
    let start = &bytes[zeros..];
    let is_mp3_frame =
        |b: &[u8]| matches!(b, [0xff, second, ..] if second & 0xe0 == 0xe0 && second & 0x06 == 0x02);
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WAVE") {
        Ok(Format::Wav)
    } else if bytes.starts_with(b"OggS") {
        Ok(Format::Ogg)
    } else if start.starts_with(b"ID3") || is_mp3_frame(start) {
        Ok(Format::Mp3)
    } else if bytes.get(4..8) == Some(b"ftyp") {
        Ok(Format::M4a)
    } else if bytes.starts_with(b"fLaC") {
        Ok(Format::Flac)
    } else if is_aac(start) {
        Ok(Format::Aac)
    } else {
        Err(AudioError::format(
            "this is no sound file that is known; MP3, OGG Vorbis, WAV, AAC, M4A and FLAC are played",
        ))
    }
}

fn is_aac(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, second, ..] if second & 0xf6 == 0xf0)
}

fn not_playable(format: Format, error: &SymphoniaError) -> AudioError {
    AudioError::format(format!("the {} file cannot be played: {error}", format.name()))
}

fn push_planar(interleaved: &[f32], channels: usize, kept: &mut Vec<Vec<f32>>) {
    if kept.len() < channels {
        let so_far = kept.first().map_or(0, Vec::len);
        kept.resize(channels, vec![0.0; so_far]);
    }
    for frame in interleaved.chunks_exact(channels.max(1)) {
        for (channel, sample) in kept.iter_mut().zip(frame.iter().chain(std::iter::repeat(&0.0))) {
            channel.push(if sample.is_finite() { *sample } else { 0.0 });
        }
    }
}

/// Mono goes to both sides; of more than two channels the centre is shared and the rest is left out.
fn push_stereo(interleaved: &[f32], channels: usize, out: &mut Vec<Frame>) {
    const HALF_POWER: f32 = std::f32::consts::FRAC_1_SQRT_2;
    match channels {
        0 => {}
        1 => out.extend(interleaved.iter().map(|s| [*s, *s])),
        2 => out.extend(interleaved.as_chunks::<2>().0),
        n => out.extend(
            interleaved.chunks_exact(n).map(|f| [f[0] + f[2] * HALF_POWER, f[1] + f[2] * HALF_POWER]),
        ),
    }
    for frame in out.iter_mut().flatten().filter(|s| !s.is_finite()) {
        *frame = 0.0;
    }
}
