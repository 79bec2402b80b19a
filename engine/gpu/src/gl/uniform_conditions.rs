//! Which uniforms decide, alone, what a shader does: conditions of `if`, `switch` and loops that are made of uniforms and constants only.
//!
//! lavapipe compiles such a shader anew for each value of the whole block that it sees, and keeps what it made: a draw that changes
//! another uniform then costs milliseconds and 100 KB. Here such conditions are mixed with a zero that is read from a storage buffer, of which
//! nothing is known while a shader is compiled. The uniforms themselves stay where they are: reads of storage give zero in the pixels of a
//! quad that a triangle does not cover, and what the levels of textures are found from would be wrong along every edge.

use rustc_hash::{FxHashMap, FxHashSet};
use wgpu::naga::{
    AddressSpace, BinaryOperator, Block, Expression, Function, GlobalVariable, Handle, Literal, Module,
    Range, ResourceBinding, Scalar, ScalarKind, ShaderStage, Span, Statement, StorageAccess, SwitchValue,
    Type, TypeInner, UnaryOperator,
};

/// Where the zero is bound.
pub(super) const ZERO_GROUP: u32 = 3;

/// What an expression is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Made {
    /// Of what differs between vertices or fragments, or is not looked into.
    varying: bool,
    /// Of uniforms of these bind groups, as bits.
    groups: u8,
}

const VARYING: Made = Made { varying: true, groups: 0 };
/// Longer ways through variables are not followed.
const MAX_DEPTH: u32 = 128;

impl Made {
    fn and(self, other: Made) -> Made {
        Made { varying: self.varying || other.varying, groups: self.groups | other.groups }
    }
}

/// Conditions made of uniforms alone, by function; entry points come behind the functions.
fn conditions_of_uniforms(module: &Module) -> Vec<FxHashSet<Handle<Expression>>> {
    let mut functions: Vec<&Function> = module.functions.iter().map(|(_, function)| function).collect();
    functions.extend(module.entry_points.iter().map(|entry| &entry.function));
    let bodies = functions.iter().map(|function| Body::of(function)).collect::<Vec<_>>();
    let mut walk = Walk { module, functions, bodies, known: FxHashMap::default() };
    let owners = 0..walk.functions.len();
    owners
        .map(|owner| {
            let mut conditions = walk.bodies[owner].conditions.clone();
            conditions.retain(|condition| {
                let made = walk.made(owner, *condition, 0);
                !made.varying && made.groups != 0
            });
            conditions.into_iter().collect()
        })
        .collect()
}

/// Whether uniforms alone decide something in a module.
pub(super) fn has_conditions_of_uniforms(module: &Module) -> bool {
    conditions_of_uniforms(module).iter().any(|conditions| !conditions.is_empty())
}

/// Hides from the device's compiler what uniforms alone decide. The module reads a `u32` of zero at binding 0 of [`ZERO_GROUP`] then. Transform
/// feedback has another use for that group, and is left as it is.
pub(super) fn hide_conditions(module: &mut Module) {
    if module.entry_points.iter().any(|entry| entry.stage == ShaderStage::Compute) {
        return;
    }
    let conditions = conditions_of_uniforms(module);
    if conditions.iter().all(FxHashSet::is_empty) {
        return;
    }
    let inner = TypeInner::Scalar(Scalar::U32);
    let ty = module.types.insert(Type { name: None, inner }, Span::UNDEFINED);
    let zero = GlobalVariable {
        name: Some("zero".to_owned()),
        space: AddressSpace::Storage { access: StorageAccess::LOAD },
        binding: Some(ResourceBinding { group: ZERO_GROUP, binding: 0 }),
        ty,
        init: None,
        memory_decorations: Default::default(),
    };
    let zero = module.global_variables.append(zero, Span::UNDEFINED);
    let functions = module.functions.iter_mut().map(|(_, function)| function);
    let functions = functions.chain(module.entry_points.iter_mut().map(|entry| &mut entry.function));
    for (function, conditions) in functions.zip(conditions) {
        if conditions.is_empty() {
            continue;
        }
        let expressions = &mut function.expressions;
        let place = expressions.append(Expression::GlobalVariable(zero), Span::UNDEFINED);
        let none = expressions.append(Expression::Literal(Literal::U32(0)), Span::UNDEFINED);
        let mut body = std::mem::take(&mut function.body);
        Hiding { function, conditions, place, none }.walk(&mut body);
        function.body = body;
    }
}

