//! Uniform blocks.

use super::{LinkResult, Linker, same_type};
use crate::{
    layout,
    reflection::{ActiveBlock, ActiveUniform, UniformPlace},
    tree::{Block, BlockId, Tree},
    types::{Base, Structs, Type, gl_enum},
};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlBlock, GlStages};

/// Where a member is listed.
struct Member<'s> {
    structs: &'s Structs,
    block: u32,
    uniforms: Vec<u32>,
}

impl Linker<'_> {
    /// Gives all declared blocks their bindings: blocks are active whether they are used or not, since their layout is never `packed`.
    pub(super) fn blocks(&mut self) -> LinkResult<[FxHashMap<BlockId, u32>; 2]> {
        let (vertex, fragment) = (self.vertex, self.fragment);
        let mut bindings = [FxHashMap::default(), FxHashMap::default()];
        for (at, block) in vertex.blocks.iter().enumerate() {
            let other = fragment.blocks.iter().position(|other| other.name == block.name);
            if let Some(other) = other {
                self.check_block_agreement(block, &fragment.blocks[other])?;
            }
            let stages = GlStages { vertex: true, fragment: other.is_some() };
            let first = self.reflect_block(vertex, block, stages)?;
            bindings[0].insert(BlockId(at as u32), first);
            if let Some(other) = other {
                bindings[1].insert(BlockId(other as u32), first);
            }
        }
        for (at, block) in fragment.blocks.iter().enumerate() {
            if vertex.blocks.iter().all(|other| other.name != block.name) {
                let stages = GlStages { vertex: false, fragment: true };
                let first = self.reflect_block(fragment, block, stages)?;
                bindings[1].insert(BlockId(at as u32), first);
            }
        }
        self.check_block_limits()?;
        Ok(bindings)
    }

    fn check_block_agreement(&self, vertex: &Block, fragment: &Block) -> LinkResult<()> {
        let ty = |block: &Block| Type::of(Base::Struct(block.members)).array(block.length.unwrap_or(0));
        let (a, b) = ((&self.vertex.structs, ty(vertex)), (&self.fragment.structs, ty(fragment)));
        if vertex.named != fragment.named || !same_type(a, b, true) {
            let name = &vertex.name;
            return Err(format!("Interface block '{name}' differs between VERTEX and FRAGMENT shaders."));
        }
        Ok(())
    }

    fn check_block_limits(&self) -> LinkResult<()> {
        let limits = &self.options.limits;
        let blocks = &self.interface.blocks;
        let count =
            |used: fn(&GlStages) -> bool| blocks.iter().filter(|block| used(&block.stages)).count() as u32;
        let (vertex, fragment) = (count(|stages| stages.vertex), count(|stages| stages.fragment));
        if vertex > limits.max_vertex_uniform_blocks {
            return Err(format!(
                "VERTEX shader uniform block count exceeds MAX_VERTEX_UNIFORM_BLOCKS ({})",
                limits.max_vertex_uniform_blocks
            ));
        }
        if fragment > limits.max_fragment_uniform_blocks {
            return Err(format!(
                "FRAGMENT shader uniform block count exceeds MAX_FRAGMENT_UNIFORM_BLOCKS ({})",
                limits.max_fragment_uniform_blocks
            ));
        }
        if vertex + fragment > limits.max_combined_uniform_blocks {
            return Err(format!(
                "combined uniform block count exceeds MAX_COMBINED_UNIFORM_BLOCKS ({})",
                limits.max_combined_uniform_blocks
            ));
        }
        Ok(())
    }

    /// Lists a block and its members; its first binding.
    fn reflect_block(&mut self, tree: &Tree, block: &Block, stages: GlStages) -> LinkResult<u32> {
        let first = self.interface.blocks.len() as u32;
        let (offsets, size) = layout::block(&tree.structs, block.members, false);
        let limits = &self.options.limits;
        if size > limits.max_uniform_block_bytes {
            let limit = limits.max_uniform_block_bytes;
            return Err(format!("uniform block '{}' exceeds MAX_UNIFORM_BLOCK_SIZE ({limit})", block.name));
        }
        let limit = limits.max_combined_uniform_blocks;
        if first.saturating_add(block.length.unwrap_or(1)) > limit {
            return Err(format!(
                "combined uniform block count exceeds MAX_COMBINED_UNIFORM_BLOCKS ({limit})"
            ));
        }
        let mut member = Member { structs: &tree.structs, block: first, uniforms: Vec::new() };
        for (field, offset) in tree.structs.get(block.members).fields.iter().zip(offsets) {
            let name =
                if block.named { format!("{}.{}", block.name, field.name) } else { field.name.to_string() };
            self.walk_member(&mut member, name, field.ty, offset.unwrap_or(0), field.row_major);
        }
        for at in 0..block.length.unwrap_or(1) {
            self.interface.blocks.push(GlBlock { size, stages });
            self.reflection.blocks.push(ActiveBlock {
                name: if block.length.is_some() {
                    format!("{}[{at}]", block.name)
                } else {
                    block.name.to_string()
                },
                size,
                uniforms: member.uniforms.clone(),
                vertex: stages.vertex,
                fragment: stages.fragment,
            });
        }
        Ok(first)
    }

    fn walk_member(&mut self, member: &mut Member<'_>, name: String, ty: Type, offset: u32, row_major: bool) {
        let structs = member.structs;
        if let Base::Struct(id) = ty.base {
            let (offsets, _) = layout::members(structs, id, row_major);
            let stride = layout::array_stride(structs, ty, row_major);
            for at in 0..ty.length.max(1) {
                let base = if ty.is_array() { format!("{name}[{at}]") } else { name.clone() };
                for (field, inner) in structs.get(id).fields.iter().zip(&offsets) {
                    let name = format!("{base}.{}", field.name);
                    let offset = offset + at * stride + inner.unwrap_or(0);
                    self.walk_member(member, name, field.ty, offset, row_major);
                }
            }
            return;
        }
        let matrix = matches!(ty.base, Base::Matrix(..));
        member.uniforms.push(self.reflection.uniforms.len() as u32);
        self.reflection.uniforms.push(ActiveUniform {
            name: if ty.is_array() { format!("{name}[0]") } else { name },
            kind: gl_enum(ty),
            size: ty.length.max(1),
            block: Some(member.block),
            offset: offset as i32,
            array_stride: if ty.is_array() { layout::array_stride(structs, ty, row_major) as i32 } else { 0 },
            matrix_stride: if matrix { 16 } else { 0 },
            row_major: matrix && row_major,
            place: UniformPlace::Block,
        });
    }
}
