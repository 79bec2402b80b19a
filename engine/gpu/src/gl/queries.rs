//! Queries. One for samples that spans several passes is a device query for each; it passes when any of them does. One for time is two
//! timestamps between passes.

use super::{Engine, context::Context};
use crate::mapping::{Mapping, QueryWords};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlQueryId, GlQueryKind};
use std::{cell::Cell, rc::Rc};

/// Device queries of a kind in one submission.
const SET_SIZE: u32 = 512;

/// One query object, shared with the results that are on their way.
#[derive(Debug, Default)]
struct Query {
    /// Device queries whose results are not there yet.
    waiting: Cell<u32>,
    passed: Cell<bool>,
    /// Ticks of the device; a query for time alone has them. It began at 0 when it is a point in time.
    begin: Cell<u64>,
    end: Cell<u64>,
    is_time: bool,
    ended: Cell<bool>,
}

/// What the result of a device query means.
#[derive(Debug)]
enum Owner {
    Samples(Rc<Query>),
    Begin(Rc<Query>),
    End(Rc<Query>),
}

impl Owner {
    fn query(&self) -> &Query {
        match self {
            Owner::Samples(query) | Owner::Begin(query) | Owner::End(query) => query,
        }
    }

    fn take(&self, result: u64) {
        match self {
            Owner::Samples(query) => query.passed.set(query.passed.get() || result != 0),
            Owner::Begin(query) => query.begin.set(result),
            Owner::End(query) => query.end.set(result),
        }
        let query = self.query();
        query.waiting.set(query.waiting.get() - 1);
    }
}

/// The device queries of one kind.
struct Results {
    ty: wgpu::QueryType,
    set: Option<wgpu::QuerySet>,
    /// Owners of the device queries of this submission.
    owners: Vec<Owner>,
    /// Where this submission's results go.
    words: Option<QueryWords>,
    /// Results on their way, with the owner of each.
    pending: Vec<(Mapping, Vec<Owner>)>,
}

impl Results {
    fn new(ty: wgpu::QueryType) -> Results {
        Results { ty, set: None, owners: Vec::new(), words: None, pending: Vec::new() }
    }

    fn is_full(&self) -> bool {
        self.owners.len() as u32 >= SET_SIZE
    }

    fn set(&mut self, device: &wgpu::Device) -> wgpu::QuerySet {
        let make = || {
            device.create_query_set(&wgpu::QuerySetDescriptor {
                label: Some("WebGL"),
                ty: self.ty,
                count: SET_SIZE,
            })
        };
        self.set.get_or_insert_with(make).clone()
    }

    /// The next device query belongs to `owner`.
    fn add(&mut self, owner: Owner) -> u32 {
        let query = owner.query();
        query.waiting.set(query.waiting.get() + 1);
        self.owners.push(owner);
        self.owners.len() as u32 - 1
    }

    fn resolve(&mut self, device: &wgpu::Device, encoder: &mut wgpu::CommandEncoder) {
        let count = self.owners.len() as u32;
        let Some(set) = self.set.as_ref().filter(|_| count > 0) else { return };
        let words = QueryWords::new(device, count);
        words.resolve(encoder, set);
        self.words = Some(words);
    }

    fn map(&mut self) {
        let Some(words) = self.words.take() else { return };
        self.pending.push((words.map(), std::mem::take(&mut self.owners)));
        // A device query is written once before it is resolved.
        self.set = None;
    }

    /// Takes in what has come.
    fn receive(&mut self) {
        for (mapping, owners) in std::mem::take(&mut self.pending) {
            let Some(came) = mapping.arrived() else {
                self.pending.push((mapping, owners));
                continue;
            };
            // A query of a lost device counts as 0.
            let words = if came { mapping.words() } else { Vec::new() };
            for (n, owner) in owners.iter().enumerate() {
                owner.take(words.get(n).copied().unwrap_or(0));
            }
        }
    }
}

/// The device queries of all contexts.
pub(super) struct Counter {
    samples: Results,
    times: Results,
    /// Nanoseconds of a tick.
    tick_ns: f64,
}

impl Counter {
    pub(super) fn new(queue: &wgpu::Queue) -> Counter {
        Counter {
            samples: Results::new(wgpu::QueryType::Occlusion),
            times: Results::new(wgpu::QueryType::Timestamp),
            tick_ns: f64::from(queue.get_timestamp_period()),
        }
    }
}

impl Engine {
    /// Before a submission: results go to a buffer.
    pub(super) fn resolve_queries(&mut self) {
        if self.counter.samples.owners.is_empty() && self.counter.times.owners.is_empty() {
            return;
        }
        let encoder = self.frame.main();
        self.counter.samples.resolve(&self.gpu.device, encoder);
        self.counter.times.resolve(&self.gpu.device, encoder);
    }

