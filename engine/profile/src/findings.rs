//! What is wrong with a run, in words: faults that figures show, each by name and with its place.

use serde::Serialize;

use crate::{CallTimes, Counter, FrameReport, Phase, ScriptTimes, table::format_ms};

/// A fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `leak`, `slow frames`, `readback`, `upload every frame`, `collector`, `slow call in input`.
    pub kind: &'static str,
    /// What is wrong, and where.
    pub text: String,
}

/// What lives on the JavaScript heap after a collection.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LiveHeap {
    /// Bytes.
    pub bytes: u64,
    /// Objects.
    pub objects: u64,
    /// Strings.
    pub strings: u64,
    /// Array buffers.
    pub buffers: u64,
    /// Objects by class, most first; empty where they cannot be counted.
    pub classes: Vec<(String, u64)>,
}

/// The heap in the course of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HeapGrowth {
    /// After the first frames.
    pub first: LiveHeap,
    /// Near the middle of the run where it was long enough.
    pub middle: Option<LiveHeap>,
    /// At the end.
    pub last: LiveHeap,
}

impl HeapGrowth {
    /// Class, objects at the end, and how many more these are than at the start; most first.
    pub fn classes(&self) -> impl Iterator<Item = (&str, u64, i64)> {
        self.last.classes.iter().map(|(class, count)| {
            let before = self.first.classes.iter().find(|(known, _)| known == class);
            let before = before.map_or(0, |(_, count)| *count);
            (class.as_str(), *count, *count as i64 - before as i64)
        })
    }

    /// The classes of most of what came, in words: ` (1200 Object, 40 Array)`.
    fn grown_classes(&self) -> String {
        const MOST: usize = 4;
        let mut grown: Vec<_> = self.classes().filter(|(.., more)| *more > 0).collect();
        grown.sort_by_key(|(.., more)| -more);
        let words: Vec<_> =
            grown.iter().take(MOST).map(|(class, _, more)| format!("{more} {class}")).collect();
        if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) }
    }
}

/// What the rules look at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// Frames, oldest first.
    pub reports: &'a [FrameReport],
    /// Counted calls; empty when they were not counted.
    pub calls: &'a [CallTimes],
    /// Script samples, with the clock of the reports.
    pub scripts: Option<&'a ScriptTimes>,
    /// The heap.
    pub heap: Option<&'a HeapGrowth>,
}

/// Functions that wait for the renderer and read pixels back.
const READBACKS: [&str; 7] = [
    "CanvasRenderingContext2D.getImageData",
    "WebGLRenderingContext.readPixels",
    "WebGL2RenderingContext.readPixels",
    "HTMLCanvasElement.toDataURL",
    "HTMLCanvasElement.toTempFilePathSync",
    "HTMLCanvasElement.toTempFilePath",
    "HTMLCanvasElement.toBlob",
];
/// Functions that send pixels to the renderer.
const UPLOADS: [&str; 6] =
    ["texImage2D", "texSubImage2D", "texImage3D", "texSubImage3D", "compressedTexImage2D", "putImageData"];

/// A heap that grows less is no leak.
const LEAK_BYTES: u64 = 128 << 10;
/// In so large a part of the frames something counts as done in every frame.
const EVERY_FRAME: f64 = 0.5;
/// Frames at 60 Hz.
const REFRESH_MS: f64 = 1000.0 / 60.0;
/// A call while input is answered may take so long in a frame, or come so often.
const INPUT_CALL_MS: f64 = 2.0;
const INPUT_CALLS: u64 = 5;
/// Collections a second of frames (60) that are many.
const COLLECTIONS: f64 = 1.5;

/// Looks for faults.
pub fn findings(evidence: &Evidence<'_>) -> Vec<Finding> {
    let mut out = Vec::new();
    out.extend(leak(evidence));
    out.extend(slow_frames(evidence));
    out.extend(readbacks(evidence));
    out.extend(uploads(evidence));
    out.extend(collector(evidence));
    out.extend(input_calls(evidence));
    out
}

fn seconds(reports: &[FrameReport]) -> f64 {
    reports.len() as f64 / 60.0
}

