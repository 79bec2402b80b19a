//! Bytes on their way from the device to the CPU: buffers that are being mapped, and what queries counted.

use crate::Gpu;
use sparrow_render::RenderError;
use std::sync::mpsc::{self, TryRecvError};

/// A buffer that is being mapped for reading. Its copy has been submitted.
#[derive(Debug)]
pub(crate) struct Mapping {
    buffer: wgpu::Buffer,
    receiver: mpsc::Receiver<Result<(), wgpu::BufferAsyncError>>,
}

impl Mapping {
    pub(crate) fn begin(buffer: &wgpu::Buffer) -> Mapping {
        let (sender, receiver) = mpsc::channel();
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            // Nobody waits any more when this mapping is gone.
            let _ = sender.send(result);
        });
        Mapping { buffer: buffer.clone(), receiver }
    }

    /// `None` while it is on its way; false when it will never come.
    pub(crate) fn arrived(&self) -> Option<bool> {
        match self.receiver.try_recv() {
            Err(TryRecvError::Empty) => None,
            Ok(result) => Some(result.is_ok()),
            Err(TryRecvError::Disconnected) => Some(false),
        }
    }

    /// Shows the bytes of a buffer that has arrived, and unmaps it.
    fn look<R>(self, look: impl FnOnce(&[u8]) -> R) -> Result<R, wgpu::MapRangeError> {
        let result = look(&self.buffer.get_mapped_range(..)?);
        self.buffer.unmap();
        Ok(result)
    }

    /// Waits for the device, and shows the bytes.
    pub(crate) fn wait<R>(self, gpu: &Gpu, look: impl FnOnce(&[u8]) -> R) -> Result<R, RenderError> {
        let lost = |message: String| RenderError::DeviceLost(message);
        gpu.device.poll(wgpu::PollType::wait_indefinitely()).map_err(|e| lost(e.to_string()))?;
        gpu.health.check()?;
        self.receiver.recv().map_err(|e| lost(e.to_string()))?.map_err(|e| lost(e.to_string()))?;
        self.look(look).map_err(|e| lost(e.to_string()))
    }

    /// The words of a buffer that has arrived; none when the device was lost meanwhile, which is found out elsewhere.
    pub(crate) fn words(self) -> Vec<u64> {
        let words =
            |bytes: &[u8]| bytes.as_chunks::<8>().0.iter().map(|word| u64::from_le_bytes(*word)).collect();
        self.look(words).unwrap_or_default()
    }
}

/// Where the results of a set of queries go: one word each.
#[derive(Debug)]
pub(crate) struct QueryWords {
    resolved: wgpu::Buffer,
    copied: wgpu::Buffer,
    count: u32,
}

impl QueryWords {
    pub(crate) fn new(device: &wgpu::Device, count: u32) -> QueryWords {
        use wgpu::BufferUsages as U;
        let buffer = |usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("queries"),
                size: u64::from(count) * 8,
                usage,
                mapped_at_creation: false,
            })
        };
        QueryWords {
            resolved: buffer(U::QUERY_RESOLVE | U::COPY_SRC),
            copied: buffer(U::COPY_DST | U::MAP_READ),
            count,
        }
    }

    /// The first queries of `set` are written here when the commands are carried out.
    pub(crate) fn resolve(&self, encoder: &mut wgpu::CommandEncoder, set: &wgpu::QuerySet) {
        encoder.resolve_query_set(set, 0..self.count, &self.resolved, 0);
        encoder.copy_buffer_to_buffer(&self.resolved, 0, &self.copied, 0, u64::from(self.count) * 8);
    }

    /// After the submission.
    pub(crate) fn map(&self) -> Mapping {
        Mapping::begin(&self.copied)
    }
}
