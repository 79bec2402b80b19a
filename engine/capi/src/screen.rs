//! Who draws, and how what was drawn reaches the app's window.

#[cfg(not(feature = "gpu"))]
pub(crate) use raster_only::Screen;
#[cfg(feature = "gpu")]
pub(crate) use with_gpu::Screen;

#[cfg(feature = "gpu")]
mod with_gpu {
    use crate::{
        options::{SPARROW_RENDERER_AUTO, SPARROW_RENDERER_GPU, SPARROW_RENDERER_RASTER},
        status::{Refusal, SPARROW_STATUS_NO_RENDERER},
        window::{RawWindow, SparrowWindow},
    };
    use sparrow_base::{CanvasId, PixelSize};
    use sparrow_gpu::{GlExecutor, Gpu, GpuError, GpuOptions, GpuRenderer, WindowSurface};
    use sparrow_raster::RasterRenderer;
    use sparrow_render::{OpenGl, RenderError, Renderer, Shared, WithGl};

    /// A renderer, and the window that shows what it draws.
    pub(crate) struct Screen {
        drawn_by: DrawnBy,
        /// The device of the window, kept while there is none.
        gpu: Option<Gpu>,
        surface: Option<WindowSurface>,
    }

    enum DrawnBy {
        Raster(Shared<WithGl<RasterRenderer>>),
        Gpu(Shared<GpuRenderer>),
    }

    impl Screen {
        /// A renderer of the kind (`SPARROW_RENDERER_*`).
        pub(crate) fn open(
            kind: u32,
            window: Option<&SparrowWindow>,
            window_later: bool,
        ) -> Result<(Screen, Box<dyn Renderer>), Refusal> {
            let window = window.map(RawWindow::new).transpose()?;
            let (gpu, surface) = match (kind, window) {
                (_, Some(window)) => {
                    let (gpu, surface) =
                        Gpu::for_window(window, window.size, GpuOptions::default()).map_err(no_renderer)?;
                    (Some(gpu), Some(surface))
                }
                (SPARROW_RENDERER_GPU, None) => {
                    (Some(Gpu::headless(GpuOptions::default()).map_err(no_renderer)?), None)
                }
                // The device that is opened now shows in the window later. Without any the CPU draws.
                (SPARROW_RENDERER_AUTO, None) if window_later => {
                    (Gpu::headless(GpuOptions::default()).ok(), None)
                }
                (_, None) => (None, None),
            };
            let on_gpu = match kind {
                SPARROW_RENDERER_GPU => true,
                SPARROW_RENDERER_AUTO => gpu.as_ref().is_some_and(|gpu| !gpu.info().is_software),
                SPARROW_RENDERER_RASTER => false,
                other => return Err(Refusal::argument(format!("renderer {other} is none"))),
            };
            let (drawn_by, renderer): (DrawnBy, Box<dyn Renderer>) = match &gpu {
                Some(gpu) if on_gpu => {
                    let shared = Shared::new(GpuRenderer::new(gpu.clone()));
                    (DrawnBy::Gpu(shared.clone()), Box::new(shared))
                }
                _ => {
                    let shared = Shared::new(WithGl::new(RasterRenderer::new(), open_gl(gpu.clone())));
                    (DrawnBy::Raster(shared.clone()), Box::new(shared))
                }
            };
            Ok((Screen { drawn_by, gpu, surface }, renderer))
        }

        /// Another window, or none.
        pub(crate) fn set_window(&mut self, window: Option<&SparrowWindow>) -> Result<(), Refusal> {
            // The old one goes first: some systems give a window one surface at a time.
            self.surface = None;
            let Some(window) = window else { return Ok(()) };
            let window = RawWindow::new(window)?;
            self.surface = Some(match &self.gpu {
                Some(gpu) => gpu.surface_for(window, window.size).map_err(no_renderer)?,
                None => {
                    let (gpu, surface) =
                        Gpu::for_window(window, window.size, GpuOptions::default()).map_err(no_renderer)?;
                    self.gpu = Some(gpu);
                    surface
                }
            });
            Ok(())
        }

