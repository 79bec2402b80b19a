//! Calls in, lists out: snapshots of recorded lists as text.

use super::*;
use crate::{CanvasGradient, CssColor, FillRule, ImageDataRect, Path2d, StyleValue};
use std::f64::consts::{PI, TAU};

fn context() -> Context2d {
    Context2d::new(PixelSize::new(100, 50), CanvasOptions::default())
}

/// What `draw` records, one line an operation.
fn record(draw: impl FnOnce(&mut Context2d)) -> String {
    let mut ctx = context();
    draw(&mut ctx);
    lines(&ctx)
}

fn lines(ctx: &Context2d) -> String {
    let text = ctx.pending().to_string();
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n")
}

const IMAGE: ImageSource = ImageSource::Image(sparrow_base::ImageId(7));

#[test]
fn rectangles() {
    let text = record(|c| {
        c.set_fill_style("red");
        c.fill_rect(10.0, 20.0, 30.0, -5.0);
        c.fill_rect(0.0, 0.0, 0.0, 5.0);
        c.fill_rect(f64::NAN, 0.0, 1.0, 5.0);
        c.clear_rect(1.0, 2.0, 3.0, 4.0);
        c.set_line_width(3.0);
        c.stroke_rect(1.0, 2.0, 3.0, 4.0);
        c.stroke_rect(1.0, 2.0, 3.0, 0.0);
        c.stroke_rect(1.0, 2.0, 0.0, 0.0);
    });
    assert_eq!(
        text,
        "fill rect 10 15 30 5 #ff0000ff\n\
         clear-rect 1 2 3 4\n\
         stroke rect 1 2 3 4 #000000ff width 3 Butt Miter miter 10\n\
         stroke path M 1 2 L 4 2 Z #000000ff width 3 Butt Miter miter 10"
    );
}

#[test]
fn what_covers_the_canvas_forgets_what_was_below() {
    let text = record(|c| {
        c.set_global_alpha(0.5);
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
        c.clear_rect(0.0, 0.0, 100.0, 50.0);
        c.fill_rect(0.0, 0.0, 6.0, 6.0);
    });
    assert_eq!(text, "clear\nfill rect 0 0 6 6 #000000ff alpha 0.5");

    let text = record(|c| {
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
        c.scale(2.0, 2.0);
        c.set_fill_style("#00f");
        c.fill_rect(-1.0, -1.0, 51.0, 26.0);
    });
    assert_eq!(text, "fill rect -1 -1 51 26 #0000ffff by [2.0, 0.0, 0.0, 2.0, 0.0, 0.0]");

    // None of these covers everything.
    for draw in [
        (|c| c.fill_rect(0.0, 0.0, 99.0, 50.0)) as fn(&mut Context2d),
        |c| c.clear_rect(0.5, 0.0, 100.0, 50.0),
        |c| {
            c.set_fill_style("rgba(0, 0, 0, 0.9)");
            c.fill_rect(0.0, 0.0, 100.0, 50.0);
        },
        |c| {
            c.set_global_composite_operation("lighter");
            c.fill_rect(0.0, 0.0, 100.0, 50.0);
        },
        |c| {
            c.rect(0.0, 0.0, 50.0, 50.0);
            c.clip(FillRule::NonZero);
            c.fill_rect(0.0, 0.0, 100.0, 50.0);
        },
        |c| {
            c.rotate(0.1);
            c.fill_rect(-500.0, -500.0, 1000.0, 1000.0);
        },
    ] {
        let text = record(|c| {
            c.fill_rect(0.0, 0.0, 5.0, 5.0);
            draw(c);
        });
        assert_eq!(text.lines().count(), 2, "{text}");
    }
}

#[test]
fn invisible_operations_are_left_out() {
    let text = record(|c| {
        c.save();
        c.set_global_alpha(0.0);
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
        c.restore();
        c.save();
        c.set_fill_style("transparent");
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
        c.restore();
        c.save();
        c.scale(0.0, 1.0);
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
        c.restore();
        c.save();
        c.begin_path();
        c.clip(FillRule::NonZero);
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
        c.restore();
    });
    assert_eq!(text, "");
    // Operators that clear around the source do so even when it is invisible.
    let text = record(|c| {
        c.set_global_composite_operation("source-in");
        c.set_global_alpha(0.0);
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
    });
    assert_eq!(text, "fill rect 0 0 5 5 #000000ff SourceIn alpha 0");
}

