//! The face of this crate: contexts, their properties and calls, and their events.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
};

use sparrow_platform::AudioOutput;

use crate::{
    AudioError, AudioEvent, AudioId, ErrorCode, MAX_VOICES,
    context::{Context, Load, Motion},
    graph::{ContextId, ContextNews, Control},
    loader::{Job, Loaded, Loader, TakeBytes},
    mixer::{Command, Mixer, Report},
    recorder::Recorder,
    sound::Sound,
    voice::Voice,
};

/// Where sources are loaded and decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loading {
    /// On a thread of its own: a frame never waits.
    Background,
    /// Within the call that sets the source: with virtual time, so that runs are repeatable.
    Immediate,
}

/// How far a sound moves on between two `timeUpdate` events.
const TIME_UPDATE_SECONDS: f64 = 0.25;

/// After a machine slept, the sound does not make up for the night.
const MAX_ADVANCE_MS: f64 = 10_000.0;

/// All `InnerAudioContext`s and Web Audio contexts of one game. Calls with an id that was destroyed do nothing.
pub struct AudioEngine {
    // First, so that nobody pulls any more when the rest is dropped.
    pub(crate) output: Box<dyn AudioOutput>,
    commands: Sender<Command>,
    reports: Receiver<Report>,
    pub(crate) loader: Loader,
    pub(crate) contexts: BTreeMap<AudioId, Context>,
    next_id: u32,
    events: Vec<(AudioId, AudioEvent)>,
    /// Virtual time that is shorter than one frame of sound.
    frames_due: f64,
    pub(crate) graphs: BTreeMap<ContextId, Control>,
    pub(crate) next_context: u32,
    pub(crate) next_ticket: u32,
    /// `RecorderManager`.
    pub recorder: Recorder,
    pub(crate) context_news: Vec<ContextNews>,
}

impl AudioEngine {
    /// Starts the output; it pulls silence until something plays.
    pub fn new(mut output: Box<dyn AudioOutput>, loading: Loading) -> AudioEngine {
        let (commands, command_receiver) = mpsc::channel();
        let (report_sender, reports) = mpsc::channel();
        let mut mixer = Mixer::new(output.sample_rate_hz(), command_receiver, report_sender);
        output.start(Box::new(move |out| mixer.pull(out)));
        AudioEngine {
            output,
            commands,
            reports,
            loader: Loader::new(loading == Loading::Background),
            contexts: BTreeMap::new(),
            next_id: 0,
            events: Vec::new(),
            frames_due: 0.0,
            graphs: BTreeMap::new(),
            next_context: 0,
            next_ticket: 0,
            recorder: Recorder::default(),
            context_news: Vec::new(),
        }
    }

    /// Makes a context without a source.
    pub fn create(&mut self) -> AudioId {
        let id = AudioId(self.next_id);
        self.next_id += 1;
        self.contexts.insert(id, Context::new());
        id
    }

    /// Removes a context; its sound stops and no event of it follows.
    pub fn destroy(&mut self, id: AudioId) {
        if self.contexts.remove(&id).is_some() {
            self.send(Command::Remove(id));
            self.events.retain(|(other, _)| *other != id);
        }
    }

    /// Bytes of sounds that are decoded as a whole; long ones are decoded as they play.
    pub fn decoded_bytes(&self) -> u64 {
        self.loader.decoded_bytes()
    }

    /// How many contexts there are.
    pub fn context_count(&self) -> usize {
        self.contexts.len()
    }

    /// Sets `src`: `fetch` gives the bytes, on the loading thread when there is one. What played before is over.
    pub fn set_source(
        &mut self,
        id: AudioId,
        fetch: impl FnOnce() -> Result<Vec<u8>, AudioError> + Send + 'static,
    ) {
        let Some(generation) = self.begin_source(id) else { return };
        self.loader.start(Job { id, generation, fetch: Box::new(fetch) });
        self.take_loaded();
    }

    /// Sets `src` to something in the network. `begin` is given what takes the bytes, on any thread; no other sound waits for them.
    pub fn fetch_source(&mut self, id: AudioId, begin: impl FnOnce(TakeBytes)) {
        let Some(generation) = self.begin_source(id) else { return };
        self.loader.start_fetched(id, generation, begin);
        self.take_loaded();
    }

