//! What strokes leave out: steps 2 and 3 of
//! <https://html.spec.whatwg.org/multipage/canvas.html#trace-a-path>.

use sparrow_base::kurbo::{PathEl, Point};

/// Appends the elements without zero-length segments and without subpaths that have no segment left.
pub(crate) fn prune(elements: impl IntoIterator<Item = PathEl>, out: &mut Vec<PathEl>) {
    let first = out.len();
    let mut current = Point::ORIGIN;
    for el in elements {
        match el {
            PathEl::MoveTo(p) => {
                drop_lone_move(out, first);
                out.push(el);
                current = p;
            }
            PathEl::LineTo(p) => {
                if p != current {
                    out.push(el);
                    current = p;
                }
            }
            PathEl::QuadTo(c, p) => {
                if c != current || p != current {
                    out.push(el);
                    current = p;
                }
            }
            PathEl::CurveTo(a, b, p) => {
                if a != current || b != current || p != current {
                    out.push(el);
                    current = p;
                }
            }
            PathEl::ClosePath => {
                if !drop_lone_move(out, first) {
                    out.push(el);
                }
            }
        }
    }
    drop_lone_move(out, first);
}

fn drop_lone_move(out: &mut Vec<PathEl>, first: usize) -> bool {
    let lone = matches!(out[first..].last(), Some(PathEl::MoveTo(_)));
    if lone {
        out.pop();
    }
    lone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subpaths_that_go_nowhere_vanish() {
        let p = Point::new(5.0, 5.0);
        let q = Point::new(9.0, 5.0);
        let dot = [PathEl::MoveTo(p), PathEl::LineTo(p), PathEl::ClosePath];
        let pruned = |elements: &[PathEl]| {
            // A path before it is no part of it.
            let mut out = vec![PathEl::MoveTo(q)];
            prune(elements.iter().copied(), &mut out);
            out.split_off(1)
        };
        assert_eq!(pruned(&dot), []);
        let corner = [PathEl::MoveTo(p), PathEl::LineTo(q), PathEl::LineTo(q), PathEl::CurveTo(q, q, q)];
        assert_eq!(pruned(&corner), [PathEl::MoveTo(p), PathEl::LineTo(q)]);
    }
}
