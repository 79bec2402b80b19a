//! What a `test.toml` says. A mistake in it is an error that names the key; nothing is guessed.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sparrow_runtime::InputScript;
use sparrow_simulator::ServicesFile;

use crate::network_script::{NetworkScript, WrittenLink, WrittenPeer, WrittenRoute};
use crate::sound::ExpectedSound;

/// A tolerance above this channel difference needs a cause.
const FREE_CHANNEL: u8 = 8;
/// More outliers than this (in percent of the pixels) need a cause.
const FREE_OUTLIERS_PERCENT: f64 = 0.5;

/// Which renderer draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RendererKind {
    /// The CPU; the pixel reference.
    Raster,
    /// wgpu.
    Gpu,
}

impl fmt::Display for RendererKind {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Raster => "raster",
            Self::Gpu => "gpu",
        })
    }
}

/// Window of the game.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Viewport {
    /// Logical pixels.
    pub width: u32,
    /// Logical pixels.
    pub height: u32,
    /// Physical pixels per logical one.
    #[serde(default = "one")]
    pub dpr: f64,
}

fn one() -> f64 {
    1.0
}

/// Where glyphs come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FontsKind {
    /// The embedded font only: the same pixels on every machine.
    #[default]
    Embedded,
    /// The machine's fonts, for Chinese and emoji.
    System,
}

/// How far a picture may be from the expected one.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Largest difference of a (premultiplied) channel, 0..=255, that is no outlier.
    pub channel: u8,
    /// Share of the pixels that may be outliers, in percent.
    #[serde(default)]
    pub outliers_percent: f64,
    /// Why it has to be this much; needed above 8, or above 0.5 %.
    pub cause: Option<String>,
}

/// A failure that is known: a reason for all renderers, or one for each.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
enum KnownFailure {
    All(String),
    Each(BTreeMap<RendererKind, String>),
}

/// The file as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    about: Option<String>,
    package: Option<PathBuf>,
    subpackage: Option<String>,
    /// A file of `sparrow run --record`.
    recording: Option<PathBuf>,
    frames: u64,
    viewport: Option<Viewport>,
    #[serde(default = "seed")]
    seed: u64,
    #[serde(default)]
    fonts: FontsKind,
    #[serde(default)]
    web_adapter: bool,
    #[serde(default)]
    shared_memory: bool,
    renderers: Vec<RendererKind>,
    #[serde(default)]
    services: ServicesFile,
    /// A sound file.
    microphone: Option<PathBuf>,
    #[serde(default)]
    input: Vec<toml::Table>,
    #[serde(default)]
    pictures: BTreeMap<String, u64>,
    picture_from: Option<String>,
    #[serde(default)]
    tolerance: BTreeMap<RendererKind, Tolerance>,
    known_failure: Option<KnownFailure>,
    #[serde(default)]
    errors: Vec<String>,
    #[serde(default)]
    exits: bool,
    fails_to_start: Option<String>,
    #[serde(default)]
    route: Vec<WrittenRoute>,
    #[serde(default)]
    peer: Vec<WrittenPeer>,
    #[serde(default)]
    link: Vec<WrittenLink>,
    domains: Option<BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    sound: Vec<ExpectedSound>,
}

fn seed() -> u64 {
    1
}

