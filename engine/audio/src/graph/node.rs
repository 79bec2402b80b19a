//! One node of a graph on the side that renders.

use std::sync::Arc;

use super::{
    block::{Block, CountMode, Interpretation, MAX_CHANNELS, Mixing},
    buffer::Buffer,
    nodes::{
        self,
        analyser::Tap,
        biquad::BiquadType,
        convolver::Response,
        panner::{ListenerPose, PannerSettings},
    },
    param::{Param, ParamSpec, ParamStatus},
    wave::Wave,
};

/// A node of one context, in the order in which they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// A node's slot and one of its outputs.
pub(crate) type OutputId = (usize, usize);

/// What a node is; what cannot change later is said here.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the node types of the specification")]
pub enum NodeKind {
    Destination,
    Listener,
    Gain,
    ConstantSource,
    Oscillator,
    BufferSource,
    Analyser,
    Panner,
    StereoPanner,
    BiquadFilter,
    DynamicsCompressor,
    IirFilter { feedforward: Vec<f64>, feedback: Vec<f64> },
    WaveShaper,
    Delay { max_seconds: f64 },
    Convolver,
    ChannelSplitter { outputs: usize },
    ChannelMerger { inputs: usize },
    ScriptProcessor { frames: usize, inputs: usize, outputs: usize },
}

/// A change of what is no `AudioParam`.
#[derive(Debug)]
#[allow(missing_docs, reason = "the attributes and methods of the same names")]
pub enum Change {
    Start { when: f64, offset: f64, duration: Option<f64> },
    Stop { when: f64 },
    Buffer(Option<Arc<Buffer>>),
    Loop { is_on: bool, start: f64, end: f64 },
    Wave(Arc<Wave>),
    BiquadType(BiquadType),
    Panner(PannerSettings),
    Curve(Option<Arc<[f32]>>),
    Oversample(u32),
    Response(Option<Box<Response>>),
    ScriptOutput(Vec<Vec<f32>>),
    Mixing(Mixing),
}

/// What a node tells the game's thread.
#[derive(Debug)]
pub(crate) enum NodeNews {
    Ended,
    /// A script processor's input is full; what it answers is heard at `playback_time`.
    Script {
        playback_time: f64,
        input: Vec<Vec<f32>>,
    },
}

/// What a processor finds when a quantum is rendered.
pub(crate) struct Io<'a> {
    pub(crate) inputs: &'a [Block],
    pub(crate) outputs: &'a mut [Block],
    pub(crate) params: &'a [Param],
    /// Number of the quantum's first frame.
    pub(crate) frame: u64,
    pub(crate) rate_hz: f64,
    pub(crate) listener: &'a ListenerPose,
    pub(crate) news: &'a mut Vec<NodeNews>,
}

/// The sound of a node.
pub(crate) trait Processor: Send {
    /// Renders one quantum.
    fn process(&mut self, io: &mut Io<'_>);
    /// Takes the input of this quantum after everything else was rendered: of delays in loops.
    fn absorb(&mut self, _input: &Block) {}
    /// Gives back what it does not take or no longer needs: memory is freed elsewhere.
    fn apply(&mut self, change: Change) -> Option<Change> {
        Some(change)
    }
    /// It makes sound of its own, now or later.
    fn is_sounding(&self) -> bool {
        false
    }
    /// Frames that it is heard after its input ended.
    fn tail_frames(&self, _rate_hz: f64) -> u64 {
        0
    }
}

/// What the control side shares with a node.
#[derive(Clone, Debug, Default)]
pub(crate) struct NodeShared {
    pub(crate) params: Vec<Arc<ParamStatus>>,
    pub(crate) tap: Option<Arc<Tap>>,
    /// `reduction` of a compressor in decibels.
    pub(crate) reduction: Option<Arc<ParamStatus>>,
}

pub(crate) struct Node {
    pub(crate) id: NodeId,
    pub(crate) processor: Box<dyn Processor>,
    pub(crate) is_delay: bool,
    pub(crate) mixing: Mixing,
    pub(crate) inputs: Vec<Vec<OutputId>>,
    pub(crate) mixed: Vec<Block>,
    pub(crate) params: Vec<Param>,
    pub(crate) outputs: Vec<Block>,
    /// No object of the game refers to it any more.
    pub(crate) is_released: bool,
    /// The frame since when nothing that sounds leads to it.
    pub(crate) unheard_since: Option<u64>,
    pub(crate) is_muted: bool,
    pub(crate) is_late: bool,
}

impl NodeKind {
    /// Inputs and outputs.
    pub fn ports(&self) -> (usize, usize) {
        match *self {
            NodeKind::Listener => (0, 0),
            NodeKind::Destination => (1, 0),
            NodeKind::ConstantSource | NodeKind::Oscillator | NodeKind::BufferSource => (0, 1),
            NodeKind::ChannelSplitter { outputs } => (1, outputs),
            NodeKind::ChannelMerger { inputs } => (inputs, 1),
            _ => (1, 1),
        }
    }

