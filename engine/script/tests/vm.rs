//! The VM as its hosts use it: entries, limits, errors, jobs, timers, many VMs.
#![deny(unsafe_code)]

use std::{cell::Cell, rc::Rc};

use sparrow_script::{
    Bytecode, CompileKind, JsRef, ManualClock, RealmId, Report, ScriptErrorKind, Vm, VmOptions,
    WatchdogOptions, engine_build_id, rquickjs::Value,
};

fn vm() -> Vm {
    Vm::new(VmOptions::default()).unwrap()
}

/// A VM whose watchdog sees a clock that moves by a millisecond at each look.
fn watched(budget_ms: f64) -> Vm {
    let ticks = Cell::new(0.0);
    let clock = Rc::new(move || {
        ticks.set(ticks.get() + 1.0);
        ticks.get()
    });
    Vm::new(VmOptions { watchdog: Some(WatchdogOptions { budget_ms, clock }), ..VmOptions::default() })
        .unwrap()
}

fn clocked() -> (Vm, Rc<ManualClock>) {
    let clock = ManualClock::new(1_700_000_000_000.0);
    (Vm::new(VmOptions { clock: clock.clone(), ..VmOptions::default() }).unwrap(), clock)
}

fn text(vm: &Vm, code: &str) -> String {
    vm.eval_as::<String>(&format!("String({code})"), "test.js").unwrap_or_else(|error| error.headline())
}

#[test]
fn scripts_are_sloppy_and_share_the_global_object() {
    let vm = vm();
    vm.eval("undeclared = 1; var v = 2; function f() { return this }", "a.js").unwrap();
    assert_eq!(text(&vm, "undeclared + v"), "3");
    assert_eq!(text(&vm, "f() === globalThis && GameGlobal === globalThis"), "true");
    assert_eq!(text(&vm, "(function () { 'use strict'; return this })()"), "undefined");
    vm.eval("GameGlobal.window = GameGlobal; window.document = { x: 5 }", "a.js").unwrap();
    assert_eq!(text(&vm, "document.x"), "5");
}

#[test]
fn errors_carry_name_message_place_and_frames() {
    let vm = vm();
    let error = vm
        .eval(
            "function inner(a) {\n  return a.b.c;\n}\nfunction outer() { inner({}) }\nouter();",
            "js/game.js",
        )
        .unwrap_err();
    assert_eq!((error.kind, error.name.as_str()), (ScriptErrorKind::Exception, "TypeError"));
    assert_eq!((error.file.as_str(), error.line), ("js/game.js", 2));
    assert_eq!(
        error.frames.iter().map(|f| f.function.as_str()).take(2).collect::<Vec<_>>(),
        ["inner", "outer"]
    );
    assert_eq!(error.frames[1].line, 4);
    assert!(error.report().contains("at inner (js/game.js:2:"), "{}", error.report());
    for (code, message) in [
        ("throw 'plain'", "plain"),
        ("throw undefined", "undefined"),
        ("throw {toString() { throw 1 }}", "{ toString: [Function: toString] }"),
        ("throw {errMsg: 'login:fail'}", "{ errMsg: 'login:fail' }"),
        ("throw Symbol('x')", "Symbol()"),
        ("throw new Proxy({}, {get() { throw 1 }})", "Proxy {}"),
    ] {
        let error = vm.eval(code, "a.js").unwrap_err();
        assert_eq!(error.message, message, "{code}");
    }
    assert_eq!(
        vm.eval("throw Object.assign(new Error('m'), {stack: 12, name: {}})", "a.js").unwrap_err().name,
        "[object Object]"
    );
}

#[test]
fn syntax_errors_show_the_source_line() {
    let vm = vm();
    let error = vm.eval("let a = 1;\nlet b = a +* 2;\n", "js/bad.js").unwrap_err();
    assert_eq!(error.kind, ScriptErrorKind::Syntax);
    assert_eq!((error.file.as_str(), error.line), ("js/bad.js", 2));
    let excerpt = error.excerpt.clone().unwrap();
    let (line, caret) = excerpt.split_once('\n').unwrap();
    assert_eq!(line, "let b = a +* 2;");
    assert_eq!(line.chars().nth(caret.len() - 1), Some('*'), "{}", error.report());
    for kind in [CompileKind::Script, CompileKind::Module] {
        let error = vm.compile("function f() {\n  if (x) {\n", "open.js", kind, true).unwrap_err();
        assert!(error.line <= 3 && error.excerpt.is_some(), "{}", error.report());
        let error = vm.compile("a b", "first.js", kind, true).unwrap_err();
        assert_eq!((error.line, error.column), (1, 3), "{}", error.report());
    }
}

