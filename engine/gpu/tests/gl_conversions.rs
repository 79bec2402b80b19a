//! What wgpu lacks: vertex and index forms, modes, points, provoking vertices, transform feedback.

mod gl_bench;

use gl_bench::*;
use sparrow_render::gl::*;

const PLAIN: &str = "in vec2 p; in vec4 c; out vec4 v; void main() { v = c; gl_Position = vec4(p, 0., 1.); gl_PointSize = 1.; }";
const SHOW: &str = "in vec4 v; out vec4 o; void main() { o = v; }";

fn source(buffer: GlBufferId, format: GlVertexFormat, components: u8, stride: u32) -> GlVertexSource {
    GlVertexSource::Array {
        buffer,
        format,
        components,
        normalized: false,
        integer: false,
        stride,
        offset: 0,
        divisor: 0,
    }
}

fn with(source: GlVertexSource, change: impl FnOnce(&mut bool, &mut u32, &mut u32)) -> GlVertexSource {
    let GlVertexSource::Array {
        buffer,
        format,
        components,
        mut normalized,
        integer,
        stride,
        mut offset,
        mut divisor,
    } = source
    else {
        return source;
    };
    change(&mut normalized, &mut offset, &mut divisor);
    GlVertexSource::Array { buffer, format, components, normalized, integer, stride, offset, divisor }
}

#[test]
fn bytes_are_unscaled_floats_when_they_are_not_normalized() {
    let mut bench = gl_bench!(4, 4);
    let program = glsl(
        "in vec2 p; in vec3 c; out vec4 v; void main() { v = vec4(c / 10., 1.); gl_Position = vec4(p, 0., 1.); }",
        SHOW,
        &[],
        false,
    );
    use_program(&mut bench, &program);
    let positions = bench.floats(1, &SCREEN);
    // Three bytes a vertex, tightly packed.
    let colors = bench.buffer(2, [10, 0, 5].repeat(4), GlBufferUse::Other);
    bench.inputs(&[array(positions, 2, 8, 0), source(colors, GlVertexFormat::U8, 3, 3)]);
    bench.arrays(GlMode::TriangleStrip, 0, 4);
    assert_eq!(bench.read()[5], [255, 0, 128, 255]);
    bench.assert_clean();
}

#[test]
fn three_normalized_bytes_of_four_are_fetched_in_place() {
    let mut bench = gl_bench!(4, 4);
    let program = glsl(
        "in vec2 p; in vec3 c; out vec4 v; void main() { v = vec4(c, 1.); gl_Position = vec4(p, 0., 1.); }",
        SHOW,
        &[],
        false,
    );
    use_program(&mut bench, &program);
    let positions = bench.floats(1, &SCREEN);
    let colors = bench.buffer(2, [255, 0, 51, 7].repeat(4), GlBufferUse::Other);
    let colors = with(source(colors, GlVertexFormat::U8, 3, 4), |normalized, _, _| *normalized = true);
    bench.inputs(&[array(positions, 2, 8, 0), colors]);
    bench.arrays(GlMode::TriangleStrip, 0, 4);
    assert_eq!(bench.read()[5], [255, 0, 51, 255]);
    bench.assert_clean();
}

#[test]
fn odd_strides_and_offsets_are_read() {
    let mut bench = gl_bench!(4, 4);
    let program = glsl(PLAIN, SHOW, &[], false);
    use_program(&mut bench, &program);
    // Positions as floats behind one byte, nine bytes a vertex.
    let mut bytes = Vec::new();
    for corner in SCREEN.as_chunks::<2>().0 {
        bytes.push(99);
        bytes.extend(corner.iter().flat_map(|v| v.to_le_bytes()));
    }
    let positions = bench.buffer(1, bytes, GlBufferUse::Other);
    let positions = with(source(positions, GlVertexFormat::F32, 2, 9), |_, offset, _| *offset = 1);
    bench.inputs(&[positions, constant(GREEN)]);
    bench.arrays(GlMode::TriangleStrip, 0, 4);
    assert!(bench.read().iter().all(|p| *p == [0, 255, 0, 255]));
    bench.assert_clean();
}

#[test]
fn converted_vertices_follow_their_buffer() {
    let mut bench = gl_bench!(4, 4);
    let program = glsl(
        "in vec2 p; in vec4 c; out vec4 v; void main() { v = c / 10.; gl_Position = vec4(p, 0., 1.); }",
        SHOW,
        &[],
        false,
    );
    use_program(&mut bench, &program);
    let positions = bench.floats(1, &SCREEN);
    let colors = bench.buffer(2, [10, 0, 0, 10].repeat(4), GlBufferUse::Other);
    bench.inputs(&[array(positions, 2, 8, 0), source(colors, GlVertexFormat::U8, 4, 4)]);
    bench.arrays(GlMode::TriangleStrip, 0, 4);
    bench.push(GlCommand::BufferSubData { buffer: colors, offset: 1, bytes: vec![10] });
    bench.push(GlCommand::BufferSubData { buffer: colors, offset: 5, bytes: vec![10] });
    bench.push(GlCommand::BufferSubData { buffer: colors, offset: 9, bytes: vec![10] });
    bench.push(GlCommand::BufferSubData { buffer: colors, offset: 13, bytes: vec![10] });
    bench.arrays(GlMode::TriangleStrip, 0, 4);
    assert_eq!(bench.read()[5], [255, 255, 0, 255]);
    bench.assert_clean();
}

