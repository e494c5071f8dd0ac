use std::fmt::Write as _;

use serde_json::Value;
use thalweg_wire::{
    ChatMessage, Conversation, MessageStatus, Part, Role, Time, ToolCall, ToolCallStatus,
};

/// The title and when it began.
pub(super) fn head(conversation: &Conversation) -> String {
    let mut text = format!("# {}\n\n", escaped(&conversation.title));
    let _ = writeln!(text, "Began {}.", moment(conversation.created_at));
    if let Some(system) = conversation
        .system
        .as_deref()
        .filter(|s| !s.trim().is_empty())
    {
        let _ = write!(text, "\n## Instructions\n\n{}\n", system.trim());
    }
    text
}

/// One message: who, when, what was thought, what was said, how it ended.
pub(super) fn message(text: &mut String, message: &ChatMessage, model: Option<&str>) {
    let who = match message.role {
        Role::User => "You",
        Role::Assistant => "Assistant",
        Role::System => "System",
        Role::Tool => "Tool",
    };
    let _ = match model {
        Some(model) => write!(text, "\n## {who} ({})\n\n", escaped(model)),
        None => write!(text, "\n## {who}\n\n"),
    };
    let _ = writeln!(text, "*{}*", moment(message.created_at));
    let thought: Vec<_> = message.parts.iter().filter_map(reasoning).collect();
    if !thought.is_empty() {
        let _ = write!(
            text,
            "\n<details>\n<summary>Reasoning</summary>\n\n{}\n\n</details>\n",
            folded(&thought.join("\n\n"))
        );
    }
    if message.tool_calls.is_empty() {
        said(text, &message.content);
    } else {
        for part in &message.parts {
            match part {
                Part::Text { text: words, .. } => said(text, words),
                Part::ToolCall { tool_call_id, .. } => {
                    let mut calls = message.tool_calls.iter();
                    if let Some(call) = calls.find(|call| call.id == *tool_call_id) {
                        called(text, call);
                    }
                }
                Part::Reasoning { .. } | Part::Step { .. } => {}
            }
        }
    }
    if let Some(ending) = ending(message.status) {
        let _ = write!(text, "\n*{ending}*\n");
    }
    if let Some(error) = &message.error {
        let _ = write!(text, "\n*{}*\n", escaped(&error.message));
    }
}

fn said(text: &mut String, words: &str) {
    let words = words.trim();
    if !words.is_empty() {
        let _ = write!(text, "\n{words}\n");
    }
}

/// A call of a tool: what was asked, and what came of it.
fn called(text: &mut String, call: &ToolCall) {
    let end = match call.status {
        ToolCallStatus::Done => "done",
        ToolCallStatus::Error => "failed",
        ToolCallStatus::Denied => "denied",
        ToolCallStatus::Cancelled => "stopped",
        _ => "interrupted",
    };
    let result = match (&call.output, &call.error) {
        (Some(Value::String(words)), _) | (None, Some(words)) => words.clone(),
        (Some(output), _) => output.to_string(),
        (None, None) => String::new(),
    };
    let _ = write!(
        text,
        "\n<details>\n<summary>Tool {}: {end}</summary>\n{}{}\n</details>\n",
        escaped(&call.name),
        fenced(&call.args.to_string()),
        fenced(&result)
    );
}

/// A text in a fence that it cannot end.
fn fenced(text: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("\n{fence}\n{text}\n{fence}\n")
}

fn reasoning(part: &Part) -> Option<&str> {
    match part {
        Part::Reasoning { text, .. } => Some(text.trim()).filter(|text| !text.is_empty()),
        Part::Text { .. } | Part::ToolCall { .. } | Part::Step { .. } => None,
    }
}

const fn ending(status: MessageStatus) -> Option<&'static str> {
    match status {
        MessageStatus::Complete | MessageStatus::Streaming => None,
        MessageStatus::Stopped => Some("Stopped."),
        MessageStatus::Length => Some("Cut at the limit of length."),
        MessageStatus::Refused => Some("Refused."),
        MessageStatus::Error => Some("Failed."),
        MessageStatus::Interrupted => Some("Interrupted."),
    }
}

/// `2026-11-20 09:30 UTC`
fn moment(time: Time) -> String {
    let text = time.to_rfc3339();
    format!("{} {} UTC", &text[..10], &text[11..16])
}

/// A line in which nothing is markup.
fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    for c in line.chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&'
        ) {
            text.push('\\');
        }
        text.push(if c.is_control() { ' ' } else { c });
    }
    text
}

/// A text that cannot end the fold that it is in.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        let (before, after) = rest.split_at(at);
        folded.push_str(before);
        let name = after.get(2..9).unwrap_or_default();
        folded.push_str(if name.eq_ignore_ascii_case("details") {
            "&lt;/"
        } else {
            "</"
        });
        rest = &after[2..];
    }
    folded.push_str(rest);
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_cannot_end_its_fence() {
        assert_eq!(fenced("a"), "\n```\na\n```\n");
        assert_eq!(fenced("````x` ``"), "\n`````\n````x` ``\n`````\n");
    }

    #[test]
    fn a_title_is_no_markup_and_a_thought_cannot_unfold_itself() {
        assert_eq!(escaped("a *b* <c> [d]\n#"), "a \\*b\\* \\<c\\> \\[d\\] \\#");
        assert_eq!(
            folded("a </b> </Details> <details>"),
            "a </b> &lt;/Details> <details>"
        );
        assert_eq!(folded("</detail"), "</detail");
        assert_eq!(folded("</ü"), "</ü");
    }
}
