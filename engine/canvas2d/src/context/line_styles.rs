//! `CanvasPathDrawingStyles`.

use super::Context2d;
use crate::state::Slot;
use sparrow_render::{LineCap, LineJoin};

/// More dash lengths than this are cut off.
const MAX_DASH_LENGTHS: usize = 4096;

impl Context2d {
    fn line_changed(&mut self) {
        self.state.recorded.line = Slot::UNKNOWN;
    }

    /// The `lineWidth` getter.
    pub fn line_width(&self) -> f64 {
        self.state.line.width
    }

    /// The `lineWidth` setter: zero, negative and not finite values are ignored.
    pub fn set_line_width(&mut self, width: f64) {
        if width > 0.0 && width.is_finite() {
            self.state.line.width = width;
            self.line_changed();
        }
    }

    /// The `lineCap` getter.
    pub fn line_cap(&self) -> &'static str {
        match self.state.line.cap {
            LineCap::Butt => "butt",
            LineCap::Round => "round",
            LineCap::Square => "square",
        }
    }

    /// The `lineCap` setter: unknown values are ignored.
    pub fn set_line_cap(&mut self, cap: &str) {
        self.state.line.cap = match cap {
            "butt" => LineCap::Butt,
            "round" => LineCap::Round,
            "square" => LineCap::Square,
            _ => return,
        };
        self.line_changed();
    }

    /// The `lineJoin` getter.
    pub fn line_join(&self) -> &'static str {
        match self.state.line.join {
            LineJoin::Miter => "miter",
            LineJoin::Round => "round",
            LineJoin::Bevel => "bevel",
        }
    }

    /// The `lineJoin` setter: unknown values are ignored.
    pub fn set_line_join(&mut self, join: &str) {
        self.state.line.join = match join {
            "miter" => LineJoin::Miter,
            "round" => LineJoin::Round,
            "bevel" => LineJoin::Bevel,
            _ => return,
        };
        self.line_changed();
    }

    /// The `miterLimit` getter.
    pub fn miter_limit(&self) -> f64 {
        self.state.line.miter_limit
    }

    /// The `miterLimit` setter: zero, negative and not finite values are ignored.
    pub fn set_miter_limit(&mut self, limit: f64) {
        if limit > 0.0 && limit.is_finite() {
            self.state.line.miter_limit = limit;
            self.line_changed();
        }
    }

    /// `getLineDash()`.
    pub fn get_line_dash(&self) -> &[f64] {
        self.state.line.dash.as_deref().unwrap_or_default()
    }

    /// `setLineDash(segments)`: ignored as a whole when a length is negative or not finite.
    pub fn set_line_dash(&mut self, segments: &[f64]) {
        // Step 1. If any value is not finite or is negative, then return.
        if segments.iter().any(|v| !v.is_finite() || *v < 0.0) {
            return;
        }
        let segments = &segments[..segments.len().min(MAX_DASH_LENGTHS)];
        // Step 2. If the number of elements is odd, then concatenate two copies.
        let copies = if segments.len() % 2 == 1 { 2 } else { 1 };
        let lengths = || segments.iter().cycle().take(segments.len() * copies);
        // Games switch the same dashes on and off.
        if !self.last_dash.as_ref().is_some_and(|last| last.iter().eq(lengths())) && !segments.is_empty() {
            self.last_dash = Some(segments.repeat(copies).into());
        }
        self.state.line.dash = self.last_dash.clone().filter(|_| !segments.is_empty());
        self.line_changed();
    }

    /// The `lineDashOffset` getter.
    pub fn line_dash_offset(&self) -> f64 {
        self.state.line.dash_offset
    }

    /// The `lineDashOffset` setter: not finite values are ignored.
    pub fn set_line_dash_offset(&mut self, offset: f64) {
        if offset.is_finite() {
            self.state.line.dash_offset = offset;
            self.line_changed();
        }
    }
}
