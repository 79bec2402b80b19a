//! Extension objects: constants, and methods where an extension has any.

use super::{
    buffers::{list_part, offset},
    calls::Gl,
    constants,
    objects::{WebGlQuery, WebGlShader, WebGlVertexArray},
    queries::query_parameter,
};
use crate::event::HostEvent;
use rquickjs::{Ctx, Object, Value, object::Property};
use sparrow_script::{
    native::{JsError, List, Native, Nullable, create},
    native_class,
};
use sparrow_webgl::{Context, Extension, constants::INVALID_VALUE};

macro_rules! extension {
    ($(#[$doc:meta])* $type:ident) => {
        $(#[$doc])*
        pub(super) struct $type(Gl);

        impl std::ops::Deref for $type {
            type Target = Gl;
            #[inline(always)]
            fn deref(&self) -> &Gl {
                &self.0
            }
        }
    };
}

extension! {
    /// `ANGLE_instanced_arrays`
    InstancedArrays
}
extension! {
    /// `OES_vertex_array_object`
    VertexArrays
}
extension! {
    /// `OES_draw_buffers_indexed`
    DrawBuffersIndexed
}
extension! {
    /// `WEBGL_draw_buffers`
    DrawBuffers
}
extension! {
    /// `WEBGL_debug_shaders`
    DebugShaders
}
extension! {
    /// `WEBGL_multi_draw`
    MultiDraw
}
extension! {
    /// `WEBGL_compressed_texture_astc`
    CompressedTextureAstc
}

extension! {
    /// `EXT_disjoint_timer_query`
    TimerQuery
}
extension! {
    /// `EXT_disjoint_timer_query_webgl2`
    TimerQueryWebGl2
}

extension! {
    /// `WEBGL_lose_context`
    LoseContext
}

native_class! {
    class "ANGLE_instanced_arrays" for InstancedArrays;
    methods {
        fn drawArraysInstancedANGLE(this, mode: u32, first: i32, count: i32, instances: i32) {
            this.record(|c| c.draw_arrays_instanced(mode, first, count, instances));
        }
        fn drawElementsInstancedANGLE(this, mode: u32, count: i32, kind: u32, at: f64, instances: i32) {
            this.record(|c| c.draw_elements_instanced(mode, count, kind, offset(at), instances));
        }
        fn vertexAttribDivisorANGLE(this, index: u32, divisor: u32) {
            this.with(|c| c.vertex_attrib_divisor(index, divisor));
        }
    }
}

native_class! {
    class "EXT_disjoint_timer_query" for TimerQuery;
    methods {
        fn createQueryEXT(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let query = this.with(|c| c.create_query());
            this.object(&ctx, query)
        }
        fn deleteQueryEXT(this, query: Nullable<&WebGlQuery>) {
            this.with(|c| c.delete_query(query.0.map(WebGlQuery::handle)));
        }
        fn isQueryEXT(this, query: Nullable<&WebGlQuery>) -> bool {
            this.with(|c| c.is_query(query.0.map(WebGlQuery::handle)))
        }
        fn beginQueryEXT(this, target: u32, query: &WebGlQuery) {
            this.with(|c| c.begin_query(target, query.handle()));
        }
        fn endQueryEXT(this, target: u32) { this.with(|c| c.end_query(target)); }
        fn queryCounterEXT(this, query: &WebGlQuery, target: u32) {
            this.with(|c| c.query_counter(query.handle(), target));
        }
        fn getQueryEXT(this, ctx: Ctx<'_>, target: u32, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_query(target, name));
            this.answer(&ctx, parameter)
        }
        fn getQueryObjectEXT(this, ctx: Ctx<'_>, query: &WebGlQuery, name: u32) -> Result<Value<'_>, JsError> {
            query_parameter(this, &ctx, query, name)
        }
    }
}

native_class! {
    class "EXT_disjoint_timer_query_webgl2" for TimerQueryWebGl2;
    methods {
        fn queryCounterEXT(this, query: &WebGlQuery, target: u32) {
            this.with(|c| c.query_counter(query.handle(), target));
        }
    }
}

native_class! {
    class "OES_vertex_array_object" for VertexArrays;
    methods {
        fn createVertexArrayOES(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let array = this.with(|c| c.create_vertex_array());
            this.object(&ctx, array)
        }
        fn deleteVertexArrayOES(this, array: Nullable<&WebGlVertexArray>) {
            this.with(|c| c.delete_vertex_array(array.0.map(WebGlVertexArray::handle)));
        }
        fn isVertexArrayOES(this, array: Nullable<&WebGlVertexArray>) -> bool {
            this.with(|c| c.is_vertex_array(array.0.map(WebGlVertexArray::handle)))
        }
        fn bindVertexArrayOES(this, array: Nullable<&WebGlVertexArray>) {
            this.with(|c| c.bind_vertex_array(array.0.map(WebGlVertexArray::handle)));
        }
    }
}

native_class! {
    class "OES_draw_buffers_indexed" for DrawBuffersIndexed;
    methods {
        fn enableiOES(this, target: u32, index: u32) { this.with(|c| c.enable_i(target, index)); }
        fn disableiOES(this, target: u32, index: u32) { this.with(|c| c.disable_i(target, index)); }
        fn blendEquationiOES(this, buffer: u32, mode: u32) { this.with(|c| c.blend_equation_i(buffer, mode)); }
        fn blendEquationSeparateiOES(this, buffer: u32, rgb: u32, alpha: u32) {
            this.with(|c| c.blend_equation_separate_i(buffer, rgb, alpha));
        }
        fn blendFunciOES(this, buffer: u32, source: u32, destination: u32) {
            this.with(|c| c.blend_func_i(buffer, source, destination));
        }
        fn blendFuncSeparateiOES(this, buffer: u32, src_rgb: u32, dst_rgb: u32, src_alpha: u32, dst_alpha: u32) {
            this.with(|c| c.blend_func_separate_i(buffer, src_rgb, dst_rgb, src_alpha, dst_alpha));
        }
        fn colorMaskiOES(this, buffer: u32, red: bool, green: bool, blue: bool, alpha: bool) {
            this.with(|c| c.color_mask_i(buffer, red, green, blue, alpha));
        }
    }
}

native_class! {
    class "WEBGL_draw_buffers" for DrawBuffers;
    methods {
        fn drawBuffersWEBGL(this, buffers: List<'_, u32>) { this.with(|c| c.draw_buffers(&buffers)); }
    }
}

native_class! {
    class "WEBGL_debug_shaders" for DebugShaders;
    methods {
        fn getTranslatedShaderSource(this, shader: &WebGlShader) -> Option<String> {
            this.with(|c| c.get_translated_shader_source(shader.handle()))
        }
    }
}

native_class! {
    class "WEBGL_compressed_texture_astc" for CompressedTextureAstc;
    methods {
        fn getSupportedProfiles(this) -> Vec<&'static str> {
            if this.with(|c| c.is_context_lost()) { Vec::new() } else { vec!["ldr"] }
        }
    }
}

native_class! {
    class "WEBGL_lose_context" for LoseContext;
    methods {
        fn loseContext(this) {
            if this.with(Context::lose_context_extension) {
                this.host.post(HostEvent::Context { canvas: this.canvas.id(), restored: false });
            }
        }
        fn restoreContext(this) {
            if this.with(Context::restore_context_extension) {
                this.host.post(HostEvent::Context { canvas: this.canvas.id(), restored: true });
            }
        }
    }
}

/// Lists of a multi-draw that begin at their offsets.
fn lists<const N: usize>(lists: [(&[i32], u32); N]) -> Option<[&[i32]; N]> {
    let mut cut = [&[][..]; N];
    for (to, (list, from)) in cut.iter_mut().zip(lists) {
        *to = list_part(list, Some(from), None)?;
    }
    Some(cut)
}

native_class! {
    class "WEBGL_multi_draw" for MultiDraw;
    methods {
        fn multiDrawArraysWEBGL(
            this, mode: u32, firsts: List<'_, i32>, firsts_at: u32, counts: List<'_, i32>, counts_at: u32, draws: i32,
        ) {
            this.record(|c| match lists([(&firsts, firsts_at), (&counts, counts_at)]) {
                Some([firsts, counts]) => c.multi_draw_arrays(mode, firsts, counts, draws),
                None => c.synthesize_error(INVALID_VALUE),
            });
        }
        fn multiDrawElementsWEBGL(
            this, mode: u32, counts: List<'_, i32>, counts_at: u32, kind: u32, offsets: List<'_, i32>, offsets_at: u32, draws: i32,
        ) {
            this.record(|c| match lists([(&counts, counts_at), (&offsets, offsets_at)]) {
                Some([counts, offsets]) => c.multi_draw_elements(mode, counts, kind, offsets, draws),
                None => c.synthesize_error(INVALID_VALUE),
            });
        }
        fn multiDrawArraysInstancedWEBGL(
            this, mode: u32, firsts: List<'_, i32>, firsts_at: u32, counts: List<'_, i32>, counts_at: u32,
            instances: List<'_, i32>, instances_at: u32, draws: i32,
        ) {
            this.record(|c| match lists([(&firsts, firsts_at), (&counts, counts_at), (&instances, instances_at)]) {
                Some([firsts, counts, instances]) => c.multi_draw_arrays_instanced(mode, firsts, counts, instances, draws),
                None => c.synthesize_error(INVALID_VALUE),
            });
        }
        fn multiDrawElementsInstancedWEBGL(
            this, mode: u32, counts: List<'_, i32>, counts_at: u32, kind: u32, offsets: List<'_, i32>, offsets_at: u32,
            instances: List<'_, i32>, instances_at: u32, draws: i32,
        ) {
            this.record(|c| match lists([(&counts, counts_at), (&offsets, offsets_at), (&instances, instances_at)]) {
                Some([counts, offsets, instances]) => {
                    c.multi_draw_elements_instanced(mode, counts, kind, offsets, instances, draws);
                }
                None => c.synthesize_error(INVALID_VALUE),
            });
        }
    }
}

/// Makes the classes of extensions with methods known to the realm.
pub(super) fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    use sparrow_script::native::install;
    install::<InstancedArrays>(ctx)?;
    install::<VertexArrays>(ctx)?;
    install::<DrawBuffersIndexed>(ctx)?;
    install::<DrawBuffers>(ctx)?;
    install::<DebugShaders>(ctx)?;
    install::<MultiDraw>(ctx)?;
    install::<CompressedTextureAstc>(ctx)?;
    install::<TimerQuery>(ctx)?;
    install::<TimerQueryWebGl2>(ctx)?;
    install::<LoseContext>(ctx)?;
    Ok(())
}

fn object<'js, T: Native>(ctx: &Ctx<'js>, value: T) -> rquickjs::Result<Object<'js>> {
    create(ctx, value)
}

