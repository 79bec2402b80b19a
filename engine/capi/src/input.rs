//! What the app tells a game: input for its next frame, and, from any thread, answers and events.

use crate::{
    boundary::{guarded, on_game},
    game::SparrowGame,
    status::{Refusal, SPARROW_STATUS_BAD_ARGUMENT, SPARROW_STATUS_OK, SparrowStatus},
    text,
};
use serde_json::Value;
use sparrow_platform::{Failure, GamepadEvent, MAX_GAMEPADS, STANDARD_AXES, STANDARD_BUTTONS, ServiceEvent};
use sparrow_runtime::{InputEvent, MouseKind, TouchPhase};
use std::ffi::c_char;

/// A finger comes down, or a mouse button.
pub const SPARROW_DOWN: u32 = 0;
/// It moves.
pub const SPARROW_MOVE: u32 = 1;
/// It goes up.
pub const SPARROW_UP: u32 = 2;
/// The system took the finger away.
pub const SPARROW_CANCEL: u32 = 3;

unsafe fn queue(
    game: *mut SparrowGame,
    event: impl FnOnce() -> Result<InputEvent, Refusal>,
) -> SparrowStatus {
    let work = |game: &SparrowGame| {
        game.queue(event()?);
        Ok(())
    };
    // SAFETY: by the contract.
    unsafe { on_game(game, work) }
}

fn finite(values: &[f64]) -> Result<(), Refusal> {
    let all = values.iter().all(|value| value.is_finite());
    if all { Ok(()) } else { Err(Refusal::argument(format!("{values:?} are not all numbers"))) }
}

/// A step (`SPARROW_DOWN` to `SPARROW_CANCEL`) of a finger. `id` is any number that stays the same until the finger is up; `x` and `y` are logical pixels of the
/// window; `force` is 0 to 1, and 1 where it is not known.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_touch(
    game: *mut SparrowGame,
    step: u32,
    id: u64,
    x: f64,
    y: f64,
    force: f64,
) -> SparrowStatus {
    let event = || {
        finite(&[x, y, force])?;
        let phase = match step {
            SPARROW_DOWN => TouchPhase::Start,
            SPARROW_MOVE => TouchPhase::Move,
            SPARROW_UP => TouchPhase::End,
            SPARROW_CANCEL => TouchPhase::Cancel,
            other => return Err(Refusal::argument(format!("step {other} is none of a finger"))),
        };
        Ok(InputEvent::Touch { phase, id, x, y, force })
    };
    // SAFETY: by the contract.
    unsafe { queue(game, event) }
}

/// A step (`SPARROW_DOWN`, `_MOVE` or `_UP`) of the mouse; `button` is 0 left, 1 middle, 2 right. Games for phones hear of touches
/// only.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_mouse(
    game: *mut SparrowGame,
    step: u32,
    x: f64,
    y: f64,
    button: u8,
) -> SparrowStatus {
    let event = || {
        finite(&[x, y])?;
        let kind = match step {
            SPARROW_DOWN => MouseKind::Down,
            SPARROW_MOVE => MouseKind::Move,
            SPARROW_UP => MouseKind::Up,
            other => return Err(Refusal::argument(format!("step {other} is none of the mouse"))),
        };
        Ok(InputEvent::Mouse { kind, x, y, button })
    };
    // SAFETY: by the contract.
    unsafe { queue(game, event) }
}

/// The wheel turned, by logical pixels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_wheel(
    game: *mut SparrowGame,
    x: f64,
    y: f64,
    delta_x: f64,
    delta_y: f64,
) -> SparrowStatus {
    let event = || {
        finite(&[x, y, delta_x, delta_y])?;
        Ok(InputEvent::Wheel { x, y, delta_x, delta_y })
    };
    // SAFETY: by the contract.
    unsafe { queue(game, event) }
}

/// A key goes down (1) or up (0); `key` and `code` as in UI Events: `"a"` and `"KeyA"`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_key(
    game: *mut SparrowGame,
    down: u32,
    key: *const c_char,
    code: *const c_char,
) -> SparrowStatus {
    let event = || {
        // SAFETY: by the contract.
        let (key, code) = unsafe { (text::required(key, "key")?, text::required(code, "code")?) };
        Ok(InputEvent::Key { down: down != 0, key: key.to_owned(), code: code.to_owned() })
    };
    // SAFETY: by the contract.
    unsafe { queue(game, event) }
}

/// A number below `count`.
fn place(number: u32, count: u8, name: &str) -> Result<u8, Refusal> {
    let place = u8::try_from(number).ok().filter(|place| *place < count);
    place.ok_or_else(|| Refusal::argument(format!("{name} {number} is not 0 to {}", count - 1)))
}

fn gamepad(index: u32, event: GamepadEvent) -> Result<InputEvent, Refusal> {
    Ok(InputEvent::Gamepad { index: place(index, MAX_GAMEPADS, "index")?, event })
}

/// A gamepad is there from now on: `index` is 0 to 3, `id` a name. Its buttons and axes are those of the standard layout of the web
/// (<https://w3c.github.io/gamepad/#remapping>).
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_gamepad_connect(
    game: *mut SparrowGame,
    index: u32,
    id: *const c_char,
) -> SparrowStatus {
    let event = || {
        // SAFETY: by the contract.
        let id = unsafe { text::required(id, "id") }?.to_owned();
        gamepad(index, GamepadEvent::standard(id))
    };
    // SAFETY: by the contract.
    unsafe { queue(game, event) }
}

