//! `moof`: samples of files that were written in pieces, as recorders and streaming tools do.

use super::{
    Sample,
    boxes::{Boxes, Fields},
};
use crate::{VideoError, VideoLimits};

/// What `trex` says of the samples of a track.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Defaults {
    duration: u32,
    size: u32,
    flags: u32,
}

/// `sample_is_non_sync_sample`
const NOT_KEY: u32 = 0x0001_0000;

impl Defaults {
    /// Of a track, from `mvex`.
    pub(super) fn of(moov: &[u8], track: u32) -> Result<Defaults, VideoError> {
        let Some(mvex) = Boxes::find(moov, b"mvex") else { return Ok(Defaults::default()) };
        for trex in Boxes::of(mvex).filter(|b| &b.name == b"trex") {
            let mut fields = Fields(trex.content);
            fields.version()?;
            let id = fields.u32()?;
            fields.u32()?;
            let found = Defaults { duration: fields.u32()?, size: fields.u32()?, flags: fields.u32()? };
            if id == track {
                return Ok(found);
            }
        }
        Ok(Defaults::default())
    }
}

/// Adds the samples of a track from every fragment of the file.
pub(super) fn add_samples(
    file: &[u8],
    track: u32,
    defaults: Defaults,
    limits: &VideoLimits,
    samples: &mut Vec<Sample>,
) -> Result<(), VideoError> {
    let mut end = 0;
    for moof in Boxes::of(file).filter(|b| &b.name == b"moof") {
        for traf in Boxes::of(moof.content).filter(|b| &b.name == b"traf") {
            let run = Run { moof_start: moof.start as u64, track, defaults };
            end = run.add(traf.content, end, limits, samples)?;
        }
    }
    Ok(())
}

struct Run {
    moof_start: u64,
    track: u32,
    defaults: Defaults,
}

impl Run {
    /// Gives the time at which the next fragment begins, where it does not say so itself.
    fn add(
        mut self,
        traf: &[u8],
        end: i64,
        limits: &VideoLimits,
        samples: &mut Vec<Sample>,
    ) -> Result<i64, VideoError> {
        let mut tfhd = Fields(Boxes::need(traf, b"tfhd")?);
        let (_, flags) = tfhd.version()?;
        if tfhd.u32()? != self.track {
            return Ok(end);
        }
        let base = if flags & 0x1 != 0 { tfhd.u64()? } else { self.moof_start };
        if flags & 0x2 != 0 {
            tfhd.u32()?;
        }
        let Defaults { duration, size, flags: sample_flags } = &mut self.defaults;
        for (bit, field) in [(0x8, duration), (0x10, size), (0x20, sample_flags)] {
            if flags & bit != 0 {
                *field = tfhd.u32()?;
            }
        }
        let mut dts = end;
        if let Some(tfdt) = Boxes::find(traf, b"tfdt") {
            let mut fields = Fields(tfdt);
            let (version, _) = fields.version()?;
            dts = i64::try_from(fields.long(version)?).unwrap_or(i64::MAX);
        }
        let mut offset = base;
        for trun in Boxes::of(traf).filter(|b| &b.name == b"trun") {
            let mut fields = Fields(trun.content);
            let (_, flags) = fields.version()?;
            let count = fields.u32()? as usize;
            if flags & 0x1 != 0 {
                offset = base.saturating_add_signed(i64::from(fields.i32()?));
            }
            let first_flags = if flags & 0x4 != 0 { Some(fields.u32()?) } else { None };
            if samples.len().saturating_add(count) > limits.max_samples {
                return Err(VideoError::unsupported(format!(
                    "the video has more than {} pictures",
                    limits.max_samples
                )));
            }
            for index in 0..count {
                let mut field = |bit: u32, otherwise: u32| -> Result<u32, VideoError> {
                    if flags & bit != 0 { fields.u32() } else { Ok(otherwise) }
                };
                let duration = field(0x100, self.defaults.duration)?;
                let size = field(0x200, self.defaults.size)?;
                let own = field(0x400, first_flags.filter(|_| index == 0).unwrap_or(self.defaults.flags))?;
                let shift = field(0x800, 0)? as i32;
                let pts = dts.saturating_add(i64::from(shift));
                samples.push(Sample { offset, size, dts, pts, key: own & NOT_KEY == 0 });
                offset = offset.saturating_add(u64::from(size));
                dts = dts.saturating_add(i64::from(duration));
            }
        }
        Ok(dts)
    }
}
