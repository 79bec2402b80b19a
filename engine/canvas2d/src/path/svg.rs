//! SVG path data: <https://www.w3.org/TR/SVG2/paths.html#PathDataBNF>
//!
//! An error ends the path; everything before it stays, as SVG's error handling asks.

use super::{Path, arc};
use sparrow_base::kurbo::{Arc, PathEl, Point, SvgArc, Vec2};

impl Path {
    /// Interprets path data and appends what it draws.
    pub(crate) fn append_svg(&mut self, data: &str) {
        let mut other = Path::default();
        Interpreter {
            reader: Reader { bytes: data.as_bytes(), at: 0 },
            path: &mut other,
            last_control: None,
        }
        .run();
        self.add_path(&other, sparrow_base::kurbo::Affine::IDENTITY);
    }

    fn svg_arc(&mut self, svg: &SvgArc) {
        if self.is_full() {
            return;
        }
        // Radii of zero, or an arc to the same point, are a line: `from_svg_arc` refuses them.
        let Some(arc) = Arc::from_svg_arc(svg) else {
            self.line_to(svg.to);
            return;
        };
        self.begin_segment();
        let mut curves = Vec::with_capacity(8);
        arc::append_arc(
            arc.center,
            arc.radii,
            arc.x_rotation,
            arc.start_angle,
            arc.sweep_angle,
            |a, b, p| {
                curves.push([a, b, p]);
            },
        );
        if let Some(last) = curves.last_mut() {
            last[2] = svg.to;
        }
        for [a, b, p] in curves {
            let (a, b, p) = (self.stored(a), self.stored(b), self.stored(p));
            self.elements.push(PathEl::CurveTo(a, b, p));
            self.current = p;
        }
    }
}

/// Which curves a smooth command continues.
#[derive(Clone, Copy)]
enum Control {
    Quadratic(Point),
    Cubic(Point),
}

struct Interpreter<'a> {
    reader: Reader<'a>,
    path: &'a mut Path,
    last_control: Option<Control>,
}

