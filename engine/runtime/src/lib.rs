//! One running game: boot, frame phases, lifecycle, input, errors, what stands over the game.
//!
//! [`Game::start`] boots a package in a world that the caller hands in ([`GameOptions`]); [`Game::frame`] runs one frame:
//!
//! 1. *input*: touches, keys and lifecycle reach their listeners; 2. *events*: what finished elsewhere, and callbacks of calls;
//! 3. *timers*; 4. *raf*: the callbacks of `requestAnimationFrame`; 5. *open data*: the whole frame of the open data domain;
//! 6. *flush*: draw lists to the renderer; 7. *present*; 8. *gc*, in the slack; 9. *report*. After every entry into JavaScript microtasks run and uncaught errors are collected.
//!
//! Boundary: no window, no wgpu, no disk, no clock of its own. Two games live in one process.

mod chrome;
mod cloud_functions;
mod errors;
mod frame;
mod game;
mod gamepad_script;
mod gamepads;
mod input;
mod input_script;
mod inspect;
mod limits_report;
mod modules;
mod open_data;
mod options;
mod overlay;
mod plugins;
mod source_maps;
mod stack;
mod start_marks;
mod video_controls;
mod worker;

pub use chrome::Shape;
pub use cloud_functions::ProjectFunctions;
pub use errors::GameError;
pub use frame::{FrameInput, FrameOutcome};
pub use game::{Game, StartError};
pub use input::{InputEvent, MouseKind, TouchPhase};
pub use input_script::{InputScript, InputScriptError};
pub use inspect::{CanvasInfo, HotReload, MemoryUsage, RealmName, TextureInfo};
pub use limits_report::LimitUse;
pub use options::{GameOptions, LaunchOptions, Limits};
pub use sparrow_api::{bridge::AbsentNames, classes::ImageReload};
pub use sparrow_script::{Evaluated, Interrupter, ScriptError};
pub use stack::StackError;
