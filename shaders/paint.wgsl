// Everything: every kind of coverage, paint and clip. Follows vertex.wgsl and coverage.wgsl.

const STROKED: u32 = 8u;
const PAINT_MASK: u32 = 0x70u;
const PAINT_SOLID: u32 = 0x00u;
const PAINT_IMAGE: u32 = 0x10u;
const PAINT_LINEAR: u32 = 0x20u;
const PAINT_RADIAL: u32 = 0x30u;
const PAINT_CONIC: u32 = 0x40u;
const PAINT_PATTERN: u32 = 0x50u;
const PAINT_SHADOW: u32 = 0x60u;
const NEAREST: u32 = 0x80u;
const CLAMPED: u32 = 0x100u;
const REPEAT_X: u32 = 0x200u;
const REPEAT_Y: u32 = 0x400u;

struct Painted {
    @builtin(position) position: vec4f,
    @location(0) uv: vec2f,
    @location(1) @interpolate(flat) color: vec4f,
    @location(2) @interpolate(flat) bits: u32,
    @location(3) @interpolate(flat) aux: vec4u,
    // Left, top, right, bottom in canvas pixels.
    @location(4) @interpolate(flat) clip_box: vec4f,
    // First texel (or -1), texels per row, left, top.
    @location(5) @interpolate(flat) clip_mask: vec4f,
    // From canvas pixels to the paint's space: x axis and y axis.
    @location(6) @interpolate(flat) paint_axes: vec4f,
    // Origin, and two parameters of the paint.
    @location(7) @interpolate(flat) paint_origin: vec4f,
    // More of them; the row of the colour ramp in z.
    @location(8) @interpolate(flat) paint_more: vec4f,
    // From canvas pixels to the shape's space, whose origin is the shape's centre.
    @location(9) @interpolate(flat) shape_axes: vec4f,
    // Origin; half of the width and of the height.
    @location(10) @interpolate(flat) shape_origin: vec4f,
    // Radii of the corners: top left, top right, bottom right, bottom left.
    @location(11) @interpolate(flat) shape_radii: vec4f,
}

@vertex
fn paint_vertex(in: Vertex) -> Painted {
    var out: Painted;
    out.position = vec4f(in.position, 0.0, 1.0);
    out.uv = in.uv;
    out.color = in.color;
    out.bits = in.bits;
    out.aux = in.aux;
    let clip = in.bits >> 16u;
    out.clip_box = record(2u * clip);
    out.clip_mask = record(2u * clip + 1u);
    out.paint_axes = record(in.records.x);
    out.paint_origin = record(in.records.x + 1u);
    out.paint_more = record(in.records.x + 2u);
    out.shape_axes = record(in.records.y);
    out.shape_origin = record(in.records.y + 1u);
    out.shape_radii = record(in.records.y + 2u);
    return out;
}

fn to_space(axes: vec4f, origin: vec2f, at: vec2f) -> vec2f {
    return axes.xy * at.x + axes.zw * at.y + origin;
}

// Coverage inside of the lines at +-half from the centre, along one local axis.
fn slab_coverage(local: f32, half: f32, scale: f32, normal: vec2f) -> f32 {
    return edge_coverage((half - local) * scale, normal) + edge_coverage((half + local) * scale, normal) - 1.0;
}

fn skew_coverage(in: Painted, grow: f32) -> f32 {
    let local = to_space(in.shape_axes, in.shape_origin.xy, in.position.xy);
    let half = in.shape_origin.zw + grow;
    let gradient_x = in.shape_axes.xz;
    let gradient_y = in.shape_axes.yw;
    let length_x = max(length(gradient_x), 1e-20);
    let length_y = max(length(gradient_y), 1e-20);
    if half.x <= 0.0 || half.y <= 0.0 {
        return 0.0;
    }
    let x = slab_coverage(local.x, half.x, 1.0 / length_x, gradient_x / length_x);
    let y = slab_coverage(local.y, half.y, 1.0 / length_y, gradient_y / length_y);
    return clamp(x, 0.0, 1.0) * clamp(y, 0.0, 1.0);
}

fn round_coverage(in: Painted) -> f32 {
    let local = to_space(in.shape_axes, in.shape_origin.xy, in.position.xy);
    let right = local.x > 0.0;
    let top = select(in.shape_radii.x, in.shape_radii.y, right);
    let bottom = select(in.shape_radii.w, in.shape_radii.z, right);
    let radius = select(top, bottom, local.y > 0.0);
    let corner = abs(local) - in.shape_origin.zw + radius;
    let outer = max(corner, vec2f(0.0));
    let outer_length = length(outer);
    let distance = min(max(corner.x, corner.y), 0.0) + outer_length - radius;
    // The direction in which the distance grows, in local space and then on the canvas.
    let straight = select(vec2f(0.0, 1.0), vec2f(1.0, 0.0), corner.x > corner.y);
    let away = select(straight, outer / max(outer_length, 1e-20), outer_length > 0.0) * sign(local + 1e-20);
    let gradient = vec2f(dot(in.shape_axes.xy, away), dot(in.shape_axes.zw, away));
    let steepness = max(length(gradient), 1e-20);
    let normal = gradient / steepness;
    if (in.bits & STROKED) != 0u {
        let half = bitcast<f32>(in.aux.x);
        return edge_coverage((half - distance) / steepness, normal)
            + edge_coverage((half + distance) / steepness, normal) - 1.0;
    }
    return edge_coverage(-distance / steepness, normal);
}

