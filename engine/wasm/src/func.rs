//! [`Func`]: functions of a store, called from outside; and [`HostFunction`]s, which WebAssembly calls.

use crate::{
    error::{CallError, Foreign},
    on_thread::OnThread,
    store::{Data, Inner, Store},
    types::FuncType,
    value::Value,
};
use std::{any::Any, fmt, mem::MaybeUninit, ptr::NonNull, rc::Rc};
use wasmtime::{AsContextMut, StoreContextMut, ValRaw};

/// A function of a store.
#[derive(Clone)]
pub struct Func {
    pub(crate) raw: wasmtime::Func,
    ty: Rc<FuncType>,
    key: usize,
}

impl fmt::Debug for Func {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Func").field("ty", &self.ty).finish_non_exhaustive()
    }
}

/// Values on the stack; more go to the heap.
const FEW: usize = 12;

impl Func {
    pub(crate) fn new(_: &Store, cx: &mut StoreContextMut<'_, Data>, raw: wasmtime::Func) -> Func {
        let ty = FuncType::of(&raw.ty(&*cx));
        let key = raw.to_raw(cx) as usize;
        Func { raw, ty, key }
    }

    /// A function that the host implements.
    pub fn host(store: &Store, ty: &FuncType, host: Box<dyn HostFunction>) -> Option<Func> {
        let params: Option<Vec<_>> = ty.params.iter().map(|ty| ty.to_wasmtime()).collect();
        let results: Option<Vec<_>> = ty.results.iter().map(|ty| ty.to_wasmtime()).collect();
        let raw_type = wasmtime::FuncType::new(&store.engine().inner, params?, results?);
        let ours = Rc::new(ty.clone());
        // The store owns the function, so the function must not own the store.
        let inner = OnThread(NonNull::from(&*store.0));
        let weak = OnThread(Rc::downgrade(&store.0));
        let host = OnThread((host, ours.clone()));
        let call = move |mut caller: wasmtime::Caller<'_, Data>, slots: &mut [MaybeUninit<ValRaw>]| {
            // SAFETY: the store calls, so it is alive, and it lives in this `Inner`, which never moves.
            let inner: &Inner = unsafe { inner.get().as_ref() };
            let (host, ty) = host.get();
            let mut context = caller.as_context_mut();
            let store = || Store(weak.get().upgrade().expect("a store that runs is alive"));
            if ty.numbers_only {
                // SAFETY: there is a slot for every parameter, written by the caller, and one for every result.
                let mut call = unsafe { HostCall::new(ty, slots) };
                return inner.lend(&mut context, || host.call(&mut call)).map_err(foreign);
            }
            let store = store();
            // SAFETY: as above; the references were passed just now.
            let mut values = unsafe { raise_all(&store, &mut context, slots, &ty.params)? };
            values.extend(ty.results.iter().map(|ty| Value::zero(*ty)));
            let mut call = HostCall { ty, slots: Slots::Values(&mut values) };
            inner.lend(&mut context, || host.call(&mut call)).map_err(foreign)?;
            lower_results(&mut context, &values, ty, slots)
        };
        let raw = store.with(|cx| {
            // SAFETY: the closure reads slots as the parameters' types say and writes all results, of their types.
            unsafe { wasmtime::Func::new_unchecked(cx, raw_type, call) }
        });
        Some(store.with(|mut cx| Func::new(store, &mut cx, raw)))
    }

    /// Its type.
    #[inline]
    pub fn ty(&self) -> &FuncType {
        &self.ty
    }

    /// The same for the same function of a store.
    pub fn key(&self) -> usize {
        self.key
    }

    /// Calls it. `argument` gives the value of each parameter in order, of its type; it may use the store.
    #[inline]
    pub fn call<E>(
        &self,
        store: &Store,
        mut argument: impl FnMut(usize) -> Result<Value, E>,
        result: impl FnOnce(&Results<'_>) -> Result<(), E>,
    ) -> Result<(), CallFailure<E>> {
        let ty = &*self.ty;
        let count = ty.params.len().max(ty.results.len());
        let mut few = [ValRaw::i32(0); FEW];
        let mut many = Vec::new();
        let slots: &mut [ValRaw] = if count <= FEW {
            &mut few[..count]
        } else {
            many.resize(count, ValRaw::i32(0));
            &mut many
        };
        if !ty.numbers_only {
            return self.call_with_references(store, slots, argument, result);
        }
        for (at, slot) in slots.iter_mut().enumerate().take(ty.params.len()) {
            let value = argument(at).map_err(CallFailure::Host)?;
            assert!(value.is_of(ty.params[at]), "an argument is not of its type");
            *slot = value.number().expect("a number");
        }
        let slots_ptr: *mut [ValRaw] = slots;
        // SAFETY: the slots hold the parameters, of their types, and there is room for the results.
        let done = store.with_call(|cx| unsafe { self.raw.call_unchecked(cx, slots_ptr) });
        if let Err(error) = done {
            return Err(CallFailure::Call(CallError::of(&error)));
        }
        result(&Results { ty, slots: ResultSlots::Raw(slots) }).map_err(CallFailure::Host)
    }

    #[cold]
    #[inline(never)]
    fn call_with_references<E>(
        &self,
        store: &Store,
        slots: &mut [ValRaw],
        mut argument: impl FnMut(usize) -> Result<Value, E>,
        result: impl FnOnce(&Results<'_>) -> Result<(), E>,
    ) -> Result<(), CallFailure<E>> {
        let ty = &*self.ty;
        let mut values = Vec::with_capacity(ty.params.len());
        for (at, param) in ty.params.iter().enumerate() {
            let value = argument(at).map_err(CallFailure::Host)?;
            assert!(value.is_of(*param), "an argument is not of its type");
            values.push(value);
        }
        let slots_ptr: *mut [ValRaw] = slots;
        let results = store.with_call(|mut cx| -> wasmtime::Result<Vec<Value>> {
            // SAFETY: nobody else uses the slots.
            let slots = unsafe { &mut *slots_ptr };
            let mut lowered = Vec::with_capacity(values.len());
            for value in &values {
                lowered.push(value.lower(&mut cx)?);
            }
            slots[..lowered.len()].copy_from_slice(&lowered);
            // SAFETY: the slots hold the parameters, of their types, and there is room for the results.
            unsafe { self.raw.call_unchecked(&mut cx, slots_ptr)? };
            // SAFETY: as above.
            let slots = unsafe { &*slots_ptr };
            let mut results = Vec::with_capacity(ty.results.len());
            for (raw, ty) in slots.iter().zip(&ty.results) {
                // SAFETY: a result of this type, just now.
                results.push(unsafe { Value::raise(store, &mut cx, raw, *ty)? });
            }
            Ok(results)
        });
        let results = results.map_err(|error| CallFailure::Call(CallError::of(&error)))?;
        result(&Results { ty, slots: ResultSlots::Values(&results) }).map_err(CallFailure::Host)
    }
}

/// Why a call failed: on its way in or out by the host's conversions, or by the call.
#[derive(Debug)]
pub enum CallFailure<E> {
    /// A conversion of the host.
    Host(E),
    /// The call.
    Call(CallError),
}

enum ResultSlots<'a> {
    Raw(&'a [ValRaw]),
    Values(&'a [Value]),
}

/// What a call gave.
pub struct Results<'a> {
    ty: &'a FuncType,
    slots: ResultSlots<'a>,
}

impl Results<'_> {
    /// How many.
    #[inline]
    pub fn len(&self) -> usize {
        self.ty.results.len()
    }

    /// None.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them.
    #[inline]
    pub fn get(&self, at: usize) -> Value {
        match &self.slots {
            ResultSlots::Raw(slots) => {
                Value::from_number(&slots[at], self.ty.results[at]).expect("numbers only")
            }
            ResultSlots::Values(values) => values[at].clone(),
        }
    }
}

