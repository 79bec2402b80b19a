//! A draw list as text, one operation a line, for snapshot tests and for people.

use crate::{
    Brush, ClipId, DrawList, DrawOp, DrawState, FillRule, FilterStep, ImageSource, Paint, Shape, StateId,
    TransformId,
};
use sparrow_base::{
    Rgba8,
    kurbo::{Affine, PathEl, Point, Rect},
};
use std::fmt;

impl fmt::Display for DrawList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for op in &self.ops {
            f.write_str("  ")?;
            match op {
                DrawOp::Clear => f.write_str("clear")?,
                DrawOp::ClearRect { rect, transform, clip } => {
                    write!(f, "clear-rect {}", rect_text(rect))?;
                    self.write_transform(f, *transform)?;
                    self.write_clip(f, *clip)?;
                }
                DrawOp::Fill { shape, rule, brush, transform, state } => {
                    write!(f, "fill {} {}", self.shape_text(shape), self.brush_text(brush))?;
                    if *rule == FillRule::EvenOdd {
                        f.write_str(" evenodd")?;
                    }
                    self.write_transform(f, *transform)?;
                    self.write_state(f, *state)?;
                }
                DrawOp::Stroke { shape, stroke, brush, transform, state } => {
                    let s = &self.strokes[stroke.0 as usize];
                    write!(
                        f,
                        "stroke {} {} width {}",
                        self.shape_text(shape),
                        self.brush_text(brush),
                        s.width
                    )?;
                    write!(f, " {:?} {:?} miter {}", s.cap, s.join, s.miter_limit)?;
                    if let Some(dash) = &s.dash {
                        write!(f, " dash {dash:?} from {}", s.dash_offset)?;
                    }
                    self.write_transform(f, *transform)?;
                    self.write_state(f, *state)?;
                }
                DrawOp::Image { source, src, dst, transform, state } => {
                    write!(f, "image {} {} -> {}", source_text(source), rect_text(src), rect_text(dst))?;
                    self.write_transform(f, *transform)?;
                    self.write_state(f, *state)?;
                }
                DrawOp::Glyphs { run, brush, transform, state } => {
                    let run = &self.runs[run.0 as usize];
                    let n = run.glyphs.len();
                    write!(f, "glyphs {n} of {:?} {} px at", run.kind, run.size_px)?;
                    write!(f, " {} {} {}", run.origin_x, run.origin_y, self.brush_text(brush))?;
                    self.write_transform(f, *transform)?;
                    self.write_state(f, *state)?;
                }
                DrawOp::PutPixels { pixels, x, y } => {
                    let size = self.pixels[*pixels as usize].size();
                    write!(f, "put-pixels {}x{} at {x} {y}", size.width, size.height)?;
                }
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}

impl DrawList {
    fn write_transform(&self, f: &mut fmt::Formatter<'_>, id: TransformId) -> fmt::Result {
        write_affine(f, self.transform(id))
    }

    fn write_state(&self, f: &mut fmt::Formatter<'_>, id: StateId) -> fmt::Result {
        let DrawState { clip, composite, alpha, smoothing, shadow, filter } = self.state(id);
        let default = DrawState::default();
        if *composite != default.composite {
            write!(f, " {composite:?}")?;
        }
        if *alpha != default.alpha {
            write!(f, " alpha {alpha}")?;
        }
        if *smoothing != default.smoothing {
            write!(f, " smoothing {smoothing:?}")?;
        }
        if let Some(s) = shadow {
            write!(f, " shadow {} sigma {} by {} {}", color_text(s.color), s.sigma, s.offset_x, s.offset_y)?;
        }
        if let Some(id) = filter {
            for step in self.filter(*id) {
                match step {
                    FilterStep::Blur { sigma } => write!(f, " blur {sigma}")?,
                    FilterStep::Color(matrix) => write!(f, " colors {:?}", matrix.0)?,
                    FilterStep::DropShadow(s) => {
                        let (color, sigma) = (color_text(s.color), s.sigma);
                        write!(f, " drop-shadow {color} sigma {sigma} by {} {}", s.offset_x, s.offset_y)?;
                    }
                }
            }
        }
        self.write_clip(f, *clip)
    }

    fn write_clip(&self, f: &mut fmt::Formatter<'_>, mut clip: Option<ClipId>) -> fmt::Result {
        while let Some(id) = clip {
            let c = &self.clips[id.0 as usize];
            write!(f, " clip {}", self.shape_text(&c.shape))?;
            if c.rule == FillRule::EvenOdd {
                f.write_str(" evenodd")?;
            }
            write_affine(f, c.transform)?;
            clip = c.parent;
        }
        Ok(())
    }

    fn brush_text(&self, brush: &Brush) -> String {
        match brush {
            Brush::Solid(c) => color_text(*c),
            Brush::Paint(id) => match &self.paints[id.0 as usize] {
                Paint::Gradient(g) => {
                    let stops: Vec<_> =
                        g.stops.iter().map(|s| format!("{} {}", s.offset, color_text(s.color))).collect();
                    format!("{:?} [{}]", g.kind, stops.join(", "))
                }
                Paint::Pattern(p) => format!("pattern {} {:?}", source_text(&p.source), p.repetition),
            },
        }
    }

    fn shape_text(&self, shape: &Shape) -> String {
        match shape {
            Shape::Rect(r) => format!("rect {}", rect_text(r)),
            Shape::RoundRect(r) => format!("round-rect {} radii {:?}", rect_text(&r.rect()), r.radii()),
            Shape::Ellipse(e) => {
                let (r, c) = (e.radii(), e.center());
                format!("ellipse {} radii {} {} rotated {}", point_text(c), r.x, r.y, e.rotation())
            }
            Shape::Line(l) => format!("line {} {}", point_text(l.p0), point_text(l.p1)),
            Shape::Path(p) => {
                let parts: Vec<_> = self.path(*p).iter().map(element_text).collect();
                format!("path {}", parts.join(" "))
            }
        }
    }
}

fn write_affine(f: &mut fmt::Formatter<'_>, transform: Affine) -> fmt::Result {
    if transform == Affine::IDENTITY { Ok(()) } else { write!(f, " by {:?}", transform.as_coeffs()) }
}

fn element_text(el: &PathEl) -> String {
    match el {
        PathEl::MoveTo(p) => format!("M {}", point_text(*p)),
        PathEl::LineTo(p) => format!("L {}", point_text(*p)),
        PathEl::QuadTo(a, p) => format!("Q {} {}", point_text(*a), point_text(*p)),
        PathEl::CurveTo(a, b, p) => format!("C {} {} {}", point_text(*a), point_text(*b), point_text(*p)),
        PathEl::ClosePath => "Z".to_owned(),
    }
}

fn point_text(p: Point) -> String {
    format!("{} {}", p.x, p.y)
}

fn rect_text(r: &Rect) -> String {
    format!("{} {} {} {}", r.x0, r.y0, r.width(), r.height())
}

fn color_text(c: Rgba8) -> String {
    format!("#{:02x}{:02x}{:02x}{:02x}", c.r, c.g, c.b, c.a)
}

fn source_text(source: &ImageSource) -> String {
    match source {
        ImageSource::Image(id) => format!("image {}", id.0),
        ImageSource::Canvas(id) => format!("canvas {}", id.0),
    }
}
