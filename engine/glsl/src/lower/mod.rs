//! Lowering: from the typed tree to naga IR.
//!
//! naga has no combined samplers, no shader inputs and outputs but scalars and vectors, no side effects inside of expressions, and
//! storage types that differ from ours; each file says what it does about its part.

mod body;
mod builtins;
mod construct;
mod entry;
mod expression;
mod feedback;
mod function;
mod integer_texture;
mod operator;
mod place;
mod resources;
mod samplers;
mod statement;
mod texture;
mod value;

use crate::{
    link::Linked,
    tree::{BlockId, FunctionId, Tree, VariableId},
    types::Type,
};
use body::Body;
use naga::{Expression, Function, GlobalVariable, Handle, Module};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlStage, GlVariant};

/// Lowering fails where naga cannot say what the shader says; the text names it.
type Lower<T> = Result<T, String>;
/// An expression of the function that is being made.
type Expr = Handle<Expression>;

/// Expressions of one module. Code that is written out several times (`switch`, arrays of samplers) can grow without bound.
const MAX_EXPRESSIONS: usize = 1 << 20;

struct Lowering<'p> {
    tree: &'p Tree,
    linked: &'p Linked,
    variant: &'p GlVariant,
    stage: GlStage,
    module: Module,
    layouter: naga::proc::Layouter,
    /// naga types of values.
    value_types: FxHashMap<Type, Handle<naga::Type>>,
    /// naga types in uniform buffers, by type and order of matrices.
    stored_types: FxHashMap<(Type, bool), Handle<naga::Type>>,
    /// Private variables, made when they are first mentioned.
    privates: FxHashMap<VariableId, Handle<GlobalVariable>>,
    /// The default block, and the places of uniforms in it.
    default_block: Option<Handle<GlobalVariable>>,
    uniforms: FxHashMap<VariableId, u32>,
    /// `gl_DepthRange` and its kin.
    internal_block: Option<Handle<GlobalVariable>>,
    blocks: FxHashMap<BlockId, Vec<Handle<GlobalVariable>>>,
    /// Image and sampler of each leaf of a sampler uniform.
    samplers: FxHashMap<VariableId, Vec<resources::SamplerPair>>,
    functions: FxHashMap<FunctionId, Handle<Function>>,
    body: Body,
    /// Expressions of the functions that are done.
    spent: usize,
}

/// The module of a stage, with one entry point called `main`.
pub(crate) fn lower(linked: &Linked, stage: GlStage, variant: &GlVariant) -> Lower<Module> {
    let link = linked.stage(stage);
    let mut lowering = Lowering {
        tree: &link.tree,
        linked,
        variant,
        stage,
        module: Module::default(),
        layouter: naga::proc::Layouter::default(),
        value_types: FxHashMap::default(),
        stored_types: FxHashMap::default(),
        privates: FxHashMap::default(),
        default_block: None,
        uniforms: FxHashMap::default(),
        internal_block: None,
        blocks: FxHashMap::default(),
        samplers: FxHashMap::default(),
        functions: FxHashMap::default(),
        body: Body::default(),
        spent: 0,
    };
    lowering.resources()?;
    for &function in &link.tree.order {
        lowering.function(function)?;
    }
    match stage {
        GlStage::Vertex if variant.transform_feedback => lowering.feedback_entry()?,
        GlStage::Vertex => lowering.vertex_entry()?,
        GlStage::Fragment => lowering.fragment_entry()?,
    }
    Ok(lowering.module)
}
