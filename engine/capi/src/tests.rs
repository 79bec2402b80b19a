//! The interface as C uses it: through its functions, with raw pointers.
#![allow(clippy::undocumented_unsafe_blocks, reason = "tests keep the contract by construction")]

use crate::{
    SPARROW_ABI_VERSION,
    audio::{sparrow_audio_pull, sparrow_audio_release},
    boundary::guarded,
    callbacks::{SPARROW_LOG_INFO, SPARROW_NOT_SERVED, SPARROW_SERVED, SparrowCallbacks, SparrowServiceCall},
    game::{
        SparrowFrame, SparrowGame, sparrow_game_audio, sparrow_game_create, sparrow_game_destroy,
        sparrow_game_frame, sparrow_game_frame_at, sparrow_game_interrupt, sparrow_game_message,
        sparrow_game_read_file, sparrow_game_read_pixels, sparrow_game_restart_query,
    },
    input::{
        SPARROW_DOWN, SPARROW_UP, sparrow_game_answer, sparrow_game_event, sparrow_game_fail,
        sparrow_game_gamepad_axis, sparrow_game_gamepad_button, sparrow_game_gamepad_connect,
        sparrow_game_gamepad_disconnect, sparrow_game_hide, sparrow_game_key, sparrow_game_memory_warning,
        sparrow_game_resize, sparrow_game_show, sparrow_game_touch,
    },
    options::{
        SPARROW_AUDIO_NONE, SPARROW_AUDIO_PULL, SPARROW_OPTION_EMBEDDED_FONTS, SPARROW_OPTION_OFFLINE,
        SPARROW_OPTION_WINDOW_LATER, SPARROW_TIME_VIRTUAL, SparrowGameOptions, SparrowLimits,
    },
    sparrow_abi_version,
    status::*,
};
use std::{
    cell::{Cell, RefCell},
    ffi::{CStr, CString, c_char, c_void},
    mem::zeroed,
    ptr,
};

/// What an app notes; what it does in its callbacks.
#[derive(Default)]
struct App {
    lines: RefCell<Vec<String>>,
    errors: RefCell<Vec<String>>,
    open: RefCell<Vec<u64>>,
    statuses: RefCell<Vec<SparrowStatus>>,
    last_info: Cell<bool>,
}

unsafe fn app<'a>(user: *mut c_void) -> &'a App {
    unsafe { &*user.cast::<App>() }
}

unsafe fn string(text: *const c_char) -> String {
    unsafe { CStr::from_ptr(text) }.to_str().unwrap().to_owned()
}

unsafe extern "C" fn on_log(
    user: *mut c_void,
    _: *mut SparrowGame,
    level: u32,
    _: *const c_char,
    text: *const c_char,
) {
    let app = unsafe { app(user) };
    app.last_info.set(level == SPARROW_LOG_INFO);
    app.lines.borrow_mut().push(unsafe { string(text) });
}

unsafe extern "C" fn on_error(user: *mut c_void, _: *mut SparrowGame, text: *const c_char) {
    unsafe { app(user).errors.borrow_mut().push(string(text)) };
}

unsafe extern "C" fn on_service(
    user: *mut c_void,
    game: *mut SparrowGame,
    call: *const SparrowServiceCall,
) -> u32 {
    let (app, call) = unsafe { (app(user), &*call) };
    match unsafe { string(call.name) }.as_str() {
        "login" => {
            let status = unsafe { sparrow_game_answer(game, call.ticket, c"{\"code\": \"c\"}".as_ptr()) };
            app.statuses.borrow_mut().push(status);
            SPARROW_SERVED
        }
        "checkSession" => {
            app.open.borrow_mut().push(call.ticket);
            SPARROW_SERVED
        }
        "saveImageToPhotosAlbum" => {
            let options = unsafe { string(call.options) };
            let path = CString::new(options.split('"').nth(3).unwrap()).unwrap();
            app.lines.borrow_mut().push(unsafe { read_file(game, &path) });
            SPARROW_SERVED
        }
        "getClipboardData" => {
            // Answered, and said not to be served.
            let status = unsafe { sparrow_game_answer(game, call.ticket, ptr::null()) };
            app.statuses.borrow_mut().push(status);
            app.open.borrow_mut().push(call.ticket);
            SPARROW_NOT_SERVED
        }
        "setClipboardData" => {
            app.lines.borrow_mut().push(unsafe { string(call.options) });
            // Everything that is not allowed in a callback.
            let statuses = unsafe {
                [
                    sparrow_game_frame_at(game, 0.0, ptr::null_mut()),
                    sparrow_game_destroy(game),
                    sparrow_game_touch(game, SPARROW_DOWN, 5, 1.0, 1.0, 1.0),
                    sparrow_game_fail(game, call.ticket, c"no clipboard".as_ptr(), 7),
                ]
            };
            app.statuses.borrow_mut().extend(statuses);
            SPARROW_SERVED
        }
        _ => SPARROW_NOT_SERVED,
    }
}

