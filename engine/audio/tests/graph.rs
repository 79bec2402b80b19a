//! Web Audio by ear: scenes of nodes, and how strong a frequency is then.

mod common;

use common::{RATE_HZ, Studio, level, peak};
use sparrow_audio::graph::{
    Automation, BiquadType, Buffer, Change, ContextId, ContextNews, MAX_FFT_FRAMES, NodeId, NodeKind,
    Response, Shape, Target, Wave,
};
use std::sync::Arc;

const DESTINATION: Target = Target::Input(NodeId(0), 0);

/// A studio with one context.
struct Scene {
    studio: Studio,
    context: ContextId,
}

impl Scene {
    fn new() -> Scene {
        let mut studio = Studio::new();
        let context = studio.engine.open_context().unwrap();
        Scene { studio, context }
    }

    fn add(&mut self, kind: NodeKind) -> NodeId {
        self.studio.engine.add_node(self.context, kind).unwrap()
    }

    fn connect(&mut self, from: NodeId, to: Target) {
        self.studio.engine.connect(self.context, from, 0, to).unwrap();
    }

    /// Each is connected to the next, the last to the destination.
    fn chain(&mut self, nodes: &[NodeId]) {
        for pair in nodes.windows(2) {
            self.connect(pair[0], Target::Input(pair[1], 0));
        }
        if let Some(last) = nodes.last() {
            self.connect(*last, DESTINATION);
        }
    }

    fn set(&mut self, node: NodeId, param: usize, value: f32) {
        self.studio.engine.set_param(self.context, node, param, value).unwrap();
    }

    fn change(&mut self, node: NodeId, change: Change) {
        self.studio.engine.change_node(self.context, node, change).unwrap();
    }

    fn start(&mut self, node: NodeId) {
        self.change(node, Change::Start { when: 0.0, offset: 0.0, duration: None });
    }

    /// A sine that plays.
    fn tone(&mut self, hz: f32, gain: f32) -> NodeId {
        let (tone, volume) = (self.add(NodeKind::Oscillator), self.add(NodeKind::Gain));
        self.set(tone, 0, hz);
        self.set(volume, 0, gain);
        self.connect(tone, Target::Input(volume, 0));
        self.start(tone);
        volume
    }

    fn hear(&mut self, ms: f64) -> Vec<[f32; 2]> {
        self.studio.play_on(ms)
    }

    fn ended(&mut self) -> Vec<NodeId> {
        self.studio.engine.poll_events();
        let news = self.studio.engine.poll_contexts();
        let ended = |news: &ContextNews| match news {
            ContextNews::Ended(_, node) => Some(*node),
            _ => None,
        };
        news.iter().filter_map(ended).collect()
    }
}

#[track_caller]
fn near(actual: f64, expected: f64, tolerance: f64) {
    assert!((actual - expected).abs() <= tolerance, "{actual} is not {expected} +- {tolerance}");
}

#[test]
fn an_oscillator_is_heard_at_its_level_from_its_start_to_its_stop() {
    let mut scene = Scene::new();
    let tone = scene.add(NodeKind::Oscillator);
    scene.chain(&[tone]);
    scene.change(tone, Change::Start { when: 0.1, offset: 0.0, duration: None });
    scene.change(tone, Change::Stop { when: 0.3 });
    assert_eq!(peak(&scene.hear(100.0)), 0.0);
    let frames = scene.hear(200.0);
    near(level(&frames, 0, 440.0), 1.0, 0.01);
    near(level(&frames, 1, 440.0), 1.0, 0.01);
    assert_eq!(peak(&scene.hear(50.0)), 0.0);
    assert_eq!(scene.ended(), [tone]);
    assert_eq!(scene.ended(), []);
}

