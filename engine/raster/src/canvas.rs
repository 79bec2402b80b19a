//! A canvas and its pixels, which exist from the first drawing on.

use crate::{bounds::Bounds, image::View, target::Target};
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, PixelSize, Premul, bytemuck};
use sparrow_render::{CanvasOptions, RenderError};

/// One canvas.
#[derive(Debug)]
pub(crate) struct Canvas {
    pub(crate) size: PixelSize,
    pub(crate) options: CanvasOptions,
    /// Empty until something is drawn.
    pixels: Vec<u32>,
}

impl Canvas {
    pub(crate) fn new(size: PixelSize, options: CanvasOptions) -> Canvas {
        Canvas { size, options, pixels: Vec::new() }
    }

    /// A copy of another canvas' pixels.
    pub(crate) fn with_pixels(size: PixelSize, pixels: Vec<u32>, is_opaque: bool) -> Canvas {
        Canvas { size, options: CanvasOptions { alpha: !is_opaque, read_often: false }, pixels }
    }

    /// Its pixels, for their memory.
    pub(crate) fn into_pixels(self) -> Vec<u32> {
        self.pixels
    }

    /// A new size; everything is cleared and the memory is given back.
    pub(crate) fn resize(&mut self, size: PixelSize) {
        self.size = size;
        self.pixels = Vec::new();
    }

    /// What a pixel is before anything is drawn.
    pub(crate) fn blank(&self) -> u32 {
        if self.options.alpha { 0 } else { 0xff00_0000 }
    }

    /// Makes sure that there are pixels.
    pub(crate) fn allocate(&mut self, id: CanvasId) -> Result<(), RenderError> {
        let area = self.size.area();
        if self.pixels.len() as u64 == area {
            return Ok(());
        }
        let fail = || {
            let PixelSize { width, height } = self.size;
            RenderError::OutOfMemory(format!("canvas {} of {width} x {height} pixels", id.0))
        };
        let area = usize::try_from(area).map_err(|_| fail())?;
        let mut pixels = Vec::new();
        pixels.try_reserve_exact(area).map_err(|_| fail())?;
        pixels.resize(area, self.blank());
        self.pixels = pixels;
        Ok(())
    }

    /// Takes a picture from outside; what it has no pixels for is transparent.
    pub(crate) fn set_picture(
        &mut self,
        id: CanvasId,
        picture: &PixelBuffer<Premul>,
    ) -> Result<(), RenderError> {
        self.allocate(id)?;
        if picture.size() != self.size {
            self.pixels.fill(0);
        }
        let common = self.size.rect().intersect(picture.size().rect());
        let stride = self.size.width as usize;
        for y in 0..common.height {
            let from = &picture.row(y)[..common.width as usize * 4];
            let to = &mut self.pixels[y as usize * stride..][..common.width as usize];
            bytemuck::cast_slice_mut(to).copy_from_slice(from);
        }
        Ok(())
    }

    /// The pixels, to be drawn to; they have been allocated.
    pub(crate) fn target(&mut self) -> Target<'_> {
        Target { pixels: &mut self.pixels, bounds: Bounds::of_size(self.size) }
    }

    /// The pixels, to be read; `None` where nothing was ever drawn.
    pub(crate) fn view(&self) -> Option<View<'_>> {
        let is_whole = self.pixels.len() as u64 == self.size.area() && !self.size.is_empty();
        is_whole.then_some(View { pixels: &self.pixels, size: self.size, is_opaque: !self.options.alpha })
    }

    /// A copy of `rect`; what lies outside is transparent black.
    pub(crate) fn read(&self, rect: PixelRect) -> PixelBuffer<Premul> {
        let mut out = PixelBuffer::new(rect.size());
        let inside = rect.intersect(self.size.rect());
        let stride = rect.width as usize * 4;
        let left = (i64::from(inside.x) - i64::from(rect.x)) as usize * 4;
        for row in 0..inside.height as usize {
            let y = inside.y as usize + row;
            let at = (y as i64 - i64::from(rect.y)) as usize * stride + left;
            let to = &mut out.bytes_mut()[at..at + inside.width as usize * 4];
            match self.view() {
                Some(view) => {
                    let from = &view.row(y)[inside.x as usize..][..inside.width as usize];
                    to.copy_from_slice(bytemuck::cast_slice(from));
                }
                None => to.as_chunks_mut::<4>().0.fill(self.blank().to_le_bytes()),
            }
        }
        out
    }

    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.pixels.capacity() * 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_another_size_is_cut_or_padded() {
        let mut canvas = Canvas::new(PixelSize::new(3, 1), CanvasOptions::default());
        let mut picture = PixelBuffer::<Premul>::new(PixelSize::new(2, 2));
        picture.bytes_mut().fill(9);
        canvas.set_picture(CanvasId(0), &picture).unwrap();
        let read = canvas.read(PixelRect::new(0, 0, 3, 1));
        assert_eq!((read.pixel(0, 0), read.pixel(1, 0), read.pixel(2, 0)), ([9; 4], [9; 4], [0; 4]));
    }
}
