//! Web Audio: <https://webaudio.github.io/web-audio-api/>
//!
//! ```text
//! Control (game thread)                         Graph (in the mixer, on the output's thread)
//!   nodes, connections, limits   --commands-->   nodes in order, 128 frames at a time
//!   values, spectra, news        <--news-----    ended sources, full script buffers, nodes that are gone
//! ```
//!
//! Time is counted in frames that were rendered, so it follows whatever pulls: a device, or the virtual clock.
//!
//! Absent: offline contexts, worklets, media streams, measured ears (`HRTF` is `equalpower`).

mod block;
mod buffer;
mod control;
mod engine;
mod fft;
mod node;
mod nodes;
mod order;
mod param;
mod render;
mod timeline;
mod wave;

pub use block::{CountMode, Interpretation, MAX_CHANNELS, Mixing};
pub use buffer::Buffer;
pub use control::GraphError;
pub use engine::{ContextId, ContextNews};
pub use node::{Change, NodeId, NodeKind};
pub use nodes::{
    analyser::MAX_FFT_FRAMES,
    biquad::BiquadType,
    convolver::{MAX_RESPONSE_FRAMES, Response},
    iir::MAX_COEFFICIENTS,
    panner::{DistanceModel, PannerSettings},
};
pub use param::ParamSpec;
pub use render::Target;
pub use timeline::Automation;
pub use wave::{MAX_HARMONICS, Shape, Wave};

pub(crate) use control::Control;
pub(crate) use render::{Graph, GraphCommand, GraphNews};
