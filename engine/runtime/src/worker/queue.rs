//! A bounded queue between two threads. The game's side never waits for room; the worker's side does.

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

/// Items that may wait, and bytes of all of them.
const MAX_ITEMS: usize = 1000;
const MAX_BYTES: usize = 64 << 20;

struct State<T> {
    items: VecDeque<(T, usize)>,
    bytes: usize,
    closed: bool,
    poked: bool,
}

/// See the module's text.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

/// What ended [`Queue::sleep`].
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Slept<T> {
    Item(T),
    Poked,
    Timeout,
    Closed,
}

/// What [`Queue::wait`] found.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Waited<T> {
    Item(T),
    Timeout,
    Closed,
}

impl<T> Queue<T> {
    pub(super) fn new() -> Queue<T> {
        let state = State { items: VecDeque::new(), bytes: 0, closed: false, poked: false };
        Queue { state: Mutex::new(state), changed: Condvar::new() }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an item; gives it back when the queue is full or closed. One item always fits into an empty queue.
    pub(super) fn try_push(&self, item: T, bytes: usize) -> Result<(), T> {
        let mut state = self.lock();
        if state.closed || is_full(&state, bytes) {
            return Err(item);
        }
        self.push(&mut state, item, bytes);
        Ok(())
    }

    /// Adds an item when there is room; gives it back when the queue is closed meanwhile.
    pub(super) fn push_when_free(&self, item: T, bytes: usize) -> Result<(), T> {
        let mut state = self.lock();
        while !state.closed && is_full(&state, bytes) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.closed {
            return Err(item);
        }
        self.push(&mut state, item, bytes);
        Ok(())
    }

    /// Adds what must not be lost and is small.
    pub(super) fn push_always(&self, item: T) {
        let mut state = self.lock();
        if !state.closed {
            self.push(&mut state, item, 0);
        }
    }

    fn push(&self, state: &mut State<T>, item: T, bytes: usize) {
        state.bytes += bytes;
        state.items.push_back((item, bytes));
        self.changed.notify_all();
    }

    fn take(&self, state: &mut State<T>) -> Option<T> {
        self.take_at(state, 0)
    }

    fn take_at(&self, state: &mut State<T>, at: usize) -> Option<T> {
        let (item, bytes) = state.items.remove(at)?;
        state.bytes -= bytes;
        self.changed.notify_all();
        Some(item)
    }

    /// The next item, if there is one.
    pub(super) fn pop(&self) -> Option<T> {
        self.take(&mut self.lock())
    }

    fn wait_while(
        &self,
        timeout_ms: Option<f64>,
        condition: impl FnMut(&mut State<T>) -> bool,
    ) -> MutexGuard<'_, State<T>> {
        let Some(ms) = timeout_ms else {
            let waited = self.changed.wait_while(self.lock(), condition);
            return waited.unwrap_or_else(PoisonError::into_inner);
        };
        let timeout = Duration::from_secs_f64(ms.clamp(0.0, 3_600_000.0) / 1000.0);
        let waited = self.changed.wait_timeout_while(self.lock(), timeout, condition);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// The next item; waits for it for at most `timeout_ms` (`None`: for ever).
    pub(super) fn wait(&self, timeout_ms: Option<f64>) -> Waited<T> {
        let idle = |state: &mut State<T>| state.items.is_empty() && !state.closed;
        let mut state = self.wait_while(timeout_ms, idle);
        match self.take(&mut state) {
            Some(item) => Waited::Item(item),
            None if state.closed => Waited::Closed,
            None => Waited::Timeout,
        }
    }

    /// Ends a sleep, or the next one.
    pub(super) fn poke(&self) {
        self.lock().poked = true;
        self.changed.notify_all();
    }

    /// Waits for an item that is `wanted`, which may overtake others, for a poke, and for at most `timeout_ms` (`None`: for ever).
    pub(super) fn sleep(&self, timeout_ms: Option<f64>, wanted: impl Fn(&T) -> bool) -> Slept<T> {
        let find = |state: &State<T>| state.items.iter().position(|(item, _)| wanted(item));
        let asleep = |state: &mut State<T>| !state.closed && !state.poked && find(state).is_none();
        let mut state = self.wait_while(timeout_ms, asleep);
        if state.closed {
            return Slept::Closed;
        }
        if std::mem::take(&mut state.poked) {
            return Slept::Poked;
        }
        let found = find(&state).and_then(|at| self.take_at(&mut state, at));
        found.map_or(Slept::Timeout, Slept::Item)
    }

    /// Nothing is added any more, and nobody waits any more.
    pub(super) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }
}

fn is_full<T>(state: &State<T>, bytes: usize) -> bool {
    !state.items.is_empty() && (state.items.len() >= MAX_ITEMS || state.bytes + bytes > MAX_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn a_full_queue_refuses_or_waits() {
        let queue = Arc::new(Queue::new());
        for n in 0..MAX_ITEMS {
            queue.try_push(n, 1).unwrap();
        }
        assert_eq!(queue.try_push(9, 1), Err(9));
        let other = queue.clone();
        let waits = std::thread::spawn(move || other.push_when_free(7, 1));
        assert_eq!(queue.pop(), Some(0));
        assert_eq!(waits.join().unwrap(), Ok(()));
        queue.close();
        assert_eq!(queue.push_when_free(1, 1), Err(1));
        assert_eq!(queue.wait(None), Waited::Item(1), "what is in it is still read");
    }

    #[test]
    fn a_sleep_ends_with_what_is_wanted_a_poke_or_the_end() {
        let queue = Arc::new(Queue::new());
        queue.push_always(1);
        queue.push_always(20);
        queue.push_always(30);
        let large = |n: &i32| *n > 10;
        assert_eq!(queue.sleep(None, large), Slept::Item(20), "it overtakes the first");
        queue.poke();
        assert_eq!(queue.sleep(None, large), Slept::Poked);
        assert_eq!(queue.sleep(None, large), Slept::Item(30));
        assert_eq!(queue.sleep(Some(1.0), large), Slept::Timeout);
        let other = queue.clone();
        let sleeps = std::thread::spawn(move || other.sleep(None, large));
        queue.close();
        assert_eq!(sleeps.join().unwrap(), Slept::Closed);
        assert_eq!(queue.pop(), Some(1));
    }

    #[test]
    fn bytes_count_and_one_large_item_fits() {
        let queue = Queue::new();
        queue.try_push("large", MAX_BYTES * 2).unwrap();
        assert_eq!(queue.try_push("small", 1), Err("small"));
        assert_eq!(queue.pop(), Some("large"));
        assert_eq!(queue.wait(Some(1.0)), Waited::Timeout);
        queue.close();
        assert_eq!(queue.wait(None), Waited::Closed);
    }
}
