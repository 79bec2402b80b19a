//! `CanvasFillStrokeStyles`, `CanvasCompositing`, `CanvasImageSmoothing`, `CanvasShadowStyles`, `CanvasFilters`.

use super::{Context2d, record::Paints};
use crate::{
    CanvasGradient, CanvasPattern, CssColor,
    css::Filter,
    state::Slot,
    style::{Style, StyleValue},
};
use sparrow_render::{CompositeOp, Smoothing};
use std::rc::Rc;

/// The operators by name, in the order of [`CompositeOp`].
const OPERATORS: [(&str, CompositeOp); 26] = [
    ("source-over", CompositeOp::SourceOver),
    ("source-in", CompositeOp::SourceIn),
    ("source-out", CompositeOp::SourceOut),
    ("source-atop", CompositeOp::SourceAtop),
    ("destination-over", CompositeOp::DestinationOver),
    ("destination-in", CompositeOp::DestinationIn),
    ("destination-out", CompositeOp::DestinationOut),
    ("destination-atop", CompositeOp::DestinationAtop),
    ("lighter", CompositeOp::Lighter),
    ("copy", CompositeOp::Copy),
    ("xor", CompositeOp::Xor),
    ("multiply", CompositeOp::Multiply),
    ("screen", CompositeOp::Screen),
    ("overlay", CompositeOp::Overlay),
    ("darken", CompositeOp::Darken),
    ("lighten", CompositeOp::Lighten),
    ("color-dodge", CompositeOp::ColorDodge),
    ("color-burn", CompositeOp::ColorBurn),
    ("hard-light", CompositeOp::HardLight),
    ("soft-light", CompositeOp::SoftLight),
    ("difference", CompositeOp::Difference),
    ("exclusion", CompositeOp::Exclusion),
    ("hue", CompositeOp::Hue),
    ("saturation", CompositeOp::Saturation),
    ("color", CompositeOp::Color),
    ("luminosity", CompositeOp::Luminosity),
];

impl Context2d {
    fn state_changed(&mut self) {
        self.state.recorded.state = Slot::UNKNOWN;
    }

    fn set_style(&mut self, paints: Paints, style: Style) {
        match paints {
            Paints::Fill => {
                self.state.fill = style;
                self.state.recorded.fill = Slot::UNKNOWN;
            }
            Paints::Stroke => {
                self.state.stroke = style;
                self.state.recorded.stroke = Slot::UNKNOWN;
            }
        }
    }

    /// Whether the current state or a saved one fills or strokes with this very gradient or pattern.
    pub fn uses_style(&self, object: &StyleValue) -> bool {
        let mut states = std::iter::once(&self.state).chain(&self.stack);
        states.any(|state| state.fill.is_object(object) || state.stroke.is_object(object))
    }

    /// The `fillStyle` getter.
    pub fn fill_style(&self) -> StyleValue {
        self.state.fill.value()
    }

    /// The `fillStyle` setter with a string: what is no colour is ignored.
    pub fn set_fill_style(&mut self, color: &str) {
        if let Some(color) = CssColor::parse(color) {
            self.set_style(Paints::Fill, Style::Color(color));
        }
    }

    /// The `fillStyle` setter with a colour that was parsed before.
    #[inline]
    pub fn set_fill_color(&mut self, color: CssColor) {
        self.set_style(Paints::Fill, Style::Color(color));
    }

    /// The `fillStyle` setter with a gradient.
    pub fn set_fill_gradient(&mut self, gradient: &CanvasGradient) {
        self.set_style(Paints::Fill, Style::Gradient(gradient.clone()));
    }

    /// The `fillStyle` setter with a pattern.
    pub fn set_fill_pattern(&mut self, pattern: &CanvasPattern) {
        // "If the given value is a CanvasPattern object that is marked as not origin-clean, then set this's
        // origin-clean flag to false."
        self.tainted |= pattern.is_tainted();
        self.set_style(Paints::Fill, Style::Pattern(pattern.clone()));
    }

    /// The `strokeStyle` getter.
    pub fn stroke_style(&self) -> StyleValue {
        self.state.stroke.value()
    }

    /// The `strokeStyle` setter with a string: what is no colour is ignored.
    pub fn set_stroke_style(&mut self, color: &str) {
        if let Some(color) = CssColor::parse(color) {
            self.set_style(Paints::Stroke, Style::Color(color));
        }
    }

    /// The `strokeStyle` setter with a colour that was parsed before.
    #[inline]
    pub fn set_stroke_color(&mut self, color: CssColor) {
        self.set_style(Paints::Stroke, Style::Color(color));
    }

    /// The `strokeStyle` setter with a gradient.
    pub fn set_stroke_gradient(&mut self, gradient: &CanvasGradient) {
        self.set_style(Paints::Stroke, Style::Gradient(gradient.clone()));
    }

