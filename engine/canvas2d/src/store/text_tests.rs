//! Text: what becomes masks, what becomes outlines, and where it goes. With the embedded font only.

use super::*;
use sparrow_media::font::FontsOptions;
use sparrow_render::{DrawOp, GlyphKind, Shape};

fn store() -> (CanvasStore, CanvasId) {
    let mut store = CanvasStore::new(Fonts::new(FontsOptions::embedded_only()));
    let id = store.create_canvas(PixelSize::new(300, 150));
    store.get_context(id, CanvasOptions::default());
    store.context_mut(id).unwrap().set_font("20px sans-serif");
    (store, id)
}

/// What was recorded last.
fn last(store: &CanvasStore, id: CanvasId) -> &DrawOp {
    store.context(id).unwrap().pending().ops.last().unwrap()
}

/// Where the last glyph run begins.
fn origin(store: &CanvasStore, id: CanvasId) -> (f64, f64) {
    let DrawOp::Glyphs { run, .. } = last(store, id) else { panic!("{:?}", last(store, id)) };
    let run = &store.context(id).unwrap().pending().runs[run.0 as usize];
    assert_eq!(run.kind, GlyphKind::Mask);
    (run.origin_x, run.origin_y)
}

#[test]
fn upright_text_is_masks_and_other_text_outlines() {
    let (mut s, id) = store();
    let mut draw = |set: &dyn Fn(&mut Context2d)| {
        let c = s.context_mut(id).unwrap();
        c.reset_transform();
        set(c);
        s.fill_text(id, "Hop", 10.0, 20.0, None).unwrap();
        matches!(last(&s, id), DrawOp::Glyphs { .. })
    };
    assert!(draw(&|_| {}));
    assert!(draw(&|c| {
        c.translate(5.5, 7.0);
        c.scale(2.0, 2.0);
    }));
    assert!(!draw(&|c| c.scale(2.0, 1.0)));
    assert!(!draw(&|c| c.scale(-1.0, -1.0)));
    assert!(!draw(&|c| c.rotate(0.1)));
    assert!(!draw(&|c| c.scale(13.0, 13.0)), "260 pixels on the canvas");
    assert!(draw(&|c| c.scale(12.0, 12.0)));
}

/// Overlaps of what is translucent show, as in browsers, but shadows are those of the line.
#[test]
fn translucent_strokes_are_drawn_glyph_by_glyph() {
    let (mut s, id) = store();
    let mut strokes = |set: &dyn Fn(&mut Context2d)| {
        let c = s.context_mut(id).unwrap();
        c.reset();
        c.set_font("20px sans-serif");
        set(c);
        let before = s.context(id).unwrap().pending().ops.len();
        s.stroke_text(id, "Hop", 10.0, 20.0, None).unwrap();
        s.context(id).unwrap().pending().ops.len() - before
    };
    assert_eq!(strokes(&|_| {}), 1);
    assert_eq!(strokes(&|c| c.set_global_alpha(0.5)), 3);
    assert_eq!(strokes(&|c| c.set_stroke_color(crate::CssColor::parse("#0008").unwrap())), 3);
    let with_shadow = |c: &mut Context2d| {
        c.set_global_alpha(0.5);
        c.set_shadow_color("red");
        c.set_shadow_blur(4.0);
    };
    assert_eq!(strokes(&with_shadow), 1);
}

#[test]
fn stroked_text_is_one_stroked_path() {
    let (mut s, id) = store();
    s.context_mut(id).unwrap().set_line_join("round");
    s.stroke_text(id, "Hop", 10.0, 20.0, None).unwrap();
    let DrawOp::Stroke { shape: Shape::Path(path), .. } = last(&s, id) else { panic!() };
    let elements = s.context(id).unwrap().pending().path(*path).to_vec();
    let bounds = crate::path::bounds(&elements).unwrap();
    let width = s.measure_text(id, "Hop").unwrap().width;
    assert!(
        bounds.x0 >= 9.0 && bounds.x1 <= 11.0 + width && bounds.y1 < 30.0 && bounds.y0 > 0.0,
        "{bounds:?}"
    );
}

