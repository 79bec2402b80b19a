//! Where toast, dialog, ad, keyboard and buttons stand over the game, and what a touch on them means.
//!
//! [`Layout`] is made from [`Chrome`], the window and the width of words: shapes to be drawn (`overlay.rs` does) and zones that
//! can be touched. Logical pixels.

mod dialogs;
mod panels;
mod pictures;
mod touches;
mod words;

use self::words::Measure;
pub(crate) use self::{pictures::ChromePictures, touches::ChromeTouches};

use self::words::Words;
use sparrow_base::kurbo::{Point, Rect, RoundedRectRadii};
use sparrow_platform::{Choice, Chrome, Dialog};
use std::rc::Rc;

/// Something to draw over a game, in logical pixels. Colours are CSS colours.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Shape {
    /// A rectangle with a radius for each corner.
    Fill { rect: Rect, radii: RoundedRectRadii, color: String },
    /// The edge of a rounded rectangle.
    Edge { rect: Rect, radius: f64, color: String, width: f64 },
    /// Points joined by straight lines.
    Line { points: Vec<Point>, color: String, width: f64 },
    /// One line of text; `x` is its middle, or its left edge.
    Text { text: String, x: f64, y: f64, size: f64, color: String, centered: bool, bold: bool },
    /// An image file of the game's, over the rectangle.
    Picture { source: String, rect: Rect },
}

/// What can be touched.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Zone {
    pub(crate) rect: Rect,
    /// `None`: the touch is taken and nothing follows.
    pub(crate) choice: Option<Choice>,
}

/// Shapes from back to front; zones likewise.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Layout {
    pub(crate) shapes: Vec<Shape>,
    pub(crate) zones: Vec<Zone>,
}

/// A layout, kept for as long as what it was made from stays.
#[derive(Debug, Default)]
pub(crate) struct LaidOut {
    of: Option<(Chrome, f64, f64)>,
    layout: Rc<Layout>,
}

impl LaidOut {
    /// The layout of `chrome` in a window.
    pub(crate) fn get(
        &mut self,
        chrome: &Chrome,
        width: f64,
        height: f64,
        measure: Measure<'_>,
    ) -> Rc<Layout> {
        let same = |(of, w, h): &(Chrome, f64, f64)| of == chrome && (*w, *h) == (width, height);
        if !self.of.as_ref().is_some_and(same) {
            self.of = Some((chrome.clone(), width, height));
            self.layout = Rc::new(Layout::new(chrome, width, height, measure));
        }
        self.layout.clone()
    }
}

const INK: &str = "#1a1a1a";
const GREY: &str = "#888888";
const LINE: &str = "#e5e5e5";

impl Layout {
    /// Lays out all that is shown.
    pub(crate) fn new(chrome: &Chrome, width: f64, height: f64, mut measure: Measure<'_>) -> Layout {
        let mut layout = Layout::default();
        let window = Rect::new(0.0, 0.0, width, height);
        let measure = &mut measure;
        chrome.widgets.iter().for_each(|widget| layout.widget(widget, measure));
        if let Some(bar) = &chrome.keyboard {
            layout.keyboard(bar, window, measure);
        }
        // A question is in front of a toast: a loading with a mask may be waiting for its answer.
        if let Some(toast) = &chrome.toast {
            layout.toast(toast, window, measure);
        }
        if let Some(ad) = &chrome.ad {
            layout.ad(ad, window, measure);
        }
        match &chrome.dialog {
            Some(Dialog::Modal(modal)) => layout.modal(modal, window, measure),
            Some(Dialog::Sheet(sheet)) => layout.sheet(sheet, window, measure),
            None => {}
        }
        layout
    }

    /// The zone in front at a place.
    pub(crate) fn hit(&self, x: f64, y: f64) -> Option<&Zone> {
        self.zones.iter().rev().find(|zone| zone.rect.contains((x, y)))
    }

    fn fill(&mut self, rect: Rect, radii: impl Into<RoundedRectRadii>, color: &str) {
        self.shapes.push(Shape::Fill { rect, radii: radii.into(), color: color.to_owned() });
    }

    fn text(&mut self, text: &str, (x, y): (f64, f64), size: f64, color: &str, bold: bool) {
        let (text, color) = (text.to_owned(), color.to_owned());
        self.shapes.push(Shape::Text { text, x, y, size, color, centered: true, bold });
    }

    fn zone(&mut self, rect: Rect, choice: Option<Choice>) {
        self.zones.push(Zone { rect, choice });
    }

    /// The end of a text that may be longer than its field, with a caret.
    fn field_text(&mut self, text: &str, field: Rect, color: &str, caret: bool, measure: &mut Measure<'_>) {
        let mut words = Words { measure, size: 16.0, bold: false };
        let shown = words.fit_end(text, field.width() - 20.0);
        self.shapes.push(Shape::Text {
            text: if caret { format!("{shown}|") } else { shown.to_owned() },
            x: field.x0 + 10.0,
            y: field.center().y,
            size: 16.0,
            color: color.to_owned(),
            centered: false,
            bold: false,
        });
    }

