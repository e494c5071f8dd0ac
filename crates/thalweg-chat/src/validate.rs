use thalweg_wire::{FieldError, ParentRef, StartRun, WhenBusy};

/// The longest prompt or message, in characters.
pub(crate) const PROMPT_CHARS: usize = 32_000;
/// The longest context, in characters.
pub(crate) const CONTEXT_CHARS: usize = 64_000;
/// The longest instructions of a conversation, in characters.
pub(crate) const SYSTEM_CHARS: usize = 32_000;
/// The longest title, in characters.
pub(crate) const TITLE_CHARS: usize = 200;

/// What is wrong with a request by itself, before anything is looked up.
///
/// Source: the wire contract, section 4.
pub(crate) fn check_start(ask: &StartRun) -> Vec<FieldError> {
    let mut errors = Vec::new();
    match &ask.prompt {
        Some(prompt) => errors.extend(check_text("prompt", prompt, PROMPT_CHARS)),
        // A template may say all there is to say.
        None if ask.template_id.is_some() => {}
        None => check_again(ask, &mut errors),
    }
    if let Some(context) = &ask.context
        && is_longer(context, CONTEXT_CHARS)
    {
        errors.push(wrong("context", "give at most 64,000 characters"));
    }
    if let (Some(_), None, Some(ParentRef::Id(_))) =
        (&ask.prompt, ask.conversation_id, ask.parent_id)
    {
        errors.push(wrong(
            "parentId",
            "a new conversation has no message to follow; name its conversation in `conversationId`",
        ));
    }
    if ask.variables.is_some() && ask.template_id.is_none() {
        errors.push(wrong("variables", "variables go with a `templateId`"));
    }
    let says_something = ask.prompt.is_some() || ask.template_id.is_some();
    if ask.when_busy == Some(WhenBusy::Queue) && !says_something {
        errors.push(wrong(
            "whenBusy",
            "answering again does not wait; use `reject` or `stop`",
        ));
    }
    errors
}

/// What is wrong with a text that must say something in at most `most` characters.
pub(crate) fn check_text(path: &str, text: &str, most: usize) -> Option<FieldError> {
    if text.trim().is_empty() {
        return Some(wrong(path, "give a text that is not blank"));
    }
    is_longer(text, most).then(|| wrong(path, &format!("give at most {most} characters")))
}

/// What is wrong with a conversation's instructions. Blank ones are fine: they are none.
pub(crate) fn check_system(text: &str) -> Option<FieldError> {
    is_longer(text, SYSTEM_CHARS).then(|| wrong("system", "give at most 32,000 characters"))
}

/// What is wrong with a title.
pub(crate) fn check_title(title: &str) -> Option<FieldError> {
    check_line("title", title, TITLE_CHARS)
}

/// What is wrong with a text that must be one line of at most `most` characters.
pub(crate) fn check_line(path: &str, text: &str, most: usize) -> Option<FieldError> {
    check_text(path, text, most).or_else(|| {
        text.contains(char::is_control)
            .then(|| wrong(path, "give one line without control characters"))
    })
}

/// One wrong field.
pub(crate) fn wrong(path: &str, message: &str) -> FieldError {
    FieldError {
        path: path.into(),
        message: message.into(),
    }
}

fn check_again(ask: &StartRun, errors: &mut Vec<FieldError>) {
    let Some(ParentRef::Id(_)) = ask.parent_id else {
        errors.push(wrong(
            "prompt",
            "say something, or name a user message in `parentId` to have it answered again",
        ));
        return;
    };
    if ask.conversation_id.is_none() {
        errors.push(wrong(
            "conversationId",
            "name the conversation of the message to answer again",
        ));
    }
    if ask.message_id.is_some() {
        errors.push(wrong(
            "messageId",
            "an id of a new message needs a `prompt`",
        ));
    }
}

pub(crate) fn is_longer(text: &str, most: usize) -> bool {
    // A character has at least one byte, so most texts need no counting.
    text.len() > most && text.chars().count() > most
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn paths(ask: &StartRun) -> Vec<String> {
        check_start(ask).into_iter().map(|e| e.path).collect()
    }

    fn prompt(text: &str) -> StartRun {
        StartRun {
            prompt: Some(text.into()),
            ..StartRun::default()
        }
    }

    #[test]
    fn a_prompt_counts_characters_not_bytes() {
        assert!(paths(&prompt(&"🙂".repeat(PROMPT_CHARS))).is_empty());
        assert_eq!(paths(&prompt(&"🙂".repeat(PROMPT_CHARS + 1))), ["prompt"]);
        assert_eq!(paths(&prompt(" \n\u{a0}")), ["prompt"]);
        assert_eq!(paths(&StartRun::default()), ["prompt"]);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let ask = StartRun {
            context: Some("c".repeat(CONTEXT_CHARS + 1)),
            parent_id: Some(ParentRef::Id(Uuid::nil())),
            variables: Some(std::collections::BTreeMap::new()),
            ..prompt("hi")
        };
        assert_eq!(paths(&ask), ["context", "parentId", "variables"]);
    }

    #[test]
    fn answering_again_needs_a_conversation_and_no_new_id() {
        let ask = StartRun {
            parent_id: Some(ParentRef::Id(Uuid::nil())),
            message_id: Some(Uuid::nil()),
            when_busy: Some(WhenBusy::Queue),
            ..StartRun::default()
        };
        assert_eq!(paths(&ask), ["conversationId", "messageId", "whenBusy"]);
    }

    #[test]
    fn instructions_have_a_limit_and_may_be_blank() {
        assert!(check_system("").is_none());
        assert!(check_system(&"é".repeat(SYSTEM_CHARS)).is_none());
        assert!(check_system(&"é".repeat(SYSTEM_CHARS + 1)).is_some());
    }

    #[test]
    fn a_title_is_one_line() {
        assert!(check_title("Fine").is_none());
        assert!(check_title("two\nlines").is_some());
        assert!(check_title(&"t".repeat(TITLE_CHARS + 1)).is_some());
        assert!(check_title("  ").is_some());
    }
}
