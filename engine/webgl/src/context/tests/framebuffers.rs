//! Framebuffers, renderbuffers, clears and blits.

use super::{commands, context, kinds, link, plain_program, ready};
use crate::{Context, constants::*, context::Version, parameter::Parameter};
use sparrow_render::gl::{GlOutput, GlValueKind};

/// A framebuffer with a colour renderbuffer, bound.
fn framebuffer(gl: &mut Context, format: u32, width: i32, height: i32) {
    let framebuffer = gl.create_framebuffer();
    gl.bind_framebuffer(FRAMEBUFFER, Some(framebuffer));
    let renderbuffer = gl.create_renderbuffer();
    gl.bind_renderbuffer(RENDERBUFFER, Some(renderbuffer));
    gl.renderbuffer_storage(RENDERBUFFER, format, width, height);
    gl.framebuffer_renderbuffer(FRAMEBUFFER, COLOR_ATTACHMENT0, RENDERBUFFER, Some(renderbuffer));
    assert_eq!(gl.get_error(), NO_ERROR);
}

/// Another renderbuffer at another attachment point.
fn attach(gl: &mut Context, attachment: u32, format: u32, width: i32, height: i32) -> u32 {
    let renderbuffer = gl.create_renderbuffer();
    gl.bind_renderbuffer(RENDERBUFFER, Some(renderbuffer));
    gl.renderbuffer_storage(RENDERBUFFER, format, width, height);
    gl.framebuffer_renderbuffer(FRAMEBUFFER, attachment, RENDERBUFFER, Some(renderbuffer));
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.check_framebuffer_status(FRAMEBUFFER)
}

#[test]
fn completeness_says_what_is_missing() {
    let mut gl = context(Version::One);
    assert_eq!(gl.check_framebuffer_status(FRAMEBUFFER), FRAMEBUFFER_COMPLETE);
    let empty = gl.create_framebuffer();
    gl.bind_framebuffer(FRAMEBUFFER, Some(empty));
    assert_eq!(gl.check_framebuffer_status(FRAMEBUFFER), FRAMEBUFFER_INCOMPLETE_MISSING_ATTACHMENT);
    framebuffer(&mut gl, RGBA4, 4, 4);
    assert_eq!(gl.check_framebuffer_status(FRAMEBUFFER), FRAMEBUFFER_COMPLETE);
    assert_eq!(attach(&mut gl, DEPTH_ATTACHMENT, DEPTH_COMPONENT16, 4, 5), FRAMEBUFFER_INCOMPLETE_DIMENSIONS);
    assert_eq!(attach(&mut gl, DEPTH_ATTACHMENT, DEPTH_COMPONENT16, 4, 4), FRAMEBUFFER_COMPLETE);
    assert_eq!(attach(&mut gl, DEPTH_ATTACHMENT, DEPTH_STENCIL, 4, 4), FRAMEBUFFER_INCOMPLETE_ATTACHMENT);
    assert_eq!(attach(&mut gl, DEPTH_ATTACHMENT, DEPTH_COMPONENT16, 0, 4), FRAMEBUFFER_INCOMPLETE_ATTACHMENT);
    assert_eq!(attach(&mut gl, DEPTH_ATTACHMENT, DEPTH_COMPONENT16, 4, 4), FRAMEBUFFER_COMPLETE);
    assert_eq!(attach(&mut gl, STENCIL_ATTACHMENT, STENCIL_INDEX8, 4, 4), FRAMEBUFFER_UNSUPPORTED);
}

#[test]
fn status_follows_the_storage_of_an_attachment() {
    let mut gl = context(Version::Two);
    framebuffer(&mut gl, RGBA8, 4, 4);
    assert_eq!(gl.check_framebuffer_status(FRAMEBUFFER), FRAMEBUFFER_COMPLETE);
    gl.renderbuffer_storage(RENDERBUFFER, DEPTH_COMPONENT16, 4, 4);
    assert_eq!(gl.check_framebuffer_status(FRAMEBUFFER), FRAMEBUFFER_INCOMPLETE_ATTACHMENT);
    gl.clear(COLOR_BUFFER_BIT);
    assert_eq!(gl.get_error(), INVALID_FRAMEBUFFER_OPERATION);
    gl.renderbuffer_storage(RENDERBUFFER, RGBA32F, 4, 4);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    gl.get_extension("EXT_color_buffer_float").unwrap();
    gl.renderbuffer_storage(RENDERBUFFER, RGBA32F, 4, 4);
    assert_eq!(gl.check_framebuffer_status(FRAMEBUFFER), FRAMEBUFFER_COMPLETE);
}

