//! Fingers on what stands over a game.

use super::Layout;
use sparrow_platform::Choice;

/// Fingers that are on the chrome.
#[derive(Debug, Default)]
pub(crate) struct ChromeTouches(Vec<(u64, Option<Choice>)>);

impl ChromeTouches {
    /// A finger came: true when the chrome takes it.
    pub(crate) fn start(&mut self, layout: &Layout, id: u64, x: f64, y: f64) -> bool {
        match layout.hit(x, y) {
            Some(zone) => {
                self.0.retain(|(other, _)| *other != id);
                self.0.push((id, zone.choice.clone()));
                true
            }
            None => false,
        }
    }

    /// True when the finger is the chrome's.
    pub(crate) fn holds(&self, id: u64) -> bool {
        self.0.iter().any(|(other, _)| *other == id)
    }

    /// A finger of the chrome went: what it chose, when it went from where it came.
    pub(crate) fn end(&mut self, layout: &Layout, id: u64, x: f64, y: f64) -> Option<Choice> {
        let at = self.0.iter().position(|(other, _)| *other == id)?;
        let (_, began) = self.0.remove(at);
        let ended = layout.hit(x, y).and_then(|zone| zone.choice.clone());
        if began == ended { began } else { None }
    }
}
