//! The controls of a video that `wx.createVideo` shows: a button in the middle, a bar with a button, the line of time and the times.
//! Where they stand, and what a finger on them means.

use crate::{chrome::Shape, input::TouchPhase};
use sparrow_api::video_view::VideoView;
use sparrow_base::kurbo::{Point, Rect};

/// What a touch means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum VideoTouch {
    /// It is on a control, and nothing follows (yet).
    Held,
    /// Play or pause.
    Toggle(u32),
    /// Go to a part of the whole, 0 to 1.
    Jump(u32, f64),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Control {
    Button(u32),
    Line(u32),
}

const BAR: f64 = 40.0;
const CENTER_RADIUS: f64 = 28.0;
const WHITE: &str = "#ffffff";
const GREEN: &str = "#07c160";

fn rect_of(view: &VideoView, window: Rect) -> Rect {
    if view.fullscreen { window } else { view.rect }
}

/// The bar, where there is one and room for it.
fn bar(view: &VideoView, window: Rect) -> Option<Rect> {
    let rect = rect_of(view, window);
    let fits = view.controls.bar && rect.height() >= BAR * 1.5 && rect.width() >= BAR * 3.0;
    fits.then(|| Rect::new(rect.x0, rect.y1 - BAR, rect.x1, rect.y1))
}

fn button(bar: Rect) -> Rect {
    Rect::new(bar.x0, bar.y0, bar.x0 + BAR, bar.y1)
}

/// The line of time, as wide as the times beside it leave it.
fn line(bar: Rect) -> Option<Rect> {
    let line = Rect::new(bar.x0 + BAR + 44.0, bar.y0, bar.x1 - 52.0, bar.y1);
    (line.width() >= 20.0).then_some(line)
}

fn center(view: &VideoView, window: Rect) -> Option<Point> {
    let rect = rect_of(view, window);
    let fits = view.controls.center && !view.controls.playing && rect.width().min(rect.height()) >= 80.0;
    fits.then(|| rect.center())
}

/// A triangle, or two bars.
fn symbol(shapes: &mut Vec<Shape>, at: Point, size: f64, playing: bool) {
    let mut stroke = |points: &[(f64, f64)]| {
        let points = points.iter().map(|(x, y)| Point::new(at.x + x * size, at.y + y * size)).collect();
        shapes.push(Shape::Line { points, color: WHITE.to_owned(), width: size * 0.3 });
    };
    if playing {
        stroke(&[(-0.4, -0.6), (-0.4, 0.6)]);
        stroke(&[(0.4, -0.6), (0.4, 0.6)]);
    } else {
        stroke(&[(-0.35, -0.6), (0.55, 0.0), (-0.35, 0.6), (-0.35, -0.6)]);
    }
}

fn time(seconds: f64) -> String {
    let seconds = seconds.max(0.0) as u64;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

/// What is drawn over a video.
pub(crate) fn shapes(view: &VideoView, window: Rect) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let controls = &view.controls;
    if let Some(at) = center(view, window) {
        let rect =
            Rect::new(at.x - CENTER_RADIUS, at.y - CENTER_RADIUS, at.x + CENTER_RADIUS, at.y + CENTER_RADIUS);
        shapes.push(Shape::Fill {
            rect,
            radii: CENTER_RADIUS.into(),
            color: "rgba(0, 0, 0, 0.5)".to_owned(),
        });
        symbol(&mut shapes, at, 16.0, false);
    }
    let Some(bar) = bar(view, window) else { return shapes };
    shapes.push(Shape::Fill { rect: bar, radii: 0.0.into(), color: "rgba(0, 0, 0, 0.5)".to_owned() });
    symbol(&mut shapes, button(bar).center(), 9.0, controls.playing);
    let Some(line) = line(bar).filter(|_| controls.progress) else { return shapes };
    let y = line.center().y;
    let part =
        if controls.duration > 0.0 { (controls.position / controls.duration).clamp(0.0, 1.0) } else { 0.0 };
    let done = line.x0 + line.width() * part;
    for (x0, x1, color) in [(line.x0, line.x1, "rgba(255, 255, 255, 0.4)"), (line.x0, done, GREEN)] {
        let rect = Rect::new(x0, y - 1.5, x1, y + 1.5);
        shapes.push(Shape::Fill { rect, radii: 1.5.into(), color: color.to_owned() });
    }
    let knob = Rect::new(done - 5.0, y - 5.0, done + 5.0, y + 5.0);
    shapes.push(Shape::Fill { rect: knob, radii: 5.0.into(), color: WHITE.to_owned() });
    for (x, seconds) in [(bar.x0 + BAR + 20.0, controls.position), (bar.x1 - 26.0, controls.duration)] {
        shapes.push(Shape::Text {
            text: time(seconds),
            x,
            y,
            size: 12.0,
            color: WHITE.to_owned(),
            centered: true,
            bold: false,
        });
    }
    shapes
}

