//! What a realm's own code says of objects that structured clone does not know: `Blob`s, `ImageBitmap`s.

use std::rc::Rc;

use rquickjs::{Array, Ctx, Function, Value};

use crate::persistent::JsRef;
use crate::realm::{attach, attached};

/// Two functions of a realm. `write(object)` gives an array of primitives, `ArrayBuffer`s and views that stands for the object, or
/// `undefined` for what it does not know; `read(array)` makes the object in the realm that receives it.
///
/// They are asked for instances of classes, for native objects, and for what would be refused.
pub struct CloneHooks {
    write: JsRef,
    read: JsRef,
}

impl CloneHooks {
    /// Gives the realm of `ctx` its hooks.
    pub fn install<'js>(ctx: &Ctx<'js>, write: Function<'js>, read: Function<'js>) {
        let hooks = CloneHooks {
            write: JsRef::new(ctx, write.into_value()),
            read: JsRef::new(ctx, read.into_value()),
        };
        attach(ctx, Rc::new(hooks));
    }

    pub(super) fn of(ctx: &Ctx<'_>) -> Option<Rc<CloneHooks>> {
        attached(ctx)
    }

    pub(super) fn write<'js>(
        &self,
        ctx: &Ctx<'js>,
        object: &Value<'js>,
    ) -> rquickjs::Result<Option<Vec<Value<'js>>>> {
        let answer: Value<'js> = self.write.function(ctx)?.call((object.clone(),))?;
        let Some(fields) = answer.as_array() else { return Ok(None) };
        fields.iter::<Value<'js>>().collect::<rquickjs::Result<_>>().map(Some)
    }

    pub(super) fn read<'js>(&self, ctx: &Ctx<'js>, fields: Array<'js>) -> rquickjs::Result<Value<'js>> {
        self.read.function(ctx)?.call((fields,))
    }
}
