use std::collections::{HashMap, HashSet};

use thalweg_wire::{
    ChatMessage, ConversationExport, FieldError, MessageStatus, Part, Role, ToolCallStatus,
};
use uuid::Uuid;

use super::{FORMAT, VERSION};
use crate::Draft;
use crate::conversations::MOST_TOOLS;
use crate::validate::{PROMPT_CHARS, check_text, check_title, wrong};

/// The most messages of a conversation that is brought in.
const MOST_MESSAGES: usize = 10_000;
/// The most faults that are named.
const MOST_ERRORS: usize = 50;
/// The longest name of a model, in characters.
const NAME_CHARS: usize = 200;

/// What is wrong with a conversation that is to be brought in, by its paths.
pub(super) fn check(export: &ConversationExport) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if export.format != FORMAT {
        errors.push(wrong("format", &format!("bring in `{FORMAT}`")));
    }
    if export.version != VERSION {
        let words = format!("this server knows version {VERSION}");
        errors.push(wrong("version", &words));
    }
    let conversation = &export.conversation;
    errors.extend(check_title(&conversation.title).map(|error| FieldError {
        path: "conversation.title".into(),
        ..error
    }));
    if let Some(model) = &conversation.model {
        errors.extend(check_text("conversation.model", model, NAME_CHARS));
    }
    if conversation
        .tools
        .as_ref()
        .is_some_and(|names| names.len() > MOST_TOOLS)
    {
        let words = format!("give at most {MOST_TOOLS} names");
        errors.push(wrong("conversation.tools", &words));
    }
    if let Some(system) = &conversation.system
        && system.chars().count() > PROMPT_CHARS
    {
        let words = format!("give at most {PROMPT_CHARS} characters");
        errors.push(wrong("conversation.system", &words));
    }
    if export.messages.len() > MOST_MESSAGES {
        let words = format!("bring in at most {MOST_MESSAGES} messages");
        errors.push(wrong("messages", &words));
        return errors;
    }
    let mut before = HashMap::new();
    for (place, message) in export.messages.iter().enumerate() {
        let mut found = Faults {
            place,
            errors: &mut errors,
        };
        found.place(message, conversation.id, &before);
        found.kind(message);
        found.text(message);
        found.parts(message);
        before.insert(message.id, message.role);
        if errors.len() >= MOST_ERRORS {
            errors.truncate(MOST_ERRORS);
            return errors;
        }
    }
    if conversation
        .leaf_id
        .is_some_and(|leaf| !before.contains_key(&leaf))
    {
        let words = "name one of the messages";
        errors.push(wrong("conversation.leafId", words));
    }
    errors
}

/// What is wrong with one message.
struct Faults<'a> {
    place: usize,
    errors: &'a mut Vec<FieldError>,
}

impl Faults<'_> {
    fn add(&mut self, field: &str, words: &str) {
        let path = format!("messages[{}].{field}", self.place);
        self.errors.push(wrong(&path, words));
    }

    /// A parent comes before its children, so there is no circle.
    fn place(&mut self, message: &ChatMessage, of: Uuid, before: &HashMap<Uuid, Role>) {
        if message.conversation_id != of {
            self.add("conversationId", "name the conversation that is brought in");
        }
        if before.contains_key(&message.id) {
            self.add("id", "an earlier message has this id");
        }
        if let Some(parent) = message.parent_id
            && !before.contains_key(&parent)
        {
            self.add("parentId", "name a message that comes before this one");
        }
    }

    fn kind(&mut self, message: &ChatMessage) {
        match (message.role, message.status) {
            (Role::Tool, _) => {
                self.add("role", "bring in `user`, `assistant` and `system`");
            }
            (_, MessageStatus::Streaming) => {
                self.add("status", "bring in messages that have ended");
            }
            (Role::User | Role::System, status) if status != MessageStatus::Complete => {
                self.add("status", "such a message is `complete`");
            }
            _ => {}
        }
        if let Some(model) = &message.model
            && let Some(error) = check_text("model", model, NAME_CHARS)
        {
            self.add("model", &error.message);
        }
    }

    fn text(&mut self, message: &ChatMessage) {
        if message.role != Role::Assistant
            && let Some(error) = check_text("content", &message.content, PROMPT_CHARS)
        {
            self.add("content", &error.message);
        }
        if !message.parts.is_empty() && message.content != Draft::content_of(&message.parts) {
            self.add("content", "give the joined text of the text parts");
        }
    }

    fn parts(&mut self, message: &ChatMessage) {
        let mut calls = HashSet::new();
        for (number, call) in message.tool_calls.iter().enumerate() {
            if !calls.insert(call.id.as_str()) {
                let field = format!("toolCalls[{number}].id");
                self.add(&field, "an earlier call has this id");
            }
            if matches!(
                call.status,
                ToolCallStatus::Queued | ToolCallStatus::AwaitingApproval | ToolCallStatus::Running
            ) {
                let field = format!("toolCalls[{number}].status");
                self.add(&field, "bring in calls that have ended");
            }
        }
        let mut ids = HashSet::new();
        for (number, part) in message.parts.iter().enumerate() {
            let (Part::Text { id, .. }
            | Part::Reasoning { id, .. }
            | Part::ToolCall { id, .. }
            | Part::Step { id }) = part;
            if !ids.insert(id.as_str()) {
                let field = format!("parts[{number}].id");
                self.add(&field, "an earlier part has this id");
            }
            if let Part::ToolCall { tool_call_id, .. } = part
                && !calls.contains(tool_call_id.as_str())
            {
                let field = format!("parts[{number}].toolCallId");
                self.add(&field, "name one of `toolCalls`");
            }
        }
    }
}
