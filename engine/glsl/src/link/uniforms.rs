//! Uniforms outside of blocks: agreement of the stages, places, limits.

use super::{LinkResult, Linker, packing, same_type};
use crate::{
    layout,
    reflection::{ActiveUniform, UniformNumber, UniformPlace},
    tree::{Storage, Tree, Variable, VariableId},
    types::{Base, Number, Structs, Type, gl_enum},
};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlSamplerSlot, GlStage, GlStages};

/// The uniforms of a stage.
#[derive(Debug, Default)]
pub(super) struct StageUniforms {
    /// Those that have a value, in the order of the default block.
    pub(super) values: Vec<VariableId>,
    pub(super) samplers: FxHashMap<VariableId, u32>,
}

/// A uniform while its members are walked.
#[derive(Clone, Copy)]
struct Walk {
    vertex: Option<u32>,
    fragment: Option<u32>,
    stages: GlStages,
}

impl Linker<'_> {
    pub(super) fn uniforms(&mut self) -> LinkResult<[StageUniforms; 2]> {
        let (vertex, fragment) = (self.vertex, self.fragment);
        let uniforms =
            |tree| -> Vec<(VariableId, &Variable)> { Tree::used_globals(tree, Storage::Uniform).collect() };
        let (in_vertex, in_fragment) = (uniforms(vertex), uniforms(fragment));
        let mut stages = [StageUniforms::default(), StageUniforms::default()];
        let [vertex_offsets, fragment_offsets] = [
            default_block(vertex, &in_vertex, &mut stages[0]),
            default_block(fragment, &in_fragment, &mut stages[1]),
        ];
        self.interface.vertex_block_bytes = vertex_offsets.1;
        self.interface.fragment_block_bytes = fragment_offsets.1;
        self.check_uniform_limits(GlStage::Vertex, &in_vertex, vertex_offsets.1)?;
        self.check_uniform_limits(GlStage::Fragment, &in_fragment, fragment_offsets.1)?;
        for (at, &(id, variable)) in in_vertex.iter().enumerate() {
            let other = in_fragment.iter().position(|(_, other)| other.text == variable.text);
            if let Some(other) = other {
                let other = in_fragment[other].1;
                self.check_agreement(variable, other)?;
            }
            let walk = Walk {
                vertex: vertex_offsets.0[at],
                fragment: other.and_then(|other| fragment_offsets.0[other]),
                stages: GlStages { vertex: true, fragment: other.is_some() },
            };
            let first = self.reflect_uniform(vertex, variable, walk);
            if vertex.structs.has_sampler(variable.ty) {
                stages[0].samplers.insert(id, first);
                if let Some(other) = other {
                    stages[1].samplers.insert(in_fragment[other].0, first);
                }
            }
        }
        for (at, &(id, variable)) in in_fragment.iter().enumerate() {
            if in_vertex.iter().any(|(_, other)| other.text == variable.text) {
                continue;
            }
            let walk = Walk {
                vertex: None,
                fragment: fragment_offsets.0[at],
                stages: GlStages { vertex: false, fragment: true },
            };
            let first = self.reflect_uniform(fragment, variable, walk);
            if fragment.structs.has_sampler(variable.ty) {
                stages[1].samplers.insert(id, first);
            }
        }
        self.interface.levels = vertex.names_levels || fragment.names_levels;
        self.check_combined_samplers()?;
        Ok(stages)
    }

    fn check_agreement(&self, vertex: &Variable, fragment: &Variable) -> LinkResult<()> {
        if vertex.builtin.is_some() {
            return Ok(());
        }
        let name = &vertex.text;
        let types = ((&self.vertex.structs, vertex.ty), (&self.fragment.structs, fragment.ty));
        if !same_type(types.0, types.1, false) {
            return Err(format!("Types of uniform '{name}' differ between VERTEX and FRAGMENT shaders."));
        }
        if vertex.precision != fragment.precision || !same_type(types.0, types.1, true) {
            return Err(format!(
                "Precisions of uniform '{name}' differ between VERTEX and FRAGMENT shaders."
            ));
        }
        Ok(())
    }

    fn check_uniform_limits(
        &self,
        stage: GlStage,
        uniforms: &[(VariableId, &Variable)],
        bytes: u32,
    ) -> LinkResult<()> {
        let limits = &self.options.limits;
        let (name, vectors, textures) = match stage {
            GlStage::Vertex => ("VERTEX", limits.max_vertex_uniform_vectors, limits.max_vertex_textures),
            GlStage::Fragment => {
                ("FRAGMENT", limits.max_fragment_uniform_vectors, limits.max_fragment_textures)
            }
        };
        let structs = &self.tree(stage).structs;
        let mut entries = Vec::new();
        let mut samplers = 0u32;
        for (_, variable) in uniforms {
            if variable.builtin.is_none() {
                samplers = samplers.saturating_add(structs.samplers(variable.ty));
                packing_entries(structs, variable.ty, 1, &mut entries);
            }
        }
        if bytes > limits.max_uniform_block_bytes || !packing::fits(&entries, vectors) {
            return Err(format!(
                "{name} shader active uniforms exceed MAX_{name}_UNIFORM_VECTORS ({vectors})"
            ));
        }
        if samplers > textures {
            return Err(format!("{name} shader sampler count exceeds MAX_TEXTURE_IMAGE_UNITS ({textures})."));
        }
        Ok(())
    }

    fn check_combined_samplers(&self) -> LinkResult<()> {
        let count = |used: fn(&GlStages) -> bool| {
            self.interface.samplers.iter().filter(|slot| used(&slot.stages)).count() as u32
        };
        let combined = count(|stages| stages.vertex) + count(|stages| stages.fragment);
        let limit = self.options.limits.max_combined_textures;
        if combined > limit {
            return Err(format!(
                "combined sampler count exceeds MAX_COMBINED_TEXTURE_IMAGE_UNITS ({limit})."
            ));
        }
        Ok(())
    }

    /// Lists a uniform and its members; its first sampler slot.
    fn reflect_uniform(&mut self, tree: &Tree, variable: &Variable, walk: Walk) -> u32 {
        let first = self.interface.samplers.len() as u32;
        let builtin = variable.builtin.is_some();
        self.sampler_slots(&tree.structs, variable.ty, walk.stages);
        let mut next = first;
        self.walk_uniform(&tree.structs, variable.text.to_string(), variable.ty, walk, builtin, &mut next);
        first
    }

    fn sampler_slots(&mut self, structs: &Structs, ty: Type, stages: GlStages) {
        for _ in 0..ty.length.max(1) {
            match ty.base {
                Base::Sampler(kind) => self.interface.samplers.push(GlSamplerSlot { kind, stages }),
                Base::Struct(id) if structs.has_sampler(ty) => {
                    for field in &structs.get(id).fields {
                        self.sampler_slots(structs, field.ty, stages);
                    }
                }
                _ => return,
            }
        }
    }

    /// `slot` is that of the next sampler.
    fn walk_uniform(
        &mut self,
        structs: &Structs,
        name: String,
        ty: Type,
        walk: Walk,
        builtin: bool,
        slot: &mut u32,
    ) {
        if let Base::Struct(id) = ty.base {
            let (offsets, _) = layout::members(structs, id, false);
            let stride = layout::array_stride(structs, ty, false);
            for at in 0..ty.length.max(1) {
                let base = if ty.is_array() { format!("{name}[{at}]") } else { name.clone() };
                for (field, offset) in structs.get(id).fields.iter().zip(&offsets) {
                    let moved = |start: Option<u32>| Some(start? + at * stride + (*offset)?);
                    let walk = Walk { vertex: moved(walk.vertex), fragment: moved(walk.fragment), ..walk };
                    let name = format!("{base}.{}", field.name);
                    self.walk_uniform(structs, name, field.ty, walk, builtin, slot);
                }
            }
            return;
        }
        let place = match ty.base {
            Base::Sampler(kind) => {
                let first = *slot;
                *slot += ty.length.max(1);
                UniformPlace::Sampler { first, kind }
            }
            _ if builtin => UniformPlace::BuiltIn,
            _ => {
                let (number, columns, rows) = match ty.base {
                    Base::Matrix(columns, rows) => (Number::Float, columns, rows),
                    Base::Vector(number, size) => (number, 1, size),
                    _ => return,
                };
                UniformPlace::Value {
                    vertex: walk.vertex,
                    fragment: walk.fragment,
                    element_stride: layout::array_stride(structs, ty, false),
                    columns,
                    rows,
                    column_stride: 16,
                    number: uniform_number(number),
                }
            }
        };
        self.reflection.uniforms.push(ActiveUniform {
            name: if ty.is_array() { format!("{name}[0]") } else { name },
            kind: gl_enum(ty),
            size: ty.length.max(1),
            block: None,
            offset: -1,
            array_stride: -1,
            matrix_stride: -1,
            row_major: false,
            place,
        });
    }
}

