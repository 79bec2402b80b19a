//! [`Value`]: what crosses, and its raw form.

use crate::{
    error::NoValue,
    func::Func,
    on_thread::OnThread,
    store::{Data, Store},
    types::ValueType,
};
use std::{any::Any, fmt, rc::Rc};
use wasmtime::{AsContextMut, ExternRef, Ref, RootScope, Rooted, StoreContextMut, Val, ValRaw};

/// A value that JavaScript can see.
#[derive(Clone)]
pub enum Value {
    /// `i32`
    I32(i32),
    /// `i64`
    I64(i64),
    /// `f32`
    F32(f32),
    /// `f64`
    F64(f64),
    /// `funcref`
    Func(Option<Func>),
    /// `externref`: what the host gave, or null.
    Extern(Option<Rc<dyn Any>>),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::I32(v) => write!(f, "{v}i32"),
            Value::I64(v) => write!(f, "{v}i64"),
            Value::F32(v) => write!(f, "{v}f32"),
            Value::F64(v) => write!(f, "{v}f64"),
            Value::Func(v) => write!(f, "func({})", v.is_some()),
            Value::Extern(v) => write!(f, "extern({})", v.is_some()),
        }
    }
}

type Kept = OnThread<Rc<dyn Any>>;

impl Value {
    /// Zero or null. (What JavaScript has no values of is a number, and never gets further.)
    pub(crate) fn zero(ty: ValueType) -> Value {
        match ty {
            ValueType::I64 => Value::I64(0),
            ValueType::F32 => Value::F32(0.0),
            ValueType::F64 => Value::F64(0.0),
            ValueType::FuncRef => Value::Func(None),
            ValueType::ExternRef => Value::Extern(None),
            ValueType::I32 | ValueType::V128 | ValueType::Other => Value::I32(0),
        }
    }

    /// Whether it is of the type.
    pub fn is_of(&self, ty: ValueType) -> bool {
        matches!(
            (self, ty),
            (Value::I32(_), ValueType::I32)
                | (Value::I64(_), ValueType::I64)
                | (Value::F32(_), ValueType::F32)
                | (Value::F64(_), ValueType::F64)
                | (Value::Func(_), ValueType::FuncRef)
                | (Value::Extern(_), ValueType::ExternRef)
        )
    }

    /// The raw form of a number; `None` for references.
    #[inline]
    pub(crate) fn number(&self) -> Option<ValRaw> {
        Some(match self {
            Value::I32(v) => ValRaw::i32(*v),
            Value::I64(v) => ValRaw::i64(*v),
            Value::F32(v) => ValRaw::f32(v.to_bits()),
            Value::F64(v) => ValRaw::f64(v.to_bits()),
            Value::Func(_) | Value::Extern(_) => return None,
        })
    }

    /// A number from its raw form; `None` for other types.
    #[inline]
    pub(crate) fn from_number(raw: &ValRaw, ty: ValueType) -> Option<Value> {
        Some(match ty {
            ValueType::I32 => Value::I32(raw.get_i32()),
            ValueType::I64 => Value::I64(raw.get_i64()),
            ValueType::F32 => Value::F32(f32::from_bits(raw.get_f32())),
            ValueType::F64 => Value::F64(f64::from_bits(raw.get_f64())),
            _ => return None,
        })
    }

    /// The raw form, to be passed on before anything else is done with the store.
    pub(crate) fn lower(&self, cx: &mut StoreContextMut<'_, Data>) -> wasmtime::Result<ValRaw> {
        Ok(match self {
            Value::Func(None) => ValRaw::funcref(std::ptr::null_mut()),
            Value::Func(Some(func)) => ValRaw::funcref(func.raw.to_raw(cx)),
            Value::Extern(None) => ValRaw::externref(0),
            Value::Extern(Some(kept)) => {
                let mut scope = RootScope::new(cx);
                let reference = ExternRef::new(&mut scope, OnThread(kept.clone()))?;
                ValRaw::externref(reference.to_raw(&mut scope)?)
            }
            number => number.number().unwrap_or(ValRaw::i32(0)),
        })
    }

