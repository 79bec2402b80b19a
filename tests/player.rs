//! The program itself: recordings on disk, the console, figures over the game, restarts.
//!
//! Needs the built player; `cargo xtask test window` builds it, and runs this too.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use sparrow_tests::picture::Picture;
use sparrow_tests::program::{player, root};

/// Runs the player beside this test, with lines on its standard input.
fn sparrow(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(player())
        .args(args)
        .env("NO_COLOR", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the player starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn a_recorded_run_replays_and_another_package_does_not() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("run.sprec");
    let file = file.to_str().expect("a plain path");
    let hop = root().join("examples/hop");
    let hop = hop.to_str().expect("a plain path");
    let input = folder.path().join("input.json");
    std::fs::write(&input, r#"[{ "frame": 62, "tap": [187, 500] }, { "frame": 82, "tap": [187, 500] }]"#)
        .expect("a script");
    let input = input.to_str().expect("a plain path");
    let common = ["run", "--headless", "--dpr", "1", "--size", "320x480"];
    let recorded =
        sparrow(&[&common[..], &["--frames", "150", "--input", input, "--record", file, hop]].concat(), "");
    assert!(recorded.status.success(), "{}", text(&recorded.stderr));
    assert!(
        text(&recorded.stderr).contains("recorded 150 frames, 150 pictures"),
        "{}",
        text(&recorded.stderr)
    );
    // The device is the recording's, whatever is asked for now; so are time and chance.
    let replayed =
        sparrow(&["run", "--headless", "--clock", "real", "--seed", "99", "--replay", file, hop], "");
    assert!(replayed.status.success(), "{}", text(&replayed.stderr));
    assert!(
        text(&replayed.stderr).contains("replayed 150 frames, 150 pictures equal"),
        "{}",
        text(&replayed.stderr)
    );

    let other = root().join("examples/tiles");
    let other = sparrow(&["run", "--headless", "--replay", file, other.to_str().expect("a plain path")], "");
    assert_eq!(other.status.code(), Some(1), "{}", text(&other.stderr));
    let said = text(&other.stderr);
    assert!(said.contains("the package is not the one that was recorded"), "{said}");
    assert!(said.contains("the replay differs from the recording at "), "{said}");

    let mut bytes = std::fs::read(file).expect("the recording");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(file, &bytes).expect("a damaged recording");
    let damaged = sparrow(&["run", "--headless", "--replay", file, hop], "");
    assert_eq!(damaged.status.code(), Some(2));
    assert!(text(&damaged.stderr).contains("damaged at byte"), "{}", text(&damaged.stderr));
    bytes[8] = 99;
    std::fs::write(file, &bytes).expect("a recording of the future");
    let future = sparrow(&["run", "--headless", "--replay", file, hop], "");
    assert_eq!(future.status.code(), Some(2));
    assert!(text(&future.stderr).contains("has format 99"), "{}", text(&future.stderr));
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn the_console_looks_into_the_game() {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("canvas.png");
    let lines = format!(
        "help\nstep 30\n1 + 1\n{{ a: 1 }}\nnot.there\nopen: 1\ncanvases\ntextures\ndump canvas 0 {0}\ndump canvas 77 {0}\nheap\ngc\nspeed 20\nquit\n",
        picture.display()
    );
    let hop = root().join("examples/hop");
    let args = [
        "run",
        "--headless",
        "--console",
        "--dpr",
        "1",
        "--size",
        "320x480",
        hop.to_str().expect("a plain path"),
    ];
    let output = sparrow(&args, &lines);
    let said = text(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", text(&output.stderr));
    for part in [
        "dump canvas N F",
        "\n2\n",
        "{ a: 1 }",
        "ReferenceError: not is not defined",
        "the game has no open data domain",
        "320x480",
        "screen",
        " textures, ",
        "written: ",
        "there is none, or it has no pixels",
        "heap ",
        "collected",
        "speed takes a number from 0.1 to 10",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert_eq!(Picture::read(&picture).expect("a picture").size(), [320, 480]);
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn figures_are_drawn_over_the_game_and_not_into_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let tiles = root().join("examples/tiles");
    let tiles = tiles.to_str().expect("a plain path");
    let shot = |name: &str, more: &[&str]| {
        let file = folder.path().join(name);
        let mut args = vec!["run", "--headless", "--frames", "90", "--dpr", "1", "--screenshot"];
        args.push(file.to_str().expect("a plain path"));
        args.extend(more);
        args.push(tiles);
        let output = sparrow(&args, "");
        assert!(output.status.success(), "{}", text(&output.stderr));
        Picture::read(&file).expect("a picture")
    };
    let (plain, with) = (shot("plain.png", &[]), shot("hud.png", &["--hud", "--areas"]));
    assert_eq!(plain.size(), with.size());
    let differs = |x: u32, y: u32| plain.pixel(x, y) != with.pixel(x, y);
    let inside =
        (10..200).flat_map(|x| (30..160).map(move |y| (x, y))).filter(|(x, y)| differs(*x, *y)).count();
    assert!(inside > 15_000, "{inside} pixels of the panel");
    // Below panel and capsule, within the border of the safe area, the game is as it was.
    assert!((2..373).all(|x| (260..600).all(|y| !differs(x, y))));
    let [red, green, blue, _] = with.pixel(320, 30);
    assert_ne!(
        [red, green, blue],
        [plain.pixel(320, 30)[0], plain.pixel(320, 30)[1], plain.pixel(320, 30)[2]],
        "the capsule"
    );
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn nothing_grows_from_restart_to_restart() {
    let hop = root().join("examples/hop");
    let args = [
        "run",
        "--headless",
        "--restarts",
        "10",
        "--frames",
        "60",
        "--dpr",
        "1",
        hop.to_str().expect("a plain path"),
    ];
    let output = sparrow(&args, "");
    let said = text(&output.stderr);
    assert!(said.contains("js heap at the end") && said.contains("threads"), "{said}");
    assert!(output.status.success() && said.contains("nothing grew"), "{said}");
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn a_game_that_misses_a_browser_before_it_drew_is_started_anew_with_one() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("game.json"), "{}").expect("a file");
    let run = |game: &str| {
        std::fs::write(folder.path().join("game.js"), game).expect("a file");
        let path = folder.path().to_str().expect("a plain path");
        let out = sparrow(&["run", "--headless", "--frames", "30", path], "");
        (out.status.code(), format!("{}{}", text(&out.stdout), text(&out.stderr)))
    };
    let late = "setTimeout(() => { document.title = 'late'; console.log('has a document'); }, 100);";
    for game in ["document.title = 'now'; console.log('has a document');", late] {
        let (code, said) = run(game);
        assert_eq!(code, Some(0), "{said}");
        assert!(
            said.contains("started again with --adapter web") && said.contains("has a document"),
            "{said}"
        );
    }
    // What was drawn is not taken away.
    let (code, said) = run(&format!("wx.createCanvas().getContext('2d').fillRect(0, 0, 9, 9); {late}"));
    assert_eq!(code, Some(1), "{said}");
    assert!(!said.contains("started again"), "{said}");
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn what_the_code_cache_holds_changes_nothing_but_the_speed() {
    let folder = tempfile::tempdir().expect("a folder");
    let picture = folder.path().join("picture.png");
    let cache = folder.path().join("cache");
    let play = || {
        let out = Command::new(player())
            .args(["run", "--headless", "--frames", "5", "--adapter", "web", "--screenshot"])
            .args([picture.as_path(), &root().join("examples/hop")])
            .env("XDG_CACHE_HOME", &cache)
            .output()
            .expect("the player starts");
        assert!(out.status.success(), "{}", text(&out.stderr));
        (std::fs::read(&picture).expect("a picture"), text(&out.stdout))
    };
    let entries = || -> Vec<std::path::PathBuf> {
        let code = std::fs::read_dir(cache.join("sparrow/code")).expect("a cache");
        code.map(|entry| entry.expect("an entry").path()).collect()
    };
    let cold = play();
    let sizes = entries().iter().map(|file| file.metadata().expect("a file").len()).collect::<Vec<_>>();
    // The game's modules, and the scripts of the adapter in one entry.
    assert!(sizes.len() > 1 && sizes.iter().any(|size| *size > 100_000), "{sizes:?}");
    assert_eq!(play(), cold);
    for file in entries() {
        let mut bytes = std::fs::read(&file).expect("an entry");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&file, bytes).expect("an entry");
    }
    assert_eq!(play(), cold, "damaged entries are made anew");
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn a_platform_brings_its_system_unless_the_device_has_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = "const i = wx.getDeviceInfo(); console.log(i.platform, i.brand, i.system, i.model, i.abi);";
    std::fs::write(folder.path().join("game.js"), script).expect("a script");
    std::fs::write(folder.path().join("game.json"), "{}").expect("a file");
    let game = folder.path().to_str().expect("a plain path");
    let told = |options: &[&str]| {
        let output = sparrow(&[&["run", "--headless", "--frames", "2", game][..], options].concat(), "");
        assert!(output.status.success(), "{}", text(&output.stderr));
        text(&output.stdout) + &text(&output.stderr)
    };
    let line = told(&["--platform", "ios"]);
    assert!(line.contains("ios iPhone iOS 17.5 iPhone SE<iPhone14,6> undefined"), "{line}");
    let line = told(&["--platform", "windows", "--device", "pixel-8"]);
    assert!(line.contains("windows microsoft Windows 11 x64 microsoft undefined"), "{line}");
    let line = told(&["--platform", "ios", "--device", "iphone-15"]);
    assert!(line.contains("ios iPhone iOS 17.5 iPhone 15<iPhone15,4> undefined"), "{line}");
    let line = told(&["--device", "pixel-8"]);
    assert!(line.contains("android google Android 14 Pixel 8 arm64-v8a"), "{line}");
}
