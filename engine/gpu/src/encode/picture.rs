//! Operations drawn alone into a scratch texture, for filters and shadows: where the texels of such a picture belong on the
//! target, and how it gets there.

use super::{Encoder, NO_SOURCE, Style, clip::Clip, layer::Content, rect_corners};
use crate::{
    bounds::Bounds,
    pipelines::{Blend, Program},
    recorder::{Need, Quad, Scratch, Source, Target},
    vertex::bits,
};
use sparrow_base::{
    PixelSize, Rgba8,
    kurbo::{Point, Rect, Vec2},
};
use sparrow_render::{CompositeOp, DrawOp, DrawState, RenderError};

/// A picture in a scratch texture. Its outermost texels are transparent, unless it was cut off where nothing needs it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Picture {
    /// Which scratch texture.
    pub(super) slot: u8,
    /// Pixel of the canvas in which its first texel begins.
    pub(super) x: i32,
    pub(super) y: i32,
    /// Texels.
    pub(super) size: PixelSize,
    /// Pixels of a texel's side: a power of two, 1 unless it was blurred far.
    pub(super) shrink: i32,
}

/// A picture and how it is drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct PlacedPicture {
    pub(super) picture: Picture,
    /// Moved by that many pixels.
    pub(super) offset: Vec2,
    /// One colour by the picture's alpha, or the picture itself.
    pub(super) tint: Option<Rgba8>,
    pub(super) alpha: f32,
}

/// What a new picture shows before it is drawn to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// Nothing.
    Transparent,
    /// Whatever is there: every texel will be replaced.
    Anything,
}

/// Which scratch textures hold pictures that are still needed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slots([bool; Scratch::WORK_COUNT as usize]);

impl Picture {
    /// The texture.
    pub(super) fn scratch(&self) -> Scratch {
        Scratch::Work(self.slot)
    }

    /// Its place on the canvas.
    pub(super) fn bounds(&self) -> Bounds {
        let end = |start: i32, texels: u32| start.saturating_add((texels as i32).saturating_mul(self.shrink));
        Bounds { x0: self.x, y0: self.y, x1: end(self.x, self.size.width), y1: end(self.y, self.size.height) }
    }

    /// Centres of the outermost texels, as `aux` holds them.
    pub(super) fn clamp(&self) -> [u32; 4] {
        [0.5, 0.5, self.size.width as f32 - 0.5, self.size.height as f32 - 0.5].map(f32::to_bits)
    }
}

impl PlacedPicture {
    /// Pixels of the canvas that it may touch.
    pub(super) fn bounds(&self) -> Bounds {
        let rect = self.picture.bounds().to_rect() + self.offset;
        // Filtering reaches half a texel farther.
        Bounds::around(rect.inflate(f64::from(self.picture.shrink), f64::from(self.picture.shrink)))
    }
}