/// A file as text, or why not.
unsafe fn read_file(game: *const SparrowGame, path: &CStr) -> String {
    let (mut size, mut bytes) = (9, vec![1u8; 4096]);
    let mut read = |to: *mut u8, capacity| unsafe {
        sparrow_game_read_file(game, path.as_ptr(), to, capacity, &raw mut size)
    };
    let status = read(ptr::null_mut(), 0);
    if status != SPARROW_STATUS_OK {
        return format!("{status} {}", unsafe { string(sparrow_game_message(game)) });
    }
    assert_eq!(read(bytes.as_mut_ptr(), 1), SPARROW_STATUS_TOO_SMALL);
    assert_eq!((read(bytes.as_mut_ptr(), 4096), bytes[size]), (SPARROW_STATUS_OK, 1));
    String::from_utf8(bytes[..size].to_vec()).unwrap()
}

/// A game from a script, in a folder of its own.
struct Fixture {
    folder: tempfile::TempDir,
    app: Box<App>,
}

impl Fixture {
    fn new(script: &str) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("game.js"), script).unwrap();
        std::fs::write(folder.path().join("game.json"), "{\"deviceOrientation\": \"portrait\"}").unwrap();
        Fixture { folder, app: Box::default() }
    }

    /// Creates the game with options that `change` has changed.
    fn create(
        &self,
        change: impl FnOnce(&mut SparrowGameOptions),
    ) -> Result<*mut SparrowGame, (SparrowStatus, String)> {
        let path = CString::new(self.folder.path().to_str().unwrap()).unwrap();
        let mut callbacks: SparrowCallbacks = unsafe { zeroed() };
        callbacks.size = size_of::<SparrowCallbacks>();
        callbacks.user = (&raw const *self.app).cast_mut().cast();
        callbacks.log = Some(on_log);
        callbacks.error = Some(on_error);
        callbacks.service = Some(on_service);
        let mut options: SparrowGameOptions = unsafe { zeroed() };
        options.size = size_of::<SparrowGameOptions>();
        options.package_path = path.as_ptr();
        options.time = SPARROW_TIME_VIRTUAL;
        options.audio = SPARROW_AUDIO_NONE;
        options.flags = SPARROW_OPTION_EMBEDDED_FONTS | SPARROW_OPTION_OFFLINE;
        options.callbacks = &raw const callbacks;
        (options.width, options.height) = (40.0, 30.0);
        let mut limits: SparrowLimits = unsafe { zeroed() };
        limits.size = size_of::<SparrowLimits>();
        // Threads of tests have 2 MiB.
        limits.stack_bytes = 512 << 10;
        options.limits = &raw const limits;
        change(&mut options);
        let (mut game, mut error) = (ptr::null_mut(), ptr::null_mut());
        match unsafe { sparrow_game_create(&raw const options, &raw mut game, &raw mut error) } {
            SPARROW_STATUS_OK => {
                assert!(!game.is_null() && error.is_null());
                Ok(game)
            }
            status => {
                assert!(game.is_null());
                let message = unsafe { string(sparrow_error_message(error)) };
                assert_eq!(unsafe { sparrow_error_status(error) }, status);
                unsafe { sparrow_error_free(error) };
                Err((status, message))
            }
        }
    }

    fn lines(&self) -> Vec<String> {
        self.app.lines.take()
    }
}

