//! The typed tree of one shader: what the parser has checked, and what linking and lowering read.
//!
//! Expressions lie in one vector and name each other by number: nothing is cloned, and dropping a tree does not recurse.

use crate::{
    builtin::Builtin,
    names::{Essl, Name},
    types::{Precision, StructId, Structs, Type},
};
use sparrow_render::gl::GlStage;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub(crate) struct $name(pub(crate) u32);
        )*
    };
}

ids! {
    /// An expression, index in [`Tree::expressions`].
    ExprId,
    /// A variable, index in [`Tree::variables`].
    VariableId,
    /// A function, index in [`Tree::functions`].
    FunctionId,
    /// A uniform block, index in [`Tree::blocks`].
    BlockId,
}

/// A component of a constant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scalar {
    Float(f32),
    Int(i32),
    Uint(u32),
    Bool(bool),
}

impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Float(a), Self::Float(b)) => a == b,
            (Self::Int(a), Self::Int(b)) => a == b,
            (Self::Uint(a), Self::Uint(b)) => a == b,
            (Self::Bool(a), Self::Bool(b)) => a == b,
            _ => false,
        }
    }
}

/// The components of a constant, in [`Tree::scalars`]: columns of matrices, elements of arrays and members of structures in order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Value {
    pub(crate) start: u32,
    pub(crate) length: u32,
}

/// Expressions, in [`Tree::lists`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct List {
    pub(crate) start: u32,
    pub(crate) length: u32,
}

/// Components that a swizzle picks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lanes {
    at: [u8; 4],
    count: u8,
}

impl Lanes {
    pub(crate) fn new(lanes: &[u8]) -> Self {
        let mut at = [0; 4];
        at[..lanes.len()].copy_from_slice(lanes);
        Self { at, count: lanes.len() as u8 }
    }

    pub(crate) fn as_slice(&self) -> &[u8] {
        &self.at[..usize::from(self.count)]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnaryOp {
    Plus,
    Negate,
    Not,
    Complement,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    ShiftLeft,
    ShiftRight,
    And,
    Or,
    Xor,
    Less,
    Greater,
    LessEqual,
    GreaterEqual,
    Equal,
    NotEqual,
    LogicalAnd,
    LogicalOr,
    LogicalXor,
}

/// An expression.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) ty: Type,
    pub(crate) line: u32,
    /// Expressions below it, at most.
    pub(crate) depth: u16,
    /// It is a constant expression.
    pub(crate) value: Option<Value>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum ExprKind {
    /// An error was reported here.
    Error,
    /// Only a value.
    Constant,
    Variable(VariableId),
    Index {
        base: ExprId,
        index: ExprId,
    },
    Field {
        base: ExprId,
        field: u32,
    },
    Swizzle {
        base: ExprId,
        lanes: Lanes,
    },
    Unary {
        op: UnaryOp,
        operand: ExprId,
    },
    Binary {
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
    },
    /// `place = value`, or `place op= value`.
    Assign {
        op: Option<BinaryOp>,
        place: ExprId,
        value: ExprId,
    },
    /// `++` and `--`.
    Step {
        prefix: bool,
        increment: bool,
        place: ExprId,
    },
    Select {
        condition: ExprId,
        accept: ExprId,
        reject: ExprId,
    },
    /// The comma operator.
    Sequence {
        first: ExprId,
        last: ExprId,
    },
    Call {
        function: FunctionId,
        arguments: List,
    },
    Builtin {
        builtin: Builtin,
        arguments: List,
    },
    Construct {
        arguments: List,
    },
}

/// The condition of a loop: an expression, or a declaration whose value counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Condition {
    pub(crate) declares: Option<VariableId>,
    pub(crate) value: ExprId,
}

/// A statement.
#[derive(Debug)]
pub(crate) enum Stmt {
    Declare { variable: VariableId, init: Option<ExprId> },
    Expr(ExprId),
    If { condition: ExprId, accept: Vec<Stmt>, reject: Vec<Stmt> },
    For { init: Vec<Stmt>, condition: Option<Condition>, step: Option<ExprId>, body: Vec<Stmt> },
    While { condition: Condition, body: Vec<Stmt> },
    DoWhile { body: Vec<Stmt>, condition: ExprId },
    Switch { selector: ExprId, cases: Vec<Case> },
    Break,
    Continue,
    Return(Option<ExprId>),
    Discard,
    Block(Vec<Stmt>),
}

/// Labels that stand together, and the statements up to the next label.
#[derive(Debug)]
pub(crate) struct Case {
    /// Bits of the values of `case`; `None` is `default`.
    pub(crate) labels: Vec<Option<u32>>,
    pub(crate) body: Vec<Stmt>,
}

/// What kind of variable it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Storage {
    Local,
    /// Never written after its initialiser, local or global.
    Const,
    Global,
    Uniform,
    /// Attribute, or varying of a fragment shader.
    Input,
    /// Varying of a vertex shader, or fragment output.
    Output,
    ParameterIn,
    ParameterConstIn,
    ParameterOut,
    ParameterInOut,
    /// A block, or array of blocks, as a whole.
    Block(BlockId),
    /// A member of a block without instance name.
    BlockMember(BlockId, u32),
}