/// The control in front at a place, and where on it that is.
fn hit(views: &[VideoView], window: Rect, at: Point) -> Option<(Control, f64)> {
    views.iter().rev().find_map(|view| {
        if let Some(middle) = center(view, window)
            && (at - middle).hypot() <= CENTER_RADIUS
        {
            return Some((Control::Button(view.id), 0.0));
        }
        let bar = bar(view, window)?;
        if button(bar).contains(at) {
            return Some((Control::Button(view.id), 0.0));
        }
        let line = line(bar).filter(|line| view.controls.progress && line.contains(at))?;
        Some((Control::Line(view.id), (at.x - line.x0) / line.width()))
    })
}

/// Fingers that are on controls.
#[derive(Debug, Default)]
pub(crate) struct VideoTouches(Vec<(u64, Control)>);

impl VideoTouches {
    /// `None`: the touch is not about a control.
    pub(crate) fn touch(
        &mut self,
        views: &[VideoView],
        window: Rect,
        phase: TouchPhase,
        id: u64,
        (x, y): (f64, f64),
    ) -> Option<VideoTouch> {
        let found = hit(views, window, Point::new(x, y));
        if phase == TouchPhase::Start {
            let (control, _) = found?;
            self.0.retain(|(other, _)| *other != id);
            self.0.push((id, control));
            return Some(VideoTouch::Held);
        }
        let at = self.0.iter().position(|(other, _)| *other == id)?;
        if !matches!(phase, TouchPhase::End | TouchPhase::Cancel) {
            return Some(VideoTouch::Held);
        }
        let (_, began) = self.0.remove(at);
        Some(match found.filter(|(control, _)| phase == TouchPhase::End && *control == began) {
            Some((Control::Button(video), _)) => VideoTouch::Toggle(video),
            Some((Control::Line(video), part)) => VideoTouch::Jump(video, part),
            None => VideoTouch::Held,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_api::video_view::{ObjectFit, VideoControls};

    const WINDOW: Rect = Rect::new(0.0, 0.0, 400.0, 600.0);

    fn view() -> VideoView {
        VideoView {
            id: 7,
            rect: Rect::new(0.0, 100.0, 300.0, 300.0),
            fullscreen: false,
            under: false,
            fit: ObjectFit::Contain,
            background: "#000".to_owned(),
            picture: None,
            controls: VideoControls {
                bar: true,
                progress: true,
                center: true,
                playing: false,
                position: 1.0,
                duration: 4.0,
            },
        }
    }

    fn tap(views: &[VideoView], x: f64, y: f64) -> Option<VideoTouch> {
        let mut touches = VideoTouches::default();
        touches.touch(views, WINDOW, TouchPhase::Start, 1, (x, y))?;
        touches.touch(views, WINDOW, TouchPhase::End, 1, (x, y))
    }

    #[test]
    fn buttons_and_the_line_are_touched_where_they_are_drawn() {
        let views = [view()];
        assert_eq!(tap(&views, 150.0, 200.0), Some(VideoTouch::Toggle(7)));
        assert_eq!(tap(&views, 20.0, 280.0), Some(VideoTouch::Toggle(7)));
        let middle = (84.0 + 248.0) / 2.0;
        assert_eq!(tap(&views, middle, 280.0), Some(VideoTouch::Jump(7, 0.5)));
        assert_eq!(tap(&views, 50.0, 150.0), None, "the picture itself lets touches through");
    }

    #[test]
    fn without_controls_everything_is_the_game_s() {
        let mut bare = view();
        bare.controls.bar = false;
        bare.controls.center = false;
        assert!(shapes(&bare, WINDOW).is_empty());
        assert_eq!(tap(&[bare], 150.0, 200.0), None);
        let mut playing = view();
        playing.controls.playing = true;
        assert_eq!(tap(&[playing], 150.0, 200.0), None, "the middle is free while it plays");
    }

    #[test]
    fn a_finger_that_leaves_does_nothing() {
        let views = [view()];
        let mut touches = VideoTouches::default();
        let mut touch = |phase, at| touches.touch(&views, WINDOW, phase, 1, at);
        assert_eq!(touch(TouchPhase::Start, (150.0, 200.0)), Some(VideoTouch::Held));
        assert_eq!(touch(TouchPhase::Move, (390.0, 590.0)), Some(VideoTouch::Held));
        assert_eq!(touch(TouchPhase::End, (390.0, 590.0)), Some(VideoTouch::Held));
        assert_eq!(touch(TouchPhase::End, (150.0, 200.0)), None);
    }
}
