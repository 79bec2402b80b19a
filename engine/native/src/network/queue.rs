//! The queue from the network's thread to the game's.
//!
//! What a game has not taken yet is bounded: a task that brings payload first gets leave for its bytes, so that a game
//! that stands still slows its connections down instead of filling the memory.

use sparrow_platform::network::{ConnectionId, NetworkEvent};
use std::{
    sync::{
        Arc,
        mpsc::{Receiver, Sender, channel},
    },
    time::Instant,
};
use tokio::sync::Semaphore;

/// Bytes of payload that may wait for the game.
const WAITING_BYTES: usize = 16 << 20;
/// What an event weighs beside its payload.
const EVENT_BYTES: usize = 64;

/// An event on its way.
pub(super) struct Message {
    id: ConnectionId,
    event: NetworkEvent,
    weight: usize,
}

/// The task's end, for one connection.
#[derive(Clone)]
pub(super) struct Outbox {
    id: ConnectionId,
    sender: Sender<Message>,
    room: Arc<Semaphore>,
}

impl Outbox {
    /// Queues an event, when there is room for it.
    pub(super) async fn send(&self, event: NetworkEvent) {
        let weight = weight(&event);
        if let Ok(leave) = self.room.acquire_many(weight as u32).await {
            leave.forget();
        }
        let _ = self.sender.send(Message { id: self.id, event, weight });
    }

    /// Queues an event that carries no payload.
    pub(super) fn send_now(&self, event: NetworkEvent) {
        let _ = self.sender.send(Message { id: self.id, event, weight: 0 });
    }
}

fn weight(event: &NetworkEvent) -> usize {
    let payload = match event {
        NetworkEvent::Chunk(bytes) | NetworkEvent::Binary(bytes) | NetworkEvent::Datagram { bytes, .. } => {
            bytes.len()
        }
        NetworkEvent::Text(text) => text.len(),
        // Ends are small, or bounded by the number of requests.
        _ => return 0,
    };
    (payload + EVENT_BYTES).min(WAITING_BYTES)
}

/// The game's end.
pub(super) struct Inbox {
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    room: Arc<Semaphore>,
}

impl Default for Inbox {
    fn default() -> Self {
        let (sender, receiver) = channel();
        Inbox { sender, receiver, room: Arc::new(Semaphore::new(WAITING_BYTES)) }
    }
}

impl Inbox {
    /// An end for the task of a connection.
    pub(super) fn outbox(&self, id: ConnectionId) -> Outbox {
        Outbox { id, sender: self.sender.clone(), room: self.room.clone() }
    }

    /// The next message that is there.
    pub(super) fn next(&self) -> Option<Message> {
        self.receiver.try_recv().ok()
    }

    /// The next message, if one comes in time.
    pub(super) fn wait(&self, end: Instant) -> Option<Message> {
        self.receiver.recv_timeout(end.saturating_duration_since(Instant::now())).ok()
    }

    /// Takes a message apart and makes room.
    pub(super) fn open(&self, message: Message) -> (ConnectionId, NetworkEvent) {
        self.room.add_permits(message.weight);
        (message.id, message.event)
    }
}

/// Takes the network's timing out of a batch of events: by connection, oldest first; pieces of one body joined; of
/// reports of progress the last.
pub(super) fn settle(events: &mut Vec<(ConnectionId, NetworkEvent)>) {
    events.sort_by_key(|(id, _)| *id);
    let mut out: Vec<(ConnectionId, NetworkEvent)> = Vec::with_capacity(events.len());
    for (id, event) in events.drain(..) {
        // A body's pieces and the reports of its progress alternate.
        let same = out.iter_mut().rev().take(2).filter(|(of, _)| *of == id).find_map(|(_, before)| {
            let joins = matches!(
                (&*before, &event),
                (NetworkEvent::Chunk(_), NetworkEvent::Chunk(_))
                    | (NetworkEvent::Sent { .. }, NetworkEvent::Sent { .. })
                    | (NetworkEvent::Received { .. }, NetworkEvent::Received { .. })
            );
            joins.then_some(before)
        });
        match (same, event) {
            (Some(NetworkEvent::Chunk(before)), NetworkEvent::Chunk(bytes)) => before.extend(bytes),
            (Some(before), event) => *before = event,
            (None, event) => out.push((id, event)),
        }
    }
    *events = out;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_does_not_show_the_speed_of_the_network() {
        let received = |bytes| NetworkEvent::Received { bytes, total: None };
        let chunk = |bytes: &[u8]| NetworkEvent::Chunk(bytes.to_vec());
        let done = || NetworkEvent::Done { body: Vec::new() };
        let (a, b) = (ConnectionId(1), ConnectionId(2));
        let mut events = vec![
            (b, chunk(b"x")),
            (a, received(1)),
            (a, chunk(b"1")),
            (b, done()),
            (a, received(2)),
            (a, chunk(b"2")),
            (a, done()),
        ];
        settle(&mut events);
        let expected = vec![(a, received(2)), (a, chunk(b"12")), (a, done()), (b, chunk(b"x")), (b, done())];
        assert_eq!(events, expected);
    }
}
