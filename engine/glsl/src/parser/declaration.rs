//! Types, structures and declarations of variables, wherever they stand.

use super::{
    Parser,
    qualifier::{Qualifiers, StorageWord},
    scope::Symbol,
};
use crate::{
    log::Step,
    names::{Keyword, Name, Word},
    token::{Mark, TokenKind},
    tree::{ExprId, Stmt, Storage, Variable, VariableId},
    types::{Base, Field, Precision, Type},
};

/// Elements of one array.
const MAX_ARRAY_LENGTH: u32 = 65536;
/// Components of one variable.
const MAX_COMPONENTS: u32 = 1 << 20;
/// Structures inside of structures that WebGL allows.
const MAX_STRUCT_DEPTH: u32 = 4;

/// What stands in brackets behind a type or a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ArraySize {
    /// No brackets.
    None,
    /// `[]`: the initialiser says it.
    Open,
    Of(u32),
}

impl Parser<'_, '_> {
    /// The current token begins a type.
    pub(super) fn is_type(&self) -> bool {
        match (self.peek(), self.word()) {
            (_, Some(Word::Type(_) | Word::Keyword(Keyword::Struct))) => true,
            (TokenKind::Name(name), Some(Word::Identifier)) => {
                matches!(self.scopes.find(name), Some(Symbol::Struct(_)))
            }
            _ => false,
        }
    }

    /// The current token begins a declaration rather than an expression.
    pub(super) fn is_declaration(&self) -> bool {
        match self.word() {
            Some(Word::Keyword(keyword)) => matches!(
                keyword,
                Keyword::Const
                    | Keyword::Highp
                    | Keyword::Mediump
                    | Keyword::Lowp
                    | Keyword::Struct
                    | Keyword::Invariant
                    | Keyword::Uniform
                    | Keyword::Attribute
                    | Keyword::Varying
                    | Keyword::In
                    | Keyword::Out
                    | Keyword::Inout
                    | Keyword::Flat
                    | Keyword::Smooth
                    | Keyword::Centroid
                    | Keyword::Layout
            ),
            Some(_) if self.is_type() => {
                self.peek_at(1) != TokenKind::Mark(Mark::OpenParen) && !self.is_array_constructor()
            }
            _ => false,
        }
    }

    /// `float[2](` and not `float[2] a`.
    fn is_array_constructor(&self) -> bool {
        let mut at = 1;
        let mut open = 0u32;
        loop {
            match self.peek_at(at) {
                TokenKind::Mark(Mark::OpenBracket) => open += 1,
                TokenKind::Mark(Mark::CloseBracket) if open > 0 => open -= 1,
                TokenKind::End => return false,
                kind if open == 0 => return at > 1 && kind == TokenKind::Mark(Mark::OpenParen),
                _ => {}
            }
            at += 1;
        }
    }

    /// A type with the brackets behind it (GLSL ES 3.00).
    pub(super) fn type_specifier(&mut self) -> Step<(Type, ArraySize)> {
        let ty = match self.word() {
            Some(Word::Keyword(Keyword::Struct)) => self.structure()?,
            Some(Word::Type(ty)) => {
                self.advance();
                ty
            }
            Some(Word::Identifier) => {
                let TokenKind::Name(name) = self.peek() else { return self.syntax_error() };
                let Some(Symbol::Struct(id)) = self.scopes.find(name) else { return self.syntax_error() };
                self.advance();
                Type::of(Base::Struct(id))
            }
            _ => return self.syntax_error(),
        };
        let size = if self.is_newer() { self.brackets()? } else { ArraySize::None };
        Ok((ty, size))
    }

    /// `[n]`, `[]` or nothing.
    pub(super) fn brackets(&mut self) -> Step<ArraySize> {
        let line = self.line();
        if !self.accept(Mark::OpenBracket) {
            return Ok(ArraySize::None);
        }
        if self.accept(Mark::CloseBracket) {
            if !self.is_newer() {
                self.error(line, "", "array size must be a constant integer expression");
                return Ok(ArraySize::Of(1));
            }
            return Ok(ArraySize::Open);
        }
        let size = self.conditional()?;
        self.expect(Mark::CloseBracket)?;
        if self.is(Mark::OpenBracket) {
            return self.log.stop(line, "[", "arrays of arrays are unsupported prior to GLSL ES 3.10");
        }
        let length = match self.tree.constant_index(size) {
            Some(length) if self.ty(size).is_scalar_integer() => length,
            _ => {
                if !self.ty(size).is_error() {
                    self.error(line, "", "array size must be a constant integer expression");
                }
                return Ok(ArraySize::Of(1));
            }
        };
        let signed = self.ty(size) == Type::INT;
        if length == 0 || (signed && (length as i32) < 0) {
            self.error(line, "", "array size must be greater than zero");
            return Ok(ArraySize::Of(1));
        }
        if length > MAX_ARRAY_LENGTH {
            self.error(line, "", "array size too large");
            return Ok(ArraySize::Of(1));
        }
        Ok(ArraySize::Of(length))
    }

