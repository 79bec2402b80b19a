//! The order in which nodes are rendered: what a node hears comes before it. A loop is broken at its delays; a loop without
//! one is silent: <https://webaudio.github.io/web-audio-api/#rendering-loop>

/// What the order says of each node that it names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Order {
    /// Slots, first rendered first.
    pub(crate) slots: Vec<usize>,
    /// Delays that take their input after everything else was rendered.
    pub(crate) late: Vec<usize>,
    /// Nodes of loops without a delay.
    pub(crate) muted: Vec<usize>,
}

/// `sources(slot)` are the slots that a node hears. Runs without recursion: a game may chain as many nodes as it likes.
pub(crate) fn order(
    nodes: &[usize],
    sources: &dyn Fn(usize) -> Vec<usize>,
    is_delay: &dyn Fn(usize) -> bool,
) -> Order {
    let size = nodes.iter().max().map_or(0, |max| max + 1);
    let mut is_late = vec![false; size];
    let mut order = Order::default();
    let first = components(nodes, size, sources, &is_late);
    let loops = first.iter().filter(|c| is_loop(c, sources));
    order.late = loops.flatten().copied().filter(|slot| is_delay(*slot)).collect();
    let mut found = first;
    if !order.late.is_empty() {
        for slot in &order.late {
            is_late[*slot] = true;
        }
        found = components(nodes, size, sources, &is_late);
    }
    for component in found {
        let cut = component.len() == 1 && is_late[component[0]];
        if !cut && is_loop(&component, sources) {
            order.muted.extend(&component);
        }
        order.slots.extend(component);
    }
    order
}

fn is_loop(component: &[usize], sources: &dyn Fn(usize) -> Vec<usize>) -> bool {
    component.len() > 1 || component.iter().any(|slot| sources(*slot).contains(slot))
}

/// Tarjan's strongly connected components; each comes after those that it hears.
fn components(
    nodes: &[usize],
    size: usize,
    sources: &dyn Fn(usize) -> Vec<usize>,
    is_late: &[bool],
) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let (mut index, mut low) = (vec![NEW; size], vec![0; size]);
    let (mut on_stack, mut stack, mut found) = (vec![false; size], Vec::new(), Vec::new());
    let mut next = 0;
    let heard = |slot: usize| if is_late[slot] { Vec::new() } else { sources(slot) };
    for &root in nodes {
        if index[root] != NEW {
            continue;
        }
        let mut path: Vec<(usize, Vec<usize>, usize)> = Vec::new();
        let mut enter = |slot: usize,
                         path: &mut Vec<_>,
                         stack: &mut Vec<usize>,
                         index: &mut [usize],
                         low: &mut [usize],
                         on: &mut [bool]| {
            (index[slot], low[slot], on[slot]) = (next, next, true);
            next += 1;
            stack.push(slot);
            path.push((slot, heard(slot), 0));
        };
        enter(root, &mut path, &mut stack, &mut index, &mut low, &mut on_stack);
        while let Some((slot, heard, i)) = path.last_mut() {
            let slot = *slot;
            if let Some(&source) = heard.get(*i) {
                *i += 1;
                if index[source] == NEW {
                    enter(source, &mut path, &mut stack, &mut index, &mut low, &mut on_stack);
                } else if on_stack[source] {
                    low[slot] = low[slot].min(index[source]);
                }
                continue;
            }
            path.pop();
            if let Some((parent, ..)) = path.last() {
                low[*parent] = low[*parent].min(low[slot]);
            }
            if low[slot] == index[slot] {
                let start = stack.iter().rposition(|other| *other == slot).unwrap_or_default();
                let component = stack.split_off(start);
                component.iter().for_each(|slot| on_stack[*slot] = false);
                found.push(component);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ordered(edges: &[(usize, usize)], size: usize, delays: &[usize]) -> Order {
        let nodes: Vec<usize> = (0..size).collect();
        let sources =
            |slot: usize| edges.iter().filter(|(_, to)| *to == slot).map(|(from, _)| *from).collect();
        order(&nodes, &sources, &|slot| delays.contains(&slot))
    }

    #[test]
    fn sources_come_first() {
        let order = ordered(&[(3, 2), (2, 1), (1, 0), (3, 0)], 4, &[]);
        assert_eq!(order.slots, [3, 2, 1, 0]);
        assert!(order.late.is_empty() && order.muted.is_empty());
    }

    #[test]
    fn loops_are_cut_at_delays_and_silent_without() {
        let order = ordered(&[(1, 2), (2, 1), (1, 0), (3, 1)], 4, &[2]);
        assert_eq!((order.late, order.muted), (vec![2], vec![]));
        let place = |slot| order.slots.iter().position(|s| *s == slot);
        assert!(place(2) < place(1) && place(3) < place(1) && place(1) < place(0));
        let order = ordered(&[(1, 2), (2, 1), (2, 0), (0, 0)], 3, &[]);
        let mut muted = order.muted;
        muted.sort_unstable();
        assert_eq!(muted, [0, 1, 2]);
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let edges: Vec<_> = (0..2_000).map(|i| (i + 1, i)).collect();
        assert_eq!(ordered(&edges, 2_001, &[]).slots.len(), 2_001);
    }
}
