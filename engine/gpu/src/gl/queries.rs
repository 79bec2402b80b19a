//! Occlusion queries. A query that spans several passes is one device query for each; it passes when any of them does.

use super::{Engine, context::Context};
use rustc_hash::FxHashMap;
use sparrow_render::gl::GlQueryId;
use std::{
    cell::Cell,
    rc::Rc,
    sync::mpsc::{self, TryRecvError},
};

/// Device queries of one submission.
const SET_SIZE: u32 = 512;

/// One query object, shared with the results that are on their way.
#[derive(Debug, Default)]
struct Query {
    /// Device queries whose results are not there yet.
    waiting: Cell<u32>,
    passed: Cell<bool>,
    ended: Cell<bool>,
}

/// Results of a submission on their way.
struct Pending {
    receiver: mpsc::Receiver<Result<(), wgpu::BufferAsyncError>>,
    buffer: wgpu::Buffer,
    /// The query of each device query.
    owners: Vec<Rc<Query>>,
}

/// The device queries of all contexts.
#[derive(Default)]
pub(super) struct Counter {
    set: Option<wgpu::QuerySet>,
    /// Owners of the device queries of this submission.
    owners: Vec<Rc<Query>>,
    /// The copy of this submission's results.
    copied: Option<wgpu::Buffer>,
    pending: Vec<Pending>,
}

impl Counter {
    fn is_full(&self) -> bool {
        self.owners.len() as u32 >= SET_SIZE
    }

    /// Takes in what has come.
    fn receive(&mut self) {
        self.pending.retain(|pending| {
            let result = match pending.receiver.try_recv() {
                Err(TryRecvError::Empty) => return true,
                Ok(result) => result.is_ok(),
                Err(TryRecvError::Disconnected) => false,
            };
            let view = if result { pending.buffer.get_mapped_range(..).ok() } else { None };
            let bytes = view.as_deref().unwrap_or_default();
            for (n, owner) in pending.owners.iter().enumerate() {
                let samples = bytes.get(n * 8..n * 8 + 8).unwrap_or_default();
                owner.passed.set(owner.passed.get() || samples.iter().any(|b| *b != 0));
                owner.waiting.set(owner.waiting.get() - 1);
            }
            false
        });
    }
}

impl Engine {
    /// Before a submission: results go to a buffer.
    pub(super) fn resolve_queries(&mut self) {
        let count = self.counter.owners.len() as u32;
        let Some(set) = self.counter.set.as_ref().filter(|_| count > 0) else { return };
        let device = &self.gpu.device;
        let buffer = |usage| {
            device.create_buffer(&wgpu::BufferDescriptor {
                label: Some("queries"),
                size: u64::from(count) * 8,
                usage,
                mapped_at_creation: false,
            })
        };
        let resolved = buffer(wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC);
        let copied = buffer(wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ);
        let encoder = self.frame.main();
        encoder.resolve_query_set(set, 0..count, &resolved, 0);
        encoder.copy_buffer_to_buffer(&resolved, 0, &copied, 0, u64::from(count) * 8);
        self.counter.copied = Some(copied);
    }

    /// After a submission.
    pub(super) fn map_queries(&mut self) {
        let Some(buffer) = self.counter.copied.take() else { return };
        let owners = std::mem::take(&mut self.counter.owners);
        let (sender, receiver) = mpsc::channel();
        buffer.map_async(wgpu::MapMode::Read, .., move |result| {
            // Nobody waits any more when the executor is gone.
            let _ = sender.send(result);
        });
        self.counter.pending.push(Pending { receiver, buffer, owners });
        // A device query is written once before it is resolved.
        self.counter.set = None;
    }
}

/// Queries of a context.
#[derive(Default)]
pub(super) struct Queries {
    objects: FxHashMap<GlQueryId, Rc<Query>>,
    active: Option<Rc<Query>>,
}

impl Context {
    /// True when passes have to count samples.
    pub(super) fn counting(&self, engine: &Engine) -> bool {
        self.queries.active.is_some() && !engine.counter.is_full()
    }

    /// The set that a new pass counts with.
    pub(super) fn query_set(&self, engine: &mut Engine) -> Option<wgpu::QuerySet> {
        if !self.counting(engine) {
            return None;
        }
        let set = engine.counter.set.get_or_insert_with(|| {
            engine.gpu.device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("WebGL"),
                ty: wgpu::QueryType::Occlusion,
                count: SET_SIZE,
            })
        });
        Some(set.clone())
    }

    /// A pass that counts has begun.
    pub(super) fn resume_queries(&self, engine: &mut Engine) {
        let Some(active) = self.queries.active.as_ref().filter(|_| self.counting(engine)) else { return };
        let Some(pass) = &mut engine.frame.pass else { return };
        pass.begin_query(engine.counter.owners.len() as u32);
        engine.counter.owners.push(Rc::clone(active));
        active.waiting.set(active.waiting.get() + 1);
    }

    pub(super) fn begin_query(&mut self, engine: &mut Engine, id: GlQueryId) {
        let query = Rc::new(Query::default());
        self.queries.objects.insert(id, Rc::clone(&query));
        if engine.counter.is_full() {
            engine.stats.count_unsupported("more than 512 occlusion queries between two flushes");
        }
        // The next draw begins a pass that counts; clears that wait do not count.
        self.settle(engine);
        self.queries.active = Some(query);
    }

    pub(super) fn end_query(&mut self, engine: &mut Engine, id: GlQueryId) {
        let Some(query) = self.queries.objects.get(&id) else { return };
        query.ended.set(true);
        if self.queries.active.as_ref().is_some_and(|active| Rc::ptr_eq(active, query)) {
            self.queries.active = None;
            if let Some(pass) = &mut engine.frame.pass {
                pass.end_query();
            }
        }
    }

    pub(super) fn drop_query(&mut self, engine: &mut Engine, id: GlQueryId) {
        self.end_query(engine, id);
        self.queries.objects.remove(&id);
    }

    /// The result, when it is there.
    pub(super) fn query_result(&self, engine: &mut Engine, id: GlQueryId) -> Option<u64> {
        let query = self.queries.objects.get(&id)?;
        if query.waiting.get() > 0 {
            // A lost device answers nothing; its loss is found out elsewhere.
            let _ = engine.gpu.device.poll(wgpu::PollType::Poll);
            engine.counter.receive();
        }
        (query.ended.get() && query.waiting.get() == 0).then_some(u64::from(query.passed.get()))
    }
}