#[test]
fn an_empty_canvas_records_nothing() {
    let mut c = Context2d::new(PixelSize::new(0, 10), CanvasOptions::default());
    c.fill_rect(0.0, 0.0, 5.0, 5.0);
    c.clear_rect(0.0, 0.0, 5.0, 5.0);
    c.reset();
    c.put_image_data(&[0; 4], PixelSize::new(1, 1), 0, 0, None).unwrap();
    assert_eq!(lines(&c), "");
}

#[test]
fn paths_become_shapes() {
    let text = record(|c| {
        c.begin_path();
        c.rect(1.0, 2.0, 3.0, 4.0);
        c.fill(FillRule::NonZero);
        c.begin_path();
        c.arc(5.0, 5.0, 3.0, 0.0, TAU, false).unwrap();
        c.fill(FillRule::EvenOdd);
        c.stroke();
        c.begin_path();
        c.round_rect(0.0, 0.0, 10.0, 10.0, &[2.0.into()]).unwrap();
        c.fill(FillRule::NonZero);
        c.begin_path();
        c.move_to(0.0, 0.0);
        c.line_to(5.0, 5.0);
        c.fill(FillRule::NonZero);
        c.stroke();
        c.line_to(5.0, 0.0);
        c.fill(FillRule::NonZero);
    });
    assert_eq!(
        text,
        "fill rect 1 2 3 4 #000000ff\n\
         fill ellipse 5 5 radii 3 3 rotated 0 #000000ff evenodd\n\
         stroke ellipse 5 5 radii 3 3 rotated 0 #000000ff width 1 Butt Miter miter 10\n\
         fill round-rect 0 0 10 10 radii RoundedRectRadii { top_left: 2.0, top_right: 2.0, bottom_right: 2.0, \
         bottom_left: 2.0 } #000000ff\n\
         stroke line 0 0 5 5 #000000ff width 1 Butt Miter miter 10\n\
         fill path M 0 0 L 5 5 L 5 0 #000000ff"
    );
}

#[test]
fn dashes_show_where_a_shape_begins() {
    let kind = |draw: &dyn Fn(&mut Context2d)| {
        let text = record(|c| {
            c.set_line_dash(&[4.0, 2.0, 1.0]);
            c.set_line_dash_offset(-3.0);
            draw(c);
            c.stroke();
        });
        assert!(text.ends_with("dash [4.0, 2.0, 1.0, 4.0, 2.0, 1.0] from 11"), "{text}");
        text.split(' ').nth(1).unwrap().to_owned()
    };
    assert_eq!(kind(&|c| c.rect(0.0, 0.0, 5.0, 5.0)), "rect");
    assert_eq!(kind(&|c| c.rect(0.0, 0.0, -5.0, 5.0)), "path");
    assert_eq!(kind(&|c| c.arc(0.0, 0.0, 5.0, 1.0, 9.0, false).unwrap()), "path");
    let text = record(|c| {
        c.set_line_dash(&[1e-9]);
        c.stroke_rect(0.0, 0.0, 1000.0, 1000.0);
    });
    assert!(!text.contains("dash"), "too many dashes to draw: {text}");
}

#[test]
fn strokes_drop_what_goes_nowhere() {
    let text = record(|c| {
        c.set_line_cap("round");
        c.move_to(5.0, 5.0);
        c.line_to(5.0, 5.0);
        c.stroke();
        c.line_to(9.0, 5.0);
        c.stroke();
    });
    assert_eq!(text, "stroke path M 5 5 L 9 5 #000000ff width 1 Round Miter miter 10");
}

#[test]
fn a_path_keeps_its_place_when_the_transform_changes() {
    // Filled with a colour: in the space in which it was built.
    let text = record(|c| {
        c.translate(10.0, 0.0);
        c.rect(0.0, 0.0, 5.0, 5.0);
        c.reset_transform();
        c.fill(FillRule::NonZero);
    });
    assert_eq!(text, "fill rect 0 0 5 5 #000000ff by [1.0, 0.0, 0.0, 1.0, 10.0, 0.0]");
    // Stroked: the line width follows the transform of the call.
    let text = record(|c| {
        c.rect(0.0, 0.0, 6.0, 4.0);
        c.scale(2.0, 1.0);
        c.stroke();
    });
    assert_eq!(
        text,
        "stroke path M 0 0 L 3 0 L 3 4 L 0 4 Z #000000ff width 1 Butt Miter miter 10 \
         by [2.0, 0.0, 0.0, 1.0, 0.0, 0.0]"
    );
    // Built under several transforms.
    let text = record(|c| {
        c.move_to(0.0, 0.0);
        c.translate(10.0, 0.0);
        c.line_to(0.0, 5.0);
        c.scale(2.0, 2.0);
        c.line_to(0.0, 10.0);
        c.reset_transform();
        c.fill(FillRule::NonZero);
    });
    assert_eq!(text, "fill path M 0 0 L 10 5 L 10 20 #000000ff");
    // Under one that cannot be inverted for a while.
    let text = record(|c| {
        c.move_to(0.0, 0.0);
        c.line_to(5.0, 0.0);
        c.scale(0.0, 1.0);
        c.line_to(7.0, 7.0);
        c.reset_transform();
        c.fill(FillRule::NonZero);
    });
    assert_eq!(text, "fill path M 0 0 L 5 0 L 0 7 #000000ff");
}

