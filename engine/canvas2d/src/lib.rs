//! The Canvas 2D state machine: calls in, draw lists out.
