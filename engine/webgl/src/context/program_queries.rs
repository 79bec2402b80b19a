//! What linked programs answer.

use super::{Context, Version, programs::is_reserved};
use crate::{constants::*, extensions::Extension, handles::ProgramHandle, parameter::Parameter};

/// `WebGLActiveInfo`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveInfo {
    /// `a[0]` for arrays.
    pub name: String,
    /// Elements.
    pub size: i32,
    /// GLenum of the type.
    pub kind: u32,
}

/// A count as a GLint.
fn count(length: usize) -> Parameter {
    Parameter::Int(i32::try_from(length).unwrap_or(i32::MAX))
}

impl Context {
    /// `getProgramParameter`.
    pub fn get_program_parameter(&mut self, program: ProgramHandle, name: u32) -> Parameter {
        if self.lost {
            let completes =
                name == COMPLETION_STATUS_KHR && self.supported.has(Extension::KhrParallelShaderCompile);
            return if completes { Parameter::Bool(true) } else { Parameter::Null };
        }
        let deleted = self.programs.is_deleted(program);
        let parallel = self.enabled.has(Extension::KhrParallelShaderCompile);
        let two = self.version == Version::Two;
        let Some(object) = self.program(program) else { return Parameter::Null };
        let reflection = object.linked.as_ref().map(|linked| linked.reflection());
        match name {
            DELETE_STATUS => Parameter::Bool(deleted),
            LINK_STATUS => Parameter::Bool(object.linked.is_some()),
            VALIDATE_STATUS => Parameter::Bool(object.validate_status),
            COMPLETION_STATUS_KHR if parallel => Parameter::Bool(true),
            ATTACHED_SHADERS => count(object.vertex.iter().chain(&object.fragment).count()),
            ACTIVE_ATTRIBUTES => count(reflection.map_or(0, |reflection| reflection.attributes.len())),
            ACTIVE_UNIFORMS => count(reflection.map_or(0, |reflection| reflection.uniforms.len())),
            ACTIVE_UNIFORM_BLOCKS if two => count(reflection.map_or(0, |reflection| reflection.blocks.len())),
            TRANSFORM_FEEDBACK_VARYINGS if two => {
                count(reflection.map_or(0, |reflection| reflection.feedback.len()))
            }
            TRANSFORM_FEEDBACK_BUFFER_MODE if two => {
                let separate = match &object.linked {
                    Some(linked) if !linked.reflection().feedback.is_empty() => {
                        linked.interface().separate_varyings
                    }
                    _ => object.feedback_separate,
                };
                Parameter::Uint(if separate { SEPARATE_ATTRIBS } else { INTERLEAVED_ATTRIBS })
            }
            _ => {
                self.raise_with(INVALID_ENUM, "getProgramParameter: no such parameter");
                Parameter::Null
            }
        }
    }

    /// `getProgramInfoLog`.
    pub fn get_program_info_log(&mut self, program: ProgramHandle) -> Option<String> {
        self.program(program).map(|object| object.info_log.clone())
    }

    /// `getActiveAttrib`.
    pub fn get_active_attrib(&mut self, program: ProgramHandle, index: u32) -> Option<ActiveInfo> {
        let linked = self.queried(program)?;
        let info = linked.and_then(|reflection| {
            let attribute = reflection.attributes.get(index as usize)?;
            Some(info(&attribute.name, attribute.size, attribute.kind))
        });
        self.found(info)
    }

    /// `getActiveUniform`.
    pub fn get_active_uniform(&mut self, program: ProgramHandle, index: u32) -> Option<ActiveInfo> {
        let linked = self.queried(program)?;
        let info = linked.and_then(|reflection| {
            let uniform = reflection.uniforms.get(index as usize)?;
            Some(info(&uniform.name, uniform.size, uniform.kind))
        });
        self.found(info)
    }

    /// `getTransformFeedbackVarying`.
    pub fn get_transform_feedback_varying(
        &mut self,
        program: ProgramHandle,
        index: u32,
    ) -> Option<ActiveInfo> {
        let linked = self.queried(program)?;
        let info = linked.and_then(|reflection| {
            let varying = reflection.feedback.get(index as usize)?;
            Some(info(&varying.name, varying.size, varying.kind))
        });
        self.found(info)
    }

    /// The reflection of a program that exists. WebGL 2 demands that it is linked; in WebGL 1 one that is not has nothing active.
    fn queried(&mut self, program: ProgramHandle) -> Option<Option<&sparrow_glsl::Reflection>> {
        if self.version == Version::Two {
            return self.linked(program).map(|linked| Some(linked.reflection()));
        }
        self.program(program).map(|object| object.linked.as_ref().map(|linked| linked.reflection()))
    }

    fn found(&mut self, info: Option<ActiveInfo>) -> Option<ActiveInfo> {
        if info.is_none() {
            self.raise_with(INVALID_VALUE, "the index is past the last active variable");
        }
        info
    }

    /// `getAttribLocation`: -1 for what is not there.
    pub fn get_attrib_location(&mut self, program: ProgramHandle, name: &str) -> i32 {
        if self.lost || self.check_name(name).is_none() {
            return -1;
        }
        let Some(linked) = self.linked(program) else { return -1 };
        if is_reserved(name) || name.starts_with("gl_") {
            return -1;
        }
        let attributes = &linked.reflection().attributes;
        attributes.iter().find(|attribute| attribute.name == name).map_or(-1, |attribute| attribute.location)
    }

    /// `getFragDataLocation`: -1 for what is not there.
    pub fn get_frag_data_location(&mut self, program: ProgramHandle, name: &str) -> i32 {
        if self.lost || self.check_name(name).is_none() {
            return -1;
        }
        let Some(linked) = self.linked(program) else { return -1 };
        let outputs = &linked.reflection().fragment_outputs;
        outputs.iter().find(|(known, _)| known == name).map_or(-1, |&(_, location)| location)
    }
}

fn info(name: &str, size: u32, kind: u32) -> ActiveInfo {
    ActiveInfo { name: name.to_owned(), size: i32::try_from(size).unwrap_or(i32::MAX), kind }
}
