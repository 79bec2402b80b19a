//! Video files: MP4 with H.264 -> frames, and playback of them.
//!
//! - [`VideoFile`]: the tracks of a file and what is in them ([`VideoInfo`]), read with [`VideoLimits`].
//! - [`FrameReader`]: jumps and decodes, one sample a step; frames come in the order in which they are shown.
//! - [`FrameStream`]: a thread that decodes ahead, and the frame for a time.
//! - [`Player`]: what `wx.createVideo` does with one file: play, pause, jump, loop, events.
//!
//! Boundary: bytes in, opaque pixels and events out; time is handed in. Absent on purpose: JavaScript, files, devices, the network,
//! and sound, which `sparrow-audio` decodes from the same bytes.

mod color;
mod error;
mod h264;
mod limits;
mod mp4;
mod player;
mod reader;
mod stream;

pub use error::{VideoError, VideoErrorKind};
pub use limits::VideoLimits;
pub use mp4::{Sound, VideoFile, VideoInfo};
pub use player::{Player, VideoEvent};
pub use reader::{Frame, FrameOrder, FrameReader, Step};
pub use stream::{FrameStream, Opened, Outlook, Taken};
