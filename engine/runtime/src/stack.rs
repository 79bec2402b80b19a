//! The share of the thread's stack that a game's scripts get: JavaScript nests on the stack of whoever runs the game.

use crate::game::Game;

/// What scripts get by default, at least and at most; with less our own could fail.
const USUAL_BYTES: std::ops::RangeInclusive<usize> = (128 << 10)..=(8 << 20);

/// The thread has too little of its stack left for what the game's scripts may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the thread has {left} bytes of its stack left; scripts may use {script_bytes} and the library needs half as much again: give \
     the thread a larger stack, or lower limits.stack_bytes"
)]
pub struct StackError {
    /// Bytes that are left.
    pub left: usize,
    /// Bytes that scripts may use.
    pub script_bytes: usize,
}

/// What scripts get: what was asked for, or half of what the thread has left.
pub(crate) fn share(asked: Option<usize>) -> Result<usize, StackError> {
    let usual = || match stacker::remaining_stack() {
        Some(left) => (left / 2).clamp(*USUAL_BYTES.start(), *USUAL_BYTES.end()),
        None => *USUAL_BYTES.start(),
    };
    let bytes = asked.unwrap_or_else(usual);
    check(bytes)?;
    Ok(bytes)
}

/// A call needs the scripts' share of the stack, and half as much for what they call.
pub(crate) fn check(script_bytes: usize) -> Result<(), StackError> {
    let needed = script_bytes.saturating_add(script_bytes / 2);
    match stacker::remaining_stack() {
        Some(left) if left < needed => Err(StackError { left, script_bytes }),
        _ => Ok(()),
    }
}

impl Game {
    /// Whether the calling thread has the stack that a frame needs, here where it would be called.
    pub fn check_stack(&self) -> Result<(), StackError> {
        check(self.stack_bytes)
    }

    /// Bytes of the stack that scripts may use.
    pub fn stack_bytes(&self) -> usize {
        self.stack_bytes
    }
}
