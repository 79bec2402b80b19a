//! `WebAssembly.Table`

use super::{convert, realm::WasmRealm};
use rquickjs::{Ctx, Object, Value};
use sparrow_script::{
    JsRef,
    native::{Argc, JsError, create},
    native_class,
};
use sparrow_wasm::ValueType;
use std::rc::Rc;

/// The most elements that the JavaScript API lets a table have.
const MAX_ELEMENTS: u32 = 10_000_000;

/// A table object.
pub(crate) struct Table {
    realm: Rc<WasmRealm>,
    pub(super) table: sparrow_wasm::Table,
}

impl Table {
    fn from_descriptor<'js>(
        ctx: &Ctx<'js>,
        descriptor: &Value<'js>,
        init: &Value<'js>,
    ) -> Result<Table, JsError> {
        let realm = WasmRealm::of(ctx)?;
        let descriptor = descriptor.as_object().ok_or_else(|| {
            JsError::Type("WebAssembly.Table(): the descriptor must be an object".to_owned())
        })?;
        let element: rquickjs::Coerced<String> = descriptor.get("element")?;
        let element = match ValueType::from_name(&element.0) {
            Some(ty @ (ValueType::FuncRef | ValueType::ExternRef)) => ty,
            _ => {
                return Err(JsError::Type(format!(
                    "WebAssembly.Table(): \"element\" must be \"anyfunc\" or \"externref\", not \"{}\"",
                    element.0
                )));
            }
        };
        let initial = convert::limit(ctx, descriptor, "initial")?.ok_or_else(|| {
            JsError::Type("WebAssembly.Table(): the descriptor has no \"initial\"".to_owned())
        })?;
        let maximum = convert::limit(ctx, descriptor, "maximum")?;
        if initial > maximum.unwrap_or(u32::MAX) || initial > MAX_ELEMENTS {
            return Err(JsError::Range(format!("WebAssembly.Table(): {initial} elements are too many")));
        }
        let value = initial_value(ctx, init, element)?;
        let table = sparrow_wasm::Table::new(realm.store(ctx)?, element, initial, maximum, &value)
            .map_err(|e| JsError::Range(format!("WebAssembly.Table(): {e}")))?;
        Ok(Table { realm, table })
    }

    fn element(&self) -> ValueType {
        self.table.element(self.realm.made_store())
    }
}

fn initial_value<'js>(
    ctx: &Ctx<'js>,
    value: &Value<'js>,
    element: ValueType,
) -> Result<sparrow_wasm::Value, JsError> {
    if value.is_undefined() {
        return convert::default_value(ctx, element);
    }
    convert::to_wasm(ctx, value, element)
}

/// The object of an exported table.
pub(super) fn object<'js>(
    realm: &Rc<WasmRealm>,
    ctx: &Ctx<'js>,
    table: sparrow_wasm::Table,
) -> rquickjs::Result<Object<'js>> {
    create(ctx, Table { realm: realm.clone(), table })
}

fn past_the_end(at: u32) -> JsError {
    JsError::Range(format!("WebAssembly.Table: there is no element {at}"))
}

native_class! {
    class "WebAssembly.Table" for Table;
    constructor(ctx: Ctx<'_>, descriptor: Value<'_>, init: Value<'_>) -> Result<Table, JsError> {
        Table::from_descriptor(&ctx, &descriptor, &init)
    }
    methods {
        fn get(this, ctx: Ctx<'_>, at: Value<'_>) -> Result<JsRef, JsError> {
            let at = convert::enforce_u32(&ctx, &at, "the index")?;
            let element = this.table.get(this.realm.made_store(), at);
            let element = element.map_err(|e| this.realm.errors.thrown(&ctx, &e))?;
            let value = element.ok_or_else(|| past_the_end(at))?;
            Ok(JsRef::new(&ctx, convert::to_js(&this.realm, &ctx, &value)?))
        }
        fn set(this, ctx: Ctx<'_>, argc: Argc, at: Value<'_>, value: Value<'_>) -> Result<(), JsError> {
            let at = convert::enforce_u32(&ctx, &at, "the index")?;
            let element = this.element();
            let value = if argc.0 < 2 {
                convert::default_value(&ctx, element)?
            } else {
                convert::to_wasm(&ctx, &value, element)?
            };
            if this.table.set(this.realm.made_store(), at, &value) { Ok(()) } else { Err(past_the_end(at)) }
        }
        fn grow(this, ctx: Ctx<'_>, delta: Value<'_>, init: Value<'_>) -> Result<f64, JsError> {
            let delta = convert::enforce_u32(&ctx, &delta, "delta")?;
            let value = initial_value(&ctx, &init, this.element())?;
            let before = this.table.grow(this.realm.made_store(), delta, &value);
            let before = before
                .ok_or_else(|| JsError::Range(format!("WebAssembly.Table.grow(): cannot grow by {delta}")))?;
            Ok(before as f64)
        }
    }
    properties {
        get length(this) -> f64 { this.table.len(this.realm.made_store()) as f64 }
    }
}