/// A host function failed with something of its own, which comes out of the outermost call as [`CallError::Host`].
pub struct HostFailure(pub Rc<dyn Any>);

impl fmt::Debug for HostFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HostFailure")
    }
}

#[cold]
fn foreign(failure: HostFailure) -> wasmtime::Error {
    wasmtime::Error::new(Foreign(OnThread(failure.0)))
}

/// What WebAssembly calls.
pub trait HostFunction {
    /// Reads the parameters and sets the results; those that are not set are zero or null.
    fn call(&self, call: &mut HostCall<'_>) -> Result<(), HostFailure>;
}

enum Slots<'a> {
    Raw(&'a mut [ValRaw]),
    /// Parameters, then results.
    Values(&'a mut Vec<Value>),
}

/// A call of a host function.
pub struct HostCall<'a> {
    ty: &'a FuncType,
    slots: Slots<'a>,
}

impl<'a> HostCall<'a> {
    /// # Safety
    /// There is a slot for each parameter, written, and for each result; all are numbers.
    #[inline]
    unsafe fn new(ty: &'a FuncType, slots: &'a mut [MaybeUninit<ValRaw>]) -> HostCall<'a> {
        for slot in slots.iter_mut().skip(ty.params.len()) {
            slot.write(ValRaw::i64(0));
        }
        // SAFETY: all are written: parameters by the caller, the others above.
        let slots = unsafe { &mut *(std::ptr::from_mut(slots) as *mut [ValRaw]) };
        HostCall { ty, slots: Slots::Raw(slots) }
    }

    /// The function's type.
    pub fn ty(&self) -> &FuncType {
        self.ty
    }

    /// A parameter.
    #[inline]
    pub fn param(&self, at: usize) -> Value {
        match &self.slots {
            Slots::Raw(slots) => Value::from_number(&slots[at], self.ty.params[at]).expect("numbers only"),
            Slots::Values(values) => values[at].clone(),
        }
    }

    /// Sets a result; parameters must not be read any more.
    #[inline]
    pub fn set_result(&mut self, at: usize, value: Value) {
        assert!(value.is_of(self.ty.results[at]), "a result is not of its type");
        match &mut self.slots {
            Slots::Raw(slots) => slots[at] = value.number().expect("numbers only"),
            Slots::Values(values) => values[self.ty.params.len() + at] = value,
        }
    }
}

/// Parameters, and room for results.
///
/// # Safety
/// The first slots are parameters of the types, passed just now.
unsafe fn raise_all(
    store: &Store,
    cx: &mut StoreContextMut<'_, Data>,
    slots: &[MaybeUninit<ValRaw>],
    params: &[crate::ValueType],
) -> wasmtime::Result<Vec<Value>> {
    let mut values = Vec::with_capacity(slots.len() + params.len());
    for (slot, ty) in slots.iter().zip(params) {
        // SAFETY: promised by the caller.
        values.push(unsafe { Value::raise(store, cx, slot.assume_init_ref(), *ty)? });
    }
    Ok(values)
}

fn lower_results(
    cx: &mut StoreContextMut<'_, Data>,
    values: &[Value],
    ty: &FuncType,
    slots: &mut [MaybeUninit<ValRaw>],
) -> wasmtime::Result<()> {
    let mut lowered = Vec::with_capacity(ty.results.len());
    for value in &values[ty.params.len()..] {
        lowered.push(value.lower(cx)?);
    }
    for (slot, raw) in slots.iter_mut().zip(lowered) {
        slot.write(raw);
    }
    Ok(())
}
