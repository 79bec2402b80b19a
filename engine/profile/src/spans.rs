//! Frames and phases as spans of the crate `tracing`, for whoever attaches a subscriber: Tracy, a log. Without one they cost a look at
//! a number.

use std::cell::RefCell;

use tracing::{Level, Span, level_filters::LevelFilter, span::EnteredSpan};

use crate::Phase;

/// The target of all of them.
macro_rules! span {
    ($name:literal $($field:tt)*) => {
        tracing::span!(target: "sparrow", Level::INFO, $name $($field)*)
    };
}

fn span_of(phase: Phase) -> Span {
    // A name of a span is part of the program.
    match phase {
        Phase::Input => span!("input"),
        Phase::Events => span!("events"),
        Phase::Timers => span!("timers"),
        Phase::Raf => span!("raf"),
        Phase::OpenData => span!("open_data"),
        Phase::Flush => span!("flush"),
        Phase::Present => span!("present"),
        Phase::Gc => span!("gc"),
        Phase::Report => span!("report"),
    }
}

/// The open spans, outermost first, each with its depth: one that was opened before somebody listened has none.
#[derive(Default)]
pub(crate) struct Spans(RefCell<Vec<(usize, EnteredSpan)>>);

impl Spans {
    fn is_heard() -> bool {
        LevelFilter::current() >= Level::INFO
    }

    pub(crate) fn begin_frame(&self, index: u64) {
        if Spans::is_heard() {
            self.0.borrow_mut().push((0, span!("frame", index).entered()));
        }
    }

    /// A phase at a depth, from 1.
    pub(crate) fn enter(&self, phase: Phase, depth: usize) {
        if Spans::is_heard() {
            self.0.borrow_mut().push((depth, span_of(phase).entered()));
        }
    }

    /// The phase at that depth is over.
    pub(crate) fn leave(&self, depth: usize) {
        let mut open = self.0.borrow_mut();
        if open.last().is_some_and(|(at, _)| *at == depth) {
            open.pop();
        }
    }

    /// The frame is over, with everything in it.
    pub(crate) fn end_frame(&self) {
        let mut open = self.0.borrow_mut();
        if open.is_empty() && !Spans::is_heard() {
            return;
        }
        while open.pop().is_some() {}
        // As `tracing-tracy` wants to be told where a frame ends.
        tracing::event!(target: "sparrow", Level::INFO, tracy.frame_mark = true);
    }
}

#[cfg(test)]
mod tests {
    use crate::{Phase, Profiler};
    use std::sync::{Arc, Mutex};
    use tracing::{
        Event, Metadata, Subscriber,
        field::{Field, Visit},
        span::{Attributes, Id, Record},
    };

    /// Writes down what it hears.
    #[derive(Clone, Default)]
    struct Ear(Arc<Mutex<(Vec<&'static str>, Vec<String>)>>);

    struct Fields(String);

    impl Visit for Fields {
        fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
            self.0 += &format!(" {}={value:?}", field.name());
        }
    }

    impl Ear {
        fn hear(&self, line: String) {
            self.0.lock().unwrap().1.push(line);
        }

        fn name(&self, id: &Id) -> &'static str {
            self.0.lock().unwrap().0[id.into_u64() as usize - 1]
        }
    }

    impl Subscriber for Ear {
        fn enabled(&self, metadata: &Metadata<'_>) -> bool {
            metadata.target() == "sparrow"
        }
        fn new_span(&self, span: &Attributes<'_>) -> Id {
            let mut fields = Fields(String::new());
            span.record(&mut fields);
            let mut state = self.0.lock().unwrap();
            state.0.push(span.metadata().name());
            state.1.push(format!("new {}{}", span.metadata().name(), fields.0));
            Id::from_u64(state.0.len() as u64)
        }
        fn record(&self, _: &Id, _: &Record<'_>) {}
        fn record_follows_from(&self, _: &Id, _: &Id) {}
        fn event(&self, event: &Event<'_>) {
            let mut fields = Fields(String::new());
            event.record(&mut fields);
            self.hear(format!("event{}", fields.0));
        }
        fn enter(&self, span: &Id) {
            self.hear(format!("enter {}", self.name(span)));
        }
        fn exit(&self, span: &Id) {
            self.hear(format!("exit {}", self.name(span)));
        }
    }

    #[test]
    fn a_subscriber_hears_frames_and_their_phases() {
        let profiler = Profiler::new(|| 0.0, 4);
        let frame = || {
            profiler.begin_frame();
            {
                let _raf = profiler.phase(Phase::Raf);
                drop(profiler.phase(Phase::Flush));
            }
            profiler.end_frame();
        };
        frame();
        let ear = Ear::default();
        tracing::subscriber::with_default(ear.clone(), frame);
        frame();
        let heard = ear.0.lock().unwrap().1.clone();
        assert_eq!(
            heard,
            [
                "new frame index=1",
                "enter frame",
                "new raf",
                "enter raf",
                "new flush",
                "enter flush",
                "exit flush",
                "exit raf",
                "exit frame",
                "event tracy.frame_mark=true",
            ]
        );
    }

    #[test]
    fn one_that_comes_in_the_middle_hears_what_begins_then() {
        let profiler = Profiler::new(|| 0.0, 4);
        let ear = Ear::default();
        profiler.begin_frame();
        let raf = profiler.phase(Phase::Raf);
        tracing::subscriber::with_default(ear.clone(), || {
            drop(profiler.phase(Phase::Flush));
            drop(raf);
            profiler.end_frame();
        });
        let heard = ear.0.lock().unwrap().1.join(", ");
        assert_eq!(heard, "new flush, enter flush, exit flush, event tracy.frame_mark=true");
    }
}
