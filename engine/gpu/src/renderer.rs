//! [`GpuRenderer`]: the `Renderer` of Canvas 2D on a [`Gpu`].

use crate::{
    Gpu,
    canvas::Canvas,
    coverage::CoverageMemory,
    encode::{Encoder, MaskCache, PathCache, StripMaker},
    gl::{GlExecutor, LentCanvas},
    glyphs::GlyphStore,
    images::ImageStore,
    pipelines::Pipelines,
    ramps::Ramps,
    recorder::{Recorder, Source, Target},
    submit::Resources,
    timer::GpuTimer,
};
use rustc_hash::FxHashMap;
use sparrow_base::{CanvasId, PixelBuffer, PixelRect, PixelSize, Premul};
use sparrow_render::{
    CanvasPictures, DrawList, DrawStats, RenderCommand, RenderError, Renderer, RendererInfo,
    gl::{GlBackend, GlCommand},
};

/// Draws canvases on the GPU. Recording and submitting are two steps: [`Renderer::execute`] records all commands, then
/// submits them at once; it does not wait for the device.
pub struct GpuRenderer {
    pub(crate) gpu: Gpu,
    pub(crate) canvases: FxHashMap<CanvasId, Canvas>,
    pub(crate) images: ImageStore,
    pub(crate) coverage: CoverageMemory,
    pub(crate) ramps: Ramps,
    pub(crate) masks: MaskCache,
    pub(crate) glyphs: GlyphStore,
    pub(crate) strips: StripMaker,
    pub(crate) paths: PathCache,
    pub(crate) pipelines: Pipelines,
    pub(crate) recorder: Recorder,
    pub(crate) resources: Resources,
    pub(crate) stats: DrawStats,
    /// Opened by the first context.
    gl: Option<Box<GlExecutor>>,
}

impl GpuRenderer {
    /// A renderer without any canvas.
    pub fn new(gpu: Gpu) -> GpuRenderer {
        GpuRenderer {
            coverage: CoverageMemory::new(gpu.info().max_side),
            pipelines: Pipelines::new(&gpu),
            canvases: FxHashMap::default(),
            images: ImageStore::default(),
            ramps: Ramps::default(),
            masks: MaskCache::default(),
            glyphs: GlyphStore::default(),
            strips: StripMaker::default(),
            paths: PathCache::default(),
            recorder: Recorder::new(),
            resources: Resources::default(),
            stats: DrawStats::default(),
            gl: None,
            gpu,
        }
    }

    /// The device that this renderer draws with.
    pub fn gpu(&self) -> &Gpu {
        &self.gpu
    }

    fn command(&mut self, command: RenderCommand, spare: &mut Vec<DrawList>) -> Result<(), RenderError> {
        match command {
            RenderCommand::CreateCanvas { canvas, size, options } => {
                self.release_canvas(canvas)?;
                self.canvases.insert(canvas, Canvas::new(size, options));
            }
            RenderCommand::ResizeCanvas { canvas, size } => {
                let options = self.canvas(canvas)?.options;
                self.resize_canvas(canvas, size, options)?;
            }
            RenderCommand::DropCanvas(canvas) => self.release_canvas(canvas)?,
            RenderCommand::CreateImage { image, pixels } => {
                self.forget_image(image)?;
                self.images.create(image, pixels);
            }
            RenderCommand::DropImage(image) => self.forget_image(image)?,
            RenderCommand::Gl { canvas, mut commands } => {
                // What was recorded reads the pictures that are there now.
                if !self.recorder.is_empty() {
                    self.submit()?;
                }
                self.lend_canvases(&commands);
                let executor = self.executor();
                let executed = executor.execute(canvas, &mut commands);
                executor.return_canvases();
                self.adopt_pictures();
                executed?;
            }
            RenderCommand::Draw { canvas, mut list } => {
                self.stats.ops += list.ops.len() as u64;
                let drawn = self.draw(canvas, &list);
                list.clear();
                spare.push(list);
                drawn?;
            }
        }
        Ok(())
    }

    fn executor(&mut self) -> &mut GlExecutor {
        self.gl.get_or_insert_with(|| Box::new(GlExecutor::on_device(self.gpu.clone())))
    }

    /// Canvases that the commands read, as they are now.
    fn lend_canvases(&mut self, commands: &[GlCommand]) {
        for command in commands {
            let GlCommand::UploadCanvas(upload) = command else { continue };
            let picture = match self.canvases.get(&upload.canvas) {
                Some(Canvas { texture: Some(texture), needs_clear: false, .. }) => {
                    LentCanvas::Texture(texture.clone())
                }
                Some(canvas) => LentCanvas::Blank { opaque: !canvas.options.alpha },
                None => LentCanvas::Blank { opaque: false },
            };
            self.executor().lend_canvas(upload.canvas, picture);
        }
    }

    /// What contexts have published is what their canvases show. Nothing is recorded that draws canvases.
    pub(crate) fn adopt_pictures(&mut self) {
        let Some(gl) = &mut self.gl else { return };
        for (id, texture) in gl.take_pictures() {
            // A canvas of another size has been resized since, and shows nothing.
            let same = |c: &&mut Canvas| c.size == PixelSize::new(texture.width(), texture.height());
            let Some(canvas) = self.canvases.get_mut(&id).filter(same) else { continue };
            canvas.needs_clear = false;
            if canvas.texture.as_ref() != Some(&texture) {
                canvas.texture = Some(texture);
                self.resources.forget_source(Source::Canvas(id));
            }
        }
    }

