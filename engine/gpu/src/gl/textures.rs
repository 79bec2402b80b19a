//! Texture objects and renderbuffers on the device, their views, and uploads into them.

use super::{
    Engine, Ids,
    copier::Extent,
    depth_copy::DepthSource,
    formats::{Expand, Format},
};
use sparrow_base::PixelSize;
use sparrow_render::{
    RenderError,
    gl::{GlRegion, GlStorageFormat, GlTextureDesc, GlTextureKind, GlUpload},
};

/// What part of a texture a view shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ViewKind {
    /// Levels for sampling; `faces`: a cube as an array of six.
    Sample { base: u32, levels: u32, faces: bool },
    /// One image, to draw to or to copy from by drawing.
    Image { level: u32, layer: u32 },
    /// One image's depth, or its stencil, to read.
    Aspect { level: u32, layer: u32, stencil: bool },
}

#[derive(Clone, Debug)]
pub(super) struct View {
    pub(super) uid: u32,
    pub(super) view: wgpu::TextureView,
}

/// A texture or a renderbuffer.
pub(super) struct Texture {
    pub(super) desc: GlTextureDesc,
    pub(super) format: Format,
    pub(super) samples: u32,
    pub(super) gpu: wgpu::Texture,
    /// The epoch in which commands that are not yet submitted use it.
    pub(super) used: u64,
    views: Vec<(ViewKind, View)>,
    /// Levels of an opaque format that nothing was written to: their alpha is not yet one.
    blank: u32,
}

impl Texture {
    /// Storage of zeros.
    pub(super) fn new(
        engine: &Engine,
        desc: GlTextureDesc,
        samples: u32,
        what: &str,
    ) -> Result<Texture, RenderError> {
        let format = engine.caps.format(desc.format);
        let too_large = || {
            RenderError::OutOfMemory(format!("{what} of {} x {} x {}", desc.width, desc.height, desc.depth))
        };
        let limits = &engine.caps.limits;
        let (side, depth) = match desc.kind {
            GlTextureKind::D3 => (limits.max_texture_dimension_3d, limits.max_texture_dimension_3d),
            _ => (limits.max_texture_dimension_2d, limits.max_texture_array_layers),
        };
        let largest =
            desc.width.max(desc.height).max(if desc.kind == GlTextureKind::D3 { desc.depth } else { 1 });
        if desc.width.max(desc.height) > side || desc.depth > depth || largest == 0 || desc.depth == 0 {
            return Err(too_large());
        }
        let mut usage = wgpu::TextureUsages::TEXTURE_BINDING
            | wgpu::TextureUsages::COPY_SRC
            | wgpu::TextureUsages::COPY_DST;
        if engine.caps.is_renderable(format.wgpu) {
            usage |= wgpu::TextureUsages::RENDER_ATTACHMENT;
        }
        if samples > 1 {
            usage = wgpu::TextureUsages::RENDER_ATTACHMENT | wgpu::TextureUsages::TEXTURE_BINDING;
        }
        let descriptor = wgpu::TextureDescriptor {
            label: Some("WebGL"),
            size: wgpu::Extent3d {
                width: desc.width,
                height: desc.height,
                depth_or_array_layers: if desc.kind == GlTextureKind::Cube { 6 } else { desc.depth },
            },
            mip_level_count: desc.levels.clamp(1, largest.ilog2() + 1),
            sample_count: samples,
            dimension: match desc.kind {
                GlTextureKind::D3 => wgpu::TextureDimension::D3,
                _ => wgpu::TextureDimension::D2,
            },
            format: format.wgpu,
            usage,
            view_formats: &[],
        };
        let device = &engine.gpu.device;
        let gpu = engine.checked(|| device.create_texture(&descriptor)).ok_or_else(too_large)?;
        let blank = if format.opaque && !format.is_compressed() { u32::MAX } else { 0 };
        Ok(Texture { desc, format, samples, gpu, used: 0, views: Vec::new(), blank })
    }