fn frames(game: *mut SparrowGame, from: u32, count: u32) -> SparrowFrame {
    let mut frame: SparrowFrame = unsafe { zeroed() };
    frame.size = size_of::<SparrowFrame>();
    for n in from..from + count {
        let status = unsafe { sparrow_game_frame_at(game, f64::from(n) * 16.0, &raw mut frame) };
        assert_eq!(status, SPARROW_STATUS_OK, "{}", unsafe { string(sparrow_game_message(game)) });
    }
    frame
}

const DRAWS: &str = "
    const canvas = wx.createCanvas();
    const context = canvas.getContext('2d');
    context.fillStyle = '#ff8000';
    context.fillRect(0, 0, 40, 30);
    console.log('size', canvas.width, canvas.height);
    wx.onTouchStart((e) => console.log('start', e.touches.length, e.touches[0].clientX));
    wx.onTouchEnd((e) => console.log('end', e.touches.length));
    wx.onHide(() => console.log('hide'));
    wx.onShow(() => console.log('show'));
    wx.onMemoryWarning((e) => console.log('memory', e.level));
    wx.onWindowResize((e) => console.log('resize', e.windowWidth, e.windowHeight));
    wx.onKeyDown && wx.onKeyDown((e) => console.log('key', e.key));
    wx.onKeyboardInput((e) => console.log('keyboard', e.value));
";

#[test]
fn a_game_runs_and_shows_its_pixels() {
    assert_eq!(sparrow_abi_version(), SPARROW_ABI_VERSION);
    let fixture = Fixture::new(DRAWS);
    let game = fixture.create(|_| {}).unwrap();
    assert_eq!(fixture.lines(), ["size 40 30"]);
    assert!(fixture.app.last_info.get());
    let frame = frames(game, 0, 2);
    assert_eq!((frame.width, frame.height, frame.exit, frame.errors), (40, 30, 0, 0));
    assert_eq!(fixture.lines(), ["show"]);
    unsafe {
        let (mut width, mut height) = (9, 9);
        let mut pixels = vec![1u8; 40 * 30 * 4];
        let read = sparrow_game_read_pixels;
        assert_eq!(read(game, ptr::null_mut(), 0, &raw mut width, &raw mut height), SPARROW_STATUS_OK);
        assert_eq!((width, height), (40, 30));
        let short = pixels.len() - 1;
        let status = read(game, pixels.as_mut_ptr(), short, &raw mut width, &raw mut height);
        assert_eq!((status, width, pixels[0]), (SPARROW_STATUS_TOO_SMALL, 40, 1));
        let status = read(game, pixels.as_mut_ptr(), pixels.len(), &raw mut width, &raw mut height);
        assert_eq!(status, SPARROW_STATUS_OK);
        assert!(pixels.chunks_exact(4).all(|pixel| pixel == [255, 128, 0, 255]));
        assert_eq!(
            read(game, ptr::null_mut(), 0, ptr::null_mut(), &raw mut height),
            SPARROW_STATUS_BAD_ARGUMENT
        );
        assert_eq!(sparrow_game_destroy(game), SPARROW_STATUS_OK);
        assert_eq!(sparrow_game_destroy(ptr::null_mut()), SPARROW_STATUS_OK);
    }
}

#[test]
fn input_reaches_the_game_and_nonsense_does_not() {
    let fixture = Fixture::new(DRAWS);
    let game = fixture.create(|_| {}).unwrap();
    frames(game, 0, 1);
    fixture.lines();
    unsafe {
        let ok = [
            sparrow_game_touch(game, SPARROW_DOWN, 77, 12.0, 3.0, 1.0),
            sparrow_game_touch(game, SPARROW_UP, 77, 12.0, 3.0, 1.0),
            sparrow_game_resize(game, 50.0, 60.0),
            sparrow_game_memory_warning(game, 10),
            sparrow_game_hide(game),
            sparrow_game_show(game),
            sparrow_game_event(game, c"KeyboardInput".as_ptr(), c"{\"value\": \"x\"}".as_ptr()),
        ];
        assert_eq!(ok, [SPARROW_STATUS_OK; 7]);
        let bad = [
            sparrow_game_touch(game, 9, 1, 0.0, 0.0, 1.0),
            sparrow_game_touch(game, SPARROW_DOWN, 1, f64::NAN, 0.0, 1.0),
            sparrow_game_resize(game, 0.0, 5.0),
            sparrow_game_resize(game, 5.0, 1e9),
            sparrow_game_key(game, 1, ptr::null(), c"KeyA".as_ptr()),
            sparrow_game_key(game, 1, c"a".as_ptr(), c"\xff".as_ptr()),
            sparrow_game_event(game, ptr::null(), ptr::null()),
            sparrow_game_event(game, c"KeyboardInput".as_ptr(), c"{".as_ptr()),
            sparrow_game_answer(game, 1, c"3".as_ptr()),
            sparrow_game_fail(game, 1, ptr::null(), 0),
            sparrow_game_hide(ptr::null_mut()),
            sparrow_game_event(ptr::null_mut(), c"X".as_ptr(), ptr::null()),
        ];
        assert_eq!(bad, [SPARROW_STATUS_BAD_ARGUMENT; 12]);
        frames(game, 1, 2);
        let expected = ["start 1 12", "end 0", "resize 50 60", "memory 10", "hide", "show", "keyboard x"]
            .map(str::to_owned);
        assert_eq!(fixture.lines(), expected);
        sparrow_game_destroy(game);
    }
}

