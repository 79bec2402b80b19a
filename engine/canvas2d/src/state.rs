//! The drawing state: what `save()` keeps and `restore()` brings back.

use crate::{
    CssColor,
    clip::ClipNode,
    css::{CssFont, CssLength, Filter},
    path::COORDINATE_LIMIT,
    style::Style,
};
use sparrow_base::{Rgba8, kurbo::Affine};
use sparrow_media::font::{Font, FontCaps, FontKerning, FontRequest};
use sparrow_render::{CompositeOp, LineCap, LineJoin, Shadow, Smoothing, StrokeStyle};
use std::{cell::RefCell, rc::Rc, sync::Arc};

/// True when a transform can be drawn with: finite, invertible, and of a size that renderers can compute with.
pub(crate) fn is_drawable(transform: Affine) -> bool {
    let bounded = transform.as_coeffs().iter().all(|c| c.abs() <= COORDINATE_LIMIT);
    bounded && transform.determinant().abs() >= 1e-30
}

/// An index of a table of the list that is recorded, or that it is not known, or that nothing is to be drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Slot(u32);

impl Slot {
    pub(crate) const UNKNOWN: Slot = Slot(u32::MAX);
    pub(crate) const NOTHING: Slot = Slot(u32::MAX - 1);

    pub(crate) fn at(index: u32) -> Slot {
        Slot(index)
    }

    /// The index, when there is one.
    #[inline]
    pub(crate) fn index(self) -> Option<u32> {
        (self.0 < u32::MAX - 1).then_some(self.0)
    }
}

/// Where this state's parts stand in the list that is recorded. Saved and restored with the state, so that
/// `save(); ...; restore()` around each sprite records no state twice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recorded {
    /// Of the list that the others refer to.
    pub(crate) serial: u32,
    pub(crate) transform: Slot,
    pub(crate) state: Slot,
    pub(crate) fill: Slot,
    pub(crate) fill_version: u32,
    pub(crate) stroke: Slot,
    pub(crate) stroke_version: u32,
    pub(crate) line: Slot,
}

impl Recorded {
    pub(crate) const fn nothing(serial: u32) -> Self {
        Recorded {
            serial,
            transform: Slot::UNKNOWN,
            state: Slot::UNKNOWN,
            fill: Slot::UNKNOWN,
            fill_version: 0,
            stroke: Slot::UNKNOWN,
            stroke_version: 0,
            line: Slot::UNKNOWN,
        }
    }
}

/// Line styles.
#[derive(Clone, Debug)]
pub(crate) struct LineStyle {
    pub(crate) width: f64,
    pub(crate) cap: LineCap,
    pub(crate) join: LineJoin,
    pub(crate) miter_limit: f64,
    /// What `getLineDash()` gives; even in number.
    pub(crate) dash: Option<Arc<[f64]>>,
    pub(crate) dash_offset: f64,
}

impl LineStyle {
    /// For a renderer: the offset within one period, no dashes where they are all zero.
    pub(crate) fn stroke_style(&self) -> StrokeStyle {
        let period: f64 = self.dash.iter().flat_map(|lengths| lengths.iter()).sum();
        let dash = self.dash.clone().filter(|_| period > 0.0 && period.is_finite());
        let dash_offset = if dash.is_some() { self.dash_offset.rem_euclid(period) } else { 0.0 };
        StrokeStyle {
            width: self.width.min(COORDINATE_LIMIT),
            cap: self.cap,
            join: self.join,
            miter_limit: self.miter_limit.min(COORDINATE_LIMIT),
            dash,
            dash_offset,
        }
    }
}

/// `textAlign`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextAlign {
    Start,
    End,
    Left,
    Right,
    Center,
}

/// `textBaseline`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextBaseline {
    Top,
    Hanging,
    Middle,
    Alphabetic,
    Ideographic,
    Bottom,
}

/// `direction`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextDirection {
    Ltr,
    Rtl,
    Inherit,
}

/// Everything about text. Behind one `Rc`: it changes seldom and is saved often.
#[derive(Clone, Debug)]
pub(crate) struct TextState {
    pub(crate) font: Rc<CssFont>,
    pub(crate) align: TextAlign,
    pub(crate) baseline: TextBaseline,
    pub(crate) direction: TextDirection,
    pub(crate) letter_spacing: CssLength,
    pub(crate) word_spacing: CssLength,
    pub(crate) kerning: FontKerning,
    /// `fontStretch` in percent.
    pub(crate) stretch_percent: f32,
    pub(crate) caps: FontCaps,
    pub(crate) rendering: &'static str,
    pub(crate) lang: Arc<str>,
    /// The font of all this, once something was shaped with it.
    pub(crate) resolved: RefCell<Option<Font>>,
}

