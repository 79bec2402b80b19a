//! What the world gives a game, as small traits: clock, files, stored values, sound, network, device, services, log.
//!
//! Each trait stands in a file of its own beside its null, memory or virtual version, which tests and
//! headless runs use. The real versions live in `native` and in the player or the embedder.
//! Absent on purpose: windows, sockets, devices, `std::fs`.

mod arrivals;
mod audio;
mod chrome;
mod clock;
mod device;
mod files;
mod functions;
mod gamepad;
mod log;
mod microphone;
pub mod network;
mod parts;
mod services;
mod social;
mod store;

pub use arrivals::Arrivals;
pub use audio::{AudioOutput, AudioPull, AudioTap, NullAudioOutput, TappedAudioOutput, wav_header};
pub use chrome::{
    AdPanel, AdShape, Choice, Chrome, Dialog, KeyboardBar, Modal, Sheet, TextAlign, TextEntry, Toast,
    ToastIcon, Widget, WidgetIcon,
};
pub use clock::{Clock, VirtualClock};
pub use device::{DeviceInfo, Haptics, MenuButton, NullHaptics, SafeArea, VibrateKind};
pub use files::{
    BadPath, FileError, FileErrorKind, FileKind, FileStat, FileSystem, MemoryFileSystem, RelativePath,
};
pub use functions::{CloudFunctions, FunctionAnswers, FunctionCall, FunctionLine, FunctionOutcome};
pub use gamepad::{
    GamepadEvent, MAX_GAMEPAD_AXES, MAX_GAMEPAD_BUTTONS, MAX_GAMEPADS, STANDARD_AXES, STANDARD_BUTTONS,
};
pub use log::{Log, LogLevel, MemoryLog, NullLog, Record};
pub use microphone::{Microphone, NoInput, NullMicrophone, RecordingFormat, SoundInput};
pub use network::{Network, NullNetwork};
pub use parts::{NullParts, PartEvent, PartSource};
pub use services::{Failure, GameFiles, NullServices, Reply, Served, ServiceCall, ServiceEvent, Services};
pub use social::{AVATAR_HOST, Avatar, LocalSocial, Social, SocialGroup, SocialUser, SocialWorld};
pub use store::{MemoryStore, Store, StoreError};
