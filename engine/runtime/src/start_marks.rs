//! The moments of a start that only frames know: the first picture, and the first touch that was answered with one.

use sparrow_profile::Profiler;

/// What has been reached.
#[derive(Debug, Default)]
pub(crate) struct StartMarks {
    drawn: bool,
    touch: Touch,
}

#[derive(Debug, Default, PartialEq)]
enum Touch {
    #[default]
    None,
    /// It was told in this frame.
    Told,
    Answered,
}

impl StartMarks {
    /// The game is told of a touch.
    pub(crate) fn touched(&mut self) {
        if self.touch == Touch::None {
            self.touch = Touch::Told;
        }
    }

    /// A frame with a screen canvas was shown.
    pub(crate) fn drew(&mut self, profiler: &Profiler) {
        if !self.drawn {
            self.drawn = true;
            profiler.mark("first frame");
        }
        if self.touch == Touch::Told {
            self.touch = Touch::Answered;
            profiler.mark("first touch answered");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_moment_is_marked_once() {
        let profiler = Profiler::new(|| 1.0, 4);
        let mut marks = StartMarks::default();
        for _ in 0..2 {
            marks.drew(&profiler);
            marks.touched();
            marks.drew(&profiler);
        }
        let names: Vec<_> = profiler.marks().iter().map(|mark| mark.name).collect();
        assert_eq!(names, ["first frame", "first touch answered"]);
    }
}
