use super::Serialized;
use crate::{Vm, VmOptions};

/// Sends the value of `source` from one VM to another, where it is called `m`, and evaluates `question` there.
fn send(source: &str, question: &str) -> String {
    let (from, to) = (vm(), vm());
    let message = write(&from, source).unwrap();
    drop(from);
    to.enter(|ctx| ctx.globals().set("m", message.read(ctx)?)).unwrap();
    to.eval_as::<String>(question, "question.js").unwrap_or_else(|e| panic!("{source}: {}", e.headline()))
}

fn vm() -> Vm {
    Vm::new(VmOptions::default()).unwrap()
}

fn write(vm: &Vm, source: &str) -> Result<Serialized, String> {
    vm.eval(&format!("var value = ({source})"), "value.js").map_err(|e| e.headline())?;
    let written = vm.enter(|ctx| {
        let value = ctx.globals().get("value")?;
        Serialized::write(ctx, &value, &[]).map_err(|e| e.throw(ctx))
    });
    written.map_err(|e| e.headline())
}

#[test]
fn every_kind_of_value_arrives() {
    let kind = "`${typeof m} ${String(m)}`";
    for (source, seen) in [
        ("undefined", "undefined undefined"),
        ("null", "object null"),
        ("true", "boolean true"),
        ("1.5", "number 1.5"),
        ("-7", "number -7"),
        ("'h\\u00e9 \\u{1f600}'", "string h\u{e9} \u{1f600}"),
        ("12345678901234567890n", "bigint 12345678901234567890"),
        ("[1, [2, 3]]", "object 1,2,3"),
        ("/a\\/b/giu", "object /a\\/b/giu"),
        ("new Error('no')", "object Error: no"),
        ("new TypeError('no')", "object TypeError: no"),
        ("Object(5)", "object 5"),
    ] {
        assert_eq!(send(source, kind), seen, "{source}");
    }
    assert_eq!(send("'a\\ud800b'", "m.charCodeAt(1).toString(16) + m.length"), "d8003");
    assert_eq!(send("-0", "String(Object.is(m, -0))"), "true");
    assert_eq!(send("new Date(5)", "String(m instanceof Date) + m.getTime()"), "true5");
    assert_eq!(
        send("new Map([[{a: 1}, new Set([2])]])", "JSON.stringify([...m][0][0]) + [...[...m][0][1]]"),
        "{\"a\":1}2"
    );
    assert_eq!(send("[1,,3]", "String(1 in m) + m.length"), "false3");
    assert_eq!(
        send(
            "(() => { const e = new RangeError('x', {cause: {y: 1}}); return e })()",
            "m.name + m.cause.y + typeof m.stack"
        ),
        "RangeError1string"
    );
}

#[test]
fn bytes_and_their_views_stay_together() {
    let source = "(() => { const b = new ArrayBuffer(16); const f = new Float32Array(b, 4, 2); f[1] = 2.5; \
        return { f, u: new Uint8Array(b), d: new DataView(b, 8, 4), b } })()";
    let seen = send(
        source,
        "[m.f.buffer === m.b, m.u.buffer === m.b, m.f.byteOffset, m.f.length, m.f[1], m.d.getFloat32(0, true), m.b.byteLength].join()",
    );
    assert_eq!(seen, "true,true,4,2,2.5,2.5,16");
    assert_eq!(send("new BigInt64Array([1n, -2n])", "m.join()"), "1,-2");
    assert_eq!(send("new Uint8Array(0)", "String(m.length)"), "0");
}

#[test]
fn cycles_and_shared_parts_are_kept_and_depth_is_no_limit() {
    let source =
        "(() => { const a = { name: 'a' }; a.self = a; const s = {}; a.x = s; a.y = [s]; return a })()";
    assert_eq!(send(source, "String(m.self === m && m.x === m.y[0])"), "true");
    let deep = "(() => { let a = null; for (let i = 0; i < 200000; i++) a = [a]; return a })()";
    assert_eq!(send(deep, "let n = 0; for (let a = m; a; a = a[0]) n++; String(n)"), "200000");
}

