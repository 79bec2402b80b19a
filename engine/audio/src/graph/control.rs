//! A context on the game's thread: which nodes there are, what may be connected, what JavaScript reads.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use rustc_hash::FxHashMap;

use super::{
    node::{Change, Node, NodeId, NodeKind, NodeShared},
    nodes::{
        analyser::{MAX_FFT_FRAMES, Spectrum},
        biquad::{self, BiquadType},
    },
    param::ParamSpec,
    render::{Automate, Graph, GraphCommand, Target},
    timeline::Automation,
};

/// Why a call of the graph fails: the name of the exception and the reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name}: {reason}")]
pub struct GraphError {
    /// `IndexSizeError` and the like.
    pub name: &'static str,
    /// In words.
    pub reason: String,
}

fn error<T>(name: &'static str, reason: impl Into<String>) -> Result<T, GraphError> {
    Err(GraphError { name, reason: reason.into() })
}

/// Nodes of one context at once.
const MAX_NODES: usize = 16_384;
/// Connections of one context at once.
const MAX_EDGES: usize = 65_536;
/// Memory that the nodes of one context hold for delays, analysers and scripts.
const MAX_NODE_BYTES: usize = 256 * 1024 * 1024;

type Edge = (NodeId, usize, Target);

struct ControlNode {
    kind: NodeKind,
    shared: NodeShared,
    /// The number and the value of the last command to each parameter.
    told: Vec<(u32, f32)>,
    spectrum: Spectrum,
    biquad: BiquadType,
    bytes: usize,
}

/// One context.
pub(crate) struct Control {
    rate_hz: u32,
    nodes: FxHashMap<NodeId, ControlNode>,
    next: u32,
    edges: BTreeSet<Edge>,
    clock: Arc<AtomicU64>,
    bytes: usize,
}

impl Control {
    /// A context with its destination and its listener, and the graph that renders it.
    pub(crate) fn new(rate_hz: u32) -> (Control, Graph) {
        let clock = Arc::new(AtomicU64::new(0));
        let graph = Graph::new(rate_hz, Arc::clone(&clock));
        let control = Control {
            rate_hz,
            nodes: FxHashMap::default(),
            next: 0,
            edges: BTreeSet::new(),
            clock,
            bytes: 0,
        };
        (control, graph)
    }

    /// Seconds that were rendered.
    pub(crate) fn current_time(&self) -> f64 {
        self.clock.load(Ordering::Relaxed) as f64 / f64::from(self.rate_hz)
    }

    /// Makes a node.
    pub(crate) fn add(&mut self, kind: NodeKind) -> Result<(NodeId, GraphCommand), GraphError> {
        let bytes = match &kind {
            NodeKind::Delay { max_seconds } => (max_seconds * f64::from(self.rate_hz) * 8.0) as usize,
            NodeKind::Analyser => MAX_FFT_FRAMES * 4,
            NodeKind::ScriptProcessor { frames, inputs, outputs } => {
                (frames + 2048) * (inputs + outputs * 3) * 4
            }
            _ => 0,
        };
        if self.nodes.len() >= MAX_NODES {
            return error("NotSupportedError", format!("there are {MAX_NODES} nodes already"));
        }
        if self.bytes + bytes > MAX_NODE_BYTES {
            return error("NotSupportedError", "the nodes of this context would need more than 256 MB");
        }
        let id = NodeId(self.next);
        self.next += 1;
        self.bytes += bytes;
        let shared = kind.shared();
        let node = Box::new(Node::new(id, &kind, &shared, f64::from(self.rate_hz)));
        let told = kind.params().iter().map(|spec| (0, spec.default)).collect();
        let control = ControlNode {
            kind,
            shared,
            told,
            spectrum: Spectrum::default(),
            biquad: BiquadType::default(),
            bytes,
        };
        self.nodes.insert(id, control);
        Ok((id, GraphCommand::Add(node)))
    }

    /// The graph has dropped the node.
    pub(crate) fn forget(&mut self, id: NodeId) {
        if let Some(node) = self.nodes.remove(&id) {
            self.bytes -= node.bytes;
            self.edges.retain(|(from, _, to)| *from != id && to.node() != id);
        }
    }

    fn node(&self, id: NodeId) -> Result<&ControlNode, GraphError> {
        match self.nodes.get(&id) {
            Some(node) => Ok(node),
            None => error("InvalidStateError", "the node is not in this context"),
        }
    }

    fn check_output(&self, id: NodeId, output: usize) -> Result<(), GraphError> {
        let outputs = self.node(id)?.kind.ports().1;
        if output < outputs {
            return Ok(());
        }
        error("IndexSizeError", format!("output {output} of a node with {outputs} outputs"))
    }

    fn check_target(&self, to: Target) -> Result<(), GraphError> {
        let kind = &self.node(to.node())?.kind;
        let (i, count, what) = match to {
            Target::Input(_, i) => (i, kind.ports().0, "input"),
            Target::Param(_, i) => (i, kind.params().len(), "parameter"),
        };
        if i < count {
            Ok(())
        } else {
            error("IndexSizeError", format!("{what} {i} of a node with {count} {what}s"))
        }
    }

    pub(crate) fn connect(
        &mut self,
        from: NodeId,
        output: usize,
        to: Target,
    ) -> Result<GraphCommand, GraphError> {
        self.check_output(from, output)?;
        self.check_target(to)?;
        if self.edges.len() >= MAX_EDGES {
            return error("NotSupportedError", format!("there are {MAX_EDGES} connections already"));
        }
        self.edges.insert((from, output, to));
        Ok(GraphCommand::Connect { from, output, to })
    }

