//! The database's calls: what the SDK's `get`, `add`, `set`, `update`, `remove`, `count` and `aggregate` do, and who may.

use super::{
    aggregate::{self, Source},
    collections::{Collections, Kept, Place},
    config::Access,
    failures::{GENERAL, NO_PERMISSION, bad_command, bad_parameter, database, numbered},
    query::Query,
    random::Random,
    update::Update,
    values,
};
use serde_json::{Value, json};
use sparrow_platform::Failure;
use std::collections::BTreeMap;

/// Documents of one `get`: usually and at most, in a game and in a function.
const CLIENT_LIMITS: (usize, usize) = (20, 20);
const SERVER_LIMITS: (usize, usize) = (100, 1000);

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caller<'a> {
    pub(super) open_id: &'a str,
    /// A function: no permission binds it.
    pub(super) is_server: bool,
    /// What `serverDate` means.
    pub(super) unix_ms: f64,
    /// The environment where the call names none.
    pub(super) env: &'a str,
}

pub(super) struct Database {
    pub(super) collections: Collections,
    access: BTreeMap<String, Access>,
    pub(super) random: Random,
}

impl Database {
    pub(super) fn new(
        collections: Collections,
        access: BTreeMap<String, Access>,
        random: Random,
    ) -> Database {
        Database { collections, access, random }
    }

    fn access(&self, place: &Place) -> Access {
        self.access.get(&place.1).copied().unwrap_or_default()
    }

    /// Answers a call by its action.
    pub(super) fn call(
        &mut self,
        action: &str,
        options: &Value,
        caller: Caller<'_>,
    ) -> Result<Value, Failure> {
        let place = place(options, caller)?;
        match action {
            "get" => self.get(&place, options, caller),
            "count" => {
                let query = Query::read(options, caller.open_id)?;
                let total = self.visible(&place, caller)?.into_iter().filter(|d| query.means(d)).count();
                Ok(json!({ "total": total }))
            }
            "add" => self.add(&place, options, caller),
            "set" => self.set(&place, options, caller),
            "update" => self.update(&place, options, caller),
            "remove" => self.remove(&place, options, caller),
            "aggregate" => {
                let stages = options.get("stages").and_then(Value::as_array);
                let stages = stages.ok_or_else(|| bad_command("an aggregation has stages"))?;
                let documents = self.visible(&place, caller)?.into_iter().cloned().collect();
                let mut source = Joined { database: self, env: place.0, caller };
                Ok(json!({ "list": aggregate::run(documents, stages, &mut source)? }))
            }
            "createCollection" if caller.is_server => {
                if self.collections.open(&place).is_ok() || !self.collections.create(&place)? {
                    return Err(database(format_args!("Table exist: {}", place.1)));
                }
                Ok(Value::Null)
            }
            other => Err(super::failures::not_simulated(format_args!("database.{other}"))),
        }
    }

    /// The documents that the caller may see, in their natural order.
    fn visible(&mut self, place: &Place, caller: Caller<'_>) -> Result<Vec<&Value>, Failure> {
        let access = self.access(place);
        let all = &self.collections.open(place)?.documents;
        if !caller.is_server && access == Access::Adminonly {
            return Err(denied(place));
        }
        let sees_all = caller.is_server || access != Access::Private;
        let documents = all.iter().map(|kept| &kept.document);
        Ok(documents.filter(|document| sees_all || is_own(document, caller)).collect())
    }

    fn get(&mut self, place: &Place, options: &Value, caller: Caller<'_>) -> Result<Value, Failure> {
        let query = Query::read(options, caller.open_id)?;
        let mut found = self.find(place, &query, caller)?;
        let Some(id) = &query.id else { return Ok(json!({ "data": found })) };
        if found.is_empty() {
            return Err(Failure::with_code(
                format!("document with _id {} does not exist", plain_id(id)),
                GENERAL,
            ));
        }
        Ok(json!({ "data": found.swap_remove(0) }))
    }

    /// What a query shows.
    fn find(&mut self, place: &Place, query: &Query, caller: Caller<'_>) -> Result<Vec<Value>, Failure> {
        let (usual, most) = if caller.is_server { SERVER_LIMITS } else { CLIENT_LIMITS };
        query.run(self.visible(place, caller)?.into_iter(), usual, most)
    }

    /// What a watched query shows.
    pub(super) fn watched(
        &mut self,
        place: &Place,
        query: &Query,
        caller: Caller<'_>,
        most: usize,
    ) -> Result<Vec<Value>, Failure> {
        query.run(self.visible(place, caller)?.into_iter(), most, most)
    }

    /// Whether the caller may write documents of its own at all.
    fn check_write(&self, place: &Place, caller: Caller<'_>) -> Result<(), Failure> {
        let allowed = caller.is_server || matches!(self.access(place), Access::Private | Access::Readonly);
        if allowed { Ok(()) } else { Err(denied(place)) }
    }

    fn add(&mut self, place: &Place, options: &Value, caller: Caller<'_>) -> Result<Value, Failure> {
        self.collections.open(place)?;
        self.check_write(place, caller)?;
        let given = document(options, caller)?;
        let id = match given.get("_id") {
            None => self.new_id(place, caller)?,
            Some(id @ (Value::String(_) | Value::Number(_))) => id.clone(),
            Some(_) => return Err(bad_parameter("_id is a text or a number")),
        };
        self.collections.insert(place, owned(&id, given, caller))?;
        self.collections.commit(place)?;
        Ok(json!({ "_id": id }))
    }

