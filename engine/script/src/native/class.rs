//! Registering native classes and making their objects.

use std::{
    ffi::{CString, c_int},
    rc::Rc,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use rquickjs::{Ctx, Object, Value, qjs};

use super::call::{JsError, Thrown, throw};
use crate::{core::Core, error::VmError, persistent::Tracer, realm::RealmState};

/// A Rust type behind JavaScript objects. Implemented by [`native_class!`](crate::native_class).
///
/// # Safety
/// `slot` returns a static that belongs to this type alone, and `spec` only functions made for this type.
pub unsafe trait Native: Sized + 'static {
    /// The name that JavaScript sees.
    const NAME: &'static str;
    /// Where the class id is kept.
    fn slot() -> &'static ClassSlot;
    /// Members and constructor; called once per process.
    fn spec() -> ClassSpec;
    /// Reports the values that the object keeps.
    fn trace(&self, tracer: &mut Tracer<'_>);
}

/// Class id and function table of a native class: written once, the same in every VM.
pub struct ClassSlot {
    id: AtomicU32,
    table: OnceLock<Table>,
}

/// The first class id of ours. QuickJS' own and those of rquickjs are below; see [`check_class_ids`].
const FIRST_ID: u32 = 128;
/// The id after the last one given. It only grows, and ids mean the same in every VM.
static NEXT_ID: AtomicU32 = AtomicU32::new(FIRST_ID);

impl ClassSlot {
    /// An empty slot, for a static.
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self { id: AtomicU32::new(0), table: OnceLock::new() }
    }

    /// The class id, or 0 (which no object has) before the first registration.
    #[inline(always)]
    pub(super) fn id(&self) -> u32 {
        self.id.load(Ordering::Relaxed)
    }

    fn id_or_new(&self) -> u32 {
        let id = self.id();
        if id != 0 {
            return id;
        }
        let fresh = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        // Where two threads race, one id is lost and both use the other.
        match self.id.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => fresh,
            Err(id) => id,
        }
    }
}

/// Makes sure that the ids which QuickJS gives by itself stay below ours.
pub(crate) fn check_class_ids(runtime: *mut qjs::JSRuntime) -> Result<(), VmError> {
    let mut id = 0;
    // SAFETY: the runtime is live.
    unsafe { qjs::JS_NewClassID(runtime, &raw mut id) };
    if id >= FIRST_ID {
        return Err(VmError::Engine(format!("class id {id} reaches into those of native classes")));
    }
    Ok(())
}

/// Whether a value is an object of a native class.
pub(crate) fn is_native(value: qjs::JSValue) -> bool {
    // SAFETY: reads the class id of a live value.
    unsafe { qjs::JS_GetClassID(value) >= FIRST_ID }
}

/// Whether a value is an object of a native class, which only Rust understands.
pub(crate) fn is_native_value(value: &Value<'_>) -> bool {
    // SAFETY: the value is live.
    unsafe { qjs::JS_GetClassID(value.as_raw()) >= FIRST_ID }
}

/// The C function of a method.
type RawMethod =
    unsafe extern "C" fn(*mut qjs::JSContext, qjs::JSValue, c_int, *mut qjs::JSValue) -> qjs::JSValue;
/// The C function of a getter.
type RawGetter = unsafe extern "C" fn(*mut qjs::JSContext, qjs::JSValue) -> qjs::JSValue;
/// The C function of a setter.
type RawSetter = unsafe extern "C" fn(*mut qjs::JSContext, qjs::JSValue, qjs::JSValue) -> qjs::JSValue;

