//! Long source files say at their head why they are one file.

use super::Source;

const MOST_LINES: usize = 400;
/// How far down the head of a file reaches.
const HEAD_LINES: usize = 20;
/// The words of a reason: `//! In one file because …`.
const REASON: &str = "in one file because";
const ENDINGS: [&str; 7] = [".rs", ".ts", ".tsx", ".mjs", ".js", ".css", ".sql"];

/// Every source file of more than 400 lines whose head gives no reason. Generated files are not read by
/// people and may have any length.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| is_source(&source.path)) {
        let lines = source.text.lines().count();
        let mut head = source.text.lines().take(HEAD_LINES);
        if lines > MOST_LINES && !head.any(|line| line.to_lowercase().contains(REASON)) {
            findings.push(format!(
                "{}: {lines} lines: split it, or say at its head `{REASON} …`",
                source.path
            ));
        }
    }
    findings
}

fn is_source(path: &str) -> bool {
    ENDINGS.iter().any(|ending| path.ends_with(ending)) && !path.contains("/generated/")
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::check;

    fn is_found(path: &str, head: &str, lines: usize) -> bool {
        !check(&[Source::new(
            path,
            format!("{head}\n{}", "x\n".repeat(lines - 1)),
        )])
        .is_empty()
    }

    #[test]
    fn a_long_file_without_a_reason_is_found() {
        assert!(is_found("crates/a/src/lib.rs", "//! All of it.", 401));
        assert!(is_found("web/src/a.tsx", "", 401));
        assert!(!is_found("crates/a/src/lib.rs", "//! All of it.", 400));
    }

    #[test]
    fn a_reason_at_the_head_is_enough() {
        let head =
            "//! The state machine.\n//! In one file because its states refer to each other.";
        assert!(!is_found("crates/a/src/lib.rs", head, 900));
        let late = format!("{}// In one file because.", "\n".repeat(30));
        assert!(is_found("crates/a/src/lib.rs", &late, 900));
    }

    #[test]
    fn what_people_do_not_write_may_be_long() {
        assert!(!is_found("sdk/client/src/generated/types.gen.ts", "", 5000));
        assert!(!is_found("openapi.json", "", 5000));
    }
}
