//! Where toast, dialog, ad, keyboard and buttons stand over the game, and what a touch on them means.
//!
//! [`Layout`] is made from [`Chrome`] and the window alone: shapes to be drawn (`overlay.rs` does) and zones that can be
//! touched. Logical pixels.

use sparrow_base::kurbo::{Point, Rect};
use sparrow_platform::{
    AdPanel, AdShape, Choice, Chrome, Dialog, KeyboardBar, Modal, Sheet, Toast, ToastIcon, Widget,
};

/// Something to draw over a game, in logical pixels. Colours are CSS colours.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub enum Shape {
    /// A rounded rectangle.
    Fill { rect: Rect, radius: f64, color: String },
    /// The edge of one.
    Edge { rect: Rect, radius: f64, color: String, width: f64 },
    /// Points joined by straight lines.
    Line { points: Vec<Point>, color: String, width: f64 },
    /// One line of text; `x` is its middle, or its left edge.
    Text { text: String, x: f64, y: f64, size: f64, color: String, centered: bool, bold: bool },
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

const INK: &str = "#1a1a1a";
const GREY: &str = "#888888";
const LINE: &str = "#e5e5e5";

impl Layout {
    /// Lays out all that is shown.
    pub(crate) fn new(chrome: &Chrome, width: f64, height: f64) -> Layout {
        let mut layout = Layout::default();
        let window = Rect::new(0.0, 0.0, width, height);
        chrome.widgets.iter().for_each(|widget| layout.widget(widget));
        if let Some(bar) = &chrome.keyboard {
            layout.keyboard(bar, window);
        }
        if let Some(ad) = &chrome.ad {
            layout.ad(ad, window);
        }
        match &chrome.dialog {
            Some(Dialog::Modal(modal)) => layout.modal(modal, window),
            Some(Dialog::Sheet(sheet)) => layout.sheet(sheet, window),
            None => {}
        }
        if let Some(toast) = &chrome.toast {
            layout.toast(toast, window);
        }
        layout
    }

    /// The zone in front at a place.
    pub(crate) fn hit(&self, x: f64, y: f64) -> Option<&Zone> {
        self.zones.iter().rev().find(|zone| zone.rect.contains((x, y)))
    }

    fn fill(&mut self, rect: Rect, radius: f64, color: &str) {
        self.shapes.push(Shape::Fill { rect, radius, color: color.to_owned() });
    }

    fn text(&mut self, text: &str, (x, y): (f64, f64), size: f64, color: &str, bold: bool) {
        let (text, color) = (text.to_owned(), color.to_owned());
        self.shapes.push(Shape::Text { text, x, y, size, color, centered: true, bold });
    }

    fn zone(&mut self, rect: Rect, choice: Option<Choice>) {
        self.zones.push(Zone { rect, choice });
    }

    fn widget(&mut self, widget: &Widget) {
        let Widget { left, top, width, height, border_radius, border_width, font_size, .. } = *widget;
        let rect = Rect::new(left, top, left + width, top + height);
        if !widget.background_color.is_empty() {
            self.fill(rect, border_radius, &widget.background_color);
        }
        if border_width > 0.0 && !widget.border_color.is_empty() {
            let color = widget.border_color.clone();
            self.shapes.push(Shape::Edge { rect, radius: border_radius, color, width: border_width });
        }
        if !widget.text.is_empty() {
            let color = if widget.color.is_empty() { INK } else { &widget.color };
            let middle = rect.center();
            self.text(&widget.text, (middle.x, middle.y), font_size, color, false);
        }
        // The game's buttons find their touches themselves; a test ad takes its own.
        if widget.is_ad {
            self.zone(rect, Some(Choice::Widget(widget.id)));
        }
    }

