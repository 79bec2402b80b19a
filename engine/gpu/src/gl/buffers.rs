//! Buffer objects.
//!
//! A write never waits and seldom breaks a pass: bytes go through staging memory in the encoder that comes first. When commands
//! of this submission read the buffer already, the write goes to a new buffer on the device that takes its place.

use super::{Engine, indices::IndexConversions, vertex_rows::Conversion};
use sparrow_render::{RenderError, gl::GlBufferUse};

/// Buffers up to this size keep their bytes on the CPU as well, for conversions; index buffers always do.
const SHADOW_BYTES: usize = 256 << 10;
/// Partial writes to larger buffers that are in use are copied in order, not into a new buffer.
const REPLACE_BYTES: u64 = 1 << 20;

/// A buffer object.
pub(super) struct Buffer {
    pub(super) gpu: wgpu::Buffer,
    /// Identity of `gpu`.
    pub(super) uid: u32,
    /// WebGL's size.
    pub(super) size: u32,
    usage: GlBufferUse,
    shadow: Option<Vec<u8>>,
    /// A conversion has asked for the bytes: they are kept.
    keep_shadow: bool,
    /// The epoch in which commands that are not yet submitted read it.
    pub(super) used: u64,
    /// The epoch in which such commands write it.
    written: u64,
    /// Vertices in forms that wgpu takes, of this content.
    pub(super) vertices: Vec<Conversion>,
    /// Indices in forms that wgpu takes, of this content.
    pub(super) indices: IndexConversions,
}

/// Room on the device: blocks are read in steps of 16 bytes, and vertices up to 4 bytes beyond their end.
fn capacity(size: usize) -> u64 {
    (size as u64).next_multiple_of(16) + 16
}

/// What `bufferData` gives a buffer.
pub(super) enum Content {
    Bytes(Vec<u8>),
    /// So many bytes, all zero, none of which travels.
    Zeros(u32),
}

impl Content {
    fn size(&self) -> usize {
        match self {
            Content::Bytes(bytes) => bytes.len(),
            Content::Zeros(size) => *size as usize,
        }
    }
}

impl Buffer {
    /// `bufferData` of a new buffer.
    pub(super) fn new(
        engine: &mut Engine,
        content: Content,
        usage: GlBufferUse,
    ) -> Result<Buffer, RenderError> {
        let size = content.size();
        let (gpu, uid) = engine.buffer(capacity(size))?;
        let mut buffer = Buffer {
            gpu,
            uid,
            size: size as u32,
            usage,
            shadow: None,
            keep_shadow: false,
            used: 0,
            written: 0,
            vertices: Vec::new(),
            indices: IndexConversions::default(),
        };
        buffer.fill(engine, content);
        Ok(buffer)
    }

    /// `bufferData` of a buffer that exists.
    pub(super) fn replace(
        &mut self,
        engine: &mut Engine,
        content: Content,
        usage: GlBufferUse,
    ) -> Result<(), RenderError> {
        let size = content.size();
        let wanted = capacity(size);
        if self.in_use(engine) || self.gpu.size() != wanted {
            let (gpu, uid) = engine.buffer(wanted)?;
            self.exchange(engine, gpu, uid);
        }
        self.usage = usage;
        self.size = size as u32;
        self.changed();
        self.fill(engine, content);
        Ok(())
    }

    /// Nothing reads what was there.
    fn fill(&mut self, engine: &mut Engine, content: Content) {
        let size = content.size();
        let keep = self.usage == GlBufferUse::Index || self.keep_shadow || size <= SHADOW_BYTES;
        self.shadow = match content {
            Content::Bytes(bytes) => {
                self.send(engine, 0, &bytes);
                keep.then_some(bytes)
            }
            // Memory that was another buffer's may hold anything.
            Content::Zeros(_) => {
                engine.frame.pre().clear_buffer(&self.gpu, 0, None);
                keep.then(|| vec![0; size])
            }
        };
    }

    fn in_use(&self, engine: &Engine) -> bool {
        self.used == engine.frame.epoch || self.written == engine.frame.epoch
    }

    fn exchange(&mut self, engine: &mut Engine, gpu: wgpu::Buffer, uid: u32) {
        let old = std::mem::replace(&mut self.gpu, gpu);
        engine.frame.retire(old, self.uid);
        self.uid = uid;
        self.used = 0;
        self.written = 0;
    }

    /// The content is another one.
    fn changed(&mut self) {
        self.vertices.clear();
        self.indices.clear();
    }

