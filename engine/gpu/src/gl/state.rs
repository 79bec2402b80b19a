//! WebGL's fixed-function values in wgpu's words.

use sparrow_render::gl::{
    GlBlend, GlBlendEquation, GlBlendFactor, GlCompare, GlCull, GlFrontFace, GlState, GlStencilFace,
    GlStencilOp,
};

/// The part of [`GlState`] that a pipeline is made of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct StateKey {
    pub(super) blend: [Option<GlBlend>; 8],
    /// `None`: no depth test.
    pub(super) depth: Option<(GlCompare, bool)>,
    /// `None`: no stencil test. References are set apart, and are zero here.
    pub(super) stencil: Option<(GlStencilFace, GlStencilFace)>,
    pub(super) cull: GlCull,
    pub(super) front_face: GlFrontFace,
    /// Bits of factor and units.
    pub(super) polygon_offset: Option<(u32, u32)>,
    pub(super) alpha_to_coverage: bool,
    /// Of four samples.
    pub(super) sample_mask: u8,
}

impl StateKey {
    pub(super) fn of(state: &GlState) -> StateKey {
        let face = |face: GlStencilFace| GlStencilFace { reference: 0, ..face };
        let offset = state.polygon_offset;
        let finite = |v: f32| if v.is_finite() { v } else { 0.0 };
        StateKey {
            blend: std::array::from_fn(|n| state.blend.get(n).copied()),
            depth: state.depth.test.then_some((state.depth.compare, state.depth.write)),
            stencil: state.stencil.test.then(|| (face(state.stencil.front), face(state.stencil.back))),
            cull: state.cull,
            front_face: state.front_face,
            polygon_offset: (offset.enabled && (offset.factor != 0.0 || offset.units != 0.0))
                .then(|| (finite(offset.factor).to_bits(), finite(offset.units).to_bits())),
            alpha_to_coverage: state.sample_alpha_to_coverage,
            sample_mask: state.sample_coverage.map_or(0xf, sample_mask),
        }
    }

    /// The blending of a draw buffer; missing entries repeat the first.
    pub(super) fn blend_of(&self, buffer: usize) -> Option<&GlBlend> {
        self.blend.get(buffer).and_then(Option::as_ref).or(self.blend[0].as_ref())
    }
}

/// The samples of four that `sampleCoverage` keeps.
fn sample_mask((value, invert): (f32, bool)) -> u8 {
    let kept = (value.clamp(0.0, 1.0) * 4.0).round() as u32;
    let mask = ((1u32 << kept) - 1) as u8;
    if invert { !mask & 0xf } else { mask }
}

pub(super) fn compare(compare: GlCompare) -> wgpu::CompareFunction {
    use wgpu::CompareFunction as C;
    match compare {
        GlCompare::Never => C::Never,
        GlCompare::Less => C::Less,
        GlCompare::Equal => C::Equal,
        GlCompare::LessEqual => C::LessEqual,
        GlCompare::Greater => C::Greater,
        GlCompare::NotEqual => C::NotEqual,
        GlCompare::GreaterEqual => C::GreaterEqual,
        GlCompare::Always => C::Always,
    }
}

fn stencil_op(op: GlStencilOp) -> wgpu::StencilOperation {
    use wgpu::StencilOperation as O;
    match op {
        GlStencilOp::Keep => O::Keep,
        GlStencilOp::Zero => O::Zero,
        GlStencilOp::Replace => O::Replace,
        GlStencilOp::Increment => O::IncrementClamp,
        GlStencilOp::IncrementWrap => O::IncrementWrap,
        GlStencilOp::Decrement => O::DecrementClamp,
        GlStencilOp::DecrementWrap => O::DecrementWrap,
        GlStencilOp::Invert => O::Invert,
    }
}

pub(super) fn stencil_face(face: &GlStencilFace) -> wgpu::StencilFaceState {
    wgpu::StencilFaceState {
        compare: compare(face.compare),
        fail_op: stencil_op(face.fail),
        depth_fail_op: stencil_op(face.depth_fail),
        pass_op: stencil_op(face.pass),
    }
}