    fn modal(&mut self, modal: &Modal, window: Rect) {
        const BUTTON: f64 = 52.0;
        const LINE_HEIGHT: f64 = 22.0;
        self.cover(window);
        let width = (window.width() - 56.0).clamp(120.0, 320.0);
        let content = wrap(&modal.content, width - 48.0, 16.0, 12);
        let title = wrap(&modal.title, width - 48.0, 17.0, 3);
        let entry = if modal.entry.is_some() { 52.0 } else { 0.0 };
        let text = (title.len() + content.len()) as f64 * LINE_HEIGHT;
        let height = 32.0 + text + entry + 16.0 + BUTTON;
        let panel = centered(window, width, height);
        self.fill(panel, 12.0, "#ffffff");
        let middle = panel.center().x;
        let mut y = panel.y0 + 32.0;
        for line in &title {
            self.text(line, (middle, y), 17.0, INK, true);
            y += LINE_HEIGHT;
        }
        for line in &content {
            self.text(line, (middle, y + 4.0), 16.0, GREY, false);
            y += LINE_HEIGHT;
        }
        if let Some(entry) = &modal.entry {
            let field = Rect::new(panel.x0 + 24.0, y + 4.0, panel.x1 - 24.0, y + 44.0);
            self.fill(field, 4.0, "#f2f2f2");
            let empty = entry.value.is_empty();
            let shown = if empty { &entry.placeholder } else { &entry.value };
            self.field_text(shown, field, if empty { GREY } else { INK }, !empty);
        }
        let top = panel.y1 - BUTTON;
        self.fill(Rect::new(panel.x0, top, panel.x1, top + 1.0), 0.0, LINE);
        let mut right = Rect::new(panel.x0, top, panel.x1, panel.y1);
        if let Some(cancel) = &modal.cancel_text {
            let left = Rect::new(panel.x0, top, middle, panel.y1);
            right.x0 = middle;
            self.fill(Rect::new(middle, top, middle + 1.0, panel.y1), 0.0, LINE);
            self.text(cancel, (left.center().x, left.center().y), 17.0, &modal.cancel_color, true);
            self.zone(left, Some(Choice::Cancel));
        }
        self.text(
            &modal.confirm_text,
            (right.center().x, right.center().y),
            17.0,
            &modal.confirm_color,
            true,
        );
        self.zone(right, Some(Choice::Confirm));
    }

    /// The end of a text that may be longer than its field, with a caret.
    fn field_text(&mut self, text: &str, field: Rect, color: &str, caret: bool) {
        let room = field.width() - 20.0;
        let mut from = 0;
        while from < text.len() && text_width(&text[from..], 16.0) > room {
            from += text[from..].chars().next().map_or(1, char::len_utf8);
        }
        let shown = if caret { format!("{}|", &text[from..]) } else { text[from..].to_owned() };
        let (x, y) = (field.x0 + 10.0, field.center().y);
        self.shapes.push(Shape::Text {
            text: shown,
            x,
            y,
            size: 16.0,
            color: color.to_owned(),
            centered: false,
            bold: false,
        });
    }

    fn sheet(&mut self, sheet: &Sheet, window: Rect) {
        const ROW: f64 = 56.0;
        self.cover(window);
        self.zone(window, Some(Choice::Cancel));
        let title = if sheet.title.is_empty() { 0.0 } else { 48.0 };
        let height = title + ROW * sheet.items.len() as f64 + 8.0 + ROW;
        let panel = Rect::new(window.x0, window.y1 - height, window.x1, window.y1);
        self.fill(panel, 12.0, "#f7f7f7");
        self.zone(panel, None);
        let middle = panel.center().x;
        let mut y = panel.y0;
        if title > 0.0 {
            self.text(&sheet.title, (middle, y + title / 2.0), 13.0, GREY, false);
            y += title;
        }
        for (index, item) in sheet.items.iter().enumerate() {
            let row = Rect::new(panel.x0, y, panel.x1, y + ROW);
            self.fill(Rect { y1: y + ROW - 1.0, ..row }, if y == panel.y0 { 12.0 } else { 0.0 }, "#ffffff");
            self.text(item, (middle, row.center().y), 17.0, &sheet.item_color, false);
            self.zone(row, Some(Choice::Item(index)));
            y += ROW;
        }
        let row = Rect::new(panel.x0, panel.y1 - ROW, panel.x1, panel.y1);
        self.fill(row, 0.0, "#ffffff");
        self.text(&sheet.cancel_text, (middle, row.center().y), 17.0, INK, false);
        self.zone(row, Some(Choice::Cancel));
    }

