//! Transform feedback objects.

use super::{Context, Version, draw::DrawCall};
use crate::{constants::*, handles::TransformFeedbackHandle, objects::TransformFeedback};
use sparrow_render::gl::{GlCommand, GlInterface, GlTransformFeedback};

/// Bytes of a vertex in each feedback buffer.
fn vertex_bytes(interface: &GlInterface) -> Vec<u32> {
    let components = interface.varyings.iter().map(|varying| 4 * varying.components);
    if interface.separate_varyings { components.collect() } else { vec![components.sum()] }
}

/// Vertices of whole primitives.
fn whole_vertices(mode: u32, count: u32) -> u64 {
    let corners = corners(mode);
    u64::from(count / corners * corners)
}

fn corners(mode: u32) -> u32 {
    match mode {
        LINES => 2,
        TRIANGLES => 3,
        _ => 1,
    }
}

impl Context {
    /// `createTransformFeedback`.
    pub fn create_transform_feedback(&mut self) -> TransformFeedbackHandle {
        if self.lost {
            return self.transform_feedbacks.dead_handle();
        }
        let bindings = self.limits.max_transform_feedback_separate_attribs;
        self.transform_feedbacks.insert(TransformFeedback::new(bindings))
    }

    /// `isTransformFeedback`: false before it is bound the first time.
    pub fn is_transform_feedback(&self, feedback: Option<TransformFeedbackHandle>) -> bool {
        let Some(feedback) = feedback else { return false };
        !self.lost
            && self.transform_feedbacks.is_live(feedback)
            && self.transform_feedbacks.get(feedback).is_some_and(|object| object.was_bound)
    }

    /// `bindTransformFeedback`.
    pub fn bind_transform_feedback(&mut self, target: u32, feedback: Option<TransformFeedbackHandle>) {
        if self.lost {
            return;
        }
        if target != TRANSFORM_FEEDBACK {
            return self.raise_with(INVALID_ENUM, "bindTransformFeedback: no such target");
        }
        let bound = self.transform_feedback();
        let running = bound.active && !bound.paused;
        let usable = feedback.is_none_or(|handle| self.transform_feedbacks.is_live(handle));
        if running || !usable {
            return self.raise_with(
                INVALID_OPERATION,
                "bindTransformFeedback: feedback is active, or a dead object",
            );
        }
        if let Some(handle) = feedback {
            self.transform_feedbacks.retain(handle);
            if let Some(object) = self.transform_feedbacks.get_mut(handle) {
                object.was_bound = true;
            }
        }
        let old = std::mem::replace(&mut self.bound.transform_feedback, feedback);
        if let Some(old) = old
            && let Some(freed) = self.transform_feedbacks.drop_reference(old)
        {
            self.drop_transform_feedback(&freed);
        }
        self.dirty.feedback = true;
    }

    /// `deleteTransformFeedback`.
    pub fn delete_transform_feedback(&mut self, feedback: Option<TransformFeedbackHandle>) {
        let Some(feedback) = feedback else { return };
        if self.lost {
            return;
        }
        let active = self.transform_feedbacks.get(feedback).is_some_and(|object| object.active);
        if self.transform_feedbacks.is_foreign(feedback) || active {
            return self
                .raise_with(INVALID_OPERATION, "deleteTransformFeedback: an active or foreign object");
        }
        if !self.transform_feedbacks.is_live(feedback) {
            return;
        }
        if self.bound.transform_feedback == Some(feedback) {
            self.bind_transform_feedback(TRANSFORM_FEEDBACK, None);
        }
        if let Some(freed) = self.transform_feedbacks.delete(feedback) {
            self.drop_transform_feedback(&freed);
        }
    }

    pub(crate) fn drop_transform_feedback(&mut self, feedback: &TransformFeedback) {
        for buffer in feedback.bindings.iter().filter_map(|binding| binding.buffer) {
            self.unreference_buffer(buffer);
        }
    }

    /// `beginTransformFeedback`.
    pub fn begin_transform_feedback(&mut self, mode: u32) {
        if !self.lost
            && let Err(code) = self.try_begin_feedback(mode)
        {
            self.raise_with(
                code,
                "beginTransformFeedback: no such mode, no varyings, or buffers that do not do",
            );
        }
    }

    fn try_begin_feedback(&mut self, mode: u32) -> Result<(), u32> {
        if !matches!(mode, POINTS | LINES | TRIANGLES) {
            return Err(INVALID_ENUM);
        }
        if self.transform_feedback().active {
            return Err(INVALID_OPERATION);
        }
        let program = self.bound.program.ok_or(INVALID_OPERATION)?;
        let buffers = self.feedback_buffers(program, 0)?;
        self.programs.retain(program);
        if let Some(object) = self.programs.get_mut(program) {
            object.feedback_users += 1;
        }
        let feedback = self.transform_feedback_mut();
        feedback.active = true;
        feedback.paused = false;
        feedback.primitive = mode;
        feedback.program = Some(program);
        feedback.written = 0;
        self.push(GlCommand::BeginTransformFeedback(GlTransformFeedback { buffers }));
        self.dirty.feedback = true;
        Ok(())
    }

