//! The one vertex format, and the bits that tell the shaders what a quad is. `shaders/vertex.wgsl`,
//! `shaders/coverage.wgsl` and `shaders/paint.wgsl` are the other side of this contract.

use sparrow_base::bytemuck::{Pod, Zeroable};

/// One corner of a quad.
#[derive(Clone, Copy, Debug, Pod, Zeroable)]
#[repr(C)]
pub(crate) struct Vertex {
    /// Normalised device coordinates.
    pub(crate) position: [f32; 2],
    /// Texels of the source texture.
    pub(crate) uv: [f32; 2],
    /// Premultiplied colour.
    pub(crate) color: [u16; 4],
    /// [`bits`], and the clip record in the upper half.
    pub(crate) bits: u32,
    /// What the kind of coverage or paint needs.
    pub(crate) aux: [u32; 4],
    /// Records of paint and shape.
    pub(crate) records: [u32; 2],
}

impl Vertex {
    /// Layout of the vertex buffer.
    pub(crate) const LAYOUT: wgpu::VertexBufferLayout<'static> = wgpu::VertexBufferLayout {
        array_stride: size_of::<Vertex>() as u64,
        step_mode: wgpu::VertexStepMode::Vertex,
        attributes: &wgpu::vertex_attr_array![
            0 => Float32x2, 1 => Float32x2, 2 => Unorm16x4, 3 => Uint32, 4 => Uint32x4, 5 => Uint32x2
        ],
    };
}

/// Values of [`Vertex::bits`].
pub(crate) mod bits {
    /// Rows of coverage memory; `aux` is a block.
    pub(crate) const COVERAGE_BLOCK: u32 = 1;
    /// An axis-parallel rectangle; `aux` is the rectangle.
    pub(crate) const COVERAGE_BOX: u32 = 2;
    /// A rounded rectangle, an ellipse or a capsule of the shape record.
    pub(crate) const COVERAGE_ROUND: u32 = 3;
    /// A rectangle of the shape record.
    pub(crate) const COVERAGE_SKEW: u32 = 4;
    /// A blurred rectangle that is parallel to the axes; `aux` is the rectangle, the shape record the width of the blur's boxes.
    pub(crate) const COVERAGE_SOFT: u32 = 5;
    /// The outline of the shape; `aux[0]` is half of the line width.
    pub(crate) const STROKED: u32 = 0x8;
    /// Texels of the source; `aux` bounds them when `CLAMPED`.
    pub(crate) const PAINT_IMAGE: u32 = 0x10;
    /// A linear gradient.
    pub(crate) const PAINT_LINEAR: u32 = 0x20;
    /// A radial gradient.
    pub(crate) const PAINT_RADIAL: u32 = 0x30;
    /// A conic gradient.
    pub(crate) const PAINT_CONIC: u32 = 0x40;
    /// A pattern.
    pub(crate) const PAINT_PATTERN: u32 = 0x50;
    /// Texels of the source of which only alpha counts: shadows.
    pub(crate) const PAINT_SHADOW: u32 = 0x60;
    /// Nearest neighbour instead of bilinear.
    pub(crate) const NEAREST: u32 = 0x80;
    /// The texels stay inside of `aux`.
    pub(crate) const CLAMPED: u32 = 0x100;
    /// The pattern repeats along x.
    pub(crate) const REPEAT_X: u32 = 0x200;
    /// The pattern repeats along y.
    pub(crate) const REPEAT_Y: u32 = 0x400;
    /// Where the clip record starts.
    pub(crate) const CLIP_SHIFT: u32 = 16;
}