/// A test, checked.
#[derive(Clone, Debug)]
pub struct Descriptor {
    /// What the test is about, in a line.
    pub about: Option<String>,
    /// Where the game is, from the test's folder; it is that folder when left out.
    pub package: Option<PathBuf>,
    /// The independent subpackage that the game starts from.
    pub subpackage: Option<String>,
    /// The recorded run that is played, from the test's folder: input, device, seed and the world's answers are its.
    pub recording: Option<PathBuf>,
    /// How many frames of 1/60 s are run; of a recording, at most.
    pub frames: u64,
    /// Window of the game.
    pub viewport: Viewport,
    /// Seed of `Math.random`.
    pub seed: u64,
    /// Where glyphs come from.
    pub fonts: FontsKind,
    /// True: `window` and `document` are there from the start.
    pub web_adapter: bool,
    /// True: `SharedArrayBuffer` is there.
    pub shared_memory: bool,
    /// Renderers to run on; the first is the one whose pictures `bless` keeps.
    pub renderers: Vec<RendererKind>,
    /// What the platform around the game does.
    pub services: ServicesFile,
    /// The sound file that is said into the microphone, from the test's folder; a tone when left out.
    pub microphone: Option<PathBuf>,
    /// What the player does.
    pub input: InputScript,
    /// Pictures to take: name, and after how many frames.
    pub pictures: BTreeMap<String, u64>,
    tolerance: BTreeMap<RendererKind, Tolerance>,
    known_failure: Option<KnownFailure>,
    /// Uncaught errors that must come, in order; each is a part of the error's text.
    pub errors: Vec<String>,
    /// True when the game ends itself with `wx.exitMiniProgram`.
    pub exits: bool,
    /// The game must not start, with an error that has this in its text.
    pub fails_to_start: Option<String>,
    /// Who answers when the game connects somewhere.
    pub network: NetworkScript,
    /// What is to be heard.
    pub sounds: Vec<ExpectedSound>,
}

/// What is wrong with a `test.toml`.
#[derive(Debug, PartialEq, Eq)]
pub struct BadDescriptor(pub String);

impl fmt::Display for BadDescriptor {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl Descriptor {
    /// Reads `test.toml` of a folder.
    pub fn read(folder: &Path) -> Result<Self, BadDescriptor> {
        let file = folder.join("test.toml");
        let bad = |message: String| BadDescriptor(format!("{}: {message}", file.display()));
        let text = std::fs::read_to_string(&file).map_err(|error| bad(error.to_string()))?;
        Self::parse(&text).map_err(|error| bad(error.0))
    }