#[test]
fn restored_transforms_leave_the_path_in_place() {
    let text = record(|c| {
        c.save();
        c.translate(10.0, 0.0);
        c.begin_path();
        c.move_to(0.0, 0.0);
        c.line_to(5.0, 0.0);
        c.restore();
        c.line_to(0.0, 5.0);
        c.fill(FillRule::NonZero);
    });
    assert_eq!(text, "fill path M 10 0 L 15 0 L 0 5 #000000ff");
}

#[test]
fn gradients_are_recorded_once_and_again_when_they_change() {
    let mut c = context();
    let g = CanvasGradient::linear(0.0, 0.0, 10.0, 0.0).unwrap();
    c.set_fill_gradient(&g);
    c.fill_rect(0.0, 0.0, 5.0, 5.0);
    assert_eq!(lines(&c), "", "a gradient without stops paints nothing");
    g.add_color_stop(0.0, "red").unwrap();
    c.fill_rect(0.0, 0.0, 5.0, 5.0);
    c.fill_rect(0.0, 0.0, 6.0, 6.0);
    g.add_color_stop(1.0, "blue").unwrap();
    c.fill_rect(0.0, 0.0, 7.0, 7.0);
    assert_eq!(c.pending().paints.len(), 2);
    let text = lines(&c);
    assert!(text.ends_with("[0 #ff0000ff, 1 #0000ffff]"), "{text}");
    assert!(matches!(c.fill_style(), StyleValue::Gradient(same) if same.is_same(&g)));
}

#[test]
fn sprites_between_save_and_restore_share_states() {
    let mut c = context();
    for i in 0..100 {
        c.save();
        c.translate(f64::from(i), 0.0);
        c.rotate(0.1);
        c.draw_whole(IMAGE, PixelSize::new(4, 4), 0.0, 0.0, 4.0, 4.0);
        c.restore();
    }
    let list = c.pending();
    assert_eq!((list.ops.len(), list.states.len(), list.transforms.len()), (100, 1, 100));
}

#[test]
fn recorded_indices_do_not_outlive_their_list() {
    let mut c = context();
    c.set_global_alpha(0.5);
    c.rect(0.0, 0.0, 20.0, 20.0);
    c.clip(FillRule::NonZero);
    c.save();
    c.fill_rect(0.0, 0.0, 5.0, 5.0);
    let first = c.take_list().to_string();
    c.restore();
    c.fill_rect(0.0, 0.0, 5.0, 5.0);
    assert_eq!(c.take_list().to_string(), first);
    assert!(first.contains("alpha 0.5 clip rect 0 0 20 20"), "{first}");
}

