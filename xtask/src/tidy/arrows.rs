//! Who may depend on whom.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::Source;

/// For each crate the crates of ours it may use. A new arrow is a decision: write it down in `docs/adr`.
const ARROWS: [(&str, &[&str]); 15] = [
    ("thalweg-log", &[]),
    ("thalweg-wire", &["thalweg-log"]),
    ("thalweg-hub", &["thalweg-log", "thalweg-wire"]),
    ("thalweg-access", &["thalweg-log", "thalweg-wire"]),
    (
        "thalweg-chat",
        &["thalweg-hub", "thalweg-log", "thalweg-wire"],
    ),
    (
        "thalweg-store",
        &[
            "thalweg-access",
            "thalweg-chat",
            "thalweg-hub",
            "thalweg-log",
            "thalweg-wire",
        ],
    ),
    ("thalweg-providers", &["thalweg-chat", "thalweg-wire"]),
    ("thalweg-tools", &["thalweg-chat", "thalweg-wire"]),
    (
        "thalweg-transports",
        &[
            "thalweg-access",
            "thalweg-hub",
            "thalweg-log",
            "thalweg-wire",
        ],
    ),
    (
        "thalweg-http",
        &[
            "thalweg-access",
            "thalweg-chat",
            "thalweg-hub",
            "thalweg-log",
            "thalweg-transports",
            "thalweg-wire",
        ],
    ),
    ("thalweg-client", &["thalweg-wire"]),
    ("thalweg-probe", &["thalweg-client", "thalweg-wire"]),
    ("thalweg", EVERYTHING),
    ("thalweg-testkit", EVERYTHING),
    ("xtask", &[]),
];

const EVERYTHING: &[&str] = &["*"];

/// What the tests of a crate may use besides: the memory store, the fake model and the reading client
/// stand in for what lies above or below, at a fraction of the testkit, which compiles everything.
const ARROWS_OF_TESTS: [(&str, &[&str]); 3] = [
    ("thalweg-hub", &["thalweg-store"]),
    ("thalweg-chat", &["thalweg-providers", "thalweg-store"]),
    ("thalweg-transports", &["thalweg-client", "thalweg-store"]),
];

/// May be a dev-dependency of every crate, and a dependency of none.
const TESTKIT: &str = "thalweg-testkit";

/// Crates of others that belong to a part alone, and who may use them, in tests too.
const RESERVED: [(&str, &[&str]); 4] = [
    (
        "axum",
        &["thalweg-http", "thalweg-transports", "thalweg", TESTKIT],
    ),
    ("rusqlite", &["thalweg-store"]),
    ("sqlx", &["thalweg-store"]),
    ("redis", &["thalweg-store"]),
];

/// Every dependency in a manifest that is not drawn above.
pub(super) fn check(sources: &[Source]) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| is_manifest(&source.path)) {
        let manifest: Table = source
            .text
            .parse()
            .with_context(|| format!("cannot parse `{}`", source.path))?;
        let name = manifest
            .get("package")
            .and_then(|package| package.get("name")?.as_str())
            .with_context(|| format!("`{}` names no package", source.path))?;
        let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
            findings.push(format!(
                "{}: `{name}` is not drawn in xtask/src/tidy/arrows.rs: say what it may use",
                source.path
            ));
            continue;
        };
        for (used, is_dev) in dependencies(&manifest) {
            if let Some(reason) = refusal(name, allowed, &used, is_dev) {
                findings.push(format!(
                    "{}: `{name}` may not use `{used}`: {reason}",
                    source.path
                ));
            }
        }
    }
    Ok(findings)
}

fn is_manifest(path: &str) -> bool {
    path == "xtask/Cargo.toml" || path.starts_with("crates/") && path.ends_with("/Cargo.toml")
}

fn refusal(name: &str, allowed: &[&str], used: &str, is_dev: bool) -> Option<String> {
    if let Some((_, users)) = RESERVED.iter().find(|(reserved, _)| *reserved == used) {
        return (!users.contains(&name)).then(|| format!("only {} may", users.join(", ")));
    }
    let ours = ARROWS.iter().any(|(known, _)| *known == used);
    // A crate's tests may ask for a feature of the crate itself.
    if !ours || is_dev && (used == TESTKIT || used == name) {
        return None;
    }
    if used == TESTKIT {
        return Some("it is for tests".to_owned());
    }
    let of_tests = ARROWS_OF_TESTS
        .iter()
        .filter(|(user, _)| is_dev && *user == name);
    let drawn = allowed.contains(&used)
        || allowed == EVERYTHING
        || of_tests
            .into_iter()
            .any(|(_, allowed)| allowed.contains(&used));
    (!drawn).then(|| "no such arrow is drawn".to_owned())
}