/// Rewrites the statements of a function.
struct Hiding<'a> {
    function: &'a mut Function,
    conditions: FxHashSet<Handle<Expression>>,
    /// The zero's place, and a zero that everybody can see.
    place: Handle<Expression>,
    none: Handle<Expression>,
}

impl Hiding<'_> {
    fn append(&mut self, expression: Expression) -> Handle<Expression> {
        self.function.expressions.append(expression, Span::UNDEFINED)
    }

    /// A condition with the zero in it, and what computes it.
    fn hidden(&mut self, condition: Handle<Expression>) -> (Statement, Handle<Expression>) {
        let first = self.append(Expression::Load { pointer: self.place });
        let differs = Expression::Binary { op: BinaryOperator::NotEqual, left: first, right: self.none };
        let differs = self.append(differs);
        let opposite = self.append(Expression::Unary { op: UnaryOperator::LogicalNot, expr: condition });
        // Not `condition != differs`: lavapipe dies of two booleans that are compared (Babylon's materials).
        let last =
            self.append(Expression::Select { condition: differs, accept: opposite, reject: condition });
        (Statement::Emit(Range::new_from_bounds(first, last)), last)
    }

    /// The same for what a switch looks at.
    fn hidden_selector(
        &mut self,
        selector: Handle<Expression>,
        signed: bool,
    ) -> (Statement, Handle<Expression>) {
        let first = self.append(Expression::Load { pointer: self.place });
        let mut zero = first;
        if signed {
            zero = self.append(Expression::As { expr: first, kind: ScalarKind::Sint, convert: None });
        }
        let op = BinaryOperator::ExclusiveOr;
        let last = self.append(Expression::Binary { op, left: selector, right: zero });
        (Statement::Emit(Range::new_from_bounds(first, last)), last)
    }

    fn walk(&mut self, block: &mut Block) {
        for (mut statement, span) in std::mem::take(block).span_into_iter() {
            match &mut statement {
                Statement::Block(inner) => self.walk(inner),
                Statement::If { condition, accept, reject } => {
                    self.walk(accept);
                    self.walk(reject);
                    if self.conditions.contains(condition) {
                        let (emit, hidden) = self.hidden(*condition);
                        block.push(emit, span);
                        *condition = hidden;
                    }
                }
                Statement::Switch { selector, cases } => {
                    cases.iter_mut().for_each(|case| self.walk(&mut case.body));
                    if self.conditions.contains(selector) {
                        let signed = cases.iter().any(|case| matches!(case.value, SwitchValue::I32(_)));
                        let (emit, hidden) = self.hidden_selector(*selector, signed);
                        block.push(emit, span);
                        *selector = hidden;
                    }
                }
                Statement::Loop { body, continuing, break_if } => {
                    self.walk(body);
                    self.walk(continuing);
                    if let Some(condition) = break_if
                        && self.conditions.contains(condition)
                    {
                        let (emit, hidden) = self.hidden(*condition);
                        continuing.push(emit, span);
                        *condition = hidden;
                    }
                }
                _ => {}
            }
            block.push(statement, span);
        }
    }
}

/// What matters of a function's statements.
#[derive(Default)]
struct Body {
    conditions: Vec<Handle<Expression>>,
    /// Pointer and value.
    stores: Vec<(Handle<Expression>, Handle<Expression>)>,
    calls: Vec<(Handle<Function>, Vec<Handle<Expression>>)>,
    returns: Vec<Handle<Expression>>,
}

impl Body {
    fn of(function: &Function) -> Body {
        let mut body = Body::default();
        body.walk(&function.body);
        body
    }

