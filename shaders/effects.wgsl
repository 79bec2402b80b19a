// Pictures of operations on their way through filters and shadows. Follows vertex.wgsl and coverage.wgsl; the picture is
// `source`.

struct Blurred {
    @builtin(position) position: vec4f,
    // Texels of the picture.
    @location(0) at: vec2f,
    // Centres of its outermost texels, which are transparent: what lies beyond is like them.
    @location(1) @interpolate(flat) bounds: vec4f,
    // Along x or y.
    @location(2) @interpolate(flat) axis: vec2f,
    // First record of the kernel, and how many there are.
    @location(3) @interpolate(flat) kernel: vec2u,
}

@vertex
fn blur_vertex(in: Vertex) -> Blurred {
    let axis = select(vec2f(1.0, 0.0), vec2f(0.0, 1.0), (in.bits & 1u) != 0u);
    return Blurred(vec4f(in.position, 0.0, 1.0), in.uv, bitcast<vec4f>(in.aux), axis, in.records);
}

fn texel(in: Blurred, at: vec2f, size: vec2f) -> vec4f {
    return textureSampleLevel(source, source_sampler, clamp(at, in.bounds.xy, in.bounds.zw) / size, 0.0);
}

// The first record is the weight of the middle; each other one is two distances with the weights of both sides of them.
@fragment
fn blur_fragment(in: Blurred) -> @location(0) vec4f {
    let size = vec2f(textureDimensions(source));
    var sum = texel(in, in.at, size) * record(in.kernel.x).x;
    for (var i = 1u; i < in.kernel.y; i++) {
        let pair = record(in.kernel.x + i);
        let near = in.axis * pair.x;
        let far = in.axis * pair.z;
        sum += (texel(in, in.at - near, size) + texel(in, in.at + near, size)) * pair.y;
        sum += (texel(in, in.at - far, size) + texel(in, in.at + far, size)) * pair.w;
    }
    return sum;
}

struct Recolored {
    @builtin(position) position: vec4f,
    @location(0) at: vec2f,
    // Rows of the matrix, then the constants.
    @location(1) @interpolate(flat) red: vec4f,
    @location(2) @interpolate(flat) green: vec4f,
    @location(3) @interpolate(flat) blue: vec4f,
    @location(4) @interpolate(flat) alpha: vec4f,
    @location(5) @interpolate(flat) constants: vec4f,
}

@vertex
fn recolor_vertex(in: Vertex) -> Recolored {
    let first = in.records.x;
    return Recolored(
        vec4f(in.position, 0.0, 1.0),
        in.uv,
        record(first),
        record(first + 1u),
        record(first + 2u),
        record(first + 3u),
        record(first + 4u),
    );
}

@fragment
fn recolor_fragment(in: Recolored) -> @location(0) vec4f {
    let premul = textureLoad(source, vec2i(in.at), 0);
    let color = vec4f(premul.rgb / max(premul.a, 1e-6), premul.a);
    let rows = vec4f(dot(in.red, color), dot(in.green, color), dot(in.blue, color), dot(in.alpha, color));
    let out = clamp(rows + in.constants, vec4f(0.0), vec4f(1.0));
    return select(vec4f(0.0), vec4f(out.rgb * out.a, out.a), premul.a > 0.0);
}