    /// Writes into `gpu`, before everything that is recorded. The range must not be in use; it may end between multiples of four only at
    /// the end of the buffer.
    fn send(&mut self, engine: &mut Engine, offset: u64, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        let staged = engine.frame.staging.put(bytes);
        let size = (bytes.len() as u64).next_multiple_of(4);
        engine.frame.pre().copy_buffer_to_buffer(&staged.buffer, staged.offset, &self.gpu, offset, size);
        engine.stats.upload_bytes += bytes.len() as u64;
    }

    /// `bufferSubData`. The range lies inside of the buffer.
    pub(super) fn write(
        &mut self,
        engine: &mut Engine,
        offset: u32,
        bytes: &[u8],
    ) -> Result<(), RenderError> {
        if bytes.is_empty() {
            return Ok(());
        }
        if u64::from(offset) + bytes.len() as u64 > u64::from(self.size) {
            engine.stats.count_unsupported("a write outside of its buffer");
            return Ok(());
        }
        let (start, end) = (offset as usize, offset as usize + bytes.len());
        let ends_well = end.is_multiple_of(4) || end == self.size as usize;
        if !start.is_multiple_of(4) || !ends_well {
            self.make_shadow(engine)?;
        }
        self.changed();
        if let Some(shadow) = &mut self.shadow {
            shadow[start..end].copy_from_slice(bytes);
        }
        let (from, to) = (start & !3, end.next_multiple_of(4).min(self.size as usize));
        let padded: &[u8] = match &self.shadow {
            Some(shadow) => &shadow[from..to],
            None => bytes,
        };
        let staged = engine.frame.staging.put(padded);
        let copied = (padded.len() as u64).next_multiple_of(4);
        engine.stats.upload_bytes += copied;
        if self.in_use(engine) {
            let whole = from == 0 && to == self.size as usize;
            let small = self.gpu.size() <= REPLACE_BYTES && self.written != engine.frame.epoch;
            if !whole && !small {
                engine.frame.main().copy_buffer_to_buffer(
                    &staged.buffer,
                    staged.offset,
                    &self.gpu,
                    from as u64,
                    copied,
                );
                self.written = engine.frame.epoch;
                return Ok(());
            }
            let (gpu, uid) = engine.buffer(self.gpu.size())?;
            if !whole {
                let size = self.gpu.size();
                engine.frame.pre().copy_buffer_to_buffer(&self.gpu, 0, &gpu, 0, size);
            }
            self.exchange(engine, gpu, uid);
        }
        engine.frame.pre().copy_buffer_to_buffer(
            &staged.buffer,
            staged.offset,
            &self.gpu,
            from as u64,
            copied,
        );
        Ok(())
    }

    /// The commands that follow read it.
    pub(super) fn mark_used(&mut self, epoch: u64) {
        self.used = epoch;
    }

    /// Commands in the main encoder write it: the CPU no longer knows its bytes.
    pub(super) fn mark_written(&mut self, epoch: u64) {
        self.written = epoch;
        self.shadow = None;
        self.changed();
    }

    /// Copies inside of the CPU's bytes, where both sides are known; `None` when they are not.
    pub(super) fn known(&self, offset: u32, size: u32) -> Option<&[u8]> {
        self.shadow.as_ref()?.get(offset as usize..(offset + size) as usize)
    }

    /// All bytes, read back from the device if need be: that is slow, and happens once for a buffer.
    pub(super) fn bytes(&mut self, engine: &mut Engine) -> Result<&[u8], RenderError> {
        self.make_shadow(engine)?;
        Ok(self.shadow.as_deref().unwrap_or_default())
    }

    fn make_shadow(&mut self, engine: &mut Engine) -> Result<(), RenderError> {
        self.keep_shadow = true;
        if self.shadow.is_none() {
            let size = u64::from(self.size).next_multiple_of(4);
            let mut bytes = engine.read_buffer(&self.gpu, 0, size)?;
            bytes.truncate(self.size as usize);
            self.shadow = Some(bytes);
        }
        Ok(())
    }

    /// Bytes on the device and on the CPU.
    pub(super) fn memory_bytes(&self) -> u64 {
        self.gpu.size()
            + self.shadow.as_ref().map_or(0, |s| s.len() as u64)
            + self.vertices.iter().map(|c| c.buffer.size()).sum::<u64>()
            + self.indices.memory_bytes()
    }
}
