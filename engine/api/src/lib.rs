//! What games call: the native classes and the operations behind `wx.*`, one file per API family.
//!
//! `wx.*` is two halves. The JavaScript half (`adapter/wx`) gives the shape that games know: options objects, callbacks,
//! promises, `errMsg`. The Rust half is [`operation::Operations`]: typed options in, typed result or error out. Canvas calls are
//! neither: they are members of native classes ([`classes`]) and go straight to `canvas2d`.
//!
//! Boundary: no window, no wgpu, no sockets, no frame; who runs when is `runtime`'s.

pub mod bridge;
pub mod classes;
pub mod cloud_function;
pub mod event;
pub mod graphics;
pub mod host;
pub mod image_loader;
pub mod module_loader;
pub mod network;
pub mod open_data;
pub mod operation;
pub mod refusals;
#[cfg_attr(not(feature = "video"), path = "no_video.rs")]
pub mod video;
pub mod video_view;
pub mod web_audio;
pub mod worker;

mod adapter;
mod adapter_code;
mod avatar;
mod call_counter;
mod census;
mod cloud_image;
mod data_url;
mod gl_canvas;
mod ops;
mod options;
mod value;
mod web_assembly;

pub use adapter::{NAMES, OPEN_DATA_NAMES};
