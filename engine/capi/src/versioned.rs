//! Structs that begin with their size: a caller of an older or newer header is understood.

use crate::status::Refusal;
use std::mem::MaybeUninit;

/// A struct of the header whose first field is its size.
///
/// # Safety
/// `repr(C)`, `size: usize` first, and every field is valid when its bytes are zero: numbers, pointers, optional functions.
pub(crate) unsafe trait Versioned: Copy {
    /// For messages.
    const NAME: &'static str;
}

/// No version will be larger; more is memory that nobody initialised.
const LARGEST: usize = 1 << 16;

/// Reads a struct; `None` for null. Fields that the caller's version does not have are zero; fields that this version does not have
/// must be.
///
/// # Safety
/// Null, or points to as many readable bytes as its size says.
pub(crate) unsafe fn read<T: Versioned>(start: *const T) -> Result<Option<T>, Refusal> {
    let name = T::NAME;
    if start.is_null() {
        return Ok(None);
    }
    if !start.is_aligned() {
        return Err(Refusal::argument(format!("{name} is not aligned")));
    }
    // SAFETY: the size comes first, by `Versioned`.
    let size = unsafe { start.cast::<usize>().read() };
    if !(2 * size_of::<usize>()..=LARGEST).contains(&size) {
        return Err(Refusal::argument(format!(
            "{name}.size is {size}; begin with {}_INIT",
            name.to_uppercase()
        )));
    }
    let known = size.min(size_of::<T>());
    let mut value = MaybeUninit::<T>::zeroed();
    // SAFETY: `known` bytes are readable by the contract, and `value` has room for them.
    unsafe { start.cast::<u8>().copy_to_nonoverlapping(value.as_mut_ptr().cast(), known) };
    // SAFETY: the caller's struct has `size` bytes, by the contract.
    let later = unsafe { std::slice::from_raw_parts(start.cast::<u8>().add(known), size - known) };
    if later.iter().any(|byte| *byte != 0) {
        return Err(Refusal::argument(format!(
            "{name} uses fields that this version of the library does not have"
        )));
    }
    // SAFETY: zero is valid for what was not copied, and the rest is the caller's, by `Versioned`.
    Ok(Some(unsafe { value.assume_init() }))
}

/// Writes a struct to the caller, as much as the caller's version has.
///
/// # Safety
/// Null, or points to as many writable bytes as its size says.
pub(crate) unsafe fn write<T: Versioned>(to: *mut T, mut value: T) -> Result<(), Refusal> {
    // SAFETY: by the contract of this function.
    if unsafe { read(to.cast_const()) }?.is_none() {
        return Ok(());
    }
    // SAFETY: the size comes first, by `Versioned`, and `read` has checked it.
    let size = unsafe { to.cast::<usize>().read() };
    let known = size.min(size_of::<T>());
    // SAFETY: both begin with their size, which is the caller's and stays; `known` bytes are there on both sides.
    unsafe {
        (&raw mut value).cast::<usize>().write(size);
        (&raw const value).cast::<u8>().copy_to_nonoverlapping(to.cast(), known);
    }
    Ok(())
}
