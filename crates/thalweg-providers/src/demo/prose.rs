/// Words to a paragraph, about.
const PARAGRAPH: usize = 90;

const SUBJECTS: [&str; 16] = [
    "The river",
    "A patient engineer",
    "The morning train",
    "An old lighthouse",
    "The smallest gear",
    "A quiet library",
    "The second reader",
    "A well kept log",
    "The night shift",
    "The harbour",
    "A long letter",
    "The wind from the hills",
    "Every careful clerk",
    "The deepest channel",
    "A good question",
    "The last passenger",
];
const VERBS: [&str; 16] = [
    "carries",
    "remembers",
    "follows",
    "keeps",
    "crosses",
    "measures",
    "repairs",
    "waits for",
    "writes down",
    "gives back",
    "counts",
    "listens to",
    "outlives",
    "finds",
    "slowly turns",
    "never forgets",
];
const OBJECTS: [&str; 16] = [
    "what the rain has brought",
    "the shortest way to the sea",
    "a promise made long ago",
    "every word in its order",
    "the noise of the market",
    "two lamps and a map",
    "the weight of small things",
    "an answer that nobody expected",
    "the names of all the bridges",
    "a broken clock",
    "the light between the houses",
    "more than it can explain",
    "the end of a sentence",
    "what others leave behind",
    "a door that is always open",
    "the same stone twice",
];
const ENDINGS: [&str; 12] = [
    "before the day begins",
    "even when the line is cut",
    "without asking for thanks",
    "and nothing is lost",
    "while the city sleeps",
    "as if it were the first time",
    "because somebody has to",
    "and then goes on",
    "in spite of the weather",
    "from one shore to the other",
    "until the work is done",
    "with great care",
];
const LINKS: [&str; 10] = [
    "Later,",
    "Meanwhile,",
    "After all,",
    "In winter,",
    "So it happens that",
    "Further down,",
    "Now and then",
    "On the other side,",
    "To tell the truth,",
    "Year after year,",
];
/// Sentences of exactly 1, 2, 3 … 9 words, to end on any number of words.
const CLOSERS: [&str; 9] = [
    "Enough.",
    "It ends.",
    "So it goes.",
    "That is nearly all.",
    "And here the story rests.",
    "The rest is left to you.",
    "Nobody could have said it much better.",
    "In the end the water finds its way.",
    "What was said here can be read once more.",
];

/// A small reproducible source of choices (SplitMix64 over an FNV-1a hash of the prompt).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn of(prompt: &str) -> Self {
        let hash = prompt
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
                (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
            });
        Self(hash)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `sides`, which is not zero.
    pub(super) fn below(&mut self, sides: usize) -> usize {
        let sides = u64::try_from(sides).unwrap_or(u64::MAX);
        usize::try_from(self.roll() % sides).unwrap_or(0)
    }

    /// One of `all`, which is not empty.
    pub(super) fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// Exactly `words` words in whole sentences and paragraphs, some of them about `topic`.
pub(super) fn prose(words: usize, topic: Option<&str>, dice: &mut Dice) -> String {
    let mut text = String::with_capacity(words * 7);
    let (mut left, mut in_paragraph) = (words, 0);
    while left > 0 {
        let mut sentence = match CLOSERS.get(left - 1) {
            Some(closer) => (*closer).to_owned(),
            None => sentence(topic, dice),
        };
        let mut length = sentence.split_whitespace().count();
        if length > left {
            // Too long for what is left, which is more than the longest closer.
            sentence = CLOSERS[CLOSERS.len() - 1].to_owned();
            length = CLOSERS.len();
        }
        if !text.is_empty() {
            let breaks = in_paragraph >= PARAGRAPH;
            text.push_str(if breaks { "\n\n" } else { " " });
            if breaks {
                in_paragraph = 0;
            }
        }
        text.push_str(&sentence);
        in_paragraph += length;
        left -= length;
    }
    text
}

fn sentence(topic: Option<&str>, dice: &mut Dice) -> String {
    let (subject, verb) = (dice.pick(&SUBJECTS), dice.pick(&VERBS));
    let (object, ending) = (dice.pick(&OBJECTS), dice.pick(&ENDINGS));
    let small = |subject: &str| {
        // All subjects begin with an ASCII letter.
        let (first, rest) = subject.split_at(1);
        format!("{}{rest}", first.to_ascii_lowercase())
    };
    match (topic, dice.below(6)) {
        (Some(topic), 0) => format!("As for {topic}, {} {verb} {object}.", small(subject)),
        (Some(topic), 1) => format!("{subject} {verb} {object}, and so does {topic}."),
        (_, 2) => format!("{subject} {verb} {object}."),
        (_, 3) => format!("{} {} {verb} {object}.", dice.pick(&LINKS), small(subject)),
        (_, 4) => format!(
            "{} {} {verb} {object}, {ending}.",
            dice.pick(&LINKS),
            small(subject)
        ),
        _ => format!("{subject} {verb} {object}, {ending}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_words_is_exact() {
        for words in (1..=200).chain([1_999, 20_000]) {
            for topic in [None, Some("rivers and bridges")] {
                let text = prose(words, topic, &mut Dice::of(&format!("{words}")));
                assert_eq!(text.split_whitespace().count(), words, "{text}");
                assert!(text.ends_with('.'), "{text}");
            }
        }
    }

    #[test]
    fn the_same_prompt_gives_the_same_words_and_another_gives_others() {
        let text = |prompt| prose(100, None, &mut Dice::of(prompt));
        assert_eq!(text("a"), text("a"));
        assert_ne!(text("a"), text("b"));
    }

    #[test]
    fn a_topic_comes_up() {
        assert!(prose(200, Some("Flüsse"), &mut Dice::of("x")).contains("Flüsse"));
    }

    #[test]
    fn closers_have_the_lengths_of_their_places() {
        for (at, closer) in CLOSERS.iter().enumerate() {
            assert_eq!(closer.split_whitespace().count(), at + 1, "{closer}");
        }
    }
}