#[test]
fn services_are_answered_at_once_later_and_from_other_threads() {
    let fixture = Fixture::new(
        "wx.login({ success: (r) => console.log(r.errMsg, r.code) });
         wx.checkSession({ success: (r) => console.log(r.errMsg), fail: (e) => console.log(e.errMsg) });
         wx.setClipboardData({ data: 'd', fail: (e) => console.log(e.errMsg) });
         wx.scanCode({ fail: (e) => console.log(e.errMsg.split(' ')[0]) });",
    );
    let game = fixture.create(|_| {}).unwrap();
    frames(game, 0, 2);
    let lines = fixture.lines();
    assert!(lines.contains(&"{\"data\":\"d\"}".to_owned()), "{lines:?}");
    assert!(lines.contains(&"login:ok c".to_owned()), "{lines:?}");
    assert!(lines.contains(&"setClipboardData:fail no clipboard".to_owned()), "{lines:?}");
    assert!(lines.contains(&"scanCode:fail".to_owned()), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("checkSession")), "{lines:?}");
    let (ok, busy) = (SPARROW_STATUS_OK, SPARROW_STATUS_BUSY);
    assert_eq!(fixture.app.statuses.take(), [ok, busy, busy, ok, ok]);

    let ticket = fixture.app.open.take()[0];
    let address = game as usize;
    let elsewhere = std::thread::spawn(move || unsafe {
        let game = address as *mut SparrowGame;
        let message = string(sparrow_game_message(game));
        (
            sparrow_game_answer(game, ticket, ptr::null()),
            sparrow_game_frame_at(game, 99.0, ptr::null_mut()),
            sparrow_game_destroy(game),
            message,
        )
    });
    let wrong = SPARROW_STATUS_WRONG_THREAD;
    assert_eq!(elsewhere.join().unwrap(), (ok, wrong, wrong, String::new()));
    frames(game, 2, 1);
    assert_eq!(fixture.lines(), ["checkSession:ok"]);
    unsafe { sparrow_game_destroy(game) };
}

#[test]
fn a_ticket_is_good_for_one_answer() {
    let fixture = Fixture::new(
        "wx.checkSession({ success: (r) => console.log(r.errMsg) }); wx.getClipboardData({ fail: (e) => console.log(e.errMsg) });",
    );
    let game = fixture.create(|_| {}).unwrap();
    frames(game, 0, 1);
    let open = fixture.app.open.take();
    let [asked, not_served] = open[..] else { panic!("{open:?}") };
    let (ok, bad) = (SPARROW_STATUS_OK, SPARROW_STATUS_BAD_ARGUMENT);
    assert_eq!(fixture.app.statuses.take(), [ok]);
    unsafe {
        let answer = |ticket| sparrow_game_answer(game, ticket, ptr::null());
        assert_eq!(
            [answer(999), sparrow_game_fail(game, 999, c"no".as_ptr(), 0), answer(not_served)],
            [bad; 3]
        );
        // What cannot be read is no answer yet.
        assert_eq!(sparrow_game_answer(game, asked, c"{".as_ptr()), bad);
        assert_eq!(
            [answer(asked), answer(asked), sparrow_game_fail(game, asked, c"no".as_ptr(), 0)],
            [ok, bad, bad]
        );
    }
    frames(game, 1, 2);
    let said = [
        "wx.getClipboardData needs a host that supplies it",
        "getClipboardData:fail not supported",
        "checkSession:ok",
    ];
    assert_eq!(fixture.lines(), said);
    unsafe { sparrow_game_destroy(game) };
}