    fn toast(&mut self, toast: &Toast, window: Rect) {
        if toast.mask {
            self.zone(window, None);
        }
        let has_icon = toast.icon != ToastIcon::None;
        let lines = wrap(&toast.title, if has_icon { 116.0 } else { window.width() - 120.0 }, 15.0, 3);
        let widest = lines.iter().map(|line| text_width(line, 15.0)).fold(0.0, f64::max);
        let (width, height) =
            if has_icon { (136.0, 136.0) } else { (widest + 40.0, 26.0 + 20.0 * lines.len() as f64) };
        let panel = centered(window, width, height);
        self.fill(panel, 8.0, "rgba(76, 76, 76, 0.95)");
        let middle = panel.center().x;
        let mut y = panel.center().y - 10.0 * (lines.len() as f64 - 1.0);
        if has_icon {
            self.icon(toast.icon, Point::new(middle, panel.y0 + 52.0));
            y = panel.y1 - 14.0 - 20.0 * lines.len() as f64 + 10.0;
        }
        for line in &lines {
            self.text(line, (middle, y), 15.0, "#ffffff", false);
            y += 20.0;
        }
    }

    /// The picture of a toast, without a font: a check, an exclamation mark or a wheel.
    fn icon(&mut self, icon: ToastIcon, at: Point) {
        const WHITE: &str = "#ffffff";
        let mut line = |points: &[(f64, f64)]| {
            let points = points.iter().map(|(x, y)| Point::new(at.x + x, at.y + y)).collect();
            self.shapes.push(Shape::Line { points, color: WHITE.to_owned(), width: 4.0 });
        };
        match icon {
            ToastIcon::None => {}
            ToastIcon::Success => line(&[(-18.0, 0.0), (-6.0, 12.0), (18.0, -12.0)]),
            ToastIcon::Error => {
                line(&[(0.0, -16.0), (0.0, 6.0)]);
                line(&[(0.0, 14.0), (0.0, 18.0)]);
            }
            ToastIcon::Loading => {
                for i in 0..8_u8 {
                    let (sin, cos) = (f64::from(i) * std::f64::consts::FRAC_PI_4).sin_cos();
                    line(&[(sin * 9.0, cos * 9.0), (sin * 17.0, cos * 17.0)]);
                }
            }
        }
    }

    fn ad(&mut self, ad: &AdPanel, window: Rect) {
        self.fill(window, 0.0, "#20242c");
        self.zone(window, None);
        let middle = window.center();
        let title =
            if ad.shape == AdShape::RewardedVideo { "rewarded video (test)" } else { "interstitial (test)" };
        self.text(title, (middle.x, middle.y - 14.0), 20.0, "#ffffff", true);
        self.text(&ad.unit, (middle.x, middle.y + 16.0), 13.0, "#9aa0aa", false);
        let close = Rect::new(window.x1 - 116.0, 40.0, window.x1 - 16.0, 72.0);
        self.fill(close, 16.0, "rgba(255, 255, 255, 0.18)");
        let words = if ad.seconds_left > 0 { format!("{} s  ×", ad.seconds_left) } else { "×".to_owned() };
        self.text(&words, (close.center().x, close.center().y), 15.0, "#ffffff", false);
        self.zone(close, Some(Choice::CloseAd));
    }

