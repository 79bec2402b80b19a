//! Strings as arguments: read without copying, and recognised by identity.
//!
//! String literals are atoms in QuickJS: the same literal is the same pointer in every script while any of
//! them lives. [`IdentityCache`] keeps a reference to the strings it knows, so a pointer that matches is
//! that string, and `ctx.fillStyle = '#ff0000'` is parsed once and then costs a few nanoseconds.

use rquickjs::qjs;

use super::{Arg, Args, Call, JsArg, Native, Thrown, class};
use crate::persistent::JsRef;

/// A string argument, not yet read.
pub struct JsStr<'a> {
    call: &'a Call<'a>,
    value: qjs::JSValue,
    owned: bool,
}

impl<'a> JsStr<'a> {
    pub(super) fn borrowed(call: &'a Call<'a>, value: qjs::JSValue) -> Self {
        Self { call, value, owned: false }
    }

    /// `ToString(value)`; may run JavaScript.
    #[inline(always)]
    fn convert(call: &'a Call<'a>, value: qjs::JSValue) -> Result<Self, Thrown> {
        // SAFETY: the value is an argument of the call.
        let tag = unsafe { qjs::JS_VALUE_GET_NORM_TAG(value) };
        if tag == qjs::JS_TAG_STRING {
            return Ok(Self { call, value, owned: false });
        }
        Self::convert_slow(call, value)
    }

    #[cold]
    #[inline(never)]
    fn convert_slow(call: &'a Call<'a>, value: qjs::JSValue) -> Result<Self, Thrown> {
        // SAFETY: the value is an argument of the call; the result is owned.
        unsafe {
            let value = qjs::JS_ToString(call.raw(), value);
            if qjs::JS_IsException(value) {
                return Err(Thrown);
            }
            Ok(Self { call, value, owned: true })
        }
    }

    /// The address of the string, when it is flat: equal addresses are equal strings while one is alive.
    #[inline(always)]
    fn address(&self) -> Option<usize> {
        // SAFETY: a string has a pointer.
        unsafe {
            (qjs::JS_VALUE_GET_NORM_TAG(self.value) == qjs::JS_TAG_STRING)
                .then(|| qjs::JS_VALUE_GET_PTR(self.value) as usize)
        }
    }

    /// The text. Lone surrogates become U+FFFD.
    #[inline]
    pub fn text(&self) -> Text<'a> {
        Text::read(self.call, self.value)
    }

    /// Keeps the string beyond the call, for a getter that returns it unchanged.
    pub fn keep(&self) -> JsRef {
        // SAFETY: the context is live and the string alive.
        unsafe { JsRef::dup(self.call.raw(), self.value) }
    }
}

impl Drop for JsStr<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        if self.owned {
            // SAFETY: the conversion gave us this reference.
            unsafe { qjs::JS_FreeValue(self.call.raw(), self.value) };
        }
    }
}

// SAFETY: nothing is borrowed from a buffer, and `finish` does nothing.
unsafe impl<'a> Arg<'a> for JsStr<'a> {
    const COUNT: usize = 1;
    type Staged = Self;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
        Self::convert(call, args.at(index))
    }
    #[inline(always)]
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

/// The text of what QuickJS gives as UTF-8: lone surrogates, three bytes each there, become one U+FFFD each.
pub(crate) fn lossy(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.push_str(valid);
                return text;
            }
            Err(error) => {
                let (valid, bad) = rest.split_at(error.valid_up_to());
                text.push_str(&String::from_utf8_lossy(valid));
                text.push(char::REPLACEMENT_CHARACTER);
                let surrogate = matches!(bad, [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..]);
                let length = if surrogate { 3 } else { error.error_len().unwrap_or(bad.len()) };
                rest = &bad[length..];
            }
        }
    }
}

/// A string argument as UTF-8, valid for the call.
pub struct Text<'a> {
    call: &'a Call<'a>,
    bytes: Utf8,
}

enum Utf8 {
    /// From QuickJS, checked to be UTF-8, freed on drop.
    Borrowed(*const u8, usize),
    Owned(String),
}

