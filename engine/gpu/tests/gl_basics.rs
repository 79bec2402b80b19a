//! The WebGL executor: clears, triangles, uniforms, indices, blending, depth, textures, publishing.

mod gl_bench;

use gl_bench::*;
use sparrow_render::gl::*;

#[test]
fn a_clear_fills_the_drawing_buffer() {
    let mut bench = gl_bench!(8, 6);
    bench.clear([0.25, 0.5, 0.75, 1.0]);
    let pixels = bench.read();
    assert!(pixels.iter().all(|p| *p == [64, 128, 191, 255]), "{pixels:?}");
    bench.assert_clean();
}

#[test]
fn the_bottom_row_comes_first_when_read_and_last_when_published() {
    let mut bench = gl_bench!(4, 4);
    bench.clear([0.0; 4]);
    bench.push(GlCommand::Clear(GlClear {
        colors: vec![(0, GlClearValue::Float(RED), 15)],
        depth: None,
        stencil: None,
        scissor: Some(GlRect { x: -3, y: -3, width: 5, height: 4 }),
    }));
    let pixels = bench.read();
    assert_eq!(bench.at(&pixels, 0, 0), [255, 0, 0, 255]);
    assert_eq!(bench.at(&pixels, 1, 0), [255, 0, 0, 255]);
    assert_eq!(bench.at(&pixels, 2, 0), [0; 4]);
    assert_eq!(bench.at(&pixels, 0, 1), [0; 4]);
    let picture = bench.published();
    assert_eq!(&picture.bytes()[..4], [0; 4]);
    assert_eq!(&picture.bytes()[3 * 16..3 * 16 + 4], [255, 0, 0, 255]);
    assert!(bench.executor.take_published(CONTEXT).unwrap().is_none());
    bench.assert_clean();
}

#[test]
fn masks_leave_components_alone() {
    let mut bench = gl_bench!(2, 2);
    bench.clear(WHITE);
    bench.push(GlCommand::Clear(GlClear {
        colors: vec![(0, GlClearValue::Float([0.0; 4]), 0b0101)],
        depth: None,
        stencil: None,
        scissor: None,
    }));
    assert_eq!(bench.read()[0], [0, 255, 0, 255]);
    bench.assert_clean();
}

#[test]
fn triangles_have_their_left_bottom_at_the_first_row() {
    let mut bench = gl_bench!(8, 8);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.clear([0.0; 4]);
    bench.tint(RED);
    bench.arrays(GlMode::Triangles, 0, 3);
    let pixels = bench.read();
    assert_eq!(bench.at(&pixels, 0, 0), [255, 0, 0, 255]);
    assert_eq!(bench.at(&pixels, 6, 0), [255, 0, 0, 255]);
    assert_eq!(bench.at(&pixels, 0, 6), [255, 0, 0, 255]);
    assert_eq!(bench.at(&pixels, 7, 7), [0; 4]);
    bench.assert_clean();
}

#[test]
fn every_draw_has_its_own_uniforms() {
    let mut bench = gl_bench!(8, 8);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.clear([0.0; 4]);
    for n in 0..8 {
        let mut state = state(8, 8);
        state.scissor = Some(GlRect { x: n, y: 0, width: 1, height: 1 });
        bench.state(state);
        bench.tint([n as f32 / 8.0, 0.0, 1.0, 1.0]);
        bench.arrays(GlMode::Triangles, 0, 3);
    }
    let pixels = bench.read();
    for n in 0..7 {
        assert_eq!(bench.at(&pixels, n, 0), [(n as f32 / 8.0 * 255.0).round() as u8, 0, 255, 255]);
    }
    let stats = bench.executor.take_stats();
    assert_eq!((stats.draw_calls, stats.passes), (8, 1));
}

