//! What a steady frame allocates for each of its calls, from JavaScript through the draw list to the renderer. The aim is nothing; where that is not
//! reached, `KNOWN` says what is, and more fails.
//!
//! A game draws the same things in every frame, first one number of them and then twice as many: the difference is what the calls allocate. What a
//! frame allocates once, however much it draws, is bounded beside it. Counted is Rust's allocator, in all threads; QuickJS has its own heap, and
//! what a game makes there (strings, objects) is the game's.

#![allow(
    unsafe_code,
    clippy::print_stdout,
    reason = "an allocator that counts is unsafe; what was counted is seen with --nocapture"
)]

use std::{
    alloc::{GlobalAlloc, Layout, System},
    path::Path,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use sparrow_tests::descriptor::{Descriptor, RendererKind};
use sparrow_tests::engine::{EngineRunner, VirtualGame};
use sparrow_tests::runner::Job;

/// The system's allocator, with a count of what is asked of it.
struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

static COUNT: AtomicU64 = AtomicU64::new(0);

fn count() {
    COUNT.fetch_add(1, Relaxed);
}

// SAFETY: every call is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc(layout) }
    }
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }
    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(at, layout, size) }
    }
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(at, layout) }
    }
}

/// Calls of a frame, by what they draw; `i` counts them.
const SCENES: &[(&str, &str)] = &[
    ("fillRect", "c.fillStyle = COLORS[i & 7]; c.fillRect(i % 90, i % 70, 9, 7)"),
    ("fractions", "c.globalAlpha = 0.5 + (i & 3) / 8; c.fillRect((i % 90) + 0.3, (i % 70) + 0.7, 9.5, 7.25)"),
    ("strokeRect", "c.strokeStyle = COLORS[i & 7]; c.strokeRect(i % 90, i % 70, 9, 7)"),
    ("drawImage of a canvas", "c.drawImage(sprite, i % 90, i % 70)"),
    ("drawImage of a part", "c.drawImage(sprite, 2, 2, 8, 8, i % 90 + 0.5, i % 70, 12, 12)"),
    (
        "turned images",
        "c.save(); c.translate(50, 50); c.rotate(i / 10); c.drawImage(sprite, 0, 0); c.restore()",
    ),
    (
        "path",
        "c.fillStyle = COLORS[i & 7]; c.beginPath(); c.arc(50, 50, i % 40, 0, 5); c.lineTo(i % 90, 3); c.fill()",
    ),
    ("Path2D", "c.fillStyle = COLORS[i & 7]; c.fill(path)"),
    ("even-odd", "c.fillStyle = COLORS[i & 7]; c.fill(path, 'evenodd')"),
    ("roundRect", "c.beginPath(); c.roundRect(i % 90, i % 70, 20, 10, 3); c.fill()"),
    ("isPointInPath", "c.isPointInPath(path, i % 90, 30, 'evenodd')"),
    (
        "stroke",
        "c.beginPath(); c.moveTo(i % 90, 2); c.quadraticCurveTo(40, i % 70, 80, 60); c.lineWidth = 1 + (i & 3); c.stroke()",
    ),
    (
        "stroke in another space",
        "c.beginPath(); c.save(); c.translate(i % 9, 1); c.moveTo(2, 2); c.lineTo(2, 2); c.quadraticCurveTo(40, i % 70, 80, 60); c.restore(); c.stroke()",
    ),
    ("dashes", "c.beginPath(); c.moveTo(i % 90, 2); c.lineTo(40, i % 70); c.stroke()"),
    (
        "moving dashes",
        "c.lineDashOffset = i; c.beginPath(); c.rect(i % 50, i % 40, 40, 30); c.lineTo(0, 0); c.closePath(); c.stroke()",
    ),
    ("circles of dashes", "c.lineDashOffset = i; c.beginPath(); c.arc(50, 40, 20, 0, 7); c.stroke()"),
    ("setLineDash", "c.setLineDash(DASHES[i & 1]); c.strokeRect(i % 90, i % 70, 9, 7)"),
    ("fillText", "c.fillText(WORDS[i & 7], i % 90, i % 70)"),
    (
        "turned text",
        "c.setTransform(0.8, 0.6, -0.6, 0.8, 50, 20); c.fillText(WORDS[i & 7], i % 30, i % 20); c.resetTransform()",
    ),
    ("strokeText", "c.strokeText(WORDS[i & 7], i % 90, i % 70)"),
    ("measureText", "c.measureText(WORDS[i & 7]).width"),
    (
        "state",
        "c.save(); c.globalCompositeOperation = i & 1 ? 'lighter' : 'source-over'; c.lineJoin = 'round'; c.fillRect(i % 90, 5, 4, 4); c.restore()",
    ),
    (
        "font",
        "c.font = i & 1 ? '12px sans-serif' : 'bold 14px serif'; c.textAlign = i & 2 ? 'left' : 'center'; c.fillText(WORDS[i & 7], i % 90, 40)",
    ),
    (
        "saved font",
        "c.save(); c.font = 'bold 1em serif'; c.textBaseline = 'middle'; c.fillText(WORDS[i & 7], i % 90, 40); c.restore()",
    ),
    ("gradient", "c.fillStyle = gradient; c.fillRect(i % 90, i % 70, 9, 7)"),
    (
        "radial gradient",
        "c.globalAlpha = (1 + (i & 127)) / 128; c.fillStyle = radial; c.fillRect(i % 90, i % 70, 9, 7)",
    ),
    ("pattern", "c.fillStyle = pattern; c.fillRect(i % 90, i % 70, 9, 7)"),
    (
        "blend",
        "c.globalCompositeOperation = 'multiply'; c.fillStyle = COLORS[i & 7]; c.fillRect(i % 90, i % 70, 9, 7)",
    ),
    (
        "overlay",
        "c.globalCompositeOperation = 'overlay'; c.fillStyle = COLORS[i & 7]; c.fillRect(i % 90, i % 70, 9, 7)",
    ),
    (
        "source-in",
        "c.globalCompositeOperation = 'source-in'; c.fillStyle = COLORS[i & 7]; c.fillRect(i % 90, i % 70, 9, 7)",
    ),
    (
        "clip",
        "c.save(); c.beginPath(); c.rect(5, 5, 60, 60); c.clip(); c.fillRect(i % 90, i % 70, 9, 7); c.restore()",
    ),
    ("clip of a path", "c.save(); c.clip(path); c.fillRect(i % 90, i % 70, 9, 7); c.restore()"),
    (
        "moving clip",
        "c.save(); c.beginPath(); c.rect(i % 50, 5.5, 40, 40); c.clip(); c.fillRect(i % 90, i % 70, 9, 7); c.restore()",
    ),
    (
        "clip of circles",
        "c.save(); c.beginPath(); c.arc(50, 40, 20 + (i & 15), 0, 7); c.clip(); c.fillRect(i % 90, i % 70, 9, 7); c.restore()",
    ),
    (
        "shadow",
        "c.shadowColor = '#000'; c.shadowBlur = 3; c.shadowOffsetY = 2; c.fillRect(i % 90, i % 70, 9, 7)",
    ),
    (
        "shadow of text",
        "c.shadowColor = '#000'; c.shadowBlur = 3; c.shadowOffsetX = 2; c.fillText(WORDS[i & 7], i % 90, i % 70)",
    ),
    ("own picture", "c.drawImage(screen, 0, 0, 20, 20, i % 90, i % 70, 15, 15)"),
    ("filter", "c.filter = 'blur(2px)'; c.fillRect(i % 90, i % 70, 9, 7); c.filter = 'none'"),
    ("clearRect", "c.clearRect(i % 90, i % 70, 9, 7)"),
];