/// The object of an extension that the context has switched on.
pub(super) fn make<'js>(ctx: &Ctx<'js>, gl: &Gl, extension: Extension) -> rquickjs::Result<Value<'js>> {
    let gl = gl.clone();
    let made = match extension {
        Extension::AngleInstancedArrays => object(ctx, InstancedArrays(gl))?,
        Extension::OesVertexArrayObject => object(ctx, VertexArrays(gl))?,
        Extension::OesDrawBuffersIndexed => object(ctx, DrawBuffersIndexed(gl))?,
        Extension::WebglDrawBuffers => object(ctx, DrawBuffers(gl))?,
        Extension::WebglDebugShaders => object(ctx, DebugShaders(gl))?,
        Extension::WebglMultiDraw => object(ctx, MultiDraw(gl))?,
        Extension::WebglCompressedTextureAstc => object(ctx, CompressedTextureAstc(gl))?,
        Extension::ExtDisjointTimerQuery => object(ctx, TimerQuery(gl))?,
        Extension::ExtDisjointTimerQueryWebgl2 => object(ctx, TimerQueryWebGl2(gl))?,
        Extension::WebglLoseContext => object(ctx, LoseContext(gl))?,
        _ => Object::new(ctx.clone())?,
    };
    for &(name, value) in constants::of_extension(extension.name()) {
        made.prop(name, Property::from(value).enumerable())?;
    }
    Ok(made.into_value())
}
