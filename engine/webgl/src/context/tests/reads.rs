//! `readPixels`.

use super::{backend::FakeBackend, context};
use crate::{Context, ReadDestination, constants::*, context::Version, pixels::ElementType};
use sparrow_render::gl::GlCommand;

fn read(gl: &mut Context, rect: [i32; 4], kind: u32, element: ElementType, out: &mut [u8]) {
    let mut backend = FakeBackend { answer: 9, ..FakeBackend::default() };
    let out = Some(ReadDestination { bytes: out, element });
    gl.read_pixels(&mut backend, rect[0], rect[1], rect[2], rect[3], RGBA, kind, out);
}

#[test]
fn pixels_outside_of_the_framebuffer_are_left_alone() {
    let mut gl = context(Version::One);
    let mut out = [1; 16];
    read(&mut gl, [7, 3, 2, 2], UNSIGNED_BYTE, ElementType::Uint8, &mut out);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(out[..4], [9; 4]);
    assert_eq!(out[4..], [1; 12]);
}

#[test]
fn arguments_are_checked() {
    let mut gl = context(Version::One);
    let mut backend = FakeBackend::default();
    gl.read_pixels(&mut backend, 0, 0, 1, 1, RGBA, UNSIGNED_BYTE, None);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    let mut out = [0; 4];
    read(&mut gl, [0, 0, -1, 1], UNSIGNED_BYTE, ElementType::Uint8, &mut out);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    read(&mut gl, [0, 0, 2, 1], UNSIGNED_BYTE, ElementType::Uint8, &mut out);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    read(&mut gl, [0, 0, 1, 1], UNSIGNED_BYTE, ElementType::Float32, &mut out);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    read(&mut gl, [0, 0, 1, 1], 5, ElementType::Uint8, &mut out);
    assert_eq!(gl.get_error(), INVALID_ENUM);
}

#[test]
fn a_plain_read_into_a_buffer_stays_with_the_executor() {
    let mut gl = context(Version::Two);
    let mut backend = FakeBackend { answer: 9, ..FakeBackend::default() };
    let buffer = gl.create_buffer();
    gl.bind_buffer(PIXEL_PACK_BUFFER, Some(buffer));
    gl.buffer_data_size(PIXEL_PACK_BUFFER, 64, STREAM_READ);
    gl.read_pixels_to_buffer(&mut backend, 0, 0, 4, 4, RGBA, UNSIGNED_BYTE, 0);
    assert!(matches!(gl.take_commands().last(), Some(GlCommand::ReadToBuffer { offset: 0, .. })));
    gl.read_pixels_to_buffer(&mut backend, 6, 0, 4, 4, RGBA, UNSIGNED_BYTE, 0);
    assert!(matches!(gl.take_commands().last(), Some(GlCommand::BufferSubData { .. })));
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.read_pixels_to_buffer(&mut backend, 0, 0, 4, 4, RGBA, UNSIGNED_BYTE, 4);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    let mut out = [0; 64];
    read(&mut gl, [0, 0, 4, 4], UNSIGNED_BYTE, ElementType::Uint8, &mut out);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}
