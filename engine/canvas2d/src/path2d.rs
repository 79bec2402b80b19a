//! `Path2D`: <https://html.spec.whatwg.org/multipage/canvas.html#path2d-objects>

use crate::{
    Canvas2dError, CornerRadii,
    path::{EllipseArc, Path},
};
use sparrow_base::kurbo::{Affine, Point, Vec2};

/// A path that a script keeps and draws many times.
#[derive(Clone, Debug, Default)]
pub struct Path2d {
    path: Path,
}

impl Path2d {
    /// `new Path2D()`.
    pub fn new() -> Self {
        Path2d::default()
    }

    /// `new Path2D(string)`: SVG path data, up to the first error in it.
    pub fn from_svg(data: &str) -> Self {
        let mut path = Path::default();
        path.append_svg(data);
        Path2d { path }
    }

    /// `addPath(path, transform)`; `transform` as `a, b, c, d, e, f`. Ignored when not finite.
    pub fn add_path(&mut self, other: &Path2d, transform: [f64; 6]) {
        if transform.iter().all(|v| v.is_finite()) {
            self.path.add_path(&other.path, Affine::new(transform));
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn path_mut(&mut self) -> &mut Path {
        &mut self.path
    }
}

/// The methods of `CanvasPath`. `$target.path_mut()` gives the path that they build.
macro_rules! canvas_path_methods {
    ($type:ty) => {
        impl $type {
            /// `moveTo(x, y)`; ignored when not finite.
            pub fn move_to(&mut self, x: f64, y: f64) {
                if x.is_finite() && y.is_finite() {
                    self.path_mut().move_to(Point::new(x, y));
                }
            }

            /// `lineTo(x, y)`; ignored when not finite.
            pub fn line_to(&mut self, x: f64, y: f64) {
                if x.is_finite() && y.is_finite() {
                    self.path_mut().line_to(Point::new(x, y));
                }
            }

            /// `quadraticCurveTo(cpx, cpy, x, y)`; ignored when not finite.
            pub fn quadratic_curve_to(&mut self, cpx: f64, cpy: f64, x: f64, y: f64) {
                if [cpx, cpy, x, y].iter().all(|v| v.is_finite()) {
                    self.path_mut().quadratic_curve_to(Point::new(cpx, cpy), Point::new(x, y));
                }
            }

            /// `bezierCurveTo(cp1x, cp1y, cp2x, cp2y, x, y)`; ignored when not finite.
            pub fn bezier_curve_to(&mut self, cp1x: f64, cp1y: f64, cp2x: f64, cp2y: f64, x: f64, y: f64) {
                if [cp1x, cp1y, cp2x, cp2y, x, y].iter().all(|v| v.is_finite()) {
                    self.path_mut().bezier_curve_to(
                        Point::new(cp1x, cp1y),
                        Point::new(cp2x, cp2y),
                        Point::new(x, y),
                    );
                }
            }

            /// `arcTo(x1, y1, x2, y2, radius)`; ignored when not finite, `IndexSizeError` when `radius` is negative.
            pub fn arc_to(
                &mut self,
                x1: f64,
                y1: f64,
                x2: f64,
                y2: f64,
                radius: f64,
            ) -> Result<(), Canvas2dError> {
                if [x1, y1, x2, y2, radius].iter().all(|v| v.is_finite()) {
                    self.path_mut().arc_to(Point::new(x1, y1), Point::new(x2, y2), radius)?;
                }
                Ok(())
            }

            /// `arc(x, y, radius, startAngle, endAngle, counterclockwise)`; ignored when not finite, `IndexSizeError`
            /// when `radius` is negative.
            pub fn arc(
                &mut self,
                x: f64,
                y: f64,
                radius: f64,
                start_angle: f64,
                end_angle: f64,
                counterclockwise: bool,
            ) -> Result<(), Canvas2dError> {
                if ![x, y, radius, start_angle, end_angle].iter().all(|v| v.is_finite()) {
                    return Ok(());
                }
                if radius < 0.0 {
                    return Err(Canvas2dError::IndexSize(format!(
                        "The radius provided ({radius}) is negative."
                    )));
                }
                self.path_mut().ellipse(EllipseArc {
                    center: Point::new(x, y),
                    radii: Vec2::new(radius, radius),
                    rotation: 0.0,
                    start_angle,
                    end_angle,
                    counterclockwise,
                })
            }

            /// `ellipse(x, y, radiusX, radiusY, rotation, startAngle, endAngle, counterclockwise)`; ignored when not
            /// finite, `IndexSizeError` when a radius is negative.
            #[allow(clippy::too_many_arguments)] // the standard's
            pub fn ellipse(
                &mut self,
                x: f64,
                y: f64,
                radius_x: f64,
                radius_y: f64,
                rotation: f64,
                start_angle: f64,
                end_angle: f64,
                counterclockwise: bool,
            ) -> Result<(), Canvas2dError> {
                let arguments = [x, y, radius_x, radius_y, rotation, start_angle, end_angle];
                if !arguments.iter().all(|v| v.is_finite()) {
                    return Ok(());
                }
                self.path_mut().ellipse(EllipseArc {
                    center: Point::new(x, y),
                    radii: Vec2::new(radius_x, radius_y),
                    rotation,
                    start_angle,
                    end_angle,
                    counterclockwise,
                })
            }

            /// `rect(x, y, w, h)`; ignored when not finite.
            pub fn rect(&mut self, x: f64, y: f64, w: f64, h: f64) {
                if [x, y, w, h].iter().all(|v| v.is_finite()) {
                    self.path_mut().rect(x, y, w, h);
                }
            }

            /// `roundRect(x, y, w, h, radii)` with one to four radii; ignored when not finite, `RangeError` for
            /// another number of radii or a negative one.
            pub fn round_rect(
                &mut self,
                x: f64,
                y: f64,
                w: f64,
                h: f64,
                radii: &[CornerRadii],
            ) -> Result<(), Canvas2dError> {
                if [x, y, w, h].iter().all(|v| v.is_finite()) {
                    self.path_mut().round_rect(x, y, w, h, radii)?;
                }
                Ok(())
            }

            /// `closePath()`.
            pub fn close_path(&mut self) {
                self.path_mut().close_path();
            }
        }
    };
}
pub(crate) use canvas_path_methods;

canvas_path_methods!(Path2d);
