//! Shaders and programs.

use super::{
    answers::list,
    objects::{
        WebGlActiveInfo, WebGlProgram, WebGlShader, WebGlShaderPrecisionFormat, WebGlTransformFeedback,
    },
    rendering_context::{Slot, WebGl},
};
use rquickjs::{Coerced, Ctx, Value};
use sparrow_script::{
    native::{Given, JsArg, JsError, New, Nullable, Text},
    native_members,
};
use sparrow_webgl::ActiveInfo;

/// A list of strings; longer ones than any program has names are cut off.
pub(super) fn names<'js>(value: &Value<'js>) -> Result<Vec<String>, JsError> {
    const MOST: usize = 65_536;
    let Some(array) = value.as_array() else {
        return Err(JsError::Type("the argument is no list of strings".to_owned()));
    };
    let mut names = Vec::new();
    for name in array.iter::<Coerced<String>>().take(MOST) {
        names.push(name?.0);
    }
    Ok(names)
}

fn info(info: Option<ActiveInfo>) -> Option<New<WebGlActiveInfo>> {
    info.map(|ActiveInfo { name, size, kind }| New(WebGlActiveInfo { name, size, kind }))
}

native_members! {
    /// Of both versions.
    pub(super) fn members for WebGl;
    methods {
        fn createShader(this, ctx: Ctx<'_>, kind: u32) -> Result<Value<'_>, JsError> {
            match this.with(|c| c.create_shader(kind)) {
                Some(shader) => this.object(&ctx, shader),
                None => Ok(Value::new_null(ctx)),
            }
        }
        fn deleteShader(this, shader: Nullable<&WebGlShader>) {
            this.with(|c| c.delete_shader(shader.0.map(WebGlShader::handle)));
        }
        fn isShader(this, shader: Nullable<&WebGlShader>) -> bool {
            this.with(|c| c.is_shader(shader.0.map(WebGlShader::handle)))
        }
        fn shaderSource(this, shader: &WebGlShader, source: Text<'_>) {
            this.with(|c| c.shader_source(shader.handle(), &source));
        }
        fn compileShader(this, shader: &WebGlShader) { this.with(|c| c.compile_shader(shader.handle())); }
        fn getShaderParameter(this, ctx: Ctx<'_>, shader: &WebGlShader, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_shader_parameter(shader.handle(), name));
            this.answer(&ctx, parameter)
        }
        fn getShaderInfoLog(this, shader: &WebGlShader) -> Option<String> {
            this.with(|c| c.get_shader_info_log(shader.handle()))
        }
        fn getShaderSource(this, shader: &WebGlShader) -> Option<String> {
            this.with(|c| c.get_shader_source(shader.handle()))
        }
        fn getShaderPrecisionFormat(this, shader: u32, precision: u32) -> Option<New<WebGlShaderPrecisionFormat>> {
            let format = this.with(|c| c.get_shader_precision_format(shader, precision));
            format.map(|(range_min, range_max, precision)| {
                New(WebGlShaderPrecisionFormat { range_min, range_max, precision })
            })
        }

        fn createProgram(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let program = this.with(|c| c.create_program());
            this.object(&ctx, program)
        }
        fn deleteProgram(this, program: Nullable<&WebGlProgram>) {
            this.with(|c| c.delete_program(program.0.map(WebGlProgram::handle)));
        }
        fn isProgram(this, program: Nullable<&WebGlProgram>) -> bool {
            this.with(|c| c.is_program(program.0.map(WebGlProgram::handle)))
        }
        fn attachShader(this, program: &WebGlProgram, shader: &WebGlShader) {
            this.with(|c| c.attach_shader(program.handle(), shader.handle()));
        }
        fn detachShader(this, program: &WebGlProgram, shader: &WebGlShader) {
            this.with(|c| c.detach_shader(program.handle(), shader.handle()));
        }
        fn getAttachedShaders(this, ctx: Ctx<'_>, program: &WebGlProgram) -> Result<Value<'_>, JsError> {
            let Some(shaders) = this.with(|c| c.get_attached_shaders(program.handle())) else {
                return Ok(Value::new_null(ctx));
            };
            let objects: Result<Vec<_>, JsError> =
                shaders.into_iter().map(|shader| this.object(&ctx, shader)).collect();
            Ok(list(&ctx, objects?)?)
        }
        fn bindAttribLocation(this, program: &WebGlProgram, index: u32, name: Text<'_>) {
            this.with(|c| c.bind_attrib_location(program.handle(), index, &name));
        }
        fn linkProgram(this, program: &WebGlProgram) { this.with(|c| c.link_program(program.handle())); }
        fn useProgram(this, program: Nullable<&WebGlProgram>) {
            this.with(|c| c.use_program(program.0.map(WebGlProgram::handle)));
        }
        fn validateProgram(this, program: &WebGlProgram) { this.with(|c| c.validate_program(program.handle())); }
        fn getProgramParameter(this, ctx: Ctx<'_>, program: &WebGlProgram, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_program_parameter(program.handle(), name));
            this.answer(&ctx, parameter)
        }
        fn getProgramInfoLog(this, program: &WebGlProgram) -> Option<String> {
            this.with(|c| c.get_program_info_log(program.handle()))
        }
        fn getActiveAttrib(this, program: &WebGlProgram, index: u32) -> Option<New<WebGlActiveInfo>> {
            info(this.with(|c| c.get_active_attrib(program.handle(), index)))
        }
        fn getActiveUniform(this, program: &WebGlProgram, index: u32) -> Option<New<WebGlActiveInfo>> {
            info(this.with(|c| c.get_active_uniform(program.handle(), index)))
        }
        fn getAttribLocation(this, program: &WebGlProgram, name: Text<'_>) -> i32 {
            this.with(|c| c.get_attrib_location(program.handle(), &name))
        }
    }
}

native_members! {
    /// Of WebGL 2.
    pub(super) fn version_two for WebGl;
    methods {
        fn getFragDataLocation(this, program: &WebGlProgram, name: Text<'_>) -> i32 {
            this.with(|c| c.get_frag_data_location(program.handle(), &name))
        }

        fn createTransformFeedback(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let feedback = this.with(|c| c.create_transform_feedback());
            this.object(&ctx, feedback)
        }
        fn deleteTransformFeedback(this, feedback: Nullable<&WebGlTransformFeedback>) {
            this.with(|c| c.delete_transform_feedback(feedback.0.map(WebGlTransformFeedback::handle)));
        }
        fn isTransformFeedback(this, feedback: Nullable<&WebGlTransformFeedback>) -> bool {
            this.with(|c| c.is_transform_feedback(feedback.0.map(WebGlTransformFeedback::handle)))
        }
        fn bindTransformFeedback(this, target: u32, feedback: Given<JsArg<'_>>) -> Result<(), JsError> {
            let bound = this.bound_object::<WebGlTransformFeedback>(feedback.0)?;
            this.with(|c| c.bind_transform_feedback(target, bound.map(WebGlTransformFeedback::handle)));
            this.keep_bound(Slot::TransformFeedback, feedback.0);
            Ok(())
        }
        fn beginTransformFeedback(this, mode: u32) { this.with(|c| c.begin_transform_feedback(mode)); }
        fn endTransformFeedback(this) { this.with(|c| c.end_transform_feedback()); }
        fn pauseTransformFeedback(this) { this.with(|c| c.pause_transform_feedback()); }
        fn resumeTransformFeedback(this) { this.with(|c| c.resume_transform_feedback()); }
        fn transformFeedbackVaryings(
            this, ctx: Ctx<'_>, program: &WebGlProgram, varyings: Value<'_>, mode: u32,
        ) -> Result<(), JsError> {
            let _ = ctx;
            let varyings = names(&varyings)?;
            this.with(|c| c.transform_feedback_varyings(program.handle(), &varyings, mode));
            Ok(())
        }
        fn getTransformFeedbackVarying(this, program: &WebGlProgram, index: u32) -> Option<New<WebGlActiveInfo>> {
            info(this.with(|c| c.get_transform_feedback_varying(program.handle(), index)))
        }
    }
}
