//! Collections: documents kept in a store, one environment beside the other, filled from seed files when they are first used.
//!
//! A collection's key holds a number that grows with each change, so that two players of one machine see each other's changes;
//! each document has a key of its own, so that a change writes no more than it changed.

use super::failures::{NO_COLLECTION, bad_parameter, database, numbered};
use serde_json::{Value, json};
use sparrow_platform::{Failure, FileSystem, RelativePath, Store, StoreError};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// One document, as text.
const MAX_DOCUMENT_BYTES: usize = 1 << 20;
/// Documents of one collection.
const MAX_DOCUMENTS: usize = 50_000;
/// All documents of one collection, as text.
const MAX_COLLECTION_BYTES: usize = 64 << 20;
/// Collections of one game.
const MAX_COLLECTIONS: usize = 200;
/// Names of environments and collections.
const MAX_NAME_BYTES: usize = 128;

/// An environment and a name in it.
pub(super) type Place = (String, String);

/// One document with its place among the others.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    number: u64,
    bytes: usize,
    pub(super) document: Value,
}

#[derive(Debug, Default)]
pub(super) struct Collection {
    version: u64,
    /// Of all documents as text.
    bytes: usize,
    /// `_id`s as JSON.
    ids: BTreeSet<String>,
    pub(super) documents: Vec<Kept>,
}

impl Collection {
    fn of(version: u64, documents: Vec<Kept>) -> Collection {
        let bytes = documents.iter().map(|kept| kept.bytes).sum();
        Collection {
            version,
            bytes,
            ids: documents.iter().map(|kept| id_text(&kept.document)).collect(),
            documents,
        }
    }

    /// Whether a document has this `_id`.
    pub(super) fn has(&self, id: &Value) -> bool {
        self.ids.contains(&id.to_string())
    }
}

fn id_text(document: &Value) -> String {
    document.get("_id").unwrap_or(&Value::Null).to_string()
}

/// See the module's text.
pub(super) struct Collections {
    store: Box<dyn Store>,
    project: Arc<dyn FileSystem>,
    /// Files of documents by collection, and collections that are there without one.
    seeds: BTreeMap<String, String>,
    declared: BTreeSet<String>,
    open: BTreeMap<Place, Collection>,
    /// What changed since [`Collections::take_changed`] was last called.
    changed: BTreeSet<Place>,
}

fn store_failure(error: &StoreError) -> Failure {
    database(format_args!("what the simulator keeps cannot be used: {error}"))
}

impl Collections {
    pub(super) fn new(
        store: Box<dyn Store>,
        project: Arc<dyn FileSystem>,
        seeds: BTreeMap<String, String>,
        declared: BTreeSet<String>,
    ) -> Collections {
        Collections { store, project, seeds, declared, open: BTreeMap::new(), changed: BTreeSet::new() }
    }

    /// The collection as it is now.
    pub(super) fn open(&mut self, place: &Place) -> Result<&mut Collection, Failure> {
        check_name(&place.0)?;
        check_name(&place.1)?;
        let stored = self.store.get(&collection_key(place)).map_err(|e| store_failure(&e))?;
        match stored {
            Some(text) => {
                let version = text.parse().unwrap_or(0);
                if self.open.get(place).is_none_or(|known| known.version != version) {
                    let known = self.open.contains_key(place);
                    let loaded = self.load(place, version)?;
                    self.open.insert(place.clone(), loaded);
                    if known {
                        self.changed.insert(place.clone());
                    }
                }
            }
            None if self.seeds.contains_key(&place.1) || self.declared.contains(&place.1) => {
                self.seed(place)?;
            }
            None => {
                let text = format!(
                    "database collection not exists. [ResourceNotFound] Db or Table not exist: {}",
                    place.1
                );
                return Err(numbered(NO_COLLECTION, text));
            }
        }
        Ok(self.open.entry(place.clone()).or_default())
    }

