//! Draws and clears.

use super::{buffers::offset, rendering_context::WebGl};
use sparrow_script::{native::List, native_members};
use sparrow_webgl::constants::INVALID_VALUE;

/// The part of a `clearBuffer*` list from `srcOffset` on.
fn from<T>(list: &[T], at: Option<u32>) -> Option<&[T]> {
    list.get(at.unwrap_or(0) as usize..)
}

native_members! {
    /// Of both versions.
    pub(super) fn members for WebGl;
    methods {
        fn clear(this, mask: u32) { this.record(|c| c.clear(mask)); }
        fn clearColor(this, red: f32, green: f32, blue: f32, alpha: f32) {
            this.with(|c| c.clear_color(red, green, blue, alpha));
        }
        fn clearDepth(this, depth: f32) { this.with(|c| c.clear_depth(depth)); }
        fn clearStencil(this, stencil: i32) { this.with(|c| c.clear_stencil(stencil)); }
        fn drawArrays(this, mode: u32, first: i32, count: i32) { this.record(|c| c.draw_arrays(mode, first, count)); }
        fn drawElements(this, mode: u32, count: i32, kind: u32, at: f64) {
            this.record(|c| c.draw_elements(mode, count, kind, offset(at)));
        }
        fn flush(this) { this.with(|c| c.flush()); }
        fn finish(this) { this.ask(|c, backend| c.finish(backend)); }
    }
}

native_members! {
    /// Of WebGL 2.
    pub(super) fn version_two for WebGl;
    methods {
        fn drawArraysInstanced(this, mode: u32, first: i32, count: i32, instances: i32) {
            this.record(|c| c.draw_arrays_instanced(mode, first, count, instances));
        }
        fn drawElementsInstanced(this, mode: u32, count: i32, kind: u32, at: f64, instances: i32) {
            this.record(|c| c.draw_elements_instanced(mode, count, kind, offset(at), instances));
        }
        fn drawRangeElements(this, mode: u32, start: u32, end: u32, count: i32, kind: u32, at: f64) {
            this.record(|c| c.draw_range_elements(mode, start, end, count, kind, offset(at)));
        }
        fn clearBufferfv(this, buffer: u32, index: i32, values: List<'_, f32>, at: Option<u32>) {
            this.record(|c| match from(&values, at) {
                Some(values) => c.clear_buffer_fv(buffer, index, values),
                None => c.synthesize_error(INVALID_VALUE),
            });
        }
        fn clearBufferiv(this, buffer: u32, index: i32, values: List<'_, i32>, at: Option<u32>) {
            this.record(|c| match from(&values, at) {
                Some(values) => c.clear_buffer_iv(buffer, index, values),
                None => c.synthesize_error(INVALID_VALUE),
            });
        }
        fn clearBufferuiv(this, buffer: u32, index: i32, values: List<'_, u32>, at: Option<u32>) {
            this.record(|c| match from(&values, at) {
                Some(values) => c.clear_buffer_uiv(buffer, index, values),
                None => c.synthesize_error(INVALID_VALUE),
            });
        }
        fn clearBufferfi(this, buffer: u32, index: i32, depth: f32, stencil: i32) {
            this.record(|c| c.clear_buffer_fi(buffer, index, depth, stencil));
        }
    }
}
