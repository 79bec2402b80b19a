//! Functions in both directions: [`ExportedFunction`], which JavaScript calls, and [`Import`], which WebAssembly calls.

use super::{convert, realm::WasmRealm};
use rquickjs::{Array, Ctx, Function, Object, Value as JsValue, atom::PredefinedAtom};
use sparrow_script::{
    JsRef, call_kept,
    native::{Args, BigInt, Call, Callable, IntoReturn, JsError, Returned, Thrown},
    native_class, take_exception,
};
use sparrow_wasm::{CallFailure, Func, HostCall, HostFailure, HostFunction, Results, Value, ValueType};
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
        if !ty.numbers_only && !ty.has_js_values() {
            return Err(call.throw(&convert::no_value()));
        }
        let mut returned = None;
        let mut result = Value::I32(0);
        let outcome = self.func.call(
            store,
            |at| convert::argument(&args.get(call, at), ty.params[at]),
            |results| {
                match results.len() {
                    0 => returned = Some(().into_return(call)?),
                    1 => result = results.get(0),
                    _ => returned = Some(array(realm, call, results)?),
                }
                Ok(())
            },
        );
        if store.take_grown() {
            realm.detach_grown(&call.ctx());
        }
        match outcome {
            Ok(()) => match returned {
                Some(returned) => Ok(returned),
                None => one(realm, call, &result),
            },
            Err(CallFailure::Host(error)) => Err(call.throw(&error)),
            Err(CallFailure::Call(error)) => {
                let ctx = call.ctx();
                Err(call.throw(&realm.errors.thrown(&ctx, &error)))
            }
        }
    }
}

#[inline]
fn one(realm: &Rc<WasmRealm>, call: &Call<'_>, value: &Value) -> Result<Returned, Thrown> {
    match value {
        Value::I32(number) => number.into_return(call),
        Value::F64(number) => number.into_return(call),
        Value::F32(number) => number.into_return(call),
        Value::I64(number) => BigInt(*number).into_return(call),
        reference => {
            let ctx = call.ctx();
            let value = convert::to_js(realm, &ctx, reference).map_err(|e| call.throw(&e.into()))?;
            JsRef::new(&ctx, value).into_return(call)
        }
    }
}

fn array(realm: &Rc<WasmRealm>, call: &Call<'_>, results: &Results<'_>) -> Result<Returned, JsError> {
    let ctx = call.ctx();
    let array = Array::new(ctx.clone())?;
    for at in 0..results.len() {
        array.set(at, convert::to_js(realm, &ctx, &results.get(at))?)?;
    }
    Ok(JsRef::new(&ctx, array.into_value()).into_return(call)?)
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
        if !call.ty().numbers_only && !call.ty().has_js_values() {
            return Err(convert::no_value());
        }
        let count = call.ty().params.len();
        let result =
            call_kept(ctx, &self.function, count, |at| convert::to_plain(realm, ctx, &call.param(at)))?;
        match call.ty().results.len() {
            0 => Ok(()),
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
