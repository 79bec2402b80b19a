//! Turns what was recorded into one command buffer.

use crate::{
    GpuRenderer,
    high_water::HighWater,
    pipelines::Program,
    recorder::{Batch, Scratch, Source, Step, Target},
    scratches::Scratches,
    timer,
    vertex::Vertex,
};
use rustc_hash::FxHashMap;
use sparrow_base::{PixelSize, bytemuck};
use sparrow_render::RenderError;

/// Texels of one row of the record table; `paint.wgsl` knows it.
const RECORD_ROW: usize = 1024;

/// lavapipe draws rectangles by a way three times as short as that of triangles, if a draw has no more than 1,024 indices. A piece costs
/// it a microsecond.
const QUADS_OF_A_PIECE: u32 = 170;

/// Quads of the smallest buffers.
const LEAST_QUADS: usize = 256;

/// The bind group that composites read the canvas from.
const BACKDROP: (Source, bool) = (Source::Scratch(Scratch::Backdrop), true);

/// Buffers and bind groups that live from submission to submission.
#[derive(Default)]
pub(crate) struct Resources {
    vertices: Option<wgpu::Buffer>,
    quads: HighWater,
    indices: Option<wgpu::Buffer>,
    records: Option<wgpu::Texture>,
    tables: Option<wgpu::BindGroup>,
    sources: FxHashMap<(Source, bool), wgpu::BindGroup>,
    targets: FxHashMap<Target, wgpu::TextureView>,
    blank: Option<wgpu::Texture>,
    pub(crate) scratches: Scratches,
}

impl Resources {
    /// The texture behind a source changes or goes: its bind groups and its view are made anew.
    pub(crate) fn forget_source(&mut self, source: Source) {
        self.sources.remove(&(source, false));
        self.sources.remove(&(source, true));
        match source {
            Source::Canvas(canvas) => self.targets.remove(&Target::Canvas(canvas)),
            Source::Scratch(which) => self.targets.remove(&Target::Scratch(which)),
            Source::None | Source::Page(_) | Source::Image(_) => None,
        };
    }

    /// Bytes of all of it.
    pub(crate) fn memory_bytes(&self) -> u64 {
        let buffers = [&self.vertices, &self.indices].into_iter().flatten().map(wgpu::Buffer::size);
        let texel_bytes = |t: &wgpu::Texture| u64::from(t.width()) * u64::from(t.height());
        buffers.sum::<u64>()
            + self.scratches.memory_bytes()
            + self.records.iter().map(|t| texel_bytes(t) * 16).sum::<u64>()
    }
}

impl GpuRenderer {
    /// Gives everything that was recorded to the device. Does not wait for it.
    pub(crate) fn submit(&mut self) -> Result<(), RenderError> {
        self.recorder.end_pass();
        let result = if self.recorder.is_empty() { Ok(()) } else { self.submit_steps() };
        self.recorder.submitted();
        if let Some(page) = self.images.submitted() {
            self.resources.forget_source(Source::Page(page));
        }
        self.coverage.strips.clear();
        for canvas in self.canvases.values_mut() {
            canvas.recorded = false;
        }
        for which in self.resources.scratches.submitted() {
            self.resources.forget_source(Source::Scratch(which));
        }
        result?;
        self.gpu.health.check()
    }

