//! [`OnThread`]: a value of one thread inside of a store.

/// wasmtime asks that what it keeps for us can be sent to other threads. A [`Store`](crate::Store) cannot be, and it is the only way
/// to what it keeps.
pub(crate) struct OnThread<T>(pub(crate) T);

// SAFETY: values of this type are only given to a wasmtime store that lives inside of `Store`, which is neither `Send` nor `Sync`: it is made,
// used and dropped on one thread, and with it everything that it keeps.
unsafe impl<T> Send for OnThread<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for OnThread<T> {}

impl<T> OnThread<T> {
    /// The value. (A closure that names the field would capture the field instead of the wrapper.)
    pub(crate) fn get(&self) -> &T {
        &self.0
    }
}
