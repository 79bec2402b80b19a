//! [`Items`]: the arguments of functions with many overloads, such as `texImage2D`.

use rquickjs::qjs;

use super::{
    Arg, Args, Call, JsArg, Thrown, args, class,
    slices::Hold,
    views::{ArrayView, ViewSource},
};

/// One argument, by what it is.
pub enum Item<'a> {
    /// `undefined`
    Undefined,
    /// `null`
    Null,
    /// A number, or a string or boolean as one.
    Number(f64),
    /// A buffer or view.
    View(ArrayView<'a>),
    /// An object with `width`, `height` and bytes in `data`, as `ImageData` is.
    Pixels {
        /// `width`
        width: f64,
        /// `height`
        height: f64,
        /// `data`
        data: ArrayView<'a>,
    },
    /// An object of a native class.
    Native(JsArg<'a>),
    /// Any other object.
    Object,
}

impl Item<'_> {
    /// The number, when it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }
}

/// All arguments from a place on, `LEAST` at least and `N` at most.
pub struct Items<'a, const N: usize, const LEAST: usize = 0>(Vec<Item<'a>>);

impl<'a, const N: usize, const LEAST: usize> std::ops::Deref for Items<'a, N, LEAST> {
    type Target = [Item<'a>];
    fn deref(&self) -> &[Item<'a>] {
        &self.0
    }
}

/// An [`Item`] before its second pass.
#[doc(hidden)]
pub enum ItemSource<'a> {
    Undefined,
    Null,
    Number(f64),
    View(ViewSource<'a>),
    /// The value of `data` is held, because a getter may have made it for this call only.
    Pixels(f64, f64, ViewSource<'a>, Hold<'a>),
    Native(qjs::JSValue),
    Object,
}

fn stage_one<'a>(call: &'a Call<'a>, value: qjs::JSValue) -> Result<ItemSource<'a>, Thrown> {
    // SAFETY: every value has a tag.
    match unsafe { qjs::JS_VALUE_GET_NORM_TAG(value) } {
        qjs::JS_TAG_UNDEFINED => return Ok(ItemSource::Undefined),
        qjs::JS_TAG_NULL => return Ok(ItemSource::Null),
        qjs::JS_TAG_OBJECT => {}
        _ => return args::to_f64(call, &value).map(ItemSource::Number),
    }
    if let Some(view) = ViewSource::stage(call, value)? {
        return Ok(ItemSource::View(view));
    }
    if class::is_native(value) {
        return Ok(ItemSource::Native(value));
    }
    // SAFETY: the value is an argument of the call; property values are owned.
    unsafe {
        let data = qjs::JS_GetPropertyStr(call.raw(), value, c"data".as_ptr());
        if qjs::JS_IsException(data) {
            return Err(Thrown);
        }
        let held = Hold { call, buffer: data };
        let Some(view) = ViewSource::stage(call, data)? else { return Ok(ItemSource::Object) };
        let side = |name: &std::ffi::CStr| {
            let side = qjs::JS_GetPropertyStr(call.raw(), value, name.as_ptr());
            let number = args::to_f64(call, &side);
            qjs::JS_FreeValue(call.raw(), side);
            number
        };
        Ok(ItemSource::Pixels(side(c"width")?, side(c"height")?, view, held))
    }
}

// SAFETY: says that it borrows; `finish` runs no JavaScript. Every view is of an argument, or of an array that is held.
unsafe impl<'a, const N: usize, const LEAST: usize> Arg<'a> for Items<'a, N, LEAST> {
    const COUNT: usize = N;
    const REQUIRED: usize = LEAST;
    const BORROWS: bool = true;
    type Staged = Vec<ItemSource<'a>>;
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self::Staged, Thrown> {
        let count = args.argc.saturating_sub(index).min(N);
        (0..count).map(|at| stage_one(call, args.at(index + at))).collect()
    }
    fn finish(call: &'a Call<'a>, staged: Self::Staged) -> Result<Self, Thrown> {
        let items = staged.into_iter().map(|source| {
            Ok(match source {
                ItemSource::Undefined => Item::Undefined,
                ItemSource::Null => Item::Null,
                ItemSource::Number(number) => Item::Number(number),
                ItemSource::View(view) => Item::View(view.finish(call)?),
                ItemSource::Pixels(width, height, view, held) => {
                    Item::Pixels { width, height, data: view.finish(call)?.holding(held) }
                }
                ItemSource::Native(value) => Item::Native(JsArg { call, value }),
                ItemSource::Object => Item::Object,
            })
        });
        items.collect::<Result<_, _>>().map(Self)
    }
}