        /// The window has another size, in physical pixels.
        pub(crate) fn resize(&mut self, size: PixelSize) -> Result<(), Refusal> {
            match &mut self.surface {
                Some(surface) => {
                    surface.resize(size);
                    Ok(())
                }
                None => Err(Refusal::argument("the game has no window")),
            }
        }

        /// Shows a canvas in the window, where there is one.
        pub(crate) fn present(&mut self, canvas: CanvasId, size: PixelSize) -> Result<(), String> {
            let Some(surface) = &mut self.surface else { return Ok(()) };
            let shown = match &self.drawn_by {
                DrawnBy::Gpu(shared) => shared.renderer.borrow_mut().present(canvas, surface),
                DrawnBy::Raster(shared) => {
                    let pixels = shared.renderer.borrow_mut().read_pixels(canvas, size.rect());
                    pixels.and_then(|pixels| surface.present_pixels(&pixels))
                }
            };
            shown.map(|_| ()).map_err(|e| e.to_string())
        }
    }

    /// WebGL beside the CPU's Canvas 2D: on the window's device, or on the best adapter there is.
    fn open_gl(gpu: Option<Gpu>) -> OpenGl {
        Box::new(move || {
            let gpu = match &gpu {
                Some(gpu) => gpu.clone(),
                None => {
                    let no_gl = |e: GpuError| RenderError::NoWebGl(e.to_string());
                    Gpu::headless(GpuOptions::default()).map_err(no_gl)?
                }
            };
            Ok(Box::new(GlExecutor::new(gpu)))
        })
    }

    #[allow(clippy::needless_pass_by_value, reason = "for map_err")]
    fn no_renderer(error: GpuError) -> Refusal {
        Refusal::new(SPARROW_STATUS_NO_RENDERER, error.to_string())
    }
}

#[cfg(not(feature = "gpu"))]
mod raster_only {
    use crate::{
        options::{SPARROW_RENDERER_AUTO, SPARROW_RENDERER_GPU, SPARROW_RENDERER_RASTER},
        status::{Refusal, SPARROW_STATUS_NOT_BUILT},
        window::SparrowWindow,
    };
    use sparrow_base::{CanvasId, PixelSize};
    use sparrow_raster::RasterRenderer;
    use sparrow_render::{OpenGl, RenderError, Renderer, WithGl};

    /// The CPU's renderer; its pixels are read.
    pub(crate) struct Screen;

    impl Screen {
        /// A renderer of the kind (`SPARROW_RENDERER_*`).
        pub(crate) fn open(
            kind: u32,
            window: Option<&SparrowWindow>,
            _: bool,
        ) -> Result<(Screen, Box<dyn Renderer>), Refusal> {
            match kind {
                SPARROW_RENDERER_AUTO | SPARROW_RENDERER_RASTER => {}
                SPARROW_RENDERER_GPU => return Err(not_built("draws on the CPU only")),
                other => return Err(Refusal::argument(format!("renderer {other} is none"))),
            }
            if window.is_some() {
                return Err(not_built("shows nothing in windows"));
            }
            let open: OpenGl = Box::new(|| {
                let why = "this build of the library has no WebGL (feature `gpu`)";
                Err(RenderError::NoWebGl(why.to_owned()))
            });
            Ok((Screen, Box::new(WithGl::new(RasterRenderer::new(), open))))
        }

        /// Another window, or none.
        pub(crate) fn set_window(&mut self, window: Option<&SparrowWindow>) -> Result<(), Refusal> {
            window.map_or(Ok(()), |_| Err(not_built("shows nothing in windows")))
        }

        /// The window has another size.
        pub(crate) fn resize(&mut self, _: PixelSize) -> Result<(), Refusal> {
            Err(not_built("shows nothing in windows"))
        }

        /// There is nothing to show it in.
        pub(crate) fn present(&mut self, _: CanvasId, _: PixelSize) -> Result<(), String> {
            Ok(())
        }
    }

    fn not_built(what: &str) -> Refusal {
        Refusal::new(SPARROW_STATUS_NOT_BUILT, format!("this build of the library {what} (feature `gpu`)"))
    }
}
