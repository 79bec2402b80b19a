//! Where buffers are bound.

use super::{Context, IndexedBinding, Version};
use crate::{
    constants::*,
    handles::BufferHandle,
    objects::{BufferKind, TransformFeedback},
};
use sparrow_render::gl::{GlBufferUse, GlCommand};

impl Context {
    /// What is bound to a target, or that there is no such target.
    pub(crate) fn bound_buffer(&self, target: u32) -> Result<Option<BufferHandle>, u32> {
        let bound = &self.bound;
        match target {
            ARRAY_BUFFER => return Ok(bound.array_buffer),
            ELEMENT_ARRAY_BUFFER => return Ok(self.vertex_array().element_buffer),
            _ if self.version == Version::One => return Err(INVALID_ENUM),
            _ => {}
        }
        Ok(match target {
            COPY_READ_BUFFER => bound.copy_read_buffer,
            COPY_WRITE_BUFFER => bound.copy_write_buffer,
            PIXEL_PACK_BUFFER => bound.pixel_pack_buffer,
            PIXEL_UNPACK_BUFFER => bound.pixel_unpack_buffer,
            TRANSFORM_FEEDBACK_BUFFER => bound.transform_feedback_buffer,
            UNIFORM_BUFFER => bound.uniform_buffer,
            _ => return Err(INVALID_ENUM),
        })
    }

    /// The binding point of a target that [`Self::bound_buffer`] knows.
    fn buffer_place(&mut self, target: u32) -> &mut Option<BufferHandle> {
        if target == ELEMENT_ARRAY_BUFFER {
            return &mut self.vertex_array_mut().element_buffer;
        }
        let bound = &mut self.bound;
        match target {
            COPY_READ_BUFFER => &mut bound.copy_read_buffer,
            COPY_WRITE_BUFFER => &mut bound.copy_write_buffer,
            PIXEL_PACK_BUFFER => &mut bound.pixel_pack_buffer,
            PIXEL_UNPACK_BUFFER => &mut bound.pixel_unpack_buffer,
            TRANSFORM_FEEDBACK_BUFFER => &mut bound.transform_feedback_buffer,
            UNIFORM_BUFFER => &mut bound.uniform_buffer,
            _ => &mut bound.array_buffer,
        }
    }

    /// Puts a buffer into a place that refers to it.
    pub(crate) fn rebind_buffer(
        &mut self,
        place: impl FnOnce(&mut Context) -> &mut Option<BufferHandle>,
        buffer: Option<BufferHandle>,
    ) {
        let old = std::mem::replace(place(self), buffer);
        if old == buffer {
            return;
        }
        if let Some(buffer) = buffer {
            self.buffers.retain(buffer);
        }
        if let Some(old) = old {
            self.unreference_buffer(old);
        }
    }

    /// Checks that a buffer may be bound to a target, and fixes its kind.
    fn admit_buffer(&mut self, target: u32, buffer: Option<BufferHandle>) -> Result<(), u32> {
        let Some(handle) = buffer else { return Ok(()) };
        self.buffers.check_live(handle)?;
        let buffer = self.buffers.get_mut(handle).ok_or(INVALID_OPERATION)?;
        let wanted = if target == ELEMENT_ARRAY_BUFFER { BufferKind::Indices } else { BufferKind::Data };
        let is_copy = matches!(target, COPY_READ_BUFFER | COPY_WRITE_BUFFER);
        if buffer.kind == BufferKind::Undefined {
            buffer.kind = wanted;
            if wanted == BufferKind::Indices {
                buffer.bytes = Some(Vec::new());
                let id = buffer.id;
                buffer.sent = true;
                self.push(GlCommand::BufferData { buffer: id, bytes: Vec::new(), usage: GlBufferUse::Index });
            }
        } else if buffer.kind != wanted && !is_copy {
            return Err(INVALID_OPERATION);
        }
        Ok(())
    }

    /// `bindBuffer`.
    pub fn bind_buffer(&mut self, target: u32, buffer: Option<BufferHandle>) {
        if self.lost {
            return;
        }
        if let Err(code) = self.bound_buffer(target) {
            return self.raise_with(code, "bindBuffer: no such target");
        }
        if let Err(code) = self.admit_buffer(target, buffer) {
            return self.raise_with(code, "bindBuffer: a deleted or foreign buffer, or one of another kind");
        }
        self.rebind_buffer(|context| context.buffer_place(target), buffer);
    }

    /// The bound transform feedback object.
    pub(crate) fn transform_feedback(&self) -> &TransformFeedback {
        self.bound
            .transform_feedback
            .and_then(|handle| self.transform_feedbacks.get(handle))
            .unwrap_or(&self.default_transform_feedback)
    }

    /// The bound transform feedback object.
    pub(crate) fn transform_feedback_mut(&mut self) -> &mut TransformFeedback {
        self.bound
            .transform_feedback
            .and_then(|handle| self.transform_feedbacks.get_mut(handle))
            .unwrap_or(&mut self.default_transform_feedback)
    }

    /// `bindBufferBase`.
    pub fn bind_buffer_base(&mut self, target: u32, index: u32, buffer: Option<BufferHandle>) {
        if !self.lost {
            let result = self.bind_indexed(target, index, buffer, 0, None);
            self.checked(result);
        }
    }

    /// `bindBufferRange`.
    pub fn bind_buffer_range(
        &mut self,
        target: u32,
        index: u32,
        buffer: Option<BufferHandle>,
        offset: i64,
        size: i64,
    ) {
        if !self.lost {
            let result = self.bind_indexed(target, index, buffer, offset, Some(size));
            self.checked(result);
        }
    }

