//! What an update does to a document: values are set at their paths, commands change what is there.

use super::{
    condition::{Element, operands},
    failures::{bad_command, bad_parameter, database},
    values::{self, MAX_DEPTH, equal, first_at, number, order, place_at, remove_at},
};
use serde_json::Value;
use sparrow_platform::Failure;
use std::cmp::Ordering;

/// Lists in documents are no longer.
const MAX_LIST: usize = 100_000;

/// The changes of one `update`, in order.
#[derive(Debug)]
pub(super) struct Update(Vec<(String, Change)>);

#[derive(Debug)]
enum Change {
    Set(Value),
    Remove,
    Add(f64),
    Multiply(f64),
    /// The smaller or the larger of the two.
    Extreme(Ordering, Value),
    Rename(String),
    Push(Push),
    Pop,
    Shift,
    AddToSet(Vec<Value>),
    Pull(Element),
    PullAll(Vec<Value>),
    Bits {
        and: Option<i64>,
        or: Option<i64>,
        xor: Option<i64>,
    },
}

#[derive(Debug)]
struct Push {
    each: Vec<Value>,
    position: Option<i64>,
    sort: Option<Sort>,
    slice: Option<i64>,
}

#[derive(Debug)]
enum Sort {
    Whole(bool),
    Fields(Vec<(String, bool)>),
}

impl Update {
    /// Reads the `data` of an update. `now_ms` is what `serverDate` means.
    pub(super) fn read(data: &Value, now_ms: f64) -> Result<Update, Failure> {
        let Some(object) = data.as_object().filter(|_| values::tag(data).is_none()) else {
            return Err(bad_parameter("the data of an update is an object"));
        };
        if object.contains_key("_id") {
            return Err(bad_parameter("_id cannot be changed"));
        }
        let mut changes = Vec::new();
        for (path, value) in object {
            read_field(path, value, now_ms, 0, &mut changes)?;
        }
        if changes.is_empty() {
            return Err(bad_parameter("the data of an update is empty"));
        }
        Ok(Update(changes))
    }

    /// The paths that are changed.
    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(path, _)| path.as_str())
    }

    /// Makes the changes. A document is not to be kept where one fails.
    pub(super) fn apply(&self, document: &mut Value) -> Result<(), Failure> {
        self.0.iter().try_for_each(|(path, change)| change.apply(document, path))
    }
}

fn read_field(
    path: &str,
    value: &Value,
    now_ms: f64,
    depth: usize,
    changes: &mut Vec<(String, Change)>,
) -> Result<(), Failure> {
    if depth > MAX_DEPTH {
        return Err(bad_parameter("the data is nested too deeply"));
    }
    if values::tag(value) == Some("command") {
        let list = operands(value).unwrap_or_default();
        let [operand] = &list[..] else { return Err(bad_command("a command of an update stands alone")) };
        changes.push((path.to_owned(), Change::read(operand.operator, operand.args, now_ms)?));
        return Ok(());
    }
    match value {
        // Objects are merged field by field; `command.set` replaces one.
        Value::Object(object)
            if values::tag(value).is_none() && values::as_date(value).is_none() && !object.is_empty() =>
        {
            object.iter().try_for_each(|(name, value)| {
                read_field(&format!("{path}.{name}"), value, now_ms, depth + 1, changes)
            })
        }
        _ => {
            changes.push((path.to_owned(), Change::Set(values::stored(value, now_ms)?)));
            Ok(())
        }
    }
}

/// Elements given as a list, as arguments, or as `{ each: [..] }`.
fn elements(args: &[Value], now_ms: f64) -> Result<Vec<Value>, Failure> {
    let list = match args {
        [Value::Array(list)] => list,
        [one] => match one.get("each").or_else(|| one.get("$each")) {
            Some(Value::Array(list)) => list,
            Some(_) => return Err(bad_command("each is a list")),
            None => args,
        },
        args => args,
    };
    list.iter().map(|item| values::stored(item, now_ms)).collect()
}

