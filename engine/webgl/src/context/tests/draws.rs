//! Draw validation, and what a draw sends.

use super::{array_buffer, commands, kinds, link, plain_program, ready};
use crate::{constants::*, context::Version};
use sparrow_render::gl::{GlAttribute, GlBlock, GlStages, GlValueKind};

/// An index buffer of 16-bit numbers, bound.
fn index_buffer(gl: &mut crate::Context, indices: &[u16]) {
    let buffer = gl.create_buffer();
    gl.bind_buffer(ELEMENT_ARRAY_BUFFER, Some(buffer));
    let bytes: Vec<u8> = indices.iter().flat_map(|index| index.to_le_bytes()).collect();
    gl.buffer_data(ELEMENT_ARRAY_BUFFER, Some(&bytes), STATIC_DRAW);
}

#[test]
fn the_first_draw_sends_everything_and_the_next_only_changes() {
    let mut gl = ready(Version::One);
    gl.draw_arrays(TRIANGLES, 0, 3);
    assert_eq!(
        kinds(&mut gl),
        ["Textures", "VertexInputs", "Target", "State", "Program", "Uniforms", "Draw"]
    );
    gl.draw_arrays(TRIANGLES, 0, 3);
    assert_eq!(kinds(&mut gl), ["Draw"]);
    gl.enable(BLEND);
    gl.draw_arrays(TRIANGLES, 0, 3);
    gl.enable(BLEND);
    gl.draw_arrays(TRIANGLES, 0, 3);
    assert_eq!(kinds(&mut gl), ["State", "Draw", "Draw"]);
    // Set to the same value and back: nothing to say.
    gl.disable(BLEND);
    gl.enable(BLEND);
    gl.draw_arrays(TRIANGLES, 0, 3);
    assert_eq!(kinds(&mut gl), ["Draw"]);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn draws_stay_inside_of_their_buffers() {
    let mut gl = ready(Version::One);
    for (first, count, code) in [
        (0, 3, NO_ERROR),
        (0, 4, INVALID_OPERATION),
        (1, 3, INVALID_OPERATION),
        (3, 0, NO_ERROR),
        (-1, 1, INVALID_VALUE),
        (0, -1, INVALID_VALUE),
    ] {
        gl.draw_arrays(TRIANGLES, first, count);
        assert_eq!(gl.get_error(), code, "{first} {count}");
    }
    gl.draw_arrays(TRIANGLES, i32::MAX, i32::MAX);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.draw_arrays(7, 0, 3);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    // A stride that leaves two whole elements.
    gl.vertex_attrib_pointer(0, 4, FLOAT, false, 32, 0);
    gl.draw_arrays(POINTS, 0, 2);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.draw_arrays(POINTS, 0, 3);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    // The buffer shrinks.
    gl.buffer_data(ARRAY_BUFFER, Some(&[0; 16]), STATIC_DRAW);
    gl.draw_arrays(POINTS, 0, 2);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn the_largest_index_counts() {
    let mut gl = ready(Version::One);
    gl.draw_elements(TRIANGLES, 3, UNSIGNED_SHORT, 0);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    index_buffer(&mut gl, &[0, 1, 2, 3]);
    gl.draw_elements(TRIANGLES, 3, UNSIGNED_SHORT, 0);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.draw_elements(POINTS, 1, UNSIGNED_SHORT, 6);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.draw_elements(POINTS, 5, UNSIGNED_SHORT, 0);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.draw_elements(POINTS, 1, UNSIGNED_SHORT, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.draw_elements(POINTS, 1, UNSIGNED_SHORT, -2);
    assert_eq!(gl.get_error(), INVALID_VALUE);
    gl.draw_elements(POINTS, 1, UNSIGNED_INT, 0);
    assert_eq!(gl.get_error(), INVALID_ENUM);
    // The cache of largest indices follows the content.
    gl.buffer_sub_data(ELEMENT_ARRAY_BUFFER, 2, &[9, 0]);
    gl.draw_elements(TRIANGLES, 3, UNSIGNED_SHORT, 0);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
}

#[test]
fn restart_indices_name_no_vertex_in_webgl_2() {
    for (version, code) in [(Version::One, INVALID_OPERATION), (Version::Two, NO_ERROR)] {
        let mut gl = ready(version);
        index_buffer(&mut gl, &[0, 1, 65535, 2]);
        gl.draw_elements(TRIANGLE_STRIP, 4, UNSIGNED_SHORT, 0);
        assert_eq!(gl.get_error(), code, "{version:?}");
    }
}

#[test]
fn an_enabled_array_needs_a_buffer() {
    let mut gl = ready(Version::One);
    gl.enable_vertex_attrib_array(3);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.disable_vertex_attrib_array(3);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
    // A constant has no end.
    gl.disable_vertex_attrib_array(0);
    gl.draw_arrays(POINTS, 0, 1000);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn instances_stay_inside_of_their_buffers() {
    let mut gl = ready(Version::Two);
    gl.vertex_attrib_divisor(0, 2);
    gl.draw_arrays_instanced(TRIANGLES, 0, 300, 6);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.draw_arrays_instanced(TRIANGLES, 0, 300, 7);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    let mut gl = ready(Version::One);
    gl.vertex_attrib_divisor(0, 1);
    gl.draw_arrays_instanced(TRIANGLES, 0, 3, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION, "no attribute steps by vertex");
}

#[test]
fn kinds_of_numbers_must_agree() {
    let mut gl = ready(Version::Two);
    let (mut interface, reflection) = plain_program();
    interface.attributes = vec![GlAttribute { location: 0, kind: GlValueKind::Int, components: 4 }];
    let program = link(&mut gl, (interface, reflection));
    gl.use_program(Some(program));
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.vertex_attrib_i_pointer(0, 4, INT, 0, 0);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
    gl.disable_vertex_attrib_array(0);
    gl.vertex_attrib_ui(0, [0; 4]);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.vertex_attrib_i(0, [0; 4]);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn blocks_need_large_enough_buffers() {
    let mut gl = ready(Version::Two);
    let (mut interface, reflection) = plain_program();
    interface.blocks = vec![GlBlock { size: 64, stages: GlStages { vertex: true, fragment: false } }];
    let program = link(&mut gl, (interface, reflection));
    gl.use_program(Some(program));
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    let buffer = gl.create_buffer();
    gl.bind_buffer_base(UNIFORM_BUFFER, 0, Some(buffer));
    gl.buffer_data_size(UNIFORM_BUFFER, 48, DYNAMIC_DRAW);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.buffer_data_size(UNIFORM_BUFFER, 64, DYNAMIC_DRAW);
    gl.take_commands();
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), NO_ERROR);
    let sent = commands(&mut gl);
    assert!(sent.iter().any(|line| line.starts_with("UniformBlocks([(GlBufferId(")), "{sent:?}");
}

#[test]
fn a_multi_draw_draws_all_or_nothing() {
    let mut gl = ready(Version::One);
    gl.get_extension("WEBGL_multi_draw").unwrap();
    gl.multi_draw_arrays(TRIANGLES, &[0, 0, 1], &[3, 3, 3], 3);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert!(!kinds(&mut gl).contains(&"Draw".to_owned()));
    gl.multi_draw_arrays(TRIANGLES, &[0, 0], &[3, 3], 2);
    let sent = commands(&mut gl);
    assert!(sent.last().unwrap().contains("draw_id: 1"), "{sent:?}");
    gl.multi_draw_arrays(TRIANGLES, &[0], &[3, 3], 2);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    gl.multi_draw_arrays(TRIANGLES, &[], &[], -1);
    assert_eq!(gl.get_error(), INVALID_VALUE);
}

#[test]
fn vertex_arrays_keep_their_attributes() {
    let mut gl = ready(Version::Two);
    gl.draw_arrays(POINTS, 0, 1);
    let array = gl.create_vertex_array();
    gl.bind_vertex_array(Some(array));
    array_buffer(&mut gl, 16);
    gl.enable_vertex_attrib_array(0);
    gl.vertex_attrib_pointer(0, 4, FLOAT, false, 0, 0);
    gl.take_commands();
    gl.draw_arrays(POINTS, 0, 1);
    gl.bind_vertex_array(None);
    gl.draw_arrays(POINTS, 0, 3);
    gl.draw_arrays(POINTS, 0, 3);
    assert_eq!(kinds(&mut gl), ["VertexInputs", "Draw", "VertexInputs", "Draw", "Draw"]);
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn a_draw_needs_a_program() {
    let mut gl = ready(Version::One);
    gl.use_program(None);
    gl.draw_arrays(POINTS, 0, 1);
    assert_eq!(gl.get_error(), INVALID_OPERATION);
    assert!(kinds(&mut gl).is_empty());
}
