//! What a call from JavaScript into Rust costs, by tier: nanoseconds of thread CPU time per call, net of the
//! empty loop. `cargo bench -p sparrow-script` prints the table; `-- --check 50` also fails when a hot call
//! is dearer; `-- --only drawImage` measures the rows of that name.
//!
//! Each row runs 20,000 iterations, 3 times to warm up and then 61 times; the median and the least are
//! shown.
#![allow(clippy::print_stdout, missing_docs)]

use std::{
    cell::{Cell, Ref, RefCell},
    rc::Rc,
};

use rquickjs::{Ctx, Function};
use sparrow_script::{
    JsRef, Vm, VmOptions, define_function,
    native::{IdentityCache, JsStr, Numbers, TextOrNative, create, install},
    native_class, rquickjs,
};

/// What a canvas does with a call: pushes a command and its numbers.
#[derive(Default)]
struct Sink {
    words: Vec<f32>,
}

impl Sink {
    #[inline]
    fn push<const N: usize>(&mut self, command: u32, values: [f64; N]) {
        if self.words.len() > 65_000 {
            self.words.clear();
        }
        self.words.push(f32::from_bits(command));
        self.words.extend(values.map(|value| value as f32));
    }
}

struct Image(u32);
native_class! { class "Image" for Image; }

#[derive(Default)]
struct Canvas {
    sink: Rc<RefCell<Sink>>,
    line_width: Cell<f64>,
    fill: Cell<u32>,
    styles: RefCell<IdentityCache<u32, 8>>,
    fill_text: RefCell<Option<JsRef>>,
}

impl Canvas {
    fn set_fill(&self, text: &JsStr<'_>) {
        if let Some(fill) = self.styles.borrow().get(text) {
            self.fill.set(*fill);
            return;
        }
        let fill = text.text().bytes().fold(7_u32, |hash, byte| hash.wrapping_mul(31) ^ u32::from(byte));
        self.fill.set(fill);
        self.styles.borrow_mut().insert(text, fill);
        self.fill_text.replace(Some(text.keep()));
    }
}

native_class! {
    class "CanvasRenderingContext2D" for Canvas;
    methods {
        fn noop(this) {}
        fn fillRect(this, x: f64, y: f64, w: f64, h: f64) { this.sink.borrow_mut().push(1, [x, y, w, h]); }
        fn drawImage(this, image: &Image, place: Numbers<'_, 8>) {
            let mut sink = this.sink.borrow_mut();
            if let Some([x, y]) = place.array() {
                sink.push(2, [f64::from(image.0), x, y]);
            } else if let Some([x, y, w, h]) = place.array() {
                sink.push(3, [f64::from(image.0), x, y, w, h]);
            } else if let Some([a, b, c, d, x, y, w, h]) = place.array() {
                sink.push(4, [f64::from(image.0), a, b, c, d, x, y, w, h]);
            }
        }
        fn uniform4f(this, location: &Image, a: f64, b: f64, c: f64, d: f64) {
            this.sink.borrow_mut().push(6, [f64::from(location.0), a, b, c, d]);
        }
        fn uniformMatrix4fv(this, location: &Image, transpose: bool, data: &[f32]) {
            let mut sink = this.sink.borrow_mut();
            sink.push(7, [f64::from(location.0), f64::from(transpose)]);
            sink.words.extend_from_slice(data);
        }
        fn fillText(this, text: JsStr<'_>, x: f64, y: f64) {
            this.sink.borrow_mut().push(8, [text.text().len() as f64, x, y]);
        }
        fn transform(this, a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) {
            this.sink.borrow_mut().push(9, [a, b, c, d, e, f]);
        }
    }
    properties {
        get lineWidth(this) -> f64 { this.line_width.get() }
        set lineWidth(this, width: f64) { this.line_width.set(width); }
        get fillStyle(this) -> Ref<'_, Option<JsRef>> { this.fill_text.borrow() }
        set fillStyle(this, style: TextOrNative<'_>) {
            if let TextOrNative::Text(text) = style { this.set_fill(&text); }
        }
    }
}

/// Thread CPU time in nanoseconds.
fn cpu_ns() -> f64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists on every platform this bench runs on, and the struct is written.
    #[allow(unsafe_code)]
    unsafe {
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time);
    }
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

const ITERATIONS: i32 = 20_000;

/// Median and least nanoseconds per iteration of a loop over `body`.
fn measure(ctx: &Ctx<'_>, setup: &str, body: &str) -> rquickjs::Result<(f64, f64)> {
    let code = format!(
        "(function (ctx, image, plain, typed) {{ {setup}; \
         return function (n) {{ for (let i = 0; i < n; i++) {{ {body}; }} }} }})(canvas, picture, f, g)"
    );
    let run: Function<'_> = ctx.eval(code)?;
    let mut times = Vec::new();
    for round in 0..64 {
        let start = cpu_ns();
        run.call::<_, ()>((ITERATIONS,))?;
        if round >= 3 {
            times.push((cpu_ns() - start) / f64::from(ITERATIONS));
        }
    }
    times.sort_by(f64::total_cmp);
    Ok((times[times.len() / 2], times[0]))
}

