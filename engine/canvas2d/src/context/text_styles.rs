//! `CanvasTextDrawingStyles`.

use super::{Context2d, REMEMBERED_FONTS};
use crate::{
    css::{CssFont, CssLength},
    state::{Slot, TextAlign, TextBaseline, TextDirection, TextState},
};
use sparrow_media::font::{FontCaps, FontKerning};
use std::rc::Rc;

const STRETCHES: [(&str, f32); 9] = [
    ("ultra-condensed", 50.0),
    ("extra-condensed", 62.5),
    ("condensed", 75.0),
    ("semi-condensed", 87.5),
    ("normal", 100.0),
    ("semi-expanded", 112.5),
    ("expanded", 125.0),
    ("extra-expanded", 150.0),
    ("ultra-expanded", 200.0),
];

const CAPS: [(&str, FontCaps); 7] = [
    ("normal", FontCaps::Normal),
    ("small-caps", FontCaps::SmallCaps),
    ("all-small-caps", FontCaps::AllSmallCaps),
    ("petite-caps", FontCaps::PetiteCaps),
    ("all-petite-caps", FontCaps::AllPetiteCaps),
    ("unicase", FontCaps::Unicase),
    ("titling-caps", FontCaps::TitlingCaps),
];

const RENDERINGS: [&str; 4] = ["auto", "optimizeSpeed", "optimizeLegibility", "geometricPrecision"];

impl Context2d {
    /// The text state, to be changed in what a font is chosen by.
    fn font_mut(&mut self) -> &mut TextState {
        let text = self.text_mut();
        text.resolved.take();
        text
    }

    /// The text state, to be changed. It is shared with saved states until then.
    fn text_mut(&mut self) -> &mut TextState {
        if Rc::strong_count(&self.state.text) > 1
            && let Some(mut spare) = self.spare_text.take()
            && let Some(text) = Rc::get_mut(&mut spare)
        {
            text.clone_from(&self.state.text);
            self.state.text = spare;
        }
        Rc::make_mut(&mut self.state.text)
    }

    /// The `font` getter.
    pub fn font(&self) -> &str {
        &self.state.text.font.text
    }

    /// The `font` setter: invalid values are ignored.
    pub fn set_font(&mut self, text: &str) {
        let font = match self.fonts.iter().find(|(source, _)| **source == *text) {
            Some((_, font)) => font.clone(),
            None => {
                let Some(font) = CssFont::parse(text) else { return };
                let font = Rc::new(font);
                if self.fonts.len() >= REMEMBERED_FONTS {
                    self.fonts.remove(0);
                }
                self.fonts.push((text.into(), font.clone()));
                font
            }
        };
        if Rc::ptr_eq(&font, &self.state.text.font) {
            return;
        }
        if self.state.filter.is_some() {
            self.state.recorded.state = Slot::UNKNOWN;
        }
        let em_px = f64::from(font.size_px);
        let state = self.font_mut();
        state.font = font;
        state.letter_spacing.follow_font(em_px);
        state.word_spacing.follow_font(em_px);
    }

