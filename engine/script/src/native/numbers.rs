//! Numbers of an overload: as many as were given.

use rquickjs::qjs;

use super::{
    Arg, Args, Call, Thrown,
    args::{tag, to_f64},
};

/// From `LEAST` to `N` numbers, as many as were given: for overloads that differ in their number of arguments.
///
/// They are read where the caller left them: copies of eight doubles on their way to the body cost more than the rest of the call.
pub struct Numbers<'a, const N: usize, const LEAST: usize = 0> {
    given: &'a [qjs::JSValue],
    /// What they became, when one of them was no number.
    converted: Option<Box<[f64; N]>>,
}

impl<const N: usize, const LEAST: usize> Numbers<'_, N, LEAST> {
    /// The numbers, when `K` were given.
    #[inline(always)]
    pub fn array<const K: usize>(&self) -> Option<[f64; K]> {
        if self.given.len() != K {
            return None;
        }
        Some(match &self.converted {
            None => std::array::from_fn(|at| number(&self.given[at])),
            Some(converted) => std::array::from_fn(|at| converted[at]),
        })
    }

    /// Whether none was given.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }
}

/// The number in a value that [`is_number`].
#[inline(always)]
fn number(value: &qjs::JSValue) -> f64 {
    // SAFETY: the payload is read as the tag says.
    unsafe {
        match tag(*value) {
            qjs::JS_TAG_INT => f64::from(qjs::JS_VALUE_GET_INT(*value)),
            qjs::JS_TAG_FLOAT64 => qjs::JS_VALUE_GET_FLOAT64(*value),
            // A call, though it never comes: without one the compiler makes both of the above and selects, which is dearer.
            _ => no_number(),
        }
    }
}

#[cold]
#[inline(never)]
fn no_number() -> f64 {
    f64::NAN
}

#[inline(always)]
fn is_number(value: qjs::JSValue) -> bool {
    matches!(tag(value), qjs::JS_TAG_INT | qjs::JS_TAG_FLOAT64)
}

#[cold]
#[inline(never)]
fn convert_all<const N: usize>(call: &Call<'_>, given: &[qjs::JSValue]) -> Result<Box<[f64; N]>, Thrown> {
    let mut numbers = Box::new([0.0; N]);
    for (number, value) in numbers.iter_mut().zip(given) {
        *number = to_f64(call, value)?;
    }
    Ok(numbers)
}

// SAFETY: nothing is borrowed from a buffer, and `finish` does nothing.
unsafe impl<'a, const N: usize, const LEAST: usize> Arg<'a> for Numbers<'a, N, LEAST> {
    const COUNT: usize = N;
    const REQUIRED: usize = LEAST;
    type Staged = Self;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<Self, Thrown> {
        let given = args.from(index, N);
        let converted =
            if given.iter().all(|value| is_number(*value)) { None } else { Some(convert_all(call, given)?) };
        Ok(Self { given, converted })
    }
    #[inline(always)]
    fn finish(_: &'a Call<'a>, staged: Self) -> Result<Self, Thrown> {
        Ok(staged)
    }
}
