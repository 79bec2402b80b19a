//! Places: what is read and written through pointers, in private and local variables and in uniform buffers.

use super::{
    Expr, Lower, Lowering,
    value::{is_widened, stored_number},
};
use crate::{
    tree::{BuiltinVariable, ExprId, ExprKind, Lanes, Scalar, Storage, VariableId},
    types::{Base, Number, Type},
};
use naga::MathFunction;

/// A pointer, and how its value is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) pointer: Expr,
    pub(super) ty: Type,
    /// It lies in a uniform buffer, by std140.
    stored: bool,
    /// It lies in the first components of a `vec4`.
    widened: bool,
    row_major: bool,
}

/// Something that can be assigned to.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Place(Place),
    /// Some components of a vector.
    Lanes(Place, Lanes),
    /// A component, chosen at run time, of a swizzle.
    Lane {
        place: Place,
        lanes: Lanes,
        index: Expr,
    },
}

impl Place {
    fn plain(pointer: Expr, ty: Type) -> Self {
        Self { pointer, ty, stored: false, widened: false, row_major: false }
    }

    fn stored(pointer: Expr, ty: Type) -> Self {
        Self { stored: true, ..Self::plain(pointer, ty) }
    }
}

impl Lowering<'_> {
    /// The place of an expression, if it has one.
    pub(super) fn place(&mut self, id: ExprId) -> Lower<Option<Place>> {
        let expr = *self.tree.expr(id);
        match expr.kind {
            ExprKind::Variable(variable) => self.variable_place(variable, expr.ty),
            ExprKind::Index { base, index } => self.index_place(base, index, expr.ty),
            ExprKind::Field { base, field } => {
                let Some(id) = self.tree.expr(base).ty.as_struct() else { return Ok(None) };
                let Some(place) = self.place(base)? else { return Ok(None) };
                let row_major = place.row_major || self.tree.structs.get(id).fields[field as usize].row_major;
                let member = self.tree.structs.value_index(id, field);
                let pointer = self.part(place.pointer, member);
                Ok(Some(Place { pointer, ty: expr.ty, widened: false, row_major, ..place }))
            }
            ExprKind::Swizzle { base, lanes } => {
                let &[lane] = lanes.as_slice() else { return Ok(None) };
                let Some(place) = self.place(base)? else { return Ok(None) };
                let pointer = self.part(place.pointer, u32::from(lane));
                Ok(Some(Place { pointer, ty: expr.ty, widened: false, ..place }))
            }
            _ => Ok(None),
        }
    }

    fn variable_place(&mut self, id: VariableId, ty: Type) -> Lower<Option<Place>> {
        if let Some(&pointer) = self.body.variables.get(&id) {
            return Ok(Some(Place::plain(pointer, ty)));
        }
        if let Some(&member) = self.uniforms.get(&id) {
            let Some(block) = self.default_block else { return Ok(None) };
            let block = self.global(block);
            let pointer = self.part(block, member);
            return Ok(Some(Place::stored(pointer, ty)));
        }
        let variable = self.tree.variable(id);
        if variable.builtin == Some(BuiltinVariable::DepthRange) {
            // The structure's members are the vector's first components, but not its type.
            return Ok(None);
        }
        if let Storage::Block(block) = variable.storage {
            let pointer = match self.blocks.get(&block).map(Vec::as_slice) {
                Some([only]) if !ty.is_array() => self.global(*only),
                _ => return Ok(None),
            };
            return Ok(Some(Place::stored(pointer, ty)));
        }
        let Some(global) = self.private(id)? else { return Ok(None) };
        let pointer = self.global(global);
        Ok(Some(Place::plain(pointer, ty)))
    }

    /// An index within a type: what lies outside is the nearest element, as ANGLE has it. In buffers the device would look at what is behind.
    pub(super) fn bounded_index(&mut self, index: ExprId, within: Type) -> Lower<Expr> {
        let length = match (within.as_matrix(), within.as_vector()) {
            _ if within.is_array() => within.length,
            (Some((columns, _)), _) => u32::from(columns),
            (_, Some((_, size))) => u32::from(size),
            _ => return self.value(index),
        };
        let last = length.saturating_sub(1);
        let value = self.value(index)?;
        if self.tree.expr(index).ty.number() == Some(Number::Uint) {
            let last = self.uint(last);
            return Ok(self.math(MathFunction::Min, &[value, last]));
        }
        let first = self.literal(Scalar::Int(0));
        let last = self.literal(Scalar::Int(i32::try_from(last).unwrap_or(i32::MAX)));
        Ok(self.math(MathFunction::Clamp, &[value, first, last]))
    }

    fn index_place(&mut self, base: ExprId, index: ExprId, ty: Type) -> Lower<Option<Place>> {
        let constant = self.tree.constant_index(index);
        // An element of an array of blocks is a variable of its own.
        if let ExprKind::Variable(variable) = self.tree.expr(base).kind
            && let Storage::Block(block) = self.tree.variable(variable).storage
        {
            let element = constant.and_then(|at| self.blocks.get(&block)?.get(at as usize).copied());
            let global = element.ok_or("an array of blocks without a constant index")?;
            let pointer = self.global(global);
            return Ok(Some(Place::stored(pointer, ty)));
        }
        let Some(place) = self.place(base)? else { return Ok(None) };
        let matrix = place.ty.as_matrix();
        if place.row_major && matrix.is_some() {
            return Ok(None);
        }
        let pointer = match constant {
            Some(at) => self.part(place.pointer, at),
            None => {
                let index = self.bounded_index(index, place.ty)?;
                self.dynamic_part(place.pointer, index)
            }
        };
        let widened = place.stored
            && match matrix {
                Some((_, rows)) => rows == 2,
                None => place.ty.is_array() && is_widened(place.ty),
            };
        Ok(Some(Place { pointer, ty, widened, ..place }))
    }

    pub(super) fn load_place(&mut self, place: &Place) -> Lower<Expr> {
        if place.stored {
            self.load_stored(place.pointer, place.ty, place.widened, place.row_major)
        } else {
            Ok(self.load(place.pointer))
        }
    }

    /// Reads a value out of a uniform buffer, member by member where the types differ.
    fn load_stored(&mut self, pointer: Expr, ty: Type, widened: bool, row_major: bool) -> Lower<Expr> {
        self.check_budget()?;
        if ty.is_array() {
            let widened = is_widened(ty);
            let mut elements = Vec::with_capacity(ty.length as usize);
            for at in 0..ty.length {
                let element = self.part(pointer, at);
                elements.push(self.load_stored(element, ty.element(), widened, row_major)?);
            }
            return self.compose(ty, elements);
        }
        match ty.base {
            Base::Vector(number, size) => {
                let value = if widened && size == 1 {
                    let first = self.part(pointer, 0);
                    self.load(first)
                } else {
                    let whole = self.load(pointer);
                    if widened { self.first_lanes(whole, size) } else { whole }
                };
                Ok(self.cast(value, stored_number(number), number))
            }
            Base::Matrix(columns, rows) => {
                let (columns, rows) = if row_major { (rows, columns) } else { (columns, rows) };
                let value = if rows == 2 {
                    let mut parts = Vec::with_capacity(usize::from(columns));
                    for at in 0..u32::from(columns) {
                        let column = self.part(pointer, at);
                        let column = self.load(column);
                        parts.push(self.first_lanes(column, 2));
                    }
                    self.compose(Type::matrix(columns, rows), parts)?
                } else {
                    self.load(pointer)
                };
                Ok(if row_major { self.math(MathFunction::Transpose, &[value]) } else { value })
            }
            Base::Struct(id) => {
                let tree = self.tree;
                let mut members = Vec::new();
                for field in &tree.structs.get(id).fields {
                    if !tree.structs.only_samplers(field.ty) {
                        let member = self.part(pointer, members.len() as u32);
                        let row_major = row_major || field.row_major;
                        members.push(self.load_stored(member, field.ty, false, row_major)?);
                    }
                }
                self.compose(ty, members)
            }
            Base::Error | Base::Void | Base::Sampler(_) => Err("a uniform without a type".to_owned()),
        }
    }

    /// What an expression on the left of an assignment writes. Indices are evaluated here, once.
    pub(super) fn target(&mut self, id: ExprId) -> Lower<Target> {
        let expr = *self.tree.expr(id);
        match expr.kind {
            ExprKind::Swizzle { base, lanes } => {
                let picked = lanes.as_slice();
                match self.target(base)? {
                    Target::Place(place) if picked.len() == 1 => {
                        let pointer = self.part(place.pointer, u32::from(picked[0]));
                        return Ok(Target::Place(Place::plain(pointer, expr.ty)));
                    }
                    Target::Place(place) => return Ok(Target::Lanes(place, lanes)),
                    Target::Lanes(place, inner) => {
                        let inner = inner.as_slice();
                        let mut lanes = [0; 4];
                        for (lane, &at) in lanes.iter_mut().zip(picked) {
                            *lane = inner[usize::from(at)];
                        }
                        return Ok(Target::Lanes(place, Lanes::new(&lanes[..picked.len()])));
                    }
                    Target::Lane { .. } => {}
                }
            }
            ExprKind::Index { base, index }
                if matches!(self.tree.expr(base).kind, ExprKind::Swizzle { .. }) =>
            {
                if let Target::Lanes(place, lanes) = self.target(base)? {
                    return match self.tree.constant_index(index) {
                        Some(at) => {
                            Ok(Target::Lanes(place, Lanes::new(&lanes.as_slice()[at as usize..][..1])))
                        }
                        None => {
                            let within = Type::vector(Number::Float, lanes.as_slice().len() as u8);
                            Ok(Target::Lane { place, lanes, index: self.bounded_index(index, within)? })
                        }
                    };
                }
            }
            _ => {}
        }
        match self.place(id)? {
            Some(place) => Ok(Target::Place(place)),
            None => Err(format!("line {}: an assignment to something without a place", expr.line)),
        }
    }

    pub(super) fn load_target(&mut self, target: &Target) -> Lower<Expr> {
        match target {
            Target::Place(place) => self.load_place(place),
            Target::Lanes(place, lanes) => {
                let whole = self.load_place(place)?;
                Ok(self.swizzle(whole, lanes.as_slice()))
            }
            Target::Lane { place, lanes, index } => {
                let whole = self.load_place(place)?;
                let picked = self.swizzle(whole, lanes.as_slice());
                Ok(self.dynamic_part(picked, *index))
            }
        }
    }

    pub(super) fn store_target(&mut self, target: &Target, value: Expr) -> Lower<()> {
        match target {
            Target::Place(place) => self.store(place.pointer, value),
            Target::Lanes(place, lanes) => self.store_lanes(place, lanes, value),
            Target::Lane { place, lanes, index } => {
                // Put the component into a copy of the swizzle, and that back.
                let Some((number, _)) = place.ty.as_vector() else {
                    return Err("a swizzle of no vector".to_owned());
                };
                let copy = self.temporary(Type::vector(number, lanes.as_slice().len() as u8))?;
                let whole = self.load_place(place)?;
                let picked = self.swizzle(whole, lanes.as_slice());
                self.store(copy, picked);
                let component = self.dynamic_part(copy, *index);
                self.store(component, value);
                let changed = self.load(copy);
                self.store_lanes(place, lanes, changed);
            }
        }
        Ok(())
    }

    fn store_lanes(&mut self, place: &Place, lanes: &Lanes, value: Expr) {
        if let &[lane] = lanes.as_slice() {
            let pointer = self.part(place.pointer, u32::from(lane));
            self.store(pointer, value);
            return;
        }
        for (at, &lane) in lanes.as_slice().iter().enumerate() {
            let component = self.part(value, at as u32);
            let pointer = self.part(place.pointer, u32::from(lane));
            self.store(pointer, component);
        }
    }

    /// `gl_DepthRange` as a value.
    pub(super) fn depth_range(&mut self, ty: Type) -> Lower<Expr> {
        let block = self.internal_block();
        let block = self.global(block);
        let range = self.part(block, 1);
        let range = self.load(range);
        let parts = (0..3).map(|at| self.part(range, at)).collect();
        self.compose(ty, parts)
    }

    /// A word of the internal block's vectors, as a number.
    pub(super) fn internal_number(&mut self, vector: u32, component: u32, number: Number) -> Expr {
        let block = self.internal_block();
        let block = self.global(block);
        let vector = self.part(block, vector);
        let component = self.part(vector, component);
        let value = self.load(component);
        self.cast(value, Number::Float, number)
    }
}