impl Encoder<'_> {
    /// Makes sure that a scratch texture is large enough. May submit what was recorded: its records are gone then.
    pub(super) fn reserve(&mut self, which: Scratch, size: PixelSize) -> Result<(), RenderError> {
        if self.r.resources.scratches.touch(which, size) {
            return Ok(());
        }
        if self.r.resources.scratches.get(which).is_some() {
            self.flush()?;
        }
        self.r.resources.forget_source(Source::Scratch(which));
        self.r.resources.scratches.replace(&self.r.gpu, which, size)
    }

    /// A new picture with these bounds on the canvas, which are not empty; draws onto it with `draw`.
    pub(super) fn new_picture(
        &mut self,
        bounds: Bounds,
        start: Start,
        draw: impl FnOnce(&mut Self, Style) -> Result<(), RenderError>,
    ) -> Result<Picture, RenderError> {
        let Some(slot) = self.slots.0.iter().position(|used| !used) else {
            unreachable!("no effect needs more pictures at a time")
        };
        let picture =
            Picture { slot: slot as u8, x: bounds.x0, y: bounds.y0, size: bounds.size(), shrink: 1 };
        self.reserve(picture.scratch(), picture.size)?;
        if self.clear.is_some() {
            // The operation may read the canvas.
            self.open();
        }
        self.slots.0[slot] = true;
        let target = Target::Scratch(picture.scratch());
        let outside = (self.target, self.size, self.shift);
        (self.target, self.size, self.shift) = (target, picture.size, self.shift - origin(bounds));
        self.begin(picture, start);
        let clip = Clip { bounds: Bounds::of_size(picture.size), record: 0 };
        let drawn = draw(self, self.style(clip, CompositeOp::SourceOver));
        self.r.recorder.end_pass();
        (self.target, self.size, self.shift) = outside;
        drawn.map(|()| picture)
    }

    /// Begins a pass over a picture. A software adapter clears whole textures, which may be much larger; on others clearing is
    /// cheaper than to keep what is there.
    fn begin(&mut self, picture: Picture, start: Start) {
        let target = Target::Scratch(picture.scratch());
        let texture = self.r.resources.scratches.get(picture.scratch());
        let texels = texture.map_or(0, |t| u64::from(t.width()) * u64::from(t.height()));
        if !self.r.gpu.info().is_software || texels < 4 * picture.size.area() {
            self.r.recorder.begin_pass(target, picture.size, Some(wgpu::Color::TRANSPARENT));
            return;
        }
        self.r.recorder.begin_pass(target, picture.size, None);
        if start == Start::Anything {
            return;
        }
        let blend = Blend::new(CompositeOp::Copy, true);
        let need = Need { program: Program::Solid, blend, source: NO_SOURCE, nearest: false };
        self.r.recorder.push(
            need,
            &Quad {
                corners: rect_corners(Bounds::of_size(picture.size).to_rect()),
                uv: [Point::ZERO; 4],
                color: [0; 4],
                bits: 0,
                aux: [0; 4],
                records: [0; 2],
            },
        );
    }

    /// The picture of an operation on the part of the canvas that `needed` is; `None` when it has no pixel there.
    pub(super) fn picture_of(
        &mut self,
        op: &DrawOp,
        state: &DrawState,
        needed: Bounds,
    ) -> Result<Option<Picture>, RenderError> {
        let touched = self.extent(Content::Operation(op));
        // One pixel more on each side: what lies beyond the edge is like the edge.
        let bounds = touched.intersect(needed);
        if bounds.is_empty() {
            return Ok(None);
        }
        let bounds = self.cut_to_device(bounds.grown(1), needed);
        self.new_picture(bounds, Start::Transparent, |encoder, style| encoder.draw(op, state, style))
            .map(Some)
    }

    /// No texture is larger than the device allows: the part around the middle of `needed` is kept.
    pub(super) fn cut_to_device(&self, bounds: Bounds, needed: Bounds) -> Bounds {
        let max = self.r.gpu.info().max_side as i32;
        let cut = |from: i32, to: i32, low: i32, high: i32| {
            if to.saturating_sub(from) <= max {
                return (from, to);
            }
            let middle = (i64::from(low) + i64::from(high)) / 2;
            let first = (middle - i64::from(max) / 2).clamp(i64::from(from), i64::from(to) - i64::from(max));
            (first as i32, first as i32 + max)
        };
        let ((x0, x1), (y0, y1)) = (
            cut(bounds.x0, bounds.x1, needed.x0, needed.x1),
            cut(bounds.y0, bounds.y1, needed.y0, needed.y1),
        );
        Bounds { x0, y0, x1, y1 }
    }

    /// The picture is no longer needed by what is recorded from now on.
    pub(super) fn release(&mut self, picture: Picture) {
        self.slots.0[usize::from(picture.slot)] = false;
    }

    /// Draws a picture onto the target.
    pub(super) fn push_picture(&mut self, style: Style, placed: &PlacedPicture) {
        let PlacedPicture { picture, offset, tint, alpha } = *placed;
        let offset = offset + self.shift;
        let rect = picture.bounds().to_rect() + offset;
        let exact = picture.shrink == 1 && offset.x.fract() == 0.0 && offset.y.fract() == 0.0;
        let reach = if exact { 0.0 } else { f64::from(picture.shrink) };
        let visible = Bounds::around(rect.inflate(reach, reach)).intersect(style.clip.bounds);
        if visible.is_empty() {
            return;
        }
        let (mut program, paint, color) = match tint {
            None => {
                let alpha = (alpha * 65535.0 + 0.5) as u16;
                (Program::Sprite, bits::PAINT_IMAGE, [alpha; 4])
            }
            Some(tint) => (Program::Paint, bits::PAINT_SHADOW, super::Ink::solid(tint, alpha).color),
        };
        if style.clip.record != 0 || !exact {
            program = Program::Paint;
        }
        let corners = rect_corners(visible.to_rect());
        let uv = corners.map(|p| ((p - rect.origin()) / f64::from(picture.shrink)).to_point());
        let filtering = if exact { bits::NEAREST } else { bits::CLAMPED };
        self.open();
        self.r.recorder.push(
            Need { program, blend: style.blend, source: Source::Scratch(picture.scratch()), nearest: exact },
            &Quad {
                corners,
                uv,
                color,
                bits: paint | filtering | (style.clip.record << bits::CLIP_SHIFT),
                aux: picture.clamp(),
                records: [0; 2],
            },
        );
    }

    /// A quad that makes each texel of the target, a picture, of texels of another picture, by a program that replaces.
    #[allow(clippy::needless_pass_by_value, reason = "made for the call")]
    pub(super) fn push_transfer(&mut self, program: Program, from: Picture, quad: Transfer) {
        let corners = rect_corners(Rect::from_origin_size(
            Point::ZERO,
            (f64::from(self.size.width), f64::from(self.size.height)),
        ));
        let blend = Blend::new(CompositeOp::Copy, true);
        let need = Need { program, blend, source: Source::Scratch(from.scratch()), nearest: false };
        self.open();
        self.r.recorder.push(
            need,
            &Quad {
                corners,
                uv: corners.map(|p| (p.to_vec2() * quad.scale + quad.offset).to_point()),
                color: [u16::MAX; 4],
                bits: quad.bits,
                aux: from.clamp(),
                records: quad.records,
            },
        );
    }
}

/// Where a texel of the target lies in the picture that it is made of: `texel * scale + offset`.
pub(super) struct Transfer {
    pub(super) scale: f64,
    pub(super) offset: Vec2,
    pub(super) bits: u32,
    pub(super) records: [u32; 2],
}

/// The corner as a vector.
fn origin(bounds: Bounds) -> Vec2 {
    Vec2::new(f64::from(bounds.x0), f64::from(bounds.y0))
}
