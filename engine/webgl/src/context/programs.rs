//! Program objects: life, shaders, linking, use.

use super::{Context, Version};
use crate::{
    constants::*,
    handles::{ProgramHandle, ShaderHandle},
    objects::{Linked, Program},
};
use sparrow_glsl::LinkOptions;
use sparrow_render::gl::{GlCommand, GlProgramId, GlStage};

/// Most names that `bindAttribLocation` keeps for a program.
const MOST_BOUND_NAMES: usize = 4096;

/// A character of the GLSL source set (backslash only in GLSL ES 3.00).
fn is_source_character(byte: u8, version: Version) -> bool {
    match byte {
        b'"' | b'$' | b'`' | b'@' | b'\'' => false,
        b'\\' => version == Version::Two,
        9..=13 | 32..=126 => true,
        _ => false,
    }
}

impl Context {
    /// `createProgram`.
    pub fn create_program(&mut self) -> ProgramHandle {
        if self.lost {
            return self.programs.dead_handle();
        }
        self.programs.insert(Program::default())
    }

    /// `isProgram`: also true for a deleted one that is still in use.
    pub fn is_program(&self, program: Option<ProgramHandle>) -> bool {
        !self.lost && program.is_some_and(|program| self.programs.get(program).is_some())
    }

    /// `deleteProgram`: it lives on while it is in use.
    pub fn delete_program(&mut self, program: Option<ProgramHandle>) {
        let Some(program) = program else { return };
        if self.lost {
            return;
        }
        if self.programs.is_foreign(program) {
            return self.raise_with(INVALID_OPERATION, "deleteProgram: an object of another context");
        }
        if let Some(freed) = self.programs.delete(program) {
            self.drop_program(&freed);
        }
    }

    /// A program is freed: its shaders have one reference less.
    pub(crate) fn drop_program(&mut self, program: &Program) {
        for shader in [program.vertex, program.fragment].into_iter().flatten() {
            let _freed = self.shaders.drop_reference(shader);
        }
        if let Some(linked) = &program.linked {
            self.push(GlCommand::DropProgram(linked.id));
        }
    }

    /// The object, or the error that naming it is.
    pub(crate) fn program(&mut self, program: ProgramHandle) -> Option<&mut Program> {
        if self.lost {
            return None;
        }
        let known = self.programs.named(program).map(|_| ());
        self.checked(known)?;
        self.programs.get_mut(program)
    }

    /// The last link of a program that is linked, or an error.
    pub(crate) fn linked(&mut self, program: ProgramHandle) -> Option<&Linked> {
        self.program(program)?;
        if self.programs.get(program).is_some_and(|object| object.linked.is_none()) {
            self.raise_with(INVALID_OPERATION, "the program is not linked");
        }
        self.programs.get(program)?.linked.as_ref()
    }

    /// `attachShader`.
    pub fn attach_shader(&mut self, program: ProgramHandle, shader: ShaderHandle) {
        if self.lost {
            return;
        }
        let stage = self.shaders.named(shader).map(|object| object.stage);
        let Some(stage) = self.checked(stage) else { return };
        let Some(object) = self.program(program) else { return };
        let place = match stage {
            GlStage::Vertex => &mut object.vertex,
            GlStage::Fragment => &mut object.fragment,
        };
        if place.is_some() {
            return self.raise_with(INVALID_OPERATION, "attachShader: a shader of that type is attached");
        }
        *place = Some(shader);
        self.shaders.retain(shader);
    }

    /// `detachShader`.
    pub fn detach_shader(&mut self, program: ProgramHandle, shader: ShaderHandle) {
        if self.lost {
            return;
        }
        let known = self.shaders.named(shader).map(|_| ());
        if self.checked(known).is_none() {
            return;
        }
        let Some(object) = self.program(program) else { return };
        let place = if object.vertex == Some(shader) { &mut object.vertex } else { &mut object.fragment };
        if *place != Some(shader) {
            return self.raise_with(INVALID_OPERATION, "detachShader: the shader is not attached");
        }
        *place = None;
        let _freed = self.shaders.drop_reference(shader);
    }

    /// `getAttachedShaders`.
    pub fn get_attached_shaders(&mut self, program: ProgramHandle) -> Option<Vec<ShaderHandle>> {
        self.program(program).map(|object| object.vertex.into_iter().chain(object.fragment).collect())
    }

    /// Checks a name that goes to the shader: its length and characters.
    pub(crate) fn check_name(&mut self, name: &str) -> Option<()> {
        let most = if self.version == Version::Two { 1024 } else { 256 };
        if name.len() > most || !name.bytes().all(|byte| is_source_character(byte, self.version)) {
            self.raise_with(INVALID_VALUE, "a name that is too long or has characters that GLSL has not");
            return None;
        }
        Some(())
    }

    /// `bindAttribLocation`: for the next link.
    pub fn bind_attrib_location(&mut self, program: ProgramHandle, index: u32, name: &str) {
        if self.lost || self.check_name(name).is_none() {
            return;
        }
        if is_reserved(name) || name.starts_with("gl_") {
            return self.raise_with(INVALID_OPERATION, "bindAttribLocation: a reserved name");
        }
        if index >= self.limits.max_vertex_attribs {
            return self.raise_with(INVALID_VALUE, "bindAttribLocation: no attribute has that index");
        }
        let Some(object) = self.program(program) else { return };
        let place = object.bound_attributes.iter().position(|(known, _)| known == name);
        match place {
            Some(place) => object.bound_attributes[place].1 = index,
            None if object.bound_attributes.len() < MOST_BOUND_NAMES => {
                object.bound_attributes.push((name.to_owned(), index));
            }
            None => self.raise_with(OUT_OF_MEMORY, "bindAttribLocation: too many names"),
        }
    }

