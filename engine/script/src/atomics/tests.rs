use super::*;
use crate::{HostClock, ManualClock, Serialized, SharedMemoryOptions, Vm, VmOptions, WatchdogOptions};
use std::{
    rc::Rc,
    sync::Condvar,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

/// Sleeps on the thread itself, in real time.
#[derive(Default)]
struct ThreadSleep {
    state: Arc<(Mutex<bool>, Condvar)>,
    stop: Arc<AtomicBool>,
}

impl WaitHost for ThreadSleep {
    fn waker(&self) -> Waker {
        let state = self.state.clone();
        Arc::new(move || {
            *state.0.lock().unwrap() = true;
            state.1.notify_all();
        })
    }

    fn sleep(&self, timeout_ms: Option<f64>) -> bool {
        let (lock, changed) = &*self.state;
        let timeout = Duration::from_secs_f64(timeout_ms.unwrap_or(20.0).min(20.0) / 1000.0);
        let (mut woken, _) =
            changed.wait_timeout_while(lock.lock().unwrap(), timeout, |woken| !*woken).unwrap();
        *woken = false;
        !self.stop.load(Ordering::Relaxed)
    }
}

struct RealClock(Instant);

impl HostClock for RealClock {
    fn now_ms(&self) -> f64 {
        self.0.elapsed().as_secs_f64() * 1000.0
    }
    fn unix_ms(&self) -> f64 {
        self.now_ms()
    }
}

/// The main side: it shares, and never waits.
fn sharing() -> Vm {
    let shared_memory = Some(SharedMemoryOptions::default());
    Vm::new(VmOptions { shared_memory, memory_limit_bytes: 64 << 20, ..VmOptions::default() }).unwrap()
}

fn write(vm: &Vm, source: &str) -> Result<Serialized, String> {
    vm.eval(&format!("var value = ({source})"), "a.js").map_err(|e| e.headline())?;
    let written =
        vm.enter(|ctx| Serialized::write(ctx, &ctx.globals().get("value")?, &[]).map_err(|e| e.throw(ctx)));
    written.map_err(|e| e.headline())
}

/// Runs `script` in a VM of its own thread, where the message is `m`; gives its completion value as text, or the error.
fn worker(message: Serialized, script: &'static str, stop: Arc<AtomicBool>) -> JoinHandle<String> {
    thread::spawn(move || {
        let start = Instant::now();
        let stopped = stop.clone();
        let clock = move || {
            if stopped.load(Ordering::Relaxed) {
                f64::INFINITY
            } else {
                start.elapsed().as_secs_f64() * 1000.0
            }
        };
        let vm = Vm::new(VmOptions {
            shared_memory: Some(SharedMemoryOptions {
                wait: Some(Rc::new(ThreadSleep { stop, ..ThreadSleep::default() })),
            }),
            clock: Rc::new(RealClock(start)),
            watchdog: Some(WatchdogOptions { budget_ms: 5_000.0, clock: Rc::new(clock) }),
            ..VmOptions::default()
        })
        .unwrap();
        vm.enter(|ctx| ctx.globals().set("m", message.read(ctx)?)).unwrap();
        vm.eval_as::<String>(script, "worker.js").unwrap_or_else(|e| e.headline())
    })
}

fn text(vm: &Vm, source: &str) -> String {
    vm.eval_as::<String>(&format!("String({source})"), "a.js").unwrap_or_else(|e| e.headline())
}

#[test]
fn without_the_option_there_is_none() {
    let vm = Vm::new(VmOptions::default()).unwrap();
    assert_eq!(text(&vm, "typeof SharedArrayBuffer"), "undefined");
    assert_eq!(text(&vm, "Atomics.add(new Int32Array([4]), 0, 3)"), "4");
    // What comes from a VM that has it is refused.
    let message = write(&sharing(), "new SharedArrayBuffer(8)").unwrap();
    let read = vm.enter(|ctx| message.read(ctx).map(drop));
    assert!(read.unwrap_err().headline().contains("DataCloneError"));
}

#[test]
fn two_threads_count_together() {
    let vm = sharing();
    let message = write(&vm, "{ a: new Int32Array(new SharedArrayBuffer(64)), b: [] }").unwrap();
    assert!(message.shares_memory());
    let script = "for (let i = 0; i < 50000; i++) Atomics.add(m.a, 1, 1); String(m.a.buffer.byteLength)";
    let other = worker(message, script, Arc::default());
    vm.eval("for (let i = 0; i < 50000; i++) Atomics.add(value.a, 1, 1)", "a.js").unwrap();
    assert_eq!(other.join().unwrap(), "64");
    assert_eq!(text(&vm, "Atomics.load(value.a, 1)"), "100000");
}

#[test]
fn who_waits_is_woken() {
    let vm = sharing();
    for (array, zero, one) in [("Int32Array", "0", "7"), ("BigInt64Array", "0n", "7n")] {
        let message = write(&vm, &format!("new {array}(new SharedArrayBuffer(32))")).unwrap();
        let script = "const before = Atomics.wait(m, 2, m instanceof Int32Array ? 0 : 0n);
            Atomics.store(m, 3, Atomics.load(m, 2)); Atomics.notify(m, 3); before";
        let other = worker(message, script, Arc::default());
        assert_eq!(text(&vm, &format!("Atomics.load(value, 2) === {zero}")), "true");
        let mut woken = String::new();
        // The other thread may not wait yet.
        for _ in 0..2000 {
            woken = text(&vm, "Atomics.notify(value, 2)");
            if woken == "1" {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(woken, "1");
        vm.eval(&format!("Atomics.store(value, 2, {one})"), "a.js").unwrap();
        assert_eq!(other.join().unwrap(), "ok", "{array}");
    }
}

#[test]
fn a_notification_wakes_as_many_as_it_says_in_order() {
    let vm = sharing();
    let stop: Arc<AtomicBool> = Arc::default();
    let all: Vec<_> = (0..3)
        .map(|_| {
            let message = write(&vm, "globalThis.a ??= new Int32Array(new SharedArrayBuffer(16))").unwrap();
            let script = "Atomics.add(m, 1, 1); const how = Atomics.wait(m, 0, 0); Atomics.add(m, 2, 1); how";
            worker(message, script, stop.clone())
        })
        .collect();
    // All three wait: nothing else wakes them, so the sum of what is woken is three.
    let mut woken = 0;
    while woken < 3 {
        woken += text(&vm, "Atomics.notify(a, 0, 2)").parse::<u32>().unwrap();
        assert_eq!(text(&vm, "Atomics.notify(a, 3)"), "0");
        thread::sleep(Duration::from_millis(1));
    }
    assert!(all.into_iter().all(|worker| worker.join().unwrap() == "ok"));
    assert_eq!(text(&vm, "[a[1], a[2], Atomics.notify(a, 0)]"), "3,3,0");
}

#[test]
fn waits_end_with_time_or_when_the_host_says_so() {
    let vm = sharing();
    let message = write(&vm, "new Int32Array(new SharedArrayBuffer(8))").unwrap();
    let script = "const t = performance.now(); const how = [Atomics.wait(m, 0, 1), Atomics.wait(m, 0, 0, 0), Atomics.wait(m, 0, 0, 60)];
        how.push(performance.now() - t >= 60); String(how)";
    let other = worker(message, script, Arc::default());
    assert_eq!(other.join().unwrap(), "not-equal,timed-out,timed-out,true");
    let message = write(&vm, "value").unwrap();
    let stop: Arc<AtomicBool> = Arc::default();
    let script = "try { Atomics.wait(m, 0, 0) } catch { } for (;;);";
    let other = worker(message, script, stop.clone());
    thread::sleep(Duration::from_millis(50));
    stop.store(true, Ordering::Relaxed);
    let end = other.join().unwrap();
    assert!(end.contains("interrupted") || end.contains("ran for more than"), "{end}");
    assert_eq!(text(&vm, "Atomics.notify(value, 0)"), "0", "who was stopped waits no more");
}

#[test]
fn arguments_are_checked() {
    let vm = sharing();
    for (call, end) in [
        ("Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)", "TypeError"),
        ("Atomics.wait(new Int32Array(4), 0, 0)", "TypeError"),
        ("Atomics.wait(new Float32Array(new SharedArrayBuffer(4)), 0, 0)", "TypeError"),
        ("Atomics.wait(null, 0, 0)", "TypeError"),
        ("Atomics.notify(new Uint32Array(4), 0)", "TypeError"),
        ("Atomics.notify(new Int32Array(4), 4)", "RangeError"),
        ("Atomics.notify(new Int32Array(4), -1)", "RangeError"),
        ("Atomics.notify(new Int32Array(new SharedArrayBuffer(4)), 1)", "RangeError"),
        ("Atomics.notify(new Int32Array(4), Symbol())", "TypeError"),
        ("Atomics.notify(new Int32Array(4), 0, { valueOf() { throw new EvalError() } })", "EvalError"),
        (
            "Atomics.notify((() => { const a = new Int32Array(4); a.buffer.transfer(); return a })(), 0)",
            "TypeError",
        ),
        (
            "Atomics.wait.length + Atomics.wait.name + Atomics.notify.length + Atomics.notify.name",
            "4wait3notify",
        ),
        ("Atomics.notify(new Int32Array(4), 3.9)", "0"),
    ] {
        let seen = text(&vm, call);
        assert!(seen.starts_with(end), "{call}: {seen}");
    }
}

#[test]
fn it_is_cloned_by_reference_within_a_realm() {
    let vm = sharing();
    let source = "(() => { const s = new SharedArrayBuffer(8); const c = structuredClone({ s, t: new Uint8Array(s, 2, 3) });
        c.t[0] = 9; return [new Uint8Array(s)[2], c.s === s, c.t.buffer === c.s, c.s instanceof SharedArrayBuffer] })()";
    assert_eq!(text(&vm, source), "9,false,true,true");
}

#[test]
fn what_can_grow_stays_in_its_vm() {
    let vm = sharing();
    let grows = "new SharedArrayBuffer(8, { maxByteLength: 64 })";
    assert!(write(&vm, grows).unwrap_err().contains("can grow"));
    let source = "(() => { const s = new SharedArrayBuffer(8, { maxByteLength: 64 }); s.grow(64); new Uint8Array(s)[63] = 5; return s })()";
    let message = write(&vm, source).unwrap();
    let other = worker(message, "String(new Uint8Array(m)[63])", Arc::default());
    assert_eq!(other.join().unwrap(), "5");
    assert!(write(&vm, "new SharedArrayBuffer(0)").is_ok());
}

#[test]
fn it_counts_to_every_vm_that_has_it_and_ends_with_the_last() {
    let (first, second) = (sharing(), sharing());
    let bytes = |vm: &Vm| vm.core().shared.borrow().bytes();
    let message = write(&first, "new SharedArrayBuffer(20 << 20)").unwrap();
    let memory = match &message.clone_memory()[..] {
        [memory] => Arc::downgrade(memory),
        other => panic!("{other:?}"),
    };
    second.enter(|ctx| ctx.globals().set("m", message.read(ctx)?)).unwrap();
    assert_eq!((bytes(&first), bytes(&second)), (20 << 20, 20 << 20));
    for vm in [&first, &second] {
        assert!(vm.memory_usage().heap_bytes > 20 << 20);
        assert!(text(vm, "new SharedArrayBuffer(50 << 20)").contains("out of memory"));
        assert!(vm.eval("new Uint8Array(50 << 20)", "a.js").is_err());
    }
    second.eval("m = structuredClone(m)", "a.js").unwrap();
    assert_eq!(bytes(&second), 20 << 20);
    first.eval("value = null", "a.js").unwrap();
    assert_eq!(bytes(&first), 0);
    assert!(memory.upgrade().is_some());
    second.eval("m = null; new Uint8Array(50 << 20)", "a.js").unwrap();
    assert_eq!(bytes(&second), 0);
    assert!(memory.upgrade().is_none());
}

#[test]
fn natives_copy_what_they_read_and_refuse_to_write() {
    let vm = sharing();
    assert_eq!(
        text(&vm, "new TextDecoder().decode(new Uint8Array(new SharedArrayBuffer(9), 1, 7).fill(65))"),
        "AAAAAAA"
    );
    assert_eq!(text(&vm, "new TextDecoder().decode(new SharedArrayBuffer(3)).length"), "3");
    assert_eq!(text(&vm, "new TextDecoder().decode(new DataView(new SharedArrayBuffer(3), 1)).length"), "2");
    assert!(
        text(&vm, "new TextEncoder().encodeInto('a', new Uint8Array(new SharedArrayBuffer(3)))")
            .contains("SharedArrayBuffer")
    );
}

#[test]
fn virtual_time_decides_where_the_host_has_it() {
    // A host that lets a second pass with each sleep.
    struct Ticks(Rc<ManualClock>);
    impl WaitHost for Ticks {
        fn waker(&self) -> Waker {
            Arc::new(|| {})
        }
        fn sleep(&self, _: Option<f64>) -> bool {
            self.0.set(self.0.now_ms() + 1000.0);
            true
        }
    }
    let clock = ManualClock::new(0.0);
    let wait: Rc<dyn WaitHost> = Rc::new(Ticks(clock.clone()));
    let vm = Vm::new(VmOptions {
        shared_memory: Some(SharedMemoryOptions { wait: Some(wait) }),
        clock: clock.clone(),
        ..VmOptions::default()
    })
    .unwrap();
    assert_eq!(text(&vm, "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500)"), "timed-out");
    assert!((clock.now_ms() - 3000.0).abs() < 1e-9);
}
