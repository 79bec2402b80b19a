//! Paths by the steps of the standard.

use super::*;
use crate::{CornerRadii, Path2d};
use sparrow_base::kurbo::BezPath;
use std::f64::consts::{PI, TAU};

fn text(p: &Path2d) -> String {
    let rounded: Vec<PathEl> = p
        .path()
        .to_elements()
        .iter()
        .map(|el| {
            map_element(*el, |p| {
                let r = |v: f64| (v * 100.0).round() / 100.0 + 0.0;
                Point::new(r(p.x), r(p.y))
            })
        })
        .collect();
    BezPath::from_vec(rounded).to_svg()
}

#[test]
fn line_to_begins_a_subpath_where_there_is_none() {
    let mut p = Path2d::new();
    p.line_to(5.0, 5.0);
    p.line_to(9.0, 5.0);
    assert_eq!(text(&p), "M5,5 L9,5");
    let mut p = Path2d::new();
    p.quadratic_curve_to(1.0, 1.0, 2.0, 2.0);
    assert_eq!(text(&p), "M1,1 Q1,1 2,2");
}

#[test]
fn after_close_path_the_next_subpath_begins_at_the_same_point() {
    let mut p = Path2d::new();
    p.move_to(1.0, 2.0);
    p.line_to(3.0, 4.0);
    p.close_path();
    p.line_to(5.0, 6.0);
    assert_eq!(text(&p), "M1,2 L3,4 Z M1,2 L5,6");
}

#[test]
fn not_finite_arguments_are_ignored() {
    let mut p = Path2d::new();
    p.move_to(f64::NAN, 0.0);
    p.line_to(1.0, 1.0);
    p.line_to(f64::INFINITY, 0.0);
    p.arc(0.0, 0.0, f64::NAN, 0.0, 1.0, false).unwrap();
    p.arc(0.0, 0.0, -f64::INFINITY, 0.0, 1.0, false).unwrap();
    p.rect(0.0, f64::NEG_INFINITY, 1.0, 1.0);
    p.line_to(2.0, 2.0);
    assert_eq!(text(&p), "M1,1 L2,2");
}

#[test]
fn negative_radii_throw() {
    let mut p = Path2d::new();
    for e in [
        p.arc(0.0, 0.0, -1.0, 0.0, 1.0, false).unwrap_err(),
        p.ellipse(0.0, 0.0, -1.0, 1.0, 0.0, 0.0, 1.0, false).unwrap_err(),
        p.arc_to(0.0, 0.0, 1.0, 1.0, -1.0).unwrap_err(),
    ] {
        assert_eq!(e.name(), "IndexSizeError");
    }
    assert_eq!(p.round_rect(0.0, 0.0, 1.0, 1.0, &[(-1.0).into()]).unwrap_err().name(), "RangeError");
    assert_eq!(p.round_rect(0.0, 0.0, 1.0, 1.0, &[]).unwrap_err().name(), "RangeError");
}

#[test]
fn simple_shapes_are_noticed_and_forgotten() {
    let mut p = Path2d::new();
    p.rect(1.0, 2.0, 3.0, 4.0);
    assert_eq!(p.path().simple(), Some(&Simple::Rect { rect: Rect::new(1.0, 2.0, 4.0, 6.0), forward: true }));
    p.line_to(0.0, 0.0);
    assert_eq!(p.path().simple(), None);
    assert_eq!(text(&p), "M1,2 L4,2 L4,6 L1,6 Z M1,2 L0,0");

    let mut p = Path2d::new();
    p.arc(5.0, 5.0, 5.0, 0.0, TAU, false).unwrap();
    p.close_path();
    assert!(matches!(p.path().simple(), Some(Simple::Ellipse { closed: true, .. })));
    p.rect(0.0, 0.0, 1.0, 1.0);
    assert_eq!(p.path().simple(), None);
    assert!(text(&p).starts_with("M10,5 C") && text(&p).ends_with("Z M0,0 L1,0 L1,1 L0,1 Z"));

    let mut p = Path2d::new();
    p.round_rect(0.0, 0.0, 10.0, 10.0, &[2.0.into()]).unwrap();
    assert!(matches!(p.path().simple(), Some(Simple::RoundRect(_))));
    let mut p = Path2d::new();
    p.round_rect(0.0, 0.0, 10.0, 10.0, &[CornerRadii { x: 2.0, y: 3.0 }]).unwrap();
    assert_eq!(p.path().simple(), None);

    let mut p = Path2d::new();
    p.move_to(0.0, 0.0);
    p.line_to(3.0, 0.0);
    assert!(matches!(p.path().simple(), Some(Simple::Line(_))));
    p.line_to(3.0, 3.0);
    assert_eq!(p.path().simple(), None);
}

