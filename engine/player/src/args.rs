//! The command line.

use crate::limits::{LimitSetting, parse_limit};
use crate::tool_args::{
    CHECK_EXAMPLES, CheckArgs, CompletionsArgs, InfoArgs, ManArgs, NEW_EXAMPLES, NewArgs, PACK_EXAMPLES,
    PackArgs, SERVE_EXAMPLES, ServeArgs, TEST_EXAMPLES, TestArgs,
};
use clap::{Args, Parser, Subcommand, ValueEnum};
use sparrow_simulator::profiles::{PROFILES, Profile};
use std::path::PathBuf;

/// Runs WeChat-style mini-games: a folder or a zip with game.js and game.json.
#[derive(Debug, Parser)]
#[command(name = "sparrow", version, about, arg_required_else_help = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a game, in a window or headless.
    #[command(after_help = RUN_EXAMPLES)]
    Run(RunArgs),
    /// Run a game headless, measure every frame, and hold it against budgets.
    #[command(after_help = PROFILE_EXAMPLES)]
    Profile(ProfileArgs),
    /// Run two games in turns and say which one is faster, and how sure that is.
    #[command(after_help = COMPARE_EXAMPLES)]
    Compare(CompareArgs),
    /// Make a folder with a game to begin from.
    #[command(after_help = NEW_EXAMPLES)]
    New(NewArgs),
    /// Look for mistakes in a package without running it: sizes, missing files, names of wx, shaders, images.
    #[command(after_help = CHECK_EXAMPLES)]
    Check(CheckArgs),
    /// Play scripted runs of a game against expected pictures and logs.
    #[command(after_help = TEST_EXAMPLES)]
    Test(TestArgs),
    /// Make the file, or the release, that players get; sign it.
    #[command(after_help = PACK_EXAMPLES)]
    Pack(PackArgs),
    /// Offer a package over HTTP, for development.
    #[command(after_help = SERVE_EXAMPLES)]
    Serve(ServeArgs),
    /// Print what a package says of itself: name, sizes, subpackages, plugins.
    Info(InfoArgs),
    /// Print completions for a shell.
    Completions(CompletionsArgs),
    /// Print the manual page.
    Man(ManArgs),
    /// Print which names of the platform's API work here and which do not, as Markdown.
    ApiReport,
}

const RUN_EXAMPLES: &str = "\
Examples:
  sparrow run my-game                                  play it in a window
  sparrow run my-game.zip --size 390x844 --dpr 3       as on a tall phone
  sparrow run my-game --headless --frames 120 --screenshot out.png
  sparrow run my-game --headless --frames 600 --input taps.json --stats
  sparrow run my-game --watch                          start anew when a file changes
  sparrow run my-game --record bug.sprec               note a run, and play it again:
  sparrow run my-game --replay bug.sprec --headless
  sparrow run app://my-game --from http://127.0.0.1:8700/

Keys in the window:
  F1 all keys   F2 screenshot   F3 figures   F4 console   F5 restart   F9 pause   F10 one frame   Esc quit

Exit codes:
  0 the game ran   1 the game failed to start or threw an error nobody caught (headless)
  2 wrong arguments   3 the package cannot be read   4 no window or renderer can be had";

const PROFILE_EXAMPLES: &str = "\
Examples:
  sparrow profile my-game --frames 1200 --input taps.json --report out.html
  sparrow profile my-game --budget 16.6                    P95 of a frame's work, in ms
  sparrow profile my-game --budget 'p99 <= 16.6 ms' --budget 'jank = 0' --budget 'textures <= 100 MB'
  sparrow profile my-game --clock real --seconds 30        paced as on a display, to see jank

A budget is FIGURE [STATISTIC] COMPARISON NUMBER [UNIT].
  Figures     frame, interval, fps, fps low 1, fps low 0.1, jank, big jank, stutter;
              phases: input, events, timers, raf, open data, flush, present, gc, report;
              counts: draw ops, draw calls, passes, uploads, sync points, gpu us, host events, gc runs, js heap, textures
  Statistics  mean, min, p50, p75, p90, p95, p99, p99.9, max [times: p95, counts: max]

