//! The end of a draw: blocks of uniforms into the ring, and what differs from the last draw into the pass.

use super::{
    Engine,
    context::Context,
    indices::Order,
    programs::{self, Program},
    uniform_conditions::ZERO_GROUP,
};
use sparrow_base::bytemuck;
use sparrow_render::gl::{GlDraw, GlInterface, GlState};
use std::ops::Range;

/// Where the current program's blocks are in the ring.
#[derive(Default)]
pub(super) struct Placed {
    epoch: u64,
    chunk: usize,
    offsets: [u32; 3],
    internal: Internal,
}

/// The words of the internal block.
type Internal = [u32; GlInterface::INTERNAL_BYTES as usize / 4];

/// The vertices and instances of a draw call.
pub(super) enum Call {
    /// Corners of points.
    Plain {
        vertices: Range<u32>,
        instances: Range<u32>,
    },
    Vertices {
        vertices: Range<u32>,
        instances: u32,
        topology: wgpu::PrimitiveTopology,
    },
    Indexed {
        order: Order,
        instances: u32,
    },
}

impl Context {
    pub(super) fn place_uniforms(&mut self, engine: &mut Engine, program: &Program, draw: &GlDraw) {
        let sizes = programs::block_sizes(program.interface());
        if sizes == [0; 3] {
            return;
        }
        let placed = &mut self.cache.placed;
        let fresh = placed.epoch != engine.frame.epoch;
        let mut changed = self.cache.uniforms_changed;
        let internal =
            if sizes[2] == 0 { placed.internal } else { internal_block(&self.state, draw, self.instance) };
        let moves = internal != placed.internal;
        if !fresh && !moves && changed == [false; 2] {
            return;
        }
        let ring = &mut engine.frame.ring;
        let room = sizes.iter().map(|size| ring.stride(*size as usize)).sum();
        let chunk = ring.reserve(&mut engine.ids, room);
        let all = fresh || chunk != placed.chunk;
        if all {
            changed = [true; 2];
        }
        for (n, block) in [&self.vertex_uniforms, &self.fragment_uniforms].into_iter().enumerate() {
            if changed[n] && sizes[n] > 0 {
                placed.offsets[n] = ring.push(block, sizes[n] as usize);
            }
        }
        if sizes[2] > 0 && (all || moves) {
            placed.offsets[2] = ring.push(bytemuck::cast_slice(&internal), sizes[2] as usize);
            placed.internal = internal;
        }
        placed.chunk = chunk;
        placed.epoch = engine.frame.epoch;
        self.cache.uniforms_changed = [false; 2];
    }

    /// Chunk and offsets of the current blocks.
    pub(super) fn placed_uniforms(&self) -> (usize, [u32; 3]) {
        (self.cache.placed.chunk, self.cache.placed.offsets)
    }

