//! WebGL on wgpu: [`GlExecutor`] carries out the commands that `webgl` has validated.
//!
//! Each call of `execute` becomes one submission of two encoders: uploads, and everything else in order. Consecutive draws on one target
//! share a pass. What wgpu lacks (fans, loops, three-byte vertices, luminance, points with a size, byte indices) is converted once
//! for the content of a buffer, never for a draw.
//!
//! Boundary: nothing is validated here for WebGL's sake. What would make wgpu complain is left out and counted, because the commands come
//! from untrusted games; errors of wgpu are caught in scopes and said once.
//!
//! - `context`: the objects of one context and its current values; `draw`, `encode`: a draw from these
//! - `buffers`, `staging`, `uniforms`: bytes to the device; `vertex`, `vertex_layout`, `vertex_rows`, `numbers`, `indices`, `index_lists`: forms that wgpu takes
//! - `textures`, `formats`, `samplers`, `bindings`: what shaders sample
//! - `programs`, `pipelines`, `state`: what draws with what
//! - `canvases`: what textures are filled with from canvases of the 2D renderer
//! - `targets`, `passes`, `clears`: what is drawn to; `copier`, `copy_pipeline`, `depth_copy`, `blits`, `mipmaps`, `publish`, `read`: copies
//! - `queries`, `feedback`: what draws tell

mod bindings;
mod blits;
mod buffers;
mod canvases;
mod caps;
mod clears;
mod context;
mod copier;
mod copy_pipeline;
mod depth_copy;
mod draw;
mod encode;
mod feedback;
mod formats;
mod frame;
mod index_lists;
mod indices;
mod mipmaps;
mod numbers;
mod passes;
mod pipelines;
mod programs;
mod publish;
mod queries;
mod read;
mod samplers;
mod staging;
mod state;
mod targets;
mod textures;
mod uniform_conditions;
mod uniforms;
mod vertex;
mod vertex_layout;
mod vertex_rows;
mod zero;

pub(crate) use canvases::LentCanvas;

use crate::{Gpu, timer::GpuTimer};
use bindings::{Dummies, Groups};
use canvases::Canvases;
use caps::Caps;
use clears::ClearPipelines;
use context::Context;
use copier::Copier;
use frame::Frame;
use indices::Patterns;
use pipelines::{Habits, Interner};
use publish::Place;
use queries::Counter;
use rustc_hash::FxHashMap;
use samplers::Samplers;
use sparrow_base::{CanvasId, PixelBuffer, Premul};
use sparrow_render::{
    DrawStats, RenderError,
    gl::{GlBackend, GlBufferId, GlCommand, GlContextId, GlLimits, GlQueryId, GlRead},
};

/// Identities of what lives on the device, for caches. They begin at 1 and are never reused.
#[derive(Debug, Default)]
struct Ids(u32);

impl Ids {
    fn next(&mut self) -> u32 {
        self.0 += 1;
        self.0
    }
}

/// Keys after which all interned keys are forgotten, with the pipelines that they name.
const MOST_KEYS: usize = 8192;

/// What all contexts share.
struct Engine {
    gpu: Gpu,
    caps: Caps,
    ids: Ids,
    frame: Frame,
    samplers: Samplers,
    groups: Groups,
    dummies: Dummies,
    patterns: Patterns,
    copier: Copier,
    clears: ClearPipelines,
    targets: Interner<targets::TargetKey>,
    states: Interner<state::StateKey>,
    vertex_layouts: Interner<Box<[u32]>>,
    habits: Habits,
    /// Counts how often interned keys were forgotten.
    generation: u32,
    stats: DrawStats,
    place: Place,
    counter: Counter,
    canvases: Canvases,
    zero: Option<zero::Zero>,
}

impl Engine {
    /// Makes something; `None` when the device has no memory for it or refuses it.
    fn checked<T>(&self, make: impl FnOnce() -> T) -> Option<T> {
        self.scoped(make).ok()
    }

    fn scoped<T>(&self, make: impl FnOnce() -> T) -> Result<T, wgpu::Error> {
        let device = &self.gpu.device;
        let memory = device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let internal = device.push_error_scope(wgpu::ErrorFilter::Internal);
        let validation = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let made = make();
        let errors = [validation, internal, memory].map(|scope| pollster::block_on(scope.pop()));
        match errors.into_iter().flatten().next() {
            None => Ok(made),
            Some(error) => Err(error),
        }
    }

    /// Like [`Engine::checked`], and says what went wrong.
    fn reported<T>(&mut self, what: &str, make: impl FnOnce() -> T) -> Option<T> {
        match self.scoped(make) {
            Ok(made) => Some(made),
            Err(error) => {
                self.complain(format!("WebGL: the graphics device refuses {what}: {error}"));
                None
            }
        }
    }

    /// Something that is said once on the console.
    fn complain(&mut self, text: String) {
        self.stats.add_notice(text);
    }

