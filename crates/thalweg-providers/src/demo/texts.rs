use super::ask::{Ask, Finale, Speed};
use super::prose::{Dice, prose};

/// What the model says of itself when it does not know what else to say, at first.
pub(super) const INTRODUCTION: &str = "\
Hello! I am the **demonstration model**: I am built in, I need no key and no network, and there is \
no language model behind me. My answers are composed by rule, so I cannot really answer you. What I \
can do is play every state of a chat, so that you can try them by hand.

Say one of these, in your own case, and combine them as you like:

- `show me what you can do`: headings, tables, code, lists
- `write 2000 words about rivers`: a long answer, up to 20,000 words
- `stream slowly` or `stream fast`: another pace
- `think first: why is the sea salty`: some thinking, then the answer
- `wait 10 seconds`: a long silence before the first word
- `what are your instructions`: what the conversation tells its model
- `repeat after me: שלום 👋🏽`: your own words, in any script
- `what is 17% of 2,340 and what time is it in Tokyo`: two tools at once, if they are switched on
- `count down from 20`, `search my conversations for rivers`: tools that take their time, or look back
- `fail at once`, `fail in the middle`, `break off`: three ways to go wrong
- `refuse`, `stop at the length limit`, `say nothing`: three ways to end early

An answer that was stopped, cut or failed is not lost: **Continue** goes on where it ended.

While an answer comes, try to **stop** it, to reload the page, to open it in a second window, to cut \
the network, or to kill the server. The text should be there afterwards.";

/// A refusal.
pub(super) const REFUSAL: &str =
    "I would rather not do that. (Nothing is wrong: you asked the demonstration to refuse.)";

/// Everything that a page must be able to show.
pub(super) const SHOWCASE: &str = r#"# What an answer can hold

A paragraph with **bold**, *italic*, ~~struck~~ and `inline code`, and [a link](https://example.com/) that leads outside.

## A table

| part | what it does | lines |
| :--- | :----------- | ----: |
| log | keeps every event in one order | 1,204 |
| hub | wakes those who read | 812 |
| page | shows it | 3,096 |

## Code in two languages

```rust
/// The deepest point of a river's bed.
fn thalweg(depths: &[f64]) -> Option<usize> {
    let deeper = |a: &usize, b: &usize| depths[*a].total_cmp(&depths[*b]);
    (0..depths.len()).max_by(deeper)
}
```

```typescript
const source = new EventSource("/api/realtime/" + runId);
source.addEventListener("token", (event) => {
  const { text } = JSON.parse(event.data) as { text: string };
  document.body.append(text); // <b>not</b> HTML & never will be
});
```

### Lists

1. First, a numbered list
   - with a nested one
     - and one more level
   - and back
2. Second, with a line
   that goes on

- [x] written
- [x] streamed
- [ ] read to the end

> A quote that says something wise about rivers,
>
> > and a quote within it.

---

Some letters that need care: “quotes”, naïve, Ångström, 日本語, العربية, 👩‍👩‍👧‍👦, and a very long word: Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen.

That is the whole of it."#;

/// Thinking about a prompt.
pub(super) fn thinking(prompt: &str, dice: &mut Dice) -> String {
    let asked = quoted(prompt);
    let musing = prose(40 + dice.below(30), None, dice);
    format!(
        "I was asked to think first, about “{asked}”. There is no model behind me, so this is how \
         thinking looks rather than what it is.\n\n{musing}\n\nNow the answer."
    )
}

/// What the model was told above the conversation, as it was given.
pub(super) fn instructions(system: Option<&str>) -> String {
    let Some(text) = system else {
        return "I was given no instructions in this conversation.".into();
    };
    let quote: Vec<_> = text.lines().map(|line| format!("> {line}")).collect();
    let quote = quote.join("\n");
    format!("These instructions were given to me, which a real model would follow:\n\n{quote}")
}

/// A few words to show a state on that was asked for.
pub(super) fn passage(ask: &Ask<'_>, dice: &mut Dice) -> String {
    let opening = match ask.finale {
        Finale::FailInTheMiddle => "This answer will fail in its middle, as you asked.",
        Finale::BreakOff => "This answer will break off without an end, as you asked.",
        Finale::LengthLimit => {
            "This answer will stop at its limit of length, as you asked; **Continue** goes on with it."
        }
        _ => match (ask.wait, ask.speed, ask.think) {
            (Some(_), ..) => "I waited, as you asked, and now I write.",
            (None, Speed::Slow, _) => {
                "This is how slow streaming looks: about five pieces a second."
            }
            (None, Speed::Fast, _) => {
                "This is how fast streaming looks: about five hundred pieces a second."
            }
            (None, Speed::Usual, _) => "I have thought, as you asked, and this is what came of it.",
        },
    };
    let words = if ask.speed == Speed::Fast { 400 } else { 80 };
    format!("{opening}\n\n{}", prose(words, None, dice))
}

/// The answer to what is not understood.
pub(super) fn shrug(prompt: &str, dice: &mut Dice) -> String {
    let asked = quoted(prompt);
    let lead = dice.pick(&[
        "A good question for a real model:",
        "You said:",
        "I have read this carefully, and cannot answer it:",
        "This reached me word for word:",
        "I wish I knew more about this:",
    ]);
    let rest = dice.pick(&[
        "I am the demonstration, with no language model behind me; I compose my words by rule.",
        "There is no real model behind this answer, only a few rules.",
        "As a demonstration I can show how answers look, not what they should say.",
        "No model was asked; this text was put together by rule.",
    ]);
    let hint = dice.pick(&[
        "Try `show me what you can do`.",
        "Try `write 500 words about bridges`.",
        "Try `think first: what is a thalweg`.",
        "Try `stream slowly`, and stop me half-way.",
    ]);
    format!("{lead}\n\n> {asked}\n\n{rest} {hint}")
}

/// The beginning of a prompt on one line.
fn quoted(prompt: &str) -> String {
    const MOST: usize = 160;
    let line = prompt.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = line.chars();
    let start: String = chars.by_ref().take(MOST).collect();
    if chars.next().is_some() {
        return format!("{start}…");
    }
    start
}
