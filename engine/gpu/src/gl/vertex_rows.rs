//! Vertex arrays that wgpu cannot fetch, as tightly packed rows of 32-bit components: made once for a buffer's content.

use super::{Engine, context::Context, numbers};
use sparrow_render::{
    RenderError,
    gl::{GlBufferId, GlValueKind, GlVertexFormat},
};

/// Rows that are read from an array.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Rows {
    /// All of them, in order.
    All,
    /// Each `divisor` times.
    Repeated { divisor: u32, instances: u32 },
    /// The elements of a gathered draw; for arrays with a divisor the number says by how many rows they step.
    Gathered { key: u64, points: u32, divisor: u32, instances: u32 },
}

/// What a conversion depends on besides the buffer's content.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct ConversionKey {
    pub(super) format: GlVertexFormat,
    pub(super) components: u8,
    pub(super) normalized: bool,
    pub(super) kind: GlValueKind,
    pub(super) stride: u32,
    /// First byte; for [`Rows::All`] the remainder by the stride.
    pub(super) offset: u32,
    pub(super) rows: Rows,
}

/// Vertices in a form that wgpu takes.
pub(super) struct Conversion {
    key: ConversionKey,
    uid: u32,
    pub(super) buffer: wgpu::Buffer,
}

/// Conversions of one buffer after which all of them are made anew.
const MOST_CONVERSIONS: usize = 256;

/// Bytes of one conversion.
const MOST_BYTES: u64 = 256 << 20;

impl Context {
    /// All rows of an array as tightly packed 32-bit components.
    pub(super) fn convert_all(
        &mut self,
        engine: &mut Engine,
        id: GlBufferId,
        (format, components, normalized, stride, offset): (GlVertexFormat, u8, bool, u32, u32),
        kind: GlValueKind,
    ) -> Result<(u32, wgpu::Buffer), RenderError> {
        let offset = offset % stride;
        let key = ConversionKey { format, components, normalized, kind, stride, offset, rows: Rows::All };
        self.convert(engine, id, key, None)
    }

    /// The rows that a key names, made when they are first asked for.
    pub(super) fn convert(
        &mut self,
        engine: &mut Engine,
        id: GlBufferId,
        key: ConversionKey,
        gathered: Option<&Vec<u32>>,
    ) -> Result<(u32, wgpu::Buffer), RenderError> {
        let Some(buffer) = self.buffers.get(&id) else { unreachable!("looked up before") };
        if let Some(made) = buffer.vertices.iter().find(|c| c.key == key) {
            return Ok((made.uid, made.buffer.clone()));
        }
        let rows = match &key.rows {
            Rows::All => 0,
            Rows::Repeated { instances, .. } => u64::from(*instances),
            Rows::Gathered { points, instances, .. } => u64::from(*points) * u64::from(*instances),
        };
        if rows * u64::from(key.components) * 4 > MOST_BYTES {
            return Err(RenderError::OutOfMemory(format!("a vertex array of {rows} rows")));
        }
        if self.needs_read(id) {
            self.settle(engine);
        }
        let Some(buffer) = self.buffers.get_mut(&id) else { unreachable!("looked up before") };
        let rows = convert_rows(buffer.bytes(engine)?, &key, gathered);
        let (gpu, uid) = engine.upload(&rows)?;
        if buffer.vertices.len() >= MOST_CONVERSIONS {
            buffer.vertices.clear();
        }
        buffer.vertices.push(Conversion { key, uid, buffer: gpu.clone() });
        Ok((uid, gpu))
    }

    /// True when the bytes of a buffer have to come from the device.
    pub(super) fn needs_read(&self, id: GlBufferId) -> bool {
        self.buffers.get(&id).is_some_and(|b| b.known(0, b.size).is_none())
    }
}

/// Tightly packed rows of 32-bit components. Elements outside of the bytes are zeros.
fn convert_rows(bytes: &[u8], key: &ConversionKey, gathered: Option<&Vec<u32>>) -> Vec<u8> {
    let components = usize::from(key.components.clamp(1, 4));
    let size = numbers::size(key.format, key.components) as usize;
    let (offset, stride) = (key.offset as usize, key.stride.max(1) as usize);
    let available = bytes.len().checked_sub(offset + size).map_or(0, |room| room / stride + 1);
    let mut out = Vec::new();
    let mut push = |element: usize| {
        let at = offset.saturating_add(element.saturating_mul(stride));
        let words = match bytes.get(at..at.saturating_add(size)) {
            Some(raw) => numbers::fetch(raw, key.format, components, key.normalized, key.kind),
            None => [0; 4],
        };
        out.extend(words[..components].iter().flat_map(|w| w.to_le_bytes()));
    };
    match &key.rows {
        Rows::All => (0..available).for_each(&mut push),
        Rows::Repeated { divisor, instances } => {
            (0..*instances).for_each(|row| push((row / divisor.max(&1)) as usize));
        }
        Rows::Gathered { divisor, instances, .. } => {
            let rows = gathered.map_or(&[][..], Vec::as_slice);
            for instance in 0..*instances {
                for row in rows {
                    push(instance.checked_div(*divisor).unwrap_or(*row) as usize);
                }
            }
        }
    }
    if out.is_empty() {
        out.resize(16, 0);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(format: GlVertexFormat, components: u8, stride: u32, offset: u32, rows: Rows) -> ConversionKey {
        ConversionKey {
            format,
            components,
            normalized: false,
            kind: GlValueKind::Float,
            stride,
            offset,
            rows,
        }
    }

    fn floats(bytes: &[u8]) -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    }

    #[test]
    fn bytes_become_floats_element_by_element() {
        let bytes = [1, 2, 3, 9, 4, 5, 6, 9];
        let rows = convert_rows(&bytes, &key(GlVertexFormat::U8, 3, 4, 0, Rows::All), None);
        assert_eq!(floats(&rows), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    }

    #[test]
    fn divisors_repeat_and_points_gather() {
        let bytes: Vec<u8> = [10f32, 20.0, 30.0].iter().flat_map(|v| v.to_le_bytes()).collect();
        let repeated = Rows::Repeated { divisor: 2, instances: 5 };
        let rows = convert_rows(&bytes, &key(GlVertexFormat::F32, 1, 4, 0, repeated), None);
        assert_eq!(floats(&rows), [10.0, 10.0, 20.0, 20.0, 30.0]);
        let gathered = Rows::Gathered { key: 0, points: 2, divisor: 0, instances: 2 };
        let rows = convert_rows(&bytes, &key(GlVertexFormat::F32, 1, 4, 0, gathered), Some(&vec![2, 0]));
        assert_eq!(floats(&rows), [30.0, 10.0, 30.0, 10.0]);
        let stepping = Rows::Gathered { key: 0, points: 2, divisor: 1, instances: 2 };
        let rows = convert_rows(&bytes, &key(GlVertexFormat::F32, 1, 4, 0, stepping), Some(&vec![2, 0]));
        assert_eq!(floats(&rows), [10.0, 10.0, 20.0, 20.0]);
    }
}