    fn keyboard(&mut self, bar: &KeyboardBar, window: Rect) {
        let area = Rect::new(window.x0, window.y1 - 56.0, window.x1, window.y1);
        self.fill(area, 0.0, "#f7f7f7");
        self.zone(area, None);
        let button = Rect::new(area.x1 - 76.0, area.y0 + 8.0, area.x1 - 8.0, area.y1 - 8.0);
        let field = Rect::new(area.x0 + 8.0, area.y0 + 8.0, button.x0 - 8.0, area.y1 - 8.0);
        self.fill(field, 4.0, "#ffffff");
        self.field_text(&bar.value.replace('\n', " "), field, INK, true);
        self.fill(button, 4.0, "#07c160");
        self.text(&bar.confirm_text, (button.center().x, button.center().y), 16.0, "#ffffff", false);
        self.zone(button, Some(Choice::Key("Enter".to_owned())));
    }

    /// The game is darkened and out of reach.
    fn cover(&mut self, window: Rect) {
        self.fill(window, 0.0, "rgba(0, 0, 0, 0.5)");
        self.zone(window, None);
    }
}

fn centered(window: Rect, width: f64, height: f64) -> Rect {
    let middle = window.center();
    Rect::new(
        middle.x - width / 2.0,
        middle.y - height / 2.0,
        middle.x + width / 2.0,
        middle.y + height / 2.0,
    )
}

/// About how wide a text is: ideographs are square, the rest is half as wide.
fn text_width(text: &str, size: f64) -> f64 {
    text.chars().map(|c| if c < '\u{2e80}' { 0.55 } else { 1.0 }).sum::<f64>() * size
}

/// Lines that fit, at most `max`.
fn wrap(text: &str, width: f64, size: f64, max: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for part in text.lines() {
        let mut line = String::new();
        for c in part.chars() {
            line.push(c);
            if text_width(&line, size) > width {
                line.pop();
                lines.push(std::mem::replace(&mut line, c.to_string()));
            }
        }
        lines.push(line);
    }
    lines.truncate(max);
    lines
}

/// Fingers that are on the chrome.
#[derive(Debug, Default)]
pub(crate) struct ChromeTouches(Vec<(u64, Option<Choice>)>);

impl ChromeTouches {
    /// A finger came: true when the chrome takes it.
    pub(crate) fn start(&mut self, layout: &Layout, id: u64, x: f64, y: f64) -> bool {
        match layout.hit(x, y) {
            Some(zone) => {
                self.0.retain(|(other, _)| *other != id);
                self.0.push((id, zone.choice.clone()));
                true
            }
            None => false,
        }
    }

    /// True when the finger is the chrome's.
    pub(crate) fn holds(&self, id: u64) -> bool {
        self.0.iter().any(|(other, _)| *other == id)
    }

    /// A finger of the chrome went: what it chose, when it went from where it came.
    pub(crate) fn end(&mut self, layout: &Layout, id: u64, x: f64, y: f64) -> Option<Choice> {
        let at = self.0.iter().position(|(other, _)| *other == id)?;
        let (_, began) = self.0.remove(at);
        let ended = layout.hit(x, y).and_then(|zone| zone.choice.clone());
        if began == ended { began } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let layout = Layout::new(&modal(), 375.0, 667.0);
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
        let layout = Layout::new(&chrome, 375.0, 667.0);
        assert!(!layout.shapes.is_empty() && layout.hit(187.0, 333.0).is_none());
    }

    #[test]
    fn a_window_with_no_room_is_laid_out_too() {
        let mut chrome = modal();
        let bar =
            KeyboardBar { value: "中文 text".to_owned(), confirm_text: "go".to_owned(), multiple: true };
        chrome.keyboard = Some(bar);
        for size in [0.0, 1.0, 20.0] {
            assert!(!Layout::new(&chrome, size, size).zones.is_empty());
        }
    }

    #[test]
    fn long_texts_are_wrapped_and_cut() {
        assert_eq!(wrap("中文中文中", 40.0, 10.0, 9), ["中文中文", "中"]);
        assert_eq!(wrap("a\n\nb", 100.0, 10.0, 2), ["a", ""]);
        assert_eq!(wrap("中", 1.0, 10.0, 9), ["", "中"]);
    }
}
