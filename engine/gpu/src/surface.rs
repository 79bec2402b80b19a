//! [`WindowSurface`]: what a window shows. The screen canvas, or pixels that were drawn on the CPU, are scaled into it.

use crate::{
    Gpu, GpuError, GpuOptions, GpuRenderer,
    device::Opened,
    pipelines::{sampler_entry, texture_entry},
    timer,
};
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Premul};
use sparrow_render::RenderError;
use wgpu::rwh::{HasDisplayHandle, HasWindowHandle};

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presented {
    /// The window will show it.
    Shown,
    /// Nobody can see the window, or it is not ready: try again with the next frame.
    Skipped,
}

/// Makes the surface anew when it was lost.
type MakeSurface = Box<dyn Fn(&wgpu::Instance) -> Result<wgpu::Surface<'static>, GpuError>>;

/// The surface of a window, and the pipeline that fills it.
pub struct WindowSurface {
    gpu: Gpu,
    surface: wgpu::Surface<'static>,
    make_surface: MakeSurface,
    config: wgpu::SurfaceConfiguration,
    configured: bool,
    pipeline: wgpu::RenderPipeline,
    layout: wgpu::BindGroupLayout,
    linear: wgpu::Sampler,
    nearest: wgpu::Sampler,
    /// Pixels from the CPU.
    upload: Option<wgpu::Texture>,
}

impl Gpu {
    /// Opens a device that can draw to a window: anything with raw handles that can be cloned, such as an `Arc` of a window.
    /// `size` is the window's inside in physical pixels.
    pub fn for_window<W>(
        window: W,
        size: PixelSize,
        options: GpuOptions,
    ) -> Result<(Gpu, WindowSurface), GpuError>
    where
        W: HasWindowHandle + HasDisplayHandle + Clone + std::fmt::Debug + Send + Sync + 'static,
    {
        let for_surface = window.clone();
        let make_surface = move |instance: &wgpu::Instance| {
            instance
                .create_surface(for_surface.clone())
                .map_err(|e| GpuError::NoSurface { reason: e.to_string() })
        };
        let Opened { gpu, surface } = Gpu::open(options, &mut |backends| {
            // OpenGL needs the display before the window.
            let mut descriptor = wgpu::InstanceDescriptor::new_with_display_handle(Box::new(window.clone()));
            descriptor.backends = backends;
            descriptor.flags = wgpu::InstanceFlags::empty();
            let instance = wgpu::Instance::new(descriptor);
            let surface = make_surface(&instance)?;
            Ok((instance, Some(surface)))
        })?;
        let Some(surface) = surface else { unreachable!("made with the instance") };
        let surface = WindowSurface::new(gpu.clone(), surface, Box::new(make_surface), size)?;
        Ok((gpu, surface))
    }

    /// The surface of another window on this device: a phone takes a game's window away in the background and gives it a new one
    /// later.
    pub fn surface_for<W>(&self, window: W, size: PixelSize) -> Result<WindowSurface, GpuError>
    where
        W: HasWindowHandle + HasDisplayHandle + Clone + std::fmt::Debug + Send + Sync + 'static,
    {
        let make_surface = move |instance: &wgpu::Instance| {
            instance.create_surface(window.clone()).map_err(|e| GpuError::NoSurface { reason: e.to_string() })
        };
        let surface = make_surface(&self.instance)?;
        WindowSurface::new(self.clone(), surface, Box::new(make_surface), size)
    }
}