#[test]
fn images() {
    let size = PixelSize::new(8, 8);
    let part = |src: [f64; 4], dst: [f64; 4]| record(|c| c.draw_part(IMAGE, size, src, dst));
    assert_eq!(part([2.0, 2.0, 4.0, 4.0], [0.0, 0.0, 8.0, 8.0]), "image image 7 2 2 4 4 -> 0 0 8 8");
    // Negative sizes do not flip.
    assert_eq!(part([6.0, 6.0, -4.0, -4.0], [8.0, 8.0, -8.0, -8.0]), "image image 7 2 2 4 4 -> 0 0 8 8");
    // Clipped to the source, the destination in proportion.
    assert_eq!(part([-4.0, 0.0, 8.0, 8.0], [0.0, 0.0, 16.0, 16.0]), "image image 7 0 0 4 8 -> 8 0 8 16");
    assert_eq!(part([-8.0, -8.0, 32.0, 32.0], [0.0, 0.0, 32.0, 32.0]), "image image 7 0 0 8 8 -> 8 8 8 8");
    for (src, dst) in [
        ([8.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 4.0]),
        ([-9.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 4.0]),
        ([0.0, 0.0, 0.0, 4.0], [0.0, 0.0, 4.0, 4.0]),
        ([0.0, 0.0, 4.0, 4.0], [0.0, 0.0, 4.0, 0.0]),
        ([0.0, 0.0, f64::NAN, 4.0], [0.0, 0.0, 4.0, 4.0]),
        ([0.0, 0.0, 4.0, 4.0], [0.0, f64::INFINITY, 4.0, 4.0]),
    ] {
        assert_eq!(part(src, dst), "", "{src:?} {dst:?}");
    }
    let text = record(|c| {
        c.set_image_smoothing_enabled(false);
        c.set_global_composite_operation("multiply");
        c.draw_whole(IMAGE, size, 1.0, 2.0, 8.0, 8.0);
    });
    assert_eq!(text, "image image 7 0 0 8 8 -> 1 2 8 8 Multiply smoothing Off");
}

#[test]
fn pixels_are_cut_to_the_dirty_rectangle() {
    let bytes: Vec<u8> = (0..16).collect();
    let mut c = context();
    let dirty = ImageDataRect { x: 1, y: 1, width: 5, height: 5 };
    c.put_image_data(&bytes, PixelSize::new(2, 2), 10, 10, Some(dirty)).unwrap();
    assert_eq!(lines(&c), "put-pixels 1x1 at 11 11");
    assert_eq!(c.pending().pixels[0].bytes(), [12, 13, 14, 15]);
    let error = c.put_image_data(&bytes, PixelSize::new(3, 2), 0, 0, None).unwrap_err();
    assert_eq!(error.name(), "InvalidStateError");
}

#[test]
fn clips_nest() {
    let text = record(|c| {
        c.rect(0.0, 0.0, 50.0, 50.0);
        c.clip(FillRule::NonZero);
        c.begin_path();
        c.arc(20.0, 20.0, 10.0, 0.0, TAU, false).unwrap();
        c.clip(FillRule::EvenOdd);
        c.fill_rect(0.0, 0.0, 99.0, 9.0);
        c.clear_rect(0.0, 0.0, 1.0, 1.0);
    });
    assert_eq!(
        text,
        "fill rect 0 0 99 9 #000000ff clip ellipse 20 20 radii 10 10 rotated 0 evenodd clip rect 0 0 50 50\n\
         clear-rect 0 0 1 1 clip ellipse 20 20 radii 10 10 rotated 0 evenodd clip rect 0 0 50 50"
    );
}

#[test]
fn shadows_show_only_when_they_can() {
    let text = record(|c| {
        c.set_shadow_blur(4.0);
        c.fill_rect(0.0, 0.0, 1.0, 1.0);
        c.set_shadow_color("rgba(255, 0, 0, 0.5)");
        c.set_shadow_offset_x(3.0);
        c.fill_rect(0.0, 0.0, 1.0, 1.0);
        c.set_shadow_blur(0.0);
        c.set_shadow_offset_x(0.0);
        c.fill_rect(0.0, 0.0, 1.0, 1.0);
    });
    assert_eq!(
        text,
        "fill rect 0 0 1 1 #000000ff\n\
         fill rect 0 0 1 1 #000000ff shadow #ff000080 sigma 2 by 3 0\n\
         fill rect 0 0 1 1 #000000ff"
    );
}

#[test]
fn hit_tests_are_in_canvas_pixels() {
    let mut c = context();
    c.translate(10.0, 0.0);
    c.rect(0.0, 0.0, 20.0, 20.0);
    assert!(c.is_point_in_path(15.0, 5.0, FillRule::NonZero));
    assert!(!c.is_point_in_path(5.0, 5.0, FillRule::NonZero));
    c.reset_transform();
    assert!(c.is_point_in_path(15.0, 5.0, FillRule::NonZero), "the path stays where it was built");
    assert!(!c.is_point_in_path(f64::NAN, 5.0, FillRule::NonZero));
    c.set_line_width(4.0);
    assert!(c.is_point_in_stroke(9.0, 5.0) && !c.is_point_in_stroke(15.0, 5.0));
    let mut p = Path2d::new();
    p.arc(0.0, 0.0, 10.0, 0.0, PI, false).unwrap();
    c.translate(50.0, 20.0);
    assert!(c.is_point_in_path2d(&p, 50.0, 25.0, FillRule::NonZero));
    assert!(!c.is_point_in_path2d(&p, 50.0, 15.0, FillRule::NonZero));
    assert!(c.is_point_in_stroke2d(&p, 50.0, 30.0));
}

