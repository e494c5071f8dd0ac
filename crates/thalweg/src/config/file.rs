use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thalweg_providers::Secret;
use thalweg_wire::AccessRole;

use super::mcp_servers::McpServerTable;
use super::sources::HttpToolTable;
use super::tokens::RuleTable;
use super::upstreams::Table;
use super::{ConfigError, LogFormat, ModelArgs, RegistrationArg, secrets};

/// `thalweg.toml`: the same keys as the flags.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct File {
    pub(crate) listen: Option<String>,
    pub(crate) data: Option<PathBuf>,
    pub(crate) guests: Option<bool>,
    pub(crate) accounts: Option<bool>,
    pub(crate) registration: Option<RegistrationArg>,
    pub(crate) public_url: Option<String>,
    pub(crate) tls_cert: Option<PathBuf>,
    pub(crate) tls_key: Option<PathBuf>,
    pub(crate) allowed_origins: Option<Vec<String>>,
    pub(crate) titles: Option<bool>,
    pub(crate) limit_streams: Option<usize>,
    pub(crate) limit_requests: Option<String>,
    pub(crate) limit_runs: Option<String>,
    pub(crate) limit_tokens_per_day: Option<u64>,
    pub(crate) limit_tool_calls: Option<String>,
    pub(crate) limit_frames: Option<String>,
    pub(crate) limit_sign_ins: Option<String>,
    pub(crate) limit_address: Option<String>,
    pub(crate) limit_address_connections: Option<usize>,
    pub(crate) limit_connections: Option<usize>,
    pub(crate) limit_work: Option<usize>,
    pub(crate) trusted_proxies: Option<Vec<String>>,
    pub(crate) tool_folder: Option<Vec<PathBuf>>,
    pub(crate) tool_rounds: Option<usize>,
    pub(crate) tool_result: Option<String>,
    pub(crate) drain_timeout: Option<String>,
    pub(crate) log_format: Option<LogFormat>,
    pub(crate) jwt_secret: Option<Secret>,
    pub(crate) jwt_secret_file: Option<PathBuf>,
    pub(crate) jwt_public_key: Option<PathBuf>,
    pub(crate) jwks_url: Option<String>,
    pub(crate) jwt_issuer: Option<String>,
    pub(crate) jwt_audience: Option<Vec<String>>,
    pub(crate) jwt_leeway: Option<String>,
    #[serde(default)]
    pub(crate) jwt_roles: BTreeMap<String, AccessRole>,
    #[serde(default)]
    pub(crate) rules: Vec<RuleTable>,
    pub(crate) oidc_issuer: Option<String>,
    pub(crate) oidc_client_id: Option<String>,
    pub(crate) oidc_client_secret: Option<Secret>,
    pub(crate) oidc_client_secret_file: Option<PathBuf>,
    pub(crate) oidc_name: Option<String>,
    pub(crate) oidc_scopes: Option<String>,
    pub(crate) model: Option<String>,
    pub(crate) openai_base_url: Option<String>,
    pub(crate) openai_api_key: Option<Secret>,
    pub(crate) openai_api_key_file: Option<PathBuf>,
    pub(crate) anthropic_base_url: Option<String>,
    pub(crate) anthropic_api_key: Option<Secret>,
    pub(crate) anthropic_api_key_file: Option<PathBuf>,
    #[serde(default)]
    pub(crate) upstreams: BTreeMap<String, Table>,
    #[serde(default)]
    pub(crate) secrets: BTreeMap<String, secrets::Table>,
    #[serde(default)]
    pub(crate) http_tools: BTreeMap<String, HttpToolTable>,
    #[serde(default)]
    pub(crate) mcp_servers: BTreeMap<String, McpServerTable>,
}

impl File {
    /// Takes out what is said of models: the options, and the tables of upstreams.
    pub(crate) fn take_models(&mut self) -> (ModelArgs, BTreeMap<String, Table>) {
        let options = ModelArgs {
            model: self.model.take(),
            openai_base_url: self.openai_base_url.take(),
            openai_api_key: self.openai_api_key.take(),
            openai_api_key_file: self.openai_api_key_file.take(),
            anthropic_base_url: self.anthropic_base_url.take(),
            anthropic_api_key: self.anthropic_api_key.take(),
            anthropic_api_key_file: self.anthropic_api_key_file.take(),
        };
        (options, std::mem::take(&mut self.upstreams))
    }

    /// The file that was named, which must be there, or the one in the working folder, which need
    /// not.
    pub(crate) fn find(named: Option<&Path>, working_folder: &Path) -> Result<Self, ConfigError> {
        let path = named.map_or_else(|| working_folder.join("thalweg.toml"), Path::to_path_buf);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && named.is_none() => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(ConfigError::Unreadable {
                    path,
                    cause: error.to_string(),
                });
            }
        };
        toml::from_str(&text).map_err(|error| {
            let line = error.span().map_or(0, |span| {
                text.as_bytes()[..span.start.min(text.len())]
                    .iter()
                    .filter(|b| **b == b'\n')
                    .count()
            });
            let what = error.message().replace('\n', " ");
            ConfigError::BadFile {
                path,
                cause: format!("line {}: {what}", line + 1),
            }
        })
    }
}
