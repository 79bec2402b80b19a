//! `sparrow run app://ID`: a game out of the package cache, which starts at once while a newer version is fetched beside it.
//!
//! A new version is on trial for its first [`TRIAL_FRAMES`]; one that does not start, or whose first script throws, is given up for the
//! last good one.

use crate::{args::RunArgs, exit::Exit, network, session::say};
use serde_json::json;
use sparrow_native::{
    AppCache, AppError, Installed, NetworkOptions, RemoteParts, Start, UpdateEvent, UpdateOptions, Updates,
    fetch_release,
};
use sparrow_package::{Package, PartFiles};
use sparrow_platform::{
    Choice, Chrome, Failure, GameFiles, Reply, Served, ServiceCall, ServiceEvent, Services,
};
use std::{cell::RefCell, env, path::Path, rc::Rc, sync::Arc, time::Duration};

/// What a game's address begins with.
const SCHEME: &str = "app://";
/// A version that ran for so many frames is good.
const TRIAL_FRAMES: u64 = 60;
/// How long virtual time waits for an update.
const PATIENCE: Duration = Duration::from_secs(60);

/// The id in `app://ID`.
pub(crate) fn id_of(package: &Path) -> Option<&str> {
    package.to_str()?.strip_prefix(SCHEME).map(|id| id.trim_matches('/')).filter(|id| !id.is_empty())
}

/// A game that runs out of the cache.
pub(crate) struct AppRun {
    cache: AppCache,
    installed: Installed,
    on_trial: bool,
    updates: Option<Rc<RefCell<UpdateState>>>,
    frames: u64,
}

/// What the game and the cache know of an update.
struct UpdateState {
    updates: Updates,
    /// The game asked, and has not been told whether there is one.
    asked: Option<u64>,
    has_update: Option<bool>,
    end: Option<UpdateEvent>,
    waits: bool,
}

fn failed(error: &AppError) -> Exit {
    Exit::bad_package(error.to_string())
}

/// How to reach the server; `None` with `--offline`.
fn options(args: &RunArgs, cache: &AppCache) -> Result<Option<UpdateOptions>, Exit> {
    let source = match &args.from {
        Some(source) => Some(source.clone()),
        None => cache.source().map_err(|e| failed(&e))?,
    };
    if args.offline {
        return Ok(None);
    }
    let network = NetworkOptions { roots: network::roots(args)? };
    let subpackage = args.subpackage.clone();
    Ok(source.map(|source| UpdateOptions { source, network, subpackage }))
}

/// The version of a game in the cache that would start; nothing is fetched and nothing is made.
pub(crate) fn cached_package(package: &Path) -> Result<Package, Exit> {
    let id = id_of(package).unwrap_or_default();
    let missing = || {
        let mend =
            format!("sparrow run {SCHEME}{id} --from http://127.0.0.1:8700/ fetches it (see sparrow serve)");
        Exit::bad_package(format!("{SCHEME}{id} is not in the cache\n  mend: {mend}"))
    };
    let root = sparrow_native::data_root(|name| env::var_os(name)).ok_or_else(missing)?;
    let cache = AppCache::at(&root, id);
    let start = cache.peek().map_err(|e| failed(&e))?.ok_or_else(missing)?;
    Ok(package_of(&cache, &start, None).map_err(|e| failed(&e))?.with_app_id(id))
}

