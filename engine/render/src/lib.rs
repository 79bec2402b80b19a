//! The seam between those who record drawing and those who draw.
//!
//! `canvas2d` turns calls into [`DrawList`]s; a [`Renderer`] (`raster` on the CPU, `gpu` on wgpu) executes
//! [`RenderCommand`]s in the order in which they were queued. Everything here is `Send + 'static`: ids and owned bytes,
//! never JavaScript values, so that a render thread can be added without touching a binding.
//!
//! Everything in a list has been validated: numbers are finite, ids exist, ranges lie inside their tables. Renderers
//! may rely on it. Absent on purpose: wgpu, JavaScript, CSS.

mod command;
mod dump;
mod filter;
pub mod gl;
mod list;
mod paint;
mod renderer;
mod shared;
mod state;
mod text;
mod with_cpu;
mod with_gl;

pub use command::{CanvasOptions, DrawStats, RenderCommand, RenderError};
pub use filter::{ColorMatrix, FilterStep};
pub use list::{DrawList, DrawOp, PathRef, Shape};
pub use paint::{Brush, ColorStop, Gradient, GradientKind, Paint, Pattern, Repetition};
pub use renderer::{NullRenderer, RecordingRenderer, Renderer, RendererInfo};
pub use shared::Shared;
pub use state::{
    Clip, ClipId, CompositeOp, DrawState, FillRule, FilterId, ImageSource, LineCap, LineJoin, PaintId, RunId,
    Shadow, Smoothing, StateId, StrokeId, StrokeStyle, TransformId,
};
pub use text::{Glyph, GlyphKind, GlyphRun};
pub use with_cpu::WithCpu;
pub use with_gl::{CanvasPictures, OpenGl, WithGl};