    fn walk(&mut self, block: &Block) {
        for statement in block {
            match statement {
                Statement::Block(block) => self.walk(block),
                Statement::If { condition, accept, reject } => {
                    self.conditions.push(*condition);
                    self.walk(accept);
                    self.walk(reject);
                }
                Statement::Switch { selector, cases } => {
                    // A switch with a default alone is how a block with `break` is written.
                    if cases.iter().any(|case| case.value != SwitchValue::Default) {
                        self.conditions.push(*selector);
                    }
                    cases.iter().for_each(|case| self.walk(&case.body));
                }
                Statement::Loop { body, continuing, break_if } => {
                    self.conditions.extend(break_if);
                    self.walk(body);
                    self.walk(continuing);
                }
                Statement::Return { value } => self.returns.extend(value),
                Statement::Store { pointer, value } => self.stores.push((*pointer, *value)),
                Statement::Call { function, arguments, .. } => {
                    self.calls.push((*function, arguments.clone()));
                }
                _ => {}
            }
        }
    }
}

struct Walk<'a> {
    module: &'a Module,
    /// The module's functions in their order, then the entry points.
    functions: Vec<&'a Function>,
    bodies: Vec<Body>,
    known: FxHashMap<(usize, Handle<Expression>), Made>,
}

impl Walk<'_> {
    fn made(&mut self, owner: usize, of: Handle<Expression>, depth: u32) -> Made {
        if depth > MAX_DEPTH {
            return VARYING;
        }
        if let Some(known) = self.known.get(&(owner, of)) {
            return *known;
        }
        // A variable that is made of itself, as those of loops are: loops are unrolled before conditions are looked at.
        self.known.insert((owner, of), Made::default());
        let made = self.look(owner, of, depth + 1);
        self.known.insert((owner, of), made);
        made
    }

    fn all(&mut self, owner: usize, of: &[Handle<Expression>], depth: u32) -> Made {
        of.iter().fold(Made::default(), |made, part| made.and(self.made(owner, *part, depth)))
    }

    fn look(&mut self, owner: usize, of: Handle<Expression>, depth: u32) -> Made {
        use Expression as E;
        let function = self.functions[owner];
        match &function.expressions[of] {
            E::Literal(_) | E::Constant(_) | E::Override(_) | E::ZeroValue(_) => Made::default(),
            E::Compose { components, .. } => self.all(owner, components, depth),
            E::Access { base, index } => self.all(owner, &[*base, *index], depth),
            E::AccessIndex { base, .. } => self.made(owner, *base, depth),
            E::Splat { value, .. } => self.made(owner, *value, depth),
            E::Swizzle { vector, .. } => self.made(owner, *vector, depth),
            E::Unary { expr, .. } | E::As { expr, .. } => self.made(owner, *expr, depth),
            E::Binary { left, right, .. } => self.all(owner, &[*left, *right], depth),
            E::Select { condition, accept, reject } => {
                self.all(owner, &[*condition, *accept, *reject], depth)
            }
            E::Relational { argument, .. } => self.made(owner, *argument, depth),
            E::Math { arg, arg1, arg2, arg3, .. } => {
                let parts: Vec<_> = [Some(*arg), *arg1, *arg2, *arg3].into_iter().flatten().collect();
                self.all(owner, &parts, depth)
            }
            E::Load { pointer } => self.loaded(owner, *pointer, depth),
            E::FunctionArgument(index) => self.argument(owner, *index as usize, depth),
            E::CallResult(callee) => {
                let callee = callee.index();
                match self.bodies[callee].returns.as_slice() {
                    [value] => self.made(callee, *value, depth),
                    _ => VARYING,
                }
            }
            _ => VARYING,
        }
    }

    /// What is read by a pointer: a uniform at a constant place, or all that is written to a variable.
    fn loaded(&mut self, owner: usize, pointer: Handle<Expression>, depth: u32) -> Made {
        let function = self.functions[owner];
        let (mut root, mut indices) = (pointer, Vec::new());
        loop {
            match &function.expressions[root] {
                Expression::Access { base, index } => {
                    indices.push(*index);
                    root = *base;
                }
                Expression::AccessIndex { base, .. } => root = *base,
                _ => break,
            }
        }
        let place = self.all(owner, &indices, depth);
        match &function.expressions[root] {
            Expression::GlobalVariable(global) => {
                let global = &self.module.global_variables[*global];
                match (&global.space, &global.binding) {
                    (AddressSpace::Uniform, Some(binding))
                        if place == Made::default() && binding.group < 8 =>
                    {
                        Made { varying: false, groups: 1 << binding.group }
                    }
                    _ => VARYING,
                }
            }
            Expression::LocalVariable(_) => {
                let stores = &self.bodies[owner].stores;
                let of_it = stores.iter().filter(|(to, _)| {
                    let mut at = *to;
                    while let Expression::Access { base, .. } | Expression::AccessIndex { base, .. } =
                        &function.expressions[at]
                    {
                        at = *base;
                    }
                    function.expressions[at] == function.expressions[root]
                });
                let values: Vec<_> = of_it.map(|(_, value)| *value).collect();
                self.all(owner, &values, depth).and(place)
            }
            _ => VARYING,
        }
    }

    /// An argument is what all calls give.
    fn argument(&mut self, owner: usize, index: usize, depth: u32) -> Made {
        if owner >= self.module.functions.len() {
            return VARYING;
        }
        let mut given = Vec::new();
        for (caller, body) in self.bodies.iter().enumerate() {
            let calls = body.calls.iter().filter(|(callee, _)| callee.index() == owner);
            given.extend(calls.filter_map(|(_, arguments)| Some((caller, *arguments.get(index)?))));
        }
        given
            .into_iter()
            .fold(Made::default(), |made, (caller, value)| made.and(self.made(caller, value, depth)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(body: &str) -> Module {
        let source = format!(
            "struct U {{ mode: i32, count: i32, v: vec4<f32> }}
            @group(0) @binding(0) var<uniform> u: U;
            @group(1) @binding(0) var<uniform> w: U;
            fn deep(m: i32) -> f32 {{ if (m == 1) {{ return 1.0; }} return 2.0; }}
            @fragment fn main(@location(0) p: vec4<f32>) -> @location(0) vec4<f32> {{ {body} }}"
        );
        wgpu::naga::front::wgsl::parse_str(&source).unwrap()
    }

    /// How many conditions are of uniforms alone. What is rewritten is valid, and nothing is found in it any more.
    fn fragment(body: &str) -> usize {
        let mut module = module(body);
        let count = conditions_of_uniforms(&module).iter().map(FxHashSet::len).sum();
        hide_conditions(&mut module);
        let mut validator = wgpu::naga::valid::Validator::new(
            wgpu::naga::valid::ValidationFlags::all(),
            wgpu::naga::valid::Capabilities::all(),
        );
        validator.validate(&module).unwrap_or_else(|e| panic!("{body}: {e:?}"));
        assert!(!has_conditions_of_uniforms(&module), "{body}");
        count
    }

    #[test]
    fn conditions_of_uniforms_alone_are_found() {
        assert_eq!(fragment("if (u.mode == 1) { return p; } return u.v;"), 1);
        assert_eq!(fragment("if (u.mode == 1 && w.count > 2) { return p; } return u.v;"), 2);
        assert_eq!(fragment("switch (w.mode) { case 1: { return p; } default: { return u.v; } }"), 1);
        assert_eq!(fragment("var m = u.mode * 2; if (m == 4) { return p; } return u.v;"), 1);
        assert_eq!(fragment("return p * deep(u.mode);"), 1);
        let light =
            "var s = p; for (var i = 0; i < 4; i++) { if (i >= u.count) { break; } s += u.v; } return s;";
        assert_eq!(fragment(light), 1);
    }

    #[test]
    fn conditions_that_differ_between_fragments_are_not_meant() {
        assert_eq!(fragment("if (p.x < u.v.x) { return p; } return u.v;"), 0);
        assert_eq!(fragment("return p * u.v;"), 0);
        assert_eq!(fragment("return p * (deep(u.mode) + deep(i32(p.x)));"), 0);
        assert_eq!(fragment("if (1 == 1) { return p; } return u.v;"), 0);
    }

    #[test]
    fn loops_that_end_by_a_uniform_are_hidden_too() {
        assert_eq!(
            fragment(
                "var i = 0; loop { i = 3; continuing { i = u.count; break if u.count == 3; } } return p;"
            ),
            1
        );
        assert_eq!(fragment("switch (u32(u.mode)) { case 1u: { return p; } default: { return u.v; } }"), 1);
    }
}
