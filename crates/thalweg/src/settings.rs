use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use thalweg_access::{
    AccessConfig, ClaimRules, Gate, LimitsConfig, Mode, Rates, Rules, VerifyKeys,
};
use thalweg_chat::{ChatConfig, FixedSources};
use thalweg_http::HttpConfig;
use thalweg_hub::HubConfig;
use thalweg_tools::Secrets;

use crate::{JwksUrl, OidcSettings, TlsFiles};

/// Everything that a server is started with, checked and ready for the parts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 picks one.
    pub listen: SocketAddr,
    /// Who may ask, and from where.
    pub access: AccessConfig,
    /// How external tokens are verified, if they are.
    pub tokens: Option<TokenSettings>,
    /// The identity provider with which people sign in, if there is one.
    pub oidc: Option<OidcSettings>,
    /// What is allowed on channels.
    pub rules: Rules,
    /// The door's limits.
    pub http: HttpConfig,
    /// The hot tails' limits.
    pub hub: HubConfig,
    /// How runs are written.
    pub chat: ChatConfig,
    /// What definitions of tools may name and nobody is shown.
    pub secrets: Secrets,
    /// Where tools come from besides the server, as the configuration says. Found to be right.
    pub sources: FixedSources,
    /// The most streams of one principal at a time.
    pub streams_per_principal: usize,
    /// How often what may be done.
    pub limits: LimitsConfig,
    /// The file that holds the ends of the audit trail, beside the log; `None`: nowhere.
    pub audit_ends: Option<PathBuf>,
    /// The address that people use, if it is not the one that is listened on.
    pub public_url: Option<String>,
    /// How long the way down may take.
    pub drain_timeout: Duration,
    /// The certificate and key that are spoken with; `None`: no TLS. See [`Settings::set_tls`].
    pub tls: Option<TlsFiles>,
}

/// How external tokens are verified.
#[derive(Debug, Clone)]
pub struct TokenSettings {
    /// By which keys.
    pub keys: TokenKeys,
    /// What must be right about their claims.
    pub claims: ClaimRules,
}

/// Where keys come from.
#[derive(Debug, Clone)]
pub enum TokenKeys {
    /// From the configuration.
    Fixed(VerifyKeys),
    /// From an address.
    Fetched(JwksUrl),
}

impl Settings {
    /// The defaults of a server on loopback on which everyone is the owner.
    pub fn local(listen: SocketAddr) -> Self {
        let gate = Gate {
            hosts: vec!["localhost".into(), "127.0.0.1".into(), "::1".into()],
            any_address: false,
            origins: Vec::new(),
            direct_only: true,
            over_tls: false,
        };
        Self {
            listen,
            access: AccessConfig {
                mode: Mode::Local,
                accounts: None,
                gate,
                secure: false,
            },
            tokens: None,
            oidc: None,
            rules: Rules::default(),
            http: HttpConfig::default(),
            hub: HubConfig::default(),
            chat: ChatConfig::default(),
            secrets: Secrets::default(),
            sources: FixedSources::default(),
            streams_per_principal: 50,
            limits: LimitsConfig::new(Rates::local(), LimitsConfig::ADDRESS),
            audit_ends: None,
            public_url: None,
            drain_timeout: Duration::from_secs(20),
            tls: None,
        }
    }

    /// Speaks TLS, with all that follows for cookies and origins.
    pub fn set_tls(&mut self, files: TlsFiles) {
        self.tls = Some(files);
        self.access.secure = true;
        self.access.gate.over_tls = true;
    }

    /// The scheme that the server is spoken to with: `http` or `https`.
    pub const fn scheme(&self) -> &'static str {
        match self.tls {
            Some(_) => "https",
            None => "http",
        }
    }
}