#[test]
fn webgl_2_takes_depth_and_stencil_together() {
    let mut gl = context(Version::Two);
    framebuffer(&mut gl, RGBA8, 4, 4);
    assert_eq!(attach(&mut gl, DEPTH_STENCIL_ATTACHMENT, DEPTH24_STENCIL8, 4, 4), FRAMEBUFFER_COMPLETE);
    let depth = gl.get_framebuffer_attachment_parameter(
        FRAMEBUFFER,
        DEPTH_ATTACHMENT,
        FRAMEBUFFER_ATTACHMENT_OBJECT_NAME,
    );
    assert_eq!(depth, gl.get_parameter(RENDERBUFFER_BINDING));
    assert_eq!(attach(&mut gl, STENCIL_ATTACHMENT, DEPTH24_STENCIL8, 4, 4), FRAMEBUFFER_UNSUPPORTED);
    gl.get_framebuffer_attachment_parameter(
        FRAMEBUFFER,
        DEPTH_STENCIL_ATTACHMENT,
        FRAMEBUFFER_ATTACHMENT_OBJECT_TYPE,
    );
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn deleting_detaches_from_the_bound_framebuffer_only() {
    let mut gl = context(Version::One);
    framebuffer(&mut gl, RGBA4, 4, 4);
    let Parameter::Object(crate::Object::Renderbuffer(renderbuffer)) = gl.get_parameter(RENDERBUFFER_BINDING)
    else {
        panic!("no renderbuffer");
    };
    let first = gl.bound.draw_framebuffer;
    framebuffer(&mut gl, RGBA4, 4, 4);
    gl.take_commands();
    gl.delete_renderbuffer(Some(renderbuffer));
    assert!(!gl.is_renderbuffer(Some(renderbuffer)));
    assert!(kinds(&mut gl).is_empty(), "it is still attached");
    gl.bind_framebuffer(FRAMEBUFFER, first);
    assert_eq!(gl.check_framebuffer_status(FRAMEBUFFER), FRAMEBUFFER_COMPLETE);
    gl.delete_framebuffer(first);
    assert_eq!(kinds(&mut gl), ["DropRenderbuffer"]);
    assert_eq!(gl.get_parameter(FRAMEBUFFER_BINDING), Parameter::Null);
}

#[test]
fn clears_carry_masks_and_scissor() {
    let mut gl = context(Version::One);
    gl.clear_color(1.0, 0.5, 0.0, 1.0);
    gl.color_mask(true, false, true, true);
    gl.enable(SCISSOR_TEST);
    gl.scissor(1, 1, 2, 2);
    gl.stencil_mask(0x0F);
    gl.clear_stencil(255);
    gl.clear(COLOR_BUFFER_BIT | DEPTH_BUFFER_BIT | STENCIL_BUFFER_BIT);
    let sent = commands(&mut gl);
    assert_eq!(
        sent,
        [
            "Target(Canvas)",
            "Clear(GlClear { colors: [(0, Float([1.0, 0.5, 0.0, 1.0]), 13)], depth: Some(1.0), stencil: \
             Some((255, 15)), scissor: Some(GlRect { x: 1, y: 1, width: 2, height: 2 }) })"
        ]
    );
    assert!(gl.needs_publish());
    gl.depth_mask(false);
    gl.clear(DEPTH_BUFFER_BIT);
    assert!(kinds(&mut gl).is_empty());
    gl.clear(1);
    assert_eq!(gl.get_error(), INVALID_VALUE);
}

#[test]
fn clear_values_must_fit_the_buffer() {
    let mut gl = context(Version::Two);
    framebuffer(&mut gl, RGBA8UI, 4, 4);
    gl.clear(COLOR_BUFFER_BIT);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.clear_buffer_fv(COLOR, 0, &[0.0; 4]);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.clear_buffer_uiv(COLOR, 0, &[1; 3]);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.clear_buffer_uiv(COLOR, 9, &[1; 4]);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.clear_buffer_uiv(DEPTH, 0, &[1; 4]);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    gl.clear_buffer_uiv(COLOR, 0, &[1; 4]);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn draw_buffers_stay_in_their_places() {
    let mut gl = context(Version::Two);
    gl.draw_buffers(&[COLOR_ATTACHMENT0]);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.draw_buffers(&[NONE]);
    gl.clear(COLOR_BUFFER_BIT);
    assert!(kinds(&mut gl).is_empty());
    gl.draw_buffers(&[BACK]);
    framebuffer(&mut gl, RGBA8, 4, 4);
    gl.draw_buffers(&[COLOR_ATTACHMENT1]);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.draw_buffers(&[BACK]);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.draw_buffers(&[NONE; 5]);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.draw_buffers(&[COLOR_ATTACHMENT0, NONE]);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(gl.get_parameter(DRAW_BUFFER0), Parameter::Uint(COLOR_ATTACHMENT0));
    assert_eq!(gl.get_parameter(DRAW_BUFFER1), Parameter::Uint(NONE));
}

#[test]
fn a_draw_to_nothing_is_left_out() {
    let mut gl = ready(Version::Two);
    framebuffer(&mut gl, RGBA8, 4, 4);
    gl.draw_buffers(&[NONE]);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert!(kinds(&mut gl).iter().all(|kind| kind != "Draw"));
    gl.draw_buffers(&[COLOR_ATTACHMENT0]);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(kinds(&mut gl).last().unwrap(), "Draw");
}

#[test]
fn outputs_must_fit_the_draw_buffers() {
    let mut gl = ready(Version::Two);
    framebuffer(&mut gl, RGBA8I, 4, 4);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.color_mask(false, false, false, false);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.color_mask(true, true, true, true);
    let (mut interface, reflection) = plain_program();
    interface.outputs = vec![GlOutput { location: 0, kind: GlValueKind::Int, components: 4 }];
    let program = link(&mut gl, (interface, reflection));
    gl.use_program(Some(program));
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn blits_check_formats_and_images() {
    let mut gl = context(Version::Two);
    framebuffer(&mut gl, RGBA8, 4, 4);
    let first = gl.bound.draw_framebuffer;
    gl.blit_framebuffer(0, 0, 4, 4, 0, 0, 4, 4, COLOR_BUFFER_BIT, NEAREST);
    assert_eq!(gl.get_error(), INVALID_OPERATION, "onto itself");
    framebuffer(&mut gl, RGBA8UI, 4, 4);
    let integers = gl.bound.draw_framebuffer;
    gl.bind_framebuffer(READ_FRAMEBUFFER, first);
    gl.blit_framebuffer(0, 0, 4, 4, 0, 0, 4, 4, COLOR_BUFFER_BIT, NEAREST);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.bind_framebuffer(DRAW_FRAMEBUFFER, None);
    gl.blit_framebuffer(0, 0, 4, 4, 0, 0, 8, 4, COLOR_BUFFER_BIT, LINEAR);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(kinds(&mut gl).last().unwrap(), "Blit");
    gl.blit_framebuffer(0, 0, 4, 4, 0, 0, 4, 4, DEPTH_BUFFER_BIT, LINEAR);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.blit_framebuffer(0, 0, 4, 4, 0, 0, 4, 4, 1, NEAREST);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.blit_framebuffer(i32::MIN, 0, i32::MAX, 4, 0, 0, 4, 4, COLOR_BUFFER_BIT, NEAREST);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.bind_framebuffer(READ_FRAMEBUFFER, integers);
    gl.bind_framebuffer(DRAW_FRAMEBUFFER, None);
    gl.blit_framebuffer(0, 0, 4, 4, 0, 0, 4, 4, COLOR_BUFFER_BIT, LINEAR);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn multisampled_storage_is_what_the_format_has() {
    let mut gl = context(Version::Two);
    assert_eq!(gl.get_internalformat_parameter(RENDERBUFFER, RGBA8, SAMPLES), Parameter::Ints(vec![4]));
    assert_eq!(gl.get_internalformat_parameter(RENDERBUFFER, RGBA8UI, SAMPLES), Parameter::Ints(vec![]));
    gl.get_internalformat_parameter(RENDERBUFFER, RGBA, SAMPLES);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    framebuffer(&mut gl, RGBA8, 4, 4);
    gl.renderbuffer_storage_multisample(RENDERBUFFER, 5, RGBA8, 4, 4);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.renderbuffer_storage_multisample(RENDERBUFFER, -1, RGBA8, 4, 4);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.renderbuffer_storage_multisample(RENDERBUFFER, 2, RGBA8, 4, 4);
    assert_eq!(gl.get_renderbuffer_parameter(RENDERBUFFER, RENDERBUFFER_SAMPLES), Parameter::Int(4));
    assert_eq!(gl.get_parameter(SAMPLES), Parameter::Int(4));
    assert_eq!(
        attach(&mut gl, DEPTH_ATTACHMENT, DEPTH_COMPONENT16, 4, 4),
        FRAMEBUFFER_INCOMPLETE_MULTISAMPLE
    );
}
