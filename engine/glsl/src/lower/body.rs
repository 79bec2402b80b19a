//! The function that is being made: its expressions and its open blocks.

use super::{Expr, Lower, Lowering, MAX_EXPRESSIONS};
use crate::{
    tree::{Scalar, VariableId},
    types::{Number, Type},
};
use naga::{
    BinaryOperator, Block, Expression, Function, GlobalVariable, Handle, Literal, LocalVariable,
    MathFunction, Range, ScalarKind, Span, Statement, SwizzleComponent, UnaryOperator, VectorSize,
};
use rustc_hash::FxHashMap;

/// A function in the making.
#[derive(Default)]
pub(super) struct Body {
    pub(super) function: Function,
    /// Open blocks, innermost last.
    blocks: Vec<Block>,
    /// Expressions that the innermost block is about to evaluate.
    emitted: Option<(Expr, Expr)>,
    literals: FxHashMap<(u8, u32), Expr>,
    globals: FxHashMap<Handle<GlobalVariable>, Expr>,
    zeros: FxHashMap<Handle<naga::Type>, Expr>,
    /// Pointers to locals and parameters.
    pub(super) variables: FxHashMap<VariableId, Expr>,
    /// Image and sampler arguments of parameters.
    pub(super) samplers: FxHashMap<VariableId, Vec<super::samplers::SamplerArguments>>,
}

