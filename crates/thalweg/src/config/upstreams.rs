use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use thalweg_providers::{BaseUrl, Secret, UpstreamConfig, UpstreamKind, UpstreamPatience};

use super::{ConfigError, ModelArgs};

/// A table `[upstreams.NAME]` of the file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Table {
    kind: Option<Kind>,
    base_url: Option<String>,
    api_key: Option<Secret>,
    api_key_file: Option<PathBuf>,
    api_key_env: Option<String>,
    /// The only models that are offered.
    #[serde(default)]
    models: Vec<String>,
    first_token_timeout: Option<String>,
    silence_timeout: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    OpenAi,
    Anthropic,
}

/// The upstreams that are set up, and the model that is asked if none is named: `openai` and
/// `anthropic` first, then the file's in the order of their names.
///
/// # Errors
/// [`ConfigError`].
pub(crate) fn chosen(
    args: ModelArgs,
    (file, mut tables): (ModelArgs, BTreeMap<String, Table>),
) -> Result<(Vec<UpstreamConfig>, Option<String>), ConfigError> {
    let model = args.model.or(file.model);
    let model = model.filter(|model| !model.trim().is_empty());
    let openai = Flags {
        url: args.openai_base_url.or(file.openai_base_url),
        key: (args.openai_api_key, args.openai_api_key_file),
        file_key: (file.openai_api_key, file.openai_api_key_file),
    };
    let anthropic = Flags {
        url: args.anthropic_base_url.or(file.anthropic_base_url),
        key: (args.anthropic_api_key, args.anthropic_api_key_file),
        file_key: (file.anthropic_api_key, file.anthropic_api_key_file),
    };
    openai.join("openai", Kind::OpenAi, &mut tables)?;
    anthropic.join("anthropic", Kind::Anthropic, &mut tables)?;
    let mut upstreams = Vec::new();
    for name in ["openai", "anthropic"] {
        if let Some(table) = tables.remove(name) {
            upstreams.push(table.check(name.into())?);
        }
    }
    for (name, table) in tables {
        upstreams.push(table.check(name)?);
    }
    if let Some(model) = &model {
        name_model(model, &mut upstreams)?;
    }
    Ok((upstreams, model))
}

/// The default is there whatever a list says.
fn name_model(model: &str, upstreams: &mut [UpstreamConfig]) -> Result<(), ConfigError> {
    if model == "demo" {
        return Ok(());
    }
    let parts = model.split_once('/').filter(|(_, name)| !name.is_empty());
    let (known, hint) = match parts {
        None => (
            None,
            "give `demo`, or an upstream, a slash and a model, such as openai/gpt-5",
        ),
        Some((upstream, name)) => {
            let known = upstreams.iter_mut().find(|known| known.name == upstream);
            let hint =
                "that upstream is not set up; give its key or its base URL, or another model";
            (known.map(|known| (known, name)), hint)
        }
    };
    let Some((upstream, name)) = known else {
        return Err(ConfigError::BadValue {
            option: "--model",
            value: model.into(),
            hint,
        });
    };
    upstream.models.retain(|known| known != name);
    upstream.models.insert(0, name.into());
    Ok(())
}

/// What flags and keys of the file say of one of the two upstreams that have options.
struct Flags {
    url: Option<String>,
    key: Given,
    file_key: Given,
}

impl Flags {
    /// Puts them over the table of the same name; without any of them there is no such upstream.
    fn join(
        self,
        name: &str,
        kind: Kind,
        tables: &mut BTreeMap<String, Table>,
    ) -> Result<(), ConfigError> {
        let place = format!("--{name}-api-key");
        let key = chosen_key(&place, self.key, self.file_key)?;
        let url = self.url.filter(|url| !url.trim().is_empty());
        if url.is_none() && key.is_none() && !tables.contains_key(name) {
            return Ok(());
        }
        let table = tables.entry(name.into()).or_default();
        table.kind.get_or_insert(kind);
        if url.is_some() {
            table.base_url = url;
        }
        if key.is_some() {
            table.api_key = key;
            table.api_key_file = None;
            table.api_key_env = None;
        }
        Ok(())
    }
}