    /// A buffer of this size with any content.
    fn buffer(&mut self, size: u64) -> Result<(wgpu::Buffer, u32), RenderError> {
        let too_large = || RenderError::OutOfMemory(format!("a buffer of {size} bytes"));
        if size > self.caps.limits.max_buffer_size {
            return Err(too_large());
        }
        if size <= 1 << 16 {
            return Ok(self.frame.take_buffer(&mut self.ids, size));
        }
        let scope = self.gpu.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let made = self.frame.take_buffer(&mut self.ids, size);
        match pollster::block_on(scope.pop()) {
            None => Ok(made),
            Some(_) => Err(too_large()),
        }
    }

    /// A buffer with this content, which is not empty.
    fn upload(&mut self, bytes: &[u8]) -> Result<(wgpu::Buffer, u32), RenderError> {
        let size = (bytes.len() as u64).next_multiple_of(16);
        let (buffer, uid) = self.buffer(size)?;
        let staged = self.frame.staging.put(bytes);
        let copied = (bytes.len() as u64).next_multiple_of(4);
        self.frame.pre().copy_buffer_to_buffer(&staged.buffer, staged.offset, &buffer, 0, copied);
        self.stats.upload_bytes += bytes.len() as u64;
        Ok((buffer, uid))
    }

    /// Sends everything that was recorded to the device. Does not wait.
    fn submit(&mut self) -> Result<(), RenderError> {
        if self.frame.is_empty() {
            return self.gpu.health.check();
        }
        let device = self.gpu.device.clone();
        self.resolve_queries();
        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        self.stats.upload_bytes += self.frame.submit();
        self.map_queries();
        if let Some(error) = pollster::block_on(scope.pop()) {
            self.complain(format!("WebGL: the graphics device refuses a frame: {error}"));
        }
        self.gpu.health.check()
    }

    fn forget_keys(&mut self) {
        self.targets = Interner::default();
        self.states = Interner::default();
        self.vertex_layouts = Interner::default();
        self.habits.clear();
        self.generation += 1;
    }
}

/// Executes the WebGL commands of all contexts of a game on a [`Gpu`].
pub struct GlExecutor {
    engine: Engine,
    contexts: FxHashMap<GlContextId, Context>,
}

impl GlExecutor {
    /// An executor whose pictures are read by the CPU: see [`GlBackend::take_published`].
    pub fn new(gpu: Gpu) -> GlExecutor {
        GlExecutor::with_place(gpu, Place::Memory)
    }

    /// An executor whose pictures stay on the device.
    pub(crate) fn on_device(gpu: Gpu) -> GlExecutor {
        GlExecutor::with_place(gpu, Place::Texture)
    }

    fn with_place(gpu: Gpu, place: Place) -> GlExecutor {
        let engine = Engine {
            samplers: Samplers::new(gpu.info().is_software),
            caps: Caps::new(&gpu),
            ids: Ids::default(),
            frame: Frame::new(&gpu),
            groups: Groups::default(),
            dummies: Dummies::default(),
            patterns: Patterns::default(),
            copier: Copier::default(),
            clears: ClearPipelines::default(),
            targets: Interner::default(),
            states: Interner::default(),
            vertex_layouts: Interner::default(),
            habits: Habits::default(),
            generation: 0,
            stats: DrawStats::default(),
            place,
            counter: Counter::new(&gpu.queue),
            canvases: Canvases::default(),
            zero: None,
            gpu,
        };
        GlExecutor { engine, contexts: FxHashMap::default() }
    }

    /// The picture of a canvas of the 2D renderer, which commands may read from now on.
    pub(crate) fn lend_canvas(&mut self, canvas: CanvasId, picture: LentCanvas) {
        self.engine.canvases.lend(canvas, picture);
    }

    /// Forgets what was lent.
    pub(crate) fn return_canvases(&mut self) {
        self.engine.canvases.return_lent();
    }

    /// The pictures that were published since this was last asked, as textures of canvases.
    pub(crate) fn take_pictures(&mut self) -> Vec<(GlContextId, wgpu::Texture)> {
        let fresh = self.contexts.iter_mut();
        fresh.filter_map(|(id, context)| Some((*id, context.picture.take_texture()?))).collect()
    }

    fn run(&mut self, id: GlContextId, commands: &mut Vec<GlCommand>) -> Result<(), RenderError> {
        self.engine.gpu.health.check()?;
        self.engine.groups.sweep();
        let engine = &mut self.engine;
        let keys = [engine.targets.len(), engine.states.len(), engine.vertex_layouts.len()];
        if keys.iter().any(|keys| *keys > MOST_KEYS) {
            engine.forget_keys();
            for context in self.contexts.values_mut() {
                context.resolved_at = 0;
                context.cache.forget();
            }
        }
        let mut context = self.contexts.remove(&id);
        let mut first_error = None;
        for command in commands.drain(..) {
            if matches!(command, GlCommand::Drop) {
                engine.frame.end_pass();
                if let Some(gone) = context.take() {
                    engine.groups.forget(gone.device_ids());
                }
                continue;
            }
            let context = context.get_or_insert_with(Context::new);
            if let Err(error) = context.command(engine, command) {
                // One object without memory does not stop the others.
                first_error.get_or_insert(error);
            }
        }
        if let Some(mut context) = context {
            context.settle(engine);
            let submitted = engine.submit();
            self.contexts.insert(id, context);
            submitted?;
        } else {
            engine.submit()?;
        }
        first_error.map_or(Ok(()), Err)
    }
}

