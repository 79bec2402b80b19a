//! The Renderer on wgpu.