#[test]
fn the_app_reads_the_files_that_a_game_hands_to_it() {
    let fixture = Fixture::new(
        "const fs = wx.getFileSystemManager();
         fs.writeFileSync(`${wx.env.USER_DATA_PATH}/a.txt`, 'abc');
         wx.saveImageToPhotosAlbum({ filePath: `${wx.env.USER_DATA_PATH}/a.txt` });",
    );
    let game = fixture.create(|_| {}).unwrap();
    assert_eq!(fixture.lines(), ["abc"], "in the callback of the first script");
    unsafe {
        assert_eq!(read_file(game, c"http://usr/a.txt"), "abc");
        assert!(read_file(game, c"game.js").starts_with("const fs"));
        let none = read_file(game, c"http://tmp/none");
        assert!(
            none.starts_with(&format!("{SPARROW_STATUS_BAD_STORAGE} http://tmp/none: no such file")),
            "{none}"
        );
        let mut size = 9;
        assert_eq!(
            sparrow_game_read_file(game, ptr::null(), ptr::null_mut(), 0, &raw mut size),
            SPARROW_STATUS_BAD_ARGUMENT
        );
        assert_eq!(size, 0);
        sparrow_game_destroy(game);
    }
}

#[test]
fn the_app_limits_pixels_and_files() {
    let fixture = Fixture::new(
        "const canvas = wx.createCanvas();
         canvas.width = canvas.height = 100;
         canvas.getContext('2d').fillRect(0, 0, 100, 100);
         console.log(canvas.getContext('2d').getImageData(0, 0, 1, 1).data[3]);
         const fs = wx.getFileSystemManager();
         try { fs.writeFileSync(`${wx.env.USER_DATA_PATH}/a.txt`, 'a'.repeat(1000)); console.log('written'); } catch (e) { console.log('full'); }",
    );
    let mut limits: SparrowLimits = unsafe { zeroed() };
    limits.size = size_of::<SparrowLimits>();
    let game = fixture.create(|o| o.limits = &raw const limits).unwrap();
    assert_eq!(fixture.lines(), ["255", "written"]);
    unsafe { sparrow_game_destroy(game) };
    (limits.pixel_bytes, limits.user_file_bytes) = (100 * 100 * 4 - 1, 999);
    let game = fixture.create(|o| o.limits = &raw const limits).unwrap();
    assert_eq!(fixture.lines(), ["0", "full"]);
    unsafe { sparrow_game_destroy(game) };
}

#[test]
fn a_game_may_be_made_before_its_window() {
    let fixture = Fixture::new(DRAWS);
    // Where there is no real GPU it is drawn on the CPU.
    let game = fixture.create(|o| o.flags |= SPARROW_OPTION_WINDOW_LATER).unwrap();
    assert_eq!(frames(game, 0, 2).width, 40);
    unsafe { sparrow_game_destroy(game) };
}

#[test]
fn a_frame_is_ended_from_another_thread() {
    let fixture = Fixture::new(
        "requestAnimationFrame(function again() { requestAnimationFrame(again); console.log('hangs'); for (;;); });",
    );
    let game = fixture.create(|_| {}).unwrap();
    let (address, done) = (game as usize, std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false)));
    let over = done.clone();
    let other = std::thread::spawn(move || {
        while !over.load(std::sync::atomic::Ordering::Relaxed) {
            std::thread::sleep(std::time::Duration::from_millis(20));
            let game = address as *const SparrowGame;
            assert_eq!(unsafe { sparrow_game_interrupt(game) }, SPARROW_STATUS_OK);
        }
    });
    let before = std::time::Instant::now();
    // Without the other thread each of them would take the watchdog's ten seconds.
    let stopped: u32 = (0..10).map(|n| frames(game, n, 1).stopped).sum();
    assert!(before.elapsed().as_secs() < 50, "{:?}", before.elapsed());
    let lines = fixture.lines();
    let hung = lines.iter().filter(|line| *line == "hangs").count();
    // An animation frame is not due in each of them.
    assert!(stopped >= 5 && hung == stopped as usize, "{stopped} {lines:?}");
    done.store(true, std::sync::atomic::Ordering::Relaxed);
    other.join().unwrap();
    unsafe {
        assert_eq!(sparrow_game_interrupt(ptr::null()), SPARROW_STATUS_BAD_ARGUMENT);
        sparrow_game_destroy(game);
    }
}

