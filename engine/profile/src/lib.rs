//! Spans, counters and frame reports; the clock is passed in.