impl WindowSurface {
    fn new(
        gpu: Gpu,
        surface: wgpu::Surface<'static>,
        make_surface: MakeSurface,
        size: PixelSize,
    ) -> Result<WindowSurface, GpuError> {
        let no_surface = |reason: &str| GpuError::NoSurface { reason: reason.to_owned() };
        let mut config = surface
            .get_default_config(&gpu.adapter, size.width.max(1), size.height.max(1))
            .ok_or_else(|| no_surface("the adapter cannot draw to this window"))?;
        // Canvas colours are sRGB bytes that nobody may convert.
        let formats = surface.get_capabilities(&gpu.adapter).formats;
        config.format = formats
            .iter()
            .copied()
            .find(|f| matches!(f, wgpu::TextureFormat::Bgra8Unorm | wgpu::TextureFormat::Rgba8Unorm))
            .or_else(|| formats.iter().copied().find(|f| !f.is_srgb()))
            .ok_or_else(|| no_surface("it has no format without sRGB conversion"))?;
        config.present_mode = wgpu::PresentMode::AutoVsync;

        let device = &gpu.device;
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("present"),
            entries: &[texture_entry(0, true, wgpu::ShaderStages::FRAGMENT), sampler_entry(1)],
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: Some("present"),
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("present"),
            source: wgpu::ShaderSource::Wgsl(include_str!("../../../shaders/present.wgsl").into()),
        });
        let pipeline = device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("present"),
            layout: Some(&pipeline_layout),
            vertex: wgpu::VertexState {
                module: &module,
                entry_point: Some("present_vertex"),
                compilation_options: Default::default(),
                buffers: &[],
            },
            primitive: wgpu::PrimitiveState::default(),
            depth_stencil: None,
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("present_fragment"),
                compilation_options: Default::default(),
                targets: &[Some(config.format.into())],
            }),
            multiview_mask: None,
            cache: None,
        });
        let sampler = |filter| {
            device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("present"),
                mag_filter: filter,
                min_filter: filter,
                ..Default::default()
            })
        };
        let (linear, nearest) = (sampler(wgpu::FilterMode::Linear), sampler(wgpu::FilterMode::Nearest));
        let configured = false;
        let upload = None;
        Ok(WindowSurface {
            gpu,
            surface,
            make_surface,
            config,
            configured,
            pipeline,
            layout,
            linear,
            nearest,
            upload,
        })
    }

    /// The window has another size now, in physical pixels.
    pub fn resize(&mut self, size: PixelSize) {
        let (width, height) = (size.width.max(1), size.height.max(1));
        if (self.config.width, self.config.height) != (width, height) {
            (self.config.width, self.config.height) = (width, height);
            self.configured = false;
        }
    }

    /// Shows pixels that were drawn on the CPU.
    pub fn present_pixels(&mut self, pixels: &PixelBuffer<Premul>) -> Result<Presented, RenderError> {
        let size = pixels.size();
        if size.is_empty() {
            return self.show(None, size);
        }
        let same = |t: &wgpu::Texture| t.width() == size.width && t.height() == size.height;
        if !self.upload.as_ref().is_some_and(same) {
            self.upload = Some(self.gpu.try_color_texture("the screen", size.width, size.height)?);
        }
        let texture = self.upload.clone();
        if let Some(texture) = &texture {
            self.gpu.write_color(texture, 0, 0, size.width, size.height, pixels.bytes());
        }
        self.show(texture.as_ref(), size)
    }

    /// Draws a texture as large as fits, in the middle, on black.
    fn show(&mut self, texture: Option<&wgpu::Texture>, size: PixelSize) -> Result<Presented, RenderError> {
        self.gpu.health.check()?;
        let Some(frame) = self.next_frame()? else { return Ok(Presented::Skipped) };
        let device = &self.gpu.device;
        let view = frame.texture.create_view(&wgpu::TextureViewDescriptor::default());
        let mut encoder =
            device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("present") });
        {
            let mut pass = encoder.begin_render_pass(&wgpu::RenderPassDescriptor {
                label: Some("present"),
                color_attachments: &[Some(wgpu::RenderPassColorAttachment {
                    view: &view,
                    depth_slice: None,
                    resolve_target: None,
                    ops: wgpu::Operations {
                        load: wgpu::LoadOp::Clear(wgpu::Color::BLACK),
                        store: wgpu::StoreOp::Store,
                    },
                })],
                ..Default::default()
            });
            if let Some(texture) = texture {
                let window = PixelSize::new(self.config.width, self.config.height);
                let (x, y, width, height) = letterbox(size, window);
                let exact = width == size.width && height == size.height;
                let sampler = if exact { &self.nearest } else { &self.linear };
                let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
                let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                    label: Some("present"),
                    layout: &self.layout,
                    entries: &[
                        wgpu::BindGroupEntry {
                            binding: 0,
                            resource: wgpu::BindingResource::TextureView(&view),
                        },
                        wgpu::BindGroupEntry {
                            binding: 1,
                            resource: wgpu::BindingResource::Sampler(sampler),
                        },
                    ],
                });
                pass.set_pipeline(&self.pipeline);
                pass.set_bind_group(0, &group, &[]);
                pass.set_viewport(x as f32, y as f32, width as f32, height as f32, 0.0, 1.0);
                pass.draw(0..3, 0..1);
            }
        }
        timer::submit(self.gpu.timer.as_ref(), &self.gpu.queue, [encoder.finish()]);
        self.gpu.queue.present(frame);
        self.gpu.health.check()?;
        Ok(Presented::Shown)
    }

    fn next_frame(&mut self) -> Result<Option<wgpu::SurfaceTexture>, RenderError> {
        use wgpu::CurrentSurfaceTexture as Current;
        for _ in 0..2 {
            if !self.configured {
                self.surface.configure(&self.gpu.device, &self.config);
                self.configured = true;
            }
            match self.surface.get_current_texture() {
                Current::Success(frame) => return Ok(Some(frame)),
                Current::Suboptimal(frame) => {
                    // Still good for this frame.
                    self.configured = false;
                    return Ok(Some(frame));
                }
                Current::Timeout | Current::Occluded => return Ok(None),
                Current::Outdated | Current::Validation => self.configured = false,
                Current::Lost => {
                    self.surface = (self.make_surface)(&self.gpu.instance)
                        .map_err(|e| RenderError::DeviceLost(e.to_string()))?;
                    self.configured = false;
                }
            }
        }
        self.gpu.health.check()?;
        Ok(None)
    }
}

