//! Buffers, vertex attributes and vertex arrays.

use super::{
    objects::{WebGlBuffer, WebGlVertexArray},
    rendering_context::{Slot, WebGl},
};
use rquickjs::{Ctx, Value};
use sparrow_script::{
    native::{ArrayView, Given, Item, Items, JsArg, JsError, List, Nullable},
    native_members,
};
use sparrow_webgl::constants::INVALID_VALUE;
use std::ops::Range;

/// A `GLintptr` of a JavaScript number: `long long`, cut at what no buffer reaches.
pub(super) fn offset(number: f64) -> i64 {
    if number.is_nan() { 0 } else { number as i64 }
}

/// The bytes that `srcOffset` and `length` name, in elements: 0 and the rest when left out. `None` where they reach out of the view.
pub(super) fn part_range(
    view_bytes: usize,
    element_size: usize,
    from: f64,
    length: f64,
) -> Option<Range<usize>> {
    let bytes = |elements: f64| usize::try_from(offset(elements)).ok()?.checked_mul(element_size);
    let start = bytes(from).filter(|&start| start <= view_bytes)?;
    let end = match bytes(length)? {
        0 => view_bytes,
        length => start.checked_add(length).filter(|&end| end <= view_bytes)?,
    };
    Some(start..end)
}

/// The part of a view that [`part_range`] names.
pub(super) fn part(view: &[u8], element_size: usize, from: f64, length: f64) -> Option<&[u8]> {
    part_range(view.len(), element_size, from, length).map(|range| &view[range])
}

/// The same, of a list of numbers, where a length of 0 or none means the rest.
pub(super) fn list_part<T>(list: &[T], from: Option<u32>, length: Option<u32>) -> Option<&[T]> {
    let rest = list.get(from.unwrap_or(0) as usize..)?;
    match length.unwrap_or(0) {
        0 => Some(rest),
        length => rest.get(..length as usize),
    }
}

