//! Anthropic's messages.

mod answer;
mod blocks;
mod event;
mod request;
mod table;

pub(crate) use answer::AnthropicAnswer;
pub(crate) use request::body;