#[test]
fn errors_of_the_game_are_told_and_it_runs_on() {
    let fixture = Fixture::new("setTimeout(() => { throw new Error('late'); }, 1); missing();");
    let game = fixture.create(|_| {}).unwrap();
    assert!(fixture.app.errors.borrow()[0].contains("missing is not defined"));
    let frame = frames(game, 0, 3);
    assert_eq!((frame.errors, fixture.app.errors.borrow().len()), (2, 2));
    assert!(fixture.app.errors.borrow()[1].contains("late"));
    unsafe { sparrow_game_destroy(game) };
}

#[test]
fn what_cannot_be_created_says_why() {
    let fixture = Fixture::new("");
    let refused = |change: &dyn Fn(&mut SparrowGameOptions)| fixture.create(|o| change(o)).unwrap_err();
    let (bad, package) = (SPARROW_STATUS_BAD_ARGUMENT, SPARROW_STATUS_BAD_PACKAGE);
    let expect = |change: &dyn Fn(&mut SparrowGameOptions), status: SparrowStatus, part: &str| {
        let (got, message) = refused(change);
        assert_eq!(got, status, "{message}");
        assert!(message.contains(part), "{message}");
    };
    expect(&|o| o.size = 0, bad, "SPARROW_GAME_OPTIONS_INIT");
    expect(&|o| o.size = usize::MAX, bad, "SPARROW_GAME_OPTIONS_INIT");
    expect(&|o| o.package_path = ptr::null(), bad, "package_bytes");
    expect(&|o| o.package_path = c"/no/such/game".as_ptr(), package, "/no/such");
    expect(&|o| o.package_path = c"\xff".as_ptr(), bad, "package_path is not UTF-8");
    expect(&|o| o.width = -1.0, bad, "width -1");
    expect(&|o| o.height = f64::NAN, bad, "height NaN");
    expect(&|o| o.safe_right = 400.0, bad, "safe area");
    expect(&|o| o.renderer = 9, bad, "renderer 9");
    expect(&|o| o.time = 9, bad, "time 9");
    expect(&|o| o.audio = 9, bad, "audio 9");
    expect(&|o| o.flags = 1 << 31, bad, "flags");
    expect(&|o| (o.audio, o.audio_rate_hz) = (SPARROW_AUDIO_PULL, 5), bad, "audio_rate_hz 5");
    expect(&|o| o.data_folder = c"/tmp".as_ptr(), bad, "app_id");
    let zip = b"no zip";
    let not_zip = |o: &mut SparrowGameOptions| {
        o.package_path = ptr::null();
        (o.package_bytes, o.package_length) = (zip.as_ptr(), zip.len());
    };
    expect(&not_zip, package, "zip");
    let (mut game, status) = (ptr::null_mut(), sparrow_game_create);
    unsafe {
        assert_eq!(status(ptr::null(), &raw mut game, ptr::null_mut()), bad);
        assert_eq!(status(ptr::null(), ptr::null_mut(), ptr::null_mut()), bad);
    }
}

#[test]
fn a_stack_that_is_too_small_is_refused_before_it_overflows() {
    let fixture = Fixture::new("");
    let mut limits: SparrowLimits = unsafe { zeroed() };
    limits.size = size_of::<SparrowLimits>();
    limits.stack_bytes = 8 << 20;
    let (status, message) = fixture.create(|o| o.limits = &raw const limits).unwrap_err();
    assert_eq!(status, SPARROW_STATUS_BAD_ARGUMENT);
    assert!(message.contains("limits.stack_bytes"), "{message}");
    // Endless recursion is an error of the game's, with the default of this thread, too.
    let deep = Fixture::new("const f = (n) => [n].map((m) => f(m + 1)); f(0);");
    let game = deep.create(|o| o.limits = ptr::null()).unwrap();
    assert!(deep.app.errors.borrow()[0].contains("stack"), "{:?}", deep.app.errors);
    unsafe { sparrow_game_destroy(game) };
}

