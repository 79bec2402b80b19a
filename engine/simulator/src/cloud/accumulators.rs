//! One value from many: the accumulators of `group`, some of which are operators too.

use super::values::{equal, number, order};
use serde_json::Value;
use std::cmp::Ordering;

/// Accumulators that stand in `group` only.
pub(super) const ONLY_ACCUMULATORS: &[&str] =
    &["addToSet", "first", "last", "push", "stdDevPop", "stdDevSamp"];

/// The fields of all objects; later ones go before.
pub(super) fn merged(objects: &[Value]) -> Value {
    let fields = objects.iter().filter_map(Value::as_object).flatten();
    Value::Object(fields.map(|(k, v)| (k.clone(), v.clone())).collect())
}

/// The value that an accumulator makes.
pub(super) fn accumulate(operator: &str, values: &[Value]) -> Value {
    let numbers = || values.iter().filter_map(Value::as_f64);
    let extreme = |wanted: Ordering| {
        let there = values.iter().filter(|v| !v.is_null());
        there.reduce(|a, b| if order(b, a) == wanted { b } else { a }).cloned().unwrap_or(Value::Null)
    };
    match operator {
        "sum" => number(numbers().sum()),
        "avg" => {
            let count = numbers().count();
            if count == 0 { Value::Null } else { number(numbers().sum::<f64>() / count as f64) }
        }
        "max" => extreme(Ordering::Greater),
        "min" => extreme(Ordering::Less),
        "first" => values.first().cloned().unwrap_or(Value::Null),
        "last" => values.last().cloned().unwrap_or(Value::Null),
        "push" => Value::Array(values.to_vec()),
        "mergeObjects" => merged(values),
        "addToSet" => {
            let mut set: Vec<Value> = Vec::new();
            for value in values {
                if !set.iter().any(|old| equal(old, value)) {
                    set.push(value.clone());
                }
            }
            Value::Array(set)
        }
        _ => {
            let (count, mean) = (numbers().count() as f64, numbers().sum::<f64>() / numbers().count() as f64);
            let squares: f64 = numbers().map(|n| (n - mean).powi(2)).sum();
            let by = if operator == "stdDevSamp" { count - 1.0 } else { count };
            if by < 1.0 { Value::Null } else { number((squares / by).sqrt()) }
        }
    }
}

/// Whether an operator is an accumulator of `group`.
pub(super) fn is_accumulator(operator: &str) -> bool {
    ONLY_ACCUMULATORS.contains(&operator)
        || matches!(operator, "sum" | "avg" | "max" | "min" | "mergeObjects")
}
