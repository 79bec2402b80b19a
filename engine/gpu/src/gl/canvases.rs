//! Canvases as sources of textures: their pictures are copied on the device, turned over and with alpha divided out where that is asked for.

use super::{
    Engine,
    context::Context,
    copier::{self, ColorCopy},
    copy_pipeline::Recolor,
    formats::Class,
    textures::{Texture, ViewKind},
};
use crate::Gpu;
use rustc_hash::FxHashMap;
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Premul};
use sparrow_render::{RenderError, gl::GlCanvasUpload};

/// A canvas of a 2D renderer on the same device.
#[derive(Clone, Debug)]
pub(crate) enum LentCanvas {
    /// Its texture.
    Texture(wgpu::Texture),
    /// Nothing was drawn to it: transparent, or black.
    Blank { opaque: bool },
}

/// Pictures of canvases.
#[derive(Default)]
pub(super) struct Canvases {
    /// The 2D renderer's.
    lent: FxHashMap<CanvasId, LentCanvas>,
    /// Those that came from the CPU.
    own: FxHashMap<CanvasId, wgpu::Texture>,
    plain: [Option<wgpu::Texture>; 2],
}

impl Canvases {
    pub(super) fn lend(&mut self, canvas: CanvasId, picture: LentCanvas) {
        self.lent.insert(canvas, picture);
    }

    /// Takes a picture from the CPU, or forgets it; gives the bytes that were sent.
    pub(super) fn set(
        &mut self,
        gpu: &Gpu,
        canvas: CanvasId,
        picture: Option<&PixelBuffer<Premul>>,
    ) -> Result<u64, RenderError> {
        let Some(picture) = picture else {
            self.own.remove(&canvas);
            self.lent.remove(&canvas);
            return Ok(0);
        };
        let PixelSize { width, height } = picture.size();
        let fits = |t: &wgpu::Texture| t.width() == width && t.height() == height;
        if !self.own.get(&canvas).is_some_and(fits) {
            self.own.remove(&canvas);
            if picture.size().is_empty() {
                return Ok(0);
            }
            let max = gpu.info().max_side;
            let made = if width <= max && height <= max { rgba_texture(gpu, width, height) } else { None };
            let too_large =
                || RenderError::OutOfMemory(format!("a copy of a canvas of {width} x {height} pixels"));
            self.own.insert(canvas, made.ok_or_else(too_large)?);
        }
        let Some(texture) = self.own.get(&canvas) else { return Ok(0) };
        gpu.queue.write_texture(
            texture.as_image_copy(),
            picture.bytes(),
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(width * 4), rows_per_image: None },
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
        Ok(picture.bytes().len() as u64)
    }

    /// The 2D renderer takes back what it lent.
    pub(super) fn return_lent(&mut self) {
        self.lent.clear();
    }

    /// One pixel of nothing, or of black.
    fn plain(&mut self, gpu: &Gpu, opaque: bool) -> wgpu::Texture {
        let plain = self.plain[usize::from(opaque)].get_or_insert_with(|| {
            let texture = gpu.color_texture("a plain canvas", 1, 1);
            if opaque {
                gpu.write_color(&texture, 0, 0, 1, 1, &[0, 0, 0, 255]);
            }
            texture
        });
        plain.clone()
    }

    fn get(&self, canvas: CanvasId) -> Option<LentCanvas> {
        self.lent.get(&canvas).cloned().or_else(|| self.own.get(&canvas).cloned().map(LentCanvas::Texture))
    }

    pub(super) fn memory_bytes(&self) -> u64 {
        self.own.values().map(|t| u64::from(t.width()) * u64::from(t.height()) * 4).sum()
    }
}

/// A texture in the bytes of WebGL's, so that copies need no drawing; `None` without memory.
fn rgba_texture(gpu: &Gpu, width: u32, height: u32) -> Option<wgpu::Texture> {
    let memory = gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
    let texture = gpu.device.create_texture(&wgpu::TextureDescriptor {
        label: Some("a canvas"),
        size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        mip_level_count: 1,
        sample_count: 1,
        dimension: wgpu::TextureDimension::D2,
        format: wgpu::TextureFormat::Rgba8Unorm,
        usage: wgpu::TextureUsages::TEXTURE_BINDING
            | wgpu::TextureUsages::COPY_SRC
            | wgpu::TextureUsages::COPY_DST,
        view_formats: &[],
    });
    pollster::block_on(memory.pop()).is_none().then_some(texture)
}

