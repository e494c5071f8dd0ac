use std::path::PathBuf;

use clap::Args;

use super::ConfigError;
use super::origin::Origin;
use crate::TlsFiles;

/// With what TLS is spoken; both or neither.
#[derive(Debug, Clone, Default, Args)]
pub struct TlsArgs {
    /// Certificate in PEM with its chain, the server's own first: speak TLS, with HTTP/2 where the other end can
    #[arg(long, env = "THALWEG_TLS_CERT", value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key in PEM, without a passphrase
    #[arg(long, env = "THALWEG_TLS_KEY", value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
}

/// The files, if TLS is to be spoken.
pub(super) fn files(
    args: TlsArgs,
    cert: Option<PathBuf>,
    key: Option<PathBuf>,
) -> Result<Option<TlsFiles>, ConfigError> {
    let half = |given, missing| Err(ConfigError::HalfTls { given, missing });
    match (args.tls_cert.or(cert), args.tls_key.or(key)) {
        (None, None) => Ok(None),
        (Some(cert), Some(key)) => Ok(Some(TlsFiles { cert, key })),
        (Some(_), None) => half("--tls-cert", "--tls-key"),
        (None, Some(_)) => half("--tls-key", "--tls-cert"),
    }
}

/// Whoever speaks TLS is called by `https`.
pub(super) fn check_public(public: &Origin) -> Result<(), ConfigError> {
    if public.is_secure() {
        return Ok(());
    }
    Err(ConfigError::BadValue {
        option: "--public-url",
        value: public.to_string(),
        hint: "the server speaks TLS, so give an address of https, or leave `--tls-cert` and `--tls-key`",
    })
}
