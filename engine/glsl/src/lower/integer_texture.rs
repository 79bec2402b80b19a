//! Sampling textures of integers, which naga has no expression for: the nearest texel is found by hand.
//!
//! Two-dimensional ones are gathered, so that the sampler's wrap modes hold; cubes are arrays of six faces here and for the executor
//! (see [`GlInterface`](sparrow_render::gl::GlInterface)).

use super::{Expr, Lower, Lowering};
use crate::{
    tree::Scalar,
    types::{Number, Type},
};
use naga::{BinaryOperator, Expression, ImageQuery, MathFunction, SampleLevel, SwizzleComponent};
use sparrow_render::gl::GlTextureDim;

/// One sampling of a texture of integers.
pub(super) struct IntegerSample {
    pub(super) image: Expr,
    pub(super) sampler: Expr,
    pub(super) dim: GlTextureDim,
    /// Of the result.
    pub(super) ty: Type,
    pub(super) coordinate: Expr,
    pub(super) array_index: Option<Expr>,
    pub(super) offset: Option<Expr>,
}

impl Lowering<'_> {
    /// Derivatives choose no level: what is not given is the base level.
    pub(super) fn sample_integers(&mut self, sample: &IntegerSample, level: &SampleLevel) -> Lower<Expr> {
        let level = match *level {
            SampleLevel::Exact(level) => {
                let level = self.math(MathFunction::Round, &[level]);
                Some(self.cast(level, Number::Float, Number::Int))
            }
            _ => None,
        };
        if sample.dim == GlTextureDim::Cube {
            let (face, coordinate) = self.cube_face(sample.coordinate)?;
            let face = IntegerSample { coordinate, array_index: Some(face), ..*sample };
            return Ok(self.load_nearest(&face, level));
        }
        match level {
            None if sample.dim != GlTextureDim::D3 => self.gather_nearest(sample),
            level => Ok(self.load_nearest(sample, level)),
        }
    }

    /// Reads the nearest texel; coordinates outside are clamped, whatever the wrap mode.
    fn load_nearest(&mut self, sample: &IntegerSample, level: Option<Expr>) -> Expr {
        let size = if sample.dim == GlTextureDim::D3 { 3 } else { 2 };
        let level = match level {
            Some(level) => level,
            None => self.literal(Scalar::Int(0)),
        };
        let query = ImageQuery::Size { level: Some(level) };
        let extent = self.emit(Expression::ImageQuery { image: sample.image, query });
        let float_extent = self.cast(extent, Number::Uint, Number::Float);
        let extent = self.cast(extent, Number::Uint, Number::Int);
        let place = self.binary(BinaryOperator::Multiply, sample.coordinate, float_extent);
        let place = self.math(MathFunction::Floor, &[place]);
        let mut place = self.cast(place, Number::Float, Number::Int);
        if let Some(offset) = sample.offset {
            place = self.binary(BinaryOperator::Add, place, offset);
        }
        let (zero, one) = (self.literal(Scalar::Int(0)), self.literal(Scalar::Int(1)));
        let (zero, one) = (self.splat(zero, size), self.splat(one, size));
        let last = self.binary(BinaryOperator::Subtract, extent, one);
        let coordinate = self.math(MathFunction::Clamp, &[place, zero, last]);
        let (image, array_index) = (sample.image, sample.array_index);
        self.emit(Expression::ImageLoad { image, coordinate, array_index, sample: None, level: Some(level) })
    }

    /// The nearest texel of the base level: the first of the four that are gathered a little beyond its middle.
    fn gather_nearest(&mut self, sample: &IntegerSample) -> Lower<Expr> {
        let query = ImageQuery::Size { level: None };
        let extent = self.emit(Expression::ImageQuery { image: sample.image, query });
        let extent = self.cast(extent, Number::Uint, Number::Float);
        let place = self.binary(BinaryOperator::Multiply, sample.coordinate, extent);
        let mut place = self.math(MathFunction::Floor, &[place]);
        if let Some(offset) = sample.offset {
            let offset = self.cast(offset, Number::Int, Number::Float);
            place = self.binary(BinaryOperator::Add, place, offset);
        }
        let beyond = self.float(0.75);
        let beyond = self.splat(beyond, 2);
        let place = self.binary(BinaryOperator::Add, place, beyond);
        let coordinate = self.binary(BinaryOperator::Divide, place, extent);
        let lanes = [SwizzleComponent::X, SwizzleComponent::Y, SwizzleComponent::Z, SwizzleComponent::W];
        let mut components = Vec::with_capacity(4);
        for lane in lanes {
            let four = self.emit(Expression::ImageSample {
                image: sample.image,
                sampler: sample.sampler,
                gather: Some(lane),
                coordinate,
                array_index: sample.array_index,
                offset: None,
                level: SampleLevel::Zero,
                depth_ref: None,
                clamp_to_edge: false,
            });
            components.push(self.part(four, 3));
        }
        self.compose(sample.ty, components)
    }

    /// The face that a direction meets, and where (OpenGL ES 3.0, 3.8.10).
    fn cube_face(&mut self, direction: Expr) -> Lower<(Expr, Expr)> {
        let [x, y, z] = [0, 1, 2].map(|lane| self.part(direction, lane));
        let [ax, ay, az] = [x, y, z].map(|v| self.math(MathFunction::Abs, &[v]));
        let [nx, ny, nz] = [x, y, z].map(|v| self.unary(naga::UnaryOperator::Negate, v));
        let zero = self.float(0.0);
        let [right, up, front] = [x, y, z].map(|v| self.binary(BinaryOperator::GreaterEqual, v, zero));
        let faces = [[0, 1], [2, 3], [4, 5]].map(|pair| pair.map(|face| self.literal(Scalar::Int(face))));
        // For each axis: the face, s, t and the divisor.
        let along_x = [self.select(right, faces[0][0], faces[0][1]), self.select(right, nz, z), ny, ax];
        let along_y = [self.select(up, faces[1][0], faces[1][1]), x, self.select(up, z, nz), ay];
        let along_z = [self.select(front, faces[2][0], faces[2][1]), self.select(front, x, nx), ny, az];
        let beats = |this: &mut Self, a, b| this.binary(BinaryOperator::GreaterEqual, a, b);
        let (x_over_y, x_over_z, y_over_z) = (beats(self, ax, ay), beats(self, ax, az), beats(self, ay, az));
        let is_x = self.binary(BinaryOperator::LogicalAnd, x_over_y, x_over_z);
        let mut chosen = along_z;
        for (at, value) in chosen.iter_mut().enumerate() {
            let other = self.select(y_over_z, along_y[at], *value);
            *value = self.select(is_x, along_x[at], other);
        }
        let [face, s, t, divisor] = chosen;
        let place = self.compose(Type::floats(2), vec![s, t])?;
        let divisor = self.splat(divisor, 2);
        let place = self.binary(BinaryOperator::Divide, place, divisor);
        let half = self.float(0.5);
        let half = self.splat(half, 2);
        let place = self.binary(BinaryOperator::Multiply, place, half);
        Ok((face, self.binary(BinaryOperator::Add, place, half)))
    }
}
