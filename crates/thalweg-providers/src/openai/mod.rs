//! Chat completions: OpenAI, and whoever speaks as it does, each in its own way.

mod answer;
mod calls;
mod chunk;
mod request;

pub(crate) use answer::OpenAiAnswer;
pub(crate) use request::body;
