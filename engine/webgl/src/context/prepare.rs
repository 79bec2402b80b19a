//! What every draw needs: checks of everything that changed since the last one, and the commands that tell the executor.

use super::{Context, Version, programs::conflicting_samplers};
use crate::{constants::*, objects::Drawn, pixels::format, state::TextureUnit};
use sparrow_render::gl::{
    GlCommand, GlInterface, GlProgram, GlSampler, GlSamplerKind, GlTextureDim, GlTextureId,
};
use std::sync::Arc;

impl TextureUnit {
    /// The texture that a sampler of a shape reads.
    fn texture(&self, dim: GlTextureDim) -> Option<crate::handles::TextureHandle> {
        match dim {
            GlTextureDim::D2 => self.d2,
            GlTextureDim::Cube => self.cube,
            GlTextureDim::D3 => self.d3,
            GlTextureDim::D2Array => self.d2_array,
        }
    }
}

impl Context {
    /// Checks everything about a draw but its vertices, and sends what changed.
    pub(crate) fn prepare_draw(&mut self) -> Result<(), u32> {
        let handle = self.bound.program.ok_or(INVALID_OPERATION)?;
        let linked = self.programs.get(handle).and_then(|object| object.linked.as_ref());
        let linked = linked.ok_or(INVALID_OPERATION)?;
        let (id, uniforms_changed) = (linked.id, linked.vertex_changed || linked.fragment_changed);
        let dirty = self.dirty;
        let anything = dirty.target
            || dirty.state
            || dirty.program
            || dirty.blocks
            || dirty.textures
            || dirty.inputs
            || dirty.feedback;
        if anything {
            let object = linked.object.clone();
            self.prepare_changes(&object)?;
        }
        let program_changed = self.sent.program != Some(id);
        if program_changed {
            self.push(GlCommand::Program(id));
            self.sent.program = Some(id);
        }
        if (program_changed || uniforms_changed)
            && let Some(linked) = self.programs.get_mut(handle).and_then(|object| object.linked.as_mut())
        {
            let vertex = linked.vertex_changed || program_changed;
            let fragment = linked.fragment_changed || program_changed;
            (linked.vertex_changed, linked.fragment_changed) = (false, false);
            let vertex = vertex.then(|| linked.vertex_block.clone());
            let fragment = fragment.then(|| linked.fragment_block.clone());
            self.weight += [&vertex, &fragment].into_iter().flatten().map(Vec::len).sum::<usize>();
            self.push(GlCommand::Uniforms { vertex, fragment });
        }
        self.dirty.program = false;
        if matches!(
            self.current_target.as_deref(),
            Some(Drawn { target: sparrow_render::gl::GlTarget::Canvas, .. })
        ) {
            self.needs_publish = true;
        }
        Ok(())
    }

    fn prepare_changes(&mut self, program: &Arc<dyn GlProgram>) -> Result<(), u32> {
        let interface = program.interface();
        if self.dirty.textures {
            self.materialize_samplers(interface);
        }
        let drawn = self.drawn()?;
        let changed = self.dirty.target || self.dirty.state || self.dirty.program;
        if changed {
            self.check_stencil(&drawn)?;
            self.check_outputs(interface, &drawn)?;
        }
        if self.dirty.textures || self.dirty.target {
            self.check_samplers()?;
            self.send_textures(interface, &drawn)?;
        }
        if self.dirty.blocks {
            self.send_blocks(interface)?;
        }
        if self.dirty.inputs || self.dirty.feedback {
            self.send_inputs(program)?;
        }
        if changed {
            self.send_target(&drawn);
            let state = super::gl_state::gl_state(&self.state, &drawn);
            if self.sent.state.as_ref() != Some(&state) {
                self.sent.state = Some(state.clone());
                self.push(GlCommand::State(Box::new(state)));
            }
            self.current_target = Some(drawn);
            self.dirty.target = false;
            self.dirty.state = false;
        }
        self.dirty.feedback = false;
        Ok(())
    }

    /// Draw buffers must take what the fragment shader writes (WebGL 2.0, 5.15, which browsers hold in WebGL 1 too), and blending must be
    /// possible.
    fn check_outputs(&self, interface: &GlInterface, drawn: &Drawn) -> Result<(), u32> {
        for (buffer, info) in drawn.infos.iter().enumerate() {
            let Some(info) = info else { continue };
            let blend = self.state.blend.get(buffer).unwrap_or(&self.state.blend[0]);
            if blend.enabled
                && info.kind == format::ComponentKind::Float
                && info.red == 32
                && !self.enabled.has(crate::extensions::Extension::ExtFloatBlend)
            {
                return Err(INVALID_OPERATION);
            }
            if self.state.rasterizer_discard || blend.mask == [false; 4] {
                continue;
            }
            let output = interface.outputs.iter().find(|output| output.location as usize == buffer);
            let output = output.or_else(|| interface.outputs.first().filter(|_| interface.broadcast));
            if output.is_none_or(|output| output.kind != info.value_kind()) {
                return Err(INVALID_OPERATION);
            }
        }
        Ok(())
    }

