//! Canvas 2D on the CPU: the renderer of machines without a GPU, and the pixel reference of the other one.
//!
//! A list is executed at once and in order on one thread. Canvases are premultiplied RGBA8 and keep their pixels; memory is
//! taken when something is first drawn. Areas become exact integer coverage (`cells`), which a sink composites
//! with a colour, a gradient or an image; images that are only moved take a shorter way (`blit`). Row kernels are
//! vectors of whatever instruction set the machine has (`simd`), and give the same pixels everywhere.
//!
//! Where the standard leaves a choice, Chromium's software canvas is followed: which images have antialiased edges,
//! sixteen steps between two pixels of a smoothed image, strokes that are never thinner than a pixel.
//!
//! Absent on purpose: JavaScript, wgpu, windows, threads, text layout.

mod blend;
mod blit;
mod blur;
mod bounds;
mod canvas;
mod cells;
mod clip;
mod composite;
mod dash;
mod draw_glyphs;
mod draw_image;
mod filter;
mod gradient;
mod image;
mod layers;
mod mask;
mod mips;
mod outline;
mod paint;
mod painter;
mod prefetch;
mod present;
mod renderer;
mod sampler;
mod sampler_fine;
mod shadow;
mod shape;
mod simd;
mod source;
mod stroke;
mod target;

pub use present::Filter;
pub use renderer::RasterRenderer;
