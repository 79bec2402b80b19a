//! The way in: null pointers, wrong threads, calls from inside of a frame and panics end here.

use crate::{
    game::SparrowGame,
    status::{
        Refusal, SPARROW_STATUS_INTERNAL, SPARROW_STATUS_OK, SPARROW_STATUS_WRONG_THREAD, SparrowStatus,
    },
};
use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Runs `work`; a panic is a refusal.
pub(crate) fn guarded<T>(work: impl FnOnce() -> Result<T, Refusal>) -> Result<T, Refusal> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(panicked(payload.as_ref())))
}

fn panicked(payload: &(dyn Any + Send)) -> Refusal {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic");
    Refusal::new(SPARROW_STATUS_INTERNAL, format!("internal error: {text}; please report this"))
}

/// Runs `work` on a game, on its thread. The message of a refusal is kept for `sparrow_game_message`.
///
/// # Safety
/// Null, or a game that has not been destroyed.
pub(crate) unsafe fn on_game(
    game: *const SparrowGame,
    work: impl FnOnce(&SparrowGame) -> Result<(), Refusal>,
) -> SparrowStatus {
    // SAFETY: by the contract of this function. Only shared references are ever made of a game.
    let Some(game) = (unsafe { game.as_ref() }) else { return crate::status::SPARROW_STATUS_BAD_ARGUMENT };
    if !game.is_on_its_thread() {
        // The message belongs to the game's thread.
        return SPARROW_STATUS_WRONG_THREAD;
    }
    match guarded(|| work(game)) {
        Ok(()) => SPARROW_STATUS_OK,
        Err(refusal) => {
            let status = refusal.status;
            game.keep_message(&refusal.message);
            status
        }
    }
}
