//! Calls from JavaScript: a script reads bytes as calls of whatever members the objects of a game have, with arguments of every kind,
//! callbacks that call again, and options objects. So every binding is reached with what scripts can hand it.

use crate::executor::Executor;
use sparrow_native::RealClock;
use sparrow_package::Package;
use sparrow_platform::{DeviceInfo, MemoryFileSystem, VirtualClock};
use sparrow_raster::RasterRenderer;
use sparrow_render::{OpenGl, WithGl};
use sparrow_runtime::{FrameInput, Game, GameOptions, Limits};
use std::{fmt::Write as _, sync::Arc};

/// Which objects the script begins with.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Canvas2d,
    WebGl,
    Wx,
}

const DRIVER: &str = include_str!("driver.js");

/// Plays a game that makes the calls, for a few frames.
pub(crate) fn run(kind: Kind, bytes: &[u8]) {
    let mut script = DRIVER.to_owned();
    let name = match kind {
        Kind::Canvas2d => "canvas2d",
        Kind::WebGl => "webgl",
        Kind::Wx => "wx",
    };
    let _ = write!(script, "\nexplore('{name}', {bytes:?});");
    let files = MemoryFileSystem::new();
    files.insert("game.json", "{}").expect("a path");
    files.insert("game.js", script).expect("a path");
    files.insert("a.png", include_bytes!("../corpus/image/one.png").as_slice()).expect("a path");
    let package = Package::open(Arc::new(files)).expect("a package");
    let open: OpenGl = Box::new(|| Ok(Box::new(Executor)));
    let renderer = Box::new(WithGl::new(RasterRenderer::new(), open));
    let clock = VirtualClock::new(1_767_225_600_000.0);
    let usual =
        GameOptions::new(package, renderer, DeviceInfo::phone(64.0, 48.0, 1.0), Arc::new(RealClock::new()));
    let options = GameOptions {
        clock: Arc::new(clock.clone()),
        virtual_time: true,
        random_seed: Some(1),
        fonts: sparrow_media::font::Fonts::new(sparrow_media::font::FontsOptions::embedded_only()),
        limits: Limits {
            heap_bytes: 64 << 20,
            stack_bytes: Some(1 << 20),
            entry_ms: 3_000.0,
            ..Limits::default()
        },
        ..usual.expect("memory never fails")
    };
    let mut game = Game::start(options).expect("the game starts");
    for frame in 0..3 {
        clock.set_now_ms(f64::from(frame) * 16.0);
        let outcome = game.frame(FrameInput::default(), &mut |_, _| Ok(()));
        if outcome.exit || outcome.restart.is_some() {
            break;
        }
    }
    let errors = game.errors();
    let own = errors
        .iter()
        .find(|e| e.text.contains("the driver is wrong") || e.text.contains("InternalError: panic"));
    assert!(own.is_none(), "{own:?}");
    let _ = game.read_screen();
}
