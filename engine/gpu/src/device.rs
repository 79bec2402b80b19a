//! [`Gpu`]: instance, adapter, device and queue. Everything that draws through wgpu shares one.

use crate::{GpuError, health::Health, timer::GpuTimer};
use std::sync::Arc;

/// Which drivers may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GpuOptions {
    /// Also take an adapter that draws on the CPU (lavapipe, llvmpipe, WARP).
    pub allow_software: bool,
    /// Measure how long the device works, where it can tell: [`DrawStats::gpu_ns`](sparrow_render::DrawStats::gpu_ns). Costs two command buffers a
    /// submission.
    pub measure_time: bool,
}

impl Default for GpuOptions {
    fn default() -> Self {
        GpuOptions { allow_software: true, measure_time: false }
    }
}

/// What WebGL likes to have, where the adapter has it.
const FEATURES: wgpu::Features = wgpu::Features::TEXTURE_ADAPTER_SPECIFIC_FORMAT_FEATURES
    .union(wgpu::Features::TEXTURE_COMPRESSION_BC)
    .union(wgpu::Features::DEPTH32FLOAT_STENCIL8)
    .union(wgpu::Features::FLOAT32_FILTERABLE)
    .union(wgpu::Features::FLOAT32_BLENDABLE)
    .union(wgpu::Features::RG11B10UFLOAT_RENDERABLE)
    .union(wgpu::Features::TIMESTAMP_QUERY)
    .union(wgpu::Features::TIMESTAMP_QUERY_INSIDE_ENCODERS);

/// What the adapter is, for people, reports and the choice of a renderer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GpuInfo {
    /// Name of the adapter.
    pub name: String,
    /// Name and version of the driver.
    pub driver: String,
    /// `vulkan`, `metal`, `dx12`, `gl`.
    pub backend: &'static str,
    /// True when it draws on the CPU: then `raster` is faster for Canvas 2D.
    pub is_software: bool,
    /// Longest side of a texture in pixels.
    pub max_side: u32,
}

/// An open graphics device. Cloning shares it.
#[derive(Clone, Debug)]
pub struct Gpu {
    pub(crate) instance: wgpu::Instance,
    pub(crate) adapter: wgpu::Adapter,
    pub(crate) device: wgpu::Device,
    pub(crate) queue: wgpu::Queue,
    pub(crate) health: Arc<Health>,
    /// Format of canvases and images.
    pub(crate) color_format: wgpu::TextureFormat,
    /// Only where time is measured.
    pub(crate) timer: Option<GpuTimer>,
    info: GpuInfo,
}

/// A surface together with the instance that made it.
pub(crate) struct Opened {
    pub(crate) gpu: Gpu,
    pub(crate) surface: Option<wgpu::Surface<'static>>,
}

impl Gpu {
    /// Opens a device without a window. Takes 20-110 ms; call it when something needs it.
    pub fn headless(options: GpuOptions) -> Result<Gpu, GpuError> {
        Ok(Gpu::open(options, &mut |backends| {
            let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
            descriptor.backends = backends;
            descriptor.flags = wgpu::InstanceFlags::empty();
            Ok((wgpu::Instance::new(descriptor), None))
        })?
        .gpu)
    }

    /// What the adapter is.
    pub fn info(&self) -> &GpuInfo {
        &self.info
    }

