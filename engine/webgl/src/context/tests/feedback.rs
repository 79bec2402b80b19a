//! Transform feedback.

use super::{backend::FakeBackend, commands, kinds, link, plain_program, ready};
use crate::{Context, constants::*, context::Version, parameter::Parameter};
use sparrow_render::gl::{GlValueKind, GlVarying};

/// A program that records one vec4, in use, with a buffer for `vertices` of them.
fn recording(vertices: i64) -> Context {
    let mut gl = ready(Version::Two);
    let (mut interface, reflection) = plain_program();
    interface.varyings =
        vec![GlVarying { name: "moved".to_owned(), kind: GlValueKind::Float, components: 4 }];
    let program = link(&mut gl, (interface, reflection));
    gl.use_program(Some(program));
    let buffer = gl.create_buffer();
    gl.bind_buffer_base(TRANSFORM_FEEDBACK_BUFFER, 0, Some(buffer));
    gl.buffer_data_size(TRANSFORM_FEEDBACK_BUFFER, vertices * 16, DYNAMIC_COPY);
    gl.take_commands();
    assert_eq!(gl.get_error(), NO_ERROR);
    gl
}

#[test]
fn draws_are_recorded_while_there_is_room() {
    let mut gl = recording(4);
    let mut backend = FakeBackend::default();
    let query = gl.create_query();
    gl.begin_query(TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN, query);
    gl.begin_transform_feedback(POINTS);
    gl.draw_arrays(POINTS, 0, 3);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.draw_arrays(POINTS, 0, 2);
    assert_eq!(gl.get_error(), INVALID_OPERATION, "no room for two more");
    gl.draw_arrays(LINES, 0, 2);
    assert_eq!(gl.get_error(), INVALID_OPERATION, "another primitive");
    gl.pause_transform_feedback();
    gl.draw_arrays(LINES, 0, 2);
    gl.resume_transform_feedback();
    gl.draw_arrays(POINTS, 0, 1);
    gl.end_transform_feedback();
    gl.end_query(TRANSFORM_FEEDBACK_PRIMITIVES_WRITTEN);
    assert_eq!(gl.get_error(), NO_ERROR);
    let sent = commands(&mut gl);
    let begins: Vec<&String> =
        sent.iter().filter(|line| line.starts_with("BeginTransformFeedback")).collect();
    assert_eq!(begins.len(), 2);
    assert!(begins[0].contains("0..64") && begins[1].contains("48..64"), "{begins:?}");
    gl.frame_ended();
    assert_eq!(gl.get_query_parameter(&mut backend, query, QUERY_RESULT), Parameter::Uint(4));
}

#[test]
fn what_is_being_recorded_stays_as_it_is() {
    let mut gl = recording(4);
    gl.begin_transform_feedback(TRIANGLE_STRIP);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    gl.begin_transform_feedback(POINTS);
    gl.begin_transform_feedback(POINTS);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.use_program(None);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    let program = gl.bound.program.unwrap();
    gl.link_program(program);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.bind_buffer_base(TRANSFORM_FEEDBACK_BUFFER, 0, None);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.bind_transform_feedback(TRANSFORM_FEEDBACK, None);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.end_transform_feedback();
    gl.end_transform_feedback();
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn a_buffer_must_not_be_recorded_and_used_at_once() {
    let mut gl = recording(4);
    let buffer = gl.bound.transform_feedback_buffer;
    gl.bind_buffer(ARRAY_BUFFER, buffer);
    gl.vertex_attrib_pointer(0, 4, FLOAT, false, 0, 0);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.buffer_sub_data(ARRAY_BUFFER, 0, &[0; 4]);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.bind_buffer(ARRAY_BUFFER, None);
    gl.bind_buffer_base(TRANSFORM_FEEDBACK_BUFFER, 0, None);
    gl.take_commands();
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(kinds(&mut gl).last().unwrap(), "Draw");
}