impl GpuRenderer {
    /// Shows a canvas in a window that was opened together with this renderer's [`Gpu`].
    pub fn present(
        &mut self,
        canvas: CanvasId,
        surface: &mut WindowSurface,
    ) -> Result<Presented, RenderError> {
        self.gpu.health.check()?;
        self.adopt_pictures();
        let Some(canvas) = self.canvases.get(&canvas) else {
            return Err(RenderError::Unknown(format!("canvas {}", canvas.0)));
        };
        let drawn = canvas.texture.as_ref().filter(|_| !canvas.needs_clear);
        surface.show(drawn, canvas.size)
    }
}

/// Where a picture of `size` goes in a window: left, top, width, height. It keeps its proportions.
pub fn letterbox(size: PixelSize, window: PixelSize) -> (u32, u32, u32, u32) {
    if size.is_empty() || window.is_empty() {
        return (0, 0, window.width, window.height);
    }
    let scale = (f64::from(window.width) / f64::from(size.width))
        .min(f64::from(window.height) / f64::from(size.height));
    let fit = |length: u32, room: u32| ((f64::from(length) * scale).round() as u32).clamp(1, room);
    let (width, height) = (fit(size.width, window.width), fit(size.height, window.height));
    ((window.width - width) / 2, (window.height - height) / 2, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_keep_their_proportions() {
        let fit = |w, h, ww, wh| letterbox(PixelSize::new(w, h), PixelSize::new(ww, wh));
        assert_eq!(fit(100, 200, 100, 200), (0, 0, 100, 200));
        assert_eq!(fit(100, 200, 300, 200), (100, 0, 100, 200));
        assert_eq!(fit(100, 200, 50, 400), (0, 150, 50, 100));
        assert_eq!(fit(1, 10_000, 100, 100), (49, 0, 1, 100));
        assert_eq!(fit(0, 5, 100, 100), (0, 0, 100, 100));
    }
}
