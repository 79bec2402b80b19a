//! MP4 (ISO/IEC 14496-12 and -15): the video track of a file, and what is said of its sound.

mod boxes;
mod fragments;
mod sample_table;

use crate::{VideoError, VideoLimits, h264::AvcConfig};
use boxes::{Boxes, Fields};
use fragments::Defaults;
use sparrow_base::PixelSize;
use std::sync::Arc;

/// One coded picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sample {
    /// In the file.
    pub(crate) offset: u64,
    /// Bytes.
    pub(crate) size: u32,
    /// When it is decoded, in units of the track.
    pub(crate) dts: i64,
    /// When it is shown.
    pub(crate) pts: i64,
    /// Decoding can begin here.
    pub(crate) key: bool,
}

/// Clockwise, to be applied to a decoded picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rotation {
    None,
    Quarter,
    Half,
    ThreeQuarters,
}

/// The sound of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sound {
    /// There is none.
    None,
    /// MPEG-4 audio, which `sparrow-audio` decodes from the same bytes.
    Mpeg4,
    /// Another codec, by its four letters.
    Other(String),
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoInfo {
    /// Of the pictures as they are shown.
    pub size: PixelSize,
    /// Of the longer of picture and sound, in seconds.
    pub duration: f64,
    /// Pictures in all.
    pub frames: usize,
    /// The sound.
    pub sound: Sound,
}

/// A file whose tracks have been read.
#[derive(Debug)]
pub struct VideoFile {
    bytes: Arc<[u8]>,
    pub(crate) limits: VideoLimits,
    pub(crate) config: AvcConfig,
    pub(crate) samples: Vec<Sample>,
    /// Samples in the order in which they are shown.
    pub(crate) shown: Vec<u32>,
    /// Where each sample stands in `shown`.
    pub(crate) rank: Vec<u32>,
    pub(crate) rotation: Rotation,
    timescale: f64,
    /// Seconds that are added to a time of the track.
    shift: f64,
    end: f64,
    info: VideoInfo,
}

impl VideoFile {
    /// Reads the tables of a file.
    pub fn open(bytes: Arc<[u8]>, limits: &VideoLimits) -> Result<VideoFile, VideoError> {
        if bytes.len() > limits.max_bytes {
            return Err(VideoError::unsupported(format!(
                "the video has {} bytes, the limit is {}",
                bytes.len(),
                limits.max_bytes
            )));
        }
        let Some(moov) = Boxes::find(&bytes, b"moov") else { return Err(no_movie(&bytes)) };
        let (movie_scale, mut movie_duration) = header(Boxes::need(moov, b"mvhd")?)?;
        if let Some(mehd) = Boxes::find(moov, b"mvex").and_then(|mvex| Boxes::find(mvex, b"mehd")) {
            let mut fields = Fields(mehd);
            let (version, _) = fields.version()?;
            movie_duration = movie_duration.max(fields.long(version)?);
        }
        let mut sound = Sound::None;
        let mut video = None;
        for trak in Boxes::of(moov).filter(|b| &b.name == b"trak") {
            match kind(trak.content) {
                Some(kind) if &kind == b"vide" && video.is_none() => video = Some(trak.content),
                Some(kind) if &kind == b"soun" && sound == Sound::None => sound = sound_of(trak.content)?,
                _ => {}
            }
        }
        let trak = video.ok_or_else(|| VideoError::unsupported("the file has no video track"))?;
        let (track, rotation) = track_header(Boxes::need(trak, b"tkhd")?)?;
        let mdia = Boxes::need(trak, b"mdia")?;
        let (timescale, _) = header(Boxes::need(mdia, b"mdhd")?)?;
        let stbl = Boxes::need(Boxes::need(mdia, b"minf")?, b"stbl")?;
        let config = AvcConfig::read(avc_config(Boxes::need(stbl, b"stsd")?)?, limits)?;
        let mut samples = sample_table::samples(stbl, limits)?;
        fragments::add_samples(&bytes, track, Defaults::of(moov, track)?, limits, &mut samples)?;
        if samples.is_empty() {
            return Err(VideoError::damaged("the video has no pictures"));
        }
        let edited = edit_shift(trak, movie_scale, timescale)?;
        let mut shown: Vec<u32> = (0..samples.len() as u32).collect();
        shown.sort_by_key(|&at| samples[at as usize].pts);
        let mut rank = vec![0; samples.len()];
        for (place, &at) in shown.iter().enumerate() {
            rank[at as usize] = place as u32;
        }
        // Without an edit list and without sound nothing says what comes before the first picture: it begins the video.
        let first = samples[shown[0] as usize].pts;
        let begins = if sound == Sound::None { first as f64 / timescale } else { 0.0 };
        let shift = edited.unwrap_or(-begins);
        let seconds = |time: i64| time as f64 / timescale + shift;
        let last = samples[shown[shown.len() - 1] as usize].pts;
        // The length of the last picture is that of the one before it.
        let before = shown.len().checked_sub(2).map_or(last, |at| samples[shown[at] as usize].pts);
        let end = seconds(last.saturating_add(last.saturating_sub(before)));
        let coded = config.size();
        let size = match rotation {
            Rotation::Quarter | Rotation::ThreeQuarters => PixelSize::new(coded.height, coded.width),
            Rotation::None | Rotation::Half => coded,
        };
        let has_sound = sound != Sound::None;
        let whole = if has_sound { movie_duration as f64 / movie_scale } else { 0.0 };
        let info = VideoInfo { size, duration: end.max(whole).max(0.0), frames: samples.len(), sound };
        Ok(VideoFile {
            bytes,
            limits: *limits,
            config,
            samples,
            shown,
            rank,
            rotation,
            timescale,
            shift,
            end,
            info,
        })
    }

