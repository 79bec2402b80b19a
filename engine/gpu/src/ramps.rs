//! Colour ramps of gradients: one row of a texture for each list of stops.

use crate::device::Gpu;
use rustc_hash::FxHashMap;
use sparrow_base::Rgba8;
use sparrow_render::ColorStop;

/// Texels of a ramp.
const WIDTH: usize = 1024;
/// Rows of the texture.
const ROWS: usize = 128;

/// All rows are in use by what was recorded: draw it first, then forget them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RampsFull;

type Key = Vec<(u32, Rgba8)>;

/// The texture, and which stops each of its rows shows.
#[derive(Debug, Default)]
pub(crate) struct Ramps {
    texture: Option<wgpu::Texture>,
    rows: FxHashMap<Key, u32>,
    /// Of the stops that are looked up.
    key: Key,
    pending: Vec<u8>,
    pending_from: usize,
}

impl Ramps {
    /// The row of these stops.
    pub(crate) fn row(&mut self, stops: &[ColorStop]) -> Result<u32, RampsFull> {
        self.key.clear();
        self.key.extend(stops.iter().map(|s| (s.offset.to_bits(), s.color)));
        if let Some(row) = self.rows.get(&self.key) {
            return Ok(*row);
        }
        if self.rows.len() == ROWS {
            return Err(RampsFull);
        }
        let row = self.rows.len() as u32;
        self.rows.insert(self.key.clone(), row);
        fill(stops, &mut self.pending);
        Ok(row)
    }

    /// Forgets every row.
    pub(crate) fn forget(&mut self) {
        self.rows.clear();
        self.pending.clear();
        self.pending_from = 0;
    }

    /// Bytes of the texture.
    pub(crate) fn memory_bytes(&self) -> u64 {
        if self.texture.is_some() { (WIDTH * ROWS * 4) as u64 } else { 0 }
    }

    /// Writes new rows; returns the bytes that were sent and whether the texture is new.
    pub(crate) fn upload(&mut self, gpu: &Gpu) -> (u64, bool) {
        let new = self.texture.is_none();
        let rows = if self.pending.is_empty() { 1 } else { ROWS as u32 };
        // Few games use gradients: a single texel stands in until the first one.
        let grown = new || self.texture.as_ref().is_some_and(|t| t.height() < rows);
        if grown {
            self.texture = Some(gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some("colour ramps"),
                size: wgpu::Extent3d { width: WIDTH as u32, height: rows, depth_or_array_layers: 1 },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: wgpu::TextureFormat::Rgba8Unorm,
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            }));
        }
        let sent = self.pending.len();
        if sent > 0 {
            gpu.queue.write_texture(
                wgpu::TexelCopyTextureInfo {
                    texture: self.texture.as_ref().expect("made above"),
                    mip_level: 0,
                    origin: wgpu::Origin3d { x: 0, y: self.pending_from as u32, z: 0 },
                    aspect: wgpu::TextureAspect::All,
                },
                &self.pending,
                wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some((WIDTH * 4) as u32),
                    rows_per_image: None,
                },
                wgpu::Extent3d {
                    width: WIDTH as u32,
                    height: (sent / (WIDTH * 4)) as u32,
                    depth_or_array_layers: 1,
                },
            );
            self.pending_from += sent / (WIDTH * 4);
            self.pending.clear();
        }
        (sent as u64, grown)
    }

    /// The texture; it exists after the first upload.
    pub(crate) fn view(&self) -> Option<wgpu::TextureView> {
        self.texture.as_ref().map(|t| t.create_view(&wgpu::TextureViewDescriptor::default()))
    }
}

/// Appends the premultiplied colours at the offsets of all texels. Straight colours are interpolated, as the standard says.
fn fill(stops: &[ColorStop], out: &mut Vec<u8>) {
    let mut next = 0;
    for texel in 0..WIDTH {
        let offset = texel as f32 / (WIDTH - 1) as f32;
        // The first texel is what lies before 0 as well: the first of the stops there, where the others begin behind it.
        while texel > 0 && next < stops.len() && stops[next].offset <= offset {
            next += 1;
        }
        let straight = match (next.checked_sub(1).map(|i| stops[i]), stops.get(next)) {
            (None, Some(first)) => first.color.to_array().map(f32::from),
            (Some(last), None) => last.color.to_array().map(f32::from),
            (Some(a), Some(b)) => {
                let part = (offset - a.offset) / (b.offset - a.offset);
                let (a, b) = (a.color.to_array(), b.color.to_array());
                std::array::from_fn(|i| f32::from(a[i]) + (f32::from(b[i]) - f32::from(a[i])) * part)
            }
            (None, None) => [0.0; 4],
        };
        let alpha = straight[3] / 255.0;
        out.extend(straight[..3].iter().map(|c| (c * alpha + 0.5) as u8));
        out.push((straight[3] + 0.5) as u8);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(offset: f32, r: u8, a: u8) -> ColorStop {
        ColorStop { offset, color: Rgba8::new(r, 0, 0, a) }
    }

    fn texel(bytes: &[u8], x: usize) -> [u8; 4] {
        bytes[x * 4..x * 4 + 4].try_into().unwrap()
    }

    #[test]
    fn ends_are_exact_and_straight_colours_are_interpolated() {
        let mut out = Vec::new();
        fill(&[stop(0.0, 255, 255), stop(1.0, 255, 0)], &mut out);
        assert_eq!(out.len(), WIDTH * 4);
        assert_eq!(texel(&out, 0), [255, 0, 0, 255]);
        assert_eq!(texel(&out, WIDTH - 1), [0, 0, 0, 0]);
        out.clear();
        fill(&[stop(0.0, 10, 255), stop(0.0, 200, 255), stop(1.0, 200, 255), stop(1.0, 30, 255)], &mut out);
        assert_eq!([0, 1, WIDTH - 2, WIDTH - 1].map(|at| texel(&out, at)[0]), [10, 200, 200, 30]);
        out.clear();
        fill(&[stop(0.0, 255, 255), stop(1.0, 255, 0)], &mut out);
        let middle = texel(&out, WIDTH / 2);
        assert_eq!(middle[0], middle[3], "red stays full while alpha falls: {middle:?}");
    }

    #[test]
    fn equal_offsets_make_an_edge() {
        let mut out = Vec::new();
        fill(&[stop(0.0, 0, 255), stop(0.5, 0, 255), stop(0.5, 200, 255), stop(1.0, 200, 255)], &mut out);
        assert_eq!(texel(&out, WIDTH / 2 - 1)[0], 0);
        assert_eq!(texel(&out, WIDTH / 2)[0], 200);
    }

    #[test]
    fn rows_are_shared_and_run_out() {
        let mut ramps = Ramps::default();
        let first = [stop(0.0, 0, 255)];
        assert_eq!(ramps.row(&first), Ok(0));
        assert_eq!(ramps.row(&first), Ok(0));
        for r in 1..ROWS {
            assert_eq!(ramps.row(&[stop(0.0, r as u8, 255)]), Ok(r as u32));
        }
        assert_eq!(ramps.row(&[stop(0.5, 0, 0)]), Err(RampsFull));
        ramps.forget();
        assert_eq!(ramps.row(&[stop(0.5, 0, 0)]), Ok(0));
    }
}
