//! When work that was done on other threads reaches a game.

/// Decides in which frame finished work is delivered. Without one it is delivered when it is done; a recording notes the
/// order, and its replay keeps to it.
pub trait Arrivals {
    /// True when everything that was asked for shall be finished before [`deliver`](Arrivals::deliver) is called, as under
    /// virtual time.
    fn waits(&self) -> bool;
    /// `done` are the requests of a loader that are finished, in the order in which they were. Gives those to deliver now, in
    /// this order; the loader waits for one that is not finished yet, and keeps the others.
    fn deliver(&self, loader: &str, done: Vec<u32>) -> Vec<u32>;
}
