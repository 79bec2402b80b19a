//! `TextMetrics`: <https://html.spec.whatwg.org/multipage/canvas.html#textmetrics>

use sparrow_script::native_class;

/// What `measureText` gives.
pub struct TextMetrics(pub(crate) sparrow_canvas2d::TextMetrics);

native_class! {
    class "TextMetrics" for TextMetrics;
    properties {
        get width(this) -> f64 { this.0.width }
        get actualBoundingBoxLeft(this) -> f64 { this.0.actual_bounding_box_left }
        get actualBoundingBoxRight(this) -> f64 { this.0.actual_bounding_box_right }
        get fontBoundingBoxAscent(this) -> f64 { this.0.font_bounding_box_ascent }
        get fontBoundingBoxDescent(this) -> f64 { this.0.font_bounding_box_descent }
        get actualBoundingBoxAscent(this) -> f64 { this.0.actual_bounding_box_ascent }
        get actualBoundingBoxDescent(this) -> f64 { this.0.actual_bounding_box_descent }
        get lineGap(this) -> f64 { this.0.line_gap }
        get emHeightAscent(this) -> f64 { this.0.em_height_ascent }
        get emHeightDescent(this) -> f64 { this.0.em_height_descent }
        get hangingBaseline(this) -> f64 { this.0.hanging_baseline }
        get alphabeticBaseline(this) -> f64 { this.0.alphabetic_baseline }
        get ideographicBaseline(this) -> f64 { this.0.ideographic_baseline }
    }
}
