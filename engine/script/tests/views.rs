//! Arguments that may be several kinds of arrays, second classes of a type, and weak references to native objects.

use sparrow_script::{
    JsWeak, Vm, VmOptions,
    native::{
        ArrayView, Item, Items, JsError, List, Variant, ViewMutOrNumber, create_variant, install,
        install_variant,
    },
    native_class, native_members,
};
use std::{cell::RefCell, rc::Rc};

#[derive(Default)]
struct Taker {
    dropped: Rc<RefCell<u32>>,
}

impl Drop for Taker {
    fn drop(&mut self) {
        *self.dropped.borrow_mut() += 1;
    }
}

const CONSTANTS: &[(&str, f64)] = &[("ONE", 1.0), ("MANY", 4_294_967_295.0)];

native_members! {
    fn shared for Taker;
    methods {
        fn sum(this, list: List<'_, f32>) -> f64 { list.iter().copied().map(f64::from).sum() }
        fn ints(this, list: List<'_, i32>) -> Vec<i32> { list.to_vec() }
    }
}

native_members! {
    fn second for Taker;
    constant_tables { &[("TWO", 2.0)]; }
    methods {
        fn onlyInTwo(this) -> bool { true }
    }
}

native_class! {
    class "Taker" for Taker;
    constructor() -> Result<Taker, JsError> { Ok(Taker::default()) }
    constant_tables { CONSTANTS; }
    member_lists { shared; }
    methods {
        fn view(this, view: ArrayView<'_>) -> String { format!("{:?} {} {:?}", view.kind, view.kind.element_size(), &view[..]) }
        fn fill(this, to: ViewMutOrNumber<'_>) -> String {
            match to {
                ViewMutOrNumber::View(kind, mut bytes) => {
                    bytes.fill(7);
                    format!("{kind:?} {}", bytes.len())
                }
                ViewMutOrNumber::Number(number) => number.to_string(),
                ViewMutOrNumber::Null => "null".to_owned(),
            }
        }
        fn items(this, items: Items<'_, 4>) -> String {
            let words = items.iter().map(|item| match item {
                Item::Undefined => "undefined".to_owned(),
                Item::Null => "null".to_owned(),
                Item::Number(number) => number.to_string(),
                Item::View(view) => format!("{:?}({})", view.kind, view.len()),
                Item::Pixels { width, height, data } => format!("{width}x{height}:{}", data.len()),
                Item::Native(object) => format!("native {}", object.native::<Taker>().is_some()),
                Item::Object => "object".to_owned(),
            });
            words.collect::<Vec<_>>().join(" ")
        }
    }
}

static TWO: Variant<Taker> = Variant::new("TakerTwo", second);

fn vm() -> Vm {
    let vm = Vm::new(VmOptions::default()).unwrap();
    vm.enter(|ctx| ctx.globals().set("Taker", install::<Taker>(ctx)?)).unwrap();
    vm
}

fn eval(vm: &Vm, source: &str) -> String {
    vm.eval_as::<String>(&format!("const t = new Taker(); {{ {source} }}"), "test.js").unwrap()
}

#[test]
fn lists_are_typed_arrays_or_numbers() {
    let text = eval(
        &vm(),
        "[t.sum(new Float32Array([1, 2.5])), t.sum([1, '2', { valueOf: () => 3 }]), t.sum(new Float64Array([0.5, 4])), t.sum([]),
          t.ints([1.9, -1.9, 4294967297, NaN, -2147483649]).join()].join(' ')",
    );
    assert_eq!(text, "3.5 6 4.5 0 1,-1,1,0,2147483647");
    for bad in ["t.sum(5)", "t.sum(null)", "t.sum({})", "t.sum('text')", "t.sum({ length: 1e9 })"] {
        let text = eval(&vm(), &format!("try {{ {bad}; 'taken' }} catch (e) {{ e.name }}"));
        assert!(["TypeError", "RangeError"].contains(&text.as_str()), "{bad}: {text}");
    }
}

#[test]
fn a_list_that_shrinks_while_it_is_read_is_seen_as_it_is_then() {
    let text = eval(&vm(), "const a = [1, { valueOf() { a.length = 1; return 2; } }, 3]; String(t.sum(a))");
    assert_eq!(text, "NaN");
}

#[test]
fn views_say_what_they_are() {
    let text = eval(
        &vm(),
        "const b = new Uint8Array([1, 2, 3, 4]).buffer;
         [t.view(b), t.view(new Uint16Array(b, 2)), t.view(new DataView(b, 1, 2)), t.view(new Uint8ClampedArray(1))].join('; ')",
    );
    assert_eq!(text, "ArrayBuffer 1 [1, 2, 3, 4]; Uint16 2 [3, 4]; DataView 1 [2, 3]; Uint8Clamped 1 [0]");
}

#[test]
fn a_destination_is_written_or_is_a_number() {
    let text = eval(
        &vm(),
        "const a = new Float32Array(2); const said = [t.fill(a), t.fill(12.5), t.fill(null), t.fill(undefined)];
         [...said, new Uint8Array(a.buffer).join('')].join(' ')",
    );
    assert_eq!(text, "Float32 8 12.5 null null 77777777");
}

#[test]
fn items_tell_overloads_apart() {
    let text = eval(
        &vm(),
        "[t.items(1, null, undefined, '4', 'not taken'), t.items(new Uint8Array(3), t, {}, { width: 2, height: 1, data: new Uint8Array(8) }),
          t.items()].join('; ')",
    );
    assert_eq!(text, "1 null undefined 4; Uint8(3) native true object 2x1:8; ");
    // A getter may make the data for this call only, and may throw.
    let text = eval(&vm(), "t.items({ get data() { return new Uint8Array(16); }, width: 2, height: 2 })");
    assert_eq!(text, "2x2:16");
    let text = eval(
        &vm(),
        "try { t.items({ get data() { throw new RangeError('no'); } }) } catch (e) { e.message }",
    );
    assert_eq!(text, "no");
}

#[test]
fn a_variant_has_the_members_of_the_type_and_its_own() {
    let vm = vm();
    vm.enter(|ctx| {
        let constructor = install_variant(ctx, &TWO)?;
        ctx.globals().set("two", create_variant(ctx, Taker::default(), &constructor)?)?;
        ctx.globals().set("TakerTwo", constructor)
    })
    .unwrap();
    let text = eval(
        &vm,
        "[two instanceof TakerTwo, two instanceof Taker, two.sum([1]), two.onlyInTwo(), 'onlyInTwo' in t, t.ONE, Taker.MANY, two.MANY, (() => { for (const k in t) if (k === 'sum') return 'found'; })(),
          TakerTwo.TWO, Taker.TWO, Object.prototype.toString.call(two), Taker.prototype.sum.call(two, [2]), (() => { try { two.sum(); } catch (e) { return e.message; } })()].join(' ')",
    );
    assert_eq!(
        text,
        "true false 1 true false 1 4294967295 4294967295 found 2  [object TakerTwo] 2 Failed to execute 'sum' on 'TakerTwo': 1 argument required, but only 0 present."
    );
}

