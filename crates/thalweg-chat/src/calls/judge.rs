use std::sync::Arc;

use serde_json::{Map, Value};
use thalweg_wire::ToolPermission;

use super::offer::may_be_called;
use crate::tools::{Chosen, Tool};
use crate::{Chat, ToolOffer, ToolRequest};

/// The longest id or name of a call.
const NAME_BYTES: usize = 64;
/// How much of arguments that cannot be read is told, in characters.
const GLIMPSE: usize = 100;

/// What is done with a call that a model asks for.
pub(super) enum Verdict {
    /// It is executed, with leave if it `asks`.
    Go {
        tool: Arc<dyn Tool>,
        args: Map<String, Value>,
        asks: bool,
    },
    /// It is not; in words for the model, which can mend it, and for a person.
    No(String),
}

/// What may be called now.
pub(super) struct Judge<'a> {
    pub(super) chat: &'a Chat,
    pub(super) offered: &'a [ToolOffer],
    pub(super) chosen: &'a [Chosen],
    /// How often tools may be called in an answer, if that is used up.
    pub(super) over: Option<usize>,
}

impl Judge<'_> {
    /// Decides on a call. Also gives its arguments as far as they can be read.
    pub(super) fn judge(&self, wish: &ToolRequest) -> (Value, Verdict) {
        let read = serde_json::from_str::<Value>(&wish.arguments);
        let args = match read {
            Ok(Value::Object(args)) => args,
            Ok(_) | Err(_) => {
                let glimpse: String = wish.arguments.chars().take(GLIMPSE).collect();
                let words = format!("the arguments are no JSON object: {glimpse}");
                return (Value::Object(Map::new()), Verdict::No(words));
            }
        };
        let shown = Value::Object(args.clone());
        (shown, self.decide(&wish.name, args))
    }

    fn decide(&self, name: &str, args: Map<String, Value>) -> Verdict {
        if let Some(most) = self.over {
            return Verdict::No(format!(
                "not called: an answer may call tools {most} times over, and this one has; it \
                 must be given with what is known"
            ));
        }
        let Some(chosen) = self.chosen.iter().find(|own| own.tool.name() == name) else {
            return Verdict::No(self.instead("there is no such tool"));
        };
        if !self.offered.iter().any(|offer| offer.name == name) {
            return Verdict::No(self.instead("this tool may not be called here"));
        }
        if !may_be_called(chosen) {
            return Verdict::No("the tool was switched off meanwhile".into());
        }
        let faults = self.chat.faults_of(&*chosen.tool, &args);
        if !faults.is_empty() {
            let words: Vec<_> = faults
                .into_iter()
                .map(|fault| format!("{}: {}", fault.path, fault.message))
                .collect();
            return Verdict::No(format!("the arguments do not fit: {}", words.join("; ")));
        }
        Verdict::Go {
            tool: Arc::clone(&chosen.tool),
            args,
            asks: chosen.permission == ToolPermission::Ask,
        }
    }

    fn instead(&self, words: &str) -> String {
        let names: Vec<_> = self.offered.iter().map(|offer| &*offer.name).collect();
        format!("{words}; there are: {}", names.join(", "))
    }
}

/// A tool's name as it can be shown and handed back to any provider.
pub(super) fn plain(name: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let plain: String = name
        .chars()
        .take(NAME_BYTES)
        .map(|c| if fits(c) { c } else { '_' })
        .collect();
    if plain.is_empty() {
        return "unnamed".into();
    }
    plain
}

/// An id for a call: the model's own if every provider takes it and no other call has it.
pub(super) fn own_id(wished: &str, taken: impl Fn(&str) -> bool) -> String {
    if !wished.is_empty() && plain(wished) == wished && !taken(wished) {
        return wished.into();
    }
    let mut number = 1;
    loop {
        let id = format!("call-{number}");
        if !taken(&id) {
            return id;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_ids_are_plain_and_ids_are_unique() {
        assert_eq!(plain("read_file-2"), "read_file-2");
        assert_eq!(plain("a b/ü"), "a_b__");
        assert_eq!(
            (plain(""), plain(&"x".repeat(99)).len()),
            ("unnamed".into(), 64)
        );
        let taken = |id: &str| id == "call-1" || id == "used";
        assert_eq!(own_id("toolu_01", taken), "toolu_01");
        for odd in ["used", "", "a b", &"x".repeat(65)] {
            assert_eq!(own_id(odd, taken), "call-2", "{odd}");
        }
    }
}
