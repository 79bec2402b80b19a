//! Which documents a query means: `where` of a query and `match` of an aggregation, read from what the SDK's commands become.
//!
//! A condition is an object of fields or a logical command. The value of a field is a literal, a command, a regular expression, or
//! an object of further fields. Commands are `{ $type: "command", operands: [{ operator, args }] }`: comparisons in a row all
//! hold, a logical operator joins what stands before it with its arguments.

use super::{
    expression::Expression,
    failures::{bad_command, bad_parameter, not_simulated},
    geometry,
    values::{self, MAX_DEPTH, at_path, equal, is_comparable, order},
};
use regex::{Regex, RegexBuilder};
use serde_json::Value;
use sparrow_platform::Failure;
use std::cmp::Ordering;

/// Values of `in`, `nin` and `all`: each is compared with each document.
const MAX_LIST: usize = 1000;
/// Memory of one compiled regular expression.
const MAX_REGEXP_BYTES: usize = 1 << 20;

/// What a document must be.
#[derive(Clone, Debug)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Field(String, Test),
    Expression(Expression),
}

/// What a field must be.
#[derive(Clone, Debug)]
pub(super) enum Test {
    All(Vec<Test>),
    Any(Vec<Test>),
    Not(Box<Test>),
    Equal(Value),
    In(Vec<Test>),
    Order(Vec<Ordering>, Value),
    Matches(Regex),
    Exists(bool),
    Remainder(f64, f64),
    Contains(Vec<Test>),
    Element(Box<Element>),
    Size(usize),
    Near(geometry::Near),
    Within(geometry::Area),
}

/// What one element of a list must be.
#[derive(Clone, Debug)]
pub(super) enum Element {
    Document(Condition),
    Value(Test),
}

/// One operator of a command with its arguments.
pub(super) struct Operand<'v> {
    pub(super) operator: &'v str,
    pub(super) args: &'v [Value],
}

/// The operands of a command; `None` where `value` is none.
pub(super) fn operands(value: &Value) -> Option<Vec<Operand<'_>>> {
    if values::tag(value) != Some("command") {
        return None;
    }
    let list = value.get("operands")?.as_array()?.iter();
    let read = |item| Some(Operand { operator: text_of(item, "operator")?, args: args_of(item) });
    list.map(read).collect()
}

fn text_of<'v>(item: &'v Value, name: &str) -> Option<&'v str> {
    item.get(name)?.as_str()
}