#[test]
fn what_cannot_cross_is_refused() {
    let from = vm();
    for (source, what) in [
        ("() => 1", "A function"),
        ("{ a: [Symbol()] }", "A symbol"),
        ("new Proxy({}, {})", "A proxy"),
        ("Promise.resolve()", "A Promise"),
        ("new WeakMap()", "A WeakMap"),
        ("(() => { const b = new ArrayBuffer(1); b.transfer(); return b })()", "A detached ArrayBuffer"),
    ] {
        let error = write(&from, source).unwrap_err();
        assert!(error.starts_with(&format!("DataCloneError: {what}")), "{source}: {error}");
    }
    assert!(write(&from, "{ get x() { throw new Error('mine') } }").unwrap_err().contains("mine"));
    assert!(
        write(&from, "Array(300).fill(0).map(() => new Uint8Array(1 << 20))").unwrap_err().contains("256 MB")
    );
}

#[test]
fn the_receiver_cannot_be_reached_by_names() {
    let hostile = "JSON.parse('{\"__proto__\": {\"bad\": 1}, \"constructor\": 2}')";
    assert_eq!(
        send(hostile, "String(m.bad) + Object.keys(m) + ({}).bad"),
        "undefined__proto__,constructorundefined"
    );
    // A class of the sender arrives as a plain object, and its methods stay behind.
    assert_eq!(
        send("new (class A { constructor() { this.x = 1 } f() {} })()", "m.constructor.name + m.x + m.f"),
        "Object1undefined"
    );
}

#[test]
fn getters_that_drop_what_was_seen_do_no_harm() {
    let source = "(() => { const o = { a: {}, get b() { delete this.a; delete this.c; return [1] }, c: 1 }; return o })()";
    assert_eq!(send(source, "JSON.stringify(m)"), "{\"a\":{},\"b\":[1]}");
}

#[test]
fn transferred_buffers_are_detached() {
    let (from, to) = (vm(), vm());
    from.eval("var b = new Uint8Array([1, 2, 3])", "a.js").unwrap();
    let message = from
        .enter(|ctx| {
            let value: rquickjs::Value<'_> = ctx.globals().get("b")?;
            let buffer: rquickjs::Value<'_> = value.as_object().unwrap().get("buffer")?;
            Serialized::write(ctx, &value, &[buffer]).map_err(|e| e.throw(ctx))
        })
        .unwrap();
    assert_eq!(from.eval_as::<i32>("b.length", "a.js").unwrap(), 0);
    to.enter(|ctx| ctx.globals().set("m", message.read(ctx)?)).unwrap();
    assert_eq!(to.eval_as::<String>("m.join()", "a.js").unwrap(), "1,2,3");
}

#[test]
fn a_receiver_without_memory_says_so() {
    let from = vm();
    let to = Vm::new(VmOptions { memory_limit_bytes: 4 << 20, ..VmOptions::default() }).unwrap();
    let message = write(&from, "new Uint8Array(8 << 20)").unwrap();
    let error = to.enter(|ctx| message.read(ctx).map(|_| ())).unwrap_err();
    assert_eq!(error.kind, crate::ScriptErrorKind::OutOfMemory);
    assert!(to.eval("1 + 1", "a.js").is_ok());
}

#[test]
fn any_value_that_is_written_can_be_read() {
    any_values(4_000);
}

#[test]
#[ignore = "takes minutes: cargo test -p sparrow-script --lib -- --ignored million"]
fn a_million_values_are_read_and_none_brings_anything_along() {
    any_values(1_000_000);
}

/// Holds what came against the receiver's own world: plain data, and prototypes of its realm only.
const CHECK: &str = "var check = (() => { \
    const names = ['Object', 'Array', 'Map', 'Set', 'Date', 'RegExp', 'ArrayBuffer', 'DataView', 'Boolean', 'Number', 'String', 'BigInt', \
        'Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'Float64Array', 'Float32Array', \
        'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array']; \
    const own = new Set(names.map((name) => globalThis[name].prototype)); \
    const walk = (value, seen) => { \
        if (typeof value === 'function' || typeof value === 'symbol') throw new Error('a ' + typeof value + ' came'); \
        if (typeof value !== 'object' || value === null || seen.has(value)) return; \
        seen.add(value); \
        if (!own.has(Object.getPrototypeOf(value))) throw new Error('a prototype of another realm'); \
        if (ArrayBuffer.isView(value)) { walk(value.buffer, seen); return; } \
        if (value instanceof Map) value.forEach((v, k) => { walk(k, seen); walk(v, seen); }); \
        if (value instanceof Set) value.forEach((v) => walk(v, seen)); \
        for (const key of Reflect.ownKeys(value)) { \
            const member = Object.getOwnPropertyDescriptor(value, key); \
            if (typeof key === 'symbol' || member.get || member.set) throw new Error('no plain member: ' + String(key)); \
            walk(member.value, seen); \
        } \
    }; \
    return (value) => walk(value, new Set()); })();";

