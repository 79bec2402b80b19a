//! Fixed-function state in the executor's words.

use super::Context;
use crate::{
    constants::*,
    objects::Drawn,
    pixels::format::FormatInfo,
    state::{BlendState, FixedState, StencilFace},
};
use sparrow_render::gl::{
    GlBlend, GlBlendEquation, GlBlendFactor, GlCompare, GlCull, GlDepth, GlFrontFace, GlPolygonOffset,
    GlState, GlStencil, GlStencilFace, GlStencilOp, GlTarget,
};

fn compare(func: u32) -> GlCompare {
    match func {
        NEVER => GlCompare::Never,
        LESS => GlCompare::Less,
        EQUAL => GlCompare::Equal,
        LEQUAL => GlCompare::LessEqual,
        GREATER => GlCompare::Greater,
        NOTEQUAL => GlCompare::NotEqual,
        GEQUAL => GlCompare::GreaterEqual,
        _ => GlCompare::Always,
    }
}

fn equation(mode: u32) -> GlBlendEquation {
    match mode {
        FUNC_SUBTRACT => GlBlendEquation::Subtract,
        FUNC_REVERSE_SUBTRACT => GlBlendEquation::ReverseSubtract,
        MIN => GlBlendEquation::Min,
        MAX => GlBlendEquation::Max,
        _ => GlBlendEquation::Add,
    }
}

fn factor(factor: u32) -> GlBlendFactor {
    match factor {
        ONE => GlBlendFactor::One,
        SRC_COLOR => GlBlendFactor::SrcColor,
        ONE_MINUS_SRC_COLOR => GlBlendFactor::OneMinusSrcColor,
        DST_COLOR => GlBlendFactor::DstColor,
        ONE_MINUS_DST_COLOR => GlBlendFactor::OneMinusDstColor,
        SRC_ALPHA => GlBlendFactor::SrcAlpha,
        ONE_MINUS_SRC_ALPHA => GlBlendFactor::OneMinusSrcAlpha,
        DST_ALPHA => GlBlendFactor::DstAlpha,
        ONE_MINUS_DST_ALPHA => GlBlendFactor::OneMinusDstAlpha,
        CONSTANT_COLOR => GlBlendFactor::ConstantColor,
        ONE_MINUS_CONSTANT_COLOR => GlBlendFactor::OneMinusConstantColor,
        CONSTANT_ALPHA => GlBlendFactor::ConstantAlpha,
        ONE_MINUS_CONSTANT_ALPHA => GlBlendFactor::OneMinusConstantAlpha,
        SRC_ALPHA_SATURATE => GlBlendFactor::SrcAlphaSaturate,
        _ => GlBlendFactor::Zero,
    }
}

fn stencil_op(op: u32) -> GlStencilOp {
    match op {
        ZERO => GlStencilOp::Zero,
        REPLACE => GlStencilOp::Replace,
        INCR => GlStencilOp::Increment,
        INCR_WRAP => GlStencilOp::IncrementWrap,
        DECR => GlStencilOp::Decrement,
        DECR_WRAP => GlStencilOp::DecrementWrap,
        INVERT => GlStencilOp::Invert,
        _ => GlStencilOp::Keep,
    }
}

/// A reference as the 8-bit stencil buffer holds it.
pub(crate) fn stencil_reference(reference: i32) -> u32 {
    reference.clamp(0, 255).unsigned_abs()
}

fn stencil_face(face: &StencilFace) -> GlStencilFace {
    GlStencilFace {
        compare: compare(face.func),
        reference: stencil_reference(face.reference),
        read_mask: face.value_mask & 0xFF,
        write_mask: face.write_mask & 0xFF,
        fail: stencil_op(face.fail),
        depth_fail: stencil_op(face.depth_fail),
        pass: stencil_op(face.pass),
    }
}

/// Colour mask bits that may be written to an image of a format: what it lacks keeps its value.
pub(crate) fn writable_mask(info: Option<&FormatInfo>, mask: u8) -> u8 {
    match info {
        None => 0,
        Some(info) if info.alpha == 0 => mask & 7,
        Some(_) => mask,
    }
}

fn blend(state: &BlendState, info: Option<&FormatInfo>) -> GlBlend {
    GlBlend {
        enabled: state.enabled && info.is_some_and(|info| !info.is_integer()),
        rgb_equation: equation(state.rgb_equation),
        alpha_equation: equation(state.alpha_equation),
        src_rgb: factor(state.src_rgb),
        dst_rgb: factor(state.dst_rgb),
        src_alpha: factor(state.src_alpha),
        dst_alpha: factor(state.dst_alpha),
        color_mask: writable_mask(info, state.mask_bits()),
    }
}

/// The state for draws to `drawn`.
pub(crate) fn gl_state(state: &FixedState, drawn: &Drawn) -> GlState {
    let blend = drawn
        .infos
        .iter()
        .enumerate()
        .map(|(buffer, info)| blend(state.blend.get(buffer).unwrap_or(&state.blend[0]), info.as_ref()))
        .collect();
    let [near, far] = state.depth_range;
    GlState {
        blend,
        blend_color: state.blend_color,
        depth: GlDepth {
            test: state.depth_test && drawn.depth,
            compare: compare(state.depth_func),
            write: state.depth_mask && drawn.depth,
            near,
            far,
        },
        stencil: GlStencil {
            test: state.stencil_test && drawn.stencil,
            front: stencil_face(&state.stencil_front),
            back: stencil_face(&state.stencil_back),
        },
        cull: match (state.cull, state.cull_face) {
            (false, _) => GlCull::None,
            (true, FRONT) => GlCull::Front,
            (true, BACK) => GlCull::Back,
            (true, _) => GlCull::FrontAndBack,
        },
        front_face: if state.front_face == CW { GlFrontFace::Cw } else { GlFrontFace::Ccw },
        polygon_offset: GlPolygonOffset {
            enabled: state.polygon_offset,
            factor: state.polygon_offset_factor,
            units: state.polygon_offset_units,
        },
        viewport: state.viewport,
        scissor: state.scissor_test.then_some(state.scissor),
        rasterizer_discard: state.rasterizer_discard,
        sample_alpha_to_coverage: state.sample_alpha_to_coverage,
        sample_coverage: state
            .sample_coverage
            .then_some((state.sample_coverage_value, state.sample_coverage_invert)),
    }
}

impl Context {
    /// Front and back must agree on reference and masks where the stencil test is on and has a buffer (WebGL 1.0, 6.11).
    pub(crate) fn check_stencil(&self, drawn: &Drawn) -> Result<(), u32> {
        let (front, back) = (&self.state.stencil_front, &self.state.stencil_back);
        let agree = stencil_reference(front.reference) == stencil_reference(back.reference)
            && front.value_mask & 0xFF == back.value_mask & 0xFF
            && front.write_mask & 0xFF == back.write_mask & 0xFF;
        if agree || !drawn.stencil || !self.state.stencil_test { Ok(()) } else { Err(INVALID_OPERATION) }
    }

    /// Sends the target if it is another than the executor has.
    pub(crate) fn send_target(&mut self, drawn: &std::sync::Arc<Drawn>) {
        let known = self.sent.target.as_ref();
        let same =
            known.is_some_and(|known| std::sync::Arc::ptr_eq(known, drawn) || known.target == drawn.target);
        if !same {
            self.push(sparrow_render::gl::GlCommand::Target(drawn.target.clone()));
            self.sent.target = Some(drawn.clone());
        }
        if drawn.target == GlTarget::Canvas {
            self.needs_publish = true;
        }
    }
}
