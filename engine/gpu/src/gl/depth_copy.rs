//! Depth and stencil, drawn into place: wgpu copies neither from buffers nor with scaling. Stencil is drawn bit by bit.

use super::{
    Engine,
    copier::{Extent, Quad},
    copy_pipeline::{Key, Recolor, Sink, Source},
    textures::View,
};

/// Where depth and stencil come from.
pub(super) struct DepthSource {
    depth: Option<(wgpu::TextureView, Source)>,
    stencil: Option<(wgpu::TextureView, Source)>,
    /// Corners in texels.
    pub(super) from: [f32; 4],
}

impl DepthSource {
    /// Images of depth and stencil.
    pub(super) fn images(depth: Option<&View>, stencil: Option<&View>, samples: u32) -> DepthSource {
        let (depth_kind, stencil_kind) = if samples > 1 {
            (Source::DepthSamples, Source::StencilSamples)
        } else {
            (Source::Depth, Source::Stencil)
        };
        DepthSource {
            depth: depth.map(|view| (view.view.clone(), depth_kind)),
            stencil: stencil.map(|view| (view.view.clone(), stencil_kind)),
            from: [0.0; 4],
        }
    }

    /// Uploaded texels: depth as floats, or pairs of depth and stencil.
    pub(super) fn upload(
        engine: &mut Engine,
        width: u32,
        height: u32,
        with_stencil: bool,
        texels: &[u8],
    ) -> DepthSource {
        let texture = engine.gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("depth upload"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rg32Uint,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let pairs: Vec<u8> = if with_stencil {
            texels.to_vec()
        } else {
            texels.chunks_exact(4).flat_map(|b| [b[0], b[1], b[2], b[3], 0, 0, 0, 0]).collect()
        };
        engine.gpu.queue.write_texture(
            texture.as_image_copy(),
            &pairs,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(width * 8),
                rows_per_image: Some(height),
            },
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        DepthSource {
            depth: Some((view.clone(), Source::Words)),
            stencil: with_stencil.then_some((view, Source::Words)),
            from: [0.0, 0.0, width as f32, height as f32],
        }
    }

    /// Draws into a part of a depth-stencil image; ends the pass.
    pub(super) fn draw_into(
        &self,
        engine: &mut Engine,
        target: &View,
        format: wgpu::TextureFormat,
        to: Extent,
    ) {
        let corners = [to.x, to.y, to.x + to.width, to.y + to.height].map(|v| v as i32);
        let scissor = [to.x, to.y, to.width, to.height];
        self.draw_scaled(engine, &target.view, format, corners, scissor);
    }

    /// Draws scaled to the corners, inside of the scissor; ends the pass.
    pub(super) fn draw_scaled(
        &self,
        engine: &mut Engine,
        target: &wgpu::TextureView,
        format: wgpu::TextureFormat,
        to: [i32; 4],
        scissor: [u32; 4],
    ) {
        let mut steps = Vec::new();
        if let Some((view, source)) = &self.depth
            && format.has_depth_aspect()
        {
            steps.push((view, *source, Sink::Depth, 0));
        }
        if let Some((view, source)) = &self.stencil
            && format.has_stencil_aspect()
        {
            steps.push((view, *source, Sink::StencilZero, 0));
            steps.extend((0..8).map(|bit| (view, *source, Sink::StencilBit(bit), 0xff)));
        }
        let quads: Vec<_> = steps
            .into_iter()
            .map(|(source, kind, sink, reference)| Quad {
                key: Key {
                    source: kind,
                    sink,
                    depth: Some(format),
                    linear: false,
                    three: false,
                    recolor: Recolor::None,
                    mask: 0,
                },
                source,
                from: self.from,
                slice: 0.0,
                to,
                scissor,
                reference,
            })
            .collect();
        let mut prepared = Vec::with_capacity(quads.len());
        for quad in &quads {
            let Some(made) = quad.prepare(engine) else { return };
            prepared.push(made);
        }
        let load = || wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store };
        engine.stats.passes += 1;
        let mut pass = engine.frame.main().begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("copy depth"),
            color_attachments: &[],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: target,
                depth_ops: format.has_depth_aspect().then(load_f32),
                stencil_ops: format.has_stencil_aspect().then(load),
            }),
            ..Default::default()
        });
        for (quad, (pipeline, group)) in quads.iter().zip(&prepared) {
            quad.draw(&mut pass, pipeline, group);
        }
    }
}

fn load_f32() -> wgpu::Operations<f32> {
    wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store }
}