fn shape_coverage(in: Painted) -> f32 {
    switch in.bits & 7u {
        case COVERAGE_BLOCK: {
            return block_coverage(in.aux, in.position.xy);
        }
        case COVERAGE_BOX: {
            return box_coverage(bitcast<vec4f>(in.aux), in.position.xy);
        }
        case COVERAGE_SOFT: {
            return soft_coverage(bitcast<vec4f>(in.aux), in.shape_axes.x, in.position.xy);
        }
        case COVERAGE_ROUND: {
            return clamp(round_coverage(in), 0.0, 1.0);
        }
        case COVERAGE_SKEW: {
            if (in.bits & STROKED) != 0u {
                let half = bitcast<f32>(in.aux.x);
                return skew_coverage(in, half) - skew_coverage(in, -half);
            }
            return skew_coverage(in, 0.0);
        }
        default: {
            return 1.0;
        }
    }
}

fn clipped(box: vec4f, mask: vec4f, at: vec2f) -> f32 {
    var covered = box_coverage(box, at);
    if mask.x >= 0.0 {
        covered *= block_coverage(bitcast<vec4u>(vec4i(mask)), at);
    }
    return covered;
}

fn ramp(in: Painted, offset: f32) -> vec4f {
    let size = vec2f(textureDimensions(ramps));
    // Offsets 0 and 1 are the centres of the first and of the last texel.
    let at = vec2f((clamp(offset, 0.0, 1.0) * (size.x - 1.0) + 0.5) / size.x, (in.paint_more.z + 0.5) / size.y);
    return textureSampleLevel(ramps, ramp_sampler, at, 0.0);
}

// https://html.spec.whatwg.org/multipage/canvas.html#dom-context-2d-createradialgradient
// The larger w with |at - w * between| = r0 + w * growth and a radius that is not negative.
fn radial(in: Painted, at: vec2f) -> vec4f {
    let between = in.paint_more.xy;
    let r0 = in.paint_origin.z;
    let growth = in.paint_origin.w;
    let a = dot(between, between) - growth * growth;
    let b = dot(at, between) + r0 * growth;
    let c = dot(at, at) - r0 * r0;
    var w = 0.0;
    var valid = false;
    if abs(a) < 1e-6 {
        w = 0.5 * c / b;
        valid = abs(b) > 1e-20 && r0 + w * growth >= 0.0;
    } else {
        let discriminant = b * b - a * c;
        let root = sqrt(max(discriminant, 0.0));
        let one = (b + root) / a;
        let other = (b - root) / a;
        let high = max(one, other);
        let low = min(one, other);
        let high_valid = r0 + high * growth >= 0.0;
        w = select(low, high, high_valid);
        valid = discriminant >= 0.0 && (high_valid || r0 + low * growth >= 0.0);
    }
    return select(vec4f(0.0), ramp(in, w), valid);
}

fn pattern_texel(in: Painted, texel: vec2i) -> vec4f {
    // Where the tile starts in `source`, and its size.
    let size = vec2i(in.paint_origin.zw);
    let wrapped = texel - vec2i(floor(vec2f(texel) / vec2f(size))) * size;
    let repeats = vec2<bool>((in.bits & REPEAT_X) != 0u, (in.bits & REPEAT_Y) != 0u);
    let inside = (wrapped == texel) | repeats;
    let start = vec2i(in.paint_more.xy);
    // The quotient above may be off by one where the texel is far away.
    let at = clamp(wrapped, vec2i(0), size - 1);
    return select(vec4f(0.0), textureLoad(source, start + at, 0), inside.x && inside.y);
}

fn pattern(in: Painted, at: vec2f) -> vec4f {
    if (in.bits & NEAREST) != 0u {
        return pattern_texel(in, vec2i(floor(at)));
    }
    let base = floor(at - 0.5);
    let part = at - 0.5 - base;
    let texel = vec2i(base);
    let top = mix(pattern_texel(in, texel), pattern_texel(in, texel + vec2i(1, 0)), part.x);
    let bottom = mix(pattern_texel(in, texel + vec2i(0, 1)), pattern_texel(in, texel + vec2i(1, 1)), part.x);
    return mix(top, bottom, part.y);
}

fn image(in: Painted) -> vec4f {
    var at = in.uv;
    if (in.bits & CLAMPED) != 0u {
        let bounds = bitcast<vec4f>(in.aux);
        at = clamp(at, bounds.xy, bounds.zw);
    }
    if (in.bits & NEAREST) != 0u {
        at = floor(at) + 0.5;
    }
    return textureSampleLevel(source, source_sampler, at / vec2f(textureDimensions(source)), 0.0);
}

fn paint_color(in: Painted) -> vec4f {
    let at = to_space(in.paint_axes, in.paint_origin.xy, in.position.xy);
    switch in.bits & PAINT_MASK {
        case PAINT_IMAGE: {
            return image(in);
        }
        case PAINT_SHADOW: {
            return vec4f(image(in).a);
        }
        case PAINT_LINEAR: {
            return ramp(in, at.x);
        }
        case PAINT_RADIAL: {
            return radial(in, at);
        }
        case PAINT_CONIC: {
            // Clockwise from the start angle, in turns.
            return ramp(in, fract(atan2(at.y, at.x) * 0.15915494309189535));
        }
        case PAINT_PATTERN: {
            return pattern(in, at);
        }
        default: {
            return vec4f(1.0);
        }
    }
}

@fragment
fn paint_fragment(in: Painted) -> @location(0) vec4f {
    return paint_color(in) * in.color * (shape_coverage(in) * clipped(in.clip_box, in.clip_mask, in.position.xy));
}
