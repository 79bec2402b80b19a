//! Indices as wgpu's index buffers.
//!
//! wgpu has neither fans nor loops nor byte indices, restarts only strips, and takes the first vertex of a primitive for flat
//! varyings. What it lacks becomes lists: of plain counts from patterns that all draws share, of index buffers once for their content.

use super::{
    Engine,
    buffers::Buffer,
    context::Context,
    index_lists::{
        index_bytes, list_length, list_topology, plain_topology, push_list, read_indices, restart_value,
    },
};
use rustc_hash::FxHashMap;
use sparrow_render::{
    RenderError,
    gl::{GlDraw, GlIndexType, GlIndices, GlMode},
};
use std::{collections::hash_map::Entry, ops::Range};
use wgpu::PrimitiveTopology as T;

/// How a draw reads its vertices.
#[derive(Clone, Debug)]
pub(super) enum Order {
    /// One after the other.
    Plain { topology: T },
    /// By indices.
    Indexed {
        topology: T,
        uid: u32,
        buffer: wgpu::Buffer,
        format: wgpu::IndexFormat,
        range: Range<u32>,
        base_vertex: i32,
    },
    /// Nothing is left to draw.
    Nothing,
}

/// A list of indices made by us.
#[derive(Clone, Debug)]
struct Made {
    uid: u32,
    buffer: wgpu::Buffer,
    count: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct RangeKey {
    mode: GlMode,
    flat: bool,
    kind: GlIndexType,
    offset: u32,
    count: u32,
    restart: bool,
}

/// What was made of the content of one index buffer.
#[derive(Default)]
pub(super) struct IndexConversions {
    /// Bytes as 16-bit, or 16-bit as 32-bit, indices; whole buffers.
    widened: FxHashMap<(GlIndexType, bool), Made>,
    ranges: FxHashMap<RangeKey, Made>,
    /// Whether the largest value of a type occurs anywhere.
    restarts: FxHashMap<GlIndexType, bool>,
}

/// Ranges of one buffer after which all of them are made anew.
const MOST_RANGES: usize = 1024;
/// Indices of one draw that are made by us.
const MOST_INDICES: u64 = 64 << 20;

impl IndexConversions {
    pub(super) fn clear(&mut self) {
        self.widened.clear();
        self.ranges.clear();
        self.restarts.clear();
    }

    pub(super) fn memory_bytes(&self) -> u64 {
        self.widened.values().chain(self.ranges.values()).map(|m| m.buffer.size()).sum()
    }
}

/// Patterns of indices that depend on a count only. Those of a smaller count begin those of a larger one, but for loops.
#[derive(Default)]
pub(super) struct Patterns {
    made: FxHashMap<(GlMode, bool), Made>,
    loops: FxHashMap<u32, Made>,
}

fn upload(engine: &mut Engine, indices: &[u32]) -> Result<Made, RenderError> {
    let bytes: &[u8] = sparrow_base::bytemuck::cast_slice(indices);
    let (buffer, uid) = engine.upload(if bytes.is_empty() { &[0; 4] } else { bytes })?;
    Ok(Made { uid, buffer, count: indices.len() as u32 })
}

/// The list of a draw without indices, whose first vertex is 0.
fn pattern(engine: &mut Engine, mode: GlMode, flat: bool, count: u32) -> Result<(Made, u32), RenderError> {
    let wanted = list_length(mode, count);
    if wanted > MOST_INDICES {
        return Err(RenderError::OutOfMemory(format!("indices for {count} vertices")));
    }
    if mode == GlMode::LineLoop {
        if let Some(made) = engine.patterns.loops.get(&count) {
            return Ok((made.clone(), made.count));
        }
        let mut list = Vec::new();
        push_list(mode, flat, &(0..count).collect::<Vec<_>>(), &mut list);
        let made = upload(engine, &list)?;
        if engine.patterns.loops.len() >= MOST_RANGES {
            engine.patterns.loops.clear();
        }
        engine.patterns.loops.insert(count, made.clone());
        return Ok((made.clone(), made.count));
    }
    if let Some(made) = engine.patterns.made.get(&(mode, flat))
        && u64::from(made.count) >= wanted
    {
        return Ok((made.clone(), wanted as u32));
    }
    let mut list = Vec::new();
    let length = count.max(1024).checked_next_power_of_two().unwrap_or(count);
    push_list(mode, flat, &(0..length).collect::<Vec<_>>(), &mut list);
    let made = upload(engine, &list)?;
    engine.patterns.made.insert((mode, flat), made.clone());
    // A mode's leftovers draw nothing.
    Ok((made, wanted as u32))
}

impl Buffer {
    fn has_restart(&mut self, engine: &mut Engine, kind: GlIndexType) -> Result<bool, RenderError> {
        if let Some(has) = self.indices.restarts.get(&kind) {
            return Ok(*has);
        }
        let has = read_indices(self.bytes(engine)?, kind).any(|i| i == restart_value(kind));
        self.indices.restarts.insert(kind, has);
        Ok(has)
    }

