//! Values between two VMs: a script reads bytes as a graph of values; it is copied out of one VM and into another.

use sparrow_script::{Serialized, Vm, VmOptions};

const BUILDER: &str = include_str!("graph.js");

pub(crate) fn run(bytes: &[u8]) {
    let (from, to) = (vm(), vm());
    from.eval(&format!("{BUILDER}\nvar value = graph({bytes:?});"), "graph.js")
        .unwrap_or_else(|e| panic!("the builder is wrong: {}", e.headline()));
    let written = from.enter(|ctx| {
        let value = ctx.globals().get("value")?;
        Ok(Serialized::write(ctx, &value, &[]).ok())
    });
    let Ok(Some(message)) = written else { return };
    drop(from);
    let copy = to.enter(|ctx| ctx.globals().set("copy", message.clone().read(ctx)?));
    if let Err(error) = copy {
        // A full heap, or a regular expression that this build refuses.
        assert!(!error.headline().contains("panic"), "{}", error.headline());
        return;
    }
    // What was read is written alike: nothing is lost on the way.
    let again = to.enter(|ctx| {
        let value = ctx.globals().get("copy")?;
        Ok(Serialized::write(ctx, &value, &[]).ok())
    });
    let again = again.ok().flatten().expect("a copy can be copied");
    assert_eq!(format!("{message:?}"), format!("{again:?}"));
}

fn vm() -> Vm {
    Vm::new(VmOptions { memory_limit_bytes: 64 << 20, ..VmOptions::default() }).expect("a VM")
}
