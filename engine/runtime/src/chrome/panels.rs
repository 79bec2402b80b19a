//! Buttons and ads with a place, ads over the window, and the field of the keyboard.

use super::{INK, Layout, Measure, Shape, words::Words};
use sparrow_base::kurbo::{Point, Rect};
use sparrow_platform::{AdPanel, Choice, KeyboardBar, TextAlign, Widget, WidgetIcon};

impl Layout {
    pub(super) fn widget(&mut self, widget: &Widget, measure: &mut Measure<'_>) {
        let Widget { left, top, width, height, border_radius, border_width, font_size, .. } = *widget;
        let rect = Rect::new(left, top, left + width, top + height);
        if !widget.background_color.is_empty() {
            self.fill(rect, border_radius, &widget.background_color);
        }
        if border_width > 0.0 && !widget.border_color.is_empty() {
            let color = widget.border_color.clone();
            self.shapes.push(Shape::Edge { rect, radius: border_radius, color, width: border_width });
        }
        if !widget.image.is_empty() {
            self.shapes.push(Shape::Picture { source: widget.image.clone(), rect });
        }
        if let Some(icon) = widget.icon {
            self.bubble(icon, rect);
        }
        if !widget.text.is_empty() {
            let color = if widget.color.is_empty() { INK } else { &widget.color };
            let mut words = Words { measure, size: font_size, bold: false };
            let text = words.fit(&widget.text, width.max(font_size));
            let half = words.width(&text) / 2.0;
            let x = match widget.text_align {
                TextAlign::Left => left + half,
                TextAlign::Center => left + width / 2.0,
                TextAlign::Right => left + width - half,
            };
            // As in CSS: a line of this height at the top of the button.
            let y = top + widget.line_height.unwrap_or(height) / 2.0;
            self.text(&text, (x, y), font_size, color, false);
        }
        // The game's buttons find their touches themselves; a test ad takes its own.
        if widget.is_ad {
            self.zone(rect, Some(Choice::Widget(widget.id)));
        }
    }

    /// The sign of the game club: a disc with a speech bubble.
    fn bubble(&mut self, icon: WidgetIcon, rect: Rect) {
        let (disc, bubble) = match icon {
            WidgetIcon::Green => ("#07c160", "#ffffff"),
            WidgetIcon::White => ("#ffffff", "#07c160"),
            WidgetIcon::Dark => ("rgba(0, 0, 0, 0.6)", "#ffffff"),
            WidgetIcon::Light => ("rgba(255, 255, 255, 0.6)", "#333333"),
        };
        let (at, side) = (rect.center(), rect.width().min(rect.height()).max(0.0));
        self.fill(Rect::from_center_size(at, (side, side)), side / 2.0, disc);
        let body = Rect::from_center_size((at.x, at.y - side * 0.04), (side * 0.52, side * 0.38));
        self.fill(body, side * 0.12, bubble);
        let tail = [(-0.12, 0.13), (-0.16, 0.27), (0.04, 0.15)];
        let points = tail.iter().map(|(x, y)| Point::new(at.x + x * side, at.y + y * side)).collect();
        self.shapes.push(Shape::Line { points, color: bubble.to_owned(), width: side * 0.05 });
    }

    pub(super) fn ad(&mut self, ad: &AdPanel, window: Rect, measure: &mut Measure<'_>) {
        self.fill(window, 0.0, "#20242c");
        self.zone(window, None);
        let middle = window.center();
        let title = Words { measure, size: 20.0, bold: true }.fit(&ad.title, window.width() - 32.0);
        self.text(&title, (middle.x, middle.y - 14.0), 20.0, "#ffffff", true);
        let unit = Words { measure, size: 13.0, bold: false }.fit(&ad.unit, window.width() - 32.0);
        self.text(&unit, (middle.x, middle.y + 16.0), 13.0, "#9aa0aa", false);
        let close = Rect::new(window.x1 - 116.0, 40.0, window.x1 - 16.0, 72.0);
        self.fill(close, 16.0, "rgba(255, 255, 255, 0.18)");
        let words = if ad.seconds_left > 0 { format!("{} s  ×", ad.seconds_left) } else { "×".to_owned() };
        self.text(&words, (close.center().x, close.center().y), 15.0, "#ffffff", false);
        self.zone(close, Some(Choice::CloseAd));
    }

    pub(super) fn keyboard(&mut self, bar: &KeyboardBar, window: Rect, measure: &mut Measure<'_>) {
        let area = Rect::new(window.x0, window.y1 - 56.0, window.x1, window.y1);
        self.fill(area, 0.0, "#f7f7f7");
        self.zone(area, None);
        let button = Rect::new(area.x1 - 76.0, area.y0 + 8.0, area.x1 - 8.0, area.y1 - 8.0);
        let field = Rect::new(area.x0 + 8.0, area.y0 + 8.0, button.x0 - 8.0, area.y1 - 8.0);
        self.fill(field, 4.0, "#ffffff");
        self.field_text(&bar.value.replace('\n', " "), field, INK, true, measure);
        self.fill(button, 4.0, "#07c160");
        let confirm = Words { measure, size: 16.0, bold: false }.fit(&bar.confirm_text, button.width() - 8.0);
        self.text(&confirm, (button.center().x, button.center().y), 16.0, "#ffffff", false);
        self.zone(button, Some(Choice::Key("Enter".to_owned())));
    }
}
