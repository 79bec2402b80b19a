//! What strokes leave out: steps 2 and 3 of
//! <https://html.spec.whatwg.org/multipage/canvas.html#trace-a-path>.

use sparrow_base::kurbo::{PathEl, Point};

/// The elements without zero-length segments and without subpaths that have no segment left.
pub(crate) fn pruned(elements: &[PathEl]) -> Vec<PathEl> {
    let mut out: Vec<PathEl> = Vec::with_capacity(elements.len());
    let mut current = Point::ORIGIN;
    for el in elements {
        match *el {
            PathEl::MoveTo(p) => {
                drop_lone_move(&mut out);
                out.push(*el);
                current = p;
            }
            PathEl::LineTo(p) => {
                if p != current {
                    out.push(*el);
                    current = p;
                }
            }
            PathEl::QuadTo(c, p) => {
                if c != current || p != current {
                    out.push(*el);
                    current = p;
                }
            }
            PathEl::CurveTo(a, b, p) => {
                if a != current || b != current || p != current {
                    out.push(*el);
                    current = p;
                }
            }
            PathEl::ClosePath => {
                if !drop_lone_move(&mut out) {
                    out.push(*el);
                }
            }
        }
    }
    drop_lone_move(&mut out);
    out
}

fn drop_lone_move(out: &mut Vec<PathEl>) -> bool {
    let lone = matches!(out.last(), Some(PathEl::MoveTo(_)));
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
        assert_eq!(pruned(&dot), []);
        let corner = [PathEl::MoveTo(p), PathEl::LineTo(q), PathEl::LineTo(q), PathEl::CurveTo(q, q, q)];
        assert_eq!(pruned(&corner), [PathEl::MoveTo(p), PathEl::LineTo(q)]);
    }
}