impl Lowering<'_> {
    /// Begins a function.
    pub(super) fn begin(&mut self, name: Option<String>) {
        self.spent += self.body.function.expressions.len();
        self.body = Body { blocks: vec![Block::new()], ..Body::default() };
        self.body.function.name = name;
    }

    /// Ends the function.
    pub(super) fn end(&mut self) -> Function {
        self.flush();
        let mut function = std::mem::take(&mut self.body.function);
        self.spent += function.expressions.len();
        function.body = self.body.blocks.pop().unwrap_or_default();
        function
    }

    /// Begins a block inside of the current one.
    pub(super) fn open(&mut self) {
        self.flush();
        self.body.blocks.push(Block::new());
    }

    /// Ends the innermost block.
    pub(super) fn close(&mut self) -> Block {
        self.flush();
        self.body.blocks.pop().unwrap_or_default()
    }

    fn flush(&mut self) {
        if let Some((first, last)) = self.body.emitted.take()
            && let Some(block) = self.body.blocks.last_mut()
        {
            block.push(Statement::Emit(Range::new_from_bounds(first, last)), Span::UNDEFINED);
        }
    }

    pub(super) fn push(&mut self, statement: Statement) {
        self.flush();
        if let Some(block) = self.body.blocks.last_mut() {
            block.push(statement, Span::UNDEFINED);
        }
    }

    pub(super) fn push_if(&mut self, condition: Expr, accept: Block, reject: Block) {
        self.push(Statement::If { condition, accept, reject });
    }

    /// Adds an expression that exists without being evaluated.
    fn constant_expression(&mut self, expression: Expression) -> Expr {
        self.body.function.expressions.append(expression, Span::UNDEFINED)
    }

    /// Adds an expression and evaluates it here.
    pub(super) fn emit(&mut self, expression: Expression) -> Expr {
        let handle = self.body.function.expressions.append(expression, Span::UNDEFINED);
        match &mut self.body.emitted {
            Some((_, last)) if last.index() + 1 == handle.index() => *last = handle,
            _ => {
                self.flush();
                self.body.emitted = Some((handle, handle));
            }
        }
        handle
    }

    /// Guards against code that grows without bound.
    pub(super) fn check_budget(&self) -> Lower<()> {
        if self.spent + self.body.function.expressions.len() > MAX_EXPRESSIONS {
            return Err("the shader is too large".to_owned());
        }
        Ok(())
    }

    pub(super) fn argument(&mut self, index: u32) -> Expr {
        self.constant_expression(Expression::FunctionArgument(index))
    }

    pub(super) fn call_result(&mut self, function: Handle<Function>) -> Expr {
        self.constant_expression(Expression::CallResult(function))
    }

    pub(super) fn literal(&mut self, scalar: Scalar) -> Expr {
        let (kind, bits, literal) = match scalar {
            // naga refuses literals that are not finite.
            Scalar::Float(value) if !value.is_finite() => {
                let bits = self.literal(Scalar::Uint(value.to_bits()));
                return self.emit(Expression::As { expr: bits, kind: ScalarKind::Float, convert: None });
            }
            Scalar::Float(value) => (0, value.to_bits(), Literal::F32(value)),
            Scalar::Int(value) => (1, value as u32, Literal::I32(value)),
            Scalar::Uint(value) => (2, value, Literal::U32(value)),
            Scalar::Bool(value) => (3, u32::from(value), Literal::Bool(value)),
        };
        if let Some(&known) = self.body.literals.get(&(kind, bits)) {
            return known;
        }
        let expression = self.constant_expression(Expression::Literal(literal));
        self.body.literals.insert((kind, bits), expression);
        expression
    }

    pub(super) fn float(&mut self, value: f32) -> Expr {
        self.literal(Scalar::Float(value))
    }

    pub(super) fn uint(&mut self, value: u32) -> Expr {
        self.literal(Scalar::Uint(value))
    }

    /// Pointer to a global, or the handle of an image or sampler.
    pub(super) fn global(&mut self, global: Handle<GlobalVariable>) -> Expr {
        if let Some(&known) = self.body.globals.get(&global) {
            return known;
        }
        let expression = self.constant_expression(Expression::GlobalVariable(global));
        self.body.globals.insert(global, expression);
        expression
    }

    /// Pointer to a new local variable.
    pub(super) fn local(&mut self, ty: Handle<naga::Type>) -> Expr {
        let local = LocalVariable { name: None, ty, init: None };
        let local = self.body.function.local_variables.append(local, Span::UNDEFINED);
        self.constant_expression(Expression::LocalVariable(local))
    }

    /// A new local variable of a value type.
    pub(super) fn temporary(&mut self, ty: Type) -> Lower<Expr> {
        let ty = self.value_type(ty)?;
        Ok(self.local(ty))
    }

    /// Zero of a value type.
    pub(super) fn zero(&mut self, ty: Type) -> Lower<Expr> {
        let ty = self.value_type(ty)?;
        if let Some(&known) = self.body.zeros.get(&ty) {
            return Ok(known);
        }
        let expression = self.constant_expression(Expression::ZeroValue(ty));
        self.body.zeros.insert(ty, expression);
        Ok(expression)
    }

    pub(super) fn load(&mut self, pointer: Expr) -> Expr {
        self.emit(Expression::Load { pointer })
    }

    pub(super) fn store(&mut self, pointer: Expr, value: Expr) {
        self.push(Statement::Store { pointer, value });
    }

    /// Component, column, element or member; of a value or behind a pointer.
    pub(super) fn part(&mut self, base: Expr, index: u32) -> Expr {
        self.emit(Expression::AccessIndex { base, index })
    }

    pub(super) fn dynamic_part(&mut self, base: Expr, index: Expr) -> Expr {
        self.emit(Expression::Access { base, index })
    }

    pub(super) fn binary(&mut self, op: BinaryOperator, left: Expr, right: Expr) -> Expr {
        self.emit(Expression::Binary { op, left, right })
    }

    pub(super) fn unary(&mut self, op: UnaryOperator, expr: Expr) -> Expr {
        self.emit(Expression::Unary { op, expr })
    }

    pub(super) fn math(&mut self, fun: MathFunction, arguments: &[Expr]) -> Expr {
        self.emit(Expression::Math {
            fun,
            arg: arguments[0],
            arg1: arguments.get(1).copied(),
            arg2: arguments.get(2).copied(),
            arg3: arguments.get(3).copied(),
        })
    }

    pub(super) fn select(&mut self, condition: Expr, accept: Expr, reject: Expr) -> Expr {
        self.emit(Expression::Select { condition, accept, reject })
    }

    /// A vector with a scalar in all components; the scalar itself for size 1.
    pub(super) fn splat(&mut self, value: Expr, size: u8) -> Expr {
        match vector_size(size) {
            Some(size) => self.emit(Expression::Splat { size, value }),
            None => value,
        }
    }

    pub(super) fn compose(&mut self, ty: Type, components: Vec<Expr>) -> Lower<Expr> {
        let ty = self.value_type(ty)?;
        Ok(self.emit(Expression::Compose { ty, components }))
    }

    /// Some components of a vector.
    pub(super) fn swizzle(&mut self, vector: Expr, lanes: &[u8]) -> Expr {
        const ALL: [SwizzleComponent; 4] =
            [SwizzleComponent::X, SwizzleComponent::Y, SwizzleComponent::Z, SwizzleComponent::W];
        let Some(size) = vector_size(lanes.len() as u8) else {
            return self.part(vector, u32::from(lanes[0]));
        };
        let mut pattern = [SwizzleComponent::X; 4];
        for (place, &lane) in pattern.iter_mut().zip(lanes) {
            *place = ALL[usize::from(lane)];
        }
        self.emit(Expression::Swizzle { size, vector, pattern })
    }

    /// The first components of a vector.
    pub(super) fn first_lanes(&mut self, vector: Expr, count: u8) -> Expr {
        self.swizzle(vector, &[0, 1, 2, 3][..usize::from(count)])
    }

    /// Converts numbers.
    pub(super) fn cast(&mut self, expr: Expr, from: Number, to: Number) -> Expr {
        if from == to {
            return expr;
        }
        let scalar = scalar(to);
        self.emit(Expression::As { expr, kind: scalar.kind, convert: Some(scalar.width) })
    }
}

pub(super) fn vector_size(size: u8) -> Option<VectorSize> {
    match size {
        2 => Some(VectorSize::Bi),
        3 => Some(VectorSize::Tri),
        4 => Some(VectorSize::Quad),
        _ => None,
    }
}

pub(super) fn scalar(number: Number) -> naga::Scalar {
    match number {
        Number::Float => naga::Scalar::F32,
        Number::Int => naga::Scalar::I32,
        Number::Uint => naga::Scalar::U32,
        Number::Bool => naga::Scalar::BOOL,
    }
}
