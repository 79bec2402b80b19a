//! What `console` prints, and from where.
#![deny(unsafe_code)]

use std::{cell::RefCell, rc::Rc};

use sparrow_script::{ConsoleLevel, ConsoleMemory, ManualClock, RealmId, Vm, VmOptions};

struct Console {
    vm: Vm,
    memory: Rc<RefCell<ConsoleMemory>>,
    clock: Rc<ManualClock>,
}

fn console() -> Console {
    let clock = ManualClock::new(0.0);
    let vm = Vm::new(VmOptions { clock: clock.clone(), ..VmOptions::default() }).unwrap();
    let memory: Rc<RefCell<ConsoleMemory>> = Rc::default();
    vm.set_console(RealmId::MAIN, memory.clone());
    Console { vm, memory, clock }
}

impl Console {
    fn texts(&self, code: &str) -> Vec<String> {
        if let Err(error) = self.vm.eval(code, "test.js") {
            return vec![error.report()];
        }
        self.memory.borrow_mut().records.drain(..).map(|record| record.text).collect()
    }

    fn log(&self, args: &str) -> String {
        self.texts(&format!("console.log({args})")).join("\n")
    }
}

#[test]
fn values_are_readable() {
    let c = console();
    for (code, text) in [
        ("1, 'two', true, null, undefined, 3n, -0, NaN", "1 two true null undefined 3n -0 NaN"),
        ("[1, 'a', [2, [3, [4, [5]]]]]", "[ 1, 'a', [ 2, [ 3, [Array] ] ] ]"),
        (
            "{a: 1, 'b-c': {d: {e: {f: 1}}}, [Symbol('s')]: 2}",
            "{ a: 1, 'b-c': { d: { e: [Object] } }, [Symbol(s)]: 2 }",
        ),
        (
            "{get a() { throw 1 }, set a(v) {}, get b() { throw 1 }, set c(v) {}}",
            "{ a: [Getter/Setter], b: [Getter], c: [Setter] }",
        ),
        (
            "new Map([[{a: 1}, 'x'], ['k', [1]]]), new Set([1, 'b'])",
            "Map(2) { { a: 1 } => 'x', 'k' => [ 1 ] } Set(2) { 1, 'b' }",
        ),
        ("new Float32Array([1.5, 2]), new Uint8Array(0)", "Float32Array(2) [ 1.5, 2 ] Uint8Array(0) []"),
        ("new ArrayBuffer(8)", "ArrayBuffer { byteLength: 8 }"),
        (
            "function named() {}, () => {}, class Foo {}, Object.assign(function f() {}, {x: 1})",
            "[Function: named] [Function (anonymous)] [Function: Foo] [Function: f] { x: 1 }",
        ),
        ("new (class Sprite { constructor() { this.x = 1; this.#y = 2 } #y })", "Sprite { x: 1 }"),
        ("Object.create(null), Object.create({x: 1})", "[Object: null prototype] {} {}"),
        (
            "new Date(0), new Date(NaN), /a+/gi, Symbol('q'), Symbol()",
            "1970-01-01T00:00:00.000Z Invalid Date /a+/gi Symbol(q) Symbol()",
        ),
        ("[, 1, , , 2], new Array(3)", "[ <1 empty item>, 1, <2 empty items>, 2 ] [ <3 empty items> ]"),
        (
            "Promise.resolve(4), Promise.reject(5).catch(() => {}) && new Promise(() => {})",
            "Promise { 4 } Promise { <pending> }",
        ),
        ("new Proxy({secret: 1}, {get() { throw 1 }, ownKeys() { throw 2 }})", "Proxy {}"),
        (
            "[new Number(3), new String('s'), new Boolean(false)]",
            "[ [Number: 3], [String: 's'], [Boolean: false] ]",
        ),
        ("['it\\'s', 'a\\nb', '\\x07', '汉字😀']", "[ \"it's\", 'a\\nb', '\\x07', '汉字😀' ]"),
        ("'\\ud800'", "\u{fffd}"),
        ("GameGlobal.performance && 1, [globalThis].length", "1 1"),
        ("new WeakMap(), Math.max", "WeakMap {} [Function: max]"),
        ("", ""),
    ] {
        assert_eq!(c.log(code), text, "{code}");
    }
}

