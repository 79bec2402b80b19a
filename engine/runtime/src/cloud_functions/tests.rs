//! Functions that run, wait, ask, fail and hang.

use super::*;
use sparrow_platform::{Failure, MemoryFileSystem};
use std::time::Instant;

fn functions(files: &[(&str, &str)]) -> ProjectFunctions {
    let root = MemoryFileSystem::new();
    for (path, text) in files {
        root.insert(path, *text).unwrap();
    }
    let begin = Instant::now();
    ProjectFunctions::new(Arc::new(root), 3000.0, Arc::new(move || begin.elapsed().as_secs_f64() * 1000.0))
}

fn run(functions: &ProjectFunctions, name: &str, event: &Value) -> FunctionOutcome {
    let context = json!({ "OPENID": "ann", "ENV": "e" });
    let call = FunctionCall { name, event, context: &context, unix_ms: 1e12, seed: 1 };
    functions.run(&call, &mut |call, options| match call {
        "cloud.database.get" => Ok(json!({ "data": [options["collection"], options["where"]] })),
        _ => Err(Failure::with_code("-1 no", -1)),
    })
}

/// The result of one function whose `index.js` this is.
fn result(source: &str) -> Result<Value, String> {
    run(&functions(&[("f/index.js", source)]), "f", &json!({ "n": 2 })).result
}

#[test]
fn main_gets_an_event_and_gives_a_result() {
    assert_eq!(
        result(
            "exports.main = async (event, context) => ({ twice: event.n * 2, name: context.function_name })"
        ),
        Ok(json!({ "twice": 4, "name": "f" }))
    );
    assert_eq!(result("exports.main = () => undefined"), Ok(Value::Null));
    assert_eq!(
        result("export const main = async ({ n }) => [n, Date.now()]"),
        Ok(json!([2, 1_000_000_000_000_u64]))
    );
    assert!(!functions(&[("f/index.js", "")]).has("g"));
}

#[test]
fn the_sdk_asks_the_cloud() {
    let source = "const cloud = require('wx-server-sdk'); cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV });
        exports.main = async () => {
          const { data } = await cloud.database().collection('c').where({ at: new Date(5) }).get();
          const failed = await cloud.deleteFile({ fileList: [] }).catch((e) => [e.errCode, e.errMsg]);
          const api = await cloud.openapi.wxacode.get({}).catch((e) => e.message);
          return { data, failed, api, who: cloud.getWXContext().OPENID, text: Buffer.from('aGk=', 'base64').toString() };
        };";
    let made = result(source).unwrap();
    assert_eq!(made["data"], json!(["c", { "at": "1970-01-01T00:00:00.005Z" }]));
    assert_eq!(made["failed"], json!([-1, "cloud.deleteFile:fail -1 no"]));
    assert!(made["api"].as_str().unwrap().contains("openapi.wxacode.get is not simulated"), "{made}");
    assert_eq!((&made["who"], &made["text"]), (&json!("ann"), &json!("hi")));
}

#[test]
fn modules_are_its_own_and_those_of_npm() {
    let files = [
        (
            "f/index.js",
            "exports.main = () => [require('./part').a, require('left').b, require('./d.json').c]",
        ),
        ("f/part.js", "export const a = 1"),
        ("f/node_modules/left/package.json", "{\"main\": \"lib/x.js\"}"),
        ("f/node_modules/left/lib/x.js", "exports.b = 2"),
        ("f/d.json", "{\"c\": 3}"),
        ("g/index.js", "require('../f/part')"),
        ("h/index.js", "require('fs')"),
    ];
    let all = functions(&files);
    assert_eq!(run(&all, "f", &json!({})).result, Ok(json!([1, 2, 3])));
    assert!(run(&all, "g", &json!({})).result.is_err(), "another function's files are not its own");
    assert!(run(&all, "h", &json!({})).result.unwrap_err().contains("module of Node"));
}

#[test]
fn timers_take_the_functions_time() {
    let source = "exports.main = async () => { const t = Date.now(); await new Promise((r) => setTimeout(r, 500)); return Date.now() - t };";
    let outcome = run(&functions(&[("f/index.js", source)]), "f", &json!({}));
    assert_eq!((outcome.result, outcome.took_ms), (Ok(json!(500)), 500.0));
}

#[test]
fn failures_name_their_place() {
    let thrown = result("exports.main = async () => {\n  throw new TypeError('too far');\n}").unwrap_err();
    assert!(thrown.contains("TypeError: too far") && thrown.contains("f/index.js:2"), "{thrown}");
    assert!(!thrown.contains("sparrow:") && !thrown.ends_with('\n'), "{thrown}");
    assert!(result("exports.main = 3").unwrap_err().contains("exports.main"));
    assert!(result("exports.main = () => {").unwrap_err().contains("f/index.js"));
    assert!(result("exports.main = () => new Promise(() => {})").unwrap_err().contains("never ends"));
    assert!(
        result("exports.main = () => new Promise((r) => setTimeout(r, 9000))")
            .unwrap_err()
            .contains("timed out after 3 seconds")
    );
    assert!(
        result("exports.main = () => { const x = {}; x.x = x; return x }").unwrap_err().contains("TypeError")
    );
}

#[test]
fn a_loop_is_ended() {
    let hangs = functions(&[("f/index.js", "exports.main = () => { for (;;); }")]);
    let hangs = ProjectFunctions { limit_ms: 100.0, ..hangs };
    assert!(run(&hangs, "f", &json!({})).result.unwrap_err().contains("timed out"));
}

#[test]
fn lines_have_the_functions_name() {
    let source = "exports.main = () => { console.log('hi', { a: 1 }); console.warn('w') }";
    let outcome = run(&functions(&[("f/index.js", source)]), "f", &json!({}));
    let lines: Vec<_> = outcome.lines.iter().map(|line| (line.level, line.text.as_str())).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].1.starts_with("[f] hi") && lines[1] == (LogLevel::Warn, "[f] w"), "{lines:?}");
}
