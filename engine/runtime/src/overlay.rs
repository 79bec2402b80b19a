//! What is shown over and under the game's screen: videos, what cameras see; the shared canvas where the game wants it there; toast, dialogs and the
//! rest of the chrome; and uncaught errors, a panel with the message and the stack, gone at the next touch.

use crate::{
    chrome::{ChromePictures, Layout, Shape},
    video_controls,
};
use sparrow_api::{graphics::Graphics, video_view::VideoView};
use sparrow_base::{Budget, CanvasId, PixelSize, kurbo::Rect};
use sparrow_canvas2d::{FillRule, ImageSource};
use sparrow_render::CanvasOptions;

/// The panel, and the canvas on which it is put over the screen.
#[derive(Debug)]
pub(crate) struct Overlay {
    enabled: bool,
    text: Option<String>,
    canvas: Option<CanvasId>,
}

/// Lines of an error that are shown.
const MAX_LINES: usize = 24;

impl Overlay {
    pub(crate) fn new(enabled: bool) -> Overlay {
        Overlay { enabled, text: None, canvas: None }
    }

    /// Shows an error; the first one stays, because the rest mostly follow from it.
    pub(crate) fn show(&mut self, text: &str) {
        if self.enabled && self.text.is_none() {
            self.text = Some(text.to_owned());
        }
    }

    /// A touch takes it away.
    pub(crate) fn dismiss(&mut self) {
        self.text = None;
    }

    /// What the window shows: the screen canvas, or a canvas with the screen, the shared canvas where it is shown by itself
    /// (`sharedCanvasMode: 'screenCanvas'`), videos, the chrome and the panel.
    #[allow(clippy::too_many_arguments, reason = "the layers of a window, from back to front")]
    pub(crate) fn compose(
        &mut self,
        graphics: &mut Graphics,
        screen: Option<(CanvasId, PixelSize)>,
        shared: Option<CanvasId>,
        window: PixelSize,
        videos: &[VideoView],
        chrome: &Layout,
        pictures: &ChromePictures,
        panel: &[Shape],
    ) -> Option<(CanvasId, PixelSize)> {
        let nothing =
            self.text.is_none() && shared.is_none() && videos.is_empty() && graphics.previews.is_empty();
        if nothing && chrome.shapes.is_empty() && panel.is_empty() {
            if let Some(canvas) = self.canvas.take() {
                graphics.canvases.drop_canvas(canvas);
            }
            return screen;
        }
        let size = screen.map_or(window, |(_, size)| size);
        if size.is_empty() {
            return screen;
        }
        let canvas = match self.canvas {
            Some(canvas) => canvas,
            None => {
                // Ours, not the game's: it is there when the game has used up its memory.
                let of_game = graphics.canvases.set_budget(Budget::unlimited());
                let canvas = graphics.canvases.create_canvas(size);
                graphics.canvases.set_budget(of_game);
                graphics.canvases.get_context(canvas, CanvasOptions::default());
                canvas
            }
        };
        self.canvas = Some(canvas);
        graphics.canvases.set_canvas_size(canvas, size);
        videos.iter().filter(|v| v.under).for_each(|video| draw_video(graphics, canvas, video, size, window));
        if let Some((screen, _)) = screen {
            let drawn = graphics.canvases.draw_image(canvas, ImageSource::Canvas(screen), 0.0, 0.0);
            debug_assert!(drawn.is_ok(), "the screen canvas is not empty");
        }
        if let Some(shared) = shared
            && graphics.canvases.canvas_size(shared).is_some_and(|size| !size.is_empty())
        {
            let (width, height) = (f64::from(size.width), f64::from(size.height));
            let source = ImageSource::Canvas(shared);
            let drawn = graphics.canvases.draw_image_scaled(canvas, source, 0.0, 0.0, width, height);
            debug_assert!(drawn.is_ok(), "the shared canvas is not empty");
        }
        videos
            .iter()
            .filter(|v| !v.under)
            .for_each(|video| draw_video(graphics, canvas, video, size, window));
        for video in videos {
            let controls = video_controls::shapes(video, window_rect(window));
            draw_shapes(graphics, canvas, &controls, pictures, size, window);
        }
        draw_previews(graphics, canvas, size, window);
        draw_shapes(graphics, canvas, &chrome.shapes, pictures, size, window);
        if let Some(text) = &self.text {
            draw_error(graphics, canvas, text, size, window);
        }
        draw_shapes(graphics, canvas, panel, pictures, size, window);
        if graphics.canvases.flush(graphics.renderer.as_mut()).is_err() {
            return screen;
        }
        Some((canvas, size))
    }
}

