//! Buffer objects: life and content.

use super::{Context, Version};
use crate::{
    constants::*,
    handles::BufferHandle,
    objects::{Buffer, BufferKind},
    parameter::Parameter,
};
use sparrow_render::{
    RenderError,
    gl::{GlBackend, GlBufferId, GlBufferUse, GlCommand},
};

/// What `bufferData` gives a buffer.
#[derive(Clone, Copy)]
enum Content<'a> {
    Zeros(u32),
    Bytes(&'a [u8]),
}

impl Context {
    /// `createBuffer`.
    pub fn create_buffer(&mut self) -> BufferHandle {
        if self.lost {
            return self.buffers.dead_handle();
        }
        let id = GlBufferId(self.fresh_id());
        self.buffers.insert(Buffer::new(id))
    }

    /// `isBuffer`: false before it is bound the first time.
    pub fn is_buffer(&self, buffer: Option<BufferHandle>) -> bool {
        let Some(buffer) = buffer else { return false };
        let was_bound = self.buffers.get(buffer).is_some_and(|object| object.kind != BufferKind::Undefined);
        !self.lost && self.buffers.is_live(buffer) && was_bound
    }

    /// `deleteBuffer`.
    pub fn delete_buffer(&mut self, buffer: Option<BufferHandle>) {
        let Some(buffer) = buffer else { return };
        if self.lost {
            return;
        }
        if self.buffers.is_foreign(buffer) {
            return self.raise_with(INVALID_OPERATION, "deleteBuffer: an object of another context");
        }
        if self.buffers.is_live(buffer) {
            self.unbind_buffer(buffer);
            if let Some(freed) = self.buffers.delete(buffer) {
                self.drop_buffer(&freed);
            }
        }
    }

    /// A buffer is freed.
    pub(crate) fn drop_buffer(&mut self, buffer: &Buffer) {
        self.buffer_bytes -= u64::from(buffer.size);
        self.account();
        if buffer.sent {
            self.push(GlCommand::DropBuffer(buffer.id));
        }
    }

    /// Something refers to the buffer no more.
    pub(crate) fn unreference_buffer(&mut self, buffer: BufferHandle) {
        if let Some(freed) = self.buffers.drop_reference(buffer) {
            self.drop_buffer(&freed);
        }
    }

    /// The buffer at a binding point, for a command that uses its content.
    fn target_buffer(&mut self, target: u32) -> Result<BufferHandle, u32> {
        let buffer = self.bound_buffer(target)?.ok_or(INVALID_OPERATION)?;
        if self.is_double_bound(buffer) {
            return Err(INVALID_OPERATION);
        }
        Ok(buffer)
    }

    fn is_usage(&self, usage: u32) -> bool {
        match usage {
            STATIC_DRAW | DYNAMIC_DRAW | STREAM_DRAW => true,
            STATIC_READ | DYNAMIC_READ | STREAM_READ | STATIC_COPY | DYNAMIC_COPY | STREAM_COPY => {
                self.version == Version::Two
            }
            _ => false,
        }
    }

    /// `bufferData` with a size: all zero.
    pub fn buffer_data_size(&mut self, target: u32, size: i64, usage: u32) {
        if self.lost {
            return;
        }
        let checked = self.check_data(target, usage, size);
        if let Some((buffer, size)) = self.checked(checked) {
            self.set_data(buffer, Content::Zeros(size), usage);
        }
    }

    /// `bufferData` with content; `None` is `null`.
    pub fn buffer_data(&mut self, target: u32, data: Option<&[u8]>, usage: u32) {
        if self.lost {
            return;
        }
        let Some(data) = data else {
            return self.raise_with(INVALID_VALUE, "bufferData: no data");
        };
        let checked = self.check_data(target, usage, i64::try_from(data.len()).unwrap_or(i64::MAX));
        if let Some((buffer, _)) = self.checked(checked) {
            self.set_data(buffer, Content::Bytes(data), usage);
        }
    }

    fn check_data(&mut self, target: u32, usage: u32, size: i64) -> Result<(BufferHandle, u32), u32> {
        self.bound_buffer(target)?;
        if !self.is_usage(usage) {
            return Err(INVALID_ENUM);
        }
        if size < 0 {
            return Err(INVALID_VALUE);
        }
        let handle = self.target_buffer(target)?;
        if self.is_recorded(handle) {
            return Err(INVALID_OPERATION);
        }
        let size = u32::try_from(size).map_err(|_| OUT_OF_MEMORY)?;
        let before = self.buffers.get(handle).map_or(0, |buffer| buffer.size);
        let total = self.buffer_bytes - u64::from(before) + u64::from(size);
        if size > self.limits.max_buffer_bytes
            || total > self.limits.max_total_buffer_bytes
            || !self.has_room(before.into(), size.into())
        {
            self.raise_with(OUT_OF_MEMORY, "bufferData: more than this implementation holds");
            return Err(OUT_OF_MEMORY);
        }
        Ok((handle, size))
    }