#[test]
fn shapes_have_their_harmonics() {
    let mut scene = Scene::new();
    let tone = scene.add(NodeKind::Oscillator);
    let quiet = scene.add(NodeKind::Gain);
    scene.set(quiet, 0, 0.5);
    scene.set(tone, 0, 500.0);
    scene.change(tone, Change::Wave(Arc::new(Wave::shape(Shape::Square))));
    scene.chain(&[tone, quiet]);
    scene.start(tone);
    let frames = scene.hear(200.0);
    let first = level(&frames, 0, 500.0);
    near(level(&frames, 0, 1500.0), first / 3.0, 0.005);
    near(level(&frames, 0, 1000.0), 0.0, 0.002);
    near(level(&frames, 0, 2500.0), first / 5.0, 0.005);
    assert!(peak(&frames) <= 0.51);
}

#[test]
fn a_parameter_follows_its_automation_and_other_nodes() {
    let mut scene = Scene::new();
    let (source, gain) = (scene.add(NodeKind::ConstantSource), scene.add(NodeKind::Gain));
    scene.set(gain, 0, 0.0);
    scene.chain(&[source, gain]);
    scene.start(source);
    let context = scene.context;
    let engine = &mut scene.studio.engine;
    engine.automate(context, gain, 0, Automation::LinearRamp { value: 1.0, time: 0.1 }).unwrap();
    assert_eq!(engine.param_value(context, gain, 0).unwrap(), 0.0);
    let frames = scene.hear(100.0);
    near(frames[2400][0].into(), 0.5, 0.001);
    near(frames[4799][0].into(), 1.0, 0.001);
    near(scene.studio.engine.param_value(context, gain, 0).unwrap().into(), 1.0, 0.001);

    // A tone that is added to a gain of 1.
    scene.set(gain, 0, 0.5);
    let tremolo = scene.tone(1000.0, 0.25);
    scene.connect(tremolo, Target::Param(gain, 0));
    let frames = scene.hear(100.0);
    near(level(&frames, 0, 1000.0), 0.25, 0.005);
    scene.studio.engine.disconnect(context, tremolo, None, Some(Target::Param(gain, 0)), None).unwrap();
    near(level(&scene.hear(50.0)[200..], 0, 1000.0), 0.0, 0.001);
}

#[test]
fn a_buffer_plays_a_part_loops_and_ends() {
    let mut scene = Scene::new();
    let wave = |hz: f32| -> Vec<f32> {
        (0..4800).map(|i| 0.5 * (std::f32::consts::TAU * hz * i as f32 / RATE_HZ as f32).sin()).collect()
    };
    let buffer = Arc::new(Buffer::new(RATE_HZ as f32, vec![wave(500.0), wave(1500.0)]));
    let once = scene.add(NodeKind::BufferSource);
    scene.change(once, Change::Buffer(Some(buffer.clone())));
    scene.chain(&[once]);
    scene.change(once, Change::Start { when: 0.0, offset: 0.05, duration: Some(0.04) });
    let frames = scene.hear(100.0);
    near(level(&frames[..1920], 0, 500.0), 0.5, 0.01);
    near(level(&frames[..1920], 1, 1500.0), 0.5, 0.01);
    assert_eq!(peak(&frames[1921..]), 0.0);
    assert_eq!(scene.ended(), [once]);

    let looped = scene.add(NodeKind::BufferSource);
    scene.change(looped, Change::Buffer(Some(buffer)));
    scene.change(looped, Change::Loop { is_on: true, start: 0.0, end: 0.0 });
    scene.set(looped, 0, 2.0);
    scene.chain(&[looped]);
    scene.start(looped);
    let frames = scene.hear(500.0);
    near(level(&frames, 0, 1000.0), 0.5, 0.01);
    near(level(&frames, 1, 3000.0), 0.5, 0.02);
    assert_eq!(scene.ended(), []);
}

