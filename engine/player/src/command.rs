//! What a developer can ask of a running game: by key, on the console, or by the inspector.

use crate::network_switch::NetworkMode;
use sparrow_runtime::RealmName;
use std::path::PathBuf;

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// A line of source, whose value is shown.
    Evaluate(RealmName, String),
    Help,
    Canvases,
    Textures,
    Dump(Dump, u32, PathBuf),
    Heap,
    Gc,
    /// So many frames while the game stands.
    Step(u32),
    Pause(bool),
    /// How fast the game's time goes.
    Speed(f64),
    Restart,
    Screenshot(Option<PathBuf>),
    /// Begins a recording with a restart, or ends the one that is made.
    Record,
    Network(NetworkMode),
    /// To the background, or back.
    Hidden(bool),
    LowMemory,
    Rotate,
    /// The next device profile.
    Device,
    Hud,
    Areas,
    Quit,
}

/// What is written as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dump {
    Canvas,
    Image,
}

/// Slowest and fastest time.
pub(crate) const SPEEDS: [f64; 7] = [0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0];

/// For `help`.
pub(crate) const HELP: &str = "\
expression        evaluated in the game; the value is shown as console.log shows it
open: expression  the same in the open data domain
=expression       the same, where the line would be a command
canvases          canvases with sizes and bytes
textures          images that were drawn and textures of WebGL, with sizes and bytes
dump canvas N F   canvas N as a PNG in the file F
dump image N F    an image as a PNG
heap              the JavaScript heap by kinds
gc                collects it
pause, go         stops and goes on
step [N]          N frames while the game stands
speed X           time goes X times as fast, 0.1 to 10
network on|slow|off
hide, show        to the background and back
memory            the system is short of memory
rotate, device    turns the screen; the next device profile
shot [FILE]       a screenshot
record            begins a recording with a restart, or ends it
hud, areas        figures over the game; safe area and capsule
restart, quit";

impl Command {
    /// Reads a line of a console.
    pub(crate) fn parse(line: &str) -> Result<Command, String> {
        let line = line.trim();
        if let Some(source) = line.strip_prefix('=') {
            return Ok(Command::Evaluate(RealmName::Main, source.to_owned()));
        }
        if let Some(source) = line.strip_prefix("open:") {
            return Ok(Command::Evaluate(RealmName::OpenData, source.to_owned()));
        }
        let words: Vec<_> = line.split_whitespace().collect();
        Ok(match words.as_slice() {
            ["help" | "?"] => Command::Help,
            ["canvases"] => Command::Canvases,
            ["textures"] => Command::Textures,
            ["dump", what @ ("canvas" | "image"), number, file] => {
                let number = number.parse().map_err(|_| format!("{number} is no number of a {what}"))?;
                let what = if *what == "canvas" { Dump::Canvas } else { Dump::Image };
                Command::Dump(what, number, PathBuf::from(file))
            }
            ["dump", ..] => return Err("dump canvas NUMBER FILE, or dump image NUMBER FILE".to_owned()),
            ["heap"] => Command::Heap,
            ["gc"] => Command::Gc,
            ["step"] => Command::Step(1),
            ["step", count] => match count.parse() {
                Ok(count @ 1..=1_000_000) => Command::Step(count),
                _ => return Err("step takes a number of frames".to_owned()),
            },
            ["pause"] => Command::Pause(true),
            ["go"] => Command::Pause(false),
            ["speed", factor] => match factor.trim_start_matches('x').parse::<f64>() {
                Ok(speed) if (0.1..=10.0).contains(&speed) => Command::Speed(speed),
                _ => return Err("speed takes a number from 0.1 to 10".to_owned()),
            },
            ["restart"] => Command::Restart,
            ["shot"] => Command::Screenshot(None),
            ["shot", file] => Command::Screenshot(Some(PathBuf::from(file))),
            ["record"] => Command::Record,
            ["network", mode] => {
                let modes = [NetworkMode::Normal, NetworkMode::Slow, NetworkMode::Off];
                let found = modes.into_iter().find(|known| known.name() == *mode);
                Command::Network(found.ok_or("network on, slow or off")?)
            }
            ["hide"] => Command::Hidden(true),
            ["show"] => Command::Hidden(false),
            ["memory"] => Command::LowMemory,
            ["rotate"] => Command::Rotate,
            ["device"] => Command::Device,
            ["hud"] => Command::Hud,
            ["areas"] => Command::Areas,
            ["quit" | "exit"] => Command::Quit,
            _ => Command::Evaluate(RealmName::Main, line.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_commands_or_expressions() {
        let evaluate = |source: &str| Command::Evaluate(RealmName::Main, source.to_owned());
        assert_eq!(Command::parse(" heap "), Ok(Command::Heap));
        assert_eq!(Command::parse("=heap"), Ok(evaluate("heap")));
        assert_eq!(Command::parse("heap.size"), Ok(evaluate("heap.size")));
        assert_eq!(Command::parse("step 30"), Ok(Command::Step(30)));
        assert_eq!(Command::parse("speed x0.5"), Ok(Command::Speed(0.5)));
        assert_eq!(Command::parse("network slow"), Ok(Command::Network(NetworkMode::Slow)));
        assert_eq!(Command::parse("open: 1"), Ok(Command::Evaluate(RealmName::OpenData, " 1".to_owned())));
        let dump = Command::Dump(Dump::Canvas, 3, PathBuf::from("a.png"));
        assert_eq!(Command::parse("dump canvas 3 a.png"), Ok(dump));
        for wrong in ["dump 3", "step x", "step 0", "speed 11", "network fast", "dump image x f"] {
            assert!(Command::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_help_names_every_word() {
        for word in [
            "canvases", "textures", "dump", "heap", "gc", "pause", "step", "speed", "network", "rotate",
            "shot",
        ] {
            assert!(HELP.contains(word), "{word}");
        }
    }
}
