//! What an area is filled with.

use crate::{ImageSource, PaintId};
use sparrow_base::{
    Rgba8,
    kurbo::{Affine, Point},
};
use std::sync::Arc;

/// A colour, or an entry of [`DrawList::paints`](crate::DrawList::paints).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Brush {
    /// One colour.
    Solid(Rgba8),
    /// A gradient or a pattern.
    Paint(PaintId),
}

/// A gradient or a pattern. Its space is the local space of the operation that uses it.
#[derive(Clone, Debug, PartialEq)]
pub enum Paint {
    /// A gradient with at least one stop.
    Gradient(Gradient),
    /// A pattern.
    Pattern(Pattern),
}

/// A gradient: <https://html.spec.whatwg.org/multipage/canvas.html#fill-and-stroke-styles>
#[derive(Clone, Debug, PartialEq)]
pub struct Gradient {
    /// Its geometry; never one that the standard says paints nothing.
    pub kind: GradientKind,
    /// Stops by ascending offset; equal offsets keep the order in which they were added. Colours are interpolated
    /// premultiplied-free (straight RGBA), as the standard says.
    pub stops: Arc<[ColorStop]>,
}

/// Geometry of a gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GradientKind {
    /// Along a line; `from` and `to` differ.
    Linear {
        /// Where the offset is 0.
        from: Point,
        /// Where the offset is 1.
        to: Point,
    },
    /// Between two circles that are not the same.
    Radial {
        /// Centre of the circle of offset 0.
        from: Point,
        /// Its radius, >= 0.
        from_radius: f64,
        /// Centre of the circle of offset 1.
        to: Point,
        /// Its radius, >= 0.
        to_radius: f64,
    },
    /// Around a point, clockwise.
    Conic {
        /// The point.
        center: Point,
        /// Where the offset is 0, in radians clockwise from the positive x axis.
        start_angle: f64,
    },
}

/// One colour stop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColorStop {
    /// 0..=1.
    pub offset: f32,
    /// Straight alpha.
    pub color: Rgba8,
}

/// `repeat`, `repeat-x`, `repeat-y` or `no-repeat`, by axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Repetition {
    /// Repeats along x.
    pub x: bool,
    /// Repeats along y.
    pub y: bool,
}

/// An image repeated over the plane from the local origin on.
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// The pixels. A canvas source names a snapshot: `canvas2d` never passes a canvas that may change.
    pub source: ImageSource,
    /// Which way it repeats.
    pub repetition: Repetition,
    /// `setTransform`: from pattern space to local space; invertible.
    pub transform: Affine,
}
