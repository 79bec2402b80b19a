//! Native classes: Rust types behind JavaScript objects, called through raw C functions (25 to 50 ns a
//! call). The unsafe code is here and in what [`native_class!`](crate::native_class) expands to; a crate
//! that uses the macro needs none.
//!
//! Why it is sound:
//! - a method finds its object by class id, never by prototype, and gets `&T`. There is no `&mut T`, so
//!   calls may nest freely; types keep what changes in `Cell` and `RefCell`;
//! - arguments are converted in two passes: first everything that may run JavaScript, then the slices into
//!   array buffers; a method that asks for a context (and could run JavaScript) cannot take slices;
//! - panics end at the C boundary and become `InternalError`s;
//! - class ids are given once per process and class, and registered per runtime under the same number.

mod args;
mod call;
mod callable;
mod class;
mod items;
mod numbers;
mod returns;
mod slices;
mod text;
mod variant;
mod views;

#[macro_use]
mod macros;

pub use self::{
    args::{Arg, Argc, Given, JsArg, Nullable, Rest, This},
    call::{Args, Call, JsError, Thrown},
    callable::{Callable, create_callable, install_callable},
    class::{ClassSlot, ClassSpec, Member, Native, create, install, native_ref},
    items::{Item, Items},
    numbers::Numbers,
    returns::{BigInt, Buffer, BufferKind, Fields, IntoReturn, New, OrUndefined, Returned},
    slices::{Bytes, BytesMut, Element, copy_bytes, copy_some_bytes},
    text::{IdentityCache, JsStr, Text, TextOrNative},
    variant::{Variant, create_variant, install_variant},
    views::{ArrayKind, ArrayView, List, ListElement, ViewMutOrNumber},
};
pub(crate) use self::{
    call::panic_text,
    class::{check_class_ids, is_native_value, native_id},
    text::lossy,
};

/// What the expansion of [`native_class!`](crate::native_class) refers to. Not for use by hand.
#[doc(hidden)]
pub mod expansion {
    pub use super::call::{call_getter, call_method, call_setter, construct};
    pub use rquickjs::qjs::{JSContext, JSValue};
    pub use std::ffi::c_int;
}
