use std::time::Duration;

use super::{BaseUrl, Secret};

/// How an upstream speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpstreamKind {
    /// Chat completions, as OpenAI, vLLM, llama.cpp, Ollama and routers have them.
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
}

/// An upstream: where, as whom, and how patiently.
#[derive(Debug, Clone)]
pub struct UpstreamConfig {
    /// Its name, which is the part of its models' ids before the slash.
    pub name: String,
    /// How it speaks.
    pub kind: UpstreamKind,
    /// Where it is.
    pub base_url: BaseUrl,
    /// The key; none for most local servers.
    pub key: Option<Secret>,
    /// Models that are there whatever its list says.
    pub models: Vec<String>,
    /// Whether only those are offered.
    pub only_these: bool,
    /// How long it is waited for.
    pub patience: UpstreamPatience,
}

/// How long an upstream is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpstreamPatience {
    /// For the connection. 10 s.
    pub connect: Duration,
    /// From the request to the first token: local servers load a model first. 300 s.
    pub first: Duration,
    /// Between two pieces of the answer. 60 s.
    pub silence: Duration,
    /// For what may follow the reason of the end, such as the count of tokens. 3 s.
    pub tail: Duration,
    /// For the list of models. 10 s.
    pub list: Duration,
    /// Before the first repetition of a request that failed; later ones wait longer. 250 ms.
    pub backoff: Duration,
}

impl Default for UpstreamPatience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            first: Duration::from_secs(300),
            silence: Duration::from_secs(60),
            tail: Duration::from_secs(3),
            list: Duration::from_secs(10),
            backoff: Duration::from_millis(250),
        }
    }
}