    /// `channelCount` and its friends as they are at first.
    pub fn mixing(&self) -> Mixing {
        use CountMode::{ClampedMax, Explicit, Max};
        let (count, mode, interpretation) = match *self {
            NodeKind::Destination => (2, Explicit, Interpretation::Speakers),
            NodeKind::Panner
            | NodeKind::StereoPanner
            | NodeKind::DynamicsCompressor
            | NodeKind::Convolver => (2, ClampedMax, Interpretation::Speakers),
            NodeKind::ChannelSplitter { outputs } => (outputs, Explicit, Interpretation::Discrete),
            NodeKind::ChannelMerger { .. } => (1, Explicit, Interpretation::Speakers),
            NodeKind::ScriptProcessor { inputs, .. } => {
                (inputs.clamp(1, MAX_CHANNELS), Explicit, Interpretation::Speakers)
            }
            _ => (2, Max, Interpretation::Speakers),
        };
        Mixing { count, mode, interpretation }
    }

    /// Its parameters, in the order of their numbers.
    pub fn params(&self) -> &'static [ParamSpec] {
        nodes::params(self)
    }

    /// True for those with `start` and `stop`.
    pub fn is_source(&self) -> bool {
        matches!(self, NodeKind::ConstantSource | NodeKind::Oscillator | NodeKind::BufferSource)
    }

    pub(crate) fn shared(&self) -> NodeShared {
        NodeShared {
            params: self.params().iter().map(|spec| Arc::new(ParamStatus::new(spec.default))).collect(),
            tap: (*self == NodeKind::Analyser).then(Arc::default),
            reduction: (*self == NodeKind::DynamicsCompressor).then(Arc::default),
        }
    }
}

impl Node {
    pub(crate) fn new(id: NodeId, kind: &NodeKind, shared: &NodeShared, rate_hz: f64) -> Node {
        let (inputs, outputs) = kind.ports();
        let params = kind.params().iter().zip(&shared.params);
        Node {
            id,
            processor: nodes::processor(kind, shared, rate_hz),
            is_delay: matches!(kind, NodeKind::Delay { .. }),
            mixing: kind.mixing(),
            inputs: vec![Vec::new(); inputs],
            mixed: vec![Block::default(); inputs],
            params: params.map(|(spec, status)| Param::new(*spec, Arc::clone(status))).collect(),
            outputs: vec![Block::default(); outputs],
            is_released: false,
            unheard_since: None,
            is_muted: false,
            is_late: false,
        }
    }

    /// Slots that it hears.
    pub(crate) fn sources(&self) -> impl Iterator<Item = usize> {
        let params = self.params.iter().flat_map(|p| &p.inputs);
        self.inputs.iter().flatten().chain(params).map(|(slot, _)| *slot)
    }

    pub(crate) fn drop_sources(&mut self, mut is_dropped: impl FnMut(OutputId) -> bool) {
        for list in self.inputs.iter_mut().chain(self.params.iter_mut().map(|p| &mut p.inputs)) {
            list.retain(|source| !is_dropped(*source));
        }
    }
}
