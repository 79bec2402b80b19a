//! The argument types of native methods. See [`Arg`] for the list.

use rquickjs::{Ctx, Value, qjs};

use super::{Args, Call, JsError, JsStr, Native, Thrown, class};
use crate::persistent::{JsRef, same_bits};

/// A type that a native method may name for an argument.
///
/// | type | from JavaScript |
/// | --- | --- |
/// | `f64` `f32` `i32` `u32` `bool` | `ToNumber` / `ToInt32` / `ToBoolean`, as Web IDL says for unrestricted types |
/// | `Option<A>` | `undefined` or nothing: `None`, else `A` |
/// | `Nullable<A>` | `undefined` or `null`: `None`, else `A` |
/// | [`Numbers<'_, N, LEAST>`](super::Numbers) | `LEAST` (or none) to `N` numbers, for overloads such as those of `drawImage` |
/// | [`JsStr`] / [`Text`](super::Text) / `String` | `ToString`; read on demand / as `&str` / copied |
/// | [`TextOrNative`](super::TextOrNative) | a native object, or else `ToString` |
/// | `&T` where `T` is a native class | the object behind it, or a `TypeError` |
/// | `&[f32]`, `&[u8]` .. | a typed array of that element type |
/// | [`Bytes`](super::Bytes) / [`BytesMut`](super::BytesMut) | any `ArrayBuffer` or view |
/// | [`JsArg`] / [`JsRef`] | any value or nothing, borrowed for the call / kept |
/// | [`Given<A>`](Given) | `A`, where `A` could be left out |
/// | [`Rest`] | all arguments from here on |
/// | [`Argc`] | how many arguments were given; takes none |
/// | [`This`] | the object the method was called on, as a value; takes none |
/// | `Ctx` | the context for rquickjs; takes none, and rules out slices |
/// | `Value` | any value or nothing, for rquickjs |
///
/// Of a method, the arguments up to the last one that must be given ([`REQUIRED`](Arg::REQUIRED)) are its `length`, and a call with fewer throws
/// the `TypeError` of Web IDL before anything is converted.
///
/// # Safety
/// `finish` runs no JavaScript, and `REACHES_JS`, `BORROWS` and `WRITES` tell the truth.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot be an argument of a native method")]
pub unsafe trait Arg<'a>: Sized {
    /// How many arguments it takes.
    const COUNT: usize;
    /// How many of them must be given.
    const REQUIRED: usize = Self::COUNT;
    /// The body can run JavaScript through it.
    const REACHES_JS: bool = false;
    /// It points into an array buffer.
    const BORROWS: bool = false;
    /// It may write there.
    const WRITES: bool = false;
    /// What the first pass makes.
    type Staged;
    /// The first pass, in order of the arguments; may run JavaScript (`valueOf`, `toString`).
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self::Staged, Thrown>;
    /// The second pass, after every argument was staged.
    fn finish(call: &'a Call<'a>, staged: Self::Staged) -> Result<Self, Thrown>;
}

/// An argument that is complete after the first pass.
macro_rules! staged_arg {
    ($type:ty $(, required = $required:literal)?; $call:ident, $value:ident => $body:expr) => {
        // SAFETY: nothing is borrowed from a buffer, and `finish` does nothing.
        unsafe impl<'a> Arg<'a> for $type {
            const COUNT: usize = 1;
            $(const REQUIRED: usize = $required;)?
            type Staged = Self;
            #[inline(always)]
            fn stage($call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
                let $value = args.at_ref(index);
                $body
            }
            #[inline(always)]
            fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
                Ok(staged)
            }
        }
    };
}

#[inline(always)]
pub(super) fn tag(value: qjs::JSValue) -> i32 {
    // SAFETY: every value has a tag.
    unsafe { qjs::JS_VALUE_GET_NORM_TAG(value) }
}

