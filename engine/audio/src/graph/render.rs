//! The graph of one context where it is rendered: a quantum at a time, nodes in order.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use rustc_hash::FxHashMap;

use super::{
    block::{Block, Interpretation, Mixing, QUANTUM},
    node::{Change, Io, Node, NodeId, NodeNews, OutputId},
    nodes::panner::ListenerPose,
    order::{Order, order},
    timeline::Automation,
};
use crate::decode::Frame;

/// Where a connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Target {
    /// An input of a node.
    Input(NodeId, usize),
    /// A parameter of a node.
    Param(NodeId, usize),
}

impl Target {
    pub(crate) fn node(self) -> NodeId {
        match self {
            Target::Input(node, _) | Target::Param(node, _) => node,
        }
    }
}

/// What to do with the automation of a parameter.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Automate {
    Insert { event: Automation, now: f64 },
    Cancel { time: f64 },
    CancelAndHold { time: f64 },
    Rate { is_a_rate: bool },
}

pub(crate) enum GraphCommand {
    Add(Box<Node>),
    Change(NodeId, Change),
    Connect {
        from: NodeId,
        output: usize,
        to: Target,
    },
    /// The node's connections from an output, or all, to a target, or all.
    Disconnect {
        from: NodeId,
        output: Option<usize>,
        to: Option<Target>,
        to_node: Option<NodeId>,
    },
    Automate {
        node: NodeId,
        param: usize,
        serial: u32,
        what: Automate,
    },
    Release(NodeId),
    SetRunning(bool),
}

/// What the graph tells the game's thread.
#[derive(Debug)]
pub(crate) enum GraphNews {
    Node(NodeId, NodeNews),
    /// Nodes that are gone; their memory is freed by who gets this.
    Gone(Vec<NodeId>, #[expect(dead_code, reason = "only dropped")] Trash),
}

/// Memory that is freed elsewhere.
#[derive(Default)]
pub(crate) struct Trash {
    #[allow(clippy::vec_box, reason = "nodes are large, and move about in the list")]
    nodes: Vec<Box<Node>>,
    changes: Vec<Change>,
}

impl std::fmt::Debug for Trash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} nodes, {} changes", self.nodes.len(), self.changes.len())
    }
}

/// Quanta between two searches for nodes that nobody needs.
const SWEEP_QUANTA: u64 = 64;

const DESTINATION: NodeId = NodeId(0);
const LISTENER: NodeId = NodeId(1);

pub(crate) struct Graph {
    rate_hz: f64,
    frame: u64,
    nodes: Vec<Option<Box<Node>>>,
    slots: FxHashMap<NodeId, usize>,
    free: Vec<usize>,
    order: Order,
    is_dirty: bool,
    is_running: bool,
    /// Frames that were rendered, for `currentTime`.
    clock: Arc<AtomicU64>,
    /// Frames of the last quantum that were played.
    played: usize,
    news: Vec<GraphNews>,
    trash: Trash,
    param_input: Block,
}

impl Graph {
    pub(crate) fn new(rate_hz: u32, clock: Arc<AtomicU64>) -> Graph {
        Graph {
            rate_hz: f64::from(rate_hz),
            frame: 0,
            nodes: Vec::new(),
            slots: FxHashMap::default(),
            free: Vec::new(),
            order: Order::default(),
            is_dirty: true,
            is_running: true,
            clock,
            played: QUANTUM,
            news: Vec::new(),
            trash: Trash::default(),
            param_input: Block::default(),
        }
    }

    /// Adds its sound.
    pub(crate) fn pull(&mut self, out: &mut [Frame]) {
        if !self.is_running {
            return;
        }
        let mut done = 0;
        while done < out.len() {
            if self.played == QUANTUM {
                self.render();
                self.played = 0;
            }
            let count = (QUANTUM - self.played).min(out.len() - done);
            if let Some(destination) = self.nodes.first().and_then(Option::as_deref) {
                let block = &destination.mixed[0];
                let (left, right) = (block.channel(0), block.channel(usize::from(block.len() > 1)));
                for (i, frame) in out[done..done + count].iter_mut().enumerate() {
                    let safe = |s: f32| if s.is_finite() { s } else { 0.0 };
                    frame[0] += safe(left[self.played + i]);
                    frame[1] += safe(right[self.played + i]);
                }
            }
            self.played += count;
            done += count;
        }
    }

    /// What happened, in order.
    pub(crate) fn take_news(&mut self) -> Vec<GraphNews> {
        let trash = std::mem::take(&mut self.trash);
        if !trash.nodes.is_empty() || !trash.changes.is_empty() {
            let ids = trash.nodes.iter().map(|node| node.id).collect();
            self.news.push(GraphNews::Gone(ids, trash));
        }
        std::mem::take(&mut self.news)
    }

