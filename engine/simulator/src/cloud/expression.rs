//! Expressions of aggregations: fields (`"$a.b"`), literals, and the operators of `command.aggregate`.
//!
//! An operator is `{ $type: "expression", operator, arg }`; its argument is one expression, a list of them, or named ones.

use super::{
    failures::{bad_command, bad_parameter, database},
    operators,
    values::{self, MAX_DEPTH},
};
use serde_json::{Map, Value};
use sparrow_platform::Failure;
use std::cell::Cell;

/// Steps of one aggregation or query.
const MAX_STEPS: u64 = 2_000_000;

/// How a value is made from a document.
#[derive(Clone, Debug)]
pub(super) enum Expression {
    Literal(Value),
    /// A path in the document.
    Field(String),
    /// A path in a variable (`$$item.price`).
    Variable(String, String),
    Object(Vec<(String, Expression)>),
    List(Vec<Expression>),
    Call(String, Box<Expression>),
}

/// What an expression sees.
pub(super) struct Scope<'v> {
    pub(super) document: &'v Value,
    pub(super) variables: Vec<(String, Value)>,
    steps: &'v Cell<u64>,
}

impl<'v> Scope<'v> {
    pub(super) fn new(document: &'v Value, steps: &'v Cell<u64>) -> Scope<'v> {
        Scope { document, variables: Vec::new(), steps }
    }

    /// The same with one more variable.
    pub(super) fn with(&self, name: &str, value: Value) -> Scope<'v> {
        let mut variables = self.variables.clone();
        variables.push((name.to_owned(), value));
        Scope { document: self.document, variables, steps: self.steps }
    }

    fn variable(&self, name: &str) -> Option<&Value> {
        self.variables.iter().rev().find(|(of, _)| of == name).map(|(_, value)| value)
    }

    /// Counts work, so that no expression keeps the game waiting for ever.
    pub(super) fn step(&self, work: usize) -> Result<(), Failure> {
        let steps = self.steps.get() + work as u64 + 1;
        self.steps.set(steps);
        if steps > MAX_STEPS { Err(database("the aggregation takes too long")) } else { Ok(()) }
    }
}

/// Whether a value counts as true.
pub(super) fn truth(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value.as_f64() != Some(0.0)
}

impl Expression {
    /// Reads what the game wrote.
    pub(super) fn read(value: &Value) -> Result<Expression, Failure> {
        read_below(value, 0)
    }

    /// The value for a document; null where there is none.
    pub(super) fn value(&self, document: &Value) -> Result<Value, Failure> {
        let steps = Cell::new(0);
        Ok(self.evaluate(&Scope::new(document, &steps))?.unwrap_or(Value::Null))
    }

    /// The value in a scope; nothing where a field is missing.
    pub(super) fn evaluate(&self, scope: &Scope<'_>) -> Result<Option<Value>, Failure> {
        scope.step(0)?;
        Ok(match self {
            Expression::Literal(value) => Some(value.clone()),
            Expression::Field(path) => projected(scope.document, path),
            Expression::Variable(name, path) => {
                let value = match name.as_str() {
                    "ROOT" | "CURRENT" => Some(scope.document),
                    name => scope.variable(name),
                };
                let value =
                    value.ok_or_else(|| bad_command(format_args!("there is no variable $${name}")))?;
                if path.is_empty() { Some(value.clone()) } else { projected(value, path) }
            }
            Expression::Object(fields) => {
                let mut out = Map::new();
                for (name, expression) in fields {
                    if let Some(value) = expression.evaluate(scope)? {
                        out.insert(name.clone(), value);
                    }
                }
                Some(Value::Object(out))
            }
            Expression::List(items) => {
                let values = items.iter().map(|item| Ok(item.evaluate(scope)?.unwrap_or(Value::Null)));
                Some(Value::Array(values.collect::<Result<_, Failure>>()?))
            }
            Expression::Call(operator, arg) => operators::call(operator, arg, scope)?,
        })
    }

    /// The same; null for nothing.
    pub(super) fn or_null(&self, scope: &Scope<'_>) -> Result<Value, Failure> {
        Ok(self.evaluate(scope)?.unwrap_or(Value::Null))
    }

    /// A named argument.
    pub(super) fn named(&self, name: &str) -> Option<&Expression> {
        match self {
            Expression::Object(fields) => fields.iter().find(|(of, _)| of == name).map(|(_, e)| e),
            _ => None,
        }
    }

    /// The arguments: of a list each, anything else is one.
    pub(super) fn arguments(&self) -> &[Expression] {
        match self {
            Expression::List(items) => items,
            one => std::slice::from_ref(one),
        }
    }
}

/// What a path of an expression means: a list gives the list of what its elements have.
fn projected(value: &Value, path: &str) -> Option<Value> {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    match value {
        Value::Object(object) => {
            let found = object.get(name)?;
            rest.map_or_else(|| Some(found.clone()), |rest| projected(found, rest))
        }
        Value::Array(items) => Some(items.iter().filter_map(|item| projected(item, path)).collect()),
        _ => None,
    }
}

fn read_below(value: &Value, depth: usize) -> Result<Expression, Failure> {
    if depth > MAX_DEPTH {
        return Err(bad_parameter("the expression is nested too deeply"));
    }
    Ok(match value {
        Value::String(text) => match text.strip_prefix("$$") {
            Some(variable) => {
                let (name, path) = variable.split_once('.').unwrap_or((variable, ""));
                Expression::Variable(name.to_owned(), path.to_owned())
            }
            None => match text.strip_prefix('$') {
                Some(path) => Expression::Field(path.to_owned()),
                None => Expression::Literal(value.clone()),
            },
        },
        Value::Array(items) => {
            Expression::List(items.iter().map(|item| read_below(item, depth + 1)).collect::<Result<_, _>>()?)
        }
        Value::Object(object) => match values::tag(value) {
            Some("expression") => {
                let operator = object.get("operator").and_then(Value::as_str).unwrap_or_default();
                let arg = object.get("arg").unwrap_or(&Value::Null);
                if !operators::is_known(operator) {
                    return Err(super::failures::not_simulated(format_args!("command.aggregate.{operator}")));
                }
                if operator == "literal" {
                    return Ok(Expression::Literal(values::stored(arg, 0.0)?));
                }
                Expression::Call(operator.to_owned(), Box::new(read_below(arg, depth + 1)?))
            }
            Some(_) => Expression::Literal(values::stored(value, 0.0)?),
            None if values::as_date(value).is_some() => Expression::Literal(value.clone()),
            None => {
                let fields =
                    object.iter().map(|(name, item)| Ok((name.clone(), read_below(item, depth + 1)?)));
                Expression::Object(fields.collect::<Result<_, Failure>>()?)
            }
        },
        plain => Expression::Literal(plain.clone()),
    })
}
