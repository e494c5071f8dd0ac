//! What Anthropic's models differ in, by their names.

/// The longest answer that is asked for if nobody said how long, in tokens.
pub(crate) const DEFAULT_MAX_TOKENS: u32 = 8192;
/// How much of an answer an older model may think, in tokens.
const BUDGET: u32 = 4096;
/// The least budget that is taken.
const LEAST_BUDGET: u32 = 1024;

/// How a model is asked to think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thinking {
    /// It decides how much.
    Adaptive,
    /// Up to so many tokens of the answer.
    Budget(u32),
}

/// The most tokens to ask of the model `name` if nobody said: models of the third generation
/// refuse more than they can write.
pub(crate) fn max_tokens(name: &str) -> u32 {
    match name {
        _ if name.starts_with("claude-3-opus") || name.starts_with("claude-3-haiku") => 4096,
        _ => DEFAULT_MAX_TOKENS,
    }
}

/// How to ask the model `name` to think before an answer of `max_tokens`; none: not at all.
pub(crate) fn thinking(name: &str, max_tokens: u32) -> Option<Thinking> {
    let model = name.strip_prefix("claude-").unwrap_or_default();
    let mut words = model.split('-');
    let family = words.next().unwrap_or_default();
    if family == "3" {
        return (words.next() == Some("7"))
            .then(|| budget(max_tokens))
            .flatten();
    }
    // A date stands where a smaller number would: `claude-sonnet-4-20250514`.
    let mut number = || words.next()?.parse::<u32>().ok().filter(|n| *n < 1000);
    let version = number().map(|major| (major, number().unwrap_or(0)));
    let since = if family == "haiku" { (5, 0) } else { (4, 6) };
    match version {
        Some(version) if version < since => budget(max_tokens),
        _ if model.is_empty() => budget(max_tokens),
        _ => Some(Thinking::Adaptive),
    }
}

fn budget(max_tokens: u32) -> Option<Thinking> {
    let budget = BUDGET.min(max_tokens / 2);
    (budget >= LEAST_BUDGET).then_some(Thinking::Budget(budget))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_models_decide_by_themselves_how_much_to_think() {
        let way = |name| thinking(name, 8192);
        for name in ["claude-opus-4-6", "claude-sonnet-5", "claude-haiku-5-0"] {
            assert_eq!(way(name), Some(Thinking::Adaptive), "{name}");
        }
        for name in [
            "claude-sonnet-4-20250514",
            "claude-haiku-4-5",
            "claude-3-7-sonnet-latest",
            "m",
        ] {
            assert_eq!(way(name), Some(Thinking::Budget(4096)), "{name}");
        }
        assert_eq!(way("claude-3-5-sonnet-latest"), None);
        assert_eq!(
            thinking("claude-sonnet-4-5", 1500),
            None,
            "no room to think"
        );
    }
}