#[test]
fn arcs_join_the_subpath_with_a_line() {
    let mut p = Path2d::new();
    p.move_to(0.0, 0.0);
    p.arc(10.0, 0.0, 5.0, PI, 1.5 * PI, false).unwrap();
    assert!(text(&p).starts_with("M0,0 L5,0 C"), "{}", text(&p));
    assert!(text(&p).ends_with("10,-5"), "{}", text(&p));
}

#[test]
fn an_arc_of_radius_zero_is_a_line() {
    let mut p = Path2d::new();
    p.move_to(0.0, 0.0);
    p.arc(3.0, 4.0, 0.0, 0.0, PI, false).unwrap();
    p.line_to(9.0, 9.0);
    assert_eq!(text(&p), "M0,0 L3,4 L3,4 L9,9");
    assert!(p.path().needs_pruning());
}

#[test]
fn arc_to_touches_both_lines() {
    let mut p = Path2d::new();
    p.move_to(0.0, 0.0);
    p.arc_to(10.0, 0.0, 10.0, 10.0, 4.0).unwrap();
    let t = text(&p);
    assert!(t.starts_with("M0,0 L6,0 C") && t.ends_with(" 10,4"), "{t}");
    // A turn to the left.
    let mut p = Path2d::new();
    p.move_to(0.0, 0.0);
    p.arc_to(10.0, 0.0, 10.0, -10.0, 4.0).unwrap();
    let t = text(&p);
    assert!(t.starts_with("M0,0 L6,0 C") && t.ends_with(" 10,-4"), "{t}");
}

#[test]
fn arc_to_without_an_angle_is_a_line() {
    for (x2, y2, r) in [(20.0, 0.0, 3.0), (-5.0, 0.0, 3.0), (10.0, 0.0, 3.0), (10.0, 10.0, 0.0)] {
        let mut p = Path2d::new();
        p.move_to(0.0, 0.0);
        p.arc_to(10.0, 0.0, x2, y2, r).unwrap();
        assert_eq!(text(&p), "M0,0 L10,0", "to {x2} {y2} radius {r}");
    }
}

#[test]
fn round_rect_scales_radii_that_do_not_fit() {
    let mut p = Path2d::new();
    p.round_rect(0.0, 0.0, 10.0, 20.0, &[10.0.into()]).unwrap();
    let Some(Simple::RoundRect(r)) = p.path().simple() else { panic!("not round") };
    assert_eq!(r.radii().top_left, 5.0);
    let mut p = Path2d::new();
    p.round_rect(10.0, 10.0, -10.0, 10.0, &[2.0.into()]).unwrap();
    assert!(text(&p).starts_with("M8,10 L2,10 C"), "mirrored: {}", text(&p));
}

#[test]
fn add_path_maps_and_begins_a_subpath_at_its_last_point() {
    let mut a = Path2d::new();
    a.rect(0.0, 0.0, 1.0, 1.0);
    let mut b = Path2d::new();
    b.move_to(0.0, 0.0);
    b.line_to(1.0, 2.0);
    a.add_path(&b, [2.0, 0.0, 0.0, 2.0, 5.0, 5.0]);
    a.line_to(0.0, 9.0);
    assert_eq!(text(&a), "M0,0 L1,0 L1,1 L0,1 Z M5,5 L7,9 M7,9 L0,9");
}

#[test]
fn a_path_that_is_added_to_itself_does_not_grow_without_end() {
    let mut path = Path2d::from_svg("M0 0L1 1L2 3");
    for _ in 0..64 {
        let copy = path.clone();
        path.add_path(&copy, [1.0, 0.0, 0.0, 1.0, 1.0, 0.0]);
    }
    let doubled = path.path().len();
    assert!(doubled > MAX_ELEMENTS / 2 && doubled <= MAX_ELEMENTS, "{doubled}");
    for _ in 0..MAX_ELEMENTS {
        path.line_to(1.0, 2.0);
    }
    path.arc(0.0, 0.0, 5.0, 0.0, 3.0, false).unwrap();
    path.rect(0.0, 0.0, 5.0, 5.0);
    assert!(path.path().len() < MAX_ELEMENTS + 16, "{}", path.path().len());
}