fn leak(evidence: &Evidence<'_>) -> Option<Finding> {
    let heap = evidence.heap?;
    let HeapGrowth { first, middle, last } = heap;
    let grown = last.bytes.checked_sub(first.bytes)?;
    if grown < LEAK_BYTES || grown < first.bytes / 20 {
        return None;
    }
    // A scene that is loaded is a step: a leak goes on, at about the rate that it had.
    let later = middle.as_ref().map_or(grown, |middle| last.bytes.saturating_sub(middle.bytes));
    if later < grown / 4 {
        return None;
    }
    let kinds = [
        ("objects", first.objects, last.objects),
        ("strings", first.strings, last.strings),
        ("array buffers", first.buffers, last.buffers),
    ];
    let more: Vec<_> = kinds
        .iter()
        .filter(|(_, before, after)| after > before)
        .map(|(name, before, after)| {
            let classes = if *name == "objects" { heap.grown_classes() } else { String::new() };
            format!("{} {name}{classes}", after - before)
        })
        .collect();
    let text = format!(
        "the JavaScript heap grew from {:.2} to {:.2} MB and collecting does not get it back: {:.0} KB a second of play; \
         more than at the start: {}",
        mb(first.bytes),
        mb(last.bytes),
        grown as f64 / 1024.0 / seconds(evidence.reports).max(0.1),
        more.join(", ")
    );
    Some(Finding { kind: "leak", text })
}

