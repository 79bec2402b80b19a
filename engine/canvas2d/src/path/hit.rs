//! `isPointInPath` and `isPointInStroke`.

use super::{bounds, confine, reach};
use sparrow_base::kurbo::{
    BezPath, Cap, Join, ParamCurveNearest, PathEl, Point, Rect, Shape, Stroke, StrokeOpts, segments, stroke,
};
use sparrow_render::{FillRule, LineCap, LineJoin, StrokeStyle};

/// Dashes of longer paths are not followed from their beginning.
const FAR: f64 = 1e6;

/// Points this close to the outline are on it, and points on the outline are inside.
const ON_OUTLINE: f64 = 1e-6;

/// True when `point` is inside of the area, open subpaths closed by straight lines, or on its outline. `closed` is memory for that.
pub(crate) fn contains(elements: &[PathEl], point: Point, rule: FillRule, closed: &mut Vec<PathEl>) -> bool {
    let Some(bounds) = bounds(elements) else { return false };
    if !(bounds.inflate(ON_OUTLINE, ON_OUTLINE).contains(point)
        || bounds.x1 == point.x
        || bounds.y1 == point.y)
    {
        return false;
    }
    close_subpaths(elements, closed);
    let winding = closed.as_slice().winding(point);
    let inside = match rule {
        FillRule::NonZero => winding != 0,
        FillRule::EvenOdd => winding % 2 != 0,
    };
    inside
        || segments(closed.iter().copied())
            .any(|s| s.nearest(point, 1e-9).distance_sq <= ON_OUTLINE * ON_OUTLINE)
}

/// True when `point` is inside of the stroke's area.
pub(crate) fn stroke_contains(elements: &[PathEl], point: Point, style: &StrokeStyle) -> bool {
    if elements.is_empty() {
        return false;
    }
    // Only what is near the point counts; far away, outlines of enormous paths would take forever.
    let near = stroke_reach(style) * 2.0 + 1.0;
    let region = Rect::from_center_size(point, (near * 2.0, near * 2.0));
    let far = reach(elements) > FAR;
    let confined;
    let elements = if style.dashes().is_empty() || far {
        confined = confine(elements, region);
        &*confined
    } else {
        elements
    };
    let outline = stroke_outline(elements, style);
    contains(outline.elements(), point, FillRule::NonZero, &mut Vec::new())
}

/// How far a stroke can reach from its path, in local space.
pub(crate) fn stroke_reach(style: &StrokeStyle) -> f64 {
    let corners = if style.join == LineJoin::Miter { style.miter_limit.clamp(1.5, 1e3) } else { 1.5 };
    style.width / 2.0 * corners
}

/// The outline of a stroke.
fn stroke_outline(elements: &[PathEl], style: &StrokeStyle) -> BezPath {
    let cap = match style.cap {
        LineCap::Butt => Cap::Butt,
        LineCap::Round => Cap::Round,
        LineCap::Square => Cap::Square,
    };
    let join = match style.join {
        LineJoin::Miter => Join::Miter,
        LineJoin::Round => Join::Round,
        LineJoin::Bevel => Join::Bevel,
    };
    let mut k = Stroke::new(style.width).with_caps(cap).with_join(join).with_miter_limit(style.miter_limit);
    if !style.dashes().is_empty() {
        k = k.with_dashes(style.dash_offset, style.dashes().iter().copied());
    }
    stroke(elements.iter().copied(), &k, &StrokeOpts::default(), 0.05)
}

/// The elements with every subpath closed.
fn close_subpaths(elements: &[PathEl], closed: &mut Vec<PathEl>) {
    closed.clear();
    for el in elements {
        if matches!(el, PathEl::MoveTo(_)) && !matches!(closed.last(), None | Some(PathEl::ClosePath)) {
            closed.push(PathEl::ClosePath);
        }
        closed.push(*el);
    }
    if !matches!(closed.last(), Some(PathEl::ClosePath)) {
        closed.push(PathEl::ClosePath);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn triangle() -> Vec<PathEl> {
        [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)]
            .iter()
            .enumerate()
            .map(|(i, p)| if i == 0 { PathEl::MoveTo((*p).into()) } else { PathEl::LineTo((*p).into()) })
            .collect()
    }

    #[test]
    fn open_subpaths_are_closed_and_the_outline_is_inside() {
        let t = triangle();
        let inside = |x, y| contains(&t, Point::new(x, y), FillRule::NonZero, &mut Vec::new());
        assert!(inside(2.0, 2.0) && inside(0.0, 5.0) && inside(5.0, 5.0) && inside(10.0, 0.0));
        assert!(!inside(6.0, 6.0) && !inside(-0.1, 5.0));
    }

    #[test]
    fn strokes_have_an_area() {
        let t = triangle();
        let style = StrokeStyle { width: 4.0, ..StrokeStyle::default() };
        assert!(stroke_contains(&t, Point::new(5.0, 1.5), &style));
        assert!(!stroke_contains(&t, Point::new(3.0, 3.0), &style));
        assert!(!stroke_contains(&t, Point::new(0.0, 5.0), &style), "the subpath is open");
    }
}
