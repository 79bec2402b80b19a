//! Arguments that may be several kinds of arrays: what WebGL's functions take.
//!
//! As with slices, the second pass takes the pointers, after everything that could run JavaScript.

use std::borrow::Cow;

use rquickjs::qjs;

use super::{
    Arg, Args, BytesMut, Call, Element, JsError, Thrown, args,
    slices::{BufferSource, Hold, is_buffer, refuse, view},
};

/// What an `ArrayBuffer` or view is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum ArrayKind {
    ArrayBuffer,
    DataView,
    Int8,
    Uint8,
    Uint8Clamped,
    Int16,
    Uint16,
    Int32,
    Uint32,
    BigInt64,
    BigUint64,
    Float16,
    Float32,
    Float64,
}

impl ArrayKind {
    /// `BYTES_PER_ELEMENT`; 1 for what has no elements.
    pub fn element_size(self) -> usize {
        match self {
            Self::ArrayBuffer | Self::DataView | Self::Int8 | Self::Uint8 | Self::Uint8Clamped => 1,
            Self::Int16 | Self::Uint16 | Self::Float16 => 2,
            Self::Int32 | Self::Uint32 | Self::Float32 => 4,
            Self::BigInt64 | Self::BigUint64 | Self::Float64 => 8,
        }
    }

    pub(super) fn of(call: &Call<'_>, value: qjs::JSValue) -> Option<Self> {
        // SAFETY: reads the class of a live value.
        let (array, is_view) = unsafe { (qjs::JS_GetTypedArrayType(value), qjs::JS_IsDataView(value)) };
        if is_buffer(call, value) {
            return Some(Self::ArrayBuffer);
        }
        if is_view {
            return Some(Self::DataView);
        }
        Some(match u32::try_from(array).ok()? {
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8C => Self::Uint8Clamped,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT8 => Self::Int8,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8 => Self::Uint8,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT16 => Self::Int16,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT16 => Self::Uint16,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT32 => Self::Int32,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT32 => Self::Uint32,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_BIG_INT64 => Self::BigInt64,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_BIG_UINT64 => Self::BigUint64,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT16 => Self::Float16,
            qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT32 => Self::Float32,
            _ => Self::Float64,
        })
    }
}

/// The bytes of any `ArrayBuffer`, typed array or `DataView`, with what it is.
pub struct ArrayView<'a> {
    /// What it is.
    pub kind: ArrayKind,
    bytes: Cow<'a, [u8]>,
    _hold: Option<Hold<'a>>,
    _array: Option<Hold<'a>>,
}

impl<'a> ArrayView<'a> {
    /// Keeps the array too, where no argument does.
    pub(super) fn holding(self, array: Hold<'a>) -> Self {
        Self { _array: Some(array), ..self }
    }
}

impl std::ops::Deref for ArrayView<'_> {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// An [`ArrayView`] before its second pass.
#[doc(hidden)]
pub struct ViewSource<'a>(ArrayKind, BufferSource<'a>);

impl<'a> ViewSource<'a> {
    /// `None` when the value is neither a buffer nor a view.
    pub(super) fn stage(call: &'a Call<'a>, value: qjs::JSValue) -> Result<Option<Self>, Thrown> {
        let Some(kind) = ArrayKind::of(call, value) else { return Ok(None) };
        Ok(Some(Self(kind, BufferSource::stage(call, value)?)))
    }

    pub(super) fn finish(self, call: &'a Call<'a>) -> Result<ArrayView<'a>, Thrown> {
        let (view, hold) = self.1.finish(call)?;
        // SAFETY: the memory is inside the buffer, and nothing can write or move it before the body ends.
        let bytes = unsafe { view.read() };
        Ok(ArrayView { kind: self.0, bytes, _hold: hold, _array: None })
    }
}

// SAFETY: says that it borrows; `finish` runs no JavaScript.
unsafe impl<'a> Arg<'a> for ArrayView<'a> {
    const COUNT: usize = 1;
    const BORROWS: bool = true;
    type Staged = ViewSource<'a>;
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<ViewSource<'a>, Thrown> {
        ViewSource::stage(call, args.at(index))?.ok_or_else(|| refuse(call, "ArrayBuffer or view"))
    }
    fn finish(call: &'a Call<'a>, staged: ViewSource<'a>) -> Result<Self, Thrown> {
        staged.finish(call)
    }
}

/// Something to write to, a number, or `null`: the last argument of `readPixels`. It must be the only buffer argument.
pub enum ViewMutOrNumber<'a> {
    /// The writable bytes of a buffer or view.
    View(ArrayKind, BytesMut<'a>),
    /// A number.
    Number(f64),
    /// `null` or `undefined`.
    Null,
}

/// A [`ViewMutOrNumber`] before its second pass.
#[doc(hidden)]
pub enum ViewMutSource<'a> {
    View(ViewSource<'a>),
    Number(f64),
    Null,
}

