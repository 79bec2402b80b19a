//! Recordings: three games over 1,000 frames give the same pictures when they are replayed, whatever the world is like then; and a
//! recording that cannot be used says why.

use std::io::Write;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sparrow_platform::{DeviceInfo, NullMicrophone, NullNetwork};
use sparrow_recording::{Head, RecordingError, Tally, Tape, pixels_fingerprint};
use sparrow_runtime::{FrameInput, Game, InputEvent};
use sparrow_tests::descriptor::Descriptor;
use sparrow_tests::engine::{EngineRunner, World};
use sparrow_tests::program::root;
use sparrow_tests::runner::Job;

const FRAMES: u64 = 1000;

/// A file in memory; clones share it.
#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    fn bytes(&self) -> Vec<u8> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn head() -> Head {
    Head {
        program: "test".to_owned(),
        game: "game".to_owned(),
        package: String::new(),
        renderer: "raster".to_owned(),
        device: DeviceInfo::phone(375.0, 667.0, 1.0),
        seed: 1,
        epoch_ms: 1_767_225_600_000.0,
        utc_offset_minutes: 0,
        scene: 1001,
        query: std::collections::BTreeMap::new(),
        web_adapter: false,
        shared_memory: false,
        embedded_fonts: true,
        error_overlay: false,
    }
}

/// A world with a tape around it. A replay gets none of what the game asked for: no network, nothing stored, another seed of its own
/// would show.
fn taped(mut world: World, tape: &Tape, replay: bool) -> World {
    let options = &mut world.options;
    if replay {
        options.network = Box::<NullNetwork>::default();
        options.microphone = Box::new(NullMicrophone);
    }
    let swap =
        |place: &mut Arc<dyn sparrow_platform::FileSystem>, name| *place = tape.files(name, place.clone());
    swap(&mut options.user_files, "usr");
    swap(&mut options.temp_files, "tmp");
    swap(&mut options.saved_files, "saved");
    options.arrivals = Some(tape.arrivals());
    options.clock = tape.clock(options.clock.clone(), head().epoch_ms);
    let World { options, clock, heard, log, replay } = world;
    let options = sparrow_runtime::GameOptions {
        store: tape.store(options.store),
        social: tape.social(options.social),
        audio: tape.audio(options.audio),
        microphone: tape.microphone(options.microphone),
        network: tape.network(options.network),
        haptics: tape.haptics(options.haptics),
        services: tape.services(options.services),
        ..options
    };
    World { options, clock, heard, log, replay }
}

/// Runs a game to the end of the frames, or of the recording: the fingerprints of its pictures, and its console.
fn run(folder: &Path, test: &Descriptor, tape: &Tape, replay: bool) -> (Vec<u64>, Vec<String>, Tally) {
    let job = Job { package: folder, folder, descriptor: test, renderer: test.renderers[0] };
    let world = EngineRunner::default().world(job).expect("a world").expect("a sound package");
    let World { options, clock, log, .. } = taped(world, tape, replay);
    let mut game = Game::start(options).expect("it starts");
    let mut pictures = Vec::new();
    for frame in 0..FRAMES {
        // A replay has no input of its own, and its clock stands.
        let events: Vec<InputEvent> = if replay { Vec::new() } else { test.input.frame(frame).to_vec() };
        if !replay {
            clock.set_now_ms((frame + 1) as f64 * 1000.0 / 60.0);
        }
        let Some(events) = tape.begin_frame(0.0, events) else { break };
        game.frame(FrameInput { events }, &mut |_, _| Ok(()));
        let print = game.read_screen().map_or(0, |p| pixels_fingerprint(p.size().width, p.bytes()));
        tape.picture(print);
        pictures.push(print);
        assert_eq!(tape.divergence(), None);
    }
    assert!(game.errors().is_empty(), "{:?}", game.errors());
    let tally = tape.finish().expect("it can be written");
    (pictures, log.records().into_iter().map(|record| record.text).collect(), tally)
}

fn record(folder: &Path, test: &Descriptor) -> (Vec<u8>, Vec<u64>, Vec<String>) {
    let file = Memory::default();
    let tape = Tape::record(Box::new(file.clone()), &head(), false).expect("memory takes it");
    let (pictures, console, tally) = run(folder, test, &tape, false);
    assert_eq!((tally.frames, tally.pictures), (FRAMES, FRAMES));
    (file.bytes(), pictures, console)
}

