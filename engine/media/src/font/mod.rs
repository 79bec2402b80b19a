//! Fonts: what a game asks for, the faces that answer, and where they come from.
//!
//! Boundary: a parsed [`FontRequest`] in, faces out. Absent on purpose: CSS syntax (`canvas2d`), downloading, global state.

mod collection;
mod face;
mod family;
mod installed;
#[cfg(any(target_os = "linux", target_os = "freebsd"))]
mod installed_fontconfig;
mod installed_fontique;
mod metrics;
mod request;
mod sources;

pub(crate) use collection::ResolvedFont;
pub use collection::{FaceName, Font, Fonts, FontsOptions};
pub use face::FontFace;
pub(crate) use face::SYNTHETIC_SKEW_DEGREES;
pub use family::{FontFamily, GenericFamily};
pub use metrics::FontMetrics;
pub use request::{Direction, FontCaps, FontKerning, FontRequest, FontStyle};
pub use sources::FontSources;
