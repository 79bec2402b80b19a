//! Queries of state.

use super::context;
use crate::{constants::*, context::Version, parameter::Parameter};

#[test]
fn initial_values_are_the_specifications() {
    let mut gl = context(Version::One);
    let expected = [
        (ACTIVE_TEXTURE, Parameter::Uint(TEXTURE0)),
        (BLEND, Parameter::Bool(false)),
        (BLEND_DST_RGB, Parameter::Uint(ZERO)),
        (BLEND_EQUATION, Parameter::Uint(FUNC_ADD)),
        (COLOR_CLEAR_VALUE, Parameter::Floats(vec![0.0; 4])),
        (COLOR_WRITEMASK, Parameter::Bools(vec![true; 4])),
        (CURRENT_PROGRAM, Parameter::Null),
        (DEPTH_FUNC, Parameter::Uint(LESS)),
        (DITHER, Parameter::Bool(true)),
        (SCISSOR_BOX, Parameter::Ints(vec![0, 0, 8, 4])),
        (STENCIL_VALUE_MASK, Parameter::Uint(u32::MAX)),
        (UNPACK_ALIGNMENT, Parameter::Int(4)),
        (RED_BITS, Parameter::Int(8)),
        (DEPTH_BITS, Parameter::Int(24)),
        (SAMPLES, Parameter::Int(0)),
        (MAX_TEXTURE_SIZE, Parameter::Int(4096)),
        (IMPLEMENTATION_COLOR_READ_FORMAT, Parameter::Uint(RGBA)),
        (COMPRESSED_TEXTURE_FORMATS, Parameter::Uints(vec![])),
    ];
    for (name, value) in expected {
        assert_eq!(gl.get_parameter(name), value, "{name:#X}");
    }
    assert_eq!(gl.get_error(), NO_ERROR);
}

#[test]
fn versions_and_extensions_decide_what_there_is() {
    let mut one = context(Version::One);
    for name in [MAX_SAMPLES, VERTEX_ARRAY_BINDING, UNMASKED_VENDOR_WEBGL, RASTERIZER_DISCARD, 1] {
        assert_eq!(one.get_parameter(name), Parameter::Null);
        assert_eq!(one.get_error(), INVALID_ENUM, "{name:#X}");
    }
    one.get_extension("WEBGL_debug_renderer_info").unwrap();
    assert_eq!(one.get_parameter(UNMASKED_VENDOR_WEBGL), Parameter::Text("a vendor".to_owned()));
    let mut two = context(Version::Two);
    assert_eq!(two.get_parameter(MAX_SAMPLES), Parameter::Int(4));
    assert_eq!(two.get_parameter(VERTEX_ARRAY_BINDING), Parameter::Null);
    assert_eq!(two.get_parameter(READ_BUFFER), Parameter::Uint(BACK));
    assert_eq!(two.get_parameter(DRAW_BUFFER0), Parameter::Uint(BACK));
    assert_eq!(two.get_error(), NO_ERROR);
}

#[test]
fn no_number_panics() {
    for version in [Version::One, Version::Two] {
        let mut gl = context(version);
        for name in 0..=0xFFFF_u32 {
            let _ = gl.get_parameter(name);
            let _ = gl.get_indexed_parameter(name, name);
            let _ = gl.is_enabled(name);
            let _ = gl.get_vertex_attrib(name, name);
            let _ = gl.get_buffer_parameter(name, name);
            let _ = gl.get_renderbuffer_parameter(RENDERBUFFER, name);
            let _ = gl.get_framebuffer_attachment_parameter(FRAMEBUFFER, name, name);
            gl.pixel_storei(name, name.cast_signed());
            gl.bind_buffer(name, None);
            gl.read_buffer(name);
        }
        while gl.get_error() != NO_ERROR {}
        let _ = gl.take_messages();
    }
}
