//! The adapter's scripts as bytecode, kept in the code cache between runs: compiling them is a third of a cold start.

use crate::adapter::{self, Script};
use rquickjs::Ctx;
use sparrow_package::{CacheKey, CodeCache};
use sparrow_script::{Bytecode, attach, compile_script, engine_build_id};
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    rc::Rc,
    sync::Arc,
};

/// Which scripts belong together: they are one entry of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bundle {
    Main,
    /// With the web adapter.
    Web,
    OpenData,
}

/// The scripts of a realm that is being made.
pub(crate) struct AdapterCode {
    cache: Arc<CodeCache>,
    key: CacheKey,
    scripts: RefCell<BTreeMap<String, Bytecode>>,
    changed: Cell<bool>,
}

impl AdapterCode {
    /// Puts what the cache has of a bundle where [`AdapterCode::script`] is asked for it.
    pub(crate) fn open(
        ctx: &Ctx<'_>,
        cache: Option<&Arc<CodeCache>>,
        bundle: Bundle,
    ) -> Option<Rc<AdapterCode>> {
        let cache = cache?.clone();
        let key = key(bundle);
        let stored = cache.load(key).and_then(|entry| read(&entry.bytecode)).unwrap_or_default();
        let code =
            Rc::new(AdapterCode { cache, key, scripts: RefCell::new(stored), changed: Cell::new(false) });
        attach(ctx, Rc::clone(&code));
        Some(code)
    }

    /// A script's bytecode; compiled now when the cache does not have it.
    pub(crate) fn script(
        &self,
        ctx: &Ctx<'_>,
        file: &str,
        source: impl FnOnce() -> String,
    ) -> rquickjs::Result<Bytecode> {
        if let Some(known) = self.scripts.borrow().get(file) {
            return Ok(known.clone());
        }
        let made = compile_script(ctx, &source(), file)?;
        self.scripts.borrow_mut().insert(file.to_owned(), made.clone());
        self.changed.set(true);
        Ok(made)
    }

    /// All scripts have run: what is new is stored, and the bytes go.
    pub(crate) fn close(&self) {
        let scripts = self.scripts.take();
        if self.changed.take() {
            // A full disk only costs the next start its speed.
            self.cache.store(self.key, &write(&scripts), None);
        }
    }
}

/// Of the texts themselves: a build with others never reads these.
fn key(bundle: Bundle) -> CacheKey {
    let more: &[Script] = match bundle {
        Bundle::Main => &[],
        Bundle::Web => adapter::WEB,
        Bundle::OpenData => adapter::OPEN_DATA,
    };
    let kind = format!("adapter {bundle:?} {}", engine_build_id());
    let single = [&adapter::CORE, &adapter::WEB_BOOT, &adapter::WEB_ASSEMBLY, &adapter::COUNT_CALLS];
    let scripts = adapter::WX.iter().chain(more).chain(single);
    let parts = scripts.flat_map(|script| [script.file.as_bytes(), script.source.as_bytes()]);
    CacheKey::of_parts(&kind, parts)
}

/// Name and code of each, with their lengths before them.
fn write(scripts: &BTreeMap<String, Bytecode>) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, code) in scripts {
        for part in [name.as_bytes(), code.as_bytes()] {
            out.extend((part.len() as u32).to_le_bytes());
            out.extend(part);
        }
    }
    out
}

/// `None` when the bytes are not what [`write()`] gave, or hold code of another engine.
fn read(mut bytes: &[u8]) -> Option<BTreeMap<String, Bytecode>> {
    let mut scripts = BTreeMap::new();
    while !bytes.is_empty() {
        let name = part(&mut bytes)?;
        let code = Bytecode::from_bytes(part(&mut bytes)?.to_vec()).ok()?;
        scripts.insert(String::from_utf8(name.to_vec()).ok()?, code);
    }
    Some(scripts)
}

fn part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    let (part, rest) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *bytes = rest;
    Some(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_script::{Vm, VmOptions};

    #[test]
    fn bundles_are_read_as_they_were_written() {
        let vm = Vm::new(VmOptions::default()).unwrap();
        let code = |source| vm.compile(source, "a.js", sparrow_script::CompileKind::Script, true).unwrap();
        let scripts = BTreeMap::from([("a".to_owned(), code("1 + 1")), ("b".to_owned(), code("(x) => x"))]);
        let bytes = write(&scripts);
        assert_eq!(read(&bytes), Some(scripts));
        assert_eq!(read(&bytes[..bytes.len() - 1]), None);
        assert_eq!(read(&bytes[1..]), None);
        let mut damaged = bytes.clone();
        damaged[60] ^= 1;
        assert_eq!(read(&damaged), None);
        assert_eq!(read(&[]), Some(BTreeMap::new()));
    }

    #[test]
    fn bundles_have_keys_of_their_own() {
        assert_ne!(key(Bundle::Main), key(Bundle::Web));
        assert_ne!(key(Bundle::Main), key(Bundle::OpenData));
    }
}