    /// Joins the brackets behind a type and those behind a name.
    pub(super) fn sized(&mut self, ty: Type, first: ArraySize, second: ArraySize, line: u32) -> (Type, bool) {
        match (first, second) {
            (ArraySize::None, ArraySize::None) => (ty, false),
            (ArraySize::None, ArraySize::Of(length)) | (ArraySize::Of(length), ArraySize::None) => {
                (ty.array(length), false)
            }
            (ArraySize::None, ArraySize::Open) | (ArraySize::Open, ArraySize::None) => (ty, true),
            _ => {
                self.error(line, "[", "arrays of arrays are unsupported prior to GLSL ES 3.10");
                (Type::ERROR, false)
            }
        }
    }

    /// A type and no name.
    pub(super) fn empty_declaration(&mut self, size: ArraySize) -> Step<()> {
        if size == ArraySize::Open {
            let line = self.line();
            self.error(line, "", "implicitly sized arrays only allowed for initialized arrays");
        }
        self.expect(Mark::Semicolon)
    }

    fn structure(&mut self) -> Step<Type> {
        self.advance();
        let line = self.line();
        let name = if self.is(Mark::OpenBrace) { None } else { Some(self.new_name()?) };
        let text = name.map_or("", |name| self.names.text(name));
        self.expect(Mark::OpenBrace)?;
        let fields = self.members(true)?;
        if fields.is_empty() {
            return self.syntax_error();
        }
        let id = self.tree.structs.add(text, fields);
        let ty = Type::of(Base::Struct(id));
        if self.tree.structs.depth(ty) > MAX_STRUCT_DEPTH {
            let reason = "nesting of structures exceeds the maximum allowed nesting level of 4";
            self.error(line, text, reason);
        }
        self.check_size(ty, text, line);
        if let Some(name) = name {
            self.declare(name, Symbol::Struct(id), line);
        }
        Ok(ty)
    }

    /// Members up to the closing brace. Structures take less qualifiers than blocks.
    pub(super) fn members(&mut self, structure: bool) -> Step<Vec<Field>> {
        let mut fields: Vec<Field> = Vec::new();
        while !self.accept(Mark::CloseBrace) {
            self.enter()?;
            let line = self.line();
            let qualifiers = self.qualifiers()?;
            let states_more = qualifiers.constant
                || qualifiers.invariant
                || qualifiers.flat
                || qualifiers.smooth
                || qualifiers.centroid
                || qualifiers.location.is_some()
                || qualifiers.packing
                || (structure && qualifiers.row_major.is_some())
                || !(qualifiers.storage == StorageWord::None
                    || (!structure && qualifiers.storage == StorageWord::Uniform));
            if states_more {
                self.error(line, "", "invalid qualifier on a member");
            }
            if self.is_keyword(Keyword::Struct) {
                let line = self.line();
                self.error(line, "struct", "Embedded struct definitions are not allowed");
            }
            let (ty, first) = self.type_specifier()?;
            if ty == Type::VOID {
                self.error(line, "void", "illegal use of type 'void'");
            }
            loop {
                let line = self.line();
                let name = self.new_name()?;
                let text = self.names.text(name);
                let second = self.brackets()?;
                let (ty, open) = self.sized(ty, first, second, line);
                if open {
                    self.error(line, text, "implicitly sized arrays are not allowed here");
                }
                self.check_precision(ty, qualifiers.precision, line);
                if fields.iter().any(|field| *field.name == *text) {
                    self.error(line, text, "duplicate field name in structure");
                } else {
                    fields.push(Field {
                        name: text.into(),
                        ty,
                        precision: self.precision_of(ty, qualifiers.precision),
                        row_major: !structure && qualifiers.row_major.unwrap_or(self.member_row_major),
                    });
                }
                if !self.accept(Mark::Comma) {
                    break;
                }
            }
            self.expect(Mark::Semicolon)?;
            self.leave();
        }
        Ok(fields)
    }

    pub(super) fn check_size(&mut self, ty: Type, text: &str, line: u32) {
        if self.tree.structs.components(ty) > MAX_COMPONENTS
            || self.tree.structs.samplers(ty) > MAX_COMPONENTS
        {
            self.error(line, text, "size of declared variable exceeds implementation-defined limit");
        }
    }

