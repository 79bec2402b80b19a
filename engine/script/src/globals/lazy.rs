//! Globals that are made when somebody first looks at them, so that a realm starts fast: each is an
//! accessor that runs its script and puts plain values in place of itself and its companions.

use rquickjs::{Ctx, Function, Object, Value};

use super::{call_builtin, url};
use crate::{
    clone::refused,
    define_value,
    function::function,
    native::is_native_value,
    realm::RealmState,
    shared_memory::{is_shared, memory_of, shared_buffer},
};

/// A script in `js/` that makes globals.
#[derive(Clone, Copy)]
struct Lazy {
    /// The globals that it makes.
    names: &'static [&'static str],
    name: &'static str,
    load: for<'js> fn(&Ctx<'js>) -> rquickjs::Result<Object<'js>>,
}

const LAZY: [Lazy; 4] = [
    Lazy { names: &["Intl"], name: "intl", load: load_intl },
    Lazy { names: &["URL", "URLSearchParams"], name: "url", load: load_url },
    Lazy { names: &["structuredClone"], name: "clone", load: load_clone },
    GEOMETRY,
];

const GEOMETRY: Lazy = Lazy {
    names: &[
        "DOMMatrix",
        "DOMMatrixReadOnly",
        "DOMPoint",
        "DOMPointReadOnly",
        "DOMRect",
        "DOMRectReadOnly",
        "DOMQuad",
    ],
    name: "geometry",
    load: load_geometry,
};

/// The classes of the Geometry Interfaces by name, and `matrix(a, b, c, d, e, f)`, which makes a `DOMMatrix`.
pub fn geometry<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    saved(ctx, GEOMETRY)
}

pub(super) fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let globals = ctx.globals();
    for lazy in LAZY {
        for &name in lazy.names {
            let get = move |ctx: Ctx<'_>| -> rquickjs::Result<()> { settle(&ctx, lazy) };
            let getter = function(ctx, name, 0, move |call| {
                get(call.ctx.clone())?;
                Ok(call.ctx.globals().get(name)?)
            })?;
            let setter = function(ctx, name, 1, move |call| {
                define_value(&call.ctx.globals(), name, call.arg(0))?;
                Ok(call.undefined())
            })?;
            define_accessor(ctx, &globals, name, getter, setter)?;
        }
    }
    let intl = function(ctx, "intl", 0, |call| Ok(saved(call.ctx, LAZY[0])?.into_value()))?;
    call_builtin(ctx, include_str!("../js/locale_methods.js"), "sparrow:locale", (intl,)).map(|_| ())
}

fn define_accessor<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
    name: &'static str,
    getter: Function<'js>,
    setter: Function<'js>,
) -> rquickjs::Result<()> {
    let descriptor = Object::new(ctx.clone())?;
    descriptor.set("get", getter)?;
    descriptor.set("set", setter)?;
    descriptor.set("configurable", true)?;
    let define: Function<'js> = ctx.globals().get::<_, Object<'js>>("Object")?.get("defineProperty")?;
    define.call::<_, Value<'js>>((object.clone(), name, descriptor)).map(|_| ())
}

/// Puts the values of a script where its accessors still are.
fn settle<'js>(ctx: &Ctx<'js>, lazy: Lazy) -> rquickjs::Result<()> {
    let values = saved(ctx, lazy)?;
    let globals = ctx.globals();
    for &name in lazy.names {
        if crate::property::own_value(&globals, name).is_none() {
            define_value(&globals, name, values.get::<_, Value<'js>>(name)?)?;
        }
    }
    Ok(())
}

/// What a script made; it runs once per realm, also when the game replaced its globals.
fn saved<'js>(ctx: &Ctx<'js>, lazy: Lazy) -> rquickjs::Result<Object<'js>> {
    let state = RealmState::from_ctx(ctx);
    let found = state.lazy.borrow().iter().find(|(name, _)| *name == lazy.name).map(|(_, made)| made.clone());
    if let Some(made) = found {
        return made.get(ctx)?.into_object().ok_or(rquickjs::Error::Unknown);
    }
    let made = (lazy.load)(ctx)?;
    let kept = crate::JsRef::new(ctx, made.clone().into_value());
    state.lazy.borrow_mut().push((lazy.name, kept));
    Ok(made)
}

fn object<'js>(value: Value<'js>) -> rquickjs::Result<Object<'js>> {
    value.into_object().ok_or(rquickjs::Error::Unknown)
}

fn load_intl<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    let locale = RealmState::from_ctx(ctx).locale.clone();
    let number = call_builtin(ctx, include_str!("../js/intl_number.js"), "sparrow:intl_number", ())?;
    let date = call_builtin(ctx, include_str!("../js/intl_date.js"), "sparrow:intl_date", ())?;
    let common = function(ctx, "common", 0, |call| {
        Ok(rquickjs::String::from_str(call.ctx.clone(), &common_han())?.into_value())
    })?;
    let collation = include_str!("../js/intl_collation.js");
    let collation = call_builtin(ctx, collation, "sparrow:intl_collation", (common,))?;
    let services = (locale, number, date, collation);
    object(call_builtin(ctx, include_str!("../js/intl.js"), "sparrow:intl", services)?)
}

/// The common characters of Chinese by their sounds: the first level of GB 2312, rows 16 to 55.
fn common_han() -> String {
    let rows = 0xb0..=0xd7u8;
    let cells = |row| 0xa1..=if row == 0xd7 { 0xf9 } else { 0xfeu8 };
    let bytes: Vec<u8> = rows.flat_map(|row| cells(row).flat_map(move |cell| [row, cell])).collect();
    encoding_rs::GBK.decode(&bytes).0.into_owned()
}

fn load_regexp_statics<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    object(call_builtin(ctx, include_str!("../js/regexp_statics.js"), "sparrow:regexp_statics", ())?)
}

/// `RegExp.$1` and its relatives, from now on.
pub(crate) fn install_regexp_statics(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let statics = Lazy { names: &[], name: "regexp_statics", load: load_regexp_statics };
    saved(ctx, statics).map(|_| ())
}

fn load_url<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    object(call_builtin(ctx, include_str!("../js/url.js"), "sparrow:url", (url::operations(ctx)?,))?)
}

fn load_geometry<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    object(call_builtin(ctx, include_str!("../js/geometry.js"), "sparrow:geometry", ())?)
}

fn load_clone<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    let is_native = function(ctx, "isNative", 1, |call| {
        Ok(Value::new_bool(call.ctx.clone(), is_native_value(&call.arg(0))))
    })?;
    let reshare = function(ctx, "reshare", 1, |call| {
        let value = call.arg(0);
        if !is_shared(&RealmState::from_ctx(call.ctx).core, value.as_raw()) {
            return Ok(call.undefined());
        }
        let (memory, len) = memory_of(call.ctx, &value).map_err(refused)?;
        Ok(shared_buffer(call.ctx, &memory, len)?)
    })?;
    object(call_builtin(ctx, include_str!("../js/clone.js"), "sparrow:clone", (is_native, reshare))?)
}
