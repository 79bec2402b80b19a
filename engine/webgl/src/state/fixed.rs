//! Fixed-function state as the game set it: raw GLenums, so that queries give back what was given.

use crate::constants::{
    ALWAYS, BACK, BLEND, CCW, CULL_FACE, DEPTH_TEST, DITHER, DONT_CARE, FUNC_ADD, KEEP, LESS, ONE,
    POLYGON_OFFSET_FILL, RASTERIZER_DISCARD, SAMPLE_ALPHA_TO_COVERAGE, SAMPLE_COVERAGE, SCISSOR_TEST,
    STENCIL_TEST, ZERO,
};
use sparrow_base::PixelSize;
use sparrow_render::gl::GlRect;

/// Blending and colour mask of a draw buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlendState {
    pub(crate) enabled: bool,
    pub(crate) rgb_equation: u32,
    pub(crate) alpha_equation: u32,
    pub(crate) src_rgb: u32,
    pub(crate) dst_rgb: u32,
    pub(crate) src_alpha: u32,
    pub(crate) dst_alpha: u32,
    /// Red, green, blue, alpha.
    pub(crate) mask: [bool; 4],
}

impl BlendState {
    const INITIAL: BlendState = BlendState {
        enabled: false,
        rgb_equation: FUNC_ADD,
        alpha_equation: FUNC_ADD,
        src_rgb: ONE,
        dst_rgb: ZERO,
        src_alpha: ONE,
        dst_alpha: ZERO,
        mask: [true; 4],
    };

    /// Red 1, green 2, blue 4, alpha 8.
    pub(crate) fn mask_bits(&self) -> u8 {
        self.mask.iter().enumerate().fold(0, |bits, (place, &on)| bits | (u8::from(on) << place))
    }
}

/// Stencil state of the front or the back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StencilFace {
    pub(crate) func: u32,
    pub(crate) reference: i32,
    pub(crate) value_mask: u32,
    pub(crate) write_mask: u32,
    pub(crate) fail: u32,
    pub(crate) depth_fail: u32,
    pub(crate) pass: u32,
}

impl StencilFace {
    const INITIAL: StencilFace = StencilFace {
        func: ALWAYS,
        reference: 0,
        value_mask: u32::MAX,
        write_mask: u32::MAX,
        fail: KEEP,
        depth_fail: KEEP,
        pass: KEEP,
    };
}

/// All of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FixedState {
    /// By draw buffer; all are the same without `OES_draw_buffers_indexed`.
    pub(crate) blend: Vec<BlendState>,
    pub(crate) blend_color: [f32; 4],
    pub(crate) depth_test: bool,
    pub(crate) depth_func: u32,
    pub(crate) depth_mask: bool,
    pub(crate) depth_range: [f32; 2],
    pub(crate) stencil_test: bool,
    pub(crate) stencil_front: StencilFace,
    pub(crate) stencil_back: StencilFace,
    pub(crate) cull: bool,
    pub(crate) cull_face: u32,
    pub(crate) front_face: u32,
    pub(crate) polygon_offset: bool,
    pub(crate) polygon_offset_factor: f32,
    pub(crate) polygon_offset_units: f32,
    pub(crate) viewport: GlRect,
    pub(crate) scissor_test: bool,
    pub(crate) scissor: GlRect,
    pub(crate) rasterizer_discard: bool,
    pub(crate) sample_alpha_to_coverage: bool,
    pub(crate) sample_coverage: bool,
    pub(crate) sample_coverage_value: f32,
    pub(crate) sample_coverage_invert: bool,
    pub(crate) dither: bool,
    pub(crate) clear_color: [f32; 4],
    pub(crate) clear_depth: f32,
    pub(crate) clear_stencil: i32,
    pub(crate) line_width: f32,
    pub(crate) generate_mipmap_hint: u32,
    pub(crate) fragment_shader_derivative_hint: u32,
}

impl FixedState {
    pub(crate) fn new(draw_buffers: u32, drawing_buffer: PixelSize) -> FixedState {
        let all = GlRect {
            x: 0,
            y: 0,
            width: i32::try_from(drawing_buffer.width).unwrap_or(i32::MAX),
            height: i32::try_from(drawing_buffer.height).unwrap_or(i32::MAX),
        };
        FixedState {
            blend: vec![BlendState::INITIAL; draw_buffers.max(1) as usize],
            blend_color: [0.0; 4],
            depth_test: false,
            depth_func: LESS,
            depth_mask: true,
            depth_range: [0.0, 1.0],
            stencil_test: false,
            stencil_front: StencilFace::INITIAL,
            stencil_back: StencilFace::INITIAL,
            cull: false,
            cull_face: BACK,
            front_face: CCW,
            polygon_offset: false,
            polygon_offset_factor: 0.0,
            polygon_offset_units: 0.0,
            viewport: all,
            scissor_test: false,
            scissor: all,
            rasterizer_discard: false,
            sample_alpha_to_coverage: false,
            sample_coverage: false,
            sample_coverage_value: 1.0,
            sample_coverage_invert: false,
            dither: true,
            clear_color: [0.0; 4],
            clear_depth: 1.0,
            clear_stencil: 0,
            line_width: 1.0,
            generate_mipmap_hint: DONT_CARE,
            fragment_shader_derivative_hint: DONT_CARE,
        }
    }

    /// The switch of a capability that is no per-buffer blending.
    pub(crate) fn capability(&mut self, capability: u32) -> Option<&mut bool> {
        Some(match capability {
            CULL_FACE => &mut self.cull,
            DEPTH_TEST => &mut self.depth_test,
            DITHER => &mut self.dither,
            POLYGON_OFFSET_FILL => &mut self.polygon_offset,
            SAMPLE_ALPHA_TO_COVERAGE => &mut self.sample_alpha_to_coverage,
            SAMPLE_COVERAGE => &mut self.sample_coverage,
            SCISSOR_TEST => &mut self.scissor_test,
            STENCIL_TEST => &mut self.stencil_test,
            RASTERIZER_DISCARD => &mut self.rasterizer_discard,
            _ => return None,
        })
    }

    /// The state of a capability.
    pub(crate) fn is_enabled(&self, capability: u32) -> bool {
        match capability {
            BLEND => self.blend[0].enabled,
            CULL_FACE => self.cull,
            DEPTH_TEST => self.depth_test,
            DITHER => self.dither,
            POLYGON_OFFSET_FILL => self.polygon_offset,
            SAMPLE_ALPHA_TO_COVERAGE => self.sample_alpha_to_coverage,
            SAMPLE_COVERAGE => self.sample_coverage,
            SCISSOR_TEST => self.scissor_test,
            STENCIL_TEST => self.stencil_test,
            RASTERIZER_DISCARD => self.rasterizer_discard,
            _ => false,
        }
    }
}