#[test]
fn counter_clockwise_is_the_front() {
    for (front, seen) in [(GlFrontFace::Ccw, true), (GlFrontFace::Cw, false)] {
        let mut bench = gl_bench!(4, 4);
        let positions = bench.floats(1, &CORNER);
        bench.program(1, colored());
        bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
        bench.clear([0.0; 4]);
        bench.tint(WHITE);
        bench.state(GlState { cull: GlCull::Back, front_face: front, ..state(4, 4) });
        bench.arrays(GlMode::Triangles, 0, 3);
        assert_eq!(bench.read()[0] == [255; 4], seen, "{front:?}");
        bench.assert_clean();
    }
}

#[test]
fn the_nearer_triangle_wins_whatever_the_order() {
    let mut bench = gl_bench!(4, 4);
    let mut near = CORNER;
    near.iter_mut().skip(2).step_by(3).for_each(|z| *z = -0.5);
    let near = bench.floats(1, &near);
    let far = bench.floats(2, &CORNER);
    bench.program(1, colored());
    let mut state = state(4, 4);
    state.depth.test = true;
    bench.state(state);
    bench.clear([0.0; 4]);
    for (buffer, tint) in [(near, GREEN), (far, RED)] {
        bench.inputs(&[array(buffer, 3, 12, 0), constant(WHITE)]);
        bench.tint(tint);
        bench.arrays(GlMode::Triangles, 0, 3);
    }
    assert_eq!(bench.read()[0], [0, 255, 0, 255]);
    bench.assert_clean();
}

#[test]
fn blending_mixes_with_what_is_there() {
    let mut bench = gl_bench!(4, 4);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.clear(BLUE);
    let mut state = state(4, 4);
    state.blend[0].enabled = true;
    state.blend[0].src_rgb = GlBlendFactor::SrcAlpha;
    state.blend[0].dst_rgb = GlBlendFactor::OneMinusSrcAlpha;
    state.blend[0].dst_alpha = GlBlendFactor::OneMinusSrcAlpha;
    bench.state(state);
    bench.tint([1.0, 0.0, 0.0, 0.5]);
    bench.arrays(GlMode::Triangles, 0, 3);
    let pixel = bench.read()[0];
    let close = pixel.iter().zip([128, 0, 127, 255]).all(|(a, b): (&u8, u8)| a.abs_diff(b) <= 1);
    assert!(close, "{pixel:?}");
    bench.assert_clean();
}

#[test]
fn constant_alpha_is_a_blend_factor() {
    let mut bench = gl_bench!(4, 4);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.clear([0.0; 4]);
    let mut state = state(4, 4);
    state.blend[0].enabled = true;
    state.blend[0].src_rgb = GlBlendFactor::ConstantAlpha;
    state.blend_color = [0.9, 0.1, 0.3, 0.5];
    bench.state(state);
    bench.tint(WHITE);
    bench.arrays(GlMode::Triangles, 0, 3);
    assert_eq!(bench.read()[0], [128, 128, 128, 255]);
    bench.assert_clean();
}

#[test]
fn indices_choose_vertices() {
    let mut bench = gl_bench!(8, 8);
    let positions = bench.floats(1, &[9.0, 9.0, 9.0, -1.0, -1.0, 0.0, 1.0, -1.0, 0.0, -1.0, 1.0, 0.0]);
    let indices = bench.indices(2, &[1, 2, 3]);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.clear([0.0; 4]);
    bench.tint(GREEN);
    bench.elements(GlMode::Triangles, indices, GlIndexType::U16, 3, false);
    let pixels = bench.read();
    assert_eq!(bench.at(&pixels, 0, 0), [0, 255, 0, 255]);
    assert_eq!(bench.at(&pixels, 7, 7), [0; 4]);
    bench.assert_clean();
}