    /// The buffers that a program's varyings go to, from a vertex on.
    fn feedback_buffers(
        &self,
        program: crate::handles::ProgramHandle,
        from_vertex: u64,
    ) -> Result<Vec<(sparrow_render::gl::GlBufferId, std::ops::Range<u32>)>, u32> {
        let linked = self.programs.get(program).and_then(|object| object.linked.as_ref());
        let interface = linked.ok_or(INVALID_OPERATION)?.interface();
        if interface.varyings.is_empty() {
            return Err(INVALID_OPERATION);
        }
        let feedback = self.transform_feedback();
        let mut buffers = Vec::new();
        let mut seen = Vec::new();
        for (index, bytes) in vertex_bytes(interface).into_iter().enumerate() {
            let binding = feedback.bindings.get(index).copied().ok_or(INVALID_OPERATION)?;
            let handle = binding.buffer.ok_or(INVALID_OPERATION)?;
            let buffer = self.buffers.get(handle).ok_or(INVALID_OPERATION)?;
            if seen.contains(&handle) {
                return Err(INVALID_OPERATION);
            }
            seen.push(handle);
            let end =
                binding.size.map_or(buffer.size, |size| buffer.size.min(binding.offset.saturating_add(size)));
            let start = u64::from(binding.offset) + from_vertex * u64::from(bytes);
            let start = u32::try_from(start).unwrap_or(u32::MAX).min(end.max(binding.offset));
            buffers.push((buffer.id, start..end.max(start)));
        }
        Ok(buffers)
    }

    /// `endTransformFeedback`.
    pub fn end_transform_feedback(&mut self) {
        if self.lost {
            return;
        }
        let feedback = self.transform_feedback_mut();
        if !feedback.active {
            return self.raise_with(INVALID_OPERATION, "endTransformFeedback: feedback is not active");
        }
        let running = !feedback.paused;
        feedback.active = false;
        feedback.paused = false;
        if let Some(program) = feedback.program.take() {
            if let Some(object) = self.programs.get_mut(program) {
                object.feedback_users = object.feedback_users.saturating_sub(1);
            }
            self.unreference_program(program);
        }
        if running {
            self.push(GlCommand::EndTransformFeedback);
        }
        self.dirty.feedback = true;
    }

    /// `pauseTransformFeedback`.
    pub fn pause_transform_feedback(&mut self) {
        if self.lost {
            return;
        }
        let feedback = self.transform_feedback_mut();
        if !feedback.active || feedback.paused {
            return self.raise_with(INVALID_OPERATION, "pauseTransformFeedback: feedback does not run");
        }
        feedback.paused = true;
        self.push(GlCommand::EndTransformFeedback);
    }

    /// `resumeTransformFeedback`: goes on behind what is written.
    pub fn resume_transform_feedback(&mut self) {
        if self.lost {
            return;
        }
        let feedback = self.transform_feedback();
        let program = feedback.program;
        if !feedback.active || !feedback.paused || program != self.bound.program {
            return self.raise_with(
                INVALID_OPERATION,
                "resumeTransformFeedback: not paused, or another program is in use",
            );
        }
        let buffers = program
            .ok_or(INVALID_OPERATION)
            .and_then(|program| self.feedback_buffers(program, feedback.written));
        if let Some(buffers) = self.checked(buffers) {
            self.transform_feedback_mut().paused = false;
            self.push(GlCommand::BeginTransformFeedback(GlTransformFeedback { buffers }));
        }
    }

    /// Checks a draw against running transform feedback: its mode, and that there is room.
    pub(crate) fn check_feedback_draw(&self, call: &DrawCall) -> Result<(), u32> {
        if self.version == Version::One {
            return Ok(());
        }
        let feedback = self.transform_feedback();
        if !feedback.active || feedback.paused {
            return Ok(());
        }
        if call.indices.is_some() || call.mode != feedback.primitive {
            return Err(INVALID_OPERATION);
        }
        let program = feedback.program.ok_or(INVALID_OPERATION)?;
        let linked = self.programs.get(program).and_then(|object| object.linked.as_ref());
        let bytes = vertex_bytes(linked.ok_or(INVALID_OPERATION)?.interface());
        let vertices =
            whole_vertices(call.mode, call.count.unsigned_abs()) * u64::from(call.instances.unsigned_abs());
        let rooms = self.feedback_buffers(program, feedback.written)?;
        let fits = rooms.iter().zip(bytes).all(|((_, range), bytes)| {
            vertices.saturating_mul(u64::from(bytes)) <= u64::from(range.end - range.start)
        });
        if fits { Ok(()) } else { Err(INVALID_OPERATION) }
    }

    /// Counts what a draw records, also for a query of primitives.
    pub(crate) fn count_feedback(&mut self, mode: u32, count: u32, instances: u32) -> Result<(), u32> {
        if self.version == Version::One {
            return Ok(());
        }
        let feedback = self.transform_feedback_mut();
        if !feedback.active || feedback.paused {
            return Ok(());
        }
        let vertices = whole_vertices(mode, count) * u64::from(instances);
        feedback.written += vertices;
        if let Some(query) = self.bound.feedback_query.and_then(|handle| self.queries.get_mut(handle)) {
            query.primitives += vertices / u64::from(corners(mode));
        }
        Ok(())
    }
}