    /// `transformFeedbackVaryings`: for the next link.
    pub fn transform_feedback_varyings(&mut self, program: ProgramHandle, varyings: &[String], mode: u32) {
        if self.lost || self.program(program).is_none() {
            return;
        }
        if !matches!(mode, INTERLEAVED_ATTRIBS | SEPARATE_ATTRIBS) {
            return self.raise_with(INVALID_ENUM, "transformFeedbackVaryings: no such mode");
        }
        let most = self.limits.max_transform_feedback_separate_attribs as usize;
        if mode == SEPARATE_ATTRIBS && varyings.len() > most {
            return self.raise_with(INVALID_VALUE, "transformFeedbackVaryings: too many varyings");
        }
        if let Some(object) = self.program(program) {
            object.feedback_varyings = varyings.to_vec();
            object.feedback_separate = mode == SEPARATE_ATTRIBS;
        }
    }

    /// `linkProgram`.
    pub fn link_program(&mut self, program: ProgramHandle) {
        let Some(object) = self.program(program) else { return };
        if object.feedback_users > 0 {
            return self.raise_with(INVALID_OPERATION, "linkProgram: transform feedback uses the program");
        }
        let result = self.try_link(program);
        let id = GlProgramId(self.fresh_id());
        let Some(object) = self.programs.get_mut(program) else { return };
        object.links = object.links.wrapping_add(1);
        object.validate_status = false;
        let old = object.linked.take();
        match result {
            Ok(made) => {
                object.info_log.clear();
                let linked = Linked::new(id, made.object(), made.reflection().clone());
                let command = GlCommand::CreateProgram { program: id, object: linked.object.clone() };
                object.linked = Some(linked);
                self.push(command);
            }
            Err(log) => object.info_log = log,
        }
        if let Some(old) = old {
            self.push(GlCommand::DropProgram(old.id));
        }
        if self.bound.program == Some(program) {
            self.program_changed();
        }
    }

    fn try_link(&self, program: ProgramHandle) -> Result<sparrow_glsl::Program, String> {
        let object = self.programs.get(program).ok_or_else(String::new)?;
        let compiled = |shader: Option<ShaderHandle>, stage: &str| {
            let shader = shader.and_then(|shader| self.shaders.get(shader));
            let shader = shader.ok_or_else(|| format!("ERROR: missing {stage} shader\n"))?;
            shader.compiled.as_ref().ok_or_else(|| format!("ERROR: the {stage} shader is not compiled\n"))
        };
        let vertex = compiled(object.vertex, "vertex")?;
        let fragment = compiled(object.fragment, "fragment")?;
        let options = LinkOptions {
            version: self.glsl_version(),
            limits: self.shader_limits(),
            bound_attributes: object.bound_attributes.clone(),
            feedback_varyings: object.feedback_varyings.clone(),
            feedback_separate: object.feedback_separate,
        };
        sparrow_glsl::link(vertex, fragment, &options)
    }

    /// What draws need of a program is another now.
    fn program_changed(&mut self) {
        self.dirty.program = true;
        self.dirty.blocks = true;
        self.dirty.textures = true;
        self.dirty.inputs = true;
        self.dirty.state = true;
    }

    /// `useProgram`.
    pub fn use_program(&mut self, program: Option<ProgramHandle>) {
        if self.lost {
            return;
        }
        if let Some(handle) = program {
            let status = self.programs.named(handle).map(|object| object.linked.is_some());
            match self.checked(status) {
                None => return,
                Some(false) => {
                    return self.raise_with(INVALID_OPERATION, "useProgram: the program is not linked");
                }
                Some(true) => {}
            }
        }
        let feedback = self.transform_feedback();
        if feedback.active && !feedback.paused {
            return self.raise_with(INVALID_OPERATION, "useProgram: transform feedback is active");
        }
        let old = std::mem::replace(&mut self.bound.program, program);
        if old == program {
            return;
        }
        if let Some(program) = program {
            self.programs.retain(program);
        }
        if let Some(old) = old {
            self.unreference_program(old);
        }
        self.program_changed();
    }

    /// Something refers to the program no more.
    pub(crate) fn unreference_program(&mut self, program: ProgramHandle) {
        if let Some(freed) = self.programs.drop_reference(program) {
            self.drop_program(&freed);
        }
    }

    /// `validateProgram`.
    pub fn validate_program(&mut self, program: ProgramHandle) {
        let Some(object) = self.program(program) else { return };
        let status = object.linked.as_ref().is_some_and(|linked| !conflicting_samplers(linked));
        object.validate_status = status;
    }
}

/// A name that WebGL keeps for itself.
pub(crate) fn is_reserved(name: &str) -> bool {
    name.starts_with("webgl_") || name.starts_with("_webgl_")
}

/// True when samplers of different kinds read the same unit.
pub(crate) fn conflicting_samplers(linked: &Linked) -> bool {
    let slots = &linked.interface().samplers;
    let units = &linked.sampler_units;
    slots.iter().zip(units).enumerate().any(|(index, (slot, unit))| {
        slots.iter().zip(units).take(index).any(|(other, other_unit)| {
            unit == other_unit
                && (slot.kind.dim != other.kind.dim
                    || slot.kind.value != other.kind.value
                    || slot.kind.shadow != other.kind.shadow)
        })
    })
}