    pub(crate) fn obey(&mut self, command: GraphCommand) {
        match command {
            GraphCommand::Add(node) => self.add(node),
            GraphCommand::Change(id, Change::Mixing(mixing)) => {
                if let Some(node) = self.node_mut(id) {
                    node.mixing = mixing;
                }
            }
            GraphCommand::Change(id, change) => {
                let rest = match self.node_mut(id) {
                    Some(node) => node.processor.apply(change),
                    None => Some(change),
                };
                self.trash.changes.extend(rest);
            }
            GraphCommand::Connect { from, output, to } => {
                self.is_dirty = true;
                let Some(&slot) = self.slots.get(&from) else { return };
                let Some(node) = self.node_mut(to.node()) else { return };
                let list = match to {
                    Target::Input(_, i) => node.inputs.get_mut(i),
                    Target::Param(_, i) => node.params.get_mut(i).map(|p| &mut p.inputs),
                };
                if let Some(list) = list
                    && !list.contains(&(slot, output))
                {
                    list.push((slot, output));
                }
            }
            GraphCommand::Disconnect { from, output, to, to_node } => {
                self.disconnect(from, output, to, to_node);
            }
            GraphCommand::Automate { node, param, serial, what } => {
                let Some(param) = self.node_mut(node).and_then(|n| n.params.get_mut(param)) else { return };
                param.serial = serial;
                match what {
                    Automate::Insert { event, now } => param.timeline.insert(event, now),
                    Automate::Cancel { time } => param.timeline.cancel(time),
                    Automate::CancelAndHold { time } => param.timeline.cancel_and_hold(time),
                    Automate::Rate { is_a_rate } => param.spec.is_a_rate = is_a_rate,
                }
            }
            GraphCommand::Release(id) => {
                if let Some(node) = self.node_mut(id) {
                    node.is_released = true;
                }
            }
            GraphCommand::SetRunning(is_running) => self.is_running = is_running,
        }
    }

    fn node_mut(&mut self, id: NodeId) -> Option<&mut Node> {
        let slot = *self.slots.get(&id)?;
        self.nodes.get_mut(slot)?.as_deref_mut()
    }

    fn add(&mut self, node: Box<Node>) {
        self.is_dirty = true;
        let id = node.id;
        let slot = match self.free.pop() {
            Some(slot) => {
                self.nodes[slot] = Some(node);
                slot
            }
            None => {
                self.nodes.push(Some(node));
                self.nodes.len() - 1
            }
        };
        self.slots.insert(id, slot);
    }

    fn disconnect(
        &mut self,
        from: NodeId,
        output: Option<usize>,
        to: Option<Target>,
        to_node: Option<NodeId>,
    ) {
        self.is_dirty = true;
        let Some(&slot) = self.slots.get(&from) else { return };
        let is_it = |(other, port): OutputId| other == slot && output.is_none_or(|output| output == port);
        match (to, to_node) {
            (Some(target), _) => {
                let Some(node) = self.node_mut(target.node()) else { return };
                let list = match target {
                    Target::Input(_, i) => node.inputs.get_mut(i),
                    Target::Param(_, i) => node.params.get_mut(i).map(|p| &mut p.inputs),
                };
                if let Some(list) = list {
                    list.retain(|source| !is_it(*source));
                }
            }
            (None, Some(id)) => {
                if let Some(node) = self.node_mut(id) {
                    node.inputs.iter_mut().for_each(|list| list.retain(|source| !is_it(*source)));
                }
            }
            (None, None) => self.nodes.iter_mut().flatten().for_each(|node| node.drop_sources(is_it)),
        }
    }

    fn reorder(&mut self) {
        self.is_dirty = false;
        let slots: Vec<usize> = self.slots.values().copied().collect();
        let mut slots = slots;
        slots.sort_unstable();
        let node = |slot: usize| self.nodes.get(slot).and_then(Option::as_deref);
        let sources = |slot: usize| node(slot).map_or_else(Vec::new, |n| n.sources().collect());
        self.order = order(&slots, &sources, &|slot| node(slot).is_some_and(|n| n.is_delay));
        for node in self.nodes.iter_mut().flatten() {
            (node.is_late, node.is_muted) = (false, false);
        }
        let Order { late, muted, .. } = &self.order;
        for slot in late {
            if let Some(node) = &mut self.nodes[*slot] {
                node.is_late = true;
            }
        }
        for slot in muted {
            if let Some(node) = &mut self.nodes[*slot] {
                node.is_muted = true;
            }
        }
    }

