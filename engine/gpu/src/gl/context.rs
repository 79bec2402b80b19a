//! One WebGL context on the device: its objects, and the last value of everything that its commands set.

use super::{
    Engine,
    buffers::{Buffer, Content},
    draw::DrawCache,
    feedback::Feedback,
    passes::PendingClears,
    programs::Program,
    publish::Picture,
    queries::Queries,
    targets::{DrawingBuffer, Resolved},
    textures::Texture,
};
use rustc_hash::FxHashMap;
use sparrow_render::{
    RenderError,
    gl::{
        GlBufferId, GlBufferUse, GlCommand, GlProgramId, GlRect, GlRenderbufferId, GlSampler, GlState,
        GlTarget, GlTextureId, GlVertexInput,
    },
};

/// A context.
pub(super) struct Context {
    pub(super) drawing: Option<DrawingBuffer>,
    pub(super) picture: Picture,
    pub(super) buffers: FxHashMap<GlBufferId, Buffer>,
    pub(super) textures: FxHashMap<GlTextureId, Texture>,
    pub(super) renderbuffers: FxHashMap<GlRenderbufferId, Texture>,
    programs: FxHashMap<GlProgramId, Box<Program>>,
    /// The current program, taken out of `programs`.
    pub(super) program: Option<(GlProgramId, Box<Program>)>,
    pub(super) queries: Queries,
    pub(super) feedback: Option<Feedback>,

    pub(super) target: GlTarget,
    pub(super) resolved: Resolved,
    /// The epoch that `resolved` was made in.
    pub(super) resolved_at: u64,
    pub(super) pending: PendingClears,
    pub(super) state: GlState,
    pub(super) blend_constant: [f32; 4],
    pub(super) vertex_uniforms: Vec<u8>,
    pub(super) fragment_uniforms: Vec<u8>,
    pub(super) blocks_bound: Vec<(GlBufferId, u32, u32)>,
    pub(super) textures_bound: Vec<Option<(GlTextureId, GlSampler)>>,
    pub(super) inputs: Vec<GlVertexInput>,
    pub(super) cache: DrawCache,
    /// `gl_InstanceID` of points.
    pub(super) instance: u32,
    /// Memory for keys.
    pub(super) words: Vec<u32>,
    pub(super) key: Vec<u64>,
}

impl Context {
    pub(super) fn new() -> Context {
        let mut cache = DrawCache::default();
        cache.forget();
        cache.program_changed();
        Context {
            drawing: None,
            picture: Picture::default(),
            buffers: FxHashMap::default(),
            textures: FxHashMap::default(),
            renderbuffers: FxHashMap::default(),
            programs: FxHashMap::default(),
            program: None,
            queries: Queries::default(),
            feedback: None,
            target: GlTarget::Canvas,
            resolved: Resolved::default(),
            resolved_at: 0,
            pending: PendingClears::default(),
            state: GlState::initial(GlRect::default()),
            blend_constant: [0.0; 4],
            vertex_uniforms: Vec::new(),
            fragment_uniforms: Vec::new(),
            blocks_bound: Vec::new(),
            textures_bound: Vec::new(),
            inputs: Vec::new(),
            cache,
            instance: 0,
            words: Vec::new(),
            key: Vec::new(),
        }
    }

