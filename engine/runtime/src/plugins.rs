//! `requirePlugin`: modules of a plugin, which sees its own files only and runs in the realm that asks for it.

use crate::modules::PackageModules;
use sparrow_package::{CodeCache, Package};
use sparrow_script::{Modules, Vm, VmError, define_function, native::JsError};
use std::{cell::RefCell, collections::BTreeMap, rc::Rc, sync::Arc};

/// Where a plugin's modules are.
#[derive(Clone)]
struct Places {
    folder: String,
    entry: String,
}

/// Gives the main realm of `vm` the function `requirePlugin`. Does nothing for a game without plugins.
pub(crate) fn install(
    vm: &Vm,
    package: &Arc<Package>,
    cache: Option<&Arc<CodeCache>>,
    open_data: bool,
) -> Result<(), VmError> {
    if package.config().plugins.is_empty() {
        return Ok(());
    }
    let (package, cache) = (package.clone(), cache.cloned());
    let loaded: Rc<RefCell<BTreeMap<String, (Modules, Places)>>> = Rc::default();
    let result = vm.enter(|ctx| {
        define_function(&ctx.globals(), "requirePlugin", 1, move |call| {
            let specifier = call.text(0)?;
            let (alias, rest) = parts(&specifier);
            let found = loaded.borrow().get(alias).cloned();
            let (modules, places) = match found {
                Some(found) => found,
                None => {
                    let found = package
                        .plugin(alias, open_data)
                        .map_err(|e| JsError::Error(format!("requirePlugin: {e}")))?;
                    let modules = PackageModules::new(package.clone(), found.resolver, cache.clone());
                    let places = Places { folder: found.folder.to_string(), entry: found.entry };
                    let made = (Modules::new(Rc::new(modules)), places);
                    loaded.borrow_mut().insert(alias.to_owned(), made.clone());
                    made
                }
            };
            let wanted = match rest.trim_end_matches('/') {
                "" => places.entry,
                rest => format!("/{}{rest}", places.folder),
            };
            modules.require(call.ctx, "", &wanted)
        })
    });
    result.map_err(|error| VmError::Builtin(Box::new(error)))
}

/// `plugin://alias/path`, `alias/path` or `alias`: the alias, and the path with its slash.
fn parts(specifier: &str) -> (&str, &str) {
    let plain = specifier.strip_prefix("plugin://").unwrap_or(specifier);
    plain.split_at(plain.find('/').unwrap_or(plain.len()))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn specifiers_are_taken_apart() {
        assert_eq!(parts("Layout"), ("Layout", ""));
        assert_eq!(parts("plugin://a/b/c"), ("a", "/b/c"));
        assert_eq!(parts("a/"), ("a", "/"));
        assert_eq!(parts(""), ("", ""));
    }
}
