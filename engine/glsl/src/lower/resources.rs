//! Module-level variables: blocks, images and samplers, private variables.

use super::{Lower, Lowering};
use crate::{
    layout,
    tree::{BlockId, BuiltinVariable, Storage, VariableId},
    types::{Base, Number, Type},
};
use naga::{
    AddressSpace, GlobalVariable, Handle, ImageClass, ImageDimension, MemoryDecorations, ResourceBinding,
    Span, StructMember, TypeInner,
};
use sparrow_render::gl::{GlSamplerKind, GlStage, GlTextureDim, GlValueKind};

/// Image and sampler.
pub(super) type SamplerPair = (Handle<GlobalVariable>, Handle<GlobalVariable>);

impl Lowering<'_> {
    /// Declares what the stage binds. What it does not mention is left out, except blocks, whose bindings stay as linked.
    pub(super) fn resources(&mut self) -> Lower<()> {
        self.default_block()?;
        let link = self.linked.stage(self.stage);
        for (at, block) in self.tree.blocks.iter().enumerate() {
            let id = BlockId(at as u32);
            let (true, Some(&first)) = (block.used, link.blocks.get(&id)) else { continue };
            let ty = self.stored_struct(block.members, false)?;
            let mut globals = Vec::new();
            for element in 0..block.length.unwrap_or(1) {
                let binding = ResourceBinding { group: 1, binding: first + element };
                globals.push(self.add_global(&block.name, AddressSpace::Uniform, ty, Some(binding)));
            }
            self.blocks.insert(id, globals);
        }
        let mut samplers: Vec<(VariableId, u32)> =
            link.samplers.iter().map(|(&id, &slot)| (id, slot)).collect();
        samplers.sort_unstable();
        for (id, slot) in samplers {
            let variable = self.tree.variable(id);
            let mut pairs = Vec::new();
            let mut next = slot;
            self.sampler_pairs(&variable.text, variable.ty, &mut next, &mut pairs);
            self.samplers.insert(id, pairs);
        }
        Ok(())
    }

    fn default_block(&mut self) -> Lower<()> {
        let tree = self.tree;
        let uniforms = &self.linked.stage(self.stage).uniforms;
        if uniforms.is_empty() {
            return Ok(());
        }
        let types = uniforms.iter().map(|&id| (tree.variable(id).ty, false));
        let (offsets, span) = layout::place(&tree.structs, types);
        let mut members = Vec::with_capacity(uniforms.len());
        for (&id, offset) in uniforms.iter().zip(offsets) {
            let Some(offset) = offset else { continue };
            let variable = tree.variable(id);
            let ty = self.stored_type(variable.ty, false)?;
            self.uniforms.insert(id, members.len() as u32);
            members.push(StructMember { name: Some(variable.text.to_string()), ty, binding: None, offset });
        }
        let inner = TypeInner::Struct { members, span };
        let ty = naga::Type { name: Some("Uniforms".to_owned()), inner };
        let ty = self.module.types.insert(ty, Span::UNDEFINED);
        let binding = ResourceBinding { group: 0, binding: u32::from(self.stage == GlStage::Fragment) };
        self.default_block = Some(self.add_global("uniforms", AddressSpace::Uniform, ty, Some(binding)));
        Ok(())
    }

    /// The executor's own block: three vectors.
    pub(super) fn internal_block(&mut self) -> Handle<GlobalVariable> {
        if let Some(known) = self.internal_block {
            return known;
        }
        let vec4 = self.vector_type(Number::Float, 4);
        let member = |name: &str, offset| StructMember {
            name: Some(name.to_owned()),
            ty: vec4,
            binding: None,
            offset,
        };
        let members = vec![member("viewport", 0), member("depth_range", 16), member("base", 32)];
        let inner = TypeInner::Struct { members, span: 48 };
        let ty = naga::Type { name: Some("Internal".to_owned()), inner };
        let ty = self.module.types.insert(ty, Span::UNDEFINED);
        let binding = ResourceBinding { group: 0, binding: 2 };
        let global = self.add_global("internal", AddressSpace::Uniform, ty, Some(binding));
        self.internal_block = Some(global);
        global
    }

    pub(super) fn add_global(
        &mut self,
        name: &str,
        space: AddressSpace,
        ty: Handle<naga::Type>,
        binding: Option<ResourceBinding>,
    ) -> Handle<GlobalVariable> {
        let global = GlobalVariable {
            name: Some(name.to_owned()),
            space,
            binding,
            ty,
            init: None,
            memory_decorations: MemoryDecorations::empty(),
        };
        self.module.global_variables.append(global, Span::UNDEFINED)
    }

    /// The private variable behind a global, an input, an output or a constant that is indexed.
    pub(super) fn private(&mut self, id: VariableId) -> Lower<Option<Handle<GlobalVariable>>> {
        if let Some(&known) = self.privates.get(&id) {
            return Ok(Some(known));
        }
        let variable = self.tree.variable(id);
        let constant = variable.storage == Storage::Const && variable.value.is_some();
        if !constant && !matches!(variable.storage, Storage::Global | Storage::Input | Storage::Output) {
            return Ok(None);
        }
        let ty = self.value_type(variable.ty)?;
        let name = if variable.text.is_empty() { "constant" } else { &variable.text };
        let global = self.add_global(name, AddressSpace::Private, ty, None);
        if let Some(value) = variable.value {
            let mut scalars = self.tree.scalars(value);
            let init = self.global_constant(variable.ty, &mut scalars)?;
            self.module.global_variables[global].init = Some(init);
        }
        self.privates.insert(id, global);
        Ok(Some(global))
    }

    /// The private variable of a built-in variable, if the shader mentions that.
    pub(super) fn builtin_private(
        &mut self,
        builtin: BuiltinVariable,
    ) -> Lower<Option<Handle<GlobalVariable>>> {
        let found = self.tree.globals.iter().copied().find(|&id| {
            let variable = self.tree.variable(id);
            variable.builtin == Some(builtin) && variable.used
        });
        match found {
            Some(id) => self.private(id),
            None => Ok(None),
        }
    }

    pub(super) fn sampler_types(&mut self, kind: GlSamplerKind) -> (Handle<naga::Type>, Handle<naga::Type>) {
        let class = if kind.shadow {
            ImageClass::Depth { multi: false }
        } else {
            let kind = match kind.value {
                GlValueKind::Float => naga::ScalarKind::Float,
                GlValueKind::Int => naga::ScalarKind::Sint,
                GlValueKind::Uint => naga::ScalarKind::Uint,
            };
            ImageClass::Sampled { kind, multi: false }
        };
        let (dim, arrayed) = match kind.dim {
            GlTextureDim::D2 => (ImageDimension::D2, false),
            GlTextureDim::D2Array => (ImageDimension::D2, true),
            GlTextureDim::D3 => (ImageDimension::D3, false),
            // Cubes of integers are read face by face.
            GlTextureDim::Cube if kind.value != GlValueKind::Float => (ImageDimension::D2, true),
            GlTextureDim::Cube => (ImageDimension::Cube, false),
        };
        let image = self.insert_type(TypeInner::Image { dim, arrayed, class });
        let sampler = self.insert_type(TypeInner::Sampler { comparison: kind.shadow });
        (image, sampler)
    }

    /// Declares image and sampler of every leaf, in the order in which the linker gave out slots.
    fn sampler_pairs(&mut self, name: &str, ty: Type, next: &mut u32, pairs: &mut Vec<SamplerPair>) {
        let tree = self.tree;
        for _ in 0..ty.length.max(1) {
            match ty.base {
                Base::Sampler(kind) => {
                    let (image, sampler) = self.sampler_types(kind);
                    let binding = |binding| Some(ResourceBinding { group: 2, binding });
                    let image = self.add_global(name, AddressSpace::Handle, image, binding(*next * 2));
                    let label = format!("{name}_sampler");
                    let sampler =
                        self.add_global(&label, AddressSpace::Handle, sampler, binding(*next * 2 + 1));
                    pairs.push((image, sampler));
                    *next += 1;
                }
                Base::Struct(id) if tree.structs.has_sampler(ty) => {
                    for field in &tree.structs.get(id).fields {
                        self.sampler_pairs(&field.name, field.ty, next, pairs);
                    }
                }
                _ => return,
            }
        }
    }
}
