//! GLSL ES whose meaning a driver or naga loses easily: programs of our front end that must draw green.

mod gl_bench;

use gl_bench::*;
use sparrow_render::gl::*;

const VERTEX: &str = "in vec2 p; void main() { gl_Position = vec4(p, 0., 1.); }";
const GREEN: [u8; 4] = [0, 255, 0, 255];

/// Draws the screen with a fragment shader.
fn draw(bench: &mut Bench, fragment: &str) {
    use_program(bench, &glsl(VERTEX, fragment, &[], false));
    let positions = bench.floats(90, &SCREEN);
    bench.inputs(&[array(positions, 2, 8, 0)]);
    bench.arrays(GlMode::TriangleStrip, 0, 4);
}

#[test]
fn branches_in_steps_and_conditions_of_loops_run_every_round() {
    let count = "int n = 0; bool count() { n++; return n > 0; }";
    for (body, rounds) in [
        ("for (int i = 0; true; count() && count()) { ++i; if (i > 3) break; }", 6),
        ("for (int i = 0; true; count() ? true : count()) { ++i; if (i > 3) break; }", 3),
        ("int i = 0; do { ++i; if (i == 1) continue; } while (count() && i < 4);", 4),
        ("int i = 0; do { ++i; } while ((i == 2 || count()) && i < 4);", 3),
    ] {
        let mut bench = gl_bench!(2, 2);
        let green = format!("n == {rounds} ? vec4(0., 1., 0., 1.) : vec4(float(n) / 255., 0., 0., 1.)");
        draw(&mut bench, &format!("out vec4 o; {count} void main() {{ {body} o = {green}; }}"));
        assert_eq!(bench.read()[0], GREEN, "{body}");
        bench.assert_clean();
    }
}

#[test]
fn an_array_is_evaluated_for_its_length() {
    let mut bench = gl_bench!(2, 2);
    draw(
        &mut bench,
        "out vec4 o; int n = 0; int[2] made() { ++n; return int[2](1, 2); }
        void main() { int a[3] = int[3](0, 0, 0); int b[3] = int[3](4, 5, 6);
            bool right = made().length() == 2 && n == 1 && (a = b).length() == 3 && a[2] == 6;
            o = vec4(right ? 0. : 1., right ? 1. : 0., 0., 1.); }",
    );
    assert_eq!(bench.read()[0], GREEN);
    bench.assert_clean();
}

#[test]
fn cubes_of_integers_are_sampled_face_by_face() {
    let mut bench = gl_bench!(2, 2);
    let texture = GlTextureId(1);
    let desc = GlTextureDesc {
        kind: GlTextureKind::Cube,
        format: GlStorageFormat::R8Ui,
        width: 2,
        height: 2,
        depth: 6,
        levels: 1,
    };
    bench.push(GlCommand::TextureStorage { texture, desc });
    for face in 0..6u8 {
        let region = GlRegion { z: u32::from(face), width: 2, height: 2, depth: 1, ..GlRegion::default() };
        let texels = (0..4).map(|texel| 10 * face + texel).collect();
        bench.push(GlCommand::Upload(GlUpload { texture, region, texels }));
    }
    bench.push(GlCommand::Textures(vec![Some((texture, NEAREST))]));
    // The first texel of a face is at s = t = 0: see the table of major axes in OpenGL ES 3.0, 3.8.10.
    draw(
        &mut bench,
        "uniform highp usamplerCube cube; out vec4 o;
        void main() {
            uvec4 all = uvec4(texture(cube, vec3(1., .5, .5)).r, texture(cube, vec3(-1., .5, -.5)).r,
                texture(cube, vec3(-.5, 1., -.5)).r, texture(cube, vec3(-.5, -1., .5)).r);
            uvec2 rest = uvec2(texture(cube, vec3(-.5, .5, 1.)).r, texture(cube, vec3(.5, .5, -1.)).r);
            uint last = textureLod(cube, vec3(1., -.5, -.5), 0.).r;
            bool right = all == uvec4(0, 10, 20, 30) && rest == uvec2(40, 50) && last == 3u;
            o = vec4(right ? 0. : 1., right ? 1. : 0., 0., 1.);
        }",
    );
    assert_eq!(bench.read()[0], GREEN);
    bench.assert_clean();
}

