//! Pixels from the device back to the CPU.

use crate::{GpuRenderer, bounds::Bounds, device::swap_red_and_blue, mapping::Mapping};
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, Premul};
use sparrow_render::RenderError;

impl GpuRenderer {
    /// Waits for the device. A rectangle that lies partly outside is padded with transparent black.
    pub(crate) fn read_back(
        &mut self,
        id: CanvasId,
        rect: PixelRect,
    ) -> Result<PixelBuffer<Premul>, RenderError> {
        let Some(canvas) = self.canvases.get(&id) else {
            return Err(RenderError::Unknown(format!("canvas {}", id.0)));
        };
        self.stats.readbacks += 1;
        let mut out = PixelBuffer::new(rect.size());
        let inside = Bounds::from(rect.intersect(canvas.size.rect()));
        if inside.is_empty() {
            return Ok(out);
        }
        let stride = rect.width as usize * 4;
        let row_bytes = inside.width() as usize * 4;
        let first = (i64::from(inside.y0) - i64::from(rect.y)) as usize * stride
            + (i64::from(inside.x0) - i64::from(rect.x)) as usize * 4;
        let Some(texture) = canvas.texture.as_ref().filter(|_| !canvas.needs_clear) else {
            if !canvas.options.alpha {
                for row in out.bytes_mut()[first..].chunks_mut(stride).take(inside.height() as usize) {
                    row[..row_bytes].chunks_exact_mut(4).for_each(|p| p[3] = 255);
                }
            }
            return Ok(out);
        };

        let device = &self.gpu.device;
        let padded = row_bytes.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
        let memory = device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let buffer = device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("read pixels"),
            size: (padded * inside.height() as usize) as u64,
            usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
            mapped_at_creation: false,
        });
        if pollster::block_on(memory.pop()).is_some() {
            return Err(RenderError::OutOfMemory(format!(
                "reading {} x {} pixels",
                inside.width(),
                inside.height()
            )));
        }
        let mut encoder = device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default());
        encoder.copy_texture_to_buffer(
            wgpu::TexelCopyTextureInfo {
                texture,
                mip_level: 0,
                origin: wgpu::Origin3d { x: inside.x0 as u32, y: inside.y0 as u32, z: 0 },
                aspect: wgpu::TextureAspect::All,
            },
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(padded as u32),
                    rows_per_image: None,
                },
            },
            wgpu::Extent3d { width: inside.width(), height: inside.height(), depth_or_array_layers: 1 },
        );
        self.gpu.queue.submit([encoder.finish()]);

        let swapped = self.gpu.swaps_red_and_blue();
        Mapping::begin(&buffer).wait(&self.gpu, |bytes| {
            let rows = out.bytes_mut()[first..].chunks_mut(stride).zip(bytes.chunks_exact(padded));
            for (to, from) in rows {
                to[..row_bytes].copy_from_slice(&from[..row_bytes]);
                if swapped {
                    swap_red_and_blue(&mut to[..row_bytes]);
                }
            }
        })?;
        Ok(out)
    }
}
