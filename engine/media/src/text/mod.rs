//! Text: a string and a font become positioned glyphs and measures.
//!
//! Boundary: one line of text in, [`sparrow_render::GlyphRun`]s from left to right and [`TextMetrics`] out. Absent on purpose: line
//! breaking, alignment, `maxWidth` (`canvas2d` scales), drawing.

mod cache;
mod caps;
mod itemize;
mod key;
mod line;
mod measure;
mod prepare;
mod shape;

pub use measure::TextMetrics;
pub use shape::ShapedText;

pub(crate) use cache::TwoGenerations;
pub(crate) use shape::Shaping;