    fn set_data(&mut self, handle: BufferHandle, content: Content<'_>, usage: u32) {
        let Some(buffer) = self.buffers.get_mut(handle) else { return };
        let size = match content {
            Content::Zeros(size) => size,
            // The length was checked.
            Content::Bytes(bytes) => u32::try_from(bytes.len()).unwrap_or(u32::MAX),
        };
        self.buffer_bytes = self.buffer_bytes - u64::from(buffer.size) + u64::from(size);
        if buffer.size != size {
            self.dirty.inputs = true;
            self.dirty.blocks = true;
        }
        buffer.usage = usage;
        buffer.forget_indices(0..u32::MAX);
        buffer.size = size;
        buffer.sent = true;
        let usage = if buffer.kind == BufferKind::Indices {
            buffer.bytes = Some(match content {
                Content::Zeros(size) => vec![0; size as usize],
                Content::Bytes(bytes) => bytes.to_vec(),
            });
            GlBufferUse::Index
        } else {
            GlBufferUse::Other
        };
        let id = buffer.id;
        self.account();
        match content {
            // Engines throw a buffer's memory away like this in each frame.
            Content::Zeros(size) => self.push(GlCommand::BufferSize { buffer: id, size, usage }),
            Content::Bytes(bytes) => {
                self.weight += bytes.len();
                self.push(GlCommand::BufferData { buffer: id, bytes: bytes.to_vec(), usage });
            }
        }
    }

    /// `bufferSubData`.
    pub fn buffer_sub_data(&mut self, target: u32, offset: i64, data: &[u8]) {
        if self.lost {
            return;
        }
        let checked = self.check_range(target, offset, data.len());
        let Some((handle, offset)) = self.checked(checked) else { return };
        let Some(buffer) = self.buffers.get_mut(handle) else { return };
        if data.is_empty() {
            return;
        }
        if let Some(bytes) = &mut buffer.bytes {
            bytes[offset as usize..][..data.len()].copy_from_slice(data);
            // The range was checked against the size, which is a u32.
            buffer.forget_indices(offset..offset + data.len() as u32);
        }
        let command = GlCommand::BufferSubData { buffer: buffer.id, offset, bytes: data.to_vec() };
        self.weight += data.len();
        self.push(command);
    }

    /// Checks that a range lies inside of the buffer at a binding point.
    fn check_range(&mut self, target: u32, offset: i64, length: usize) -> Result<(BufferHandle, u32), u32> {
        let handle = self.target_buffer(target)?;
        let offset = u32::try_from(offset).map_err(|_| INVALID_VALUE)?;
        let size = self.buffers.get(handle).map_or(0, |buffer| buffer.size);
        if offset as usize + length > size as usize {
            return Err(INVALID_VALUE);
        }
        Ok((handle, offset))
    }

    /// `copyBufferSubData`.
    pub fn copy_buffer_sub_data(
        &mut self,
        read_target: u32,
        write_target: u32,
        read_offset: i64,
        write_offset: i64,
        size: i64,
    ) {
        if self.lost {
            return;
        }
        if let Err(code) = self.try_copy(read_target, write_target, read_offset, write_offset, size) {
            self.raise_with(code, "copyBufferSubData: buffers or ranges that cannot be copied");
        }
    }

