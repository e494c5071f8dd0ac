mod accounts;
mod file;
mod limits;
mod mcp_servers;
mod models;
mod oidc;
mod origin;
mod secrets;
mod size;
mod sources;
#[cfg(test)]
mod tests;
mod tls;
mod tokens;
mod upstreams;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueEnum};
use serde::Deserialize;
use thalweg_access::Mode;
use thalweg_chat::FixedSources;
use thalweg_providers::UpstreamConfig;

pub use self::accounts::RegistrationArg;
use self::file::File;
pub use self::limits::LimitArgs;
pub use self::models::ModelArgs;
pub use self::oidc::OidcArgs;
use self::origin::Origin;
pub use self::tls::TlsArgs;
pub use self::tokens::TokenArgs;
use crate::Settings;

/// How log lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Options of `thalweg serve`. Each is a flag, then the variable, then a key of `thalweg.toml`.
#[derive(Debug, Clone, Default, Args)]
pub struct ServeArgs {
    /// Address to listen on; port 0 picks one [default: 127.0.0.1:8420]
    #[arg(long, env = "THALWEG_LISTEN", value_name = "ADDRESS")]
    pub listen: Option<String>,
    /// Folder of the embedded store [default: the platform's data folder + thalweg]
    #[arg(long, env = "THALWEG_DATA", value_name = "FOLDER")]
    pub data: Option<PathBuf>,
    /// Each browser is a guest of its own; without it, on loopback, everyone is the owner
    #[arg(long, env = "THALWEG_GUESTS", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub guests: Option<bool>,
    /// Accounts of its own: people register and sign in; without `--guests` nobody else gets in
    #[arg(long, env = "THALWEG_ACCOUNTS", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub accounts: Option<bool>,
    /// Who may make an account: whoever holds an invitation or the owner's one-time link, or everybody [default: invite]
    #[arg(long, env = "THALWEG_REGISTRATION", value_name = "WHO")]
    pub registration: Option<RegistrationArg>,
    /// The address that people use, such as `https://chat.example`; for checks of Host and cookies
    #[arg(long, env = "THALWEG_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// The certificate and its key.
    #[command(flatten)]
    pub tls: TlsArgs,
    /// Origins that may ask from a browser besides the server's own, separated by commas
    #[arg(
        long,
        env = "THALWEG_ALLOWED_ORIGINS",
        value_name = "ORIGINS",
        value_delimiter = ','
    )]
    pub allowed_origins: Option<Vec<String>>,
    /// Whether models are asked for a title after the first answer; `--titles=false` turns that off [default: true]
    #[arg(long, env = "THALWEG_TITLES", num_args = 0..=1, default_missing_value = "true", require_equals = true)]
    pub titles: Option<bool>,
    /// Most event streams of one principal at a time [default: 50]
    #[arg(long, env = "THALWEG_LIMIT_STREAMS", value_name = "COUNT")]
    pub limit_streams: Option<usize>,
    /// The other limits.
    #[command(flatten)]
    pub limits: LimitArgs,
    /// Folder whose files tools may list and read, for the owner alone; may be given several times
    #[arg(
        long = "tool-folder",
        env = "THALWEG_TOOL_FOLDER",
        value_name = "FOLDER",
        value_delimiter = ','
    )]
    pub tool_folders: Option<Vec<PathBuf>>,
    /// How often an answer may call tools before it must be given, 1 to 1,000; calls at once count once [default: 16]
    #[arg(long, env = "THALWEG_TOOL_ROUNDS", value_name = "COUNT")]
    pub tool_rounds: Option<usize>,
    /// Longest result of a tool that a model is shown, 1 KiB to 1 MiB, such as 64KiB; of longer ones it is the
    /// beginning [default: 32KiB]
    #[arg(long, env = "THALWEG_TOOL_RESULT", value_name = "SIZE")]
    pub tool_result: Option<String>,
    /// Longest time from SIGTERM to the exit, at least 4s [default: 20s]
    #[arg(long, env = "THALWEG_DRAIN_TIMEOUT", value_name = "DURATION")]
    pub drain_timeout: Option<String>,
    /// How log lines are written, to standard error [default: text]
    #[arg(long, env = "THALWEG_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<LogFormat>,
    /// The models.
    #[command(flatten)]
    pub models: ModelArgs,
    /// External tokens.
    #[command(flatten)]
    pub tokens: TokenArgs,
    /// Signing in with an identity provider.
    #[command(flatten)]
    pub oidc: OidcArgs,
    /// Configuration file [default: thalweg.toml in the working folder, if it is there]
    #[arg(long, env = "THALWEG_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The effective configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// What the server is started with.
    pub settings: Settings,
    /// Folder of the embedded store.
    pub data: PathBuf,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// The servers of models, in the order in which their models are offered.
    pub upstreams: Vec<UpstreamConfig>,
    /// The model that is asked if none is named.
    pub model: Option<String>,
    /// Folders whose files tools may list and read.
    pub tool_folders: Vec<PathBuf>,
}

