//! A renderer that the game draws with and the window presents from.

use sparrow_base::{CanvasId, PixelBuffer, PixelRect, Premul};
use sparrow_render::{DrawList, DrawStats, RenderCommand, RenderError, Renderer, RendererInfo};
use std::{cell::RefCell, rc::Rc};

/// Two handles on one renderer. They are never used at the same time: the game draws, then the window presents.
pub(crate) struct Shared<R>(pub(crate) Rc<RefCell<R>>);

impl<R> Clone for Shared<R> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

impl<R> Shared<R> {
    pub(crate) fn new(renderer: R) -> Self {
        Shared(Rc::new(RefCell::new(renderer)))
    }
}

impl<R: Renderer> Renderer for Shared<R> {
    fn info(&self) -> RendererInfo {
        self.0.borrow().info()
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        self.0.borrow_mut().execute(commands, spare)
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        self.0.borrow_mut().read_pixels(canvas, rect)
    }

    fn take_stats(&mut self) -> DrawStats {
        self.0.borrow_mut().take_stats()
    }

    fn memory_bytes(&self) -> u64 {
        self.0.borrow().memory_bytes()
    }
}
