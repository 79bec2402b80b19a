//! Functions in both directions: [`ExportedFunction`], which JavaScript calls, and [`Import`], which WebAssembly calls.

use super::{convert, realm::WasmRealm};
use rquickjs::{Array, Ctx, Function, Object, Value as JsValue, atom::PredefinedAtom};
use sparrow_script::{
    JsRef, call_kept,
    native::{Args, BigInt, Call, Callable, IntoReturn, JsError, Returned, Thrown},
    native_class, take_exception,
};
use sparrow_wasm::{CallFailure, Func, HostCall, HostFailure, HostFunction, Number, Value, ValueType};
use std::rc::{Rc, Weak};

/// An exported function.
pub(crate) struct ExportedFunction {
    pub(super) realm: Rc<WasmRealm>,
    pub(super) func: Func,
}

native_class! { class "Function" for ExportedFunction; }

impl Callable for ExportedFunction {
    #[inline]
    fn call<'a>(&self, call: &'a Call<'a>, args: &Args<'a>) -> Result<Returned, Thrown> {
        let (realm, store) = (&self.realm, self.realm.made_store());
        let ty = self.func.ty();
        let outcome = if ty.numbers_only {
            let argument = |at, ty| convert::number_of(&args.get(call, at), ty);
            self.func.call_numbers(store, argument, |results| match results.len() {
                0 => ().into_return(call),
                1 => number(call, results.get(0)),
                _ => array(call, (0..results.len()).map(|at| results.get(at).into()), realm),
            })
        } else if ty.has_js_values() {
            let argument = |at: usize| convert::argument(&args.get(call, at), ty.params[at]);
            self.func.call(store, argument).map(|results| match results.as_slice() {
                [] => ().into_return(call),
                [result] => one(realm, call, result),
                _ => array(call, results.into_iter(), realm),
            })
        } else {
            return Err(call.throw(&convert::no_value()));
        };
        if store.take_grown() {
            realm.detach_grown(&call.ctx());
        }
        match outcome {
            Ok(returned) => returned,
            Err(CallFailure::Host(error)) => Err(call.throw(&error)),
            Err(CallFailure::Call(error)) => {
                let ctx = call.ctx();
                Err(call.throw(&realm.errors.thrown(&ctx, &error)))
            }
        }
    }
}

#[inline(always)]
fn number(call: &Call<'_>, number: Number) -> Result<Returned, Thrown> {
    match number {
        Number::I32(number) => number.into_return(call),
        Number::F64(number) => number.into_return(call),
        Number::F32(number) => number.into_return(call),
        Number::I64(number) => BigInt(number).into_return(call),
    }
}

fn one(realm: &Rc<WasmRealm>, call: &Call<'_>, value: &Value) -> Result<Returned, Thrown> {
    let ctx = call.ctx();
    let value = convert::to_js(realm, &ctx, value).map_err(|e| call.throw(&e.into()))?;
    JsRef::new(&ctx, value).into_return(call)
}

fn array(
    call: &Call<'_>,
    results: impl Iterator<Item = Value>,
    realm: &Rc<WasmRealm>,
) -> Result<Returned, Thrown> {
    let ctx = call.ctx();
    let fill = || -> rquickjs::Result<Array<'_>> {
        let array = Array::new(ctx.clone())?;
        for (at, value) in results.enumerate() {
            array.set(at, convert::to_js(realm, &ctx, &value)?)?;
        }
        Ok(array)
    };
    let array = fill().map_err(|e| call.throw(&e.into()))?;
    JsRef::new(&ctx, array.into_value()).into_return(call)
}

/// A JavaScript function that WebAssembly calls.
pub(super) struct Import {
    /// The store, which owns this, is the realm's.
    pub(super) realm: Weak<WasmRealm>,
    pub(super) function: JsRef,
}

impl HostFunction for Import {
    fn call(&self, call: &mut HostCall<'_>) -> Result<(), HostFailure> {
        let Some(realm) = self.realm.upgrade() else { return Err(HostFailure(Rc::new(()))) };
        let done = realm.handle.within(|ctx| self.run(&realm, ctx, call));
        done.unwrap_or_else(|| Err(HostFailure(Rc::new(()))))
    }
}

impl Import {
    #[inline]
    fn run(&self, realm: &Rc<WasmRealm>, ctx: &Ctx<'_>, call: &mut HostCall<'_>) -> Result<(), HostFailure> {
        realm.look_for_growth(ctx);
        self.try_run(realm, ctx, call).map_err(|error| {
            error.throw(ctx);
            HostFailure(Rc::new(take_exception(ctx)))
        })
    }

    #[inline]
    fn try_run(&self, realm: &Rc<WasmRealm>, ctx: &Ctx<'_>, call: &mut HostCall<'_>) -> Result<(), JsError> {
        let count = call.ty().params.len();
        let result = if call.ty().numbers_only {
            call_kept(ctx, &self.function, count, |at| convert::plain(call.number(at)))?
        } else if call.ty().has_js_values() {
            call_kept(ctx, &self.function, count, |at| convert::to_plain(realm, ctx, &call.param(at)))?
        } else {
            return Err(convert::no_value());
        };
        match call.ty().results.len() {
            0 => Ok(()),
            1 if call.ty().numbers_only => {
                call.set_number(0, convert::number_result(ctx, &result, call.ty().results[0])?);
                Ok(())
            }
            1 => {
                let value = convert::to_wasm(ctx, &result, call.ty().results[0])?;
                call.set_result(0, value);
                Ok(())
            }
            _ => {
                let types: Vec<ValueType> = call.ty().results.to_vec();
                for (at, value) in iterate(ctx, result, &types)?.into_iter().enumerate() {
                    call.set_result(at, value);
                }
                Ok(())
            }
        }
    }
}

/// `IteratorToList`, and each value converted: there must be as many as there are types.
fn iterate<'js>(ctx: &Ctx<'js>, iterable: JsValue<'js>, types: &[ValueType]) -> Result<Vec<Value>, JsError> {
    let not_iterable = || JsError::Type("an import with several results must return an iterable".to_owned());
    let iterable = iterable.into_object().ok_or_else(not_iterable)?;
    let method: JsValue<'js> = iterable.get(PredefinedAtom::SymbolIterator)?;
    let method: Function<'js> = method.into_function().ok_or_else(not_iterable)?;
    let iterator: Object<'js> = method.call((rquickjs::function::This(iterable),))?;
    let next: Function<'js> = iterator.get("next")?;
    let mut values = Vec::new();
    loop {
        let step: Object<'js> = next.call((rquickjs::function::This(iterator.clone()),))?;
        let done: rquickjs::Coerced<bool> = step.get("done")?;
        if done.0 {
            break;
        }
        if values.len() == types.len() {
            return Err(JsError::Type(format!("an import returned more than {} results", types.len())));
        }
        values.push(step.get::<_, JsValue<'js>>("value")?);
    }
    if values.len() != types.len() {
        return Err(JsError::Type(format!(
            "an import returned {} results in place of {}",
            values.len(),
            types.len()
        )));
    }
    values.iter().zip(types).map(|(value, ty)| convert::to_wasm(ctx, value, *ty)).collect()
}
