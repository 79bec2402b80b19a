//! The renderer: canvases, images, and the queue.

use crate::{
    canvas::Canvas,
    image::Image,
    painter::{Painter, Scratch, Sources},
};
use fearless_simd::Level;
use rustc_hash::FxHashMap;
use sparrow_base::{CanvasId, ImageId, PixelBuffer, PixelRect, Premul};
use sparrow_render::{
    CanvasPictures, DrawList, DrawStats, RenderCommand, RenderError, Renderer, RendererInfo,
};

/// Longest side of a canvas or an image.
const MAX_SIDE: u32 = 16_384;

/// Draws on the CPU, on the calling thread.
#[derive(Debug)]
pub struct RasterRenderer {
    level: Level,
    canvases: FxHashMap<CanvasId, Canvas>,
    images: FxHashMap<ImageId, Image>,
    scratch: Scratch,
    stats: DrawStats,
}

impl Default for RasterRenderer {
    fn default() -> Self {
        RasterRenderer::new()
    }
}

impl RasterRenderer {
    /// A renderer for the instruction set of this machine.
    pub fn new() -> RasterRenderer {
        RasterRenderer::with_level(Level::new())
    }

    /// A renderer that uses only what every machine of this kind has. Its pixels are the same.
    pub fn without_extensions() -> RasterRenderer {
        RasterRenderer::with_level(Level::baseline())
    }

    fn with_level(level: Level) -> RasterRenderer {
        RasterRenderer {
            level,
            canvases: FxHashMap::default(),
            images: FxHashMap::default(),
            scratch: Scratch::default(),
            stats: DrawStats::default(),
        }
    }

    pub(crate) fn canvas(&self, id: CanvasId) -> Result<&Canvas, RenderError> {
        self.canvases.get(&id).ok_or_else(|| unknown_canvas(id))
    }

    fn execute_one(&mut self, command: RenderCommand, spare: &mut Vec<DrawList>) -> Result<(), RenderError> {
        match command {
            RenderCommand::CreateCanvas { canvas, size, options } => {
                self.canvases.insert(canvas, Canvas::new(size, options));
                self.scratch.clips.forget(canvas);
                Ok(())
            }
            RenderCommand::ResizeCanvas { canvas, size } => {
                self.scratch.clips.forget(canvas);
                self.canvases.get_mut(&canvas).ok_or_else(|| unknown_canvas(canvas))?.resize(size);
                Ok(())
            }
            RenderCommand::DropCanvas(canvas) => {
                self.scratch.clips.forget(canvas);
                self.canvases.remove(&canvas);
                Ok(())
            }
            RenderCommand::CreateImage { image, pixels } => {
                self.images.insert(image, Image::new(pixels));
                Ok(())
            }
            RenderCommand::DropImage(image) => {
                self.images.remove(&image);
                Ok(())
            }
            RenderCommand::Gl { canvas, .. } => {
                Err(RenderError::NoWebGl(format!("canvas {}: raster draws Canvas 2D only", canvas.0)))
            }
            RenderCommand::Draw { canvas, mut list } => {
                let done = self.draw(canvas, &list);
                list.clear();
                spare.push(list);
                done
            }
        }
    }

    fn draw(&mut self, id: CanvasId, list: &DrawList) -> Result<(), RenderError> {
        if list.is_empty() {
            return Ok(());
        }
        // Out of the map, so that the others can be read meanwhile.
        let mut canvas = self.canvases.remove(&id).ok_or_else(|| unknown_canvas(id))?;
        let done = canvas.allocate(id);
        if done.is_ok() {
            let mut painter = Painter {
                level: self.level,
                canvas: id,
                blank: canvas.blank(),
                list,
                sources: Sources { images: &self.images, canvases: &self.canvases },
                scratch: &mut self.scratch,
                stats: &mut self.stats,
            };
            painter.draw(canvas.target());
        }
        self.canvases.insert(id, canvas);
        done
    }
}

fn unknown_canvas(id: CanvasId) -> RenderError {
    RenderError::Unknown(format!("canvas {}", id.0))
}

impl Renderer for RasterRenderer {
    fn info(&self) -> RendererInfo {
        let set = format!("{:?}", self.level);
        let set = set.split(['(', ' ', '{']).next().unwrap_or_default().to_lowercase();
        RendererInfo { name: "raster", detail: format!("{set}, 1 thread"), max_side: MAX_SIDE }
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        // The rest is executed after an error too: it may be about other canvases.
        let mut result = Ok(());
        for command in commands.drain(..) {
            result = result.and(self.execute_one(command, spare));
        }
        result
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        self.stats.readbacks += 1;
        Ok(self.canvas(canvas)?.read(rect))
    }

    fn take_stats(&mut self) -> DrawStats {
        std::mem::take(&mut self.stats)
    }

    fn memory_bytes(&self) -> u64 {
        let canvases: usize = self.canvases.values().map(Canvas::memory_bytes).sum();
        let images: usize = self.images.values().map(Image::memory_bytes).sum();
        (canvases + images + self.scratch.memory_bytes()) as u64
    }
}

impl CanvasPictures for RasterRenderer {
    fn set_picture(&mut self, canvas: CanvasId, picture: PixelBuffer<Premul>) -> Result<(), RenderError> {
        // What a clip cached is about the canvas' size, which stays.
        self.canvases.get_mut(&canvas).ok_or_else(|| unknown_canvas(canvas))?.set_picture(canvas, &picture)
    }
}
