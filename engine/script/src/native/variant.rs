//! A second JavaScript class for one Rust type: `WebGL2RenderingContext` beside `WebGLRenderingContext`.
//!
//! Both have the members of the type; the variant has some more. Neither prototype inherits from the other, and methods find their
//! object by the class id that both share.

use std::{marker::PhantomData, sync::OnceLock};

use rquickjs::{Ctx, Object, Value, qjs};

use super::{
    Member, Native,
    call::Thrown,
    class::{ClassSpec, Table, attach, install_table, owned},
};

/// The second class. Lives in a static.
pub struct Variant<T> {
    name: &'static str,
    members: fn() -> Vec<Member>,
    table: OnceLock<Table>,
    native: PhantomData<fn() -> T>,
}

impl<T: Native> Variant<T> {
    /// A class of this name with the members of `T` and those that [`native_members!`](crate::native_members) lists.
    pub const fn new(name: &'static str, members: fn() -> Vec<Member>) -> Self {
        Self { name, members, table: OnceLock::new(), native: PhantomData }
    }
}

/// As [`install`](super::install), for the variant; objects are made by [`create_variant`] with the constructor that this returns.
pub fn install_variant<'js, T: Native>(
    ctx: &Ctx<'js>,
    variant: &'static Variant<T>,
) -> rquickjs::Result<Object<'js>> {
    let table = variant.table.get_or_init(|| {
        let mut spec = T::spec();
        spec.members.extend((variant.members)());
        Table::new(variant.name, ClassSpec { constructor: None, ..spec })
    });
    install_table::<T>(ctx, table)?.0.into_object().ok_or(rquickjs::Error::Unknown)
}

/// Makes an object of the class whose constructor is given.
pub fn create_variant<'js, T: Native>(
    ctx: &Ctx<'js>,
    value: T,
    constructor: &Object<'js>,
) -> rquickjs::Result<Object<'js>> {
    let prototype: Value<'js> = constructor.get("prototype")?;
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: the context is live; the class was registered when its constructor was made; the object is owned.
    unsafe {
        let object = qjs::JS_NewObjectProtoClass(raw, prototype.as_raw(), T::slot().id());
        let object = attach(raw, object, value).map_err(|Thrown| rquickjs::Error::Exception)?;
        owned(ctx, object)?.into_object().ok_or(rquickjs::Error::Unknown)
    }
}