/// A button (0 to 16) of a gamepad is pressed so far: 0 to 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_gamepad_button(
    game: *mut SparrowGame,
    index: u32,
    button: u32,
    value: f64,
) -> SparrowStatus {
    let event = || {
        finite(&[value])?;
        let button = place(button, STANDARD_BUTTONS, "button")?;
        gamepad(index, GamepadEvent::Button { button, value })
    };
    // SAFETY: by the contract.
    unsafe { queue(game, event) }
}

/// An axis (0 and 1: the left stick, 2 and 3: the right one) is at a place: -1 (left, up) to 1.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_gamepad_axis(
    game: *mut SparrowGame,
    index: u32,
    axis: u32,
    value: f64,
) -> SparrowStatus {
    let event = || {
        finite(&[value])?;
        let axis = place(axis, STANDARD_AXES, "axis")?;
        gamepad(index, GamepadEvent::Axis { axis, value })
    };
    // SAFETY: by the contract.
    unsafe { queue(game, event) }
}

/// A gamepad is gone.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_gamepad_disconnect(
    game: *mut SparrowGame,
    index: u32,
) -> SparrowStatus {
    // SAFETY: by the contract.
    unsafe { queue(game, || gamepad(index, GamepadEvent::Disconnected)) }
}

/// The game's window has another size, in logical pixels.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_resize(
    game: *mut SparrowGame,
    width: f64,
    height: f64,
) -> SparrowStatus {
    let event = || {
        let fits = |side: f64| (1.0..=16_384.0).contains(&side);
        if !fits(width) || !fits(height) {
            return Err(Refusal::argument(format!("{width} x {height} is no size of a window")));
        }
        Ok(InputEvent::Resize { width, height })
    };
    // SAFETY: by the contract.
    unsafe { queue(game, event) }
}

/// The game goes to the background: its next frame tells it (`wx.onHide`), and it neither draws nor sounds until `sparrow_game_show`. Frames may go on or stop.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_hide(game: *mut SparrowGame) -> SparrowStatus {
    // SAFETY: by the contract.
    unsafe { queue(game, || Ok(InputEvent::Hide)) }
}

/// The game comes back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_show(game: *mut SparrowGame) -> SparrowStatus {
    // SAFETY: by the contract.
    unsafe { queue(game, || Ok(InputEvent::Show)) }
}

/// The system is short of memory; 5 moderate, 10 low, 15 critical, as on Android.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_memory_warning(game: *mut SparrowGame, level: u32) -> SparrowStatus {
    // SAFETY: by the contract.
    unsafe { queue(game, || Ok(InputEvent::MemoryWarning { level })) }
}

/// Posts to a game from any thread. There is no message for a refusal: it belongs to the game's thread.
unsafe fn post(
    game: *const SparrowGame,
    event: impl FnOnce() -> Result<ServiceEvent, Refusal>,
) -> SparrowStatus {
    // SAFETY: by the contract.
    let Some(mailbox) = (unsafe { SparrowGame::mailbox_of(game) }) else {
        return SPARROW_STATUS_BAD_ARGUMENT;
    };
    let posted = guarded(|| {
        if mailbox.post(event()?) { Ok(()) } else { Err(Refusal::argument("nobody waits for this ticket")) }
    });
    posted.map_or_else(|refusal| refusal.status, |()| SPARROW_STATUS_OK)
}

/// Answers a call of the service callback with a JSON object, or null for an empty one. **From any thread**, in the callback or later; the game
/// hears of it at once in the first case, else in its next frame. A ticket is good for one answer: one that was never given, that was not served or that
/// has its answer is `SPARROW_STATUS_BAD_ARGUMENT`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_answer(
    game: *mut SparrowGame,
    ticket: u64,
    result: *const c_char,
) -> SparrowStatus {
    let event = || {
        // SAFETY: by the contract.
        let result = unsafe { text::json(result, "result") }?;
        if !matches!(result, Value::Null | Value::Object(_)) {
            return Err(Refusal::argument("result is no object"));
        }
        Ok(ServiceEvent::Answer { ticket, result: Ok(result) })
    };
    // SAFETY: by the contract.
    unsafe { post(game, event) }
}

/// Fails a call of the service callback: `reason` follows `name:fail ` in `errMsg`. `err_code` is the family's own number, as of ads and payments; 0 for none.
/// Tickets are as of `sparrow_game_answer`. **From any thread.**
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_fail(
    game: *mut SparrowGame,
    ticket: u64,
    reason: *const c_char,
    err_code: i32,
) -> SparrowStatus {
    let event = || {
        // SAFETY: by the contract.
        let reason = unsafe { text::required(reason, "reason") }?.to_owned();
        let failure = Failure { reason, errno: None, err_code: (err_code != 0).then_some(err_code) };
        Ok(ServiceEvent::Answer { ticket, result: Err(failure) })
    };
    // SAFETY: by the contract.
    unsafe { post(game, event) }
}

/// Calls the listeners of `wx.on<name>` with a JSON value in the next frame: `KeyboardInput`, `AccelerometerChange`, `ShareAppMessage`. **From any
/// thread.**
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_event(
    game: *mut SparrowGame,
    name: *const c_char,
    detail: *const c_char,
) -> SparrowStatus {
    let event = || {
        // SAFETY: by the contract.
        let (name, detail) =
            unsafe { (text::required(name, "name")?.to_owned(), text::json(detail, "detail")?) };
        Ok(ServiceEvent::Event { name, detail })
    };
    // SAFETY: by the contract.
    unsafe { post(game, event) }
}
