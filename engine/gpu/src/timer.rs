//! How long the device works on what it is given: a timestamp before and one behind each submission.
//!
//! Off unless [`crate::GpuOptions::measure_time`] asks for it. Results come when the device is through, some frames later.

use crate::mapping::{Mapping, QueryWords};
use std::sync::{Arc, Mutex, PoisonError};

/// Submissions that are measured at a time; more of them wait for the device.
const MOST_PENDING: usize = 64;

/// The two timestamps of a submission, and how they come back.
#[derive(Debug)]
struct Slot {
    set: wgpu::QuerySet,
    words: QueryWords,
}

#[derive(Debug, Default)]
struct State {
    free: Vec<Slot>,
    pending: Vec<(Slot, Mapping)>,
    ticks: u64,
}

/// Measures submissions. Cloning shares it.
#[derive(Clone, Debug)]
pub(crate) struct GpuTimer {
    device: wgpu::Device,
    queue: wgpu::Queue,
    /// Nanoseconds of a tick.
    tick_ns: f64,
    state: Arc<Mutex<State>>,
}

impl GpuTimer {
    /// `None` where the device tells no time between commands.
    pub(crate) fn new(device: &wgpu::Device, queue: &wgpu::Queue) -> Option<GpuTimer> {
        let needed = wgpu::Features::TIMESTAMP_QUERY | wgpu::Features::TIMESTAMP_QUERY_INSIDE_ENCODERS;
        device.features().contains(needed).then(|| GpuTimer {
            device: device.clone(),
            queue: queue.clone(),
            tick_ns: f64::from(queue.get_timestamp_period()),
            state: Arc::default(),
        })
    }

    /// Submits, between two timestamps.
    fn submit(&self, buffers: impl Iterator<Item = wgpu::CommandBuffer>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.receive();
        let slot = match state.free.pop() {
            Some(slot) => slot,
            None if state.pending.len() < MOST_PENDING => Slot::new(&self.device),
            None => {
                self.queue.submit(buffers);
                return;
            }
        };
        let encoder =
            || self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor { label: Some("time") });
        let (mut before, mut behind) = (encoder(), encoder());
        before.write_timestamp(&slot.set, 0);
        behind.write_timestamp(&slot.set, 1);
        slot.words.resolve(&mut behind, &slot.set);
        let (before, behind) = (before.finish(), behind.finish());
        self.queue.submit(std::iter::once(before).chain(buffers).chain(std::iter::once(behind)));
        let mapping = slot.words.map();
        state.pending.push((slot, mapping));
    }

    /// Nanoseconds of the submissions that were finished since the last call.
    pub(crate) fn take_ns(&self) -> u64 {
        // A lost device answers nothing; its loss is found out elsewhere.
        let _ = self.device.poll(wgpu::PollType::Poll);
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.receive();
        (std::mem::take(&mut state.ticks) as f64 * self.tick_ns) as u64
    }
}

impl Slot {
    fn new(device: &wgpu::Device) -> Slot {
        Slot {
            set: device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("time"),
                ty: wgpu::QueryType::Timestamp,
                count: 2,
            }),
            words: QueryWords::new(device, 2),
        }
    }
}

impl State {
    fn receive(&mut self) {
        for (slot, mapping) in std::mem::take(&mut self.pending) {
            match mapping.arrived() {
                None => self.pending.push((slot, mapping)),
                Some(true) => {
                    if let [before, behind] = mapping.words()[..] {
                        self.ticks += behind.saturating_sub(before);
                    }
                    self.free.push(slot);
                }
                Some(false) => {}
            }
        }
    }
}

/// Gives command buffers to the device, measured by a timer where there is one.
pub(crate) fn submit(
    timer: Option<&GpuTimer>,
    queue: &wgpu::Queue,
    buffers: impl IntoIterator<Item = wgpu::CommandBuffer>,
) {
    match timer {
        Some(timer) => timer.submit(buffers.into_iter()),
        None => {
            queue.submit(buffers);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Gpu, GpuOptions};

    #[test]
    fn what_was_submitted_has_taken_time() {
        let gpu = Gpu::headless(GpuOptions { measure_time: true, ..GpuOptions::default() }).unwrap();
        let Some(timer) = &gpu.timer else { return };
        for _ in 0..100 {
            let encoder = gpu.device.create_command_encoder(&Default::default());
            super::submit(Some(timer), &gpu.queue, [encoder.finish()]);
        }
        gpu.device.poll(wgpu::PollType::wait_indefinitely()).unwrap();
        let first = timer.take_ns();
        assert!(first < 60_000_000_000, "{first}");
        assert_eq!(timer.take_ns(), 0, "what was told is not told again");
        let state = timer.state.lock().unwrap();
        assert!(state.pending.is_empty() && !state.free.is_empty() && state.free.len() <= 64);
    }
}
