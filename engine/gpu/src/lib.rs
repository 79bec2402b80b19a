//! The `Renderer` on wgpu: canvases are textures, drawing is quads whose shaders compute exact coverage.
//!
//! - [`Gpu`]: an open device, with or without a window; made when something needs it.
//! - [`WindowSurface`]: what a window shows, a canvas of the renderer or pixels from the CPU.
//! - [`GpuRenderer`]: executes the commands of `sparrow-render` on it.
//!
//! One list is recorded as quads with one vertex format, batches of quads become draw calls, all lists of a call of
//! `execute` become one command buffer. Rectangles, rounded rectangles, ellipses and lines are quads with closed-form
//! coverage; every other path becomes sparse strips on the CPU. Nothing is ever multisampled.
//!
//! Boundary: this is the only crate that names wgpu. Absent on purpose: JavaScript, window systems (a window is anything that
//! has raw window handles), reading of the environment.

#![allow(clippy::neg_cmp_op_on_partial_ord, reason = "NaN takes the safe branch")]

mod atlas;
mod bounds;
mod canvas;
mod coverage;
mod device;
mod encode;
mod error;
mod gl;
mod glyphs;
mod health;
mod high_water;
mod images;
mod mapping;
mod pipelines;
mod ramps;
mod readback;
mod recorder;
mod renderer;
mod scratches;
mod submit;
mod surface;
mod timer;
mod vertex;

pub use device::{Gpu, GpuInfo, GpuOptions};
pub use error::GpuError;
pub use gl::GlExecutor;
pub use renderer::GpuRenderer;
pub use surface::{Presented, WindowSurface, letterbox};
