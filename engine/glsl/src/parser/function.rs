//! Functions: prototypes and definitions.

use super::{
    Parser,
    declaration::ArraySize,
    qualifier::{Qualifiers, StorageWord},
    scope::Symbol,
};
use crate::{
    builtin,
    log::Step,
    names::{Keyword, Name, Word},
    token::{Mark, TokenKind},
    tree::{Function, FunctionId, Storage, Tree, Variable, VariableId},
    types::Type,
};

/// More make no sense, and calls are matched one parameter after the other.
const MAX_PARAMETERS: usize = 1024;

impl Parser<'_, '_> {
    /// A function, behind its result type.
    pub(super) fn function(
        &mut self,
        result: Type,
        size: ArraySize,
        qualifiers: &Qualifiers,
        line: u32,
    ) -> Step<()> {
        let name = self.new_name()?;
        let text = self.names.text(name);
        let result = match size {
            ArraySize::Of(length) => result.array(length),
            ArraySize::None => result,
            ArraySize::Open => {
                self.error(line, text, "implicitly sized arrays are not allowed here");
                Type::ERROR
            }
        };
        if qualifiers.storage != StorageWord::None || qualifiers.constant || qualifiers.invariant {
            self.error(line, text, "no qualifiers allowed for function return");
        }
        self.check_precision(result, qualifiers.precision, line);
        if self.tree.structs.has_sampler(result) {
            self.error(line, text, "functions cannot return samplers");
        }
        self.advance();
        self.scopes.open();
        let parameters = self.parameters()?;
        if text == "main" {
            if !parameters.is_empty() {
                self.error(line, "main", "function cannot take any parameter(s)");
            }
            if result != Type::VOID && !result.is_error() {
                self.error(line, "main", "main function cannot return a value");
            }
        }
        let newer = self.is_newer();
        if newer && !self.prelude && builtin::find(text, self.version).is_some() {
            self.error(line, text, "Name of a built-in function cannot be redeclared as function");
        }
        let id = self.declare_function(name, result, &parameters, line);
        if self.accept(Mark::Semicolon) {
            self.scopes.close();
            return Ok(());
        }
        if self.tree.function(id).body.is_some() {
            self.error(line, text, "function already has a body");
        }
        self.expect(Mark::OpenBrace)?;
        self.result = result;
        let outer = self.precisions;
        let first = self.tree.expressions.len() as u32;
        let body = self.statements()?;
        let function = &mut self.tree.functions[id.0 as usize];
        function.parameters = parameters;
        function.body = Some(body);
        function.expressions = (first, self.tree.expressions.len() as u32);
        self.precisions = outer;
        self.scopes.close();
        Ok(())
    }

    /// Up to the closing parenthesis.
    fn parameters(&mut self) -> Step<Vec<VariableId>> {
        let mut parameters = Vec::new();
        if self.word() == Some(Word::Type(Type::VOID)) && self.peek_at(1) == TokenKind::Mark(Mark::CloseParen)
        {
            self.advance();
        }
        if self.accept(Mark::CloseParen) {
            return Ok(parameters);
        }
        loop {
            parameters.push(self.parameter()?);
            if parameters.len() > MAX_PARAMETERS {
                let line = self.line();
                return self.log.stop(line, "", "too many parameters");
            }
            if !self.accept(Mark::Comma) {
                break;
            }
        }
        self.expect(Mark::CloseParen)?;
        Ok(parameters)
    }

    fn parameter(&mut self) -> Step<VariableId> {
        let line = self.line();
        let qualifiers = self.qualifiers()?;
        let storage = match qualifiers.storage {
            StorageWord::None | StorageWord::In if qualifiers.constant => Storage::ParameterConstIn,
            StorageWord::None | StorageWord::In => Storage::ParameterIn,
            StorageWord::Out => Storage::ParameterOut,
            StorageWord::InOut => Storage::ParameterInOut,
            _ => {
                self.error(line, "", "storage qualifier not allowed on a function parameter");
                Storage::ParameterIn
            }
        };
        let writes = matches!(storage, Storage::ParameterOut | Storage::ParameterInOut);
        if (writes && qualifiers.constant)
            || qualifiers.invariant
            || qualifiers.location.is_some()
            || qualifiers.flat
        {
            self.error(line, "", "qualifier not allowed on a function parameter");
        }
        if self.is_keyword(Keyword::Struct) {
            self.error(line, "struct", "cannot define new types in function parameters");
        }
        let (ty, first) = self.type_specifier()?;
        let name = match self.peek() {
            TokenKind::Name(_) => Some(self.new_name()?),
            _ => None,
        };
        let text = name.map_or("", |name| self.names.text(name));
        let second = self.brackets()?;
        let (mut ty, open) = self.sized(ty, first, second, line);
        if open {
            self.error(line, text, "function parameter array must specify a size");
        }
        if ty.base == Type::VOID.base {
            self.error(line, text, "illegal use of type 'void'");
            ty = Type::ERROR;
        }
        self.check_precision(ty, qualifiers.precision, line);
        if writes && self.tree.structs.has_sampler(ty) {
            self.error(line, text, "samplers cannot be output parameters");
        }
        self.check_size(ty, text, line);
        let id = self.add_variable(Variable {
            name: name.unwrap_or(Name(0)),
            text: "".into(),
            ty,
            precision: self.precision_of(ty, qualifiers.precision),
            storage,
            value: None,
            init: None,
            location: None,
            flat: false,
            centroid: false,
            invariant: false,
            builtin: None,
            used: false,
            line,
        });
        if let Some(name) = name {
            self.declare(name, Symbol::Variable(id), line);
        }
        Ok(id)
    }

    /// The function of this name and these parameters: an earlier one, or a new one.
    fn declare_function(
        &mut self,
        name: Name,
        result: Type,
        parameters: &[VariableId],
        line: u32,
    ) -> FunctionId {
        let text = self.names.text(name);
        // The function's own scope is open already; its name belongs to the one outside.
        if self
            .global_symbol(name)
            .is_some_and(|symbol| !parameters.iter().any(|&id| symbol == Symbol::Variable(id)))
        {
            self.error(line, text, "redefinition");
        }
        let types = |tree: &Tree, ids: &[VariableId]| -> Vec<Type> {
            ids.iter().map(|&id| tree.variable(id).ty).collect()
        };
        let wanted = types(&self.tree, parameters);
        let known = self.functions.get(&name).and_then(|list| {
            list.iter().copied().find(|&id| types(&self.tree, &self.tree.function(id).parameters) == wanted)
        });
        if let Some(id) = known {
            let function = self.tree.function(id);
            let same_storage = function
                .parameters
                .iter()
                .zip(parameters)
                .all(|(&a, &b)| self.tree.variable(a).storage == self.tree.variable(b).storage);
            if function.result != result {
                let reason = "function must have the same return type in all of its declarations";
                self.error(line, text, reason);
            } else if !same_storage {
                let reason = "function must have the same parameter qualifiers in all of its declarations";
                self.error(line, text, reason);
            }
            return id;
        }
        let id = FunctionId(self.tree.functions.len() as u32);
        self.tree.functions.push(Function {
            name,
            text: text.into(),
            result,
            parameters: parameters.to_vec(),
            body: None,
            expressions: (0, 0),
            line,
        });
        self.functions.entry(name).or_default().push(id);
        id
    }

    /// What the name means outside of the function whose parameters are declared.
    fn global_symbol(&self, name: Name) -> Option<Symbol> {
        self.scopes.find(name)
    }
}
