//! The ring of uniform blocks: every draw that changes a uniform writes its blocks anew; what was written goes to the
//! device in one piece a chunk, before the draws.

use super::Ids;

/// Size of a chunk. A chunk costs every program that draws from it a bind group.
const CHUNK_BYTES: usize = 512 << 10;

/// A buffer of the ring, with what it will hold.
pub(super) struct Chunk {
    pub(super) buffer: wgpu::Buffer,
    pub(super) uid: u32,
    data: Vec<u8>,
    size: usize,
}

/// The ring. Its buffers are reused by every submission: the queue orders writes after earlier draws.
pub(super) struct UniformRing {
    device: wgpu::Device,
    chunks: Vec<Chunk>,
    current: usize,
    alignment: usize,
}

impl UniformRing {
    pub(super) fn new(device: &wgpu::Device) -> UniformRing {
        UniformRing {
            alignment: device.limits().min_uniform_buffer_offset_alignment.max(16) as usize,
            device: device.clone(),
            chunks: Vec::new(),
            current: 0,
        }
    }

    /// Bytes that a block of `size` bytes takes.
    pub(super) fn stride(&self, size: usize) -> usize {
        size.next_multiple_of(self.alignment)
    }

    /// Goes on to a chunk with room for `bytes`; its index.
    pub(super) fn reserve(&mut self, ids: &mut Ids, bytes: usize) -> usize {
        loop {
            let Some(chunk) = self.chunks.get(self.current) else {
                let size = bytes.max(CHUNK_BYTES);
                let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
                    label: Some("uniforms"),
                    size: size as u64,
                    usage: wgpu::BufferUsages::UNIFORM
                        | wgpu::BufferUsages::VERTEX
                        | wgpu::BufferUsages::COPY_DST,
                    mapped_at_creation: false,
                });
                self.chunks.push(Chunk { buffer, uid: ids.next(), data: Vec::new(), size });
                continue;
            };
            if chunk.data.len() + bytes <= chunk.size {
                return self.current;
            }
            self.current += 1;
        }
    }

    /// Writes a block into the current chunk, which has room for it: its offset. What is missing of `size` is zero.
    pub(super) fn push(&mut self, bytes: &[u8], size: usize) -> u32 {
        let chunk = &mut self.chunks[self.current];
        let offset = chunk.data.len();
        let given = bytes.len().min(size);
        chunk.data.extend_from_slice(&bytes[..given]);
        chunk.data.resize(offset + size.next_multiple_of(self.alignment), 0);
        offset as u32
    }

    pub(super) fn chunk(&self, index: usize) -> &Chunk {
        &self.chunks[index]
    }

    /// Sends what was written; the number of bytes.
    pub(super) fn flush(&mut self, queue: &wgpu::Queue) -> u64 {
        let mut sent = 0;
        for chunk in &mut self.chunks {
            if !chunk.data.is_empty() {
                queue.write_buffer(&chunk.buffer, 0, &chunk.data);
                sent += chunk.data.len() as u64;
                chunk.data.clear();
            }
        }
        self.current = 0;
        sent
    }

    pub(super) fn memory_bytes(&self) -> u64 {
        self.chunks.iter().map(|c| c.size as u64).sum()
    }
}
