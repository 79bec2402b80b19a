//! `stbl`: where each sample of a track is, when it is decoded and shown, and which ones can be begun with.

use super::{
    Sample,
    boxes::{Boxes, Fields},
};
use crate::{VideoError, VideoLimits};

/// The samples of a track that is not fragmented; none where the tables are empty.
pub(super) fn samples(stbl: &[u8], limits: &VideoLimits) -> Result<Vec<Sample>, VideoError> {
    let sizes = sizes(stbl, limits)?;
    let mut samples = Vec::with_capacity(sizes.len());
    place(stbl, &sizes, &mut samples)?;
    time(stbl, &mut samples)?;
    if let Some(stss) = Boxes::find(stbl, b"stss") {
        let mut fields = Fields(stss);
        fields.version()?;
        samples.iter_mut().for_each(|sample| sample.key = false);
        for _ in 0..fields.entries(4)? {
            let number = fields.u32()? as usize;
            if let Some(sample) = number.checked_sub(1).and_then(|at| samples.get_mut(at)) {
                sample.key = true;
            }
        }
    }
    Ok(samples)
}

fn sizes(stbl: &[u8], limits: &VideoLimits) -> Result<Vec<u32>, VideoError> {
    let checked = |count: usize| {
        if count <= limits.max_samples {
            return Ok(count);
        }
        Err(VideoError::unsupported(format!(
            "the video has {count} pictures, the limit is {}",
            limits.max_samples
        )))
    };
    if let Some(stsz) = Boxes::find(stbl, b"stsz") {
        let mut fields = Fields(stsz);
        fields.version()?;
        let same = fields.u32()?;
        if same != 0 {
            return Ok(vec![same; checked(fields.u32()? as usize)?]);
        }
        return (0..checked(fields.entries(4)?)?).map(|_| fields.u32()).collect();
    }
    let mut fields = Fields(Boxes::need(stbl, b"stz2")?);
    fields.version()?;
    let bits = fields.u32()? & 0xff;
    match bits {
        8 => (0..checked(fields.entries(1)?)?).map(|_| fields.u8().map(u32::from)).collect(),
        16 => (0..checked(fields.entries(2)?)?).map(|_| fields.u16().map(u32::from)).collect(),
        _ => Err(VideoError::unsupported(format!("sample sizes of {bits} bits"))),
    }
}

/// Chunks of samples, by `stsc` and `stco`.
fn place(stbl: &[u8], sizes: &[u32], samples: &mut Vec<Sample>) -> Result<(), VideoError> {
    let (table, wide) = match Boxes::find(stbl, b"stco") {
        Some(stco) => (stco, false),
        None => (Boxes::need(stbl, b"co64")?, true),
    };
    let mut chunks = Fields(table);
    chunks.version()?;
    let chunk_count = chunks.entries(if wide { 8 } else { 4 })?;
    let mut runs = Fields(Boxes::need(stbl, b"stsc")?);
    runs.version()?;
    let mut runs_left = runs.entries(12)?;
    let mut run = |left: &mut usize| -> Result<Option<(u32, u32)>, VideoError> {
        if *left == 0 {
            return Ok(None);
        }
        *left -= 1;
        let (first, per_chunk) = (runs.u32()?, runs.u32()?);
        runs.u32()?;
        Ok(Some((first, per_chunk)))
    };
    let mut next_run = run(&mut runs_left)?;
    let mut per_chunk = 0;
    let mut sizes = sizes.iter();
    for chunk in 1..=chunk_count {
        let mut offset = if wide { chunks.u64()? } else { u64::from(chunks.u32()?) };
        while let Some((first, count)) = next_run
            && first as usize <= chunk
        {
            per_chunk = count;
            next_run = run(&mut runs_left)?;
        }
        for _ in 0..per_chunk {
            let Some(&size) = sizes.next() else { return Ok(()) };
            samples.push(Sample { offset, size, dts: 0, pts: 0, key: true });
            offset = offset.saturating_add(u64::from(size));
        }
    }
    Ok(())
}

/// Times of decoding and of showing, by `stts` and `ctts`.
fn time(stbl: &[u8], samples: &mut [Sample]) -> Result<(), VideoError> {
    let mut durations = Fields(Boxes::need(stbl, b"stts")?);
    durations.version()?;
    let mut dts = 0_i64;
    let mut rest = samples.iter_mut();
    for _ in 0..durations.entries(8)? {
        let (count, duration) = (durations.u32()?, durations.u32()?);
        for sample in rest.by_ref().take(count as usize) {
            (sample.dts, sample.pts) = (dts, dts);
            dts = dts.saturating_add(i64::from(duration));
        }
    }
    if rest.next().is_some() {
        return Err(VideoError::damaged("the MP4 file does not say when all pictures are shown"));
    }
    let Some(ctts) = Boxes::find(stbl, b"ctts") else { return Ok(()) };
    let mut offsets = Fields(ctts);
    offsets.version()?;
    let mut rest = samples.iter_mut();
    for _ in 0..offsets.entries(8)? {
        // Version 0 has no sign, but files are written as if it had.
        let (count, offset) = (offsets.u32()?, offsets.i32()?);
        for sample in rest.by_ref().take(count as usize) {
            sample.pts = sample.dts.saturating_add(i64::from(offset));
        }
    }
    Ok(())
}
