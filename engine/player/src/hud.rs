//! Figures over the game: a graph of frames, phases, memory, draw calls; the help, the safe area and the capsule, the line of the
//! console. Only shapes: the runtime draws them with the game's own renderer.

use crate::command::Command;
use sparrow_base::kurbo::{Point, Rect};
use sparrow_platform::DeviceInfo;
use sparrow_profile::{Counter, FrameReport, Phase, Summary};
use sparrow_runtime::Shape;
use std::time::{Duration, Instant};

/// Frames in the graph.
pub(crate) const GRAPH_FRAMES: usize = 120;
/// A message stands so long.
const MESSAGE_TIME: Duration = Duration::from_secs(3);

const BACK: &str = "rgba(14, 18, 24, 0.84)";
const INK: &str = "#f2f4f7";
const DIM: &str = "#9aa4b2";
const PHASE_COLORS: [&str; Phase::ALL.len()] =
    ["#f472b6", "#a78bfa", "#60a5fa", "#34d399", "#22d3ee", "#fbbf24", "#94a3b8", "#f87171", "#64748b"];

/// Keys of the window, and what they do.
pub(crate) const KEYS: [(&str, &str); 17] = [
    ("F1", "these keys"),
    ("F2", "screenshot"),
    ("F3", "figures: frames, phases, memory, draw calls"),
    ("F4", "a line of the console"),
    ("F5", "restart"),
    ("F6", "safe area and capsule"),
    ("F7", "turn the screen"),
    ("F8", "record from a restart on; stop"),
    ("F9", "pause, go on"),
    ("F10", "one frame"),
    ("F11", "network: on, slow, off"),
    ("F12", "next device"),
    ("Shift F9", "faster, to x10"),
    ("Shift F10", "slower, to x0.1"),
    ("Shift F11", "to the background, and back"),
    ("Shift F12", "the system is short of memory"),
    ("Esc", "quit"),
];

/// What is shown.
#[derive(Default)]
pub(crate) struct Hud {
    pub(crate) figures: bool,
    pub(crate) help: bool,
    pub(crate) areas: bool,
    /// The line that is being typed.
    pub(crate) prompt: Option<String>,
    /// The last answer to a line.
    answer: Vec<String>,
    message: Option<(String, Instant)>,
}

/// What there is to tell.
pub(crate) struct Facts<'a> {
    pub(crate) device: &'a DeviceInfo,
    /// The last frames, oldest first.
    pub(crate) reports: &'a [FrameReport],
    /// `paused`, `x0.5`, ...
    pub(crate) state: &'a [String],
}

impl Hud {
    /// What the command line wants to be shown.
    pub(crate) fn new(figures: bool, areas: bool) -> Hud {
        Hud { figures, areas, ..Hud::default() }
    }

    /// Tells the developer something for a while.
    pub(crate) fn say(&mut self, text: &str) {
        self.message = Some((text.to_owned(), Instant::now()));
    }

    /// Shows what a line gave, until the next one.
    pub(crate) fn show_answer(&mut self, text: &str) {
        self.answer = text.lines().take(14).map(|line| line.chars().take(90).collect()).collect();
    }

    /// A key while a line is typed. Gives the command when it is complete; what is none is answered.
    pub(crate) fn type_key(&mut self, key: &str) -> Option<Command> {
        let line = self.prompt.as_mut()?;
        match key {
            "Enter" => {
                let line = std::mem::take(line);
                if line.trim().is_empty() {
                    return None;
                }
                return match Command::parse(&line) {
                    Ok(command) => Some(command),
                    Err(message) => {
                        self.show_answer(&message);
                        None
                    }
                };
            }
            "Escape" => {
                self.prompt = None;
                self.answer.clear();
            }
            "Backspace" => {
                line.pop();
            }
            text if text.chars().count() == 1 => line.push_str(text),
            _ => {}
        }
        None
    }

    /// Everything that is shown, back to front.
    pub(crate) fn shapes(&self, facts: &Facts<'_>) -> Vec<Shape> {
        let mut out = Vec::new();
        let device = facts.device;
        if self.areas {
            areas(&mut out, device);
        }
        let top = device.safe_area.top.max(0.0) + 6.0;
        let mut below = top;
        if self.figures {
            below = figures(&mut out, facts, top) + 6.0;
        } else if !facts.state.is_empty() {
            let text = facts.state.join("   ");
            fill(&mut out, Rect::new(6.0, top, 18.0 + width_of(&text, 11.0), top + 20.0), 5.0, BACK);
            words(&mut out, &text, 12.0, top + 10.0, 11.0, "#fbbf24");
            below = top + 26.0;
        }
        if self.help {
            help(&mut out, device, below);
        }
        if let Some((text, since)) = &self.message
            && since.elapsed() < MESSAGE_TIME
        {
            let wide = width_of(text, 12.0) + 20.0;
            let left = ((device.window_width - wide) / 2.0).max(4.0);
            let y = device.window_height - 64.0;
            fill(&mut out, Rect::new(left, y, left + wide, y + 26.0), 6.0, BACK);
            words(&mut out, text, left + 10.0, y + 13.0, 12.0, INK);
        }
        if let Some(line) = &self.prompt {
            self.console_line(&mut out, device, line);
        }
        out
    }