    /// The game is darkened and out of reach.
    fn cover(&mut self, window: Rect) {
        self.fill(window, 0.0, "rgba(0, 0, 0, 0.5)");
        self.zone(window, None);
    }
}

fn centered(window: Rect, width: f64, height: f64) -> Rect {
    Rect::from_center_size(window.center(), (width, height))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::{KeyboardBar, Modal, Sheet, Toast, ToastIcon};

    fn lay(chrome: &Chrome, width: f64, height: f64) -> Layout {
        Layout::new(chrome, width, height, &mut words::square)
    }

    fn modal() -> Chrome {
        let modal = Modal {
            title: "Title".to_owned(),
            content: "a text".to_owned(),
            confirm_text: "OK".to_owned(),
            confirm_color: INK.to_owned(),
            cancel_text: Some("No".to_owned()),
            cancel_color: INK.to_owned(),
            entry: None,
        };
        Chrome { dialog: Some(Dialog::Modal(modal)), ..Chrome::default() }
    }

    #[test]
    fn a_modal_takes_every_touch_and_has_two_buttons() {
        let layout = lay(&modal(), 375.0, 667.0);
        let choice = |wanted: &Choice| {
            let zone = layout.zones.iter().find(|z| z.choice.as_ref() == Some(wanted)).unwrap();
            zone.rect.center()
        };
        let yes = choice(&Choice::Confirm);
        let no = choice(&Choice::Cancel);
        assert!(no.x < yes.x);
        let mut touches = ChromeTouches::default();
        assert!(touches.start(&layout, 1, 1.0, 1.0));
        assert_eq!(touches.end(&layout, 1, 1.0, 1.0), None);
        assert!(touches.start(&layout, 1, yes.x, yes.y) && touches.holds(1));
        assert_eq!(touches.end(&layout, 1, no.x, no.y), None, "it went elsewhere");
        touches.start(&layout, 1, yes.x, yes.y);
        assert_eq!(touches.end(&layout, 1, yes.x + 1.0, yes.y), Some(Choice::Confirm));
    }

    #[test]
    fn a_toast_without_a_mask_lets_touches_through() {
        let toast = Toast { title: "saved".to_owned(), icon: ToastIcon::None, mask: false };
        let chrome = Chrome { toast: Some(toast), ..Chrome::default() };
        let layout = lay(&chrome, 375.0, 667.0);
        assert!(!layout.shapes.is_empty() && layout.hit(187.0, 333.0).is_none());
    }

    #[test]
    fn a_window_with_no_room_is_laid_out_too() {
        let mut chrome = modal();
        let bar =
            KeyboardBar { value: "中文 text".to_owned(), confirm_text: "go".to_owned(), multiple: true };
        chrome.keyboard = Some(bar);
        for size in [0.0, 1.0, 20.0] {
            assert!(!lay(&chrome, size, size).zones.is_empty());
        }
    }

    #[test]
    fn a_question_can_be_answered_under_a_masked_toast() {
        let mut chrome = modal();
        chrome.toast = Some(Toast { title: "wait".to_owned(), icon: ToastIcon::Loading, mask: true });
        let layout = lay(&chrome, 375.0, 667.0);
        let yes = layout.zones.iter().find(|z| z.choice == Some(Choice::Confirm)).unwrap().rect.center();
        assert_eq!(layout.hit(yes.x, yes.y).unwrap().choice, Some(Choice::Confirm));
    }

    #[test]
    fn every_row_of_a_long_sheet_and_every_line_of_a_long_text_is_in_the_window() {
        let sheet = Sheet {
            title: "which of these many words is it that does not fit into one line".to_owned(),
            items: (0..6)
                .map(|i| format!("{i} an item whose text is much longer than the window is wide"))
                .collect(),
            item_color: INK.to_owned(),
            cancel_text: "cancel".to_owned(),
        };
        let mut long = modal();
        if let Some(Dialog::Modal(modal)) = &mut long.dialog {
            modal.content = "one of many words ".repeat(80);
        }
        for chrome in [Chrome { dialog: Some(Dialog::Sheet(sheet)), ..Chrome::default() }, long] {
            let layout = lay(&chrome, 667.0, 375.0);
            for shape in &layout.shapes {
                if let Shape::Text { text, x, y, size, bold, .. } = shape {
                    let half = words::square(text, *size, *bold) / 2.0;
                    assert!(
                        x - half >= 0.0 && x + half <= 667.0 && (0.0..=375.0).contains(y),
                        "{text} {x} {y}"
                    );
                }
            }
        }
    }
}
