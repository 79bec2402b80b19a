//! The command line of the tools: `check`, `new`, `info`, `test`, `pack`, `serve`, `completions`, `man`.

use crate::args::RendererKind;
use clap::{Args, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

pub(crate) const CHECK_EXAMPLES: &str = "\
Examples:
  sparrow check my-game
  sparrow check my-game --notes                unused files and the like, too
  sparrow check my-game --json > findings.json
  sparrow check my-game --strict               for CI: warnings fail as errors do

Exit codes:
  0 no errors   1 errors (with --strict: or warnings)   2 wrong arguments   3 the package cannot be read";

pub(crate) const NEW_EXAMPLES: &str = "\
Examples:
  sparrow new my-game                          a small game on Canvas 2D, with a test
  sparrow new my-game --template three         needs npm for the engine; says what to run

Exit codes:
  0 made   1 the folder is there already or cannot be written   2 wrong arguments";

/// `sparrow check`.
#[derive(Debug, Clone, Args)]
pub(crate) struct CheckArgs {
    /// A folder with game.json, a project folder with project.config.json, or a .zip of either
    pub(crate) package: PathBuf,
    /// Print the findings as JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Show notes, too: unused files, names that an embedder answers, large images
    #[arg(long)]
    pub(crate) notes: bool,
    /// Fail on warnings
    #[arg(long)]
    pub(crate) strict: bool,
}

/// What a new game begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// Canvas 2D, no engine, with a test
    Canvas,
    /// three.js, from npm
    Three,
    /// Pixi, from npm
    Pixi,
    /// Phaser, from npm
    Phaser,
    /// Canvas 2D in TypeScript, compiled by npm
    Typescript,
}

/// `sparrow new`.
#[derive(Debug, Clone, Args)]
pub(crate) struct NewArgs {
    /// The folder to make; its last part is the game's name
    pub(crate) folder: PathBuf,
    /// What the game begins with
    #[arg(long, value_enum, default_value_t = Template::Canvas)]
    pub(crate) template: Template,
}

/// `sparrow info`.
#[derive(Debug, Clone, Args)]
pub(crate) struct InfoArgs {
    /// A folder with game.json, a project folder with project.config.json, or a .zip of either
    pub(crate) package: PathBuf,
    /// Print it as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

/// `sparrow completions`.
#[derive(Debug, Clone, Args)]
pub(crate) struct CompletionsArgs {
    /// Whose completions to print
    pub(crate) shell: Shell,
}

/// `sparrow man`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ManArgs {
    /// Write a page for each command into this folder, instead of printing the first one
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

pub(crate) const TEST_EXAMPLES: &str = "\
Examples:
  sparrow test my-game                         every folder below it that holds a test.toml
  sparrow test my-game start                   those with `start` in their name
  sparrow test my-game --bless                 keep what the game shows now; look at the pictures
  sparrow test my-game --report out.html       one file with all pictures

Exit codes:
  0 every test passed   1 a test failed   2 wrong arguments, or there is no test";

/// `sparrow test`.
#[derive(Debug, Clone, Args)]
pub(crate) struct TestArgs {
    /// A folder with tests: folders that hold a test.toml
    pub(crate) folder: PathBuf,
    /// Only tests with this text in their name
    pub(crate) filter: Option<String>,
    /// Write what the game gives as what is expected
    #[arg(long)]
    pub(crate) bless: bool,
    /// Who draws, instead of those that each test names
    #[arg(long, value_enum, default_value_t = RendererKind::Auto)]
    pub(crate) renderer: RendererKind,
    /// Write the report here [default: sparrow-report.html in FOLDER when a test fails]
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Tests that run at a time [default: one for each core]
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
}

pub(crate) const PACK_EXAMPLES: &str = "\
Examples:
  sparrow pack my-game --out my-game.zip       one file that `sparrow run` opens
  sparrow pack my-game --out release/          release.json and a zip for each package, for any HTTP server
  sparrow pack --new-key me.pem                a key to sign with
  sparrow pack my-game --out release/ --key me.pem --release-version 1.2.0

Exit codes:
  0 packed   1 it cannot be written   2 wrong arguments   3 the package cannot be read, or a script has a syntax error";

pub(crate) const SERVE_EXAMPLES: &str = "\
Examples:
  sparrow serve my-game                        then: sparrow run app://NAME --from http://127.0.0.1:8700/
  sparrow serve my-game --host 0.0.0.0         for other devices, too; whoever reaches this machine can read the game
  sparrow serve my-game --throttle 200         as on a poor network: 200 KB a second

Exit codes:
  1 the address cannot be had   2 wrong arguments   3 the package cannot be read";

/// What pack and serve have in common.
#[derive(Debug, Clone, Args)]
pub(crate) struct PackFlags {
    /// The game's id [default: the one of project.config.json, or its name]
    #[arg(long, value_name = "ID")]
    pub(crate) app_id: Option<String>,
    /// The version's name [default: made of what the files hold]
    #[arg(long, value_name = "TEXT")]
    pub(crate) release_version: Option<String>,
    /// Compile import and export now, for players without a compiler
    #[arg(long)]
    pub(crate) compile: bool,
    /// Leave comments and white space out of scripts
    #[arg(long)]
    pub(crate) minify: bool,
    /// Sign with this Ed25519 key (PEM)
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// The number of a signed release, which must grow: players refuse a smaller one than they have seen [default: the time
    /// of packing in seconds; the one before where nothing changed]
    #[arg(long, value_name = "N", requires = "key", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) sequence: Option<u64>,
}

/// `sparrow pack`.
#[derive(Debug, Clone, Args)]
pub(crate) struct PackArgs {
    /// A folder with game.json, a project folder with project.config.json, or a .zip of either
    #[arg(required_unless_present = "new_key")]
    pub(crate) package: Option<PathBuf>,
    /// What to write: a .zip, or a folder for a release with its subpackages apart
    #[arg(long, short, value_name = "PATH", required_unless_present = "new_key")]
    pub(crate) out: Option<PathBuf>,
    /// Write a new key to sign with, and print its public half
    #[arg(long, value_name = "FILE", conflicts_with_all = ["package", "out"])]
    pub(crate) new_key: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) flags: PackFlags,
}

/// `sparrow serve`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ServeArgs {
    /// A folder with game.json, a project folder with project.config.json, or a .zip of either
    pub(crate) package: PathBuf,
    /// Address to listen at; only this machine reaches the default
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    pub(crate) host: std::net::IpAddr,
    /// Port to listen at; 0 is any free one
    #[arg(long, value_name = "N", default_value_t = 8700)]
    pub(crate) port: u16,
    /// Send no more than this many kilobytes a second on each connection
    #[arg(long, value_name = "KB", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) throttle: Option<u64>,
    #[command(flatten)]
    pub(crate) flags: PackFlags,
}
