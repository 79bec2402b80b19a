//! The parser: recursive descent that checks as it goes, since what a name is decides how the text is read.
//!
//! An error of meaning is logged and reading goes on with an expression of the error type, about which nothing more is said. An error
//! of syntax ends it, as in ANGLE.

mod call;
mod construct;
mod declaration;
mod expression;
mod finish;
mod function;
mod global;
mod operator;
mod place;
mod prelude;
mod qualifier;
mod restriction;
mod scope;
mod statement;

use crate::{
    CompileOptions,
    log::{InfoLog, Step, Stop},
    names::{Essl, Keyword, Name, Names, Word},
    preprocess::{EnabledExtensions, preprocess},
    token::{Mark, Token, TokenKind},
    tree::{Expr, ExprId, ExprKind, FunctionId, List, Scalar, Tree, Value, Variable, VariableId},
    types::{Precision, Type},
};
use qualifier::Precisions;
use rustc_hash::FxHashMap;
use scope::{Scopes, Symbol};
use sparrow_render::gl::GlStage;

/// Statements, parentheses and arguments inside of each other.
const MAX_NESTING: u32 = 200;
/// Expressions inside of each other, chains such as `a + b + c` included. ANGLE has the same limit.
const MAX_EXPRESSION_DEPTH: u16 = 256;
/// Components of the constants of a shader, and of one variable.
const MAX_SCALARS: usize = 1 << 22;

/// Parses and checks a shader. The second value is the log, also where there is a tree: it has warnings then.
pub(crate) fn parse(stage: GlStage, source: &str, options: &CompileOptions) -> (Option<Tree>, String) {
    let mut names = Names::new();
    let mut log = InfoLog::default();
    let Ok(preprocessed) = preprocess(source, options, &mut names, &mut log) else {
        return (None, log.into_text());
    };
    if log.has_errors() {
        return (None, log.into_text());
    }
    let version = preprocessed.version;
    let mut parser = Parser {
        tokens: preprocessed.tokens,
        at: 0,
        names,
        log,
        tree: Tree::new(stage, version),
        scopes: Scopes::default(),
        functions: FxHashMap::default(),
        options,
        extensions: preprocessed.extensions,
        version,
        precisions: Precisions::initial(stage),
        result: Type::VOID,
        loops: 0,
        switches: 0,
        loop_indices: Vec::new(),
        nesting: 0,
        scratch: Vec::new(),
        default_row_major: false,
        member_row_major: false,
        prelude: false,
    };
    if let (Some(line), GlStage::Fragment, Essl::V300) = (preprocessed.all_invariant, stage, version) {
        let reason = "#pragma STDGL invariant(all) can not be used in fragment shader";
        parser.error(line, "invariant(all)", reason);
    }
    let all_invariant = preprocessed.all_invariant.is_some() && stage == GlStage::Vertex;
    let result = parser.shader(all_invariant);
    let good = result.is_ok() && !parser.log.has_errors();
    (good.then_some(parser.tree), parser.log.into_text())
}

struct Parser<'s, 'a> {
    tokens: Vec<Token>,
    at: usize,
    names: Names<'s>,
    log: InfoLog,
    tree: Tree,
    scopes: Scopes,
    functions: FxHashMap<Name, Vec<FunctionId>>,
    options: &'a CompileOptions,
    extensions: EnabledExtensions,
    version: Essl,
    precisions: Precisions,
    /// Result of the function that is read.
    result: Type,
    loops: u32,
    switches: u32,
    /// Indices of the loops around, in the sense of appendix A of GLSL ES 1.00.
    loop_indices: Vec<VariableId>,
    nesting: u32,
    /// Constants while they are made.
    scratch: Vec<Scalar>,
    /// `layout(row_major) uniform;` was stated.
    default_row_major: bool,
    /// Order of the matrices of the block that is read.
    member_row_major: bool,
    /// Our own text is read: reserved names are ours.
    prelude: bool,
}