    fn load(&mut self, place: &Place, version: u64) -> Result<Collection, Failure> {
        let prefix = document_key(place, None);
        let entries = self.store.entries().map_err(|e| store_failure(&e))?;
        let mut documents = Vec::new();
        for (key, bytes) in entries.into_iter().filter(|(key, _)| key.starts_with(&prefix)) {
            let Some(text) = self.store.get(&key).map_err(|e| store_failure(&e))? else { continue };
            let damaged = || database(format_args!("the stored document {key} is damaged"));
            let mut kept: Value = serde_json::from_str(&text).map_err(|_| damaged())?;
            let number = kept.get("n").and_then(Value::as_u64).ok_or_else(damaged)?;
            let document = kept.get_mut("d").map(Value::take).ok_or_else(damaged)?;
            documents.push(Kept { number, bytes, document });
        }
        documents.sort_by_key(|kept| kept.number);
        Ok(Collection::of(version, documents))
    }

    /// Makes a collection of what its seed file holds.
    fn seed(&mut self, place: &Place) -> Result<(), Failure> {
        let documents = match self.seeds.get(&place.1) {
            Some(file) => {
                read_seed(&*self.project, file).map_err(|why| database(format_args!("{file}: {why}")))?
            }
            None => Vec::new(),
        };
        self.create(place)?;
        for (index, mut document) in documents.into_iter().enumerate() {
            if let Some(object) = document.as_object_mut()
                && !object.contains_key("_id")
            {
                // The same in every run and on every machine.
                object.shift_insert(0, "_id".to_owned(), format!("{}-{}", place.1, index + 1).into());
            }
            self.insert(place, document)?;
        }
        self.commit(place)
    }

    /// Makes an empty collection; false when there is one.
    pub(super) fn create(&mut self, place: &Place) -> Result<bool, Failure> {
        check_name(&place.0)?;
        check_name(&place.1)?;
        let key = collection_key(place);
        if self.store.get(&key).map_err(|e| store_failure(&e))?.is_some() {
            return Ok(false);
        }
        let entries = self.store.entries().map_err(|e| store_failure(&e))?;
        if entries.iter().filter(|(key, _)| key.starts_with("collection/")).count() >= MAX_COLLECTIONS {
            return Err(database("there are too many collections"));
        }
        self.store.set(&key, "0").map_err(|e| store_failure(&e))?;
        self.open.insert(place.clone(), Collection::default());
        Ok(true)
    }

    /// Adds a document with its `_id`.
    pub(super) fn insert(&mut self, place: &Place, document: Value) -> Result<(), Failure> {
        let id = id_text(&document);
        let collection = self.open.entry(place.clone()).or_default();
        if collection.ids.contains(&id) {
            return Err(database(format_args!("E11000 duplicate key error: _id {id}")));
        }
        if collection.documents.len() >= MAX_DOCUMENTS {
            return Err(database("the collection has too many documents"));
        }
        let number = collection.documents.last().map_or(0, |kept| kept.number + 1);
        let bytes = self.write(place, number, &document)?;
        let collection = self.open.entry(place.clone()).or_default();
        collection.ids.insert(id);
        collection.bytes += bytes;
        collection.documents.push(Kept { number, bytes, document });
        Ok(())
    }

    /// Puts another document in the place of one.
    pub(super) fn replace(&mut self, place: &Place, index: usize, document: Value) -> Result<(), Failure> {
        let collection = self.open.entry(place.clone()).or_default();
        let Some(number) = collection.documents.get(index).map(|kept| kept.number) else { return Ok(()) };
        let bytes = self.write(place, number, &document)?;
        let collection = self.open.entry(place.clone()).or_default();
        if let Some(kept) = collection.documents.get_mut(index) {
            collection.bytes = (collection.bytes + bytes).saturating_sub(kept.bytes);
            (kept.document, kept.bytes) = (document, bytes);
        }
        Ok(())
    }

    /// Takes documents away, by their `_id`s.
    pub(super) fn remove(&mut self, place: &Place, ids: &[Value]) -> Result<(), Failure> {
        for id in ids {
            self.store.remove(&document_key(place, Some(id))).map_err(|e| store_failure(&e))?;
        }
        let gone: BTreeSet<String> = ids.iter().map(Value::to_string).collect();
        let Some(Collection { version, mut documents, .. }) = self.open.remove(place) else { return Ok(()) };
        documents.retain(|kept| !gone.contains(&id_text(&kept.document)));
        self.open.insert(place.clone(), Collection::of(version, documents));
        Ok(())
    }