#[test]
fn setters_ignore_what_is_invalid() {
    let mut c = context();
    c.set_line_width(0.0);
    c.set_line_width(-1.0);
    c.set_line_width(f64::INFINITY);
    c.set_line_cap("Round");
    c.set_line_join("");
    c.set_miter_limit(f64::NAN);
    c.set_line_dash(&[1.0, -1.0]);
    c.set_line_dash(&[f64::NAN]);
    c.set_line_dash_offset(f64::INFINITY);
    c.set_global_alpha(1.1);
    c.set_global_alpha(f64::NAN);
    c.set_global_composite_operation("Multiply");
    c.set_shadow_blur(-1.0);
    c.set_shadow_color("nothing");
    c.set_fill_style("nothing");
    c.set_font("nothing");
    c.set_text_align("middle");
    c.set_text_baseline("center");
    c.set_image_smoothing_quality("best");
    c.set_filter("sharp(1)");
    c.set_letter_spacing("5");
    assert_eq!((c.line_width(), c.line_cap(), c.line_join(), c.miter_limit()), (1.0, "butt", "miter", 10.0));
    assert_eq!((c.get_line_dash().len(), c.line_dash_offset(), c.global_alpha()), (0, 0.0, 1.0));
    assert_eq!((c.global_composite_operation(), c.shadow_blur()), ("source-over", 0.0));
    assert_eq!(c.shadow_color(), "rgba(0, 0, 0, 0)");
    assert_eq!((c.font(), c.text_align(), c.text_baseline()), ("10px sans-serif", "start", "alphabetic"));
    assert_eq!((c.image_smoothing_quality(), c.filter(), c.letter_spacing()), ("low", "none", "0px"));
    assert!(matches!(c.fill_style(), StyleValue::Color(s) if s == "#000000"));
}

#[test]
fn every_operator_round_trips() {
    let mut c = context();
    let mut seen = std::collections::BTreeSet::new();
    for name in [
        "source-over",
        "source-in",
        "source-out",
        "source-atop",
        "destination-over",
        "destination-in",
        "destination-out",
        "destination-atop",
        "lighter",
        "copy",
        "xor",
        "multiply",
        "screen",
        "overlay",
        "darken",
        "lighten",
        "color-dodge",
        "color-burn",
        "hard-light",
        "soft-light",
        "difference",
        "exclusion",
        "hue",
        "saturation",
        "color",
        "luminosity",
        "clear",
    ] {
        c.set_global_composite_operation(name);
        assert_eq!(c.global_composite_operation(), name);
        seen.insert(name);
    }
    assert_eq!(seen.len(), 27);
}

#[test]
fn clear_erases_inside_the_clip_whatever_is_drawn() {
    let text = record(|c| {
        c.rect(0.0, 0.0, 9.0, 9.0);
        c.clip(FillRule::NonZero);
        c.set_global_composite_operation("clear");
        c.fill_rect(1.0, 1.0, 2.0, 2.0);
        c.draw_whole(IMAGE, PixelSize::new(4, 4), 0.0, 0.0, 4.0, 4.0);
    });
    assert_eq!(
        text,
        "fill rect 1 1 2 2 #00000000 Copy clip rect 0 0 9 9\nfill rect 0 0 4 4 #00000000 Copy clip rect 0 0 9 9"
    );
}

#[test]
fn hit_tests_work_at_any_scale() {
    let mut c = context();
    c.scale(f64::MAX, f64::MAX);
    c.begin_path();
    c.rect(-10.0, -10.0, 20.0, 20.0);
    assert!(c.is_point_in_path(0.0, 0.0, FillRule::EvenOdd));
    c.scale(0.0, 0.0);
    c.begin_path();
    c.rect(-10.0, -10.0, 20.0, 20.0);
    assert!(!c.is_point_in_path(0.0, 0.0, FillRule::NonZero));
}

#[test]
fn spacing_in_em_follows_the_font() {
    let mut c = context();
    c.set_letter_spacing("0.5em");
    c.set_font("20px serif");
    assert_eq!(c.letter_spacing(), "0.5em");
    assert_eq!(c.state.text.request().letter_spacing_px, 10.0);
}