fn slow_frames(evidence: &Evidence<'_>) -> Option<Finding> {
    let reports = evidence.reports;
    let mut times: Vec<f64> = reports.iter().map(|report| report.frame_ms).collect();
    times.sort_by(f64::total_cmp);
    let median = *times.get(times.len() / 2)?;
    let limit = (median * 2.0 + 4.0).max(REFRESH_MS);
    let slow: Vec<&FrameReport> = reports.iter().filter(|report| report.frame_ms > limit).collect();
    if slow.len() < 3 || slow.len() * 10 > reports.len() {
        return None;
    }
    let mut gaps: Vec<u64> = slow.windows(2).map(|pair| pair[1].index - pair[0].index).collect();
    gaps.sort_unstable();
    let gap = gaps[gaps.len() / 2];
    let even = gaps.iter().filter(|g| g.abs_diff(gap) * 5 <= gap).count();
    let mean_ms = slow.iter().map(|report| report.frame_ms).sum::<f64>() / slow.len() as f64;
    let rhythm = if even * 4 >= gaps.len() * 3 {
        format!("one frame in {gap} (every {:.1} s) takes", gap as f64 / 60.0)
    } else {
        format!("{} of {} frames take", slow.len(), reports.len())
    };
    let (phase, phase_ms) = Phase::ALL
        .iter()
        .map(|phase| {
            (*phase, slow.iter().map(|report| report.phases.get_ms(*phase)).sum::<f64>() / slow.len() as f64)
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    let mut text = format!(
        "{rhythm} {} ms, others {} ms; {} ms of it in {}",
        format_ms(mean_ms),
        format_ms(median),
        format_ms(phase_ms),
        phase.name()
    );
    if let Some(place) = evidence.scripts.and_then(|scripts| hottest_in(scripts, &slow)) {
        text.push_str(&format!(", most in {place}"));
    }
    Some(Finding { kind: "slow frames", text })
}

/// The function of the game in which most time of some frames was sampled.
fn hottest_in(scripts: &ScriptTimes, frames: &[&FrameReport]) -> Option<String> {
    let mut by_place: std::collections::BTreeMap<String, f64> = std::collections::BTreeMap::new();
    for (stack, at_ms, weight_ms) in &scripts.samples {
        let within = frames.iter().any(|f| *at_ms >= f.begin_ms && *at_ms <= f.begin_ms + f.frame_ms);
        let frame = scripts.stacks.get(*stack).and_then(|stack| stack.iter().find(|f| !f.file.is_empty()));
        if let (true, Some(frame)) = (within, frame) {
            let place = format!("{} ({}:{})", frame.function, frame.file, frame.line);
            *by_place.entry(place).or_default() += weight_ms;
        }
    }
    by_place.into_iter().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(place, _)| place)
}

fn readbacks(evidence: &Evidence<'_>) -> Vec<Finding> {
    let frames = evidence.reports.len().max(1) as f64;
    let named = evidence.calls.iter().filter(|call| READBACKS.contains(&call.name.as_str()));
    let mut out: Vec<_> = named
        .filter(|call| call.frames as f64 >= frames * 0.02 || call.frames >= 5)
        .map(|call| Finding {
            kind: "readback",
            text: format!(
                "{} waits for the renderer in {} of {} frames{}: {}",
                call.name,
                call.frames.min(evidence.reports.len() as u64),
                evidence.reports.len(),
                times_of(call),
                places_of(call)
            ),
        })
        .collect();
    let points: u64 = evidence.reports.iter().map(|report| report.counters.get(Counter::SyncPoints)).sum();
    if out.is_empty() && points as f64 >= frames * 0.02 && points >= 3 {
        let text = format!(
            "{points} sync points in {} frames; --calls names the lines that cause them",
            evidence.reports.len()
        );
        out.push(Finding { kind: "readback", text });
    }
    out
}

fn uploads(evidence: &Evidence<'_>) -> Vec<Finding> {
    let frames = evidence.reports.len().max(1) as f64;
    let is_upload = |call: &&CallTimes| UPLOADS.iter().any(|name| call.name.ends_with(&format!(".{name}")));
    let bytes: u64 = evidence.reports.iter().map(|report| report.counters.get(Counter::UploadBytes)).sum();
    let often =
        evidence.calls.iter().filter(is_upload).filter(|call| call.frames as f64 >= frames * EVERY_FRAME);
    often
        .map(|call| Finding {
            kind: "upload every frame",
            text: format!(
                "{} sends pixels in {} of {} frames{}, {:.0} KB of uploads a frame in all: {}",
                call.name,
                call.frames.min(evidence.reports.len() as u64),
                evidence.reports.len(),
                times_of(call),
                bytes as f64 / 1024.0 / frames,
                places_of(call)
            ),
        })
        .collect()
}

fn collector(evidence: &Evidence<'_>) -> Option<Finding> {
    let reports = evidence.reports;
    let runs: u64 = reports.iter().map(|report| report.counters.get(Counter::GcRuns)).sum();
    if (runs as f64) < COLLECTIONS * seconds(reports) || runs < 3 {
        return None;
    }
    let ms: f64 = reports.iter().map(|report| report.phases.get_ms(Phase::Gc)).sum();
    let worst = reports.iter().map(|report| report.phases.get_ms(Phase::Gc)).fold(0.0, f64::max);
    let text = format!(
        "the collector ran {runs} times in {} frames ({:.1} times a second), {} ms in all, {} ms at worst: \
         objects that refer to each other in circles are made and thrown away",
        reports.len(),
        runs as f64 / seconds(reports).max(0.1),
        format_ms(ms),
        format_ms(worst)
    );
    Some(Finding { kind: "collector", text })
}

fn input_calls(evidence: &Evidence<'_>) -> Vec<Finding> {
    let slow = |call: &&CallTimes| {
        let in_input = call.in_phase(Phase::Input);
        // Most of its calls come from there, so that its worst frame is one of input.
        let is_sync = call.name.starts_with("wx.") || call.name.starts_with("FileSystemManager.");
        is_sync
            && in_input * 2 >= call.calls
            && in_input > 0
            && (call.most_in_frame >= INPUT_CALLS || call.worst_frame_ms >= INPUT_CALL_MS)
    };
    let found = evidence.calls.iter().filter(slow);
    found
        .map(|call| Finding {
            kind: "slow call in input",
            text: format!(
                "{} is called while input is answered, {} times in {} frames, up to {} times and {} ms in one: {}",
                call.name,
                call.in_phase(Phase::Input),
                call.frames,
                call.most_in_frame,
                format_ms(call.worst_frame_ms),
                places_of(call)
            ),
        })
        .collect()
}

fn times_of(call: &CallTimes) -> String {
    format!(" ({} calls, {} ms)", call.calls, format_ms(call.total_ms))
}

fn places_of(call: &CallTimes) -> String {
    match call.places.as_slice() {
        [] => "from an unknown line".to_owned(),
        places => {
            let named: Vec<_> =
                places.iter().take(3).map(|(place, count)| format!("{place} ({count})")).collect();
            named.join(", ")
        }
    }
}

fn mb(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 20)
}

#[cfg(test)]
mod tests;
