//! What a call can throw.

use sparrow_base::{CanvasId, ImageId};
use sparrow_render::RenderError;

/// An error that a Canvas 2D call throws. The first variants are DOMExceptions or JavaScript's own errors, the others
/// tell of a mistake of the binding or of the renderer.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Canvas2dError {
    /// DOMException `IndexSizeError`.
    #[error("{0}")]
    IndexSize(String),
    /// DOMException `SyntaxError`.
    #[error("{0}")]
    Syntax(String),
    /// DOMException `InvalidStateError`.
    #[error("{0}")]
    InvalidState(String),
    /// DOMException `SecurityError`: the canvas shows what the script must not read.
    #[error("{0}")]
    Security(String),
    /// JavaScript `TypeError`.
    #[error("{0}")]
    Type(String),
    /// JavaScript `RangeError`.
    #[error("{0}")]
    Range(String),
    /// The canvas does not exist any more, or has no 2D context.
    #[error("canvas {} has no 2D context", .0.0)]
    NoContext(CanvasId),
    /// The image does not exist any more.
    #[error("image {} does not exist", .0.0)]
    NoImage(ImageId),
    /// The renderer failed at a sync point.
    #[error(transparent)]
    Render(#[from] RenderError),
}

impl Canvas2dError {
    /// Name of the DOMException or of the JavaScript error class.
    pub fn name(&self) -> &'static str {
        match self {
            Canvas2dError::IndexSize(_) => "IndexSizeError",
            Canvas2dError::Syntax(_) => "SyntaxError",
            Canvas2dError::Security(_) => "SecurityError",
            Canvas2dError::Type(_) => "TypeError",
            Canvas2dError::Range(_) => "RangeError",
            Canvas2dError::InvalidState(_) | Canvas2dError::NoContext(_) | Canvas2dError::NoImage(_) => {
                "InvalidStateError"
            }
            Canvas2dError::Render(_) => "OperationError",
        }
    }

    /// True when [`name`](Self::name) is a DOMException's, false for a class of JavaScript itself.
    pub fn is_dom_exception(&self) -> bool {
        !matches!(self, Canvas2dError::Type(_) | Canvas2dError::Range(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_that_scripts_see() {
        let negative = Canvas2dError::IndexSize("The radius provided (-1) is negative.".into());
        assert_eq!((negative.name(), negative.is_dom_exception()), ("IndexSizeError", true));
        let range = Canvas2dError::Range("radii".into());
        assert_eq!((range.name(), range.is_dom_exception()), ("RangeError", false));
    }
}