#[inline(always)]
pub(super) fn to_f64(call: &Call<'_>, value: &qjs::JSValue) -> Result<f64, Thrown> {
    // By reference, so that the path that is seldom taken does not have every value copied to the stack for it.
    // SAFETY: the payload is read as the tag says.
    unsafe {
        match tag(*value) {
            qjs::JS_TAG_INT => Ok(f64::from(qjs::JS_VALUE_GET_INT(*value))),
            qjs::JS_TAG_FLOAT64 => Ok(qjs::JS_VALUE_GET_FLOAT64(*value)),
            _ => to_f64_slow(call, value),
        }
    }
}

#[cold]
#[inline(never)]
fn to_f64_slow(call: &Call<'_>, value: &qjs::JSValue) -> Result<f64, Thrown> {
    let mut number = 0.0;
    // SAFETY: the value is an argument of the call.
    let result = unsafe { qjs::JS_ToFloat64(call.raw(), &raw mut number, *value) };
    if result < 0 { Err(Thrown) } else { Ok(number) }
}

#[inline(always)]
fn to_i32(call: &Call<'_>, value: &qjs::JSValue) -> Result<i32, Thrown> {
    if tag(*value) == qjs::JS_TAG_INT {
        // SAFETY: the tag says int.
        return Ok(unsafe { qjs::JS_VALUE_GET_INT(*value) });
    }
    to_i32_slow(call, value)
}

#[cold]
#[inline(never)]
fn to_i32_slow(call: &Call<'_>, value: &qjs::JSValue) -> Result<i32, Thrown> {
    let mut number = 0;
    // SAFETY: the value is an argument of the call.
    let result = unsafe { qjs::JS_ToInt32(call.raw(), &raw mut number, *value) };
    if result < 0 { Err(Thrown) } else { Ok(number) }
}

staged_arg!(f64; call, value => to_f64(call, value));
staged_arg!(f32; call, value => to_f64(call, value).map(|number| number as f32));
staged_arg!(i32; call, value => to_i32(call, value));
staged_arg!(u32; call, value => to_i32(call, value).map(|number| number as u32));
staged_arg!(bool; call, value => {
    if tag(*value) == qjs::JS_TAG_BOOL {
        // SAFETY: the tag says bool.
        return Ok(unsafe { qjs::JS_VALUE_GET_BOOL(*value) });
    }
    // SAFETY: the value is an argument of the call. ToBoolean runs no JavaScript and does not fail.
    Ok(unsafe { qjs::JS_ToBool(call.raw(), *value) } != 0)
});
staged_arg!(String; call, value => {
    // SAFETY: the value is an argument of the call.
    unsafe { crate::exception::raw_to_text(call.raw(), *value) }.ok_or(Thrown)
});
staged_arg!(JsRef, required = 0; call, value => {
    // SAFETY: the context is live and the value an argument of the call.
    Ok(unsafe { JsRef::dup(call.raw(), *value) })
});
staged_arg!(JsArg<'a>, required = 0; call, value => Ok(JsArg { call, value: *value }));

// SAFETY: the object is held by the argument array for the whole call; nothing runs in `finish`.
unsafe impl<'a, T: Native> Arg<'a> for &'a T {
    const COUNT: usize = 1;
    type Staged = Self;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
        // SAFETY: as above.
        match unsafe { class::object::<T>(args.at(index)) } {
            Some(object) => Ok(object),
            None => Err(wrong_class::<T>(call, index)),
        }
    }
    #[inline(always)]
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

#[cold]
#[inline(never)]
fn wrong_class<T: Native>(call: &Call<'_>, index: usize) -> Thrown {
    call.throw(&JsError::Type(format!("argument {} is not a {}", index + 1, T::NAME)))
}

// SAFETY: passes on what the inner type promises.
unsafe impl<'a, A: Arg<'a>> Arg<'a> for Option<A> {
    const COUNT: usize = A::COUNT;
    const REQUIRED: usize = 0;
    const REACHES_JS: bool = A::REACHES_JS;
    const BORROWS: bool = A::BORROWS;
    const WRITES: bool = A::WRITES;
    type Staged = Option<A::Staged>;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self::Staged, Thrown> {
        if tag(args.at(index)) == qjs::JS_TAG_UNDEFINED {
            return Ok(None);
        }
        A::stage(call, args, index).map(Some)
    }
    #[inline(always)]
    fn finish(call: &'a Call<'a>, staged: Self::Staged) -> Result<Self, Thrown> {
        staged.map(|staged| A::finish(call, staged)).transpose()
    }
}

