//! The tools as a game developer uses them, one after another: new, check, test, pack, serve, run out of the cache, update.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};
use tempfile::TempDir;

/// A folder to work in; everything that the player keeps lies in it.
struct Desk {
    root: TempDir,
}

struct Serving {
    child: Child,
    url: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Desk {
    fn new() -> Desk {
        Desk { root: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sparrow"));
        command.args(arguments).current_dir(self.root.path()).env("SPARROW_HOME", self.path("home"));
        command
    }

    fn sparrow(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must end with `code`; gives what it printed.
    fn expect(&self, code: i32, arguments: &[&str]) -> String {
        let output = self.sparrow(arguments);
        let text =
            format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(code), "sparrow {}: {text}", arguments.join(" "));
        text
    }

    fn write(&self, path: &str, text: &str) {
        let file = self.path(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }

    fn serve(&self, arguments: &[&str]) -> Serving {
        let mut child = self
            .command(&[&["serve"], arguments, &["--port", "0"]].concat())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut lines = lines.map_while(Result::ok);
        let line = lines.find(|line| line.contains("--from")).expect("it says how to play");
        let url = line.rsplit(' ').next().unwrap().to_owned();
        // The pipe must go on being read.
        std::thread::spawn(move || lines.for_each(drop));
        Serving { child, url }
    }

    /// Plays some frames out of the cache.
    fn play(&self, code: i32, more: &[&str]) -> String {
        let run = ["run", "app://a-game", "--headless", "--frames", "90", "--renderer", "raster", "--mute"];
        self.expect(code, &[&run, more].concat())
    }
}

#[test]
fn a_new_game_is_sound_and_its_test_passes() {
    let desk = Desk::new();
    let text = desk.expect(0, &["new", "a-game"]);
    assert!(text.contains("sparrow run ."), "{text}");
    assert!(desk.expect(1, &["new", "a-game"]).contains("there already"));
    let text = desk.expect(0, &["check", "a-game", "--strict"]);
    assert!(text.contains("0 errors, 0 warnings"), "{text}");
    assert!(desk.expect(0, &["info", "a-game"]).contains("a-game"));
    assert!(desk.expect(1, &["test", "a-game"]).contains("there is no"), "nothing is expected yet");
    assert!(desk.path("a-game/sparrow-report.html").exists());
    desk.expect(0, &["test", "a-game", "--bless"]);
    assert!(desk.expect(0, &["test", "a-game", "start"]).contains("1 passed, 0 failed"));
    // A change of the picture is a failure with a picture in the report.
    let ball = fs::read_to_string(desk.path("a-game/src/ball.js")).unwrap();
    desk.write("a-game/src/ball.js", &ball.replace("#f2b134", "#3434f2"));
    assert!(desk.expect(1, &["test", "a-game", "--report", "out.html"]).contains("pixels"));
    let report = fs::read_to_string(desk.path("out.html")).unwrap();
    assert!(report.contains("difference: red") && report.matches("data:image/png").count() >= 3);
    assert!(desk.expect(2, &["test", "a-game", "none"]).contains("no test with 'none'"));
    desk.write("a-game/src/ball.js", &format!("{ball}\nrequire('./none');"));
    assert!(desk.expect(1, &["check", "a-game"]).contains("missing-module"));
    assert!(desk.expect(3, &["check", "nothing"]).contains("nothing"));
}

#[test]
fn a_recorded_run_is_a_test() {
    let desk = Desk::new();
    desk.expect(0, &["new", "a-game"]);
    desk.write("taps.json", r#"[{ "frame": 20, "tap": [187, 300] }]"#);
    let recording = "a-game/tests/played/run.sprec";
    fs::create_dir_all(desk.path("a-game/tests/played")).unwrap();
    let run = ["run", "a-game", "--headless", "--frames", "60", "--renderer", "raster", "--embedded-fonts"];
    desk.expect(0, &[&run[..], &["--input", "taps.json", "--record", recording]].concat());
    let test = "package = \"../..\"\nrecording = \"run.sprec\"\nframes = 100\nrenderers = [\"raster\"]\n";
    desk.write("a-game/tests/played/test.toml", test);
    assert!(desk.expect(0, &["test", "a-game", "played"]).contains("1 passed, 0 failed"));
    // Its pictures are compared without any that were blessed.
    let ball = fs::read_to_string(desk.path("a-game/src/ball.js")).unwrap();
    desk.write("a-game/src/ball.js", &ball.replace("#f2b134", "#3434f2"));
    assert!(desk.expect(1, &["test", "a-game", "played"]).contains("the picture is another one"));
    // What asks the world for something else leaves the recording.
    desk.write("a-game/src/ball.js", &format!("wx.setStorageSync('new', 1);\n{ball}"));
    assert!(desk.expect(1, &["test", "a-game", "played"]).contains("run.sprec: "));
}

#[test]
fn a_packed_and_signed_game_is_played_and_told_from_a_changed_one() {
    let desk = Desk::new();
    desk.expect(0, &["new", "a-game"]);
    desk.expect(0, &["pack", "--new-key", "me.pem"]);
    assert!(desk.expect(1, &["pack", "--new-key", "me.pem"]).contains("exists"));
    desk.expect(0, &["pack", "a-game", "-o", "a.zip", "--minify", "--compile", "--key", "me.pem"]);
    let text = desk.expect(0, &["run", "a.zip", "--headless", "--frames", "5", "--renderer", "raster"]);
    assert!(text.contains("a-game is ready"), "{text}");
    assert!(desk.expect(0, &["info", "a.zip"]).contains("signed by"));
    let mut bytes = fs::read(desk.path("a.zip")).unwrap();
    bytes.push(0);
    fs::write(desk.path("a.zip"), bytes).unwrap();
    assert!(desk.expect(1, &["info", "a.zip"]).contains("changed"));
    let run = ["run", "a.zip", "--headless", "--frames", "5", "--renderer", "raster"];
    let text = desk.expect(3, &run);
    assert!(text.contains("was changed after it was signed") && !text.contains("is ready"), "{text}");
    assert!(
        desk.expect(2, &["pack", "a-game", "-o", "a.zip"]).contains("a.zip.sig"),
        "no zip beside another's signature"
    );
    desk.write("a.zip.sig", "nonsense");
    assert!(desk.expect(3, &run).contains("the signature is no"));
    fs::remove_file(desk.path("a.zip.sig")).unwrap();
    desk.expect(0, &run);
    desk.expect(0, &["pack", "a-game", "-o", "release"]);
    assert!(desk.path("release/release.json").exists());
}

#[test]
fn what_is_packed_into_its_own_folder_holds_no_earlier_zip() {
    let desk = Desk::new();
    desk.expect(0, &["new", "a-game"]);
    let pack = |more: &[&str]| desk.expect(0, &[&["pack", "a-game"], more].concat());
    // Templates ignore .zip; games that somebody has do not.
    let project = fs::read_to_string(desk.path("a-game/project.config.json")).unwrap();
    desk.write("a-game/project.config.json", &project.replace(".zip", ".none"));
    desk.write("a-game/sparrow-report.html", "of a failed test");
    let first = pack(&["--out", "a-game/g.zip"]);
    assert_eq!(pack(&["--out", "a-game/g.zip"]), first, "the same files give the same zip");
    let first = pack(&["--out", "a-game/release"]);
    assert_eq!(pack(&["--out", "a-game/release"]), first);
    let text = desk.expect(0, &["info", "a-game/g.zip"]);
    assert!(text.contains("name           a-game") && text.contains("touristappid"), "{text}");
    desk.expect(3, &["info", "a-game/release"]);
    assert!(desk.expect(3, &["check", "a-game/release"]).contains("this is a release"));
}

#[test]
fn a_signed_release_is_not_made_an_unsigned_one() {
    let desk = Desk::new();
    desk.expect(0, &["new", "a-game"]);
    desk.expect(0, &["pack", "--new-key", "me.pem"]);
    desk.expect(0, &["pack", "a-game", "-o", "r", "--key", "me.pem"]);
    let release = fs::read(desk.path("r/release.json")).unwrap();
    desk.write("a-game/more.txt", "more");
    assert!(desk.expect(2, &["pack", "a-game", "-o", "r"]).contains("release.json.sig"));
    assert_eq!(fs::read(desk.path("r/release.json")).unwrap(), release, "nothing was written");
    let text = desk.expect(0, &["pack", "a-game", "-o", "r", "--key", "me.pem"]);
    assert!(text.contains("1 file of older releases"), "{text}");
    // The number of a signed release grows with what it holds.
    let release = || fs::read_to_string(desk.path("r/release.json")).unwrap();
    let number = |text: &str| -> u64 {
        let (_, number) = text.split_once("\"sequence\": ").expect("a number");
        number.split([',', '\n']).next().unwrap().parse().unwrap()
    };
    let before = release();
    desk.expect(0, &["pack", "a-game", "-o", "r", "--key", "me.pem"]);
    assert_eq!(release(), before, "the same files are the same release");
    desk.write("a-game/more.txt", "even more");
    desk.expect(0, &["pack", "a-game", "-o", "r", "--key", "me.pem"]);
    assert!(number(&release()) > number(&before));
    let text = desk.expect(2, &["pack", "a-game", "-o", "r", "--key", "me.pem", "--sequence", "5"]);
    assert!(text.contains("players would refuse it"), "{text}");
    fs::remove_file(desk.path("r/release.json.sig")).unwrap();
    desk.expect(0, &["pack", "a-game", "-o", "r"]);
    assert!(!release().contains("sequence"));
}

#[test]
fn what_is_not_there_is_said_before_anything_else() {
    let desk = Desk::new();
    // Without a display, too, the package comes first.
    let run = |package: &str| {
        let mut command = desk.command(&["run", package]);
        let output = command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, text) = run("nothing");
    assert!(code == Some(3) && text.contains("nothing"), "{text}");
    for command in ["info", "check"] {
        let text = desk.expect(3, &[command, "app://nothing"]);
        assert!(text.contains("app://nothing is not in the cache"), "{text}");
    }
    desk.expect(3, &["run", "app://nothing", "--headless"]);
    assert!(!desk.path("home/apps/nothing").exists(), "no folder is left");
    if cfg!(target_os = "linux") {
        desk.expect(0, &["new", "a-game"]);
        let (code, text) = run("a-game");
        assert!(code == Some(4) && text.contains("--headless") && !text.contains(".rs:"), "{text}");
    }
}

#[test]
fn the_report_of_a_failed_test_goes_when_all_pass() {
    let desk = Desk::new();
    desk.expect(0, &["new", "a-game"]);
    desk.expect(0, &["test", "a-game", "--bless"]);
    let report = desk.path("a-game/sparrow-report.html");
    desk.write("a-game/sparrow-report.html", "an earlier failure");
    desk.expect(0, &["test", "a-game", "start"]);
    assert!(report.exists(), "some tests say nothing of the others");
    desk.expect(0, &["test", "a-game"]);
    assert!(!report.exists());
}

#[test]
fn a_replay_is_not_measured_with_what_it_compares() {
    let desk = Desk::new();
    desk.expect(0, &["new", "a-game"]);
    desk.expect(
        0,
        &["run", "a-game", "--headless", "--frames", "60", "--renderer", "raster", "--record", "a.sprec"],
    );
    let replay =
        ["profile", "a-game", "--replay", "a.sprec", "--renderer", "raster", "--budget", "sync points = 0"];
    let text = desk.expect(0, &replay);
    assert!(text.contains("pictures equal") && !text.contains("readback:"), "{text}");
}

const LOADS: &str = r#"
const task = wx.loadSubpackage({ name: 'stage', success: (r) => console.log(r.errMsg), fail: (e) => console.log(e.errMsg) });
let told = 0;
task.onProgressUpdate((p) => { told = p.totalBytesWritten; if (p.progress === 100) console.log('whole', told === p.totalBytesExpectedToWrite); });
"#;

#[test]
fn subpackages_come_over_http_and_stay() {
    let desk = Desk::new();
    desk.write("a-game/game.json", r#"{"subpackages": [{"name": "stage", "root": "stage"}]}"#);
    desk.write("a-game/game.js", LOADS);
    desk.write("a-game/stage/game.js", "console.log('the stage runs')");
    desk.write("a-game/stage/data.txt", &"0123456789".repeat(1000));
    let serving = desk.serve(&["a-game", "--app-id", "a-game"]);
    let text = desk.play(0, &["--from", &serving.url]);
    for line in ["whole true", "the stage runs", "loadSubpackage:ok"] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    assert!(desk.expect(0, &["info", "app://a-game"]).contains("stage"), "info looks into the cache");
    drop(serving);
    let text = desk.play(0, &["--offline"]);
    assert!(text.contains("the stage runs"), "out of the cache: {text}");
    assert!(desk.expect(3, &["run", "app://another", "--headless"]).contains("--from"));
}

const ALONE: &str = r#"
console.log('rank VERSION runs');
if (wx.getLaunchOptionsSync().query.main) {
  wx.loadSubpackage({ name: '__GAME__', success: (r) => console.log('main', r.errMsg), fail: (e) => console.log('main', e.errMsg) });
}
"#;

#[test]
fn an_independent_subpackage_comes_and_starts_without_the_main_package() {
    let desk = Desk::new();
    desk.write(
        "a-game/game.json",
        r#"{"subpackages": [{"name": "rank", "root": "rank/", "independent": true}]}"#,
    );
    desk.write("a-game/game.js", "console.log('the main package runs')");
    let set = |version: &str| desk.write("a-game/rank/game.js", &ALONE.replace("VERSION", version));
    set("one");
    let run = ["run", "a-game", "--headless", "--frames", "20", "--renderer", "raster", "--mute"];
    let text = desk.expect(0, &[&run[..], &["--subpackage", "rank", "--query", "main=1"]].concat());
    let place = |text: &str, what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is not in {text}"));
    assert!(place(&text, "rank one runs") < place(&text, "the main package runs"));
    let text = desk.expect(2, &[&run[..], &["--subpackage", "none"]].concat());
    assert!(text.contains("independent ones: rank"), "{text}");
    // From a server: that part and no other.
    let parts = || {
        let names = fs::read_dir(desk.path("home/apps/a-game/parts")).unwrap();
        names.filter(|name| name.as_ref().unwrap().path().extension().is_some_and(|e| e == "zip")).count()
    };
    let serving = desk.serve(&["a-game", "--app-id", "a-game"]);
    let text = desk.play(0, &["--from", &serving.url, "--subpackage", "/rank/"]);
    assert!(text.contains("rank one runs") && !text.contains("main"), "{text}");
    assert_eq!(parts(), 1);
    let text = desk.play(0, &["--offline", "--subpackage", "rank", "--query", "main=1"]);
    assert!(text.contains("rank one runs") && text.contains("main loadSubpackage:fail offline"), "{text}");
    assert!(desk.play(3, &["--offline"]).contains("is not in the cache"), "the main package is not here");
    let text = desk.play(0, &["--subpackage", "rank", "--query", "main=1"]);
    assert!(text.contains("the main package runs") && text.contains("main loadSubpackage:ok"), "{text}");
    assert_eq!(parts(), 2);
    // A newer one is fetched beside, and starts next.
    set("two");
    wait_for_fresh();
    let text = desk.play(0, &["--subpackage", "rank"]);
    assert!(text.contains("rank one runs") && text.contains("it starts next"), "{text}");
    assert!(desk.play(0, &["--offline", "--subpackage", "rank"]).contains("rank two runs"));
    assert!(desk.play(0, &[]).contains("the main package runs"));
    assert!(desk.play(0, &["--offline", "--subpackage", "rank"]).contains("rank two runs"));
    assert!(desk.play(3, &["--subpackage", "none"]).contains("no subpackage of that name"));
}

const UPDATES: &str = r#"
console.log('version VERSION');
const updates = wx.getUpdateManager();
updates.onCheckForUpdate((r) => console.log('has update', r.hasUpdate));
updates.onUpdateReady(() => { console.log('ready'); updates.applyUpdate(); });
updates.onUpdateFailed(() => console.log('failed'));
"#;

#[test]
fn an_update_is_fetched_beside_applied_and_given_up_when_it_is_broken() {
    let desk = Desk::new();
    let set = |version: &str| desk.write("a-game/game.js", &UPDATES.replace("VERSION", version));
    desk.write("a-game/game.json", "{}");
    set("one");
    let serving = desk.serve(&["a-game", "--app-id", "a-game"]);
    let text = desk.play(0, &["--from", &serving.url]);
    assert!(text.contains("version one"), "{text}");
    assert!(desk.play(0, &[]).contains("has update false"));
    set("two");
    wait_for_fresh();
    let text = desk.play(0, &[]);
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what} is not in {text}"));
    assert!(place("version one") < place("has update true") && place("ready") < place("version two"));
    desk.write("a-game/game.js", "console.log('version three'); throw new Error('broken')");
    wait_for_fresh();
    let text = desk.play(0, &[]);
    assert!(text.contains("version two") && text.contains("ready"), "{text}");
    assert!(text.contains("is broken") && text.matches("version two").count() >= 2, "it falls back: {text}");
    let text = desk.play(0, &[]);
    assert!(
        text.contains("has update false") && !text.contains("version three"),
        "it is not taken again: {text}"
    );
    assert!(!text.contains("could not be used"), "what was told is not told again: {text}");
    drop(serving);
    let text = desk.play(0, &[]);
    assert!(text.contains("version two") && text.contains("no update"), "{text}");
}

#[test]
fn looking_at_an_update_is_no_start_of_it() {
    let desk = Desk::new();
    let set = |version: &str| desk.write("a-game/game.js", &format!("console.log('version {version}')"));
    desk.write("a-game/game.json", "{}");
    set("one");
    let serving = desk.serve(&["a-game", "--app-id", "a-game"]);
    assert!(desk.play(0, &["--from", &serving.url]).contains("version one"));
    let one = desk.expect(0, &["info", "app://a-game"]);
    set("two, which is longer");
    wait_for_fresh();
    assert!(desk.play(0, &[]).contains("it starts next"));
    for _ in 0..2 {
        desk.expect(0, &["info", "app://a-game"]);
        desk.expect(0, &["check", "app://a-game"]);
    }
    assert_ne!(desk.expect(0, &["info", "app://a-game"]), one, "it is the next version");
    let text = desk.play(0, &["--offline"]);
    assert!(text.contains("version two") && !text.contains("could not be used"), "{text}");
}

/// The server looks at the files again after 0.3 s.
fn wait_for_fresh() {
    std::thread::sleep(std::time::Duration::from_millis(400));
}

#[test]
fn limits_are_set_and_what_was_refused_is_told() {
    let desk = Desk::new();
    desk.write("g/game.json", "{}");
    desk.write(
        "g/game.js",
        "for (let i = 0; i < 60; i++) try { setTimeout(() => {}, 1e6) } catch (e) {}\nfor (let i = 0; i < 7; i++) wx.connectSocket({ url: 'ws://127.0.0.1:9' })",
    );
    let run = [
        "run",
        "g",
        "--headless",
        "--frames",
        "3",
        "--renderer",
        "raster",
        "--limit",
        "timers=50",
        "--limits",
    ];
    let text = desk.expect(0, &run);
    let line = |what: &str| {
        text.lines().find(|line| line.contains(what)).unwrap_or_else(|| panic!("no {what} in {text}"))
    };
    assert!(line(" timers ").trim_end().ends_with("10"), "{text}");
    assert!(line(" sockets ").trim_end().ends_with('2'), "{text}");
    assert!(desk.expect(2, &["run", "g", "--limit", "timers"]).contains("NAME=VALUE"));
}

#[test]
fn completions_and_pages_are_printed() {
    let desk = Desk::new();
    assert!(desk.expect(0, &["completions", "bash"]).contains("_sparrow"));
    assert!(desk.expect(0, &["man"]).contains(".TH"));
    assert!(Path::new(env!("CARGO_BIN_EXE_sparrow")).exists());
}
