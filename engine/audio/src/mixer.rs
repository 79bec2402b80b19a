//! All voices into one stream; runs wherever the output pulls.

use std::{
    collections::VecDeque,
    sync::mpsc::{Receiver, Sender},
};

use crate::{
    AudioError, AudioId,
    decode::Frame,
    graph::{ContextId, Graph, GraphCommand, GraphNews},
    limiter::Limiter,
    voice::{FADE_FRAMES, Played, Voice},
};

/// What the engine wants of the mixer. `serial` counts the commands of a context that change its position.
pub(crate) enum Command {
    Insert(AudioId, Box<Voice>),
    Remove(AudioId),
    /// From a position in seconds, or from where it is.
    Play {
        id: AudioId,
        from: Option<f64>,
        serial: u32,
    },
    /// Stops to play; the voice stays where it is.
    Halt {
        id: AudioId,
        serial: u32,
    },
    Seek {
        id: AudioId,
        to: f64,
        serial: u32,
    },
    Volume(AudioId, f32),
    Rate(AudioId, f64),
    Loop(AudioId, bool),
    OpenGraph(ContextId, Box<Graph>),
    Graph(ContextId, GraphCommand),
    CloseGraph(ContextId),
}

/// What the mixer tells the engine.
pub(crate) enum Report {
    Ended {
        id: AudioId,
        serial: u32,
    },
    Failed {
        id: AudioId,
        serial: u32,
        error: AudioError,
    },
    /// A voice that is over; freeing its memory is not for the thread of the device.
    Removed(#[expect(dead_code, reason = "only dropped")] Box<Voice>),
    /// A context that was closed.
    Closed(#[expect(dead_code, reason = "only dropped")] Box<Graph>),
    Graph(ContextId, GraphNews),
}

pub(crate) struct Mixer {
    rate_hz: u32,
    commands: Receiver<Command>,
    reports: Sender<Report>,
    voices: Vec<(AudioId, Box<Voice>)>,
    graphs: Vec<(ContextId, Box<Graph>)>,
    /// The last moments of voices that were stopped by hand, still to be heard.
    tail: VecDeque<Frame>,
    frames: Vec<Frame>,
    limiter: Limiter,
}

impl Mixer {
    pub(crate) fn new(rate_hz: u32, commands: Receiver<Command>, reports: Sender<Report>) -> Mixer {
        Mixer {
            rate_hz: rate_hz.max(1),
            commands,
            reports,
            voices: Vec::new(),
            graphs: Vec::new(),
            tail: VecDeque::new(),
            frames: Vec::new(),
            limiter: Limiter::default(),
        }
    }

    /// Fills interleaved stereo samples.
    pub(crate) fn pull(&mut self, out: &mut [f32]) {
        while let Ok(command) = self.commands.try_recv() {
            self.obey(command);
        }
        let (pairs, rest) = out.as_chunks_mut::<2>();
        rest.fill(0.0);
        self.frames.clear();
        self.frames.resize(pairs.len(), [0.0; 2]);
        let tail_len = self.tail.len().min(pairs.len());
        for (frame, tail) in self.frames.iter_mut().zip(self.tail.drain(..tail_len)) {
            *frame = tail;
        }
        for (id, voice) in self.voices.iter_mut().filter(|(_, voice)| voice.is_playing) {
            let report = match voice.render(&mut self.frames, self.rate_hz, false) {
                Played::On => continue,
                Played::Ended => Report::Ended { id: *id, serial: voice.serial() },
                Played::Failed(error) => Report::Failed { id: *id, serial: voice.serial(), error },
            };
            voice.is_playing = false;
            // The engine may be gone already.
            let _ = self.reports.send(report);
        }
        for (id, graph) in &mut self.graphs {
            graph.pull(&mut self.frames);
            for news in graph.take_news() {
                let _ = self.reports.send(Report::Graph(*id, news));
            }
        }
        self.limiter.process(&mut self.frames);
        pairs.copy_from_slice(&self.frames);
    }

    fn voice(&mut self, id: AudioId) -> Option<&mut Voice> {
        self.voices.iter_mut().find(|(other, _)| *other == id).map(|(_, voice)| &mut **voice)
    }

    fn obey(&mut self, command: Command) {
        match command {
            Command::Insert(id, voice) => self.voices.push((id, voice)),
            Command::Remove(id) => {
                self.fade_out(id);
                if let Some(i) = self.voices.iter().position(|(other, _)| *other == id) {
                    let (_, voice) = self.voices.remove(i);
                    let _ = self.reports.send(Report::Removed(voice));
                }
            }
            Command::Play { id, from, serial } => {
                self.fade_out(id);
                if let Some(voice) = self.voice(id) {
                    voice.play(from, serial);
                }
            }
            Command::Halt { id, serial } => {
                self.fade_out(id);
                if let Some(voice) = self.voice(id) {
                    voice.halt(serial);
                }
            }
            Command::Seek { id, to, serial } => {
                self.fade_out(id);
                if let Some(voice) = self.voice(id) {
                    voice.seek(to, serial);
                    voice.set_gain_at_once();
                }
            }
            Command::Volume(id, volume) => {
                if let Some(voice) = self.voice(id) {
                    voice.set_volume(volume);
                }
            }
            Command::Rate(id, rate) => {
                if let Some(voice) = self.voice(id) {
                    voice.set_rate(rate);
                }
            }
            Command::OpenGraph(id, graph) => self.graphs.push((id, graph)),
            Command::Graph(id, command) => {
                if let Some((_, graph)) = self.graphs.iter_mut().find(|(other, _)| *other == id) {
                    graph.obey(command);
                }
            }
            Command::CloseGraph(id) => {
                if let Some(i) = self.graphs.iter().position(|(other, _)| *other == id) {
                    let (_, graph) = self.graphs.remove(i);
                    let _ = self.reports.send(Report::Closed(graph));
                }
            }
            Command::Loop(id, is_looping) => {
                if let Some(voice) = self.voice(id) {
                    voice.is_looping = is_looping;
                }
            }
        }
    }

    /// Renders the last moments of a voice that plays, so that it does not end with a click.
    fn fade_out(&mut self, id: AudioId) {
        let rate_hz = self.rate_hz;
        let mut last = [[0.0; 2]; FADE_FRAMES];
        let Some(voice) = self.voice(id).filter(|voice| voice.is_heard()) else { return };
        // That it ends or fails in these moments changes nothing: it was stopped.
        voice.render(&mut last, rate_hz, true);
        self.tail.resize(self.tail.len().max(FADE_FRAMES), [0.0; 2]);
        for (tail, frame) in self.tail.iter_mut().zip(last) {
            tail[0] += frame[0];
            tail[1] += frame[1];
        }
    }
}