fn with_large_stack(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(32 << 20).spawn(work).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

/// Records, replays, and holds every frame's picture against the recorded one.
fn replays_alike(name: &'static str) {
    with_large_stack(move || {
        let folder = root().join(name);
        let test = Descriptor::read(&folder).expect("a sound descriptor");
        let (file, pictures, console) = record(&folder, &test);
        assert!(pictures.iter().collect::<std::collections::BTreeSet<_>>().len() > 20, "the game moves");
        let (tape, head_read) = Tape::replay(&file).expect("it was just written");
        assert_eq!(head_read, head());
        let (again, console_again, tally) = run(&folder, &test, &tape, true);
        assert_eq!(tape.divergence(), None);
        assert_eq!((tally.frames, tally.pictures, tally.is_whole), (FRAMES, FRAMES, true));
        assert_eq!(again, pictures);
        assert_eq!(console_again, console);
    });
}

#[test]
fn hop_replays_over_1000_frames() {
    replays_alike("examples/hop");
}

#[test]
fn tiles_replays_over_1000_frames() {
    replays_alike("examples/tiles");
}

#[test]
fn a_game_with_network_and_storage_replays_over_1000_frames() {
    replays_alike("tests/games/recording/world");
}

#[test]
fn another_game_diverges_and_the_frame_is_named() {
    with_large_stack(|| {
        let folder = root().join("tests/games/recording/world");
        let test = Descriptor::read(&folder).expect("a sound descriptor");
        let (file, ..) = record(&folder, &test);
        let other = tempfile::tempdir().expect("a folder");
        let source = std::fs::read_to_string(folder.join("game.js")).expect("a game");
        let changed = source.replace("'best'", "'worst'");
        assert_ne!(source, changed);
        for file in ["game.json", "test.toml", "dot.png"] {
            std::fs::copy(folder.join(file), other.path().join(file)).expect("a copy");
        }
        std::fs::write(other.path().join("game.js"), changed).expect("a copy");
        let (tape, _) = Tape::replay(&file).expect("it was just written");
        let job =
            Job { package: other.path(), folder: &folder, descriptor: &test, renderer: test.renderers[0] };
        let world = EngineRunner::default().world(job).expect("a world").expect("a sound package");
        let mut game = Game::start(taped(world, &tape, true).options).expect("it starts");
        while tape.divergence().is_none() {
            let Some(events) = tape.begin_frame(0.0, Vec::<InputEvent>::new()) else { break };
            game.frame(FrameInput { events }, &mut |_, _| Ok(()));
        }
        let divergence = tape.divergence().expect("it asks for another value").to_string();
        assert_eq!(
            divergence,
            "the replay differs from the recording at the start: the game asks `storage.get worst` where it asked \
             `storage.get best` in the recording"
        );
    });
}

#[test]
fn recordings_that_cannot_be_used_say_why() {
    with_large_stack(|| {
        let folder = root().join("tests/games/recording/world");
        let test = Descriptor::read(&folder).expect("a sound descriptor");
        let (file, ..) = record(&folder, &test);
        let refused =
            |bytes: &[u8]| Tape::replay(bytes).err().map(|error| error.to_string()).unwrap_or_default();
        assert!(refused(b"").contains("no recording"));
        assert!(refused(b"PNG\r\n").contains("no recording"));
        let mut future = file.clone();
        future[8] = 9;
        assert!(matches!(Tape::replay(&future), Err(RecordingError::Future { found: 9, known: 1 })));
        // Every byte is under a checksum, or its change makes another file of it.
        for at in (10..file.len() - 4).step_by(97) {
            let mut damaged = file.clone();
            damaged[at] ^= 0x20;
            match Tape::replay(&damaged) {
                Err(error) => assert!(error.to_string().contains("damaged"), "byte {at}: {error}"),
                // A length that leads past the end is a recording that was cut off.
                Ok((tape, _)) => assert!(!tape.finish().expect("a replay").is_whole, "byte {at}"),
            }
        }
        // Cut off: what is whole is of use.
        for length in (0..file.len()).step_by(331) {
            if let Ok((tape, _)) = Tape::replay(&file[..length]) {
                assert!(!tape.finish().expect("a replay").is_whole, "{length} bytes");
            }
        }
    });
}
