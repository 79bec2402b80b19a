//! Fuzz targets: each takes bytes of anybody's and hands them to a part of the engine that must survive them.
//!
//! [`TARGETS`] names them. `cargo xtask fuzz TARGET --minutes N` runs one guided by coverage (libFuzzer); the test `corpus` runs the
//! inputs that once broke something, and a number of random ones, everywhere. See `docs/fuzzing.md`.
//!
//! Absent on purpose: QuickJS's own parser and standard library, which are fuzzed upstream.

mod calls;
mod clone;
mod css;
mod executor;
mod files;
mod messages;
mod shaders;

pub use messages::{Escapes, random_messages};

/// A way in.
#[derive(Clone, Copy)]
pub struct Target {
    /// Its name on the command line, and of its folder in `corpus/`.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// Longest useful input in bytes.
    pub longest: usize,
    /// Takes one input; panics where the engine is wrong.
    pub run: fn(&[u8]),
    /// True where the engine catches panics of a library by design: then only what gets out counts.
    pub guarded: bool,
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target {
        name: "canvas2d",
        about: "calls of Canvas 2D from JavaScript, drawn by raster",
        longest: 1 << 10,
        run: |bytes| calls::run(calls::Kind::Canvas2d, bytes),
        guarded: false,
    },
    Target {
        name: "webgl",
        about: "calls of WebGL 1 and 2 from JavaScript",
        longest: 1 << 10,
        run: |bytes| calls::run(calls::Kind::WebGl, bytes),
        guarded: false,
    },
    Target {
        name: "wx",
        about: "functions of wx and their objects with any options",
        longest: 1 << 10,
        run: |bytes| calls::run(calls::Kind::Wx, bytes),
        guarded: false,
    },
    Target {
        name: "css",
        about: "colours, fonts, filters, SVG paths, and text that is drawn with them",
        longest: 1 << 10,
        run: css::run,
        guarded: false,
    },
    Target {
        name: "glsl",
        about: "a vertex and a fragment shader: compiled, linked, lowered, validated",
        longest: 4 << 10,
        run: shaders::run,
        guarded: false,
    },
    Target { name: "image", about: "image files", longest: 16 << 10, run: files::image, guarded: true },
    Target {
        name: "sound",
        about: "sound files, played",
        longest: 16 << 10,
        run: files::sound,
        guarded: true,
    },
    Target {
        name: "video",
        about: "video files, decoded and sought in",
        longest: 16 << 10,
        run: files::video,
        guarded: true,
    },
    Target {
        name: "font",
        about: "font files, shaped and drawn",
        longest: 32 << 10,
        run: files::font,
        guarded: true,
    },
    Target {
        name: "package",
        about: "zips of packages",
        longest: 16 << 10,
        run: files::package,
        guarded: true,
    },
    Target {
        name: "config",
        about: "game.json, project.config.json, scripts that are compiled",
        longest: 4 << 10,
        run: files::config,
        guarded: true,
    },
    Target {
        name: "clone",
        about: "values between two VMs",
        longest: 1 << 10,
        run: clone::run,
        guarded: false,
    },
    Target {
        name: "messages",
        about: "messages to an open data domain that wants out",
        longest: 1 << 10,
        run: messages::run,
        guarded: false,
    },
];

/// The target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    TARGETS.iter().find(|target| target.name == name)
}
