//! What the objects of all contexts take together.

use super::adapter;
use crate::{
    ContextAttributes, TexelSource,
    constants::*,
    context::{Context, Version, tests::backend::FakeBackend},
};
use sparrow_base::{Budget, CanvasId, PixelSize};

/// A context with a drawing buffer of 10 x 10 pixels, 800 bytes.
fn context(id: u32, memory: &Budget) -> Context {
    let attributes = ContextAttributes { antialias: false, ..ContextAttributes::default() };
    Context::new(CanvasId(id), Version::Two, attributes, PixelSize::new(10, 10), &adapter(), memory)
}

fn texture(gl: &mut Context, side: i32) -> u32 {
    let texture = gl.create_texture();
    gl.bind_texture(TEXTURE_2D, Some(texture));
    let mut backend = FakeBackend::default();
    gl.tex_image_2d(&mut backend, TEXTURE_2D, 0, RGBA, side, side, 0, RGBA, UNSIGNED_BYTE, TexelSource::Null);
    gl.get_error()
}

#[test]
fn contexts_share_one_budget() {
    let memory = Budget::new(10_000);
    let (mut one, mut two) = (context(1, &memory), context(2, &memory));
    assert_eq!(memory.used(), 1600);
    assert_eq!(texture(&mut one, 40), NO_ERROR);
    assert_eq!((memory.used(), texture(&mut two, 40), memory.refused()), (8000, OUT_OF_MEMORY, 1));
    assert_eq!(texture(&mut two, 20), NO_ERROR);
    let buffer = two.create_buffer();
    two.bind_buffer(ARRAY_BUFFER, Some(buffer));
    two.buffer_data_size(ARRAY_BUFFER, 401, STATIC_DRAW);
    assert_eq!(two.get_error(), OUT_OF_MEMORY);
    two.buffer_data_size(ARRAY_BUFFER, 400, STATIC_DRAW);
    assert_eq!((two.get_error(), memory.used()), (NO_ERROR, 10_000));
    // The same again replaces it.
    two.buffer_data_size(ARRAY_BUFFER, 400, STATIC_DRAW);
    assert_eq!(two.get_error(), NO_ERROR);
    two.delete_buffer(Some(buffer));
    let renderbuffer = two.create_renderbuffer();
    two.bind_renderbuffer(RENDERBUFFER, Some(renderbuffer));
    two.renderbuffer_storage(RENDERBUFFER, RGBA8, 10, 11);
    assert_eq!(two.get_error(), OUT_OF_MEMORY);
    two.renderbuffer_storage(RENDERBUFFER, RGBA8, 10, 10);
    assert_eq!((two.get_error(), memory.used()), (NO_ERROR, 10_000));
    two.delete_renderbuffer(Some(renderbuffer));
    assert_eq!(memory.used(), 9600);
    // All of a context goes with it, also when it is lost.
    assert!(one.lose());
    assert_eq!(memory.used(), 2400);
    drop(two);
    assert_eq!(memory.used(), 0);
    assert!(one.restore());
    assert_eq!(memory.used(), 800);
}

#[test]
fn a_drawing_buffer_that_cannot_be_had_is_smaller() {
    let memory = Budget::new(10_000);
    let mut gl = context(1, &memory);
    gl.resize(PixelSize::new(100, 40));
    assert_eq!(gl.drawing_buffer_size(), PixelSize::new(50, 20));
    assert_eq!((memory.used(), memory.refused() > 0), (8000, true));
    gl.resize(PixelSize::new(10, 10));
    assert_eq!((gl.drawing_buffer_size(), memory.used()), (PixelSize::new(10, 10), 800));
}
