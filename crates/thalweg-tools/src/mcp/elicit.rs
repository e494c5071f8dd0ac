use async_trait::async_trait;

/// Puts the questions of servers to a person: "elicitation" in the words of the protocol.
#[async_trait]
pub trait Elicit: Send + Sync + 'static {
    /// Whether anybody can be asked. Servers are told, and do not ask then, unless they are wrong.
    fn is_there(&self) -> bool;

    /// Puts a question to whoever called a tool of `server`.
    async fn ask(&self, server: &str, question: Question) -> Answer;
}

/// What a server wants to know in the midst of a call.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Its words.
    pub message: String,
    /// JSON Schema of the answer, unless the person is to open an address.
    pub schema: Option<serde_json::Value>,
    /// The address to open instead.
    pub url: Option<String>,
}

/// What a person answers.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// This, which fits the schema.
    Given(serde_json::Value),
    /// No.
    Declined,
}

/// Nobody can be asked yet: every question is declined.
#[derive(Debug, Clone, Copy, Default)]
pub struct NobodyThere;

#[async_trait]
impl Elicit for NobodyThere {
    fn is_there(&self) -> bool {
        false
    }

    async fn ask(&self, _server: &str, _question: Question) -> Answer {
        Answer::Declined
    }
}
