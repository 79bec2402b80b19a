//! The operators of expressions.

use super::{
    accumulators::{ONLY_ACCUMULATORS, accumulate, merged},
    calendar::Calendar,
    expression::{Expression, Scope, truth},
    failures::bad_command,
    values::{as_date, date, equal, number, order},
};
use serde_json::{Map, Value};
use sparrow_platform::Failure;

/// Lists that `range` makes are no longer.
const MAX_RANGE: usize = 100_000;

/// Operators that are simulated; accumulators of `group` among them, as most are operators too.
const KNOWN: &str = "abs add and arrayElemAt arrayToObject avg ceil cmp concat concatArrays cond dateToString \
    dayOfMonth dayOfWeek dayOfYear divide eq exp filter floor gt gte hour ifNull in indexOfArray \
    isArray let literal ln log10 lt lte map max mergeObjects millisecond min minute mod month \
    multiply neq not objectToArray or pow range reduce reverseArray second size slice split sqrt \
    strLenCP substr substrCP subtract sum switch toLower toUpper trunc year";

/// Whether an operator is simulated.
pub(super) fn is_known(operator: &str) -> bool {
    KNOWN.split(' ').any(|known| known == operator) || ONLY_ACCUMULATORS.contains(&operator)
}

/// The value of one operator.
pub(super) fn call(operator: &str, arg: &Expression, scope: &Scope<'_>) -> Result<Option<Value>, Failure> {
    // Those that decide themselves what of their arguments is evaluated.
    let lazy = match operator {
        "cond" => Some(cond(arg, scope)?),
        "switch" => Some(switch(arg, scope)?),
        "ifNull" => {
            let [value, instead] = arg.arguments() else { return Err(wants(operator, 2)) };
            Some(match value.or_null(scope)? {
                Value::Null => instead.or_null(scope)?,
                value => value,
            })
        }
        "and" => Some(Value::Bool(all(arg, scope, true)?)),
        "or" => Some(Value::Bool(!all(arg, scope, false)?)),
        "let" => {
            let (vars, inner) = (needed(arg, operator, "vars")?, needed(arg, operator, "in")?);
            let Value::Object(vars) = vars.or_null(scope)? else { return Err(bad_command("let takes vars")) };
            let inside =
                vars.iter().fold(scope.with("", Value::Null), |s, (name, v)| s.with(name, v.clone()));
            Some(inner.or_null(&inside)?)
        }
        "map" | "filter" | "reduce" => Some(walk(operator, arg, scope)?),
        _ => None,
    };
    if let Some(value) = lazy {
        return Ok(Some(value));
    }
    let args = arg.arguments().iter().map(|arg| arg.or_null(scope)).collect::<Result<Vec<_>, _>>()?;
    scope.step(args.iter().map(weight).sum())?;
    plain(operator, arg, &args, scope).map(Some)
}

fn weight(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}

fn wants(operator: &str, count: usize) -> Failure {
    bad_command(format_args!("{operator} takes {count} arguments"))
}

fn needed<'e>(arg: &'e Expression, operator: &str, name: &str) -> Result<&'e Expression, Failure> {
    arg.named(name).ok_or_else(|| bad_command(format_args!("{operator} takes {name}")))
}

/// Whether every argument is `wanted`.
fn all(arg: &Expression, scope: &Scope<'_>, wanted: bool) -> Result<bool, Failure> {
    for one in arg.arguments() {
        if truth(&one.or_null(scope)?) != wanted {
            return Ok(false);
        }
    }
    Ok(true)
}

fn cond(arg: &Expression, scope: &Scope<'_>) -> Result<Value, Failure> {
    let [test, yes, no] = match arg {
        Expression::List(items) => match &items[..] {
            [test, yes, no] => [test, yes, no],
            _ => return Err(wants("cond", 3)),
        },
        named => {
            [needed(named, "cond", "if")?, needed(named, "cond", "then")?, needed(named, "cond", "else")?]
        }
    };
    if truth(&test.or_null(scope)?) { yes.or_null(scope) } else { no.or_null(scope) }
}

fn switch(arg: &Expression, scope: &Scope<'_>) -> Result<Value, Failure> {
    for branch in needed(arg, "switch", "branches")?.arguments() {
        if truth(&needed(branch, "switch", "case")?.or_null(scope)?) {
            return needed(branch, "switch", "then")?.or_null(scope);
        }
    }
    needed(arg, "switch", "default")?.or_null(scope)
}

/// `map`, `filter` and `reduce`.
fn walk(operator: &str, arg: &Expression, scope: &Scope<'_>) -> Result<Value, Failure> {
    let items = match needed(arg, operator, "input")?.or_null(scope)? {
        Value::Array(items) => items,
        Value::Null => return Ok(Value::Null),
        _ => return Err(bad_command(format_args!("{operator} takes a list as input"))),
    };
    let name = match arg.named("as") {
        Some(name) => name.or_null(scope)?.as_str().unwrap_or("this").to_owned(),
        None => "this".to_owned(),
    };
    let each = needed(arg, operator, if operator == "filter" { "cond" } else { "in" })?;
    if operator == "reduce" {
        let mut value = needed(arg, operator, "initialValue")?.or_null(scope)?;
        for item in items {
            value = each.or_null(&scope.with("this", item).with("value", value))?;
        }
        return Ok(value);
    }
    let mut out = Vec::new();
    for item in items {
        let value = each.or_null(&scope.with(&name, item.clone()))?;
        match operator {
            "filter" if truth(&value) => out.push(item),
            "filter" => {}
            _ => out.push(value),
        }
    }
    Ok(Value::Array(out))
}

