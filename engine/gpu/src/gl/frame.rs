//! What is being recorded: two encoders, an open pass, and where uploads wait. The first encoder holds uploads and
//! comes before everything that the second one holds, so that most uploads do not break a pass.

use super::{Ids, staging::Staging, uniforms::UniformRing};
use crate::{
    Gpu,
    timer::{self, GpuTimer},
};

/// Most slots of vertex buffers that are ever set.
pub(super) const VERTEX_SLOTS: usize = 16;

/// A render pass and what is set in it, so that nothing is set twice.
pub(super) struct Pass {
    pub(super) pass: wgpu::RenderPass<'static>,
    pub(super) pipeline: u32,
    pub(super) groups: [(u32, [u32; 3]); 3],
    /// The zero is bound.
    pub(super) zero: bool,
    pub(super) vertex: [(u32, u64); VERTEX_SLOTS],
    pub(super) index: (u32, wgpu::IndexFormat),
    pub(super) viewport: [u32; 6],
    pub(super) scissor: [u32; 4],
    pub(super) stencil: u32,
    pub(super) blend: [u32; 4],
    /// The pass can count samples.
    pub(super) queries: bool,
    /// It is counting.
    counting: bool,
}

/// Says that a tracked value was never set. Identities begin at 1.
const NOTHING: u32 = 0;

impl Pass {
    fn new(pass: wgpu::RenderPass<'static>, queries: bool) -> Pass {
        Pass {
            pass,
            pipeline: NOTHING,
            groups: [(NOTHING, [u32::MAX; 3]); 3],
            zero: false,
            vertex: [(NOTHING, 0); VERTEX_SLOTS],
            index: (NOTHING, wgpu::IndexFormat::Uint16),
            viewport: [u32::MAX; 6],
            scissor: [u32::MAX; 4],
            stencil: 0,
            blend: [0; 4],
            queries,
            counting: false,
        }
    }

    /// Begins to count samples with a query of the set.
    pub(super) fn begin_query(&mut self, index: u32) {
        self.pass.begin_occlusion_query(index);
        self.counting = true;
    }

    /// Counts no longer.
    pub(super) fn end_query(&mut self) {
        if std::mem::take(&mut self.counting) {
            self.pass.end_occlusion_query();
        }
    }

    /// A clearing draw has set its own pipeline, group, viewport, scissor and reference.
    pub(super) fn forget_clear(&mut self, reference: u32) {
        self.pipeline = NOTHING;
        self.groups[0] = (NOTHING, [u32::MAX; 3]);
        self.viewport = [u32::MAX; 6];
        self.scissor = [u32::MAX; 4];
        self.stencil = reference;
    }
}

/// A device buffer that a newer one has replaced.
struct Retired {
    buffer: wgpu::Buffer,
    uid: u32,
    epoch: u64,
}

/// Bytes of replaced buffers that are kept for the next replacement.
const POOL_BYTES: u64 = 16 << 20;
/// Submissions that a replaced buffer is kept for.
const POOL_EPOCHS: u64 = 120;

/// Everything between two submissions.
pub(super) struct Frame {
    device: wgpu::Device,
    queue: wgpu::Queue,
    timer: Option<GpuTimer>,
    before: Option<wgpu::CommandEncoder>,
    main: Option<wgpu::CommandEncoder>,
    pub(super) pass: Option<Pass>,
    pub(super) staging: Staging,
    pub(super) ring: UniformRing,
    /// Number of this submission.
    pub(super) epoch: u64,
    retired: Vec<Retired>,
    pool: Vec<Retired>,
}

impl Frame {
    pub(super) fn new(gpu: &Gpu) -> Frame {
        Frame {
            before: None,
            main: None,
            pass: None,
            staging: Staging::new(&gpu.device),
            ring: UniformRing::new(&gpu.device),
            epoch: 1,
            retired: Vec::new(),
            pool: Vec::new(),
            device: gpu.device.clone(),
            queue: gpu.queue.clone(),
            timer: gpu.timer.clone(),
        }
    }

    fn encoder(device: &wgpu::Device, label: &'static str) -> wgpu::CommandEncoder {
        device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some(label) })
    }

    /// Commands that come before all others of this submission.
    pub(super) fn pre(&mut self) -> &mut wgpu::CommandEncoder {
        self.before.get_or_insert_with(|| Frame::encoder(&self.device, "WebGL uploads"))
    }

    /// Commands in the order of the calls; ends the pass.
    pub(super) fn main(&mut self) -> &mut wgpu::CommandEncoder {
        self.end_pass();
        self.main.get_or_insert_with(|| Frame::encoder(&self.device, "WebGL"))
    }

    /// Ends the pass and begins another one.
    pub(super) fn begin_pass(&mut self, descriptor: &wgpu::RenderPassDescriptor<'_>) -> &mut Pass {
        let queries = descriptor.occlusion_query_set.is_some();
        let pass = self.main().begin_render_pass(descriptor).forget_lifetime();
        self.pass.insert(Pass::new(pass, queries))
    }

    pub(super) fn end_pass(&mut self) {
        if let Some(mut pass) = self.pass.take() {
            pass.end_query();
        }
    }

    /// True when there is something to submit.
    pub(super) fn is_empty(&self) -> bool {
        self.before.is_none() && self.main.is_none()
    }

    /// Submits everything; the bytes of uniforms that were sent.
    pub(super) fn submit(&mut self) -> u64 {
        self.end_pass();
        let sent = self.ring.flush(&self.queue);
        self.staging.finish();
        let encoders = [self.before.take(), self.main.take()];
        let buffers = encoders.into_iter().flatten().map(wgpu::CommandEncoder::finish);
        timer::submit(self.timer.as_ref(), &self.queue, buffers);
        self.staging.recall();
        self.epoch += 1;
        self.pool.append(&mut self.retired);
        let mut bytes = 0;
        let now = self.epoch;
        // The newest come last: they are the ones to keep.
        self.pool.reverse();
        self.pool.retain(|r| {
            bytes += r.buffer.size();
            bytes <= POOL_BYTES && now - r.epoch < POOL_EPOCHS
        });
        self.pool.reverse();
        sent
    }

    /// Keeps a buffer for reuse after this submission.
    pub(super) fn retire(&mut self, buffer: wgpu::Buffer, uid: u32) {
        self.retired.push(Retired { buffer, uid, epoch: self.epoch });
    }

    /// A buffer of exactly this size with any content, from those that were replaced, or a new one.
    pub(super) fn take_buffer(&mut self, ids: &mut Ids, size: u64) -> (wgpu::Buffer, u32) {
        if let Some(at) = self.pool.iter().rposition(|r| r.buffer.size() == size) {
            let retired = self.pool.swap_remove(at);
            return (retired.buffer, retired.uid);
        }
        use wgpu::BufferUsages as U;
        let buffer = self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("WebGL"),
            size,
            usage: U::VERTEX | U::INDEX | U::UNIFORM | U::STORAGE | U::COPY_SRC | U::COPY_DST,
            mapped_at_creation: false,
        });
        (buffer, ids.next())
    }

    pub(super) fn memory_bytes(&self) -> u64 {
        self.ring.memory_bytes() + self.pool.iter().map(|r| r.buffer.size()).sum::<u64>()
    }
}
