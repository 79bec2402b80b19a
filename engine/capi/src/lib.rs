//! The C interface (`include/sparrow.h`): games inside an app, several in one process.
//!
//! A game lives on the thread that created it; `sparrow_game_answer`, `_fail`, `_event` and the audio functions may be called from any.
//! Every function catches panics and refuses null pointers, wrong threads and calls from inside of a frame with a status and a
//! message. Structs of options carry their size, so that an app and a library of different versions understand each other.
//!
//! Boundary: what crosses is C. Absent on purpose: process globals, a thread of its own for the game, an event loop, anything about how games
//! work. `include/sparrow.h` is made from this crate by cbindgen (`cargo xtask header`) and compared by a test.
//!
//! **Unsafe code.** What a caller must keep is written once, at the head of the header: pointers are valid or null, strings end in NUL,
//! a game is not used after `sparrow_game_destroy`. The SAFETY comments here refer to that as *the contract*.
#![allow(unsafe_code, reason = "C hands over raw pointers")]
#![allow(unreachable_pub, reason = "C reaches it")]
#![allow(clippy::missing_safety_doc, reason = "the contract stands once, at the head of the header")]

mod audio;
mod boundary;
mod callbacks;
mod game;
mod host_services;
mod input;
mod options;
mod screen;
mod status;
#[cfg(test)]
mod tests;
mod text;
mod versioned;
mod window;
mod world;

use std::ffi::c_char;

/// What this header speaks. A library of the same number understands every program that was compiled with it.
pub const SPARROW_ABI_VERSION: u32 = 1;

/// `SPARROW_ABI_VERSION` of the library, which may be another than the header's.
#[unsafe(no_mangle)]
pub extern "C" fn sparrow_abi_version() -> u32 {
    SPARROW_ABI_VERSION
}

/// The library's version, `"0.1.0"`. The text is never freed.
#[unsafe(no_mangle)]
pub extern "C" fn sparrow_version() -> *const c_char {
    concat!(env!("CARGO_PKG_VERSION"), "\0").as_ptr().cast()
}
