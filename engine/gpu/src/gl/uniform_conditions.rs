//! Which uniforms decide, alone, what a shader does: conditions of `if`, `switch` and loops that are made of uniforms and constants only.
//!
//! lavapipe compiles such a shader anew for each value of the whole block that it sees, and keeps what it made: a draw that changes
//! another uniform then costs milliseconds and 100 KB. In a storage buffer nothing is taken for constant; but reads of it cost a
//! quarter more, so that only shaders with such conditions are changed.

use rustc_hash::FxHashMap;
use wgpu::naga::{
    AddressSpace, Block, Expression, Function, Handle, Module, Statement, StorageAccess, SwitchValue,
};

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

/// The bind groups whose uniforms make conditions, as bits.
pub(super) fn groups_in_conditions(module: &Module) -> u8 {
    let mut functions: Vec<&Function> = module.functions.iter().map(|(_, function)| function).collect();
    functions.extend(module.entry_points.iter().map(|entry| &entry.function));
    let bodies = functions.iter().map(|function| Body::of(function)).collect::<Vec<_>>();
    let mut walk = Walk { module, functions, bodies, known: FxHashMap::default() };
    let mut groups = 0;
    for owner in 0..walk.functions.len() {
        for condition in walk.bodies[owner].conditions.clone() {
            let made = walk.made(owner, condition, 0);
            if !made.varying {
                groups |= made.groups;
            }
        }
    }
    groups
}

/// Makes storage of the uniform blocks of these groups.
pub(super) fn move_to_storage(module: &mut Module, groups: u8) {
    for (_, global) in module.global_variables.iter_mut() {
        let moves = global
            .binding
            .as_ref()
            .is_some_and(|binding| binding.group < 8 && groups & (1 << binding.group) != 0);
        if moves && global.space == AddressSpace::Uniform {
            global.space = AddressSpace::Storage { access: StorageAccess::LOAD };
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

    fn groups(body: &str) -> u8 {
        let source = format!(
            "struct U {{ mode: i32, count: i32, v: vec4<f32> }}
            @group(0) @binding(0) var<uniform> u: U;
            @group(1) @binding(0) var<uniform> w: U;
            fn deep(m: i32) -> f32 {{ if (m == 1) {{ return 1.0; }} return 2.0; }}
            {body}"
        );
        let module = wgpu::naga::front::wgsl::parse_str(&source).unwrap();
        groups_in_conditions(&module)
    }

    fn fragment(body: &str) -> u8 {
        groups(&format!(
            "@fragment fn main(@location(0) p: vec4<f32>) -> @location(0) vec4<f32> {{ {body} }}"
        ))
    }

    #[test]
    fn conditions_of_uniforms_alone_are_found() {
        assert_eq!(fragment("if (u.mode == 1) { return p; } return u.v;"), 1);
        assert_eq!(fragment("if (u.mode == 1 && w.count > 2) { return p; } return u.v;"), 3);
        assert_eq!(fragment("switch (w.mode) { case 1: { return p; } default: { return u.v; } }"), 2);
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
    fn only_the_blocks_of_the_groups_move() {
        let mut module = wgpu::naga::front::wgsl::parse_str(
            "@group(0) @binding(0) var<uniform> a: vec4<f32>; @group(1) @binding(0) var<uniform> b: vec4<f32>;",
        )
        .unwrap();
        move_to_storage(&mut module, 2);
        let spaces: Vec<_> = module.global_variables.iter().map(|(_, global)| global.space).collect();
        assert_eq!(spaces, [AddressSpace::Uniform, AddressSpace::Storage { access: StorageAccess::LOAD }]);
    }
}