    /// The `strokeStyle` setter with a pattern.
    pub fn set_stroke_pattern(&mut self, pattern: &CanvasPattern) {
        self.tainted |= pattern.is_tainted();
        self.set_style(Paints::Stroke, Style::Pattern(pattern.clone()));
    }

    /// The `globalAlpha` getter.
    pub fn global_alpha(&self) -> f64 {
        self.state.alpha
    }

    /// The `globalAlpha` setter: values outside of 0..=1 are ignored.
    pub fn set_global_alpha(&mut self, alpha: f64) {
        if (0.0..=1.0).contains(&alpha) && alpha != self.state.alpha {
            self.state.alpha = alpha;
            self.state_changed();
        }
    }

    /// The `globalCompositeOperation` getter.
    pub fn global_composite_operation(&self) -> &'static str {
        if self.state.clears {
            return "clear";
        }
        OPERATORS.iter().find(|(_, op)| *op == self.state.composite).map_or("source-over", |(name, _)| name)
    }

    /// The `globalCompositeOperation` setter: unknown values are ignored.
    pub fn set_global_composite_operation(&mut self, name: &str) {
        // The Compositing specification has one more operator than renderers know: copying nothing.
        let (op, clears) = match OPERATORS.iter().find(|(n, _)| *n == name) {
            Some((_, op)) => (*op, false),
            None if name == "clear" => (CompositeOp::Copy, true),
            None => return,
        };
        if (op, clears) != (self.state.composite, self.state.clears) {
            self.state.composite = op;
            self.state.clears = clears;
            self.state_changed();
        }
    }

    /// The `imageSmoothingEnabled` getter.
    pub fn image_smoothing_enabled(&self) -> bool {
        self.state.smoothing_enabled
    }

    /// The `imageSmoothingEnabled` setter.
    pub fn set_image_smoothing_enabled(&mut self, enabled: bool) {
        self.state.smoothing_enabled = enabled;
        self.state_changed();
    }

    /// The `imageSmoothingQuality` getter.
    pub fn image_smoothing_quality(&self) -> &'static str {
        match self.state.smoothing_quality {
            Smoothing::Off | Smoothing::Low => "low",
            Smoothing::Medium => "medium",
            Smoothing::High => "high",
        }
    }

    /// The `imageSmoothingQuality` setter: unknown values are ignored.
    pub fn set_image_smoothing_quality(&mut self, quality: &str) {
        self.state.smoothing_quality = match quality {
            "low" => Smoothing::Low,
            "medium" => Smoothing::Medium,
            "high" => Smoothing::High,
            _ => return,
        };
        self.state_changed();
    }

    /// The `shadowColor` getter.
    pub fn shadow_color(&self) -> String {
        self.state.shadow_color.serialize()
    }

    /// The `shadowColor` setter: what is no colour is ignored.
    pub fn set_shadow_color(&mut self, color: &str) {
        if let Some(color) = CssColor::parse(color) {
            self.state.shadow_color = color;
            self.state_changed();
        }
    }

    /// The `shadowBlur` getter.
    pub fn shadow_blur(&self) -> f64 {
        self.state.shadow_blur
    }

    /// The `shadowBlur` setter: negative and not finite values are ignored.
    pub fn set_shadow_blur(&mut self, blur: f64) {
        if blur >= 0.0 && blur.is_finite() {
            self.state.shadow_blur = blur;
            self.state_changed();
        }
    }

    /// The `shadowOffsetX` getter.
    pub fn shadow_offset_x(&self) -> f64 {
        self.state.shadow_offset_x
    }

    /// The `shadowOffsetX` setter: not finite values are ignored.
    pub fn set_shadow_offset_x(&mut self, offset: f64) {
        if offset.is_finite() {
            self.state.shadow_offset_x = offset;
            self.state_changed();
        }
    }

    /// The `shadowOffsetY` getter.
    pub fn shadow_offset_y(&self) -> f64 {
        self.state.shadow_offset_y
    }

    /// The `shadowOffsetY` setter: not finite values are ignored.
    pub fn set_shadow_offset_y(&mut self, offset: f64) {
        if offset.is_finite() {
            self.state.shadow_offset_y = offset;
            self.state_changed();
        }
    }

    /// The `filter` getter.
    pub fn filter(&self) -> &str {
        self.state.filter.as_ref().map_or("none", |f| f.text())
    }

    /// The `filter` setter: invalid values are ignored. Lengths in em follow the font at the time of drawing.
    pub fn set_filter(&mut self, text: &str) {
        if text == self.filter() {
            return;
        }
        self.state.filter = match &self.last_filter {
            _ if text == "none" => None,
            // Games switch the same filter on and off.
            Some(last) if last.text() == text => Some(last.clone()),
            _ => {
                let Some(filter) = Filter::parse(text) else { return };
                self.last_filter = Some(Rc::new(filter));
                self.last_filter.clone()
            }
        };
        self.state_changed();
    }
}