fn any_values(count: u32) {
    let (from, to) = (vm(), vm());
    to.eval(CHECK, "check.js").unwrap();
    // A small generator of values, some of which cannot cross.
    let source = "var seed = 1; const r = (n) => (seed = (seed * 16807) % 2147483647) % n; \
        const kinds = [() => undefined, () => null, () => r(9) / 2, () => 'x'.repeat(r(5)), () => '\\udc00', () => BigInt(r(99)), \
        () => new Date(r(2) ? NaN : r(9)), () => /a/g, () => [any(), , any()], () => ({ a: any(), __proto__: null, ['__proto__']: 1 }), \
        () => new Map([[any(), any()]]), () => new Set([any()]), () => new Float64Array(r(4)), () => new DataView(new ArrayBuffer(8), r(8)), \
        () => new TypeError('t', { cause: any() }), () => Object(r(3)), () => () => 1, () => Symbol(), () => Object('s'), () => all[r(all.length)]]; \
        var all = [{}], depth = 0; \
        const any = () => { if (depth > 6) return 0; depth++; const v = kinds[r(kinds.length)](); depth--; if (r(4) === 0) all.push(v); return v; }; \
        var next = () => { all = [{}]; const v = any(); if (r(3) === 0 && v && typeof v === 'object') { try { v.loop = v; } catch {} } return v; }";
    from.eval(source, "values.js").unwrap();
    let (mut written, mut refused) = (0, 0);
    for _ in 0..count {
        let message = from.enter(|ctx| {
            let next: rquickjs::Function<'_> = ctx.globals().get("next")?;
            let value = next.call(())?;
            Serialized::write(ctx, &value, &[]).map_err(|e| e.throw(ctx))
        });
        let Ok(message) = message else {
            refused += 1;
            continue;
        };
        written += 1;
        // Written again on the other side it is the same message.
        let again = to.enter(|ctx| {
            let value = message.clone().read(ctx)?;
            let check: rquickjs::Function<'_> = ctx.globals().get("check")?;
            let _: rquickjs::Value<'_> = check.call((value.clone(),))?;
            Serialized::write(ctx, &value, &[]).map_err(|e| e.throw(ctx))
        });
        let again = again.unwrap_or_else(|e| panic!("{}", e.headline()));
        assert_eq!(format!("{again:?}").len(), format!("{message:?}").len());
    }
    assert!(written > count / 4 && refused > count / 40, "{written} {refused}");
    to.run_gc();
}

#[test]
fn hooks_make_fields_of_what_clone_does_not_know() {
    const HOOKS: &str = "class Point { #x = 0; constructor(x) { this.#x = x } get x() { return this.#x } }
        class Other {}
        var asked = 0;
        var write = (o) => (asked++, o instanceof Point ? ['Point', o.x, new Uint8Array([o.x])] : undefined);
        var read = ([kind, x, bytes]) => Object.assign(new Point(x + bytes[0]), { kind })";
    let hooked = || {
        let vm = vm();
        vm.eval(HOOKS, "hooks.js").unwrap();
        let install = vm.enter(|ctx| {
            let (write, read) = (ctx.globals().get("write")?, ctx.globals().get("read")?);
            super::CloneHooks::install(ctx, write, read);
            Ok(())
        });
        install.unwrap();
        vm
    };
    let (from, to) = (hooked(), hooked());
    let source = "(() => { const p = new Point(20); const m = { list: [p, p], plain: {}, map: new Map([[1, p]]), o: new Other() }; m.self = m; return m })()";
    let message = write(&from, source).unwrap();
    assert_eq!(from.eval_as::<i32>("asked", "asked.js").unwrap(), 2, "plain objects are not asked about");
    to.enter(|ctx| ctx.globals().set("m", message.read(ctx)?)).unwrap();
    let seen = "const p = m.list[0];
        [p instanceof Point, p.x, p === m.list[1], m.map.get(1) === p, m.self === m, m.o.constructor === Object].join()";
    assert_eq!(to.eval_as::<String>(seen, "question.js").unwrap(), "true,40,true,true,true,true");
    let refused = write(&from, "[new WeakMap()]").unwrap_err();
    assert!(refused.contains("could not be cloned"), "{refused}");
}
