//! `readPixels` and `getBufferSubData`: what is written into the script's memory.

use super::{
    buffers::{offset, part_range},
    calls::Gl,
    rendering_context::WebGl,
};
use sparrow_script::native::{ArrayKind, JsError, ViewMutOrNumber};
use sparrow_webgl::{ElementType, ReadDestination, constants::INVALID_VALUE};

/// What a view's elements are to WebGL; `None` for arrays that it takes nowhere.
pub(super) fn element_type(kind: ArrayKind) -> Option<ElementType> {
    Some(match kind {
        ArrayKind::DataView => ElementType::DataView,
        ArrayKind::Int8 => ElementType::Int8,
        ArrayKind::Uint8 => ElementType::Uint8,
        ArrayKind::Uint8Clamped => ElementType::Uint8Clamped,
        ArrayKind::Int16 => ElementType::Int16,
        ArrayKind::Uint16 => ElementType::Uint16,
        ArrayKind::Int32 => ElementType::Int32,
        ArrayKind::Uint32 => ElementType::Uint32,
        ArrayKind::Float32 => ElementType::Float32,
        ArrayKind::ArrayBuffer
        | ArrayKind::BigInt64
        | ArrayKind::BigUint64
        | ArrayKind::Float16
        | ArrayKind::Float64 => return None,
    })
}

/// What a script that reads this context is told where a texture shows the open data domain's canvas.
pub(super) fn check_origin_clean(gl: &Gl) -> Result<(), JsError> {
    let graphics = gl.host.graphics.borrow();
    graphics.canvases.check_origin_clean(gl.canvas.id()).map_err(crate::classes::context2d::dom_error)
}

/// `readPixels` into a view, into a pixel pack buffer at an offset, or into nothing (an error that the context knows).
pub(super) fn read_pixels(
    gl: &WebGl,
    [x, y, width, height]: [i32; 4],
    format: u32,
    kind: u32,
    to: ViewMutOrNumber<'_>,
    from: f64,
) -> Result<(), JsError> {
    check_origin_clean(gl)?;
    match to {
        ViewMutOrNumber::Number(at) => {
            gl.ask_and_record(|c, backend| {
                c.read_pixels_to_buffer(backend, x, y, width, height, format, kind, offset(at));
            });
        }
        ViewMutOrNumber::Null => {
            gl.ask(|c, backend| c.read_pixels(backend, x, y, width, height, format, kind, None));
        }
        ViewMutOrNumber::View(array, mut bytes) => {
            let Some(element) = element_type(array) else {
                return Err(JsError::Type("readPixels: the destination is no view of numbers".to_owned()));
            };
            let Some(range) = part_range(bytes.len(), array.element_size(), from, 0.0) else {
                gl.with(|c| c.synthesize_error(INVALID_VALUE));
                return Ok(());
            };
            let to = ReadDestination { bytes: &mut bytes[range], element };
            gl.ask(|c, backend| c.read_pixels(backend, x, y, width, height, format, kind, Some(to)));
        }
    }
    Ok(())
}

/// `getBufferSubData`.
pub(super) fn get_buffer_sub_data(
    gl: &WebGl,
    target: u32,
    at: i64,
    to: ViewMutOrNumber<'_>,
    from: f64,
    length: f64,
) -> Result<(), JsError> {
    // Transform feedback can write what a vertex shader read from a texture.
    check_origin_clean(gl)?;
    let ViewMutOrNumber::View(array, mut bytes) = to else {
        return Err(JsError::Type("getBufferSubData: the destination is no view".to_owned()));
    };
    match part_range(bytes.len(), array.element_size(), from, length) {
        Some(range) => {
            gl.ask(|c, backend| c.get_buffer_sub_data(backend, target, at, &mut bytes[range]));
        }
        None => gl.with(|c| c.synthesize_error(INVALID_VALUE)),
    }
    Ok(())
}