#[test]
fn filters_let_through_what_they_should() {
    let mut scene = Scene::new();
    let (low, high) = (scene.tone(200.0, 0.3), scene.tone(8_000.0, 0.3));
    let filter = scene.add(NodeKind::BiquadFilter);
    scene.set(filter, 0, 1_000.0);
    scene.connect(low, Target::Input(filter, 0));
    scene.chain(&[high, filter]);
    let frames = scene.hear(200.0);
    near(level(&frames, 0, 200.0), 0.3, 0.02);
    assert!(level(&frames, 0, 8_000.0) < 0.01);
    scene.change(filter, Change::BiquadType(BiquadType::HighPass));
    let frames = &scene.hear(300.0)[4800..];
    assert!(level(frames, 0, 200.0) < 0.02);
    near(level(frames, 0, 8_000.0), 0.3, 0.02);
    let engine = &mut scene.studio.engine;
    let found = engine.frequency_response(scene.context, filter, &[200.0, 8_000.0, 30_000.0]).unwrap();
    assert!(found[0].0 < 0.06 && (found[1].0 - 1.0).abs() < 0.05 && found[2].0.is_nan(), "{found:?}");

    // y[n] = x[n] / 2 + x[n - 1] / 2 is the cosine of half the turn.
    let mut scene = Scene::new();
    let tone = scene.tone(12_000.0, 0.5);
    let mean = scene.add(NodeKind::IirFilter { feedforward: vec![1.0, 1.0], feedback: vec![2.0] });
    scene.chain(&[tone, mean]);
    let frames = scene.hear(100.0);
    near(level(&frames, 0, 12_000.0), 0.5 * (std::f64::consts::FRAC_PI_4).cos(), 0.01);
}

#[test]
fn delays_are_late_and_may_feed_back() {
    let mut scene = Scene::new();
    let (source, delay) =
        (scene.add(NodeKind::ConstantSource), scene.add(NodeKind::Delay { max_seconds: 1.0 }));
    let (echo, half) = (scene.add(NodeKind::Gain), scene.add(NodeKind::Gain));
    scene.set(delay, 0, 0.01);
    scene.set(echo, 0, 0.5);
    scene.set(half, 0, 0.5);
    scene.connect(source, Target::Input(half, 0));
    scene.chain(&[half, delay]);
    scene.connect(delay, Target::Input(echo, 0));
    scene.connect(echo, Target::Input(delay, 0));
    scene.start(source);
    scene.change(source, Change::Stop { when: 0.005 });
    let frames = scene.hear(50.0);
    let at = |ms: f64| f64::from(frames[(ms * 48.0) as usize][0]);
    near(at(2.0), 0.0, 1e-6);
    near(at(12.0), 0.5, 1e-6);
    near(at(17.0), 0.0, 1e-6);
    near(at(22.0), 0.25, 1e-6);
    near(at(32.0), 0.125, 1e-6);

    // A loop without a delay is silent, and does not hang.
    let mut scene = Scene::new();
    let tone = scene.tone(440.0, 0.5);
    let ring = scene.add(NodeKind::Gain);
    scene.connect(ring, Target::Input(ring, 0));
    scene.chain(&[tone, ring]);
    assert_eq!(peak(&scene.hear(50.0)), 0.0);
}

