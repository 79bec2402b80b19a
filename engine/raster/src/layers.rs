//! Memory of pictures in passing: layers, snapshots, what filters work on. It is used again.

/// Pixels of all memory that is kept: 16 MB.
const MAX_KEPT_PIXELS: usize = 1 << 22;

/// Buffers that nothing uses now.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    spare: Vec<Vec<u32>>,
}

impl Layers {
    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.kept_pixels() * 4
    }

    fn kept_pixels(&self) -> usize {
        self.spare.iter().map(Vec::capacity).sum()
    }

    /// So many pixels of transparent black.
    pub(crate) fn transparent(&mut self, len: usize) -> Vec<u32> {
        match self.take(len) {
            Some(mut layer) => {
                layer.resize(len, 0);
                layer
            }
            None => vec![0; len],
        }
    }

    /// The same, or `None` where there is no memory for so many pixels eight times over.
    pub(crate) fn try_transparent(&mut self, len: usize) -> Option<Vec<u32>> {
        let mut layer = self.take(len).unwrap_or_default();
        if layer.capacity() < len {
            layer.try_reserve_exact(len.checked_mul(8)?).ok()?;
            layer.shrink_to(len);
        }
        layer.resize(len, 0);
        Some(layer)
    }

    /// The same pixels again.
    pub(crate) fn copy_of(&mut self, pixels: &[u32]) -> Vec<u32> {
        let mut layer = self.take(pixels.len()).unwrap_or_default();
        layer.extend_from_slice(pixels);
        layer
    }

    /// Nothing uses the buffer any more.
    pub(crate) fn give_back(&mut self, layer: Vec<u32>) {
        if layer.capacity() > 0 && self.kept_pixels() + layer.capacity() <= MAX_KEPT_PIXELS {
            self.spare.push(layer);
        }
    }

    /// An empty buffer: the smallest that is large enough, or else the largest.
    fn take(&mut self, len: usize) -> Option<Vec<u32>> {
        let capacity = |at: &usize| self.spare[*at].capacity();
        let all = 0..self.spare.len();
        let fitting = all.clone().filter(|at| capacity(at) >= len).min_by_key(capacity);
        let mut layer = self.spare.swap_remove(fitting.or_else(|| all.max_by_key(capacity))?);
        layer.clear();
        Some(layer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_used_again_and_blank() {
        let mut layers = Layers::default();
        let first = layers.copy_of(&[7; 100]);
        let at = first.as_ptr();
        layers.give_back(first);
        let again = layers.transparent(60);
        assert_eq!((again.as_ptr(), &*again), (at, &[0; 60][..]));
        let other = layers.try_transparent(10).unwrap();
        assert_ne!(other.as_ptr(), at);
        layers.give_back(again);
        layers.give_back(other);
        let small = layers.transparent(5);
        assert!(small.capacity() < 100, "the smallest that is large enough");
        assert_eq!(layers.try_transparent(usize::MAX / 8), None, "without memory");
    }

    #[test]
    fn what_is_kept_is_bounded() {
        let mut layers = Layers::default();
        for _ in 0..3 {
            layers.give_back(vec![0; MAX_KEPT_PIXELS / 2]);
        }
        assert_eq!(layers.memory_bytes(), MAX_KEPT_PIXELS * 4);
        layers.give_back(vec![0; 1]);
        assert_eq!(layers.memory_bytes(), MAX_KEPT_PIXELS * 4);
    }
}