impl<'s> Parser<'s, '_> {
    fn shader(&mut self, all_invariant: bool) -> Step<()> {
        self.declare_builtins();
        self.scopes.open();
        while self.peek() != TokenKind::End {
            self.external()?;
            self.check_log()?;
        }
        self.finish(all_invariant)
    }

    fn check_log(&self) -> Step<()> {
        if self.log.is_full() { Err(Stop) } else { Ok(()) }
    }

    fn is_fragment(&self) -> bool {
        self.tree.is_fragment()
    }

    fn is_newer(&self) -> bool {
        self.version == Essl::V300
    }

    // Tokens.

    fn peek(&self) -> TokenKind {
        self.tokens[self.at].kind
    }

    fn peek_at(&self, ahead: usize) -> TokenKind {
        self.tokens.get(self.at + ahead).map_or(TokenKind::End, |token| token.kind)
    }

    fn line(&self) -> u32 {
        self.tokens[self.at].line
    }

    fn advance(&mut self) -> TokenKind {
        let kind = self.peek();
        // The last token is the end; it is never passed.
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        kind
    }

    fn is(&self, mark: Mark) -> bool {
        self.peek() == TokenKind::Mark(mark)
    }

    fn accept(&mut self, mark: Mark) -> bool {
        let found = self.is(mark);
        if found {
            self.advance();
        }
        found
    }

    fn expect(&mut self, mark: Mark) -> Step<()> {
        if self.accept(mark) { Ok(()) } else { self.syntax_error() }
    }

    /// What the current token is, if it is a word.
    fn word(&self) -> Option<Word> {
        match self.peek() {
            TokenKind::Name(name) => Some(self.names.word(name, self.version)),
            _ => None,
        }
    }

    fn is_keyword(&self, keyword: Keyword) -> bool {
        self.word() == Some(Word::Keyword(keyword))
    }

    fn accept_keyword(&mut self, keyword: Keyword) -> bool {
        let found = self.is_keyword(keyword);
        if found {
            self.advance();
        }
        found
    }

    fn syntax_error<T>(&mut self) -> Step<T> {
        let text = self.peek().text(&self.names);
        let line = self.line();
        if self.word() == Some(Word::Reserved) {
            return self.log.stop(line, &text, "Illegal use of reserved word");
        }
        self.log.stop(line, &text, "syntax error")
    }

    /// A name that the shader gives to something.
    fn new_name(&mut self) -> Step<Name> {
        let TokenKind::Name(name) = self.peek() else { return self.syntax_error() };
        if self.names.word(name, self.version) != Word::Identifier {
            return self.syntax_error();
        }
        let line = self.line();
        self.advance();
        if !self.prelude {
            self.check_reserved(name, line);
        }
        Ok(name)
    }

    fn check_reserved(&mut self, name: Name, line: u32) {
        let text = self.names.text(name);
        let prefix = ["gl_", "webgl_", "_webgl_"].into_iter().find(|prefix| text.starts_with(prefix));
        if let Some(prefix) = prefix {
            let reason = format!("identifiers starting with \"{prefix}\" are reserved");
            self.log.error(line, text, &reason);
        } else if text.contains("__") {
            let reason = "all identifiers containing two consecutive underscores (__) are reserved - unintented behaviors are possible";
            self.log.warning(line, text, reason);
        }
    }

    /// Guards the parser's own recursion. Ended by [`Self::leave`].
    fn enter(&mut self) -> Step<()> {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            let line = self.line();
            return self.log.stop(line, "", "statements or expressions are nested too deeply");
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.nesting -= 1;
    }

    // Tree.

    fn error(&mut self, line: u32, token: &str, reason: &str) {
        self.log.error(line, token, reason);
    }

    /// Reports an error of meaning; the expression stands for what was wrong.
    fn fail(&mut self, line: u32, token: &str, reason: &str) -> Step<ExprId> {
        self.log.error(line, token, reason);
        self.check_log()?;
        self.silent(line)
    }

    /// An expression about which an error was reported.
    fn silent(&mut self, line: u32) -> Step<ExprId> {
        self.add(ExprKind::Error, Type::ERROR, line, None)
    }

    fn add(&mut self, kind: ExprKind, ty: Type, line: u32, value: Option<Value>) -> Step<ExprId> {
        let id = ExprId(self.tree.expressions.len() as u32);
        self.tree.expressions.push(Expr { kind, ty, line, depth: 0, value });
        let depth = self.tree.children(id).map(|child| self.tree.expr(child).depth).max();
        let depth = depth.map_or(0, |depth| depth + 1);
        if depth > MAX_EXPRESSION_DEPTH {
            return self.log.stop(line, "", "Expression too complex.");
        }
        self.tree.expressions[id.0 as usize].depth = depth;
        Ok(id)
    }

    fn list(&mut self, ids: &[ExprId]) -> List {
        let start = self.tree.lists.len() as u32;
        self.tree.lists.extend_from_slice(ids);
        List { start, length: ids.len() as u32 }
    }

    fn ty(&self, id: ExprId) -> Type {
        self.tree.expr(id).ty
    }

    /// Keeps what lies in `scratch` as a constant.
    fn keep(&mut self, line: u32) -> Step<Value> {
        self.check_scalars(self.scratch.len(), line)?;
        let value = Value { start: self.tree.scalars.len() as u32, length: self.scratch.len() as u32 };
        self.tree.scalars.append(&mut self.scratch);
        Ok(value)
    }

    fn keep_scalar(&mut self, scalar: Scalar) -> Value {
        self.tree.scalars.push(scalar);
        Value { start: self.tree.scalars.len() as u32 - 1, length: 1 }
    }

    fn check_scalars(&mut self, more: usize, line: u32) -> Step<()> {
        if self.tree.scalars.len() + more > MAX_SCALARS {
            return self.log.stop(line, "", "constants take too much memory");
        }
        Ok(())
    }

    fn add_variable(&mut self, variable: Variable) -> VariableId {
        self.tree.variables.push(variable);
        VariableId(self.tree.variables.len() as u32 - 1)
    }

    /// Makes a name mean something from here on, in the current scope.
    fn declare(&mut self, name: Name, symbol: Symbol, line: u32) {
        let clashes = self.scopes.is_global() && self.functions.contains_key(&name);
        if clashes || !self.scopes.insert(name, symbol) {
            let text = self.names.text(name);
            self.log.error(line, text, "redefinition");
        }
    }

    /// The type as messages name it.
    fn type_name(&self, ty: Type) -> String {
        self.tree.structs.long_name(ty)
    }

    /// The type of an expression as messages name it.
    fn expression_type_name(&self, id: ExprId) -> String {
        let expr = self.tree.expr(id);
        let qualifier = if expr.value.is_some() { "const " } else { "" };
        format!("{qualifier}{}", self.type_name(expr.ty))
    }

    fn precision_of(&self, ty: Type, stated: Precision) -> Precision {
        if stated == Precision::None { self.precisions.default_of(ty) } else { stated }
    }
}