    /// Samplers of different kinds must not read one unit.
    fn check_samplers(&mut self) -> Result<(), u32> {
        let handle = self.bound.program.ok_or(INVALID_OPERATION)?;
        let linked = self.programs.get_mut(handle).and_then(|object| object.linked.as_mut());
        let linked = linked.ok_or(INVALID_OPERATION)?;
        let conflict = match linked.samplers_conflict {
            Some(known) => known,
            None => conflicting_samplers(linked),
        };
        linked.samplers_conflict = Some(conflict);
        if conflict { Err(INVALID_OPERATION) } else { Ok(()) }
    }

    /// Sees to it that the executor has the textures that the program samples. That may give them other storage, which framebuffers rest on.
    fn materialize_samplers(&mut self, interface: &GlInterface) {
        let Some(handle) = self.bound.program else { return };
        for (slot, sampler) in interface.samplers.iter().enumerate() {
            let linked = self.programs.get(handle).and_then(|object| object.linked.as_ref());
            let unit = linked.and_then(|linked| linked.sampler_units.get(slot).copied()).unwrap_or(0);
            let texture = self.units.get(unit as usize).and_then(|unit| unit.texture(sampler.kind.dim));
            let Some(texture) = texture.and_then(|texture| self.textures.get_mut(texture)) else { continue };
            if texture.materialize(&mut self.commands) {
                self.image_changed();
            }
        }
    }

    /// Resolves the program's samplers, and sends them when they are others than the executor has.
    fn send_textures(&mut self, interface: &GlInterface, drawn: &Drawn) -> Result<(), u32> {
        let handle = self.bound.program.ok_or(INVALID_OPERATION)?;
        let mut textures = Vec::with_capacity(interface.samplers.len());
        for (slot, sampler) in interface.samplers.iter().enumerate() {
            let linked = self.programs.get(handle).and_then(|object| object.linked.as_ref());
            let unit = linked.and_then(|linked| linked.sampler_units.get(slot).copied()).unwrap_or(0);
            let unit = self.units.get(unit as usize).copied().unwrap_or_default();
            let found = self.resolve_unit(unit, sampler.kind)?;
            if let Some((texture, sampler)) = found
                && samples_target(texture, &sampler, drawn)
            {
                return Err(INVALID_OPERATION);
            }
            textures.push(found);
        }
        self.dirty.textures = false;
        if textures != self.sent.textures {
            self.sent.textures.clone_from(&textures);
            self.push(GlCommand::Textures(textures));
        }
        Ok(())
    }

    /// The texture that a sampler of a kind reads from a unit; `None` when there is none or it is incomplete.
    fn resolve_unit(
        &self,
        unit: TextureUnit,
        kind: GlSamplerKind,
    ) -> Result<Option<(GlTextureId, GlSampler)>, u32> {
        let Some(handle) = unit.texture(kind.dim) else { return Ok(None) };
        let Some(texture) = self.textures.get(handle) else { return Ok(None) };
        let sampler = unit.sampler.and_then(|sampler| self.samplers.get(sampler));
        let Some(found) = texture.resolve(sampler, self.sampling_rules()) else { return Ok(None) };
        if self.version == Version::Two {
            let info = texture.base_format().map(format::info);
            let matches = info.is_none_or(|info| {
                let compares = info.depth > 0 && found.1.compare.is_some();
                info.value_kind() == kind.value && compares == kind.shadow
            });
            if !matches {
                return Err(INVALID_OPERATION);
            }
        }
        Ok(Some(found))
    }

    /// Resolves the program's uniform blocks, and sends them when they are others than the executor has.
    fn send_blocks(&mut self, interface: &GlInterface) -> Result<(), u32> {
        let handle = self.bound.program.ok_or(INVALID_OPERATION)?;
        let linked = self.programs.get(handle).and_then(|object| object.linked.as_ref());
        let linked = linked.ok_or(INVALID_OPERATION)?;
        let mut blocks = Vec::with_capacity(interface.blocks.len());
        for (block, &binding) in interface.blocks.iter().zip(&linked.block_bindings) {
            let binding = self.uniform_buffers.get(binding as usize).copied().unwrap_or_default();
            let handle = binding.buffer.ok_or(INVALID_OPERATION)?;
            let buffer = self.buffers.get(handle).ok_or(INVALID_OPERATION)?;
            let rest = buffer.size.saturating_sub(binding.offset);
            let size = binding.size.map_or(rest, |size| size.min(rest));
            if size < block.size || self.is_double_bound(handle) {
                return Err(INVALID_OPERATION);
            }
            blocks.push((buffer.id, binding.offset, size));
        }
        self.dirty.blocks = false;
        if blocks != self.sent.blocks {
            self.sent.blocks.clone_from(&blocks);
            self.push(GlCommand::UniformBlocks(blocks));
        }
        Ok(())
    }
}

/// True when sampling a texture reads a level that is drawn to.
fn samples_target(texture: GlTextureId, sampler: &GlSampler, drawn: &Drawn) -> bool {
    drawn.textures.iter().any(|&(attached, level)| {
        let last = if sampler.mip.is_some() { sampler.max_level } else { sampler.base_level };
        attached == texture && (sampler.base_level..=last.max(sampler.base_level)).contains(&level)
    })
}