    pub(super) fn encode(
        &mut self,
        engine: &mut Engine,
        program: &mut Program,
        call: &Call,
        scissor: [u32; 4],
    ) {
        let placed = &self.cache.placed;
        let (chunk, offsets) = (placed.chunk, placed.offsets);
        let sizes = programs::block_sizes(program.interface());
        let has_uniforms = sizes != [0; 3];
        if self.pass(engine).is_none() {
            return;
        }
        let limits_side = engine.caps.limits.max_texture_dimension_2d as i32;
        engine.stats.draw_calls += 1;
        let Engine { gpu, frame, ids, .. } = engine;
        let Some(pass) = &mut frame.pass else { return };
        if let Some((uid, pipeline)) = &self.cache.pipeline
            && pass.pipeline != *uid
        {
            pass.pipeline = *uid;
            pass.pass.set_pipeline(pipeline);
        }
        let state = &self.state;
        let rect = &state.viewport;
        let depth = |v: f32| if v.is_nan() { 0.0 } else { v.clamp(0.0, 1.0) };
        let (near, far) = (depth(state.depth.near), depth(state.depth.far));
        let numbers = [
            rect.x as f32,
            rect.y as f32,
            rect.width.min(limits_side) as f32,
            rect.height.min(limits_side) as f32,
            near.min(far),
            far.max(near),
        ];
        let bits = numbers.map(f32::to_bits);
        if pass.viewport != bits {
            pass.viewport = bits;
            let [x, y, w, h, near, far] = numbers;
            pass.pass.set_viewport(x, y, w, h, near, far);
        }
        if pass.scissor != scissor {
            pass.scissor = scissor;
            let [x, y, w, h] = scissor;
            pass.pass.set_scissor_rect(x, y, w, h);
        }
        let constant = self.blend_constant;
        if pass.blend != constant.map(f32::to_bits) {
            pass.blend = constant.map(f32::to_bits);
            let [r, g, b, a] = constant.map(f64::from);
            pass.pass.set_blend_constant(wgpu::Color { r, g, b, a });
        }
        let reference = state.stencil.front.reference & 0xff;
        if state.stencil.test && pass.stencil != reference {
            pass.stencil = reference;
            pass.pass.set_stencil_reference(reference);
        }
        if has_uniforms {
            let buffer = &frame.ring.chunk(chunk).buffer;
            if let Some((uid, group)) = program.uniform_group(&gpu.device, ids, chunk, buffer)
                && pass.groups[0] != (uid, offsets)
            {
                pass.groups[0] = (uid, offsets);
                let mut used = [0; 3];
                let mut count = 0;
                for (offset, _) in offsets.iter().zip(sizes).filter(|(_, size)| *size > 0) {
                    used[count] = *offset;
                    count += 1;
                }
                pass.pass.set_bind_group(0, group, &used[..count]);
            }
        }
        if let Some(((uid, group), offsets)) = &self.cache.blocks {
            let mut key = [0; 3];
            key.iter_mut().zip(offsets).for_each(|(k, o)| *k = *o);
            if pass.groups[1] != (*uid, key) || offsets.len() > 3 {
                pass.groups[1] = (*uid, key);
                pass.pass.set_bind_group(1, group, offsets);
            }
        }
        if let Some((uid, group)) = &self.cache.textures
            && pass.groups[2].0 != *uid
        {
            pass.groups[2].0 = *uid;
            pass.pass.set_bind_group(2, group, &[]);
        }
        if let Some(zero) = &program.zero
            && !pass.zero
        {
            pass.zero = true;
            pass.pass.set_bind_group(ZERO_GROUP, &zero.group, &[]);
        }
        for (n, slot) in self.cache.plan.slots.iter().enumerate() {
            if pass.vertex[n] != (slot.uid, slot.offset) {
                pass.vertex[n] = (slot.uid, slot.offset);
                pass.pass.set_vertex_buffer(n as u32, slot.buffer.slice(slot.offset..));
            }
        }
        match call {
            Call::Plain { vertices, instances } => pass.pass.draw(vertices.clone(), instances.clone()),
            Call::Vertices { vertices, instances, .. } => pass.pass.draw(vertices.clone(), 0..*instances),
            Call::Indexed {
                order: Order::Indexed { uid, buffer, format, range, base_vertex, .. },
                instances,
            } => {
                if pass.index != (*uid, *format) {
                    pass.index = (*uid, *format);
                    pass.pass.set_index_buffer(buffer.slice(..), *format);
                }
                pass.pass.draw_indexed(range.clone(), *base_vertex, 0..*instances);
            }
            Call::Indexed { .. } => {}
        }
    }
}

/// The internal block: viewport, depth range with the draw's number, first vertex and instance.
fn internal_block(state: &GlState, draw: &GlDraw, instance: u32) -> Internal {
    let rect = &state.viewport;
    let (near, far) = (state.depth.near, state.depth.far);
    let first = if draw.indices.is_some() { 0 } else { draw.first };
    let words: [f32; 12] = [
        rect.x as f32,
        rect.y as f32,
        rect.width as f32,
        rect.height as f32,
        near,
        far,
        far - near,
        draw.draw_id as f32,
        first as f32,
        instance as f32,
        0.0,
        0.0,
    ];
    words.map(f32::to_bits)
}
