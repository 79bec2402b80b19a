//! Images and canvases as textures that quads sample.

use super::Encoder;
use crate::{
    bounds::Bounds,
    images::ImagePlace,
    recorder::{Scratch, Source, Target},
};
use sparrow_base::PixelSize;
use sparrow_render::{ImageSource, RenderError};

/// Where the pixels of a source lie.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sampled {
    pub(super) texture: Source,
    /// Left texel of the source in the texture.
    pub(super) x: u32,
    /// Top texel.
    pub(super) y: u32,
    /// Size of the source.
    pub(super) size: PixelSize,
    /// Filtering past the edge of the source sees its edge pixels again.
    pub(super) edge_repeats: bool,
}

impl Encoder<'_> {
    /// Makes a source ready; `None` when it has no pixels or is all transparent.
    pub(super) fn source(&mut self, source: ImageSource) -> Result<Option<Sampled>, RenderError> {
        match source {
            ImageSource::Image(image) => {
                let Some(size) = self.r.images.size(image) else {
                    return Err(RenderError::Unknown(format!("image {}", image.0)));
                };
                if size.is_empty() {
                    return Ok(None);
                }
                let (place, sent) = self.r.images.place(&self.r.gpu, image)?;
                self.r.stats.upload_bytes += sent;
                Ok(Some(match place {
                    ImagePlace::Page(slot) => Sampled {
                        texture: Source::Page(slot.page),
                        x: slot.x,
                        y: slot.y,
                        size,
                        edge_repeats: true,
                    },
                    ImagePlace::Own => {
                        Sampled { texture: Source::Image(image), x: 0, y: 0, size, edge_repeats: true }
                    }
                }))
            }
            ImageSource::Canvas(canvas) => {
                let Some(state) = self.r.canvases.get_mut(&canvas) else {
                    return Err(RenderError::Unknown(format!("canvas {}", canvas.0)));
                };
                let size = state.size;
                if size.is_empty() {
                    return Ok(None);
                }
                if canvas == self.canvas {
                    return self.own_picture().map(Some);
                }
                if state.texture.is_none() && state.options.alpha {
                    return Ok(None);
                }
                state.allocate(&self.r.gpu)?;
                if state.needs_clear {
                    let color = state.clear_color();
                    state.needs_clear = false;
                    self.r.recorder.begin_pass(Target::Canvas(canvas), size, Some(color));
                    self.r.recorder.end_pass();
                }
                state.recorded = true;
                Ok(Some(Sampled { texture: Source::Canvas(canvas), x: 0, y: 0, size, edge_repeats: true }))
            }
        }
    }

    /// A copy of the canvas that is drawn to, as it is now.
    fn own_picture(&mut self) -> Result<Sampled, RenderError> {
        self.reserve(Scratch::Backdrop, self.canvas_size)?;
        if self.clear.is_some() {
            self.open();
        }
        let area = Bounds::of_size(self.canvas_size);
        self.r.recorder.copy_to_backdrop(self.canvas, area);
        if let Some(canvas) = self.r.canvases.get_mut(&self.canvas) {
            canvas.recorded = true;
        }
        Ok(Sampled {
            texture: Source::Scratch(Scratch::Backdrop),
            x: 0,
            y: 0,
            size: self.canvas_size,
            // The scratch texture may be larger than the canvas.
            edge_repeats: false,
        })
    }
}
