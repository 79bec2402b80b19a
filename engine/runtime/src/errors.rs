//! Errors that no code of the game caught: all are counted, the newest are kept.

use crate::game::Game;
use sparrow_script::{MAX_TEXT_BYTES, cut_text};

/// A game that throws in each frame must not fill the memory of whoever runs it.
const MAX_KEPT: usize = 1000;

/// An error that no code of the game caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameError {
    /// Message, place and stack, as printed; cut where it is very long.
    pub text: String,
}

/// The errors of one game.
#[derive(Debug, Default)]
pub(crate) struct Errors {
    kept: Vec<GameError>,
    count: u64,
}

impl Errors {
    pub(crate) fn add(&mut self, mut text: String) {
        cut_text(&mut text, MAX_TEXT_BYTES);
        if self.kept.len() == MAX_KEPT {
            self.kept.remove(0);
        }
        self.kept.push(GameError { text });
        self.count += 1;
    }

    fn since(&self, seen: u64) -> &[GameError] {
        let new = usize::try_from(self.count.saturating_sub(seen)).unwrap_or(usize::MAX);
        &self.kept[self.kept.len().saturating_sub(new)..]
    }
}

impl Game {
    /// Errors that no code of the game caught: the newest thousand, oldest first.
    pub fn errors(&self) -> &[GameError] {
        &self.errors.kept
    }

    /// How many there were since the start.
    pub fn error_count(&self) -> u64 {
        self.errors.count
    }

    /// Those that came after the first `seen`, as far as they are kept.
    pub fn errors_since(&self, seen: u64) -> &[GameError] {
        self.errors.since(seen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_kept_and_all_are_counted() {
        let mut errors = Errors::default();
        for n in 0..MAX_KEPT + 5 {
            errors.add(n.to_string());
        }
        assert_eq!((errors.kept.len(), errors.count), (MAX_KEPT, 1005));
        assert_eq!((errors.kept[0].text.as_str(), errors.since(0).len()), ("5", MAX_KEPT));
        assert_eq!(
            errors.since(1003),
            [GameError { text: "1003".into() }, GameError { text: "1004".into() }]
        );
        assert!(errors.since(1005).is_empty() && errors.since(u64::MAX).is_empty());
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let mut errors = Errors::default();
        errors.add("\u{20ac}".repeat(MAX_TEXT_BYTES));
        let text = &errors.kept[0].text;
        assert!(text.len() <= MAX_TEXT_BYTES + 3 && text.ends_with("\u{20ac}..."));
    }
}
