//! The platform around a game: sign-in, permissions, dialogs, shares, ads, payments, sensors. All of it is asked for by
//! name, so that an embedder answers what its app has and leaves the rest.
//!
//! Boundary: names, options and results are those of `wx.*` (<https://developers.weixin.qq.com/minigame/dev/api/>), as JSON.
//! Calls of objects have a dot (`RewardedVideoAd.show`). Nothing here knows how a game gets its answer.

use crate::{
    LogLevel,
    chrome::{Choice, Chrome},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// One call of a game.
#[derive(Clone, Copy, Debug)]
pub struct ServiceCall<'a> {
    /// What a late answer is given to.
    pub ticket: u64,
    /// `login`, `RewardedVideoAd.show`, ...
    pub name: &'a str,
    /// The game's options; null when there are none. Bytes are base64 text.
    pub options: &'a Value,
    /// The game's time.
    pub now_ms: f64,
    /// The game's date, in milliseconds since 1970.
    pub unix_ms: f64,
}

/// Why a call failed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What follows `name:fail ` in `errMsg`.
    pub reason: String,
    /// The platform's general number.
    pub errno: Option<i32>,
    /// The family's own number.
    pub err_code: Option<i32>,
}

impl Failure {
    /// A failure without a number.
    pub fn new(reason: impl Into<String>) -> Failure {
        Failure { reason: reason.into(), ..Failure::default() }
    }

    /// A failure with the family's own number.
    pub fn with_code(reason: impl Into<String>, err_code: i32) -> Failure {
        Failure { reason: reason.into(), errno: None, err_code: Some(err_code) }
    }
}

/// What becomes of a call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// Done; an object or null.
    Done(Value),
    /// Refused.
    Failed(Failure),
    /// The answer comes as [`ServiceEvent::Answer`] with the call's ticket.
    Later,
    /// Nobody here does this.
    NotServed,
}

/// What happened since the last look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum ServiceEvent {
    /// The answer to a call that was left open.
    Answer {
        /// The call's ticket.
        ticket: u64,
        /// What became of it.
        result: Result<Value, Failure>,
    },
    /// Listeners of `wx.on<name>` are called with `detail`.
    Event {
        /// `KeyboardInput`, `AccelerometerChange`, ...
        name: String,
        /// The listeners' argument.
        detail: Value,
    },
    /// Something of the platform covers the game.
    Hide,
    /// The game is back.
    Show,
    /// A line for the developer.
    Say(String),
    /// A console line of code that runs for the game elsewhere: a cloud function.
    Console {
        /// How serious it is.
        level: LogLevel,
        /// File, line and column.
        origin: String,
        /// The line.
        text: String,
    },
}

/// Who serves a name; what the API report says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Served {
    /// A stand-in for the platform, made for development.
    Simulated,
    /// The embedder.
    Host,
    /// Nobody.
    Not,
}

/// Files of a running game by the paths that the game writes, `http://tmp/1.png`: how a service reads what a game hands to it. For the platform,
/// which may see more than the game.
pub trait GameFiles: Send + Sync {
    /// All of a file; an error in words.
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String>;
}

/// The platform around one game. Everything is called on the game's thread: [`call`](Services::call) inside of the call of a running script, and
/// the rest while no script runs.
pub trait Services {
    /// The game is about to start. Its files may be kept, and read on any thread, as long as anybody likes.
    fn starts(&mut self, files: Arc<dyn GameFiles>) {
        drop(files);
    }
    /// A game asks for something, in the middle of its script: the game itself cannot be called.
    fn call(&mut self, call: ServiceCall<'_>) -> Reply;
    /// What happened since the last look, in order. Called once a frame.
    fn poll(&mut self, now_ms: f64) -> Vec<ServiceEvent>;
    /// Who serves a name.
    fn served(&self, name: &str) -> Served;
    /// What the runtime is to draw over the game. An embedder that draws for itself leaves it empty.
    fn chrome(&self) -> &Chrome;
    /// The user did something to what [`chrome`](Services::chrome) shows.
    fn choose(&mut self, choice: Choice, now_ms: f64);
}

/// No platform at all.
#[derive(Clone, Debug, Default)]
pub struct NullServices(Chrome);

impl Services for NullServices {
    fn call(&mut self, _: ServiceCall<'_>) -> Reply {
        Reply::NotServed
    }

    fn poll(&mut self, _: f64) -> Vec<ServiceEvent> {
        Vec::new()
    }

    fn served(&self, _: &str) -> Served {
        Served::Not
    }

    fn chrome(&self) -> &Chrome {
        &self.0
    }

    fn choose(&mut self, _: Choice, _: f64) {}
}
