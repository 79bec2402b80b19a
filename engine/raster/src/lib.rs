//! The Renderer on the CPU, and the pixel reference.
