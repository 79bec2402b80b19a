//! The linker: what two shaders agree on, and where everything that they share lies.
//!
//! Nothing is lowered here: modules are made when a draw needs them.

mod attributes;
mod blocks;
mod feedback;
mod packing;
mod uniforms;
mod varyings;

pub(crate) use feedback::Feedback;
pub(crate) use varyings::{Varying, VaryingLocation};

use crate::{
    LinkOptions, Reflection, Shader,
    tree::{BlockId, BuiltinVariable, Storage, Tree, VariableId},
    types::{Base, Number, Structs, Type},
};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlInterface, GlOutput, GlStage, GlStages, GlValueKind};
use std::sync::Arc;

/// What lowering needs to know about a program.
#[derive(Debug)]
pub(crate) struct Linked {
    pub(crate) vertex: StageLink,
    pub(crate) fragment: StageLink,
    /// First locations of the vertex shader's inputs.
    pub(crate) attributes: FxHashMap<VariableId, u32>,
    pub(crate) varyings: Vec<Varying>,
    /// What travels at each location between the stages.
    pub(crate) locations: Vec<VaryingLocation>,
    pub(crate) feedback: Vec<Feedback>,
    /// First locations of the fragment shader's outputs.
    pub(crate) outputs: FxHashMap<VariableId, u32>,
    pub(crate) draw_buffers: u32,
    pub(crate) interface: GlInterface,
}

impl Linked {
    pub(crate) fn stage(&self, stage: GlStage) -> &StageLink {
        match stage {
            GlStage::Vertex => &self.vertex,
            GlStage::Fragment => &self.fragment,
        }
    }
}

/// One stage of a program.
#[derive(Debug)]
pub(crate) struct StageLink {
    pub(crate) tree: Arc<Tree>,
    /// Uniforms with values, in the order of the default block.
    pub(crate) uniforms: Vec<VariableId>,
    /// First sampler slots.
    pub(crate) samplers: FxHashMap<VariableId, u32>,
    /// First bindings of blocks.
    pub(crate) blocks: FxHashMap<BlockId, u32>,
}

/// Why a program does not link: the info log.
pub(crate) type LinkResult<T> = Result<T, String>;

struct Linker<'a> {
    options: &'a LinkOptions,
    vertex: &'a Tree,
    fragment: &'a Tree,
    reflection: Reflection,
    interface: GlInterface,
}

/// Links.
pub(crate) fn link(
    vertex: &Shader,
    fragment: &Shader,
    options: &LinkOptions,
) -> LinkResult<(Linked, Reflection)> {
    if vertex.stage() != GlStage::Vertex || fragment.stage() != GlStage::Fragment {
        return Err("A program needs a vertex shader and a fragment shader.".to_owned());
    }
    if vertex.tree.version != fragment.tree.version {
        return Err("Versions of the vertex and fragment shaders do not match.".to_owned());
    }
    let mut linker = Linker {
        options,
        vertex: &vertex.tree,
        fragment: &fragment.tree,
        reflection: Reflection::default(),
        interface: GlInterface::default(),
    };
    let attributes = linker.attributes()?;
    let (varyings, locations) = linker.varyings()?;
    let uniforms = linker.uniforms()?;
    let blocks = linker.blocks()?;
    let feedback = linker.feedback()?;
    let outputs = linker.outputs();
    linker.builtins();
    let Linker { reflection, interface, .. } = linker;
    let [vertex_uniforms, fragment_uniforms] = uniforms;
    let [vertex_blocks, fragment_blocks] = blocks;
    let stage = |shader: &Shader, uniforms: uniforms::StageUniforms, blocks| StageLink {
        tree: shader.tree.clone(),
        uniforms: uniforms.values,
        samplers: uniforms.samplers,
        blocks,
    };
    let linked = Linked {
        vertex: stage(vertex, vertex_uniforms, vertex_blocks),
        fragment: stage(fragment, fragment_uniforms, fragment_blocks),
        attributes,
        varyings,
        locations,
        feedback,
        outputs,
        draw_buffers: options.limits.max_draw_buffers,
        interface,
    };
    Ok((linked, reflection))
}

