//! Real shaders through compiler and linker.

use super::{array_buffer, commands, context};
use crate::{Context, constants::*, context::Version, handles::ProgramHandle, parameter::Parameter};

fn build(gl: &mut Context, vertex: &str, fragment: &str) -> ProgramHandle {
    let program = gl.create_program();
    for (kind, source) in [(VERTEX_SHADER, vertex), (FRAGMENT_SHADER, fragment)] {
        let shader = gl.create_shader(kind).unwrap();
        gl.shader_source(shader, source);
        gl.compile_shader(shader);
        let log = gl.get_shader_info_log(shader);
        assert_eq!(gl.get_shader_parameter(shader, COMPILE_STATUS), Parameter::Bool(true), "{log:?}");
        gl.attach_shader(program, shader);
    }
    gl.link_program(program);
    let log = gl.get_program_info_log(program);
    assert_eq!(gl.get_program_parameter(program, LINK_STATUS), Parameter::Bool(true), "{log:?}");
    program
}

const VERTEX: &str = "
    attribute vec2 corner;
    attribute vec4 color;
    uniform mat3 place;
    uniform struct { vec2 shift; float scale[2]; } move_by;
    varying vec4 tint;
    void main() {
        tint = color;
        vec3 at = place * vec3(corner * move_by.scale[1] + move_by.shift, 1.0);
        gl_Position = vec4(at.xy, 0.0, 1.0);
    }";

const FRAGMENT: &str = "
    precision mediump float;
    uniform sampler2D images[2];
    uniform bool plain;
    varying vec4 tint;
    void main() {
        gl_FragColor = plain ? tint : tint * texture2D(images[0], tint.xy) + texture2D(images[1], tint.zw);
    }";

#[test]
fn a_program_is_reflected_set_and_drawn_with() {
    let mut gl = context(Version::One);
    let program = build(&mut gl, VERTEX, FRAGMENT);
    gl.use_program(Some(program));
    assert_eq!(gl.get_program_parameter(program, ACTIVE_ATTRIBUTES), Parameter::Int(2));
    let corner = gl.get_attrib_location(program, "corner");
    let color = gl.get_attrib_location(program, "color");
    assert!(corner >= 0 && color >= 0 && corner != color);
    let scale = gl.get_uniform_location(program, "move_by.scale[1]");
    gl.uniform_f(scale, 1, &[2.0]);
    assert_eq!(gl.get_uniform(program, scale.unwrap()), Parameter::Float(2.0));
    let plain = gl.get_uniform_location(program, "plain");
    gl.uniform_i(plain, 1, &[7]);
    assert_eq!(gl.get_uniform(program, plain.unwrap()), Parameter::Bool(true));
    let images = gl.get_uniform_location(program, "images");
    gl.uniform_i(images, 1, &[3, 4]);
    let second = gl.get_uniform_location(program, "images[1]");
    assert_eq!(gl.get_uniform(program, second.unwrap()), Parameter::Int(4));
    let place = gl.get_uniform_location(program, "place");
    gl.uniform_matrix(place, 3, 3, false, &[1.0; 9]);
    assert_eq!(gl.get_uniform(program, place.unwrap()), Parameter::Floats(vec![1.0; 9]));
    assert_eq!(gl.get_error(), NO_ERROR);
    array_buffer(&mut gl, 60);
    for (location, size, kind, offset) in [(corner, 2, FLOAT, 0), (color, 4, UNSIGNED_BYTE, 8)] {
        let location = location.unsigned_abs();
        gl.enable_vertex_attrib_array(location);
        gl.vertex_attrib_pointer(location, size, kind, true, 12, offset);
    }
    gl.take_commands();
    gl.draw_arrays(TRIANGLES, 0, 5);
    assert_eq!(gl.get_error(), NO_ERROR);
    let sent = commands(&mut gl);
    assert!(sent.contains(&"Textures([None, None])".to_owned()), "{sent:#?}");
    gl.draw_arrays(TRIANGLES, 0, 6);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn blocks_are_reflected() {
    let mut gl = context(Version::Two);
    let vertex = "#version 300 es
        layout(std140) uniform Frame { mat4 view; vec3 eye; float lights[2]; } frame;
        in vec4 position;
        void main() { gl_Position = frame.view * position + vec4(frame.eye, frame.lights[1]); }";
    let fragment = "#version 300 es
        precision highp float;
        out vec4 color;
        void main() { color = vec4(1.0); }";
    let program = build(&mut gl, vertex, fragment);
    let block = gl.get_uniform_block_index(program, "Frame");
    assert_eq!(block, 0);
    assert_eq!(
        gl.get_active_uniform_block_parameter(program, block, UNIFORM_BLOCK_DATA_SIZE),
        Parameter::Uint(112)
    );
    let names = ["Frame.eye".to_owned(), "Frame.lights".to_owned(), "nothing".to_owned()];
    let indices = gl.get_uniform_indices(program, &names).unwrap();
    assert_eq!(indices[2], INVALID_INDEX);
    assert_eq!(
        gl.get_active_uniforms(program, &indices[..2], UNIFORM_OFFSET),
        Parameter::IntList(vec![64, 80])
    );
    assert_eq!(gl.get_uniform_location(program, "Frame.eye"), None);
    gl.uniform_block_binding(program, 0, 5);
    assert_eq!(gl.get_active_uniform_block_parameter(program, 0, UNIFORM_BLOCK_BINDING), Parameter::Uint(5));
    assert_eq!(gl.get_frag_data_location(program, "color"), 0);
    gl.use_program(Some(program));
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION, "no buffer behind the block");
    let buffer = gl.create_buffer();
    gl.bind_buffer_base(UNIFORM_BUFFER, 5, Some(buffer));
    gl.buffer_data_size(UNIFORM_BUFFER, 112, STATIC_DRAW);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn a_failed_link_takes_the_program_in_use() {
    let mut gl = context(Version::One);
    let program = build(&mut gl, VERTEX, FRAGMENT);
    gl.use_program(Some(program));
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
    let shaders = gl.get_attached_shaders(program).unwrap();
    gl.shader_source(shaders[1], "void main() { undeclared = 1; }");
    gl.compile_shader(shaders[1]);
    assert_eq!(gl.get_shader_parameter(shaders[1], COMPILE_STATUS), Parameter::Bool(false));
    assert!(gl.get_shader_info_log(shaders[1]).unwrap().contains("ERROR"));
    gl.link_program(program);
    assert_eq!(gl.get_program_parameter(program, LINK_STATUS), Parameter::Bool(false));
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}