/// Numbers of all arguments; `None` where one is null.
fn numbers(operator: &str, args: &[Value]) -> Result<Option<Vec<f64>>, Failure> {
    if args.iter().any(Value::is_null) {
        return Ok(None);
    }
    let of = |v: &Value| v.as_f64().ok_or_else(|| bad_command(format_args!("{operator} takes numbers")));
    args.iter().map(of).collect::<Result<_, _>>().map(Some)
}

fn plain(operator: &str, arg: &Expression, args: &[Value], scope: &Scope<'_>) -> Result<Value, Failure> {
    let compared = || match args {
        [a, b] => Ok(order(a, b)),
        _ => Err(wants(operator, 2)),
    };
    let bool_of = |holds: bool| Ok(Value::Bool(holds));
    match operator {
        "eq" => bool_of(compared()?.is_eq()),
        "neq" => bool_of(compared()?.is_ne()),
        "gt" => bool_of(compared()?.is_gt()),
        "gte" => bool_of(compared()?.is_ge()),
        "lt" => bool_of(compared()?.is_lt()),
        "lte" => bool_of(compared()?.is_le()),
        "cmp" => Ok(number(f64::from(compared()? as i8))),
        "not" => bool_of(!truth(args.first().unwrap_or(&Value::Null))),
        "add" | "subtract" if args.iter().any(|a| as_date(a).is_some()) => dates(operator, args),
        "sum" | "avg" | "max" | "min" => {
            let values = match args {
                [Value::Array(items)] => items,
                args => args,
            };
            Ok(accumulate(operator, values))
        }
        "concat" | "toLower" | "toUpper" | "split" | "strLenCP" | "substr" | "substrCP" => {
            text(operator, args)
        }
        "arrayElemAt" | "arrayToObject" | "concatArrays" | "in" | "indexOfArray" | "isArray" | "range"
        | "reverseArray" | "size" | "slice" | "objectToArray" | "mergeObjects" => list(operator, args),
        "dateToString" => {
            let of = |name: &str| arg.named(name).map(|e| e.or_null(scope)).transpose();
            let (at, format) = (of("date")?.unwrap_or_default(), of("format")?);
            if arg.named("timezone").is_some() {
                return Err(super::failures::not_simulated("dateToString in a timezone"));
            }
            let format = format.as_ref().and_then(Value::as_str).unwrap_or("%Y-%m-%dT%H:%M:%S.%LZ");
            as_date(&at).map_or(Ok(Value::Null), |ms| Ok(Calendar::of(ms).format(format)?.into()))
        }
        "year" | "month" | "dayOfMonth" | "dayOfWeek" | "dayOfYear" | "hour" | "minute" | "second"
        | "millisecond" => {
            let at = args.first().unwrap_or(&Value::Null);
            match as_date(at) {
                Some(ms) => Ok(number(Calendar::of(ms).part(operator))),
                None if at.is_null() => Ok(Value::Null),
                None => Err(bad_command(format_args!("{operator} takes a date"))),
            }
        }
        _ if ONLY_ACCUMULATORS.contains(&operator) => {
            Err(bad_command(format_args!("{operator} stands in group only")))
        }
        _ => match numbers(operator, args)? {
            Some(numbers) => arithmetic(operator, &numbers),
            None => Ok(Value::Null),
        },
    }
}

fn arithmetic(operator: &str, numbers: &[f64]) -> Result<Value, Failure> {
    Ok(number(match (operator, numbers) {
        ("add", all) => all.iter().sum(),
        ("multiply", all) => all.iter().product(),
        ("subtract", [a, b]) => a - b,
        ("divide" | "mod", [_, b]) if *b == 0.0 => return Err(bad_command("division by zero")),
        ("divide", [a, b]) => a / b,
        ("mod", [a, b]) => a % b,
        ("pow", [a, b]) => a.powf(*b),
        ("abs", [a]) => a.abs(),
        ("ceil", [a]) => a.ceil(),
        ("floor", [a]) => a.floor(),
        ("trunc", [a]) => a.trunc(),
        ("sqrt", [a]) => a.sqrt(),
        ("exp", [a]) => a.exp(),
        ("ln", [a]) => a.ln(),
        ("log10", [a]) => a.log10(),
        _ => return Err(bad_command(format_args!("{operator} has another number of arguments"))),
    }))
}

