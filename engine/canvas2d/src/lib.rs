//! The Canvas 2D state machine: calls in, draw lists out.
//!
//! [`CanvasStore`] owns the canvases and images of one game and the queue of commands for a renderer; [`Context2d`] is
//! one `CanvasRenderingContext2D` with the JavaScript names in snake_case; [`Path2d`], [`CanvasGradient`] and
//! [`CanvasPattern`] are the objects that scripts hold. The standard is
//! <https://html.spec.whatwg.org/multipage/canvas.html>; comments name its steps.
//!
//! Boundary: numbers and strings in, [`sparrow_render::RenderCommand`]s out; all validation happens here. Absent on
//! purpose: JavaScript values, WebIDL conversions, pixels (a renderer has them), font files (`media` has them).

#![allow(clippy::neg_cmp_op_on_partial_ord, reason = "NaN takes the safe branch")]

mod clip;
mod context;
pub mod css;
mod error;
mod gradient;
mod image_data;
mod outlines;
mod path;
mod path2d;
mod pattern;
mod state;
mod store;
mod style;

pub use context::{Context2d, ImageSource};
pub use css::CssColor;
pub use error::Canvas2dError;
pub use gradient::CanvasGradient;
pub use image_data::{ImageDataRect, image_data_size};
pub use path::CornerRadii;
pub use path2d::Path2d;
pub use pattern::CanvasPattern;
pub use sparrow_media::text::TextMetrics;
pub use sparrow_render::FillRule;
pub use store::{CanvasEntry, CanvasStore, StoreStats};
pub use style::StyleValue;
