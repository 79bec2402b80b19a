// Images under any axis-aligned transform, nothing else: the cheapest pipeline, and the one that draws most pixels.
// Follows vertex.wgsl.

struct PlainSprite {
    @builtin(position) position: vec4f,
    // y, x: lavapipe recognises a coordinate that is picked out of an input.
    @location(0) uv: vec2f,
}

@vertex
fn plain_sprite_vertex(in: Vertex) -> PlainSprite {
    let uv = in.uv / vec2f(textureDimensions(source));
    return PlainSprite(vec4f(in.position, 0.0, 1.0), uv.yx);
}

// Nothing but a sample of one texture at an input: what lavapipe recognises.
@fragment
fn plain_sprite_fragment(in: PlainSprite) -> @location(0) vec4f {
    return textureSample(source, source_sampler, in.uv.yx);
}

struct Sprite {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
    @location(1) color: vec4f,
}

@vertex
fn sprite_vertex(in: Vertex) -> Sprite {
    return Sprite(vec4f(in.position, 0.0, 1.0), in.uv / vec2f(textureDimensions(source)), in.color);
}

// Whole images (their border is replicated in the atlas) and images that are not scaled.
@fragment
fn sprite_fragment(in: Sprite) -> @location(0) vec4f {
    return textureSample(source, source_sampler, in.uv) * in.color;
}

struct ClampedSprite {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
    @location(1) color: vec4f,
    // Left, top, right, bottom: filtering must not reach past them into the neighbours of the source rectangle.
    @location(2) @interpolate(flat) bounds: vec4f,
}

@vertex
fn clamped_sprite_vertex(in: Vertex) -> ClampedSprite {
    let texel = 1.0 / vec2f(textureDimensions(source));
    return ClampedSprite(
        vec4f(in.position, 0.0, 1.0),
        in.uv * texel,
        in.color,
        bitcast<vec4f>(in.aux) * texel.xyxy,
    );
}

@fragment
fn clamped_sprite_fragment(in: ClampedSprite) -> @location(0) vec4f {
    return textureSample(source, source_sampler, clamp(in.uv, in.bounds.xy, in.bounds.zw)) * in.color;
}
