//! Game packages: what is in one, which files its names mean, and how its scripts become what the engine runs.
//!
//! - [`Package`] opens a folder or a zip and reads `game.json` ([`GameConfig`]) and `project.config.json`;
//! - [`Resolver`] finds the file that `require` means;
//! - [`transform`] compiles `import`, `export` and, where asked for, classes and arrows, with a [`SourceMap`].
//!
//! All files are reached through `platform::FileSystem`; there is no `std::fs`, no script engine and no clock here.
//! Whatever a package holds is untrusted: it leads to an error or a warning that names the place, never to a panic.

mod error;
mod fields;
mod folder;
mod game_config;
mod game_package;
mod json;
mod module_resolver;
mod project_config;
mod source_map;
mod transform;
mod zip_files;

pub use error::{PackageError, SourceError, Warning};
pub use game_config::{
    DeviceOrientation, DisplayMode, GameConfig, InteractiveTemplate, NetworkTimeout, Permission, Plugin,
    Subpackage, Workers,
};
pub use game_package::{Package, PackageFile};
pub use module_resolver::Resolver;
pub use project_config::{ProjectConfig, ProjectSetting};
pub use source_map::{Position, SourceMap};
pub use transform::{TRANSFORM_VERSION, TransformOptions, Transformed, transform};
pub use zip_files::{ZipFileSystem, ZipLimits};
