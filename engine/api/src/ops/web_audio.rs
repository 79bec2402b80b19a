//! `media/audio`: Web Audio contexts, nodes and buffers. `adapter/wx/web_audio*.js` gives them their shape.

use crate::{
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
    web_audio::{from_bytes, to_bytes},
};
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use sparrow_audio::{
    AudioEngine,
    graph::{
        Automation, BiquadType, Buffer, Change, ContextId, CountMode, DistanceModel, GraphError,
        Interpretation, MAX_CHANNELS, MAX_COEFFICIENTS, MAX_RESPONSE_FRAMES, Mixing, NodeId, NodeKind,
        PannerSettings, Response, Shape, Target, Wave,
    },
};
use std::sync::Arc;

pub(super) fn register(ops: &mut Operations) {
    ops.add("webAudio.open", open);
    ops.add("webAudio.close", |host, o: ContextOnly| {
        host.audio.borrow_mut().close_context(ContextId(o.context));
        Ok(())
    });
    ops.add("webAudio.setRunning", set_running);
    ops.add("webAudio.time", |host, o: ContextOnly| {
        Ok(host.audio.borrow().context_time(ContextId(o.context)))
    });
    ops.add("webAudio.node", node);
    ops.add("webAudio.connect", connect);
    ops.add("webAudio.disconnect", disconnect);
    ops.add("webAudio.value", |host, o: Param| {
        with(host, |audio| audio.param_value(o.context(), o.node(), o.param))
    });
    ops.add("webAudio.setValue", set_value);
    ops.add("webAudio.automate", automate);
    ops.add("webAudio.cancel", cancel);
    ops.add("webAudio.setRate", set_rate);
    ops.add("webAudio.change", change);
    ops.add("webAudio.buffer", buffer);
    ops.add("webAudio.channel", channel);
    ops.add("webAudio.decode", |host, o: Data| Ok(host.audio.borrow_mut().decode(o.data.into_vec())));
    ops.add("webAudio.timeDomain", time_domain);
    ops.add("webAudio.spectrum", spectrum);
    ops.add("webAudio.reduction", |host, o: Node| {
        with(host, |audio| audio.reduction(ContextId(o.context), NodeId(o.node)))
    });
    ops.add("webAudio.response", response);
}

/// The name of the exception goes before its reason; the JavaScript half takes it off.
impl From<GraphError> for OpError {
    fn from(error: GraphError) -> OpError {
        OpError::new(error.to_string())
    }
}

fn with<T>(host: &Host, work: impl FnOnce(&mut AudioEngine) -> Result<T, GraphError>) -> OpResult<T> {
    Ok(work(&mut host.audio.borrow_mut())?)
}

fn not_supported<T>(reason: &str) -> OpResult<T> {
    Err(OpError::new(format!("NotSupportedError: {reason}")))
}

#[derive(Deserialize)]
struct ContextOnly {
    context: u32,
}

#[derive(Deserialize)]
struct Node {
    context: u32,
    node: u32,
}

#[derive(Deserialize)]
struct Param {
    context: u32,
    node: u32,
    param: usize,
}

impl Param {
    fn context(&self) -> ContextId {
        ContextId(self.context)
    }
    fn node(&self) -> NodeId {
        NodeId(self.node)
    }
}

