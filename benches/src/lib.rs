//! Benchmarks of Sparrow.