impl Change {
    fn read(operator: &str, args: &[Value], now_ms: f64) -> Result<Change, Failure> {
        let first = args.first().unwrap_or(&Value::Null);
        let amount = || {
            let n = first.as_f64();
            n.ok_or_else(|| bad_command(format_args!("{operator} takes a number")))
        };
        Ok(match operator {
            "set" => Change::Set(values::stored(first, now_ms)?),
            "remove" => Change::Remove,
            "inc" => Change::Add(amount()?),
            "mul" => Change::Multiply(amount()?),
            "min" => Change::Extreme(Ordering::Less, values::stored(first, now_ms)?),
            "max" => Change::Extreme(Ordering::Greater, values::stored(first, now_ms)?),
            "rename" => match first.as_str() {
                Some(to) if to != "_id" && !to.is_empty() => Change::Rename(to.to_owned()),
                _ => return Err(bad_command("rename takes the new name of a field")),
            },
            "push" => Change::Push(Push::read(args, now_ms)?),
            "unshift" => {
                let each = elements(args, now_ms)?;
                Change::Push(Push { each, position: Some(0), sort: None, slice: None })
            }
            "pop" => Change::Pop,
            "shift" => Change::Shift,
            "addToSet" => Change::AddToSet(match first {
                Value::Array(_) => vec![values::stored(first, now_ms)?],
                _ => elements(args, now_ms)?,
            }),
            "pull" => Change::Pull(Element::read(first)?),
            "pullAll" => match first {
                Value::Array(_) => Change::PullAll(elements(args, now_ms)?),
                _ => return Err(bad_command("pullAll takes a list")),
            },
            "bit" => {
                let bits = |name: &str| first.get(name).and_then(Value::as_i64);
                let (and, or, xor) = (bits("and"), bits("or"), bits("xor"));
                if and.or(or).or(xor).is_none() {
                    return Err(bad_command("bit takes and, or and xor as integers"));
                }
                Change::Bits { and, or, xor }
            }
            other => return Err(bad_command(format_args!("{other} is no command of an update"))),
        })
    }

    fn apply(&self, document: &mut Value, path: &str) -> Result<(), Failure> {
        match self {
            Change::Set(value) => *place_at(document, path)? = value.clone(),
            Change::Remove => drop(remove_at(document, path)),
            Change::Add(n) => arithmetic(document, path, "inc", |old| old + n)?,
            Change::Multiply(n) => arithmetic(document, path, "mul", |old| old * n)?,
            Change::Extreme(wanted, value) => {
                let replaces = first_at(document, path).is_none_or(|old| order(value, old) == *wanted);
                if replaces {
                    *place_at(document, path)? = value.clone();
                }
            }
            Change::Rename(to) => {
                if let Some(value) = remove_at(document, path) {
                    // A name without dots stays beside the old one.
                    let beside = match path.rsplit_once('.') {
                        Some((above, _)) if !to.contains('.') => format!("{above}.{to}"),
                        _ => to.clone(),
                    };
                    *place_at(document, &beside)? = value;
                }
            }
            Change::Push(push) => push.apply(list_at(document, path)?)?,
            Change::Pop => drop(existing_list(document, path)?.and_then(Vec::pop)),
            Change::Shift => {
                if let Some(list) = existing_list(document, path)?
                    && !list.is_empty()
                {
                    list.remove(0);
                }
            }
            Change::AddToSet(items) => {
                let list = list_at(document, path)?;
                for item in items {
                    if !list.iter().any(|old| equal(old, item)) {
                        list.push(item.clone());
                    }
                }
                check_length(list)?;
            }
            Change::Pull(element) => {
                if let Some(list) = existing_list(document, path)? {
                    list.retain(|item| !element.holds(item));
                }
            }
            Change::PullAll(items) => {
                if let Some(list) = existing_list(document, path)? {
                    list.retain(|old| !items.iter().any(|item| equal(old, item)));
                }
            }
            Change::Bits { and, or, xor } => {
                let place = place_at(document, path)?;
                let old = match place {
                    Value::Null => 0,
                    ref value => value.as_i64().ok_or_else(|| {
                        database(format_args!("Cannot apply $bit to {path:?}, which is no integer"))
                    })?,
                };
                let new = old & and.unwrap_or(-1);
                let new = (new | or.unwrap_or(0)) ^ xor.unwrap_or(0);
                *place = new.into();
            }
        }
        Ok(())
    }
}