#[derive(Deserialize)]
struct Data {
    data: ByteBuf,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Opened {
    context: u32,
    sample_rate: u32,
    destination: NodeShape,
    listener: NodeShape,
}

fn open(host: &Host, _: NoOptions) -> OpResult<Opened> {
    let mut audio = host.audio.borrow_mut();
    let id = audio.open_context()?;
    Ok(Opened {
        context: id.0,
        sample_rate: audio.sample_rate_hz(),
        destination: shape(NodeId(0), &NodeKind::Destination),
        listener: shape(NodeId(1), &NodeKind::Listener),
    })
}

#[derive(Deserialize)]
struct SetRunning {
    context: u32,
    running: bool,
}

fn set_running(host: &Host, o: SetRunning) -> OpResult<()> {
    host.audio.borrow_mut().set_context_running(ContextId(o.context), o.running);
    Ok(())
}

/// What JavaScript is told of a new node.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NodeShape {
    node: u32,
    inputs: usize,
    outputs: usize,
    channel_count: usize,
    channel_count_mode: &'static str,
    channel_interpretation: &'static str,
    params: Vec<ParamShape>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ParamShape {
    name: &'static str,
    default_value: f32,
    min_value: f32,
    max_value: f32,
    automation_rate: &'static str,
}

fn shape(id: NodeId, kind: &NodeKind) -> NodeShape {
    let ((inputs, outputs), mixing) = (kind.ports(), kind.mixing());
    let param = |spec: &sparrow_audio::graph::ParamSpec| ParamShape {
        name: spec.name,
        default_value: spec.default,
        min_value: spec.min,
        max_value: spec.max,
        automation_rate: if spec.is_a_rate { "a-rate" } else { "k-rate" },
    };
    NodeShape {
        node: id.0,
        inputs,
        outputs,
        channel_count: mixing.count,
        channel_count_mode: match mixing.mode {
            CountMode::Max => "max",
            CountMode::ClampedMax => "clamped-max",
            CountMode::Explicit => "explicit",
        },
        channel_interpretation: match mixing.interpretation {
            Interpretation::Speakers => "speakers",
            Interpretation::Discrete => "discrete",
        },
        params: kind.params().iter().map(param).collect(),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewNode {
    context: u32,
    kind: String,
    /// Inputs, outputs, frames, as the kind needs them.
    inputs: Option<usize>,
    outputs: Option<usize>,
    frames: Option<usize>,
    max_delay: Option<f64>,
    feedforward: Option<Vec<f64>>,
    feedback: Option<Vec<f64>>,
}

impl NewNode {
    fn kind(self) -> OpResult<NodeKind> {
        let channels = |count: Option<usize>, default: usize| match count.unwrap_or(default) {
            count @ 1..=MAX_CHANNELS => Ok(count),
            count => Err(OpError::new(format!("IndexSizeError: {count} is not from 1 to {MAX_CHANNELS}"))),
        };
        Ok(match self.kind.as_str() {
            "Gain" => NodeKind::Gain,
            "ConstantSource" => NodeKind::ConstantSource,
            "Oscillator" => NodeKind::Oscillator,
            "BufferSource" => NodeKind::BufferSource,
            "Analyser" => NodeKind::Analyser,
            "Panner" => NodeKind::Panner,
            "StereoPanner" => NodeKind::StereoPanner,
            "BiquadFilter" => NodeKind::BiquadFilter,
            "DynamicsCompressor" => NodeKind::DynamicsCompressor,
            "WaveShaper" => NodeKind::WaveShaper,
            "Convolver" => NodeKind::Convolver,
            "ChannelSplitter" => NodeKind::ChannelSplitter { outputs: channels(self.outputs, 6)? },
            "ChannelMerger" => NodeKind::ChannelMerger { inputs: channels(self.inputs, 6)? },
            "Delay" => match self.max_delay.unwrap_or(1.0) {
                max_seconds if max_seconds > 0.0 && max_seconds < 180.0 => NodeKind::Delay { max_seconds },
                other => {
                    return not_supported(&format!(
                        "maxDelayTime should be from 0 to 180 instead of {other}"
                    ));
                }
            },
            "IIRFilter" => {
                let (feedforward, feedback) =
                    (self.feedforward.unwrap_or_default(), self.feedback.unwrap_or_default());
                let fits = |list: &[f64]| (1..=MAX_COEFFICIENTS).contains(&list.len());
                if !fits(&feedforward) || !fits(&feedback) {
                    return not_supported("a filter has 1 to 20 coefficients of each kind");
                }
                if feedforward.iter().all(|c| *c == 0.0) || feedback[0] == 0.0 {
                    let reason =
                        "InvalidStateError: the feedforward coefficients or the first of feedback are zero";
                    return Err(OpError::new(reason));
                }
                NodeKind::IirFilter { feedforward, feedback }
            }
            "ScriptProcessor" => {
                let frames = match self.frames.unwrap_or(0) {
                    0 => 2048,
                    frames @ (256 | 512 | 1024 | 2048 | 4096 | 8192 | 16_384) => frames,
                    other => return Err(OpError::new(format!("IndexSizeError: a bufferSize of {other}"))),
                };
                let (inputs, outputs) = (self.inputs.unwrap_or(2), self.outputs.unwrap_or(2));
                if inputs.max(outputs) > MAX_CHANNELS || inputs + outputs == 0 {
                    return Err(OpError::new("IndexSizeError: no such number of channels"));
                }
                NodeKind::ScriptProcessor { frames, inputs, outputs }
            }
            other => return Err(OpError::new(format!("internal error: no node {other}"))),
        })
    }
}

fn node(host: &Host, o: NewNode) -> OpResult<NodeShape> {
    let context = ContextId(o.context);
    let kind = o.kind()?;
    let id = with(host, |audio| audio.add_node(context, kind.clone()))?;
    Ok(shape(id, &kind))
}

#[derive(Deserialize)]
struct Connect {
    context: u32,
    from: u32,
    output: usize,
    to: u32,
    input: Option<usize>,
    param: Option<usize>,
}

fn connect(host: &Host, o: Connect) -> OpResult<()> {
    let to = match o.param {
        Some(param) => Target::Param(NodeId(o.to), param),
        None => Target::Input(NodeId(o.to), o.input.unwrap_or(0)),
    };
    with(host, |audio| audio.connect(ContextId(o.context), NodeId(o.from), o.output, to))
}

#[derive(Deserialize)]
struct Disconnect {
    context: u32,
    from: u32,
    output: Option<usize>,
    to: Option<u32>,
    input: Option<usize>,
    param: Option<usize>,
}

fn disconnect(host: &Host, o: Disconnect) -> OpResult<()> {
    let node = o.to.map(NodeId);
    let to = match (node, o.param, o.input) {
        (Some(node), Some(param), _) => Some(Target::Param(node, param)),
        (Some(node), None, Some(input)) => Some(Target::Input(node, input)),
        _ => None,
    };
    let to_node = if to.is_none() { node } else { None };
    with(host, |audio| audio.disconnect(ContextId(o.context), NodeId(o.from), o.output, to, to_node))
}

#[derive(Deserialize)]
struct SetValue {
    context: u32,
    node: u32,
    param: usize,
    value: f64,
}

fn set_value(host: &Host, o: SetValue) -> OpResult<()> {
    with(host, |audio| audio.set_param(ContextId(o.context), NodeId(o.node), o.param, o.value as f32))
}

#[derive(Deserialize)]
struct Automate {
    context: u32,
    node: u32,
    param: usize,
    kind: String,
    value: f64,
    time: f64,
    /// Time constant of a target, duration of a curve.
    extra: Option<f64>,
    values: Option<ByteBuf>,
}

fn automate(host: &Host, o: Automate) -> OpResult<()> {
    let (value, time, extra) = (o.value as f32, o.time, o.extra.unwrap_or(0.0));
    let event = match o.kind.as_str() {
        "set" => Automation::SetValue { value, time },
        "linear" => Automation::LinearRamp { value, time },
        "exponential" => Automation::ExponentialRamp { value, time },
        "target" => Automation::SetTarget { target: value, time, time_constant: extra },
        _ => {
            let values: Arc<[f32]> = from_bytes(&o.values.unwrap_or_default()).into();
            Automation::SetCurve { values, time, duration: extra }
        }
    };
    with(host, |audio| audio.automate(ContextId(o.context), NodeId(o.node), o.param, event))
}

#[derive(Deserialize)]
struct Cancel {
    context: u32,
    node: u32,
    param: usize,
    time: f64,
    hold: bool,
}

fn cancel(host: &Host, o: Cancel) -> OpResult<()> {
    with(host, |audio| audio.cancel_automation(ContextId(o.context), NodeId(o.node), o.param, o.time, o.hold))
}

#[derive(Deserialize)]
struct SetRate {
    context: u32,
    node: u32,
    param: usize,
    audio: bool,
}

fn set_rate(host: &Host, o: SetRate) -> OpResult<()> {
    with(host, |audio| audio.set_automation_rate(ContextId(o.context), NodeId(o.node), o.param, o.audio))
}

/// What is no parameter, by its name.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SetAttribute {
    context: u32,
    node: u32,
    what: String,
    when: Option<f64>,
    offset: Option<f64>,
    duration: Option<f64>,
    buffer: Option<u32>,
    normalize: Option<bool>,
    is_on: Option<bool>,
    start: Option<f64>,
    end: Option<f64>,
    name: Option<String>,
    real: Option<ByteBuf>,
    imag: Option<ByteBuf>,
    curve: Option<ByteBuf>,
    channels: Option<Vec<ByteBuf>>,
    oversample: Option<u32>,
    panner: Option<Panner>,
    mixing: Option<WrittenMixing>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Panner {
    distance_model: String,
    ref_distance: f64,
    max_distance: f64,
    rolloff_factor: f64,
    cone_inner_angle: f64,
    cone_outer_angle: f64,
    cone_outer_gain: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrittenMixing {
    channel_count: usize,
    channel_count_mode: String,
    channel_interpretation: String,
}

fn change(host: &Host, o: SetAttribute) -> OpResult<()> {
    let (context, node) = (ContextId(o.context), NodeId(o.node));
    let change = changed(host, o)?;
    with(host, |audio| audio.change_node(context, node, change))
}

fn changed(host: &Host, o: SetAttribute) -> OpResult<Change> {
    let name = o.name.unwrap_or_default();
    let kept = |id: Option<u32>| id.and_then(|id| host.web_audio.borrow().buffer(id).cloned());
    Ok(match o.what.as_str() {
        "start" => {
            let (when, offset) = (o.when.unwrap_or(0.0), o.offset.unwrap_or(0.0));
            Change::Start { when, offset, duration: o.duration }
        }
        "stop" => Change::Stop { when: o.when.unwrap_or(0.0) },
        "buffer" => Change::Buffer(kept(o.buffer)),
        "response" => Change::Response(match kept(o.buffer) {
            None => None,
            Some(buffer) if buffer.frames() > MAX_RESPONSE_FRAMES => {
                return not_supported("an impulse response has at most 1048576 frames");
            }
            Some(buffer) => Some(Box::new(Response::new(&buffer, o.normalize.unwrap_or(true)))),
        }),
        "loop" => Change::Loop {
            is_on: o.is_on.unwrap_or(false),
            start: o.start.unwrap_or(0.0),
            end: o.end.unwrap_or(0.0),
        },
        "shape" => Change::Wave(Arc::new(Wave::shape(match name.as_str() {
            "square" => Shape::Square,
            "sawtooth" => Shape::Sawtooth,
            "triangle" => Shape::Triangle,
            _ => Shape::Sine,
        }))),
        "wave" => {
            let terms = |bytes: Option<ByteBuf>| from_bytes(&bytes.unwrap_or_default());
            Change::Wave(Arc::new(Wave::new(&terms(o.real), &terms(o.imag), o.normalize.unwrap_or(true))))
        }
        "biquad" => Change::BiquadType(match name.as_str() {
            "highpass" => BiquadType::HighPass,
            "bandpass" => BiquadType::BandPass,
            "lowshelf" => BiquadType::LowShelf,
            "highshelf" => BiquadType::HighShelf,
            "peaking" => BiquadType::Peaking,
            "notch" => BiquadType::Notch,
            "allpass" => BiquadType::AllPass,
            _ => BiquadType::LowPass,
        }),
        "curve" => Change::Curve(o.curve.map(|bytes| from_bytes(&bytes).into())),
        "oversample" => Change::Oversample(o.oversample.unwrap_or(1)),
        "script" => {
            let channels = o.channels.unwrap_or_default();
            Change::ScriptOutput(channels.iter().map(|bytes| from_bytes(bytes)).collect())
        }
        "panner" => Change::Panner(o.panner.map(settings).unwrap_or_default()),
        "mixing" => {
            let written = o.mixing.ok_or_else(|| OpError::new("internal error: no mixing"))?;
            Change::Mixing(Mixing {
                count: written.channel_count.clamp(1, MAX_CHANNELS),
                mode: match written.channel_count_mode.as_str() {
                    "explicit" => CountMode::Explicit,
                    "clamped-max" => CountMode::ClampedMax,
                    _ => CountMode::Max,
                },
                interpretation: match written.channel_interpretation.as_str() {
                    "discrete" => Interpretation::Discrete,
                    _ => Interpretation::Speakers,
                },
            })
        }
        other => return Err(OpError::new(format!("internal error: no change {other}"))),
    })
}

fn settings(written: Panner) -> PannerSettings {
    PannerSettings {
        distance_model: match written.distance_model.as_str() {
            "linear" => DistanceModel::Linear,
            "exponential" => DistanceModel::Exponential,
            _ => DistanceModel::Inverse,
        },
        ref_distance: written.ref_distance,
        max_distance: written.max_distance,
        rolloff_factor: written.rolloff_factor,
        cone_inner_angle: written.cone_inner_angle,
        cone_outer_angle: written.cone_outer_angle,
        cone_outer_gain: written.cone_outer_gain,
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewBuffer {
    sample_rate: f64,
    channels: Vec<ByteBuf>,
}

fn buffer(host: &Host, o: NewBuffer) -> OpResult<u32> {
    let channels = o.channels.iter().map(|bytes| from_bytes(bytes)).collect();
    let buffer = Arc::new(Buffer::new(o.sample_rate as f32, channels));
    match host.web_audio.borrow_mut().keep(buffer) {
        Some(id) => Ok(id),
        None => not_supported("the buffers of this game need too much memory"),
    }
}

#[derive(Deserialize)]
struct Channel {
    buffer: u32,
    channel: usize,
}

fn channel(host: &Host, o: Channel) -> OpResult<ByteBuf> {
    let web_audio = host.web_audio.borrow();
    let samples = web_audio.buffer(o.buffer).and_then(|buffer| buffer.channels.get(o.channel));
    let samples = samples.ok_or_else(|| OpError::new("IndexSizeError: no such channel"))?;
    Ok(ByteBuf::from(to_bytes(samples)))
}

#[derive(Deserialize)]
struct TimeDomain {
    context: u32,
    node: u32,
    count: usize,
}

fn time_domain(host: &Host, o: TimeDomain) -> OpResult<ByteBuf> {
    let samples = with(host, |audio| audio.time_domain(ContextId(o.context), NodeId(o.node), o.count))?;
    Ok(ByteBuf::from(to_bytes(&samples)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Spectrum {
    context: u32,
    node: u32,
    fft_size: usize,
    smoothing: f64,
}

fn spectrum(host: &Host, o: Spectrum) -> OpResult<ByteBuf> {
    let levels = with(host, |audio| {
        audio.spectrum(ContextId(o.context), NodeId(o.node), o.fft_size, o.smoothing as f32)
    })?;
    Ok(ByteBuf::from(to_bytes(&levels)))
}

#[derive(Deserialize)]
struct Frequencies {
    context: u32,
    node: u32,
    hz: ByteBuf,
}

/// Amplitudes, then phases.
fn response(host: &Host, o: Frequencies) -> OpResult<(ByteBuf, ByteBuf)> {
    let hz: Vec<f32> = o.hz.as_chunks::<4>().0.iter().map(|b| f32::from_ne_bytes(*b)).collect();
    let found = with(host, |audio| audio.frequency_response(ContextId(o.context), NodeId(o.node), &hz))?;
    let (sizes, phases): (Vec<f32>, Vec<f32>) = found.into_iter().unzip();
    Ok((ByteBuf::from(to_bytes(&sizes)), ByteBuf::from(to_bytes(&phases))))
}
