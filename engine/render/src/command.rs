//! What is queued for a renderer, and what it reports.

use crate::{DrawList, gl::GlCommand};
use sparrow_base::{CanvasId, ImageId, PixelBuffer, PixelSize, Premul};
use std::sync::Arc;

/// Attributes of a canvas that its pixels depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CanvasOptions {
    /// `alpha: false` gives opaque black instead of transparent black, and keeps alpha at 255.
    pub alpha: bool,
    /// `willReadFrequently`: the pixels should live where they are cheap to read.
    pub read_often: bool,
}

impl Default for CanvasOptions {
    fn default() -> Self {
        CanvasOptions { alpha: true, read_often: false }
    }
}

/// One entry of the queue. Order matters: an image operation sees its source as it is at that point.
#[derive(Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "most commands are draws; a box would cost each of them an allocation"
)]
pub enum RenderCommand {
    /// A canvas begins to exist, cleared. Memory is taken when it is first drawn to or read.
    CreateCanvas {
        /// Its id, not in use.
        canvas: CanvasId,
        /// Its size; either side may be zero.
        size: PixelSize,
        /// Its attributes.
        options: CanvasOptions,
    },
    /// Setting `width` or `height`: a new size, cleared.
    ResizeCanvas {
        /// The canvas.
        canvas: CanvasId,
        /// The new size.
        size: PixelSize,
    },
    /// The canvas is gone.
    DropCanvas(CanvasId),
    /// An image can be drawn from now on.
    CreateImage {
        /// Its id, not in use.
        image: ImageId,
        /// Its pixels.
        pixels: Arc<PixelBuffer<Premul>>,
    },
    /// The image is gone.
    DropImage(ImageId),
    /// Draws to a canvas.
    Draw {
        /// The canvas.
        canvas: CanvasId,
        /// What to draw.
        list: DrawList,
    },
    /// WebGL commands of the context of a canvas.
    Gl {
        /// The canvas.
        canvas: CanvasId,
        /// What to do.
        commands: Vec<GlCommand>,
    },
}

/// Why a renderer could not do its work. None of these is a game's mistake: those are found before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// No memory for a canvas or an image; the text names it and its size.
    #[error("out of memory: {0}")]
    OutOfMemory(String),
    /// The device is gone; the renderer has to be made anew.
    #[error("the device was lost: {0}")]
    DeviceLost(String),
    /// WebGL is not to be had.
    #[error("no WebGL: {0}")]
    NoWebGl(String),
    /// The canvas or image does not exist in the renderer.
    #[error("unknown {0}")]
    Unknown(String),
}

/// What drawing cost; sums until they are taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DrawStats {
    /// Operations of the lists.
    pub ops: u64,
    /// Draw calls (gpu) or spans of equal work (raster: one per operation).
    pub draw_calls: u64,
    /// Render passes.
    pub passes: u64,
    /// Bytes sent to the device, or copied.
    pub upload_bytes: u64,
    /// Times that pixels were read back.
    pub readbacks: u64,
    /// Nanoseconds that the device worked on submissions that it finished since the last call; 0 where nobody asked for it.
    pub gpu_ns: u64,
    /// What could not be drawn as asked, by name, with a count: said once on the console.
    pub unsupported: Vec<(&'static str, u64)>,
    /// What went wrong in words of the driver, to be said once on the console.
    pub notices: Vec<String>,
}

/// Different notices that are kept until they are taken.
const MOST_NOTICES: usize = 32;

impl DrawStats {
    /// Says something once.
    pub fn add_notice(&mut self, text: String) {
        if self.notices.len() < MOST_NOTICES && !self.notices.contains(&text) {
            self.notices.push(text);
        }
    }

    /// Adds the counters of another part of the renderer.
    pub fn add(&mut self, other: DrawStats) {
        self.ops += other.ops;
        self.draw_calls += other.draw_calls;
        self.passes += other.passes;
        self.upload_bytes += other.upload_bytes;
        self.readbacks += other.readbacks;
        self.gpu_ns += other.gpu_ns;
        for (name, count) in other.unsupported {
            match self.unsupported.iter_mut().find(|(n, _)| *n == name) {
                Some((_, sum)) => *sum += count,
                None => self.unsupported.push((name, count)),
            }
        }
        for notice in other.notices {
            self.add_notice(notice);
        }
    }

    /// Counts something that this renderer cannot draw.
    pub fn count_unsupported(&mut self, name: &'static str) {
        match self.unsupported.iter_mut().find(|(n, _)| *n == name) {
            Some((_, count)) => *count += 1,
            None => self.unsupported.push((name, 1)),
        }
    }
}
