//! Declarations outside of functions: variables of the interface, blocks, invariance.

use super::{
    Parser,
    declaration::ArraySize,
    qualifier::{Qualifiers, StorageWord},
    scope::Symbol,
};
use crate::{
    log::Step,
    names::{Keyword, Name, Word},
    token::{Mark, TokenKind},
    tree::{Block, BlockId, BuiltinVariable, ExprId, ExprKind, Storage, Variable},
    types::{Base, Number, Precision, StructId, Type},
};

impl Parser<'_, '_> {
    /// One declaration or function.
    pub(super) fn external(&mut self) -> Step<()> {
        if self.accept(Mark::Semicolon) {
            return Ok(());
        }
        if self.accept_keyword(Keyword::Precision) {
            return self.default_precision();
        }
        if self.is_keyword(Keyword::Invariant) && self.is_known_variable(1) {
            return self.invariance();
        }
        let line = self.line();
        let qualifiers = self.qualifiers()?;
        if self.is(Mark::Semicolon) && qualifiers.any {
            // `layout(std140) uniform;` sets defaults that are ours anyway, apart from the order of matrices.
            if qualifiers.storage != StorageWord::Uniform {
                return self.syntax_error();
            }
            self.advance();
            if let Some(row_major) = qualifiers.row_major {
                self.default_row_major = row_major;
            }
            return Ok(());
        }
        if let (TokenKind::Name(name), TokenKind::Mark(Mark::OpenBrace)) = (self.peek(), self.peek_at(1))
            && self.is_newer()
            && self.word() == Some(Word::Identifier)
        {
            return self.block(name, &qualifiers, line);
        }
        let (ty, size) = self.type_specifier()?;
        if self.is(Mark::Semicolon) {
            return self.empty_declaration(size);
        }
        // `float, a;` declares nothing, and then `a`.
        self.accept(Mark::Comma);
        if self.peek_at(1) == TokenKind::Mark(Mark::OpenParen) {
            return self.function(ty, size, &qualifiers, line);
        }
        let storage = self.global_storage(&qualifiers, line);
        self.check_interface_qualifiers(&qualifiers, storage, line);
        let first = self.tree.globals.len();
        self.declarators(&qualifiers, storage, ty, size, &mut Vec::new())?;
        for at in first..self.tree.globals.len() {
            let variable = self.tree.variable(self.tree.globals[at]);
            let (ty, text, line) = (variable.ty, variable.name, variable.line);
            self.check_interface(ty, storage, &qualifiers, text, line);
        }
        Ok(())
    }

    fn is_known_variable(&self, ahead: usize) -> bool {
        match self.peek_at(ahead) {
            TokenKind::Name(name) => matches!(self.scopes.find(name), Some(Symbol::Variable(_))),
            _ => false,
        }
    }

    /// `invariant a, b;` about variables that are declared already.
    fn invariance(&mut self) -> Step<()> {
        self.advance();
        loop {
            let line = self.line();
            let TokenKind::Name(name) = self.advance() else { return self.syntax_error() };
            let text = self.names.text(name);
            match self.scopes.find(name) {
                Some(Symbol::Variable(id)) => {
                    let variable = self.tree.variable(id);
                    let output = match variable.storage {
                        Storage::Output => true,
                        Storage::Input => {
                            self.is_fragment()
                                && !self.is_newer()
                                && variable.builtin != Some(BuiltinVariable::FrontFacing)
                        }
                        _ => false,
                    };
                    if output {
                        self.tree.variables[id.0 as usize].invariant = true;
                    } else {
                        self.error(line, text, "Cannot be qualified as invariant.");
                    }
                }
                _ => self.error(line, text, "undeclared identifier declared as invariant"),
            }
            if !self.accept(Mark::Comma) {
                break;
            }
        }
        self.expect(Mark::Semicolon)
    }