/// Why the configuration does not do. Each message is one line that says what to write instead.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A file cannot be read.
    #[error("cannot read `{path}`: {cause}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: String,
    },
    /// A file has an unknown key or a value of another type.
    #[error("`{path}`: {cause}")]
    BadFile {
        /// The file.
        path: PathBuf,
        /// Where and what.
        cause: String,
    },
    /// A value cannot be used.
    #[error("`{option}` is `{value}`: {hint}")]
    BadValue {
        /// The option, as a flag.
        option: &'static str,
        /// What was given.
        value: String,
        /// What would be right.
        hint: &'static str,
    },
    /// A server of models, a tool or a secret cannot be set up so. What was given is not repeated: it
    /// may be a key.
    #[error("`{place}`: {hint}")]
    BadTable {
        /// The flag, or the key of the file.
        place: String,
        /// What would be right.
        hint: String,
    },
    /// The combination would let everybody be the owner.
    #[error(
        "`--listen {0}` can be reached from elsewhere and everyone would be the owner; \
         add `--accounts`, `--guests` or a key of tokens such as `--jwks-url`, or listen on 127.0.0.1"
    )]
    EveryoneOwner(SocketAddr),
    /// Who may make an account is said, and there are none.
    #[error("`--registration` says who may make an account, but there are none; add `--accounts`")]
    RegistrationAlone,
    /// One half of what TLS takes.
    #[error(
        "`{given}` alone does not do: TLS takes certificate and key, so add `{missing}`, or leave both"
    )]
    HalfTls {
        /// The option that is there.
        given: &'static str,
        /// The other one.
        missing: &'static str,
    },
    /// The platform has no folder for data.
    #[error("no folder for data is known here; give one with `--data`")]
    NoDataFolder,
}

