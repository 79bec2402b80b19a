//! `WebAssembly.Instance`: reading the imports, making the exports.

use super::{
    convert,
    errors::Kind,
    function::{ExportedFunction, Import},
    global::{self, Global},
    memory::{self, Memory},
    module::Module,
    realm::WasmRealm,
    table::{self, Table},
};
use rquickjs::{Ctx, Object, Value};
use rustc_hash::FxHashMap;
use sparrow_script::{
    JsRef, freeze,
    native::{JsError, native_ref},
    native_class,
};
use sparrow_wasm::{Extern, ExternKind, ExternType, Func, InstantiateError, Store, ValueType};
use std::{
    cell::{Ref, RefCell},
    rc::Rc,
};

/// An instance object.
pub(crate) struct Instance {
    exports: RefCell<Option<JsRef>>,
}

native_class! {
    class "WebAssembly.Instance" for Instance;
    constructor(ctx: Ctx<'_>, module: Value<'_>, imports: Value<'_>) -> Result<Instance, JsError> {
        let module = native_ref::<Module>(&module).map(|module| module.0.clone()).ok_or_else(|| {
            JsError::Type("WebAssembly.Instance(): argument 1 is not a WebAssembly.Module".to_owned())
        })?;
        let exports = instantiate(&ctx, &module, &imports)?;
        Ok(Instance { exports: RefCell::new(Some(JsRef::new(&ctx, exports.into_value()))) })
    }
    properties {
        get exports(this) -> Ref<'_, Option<JsRef>> { this.exports.borrow() }
    }
    trace(this, tracer) {
        if let Ok(exports) = this.exports.try_borrow() { tracer.mark_option(&exports); }
    }
}

/// What was imported, as JavaScript knows it: an export of an import is the same object.
type Known<'js> = FxHashMap<(ExternKind, u32), Value<'js>>;

fn instantiate<'js>(
    ctx: &Ctx<'js>,
    module: &sparrow_wasm::Module,
    imports: &Value<'js>,
) -> Result<Object<'js>, JsError> {
    let realm = WasmRealm::of(ctx)?;
    let store = realm.store(ctx)?;
    let (externs, mut known) = read_imports(ctx, &realm, store, module, imports)?;
    let instance = sparrow_wasm::Instance::new(store, module, &externs);
    realm.look_for_growth(ctx);
    let instance = instance.map_err(|error| match error {
        InstantiateError::Link(text) => {
            realm.errors.throw(ctx, Kind::Link, &format!("WebAssembly.Instance(): {text}"))
        }
        InstantiateError::Limit(text) => {
            JsError::Range(format!("WebAssembly.Instance(): out of memory: {text}"))
        }
        InstantiateError::Call(error) => realm.errors.thrown(ctx, &error),
    })?;
    let exports = Object::new(ctx.clone())?;
    exports.set_prototype(None)?;
    for export in module.exports() {
        let key = (export.kind, export.index);
        let value = match known.get(&key) {
            Some(value) => value.clone(),
            None => {
                let Some(made) = instance.export(store, &export.name) else { continue };
                let value = match made {
                    Extern::Func(func) => realm.function(ctx, &func, Some(&export.index.to_string()))?,
                    Extern::Memory(memory) => memory::object(&realm, ctx, memory)?.into_value(),
                    Extern::Table(table) => table::object(&realm, ctx, table)?.into_value(),
                    Extern::Global(global) => global::object(&realm, ctx, global)?.into_value(),
                    // Only WebAssembly can use it.
                    Extern::Tag(_) => continue,
                };
                known.insert(key, value.clone());
                value
            }
        };
        exports.set(export.name.as_str(), value)?;
    }
    freeze(&exports)?;
    Ok(exports)
}