#[test]
fn save_and_restore_bring_everything_back_and_stay_bounded() {
    let mut c = context();
    c.set_fill_style("#123456");
    c.set_font("bold 20px serif");
    c.save();
    c.set_fill_style("red");
    c.set_font("10px a");
    c.translate(5.0, 5.0);
    c.set_line_dash(&[1.0]);
    c.restore();
    c.restore();
    assert!(matches!(c.fill_style(), StyleValue::Color(s) if s == "#123456"));
    assert_eq!((c.font(), c.get_transform()[4], c.get_line_dash().len()), ("bold 20px serif", 0.0, 0));
    for _ in 0..MAX_SAVED_STATES * 3 {
        c.save();
    }
    assert_eq!(c.stack.len(), MAX_SAVED_STATES);
    c.set_global_alpha(0.25);
    for _ in 0..MAX_SAVED_STATES * 2 {
        c.restore();
    }
    assert_eq!(c.global_alpha(), 0.25, "the saves that were not kept are counted");
    c.restore();
    assert_eq!(c.global_alpha(), 1.0);
}

#[test]
fn transforms_multiply_as_the_standard_says() {
    let mut c = context();
    c.translate(10.0, 20.0);
    c.rotate(PI / 2.0);
    c.scale(2.0, 3.0);
    c.transform(1.0, 0.0, 0.0, 1.0, 5.0, 0.0);
    let m = c.get_transform();
    let expected = [0.0, 2.0, -3.0, 0.0, 10.0, 30.0];
    assert!(m.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{m:?}");
    c.set_transform(1.0, 2.0, 3.0, 4.0, 5.0, f64::NAN);
    assert_eq!(c.get_transform(), m);
}

#[test]
fn colours_are_what_css_says() {
    assert_eq!(CssColor::parse("rgb(1 2 3)").unwrap().rgba, sparrow_base::Rgba8::new(1, 2, 3, 255));
}

#[test]
fn saved_text_styles_come_back_whatever_memory_they_share() {
    let mut c = context();
    let text = |c: &Context2d| [c.font(), c.text_align(), c.letter_spacing()].join(", ");
    c.set_font("12px serif");
    c.set_letter_spacing("0.5em");
    for _ in 0..3 {
        c.save();
        c.set_font("20px serif");
        c.save();
        c.set_text_align("center");
        assert_eq!(text(&c), "20px serif, center, 0.5em");
        c.restore();
        assert_eq!(text(&c), "20px serif, start, 0.5em");
        c.save();
        c.set_letter_spacing("3px");
        c.restore();
        c.restore();
        assert_eq!(text(&c), "12px serif, start, 0.5em");
        assert_eq!(c.state.text.letter_spacing.px, 6.0);
    }
    c.reset();
    assert_eq!(text(&c), "10px sans-serif, start, 0px");
}

#[test]
fn dashes_and_filters_are_switched_on_and_off() {
    let mut c = context();
    for _ in 0..2 {
        for dashes in [&[3.0][..], &[], &[3.0], &[1.0, 2.0], &[3.0, 3.0]] {
            c.set_line_dash(dashes);
            let both = if dashes.len() == 1 { [dashes, dashes].concat() } else { dashes.to_vec() };
            assert_eq!(c.get_line_dash(), both);
        }
        for filter in ["blur(2px)", "none", "blur(2px)", "invert(1)", "blur(2px)"] {
            c.set_filter(filter);
            assert_eq!(c.filter(), filter);
        }
        c.set_filter("nonsense");
        assert_eq!(c.filter(), "blur(2px)");
    }
}

#[test]
fn the_same_clip_is_recorded_once() {
    let mut path = Path2d::new();
    path.rect(1.5, 1.0, 20.0, 20.0);
    path.line_to(40.0, 40.0);
    let mut c = context();
    for _ in 0..3 {
        c.save();
        c.clip_path(&path, FillRule::NonZero);
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
        c.restore();
        c.save();
        c.clip_path(&path, FillRule::EvenOdd);
        c.fill_rect(0.0, 0.0, 5.0, 5.0);
        c.restore();
    }
    assert_eq!((c.pending().clips.len(), c.pending().ops.len()), (2, 6));
    let list = c.take_list();
    assert_eq!(
        list.clips.iter().map(|clip| clip.rule).collect::<Vec<_>>(),
        [FillRule::NonZero, FillRule::EvenOdd]
    );
    c.clip_path(&path, FillRule::NonZero);
    c.fill_rect(0.0, 0.0, 5.0, 5.0);
    assert_eq!(c.pending().clips, list.clips[..1], "the next list has it again");
}
