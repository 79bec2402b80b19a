//! A video that stands over or under the game's canvas, as data; the runtime draws it.

use sparrow_base::{ImageId, PixelSize, kurbo::Rect};

/// How a picture fills its rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ObjectFit {
    /// The whole picture, with edges.
    #[default]
    Contain,
    /// The whole rectangle; what is too much is cut off.
    Cover,
    /// Stretched.
    Fill,
}

impl ObjectFit {
    /// Part of a picture, and where it goes: `[x, y, width, height]` each; `None` when one of both is empty.
    pub fn place(self, picture: PixelSize, rect: Rect) -> Option<([f64; 4], [f64; 4])> {
        let (width, height) = (f64::from(picture.width), f64::from(picture.height));
        if picture.is_empty() || rect.width() <= 0.0 || rect.height() <= 0.0 {
            return None;
        }
        let whole = [0.0, 0.0, width, height];
        let all = [rect.x0, rect.y0, rect.width(), rect.height()];
        let (across, down) = (rect.width() / width, rect.height() / height);
        Some(match self {
            ObjectFit::Fill => (whole, all),
            ObjectFit::Contain => {
                let scale = across.min(down);
                let (w, h) = (width * scale, height * scale);
                (whole, [rect.center().x - w / 2.0, rect.center().y - h / 2.0, w, h])
            }
            ObjectFit::Cover => {
                let scale = across.max(down);
                let (w, h) = (rect.width() / scale, rect.height() / scale);
                ([(width - w) / 2.0, (height - h) / 2.0, w, h], all)
            }
        })
    }
}

/// What the controls of a video show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VideoControls {
    /// The bar at the lower edge.
    pub bar: bool,
    /// The line in that bar, and its times.
    pub progress: bool,
    /// The button in the middle while it stands.
    pub center: bool,
    /// It plays.
    pub playing: bool,
    /// Seconds.
    pub position: f64,
    /// Seconds; 0 while it is not known.
    pub duration: f64,
}

/// One video.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoView {
    /// Its number.
    pub id: u32,
    /// Logical pixels of the window; the whole window when it is `fullscreen`.
    pub rect: Rect,
    /// It covers the window.
    pub fullscreen: bool,
    /// It stands under the canvas.
    pub under: bool,
    /// How it fills that.
    pub fit: ObjectFit,
    /// CSS colour behind the picture.
    pub background: String,
    /// The frame, or the poster.
    pub picture: Option<(ImageId, PixelSize)>,
    /// What is over the picture.
    pub controls: VideoControls,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_fill_their_rectangles_as_css_says() {
        let rect = Rect::new(10.0, 10.0, 110.0, 110.0);
        let place = |fit: ObjectFit| fit.place(PixelSize::new(200, 100), rect).unwrap();
        assert_eq!(place(ObjectFit::Fill), ([0.0, 0.0, 200.0, 100.0], [10.0, 10.0, 100.0, 100.0]));
        assert_eq!(place(ObjectFit::Contain), ([0.0, 0.0, 200.0, 100.0], [10.0, 35.0, 100.0, 50.0]));
        assert_eq!(place(ObjectFit::Cover), ([50.0, 0.0, 100.0, 100.0], [10.0, 10.0, 100.0, 100.0]));
        assert_eq!(ObjectFit::Fill.place(PixelSize::new(0, 5), rect), None);
    }
}
