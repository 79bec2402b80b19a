//! Queries: which documents, in which order, from where to where, with which fields.

use super::{
    condition::Condition,
    failures::bad_parameter,
    projection::Projection,
    update::by_fields,
    values::{equal, first_at},
};
use serde_json::Value;
use sparrow_platform::Failure;
use std::cell::Cell;

/// What the SDK gathers before `get`.
#[derive(Debug)]
pub(super) struct Query {
    /// `doc(id)`.
    pub(super) id: Option<Value>,
    condition: Condition,
    order: Vec<(String, bool)>,
    skip: usize,
    limit: Option<usize>,
    fields: Option<Projection>,
}

impl Query {
    /// Reads the options of a call; `{openid}` in them is the caller.
    pub(super) fn read(options: &Value, openid: &str) -> Result<Query, Failure> {
        let id = match options.get("doc") {
            None | Some(Value::Null) => None,
            Some(id @ (Value::String(_) | Value::Number(_))) => Some(id.clone()),
            Some(_) => return Err(bad_parameter("doc takes the _id of a document")),
        };
        let condition = match options.get("where") {
            None | Some(Value::Null) => Condition::All(Vec::new()),
            Some(condition) => Condition::read(&with_openid(condition, openid))?,
        };
        let mut order = Vec::new();
        for by in options.get("orderBy").and_then(Value::as_array).into_iter().flatten() {
            let text = |name: &str| by.get(name).and_then(Value::as_str).unwrap_or_default();
            let up = match text("order") {
                "asc" | "ASC" => true,
                "desc" | "DESC" => false,
                _ => return Err(bad_parameter("orderBy takes \"asc\" or \"desc\"")),
            };
            order.push((text("field").to_owned(), up));
        }
        let count = |name: &str, least: u64| match options.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(n) => match n.as_u64().filter(|n| *n >= least) {
                Some(n) => Ok(Some(usize::try_from(n).unwrap_or(usize::MAX))),
                None => Err(bad_parameter(format_args!("{name} takes a whole number from {least}"))),
            },
        };
        let fields = match options.get("field") {
            None | Some(Value::Null) => None,
            Some(fields) => Some(Projection::read(fields, false)?),
        };
        Ok(Query {
            id,
            condition,
            order,
            skip: count("skip", 0)?.unwrap_or(0),
            limit: count("limit", 1)?,
            fields,
        })
    }

    /// Whether it means a document, whatever its place among others.
    pub(super) fn means(&self, document: &Value) -> bool {
        self.id.as_ref().is_none_or(|id| document.get("_id").is_some_and(|own| equal(own, id)))
            && self.condition.holds(document)
    }

    /// The documents that it shows. `usual` and `most` are limits.
    pub(super) fn run<'v>(
        &self,
        documents: impl Iterator<Item = &'v Value>,
        usual: usize,
        most: usize,
    ) -> Result<Vec<Value>, Failure> {
        let mut found: Vec<&Value> = documents.filter(|document| self.means(document)).collect();
        if !self.order.is_empty() {
            found.sort_by(|a, b| by_fields(a, b, &self.order));
        } else if let Some((path, near)) = self.condition.near() {
            let distance =
                |v: &Value| first_at(v, path).and_then(|at| near.distance_m(at)).unwrap_or(f64::MAX);
            found.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        }
        let steps = Cell::new(0);
        let shown = found.into_iter().skip(self.skip).take(self.limit.unwrap_or(usual).min(most));
        shown
            .map(|document| {
                self.fields.as_ref().map_or_else(|| Ok(document.clone()), |f| f.of(document, &steps))
            })
            .collect()
    }
}

/// The text `{openid}` is the caller, as in the rules of the platform.
fn with_openid(value: &Value, openid: &str) -> Value {
    match value {
        Value::String(text) if text == "{openid}" => openid.into(),
        Value::Array(items) => items.iter().map(|item| with_openid(item, openid)).collect(),
        Value::Object(object) => {
            Value::Object(object.iter().map(|(k, v)| (k.clone(), with_openid(v, openid))).collect())
        }
        other => other.clone(),
    }
}