fn blend_factor(factor: GlBlendFactor) -> wgpu::BlendFactor {
    use wgpu::BlendFactor as F;
    match factor {
        GlBlendFactor::Zero => F::Zero,
        GlBlendFactor::One => F::One,
        GlBlendFactor::SrcColor => F::Src,
        GlBlendFactor::OneMinusSrcColor => F::OneMinusSrc,
        GlBlendFactor::DstColor => F::Dst,
        GlBlendFactor::OneMinusDstColor => F::OneMinusDst,
        GlBlendFactor::SrcAlpha => F::SrcAlpha,
        GlBlendFactor::OneMinusSrcAlpha => F::OneMinusSrcAlpha,
        GlBlendFactor::DstAlpha => F::DstAlpha,
        GlBlendFactor::OneMinusDstAlpha => F::OneMinusDstAlpha,
        // wgpu has one constant: `blend_constant` sets it to four alphas where the alpha is meant.
        GlBlendFactor::ConstantColor | GlBlendFactor::ConstantAlpha => F::Constant,
        GlBlendFactor::OneMinusConstantColor | GlBlendFactor::OneMinusConstantAlpha => F::OneMinusConstant,
        GlBlendFactor::SrcAlphaSaturate => F::SrcAlphaSaturated,
    }
}

fn blend_component(
    equation: GlBlendEquation,
    src: GlBlendFactor,
    dst: GlBlendFactor,
) -> wgpu::BlendComponent {
    use wgpu::BlendOperation as O;
    let operation = match equation {
        GlBlendEquation::Add => O::Add,
        GlBlendEquation::Subtract => O::Subtract,
        GlBlendEquation::ReverseSubtract => O::ReverseSubtract,
        GlBlendEquation::Min => O::Min,
        GlBlendEquation::Max => O::Max,
    };
    if matches!(operation, O::Min | O::Max) {
        // Factors do not matter; wgpu wants ones.
        return wgpu::BlendComponent {
            src_factor: wgpu::BlendFactor::One,
            dst_factor: wgpu::BlendFactor::One,
            operation,
        };
    }
    wgpu::BlendComponent { src_factor: blend_factor(src), dst_factor: blend_factor(dst), operation }
}

/// `None` when blending is off, or changes nothing.
pub(super) fn blend(blend: &GlBlend) -> Option<wgpu::BlendState> {
    blend.enabled.then(|| wgpu::BlendState {
        color: blend_component(blend.rgb_equation, blend.src_rgb, blend.dst_rgb),
        alpha: blend_component(blend.alpha_equation, blend.src_alpha, blend.dst_alpha),
    })
}

/// The blend constant. WebGL forbids colour and alpha constants together in the factors of the colour.
pub(super) fn blend_constant(state: &GlState) -> [f32; 4] {
    let alpha = |f| matches!(f, GlBlendFactor::ConstantAlpha | GlBlendFactor::OneMinusConstantAlpha);
    let [r, g, b, a] = state.blend_color;
    if state.blend.iter().any(|b| alpha(b.src_rgb) || alpha(b.dst_rgb)) { [a; 4] } else { [r, g, b, a] }
}

pub(super) fn cull_mode(cull: GlCull) -> Option<wgpu::Face> {
    match cull {
        GlCull::None | GlCull::FrontAndBack => None,
        GlCull::Front => Some(wgpu::Face::Front),
        GlCull::Back => Some(wgpu::Face::Back),
    }
}

/// Programs negate `y`, so what is counter-clockwise for WebGL is clockwise for wgpu.
pub(super) fn front_face(face: GlFrontFace) -> wgpu::FrontFace {
    match face {
        GlFrontFace::Ccw => wgpu::FrontFace::Cw,
        GlFrontFace::Cw => wgpu::FrontFace::Ccw,
    }
}

pub(super) fn color_writes(mask: u8) -> wgpu::ColorWrites {
    wgpu::ColorWrites::from_bits_truncate(u32::from(mask & 0xf))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coverage_keeps_a_share_of_the_samples() {
        assert_eq!(sample_mask((0.0, false)), 0);
        assert_eq!(sample_mask((0.5, false)), 0b0011);
        assert_eq!(sample_mask((0.5, true)), 0b1100);
        assert_eq!(sample_mask((7.0, false)), 0b1111);
    }

    #[test]
    fn min_and_max_take_no_factors() {
        let c = blend_component(GlBlendEquation::Max, GlBlendFactor::Zero, GlBlendFactor::SrcAlpha);
        assert_eq!((c.src_factor, c.dst_factor), (wgpu::BlendFactor::One, wgpu::BlendFactor::One));
    }
}
