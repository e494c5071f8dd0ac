//! Words that are left behind by unfinished work.

use super::Source;

/// Each in two parts, so that this list is not found by itself.
const IN_RUST: [(&str, &str); 3] = [("to", "do!("), ("unimple", "mented!("), ("#[ig", "nore")];
const IN_SCRIPTS: [(&str, &str); 6] = [
    (".on", "ly("),
    ("it.sk", "ip("),
    ("test.sk", "ip("),
    ("describe.sk", "ip("),
    (".fix", "me("),
    ("@ts-ig", "nore"),
];
const EVERYWHERE: [(&str, &str); 1] = [("FIX", "ME")];

/// Every line of source that holds one of the words.
pub(super) fn check(sources: &[Source]) -> Vec<String> {
    let mut findings = Vec::new();
    for source in sources {
        let own: &[(&str, &str)] = if source.path.ends_with(".rs") {
            &IN_RUST
        } else if [".ts", ".tsx", ".mjs", ".js"]
            .iter()
            .any(|ending| source.path.ends_with(ending))
        {
            &IN_SCRIPTS
        } else {
            continue;
        };
        for (start, end) in own.iter().chain(&EVERYWHERE) {
            let word = format!("{start}{end}");
            for (number, line) in source.text.lines().enumerate() {
                if line.contains(&word) {
                    findings.push(format!(
                        "{}:{}: `{word}` is left behind",
                        source.path,
                        number + 1
                    ));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::{EVERYWHERE, IN_RUST, IN_SCRIPTS, check};

    #[test]
    fn each_word_is_found_with_its_line() {
        let kinds: [(&str, &[(&str, &str)]); 4] = [
            ("a.rs", &IN_RUST),
            ("a.rs", &EVERYWHERE),
            ("a.test.ts", &IN_SCRIPTS),
            ("b.tsx", &EVERYWHERE),
        ];
        for (path, words) in kinds {
            for (start, end) in words {
                let found = check(&[Source::new(path, format!("fine\n  {start}{end}x"))]);
                assert_eq!(found.len(), 1, "{start}{end}: {found:?}");
                assert!(found[0].starts_with(&format!("{path}:2: ")), "{found:?}");
            }
        }
    }

    #[test]
    fn other_languages_and_other_words_pass() {
        assert!(check(&[Source::new("a.rs", "list.iter().skip(1); only(x)")]).is_empty());
        assert!(check(&[Source::new("README.md", "the word FIX ME and todo")]).is_empty());
        assert!(check(&[Source::new("a.ts", "list.skip(1)")]).is_empty());
    }
}
