//! The CSS that a canvas understands: colours, the `font` shorthand, lengths and filters.
//!
//! Each parser takes a string as a script gives it and returns a value with its serialisation, or `None` when the
//! standard says that the assignment is ignored. Absent on purpose: selectors, variables, `calc()`, relative colours.

mod color;
mod color_mix;
mod filter;
mod font;
mod length;
mod number;
mod system_color;
mod tokens;

pub use color::CssColor;
pub use filter::Filter;
pub use font::CssFont;
pub use length::CssLength;

pub(crate) use number::number_text;
