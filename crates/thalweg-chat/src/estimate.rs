use crate::{ModelRequest, ToolOffer, Turn};

/// What a turn costs besides its text: the marks of who speaks.
const TURN_TOKENS: usize = 4;
/// In how many parts a token is counted.
pub(crate) const PARTS: usize = 4;

impl ModelRequest {
    /// About how many tokens the model will read: instructions, turns and context.
    ///
    /// Every model cuts text in its own way, so this is an estimate, meant to be near for prose and
    /// code: four Latin characters make a token, two of other alphabets, one Chinese, Japanese or
    /// Korean character or sign makes one, an emoji two; each turn costs four more.
    pub fn estimated_tokens(&self) -> u32 {
        let called = |turn: &Turn| {
            let calls = turn.calls.iter();
            let tokens =
                calls.map(|call| tokens_of(&call.args.to_string()) + tokens_of(&call.result));
            tokens.sum::<usize>()
        };
        let called: usize = self.turns.iter().map(called).sum();
        let offered = |tool: &ToolOffer| {
            TURN_TOKENS + tokens_of(&tool.description) + tokens_of(&tool.schema.to_string())
        };
        let offered: usize = self.tools.iter().map(offered).sum();
        let turns = self.turns.iter().map(|turn| turn.text.as_str());
        let others = self
            .system
            .as_deref()
            .into_iter()
            .chain(self.context.as_deref());
        let texts = turns.chain(others);
        let tokens: usize = texts.map(|text| TURN_TOKENS + tokens_of(text)).sum();
        u32::try_from(tokens + called + offered).unwrap_or(u32::MAX)
    }
}

pub(crate) fn tokens_of(text: &str) -> usize {
    parts_of(text).div_ceil(PARTS)
}

/// About how many tokens a text is, in [`PARTS`] of one, so that pieces can be added.
pub(crate) fn parts_of(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.chars().map(weight).sum()
    }
}

/// A character's share of a token, in [`PARTS`].
const fn weight(c: char) -> usize {
    match c {
        // Latin, its accents and ASCII.
        '\0'..='\u{2ff}' => 1,
        // Hangul letters, and after them signs, kana, ideographs, Hangul and wide forms.
        '\u{1100}'..='\u{11ff}' | '\u{2000}'..='\u{25ff}' | '\u{27c0}'..='\u{ffff}' => PARTS,
        // Greek, Cyrillic, Hebrew, Arabic, the scripts of India, Thai and so on.
        '\u{300}'..='\u{1fff}' => 2,
        // Emoji, old and new, and what is rarer than they are.
        _ => 2 * PARTS,
    }
}

#[cfg(test)]
mod tests {
    use thalweg_wire::Role;

    use super::*;

    fn asking(texts: &[&str]) -> ModelRequest {
        let turn = |text: &&str| Turn::new(Role::User, *text);
        ModelRequest {
            model: "m".into(),
            system: None,
            turns: texts.iter().map(turn).collect(),
            context: None,
            reasoning: None,
            max_tokens: None,
            tools: Vec::new(),
            no_calls: false,
        }
    }

    #[test]
    fn scripts_are_counted_as_models_cut_them() {
        for (text, tokens) in [
            ("", 0),
            ("a", 1),
            ("four", 1),
            ("fives", 2),
            ("äöüß", 1),
            ("привет", 3),
            ("שלום", 2),
            ("日本語", 3),
            ("カタカナ", 4),
            ("한국어", 3),
            ("你好, bob", 4),
            ("🙂", 2),
            ("☀🙂", 4),
        ] {
            assert_eq!(tokens_of(text), tokens, "{text}");
        }
    }

    #[test]
    fn everything_that_the_model_reads_counts() {
        assert_eq!(asking(&[]).estimated_tokens(), 0);
        assert_eq!(asking(&["four"]).estimated_tokens(), 5);
        let whole = ModelRequest {
            system: Some("eight ch".into()),
            context: Some("日本".into()),
            ..asking(&["four", "four"])
        };
        assert_eq!(whole.estimated_tokens(), 5 + 5 + 6 + 6);
    }
}
