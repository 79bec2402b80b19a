//! [`Shared`]: a renderer that the game draws with and the embedder presents from.

use crate::{
    DrawList, DrawStats, RenderCommand, RenderError, Renderer, RendererInfo,
    gl::{GlBackend, GlBufferId, GlCommand, GlContextId, GlLimits, GlQueryId, GlRead},
};
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, Premul};
use std::{cell::RefCell, rc::Rc};

/// Two handles on one renderer. They are never used at the same time: the game draws, then the window presents.
pub struct Shared<R> {
    /// The renderer, for the one who presents.
    pub renderer: Rc<RefCell<R>>,
    /// Of the WebGL executor, once this handle gave it out.
    gl_limits: Option<GlLimits>,
}

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Self {
        Shared { renderer: self.renderer.clone(), gl_limits: None }
    }
}

impl<R> Shared<R> {
    /// The first handle.
    pub fn new(renderer: R) -> Self {
        Shared { renderer: Rc::new(RefCell::new(renderer)), gl_limits: None }
    }
}

impl<R: Renderer> Renderer for Shared<R> {
    fn info(&self) -> RendererInfo {
        self.renderer.borrow().info()
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        self.renderer.borrow_mut().execute(commands, spare)
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        self.renderer.borrow_mut().read_pixels(canvas, rect)
    }

    fn take_stats(&mut self) -> DrawStats {
        self.renderer.borrow_mut().take_stats()
    }

    fn memory_bytes(&self) -> u64 {
        self.renderer.borrow().memory_bytes()
    }

    fn gl(&mut self) -> Result<&mut dyn GlBackend, RenderError> {
        self.gl_limits = Some(self.renderer.borrow_mut().gl()?.limits());
        Ok(self)
    }
}

/// Passes everything on to the executor of the shared renderer.
impl<R: Renderer> GlBackend for Shared<R> {
    fn limits(&self) -> GlLimits {
        match &self.gl_limits {
            Some(limits) => limits.clone(),
            None => unreachable!("`gl` gives out this handle, and sets them"),
        }
    }

    fn execute(&mut self, context: GlContextId, commands: &mut Vec<GlCommand>) -> Result<(), RenderError> {
        self.renderer.borrow_mut().gl()?.execute(context, commands)
    }

    fn read(&mut self, context: GlContextId, read: &GlRead) -> Result<Vec<u8>, RenderError> {
        self.renderer.borrow_mut().gl()?.read(context, read)
    }

    fn read_buffer(
        &mut self,
        context: GlContextId,
        buffer: GlBufferId,
        offset: u32,
        size: u32,
    ) -> Result<Vec<u8>, RenderError> {
        self.renderer.borrow_mut().gl()?.read_buffer(context, buffer, offset, size)
    }

    fn query_result(&mut self, context: GlContextId, query: GlQueryId) -> Option<u64> {
        self.renderer.borrow_mut().gl().ok()?.query_result(context, query)
    }

    fn set_canvas(
        &mut self,
        canvas: CanvasId,
        picture: Option<&PixelBuffer<Premul>>,
    ) -> Result<(), RenderError> {
        self.renderer.borrow_mut().gl()?.set_canvas(canvas, picture)
    }

    fn canvas_pixels(&mut self, canvas: CanvasId) -> Result<PixelBuffer<Premul>, RenderError> {
        self.renderer.borrow_mut().gl()?.canvas_pixels(canvas)
    }

    fn take_published(&mut self, context: GlContextId) -> Result<Option<PixelBuffer<Premul>>, RenderError> {
        self.renderer.borrow_mut().gl()?.take_published(context)
    }

    fn take_stats(&mut self) -> DrawStats {
        self.renderer.borrow_mut().gl().map(|gl| gl.take_stats()).unwrap_or_default()
    }

    fn memory_bytes(&self) -> u64 {
        self.renderer.borrow_mut().gl().map_or(0, |gl| gl.memory_bytes())
    }
}
