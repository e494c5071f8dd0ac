use std::collections::HashSet;

use thalweg_chat::{Called, Kept, ModelRequest, Turn};
use thalweg_wire::Role;

/// What a model is asked that is to write on. Newer models refuse to have words put into their
/// mouth, so that the wish is a turn of its own.
const GO_ON: &str = "Your last message broke off. Go on exactly where it stopped, with the very \
                     next character. Do not repeat any of it, and say nothing about going on.";

/// A turn as an upstream is shown it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown<'a> {
    pub(crate) role: Role,
    pub(crate) text: String,
    pub(crate) kept: Option<&'a Kept>,
    /// The calls after the words, with their results.
    pub(crate) calls: Vec<Called>,
}

/// The turns of a request as upstreams are shown them: the context stands before the words of the
/// last user turn, and a request to write on ends with a user turn that says so.
pub(crate) fn shown(request: &ModelRequest) -> Vec<Shown<'_>> {
    let says = |turn: &&Turn| !turn.text.is_empty() || !turn.calls.is_empty();
    let turns = request.turns.iter().filter(says);
    let mut ids = HashSet::new();
    let mut shown: Vec<_> = turns
        .map(|turn| Shown {
            role: turn.role,
            text: turn.text.clone(),
            kept: turn.kept.as_ref(),
            calls: unique(&turn.calls, &mut ids),
        })
        .collect();
    if let Some(context) = request.context.as_deref().filter(|text| !text.is_empty())
        && let Some(last) = shown.iter_mut().rfind(|turn| turn.role == Role::User)
    {
        last.text = format!("<context>\n{context}\n</context>\n\n{}", last.text);
    }
    if shown
        .last()
        .is_some_and(|turn| turn.role == Role::Assistant && turn.calls.is_empty())
    {
        shown.push(Shown {
            role: Role::User,
            text: GO_ON.into(),
            kept: None,
            calls: Vec::new(),
        });
    }
    shown
}

/// The same request for a model that cannot call tools: earlier calls are told in words.
pub(crate) fn without_tools(request: &ModelRequest) -> ModelRequest {
    let mut plain = request.clone();
    plain.tools.clear();
    for turn in &mut plain.turns {
        for Called {
            name, args, result, ..
        } in std::mem::take(&mut turn.calls)
        {
            let told = format!("\n\n[The tool `{name}` was called with {args} and gave: {result}]");
            turn.text.push_str(&told);
        }
    }
    plain
}

/// Calls whose ids no call of an earlier message has: in a message they are unique, and some upstreams
/// want them to be so in all of a history.
fn unique(calls: &[Called], ids: &mut HashSet<String>) -> Vec<Called> {
    let mut own = calls.to_vec();
    for call in &mut own {
        let mut number = 1;
        let first = call.id.clone();
        while !ids.insert(call.id.clone()) {
            number += 1;
            call.id = format!("{first}-{number}");
        }
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(turns: &[(Role, &str)], context: Option<&str>) -> Vec<String> {
        let turns = turns.iter().map(|(role, text)| Turn::new(*role, *text));
        let request = ModelRequest {
            model: "m".into(),
            system: None,
            turns: turns.collect(),
            context: context.map(Into::into),
            reasoning: None,
            max_tokens: None,
            tools: Vec::new(),
            no_calls: false,
        };
        shown(&request).into_iter().map(|turn| turn.text).collect()
    }

    #[test]
    fn the_context_stands_before_the_last_words_of_the_user() {
        let turns = [(Role::User, "a"), (Role::Assistant, "b"), (Role::User, "c")];
        let shown = texts(&turns, Some("facts"));
        assert_eq!(shown[..2], ["a", "b"]);
        assert_eq!(shown[2], "<context>\nfacts\n</context>\n\nc");
    }

    #[test]
    fn ids_of_calls_are_unique_in_all_of_a_history() {
        let called = |id: &str| Called {
            id: id.into(),
            name: "clock".into(),
            args: serde_json::json!({}),
            result: "noon".into(),
            failed: false,
        };
        let mut ids = HashSet::new();
        let mut shown = |names: &[&str]| {
            let calls: Vec<_> = names.iter().map(|id| called(id)).collect();
            let own = unique(&calls, &mut ids).into_iter();
            own.map(|call| call.id).collect::<Vec<_>>()
        };
        assert_eq!(shown(&["a", "b"]), ["a", "b"]);
        assert_eq!(shown(&["a", "a-2", "c"]), ["a-2", "a-2-2", "c"]);
    }

    #[test]
    fn a_request_to_write_on_ends_with_the_users_wish() {
        let turns = [(Role::User, "a"), (Role::Assistant, "half an ans")];
        let shown = texts(&turns, Some("facts"));
        assert_eq!(shown.len(), 3);
        assert!(shown[0].contains("facts") && shown[2] == GO_ON);
    }
}
