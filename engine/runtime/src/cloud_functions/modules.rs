//! Modules of a cloud function: its own files, the packages of its `node_modules`, and `wx-server-sdk`.

use crate::source_maps::SourceMaps;
use sparrow_package::{PackageError, Resolver, TransformOptions, transform};
use sparrow_platform::{FileSystem, RelativePath};
use sparrow_script::{FrameMapper, ModuleCode, ModuleError, ModuleHost, ModuleSource};
use std::{rc::Rc, sync::Arc};

/// The module that is made, not loaded.
pub(super) const SDK: &str = "wx-server-sdk";

/// Node's own, with or without `node:`.
const NODE: &[&str] = &[
    "assert",
    "async_hooks",
    "buffer",
    "child_process",
    "cluster",
    "console",
    "constants",
    "crypto",
    "dgram",
    "dns",
    "events",
    "fs",
    "fs/promises",
    "http",
    "http2",
    "https",
    "module",
    "net",
    "os",
    "path",
    "perf_hooks",
    "process",
    "punycode",
    "querystring",
    "readline",
    "stream",
    "string_decoder",
    "timers",
    "tls",
    "tty",
    "url",
    "util",
    "v8",
    "vm",
    "worker_threads",
    "zlib",
];

/// See the module's text.
pub(super) struct FunctionModules {
    files: Arc<dyn FileSystem>,
    resolver: Resolver,
    name: String,
    maps: SourceMaps,
}

impl FunctionModules {
    /// Of the function `name`, whose folder is `files`.
    pub(super) fn new(files: Arc<dyn FileSystem>, name: &str) -> FunctionModules {
        let resolver = Resolver::new(files.clone());
        FunctionModules { files, resolver, name: name.to_owned(), maps: SourceMaps::default() }
    }

    /// Maps places in compiled modules back to their sources.
    pub(super) fn frame_mapper(&self) -> Rc<FrameMapper> {
        self.maps.frame_mapper()
    }
}

impl ModuleHost for FunctionModules {
    fn resolve(&self, from: &str, specifier: &str) -> Result<String, ModuleError> {
        if specifier == SDK {
            return Ok(SDK.to_owned());
        }
        let from_path = if from.is_empty() { None } else { RelativePath::new(from).ok() };
        match self.resolver.resolve(specifier, from_path.as_ref()) {
            Ok(id) => Ok(id.as_str().to_owned()),
            Err(_) if NODE.contains(&specifier.strip_prefix("node:").unwrap_or(specifier)) => {
                let text =
                    format!("{specifier} is a module of Node, which simulated cloud functions do not have");
                Err(ModuleError::NotFound(text))
            }
            Err(error) => Err(ModuleError::NotFound(error.to_string())),
        }
    }

    fn load(&self, id: &str) -> Result<ModuleSource, ModuleError> {
        let failed = |e: &dyn std::fmt::Display| ModuleError::Failed(e.to_string());
        let path = RelativePath::new(id).map_err(|e| failed(&e))?;
        let bytes = self.files.read(&path).map_err(|e| failed(&e))?;
        let text = String::from_utf8_lossy(&bytes).trim_start_matches('\u{feff}').to_owned();
        let file = format!("{}/{id}", self.name);
        if id.ends_with(".json") {
            return Ok(ModuleSource { code: ModuleCode::Json(text), file });
        }
        let done = transform(&file, &text, TransformOptions::default()).map_err(|error| match error {
            PackageError::Syntax(e) => ModuleError::Syntax {
                message: e.message.clone(),
                file: e.file.clone(),
                line: e.line,
                column: e.column,
                excerpt: Some(format!("{}\n{}^", e.source_line, " ".repeat(e.caret as usize))),
            },
            other => failed(&other),
        })?;
        self.maps.remember(&file, done.map);
        Ok(ModuleSource { code: ModuleCode::Js(done.code.unwrap_or(text)), file })
    }
}
