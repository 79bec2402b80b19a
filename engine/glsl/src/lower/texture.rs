//! Texture functions.

use super::{Expr, Lower, Lowering, integer_texture::IntegerSample};
use crate::{
    builtin::{TextureAccess, TextureCall},
    tree::{ExprId, Scalar},
    types::{Number, Type},
};
use naga::{BinaryOperator, Block, Expression, ImageQuery, MathFunction, SampleLevel, Statement};
use sparrow_render::gl::{GlSamplerKind, GlTextureDim, GlValueKind};

/// A call whose arguments are evaluated.
struct Call<'c> {
    call: TextureCall,
    kind: GlSamplerKind,
    /// Arguments behind the sampler.
    values: &'c [Expr],
    /// Components of the position.
    position: u8,
    ty: Type,
}

impl Lowering<'_> {
    pub(super) fn texture(&mut self, call: TextureCall, ids: &[ExprId], ty: Type, line: u32) -> Lower<Expr> {
        let Some(kind) = self.tree.expr(ids[0]).ty.as_sampler() else {
            return Err(format!("line {line}: a texture function without a sampler"));
        };
        let (candidates, choice) = self.sampler_candidates(ids[0])?;
        let mut values = Vec::with_capacity(ids.len() - 1);
        for &id in &ids[1..] {
            values.push(self.value(id)?);
        }
        let position = self.tree.expr(ids[1]).ty.components() as u8;
        let call = Call { call, kind, values: &values, position, ty };
        let Some(index) = choice else {
            return self.read_texture(&call, candidates[0]);
        };
        // A chain of comparisons: there are no arrays of bindings.
        let result = self.temporary(ty)?;
        let mut opened = Vec::new();
        for (at, &candidate) in candidates.iter().enumerate() {
            let last = at + 1 == candidates.len();
            if !last {
                let number = self.literal(Scalar::Int(at as i32));
                let chosen = self.binary(BinaryOperator::Equal, index, number);
                self.open();
                let value = self.read_texture(&call, candidate)?;
                self.store(result, value);
                let accept = self.close();
                opened.push((chosen, accept));
                self.open();
            } else {
                let value = self.read_texture(&call, candidate)?;
                self.store(result, value);
            }
        }
        while let Some((chosen, accept)) = opened.pop() {
            let reject = self.close();
            self.push_if(chosen, accept, reject);
        }
        Ok(self.load(result))
    }

    fn read_texture(&mut self, call: &Call<'_>, (image, sampler): (Expr, Expr)) -> Lower<Expr> {
        self.check_budget()?;
        match call.call.access {
            TextureAccess::Size => self.texture_size(call, image),
            TextureAccess::Fetch => Ok(self.fetch(call, image)),
            _ => self.sample(call, image, sampler),
        }
    }

    fn texture_size(&mut self, call: &Call<'_>, image: Expr) -> Lower<Expr> {
        let query = ImageQuery::Size { level: Some(call.values[0]) };
        let size = self.emit(Expression::ImageQuery { image, query });
        let size = self.cast(size, Number::Uint, Number::Int);
        if call.kind.dim != GlTextureDim::D2Array {
            return Ok(size);
        }
        let layers = self.emit(Expression::ImageQuery { image, query: ImageQuery::NumLayers });
        let layers = self.cast(layers, Number::Uint, Number::Int);
        let (width, height) = (self.part(size, 0), self.part(size, 1));
        self.compose(call.ty, vec![width, height, layers])
    }

    fn fetch(&mut self, call: &Call<'_>, image: Expr) -> Expr {
        let mut coordinate = call.values[0];
        let mut array_index = None;
        if call.kind.dim == GlTextureDim::D2Array {
            array_index = Some(self.part(coordinate, 2));
            coordinate = self.first_lanes(coordinate, 2);
        }
        if call.call.offset {
            coordinate = self.binary(BinaryOperator::Add, coordinate, call.values[2]);
        }
        let level = Some(call.values[1]);
        self.emit(Expression::ImageLoad { image, coordinate, array_index, sample: None, level })
    }

    fn sample(&mut self, call: &Call<'_>, image: Expr, sampler: Expr) -> Lower<Expr> {
        let spatial = if matches!(call.kind.dim, GlTextureDim::D2 | GlTextureDim::D2Array) { 2 } else { 3 };
        let mut full = call.values[0];
        let mut width = call.position;
        if call.call.project {
            let divisor = self.part(full, u32::from(width) - 1);
            width = spatial + u8::from(call.kind.shadow);
            let dividend = self.first_lanes(full, width);
            let divisor = self.splat(divisor, width);
            full = self.binary(BinaryOperator::Divide, dividend, divisor);
        }
        let coordinate = if width == spatial { full } else { self.first_lanes(full, spatial) };
        let array_index = (call.kind.dim == GlTextureDim::D2Array).then(|| {
            let layer = self.part(full, u32::from(spatial));
            let layer = self.math(MathFunction::Round, &[layer]);
            self.cast(layer, Number::Float, Number::Int)
        });
        let depth_ref = call.kind.shadow.then(|| self.part(full, u32::from(width) - 1));
        let mut rest = &call.values[1..];
        let mut level = match call.call.access {
            TextureAccess::Lod => {
                rest = &rest[1..];
                SampleLevel::Exact(call.values[1])
            }
            TextureAccess::Gradient => {
                rest = &rest[2..];
                SampleLevel::Gradient { x: call.values[1], y: call.values[2] }
            }
            _ if self.tree.is_fragment() => SampleLevel::Auto,
            // There are no derivatives between vertices.
            _ => SampleLevel::Zero,
        };
        let mut offset = None;
        if call.call.offset {
            offset = rest.first().copied();
            rest = &rest[1..];
        }
        if let &[bias] = rest {
            level = SampleLevel::Bias(bias);
        }
        if call.kind.shadow {
            // naga compares only at the level of the derivatives or at the first one.
            level = match level {
                SampleLevel::Auto | SampleLevel::Bias(_) => SampleLevel::Auto,
                _ => SampleLevel::Zero,
            };
        }
        if call.kind.value != GlValueKind::Float {
            let sample = IntegerSample {
                image,
                sampler,
                dim: call.kind.dim,
                ty: call.ty,
                coordinate,
                array_index,
                offset,
            };
            return self.sample_integers(&sample, &level);
        }
        Ok(self.emit(Expression::ImageSample {
            image,
            sampler,
            gather: None,
            coordinate,
            array_index,
            offset,
            level,
            depth_ref,
            clamp_to_edge: false,
        }))
    }

    /// `if (!condition) break;`
    pub(super) fn break_unless(&mut self, condition: Expr) {
        let mut reject = Block::new();
        reject.push(Statement::Break, naga::Span::UNDEFINED);
        self.push_if(condition, Block::new(), reject);
    }
}
