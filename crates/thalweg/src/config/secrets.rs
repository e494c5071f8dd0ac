use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use serde::Deserialize;
use thalweg_tools::Secrets;

use super::ConfigError;
use super::upstreams::bad;

/// What the names of variables begin with that hold a secret each.
const PREFIX: &str = "THALWEG_SECRET_";
/// The longest name.
const NAME: usize = 64;

/// A table `[secrets.NAME]` of the file, which says where the secret is and not what it is.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Table {
    env: Option<String>,
    file: Option<PathBuf>,
}

/// The secrets of the file and of `vars`, the environment, which counts more.
///
/// # Errors
/// [`ConfigError`], which repeats no secret.
pub(crate) fn secrets(
    tables: BTreeMap<String, Table>,
    vars: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Secrets, ConfigError> {
    let vars: BTreeMap<OsString, OsString> = vars.into_iter().collect();
    let mut values = BTreeMap::new();
    for (name, table) in tables {
        let place = format!("secrets.{name}");
        let text = match (table.env, table.file) {
            (Some(variable), None) => {
                let found = vars.get(&OsString::from(&variable));
                let unset = || {
                    bad(
                        &place,
                        &format!("set the variable `{variable}`, which is not there"),
                    )
                };
                text_of(&place, found.ok_or_else(unset)?)?
            }
            (None, Some(path)) => {
                std::fs::read_to_string(&path).map_err(|error| ConfigError::Unreadable {
                    path,
                    cause: error.to_string(),
                })?
            }
            _ => return Err(bad(&place, "give one of `env` and `file`")),
        };
        values.insert(name.clone(), checked(&place, &name, &text)?);
    }
    for (variable, value) in &vars {
        let Some(name) = variable.to_str().and_then(|name| name.strip_prefix(PREFIX)) else {
            continue;
        };
        let place = format!("{PREFIX}{name}");
        let value = checked(&place, name, &text_of(&place, value)?)?;
        values.insert(name.to_owned(), value);
    }
    Ok(Secrets::new(values))
}

/// A secret without the spaces and the line end that files and variables have around it.
fn checked(place: &str, name: &str, text: &str) -> Result<String, ConfigError> {
    let plain = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
    let begins = name.starts_with(|c: char| c.is_ascii_uppercase());
    if !begins || name.len() > NAME || !name.bytes().all(plain) {
        let hint = "name it with at most 64 of A-Z, 0-9 and `_`, a letter first";
        return Err(bad(place, hint));
    }
    let value = text.trim();
    if value.len() < Secrets::SHORTEST {
        let hint = format!("give at least {} characters", Secrets::SHORTEST);
        return Err(bad(place, &hint));
    }
    Ok(value.to_owned())
}

fn text_of(place: &str, value: &OsString) -> Result<String, ConfigError> {
    let text = value.to_str().map(ToOwned::to_owned);
    text.ok_or_else(|| bad(place, "give a text in UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(toml: &str, vars: &[(&str, &str)]) -> Result<Secrets, String> {
        let tables = toml::from_str(toml).map_err(|error| error.to_string())?;
        let vars = vars.iter().map(|(name, value)| (name.into(), value.into()));
        secrets(tables, vars).map_err(|error| error.to_string())
    }

    #[test]
    fn a_secret_comes_from_a_variable_or_a_file_and_its_own_variable_counts_more() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("key");
        std::fs::write(&path, " from-file\n").expect("written");
        let toml = format!("[A]\nenv = \"MINE\"\n[B]\nfile = {path:?}\n[C]\nenv = \"MINE\"\n");
        let vars = [
            ("MINE", "from-env"),
            ("THALWEG_SECRET_C", "own"),
            ("OTHER", "x"),
        ];
        let vars = [
            &vars[..1],
            &[
                ("THALWEG_SECRET_C", "own-var"),
                ("THALWEG_SECRET_D_2", "more"),
            ],
        ]
        .concat();
        let secrets = read(&toml, &vars).expect("secrets");
        assert_eq!(secrets.names().collect::<Vec<_>>(), ["A", "B", "C", "D_2"]);
        let filled = secrets.fill("{{secret:A}} {{secret:B}} {{secret:C}} {{secret:D_2}}");
        assert_eq!(filled.as_deref(), Ok("from-env from-file own-var more"));
    }

    #[test]
    fn what_cannot_be_is_said_without_the_secret() {
        for (toml, vars, word) in [
            ("[A]\n", &[][..], "one of `env` and `file`"),
            (
                "[A]\nenv = \"X\"\nfile = \"y\"\n",
                &[],
                "one of `env` and `file`",
            ),
            ("[A]\nenv = \"X\"\n", &[], "set the variable `X`"),
            ("[A]\nenv = \"X\"\n", &[("X", "s3c")], "at least 4"),
            ("[A]\nenv = \"X\"\n", &[("X", "   \n")], "at least 4"),
            ("[a]\nenv = \"X\"\n", &[("X", "s3cret")], "A-Z"),
            ("", &[("THALWEG_SECRET_", "s3cret")], "A-Z"),
            ("", &[("THALWEG_SECRET_a", "s3cret")], "A-Z"),
            ("", &[("THALWEG_SECRET_1", "s3cret")], "A-Z"),
            ("[A]\nfile = \"/no/such/file\"\n", &[], "cannot read"),
            ("[A]\nvalue = \"s3cret\"\n", &[], "unknown field"),
        ] {
            let refused = read(toml, vars).expect_err(toml);
            assert!(refused.contains(word), "{toml}: {refused}");
            let shown = refused
                .lines()
                .all(|line| !line.contains("s3c") || line.contains("value ="));
            assert!(shown, "{refused}");
        }
    }
}