    fn global_storage(&mut self, qualifiers: &Qualifiers, line: u32) -> Storage {
        let (fragment, newer) = (self.is_fragment(), self.is_newer());
        if qualifiers.constant && qualifiers.storage != StorageWord::None {
            self.error(line, "const", "invalid qualifier combination");
        }
        match qualifiers.storage {
            StorageWord::None if qualifiers.constant => Storage::Const,
            StorageWord::None => Storage::Global,
            StorageWord::Uniform => Storage::Uniform,
            StorageWord::Attribute => {
                if fragment {
                    self.error(line, "attribute", "supported in vertex shaders only");
                }
                Storage::Input
            }
            StorageWord::Varying if fragment => Storage::Input,
            StorageWord::Varying => Storage::Output,
            StorageWord::In if newer => Storage::Input,
            StorageWord::Out if newer => Storage::Output,
            StorageWord::In | StorageWord::Out | StorageWord::InOut => {
                let text = match qualifiers.storage {
                    StorageWord::In => "in",
                    StorageWord::Out => "out",
                    _ => "inout",
                };
                self.error(line, text, "storage qualifier is not allowed at global scope");
                Storage::Global
            }
        }
    }

    /// Qualifiers that only some interfaces take.
    fn check_interface_qualifiers(&mut self, qualifiers: &Qualifiers, storage: Storage, line: u32) {
        let fragment = self.is_fragment();
        let varying =
            (storage == Storage::Output) != fragment && matches!(storage, Storage::Input | Storage::Output);
        if qualifiers.invariant {
            let allowed = storage == Storage::Output || (varying && !self.is_newer());
            if !allowed {
                self.error(line, "invariant", "Cannot be qualified as invariant.");
            }
        }
        if (qualifiers.flat || qualifiers.smooth || qualifiers.centroid) && !varying {
            let reason = "interpolation qualifiers can only be used on inputs of fragment shaders and outputs of vertex shaders";
            self.error(line, "", reason);
        }
        if qualifiers.location.is_some() && (varying || !matches!(storage, Storage::Input | Storage::Output))
        {
            let reason = "invalid layout qualifier: only valid on program inputs and outputs";
            self.error(line, "location", reason);
        }
        if qualifiers.packing || qualifiers.row_major.is_some() {
            self.error(line, "", "invalid layout qualifier: only valid for interface blocks");
        }
    }

    /// Types that inputs and outputs may have.
    fn check_interface(
        &mut self,
        ty: Type,
        storage: Storage,
        qualifiers: &Qualifiers,
        name: Name,
        line: u32,
    ) {
        let (fragment, newer) = (self.is_fragment(), self.is_newer());
        let text = self.names.text(name);
        let attribute = storage == Storage::Input && !fragment;
        let color = storage == Storage::Output && fragment;
        let varying = (storage == Storage::Input && fragment) || (storage == Storage::Output && !fragment);
        if !(attribute || color || varying) || ty.is_error() {
            return;
        }
        let reason = match ty.base {
            Base::Vector(Number::Bool, _) => Some("cannot be bool"),
            Base::Vector(Number::Int | Number::Uint, _) if !newer && varying => {
                Some("varyings must be floats, vectors of floats, matrices or arrays of them")
            }
            Base::Vector(Number::Int | Number::Uint, _) if !newer => Some("cannot be integer"),
            Base::Vector(Number::Int | Number::Uint, _) if varying && !qualifiers.flat => {
                Some("must use 'flat' interpolation here")
            }
            Base::Struct(_) if !newer || attribute || color => Some("cannot be a structure"),
            Base::Struct(id) if varying => {
                let inner = self.tree.structs.get(id);
                let integers = inner
                    .fields
                    .iter()
                    .any(|field| matches!(field.ty.base, Base::Vector(Number::Int | Number::Uint, _)));
                let invalid = inner.fields.iter().any(|field| {
                    matches!(field.ty.base, Base::Struct(_) | Base::Vector(Number::Bool, _))
                        || field.ty.is_array()
                });
                if invalid {
                    Some("a varying structure cannot contain structures, arrays or booleans")
                } else if integers && !qualifiers.flat {
                    Some("must use 'flat' interpolation here")
                } else if ty.is_array() {
                    Some("cannot be an array of structures")
                } else {
                    None
                }
            }
            Base::Matrix(..) if color => Some("cannot be a matrix"),
            _ if attribute && ty.is_array() => Some("cannot be an array"),
            _ => None,
        };
        if let Some(reason) = reason {
            self.error(line, text, reason);
        }
    }

    /// What may initialise a global: constants, and in GLSL ES 1.00 also uniforms and other globals.
    pub(super) fn check_global_initializer(&mut self, init: ExprId, line: u32) {
        if self.tree.expr(init).value.is_some() {
            return;
        }
        if self.is_newer() || !self.is_legacy_initializer(init) {
            self.error(line, "=", "global variable initializers must be constant expressions");
            return;
        }
        let reason = "global variable initializers should be constant expressions (uniforms and globals are allowed in global initializers for legacy compatibility)";
        self.log.warning(line, "=", reason);
    }

