//! From the device back to the CPU. Everything here waits for the device.

use super::{
    Engine,
    context::Context,
    formats::{Class, Format},
    numbers, passes,
    targets::{self, Image},
};
use crate::mapping::Mapping;
use sparrow_base::PixelSize;
use sparrow_render::{
    RenderError,
    gl::{GlBufferId, GlRead},
};
use wgpu::TextureFormat as T;

/// A copy of an image in a buffer that can be mapped, rows padded.
pub(super) struct Readback {
    buffer: wgpu::Buffer,
    size: PixelSize,
    row_bytes: usize,
    padded: usize,
}

/// Scales colours by their alpha.
pub(super) fn premultiply(rgba: &mut [u8]) {
    for pixel in rgba.as_chunks_mut::<4>().0 {
        let alpha = u32::from(pixel[3]);
        if alpha < 255 {
            for value in &mut pixel[..3] {
                *value = ((u32::from(*value) * alpha + 127) / 255) as u8;
            }
        }
    }
}

impl Readback {
    /// Records the copy of a whole image of four bytes a pixel. The old buffer is used again if it fits.
    pub(super) fn record(
        engine: &mut Engine,
        texture: &wgpu::Texture,
        size: PixelSize,
        old: Option<Readback>,
    ) -> Result<Readback, RenderError> {
        let row_bytes = size.width as usize * 4;
        let padded = row_bytes.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
        let buffer = match old {
            Some(old) if old.size == size => old.buffer,
            _ => engine.mappable(padded as u64 * u64::from(size.height))?,
        };
        engine.frame.main().copy_texture_to_buffer(
            texture.as_image_copy(),
            wgpu::TexelCopyBufferInfo {
                buffer: &buffer,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(padded as u32),
                    rows_per_image: None,
                },
            },
            wgpu::Extent3d { width: size.width, height: size.height, depth_or_array_layers: 1 },
        );
        Ok(Readback { buffer, size, row_bytes, padded })
    }

    /// Bytes of the buffer.
    pub(super) fn size(&self) -> u64 {
        self.buffer.size()
    }

    /// Hands out the rows, first row first. The copy has been submitted.
    pub(super) fn rows(
        &self,
        engine: &Engine,
        mut each: impl FnMut(usize, &[u8]),
    ) -> Result<(), RenderError> {
        Mapping::begin(&self.buffer).wait(&engine.gpu, |bytes| {
            for (y, row) in bytes.chunks_exact(self.padded).take(self.size.height as usize).enumerate() {
                each(y, &row[..self.row_bytes]);
            }
        })
    }
}

impl Engine {
    /// A buffer to copy into and to map.
    fn mappable(&mut self, size: u64) -> Result<wgpu::Buffer, RenderError> {
        let out_of_memory = || RenderError::OutOfMemory(format!("reading {size} bytes"));
        if size > self.caps.limits.max_buffer_size {
            return Err(out_of_memory());
        }
        let device = &self.gpu.device;
        self.checked(|| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("read"),
                size,
                usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
                mapped_at_creation: false,
            })
        })
        .ok_or_else(out_of_memory)
    }

    /// Bytes of a buffer on the device, with everything that was recorded carried out. The range is a multiple of four.
    pub(super) fn read_buffer(
        &mut self,
        buffer: &wgpu::Buffer,
        offset: u64,
        size: u64,
    ) -> Result<Vec<u8>, RenderError> {
        if size == 0 {
            return Ok(Vec::new());
        }
        let target = self.mappable(size)?;
        self.frame.main().copy_buffer_to_buffer(buffer, offset, &target, 0, size);
        self.submit()?;
        self.stats.readbacks += 1;
        Mapping::begin(&target).wait(&self.gpu, <[u8]>::to_vec)
    }

    /// Texels of a part of an image, rows tightly packed.
    fn read_texels(&mut self, image: &Image, [x, y, w, h]: [u32; 4]) -> Result<Vec<u8>, RenderError> {
        let row_bytes = (w * image.format.bytes) as usize;
        let padded = row_bytes.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
        let target = self.mappable(padded as u64 * u64::from(h))?;
        self.copy_out(image, [x, y, w, h], &target, padded);
        self.submit()?;
        self.stats.readbacks += 1;
        Mapping::begin(&target).wait(&self.gpu, |bytes| {
            let mut out = Vec::with_capacity(row_bytes * h as usize);
            bytes.chunks_exact(padded).for_each(|row| out.extend_from_slice(&row[..row_bytes]));
            out
        })
    }

    fn copy_out(&mut self, image: &Image, [x, y, w, h]: [u32; 4], target: &wgpu::Buffer, padded: usize) {
        self.frame.main().copy_texture_to_buffer(
            wgpu::TexelCopyTextureInfo {
                texture: &image.texture,
                mip_level: image.level,
                origin: wgpu::Origin3d { x, y, z: image.layer },
                aspect: wgpu::TextureAspect::All,
            },
            wgpu::TexelCopyBufferInfo {
                buffer: target,
                layout: wgpu::TexelCopyBufferLayout {
                    offset: 0,
                    bytes_per_row: Some(padded as u32),
                    rows_per_image: Some(h),
                },
            },
            wgpu::Extent3d { width: w, height: h, depth_or_array_layers: 1 },
        );
    }
}

