// How much of a pixel a shape covers. Follows vertex.wgsl.

const COVERAGE_FULL: u32 = 0u;
// A block of coverage memory: strips of paths, glyphs. aux = first texel, texels per row, left, top (canvas pixels).
const COVERAGE_BLOCK: u32 = 1u;
// A rectangle that is parallel to the axes. aux = left, top, right, bottom in canvas pixels, as floats.
const COVERAGE_BOX: u32 = 2u;
// A rounded rectangle, circle, ellipse or capsule; see the shape record in paint.wgsl.
const COVERAGE_ROUND: u32 = 3u;
// A rectangle under any affine transform.
const COVERAGE_SKEW: u32 = 4u;
// A blurred rectangle that is parallel to the axes. aux = its edges; the shape record begins with one over the width of the
// three boxes that blur it.
const COVERAGE_SOFT: u32 = 5u;

// Coverage memory: four rows of one column in each texel.
@group(1) @binding(0) var coverage: texture_2d<f32>;
@group(1) @binding(1) var ramps: texture_2d<f32>;
@group(1) @binding(2) var records: texture_2d<f32>;
@group(1) @binding(3) var ramp_sampler: sampler;

fn record(index: u32) -> vec4f {
    return textureLoad(records, vec2i(i32(index & 1023u), i32(index >> 10u)), 0);
}

fn block_coverage(block: vec4u, at: vec2f) -> f32 {
    let local = vec2i(at) - bitcast<vec2i>(block.zw);
    let index = block.x + u32(local.y >> 2u) * block.y + u32(local.x);
    let texel = textureLoad(coverage, vec2i(i32(index & 2047u), i32(index >> 11u)), 0);
    return dot(texel, vec4f(vec4i(local.y & 3) == vec4i(0, 1, 2, 3)));
}

// The area of the unit pixel around `at` inside of `box`: exact.
fn box_coverage(box: vec4f, at: vec2f) -> f32 {
    let size = clamp(min(at + 0.5, box.zw) - max(at - 0.5, box.xy), vec2f(0.0), vec2f(1.0));
    return size.x * size.y;
}

// An edge after three boxes of width 1 in a row: 0 far outside, 1 far inside.
fn soft_step(t: f32) -> f32 {
    let a = abs(t);
    let rest = max(1.5 - a, 0.0);
    let s = select(1.0 - rest * rest * rest / 6.0, 0.5 + a * (0.75 - a * a / 3.0), a < 0.5);
    return select(1.0 - s, s, t >= 0.0);
}

fn soft_coverage(box: vec4f, by: f32, at: vec2f) -> f32 {
    let x = soft_step((at.x - box.x) * by) - soft_step((at.x - box.z) * by);
    let y = soft_step((at.y - box.y) * by) - soft_step((at.y - box.w) * by);
    return x * y;
}

// The area of a unit pixel on the inner side of a straight edge: exact. `distance` is the distance of the pixel's
// centre to the edge, positive inside; `normal` the unit normal of the edge.
fn edge_coverage(distance: f32, normal: vec2f) -> f32 {
    let long = max(abs(normal.x), abs(normal.y));
    let short = min(abs(normal.x), abs(normal.y));
    let reach = 0.5 * (long + short);
    let d = abs(distance);
    let near = 0.5 + d / long;
    let rest = max(reach - d, 0.0);
    let far = 1.0 - rest * rest / max(2.0 * long * short, 1e-6);
    let inner = select(far, near, d <= 0.5 * (long - short));
    return select(1.0 - inner, inner, distance >= 0.0);
}