#[test]
fn sides_are_split_panned_and_merged() {
    let mut scene = Scene::new();
    let (tone, pan) = (scene.tone(440.0, 0.5), scene.add(NodeKind::StereoPanner));
    scene.set(pan, 0, -1.0);
    scene.chain(&[tone, pan]);
    let frames = scene.hear(100.0);
    near(level(&frames, 0, 440.0), 0.5, 0.01);
    near(level(&frames, 1, 440.0), 0.0, 0.001);

    let mut scene = Scene::new();
    let (tone, panner) = (scene.tone(440.0, 0.5), scene.add(NodeKind::Panner));
    scene.set(panner, 0, 2.0);
    scene.chain(&[tone, panner]);
    let frames = scene.hear(100.0);
    near(level(&frames, 0, 440.0), 0.0, 0.001);
    // At a distance of 2 half of it is left.
    near(level(&frames, 1, 440.0), 0.25, 0.01);

    let mut scene = Scene::new();
    let (left, right) = (scene.tone(300.0, 0.5), scene.tone(700.0, 0.25));
    let merger = scene.add(NodeKind::ChannelMerger { inputs: 2 });
    let splitter = scene.add(NodeKind::ChannelSplitter { outputs: 2 });
    let swapped = scene.add(NodeKind::ChannelMerger { inputs: 2 });
    scene.connect(left, Target::Input(merger, 0));
    scene.connect(right, Target::Input(merger, 1));
    scene.connect(merger, Target::Input(splitter, 0));
    let context = scene.context;
    scene.studio.engine.connect(context, splitter, 0, Target::Input(swapped, 1)).unwrap();
    scene.studio.engine.connect(context, splitter, 1, Target::Input(swapped, 0)).unwrap();
    scene.chain(&[swapped]);
    let frames = scene.hear(100.0);
    near(level(&frames, 0, 700.0), 0.25, 0.01);
    near(level(&frames, 1, 300.0), 0.5, 0.01);
    near(level(&frames, 0, 300.0), 0.0, 0.001);
}

#[test]
fn a_shaper_bends_a_compressor_squeezes_a_convolver_answers() {
    let mut scene = Scene::new();
    let (tone, shaper) = (scene.tone(300.0, 0.8), scene.add(NodeKind::WaveShaper));
    scene.change(shaper, Change::Curve(Some(vec![-0.5, 0.0, 0.5].into())));
    scene.chain(&[tone, shaper]);
    near(level(&scene.hear(100.0), 0, 300.0), 0.4, 0.01);
    scene.change(shaper, Change::Oversample(4));
    near(level(&scene.hear(200.0)[4800..], 0, 300.0), 0.4, 0.01);

    let mut scene = Scene::new();
    let (tone, compressor) = (scene.tone(300.0, 0.9), scene.add(NodeKind::DynamicsCompressor));
    scene.set(compressor, 1, 0.0);
    scene.chain(&[tone, compressor]);
    scene.hear(500.0);
    // 24 dB over the threshold at 12 : 1 leaves 2 of them.
    let reduction = scene.studio.engine.reduction(scene.context, compressor).unwrap();
    assert!((-23.0..=-15.0).contains(&reduction), "{reduction}");

    let mut scene = Scene::new();
    let (tone, convolver) = (scene.tone(500.0, 0.5), scene.add(NodeKind::Convolver));
    let mut echo = vec![0.0; 1000];
    (echo[0], echo[960]) = (0.5, 0.25);
    let response = Response::new(&Buffer::new(RATE_HZ as f32, vec![echo]), false);
    scene.change(convolver, Change::Response(Some(Box::new(response))));
    scene.chain(&[tone, convolver]);
    let frames = scene.hear(120.0);
    near(level(&frames[..960], 0, 500.0), 0.25, 0.005);
    // 960 frames are ten turns: the echo adds up.
    near(level(&frames[960..], 0, 500.0), 0.375, 0.005);
}

