use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa,
    KeyPair,
};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::{ClientConfig, RootCertStore};
use thalweg::TlsFiles;

/// Who issues certificates in a test, and is trusted in it alone.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    /// An authority that nobody knows yet.
    ///
    /// # Errors
    /// If no key can be made.
    pub fn new() -> anyhow::Result<Self> {
        let mut params = CertificateParams::new(Vec::new())?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        let name = &mut params.distinguished_name;
        name.push(DnType::CommonName, "an authority of a test");
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate()?)?;
        Ok(Self(issuer))
    }

    /// Its own certificate, by which others are trusted.
    pub fn root(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    /// Writes a certificate for 127.0.0.1 and localhost and its key into `folder`, in the place of
    /// those that were there.
    ///
    /// # Errors
    /// If they cannot be made or written.
    pub fn issue(&self, folder: &Path) -> anyhow::Result<TlsFiles> {
        self.issue_with(folder, |_| {})
    }

    /// The same, of another kind.
    ///
    /// # Errors
    /// If they cannot be made or written.
    pub fn issue_with(
        &self,
        folder: &Path,
        change: impl FnOnce(&mut CertificateParams),
    ) -> anyhow::Result<TlsFiles> {
        let names = ["127.0.0.1", "localhost"].map(str::to_owned).to_vec();
        let mut params = CertificateParams::new(names)?;
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        change(&mut params);
        let key = KeyPair::generate()?;
        let certificate = params.signed_by(&key, &*self.0)?;
        let files = TlsFiles {
            cert: folder.join("cert.pem"),
            key: folder.join("key.pem"),
        };
        std::fs::write(&files.cert, certificate.pem()).context("the certificate")?;
        std::fs::write(&files.key, key.serialize_pem()).context("the key")?;
        Ok(files)
    }

    /// How a client trusts it that speaks these protocols.
    ///
    /// # Errors
    /// If TLS cannot be set up.
    pub fn trusting(&self, protocols: &[&str]) -> anyhow::Result<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root())?;
        let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let named = protocols.iter().map(|name| name.as_bytes().to_vec());
        config.alpn_protocols = named.collect();
        Ok(config)
    }
}