    /// Sets `src` to something that is still on its way, such as a download; [`Self::finish_source`] gives its bytes.
    /// `None` when the context is gone.
    pub fn begin_source(&mut self, id: AudioId) -> Option<u32> {
        let context = self.contexts.get_mut(&id)?;
        context.generation = context.generation.wrapping_add(1);
        context.load = Load::Loading;
        context.motion = Motion::Stopped;
        context.wants_play |= context.autoplay;
        context.sought = None;
        context.status = Arc::default();
        let generation = context.generation;
        self.send(Command::Remove(id));
        Some(generation)
    }

    /// The bytes of the source that [`Self::begin_source`] began, or why there are none. Those of an older source are
    /// ignored.
    pub fn finish_source(&mut self, id: AudioId, generation: u32, bytes: Result<Vec<u8>, AudioError>) {
        if self.contexts.get(&id).is_some_and(|c| c.generation == generation && c.load == Load::Loading) {
            self.loader.start(Job { id, generation, fetch: Box::new(|| bytes) });
            self.take_loaded();
        }
    }

    /// Takes the source away, as `src = ''` does.
    pub fn clear_source(&mut self, id: AudioId) {
        if self.begin_source(id).is_some()
            && let Some(context) = self.contexts.get_mut(&id)
        {
            context.load = Load::Empty;
            context.wants_play = false;
        }
    }

    /// Starts to play, or goes on; waits for the source when it is not loaded.
    pub fn play(&mut self, id: AudioId) {
        let Some(context) = self.contexts.get_mut(&id) else { return };
        match &context.load {
            Load::Empty => context.wants_play = true,
            Load::Loading => {
                if !context.wants_play {
                    self.events.push((id, AudioEvent::Waiting));
                }
                context.wants_play = true;
            }
            Load::Ready(_) => self.start(id),
            Load::Failed(error) => {
                let error = error.clone();
                self.events.push((id, AudioEvent::Error(error)));
            }
        }
    }

    pub(crate) fn start(&mut self, id: AudioId) {
        let playing = self.contexts.values().filter(|c| c.motion == Motion::Playing).count();
        let Some(context) = self.contexts.get_mut(&id) else { return };
        context.wants_play = false;
        if context.motion == Motion::Playing {
            return;
        }
        if playing >= MAX_VOICES {
            let message = format!("{MAX_VOICES} sounds play already");
            self.events.push((id, AudioEvent::Error(AudioError::new(ErrorCode::System, message))));
            return;
        }
        let from = match context.motion {
            Motion::Paused => None,
            _ => Some(context.sought.take().unwrap_or(context.start_time)),
        };
        let position = from.unwrap_or_else(|| context.position());
        context.motion = Motion::Playing;
        context.told_position = position;
        let serial = context.next_serial(position);
        self.send(Command::Play { id, from, serial });
        self.events.push((id, AudioEvent::Play));
    }

    /// Pauses; the position stays.
    pub fn pause(&mut self, id: AudioId) {
        self.halt(id, Motion::Paused, AudioEvent::Pause);
    }

    /// Stops; the next start is at the beginning.
    pub fn stop(&mut self, id: AudioId) {
        self.halt(id, Motion::Stopped, AudioEvent::Stop);
    }

    fn halt(&mut self, id: AudioId, to: Motion, event: AudioEvent) {
        let Some(context) = self.contexts.get_mut(&id) else { return };
        context.wants_play = false;
        let was = context.motion;
        if was == Motion::Stopped || was == to {
            if to == Motion::Stopped {
                context.sought = None;
            }
            return;
        }
        let position = context.position();
        context.motion = to;
        let serial = context.next_serial(position);
        self.send(Command::Halt { id, serial });
        self.events.push((id, event));
    }

