//! What a call over the border of WebAssembly costs: nanoseconds per call, net of the empty loop; and what WebAssembly's own
//! loops cost against JavaScript's. `cargo run --release -p sparrow-api --features wasm --example wasm_calls`
#![allow(clippy::print_stdout)]

use sparrow_api::worker::WorkerRealm;
use sparrow_package::{MountFiles, Mounts};
use sparrow_platform::{FileSystem, MemoryFileSystem};
use sparrow_script::{Vm, VmOptions};
use std::{sync::Arc, time::Instant};

const MODULE: &str = r#"(module
  (import "env" "nothing" (func $nothing))
  (import "env" "add" (func $add (param i32 i32) (result i32)))
  (import "env" "uniform" (func $uniform (param i32 f32 f32 f32 f32)))
  (memory (export "memory") 16)
  (func (export "nothing"))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "move") (param i32 f64 f64 f64) (result f64) (f64.add (local.get 1) (local.get 3)))
  (func (export "big") (param i64) (result i64) (local.get 0))
  (func (export "empty") (param i32)
    (loop (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "callNothing") (param i32)
    (loop (call $nothing) (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "callAdd") (param i32)
    (loop (drop (call $add (local.get 0) (i32.const 1)))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  (func (export "callUniform") (param i32)
    (loop (call $uniform (local.get 0) (f32.const 1) (f32.const 2) (f32.const 3) (f32.const 4))
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))))
  ;; Sums a megabyte of bytes: loads with their bounds.
  (func (export "sum") (result i32) (local $at i32) (local $sum i32)
    (loop
      (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $at))))
      (br_if 0 (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1))) (i32.const 1000000))))
    (local.get $sum)))"#;

const SETUP: &str = "
const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([BYTES])), { env: {
  nothing() {}, add: (a, b) => a + b, uniform(a, b, c, d, e) {},
} });
const e = instance.exports;
const plain = (a, b) => a + b;
const bytes = new Uint8Array(e.memory.buffer);
const js = {
  empty(n) { for (let i = 0; i < n; i++); },
  plain(n) { const f = plain; for (let i = 0; i < n; i++) f(i, 1); },
  nothing(n) { const f = e.nothing; for (let i = 0; i < n; i++) f(); },
  add(n) { const f = e.add; for (let i = 0; i < n; i++) f(i, 1); },
  move(n) { const f = e.move; for (let i = 0; i < n; i++) f(i, 0.5, 1.5, 2.5); },
  big(n) { const f = e.big; for (let i = 0; i < n; i++) f(5n); },
  read(n) { let sum = 0; for (let i = 0; i < n; i++) sum += bytes[i]; return sum; },
};";

const CALLS: u32 = 200_000;

fn main() {
    let memory = || Arc::new(MemoryFileSystem::new()) as Arc<dyn FileSystem>;
    let files = MountFiles { package: memory(), user: memory(), temp: memory(), saved: memory() };
    let mounts = Arc::new(Mounts::new(files));
    let vm = Vm::new(VmOptions::default()).expect("a VM");
    let _realm = vm.enter(|ctx| WorkerRealm::install(ctx, |_| true, &mounts)).expect("a realm");
    let bytes = wat::parse_str(MODULE).expect("a module");
    let list: Vec<String> = bytes.iter().map(u8::to_string).collect();
    vm.eval(&SETUP.replace("BYTES", &list.join(",")), "setup.js").expect("an instance");

    let run = |call: &str| -> f64 {
        let mut best = f64::INFINITY;
        for _ in 0..12 {
            let before = Instant::now();
            vm.eval(call, "bench.js").unwrap_or_else(|e| panic!("{call}: {}", e.report()));
            best = best.min(before.elapsed().as_secs_f64() * 1e9);
        }
        best
    };
    let each = |call: String| run(&call) / f64::from(CALLS);
    let js = each(format!("js.empty({CALLS})"));
    println!("{js:>8.1} ns  a turn of JavaScript's loop");
    for (name, what) in [
        ("plain", "JavaScript -> JavaScript, (a, b) => a + b"),
        ("nothing", "JavaScript -> WebAssembly, ()"),
        ("add", "JavaScript -> WebAssembly, (i32, i32) -> i32"),
        ("move", "JavaScript -> WebAssembly, (i32, f64, f64, f64) -> f64"),
        ("big", "JavaScript -> WebAssembly, (i64) -> i64"),
        ("read", "a byte of the memory read through its ArrayBuffer"),
    ] {
        println!("{:>8.1} ns  {what}", each(format!("js.{name}({CALLS})")) - js);
    }
    let wasm = each(format!("e.empty({CALLS})"));
    println!("{wasm:>8.1} ns  a turn of WebAssembly's loop");
    for (name, what) in [
        ("callNothing", "WebAssembly -> JavaScript, ()"),
        ("callAdd", "WebAssembly -> JavaScript, (i32, i32) -> i32"),
        ("callUniform", "WebAssembly -> JavaScript, (i32, f32, f32, f32, f32)"),
    ] {
        println!("{:>8.1} ns  {what}", each(format!("e.{name}({CALLS})")) - wasm);
    }
    println!("{:>8.2} ns  a byte of the memory read by WebAssembly", run("e.sum()") / 1e6);
}
