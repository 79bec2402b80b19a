// One picture over the whole viewport.

@group(0) @binding(0) var picture: texture_2d<f32>;
@group(0) @binding(1) var picture_sampler: sampler;

struct Corner {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
}

// A triangle that is twice as large as the viewport on each side.
@vertex
fn present_vertex(@builtin(vertex_index) index: u32) -> Corner {
    let uv = vec2f(f32((index << 1u) & 2u), f32(index & 2u));
    return Corner(vec4f(uv.x * 2.0 - 1.0, 1.0 - uv.y * 2.0, 0.0, 1.0), uv);
}

@fragment
fn present_fragment(in: Corner) -> @location(0) vec4f {
    // Premultiplied on black; the window is opaque.
    return vec4f(textureSampleLevel(picture, picture_sampler, in.uv, 0.0).rgb, 1.0);
}
