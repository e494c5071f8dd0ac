use std::time::Duration;

use thalweg_chat::{DeltaKind, FinishReason, ModelError, ToolRequest};
use thalweg_wire::ErrorCode;

use super::ask::{Ask, Finale, MOST_WORDS, Speed, Wish};
use super::prose::{Dice, prose};
use super::texts;

/// The usual wait before the first piece.
const FIRST: Duration = Duration::from_millis(250);

/// An answer before it is played.
pub(super) struct Script {
    pub(super) texts: Vec<(DeltaKind, String)>,
    /// Only the first half is said.
    pub(super) cut: bool,
    pub(super) first: Duration,
    pub(super) between: Duration,
    pub(super) end: End,
}

impl Script {
    /// These words, at the pace that was asked for.
    pub(super) fn of(ask: &Ask<'_>, text: String) -> Self {
        Self {
            texts: vec![(DeltaKind::Text, text)],
            cut: false,
            first: ask.wait.unwrap_or(FIRST),
            between: between(ask.speed),
            end: End::Finish(FinishReason::Complete),
        }
    }
}

const fn between(speed: Speed) -> Duration {
    Duration::from_millis(match speed {
        Speed::Slow => 200,
        Speed::Usual => 20,
        Speed::Fast => 2,
    })
}

/// How a script ends.
pub(super) enum End {
    Finish(FinishReason),
    /// It waits for these calls.
    Call(Vec<ToolRequest>),
    Fail(ModelError),
    /// The stream ends without a word on it.
    BreakOff,
}

/// What happens when the model is asked.
pub(super) enum Opening {
    Fail(ModelError),
    Say(Script),
}

impl Opening {
    /// The rest of an answer of which `said` is the beginning, to its good end.
    pub(super) fn after(self, said: &str) -> Option<Script> {
        let Self::Say(script) = self else {
            return None;
        };
        let (kind, text) = script.texts.last()?;
        let rest = text.strip_prefix(said)?.to_owned();
        Some(Script {
            texts: vec![(*kind, rest)],
            cut: false,
            end: End::Finish(FinishReason::Complete),
            ..script
        })
    }
}

/// Writes the answer to a prompt; the same one each time.
pub(super) fn write(
    ask: &Ask<'_>,
    prompt: &str,
    system: Option<&str>,
    is_first: bool,
    reasoning: Option<bool>,
) -> Opening {
    if ask.finale == Finale::FailAtOnce {
        let words = "the demonstration failed before its first word, as you asked; ask for \
                     something else";
        return Opening::Fail(failure(words));
    }
    let mut dice = Dice::of(prompt);
    let mut texts = Vec::new();
    if ask.finale != Finale::SayNothing {
        if ask.think || reasoning == Some(true) {
            texts.push((DeltaKind::Reasoning, texts::thinking(prompt, &mut dice)));
        }
        texts.push((
            DeltaKind::Text,
            say(ask, prompt, system, is_first, &mut dice),
        ));
    }
    Opening::Say(Script {
        texts,
        cut: matches!(
            ask.finale,
            Finale::FailInTheMiddle | Finale::BreakOff | Finale::LengthLimit
        ),
        first: ask.wait.unwrap_or(FIRST),
        between: between(ask.speed),
        end: match ask.finale {
            Finale::Complete | Finale::SayNothing => End::Finish(FinishReason::Complete),
            Finale::LengthLimit => End::Finish(FinishReason::Length),
            Finale::Refuse => End::Finish(FinishReason::Refused),
            Finale::BreakOff => End::BreakOff,
            Finale::FailAtOnce | Finale::FailInTheMiddle => End::Fail(failure(
                "the demonstration failed in the middle, as you asked; what it said so far is kept",
            )),
        },
    })
}

fn say(
    ask: &Ask<'_>,
    prompt: &str,
    system: Option<&str>,
    is_first: bool,
    dice: &mut Dice,
) -> String {
    if ask.finale == Finale::Refuse {
        return texts::REFUSAL.into();
    }
    match ask.wish {
        Wish::Showcase => texts::SHOWCASE.into(),
        Wish::Words(words, topic) if words > MOST_WORDS => {
            let text = prose(MOST_WORDS, topic, dice);
            format!(
                "More than 20,000 words at once is too much for a demonstration; here are 20,000.\n\n{text}"
            )
        }
        Wish::Words(words, topic) => prose(words.max(1), topic, dice),
        Wish::Echo("") => "There is nothing to repeat: write it after the colon.".into(),
        Wish::Echo(said) => said.into(),
        Wish::Instructions => texts::instructions(system),
        Wish::Passage => texts::passage(ask, dice),
        Wish::Unknown if is_first => texts::INTRODUCTION.into(),
        Wish::Unknown => texts::shrug(prompt, dice),
    }
}

fn failure(words: &str) -> ModelError {
    ModelError {
        code: ErrorCode::ModelFailed,
        message: words.into(),
        retry_after_ms: None,
    }
}