const CALLS: u64 = 64;
/// Frames of either number of calls; what is measured are the last ones.
const FRAMES: u64 = 24;
const MEASURED: u64 = 6;

fn source(name: &str, scene: &str) -> String {
    format!(
        "const screen = wx.createCanvas(); screen.width = 100; screen.height = 80;
        const c = screen.getContext('2d');
        const COLORS = ['#f00', '#0f0', '#00f', 'rgba(1, 2, 3, 0.5)', 'gold', 'hsl(20 50% 50%)', '#1234', 'white'];
        const WORDS = ['score 1', 'lives', 'Level', 'Game over', 'a', 'bcd', '12:34', 'Sparrow'];
        const sprite = wx.createCanvas(); sprite.width = sprite.height = 16;
        const s = sprite.getContext('2d'); s.fillStyle = '#c33'; s.beginPath(); s.arc(8, 8, 7, 0, 7); s.fill();
        const path = wx.createPath2D(); path.arc(40, 40, 30, 0, 6); path.lineTo(3, 5); path.closePath();
        const gradient = c.createLinearGradient(0, 0, 100, 80); gradient.addColorStop(0, 'red'); gradient.addColorStop(1, 'blue');
        const radial = c.createRadialGradient(50, 40, 3, 45, 35, 60); radial.addColorStop(0, 'red'); radial.addColorStop(1, '#0000');
        const DASHES = [[], [4, 2]];
        const pattern = c.createPattern(sprite, 'repeat');
        if ({dashes}) c.setLineDash([4, 2]);
        let frames = 0;
        requestAnimationFrame(function frame() {{
            const count = frames++ < {FRAMES} ? {CALLS} : {twice};
            c.globalCompositeOperation = 'source-over';
            c.clearRect(0, 0, 100, 80);
            for (let i = 0; i < count; i++) {{ {scene}; }}
            requestAnimationFrame(frame);
        }});",
        dashes = name.contains("dashes"),
        twice = 2 * CALLS,
    )
}