    /// After a submission.
    pub(super) fn map_queries(&mut self) {
        self.counter.samples.map();
        self.counter.times.map();
    }

    /// Notes the time at which what was recorded so far is done.
    fn note_time(&mut self, owner: Owner) {
        if self.counter.times.is_full() {
            self.stats.count_unsupported("more than 256 queries for time between two flushes");
            return;
        }
        let set = self.counter.times.set(&self.gpu.device);
        let index = self.counter.times.add(owner);
        self.frame.main().write_timestamp(&set, index);
    }
}

/// Queries of a context.
#[derive(Default)]
pub(super) struct Queries {
    objects: FxHashMap<GlQueryId, Rc<Query>>,
    /// The one that counts samples.
    active: Option<Rc<Query>>,
}

impl Context {
    /// True when passes have to count samples.
    pub(super) fn counting(&self, engine: &Engine) -> bool {
        self.queries.active.is_some() && !engine.counter.samples.is_full()
    }

    /// The set that a new pass counts with.
    pub(super) fn query_set(&self, engine: &mut Engine) -> Option<wgpu::QuerySet> {
        if !self.counting(engine) {
            return None;
        }
        Some(engine.counter.samples.set(&engine.gpu.device))
    }

    /// A pass that counts has begun.
    pub(super) fn resume_queries(&self, engine: &mut Engine) {
        let Some(active) = self.queries.active.as_ref().filter(|_| self.counting(engine)) else { return };
        let Some(pass) = &mut engine.frame.pass else { return };
        pass.begin_query(engine.counter.samples.add(Owner::Samples(Rc::clone(active))));
    }

    pub(super) fn begin_query(&mut self, engine: &mut Engine, id: GlQueryId, kind: GlQueryKind) {
        let query = Rc::new(Query { is_time: kind == GlQueryKind::Time, ..Query::default() });
        self.queries.objects.insert(id, Rc::clone(&query));
        // The next draw begins a pass that counts; clears that wait do not count.
        self.settle(engine);
        match kind {
            GlQueryKind::Samples => {
                if engine.counter.samples.is_full() {
                    engine.stats.count_unsupported("more than 512 occlusion queries between two flushes");
                }
                self.queries.active = Some(query);
            }
            GlQueryKind::Time => engine.note_time(Owner::Begin(query)),
        }
    }

    pub(super) fn end_query(&mut self, engine: &mut Engine, id: GlQueryId) {
        let Some(query) = self.queries.objects.get(&id).cloned() else { return };
        if query.ended.replace(true) {
            return;
        }
        if query.is_time {
            self.settle(engine);
            return engine.note_time(Owner::End(query));
        }
        if self.queries.active.as_ref().is_some_and(|active| Rc::ptr_eq(active, &query)) {
            self.queries.active = None;
            if let Some(pass) = &mut engine.frame.pass {
                pass.end_query();
            }
        }
    }

    /// `queryCounterEXT`.
    pub(super) fn timestamp(&mut self, engine: &mut Engine, id: GlQueryId) {
        let query = Rc::new(Query { is_time: true, ended: Cell::new(true), ..Query::default() });
        self.queries.objects.insert(id, Rc::clone(&query));
        self.settle(engine);
        engine.note_time(Owner::End(query));
    }

    pub(super) fn drop_query(&mut self, engine: &mut Engine, id: GlQueryId) {
        let is_active = self.queries.objects.get(&id).is_some_and(|query| !query.is_time);
        if is_active {
            self.end_query(engine, id);
        }
        self.queries.objects.remove(&id);
    }

    /// The result, when it is there.
    pub(super) fn query_result(&self, engine: &mut Engine, id: GlQueryId) -> Option<u64> {
        let query = self.queries.objects.get(&id)?;
        if query.waiting.get() > 0 {
            // A software adapter is waited for: the work is done on these cores in any case, and a run without a window gives the same answers
            // each time.
            let poll = match engine.caps.software {
                true => wgpu::PollType::wait_indefinitely(),
                false => wgpu::PollType::Poll,
            };
            // A lost device answers nothing; its loss is found out elsewhere.
            let _ = engine.gpu.device.poll(poll);
            engine.counter.samples.receive();
            engine.counter.times.receive();
        }
        if !query.ended.get() || query.waiting.get() > 0 {
            return None;
        }
        if query.is_time {
            let ticks = query.end.get().saturating_sub(query.begin.get());
            return Some((ticks as f64 * engine.counter.tick_ns) as u64);
        }
        Some(u64::from(query.passed.get()))
    }
}