    fn render(&mut self) {
        if self.is_dirty {
            self.reorder();
        }
        let mut node_news = Vec::new();
        let mut listener = ListenerPose::default();
        if let Some(slot) = self.slots.get(&LISTENER).copied() {
            self.compute_params(slot);
            if let Some(node) = &self.nodes[slot] {
                listener = ListenerPose::of(&node.params);
            }
        }
        let slots = std::mem::take(&mut self.order.slots);
        for &slot in &slots {
            let Some(mut node) = self.nodes[slot].take() else { continue };
            if node.is_muted {
                node.outputs.iter_mut().for_each(|block| block.clear(1));
                self.nodes[slot] = Some(node);
                continue;
            }
            if !node.is_late {
                self.mix_inputs(slot, &mut node);
            }
            self.nodes[slot] = Some(node);
            self.compute_params(slot);
            let Some(node) = &mut self.nodes[slot] else { continue };
            let mut io = Io {
                inputs: if node.is_late { &[] } else { &node.mixed },
                outputs: &mut node.outputs,
                params: &node.params,
                frame: self.frame,
                rate_hz: self.rate_hz,
                listener: &listener,
                news: &mut node_news,
            };
            node.processor.process(&mut io);
            let id = node.id;
            self.news.extend(node_news.drain(..).map(|news| GraphNews::Node(id, news)));
        }
        self.order.slots = slots;
        for i in 0..self.order.late.len() {
            let slot = self.order.late[i];
            let Some(mut node) = self.nodes[slot].take() else { continue };
            self.mix_inputs(slot, &mut node);
            let Node { processor, mixed, .. } = &mut *node;
            processor.absorb(&mixed[0]);
            self.nodes[slot] = Some(node);
        }
        self.frame += QUANTUM as u64;
        self.clock.store(self.frame, Ordering::Relaxed);
        if (self.frame / QUANTUM as u64).is_multiple_of(SWEEP_QUANTA) {
            self.sweep();
        }
    }

    fn mix_inputs(&self, slot: usize, node: &mut Node) {
        let Node { inputs, mixed, outputs, mixing, .. } = node;
        for (sources, into) in inputs.iter().zip(mixed) {
            self.mix(sources, (slot, outputs), *mixing, into);
        }
    }

    fn mix(&self, sources: &[OutputId], own: (usize, &[Block]), mixing: Mixing, into: &mut Block) {
        let output = |(slot, port): OutputId| match self.nodes.get(slot) {
            _ if slot == own.0 => own.1.get(port),
            Some(Some(node)) => node.outputs.get(port),
            _ => None,
        };
        let widest = sources.iter().filter_map(|s| output(*s)).map(Block::len).max().unwrap_or(1);
        into.clear(mixing.channels(widest));
        for block in sources.iter().filter_map(|s| output(*s)) {
            if !block.is_silent() {
                into.add(block, mixing.interpretation);
            }
        }
    }

    fn compute_params(&mut self, slot: usize) {
        let Some(mut node) = self.nodes[slot].take() else { return };
        let mut input = std::mem::take(&mut self.param_input);
        let (frame, rate_hz) = (self.frame, self.rate_hz);
        let Node { params, outputs, .. } = &mut *node;
        for param in params {
            let has_input = !param.inputs.is_empty();
            if has_input {
                let mono = Mixing {
                    count: 1,
                    mode: super::block::CountMode::Explicit,
                    interpretation: Interpretation::Speakers,
                };
                self.mix(&param.inputs, (slot, outputs), mono, &mut input);
            }
            param.compute(frame, rate_hz, has_input.then_some(&input));
        }
        self.param_input = input;
        self.nodes[slot] = Some(node);
    }

    /// Removes nodes that no object of the game and nothing that sounds leads to, once their tail is over.
    fn sweep(&mut self) {
        if !self.nodes.iter().flatten().any(|node| node.is_released) {
            return;
        }
        let mut leads_to: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (slot, node) in self.nodes.iter().enumerate() {
            for source in node.iter().flat_map(|node| node.sources()) {
                leads_to[source].push(slot);
            }
        }
        let is_root = |node: &Node| {
            !node.is_released || node.processor.is_sounding() || node.id == DESTINATION || node.id == LISTENER
        };
        let mut is_reached = vec![false; self.nodes.len()];
        let mut open: Vec<usize> = Vec::new();
        for (slot, node) in self.nodes.iter().enumerate() {
            if node.as_deref().is_some_and(is_root) {
                is_reached[slot] = true;
                open.push(slot);
            }
        }
        while let Some(slot) = open.pop() {
            for &next in &leads_to[slot] {
                if !std::mem::replace(&mut is_reached[next], true) {
                    open.push(next);
                }
            }
        }
        let mut is_gone = vec![false; self.nodes.len()];
        for (slot, node) in self.nodes.iter_mut().enumerate() {
            let Some(node) = node else { continue };
            if is_reached[slot] {
                node.unheard_since = None;
                continue;
            }
            let since = *node.unheard_since.get_or_insert(self.frame);
            is_gone[slot] = self.frame - since >= node.processor.tail_frames(self.rate_hz);
        }
        if !is_gone.contains(&true) {
            return;
        }
        self.is_dirty = true;
        for node in self.nodes.iter_mut().flatten() {
            node.drop_sources(|(slot, _)| is_gone[slot]);
        }
        for (slot, _) in is_gone.iter().enumerate().filter(|(_, gone)| **gone) {
            if let Some(node) = self.nodes[slot].take() {
                self.slots.remove(&node.id);
                self.free.push(slot);
                self.trash.nodes.push(node);
            }
        }
    }
}
