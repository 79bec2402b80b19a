//! `CanvasPattern`: <https://html.spec.whatwg.org/multipage/canvas.html#interface-canvaspattern>

use crate::Canvas2dError;
use sparrow_base::kurbo::Affine;
use sparrow_render::{ImageSource, Paint, Pattern, Repetition};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// Sources whose last pattern is gone; the store drops them when nothing pending reads them any more.
pub(crate) type Released = Rc<RefCell<Vec<ImageSource>>>;

/// A pattern that a script holds; clones are the same pattern.
#[derive(Clone, Debug)]
pub struct CanvasPattern(Rc<PatternCell>);

#[derive(Debug)]
struct PatternCell {
    source: ImageSource,
    repetition: Repetition,
    transform: Cell<Affine>,
    version: Cell<u32>,
    /// It was made of a canvas that is not origin-clean.
    tainted: bool,
    released: Released,
}

impl Drop for PatternCell {
    fn drop(&mut self) {
        self.released.borrow_mut().push(self.source);
    }
}

/// Parses `createPattern`'s second argument; JavaScript's null is the empty string.
pub(crate) fn parse_repetition(text: &str) -> Result<Repetition, Canvas2dError> {
    let (x, y) = match text {
        "" | "repeat" => (true, true),
        "repeat-x" => (true, false),
        "repeat-y" => (false, true),
        "no-repeat" => (false, false),
        _ => {
            return Err(Canvas2dError::Syntax(format!(
                "The provided type ('{text}') is not one of 'repeat', 'no-repeat', 'repeat-x', or 'repeat-y'."
            )));
        }
    };
    Ok(Repetition { x, y })
}

impl CanvasPattern {
    pub(crate) fn new(
        source: ImageSource,
        repetition: Repetition,
        tainted: bool,
        released: Released,
    ) -> Self {
        CanvasPattern(Rc::new(PatternCell {
            source,
            repetition,
            transform: Cell::new(Affine::IDENTITY),
            version: Cell::new(0),
            tainted,
            released,
        }))
    }

    /// `setTransform(transform)` with `a, b, c, d, e, f`; ignored when not finite.
    pub fn set_transform(&self, transform: [f64; 6]) {
        if transform.iter().all(|v| v.is_finite()) {
            self.0.transform.set(Affine::new(transform));
            self.0.version.set(self.0.version.get().wrapping_add(1));
        }
    }

    /// True when both are the same object.
    pub fn is_same(&self, other: &CanvasPattern) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }

    /// True when what it draws must not be read by the script.
    pub fn is_tainted(&self) -> bool {
        self.0.tainted
    }

    pub(crate) fn version(&self) -> u32 {
        self.0.version.get()
    }

    /// What is drawn; `None` when the pattern paints nothing (its transform cannot be inverted).
    pub(crate) fn paint(&self) -> Option<Paint> {
        let PatternCell { source, repetition, .. } = *self.0;
        let transform = self.0.transform.get();
        crate::state::is_drawable(transform).then_some(Paint::Pattern(Pattern {
            source,
            repetition,
            transform,
        }))
    }
}