#[test]
fn byte_indices_fans_and_restarts_draw() {
    let corners = [-1.0, -1.0, 1.0, -1.0, 1.0, 1.0, -1.0, 1.0];
    for (mode, indices, kind, restart) in [
        (GlMode::Triangles, vec![0u8, 1, 2, 0, 2, 3], GlIndexType::U8, false),
        (GlMode::TriangleFan, vec![0, 1, 2, 3], GlIndexType::U8, false),
        (GlMode::TriangleStrip, vec![0, 1, 2, 255, 0, 2, 3], GlIndexType::U8, true),
        (GlMode::Triangles, vec![0, 1, 255, 0, 1, 2, 0, 2, 3], GlIndexType::U8, true),
        (GlMode::TriangleFan, vec![0, 1, 2, 255, 0, 2, 3], GlIndexType::U8, true),
    ] {
        let mut bench = gl_bench!(4, 4);
        let program = glsl(PLAIN, SHOW, &[], false);
        use_program(&mut bench, &program);
        let positions = bench.floats(1, &corners);
        let count = indices.len() as u32;
        let buffer = bench.buffer(2, indices, GlBufferUse::Index);
        bench.inputs(&[array(positions, 2, 8, 0), constant(RED)]);
        bench.elements(mode, buffer, kind, count, restart);
        assert!(bench.read().iter().all(|p| *p == [255, 0, 0, 255]), "{mode:?} {kind:?} {restart}");
        bench.assert_clean();
    }
}

#[test]
fn fans_and_loops_without_indices_draw() {
    let mut bench = gl_bench!(4, 4);
    let program = glsl(PLAIN, SHOW, &[], false);
    use_program(&mut bench, &program);
    let positions = bench.floats(1, &[5.0, 5.0, -1.0, -1.0, 1.0, -1.0, 1.0, 1.0, -1.0, 1.0]);
    bench.inputs(&[array(positions, 2, 8, 0), constant(RED)]);
    bench.arrays(GlMode::TriangleFan, 1, 4);
    assert!(bench.read().iter().all(|p| *p == [255, 0, 0, 255]));
    let middle = bench.floats(2, &[-0.75, -0.75, 0.75, -0.75, 0.75, 0.75, -0.75, 0.75]);
    bench.inputs(&[array(middle, 2, 8, 0), constant(GREEN)]);
    bench.arrays(GlMode::LineLoop, 0, 4);
    let pixels = bench.read();
    assert_eq!([bench.at(&pixels, 1, 0), bench.at(&pixels, 0, 1)], [[0, 255, 0, 255]; 2]);
    assert_eq!([bench.at(&pixels, 3, 1), bench.at(&pixels, 1, 3)], [[0, 255, 0, 255]; 2]);
    assert_eq!(bench.at(&pixels, 1, 1), [255, 0, 0, 255]);
    bench.assert_clean();
}

#[test]
fn flat_varyings_come_from_the_last_vertex() {
    let vertex =
        "in vec2 p; in vec4 c; flat out vec4 v; void main() { v = c; gl_Position = vec4(p, 0., 1.); }";
    let program = glsl(vertex, "flat in vec4 v; out vec4 o; void main() { o = v; }", &[], false);
    for indexed in [false, true] {
        let mut bench = gl_bench!(4, 4);
        use_program(&mut bench, &program);
        let positions = bench.floats(1, &SCREEN);
        let colors = [RED, RED, GREEN, BLUE].concat();
        let colors = bench.floats(2, &colors);
        bench.inputs(&[array(positions, 2, 8, 0), array(colors, 4, 16, 0)]);
        if indexed {
            let indices = bench.indices(3, &[0, 1, 2, 3]);
            bench.elements(GlMode::TriangleStrip, indices, GlIndexType::U16, 4, true);
        } else {
            bench.arrays(GlMode::TriangleStrip, 0, 4);
        }
        let pixels = bench.read();
        assert_eq!(bench.at(&pixels, 0, 0), [0, 255, 0, 255], "indexed {indexed}");
        assert_eq!(bench.at(&pixels, 3, 3), [0, 0, 255, 255], "indexed {indexed}");
        bench.assert_clean();
    }
}

