//! Messages to the open data domain: a main domain sends graphs of values, and a domain that wants out walks over all that it gets, with
//! traps on its own prototypes. Nothing of the main domain may be within its reach, and nothing that it does to its copies may show there.

use sparrow_native::RealClock;
use sparrow_package::Package;
use sparrow_platform::{DeviceInfo, MemoryFileSystem, MemoryLog, VirtualClock};
use sparrow_raster::RasterRenderer;
use sparrow_runtime::{FrameInput, Game, GameOptions, Limits};
use std::sync::Arc;

const GRAPH: &str = include_str!("graph.js");
const SENDER: &str = include_str!("messages/sender.js");
const DOMAIN: &str = include_str!("messages/domain.js");
/// Values that the sender makes in a frame; the domain takes up to 200.
const PER_FRAME: u64 = 100;
/// Values of one game: what the domain does to its own prototypes begins anew after that.
const PER_GAME: u64 = 20_000;

/// What became of values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Escapes {
    /// Were sent, arrived and were walked over.
    pub received: u64,
    /// Objects in them.
    pub objects: u64,
    /// Cannot be copied, so that sending them threw.
    pub refused: u64,
}

/// The values that one input makes.
pub(crate) fn run(bytes: &[u8]) {
    play(&format!("send({{ bytes: {bytes:?} }});"), bytes.len() as u64);
}

/// Sends random values; panics where one leads out. `told` hears of the sum after every game.
pub fn random_messages(values: u64, seed: u64, mut told: impl FnMut(Escapes)) -> Escapes {
    let mut sum = Escapes::default();
    let mut left = values;
    while left > 0 {
        let count = left.min(PER_GAME);
        // Odd, so that no game begins with zero.
        let first = (seed.wrapping_mul(0x9e37_79b9).wrapping_add(left) as u32) | 1;
        let one = play(&format!("send({{ seed: {first}, count: {count} }});"), count);
        assert_eq!(one.received + one.refused, count, "messages were lost");
        sum.received += one.received;
        sum.objects += one.objects;
        sum.refused += one.refused;
        left -= count;
        told(sum);
    }
    sum
}

fn play(call: &str, most: u64) -> Escapes {
    let files = MemoryFileSystem::new();
    files.insert("game.json", r#"{ "openDataContext": "open" }"#).expect("a path");
    files.insert("game.js", format!("{GRAPH}\n{SENDER}\n{call}")).expect("a path");
    files.insert("open/index.js", DOMAIN).expect("a path");
    let package = Package::open(Arc::new(files)).expect("a package");
    let (clock, log) = (VirtualClock::new(1_767_225_600_000.0), MemoryLog::default());
    let device = DeviceInfo::phone(8.0, 8.0, 1.0);
    let usual =
        GameOptions::new(package, Box::new(RasterRenderer::new()), device, Arc::new(RealClock::new()));
    let options = GameOptions {
        clock: Arc::new(clock.clone()),
        virtual_time: true,
        random_seed: Some(1),
        log: Arc::new(log.clone()),
        fonts: sparrow_media::font::Fonts::new(sparrow_media::font::FontsOptions::embedded_only()),
        limits: Limits { stack_bytes: Some(1 << 20), ..Limits::default() },
        ..usual.expect("memory never fails")
    };
    let mut game = Game::start(options).expect("the game starts");
    for frame in 0..most / PER_FRAME + 8 {
        // Animation frames come sixty times a second.
        clock.set_now_ms(frame as f64 * 1000.0 / 60.0);
        game.frame(FrameInput::default(), &mut |_, _| Ok(()));
    }
    let lines: Vec<String> = log.records().into_iter().map(|record| record.text).collect();
    let wrong = lines.iter().find(|line| line.contains("ESCAPE") || line.contains("uncaught"));
    assert!(wrong.is_none(), "{}", wrong.map_or("", String::as_str));
    assert!(game.errors().is_empty(), "{:?}", game.errors());
    let number = |name: &str| -> u64 {
        let told = lines.iter().find_map(|line| line.strip_prefix(name));
        let told = told.unwrap_or_else(|| panic!("{name}is missing: {lines:?}"));
        told.trim().parse().expect("a number")
    };
    let (sent, received) = (number("sent "), number("received "));
    assert_eq!(sent, received, "messages were lost");
    Escapes { received, objects: number("objects "), refused: number("refused ") }
}
