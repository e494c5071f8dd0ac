use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Time;

/// A text for prompts, with places to fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Template {
    /// Its id.
    pub id: Uuid,
    /// Its name, at most 80 characters, unique among one's own whatever the case.
    pub name: String,
    /// Its text. `{{name}}` is a place to fill in, `{{prompt}}` the place of the prompt, and
    /// `\{{` stands for two braces.
    pub text: String,
    /// The names of the places, in the order of the text, without `prompt`.
    pub variables: Vec<String>,
    /// When it came into being.
    pub created_at: Time,
    /// When it last changed.
    pub updated_at: Time,
}

/// All of one's templates, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplatePage {
    /// The templates, at most 200.
    pub items: Vec<Template>,
    /// The place in the log that the list is of. Subscribe from here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
}

/// A template to make.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NewTemplate {
    /// Its name, 1 to 80 characters.
    pub name: String,
    /// Its text, 1 to 32,000 characters.
    pub text: String,
}

/// What to change of a template; absent fields stay.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TemplatePatch {
    /// A new name, 1 to 80 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// A new text, 1 to 32,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}