fn draw_shapes(
    graphics: &mut Graphics,
    canvas: CanvasId,
    shapes: &[Shape],
    pictures: &ChromePictures,
    size: PixelSize,
    window: PixelSize,
) {
    let scale = f64::from(size.width) / f64::from(window.width.max(1));
    let store = &mut graphics.canvases;
    if let Some(context) = store.context_mut(canvas) {
        context.save();
        context.scale(scale, scale);
    }
    for shape in shapes {
        let Some(context) = store.context_mut(canvas) else { return };
        match shape {
            Shape::Fill { rect, radii, color } => {
                context.set_fill_style(color);
                context.begin_path();
                let corners = [radii.top_left, radii.top_right, radii.bottom_right, radii.bottom_left];
                // Four radii, none of them negative: this cannot fail.
                let _ = context.round_rect(
                    rect.x0,
                    rect.y0,
                    rect.width(),
                    rect.height(),
                    &corners.map(|radius| radius.max(0.0).into()),
                );
                context.fill(FillRule::NonZero);
            }
            Shape::Edge { rect, radius, color, width } => {
                context.set_stroke_style(color);
                context.set_line_width(*width);
                context.begin_path();
                // One radius, which is not negative: this cannot fail.
                let _ = context.round_rect(
                    rect.x0,
                    rect.y0,
                    rect.width(),
                    rect.height(),
                    &[(*radius).max(0.0).into()],
                );
                context.stroke();
            }
            Shape::Line { points, color, width } => {
                context.set_stroke_style(color);
                context.set_line_width(*width);
                context.set_line_cap("round");
                context.begin_path();
                for (i, point) in points.iter().enumerate() {
                    if i == 0 {
                        context.move_to(point.x, point.y);
                    } else {
                        context.line_to(point.x, point.y);
                    }
                }
                context.stroke();
            }
            Shape::Text { text, x, y, size, color, centered, bold } => {
                context.set_font(&format!("{}{size}px sans-serif", if *bold { "bold " } else { "" }));
                context.set_fill_style(color);
                context.set_text_align(if *centered { "center" } else { "left" });
                context.set_text_baseline("middle");
                // The canvas exists, so this cannot fail.
                let _ = store.fill_text(canvas, text, *x, *y, None);
            }
            Shape::Picture { source, rect } => match pictures.get(source) {
                Some(id) => {
                    let image = ImageSource::Image(id);
                    let (width, height) = (rect.width(), rect.height());
                    // Fails only for an image that is not there any more: nothing is drawn then.
                    let _ = store.draw_image_scaled(canvas, image, rect.x0, rect.y0, width, height);
                }
                // That it cannot be read was said; the button is to be seen all the same.
                None => {
                    context.set_stroke_style("#888888");
                    context.set_line_width(1.0);
                    context.stroke_rect(rect.x0, rect.y0, rect.width(), rect.height());
                }
            },
        }
    }
    if let Some(context) = store.context_mut(canvas) {
        context.restore();
    }
}

fn window_rect(window: PixelSize) -> Rect {
    Rect::new(0.0, 0.0, f64::from(window.width), f64::from(window.height))
}

/// The picture of a video, and what is behind it.
fn draw_video(
    graphics: &mut Graphics,
    canvas: CanvasId,
    video: &VideoView,
    size: PixelSize,
    window: PixelSize,
) {
    let store = &mut graphics.canvases;
    let scale = f64::from(size.width) / f64::from(window.width.max(1));
    let rect = if video.fullscreen { window_rect(window) } else { video.rect };
    let Some(context) = store.context_mut(canvas) else { return };
    context.save();
    context.scale(scale, scale);
    context.set_fill_style(&video.background);
    context.fill_rect(rect.x0, rect.y0, rect.width(), rect.height());
    if let Some((image, picture)) = video.picture
        && let Some((from, to)) = video.fit.place(picture, rect)
    {
        // The image exists and is not empty, so this cannot fail.
        let _ = store.draw_image_part(canvas, ImageSource::Image(image), from, to);
    }
    if let Some(context) = store.context_mut(canvas) {
        context.restore();
    }
}

/// What cameras see.
fn draw_previews(graphics: &mut Graphics, canvas: CanvasId, size: PixelSize, window: PixelSize) {
    let scale = f64::from(size.width) / f64::from(window.width.max(1));
    let store = &mut graphics.canvases;
    for (&preview, rect) in &graphics.previews {
        if store.canvas_size(preview).is_none_or(|size| size.is_empty()) {
            continue;
        }
        let source = ImageSource::Canvas(preview);
        let [x, y, width, height] = [rect.x0, rect.y0, rect.width(), rect.height()].map(|side| side * scale);
        let drawn = store.draw_image_scaled(canvas, source, x, y, width, height);
        debug_assert!(drawn.is_ok(), "the preview's canvas is not empty");
    }
}

fn draw_error(graphics: &mut Graphics, canvas: CanvasId, text: &str, size: PixelSize, window: PixelSize) {
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    let scale = width / f64::from(window.width.max(1));
    let store = &mut graphics.canvases;
    if let Some(context) = store.context_mut(canvas) {
        context.save();
        context.set_fill_style("rgba(24, 12, 16, 0.88)");
        context.fill_rect(0.0, 0.0, width, height);
        context.scale(scale, scale);
    }
    let mut line = |font: &str, color: &str, text: &str, y: f64| {
        if let Some(context) = store.context_mut(canvas) {
            context.set_font(font);
            context.set_fill_style(color);
        }
        // The canvas exists, so this cannot fail.
        let _ = store.fill_text(canvas, text, 12.0, y, None);
    };
    line("bold 15px sans-serif", "#ff8a80", "Uncaught error", 52.0);
    let mut y = 78.0;
    for part in wrap(text, ((f64::from(window.width) - 24.0) / 7.3) as usize).take(MAX_LINES) {
        line("12px monospace", "#ffffff", &part, y);
        y += 17.0;
    }
    line("12px sans-serif", "#b0a8aa", "Touch to go on.", y + 12.0);
    if let Some(context) = store.context_mut(canvas) {
        context.restore();
    }
}

/// Lines of at most `columns` characters.
fn wrap(text: &str, columns: usize) -> impl Iterator<Item = String> + '_ {
    let columns = columns.max(10);
    text.lines().flat_map(move |line| {
        let chars: Vec<char> = line.chars().take(columns * 4).collect();
        let mut parts: Vec<String> = chars.chunks(columns).map(|part| part.iter().collect()).collect();
        if parts.is_empty() {
            parts.push(String::new());
        }
        parts
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_wrapped_and_empty_ones_kept() {
        let lines: Vec<_> = wrap("abcdefghijklm\n\nx", 10).collect();
        assert_eq!(lines, ["abcdefghij", "klm", "", "x"]);
    }
}
