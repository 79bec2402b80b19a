//! Copies that are drawn: with scaling, between formats. For depth and stencil see [`depth_copy`](super::depth_copy).

use super::{
    Engine,
    copy_pipeline::{Key, Recolor, Sink, Source},
    formats::Class,
};
use rustc_hash::FxHashMap;

/// Pipelines of copies.
#[derive(Default)]
pub(super) struct Copier {
    made: FxHashMap<Key, wgpu::RenderPipeline>,
    linear: Option<wgpu::Sampler>,
}

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A copy of a colour image.
pub(super) struct ColorCopy<'a> {
    pub(super) source: &'a wgpu::TextureView,
    pub(super) class: Class,
    /// The slice of a source with depth.
    pub(super) slice: Option<f32>,
    /// Corners in texels of the source; may be turned over.
    pub(super) from: [f32; 4],
    pub(super) target: &'a wgpu::TextureView,
    pub(super) format: wgpu::TextureFormat,
    pub(super) depth_slice: Option<u32>,
    /// Corners in pixels of the target, in order.
    pub(super) to: [i32; 4],
    pub(super) scissor: [u32; 4],
    pub(super) linear: bool,
    pub(super) recolor: Recolor,
    pub(super) mask: u8,
}

/// One drawn quad.
pub(super) struct Quad<'a> {
    pub(super) key: Key,
    pub(super) source: &'a wgpu::TextureView,
    pub(super) from: [f32; 4],
    pub(super) slice: f32,
    pub(super) to: [i32; 4],
    pub(super) scissor: [u32; 4],
    pub(super) reference: u32,
}

impl Quad<'_> {
    /// Prepares the bind group: it may write to the ring.
    pub(super) fn prepare(&self, engine: &mut Engine) -> Option<(wgpu::RenderPipeline, wgpu::BindGroup)> {
        if !engine.copier.made.contains_key(&self.key) {
            let device = engine.gpu.device.clone();
            let made = engine.reported("a copy", || self.key.make(&device))?;
            engine.copier.made.insert(self.key, made);
        }
        let pipeline = engine.copier.made.get(&self.key)?.clone();
        let mut block = [0; 32];
        for (to, word) in block.chunks_exact_mut(4).zip(self.from.into_iter().chain([self.slice])) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        let room = engine.frame.ring.stride(block.len());
        let chunk = engine.frame.ring.reserve(&mut engine.ids, room);
        let offset = engine.frame.ring.push(&block, block.len());
        let device = &engine.gpu.device;
        let sampler = engine.copier.linear.get_or_insert_with(|| {
            device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("copy"),
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                lod_max_clamp: 0.0,
                ..Default::default()
            })
        });
        let block = wgpu::BindGroupEntry {
            binding: 0,
            resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: &engine.frame.ring.chunk(chunk).buffer,
                offset: u64::from(offset),
                size: wgpu::BufferSize::new(32),
            }),
        };
        let mut entries = vec![
            block,
            wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(self.source) },
        ];
        if self.key.linear {
            let resource = wgpu::BindingResource::Sampler(sampler);
            entries.push(wgpu::BindGroupEntry { binding: 2, resource });
        }
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("copy"),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        Some((pipeline, group))
    }

    /// Sets everything that it needs, and draws.
    pub(super) fn draw(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        pipeline: &wgpu::RenderPipeline,
        group: &wgpu::BindGroup,
    ) {
        let [x0, y0, x1, y1] = self.to;
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, group, &[]);
        let [x, y, w, h] = [x0, y0, x1 - x0, y1 - y0].map(|v| v as f32);
        pass.set_viewport(x, y, w, h, 0.0, 1.0);
        let [x, y, w, h] = self.scissor;
        pass.set_scissor_rect(x, y, w, h);
        pass.set_stencil_reference(self.reference);
        pass.draw(0..4, 0..1);
    }
}

/// Copies a colour image by drawing; ends the pass.
pub(super) fn copy_color(engine: &mut Engine, copy: &ColorCopy<'_>) {
    let source = match copy.class {
        Class::Float => Source::Float,
        Class::Int => Source::Int,
        Class::Uint => Source::Uint,
        Class::Depth => Source::Depth,
    };
    let quad = Quad {
        key: Key {
            source,
            sink: Sink::Color(copy.format),
            depth: None,
            linear: copy.linear && source == Source::Float,
            three: copy.slice.is_some(),
            recolor: if source == Source::Float { copy.recolor } else { Recolor::None },
            mask: copy.mask,
        },
        source: copy.source,
        from: copy.from,
        slice: copy.slice.unwrap_or(0.0),
        to: copy.to,
        scissor: copy.scissor,
        reference: 0,
    };
    let Some((pipeline, group)) = quad.prepare(engine) else { return };
    engine.stats.passes += 1;
    let mut pass = engine.frame.main().begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("copy"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: copy.target,
            depth_slice: copy.depth_slice,
            resolve_target: None,
            ops: wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store },
        })],
        ..Default::default()
    });
    quad.draw(&mut pass, &pipeline, &group);
}
