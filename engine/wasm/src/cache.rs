//! Compiled code between runs.

/// Where compiled code is kept. What is loaded runs as it is: it must be byte for byte what was stored, and out of reach of games.
pub trait CompiledCache: Send + Sync {
    /// What was stored for these bytes of a module, if it is there and whole.
    fn load(&self, module: &[u8]) -> Option<Vec<u8>>;
    /// Keeps compiled code. That there is no room is no reason to stop.
    fn store(&self, module: &[u8], compiled: &[u8]);
}