    /// What it holds.
    pub fn info(&self) -> &VideoInfo {
        &self.info
    }

    /// The whole file.
    pub fn bytes(&self) -> &Arc<[u8]> {
        &self.bytes
    }

    pub(crate) fn seconds(&self, time: i64) -> f64 {
        time as f64 / self.timescale + self.shift
    }

    /// When the picture of a place in the order of showing is followed by the next.
    pub(crate) fn end_of(&self, rank: u32) -> f64 {
        match self.shown.get(rank as usize + 1) {
            Some(&next) => self.seconds(self.samples[next as usize].pts),
            None => self.end,
        }
    }

    pub(crate) fn data(&self, sample: &Sample) -> Result<&[u8], VideoError> {
        let start = usize::try_from(sample.offset).ok();
        let end = start.and_then(|start| start.checked_add(sample.size as usize));
        let range = start.zip(end).and_then(|(start, end)| self.bytes.get(start..end));
        range.ok_or_else(|| VideoError::damaged("the video is cut short"))
    }

    /// The sample to begin with for a picture that is shown at a time.
    pub(crate) fn key_before(&self, seconds: f64) -> usize {
        let after = self.shown.partition_point(|&at| self.seconds(self.samples[at as usize].pts) <= seconds);
        let at = after.checked_sub(1).map_or(0, |place| self.shown[place] as usize);
        self.samples[..=at].iter().rposition(|sample| sample.key).unwrap_or(0)
    }
}

fn no_movie(bytes: &[u8]) -> VideoError {
    if bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        return VideoError::unsupported("WebM and Matroska are not decoded here (MP4 with H.264 is)");
    }
    match Boxes::of(bytes).next() {
        Some(first) if matches!(&first.name, b"ftyp" | b"mdat" | b"moof" | b"free") => {
            VideoError::damaged("the MP4 file is cut short: it has no moov")
        }
        _ => VideoError::unsupported("not an MP4 file"),
    }
}

/// Units a second and duration of `mvhd` or `mdhd`.
fn header(content: &[u8]) -> Result<(f64, u64), VideoError> {
    let mut fields = Fields(content);
    let (version, _) = fields.version()?;
    fields.take(if version == 1 { 16 } else { 8 })?;
    let scale = fields.u32()?;
    let duration = fields.long(version)?;
    if scale == 0 {
        return Err(VideoError::damaged("the MP4 file has no unit of time"));
    }
    // All ones: not known.
    let unknown = if version == 1 { u64::MAX } else { u64::from(u32::MAX) };
    Ok((f64::from(scale), if duration == unknown { 0 } else { duration }))
}

