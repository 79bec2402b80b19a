//! Who draws, and how what was drawn reaches the window.

use crate::{
    args::{RendererKind, RunArgs},
    exit::Exit,
};
use softbuffer::{Context, Surface};
use sparrow_base::{CanvasId, PixelSize};
use sparrow_gpu::{GlExecutor, Gpu, GpuOptions, GpuRenderer, WindowSurface};
use sparrow_raster::{Filter, RasterRenderer};
use sparrow_render::{OpenGl, RenderError, Renderer, Shared, WithCpu, WithGl};
use std::{num::NonZeroU32, sync::Arc};
use winit::window::Window;

/// The GPU draws, but for canvases that are read often.
type GpuWithCpu = WithCpu<GpuRenderer, RasterRenderer>;

/// A window's surface with the renderer that fills it.
#[allow(clippy::large_enum_variant, reason = "there is one for each window")]
pub(crate) enum Screen {
    /// Pixels of the CPU renderer, handed to the window system.
    Raster {
        renderer: Shared<WithGl<RasterRenderer>>,
        surface: Surface<Arc<Window>, Arc<Window>>,
        options: GpuOptions,
    },
    /// Textures of the GPU renderer, put on a swap chain.
    Gpu { renderer: Shared<GpuWithCpu>, surface: WindowSurface },
}

impl Screen {
    /// Chooses and makes renderer and surface.
    pub(crate) fn for_window(
        args: &RunArgs,
        window: &Arc<Window>,
    ) -> Result<(Screen, Box<dyn Renderer>), Exit> {
        let (kind, options) = (args.renderer, gpu_options(args));
        let size = window.inner_size();
        let size = PixelSize::new(size.width, size.height);
        if kind != RendererKind::Raster {
            match Gpu::for_window(window.clone(), size, options) {
                Ok((gpu, surface)) if kind == RendererKind::Gpu || !gpu.info().is_software => {
                    let renderer = Shared::new(gpu_with_cpu(gpu));
                    return Ok((Screen::Gpu { renderer: renderer.clone(), surface }, Box::new(renderer)));
                }
                Err(e) if kind == RendererKind::Gpu => return Err(Exit::no_window(e.to_string())),
                _ => {}
            }
        }
        let fail =
            |e: softbuffer::SoftBufferError| Exit::no_window(format!("the window cannot show pixels: {e}"));
        let context = Context::new(window.clone()).map_err(fail)?;
        let surface = Surface::new(&context, window.clone()).map_err(fail)?;
        let renderer = Shared::new(raster_with_gl(options));
        Ok((Screen::Raster { renderer: renderer.clone(), surface, options }, Box::new(renderer)))
    }

    /// The renderer for the next game in the same window; empty again.
    pub(crate) fn fresh_renderer(&self) -> Box<dyn Renderer> {
        match self {
            Screen::Raster { renderer, options, .. } => {
                renderer.renderer.replace(raster_with_gl(*options));
                Box::new(renderer.clone())
            }
            Screen::Gpu { renderer, .. } => {
                let gpu = renderer.renderer.borrow().device().gpu().clone();
                renderer.renderer.replace(gpu_with_cpu(gpu));
                Box::new(renderer.clone())
            }
        }
    }

    /// Shows a canvas, scaled to fit the window.
    pub(crate) fn present(&mut self, canvas: CanvasId, window: PixelSize) -> Result<(), String> {
        if window.is_empty() {
            return Ok(());
        }
        match self {
            Screen::Raster { renderer, surface, .. } => {
                let (Some(width), Some(height)) =
                    (NonZeroU32::new(window.width), NonZeroU32::new(window.height))
                else {
                    return Ok(());
                };
                surface.resize(width, height).map_err(|e| e.to_string())?;
                let mut buffer = surface.buffer_mut().map_err(|e| e.to_string())?;
                renderer
                    .renderer
                    .borrow_mut()
                    .renderer()
                    .map_err(|e| e.to_string())?
                    .present_into(canvas, &mut buffer, window, Filter::Bilinear)
                    .map_err(|e| e.to_string())?;
                buffer.present().map_err(|e| e.to_string())
            }
            Screen::Gpu { renderer, surface } => {
                surface.resize(window);
                let mut renderer = renderer.renderer.borrow_mut();
                let device = renderer.device_for(canvas).map_err(|e| e.to_string())?;
                device.present(canvas, surface).map(|_| ()).map_err(|e| e.to_string())
            }
        }
    }
}

fn gpu_options(args: &RunArgs) -> GpuOptions {
    GpuOptions { measure_time: args.measure_gpu, ..GpuOptions::default() }
}

fn gpu_with_cpu(gpu: Gpu) -> GpuWithCpu {
    WithCpu::new(GpuRenderer::new(gpu), RasterRenderer::new())
}

/// A renderer without a window. `auto` is the CPU: it needs no driver, starts at once and gives the reference pixels.
pub(crate) fn headless_renderer(args: &RunArgs) -> Result<Box<dyn Renderer>, Exit> {
    let options = gpu_options(args);
    match args.renderer {
        RendererKind::Gpu => {
            let gpu = Gpu::headless(options).map_err(|e| Exit::no_window(e.to_string()))?;
            Ok(Box::new(GpuRenderer::new(gpu)))
        }
        RendererKind::Auto | RendererKind::Raster => Ok(Box::new(raster_with_gl(options))),
    }
}

/// The CPU draws Canvas 2D; the best adapter there is (lavapipe, too) executes WebGL, and is opened by the first context.
fn raster_with_gl(options: GpuOptions) -> WithGl<RasterRenderer> {
    let open: OpenGl = Box::new(move || {
        let gpu = Gpu::headless(options).map_err(|e| RenderError::NoWebGl(e.to_string()))?;
        Ok(Box::new(GlExecutor::new(gpu)))
    });
    WithGl::new(RasterRenderer::new(), open)
}
