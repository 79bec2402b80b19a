//! `WebAssembly.Global`

use super::{convert, realm::WasmRealm};
use rquickjs::{Ctx, Object, Value};
use sparrow_script::{
    JsRef,
    native::{JsError, create},
    native_class,
};
use sparrow_wasm::ValueType;
use std::rc::Rc;

/// A global object.
pub(crate) struct Global {
    realm: Rc<WasmRealm>,
    pub(super) global: sparrow_wasm::Global,
}

impl Global {
    fn from_descriptor<'js>(
        ctx: &Ctx<'js>,
        descriptor: &Value<'js>,
        init: &Value<'js>,
    ) -> Result<Global, JsError> {
        let realm = WasmRealm::of(ctx)?;
        let descriptor = descriptor.as_object().ok_or_else(|| {
            JsError::Type("WebAssembly.Global(): the descriptor must be an object".to_owned())
        })?;
        let mutable: rquickjs::Coerced<bool> = descriptor.get("mutable")?;
        let name: rquickjs::Coerced<String> = descriptor.get("value")?;
        let ty = ValueType::from_name(&name.0).ok_or_else(|| {
            JsError::Type(format!("WebAssembly.Global(): \"{}\" is no type of values", name.0))
        })?;
        let value = if init.is_undefined() {
            convert::default_value(ctx, ty)?
        } else {
            convert::to_wasm(ctx, init, ty)?
        };
        let global = sparrow_wasm::Global::new(realm.store(ctx)?, ty, mutable.0, &value)
            .map_err(|e| JsError::Type(format!("WebAssembly.Global(): {e}")))?;
        Ok(Global { realm, global })
    }

    fn value(&self, ctx: &Ctx<'_>) -> Result<JsRef, JsError> {
        let (ty, _) = self.global.ty(self.realm.made_store());
        if matches!(ty, ValueType::V128 | ValueType::Other) {
            return Err(convert::no_value());
        }
        let value = self.global.get(self.realm.made_store());
        let value = value.map_err(|e| self.realm.errors.thrown(ctx, &e))?;
        Ok(JsRef::new(ctx, convert::to_js(&self.realm, ctx, &value)?))
    }
}

/// The object of an exported global.
pub(super) fn object<'js>(
    realm: &Rc<WasmRealm>,
    ctx: &Ctx<'js>,
    global: sparrow_wasm::Global,
) -> rquickjs::Result<Object<'js>> {
    create(ctx, Global { realm: realm.clone(), global })
}

native_class! {
    class "WebAssembly.Global" for Global;
    constructor(ctx: Ctx<'_>, descriptor: Value<'_>, init: Value<'_>) -> Result<Global, JsError> {
        Global::from_descriptor(&ctx, &descriptor, &init)
    }
    methods {
        fn valueOf(this, ctx: Ctx<'_>) -> Result<JsRef, JsError> { this.value(&ctx) }
    }
    properties {
        get value(this, ctx: Ctx<'_>) -> Result<JsRef, JsError> { this.value(&ctx) }
        set value(this, value: JsRef) -> Result<(), JsError> {
            let (ty, mutable) = this.global.ty(this.realm.made_store());
            if !mutable {
                return Err(JsError::Type("WebAssembly.Global: the value cannot be set".to_owned()));
            }
            let set = this.realm.handle.within(|ctx| -> Result<bool, JsError> {
                let value = convert::to_wasm(ctx, &value.get(ctx)?, ty)?;
                Ok(this.global.set(this.realm.made_store(), &value))
            });
            match set {
                Some(Ok(true)) => Ok(()),
                Some(Err(error)) => Err(error),
                _ => Err(JsError::Type("WebAssembly.Global: the value cannot be set".to_owned())),
            }
        }
    }
}
