//! `Path2D`: <https://html.spec.whatwg.org/multipage/canvas.html#path2d-objects>

use super::context2d::{dom_error, matrix_of, radii_of};
use rquickjs::{Ctx, Value};
use sparrow_script::{
    native::{JsError, TextOrNative},
    native_class,
};
use std::cell::RefCell;

/// A path object.
pub struct Path2d(pub(crate) RefCell<sparrow_canvas2d::Path2d>);

impl Path2d {
    /// An empty path, a copy, or the path of SVG path data.
    fn from_argument(source: Option<TextOrNative<'_>>) -> Result<Path2d, JsError> {
        let path = match source {
            None => sparrow_canvas2d::Path2d::new(),
            Some(TextOrNative::Text(text)) => sparrow_canvas2d::Path2d::from_svg(&text.text()),
            Some(other) => match other.native::<Path2d>() {
                Some(path) => path.0.borrow().clone(),
                None => return Err(JsError::Type("a Path2D is made from a Path2D or a string".to_owned())),
            },
        };
        Ok(Path2d(RefCell::new(path)))
    }
}

native_class! {
    class "Path2D" for Path2d;
    constructor(source: Option<TextOrNative<'_>>) -> Result<Path2d, JsError> { Path2d::from_argument(source) }
    methods {
        fn addPath(this, ctx: Ctx<'_>, other: &Path2d, matrix: Value<'_>) -> Result<(), JsError> {
            let matrix = matrix_of(&ctx, &matrix)?;
            let other = other.0.borrow().clone();
            this.0.borrow_mut().add_path(&other, matrix);
            Ok(())
        }
        fn moveTo(this, x: f64, y: f64) { this.0.borrow_mut().move_to(x, y); }
        fn lineTo(this, x: f64, y: f64) { this.0.borrow_mut().line_to(x, y); }
        fn quadraticCurveTo(this, cpx: f64, cpy: f64, x: f64, y: f64) {
            this.0.borrow_mut().quadratic_curve_to(cpx, cpy, x, y);
        }
        fn bezierCurveTo(this, cp1x: f64, cp1y: f64, cp2x: f64, cp2y: f64, x: f64, y: f64) {
            this.0.borrow_mut().bezier_curve_to(cp1x, cp1y, cp2x, cp2y, x, y);
        }
        fn arcTo(this, x1: f64, y1: f64, x2: f64, y2: f64, radius: f64) -> Result<(), JsError> {
            this.0.borrow_mut().arc_to(x1, y1, x2, y2, radius).map_err(dom_error)
        }
        fn arc(this, x: f64, y: f64, radius: f64, start: f64, end: f64, counterclockwise: Option<bool>) -> Result<(), JsError> {
            this.0.borrow_mut().arc(x, y, radius, start, end, counterclockwise == Some(true)).map_err(dom_error)
        }
        fn ellipse(
            this, x: f64, y: f64, rx: f64, ry: f64, rotation: f64, start: f64, end: f64, counterclockwise: Option<bool>,
        ) -> Result<(), JsError> {
            this.0.borrow_mut().ellipse(x, y, rx, ry, rotation, start, end, counterclockwise == Some(true)).map_err(dom_error)
        }
        fn rect(this, x: f64, y: f64, w: f64, h: f64) { this.0.borrow_mut().rect(x, y, w, h); }
        fn roundRect(this, ctx: Ctx<'_>, x: f64, y: f64, w: f64, h: f64, radii: Value<'_>) -> Result<(), JsError> {
            let radii = radii_of(&ctx, &radii)?;
            this.0.borrow_mut().round_rect(x, y, w, h, &radii).map_err(dom_error)
        }
        fn closePath(this) { this.0.borrow_mut().close_path(); }
    }
}
