//! `fillStyle` and `strokeStyle`: the objects that their getters give back, and strings that were parsed before.

use super::{CanvasGradient, CanvasPattern};
use sparrow_canvas2d::{Context2d, CssColor, StyleValue};
use sparrow_script::{
    JsRef, Tracer,
    native::{Call, IdentityCache, IntoReturn, JsStr, Returned, TextOrNative, Thrown},
};
use std::cell::{Cell, RefCell};

/// Which of the two styles.
#[derive(Clone, Copy)]
pub(super) enum Paint {
    Fill,
    Stroke,
}

/// What one context's styles were set to.
#[derive(Default)]
pub(super) struct Styles {
    /// The gradients and patterns of the current state and of the saved ones, each once, and some that are in none of them any more.
    objects: RefCell<Vec<(StyleValue, JsRef)>>,
    /// Which of them is looked at next.
    next: Cell<usize>,
    fill: Colors,
    stroke: Colors,
}

/// Strings that were parsed before.
type Colors = RefCell<IdentityCache<CssColor, 8>>;

impl Styles {
    /// What a setter with a string sets; `None` for what is no colour.
    #[inline]
    pub(super) fn color(&self, which: Paint, text: &JsStr<'_>) -> Option<CssColor> {
        let colors = match which {
            Paint::Fill => &self.fill,
            Paint::Stroke => &self.stroke,
        };
        if let Some(color) = colors.borrow().get(text) {
            return Some(color.clone());
        }
        let color = CssColor::parse(&text.text())?;
        colors.borrow_mut().insert(text, color.clone());
        Some(color)
    }

    /// Sets the style to a gradient or a pattern, and keeps the object for the getter. Other objects change nothing.
    pub(super) fn set_object(&self, context: &mut Context2d, which: Paint, object: &TextOrNative<'_>) {
        let TextOrNative::Native(value) = object else { return };
        let style = if let Some(gradient) = value.native::<CanvasGradient>() {
            match which {
                Paint::Fill => context.set_fill_gradient(&gradient.0),
                Paint::Stroke => context.set_stroke_gradient(&gradient.0),
            }
            StyleValue::Gradient(gradient.0.clone())
        } else if let Some(pattern) = value.native::<CanvasPattern>() {
            match which {
                Paint::Fill => context.set_fill_pattern(&pattern.0),
                Paint::Stroke => context.set_stroke_pattern(&pattern.0),
            }
            StyleValue::Pattern(pattern.0.clone())
        } else {
            return;
        };
        let mut objects = self.objects.borrow_mut();
        if !objects.iter().any(|(known, _)| known.is_same(&style)) {
            objects.push((style, value.keep()));
        }
    }

    /// Looks at two of the objects and takes out what no state of `context` uses any more. A call adds one object at most, so there are never
    /// many more than twice those in use. The caller drops them when nothing is borrowed: their ends may run other things' ends.
    #[inline]
    pub(super) fn unused(&self, context: &Context2d) -> [Option<(StyleValue, JsRef)>; 2] {
        let mut objects = self.objects.borrow_mut();
        [(); 2].map(|()| {
            let at = if self.next.get() < objects.len() { self.next.get() } else { 0 };
            let (style, _) = objects.get(at)?;
            if context.uses_style(style) {
                self.next.set(at + 1);
                return None;
            }
            Some(objects.swap_remove(at))
        })
    }

    /// What a getter gives.
    pub(super) fn value(&self, style: StyleValue) -> StyleReturn {
        if let StyleValue::Color(text) = style {
            return StyleReturn::Text(text);
        }
        match self.objects.borrow().iter().find(|(known, _)| known.is_same(&style)) {
            Some((_, object)) => StyleReturn::Object(object.clone()),
            None => unreachable!("a style in use whose object was dropped"),
        }
    }

    pub(super) fn trace(&self, tracer: &mut Tracer<'_>) {
        if let Ok(objects) = self.objects.try_borrow() {
            objects.iter().for_each(|(_, object)| tracer.mark(object));
        }
    }
}

/// What the getter of a style gives.
pub(super) enum StyleReturn {
    Text(String),
    Object(JsRef),
}

impl IntoReturn for StyleReturn {
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        match self {
            StyleReturn::Text(text) => text.into_return(call),
            StyleReturn::Object(object) => object.into_return(call),
        }
    }
}
