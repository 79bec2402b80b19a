//! A game inside a Rust program: `embed-rust GAME OUT.png` plays two seconds of a game in virtual time, taps once, answers
//! `wx.login`, and writes what it shows as a PNG.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program talks to its terminal")]

use serde_json::json;
use sparrow_media::image::{self, EncodedFormat};
use sparrow_native::{DiskFileSystem, RealClock};
use sparrow_package::Package;
use sparrow_platform::{
    Choice, Chrome, DeviceInfo, Log, Record, Reply, Served, ServiceCall, ServiceEvent, Services, VirtualClock,
};
use sparrow_raster::RasterRenderer;
use sparrow_runtime::{FrameInput, Game, GameOptions, InputEvent, TouchPhase};
use std::{error::Error, sync::Arc};

const FRAME_MS: f64 = 1000.0 / 60.0;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, picture] = arguments.as_slice() else {
        return Err("usage: embed-rust GAME OUT.png".into());
    };
    let package = Package::open(Arc::new(DiskFileSystem::read_only(folder)?))?;
    let device = DeviceInfo::phone(375.0, 667.0, 1.0);
    let clock = VirtualClock::new(1_767_225_600_000.0);
    let options = GameOptions {
        // The game's time is ours; the watchdog's stays real.
        clock: Arc::new(clock.clone()),
        virtual_time: true,
        random_seed: Some(1),
        log: Arc::new(Console),
        services: Box::new(Platform::default()),
        ..GameOptions::new(package, Box::new(RasterRenderer::new()), device, Arc::new(RealClock::new()))?
    };
    let mut game = Game::start(options)?;
    for frame in 0..120 {
        clock.set_now_ms(f64::from(frame) * FRAME_MS);
        let touch = |phase| InputEvent::Touch { phase, id: 1, x: 187.0, y: 400.0, force: 1.0 };
        let events = match frame {
            30 => vec![touch(TouchPhase::Start)],
            32 => vec![touch(TouchPhase::End)],
            _ => Vec::new(),
        };
        // A window would show the canvas here; this program reads pixels at the end.
        let outcome = game.frame(FrameInput { events }, &mut |_canvas, _size| Ok(()));
        if outcome.exit {
            break;
        }
    }
    let pixels = game.read_screen().ok_or("the game has not drawn anything")?;
    std::fs::write(picture, image::encode(&pixels, EncodedFormat::Png)?)?;
    println!("{picture}: {} x {}, {} errors", pixels.size().width, pixels.size().height, game.error_count());
    Ok(())
}

/// Console lines go to this program's own.
struct Console;

impl Log for Console {
    fn write(&self, record: &Record) {
        eprintln!("{:?} {} {}", record.level, record.origin, record.text);
    }
}

/// What this app does for its games: it signs users in.
#[derive(Default)]
struct Platform {
    /// We draw our own dialogs.
    chrome: Chrome,
}

impl Services for Platform {
    fn call(&mut self, call: ServiceCall<'_>) -> Reply {
        match call.name {
            "login" => Reply::Done(json!({ "code": "from-our-server" })),
            _ => Reply::NotServed,
        }
    }

    fn poll(&mut self, _now_ms: f64) -> Vec<ServiceEvent> {
        Vec::new()
    }

    fn served(&self, name: &str) -> Served {
        if name == "login" { Served::Host } else { Served::Not }
    }

    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn choose(&mut self, _: Choice, _now_ms: f64) {}
}