Exit code 1: a budget was missed, or the game threw an error nobody caught.";

const COMPARE_EXAMPLES: &str = "\
Examples:
  sparrow compare before/ after/
  sparrow compare my-game my-game --with-b ../old/target/release/sparrow
  sparrow compare a/ b/ --figure 'raf mean' --rounds 20

The runs alternate (A B, B A, ...). A is also held against itself: what differs there is noise.
Exit code 1: B is worse than A, beyond the noise.";

/// `sparrow profile`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ProfileArgs {
    #[command(flatten)]
    pub(crate) run: RunArgs,

    /// Stop after S seconds of the game's clock
    #[arg(long, value_name = "S", help_heading = "Measuring", conflicts_with = "frames")]
    pub(crate) seconds: Option<f64>,
    /// Frames at the start that are left out of the figures
    #[arg(long, value_name = "N", default_value_t = 30, help_heading = "Measuring")]
    pub(crate) skip: u64,
    /// A condition that the run has to meet; may be given several times
    #[arg(long, value_name = "SENTENCE", help_heading = "Measuring")]
    pub(crate) budget: Vec<String>,
    /// Write a report: one HTML file
    #[arg(long, value_name = "FILE", help_heading = "Outputs")]
    pub(crate) report: Option<PathBuf>,
    /// Write figures and budgets as JSON
    #[arg(long, value_name = "FILE", help_heading = "Outputs")]
    pub(crate) json: Option<PathBuf>,
    /// Write every frame as a line of CSV
    #[arg(long, value_name = "FILE", help_heading = "Outputs")]
    pub(crate) csv: Option<PathBuf>,
    /// Count every call of the platform's functions: how often, how long, from which line. It costs some time for each call
    #[arg(long, help_heading = "Measuring")]
    pub(crate) calls: bool,
    /// In a window, at the pace of the display, until it is closed or --frames or --seconds are over
    #[arg(long, help_heading = "Measuring", conflicts_with = "headless")]
    pub(crate) window: bool,
    /// Sample what scripts do; the report gets a flame graph and a table of functions
    #[arg(long, help_heading = "Measuring")]
    pub(crate) scripts: bool,
    /// Write the script samples as .cpuprofile, for the Chrome DevTools and VS Code
    #[arg(long, value_name = "FILE", help_heading = "Outputs")]
    pub(crate) cpuprofile: Option<PathBuf>,
    /// Write the script samples for speedscope
    #[arg(long, value_name = "FILE", help_heading = "Outputs")]
    pub(crate) speedscope: Option<PathBuf>,
    /// Write a trace for Perfetto or chrome://tracing
    #[arg(long, value_name = "FILE", help_heading = "Outputs")]
    pub(crate) trace: Option<PathBuf>,
}

/// `sparrow compare`.
#[derive(Debug, Clone, Args)]
pub(crate) struct CompareArgs {
    /// The first package
    pub(crate) a: PathBuf,
    /// The second package
    pub(crate) b: PathBuf,
    /// What is compared, as in a budget: a figure, with a statistic where it has one
    #[arg(long, value_name = "FIGURE", default_value = "frame p50")]
    pub(crate) figure: String,
    /// Runs of each
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(4..=1000))]
    pub(crate) rounds: u32,
    /// Frames a run
    #[arg(long, value_name = "N", default_value_t = 300)]
    pub(crate) frames: u64,
    /// Taps, drags and keys at frames, for both
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,
    /// Who draws
    #[arg(long, value_enum, default_value_t = RendererKind::Auto)]
    pub(crate) renderer: RendererKind,
    /// The program that runs A [default: this one]
    #[arg(long, value_name = "SPARROW")]
    pub(crate) with_a: Option<PathBuf>,
    /// The program that runs B [default: this one]
    #[arg(long, value_name = "SPARROW")]
    pub(crate) with_b: Option<PathBuf>,
}

