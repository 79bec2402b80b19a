//! CommonJS modules: `require`, the module cache, cycles, JSON. Where a specifier leads and what a file
//! holds is the business of a [`ModuleHost`] (in Sparrow: the crate `package`).
//!
//! Modules run as functions with `this` undefined. A module that throws while it is loaded leaves the
//! cache, so that the next `require` tries again; a cycle sees the exports as far as they are made.
//!
//! Absent: native ES modules; `import` and `export` are compiled to CommonJS before they come here.

use std::{cell::RefCell, ffi::CString, rc::Rc};

use rquickjs::{Ctx, Function, Object, Value, qjs};
use rustc_hash::FxHashMap;

use crate::{
    bytecode::{Bytecode, CompileKind, compile_value, read_value, run_value},
    error::{ScriptError, ScriptErrorKind},
    function::{define_function, function},
    native::JsError,
    persistent::JsRef,
    realm::{RealmId, RealmState},
    vm::Vm,
};

/// Why a module could not be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModuleError {
    /// No file answers to the specifier. Becomes an `Error` whose `code` is `MODULE_NOT_FOUND`.
    #[error("{0}")]
    NotFound(String),
    /// The file does not parse. Becomes a `SyntaxError` whose stack points at the place.
    #[error("{message} ({file}:{line}:{column})")]
    Syntax {
        /// What the parser expected.
        message: String,
        /// The file.
        file: String,
        /// Line from 1.
        line: u32,
        /// Column from 1.
        column: u32,
        /// The source line with a caret below it.
        excerpt: Option<String>,
    },
    /// Anything else (the file cannot be read, is too large ..). Becomes an `Error`.
    #[error("{0}")]
    Failed(String),
}

/// The code of a module.
#[derive(Clone, Debug)]
pub enum ModuleCode {
    /// CommonJS source.
    Js(String),
    /// CommonJS source, compiled as [`CompileKind::Module`].
    Bytecode(Bytecode),
    /// JSON.
    Json(String),
}

/// A module as the host gives it.
#[derive(Clone, Debug)]
pub struct ModuleSource {
    /// Its code.
    pub code: ModuleCode,
    /// The name that stacks show and that the module sees as `__filename`.
    pub file: String,
}

/// Finds and loads modules. Called while JavaScript runs: it must not enter the VM.
pub trait ModuleHost {
    /// The id of the module that `specifier` means in the module `from`; `from` is empty for the host's own
    /// requests. The same file must have the same id always.
    fn resolve(&self, from: &str, specifier: &str) -> Result<String, ModuleError>;
    /// Loads the module with an id that `resolve` gave.
    fn load(&self, id: &str) -> Result<ModuleSource, ModuleError>;
}

/// Whether code may read `RegExp.$1` or a relative of it: names are there as they were written, in bytecode too (`RegExp` itself is a number there).
/// A `'$1'` to be put in place of a match looks the same, and costs such a game a call for each match.
fn names_regexp_statics(code: &[u8]) -> bool {
    const NAMES: [&[u8]; 4] = [b"lastMatch", b"lastParen", b"leftContext", b"rightContext"];
    code.iter().enumerate().any(|(at, byte)| match byte {
        b'$' => matches!(code.get(at + 1), Some(b'1'..=b'9')),
        b'l' | b'r' => NAMES.iter().any(|name| code[at..].starts_with(name)),
        _ => false,
    })
}

struct State {
    host: Rc<dyn ModuleHost>,
    /// Module objects by id.
    cache: RefCell<FxHashMap<String, JsRef>>,
}

/// The modules of one realm.
#[derive(Clone)]
pub struct Modules(Rc<State>);

impl Modules {
    /// No module is loaded yet.
    pub fn new(host: Rc<dyn ModuleHost>) -> Self {
        Self(Rc::new(State { host, cache: RefCell::default() }))
    }

    /// Loads a module as the host's own request: the game's main file.
    pub fn run(&self, vm: &Vm, realm: RealmId, specifier: &str) -> Result<(), ScriptError> {
        vm.enter_realm(realm, |ctx| {
            self.require(ctx, "", specifier).map(|_| ()).map_err(|error| error.throw(ctx))
        })
    }