/// An argument that may be `null` or `undefined`.
#[derive(Clone, Copy, Debug)]
pub struct Nullable<A>(pub Option<A>);

// SAFETY: passes on what the inner type promises.
unsafe impl<'a, A: Arg<'a>> Arg<'a> for Nullable<A> {
    const COUNT: usize = A::COUNT;
    const REACHES_JS: bool = A::REACHES_JS;
    const BORROWS: bool = A::BORROWS;
    const WRITES: bool = A::WRITES;
    type Staged = Option<A::Staged>;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self::Staged, Thrown> {
        match tag(args.at(index)) {
            qjs::JS_TAG_UNDEFINED | qjs::JS_TAG_NULL => Ok(None),
            _ => A::stage(call, args, index).map(Some),
        }
    }
    #[inline(always)]
    fn finish(call: &'a Call<'a>, staged: Self::Staged) -> Result<Self, Thrown> {
        Ok(Self(staged.map(|staged| A::finish(call, staged)).transpose()?))
    }
}

/// An argument that must be given, of a type that could be left out: any value but none.
#[derive(Clone, Copy, Debug)]
pub struct Given<A>(pub A);

// SAFETY: passes on what the inner type promises.
unsafe impl<'a, A: Arg<'a>> Arg<'a> for Given<A> {
    const COUNT: usize = A::COUNT;
    const REACHES_JS: bool = A::REACHES_JS;
    const BORROWS: bool = A::BORROWS;
    const WRITES: bool = A::WRITES;
    type Staged = A::Staged;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self::Staged, Thrown> {
        A::stage(call, args, index)
    }
    #[inline(always)]
    fn finish(call: &'a Call<'a>, staged: Self::Staged) -> Result<Self, Thrown> {
        A::finish(call, staged).map(Self)
    }
}

/// How many arguments the caller gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Argc(pub usize);

// SAFETY: nothing is borrowed, and `finish` does nothing.
unsafe impl<'a> Arg<'a> for Argc {
    const COUNT: usize = 0;
    type Staged = Self;
    #[inline(always)]
    fn stage(_: &'a Call<'a>, args: &Args<'a>, _: usize) -> Result<Self, Thrown> {
        Ok(Self(args.argc))
    }
    #[inline(always)]
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

/// The object that the method was called on, as a value: to keep it, or to return it.
#[derive(Clone, Copy)]
pub struct This<'a>(pub JsArg<'a>);

// SAFETY: nothing is borrowed from a buffer, and `finish` does nothing.
unsafe impl<'a> Arg<'a> for This<'a> {
    const COUNT: usize = 0;
    type Staged = Self;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, _: usize) -> Result<Self, Thrown> {
        Ok(Self(JsArg { call, value: args.this }))
    }
    #[inline(always)]
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

// SAFETY: says that it reaches JavaScript.
unsafe impl<'a> Arg<'a> for Ctx<'a> {
    const COUNT: usize = 0;
    const REACHES_JS: bool = true;
    type Staged = Self;
    fn stage(call: &'a Call<'a>, _: &Args<'a>, _: usize) -> Result<Self, Thrown> {
        Ok(call.ctx())
    }
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

// SAFETY: a value of rquickjs carries its context, so it says that it reaches JavaScript.
unsafe impl<'a> Arg<'a> for Value<'a> {
    const COUNT: usize = 1;
    const REQUIRED: usize = 0;
    const REACHES_JS: bool = true;
    type Staged = Self;
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
        Ok(JsArg { call, value: args.at(index) }.to_value())
    }
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

/// All arguments from a place on. It must be the last argument of its method.
pub struct Rest<'a>(Vec<JsArg<'a>>);

