//! Why there is no GPU.

/// Opening a GPU or a window's surface failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GpuError {
    /// No adapter of any kind, not even a software one.
    #[error(
        "no graphics adapter: {reason}. On Debian and Ubuntu a driver that needs no graphics card comes with `apt-get install mesa-vulkan-drivers libvulkan1`; \
         or choose the renderer that draws on the CPU (`--renderer raster`)"
    )]
    NoAdapter {
        /// What was tried.
        reason: String,
    },
    /// The adapter exists but gave no device.
    #[error("the graphics adapter {adapter} gives no device: {reason}")]
    NoDevice {
        /// Its name.
        adapter: String,
        /// What it said.
        reason: String,
    },
    /// The window cannot be drawn to.
    #[error("the window gives no surface to draw to: {reason}")]
    NoSurface {
        /// What went wrong.
        reason: String,
    },
}
