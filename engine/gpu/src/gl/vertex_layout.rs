//! Layouts of vertex buffers as words, which are interned, and the formats that wgpu has.

use sparrow_render::gl::{GlValueKind, GlVertexFormat};
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

/// The word of a slot.
pub(super) fn slot_word(stride: u32, instance: bool) -> u32 {
    SLOT | if instance { INSTANCE } else { 0 } | stride
}

/// The word of an attribute of the slot before it.
pub(super) fn attribute_word(location: u32, format: V, offset: u32) -> u32 {
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

/// Formats that wgpu fetches as they are; three small components are fetched as four.
pub(super) fn direct(
    format: GlVertexFormat,
    components: u8,
    normalized: bool,
    kind: GlValueKind,
) -> Option<V> {
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

/// The format of converted rows.
pub(super) fn converted(kind: GlValueKind, components: u8) -> V {
    let all = match kind {
        GlValueKind::Float => [V::Float32, V::Float32x2, V::Float32x3, V::Float32x4],
        GlValueKind::Int => [V::Sint32, V::Sint32x2, V::Sint32x3, V::Sint32x4],
        GlValueKind::Uint => [V::Uint32, V::Uint32x2, V::Uint32x3, V::Uint32x4],
    };
    all[usize::from(components.clamp(1, 4)) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

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
