// What every 2D pipeline reads: one vertex of a quad. `engine/gpu/src/vertex.rs` is the other side of this contract.

struct Vertex {
    // Normalised device coordinates.
    @location(0) position: vec2f,
    // Texels of `source`.
    @location(1) uv: vec2f,
    // Premultiplied colour; for images, gradients and patterns the alpha that they are drawn with, four times.
    @location(2) color: vec4f,
    // Kinds of coverage and paint (see coverage.wgsl, paint.wgsl); the clip record in the upper half.
    @location(3) bits: u32,
    // What the kind of coverage or paint needs.
    @location(4) aux: vec4u,
    // Texel of the paint record, texel of the shape record.
    @location(5) records: vec2u,
}

@group(0) @binding(0) var source: texture_2d<f32>;
@group(0) @binding(1) var source_sampler: sampler;