impl GlBackend for GlExecutor {
    fn limits(&self) -> GlLimits {
        self.engine.caps.gl_limits(&self.engine.gpu)
    }

    fn execute(&mut self, context: GlContextId, commands: &mut Vec<GlCommand>) -> Result<(), RenderError> {
        let result = self.run(context, commands);
        commands.clear();
        result
    }

    fn read(&mut self, context: GlContextId, read: &GlRead) -> Result<Vec<u8>, RenderError> {
        let Some(context) = self.contexts.get_mut(&context) else {
            return Err(RenderError::Unknown(format!("context of canvas {}", context.0)));
        };
        context.read(&mut self.engine, read)
    }

    fn read_buffer(
        &mut self,
        context: GlContextId,
        buffer: GlBufferId,
        offset: u32,
        size: u32,
    ) -> Result<Vec<u8>, RenderError> {
        let Some(context) = self.contexts.get_mut(&context) else {
            return Err(RenderError::Unknown(format!("context of canvas {}", context.0)));
        };
        context.read_buffer(&mut self.engine, buffer, offset, size)
    }

    fn query_result(&mut self, context: GlContextId, query: GlQueryId) -> Option<u64> {
        self.contexts.get_mut(&context)?.query_result(&mut self.engine, query)
    }

    fn take_published(&mut self, context: GlContextId) -> Result<Option<PixelBuffer<Premul>>, RenderError> {
        match self.contexts.get_mut(&context) {
            Some(context) => context.take_published(&mut self.engine),
            None => Ok(None),
        }
    }

    fn set_canvas(
        &mut self,
        canvas: CanvasId,
        picture: Option<&PixelBuffer<Premul>>,
    ) -> Result<(), RenderError> {
        let Engine { canvases, gpu, stats, .. } = &mut self.engine;
        stats.upload_bytes += canvases.set(gpu, canvas, picture)?;
        Ok(())
    }

    fn take_stats(&mut self) -> DrawStats {
        let mut stats = std::mem::take(&mut self.engine.stats);
        stats.gpu_ns += self.engine.gpu.timer.as_ref().map_or(0, GpuTimer::take_ns);
        stats
    }

    fn memory_bytes(&self) -> u64 {
        self.engine.frame.memory_bytes()
            + self.engine.canvases.memory_bytes()
            + self.contexts.values().map(Context::memory_bytes).sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::GpuOptions;
    use sparrow_base::PixelSize;
    use sparrow_render::gl::{GlClear, GlClearValue, GlReadSource, GlRect, GlTarget};

    #[test]
    fn antialiased_canvases_are_resolved_before_they_are_read() {
        if std::env::var_os("SPARROW_NO_GPU").is_some_and(|v| v == "1") {
            return;
        }
        let mut executor = GlExecutor::new(Gpu::headless(GpuOptions::default()).unwrap());
        // Software adapters are spared four samples; here they are wanted.
        executor.engine.caps.software = false;
        let (context, size) = (CanvasId(1), PixelSize::new(4, 4));
        // No scissors: llvmpipe lets some samples of the pixels beside them through.
        let clear = |value, mask| {
            GlCommand::Clear(GlClear {
                colors: vec![(0, GlClearValue::Float(value), mask)],
                depth: Some(1.0),
                stencil: Some((0, 255)),
                scissor: None,
            })
        };
        let mut queue = vec![
            GlCommand::DrawingBuffer { size, alpha: false, antialias: true, premultiplied: true },
            clear([1.0, 0.0, 0.0, 0.0], 0b1111),
            clear([0.0, 1.0, 0.0, 0.0], 0b0010),
            GlCommand::Publish { clear: true },
        ];
        executor.execute(context, &mut queue).unwrap();
        let picture = executor.take_published(context).unwrap().unwrap();
        assert_eq!(picture.bytes()[..8], [255, 255, 0, 255, 255, 255, 0, 255]);
        let rect = GlRect { x: 0, y: 0, width: 4, height: 4 };
        let read = GlRead { source: GlReadSource { target: GlTarget::Canvas, buffer: 0 }, rect };
        assert_eq!(executor.read(context, &read).unwrap()[..4], [0, 0, 0, 255]);
        let stats = executor.take_stats();
        assert!(stats.notices.is_empty() && stats.unsupported.is_empty(), "{stats:?}");
        assert_eq!(executor.contexts[&context].drawing.as_ref().unwrap().color.samples, 4);
    }
}
