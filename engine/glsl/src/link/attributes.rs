//! Locations of attributes.

use super::{LinkResult, Linker, value_kind};
use crate::{
    WebGlVersion,
    reflection::ActiveAttribute,
    tree::{Storage, Variable, VariableId},
    types::{Base, Number, Type, gl_enum},
};
use rustc_hash::FxHashMap;
use sparrow_render::gl::GlAttribute;

impl Linker<'_> {
    /// Binds used attributes: first those with a location, then the others where there is room.
    pub(super) fn attributes(&mut self) -> LinkResult<FxHashMap<VariableId, u32>> {
        let tree = self.vertex;
        let limit = self.options.limits.max_vertex_attribs as usize;
        let inputs: Vec<(VariableId, &Variable)> = tree
            .globals
            .iter()
            .map(|&id| (id, tree.variable(id)))
            .filter(|(_, variable)| variable.storage == Storage::Input && variable.builtin.is_none())
            .collect();
        let mut owners: Vec<Option<&str>> = vec![None; limit];
        let mut locations = FxHashMap::default();
        for &(id, variable) in &inputs {
            // Unused inputs with a location still may not share it in GLSL ES 3.00.
            let stated = variable.location;
            if !variable.used && stated.is_none() {
                continue;
            }
            let bound = self.options.bound_attributes.iter().find(|(name, _)| **name == *variable.text);
            let Some(location) = stated.or(bound.map(|(_, location)| *location)) else { continue };
            let count = columns(variable.ty);
            let end = u64::from(location) + count as u64;
            if end > limit as u64 {
                return Err(format!(
                    "Attribute '{}' at location {location} does not fit in {limit} locations.",
                    variable.text
                ));
            }
            for owner in &mut owners[location as usize..end as usize] {
                match owner {
                    Some(other) => {
                        let reason = format!(
                            "Attribute '{}' aliases attribute '{other}' at location {location}.",
                            variable.text
                        );
                        return Err(reason);
                    }
                    None => *owner = Some(&variable.text),
                }
            }
            if variable.used {
                locations.insert(id, location);
            }
        }
        for &(id, variable) in &inputs {
            if !variable.used || locations.contains_key(&id) {
                continue;
            }
            let count = columns(variable.ty);
            let free = (0..=limit.saturating_sub(count))
                .find(|&at| owners.len() >= at + count && owners[at..at + count].iter().all(Option::is_none));
            let Some(at) = free else {
                return Err(format!("Too many attributes ({})", variable.text));
            };
            owners[at..at + count].fill(Some(&variable.text));
            locations.insert(id, at as u32);
        }
        self.reflect_attributes(&inputs, &locations);
        Ok(locations)
    }

    fn reflect_attributes(
        &mut self,
        inputs: &[(VariableId, &Variable)],
        locations: &FxHashMap<VariableId, u32>,
    ) {
        let mut used: Vec<(u32, &Variable)> =
            inputs.iter().filter_map(|(id, variable)| Some((*locations.get(id)?, *variable))).collect();
        used.sort_by_key(|(location, _)| *location);
        for (location, variable) in used {
            self.reflection.attributes.push(ActiveAttribute {
                name: variable.text.to_string(),
                kind: gl_enum(variable.ty),
                size: 1,
                location: location as i32,
            });
            let (number, components) = match variable.ty.base {
                Base::Vector(number, size) => (number, size),
                Base::Matrix(_, rows) => (Number::Float, rows),
                _ => continue,
            };
            for column in 0..columns(variable.ty) as u32 {
                self.interface.attributes.push(GlAttribute {
                    location: location + column,
                    kind: value_kind(number),
                    components,
                });
            }
        }
        if self.options.version == WebGlVersion::One {
            return;
        }
        for (_, variable) in self.vertex.used_globals(Storage::Input) {
            if variable.builtin.is_some() {
                self.reflection.attributes.push(ActiveAttribute {
                    name: variable.text.to_string(),
                    kind: gl_enum(variable.ty),
                    size: 1,
                    location: -1,
                });
            }
        }
    }
}

/// Locations that an attribute takes.
fn columns(ty: Type) -> usize {
    ty.as_matrix().map_or(1, |(columns, _)| usize::from(columns))
}