impl<'a> std::ops::Deref for Rest<'a> {
    type Target = [JsArg<'a>];
    fn deref(&self) -> &[JsArg<'a>] {
        &self.0
    }
}

// SAFETY: nothing is borrowed from a buffer, and `finish` does nothing.
unsafe impl<'a> Arg<'a> for Rest<'a> {
    const COUNT: usize = 0;
    type Staged = Self;
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
        Ok(Self((index..args.argc).map(|at| JsArg { call, value: args.at(at) }).collect()))
    }
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

/// Any value, borrowed for the call. Looking at it runs no JavaScript.
#[derive(Clone, Copy)]
pub struct JsArg<'a> {
    pub(super) call: &'a Call<'a>,
    pub(super) value: qjs::JSValue,
}

impl<'a> JsArg<'a> {
    /// Whether it is `undefined` (or was left out).
    pub fn is_undefined(&self) -> bool {
        tag(self.value) == qjs::JS_TAG_UNDEFINED
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        tag(self.value) == qjs::JS_TAG_NULL
    }

    /// Whether it is `null` or `undefined`.
    pub fn is_nullish(&self) -> bool {
        self.is_null() || self.is_undefined()
    }

    /// Whether it is an object (functions and arrays included).
    pub fn is_object(&self) -> bool {
        tag(self.value) == qjs::JS_TAG_OBJECT
    }

    /// Whether it can be called.
    pub fn is_function(&self) -> bool {
        // SAFETY: the value is an argument of the call.
        unsafe { qjs::JS_IsFunction(self.call.raw(), self.value) }
    }

    /// Its number, when it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match tag(self.value) {
            qjs::JS_TAG_INT | qjs::JS_TAG_FLOAT64 => to_f64(self.call, &self.value).ok(),
            _ => None,
        }
    }

    /// `ToNumber`; may run JavaScript.
    #[inline]
    pub fn to_number(&self) -> Result<f64, Thrown> {
        to_f64(self.call, &self.value)
    }

    /// `ToInt32`; may run JavaScript.
    #[inline]
    pub fn to_int32(&self) -> Result<i32, Thrown> {
        to_i32(self.call, &self.value)
    }

    /// `ToBigInt64`; may run JavaScript.
    pub fn to_bigint64(&self) -> Result<i64, Thrown> {
        let mut number = 0;
        // SAFETY: the value is an argument of the call.
        let result = unsafe { qjs::JS_ToBigInt64(self.call.raw(), &raw mut number, self.value) };
        if result < 0 { Err(Thrown) } else { Ok(number) }
    }

    /// Its boolean, when it is one.
    pub fn as_bool(&self) -> Option<bool> {
        // SAFETY: the tag is checked.
        (tag(self.value) == qjs::JS_TAG_BOOL).then(|| unsafe { qjs::JS_VALUE_GET_BOOL(self.value) })
    }

    /// Its string, when it is one.
    pub fn as_str(&self) -> Option<JsStr<'a>> {
        matches!(tag(self.value), qjs::JS_TAG_STRING | qjs::JS_TAG_STRING_ROPE)
            .then(|| JsStr::borrowed(self.call, self.value))
    }

    /// The native object behind it, when it is one of `T`.
    #[inline]
    pub fn native<T: Native>(&self) -> Option<&'a T> {
        // SAFETY: the value is held by the argument array for the whole call.
        unsafe { class::object::<T>(self.value) }
    }

    /// Whether it is the object (or the primitive) that `other` keeps.
    pub fn is_same(&self, other: &JsRef) -> bool {
        other.raw().is_some_and(|raw| same_bits(raw, self.value))
    }

    /// Keeps the value beyond the call.
    pub fn keep(&self) -> JsRef {
        // SAFETY: the context is live and the value an argument of the call.
        unsafe { JsRef::dup(self.call.raw(), self.value) }
    }

    /// The value for rquickjs. Only methods that also take a `Ctx` should run JavaScript with it.
    fn to_value(self) -> Value<'a> {
        // SAFETY: `from_raw` takes the new reference.
        unsafe { Value::from_raw(self.call.ctx(), qjs::JS_DupValue(self.call.raw(), self.value)) }
    }

    /// The value for rquickjs, in a method that takes a context.
    pub fn value(&self, _: &Ctx<'a>) -> Value<'a> {
        self.to_value()
    }
}
