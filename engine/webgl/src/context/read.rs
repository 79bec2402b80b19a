//! `readPixels`.

use super::{Context, framebuffer_status::ReadImage};
use crate::{
    constants::*,
    pixels::{
        ElementType, combination,
        format::{self, ComponentKind},
        pack::{self, PackedPart},
    },
};
use sparrow_render::gl::{GlBackend, GlCommand, GlRead, GlReadSource, GlRect};

/// The `ArrayBufferView` that `readPixels` fills.
#[derive(Debug)]
pub struct ReadDestination<'a> {
    /// Its bytes, from the offset on that the call names.
    pub bytes: &'a mut [u8],
    /// Its kind.
    pub element: ElementType,
}

/// A checked read.
struct Read {
    image: ReadImage,
    rect: GlRect,
    part: PackedPart,
    /// Bytes of the destination.
    bytes: usize,
}

/// Where `start..start + length` meets `0..size`: its start, the distance to it, its length.
fn cut(start: i32, length: u32, size: u32) -> (i32, u32, u32) {
    let (start, end) = (i64::from(start), i64::from(start) + i64::from(length));
    let (from, to) = (start.clamp(0, i64::from(size)), end.clamp(0, i64::from(size)));
    let skipped = u32::try_from(from - start).unwrap_or(0);
    (i32::try_from(from).unwrap_or(0), skipped, u32::try_from(to - from).unwrap_or(0))
}

impl Context {
    /// `readPixels` into an array; `None` is `null`.
    #[allow(clippy::too_many_arguments, reason = "WebGL's own")]
    pub fn read_pixels(
        &mut self,
        backend: &mut dyn GlBackend,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: u32,
        kind: u32,
        out: Option<ReadDestination<'_>>,
    ) {
        if self.lost {
            return;
        }
        let Some(out) = out else {
            return self.raise_with(INVALID_VALUE, "readPixels: no destination");
        };
        if self.bound.pixel_pack_buffer.is_some() {
            return self.raise_with(INVALID_OPERATION, "readPixels: a buffer is bound to PIXEL_PACK_BUFFER");
        }
        let read = match self.check_read(x, y, width, height, format, kind) {
            Ok(read) => read,
            Err((code, text)) => return self.raise_with(code, text),
        };
        if !combination::element_fits(out.element, kind) {
            return self.raise_with(INVALID_OPERATION, "readPixels: the array's kind does not fit the type");
        }
        if out.bytes.len() < read.bytes {
            return self.raise_with(INVALID_OPERATION, "readPixels: the array is too small");
        }
        if let Err((code, text)) = self.read_into(backend, &read, format, kind, out.bytes) {
            self.raise_with(code, text);
        }
    }

    fn check_read(
        &mut self,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: u32,
        kind: u32,
    ) -> Result<Read, combination::Refusal> {
        let (Ok(wanted_width), Ok(wanted_height)) = (u32::try_from(width), u32::try_from(height)) else {
            return Err((INVALID_VALUE, "readPixels: a negative size"));
        };
        let image = self.read_source().map_err(|code| (code, "readPixels: the framebuffer is incomplete"))?;
        let image = image.ok_or((INVALID_OPERATION, "readPixels: the read buffer has no image"))?;
        if image.samples > 1 && self.bound.read_framebuffer.is_some() {
            return Err((INVALID_OPERATION, "readPixels: the framebuffer is multisampled"));
        }
        pack::check_read(image.format, self.version, &self.enabled, format, kind)?;
        let layout = &self.pixel_store.pack;
        let row = if layout.row_length == 0 { wanted_width } else { layout.row_length };
        if u64::from(layout.skip_pixels) + u64::from(wanted_width) > u64::from(row) {
            return Err((INVALID_OPERATION, "readPixels: PACK_SKIP_PIXELS + width is more than a row"));
        }
        let bytes = pack::packed_bytes(wanted_width, wanted_height, format, kind, layout)?;
        let (from_x, skip_x, part_width) = cut(x, wanted_width, image.size.width);
        let (from_y, skip_y, part_height) = cut(y, wanted_height, image.size.height);
        let rect = GlRect {
            x: from_x,
            y: from_y,
            width: part_width.cast_signed(),
            height: part_height.cast_signed(),
        };
        let part = PackedPart {
            width: wanted_width,
            height: wanted_height,
            x: skip_x,
            y: skip_y,
            part_width,
            part_height,
        };
        Ok(Read { image, rect, part, bytes })
    }

