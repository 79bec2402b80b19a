//! `CanvasGradient`: <https://html.spec.whatwg.org/multipage/canvas.html#interface-canvasgradient>

use crate::{Canvas2dError, CssColor, path::bounded_point};
use sparrow_base::kurbo::Point;
use sparrow_render::{ColorStop, Gradient, GradientKind, Paint};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    sync::Arc,
};

/// Stops of one gradient; later ones add nothing.
const MAX_STOPS: usize = 1 << 16;

/// A gradient that a script holds; clones are the same gradient.
#[derive(Clone, Debug)]
pub struct CanvasGradient(Rc<GradientCell>);

#[derive(Debug)]
struct GradientCell {
    /// `None`: a geometry that paints nothing.
    kind: Option<GradientKind>,
    stops: RefCell<Vec<ColorStop>>,
    /// Counts changes, so that recorded paints are made anew.
    version: Cell<u32>,
    shared: RefCell<Option<Arc<[ColorStop]>>>,
}

impl CanvasGradient {
    fn new(kind: Option<GradientKind>) -> Self {
        CanvasGradient(Rc::new(GradientCell {
            kind,
            stops: RefCell::default(),
            version: Cell::new(0),
            shared: RefCell::default(),
        }))
    }

    /// `createLinearGradient(x0, y0, x1, y1)`. `TypeError` when not finite.
    pub fn linear(x0: f64, y0: f64, x1: f64, y1: f64) -> Result<Self, Canvas2dError> {
        require_finite("createLinearGradient", &[x0, y0, x1, y1])?;
        let (from, to) = (bounded_point(Point::new(x0, y0)), bounded_point(Point::new(x1, y1)));
        // "If x0 = x1 and y0 = y1, then the linear gradient must paint nothing."
        Ok(Self::new((from != to).then_some(GradientKind::Linear { from, to })))
    }

    /// `createRadialGradient(x0, y0, r0, x1, y1, r1)`. `TypeError` when not finite, `IndexSizeError` when a radius is
    /// negative.
    pub fn radial(x0: f64, y0: f64, r0: f64, x1: f64, y1: f64, r1: f64) -> Result<Self, Canvas2dError> {
        require_finite("createRadialGradient", &[x0, y0, r0, x1, y1, r1])?;
        // Step 1. If either of r0 or r1 are negative, then throw an IndexSizeError.
        for (name, r) in [("r0", r0), ("r1", r1)] {
            if r < 0.0 {
                return Err(Canvas2dError::IndexSize(format!("The {name} provided is less than 0.")));
            }
        }
        let (from, to) = (bounded_point(Point::new(x0, y0)), bounded_point(Point::new(x1, y1)));
        let (from_radius, to_radius) = (crate::path::bounded(r0), crate::path::bounded(r1));
        // "If x0 = x1 and y0 = y1 and r0 = r1, then the radial gradient must paint nothing."
        let same = from == to && from_radius == to_radius;
        let kind = GradientKind::Radial { from, from_radius, to, to_radius };
        Ok(Self::new((!same).then_some(kind)))
    }

    /// `createConicGradient(startAngle, x, y)`. `TypeError` when not finite.
    pub fn conic(start_angle: f64, x: f64, y: f64) -> Result<Self, Canvas2dError> {
        require_finite("createConicGradient", &[start_angle, x, y])?;
        let start_angle = start_angle % std::f64::consts::TAU;
        Ok(Self::new(Some(GradientKind::Conic { center: bounded_point(Point::new(x, y)), start_angle })))
    }

