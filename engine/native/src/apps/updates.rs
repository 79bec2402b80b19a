//! Looks for a newer release while the game runs, and installs it.

use super::{AppCache, AppError, Installed, download::Downloader, verify_signature};
use crate::NetworkOptions;
use sparrow_package::{MAX_RELEASE_BYTES, Release};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// What became of looking for an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateEvent {
    /// The server was asked.
    Checked {
        /// It has another version, which is fetched now.
        has_update: bool,
    },
    /// The other version is here and starts next.
    Ready {
        /// Which.
        version: String,
    },
    /// It did not come.
    Failed {
        /// Why, in words.
        reason: String,
    },
}

/// Where to look, and how.
#[derive(Clone, Debug)]
pub struct UpdateOptions {
    /// The folder that holds `release.json` and `parts/`, as an address.
    pub source: String,
    /// How to reach it.
    pub network: NetworkOptions,
    /// The independent subpackage that is fetched, in place of the main package; `None` for the main package.
    pub subpackage: Option<String>,
}

/// A look for an update that goes on. It ends when this is dropped.
#[derive(Debug)]
pub struct Updates {
    events: Receiver<UpdateEvent>,
    ended: Arc<AtomicBool>,
}

impl Updates {
    /// Starts to look.
    pub fn start(cache: AppCache, options: UpdateOptions) -> Updates {
        let (sender, events) = channel();
        let ended = Arc::new(AtomicBool::new(false));
        let is_ended = ended.clone();
        let work = move || {
            let tell = |event| {
                // Nobody may be left to hear it.
                let _ = sender.send(event);
            };
            let found = &mut |has_update| tell(UpdateEvent::Checked { has_update });
            match look(&cache, &options, found, &|| !is_ended.load(Ordering::Relaxed)) {
                Ok(Some(installed)) => tell(UpdateEvent::Ready { version: installed.release.version }),
                Ok(None) => {}
                Err(error) => tell(UpdateEvent::Failed { reason: error.to_string() }),
            }
        };
        if let Err(error) = thread::Builder::new().name("sparrow-update".to_owned()).spawn(work) {
            let (sender, events) = channel();
            let _ = sender.send(UpdateEvent::Failed { reason: format!("no thread can be started: {error}") });
            return Updates { events, ended };
        }
        Updates { events, ended }
    }

    /// Everything until the look has ended, or `at_most` has passed.
    pub fn wait(&self, at_most: Duration) -> Vec<UpdateEvent> {
        let end = Instant::now() + at_most;
        let mut all = Vec::new();
        while let Ok(event) = self.events.recv_timeout(end.saturating_duration_since(Instant::now())) {
            all.push(event);
        }
        all
    }

    /// What has happened since the last look, in order.
    pub fn poll(&self) -> Vec<UpdateEvent> {
        self.events.try_iter().collect()
    }
}

impl Drop for Updates {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
    }
}

/// Fetches the release that a server has now and installs it, unless it is here already.
pub fn fetch_release(cache: &AppCache, options: &UpdateOptions) -> Result<Option<Installed>, AppError> {
    look(cache, options, &mut |_| (), &|| true)
}

fn look(
    cache: &AppCache,
    options: &UpdateOptions,
    found: &mut dyn FnMut(bool),
    goes_on: &dyn Fn() -> bool,
) -> Result<Option<Installed>, AppError> {
    let mut downloader = Downloader::new(options.network.clone());
    let source = options.source.trim_end_matches('/');
    let text = downloader.text(&format!("{source}/release.json"), MAX_RELEASE_BYTES)?;
    let release = Release::parse(&text)?;
    if release.app_id != cache.app_id() {
        return Err(AppError::OtherGame { wanted: cache.app_id().to_owned(), offered: release.app_id });
    }
    let is_known = match &options.subpackage {
        Some(name) => cache.knows_alone(&text, name)?,
        None => cache.knows(&text)?,
    };
    found(!is_known);
    if is_known {
        return Ok(None);
    }
    let pinned = cache.key()?;
    let signature = match downloader.text(&format!("{source}/release.json.sig"), 4096) {
        Ok(text) => Some(text),
        Err(super::DownloadError::Status { status: 404, .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let signed_by = match &signature {
        Some(signature) => Some(verify_signature(text.as_bytes(), signature).map_err(AppError::Signature)?),
        None => None,
    };
    if pinned.is_some() && signed_by != pinned {
        let reason = "the release is not signed by the key that signed the version that is here";
        return Err(AppError::Signature(reason.to_owned()));
    }
    let (offered, newest) = (release.sequence, cache.newest()?);
    if signed_by.is_some() && offered < newest {
        return Err(AppError::Older { offered, newest });
    }
    if let Some(name) = &options.subpackage {
        let part = release.independent(name)?;
        downloader.part(cache, source, part, &mut |_| goes_on())?;
        return cache.install_alone(&text, signed_by.as_ref()).map(Some);
    }
    if let Some(main) = release.main() {
        downloader.part(cache, source, main, &mut |_| goes_on())?;
    }
    cache.install(&text, signed_by.as_ref()).map(Some)
}
