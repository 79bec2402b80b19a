//! Words that every other crate speaks: typed ids, sizes, colours, pixel buffers, time.
//!
//! Boundary: plain data and arithmetic. Absent on purpose: I/O, clocks, JavaScript, the GPU.
//! Vector geometry is `kurbo` (f64 paths and affines) and, for GPU data, `glam`; fonts and colours
//! of the drawing crates are `peniko`'s, so that no conversion stands between us and the rasterisers.

mod budget;
mod color;
mod ids;
pub mod mips;
mod pixels;
mod size;
mod time;

pub use budget::{Budget, Share};
pub use bytemuck;
pub use glam;
pub use kurbo;
pub use peniko;

pub use color::Rgba8;
pub use ids::{CanvasId, ImageId};
pub use peniko::{Blob, FontData};
pub use pixels::{AlphaMode, BadPixelLength, PixelBuffer, Premul, Straight};
pub use size::{PixelRect, PixelSize};
pub use time::{Millis, Seconds};
