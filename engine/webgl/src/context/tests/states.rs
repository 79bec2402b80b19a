//! Fixed-function state.

use super::{context, kinds, ready};
use crate::{constants::*, context::Version, parameter::Parameter};

#[test]
fn blending_checks_modes_and_factors() {
    let mut gl = context(Version::One);
    gl.blend_equation(MAX);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    gl.get_extension("EXT_blend_minmax").unwrap();
    gl.blend_equation(MAX);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.blend_func(CONSTANT_COLOR, CONSTANT_ALPHA);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.blend_func(ONE, SRC_ALPHA_SATURATE);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    gl.blend_func_separate(SRC_ALPHA, ONE_MINUS_SRC_ALPHA, ONE, ZERO);
    assert_eq!(gl.get_parameter(BLEND_SRC_RGB), Parameter::Uint(SRC_ALPHA));
}

#[test]
fn draw_buffers_blend_by_themselves_with_the_extension() {
    let mut gl = context(Version::Two);
    gl.enable_i(BLEND, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.get_extension("OES_draw_buffers_indexed").unwrap();
    gl.blend_func_i(1, ONE, ONE);
    gl.color_mask_i(1, true, false, true, false);
    gl.enable_i(BLEND, 4);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.enable_i(DEPTH_TEST, 0);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    assert_eq!(gl.get_indexed_parameter(BLEND_DST_RGB, 1), Parameter::Uint(ONE));
    assert_eq!(gl.get_indexed_parameter(BLEND_DST_RGB, 0), Parameter::Uint(ZERO));
    assert_eq!(
        gl.get_indexed_parameter(COLOR_WRITEMASK, 1),
        Parameter::Bools(vec![true, false, true, false])
    );
    gl.blend_func(ZERO, ZERO);
    assert_eq!(gl.get_indexed_parameter(BLEND_SRC_RGB, 1), Parameter::Uint(ZERO));
}

#[test]
fn values_are_cut_and_checked() {
    let mut gl = context(Version::One);
    gl.depth_range(1.0, 0.0);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.depth_range(-1.0, 2.0);
    assert_eq!(gl.get_parameter(DEPTH_RANGE), Parameter::Floats(vec![0.0, 1.0]));
    gl.clear_depth(f32::NAN);
    assert_eq!(gl.get_parameter(DEPTH_CLEAR_VALUE), Parameter::Float(0.0));
    gl.line_width(f32::NAN);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.viewport(0, 0, -1, 1);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.viewport(0, 0, i32::MAX, 1);
    assert_eq!(gl.get_parameter(VIEWPORT), Parameter::Ints(vec![0, 0, 4096, 1]));
    gl.pixel_storei(UNPACK_ALIGNMENT, 3);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.pixel_storei(UNPACK_ROW_LENGTH, 3);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    gl.hint(FRAGMENT_SHADER_DERIVATIVE_HINT, NICEST);
    assert_eq!(gl.get_error(), INVALID_ENUM);
}

#[test]
fn front_and_back_stencil_must_agree_at_a_draw() {
    let mut gl = ready(Version::One);
    gl.stencil_mask_separate(FRONT, 1);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR, "the test is off");
    gl.take_commands();
    gl.enable(STENCIL_TEST);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert!(kinds(&mut gl).iter().all(|kind| kind != "Draw"));
    gl.stencil_mask_separate(BACK, 0xFF01);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR, "only 8 bits count");
    gl.stencil_func_separate(BACK, ALWAYS, 1, u32::MAX);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn constant_attributes_keep_their_kind() {
    let mut gl = context(Version::Two);
    gl.vertex_attrib_f(2, [1.0, 2.0, 0.0, 1.0]);
    assert_eq!(gl.get_vertex_attrib(2, CURRENT_VERTEX_ATTRIB), Parameter::Floats(vec![1.0, 2.0, 0.0, 1.0]));
    gl.vertex_attrib_i(2, [-1, 0, 0, 0]);
    assert_eq!(gl.get_vertex_attrib(2, CURRENT_VERTEX_ATTRIB), Parameter::Ints(vec![-1, 0, 0, 0]));
    gl.vertex_attrib_ui(16, [0; 4]);
    assert_eq!(gl.get_error(), INVALID_VALUE);
}

#[test]
fn attribute_pointers_check_their_arguments() {
    let mut gl = context(Version::One);
    gl.vertex_attrib_pointer(0, 4, FLOAT, false, 0, 0);
    assert_eq!(gl.get_error(), NO_ERROR, "null without an offset");
    gl.vertex_attrib_pointer(0, 4, FLOAT, false, 0, 4);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    super::array_buffer(&mut gl, 64);
    for (size, kind, stride, offset, code) in [
        (5, FLOAT, 0, 0, INVALID_VALUE),
        (0, FLOAT, 0, 0, INVALID_VALUE),
        (4, INT, 0, 0, INVALID_ENUM),
        (4, FLOAT, 256, 0, INVALID_VALUE),
        (4, FLOAT, -4, 0, INVALID_VALUE),
        (4, FLOAT, 6, 0, INVALID_OPERATION),
        (4, FLOAT, 0, 2, INVALID_OPERATION),
        (4, FLOAT, 0, -4, INVALID_VALUE),
        (3, SHORT, 6, 2, NO_ERROR),
    ] {
        gl.vertex_attrib_pointer(0, size, kind, false, stride, offset);
        assert_eq!(gl.get_error(), code, "{size} {kind:#X} {stride} {offset}");
    }
    assert_eq!(gl.get_vertex_attrib_offset(0, VERTEX_ATTRIB_ARRAY_POINTER), 2);
    let mut gl = context(Version::Two);
    gl.vertex_attrib_pointer(0, 3, INT_2_10_10_10_REV, true, 0, 0);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}
