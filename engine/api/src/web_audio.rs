//! What a realm keeps for Web Audio: buffers by number, what was dropped, and news on their way to the game.

use crate::event::HostEvent;
use ciborium::Value;
use rustc_hash::FxHashMap;
use sparrow_audio::{
    AudioEngine,
    graph::{Buffer, ContextId, ContextNews, NodeId},
};
use std::sync::Arc;

/// What an object of the game holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// A node of a context.
    Node(u32, u32),
    /// A buffer.
    Buffer(u32),
}

/// All buffers of a game together, in bytes.
const MAX_BUFFER_BYTES: usize = 768 * 1024 * 1024;

/// Buffers and dropped objects.
#[derive(Default)]
pub struct WebAudio {
    buffers: FxHashMap<u32, Arc<Buffer>>,
    next: u32,
    bytes: usize,
    dropped: Vec<Held>,
}

fn bytes_of(buffer: &Buffer) -> usize {
    buffer.frames() * buffer.channels.len() * 4
}

impl WebAudio {
    /// Keeps a buffer; `None` when there are too many.
    pub(crate) fn keep(&mut self, buffer: Arc<Buffer>) -> Option<u32> {
        let bytes = bytes_of(&buffer);
        if self.bytes + bytes > MAX_BUFFER_BYTES {
            return None;
        }
        self.bytes += bytes;
        let id = self.next;
        self.next = self.next.wrapping_add(1);
        self.buffers.insert(id, buffer);
        Some(id)
    }

    pub(crate) fn buffer(&self, id: u32) -> Option<&Arc<Buffer>> {
        self.buffers.get(&id)
    }

    /// The object is gone. It may be gone in the middle of anything, so what follows waits.
    pub(crate) fn drop_later(&mut self, held: Held) {
        self.dropped.push(held);
    }

    /// Lets go of what was dropped.
    fn let_go(&mut self, audio: &mut AudioEngine) {
        for held in std::mem::take(&mut self.dropped) {
            match held {
                Held::Node(context, node) => audio.release_node(ContextId(context), NodeId(node)),
                Held::Buffer(id) => {
                    if let Some(buffer) = self.buffers.remove(&id) {
                        self.bytes -= bytes_of(&buffer);
                    }
                }
            }
        }
    }

    /// What the contexts have to tell, as events.
    pub fn poll(&mut self, audio: &mut AudioEngine) -> Vec<HostEvent> {
        self.let_go(audio);
        audio.poll_contexts().into_iter().map(|news| self.event(news)).collect()
    }

    fn event(&mut self, news: ContextNews) -> HostEvent {
        let (name, fields) = match news {
            ContextNews::Ended(context, node) => {
                ("ended", vec![field("context", context.0), field("node", node.0)])
            }
            ContextNews::Script { context, node, playback_time, input } => {
                let input = input.iter().map(|samples| Value::Bytes(to_bytes(samples))).collect();
                let fields = vec![
                    field("context", context.0),
                    field("node", node.0),
                    field("playbackTime", playback_time),
                    (Value::Text("input".to_owned()), Value::Array(input)),
                ];
                ("script", fields)
            }
            ContextNews::Decoded { ticket, result } => {
                let kept = result.map_err(|e| e.message).and_then(|buffer| {
                    let described = describe(&buffer);
                    let id = self.keep(buffer).ok_or("the buffers of this game need too much memory")?;
                    Ok((id, described))
                });
                let mut fields = vec![field("ticket", ticket)];
                match kept {
                    Ok((id, described)) => {
                        fields.push(field("buffer", id));
                        fields.extend(described);
                    }
                    Err(error) => fields.push(field("error", error)),
                }
                ("decoded", fields)
            }
        };
        HostEvent::Sound { family: "webAudio", name, detail: Value::Map(fields) }
    }
}

fn describe(buffer: &Buffer) -> [(Value, Value); 3] {
    [
        field("frames", buffer.frames() as u64),
        field("channels", buffer.channels.len() as u64),
        field("sampleRate", f64::from(buffer.rate_hz)),
    ]
}

fn field(name: &str, value: impl Into<Value>) -> (Value, Value) {
    (Value::Text(name.to_owned()), value.into())
}

/// Samples as a `Float32Array` holds them.
pub(crate) fn to_bytes(samples: &[f32]) -> Vec<u8> {
    samples.iter().flat_map(|s| s.to_ne_bytes()).collect()
}

/// The samples of a `Float32Array`; what is no number is silence.
pub(crate) fn from_bytes(bytes: &[u8]) -> Vec<f32> {
    let sample = |b: &[u8; 4]| f32::from_ne_bytes(*b);
    bytes.as_chunks::<4>().0.iter().map(sample).map(|s| if s.is_finite() { s } else { 0.0 }).collect()
}
