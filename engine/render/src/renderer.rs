//! The renderer trait, and two renderers that draw nothing.

use crate::{CanvasOptions, DrawStats, RenderCommand, RenderError, gl::GlBackend};
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, PixelSize, Premul};
use std::collections::BTreeMap;

/// What a renderer is, for people and reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RendererInfo {
    /// `raster`, `gpu`, `null`, `recording`.
    pub name: &'static str,
    /// Adapter, driver, instruction set: whatever explains a number.
    pub detail: String,
    /// Longest side of a canvas or an image.
    pub max_side: u32,
}

/// Draws. Not `Send`: it lives on one thread, and whoever wants another thread sends commands to it.
pub trait Renderer {
    /// What this renderer is.
    fn info(&self) -> RendererInfo;

    /// Executes the commands in order and leaves the queue empty. Draw lists that are done may be left in
    /// `spare` (cleared) so that recording reuses their memory.
    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<crate::DrawList>,
    ) -> Result<(), RenderError>;

    /// Pixels of a canvas; what lies outside of it is transparent black. Reads only `rect`.
    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError>;

    /// The counters since the last call.
    fn take_stats(&mut self) -> DrawStats;

    /// Bytes that canvases, images and caches hold.
    fn memory_bytes(&self) -> u64;

    /// What executes WebGL, opened when it is first asked for. Commands in the queue come before what is asked here: execute first.
    fn gl(&mut self) -> Result<&mut dyn GlBackend, RenderError> {
        Err(RenderError::NoWebGl(format!("the renderer {} draws Canvas 2D only", self.info().name)))
    }
}

/// Draws nothing; every pixel is transparent black.
#[derive(Debug, Default)]
pub struct NullRenderer {
    canvases: BTreeMap<CanvasId, PixelSize>,
    stats: DrawStats,
}

impl Renderer for NullRenderer {
    fn info(&self) -> RendererInfo {
        RendererInfo { name: "null", detail: "draws nothing".to_owned(), max_side: 16_384 }
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<crate::DrawList>,
    ) -> Result<(), RenderError> {
        for command in commands.drain(..) {
            match command {
                RenderCommand::CreateCanvas { canvas, size, .. }
                | RenderCommand::ResizeCanvas { canvas, size } => {
                    self.canvases.insert(canvas, size);
                }
                RenderCommand::DropCanvas(canvas) => {
                    self.canvases.remove(&canvas);
                }
                RenderCommand::Draw { mut list, .. } => {
                    self.stats.ops += list.ops.len() as u64;
                    list.clear();
                    spare.push(list);
                }
                RenderCommand::CreateImage { .. }
                | RenderCommand::DropImage(_)
                | RenderCommand::Gl { .. } => {}
            }
        }
        Ok(())
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        if !self.canvases.contains_key(&canvas) {
            return Err(RenderError::Unknown(format!("canvas {}", canvas.0)));
        }
        self.stats.readbacks += 1;
        Ok(PixelBuffer::new(rect.size()))
    }

    fn take_stats(&mut self) -> DrawStats {
        std::mem::take(&mut self.stats)
    }

    fn memory_bytes(&self) -> u64 {
        0
    }
}

/// Keeps a text of every command, for snapshot tests; draws nothing.
#[derive(Debug, Default)]
pub struct RecordingRenderer {
    /// One entry a command; draw lists as [`DrawList`](crate::DrawList) displays them.
    pub log: Vec<String>,
    null: NullRenderer,
}

impl Renderer for RecordingRenderer {
    fn info(&self) -> RendererInfo {
        RendererInfo { name: "recording", ..self.null.info() }
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<crate::DrawList>,
    ) -> Result<(), RenderError> {
        for command in commands.iter() {
            self.log.push(match command {
                RenderCommand::CreateCanvas {
                    canvas,
                    size,
                    options: CanvasOptions { alpha, read_often },
                } => {
                    let extra = if *read_often { " read-often" } else { "" };
                    let alpha = if *alpha { "" } else { " opaque" };
                    format!("canvas {} {}x{}{alpha}{extra}", canvas.0, size.width, size.height)
                }
                RenderCommand::ResizeCanvas { canvas, size } => {
                    format!("resize canvas {} {}x{}", canvas.0, size.width, size.height)
                }
                RenderCommand::DropCanvas(canvas) => format!("drop canvas {}", canvas.0),
                RenderCommand::CreateImage { image, pixels } => {
                    format!("image {} {}x{}", image.0, pixels.size().width, pixels.size().height)
                }
                RenderCommand::DropImage(image) => format!("drop image {}", image.0),
                RenderCommand::Draw { canvas, list } => format!("draw canvas {}\n{list}", canvas.0),
                RenderCommand::Gl { canvas, commands } => {
                    commands.iter().fold(format!("gl canvas {}", canvas.0), |text, c| format!("{text}\n{c}"))
                }
            });
        }
        self.null.execute(commands, spare)
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        self.log.push(format!("read canvas {} {rect:?}", canvas.0));
        self.null.read_pixels(canvas, rect)
    }

    fn take_stats(&mut self) -> DrawStats {
        self.null.take_stats()
    }

    fn memory_bytes(&self) -> u64 {
        0
    }
}
