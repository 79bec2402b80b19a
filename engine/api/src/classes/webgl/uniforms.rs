//! Uniforms and uniform blocks. Lists are read straight from the typed array's memory.

use super::{
    answers::list,
    buffers::list_part,
    objects::{WebGlProgram, WebGlUniformLocation},
    programs::names,
    rendering_context::WebGl,
};
use rquickjs::{Coerced, Ctx, Value};
use sparrow_script::{
    native::{JsError, List, Member, New, Nullable, Text},
    native_members,
};
use sparrow_webgl::{UniformLocation, constants::INVALID_VALUE};

/// `null` locations are silently ignored, as the standard says; so does the context.
type Location<'a> = Nullable<&'a WebGlUniformLocation>;

#[inline(always)]
fn place(location: &Location<'_>) -> Option<UniformLocation> {
    location.0.map(|location| location.0)
}

#[inline(always)]
fn floats(gl: &WebGl, to: &Location<'_>, components: u32, values: &[f32]) {
    gl.with(|c| c.uniform_f(place(to), components, values));
}

#[inline(always)]
fn ints(gl: &WebGl, to: &Location<'_>, components: u32, values: &[i32]) {
    gl.with(|c| c.uniform_i(place(to), components, values));
}

#[inline(always)]
fn uints(gl: &WebGl, to: &Location<'_>, components: u32, values: &[u32]) {
    gl.with(|c| c.uniform_ui(place(to), components, values));
}

/// Calls with the part that `srcOffset` and `srcLength` name.
#[inline(always)]
fn cut<T>(gl: &WebGl, values: &[T], from: Option<u32>, length: Option<u32>, call: impl FnOnce(&[T])) {
    match list_part(values, from, length) {
        Some(values) => call(values),
        None => gl.with(|c| c.synthesize_error(INVALID_VALUE)),
    }
}

#[allow(clippy::too_many_arguments, reason = "the standard's")]
#[inline(always)]
fn matrix(
    gl: &WebGl,
    to: &Location<'_>,
    columns: u32,
    rows: u32,
    transpose: bool,
    values: &[f32],
    from: Option<u32>,
    length: Option<u32>,
) {
    cut(gl, values, from, length, |values| {
        gl.with(|c| c.uniform_matrix(place(to), columns, rows, transpose, values));
    });
}

/// A list of indices; longer ones than any program has uniforms are cut off.
fn indices(value: &Value<'_>) -> Result<Vec<u32>, JsError> {
    const MOST: usize = 65_536;
    let Some(array) = value.as_object() else {
        return Err(JsError::Type("the argument is no list of indices".to_owned()));
    };
    let length = array.get::<_, Coerced<f64>>("length")?.0;
    let mut indices = Vec::new();
    for at in 0..(length.clamp(0.0, MOST as f64) as u32) {
        indices.push(array.get::<_, Coerced<f64>>(at)?.0 as u32);
    }
    Ok(indices)
}

/// `uniform*v`: by name, the components of an element.
macro_rules! lists {
    ($list:ident: $call:ident of $number:ty; $($name:ident $components:literal),*) => {
        native_members! {
            fn $list for WebGl;
            methods {
                $(fn $name(
                    this, to: Location<'_>, values: List<'_, $number>, from: Option<u32>, length: Option<u32>,
                ) {
                    cut(this, &values, from, length, |values| $call(this, &to, $components, values));
                })*
            }
        }
    };
}

/// `uniformMatrix*fv`: by name, columns and rows.
macro_rules! matrices {
    ($list:ident: $($name:ident $columns:literal $rows:literal),*) => {
        native_members! {
            fn $list for WebGl;
            methods {
                $(fn $name(
                    this, to: Location<'_>, transpose: bool, values: List<'_, f32>, from: Option<u32>,
                    length: Option<u32>,
                ) {
                    matrix(this, &to, $columns, $rows, transpose, &values, from, length);
                })*
            }
        }
    };
}

lists! { float_lists: floats of f32; uniform1fv 1, uniform2fv 2, uniform3fv 3, uniform4fv 4 }
lists! { int_lists: ints of i32; uniform1iv 1, uniform2iv 2, uniform3iv 3, uniform4iv 4 }
lists! { uint_lists: uints of u32; uniform1uiv 1, uniform2uiv 2, uniform3uiv 3, uniform4uiv 4 }
matrices! { square_matrices: uniformMatrix2fv 2 2, uniformMatrix3fv 3 3, uniformMatrix4fv 4 4 }
matrices! {
    other_matrices: uniformMatrix2x3fv 2 3, uniformMatrix3x2fv 3 2, uniformMatrix2x4fv 2 4,
        uniformMatrix4x2fv 4 2, uniformMatrix3x4fv 3 4, uniformMatrix4x3fv 4 3
}