/// Variables that the language defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum BuiltinVariable {
    Position,
    PointSize,
    VertexId,
    InstanceId,
    DrawId,
    FragCoord,
    FrontFacing,
    PointCoord,
    FragColor,
    FragData,
    FragDepth,
    DepthRange,
}

/// A variable.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) name: Name,
    /// Its name; empty for locals, which need none.
    pub(crate) text: Box<str>,
    pub(crate) ty: Type,
    pub(crate) precision: Precision,
    pub(crate) storage: Storage,
    /// Value of a constant.
    pub(crate) value: Option<Value>,
    /// Initialiser of a global.
    pub(crate) init: Option<ExprId>,
    pub(crate) location: Option<u32>,
    pub(crate) flat: bool,
    pub(crate) centroid: bool,
    pub(crate) invariant: bool,
    pub(crate) builtin: Option<BuiltinVariable>,
    /// What `main` can reach mentions it.
    pub(crate) used: bool,
    pub(crate) line: u32,
}

/// A uniform block.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) name: Box<str>,
    /// It has an instance name, so that its members are called `Name.member`.
    pub(crate) named: bool,
    /// Elements of an array of blocks.
    pub(crate) length: Option<u32>,
    pub(crate) members: StructId,
    /// Stands for the block as a whole.
    pub(crate) variable: VariableId,
    pub(crate) used: bool,
}

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: Name,
    pub(crate) text: Box<str>,
    pub(crate) result: Type,
    pub(crate) parameters: Vec<VariableId>,
    pub(crate) body: Option<Vec<Stmt>>,
    /// Its expressions lie together.
    pub(crate) expressions: (u32, u32),
    pub(crate) line: u32,
}

/// A checked shader.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) stage: GlStage,
    pub(crate) version: Essl,
    pub(crate) structs: Structs,
    pub(crate) variables: Vec<Variable>,
    pub(crate) blocks: Vec<Block>,
    pub(crate) functions: Vec<Function>,
    pub(crate) expressions: Vec<Expr>,
    pub(crate) lists: Vec<ExprId>,
    pub(crate) scalars: Vec<Scalar>,
    /// Variables outside of functions, in the order of their declarations, built-in ones first.
    pub(crate) globals: Vec<VariableId>,
    /// What `main` calls, callees first, `main` last.
    pub(crate) order: Vec<FunctionId>,
    /// `gl_FragColor` goes to all draw buffers.
    pub(crate) broadcast: bool,
    /// Some texture function names another level than the first.
    pub(crate) names_levels: bool,
}