    fn is_legacy_initializer(&self, id: ExprId) -> bool {
        let expr = self.tree.expr(id);
        let allowed = match expr.kind {
            ExprKind::Variable(variable) => matches!(
                self.tree.variable(variable).storage,
                Storage::Const | Storage::Global | Storage::Uniform
            ),
            ExprKind::Call { .. } | ExprKind::Assign { .. } | ExprKind::Step { .. } => false,
            ExprKind::Builtin { builtin, .. } => builtin.is_pure(),
            _ => true,
        };
        allowed && self.tree.children(id).all(|child| self.is_legacy_initializer(child))
    }

    /// A uniform block, at its name.
    fn block(&mut self, name: Name, qualifiers: &Qualifiers, line: u32) -> Step<()> {
        let text = self.names.text(name);
        self.new_name()?;
        self.advance();
        if qualifiers.storage != StorageWord::Uniform {
            self.error(line, text, "interface blocks must be uniform");
        }
        if qualifiers.location.is_some() {
            self.error(
                line,
                "location",
                "invalid layout qualifier: only valid on program inputs and outputs",
            );
        }
        if qualifiers.precision != Precision::None || qualifiers.constant || qualifiers.invariant {
            self.error(line, text, "invalid qualifier on an interface block");
        }
        self.member_row_major = qualifiers.row_major.unwrap_or(self.default_row_major);
        let fields = self.members(false)?;
        if fields.is_empty() {
            return self.syntax_error();
        }
        if let Some(field) = fields.iter().find(|field| self.tree.structs.has_sampler(field.ty)) {
            let field = field.name.clone();
            self.error(line, &field, "Opaque types are not allowed in interface blocks");
        }
        let members = self.tree.structs.add(text, fields);
        let instance_line = self.line();
        let instance = if self.is(Mark::Semicolon) { None } else { Some(self.new_name()?) };
        let length = match instance.map(|_| self.brackets()).transpose()? {
            Some(ArraySize::Of(length)) => Some(length),
            Some(ArraySize::Open) => {
                self.error(instance_line, text, "array size must be a constant integer expression");
                None
            }
            _ => None,
        };
        self.expect(Mark::Semicolon)?;
        let id = BlockId(self.tree.blocks.len() as u32);
        self.declare_block(id, name, members, instance, length, instance_line);
        Ok(())
    }

    fn declare_block(
        &mut self,
        id: BlockId,
        name: Name,
        members: StructId,
        instance: Option<Name>,
        length: Option<u32>,
        line: u32,
    ) {
        let text = self.names.text(name);
        let ty = Type::of(Base::Struct(members)).array(length.unwrap_or(0));
        self.check_size(ty, text, line);
        // Blocks have names of their own, but they may not be those of other things.
        let taken = self.tree.blocks.iter().any(|block| *block.name == *text)
            || self.scopes.find(name).is_some_and(|symbol| !self.is_builtin(symbol));
        if taken {
            self.error(line, text, "redefinition");
        }
        let variable = |name: Name, text: &str, ty, storage| Variable {
            name,
            text: text.into(),
            ty,
            precision: Precision::None,
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
        };
        let whole = self.add_variable(variable(name, text, ty, Storage::Block(id)));
        match instance {
            Some(instance) => self.declare(instance, Symbol::Variable(whole), line),
            None => {
                let fields = self.tree.structs.get(members).fields.clone();
                for (at, field) in fields.iter().enumerate() {
                    let Some(name) = self.names.find(&field.name) else { continue };
                    let member = self.add_variable(variable(
                        name,
                        &field.name,
                        field.ty,
                        Storage::BlockMember(id, at as u32),
                    ));
                    self.declare(name, Symbol::Variable(member), line);
                }
            }
        }
        self.tree.blocks.push(Block {
            name: text.into(),
            named: instance.is_some(),
            length,
            members,
            variable: whole,
            used: false,
        });
    }

    fn is_builtin(&self, symbol: Symbol) -> bool {
        match symbol {
            Symbol::Variable(id) => self.tree.variable(id).builtin.is_some(),
            Symbol::Struct(_) => false,
        }
    }
}
