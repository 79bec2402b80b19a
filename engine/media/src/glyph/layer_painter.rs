//! Paints the layers of a glyph: receives what the font says to fill and lays it over what is there.

use super::{
    layer_blend::{self, Color},
    layer_gradient::Fill,
    mask,
    outline::PathPen,
};
use skrifa::{
    FontRef, GlyphId, MetadataProvider as _, OutlineGlyphCollection,
    color::{Brush, ColorPainter, CompositeMode, Transform},
    instance::{LocationRef, NormalizedCoord, Size},
    metrics::BoundingBox,
    outline::DrawSettings,
};
use sparrow_base::{
    PixelSize,
    kurbo::{Affine, BezPath, Point, Rect, Shape as _, Vec2},
};

/// Groups that may be open at once; fonts use two or three.
const MAX_GROUPS: usize = 8;

/// Pixels that may be touched for one glyph, over all its layers. A large emoji touches some millions.
const MAX_PIXELS: u64 = 200_000_000;

fn affine(t: Transform) -> Affine {
    Affine::new([t.xx.into(), t.yx.into(), t.xy.into(), t.yy.into(), t.dx.into(), t.dy.into()])
}

/// Outlines in font units, y upwards.
struct Outlines<'a> {
    glyphs: OutlineGlyphCollection<'a>,
    coords: &'a [NormalizedCoord],
}

impl Outlines<'_> {
    fn path(&self, glyph: GlyphId) -> BezPath {
        let mut pen = PathPen(BezPath::new());
        if let Some(outline) = self.glyphs.get(glyph) {
            let settings = DrawSettings::unhinted(Size::unscaled(), LocationRef::new(self.coords));
            outline.draw(settings, &mut pen).ok();
        }
        // The pen turned y downwards: font units have it upwards.
        pen.0.apply_affine(Affine::FLIP_Y);
        pen.0
    }
}

/// A stack of matrices, the product of all on top.
struct Matrices(Vec<Affine>);

impl Matrices {
    fn top(&self) -> Affine {
        *self.0.last().expect("the base is never popped")
    }

    fn push(&mut self, t: Transform) {
        self.0.push(self.top() * affine(t));
    }

    fn pop(&mut self) {
        if self.0.len() > 1 {
            self.0.pop();
        }
    }
}

/// Paints into a field of pixels.
pub(super) struct LayerPainter<'a> {
    outlines: Outlines<'a>,
    palette: Vec<Color>,
    size: PixelSize,
    matrices: Matrices,
    /// Coverage of all clips together, innermost last; none for no clip at all.
    clips: Vec<Vec<u8>>,
    /// Groups with the mode in which they join the one below; the field itself first.
    groups: Vec<(Vec<Color>, CompositeMode)>,
    /// Groups that were asked for beyond the limit: painted into the last one.
    merged: usize,
    /// Pixels that may still be touched; what comes after is left out.
    pixels_left: u64,
    commands: Vec<zeno::Command>,
    scratch: &'a mut zeno::Scratch,
}

impl<'a> LayerPainter<'a> {
    pub(super) fn new(
        font: &FontRef<'a>,
        coords: &'a [NormalizedCoord],
        size: PixelSize,
        field_from_font: Affine,
        scratch: &'a mut zeno::Scratch,
    ) -> Self {
        let palettes = font.color_palettes();
        let palette = palettes.get(0).map_or(Vec::new(), |p| {
            p.colors()
                .iter()
                .map(|c| [c.red, c.green, c.blue, c.alpha].map(|v| f32::from(v) / 255.0))
                .collect()
        });
        let field = vec![[0.0; 4]; size.area() as usize];
        LayerPainter {
            outlines: Outlines { glyphs: font.outline_glyphs(), coords },
            palette,
            size,
            matrices: Matrices(vec![field_from_font]),
            clips: Vec::new(),
            groups: vec![(field, CompositeMode::SrcOver)],
            merged: 0,
            pixels_left: MAX_PIXELS,
            commands: Vec::new(),
            scratch,
        }
    }

    /// The premultiplied pixels, 8 bits per channel.
    pub(super) fn finish(mut self) -> Vec<u8> {
        while self.groups.len() > 1 {
            self.join_group();
        }
        let (field, _) = &self.groups[0];
        field.iter().flatten().map(|v| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8).collect()
    }

    /// True while the glyph may touch that many pixels once more.
    fn afford(&mut self) -> bool {
        self.pixels_left = self.pixels_left.saturating_sub(self.size.area());
        self.pixels_left > 0
    }

    fn push_clip(&mut self, path: &BezPath) {
        if !self.afford() {
            self.clips.push(Vec::new());
            return;
        }
        let mut pixels = path.clone();
        pixels.apply_affine(self.matrices.top());
        let (width, height) = (self.size.width, self.size.height);
        let field = Rect::new(-4096.0, -4096.0, 8192.0, 8192.0);
        let mut coverage = if pixels.is_finite() && field.contains_rect(pixels.control_box()) {
            mask::coverage(&pixels, Vec2::ZERO, width, height, &mut self.commands, self.scratch)
        } else {
            vec![0; self.size.area() as usize]
        };
        if let Some(outer) = self.clips.last() {
            for (inner, outer) in coverage.iter_mut().zip(outer) {
                *inner = ((u32::from(*inner) * u32::from(*outer) + 127) / 255) as u8;
            }
        }
        self.clips.push(coverage);
    }

