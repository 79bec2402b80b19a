//! What will be submitted next: vertices, batches, passes and copies of any number of canvases, in order.
//!
//! Drawing is recorded completely before anything is given to wgpu, so that a frame is one vertex upload and batches
//! can be joined across operations.

use crate::{
    bounds::Bounds,
    pipelines::{Blend, Program},
    vertex::Vertex,
};
use sparrow_base::{CanvasId, ImageId, PixelSize, kurbo::Point};

/// A texture that quads sample.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Source {
    /// Any: the quads do not sample.
    None,
    /// A page of the atlas.
    Page(u16),
    /// The own texture of an image.
    Image(ImageId),
    /// A canvas.
    Canvas(CanvasId),
    /// A scratch texture.
    Scratch(Scratch),
}

/// A texture of the renderer itself, as large as the largest use of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Scratch {
    /// Where an operation is drawn alone before it is composited.
    Layer,
    /// A copy of a canvas: what it showed before the operation that reads it.
    Backdrop,
    /// Pictures of single operations on their way through filters and shadows.
    Work(u8),
}

impl Scratch {
    /// How many [`Scratch::Work`] there are: a picture, and two for what a blur makes of it.
    pub(crate) const WORK_COUNT: u8 = 3;

    /// All of them.
    pub(crate) fn all() -> impl Iterator<Item = Scratch> {
        [Scratch::Layer, Scratch::Backdrop].into_iter().chain((0..Scratch::WORK_COUNT).map(Scratch::Work))
    }
}

/// A texture that is drawn to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Target {
    /// A canvas.
    Canvas(CanvasId),
    /// A scratch texture.
    Scratch(Scratch),
}

/// Consecutive quads that one draw call draws.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Batch {
    /// Pipeline.
    pub(crate) program: Program,
    /// Blend state.
    pub(crate) blend: Blend,
    /// Texture.
    pub(crate) source: Source,
    /// The sampler of the sprite programs.
    pub(crate) nearest: bool,
    /// Quads: first and one past the last.
    pub(crate) first: u32,
    pub(crate) end: u32,
    /// Pixels that the quads cover, overlaps counted.
    pixels: f32,
}

/// One thing that the encoder does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    /// A render pass over `batches`.
    Pass { target: Target, size: PixelSize, clear: Option<wgpu::Color>, batches: std::ops::Range<usize> },
    /// Copies pixels of a canvas to the same place of the backdrop.
    CopyToBackdrop { canvas: CanvasId, area: Bounds },
}

/// A quad by its corners, in the order top left, top right, bottom left, bottom right of its own space.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Quad {
    /// Canvas pixels.
    pub(crate) corners: [Point; 4],
    /// Texels of the source.
    pub(crate) uv: [Point; 4],
    /// Premultiplied colour, each 0..=65535.
    pub(crate) color: [u16; 4],
    /// See [`crate::vertex::bits`].
    pub(crate) bits: u32,
    /// See [`Vertex::aux`].
    pub(crate) aux: [u32; 4],
    /// See [`Vertex::records`].
    pub(crate) records: [u32; 2],
}

/// What a quad is drawn with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Need {
    pub(crate) program: Program,
    pub(crate) blend: Blend,
    pub(crate) source: Source,
    pub(crate) nearest: bool,
}

/// Nanoseconds per pixel on a software adapter; on a real one only their order matters.
fn cost_per_pixel(program: Program) -> f32 {
    match program {
        Program::PlainSprite => 2.5,
        Program::Sprite => 9.0,
        Program::ClampedSprite => 10.0,
        Program::Solid => 8.0,
        Program::Paint => 60.0,
        Program::Composite => 100.0,
        Program::Recolor => 30.0,
        Program::Blur => 300.0,
    }
}

/// Nanoseconds of a change of pipeline or bind group on a software adapter.
const SWITCH_COST: f32 = 25_000.0;
/// Texels of the record table that clip records can name.
const MAX_RECORDS: usize = 1 << 17;
/// Quads of one submission: 230 MB of vertices.
const MAX_QUADS: usize = 1 << 20;

