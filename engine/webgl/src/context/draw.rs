//! Draw calls.

use super::{Context, Version, inputs::index_bytes};
use crate::{constants::*, extensions::Extension};
use sparrow_render::gl::{GlCommand, GlDraw, GlIndexType, GlIndices, GlMode};

/// What a draw call asks for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DrawCall {
    pub(crate) mode: u32,
    pub(crate) first: i32,
    pub(crate) count: i32,
    pub(crate) instances: i32,
    /// Type and byte offset.
    pub(crate) indices: Option<(u32, i64)>,
    /// It is one of the `...Instanced` calls.
    pub(crate) instanced: bool,
    pub(crate) draw_id: u32,
}

/// The executor's name of a mode.
pub(crate) fn mode(mode: u32) -> Result<GlMode, u32> {
    match mode {
        POINTS => Ok(GlMode::Points),
        LINES => Ok(GlMode::Lines),
        LINE_LOOP => Ok(GlMode::LineLoop),
        LINE_STRIP => Ok(GlMode::LineStrip),
        TRIANGLES => Ok(GlMode::Triangles),
        TRIANGLE_STRIP => Ok(GlMode::TriangleStrip),
        TRIANGLE_FAN => Ok(GlMode::TriangleFan),
        _ => Err(INVALID_ENUM),
    }
}

impl Context {
    /// `drawArrays`.
    pub fn draw_arrays(&mut self, mode: u32, first: i32, count: i32) {
        self.draw(&DrawCall {
            mode,
            first,
            count,
            instances: 1,
            indices: None,
            instanced: false,
            draw_id: 0,
        });
    }

    /// `drawElements`.
    pub fn draw_elements(&mut self, mode: u32, count: i32, kind: u32, offset: i64) {
        let indices = Some((kind, offset));
        self.draw(&DrawCall { mode, first: 0, count, instances: 1, indices, instanced: false, draw_id: 0 });
    }

    /// `drawArraysInstanced`.
    pub fn draw_arrays_instanced(&mut self, mode: u32, first: i32, count: i32, instances: i32) {
        self.draw(&DrawCall { mode, first, count, instances, indices: None, instanced: true, draw_id: 0 });
    }

    /// `drawElementsInstanced`.
    pub fn draw_elements_instanced(&mut self, mode: u32, count: i32, kind: u32, offset: i64, instances: i32) {
        let indices = Some((kind, offset));
        self.draw(&DrawCall { mode, first: 0, count, instances, indices, instanced: true, draw_id: 0 });
    }

    /// `drawRangeElements`: the range is a hint that is checked against itself only.
    pub fn draw_range_elements(
        &mut self,
        mode: u32,
        start: u32,
        end: u32,
        count: i32,
        kind: u32,
        offset: i64,
    ) {
        if self.lost {
            return;
        }
        if end < start {
            return self.raise_with(INVALID_VALUE, "drawRangeElements: end is smaller than start");
        }
        self.draw_elements(mode, count, kind, offset);
    }

    fn draw(&mut self, call: &DrawCall) {
        if self.lost {
            return;
        }
        if let Err(code) = self.try_draw(call) {
            self.explain_draw(code);
        }
    }

    /// Records the error of a draw.
    pub(crate) fn explain_draw(&mut self, code: u32) {
        let text = match code {
            INVALID_FRAMEBUFFER_OPERATION => "draw: the framebuffer is incomplete",
            INVALID_ENUM => "draw: no such mode or index type",
            INVALID_VALUE => "draw: a negative count, first or offset",
            _ => "draw: no usable program, vertices outside of a buffer, or a feedback loop",
        };
        self.raise_with(code, text);
    }

    /// Checks one draw, and sends it.
    pub(crate) fn try_draw(&mut self, call: &DrawCall) -> Result<(), u32> {
        let mode = mode(call.mode)?;
        if call.first < 0 || call.count < 0 || call.instances < 0 {
            return Err(INVALID_VALUE);
        }
        if let Some((kind, offset)) = call.indices {
            self.check_index_type(kind, offset)?;
        }
        self.check_feedback_draw(call)?;
        self.prepare_draw()?;
        let (first, count, instances) =
            (call.first.unsigned_abs(), call.count.unsigned_abs(), call.instances.unsigned_abs());
        let indices = match call.indices {
            Some((kind, offset)) => Some(self.check_indices(kind, offset, count)?),
            None => None,
        };
        if count == 0 || instances == 0 {
            return self.check_limits(0, 0, call.instanced);
        }
        let vertices = match indices {
            // Only restart indices: no vertex is read.
            Some((_, None)) => 0,
            Some((_, Some(largest))) => u64::from(largest) + 1,
            None => u64::from(first) + u64::from(count),
        };
        if vertices > u64::from(i32::MAX.unsigned_abs()) && call.indices.is_none() {
            return Err(INVALID_OPERATION);
        }
        self.check_limits(vertices, u64::from(instances), call.instanced)?;
        self.count_feedback(call.mode, count, instances)?;
        if self.draws_nothing() {
            return Ok(());
        }
        let indices = indices.map(|(indices, _)| indices);
        self.push(GlCommand::Draw(GlDraw { mode, first, count, instances, indices, draw_id: call.draw_id }));
        Ok(())
    }

    /// True when a draw would leave no trace: there is no image to draw to, and nothing is recorded.
    fn draws_nothing(&self) -> bool {
        let feedback = self.transform_feedback();
        let records = feedback.active && !feedback.paused;
        let image = self
            .current_target
            .as_deref()
            .is_some_and(|drawn| drawn.depth || drawn.stencil || drawn.formats.iter().any(Option::is_some));
        !records && (!image || self.state.rasterizer_discard)
    }

    /// Checks the type and the alignment of indices.
    fn check_index_type(&self, kind: u32, offset: i64) -> Result<(), u32> {
        let wide = self.version == Version::Two || self.enabled.has(Extension::OesElementIndexUint);
        match kind {
            UNSIGNED_BYTE | UNSIGNED_SHORT => {}
            UNSIGNED_INT if wide => {}
            _ => return Err(INVALID_ENUM),
        }
        if offset < 0 {
            return Err(INVALID_VALUE);
        }
        if offset % i64::from(index_bytes(kind)) != 0 {
            return Err(INVALID_OPERATION);
        }
        Ok(())
    }

    /// The indices of a draw and the largest of them.
    fn check_indices(&mut self, kind: u32, offset: i64, count: u32) -> Result<(GlIndices, Option<u32>), u32> {
        let handle = self.vertex_array().element_buffer.ok_or(INVALID_OPERATION)?;
        let restart = self.version == Version::Two;
        let buffer = self.buffers.get_mut(handle).ok_or(INVALID_OPERATION)?;
        let offset = u32::try_from(offset).map_err(|_| INVALID_OPERATION)?;
        let end = u64::from(offset) + u64::from(count) * u64::from(index_bytes(kind));
        let end = u32::try_from(end).ok().filter(|&end| end <= buffer.size || count == 0);
        let end = end.ok_or(INVALID_OPERATION)?;
        let kind = match kind {
            UNSIGNED_BYTE => GlIndexType::U8,
            UNSIGNED_SHORT => GlIndexType::U16,
            _ => GlIndexType::U32,
        };
        let largest = if count == 0 { None } else { buffer.largest_index(kind, offset..end, restart) };
        let indices = GlIndices { buffer: buffer.id, kind, offset, max_index: largest.unwrap_or(0), restart };
        Ok((indices, largest))
    }
}