    /// Jumps to a position in seconds; past the end is the end.
    pub fn seek(&mut self, id: AudioId, seconds: f64) {
        let Some(context) = self.contexts.get_mut(&id).filter(|c| c.load != Load::Empty) else { return };
        if matches!(context.load, Load::Failed(_)) || seconds.is_nan() {
            return;
        }
        let mut to = seconds.max(0.0);
        if let Load::Ready(duration) = context.load {
            to = to.min(duration);
        }
        self.events.push((id, AudioEvent::Seeking));
        if context.motion == Motion::Stopped {
            context.sought = Some(to);
        } else {
            let serial = context.next_serial(to);
            context.told_position = to;
            self.send(Command::Seek { id, to, serial });
        }
        self.events.push((id, AudioEvent::Seeked));
        self.events.push((id, AudioEvent::TimeUpdate));
    }

    /// The game was hidden or interrupted: everything pauses, with its event, and the output rests.
    pub fn hide(&mut self) {
        let ids: Vec<AudioId> = self.contexts.keys().copied().collect();
        for id in ids {
            self.pause(id);
        }
        self.output.set_running(false);
    }

    /// The game is back. What was paused stays paused: the game starts it again, as on the platform.
    pub fn show(&mut self) {
        self.output.set_running(true);
    }

    /// Virtual time went on; moves outputs that have no clock of their own. `ms` may be a fraction of a frame of
    /// sound; nothing is lost, but for what is beyond ten seconds at once.
    pub fn advance(&mut self, ms: f64) {
        if ms.is_finite() && ms > 0.0 {
            self.frames_due += ms.min(MAX_ADVANCE_MS) * f64::from(self.output.sample_rate_hz()) / 1000.0;
            let frames = self.frames_due.floor();
            self.frames_due -= frames;
            self.output.advance(frames as usize);
        }
    }

    /// What happened since the last call, in order. Call it once a frame.
    pub fn poll_events(&mut self) -> Vec<(AudioId, AudioEvent)> {
        self.take_loaded();
        while let Ok(report) = self.reports.try_recv() {
            self.take_report(report);
        }
        for (id, context) in &mut self.contexts {
            if context.motion == Motion::Playing {
                let position = context.position();
                if (position - context.told_position).abs() >= TIME_UPDATE_SECONDS {
                    context.told_position = position;
                    self.events.push((*id, AudioEvent::TimeUpdate));
                }
            }
        }
        std::mem::take(&mut self.events)
    }

    fn take_report(&mut self, report: Report) {
        let (id, serial, event) = match report {
            Report::Ended { id, serial } => (id, serial, AudioEvent::Ended),
            Report::Failed { id, serial, error } => (id, serial, AudioEvent::Error(error)),
            Report::Graph(context, news) => return self.take_graph_news(context, news),
            Report::Removed(_) | Report::Closed(_) => return,
        };
        // Something was asked for since then: a stop, a jump, another start.
        let is_current = |c: &&mut Context| c.serial == serial && c.motion == Motion::Playing;
        let Some(context) = self.contexts.get_mut(&id).filter(is_current) else { return };
        context.motion = Motion::Stopped;
        self.events.push((id, event));
    }

    fn take_loaded(&mut self) {
        while let Some(Loaded { id, generation, sound }) = self.loader.poll() {
            let is_current = |c: &&mut Context| c.generation == generation && c.load == Load::Loading;
            let Some(context) = self.contexts.get_mut(&id).filter(is_current) else { continue };
            match sound {
                Ok(sound) => self.take_sound(id, sound),
                Err(error) => {
                    context.load = Load::Failed(error.clone());
                    context.wants_play = false;
                    self.events.push((id, AudioEvent::Error(error)));
                }
            }
        }
    }

    fn take_sound(&mut self, id: AudioId, sound: Sound) {
        let Some(context) = self.contexts.get_mut(&id) else { return };
        context.load = Load::Ready(sound.seconds());
        let mut voice = Box::new(Voice::new(sound, Arc::clone(&context.status)));
        voice.set_volume(context.volume);
        voice.set_rate(context.rate);
        voice.is_looping = context.is_looping;
        let wants_play = context.wants_play;
        self.send(Command::Insert(id, voice));
        self.events.push((id, AudioEvent::CanPlay));
        if wants_play {
            self.start(id);
        }
    }

    pub(crate) fn send(&self, command: Command) {
        // The mixer lives as long as the output does; an output that drops it plays nothing, which is its right.
        let _ = self.commands.send(command);
    }
}
