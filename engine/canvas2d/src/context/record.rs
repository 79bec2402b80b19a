//! Recording: state, transform and paint of the next operation as entries of the list.

use super::Context2d;
use crate::{
    clip::keeps_rects,
    state::{Recorded, Slot, is_drawable},
    style::Style,
};
use sparrow_base::{
    Rgba8,
    kurbo::{Affine, Rect},
};
use sparrow_render::{
    Brush, ClipId, CompositeOp, DrawList, DrawOp, DrawState, PaintId, StateId, TransformId,
};

/// Which of the two styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Paints {
    Fill,
    Stroke,
}

/// Bytes of memory that count as one operation.
const BYTES_PER_OP: usize = 64;

impl Context2d {
    /// True when nothing is recorded.
    pub(crate) fn has_nothing_pending(&self) -> bool {
        self.list.is_empty()
    }

    /// The recorded list; the next one begins.
    pub(crate) fn take_list(&mut self) -> DrawList {
        self.next_serial();
        self.last_size = self.list.ops.len().max(self.list.path_elements.len());
        std::mem::take(&mut self.list)
    }

    /// Gives memory for the next list; only when nothing is recorded.
    pub(crate) fn attach_list(&mut self, list: DrawList) {
        debug_assert!(self.list.is_empty() && list.is_empty());
        self.list = list;
    }

    /// The list that is recorded.
    #[cfg(test)]
    pub(crate) fn pending(&self) -> &DrawList {
        &self.list
    }

    /// How many operations or path elements the last list had: the next one will have about as many.
    pub(crate) fn last_size(&self) -> usize {
        self.last_size
    }

    /// Identifies the list that is recorded among all lists of this context.
    pub(crate) fn serial(&self) -> u32 {
        self.serial
    }

    /// How large the list is, in operations.
    #[inline]
    pub(crate) fn weight(&self) -> usize {
        self.list.ops.len() + self.extra_weight
    }

    pub(super) fn add_weight_bytes(&mut self, bytes: usize) {
        self.extra_weight += bytes / BYTES_PER_OP;
    }

    fn next_serial(&mut self) {
        self.serial = self.serial.checked_add(1).unwrap_or(1);
        self.extra_weight = 0;
        self.path_recorded = None;
    }

    /// Forgets what was recorded: the next operation covers the whole canvas.
    pub(super) fn restart_list(&mut self) {
        self.list.clear();
        self.next_serial();
    }

    /// The recorded indices of the current state, forgotten when they belong to an earlier list.
    #[inline]
    pub(super) fn recorded(&mut self) -> &mut Recorded {
        if self.state.recorded.serial != self.serial {
            self.state.recorded = Recorded::nothing(self.serial);
        }
        &mut self.state.recorded
    }

    /// Transform and state of the next operation; `None` when it could not paint anything.
    #[inline]
    pub(super) fn target(&mut self) -> Option<(TransformId, StateId)> {
        let Recorded { transform, state, .. } = *self.recorded();
        if let (Some(t), Some(s)) = (transform.index(), state.index()) {
            return Some((TransformId(t), StateId(s)));
        }
        self.record_target()
    }

    #[inline(never)]
    fn record_target(&mut self) -> Option<(TransformId, StateId)> {
        let Recorded { mut transform, mut state, .. } = *self.recorded();
        if transform == Slot::UNKNOWN {
            transform = if is_drawable(self.state.transform) {
                Slot::at(self.list.push_transform(self.state.transform).0)
            } else {
                Slot::NOTHING
            };
            self.state.recorded.transform = transform;
        }
        if state == Slot::UNKNOWN {
            state = self.record_state();
            self.state.recorded.state = state;
        }
        Some((TransformId(transform.index()?), StateId(state.index()?)))
    }

