//! What the simulated cloud of a game stands on: the project's files, its functions, the run's chance.

use crate::{args::RunArgs, exit::Exit, services};
use sparrow_native::DiskFileSystem;
use sparrow_package::{Folder, Package};
use sparrow_platform::{CloudFunctions, FileSystem, MemoryFileSystem, RelativePath};
use sparrow_runtime::ProjectFunctions;
use sparrow_simulator::{CloudConfig, CloudWorld};
use std::{path::Path, rc::Rc, sync::Arc};

/// The run that the cloud belongs to.
pub(crate) struct Run {
    /// Of ids.
    pub(crate) seed: u64,
    /// Real milliseconds, for the time that functions may take.
    pub(crate) real_ms: Arc<dyn Fn() -> f64 + Send + Sync>,
}

/// A cloud that keeps nothing yet: its store and its files are in memory.
pub(crate) fn world(
    args: &RunArgs,
    package: &Package,
    config: &CloudConfig,
    run: &Run,
) -> Result<CloudWorld, Exit> {
    let project = match services::folder(args) {
        // An app of the cache stands in no folder of a project.
        Some(folder) if folder.is_dir() => files_of(&folder)?,
        _ => Arc::new(MemoryFileSystem::new()),
    };
    let functions = match (&config.function_root, &package.project().cloudfunction_root) {
        (Some(root), _) => {
            let root = RelativePath::new(root)
                .map_err(|e| Exit::usage(format!("sparrow.toml: cloud.function_root: {e}")))?;
            Some((project.clone(), root))
        }
        (None, Some(root)) if args.package.is_dir() => Some((files_of(&args.package)?, root.clone())),
        (None, _) => None,
    };
    let functions = functions.map(|(files, root)| -> Rc<dyn CloudFunctions> {
        let limit_ms = f64::from(config.function_ms);
        Rc::new(ProjectFunctions::new(Arc::new(Folder::new(files, root)), limit_ms, run.real_ms.clone()))
    });
    Ok(CloudWorld { project, functions, seed: run.seed, ..CloudWorld::default() })
}

fn files_of(folder: &Path) -> Result<Arc<dyn FileSystem>, Exit> {
    let files = DiskFileSystem::read_only(folder);
    Ok(Arc::new(files.map_err(|e| Exit::usage(format!("{}: {e}", folder.display())))?))
}
