//! A draw: what changed since the last one is resolved, and set in the pass.

use super::{
    Engine,
    context::Context,
    indices::{self, Order},
    passes,
    pipelines::PipelineKey,
    programs::{self, Program},
    state::{self, StateKey},
    vertex::Fetch,
};
use sparrow_base::bytemuck;
use sparrow_render::{
    RenderError,
    gl::{GlCull, GlDraw, GlInterface, GlMode},
};
use std::{
    hash::{Hash, Hasher},
    ops::Range,
    rc::Rc,
};

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

/// What the last draw resolved, and what has changed since.
#[derive(Default)]
pub(super) struct DrawCache {
    /// Interned state.
    state: u32,
    pub(super) state_changed: bool,
    pub(super) inputs_changed: bool,
    /// The default block of the vertex and of the fragment stage.
    pub(super) uniforms_changed: [bool; 2],
    pub(super) textures_changed: bool,
    pub(super) blocks_changed: bool,
    /// The epoch that plans and groups were made in: what they hold is marked as used in it.
    epoch: u64,
    plan: super::vertex::VertexPlan,
    plan_for: Option<(bool, u32)>,
    placed: Placed,
    unfilterable: u64,
    textures: Option<(u32, wgpu::BindGroup)>,
    blocks: Option<((u32, wgpu::BindGroup), Vec<u32>)>,
    key: Option<PipelineKey>,
    pipeline: Option<(u32, wgpu::RenderPipeline)>,
}

impl DrawCache {
    /// Everything is resolved anew.
    pub(super) fn forget(&mut self) {
        self.epoch = 0;
        self.state_changed = true;
        self.key = None;
    }

    /// Another program is current.
    pub(super) fn program_changed(&mut self) {
        self.inputs_changed = true;
        self.uniforms_changed = [true; 2];
        self.textures_changed = true;
        self.blocks_changed = true;
        self.key = None;
    }
}

/// The vertices and instances of a draw call.
enum Call {
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

/// What differs between draws whose vertices are planned.
struct Finish {
    call: Call,
    target: u32,
    scissor: [u32; 4],
    /// `gl_InstanceID` of points.
    instance: u32,
}

/// Runs of points that are drawn one by one.
const MOST_POINT_RUNS: u64 = 1 << 16;

impl Context {
    /// Draws, or leaves out what cannot be drawn.
    pub(super) fn draw(&mut self, engine: &mut Engine, draw: &GlDraw) -> Result<(), RenderError> {
        if draw.count == 0 || draw.instances == 0 {
            return Ok(());
        }
        let Some(mut program) = self.program.take() else { return Ok(()) };
        let mut drawn = Ok(());
        if self.feedback.is_some() {
            drawn = self.capture(engine, &mut program.1, draw);
        }
        if drawn.is_ok() {
            drawn = self.draw_with(engine, &mut program.1, draw);
        }
        self.program = Some(program);
        drawn
    }

    fn draw_with(
        &mut self,
        engine: &mut Engine,
        program: &mut Program,
        draw: &GlDraw,
    ) -> Result<(), RenderError> {
        let triangles = indices::is_triangles(draw.mode);
        if self.state.rasterizer_discard || (triangles && self.state.cull == GlCull::FrontAndBack) {
            return Ok(());
        }
        let resolved = self.resolved(engine);
        if resolved.empty {
            return Ok(());
        }
        let (width, height, target) = (resolved.size.width, resolved.size.height, resolved.key);
        let scissor = match &self.state.scissor {
            Some(rect) => passes::clip(rect, width, height),
            None => Some([0, 0, width, height]),
        };
        let (Some(scissor), true) = (scissor, self.viewport_shows(engine, width, height)) else {
            return Ok(());
        };
        self.was_submitted(engine);
        if draw.mode == GlMode::Points {
            let plain = draw.indices.is_none() && draw.instances == 1;
            if plain || program.interface().vertex_index {
                return self.draw_points(engine, program, draw, target, scissor);
            }
            let mut gathered = self.plan_gathered(engine, program, draw)?;
            while self.was_submitted(engine) {
                gathered = self.plan_gathered(engine, program, draw)?;
            }
            let call = Call::Plain { vertices: 0..4, instances: 0..gathered };
            return self.finish(engine, program, draw, &Finish { call, target, scissor, instance: 0 });
        }
        let flat = program.interface().flat;
        let mut order = self.order(engine, draw, flat)?;
        self.plan_plain(engine, program, draw.instances)?;
        while self.was_submitted(engine) {
            order = self.order(engine, draw, flat)?;
            self.plan_plain(engine, program, draw.instances)?;
        }
        let call = match order {
            Order::Nothing => return Ok(()),
            Order::Plain { topology } => {
                let vertices = draw.first..draw.first.saturating_add(draw.count);
                Call::Vertices { vertices, instances: draw.instances, topology }
            }
            order @ Order::Indexed { .. } => Call::Indexed { order, instances: draw.instances },
        };
        self.finish(engine, program, draw, &Finish { call, target, scissor, instance: 0 })
    }