/// See the module.
#[derive(Debug)]
pub(crate) struct Recorder {
    /// Four for each quad.
    pub(crate) vertices: Vec<Vertex>,
    /// Of all passes.
    pub(crate) batches: Vec<Batch>,
    /// In order.
    pub(crate) steps: Vec<Step>,
    /// Records of clips, paints and shapes; the first two texels are the clip that clips nothing.
    pub(crate) records: Vec<[f32; 4]>,
    /// Changes with every submission: records of an earlier one are gone.
    pub(crate) epoch: u64,
    open: Option<OpenPass>,
}

#[derive(Clone, Copy, Debug)]
struct OpenPass {
    target: Target,
    size: PixelSize,
    clear: Option<wgpu::Color>,
    first_batch: usize,
    scale_x: f64,
    scale_y: f64,
}

const NO_CLIP: [[f32; 4]; 2] = [[-1e9, -1e9, 1e9, 1e9], [-1.0, 0.0, 0.0, 0.0]];

impl Recorder {
    pub(crate) fn new() -> Recorder {
        Recorder {
            vertices: Vec::new(),
            batches: Vec::new(),
            steps: Vec::new(),
            records: NO_CLIP.to_vec(),
            epoch: 0,
            open: None,
        }
    }

    /// True when nothing is recorded.
    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty() && self.open.is_none()
    }

    /// True when the next operation should go into the next submission.
    pub(crate) fn is_full(&self) -> bool {
        self.records.len() > MAX_RECORDS / 2 || self.vertices.len() > MAX_QUADS * 2
    }

    /// Begins a pass; the one before it ends.
    pub(crate) fn begin_pass(&mut self, target: Target, size: PixelSize, clear: Option<wgpu::Color>) {
        self.end_pass();
        self.open = Some(OpenPass {
            target,
            size,
            clear,
            first_batch: self.batches.len(),
            scale_x: 2.0 / f64::from(size.width.max(1)),
            scale_y: -2.0 / f64::from(size.height.max(1)),
        });
    }

    /// True when quads would go to `target`.
    pub(crate) fn is_open(&self, target: Target) -> bool {
        self.open.is_some_and(|pass| pass.target == target)
    }

    /// Ends the open pass and joins its batches.
    pub(crate) fn end_pass(&mut self) {
        let Some(pass) = self.open.take() else { return };
        let first = pass.first_batch;
        join_batches(&mut self.batches, first);
        if self.batches.len() > first || pass.clear.is_some() {
            self.steps.push(Step::Pass {
                target: pass.target,
                size: pass.size,
                clear: pass.clear,
                batches: first..self.batches.len(),
            });
        }
    }

    /// Ends the pass and copies a part of a canvas to the backdrop.
    pub(crate) fn copy_to_backdrop(&mut self, canvas: CanvasId, area: Bounds) {
        self.end_pass();
        self.steps.push(Step::CopyToBackdrop { canvas, area });
    }

    /// Appends records; the index is that of the first.
    pub(crate) fn push_records(&mut self, records: &[[f32; 4]]) -> u32 {
        let index = self.records.len() as u32;
        self.records.extend_from_slice(records);
        index
    }

    /// Appends the two records of a clip; the index is in units of two.
    pub(crate) fn push_clip(&mut self, records: [[f32; 4]; 2]) -> u32 {
        if self.records.len() % 2 == 1 {
            self.records.push([0.0; 4]);
        }
        let index = self.records.len() / 2;
        self.records.extend_from_slice(&records);
        index as u32
    }

    /// Appends a quad to the open pass.
    pub(crate) fn push(&mut self, need: Need, quad: &Quad) {
        let Some(pass) = self.open else { unreachable!("quads are pushed inside of a pass") };
        let first = (self.vertices.len() / 4) as u32;
        for (corner, uv) in quad.corners.iter().zip(&quad.uv) {
            self.vertices.push(Vertex {
                position: [(corner.x * pass.scale_x - 1.0) as f32, (corner.y * pass.scale_y + 1.0) as f32],
                uv: [uv.x as f32, uv.y as f32],
                color: quad.color,
                bits: quad.bits,
                aux: quad.aux,
                records: quad.records,
            });
        }
        let [a, b, c, _] = quad.corners;
        let pixels = ((b - a).cross(c - a)).abs() as f32;
        if self.batches.len() > pass.first_batch
            && let Some(last) = self.batches.last_mut()
            && last.program == need.program
            && last.blend == need.blend
            && last.source == need.source
            && last.nearest == need.nearest
        {
            last.end += 1;
            last.pixels += pixels;
            return;
        }
        self.batches.push(Batch {
            program: need.program,
            blend: need.blend,
            source: need.source,
            nearest: need.nearest,
            first,
            end: first + 1,
            pixels,
        });
    }

    /// Forgets everything: it has been submitted.
    pub(crate) fn submitted(&mut self) {
        self.vertices.clear();
        self.batches.clear();
        self.steps.clear();
        self.records.truncate(NO_CLIP.len());
        self.epoch += 1;
        self.open = None;
    }
}

