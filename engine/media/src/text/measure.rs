//! What `measureText` returns.

/// The values of `TextMetrics` in pixels, for `textAlign = "left"` and `textBaseline = "alphabetic"`; `canvas2d` moves them for the others.
/// <https://html.spec.whatwg.org/multipage/canvas.html#textmetrics>
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TextMetrics {
    /// Sum of the advances.
    pub width: f64,
    /// How far ink reaches to the left of the origin.
    pub actual_bounding_box_left: f64,
    /// How far ink reaches to the right of the origin.
    pub actual_bounding_box_right: f64,
    /// How far ink reaches above the baseline.
    pub actual_bounding_box_ascent: f64,
    /// How far ink reaches below the baseline.
    pub actual_bounding_box_descent: f64,
    /// Ascent of the primary font.
    pub font_bounding_box_ascent: f64,
    /// Descent of the primary font, positive downwards.
    pub font_bounding_box_descent: f64,
    /// What the primary font wants between lines; not of `TextMetrics`, but of lines that are laid out.
    pub line_gap: f64,
    /// Top of the em square above the baseline.
    pub em_height_ascent: f64,
    /// Bottom of the em square below the baseline.
    pub em_height_descent: f64,
    /// The hanging baseline above the alphabetic one.
    pub hanging_baseline: f64,
    /// The alphabetic baseline: 0.
    pub alphabetic_baseline: f64,
    /// The ideographic baseline; negative as it lies below.
    pub ideographic_baseline: f64,
}
