//! Modal, action sheet and toast.

use super::{GREY, INK, LINE, Layout, Measure, centered, words::Words};
use sparrow_base::kurbo::{Point, Rect, RoundedRectRadii};
use sparrow_platform::{Choice, Modal, Sheet, Toast, ToastIcon};

impl Layout {
    pub(super) fn modal(&mut self, modal: &Modal, window: Rect, measure: &mut Measure<'_>) {
        const BUTTON: f64 = 52.0;
        const LINE_HEIGHT: f64 = 22.0;
        self.cover(window);
        let width = (window.width() - 56.0).clamp(120.0, 320.0);
        let entry = if modal.entry.is_some() { 52.0 } else { 0.0 };
        // As many lines as the window has room for.
        let room = window.height() - 32.0 - (32.0 + entry + 16.0 + BUTTON);
        let lines = ((room / LINE_HEIGHT).floor().clamp(2.0, 24.0)) as usize;
        let title =
            Words { measure, size: 17.0, bold: true }.wrap(&modal.title, width - 48.0, 3.min(lines - 1));
        let content = Words { measure, size: 16.0, bold: false }.wrap(
            &modal.content,
            width - 48.0,
            lines - title.len(),
        );
        let text = (title.len() + content.len()) as f64 * LINE_HEIGHT;
        let panel = centered(window, width, 32.0 + text + entry + 16.0 + BUTTON);
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
            self.field_text(shown, field, if empty { GREY } else { INK }, !empty, measure);
        }
        let top = panel.y1 - BUTTON;
        self.fill(Rect::new(panel.x0, top, panel.x1, top + 1.0), 0.0, LINE);
        let mut right = Rect::new(panel.x0, top, panel.x1, panel.y1);
        let mut words = Words { measure, size: 17.0, bold: true };
        if let Some(cancel) = &modal.cancel_text {
            let left = Rect::new(panel.x0, top, middle, panel.y1);
            right.x0 = middle;
            self.fill(Rect::new(middle, top, middle + 1.0, panel.y1), 0.0, LINE);
            let cancel = words.fit(cancel, left.width() - 16.0);
            self.text(&cancel, (left.center().x, left.center().y), 17.0, &modal.cancel_color, true);
            self.zone(left, Some(Choice::Cancel));
        }
        let confirm = words.fit(&modal.confirm_text, right.width() - 16.0);
        self.text(&confirm, (right.center().x, right.center().y), 17.0, &modal.confirm_color, true);
        self.zone(right, Some(Choice::Confirm));
    }

    pub(super) fn sheet(&mut self, sheet: &Sheet, window: Rect, measure: &mut Measure<'_>) {
        const ROW: f64 = 56.0;
        const GAP: f64 = 8.0;
        self.cover(window);
        self.zone(window, Some(Choice::Cancel));
        let room = window.width() - 32.0;
        let title = Words { measure, size: 13.0, bold: false }.wrap(&sheet.title, room, 2);
        let title_height = if title.is_empty() { 0.0 } else { 32.0 + 18.0 * title.len() as f64 };
        // In a low window the rows are lower, down to a finger's breadth.
        let rows = sheet.items.len() as f64 + 1.0;
        let row_height = ((window.height() - title_height - GAP) / rows).clamp(32.0, ROW);
        let height = title_height + row_height * rows + GAP;
        let panel = Rect::new(window.x0, window.y1 - height, window.x1, window.y1);
        self.fill(panel, RoundedRectRadii::new(12.0, 12.0, 0.0, 0.0), "#ffffff");
        self.zone(panel, None);
        let middle = panel.center().x;
        let mut y = panel.y0;
        for (index, line) in title.iter().enumerate() {
            self.text(line, (middle, y + 25.0 + 18.0 * index as f64), 13.0, GREY, false);
        }
        y += title_height;
        let mut words = Words { measure, size: 17.0, bold: false };
        for (index, item) in sheet.items.iter().enumerate() {
            let row = Rect::new(panel.x0, y, panel.x1, y + row_height);
            if y > panel.y0 {
                self.fill(Rect { y1: y + 1.0, ..row }, 0.0, LINE);
            }
            let item = words.fit(item, room);
            self.text(&item, (middle, row.center().y), 17.0, &sheet.item_color, false);
            self.zone(row, Some(Choice::Item(index)));
            y += row_height;
        }
        self.fill(Rect::new(panel.x0, y, panel.x1, y + GAP), 0.0, "#f2f2f2");
        let row = Rect::new(panel.x0, panel.y1 - row_height, panel.x1, panel.y1);
        let cancel = words.fit(&sheet.cancel_text, room);
        self.text(&cancel, (middle, row.center().y), 17.0, INK, false);
        self.zone(row, Some(Choice::Cancel));
    }

    pub(super) fn toast(&mut self, toast: &Toast, window: Rect, measure: &mut Measure<'_>) {
        const PADDING: f64 = 20.0;
        const LINE_HEIGHT: f64 = 20.0;
        if toast.mask {
            self.zone(window, None);
        }
        let has_icon = toast.icon != ToastIcon::None;
        let room = if has_icon { 116.0 } else { (window.width() - 120.0).max(80.0) };
        let mut words = Words { measure, size: 15.0, bold: false };
        let lines = words.wrap(&toast.title, room, 3);
        let widest = lines.iter().map(|line| words.width(line)).fold(0.0, f64::max);
        let text = LINE_HEIGHT * lines.len() as f64;
        let (width, height) = match has_icon {
            true => (136.0, 136.0 + (text - 2.0 * LINE_HEIGHT).max(0.0)),
            false => (widest + 2.0 * PADDING, 26.0 + text),
        };
        let panel = centered(window, width, height);
        self.fill(panel, 8.0, "rgba(76, 76, 76, 0.95)");
        let middle = panel.center().x;
        let mut y = panel.center().y - LINE_HEIGHT / 2.0 * (lines.len() as f64 - 1.0);
        if has_icon {
            self.icon(toast.icon, Point::new(middle, panel.y0 + 52.0));
            y = panel.y1 - 14.0 - text + LINE_HEIGHT / 2.0;
        }
        for line in &lines {
            self.text(line, (middle, y), 15.0, "#ffffff", false);
            y += LINE_HEIGHT;
        }
    }

    /// The picture of a toast, without a font: a check, an exclamation mark or a wheel.
    fn icon(&mut self, icon: ToastIcon, at: Point) {
        const WHITE: &str = "#ffffff";
        let mut line = |points: &[(f64, f64)]| {
            let points = points.iter().map(|(x, y)| Point::new(at.x + x, at.y + y)).collect();
            self.shapes.push(super::Shape::Line { points, color: WHITE.to_owned(), width: 4.0 });
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
}
