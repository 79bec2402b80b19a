//! Uniforms outside of blocks. Values go straight into the program's copies of the stages' default blocks.

use super::{Context, Version, programs::is_reserved};
use crate::{
    constants::*,
    handles::{ProgramHandle, UniformLocation},
    objects::Linked,
    parameter::Parameter,
};
use sparrow_glsl::{UniformNumber, UniformPlace};

/// Values as a uniform call gives them.
#[derive(Clone, Copy)]
enum Values<'a> {
    Float(&'a [f32]),
    Int(&'a [i32]),
    Uint(&'a [u32]),
}

impl Values<'_> {
    fn len(self) -> usize {
        match self {
            Values::Float(values) => values.len(),
            Values::Int(values) => values.len(),
            Values::Uint(values) => values.len(),
        }
    }

    /// Bits of a value for a uniform of a kind of number.
    fn bits(self, index: usize, number: UniformNumber) -> u32 {
        let as_bool = number == UniformNumber::Bool;
        match self {
            Values::Float(values) if as_bool => u32::from(values[index] != 0.0),
            Values::Int(values) if as_bool => u32::from(values[index] != 0),
            Values::Uint(values) if as_bool => u32::from(values[index] != 0),
            Values::Float(values) => values[index].to_bits(),
            Values::Int(values) => values[index].cast_unsigned(),
            Values::Uint(values) => values[index],
        }
    }

    /// True when a uniform of that kind takes such values.
    fn fit(self, number: UniformNumber) -> bool {
        matches!(
            (self, number),
            (_, UniformNumber::Bool)
                | (Values::Float(_), UniformNumber::Float)
                | (Values::Int(_), UniformNumber::Int)
                | (Values::Uint(_), UniformNumber::Uint)
        )
    }
}

/// Writes four bytes, and tells whether they differ from what was there.
fn write(block: &mut [u8], offset: u32, bits: u32) -> bool {
    let Some(place) = block.get_mut(offset as usize..).and_then(|rest| rest.first_chunk_mut::<4>()) else {
        return false;
    };
    let bytes = bits.to_le_bytes();
    let changed = *place != bytes;
    *place = bytes;
    changed
}

fn read(block: &[u8], offset: u32) -> u32 {
    let bytes = block.get(offset as usize..).and_then(|rest| rest.first_chunk::<4>());
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

impl Linked {
    /// Writes one component of a column to both stages.
    fn write(&mut self, vertex: Option<u32>, fragment: Option<u32>, offset: u32, bits: u32) {
        if let Some(start) = vertex {
            self.vertex_changed |= write(&mut self.vertex_block, start + offset, bits);
        }
        if let Some(start) = fragment {
            self.fragment_changed |= write(&mut self.fragment_block, start + offset, bits);
        }
    }
}

impl Context {
    /// `getUniformLocation`.
    pub fn get_uniform_location(&mut self, program: ProgramHandle, name: &str) -> Option<UniformLocation> {
        if self.lost || self.check_name(name).is_none() {
            return None;
        }
        let found = self.linked(program)?.find_uniform(name);
        let links = self.programs.get(program)?.links;
        if is_reserved(name) {
            return None;
        }
        found.map(|(uniform, element)| UniformLocation { program, link: links, uniform, element })
    }

    /// The program in use and the place of a location in it, with the elements from there on.
    fn uniform_place(&mut self, location: UniformLocation) -> Result<(&mut Linked, UniformPlace, u32), u32> {
        if self.bound.program != Some(location.program) {
            return Err(INVALID_OPERATION);
        }
        let object = self.programs.get_mut(location.program).ok_or(INVALID_OPERATION)?;
        if object.links != location.link {
            return Err(INVALID_OPERATION);
        }
        let linked = object.linked.as_mut().ok_or(INVALID_OPERATION)?;
        let uniform = linked.reflection().uniforms.get(location.uniform as usize).ok_or(INVALID_OPERATION)?;
        let (place, size) = (uniform.place, uniform.size);
        Ok((linked, place, size.saturating_sub(location.element)))
    }

    fn set_uniform(&mut self, location: Option<UniformLocation>, components: u32, values: Values<'_>) {
        if self.lost {
            return;
        }
        let Some(location) = location else { return };
        if let Err(code) = self.try_uniform(location, components, values) {
            let text = match code {
                INVALID_VALUE => "uniform: a number of values that does not fit",
                _ => "uniform: a location of another program, or values of another type",
            };
            self.raise_with(code, text);
        }
    }

    fn try_uniform(
        &mut self,
        location: UniformLocation,
        components: u32,
        values: Values<'_>,
    ) -> Result<(), u32> {
        let units = self.limits.max_combined_texture_image_units;
        let (linked, place, elements) = self.uniform_place(location)?;
        let components = components.max(1) as usize;
        let count = values.len() / components;
        if count == 0 || !values.len().is_multiple_of(components) {
            return Err(INVALID_VALUE);
        }
        let is_array = linked.reflection().uniforms[location.uniform as usize].name.ends_with("[0]");
        if count > 1 && !is_array {
            return Err(INVALID_OPERATION);
        }
        let count = count.min(elements as usize);
        match place {
            UniformPlace::Value { vertex, fragment, element_stride, columns, rows, number, .. } => {
                if columns != 1 || usize::from(rows) != components || !values.fit(number) {
                    return Err(INVALID_OPERATION);
                }
                for index in 0..count {
                    let start = (location.element + index as u32) * element_stride;
                    for component in 0..components {
                        let bits = values.bits(index * components + component, number);
                        linked.write(vertex, fragment, start + 4 * component as u32, bits);
                    }
                }
                Ok(())
            }
            UniformPlace::Sampler { first, .. } => {
                let Values::Int(values) = values else { return Err(INVALID_OPERATION) };
                if components != 1 {
                    return Err(INVALID_OPERATION);
                }
                let chosen = &values[..count];
                if chosen.iter().any(|&unit| u32::try_from(unit).map_or(true, |unit| unit >= units)) {
                    return Err(INVALID_VALUE);
                }
                let start = (first + location.element) as usize;
                let mut changed = false;
                for (place, &unit) in linked.sampler_units.iter_mut().skip(start).zip(chosen) {
                    changed |= *place != unit.unsigned_abs();
                    *place = unit.unsigned_abs();
                }
                if changed {
                    linked.samplers_conflict = None;
                    self.dirty.textures = true;
                }
                Ok(())
            }
            UniformPlace::Block | UniformPlace::BuiltIn => Err(INVALID_OPERATION),
        }
    }

    /// `uniform[1234]f[v]`: `components` values for each element.
    pub fn uniform_f(&mut self, location: Option<UniformLocation>, components: u32, values: &[f32]) {
        self.set_uniform(location, components, Values::Float(values));
    }

    /// `uniform[1234]i[v]`, also for samplers.
    pub fn uniform_i(&mut self, location: Option<UniformLocation>, components: u32, values: &[i32]) {
        self.set_uniform(location, components, Values::Int(values));
    }

    /// `uniform[1234]ui[v]`.
    pub fn uniform_ui(&mut self, location: Option<UniformLocation>, components: u32, values: &[u32]) {
        self.set_uniform(location, components, Values::Uint(values));
    }

    /// `uniformMatrix[columns]x[rows]fv`.
    pub fn uniform_matrix(
        &mut self,
        location: Option<UniformLocation>,
        columns: u32,
        rows: u32,
        transpose: bool,
        values: &[f32],
    ) {
        if self.lost {
            return;
        }
        let Some(location) = location else { return };
        if transpose && self.version == Version::One {
            return self.raise_with(INVALID_VALUE, "uniformMatrix: transpose must be false");
        }
        if let Err(code) = self.try_matrix(location, columns, rows, transpose, values) {
            self.raise_with(
                code,
                "uniformMatrix: a location of another program, another type or number of values",
            );
        }
    }

    fn try_matrix(
        &mut self,
        location: UniformLocation,
        columns: u32,
        rows: u32,
        transpose: bool,
        values: &[f32],
    ) -> Result<(), u32> {
        let (linked, place, elements) = self.uniform_place(location)?;
        let length = (columns * rows).max(1) as usize;
        let count = values.len() / length;
        if count == 0 || !values.len().is_multiple_of(length) {
            return Err(INVALID_VALUE);
        }
        let UniformPlace::Value {
            vertex,
            fragment,
            element_stride,
            columns: c,
            rows: r,
            column_stride,
            number,
        } = place
        else {
            return Err(INVALID_OPERATION);
        };
        let shape = (u32::from(c), u32::from(r));
        let is_array = linked.reflection().uniforms[location.uniform as usize].name.ends_with("[0]");
        if number != UniformNumber::Float || shape != (columns, rows) || (count > 1 && !is_array) {
            return Err(INVALID_OPERATION);
        }
        for (index, matrix) in values.chunks_exact(length).take(elements as usize).enumerate() {
            let start = (location.element + index as u32) * element_stride;
            for column in 0..columns {
                for row in 0..rows {
                    let source = if transpose { row * columns + column } else { column * rows + row };
                    let bits = matrix[source as usize].to_bits();
                    linked.write(vertex, fragment, start + column * column_stride + 4 * row, bits);
                }
            }
        }
        Ok(())
    }

    /// `getUniform`.
    pub fn get_uniform(&mut self, program: ProgramHandle, location: UniformLocation) -> Parameter {
        let Some(linked) = self.linked(program) else { return Parameter::Null };
        let uniform = linked.reflection().uniforms.get(location.uniform as usize);
        let value = uniform.map(|uniform| uniform_value(linked, uniform.place, location.element));
        let same = location.program == program
            && self.programs.get(program).is_some_and(|object| object.links == location.link);
        match value {
            Some(value) if same => value,
            _ => {
                self.raise_with(INVALID_OPERATION, "getUniform: the location is of another program or link");
                Parameter::Null
            }
        }
    }
}

fn uniform_value(linked: &Linked, place: UniformPlace, element: u32) -> Parameter {
    match place {
        UniformPlace::Value { vertex, fragment, element_stride, columns, rows, column_stride, number } => {
            let (block, start) = match (vertex, fragment) {
                (Some(start), _) => (&linked.vertex_block, start),
                (None, Some(start)) => (&linked.fragment_block, start),
                (None, None) => return Parameter::Null,
            };
            let start = start + element * element_stride;
            let bits = (0..u32::from(columns))
                .flat_map(|column| (0..u32::from(rows)).map(move |row| column * column_stride + 4 * row))
                .map(|offset| read(block, start + offset));
            let bits: Vec<u32> = bits.collect();
            let scalar = bits.len() == 1;
            match number {
                UniformNumber::Float if scalar => Parameter::Float(f32::from_bits(bits[0])),
                UniformNumber::Float => Parameter::Floats(bits.into_iter().map(f32::from_bits).collect()),
                UniformNumber::Int if scalar => Parameter::Int(bits[0].cast_signed()),
                UniformNumber::Int => Parameter::Ints(bits.into_iter().map(u32::cast_signed).collect()),
                UniformNumber::Uint if scalar => Parameter::Uint(bits[0]),
                UniformNumber::Uint => Parameter::Uints(bits),
                UniformNumber::Bool if scalar => Parameter::Bool(bits[0] != 0),
                UniformNumber::Bool => Parameter::Bools(bits.into_iter().map(|bits| bits != 0).collect()),
            }
        }
        UniformPlace::Sampler { first, .. } => {
            let unit = linked.sampler_units.get((first + element) as usize).copied().unwrap_or(0);
            Parameter::Int(unit.cast_signed())
        }
        UniformPlace::Block | UniformPlace::BuiltIn => Parameter::Null,
    }
}
