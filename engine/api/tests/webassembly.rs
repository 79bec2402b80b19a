//! The limits of WebAssembly: time, memory, stack. What games see of it is in tests/games/webassembly.
#![cfg(feature = "wasm")]

use sparrow_api::worker::WorkerRealm;
use sparrow_package::{MountFiles, Mounts};
use sparrow_platform::{FileSystem, MemoryFileSystem};
use sparrow_script::{ScriptErrorKind, Vm, VmOptions, WatchdogOptions};
use std::{rc::Rc, sync::Arc, time::Instant};

const BUDGET_MS: f64 = 300.0;

/// A realm with an instance of the module in `e`; its imports are `imports`.
fn realm(module: &str, imports: &str) -> (WorkerRealm, Vm) {
    let memory = || Arc::new(MemoryFileSystem::new()) as Arc<dyn FileSystem>;
    let files = MountFiles { package: memory(), user: memory(), temp: memory(), saved: memory() };
    let start = Instant::now();
    let clock = Rc::new(move || start.elapsed().as_secs_f64() * 1000.0);
    let watchdog = Some(WatchdogOptions { budget_ms: BUDGET_MS, clock });
    let vm = Vm::new(VmOptions { watchdog, ..VmOptions::default() }).unwrap();
    let realm = vm.enter(|ctx| WorkerRealm::install(ctx, |_| true, &Arc::new(Mounts::new(files)))).unwrap();
    let bytes: Vec<String> = wat::parse_str(module).unwrap().iter().map(u8::to_string).collect();
    let bytes = bytes.join(",");
    let script = format!(
        "var e = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([{bytes}])), {{ env: {imports} }}).exports;"
    );
    vm.eval(&script, "setup.js").unwrap_or_else(|e| panic!("{}", e.report()));
    (realm, vm)
}

const LOOPS: &str = r#"(module
  (import "env" "call" (func $call))
  (func (export "forever") (loop (br 0)))
  (func $down (export "recurse") (param i32) (if (local.get 0) (then
    (call $down (i32.sub (local.get 0) (i32.const 1))) (call $down (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "callForever") (loop (call $call) (br 0)))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"#;

#[test]
fn a_loop_without_an_end_is_stopped() {
    let (_realm, vm) = realm(LOOPS, "{ call() {} }");
    for call in ["e.forever()", "e.recurse(60)", "e.callForever()", "[1].map(() => e.forever())"] {
        let before = Instant::now();
        // No code of the game catches it.
        let error =
            vm.eval(&format!("try {{ {call} }} catch (e) {{ var caught = true }}"), "game.js").unwrap_err();
        assert_eq!(error.kind, ScriptErrorKind::Watchdog, "{call}: {}", error.report());
        assert!(before.elapsed().as_secs_f64() < 5.0, "{call} took {:?}", before.elapsed());
        let after: String = vm.eval_as("`${e.add(1, 2)} ${typeof caught}`", "game.js").unwrap();
        assert_eq!(after, "3 undefined", "after {call}");
    }
}

#[test]
fn javascript_inside_of_webassembly_is_stopped_too() {
    let (_realm, vm) = realm(LOOPS, "{ call() { if (globalThis.stay) for (;;); } }");
    let error = vm.eval("globalThis.stay = true; e.callForever()", "game.js").unwrap_err();
    assert_eq!(error.kind, ScriptErrorKind::Watchdog, "{}", error.report());
    let sum: f64 = vm.eval_as("globalThis.stay = false; e.add(4, 5)", "game.js").unwrap();
    assert_eq!(sum, 9.0);
}

#[test]
fn calls_of_long_frames_are_not_stopped() {
    // Each entry has a budget of its own, also when ticks passed between them.
    let (_realm, vm) = realm(LOOPS, "{ call() {} }");
    for _ in 0..8 {
        std::thread::sleep(std::time::Duration::from_millis(60));
        vm.eval("for (let i = 0; i < 1000; i++) e.add(i, i); e.recurse(10)", "game.js").unwrap();
    }
}

#[test]
fn memories_have_a_limit_together() {
    let (_realm, vm) = realm(
        "(module (memory (export \"m\") 1) (func (export \"grow\") (param i32) (result i32) (memory.grow (local.get 0))))",
        "{}",
    );
    let text: String = vm
        .eval_as(
            "const made = []; let error = '';
             try { for (let i = 0; i < 100; i++) made.push(new WebAssembly.Memory({ initial: 1024 })); } catch (e) { error = e.name; }
             `${made.length} ${error} ${e.grow(1)} ${e.grow(2000)} ${e.m.buffer.byteLength}`",
            "game.js",
        )
        .unwrap();
    // 1 GiB is 16 memories of 64 MiB; one page was there before.
    assert_eq!(text, "15 RangeError 1 -1 131072");
}

#[test]
fn a_realm_gives_everything_back() {
    // Address space of memories is 4 GiB each: a hundred realms with ten would need 4 TiB if one were kept.
    for _ in 0..100 {
        let (_realm, vm) = realm(LOOPS, "{ call() { e; } }");
        vm.eval(
            "globalThis.all = []; for (let i = 0; i < 10; i++) { const m = new WebAssembly.Memory({ initial: 1 });
             all.push(m, new Uint8Array(m.buffer), new WebAssembly.Table({ element: 'externref', initial: 1 }, { m })); } e.add(1, 1)",
            "game.js",
        )
        .unwrap();
    }
    #[cfg(target_os = "linux")]
    {
        let text = std::fs::read_to_string("/proc/self/statm").unwrap();
        let pages: u64 = text.split(' ').next().and_then(|pages| pages.parse().ok()).unwrap();
        assert!(pages * 4096 < 1 << 40, "{} GiB of address space are left", (pages * 4096) >> 30);
    }
}