    fn try_copy(
        &mut self,
        read_target: u32,
        write_target: u32,
        read_offset: i64,
        write_offset: i64,
        size: i64,
    ) -> Result<(), u32> {
        self.bound_buffer(read_target)?;
        self.bound_buffer(write_target)?;
        let size = u32::try_from(size).map_err(|_| INVALID_VALUE)?;
        let (from, read_offset) = self.check_range(read_target, read_offset, size as usize)?;
        let (to, write_offset) = self.check_range(write_target, write_offset, size as usize)?;
        let overlap = read_offset < write_offset + size && write_offset < read_offset + size;
        if from == to && overlap && size > 0 {
            return Err(INVALID_VALUE);
        }
        let (Some(source), Some(target)) = (self.buffers.get(from), self.buffers.get(to)) else {
            return Err(INVALID_OPERATION);
        };
        if source.kind != target.kind {
            return Err(INVALID_OPERATION);
        }
        if size == 0 {
            return Ok(());
        }
        let (from_id, to_id) = (source.id, target.id);
        let copied =
            source.bytes.as_ref().map(|bytes| bytes[read_offset as usize..][..size as usize].to_vec());
        if let (Some(copied), Some(target)) = (copied, self.buffers.get_mut(to)) {
            if let Some(bytes) = &mut target.bytes {
                bytes[write_offset as usize..][..size as usize].copy_from_slice(&copied);
            }
            target.forget_indices(write_offset..write_offset + size);
        }
        self.push(GlCommand::CopyBuffer {
            from: from_id,
            from_offset: read_offset,
            to: to_id,
            to_offset: write_offset,
            size,
        });
        Ok(())
    }

    /// `getBufferSubData`: fills `out`.
    pub fn get_buffer_sub_data(
        &mut self,
        backend: &mut dyn GlBackend,
        target: u32,
        offset: i64,
        out: &mut [u8],
    ) {
        if self.lost {
            return;
        }
        let checked = self.check_range(target, offset, out.len());
        let Some((handle, offset)) = self.checked(checked) else { return };
        // As browsers hold it; the text of WebGL 2 says "any object", although others may be paused.
        if target == TRANSFORM_FEEDBACK_BUFFER && self.transform_feedback().active {
            return self.raise_with(INVALID_OPERATION, "getBufferSubData: transform feedback is active");
        }
        // The range was checked against the size, which is a u32.
        match self.buffer_bytes(handle, offset, out.len() as u32, backend) {
            Ok(bytes) if bytes.len() == out.len() => out.copy_from_slice(&bytes),
            Ok(_) => {
                self.raise_with(OUT_OF_MEMORY, "getBufferSubData: the executor gave another number of bytes");
            }
            Err(code) => self.raise(code),
        }
    }

    /// Content of a buffer as it is after all commands so far. The range must lie inside of it.
    pub(crate) fn buffer_bytes(
        &mut self,
        handle: BufferHandle,
        offset: u32,
        size: u32,
        backend: &mut dyn GlBackend,
    ) -> Result<Vec<u8>, u32> {
        let buffer = self.buffers.get(handle).ok_or(INVALID_OPERATION)?;
        if u64::from(offset) + u64::from(size) > u64::from(buffer.size) {
            return Err(INVALID_OPERATION);
        }
        if size == 0 {
            return Ok(Vec::new());
        }
        if let Some(bytes) = &buffer.bytes {
            return Ok(bytes[offset as usize..][..size as usize].to_vec());
        }
        let id = buffer.id;
        self.execute(backend)?;
        let answer = backend.read_buffer(self.id, id, offset, size);
        answer.map_err(|error| self.backend_failed(&error))
    }

    /// Hands all commands to the executor.
    pub(crate) fn execute(&mut self, backend: &mut dyn GlBackend) -> Result<(), u32> {
        self.weight = 0;
        let result = backend.execute(self.id, &mut self.commands);
        result.map_err(|error| self.backend_failed(&error))
    }

    /// The code of a failure of the executor. A lost device loses the context.
    pub(crate) fn backend_failed(&mut self, error: &RenderError) -> u32 {
        self.errors.explain(|| format!("WebGL: {error}"));
        if matches!(error, RenderError::DeviceLost(_)) {
            self.lose();
            return CONTEXT_LOST_WEBGL;
        }
        OUT_OF_MEMORY
    }

    /// `getBufferParameter`.
    pub fn get_buffer_parameter(&mut self, target: u32, name: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        let bound = self.bound_buffer(target);
        let Some(bound) = self.checked(bound) else { return Parameter::Null };
        if !matches!(name, BUFFER_SIZE | BUFFER_USAGE) {
            self.raise_with(INVALID_ENUM, "getBufferParameter: no such parameter");
            return Parameter::Null;
        }
        let Some(buffer) = bound.and_then(|buffer| self.buffers.get(buffer)) else {
            self.raise_with(INVALID_OPERATION, "getBufferParameter: no buffer is bound");
            return Parameter::Null;
        };
        match name {
            BUFFER_SIZE => Parameter::Big(i64::from(buffer.size)),
            _ => Parameter::Uint(buffer.usage),
        }
    }
}
