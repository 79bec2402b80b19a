//! Draw lists whose memory is used again.

use sparrow_render::DrawList;

/// Lists with memory for more operations than this are kept for canvases that need it, apart from the others: else every
/// small canvas would end up with the memory of the largest.
const SMALL_OPS: usize = 256;

/// A list with memory for more operations (or path elements) than this is freed.
const HUGE_OPS: usize = 1 << 18;

const MAX_SMALL: usize = 512;
const MAX_LARGE: usize = 16;

/// Two pools of empty lists.
#[derive(Debug, Default)]
pub(super) struct SpareLists {
    small: Vec<DrawList>,
    large: Vec<DrawList>,
    returned: Vec<DrawList>,
}

impl SpareLists {
    /// An empty list for a canvas that recorded `size` operations or path elements last time; without memory when there is none to spare.
    pub(super) fn take_for(&mut self, size: usize) -> DrawList {
        let large = if size > SMALL_OPS { self.large.pop() } else { None };
        large.or_else(|| self.small.pop()).unwrap_or_default()
    }

    /// Keeps the memory of a list.
    pub(super) fn give(&mut self, mut list: DrawList) {
        list.clear();
        let size = list.ops.capacity().max(list.path_elements.capacity());
        let (pool, limit) = match size {
            0 => return,
            s if s > HUGE_OPS => return,
            s if s > SMALL_OPS * 2 => (&mut self.large, MAX_LARGE),
            _ => (&mut self.small, MAX_SMALL),
        };
        if pool.len() < limit {
            pool.push(list);
        }
    }

    /// Where a renderer leaves lists; to be followed by [`sort_returned`](Self::sort_returned).
    pub(super) fn returned(&mut self) -> &mut Vec<DrawList> {
        &mut self.returned
    }

    /// Sorts what a renderer left into the pools.
    pub(super) fn sort_returned(&mut self) {
        let mut returned = std::mem::take(&mut self.returned);
        for list in returned.drain(..) {
            self.give(list);
        }
        self.returned = returned;
    }
}
