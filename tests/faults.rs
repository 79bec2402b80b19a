//! The game with planted faults (`tests/games/profile/faults`): `sparrow profile` names each fault, with the line where it is.
//!
//! Needs the built player; `cargo xtask test window` builds it, and runs this too.

use std::process::Command;

use sparrow_tests::program::{player, root};

/// The line of the game in which a text stands.
fn line_of(source: &str, text: &str) -> usize {
    source.lines().position(|line| line.contains(text)).expect("the game has it") + 1
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn every_planted_fault_is_named_with_its_line() {
    let package = root().join("tests/games/profile/faults");
    let folder = tempfile::tempdir().expect("a folder");
    let input = folder.path().join("input.json");
    let drags: Vec<_> = (0..4)
        .map(|i| {
            format!(
                r#"{{ "frame": {}, "drag": {{ "from": [20, 20], "to": [200, 300], "frames": 30 }} }}"#,
                60 + i * 60
            )
        })
        .collect();
    std::fs::write(&input, format!("[{}]", drags.join(","))).expect("a script");
    let json = folder.path().join("out.json");
    let report = folder.path().join("out.html");
    let output = Command::new(player())
        .args([
            "profile",
            "--frames",
            "420",
            "--scripts",
            "--calls",
            "--dpr",
            "1",
            "--size",
            "320x480",
            "--input",
        ])
        .arg(&input)
        .arg("--json")
        .arg(&json)
        .arg("--report")
        .arg(&report)
        .arg(&package)
        .output()
        .expect("the player runs");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&json).expect("figures")).expect("JSON");
    let findings = json["findings"].as_array().expect("a list");
    let text = |kind: &str| -> String {
        let found = findings.iter().find(|finding| finding["kind"] == kind);
        let found = found.unwrap_or_else(|| panic!("{kind} is not found:\n{said}"));
        found["text"].as_str().expect("words").to_owned()
    };
    let source = std::fs::read_to_string(package.join("game.js")).expect("a game");
    let at = |part: &str| format!("game.js:{}", line_of(&source, part));

    assert!(text("leak").contains("objects"), "{}", text("leak"));
    let slow = text("slow frames");
    // How often, and in which phase, is left open: the collector is another of the faults, and a busy machine makes frames slow, too.
    assert!(slow.starts_with("one frame in") && slow.contains("slowSave"), "{slow}");
    let readback = text("readback");
    assert!(readback.contains("getImageData") && readback.contains(&at("c.getImageData")), "{readback}");
    let upload = text("upload every frame");
    assert!(upload.contains("texImage2D") && upload.contains(&at("gl.texImage2D(")), "{upload}");
    assert!(text("collector").contains("the collector ran"), "{}", text("collector"));
    let call = text("slow call in input");
    assert!(call.contains("wx.getSystemInfoSync") && call.contains(&at("wx.getSystemInfoSync()")), "{call}");

    let html = std::fs::read_to_string(&report).expect("a report");
    for kind in ["leak", "slow frames", "readback", "upload every frame", "collector", "slow call in input"] {
        assert!(html.contains(&format!("<b>{kind}</b>")), "{kind}");
    }
    let owners: Vec<_> =
        json["memory"].as_array().expect("a list").iter().map(|row| row["owner"].clone()).collect();
    assert!(owners.contains(&"js heap".into()) && owners.contains(&"canvases".into()), "{owners:?}");
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn a_sound_game_has_no_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    let json = folder.path().join("out.json");
    let output = Command::new(player())
        .args(["profile", "--frames", "300", "--calls", "--dpr", "1", "--json"])
        .arg(&json)
        .arg(root().join("examples/hop"))
        .output()
        .expect("the player runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value =
        serde_json::from_slice(&std::fs::read(&json).expect("figures")).expect("JSON");
    let kinds: Vec<_> =
        json["findings"].as_array().expect("a list").iter().map(|f| f["kind"].clone()).collect();
    // Other programs on the machine make frames slow; nothing else may be found.
    assert!(kinds.iter().all(|kind| kind == "slow frames"), "{kinds:?}");
}
