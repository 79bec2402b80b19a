//! Fixed-function state, errors and parameters.

use super::rendering_context::WebGl;
use rquickjs::{Ctx, Value};
use sparrow_script::{native::JsError, native_members};

native_members! {
    /// State of both versions.
    pub(super) fn members for WebGl;
    methods {
        fn getError(this) -> u32 { this.with(|c| c.get_error()) }
        fn getParameter(this, ctx: Ctx<'_>, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_parameter(name));
            this.answer(&ctx, parameter)
        }

        fn enable(this, capability: u32) { this.with(|c| c.enable(capability)); }
        fn disable(this, capability: u32) { this.with(|c| c.disable(capability)); }
        fn isEnabled(this, capability: u32) -> bool { this.with(|c| c.is_enabled(capability)) }

        fn blendColor(this, red: f32, green: f32, blue: f32, alpha: f32) {
            this.with(|c| c.blend_color(red, green, blue, alpha));
        }
        fn blendEquation(this, mode: u32) { this.with(|c| c.blend_equation(mode)); }
        fn blendEquationSeparate(this, rgb: u32, alpha: u32) { this.with(|c| c.blend_equation_separate(rgb, alpha)); }
        fn blendFunc(this, source: u32, destination: u32) { this.with(|c| c.blend_func(source, destination)); }
        fn blendFuncSeparate(this, src_rgb: u32, dst_rgb: u32, src_alpha: u32, dst_alpha: u32) {
            this.with(|c| c.blend_func_separate(src_rgb, dst_rgb, src_alpha, dst_alpha));
        }
        fn colorMask(this, red: bool, green: bool, blue: bool, alpha: bool) {
            this.with(|c| c.color_mask(red, green, blue, alpha));
        }
        fn cullFace(this, mode: u32) { this.with(|c| c.cull_face(mode)); }
        fn frontFace(this, mode: u32) { this.with(|c| c.front_face(mode)); }
        fn depthFunc(this, function: u32) { this.with(|c| c.depth_func(function)); }
        fn depthMask(this, flag: bool) { this.with(|c| c.depth_mask(flag)); }
        fn depthRange(this, near: f32, far: f32) { this.with(|c| c.depth_range(near, far)); }
        fn hint(this, target: u32, mode: u32) { this.with(|c| c.hint(target, mode)); }
        fn lineWidth(this, width: f32) { this.with(|c| c.line_width(width)); }
        fn pixelStorei(this, name: u32, value: i32) { this.with(|c| c.pixel_storei(name, value)); }
        fn polygonOffset(this, factor: f32, units: f32) { this.with(|c| c.polygon_offset(factor, units)); }
        fn sampleCoverage(this, value: f32, invert: bool) { this.with(|c| c.sample_coverage(value, invert)); }
        fn scissor(this, x: i32, y: i32, width: i32, height: i32) { this.with(|c| c.scissor(x, y, width, height)); }
        fn viewport(this, x: i32, y: i32, width: i32, height: i32) { this.with(|c| c.viewport(x, y, width, height)); }

        fn stencilFunc(this, function: u32, reference: i32, mask: u32) {
            this.with(|c| c.stencil_func(function, reference, mask));
        }
        fn stencilFuncSeparate(this, face: u32, function: u32, reference: i32, mask: u32) {
            this.with(|c| c.stencil_func_separate(face, function, reference, mask));
        }
        fn stencilMask(this, mask: u32) { this.with(|c| c.stencil_mask(mask)); }
        fn stencilMaskSeparate(this, face: u32, mask: u32) { this.with(|c| c.stencil_mask_separate(face, mask)); }
        fn stencilOp(this, fail: u32, depth_fail: u32, pass: u32) { this.with(|c| c.stencil_op(fail, depth_fail, pass)); }
        fn stencilOpSeparate(this, face: u32, fail: u32, depth_fail: u32, pass: u32) {
            this.with(|c| c.stencil_op_separate(face, fail, depth_fail, pass));
        }
    }
}