    /// The `textAlign` getter.
    pub fn text_align(&self) -> &'static str {
        match self.state.text.align {
            TextAlign::Start => "start",
            TextAlign::End => "end",
            TextAlign::Left => "left",
            TextAlign::Right => "right",
            TextAlign::Center => "center",
        }
    }

    /// The `textAlign` setter: unknown values are ignored.
    pub fn set_text_align(&mut self, align: &str) {
        let align = match align {
            "start" => TextAlign::Start,
            "end" => TextAlign::End,
            "left" => TextAlign::Left,
            "right" => TextAlign::Right,
            "center" => TextAlign::Center,
            _ => return,
        };
        if align != self.state.text.align {
            self.text_mut().align = align;
        }
    }

    /// The `textBaseline` getter.
    pub fn text_baseline(&self) -> &'static str {
        match self.state.text.baseline {
            TextBaseline::Top => "top",
            TextBaseline::Hanging => "hanging",
            TextBaseline::Middle => "middle",
            TextBaseline::Alphabetic => "alphabetic",
            TextBaseline::Ideographic => "ideographic",
            TextBaseline::Bottom => "bottom",
        }
    }

    /// The `textBaseline` setter: unknown values are ignored.
    pub fn set_text_baseline(&mut self, baseline: &str) {
        let baseline = match baseline {
            "top" => TextBaseline::Top,
            "hanging" => TextBaseline::Hanging,
            "middle" => TextBaseline::Middle,
            "alphabetic" => TextBaseline::Alphabetic,
            "ideographic" => TextBaseline::Ideographic,
            "bottom" => TextBaseline::Bottom,
            _ => return,
        };
        if baseline != self.state.text.baseline {
            self.text_mut().baseline = baseline;
        }
    }

    /// The `direction` getter.
    pub fn direction(&self) -> &'static str {
        match self.state.text.direction {
            TextDirection::Ltr => "ltr",
            TextDirection::Rtl => "rtl",
            TextDirection::Inherit => "inherit",
        }
    }

    /// The `direction` setter: unknown values are ignored; `inherit` is left to right.
    pub fn set_direction(&mut self, direction: &str) {
        let direction = match direction {
            "ltr" => TextDirection::Ltr,
            "rtl" => TextDirection::Rtl,
            "inherit" => TextDirection::Inherit,
            _ => return,
        };
        if direction != self.state.text.direction {
            self.font_mut().direction = direction;
        }
    }

    /// The `letterSpacing` getter.
    pub fn letter_spacing(&self) -> &str {
        &self.state.text.letter_spacing.text
    }

    /// The `letterSpacing` setter: what is no length is ignored.
    pub fn set_letter_spacing(&mut self, text: &str) {
        if let Some(length) = CssLength::parse(text, f64::from(self.state.text.font.size_px)) {
            self.font_mut().letter_spacing = length;
        }
    }

    /// The `wordSpacing` getter.
    pub fn word_spacing(&self) -> &str {
        &self.state.text.word_spacing.text
    }

    /// The `wordSpacing` setter: what is no length is ignored.
    pub fn set_word_spacing(&mut self, text: &str) {
        if let Some(length) = CssLength::parse(text, f64::from(self.state.text.font.size_px)) {
            self.font_mut().word_spacing = length;
        }
    }

    /// The `fontKerning` getter.
    pub fn font_kerning(&self) -> &'static str {
        match self.state.text.kerning {
            FontKerning::Auto => "auto",
            FontKerning::Normal => "normal",
            FontKerning::None => "none",
        }
    }

    /// The `fontKerning` setter: unknown values are ignored.
    pub fn set_font_kerning(&mut self, kerning: &str) {
        let kerning = match kerning {
            "auto" => FontKerning::Auto,
            "normal" => FontKerning::Normal,
            "none" => FontKerning::None,
            _ => return,
        };
        self.font_mut().kerning = kerning;
    }

    /// The `fontStretch` getter.
    pub fn font_stretch(&self) -> &'static str {
        let percent = self.state.text.stretch_percent;
        STRETCHES.iter().find(|(_, p)| *p == percent).map_or("normal", |(name, _)| name)
    }

    /// The `fontStretch` setter: unknown values are ignored.
    pub fn set_font_stretch(&mut self, stretch: &str) {
        if let Some((_, percent)) = STRETCHES.iter().find(|(name, _)| *name == stretch) {
            self.font_mut().stretch_percent = *percent;
        }
    }

    /// The `fontVariantCaps` getter.
    pub fn font_variant_caps(&self) -> &'static str {
        let caps = self.state.text.caps;
        CAPS.iter().find(|(_, c)| *c == caps).map_or("normal", |(name, _)| name)
    }

    /// The `fontVariantCaps` setter: unknown values are ignored.
    pub fn set_font_variant_caps(&mut self, caps: &str) {
        if let Some((_, caps)) = CAPS.iter().find(|(name, _)| *name == caps) {
            self.font_mut().caps = *caps;
        }
    }

    /// The `textRendering` getter.
    pub fn text_rendering(&self) -> &'static str {
        self.state.text.rendering
    }

    /// The `textRendering` setter: unknown values are ignored. All but `geometricPrecision` draw the same.
    pub fn set_text_rendering(&mut self, rendering: &str) {
        if let Some(rendering) = RENDERINGS.iter().find(|name| **name == rendering) {
            self.font_mut().rendering = rendering;
        }
    }

    /// The `lang` getter.
    pub fn lang(&self) -> &str {
        &self.state.text.lang
    }

    /// The `lang` setter: a BCP 47 tag, `inherit` or the empty string.
    pub fn set_lang(&mut self, lang: &str) {
        self.font_mut().lang = lang.into();
    }
}
