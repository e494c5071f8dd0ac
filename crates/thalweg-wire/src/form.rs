use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// What a call that goes on asks of a person, as a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ApprovalForm {
    /// The server that asks, and gets the answer.
    pub server: String,
    /// What it asks, in its own words; plain text of 1 to 4,000 characters.
    pub message: String,
    /// JSON Schema of the answer: an object whose fields are texts, numbers, yes or no, or a choice.
    #[schema(value_type = Object)]
    pub schema: Value,
    /// The names of the fields, as the server has them one below the other.
    pub order: Vec<String>,
}