impl TextState {
    pub(crate) fn request(&self) -> FontRequest {
        let font = &*self.font;
        let own_stretch = font.stretch_percent != 100.0;
        FontRequest {
            families: font.families.clone(),
            weight: font.weight,
            style: font.style,
            stretch_percent: if own_stretch { font.stretch_percent } else { self.stretch_percent },
            size_px: font.size_px,
            letter_spacing_px: self.letter_spacing.px as f32,
            word_spacing_px: self.word_spacing.px as f32,
            kerning: self.kerning,
            exact: self.is_exact(),
            caps: if font.caps == FontCaps::Normal { self.caps } else { font.caps },
            direction: if self.is_rtl() {
                sparrow_media::font::Direction::Rtl
            } else {
                sparrow_media::font::Direction::Ltr
            },
            locale: (!matches!(&*self.lang, "" | "inherit")).then(|| self.lang.clone()),
        }
    }

    pub(crate) fn is_rtl(&self) -> bool {
        self.direction == TextDirection::Rtl
    }
}

impl Default for TextState {
    fn default() -> Self {
        let zero = CssLength::zero();
        TextState {
            font: Rc::new(CssFont::default()),
            align: TextAlign::Start,
            baseline: TextBaseline::Alphabetic,
            direction: TextDirection::Inherit,
            letter_spacing: zero.clone(),
            word_spacing: zero,
            kerning: FontKerning::Auto,
            stretch_percent: 100.0,
            caps: FontCaps::Normal,
            rendering: "auto",
            lang: "inherit".into(),
            resolved: RefCell::default(),
        }
    }
}

/// One entry of the state stack.
#[derive(Clone, Debug)]
pub(crate) struct State {
    pub(crate) recorded: Recorded,
    pub(crate) transform: Affine,
    pub(crate) alpha: f64,
    pub(crate) composite: CompositeOp,
    /// `clear`: `composite` is `Copy`, and every source is transparent.
    pub(crate) clears: bool,
    pub(crate) smoothing_enabled: bool,
    /// Never `Off`.
    pub(crate) smoothing_quality: Smoothing,
    pub(crate) fill: Style,
    pub(crate) stroke: Style,
    pub(crate) line: LineStyle,
    pub(crate) shadow_color: CssColor,
    pub(crate) shadow_blur: f64,
    pub(crate) shadow_offset_x: f64,
    pub(crate) shadow_offset_y: f64,
    pub(crate) clip: Option<Rc<ClipNode>>,
    pub(crate) text: Rc<TextState>,
    /// `None`: `none`.
    pub(crate) filter: Option<Rc<Filter>>,
}

impl State {
    /// The state of a new or reset context.
    pub(crate) fn initial(text: Rc<TextState>) -> Self {
        State {
            recorded: Recorded::nothing(0),
            transform: Affine::IDENTITY,
            alpha: 1.0,
            composite: CompositeOp::SourceOver,
            clears: false,
            smoothing_enabled: true,
            smoothing_quality: Smoothing::Low,
            fill: Style::Color(CssColor::BLACK),
            stroke: Style::Color(CssColor::BLACK),
            line: LineStyle {
                width: 1.0,
                cap: LineCap::Butt,
                join: LineJoin::Miter,
                miter_limit: 10.0,
                dash: None,
                dash_offset: 0.0,
            },
            shadow_color: CssColor::from(Rgba8::TRANSPARENT),
            shadow_blur: 0.0,
            shadow_offset_x: 0.0,
            shadow_offset_y: 0.0,
            clip: None,
            text,
            filter: None,
        }
    }

    /// The shadow, when it shows: <https://html.spec.whatwg.org/multipage/canvas.html#when-shadows-are-drawn>
    pub(crate) fn shadow(&self) -> Option<Shadow> {
        let (blur, x, y) = (self.shadow_blur, self.shadow_offset_x, self.shadow_offset_y);
        let shows = self.shadow_color.rgba.a > 0 && (blur != 0.0 || x != 0.0 || y != 0.0);
        // "If the current composition operation is copy, then shadows effectively won't render."
        (shows && self.composite != CompositeOp::Copy).then(|| Shadow {
            color: self.shadow_color.rgba,
            sigma: (blur / 2.0).min(1e6) as f32,
            offset_x: x.clamp(-1e9, 1e9) as f32,
            offset_y: y.clamp(-1e9, 1e9) as f32,
        })
    }

    pub(crate) fn smoothing(&self) -> Smoothing {
        if self.smoothing_enabled { self.smoothing_quality } else { Smoothing::Off }
    }
}