/// The fewest allocations of a frame among the last of some.
fn steady(game: &mut VirtualGame, test: &Descriptor) -> u64 {
    for _ in 0..FRAMES - MEASURED {
        game.frame(test);
    }
    let frames = (0..MEASURED).map(|_| {
        let before = COUNT.load(Relaxed);
        game.frame(test);
        COUNT.load(Relaxed) - before
    });
    frames.min().unwrap_or_default()
}

/// What a scene allocates: for a frame, and for the calls that it has more in its second half.
fn measure(
    runner: &EngineRunner,
    renderer: RendererKind,
    folder: &Path,
    (name, scene): (&str, &str),
) -> (u64, u64) {
    std::fs::write(folder.join("game.json"), "{ \"deviceOrientation\": \"portrait\" }").expect("a file");
    std::fs::write(folder.join("game.js"), source(name, scene)).expect("a file");
    let test = Descriptor::parse(
        "frames = 1\nviewport = { width = 100, height = 80 }\nrenderers = [\"raster\", \"gpu\"]\n",
    )
    .expect("a sound descriptor");
    let job = Job { package: folder, folder, descriptor: &test, renderer };
    let mut game = runner.start(job).expect("a renderer").expect("the game starts");
    let once = steady(&mut game, &test);
    let twice = steady(&mut game, &test);
    (once, twice.saturating_sub(once))
}

/// Allocations of a call, on `raster` and on `gpu`, where it is not none, and what they are for.
const KNOWN: &[(&str, [u64; 2], &str)] = &[
    ("measureText", [1, 1], "(the metrics, which belong to the object that it gives)"),
    ("overlay", [0, 32], PASSES),
    ("source-in", [0, 26], PASSES),
    ("shadow of text", [0, 56], PASSES),
    ("own picture", [0, 21], PASSES),
    ("filter", [0, 63], PASSES),
];

/// Blend modes that a shader mixes are two passes and a copy, a blurred shadow is four passes.
const PASSES: &str = "(wgpu makes some 13 objects for a render pass and 6 for a copy between textures)";

/// All scenes in one test: the count is the process'.
#[test]
fn a_steady_frame_allocates_no_more_than_is_known() {
    /// What a frame may allocate however much it draws.
    const A_FRAME: [u64; 2] = [12, 160];
    /// Lists that grow with the number of calls do so a few times.
    const GROWTH: u64 = CALLS / 2;
    let runner = EngineRunner::default();
    let mut faults = Vec::new();
    for (at, renderer) in [RendererKind::Raster, RendererKind::Gpu].into_iter().enumerate() {
        for &(name, scene) in SCENES {
            let folder = tempfile::tempdir().expect("a folder");
            let (all, more) = measure(&runner, renderer, folder.path(), (name, scene));
            let known = KNOWN.iter().find(|(known, ..)| *known == name);
            let (known, why) = known.map_or((0, ""), |(_, counts, why)| (counts[at], *why));
            let line = format!("{renderer} {name}: {all} a frame, {more} more for {CALLS} more calls {why}");
            println!("{line}");
            if more > known * CALLS + GROWTH || all.saturating_sub(more) > A_FRAME[at] {
                faults.push(line);
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
