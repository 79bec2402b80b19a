//! Aggregations: documents that go through stages.

use super::{
    accumulators::{accumulate, is_accumulator},
    condition::Condition,
    expression::{Expression, Scope},
    failures::{bad_command, database, not_simulated},
    projection::Projection,
    update::by_fields,
    values::{at_path, equal, first_at, number, place_at, remove_at},
};
use serde_json::{Map, Value, json};
use sparrow_platform::Failure;
use std::cell::Cell;

/// Documents between two stages.
const MAX_DOCUMENTS: usize = 200_000;
/// Stages of one aggregation.
const MAX_STAGES: usize = 100;

/// What an aggregation asks of the database around it.
pub(super) trait Source {
    /// All documents of another collection that the caller may read.
    fn documents(&mut self, collection: &str) -> Result<Vec<Value>, Failure>;
    /// A number from 0 to 1 (without).
    fn random(&mut self) -> f64;
}

/// Runs `stages` (`[{ stage, arg }]`) over documents.
pub(super) fn run(
    documents: Vec<Value>,
    stages: &[Value],
    source: &mut dyn Source,
) -> Result<Vec<Value>, Failure> {
    if stages.len() > MAX_STAGES {
        return Err(bad_command("the aggregation has too many stages"));
    }
    let steps = Cell::new(0);
    let mut documents = documents;
    for stage in stages {
        let name = stage.get("stage").and_then(Value::as_str).unwrap_or_default();
        let arg = stage.get("arg").unwrap_or(&Value::Null);
        documents = one(name, arg, documents, source, &steps)?;
        if documents.len() > MAX_DOCUMENTS {
            return Err(database("the aggregation has too many documents"));
        }
    }
    Ok(documents)
}

fn count_of(name: &str, arg: &Value) -> Result<usize, Failure> {
    let count = arg.as_u64().and_then(|n| usize::try_from(n).ok());
    count.ok_or_else(|| bad_command(format_args!("{name} takes a number of documents")))
}

fn one(
    name: &str,
    arg: &Value,
    mut documents: Vec<Value>,
    source: &mut dyn Source,
    steps: &Cell<u64>,
) -> Result<Vec<Value>, Failure> {
    match name {
        "match" => {
            let condition = Condition::read(arg)?;
            documents.retain(|document| condition.holds(document));
        }
        "project" => {
            let projection = Projection::read(arg, true)?;
            return documents.iter().map(|document| projection.of(document, steps)).collect();
        }
        "addFields" => {
            let Expression::Object(fields) = Expression::read(arg)? else {
                return Err(bad_command("addFields takes an object"));
            };
            for document in &mut documents {
                for (path, expression) in &fields {
                    if let Some(value) = expression.evaluate(&Scope::new(&document.clone(), steps))? {
                        *place_at(document, path)? = value;
                    }
                }
            }
        }
        "group" => return group(&documents, arg, steps),
        "sort" => {
            let fields = arg.as_object().ok_or_else(|| bad_command("sort takes an object"))?;
            let fields: Vec<_> =
                fields.iter().map(|(path, v)| (path.clone(), v.as_i64() != Some(-1))).collect();
            documents.sort_by(|a, b| by_fields(a, b, &fields));
        }
        "skip" => drop(documents.drain(..count_of(name, arg)?.min(documents.len()))),
        "limit" => documents.truncate(count_of(name, arg)?),
        "count" => {
            let field = arg.as_str().filter(|name| !name.is_empty());
            let field = field.ok_or_else(|| bad_command("count takes the name of a field"))?;
            return Ok(vec![json!({ field: documents.len() })]);
        }
        "unwind" => return unwind(documents, arg),
        "lookup" => return lookup(documents, arg, source),
        "sample" => {
            let size = count_of(name, arg.get("size").unwrap_or(&Value::Null))?;
            // The first `size` places of a shuffle.
            for i in 0..size.min(documents.len()) {
                let left = documents.len() - i;
                let pick = i + ((source.random() * left as f64) as usize).min(left - 1);
                documents.swap(i, pick);
            }
            documents.truncate(size);
        }
        "replaceRoot" => {
            let root = Expression::read(arg.get("newRoot").unwrap_or(&Value::Null))?;
            let replaced = documents.iter().map(|document| {
                let value = root.or_null(&Scope::new(document, steps))?;
                if value.is_object() { Ok(value) } else { Err(bad_command("newRoot must be an object")) }
            });
            return replaced.collect();
        }
        "sortByCount" => {
            let counted =
                json!({ "_id": arg, "count": { "$type": "expression", "operator": "sum", "arg": 1 } });
            let mut groups = group(&documents, &counted, steps)?;
            groups.sort_by(|a, b| by_fields(a, b, &[("count".to_owned(), false)]));
            return Ok(groups);
        }
        other => return Err(not_simulated(format_args!("the stage {other} of an aggregation"))),
    }
    Ok(documents)
}

