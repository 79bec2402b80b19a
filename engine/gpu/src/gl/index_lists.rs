//! Primitives as lists of indices: what wgpu has for every mode, with the order of vertices that flat varyings want.

use sparrow_render::gl::{GlIndexType, GlMode};
use wgpu::PrimitiveTopology as T;

/// Bytes of an index.
pub(super) fn index_bytes(kind: GlIndexType) -> u32 {
    match kind {
        GlIndexType::U8 => 1,
        GlIndexType::U16 => 2,
        GlIndexType::U32 => 4,
    }
}

/// The index that restarts a strip.
pub(super) fn restart_value(kind: GlIndexType) -> u32 {
    match kind {
        GlIndexType::U8 => 0xff,
        GlIndexType::U16 => 0xffff,
        GlIndexType::U32 => u32::MAX,
    }
}

/// Indices from bytes.
pub(super) fn read_indices(bytes: &[u8], kind: GlIndexType) -> impl Iterator<Item = u32> + '_ {
    let size = index_bytes(kind) as usize;
    bytes.chunks_exact(size).map(move |b| match kind {
        GlIndexType::U8 => u32::from(b[0]),
        GlIndexType::U16 => u32::from(u16::from_le_bytes([b[0], b[1]])),
        GlIndexType::U32 => u32::from_le_bytes([b[0], b[1], b[2], b[3]]),
    })
}

/// Primitives of one run as a list. `flat`: the vertex that WebGL takes for flat varyings, its last, comes first.
pub(super) fn push_list(mode: GlMode, flat: bool, run: &[u32], out: &mut Vec<u32>) {
    let mut triangle = |a: u32, b: u32, c: u32| out.extend(if flat { [c, a, b] } else { [a, b, c] });
    match mode {
        GlMode::Triangles => run.as_chunks::<3>().0.iter().for_each(|t| triangle(t[0], t[1], t[2])),
        GlMode::TriangleStrip => {
            for (n, t) in run.windows(3).enumerate() {
                if n % 2 == 0 { triangle(t[0], t[1], t[2]) } else { triangle(t[1], t[0], t[2]) }
            }
        }
        GlMode::TriangleFan => {
            for pair in run.get(1..).unwrap_or_default().windows(2) {
                triangle(run[0], pair[0], pair[1]);
            }
        }
        GlMode::Points => out.extend(run),
        GlMode::Lines | GlMode::LineStrip | GlMode::LineLoop => {
            let mut line = |a: u32, b: u32| out.extend(if flat { [b, a] } else { [a, b] });
            if mode == GlMode::Lines {
                run.as_chunks::<2>().0.iter().for_each(|l| line(l[0], l[1]));
                return;
            }
            run.windows(2).for_each(|l| line(l[0], l[1]));
            if mode == GlMode::LineLoop && run.len() > 1 {
                line(run[run.len() - 1], run[0]);
            }
        }
    }
}

/// The topology of lists that [`push_list`] makes.
pub(super) fn list_topology(mode: GlMode) -> T {
    match mode {
        GlMode::Points => T::PointList,
        GlMode::Lines | GlMode::LineLoop | GlMode::LineStrip => T::LineList,
        GlMode::Triangles | GlMode::TriangleStrip | GlMode::TriangleFan => T::TriangleList,
    }
}

/// The topology that needs no list; `None` for those that wgpu lacks.
pub(super) fn plain_topology(mode: GlMode) -> Option<T> {
    match mode {
        GlMode::Points => Some(T::PointList),
        GlMode::Lines => Some(T::LineList),
        GlMode::LineStrip => Some(T::LineStrip),
        GlMode::Triangles => Some(T::TriangleList),
        GlMode::TriangleStrip => Some(T::TriangleStrip),
        GlMode::LineLoop | GlMode::TriangleFan => None,
    }
}

/// True when a mode draws triangles.
pub(super) fn is_triangles(mode: GlMode) -> bool {
    list_topology(mode) == T::TriangleList
}

/// Indices that a list of `count` vertices has.
pub(super) fn list_length(mode: GlMode, count: u32) -> u64 {
    let count = u64::from(count);
    match mode {
        GlMode::Points | GlMode::Lines | GlMode::Triangles => count,
        GlMode::LineStrip => count.saturating_sub(1) * 2,
        GlMode::LineLoop => count * 2,
        GlMode::TriangleStrip | GlMode::TriangleFan => count.saturating_sub(2) * 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(mode: GlMode, flat: bool, run: &[u32]) -> Vec<u32> {
        let mut out = Vec::new();
        push_list(mode, flat, run, &mut out);
        out
    }

    #[test]
    fn strips_keep_their_winding_and_flat_vertices_come_first() {
        assert_eq!(list(GlMode::TriangleStrip, false, &[0, 1, 2, 3]), [0, 1, 2, 2, 1, 3]);
        assert_eq!(list(GlMode::TriangleStrip, true, &[0, 1, 2, 3]), [2, 0, 1, 3, 2, 1]);
        assert_eq!(list(GlMode::TriangleFan, true, &[0, 1, 2, 3]), [2, 0, 1, 3, 0, 2]);
        assert_eq!(list(GlMode::Triangles, false, &[0, 1, 2, 3]), [0, 1, 2]);
        assert_eq!(list(GlMode::LineLoop, false, &[0, 1, 2]), [0, 1, 1, 2, 2, 0]);
        assert_eq!(list(GlMode::TriangleFan, false, &[]), []);
        assert_eq!(list(GlMode::LineLoop, false, &[7]), []);
    }

    #[test]
    fn patterns_of_small_counts_begin_those_of_large_ones() {
        for mode in [GlMode::Triangles, GlMode::TriangleStrip, GlMode::TriangleFan, GlMode::LineStrip] {
            let run: Vec<u32> = (0..64).collect();
            let long = list(mode, true, &run);
            for count in 0..20 {
                let short = list(mode, true, &run[..count]);
                assert_eq!(long[..short.len()], short, "{mode:?} {count}");
                assert!(short.len() as u64 <= list_length(mode, count as u32));
            }
        }
    }
}