    /// Points whose number in the instance is `gl_VertexID`: runs of consecutive vertices, instance by instance.
    fn draw_points(
        &mut self,
        engine: &mut Engine,
        program: &mut Program,
        draw: &GlDraw,
        target: u32,
        scissor: [u32; 4],
    ) -> Result<(), RenderError> {
        let end = draw.first.saturating_add(draw.count);
        let mut runs: Vec<Range<u32>> = Vec::new();
        if draw.indices.is_none() {
            runs.push(draw.first..end);
        } else {
            for index in self.index_list(engine, draw)? {
                match runs.last_mut() {
                    Some(run) if run.end == index => run.end += 1,
                    _ => runs.push(index..index.saturating_add(1)),
                }
            }
        }
        if runs.len() as u64 * u64::from(draw.instances) > MOST_POINT_RUNS {
            engine
                .stats
                .count_unsupported("that many points of a program that reads gl_VertexID or gl_InstanceID");
            return Ok(());
        }
        for instance in 0..draw.instances {
            self.plan_points(engine, program, instance)?;
            while self.was_submitted(engine) {
                self.plan_points(engine, program, instance)?;
            }
            for run in &runs {
                let call = Call::Plain { vertices: 0..4, instances: run.clone() };
                self.finish(engine, program, draw, &Finish { call, target, scissor, instance })?;
            }
        }
        Ok(())
    }

    /// True when commands were submitted since this was last asked: what plans and groups hold is to be marked again. A conversion
    /// that has to read a buffer back submits, and does so once for a buffer.
    fn was_submitted(&mut self, engine: &mut Engine) -> bool {
        let submitted = self.cache.epoch != engine.frame.epoch;
        if submitted {
            self.cache.epoch = engine.frame.epoch;
            self.cache.inputs_changed = true;
            self.cache.textures_changed = true;
            self.cache.blocks_changed = true;
            self.resolved(engine);
        }
        submitted
    }

    /// Resolves what all draws need, and encodes.
    fn finish(
        &mut self,
        engine: &mut Engine,
        program: &mut Program,
        draw: &GlDraw,
        finish: &Finish,
    ) -> Result<(), RenderError> {
        let points = draw.mode == GlMode::Points;
        let (topology, strip) = match &finish.call {
            Call::Plain { .. } => (wgpu::PrimitiveTopology::TriangleStrip, None),
            Call::Vertices { topology, .. } => (*topology, None),
            Call::Indexed { order: Order::Indexed { topology, format, .. }, .. } => {
                (*topology, topology.is_strip().then_some(*format))
            }
            Call::Indexed { .. } => return Ok(()),
        };
        if self.cache.textures_changed {
            self.cache.textures_changed = false;
            let (unfilterable, group) = self.texture_group(engine, program);
            self.cache.unfilterable = unfilterable;
            self.cache.textures = group;
        }
        if self.cache.textures.is_none() && !program.interface().samplers.is_empty() {
            return Ok(());
        }
        if self.cache.blocks_changed {
            self.cache.blocks_changed = false;
            self.cache.blocks = self.block_group(engine, program);
        }
        if self.cache.blocks.is_none() && !program.interface().blocks.is_empty() {
            return Ok(());
        }
        if self.cache.state_changed {
            self.cache.state_changed = false;
            self.cache.state = engine.states.intern(StateKey::of(&self.state));
        }
        let key = PipelineKey {
            vertex: self.cache.plan.layout,
            target: finish.target,
            state: self.cache.state,
            topology,
            strip,
            points,
            unfilterable: self.cache.unfilterable,
        };
        if self.cache.key != Some(key) {
            self.cache.pipeline = program.pipeline(engine, &key);
            self.cache.key = Some(key);
        }
        if self.cache.pipeline.is_none() {
            engine.stats.count_unsupported("a WebGL draw without a pipeline");
            return Ok(());
        }
        self.instance = finish.instance;
        self.place_uniforms(engine, program, draw);
        self.encode(engine, program, &finish.call, finish.scissor);
        Ok(())
    }