    /// Reads the text of a `test.toml`.
    pub fn parse(text: &str) -> Result<Self, BadDescriptor> {
        let bad = |message: String| BadDescriptor(message);
        let written: Written = toml::from_str(text).map_err(|error| bad(error.to_string()))?;
        if written.renderers.is_empty() {
            return Err(bad("`renderers` is empty; name raster, gpu or both".to_owned()));
        }
        if written.frames == 0 && written.fails_to_start.is_none() {
            return Err(bad("`frames` is 0; nothing would run".to_owned()));
        }
        let is_replay = written.recording.is_some();
        if is_replay && !(written.input.is_empty() && written.route.is_empty() && written.peer.is_empty()) {
            return Err(bad(
                "`recording` holds input and network: leave out `input`, `route` and `peer`".to_owned()
            ));
        }
        let unused = is_replay.then_some(Viewport { width: 1, height: 1, dpr: 1.0 });
        let Some(viewport) = written.viewport.or(unused) else {
            return Err(bad("`viewport` is missing: the size of the window".to_owned()));
        };
        let Viewport { width, height, dpr } = viewport;
        if width == 0 || height == 0 || !(dpr > 0.0 && dpr <= 8.0) {
            return Err(bad("`viewport` needs a width and a height above 0 and a dpr of 0 to 8".to_owned()));
        }
        let input =
            serde_json::to_string(&written.input).map_err(|error| bad(format!("`input`: {error}")))?;
        let input = InputScript::parse(&input).map_err(|error| bad(format!("`input`: {error}")))?;
        if input.last_frame() >= written.frames && !written.input.is_empty() {
            let last = input.last_frame();
            return Err(bad(format!(
                "`input` goes on to frame {last}, past the {} `frames`",
                written.frames
            )));
        }
        for (name, frame) in &written.pictures {
            if *frame == 0 || *frame > written.frames {
                return Err(bad(format!(
                    "`pictures.{name}` = {frame} is not within 1 to {}",
                    written.frames
                )));
            }
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
            if !plain || name.is_empty() {
                return Err(bad(format!("`pictures.{name}`: a name is letters, digits, - and _")));
            }
        }
        if !written.pictures.is_empty() {
            if written.picture_from.as_deref().unwrap_or_default().trim().is_empty() {
                return Err(bad("`picture_from` must say where the expected pictures come from".to_owned()));
            }
            for renderer in &written.renderers {
                if !written.tolerance.contains_key(renderer) {
                    return Err(bad(format!(
                        "`tolerance.{renderer}` is missing; pictures are compared on it"
                    )));
                }
            }
        }
        for (renderer, tolerance) in &written.tolerance {
            let wide = tolerance.channel > FREE_CHANNEL || tolerance.outliers_percent > FREE_OUTLIERS_PERCENT;
            let caused = tolerance.cause.as_deref().is_some_and(|cause| !cause.trim().is_empty());
            if wide && !caused {
                return Err(bad(format!(
                    "`tolerance.{renderer}` is above {FREE_CHANNEL} or {FREE_OUTLIERS_PERCENT} %; it needs a `cause`"
                )));
            }
            if !(0.0..=100.0).contains(&tolerance.outliers_percent) {
                return Err(bad(format!("`tolerance.{renderer}.outliers_percent` is a share of 0 to 100")));
            }
        }
        let empty_reason = match &written.known_failure {
            Some(KnownFailure::All(reason)) => reason.trim().is_empty(),
            Some(KnownFailure::Each(reasons)) => {
                reasons.is_empty() || reasons.values().any(|reason| reason.trim().is_empty())
            }
            None => false,
        };
        if empty_reason {
            return Err(bad("`known_failure` must give its reason".to_owned()));
        }
        let network = NetworkScript {
            routes: written.route,
            peers: written.peer,
            links: written.link,
            domains: written.domains,
        };
        network.check().map_err(bad)?;
        for sound in &written.sound {
            sound.check(written.frames).map_err(bad)?;
        }
        Ok(Self {
            about: written.about,
            package: written.package,
            subpackage: written.subpackage,
            recording: written.recording,
            frames: written.frames,
            viewport,
            seed: written.seed,
            fonts: written.fonts,
            web_adapter: written.web_adapter,
            shared_memory: written.shared_memory,
            renderers: written.renderers,
            services: written.services,
            microphone: written.microphone,
            input,
            pictures: written.pictures,
            tolerance: written.tolerance,
            known_failure: written.known_failure,
            errors: written.errors,
            exits: written.exits,
            fails_to_start: written.fails_to_start,
            network,
            sounds: written.sound,
        })
    }

    /// The folder of the game that the test in `folder` plays.
    pub fn package_of(&self, folder: &Path) -> PathBuf {
        self.package.as_ref().map_or_else(|| folder.to_path_buf(), |package| folder.join(package))
    }

    /// How far pictures of a renderer may be off. Every renderer has one where there are pictures.
    pub fn tolerance(&self, renderer: RendererKind) -> Tolerance {
        let exact = Tolerance { channel: 0, outliers_percent: 0.0, cause: None };
        self.tolerance.get(&renderer).cloned().unwrap_or(exact)
    }