impl Tree {
    pub(crate) fn new(stage: GlStage, version: Essl) -> Self {
        Self {
            stage,
            version,
            structs: Structs::default(),
            variables: Vec::new(),
            blocks: Vec::new(),
            functions: Vec::new(),
            expressions: Vec::with_capacity(512),
            lists: Vec::with_capacity(256),
            scalars: Vec::with_capacity(256),
            globals: Vec::new(),
            order: Vec::new(),
            broadcast: false,
            names_levels: false,
        }
    }

    pub(crate) fn is_fragment(&self) -> bool {
        self.stage == GlStage::Fragment
    }

    pub(crate) fn expr(&self, id: ExprId) -> &Expr {
        &self.expressions[id.0 as usize]
    }

    pub(crate) fn variable(&self, id: VariableId) -> &Variable {
        &self.variables[id.0 as usize]
    }

    pub(crate) fn function(&self, id: FunctionId) -> &Function {
        &self.functions[id.0 as usize]
    }

    pub(crate) fn block(&self, id: BlockId) -> &Block {
        &self.blocks[id.0 as usize]
    }

    pub(crate) fn list(&self, list: List) -> &[ExprId] {
        &self.lists[list.start as usize..][..list.length as usize]
    }

    pub(crate) fn scalars(&self, value: Value) -> &[Scalar] {
        &self.scalars[value.start as usize..][..value.length as usize]
    }

    /// The components of a constant expression.
    pub(crate) fn constant(&self, id: ExprId) -> Option<&[Scalar]> {
        self.expr(id).value.map(|value| self.scalars(value))
    }

    /// The value of a constant index; a negative one comes out large.
    pub(crate) fn constant_index(&self, id: ExprId) -> Option<u32> {
        match self.constant(id)? {
            [Scalar::Int(value)] => Some(*value as u32),
            [Scalar::Uint(value)] => Some(*value),
            _ => None,
        }
    }

    /// Used globals of a kind, in the order of their declarations.
    pub(crate) fn used_globals(&self, storage: Storage) -> impl Iterator<Item = (VariableId, &Variable)> {
        self.globals
            .iter()
            .map(|&id| (id, self.variable(id)))
            .filter(move |(_, variable)| variable.used && variable.storage == storage)
    }

    /// The expressions directly below one.
    pub(crate) fn children(&self, id: ExprId) -> Children<'_> {
        let mut two = [id; 3];
        let mut count = 0;
        let mut list: &[ExprId] = &[];
        let mut take = |ids: &[ExprId]| {
            two[..ids.len()].copy_from_slice(ids);
            count = ids.len();
        };
        match self.expr(id).kind {
            ExprKind::Error | ExprKind::Constant | ExprKind::Variable(_) => {}
            ExprKind::Index { base, index } => take(&[base, index]),
            ExprKind::Field { base, .. } | ExprKind::Swizzle { base, .. } => take(&[base]),
            ExprKind::Unary { operand, .. } => take(&[operand]),
            ExprKind::Binary { left, right, .. } => take(&[left, right]),
            ExprKind::Assign { place, value, .. } => take(&[place, value]),
            ExprKind::Step { place, .. } => take(&[place]),
            ExprKind::Select { condition, accept, reject } => take(&[condition, accept, reject]),
            ExprKind::Sequence { first, last } => take(&[first, last]),
            ExprKind::Call { arguments, .. }
            | ExprKind::Builtin { arguments, .. }
            | ExprKind::Construct { arguments } => list = self.list(arguments),
        }
        Children { few: two, count, at: 0, list }
    }
}

/// Iterator of [`Tree::children`].
pub(crate) struct Children<'t> {
    few: [ExprId; 3],
    count: usize,
    at: usize,
    list: &'t [ExprId],
}

impl Iterator for Children<'_> {
    type Item = ExprId;

    fn next(&mut self) -> Option<ExprId> {
        if let Some((first, rest)) = self.list.split_first() {
            self.list = rest;
            return Some(*first);
        }
        let id = (self.at < self.count).then(|| self.few[self.at]);
        self.at += 1;
        id
    }
}