    /// The exports of a module, which is loaded first when it is not yet.
    pub fn require<'js>(&self, ctx: &Ctx<'js>, from: &str, specifier: &str) -> Result<Value<'js>, JsError> {
        let id = self.0.host.resolve(from, specifier).map_err(|error| self.refuse(ctx, error, from))?;
        let cached = self.0.cache.borrow().get(&id).cloned();
        if let Some(module) = cached {
            return exports_of(ctx, &module);
        }
        let source = self.0.host.load(&id).map_err(|error| self.refuse(ctx, error, from))?;
        let module = Object::new(ctx.clone())?;
        module.set("id", id.as_str())?;
        module.set("filename", source.file.as_str())?;
        module.set("exports", Object::new(ctx.clone())?)?;
        module.set("loaded", false)?;
        let kept = JsRef::new(ctx, module.clone().into_value());
        self.0.cache.borrow_mut().insert(id.clone(), kept.clone());
        if let Err(error) = self.run_module(ctx, &id, source, &module) {
            let removed = {
                let mut cache = self.0.cache.borrow_mut();
                if cache.get(&id).is_some_and(|other| other.same(&kept)) { cache.remove(&id) } else { None }
            };
            drop(removed);
            return Err(error);
        }
        module.set("loaded", true)?;
        Ok(module.get("exports")?)
    }

    fn run_module<'js>(
        &self,
        ctx: &Ctx<'js>,
        id: &str,
        source: ModuleSource,
        module: &Object<'js>,
    ) -> Result<(), JsError> {
        let file = source.file;
        let code: &[u8] = match &source.code {
            ModuleCode::Js(text) => text.as_bytes(),
            ModuleCode::Bytecode(bytecode) => bytecode.as_bytes(),
            ModuleCode::Json(_) => &[],
        };
        if names_regexp_statics(code) {
            crate::globals::install_regexp_statics(ctx)?;
        }
        let compiled = match source.code {
            ModuleCode::Json(text) => {
                module.set("exports", parse_json(ctx, &text, &file)?)?;
                return Ok(());
            }
            ModuleCode::Js(text) => {
                let compiled = compile_value(ctx, &text, &file, CompileKind::Module);
                if compiled.is_err() {
                    remember_excerpt(ctx, &text);
                }
                compiled?
            }
            ModuleCode::Bytecode(bytecode) => read_value(ctx, &bytecode)?,
        };
        let body = run_value(ctx, compiled)?;
        let body = body
            .into_function()
            .ok_or_else(|| JsError::Type(format!("{file} was not compiled as a module")))?;
        let directory = file.rsplit_once('/').map_or("", |(directory, _)| directory).to_owned();
        let exports: Value<'js> = module.get("exports")?;
        let require = self.require_function(ctx, id)?;
        body.call::<_, Value<'js>>((exports, require, module.clone(), file, directory))?;
        Ok(())
    }

    /// The function `require` of a module. It works as long as the VM, also from timers and promises.
    pub fn require_function<'js>(&self, ctx: &Ctx<'js>, from: &str) -> rquickjs::Result<Function<'js>> {
        let (modules, origin) = (self.clone(), from.to_owned());
        let require =
            function(ctx, "require", 1, move |call| modules.require(call.ctx, &origin, &specifier(call)?))?;
        let (modules, origin) = (self.clone(), from.to_owned());
        define_function(require.as_object().ok_or(rquickjs::Error::Unknown)?, "resolve", 1, move |call| {
            let found = modules.0.host.resolve(&origin, &specifier(call)?);
            let id = found.map_err(|error| modules.refuse(call.ctx, error, &origin))?;
            Ok(rquickjs::String::from_str(call.ctx.clone(), &id)?.into_value())
        })?;
        Ok(require)
    }

    /// Puts ready exports under an id, as if a module had been loaded.
    pub fn provide<'js>(&self, ctx: &Ctx<'js>, id: &str, exports: Value<'js>) -> rquickjs::Result<()> {
        let module = Object::new(ctx.clone())?;
        module.set("id", id)?;
        module.set("filename", id)?;
        module.set("exports", exports)?;
        module.set("loaded", true)?;
        let replaced = self.0.cache.borrow_mut().insert(id.to_owned(), JsRef::new(ctx, module.into_value()));
        drop(replaced);
        Ok(())
    }

    /// Ids of the modules in the cache, in no particular order.
    pub fn loaded(&self) -> Vec<String> {
        self.0.cache.borrow().keys().cloned().collect()
    }

    /// Throws what the host said.
    fn refuse(&self, ctx: &Ctx<'_>, error: ModuleError, from: &str) -> JsError {
        let result = match error {
            ModuleError::NotFound(message) => throw_not_found(ctx, message, from),
            ModuleError::Syntax { message, file, line, column, excerpt } => {
                throw_syntax(ctx, message, &file, line, column, excerpt)
            }
            ModuleError::Failed(message) => return JsError::Error(message),
        };
        result.err().map_or(JsError::Pending, JsError::from)
    }
}

