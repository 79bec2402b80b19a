//! Transform feedback as a compute shader: there is nothing else in wgpu that could record vertices.
//!
//! See [`crate::Program`] for what the executor binds.

use super::{Expr, Lower, Lowering, entry::attribute_parts};
use crate::{
    program::FEEDBACK_WORKGROUP,
    tree::{BuiltinVariable, Scalar, Storage},
    types::{Base, Number, Type},
};
use naga::{
    AddressSpace, ArraySize, BinaryOperator, Binding, Block, BuiltIn, Expression, GlobalVariable, Handle,
    ResourceBinding, ShaderStage, Span, Statement, StorageAccess, StructMember, TypeInner,
};
use std::num::NonZeroU32;

/// The parameters are vectors: a head, so many buffers, so many attributes.
const FEEDBACK_BUFFERS: usize = 4;
const FEEDBACK_ATTRIBUTES: usize = 16;

impl Lowering<'_> {
    pub(super) fn feedback_entry(&mut self) -> Lower<()> {
        let linked = self.linked;
        let attributes = linked.interface.attributes.len();
        if attributes > FEEDBACK_ATTRIBUTES
            || linked.feedback.len() > FEEDBACK_BUFFERS && linked.interface.separate_varyings
        {
            return Err("transform feedback with so many attributes or buffers is not supported".to_owned());
        }
        let buffers = if linked.interface.separate_varyings {
            linked.feedback.len()
        } else {
            usize::from(!linked.feedback.is_empty())
        };
        let words = self.words_type();
        let storage = |write: bool| AddressSpace::Storage {
            access: if write { StorageAccess::LOAD | StorageAccess::STORE } else { StorageAccess::LOAD },
        };
        let binding = |binding: usize| Some(ResourceBinding { group: 3, binding: binding as u32 });
        let inputs: Vec<_> = (0..attributes)
            .map(|at| self.add_global(&format!("attribute{at}"), storage(false), words, binding(at)))
            .collect();
        let outputs: Vec<_> = (0..buffers)
            .map(|at| {
                self.add_global(&format!("feedback{at}"), storage(true), words, binding(attributes + at))
            })
            .collect();
        let parameters = self.parameter_type(1 + FEEDBACK_BUFFERS + FEEDBACK_ATTRIBUTES)?;
        let parameters =
            self.add_global("parameters", AddressSpace::Uniform, parameters, binding(attributes + buffers));

        self.begin(None);
        let ids = self.vector_type(Number::Uint, 3);
        let id = self.input(ids, Binding::BuiltIn(BuiltIn::GlobalInvocationId));
        let (x, y) = (self.part(id, 0), self.part(id, 1));
        let groups = self.input(ids, Binding::BuiltIn(BuiltIn::NumWorkGroups));
        let groups = self.part(groups, 0);
        let size = self.uint(FEEDBACK_WORKGROUP);
        let row = self.binary(BinaryOperator::Multiply, groups, size);
        let rows = self.binary(BinaryOperator::Multiply, y, row);
        let record = self.binary(BinaryOperator::Add, x, rows);
        let parameters = self.global(parameters);
        let [total, count, first, _] = self.parameter(parameters, 0);
        self.return_unless_less(record, total);
        let instance = self.binary(BinaryOperator::Divide, record, count);
        let within = self.binary(BinaryOperator::Modulo, record, count);
        let vertex = self.binary(BinaryOperator::Add, within, first);
        self.feedback_builtins(vertex, instance)?;
        self.feedback_inputs(parameters, &inputs, vertex, instance)?;
        self.run_main()?;
        self.feedback_outputs(parameters, &outputs, record)?;
        self.push(Statement::Return { value: None });
        self.add_entry_point(ShaderStage::Compute, [FEEDBACK_WORKGROUP, 1, 1]);
        Ok(())
    }

    fn words_type(&mut self) -> Handle<naga::Type> {
        let base = self.vector_type(Number::Uint, 1);
        self.insert_type(TypeInner::Array { base, size: ArraySize::Dynamic, stride: 4 })
    }

    fn parameter_type(&mut self, count: usize) -> Lower<Handle<naga::Type>> {
        let base = self.vector_type(Number::Uint, 4);
        let length = NonZeroU32::new(count as u32).ok_or("no parameters")?;
        let array =
            self.insert_type(TypeInner::Array { base, size: ArraySize::Constant(length), stride: 16 });
        let member = StructMember { name: Some("vectors".to_owned()), ty: array, binding: None, offset: 0 };
        let inner = TypeInner::Struct { members: vec![member], span: 16 * count as u32 };
        let ty = naga::Type { name: Some("Parameters".to_owned()), inner };
        Ok(self.module.types.insert(ty, Span::UNDEFINED))
    }

    fn parameter(&mut self, parameters: Expr, at: usize) -> [Expr; 4] {
        let vectors = self.part(parameters, 0);
        let vector = self.part(vectors, at as u32);
        let vector = self.load(vector);
        [0, 1, 2, 3].map(|component| self.part(vector, component))
    }

    fn return_unless_less(&mut self, left: Expr, right: Expr) {
        let less = self.binary(BinaryOperator::Less, left, right);
        let mut reject = Block::new();
        reject.push(Statement::Return { value: None }, Span::UNDEFINED);
        self.push_if(less, Block::new(), reject);
    }

    fn feedback_builtins(&mut self, vertex: Expr, instance: Expr) -> Lower<()> {
        for (builtin, value) in [(BuiltinVariable::VertexId, vertex), (BuiltinVariable::InstanceId, instance)]
        {
            if let Some(private) = self.builtin_private(builtin)? {
                let value = self.cast(value, Number::Uint, Number::Int);
                let place = self.global(private);
                self.store(place, value);
            }
        }
        self.draw_id()
    }

    fn feedback_inputs(
        &mut self,
        parameters: Expr,
        inputs: &[Handle<GlobalVariable>],
        vertex: Expr,
        instance: Expr,
    ) -> Lower<()> {
        let (tree, linked) = (self.tree, self.linked);
        for (id, variable) in tree.used_globals(Storage::Input) {
            let Some(&first) = linked.attributes.get(&id) else { continue };
            let Some(private) = self.private(id)? else { continue };
            for (at, (ty, path)) in attribute_parts(variable.ty).into_iter().enumerate() {
                let location = first + at as u32;
                let attributes = &linked.interface.attributes;
                let Some(index) = attributes.iter().position(|attribute| attribute.location == location)
                else {
                    continue;
                };
                let value = self.feedback_input(parameters, index, inputs[index], ty, vertex, instance)?;
                let place = self.global(private);
                let place = path.map_or(place, |column| self.part(place, column));
                self.store(place, value);
            }
        }
        Ok(())
    }

    /// Reads one vector: components that the buffer does not have are 0, 0, 0, 1.
    fn feedback_input(
        &mut self,
        parameters: Expr,
        index: usize,
        buffer: Handle<GlobalVariable>,
        ty: Type,
        vertex: Expr,
        instance: Expr,
    ) -> Lower<Expr> {
        let Base::Vector(number, size) = ty.base else {
            return Err("an attribute that is no vector".to_owned());
        };
        let [offset, stride, present, divisor] = self.parameter(parameters, 1 + FEEDBACK_BUFFERS + index);
        let zero = self.uint(0);
        let by_vertex = self.binary(BinaryOperator::Equal, divisor, zero);
        let one = self.uint(1);
        let safe = self.select(by_vertex, one, divisor);
        let slow = self.binary(BinaryOperator::Divide, instance, safe);
        let step = self.select(by_vertex, vertex, slow);
        let moved = self.binary(BinaryOperator::Multiply, step, stride);
        let start = self.binary(BinaryOperator::Add, offset, moved);
        let buffer = self.global(buffer);
        let mut parts = Vec::new();
        for component in 0..u32::from(size) {
            let by = self.uint(component);
            let place = self.binary(BinaryOperator::Add, start, by);
            let word = self.dynamic_part(buffer, place);
            let word = self.load(word);
            let value = self.number_of_word(word, number);
            let there = self.binary(BinaryOperator::Less, by, present);
            let fill = crate::fold::convert(Scalar::Int(i32::from(component == 3)), number);
            let fill = self.literal(fill);
            parts.push(self.select(there, value, fill));
        }
        match parts[..] {
            [only] => Ok(only),
            _ => self.compose(ty, parts),
        }
    }

    fn feedback_outputs(
        &mut self,
        parameters: Expr,
        outputs: &[Handle<GlobalVariable>],
        record: Expr,
    ) -> Lower<()> {
        let linked = self.linked;
        let separate = linked.interface.separate_varyings;
        let mut before = 0;
        for (at, feedback) in linked.feedback.iter().enumerate() {
            let buffer = if separate { at } else { 0 };
            let [offset, stride, ..] = self.parameter(parameters, 1 + buffer);
            let moved = self.binary(BinaryOperator::Multiply, record, stride);
            let start = self.binary(BinaryOperator::Add, offset, moved);
            if separate {
                before = 0;
            }
            let Some(private) = self.private(feedback.variable)? else { continue };
            let buffer = self.global(outputs[buffer]);
            for leaf in &feedback.leaves {
                let mut place = self.global(private);
                for &at in &leaf.path {
                    place = self.part(place, at);
                }
                let value = self.load(place);
                for component in 0..u32::from(leaf.size) {
                    let value = if leaf.size == 1 { value } else { self.part(value, component) };
                    let word = self.word_of_number(value, leaf.number);
                    let by = self.uint(before);
                    let place = self.binary(BinaryOperator::Add, start, by);
                    let place = self.dynamic_part(buffer, place);
                    self.store(place, word);
                    before += 1;
                }
            }
        }
        Ok(())
    }

    fn number_of_word(&mut self, word: Expr, number: Number) -> Expr {
        let kind = super::body::scalar(number).kind;
        if number == Number::Uint {
            return word;
        }
        self.emit(Expression::As { expr: word, kind, convert: None })
    }

    fn word_of_number(&mut self, value: Expr, number: Number) -> Expr {
        if number == Number::Uint {
            return value;
        }
        self.emit(Expression::As { expr: value, kind: naga::ScalarKind::Uint, convert: None })
    }
}
