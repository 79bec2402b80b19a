//! Programs, shaders and uniforms.

use super::{commands, context, kinds, link, plain_program, ready};
use crate::{constants::*, context::Version, parameter::Parameter};
use sparrow_glsl::UniformPlace;
use sparrow_render::gl::{GlSamplerSlot, GlTextureDim};

#[test]
fn uniforms_are_written_and_read_back() {
    let mut gl = ready(Version::One);
    let Parameter::Object(crate::Object::Program(program)) = gl.get_parameter(CURRENT_PROGRAM) else {
        panic!("no program");
    };
    let tint = gl.get_uniform_location(program, "tint");
    gl.uniform_f(tint, 4, &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(gl.get_uniform(program, tint.unwrap()), Parameter::Floats(vec![1.0, 2.0, 3.0, 4.0]));
    let second = gl.get_uniform_location(program, "weights[1]");
    gl.uniform_f(second, 1, &[5.0, 6.0, 7.0]);
    let third = gl.get_uniform_location(program, "weights[2]");
    assert_eq!(gl.get_uniform(program, third.unwrap()), Parameter::Float(6.0));
    assert_eq!(gl.get_uniform_location(program, "weights[3]"), None);
    assert_eq!(gl.get_uniform_location(program, "nothing"), None);
    let turn = gl.get_uniform_location(program, "turn");
    let values: Vec<f32> = (0..9_u8).map(f32::from).collect();
    gl.uniform_matrix(turn, 3, 3, false, &values);
    assert_eq!(gl.get_uniform(program, turn.unwrap()), Parameter::Floats(values));
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn uniform_calls_check_type_count_and_program() {
    let mut gl = ready(Version::One);
    let program = gl.bound.program.unwrap();
    let tint = gl.get_uniform_location(program, "tint");
    let turn = gl.get_uniform_location(program, "turn");
    let image = gl.get_uniform_location(program, "image");
    let mut fails = |act: &mut dyn FnMut(&mut crate::Context), code: u32| {
        act(&mut gl);
        assert_eq!(gl.get_error(), code);
    };
    fails(&mut |gl| gl.uniform_f(tint, 3, &[0.0; 3]), INVALID_OPERATION);
    fails(&mut |gl| gl.uniform_i(tint, 4, &[0; 4]), INVALID_OPERATION);
    fails(&mut |gl| gl.uniform_f(tint, 4, &[0.0; 8]), INVALID_OPERATION);
    fails(&mut |gl| gl.uniform_f(tint, 4, &[0.0; 3]), INVALID_VALUE);
    fails(&mut |gl| gl.uniform_f(tint, 4, &[]), INVALID_VALUE);
    fails(&mut |gl| gl.uniform_f(None, 4, &[]), NO_ERROR);
    fails(&mut |gl| gl.uniform_f(image, 1, &[0.0]), INVALID_OPERATION);
    fails(&mut |gl| gl.uniform_i(image, 1, &[32]), INVALID_VALUE);
    fails(&mut |gl| gl.uniform_i(image, 1, &[-1]), INVALID_VALUE);
    fails(&mut |gl| gl.uniform_i(image, 1, &[31]), NO_ERROR);
    fails(&mut |gl| gl.uniform_matrix(turn, 3, 3, true, &[0.0; 9]), INVALID_VALUE);
    fails(&mut |gl| gl.uniform_matrix(turn, 4, 4, false, &[0.0; 16]), INVALID_OPERATION);
    fails(&mut |gl| gl.uniform_matrix(tint, 2, 2, false, &[0.0; 4]), INVALID_OPERATION);
    let other = link(&mut gl, plain_program());
    gl.use_program(Some(other));
    gl.uniform_f(tint, 4, &[0.0; 4]);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn only_the_block_that_changed_is_sent() {
    let mut gl = ready(Version::One);
    let (interface, mut reflection) = plain_program();
    for uniform in &mut reflection.uniforms {
        if let (UniformPlace::Value { fragment, .. }, "tint") = (&mut uniform.place, uniform.name.as_str()) {
            *fragment = None;
        }
    }
    let program = link(&mut gl, (interface, reflection));
    gl.use_program(Some(program));
    gl.draw_arrays(POINTS, 0, 1);
    assert!(commands(&mut gl).contains(&"Uniforms 112 + 112 bytes".to_owned()), "another program: both");
    let tint = gl.get_uniform_location(program, "tint");
    gl.uniform_f(tint, 4, &[1.0; 4]);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(commands(&mut gl)[0], "Uniforms 112 + 0 bytes");
    let weights = gl.get_uniform_location(program, "weights");
    gl.uniform_f(weights, 1, &[1.0]);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(commands(&mut gl)[0], "Uniforms 112 + 112 bytes");
}

#[test]
fn a_uniform_that_stays_the_same_sends_nothing() {
    let mut gl = ready(Version::One);
    let program = gl.bound.program.unwrap();
    let tint = gl.get_uniform_location(program, "tint");
    gl.draw_arrays(POINTS, 0, 1);
    gl.take_commands();
    gl.uniform_f(tint, 4, &[1.0; 4]);
    gl.draw_arrays(POINTS, 0, 1);
    gl.uniform_f(tint, 4, &[1.0; 4]);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(kinds(&mut gl), ["Uniforms", "Draw", "Draw"]);
}

#[test]
fn samplers_of_two_kinds_must_not_share_a_unit() {
    let mut gl = ready(Version::One);
    let (mut interface, reflection) = plain_program();
    let first = interface.samplers[0].clone();
    let mut kind = first.kind;
    kind.dim = GlTextureDim::Cube;
    interface.samplers.push(GlSamplerSlot { kind, stages: first.stages });
    let program = link(&mut gl, (interface, reflection));
    gl.use_program(Some(program));
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.validate_program(program);
    assert_eq!(gl.get_program_parameter(program, VALIDATE_STATUS), Parameter::Bool(false));
    let image = gl.get_uniform_location(program, "image");
    gl.uniform_i(image, 1, &[1]);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn a_program_in_use_outlives_its_deletion() {
    let mut gl = ready(Version::One);
    let program = gl.bound.program.unwrap();
    gl.delete_program(Some(program));
    assert!(gl.is_program(Some(program)));
    assert_eq!(gl.get_program_parameter(program, DELETE_STATUS), Parameter::Bool(true));
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.take_commands();
    gl.use_program(None);
    assert_eq!(commands(&mut gl), ["DropProgram(GlProgramId(1))"]);
    assert!(!gl.is_program(Some(program)));
    gl.use_program(Some(program));
    assert_eq!(gl.get_error(), INVALID_VALUE);
}

#[test]
fn shaders_attach_once_by_type() {
    let mut gl = context(Version::One);
    assert_eq!(gl.create_shader(7), None);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    let program = gl.create_program();
    let shader = gl.create_shader(VERTEX_SHADER).unwrap();
    let other = gl.create_shader(VERTEX_SHADER).unwrap();
    gl.attach_shader(program, shader);
    gl.attach_shader(program, shader);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.attach_shader(program, other);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert_eq!(gl.get_attached_shaders(program), Some(vec![shader]));
    gl.delete_shader(Some(shader));
    assert_eq!(gl.get_shader_parameter(shader, DELETE_STATUS), Parameter::Bool(true));
    gl.detach_shader(program, other);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.detach_shader(program, shader);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(gl.get_shader_parameter(shader, DELETE_STATUS), Parameter::Null);
    assert_eq!(gl.get_error(), INVALID_VALUE);
}

#[test]
fn linking_without_shaders_fails_with_a_log() {
    let mut gl = context(Version::One);
    let program = gl.create_program();
    gl.link_program(program);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(gl.get_program_parameter(program, LINK_STATUS), Parameter::Bool(false));
    assert!(gl.get_program_info_log(program).unwrap().contains("missing vertex shader"));
    gl.use_program(Some(program));
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert_eq!(gl.get_attrib_location(program, "position"), -1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert_eq!(gl.get_active_uniform(program, 0), None);
    assert_eq!(gl.get_error(), INVALID_VALUE);
}

#[test]
fn names_are_checked() {
    let mut gl = context(Version::One);
    let program = link(&mut gl, plain_program());
    assert_eq!(gl.get_attrib_location(program, "position"), 0);
    assert_eq!(gl.get_attrib_location(program, "gl_Position"), -1);
    assert_eq!(gl.get_error(), NO_ERROR);
    assert_eq!(gl.get_attrib_location(program, "gr\u{fc}n"), -1);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.bind_attrib_location(program, 0, "gl_thing");
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.bind_attrib_location(program, 16, "thing");
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.bind_attrib_location(program, 0, &"x".repeat(257));
    assert_eq!(gl.get_error(), INVALID_VALUE);
}
