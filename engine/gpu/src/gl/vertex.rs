//! Vertex inputs as wgpu's vertex buffers.
//!
//! Attributes that lie in one buffer with one stride share a slot, the others have one each. What wgpu cannot fetch (three bytes,
//! odd strides and offsets, integers that become unscaled floats, divisors above 1) is converted once for a buffer's content.

use super::{Engine, context::Context, frame::VERTEX_SLOTS, numbers};
use sparrow_render::{
    RenderError,
    gl::{GlAttribute, GlBufferId, GlValueKind, GlVertexFormat, GlVertexSource},
};
use std::rc::Rc;
use wgpu::VertexFormat as V;

/// A buffer slot of a pipeline.
pub(super) struct SlotLayout {
    pub(super) stride: u64,
    pub(super) step: wgpu::VertexStepMode,
    pub(super) attributes: Vec<wgpu::VertexAttribute>,
}

const SLOT: u32 = 1 << 31;
const INSTANCE: u32 = 1 << 30;

/// Formats by the number that words carry.
const FORMATS: &[V] = &[
    V::Uint8,
    V::Uint8x2,
    V::Uint8x4,
    V::Sint8,
    V::Sint8x2,
    V::Sint8x4,
    V::Unorm8,
    V::Unorm8x2,
    V::Unorm8x4,
    V::Snorm8,
    V::Snorm8x2,
    V::Snorm8x4,
    V::Uint16,
    V::Uint16x2,
    V::Uint16x4,
    V::Sint16,
    V::Sint16x2,
    V::Sint16x4,
    V::Unorm16,
    V::Unorm16x2,
    V::Unorm16x4,
    V::Snorm16,
    V::Snorm16x2,
    V::Snorm16x4,
    V::Float16,
    V::Float16x2,
    V::Float16x4,
    V::Float32,
    V::Float32x2,
    V::Float32x3,
    V::Float32x4,
    V::Uint32,
    V::Uint32x2,
    V::Uint32x3,
    V::Uint32x4,
    V::Sint32,
    V::Sint32x2,
    V::Sint32x3,
    V::Sint32x4,
    V::Unorm10_10_10_2,
];

fn slot_word(stride: u32, instance: bool) -> u32 {
    SLOT | if instance { INSTANCE } else { 0 } | stride
}

fn attribute_word(location: u32, format: V, offset: u32) -> u32 {
    let format = FORMATS.iter().position(|f| *f == format).unwrap_or_default() as u32;
    (location & 31) << 24 | format << 16 | (offset & 0xffff)
}

/// The slots that interned words stand for.
pub(super) fn decode(words: &[u32]) -> Vec<SlotLayout> {
    let mut slots: Vec<SlotLayout> = Vec::new();
    for &word in words {
        if word & SLOT != 0 {
            let step = if word & INSTANCE != 0 {
                wgpu::VertexStepMode::Instance
            } else {
                wgpu::VertexStepMode::Vertex
            };
            slots.push(SlotLayout { stride: u64::from(word & 0xffff), step, attributes: Vec::new() });
        } else if let Some(slot) = slots.last_mut() {
            slot.attributes.push(wgpu::VertexAttribute {
                format: FORMATS[(word >> 16 & 0xff) as usize],
                offset: u64::from(word & 0xffff),
                shader_location: word >> 24,
            });
        }
    }
    slots
}

/// How often the arrays of a draw step.
#[derive(Clone, Debug)]
pub(super) enum Fetch {
    /// As WebGL says.
    Plain,
    /// Every point is an instance, of this instance of the draw.
    Points { instance: u32 },
    /// Every point of every instance is an instance: these are the elements of arrays without a divisor, once an instance.
    Gathered { rows: Rc<Vec<u32>>, key: u64 },
}

