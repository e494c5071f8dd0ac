use clap::ValueEnum;
use serde::Deserialize;
use thalweg_access::AccountsConfig;
use thalweg_wire::Registration;

use super::ConfigError;

/// Who may make an account, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RegistrationArg {
    /// Everybody.
    Open,
    /// Whoever holds an invitation or the owner's one-time link.
    Invite,
}

/// How accounts are set up, if they are asked for.
pub(super) fn accounts(
    wanted: bool,
    registration: Option<RegistrationArg>,
) -> Result<Option<AccountsConfig>, ConfigError> {
    if !wanted {
        return match registration {
            Some(_) => Err(ConfigError::RegistrationAlone),
            None => Ok(None),
        };
    }
    let registration = match registration {
        Some(RegistrationArg::Open) => Registration::Open,
        Some(RegistrationArg::Invite) | None => Registration::Invite,
    };
    Ok(Some(AccountsConfig {
        registration,
        ..AccountsConfig::default()
    }))
}
