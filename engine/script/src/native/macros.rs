//! The macro that makes a Rust type a class of JavaScript.

/// Makes a Rust type a native class: writes its [`Native`](crate::native::Native) implementation.
///
/// Sections come in the order below; each may be left out. Names are JavaScript's. Bodies get `this: &T`
/// and the converted arguments (types: see [`Arg`](crate::native::Arg)), and return anything that is
/// [`IntoReturn`](crate::native::IntoReturn). Calls that leave out arguments throw (see [`Arg`](crate::native::Arg)). State that changes lives in `Cell` and `RefCell`.
///
/// ```
/// #![deny(unsafe_code)]
/// use std::cell::{Cell, Ref, RefCell};
/// use sparrow_script::{JsRef, Vm, VmOptions, native_class, native::*};
///
/// struct Gradient(f64);
/// native_class! { class "CanvasGradient" for Gradient; }
///
/// #[derive(Default)]
/// struct Context2d { width: Cell<f64>, drawn: RefCell<Vec<[f64; 4]>>, onload: RefCell<Option<JsRef>> }
///
/// native_class! {
///     class "CanvasRenderingContext2D" for Context2d;
///     // An empty prototype level above the class's own, which games may replace.
///     extends "RenderingContext";
///     // Without this section `new` throws "Illegal constructor".
///     constructor(width: Option<f64>) -> Result<Context2d, JsError> {
///         Ok(Context2d { width: Cell::new(width.unwrap_or(300.0)), ..Context2d::default() })
///     }
///     constants { MAX_SIZE = 4096; }
///     methods {
///         fn fillRect(this, x: f64, y: f64, w: f64, h: f64) {
///             this.drawn.borrow_mut().push([x, y, w, h]);
///         }
///         fn drawImage(this, image: &Gradient, place: Numbers<'_, 8>) -> Result<(), JsError> {
///             let mut drawn = this.drawn.borrow_mut();
///             if let Some([x, y]) = place.array() {
///                 drawn.push([x, y, image.0, 0.0]);
///             } else if let Some([x, y, w, h]) = place.array() {
///                 drawn.push([x, y, w, h]);
///             } else if let Some([_, _, _, _, x, y, w, h]) = place.array() {
///                 drawn.push([x, y, w, h]);
///             } else {
///                 return Err(JsError::Type("drawImage takes 3, 5 or 9 arguments".into()));
///             }
///             Ok(())
///         }
///         fn createGradient(this, x: f64) -> New<Gradient> { New(Gradient(x)) }
///         fn sum(this, data: &[f32]) -> f64 { data.iter().copied().map(f64::from).sum() }
///     }
///     properties {
///         get width(this) -> f64 { this.width.get() }
///         set width(this, value: f64) { this.width.set(value); }
///         get onload(this) -> Ref<'_, Option<JsRef>> { this.onload.borrow() }
///         set onload(this, value: JsRef) { this.onload.replace(Some(value)); }
///     }
///     trace(this, tracer) {
///         if let Ok(onload) = this.onload.try_borrow() { tracer.mark_option(&onload); }
///     }
/// }
///
/// let vm = Vm::new(VmOptions::default()).unwrap();
/// vm.enter(|ctx| {
///     install::<Gradient>(ctx)?;
///     ctx.globals().set("Context", install::<Context2d>(ctx)?)
/// }).unwrap();
/// let sum: f64 = vm.eval_as("
///     const c = new Context();
///     c.fillRect(1, 2, 3, 4);
///     c.drawImage(c.createGradient(7), 1, 2);
///     c.width + c.sum(new Float32Array([1, 2]))", "test.js").unwrap();
/// assert_eq!(sum, 303.0);
/// ```
#[macro_export]
macro_rules! native_class {
    (
        class $name:literal for $type:ty;
        $(extends $base:literal;)?
        $(constructor($($carg:ident : $ctype:ty),* $(,)?) -> $cret:ty $cbody:block)?
        $(constants { $($constant:ident = $value:expr);* $(;)? })?
        $(constant_tables { $($table:expr);* $(;)? })?
        $(member_lists { $($list:path);* $(;)? })?
        $(methods {
            $($(#[$mmeta:meta])* fn $method:ident($mthis:ident $(, $marg:ident : $mtype:ty)* $(,)?) $(-> $mret:ty)? $mbody:block)*
        })?
        $(properties {
            $($(#[$pmeta:meta])* $access:ident $property:ident($pthis:ident $(, $parg:ident : $ptype:ty)? $(,)?) $(-> $pret:ty)? $pbody:block)*
        })?
        $(trace($tthis:ident, $tracer:ident) $tbody:block)?
    ) => {
        // The functions below are made from the type itself, as the trait demands.
        #[allow(unsafe_code, clippy::undocumented_unsafe_blocks)]
        unsafe impl $crate::native::Native for $type {
            const NAME: &'static str = $name;

            #[inline(always)]
            fn slot() -> &'static $crate::native::ClassSlot {
                static SLOT: $crate::native::ClassSlot = $crate::native::ClassSlot::new();
                &SLOT
            }

            fn spec() -> $crate::native::ClassSpec {
                #[allow(unused_mut)]
                let mut spec = $crate::native::ClassSpec {
                    extends: $crate::native_class!(@option $($base)?),
                    ..$crate::native::ClassSpec::default()
                };
                $(spec.constructor = Some(
                    $crate::native_class!(@constructor $type, ($($carg : $ctype),*), $cret, $cbody)
                );)?
                $($(spec.members.push(
                    $crate::native::Member::Constant(stringify!($constant), $value as f64)
                );)*)?
                $($(spec.members.extend(
                    $table.iter().map(|&(name, value)| $crate::native::Member::Constant(name, value))
                );)*)?
                $($(spec.members.extend($list());)*)?
                $($(spec.members.push(
                    $crate::native_class!(@method $type, $method, $mthis, ($($marg : $mtype),*), ($($mret)?), $mbody)
                );)*)?
                $($(spec.members.push(
                    $crate::native_class!(@$access $type, $property, $pthis, ($($parg : $ptype)?), ($($pret)?), $pbody)
                );)*)?
                spec
            }

            #[allow(unused_variables)]
            fn trace(&self, tracer: &mut $crate::Tracer<'_>) {
                $(
                    let $tthis = self;
                    let $tracer = tracer;
                    $tbody
                )?
            }
        }
    };

    (@option) => { None };
    (@option $value:literal) => { Some($value) };

    (@ret ()) => { () };
    (@ret ($ret:ty)) => { $ret };

    // Web IDL's number of required arguments, which is the function's `length`: all up to the last that must be given.
    (@required $($argtype:ty),*) => {{
        #[allow(unused_mut, unused_assignments)]
        let (mut taken, mut required) = (0, 0);
        $(
            if <$argtype as $crate::native::Arg<'_>>::REQUIRED > 0 {
                required = taken + <$argtype as $crate::native::Arg<'_>>::REQUIRED;
            }
            taken += <$argtype as $crate::native::Arg<'_>>::COUNT;
        )*
        let _ = taken;
        required
    }};

    // A method: two passes over the arguments, then the body in a closure of its own, so that `return` and
    // `?` end the body and not the conversion of its result.
    (@method $type:ty, $name:ident, $this:ident, ($($arg:ident : $argtype:ty),*), $ret:tt, $body:block) => {{
        unsafe extern "C" fn raw(
            ctx: *mut $crate::native::expansion::JSContext,
            this: $crate::native::expansion::JSValue,
            argc: $crate::native::expansion::c_int,
            argv: *mut $crate::native::expansion::JSValue,
        ) -> $crate::native::expansion::JSValue {
            const {
                let buffers = 0 $(+ <$argtype as $crate::native::Arg<'_>>::BORROWS as usize)*;
                let reaches = false $(|| <$argtype as $crate::native::Arg<'_>>::REACHES_JS)*;
                let writes = false $(|| <$argtype as $crate::native::Arg<'_>>::WRITES)*;
                assert!(!reaches || buffers == 0, "a method that takes a context cannot take slices");
                assert!(!writes || buffers == 1, "a writable buffer must be the only buffer argument");
            }
            let required = const { $crate::native_class!(@required $($argtype),*) };
            let borrows = const { false $(|| <$argtype as $crate::native::Arg<'_>>::BORROWS)* };
            unsafe {
                $crate::native::expansion::call_method::<$type>(
                    ctx, this, argc, argv, (stringify!($name), required), borrows,
                    #[inline(always)]
                    |_call, $this, _args| $crate::native_class!(@body _call, _args, $this, ($($arg : $argtype),*), $ret, $body),
                )
            }
        }
        $crate::native::Member::Method(
            stringify!($name),
            const { $crate::native_class!(@required $($argtype),*) },
            raw,
        )
    }};

    (@get $type:ty, $name:ident, $this:ident, ($($arg:ident : $argtype:ty)?), $ret:tt, $body:block) => {{
        unsafe extern "C" fn raw(
            ctx: *mut $crate::native::expansion::JSContext,
            this: $crate::native::expansion::JSValue,
        ) -> $crate::native::expansion::JSValue {
            const {
                assert!(0 $(+ <$argtype as $crate::native::Arg<'_>>::COUNT)? == 0, "a getter takes no arguments");
            }
            unsafe {
                $crate::native::expansion::call_getter::<$type>(
                    ctx, this,
                    #[inline(always)]
                    |_call, $this, _args| $crate::native_class!(@body _call, _args, $this, ($($arg : $argtype)?), $ret, $body),
                )
            }
        }
        $crate::native::Member::Getter(stringify!($name), raw)
    }};

    (@set $type:ty, $name:ident, $this:ident, ($arg:ident : $argtype:ty), $ret:tt, $body:block) => {{
        unsafe extern "C" fn raw(
            ctx: *mut $crate::native::expansion::JSContext,
            this: $crate::native::expansion::JSValue,
            value: $crate::native::expansion::JSValue,
        ) -> $crate::native::expansion::JSValue {
            const {
                assert!(<$argtype as $crate::native::Arg<'_>>::COUNT == 1, "a setter takes one argument");
                assert!(!<$argtype as $crate::native::Arg<'_>>::BORROWS, "a setter cannot take a slice");
            }
            unsafe {
                $crate::native::expansion::call_setter::<$type>(
                    ctx, this, value,
                    #[inline(always)]
                    |_call, $this, _args| $crate::native_class!(@body _call, _args, $this, ($arg : $argtype), $ret, $body),
                )
            }
        }
        $crate::native::Member::Setter(stringify!($name), raw)
    }};

    (@constructor $type:ty, ($($arg:ident : $argtype:ty),*), $ret:ty, $body:block) => {{
        unsafe extern "C" fn raw(
            ctx: *mut $crate::native::expansion::JSContext,
            new_target: $crate::native::expansion::JSValue,
            argc: $crate::native::expansion::c_int,
            argv: *mut $crate::native::expansion::JSValue,
        ) -> $crate::native::expansion::JSValue {
            const {
                assert!(true $(&& !<$argtype as $crate::native::Arg<'_>>::BORROWS)*, "a constructor cannot take slices");
            }
            let required = const { $crate::native_class!(@required $($argtype),*) };
            unsafe {
                $crate::native::expansion::construct::<$type>(
                    ctx, new_target, argc, argv, required,
                    |_call, _args| {
                        let mut _index = 0;
                        $(
                            let $arg = <$argtype as $crate::native::Arg<'_>>::stage(_call, _args, _index)?;
                            _index += <$argtype as $crate::native::Arg<'_>>::COUNT;
                        )*
                        $(let $arg = <$argtype as $crate::native::Arg<'_>>::finish(_call, $arg)?;)*
                        #[allow(clippy::redundant_closure_call)]
                        let made: $ret = (|| -> $ret { $body })();
                        made.map_err(|error| _call.throw(&$crate::native::JsError::from(error)))
                    },
                )
            }
        }
        (const { $crate::native_class!(@required $($argtype),*) }, raw)
    }};

    (@body $call:ident, $args:ident, $this:ident, ($($arg:ident : $argtype:ty),*), $ret:tt, $body:block) => {{
        let mut _index = 0;
        $(
            let $arg = <$argtype as $crate::native::Arg<'_>>::stage($call, $args, _index)?;
            _index += <$argtype as $crate::native::Arg<'_>>::COUNT;
        )*
        $(let $arg = <$argtype as $crate::native::Arg<'_>>::finish($call, $arg)?;)*
        #[allow(clippy::redundant_closure_call)]
        let returned = (|| -> $crate::native_class!(@ret $ret) { $body })();
        $crate::native::IntoReturn::into_return(returned, $call)
            .map($crate::native::Returned::into_raw)
    }};
}

/// A function that lists members of a native type, with the sections of [`native_class!`](crate::native_class): for its `member_lists`
/// (a class too long for one file), and for a [`Variant`](crate::native::Variant). `constant_tables` are `(name, f64)`s.
#[macro_export]
macro_rules! native_members {
    (
        $(#[$meta:meta])*
        $visibility:vis fn $list:ident for $type:ty;
        $(constant_tables { $($table:expr);* $(;)? })?
        $(methods {
            $($(#[$mmeta:meta])* fn $method:ident($mthis:ident $(, $marg:ident : $mtype:ty)* $(,)?) $(-> $mret:ty)? $mbody:block)*
        })?
    ) => {
        // As in `native_class!`.
        #[allow(unsafe_code, clippy::undocumented_unsafe_blocks, unused_mut)]
        $(#[$meta])*
        $visibility fn $list() -> Vec<$crate::native::Member> {
            let mut members: Vec<$crate::native::Member> = Vec::new();
            $($(members.extend(
                $table.iter().map(|&(name, value)| $crate::native::Member::Constant(name, value))
            );)*)?
            $($(members.push(
                $crate::native_class!(@method $type, $method, $mthis, ($($marg : $mtype),*), ($($mret)?), $mbody)
            );)*)?
            members
        }
    };
}
