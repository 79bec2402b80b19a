//! What is counted in a frame besides time.

use serde::Serialize;

/// A thing that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Counter {
    /// Operations that the game recorded: 2D draw ops and WebGL draws.
    DrawOps,
    /// Draw calls that the renderer made of them.
    DrawCalls,
    /// Render passes.
    Passes,
    /// Bytes sent to the renderer: vertices, textures, glyphs.
    UploadBytes,
    /// Early flushes: `getImageData`, `readPixels`, `toDataURL`, `drawImage(canvas)`, `texImage2D(canvas)`.
    SyncPoints,
    /// Microseconds that the graphics device worked on what it finished in this frame, mostly of frames before; 0 where it is not measured.
    GpuMicros,
    /// Host events delivered to the game.
    HostEvents,
    /// Collections of the JavaScript heap.
    GcRuns,
    /// Bytes of the JavaScript heap at the end of the frame.
    HeapBytes,
    /// Bytes of canvases, images and atlases at the end of the frame.
    TextureBytes,
}

/// How a counter adds up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CounterKind {
    /// Starts at 0 in each frame; a sum over frames means something.
    Sum,
    /// A level that stays until it is set again.
    Gauge,
}

impl Counter {
    /// Every counter.
    pub const ALL: [Counter; 10] = [
        Counter::DrawOps,
        Counter::DrawCalls,
        Counter::Passes,
        Counter::UploadBytes,
        Counter::SyncPoints,
        Counter::GpuMicros,
        Counter::HostEvents,
        Counter::GcRuns,
        Counter::HeapBytes,
        Counter::TextureBytes,
    ];

    /// The name in traces and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Counter::DrawOps => "draw_ops",
            Counter::DrawCalls => "draw_calls",
            Counter::Passes => "passes",
            Counter::UploadBytes => "upload_bytes",
            Counter::SyncPoints => "sync_points",
            Counter::GpuMicros => "gpu_us",
            Counter::HostEvents => "host_events",
            Counter::GcRuns => "gc_runs",
            Counter::HeapBytes => "heap_bytes",
            Counter::TextureBytes => "texture_bytes",
        }
    }

    /// The name in tables, without the unit.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Counter::DrawOps => "draw ops",
            Counter::DrawCalls => "draw calls",
            Counter::Passes => "passes",
            Counter::UploadBytes => "uploads",
            Counter::SyncPoints => "sync points",
            Counter::GpuMicros => "gpu us",
            Counter::HostEvents => "host events",
            Counter::GcRuns => "gc runs",
            Counter::HeapBytes => "js heap",
            Counter::TextureBytes => "textures",
        }
    }

    /// True when the unit is bytes.
    pub const fn is_bytes(self) -> bool {
        matches!(self, Counter::UploadBytes | Counter::HeapBytes | Counter::TextureBytes)
    }

    /// How it adds up.
    pub const fn kind(self) -> CounterKind {
        match self {
            Counter::HeapBytes | Counter::TextureBytes => CounterKind::Gauge,
            _ => CounterKind::Sum,
        }
    }
}

/// The counters of one frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters([u64; Counter::ALL.len()]);

impl Counters {
    /// One value.
    pub fn get(&self, counter: Counter) -> u64 {
        self.0[counter as usize]
    }

    /// Adds to a value.
    pub fn add(&mut self, counter: Counter, n: u64) {
        let value = &mut self.0[counter as usize];
        *value = value.saturating_add(n);
    }

    /// Replaces a value.
    pub fn set(&mut self, counter: Counter, n: u64) {
        self.0[counter as usize] = n;
    }

    /// What the next frame starts with: gauges stay, sums start again.
    pub(crate) fn carried_over(&self) -> Counters {
        let mut next = Counters::default();
        for counter in Counter::ALL {
            if counter.kind() == CounterKind::Gauge {
                next.set(counter, self.get(counter));
            }
        }
        next
    }
}

impl Serialize for Counters {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Counter::ALL.map(|counter| (counter.name(), self.get(counter))))
    }
}