    /// The declared names behind a type, up to the semicolon.
    pub(super) fn declarators(
        &mut self,
        qualifiers: &Qualifiers,
        storage: Storage,
        ty: Type,
        first: ArraySize,
        statements: &mut Vec<Stmt>,
    ) -> Step<()> {
        loop {
            let (variable, init) = self.one_declarator(qualifiers, storage, ty, first)?;
            if self.scopes.is_global() {
                self.tree.variables[variable.0 as usize].init = init;
                self.tree.globals.push(variable);
            } else {
                statements.push(Stmt::Declare { variable, init });
            }
            self.check_log()?;
            if !self.accept(Mark::Comma) {
                break;
            }
        }
        self.expect(Mark::Semicolon)
    }

    /// One declared name, with its brackets and its initialiser.
    pub(super) fn one_declarator(
        &mut self,
        qualifiers: &Qualifiers,
        storage: Storage,
        ty: Type,
        first: ArraySize,
    ) -> Step<(VariableId, Option<ExprId>)> {
        let line = self.line();
        let name = self.new_name()?;
        let second = self.brackets()?;
        let (ty, open) = self.sized(ty, first, second, line);
        self.declarator(qualifiers, storage, name, ty, open, line)
    }

    fn declarator(
        &mut self,
        qualifiers: &Qualifiers,
        storage: Storage,
        name: Name,
        mut ty: Type,
        open: bool,
        line: u32,
    ) -> Step<(VariableId, Option<ExprId>)> {
        let text = self.names.text(name);
        let global = self.scopes.is_global();
        self.check_precision(ty, qualifiers.precision, line);
        if ty == Type::VOID {
            self.error(line, text, "illegal use of type 'void'");
            ty = Type::ERROR;
        }
        if storage != Storage::Uniform && self.tree.structs.has_sampler(ty) {
            self.error(line, text, "samplers must be uniform");
        }
        // The initialiser does not see the name.
        let mut init = None;
        if self.is(Mark::Equal) {
            init = self.initializer(qualifiers, storage, name, &mut ty, open)?;
        } else if open {
            self.error(line, text, "implicitly sized array has no initializer");
            ty = Type::ERROR;
        } else if storage == Storage::Const {
            self.error(line, text, "variables with qualifier 'const' must be initialized");
        }
        self.check_size(ty, text, line);
        let value =
            if storage == Storage::Const { init.and_then(|init| self.tree.expr(init).value) } else { None };
        let variable = self.add_variable(Variable {
            name,
            text: if global { text.into() } else { "".into() },
            ty,
            precision: self.precision_of(ty, qualifiers.precision),
            storage,
            value,
            init: None,
            location: qualifiers.location,
            flat: qualifiers.flat,
            centroid: qualifiers.centroid,
            invariant: qualifiers.invariant,
            builtin: None,
            used: false,
            line,
        });
        self.declare(name, Symbol::Variable(variable), line);
        Ok((variable, init))
    }

    /// `= expression`, checked against the declared type. An open array takes its length from it.
    fn initializer(
        &mut self,
        qualifiers: &Qualifiers,
        storage: Storage,
        name: Name,
        ty: &mut Type,
        open: bool,
    ) -> Step<Option<ExprId>> {
        let line = self.line();
        let text = self.names.text(name);
        self.advance();
        if !matches!(storage, Storage::Local | Storage::Global | Storage::Const) {
            self.error(line, text, "cannot initialize this type of qualifier");
        }
        if !self.is_newer() && ty.is_array() {
            let reason = "array initializers are not allowed in GLSL ES 1.00";
            self.error(line, "=", reason);
        }
        let init = self.assignment()?;
        let found = self.ty(init);
        if open && found.is_array() && found.base == ty.base {
            *ty = found;
        }
        if found.is_error() || ty.is_error() {
            *ty = if open { Type::ERROR } else { *ty };
            return Ok(Some(init));
        }
        if found != *ty {
            let (from, to) = (self.expression_type_name(init), self.type_name(*ty));
            let reason = format!("cannot convert from '{from}' to '{}{to}'", precision_name(qualifiers));
            self.error(line, "=", &reason);
            return Ok(None);
        }
        if !self.is_newer() && self.tree.structs.has_array(*ty) {
            self.error(line, "=", "undefined operation for arrays and structures that contain arrays");
        }
        if storage == Storage::Const && self.tree.expr(init).value.is_none() {
            let reason = format!("assigning non-constant to 'const {}'", self.type_name(*ty));
            self.error(line, "=", &reason);
            return Ok(None);
        }
        if storage == Storage::Global {
            self.check_global_initializer(init, line);
        }
        Ok(Some(init))
    }
}

fn precision_name(qualifiers: &Qualifiers) -> &'static str {
    match qualifiers.precision {
        Precision::None => "",
        Precision::Low => "lowp ",
        Precision::Medium => "mediump ",
        Precision::High => "highp ",
    }
}
