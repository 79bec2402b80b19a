//! Buffers and where they are bound.

use super::{array_buffer, backend::FakeBackend, commands, context};
use crate::{constants::*, context::Version, handles::Object, parameter::Parameter};

#[test]
fn a_buffer_exists_once_it_is_bound() {
    let mut gl = context(Version::One);
    let buffer = gl.create_buffer();
    assert!(!gl.is_buffer(Some(buffer)));
    gl.bind_buffer(ARRAY_BUFFER, Some(buffer));
    assert!(gl.is_buffer(Some(buffer)));
    gl.delete_buffer(Some(buffer));
    assert!(!gl.is_buffer(Some(buffer)));
    assert_eq!(gl.get_parameter(ARRAY_BUFFER_BINDING), Parameter::Null);
    gl.bind_buffer(ARRAY_BUFFER, Some(buffer));
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn data_checks_its_arguments() {
    let mut gl = context(Version::One);
    gl.buffer_data(ARRAY_BUFFER, Some(&[1]), STATIC_DRAW);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    array_buffer(&mut gl, 4);
    gl.buffer_data(ARRAY_BUFFER, None, STATIC_DRAW);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.buffer_data_size(ARRAY_BUFFER, -1, STATIC_DRAW);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.buffer_data_size(ARRAY_BUFFER, 1 << 40, STATIC_DRAW);
    assert_eq!(gl.get_error(), OUT_OF_MEMORY);
    gl.buffer_data_size(ARRAY_BUFFER, 4, STATIC_READ);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    gl.buffer_data_size(UNIFORM_BUFFER, 4, STATIC_DRAW);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    gl.buffer_sub_data(ARRAY_BUFFER, 2, &[1, 2, 3]);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.buffer_sub_data(ARRAY_BUFFER, -1, &[1]);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.buffer_sub_data(ARRAY_BUFFER, 2, &[1, 2]);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(commands(&mut gl), ["BufferData 1 4 bytes Other", "BufferSubData 1 at 2 2 bytes"]);
    assert_eq!(gl.get_buffer_parameter(ARRAY_BUFFER, BUFFER_SIZE), Parameter::Big(4));
}

#[test]
fn indices_and_other_data_do_not_mix() {
    let mut gl = context(Version::Two);
    let indices = gl.create_buffer();
    gl.bind_buffer(ELEMENT_ARRAY_BUFFER, Some(indices));
    gl.bind_buffer(ARRAY_BUFFER, Some(indices));
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.bind_buffer(COPY_READ_BUFFER, Some(indices));
    assert_eq!(gl.get_error(), NO_ERROR);
    let data = gl.create_buffer();
    // Bound for copying first, it is other data.
    gl.bind_buffer(COPY_WRITE_BUFFER, Some(data));
    gl.bind_buffer(ELEMENT_ARRAY_BUFFER, Some(data));
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.buffer_data_size(COPY_READ_BUFFER, 8, STATIC_DRAW);
    gl.buffer_data_size(COPY_WRITE_BUFFER, 8, STATIC_DRAW);
    gl.copy_buffer_sub_data(COPY_READ_BUFFER, COPY_WRITE_BUFFER, 0, 0, 4);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn copies_within_a_buffer_must_not_overlap() {
    let mut gl = context(Version::Two);
    let buffer = array_buffer(&mut gl, 16);
    gl.bind_buffer(COPY_READ_BUFFER, Some(buffer));
    gl.copy_buffer_sub_data(COPY_READ_BUFFER, ARRAY_BUFFER, 0, 4, 8);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.copy_buffer_sub_data(COPY_READ_BUFFER, ARRAY_BUFFER, 0, 8, 8);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.copy_buffer_sub_data(COPY_READ_BUFFER, ARRAY_BUFFER, 0, 12, 8);
    assert_eq!(gl.get_error(), INVALID_VALUE);
}

#[test]
fn contents_come_from_the_executor_after_all_commands() {
    let mut gl = context(Version::Two);
    let mut backend = FakeBackend { answer: 7, ..FakeBackend::default() };
    array_buffer(&mut gl, 4);
    let mut out = [0; 3];
    gl.get_buffer_sub_data(&mut backend, ARRAY_BUFFER, 1, &mut out);
    assert_eq!(out, [7; 3]);
    assert_eq!(backend.executed, ["BufferData 1 4 bytes Other"]);
    gl.get_buffer_sub_data(&mut backend, ARRAY_BUFFER, 2, &mut out);
    assert_eq!(gl.get_error(), INVALID_VALUE);
}

#[test]
fn ranges_of_uniform_buffers_are_aligned() {
    let mut gl = context(Version::Two);
    let buffer = gl.create_buffer();
    gl.bind_buffer_range(UNIFORM_BUFFER, 0, Some(buffer), 4, 16);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.bind_buffer_range(UNIFORM_BUFFER, 36, Some(buffer), 0, 16);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.bind_buffer_range(UNIFORM_BUFFER, 3, Some(buffer), 256, 16);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(gl.get_indexed_parameter(UNIFORM_BUFFER_START, 3), Parameter::Big(256));
    assert_eq!(gl.get_indexed_parameter(UNIFORM_BUFFER_BINDING, 3), Some(buffer).into());
    assert_eq!(gl.get_parameter(UNIFORM_BUFFER_BINDING), Some(buffer).into());
    gl.delete_buffer(Some(buffer));
    assert_eq!(gl.get_indexed_parameter(UNIFORM_BUFFER_BINDING, 3), Parameter::Null);
}

#[test]
fn a_buffer_lives_while_something_refers_to_it() {
    let mut gl = context(Version::Two);
    let array = gl.create_vertex_array();
    gl.bind_vertex_array(Some(array));
    let buffer = array_buffer(&mut gl, 16);
    gl.vertex_attrib_pointer(0, 4, FLOAT, false, 0, 0);
    gl.bind_vertex_array(None);
    assert!(!gl.release(Object::Buffer(buffer)));
    gl.delete_buffer(Some(buffer));
    gl.take_commands();
    gl.bind_vertex_array(Some(array));
    assert_eq!(gl.get_vertex_attrib(0, VERTEX_ATTRIB_ARRAY_BUFFER_BINDING), Some(buffer).into());
    gl.delete_vertex_array(Some(array));
    assert_eq!(commands(&mut gl), ["DropBuffer(GlBufferId(1))"]);
    let other = gl.create_buffer();
    assert!(gl.release(Object::Buffer(other)));
}
