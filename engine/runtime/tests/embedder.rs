//! What a program that runs games counts on: limits, errors, the stack, files.

use sparrow_package::Package;
use sparrow_platform::{
    Choice, Chrome, DeviceInfo, GameFiles, Log, MemoryFileSystem, Record, Reply, Served, ServiceCall,
    ServiceEvent, Services, VirtualClock,
};
use sparrow_render::NullRenderer;
use sparrow_runtime::{FrameInput, Game, GameOptions, Limits, StartError};
use std::sync::{Arc, Mutex};

fn options(script: &str) -> GameOptions {
    let files = MemoryFileSystem::new();
    files.insert("game.js", script).unwrap();
    files.insert("game.json", "{}").unwrap();
    let package = Package::open(Arc::new(files)).unwrap();
    let device = DeviceInfo::phone(40.0, 30.0, 1.0);
    let clock = Arc::new(VirtualClock::new(0.0));
    GameOptions::new(package, Box::<NullRenderer>::default(), device, clock).unwrap()
}

fn frame(game: &mut Game) {
    assert!(game.frame(FrameInput::default(), &mut |_, _| Ok(())).refused.is_none());
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Log for Lines {
    fn write(&self, record: &Record) {
        self.0.lock().unwrap().push(record.text.clone());
    }
}

#[test]
fn pixels_above_the_limit_are_refused_counted_and_told() {
    let script = "
        const make = () => {
            const canvas = wx.createCanvas();
            canvas.width = canvas.height = 512;
            canvas.getContext('2d').fillRect(0, 0, 512, 512);
            return canvas;
        };
        globalThis.kept = [make(), make(), make(), make(), make(), make()];
        // What nothing refers to does not count.
        for (let i = 0; i < 50; i++) make();
        console.log(kept[5].width);";
    let lines = Lines::default();
    let limits = Limits { pixel_bytes: 4 << 20, ..Limits::default() };
    let mut game =
        Game::start(GameOptions { limits, log: Arc::new(lines.clone()), ..options(script) }).unwrap();
    frame(&mut game);
    let uses = game.limit_uses();
    let pixels = uses.iter().find(|limit| limit.limit == "pixel bytes").unwrap();
    assert_eq!((pixels.allowed, pixels.used), (Some(4 << 20), Some(4 << 20)));
    assert!(pixels.refused >= 2, "{}", pixels.refused);
    let lines = lines.0.lock().unwrap();
    assert!(
        lines.contains(&"512".to_owned()) && lines.iter().any(|line| line.contains("may take 4 MB")),
        "{lines:?}"
    );
    assert!(game.errors().is_empty());
}

#[test]
fn canvases_without_users_make_room_within_a_frame() {
    let script = "
        for (let i = 0; i < 50; i++) {
            const canvas = wx.createCanvas();
            canvas.width = canvas.height = 512;
            canvas.getContext('2d').fillRect(0, 0, 512, 512);
        }";
    let limits = Limits { pixel_bytes: 8 << 20, ..Limits::default() };
    let mut game = Game::start(GameOptions { limits, ..options(script) }).unwrap();
    frame(&mut game);
    let uses = game.limit_uses();
    assert_eq!(uses.iter().find(|limit| limit.limit == "pixel bytes").unwrap().refused, 0);
}

#[test]
fn errors_are_counted_and_the_newest_are_kept() {
    let script = "
        let n = 0;
        requestAnimationFrame(function again() {
            for (let i = 0; i < 600; i++) queueMicrotask(() => { throw new Error((n++) + 'x'.repeat(20000)) });
            requestAnimationFrame(again);
        });";
    let clock = VirtualClock::new(0.0);
    let mut game = Game::start(GameOptions { clock: Arc::new(clock.clone()), ..options(script) }).unwrap();
    for n in 0..3 {
        clock.set_now_ms(f64::from(n) * 17.0);
        frame(&mut game);
    }
    assert_eq!((game.error_count(), game.errors().len()), (1800, 1000));
    assert!(game.errors().iter().all(|error| error.text.len() < 20_000));
    assert_eq!(game.errors_since(1799).len(), 1);
    assert!(game.errors_since(1799)[0].text.starts_with("Error: 1799x"));
}

#[test]
fn a_game_that_was_hidden_for_five_minutes_is_started_anew() {
    use sparrow_runtime::{InputEvent, LaunchOptions};
    let script = "
        wx.onHide(() => console.log('hide'));
        wx.onShow(({ query }) => console.log('show ' + query.from));";
    let (clock, lines) = (VirtualClock::new(0.0), Lines::default());
    let query = [("from".to_owned(), "ada".to_owned()), ("level".to_owned(), "3".to_owned())].into();
    let mut game = Game::start(GameOptions {
        clock: Arc::new(clock.clone()),
        log: Arc::new(lines.clone()),
        launch: LaunchOptions { scene: 1001, query },
        ..options(script)
    })
    .unwrap();
    let mut at = |ms: f64, event: InputEvent| {
        clock.set_now_ms(ms);
        let input = FrameInput { events: vec![event] };
        game.frame(input, &mut |_, _| Ok(())).restart
    };
    let minute = 60_000.0;
    assert_eq!(at(0.0, InputEvent::Hide), None);
    // Until then it is the same game, which hears that it is shown.
    assert_eq!(at(5.0 * minute, InputEvent::Show), None);
    assert_eq!(at(6.0 * minute, InputEvent::Hide), None);
    let again = at(11.1 * minute, InputEvent::Show).unwrap();
    assert_eq!(LaunchOptions::parse_query(&again).get("level").unwrap(), "3");
    // Who goes on with the old one all the same is told again.
    assert_eq!(at(11.2 * minute, InputEvent::Show), Some(again));
    assert_eq!(*lines.0.lock().unwrap(), ["show ada", "hide", "show ada", "hide"]);
    // An embedder may keep it longer, or not at all.
    for (hidden_ms, kept) in [(f64::INFINITY, true), (1.0, false)] {
        let clock = VirtualClock::new(0.0);
        let limits = Limits { hidden_ms, ..Limits::default() };
        let mut game =
            Game::start(GameOptions { clock: Arc::new(clock.clone()), limits, ..options("") }).unwrap();
        let mut show = None;
        for (ms, event) in [(0.0, InputEvent::Hide), (60.0 * minute, InputEvent::Show)] {
            clock.set_now_ms(ms);
            let input = FrameInput { events: vec![event] };
            show = game.frame(input, &mut |_, _| Ok(())).restart;
        }
        assert_eq!(show.is_none(), kept);
    }
}

#[test]
fn endless_recursion_is_an_error_on_a_thread_of_any_size() {
    for stack in [1 << 20, 2 << 20, 64 << 20] {
        let run = || {
            // The C library may give a thread the larger stack of one that has ended.
            let left = stacker::remaining_stack().unwrap();
            let mut game = Game::start(options("const f = (n) => [n].map((m) => f(m + 1)); f(0);")).unwrap();
            assert!(game.errors()[0].text.contains("stack"), "{:?}", game.errors());
            frame(&mut game);
            (game.stack_bytes(), left)
        };
        let thread = std::thread::Builder::new().stack_size(stack).spawn(run).unwrap();
        let (share, left) = thread.join().unwrap();
        assert!(share <= left / 2 && share <= 8 << 20, "{share} of {left}");
    }
}

#[test]
fn a_stack_that_the_thread_does_not_have_is_refused() {
    let work = || {
        let limits = Limits { stack_bytes: Some(8 << 20), ..Limits::default() };
        let refused = Game::start(GameOptions { limits, ..options("") });
        assert!(matches!(refused, Err(StartError::Stack(error)) if error.script_bytes == 8 << 20));
        // A frame that starts deep in the stack does not run.
        let limits = Limits { stack_bytes: Some(600 << 10), ..Limits::default() };
        let mut game =
            Game::start(GameOptions { limits, ..options("requestAnimationFrame(() => { throw 1 })") })
                .unwrap();
        let outcome = below(&mut game, 1300 << 10);
        assert!(outcome.refused.is_some() && game.errors().is_empty());
        frame(&mut game);
        assert_eq!(game.error_count(), 1);
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(work).unwrap().join().unwrap();
}

/// A frame that starts with so many bytes of the stack in use.
#[inline(never)]
fn below(game: &mut Game, bytes: usize) -> sparrow_runtime::FrameOutcome {
    let here = std::hint::black_box([bytes as u8; 16 << 10]);
    if bytes < here.len() {
        return game.frame(FrameInput::default(), &mut |_, _| Ok(()));
    }
    let outcome = below(game, bytes - here.len());
    std::hint::black_box(&here);
    outcome
}

/// What was read of each file that a game handed out.
type Saved = Arc<Mutex<Vec<Result<Vec<u8>, String>>>>;

/// A platform that reads what it is handed.
#[derive(Default)]
struct Album {
    files: Option<Arc<dyn GameFiles>>,
    saved: Saved,
    chrome: Chrome,
}

impl Services for Album {
    fn starts(&mut self, files: Arc<dyn GameFiles>) {
        self.files = Some(files);
    }

    fn call(&mut self, call: ServiceCall<'_>) -> Reply {
        let Some(path) = call.options["filePath"].as_str() else { return Reply::NotServed };
        let read = self.files.as_ref().unwrap().read_file(path);
        self.saved.lock().unwrap().push(read);
        Reply::Done(serde_json::json!({}))
    }

    fn poll(&mut self, _: f64) -> Vec<ServiceEvent> {
        Vec::new()
    }

    fn served(&self, _: &str) -> Served {
        Served::Host
    }

    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn choose(&mut self, _: Choice, _: f64) {}
}

#[test]
fn the_platform_reads_what_a_game_hands_to_it() {
    let script = "
        const path = `${wx.env.USER_DATA_PATH}/a.bin`;
        wx.getFileSystemManager().writeFileSync(path, 'abc');
        wx.saveImageToPhotosAlbum({ filePath: path });
        wx.saveImageToPhotosAlbum({ filePath: 'game.json' });
        wx.saveImageToPhotosAlbum({ filePath: 'http://tmp/none.png' });
        wx.saveImageToPhotosAlbum({ filePath: 'http://usr/../../etc/passwd' });";
    let album = Album::default();
    let saved = album.saved.clone();
    let game = Game::start(GameOptions { services: Box::new(album), ..options(script) }).unwrap();
    assert!(game.errors().is_empty(), "{:?}", game.errors());
    let saved = saved.lock().unwrap();
    assert_eq!(saved[..2], [Ok(b"abc".to_vec()), Ok(b"{}".to_vec())]);
    assert!(saved[2].as_ref().is_err_and(|why| why.contains("no such file")), "{saved:?}");
    assert!(saved.len() < 4 || saved[3].is_err());
    assert_eq!(game.read_file("http://usr/a.bin"), Ok(b"abc".to_vec()));
    assert!(game.read_file("http://tmp/none.png").is_err());
}
