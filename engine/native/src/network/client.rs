//! The HTTP client: hyper with TLS, HTTP/2 where the server offers it, and connections that are kept for a while.

use super::body::UploadBody;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use std::time::Duration;

pub(super) type HttpClient = Client<HttpsConnector<HttpConnector>, UploadBody>;

/// A connection that nobody used for so long is closed.
const KEPT: Duration = Duration::from_secs(30);

pub(super) fn build(tls: rustls::ClientConfig) -> HttpClient {
    let mut tcp = HttpConnector::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_or_http()
        .enable_http1()
        .enable_http2()
        .wrap_connector(tcp);
    Client::builder(TokioExecutor::new())
        .timer(TokioTimer::new())
        .pool_timer(TokioTimer::new())
        .pool_idle_timeout(KEPT)
        .pool_max_idle_per_host(10)
        // Some servers of games look for `Content-Type` by its case.
        .http1_title_case_headers(true)
        .build(connector)
}