impl Context {
    /// The image and the part of it that a read means; `None` when there is nothing to read.
    fn read_part(&mut self, engine: &mut Engine, read: &GlRead) -> Option<(Image, [u32; 4])> {
        let image = targets::read_image(engine, self, &read.source.target, read.source.buffer)?;
        let part = passes::clip(&read.rect, image.size.width, image.size.height)?;
        let whole = part[2] as i32 == read.rect.width && part[3] as i32 == read.rect.height;
        if !whole || image.format.class == Class::Depth {
            engine.stats.count_unsupported("reading outside of a framebuffer");
            return None;
        }
        Some((image, part))
    }

    /// `readPixels`.
    pub(super) fn read(&mut self, engine: &mut Engine, read: &GlRead) -> Result<Vec<u8>, RenderError> {
        engine.gpu.health.check()?;
        let Some((image, part)) = self.read_part(engine, read) else {
            return Err(RenderError::Unknown("image to read".to_owned()));
        };
        let texels = engine.read_texels(&image, part)?;
        Ok(four_components(&texels, image.format))
    }

    /// `readPixels` into a buffer.
    pub(super) fn read_to_buffer(
        &mut self,
        engine: &mut Engine,
        read: &GlRead,
        id: GlBufferId,
        offset: u32,
    ) -> Result<(), RenderError> {
        let Some((image, part)) = self.read_part(engine, read) else { return Ok(()) };
        let [_, _, w, h] = part;
        let row_bytes = u64::from(w) * 4;
        let fits = |size: u32| u64::from(offset) + row_bytes * u64::from(h) <= u64::from(size);
        if !self.buffers.get(&id).is_some_and(|b| fits(b.size)) {
            engine.stats.count_unsupported("reading past the end of a buffer");
            return Ok(());
        }
        if image.format.wgpu == T::Rgba8Unorm && !image.format.opaque && offset.is_multiple_of(4) {
            // Stays on the device: rows are padded, so they are copied one by one.
            let padded = row_bytes.next_multiple_of(u64::from(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT));
            let (between, uid) = engine.buffer(padded * u64::from(h))?;
            engine.copy_out(&image, part, &between, padded as usize);
            let epoch = engine.frame.epoch;
            let Some(buffer) = self.buffers.get_mut(&id) else { return Ok(()) };
            let encoder = engine.frame.main();
            for row in 0..u64::from(h) {
                let to = u64::from(offset) + row * row_bytes;
                encoder.copy_buffer_to_buffer(&between, row * padded, &buffer.gpu, to, row_bytes);
            }
            buffer.mark_written(epoch);
            engine.frame.retire(between, uid);
            return Ok(());
        }
        let texels = engine.read_texels(&image, part)?;
        let answer = four_components(&texels, image.format);
        let Some(buffer) = self.buffers.get_mut(&id) else { return Ok(()) };
        if u64::from(offset) + answer.len() as u64 > u64::from(buffer.size) {
            engine.stats.count_unsupported("reading past the end of a buffer");
            return Ok(());
        }
        buffer.write(engine, offset, &answer)
    }

    /// `getBufferSubData`.
    pub(super) fn read_buffer(
        &mut self,
        engine: &mut Engine,
        id: GlBufferId,
        offset: u32,
        size: u32,
    ) -> Result<Vec<u8>, RenderError> {
        engine.gpu.health.check()?;
        self.settle(engine);
        let Some(buffer) = self.buffers.get_mut(&id) else {
            return Err(RenderError::Unknown(format!("buffer {}", id.0)));
        };
        if offset.checked_add(size).is_none_or(|end| end > buffer.size) {
            return Err(RenderError::Unknown(format!("bytes of buffer {}", id.0)));
        }
        if let Some(known) = buffer.known(offset, size) {
            return Ok(known.to_vec());
        }
        let start = offset & !3;
        let end = (offset + size).next_multiple_of(4);
        let gpu = buffer.gpu.clone();
        let bytes = engine.read_buffer(&gpu, u64::from(start), u64::from(end - start))?;
        let skip = (offset - start) as usize;
        Ok(bytes[skip..skip + size as usize].to_vec())
    }
}

