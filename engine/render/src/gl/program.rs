//! A linked program, as the executor sees it.

use std::sync::Arc;

/// A shader stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum GlStage {
    Vertex,
    Fragment,
}

/// Stages that use something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct GlStages {
    pub vertex: bool,
    pub fragment: bool,
}

/// What the modules are made for. Everything that a draw can change about a shader is here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct GlVariant {
    /// Points: vertex attributes step by instance, every point is a strip of 4 vertices (`vertex_index` 0..4 is its corner).
    pub points: bool,
    /// Transform feedback: the vertex stage is a compute entry point `main` that reads its attributes from and writes its varyings
    /// to storage buffers of group 3 (see [`GlInterface`]). There is no fragment stage then.
    pub transform_feedback: bool,
    /// Sampler slots whose bound texture has a depth format although the sampler is no shadow sampler, or whose format cannot
    /// be filtered: bit `n` for slot `n`. Their image is declared as unfilterable.
    pub unfilterable: u64,
    /// The target has no depth: what the fragment stage writes as depth goes nowhere.
    pub without_depth: bool,
}

/// The kind of number in an attribute, an output or a texture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum GlValueKind {
    Float,
    Int,
    Uint,
}

/// The shape of a texture as a sampler wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum GlTextureDim {
    D2,
    Cube,
    D3,
    D2Array,
}

/// What a sampler uniform reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlSamplerKind {
    /// Its shape.
    pub dim: GlTextureDim,
    /// Its numbers.
    pub value: GlValueKind,
    /// `sampler2DShadow` and its kin: compared with a reference.
    pub shadow: bool,
}

/// One sampler, or one element of an array of samplers: group 2, image at binding `2 * index`, sampler at `2 * index + 1`,
/// where `index` is the place in [`GlInterface::samplers`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct GlSamplerSlot {
    pub kind: GlSamplerKind,
    pub stages: GlStages,
}

/// One active attribute location: a vector or scalar. Matrices have one entry a column, arrays one an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GlAttribute {
    /// WebGL's location; the `@location` of the vertex entry point is the same number.
    pub location: u32,
    /// What the shader declares.
    pub kind: GlValueKind,
    /// Components that the shader declares, 1 to 4. The entry point takes exactly that many.
    pub components: u8,
}

/// A user's uniform block: group 1, binding is the place in [`GlInterface::blocks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct GlBlock {
    /// Bytes, std140.
    pub size: u32,
    pub stages: GlStages,
}

/// An output of the fragment stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct GlOutput {
    /// Index of the draw buffer. `gl_FragColor` is written to every draw buffer when `broadcast` is set.
    pub location: u32,
    pub kind: GlValueKind,
    pub components: u8,
}

/// A varying that transform feedback records: 32-bit components in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct GlVarying {
    pub name: String,
    pub kind: GlValueKind,
    /// Components, arrays and matrices included.
    pub components: u32,
}

/// What an executor binds for a program.
///
/// Groups of the pipeline layout (a group that a program does not use is empty, so that layouts agree):
/// - 0: binding 0 the vertex stage's default block, 1 the fragment stage's, 2 the internal block ([`GlInterface::INTERNAL_BYTES`]), all
///   uniform buffers with dynamic offsets. A block of size 0 is not declared.
/// - 1: uniform blocks.
/// - 2: textures and samplers. Cubes of integers are arrays of six faces: nothing samples them otherwise.
/// - 3: transform feedback (compute) only: binding `n` the attribute at index `n` as `array<u32>` raw words, then one storage buffer for each
///   feedback buffer, then a uniform block of parameters. See the program's documentation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GlInterface {
    /// Bytes of the default block of the vertex stage.
    pub vertex_block_bytes: u32,
    /// Bytes of the default block of the fragment stage.
    pub fragment_block_bytes: u32,
    /// The stages that read the internal block.
    pub internal: GlStages,
    /// Uniform blocks.
    pub blocks: Vec<GlBlock>,
    /// Samplers, arrays flattened, ordered as bound.
    pub samplers: Vec<GlSamplerSlot>,
    /// Active attributes, by location.
    pub attributes: Vec<GlAttribute>,
    /// Outputs, by location.
    pub outputs: Vec<GlOutput>,
    /// `gl_FragColor` goes to all draw buffers.
    pub broadcast: bool,
    /// A varying is `flat`: the provoking vertex matters (WebGL takes the last of a primitive, wgpu the first).
    pub flat: bool,
    /// The fragment stage writes depth.
    pub writes_depth: bool,
    /// A shader names levels of textures (`texelFetch`, `textureSize`): levels that the sampler's filters never reach are read, too.
    pub levels: bool,
    /// The shader reads `gl_VertexID` or `gl_InstanceID`.
    pub vertex_index: bool,
    /// Transform feedback varyings, in order; empty without.
    pub varyings: Vec<GlVarying>,
    /// `SEPARATE_ATTRIBS`: one buffer a varying.
    pub separate_varyings: bool,
}

impl GlInterface {
    /// Size of the internal block: `vec4 viewport` (x, y, width, height in pixels), `vec4 depth_range` (near, far, far - near, draw id),
    /// `vec4 base` (first vertex, first instance, 0, 0, as floats).
    pub const INTERNAL_BYTES: u32 = 48;
}

/// A linked program. Made by `glsl`; the executor asks for modules when it makes a pipeline.
pub trait GlProgram: Send + Sync + std::fmt::Debug {
    /// What to bind.
    fn interface(&self) -> &GlInterface;

    /// The module of a stage; its only entry point is called `main`. Modules are valid. `None` when the stage does not exist in the
    /// variant, an error text when this variant cannot be expressed (the draw is then left out and named).
    fn module(&self, stage: GlStage, variant: &GlVariant) -> Result<Option<Arc<naga::Module>>, String>;
}

/// A program that binds but has no modules: for tests of what records commands.
#[derive(Clone, Debug, Default)]
pub struct InertProgram(pub GlInterface);

impl GlProgram for InertProgram {
    fn interface(&self) -> &GlInterface {
        &self.0
    }

    fn module(&self, _: GlStage, _: &GlVariant) -> Result<Option<Arc<naga::Module>>, String> {
        Err("an inert program has no modules".to_owned())
    }
}