#[test]
fn textures_have_their_first_row_at_the_bottom() {
    let mut bench = gl_bench!(4, 4);
    let positions = bench.floats(1, &SCREEN);
    let texels = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255];
    let texture = bench.texture(1, GlStorageFormat::Rgba8, 2, 2, &texels);
    bench.program(1, textured());
    bench.inputs(&[array(positions, 2, 8, 0)]);
    bench.push(GlCommand::Textures(vec![Some((texture, NEAREST))]));
    bench.clear([0.0; 4]);
    bench.arrays(GlMode::TriangleStrip, 0, 4);
    let pixels = bench.read();
    assert_eq!(bench.at(&pixels, 0, 0), [255, 0, 0, 255]);
    assert_eq!(bench.at(&pixels, 3, 0), [0, 255, 0, 255]);
    assert_eq!(bench.at(&pixels, 0, 3), [0, 0, 255, 255]);
    assert_eq!(bench.at(&pixels, 3, 3), [255; 4]);
    bench.assert_clean();
}

#[test]
fn a_missing_texture_is_opaque_black() {
    let mut bench = gl_bench!(2, 2);
    let positions = bench.floats(1, &SCREEN);
    bench.program(1, textured());
    bench.inputs(&[array(positions, 2, 8, 0)]);
    bench.push(GlCommand::Textures(vec![None]));
    bench.clear(WHITE);
    bench.arrays(GlMode::TriangleStrip, 0, 4);
    assert_eq!(bench.read()[0], [0, 0, 0, 255]);
    bench.assert_clean();
}

#[test]
fn uploads_between_draws_keep_their_order() {
    let mut bench = gl_bench!(4, 4);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.clear([0.0; 4]);
    bench.tint(RED);
    bench.arrays(GlMode::Triangles, 0, 3);
    // Away from the screen: the first draw must not notice.
    let away = [5f32; 9].iter().flat_map(|v| v.to_le_bytes()).collect();
    bench.push(GlCommand::BufferSubData { buffer: positions, offset: 0, bytes: away });
    bench.tint(GREEN);
    bench.arrays(GlMode::Triangles, 0, 3);
    assert_eq!(bench.read()[0], [255, 0, 0, 255]);
    bench.assert_clean();
}

#[test]
fn parts_of_a_buffer_change_in_order() {
    let mut bench = gl_bench!(4, 4);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.clear([0.0; 4]);
    bench.tint(RED);
    bench.arrays(GlMode::Triangles, 0, 3);
    // Only the third vertex moves: to the right top.
    let bytes = [1f32, 1.0].iter().flat_map(|v| v.to_le_bytes()).collect();
    bench.push(GlCommand::BufferSubData { buffer: positions, offset: 24, bytes });
    bench.tint(GREEN);
    bench.arrays(GlMode::Triangles, 0, 3);
    let pixels = bench.read();
    assert_eq!(bench.at(&pixels, 0, 3), [0; 4], "no sample of the hypotenuse");
    assert_eq!(bench.at(&pixels, 0, 2), [255, 0, 0, 255]);
    assert_eq!(bench.at(&pixels, 3, 1), [0, 255, 0, 255]);
    bench.assert_clean();
}

#[test]
fn opaque_canvases_keep_their_alpha() {
    let mut bench = gl_bench!(2, 2);
    bench.drawing_buffer(false, true);
    assert_eq!(bench.read()[0], [0, 0, 0, 255]);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.tint([1.0, 1.0, 1.0, 0.0]);
    bench.clear([0.0; 4]);
    bench.arrays(GlMode::Triangles, 0, 3);
    assert_eq!(bench.read()[0], [255; 4]);
    bench.assert_clean();
}

#[test]
fn straight_alpha_is_premultiplied_when_published() {
    let mut bench = gl_bench!(2, 2);
    bench.drawing_buffer(true, false);
    bench.clear([1.0, 0.5, 0.0, 0.5]);
    assert_eq!(&bench.published().bytes()[..4], [128, 64, 0, 128]);
}

#[test]
fn publishing_clears_unless_it_is_told_not_to() {
    let mut bench = gl_bench!(2, 2);
    bench.clear(RED);
    bench.push(GlCommand::Publish { clear: true });
    bench.run();
    assert_eq!(&bench.executor.take_published(CONTEXT).unwrap().unwrap().bytes()[..4], [255, 0, 0, 255]);
    assert_eq!(bench.read()[0], [0; 4]);
}