fn uniform_number(number: Number) -> UniformNumber {
    match number {
        Number::Float => UniformNumber::Float,
        Number::Int => UniformNumber::Int,
        Number::Uint => UniformNumber::Uint,
        Number::Bool => UniformNumber::Bool,
    }
}

/// Places a stage's uniforms in its default block: an offset for each, and the block's size.
fn default_block(
    tree: &Tree,
    uniforms: &[(VariableId, &Variable)],
    stage: &mut StageUniforms,
) -> (Vec<Option<u32>>, u32) {
    let in_block =
        |variable: &Variable| variable.builtin.is_none() && !tree.structs.only_samplers(variable.ty);
    stage.values.extend(uniforms.iter().filter(|(_, variable)| in_block(variable)).map(|(id, _)| *id));
    let values = uniforms.iter().filter(|(_, variable)| in_block(variable));
    let (offsets, size) = layout::place(&tree.structs, values.map(|(_, variable)| (variable.ty, false)));
    let mut offsets = offsets.into_iter();
    let all =
        uniforms.iter().map(|(_, variable)| if in_block(variable) { offsets.next().flatten() } else { None });
    (all.collect(), size)
}

fn packing_entries(structs: &Structs, ty: Type, times: u32, entries: &mut Vec<(u8, u32)>) {
    match ty.base {
        Base::Struct(id) => {
            let times = times.saturating_mul(ty.length.max(1));
            for field in &structs.get(id).fields {
                packing_entries(structs, field.ty, times, entries);
            }
        }
        _ => entries.extend(packing::entry(ty).map(|(width, rows)| (width, rows.saturating_mul(times)))),
    }
}
