//! Vertex inputs as wgpu's vertex buffers.
//!
//! Attributes that lie in one buffer with one stride share a slot, the others have one each. What wgpu cannot fetch (three bytes,
//! odd strides and offsets, integers that become unscaled floats, divisors above 1) is converted once for a buffer's content.

use super::{
    Engine,
    context::Context,
    frame::VERTEX_SLOTS,
    vertex_layout::{attribute_word, converted, direct, slot_word},
    vertex_rows::{ConversionKey, Rows},
};
use sparrow_render::{
    RenderError,
    gl::{GlAttribute, GlBufferId, GlValueKind, GlVertexFormat, GlVertexSource},
};
use std::rc::Rc;
use wgpu::VertexFormat as V;

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
