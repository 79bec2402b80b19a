//! An executor that only remembers.

use sparrow_base::{CanvasId, PixelBuffer, Premul};
use sparrow_render::{
    DrawStats, RenderError,
    gl::{GlBackend, GlBufferId, GlCommand, GlContextId, GlLimits, GlQueryId, GlRead},
};

/// Remembers the commands as text and answers with one byte over and over.
#[derive(Debug, Default)]
pub(super) struct FakeBackend {
    pub(super) executed: Vec<String>,
    pub(super) answer: u8,
    pub(super) query: Option<u64>,
    pub(super) lost: bool,
}

impl GlBackend for FakeBackend {
    fn limits(&self) -> GlLimits {
        super::adapter()
    }

    fn execute(&mut self, _: GlContextId, commands: &mut Vec<GlCommand>) -> Result<(), RenderError> {
        self.executed.extend(commands.drain(..).map(|command| command.to_string()));
        if self.lost { Err(RenderError::DeviceLost("gone".to_owned())) } else { Ok(()) }
    }

    fn read(&mut self, _: GlContextId, read: &GlRead) -> Result<Vec<u8>, RenderError> {
        let pixels = read.rect.width.unsigned_abs() * read.rect.height.unsigned_abs();
        Ok(vec![self.answer; pixels as usize * 4])
    }

    fn read_buffer(
        &mut self,
        _: GlContextId,
        _: GlBufferId,
        _: u32,
        size: u32,
    ) -> Result<Vec<u8>, RenderError> {
        Ok(vec![self.answer; size as usize])
    }

    fn query_result(&mut self, _: GlContextId, _: GlQueryId) -> Option<u64> {
        self.query
    }

    fn take_published(&mut self, _: GlContextId) -> Result<Option<PixelBuffer<Premul>>, RenderError> {
        Ok(None)
    }

    fn set_canvas(&mut self, _: CanvasId, _: Option<&PixelBuffer<Premul>>) -> Result<(), RenderError> {
        Ok(())
    }

    fn take_stats(&mut self) -> DrawStats {
        DrawStats::default()
    }

    fn memory_bytes(&self) -> u64 {
        0
    }
}
