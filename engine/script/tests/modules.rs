//! CommonJS as games use it.
#![deny(unsafe_code)]

use std::{cell::RefCell, collections::HashMap, rc::Rc};

use sparrow_script::{
    CompileKind, JsRef, ManualClock, ModuleCode, ModuleError, ModuleHost, ModuleSource, Modules, RealmId,
    Report, ScriptErrorKind, Vm, VmOptions, rquickjs::Value,
};

#[derive(Default)]
struct Files {
    files: RefCell<HashMap<String, String>>,
    loads: RefCell<Vec<String>>,
    compiler: Option<Vm>,
}

impl ModuleHost for Files {
    fn resolve(&self, from: &str, specifier: &str) -> Result<String, ModuleError> {
        let directory = from.rsplit_once('/').map_or("", |(directory, _)| directory);
        let mut parts: Vec<&str> = if specifier.starts_with('.') {
            directory.split('/').filter(|p| !p.is_empty()).collect()
        } else {
            Vec::new()
        };
        for part in specifier.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let path = parts.join("/");
        let files = self.files.borrow();
        [path.clone(), format!("{path}.js"), format!("{path}/index.js")]
            .into_iter()
            .find(|path| files.contains_key(path))
            .ok_or_else(|| ModuleError::NotFound(format!("Cannot find module '{specifier}'")))
    }

    fn load(&self, id: &str) -> Result<ModuleSource, ModuleError> {
        self.loads.borrow_mut().push(id.into());
        let text = self.files.borrow()[id].clone();
        let code = match &self.compiler {
            _ if id.ends_with(".json") => ModuleCode::Json(text),
            _ if text == "unreadable" => return Err(ModuleError::Failed("disk on fire".into())),
            _ if text == "bad" => {
                return Err(ModuleError::Syntax {
                    message: "expected ;".into(),
                    file: "src/bad.ts".into(),
                    line: 7,
                    column: 3,
                    excerpt: Some("x y\n  ^".into()),
                });
            }
            Some(vm) => ModuleCode::Bytecode(vm.compile(&text, id, CompileKind::Module, true).unwrap()),
            None => ModuleCode::Js(text),
        };
        Ok(ModuleSource { code, file: id.into() })
    }
}

fn game(files: &[(&str, &str)]) -> (Vm, Modules, Rc<Files>) {
    make(files, None)
}

fn make(files: &[(&str, &str)], compiler: Option<Vm>) -> (Vm, Modules, Rc<Files>) {
    let files = files.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    let host = Rc::new(Files { files: RefCell::new(files), loads: RefCell::default(), compiler });
    let vm = Vm::new(VmOptions { clock: ManualClock::new(0.0), ..VmOptions::default() }).unwrap();
    (vm, Modules::new(host.clone()), host)
}

fn text(vm: &Vm, code: &str) -> String {
    vm.eval_as::<String>(&format!("String({code})"), "test.js").unwrap_or_else(|error| error.headline())
}

const GAME: &[(&str, &str)] = &[
    (
        "game.js",
        "'use strict';\nvar a = require('./lib/a');\nGameGlobal.out = [a.name, a.b.name, require('lib/data.json').list[1], require('./lib').index, __filename, __dirname, typeof this, require.resolve('./lib/b')];",
    ),
    ("lib/a.js", "exports.name = 'a'; exports.b = require('./b.js'); exports.late = 1;"),
    (
        "lib/b.js",
        "const a = require('../lib/a'); module.exports = { name: 'b of ' + a.name, late: a.late, file: __filename, dir: __dirname };",
    ),
    ("lib/data.json", "\u{feff}{\"list\": [1, 2]}"),
    ("lib/index.js", "#!/usr/bin/env node\nexports.index = 'index'"),
];