#[test]
fn integers_wrap_as_the_sampler_says() {
    let mut bench = gl_bench!(2, 2);
    let texture = bench.texture(1, GlStorageFormat::Rg8Ui, 2, 1, &[1, 2, 3, 4]);
    let sampler = GlSampler { wrap_s: GlWrap::Repeat, ..NEAREST };
    bench.push(GlCommand::Textures(vec![Some((texture, sampler))]));
    draw(
        &mut bench,
        "uniform highp usampler2D t; out vec4 o;
        void main() {
            bool right = texture(t, vec2(.25, .5)) == uvec4(1, 2, 0, 1) && texture(t, vec2(1.75, .5)).rg == uvec2(3, 4)
                && texture(t, vec2(-.25, .5)).r == 3u && textureOffset(t, vec2(.75, .5), ivec2(1, 0)).r == 1u;
            o = vec4(right ? 0. : 1., right ? 1. : 0., 0., 1.);
        }",
    );
    assert_eq!(bench.read()[0], GREEN);
    bench.assert_clean();
}

#[test]
#[ignore = "does not hold yet: the first draw comes out white, as if textureSize(t, 1) were wrong"]
fn shaders_that_name_levels_see_those_that_no_filter_reaches() {
    let mut bench = gl_bench!(2, 2);
    let texture = GlTextureId(1);
    let format = GlStorageFormat::Rgba8;
    let desc = GlTextureDesc { kind: GlTextureKind::D2, format, width: 4, height: 4, depth: 1, levels: 3 };
    bench.push(GlCommand::TextureStorage { texture, desc });
    bench.upload(texture, 0, 4, 4, &[0; 64]);
    bench.upload(texture, 1, 2, 2, &[255, 0, 0, 255].repeat(4));
    bench.upload(texture, 2, 1, 1, &GREEN);
    bench.push(GlCommand::Textures(vec![Some((texture, GlSampler { max_level: 2, ..NEAREST }))]));
    let fragment = "uniform sampler2D t; out vec4 o; void main() {
        o = textureSize(t, 1) == ivec2(2) ? texelFetch(t, ivec2(0), 2) + texture(t, vec2(.5)) : vec4(1.); }";
    draw(&mut bench, fragment);
    assert_eq!(bench.read()[0], GREEN);
    // While one of them is drawn to, only the base level is bound: wgpu would refuse the pass.
    bench.push(GlCommand::Target(framebuffer_level(texture, format, 1, 2, 2)));
    draw(
        &mut bench,
        "uniform sampler2D t; out vec4 o; void main() { o = texelFetch(t, ivec2(0), 0) + vec4(0., 1., 0., 1.); }",
    );
    assert_eq!(bench.read_target(framebuffer_level(texture, format, 1, 2, 2), 2, 2)[..4], GREEN);
    bench.assert_clean();
}

#[test]
fn an_index_outside_means_the_nearest_element() {
    let mut bench = gl_bench!(2, 2);
    draw(
        &mut bench,
        "out vec4 o; float g[4] = float[4](1., 2., 3., 4.);
        void main() { float z = gl_FragCoord.x * 0.; int i = int(z) - 3; int j = i + 20; uint k = uint(j);
            float l[4] = float[4](1., 2., 3., 4.); l[1] = z;
            vec4 v = vec4(1., 2., 3., 4.) + z; mat3 m = mat3(1., 0., 0., 2., 0., 0., 3., 0., 0.); m[0][1] = z;
            vec3 w = vec3(z); w[j] = 5.; w.zx[i] = 6.;
            bool right = l[i] == 1. && g[i] == 1. && v[i] == 1. && m[i].x == 1. && v.zyx[i] == 3.
                && l[j] == 4. && g[k] == 4. && v[j] == 4. && m[k].x == 3. && w == vec3(0., 0., 6.);
            o = vec4(right ? 0. : 1., right ? 1. : 0., 0., 1.); }",
    );
    assert_eq!(bench.read()[0], GREEN);
    bench.assert_clean();
}

#[test]
fn step_of_what_is_no_number_is_zero() {
    let mut bench = gl_bench!(2, 2);
    draw(
        &mut bench,
        "out vec4 o; void main() { float z = gl_FragCoord.x * 0.; float nan = z / z;
            bool right = step(.5, nan) == 0. && step(vec2(0., 1.), vec2(z)) == vec2(1., 0.) && step(.5, vec3(1., .5, nan)) == vec3(1., 1., 0.);
            o = vec4(right ? 0. : 1., right ? 1. : 0., 0., 1.); }",
    );
    assert_eq!(bench.read()[0], GREEN);
    bench.assert_clean();
}

#[test]
fn depth_may_be_written_where_the_target_has_none() {
    let mut bench = gl_bench!(2, 2);
    let texture = bench.texture(1, GlStorageFormat::Rgba8, 2, 2, &[]);
    let target = || framebuffer(texture, GlStorageFormat::Rgba8, 2, 2);
    bench.push(GlCommand::Target(target()));
    draw(
        &mut bench,
        "out vec4 o; void main() { gl_FragDepth = .5; o = vec4(0., gl_FragDepth * 2., 0., 1.); }",
    );
    assert_eq!(bench.read_target(target(), 2, 2)[..4], GREEN);
    bench.assert_clean();
}