/// Rows that are read from an array.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Rows {
    /// All of them, in order.
    All,
    /// Each `divisor` times.
    Repeated { divisor: u32, instances: u32 },
    /// The elements of a gathered draw; for arrays with a divisor the number says by how many rows they step.
    Gathered { key: u64, points: u32, divisor: u32, instances: u32 },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ConversionKey {
    format: GlVertexFormat,
    components: u8,
    normalized: bool,
    kind: GlValueKind,
    stride: u32,
    /// First byte; for [`Rows::All`] the remainder by the stride.
    offset: u32,
    rows: Rows,
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

/// A slot with the buffer that is bound to it.
pub(super) struct Slot {
    pub(super) uid: u32,
    pub(super) offset: u64,
    pub(super) buffer: wgpu::Buffer,
}

/// Vertex inputs, resolved.
#[derive(Default)]
pub(super) struct VertexPlan {
    /// Interned words.
    pub(super) layout: u32,
    pub(super) slots: Vec<Slot>,
    /// Depends on the number of instances.
    pub(super) by_instances: bool,
}

/// Formats that wgpu fetches as they are; three small components are fetched as four.
fn direct(format: GlVertexFormat, components: u8, normalized: bool, kind: GlValueKind) -> Option<V> {
    use GlVertexFormat as F;
    let pick = |one, two, four| match components {
        1 => Some(one),
        2 => Some(two),
        _ => Some(four),
    };
    let pick4 = |one, two, three, four| match components {
        1 => Some(one),
        2 => Some(two),
        3 => Some(three),
        _ => Some(four),
    };
    let float = kind == GlValueKind::Float;
    match format {
        F::F32 => pick4(V::Float32, V::Float32x2, V::Float32x3, V::Float32x4),
        F::F16 => pick(V::Float16, V::Float16x2, V::Float16x4),
        F::I8 if float && normalized => pick(V::Snorm8, V::Snorm8x2, V::Snorm8x4),
        F::U8 if float && normalized => pick(V::Unorm8, V::Unorm8x2, V::Unorm8x4),
        F::I16 if float && normalized => pick(V::Snorm16, V::Snorm16x2, V::Snorm16x4),
        F::U16 if float && normalized => pick(V::Unorm16, V::Unorm16x2, V::Unorm16x4),
        F::U2101010 if float && normalized => Some(V::Unorm10_10_10_2),
        _ if float => None,
        F::I8 => pick(V::Sint8, V::Sint8x2, V::Sint8x4),
        F::U8 => pick(V::Uint8, V::Uint8x2, V::Uint8x4),
        F::I16 => pick(V::Sint16, V::Sint16x2, V::Sint16x4),
        F::U16 => pick(V::Uint16, V::Uint16x2, V::Uint16x4),
        F::I32 => pick4(V::Sint32, V::Sint32x2, V::Sint32x3, V::Sint32x4),
        F::U32 => pick4(V::Uint32, V::Uint32x2, V::Uint32x3, V::Uint32x4),
        F::I2101010 | F::U2101010 => None,
    }
}

fn converted(kind: GlValueKind, components: u8) -> V {
    let all = match kind {
        GlValueKind::Float => [V::Float32, V::Float32x2, V::Float32x3, V::Float32x4],
        GlValueKind::Int => [V::Sint32, V::Sint32x2, V::Sint32x3, V::Sint32x4],
        GlValueKind::Uint => [V::Uint32, V::Uint32x2, V::Uint32x3, V::Uint32x4],
    };
    all[usize::from(components.clamp(1, 4)) - 1]
}

/// An array that wgpu fetches in place.
struct Direct {
    buffer: GlBufferId,
    instance: bool,
    stride: u32,
    base: u32,
}

/// An attribute of a plan in the making.
struct Placed {
    location: u32,
    format: V,
    offset: u32,
    slot: usize,
}

impl Context {
    /// Resolves the vertex inputs for a program's attributes.
    pub(super) fn vertex_plan(
        &mut self,
        engine: &mut Engine,
        attributes: &[GlAttribute],
        fetch: &Fetch,
        instances: u32,
    ) -> Result<VertexPlan, RenderError> {
        let mut plan = VertexPlan::default();
        let mut direct_slots: Vec<Direct> = Vec::new();
        let mut words: Vec<(u32, Vec<u32>)> = Vec::new();
        let mut placed: Vec<Placed> = Vec::new();
        let mut constants: Vec<u8> = Vec::new();
        let mut others: Vec<(Slot, u32)> = Vec::new();
        for attribute in attributes {
            let input = self.inputs.iter().find(|i| i.location == attribute.location);
            match input.map(|i| i.source) {
                Some(GlVertexSource::Array {
                    buffer,
                    format,
                    components,
                    normalized,
                    integer,
                    stride,
                    offset,
                    divisor,
                }) if self.fits(buffer, format, integer, attribute) => {
                    plan.by_instances |= divisor > 1 || matches!(fetch, Fetch::Gathered { .. });
                    let instance = match fetch {
                        Fetch::Plain => divisor > 0,
                        Fetch::Points { .. } | Fetch::Gathered { .. } => true,
                    };
                    // A divisor above 1, and points whose instances count, need rows of their own.
                    let rows = match fetch {
                        Fetch::Plain if divisor <= 1 => Rows::All,
                        Fetch::Plain => Rows::Repeated { divisor, instances },
                        // Every point reads the same element.
                        Fetch::Points { .. } => Rows::All,
                        Fetch::Gathered { rows, key } => {
                            Rows::Gathered { key: *key, points: rows.len() as u32, divisor, instances }
                        }
                    };
                    let (fixed, offset) = match fetch {
                        Fetch::Points { instance } if divisor > 0 => {
                            (true, offset.saturating_add((instance / divisor).saturating_mul(stride)))
                        }
                        _ => (false, offset),
                    };
                    let fits_place = rows == Rows::All;
                    let place = direct(format, components, normalized, attribute.kind)
                        .filter(|_| fits_place)
                        .and_then(|f| in_place(f, format, components, stride, offset, attribute));
                    if let Some((format, base, relative)) = place {
                        let stride = if fixed { 0 } else { stride };
                        let slot = direct_slots.iter().position(|slot| {
                            slot.buffer == buffer
                                && slot.stride == stride
                                && slot.instance == instance
                                && shares(slot, format, base + relative)
                        });
                        let slot = slot.unwrap_or_else(|| {
                            direct_slots.push(Direct { buffer, instance, stride, base });
                            direct_slots.len() - 1
                        });
                        let offset = base + relative - direct_slots[slot].base;
                        placed.push(Placed { location: attribute.location, format, offset, slot });
                        continue;
                    }
                    let key = ConversionKey {
                        format,
                        components,
                        normalized,
                        kind: attribute.kind,
                        stride,
                        offset: if rows == Rows::All { offset % stride } else { offset },
                        rows,
                    };
                    let first = if key.rows == Rows::All { offset / stride } else { 0 };
                    let gathered = match fetch {
                        Fetch::Gathered { rows, .. } => Some(Rc::clone(rows)),
                        _ => None,
                    };
                    let wgpu_format = converted(attribute.kind, components);
                    let row_bytes = wgpu_format.size() as u32;
                    let (uid, device_buffer) = self.convert(engine, buffer, key, gathered.as_deref())?;
                    let slot =
                        Slot { uid, offset: u64::from(first) * u64::from(row_bytes), buffer: device_buffer };
                    others.push((slot, words.len() as u32));
                    let stride = if fixed { 0 } else { row_bytes };
                    words.push((
                        slot_word(stride, instance),
                        vec![attribute_word(attribute.location, wgpu_format, 0)],
                    ));
                }
                source => {
                    let value = match source {
                        Some(GlVertexSource::Constant(value)) => value,
                        _ => [0, 0, 0, if attribute.kind == GlValueKind::Float { 1f32.to_bits() } else { 1 }],
                    };
                    let offset = constants.len() as u32;
                    constants.extend(value.iter().flat_map(|v| v.to_le_bytes()));
                    placed.push(Placed {
                        location: attribute.location,
                        format: converted(attribute.kind, 4),
                        offset,
                        slot: usize::MAX,
                    });
                }
            }
        }
        self.finish_plan(engine, &mut plan, &direct_slots, &words, &placed, &constants, others);
        Ok(plan)
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one plan")]
    fn finish_plan(
        &mut self,
        engine: &mut Engine,
        plan: &mut VertexPlan,
        direct_slots: &[Direct],
        words: &[(u32, Vec<u32>)],
        placed: &[Placed],
        constants: &[u8],
        others: Vec<(Slot, u32)>,
    ) {
        let mut all = std::mem::take(&mut self.words);
        all.clear();
        let epoch = engine.frame.epoch;
        for (n, slot) in direct_slots.iter().enumerate() {
            let Some(buffer) = self.buffers.get_mut(&slot.buffer) else { continue };
            buffer.mark_used(epoch);
            all.push(slot_word(slot.stride, slot.instance));
            for p in placed.iter().filter(|p| p.slot == n) {
                all.push(attribute_word(p.location, p.format, p.offset));
            }
            plan.slots.push(Slot {
                uid: buffer.uid,
                offset: u64::from(slot.base),
                buffer: buffer.gpu.clone(),
            });
        }
        for (slot, at) in others {
            let (word, attributes) = &words[at as usize];
            all.push(*word);
            all.extend(attributes);
            plan.slots.push(slot);
        }
        if !constants.is_empty() {
            let chunk = engine.frame.ring.reserve(&mut engine.ids, constants.len().next_multiple_of(256));
            let offset = engine.frame.ring.push(constants, constants.len());
            let chunk = engine.frame.ring.chunk(chunk);
            all.push(slot_word(0, false));
            for p in placed.iter().filter(|p| p.slot == usize::MAX) {
                all.push(attribute_word(p.location, p.format, p.offset));
            }
            plan.slots.push(Slot { uid: chunk.uid, offset: u64::from(offset), buffer: chunk.buffer.clone() });
        }
        debug_assert!(plan.slots.len() <= VERTEX_SLOTS);
        plan.layout = engine.vertex_layouts.intern_words(&all);
        self.words = all;
    }

    /// True when the array can be read at all: `webgl` has checked that, so anything else reads the constant.
    pub(super) fn fits(
        &self,
        buffer: GlBufferId,
        format: GlVertexFormat,
        integer: bool,
        attribute: &GlAttribute,
    ) -> bool {
        use GlVertexFormat as F;
        let kind = match (integer, format) {
            (false, _) => GlValueKind::Float,
            (true, F::I8 | F::I16 | F::I32) => GlValueKind::Int,
            (true, F::U8 | F::U16 | F::U32) => GlValueKind::Uint,
            (true, F::F16 | F::F32 | F::I2101010 | F::U2101010) => return false,
        };
        kind == attribute.kind && self.buffers.contains_key(&buffer)
    }

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

    fn convert(
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

/// Whether wgpu takes the array as it is: the format, the aligned base and the offset behind it.
fn in_place(
    wgpu_format: V,
    format: GlVertexFormat,
    components: u8,
    stride: u32,
    offset: u32,
    attribute: &GlAttribute,
) -> Option<(V, u32, u32)> {
    let size = wgpu_format.size() as u32;
    let widened = components == 3
        && !matches!(
            format,
            GlVertexFormat::F32 | GlVertexFormat::I32 | GlVertexFormat::U32 | GlVertexFormat::U2101010
        );
    // The fourth component that comes along must not be seen.
    if widened && attribute.components > 3 {
        return None;
    }
    if !stride.is_multiple_of(4) || stride > 2048 {
        return None;
    }
    let relative = offset % 4;
    if !relative.is_multiple_of(size.min(4)) || relative + size > stride {
        return None;
    }
    Some((wgpu_format, offset - relative, relative))
}

/// True when an attribute at `offset` is in reach of a slot.
fn shares(slot: &Direct, format: V, offset: u32) -> bool {
    let reach = if slot.stride == 0 { 256 } else { slot.stride };
    offset >= slot.base
        && offset - slot.base + format.size() as u32 <= reach
        && (offset - slot.base).is_multiple_of(format.size().min(4) as u32)
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

    #[test]
    fn words_come_back_as_layouts() {
        let words = [slot_word(24, true), attribute_word(3, V::Float32x3, 12), slot_word(0, false)];
        let slots = decode(&words);
        assert_eq!((slots[0].stride, slots[0].step), (24, wgpu::VertexStepMode::Instance));
        assert_eq!(slots[0].attributes[0].shader_location, 3);
        assert_eq!(slots[0].attributes[0].format, V::Float32x3);
        assert_eq!(slots[0].attributes[0].offset, 12);
        assert_eq!(slots[1].stride, 0);
    }
}