/// A key as itself or in a file.
type Given = (Option<Secret>, Option<PathBuf>);

/// The key that flags or variables give, else the one of the configuration file.
pub(super) fn chosen_key(
    place: &str,
    flags: Given,
    file: Given,
) -> Result<Option<Secret>, ConfigError> {
    match read_key(place, flags)? {
        Some(key) => Ok(Some(key)),
        None => read_key(place, file),
    }
}

/// A key that is given as itself or in a file.
fn read_key(place: &str, (key, file): Given) -> Result<Option<Secret>, ConfigError> {
    let key = key.and_then(Secret::trimmed);
    let Some(file) = file.filter(|file| !file.as_os_str().is_empty()) else {
        return Ok(key);
    };
    if key.is_some() {
        return Err(bad(place, "give the key or its file, not both"));
    }
    let text = std::fs::read_to_string(&file).map_err(|error| ConfigError::Unreadable {
        path: file.clone(),
        cause: error.to_string(),
    })?;
    let key = Secret::new(text).trimmed();
    let empty = || {
        bad(
            place,
            &format!("put a key into `{}`, which is empty", file.display()),
        )
    };
    key.ok_or_else(empty).map(Some)
}

impl Table {
    fn check(self, name: String) -> Result<UpstreamConfig, ConfigError> {
        let place = format!("upstreams.{name}");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if name.is_empty() || name.len() > 32 || !name.chars().all(plain) || name == "demo" {
            let hint = "name it with at most 32 of a-z, 0-9 and -, and not `demo`";
            return Err(bad(&place, hint));
        }
        let (kind, usual) = match (name.as_str(), self.kind) {
            ("anthropic", None | Some(Kind::Anthropic)) => {
                (Kind::Anthropic, Some("https://api.anthropic.com"))
            }
            ("openai", None | Some(Kind::OpenAi)) => {
                (Kind::OpenAi, Some("https://api.openai.com/v1"))
            }
            (_, kind) => (kind.unwrap_or(Kind::OpenAi), None),
        };
        let Some(url) = self.base_url.as_deref().or(usual) else {
            let hint = "give its `base-url`, such as http://127.0.0.1:11434/v1";
            return Err(bad(&place, hint));
        };
        let base_url = BaseUrl::parse(url)
            .map_err(|error| bad(&format!("base URL of {name}"), &error.to_string()))?;
        let mut key = read_key(&place, (self.api_key, self.api_key_file))?;
        if let Some(variable) = self.api_key_env {
            let found = std::env::var(&variable).map(Secret::new);
            let found = found.ok().and_then(Secret::trimmed);
            let unset = || {
                bad(
                    &place,
                    &format!("set the variable `{variable}`, which has no key"),
                )
            };
            if key.is_some() {
                return Err(bad(
                    &place,
                    "give one of api-key, api-key-file and api-key-env",
                ));
            }
            key = Some(found.ok_or_else(unset)?);
        }
        let usual = UpstreamPatience::default();
        let patience = UpstreamPatience {
            first: time(&place, self.first_token_timeout.as_deref(), usual.first)?,
            silence: time(&place, self.silence_timeout.as_deref(), usual.silence)?,
            ..usual
        };
        Ok(UpstreamConfig {
            name,
            kind: match kind {
                Kind::OpenAi => UpstreamKind::OpenAi,
                Kind::Anthropic => UpstreamKind::Anthropic,
            },
            base_url,
            key,
            only_these: !self.models.is_empty(),
            models: self.models,
            patience,
        })
    }
}

fn time(place: &str, text: Option<&str>, usual: Duration) -> Result<Duration, ConfigError> {
    let Some(text) = text else {
        return Ok(usual);
    };
    let time = humantime::parse_duration(text).ok();
    let time = time.filter(|time| *time >= Duration::from_secs(1));
    time.ok_or_else(|| bad(place, "give times of at least 1s, such as 60s or 5m"))
}

/// A table or an option that does not do. `hint` says what would.
pub(crate) fn bad(place: &str, hint: &str) -> ConfigError {
    ConfigError::BadTable {
        place: place.into(),
        hint: hint.into(),
    }
}

#[cfg(test)]
mod tests;