    /// `addColorStop(offset, color)`. `IndexSizeError` outside of 0..=1, `SyntaxError` for what is no colour,
    /// `TypeError` when the offset is not finite.
    pub fn add_color_stop(&self, offset: f64, color: &str) -> Result<(), Canvas2dError> {
        require_finite("addColorStop", &[offset])?;
        // Step 1. If the offset is less than 0 or greater than 1, then throw an IndexSizeError.
        if !(0.0..=1.0).contains(&offset) {
            return Err(Canvas2dError::IndexSize(format!(
                "The provided value ({offset}) is outside the range (0.0, 1.0)."
            )));
        }
        // Steps 2, 3. Parse the color; failure is a SyntaxError.
        let Some(color) = CssColor::parse(color) else {
            return Err(Canvas2dError::Syntax(format!(
                "The value provided ('{color}') could not be parsed as a color."
            )));
        };
        // Step 4. Place the stop; equal offsets keep the order in which they were added.
        let offset = offset as f32;
        let mut stops = self.0.stops.borrow_mut();
        if stops.len() >= MAX_STOPS {
            return Ok(());
        }
        let at = stops.partition_point(|s| s.offset <= offset);
        stops.insert(at, ColorStop { offset, color: color.rgba });
        self.0.version.set(self.0.version.get().wrapping_add(1));
        *self.0.shared.borrow_mut() = None;
        Ok(())
    }

    /// True when both are the same object.
    pub fn is_same(&self, other: &CanvasGradient) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    pub(crate) fn version(&self) -> u32 {
        self.0.version.get()
    }

    /// What is drawn; `None` when the gradient paints nothing.
    pub(crate) fn paint(&self) -> Option<Paint> {
        let kind = self.0.kind?;
        let mut shared = self.0.shared.borrow_mut();
        let stops = shared.get_or_insert_with(|| self.0.stops.borrow().as_slice().into());
        (!stops.is_empty()).then(|| Paint::Gradient(Gradient { kind, stops: stops.clone() }))
    }
}

/// WebIDL's `double` throws for what is not finite.
fn require_finite(method: &str, values: &[f64]) -> Result<(), Canvas2dError> {
    if values.iter().all(|v| v.is_finite()) {
        return Ok(());
    }
    Err(Canvas2dError::Type(format!("{method}: The provided double value is non-finite.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_checked() {
        assert_eq!(CanvasGradient::linear(f64::NAN, 0.0, 1.0, 1.0).unwrap_err().name(), "TypeError");
        assert_eq!(
            CanvasGradient::radial(0.0, 0.0, -1.0, 1.0, 1.0, 1.0).unwrap_err().name(),
            "IndexSizeError"
        );
        let g = CanvasGradient::linear(0.0, 0.0, 1.0, 0.0).unwrap();
        assert_eq!(g.add_color_stop(1.1, "red").unwrap_err().name(), "IndexSizeError");
        assert_eq!(g.add_color_stop(-0.1, "x").unwrap_err().name(), "IndexSizeError");
        assert_eq!(g.add_color_stop(0.5, "x").unwrap_err().name(), "SyntaxError");
        assert_eq!(g.add_color_stop(f64::INFINITY, "red").unwrap_err().name(), "TypeError");
    }

    #[test]
    fn stops_are_sorted_and_equal_ones_keep_their_order() {
        let g = CanvasGradient::linear(0.0, 0.0, 1.0, 0.0).unwrap();
        assert_eq!(g.paint(), None, "no stops paint nothing");
        for (offset, color) in [(1.0, "#010000"), (0.5, "#020000"), (0.5, "#030000"), (0.0, "#040000")] {
            g.add_color_stop(offset, color).unwrap();
        }
        let Some(Paint::Gradient(paint)) = g.paint() else { panic!() };
        assert_eq!(paint.stops.iter().map(|s| s.color.r).collect::<Vec<_>>(), [4, 2, 3, 1]);
    }

    #[test]
    fn flat_geometries_paint_nothing() {
        for g in
            [CanvasGradient::linear(1.0, 1.0, 1.0, 1.0), CanvasGradient::radial(1.0, 1.0, 2.0, 1.0, 1.0, 2.0)]
        {
            let g = g.unwrap();
            g.add_color_stop(0.0, "red").unwrap();
            assert_eq!(g.paint(), None);
        }
    }
}
