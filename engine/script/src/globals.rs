//! What the engine adds to QuickJS' global object.

use rquickjs::{Ctx, Object};

use crate::{
    error::{ScriptErrorKind, VmError},
    function::define_value,
    realm::RealmId,
    vm::Vm,
};

/// Makes a well-mixed state for a generator out of a small seed (SplitMix64's finalizer).
pub(crate) fn spread_seed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Installs all globals in a realm.
pub(crate) fn install(vm: &Vm, realm: RealmId) -> Result<(), VmError> {
    let result = vm.enter_realm(realm, |ctx| {
        let globals = ctx.globals();
        define_value(&globals, "GameGlobal", globals.clone())?;
        crate::inspect::Intrinsics::save(ctx)?;
        crate::console::install(ctx)?;
        crate::timers::install(ctx)
    });
    result.map_err(|error| match error.kind {
        ScriptErrorKind::OutOfMemory => VmError::Allocation,
        _ => VmError::Builtin(Box::new(error)),
    })
}
#[allow(dead_code)]
fn _x(_: &Ctx<'_>, _: &Object<'_>) {}