#[test]
fn older_and_newer_structs_are_understood() {
    let fixture = Fixture::new(DRAWS);
    // An older header ends before the callbacks.
    let older = std::mem::offset_of!(SparrowGameOptions, callbacks);
    let game = fixture.create(|o| o.size = older).unwrap();
    assert!(fixture.lines().is_empty(), "its callbacks were not read");
    // A frame of an older header is written as far as it goes.
    let mut frame: SparrowFrame = unsafe { zeroed() };
    frame.size = std::mem::offset_of!(SparrowFrame, width);
    frame.height = 7;
    assert_eq!(unsafe { sparrow_game_frame_at(game, 0.0, &raw mut frame) }, SPARROW_STATUS_OK);
    assert_eq!((frame.size, frame.width, frame.height), (std::mem::offset_of!(SparrowFrame, width), 0, 7));
    assert!(frame.interval_ms > 16.0);
    unsafe { sparrow_game_destroy(game) };

    #[repr(C)]
    struct Newer {
        known: SparrowLimits,
        later: u64,
    }
    let mut newer: Newer = unsafe { zeroed() };
    newer.known.size = size_of::<Newer>();
    newer.known.stack_bytes = 512 << 10;
    let newer_limits = |o: &mut SparrowGameOptions, newer: &Newer| o.limits = (&raw const *newer).cast();
    let game = fixture.create(|o| newer_limits(o, &newer)).unwrap();
    unsafe { sparrow_game_destroy(game) };
    newer.later = 1;
    let (_, message) = fixture.create(|o| newer_limits(o, &newer)).unwrap_err();
    assert!(message.contains("does not have"), "{message}");
}

#[test]
fn time_is_real_or_virtual_and_not_both() {
    let fixture = Fixture::new("");
    let (virtual_game, real_game) =
        (fixture.create(|_| {}).unwrap(), fixture.create(|o| o.time = 0).unwrap());
    unsafe {
        assert_eq!(sparrow_game_frame(virtual_game, ptr::null_mut()), SPARROW_STATUS_BAD_ARGUMENT);
        assert!(string(sparrow_game_message(virtual_game)).contains("sparrow_game_frame_at"));
        assert_eq!(
            sparrow_game_frame_at(virtual_game, f64::NAN, ptr::null_mut()),
            SPARROW_STATUS_BAD_ARGUMENT
        );
        assert_eq!(sparrow_game_frame_at(real_game, 0.0, ptr::null_mut()), SPARROW_STATUS_BAD_ARGUMENT);
        assert_eq!(sparrow_game_frame(real_game, ptr::null_mut()), SPARROW_STATUS_OK);
        sparrow_game_destroy(virtual_game);
        sparrow_game_destroy(real_game);
    }
}

#[test]
fn sound_is_pulled_on_another_thread_and_outlives_the_game() {
    let fixture = Fixture::new("");
    let silent = fixture.create(|_| {}).unwrap();
    let game = fixture.create(|o| o.audio = SPARROW_AUDIO_PULL).unwrap();
    unsafe {
        let mut audio = ptr::null_mut();
        assert_eq!(sparrow_game_audio(silent, &raw mut audio), SPARROW_STATUS_BAD_ARGUMENT);
        assert!(audio.is_null());
        assert_eq!(sparrow_game_audio(game, &raw mut audio), SPARROW_STATUS_OK);
        let address = audio as usize;
        let pull = move || {
            let mut samples = [1.0f32; 64];
            sparrow_audio_pull(address as *const _, samples.as_mut_ptr(), 32);
            samples
        };
        assert_eq!(std::thread::spawn(pull).join().unwrap(), [0.0; 64]);
        sparrow_game_destroy(game);
        sparrow_game_destroy(silent);
        assert_eq!(pull(), [0.0; 64]);
        sparrow_audio_release(audio);
        sparrow_audio_pull(ptr::null(), ptr::null_mut(), 5);
    }
}

