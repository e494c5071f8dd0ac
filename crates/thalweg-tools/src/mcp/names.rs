use std::collections::HashMap;

use sha2::{Digest as _, Sha256};

/// The longest name that models take.
const MOST: usize = 64;
/// How many hexadecimal digits of a hash tell names apart.
const DIGITS: usize = 8;

/// What the tools of `server` are called by here, each in the place of its own name: `<server>__<tool>`
/// in the letters that models take. A name that is too long ends with a hash of the tool's own name, and
/// so does one that would come twice, unless it is the tool's own name to the letter: so that a tool is
/// called the same whatever the order in which they are listed.
pub(super) fn namespaced(server: &str, tools: &[&str]) -> Vec<String> {
    let plain: Vec<String> = tools.iter().map(|tool| joined(server, tool)).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for name in &plain {
        *times.entry(name).or_default() += 1;
    }
    let named = plain.iter().zip(tools).map(|(name, tool)| {
        let is_exact = name.strip_prefix(server) == Some(&format!("__{tool}"));
        let is_taken = times[name.as_str()] > 1 && !is_exact;
        if name.len() <= MOST && !is_taken {
            return name.clone();
        }
        // All are ASCII, so that every place is a letter's beginning.
        let kept = &name[..name.len().min(MOST - DIGITS - 1)];
        format!("{kept}_{}", hash(tool))
    });
    named.collect()
}

fn joined(server: &str, tool: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let tool = tool.chars().map(|c| if fits(c) { c } else { '_' });
    format!("{server}__{}", tool.collect::<String>())
}

fn hash(tool: &str) -> String {
    let digest = Sha256::digest(tool.as_bytes());
    let digits = digest.iter().map(|byte| format!("{byte:02x}"));
    digits.take(DIGITS / 2).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_name_has_its_servers_before_it_and_letters_that_models_take() {
        let named = namespaced("my-files", &["read_file", "read.file/now ü", "Read-2"]);
        assert_eq!(
            named,
            [
                "my-files__read_file",
                "my-files__read_file_now__",
                "my-files__Read-2"
            ]
        );
    }

    #[test]
    fn names_that_would_be_one_stay_two_in_any_order() {
        let one = namespaced("s", &["a.b", "a_b", "a/b"]);
        assert_eq!(one[1], "s__a_b", "the exact one keeps its name");
        assert!(one[0].starts_with("s__a_b_") && one[2].starts_with("s__a_b_"));
        assert_eq!(one.iter().collect::<HashSet<_>>().len(), 3);
        let other = namespaced("s", &["a/b", "a_b", "a.b"]);
        assert_eq!(
            [&other[2], &other[1], &other[0]],
            [&one[0], &one[1], &one[2]]
        );
    }

    #[test]
    fn a_long_name_is_cut_and_stays_itself() {
        let (long, longer) = ("x".repeat(100), "x".repeat(101));
        let named = namespaced("s", &[&long, &longer, &"y".repeat(61)]);
        assert!(named.iter().all(|name| name.len() == 64), "{named:?}");
        assert_ne!(named[0], named[1]);
        assert_eq!(named[2], format!("s__{}", "y".repeat(61)));
        let fits = namespaced("s", &[&"ü".repeat(61)]);
        assert_eq!(fits[0].len(), 64);
    }
}
