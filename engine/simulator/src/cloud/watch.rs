//! Watched queries: a snapshot at first, then what each change of the database makes of it.

use super::{
    collections::Place,
    database::{Caller, Database, place},
    failures::bad_parameter,
    query::Query,
    values::equal,
};
use serde_json::{Map, Value, json};
use sparrow_platform::Failure;
use std::collections::{BTreeMap, BTreeSet};

/// Watches of one game.
const MAX_WATCHES: usize = 64;
/// Documents of one watched query.
const MAX_WATCHED: usize = 5000;
/// How often other players' changes are looked for, in milliseconds of the game's time.
const LOOK_EVERY_MS: f64 = 500.0;

struct Watch {
    place: Place,
    query: Query,
    shown: Vec<Value>,
    /// `_id`s of the whole collection.
    ids: BTreeSet<String>,
    snapshots: u64,
}

/// The watches of a game by the number that the SDK gave them.
#[derive(Default)]
pub(super) struct Watches {
    all: BTreeMap<u64, Watch>,
    next_look_ms: f64,
}

/// A snapshot for a watch.
pub(super) struct Snapshot {
    pub(super) watch: u64,
    pub(super) snapshot: Value,
}

fn id_of(document: &Value) -> String {
    document.get("_id").unwrap_or(&Value::Null).to_string()
}

impl Watches {
    /// Begins a watch; the result is its first snapshot.
    pub(super) fn begin(
        &mut self,
        database: &mut Database,
        options: &Value,
        caller: Caller<'_>,
    ) -> Result<Snapshot, Failure> {
        let number = options.get("watch").and_then(Value::as_u64).ok_or_else(|| bad_parameter("watch"))?;
        if self.all.len() >= MAX_WATCHES {
            return Err(Failure::with_code("-402002 too many watches are open", -402_002));
        }
        let (place, query) = (place(options, caller)?, Query::read(options, caller.open_id)?);
        let mut watch = Watch { place, query, shown: Vec::new(), ids: BTreeSet::new(), snapshots: 0 };
        let snapshot = watch.look(database, caller)?;
        self.all.insert(number, watch);
        Ok(Snapshot { watch: number, snapshot: snapshot.unwrap_or_default() })
    }

    pub(super) fn end(&mut self, options: &Value) {
        if let Some(number) = options.get("watch").and_then(Value::as_u64) {
            self.all.remove(&number);
        }
    }

    /// What changed since the last look. Other players' changes are found by opening their collections anew.
    pub(super) fn changes(
        &mut self,
        database: &mut Database,
        caller: Caller<'_>,
        now_ms: f64,
    ) -> Vec<Snapshot> {
        if !self.all.is_empty() && now_ms >= self.next_look_ms {
            self.next_look_ms = now_ms + LOOK_EVERY_MS;
            for watch in self.all.values() {
                // A collection that cannot be opened now is looked at the next time.
                let _ = database.collections.open(&watch.place);
            }
        }
        let changed = database.collections.take_changed();
        let mut found = Vec::new();
        for (number, watch) in self.all.iter_mut().filter(|(_, watch)| changed.contains(&watch.place)) {
            if let Ok(Some(snapshot)) = watch.look(database, caller) {
                found.push(Snapshot { watch: *number, snapshot });
            }
        }
        found
    }
}

impl Watch {
    /// The next snapshot; `None` where nothing changed.
    fn look(&mut self, database: &mut Database, caller: Caller<'_>) -> Result<Option<Value>, Failure> {
        let shown = database.watched(&self.place, &self.query, caller, MAX_WATCHED)?;
        let documents = &database.collections.open(&self.place)?.documents;
        let ids: BTreeSet<String> = documents.iter().map(|kept| id_of(&kept.document)).collect();
        let changes = if self.snapshots == 0 {
            shown.iter().map(|document| change("init", "init", document)).collect()
        } else {
            self.compare(&shown, &ids)
        };
        let is_first = self.snapshots == 0;
        (self.shown, self.ids) = (shown, ids);
        if changes.is_empty() && !is_first {
            return Ok(None);
        }
        let mut snapshot = json!({ "id": self.snapshots, "docChanges": changes, "docs": self.shown });
        if is_first {
            snapshot["type"] = "init".into();
        }
        self.snapshots += 1;
        Ok(Some(snapshot))
    }

    fn compare(&self, shown: &[Value], ids: &BTreeSet<String>) -> Vec<Value> {
        let old: BTreeMap<String, &Value> =
            self.shown.iter().map(|document| (id_of(document), document)).collect();
        let mut changes = Vec::new();
        for document in shown {
            match old.get(&id_of(document)) {
                None => {
                    let was_there = self.ids.contains(&id_of(document));
                    changes.push(change("enqueue", if was_there { "update" } else { "add" }, document));
                }
                Some(old) if !equal(old, document) => {
                    let mut one = change("update", "update", document);
                    let (mut updated, mut removed) = (Map::new(), Vec::new());
                    differences("", old, document, &mut updated, &mut removed);
                    one["updatedFields"] = Value::Object(updated);
                    one["removedFields"] = removed.into();
                    changes.push(one);
                }
                Some(_) => {}
            }
        }
        let new: BTreeSet<String> = shown.iter().map(id_of).collect();
        for document in self.shown.iter().filter(|document| !new.contains(&id_of(document))) {
            let is_there = ids.contains(&id_of(document));
            changes.push(change("dequeue", if is_there { "update" } else { "remove" }, document));
        }
        for (index, change) in changes.iter_mut().enumerate() {
            change["id"] = index.into();
        }
        changes
    }
}

fn change(queue: &str, data: &str, document: &Value) -> Value {
    json!({ "id": 0, "queueType": queue, "dataType": data, "docId": document.get("_id"), "doc": document })
}

/// Paths whose values differ.
fn differences(
    path: &str,
    old: &Value,
    new: &Value,
    updated: &mut Map<String, Value>,
    removed: &mut Vec<Value>,
) {
    let (Some(before), Some(after)) = (old.as_object(), new.as_object()) else {
        updated.insert(path.to_owned(), new.clone());
        return;
    };
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    for (name, value) in after {
        match before.get(name) {
            Some(old) if equal(old, value) => {}
            Some(old) if old.is_object() && value.is_object() => {
                differences(&below(name), old, value, updated, removed);
            }
            _ => drop(updated.insert(below(name), value.clone())),
        }
    }
    removed.extend(before.keys().filter(|name| !after.contains_key(*name)).map(|name| below(name).into()));
}