    fn read_into(
        &mut self,
        backend: &mut dyn GlBackend,
        read: &Read,
        format: u32,
        kind: u32,
        out: &mut [u8],
    ) -> Result<(), combination::Refusal> {
        if read.part.part_width == 0 || read.part.part_height == 0 {
            return Ok(());
        }
        let failed = |code| (code, "readPixels: the executor failed");
        self.execute(backend).map_err(failed)?;
        let answer = backend.read(self.id, &read.command());
        let answer = answer.map_err(|error| failed(self.backend_failed(&error)))?;
        let answer_kind = format::info(read.image.format).kind;
        pack::pack(&answer, answer_kind, read.part, (format, kind), &self.pixel_store.pack, out)
    }

    /// `readPixels` into the buffer that is bound to `PIXEL_PACK_BUFFER`.
    #[allow(clippy::too_many_arguments, reason = "WebGL's own")]
    pub fn read_pixels_to_buffer(
        &mut self,
        backend: &mut dyn GlBackend,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: u32,
        kind: u32,
        offset: i64,
    ) {
        if self.lost {
            return;
        }
        let result = self.try_read_to_buffer(backend, [x, y, width, height], format, kind, offset);
        if let Err((code, text)) = result {
            self.raise_with(code, text);
        }
    }

    fn try_read_to_buffer(
        &mut self,
        backend: &mut dyn GlBackend,
        [x, y, width, height]: [i32; 4],
        format: u32,
        kind: u32,
        offset: i64,
    ) -> Result<(), combination::Refusal> {
        let handle = self.bound.pixel_pack_buffer;
        let handle =
            handle.ok_or((INVALID_OPERATION, "readPixels: no buffer is bound to PIXEL_PACK_BUFFER"))?;
        let read = self.check_read(x, y, width, height, format, kind)?;
        let offset = u32::try_from(offset).map_err(|_| (INVALID_VALUE, "readPixels: no such offset"))?;
        if offset % combination::element_bytes(kind).max(1) != 0 {
            return Err((INVALID_OPERATION, "readPixels: the offset is no multiple of the type's size"));
        }
        let buffer = self.buffers.get(handle).ok_or((INVALID_OPERATION, "readPixels: the buffer is gone"))?;
        let size = u32::try_from(read.bytes).unwrap_or(u32::MAX);
        if u64::from(offset) + u64::from(size) > u64::from(buffer.size) || self.is_double_bound(handle) {
            return Err((
                INVALID_OPERATION,
                "readPixels: the buffer is too small, or bound for transform feedback",
            ));
        }
        let id = buffer.id;
        if read.is_plain(format, kind) && offset % 4 == 0 {
            self.push(GlCommand::ReadToBuffer { read: read.command(), buffer: id, offset });
            return Ok(());
        }
        // What lies outside of the framebuffer, and between rows, keeps its value.
        let mut bytes = self
            .buffer_bytes(handle, offset, size, backend)
            .map_err(|code| (code, "readPixels: the executor failed"))?;
        self.read_into(backend, &read, format, kind, &mut bytes)?;
        if !bytes.is_empty() {
            self.weight += bytes.len();
            self.push(GlCommand::BufferSubData { buffer: id, offset, bytes });
        }
        Ok(())
    }
}

impl Read {
    fn command(&self) -> GlRead {
        GlRead {
            source: GlReadSource { target: self.image.target.clone(), buffer: self.image.buffer },
            rect: self.rect,
        }
    }

    /// True when the executor's form is the one that is asked for, with nothing around it.
    fn is_plain(&self, format: u32, kind: u32) -> bool {
        let same = match format::info(self.image.format).kind {
            ComponentKind::UnsignedNormalized => (format, kind) == (RGBA, UNSIGNED_BYTE),
            ComponentKind::Float => (format, kind) == (RGBA, FLOAT),
            ComponentKind::Int => (format, kind) == (RGBA_INTEGER, INT),
            ComponentKind::Uint => (format, kind) == (RGBA_INTEGER, UNSIGNED_INT),
            _ => false,
        };
        let texel = if kind == UNSIGNED_BYTE { 4 } else { 16 };
        let part = self.part;
        let whole = (part.part_width, part.part_height) == (part.width, part.height);
        same && whole
            && self.bytes > 0
            && self.bytes as u64 == texel * u64::from(part.width) * u64::from(part.height)
    }
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn rectangles_are_cut_to_the_framebuffer() {
        assert_eq!(cut(-2, 5, 10), (0, 2, 3));
        assert_eq!(cut(8, 5, 10), (8, 0, 2));
        assert_eq!(cut(2, 3, 10), (2, 0, 3));
        assert_eq!(cut(20, 5, 10).2, 0);
        assert_eq!(cut(-20, 5, 10).2, 0);
        assert_eq!(cut(i32::MIN, u32::MAX, 10).2, 10);
    }
}