fn group(documents: &[Value], arg: &Value, steps: &Cell<u64>) -> Result<Vec<Value>, Failure> {
    let object = arg.as_object().ok_or_else(|| bad_command("group takes an object"))?;
    let id = Expression::read(object.get("_id").ok_or_else(|| bad_command("group takes _id"))?)?;
    let mut fields = Vec::new();
    for (name, value) in object.iter().filter(|(name, _)| *name != "_id") {
        match Expression::read(value)? {
            Expression::Call(operator, arg) if is_accumulator(&operator) => {
                fields.push((name, operator, arg));
            }
            _ => return Err(bad_command(format_args!("{name} of group must be an accumulator"))),
        }
    }
    let mut groups: Vec<(Value, Vec<Vec<Value>>)> = Vec::new();
    // Groups by the text of their key: as many comparisons as documents, whatever the number of groups.
    let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for document in documents {
        let scope = Scope::new(document, steps);
        let key = id.or_null(&scope)?;
        let place = *places.entry(key_text(&key)).or_insert_with(|| {
            groups.push((key, vec![Vec::new(); fields.len()]));
            groups.len() - 1
        });
        for ((_, operator, arg), values) in fields.iter().zip(&mut groups[place].1) {
            match arg.evaluate(&scope)? {
                Some(value) => values.push(value),
                None if matches!(operator.as_str(), "first" | "last") => values.push(Value::Null),
                None => {}
            }
        }
    }
    let made = groups.into_iter().map(|(key, values)| {
        let mut out = Map::from_iter([("_id".to_owned(), key)]);
        for ((name, operator, _), values) in fields.iter().zip(values) {
            out.insert((*name).clone(), accumulate(operator, &values));
        }
        Value::Object(out)
    });
    Ok(made.collect())
}

/// A text that equal values share: 1 and 1.0, objects with their fields in any order.
fn key_text(value: &Value) -> String {
    match value {
        Value::Number(n) => number(n.as_f64().unwrap_or(0.0)).to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(key_text).collect::<Vec<_>>().join(",")),
        Value::Object(object) => {
            let mut fields: Vec<_> = object.iter().map(|(k, v)| format!("{k:?}:{}", key_text(v))).collect();
            fields.sort();
            format!("{{{}}}", fields.join(","))
        }
        other => other.to_string(),
    }
}

fn unwind(documents: Vec<Value>, arg: &Value) -> Result<Vec<Value>, Failure> {
    let option = |name: &str| arg.get(name).unwrap_or(&Value::Null);
    let path = arg.as_str().or_else(|| option("path").as_str()).and_then(|path| path.strip_prefix('$'));
    let path = path.ok_or_else(|| bad_command("unwind takes a path that begins with $"))?;
    let index_field = option("includeArrayIndex").as_str().map(str::to_owned);
    let keeps = option("preserveNullAndEmptyArrays").as_bool().unwrap_or(false);
    let mut out = Vec::new();
    for document in documents {
        let items = match first_at(&document, path) {
            Some(Value::Array(items)) => items.clone(),
            Some(Value::Null) | None => Vec::new(),
            Some(_) => {
                out.push(document);
                continue;
            }
        };
        if items.is_empty() && keeps {
            let mut kept = document.clone();
            remove_at(&mut kept, path);
            out.push(kept);
        }
        for (index, item) in items.into_iter().enumerate() {
            let mut one = document.clone();
            *place_at(&mut one, path)? = item;
            if let Some(field) = &index_field {
                *place_at(&mut one, field)? = index.into();
            }
            out.push(one);
            if out.len() > MAX_DOCUMENTS {
                return Err(database("the aggregation has too many documents"));
            }
        }
    }
    Ok(out)
}

fn lookup(mut documents: Vec<Value>, arg: &Value, source: &mut dyn Source) -> Result<Vec<Value>, Failure> {
    let text = |name: &str| {
        let found = arg.get(name).and_then(Value::as_str);
        found.ok_or_else(|| bad_command(format_args!("lookup takes {name}")))
    };
    if arg.get("pipeline").is_some() {
        return Err(not_simulated("lookup with a pipeline"));
    }
    let (from, local, foreign, to) = (text("from")?, text("localField")?, text("foreignField")?, text("as")?);
    let others = source.documents(from)?;
    if others.len().saturating_mul(documents.len()) > 20_000_000 {
        return Err(database("the aggregation takes too long"));
    }
    for document in &mut documents {
        let mine: Vec<Value> = match at_path(document, local)[..] {
            [] => vec![Value::Null],
            ref found => {
                found.iter().flat_map(|v| v.as_array().cloned().unwrap_or(vec![(*v).clone()])).collect()
            }
        };
        let joined = others.iter().filter(|other| {
            let theirs = at_path(other, foreign);
            let theirs = if theirs.is_empty() { vec![&Value::Null] } else { theirs };
            let is_mine = |v: &Value| mine.iter().any(|m| equal(m, v));
            theirs.iter().any(|v| is_mine(v) || v.as_array().is_some_and(|list| list.iter().any(is_mine)))
        });
        let joined = joined.cloned().collect();
        *place_at(document, to)? = joined;
    }
    Ok(documents)
}
