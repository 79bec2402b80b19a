//! Query, sampler and sync objects of WebGL 2.

use super::{
    calls::Gl,
    objects::{WebGlQuery, WebGlSampler, WebGlSync},
    reads::check_origin_clean,
    rendering_context::{Slot, WebGl},
};
use rquickjs::{Ctx, Value};
use sparrow_script::{
    native::{Given, JsArg, JsError, Nullable},
    native_members,
};
use sparrow_webgl::constants::QUERY_RESULT;

/// `getQueryParameter`. A count of samples or a time tells of the texels that a shader decided by: it is read as pixels are.
pub(super) fn query_parameter<'js>(
    gl: &Gl,
    ctx: &Ctx<'js>,
    query: &WebGlQuery,
    name: u32,
) -> Result<Value<'js>, JsError> {
    if name == QUERY_RESULT {
        check_origin_clean(gl)?;
    }
    let parameter = gl.ask(|c, backend| c.get_query_parameter(backend, query.handle(), name));
    gl.answer(ctx, parameter)
}

native_members! {
    /// Of WebGL 2.
    pub(super) fn version_two for WebGl;
    methods {
        fn createQuery(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let query = this.with(|c| c.create_query());
            this.object(&ctx, query)
        }
        fn deleteQuery(this, query: Nullable<&WebGlQuery>) {
            this.with(|c| c.delete_query(query.0.map(WebGlQuery::handle)));
        }
        fn isQuery(this, query: Nullable<&WebGlQuery>) -> bool {
            this.with(|c| c.is_query(query.0.map(WebGlQuery::handle)))
        }
        fn beginQuery(this, target: u32, query: &WebGlQuery) { this.with(|c| c.begin_query(target, query.handle())); }
        fn endQuery(this, target: u32) { this.with(|c| c.end_query(target)); }
        fn getQuery(this, ctx: Ctx<'_>, target: u32, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_query(target, name));
            this.answer(&ctx, parameter)
        }
        fn getQueryParameter(this, ctx: Ctx<'_>, query: &WebGlQuery, name: u32) -> Result<Value<'_>, JsError> {
            query_parameter(this, &ctx, query, name)
        }

        fn createSampler(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let sampler = this.with(|c| c.create_sampler());
            this.object(&ctx, sampler)
        }
        fn deleteSampler(this, sampler: Nullable<&WebGlSampler>) {
            this.with(|c| c.delete_sampler(sampler.0.map(WebGlSampler::handle)));
        }
        fn isSampler(this, sampler: Nullable<&WebGlSampler>) -> bool {
            this.with(|c| c.is_sampler(sampler.0.map(WebGlSampler::handle)))
        }
        fn bindSampler(this, unit: u32, sampler: Given<JsArg<'_>>) -> Result<(), JsError> {
            let bound = this.bound_object::<WebGlSampler>(sampler.0)?;
            this.with(|c| c.bind_sampler(unit, bound.map(WebGlSampler::handle)));
            this.keep_bound(Slot::Sampler(unit), sampler.0);
            Ok(())
        }
        fn samplerParameteri(this, sampler: &WebGlSampler, name: u32, value: i32) {
            this.with(|c| c.sampler_parameteri(sampler.handle(), name, value));
        }
        fn samplerParameterf(this, sampler: &WebGlSampler, name: u32, value: f32) {
            this.with(|c| c.sampler_parameterf(sampler.handle(), name, value));
        }
        fn getSamplerParameter(this, ctx: Ctx<'_>, sampler: &WebGlSampler, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_sampler_parameter(sampler.handle(), name));
            this.answer(&ctx, parameter)
        }

        fn fenceSync(this, ctx: Ctx<'_>, condition: u32, flags: u32) -> Result<Value<'_>, JsError> {
            match this.with(|c| c.fence_sync(condition, flags)) {
                Some(sync) => this.object(&ctx, sync),
                None => Ok(Value::new_null(ctx)),
            }
        }
        fn isSync(this, sync: Nullable<&WebGlSync>) -> bool {
            this.with(|c| c.is_sync(sync.0.map(WebGlSync::handle)))
        }
        fn deleteSync(this, sync: Nullable<&WebGlSync>) {
            this.with(|c| c.delete_sync(sync.0.map(WebGlSync::handle)));
        }
        fn clientWaitSync(this, sync: &WebGlSync, flags: u32, timeout: f64) -> u32 {
            // A saturating cast: negative numbers and NaN wait for nothing.
            this.ask(|c, backend| c.client_wait_sync(backend, sync.handle(), flags, timeout as u64))
        }
        fn waitSync(this, sync: &WebGlSync, flags: u32, timeout: f64) {
            this.with(|c| c.wait_sync(sync.handle(), flags, timeout as i64));
        }
        fn getSyncParameter(this, ctx: Ctx<'_>, sync: &WebGlSync, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_sync_parameter(sync.handle(), name));
            this.answer(&ctx, parameter)
        }
        fn getIndexedParameter(this, ctx: Ctx<'_>, target: u32, index: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_indexed_parameter(target, index));
            this.answer(&ctx, parameter)
        }
    }
}
