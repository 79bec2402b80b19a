//! Bytes on their way to the device.

use wgpu::util::StagingBelt;

/// Small uploads share mapped buffers of this size, that come back when the device is done with them.
const CHUNK_BYTES: u64 = 1 << 20;

/// Where uploads are written before an encoder copies them into place.
pub(super) struct Staging {
    device: wgpu::Device,
    belt: StagingBelt,
    /// Buffers of their own for large uploads, mapped until the submission.
    large: Vec<wgpu::Buffer>,
}

/// A place in a staging buffer.
pub(super) struct Staged {
    pub(super) buffer: wgpu::Buffer,
    pub(super) offset: u64,
}

impl Staging {
    pub(super) fn new(device: &wgpu::Device) -> Staging {
        Staging {
            belt: StagingBelt::new(device.clone(), CHUNK_BYTES),
            device: device.clone(),
            large: Vec::new(),
        }
    }

    /// Room for `size` bytes, which `write` fills; not zero. The place is a multiple of `alignment`.
    pub(super) fn write(
        &mut self,
        size: u64,
        alignment: u64,
        write: impl FnOnce(&mut wgpu::BufferViewMut),
    ) -> Staged {
        let padded = size.next_multiple_of(wgpu::COPY_BUFFER_ALIGNMENT);
        if padded > CHUNK_BYTES {
            let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("large upload"),
                size: padded,
                usage: wgpu::BufferUsages::MAP_WRITE | wgpu::BufferUsages::COPY_SRC,
                mapped_at_creation: true,
            });
            if let Ok(mut view) = buffer.get_mapped_range_mut(0..padded) {
                write(&mut view);
            }
            self.large.push(buffer.clone());
            return Staged { buffer, offset: 0 };
        }
        let size = wgpu::BufferSize::new(padded).expect("uploads are not empty");
        let alignment = wgpu::BufferSize::new(alignment).expect("alignments are not zero");
        let slice = self.belt.allocate(size, alignment);
        let staged = Staged { buffer: slice.buffer().clone(), offset: slice.offset() };
        if let Ok(mut view) = slice.get_mapped_range_mut() {
            write(&mut view);
        }
        staged
    }

    /// Room that holds `bytes`, padded with zeros to a multiple of four.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Staged {
        self.write(bytes.len() as u64, wgpu::COPY_BUFFER_ALIGNMENT, |view| {
            view.slice(..bytes.len()).copy_from_slice(bytes);
            if view.len() > bytes.len() {
                view.slice(bytes.len()..).fill(0);
            }
        })
    }

    /// Before the submission.
    pub(super) fn finish(&mut self) {
        for buffer in self.large.drain(..) {
            buffer.unmap();
        }
        self.belt.finish();
    }

    /// After the submission.
    pub(super) fn recall(&mut self) {
        self.belt.recall();
    }
}