    fn write(&mut self, place: &Place, number: u64, document: &Value) -> Result<usize, Failure> {
        let text = json!({ "n": number, "d": document }).to_string();
        if text.len() > MAX_DOCUMENT_BYTES {
            return Err(database("the document is larger than 1 MB"));
        }
        let all = self.open.get(place).map_or(0, |collection| collection.bytes);
        if all + text.len() > MAX_COLLECTION_BYTES {
            return Err(database("the collection is larger than 64 MB"));
        }
        let key = document_key(place, document.get("_id"));
        self.store.set(&key, &text).map_err(|e| store_failure(&e))?;
        Ok(text.len())
    }

    /// Ends a change: others see it now.
    pub(super) fn commit(&mut self, place: &Place) -> Result<(), Failure> {
        let collection = self.open.entry(place.clone()).or_default();
        collection.version += 1;
        let version = collection.version.to_string();
        self.changed.insert(place.clone());
        self.store.set(&collection_key(place), &version).map_err(|e| store_failure(&e))
    }

    /// Collections that changed since this was last asked.
    pub(super) fn take_changed(&mut self) -> BTreeSet<Place> {
        std::mem::take(&mut self.changed)
    }

    /// The store, for what else the cloud keeps.
    pub(super) fn store(&mut self) -> &mut dyn Store {
        &mut *self.store
    }
}

fn check_name(name: &str) -> Result<(), Failure> {
    let fits = !name.is_empty() && name.len() <= MAX_NAME_BYTES && !name.contains(['/', '\0']);
    if fits { Ok(()) } else { Err(bad_parameter(format_args!("{name:?} is no name"))) }
}

fn collection_key((env, name): &Place) -> String {
    format!("collection/{env}/{name}")
}

/// Of one document, or the beginning of all.
fn document_key((env, name): &Place, id: Option<&Value>) -> String {
    let id = id.map(Value::to_string).unwrap_or_default();
    format!("document/{env}/{name}/{id}")
}

/// Documents of a file: a JSON list, or an object in each line as the platform exports them.
fn read_seed(project: &dyn FileSystem, file: &str) -> Result<Vec<Value>, String> {
    let path = RelativePath::new(file).map_err(|e| e.to_string())?;
    let bytes = project.read(&path).map_err(|e| e.to_string())?;
    let text = String::from_utf8(bytes).map_err(|_| "is no UTF-8".to_owned())?;
    let text = text.trim_start_matches('\u{feff}').trim();
    let mut documents: Vec<Value> = if text.starts_with('[') {
        serde_json::from_str(text).map_err(|e| e.to_string())?
    } else {
        let lines = serde_json::Deserializer::from_str(text).into_iter();
        lines.collect::<Result<_, _>>().map_err(|e| e.to_string())?
    };
    for document in &mut documents {
        if !document.is_object() {
            return Err("a document is an object".to_owned());
        }
        plain_dates(document)?;
    }
    Ok(documents)
}

/// `{"$date": "2024-01-31T08:00:00.000Z"}` becomes milliseconds; other words with `$` are none of ours.
fn plain_dates(value: &mut Value) -> Result<(), String> {
    match value {
        Value::Array(items) => items.iter_mut().try_for_each(plain_dates),
        Value::Object(object) => {
            if let Some(date) = object.get_mut("$date") {
                if let Some(text) = date.as_str() {
                    *date = super::calendar::unix_ms(text).ok_or(format!("{text:?} is no date"))?.into();
                }
                return if date.is_number() {
                    Ok(())
                } else {
                    Err("$date takes milliseconds or a text".to_owned())
                };
            }
            if let Some(key) = object.keys().find(|key| key.starts_with('$')) {
                return Err(format!("{key} is not known here"));
            }
            object.values_mut().try_for_each(plain_dates)
        }
        _ => Ok(()),
    }
}
