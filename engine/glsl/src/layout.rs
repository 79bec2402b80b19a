//! std140: where the members of blocks lie. The default blocks of our own lie the same way.

use crate::types::{Base, StructId, Structs, Type};

/// Size and alignment in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    pub(crate) size: u32,
    pub(crate) align: u32,
}

const fn round_up(value: u32, to: u32) -> u32 {
    value.div_ceil(to) * to
}

/// Layout of a type. Samplers take no room.
pub(crate) fn layout(structs: &Structs, ty: Type, row_major: bool) -> Layout {
    if ty.is_array() {
        return Layout { size: array_stride(structs, ty, row_major) * ty.length, align: 16 };
    }
    match ty.base {
        Base::Vector(_, size) => {
            let align = [4, 8, 16, 16][usize::from(size) - 1];
            Layout { size: 4 * u32::from(size), align }
        }
        Base::Matrix(columns, rows) => {
            Layout { size: 16 * u32::from(if row_major { rows } else { columns }), align: 16 }
        }
        Base::Struct(id) => Layout { size: members(structs, id, row_major).1, align: 16 },
        Base::Error | Base::Void | Base::Sampler(_) => Layout { size: 0, align: 4 },
    }
}

/// Bytes from element to element.
pub(crate) fn array_stride(structs: &Structs, ty: Type, row_major: bool) -> u32 {
    round_up(layout(structs, ty.element(), row_major).size, 16)
}

/// Offsets of the members of a structure (`None` for those that have no value), and its size. `row_major` is inherited by members that say
/// nothing, which is what structures inside of blocks do.
pub(crate) fn members(structs: &Structs, id: StructId, row_major: bool) -> (Vec<Option<u32>>, u32) {
    let (offsets, end) = block(structs, id, row_major);
    (offsets, round_up(end, 16))
}

/// The same with the end of the last member: a buffer behind a block need not be longer.
pub(crate) fn block(structs: &Structs, id: StructId, row_major: bool) -> (Vec<Option<u32>>, u32) {
    let fields = structs.get(id).fields.iter();
    line_up(structs, fields.map(|field| (field.ty, row_major || field.row_major)))
}

/// Places types one behind the other, as members of a structure.
pub(crate) fn place(structs: &Structs, types: impl Iterator<Item = (Type, bool)>) -> (Vec<Option<u32>>, u32) {
    let (offsets, end) = line_up(structs, types);
    (offsets, round_up(end, 16))
}

fn line_up(structs: &Structs, types: impl Iterator<Item = (Type, bool)>) -> (Vec<Option<u32>>, u32) {
    let mut end = 0;
    let offsets = types
        .map(|(ty, row_major)| {
            if structs.only_samplers(ty) {
                return None;
            }
            let layout = layout(structs, ty, row_major);
            let offset = round_up(end, layout.align);
            end = offset + layout.size;
            Some(offset)
        })
        .collect();
    (offsets, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Field, Number, Precision};

    #[test]
    fn std140_as_the_specification_places_it() {
        let mut structs = Structs::default();
        let field = |ty, row_major| Field { name: "m".into(), ty, precision: Precision::None, row_major };
        let inner = structs.add("S", vec![field(Type::floats(3), false), field(Type::matrix(3, 3), false)]);
        let id = structs.add(
            "B",
            vec![
                field(Type::FLOAT, false),
                field(Type::floats(2), false),
                field(Type::floats(3), false),
                field(Type::FLOAT, false),
                field(Type::FLOAT.array(3), false),
                field(Type::matrix(2, 4), true),
                field(Type::of(Base::Struct(inner)).array(2), false),
                field(Type::vector(Number::Bool, 1), false),
            ],
        );
        let (offsets, size) = members(&structs, id, false);
        let offsets: Vec<u32> = offsets.into_iter().flatten().collect();
        assert_eq!(offsets, [0, 8, 16, 28, 32, 80, 144, 272]);
        assert_eq!((size, block(&structs, id, false).1), (288, 276));
        assert_eq!(array_stride(&structs, Type::matrix(2, 2).array(3), false), 32);
    }
}