/// One member of a class. Made by the macro.
pub enum Member {
    /// A method, with the number of arguments that must be given.
    Method(&'static str, usize, RawMethod),
    /// The getter of a property.
    Getter(&'static str, RawGetter),
    /// The setter of a property.
    Setter(&'static str, RawSetter),
    /// A constant, on the prototype and on the constructor.
    Constant(&'static str, f64),
}

/// What a class consists of. Made by the macro.
#[derive(Default)]
pub struct ClassSpec {
    /// Its members.
    pub members: Vec<Member>,
    /// Its constructor with the number of arguments that must be given; without one `new` throws.
    pub constructor: Option<(usize, RawMethod)>,
    /// The name of a second, empty prototype level above the class's own.
    pub extends: Option<&'static str>,
}

/// The tables as QuickJS wants them. They live for ever, because QuickJS keeps pointers into them.
pub(super) struct Table {
    name: CString,
    prototype: &'static [qjs::JSCFunctionListEntry],
    constants: &'static [qjs::JSCFunctionListEntry],
    constructor: Option<(usize, RawMethod)>,
    extends: Option<CString>,
}

// SAFETY: the entries hold pointers to leaked names and to functions; nothing is ever written.
unsafe impl Send for Table {}
// SAFETY: as above.
unsafe impl Sync for Table {}

fn c_name(name: &str) -> CString {
    CString::new(name).expect("names of classes and members have no NUL")
}

impl Table {
    pub(super) fn new(name: &'static str, spec: ClassSpec) -> Self {
        let mut prototype: Vec<qjs::JSCFunctionListEntry> = Vec::with_capacity(spec.members.len() + 1);
        let mut accessors: Vec<(&str, usize)> = Vec::new();
        let mut constants = Vec::new();
        for member in spec.members {
            match member {
                Member::Method(name, length, function) => {
                    prototype.push(method_entry(name, length, function));
                }
                Member::Constant(name, value) => {
                    prototype.push(constant_entry(name, value));
                    constants.push(constant_entry(name, value));
                }
                Member::Getter(name, _) | Member::Setter(name, _) => {
                    let found = accessors.iter().find(|(other, _)| *other == name).map(|(_, at)| *at);
                    let at = found.unwrap_or_else(|| {
                        accessors.push((name, prototype.len()));
                        prototype.push(accessor_entry(name));
                        prototype.len() - 1
                    });
                    // The entry was made by `accessor_entry`, so the active field of the union is `getset`;
                    // writing a Copy field of a union is safe.
                    match member {
                        Member::Getter(_, get) => {
                            prototype[at].u.getset.get = qjs::JSCFunctionType { getter: Some(get) };
                        }
                        Member::Setter(_, set) => {
                            prototype[at].u.getset.set = qjs::JSCFunctionType { setter: Some(set) };
                        }
                        _ => unreachable!("accessors only"),
                    }
                }
            }
        }
        prototype.push(tag_entry(name));
        Self {
            name: c_name(name),
            prototype: Vec::leak(prototype),
            constants: Vec::leak(constants),
            constructor: spec.constructor,
            extends: spec.extends.map(c_name),
        }
    }
}

type Payload = qjs::JSCFunctionListEntry__bindgen_ty_1;

fn entry(name: &str, flags: u32, def_type: u32, u: Payload) -> qjs::JSCFunctionListEntry {
    qjs::JSCFunctionListEntry {
        name: c_name(name).into_raw().cast_const(),
        prop_flags: flags as u8,
        def_type: def_type as u8,
        magic: 0,
        u,
    }
}

fn method_entry(name: &str, length: usize, function: RawMethod) -> qjs::JSCFunctionListEntry {
    let func = qjs::JSCFunctionListEntry__bindgen_ty_1__bindgen_ty_1 {
        length: u8::try_from(length).expect("a method has fewer than 256 arguments"),
        cproto: qjs::JSCFunctionEnum_JS_CFUNC_generic as u8,
        cfunc: qjs::JSCFunctionType { generic: Some(function) },
    };
    // Web IDL's operations are enumerable: `for (name in context)` finds them.
    entry(name, qjs::JS_PROP_C_W_E, qjs::JS_DEF_CFUNC, Payload { func })
}

fn accessor_entry(name: &str) -> qjs::JSCFunctionListEntry {
    let getset = qjs::JSCFunctionListEntry__bindgen_ty_1__bindgen_ty_2 {
        get: qjs::JSCFunctionType { getter: None },
        set: qjs::JSCFunctionType { setter: None },
    };
    entry(name, qjs::JS_PROP_CONFIGURABLE | qjs::JS_PROP_ENUMERABLE, qjs::JS_DEF_CGETSET, Payload { getset })
}

fn constant_entry(name: &str, value: f64) -> qjs::JSCFunctionListEntry {
    if value == f64::from(value as i32) {
        entry(name, qjs::JS_PROP_ENUMERABLE, qjs::JS_DEF_PROP_INT32, Payload { i32_: value as i32 })
    } else {
        entry(name, qjs::JS_PROP_ENUMERABLE, qjs::JS_DEF_PROP_DOUBLE, Payload { f64_: value })
    }
}

fn tag_entry(class: &str) -> qjs::JSCFunctionListEntry {
    let str_ = c_name(class).into_raw().cast_const();
    entry("[Symbol.toStringTag]", qjs::JS_PROP_CONFIGURABLE, qjs::JS_DEF_PROP_STRING, Payload { str_ })
}

/// What the opaque pointer of an object points to.
struct Holder<T> {
    value: T,
    id: u64,
    core: Rc<Core>,
}

/// The native object behind a value, if it is one of `T`.
///
/// # Safety
/// The value is live and stays so for `'a`.
#[inline(always)]
pub(crate) unsafe fn object<'a, T: Native>(value: qjs::JSValue) -> Option<&'a T> {
    // SAFETY: objects of this class id carry a `Holder<T>`: only `attach` sets it, right after making them.
    unsafe {
        let holder = qjs::JS_GetOpaque(value, T::slot().id()).cast::<Holder<T>>();
        holder.as_ref().map(|holder| &holder.value)
    }
}

/// The id of the native object behind a value of `T`, which no other object of the VM ever gets.
pub(crate) fn native_id<T: Native>(value: &Value<'_>) -> Option<u64> {
    // SAFETY: as in `object`.
    unsafe {
        let holder = qjs::JS_GetOpaque(value.as_raw(), T::slot().id()).cast::<Holder<T>>();
        holder.as_ref().map(|holder| holder.id)
    }
}

unsafe extern "C" fn finalize<T: Native>(_: *mut qjs::JSRuntime, value: qjs::JSValue) {
    // SAFETY: QuickJS calls this once, for an object of the class; a null pointer means that making it failed.
    unsafe {
        let holder = qjs::JS_GetOpaque(value, T::slot().id()).cast::<Holder<T>>();
        if holder.is_null() {
            return;
        }
        let holder = Box::from_raw(holder);
        let (core, id) = (holder.core.clone(), holder.id);
        core.finalize(id, move || drop(holder));
    }
}

unsafe extern "C" fn mark<T: Native>(
    runtime: *mut qjs::JSRuntime,
    value: qjs::JSValue,
    mark_func: qjs::JS_MarkFunc,
) {
    // SAFETY: as in `finalize`.
    unsafe {
        let holder = qjs::JS_GetOpaque(value, T::slot().id()).cast::<Holder<T>>();
        let Some(holder) = holder.as_ref() else { return };
        let mut tracer = Tracer::new(runtime, mark_func, holder.id, &holder.core);
        // A panic must not cross the collector; what was not reported stays alive.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| holder.value.trace(&mut tracer)));
    }
}

unsafe extern "C" fn illegal_constructor(
    ctx: *mut qjs::JSContext,
    _: qjs::JSValue,
    _: c_int,
    _: *mut qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: QuickJS passes a live context.
    unsafe { qjs::JS_ThrowTypeError(ctx, c"Illegal constructor".as_ptr()) }
}

/// Makes the class known to the VM and to the realm of `ctx`, and returns its constructor for the host to
/// put where games look for it. Installing a class again returns a new constructor and prototype for
/// objects made from then on.
pub fn install<'js, T: Native>(ctx: &Ctx<'js>) -> rquickjs::Result<Object<'js>> {
    let table = T::slot().table.get_or_init(|| Table::new(T::NAME, T::spec()));
    let (constructor, prototype) = install_table::<T>(ctx, table)?;
    // SAFETY: the context is live, the class registered, and the new reference given away.
    unsafe {
        let raw = ctx.as_raw().as_ptr();
        qjs::JS_SetClassProto(raw, T::slot().id(), qjs::JS_DupValue(raw, prototype.as_raw()));
    }
    constructor.into_object().ok_or(rquickjs::Error::Unknown)
}

/// Makes the class known to the VM, and a constructor and a prototype of a table.
pub(super) fn install_table<'js, T: Native>(
    ctx: &Ctx<'js>,
    table: &'static Table,
) -> rquickjs::Result<(Value<'js>, Value<'js>)> {
    let raw = ctx.as_raw().as_ptr();
    register::<T>(ctx, None)?;
    // SAFETY: the context is live; every value made is owned and given away or wrapped exactly once; the
    // tables are static.
    unsafe {
        let prototype = new_prototype(ctx, table)?;
        let (length, function) = table.constructor.unwrap_or((0, illegal_constructor));
        let constructor = qjs::JS_NewCFunction2(
            raw,
            Some(function),
            table.name.as_ptr(),
            length as c_int,
            qjs::JSCFunctionEnum_JS_CFUNC_constructor,
            0,
        );
        let constructor = owned(ctx, constructor)?;
        qjs::JS_SetConstructor(raw, constructor.as_raw(), prototype.as_raw());
        set_list(ctx, constructor.as_raw(), table.constants)?;
        Ok((constructor, prototype))
    }
}

/// Makes the class known to the VM, with what happens when its objects are called. Gives its id.
pub(super) fn register<T: Native>(ctx: &Ctx<'_>, call: qjs::JSClassCall) -> rquickjs::Result<u32> {
    let id = T::slot().id_or_new();
    // SAFETY: the context is live; the table is static.
    unsafe {
        let runtime = qjs::JS_GetRuntime(ctx.as_raw().as_ptr());
        if !qjs::JS_IsRegisteredClass(runtime, id) {
            let name = &T::slot().table.get_or_init(|| Table::new(T::NAME, T::spec())).name;
            let definition = qjs::JSClassDef {
                class_name: name.as_ptr(),
                finalizer: Some(finalize::<T>),
                gc_mark: Some(mark::<T>),
                call,
                exotic: std::ptr::null_mut(),
            };
            if qjs::JS_NewClass(runtime, id, &raw const definition) != 0 {
                return Err(rquickjs::Error::Allocation);
            }
        }
    }
    Ok(id)
}

fn new_prototype<'js>(ctx: &Ctx<'js>, table: &'static Table) -> rquickjs::Result<Value<'js>> {
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: as in `install`.
    unsafe {
        let prototype = match &table.extends {
            None => owned(ctx, qjs::JS_NewObject(raw))?,
            Some(name) => {
                let base = owned(ctx, qjs::JS_NewObject(raw))?;
                let kind = qjs::JSCFunctionEnum_JS_CFUNC_constructor;
                let constructor =
                    qjs::JS_NewCFunction2(raw, Some(illegal_constructor), name.as_ptr(), 0, kind, 0);
                let constructor = owned(ctx, constructor)?;
                qjs::JS_SetConstructor(raw, constructor.as_raw(), base.as_raw());
                owned(ctx, qjs::JS_NewObjectProto(raw, base.as_raw()))?
            }
        };
        set_list(ctx, prototype.as_raw(), table.prototype)?;
        Ok(prototype)
    }
}

fn set_list(
    ctx: &Ctx<'_>,
    object: qjs::JSValue,
    list: &'static [qjs::JSCFunctionListEntry],
) -> rquickjs::Result<()> {
    // SAFETY: the object is live, the list static.
    let result = unsafe {
        qjs::JS_SetPropertyFunctionList(ctx.as_raw().as_ptr(), object, list.as_ptr(), list.len() as c_int)
    };
    if result < 0 { Err(rquickjs::Error::Exception) } else { Ok(()) }
}

/// Takes a value that a call returned.
///
/// # Safety
/// `value` is owned and of this runtime.
pub(super) unsafe fn owned<'js>(ctx: &Ctx<'js>, value: qjs::JSValue) -> rquickjs::Result<Value<'js>> {
    // SAFETY: promised by the caller.
    unsafe {
        if qjs::JS_IsException(value) {
            return Err(rquickjs::Error::Exception);
        }
        Ok(Value::from_raw(ctx.clone(), value))
    }
}

