//! The readers of this crate without a network, for a fuzzer and for the tests that replay its corpus.

use bytes::Bytes;
use thalweg_chat::{ModelDelta, ModelError};

use crate::UpstreamKind;
use crate::anthropic::AnthropicAnswer;
use crate::openai::OpenAiAnswer;
use crate::upstream::{Answer, Dialect, Events, Fault};

/// What the upstream is called.
pub const NAME: &str = "up";

/// Name and data of the events of an upstream that sends these pieces; `None` if it is no event stream.
pub fn events<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Option<Vec<(String, String)>> {
    let (mut events, mut heard) = (Events::new(), Vec::new());
    for piece in pieces {
        let pushed = events.push(Bytes::copy_from_slice(piece), |event| {
            heard.push((event.kind, event.data));
            true
        });
        pushed.ok()?;
    }
    heard.extend(events.end().map(|event| (event.kind, event.data)));
    Some(heard)
}

/// What a model said in an answer of these pieces, and why it failed, if it did.
pub fn answer<'a>(
    kind: UpstreamKind,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<ModelDelta>, Option<ModelError>) {
    match kind {
        UpstreamKind::OpenAi => streamed(OpenAiAnswer::default(), pieces),
        UpstreamKind::Anthropic => streamed(AnthropicAnswer::new(NAME, "m"), pieces),
    }
}

/// The same of an answer that came at once.
pub fn whole_answer(kind: UpstreamKind, text: &str) -> (Vec<ModelDelta>, Option<ModelError>) {
    match kind {
        UpstreamKind::OpenAi => at_once(OpenAiAnswer::default(), text),
        UpstreamKind::Anthropic => at_once(AnthropicAnswer::new(NAME, "m"), text),
    }
}

fn streamed<'a>(
    dialect: impl Dialect,
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<ModelDelta>, Option<ModelError>) {
    let (mut answer, mut out) = (Answer::new(dialect), Vec::new());
    let mut pieces = pieces.into_iter();
    let pushed = pieces.try_for_each(|piece| answer.push(Bytes::copy_from_slice(piece), &mut out));
    let result = pushed.and_then(|()| answer.end(&mut out));
    told(out, result)
}

fn at_once(dialect: impl Dialect, text: &str) -> (Vec<ModelDelta>, Option<ModelError>) {
    let mut out = Vec::new();
    let result = Answer::new(dialect).whole(text.to_owned(), &mut out);
    told(out, result)
}

fn told(out: Vec<ModelDelta>, result: Result<(), Fault>) -> (Vec<ModelDelta>, Option<ModelError>) {
    let failed = result.err().map(|fault| fault.told_of(NAME));
    (out, failed)
}