// SAFETY: says that it borrows and writes; `finish` runs no JavaScript.
unsafe impl<'a> Arg<'a> for ViewMutOrNumber<'a> {
    const COUNT: usize = 1;
    const BORROWS: bool = true;
    const WRITES: bool = true;
    type Staged = ViewMutSource<'a>;
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<ViewMutSource<'a>, Thrown> {
        let value = args.at(index);
        if let Some(source) = ViewSource::stage(call, value)? {
            return Ok(ViewMutSource::View(source));
        }
        // SAFETY: every value has a tag.
        match unsafe { qjs::JS_VALUE_GET_NORM_TAG(value) } {
            qjs::JS_TAG_UNDEFINED | qjs::JS_TAG_NULL => Ok(ViewMutSource::Null),
            qjs::JS_TAG_OBJECT => Err(refuse(call, "view, number or null")),
            _ => args::to_f64(call, &value).map(ViewMutSource::Number),
        }
    }
    fn finish(call: &'a Call<'a>, staged: ViewMutSource<'a>) -> Result<Self, Thrown> {
        match staged {
            ViewMutSource::Null => Ok(Self::Null),
            ViewMutSource::Number(number) => Ok(Self::Number(number)),
            ViewMutSource::View(ViewSource(kind, source)) => Ok(Self::View(kind, source.finish_mut(call)?)),
        }
    }
}

/// A number of a [`List`].
pub trait ListElement: Element {
    /// Web IDL's conversion of a JavaScript number.
    fn from_number(number: f64) -> Self;
}

impl ListElement for f32 {
    fn from_number(number: f64) -> Self {
        number as f32
    }
}

/// ECMAScript's `ToInt32` of a number.
fn to_int32(number: f64) -> i32 {
    if !number.is_finite() {
        return 0;
    }
    number.trunc().rem_euclid(4_294_967_296.0) as u32 as i32
}

impl ListElement for i32 {
    fn from_number(number: f64) -> Self {
        to_int32(number)
    }
}

impl ListElement for u32 {
    fn from_number(number: f64) -> Self {
        to_int32(number) as u32
    }
}

/// `Float32List` and its kin: a typed array of the element type (read in place), or a list of numbers (copied).
pub struct List<'a, E: Element>(Cow<'a, [E]>);

impl<E: Element> std::ops::Deref for List<'_, E> {
    type Target = [E];
    #[inline(always)]
    fn deref(&self) -> &[E] {
        &self.0
    }
}

/// A [`List`] before its second pass.
#[doc(hidden)]
pub enum ListSource<E> {
    Array(qjs::JSValue),
    Copied(Vec<E>),
}

/// More numbers than any uniform, attribute or buffer takes from a plain list.
const MAX_LIST: f64 = (1 << 24) as f64;

/// The numbers of an array, of a typed array of another type, or of what looks like one.
#[cold]
#[inline(never)]
fn copy_list<E: ListElement>(call: &Call<'_>, value: qjs::JSValue) -> Result<Vec<E>, Thrown> {
    // SAFETY: the value is an argument of the call; property values are owned and freed.
    unsafe {
        if qjs::JS_VALUE_GET_NORM_TAG(value) != qjs::JS_TAG_OBJECT {
            return Err(refuse(call, E::ARRAY));
        }
        let length = qjs::JS_GetPropertyStr(call.raw(), value, c"length".as_ptr());
        if qjs::JS_VALUE_GET_NORM_TAG(length) == qjs::JS_TAG_UNDEFINED {
            return Err(refuse(call, E::ARRAY));
        }
        let count = args::to_f64(call, &length);
        qjs::JS_FreeValue(call.raw(), length);
        let count = count?;
        if count > MAX_LIST {
            return Err(call.throw(&JsError::Range(format!("a list of {count} numbers is too long"))));
        }
        let count = count.max(0.0) as u32;
        let mut numbers = Vec::with_capacity(count.min(1024) as usize);
        for index in 0..count {
            let item = qjs::JS_GetPropertyUint32(call.raw(), value, index);
            let number = args::to_f64(call, &item);
            qjs::JS_FreeValue(call.raw(), item);
            numbers.push(E::from_number(number?));
        }
        Ok(numbers)
    }
}

// SAFETY: says that it borrows; `finish` runs no JavaScript.
unsafe impl<'a, E: ListElement> Arg<'a> for List<'a, E> {
    const COUNT: usize = 1;
    const BORROWS: bool = true;
    type Staged = ListSource<E>;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<ListSource<E>, Thrown> {
        let value = args.at(index);
        // SAFETY: the value is an argument of the call.
        let array = unsafe { qjs::JS_GetTypedArrayType(value) };
        if array >= 0 && E::TYPES.contains(&(array as u32)) {
            return Ok(ListSource::Array(value));
        }
        copy_list(call, value).map(ListSource::Copied)
    }
    #[inline(always)]
    fn finish(call: &'a Call<'a>, staged: ListSource<E>) -> Result<Self, Thrown> {
        match staged {
            ListSource::Copied(numbers) => Ok(Self(Cow::Owned(numbers))),
            ListSource::Array(value) => {
                let view = view(call, value, E::ARRAY)?;
                // SAFETY: as for slices.
                Ok(Self(unsafe { view.read() }))
            }
        }
    }
}