    fn bind_indexed(
        &mut self,
        target: u32,
        index: u32,
        buffer: Option<BufferHandle>,
        offset: i64,
        size: Option<i64>,
    ) -> Result<(), u32> {
        let (bindings, alignment) = match target {
            UNIFORM_BUFFER => (self.uniform_buffers.len(), self.limits.uniform_buffer_offset_alignment),
            TRANSFORM_FEEDBACK_BUFFER => (self.transform_feedback().bindings.len(), 4),
            _ => return Err(INVALID_ENUM),
        };
        if self.version == Version::One {
            return Err(INVALID_ENUM);
        }
        if index as usize >= bindings {
            return Err(INVALID_VALUE);
        }
        let feedback = self.transform_feedback();
        if target == TRANSFORM_FEEDBACK_BUFFER && feedback.active {
            return Err(INVALID_OPERATION);
        }
        if buffer.is_some_and(|buffer| !self.buffers.is_live(buffer)) {
            return Err(INVALID_OPERATION);
        }
        let offset = u32::try_from(offset).map_err(|_| INVALID_VALUE)?;
        let size = size.map(|size| u32::try_from(size).map_err(|_| INVALID_VALUE)).transpose()?;
        if buffer.is_some()
            && let Some(size) = size
        {
            let aligned = offset % alignment.max(1) == 0;
            let whole = target != TRANSFORM_FEEDBACK_BUFFER || size % 4 == 0;
            if size == 0 || !aligned || !whole {
                return Err(INVALID_VALUE);
            }
        }
        self.admit_buffer(target, buffer)?;
        self.rebind_buffer(|context| context.buffer_place(target), buffer);
        let binding = match buffer {
            Some(_) => IndexedBinding { buffer, offset, size },
            None => IndexedBinding::default(),
        };
        self.rebind_buffer(
            |context| {
                let place = match target {
                    UNIFORM_BUFFER => &mut context.uniform_buffers[index as usize],
                    _ => &mut context.transform_feedback_mut().bindings[index as usize],
                };
                place.offset = binding.offset;
                place.size = binding.size;
                &mut place.buffer
            },
            buffer,
        );
        self.dirty.blocks = true;
        self.dirty.feedback = true;
        Ok(())
    }

    /// Takes a deleted buffer from the binding points of the context and its bound objects.
    pub(crate) fn unbind_buffer(&mut self, buffer: BufferHandle) {
        let targets = [
            ARRAY_BUFFER,
            ELEMENT_ARRAY_BUFFER,
            COPY_READ_BUFFER,
            COPY_WRITE_BUFFER,
            PIXEL_PACK_BUFFER,
            PIXEL_UNPACK_BUFFER,
            TRANSFORM_FEEDBACK_BUFFER,
            UNIFORM_BUFFER,
        ];
        for target in targets {
            if *self.buffer_place(target) == Some(buffer) {
                self.rebind_buffer(|context| context.buffer_place(target), None);
            }
        }
        for index in 0..self.vertex_array().attribs.len() {
            if self.vertex_array().attribs[index].buffer == Some(buffer) {
                self.rebind_buffer(|context| &mut context.vertex_array_mut().attribs[index].buffer, None);
                self.dirty.inputs = true;
            }
        }
        for index in 0..self.uniform_buffers.len() {
            if self.uniform_buffers[index].buffer == Some(buffer) {
                self.rebind_buffer(|context| &mut context.uniform_buffers[index].buffer, None);
                self.uniform_buffers[index] = IndexedBinding::default();
                self.dirty.blocks = true;
            }
        }
        for index in 0..self.transform_feedback().bindings.len() {
            if self.transform_feedback().bindings[index].buffer == Some(buffer) {
                self.rebind_buffer(
                    |context| &mut context.transform_feedback_mut().bindings[index].buffer,
                    None,
                );
                self.transform_feedback_mut().bindings[index] = IndexedBinding::default();
                self.dirty.feedback = true;
            }
        }
    }

    /// True for a buffer that the bound transform feedback object writes and that is bound elsewhere too: it must not be used.
    pub(crate) fn is_double_bound(&self, buffer: BufferHandle) -> bool {
        if self.version == Version::One || !self.is_feedback_buffer(buffer) {
            return false;
        }
        let bound = &self.bound;
        let generic = [
            bound.array_buffer,
            bound.copy_read_buffer,
            bound.copy_write_buffer,
            bound.pixel_pack_buffer,
            bound.pixel_unpack_buffer,
            bound.uniform_buffer,
        ];
        let array = self.vertex_array();
        generic.contains(&Some(buffer))
            || self.uniform_buffers.iter().any(|binding| binding.buffer == Some(buffer))
            || array.attribs.iter().any(|attrib| attrib.enabled && attrib.buffer == Some(buffer))
    }

    /// True for a buffer that an active transform feedback object writes, bound or paused: its storage must stay.
    pub(crate) fn is_recorded(&self, buffer: BufferHandle) -> bool {
        let writes = |feedback: &TransformFeedback| {
            feedback.active && feedback.bindings.iter().any(|binding| binding.buffer == Some(buffer))
        };
        self.version == Version::Two
            && (writes(&self.default_transform_feedback) || self.transform_feedbacks.iter().any(writes))
    }

    /// True for a buffer at an index of the bound transform feedback object.
    pub(crate) fn is_feedback_buffer(&self, buffer: BufferHandle) -> bool {
        self.transform_feedback().bindings.iter().any(|binding| binding.buffer == Some(buffer))
    }
}
