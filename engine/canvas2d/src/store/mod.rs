//! All canvases and images of one game, and the queue of commands for its renderer.
//!
//! Each canvas records into a pending list. [`order`] decides when a pending list goes to the queue: at the latest in
//! [`CanvasStore::flush`], earlier when another canvas draws this one. Nothing is executed and nothing is read back
//! before a flush or a sync point ([`CanvasStore::read_pixels`]).
//!
//! Boundary: ids in, commands out. Absent on purpose: decoding, JavaScript objects and their lifetimes, the renderer.

mod canvases;
mod census;
mod drawing;
mod gl;
mod images;
mod order;
mod origin;
mod spare;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod text_tests;

use crate::{Context2d, context::TextTools, outlines::OutlineCache, pattern::Released};
pub use census::CanvasEntry;
use images::Images;
use rustc_hash::FxHashMap;
use spare::SpareLists;
use sparrow_base::{Budget, CanvasId, PixelSize, Share};
use sparrow_media::font::Fonts;
use sparrow_render::{CanvasOptions, DrawList, RenderCommand, RenderError};

/// A list of this weight (in operations of 64 to 96 bytes) is handed out before it grows further, and so is the queue.
const MAX_WEIGHT: usize = 1 << 20;

/// Executes a queue; leaves it empty and puts used lists into the second argument.
type Overflow = Box<dyn FnMut(&mut Vec<RenderCommand>, &mut Vec<DrawList>) -> Result<(), RenderError>>;

/// Counters since they were last taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StoreStats {
    /// Times that pixels were read, which ends recording and waits for the renderer.
    pub sync_points: u64,
    /// Lists that went to the queue.
    pub lists: u64,
    /// Lists that went to the queue before the end of the frame, because another canvas read or a list was full.
    pub early_lists: u64,
    /// Times that the queue was executed because it had grown too large.
    pub overflows: u64,
}

/// One canvas.
struct Canvas {
    /// As the script set it.
    size: PixelSize,
    /// What it has as pixels, once it was drawn or drawn to.
    drawable: PixelSize,
    /// What they take.
    pixels: Share,
    options: CanvasOptions,
    /// The renderer was told of it.
    created: bool,
    /// `getContext("2d")` was called.
    context: Option<Box<Context2d>>,
    /// `getContext("webgl")` was called.
    gl: bool,
    /// The context has memory to record into and is in the list of dirty canvases.
    attached: bool,
    /// It is not origin-clean (`origin.rs`), apart from what its context knows.
    tainted: bool,
    /// Pending lists that read this canvas as it is now: canvas and serial of its list.
    readers: Vec<(CanvasId, u32)>,
}

/// Canvases, images, fonts and the queue of one game.
pub struct CanvasStore {
    /// By id. Ids are never used twice: a page makes a canvas for each pattern and each bitmap.
    canvases: FxHashMap<u32, Canvas>,
    next_canvas: u32,
    /// What the pixels of all canvases take, and what else they share it with.
    budget: Budget,
    images: Images,
    /// Canvases whose context may have recorded something, in the order of their first call.
    dirty: Vec<CanvasId>,
    /// Canvases that have readers.
    read: Vec<CanvasId>,
    queue: Vec<RenderCommand>,
    /// What the queue holds, in operations.
    queue_weight: usize,
    /// To be dropped when nothing pending reads them any more.
    doomed_canvases: Vec<CanvasId>,
    released: Released,
    spare: SpareLists,
    stats: StoreStats,
    overflow: Option<Overflow>,
    overflow_error: Option<RenderError>,
    text: TextTools,
}

impl std::fmt::Debug for CanvasStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CanvasStore")
            .field("canvases", &self.canvases.len())
            .field("images", &self.images.len())
            .field("queued", &self.queue.len())
            .finish_non_exhaustive()
    }
}

impl CanvasStore {
    /// No canvases and no images. The fonts are the game's.
    pub fn new(fonts: Fonts) -> Self {
        CanvasStore {
            canvases: FxHashMap::default(),
            next_canvas: 0,
            budget: Budget::unlimited(),
            images: Images::default(),
            dirty: Vec::new(),
            read: Vec::new(),
            queue: Vec::new(),
            queue_weight: 0,
            doomed_canvases: Vec::new(),
            released: Released::default(),
            spare: SpareLists::default(),
            overflow: None,
            overflow_error: None,
            stats: StoreStats::default(),
            text: TextTools { fonts, outlines: OutlineCache::new() },
        }
    }

    /// What the pixels of the canvases that are made from now on may take. A canvas beyond it has a size and no pixels, as one whose side is too long.
    /// Gives the budget before.
    pub fn set_budget(&mut self, budget: Budget) -> Budget {
        std::mem::replace(&mut self.budget, budget)
    }

    /// The game's fonts, for `loadFont` and line heights.
    pub fn fonts_mut(&mut self) -> &mut Fonts {
        &mut self.text.fonts
    }

    /// What to do when a script records more than a million operations in one frame: usually, hand both arguments to
    /// [`Renderer::execute`](sparrow_render::Renderer::execute). Without it the queue grows until the next flush. An
    /// error is reported by the next [`flush`](Self::flush).
    pub fn set_overflow(
        &mut self,
        execute: impl FnMut(&mut Vec<RenderCommand>, &mut Vec<DrawList>) -> Result<(), RenderError> + 'static,
    ) {
        self.overflow = Some(Box::new(execute));
    }

    /// True when the queue has grown so large that it should be flushed before more is recorded. For callers that did not
    /// [`set_overflow`](Self::set_overflow).
    #[inline]
    pub fn is_overfull(&self) -> bool {
        self.queue_weight >= MAX_WEIGHT
    }

    /// The counters since the last call.
    pub fn take_stats(&mut self) -> StoreStats {
        std::mem::take(&mut self.stats)
    }
}
