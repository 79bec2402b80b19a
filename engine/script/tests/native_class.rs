//! Native classes as another crate writes them: without a line of unsafe code.
#![deny(unsafe_code)]

use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
};

use rquickjs::{Ctx, Object, Value};
use sparrow_script::{
    JsRef, Vm, VmOptions,
    native::{
        Argc, Bytes, BytesMut, IdentityCache, JsArg, JsError, JsStr, New, Nullable, Numbers, OrUndefined,
        Rest, Text, TextOrNative, This, create, install, native_ref,
    },
    native_class, rquickjs,
};

/// Ids of images that were dropped, for the host to free.
type Dropped = Rc<RefCell<Vec<u32>>>;

struct Image {
    id: u32,
    onload: RefCell<Option<JsRef>>,
    dropped: Dropped,
}

impl Drop for Image {
    fn drop(&mut self) {
        self.dropped.borrow_mut().push(self.id);
    }
}

native_class! {
    class "Image" for Image;
    extends "EventTarget";
    properties {
        get id(this) -> u32 { this.id }
        get onload(this) -> Ref<'_, Option<JsRef>> { this.onload.borrow() }
        set onload(this, value: JsRef) { this.onload.replace(Some(value)); }
    }
    trace(this, tracer) {
        if let Ok(onload) = this.onload.try_borrow() {
            tracer.mark_option(&onload);
        }
    }
}

struct Gradient(f64);
native_class! { class "CanvasGradient" for Gradient; }

#[derive(Default)]
struct State {
    log: Vec<String>,
    fill: String,
    parsed: usize,
}

#[derive(Default)]
struct Context2d {
    state: Rc<RefCell<State>>,
    styles: RefCell<IdentityCache<String, 4>>,
    fill_text: RefCell<Option<JsRef>>,
    line_width: Cell<f64>,
}

impl Context2d {
    fn log(&self, line: String) {
        self.state.borrow_mut().log.push(line);
    }
}

