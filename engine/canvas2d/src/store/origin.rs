//! Which canvases a script may read: the standard's *origin-clean* flag.
//! <https://html.spec.whatwg.org/multipage/canvas.html#security-with-canvas-elements>
//!
//! A canvas is tainted by its owner (the shared canvas of the open data domain) or by drawing a tainted one, also by way of a
//! pattern. It stays so for life. The host itself reads what it likes ([`CanvasStore::read_pixels`]).

use super::CanvasStore;
use crate::Canvas2dError;
use sparrow_base::CanvasId;

impl CanvasStore {
    /// From now on no script may read the canvas, nor what it is drawn on.
    pub fn taint(&mut self, id: CanvasId) {
        if let Some(canvas) = self.canvas_mut(id) {
            canvas.tainted = true;
        }
    }

    /// True when no script may read the canvas.
    pub fn is_tainted(&self, id: CanvasId) -> bool {
        self.canvas(id).is_some_and(|c| c.tainted || c.context.as_ref().is_some_and(|c| c.is_tainted()))
    }

    /// What a script that reads a canvas is told: `SecurityError` where it must not.
    pub fn check_origin_clean(&self, id: CanvasId) -> Result<(), Canvas2dError> {
        if self.is_tainted(id) {
            return Err(Canvas2dError::Security(
                "The canvas has been tainted by data of the open data domain.".to_owned(),
            ));
        }
        Ok(())
    }

    /// `reader` is about to draw `source`.
    pub(super) fn spread_taint(&mut self, source: CanvasId, reader: CanvasId) {
        if self.is_tainted(source) {
            self.taint(reader);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_base::PixelSize;
    use sparrow_media::font::{Fonts, FontsOptions};
    use sparrow_render::{CanvasOptions, ImageSource, NullRenderer};

    fn store() -> (CanvasStore, [CanvasId; 3]) {
        let mut store = CanvasStore::new(Fonts::new(FontsOptions::embedded_only()));
        let ids = [(); 3].map(|()| {
            let id = store.create_canvas(PixelSize::new(4, 4));
            store.get_context(id, CanvasOptions::default());
            id
        });
        (store, ids)
    }

    #[test]
    fn drawing_spreads_taint_and_reading_is_refused() {
        let (mut store, [shared, middle, end]) = store();
        store.taint(shared);
        assert!(!store.is_tainted(middle));
        store.draw_image(middle, ImageSource::Canvas(shared), 0.0, 0.0).unwrap();
        store
            .draw_image_part(end, ImageSource::Canvas(middle), [0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 1.0])
            .unwrap();
        let error = store.get_image_data(&mut NullRenderer::default(), end, 0, 0, 1, 1).unwrap_err();
        assert_eq!((error.name(), error.is_dom_exception()), ("SecurityError", true));
        store.set_canvas_size(end, PixelSize::new(8, 8));
        assert!(store.is_tainted(end), "a new size does not wash it");
    }

    #[test]
    fn patterns_do_not_launder() {
        let (mut store, [shared, middle, end]) = store();
        store.taint(shared);
        let pattern = store.create_pattern(ImageSource::Canvas(shared), "repeat").unwrap();
        let clean = store.create_pattern(ImageSource::Canvas(end), "repeat").unwrap();
        assert!(pattern.is_tainted() && !clean.is_tainted());
        store.context_mut(middle).unwrap().set_stroke_pattern(&clean);
        assert!(!store.is_tainted(middle));
        store.context_mut(middle).unwrap().set_stroke_pattern(&pattern);
        assert!(store.is_tainted(middle));
        let again = store.create_pattern(ImageSource::Canvas(middle), "repeat").unwrap();
        store.context_mut(end).unwrap().set_fill_pattern(&again);
        assert!(store.is_tainted(end));
    }
}