    fn console_line(&self, out: &mut Vec<Shape>, device: &DeviceInfo, line: &str) {
        const LINE: f64 = 15.0;
        let bottom = device.window_height;
        let height = 28.0 + self.answer.len() as f64 * LINE;
        fill(out, Rect::new(0.0, bottom - height, device.window_width, bottom), 0.0, BACK);
        for (index, answer) in self.answer.iter().enumerate() {
            words(out, answer, 8.0, bottom - height + 10.0 + index as f64 * LINE, 11.0, INK);
        }
        words(out, &format!("> {line}_"), 8.0, bottom - 14.0, 13.0, "#34d399");
    }

    /// True when something is to be drawn, or a message is to be taken away.
    pub(crate) fn is_empty(&self) -> bool {
        !self.figures && !self.help && !self.areas && self.prompt.is_none() && self.message.is_none()
    }

    /// Forgets a message that has stood long enough.
    pub(crate) fn tidy(&mut self) {
        if self.message.as_ref().is_some_and(|(_, since)| since.elapsed() >= MESSAGE_TIME) {
            self.message = None;
        }
    }
}

fn fill(out: &mut Vec<Shape>, rect: Rect, radius: f64, color: &str) {
    out.push(Shape::Fill { rect, radii: radius.into(), color: color.to_owned() });
}

fn words(out: &mut Vec<Shape>, text: &str, x: f64, y: f64, size: f64, color: &str) {
    let (text, color) = (text.to_owned(), color.to_owned());
    out.push(Shape::Text { text, x, y, size, color, centered: false, bold: false });
}

/// About how wide a text is.
fn width_of(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c < '\u{2e80}' { 0.55 } else { 1.0 }).sum::<f64>() * size
}

/// The panel of figures; gives its lower edge.
fn figures(out: &mut Vec<Shape>, facts: &Facts<'_>, top: f64) -> f64 {
    const WIDTH: f64 = 228.0;
    const GRAPH: f64 = 44.0;
    /// The graph's height in milliseconds of work.
    const GRAPH_MS: f64 = 33.4;
    let left = 6.0;
    let rows = 5.0 + f64::from(u8::from(!facts.state.is_empty()));
    let bottom = top + GRAPH + 34.0 + rows * 14.0 + 8.0;
    fill(out, Rect::new(left, top, left + WIDTH, bottom), 6.0, BACK);
    let summary = Summary::of(facts.reports.iter());
    let head = match &summary.interval_ms {
        interval if interval.count > 0 && interval.mean > 0.0 => {
            format!(
                "{:.1} fps   P95 {:.1} ms   worst {:.1} ms",
                1000.0 / interval.mean,
                interval.p95,
                interval.max
            )
        }
        _ => "no frames yet".to_owned(),
    };
    words(out, &head, left + 8.0, top + 12.0, 11.0, INK);

    let base = top + 22.0 + GRAPH;
    let bar = (WIDTH - 16.0) / GRAPH_FRAMES as f64;
    let scale = GRAPH / GRAPH_MS;
    for (index, report) in facts.reports.iter().rev().take(GRAPH_FRAMES).enumerate() {
        let x = left + WIDTH - 8.0 - (index + 1) as f64 * bar;
        let mut y = base;
        for phase in Phase::ALL {
            let tall = (report.phases.get_ms(phase) * scale).min(y - (base - GRAPH));
            if tall >= 0.25 {
                fill(out, Rect::new(x, y - tall, x + bar, y), 0.0, PHASE_COLORS[phase as usize]);
                y -= tall;
            }
        }
    }
    let budget = base - 1000.0 / 60.0 * scale;
    let line = |y: f64| vec![Point::new(left + 8.0, y), Point::new(left + WIDTH - 8.0, y)];
    out.push(Shape::Line { points: line(budget), color: "rgba(248, 113, 113, 0.8)".to_owned(), width: 0.75 });
    out.push(Shape::Line { points: line(base), color: DIM.to_owned(), width: 0.75 });

    let recent = &facts.reports[facts.reports.len().saturating_sub(60)..];
    let count = recent.len().max(1) as f64;
    let mut phases: Vec<_> = Phase::ALL
        .iter()
        .map(|phase| (*phase, recent.iter().map(|r| r.phases.get_ms(*phase)).sum::<f64>() / count))
        .collect();
    phases.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut y = base + 12.0;
    for pair in phases[..4].chunks(2) {
        for (column, (phase, ms)) in pair.iter().enumerate() {
            let x = left + 8.0 + column as f64 * (WIDTH - 16.0) / 2.0;
            fill(out, Rect::new(x, y - 3.5, x + 7.0, y + 3.5), 1.0, PHASE_COLORS[*phase as usize]);
            words(out, &format!("{} {ms:.2} ms", phase.name().replace('_', " ")), x + 10.0, y, 10.5, INK);
        }
        y += 14.0;
    }
    let last = |counter: Counter| recent.last().map_or(0, |report| report.counters.get(counter));
    let mb = |bytes: u64| bytes as f64 / (1 << 20) as f64;
    let row = |out: &mut Vec<Shape>, y: &mut f64, text: String, color: &str| {
        words(out, &text, left + 8.0, *y, 10.5, color);
        *y += 14.0;
    };
    let memory = format!(
        "js heap {:.1} MB   pixels {:.1} MB",
        mb(last(Counter::HeapBytes)),
        mb(last(Counter::TextureBytes))
    );
    row(out, &mut y, memory, INK);
    let draws = format!(
        "draw calls {}   ops {}   passes {}",
        last(Counter::DrawCalls),
        last(Counter::DrawOps),
        last(Counter::Passes)
    );
    row(out, &mut y, draws, INK);
    let moved = format!(
        "uploads {:.2} MB   sync points {}   gc {}",
        mb(last(Counter::UploadBytes)),
        last(Counter::SyncPoints),
        recent.iter().map(|report| report.counters.get(Counter::GcRuns)).sum::<u64>()
    );
    row(out, &mut y, moved, INK);
    if !facts.state.is_empty() {
        row(out, &mut y, facts.state.join("   "), "#fbbf24");
    }
    bottom
}