/// `sparrow run`.
#[derive(Debug, Clone, Args)]
pub(crate) struct RunArgs {
    /// A folder with game.json, a project folder with project.config.json, a .zip of either, or app://ID for a game of
    /// the package cache
    pub(crate) package: PathBuf,

    /// No window: virtual time, as fast as the machine can; the same run gives the same pixels
    #[arg(long, help_heading = "Headless")]
    pub(crate) headless: bool,
    /// Stop after N frames [default: when the game exits; 60 with --screenshot]
    #[arg(long, value_name = "N", help_heading = "Headless")]
    pub(crate) frames: Option<u64>,
    /// Write the last frame as a PNG
    #[arg(long, value_name = "FILE", help_heading = "Headless")]
    pub(crate) screenshot: Option<PathBuf>,
    /// Taps, drags and keys at frames, as JSON: [{"frame": 30, "tap": [187, 400]}, ...]
    #[arg(long, value_name = "FILE", help_heading = "Headless")]
    pub(crate) input: Option<PathBuf>,
    /// Which clock the game sees when headless
    #[arg(long, value_enum, default_value_t = ClockKind::Virtual, help_heading = "Headless")]
    pub(crate) clock: ClockKind,
    /// Seed of Math.random when time is virtual
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Headless")]
    pub(crate) seed: u64,

    /// Window of the game in logical pixels [default: 375x667]
    #[arg(long, value_name = "WxH", value_parser = parse_size, help_heading = "Device")]
    pub(crate) size: Option<(u32, u32)>,
    /// Physical pixels per logical pixel [default: 2]
    #[arg(long, value_name = "RATIO", value_parser = parse_ratio, help_heading = "Device")]
    pub(crate) dpr: Option<f64>,
    /// Screen, safe areas and name of a device; --size, --dpr and --platform go before it
    #[arg(long, value_name = "NAME", value_parser = parse_device, help_heading = "Device")]
    pub(crate) device: Option<Profile>,
    /// What wx.getSystemInfo says in `platform`, with a system, a maker and a model that go with it: android, ios, windows, mac,
    /// devtools [default: android]
    #[arg(long, value_name = "NAME", help_heading = "Device")]
    pub(crate) platform: Option<String>,

    /// Who draws: on the GPU, on the CPU, or whichever is faster here
    #[arg(long, value_enum, default_value_t = RendererKind::Auto, help_heading = "Drawing")]
    pub(crate) renderer: RendererKind,
    /// Use only the embedded font: the same text on every machine
    #[arg(long, help_heading = "Drawing")]
    pub(crate) embedded_fonts: bool,
    /// Do not show errors over the game
    #[arg(long, help_heading = "Drawing")]
    pub(crate) no_overlay: bool,