fn arithmetic(
    document: &mut Value,
    path: &str,
    name: &str,
    change: impl Fn(f64) -> f64,
) -> Result<(), Failure> {
    let place = place_at(document, path)?;
    let old = match place {
        Value::Null => 0.0,
        ref value => value.as_f64().ok_or_else(|| {
            database(format_args!("Cannot apply ${name} to a value of non-numeric type: {path:?}"))
        })?,
    };
    *place = number(change(old));
    Ok(())
}

/// The list at a path, made where there is nothing.
fn list_at<'v>(document: &'v mut Value, path: &str) -> Result<&'v mut Vec<Value>, Failure> {
    let place = place_at(document, path)?;
    if place.is_null() {
        *place = Value::Array(Vec::new());
    }
    place
        .as_array_mut()
        .ok_or_else(|| database(format_args!("The field {path:?} must be a list but is none")))
}

/// The list at a path; `None` where there is nothing.
fn existing_list<'v>(document: &'v mut Value, path: &str) -> Result<Option<&'v mut Vec<Value>>, Failure> {
    if first_at(document, path).is_none() { Ok(None) } else { list_at(document, path).map(Some) }
}

fn check_length(list: &[Value]) -> Result<(), Failure> {
    if list.len() > MAX_LIST { Err(database("the list is too long")) } else { Ok(()) }
}

impl Push {
    fn read(args: &[Value], now_ms: f64) -> Result<Push, Failure> {
        let each = elements(args, now_ms)?;
        let options = args.first().filter(|o| o.get("each").or_else(|| o.get("$each")).is_some());
        let option = |name: &str| {
            options.and_then(|o| o.get(name).or_else(|| o.get(format!("${name}")))).unwrap_or(&Value::Null)
        };
        let sort = match option("sort") {
            Value::Null => None,
            Value::Object(fields) => {
                let direction = |(path, v): (&String, &Value)| (path.clone(), v.as_i64() != Some(-1));
                Some(Sort::Fields(fields.iter().map(direction).collect()))
            }
            direction => Some(Sort::Whole(direction.as_i64() != Some(-1))),
        };
        Ok(Push { each, position: option("position").as_i64(), sort, slice: option("slice").as_i64() })
    }

    fn apply(&self, list: &mut Vec<Value>) -> Result<(), Failure> {
        let at = match self.position {
            Some(from_end) if from_end < 0 => {
                list.len().saturating_sub(usize::try_from(from_end.unsigned_abs()).unwrap_or(usize::MAX))
            }
            Some(at) => usize::try_from(at).unwrap_or(usize::MAX).min(list.len()),
            None => list.len(),
        };
        list.splice(at..at, self.each.iter().cloned());
        match &self.sort {
            None => {}
            Some(Sort::Whole(up)) => list.sort_by(|a, b| directed(order(a, b), *up)),
            Some(Sort::Fields(fields)) => list.sort_by(|a, b| by_fields(a, b, fields)),
        }
        match self.slice {
            None => {}
            Some(last) if last < 0 => {
                let keep = usize::try_from(last.unsigned_abs()).unwrap_or(usize::MAX);
                list.drain(..list.len().saturating_sub(keep));
            }
            Some(first) => list.truncate(usize::try_from(first).unwrap_or(usize::MAX)),
        }
        check_length(list)
    }
}

fn directed(order: Ordering, up: bool) -> Ordering {
    if up { order } else { order.reverse() }
}

/// The order of two documents by fields, each up or down; what is missing counts as null.
pub(super) fn by_fields(a: &Value, b: &Value, fields: &[(String, bool)]) -> Ordering {
    let at = |document, path| first_at(document, path).unwrap_or(&Value::Null).clone();
    let orders = fields.iter().map(|(path, up)| directed(order(&at(a, path), &at(b, path)), *up));
    orders.into_iter().find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
}
