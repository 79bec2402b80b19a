//! Whether variables fit into so many vectors: the packing algorithm of appendix A.7 of GLSL ES 1.00.

use crate::types::{Base, Type};

/// Components a row, and rows, of a scalar, vector or matrix or an array of them.
pub(super) fn entry(ty: Type) -> Option<(u8, u32)> {
    let (width, rows) = match ty.base {
        Base::Vector(_, size) => (size, 1),
        // A matrix of two columns takes whole rows.
        Base::Matrix(2, 2) => (4, 2),
        Base::Matrix(columns, rows) => (rows.max(2), u32::from(columns)),
        _ => return None,
    };
    Some((width, rows.saturating_mul(ty.length.max(1))))
}

/// Whether all entries fit.
pub(super) fn fits(entries: &[(u8, u32)], limit: u32) -> bool {
    let rows_of = |width: u8| entries.iter().filter(move |entry| entry.0 == width).map(|entry| entry.1);
    let sum = |width| rows_of(width).fold(0u32, u32::saturating_add);
    let whole = sum(4);
    let threes = sum(3);
    let Some(rest) = limit.checked_sub(whole.saturating_add(threes)) else { return false };
    // The rows below are two halves, each filled from one end.
    let mut halves = [rest, rest];
    let mut twos: Vec<u32> = rows_of(2).collect();
    twos.sort_unstable_by(|a, b| b.cmp(a));
    for rows in twos {
        match halves.iter_mut().find(|free| **free >= rows) {
            Some(free) => *free -= rows,
            None => return false,
        }
    }
    // Scalars go into whatever column is the tightest: two columns of each half, and the last one beside the threes.
    let mut columns = [halves[0], halves[0], halves[1], halves[1].saturating_add(threes)];
    let mut ones: Vec<u32> = rows_of(1).collect();
    ones.sort_unstable_by(|a, b| b.cmp(a));
    for rows in ones {
        match columns.iter_mut().filter(|free| **free >= rows).min() {
            Some(free) => *free -= rows,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_as_the_specifications_example() {
        // vec4 a; mat3 b; vec2[6] c; float[3] d; vec2 e; float f into 12 rows: from the text of A.7.
        let entries = [(4, 1), (3, 3), (2, 6), (1, 3), (2, 1), (1, 1)];
        assert!(fits(&entries, 12));
        assert!(!fits(&[(4, 3)], 2));
        assert!(fits(&[(1, 8), (1, 8), (1, 8), (1, 8)], 8));
        assert!(!fits(&[(1, 9)], 8));
        assert!(fits(&[(3, 8), (1, 8)], 8));
        assert!(!fits(&[(3, 8), (2, 1)], 8));
    }
}
