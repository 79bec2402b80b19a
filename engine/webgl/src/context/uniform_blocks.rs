//! Uniform blocks: queries and bindings.

use super::{Context, Version};
use crate::{constants::*, handles::ProgramHandle, parameter::Parameter};
use sparrow_glsl::ActiveUniform;

/// True for the name of a uniform, with or without the `[0]` of an array.
fn names(uniform: &ActiveUniform, name: &str) -> bool {
    uniform.name == name || uniform.name.strip_suffix("[0]") == Some(name)
}

impl Context {
    /// `getUniformIndices`: `INVALID_INDEX` for what is not there.
    pub fn get_uniform_indices(&mut self, program: ProgramHandle, wanted: &[String]) -> Option<Vec<u32>> {
        let uniforms = &self.linked(program)?.reflection().uniforms;
        let index = |name: &String| {
            let place = uniforms.iter().position(|uniform| names(uniform, name));
            place.and_then(|place| u32::try_from(place).ok()).unwrap_or(INVALID_INDEX)
        };
        Some(wanted.iter().map(index).collect())
    }

    /// `getActiveUniforms`.
    pub fn get_active_uniforms(&mut self, program: ProgramHandle, indices: &[u32], name: u32) -> Parameter {
        let Some(linked) = self.linked(program) else { return Parameter::Null };
        let uniforms = &linked.reflection().uniforms;
        let chosen: Option<Vec<&ActiveUniform>> =
            indices.iter().map(|&index| uniforms.get(index as usize)).collect();
        let Some(chosen) = chosen else {
            self.raise_with(INVALID_VALUE, "getActiveUniforms: an index past the last uniform");
            return Parameter::Null;
        };
        let ints = |value: fn(&ActiveUniform) -> i32| {
            Parameter::IntList(chosen.iter().map(|uniform| value(uniform)).collect())
        };
        let uints = |value: fn(&ActiveUniform) -> u32| {
            Parameter::UintList(chosen.iter().map(|uniform| value(uniform)).collect())
        };
        match name {
            UNIFORM_TYPE => uints(|uniform| uniform.kind),
            UNIFORM_SIZE => uints(|uniform| uniform.size),
            UNIFORM_BLOCK_INDEX => ints(|uniform| uniform.block.map_or(-1, u32::cast_signed)),
            UNIFORM_OFFSET => ints(|uniform| uniform.offset),
            UNIFORM_ARRAY_STRIDE => ints(|uniform| uniform.array_stride),
            UNIFORM_MATRIX_STRIDE => ints(|uniform| uniform.matrix_stride),
            UNIFORM_IS_ROW_MAJOR => {
                Parameter::Bools(chosen.iter().map(|uniform| uniform.row_major).collect())
            }
            _ => {
                self.raise_with(INVALID_ENUM, "getActiveUniforms: no such parameter");
                Parameter::Null
            }
        }
    }

    /// `getUniformBlockIndex`: `INVALID_INDEX` for what is not there.
    pub fn get_uniform_block_index(&mut self, program: ProgramHandle, name: &str) -> u32 {
        if self.lost || self.check_name(name).is_none() {
            return INVALID_INDEX;
        }
        let Some(linked) = self.linked(program) else { return INVALID_INDEX };
        let blocks = &linked.reflection().blocks;
        let named = |block: &sparrow_glsl::ActiveBlock| {
            block.name == name || block.name.strip_suffix("[0]") == Some(name)
        };
        blocks.iter().position(named).and_then(|place| u32::try_from(place).ok()).unwrap_or(INVALID_INDEX)
    }

    /// `getActiveUniformBlockParameter`.
    pub fn get_active_uniform_block_parameter(
        &mut self,
        program: ProgramHandle,
        index: u32,
        name: u32,
    ) -> Parameter {
        let Some(linked) = self.linked(program) else { return Parameter::Null };
        let Some(block) = linked.reflection().blocks.get(index as usize) else {
            self.raise_with(INVALID_VALUE, "getActiveUniformBlockParameter: no such block");
            return Parameter::Null;
        };
        match name {
            UNIFORM_BLOCK_BINDING => {
                Parameter::Uint(linked.block_bindings.get(index as usize).copied().unwrap_or(0))
            }
            UNIFORM_BLOCK_DATA_SIZE => Parameter::Uint(block.size),
            UNIFORM_BLOCK_ACTIVE_UNIFORMS => {
                Parameter::Uint(u32::try_from(block.uniforms.len()).unwrap_or(u32::MAX))
            }
            UNIFORM_BLOCK_ACTIVE_UNIFORM_INDICES => Parameter::Uints(block.uniforms.clone()),
            UNIFORM_BLOCK_REFERENCED_BY_VERTEX_SHADER => Parameter::Bool(block.vertex),
            UNIFORM_BLOCK_REFERENCED_BY_FRAGMENT_SHADER => Parameter::Bool(block.fragment),
            _ => {
                self.raise_with(INVALID_ENUM, "getActiveUniformBlockParameter: no such parameter");
                Parameter::Null
            }
        }
    }

    /// `getActiveUniformBlockName`.
    pub fn get_active_uniform_block_name(&mut self, program: ProgramHandle, index: u32) -> Option<String> {
        let name =
            self.linked(program)?.reflection().blocks.get(index as usize).map(|block| block.name.clone());
        if name.is_none() {
            self.raise_with(INVALID_VALUE, "getActiveUniformBlockName: no such block");
        }
        name
    }

    /// `uniformBlockBinding`.
    pub fn uniform_block_binding(&mut self, program: ProgramHandle, index: u32, binding: u32) {
        if self.lost || self.version == Version::One || self.linked(program).is_none() {
            return;
        }
        let bindings = self.limits.max_uniform_buffer_bindings;
        let linked = self.programs.get_mut(program).and_then(|object| object.linked.as_mut());
        let place = linked.and_then(|linked| linked.block_bindings.get_mut(index as usize));
        match place {
            Some(place) if binding < bindings => {
                *place = binding;
                self.dirty.blocks = true;
            }
            _ => self.raise_with(INVALID_VALUE, "uniformBlockBinding: no such block or binding"),
        }
    }
}