    /// Tries the backends of today, then OpenGL; a real adapter of either wins over a software adapter of the first.
    pub(crate) fn open(
        options: GpuOptions,
        make: &mut dyn FnMut(
            wgpu::Backends,
        ) -> Result<(wgpu::Instance, Option<wgpu::Surface<'static>>), GpuError>,
    ) -> Result<Opened, GpuError> {
        let mut software = None;
        let mut reasons = Vec::new();
        for backends in [wgpu::Backends::PRIMARY, wgpu::Backends::GL] {
            let (instance, surface) = match make(backends) {
                Ok(made) => made,
                Err(error) => {
                    reasons.push(error.to_string());
                    continue;
                }
            };
            let request = wgpu::RequestAdapterOptions {
                power_preference: wgpu::PowerPreference::HighPerformance,
                compatible_surface: surface.as_ref(),
                ..Default::default()
            };
            match pollster::block_on(instance.request_adapter(&request)) {
                Ok(adapter) if adapter.get_info().device_type != wgpu::DeviceType::Cpu => {
                    return Gpu::with_adapter(instance, adapter, options).map(|gpu| Opened { gpu, surface });
                }
                Ok(adapter) if software.is_none() => software = Some((instance, adapter, surface)),
                Ok(_) => {}
                Err(error) => reasons.push(error.to_string()),
            }
        }
        match software {
            Some((instance, adapter, surface)) if options.allow_software => {
                Gpu::with_adapter(instance, adapter, options).map(|gpu| Opened { gpu, surface })
            }
            Some((_, adapter, _)) => Err(GpuError::NoAdapter {
                reason: format!("only {}, which draws on the CPU, was found", adapter.get_info().name),
            }),
            None => Err(GpuError::NoAdapter { reason: reasons.join("; ") }),
        }
    }

    fn with_adapter(
        instance: wgpu::Instance,
        adapter: wgpu::Adapter,
        options: GpuOptions,
    ) -> Result<Gpu, GpuError> {
        let about = adapter.get_info();
        let limits = adapter.limits();
        let request = adapter.request_device(&wgpu::DeviceDescriptor {
            label: Some("sparrow"),
            required_features: adapter.features() & FEATURES,
            required_limits: limits.clone(),
            ..Default::default()
        });
        let (device, queue) = pollster::block_on(request)
            .map_err(|e| GpuError::NoDevice { adapter: about.name.clone(), reason: e.to_string() })?;

        let health = Arc::new(Health::default());
        let sink = Arc::clone(&health);
        device.on_uncaptured_error(Arc::new(move |error| sink.uncaptured(&error)));
        let sink = Arc::clone(&health);
        device.set_device_lost_callback(move |_, message| sink.lost(message));

        let is_software = about.device_type == wgpu::DeviceType::Cpu;
        let info = GpuInfo {
            name: about.name,
            driver: [about.driver, about.driver_info].join(" ").trim().to_owned(),
            backend: about.backend.to_str(),
            is_software,
            max_side: limits.max_texture_dimension_2d,
        };
        // lavapipe draws plain images three times as fast into this order of bytes.
        let color_format = if is_software && about.backend == wgpu::Backend::Vulkan {
            wgpu::TextureFormat::Bgra8Unorm
        } else {
            wgpu::TextureFormat::Rgba8Unorm
        };
        let timer = options.measure_time.then(|| GpuTimer::new(&device, &queue)).flatten();
        Ok(Gpu { instance, adapter, device, queue, health, color_format, timer, info })
    }

    /// A texture of colours that can be drawn to, sampled and copied; the memory is zero.
    pub(crate) fn color_texture(&self, label: &str, width: u32, height: u32) -> wgpu::Texture {
        self.device.create_texture(&wgpu::TextureDescriptor {
            label: Some(label),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: self.color_format,
            usage: wgpu::TextureUsages::RENDER_ATTACHMENT
                | wgpu::TextureUsages::TEXTURE_BINDING
                | wgpu::TextureUsages::COPY_SRC
                | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        })
    }

    /// Like [`Gpu::color_texture`], with running out of memory as an error that says what did not fit.
    pub(crate) fn try_color_texture(
        &self,
        what: &str,
        width: u32,
        height: u32,
    ) -> Result<wgpu::Texture, sparrow_render::RenderError> {
        use sparrow_render::RenderError::OutOfMemory;
        let max = self.info.max_side;
        if width > max || height > max {
            return Err(OutOfMemory(format!(
                "{what} of {width} x {height} pixels; this graphics card allows {max} x {max}"
            )));
        }
        let memory = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let texture = self.color_texture(what, width, height);
        match pollster::block_on(memory.pop()) {
            None => Ok(texture),
            Some(_) => Err(OutOfMemory(format!("{what} of {width} x {height} pixels"))),
        }
    }

    /// True when color textures hold blue first.
    pub(crate) fn swaps_red_and_blue(&self) -> bool {
        self.color_format == wgpu::TextureFormat::Bgra8Unorm
    }

    /// Writes premultiplied RGBA rows into a color texture at (`x`, `y`).
    pub(crate) fn write_color(
        &self,
        texture: &wgpu::Texture,
        x: u32,
        y: u32,
        width: u32,
        height: u32,
        rgba: &[u8],
    ) {
        let mut turned = Vec::new();
        let bytes = if self.swaps_red_and_blue() {
            turned.extend_from_slice(rgba);
            swap_red_and_blue(&mut turned);
            &turned
        } else {
            rgba
        };
        self.queue.write_texture(
            wgpu::TexelCopyTextureInfo {
                texture,
                mip_level: 0,
                origin: wgpu::Origin3d { x, y, z: 0 },
                aspect: wgpu::TextureAspect::All,
            },
            bytes,
            wgpu::TexelCopyBufferLayout { offset: 0, bytes_per_row: Some(width * 4), rows_per_image: None },
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
    }
}

/// RGBA to BGRA and back.
pub(crate) fn swap_red_and_blue(bytes: &mut [u8]) {
    for pixel in bytes.chunks_exact_mut(4) {
        pixel.swap(0, 2);
    }
}