    /// Whether window and document are there as in a browser
    #[arg(long, value_enum, default_value_t = AdapterKind::Auto, help_heading = "Game")]
    pub(crate) adapter: AdapterKind,
    /// Give the game and its workers SharedArrayBuffer, and the workers Atomics.wait
    #[arg(long, help_heading = "Game")]
    pub(crate) shared_memory: bool,
    /// Scene number of the launch options
    #[arg(long, value_name = "N", default_value_t = 1001, help_heading = "Game")]
    pub(crate) scene: u32,
    /// Query of the launch options: a=1&b=2
    #[arg(long, value_name = "QUERY", default_value = "", help_heading = "Game")]
    pub(crate) query: String,
    /// Start from an independent subpackage, by its name or its root, as a link whose path is that root does: nothing of the
    /// main package is there until the game loads it (wx.loadSubpackage({ name: '__GAME__' }))
    #[arg(long, value_name = "NAME", help_heading = "Game")]
    pub(crate) subpackage: Option<String>,
    /// Where stored values and user files live [default: a folder per game in the user's data folder;
    /// memory when headless]
    #[arg(long, value_name = "DIR", help_heading = "Game")]
    pub(crate) data: Option<PathBuf>,
    /// Who plays: all players of a game on this machine are friends and see each other's scores
    #[arg(long, value_name = "NAME", help_heading = "Game")]
    pub(crate) user: Option<String>,
    /// Where an app://ID comes from: the address of a release (see sparrow pack and serve) [default: where it came from
    /// last]
    #[arg(long, value_name = "URL", help_heading = "Game")]
    pub(crate) from: Option<String>,
    /// Files of a plugin: NAME is its name in game.json; may be given more than once
    #[arg(long, value_name = "NAME=DIR", value_parser = parse_plugin, help_heading = "Game")]
    pub(crate) plugin: Vec<(String, PathBuf)>,
    /// Who the user is, what was allowed, how ads, payments and dialogs end, where the device is
    /// [default: sparrow.toml in the package folder, if there is one]
    #[arg(long, value_name = "FILE", help_heading = "Game")]
    pub(crate) services: Option<PathBuf>,
    /// Set a limit: heap=64MB, entry-ms, timers, open-data-heap, open-data-entry-ms, workers, inline-workers,
    /// worker-heap, worker-entry-ms, pixels, user-files, temp-files, hidden-ms; may be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = parse_limit, help_heading = "Limits")]
    pub(crate) limit: Vec<LimitSetting>,
    /// Print at the end what each realm may use up, uses, and was refused
    #[arg(long, help_heading = "Limits")]
    pub(crate) limits: bool,
    /// No sound
    #[arg(long, help_heading = "Game")]
    pub(crate) mute: bool,
    /// Write what is played to a WAV file too; with --headless in virtual time
    #[arg(long, value_name = "FILE", help_heading = "Game")]
    pub(crate) audio_out: Option<PathBuf>,

    /// What wx.getRecorderManager records: device (the system's microphone), tone (440 Hz), or a sound file [default: the
    /// microphone where there is one; tone when headless]
    #[arg(long, value_name = "device|tone|FILE", value_parser = parse_microphone, help_heading = "Game")]
    pub(crate) microphone: Option<MicrophoneKind>,

    /// No network: every connection fails
    #[arg(long, help_heading = "Network", conflicts_with_all = ["ca", "strict_domains"])]
    pub(crate) offline: bool,
    /// Trust the certificates of a PEM file too, such as that of a local server
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    pub(crate) ca: Option<PathBuf>,
    /// Only the domains of a JSON file, as entered on the platform: {"requestdomain": ["https://..."],
    /// "wsrequestdomain": [..], "uploaddomain": [..], "downloaddomain": [..], "udpdomain": [..],
    /// "tcpdomain": [..]}; this machine is always permitted, and sources of images, sounds and videos are not bound, as
    /// on the platform [default: every domain]
    #[arg(long, value_name = "FILE", help_heading = "Network")]
    pub(crate) strict_domains: Option<PathBuf>,

    /// Start the game anew when a file of its package changes; images are replaced while it runs
    #[arg(long, help_heading = "Developing", conflicts_with_all = ["record", "replay"])]
    pub(crate) watch: bool,
    /// Read commands and expressions from standard input; `help` lists them. A headless game stands until `go` or `step`
    #[arg(long, help_heading = "Developing")]
    pub(crate) console: bool,
    /// Let debuggers of this machine look into the game by the Chrome DevTools Protocol [default port: 9229; 0 for any]
    #[arg(long, value_name = "PORT", num_args = 0..=1, require_equals = true, default_missing_value = "9229", help_heading = "Developing")]
    pub(crate) inspect: Option<u16>,
    /// Show figures over the game: frames, phases, memory, draw calls
    #[arg(long, help_heading = "Developing")]
    pub(crate) hud: bool,
    /// Show the safe area and the capsule over the game
    #[arg(long, help_heading = "Developing")]
    pub(crate) areas: bool,