impl AppRun {
    /// The package that starts now, when the arguments name one of the cache.
    pub(crate) fn open(args: &RunArgs) -> Result<Option<(Package, AppRun)>, Exit> {
        let Some(id) = id_of(&args.package) else { return Ok(None) };
        let root = args.data.clone().or_else(|| sparrow_native::data_root(|name| env::var_os(name)));
        let root =
            root.ok_or_else(|| Exit::usage("there is no folder for packages; name one with --data"))?;
        if !AppCache::is_there(&root, id) && (args.from.is_none() || args.offline) {
            return Err(nothing_here(id, args));
        }
        let cache = AppCache::open(&root, id).map_err(|e| failed(&e))?;
        if let Some(damage) = cache.damage() {
            say(&format!("sparrow: {damage}"));
        }
        let options = options(args, &cache)?;
        if let Some(source) = &args.from {
            cache.set_source(source).map_err(|e| failed(&e))?;
        }
        if let Some(name) = &args.subpackage {
            return AppRun::open_alone(name, id, args, cache, options).map(Some);
        }
        let mut fetched = false;
        loop {
            let Some(start) = cache.start().map_err(|e| failed(&e))? else {
                let options = options.as_ref().filter(|_| !fetched).ok_or_else(|| nothing_here(id, args))?;
                say(&format!("sparrow: {id} is fetched from {}", options.source));
                fetch_release(&cache, options).map_err(|e| failed(&e))?;
                fetched = true;
                continue;
            };
            if let Some(version) = &start.fell_back_from {
                say(&format!(
                    "sparrow: version {version} could not be used; version {} starts",
                    start.installed.release.version
                ));
            }
            match package_of(&cache, &start, options.as_ref()) {
                Ok(package) => {
                    // What was fetched a moment ago is the newest.
                    let updates = updates(args, &cache, options.filter(|_| !fetched));
                    let Start { installed, on_trial, .. } = start;
                    let run = AppRun { cache, installed, on_trial, updates, frames: 0 };
                    return Ok(Some((package.with_app_id(id), run)));
                }
                Err(error) => {
                    let version = start.installed.release.version.clone();
                    say(&format!("sparrow: version {version} cannot be opened: {error}"));
                    if !cache.refuse(start.installed.id).map_err(|e| failed(&e))? {
                        return Err(failed(&error));
                    }
                }
            }
        }
    }

    /// The same from an independent subpackage: the main package is not fetched until the game asks for it.
    fn open_alone(
        name: &str,
        id: &str,
        args: &RunArgs,
        cache: AppCache,
        options: Option<UpdateOptions>,
    ) -> Result<(Package, AppRun), Exit> {
        let mut found = cache.start_alone(name).map_err(|e| failed(&e))?;
        let fetched = found.is_none();
        if fetched {
            let options = options.as_ref().ok_or_else(|| nothing_here(id, args))?;
            say(&format!("sparrow: {name} of {id} is fetched from {}", options.source));
            fetch_release(&cache, options).map_err(|e| failed(&e))?;
            found = cache.start_alone(name).map_err(|e| failed(&e))?;
        }
        let (installed, zip) = found.ok_or_else(|| nothing_here(id, args))?;
        let package = alone(&cache, &installed, name, zip, options.as_ref()).map_err(|e| failed(&e))?;
        // What was fetched a moment ago is the newest.
        let updates = updates(args, &cache, options.filter(|_| !fetched));
        let run = AppRun { cache, installed, on_trial: false, updates, frames: 0 };
        Ok((package.with_app_id(id), run))
    }

    /// The services with a real update manager.
    pub(crate) fn services(&self, inner: Box<dyn Services>) -> Box<dyn Services> {
        match &self.updates {
            Some(state) => Box::new(WithUpdates { inner, state: state.clone() }),
            None => inner,
        }
    }

    /// The game could not be started, or its first script threw: true when an older version can take its place.
    pub(crate) fn fall_back(&self, why: &str) -> bool {
        if !self.on_trial {
            return false;
        }
        let version = &self.installed.release.version;
        match self.cache.refuse(self.installed.id) {
            Ok(true) => {
                say(&format!("sparrow: version {version} is broken ({why}); the last good version starts"));
                true
            }
            Ok(false) => false,
            Err(error) => {
                say(&format!("sparrow: {error}"));
                false
            }
        }
    }

    /// A frame has run.
    pub(crate) fn frame(&mut self) {
        self.frames += 1;
        if self.frames == TRIAL_FRAMES
            && self.on_trial
            && let Err(error) = self.cache.mark_good(self.installed.id)
        {
            say(&format!("sparrow: {error}"));
        }
        if let Some(state) = &self.updates {
            state.borrow_mut().look();
        }
    }
}

fn package_of(cache: &AppCache, start: &Start, options: Option<&UpdateOptions>) -> Result<Package, AppError> {
    let release = start.installed.release.clone();
    let files = Arc::new(PartFiles::default());
    if let Some(main) = release.main() {
        files.mount(main, start.main.clone())?;
    }
    let (source, network) = options.map(|o| (o.source.clone(), o.network.clone())).unzip();
    let parts = RemoteParts::new(cache.clone(), release, source, network.unwrap_or_default(), files.clone());
    Ok(Package::open(files)?.with_parts(Arc::new(parts)))
}