#[test]
fn microtasks_run_after_each_entry_and_rejections_are_reported() {
    let vm = vm();
    vm.eval("var log = []; Promise.resolve().then(() => log.push('then')); queueMicrotask(() => log.push('micro')); log.push('sync')", "a.js").unwrap();
    assert_eq!(text(&vm, "log"), "sync,then,micro");
    vm.eval("Promise.reject(new Error('lost')); Promise.reject(1).catch(() => {}); (async () => { throw new TypeError('async') })()", "a.js").unwrap();
    let messages: Vec<String> = vm
        .take_reports()
        .iter()
        .map(|report| match report {
            Report::UnhandledRejection { error, .. } => error.headline(),
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(messages.len(), 2);
    assert!(
        messages[0].starts_with("Error: lost (a.js:1") && messages[1].starts_with("TypeError: async (a.js:1"),
        "{messages:?}"
    );
    vm.eval("queueMicrotask(() => { throw new Error('in job') })", "a.js").unwrap();
    assert!(matches!(&vm.take_reports()[..], [Report::Uncaught(error)] if error.message == "in job"));
    vm.eval("var p = Promise.reject(3); p.catch(() => {})", "a.js").unwrap();
    assert!(vm.take_reports().is_empty());
}

#[test]
fn what_waits_to_be_read_is_short() {
    let vm = vm();
    vm.eval(
        "for (let i = 0; i < 20; i++) queueMicrotask(() => { throw new Error('x'.repeat(1e6)) }); Promise.reject('y'.repeat(1e6))",
        "a.js",
    )
    .unwrap();
    let reports = vm.take_reports();
    assert_eq!(reports.len(), 21);
    for report in &reports {
        let message = match report {
            Report::Uncaught(error) => &error.message,
            Report::UnhandledRejection { error, .. } => &error.message,
            Report::Warning(text) => text,
        };
        assert!(message.starts_with(['x', 'y']) && message.len() < 20_000, "{}", message.len());
    }
}

#[test]
fn the_reason_and_the_promise_of_a_rejection_can_be_used() {
    let vm = vm();
    vm.eval("var reason = {code: 7}; var promise = Promise.reject(reason)", "a.js").unwrap();
    let reports = vm.take_reports();
    let [Report::UnhandledRejection { reason, promise, .. }] = &reports[..] else { panic!("{reports:?}") };
    vm.enter(|ctx| {
        let globals = ctx.globals();
        assert!(JsRef::new(ctx, globals.get::<_, Value<'_>>("reason")?).same(reason));
        assert!(JsRef::new(ctx, globals.get::<_, Value<'_>>("promise")?).same(promise));
        Ok(())
    })
    .unwrap();
}

#[test]
fn the_watchdog_names_the_place_and_the_vm_lives_on() {
    let vm = watched(50.0);
    for code in [
        "function spin() {\n  for (;;);\n}\nspin()",
        "function spin() {\n try { for(;;); } catch { } finally { for (;;); } }; spin()",
        "function spin() { return /(a+)+$/.test('a'.repeat(60) + 'b') } spin()",
    ] {
        let error = vm.eval(code, "js/loop.js").unwrap_err();
        assert_eq!(error.kind, ScriptErrorKind::Watchdog, "{code}");
        assert!(
            error.message.contains("50 ms") && error.message.contains("spin (js/loop.js:"),
            "{}",
            error.message
        );
        assert_eq!(text(&vm, "1 + 1"), "2");
    }
    vm.eval("function again() { return Promise.resolve().then(again) } again()", "a.js").unwrap();
    let reports = vm.take_reports();
    assert!(
        matches!(&reports[..], [Report::Uncaught(error)] if error.kind == ScriptErrorKind::Watchdog),
        "{reports:?}"
    );
    vm.eval("(async () => { await 0; for (;;); })()", "a.js").unwrap();
    assert!(!vm.take_reports().is_empty());
    vm.eval("setTimeout(() => { for (;;); }, 1)", "a.js").unwrap();
    vm.run_due_timers(10.0);
    assert!(
        vm.take_reports().iter().any(
            |report| matches!(report, Report::Uncaught(error) if error.kind == ScriptErrorKind::Watchdog)
        )
    );
    assert_eq!(text(&vm, "'alive'"), "alive");
}

#[test]
fn recursion_without_end_is_a_range_error() {
    let vm = vm();
    assert_eq!(
        text(&vm, "(() => { try { (function f() { f() })() } catch (e) { return e.name } })()"),
        "RangeError"
    );
    let error = vm.eval("function f() { f() } f()", "a.js").unwrap_err();
    assert_eq!((error.kind, error.file.as_str()), (ScriptErrorKind::StackOverflow, "a.js"));
    assert!(
        text(
            &vm,
            "JSON.stringify((() => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a })()).length"
        )
        .contains("Error")
    );
    assert_eq!(text(&vm, "1 + 1"), "2");
}

#[test]
fn the_memory_limit_ends_the_script_only() {
    let vm = Vm::new(VmOptions { memory_limit_bytes: 16 << 20, ..VmOptions::default() }).unwrap();
    for code in [
        "var a = []; for (;;) a.push(new Array(100).fill(1))",
        "a = 0; var s = 'x'; for (;;) s += s + 'y'",
        "new ArrayBuffer(1 << 28)",
        "'x'.repeat(1 << 28)",
        "a = []; for (;;) a.push({})",
    ] {
        let error = vm.eval(code, "a.js").unwrap_err();
        assert!(
            matches!(error.kind, ScriptErrorKind::OutOfMemory | ScriptErrorKind::Exception),
            "{code}: {error:?}"
        );
        vm.eval("a = s = undefined", "a.js").unwrap();
        assert_eq!(text(&vm, "1 + 1"), "2", "{code}");
    }
    assert_eq!(
        text(&vm, "(() => { try { a = []; for (;;) a.push({}) } catch { a = 0; return 'caught' } })()"),
        "caught"
    );
    assert!(vm.memory_usage().heap_bytes < 16 << 20);
}

#[test]
fn timers_fire_in_clock_order() {
    let (vm, clock) = clocked();
    vm.eval("var log = []; const add = (...a) => log.push(a.join());
        setTimeout(add, 20, 'c', 1); setTimeout(add, 10, 'a'); setTimeout(add, 10, 'b'); setTimeout(() => { add('d'); setTimeout(add, 3, 'e') }, 25);
        setTimeout.call({}, add, 27, 'this'); const dead = setTimeout(add, 1, 'dead'); clearTimeout(dead); clearTimeout(); clearTimeout('x'); clearInterval(NaN)", "a.js").unwrap();
    assert_eq!(vm.next_timer_ms(), Some(10.0));
    clock.set(5.0);
    assert_eq!(vm.run_due_timers(5.0), 0);
    clock.set(30.0);
    assert_eq!(vm.run_due_timers(30.0), 6);
    assert_eq!(text(&vm, "log.join(' ')"), "a b c,1 d this e");
    assert_eq!(vm.pending_timers(), 0);
}

#[test]
fn intervals_keep_their_rhythm_and_skip_what_was_missed() {
    let (vm, clock) = clocked();
    vm.eval("var n = 0; const id = setInterval(() => { n++; if (n == 8) clearInterval(id) }, 10)", "a.js")
        .unwrap();
    let mut counts = Vec::new();
    for now_ms in [16.0, 33.0, 50.0, 1050.0, 1060.0, 1090.0] {
        clock.set(now_ms);
        vm.run_due_timers(now_ms);
        counts.push(text(&vm, "n"));
    }
    // A pause of a second is made up for by the last 34 ms only.
    assert_eq!(counts, ["1", "3", "5", "8", "8", "8"]);
    assert_eq!(vm.pending_timers(), 0);
    vm.eval(
        "var m = 0; function zero() { m++; setTimeout(zero) } zero(); setInterval(() => m++, -5)",
        "a.js",
    )
    .unwrap();
    clock.set(1_000_000.0);
    vm.run_due_timers(1_000_000.0);
    let m: i32 = vm.eval_as("m", "a.js").unwrap();
    assert!(m < 100, "{m}");
}

#[test]
fn timers_are_limited_and_tolerant() {
    let vm = Vm::new(VmOptions { max_timers: 3, ..VmOptions::default() }).unwrap();
    let message = text(&vm, "(() => { for (;;) setTimeout(() => {}, 1e9) })()");
    assert!(message.starts_with("RangeError: setTimeout: too many timers (the limit is 3)"), "{message}");
    assert!(text(&vm, "typeof setTimeout(undefined, 5)").starts_with("number"));
    assert!(matches!(&vm.take_reports()[..], [Report::Warning(_)]));
    let vm = self::vm();
    vm.eval("setTimeout(() => { throw new Error('one') }); setTimeout(() => { throw new Error('two') }, Infinity); setTimeout(() => {}, {valueOf() { return 3 }})", "a.js").unwrap();
    assert_eq!(vm.run_due_timers(3.0), 3);
    assert_eq!(vm.take_reports().len(), 2);
}

#[test]
fn animation_frames_are_a_snapshot() {
    let vm = vm();
    vm.eval("var log = []; requestAnimationFrame((t) => { log.push('a' + t); requestAnimationFrame((t) => log.push('next' + t)); cancelAnimationFrame(c) });
        requestAnimationFrame(() => { throw new Error('in frame') }); const c = requestAnimationFrame(() => log.push('cancelled')); requestAnimationFrame(() => Promise.resolve().then(() => log.push('job')))", "a.js").unwrap();
    assert_eq!(vm.run_animation_frames(16.0), 3);
    assert_eq!(text(&vm, "log"), "a16,job");
    assert_eq!(vm.take_reports().len(), 1);
    assert_eq!(vm.run_animation_frames(33.0), 1);
    assert_eq!(text(&vm, "log"), "a16,job,next33");
    assert_eq!(vm.run_animation_frames(50.0), 0);
}

#[test]
fn the_heap_is_counted_and_collected() {
    let vm = vm();
    vm.eval(
        "function cycles(n) { for (let i = 0; i < n; i++) { const a = {}; a.a = a } } cycles(20000)",
        "a.js",
    )
    .unwrap();
    let before = vm.memory_usage();
    vm.run_gc();
    let after = vm.memory_usage();
    assert!(before.objects > after.objects + 19_000, "{before:?} {after:?}");
    let vm = Rc::new(vm);
    let inner = Rc::downgrade(&vm);
    vm.enter(|ctx| {
        sparrow_script::define_function(&ctx.globals(), "gc", 0, move |call| {
            if let Some(vm) = inner.upgrade() {
                vm.run_gc();
                assert!(vm.memory_usage().objects > 0);
                assert!(vm.eval("var nested = 1", "n.js").is_ok());
            }
            Ok(call.undefined())
        })
    })
    .unwrap();
    assert_eq!(text(&vm, "(gc(), nested)"), "1");
}

#[test]
fn realms_are_separate() {
    let vm = vm();
    let other = vm.create_realm().unwrap();
    vm.eval("var secret = 1; Array.prototype.hack = 1", "a.js").unwrap();
    let seen: String =
        vm.eval_in(other, "typeof secret + typeof [].hack + typeof setTimeout", "b.js").unwrap();
    assert_eq!(seen, "undefinedundefinedfunction");
    assert_ne!(other, RealmId::MAIN);
}

#[test]
fn a_hundred_vms_come_and_go() {
    let run = || {
        let vm = vm();
        vm.eval("var a = {}; a.a = a; setTimeout(() => a, 5); requestAnimationFrame(() => a); Promise.reject(a); new Promise(() => a); var m = new Map([[a, a]]); var w = new WeakRef(a)", "a.js").unwrap();
        vm
    };
    for _ in 0..100 {
        drop(run());
    }
    let many: Vec<Vm> = (0..20).map(|_| run()).collect();
    for (index, vm) in many.iter().enumerate() {
        vm.eval(&format!("var mine = {index}"), "a.js").unwrap();
    }
    for (index, vm) in many.iter().enumerate() {
        assert_eq!(text(vm, "mine"), index.to_string());
    }
}

#[test]
fn bytecode_runs_and_damage_is_refused() {
    let vm = vm();
    let source = "var loaded = 1;\nfunction fails() {\n  null.x;\n}\n".repeat(20) + "loaded += 1";
    let code = vm.compile(&source, "js/code.js", CompileKind::Script, true).unwrap();
    let bytes = code.as_bytes().to_vec();
    let other = self::vm();
    other.run_bytecode(RealmId::MAIN, &Bytecode::from_bytes(bytes.clone()).unwrap()).unwrap();
    assert_eq!(text(&other, "loaded"), "2");
    let error = other.eval("fails()", "b.js").unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("js/code.js", 79));
    for at in (0..bytes.len()).step_by(7) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        // The three padding bytes of the header mean nothing.
        assert!(Bytecode::from_bytes(damaged).is_err() || (5..8).contains(&at), "byte {at}");
    }
    for len in [0, 3, 31, 40, bytes.len() - 1] {
        assert_eq!(Bytecode::from_bytes(bytes[..len].to_vec()).unwrap_err().kind, ScriptErrorKind::Bytecode);
    }
    assert!(engine_build_id().starts_with("quickjs-ng-0."));
    assert!(!engine_build_id().ends_with("probe-0000000000000000"), "{}", engine_build_id());
}

#[test]
fn bad_options_are_refused() {
    for options in [
        VmOptions { stack_limit_bytes: 1 << 30, ..VmOptions::default() },
        VmOptions { stack_limit_bytes: 0, ..VmOptions::default() },
        VmOptions { memory_limit_bytes: 1000, ..VmOptions::default() },
    ] {
        assert!(Vm::new(options).is_err());
    }
}

#[test]
fn frames_are_mapped_everywhere() {
    let vm = vm();
    vm.set_frame_mapper(Rc::new(|file, line, column| {
        (file == "out.js").then(|| ("src/in.ts".into(), line * 100, column))
    }));
    let error = vm.eval("\nfunction f() { throw new Error('x') }\nf()", "out.js").unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("src/in.ts", 200));
    assert_eq!(error.frames[1].line, 300);
    let stack: String = vm.eval_as("\ntry { f() } catch (e) { e.stack }", "out.js").unwrap();
    assert!(stack.contains("at f (src/in.ts:200:") && stack.contains("src/in.ts:200:"), "{stack}");
    assert_eq!(text(&vm, "(() => { const e = new Error('y'); e.stack = 'mine'; return e.stack })()"), "mine");
    assert_eq!(
        text(&vm, "(() => { const e = {}; Error.captureStackTrace(e); return typeof e.stack })()"),
        "string"
    );
}

#[test]
fn panics_of_host_functions_stop_at_the_vm() {
    let vm = vm();
    vm.enter(|ctx| {
        let globals = ctx.globals();
        globals.set(
            "raw",
            sparrow_script::rquickjs::Function::new(ctx.clone(), || {
                if true {
                    panic!("raw panic")
                }
            })?,
        )?;
        sparrow_script::define_function(&globals, "soft", 0, |_| panic!("soft panic"))
    })
    .unwrap();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let direct = vm.eval("raw()", "a.js");
    let soft = text(&vm, "(() => { try { soft() } catch (e) { return e.message } })()");
    vm.eval("queueMicrotask(() => raw())", "a.js").unwrap();
    let reports = vm.take_reports();
    std::panic::set_hook(hook);
    let error = direct.unwrap_err();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ScriptErrorKind::Panic, "native code panicked: raw panic")
    );
    assert_eq!(soft, "native code panicked: soft panic");
    assert!(
        matches!(&reports[..], [Report::Uncaught(error)] if error.kind == ScriptErrorKind::Panic),
        "{reports:?}"
    );
    assert_eq!(vm.eval("throw new Error('later')", "a.js").unwrap_err().message, "later");
}

#[test]
fn the_entries_of_a_turn_share_one_budget() {
    let vm = watched(50.0);
    let code = "var log = ''; for (const name of 'ab') setTimeout(() => { log += name; for (;;); }, 1);
        setInterval(() => { log += 'i'; for (;;); }, 1); setTimeout(() => { log += 'c' }, 2);
        for (const name of 'xyz') requestAnimationFrame(() => { log += name; if (name !== 'x') for (;;); });";
    vm.eval(code, "a.js").unwrap();
    let mut turns = Vec::new();
    for _ in 0..6 {
        vm.begin_turn();
        let ran = vm.run_due_timers(10.0) + vm.run_animation_frames(10.0);
        turns.push((ran, vm.was_stopped(), text(&vm, "log")));
        vm.end_turn();
        vm.eval("log = ''", "a.js").unwrap();
    }
    let turn = |ran, stopped, log: &str| (ran, stopped, log.to_owned());
    // One that has to be stopped ends its turn; the others come in their order. An interval is not tried again.
    let expected = [
        turn(1, true, "a"),
        turn(1, true, "b"),
        turn(1, true, "i"),
        turn(3, true, "cxy"),
        turn(1, true, "z"),
    ];
    assert_eq!(turns[..5], expected);
    assert_eq!((turns[5].0, turns[5].1), (0, false));
    assert_eq!(vm.pending_timers(), 0);
}

#[test]
fn many_short_entries_are_a_long_turn() {
    let vm = watched(50.0);
    vm.eval("var count = 0; for (let i = 0; i < 1000; i++) setTimeout(() => count++, 1)", "a.js").unwrap();
    vm.begin_turn();
    let ran = vm.run_due_timers(10.0);
    assert!((1..100).contains(&ran) && !vm.was_stopped() && vm.turn_is_over(), "{ran}");
    vm.end_turn();
    assert_eq!(vm.run_due_timers(10.0), 1000 - ran);
    assert_eq!(text(&vm, "count"), "1000");
}

#[test]
fn another_thread_ends_a_script() {
    let vm = vm();
    vm.begin_turn();
    let interrupter = vm.interrupter();
    let thread = std::thread::spawn(move || interrupter.interrupt());
    let error = vm.eval("for (;;);", "a.js").unwrap_err();
    assert_eq!(error.kind, ScriptErrorKind::Watchdog);
    assert!(error.message.starts_with("the script was interrupted, in "), "{}", error.message);
    assert!(vm.was_stopped() && vm.turn_is_over());
    thread.join().unwrap();
    vm.begin_turn();
    assert_eq!(text(&vm, "1 + 1"), "2");
}

/// Calls every function that can be reached from the global object with values that games would not pass.
#[test]
fn garbage_ends_in_exceptions_only() {
    let vm = Vm::new(VmOptions {
        memory_limit_bytes: 64 << 20,
        watchdog: watched(3000.0).options().watchdog.clone(),
        virtual_date: true,
        random_seed: Some(3),
        ..VmOptions::default()
    })
    .unwrap();
    let memory: Rc<std::cell::RefCell<sparrow_script::ConsoleMemory>> = Rc::default();
    vm.set_console(RealmId::MAIN, memory);
    let code = r"
        const evil = () => [undefined, null, -1, 1e308, NaN, 2 ** 31, '', '\ud800', 'x'.repeat(300), Symbol('s'), 10n ** 30n, [], {}, () => 1,
            new Proxy({}, {}), new Proxy(function () {}, { apply() { throw 1 } }), { valueOf() { throw 2 }, toString() { throw 3 } }, { length: 5e4 }, new Uint8Array(3),
            (() => { const b = new ArrayBuffer(8); const a = new Float32Array(b); b.transfer(); return a })(), Object.create(null), globalThis.URL, new Date(NaN), new Map([[1, {}]])];
        const skip = new Set(['eval', 'Function', 'Atomics']);
        const seen = new Set(); let calls = 0;
        function walk(value, name, depth) {
            if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value) || depth > 4) return;
            seen.add(value);
            for (const key of Reflect.ownKeys(value)) {
                if (skip.has(key)) continue;
                const d = Reflect.getOwnPropertyDescriptor(value, key);
                for (const f of [d.value, d.get, d.set]) {
                    if (typeof f === 'function' && mine.test(name + '.' + String(key))) attack(f, value);
                    walk(f, name + '.' + String(key), depth + 1);
                }
            }
        }
        const mine = /Intl|URL|Text|console|Timeout|Interval|Animation|structuredClone|toLocale|stack|performance|random|\.Date/;
        function attack(f, self) {
            const values = evil();
            for (let i = 0; i < values.length; i++) {
                const args = [values[i], values[(i * 7 + 3) % values.length], values[(i * 5 + 1) % values.length]];
                for (const self2 of [self, values[i]]) { try { calls++; f.apply(self2, args) } catch (e) { } }
                try { calls++; new f(...args) } catch (e) { }
                if (i % 9 === 0) try { f.call(self) } catch (e) { }
            }
        }
        typeof Intl; typeof URL; typeof structuredClone;
        for (const name of Object.getOwnPropertyNames(globalThis)) {
            if (skip.has(name) || !/^(Intl|URL|URLSearchParams|TextEncoder|TextDecoder|console|set|clear|request|cancel|structuredClone|performance|Date|Math|Number|Error)/.test(name)) continue;
            const value = globalThis[name];
            if (typeof value === 'function' && mine.test('.' + name)) attack(value, globalThis);
            walk(value, '.' + name, 0);
            if (typeof value === 'function') walk(value.prototype, '.' + name, 0);
        }
        calls";
    let calls: i32 = vm.eval_as(code, "garbage.js").unwrap_or_else(|error| panic!("{}", error.report()));
    assert!(calls > 5000, "{calls}");
    vm.run_due_timers(1e9);
    vm.run_animation_frames(1.0);
    assert_eq!(text(&vm, "1 + 1"), "2");
}
