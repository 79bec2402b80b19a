//! `putImageData`: <https://html.spec.whatwg.org/multipage/canvas.html#dom-context-2d-putimagedata>

use super::Context2d;
use crate::{Canvas2dError, ImageDataRect};
use sparrow_base::{PixelBuffer, PixelSize, Straight};
use sparrow_render::DrawOp;

impl Context2d {
    /// `putImageData(data, dx, dy, dirtyX, dirtyY, dirtyWidth, dirtyHeight)`. `bytes` are the RGBA bytes of the data,
    /// `size` its size; without a dirty rectangle all of it is copied. `InvalidStateError` when the bytes do not fit
    /// the size (a detached buffer).
    pub fn put_image_data(
        &mut self,
        bytes: &[u8],
        size: PixelSize,
        dx: i32,
        dy: i32,
        dirty: Option<ImageDataRect>,
    ) -> Result<(), Canvas2dError> {
        if bytes.len() as u64 != size.area() * 4 {
            return Err(Canvas2dError::InvalidState("The source data has been detached.".to_owned()));
        }
        let all = ImageDataRect {
            x: 0,
            y: 0,
            width: i32::try_from(size.width).unwrap_or(i32::MAX),
            height: i32::try_from(size.height).unwrap_or(i32::MAX),
        };
        let part = dirty.unwrap_or(all).visible(size, dx, dy, self.size);
        if part.size().is_empty() {
            return Ok(());
        }
        let mut pixels = PixelBuffer::<Straight>::new(part.size());
        let row_bytes = part.width as usize * 4;
        let stride = size.width as usize * 4;
        for (y, row) in pixels.bytes_mut().chunks_exact_mut(row_bytes).enumerate() {
            let from = (part.y as usize + y) * stride + part.x as usize * 4;
            row.copy_from_slice(&bytes[from..from + row_bytes]);
        }
        let (x, y) = (dx + part.x, dy + part.y);
        let covers = x == 0 && y == 0 && part.size() == self.size;
        if covers {
            self.restart_list();
        }
        self.add_weight_bytes(pixels.bytes().len());
        self.list.pixels.push(pixels);
        let pixels = self.list.pixels.len() as u32 - 1;
        self.list.ops.push(DrawOp::PutPixels { pixels, x, y });
        Ok(())
    }
}