/// `vide`, `soun`, ...
fn kind(trak: &[u8]) -> Option<[u8; 4]> {
    let hdlr = Boxes::find(Boxes::find(trak, b"mdia")?, b"hdlr")?;
    hdlr.get(8..12)?.try_into().ok()
}

/// Number and rotation.
fn track_header(content: &[u8]) -> Result<(u32, Rotation), VideoError> {
    let mut fields = Fields(content);
    let (version, _) = fields.version()?;
    fields.take(if version == 1 { 16 } else { 8 })?;
    let id = fields.u32()?;
    fields.take(if version == 1 { 12 } else { 8 } + 16)?;
    let [a, b] = [fields.i32()?, fields.i32()?];
    fields.i32()?;
    let [c, d] = [fields.i32()?, fields.i32()?];
    let rotation = match [a, b, c, d].map(i32::signum) {
        [0, 1, -1, 0] => Rotation::Quarter,
        [-1, 0, 0, -1] => Rotation::Half,
        [0, -1, 1, 0] => Rotation::ThreeQuarters,
        _ => Rotation::None,
    };
    Ok((id, rotation))
}

/// What an edit list moves the pictures by, in seconds: a beginning that is left out, or one that is empty.
fn edit_shift(trak: &[u8], movie_scale: f64, timescale: f64) -> Result<Option<f64>, VideoError> {
    let Some(elst) = Boxes::find(trak, b"edts").and_then(|edts| Boxes::find(edts, b"elst")) else {
        return Ok(None);
    };
    let mut fields = Fields(elst);
    let (version, _) = fields.version()?;
    let mut shift = 0.0;
    for _ in 0..fields.entries(if version == 1 { 20 } else { 12 })? {
        let length = fields.long(version)?;
        let from = if version == 1 { fields.u64()? as i64 } else { i64::from(fields.i32()?) };
        fields.u32()?;
        if from >= 0 {
            return Ok(Some(shift - from as f64 / timescale));
        }
        shift += length as f64 / movie_scale;
    }
    Ok(Some(shift))
}

fn entry(stsd: &[u8]) -> Result<boxes::Mp4Box<'_>, VideoError> {
    let mut fields = Fields(stsd);
    fields.version()?;
    fields.u32()?;
    Boxes::of(fields.0).next().ok_or_else(|| VideoError::damaged("a track of the MP4 file has no codec"))
}

fn sound_of(trak: &[u8]) -> Result<Sound, VideoError> {
    let stsd = Boxes::find(trak, b"mdia")
        .and_then(|mdia| Boxes::find(mdia, b"minf"))
        .and_then(|minf| Boxes::find(minf, b"stbl"))
        .and_then(|stbl| Boxes::find(stbl, b"stsd"));
    let Some(stsd) = stsd else { return Ok(Sound::None) };
    let name = entry(stsd)?.name;
    Ok(if &name == b"mp4a" { Sound::Mpeg4 } else { Sound::Other(letters(&name)) })
}

/// The `avcC` of a track of H.264.
fn avc_config(stsd: &[u8]) -> Result<&[u8], VideoError> {
    let entry = entry(stsd)?;
    if !matches!(&entry.name, b"avc1" | b"avc3") {
        return Err(VideoError::unsupported(format!(
            "video of the codec {} is not decoded here (H.264 is)",
            letters(&entry.name)
        )));
    }
    let mut fields = Fields(entry.content);
    // VisualSampleEntry, of which the stream itself says what matters.
    fields.take(78)?;
    Boxes::need(fields.0, b"avcC")
}

fn letters(name: &[u8; 4]) -> String {
    name.iter().map(|&b| if b.is_ascii_graphic() { char::from(b) } else { '?' }).collect()
}