fn args_of(item: &Value) -> &[Value] {
    item.get("args").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Arguments of a logical command: a list of them, or one list.
fn spread(args: &[Value]) -> &[Value] {
    match args {
        [Value::Array(list)] => list,
        list => list,
    }
}

impl Condition {
    /// Reads what the game gave to `where`.
    pub(super) fn read(value: &Value) -> Result<Condition, Failure> {
        read_condition(value, 0)
    }

    /// Whether a document is meant.
    pub(super) fn holds(&self, document: &Value) -> bool {
        match self {
            Condition::All(list) => list.iter().all(|one| one.holds(document)),
            Condition::Any(list) => list.iter().any(|one| one.holds(document)),
            Condition::Not(one) => !one.holds(document),
            Condition::Field(path, test) => test.holds(&at_path(document, path)),
            Condition::Expression(expression) => {
                expression.value(document).is_ok_and(|value| super::expression::truth(&value))
            }
        }
    }

    /// The place that a `geoNear` sorts by, with its field.
    pub(super) fn near(&self) -> Option<(&str, &geometry::Near)> {
        match self {
            Condition::All(list) => list.iter().find_map(Condition::near),
            Condition::Field(path, Test::Near(near)) => Some((path, near)),
            Condition::Field(path, Test::All(list)) => list.iter().find_map(|test| match test {
                Test::Near(near) => Some((path.as_str(), near)),
                _ => None,
            }),
            _ => None,
        }
    }
}

fn read_condition(value: &Value, depth: usize) -> Result<Condition, Failure> {
    if depth > MAX_DEPTH {
        return Err(bad_parameter("the condition is nested too deeply"));
    }
    if let Some(operands) = operands(value) {
        return logical(
            &operands,
            |arg| read_condition(arg, depth + 1),
            |operand| match operand.operator {
                "expr" => {
                    Expression::read(operand.args.first().unwrap_or(&Value::Null)).map(Condition::Expression)
                }
                _ => Err(bad_command("only logical commands and expr stand where a condition does")),
            },
        );
    }
    let Some(object) = value.as_object().filter(|_| values::tag(value).is_none()) else {
        return Err(bad_parameter("a condition is an object or a logical command"));
    };
    let mut all = Vec::new();
    for (path, value) in object {
        fields(path, value, depth, &mut all)?;
    }
    Ok(Condition::All(all))
}

/// One field; an object without tags is a row of fields below it.
fn fields(path: &str, value: &Value, depth: usize, all: &mut Vec<Condition>) -> Result<(), Failure> {
    if depth > MAX_DEPTH {
        return Err(bad_parameter("the condition is nested too deeply"));
    }
    match value {
        Value::Object(object)
            if values::tag(value).is_none() && values::as_date(value).is_none() && !object.is_empty() =>
        {
            object
                .iter()
                .try_for_each(|(name, value)| fields(&format!("{path}.{name}"), value, depth + 1, all))
        }
        _ => {
            all.push(Condition::Field(path.to_owned(), read_test(value, depth)?));
            Ok(())
        }
    }
}

/// What can be joined by logical operators.
trait Joined: Sized {
    fn all(list: Vec<Self>) -> Self;
    fn any(list: Vec<Self>) -> Self;
    fn not(one: Self) -> Self;
}

impl Joined for Condition {
    fn all(list: Vec<Self>) -> Self {
        Condition::All(list)
    }
    fn any(list: Vec<Self>) -> Self {
        Condition::Any(list)
    }
    fn not(one: Self) -> Self {
        Condition::Not(Box::new(one))
    }
}

impl Joined for Test {
    fn all(list: Vec<Self>) -> Self {
        Test::All(list)
    }
    fn any(list: Vec<Self>) -> Self {
        Test::Any(list)
    }
    fn not(one: Self) -> Self {
        Test::Not(Box::new(one))
    }
}

/// Joins a command's operands from left to right. `expr` is a condition of its own.
fn logical<T: Joined>(
    operands: &[Operand<'_>],
    read: impl Fn(&Value) -> Result<T, Failure>,
    other: impl Fn(&Operand<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut joined: Option<T> = None;
    for operand in operands {
        let list = || spread(operand.args).iter().map(&read).collect::<Result<Vec<T>, Failure>>();
        let with = |joined: Option<T>, more: Vec<T>| joined.into_iter().chain(more).collect::<Vec<T>>();
        joined = Some(match operand.operator {
            "and" => T::all(with(joined, list()?)),
            "or" => T::any(with(joined, list()?)),
            "nor" => T::not(T::any(with(joined, list()?))),
            "not" => {
                let not = T::not(T::all(list()?));
                T::all(with(joined, vec![not]))
            }
            _ => {
                let one = other(operand)?;
                match joined {
                    None => one,
                    Some(before) => T::all(vec![before, one]),
                }
            }
        });
    }
    joined.ok_or_else(|| bad_command("a command without an operator"))
}

/// What a field must be, as the game wrote it.
fn read_test(value: &Value, depth: usize) -> Result<Test, Failure> {
    if depth > MAX_DEPTH {
        return Err(bad_parameter("the condition is nested too deeply"));
    }
    if let Some(operands) = operands(value) {
        return logical(&operands, |arg| read_test(arg, depth + 1), |operand| comparison(operand, depth));
    }
    match values::tag(value) {
        Some("regexp") => regexp(value).map(Test::Matches),
        _ => Ok(Test::Equal(values::stored(value, 0.0)?)),
    }
}

fn regexp(value: &Value) -> Result<Regex, Failure> {
    let part = |name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let (pattern, flags) = (part("regexp"), part("flags"));
    if let Some(flag) = flags.chars().find(|c| !"imsugy".contains(*c)) {
        return Err(bad_parameter(format_args!("RegExp: {flag:?} is no flag")));
    }
    RegexBuilder::new(pattern)
        .case_insensitive(flags.contains('i'))
        .multi_line(flags.contains('m'))
        .dot_matches_new_line(flags.contains('s'))
        .size_limit(MAX_REGEXP_BYTES)
        .build()
        .map_err(|e| bad_parameter(format_args!("RegExp {pattern:?} cannot be used here: {e}")))
}

fn comparison(operand: &Operand<'_>, depth: usize) -> Result<Test, Failure> {
    use Ordering::{Equal, Greater, Less};
    let first = operand.args.first().unwrap_or(&Value::Null);
    let list = || {
        let list = first.as_array().filter(|list| list.len() <= MAX_LIST);
        let wrong = || format!("{} takes a list of at most {MAX_LIST} values", operand.operator);
        list.ok_or_else(|| bad_command(wrong()))
    };
    let tests = || list()?.iter().map(|item| read_test(item, depth + 1)).collect::<Result<Vec<_>, Failure>>();
    let ordered = |orders: &[Ordering]| Ok(Test::Order(orders.to_vec(), values::stored(first, 0.0)?));
    match operand.operator {
        "eq" => Ok(Test::Equal(values::stored(first, 0.0)?)),
        "neq" => Ok(Test::not(Test::Equal(values::stored(first, 0.0)?))),
        "gt" => ordered(&[Greater]),
        "gte" => ordered(&[Greater, Equal]),
        "lt" => ordered(&[Less]),
        "lte" => ordered(&[Less, Equal]),
        "in" => Ok(Test::In(tests()?)),
        "nin" => Ok(Test::not(Test::In(tests()?))),
        "exists" => Ok(Test::Exists(first.as_bool().unwrap_or(true))),
        "mod" => {
            let numbers: Vec<f64> = spread(operand.args).iter().filter_map(Value::as_f64).collect();
            match numbers[..] {
                [divisor, rest] if divisor.trunc() != 0.0 => {
                    Ok(Test::Remainder(divisor.trunc(), rest.trunc()))
                }
                _ => Err(bad_command("mod takes a divisor that is not 0 and a remainder")),
            }
        }
        "all" => Ok(Test::Contains(tests()?)),
        "size" => match first.as_u64() {
            Some(size) => Ok(Test::Size(size as usize)),
            None => Err(bad_command("size takes a number of elements")),
        },
        "elemMatch" => {
            let element = match first {
                Value::Object(_) if values::tag(first).is_none() => {
                    Element::Document(read_condition(first, depth + 1)?)
                }
                _ => Element::Value(read_test(first, depth + 1)?),
            };
            Ok(Test::Element(Box::new(element)))
        }
        "geoNear" => geometry::Near::read(first).map(Test::Near),
        "geoWithin" => geometry::Area::read(first).map(Test::Within),
        "geoIntersects" => Err(not_simulated("command.geoIntersects")),
        other => Err(bad_command(format_args!("{other} is no command of a query"))),
    }
}

impl Test {
    /// Whether the values at a field's path are meant; none where the document has no such field.
    fn holds(&self, found: &[&Value]) -> bool {
        match self {
            Test::All(list) => list.iter().all(|test| test.holds(found)),
            Test::Any(list) => list.iter().any(|test| test.holds(found)),
            Test::Not(test) => !test.holds(found),
            Test::Equal(Value::Null) if found.is_empty() => true,
            Test::In(list) => list.iter().any(|test| test.holds(found)),
            Test::Exists(there) => found.is_empty() != *there,
            Test::Contains(list) => !list.is_empty() && list.iter().all(|test| test.holds(found)),
            Test::Size(size) => found.iter().any(|v| v.as_array().is_some_and(|list| list.len() == *size)),
            Test::Element(element) => {
                let lists = found.iter().filter_map(|value| value.as_array());
                lists.flatten().any(|item| element.holds(item))
            }
            _ => found.iter().any(|value| self.holds_of(value)),
        }
    }

    /// Of a value, or of one element where it is a list.
    fn holds_of(&self, value: &Value) -> bool {
        self.is_met_by(value) || value.as_array().is_some_and(|list| list.iter().any(|v| self.is_met_by(v)))
    }

    fn is_met_by(&self, value: &Value) -> bool {
        match self {
            Test::Equal(wanted) => equal(value, wanted),
            Test::Order(orders, bound) => {
                is_comparable(value, bound) && orders.contains(&order(value, bound))
            }
            Test::Matches(regexp) => value.as_str().is_some_and(|text| regexp.is_match(text)),
            Test::Remainder(divisor, rest) => value.as_f64().is_some_and(|n| n.trunc() % divisor == *rest),
            Test::Near(near) => near.distance_m(value).is_some(),
            Test::Within(area) => area.holds(value),
            _ => self.holds(&[value]),
        }
    }
}

impl Element {
    /// Whether an element of a list is meant.
    pub(super) fn holds(&self, item: &Value) -> bool {
        match self {
            Element::Document(condition) => item.is_object() && condition.holds(item),
            Element::Value(test) => test.holds(&[item]),
        }
    }

    /// Reads what `pull` takes away.
    pub(super) fn read(value: &Value) -> Result<Element, Failure> {
        match value {
            Value::Object(_) if values::tag(value).is_none() && values::as_date(value).is_none() => {
                Ok(Element::Document(Condition::read(value)?))
            }
            _ => Ok(Element::Value(read_test(value, 0)?)),
        }
    }
}