/// Spreads texels to four components: 8-bit for normalized formats, 32-bit for others.
fn four_components(texels: &[u8], format: Format) -> Vec<u8> {
    use numbers::half;
    let texel = format.bytes as usize;
    let opaque = format.opaque;
    let float = |out: &mut Vec<u8>, values: [f32; 4]| {
        out.extend(values.iter().flat_map(|v| v.to_le_bytes()));
    };
    let byte = |v: f32| (v.clamp(0.0, 1.0) * 255.0 + 0.5) as u8;
    let le16 = |b: &[u8], n: usize| u16::from_le_bytes([b[2 * n], b[2 * n + 1]]);
    let le32 = |b: &[u8], n: usize| u32::from_le_bytes([b[4 * n], b[4 * n + 1], b[4 * n + 2], b[4 * n + 3]]);
    let channels = match format.wgpu {
        T::R8Unorm | T::R8Snorm | T::R8Sint | T::R8Uint => 1,
        T::R16Float | T::R16Sint | T::R16Uint | T::R32Float | T::R32Sint | T::R32Uint => 1,
        T::Rg8Unorm | T::Rg8Snorm | T::Rg8Sint | T::Rg8Uint => 2,
        T::Rg16Float | T::Rg16Sint | T::Rg16Uint | T::Rg32Float | T::Rg32Sint | T::Rg32Uint => 2,
        _ => 4,
    };
    let mut out = Vec::with_capacity(texels.len() / texel.max(1) * 16);
    for t in texels.chunks_exact(texel) {
        match format.wgpu {
            T::Rgba8Unorm | T::Rgba8UnormSrgb => out.extend_from_slice(t),
            T::Bgra8Unorm => out.extend_from_slice(&[t[2], t[1], t[0], t[3]]),
            T::R8Unorm | T::Rg8Unorm => {
                let mut pixel = [0, 0, 0, 255];
                pixel[..channels].copy_from_slice(t);
                out.extend_from_slice(&pixel);
            }
            T::Rgb10a2Unorm => {
                let word = le32(t, 0);
                let field = |shift: u32, bits: u32| {
                    let mask = (1u32 << bits) - 1;
                    byte((word >> shift & mask) as f32 / mask as f32)
                };
                out.extend_from_slice(&[field(0, 10), field(10, 10), field(20, 10), field(30, 2)]);
            }
            T::Rgb10a2Uint => {
                let word = le32(t, 0);
                let fields = [word & 0x3ff, word >> 10 & 0x3ff, word >> 20 & 0x3ff, word >> 30];
                out.extend(fields.iter().flat_map(|v| v.to_le_bytes()));
            }
            T::R8Snorm | T::Rg8Snorm | T::Rgba8Snorm => {
                let mut pixel = [0, 0, 0, 255];
                for (to, value) in pixel.iter_mut().zip(t) {
                    *to = byte(f32::from(*value as i8) / 127.0);
                }
                out.extend_from_slice(&pixel);
            }
            T::Rg11b10Ufloat => {
                let word = le32(t, 0);
                // Unsigned halves with shorter fractions.
                let wide = |bits: u32, fraction: u32| half((bits << (10 - fraction)) as u16);
                float(
                    &mut out,
                    [wide(word & 0x7ff, 6), wide(word >> 11 & 0x7ff, 6), wide(word >> 22, 5), 1.0],
                );
            }
            T::R16Float | T::Rg16Float | T::Rgba16Float => {
                let mut pixel = [0.0, 0.0, 0.0, 1.0];
                (0..channels).for_each(|n| pixel[n] = half(le16(t, n)));
                float(&mut out, pixel);
            }
            T::R32Float | T::Rg32Float | T::Rgba32Float => {
                let mut pixel = [0.0, 0.0, 0.0, 1.0];
                (0..channels).for_each(|n| pixel[n] = f32::from_bits(le32(t, n)));
                float(&mut out, pixel);
            }
            _ => {
                let signed = format.class == Class::Int;
                let mut pixel = [0, 0, 0, 1];
                for (n, to) in pixel.iter_mut().enumerate().take(channels) {
                    *to = match (texel / channels, signed) {
                        (1, true) => i32::from(t[n] as i8) as u32,
                        (1, false) => u32::from(t[n]),
                        (2, true) => i32::from(le16(t, n) as i16) as u32,
                        (2, false) => u32::from(le16(t, n)),
                        _ => le32(t, n),
                    };
                }
                out.extend(pixel.iter().flat_map(|v| v.to_le_bytes()));
            }
        }
        // What WebGL has no alpha for reads as one; zeroed storage may not have been written yet.
        if opaque && format.bytes == 4 && format.class == Class::Float {
            let last = out.len() - 1;
            out[last] = 255;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gl::formats::Choices;
    use sparrow_render::gl::GlStorageFormat as G;

    fn read(format: G, texels: &[u8]) -> Vec<u8> {
        four_components(texels, Format::of(format, Choices { depth32_stencil8: true, blue_first: false }))
    }

    #[test]
    fn answers_have_four_components() {
        assert_eq!(read(G::R8, &[7]), [7, 0, 0, 255]);
        assert_eq!(read(G::Rgb8, &[1, 2, 3, 0]), [1, 2, 3, 255]);
        assert_eq!(read(G::Rg8I, &[255, 2]), [255, 255, 255, 255, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
        let floats = read(G::R11fG11fB10f, &(0x3c0u32 | 0x380 << 11 | 0x1e0 << 22).to_le_bytes());
        let floats: Vec<f32> =
            floats.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
        assert_eq!(floats, [1.0, 0.5, 1.0, 1.0]);
    }

    #[test]
    fn premultiplied_colors_round() {
        let mut pixels = [255, 128, 0, 128, 9, 9, 9, 255];
        premultiply(&mut pixels);
        assert_eq!(pixels, [128, 64, 0, 128, 9, 9, 9, 255]);
    }
}
