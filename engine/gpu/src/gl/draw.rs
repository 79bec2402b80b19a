//! A draw: what changed since the last one is resolved, and set in the pass.

use super::{
    Engine,
    context::Context,
    encode::{Call, Placed},
    index_lists,
    indices::Order,
    passes,
    pipelines::PipelineKey,
    programs::Program,
    state::{self, StateKey},
    vertex::Fetch,
};
use sparrow_render::{
    RenderError,
    gl::{GlCull, GlDraw, GlMode},
};
use std::{
    hash::{Hash, Hasher},
    ops::Range,
    rc::Rc,
};

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
    pub(super) plan: super::vertex::VertexPlan,
    plan_for: Option<(bool, u32)>,
    pub(super) placed: Placed,
    unfilterable: u64,
    pub(super) textures: Option<(u32, wgpu::BindGroup)>,
    pub(super) blocks: Option<((u32, wgpu::BindGroup), Vec<u32>)>,
    key: Option<PipelineKey>,
    pub(super) pipeline: Option<(u32, wgpu::RenderPipeline)>,
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
        let triangles = index_lists::is_triangles(draw.mode);
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

    /// The state changes.
    pub(super) fn set_state(&mut self, state: sparrow_render::gl::GlState) {
        self.blend_constant = state::blend_constant(&state).map(|v| if v.is_nan() { 0.0 } else { v });
        self.state = state;
        self.cache.state_changed = true;
    }
}