/// Of both versions.
pub(super) fn members() -> Vec<Member> {
    [plain(), float_lists(), int_lists(), square_matrices()].into_iter().flatten().collect()
}

/// Of WebGL 2.
pub(super) fn version_two() -> Vec<Member> {
    [plain_two(), uint_lists(), other_matrices()].into_iter().flatten().collect()
}

native_members! {
    fn plain for WebGl;
    methods {
        fn getUniformLocation(
            this, program: &WebGlProgram, name: Text<'_>,
        ) -> Option<New<WebGlUniformLocation>> {
            let location = this.with(|c| c.get_uniform_location(program.handle(), &name));
            location.map(|location| New(WebGlUniformLocation(location)))
        }
        fn getUniform(
            this, ctx: Ctx<'_>, program: &WebGlProgram, location: &WebGlUniformLocation,
        ) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_uniform(program.handle(), location.0));
            this.answer(&ctx, parameter)
        }

        fn uniform1f(this, to: Location<'_>, x: f32) { floats(this, &to, 1, &[x]); }
        fn uniform2f(this, to: Location<'_>, x: f32, y: f32) { floats(this, &to, 2, &[x, y]); }
        fn uniform3f(this, to: Location<'_>, x: f32, y: f32, z: f32) { floats(this, &to, 3, &[x, y, z]); }
        fn uniform4f(this, to: Location<'_>, x: f32, y: f32, z: f32, w: f32) { floats(this, &to, 4, &[x, y, z, w]); }
        fn uniform1i(this, to: Location<'_>, x: i32) { ints(this, &to, 1, &[x]); }
        fn uniform2i(this, to: Location<'_>, x: i32, y: i32) { ints(this, &to, 2, &[x, y]); }
        fn uniform3i(this, to: Location<'_>, x: i32, y: i32, z: i32) { ints(this, &to, 3, &[x, y, z]); }
        fn uniform4i(this, to: Location<'_>, x: i32, y: i32, z: i32, w: i32) { ints(this, &to, 4, &[x, y, z, w]); }
    }
}

native_members! {
    fn plain_two for WebGl;
    methods {
        fn uniform1ui(this, to: Location<'_>, x: u32) { uints(this, &to, 1, &[x]); }
        fn uniform2ui(this, to: Location<'_>, x: u32, y: u32) { uints(this, &to, 2, &[x, y]); }
        fn uniform3ui(this, to: Location<'_>, x: u32, y: u32, z: u32) { uints(this, &to, 3, &[x, y, z]); }
        fn uniform4ui(this, to: Location<'_>, x: u32, y: u32, z: u32, w: u32) { uints(this, &to, 4, &[x, y, z, w]); }

        fn getUniformIndices(
            this, ctx: Ctx<'_>, program: &WebGlProgram, uniforms: Value<'_>,
        ) -> Result<Value<'_>, JsError> {
            let uniforms = names(&uniforms)?;
            match this.with(|c| c.get_uniform_indices(program.handle(), &uniforms)) {
                Some(indices) => Ok(list(&ctx, indices.into_iter().map(f64::from))?),
                None => Ok(Value::new_null(ctx)),
            }
        }
        fn getActiveUniforms(
            this, ctx: Ctx<'_>, program: &WebGlProgram, uniforms: Value<'_>, name: u32,
        ) -> Result<Value<'_>, JsError> {
            let uniforms = indices(&uniforms)?;
            let parameter = this.with(|c| c.get_active_uniforms(program.handle(), &uniforms, name));
            this.answer(&ctx, parameter)
        }
        fn getUniformBlockIndex(this, program: &WebGlProgram, name: Text<'_>) -> u32 {
            this.with(|c| c.get_uniform_block_index(program.handle(), &name))
        }
        fn getActiveUniformBlockParameter(
            this, ctx: Ctx<'_>, program: &WebGlProgram, block: u32, name: u32,
        ) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_active_uniform_block_parameter(program.handle(), block, name));
            this.answer(&ctx, parameter)
        }
        fn getActiveUniformBlockName(this, program: &WebGlProgram, block: u32) -> Option<String> {
            this.with(|c| c.get_active_uniform_block_name(program.handle(), block))
        }
        fn uniformBlockBinding(this, program: &WebGlProgram, block: u32, binding: u32) {
            this.with(|c| c.uniform_block_binding(program.handle(), block, binding));
        }
    }
}