impl Context {
    /// `UploadCanvas`.
    pub(super) fn upload_canvas(
        &mut self,
        engine: &mut Engine,
        upload: &GlCanvasUpload,
    ) -> Result<(), RenderError> {
        let Some(mut texture) = self.textures.remove(&upload.texture) else { return Ok(()) };
        if texture.contains(upload.region) {
            // It is drawn or copied where the calls are, not before all of them.
            self.settle(engine);
            copy_canvas(engine, &mut texture, upload);
        } else {
            engine.stats.count_unsupported("an upload outside of its texture");
        }
        self.textures.insert(upload.texture, texture);
        Ok(())
    }
}

fn copy_canvas(engine: &mut Engine, texture: &mut Texture, upload: &GlCanvasUpload) {
    let region = upload.region;
    texture.fill_blank_for(engine, region.level);
    texture.used = engine.frame.epoch;
    let view = texture.view(&mut engine.ids, ViewKind::Image { level: region.level, layer: region.z }).view;
    let picture = match engine.canvases.get(upload.canvas) {
        Some(LentCanvas::Texture(picture)) => {
            let size = PixelSize::new(picture.width(), picture.height());
            if size == upload.size { Ok(picture) } else { Err(false) }
        }
        Some(LentCanvas::Blank { opaque }) => Err(opaque),
        None => Err(false),
    };
    // Nothing was drawn, or the canvas has got another size since.
    let picture = match picture {
        Ok(picture) => picture,
        Err(opaque) => {
            let plain = engine.canvases.plain(&engine.gpu, opaque);
            draw_canvas(engine, texture, &view, &plain, [0.0, 0.0, 1.0, 1.0], upload);
            return;
        }
    };
    let same_bytes = picture.format() == texture.gpu.format() && !texture.format.opaque;
    if same_bytes && !upload.flip_y && !upload.straight {
        let from = wgpu::TexelCopyTextureInfo {
            texture: &picture,
            mip_level: 0,
            origin: wgpu::Origin3d { x: upload.from_x, y: upload.from_y, z: 0 },
            aspect: wgpu::TextureAspect::All,
        };
        let to = wgpu::TexelCopyTextureInfo {
            texture: &texture.gpu,
            mip_level: region.level,
            origin: wgpu::Origin3d { x: region.x, y: region.y, z: region.z },
            aspect: wgpu::TextureAspect::All,
        };
        let size = wgpu::Extent3d { width: region.width, height: region.height, depth_or_array_layers: 1 };
        engine.frame.main().copy_texture_to_texture(from, to, size);
        return;
    }
    let left = upload.from_x as f32;
    let (top, down) = if upload.flip_y {
        ((upload.size.height - upload.from_y) as f32, -(region.height as f32))
    } else {
        (upload.from_y as f32, region.height as f32)
    };
    let from = [left, top, left + region.width as f32, top + down];
    draw_canvas(engine, texture, &view, &picture, from, upload);
}

fn draw_canvas(
    engine: &mut Engine,
    texture: &Texture,
    target: &wgpu::TextureView,
    picture: &wgpu::Texture,
    from: [f32; 4],
    upload: &GlCanvasUpload,
) {
    let region = upload.region;
    let source = picture.create_view(&wgpu::TextureViewDescriptor::default());
    let [x, y, right, bottom] =
        [region.x, region.y, region.x + region.width, region.y + region.height].map(|v| v as i32);
    copier::copy_color(
        engine,
        &ColorCopy {
            source: &source,
            class: Class::Float,
            slice: None,
            from,
            target,
            format: texture.gpu.format(),
            depth_slice: None,
            to: [x, y, right, bottom],
            scissor: [region.x, region.y, region.width, region.height],
            linear: false,
            recolor: if upload.straight { Recolor::Straight } else { Recolor::None },
            // Formats without alpha keep an alpha of one.
            mask: if texture.format.opaque { 7 } else { 15 },
        },
    );
}