#[test]
fn cycles_depth_and_size_are_bounded() {
    let c = console();
    assert_eq!(
        c.log("(() => { const a = {n: 1}; a.self = a; a.list = [a]; return a })()"),
        "{ n: 1, self: [Circular], list: [ [Circular] ] }"
    );
    assert_eq!(c.log("(() => { const a = {}; return [a, a] })()"), "[ {}, {} ]");
    assert!(c.log("new Array(1e6).fill(7)").ends_with("... 999900 more items\n]"));
    let long = c.log("{s: 'x'.repeat(5000)}");
    assert!(long.contains("... 4000 more characters") && long.len() < 1200, "{}", long.len());
    let deep = c.log("(() => { let a = []; for (let i = 0; i < 100000; i++) a = [a]; return a })()");
    assert!(deep.len() < 200, "{deep}");
    let wide = c.log("(() => { const o = {}; for (let i = 0; i < 3000; i++) o['key' + i] = { deep: new Array(100).fill('text '.repeat(20)) }; return [o, o, o] })()");
    assert!(wide.len() < 400_000, "{}", wide.len());
    assert!(c.log("'x'.repeat(1e6)").len() < 300_000);
    assert!(c.log("globalThis").contains("GameGlobal") || !c.log("globalThis").is_empty());
    let list = c.log("{ numbers: Array.from({length: 60}, (_, i) => i * 1000), name: 'many' }");
    assert!(list.lines().all(|line| line.len() < 90) && list.lines().count() > 4, "{list}");
}

#[test]
fn formats_expand() {
    let c = console();
    for (code, text) in [
        (
            "'%s is %d years and %i, %f', 'Bob', 42, 42.9, 1.5, 'rest', {a: 1}",
            "Bob is 42 years and 42, 1.5 rest { a: 1 }",
        ),
        ("'%o %O', {a: {b: {c: {d: 1}}}}, [1]", "{ a: { b: { c: { d: 1 } } } } [ 1 ]"),
        ("'%j', {a: [1]}", "{\"a\":[1]}"),
        ("'%j', (() => { const a = {}; a.a = a; return a })()", "[Circular]"),
        ("'%cred%c plain', 'color: red', ''", "red plain"),
        ("'100%% %s', 'sure'", "100% sure"),
        ("'100% %s'", "100% %s"),
        ("'%s %s', 'one'", "one %s"),
        ("'%d %i %d', 'x', {}, '12px'", "NaN NaN 12"),
        ("'%s', {toString() { throw 1 }}", "{ toString: [Function: toString] }"),
        ("'%s %s', 3n, Symbol('a')", "3n Symbol(a)"),
        ("'%x %', 1", "%x % 1"),
        ("'tail%', 1", "tail% 1"),
    ] {
        assert_eq!(c.log(code), text, "{code}");
    }
}

#[test]
fn errors_show_their_stack_and_properties() {
    let c = console();
    let text = c.log("Object.assign(new TypeError('no'), {code: 7})");
    assert!(
        text.starts_with("TypeError: no\n    at <eval> (test.js:1:") && text.ends_with("{\n  code: 7\n}"),
        "{text}"
    );
    let text = c.log("{e: new Error('inner')}");
    assert!(text.contains("e: Error: inner"), "{text}");
    let text = c.log("new Error('outer', {cause: new RangeError('why')})");
    assert!(text.contains("[cause]: RangeError: why"), "{text}");
}

