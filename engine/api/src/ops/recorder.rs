//! `media/recorder`: RecorderManager.

use crate::{
    event::HostEvent,
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use ciborium::Value;
use serde::Deserialize;
use sparrow_audio::{RecorderError, RecorderNews, RecordingOptions};

pub(super) fn register(ops: &mut Operations) {
    ops.add("recorder.start", start);
    ops.add("recorder.description", |host, _: NoOptions| Ok(host.audio.borrow().recorder.description()));
    ops.add("recorder.pause", |host, _: NoOptions| pause(host, true));
    ops.add("recorder.resume", |host, _: NoOptions| pause(host, false));
    ops.add("recorder.stop", |host, _: NoOptions| {
        let now_ms = host.clock.now_ms();
        Ok(host.audio.borrow_mut().recorder.stop(now_ms)?)
    });
}

impl From<RecorderError> for OpError {
    fn from(error: RecorderError) -> OpError {
        OpError::new(error.to_string())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Start {
    sample_rate: Option<f64>,
    number_of_channels: Option<f64>,
    encode_bit_rate: Option<f64>,
    duration: Option<f64>,
    format: Option<String>,
    frame_size: Option<f64>,
}

/// Sample rates and the bit rates that go with them.
const RATES: [(u32, std::ops::RangeInclusive<u32>); 9] = [
    (8_000, 16_000..=48_000),
    (11_025, 16_000..=48_000),
    (12_000, 24_000..=64_000),
    (16_000, 24_000..=96_000),
    (22_050, 32_000..=128_000),
    (24_000, 32_000..=128_000),
    (32_000, 48_000..=192_000),
    (44_100, 64_000..=320_000),
    (48_000, 64_000..=320_000),
];

const MAX_DURATION_MS: f64 = 600_000.0;

fn start(host: &Host, o: Start) -> OpResult<()> {
    let rate = o.sample_rate.unwrap_or(8000.0);
    let known = RATES.iter().find(|(known, _)| f64::from(*known) == rate);
    let (rate_hz, bit_rates) =
        known.ok_or_else(|| OpError::new(format!("sampleRate {rate} is not supported")))?;
    if let Some(bit_rate) = o.encode_bit_rate
        && !bit_rates.contains(&(bit_rate as u32))
    {
        return Err(OpError::new(format!("encodeBitRate {bit_rate} does not go with sampleRate {rate}")));
    }
    let channels = match o.number_of_channels.unwrap_or(2.0) {
        1.0 => 1,
        2.0 => 2,
        other => return Err(OpError::new(format!("numberOfChannels {other} is not supported"))),
    };
    let duration_ms = o.duration.unwrap_or(60_000.0);
    if !(duration_ms > 0.0 && duration_ms <= MAX_DURATION_MS) {
        return Err(OpError::new(format!("duration {duration_ms} is not from 1 to 600000")));
    }
    let is_wav = match o.format.as_deref() {
        Some("PCM" | "pcm") => false,
        None | Some("wav" | "aac" | "mp3") => true,
        Some(other) => return Err(OpError::new(format!("format {other} is not supported"))),
    };
    let piece_bytes = match o.frame_size {
        Some(kilobytes) if kilobytes >= 1.0 => Some((kilobytes.min(4096.0) * 1024.0) as usize),
        _ => None,
    };
    let options = RecordingOptions { rate_hz: *rate_hz, channels, duration_ms, is_wav, piece_bytes };
    let now_ms = host.clock.now_ms();
    Ok(host.audio.borrow_mut().recorder.start(options, now_ms)?)
}

fn pause(host: &Host, is_paused: bool) -> OpResult<()> {
    let now_ms = host.clock.now_ms();
    Ok(host.audio.borrow_mut().recorder.set_paused(is_paused, now_ms)?)
}

impl Host {
    /// Tells the game what was recorded; a file that is over is kept among the temporary ones.
    pub fn tell_recorded(&self, news: Vec<RecorderNews>) {
        for news in news {
            let (name, fields) = match news {
                RecorderNews::Piece { bytes, is_last } => {
                    ("piece", vec![("frameBuffer", Value::Bytes(bytes)), ("isLastFrame", is_last.into())])
                }
                RecorderNews::Failed(reason) => ("failed", vec![("reason", reason.into())]),
                RecorderNews::Stopped(recording) => {
                    match self.mounts.write_temp(&recording.bytes, recording.extension) {
                        Ok(path) => {
                            let fields = vec![
                                ("tempFilePath", path.into()),
                                ("duration", recording.duration_ms.into()),
                                ("fileSize", (recording.bytes.len() as u64).into()),
                            ];
                            ("stopped", fields)
                        }
                        Err(e) => ("failed", vec![("reason", e.to_string().into())]),
                    }
                }
            };
            let fields =
                fields.into_iter().map(|(name, value)| (Value::Text(name.to_owned()), value)).collect();
            self.post(HostEvent::Sound { family: "recorder", name, detail: Value::Map(fields) });
        }
    }
}