    /// Why this test is known to fail on a renderer, and the line of `test.toml` that says so.
    pub fn known_failure(&self, renderer: RendererKind) -> Option<(&str, String)> {
        match self.known_failure.as_ref()? {
            KnownFailure::All(reason) => Some((reason, "known_failure".to_owned())),
            KnownFailure::Each(reasons) => {
                reasons.get(&renderer).map(|reason| (reason.as_str(), format!("known_failure.{renderer}")))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: &str =
        "frames = 10\nviewport = { width = 100, height = 50 }\nrenderers = [\"raster\", \"gpu\"]\n";

    fn error(more: &str) -> String {
        Descriptor::parse(&format!("{PLAIN}{more}")).unwrap_err().0
    }

    #[test]
    fn a_recorded_run_brings_its_own_world() {
        let text = "frames = 10\nrenderers = [\"raster\"]\nrecording = \"run.sprec\"\n";
        assert_eq!(Descriptor::parse(text).unwrap().recording.as_deref(), Some(Path::new("run.sprec")));
        let both = format!("{text}input = [{{ frame = 2, tap = [5, 6] }}]\n");
        assert!(Descriptor::parse(&both).unwrap_err().0.contains("leave out `input`"));
        let none = Descriptor::parse("frames = 10\nrenderers = [\"raster\"]\n").unwrap_err().0;
        assert!(none.contains("`viewport` is missing"), "{none}");
    }

    #[test]
    fn a_plain_descriptor_is_read() {
        let text = "input = [{ frame = 2, tap = [5, 6] }]\nerrors = [\"TypeError\"]\n";
        let descriptor = Descriptor::parse(&format!("{PLAIN}{text}")).unwrap();
        assert_eq!(descriptor.viewport, Viewport { width: 100, height: 50, dpr: 1.0 });
        assert_eq!((descriptor.seed, descriptor.fonts), (1, FontsKind::Embedded));
        assert_eq!(descriptor.input.frame(2).len(), 1);
        assert_eq!(descriptor.errors, ["TypeError"]);
    }

    #[test]
    fn mistakes_name_their_key() {
        assert!(error("frame = 3\n").contains("unknown field `frame`"));
        assert!(error("input = [{ frame = 2, tip = [5, 6] }]\n").contains("unknown field `tip`"));
        assert!(error("input = [{ frame = 9, tap = [5, 6] }]\n").contains("past the 10 `frames`"));
        assert!(error("pictures = { late = 11 }\n").contains("`pictures.late`"));
        assert!(error("pictures = { \"a/b\" = 1 }\n").contains("letters, digits"));
        assert!(Descriptor::parse("frames = 1").unwrap_err().0.contains("renderers"));
        assert!(Descriptor::parse(&PLAIN.replace("10", "0")).is_err());
    }

    #[test]
    fn pictures_say_where_they_come_from_and_how_exact_they_are() {
        assert!(error("pictures = { end = 10 }\n").contains("picture_from"));
        let from = "pictures = { end = 10 }\npicture_from = \"raster\"\n[tolerance.raster]\nchannel = 0\n";
        assert!(error(from).contains("`tolerance.gpu` is missing"));
        let wide = format!("{from}[tolerance.gpu]\nchannel = 9\n");
        assert!(error(&wide).contains("needs a `cause`"));
        let many = format!("{from}[tolerance.gpu]\nchannel = 3\noutliers_percent = 0.6\n");
        assert!(error(&many).contains("needs a `cause`"));
        let caused = format!("{many}cause = \"other edges of text\"\n");
        assert!(Descriptor::parse(&format!("{PLAIN}{caused}")).is_ok());
    }

    #[test]
    fn a_network_is_scripted() {
        let text =
            "[[route]]\nurl = \"https://a/*\"\nheaders = [[\"x\", \"1\"]]\n[[peer]]\naddress = \"ws://a\"\n";
        let descriptor = Descriptor::parse(&format!("{PLAIN}{text}")).unwrap();
        assert!(descriptor.network.network(Path::new(".")).is_ok());
        assert!(descriptor.network.domains().unwrap().is_none());
        assert!(error("[[route]]\nurll = \"x\"\n").contains("urll"));
        assert!(error("[[link]]\nat_ms = 1\nkind = \"6g\"\n").contains("6g"));
        assert!(error("[domains]\nrequests = []\n").contains("domains.requests"));
    }

    #[test]
    fn a_known_failure_is_for_all_or_for_one_renderer() {
        let parse = |more: &str| Descriptor::parse(&format!("{PLAIN}{more}")).unwrap();
        let all = parse("known_failure = \"no blur yet\"\n");
        assert_eq!(all.known_failure(RendererKind::Gpu).unwrap().0, "no blur yet");
        let one = parse("known_failure = { gpu = \"no blur yet\" }\n");
        assert_eq!(one.known_failure(RendererKind::Raster), None);
        assert_eq!(one.known_failure(RendererKind::Gpu).unwrap().1, "known_failure.gpu");
        assert!(error("known_failure = \" \"\n").contains("reason"));
    }
}
