// One colour: rectangles, strips of paths, glyphs. Follows vertex.wgsl and coverage.wgsl.

struct Solid {
    @builtin(position) position: vec4f,
    @location(0) color: vec4f,
    @location(1) @interpolate(flat) bits: u32,
    @location(2) @interpolate(flat) aux: vec4u,
}

@vertex
fn solid_vertex(in: Vertex) -> Solid {
    return Solid(vec4f(in.position, 0.0, 1.0), in.color, in.bits, in.aux);
}

@fragment
fn solid_fragment(in: Solid) -> @location(0) vec4f {
    var covered = 1.0;
    if (in.bits & 7u) == COVERAGE_BLOCK {
        covered = block_coverage(in.aux, in.position.xy);
    } else if (in.bits & 7u) == COVERAGE_BOX {
        covered = box_coverage(bitcast<vec4f>(in.aux), in.position.xy);
    }
    return in.color * covered;
}
