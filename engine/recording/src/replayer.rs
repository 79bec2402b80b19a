//! A recording that is being replayed.

use crate::{Divergence, Tally, clock::Readings, frame::Frame};
use serde_bytes::ByteBuf;
use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
};

/// What is left of a recording, and what differed first.
pub(crate) struct Replaying {
    pub(crate) frames: VecDeque<Frame>,
    pub(crate) frame: Frame,
    pub(crate) answers: VecDeque<(String, ByteBuf)>,
    pub(crate) clock: Readings,
    pub(crate) elsewhere: HashMap<String, VecDeque<ByteBuf>>,
    pub(crate) contents: Vec<Arc<[u8]>>,
    pub(crate) divergence: Option<Divergence>,
    pub(crate) tally: Tally,
}

impl Replaying {
    /// The first difference counts; all later ones follow from it.
    pub(crate) fn diverge(&mut self, what: String) {
        if self.divergence.is_none() {
            self.divergence = Some(Divergence { frame: self.frame.number, what });
        }
    }

    pub(crate) fn answer(&mut self, question: &str) -> Option<ByteBuf> {
        if self.clock.has_more() {
            let what =
                format!("the game asks `{question}` where it read the clock once more in the recording");
            self.diverge(what);
            return None;
        }
        let what = match self.answers.front() {
            Some((recorded, _)) if recorded == question => {
                return self.answers.pop_front().map(|(_, answer)| answer);
            }
            Some((recorded, _)) if recorded.is_empty() => "it read the clock".to_owned(),
            Some((recorded, _)) => format!("it asked `{recorded}`"),
            None => "it asked nothing more in this frame".to_owned(),
        };
        self.diverge(format!("the game asks `{question}` where {what} in the recording"));
        None
    }

    pub(crate) fn reading(&mut self) -> f64 {
        if !self.clock.has_more() {
            match self.answers.front() {
                Some((question, _)) if question.is_empty() => {
                    if let Some((_, readings)) = self.answers.pop_front() {
                        self.clock.open(readings.into_vec());
                    }
                }
                other => {
                    let what = match other {
                        Some((question, _)) => format!("it asked `{question}`"),
                        None => "it asked nothing more in this frame".to_owned(),
                    };
                    self.diverge(format!("the game reads the clock where {what} in the recording"));
                }
            }
        }
        self.clock.next()
    }

    /// What the frame that ends did not ask for.
    pub(crate) fn check_leftovers(&mut self) {
        let left =
            self.answers.iter().map(|(question, _)| question.as_str()).find(|question| !question.is_empty());
        if let Some(question) = left {
            let what = format!("the game did not ask `{question}`, which it asked in the recording");
            self.diverge(what);
        } else if self.clock.has_more() || !self.answers.is_empty() {
            self.diverge("the game read the clock less often than in the recording".to_owned());
        }
        self.answers.clear();
        self.clock.skip();
    }
}