/// `bufferData` in all its forms.
fn buffer_data(gl: &WebGl, target: u32, items: &[Item<'_>]) -> Result<(), JsError> {
    let number = |at: usize| items.get(at).and_then(Item::number).unwrap_or(0.0);
    let usage = offset(number(1)) as u32;
    match items.first() {
        Some(Item::View(view)) => match part(view, view.kind.element_size(), number(2), number(3)) {
            Some(bytes) => gl.record(|c| c.buffer_data(target, Some(bytes), usage)),
            None => gl.with(|c| c.synthesize_error(INVALID_VALUE)),
        },
        Some(Item::Number(size)) => gl.record(|c| c.buffer_data_size(target, offset(*size), usage)),
        Some(Item::Null | Item::Undefined) => gl.with(|c| c.buffer_data(target, None, usage)),
        // Any other object is a number to Web IDL, and this one is none.
        Some(Item::Object | Item::Native(_) | Item::Pixels { .. }) => {
            gl.record(|c| c.buffer_data_size(target, 0, usage));
        }
        None => return Err(JsError::Type("bufferData: no size, buffer or view".to_owned())),
    }
    Ok(())
}

/// Four numbers of a vertex attribute; missing ones are 0, 0, 0, 1.
fn attribute<const N: usize>(list: &[f32]) -> Option<[f32; 4]> {
    let mut values = [0.0, 0.0, 0.0, 1.0];
    values[..N].copy_from_slice(list.get(..N)?);
    Some(values)
}

fn vertex_attribute<const N: usize>(gl: &WebGl, index: u32, list: &[f32]) {
    gl.with(|c| match attribute::<N>(list) {
        Some(values) => c.vertex_attrib_f(index, values),
        None => c.synthesize_error(INVALID_VALUE),
    });
}

native_members! {
    /// Of both versions.
    pub(super) fn members for WebGl;
    methods {
        fn createBuffer(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let buffer = this.with(|c| c.create_buffer());
            this.object(&ctx, buffer)
        }
        fn deleteBuffer(this, buffer: Nullable<&WebGlBuffer>) {
            this.with(|c| c.delete_buffer(buffer.0.map(WebGlBuffer::handle)));
        }
        fn isBuffer(this, buffer: Nullable<&WebGlBuffer>) -> bool {
            this.with(|c| c.is_buffer(buffer.0.map(WebGlBuffer::handle)))
        }
        fn bindBuffer(this, target: u32, buffer: Nullable<&WebGlBuffer>) {
            this.with(|c| c.bind_buffer(target, buffer.0.map(WebGlBuffer::handle)));
        }
        fn bufferData(this, target: u32, rest: Items<'_, 4, 2>) -> Result<(), JsError> { buffer_data(this, target, &rest) }
        fn bufferSubData(this, target: u32, at: f64, view: ArrayView<'_>, from: Option<f64>, length: Option<f64>) {
            match part(&view, view.kind.element_size(), from.unwrap_or(0.0), length.unwrap_or(0.0)) {
                Some(bytes) => this.record(|c| c.buffer_sub_data(target, offset(at), bytes)),
                None => this.with(|c| c.synthesize_error(INVALID_VALUE)),
            }
        }
        fn getBufferParameter(this, ctx: Ctx<'_>, target: u32, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_buffer_parameter(target, name));
            this.answer(&ctx, parameter)
        }

        fn enableVertexAttribArray(this, index: u32) { this.with(|c| c.enable_vertex_attrib_array(index)); }
        fn disableVertexAttribArray(this, index: u32) { this.with(|c| c.disable_vertex_attrib_array(index)); }
        fn vertexAttribPointer(this, index: u32, size: i32, kind: u32, normalized: bool, stride: i32, at: f64) {
            this.with(|c| c.vertex_attrib_pointer(index, size, kind, normalized, stride, offset(at)));
        }
        fn vertexAttrib1f(this, index: u32, x: f32) { this.with(|c| c.vertex_attrib_f(index, [x, 0.0, 0.0, 1.0])); }
        fn vertexAttrib2f(this, index: u32, x: f32, y: f32) { this.with(|c| c.vertex_attrib_f(index, [x, y, 0.0, 1.0])); }
        fn vertexAttrib3f(this, index: u32, x: f32, y: f32, z: f32) {
            this.with(|c| c.vertex_attrib_f(index, [x, y, z, 1.0]));
        }
        fn vertexAttrib4f(this, index: u32, x: f32, y: f32, z: f32, w: f32) {
            this.with(|c| c.vertex_attrib_f(index, [x, y, z, w]));
        }
        fn vertexAttrib1fv(this, index: u32, values: List<'_, f32>) { vertex_attribute::<1>(this, index, &values); }
        fn vertexAttrib2fv(this, index: u32, values: List<'_, f32>) { vertex_attribute::<2>(this, index, &values); }
        fn vertexAttrib3fv(this, index: u32, values: List<'_, f32>) { vertex_attribute::<3>(this, index, &values); }
        fn vertexAttrib4fv(this, index: u32, values: List<'_, f32>) { vertex_attribute::<4>(this, index, &values); }
        fn getVertexAttrib(this, ctx: Ctx<'_>, index: u32, name: u32) -> Result<Value<'_>, JsError> {
            let parameter = this.with(|c| c.get_vertex_attrib(index, name));
            this.answer(&ctx, parameter)
        }
        fn getVertexAttribOffset(this, index: u32, name: u32) -> f64 {
            this.with(|c| c.get_vertex_attrib_offset(index, name)) as f64
        }
    }
}

native_members! {
    /// Of WebGL 2.
    pub(super) fn version_two for WebGl;
    methods {
        fn bindBufferBase(this, target: u32, index: u32, buffer: Nullable<&WebGlBuffer>) {
            this.with(|c| c.bind_buffer_base(target, index, buffer.0.map(WebGlBuffer::handle)));
        }
        fn bindBufferRange(this, target: u32, index: u32, buffer: Nullable<&WebGlBuffer>, at: f64, size: f64) {
            this.with(|c| {
                c.bind_buffer_range(target, index, buffer.0.map(WebGlBuffer::handle), offset(at), offset(size));
            });
        }
        fn copyBufferSubData(this, from: u32, to: u32, from_offset: f64, to_offset: f64, size: f64) {
            this.record(|c| c.copy_buffer_sub_data(from, to, offset(from_offset), offset(to_offset), offset(size)));
        }
        fn getBufferSubData(
            this, target: u32, at: f64, view: sparrow_script::native::ViewMutOrNumber<'_>, from: Option<f64>, length: Option<f64>,
        ) -> Result<(), JsError> {
            super::reads::get_buffer_sub_data(this, target, offset(at), view, from.unwrap_or(0.0), length.unwrap_or(0.0))
        }

        fn vertexAttribIPointer(this, index: u32, size: i32, kind: u32, stride: i32, at: f64) {
            this.with(|c| c.vertex_attrib_i_pointer(index, size, kind, stride, offset(at)));
        }
        fn vertexAttribDivisor(this, index: u32, divisor: u32) { this.with(|c| c.vertex_attrib_divisor(index, divisor)); }
        fn vertexAttribI4i(this, index: u32, x: i32, y: i32, z: i32, w: i32) {
            this.with(|c| c.vertex_attrib_i(index, [x, y, z, w]));
        }
        fn vertexAttribI4ui(this, index: u32, x: u32, y: u32, z: u32, w: u32) {
            this.with(|c| c.vertex_attrib_ui(index, [x, y, z, w]));
        }
        fn vertexAttribI4iv(this, index: u32, values: List<'_, i32>) {
            this.with(|c| match *values {
                [x, y, z, w, ..] => c.vertex_attrib_i(index, [x, y, z, w]),
                _ => c.synthesize_error(INVALID_VALUE),
            });
        }
        fn vertexAttribI4uiv(this, index: u32, values: List<'_, u32>) {
            this.with(|c| match *values {
                [x, y, z, w, ..] => c.vertex_attrib_ui(index, [x, y, z, w]),
                _ => c.synthesize_error(INVALID_VALUE),
            });
        }

        fn createVertexArray(this, ctx: Ctx<'_>) -> Result<Value<'_>, JsError> {
            let array = this.with(|c| c.create_vertex_array());
            this.object(&ctx, array)
        }
        fn deleteVertexArray(this, array: Nullable<&WebGlVertexArray>) {
            this.with(|c| c.delete_vertex_array(array.0.map(WebGlVertexArray::handle)));
        }
        fn isVertexArray(this, array: Nullable<&WebGlVertexArray>) -> bool {
            this.with(|c| c.is_vertex_array(array.0.map(WebGlVertexArray::handle)))
        }
        fn bindVertexArray(this, array: Given<JsArg<'_>>) -> Result<(), JsError> {
            let bound = this.bound_object::<WebGlVertexArray>(array.0)?;
            this.with(|c| c.bind_vertex_array(bound.map(WebGlVertexArray::handle)));
            this.keep_bound(Slot::VertexArray, array.0);
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_count_in_elements_and_stay_inside() {
        let bytes = [0u8, 1, 2, 3, 4, 5, 6, 7];
        assert_eq!(part(&bytes, 4, 0.0, 0.0), Some(&bytes[..]));
        assert_eq!(part(&bytes, 4, 1.0, 0.0), Some(&bytes[4..]));
        assert_eq!(part(&bytes, 2, 1.0, 2.0), Some(&bytes[2..6]));
        assert_eq!(part(&bytes, 4, 2.0, 0.0), Some(&bytes[8..]));
        for (from, length) in [(3.0, 0.0), (0.0, 3.0), (-1.0, 0.0), (1e300, 0.0), (0.0, 1e300)] {
            assert_eq!(part(&bytes, 4, from, length), None, "{from} {length}");
        }
        assert_eq!(list_part(&[1, 2, 3], Some(1), None), Some(&[2, 3][..]));
        assert_eq!(list_part(&[1, 2, 3], Some(1), Some(3)), None);
    }
}