fn specifier(call: &crate::function::HostCall<'_, '_>) -> Result<String, JsError> {
    let given = call.arg(0);
    if given.is_string() {
        return call.text(0);
    }
    Err(JsError::Type(format!("require: the module name must be a string, not {}", given.type_name())))
}

fn exports_of<'js>(ctx: &Ctx<'js>, module: &JsRef) -> Result<Value<'js>, JsError> {
    let module = module.get(ctx)?.into_object().ok_or(JsError::Type("the module is gone".into()))?;
    Ok(module.get("exports")?)
}

fn parse_json<'js>(ctx: &Ctx<'js>, text: &str, file: &str) -> Result<Value<'js>, JsError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let file_name = CString::new(file.replace('\0', "?")).unwrap_or_default();
    let source = CString::new(text.replace('\0', "\u{1}")).unwrap_or_default();
    // SAFETY: the context is alive and the text ends with a zero at its length; the result is owned.
    unsafe {
        let len = source.as_bytes().len() as _;
        let value = qjs::JS_ParseJSON(ctx.as_raw().as_ptr(), source.as_ptr(), len, file_name.as_ptr());
        if qjs::JS_IsException(value) {
            remember_excerpt(ctx, text);
            return Err(JsError::Pending);
        }
        Ok(Value::from_raw(ctx.clone(), value))
    }
}

/// Keeps the source line of the pending syntax error for whoever reports it.
fn remember_excerpt(ctx: &Ctx<'_>, source: &str) {
    let thrown = ctx.catch();
    let mut error = ScriptError::from_value(ctx, &thrown);
    error.add_excerpt(source);
    if let Some(excerpt) = error.excerpt {
        RealmState::from_ctx(ctx).core.excerpt.replace(Some((error.file, error.line, excerpt)));
    }
    ctx.throw(thrown);
}

fn throw_not_found(ctx: &Ctx<'_>, message: String, from: &str) -> rquickjs::Result<()> {
    let message = if from.is_empty() { message } else { format!("{message} (required by {from})") };
    JsError::Error(message).throw(ctx);
    let thrown = ctx.catch();
    if let Some(object) = thrown.as_object() {
        object.set("code", "MODULE_NOT_FOUND")?;
    }
    Err(ctx.throw(thrown))
}

fn throw_syntax(
    ctx: &Ctx<'_>,
    message: String,
    file: &str,
    line: u32,
    column: u32,
    excerpt: Option<String>,
) -> rquickjs::Result<()> {
    JsError::Syntax(message).throw(ctx);
    let thrown = ctx.catch();
    if let Some(object) = thrown.as_object() {
        let stack = crate::exception::raw_stack(ctx, object).unwrap_or_default();
        crate::define_value(object, "stack", format!("    at {file}:{line}:{column}\n{stack}"))?;
    }
    if let Some(excerpt) = excerpt {
        RealmState::from_ctx(ctx).core.excerpt.replace(Some((file.to_owned(), line, excerpt)));
    }
    Err(ctx.throw(thrown))
}

impl ScriptError {
    /// Gives a syntax error the source line that was kept when it was thrown.
    pub(crate) fn recall_excerpt(&mut self, ctx: &Ctx<'_>) {
        if self.kind != ScriptErrorKind::Syntax {
            return;
        }
        let kept = RealmState::from_ctx(ctx).core.excerpt.borrow();
        if let Some((file, _, excerpt)) = &*kept
            && *file == self.file
        {
            self.excerpt = Some(excerpt.clone());
        }
    }
}