    /// The value of a raw form.
    ///
    /// # Safety
    /// `raw` is of the type `ty`, of this store, and nothing was done with the store since it came from there.
    pub(crate) unsafe fn raise(
        store: &Store,
        cx: &mut StoreContextMut<'_, Data>,
        raw: &ValRaw,
        ty: ValueType,
    ) -> wasmtime::Result<Value> {
        if let Some(number) = Value::from_number(raw, ty) {
            return Ok(number);
        }
        match ty {
            ValueType::FuncRef => {
                // SAFETY: promised by the caller.
                let func = unsafe { wasmtime::Func::from_raw(&mut *cx, raw.get_funcref()) };
                Ok(Value::Func(func.map(|func| Func::new(store, cx, func))))
            }
            ValueType::ExternRef => {
                let mut scope = RootScope::new(cx);
                let reference = ExternRef::from_raw(&mut scope, raw.get_externref());
                Ok(Value::Extern(kept(&mut scope, reference)?))
            }
            _ => Err(no_value(ty).into()),
        }
    }

    /// For tables and globals; needs a root scope around it.
    pub(crate) fn to_val(&self, cx: &mut StoreContextMut<'_, Data>) -> wasmtime::Result<Val> {
        Ok(match self {
            Value::I32(v) => Val::I32(*v),
            Value::I64(v) => Val::I64(*v),
            Value::F32(v) => Val::F32(v.to_bits()),
            Value::F64(v) => Val::F64(v.to_bits()),
            Value::Func(func) => Val::FuncRef(func.as_ref().map(|func| func.raw)),
            Value::Extern(None) => Val::ExternRef(None),
            Value::Extern(Some(kept)) => Val::ExternRef(Some(ExternRef::new(cx, OnThread(kept.clone()))?)),
        })
    }

    /// From tables and globals; needs a root scope around it.
    pub(crate) fn from_val(
        store: &Store,
        cx: &mut StoreContextMut<'_, Data>,
        val: &Val,
    ) -> wasmtime::Result<Value> {
        Ok(match val {
            Val::I32(v) => Value::I32(*v),
            Val::I64(v) => Value::I64(*v),
            Val::F32(v) => Value::F32(f32::from_bits(*v)),
            Val::F64(v) => Value::F64(f64::from_bits(*v)),
            Val::FuncRef(func) => Value::Func(func.map(|func| Func::new(store, cx, func))),
            Val::ExternRef(reference) => Value::Extern(kept(&mut *cx, *reference)?),
            Val::V128(_) => return Err(no_value(ValueType::V128).into()),
            _ => return Err(no_value(ValueType::Other).into()),
        })
    }

    pub(crate) fn to_ref(&self, cx: &mut StoreContextMut<'_, Data>) -> wasmtime::Result<Ref> {
        let val = self.to_val(cx)?;
        val.ref_().ok_or_else(|| NoValue("a table holds references only".to_owned()).into())
    }
}

fn kept(
    mut cx: impl AsContextMut<Data = Data>,
    reference: Option<Rooted<ExternRef>>,
) -> wasmtime::Result<Option<Rc<dyn Any>>> {
    let Some(reference) = reference else { return Ok(None) };
    let cx = cx.as_context_mut();
    let data = reference.data(&cx)?;
    match data.and_then(|data| data.downcast_ref::<Kept>()) {
        Some(kept) => Ok(Some(kept.get().clone())),
        None => Err(NoValue("a reference that the host did not give".to_owned()).into()),
    }
}

fn no_value(ty: ValueType) -> NoValue {
    NoValue(match ty {
        ValueType::V128 => "JavaScript has no values of the type v128".to_owned(),
        _ => "JavaScript has no values of this reference type".to_owned(),
    })
}