    /// The whole buffer as wider indices. With `restart` the largest value stays the largest.
    fn widened(
        &mut self,
        engine: &mut Engine,
        kind: GlIndexType,
        restart: bool,
    ) -> Result<Made, RenderError> {
        if let Some(made) = self.indices.widened.get(&(kind, restart)) {
            return Ok(made.clone());
        }
        let largest = restart_value(kind);
        let bytes = self.bytes(engine)?;
        let wide: Vec<u8> = match kind {
            GlIndexType::U8 => read_indices(bytes, kind)
                .flat_map(|i| (if restart && i == largest { 0xffff } else { i as u16 }).to_le_bytes())
                .collect(),
            _ => read_indices(bytes, kind)
                .flat_map(|i| (if restart && i == largest { u32::MAX } else { i }).to_le_bytes())
                .collect(),
        };
        let count = wide.len() as u32 / if kind == GlIndexType::U8 { 2 } else { 4 };
        let (buffer, uid) = engine.upload(&wide)?;
        let made = Made { uid, buffer, count };
        self.indices.widened.insert((kind, restart), made.clone());
        Ok(made)
    }

    /// A range of the buffer as a list.
    fn listed(&mut self, engine: &mut Engine, key: RangeKey) -> Result<Made, RenderError> {
        if let Some(made) = self.indices.ranges.get(&key) {
            return Ok(made.clone());
        }
        if list_length(key.mode, key.count) > MOST_INDICES {
            return Err(RenderError::OutOfMemory(format!("indices for {} vertices", key.count)));
        }
        let size = index_bytes(key.kind);
        let start = key.offset as usize;
        let end = start.saturating_add(key.count as usize * size as usize);
        let bytes = self.bytes(engine)?;
        let indices: Vec<u32> =
            read_indices(bytes.get(start..end.min(bytes.len())).unwrap_or_default(), key.kind).collect();
        let mut list = Vec::new();
        if key.restart {
            for run in indices.split(|i| *i == restart_value(key.kind)) {
                push_list(key.mode, key.flat, run, &mut list);
            }
        } else {
            push_list(key.mode, key.flat, &indices, &mut list);
        }
        let made = upload(engine, &list)?;
        if self.indices.ranges.len() >= MOST_RANGES {
            self.indices.ranges.clear();
        }
        match self.indices.ranges.entry(key) {
            Entry::Occupied(entry) => Ok(entry.get().clone()),
            Entry::Vacant(entry) => Ok(entry.insert(made).clone()),
        }
    }
}

impl Context {
    /// How a draw that is no draw of points reads its vertices. May end the pass.
    pub(super) fn order(
        &mut self,
        engine: &mut Engine,
        draw: &GlDraw,
        flat: bool,
    ) -> Result<Order, RenderError> {
        let Some(indices) = &draw.indices else {
            if let (Some(topology), false) = (plain_topology(draw.mode), flat) {
                return Ok(Order::Plain { topology });
            }
            let (made, count) = pattern(engine, draw.mode, flat, draw.count)?;
            return Ok(Order::Indexed {
                topology: list_topology(draw.mode),
                uid: made.uid,
                buffer: made.buffer,
                format: wgpu::IndexFormat::Uint32,
                range: 0..count,
                base_vertex: i32::try_from(draw.first).unwrap_or(i32::MAX),
            });
        };
        let needs_bytes = flat
            || indices.kind == GlIndexType::U8
            || plain_topology(draw.mode).is_none()
            || indices.restart
            || draw.mode == GlMode::TriangleStrip
            || draw.mode == GlMode::LineStrip;
        if needs_bytes && self.needs_read(indices.buffer) {
            self.settle(engine);
        }
        let epoch = engine.frame.epoch;
        let Some(buffer) = self.buffers.get_mut(&indices.buffer) else { return Ok(Order::Nothing) };
        buffer.mark_used(epoch);
        indexed(engine, buffer, draw, indices, flat)
    }