/// The package of which only an independent subpackage is here.
fn alone(
    cache: &AppCache,
    installed: &Installed,
    name: &str,
    zip: Vec<u8>,
    options: Option<&UpdateOptions>,
) -> Result<Package, AppError> {
    let release = installed.release.clone();
    let part = release.independent(name)?.clone();
    let files = Arc::new(PartFiles::default());
    files.mount(&part, zip)?;
    let (source, network) = options.map(|o| (o.source.clone(), o.network.clone())).unzip();
    let network = network.unwrap_or_default();
    let parts = RemoteParts::beside(&part.name, cache.clone(), release, source, network, files.clone());
    Ok(Package::open_without_main(files)?.with_parts(Arc::new(parts)))
}

/// Looks for an update beside the run.
fn updates(
    args: &RunArgs,
    cache: &AppCache,
    options: Option<UpdateOptions>,
) -> Option<Rc<RefCell<UpdateState>>> {
    let updates = Updates::start(cache.clone(), options?);
    let waits = args.headless && args.clock == crate::args::ClockKind::Virtual;
    Some(Rc::new(RefCell::new(UpdateState { updates, asked: None, has_update: None, end: None, waits })))
}

fn nothing_here(id: &str, args: &RunArgs) -> Exit {
    let mend = if args.offline {
        "without --offline it is fetched"
    } else {
        "name the server that has it: --from http://127.0.0.1:8700/ (see sparrow serve)"
    };
    Exit::bad_package(format!("{SCHEME}{id} is not in the cache\n  mend: {mend}"))
}

impl UpdateState {
    /// Takes what has happened.
    fn look(&mut self) {
        let events =
            if std::mem::take(&mut self.waits) { self.updates.wait(PATIENCE) } else { self.updates.poll() };
        for event in events {
            match &event {
                UpdateEvent::Checked { has_update } => {
                    self.has_update = Some(*has_update);
                    continue;
                }
                UpdateEvent::Ready { version } => {
                    say(&format!("sparrow: version {version} is here; it starts next, or by applyUpdate"));
                }
                UpdateEvent::Failed { reason } => say(&format!("sparrow: no update: {reason}")),
            }
            self.end = Some(event);
        }
    }
}

/// Answers `UpdateManager.check` by what the cache finds, and leaves the rest to the services below.
struct WithUpdates {
    inner: Box<dyn Services>,
    state: Rc<RefCell<UpdateState>>,
}

impl Services for WithUpdates {
    fn starts(&mut self, files: Arc<dyn GameFiles>) {
        self.inner.starts(files);
    }

    fn call(&mut self, call: ServiceCall<'_>) -> Reply {
        if call.name != "UpdateManager.check" {
            return self.inner.call(call);
        }
        self.state.borrow_mut().asked = Some(call.ticket);
        Reply::Later
    }

    fn poll(&mut self, now_ms: f64) -> Vec<ServiceEvent> {
        let mut events = self.inner.poll(now_ms);
        let mut state = self.state.borrow_mut();
        state.look();
        let known = state.has_update.or_else(|| state.end.as_ref().map(|_| false));
        if let (Some(ticket), Some(has_update)) = (state.asked, known) {
            if ticket != 0 {
                events.push(ServiceEvent::Answer {
                    ticket,
                    result: Ok::<_, Failure>(json!({ "hasUpdate": has_update })),
                });
                state.asked = Some(0);
            }
            let then = match state.end.take() {
                Some(UpdateEvent::Ready { .. }) => Some("UpdateReady"),
                Some(UpdateEvent::Failed { .. }) if has_update => Some("UpdateFailed"),
                _ => None,
            };
            if let Some(then) = then {
                events.push(ServiceEvent::Event {
                    name: "UpdateManager".to_owned(),
                    detail: json!({ "then": then }),
                });
            }
        }
        events
    }

    fn served(&self, name: &str) -> Served {
        self.inner.served(name)
    }

    fn chrome(&self) -> &Chrome {
        self.inner.chrome()
    }

    fn choose(&mut self, choice: Choice, now_ms: f64) {
        self.inner.choose(choice, now_ms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read() {
        assert_eq!(id_of(Path::new("app://wx1")), Some("wx1"));
        assert_eq!(id_of(Path::new("app://wx1/")), Some("wx1"));
        assert_eq!(id_of(Path::new("app://")), None);
        assert_eq!(id_of(Path::new("./app")), None);
    }
}
