//! `fillStyle` and `strokeStyle`.

use crate::{CanvasGradient, CanvasPattern, CssColor};
use sparrow_render::Paint;

/// A fill or stroke style inside the state.
#[derive(Clone, Debug)]
pub(crate) enum Style {
    Color(CssColor),
    Gradient(CanvasGradient),
    Pattern(CanvasPattern),
}

/// What the `fillStyle` and `strokeStyle` getters give.
#[derive(Clone, Debug)]
pub enum StyleValue {
    /// A serialised colour.
    Color(String),
    /// The gradient that was set.
    Gradient(CanvasGradient),
    /// The pattern that was set.
    Pattern(CanvasPattern),
}

impl StyleValue {
    /// Whether both are the same colour, gradient or pattern.
    pub fn is_same(&self, other: &StyleValue) -> bool {
        match (self, other) {
            (StyleValue::Color(a), StyleValue::Color(b)) => a == b,
            (StyleValue::Gradient(a), StyleValue::Gradient(b)) => a.is_same(b),
            (StyleValue::Pattern(a), StyleValue::Pattern(b)) => a.is_same(b),
            _ => false,
        }
    }
}

impl Style {
    /// Whether it is this very gradient or pattern.
    pub(crate) fn is_object(&self, value: &StyleValue) -> bool {
        match (self, value) {
            (Style::Gradient(a), StyleValue::Gradient(b)) => a.is_same(b),
            (Style::Pattern(a), StyleValue::Pattern(b)) => a.is_same(b),
            _ => false,
        }
    }

    pub(crate) fn value(&self) -> StyleValue {
        match self {
            Style::Color(c) => StyleValue::Color(c.serialize()),
            Style::Gradient(g) => StyleValue::Gradient(g.clone()),
            Style::Pattern(p) => StyleValue::Pattern(p.clone()),
        }
    }

    /// Changes whenever a recorded paint of this style would be stale.
    pub(crate) fn version(&self) -> u32 {
        match self {
            Style::Color(_) => 0,
            Style::Gradient(g) => g.version(),
            Style::Pattern(p) => p.version(),
        }
    }

    /// The paint of a gradient or a pattern; `None` when it paints nothing.
    pub(crate) fn paint(&self) -> Option<Paint> {
        match self {
            Style::Color(_) => None,
            Style::Gradient(g) => g.paint(),
            Style::Pattern(p) => p.paint(),
        }
    }
}
