//! Runs that were recorded (`sparrow run --record`): the game is given the world that it had then.

use sparrow_recording::{Head, Tape, pixels_fingerprint};
use sparrow_runtime::{FrameInput, Game, GameOptions, InputEvent, LaunchOptions};
use std::path::Path;

/// Puts a tape between a game and its world: all that the game can see of it.
pub fn taped(tape: &Tape, epoch_ms: f64, options: GameOptions) -> GameOptions {
    GameOptions {
        user_files: tape.files("usr", options.user_files),
        temp_files: tape.files("tmp", options.temp_files),
        saved_files: tape.files("saved", options.saved_files),
        store: tape.store(options.store),
        social: tape.social(options.social),
        audio: tape.audio(options.audio),
        microphone: tape.microphone(options.microphone),
        network: tape.network(options.network),
        haptics: tape.haptics(options.haptics),
        services: tape.services(options.services),
        arrivals: Some(tape.arrivals()),
        clock: tape.clock(options.clock, epoch_ms),
        virtual_time: true,
        ..options
    }
}

/// A recording that is played to a game.
pub struct Replay {
    tape: Tape,
    /// Its pictures were drawn as they are now.
    compares: bool,
    name: String,
}

impl Replay {
    /// Opens a recording and puts it between a game and its world.
    pub(crate) fn open(file: &Path, options: GameOptions) -> Result<(Replay, GameOptions), String> {
        let name = file.display().to_string();
        let bytes = std::fs::read(file).map_err(|e| format!("{name}: {e}"))?;
        let (tape, head) = Tape::replay(&bytes).map_err(|e| format!("{name}: {e}"))?;
        let info = options.renderer.info();
        let compares = head.renderer == format!("{}, {}", info.name, info.detail);
        let Head { device, seed, epoch_ms, scene, query, web_adapter, shared_memory, error_overlay, .. } =
            head;
        let options = GameOptions {
            device,
            random_seed: Some(seed),
            launch: LaunchOptions { scene, query },
            web_adapter,
            shared_memory,
            error_overlay,
            ..taped(&tape, epoch_ms, options)
        };
        Ok((Replay { tape, compares, name }, options))
    }

    /// Plays the next recorded frame; `None` when the recording is over, or the game has left it.
    pub(crate) fn frame(&self, game: &mut Game) -> Option<bool> {
        if self.tape.divergence().is_some() {
            return None;
        }
        let events: Vec<InputEvent> = self.tape.begin_frame(0.0, Vec::new())?;
        let exit = game.frame(FrameInput { events }, &mut |_, _| Ok(())).exit;
        if self.compares
            && self.tape.wants_picture()
            && let Some(pixels) = game.read_screen_without_panel()
        {
            self.tape.picture(pixels_fingerprint(pixels.size().width, pixels.bytes()));
        }
        Some(exit)
    }

    /// How it went: what the run did otherwise than the recording.
    pub(crate) fn finish(&self) -> Option<String> {
        let finished = self.tape.finish().err().map(|e| e.to_string());
        let left = finished.or_else(|| self.tape.divergence().map(|divergence| divergence.to_string()))?;
        Some(format!("{}: {left}", self.name))
    }
}
