// A layer onto a canvas by any operator, inside of any clip. Follows vertex.wgsl, coverage.wgsl and paint.wgsl; the layer
// is `source`. Formulas: https://drafts.fxtf.org/compositing/

// What the canvas showed before.
@group(2) @binding(0) var backdrop: texture_2d<f32>;

const SOURCE_IN: u32 = 1u;
const SOURCE_OUT: u32 = 2u;
const SOURCE_ATOP: u32 = 3u;
const DESTINATION_OVER: u32 = 4u;
const DESTINATION_IN: u32 = 5u;
const DESTINATION_OUT: u32 = 6u;
const DESTINATION_ATOP: u32 = 7u;
const LIGHTER: u32 = 8u;
const COPY: u32 = 9u;
const XOR: u32 = 10u;
const MULTIPLY: u32 = 11u;
const SCREEN: u32 = 12u;
const OVERLAY: u32 = 13u;
const DARKEN: u32 = 14u;
const LIGHTEN: u32 = 15u;
const COLOR_DODGE: u32 = 16u;
const COLOR_BURN: u32 = 17u;
const HARD_LIGHT: u32 = 18u;
const SOFT_LIGHT: u32 = 19u;
const DIFFERENCE: u32 = 20u;
const EXCLUSION: u32 = 21u;
const HUE: u32 = 22u;
const SATURATION: u32 = 23u;
const COLOR: u32 = 24u;
const LUMINOSITY: u32 = 25u;

struct Composited {
    @builtin(position) position: vec4f,
    @location(0) @interpolate(flat) op: u32,
    @location(1) @interpolate(flat) clip_box: vec4f,
    @location(2) @interpolate(flat) clip_mask: vec4f,
}

@vertex
fn composite_vertex(in: Vertex) -> Composited {
    let clip = in.bits >> 16u;
    return Composited(
        vec4f(in.position, 0.0, 1.0),
        in.bits & 0xffu,
        record(2u * clip),
        record(2u * clip + 1u),
    );
}

fn hard_light(under: vec3f, over: vec3f) -> vec3f {
    let multiplied = under * 2.0 * over;
    let twice = 2.0 * over - 1.0;
    return select(under + twice - under * twice, multiplied, over <= vec3f(0.5));
}

fn soft_light(under: vec3f, over: vec3f) -> vec3f {
    let dark = under - (1.0 - 2.0 * over) * under * (1.0 - under);
    let d = select(sqrt(under), ((16.0 * under - 12.0) * under + 4.0) * under, under <= vec3f(0.25));
    let light = under + (2.0 * over - 1.0) * (d - under);
    return select(light, dark, over <= vec3f(0.5));
}

fn color_dodge(under: vec3f, over: vec3f) -> vec3f {
    let bright = min(vec3f(1.0), under / max(1.0 - over, vec3f(1e-6)));
    return select(select(bright, vec3f(1.0), over >= vec3f(1.0)), vec3f(0.0), under <= vec3f(0.0));
}

fn color_burn(under: vec3f, over: vec3f) -> vec3f {
    let dark = 1.0 - min(vec3f(1.0), (1.0 - under) / max(over, vec3f(1e-6)));
    return select(select(dark, vec3f(0.0), over <= vec3f(0.0)), vec3f(1.0), under >= vec3f(1.0));
}

fn luminosity_of(c: vec3f) -> f32 {
    return dot(c, vec3f(0.3, 0.59, 0.11));
}

fn clip_color(c: vec3f) -> vec3f {
    let l = luminosity_of(c);
    let low = min(c.r, min(c.g, c.b));
    let high = max(c.r, max(c.g, c.b));
    var out = c;
    if low < 0.0 {
        out = l + (out - l) * l / max(l - low, 1e-6);
    }
    if high > 1.0 {
        out = l + (out - l) * (1.0 - l) / max(high - l, 1e-6);
    }
    return out;
}

fn with_luminosity(c: vec3f, luminosity: f32) -> vec3f {
    return clip_color(c + (luminosity - luminosity_of(c)));
}

fn saturation_of(c: vec3f) -> f32 {
    return max(c.r, max(c.g, c.b)) - min(c.r, min(c.g, c.b));
}

fn with_saturation(c: vec3f, saturation: f32) -> vec3f {
    let low = min(c.r, min(c.g, c.b));
    let range = saturation_of(c);
    return select(vec3f(0.0), (c - low) * saturation / max(range, 1e-6), range > 0.0);
}

// B(under, over) for straight colours.
fn mixed(op: u32, under: vec3f, over: vec3f) -> vec3f {
    switch op {
        case MULTIPLY: {
            return under * over;
        }
        case SCREEN: {
            return under + over - under * over;
        }
        case OVERLAY: {
            return hard_light(over, under);
        }
        case DARKEN: {
            return min(under, over);
        }
        case LIGHTEN: {
            return max(under, over);
        }
        case COLOR_DODGE: {
            return color_dodge(under, over);
        }
        case COLOR_BURN: {
            return color_burn(under, over);
        }
        case HARD_LIGHT: {
            return hard_light(under, over);
        }
        case SOFT_LIGHT: {
            return soft_light(under, over);
        }
        case DIFFERENCE: {
            return abs(under - over);
        }
        case EXCLUSION: {
            return under + over - 2.0 * under * over;
        }
        case HUE: {
            return with_luminosity(with_saturation(over, saturation_of(under)), luminosity_of(under));
        }
        case SATURATION: {
            return with_luminosity(with_saturation(under, saturation_of(over)), luminosity_of(under));
        }
        case COLOR: {
            return with_luminosity(over, luminosity_of(under));
        }
        case LUMINOSITY: {
            return with_luminosity(under, luminosity_of(over));
        }
        default: {
            return over;
        }
    }
}

// Both colours premultiplied; so is the result.
fn combined(op: u32, over: vec4f, under: vec4f) -> vec4f {
    switch op {
        case SOURCE_IN: {
            return over * under.a;
        }
        case SOURCE_OUT: {
            return over * (1.0 - under.a);
        }
        case SOURCE_ATOP: {
            return over * under.a + under * (1.0 - over.a);
        }
        case DESTINATION_OVER: {
            return under + over * (1.0 - under.a);
        }
        case DESTINATION_IN: {
            return under * over.a;
        }
        case DESTINATION_OUT: {
            return under * (1.0 - over.a);
        }
        case DESTINATION_ATOP: {
            return under * over.a + over * (1.0 - under.a);
        }
        case LIGHTER: {
            return min(over + under, vec4f(1.0));
        }
        case COPY: {
            return over;
        }
        case XOR: {
            return over * (1.0 - under.a) + under * (1.0 - over.a);
        }
        default: {
            let straight_over = over.rgb / max(over.a, 1e-6);
            let straight_under = under.rgb / max(under.a, 1e-6);
            let blend = mixed(op, min(straight_under, vec3f(1.0)), min(straight_over, vec3f(1.0)));
            let rgb = over.rgb * (1.0 - under.a) + under.rgb * (1.0 - over.a) + over.a * under.a * blend;
            return vec4f(rgb, over.a + under.a * (1.0 - over.a));
        }
    }
}

@fragment
fn composite_fragment(in: Composited) -> @location(0) vec4f {
    let at = vec2i(in.position.xy);
    let over = textureLoad(source, at, 0);
    let under = textureLoad(backdrop, at, 0);
    let covered = clipped(in.clip_box, in.clip_mask, in.position.xy);
    return mix(under, combined(in.op, over, under), covered);
}
