//! Varyings: pairs of outputs and inputs, and the locations between the stages.

use super::{Leaf, LinkResult, Linker, leaves, packing, same_type};
use crate::{
    names::Essl,
    tree::{BuiltinVariable, Storage, Tree, VariableId},
    types::{Number, Type},
};

/// A varying that the fragment shader reads.
#[derive(Clone, Debug)]
pub(crate) struct Varying {
    pub(crate) vertex: VariableId,
    pub(crate) fragment: VariableId,
    pub(crate) leaves: Vec<PlacedLeaf>,
}

/// A vector of a varying and where it travels.
#[derive(Clone, Debug)]
pub(crate) struct PlacedLeaf {
    pub(crate) leaf: Leaf,
    pub(crate) location: u32,
    /// Its first component there.
    pub(crate) first: u8,
}

/// What travels at a location.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VaryingLocation {
    pub(crate) number: Number,
    pub(crate) size: u8,
    pub(crate) flat: bool,
    pub(crate) centroid: bool,
}

impl Linker<'_> {
    pub(super) fn varyings(&mut self) -> LinkResult<(Vec<Varying>, Vec<VaryingLocation>)> {
        let (vertex, fragment) = (self.vertex, self.fragment);
        let mut varyings = Vec::new();
        let mut kinds = Vec::new();
        let mut rows = Vec::new();
        for &input_id in &fragment.globals {
            let input = fragment.variable(input_id);
            if input.storage != Storage::Input || input.builtin.is_some() {
                continue;
            }
            let name = &input.text;
            let output = vertex.globals.iter().copied().find(|&id| {
                let output = vertex.variable(id);
                output.storage == Storage::Output && output.text == *name
            });
            let Some(output_id) = output else {
                if input.used {
                    return Err(format!("FRAGMENT varying {name} does not match any VERTEX varying"));
                }
                continue;
            };
            let output = vertex.variable(output_id);
            let differ = |what: &str| {
                Err(format!("{what} of varying '{name}' differ between VERTEX and FRAGMENT shaders."))
            };
            if !same_type((&vertex.structs, output.ty), (&fragment.structs, input.ty), false) {
                return differ("Types");
            }
            if output.flat != input.flat {
                return differ("Interpolation types");
            }
            if vertex.version == Essl::V100 && output.invariant != input.invariant {
                return differ("Invariances");
            }
            if !input.used {
                continue;
            }
            let limit = self.options.limits.max_varying_vectors;
            if vertex.structs.components(output.ty) > limit.saturating_mul(4) {
                return Err(format!("Could not pack varying {name}"));
            }
            rows.push(packing_entry(input.ty));
            let leaves: Vec<PlacedLeaf> = leaves(&vertex.structs, output.ty)
                .into_iter()
                .map(|leaf| PlacedLeaf { leaf, location: 0, first: 0 })
                .collect();
            kinds.push((input.flat, input.centroid));
            varyings.push(Varying { vertex: output_id, fragment: input_id, leaves });
        }
        self.check_invariant_builtins()?;
        let limit = self.options.limits.max_varying_vectors;
        let flat = rows.iter().flatten().copied().collect::<Vec<_>>();
        let locations = place(&mut varyings, &kinds, limit as usize);
        if locations.len() > limit as usize || !packing::fits(&flat, limit) {
            let name = varyings.last().map_or("", |varying| &vertex.variable(varying.vertex).text);
            return Err(format!("Could not pack varying {name}"));
        }
        self.interface.flat = locations.iter().any(|location| location.flat);
        Ok((varyings, locations))
    }

    /// GLSL ES 1.00, 4.6.4: the built-in inputs are as invariant as the outputs that they come from.
    fn check_invariant_builtins(&self) -> LinkResult<()> {
        if self.vertex.version != Essl::V100 {
            return Ok(());
        }
        let invariant = |tree: &Tree, builtin| {
            tree.globals.iter().any(|&id| {
                let variable = tree.variable(id);
                variable.builtin == Some(builtin) && variable.invariant
            })
        };
        let pairs = [
            (
                BuiltinVariable::FragCoord,
                BuiltinVariable::Position,
                "gl_FragCoord can only be declared invariant if and only if gl_Position is declared invariant.",
            ),
            (
                BuiltinVariable::PointCoord,
                BuiltinVariable::PointSize,
                "gl_PointCoord can only be declared invariant if and only if gl_PointSize is declared invariant.",
            ),
        ];
        for (input, output, reason) in pairs {
            if invariant(self.fragment, input) && !invariant(self.vertex, output) {
                return Err(reason.to_owned());
            }
        }
        Ok(())
    }
}

/// Width and rows of a varying, as appendix A of GLSL ES 1.00 packs it. Structures are packed by member.
fn packing_entry(ty: Type) -> Vec<(u8, u32)> {
    packing::entry(ty).into_iter().collect()
}

/// Gives every leaf a location of its own if there is room, else puts leaves of a kind together.
fn place(varyings: &mut [Varying], kinds: &[(bool, bool)], limit: usize) -> Vec<VaryingLocation> {
    let count: usize = varyings.iter().map(|varying| varying.leaves.len()).sum();
    let share = count > limit;
    let mut locations: Vec<VaryingLocation> = Vec::new();
    let mut order: Vec<(usize, usize)> = varyings
        .iter()
        .enumerate()
        .flat_map(|(at, varying)| (0..varying.leaves.len()).map(move |leaf| (at, leaf)))
        .collect();
    if share {
        // Wide ones first: then the narrow ones fill the gaps.
        order.sort_by_key(|&(at, leaf)| std::cmp::Reverse(varyings[at].leaves[leaf].leaf.size));
    }
    for (at, leaf) in order {
        let (flat, centroid) = kinds[at];
        let placed = &mut varyings[at].leaves[leaf];
        let (number, size) = (placed.leaf.number, placed.leaf.size);
        let flat = flat || number.is_integer();
        let room = locations.iter_mut().enumerate().find(|(_, location)| {
            share
                && location.number == number
                && location.flat == flat
                && location.centroid == centroid
                && location.size + size <= 4
        });
        match room {
            Some((index, location)) => {
                placed.location = index as u32;
                placed.first = location.size;
                location.size += size;
            }
            None => {
                placed.location = locations.len() as u32;
                locations.push(VaryingLocation { number, size, flat, centroid });
            }
        }
    }
    locations
}
