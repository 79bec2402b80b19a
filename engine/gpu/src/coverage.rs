//! Coverage memory: a texture that the shaders address like linear memory.
//!
//! Each texel holds the coverage of four rows of one column, which is how `vello_common` writes strips; glyphs and the
//! masks of clips are stored the same way. So nothing is packed into rectangles: a block is a first texel and a number
//! of texels per row. The lower part keeps glyphs and masks between frames and is forgotten as a whole when it is full; the
//! upper part holds the strips of the frame that is being recorded.

use crate::{device::Gpu, high_water::HighWater};

/// Texels of one row of the texture; `coverage.wgsl` knows it.
const ROW: usize = 2048;
/// Rows of the lower part: 4 Mi coverage values.
const KEPT_ROWS: usize = 512;
/// Most rows of the texture. Its texels can be named exactly by a float, which clip records do.
const MAX_ROWS: usize = 8192;

/// Coverage values of a rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// First texel.
    pub(crate) start: u32,
    /// Texels per four rows of pixels: the width.
    pub(crate) stride: u32,
}

/// The texture and what will be written to it before the next submission.
#[derive(Debug)]
pub(crate) struct CoverageMemory {
    texture: Option<wgpu::Texture>,
    rows: usize,
    kept: Vec<u8>,
    dirty_from: usize,
    /// Coverage of the strips of this frame, in `vello_common`'s order; the strip maker appends to it.
    pub(crate) strips: Vec<u8>,
    max_rows: usize,
    generation: u64,
    strip_rows: HighWater,
}

/// The block does not fit: everything that was recorded has to be drawn first, then all blocks are forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CoverageFull;

impl CoverageMemory {
    pub(crate) fn new(max_side: u32) -> CoverageMemory {
        CoverageMemory {
            texture: None,
            rows: 0,
            kept: Vec::new(),
            dirty_from: 0,
            strips: Vec::new(),
            max_rows: MAX_ROWS.min(max_side as usize),
            generation: 0,
            strip_rows: HighWater::default(),
        }
    }

    /// Changes whenever kept blocks are forgotten.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// First texel of the strips of this frame.
    pub(crate) fn strips_start(&self) -> u32 {
        (KEPT_ROWS * ROW) as u32
    }

    /// True when the next path should go into the next submission.
    pub(crate) fn strips_full(&self) -> bool {
        self.strips.len() > (self.max_rows - KEPT_ROWS) * ROW * 4 / 2
    }

    /// True when the strips cannot be uploaded at all: one path alone is larger than the memory.
    pub(crate) fn strips_overflow(&self) -> bool {
        self.strips.len() > (self.max_rows - KEPT_ROWS) * ROW * 4
    }

    /// Keeps `width` x `height` coverage values given row by row.
    pub(crate) fn keep(&mut self, width: u32, height: u32, values: &[u8]) -> Result<Block, CoverageFull> {
        let (w, h) = (width as usize, height as usize);
        let texels = w * h.div_ceil(4);
        let start = self.kept.len() / 4;
        if start + texels > KEPT_ROWS * ROW {
            return Err(CoverageFull);
        }
        self.kept.resize((start + texels) * 4, 0);
        let block = &mut self.kept[start * 4..];
        for (y, row) in values.chunks_exact(w.max(1)).take(h).enumerate() {
            let first = (y / 4) * w * 4 + y % 4;
            for (x, value) in row.iter().enumerate() {
                block[first + x * 4] = *value;
            }
        }
        Ok(Block { start: start as u32, stride: width })
    }

    /// Keeps coverage in the order of strips; gives its first texel.
    pub(crate) fn keep_strips(&mut self, alphas: &[u8]) -> Result<u32, CoverageFull> {
        let start = self.kept.len() / 4;
        // A quarter stays free for glyphs and clips, which cannot be drawn without it.
        if start + alphas.len().div_ceil(4) > KEPT_ROWS * ROW / 4 * 3 {
            return Err(CoverageFull);
        }
        self.kept.extend_from_slice(alphas);
        self.kept.resize(self.kept.len().next_multiple_of(4), 0);
        Ok(start as u32)
    }

    /// The most values that a kept block can have in an empty memory.
    pub(crate) fn fits_at_all(width: u32, height: u32) -> bool {
        width as usize * (height as usize).div_ceil(4) <= KEPT_ROWS * ROW
    }