    /// Note everything that the game sees of the world in a file, to be replayed
    #[arg(long, value_name = "FILE", help_heading = "Recording")]
    pub(crate) record: Option<PathBuf>,
    /// Frames between two pictures whose fingerprints are noted; 0 for none [default: 1; 60 in a window]
    #[arg(long, value_name = "N", help_heading = "Recording", requires = "record")]
    pub(crate) record_pictures: Option<u64>,
    /// Play a recording: the game sees what it saw then, and shows the same pictures, frame by frame
    #[arg(long, value_name = "FILE", help_heading = "Recording", conflicts_with_all = ["record", "input"])]
    pub(crate) replay: Option<PathBuf>,

    /// Print percentiles of frame time, phases, draw calls, heap and GC at the end
    #[arg(long, help_heading = "Measuring")]
    pub(crate) stats: bool,
    /// Run the game N times in this process, and say what grew from run to run: memory by owner, threads, files
    #[arg(long, value_name = "N", help_heading = "Measuring", requires = "headless", value_parser = clap::value_parser!(u32).range(3..=1000))]
    pub(crate) restarts: Option<u32>,
    /// Set by `sparrow profile --calls`
    #[arg(skip)]
    pub(crate) count_calls: bool,
    /// Set by `sparrow profile`: how long the graphics device works.
    #[arg(skip)]
    pub(crate) measure_gpu: bool,
}

/// Which renderer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RendererKind {
    /// gpu on a real GPU, raster elsewhere
    Auto,
    /// wgpu: Vulkan, Metal, DirectX 12 or OpenGL
    Gpu,
    /// The CPU
    Raster,
}

/// What is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MicrophoneKind {
    /// The system's microphone; without one a recording fails.
    Device,
    /// 440 Hz.
    Tone,
    /// What the file holds.
    File(PathBuf),
}

/// Which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ClockKind {
    /// 1/60 s passes with every frame
    Virtual,
    /// The machine's clock: profile paces frames as a display does, other runs draw as fast as they can
    Real,
}

/// Which globals exist before game.js runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AdapterKind {
    /// Only when game.js stops at its first run because it counts on them
    Auto,
    /// As on phones: never
    None,
    /// window, document, Image, ...
    Web,
}

fn parse_size(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once(['x', 'X']).and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    match parts {
        Some((w, h)) if (1..=8192).contains(&w) && (1..=8192).contains(&h) => Ok((w, h)),
        _ => Err("expected WIDTHxHEIGHT, such as 375x667, each from 1 to 8192".to_owned()),
    }
}

fn parse_microphone(text: &str) -> Result<MicrophoneKind, String> {
    Ok(match text {
        "" => return Err("expected device, tone or a sound file".to_owned()),
        "device" => MicrophoneKind::Device,
        "tone" => MicrophoneKind::Tone,
        file => MicrophoneKind::File(PathBuf::from(file)),
    })
}

fn parse_plugin(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((name, folder)) if !name.is_empty() && !folder.is_empty() => {
            Ok((name.to_owned(), PathBuf::from(folder)))
        }
        _ => Err("expected NAME=FOLDER".to_owned()),
    }
}

fn parse_device(name: &str) -> Result<Profile, String> {
    Profile::named(name).ok_or_else(|| {
        let names: Vec<_> = PROFILES.iter().map(|p| p.name).collect();
        format!("there are {}", names.join(", "))
    })
}

fn parse_ratio(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(ratio) if (0.5..=4.0).contains(&ratio) => Ok(ratio),
        _ => Err("expected a number from 0.5 to 4".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn sizes_are_checked() {
        assert_eq!(parse_size("390x844"), Ok((390, 844)));
        for bad in ["", "390", "0x10", "10x", "x", "1x99999", "-1x5"] {
            assert!(parse_size(bad).is_err(), "{bad}");
        }
    }
}