impl<'a> Text<'a> {
    /// Reads a value that is already a string.
    fn read(call: &'a Call<'a>, value: qjs::JSValue) -> Self {
        let mut len = 0;
        // SAFETY: the context is live and the value a string; a null result has an exception pending, which
        // can only be lack of memory and is cleared, because this call cannot fail.
        unsafe {
            let bytes = qjs::JS_ToCStringLen2(call.raw(), &raw mut len, value, false).cast::<u8>();
            if bytes.is_null() {
                let exception = qjs::JS_GetException(call.raw());
                qjs::JS_FreeValue(call.raw(), exception);
                return Self { call, bytes: Utf8::Owned(String::new()) };
            }
            let slice = std::slice::from_raw_parts(bytes, len as usize);
            if std::str::from_utf8(slice).is_ok() {
                return Self { call, bytes: Utf8::Borrowed(bytes, len as usize) };
            }
            let text = lossy(slice);
            qjs::JS_FreeCString(call.raw(), bytes.cast());
            Self { call, bytes: Utf8::Owned(text) }
        }
    }
}

impl std::ops::Deref for Text<'_> {
    type Target = str;
    #[inline(always)]
    fn deref(&self) -> &str {
        match &self.bytes {
            // SAFETY: checked in `read`, and alive until drop.
            Utf8::Borrowed(bytes, len) => unsafe {
                std::str::from_utf8_unchecked(std::slice::from_raw_parts(*bytes, *len))
            },
            Utf8::Owned(text) => text,
        }
    }
}

impl Drop for Text<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        if let Utf8::Borrowed(bytes, _) = self.bytes {
            // SAFETY: QuickJS gave us these bytes.
            unsafe { qjs::JS_FreeCString(self.call.raw(), bytes.cast()) };
        }
    }
}

// SAFETY: the bytes belong to a string, which does not move; `finish` does nothing.
unsafe impl<'a> Arg<'a> for Text<'a> {
    const COUNT: usize = 1;
    type Staged = Self;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
        Ok(JsStr::convert(call, args.at(index))?.text())
    }
    #[inline(always)]
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

/// A native object, or a string: what `fillStyle` takes.
pub enum TextOrNative<'a> {
    /// Anything that is no native object, as a string.
    Text(JsStr<'a>),
    /// An object of some native class; ask it with [`JsArg::native`].
    Native(JsArg<'a>),
}

// SAFETY: nothing is borrowed from a buffer, and `finish` does nothing.
unsafe impl<'a> Arg<'a> for TextOrNative<'a> {
    const COUNT: usize = 1;
    type Staged = Self;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
        let value = args.at(index);
        if class::is_native(value) {
            return Ok(Self::Native(JsArg { call, value }));
        }
        JsStr::convert(call, value).map(Self::Text)
    }
    #[inline(always)]
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}

impl<'a> TextOrNative<'a> {
    /// The native object behind it, when it is one of `T`.
    pub fn native<T: Native>(&self) -> Option<&'a T> {
        match self {
            Self::Text(_) => None,
            Self::Native(value) => value.native(),
        }
    }
}

struct CacheEntry<V> {
    address: usize,
    value: V,
    text: JsRef,
}

/// What was made of the last `N` strings, found by the strings' identity.
pub struct IdentityCache<V, const N: usize> {
    entries: Vec<CacheEntry<V>>,
    next: usize,
}

impl<V, const N: usize> Default for IdentityCache<V, N> {
    fn default() -> Self {
        Self { entries: Vec::with_capacity(N), next: 0 }
    }
}

impl<V, const N: usize> IdentityCache<V, N> {
    /// What was made of this very string, with the string itself.
    #[inline]
    pub fn get(&self, text: &JsStr<'_>) -> Option<&V> {
        let address = text.address()?;
        self.entries.iter().find(|entry| entry.address == address).map(|entry| &entry.value)
    }

    /// The kept string of an entry: what a getter returns.
    pub fn kept(&self, text: &JsStr<'_>) -> Option<&JsRef> {
        let address = text.address()?;
        self.entries.iter().find(|entry| entry.address == address).map(|entry| &entry.text)
    }

    /// Remembers what a string means. Strings without an identity (conversions, long concatenations) are
    /// not remembered.
    pub fn insert(&mut self, text: &JsStr<'_>, value: V) {
        let Some(address) = text.address().filter(|_| !text.owned && N > 0) else { return };
        let entry = CacheEntry { address, value, text: text.keep() };
        if self.entries.len() < N {
            self.entries.push(entry);
        } else {
            self.entries[self.next] = entry;
            self.next = (self.next + 1) % N;
        }
    }
}
