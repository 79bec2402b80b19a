//! Types of values, functions and other externals.

use std::rc::Rc;
use wasmtime::{HeapType, RefType, ValType};

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `v128`, which JavaScript has no values of.
    V128,
    /// `funcref`
    FuncRef,
    /// `externref`
    ExternRef,
    /// Any other reference; JavaScript is given none.
    Other,
}

impl ValueType {
    pub(crate) fn of(ty: &ValType) -> ValueType {
        match ty {
            ValType::I32 => ValueType::I32,
            ValType::I64 => ValueType::I64,
            ValType::F32 => ValueType::F32,
            ValType::F64 => ValueType::F64,
            ValType::V128 => ValueType::V128,
            ValType::Ref(reference) => ValueType::of_reference(reference),
        }
    }

    pub(crate) fn of_reference(ty: &RefType) -> ValueType {
        match (ty.is_nullable(), ty.heap_type()) {
            (true, HeapType::Func) => ValueType::FuncRef,
            (true, HeapType::Extern) => ValueType::ExternRef,
            _ => ValueType::Other,
        }
    }

    /// The type of a name of the JavaScript API.
    pub fn from_name(name: &str) -> Option<ValueType> {
        Some(match name {
            "i32" => ValueType::I32,
            "i64" => ValueType::I64,
            "f32" => ValueType::F32,
            "f64" => ValueType::F64,
            "v128" => ValueType::V128,
            "anyfunc" => ValueType::FuncRef,
            "externref" => ValueType::ExternRef,
            _ => return None,
        })
    }

    pub(crate) fn to_wasmtime(self) -> Option<ValType> {
        Some(match self {
            ValueType::I32 => ValType::I32,
            ValueType::I64 => ValType::I64,
            ValueType::F32 => ValType::F32,
            ValueType::F64 => ValType::F64,
            ValueType::V128 => ValType::V128,
            ValueType::FuncRef => ValType::Ref(RefType::FUNCREF),
            ValueType::ExternRef => ValType::Ref(RefType::EXTERNREF),
            ValueType::Other => return None,
        })
    }

    /// Whether values are numbers.
    pub fn is_number(self) -> bool {
        matches!(self, ValueType::I32 | ValueType::I64 | ValueType::F32 | ValueType::F64)
    }
}

/// The type of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FuncType {
    /// What it takes.
    pub params: Box<[ValueType]>,
    /// What it gives.
    pub results: Box<[ValueType]>,
    /// Whether all of these are numbers.
    pub numbers_only: bool,
}

impl FuncType {
    pub(crate) fn of(ty: &wasmtime::FuncType) -> Rc<FuncType> {
        let params: Box<[_]> = ty.params().map(|ty| ValueType::of(&ty)).collect();
        let results: Box<[_]> = ty.results().map(|ty| ValueType::of(&ty)).collect();
        let numbers_only = params.iter().chain(&results).all(|ty| ty.is_number());
        Rc::new(FuncType { params, results, numbers_only })
    }

    /// Whether JavaScript can call such a function, or be called as one.
    pub fn has_js_values(&self) -> bool {
        let has = |ty: &ValueType| !matches!(ty, ValueType::V128 | ValueType::Other);
        self.params.iter().chain(&self.results).all(has)
    }
}

/// What an import or export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // the names say it
pub enum ExternKind {
    Function,
    Table,
    Memory,
    Global,
    Tag,
}

impl ExternKind {
    /// The name in the JavaScript API.
    pub fn name(self) -> &'static str {
        match self {
            ExternKind::Function => "function",
            ExternKind::Table => "table",
            ExternKind::Memory => "memory",
            ExternKind::Global => "global",
            ExternKind::Tag => "tag",
        }
    }
}

/// What an import must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExternType {
    /// A function.
    Function(Rc<FuncType>),
    /// A table.
    Table,
    /// A memory.
    Memory,
    /// A global.
    Global {
        /// The type of its value.
        value: ValueType,
        /// Whether it can be set.
        mutable: bool,
    },
    /// A tag of exceptions.
    Tag,
}

impl ExternType {
    pub(crate) fn of(ty: &wasmtime::ExternType) -> ExternType {
        match ty {
            wasmtime::ExternType::Func(ty) => ExternType::Function(FuncType::of(ty)),
            wasmtime::ExternType::Table(_) => ExternType::Table,
            wasmtime::ExternType::Memory(_) => ExternType::Memory,
            wasmtime::ExternType::Global(ty) => ExternType::Global {
                value: ValueType::of(ty.content()),
                mutable: ty.mutability() == wasmtime::Mutability::Var,
            },
            wasmtime::ExternType::Tag(_) => ExternType::Tag,
        }
    }

    /// Without its details.
    pub fn kind(&self) -> ExternKind {
        match self {
            ExternType::Function(_) => ExternKind::Function,
            ExternType::Table => ExternKind::Table,
            ExternType::Memory => ExternKind::Memory,
            ExternType::Global { .. } => ExternKind::Global,
            ExternType::Tag => ExternKind::Tag,
        }
    }
}