    /// Gives memory back. Nothing is recorded.
    fn tidy(&mut self) {
        let resources = &mut self.resources;
        let page = self.images.tidy(|image| resources.forget_source(Source::Image(image)));
        if let Some(page) = page {
            self.glyphs.leave_page(&mut self.images.atlas, page);
        }
    }

    fn canvas(&mut self, canvas: CanvasId) -> Result<&mut Canvas, RenderError> {
        self.canvases.get_mut(&canvas).ok_or_else(|| RenderError::Unknown(format!("canvas {}", canvas.0)))
    }

    fn draw(&mut self, id: CanvasId, list: &DrawList) -> Result<(), RenderError> {
        let gpu = self.gpu.clone();
        let canvas = self.canvas(id)?;
        if canvas.size.is_empty() || list.is_empty() {
            return Ok(());
        }
        canvas.allocate(&gpu)?;
        Encoder::new(self, list, id)?.run()
    }

    fn resize_canvas(
        &mut self,
        id: CanvasId,
        size: PixelSize,
        options: sparrow_render::CanvasOptions,
    ) -> Result<(), RenderError> {
        if self.canvas(id)?.size == size {
            // Games resize to the same size in order to clear: the texture stays.
            self.canvas(id)?.needs_clear = true;
            return Ok(());
        }
        self.release_canvas(id)?;
        self.canvases.insert(id, Canvas::new(size, options));
        Ok(())
    }

    fn release_canvas(&mut self, id: CanvasId) -> Result<(), RenderError> {
        let Some(canvas) = self.canvases.get(&id) else { return Ok(()) };
        if canvas.recorded {
            self.submit()?;
        }
        self.canvases.remove(&id);
        self.resources.forget_source(Source::Canvas(id));
        Ok(())
    }

    fn forget_image(&mut self, id: sparrow_base::ImageId) -> Result<(), RenderError> {
        // Its smaller versions go with it.
        let own: Vec<_> =
            self.images.with_levels(id).filter(|id| self.images.own_texture(*id).is_some()).collect();
        if !own.is_empty() && !self.recorder.is_empty() {
            self.submit()?;
        }
        for id in own {
            self.resources.forget_source(Source::Image(id));
        }
        self.images.drop_image(id);
        Ok(())
    }
}

impl CanvasPictures for GpuRenderer {
    fn set_picture(&mut self, canvas: CanvasId, picture: PixelBuffer<Premul>) -> Result<(), RenderError> {
        if self.canvas(canvas)?.recorded {
            // The device writes textures before it runs what is submitted next.
            self.submit()?;
        }
        let gpu = self.gpu.clone();
        let known = self.canvas(canvas)?;
        let both = known.size.rect().intersect(picture.size().rect());
        if known.size.is_empty() {
            return Ok(());
        }
        known.allocate(&gpu)?;
        let whole = PixelSize::new(both.width, both.height) == known.size;
        if !whole {
            let (size, color) = (known.size, known.clear_color());
            self.recorder.begin_pass(Target::Canvas(canvas), size, Some(color));
            self.submit()?;
        }
        let part = if picture.size() == both.size() { picture } else { picture.crop(both) };
        let known = self.canvas(canvas)?;
        known.needs_clear = false;
        if let Some(texture) = known.texture.as_ref().filter(|_| !both.size().is_empty()) {
            gpu.write_color(texture, 0, 0, both.width, both.height, part.bytes());
        }
        self.stats.upload_bytes += part.bytes().len() as u64;
        Ok(())
    }
}

impl Renderer for GpuRenderer {
    fn info(&self) -> RendererInfo {
        let info = self.gpu.info();
        let kind = if info.is_software { ", draws on the CPU" } else { "" };
        RendererInfo {
            name: "gpu",
            detail: format!("{} ({}, {}{kind})", info.name, info.backend, info.driver),
            max_side: info.max_side,
        }
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        self.gpu.health.check()?;
        self.adopt_pictures();
        self.tidy();
        if self.paths.wants_room(self.recorder.epoch) {
            self.coverage.forget();
        }
        let mut first_error = None;
        for command in commands.drain(..) {
            match self.command(command, spare) {
                Ok(()) => {}
                Err(lost @ RenderError::DeviceLost(_)) => return Err(lost),
                // One canvas without memory does not stop the others.
                Err(other) => {
                    first_error.get_or_insert(other);
                }
            }
        }
        self.submit()?;
        first_error.map_or(Ok(()), Err)
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        self.gpu.health.check()?;
        self.adopt_pictures();
        self.read_back(canvas, rect)
    }

    fn take_stats(&mut self) -> DrawStats {
        let mut stats = std::mem::take(&mut self.stats);
        stats.gpu_ns += self.gpu.timer.as_ref().map_or(0, GpuTimer::take_ns);
        if let Some(gl) = &mut self.gl {
            stats.add(gl.take_stats());
        }
        stats
    }

    fn memory_bytes(&self) -> u64 {
        self.canvases.values().map(Canvas::memory_bytes).sum::<u64>()
            + self.images.memory_bytes()
            + self.coverage.memory_bytes()
            + self.ramps.memory_bytes()
            + self.masks.memory_bytes()
            + self.paths.memory_bytes()
            + self.resources.memory_bytes()
            + self.gl.as_ref().map_or(0, |gl| gl.memory_bytes())
    }

    fn gl(&mut self) -> Result<&mut dyn GlBackend, RenderError> {
        Ok(self.executor())
    }
}