fn read_imports<'js>(
    ctx: &Ctx<'js>,
    realm: &Rc<WasmRealm>,
    store: &Store,
    module: &sparrow_wasm::Module,
    imports: &Value<'js>,
) -> Result<(Vec<Extern>, Known<'js>), JsError> {
    let (mut externs, mut known) = (Vec::new(), Known::default());
    let types = module.import_types();
    if imports.is_undefined() {
        if types.is_empty() {
            return Ok((externs, known));
        }
        return Err(JsError::Type("WebAssembly.Instance(): the imports are missing".to_owned()));
    }
    let imports = imports
        .as_object()
        .ok_or_else(|| JsError::Type("WebAssembly.Instance(): the imports must be an object".to_owned()))?;
    let mut counts: FxHashMap<ExternKind, u32> = FxHashMap::default();
    for (import, ty) in module.imports().zip(&types) {
        let place = format!("import \"{}\".\"{}\"", import.module, import.name);
        let from: Value<'js> = imports.get(import.module)?;
        let from = from.into_object().ok_or_else(|| {
            JsError::Type(format!("WebAssembly.Instance(): {place}: \"{}\" is not an object", import.module))
        })?;
        let value: Value<'js> = from.get(import.name)?;
        let wrong = |what: &str| {
            realm.errors.throw(ctx, Kind::Link, &format!("WebAssembly.Instance(): {place}: {what}"))
        };
        let count = counts.entry(import.kind).or_default();
        let key = (import.kind, *count);
        *count += 1;
        externs.push(match ty {
            ExternType::Function(ty) => {
                if let Some(function) = native_ref::<ExportedFunction>(&value) {
                    known.insert(key, value.clone());
                    Extern::Func(function.func.clone())
                } else if value.is_function() {
                    let import =
                        Import { realm: Rc::downgrade(realm), function: JsRef::new(ctx, value.clone()) };
                    let func = Func::host(store, ty, Box::new(import));
                    Extern::Func(func.ok_or_else(|| wrong("a function of this type cannot be imported"))?)
                } else {
                    return Err(wrong("function import requires a callable"));
                }
            }
            ExternType::Memory => match native_ref::<Memory>(&value) {
                Some(memory) => {
                    known.insert(key, value.clone());
                    Extern::Memory(memory.state.memory)
                }
                None => return Err(wrong("memory import must be a WebAssembly.Memory object")),
            },
            ExternType::Table => match native_ref::<Table>(&value) {
                Some(table) => {
                    known.insert(key, value.clone());
                    Extern::Table(table.table)
                }
                None => return Err(wrong("table import must be a WebAssembly.Table object")),
            },
            ExternType::Global { value: ty, mutable } => match native_ref::<Global>(&value) {
                Some(global) => {
                    known.insert(key, value.clone());
                    Extern::Global(global.global)
                }
                None => Extern::Global(constant(ctx, store, &value, *ty, *mutable).map_err(|e| {
                    e.unwrap_or_else(|| {
                        wrong("global import must be a number, a BigInt or a WebAssembly.Global object")
                    })
                })?),
            },
            ExternType::Tag => return Err(wrong("tags cannot be imported from JavaScript")),
        });
    }
    Ok((externs, known))
}

/// An immutable global of a plain value; `Err(None)` when the value is not of the type's kind.
fn constant<'js>(
    ctx: &Ctx<'js>,
    store: &Store,
    value: &Value<'js>,
    ty: ValueType,
    mutable: bool,
) -> Result<sparrow_wasm::Global, Option<JsError>> {
    let fits = match ty {
        ValueType::I64 => value.is_big_int(),
        ValueType::I32 | ValueType::F32 | ValueType::F64 => value.is_number(),
        ValueType::FuncRef | ValueType::ExternRef => true,
        ValueType::V128 | ValueType::Other => false,
    };
    if mutable || !fits {
        return Err(None);
    }
    if ty == ValueType::FuncRef && !value.is_null() && native_ref::<ExportedFunction>(value).is_none() {
        return Err(None);
    }
    let value = convert::to_wasm(ctx, value, ty).map_err(Some)?;
    sparrow_wasm::Global::new(store, ty, false, &value).map_err(|e| Some(JsError::Type(e)))
}
