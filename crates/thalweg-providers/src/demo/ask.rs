use std::time::Duration;

/// The longest wait that can be asked for.
const LONGEST_WAIT: u64 = 600;
/// The most words that can be asked for.
pub(super) const MOST_WORDS: usize = 20_000;

/// How fast to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speed {
    Usual,
    Slow,
    Fast,
}

/// What to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wish<'a> {
    /// So many words, possibly about something.
    Words(usize, Option<&'a str>),
    /// Everything that a page must be able to show.
    Showcase,
    /// The words of the person.
    Echo(&'a str),
    /// The conversation's instructions.
    Instructions,
    /// Nothing particular, but some state was asked for: a few words to show it on.
    Passage,
    /// Nothing that this model understands.
    Unknown,
}

/// How to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finale {
    Complete,
    FailAtOnce,
    FailInTheMiddle,
    Refuse,
    LengthLimit,
    SayNothing,
    BreakOff,
}

/// What a prompt asks for, in plain words of any case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ask<'a> {
    pub(super) wish: Wish<'a>,
    pub(super) finale: Finale,
    pub(super) speed: Speed,
    pub(super) think: bool,
    pub(super) wait: Option<Duration>,
}

impl<'a> Ask<'a> {
    pub(super) fn read(prompt: &'a str) -> Self {
        // Lower case of ASCII alone keeps every place where it is in the prompt.
        let lower = prompt.to_ascii_lowercase();
        // What is to be repeated holds no wishes of its own.
        let (head, echo) = match lower.find("repeat after me") {
            Some(at) => {
                let rest = &prompt[at + "repeat after me".len()..];
                let said = rest.strip_prefix(':').unwrap_or(rest);
                (&lower[..at], Some(said.trim()))
            }
            None => (lower.as_str(), None),
        };
        let has = |phrase: &str| head.contains(phrase);
        let speed = if has("stream slowly") {
            Speed::Slow
        } else if has("stream fast") {
            Speed::Fast
        } else {
            Speed::Usual
        };
        let wait = number_between(head, "wait ", " second").map(|seconds| {
            let seconds = u64::try_from(seconds).unwrap_or(LONGEST_WAIT);
            Duration::from_secs(seconds.min(LONGEST_WAIT))
        });
        let think = has("think first");
        let finale = finale_of(head);
        let state = speed != Speed::Usual || wait.is_some() || think;
        let wish = if let Some(said) = echo {
            Wish::Echo(said)
        } else if has("show me what you can do") || has("show what you can do") {
            Wish::Showcase
        } else if has("what are your instructions") {
            Wish::Instructions
        } else if let Some(words) = number_between(head, "write ", " word") {
            Wish::Words(words, topic(prompt, head))
        } else if finale != Finale::Complete || (state && !has("?")) {
            Wish::Passage
        } else {
            Wish::Unknown
        };
        Self {
            wish,
            finale,
            speed,
            think,
            wait,
        }
    }
}

fn finale_of(head: &str) -> Finale {
    let plea = head.trim_start();
    let plea = plea.strip_prefix("please ").unwrap_or(plea);
    [
        ("fail at once", Finale::FailAtOnce),
        ("fail in the middle", Finale::FailInTheMiddle),
        ("stop at the length limit", Finale::LengthLimit),
        ("say nothing", Finale::SayNothing),
        ("break off", Finale::BreakOff),
    ]
    .into_iter()
    .find_map(|(phrase, finale)| head.contains(phrase).then_some(finale))
    // One word alone is too common to be looked for anywhere.
    .or_else(|| plea.starts_with("refuse").then_some(Finale::Refuse))
    .unwrap_or(Finale::Complete)
}

/// The number between two phrases, thousands set off by `,` `.` or `'` included.
fn number_between(text: &str, before: &str, after: &str) -> Option<usize> {
    text.match_indices(before).find_map(|(at, _)| {
        let rest = &text[at + before.len()..];
        let (number, _) = rest.split_once(after)?;
        let digits: String = number
            .chars()
            .filter(|c| !matches!(c, ',' | '.' | '\'' | ' '))
            .collect();
        // More digits than fit are more than anything that is allowed.
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse().unwrap_or(usize::MAX))
    })
}

/// What follows `about`, up to the end of the phrase, in the person's own letters.
fn topic<'a>(prompt: &'a str, head: &str) -> Option<&'a str> {
    let at = head.find(" about ")? + " about ".len();
    let rest = &prompt[at..];
    let ends = |c: char| matches!(c, '.' | ',' | ';' | ':' | '?' | '!' | '\n');
    let phrase = rest.split(ends).next().unwrap_or_default().trim();
    let fits = !phrase.is_empty() && phrase.chars().count() <= 60;
    fits.then_some(phrase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_phrases_of_any_case_are_understood() {
        let ask =
            Ask::read("Please STREAM FAST and Write 2,000 words about Über-Flüsse, then break off");
        assert_eq!(ask.wish, Wish::Words(2_000, Some("Über-Flüsse")));
        assert_eq!((ask.speed, ask.finale), (Speed::Fast, Finale::BreakOff));
        let ask = Ask::read("wait 3 seconds, then say nothing");
        assert_eq!(ask.wait, Some(Duration::from_secs(3)));
        assert_eq!(ask.finale, Finale::SayNothing);
        let ask = Ask::read("Think first: show me what you can do");
        assert_eq!((ask.think, ask.wish), (true, Wish::Showcase));
        assert_eq!(Ask::read("Please refuse.").finale, Finale::Refuse);
    }

    #[test]
    fn what_is_repeated_holds_no_wishes() {
        let ask = Ask::read("stream slowly, repeat after me: fail at once 🙂 שלום");
        assert_eq!(ask.wish, Wish::Echo("fail at once 🙂 שלום"));
        assert_eq!((ask.finale, ask.speed), (Finale::Complete, Speed::Slow));
    }

    #[test]
    fn an_ordinary_question_is_not_a_wish() {
        for prompt in [
            "Why did they refuse to sign?",
            "What is a thalweg?",
            "",
            "İİİ about",
        ] {
            let ask = Ask::read(prompt);
            assert_eq!(
                (ask.wish, ask.finale),
                (Wish::Unknown, Finale::Complete),
                "{prompt}"
            );
        }
    }

    #[test]
    fn absurd_numbers_are_held_at_the_limit() {
        let ask = Ask::read("wait 99999999999999999999999 seconds");
        assert_eq!(ask.wait, Some(Duration::from_secs(LONGEST_WAIT)));
        let ask = Ask::read("write 99999999999999999999999 words");
        assert_eq!(ask.wish, Wish::Words(usize::MAX, None));
    }

    proptest::proptest! {
        #[test]
        fn no_prompt_is_too_odd(prompt in "\\PC*", about in "\\PC*") {
            Ask::read(&prompt);
            Ask::read(&format!("{prompt} write 7 words about {about} repeat after me{prompt}"));
        }
    }
}