    fn record_state(&mut self) -> Slot {
        let s = &self.state;
        // A source without alpha changes nothing, unless the operator clears around it.
        let invisible = s.alpha == 0.0 && !s.composite.affects_outside();
        if invisible || self.size.is_empty() || s.clip.as_ref().is_some_and(|c| c.is_empty()) {
            return Slot::NOTHING;
        }
        let clip = match &s.clip {
            None => None,
            Some(clip) => match clip.record(&mut self.list, self.serial) {
                Some(id) => Some(id),
                None => return Slot::NOTHING, // the tables are full
            },
        };
        let em_px = f64::from(s.text.font.size_px);
        let filter =
            s.filter.as_ref().and_then(|f| f.steps(em_px)).map(|steps| self.list.push_filter(&steps));
        let state = DrawState {
            clip,
            composite: s.composite,
            alpha: s.alpha as f32,
            smoothing: s.smoothing(),
            shadow: s.shadow(),
            filter,
        };
        Slot::at(self.list.push_state(state).0)
    }

    /// The clip for operations that have no other state; `Err` when nothing is visible.
    pub(super) fn clip_id(&mut self) -> Result<Option<ClipId>, ()> {
        match &self.state.clip {
            None => Ok(None),
            Some(clip) if clip.is_empty() => Err(()),
            Some(clip) => clip.record(&mut self.list, self.serial).map(Some).ok_or(()),
        }
    }

    /// A transform other than the current one.
    pub(super) fn transform_id(&mut self, transform: Affine) -> TransformId {
        self.list.push_transform(transform)
    }

    /// The brush of a style; `None` when it paints nothing that would show.
    #[inline]
    pub(super) fn brush(&mut self, paints: Paints) -> Option<Brush> {
        let style = match paints {
            Paints::Fill => &self.state.fill,
            Paints::Stroke => &self.state.stroke,
        };
        match style {
            _ if self.state.clears => Some(Brush::Solid(Rgba8::TRANSPARENT)),
            Style::Color(c) if c.rgba.a > 0 => Some(Brush::Solid(c.rgba)),
            Style::Color(_) => self.transparent_brush(),
            _ => self.paint_brush(paints),
        }
    }

    /// Operators that clear around their source do so for a source that is not there, too.
    fn transparent_brush(&self) -> Option<Brush> {
        self.state.composite.affects_outside().then_some(Brush::Solid(Rgba8::TRANSPARENT))
    }

    fn paint_brush(&mut self, paints: Paints) -> Option<Brush> {
        let recorded = *self.recorded();
        let (slot, recorded_version, style) = match paints {
            Paints::Fill => (recorded.fill, recorded.fill_version, &self.state.fill),
            Paints::Stroke => (recorded.stroke, recorded.stroke_version, &self.state.stroke),
        };
        let version = style.version();
        let slot = if slot != Slot::UNKNOWN && version == recorded_version {
            slot
        } else {
            let slot = match style.paint() {
                Some(paint) => Slot::at(self.list.push_paint(paint).0),
                None => Slot::NOTHING,
            };
            match paints {
                Paints::Fill => {
                    self.state.recorded.fill = slot;
                    self.state.recorded.fill_version = version;
                }
                Paints::Stroke => {
                    self.state.recorded.stroke = slot;
                    self.state.recorded.stroke_version = version;
                }
            }
            slot
        };
        match slot.index() {
            Some(id) => Some(Brush::Paint(PaintId(id))),
            None => self.transparent_brush(),
        }
    }

    /// Records an operation.
    #[inline]
    pub(super) fn push(&mut self, op: DrawOp) {
        self.list.ops.push(op);
    }

    /// True when filling `rect` in local space leaves no pixel of the canvas out.
    pub(super) fn covers_canvas(&self, rect: Rect) -> bool {
        let t = self.state.transform;
        if !keeps_rects(t) || self.size.is_empty() {
            return false;
        }
        let device = t.transform_rect_bbox(rect);
        device.x0 <= 0.0
            && device.y0 <= 0.0
            && device.x1 >= f64::from(self.size.width)
            && device.y1 >= f64::from(self.size.height)
    }

    /// True when an opaque source replaces what is below it.
    pub(super) fn replaces_below(&self) -> bool {
        let s = &self.state;
        s.alpha == 1.0
            && matches!(s.composite, CompositeOp::SourceOver | CompositeOp::Copy)
            && s.clip.is_none()
            && s.filter.as_ref().is_none_or(|f| f.is_none())
    }
}
