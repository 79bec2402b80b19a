//! What the device can do, and what WebGL is told of it.

use super::formats::{Choices, Format};
use crate::Gpu;
use sparrow_render::gl::{GlLimits, GlStorageFormat};

/// Capabilities of the device.
#[derive(Debug)]
pub(super) struct Caps {
    pub(super) limits: wgpu::Limits,
    features: wgpu::Features,
    adapter: wgpu::Adapter,
    pub(super) software: bool,
    /// A software adapter from which conditions are hidden, see `uniform_conditions`.
    pub(super) hides_conditions: bool,
    pub(super) compute: bool,
}

impl Caps {
    pub(super) fn new(gpu: &Gpu) -> Caps {
        let downlevel = gpu.adapter.get_downlevel_capabilities();
        let limits = gpu.device.limits();
        let has_storage = downlevel.flags.contains(wgpu::DownlevelFlags::VERTEX_STORAGE)
            && limits.max_storage_buffers_per_shader_stage >= 1
            && limits.max_bind_groups > 3;
        Caps {
            limits,
            features: gpu.device.features(),
            adapter: gpu.adapter.clone(),
            software: gpu.info().is_software,
            hides_conditions: gpu.info().is_software && has_storage,
            compute: downlevel.flags.contains(wgpu::DownlevelFlags::COMPUTE_SHADERS),
        }
    }

    pub(super) fn format(&self, format: GlStorageFormat) -> Format {
        let depth32_stencil8 = self.features.contains(wgpu::Features::DEPTH32FLOAT_STENCIL8);
        // Blue first is for software adapters, once it is measured there.
        Format::of(format, Choices { depth32_stencil8, blue_first: false })
    }

    fn of(&self, format: wgpu::TextureFormat) -> wgpu::TextureFormatFeatures {
        if self.features.contains(wgpu::Features::TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES) {
            self.adapter.get_texture_format_features(format)
        } else {
            format.guaranteed_format_features(self.features)
        }
    }

    /// The device tells the time between commands.
    pub(super) fn has_timestamps(&self) -> bool {
        self.features
            .contains(wgpu::Features::TIMESTAMP_QUERY | wgpu::Features::TIMESTAMP_QUERY_INSIDE_ENCODERS)
    }

    pub(super) fn is_renderable(&self, format: wgpu::TextureFormat) -> bool {
        self.of(format).allowed_usages.contains(wgpu::TextureUsages::RENDER_ATTACHMENT)
    }

    pub(super) fn is_blendable(&self, format: wgpu::TextureFormat) -> bool {
        self.of(format).flags.contains(wgpu::TextureFormatFeatureFlags::BLENDABLE)
    }

    /// True when the device filters a float format.
    pub(super) fn is_filterable(&self, format: wgpu::TextureFormat) -> bool {
        format.sample_type(None, Some(self.features))
            == Some(wgpu::TextureSampleType::Float { filterable: true })
    }

    /// The samples that a format is given when some are wanted: 1 or 4.
    pub(super) fn samples_of(&self, format: wgpu::TextureFormat, wanted: u32) -> u32 {
        let flags = self.of(format).flags;
        if wanted > 1 && flags.contains(wgpu::TextureFormatFeatureFlags::MULTISAMPLE_X4) { 4 } else { 1 }
    }

    /// True when the device resolves the format; integers are not.
    pub(super) fn is_resolvable(&self, format: wgpu::TextureFormat) -> bool {
        self.of(format).flags.contains(wgpu::TextureFormatFeatureFlags::MULTISAMPLE_RESOLVE)
    }

    /// For WebGL. Numbers that the device has more of than games should know are cut.
    pub(super) fn gl_limits(&self, gpu: &Gpu) -> GlLimits {
        let limits = &self.limits;
        let info = gpu.info();
        let textures =
            limits.max_sampled_textures_per_shader_stage.min(limits.max_samplers_per_shader_stage).min(16);
        let float = wgpu::TextureFormat::Rgba32Float;
        GlLimits {
            max_texture_size: limits.max_texture_dimension_2d.min(16_384),
            max_3d_texture_size: limits.max_texture_dimension_3d.min(2048),
            max_array_layers: limits.max_texture_array_layers.min(2048),
            max_renderbuffer_size: limits.max_texture_dimension_2d.min(16_384),
            max_vertex_attribs: limits.max_vertex_attributes.min(limits.max_vertex_buffers).min(16),
            max_vertex_textures: textures,
            max_fragment_textures: textures,
            max_combined_textures: textures * 2,
            max_color_attachments: limits.max_color_attachments.min(8),
            // Two are kept for point coordinates and what lowering adds.
            max_varying_vectors: limits.max_inter_stage_shader_variables.saturating_sub(2).clamp(8, 30),
            max_uniform_block_bytes: u32::try_from(limits.max_uniform_buffer_binding_size)
                .unwrap_or(u32::MAX)
                .min(65_536),
            uniform_offset_alignment: limits.min_uniform_buffer_offset_alignment.max(4),
            max_samples: self.samples_of(wgpu::TextureFormat::Rgba8Unorm, 4),
            max_anisotropy: 16,
            software: self.software,
            bc: self.features.contains(wgpu::Features::TEXTURE_COMPRESSION_BC),
            float_filterable: self.is_filterable(float),
            float_blendable: self.is_blendable(float),
            float_renderable: self.is_renderable(float),
            timestamps: self.has_timestamps(),
            renderer: format!("{} ({}, {})", info.name, info.backend, info.driver),
            vendor: "Sparrow".to_owned(),
        }
    }
}
