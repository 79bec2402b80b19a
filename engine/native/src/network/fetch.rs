//! Whole files for loaders on other threads.

use super::{http, reactor::Reactor};
use sparrow_platform::network::{Fetched, Fetcher, HttpRequest};
use std::sync::Arc;

/// For a whole file.
const TIMEOUT_MS: u64 = 60_000;

pub(super) struct NativeFetcher {
    reactor: Arc<Reactor>,
}

impl NativeFetcher {
    pub(super) fn new(reactor: Arc<Reactor>) -> NativeFetcher {
        NativeFetcher { reactor }
    }
}

impl Fetcher for NativeFetcher {
    fn fetch(&self, url: &str, max_bytes: u64, done: Box<dyn FnOnce(Fetched) + Send>) {
        let handle = match self.reactor.handle() {
            Ok(handle) => handle,
            Err(error) => return done(Err(error)),
        };
        // Some servers refuse those who do not say who they are.
        let agent = concat!("Mozilla/5.0 Sparrow/", env!("CARGO_PKG_VERSION"));
        let headers =
            vec![("user-agent".to_owned(), agent.to_owned()), ("accept".to_owned(), "*/*".to_owned())];
        let request = HttpRequest { headers, max_body_bytes: max_bytes, ..HttpRequest::get(url, TIMEOUT_MS) };
        let reactor = self.reactor.clone();
        handle.spawn(async move { done(http::fetch(&reactor, request).await) });
    }
}