#[test]
fn an_analyser_sees_and_a_script_is_called() {
    let mut scene = Scene::new();
    let (tone, analyser) = (scene.tone(1500.0, 1.0), scene.add(NodeKind::Analyser));
    scene.connect(tone, Target::Input(analyser, 0));
    scene.hear(100.0);
    let context = scene.context;
    let engine = &mut scene.studio.engine;
    let levels = engine.spectrum(context, analyser, 2048, 0.0).unwrap();
    let loudest = (0..1024).max_by(|a, b| levels[*a].total_cmp(&levels[*b])).unwrap();
    assert_eq!(loudest, 64);
    // Half of a bin's amplitude is at the negative frequency, and the window's mean is 0.42.
    near(levels[64].into(), 20.0 * (0.5_f64 * 0.42).log10(), 0.2);
    assert_eq!(engine.time_domain(context, analyser, 128).unwrap().len(), 128);
    assert_eq!(engine.time_domain(context, analyser, usize::MAX).unwrap().len(), MAX_FFT_FRAMES);

    let mut scene = Scene::new();
    let script = scene.add(NodeKind::ScriptProcessor { frames: 256, inputs: 1, outputs: 2 });
    let tone = scene.tone(750.0, 0.5);
    scene.chain(&[tone, script]);
    let mut heard = Vec::new();
    for _ in 0..12 {
        heard.extend(scene.hear(1000.0 / 60.0));
        scene.studio.engine.poll_events();
        for news in scene.studio.engine.poll_contexts() {
            let ContextNews::Script { node, input, .. } = news else { continue };
            let half = input[0].iter().map(|s| s * 0.5).collect();
            scene.change(node, Change::ScriptOutput(vec![input[0].clone(), half]));
        }
    }
    // The answers come without a gap.
    near(level(&heard[4800..9600], 0, 750.0), 0.5, 0.005);
    near(level(&heard[4800..9600], 1, 750.0), 0.25, 0.005);
    assert!(heard[4800..9600].chunks(32).all(|part| peak(part) > 0.2));
}

#[test]
fn time_follows_what_is_pulled_and_stands_while_suspended() {
    let mut scene = Scene::new();
    let context = scene.context;
    let tone = scene.tone(440.0, 0.5);
    scene.chain(&[tone]);
    scene.hear(500.0);
    near(scene.studio.engine.context_time(context).unwrap(), 0.5, 128.0 / 48_000.0);
    scene.studio.engine.set_context_running(context, false);
    assert_eq!(peak(&scene.hear(100.0)), 0.0);
    let then = scene.studio.engine.context_time(context).unwrap();
    scene.studio.engine.set_context_running(context, true);
    near(level(&scene.hear(100.0), 0, 440.0), 0.5, 0.02);
    near(scene.studio.engine.context_time(context).unwrap(), then + 0.1, 128.0 / 48_000.0);
    scene.studio.engine.close_context(context);
    assert_eq!(peak(&scene.hear(100.0)), 0.0);
    assert!(scene.studio.engine.add_node(context, NodeKind::Gain).is_err());
}

#[test]
fn a_source_that_nobody_holds_plays_to_its_end_and_is_gone() {
    let mut scene = Scene::new();
    let context = scene.context;
    // 20,000 shots: more than a context may hold at once.
    let buffer = Arc::new(Buffer::new(RATE_HZ as f32, vec![vec![0.01; 480]]));
    for _ in 0..200 {
        for _ in 0..100 {
            let shot = scene.add(NodeKind::BufferSource);
            scene.change(shot, Change::Buffer(Some(buffer.clone())));
            scene.chain(&[shot]);
            scene.start(shot);
            scene.studio.engine.release_node(context, shot);
        }
        let frames = scene.hear(400.0);
        near(peak(&frames).into(), 1.0, 1e-3);
        scene.ended();
    }
}

#[test]
fn connections_that_cannot_be_are_refused() {
    let mut scene = Scene::new();
    let context = scene.context;
    let (gain, tone) = (scene.add(NodeKind::Gain), scene.add(NodeKind::Oscillator));
    let engine = &mut scene.studio.engine;
    let name = |result: Result<(), sparrow_audio::graph::GraphError>| result.unwrap_err().name;
    assert_eq!(name(engine.connect(context, gain, 1, DESTINATION)), "IndexSizeError");
    assert_eq!(name(engine.connect(context, gain, 0, Target::Input(tone, 0))), "IndexSizeError");
    assert_eq!(name(engine.connect(context, gain, 0, Target::Param(tone, 2))), "IndexSizeError");
    assert_eq!(name(engine.disconnect(context, gain, None, None, Some(tone))), "InvalidAccessError");
    assert_eq!(name(engine.connect(ContextId(99), gain, 0, DESTINATION)), "InvalidStateError");
    assert!(engine.disconnect(context, gain, None, None, None).is_ok());
}