#[test]
fn a_weak_reference_gives_the_same_object_and_keeps_nothing() {
    let vm = vm();
    let dropped = Rc::new(RefCell::new(0));
    let d = dropped.clone();
    let weak = vm
        .enter(|ctx| {
            let object = sparrow_script::native::create(ctx, Taker { dropped: d })?;
            ctx.globals().set("kept", object.clone())?;
            Ok(JsWeak::new::<Taker>(ctx, &object.into_value()).unwrap())
        })
        .unwrap();
    let same = vm
        .enter(|ctx| {
            Ok(weak.get(ctx) == Some(ctx.globals().get::<_, sparrow_script::rquickjs::Value<'_>>("kept")?))
        })
        .unwrap();
    assert!(same);
    vm.eval("kept.self = kept; kept = null", "test.js").unwrap();
    assert!(vm.enter(|ctx| Ok(weak.get(ctx).is_some())).unwrap(), "a cycle is not collected yet");
    vm.run_gc();
    assert_eq!(*dropped.borrow(), 1);
    assert!(vm.enter(|ctx| Ok(weak.get(ctx).is_none())).unwrap());
    // Another VM has no such object, and the end of the VM leaves nothing behind.
    let other = Vm::new(VmOptions::default()).unwrap();
    assert!(other.enter(|ctx| Ok(weak.get(ctx).is_none())).unwrap());
    drop(vm);
    drop(weak);
}