    fn submit_steps(&mut self) -> Result<(), RenderError> {
        self.upload_vertices()?;
        if self.recorder.batches.iter().any(|b| b.program.needs_tables()) {
            self.upload_tables();
        }
        let mut encoder =
            self.gpu.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("2d") });
        let steps = std::mem::take(&mut self.recorder.steps);
        let batches = std::mem::take(&mut self.recorder.batches);
        for batch in &batches {
            self.prepare_source(source_key(batch));
            if batch.program == Program::Composite {
                self.prepare_source(BACKDROP);
            }
            let pipeline = (batch.program, batch.blend);
            self.pipelines.get(&self.gpu, pipeline.0, pipeline.1);
        }
        for step in &steps {
            match step {
                Step::Pass { target, size, clear, batches: range } => {
                    self.encode_pass(&mut encoder, *target, *size, *clear, &batches[range.clone()]);
                }
                Step::CopyToBackdrop { canvas, area } => {
                    let from = self.canvases.get(canvas).and_then(|c| c.texture.as_ref());
                    let to = self.resources.scratches.get(Scratch::Backdrop);
                    let (Some(from), Some(to)) = (from, to) else { unreachable!("recorded textures exist") };
                    let origin = wgpu::Origin3d { x: area.x0 as u32, y: area.y0 as u32, z: 0 };
                    let at = |texture| wgpu::TexelCopyTextureInfo {
                        texture,
                        mip_level: 0,
                        origin,
                        aspect: wgpu::TextureAspect::All,
                    };
                    let size = wgpu::Extent3d {
                        width: area.width(),
                        height: area.height(),
                        depth_or_array_layers: 1,
                    };
                    encoder.copy_texture_to_texture(at(from), at(to), size);
                }
            }
        }
        self.recorder.steps = steps;
        self.recorder.batches = batches;
        timer::submit(self.gpu.timer.as_ref(), &self.gpu.queue, [encoder.finish()]);
        Ok(())
    }

    fn encode_pass(
        &mut self,
        encoder: &mut wgpu::CommandEncoder,
        target: Target,
        size: PixelSize,
        clear: Option<wgpu::Color>,
        batches: &[Batch],
    ) {
        let texture = match target {
            Target::Canvas(canvas) => self.canvases.get(&canvas).and_then(|c| c.texture.as_ref()),
            Target::Scratch(which) => self.resources.scratches.get(which),
        };
        let Some(texture) = texture else { unreachable!("recorded textures exist") };
        let view =
            self.resources.targets.entry(target).or_insert_with(|| texture.create_view(&Default::default()));
        let load = clear.map_or(wgpu::LoadOp::Load, wgpu::LoadOp::Clear);
        let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("2d"),
            color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                view,
                depth_slice: None,
                resolve_target: None,
                ops: wgpu::Operations { load, store: wgpu::StoreOp::Store },
            })],
            ..Default::default()
        });
        self.stats.passes += 1;
        if batches.is_empty() {
            return;
        }
        if texture.width() != size.width || texture.height() != size.height {
            pass.set_viewport(0.0, 0.0, size.width as f32, size.height as f32, 0.0, 1.0);
        }
        let (Some(vertices), Some(indices)) = (&self.resources.vertices, &self.resources.indices) else {
            unreachable!("uploaded before")
        };
        pass.set_vertex_buffer(0, vertices.slice(..));
        pass.set_index_buffer(indices.slice(..), wgpu::IndexFormat::Uint32);
        let is_software = self.gpu.info().is_software;
        let mut bound = None;
        let mut tables_bound = false;
        for batch in batches {
            pass.set_pipeline(self.pipelines.get(&self.gpu, batch.program, batch.blend));
            let source = source_key(batch);
            // Quads that do not sample take whatever is bound.
            if bound.is_none() || (batch.source != Source::None && bound != Some(source)) {
                pass.set_bind_group(0, &self.resources.sources[&source], &[]);
                bound = Some(source);
            }
            if batch.program.needs_tables() && !tables_bound {
                pass.set_bind_group(1, &self.resources.tables, &[]);
                tables_bound = true;
            }
            if batch.program == Program::Composite {
                pass.set_bind_group(2, &self.resources.sources[&BACKDROP], &[]);
            }
            let piece = if is_software { QUADS_OF_A_PIECE } else { u32::MAX };
            let mut first = batch.first;
            while first < batch.end {
                let end = batch.end.min(first.saturating_add(piece));
                pass.draw_indexed(first * 6..end * 6, 0, 0..1);
                first = end;
            }
            // One state, one draw: the pieces are lavapipe's matter.
            self.stats.draw_calls += 1;
        }
    }

    fn upload_vertices(&mut self) -> Result<(), RenderError> {
        let vertices = &self.recorder.vertices;
        if vertices.is_empty() {
            return Ok(());
        }
        let bytes: &[u8] = bytemuck::cast_slice(vertices);
        let quads = vertices.len() / 4;
        if let Some(most) = self.resources.quads.note(quads) {
            let enough = most.next_power_of_two().max(LEAST_QUADS) * 4 * size_of::<Vertex>();
            if self.resources.vertices.as_ref().is_some_and(|b| b.size() > 2 * enough as u64) {
                self.resources.vertices = None;
                self.resources.indices = None;
            }
        }
        let device = &self.gpu.device;
        let buffer = |label, size: usize, usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some(label),
                size: size as u64,
                usage: usage | wgpu::BufferUsages::COPY_DST,
                mapped_at_creation: false,
            })
        };
        if self.resources.vertices.as_ref().is_none_or(|b| b.size() < bytes.len() as u64) {
            let size = quads.next_power_of_two().max(LEAST_QUADS) * 4 * size_of::<Vertex>();
            self.resources.vertices = Some(buffer("vertices", size, wgpu::BufferUsages::VERTEX));
        }
        let index_bytes = quads * 6 * 4;
        if self.resources.indices.as_ref().is_none_or(|b| b.size() < index_bytes as u64) {
            let quads = quads.next_power_of_two().max(LEAST_QUADS) as u32;
            let indices: Vec<u32> =
                (0..quads).flat_map(|q| [0, 1, 2, 2, 1, 3].map(|corner| q * 4 + corner)).collect();
            let new = buffer("indices", indices.len() * 4, wgpu::BufferUsages::INDEX);
            self.gpu.queue.write_buffer(&new, 0, bytemuck::cast_slice(&indices));
            self.resources.indices = Some(new);
        }
        let vertices = self.resources.vertices.as_ref().expect("made above");
        self.gpu.queue.write_buffer(vertices, 0, bytes);
        self.stats.upload_bytes += bytes.len() as u64;
        Ok(())
    }

    fn upload_tables(&mut self) {
        let gpu = &self.gpu;
        let (sent, coverage_new) = self.coverage.upload(gpu);
        self.stats.upload_bytes += sent;
        let (sent, ramps_new) = self.ramps.upload(gpu);
        self.stats.upload_bytes += sent;

        let records = &mut self.recorder.records;
        let length = records.len();
        let rows = length.div_ceil(RECORD_ROW) as u32;
        let records_new = self.resources.records.as_ref().is_none_or(|t| t.height() < rows);
        if records_new {
            self.resources.records = Some(gpu.device.create_texture(&wgpu::TextureDescriptor {
                label: Some("records"),
                size: wgpu::Extent3d {
                    width: RECORD_ROW as u32,
                    height: rows.next_power_of_two(),
                    depth_or_array_layers: 1,
                },
                mip_level_count: 1,
                sample_count: 1,
                dimension: wgpu::TextureDimension::D2,
                format: wgpu::TextureFormat::Rgba32Float,
                usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
                view_formats: &[],
            }));
        }
        let texture = self.resources.records.as_ref().expect("made above");
        records.resize(rows as usize * RECORD_ROW, [0.0; 4]);
        let bytes: &[u8] = bytemuck::cast_slice(records);
        gpu.queue.write_texture(
            texture.as_image_copy(),
            bytes,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some((RECORD_ROW * 16) as u32),
                rows_per_image: None,
            },
            wgpu::Extent3d { width: RECORD_ROW as u32, height: rows, depth_or_array_layers: 1 },
        );
        self.stats.upload_bytes += bytes.len() as u64;
        records.truncate(length);

        if coverage_new || ramps_new || records_new || self.resources.tables.is_none() {
            let records = texture.create_view(&wgpu::TextureViewDescriptor::default());
            let (Some(coverage), Some(ramps)) = (self.coverage.view(), self.ramps.view()) else {
                unreachable!("uploaded above")
            };
            let texture = wgpu::BindingResource::TextureView;
            self.resources.tables = Some(gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("tables"),
                layout: &self.pipelines.tables_layout,
                entries: &[
                    wgpu::BindGroupEntry { binding: 0, resource: texture(&coverage) },
                    wgpu::BindGroupEntry { binding: 1, resource: texture(&ramps) },
                    wgpu::BindGroupEntry { binding: 2, resource: texture(&records) },
                    wgpu::BindGroupEntry {
                        binding: 3,
                        resource: wgpu::BindingResource::Sampler(&self.pipelines.linear),
                    },
                ],
            }));
        }
    }

    fn prepare_source(&mut self, key: (Source, bool)) {
        if self.resources.sources.contains_key(&key) {
            return;
        }
        let gpu = &self.gpu;
        let texture = match key.0 {
            Source::None => {
                Some(&*self.resources.blank.get_or_insert_with(|| gpu.color_texture("blank", 1, 1)))
            }
            Source::Page(page) => Some(self.images.atlas.texture(page)),
            Source::Image(image) => self.images.own_texture(image),
            Source::Canvas(canvas) => self.canvases.get(&canvas).and_then(|c| c.texture.as_ref()),
            Source::Scratch(which) => self.resources.scratches.get(which),
        };
        let Some(texture) = texture else { unreachable!("recorded textures exist") };
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        let sampler = if key.1 { &self.pipelines.nearest } else { &self.pipelines.linear };
        let group = gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("source"),
            layout: &self.pipelines.source_layout,
            entries: &[
                wgpu::BindGroupEntry { binding: 0, resource: wgpu::BindingResource::TextureView(&view) },
                wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::Sampler(sampler) },
            ],
        });
        self.resources.sources.insert(key, group);
    }
}

/// The bind group of a batch. `Paint` chooses between nearest and bilinear by quad.
fn source_key(batch: &Batch) -> (Source, bool) {
    (batch.source, batch.nearest && batch.program != Program::Paint)
}