    /// Executes a command other than [`GlCommand::Drop`].
    pub(super) fn command(&mut self, engine: &mut Engine, command: GlCommand) -> Result<(), RenderError> {
        match command {
            GlCommand::Draw(draw) => {
                engine.stats.ops += 1;
                return self.draw(engine, &draw);
            }
            GlCommand::Uniforms { vertex, fragment } => {
                if let Some(vertex) = vertex {
                    self.vertex_uniforms = vertex;
                    self.cache.uniforms_changed[0] = true;
                }
                if let Some(fragment) = fragment {
                    self.fragment_uniforms = fragment;
                    self.cache.uniforms_changed[1] = true;
                }
            }
            GlCommand::Textures(textures) => {
                self.textures_bound = textures;
                self.cache.textures_changed = true;
            }
            GlCommand::VertexInputs(inputs) => {
                self.inputs = inputs;
                self.cache.inputs_changed = true;
            }
            GlCommand::UniformBlocks(blocks) => {
                self.blocks_bound = blocks;
                self.cache.blocks_changed = true;
            }
            GlCommand::State(state) => self.set_state(*state),
            GlCommand::Program(program) => self.use_program(program),
            GlCommand::Target(target) => {
                if target != self.target {
                    self.leave_target(engine);
                    self.target = target;
                }
            }
            GlCommand::Clear(clear) => {
                engine.stats.ops += 1;
                self.clear(engine, &clear);
            }
            GlCommand::DrawingBuffer { size, alpha, antialias, premultiplied } => {
                self.leave_target(engine);
                // The old one makes room for the new one.
                self.drawing = None;
                self.picture.forget();
                let drawing = DrawingBuffer::new(engine, size, alpha, antialias, premultiplied)?;
                self.drawing = Some(drawing);
            }
            GlCommand::BufferData { buffer, bytes, usage } => {
                self.buffer_content(engine, buffer, Content::Bytes(bytes), usage)?;
            }
            GlCommand::BufferSize { buffer, size, usage } => {
                self.buffer_content(engine, buffer, Content::Zeros(size), usage)?;
            }
            GlCommand::BufferSubData { buffer, offset, bytes } => {
                self.buffer_changed();
                if self.writes_odd(buffer, offset, bytes.len()) {
                    self.settle(engine);
                }
                if let Some(buffer) = self.buffers.get_mut(&buffer) {
                    buffer.write(engine, offset, &bytes)?;
                }
            }
            GlCommand::CopyBuffer { from, from_offset, to, to_offset, size } => {
                self.buffer_changed();
                self.copy_buffer(engine, (from, from_offset), (to, to_offset), size)?;
            }
            GlCommand::DropBuffer(buffer) => {
                if let Some(buffer) = self.buffers.remove(&buffer) {
                    engine.groups.forget([buffer.uid].into_iter());
                }
            }
            GlCommand::TextureStorage { texture, desc } => {
                self.drop_texture(engine, texture);
                let made = Texture::new(engine, desc, 1, "a texture")?;
                self.textures.insert(texture, made);
                self.images_changed(engine);
            }
            GlCommand::TextureReshape { texture, desc, keep } => {
                self.settle(engine);
                let old = self.textures.remove(&texture);
                let made = Texture::new(engine, desc, 1, "a texture");
                if let Some(old) = &old {
                    engine.groups.forget(old.view_ids());
                }
                self.images_changed(engine);
                let mut made = made?;
                if let Some(mut old) = old {
                    made.keep_levels(engine, &mut old, &keep);
                }
                self.textures.insert(texture, made);
            }
            GlCommand::Upload(upload) => {
                self.before_texture_write(engine, upload.texture);
                if let Some(mut texture) = self.textures.remove(&upload.texture) {
                    texture.upload(engine, &upload);
                    self.textures.insert(upload.texture, texture);
                }
            }
            GlCommand::UploadCanvas(upload) => self.upload_canvas(engine, &upload)?,
            GlCommand::GenerateMipmap { texture, base, last } => {
                self.settle(engine);
                self.generate_mipmap(engine, texture, base, last);
            }
            GlCommand::CopyTexture(copy) => self.copy_texture(engine, &copy),
            GlCommand::DropTexture(texture) => self.drop_texture(engine, texture),
            GlCommand::RenderbufferStorage { renderbuffer, format, size, samples } => {
                self.renderbuffers.remove(&renderbuffer);
                let made = Texture::renderbuffer(engine, format, size, samples)?;
                self.renderbuffers.insert(renderbuffer, made);
                self.images_changed(engine);
            }
            GlCommand::DropRenderbuffer(renderbuffer) => {
                self.renderbuffers.remove(&renderbuffer);
            }
            GlCommand::CreateProgram { program, object } => {
                if let Some(mut made) = Program::new(engine, object) {
                    made.warm(engine);
                    self.programs.insert(program, Box::new(made));
                }
            }
            GlCommand::DropProgram(program) => {
                self.programs.remove(&program);
                if self.program.as_ref().is_some_and(|(id, _)| *id == program) {
                    self.program = None;
                }
            }
            GlCommand::Blit(blit) => self.blit(engine, &blit),
            GlCommand::BeginQuery { query, kind } => self.begin_query(engine, query, kind),
            GlCommand::EndQuery(query) => self.end_query(engine, query),
            GlCommand::Timestamp(query) => self.timestamp(engine, query),
            GlCommand::DropQuery(query) => self.drop_query(engine, query),
            GlCommand::BeginTransformFeedback(feedback) => self.feedback = Some(Feedback::new(feedback)),
            GlCommand::EndTransformFeedback => self.feedback = None,
            GlCommand::ReadToBuffer { read, buffer, offset } => {
                self.buffer_changed();
                self.read_to_buffer(engine, &read, buffer, offset)?;
            }
            GlCommand::Publish { clear } => self.publish(engine, clear)?,
            GlCommand::Drop => {}
        }
        Ok(())
    }

