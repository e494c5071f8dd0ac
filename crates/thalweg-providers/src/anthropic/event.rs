//! An event of an answer. As with chunks, a field that cannot be read is as if it were not there.

use serde::Deserialize;
use serde_json::Value;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Told {
    #[serde(default, rename = "type")]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) index: u64,
    #[serde(default)]
    pub(crate) message: Value,
    #[serde(default)]
    pub(crate) content_block: Value,
    #[serde(default)]
    pub(crate) delta: Value,
    #[serde(default)]
    pub(crate) usage: Value,
    #[serde(default)]
    pub(crate) error: Value,
}