    /// Forgets every kept block.
    pub(crate) fn forget(&mut self) {
        self.kept.clear();
        self.dirty_from = 0;
        self.generation += 1;
    }

    /// Bytes of the texture.
    pub(crate) fn memory_bytes(&self) -> u64 {
        (self.rows * ROW * 4) as u64
    }

    /// Writes what is new and returns the bytes that were sent; `true` when the texture is another one now.
    pub(crate) fn upload(&mut self, gpu: &Gpu) -> (u64, bool) {
        let strip_rows = self.strips.len().div_ceil(ROW * 4);
        let wanted = (KEPT_ROWS + strip_rows).min(self.max_rows);
        let most = self.strip_rows.note(strip_rows);
        let shrinks = most.is_some_and(|most| self.rows > KEPT_ROWS + rows_for(most) * 2);
        let grown = self.texture.is_none() || wanted > self.rows || shrinks;
        if grown {
            let strip_rows = strip_rows.max(most.unwrap_or(0));
            self.rows = (KEPT_ROWS + rows_for(strip_rows)).min(self.max_rows);
            self.texture = Some(gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some("coverage"),
                size: wgpu::Extent3d {
                    width: ROW as u32,
                    height: self.rows as u32,
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: wgpu::TextureFormat::Rgba8Unorm,
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            }));
            self.dirty_from = 0;
        }
        let texture = self.texture.as_ref().expect("made above");
        let mut sent = 0;
        if self.kept.len() > self.dirty_from {
            let first = self.dirty_from / (ROW * 4);
            sent += write_rows(gpu, texture, first, &mut self.kept, first * ROW * 4);
            self.dirty_from = self.kept.len();
        }
        if !self.strips.is_empty() {
            sent += write_rows(gpu, texture, KEPT_ROWS, &mut self.strips, 0);
            self.strips.clear();
        }
        (sent, grown)
    }

    /// The texture; it exists after the first upload.
    pub(crate) fn view(&self) -> Option<wgpu::TextureView> {
        self.texture.as_ref().map(|t| t.create_view(&wgpu::TextureViewDescriptor::default()))
    }
}

/// Room for so many rows of strips, and some more.
fn rows_for(strip_rows: usize) -> usize {
    (strip_rows + strip_rows / 2).next_multiple_of(128)
}

/// Writes `bytes[from..]` into whole rows of the texture from `first_row` on.
fn write_rows(gpu: &Gpu, texture: &wgpu::Texture, first_row: usize, bytes: &mut Vec<u8>, from: usize) -> u64 {
    let length = bytes.len();
    bytes.resize(length.next_multiple_of(ROW * 4), 0);
    let rows = ((bytes.len() - from) / (ROW * 4)).min(texture.height() as usize - first_row);
    gpu.queue.write_texture(
        wgpu::TexelCopyTextureInfo {
            texture,
            mip_level: 0,
            origin: wgpu::Origin3d { x: 0, y: first_row as u32, z: 0 },
            aspect: wgpu::TextureAspect::All,
        },
        &bytes[from..from + rows * ROW * 4],
        wgpu::TexelCopyBufferLayout {
            offset: 0,
            bytes_per_row: Some((ROW * 4) as u32),
            rows_per_image: None,
        },
        wgpu::Extent3d { width: ROW as u32, height: rows as u32, depth_or_array_layers: 1 },
    );
    bytes.truncate(length);
    (rows * ROW * 4) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_columns_of_four() {
        let mut memory = CoverageMemory::new(8192);
        let values: Vec<u8> = (0..15).collect();
        let block = memory.keep(3, 5, &values).unwrap();
        assert_eq!(block, Block { start: 0, stride: 3 });
        assert_eq!(memory.kept[..12], [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11]);
        assert_eq!(memory.kept[12..24], [12, 0, 0, 0, 13, 0, 0, 0, 14, 0, 0, 0]);
        assert_eq!(memory.keep(1, 1, &[9]).unwrap().start, 6);
    }

    #[test]
    fn a_full_memory_says_so_and_can_be_forgotten() {
        let mut memory = CoverageMemory::new(8192);
        let mask = vec![255; 2048 * 2048];
        assert!(memory.keep(2048, 2048, &mask).is_ok());
        assert_eq!(memory.keep(1, 1, &[1]), Err(CoverageFull));
        let before = memory.generation();
        memory.forget();
        assert!(memory.keep(1, 1, &[1]).is_ok());
        assert_ne!(memory.generation(), before);
    }
}