    /// Takes away the connections from an output (or all) to a target or to all inputs of a node (or everything).
    pub(crate) fn disconnect(
        &mut self,
        from: NodeId,
        output: Option<usize>,
        to: Option<Target>,
        to_node: Option<NodeId>,
    ) -> Result<GraphCommand, GraphError> {
        self.node(from)?;
        if let Some(output) = output {
            self.check_output(from, output)?;
        }
        if let Some(to) = to {
            self.check_target(to)?;
        }
        let before = self.edges.len();
        self.edges.retain(|(source, port, target)| {
            let is_it = *source == from
                && output.is_none_or(|output| output == *port)
                && to.is_none_or(|to| to == *target)
                && to_node.is_none_or(|node| matches!(target, Target::Input(to, _) if *to == node));
            !is_it
        });
        if self.edges.len() == before && (to.is_some() || to_node.is_some()) {
            return error("InvalidAccessError", "the nodes are not connected");
        }
        Ok(GraphCommand::Disconnect { from, output, to, to_node })
    }

    /// `param.value`.
    pub(crate) fn value(&self, id: NodeId, param: usize) -> Result<f32, GraphError> {
        let node = self.node(id)?;
        let (Some(status), Some((serial, told))) = (node.shared.params.get(param), node.told.get(param))
        else {
            return error("IndexSizeError", "no such parameter");
        };
        Ok(status.value_since(*serial).unwrap_or(*told))
    }

    /// A command to a parameter; `told` is the value until it is carried out, where that is known.
    pub(crate) fn automate(
        &mut self,
        id: NodeId,
        param: usize,
        what: Automate,
        told: Option<f32>,
    ) -> Result<GraphCommand, GraphError> {
        let value = self.value(id, param)?;
        let Some(last) = self.nodes.get_mut(&id).and_then(|node| node.told.get_mut(param)) else {
            return error("IndexSizeError", "no such parameter");
        };
        *last = (last.0.wrapping_add(1), told.unwrap_or(value));
        Ok(GraphCommand::Automate { node: id, param, serial: last.0, what })
    }

    /// `param.value = x`.
    pub(crate) fn set_value(
        &mut self,
        id: NodeId,
        param: usize,
        value: f32,
    ) -> Result<GraphCommand, GraphError> {
        let spec = self.spec(id, param)?;
        let now = self.current_time();
        let event = Automation::SetValue { value, time: now };
        let told = value.clamp(spec.min, spec.max);
        self.automate(id, param, Automate::Insert { event, now }, Some(told))
    }

    fn spec(&self, id: NodeId, param: usize) -> Result<ParamSpec, GraphError> {
        match self.node(id)?.kind.params().get(param) {
            Some(spec) => Ok(*spec),
            None => error("IndexSizeError", "no such parameter"),
        }
    }

    pub(crate) fn change(&mut self, id: NodeId, change: Change) -> Result<GraphCommand, GraphError> {
        self.node(id)?;
        if let Change::BiquadType(kind) = change
            && let Some(node) = self.nodes.get_mut(&id)
        {
            node.biquad = kind;
        }
        Ok(GraphCommand::Change(id, change))
    }

    /// The last frames that an analyser heard.
    pub(crate) fn time_domain(&self, id: NodeId, count: usize) -> Result<Vec<f32>, GraphError> {
        match &self.node(id)?.shared.tap {
            Some(tap) => Ok(tap.last(count.min(MAX_FFT_FRAMES))),
            None => error("InvalidAccessError", "not an analyser"),
        }
    }

    /// Decibels of the bins of an analyser.
    pub(crate) fn spectrum(
        &mut self,
        id: NodeId,
        size: usize,
        smoothing: f32,
    ) -> Result<Vec<f32>, GraphError> {
        if !size.is_power_of_two() || !(32..=MAX_FFT_FRAMES).contains(&size) {
            return error("IndexSizeError", "fftSize should be a power of two from 32 to 32768");
        }
        match self.nodes.get_mut(&id) {
            Some(ControlNode { shared: NodeShared { tap: Some(tap), .. }, spectrum, .. }) => {
                Ok(spectrum.decibels(tap, size, smoothing.clamp(0.0, 1.0)))
            }
            _ => error("InvalidAccessError", "not an analyser"),
        }
    }

    /// `reduction` of a compressor in decibels.
    pub(crate) fn reduction(&self, id: NodeId) -> Result<f32, GraphError> {
        match &self.node(id)?.shared.reduction {
            Some(status) => Ok(status.value_since(0).unwrap_or(0.0)),
            None => error("InvalidAccessError", "not a compressor"),
        }
    }

    /// Amplitudes and phases of a filter at some frequencies.
    pub(crate) fn response(&self, id: NodeId, hz: &[f32]) -> Result<Vec<(f32, f32)>, GraphError> {
        let node = self.node(id)?;
        let rate = f64::from(self.rate_hz);
        let at =
            |b: &[f64], a: &[f64]| hz.iter().map(|hz| biquad::response(b, a, f64::from(*hz), rate)).collect();
        match &node.kind {
            NodeKind::BiquadFilter => {
                let [frequency, detune, q, gain] =
                    [0, 1, 2, 3].map(|i| self.value(id, i).map_or(0.0, f64::from));
                let hz = frequency * (detune / 1200.0).exp2();
                let [b0, b1, b2, a1, a2] = biquad::coefficients(node.biquad, rate, hz, q, gain);
                Ok(at(&[b0, b1, b2], &[1.0, a1, a2]))
            }
            NodeKind::IirFilter { feedforward, feedback } => Ok(at(feedforward, feedback)),
            _ => error("InvalidAccessError", "not a filter"),
        }
    }
}