fn help(out: &mut Vec<Shape>, device: &DeviceInfo, top: f64) {
    const LINE: f64 = 17.0;
    let height = KEYS.len() as f64 * LINE + 16.0;
    let wide = (device.window_width - 12.0).min(330.0);
    fill(out, Rect::new(6.0, top, 6.0 + wide, top + height), 6.0, BACK);
    for (index, (key, what)) in KEYS.iter().enumerate() {
        let y = top + 16.0 + index as f64 * LINE;
        words(out, key, 16.0, y, 11.5, "#34d399");
        words(out, what, 84.0, y, 11.5, INK);
    }
}

fn areas(out: &mut Vec<Shape>, device: &DeviceInfo) {
    let safe = device.safe_area;
    let edge = |rect: Rect, radius: f64, color: &str| Shape::Edge {
        rect,
        radius,
        color: color.to_owned(),
        width: 1.5,
    };
    let shade = "rgba(248, 113, 113, 0.25)";
    let (w, h) = (device.window_width, device.window_height);
    for outside in [
        Rect::new(0.0, 0.0, w, safe.top),
        Rect::new(0.0, safe.bottom, w, h),
        Rect::new(0.0, safe.top, safe.left, safe.bottom),
        Rect::new(safe.right, safe.top, w, safe.bottom),
    ] {
        if outside.width() > 0.0 && outside.height() > 0.0 {
            fill(out, outside, 0.0, shade);
        }
    }
    out.push(edge(Rect::new(safe.left, safe.top, safe.right, safe.bottom), 0.0, "#f87171"));
    let capsule = device.menu_button;
    let right = w - capsule.right_gap;
    let rect = Rect::new(right - capsule.width, capsule.top, right, capsule.top + capsule.height);
    fill(out, rect, capsule.height / 2.0, "rgba(255, 255, 255, 0.35)");
    out.push(edge(rect, capsule.height / 2.0, "#34d399"));
    words(out, "capsule", rect.x0 + 22.0, rect.center().y, 11.0, "#1a1a1a");
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_profile::Profiler;
    use std::sync::atomic::{AtomicU64, Ordering};

    #[test]
    fn lines_are_typed_and_become_commands() {
        let mut hud = Hud { prompt: Some(String::new()), ..Hud::default() };
        for key in ["g", "x", "Backspace", "c", "Shift"] {
            assert_eq!(hud.type_key(key), None);
        }
        assert_eq!(hud.type_key("Enter"), Some(Command::Gc));
        for key in ["d", "u", "m", "p"] {
            hud.type_key(key);
        }
        assert_eq!(hud.type_key("Enter"), None);
        assert!(hud.answer[0].contains("dump canvas"));
        hud.type_key("Escape");
        assert!(hud.is_empty());
    }

    #[test]
    fn everything_is_drawn_inside_of_the_window() {
        let now = std::sync::Arc::new(AtomicU64::new(0));
        let clock = now.clone();
        let profiler = Profiler::new(move || clock.fetch_add(4, Ordering::Relaxed) as f64, 200);
        for _ in 0..150 {
            profiler.begin_frame();
            drop(profiler.phase(Phase::Raf));
            profiler.end_frame();
        }
        let device = DeviceInfo::phone(375.0, 667.0, 2.0);
        let reports = profiler.recent(GRAPH_FRAMES);
        let hud =
            Hud { figures: true, help: true, areas: true, prompt: Some("1".to_owned()), ..Hud::default() };
        let state = ["paused".to_owned()];
        let shapes = hud.shapes(&Facts { device: &device, reports: &reports, state: &state });
        assert!(shapes.len() > GRAPH_FRAMES);
        for shape in &shapes {
            if let Shape::Fill { rect, .. } = shape {
                assert!(rect.x0 >= 0.0 && rect.y0 >= 0.0 && rect.x1 <= 375.0 && rect.y1 <= 667.0, "{rect:?}");
            }
        }
    }
}
