//! Plays a second of a soft tone on the system's device, or says why it cannot: to find out whether a machine has
//! sound that Sparrow can use.

use std::{io::Write, sync::mpsc, time::Duration};

use sparrow_native::open_audio;

fn main() -> std::io::Result<()> {
    let (mut output, reason) = open_audio();
    let mut stdout = std::io::stdout();
    if let Some(reason) = reason {
        return writeln!(stdout, "{reason}");
    }
    let rate_hz = output.sample_rate_hz();
    writeln!(stdout, "{} at {rate_hz} Hz", output.name())?;
    let (done, wait) = mpsc::channel();
    let mut frame = 0_u32;
    output.start(Box::new(move |samples| {
        for pair in samples.chunks_mut(2) {
            let seconds = frame as f32 / rate_hz as f32;
            let loudness = 0.2 * (std::f32::consts::PI * seconds.min(1.0)).sin();
            pair.fill(loudness * (std::f32::consts::TAU * 440.0 * seconds).sin());
            frame += 1;
        }
        if frame > rate_hz + rate_hz / 4 {
            // The receiver may have gone already.
            let _ = done.send(());
        }
    }));
    match wait.recv_timeout(Duration::from_secs(10)) {
        Ok(()) => writeln!(stdout, "played"),
        Err(_) => writeln!(stdout, "the device does not take any sound"),
    }
}