impl Linker<'_> {
    fn tree(&self, stage: GlStage) -> &Tree {
        match stage {
            GlStage::Vertex => self.vertex,
            GlStage::Fragment => self.fragment,
        }
    }

    /// Locations of the fragment shader's outputs.
    fn outputs(&mut self) -> FxHashMap<VariableId, u32> {
        let mut locations = FxHashMap::default();
        let draw_buffers = self.options.limits.max_draw_buffers.max(1);
        for &id in &self.fragment.globals {
            let variable = self.fragment.variable(id);
            if variable.storage != Storage::Output || !variable.used {
                continue;
            }
            let mut output = |location, number| {
                let kind = value_kind(number);
                self.interface.outputs.push(GlOutput { location, kind, components: 4 });
            };
            match variable.builtin {
                Some(BuiltinVariable::FragColor) => {
                    self.interface.broadcast = self.fragment.broadcast;
                    let count = if self.fragment.broadcast { draw_buffers } else { 1 };
                    (0..count).for_each(|location| output(location, Number::Float));
                }
                Some(BuiltinVariable::FragData) => {
                    (0..variable.ty.length).for_each(|location| output(location, Number::Float));
                }
                Some(BuiltinVariable::FragDepth) => self.interface.writes_depth = true,
                Some(_) => {}
                None => {
                    let first = variable.location.unwrap_or(0);
                    let Base::Vector(number, _) = variable.ty.base else { continue };
                    let name = &variable.text;
                    self.reflection.fragment_outputs.push((name.to_string(), first as i32));
                    for at in 0..variable.ty.length.max(1) {
                        output(first + at, number);
                        if variable.ty.is_array() {
                            let name = format!("{name}[{at}]");
                            self.reflection.fragment_outputs.push((name, (first + at) as i32));
                        }
                    }
                    locations.insert(id, first);
                }
            }
        }
        self.interface.outputs.sort_by_key(|output| output.location);
        locations
    }

    /// What built-in variables mean for the executor.
    fn builtins(&mut self) {
        let uses = |tree: &Tree, builtin| {
            tree.globals.iter().any(|&id| {
                let variable = tree.variable(id);
                variable.used && variable.builtin == Some(builtin)
            })
        };
        self.interface.vertex_index =
            uses(self.vertex, BuiltinVariable::VertexId) || uses(self.vertex, BuiltinVariable::InstanceId);
        // The vertex stage of points always needs the viewport.
        self.interface.internal =
            GlStages { vertex: true, fragment: uses(self.fragment, BuiltinVariable::DepthRange) };
    }
}

/// A vector inside of a type: matrices are columns, arrays elements, structures members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leaf {
    /// Indices from the outside in.
    pub(crate) path: Vec<u32>,
    pub(crate) number: Number,
    pub(crate) size: u8,
}

/// The vectors of a type, in order.
pub(crate) fn leaves(structs: &Structs, ty: Type) -> Vec<Leaf> {
    let mut found = Vec::new();
    collect_leaves(structs, ty, &mut Vec::new(), &mut found);
    found
}

fn collect_leaves(structs: &Structs, ty: Type, path: &mut Vec<u32>, found: &mut Vec<Leaf>) {
    let mut inner = |at: u32, ty: Type| {
        path.push(at);
        collect_leaves(structs, ty, path, found);
        path.pop();
    };
    match ty.base {
        _ if ty.is_array() => (0..ty.length).for_each(|at| inner(at, ty.element())),
        Base::Matrix(columns, rows) => {
            (0..u32::from(columns)).for_each(|at| inner(at, Type::floats(rows)));
        }
        Base::Struct(id) => {
            let fields = structs.get(id).fields.iter();
            fields.enumerate().for_each(|(at, field)| inner(at as u32, field.ty));
        }
        Base::Vector(number, size) => found.push(Leaf { path: path.clone(), number, size }),
        Base::Error | Base::Void | Base::Sampler(_) => {}
    }
}

pub(crate) fn value_kind(number: Number) -> GlValueKind {
    match number {
        Number::Float => GlValueKind::Float,
        Number::Int => GlValueKind::Int,
        Number::Uint | Number::Bool => GlValueKind::Uint,
    }
}

/// Types of two shaders are the same: structures by their names and members.
fn same_type(a: (&Structs, Type), b: (&Structs, Type), precisions: bool) -> bool {
    if a.1.length != b.1.length {
        return false;
    }
    match (a.1.base, b.1.base) {
        (Base::Struct(x), Base::Struct(y)) => {
            let (x, y) = (a.0.get(x), b.0.get(y));
            x.name == y.name
                && x.fields.len() == y.fields.len()
                && x.fields.iter().zip(&y.fields).all(|(x, y)| {
                    x.name == y.name
                        && x.row_major == y.row_major
                        && (!precisions || x.precision == y.precision)
                        && same_type((a.0, x.ty), (b.0, y.ty), precisions)
                })
        }
        (x, y) => x == y,
    }
}