    /// False when the viewport lies outside of the target, so that nothing is seen of a draw.
    fn viewport_shows(&self, engine: &Engine, width: u32, height: u32) -> bool {
        let viewport = &self.state.viewport;
        let largest = engine.caps.limits.max_texture_dimension_2d as i32;
        let inside = |at: i32, length: i32, of: u32| {
            length > 0 && i64::from(at) < i64::from(of) && i64::from(at) + i64::from(length.min(largest)) > 0
        };
        inside(viewport.x, viewport.width, width) && inside(viewport.y, viewport.height, height)
    }

    fn plan_plain(
        &mut self,
        engine: &mut Engine,
        program: &Program,
        instances: u32,
    ) -> Result<(), RenderError> {
        let wanted = (false, if self.cache.plan.by_instances { instances } else { 0 });
        if !self.cache.inputs_changed && self.cache.plan_for == Some(wanted) {
            return Ok(());
        }
        let attributes = &program.object.interface().attributes;
        let plan = self.vertex_plan(engine, attributes, &Fetch::Plain, instances)?;
        self.cache.plan_for = Some((false, if plan.by_instances { instances } else { 0 }));
        self.cache.plan = plan;
        self.cache.inputs_changed = false;
        Ok(())
    }

    fn plan_points(
        &mut self,
        engine: &mut Engine,
        program: &Program,
        instance: u32,
    ) -> Result<(), RenderError> {
        let wanted = (true, instance);
        if self.cache.inputs_changed || self.cache.plan_for != Some(wanted) {
            let attributes = &program.object.interface().attributes;
            self.cache.plan = self.vertex_plan(engine, attributes, &Fetch::Points { instance }, 1)?;
            self.cache.plan_for = Some(wanted);
            self.cache.inputs_changed = false;
        }
        Ok(())
    }

    /// Points with indices or instances: their vertices are gathered. The number of points.
    fn plan_gathered(
        &mut self,
        engine: &mut Engine,
        program: &Program,
        draw: &GlDraw,
    ) -> Result<u32, RenderError> {
        let attributes = &program.object.interface().attributes;
        let rows = self.index_list(engine, draw)?;
        let mut hasher = rustc_hash::FxHasher::default();
        rows.hash(&mut hasher);
        let Some(gathered) = (rows.len() as u32).checked_mul(draw.instances) else {
            return Err(RenderError::OutOfMemory(format!("{} instances of points", draw.instances)));
        };
        let fetch = Fetch::Gathered { rows: Rc::new(rows), key: hasher.finish() };
        self.cache.plan = self.vertex_plan(engine, attributes, &fetch, draw.instances)?;
        self.cache.plan_for = None;
        Ok(gathered)
    }

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

    fn encode(&mut self, engine: &mut Engine, program: &mut Program, call: &Call, scissor: [u32; 4]) {
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

    /// The state changes.
    pub(super) fn set_state(&mut self, state: sparrow_render::gl::GlState) {
        self.blend_constant = state::blend_constant(&state).map(|v| if v.is_nan() { 0.0 } else { v });
        self.state = state;
        self.cache.state_changed = true;
    }
}

/// The internal block: viewport, depth range with the draw's number, first vertex and instance.
fn internal_block(state: &sparrow_render::gl::GlState, draw: &GlDraw, instance: u32) -> Internal {
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
