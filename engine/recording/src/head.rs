//! With what a recorded run was started.

use serde::{Deserialize, Serialize};
use sparrow_platform::DeviceInfo;
use std::collections::BTreeMap;

/// The first part of a recording: a replay starts the game with the same.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Version of the program that recorded.
    pub program: String,
    /// The game's name for people.
    pub game: String,
    /// [`package_fingerprint`](crate::package_fingerprint) of its files; another one may run otherwise.
    pub package: String,
    /// Who drew; pixels are compared only with the same.
    pub renderer: String,
    /// What the game is told about the device.
    pub device: DeviceInfo,
    /// Seed of `Math.random`.
    pub seed: u64,
    /// What `Date` says at time 0, in milliseconds since 1970.
    pub epoch_ms: f64,
    /// Minutes that were to be added to UTC for the machine's local time.
    pub utc_offset_minutes: i32,
    /// Scene of the launch options.
    pub scene: u32,
    /// Query of the launch options.
    pub query: BTreeMap<String, String>,
    /// `window` and `document` were there from the start.
    pub web_adapter: bool,
    /// The game had `SharedArrayBuffer`.
    #[serde(default)]
    pub shared_memory: bool,
    /// Only the embedded font was used.
    pub embedded_fonts: bool,
    /// Uncaught errors were shown over the game.
    pub error_overlay: bool,
}