    /// The indices of a draw, restarts left out.
    pub(super) fn index_list(&mut self, engine: &mut Engine, draw: &GlDraw) -> Result<Vec<u32>, RenderError> {
        let Some(indices) = &draw.indices else {
            return Ok((draw.first..draw.first.saturating_add(draw.count)).collect());
        };
        if self.needs_read(indices.buffer) {
            self.settle(engine);
        }
        let Some(buffer) = self.buffers.get_mut(&indices.buffer) else { return Ok(Vec::new()) };
        let start = indices.offset as usize;
        let end = start.saturating_add(draw.count as usize * index_bytes(indices.kind) as usize);
        let bytes = buffer.bytes(engine)?;
        let range = bytes.get(start..end.min(bytes.len())).unwrap_or_default();
        let restart = restart_value(indices.kind);
        Ok(read_indices(range, indices.kind).filter(|i| !(indices.restart && *i == restart)).collect())
    }
}

fn indexed(
    engine: &mut Engine,
    buffer: &mut Buffer,
    draw: &GlDraw,
    indices: &GlIndices,
    flat: bool,
) -> Result<Order, RenderError> {
    let kind = indices.kind;
    let first = indices.offset / index_bytes(kind);
    let end = first.saturating_add(draw.count);
    let strip = matches!(draw.mode, GlMode::TriangleStrip | GlMode::LineStrip);
    let list = match plain_topology(draw.mode) {
        None => true,
        Some(_) if flat => true,
        // Lists do not restart on the device.
        Some(_) if indices.restart && !strip => buffer.has_restart(engine, kind)?,
        Some(_) => false,
    };
    if list {
        let key = RangeKey {
            mode: draw.mode,
            flat,
            kind,
            offset: indices.offset,
            count: draw.count,
            restart: indices.restart,
        };
        let made = buffer.listed(engine, key)?;
        return Ok(Order::Indexed {
            topology: list_topology(draw.mode),
            uid: made.uid,
            buffer: made.buffer,
            format: wgpu::IndexFormat::Uint32,
            range: 0..made.count,
            base_vertex: 0,
        });
    }
    let topology = plain_topology(draw.mode).unwrap_or(T::TriangleList);
    // Strips always restart on the device, whatever WebGL 1 says of the value.
    let clashes =
        strip && !indices.restart && kind == GlIndexType::U16 && buffer.has_restart(engine, kind)?;
    let (uid, gpu, format, capacity) = if kind == GlIndexType::U8 || clashes {
        let made = buffer.widened(engine, kind, indices.restart)?;
        let format = if clashes { wgpu::IndexFormat::Uint32 } else { wgpu::IndexFormat::Uint16 };
        (made.uid, made.buffer, format, made.count)
    } else {
        let format =
            if kind == GlIndexType::U16 { wgpu::IndexFormat::Uint16 } else { wgpu::IndexFormat::Uint32 };
        (buffer.uid, buffer.gpu.clone(), format, buffer.size / index_bytes(kind))
    };
    if end > capacity {
        engine.stats.count_unsupported("a draw with indices outside of their buffer");
        return Ok(Order::Nothing);
    }
    Ok(Order::Indexed { topology, uid, buffer: gpu, format, range: first..end, base_vertex: 0 })
}
