//! The files that TLS is spoken with: read, checked, and looked at again while the server runs.

mod read;
mod watch;

use std::path::PathBuf;

use thalweg_log::Timestamp;
use thalweg_wire::Time;

pub use self::watch::{Certificates, Looked};

/// Where certificate and key lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate and its chain, in PEM, the server's own first.
    pub cert: PathBuf,
    /// Its private key, in PEM: PKCS#8, PKCS#1 or SEC1.
    pub key: PathBuf,
}

/// Why TLS cannot be spoken with these files. Each message is one line that says what to do; none
/// repeats what a file holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("`{option}`: cannot read `{path}` ({cause}); give a file that this user may read")]
    Unreadable {
        /// The option that names it.
        option: &'static str,
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// There is no certificate.
    #[error(
        "`--tls-cert`: `{path}` has no certificate; give PEM that begins with \
         `-----BEGIN CERTIFICATE-----`, the server's own first, then its chain"
    )]
    NoCertificate {
        /// The file.
        path: PathBuf,
    },
    /// A certificate is none.
    #[error(
        "`--tls-cert`: a certificate in `{path}` cannot be read ({cause}); have it issued anew"
    )]
    BadCertificate {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// There is no key.
    #[error(
        "`--tls-key`: `{path}` has no private key; give PEM that begins with \
         `-----BEGIN PRIVATE KEY-----`"
    )]
    NoKey {
        /// The file.
        path: PathBuf,
    },
    /// There is one, behind a passphrase.
    #[error(
        "`--tls-key`: the key in `{path}` is encrypted; write it without a passphrase, as \
         `openssl pkey -in … -out …` does"
    )]
    Encrypted {
        /// The file.
        path: PathBuf,
    },
    /// A key is of a kind that is not spoken, or broken.
    #[error(
        "`--tls-key`: the key in `{path}` cannot be used; give RSA of 2048 to 8192 bits, ECDSA \
         (P-256, P-384) or Ed25519"
    )]
    BadKey {
        /// The file.
        path: PathBuf,
    },
    /// Each is right, and they are not of one pair.
    #[error(
        "`--tls-key`: the key in `{key}` is not that of the certificate in `{cert}`; give both of one pair"
    )]
    Mismatch {
        /// The certificate's file.
        cert: PathBuf,
        /// The key's file.
        key: PathBuf,
    },
    /// The certificate's time is over.
    #[error("`--tls-cert`: the certificate in `{path}` ended on {}; renew it", text(*.end))]
    Ended {
        /// The file.
        path: PathBuf,
        /// When.
        end: Timestamp,
    },
    /// The certificate's time has not come.
    #[error(
        "`--tls-cert`: the certificate in `{path}` begins on {}; set this machine's clock, or have it \
         issued anew",
        text(*.begin)
    )]
    NotBegun {
        /// The file.
        path: PathBuf,
        /// When.
        begin: Timestamp,
    },
    /// No random numbers can be had.
    #[error("TLS cannot be set up here: {0}")]
    Failed(String),
}

fn text(time: Timestamp) -> String {
    Time(time).to_rfc3339()
}