#[test]
fn modules_load_once_with_cycles_json_and_directories() {
    for compiler in [None, Some(Vm::new(VmOptions::default()).unwrap())] {
        let (vm, modules, host) = make(GAME, compiler);
        modules.run(&vm, RealmId::MAIN, "game.js").unwrap();
        assert_eq!(text(&vm, "out"), "a,b of a,2,index,game.js,,undefined,lib/b.js");
        assert_eq!(host.loads.borrow().len(), 5);
        modules.run(&vm, RealmId::MAIN, "./lib/a").unwrap();
        assert_eq!(host.loads.borrow().len(), 5);
        assert_eq!(modules.loaded().len(), 5);
    }
}

#[test]
fn require_works_later_and_computed() {
    let (vm, modules, _) = game(&[
        (
            "js/main.js",
            "const n = 'b'; setTimeout(() => { GameGlobal.got = require('./' + n) }, 1); GameGlobal.keep = require; Promise.resolve().then(() => GameGlobal.job = require('./b').x)",
        ),
        ("js/b.js", "exports.x = 5"),
    ]);
    modules.run(&vm, RealmId::MAIN, "js/main").unwrap();
    assert_eq!(text(&vm, "job"), "5");
    vm.run_due_timers(5.0);
    assert_eq!(text(&vm, "got.x + keep('./b').x"), "10");
    assert_eq!(
        text(&vm, "keep(12)"),
        "TypeError: require: the module name must be a string, not int (test.js:1:7)"
    );
}

#[test]
fn what_throws_leaves_the_cache() {
    let (vm, modules, host) = game(&[
        (
            "game.js",
            "try { require('./bad') } catch (e) { GameGlobal.first = e.message } GameGlobal.fixed = true; GameGlobal.second = require('./bad').ok",
        ),
        ("bad.js", "exports.ok = 1;\nif (typeof fixed === 'undefined') throw new Error('not yet')"),
    ]);
    modules.run(&vm, RealmId::MAIN, "game.js").unwrap();
    assert_eq!(text(&vm, "[first, second]"), "not yet,1");
    assert_eq!(host.loads.borrow().iter().filter(|id| *id == "bad.js").count(), 2);
}

#[test]
fn errors_name_the_file_and_the_line() {
    let (vm, modules, _) = game(&[
        ("game.js", "\n\nrequire('./sub/thrower').go()"),
        ("sub/thrower.js", "exports.go = function go() {\n  null.x\n}"),
        ("missing.js", "require('./nowhere')"),
        ("syntax.js", "require('./broken')"),
        ("broken.js", "var ok = 1;\nvar not ok;\n"),
        ("json.js", "require('./broken.json')"),
        ("broken.json", "{\n  \"a\": nope\n}"),
        ("fire.js", "require('./u')"),
        ("u.js", "unreadable"),
        ("compiled.js", "require('./b')"),
        ("b.js", "bad"),
    ]);
    let error = modules.run(&vm, RealmId::MAIN, "game").unwrap_err();
    assert_eq!((error.file.as_str(), error.line, error.column > 0), ("sub/thrower.js", 2, true));
    assert!(
        error.frames.iter().any(|frame| frame.file == "game.js" && frame.line == 3),
        "{}",
        error.report()
    );
    let error = modules.run(&vm, RealmId::MAIN, "missing").unwrap_err();
    assert_eq!(error.message, "Cannot find module './nowhere' (required by missing.js)");
    assert_eq!((error.file.as_str(), error.line), ("missing.js", 1));
    let error = modules.run(&vm, RealmId::MAIN, "syntax").unwrap_err();
    assert_eq!((error.kind, error.file.as_str(), error.line), (ScriptErrorKind::Syntax, "broken.js", 2));
    assert_eq!(
        error.excerpt.as_deref().and_then(|text| text.lines().next()),
        Some("var not ok;"),
        "{}",
        error.report()
    );
    let error = modules.run(&vm, RealmId::MAIN, "json").unwrap_err();
    assert_eq!(
        (error.name.as_str(), error.file.as_str(), error.line),
        ("SyntaxError", "broken.json", 2),
        "{}",
        error.report()
    );
    let error = modules.run(&vm, RealmId::MAIN, "fire").unwrap_err();
    assert!(error.headline().starts_with("Error: disk on fire (fire.js:1"), "{}", error.headline());
    let error = modules.run(&vm, RealmId::MAIN, "compiled").unwrap_err();
    assert_eq!(
        (error.kind, error.file.as_str(), error.line, error.excerpt.as_deref()),
        (ScriptErrorKind::Syntax, "src/bad.ts", 7, Some("x y\n  ^")),
        "{}",
        error.report()
    );
    assert!(
        modules
            .run(&vm, RealmId::MAIN, "absent")
            .unwrap_err()
            .message
            .starts_with("Cannot find module 'absent'")
    );
}

