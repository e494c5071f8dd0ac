use std::collections::VecDeque;
use std::time::Duration;

use futures_util::stream;
use thalweg_chat::{DeltaKind, FinishReason, ModelDelta, ModelError, ModelStream};
use thalweg_wire::Usage;
use tokio::time::{Instant, sleep_until};

use super::script::{End, Script};

/// The longest piece, in characters; longer words come in several.
const PIECE: usize = 7;

/// Plays a script at its pace, by tokio's clock.
pub(super) fn play(script: Script, input_tokens: u32) -> ModelStream {
    let pieces: VecDeque<_> = script
        .texts
        .iter()
        .flat_map(|(kind, text)| split(text).map(|piece| (*kind, piece.to_owned())))
        .collect();
    // Half of the pieces is what an answer says that fails in its middle.
    let keep = if script.cut {
        pieces.len().div_ceil(2)
    } else {
        pieces.len()
    };
    let state = Playing {
        pieces: pieces.into_iter().take(keep).collect(),
        due: Instant::now() + script.first,
        between: script.between,
        said: 0,
        input_tokens,
        end: VecDeque::from(match script.end {
            End::Finish(reason) => vec![Step::Usage, Step::Then(Ok(ModelDelta::Finish(reason)))],
            End::Call(calls) => {
                let calls = calls.into_iter().map(ModelDelta::ToolCall);
                let end = ModelDelta::Finish(FinishReason::ToolCalls);
                let steps = calls.chain([end]).map(|said| Step::Then(Ok(said)));
                std::iter::once(Step::Usage).chain(steps).collect()
            }
            End::Fail(error) => vec![Step::Usage, Step::Then(Err(error))],
            End::BreakOff => Vec::new(),
        }),
    };
    Box::pin(stream::unfold(state, next))
}

struct Playing {
    pieces: VecDeque<(DeltaKind, String)>,
    due: Instant,
    between: Duration,
    said: u32,
    input_tokens: u32,
    end: VecDeque<Step>,
}

enum Step {
    Usage,
    Then(Result<ModelDelta, ModelError>),
}

async fn next(mut playing: Playing) -> Option<(Result<ModelDelta, ModelError>, Playing)> {
    sleep_until(playing.due).await;
    if let Some((kind, text)) = playing.pieces.pop_front() {
        playing.said += 1;
        // Places in a plan rather than waits one after the other, so that the pace does not sag.
        playing.due += playing.between;
        return Some((Ok(ModelDelta::Piece { kind, text }), playing));
    }
    let said = match playing.end.pop_front()? {
        Step::Then(said) => said,
        Step::Usage => Ok(ModelDelta::Usage(Usage {
            input_tokens: playing.input_tokens,
            output_tokens: playing.said,
        })),
    };
    Some((said, playing))
}

/// Cuts a text into pieces like those of a model: before white space, and within long words.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut was_space = true;
        let mut length = 0;
        let end = rest.char_indices().find_map(|(at, c)| {
            let cut = (c.is_whitespace() && !was_space) || length == PIECE;
            was_space = c.is_whitespace();
            length += 1;
            cut.then_some(at)
        });
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        rest = after;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn pieces_join_to_the_text(text in "\\PC*|[ \\na-z]*") {
            let pieces: Vec<&str> = split(&text).collect();
            prop_assert_eq!(&pieces.concat(), &text);
            prop_assert!(pieces.iter().all(|piece| piece.chars().count() <= PIECE));
        }
    }

    #[test]
    fn words_come_with_the_space_before_them() {
        let pieces: Vec<&str> = split("The river's extraordinarily deep").collect();
        assert_eq!(
            pieces,
            ["The", " river'", "s", " extrao", "rdinari", "ly", " deep"]
        );
    }
}
