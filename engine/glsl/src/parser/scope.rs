//! What names mean, scope by scope.

use crate::{names::Name, tree::VariableId, types::StructId};

/// What a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Variable(VariableId),
    Struct(StructId),
}

/// What a name is and the depth of its scope.
type Meaning = Option<(Symbol, u32)>;

/// All open scopes: what each name means now, and what it meant before.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// By name: the meaning and the depth of its scope.
    current: Vec<Meaning>,
    /// Meanings that come back when a scope closes.
    hidden: Vec<(Name, Meaning)>,
    /// Where each open scope begins in `hidden`. The built-in scope has no entry.
    starts: Vec<usize>,
}

impl Scopes {
    pub(super) fn open(&mut self) {
        self.starts.push(self.hidden.len());
    }

    pub(super) fn close(&mut self) {
        let start = self.starts.pop().unwrap_or(0);
        for (name, meaning) in self.hidden.drain(start..).rev() {
            self.current[name.0 as usize] = meaning;
        }
    }

    /// Built-in names and those of the whole shader.
    pub(super) fn is_global(&self) -> bool {
        self.starts.len() <= 1
    }

    pub(super) fn find(&self, name: Name) -> Option<Symbol> {
        self.current.get(name.0 as usize).copied().flatten().map(|(symbol, _)| symbol)
    }

    /// False if the innermost scope has the name already.
    pub(super) fn insert(&mut self, name: Name, symbol: Symbol) -> bool {
        let depth = self.starts.len() as u32;
        let at = name.0 as usize;
        if self.current.len() <= at {
            self.current.resize(at + 64, None);
        }
        let before = self.current[at];
        if before.is_some_and(|(_, scope)| scope == depth) {
            return false;
        }
        self.hidden.push((name, before));
        self.current[at] = Some((symbol, depth));
        true
    }

    /// Takes away all scopes but the global one, as if the text stood before everything; [`Self::put_back`] undoes it.
    pub(super) fn suspend(&mut self) -> Suspended {
        let mut scopes = Vec::new();
        while self.starts.len() > 1 {
            let start = self.starts.pop().unwrap_or(0);
            let mut names = Vec::new();
            for (name, meaning) in self.hidden.drain(start..).rev() {
                names.push((name, self.current[name.0 as usize]));
                self.current[name.0 as usize] = meaning;
            }
            names.reverse();
            scopes.push(names);
        }
        Suspended(scopes)
    }

    pub(super) fn put_back(&mut self, suspended: Suspended) {
        for names in suspended.0.into_iter().rev() {
            self.open();
            for (name, meaning) in names {
                self.hidden.push((name, self.current[name.0 as usize]));
                self.current[name.0 as usize] = meaning;
            }
        }
    }
}

/// Scopes that [`Scopes::suspend`] took away, innermost first.
pub(super) struct Suspended(Vec<Vec<(Name, Meaning)>>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_names_hide_outer_ones() {
        let variable = |id| Symbol::Variable(VariableId(id));
        let mut scopes = Scopes::default();
        scopes.insert(Name(3), variable(0));
        scopes.open();
        assert!(scopes.insert(Name(3), variable(1)));
        assert!(!scopes.insert(Name(3), variable(2)));
        scopes.open();
        assert!(scopes.insert(Name(3), variable(4)));
        assert!(scopes.insert(Name(5), variable(5)));
        let suspended = scopes.suspend();
        assert!(scopes.is_global());
        assert_eq!(scopes.find(Name(3)), Some(variable(1)));
        assert_eq!(scopes.find(Name(5)), None);
        scopes.put_back(suspended);
        assert_eq!(scopes.find(Name(3)), Some(variable(4)));
        scopes.close();
        assert_eq!(scopes.find(Name(5)), None);
        scopes.close();
        assert_eq!(scopes.find(Name(3)), Some(variable(0)));
    }
}