#[test]
fn code_cannot_break_out_of_its_wrapper_unseen() {
    let (vm, modules, _) = game(&[
        ("game.js", "// a comment without a line break at the end"),
        ("odd.js", "}); GameGlobal.escaped = 1; (function () {"),
        ("deep.js", "require('./deep2')"),
        ("deep2.js", "GameGlobal.n = (GameGlobal.n || 0) + 1; throw new Error('x'.repeat(1000))"),
    ]);
    modules.run(&vm, RealmId::MAIN, "game").unwrap();
    // As in every CommonJS host such code parses; it reaches nothing that it could not reach anyway.
    let _ = modules.run(&vm, RealmId::MAIN, "odd");
    assert_eq!(modules.run(&vm, RealmId::MAIN, "deep").unwrap_err().message.len(), 1000);
}

#[test]
fn legacy_properties_of_regexp_come_with_code_that_names_them() {
    let files = [
        ("plain.js", "/b/.exec('abc');"),
        (
            "date.js",
            "exports.format = (fmt) => /(y+)/.test(fmt) ? fmt.replace(RegExp.$1, '2026'.substr(4 - RegExp.$1.length)) : fmt;
             exports.all = () => { 'xaby'.replace(/a(b)/, '-'); return [RegExp.$1, RegExp.$2, RegExp.lastMatch, RegExp.leftContext, RegExp[\"$'\"], RegExp.input].join() };",
        ),
    ];
    let compiler = || Vm::new(VmOptions::default()).unwrap();
    for compiler in [None, Some(compiler())] {
        let (vm, modules, _) = make(&files, compiler);
        modules.run(&vm, RealmId::MAIN, "plain").unwrap();
        assert_eq!(text(&vm, "'$1' in RegExp"), "false");
        modules.run(&vm, RealmId::MAIN, "date").unwrap();
        let exports = |code: &str| {
            vm.enter(|ctx| {
                let date = modules.require(ctx, "", "date").map_err(|e| e.throw(ctx))?;
                ctx.globals().set("date", date)
            })
            .unwrap();
            text(&vm, code)
        };
        assert_eq!(exports("date.format('yy-MM')"), "26-MM");
        assert_eq!(exports("date.all()"), "b,,ab,x,y,xaby");
        assert_eq!(text(&vm, "/q/.exec('abc') + RegExp.lastMatch"), "nullab");
    }
}

#[test]
fn provided_modules_and_rejections() {
    let (vm, modules, _) = game(&[
        ("game.js", "GameGlobal.helper = require('./helper').x; Promise.reject(new Error('later'))"),
        ("helper.js", ""),
    ]);
    vm.enter(|ctx| modules.provide(ctx, "helper.js", ctx.eval("({x: 42})")?)).unwrap();
    modules.run(&vm, RealmId::MAIN, "game").unwrap();
    assert_eq!(text(&vm, "helper"), "42");
    assert!(
        matches!(&vm.take_reports()[..], [Report::UnhandledRejection { error, .. }] if error.file == "game.js")
    );
    let kept = vm.enter(|ctx| Ok(JsRef::new(ctx, ctx.eval::<Value<'_>, _>("helper")?))).unwrap();
    drop(vm);
    drop((kept, modules));
}