impl Config {
    /// Joins flags, variables and the file, and checks the whole.
    ///
    /// # Errors
    /// [`ConfigError`], and the server must not start.
    pub fn load(args: ServeArgs, working_folder: &Path) -> Result<Self, ConfigError> {
        let mut file = File::find(args.config.as_deref(), working_folder)?;
        let (upstreams, model) = upstreams::chosen(args.models, file.take_models())?;
        let tokens = tokens::tokens(args.tokens, &mut file)?;
        let file_limits = file.take_limits();
        let file_oidc = file.take_oidc();
        let rules = tokens::rules(file.rules)?;
        let secrets = secrets::secrets(file.secrets, std::env::vars_os())?;
        let http_tools = sources::http_tools(file.http_tools, &secrets)?;
        let mcp_servers = mcp_servers::mcp_servers(file.mcp_servers, &secrets)?;
        let listen = args
            .listen
            .or(file.listen)
            .unwrap_or_else(|| "127.0.0.1:8420".into());
        let listen: SocketAddr = listen.parse().map_err(|_| ConfigError::BadValue {
            option: "--listen",
            value: listen,
            hint: "give an address and a port, such as 127.0.0.1:8420 or [::1]:0",
        })?;
        let guests = args.guests.or(file.guests).unwrap_or(false);
        let accounts = args.accounts.or(file.accounts).unwrap_or(false);
        let registration = args.registration.or(file.registration);
        let accounts = accounts::accounts(accounts, registration)?;
        // Without any of them, whoever reaches the server is its owner.
        let everyone_is_owner = !guests && accounts.is_none() && tokens.is_none();
        if everyone_is_owner && !listen.ip().is_loopback() {
            return Err(ConfigError::EveryoneOwner(listen));
        }
        let public = args
            .public_url
            .or(file.public_url)
            .map(|url| Origin::parse(&url));
        let public = public.transpose()?;
        let tls = tls::files(args.tls, file.tls_cert, file.tls_key)?;
        if let (Some(public), Some(_)) = (&public, &tls) {
            tls::check_public(public)?;
        }
        let from = oidc::From {
            accounts: accounts.is_some(),
            loopback: listen.ip().is_loopback(),
            public: public.as_ref(),
        };
        let oidc = oidc::oidc(args.oidc, file_oidc, &from)?;
        let allowed = args
            .allowed_origins
            .or(file.allowed_origins)
            .unwrap_or_default();
        let mut origins = Vec::with_capacity(allowed.len() + 1);
        for origin in allowed {
            origins.push(Origin::parse_as("--allowed-origins", &origin)?.to_string());
        }
        let mut settings = Settings::local(listen);
        settings.http.origins.clone_from(&origins);
        let gate = &mut settings.access.gate;
        gate.origins = origins;
        gate.any_address = !listen.ip().is_loopback();
        if listen.ip().is_loopback() {
            // Another loopback address than the usual ones is called by its own name.
            gate.hosts.push(listen.ip().to_string());
        }
        gate.direct_only = everyone_is_owner;
        settings.access.mode = match (guests, everyone_is_owner) {
            (true, _) => Mode::Guests,
            (false, true) => Mode::Local,
            (false, false) => Mode::Nobody,
        };
        settings.access.accounts = accounts;
        settings.tokens = tokens;
        settings.oidc = oidc;
        settings.rules = rules;
        if let Some(files) = tls {
            settings.set_tls(files);
        }
        let gate = &mut settings.access.gate;
        if let Some(public) = public {
            settings.access.secure = public.is_secure();
            gate.origins.push(public.to_string());
            gate.hosts.push(public.host().into());
            settings.public_url = Some(public.to_string());
        }
        limits::set(&mut settings, args.limits, file_limits)?;
        settings.sources = FixedSources {
            http_tools,
            mcp_servers,
        };
        settings.secrets = secrets;
        settings.chat.titles = args.titles.or(file.titles).unwrap_or(true);
        if let Some(limit) = args.limit_streams.or(file.limit_streams) {
            settings.streams_per_principal = limit;
        }
        if let Some(rounds) = args.tool_rounds.or(file.tool_rounds) {
            settings.chat.rounds = tool_rounds(rounds)?;
        }
        if let Some(text) = args.tool_result.or(file.tool_result) {
            settings.chat.result_bytes = tool_result(text, settings.chat.jobs.output_bytes)?;
        }
        if let Some(text) = args.drain_timeout.or(file.drain_timeout) {
            settings.drain_timeout = drain_timeout(text)?;
        }
        let default = || dirs::data_dir().map(|dir| dir.join("thalweg"));
        let data = args
            .data
            .or(file.data)
            .or_else(default)
            .ok_or(ConfigError::NoDataFolder)?;
        settings.audit_ends = Some(data.join("audit.ends"));
        let log_format = args.log_format.or(file.log_format).unwrap_or_default();
        Ok(Self {
            settings,
            data,
            log_format,
            upstreams,
            model,
            tool_folders: args.tool_folders.or(file.tool_folder).unwrap_or_default(),
        })
    }
}

fn tool_rounds(rounds: usize) -> Result<usize, ConfigError> {
    match rounds {
        1..=1_000 => Ok(rounds),
        _ => Err(ConfigError::BadValue {
            option: "--tool-rounds",
            value: rounds.to_string(),
            hint: "give a number from 1 to 1000; to have no tools called, give an answer no `tools`",
        }),
    }
}

/// `most`: the longest result that there is.
fn tool_result(text: String, most: usize) -> Result<usize, ConfigError> {
    match size::bytes(&text).filter(|bytes| (1024..=most).contains(bytes)) {
        Some(bytes) => Ok(bytes),
        None => Err(ConfigError::BadValue {
            option: "--tool-result",
            value: text,
            hint: "give a size from 1KiB to 1MiB, such as 64KiB",
        }),
    }
}

fn drain_timeout(text: String) -> Result<Duration, ConfigError> {
    let least = Duration::from_secs(4);
    match humantime::parse_duration(&text) {
        Ok(time) if time >= least => Ok(time),
        _ => Err(ConfigError::BadValue {
            option: "--drain-timeout",
            value: text,
            hint: "give a time of at least 4s, such as 20s or 1m",
        }),
    }
}
