use std::fs::File;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustls::client::verify_server_cert_signed_by_trust_anchor;
use rustls::crypto::ring;
use rustls::pki_types::pem::{self, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::sign::CertifiedKey;
use rustls::{CertificateError, Error, InconsistentKeys, RootCertStore};
use thalweg_log::Timestamp;

use super::{TlsError, TlsFiles};

/// The longest file, in bytes.
const LONGEST: u64 = 1024 * 1024;
/// When every certificate has ended, in seconds since 1970: the year 9999 is the last that one can
/// name.
const LATEST: u64 = 253_402_300_800;

/// What the files hold.
pub(super) struct Pair {
    cert: Vec<u8>,
    key: Vec<u8>,
}

/// A certificate that can be spoken with, and when it ends.
pub(super) struct Checked {
    pub(super) certified: Arc<CertifiedKey>,
    pub(super) end: Timestamp,
}

impl TlsFiles {
    pub(super) fn read(&self) -> Result<Pair, TlsError> {
        let read = |option, path: &Path| {
            read(path).map_err(|error| TlsError::Unreadable {
                option,
                path: path.to_path_buf(),
                cause: error.to_string(),
            })
        };
        let (cert, key) = (
            read("--tls-cert", &self.cert)?,
            read("--tls-key", &self.key)?,
        );
        Ok(Pair { cert, key })
    }

    /// Whether what was read can be spoken with now.
    pub(super) fn check(&self, pair: &Pair, now: Timestamp) -> Result<Checked, TlsError> {
        let path = || self.cert.clone();
        let bad = |cause: String| TlsError::BadCertificate {
            path: path(),
            cause,
        };
        let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pair.cert).collect();
        let chain = chain.map_err(|error| bad(error.to_string()))?;
        let own = chain
            .first()
            .ok_or_else(|| TlsError::NoCertificate { path: path() })?;
        let parsed = ParsedCertificate::try_from(own).map_err(|error| bad(error.to_string()))?;
        if let Some(Bound::Begin(begin)) = bound(&parsed, now) {
            return Err(TlsError::NotBegun {
                path: path(),
                begin,
            });
        }
        if let Some(Bound::End(end)) = bound(&parsed, now) {
            return Err(TlsError::Ended { path: path(), end });
        }
        let Some(Bound::End(end)) = bound(&parsed, Timestamp::from_millis(LATEST * 1_000)) else {
            return Err(bad("its time has no end".into()));
        };
        let key = self.key(&pair.key)?;
        let provider = ring::default_provider();
        let key = provider.key_provider.load_private_key(key);
        let key = key.map_err(|_| TlsError::BadKey {
            path: self.key.clone(),
        })?;
        let certified = CertifiedKey::new(chain, key);
        match certified.keys_match() {
            // The key does not say which public one is its own.
            Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)) => Ok(Checked {
                certified: Arc::new(certified),
                end,
            }),
            Err(Error::InconsistentKeys(_)) => Err(TlsError::Mismatch {
                cert: path(),
                key: self.key.clone(),
            }),
            Err(error) => Err(bad(error.to_string())),
        }
    }

    fn key(&self, bytes: &[u8]) -> Result<PrivateKeyDer<'static>, TlsError> {
        let path = self.key.clone();
        match PrivateKeyDer::from_pem_slice(bytes) {
            // Of the old form, where the PEM names no other kind.
            Ok(_) if has(bytes, b"Proc-Type: 4,ENCRYPTED") => Err(TlsError::Encrypted { path }),
            Ok(key) => Ok(key),
            Err(_) if has(bytes, b"ENCRYPTED") => Err(TlsError::Encrypted { path }),
            Err(pem::Error::NoItemsFound) => Err(TlsError::NoKey { path }),
            Err(_) => Err(TlsError::BadKey { path }),
        }
    }
}

impl Pair {
    /// What tells this content from another.
    pub(super) fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (&self.cert, &self.key).hash(&mut hasher);
        hasher.finish()
    }
}

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn has(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A bound of a certificate's time.
enum Bound {
    Begin(Timestamp),
    End(Timestamp),
}

/// Which bound the time is beyond. It is asked of what clients check with: without a root nothing is
/// trusted, but the time is looked at first.
fn bound(certificate: &ParsedCertificate<'_>, at: Timestamp) -> Option<Bound> {
    let at = UnixTime::since_unix_epoch(Duration::from_millis(at.as_millis()));
    let roots = RootCertStore::empty();
    let checked = verify_server_cert_signed_by_trust_anchor(certificate, &roots, &[], at, &[]);
    let millis = |time: UnixTime| Timestamp::from_millis(time.as_secs().saturating_mul(1_000));
    match checked {
        Err(Error::InvalidCertificate(CertificateError::ExpiredContext { not_after, .. })) => {
            Some(Bound::End(millis(not_after)))
        }
        Err(Error::InvalidCertificate(CertificateError::NotValidYetContext {
            not_before, ..
        })) => Some(Bound::Begin(millis(not_before))),
        _ => None,
    }
}
