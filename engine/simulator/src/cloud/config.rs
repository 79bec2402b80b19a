//! `[cloud]` of `sparrow.toml`.

use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Who may read and write the documents of a collection, besides functions. The names are CloudBase's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// The creator reads and writes.
    #[default]
    Private,
    /// All read, the creator writes.
    Readonly,
    /// All read, nobody writes.
    Adminwrite,
    /// Nobody reads or writes.
    Adminonly,
}

/// What a function answers that is not run.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(untagged)]
pub enum FunctionAnswer {
    /// A JSON file with the result.
    File(String),
    /// The result.
    Result(Value),
}

/// The table `[cloud]`. Paths are below the file's folder.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cloud {
    /// The environment of games that name none.
    pub env: String,
    /// False: what is stored is forgotten at the end, so that each run begins with the seeds.
    pub keep: bool,
    /// Collections that are there and empty at first.
    pub collections: BTreeSet<String>,
    /// By collection: a JSON file of documents, read when the collection is first used.
    pub database: BTreeMap<String, String>,
    /// By collection: who may what.
    pub permissions: BTreeMap<String, Access>,
    /// By function: what it answers instead of being run.
    pub functions: BTreeMap<String, FunctionAnswer>,
    /// The folder of functions below the file's folder; without it `cloudfunctionRoot` of project.config.json.
    pub function_root: Option<String>,
    /// How long a function may run.
    pub function_ms: u32,
}

impl Default for Cloud {
    fn default() -> Cloud {
        Cloud {
            env: "sparrow".to_owned(),
            keep: true,
            collections: BTreeSet::new(),
            database: BTreeMap::new(),
            permissions: BTreeMap::new(),
            functions: BTreeMap::new(),
            function_root: None,
            function_ms: 3000,
        }
    }
}