native_class! {
    class "CanvasRenderingContext2D" for Context2d;
    constructor(width: Option<f64>) -> Result<Context2d, JsError> {
        match width {
            Some(width) if width < 0.0 => Err(JsError::Range(format!("width {width} is negative"))),
            width => Ok(Context2d { line_width: Cell::new(width.unwrap_or(1.0)), ..Context2d::default() }),
        }
    }
    constants { ARRAY_BUFFER = 0x8892; EPSILON = 0.25; }
    methods {
        fn noop(this) {}
        fn fillRect(this, x: f64, y: f64, w: f64, h: f64) { this.log(format!("fillRect {x} {y} {w} {h}")); }
        fn drawImage(this, image: &Image, place: Numbers<'_, 8>) -> Result<(), JsError> {
            let numbers = match (place.array::<2>(), place.array::<4>(), place.array::<8>()) {
                (Some(two), None, None) => two.to_vec(),
                (None, Some(four), None) => four.to_vec(),
                (None, None, Some(eight)) => eight.to_vec(),
                _ => return Err(JsError::Type("drawImage takes 3, 5 or 9 arguments".into())),
            };
            this.log(format!("drawImage {} {numbers:?}", image.id));
            Ok(())
        }
        fn sum(this, a: &[f32], factor: f64) -> f64 { a.iter().map(|&v| f64::from(v)).sum::<f64>() * factor }
        fn bytes(this, data: Bytes<'_>) -> Vec<u32> { data.iter().map(|&b| u32::from(b)).collect() }
        fn fill(this, mut_data: BytesMut<'_>, value: u32) {
            let mut data = mut_data;
            data.fill(value as u8);
        }
        fn setLineDash(this, rest: Rest<'_>) -> usize { rest.iter().filter(|v| v.as_f64().is_some()).count() }
        fn argc(this, n: Argc, a: Option<i32>, b: Nullable<&Image>) -> String {
            format!("{} {a:?} {:?}", n.0, b.0.map(|image| image.id))
        }
        fn fillText(this, text: Text<'_>, x: f64) { this.log(format!("fillText {} {x}", &*text)); }
        fn createGradient(this, x: f64) -> New<Gradient> { New(Gradient(x)) }
        fn call(this, ctx: Ctx<'_>, f: Value<'_>) -> Result<i32, JsError> {
            let f = f.into_function().ok_or(JsError::Type("not a function".into()))?;
            let _ = &ctx;
            Ok(f.call::<_, i32>((20,))? + 1)
        }
        fn kind(this, v: JsArg<'_>) -> &'static str {
            if v.native::<Image>().is_some() { "image" } else if v.is_function() { "function" } else { "other" }
        }
        fn boom(this) { panic!("at the disco"); }
        fn me(_this, this: This<'_>) -> JsRef { this.0.keep() }
        fn maybe(this, yes: bool) -> OrUndefined<f64> { OrUndefined(yes.then_some(1.5)) }
    }
    properties {
        get lineWidth(this) -> f64 { this.line_width.get() }
        set lineWidth(this, v: f64) { this.line_width.set(v); }
        set fillStyle(this, style: TextOrNative<'_>) {
            match style {
                TextOrNative::Text(text) => this.set_fill(&text),
                TextOrNative::Native(value) => if let Some(gradient) = value.native::<Gradient>() {
                    this.state.borrow_mut().fill = format!("gradient {}", gradient.0);
                    this.fill_text.replace(Some(value.keep()));
                },
            }
        }
        get fillStyle(this) -> Ref<'_, Option<JsRef>> { this.fill_text.borrow() }
    }
    trace(this, tracer) {
        if let Ok(text) = this.fill_text.try_borrow() { tracer.mark_option(&text); }
    }
}

impl Context2d {
    fn set_fill(&self, text: &JsStr<'_>) {
        let mut styles = self.styles.borrow_mut();
        let mut state = self.state.borrow_mut();
        if let Some(fill) = styles.get(text) {
            state.fill.clone_from(fill);
        } else {
            state.parsed += 1;
            let fill = text.text().to_uppercase();
            state.fill.clone_from(&fill);
            styles.insert(text, fill);
        }
        drop(state);
        self.fill_text.replace(Some(text.keep()));
    }
}

struct World {
    vm: Vm,
    state: Rc<RefCell<State>>,
    dropped: Dropped,
}

fn world() -> World {
    let vm = Vm::new(VmOptions::default()).unwrap();
    let state: Rc<RefCell<State>> = Rc::default();
    let dropped: Dropped = Rc::default();
    let (shared, queue) = (state.clone(), dropped.clone());
    vm.enter(move |ctx| {
        install::<Gradient>(ctx)?;
        install::<Image>(ctx)?;
        let globals = ctx.globals();
        globals.set("Context", install::<Context2d>(ctx)?)?;
        globals.set("ctx", create(ctx, Context2d { state: shared, ..Context2d::default() })?)?;
        let make = move |ctx: Ctx<'_>, id: u32| -> rquickjs::Result<()> {
            let image = Image { id, onload: RefCell::default(), dropped: queue.clone() };
            ctx.globals().set("image", create(&ctx, image)?)
        };
        globals.set("makeImage", rquickjs::Function::new(ctx.clone(), make)?)
    })
    .unwrap();
    World { vm, state, dropped }
}

impl World {
    fn text(&self, code: &str) -> String {
        self.vm
            .eval_as::<String>(&format!("String({code})"), "test.js")
            .unwrap_or_else(|error| error.headline())
    }

    fn log(&self) -> Vec<String> {
        std::mem::take(&mut self.state.borrow_mut().log)
    }
}

/// Before anything is converted, as Web IDL has it.
#[test]
fn arguments_that_are_left_out_throw() {
    let world = world();
    let left_out = |call: &str| {
        let text = world.text(&format!(
            "(() => {{ try {{ {call} }} catch (e) {{ return e.name + ': ' + e.message }} }})()"
        ));
        text.split(" required").next().unwrap_or_default().to_owned()
    };
    let failed =
        |method: &str| format!("TypeError: Failed to execute '{method}' on 'CanvasRenderingContext2D':");
    assert_eq!(left_out("ctx.fillRect()"), format!("{} 4 arguments", failed("fillRect")));
    assert_eq!(left_out("ctx.fillRect(Symbol(), 2, 3)"), format!("{} 4 arguments", failed("fillRect")));
    assert_eq!(left_out("ctx.createGradient()"), format!("{} 1 argument", failed("createGradient")));
    // Optional arguments are no part of it, but those before one that is required are.
    assert_eq!(left_out("ctx.argc(1)"), format!("{} 2 arguments", failed("argc")));
    assert!(world.text("ctx.fillRect.call({})").starts_with("TypeError: Illegal invocation"));
    let lengths = "['noop', 'fillRect', 'drawImage', 'argc', 'setLineDash', 'kind'].map(name => ctx[name].length).join()";
    assert_eq!(world.text(lengths), "0,4,1,2,0,0");
    assert!(world.log().is_empty());
}

#[test]
fn methods_convert_their_arguments() {
    let world = world();
    world.vm.eval("ctx.fillRect(1, '2.5', {valueOf() { return 3 }}, true); makeImage(7);", "a.js").unwrap();
    assert_eq!(world.log(), ["fillRect 1 2.5 3 1"]);
    assert_eq!(
        world.text("ctx.fillRect(Symbol(), 2, 3, 4)"),
        "TypeError: cannot convert symbol to number (test.js:1:20)"
    );
    assert_eq!(world.text("ctx.fillRect(undefined, undefined, undefined, undefined)"), "undefined");
    assert_eq!(world.log(), ["fillRect NaN NaN NaN NaN"]);
    world.vm.eval("ctx.drawImage(image, 1, 2); ctx.drawImage(image, 1, 2, 3, 4); ctx.drawImage(image,1,2,3,4,5,6,7,8)", "a.js").unwrap();
    assert_eq!(
        world.log(),
        [
            "drawImage 7 [1.0, 2.0]",
            "drawImage 7 [1.0, 2.0, 3.0, 4.0]",
            "drawImage 7 [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]"
        ]
    );
    assert!(
        world.text("ctx.drawImage(image, 1)").starts_with("TypeError: drawImage takes 3, 5 or 9 arguments")
    );
    assert!(world.text("ctx.drawImage({}, 1, 2)").starts_with("TypeError: argument 1 is not a Image"));
    assert_eq!(world.text("ctx.argc(undefined, undefined)"), "2 None None");
    assert_eq!(world.text("ctx.argc(undefined, null, 3)"), "3 None None");
    assert_eq!(world.text("ctx.argc(2.9, image)"), "2 Some(2) Some(7)");
    assert_eq!(world.text("ctx.setLineDash(1, 'a', 3)"), "2");
    assert_eq!(world.text("ctx.me() === ctx"), "true");
    assert_eq!(world.text("[ctx.maybe(true), ctx.maybe(0)]"), "1.5,");
    assert_eq!(world.text("[ctx.kind(image), ctx.kind(() => 1), ctx.kind(3)]"), "image,function,other");
}

#[test]
fn strings_pass_also_when_they_are_not_valid_utf_16() {
    let world = world();
    world.vm.eval("ctx.fillText('汉字😀', 1); ctx.fillText('a\\ud800b', 2); ctx.fillText(12, 3); ctx.fillText('x'.repeat(9).concat('y'), 4)", "a.js").unwrap();
    assert_eq!(
        world.log(),
        ["fillText 汉字😀 1", "fillText a\u{fffd}b 2", "fillText 12 3", "fillText xxxxxxxxxy 4"]
    );
}

#[test]
fn style_strings_are_parsed_once() {
    let world = world();
    world
        .vm
        .eval(
            "for (let i = 0; i < 100; i++) { ctx.fillStyle = '#ff0000'; ctx.fillStyle = '#00ff00'; }",
            "a.js",
        )
        .unwrap();
    assert_eq!((world.state.borrow().parsed, world.state.borrow().fill.as_str()), (2, "#00FF00"));
    assert_eq!(world.text("ctx.fillStyle"), "#00ff00");
    world
        .vm
        .eval("for (let i = 0; i < 30; i++) ctx.fillStyle = '#' + i; ctx.fillStyle = '#00ff00'", "a.js")
        .unwrap();
    assert_eq!(world.state.borrow().fill, "#00FF00");
    assert_eq!(
        world.text("(ctx.fillStyle = ctx.createGradient(4), ctx.fillStyle)"),
        "[object CanvasGradient]"
    );
    assert_eq!(world.state.borrow().fill, "gradient 4");
}

#[test]
fn slices_see_the_buffer_as_it_is_after_all_conversions() {
    let world = world();
    assert_eq!(world.text("ctx.sum(new Float32Array([1, 2, 3]).subarray(1), 2)"), "10");
    assert_eq!(world.text("ctx.sum(new Float32Array(0), 2)"), "0");
    let detach = "(() => { const a = new Float32Array(1e4); return ctx.sum(a, {valueOf() { a.buffer.transfer(); return 1 }}) })()";
    assert!(world.text(detach).starts_with("TypeError"), "{}", world.text(detach));
    let shrink = "(() => { const b = new ArrayBuffer(64, {maxByteLength: 128}), a = new Float32Array(b); a.fill(1); return ctx.sum(a, {valueOf() { b.resize(8); return 1 }}) })()";
    assert_eq!(world.text(shrink), "2");
    assert!(world.text("ctx.sum(new Uint8Array(4), 1)").starts_with("TypeError"));
    assert!(world.text("ctx.sum([1, 2], 1)").starts_with("TypeError"));
    assert_eq!(world.text("ctx.bytes(new DataView(new Uint8Array([1, 2, 3, 4]).buffer, 1, 2))"), "2,3");
    assert_eq!(world.text("ctx.bytes(new Uint16Array([258]))"), "2,1");
    assert_eq!(world.text("ctx.bytes(new ArrayBuffer(2))"), "0,0");
    assert_eq!(
        world.text("(() => { const a = new Uint8ClampedArray(3); ctx.fill(a.subarray(1), 9); return a })()"),
        "0,9,9"
    );
    let lie = "(() => { const v = new DataView(new ArrayBuffer(8)); Object.defineProperty(v, 'byteLength', {value: 1e9}); return ctx.bytes(v) })()";
    assert!(world.text(lie).starts_with("TypeError"));
    let swap = "(() => { const v = new DataView(new ArrayBuffer(8)); Object.defineProperty(v, 'buffer', {get() { return new Uint8Array(8).fill(5).buffer }}); return ctx.bytes(v) })()";
    assert_eq!(world.text(swap), "5,5,5,5,5,5,5,5");
}

#[test]
fn this_is_found_by_class_and_not_by_prototype() {
    let world = world();
    assert!(world.text("ctx.fillRect.call({}, 1, 2, 3, 4)").starts_with("TypeError: Illegal invocation"));
    assert!(
        world
            .text("ctx.fillRect.call(ctx.createGradient(1), 1, 2, 3, 4)")
            .starts_with("TypeError: Illegal invocation")
    );
    assert!(world.text("Object.create(ctx).lineWidth").starts_with("TypeError: Illegal invocation"));
    assert_eq!(world.text("ctx.noop.call(ctx)"), "undefined");
    world
        .vm
        .eval("makeImage(1); image.__proto__.__proto__ = { addEventListener() { return 'added' } };", "a.js")
        .unwrap();
    assert_eq!(world.text("image.addEventListener() + image.id"), "added1");
    world.vm.eval("makeImage(2)", "a.js").unwrap();
    assert_eq!(world.text("image.addEventListener() + image.id"), "added2");
    assert_eq!(world.text("Object.prototype.toString.call(ctx)"), "[object CanvasRenderingContext2D]");
    assert_eq!(
        world.text("Object.getOwnPropertyDescriptor(Object.getPrototypeOf(ctx), 'fillRect').value.length"),
        "4"
    );
}

#[test]
fn constructors_and_constants() {
    let world = world();
    assert_eq!(world.text("new Context(3).lineWidth + new Context().lineWidth"), "4");
    assert!(world.text("new Context(-1)").starts_with("RangeError: width -1 is negative"));
    assert!(world.text("Context(1)").starts_with("TypeError"));
    assert!(world.text("new ctx.createGradient(1).constructor()").starts_with("TypeError"));
    assert!(
        world.text("new (ctx.createGradient(1).constructor)()").starts_with("TypeError: Illegal constructor")
    );
    assert_eq!(world.text("[Context.ARRAY_BUFFER, ctx.ARRAY_BUFFER, Context.EPSILON]"), "34962,34962,0.25");
    let subclass = "(() => { class My extends Context { twice() { return this.lineWidth * 2 } } const m = new My(4); return [m.twice(), m instanceof Context, m instanceof My] })()";
    assert_eq!(world.text(subclass), "8,true,true");
}

#[test]
fn panics_and_reentrance_end_as_exceptions() {
    let world = world();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let caught = world.text("(() => { try { ctx.boom() } catch (e) { return e.message } })()");
    std::panic::set_hook(hook);
    assert_eq!(caught, "native code panicked: at the disco");
    assert_eq!(world.text("ctx.call(x => ctx.call(y => y + x))"), "42");
    assert_eq!(
        world.text(
            "(() => { try { ctx.call(() => { throw new Error('up') }) } catch (e) { return e.message } })()"
        ),
        "up"
    );
}

#[test]
fn long_messages_are_kept_whole() {
    let world = world();
    let long = "ä".repeat(500);
    world
        .vm
        .enter(|ctx| {
            let message = long.clone();
            let function =
                sparrow_script::function(ctx, "f", 0, move |_| Err(JsError::Type(message.clone())))?;
            ctx.globals().set("f", function)
        })
        .unwrap();
    assert_eq!(world.text("(() => { try { f() } catch (e) { return e.message } })()"), long);
}

#[test]
fn finalizers_run_and_cycles_are_collected() {
    let world = world();
    world.vm.eval("for (let i = 0; i < 5; i++) makeImage(i); image = null;", "a.js").unwrap();
    assert_eq!(*world.dropped.borrow(), [0, 1, 2, 3, 4]);
    // Each image is held by its own handler.
    world.vm.eval("for (let i = 10; i < 1010; i++) { makeImage(i); const me = image; me.onload = () => me; } image = null;", "a.js").unwrap();
    let before = world.vm.memory_usage().kept_values;
    assert_eq!(world.dropped.borrow().len(), 5);
    world.vm.run_gc();
    assert_eq!(world.dropped.borrow().len(), 1005);
    assert_eq!(world.vm.memory_usage().kept_values, before - 1000);
}

#[test]
fn a_reference_shared_by_two_objects_cannot_dangle() {
    // Both objects trace one shared reference; the second outlives the first.
    #[derive(Default)]
    struct Shared(Rc<RefCell<Option<JsRef>>>);
    native_class! {
        class "Shared" for Shared;
        methods {
            fn put(this, value: JsRef) { this.0.replace(Some(value)); }
            fn get(this) -> Ref<'_, Option<JsRef>> { this.0.borrow() }
            fn twin(this) -> New<Shared> { New(Shared(this.0.clone())) }
        }
        trace(this, tracer) { if let Ok(value) = this.0.try_borrow() { tracer.mark_option(&value); } }
    }
    let vm = Vm::new(VmOptions::default()).unwrap();
    vm.enter(|ctx| {
        install::<Shared>(ctx)?;
        ctx.globals().set("a", create(ctx, Shared::default())?)
    })
    .unwrap();
    vm.eval("var b = a.twin(); a.put({ me: a, big: [1, 2, 3] });", "a.js").unwrap();
    vm.run_gc();
    vm.eval("a = null", "a.js").unwrap();
    vm.run_gc();
    // The first object owned the value and is gone with it.
    let left: String = vm.eval_as("String(b.get())", "a.js").unwrap();
    assert!(left == "undefined" || left == "[object Object]", "{left}");
    vm.run_gc();
}

#[test]
fn kept_values_outlive_their_vm_harmlessly() {
    let kept = {
        let world = world();
        let kept = world
            .vm
            .enter(|ctx| {
                let object: Object<'_> = ctx.eval("({})")?;
                Ok(JsRef::new(ctx, object.into_value()))
            })
            .unwrap();
        let other = Vm::new(VmOptions::default()).unwrap();
        assert!(other.enter(|ctx| kept.get(ctx).map(|_| ())).is_err());
        kept
    };
    let copy = kept.clone();
    assert!(!copy.same(&kept));
    let other = Vm::new(VmOptions::default()).unwrap();
    assert!(other.enter(|ctx| kept.get(ctx).map(|_| ())).is_err());
}

#[test]
fn a_native_value_is_found_from_rust() {
    let world = world();
    world
        .vm
        .enter(|ctx| {
            let value: Value<'_> = ctx.eval("ctx.createGradient(12)")?;
            assert_eq!(native_ref::<Gradient>(&value).map(|gradient| gradient.0), Some(12.0));
            assert!(native_ref::<Image>(&value).is_none());
            Ok(())
        })
        .unwrap();
}

#[test]
fn classes_work_on_many_threads_at_once() {
    let threads: Vec<_> = (0..4)
        .map(|n| {
            std::thread::spawn(move || {
                for _ in 0..5 {
                    let world = world();
                    assert_eq!(world.text(&format!("new Context({n}).lineWidth")), n.to_string());
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}
