//! `CanvasRenderingContext2D`: <https://html.spec.whatwg.org/multipage/canvas.html#2dcontext>
//!
//! One file per mixin of the standard. Methods have the JavaScript names in snake_case and take arguments after WebIDL's
//! conversions: numbers as `f64` (not finite ones are ignored where the standard says so), enumerations as strings.
//! What needs other canvases, images or fonts (`drawImage`, `createPattern`, text, pixels) is on
//! [`CanvasStore`](crate::CanvasStore).

mod images;
mod line_styles;
mod paths;
mod pixels;
mod record;
mod rects;
mod styles;
mod text;
mod text_styles;
mod transforms;

#[cfg(test)]
mod tests;

pub(crate) use text::TextTools;

pub use sparrow_render::ImageSource;

use crate::{
    clip::Clips,
    css::{CssFont, Filter},
    path::Path,
    path2d::canvas_path_methods,
    state::{State, TextState},
};
use sparrow_base::{
    PixelSize,
    kurbo::{Affine, PathEl},
};
use sparrow_render::{CanvasOptions, DrawList, PathRef};
use std::{cell::RefCell, rc::Rc, sync::Arc};

use crate::{Canvas2dError, CornerRadii, path::EllipseArc};
use sparrow_base::kurbo::{Point, Vec2};

/// Saved states beyond this number are counted, not kept: a game that saves in every frame and never restores must not
/// grow without end.
const MAX_SAVED_STATES: usize = 16_384;

/// Fonts that were set lately; a frame of a game uses a few.
const REMEMBERED_FONTS: usize = 16;

/// One 2D context. It records into a draw list; its [`CanvasStore`](crate::CanvasStore) takes the list away.
#[derive(Debug)]
pub struct Context2d {
    /// The pixels there are to draw to; empty when the canvas is empty or too large.
    size: PixelSize,
    options: CanvasOptions,
    state: State,
    stack: Vec<State>,
    /// A style was set to a pattern that is not origin-clean.
    tainted: bool,
    /// Saves that found the stack full.
    lost_saves: u64,

    path: Path,
    /// From the space in which `path` is stored to canvas pixels.
    path_space: Affine,
    /// The transform may have changed since the path was last added to.
    path_stale: bool,
    /// The path in the list of this serial.
    path_recorded: Option<(u32, PathRef)>,

    list: DrawList,
    /// Of `list`; never 0.
    serial: u32,
    /// What `list` holds beside its operations, in operations of equal size.
    extra_weight: usize,
    last_size: usize,
    fonts: Vec<(Box<str>, Rc<CssFont>)>,
    initial_text: Rc<TextState>,
    /// Of a state that was left; its memory is used for the next one.
    spare_text: Option<Rc<TextState>>,
    clips: Clips,
    /// The dashes that were set last.
    last_dash: Option<Arc<[f64]>>,
    /// The filter that was set last.
    last_filter: Option<Rc<Filter>>,
    /// Memory for hit tests.
    hit: RefCell<Vec<PathEl>>,
}

impl Context2d {
    pub(crate) fn new(size: PixelSize, options: CanvasOptions) -> Self {
        let initial_text = Rc::new(TextState::default());
        Context2d {
            size,
            options,
            state: State::initial(initial_text.clone()),
            stack: Vec::new(),
            tainted: false,
            lost_saves: 0,
            path: Path::default(),
            path_space: Affine::IDENTITY,
            path_stale: false,
            path_recorded: None,
            list: DrawList::default(),
            serial: 1,
            extra_weight: 0,
            last_size: 0,
            fonts: Vec::new(),
            initial_text,
            spare_text: None,
            clips: Clips::default(),
            last_dash: None,
            last_filter: None,
            hit: RefCell::default(),
        }
    }

    pub(crate) fn is_tainted(&self) -> bool {
        self.tainted
    }

    /// Size of the canvas in pixels; 0 x 0 when it is too large to be drawn.
    pub fn size(&self) -> PixelSize {
        self.size
    }

    /// `getContextAttributes()`.
    pub fn options(&self) -> CanvasOptions {
        self.options
    }

    /// `isContextLost()`: contexts here are never lost.
    pub fn is_context_lost(&self) -> bool {
        false
    }

    /// `save()`.
    pub fn save(&mut self) {
        if self.stack.len() >= MAX_SAVED_STATES {
            self.lost_saves += 1;
            return;
        }
        self.stack.push(self.state.clone());
    }

    /// `restore()`; does nothing when nothing was saved.
    pub fn restore(&mut self) {
        if self.lost_saves > 0 {
            self.lost_saves -= 1;
            return;
        }
        if let Some(state) = self.stack.pop() {
            self.path_stale |= state.transform != self.state.transform;
            let left = std::mem::replace(&mut self.state, state);
            if Rc::strong_count(&left.text) == 1 {
                self.spare_text = Some(left.text);
            }
        }
    }

    /// `reset()`: the initial state, no path, and a cleared canvas.
    pub fn reset(&mut self) {
        self.reset_state();
        self.restart_list();
        if !self.size.is_empty() {
            self.list.ops.push(sparrow_render::DrawOp::Clear);
        }
    }

    /// The pixels go, the state stays: what `transferToImageBitmap` leaves behind.
    pub fn blank(&mut self) {
        self.restart_list();
        if !self.size.is_empty() {
            self.list.ops.push(sparrow_render::DrawOp::Clear);
        }
    }

    /// Everything but the pixels.
    fn reset_state(&mut self) {
        self.state = State::initial(self.initial_text.clone());
        self.stack.clear();
        self.lost_saves = 0;
        self.begin_path();
    }

    /// The canvas has another size (or the same again) and is cleared by whoever calls this.
    pub(crate) fn resize(&mut self, size: PixelSize) {
        self.size = size;
        self.reset_state();
        self.restart_list();
    }

    /// The current path in the state in which calls may add to it.
    fn path_mut(&mut self) -> &mut Path {
        if self.path_stale {
            self.rebase_path();
        }
        self.path_recorded = None;
        &mut self.path
    }
}

canvas_path_methods!(Context2d);
