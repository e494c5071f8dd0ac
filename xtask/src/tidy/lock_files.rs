//! Lock files name versions and hashes, never the host they were fetched from.

use super::Source;

const LOCK_FILES: [&str; 4] = [
    "Cargo.lock",
    "pnpm-lock.yaml",
    "package-lock.json",
    "yarn.lock",
];

/// The one index that every cargo knows; a machine's mirror replaces it without being written down.
const CARGO_INDEX: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Every line of a lock file that holds an address.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| is_lock_file(&source.path)) {
        for (number, line) in source.text.lines().enumerate() {
            let is_note = line.trim_start().starts_with("deprecated:");
            if line.replace(CARGO_INDEX, "").contains("://") && !is_note {
                findings.push(format!(
                    "{}:{}: a lock file may not name a host: {}",
                    source.path,
                    number + 1,
                    line.trim()
                ));
            }
        }
    }
    findings
}

fn is_lock_file(path: &str) -> bool {
    LOCK_FILES.contains(&path.rsplit('/').next().unwrap_or(path))
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::check;

    fn count(path: &str, text: &str) -> usize {
        check(&[Source::new(path, text)]).len()
    }

    #[test]
    fn hosts_are_found_in_every_kind_of_lock_file() {
        assert_eq!(
            count(
                "pnpm-lock.yaml",
                "a: {tarball: https://mirror.example/a.tgz}\n"
            ),
            1
        );
        assert_eq!(
            count(
                "web/package-lock.json",
                "  \"resolved\": \"https://mirror.example/a\","
            ),
            1
        );
        assert_eq!(
            count(
                "Cargo.lock",
                "source = \"registry+https://mirror.example/index\"\n"
            ),
            1
        );
        assert_eq!(
            count("Cargo.lock", "source = \"git+ssh://git.example/a#1\"\n"),
            1
        );
    }

    #[test]
    fn versions_hashes_and_notes_pass() {
        assert_eq!(
            count("pnpm-lock.yaml", "resolution: {integrity: sha512-a//b==}\n"),
            0
        );
        assert_eq!(
            count(
                "pnpm-lock.yaml",
                "    deprecated: see https://docs.example\n"
            ),
            0
        );
        let source = "source = \"registry+https://github.com/rust-lang/crates.io-index\"\n";
        assert_eq!(count("Cargo.lock", source), 0);
        assert_eq!(count("README.md", "https://docs.example"), 0);
    }
}