impl Interpreter<'_> {
    fn run(&mut self) {
        let mut first = true;
        while let Some(command) = self.reader.command() {
            // Path data begins with a moveto.
            if first && !command.eq_ignore_ascii_case(&b'm') {
                return;
            }
            first = false;
            if self.run_command(command).is_none() {
                return;
            }
        }
    }

    /// One command letter with all its argument sets. `None` at an error.
    fn run_command(&mut self, command: u8) -> Option<()> {
        let relative = command.is_ascii_lowercase();
        let mut letter = command.to_ascii_lowercase();
        if letter == b'z' {
            self.path.close_path();
            self.last_control = None;
            return Some(());
        }
        loop {
            self.run_once(letter, relative)?;
            if !self.reader.more_numbers() {
                return Some(());
            }
            if letter == b'm' {
                letter = b'l'; // further pairs of a moveto are linetos
            }
        }
    }

    fn run_once(&mut self, letter: u8, relative: bool) -> Option<()> {
        let current = self.path.current;
        let origin = if relative { current.to_vec2() } else { Vec2::ZERO };
        let mut control = None;
        match letter {
            b'm' => self.path.move_to(self.reader.point(origin)?),
            b'l' => self.path.line_to(self.reader.point(origin)?),
            b'h' => self.path.line_to(Point::new(self.reader.number()? + origin.x, current.y)),
            b'v' => self.path.line_to(Point::new(current.x, self.reader.number()? + origin.y)),
            b'c' => {
                let (a, b) = (self.reader.point(origin)?, self.reader.point(origin)?);
                let p = self.reader.point(origin)?;
                self.path.bezier_curve_to(a, b, p);
                control = Some(Control::Cubic(b));
            }
            b's' => {
                let a = match self.last_control {
                    Some(Control::Cubic(c)) => current + (current - c),
                    _ => current,
                };
                let (b, p) = (self.reader.point(origin)?, self.reader.point(origin)?);
                self.path.bezier_curve_to(a, b, p);
                control = Some(Control::Cubic(b));
            }
            b'q' => {
                let (c, p) = (self.reader.point(origin)?, self.reader.point(origin)?);
                self.path.quadratic_curve_to(c, p);
                control = Some(Control::Quadratic(c));
            }
            b't' => {
                let c = match self.last_control {
                    Some(Control::Quadratic(c)) => current + (current - c),
                    _ => current,
                };
                let p = self.reader.point(origin)?;
                self.path.quadratic_curve_to(c, p);
                control = Some(Control::Quadratic(c));
            }
            b'a' => {
                let (rx, ry) = (self.reader.number()?.abs(), self.reader.number()?.abs());
                let x_rotation = self.reader.number()?.to_radians();
                let (large_arc, sweep) = (self.reader.flag()?, self.reader.flag()?);
                let to = self.reader.point(origin)?;
                let radii = Vec2::new(rx, ry);
                self.path.svg_arc(&SvgArc { from: current, to, radii, x_rotation, large_arc, sweep });
            }
            _ => return None,
        }
        self.last_control = control;
        Some(())
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c)) {
            self.at += 1;
        }
    }

    fn skip_comma(&mut self) {
        self.skip_space();
        if self.peek() == Some(b',') {
            self.at += 1;
            self.skip_space();
        }
    }

    fn command(&mut self) -> Option<u8> {
        self.skip_space();
        let c = self.peek().filter(u8::is_ascii_alphabetic)?;
        self.at += 1;
        Some(c)
    }

    /// True when another set of arguments follows.
    fn more_numbers(&mut self) -> bool {
        let before = self.at;
        self.skip_comma();
        let more = matches!(self.peek(), Some(b'0'..=b'9' | b'+' | b'-' | b'.'));
        if !more {
            self.at = before;
            self.skip_space();
        }
        more
    }

    fn digits(&mut self) -> usize {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - from
    }

    fn number(&mut self) -> Option<f64> {
        self.skip_comma();
        let from = self.at;
        if matches!(self.peek(), Some(b'+' | b'-')) {
            self.at += 1;
        }
        let mut digits = self.digits();
        if self.peek() == Some(b'.') {
            self.at += 1;
            digits += self.digits();
        }
        if digits == 0 {
            return None;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            let before = self.at;
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            if self.digits() == 0 {
                self.at = before;
            }
        }
        std::str::from_utf8(&self.bytes[from..self.at]).ok()?.parse::<f64>().ok().filter(|v| v.is_finite())
    }

    fn flag(&mut self) -> Option<bool> {
        self.skip_comma();
        let flag = match self.peek()? {
            b'0' => false,
            b'1' => true,
            _ => return None,
        };
        self.at += 1;
        Some(flag)
    }

    fn point(&mut self, origin: Vec2) -> Option<Point> {
        let x = self.number()?;
        let y = self.number()?;
        Some(Point::new(x, y) + origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_base::kurbo::BezPath;

    fn svg(data: &str) -> String {
        let mut path = Path::default();
        path.append_svg(data);
        BezPath::from_vec(path.to_elements().into_owned()).to_svg()
    }

    #[test]
    fn all_commands_in_both_forms() {
        assert_eq!(svg("M10 10h10v10H10z"), "M10,10 L20,10 L20,20 L10,20 Z");
        assert_eq!(svg("m1,2 3,4-5.5.5"), "M1,2 L4,6 L-1.5,6.5");
        assert_eq!(svg("M0 0Q10 0 10 10T20 20"), "M0,0 Q10,0 10,10 Q10,20 20,20");
        assert_eq!(svg("M0 0c0 5 5 10 10 10s10 5 10 10"), "M0,0 C0,5 5,10 10,10 C15,10 20,15 20,20");
        assert_eq!(svg("M0 0zl5 5"), "M0,0 L5,5");
    }

    #[test]
    fn arc_flags_need_no_separators() {
        let mut path = Path::default();
        path.append_svg("M0 0a5 5 0 01 10 0");
        let PathEl::CurveTo(_, _, end) = *path.elements().last().unwrap() else { panic!("no arc") };
        assert_eq!(end, Point::new(10.0, 0.0));
    }

    #[test]
    fn an_error_keeps_what_came_before() {
        assert_eq!(svg("M0 0 L10 0 L 5"), "M0,0 L10,0");
        assert_eq!(svg("M0 0 L10 0 X 5 5"), "M0,0 L10,0");
        assert_eq!(svg("L10 0"), "");
        assert_eq!(svg("M0 0 L 1e999 0"), "");
    }
}