/// Puts a Rust value behind a fresh object, or frees both.
///
/// # Safety
/// `ctx` is live, `object` an owned result of making an object of the class of `T`.
pub(super) unsafe fn attach<T: Native>(
    ctx: *mut qjs::JSContext,
    object: qjs::JSValue,
    value: T,
) -> Result<qjs::JSValue, Thrown> {
    // SAFETY: promised by the caller.
    unsafe {
        if qjs::JS_IsException(object) {
            return Err(Thrown);
        }
        let core = RealmState::of(ctx).core.clone();
        let id = core.next_native_id();
        let holder = Box::into_raw(Box::new(Holder { value, id, core }));
        if qjs::JS_SetOpaque(object, holder.cast()) < 0 {
            drop(Box::from_raw(holder));
            qjs::JS_FreeValue(ctx, object);
            return Err(throw(ctx, &JsError::Type(format!("{} cannot be made", T::NAME))));
        }
        Ok(object)
    }
}

/// Makes an object with the realm's prototype for `T`.
///
/// # Safety
/// `ctx` is live.
pub(super) unsafe fn new_object<T: Native>(
    ctx: *mut qjs::JSContext,
    value: T,
) -> Result<qjs::JSValue, Thrown> {
    // SAFETY: promised by the caller; the class is checked to be registered.
    unsafe {
        let id = T::slot().id();
        if id == 0 || !qjs::JS_IsRegisteredClass(qjs::JS_GetRuntime(ctx), id) {
            return Err(throw(ctx, &JsError::Type(format!("class {} is not installed", T::NAME))));
        }
        attach(ctx, qjs::JS_NewObjectClass(ctx, id), value)
    }
}

