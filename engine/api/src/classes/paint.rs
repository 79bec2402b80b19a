//! `CanvasGradient` and `CanvasPattern`.

use super::context2d::{dom_error, matrix_of};
use rquickjs::{Ctx, Value};
use sparrow_script::{
    native::{JsError, Text},
    native_class,
};

/// A gradient object.
pub struct CanvasGradient(pub(crate) sparrow_canvas2d::CanvasGradient);

native_class! {
    class "CanvasGradient" for CanvasGradient;
    methods {
        fn addColorStop(this, offset: f64, color: Text<'_>) -> Result<(), JsError> {
            this.0.add_color_stop(offset, &color).map_err(dom_error)
        }
    }
}

/// A pattern object.
pub struct CanvasPattern(pub(crate) sparrow_canvas2d::CanvasPattern);

native_class! {
    class "CanvasPattern" for CanvasPattern;
    methods {
        fn setTransform(this, ctx: Ctx<'_>, matrix: Value<'_>) -> Result<(), JsError> {
            this.0.set_transform(matrix_of(&ctx, &matrix)?);
            Ok(())
        }
    }
}
