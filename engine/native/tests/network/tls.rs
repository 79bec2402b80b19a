//! HTTPS on loopback, with a certificate that nobody but the test trusts.

use std::{
    io::BufReader,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivateKeyDer},
};

use crate::server::{self, Busy};

/// A server with the certificate of a root of its own.
pub(crate) struct TlsServer {
    /// Where it listens.
    pub(crate) address: SocketAddr,
    /// The root, in PEM.
    pub(crate) root_pem: String,
}

struct Identity {
    root_pem: String,
    config: ServerConfig,
}

fn identity(protocols: &[&[u8]]) -> Identity {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let root = params.self_signed(&key).unwrap();
    let issuer = rcgen::Issuer::new(params, key);
    let leaf_key = rcgen::KeyPair::generate().unwrap();
    let leaf_params = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let leaf = leaf_params.signed_by(&leaf_key, &issuer).unwrap();
    let chain: Vec<CertificateDer<'static>> = vec![leaf.der().clone()];
    let key = PrivateKeyDer::try_from(leaf_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    Identity { root_pem: root.pem(), config }
}

impl TlsServer {
    /// HTTP/1.1 through TLS.
    pub(crate) fn http1() -> TlsServer {
        let Identity { root_pem, config } = identity(&[b"http/1.1"]);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let config = Arc::new(config);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let config = config.clone();
                thread::spawn(move || {
                    let connection = ServerConnection::new(config).unwrap();
                    let stream = Shared::new(StreamOwned::new(connection, stream));
                    server::http(BufReader::new(stream.clone()), stream, &Busy::default());
                });
            }
        });
        TlsServer { address, root_pem }
    }

    /// HTTP/2 through TLS: answers every request with the version that it came by.
    pub(crate) fn http2() -> TlsServer {
        use hyper::{Request, Response, body::Incoming, service::service_fn};
        let Identity { root_pem, config } = identity(&[b"h2"]);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                while let Ok((stream, _)) = listener.accept().await {
                    let acceptor = acceptor.clone();
                    tokio::spawn(async move {
                        let Ok(stream) = acceptor.accept(stream).await else { return };
                        let service = service_fn(|request: Request<Incoming>| async move {
                            let text = format!("{:?} {}", request.version(), request.uri().path());
                            Ok::<_, std::convert::Infallible>(Response::new(http_body_util::Full::new(
                                bytes::Bytes::from(text),
                            )))
                        });
                        let io = hyper_util::rt::TokioIo::new(stream);
                        let executor = hyper_util::rt::TokioExecutor::new();
                        let _ = hyper::server::conn::http2::Builder::new(executor)
                            .serve_connection(io, service)
                            .await;
                    });
                }
            });
        });
        TlsServer { address, root_pem }
    }

    /// A URL that the certificate is for.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://localhost:{}{path}", self.address.port())
    }
}

/// One stream for a reader and a writer that take turns.
struct Shared<T>(Arc<std::sync::Mutex<T>>);

impl<T> Shared<T> {
    fn new(stream: T) -> Self {
        Shared(Arc::new(std::sync::Mutex::new(stream)))
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Shared(self.0.clone())
    }
}

impl<T: std::io::Read> std::io::Read for Shared<T> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().read(buffer)
    }
}

impl<T: std::io::Write> std::io::Write for Shared<T> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.lock().unwrap().flush()
    }
}