    fn join_group(&mut self) {
        if self.groups.len() < 2 {
            return;
        }
        let Some((source, mode)) = self.groups.pop() else { return };
        let Some((backdrop, _)) = self.groups.last_mut() else { return };
        for (below, above) in backdrop.iter_mut().zip(source) {
            *below = layer_blend::composite(mode, above, *below);
        }
    }
}

impl ColorPainter for LayerPainter<'_> {
    fn push_transform(&mut self, transform: Transform) {
        self.matrices.push(transform);
    }

    fn pop_transform(&mut self) {
        self.matrices.pop();
    }

    fn push_clip_glyph(&mut self, glyph: GlyphId) {
        let path = self.outlines.path(glyph);
        self.push_clip(&path);
    }

    fn push_clip_box(&mut self, b: BoundingBox) {
        let path = Rect::new(b.x_min.into(), b.y_min.into(), b.x_max.into(), b.y_max.into()).to_path(0.1);
        self.push_clip(&path);
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn fill(&mut self, brush: Brush<'_>) {
        if !self.afford() {
            return;
        }
        let Some(fill) = Fill::new(&brush, &self.palette) else { return };
        let matrix = self.matrices.top();
        if matrix.determinant().abs() < 1e-12 || !matrix.is_finite() {
            return;
        }
        let font_from_field = matrix.inverse();
        let width = self.size.width as usize;
        let Some((pixels, _)) = self.groups.last_mut() else { return };
        for (i, pixel) in pixels.iter_mut().enumerate() {
            let coverage = self.clips.last().map_or(255, |c| c[i]);
            if coverage == 0 {
                continue;
            }
            let center = Point::new((i % width) as f64 + 0.5, (i / width) as f64 + 0.5);
            let Some(color) = fill.at(font_from_field * center) else { continue };
            let share = f32::from(coverage) / 255.0;
            let under = 1.0 - color[3] * share;
            for (to, from) in pixel.iter_mut().zip(color) {
                *to = from * share + *to * under;
            }
        }
    }

    fn push_layer(&mut self, mode: CompositeMode) {
        if self.groups.len() >= MAX_GROUPS || !self.afford() {
            self.merged += 1;
            return;
        }
        self.groups.push((vec![[0.0; 4]; self.size.area() as usize], mode));
    }

    fn pop_layer(&mut self) {
        if self.merged > 0 {
            self.merged -= 1;
            return;
        }
        self.join_group();
    }
}

/// Finds the box around everything that is painted.
pub(super) struct BoundsPainter<'a> {
    outlines: Outlines<'a>,
    matrices: Matrices,
    /// The boxes of the clips that are open, each within the one before.
    clips: Vec<Option<Rect>>,
    ink: Option<Rect>,
}

impl<'a> BoundsPainter<'a> {
    pub(super) fn new(font: &FontRef<'a>, coords: &'a [NormalizedCoord], pixels_from_font: Affine) -> Self {
        BoundsPainter {
            outlines: Outlines { glyphs: font.outline_glyphs(), coords },
            matrices: Matrices(vec![pixels_from_font]),
            clips: Vec::new(),
            ink: None,
        }
    }

    pub(super) fn ink(self) -> Option<Rect> {
        self.ink
    }

    fn push_clip(&mut self, clip: Option<Rect>) {
        let within = match (clip, self.clips.last()) {
            (Some(clip), Some(Some(outer))) => Some(clip.intersect(*outer)).filter(|r| r.area() > 0.0),
            (_, Some(None)) => None,
            (clip, None) => clip,
            (None, _) => None,
        };
        self.clips.push(within);
    }
}

impl ColorPainter for BoundsPainter<'_> {
    fn push_transform(&mut self, transform: Transform) {
        self.matrices.push(transform);
    }

    fn pop_transform(&mut self) {
        self.matrices.pop();
    }

    fn push_clip_glyph(&mut self, glyph: GlyphId) {
        let mut path = self.outlines.path(glyph);
        path.apply_affine(self.matrices.top());
        self.push_clip((!path.elements().is_empty()).then(|| path.control_box()));
    }

    fn push_clip_box(&mut self, b: BoundingBox) {
        let clip = Rect::new(b.x_min.into(), b.y_min.into(), b.x_max.into(), b.y_max.into());
        self.push_clip(Some(self.matrices.top().transform_rect_bbox(clip)));
    }

    fn pop_clip(&mut self) {
        self.clips.pop();
    }

    fn fill(&mut self, _: Brush<'_>) {
        if let Some(Some(clip)) = self.clips.last() {
            self.ink = Some(self.ink.map_or(*clip, |ink| ink.union(*clip)));
        }
    }

    fn push_layer(&mut self, _: CompositeMode) {}
}