fn dates(operator: &str, args: &[Value]) -> Result<Value, Failure> {
    let ms = |value: &Value| as_date(value).or_else(|| value.as_f64());
    match (operator, args) {
        ("subtract", [a, b]) => match (as_date(a), as_date(b), ms(b)) {
            (Some(a), Some(b), _) => Ok(number(a - b)),
            (Some(a), None, Some(b)) => Ok(date(a - b)),
            _ => Err(bad_command("subtract takes a date and a date or a number")),
        },
        _ => {
            let sum: Option<f64> = args.iter().map(ms).sum();
            sum.map(date).ok_or_else(|| bad_command("add takes a date and numbers"))
        }
    }
}

fn text(operator: &str, args: &[Value]) -> Result<Value, Failure> {
    let wrong = || bad_command(format_args!("{operator} takes text"));
    if operator == "concat" {
        if args.iter().any(Value::is_null) {
            return Ok(Value::Null);
        }
        return args
            .iter()
            .map(Value::as_str)
            .collect::<Option<String>>()
            .map(Value::String)
            .ok_or_else(wrong);
    }
    let text = match args.first() {
        Some(Value::String(text)) => text.as_str(),
        Some(Value::Null) | None if operator != "split" => "",
        _ => return Err(wrong()),
    };
    Ok(match (operator, args) {
        ("toLower", _) => text.to_lowercase().into(),
        ("toUpper", _) => text.to_uppercase().into(),
        ("strLenCP", _) => text.chars().count().into(),
        ("split", [_, Value::String(by)]) if !by.is_empty() => text.split(by.as_str()).collect(),
        ("substr" | "substrCP", [_, from, count]) => {
            let at = |v: &Value| v.as_i64().ok_or_else(wrong);
            let skip = usize::try_from(at(from)?).map_err(|_| wrong())?;
            let take = usize::try_from(at(count)?).unwrap_or(usize::MAX);
            text.chars().skip(skip).take(take).collect::<String>().into()
        }
        _ => return Err(wrong()),
    })
}

fn list(operator: &str, args: &[Value]) -> Result<Value, Failure> {
    let wrong = || bad_command(format_args!("{operator} takes a list"));
    let index = |value: &Value| value.as_i64().ok_or_else(wrong);
    match (operator, args) {
        ("isArray", [value]) => Ok(value.is_array().into()),
        ("mergeObjects", objects) => Ok(merged(objects)),
        ("objectToArray", [Value::Object(object)]) => {
            Ok(object.iter().map(|(k, v)| serde_json::json!({ "k": k, "v": v })).collect())
        }
        ("range", [from, to, rest @ ..]) => {
            let (from, to) = (index(from)?, index(to)?);
            let step = rest.first().map_or(Ok(1), index)?;
            if step == 0 {
                return Err(bad_command("range takes a step that is not 0"));
            }
            let next = |n: &i64| n.checked_add(step);
            let values = std::iter::successors(Some(from), next)
                .take_while(|n| if step > 0 { *n < to } else { *n > to });
            Ok(values.take(MAX_RANGE).map(Value::from).collect())
        }
        (_, lists) if lists.iter().any(Value::is_null) && operator != "in" => Ok(Value::Null),
        ("size", [Value::Array(items)]) => Ok(items.len().into()),
        ("reverseArray", [Value::Array(items)]) => Ok(items.iter().rev().cloned().collect()),
        ("in", [value, Value::Array(items)]) => Ok(items.iter().any(|item| equal(item, value)).into()),
        ("indexOfArray", [Value::Array(items), value]) => {
            let at = items.iter().position(|item| equal(item, value));
            Ok(at.map_or(-1, |i| i as i64).into())
        }
        ("arrayElemAt", [Value::Array(items), at]) => {
            let at = index(at)?;
            let at = if at < 0 { at + items.len() as i64 } else { at };
            Ok(usize::try_from(at).ok().and_then(|i| items.get(i)).cloned().unwrap_or(Value::Null))
        }
        ("slice", [Value::Array(items), count]) => {
            let count = index(count)?;
            let keep = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX).min(items.len());
            Ok(if count < 0 { items[items.len() - keep..].to_vec() } else { items[..keep].to_vec() }.into())
        }
        ("slice", [Value::Array(items), from, count]) => {
            let from = index(from)?;
            let from = if from < 0 { (from + items.len() as i64).max(0) } else { from };
            let skip = usize::try_from(from).unwrap_or(0);
            Ok(items.iter().skip(skip).take(usize::try_from(index(count)?).unwrap_or(0)).cloned().collect())
        }
        ("concatArrays", lists) => {
            let lists = lists.iter().map(Value::as_array).collect::<Option<Vec<_>>>().ok_or_else(wrong)?;
            Ok(lists.into_iter().flatten().cloned().collect())
        }
        ("arrayToObject", [Value::Array(pairs)]) => {
            let pair = |pair: &Value| -> Option<(String, Value)> {
                let (k, v) = match pair {
                    Value::Array(two) => (two.first()?, two.get(1)?),
                    object => (object.get("k")?, object.get("v")?),
                };
                Some((k.as_str()?.to_owned(), v.clone()))
            };
            pairs.iter().map(pair).collect::<Option<Map<_, _>>>().map(Value::Object).ok_or_else(wrong)
        }
        _ => Err(wrong()),
    }
}
