//! TLS: the system's roots, and those that the program was given.

use crate::NativeError;
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject},
};
use sparrow_platform::network::{NetworkError, NetworkErrorKind};
use std::{path::Path, sync::Arc};

/// Certificates that are trusted beside the system's, such as the one of a local test server.
#[derive(Clone, Debug, Default)]
pub struct ExtraRoots(Vec<CertificateDer<'static>>);

impl ExtraRoots {
    /// Reads a PEM file with one or more certificates.
    pub fn read(file: &Path) -> Result<ExtraRoots, NativeError> {
        let bad = |problem: String| NativeError::Certificates { file: file.to_owned(), problem };
        let text = std::fs::read(file).map_err(|e| bad(format!("cannot be read: {e}")))?;
        ExtraRoots::parse(&text).map_err(bad)
    }

    /// Reads certificates in PEM; the error is the end of a sentence about the file.
    pub fn parse(pem: &[u8]) -> Result<ExtraRoots, String> {
        let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
        let certificates = certificates.map_err(|e| format!("is no PEM: {e}"))?;
        if certificates.is_empty() {
            return Err("holds no certificate in PEM".to_owned());
        }
        let mut store = RootCertStore::empty();
        for certificate in &certificates {
            store.add(certificate.clone()).map_err(|e| format!("holds no certificate of a root: {e}"))?;
        }
        Ok(ExtraRoots(certificates))
    }
}

/// A client's settings. Without any root in the system every certificate is refused, apart from the extra ones.
pub(super) fn client_config(extra: &ExtraRoots) -> Result<ClientConfig, NetworkError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    roots.add_parsable_certificates(extra.0.iter().cloned());
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| NetworkError::new(NetworkErrorKind::Tls, e.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