/// Name, setup and body, and whether the bar for hot calls applies.
const ROWS: &[(&str, &str, &str, bool)] = &[
    ("class: noop()", "", "ctx.noop()", true),
    // What QuickJS asks for the same arguments when nobody looks at them: the floor of the rows below.
    ("floor: noop(4 numbers)", "", "ctx.noop(i, 2.5, 3, 4.25)", false),
    ("floor: noop(image, 4)", "", "ctx.noop(image, i, 2.5, 30, 40.5)", false),
    ("floor: noop(image, 8)", "", "ctx.noop(image, 0, 0, 32, 32, i, 2.5, 30, 40.5)", false),
    ("class: fillRect(4 numbers)", "", "ctx.fillRect(i, 2.5, 3, 4.25)", true),
    ("class: drawImage(image, 2)", "", "ctx.drawImage(image, i, 2.5)", true),
    ("class: drawImage(image, 4)", "", "ctx.drawImage(image, i, 2.5, 30, 40.5)", true),
    ("class: drawImage(image, 8)", "", "ctx.drawImage(image, 0, 0, 32, 32, i, 2.5, 30, 40.5)", true),
    ("class: transform(6 numbers)", "", "ctx.transform(1, 0, 0, 1, i, 2.5)", true),
    ("class: uniform4f(location, 4)", "", "ctx.uniform4f(image, i, 0.25, 0.5, 1)", true),
    (
        "class: uniformMatrix4fv(location, f, f32[16])",
        "const m = new Float32Array(16)",
        "ctx.uniformMatrix4fv(image, false, m)",
        false,
    ),
    ("class: fillText(text, 2)", "", "ctx.fillText('score: 100', i, 2)", false),
    ("class: fillStyle = '#ff0000'", "", "ctx.fillStyle = '#ff0000'", true),
    (
        "class: fillStyle = 4 in turn",
        "const s = ['#f00', '#0f0', '#00f', '#fff']",
        "ctx.fillStyle = s[i & 3]",
        false,
    ),
    ("class: fillStyle = '#ff00' + ..", "", "ctx.fillStyle = '#ff00' + (10 + i % 80)", false),
    ("class: fillStyle (get)", "", "ctx.fillStyle", true),
    ("class: lineWidth = i", "", "ctx.lineWidth = i", true),
    ("class: lineWidth (get)", "", "ctx.lineWidth", true),
    ("define_function: f()", "", "plain()", false),
    ("rquickjs Function: f(4 numbers)", "", "typed(i, 2.5, 3, 4.25)", false),
    ("performance.now()", "", "performance.now()", false),
    ("Math.random(), seeded", "", "Math.random()", false),
];

fn main() {
    let option = |name: &str| std::env::args().skip_while(|arg| arg != name).nth(1);
    let check_ns: Option<f64> = option("--check").and_then(|bar| bar.parse().ok());
    let only = option("--only").unwrap_or_default();
    let vm = Vm::new(VmOptions { random_seed: Some(1), ..VmOptions::default() }).expect("a VM");
    let mut too_dear = Vec::new();
    let result = vm.enter(|ctx| {
        let globals = ctx.globals();
        install::<Canvas>(ctx)?;
        install::<Image>(ctx)?;
        // Parameters of the loops, not globals: a global costs a look-up of 10 ns.
        globals.set("canvas", create(ctx, Canvas::default())?)?;
        globals.set("picture", create(ctx, Image(3))?)?;
        define_function(&globals, "f", 0, |call| Ok(call.undefined()))?;
        globals.set(
            "g",
            Function::new(ctx.clone(), |a: f64, b: f64, c: f64, d: f64| {
                std::hint::black_box(a + b + c + d);
            })?,
        )?;
        let (empty, _) = measure(ctx, "", "")?;
        println!("empty loop {empty:.1} ns; median [least] net of it, in ns of thread CPU time");
        for (name, setup, body, hot) in ROWS.iter().filter(|row| row.0.contains(&only)) {
            let (median, least) = measure(ctx, setup, body)?;
            let (median, least) = (median - empty, least - empty);
            println!("{name:46} {median:7.1} [{least:.1}]{}", if *hot { "  hot" } else { "" });
            if *hot && check_ns.is_some_and(|bar| least > bar) {
                too_dear.push(*name);
            }
        }
        Ok(())
    });
    if let Err(error) = result {
        println!("{}", error.report());
        std::process::exit(1);
    }
    start_up();
    if !too_dear.is_empty() {
        println!("dearer than {} ns: {too_dear:?}", check_ns.unwrap_or_default());
        std::process::exit(1);
    }
}

/// How long a VM takes to start, with all its globals, and to end.
fn start_up() {
    let mut times: Vec<f64> = (0..31)
        .map(|_| {
            let start = cpu_ns();
            drop(Vm::new(VmOptions::default()).expect("a VM"));
            (cpu_ns() - start) / 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("a VM with its globals, made and dropped: {:.2} ms", times[times.len() / 2]);
    let vm = Vm::new(VmOptions::default()).expect("a VM");
    for (name, code) in [
        ("Intl", "new Intl.NumberFormat().format(1234.5)"),
        ("URL", "new URL('http://a/b').href"),
        ("structuredClone", "structuredClone({a: 1})"),
    ] {
        let start = cpu_ns();
        let _ = vm.eval(code, "bench.js");
        println!("first use of {name}: {:.2} ms", (cpu_ns() - start) / 1e6);
    }
}
