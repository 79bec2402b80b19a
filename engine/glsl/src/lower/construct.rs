//! Constructors.

use super::{Expr, Lower, Lowering};
use crate::{
    tree::ExprId,
    types::{Base, Number, Type},
};

impl Lowering<'_> {
    pub(super) fn construct(&mut self, ty: Type, arguments: &[ExprId]) -> Lower<Expr> {
        if ty.number().is_none() {
            let mut parts = Vec::with_capacity(arguments.len());
            for &argument in arguments {
                parts.push(self.value(argument)?);
            }
            return self.compose(ty, parts);
        }
        if let &[only] = arguments {
            let from = self.tree.expr(only).ty;
            let value = self.value(only)?;
            return self.convert(value, from, ty);
        }
        let number = ty.number().unwrap_or(Number::Float);
        let mut components = Vec::new();
        for &argument in arguments {
            let from = self.tree.expr(argument).ty;
            let value = self.value(argument)?;
            self.spread(value, from, number, &mut components);
        }
        self.gather(ty, components)
    }

    /// A constructor with one argument.
    fn convert(&mut self, value: Expr, from: Type, to: Type) -> Lower<Expr> {
        let number = to.number().unwrap_or(Number::Float);
        match (to.base, from.base) {
            (Base::Vector(_, size), Base::Vector(old, 1)) => {
                let value = self.cast(value, old, number);
                Ok(self.splat(value, size))
            }
            (Base::Vector(_, size), Base::Vector(old, count)) => {
                let value = if size == count { value } else { self.first_lanes(value, size) };
                Ok(self.cast(value, old, number))
            }
            (Base::Matrix(columns, rows), Base::Vector(old, 1)) => {
                let value = self.cast(value, old, Number::Float);
                let zero = self.float(0.0);
                let mut parts = Vec::new();
                for column in 0..columns {
                    let cells = (0..rows).map(|row| if row == column { value } else { zero }).collect();
                    parts.push(self.compose(Type::floats(rows), cells)?);
                }
                self.compose(to, parts)
            }
            (Base::Matrix(columns, rows), Base::Matrix(old_columns, old_rows)) => {
                let mut parts = Vec::new();
                for column in 0..columns {
                    let old = (column < old_columns).then(|| self.part(value, u32::from(column)));
                    if let (Some(old), true) = (old, rows == old_rows) {
                        parts.push(old);
                        continue;
                    }
                    let mut cells = Vec::new();
                    for row in 0..rows {
                        cells.push(match old {
                            Some(old) if row < old_rows => self.part(old, u32::from(row)),
                            _ => self.float(f32::from(u8::from(row == column))),
                        });
                    }
                    parts.push(self.compose(Type::floats(rows), cells)?);
                }
                self.compose(to, parts)
            }
            _ => {
                let mut components = Vec::new();
                self.spread(value, from, number, &mut components);
                self.gather(to, components)
            }
        }
    }

    /// The components of a value, converted.
    fn spread(&mut self, value: Expr, ty: Type, number: Number, components: &mut Vec<Expr>) {
        match ty.base {
            Base::Vector(old, 1) => components.push(self.cast(value, old, number)),
            Base::Vector(old, size) => {
                let value = self.cast(value, old, number);
                components.extend((0..u32::from(size)).map(|at| self.part(value, at)));
            }
            Base::Matrix(columns, rows) => {
                for at in 0..u32::from(columns) {
                    let column = self.part(value, at);
                    self.spread(column, Type::floats(rows), number, components);
                }
            }
            _ => {}
        }
    }

    /// A vector or matrix of components; there may be too many.
    fn gather(&mut self, ty: Type, mut components: Vec<Expr>) -> Lower<Expr> {
        components.truncate(ty.components() as usize);
        match ty.base {
            Base::Vector(_, 1) => components.pop().ok_or_else(|| "an empty constructor".to_owned()),
            Base::Matrix(_, rows) => {
                let mut columns = Vec::new();
                for cells in components.chunks(usize::from(rows)) {
                    columns.push(self.compose(Type::floats(rows), cells.to_vec())?);
                }
                self.compose(ty, columns)
            }
            _ => self.compose(ty, components),
        }
    }
}