#[test]
fn lines_are_aligned() {
    let (mut s, id) = store();
    let width = s.measure_text(id, "align").unwrap().width;
    assert!(width > 30.0);
    for (align, direction, dx) in [
        ("left", "ltr", 0.0),
        ("start", "ltr", 0.0),
        ("center", "ltr", -width / 2.0),
        ("right", "ltr", -width),
        ("end", "ltr", -width),
        ("start", "rtl", -width),
        ("end", "rtl", 0.0),
        ("left", "rtl", 0.0),
    ] {
        let c = s.context_mut(id).unwrap();
        c.set_text_align(align);
        c.set_direction(direction);
        s.fill_text(id, "align", 100.0, 50.0, None).unwrap();
        assert_eq!(origin(&s, id), (100.0 + dx, 50.0), "{align} {direction}");
    }
}

#[test]
fn baselines_move_the_line_and_its_measures_alike() {
    let (mut s, id) = store();
    let plain = s.measure_text(id, "Ey").unwrap();
    let mut order = Vec::new();
    for baseline in ["bottom", "ideographic", "alphabetic", "middle", "hanging", "top"] {
        s.context_mut(id).unwrap().set_text_baseline(baseline);
        s.fill_text(id, "Ey", 0.0, 100.0, None).unwrap();
        let dy = origin(&s, id).1 - 100.0;
        let m = s.measure_text(id, "Ey").unwrap();
        assert_eq!(m.alphabetic_baseline, 0.0 - dy, "{baseline}");
        assert_eq!(m.font_bounding_box_ascent, plain.font_bounding_box_ascent - dy);
        assert_eq!(m.actual_bounding_box_descent, plain.actual_bounding_box_descent + dy);
        order.push(dy);
    }
    assert!(order.is_sorted(), "from the lowest anchor to the highest: {order:?}");
    assert_eq!(order[2], 0.0);
    assert!((order[5] - order[0] - 20.0).abs() < 0.01, "top to bottom is one em: {order:?}");
}

#[test]
fn measures_are_from_the_anchor() {
    let (mut s, id) = store();
    let left = s.measure_text(id, "wide").unwrap();
    s.context_mut(id).unwrap().set_text_align("right");
    let right = s.measure_text(id, "wide").unwrap();
    assert_eq!(right.actual_bounding_box_left, left.actual_bounding_box_left + left.width);
    assert_eq!(right.actual_bounding_box_right, left.actual_bounding_box_right - left.width);
    assert_eq!(right.width, left.width);
}

#[test]
fn max_width_condenses_and_what_is_no_width_draws_nothing() {
    let (mut s, id) = store();
    let width = s.measure_text(id, "condensed").unwrap().width;
    s.fill_text(id, "condensed", 0.0, 50.0, Some(width)).unwrap();
    assert_eq!(origin(&s, id), (0.0, 50.0));
    s.context_mut(id).unwrap().set_text_align("right");
    s.fill_text(id, "condensed", 100.0, 50.0, Some(40.0)).unwrap();
    let DrawOp::Fill { shape: Shape::Path(path), .. } = last(&s, id) else { panic!() };
    let bounds = crate::path::bounds(s.context(id).unwrap().pending().path(*path)).unwrap();
    assert!(bounds.x0 >= 59.0 && bounds.x1 <= 101.0, "{bounds:?}");
    let before = s.context(id).unwrap().pending().ops.len();
    for max_width in [0.0, -5.0, f64::NAN, f64::INFINITY] {
        s.fill_text(id, "x", 0.0, 0.0, Some(max_width)).unwrap();
    }
    s.fill_text(id, "x", f64::NAN, 0.0, None).unwrap();
    s.fill_text(id, "", 0.0, 0.0, None).unwrap();
    s.fill_text(id, " ", 0.0, 0.0, None).unwrap();
    assert!(s.context(id).unwrap().pending().ops.len() <= before + 1, "at most the blank");
}

#[test]
fn spacing_and_font_changes_reach_the_shaper() {
    let (mut s, id) = store();
    let plain = s.measure_text(id, "abcd").unwrap().width;
    s.context_mut(id).unwrap().set_letter_spacing("5px");
    assert!((s.measure_text(id, "abcd").unwrap().width - plain - 20.0).abs() < 0.01);
    let c = s.context_mut(id).unwrap();
    c.set_letter_spacing("0px");
    c.save();
    c.set_font("40px sans-serif");
    assert!((s.measure_text(id, "abcd").unwrap().width - plain * 2.0).abs() < 1.0);
    s.context_mut(id).unwrap().restore();
    assert_eq!(s.measure_text(id, "abcd").unwrap().width, plain);
}