    /// 32 hexadecimal digits that no document has.
    fn new_id(&mut self, place: &Place, caller: Caller<'_>) -> Result<Value, Failure> {
        loop {
            let id = Value::String(self.random.id(caller.unix_ms));
            if !self.collections.open(place)?.has(&id) {
                return Ok(id);
            }
        }
    }

    fn set(&mut self, place: &Place, options: &Value, caller: Caller<'_>) -> Result<Value, Failure> {
        let query = Query::read(options, caller.open_id)?;
        let id = query.id.clone().ok_or_else(|| bad_parameter("set needs a document"))?;
        let given = document(options, caller)?;
        if given.get("_id").is_some() {
            return Err(bad_parameter("_id cannot be set"));
        }
        self.check_write(place, caller)?;
        let there =
            self.collections.open(place)?.documents.iter().position(|kept| query.means(&kept.document));
        let new = owned(&id, given, caller);
        let updated = match there {
            Some(index) => {
                let old = &self.collections.open(place)?.documents[index].document;
                if !caller.is_server && !is_own(old, caller) {
                    return Err(denied(place));
                }
                self.collections.replace(place, index, new)?;
                1
            }
            None => {
                self.collections.insert(place, new)?;
                0
            }
        };
        self.collections.commit(place)?;
        Ok(json!({ "_id": id, "stats": { "updated": updated, "created": 1 - updated } }))
    }

    /// The places of documents that a query means and the caller may change.
    fn writable(
        &mut self,
        place: &Place,
        query: &Query,
        caller: Caller<'_>,
    ) -> Result<Vec<(usize, Kept)>, Failure> {
        let all = self.collections.open(place)?.documents.iter().enumerate();
        let meant = all.filter(|(_, kept)| query.means(&kept.document));
        let meant: Vec<_> = meant.map(|(index, kept)| (index, kept.clone())).collect();
        self.check_write(place, caller)?;
        Ok(meant.into_iter().filter(|(_, kept)| caller.is_server || is_own(&kept.document, caller)).collect())
    }

    fn update(&mut self, place: &Place, options: &Value, caller: Caller<'_>) -> Result<Value, Failure> {
        let query = Query::read(options, caller.open_id)?;
        let update = Update::read(options.get("data").unwrap_or(&Value::Null), caller.unix_ms)?;
        if !caller.is_server && update.paths().any(|path| path == "_openid") {
            return Err(bad_parameter("_openid is the server's"));
        }
        let mut changed = Vec::new();
        for (index, Kept { document: old, .. }) in self.writable(place, &query, caller)? {
            let mut new = old.clone();
            update.apply(&mut new)?;
            if new != old {
                changed.push((index, new));
            }
        }
        let updated = changed.len();
        // All or none: an update that cannot be applied to one document changes none.
        for (index, new) in changed {
            self.collections.replace(place, index, new)?;
        }
        if updated > 0 {
            self.collections.commit(place)?;
        }
        Ok(json!({ "stats": { "updated": updated } }))
    }

    fn remove(&mut self, place: &Place, options: &Value, caller: Caller<'_>) -> Result<Value, Failure> {
        let query = Query::read(options, caller.open_id)?;
        let gone = self.writable(place, &query, caller)?;
        let ids: Vec<Value> = gone.iter().filter_map(|(_, kept)| kept.document.get("_id").cloned()).collect();
        if !ids.is_empty() {
            self.collections.remove(place, &ids)?;
            self.collections.commit(place)?;
        }
        Ok(json!({ "stats": { "removed": ids.len() } }))
    }
}

/// The collection that a call names.
pub(super) fn place(options: &Value, caller: Caller<'_>) -> Result<Place, Failure> {
    let name = options.get("collection").and_then(Value::as_str).unwrap_or_default();
    let env = options.get("env").and_then(Value::as_str).filter(|env| !env.is_empty()).unwrap_or(caller.env);
    if name.is_empty() {
        return Err(bad_parameter("the collection has no name"));
    }
    Ok((env.to_owned(), name.to_owned()))
}

fn denied(place: &Place) -> Failure {
    numbered(NO_PERMISSION, format_args!("database permission denied: the collection {}", place.1))
}

fn is_own(document: &Value, caller: Caller<'_>) -> bool {
    document.get("_openid").and_then(Value::as_str) == Some(caller.open_id)
}

fn plain_id(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}

/// The `data` of a call as a document.
fn document(options: &Value, caller: Caller<'_>) -> Result<Value, Failure> {
    let data = options.get("data").unwrap_or(&Value::Null);
    let data = values::stored(data, caller.unix_ms)?;
    if !data.is_object() || values::as_date(&data).is_some() {
        return Err(bad_parameter("data is an object"));
    }
    if !caller.is_server && data.get("_openid").is_some() {
        return Err(bad_parameter("_openid is the server's"));
    }
    Ok(data)
}

/// The document with its `_id` first, and with its creator where a user is one.
fn owned(id: &Value, document: Value, caller: Caller<'_>) -> Value {
    let mut out = json!({ "_id": id });
    if !caller.is_server {
        out["_openid"] = caller.open_id.into();
    }
    if let (Some(out), Value::Object(fields)) = (out.as_object_mut(), document) {
        out.extend(fields.into_iter().filter(|(name, _)| name != "_id"));
    }
    out
}

/// What an aggregation sees of the database.
struct Joined<'d, 'c> {
    database: &'d mut Database,
    env: String,
    caller: Caller<'c>,
}

impl Source for Joined<'_, '_> {
    fn documents(&mut self, collection: &str) -> Result<Vec<Value>, Failure> {
        let place = (self.env.clone(), collection.to_owned());
        Ok(self.database.visible(&place, self.caller)?.into_iter().cloned().collect())
    }

    fn random(&mut self) -> f64 {
        self.database.random.unit()
    }
}