    fn use_program(&mut self, program: GlProgramId) {
        if self.program.as_ref().is_some_and(|(id, _)| *id == program) {
            return;
        }
        if let Some((id, old)) = self.program.take() {
            self.programs.insert(id, old);
        }
        self.program = self.programs.remove(&program).map(|made| (program, made));
        self.cache.program_changed();
    }

    /// The device buffer behind a buffer may be another one now.
    /// `bufferData`.
    fn buffer_content(
        &mut self,
        engine: &mut Engine,
        id: GlBufferId,
        content: Content,
        usage: GlBufferUse,
    ) -> Result<(), RenderError> {
        self.buffer_changed();
        match self.buffers.get_mut(&id) {
            Some(known) => known.replace(engine, content, usage),
            None => {
                self.buffers.insert(id, Buffer::new(engine, content, usage)?);
                Ok(())
            }
        }
    }

    pub(super) fn buffer_changed(&mut self) {
        self.cache.inputs_changed = true;
        self.cache.blocks_changed = true;
    }

    /// The storage behind attachments and bindings may be another one now.
    fn images_changed(&mut self, engine: &mut Engine) {
        self.leave_target(engine);
        self.cache.textures_changed = true;
    }

    fn writes_odd(&self, buffer: GlBufferId, offset: u32, length: usize) -> bool {
        let end = offset as usize + length;
        let odd = !offset.is_multiple_of(4) || !end.is_multiple_of(4);
        odd && self.needs_read(buffer)
    }

    /// Commands that wait to be carried out may use the texture.
    pub(super) fn before_texture_write(&mut self, engine: &mut Engine, texture: GlTextureId) {
        if self.textures.get(&texture).is_some_and(|t| t.used == engine.frame.epoch) {
            self.settle(engine);
        }
    }

    fn drop_texture(&mut self, engine: &mut Engine, texture: GlTextureId) {
        if let Some(texture) = self.textures.remove(&texture) {
            engine.groups.forget(texture.view_ids());
            self.cache.textures_changed = true;
        }
    }

    fn copy_buffer(
        &mut self,
        engine: &mut Engine,
        (from, from_offset): (GlBufferId, u32),
        (to, to_offset): (GlBufferId, u32),
        size: u32,
    ) -> Result<(), RenderError> {
        let inside = |buffer: Option<&Buffer>, offset: u32| {
            buffer.is_some_and(|b| offset.checked_add(size).is_some_and(|end| end <= b.size))
        };
        let source = self.buffers.get(&from);
        if size == 0 || !inside(source, from_offset) || !inside(self.buffers.get(&to), to_offset) {
            return Ok(());
        }
        let aligned = [from_offset, to_offset, size].iter().all(|v| v.is_multiple_of(4));
        let known = source.and_then(|b| b.known(from_offset, size)).map(<[u8]>::to_vec);
        let bytes = match known {
            Some(bytes) => Some(bytes),
            None if aligned && from != to => None,
            None => {
                self.settle(engine);
                let Some(source) = self.buffers.get_mut(&from) else { return Ok(()) };
                let range = from_offset as usize..(from_offset + size) as usize;
                Some(source.bytes(engine)?[range].to_vec())
            }
        };
        if let Some(bytes) = bytes {
            if self.writes_odd(to, to_offset, bytes.len()) {
                self.settle(engine);
            }
            let Some(target) = self.buffers.get_mut(&to) else { return Ok(()) };
            return target.write(engine, to_offset, &bytes);
        }
        self.settle(engine);
        let epoch = engine.frame.epoch;
        let Some(source) = self.buffers.get_mut(&from) else { return Ok(()) };
        source.mark_used(epoch);
        let gpu = source.gpu.clone();
        let Some(target) = self.buffers.get_mut(&to) else { return Ok(()) };
        let (from_offset, to_offset) = (u64::from(from_offset), u64::from(to_offset));
        engine.frame.main().copy_buffer_to_buffer(&gpu, from_offset, &target.gpu, to_offset, u64::from(size));
        target.mark_written(epoch);
        Ok(())
    }

    /// Identities of what bind groups may hold.
    pub(super) fn device_ids(&self) -> impl Iterator<Item = u32> {
        let views = self.textures.values().flat_map(Texture::view_ids);
        views.chain(self.buffers.values().map(|b| b.uid))
    }

    /// Bytes of all objects.
    pub(super) fn memory_bytes(&self) -> u64 {
        self.drawing.as_ref().map_or(0, DrawingBuffer::memory_bytes)
            + self.picture.memory_bytes()
            + self.buffers.values().map(Buffer::memory_bytes).sum::<u64>()
            + self
                .textures
                .values()
                .chain(self.renderbuffers.values())
                .map(Texture::memory_bytes)
                .sum::<u64>()
    }
}