/// Joins neighbours where one dearer program for both costs less than a switch between two cheap ones.
fn join_batches(batches: &mut Vec<Batch>, first: usize) {
    let mut kept = first;
    for i in first..batches.len() {
        let batch = batches[i];
        batches[kept] = batch;
        kept += 1;
        while kept - first >= 2
            && let Some(joined) = joined(&batches[kept - 2], &batches[kept - 1])
        {
            batches[kept - 2] = joined;
            kept -= 1;
        }
    }
    batches.truncate(kept);
}

fn joined(a: &Batch, b: &Batch) -> Option<Batch> {
    if a.blend != b.blend || !a.program.can_join(b.program) {
        return None;
    }
    let source = match (a.source, b.source) {
        (x, y) if x == y => x,
        (Source::None, x) | (x, Source::None) => x,
        _ => return None,
    };
    let program = a.program.join(b.program);
    if a.nearest != b.nearest && program != Program::Paint {
        return None;
    }
    let apart = a.pixels * cost_per_pixel(a.program) + b.pixels * cost_per_pixel(b.program) + SWITCH_COST;
    let together = (a.pixels + b.pixels) * cost_per_pixel(program);
    (together <= apart).then_some(Batch {
        program,
        source,
        nearest: a.nearest,
        end: b.end,
        pixels: a.pixels + b.pixels,
        ..*a
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_render::CompositeOp;

    fn batch(program: Program, source: Source, pixels: f32, first: u32) -> Batch {
        let blend = Blend::new(CompositeOp::SourceOver, true);
        Batch { program, blend, source, nearest: false, first, end: first + 1, pixels }
    }

    #[test]
    fn small_batches_join_and_large_ones_stay_apart() {
        let page = Source::Page(0);
        let mut small = vec![
            batch(Program::Sprite, page, 100.0, 0),
            batch(Program::Solid, Source::None, 100.0, 1),
            batch(Program::Sprite, page, 100.0, 2),
        ];
        join_batches(&mut small, 0);
        assert_eq!(small.len(), 1);
        assert_eq!((small[0].program, small[0].source, small[0].end), (Program::Paint, page, 3));

        let mut large =
            vec![batch(Program::Sprite, page, 1e6, 0), batch(Program::Solid, Source::None, 1e6, 1)];
        join_batches(&mut large, 0);
        assert_eq!(large.len(), 2);
    }

    #[test]
    fn two_textures_are_two_batches() {
        let mut batches = vec![
            batch(Program::Sprite, Source::Page(0), 1.0, 0),
            batch(Program::Sprite, Source::Page(1), 1.0, 1),
        ];
        join_batches(&mut batches, 0);
        assert_eq!(batches.len(), 2);
    }
}