#[test]
fn each_line_has_a_level_and_an_origin() {
    let c = console();
    c.vm.eval("console.log(1);\nfunction warn() {\n  console.warn('w')\n}\nwarn(); [0].forEach(() => console.error('e')); console.info('i'); console.debug('d')", "js/a.js").unwrap();
    let records = std::mem::take(&mut c.memory.borrow_mut().records);
    let seen: Vec<(ConsoleLevel, u32)> =
        records.iter().map(|record| (record.level, record.origin.as_ref().unwrap().line)).collect();
    assert_eq!(
        seen,
        [
            (ConsoleLevel::Log, 1),
            (ConsoleLevel::Warn, 3),
            (ConsoleLevel::Error, 5),
            (ConsoleLevel::Info, 5),
            (ConsoleLevel::Debug, 5)
        ]
    );
    assert!(records[1].origin.as_ref().unwrap().to_string().starts_with("js/a.js:3:"));
    c.vm.set_frame_mapper(Rc::new(|_, line, column| Some(("src/a.ts".into(), line + 10, column))));
    c.vm.eval("console.log('mapped')", "js/a.js").unwrap();
    assert!(c.memory.borrow().records[0].origin.as_ref().unwrap().to_string().starts_with("src/a.ts:11:"));
    c.memory.borrow_mut().records.clear();
    c.vm.eval("setTimeout(console.log, 0, 'direct'); Error.stackTraceLimit = 0; console.log('no stack'); Error.prepareStackTrace = () => { throw 1 }; console.log('hostile')", "a.js").unwrap();
    c.vm.run_due_timers(10.0);
    assert_eq!(c.memory.borrow().records.len(), 3);
}

#[test]
fn counters_timers_groups_tables_and_traces() {
    let c = console();
    assert_eq!(
        c.texts(
            "console.count(); console.count(); console.count('x'); console.countReset(); console.count()"
        ),
        ["default: 1", "default: 2", "x: 1", "default: 1"]
    );
    c.vm.eval("console.time('load')", "a.js").unwrap();
    c.clock.advance(12.5);
    assert_eq!(
        c.texts("console.timeLog('load', {a: 1}); console.timeEnd('load'); console.timeEnd('load')"),
        ["load: 12.500 ms { a: 1 }", "load: 12.500 ms", "Timer 'load' does not exist"]
    );
    assert_eq!(c.texts("console.group('g'); console.log('a\\nb'); console.group(); console.log('c'); console.groupEnd(); console.groupEnd(); console.groupEnd(); console.log('d')"), ["g", "  a\n  b", "    c", "d"]);
    assert_eq!(
        c.texts("console.assert(1); console.assert(0, 'x %d', 2); console.assert()"),
        ["Assertion failed: x 2", "Assertion failed"]
    );
    let table = c.log("0); console.table([{a: 1, b: 'x'}, {a: 22, c: null}, 5]");
    assert!(
        table.contains("(index)")
            && table.contains("22")
            && table.contains("Values")
            && table.lines().count() == 8,
        "{table}"
    );
    assert_eq!(c.texts("console.table(5)"), ["5"]);
    let trace = c.texts("function f() { console.trace('here', 1) } f()").join("");
    assert!(trace.starts_with("Trace: here 1\n    at f (test.js:1:"), "{trace}");
    assert_eq!(c.texts("console.dir({a: 1}, {depth: 0})"), ["{ a: 1 }"]);
    assert_eq!(c.texts("const {log} = console; log('free'); console.clear()"), ["free"]);
}

#[test]
fn games_may_replace_built_ins() {
    let c = console();
    c.vm.eval("Map.prototype.forEach = Date.prototype.toISOString = () => { throw 1 }; Object.defineProperty = null; Array.prototype.push = null; globalThis.Error = null; Function.prototype.call = null", "a.js").unwrap();
    assert_eq!(c.log("new Map([[1, 2]]), new Date(0)"), "Map(1) { 1 => 2 } 1970-01-01T00:00:00.000Z");
}
