//! The state under which an operation is drawn. Tables of a list hold each state once; operations name it by index.

use crate::Shape;
use sparrow_base::{CanvasId, ImageId, Rgba8, kurbo::Affine};
use std::sync::Arc;

macro_rules! table_index {
    ($($(#[$doc:meta])* $name:ident),+) => { $(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
    )+ };
}

table_index! {
    /// Index into [`DrawList::states`](crate::DrawList::states).
    StateId,
    /// Index into [`DrawList::transforms`](crate::DrawList::transforms).
    TransformId,
    /// Index into [`DrawList::paints`](crate::DrawList::paints).
    PaintId,
    /// Index into [`DrawList::strokes`](crate::DrawList::strokes).
    StrokeId,
    /// Index into [`DrawList::runs`](crate::DrawList::runs).
    RunId,
    /// Index into [`DrawList::clips`](crate::DrawList::clips).
    ClipId,
    /// Index into [`DrawList::filters`](crate::DrawList::filters).
    FilterId
}

/// `globalCompositeOperation`: <https://drafts.fxtf.org/compositing/#compositing-and-blending-operators>
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names are the specification's
pub enum CompositeOp {
    #[default]
    SourceOver,
    SourceIn,
    SourceOut,
    SourceAtop,
    DestinationOver,
    DestinationIn,
    DestinationOut,
    DestinationAtop,
    Lighter,
    Copy,
    Xor,
    Multiply,
    Screen,
    Overlay,
    Darken,
    Lighten,
    ColorDodge,
    ColorBurn,
    HardLight,
    SoftLight,
    Difference,
    Exclusion,
    Hue,
    Saturation,
    Color,
    Luminosity,
}

impl CompositeOp {
    /// All of them, in the order of the specification.
    pub const ALL: [CompositeOp; 26] = {
        use CompositeOp::*;
        [
            SourceOver,
            SourceIn,
            SourceOut,
            SourceAtop,
            DestinationOver,
            DestinationIn,
            DestinationOut,
            DestinationAtop,
            Lighter,
            Copy,
            Xor,
            Multiply,
            Screen,
            Overlay,
            Darken,
            Lighten,
            ColorDodge,
            ColorBurn,
            HardLight,
            SoftLight,
            Difference,
            Exclusion,
            Hue,
            Saturation,
            Color,
            Luminosity,
        ]
    };

    /// True for the operators that also change pixels inside the clip that the shape does not cover.
    pub const fn affects_outside(self) -> bool {
        use CompositeOp::*;
        matches!(self, SourceIn | SourceOut | DestinationIn | DestinationAtop | Copy)
    }
}

/// `imageSmoothingEnabled` and `imageSmoothingQuality`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Smoothing {
    /// Nearest neighbour.
    Off,
    /// Bilinear.
    #[default]
    Low,
    /// Bilinear with a half-size step when shrinking.
    Medium,
    /// Mip maps when shrinking, bicubic when growing.
    High,
}

/// A shadow; offsets and blur ignore the transform.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shadow {
    /// Colour with straight alpha; never fully transparent.
    pub color: Rgba8,
    /// Standard deviation in canvas pixels: half of `shadowBlur`.
    pub sigma: f32,
    /// Horizontal offset in canvas pixels.
    pub offset_x: f32,
    /// Vertical offset in canvas pixels.
    pub offset_y: f32,
}

/// What an operation is drawn with, apart from its transform and paint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DrawState {
    /// Innermost clip; `None`: the whole canvas.
    pub clip: Option<ClipId>,
    /// `globalCompositeOperation`.
    pub composite: CompositeOp,
    /// `globalAlpha`, 0..=1.
    pub alpha: f32,
    /// Image smoothing, for images and patterns.
    pub smoothing: Smoothing,
    /// The shadow, when it shows.
    pub shadow: Option<Shadow>,
    /// `filter`; `None` for `none`. It comes before the shadow and the global alpha.
    pub filter: Option<FilterId>,
}

impl Default for DrawState {
    fn default() -> Self {
        DrawState {
            clip: None,
            composite: CompositeOp::SourceOver,
            alpha: 1.0,
            smoothing: Smoothing::Low,
            shadow: None,
            filter: None,
        }
    }
}

/// Which points are inside of a path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FillRule {
    /// Winding number other than zero.
    #[default]
    NonZero,
    /// Odd winding number.
    EvenOdd,
}

/// One `clip()`: the area is the intersection with its parent's.
#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    /// The clip that was active before; always an earlier entry of the table.
    pub parent: Option<ClipId>,
    /// Area in local space.
    pub shape: Shape,
    /// How `shape` is filled.
    pub rule: FillRule,
    /// From local space to canvas pixels.
    pub transform: Affine,
    /// The same for the same `clip()` call in later lists of the same canvas, for caches of masks.
    pub key: u64,
}

/// `lineCap`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum LineCap {
    #[default]
    Butt,
    Round,
    Square,
}

/// `lineJoin`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum LineJoin {
    #[default]
    Miter,
    Round,
    Bevel,
}

/// How a path is stroked, in local space.
#[derive(Clone, Debug, PartialEq)]
pub struct StrokeStyle {
    /// `lineWidth`, > 0.
    pub width: f64,
    /// `lineCap`.
    pub cap: LineCap,
    /// `lineJoin`.
    pub join: LineJoin,
    /// `miterLimit`, > 0.
    pub miter_limit: f64,
    /// `setLineDash`: an even number of lengths that are not all zero.
    pub dash: Option<Arc<[f64]>>,
    /// `lineDashOffset`.
    pub dash_offset: f64,
}

impl StrokeStyle {
    /// The lengths of dashes and gaps; none of a solid line.
    pub fn dashes(&self) -> &[f64] {
        self.dash.as_deref().unwrap_or_default()
    }
}

impl Default for StrokeStyle {
    fn default() -> Self {
        StrokeStyle {
            width: 1.0,
            cap: LineCap::Butt,
            join: LineJoin::Miter,
            miter_limit: 10.0,
            dash: None,
            dash_offset: 0.0,
        }
    }
}

/// Where pixels of an image operation or a pattern come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImageSource {
    /// A decoded image.
    Image(ImageId),
    /// A canvas, as it is at this point of the command queue. It may be the canvas that is drawn to.
    Canvas(CanvasId),
}