    /// A renderbuffer, as a texture with one image.
    pub(super) fn renderbuffer(
        engine: &mut Engine,
        format: GlStorageFormat,
        size: PixelSize,
        samples: u32,
    ) -> Result<Texture, RenderError> {
        let desc = GlTextureDesc {
            kind: GlTextureKind::D2,
            format,
            width: size.width.max(1),
            height: size.height.max(1),
            depth: 1,
            levels: 1,
        };
        let samples = engine.caps.samples_of(engine.caps.format(format).wgpu, samples);
        let mut texture = Texture::new(engine, desc, samples, "a renderbuffer")?;
        texture.begin_depth(engine);
        Ok(texture)
    }

    /// What is drawn to and no texture begins with a depth of one. Nothing has used the storage yet.
    pub(super) fn begin_depth(&mut self, engine: &mut Engine) {
        let format = self.gpu.format();
        if !format.has_depth_aspect() {
            return;
        }
        let view = self.view(&mut engine.ids, ViewKind::Image { level: 0, layer: 0 }).view;
        let store = wgpu::StoreOp::Store;
        engine.frame.pre().begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("depth"),
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: &view,
                depth_ops: Some(wgpu::Operations { load: wgpu::LoadOp::Clear(1.0), store }),
                stencil_ops: format
                    .has_stencil_aspect()
                    .then_some(wgpu::Operations { load: wgpu::LoadOp::Clear(0), store }),
            }),
            ..Default::default()
        });
    }

    pub(super) fn levels(&self) -> u32 {
        self.gpu.mip_level_count()
    }

    /// Width, height and depth of a level; layers do not shrink.
    pub(super) fn level_size(&self, level: u32) -> [u32; 3] {
        let shrink = |side: u32| (side >> level.min(31)).max(1);
        let depth = match self.desc.kind {
            GlTextureKind::D3 => shrink(self.desc.depth),
            GlTextureKind::Cube => 6,
            GlTextureKind::D2 | GlTextureKind::D2Array => self.desc.depth,
        };
        [shrink(self.desc.width), shrink(self.desc.height), depth]
    }

    /// A view, made when it is first asked for.
    pub(super) fn view(&mut self, ids: &mut Ids, kind: ViewKind) -> View {
        if let Some((_, view)) = self.views.iter().find(|(k, _)| *k == kind) {
            return view.clone();
        }
        use wgpu::TextureViewDimension as D;
        let mut descriptor = wgpu::TextureViewDescriptor::default();
        match kind {
            ViewKind::Sample { base, levels, faces } => {
                descriptor.base_mip_level = base;
                descriptor.mip_level_count = Some(levels);
                descriptor.dimension = Some(match self.desc.kind {
                    GlTextureKind::D2 => D::D2,
                    GlTextureKind::Cube if faces => D::D2Array,
                    GlTextureKind::Cube => D::Cube,
                    GlTextureKind::D3 => D::D3,
                    GlTextureKind::D2Array => D::D2Array,
                });
                if self.gpu.format().has_depth_aspect() {
                    descriptor.aspect = wgpu::TextureAspect::DepthOnly;
                }
            }
            ViewKind::Image { level, layer } | ViewKind::Aspect { level, layer, .. } => {
                descriptor.base_mip_level = level;
                descriptor.mip_level_count = Some(1);
                if self.desc.kind == GlTextureKind::D3 {
                    descriptor.dimension = Some(D::D3);
                } else {
                    descriptor.dimension = Some(D::D2);
                    descriptor.base_array_layer = layer;
                    descriptor.array_layer_count = Some(1);
                }
                if let ViewKind::Aspect { stencil, .. } = kind {
                    descriptor.aspect = if stencil {
                        wgpu::TextureAspect::StencilOnly
                    } else {
                        wgpu::TextureAspect::DepthOnly
                    };
                }
            }
        }
        let view = View { uid: ids.next(), view: self.gpu.create_view(&descriptor) };
        self.views.push((kind, view.clone()));
        view
    }

    /// Identities of its views, for caches that hold them.
    pub(super) fn view_ids(&self) -> impl Iterator<Item = u32> {
        self.views.iter().map(|(_, view)| view.uid)
    }

    /// Writes the alpha of one into what was never written. Call before anything reads it or draws to it.
    pub(super) fn fill_blank(&mut self, engine: &mut Engine) {
        if self.blank == 0 {
            return;
        }
        let levels = (0..self.levels()).filter(|level| self.blank & (1 << level) != 0);
        for level in levels.collect::<Vec<_>>() {
            self.fill_level(engine, level);
        }
        self.blank = 0;
    }

    fn fill_level(&mut self, engine: &mut Engine, level: u32) {
        let [width, height, depth] = self.level_size(level);
        if !engine.caps.is_renderable(self.format.wgpu) {
            let texel = vec![0; self.format.bytes as usize - 1].into_iter().chain([127]).collect::<Vec<u8>>();
            let texels = texel.repeat((width * height * depth) as usize);
            let region = GlRegion { level, x: 0, y: 0, z: 0, width, height, depth };
            self.copy_in(engine, region, &texels);
            return;
        }
        for layer in 0..depth {
            let view = self.view(&mut engine.ids, ViewKind::Image { level, layer }).view;
            let depth_slice = (self.desc.kind == GlTextureKind::D3).then_some(layer);
            let color = wgpu::RenderPassColorAttachment {
                view: &view,
                depth_slice,
                resolve_target: None,
                ops: wgpu::Operations {
                    load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                    store: wgpu::StoreOp::Store,
                },
            };
            // Nothing used the texture before, so this can come before everything else.
            engine.frame.pre().begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("opaque"),
                color_attachments: &[Some(color)],
                ..Default::default()
            });
        }
    }

    /// True when the box lies in the texture.
    pub(super) fn contains(&self, region: GlRegion) -> bool {
        let [width, height, depth] = self.level_size(region.level);
        let fits = |at: u32, size: u32, of: u32| at.checked_add(size).is_some_and(|end| end <= of);
        region.level < self.levels()
            && fits(region.x, region.width, width)
            && fits(region.y, region.height, height)
            && fits(region.z, region.depth, depth)
    }

    /// An upload. The caller has ended the pass if the texture is used in this epoch.
    pub(super) fn upload(&mut self, engine: &mut Engine, upload: &GlUpload) {
        let region = upload.region;
        let [width, height, depth] = self.level_size(region.level);
        if !self.contains(region) {
            engine.stats.count_unsupported("an upload outside of its texture");
            return;
        }
        if region.width == 0 || region.height == 0 || region.depth == 0 {
            return;
        }
        let whole = [region.width, region.height, region.depth] == [width, height, depth];
        if whole {
            self.blank &= !(1 << region.level);
        }
        self.fill_blank_for(engine, region.level);
        engine.stats.upload_bytes += upload.texels.len() as u64;
        match self.format.expand {
            Expand::Depth | Expand::DepthStencil => self.draw_in(engine, region, &upload.texels),
            Expand::None if self.format.wgpu == wgpu::TextureFormat::Depth16Unorm => {
                let depths = upload
                    .texels
                    .chunks_exact(2)
                    .flat_map(|b| (f32::from(u16::from_le_bytes([b[0], b[1]])) / 65535.0).to_le_bytes());
                self.draw_in(engine, region, &depths.collect::<Vec<u8>>());
            }
            _ => match self.format.expand(&upload.texels) {
                Some(texels) => self.copy_in(engine, region, &texels),
                None => self.copy_in(engine, region, &upload.texels),
            },
        }
    }

    /// Takes over levels of the storage that this one replaces. The pass has ended.
    pub(super) fn keep_levels(&mut self, engine: &mut Engine, old: &mut Texture, keep: &[(u32, u32)]) {
        old.fill_blank(engine);
        for &(from, to) in keep {
            let fits = from < old.levels() && to < self.levels();
            if !fits
                || old.level_size(from) != self.level_size(to)
                || old.gpu.format() != self.gpu.format()
                || old.desc.kind != self.desc.kind
            {
                engine.stats.count_unsupported("a texture that changes while it keeps its levels");
                continue;
            }
            let [width, height, depth] = self.level_size(to);
            let block = if self.format.is_compressed() { 4 } else { 1 };
            let at = |texture, mip_level| wgpu::TexelCopyTextureInfo {
                texture,
                mip_level,
                origin: wgpu::Origin3d::ZERO,
                aspect: wgpu::TextureAspect::All,
            };
            let size = wgpu::Extent3d {
                width: width.next_multiple_of(block),
                height: height.next_multiple_of(block),
                depth_or_array_layers: depth,
            };
            engine.frame.main().copy_texture_to_texture(at(&old.gpu, from), at(&self.gpu, to), size);
            self.blank &= !(1 << to);
        }
        self.used = engine.frame.epoch;
    }

    pub(super) fn fill_blank_for(&mut self, engine: &mut Engine, level: u32) {
        if self.blank & (1 << level) != 0 {
            self.fill_level(engine, level);
            self.blank &= !(1 << level);
        }
    }

    fn copy_in(&mut self, engine: &mut Engine, region: GlRegion, texels: &[u8]) {
        let block = if self.format.is_compressed() { 4 } else { 1 };
        let row_bytes = (region.width.div_ceil(block) * self.format.bytes) as usize;
        let rows = region.height.div_ceil(block) as usize;
        let all_rows = rows * region.depth as usize;
        if texels.len() < row_bytes * all_rows {
            engine.stats.count_unsupported("an upload that is too short");
            return;
        }
        let padded = row_bytes.next_multiple_of(wgpu::COPY_BYTES_PER_ROW_ALIGNMENT as usize);
        let staged = engine.frame.staging.write((padded * all_rows) as u64, 256, |view| {
            if padded == row_bytes {
                view.slice(..row_bytes * all_rows).copy_from_slice(&texels[..row_bytes * all_rows]);
                return;
            }
            for (n, row) in texels.chunks_exact(row_bytes).take(all_rows).enumerate() {
                view.slice(n * padded..n * padded + row_bytes).copy_from_slice(row);
            }
        });
        // Blocks at the edge are whole in memory.
        let whole = |size: u32| size.next_multiple_of(block);
        let from = wgpu::TexelCopyBufferInfo {
            buffer: &staged.buffer,
            layout: wgpu::TexelCopyBufferLayout {
                offset: staged.offset,
                bytes_per_row: Some(padded as u32),
                rows_per_image: Some(rows as u32),
            },
        };
        let to = wgpu::TexelCopyTextureInfo {
            texture: &self.gpu,
            mip_level: region.level,
            origin: wgpu::Origin3d { x: region.x, y: region.y, z: region.z },
            aspect: wgpu::TextureAspect::All,
        };
        let size = wgpu::Extent3d {
            width: whole(region.width),
            height: whole(region.height),
            depth_or_array_layers: region.depth,
        };
        let encoder = if self.used == engine.frame.epoch { engine.frame.main() } else { engine.frame.pre() };
        encoder.copy_buffer_to_texture(from, to, size);
    }

    /// Depth cannot be copied into place: it is drawn.
    fn draw_in(&mut self, engine: &mut Engine, region: GlRegion, texels: &[u8]) {
        let with_stencil = self.format.expand == Expand::DepthStencil;
        let texel_bytes = if with_stencil { 8 } else { 4 };
        let image = (region.width * region.height * texel_bytes) as usize;
        if texels.len() < image * region.depth as usize {
            engine.stats.count_unsupported("an upload that is too short");
            return;
        }
        self.used = engine.frame.epoch;
        for (layer, texels) in (0..region.depth).zip(texels.chunks_exact(image)) {
            let source = DepthSource::upload(engine, region.width, region.height, with_stencil, texels);
            let kind = ViewKind::Image { level: region.level, layer: region.z + layer };
            let view = self.view(&mut engine.ids, kind);
            let extent = Extent { x: region.x, y: region.y, width: region.width, height: region.height };
            source.draw_into(engine, &view, self.gpu.format(), extent);
        }
    }

    /// Bytes that it takes.
    pub(super) fn memory_bytes(&self) -> u64 {
        let block = if self.format.is_compressed() { 4 } else { 1 };
        (0..self.levels())
            .map(|level| {
                let [width, height, depth] = self.level_size(level);
                u64::from(width.div_ceil(block))
                    * u64::from(height.div_ceil(block))
                    * u64::from(depth)
                    * u64::from(self.format.bytes)
            })
            .sum::<u64>()
            * u64::from(self.samples)
    }
}