#[test]
fn a_gamepad_of_the_app_is_the_games() {
    let fixture = Fixture::new(
        "wx.onGamepadConnected(({ gamepad }) => console.log(gamepad.id, gamepad.mapping));
         wx.onGamepadDisconnected(({ gamepad }) => console.log(gamepad.buttons[1].value, gamepad.axes[3]));",
    );
    let game = fixture.create(|_| {}).unwrap();
    unsafe {
        assert_eq!(sparrow_game_gamepad_connect(game, 0, c"App's pad".as_ptr()), SPARROW_STATUS_OK);
        assert_eq!(sparrow_game_gamepad_button(game, 0, 1, 0.5), SPARROW_STATUS_OK);
        assert_eq!(sparrow_game_gamepad_axis(game, 0, 3, -1.0), SPARROW_STATUS_OK);
        assert_eq!(sparrow_game_gamepad_disconnect(game, 0), SPARROW_STATUS_OK);
        assert_eq!(sparrow_game_gamepad_connect(game, 4, c"x".as_ptr()), SPARROW_STATUS_BAD_ARGUMENT);
        assert_eq!(sparrow_game_gamepad_button(game, 0, 17, 1.0), SPARROW_STATUS_BAD_ARGUMENT);
        assert_eq!(sparrow_game_gamepad_axis(game, 0, 0, f64::NAN), SPARROW_STATUS_BAD_ARGUMENT);
        assert_eq!(sparrow_game_frame_at(game, 16.0, ptr::null_mut()), SPARROW_STATUS_OK);
        sparrow_game_destroy(game);
    }
    assert_eq!(fixture.lines(), ["App's pad standard", "0.5 -1"]);
}

#[test]
fn a_restart_has_the_query_that_the_game_asks_for() {
    let fixture = Fixture::new(
        "let n = 0;
        const { query } = wx.getLaunchOptionsSync();
        console.log(JSON.stringify(query));
        requestAnimationFrame(function next() {
            n += 1;
            if (n === 2) wx.restartMiniProgram({ path: 'index?level=3&from=ada' });
            if (n === 4) wx.restartMiniProgram();
            requestAnimationFrame(next);
        });",
    );
    let game = fixture.create(|_| {}).unwrap();
    let seen: Vec<(u32, String)> = (0..12)
        .map(|n| (frames(game, n, 1).restart, unsafe { string(sparrow_game_restart_query(game)) }))
        .collect();
    let asked: Vec<&str> =
        seen.iter().filter(|(restart, _)| *restart == 1).map(|(_, query)| &**query).collect();
    assert_eq!(asked, ["level=3&from=ada", ""]);
    assert!(seen.iter().all(|(restart, query)| *restart == 1 || query.is_empty()), "{seen:?}");
    let wanted = CString::new(asked[0]).unwrap();
    unsafe { sparrow_game_destroy(game) };
    let game = fixture.create(|options| options.launch_query = wanted.as_ptr()).unwrap();
    unsafe { sparrow_game_destroy(game) };
    assert_eq!(fixture.lines(), ["{}", r#"{"from":"ada","level":"3"}"#]);
}

#[test]
fn what_a_game_keeps_is_its_own_and_survives() {
    let data = tempfile::tempdir().unwrap();
    let folder = CString::new(data.path().to_str().unwrap()).unwrap();
    let run = |script: &str, id: &CStr| {
        let fixture = Fixture::new(script);
        let game = fixture.create(|o| (o.data_folder, o.app_id) = (folder.as_ptr(), id.as_ptr())).unwrap();
        unsafe { sparrow_game_destroy(game) };
        fixture.lines()
    };
    run("wx.setStorageSync('k', 'v')", c"one");
    assert_eq!(run("console.log(wx.getStorageSync('k'))", c"one"), ["v"]);
    assert_eq!(run("console.log('[' + wx.getStorageSync('k') + ']')", c"two"), ["[]"]);
}

#[test]
fn panics_end_at_the_boundary() {
    let refusal = guarded(|| -> Result<(), Refusal> { panic!("a fault: {}", 7) }).unwrap_err();
    assert_eq!(refusal.status, SPARROW_STATUS_INTERNAL);
    assert!(refusal.message.contains("a fault: 7"));
}
