//! The trail of what was done and refused: what is in it, who may read it, and that tampering shows.

mod noted;
mod read;
mod verified;

use serde_json::Value;
use thalweg_client::{Client, Request};

use crate::support::ask;

/// The trail as the owner reads it, the newest first.
pub(crate) async fn trail(owner: &Client, query: &str) -> Vec<Value> {
    let answer = ask(owner, Request::get(format!("/api/admin/audit?{query}"))).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    let items = answer.json()["items"].clone();
    items.as_array().expect("entries").clone()
}

/// What each entry says was done, to what and by whom, the oldest first.
fn told(entries: &[Value]) -> Vec<(&str, &str, &str)> {
    let all = entries.iter().rev().map(|entry| {
        (
            entry["action"].as_str().unwrap_or_default(),
            entry["target"].as_str().unwrap_or_default(),
            entry["actor"]["role"].as_str().unwrap_or_default(),
        )
    });
    all.collect()
}
