//! Game packages: what is in one, which files its names mean, and how its scripts become what the engine runs.
//!
//! - [`Package`] opens a folder or a zip and reads `game.json` ([`GameConfig`]) and `project.config.json`;
//! - [`Resolver`] finds the file that `require` means;
//! - [`transform()`] compiles `import`, `export` and, where asked for, classes and arrows, with a [`SourceMap`];
//! - [`survey()`] says what a script requires, calls and names, for tools;
//! - [`CodeCache`] keeps what the engine made of it;
//! - [`Mounts`] are the files that a game reads and writes, [`Storage`] its stored values, with their limits.
//!
//! All files are reached through `platform::FileSystem`; there is no `std::fs`, no script engine and no clock here.
//! Whatever a package holds is untrusted: it leads to an error or a warning that names the place, never to a panic.

mod cloud_storage;
mod code_cache;
mod error;
mod fields;
mod folder;
mod game_config;
mod game_package;
mod independent;
mod json;
mod module_resolver;
mod module_source;
mod mounts;
mod pack_rules;
mod packer;
mod part_files;
mod plugins;
mod project_config;
mod rank_scores;
mod release;
mod source_map;
mod storage;
#[cfg(feature = "compiler")]
mod survey;
mod transform;
mod zip_files;

pub use cloud_storage::{CloudPair, CloudStorage, CloudStorageError, CloudUser};
pub use code_cache::{CacheKey, CacheStats, CachedModule, CodeCache};
pub use error::{PackageError, SourceError, Warning};
pub use folder::Folder;
pub use game_config::{
    DeviceOrientation, DisplayMode, GameConfig, InteractiveTemplate, NetworkTimeout, Permission, Plugin,
    Subpackage, Workers,
};
pub use game_package::{Package, PackageFile};
pub use independent::{MAIN_PACKAGE, Part};
pub use module_resolver::Resolver;
pub use module_source::ModuleSource;
pub use mounts::{
    DigestAlgorithm, Encoding, FailureKind, FileFailure, FileInfo, Location, Mount, MountFiles, MountLimits,
    Mounts, SavedFile, StatEntry, USER_DATA_PATH,
};
pub use pack_rules::{PackRule, PackRuleKind};
pub use packer::{MANIFEST, PackOptions, PackedRelease};
pub use part_files::PartFiles;
pub use plugins::PluginError;
pub use project_config::{ProjectConfig, ProjectSetting};
pub use rank_scores::{RankPeriod, RankScore};
pub use release::{ContentHash, ContentHasher, MAX_RELEASE_BYTES, Release, ReleasePart};
pub use source_map::{Position, SourceMap};
pub use storage::{Storage, StorageError, StorageInfo, StorageLimits, StorageValue};
#[cfg(feature = "compiler")]
pub use survey::{ApiUse, BrowserUse, Literal, Requirement, Survey, UseKind, survey};
pub use transform::{TRANSFORM_VERSION, TransformOptions, Transformed, transform};
pub use zip_files::{ZipFileSystem, ZipLimits};