/// Names of all dependencies, target-specific ones included, and whether each is for tests only.
fn dependencies(manifest: &Table) -> Vec<(String, bool)> {
    let targets = manifest.get("target").and_then(Value::as_table);
    let tables = targets
        .into_iter()
        .flat_map(Table::values)
        .filter_map(Value::as_table);
    let mut found = Vec::new();
    for table in std::iter::once(manifest).chain(tables) {
        for (section, is_dev) in [
            ("dependencies", false),
            ("build-dependencies", false),
            ("dev-dependencies", true),
        ] {
            let section = table.get(section).and_then(Value::as_table);
            for (key, value) in section.into_iter().flatten() {
                // A renamed dependency is meant by its own name.
                let name = value.get("package").and_then(Value::as_str).unwrap_or(key);
                found.push((name.to_owned(), is_dev));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::check;

    /// What is found in a manifest of crate `name` with `sections`.
    fn findings(name: &str, sections: &str) -> Vec<String> {
        let manifest = format!("[package]\nname = \"{name}\"\n{sections}");
        check(&[Source::new(&format!("crates/{name}/Cargo.toml"), manifest)]).expect("it parses")
    }

    fn refused(name: &str, sections: &str) -> bool {
        let found = findings(name, sections);
        assert!(found.len() < 2, "{found:?}");
        !found.is_empty()
    }

    #[test]
    fn arrows_that_are_drawn_pass() {
        assert!(!refused(
            "thalweg-chat",
            "[dependencies]\nthalweg-hub = {}\nserde = \"1\"\n"
        ));
        assert!(!refused(
            "thalweg",
            "[dependencies]\nthalweg-store = {}\nthalweg-http = {}\n"
        ));
        assert!(!refused(
            "thalweg-log",
            "[dev-dependencies]\nthalweg-testkit = {}\n"
        ));
    }

    #[test]
    fn an_arrow_of_tests_is_one_of_tests_only() {
        assert!(!refused(
            "thalweg-hub",
            "[dev-dependencies]\nthalweg-store = {}\n"
        ));
        assert!(refused(
            "thalweg-hub",
            "[dependencies]\nthalweg-store = {}\n"
        ));
        assert!(refused(
            "thalweg-hub",
            "[dev-dependencies]\nthalweg-providers = {}\n"
        ));
    }

    #[test]
    fn an_arrow_that_is_not_drawn_is_found_in_every_section() {
        for section in [
            "[dependencies]\nthalweg-access.workspace = true\n",
            "[dev-dependencies]\nthalweg-access = {}\n",
            "[build-dependencies]\nthalweg-access = {}\n",
            "[target.'cfg(unix)'.dependencies]\nthalweg-access = {}\n",
            "[dependencies]\nother = { package = \"thalweg-access\" }\n",
        ] {
            assert!(refused("thalweg-chat", section), "{section}");
        }
    }

    #[test]
    fn the_testkit_is_for_tests() {
        assert!(refused(
            "thalweg-http",
            "[dependencies]\nthalweg-testkit = {}\n"
        ));
        assert!(refused("thalweg", "[dependencies]\nthalweg-testkit = {}\n"));
    }

    #[test]
    fn axum_and_sql_stay_where_they_belong() {
        assert!(refused(
            "thalweg-chat",
            "[dependencies]\naxum.workspace = true\n"
        ));
        assert!(refused(
            "thalweg-hub",
            "[dev-dependencies]\naxum.workspace = true\n"
        ));
        assert!(!refused(
            "thalweg-transports",
            "[dependencies]\naxum.workspace = true\n"
        ));
        assert!(refused(
            "thalweg-chat",
            "[dependencies]\nrusqlite = \"0\"\n"
        ));
        assert!(refused("thalweg", "[dev-dependencies]\nrusqlite = \"0\"\n"));
        assert!(!refused(
            "thalweg-store",
            "[dependencies]\nrusqlite = \"0\"\n"
        ));
    }

    #[test]
    fn a_crate_that_is_not_drawn_is_found() {
        assert!(refused("thalweg-new", ""));
    }
}