#[test]
fn points_are_drawn_plain_by_indices_and_by_instances() {
    let vertex = "in vec2 p; in vec4 c; out vec4 v;
        void main() { v = c; gl_Position = vec4(p, 0., 1.); gl_PointSize = 2.; }";
    let program = glsl(vertex, SHOW, &[], false);
    let mut bench = gl_bench!(4, 4);
    use_program(&mut bench, &program);
    let positions = bench.floats(1, &[-0.5, -0.5, 0.5, 0.5, 0.5, -0.5]);
    let colors = bench.floats(2, &[RED, GREEN, BLUE].concat());
    bench.inputs(&[array(positions, 2, 8, 0), array(colors, 4, 16, 0)]);
    bench.arrays(GlMode::Points, 1, 2);
    let pixels = bench.read();
    assert_eq!(
        [bench.at(&pixels, 0, 0), bench.at(&pixels, 3, 3), bench.at(&pixels, 3, 0)],
        [[0, 0, 0, 0], [0, 255, 0, 255], [0, 0, 255, 255]]
    );
    bench.clear([0.0; 4]);
    let indices = bench.indices(3, &[0, 2]);
    bench.elements(GlMode::Points, indices, GlIndexType::U16, 2, true);
    let pixels = bench.read();
    assert_eq!(
        [bench.at(&pixels, 0, 0), bench.at(&pixels, 3, 3), bench.at(&pixels, 3, 0)],
        [[255, 0, 0, 255], [0, 0, 0, 0], [0, 0, 255, 255]]
    );
    bench.clear([0.0; 4]);
    let by_instance = with(array(colors, 4, 16, 0), |_, _, divisor| *divisor = 1);
    bench.inputs(&[array(positions, 2, 8, 0), by_instance]);
    bench.push(GlCommand::Draw(GlDraw {
        mode: GlMode::Points,
        first: 0,
        count: 2,
        instances: 3,
        indices: None,
        draw_id: 0,
    }));
    let pixels = bench.read();
    assert_eq!([bench.at(&pixels, 0, 0), bench.at(&pixels, 3, 3)], [[0, 0, 255, 255]; 2]);
    bench.assert_clean();
}

#[test]
fn divisors_repeat_elements() {
    let vertex = "in vec2 p; in vec4 c; out vec4 v; void main() {
        v = c; gl_Position = vec4((p.x + 1.) / 4. - 1. + .5 * float(gl_InstanceID), p.y, 0., 1.); }";
    let program = glsl(vertex, SHOW, &[], false);
    let mut bench = gl_bench!(4, 1);
    use_program(&mut bench, &program);
    let positions = bench.floats(1, &SCREEN);
    let colors = bench.floats(2, &[RED, GREEN].concat());
    let colors = with(array(colors, 4, 16, 0), |_, _, divisor| *divisor = 2);
    bench.inputs(&[array(positions, 2, 8, 0), colors]);
    bench.push(GlCommand::Draw(GlDraw {
        mode: GlMode::TriangleStrip,
        first: 0,
        count: 4,
        instances: 4,
        indices: None,
        draw_id: 0,
    }));
    assert_eq!(bench.read(), [[255, 0, 0, 255], [255, 0, 0, 255], [0, 255, 0, 255], [0, 255, 0, 255]]);
    bench.assert_clean();
}

#[test]
fn transform_feedback_records_varyings() {
    let vertex = "in vec2 p; in vec4 c; out vec2 q; out float n; void main() {
        q = p * 2.; n = c.x + float(gl_VertexID); gl_Position = vec4(p, 0., 1.); }";
    let fragment = "in vec2 q; in float n; out vec4 o; void main() { o = vec4(q, n, 1.); }";
    for separate in [false, true] {
        let program = glsl(vertex, fragment, &["q", "n"], separate);
        let mut bench = gl_bench!(2, 2);
        use_program(&mut bench, &program);
        let positions = bench.floats(1, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
        // Bytes: these are converted.
        let bytes = bench.buffer(2, vec![10, 20, 30], GlBufferUse::Other);
        let out = bench.floats(3, &[-1.0; 12]);
        let other = bench.floats(4, &[-1.0; 4]);
        bench.inputs(&[array(positions, 2, 8, 0), source(bytes, GlVertexFormat::U8, 1, 1)]);
        bench.state(GlState { rasterizer_discard: true, ..state(2, 2) });
        let buffers = if separate { vec![(out, 0..48), (other, 0..16)] } else { vec![(out, 4..48)] };
        bench.push(GlCommand::BeginTransformFeedback(GlTransformFeedback { buffers }));
        bench.arrays(GlMode::Points, 1, 2);
        bench.arrays(GlMode::Points, 0, 1);
        bench.push(GlCommand::EndTransformFeedback);
        bench.run();
        let mut read = |buffer| {
            let bytes =
                bench.executor.read_buffer(CONTEXT, buffer, 0, if buffer == out { 48 } else { 16 }).unwrap();
            bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect::<Vec<_>>()
        };
        if separate {
            assert_eq!(read(out)[..7], [6.0, 8.0, 10.0, 12.0, 2.0, 4.0, -1.0]);
            assert_eq!(read(other), [21.0, 32.0, 10.0, -1.0]);
        } else {
            assert_eq!(read(out)[..11], [-1.0, 6.0, 8.0, 21.0, 10.0, 12.0, 32.0, 2.0, 4.0, 10.0, -1.0]);
        }
        bench.assert_clean();
    }
}