/// Makes the object of `new Class(..)`, with the prototype of `new.target` (a subclass, perhaps).
///
/// # Safety
/// `ctx` is live and `new_target` was passed by QuickJS.
pub(super) unsafe fn construct_object<T: Native>(
    ctx: *mut qjs::JSContext,
    new_target: qjs::JSValue,
    value: T,
) -> Result<qjs::JSValue, Thrown> {
    // SAFETY: promised by the caller; the class was registered before its constructor existed.
    unsafe {
        let prototype = qjs::JS_GetPropertyStr(ctx, new_target, c"prototype".as_ptr());
        if qjs::JS_IsException(prototype) {
            return Err(Thrown);
        }
        let id = T::slot().id();
        let object = if qjs::JS_IsObject(prototype) {
            qjs::JS_NewObjectProtoClass(ctx, prototype, id)
        } else {
            qjs::JS_NewObjectClass(ctx, id)
        };
        qjs::JS_FreeValue(ctx, prototype);
        attach(ctx, object, value)
    }
}

/// Makes a native object.
pub fn create<'js, T: Native>(ctx: &Ctx<'js>, value: T) -> rquickjs::Result<Object<'js>> {
    // SAFETY: the context is live; the result is owned.
    unsafe {
        let object = new_object(ctx.as_raw().as_ptr(), value).map_err(|Thrown| rquickjs::Error::Exception)?;
        owned(ctx, object)?.into_object().ok_or(rquickjs::Error::Unknown)
    }
}

/// The Rust value behind a native object, if `value` is one of `T`.
pub fn native_ref<'v, T: Native>(value: &'v Value<'_>) -> Option<&'v T> {
    // SAFETY: the borrow of `value` keeps the object alive.
    unsafe { object::<T>(value.as_raw()) }
}
