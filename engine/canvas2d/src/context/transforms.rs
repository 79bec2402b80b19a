//! `CanvasTransform`. Matrices are `a, b, c, d, e, f` as in `transform(a, b, c, d, e, f)`.

use super::Context2d;
use crate::state::Slot;
use sparrow_base::kurbo::Affine;

impl Context2d {
    #[inline]
    fn set_ctm(&mut self, transform: Affine) {
        self.state.transform = transform;
        self.state.recorded.transform = Slot::UNKNOWN;
        self.path_stale = true;
    }

    /// `scale(x, y)`; ignored when not finite.
    pub fn scale(&mut self, x: f64, y: f64) {
        if x.is_finite() && y.is_finite() {
            let [a, b, c, d, e, f] = self.state.transform.as_coeffs();
            self.set_ctm(Affine::new([a * x, b * x, c * y, d * y, e, f]));
        }
    }

    /// `rotate(angle)` in radians; ignored when not finite.
    pub fn rotate(&mut self, angle: f64) {
        if angle.is_finite() {
            self.set_ctm(self.state.transform * Affine::rotate(angle));
        }
    }

    /// `translate(x, y)`; ignored when not finite.
    pub fn translate(&mut self, x: f64, y: f64) {
        if x.is_finite() && y.is_finite() {
            let [a, b, c, d, e, f] = self.state.transform.as_coeffs();
            self.set_ctm(Affine::new([a, b, c, d, a * x + c * y + e, b * x + d * y + f]));
        }
    }

    /// `transform(a, b, c, d, e, f)`; ignored when not finite.
    pub fn transform(&mut self, a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) {
        let m = [a, b, c, d, e, f];
        if m.iter().all(|v| v.is_finite()) {
            self.set_ctm(self.state.transform * Affine::new(m));
        }
    }

    /// `setTransform(a, b, c, d, e, f)`; ignored when not finite.
    pub fn set_transform(&mut self, a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) {
        let m = [a, b, c, d, e, f];
        if m.iter().all(|v| v.is_finite()) {
            self.set_ctm(Affine::new(m));
        }
    }

    /// `resetTransform()`.
    pub fn reset_transform(&mut self) {
        self.set_ctm(Affine::IDENTITY);
    }

    /// `getTransform()` as `a, b, c, d, e, f`.
    pub fn get_transform(&self) -> [f64; 6] {
        self.state.transform.as_coeffs()
    }
}
