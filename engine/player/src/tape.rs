//! `--record` and `--replay`: the file, and the world of a game with a tape around it.

use crate::{
    args::{AdapterKind, RunArgs},
    exit::Exit,
    session::say,
};
use sparrow_base::{PixelBuffer, Straight};
use sparrow_harness::replay::taped;
use sparrow_package::Package;
use sparrow_platform::DeviceInfo;
use sparrow_recording::{Head, Tape, package_fingerprint, pixels_fingerprint};
use sparrow_runtime::GameOptions;
use sparrow_script::{Vm, VmOptions};
use std::{collections::BTreeMap, fs::File, io::BufWriter};

/// Frames between two pictures that a recording notes, in a window: reading one back costs milliseconds there.
const WINDOW_PICTURES_EVERY: u64 = 60;

/// The tape of a session.
pub(crate) struct SessionTape {
    pub(crate) tape: Tape,
    pub(crate) head: Head,
    pictures_every: u64,
    name: String,
}

/// With what a game is started besides its world; a replay takes it from the recording.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) device: DeviceInfo,
    pub(crate) seed: Option<u64>,
    pub(crate) scene: u32,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) web_adapter: bool,
    pub(crate) shared_memory: bool,
    pub(crate) embedded_fonts: bool,
    pub(crate) error_overlay: bool,
}

/// Reads the recording that is to be replayed.
pub(crate) fn open(args: &RunArgs, package: &Package, renderer: &str) -> Result<Option<SessionTape>, Exit> {
    let Some(file) = &args.replay else { return Ok(None) };
    let bad = |e: String| Exit::usage(format!("{}: {e}", file.display()));
    let bytes = std::fs::read(file).map_err(|e| bad(e.to_string()))?;
    let (tape, head) = Tape::replay(&bytes).map_err(|e| bad(e.to_string()))?;
    let fingerprint = package_fingerprint(package.files().as_ref()).map_err(|e| bad(e.to_string()))?;
    if head.package != fingerprint {
        say("the package is not the one that was recorded: the replay may differ from the recording");
    }
    let offset = utc_offset_minutes(head.epoch_ms);
    if head.utc_offset_minutes != offset {
        say(&format!(
            "local time was {} minutes from UTC when this was recorded, and is {offset} here: set TZ if the game shows it",
            head.utc_offset_minutes
        ));
    }
    let pictures_every = if head.renderer == renderer { 1 } else { 0 };
    if pictures_every == 0 {
        say(&format!("recorded with {}, replayed with {renderer}: pictures are not compared", head.renderer));
    }
    Ok(Some(SessionTape { tape, head, pictures_every, name: file.display().to_string() }))
}

/// Begins a recording.
pub(crate) fn record(
    args: &RunArgs,
    game: &str,
    package: &Package,
    renderer: &str,
    start: &Start,
    epoch_ms: f64,
    live: bool,
) -> Result<Option<SessionTape>, Exit> {
    let Some(file) = &args.record else { return Ok(None) };
    let bad = |e: String| Exit::usage(format!("{}: {e}", file.display()));
    let head = Head {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        game: game.to_owned(),
        package: package_fingerprint(package.files().as_ref()).map_err(|e| bad(e.to_string()))?,
        renderer: renderer.to_owned(),
        device: start.device.clone(),
        seed: start.seed.unwrap_or(1),
        epoch_ms,
        utc_offset_minutes: utc_offset_minutes(epoch_ms),
        scene: start.scene,
        query: start.query.clone(),
        web_adapter: start.web_adapter,
        shared_memory: start.shared_memory,
        embedded_fonts: start.embedded_fonts,
        error_overlay: start.error_overlay,
    };
    let out = BufWriter::new(File::create(file).map_err(|e| bad(e.to_string()))?);
    let tape = Tape::record(Box::new(out), &head, live).map_err(|e| bad(e.to_string()))?;
    let usual = if args.headless { 1 } else { WINDOW_PICTURES_EVERY };
    let pictures_every = args.record_pictures.unwrap_or(usual);
    Ok(Some(SessionTape { tape, head, pictures_every, name: file.display().to_string() }))
}

impl Start {
    /// What the command line says.
    pub(crate) fn of(args: &RunArgs, device: DeviceInfo, query: BTreeMap<String, String>) -> Start {
        Start {
            device,
            seed: None,
            scene: args.scene,
            query,
            web_adapter: args.adapter == AdapterKind::Web,
            shared_memory: args.shared_memory,
            embedded_fonts: args.embedded_fonts,
            error_overlay: !args.no_overlay,
        }
    }

    /// What the recording says.
    pub(crate) fn recorded(head: &Head) -> Start {
        Start {
            device: head.device.clone(),
            seed: Some(head.seed),
            scene: head.scene,
            query: head.query.clone(),
            web_adapter: head.web_adapter,
            shared_memory: head.shared_memory,
            embedded_fonts: head.embedded_fonts,
            error_overlay: head.error_overlay,
        }
    }
}

impl SessionTape {
    /// Puts the tape between a game and its world.
    pub(crate) fn wrap(&self, options: GameOptions) -> GameOptions {
        taped(&self.tape, self.head.epoch_ms, options)
    }

    /// Notes or compares the picture of a frame, when it is time for one.
    pub(crate) fn picture(&self, frame: u64, pixels: impl FnOnce() -> Option<PixelBuffer<Straight>>) {
        let wanted = if self.tape.is_replay() {
            self.pictures_every > 0 && self.tape.wants_picture()
        } else {
            self.pictures_every > 0 && frame.is_multiple_of(self.pictures_every)
        };
        if wanted && let Some(pixels) = pixels() {
            self.tape.picture(pixels_fingerprint(pixels.size().width, pixels.bytes()));
        }
    }

    /// Ends it, and says how it went. The error is a replay's divergence, or why the recording could not be written.
    pub(crate) fn finish(&self) -> Result<(), String> {
        let tally = self.tape.finish().map_err(|e| format!("{}: {e}", self.name))?;
        if !self.tape.is_replay() {
            let kb = tally.bytes.div_ceil(1024);
            say(&format!(
                "recorded {} frames, {} pictures in {} ({kb} KB)",
                tally.frames, tally.pictures, self.name
            ));
            return Ok(());
        }
        if let Some(divergence) = self.tape.divergence() {
            return Err(divergence.to_string());
        }
        let pictures = if self.pictures_every == 0 {
            "pictures were not compared".to_owned()
        } else {
            format!("{} pictures equal", tally.pictures)
        };
        say(&format!("replayed {} frames, {pictures}", tally.frames));
        if !tally.is_whole {
            say("the recording was cut off: its program ended early; what it holds was replayed");
        }
        Ok(())
    }
}

/// Minutes to be added to UTC for the machine's local time then; scripts' own `Date` knows.
fn utc_offset_minutes(unix_ms: f64) -> i32 {
    let ask = || -> Option<f64> {
        let vm = Vm::new(VmOptions::default()).ok()?;
        vm.eval_as::<f64>(&format!("-new Date({unix_ms}).getTimezoneOffset()"), "offset.js").ok()
    };
    ask().unwrap_or(0.0) as i32
}
