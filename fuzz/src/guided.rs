//! libFuzzer on one target, which the environment names: `SPARROW_FUZZ_TARGET`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sparrow_fuzz::{Target, target};
use std::{cell::Cell, panic};

thread_local! {
    static CHOSEN: Cell<Option<&'static Target>> = const { Cell::new(None) };
}

fuzz_target!(
    init: {
        let name = std::env::var("SPARROW_FUZZ_TARGET").unwrap_or_default();
        let chosen = target(&name).unwrap_or_else(|| panic!("SPARROW_FUZZ_TARGET: there is no target {name:?}"));
        CHOSEN.set(Some(chosen));
        if chosen.guarded {
            // libFuzzer's hook ends the process at once, also for panics that the engine is about to catch.
            panic::set_hook(Box::new(|_| {}));
        }
    },
    |bytes: &[u8]| {
        let chosen = CHOSEN.get().expect("set at the start");
        (chosen.run)(bytes);
    }
);
