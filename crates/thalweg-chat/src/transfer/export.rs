use std::collections::HashSet;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream, StreamExt as _};
use thalweg_log::{Position, PrincipalId, StoreError};
use thalweg_wire::{ChatMessage, Conversation, MessageStatus, ToolCallStatus};
use uuid::Uuid;

use super::{FORMAT, VERSION, filename, markdown};
use crate::{Chat, ListKey, ReadError};

/// What a conversation is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// For people: one branch, without what only programs need.
    Markdown,
    /// For programs, and to be brought in again: all branches.
    Json,
}

/// A conversation as a file.
pub struct Export {
    /// A name for the file, safe on every system.
    pub name: String,
    /// The file, in pieces that are read from the store as they are taken. A failure ends it.
    pub body: BoxStream<'static, Result<Bytes, StoreError>>,
}

/// What is still to be written.
enum Next {
    Head,
    After(ListKey),
    Nothing,
}

/// A conversation that is being written.
struct Writer {
    chat: Chat,
    format: ExportFormat,
    conversation: Conversation,
    /// The messages of the branch that is shown; `None` for all.
    branch: Option<HashSet<Uuid>>,
    next: Next,
    is_first: bool,
}

impl Chat {
    /// The conversation `id` of `by` as a file. Markdown shows the branch that ends in `leaf`, or the
    /// one that is shown first; JSON has all branches. A message that is being written is told with
    /// its text so far, as `interrupted`.
    ///
    /// # Errors
    /// [`ReadError::NotFound`], [`ReadError::Store`].
    pub async fn export(
        &self,
        by: &PrincipalId,
        id: Uuid,
        format: ExportFormat,
        leaf: Option<Uuid>,
    ) -> Result<Export, ReadError> {
        let row = self.owned(by, id).await?.ok_or(ReadError::NotFound)?;
        let conversation = row.value.conversation;
        if let Some(leaf) = leaf {
            let leaf = self.store().message(id, leaf).await?;
            leaf.ok_or(ReadError::NotFound)?;
        }
        let (branch, extension) = match format {
            ExportFormat::Json => (None, "json"),
            ExportFormat::Markdown => {
                let ids = match leaf.or(conversation.leaf_id) {
                    Some(leaf) => self.store().branch_ids(id, leaf).await?,
                    None => Vec::new(),
                };
                (Some(ids.into_iter().collect()), "md")
            }
        };
        let writer = Writer {
            chat: self.clone(),
            format,
            branch,
            next: Next::Head,
            is_first: true,
            conversation: Conversation {
                run_id: None,
                queued: None,
                as_of: None,
                deleted_at: None,
                ..conversation
            },
        };
        Ok(Export {
            name: filename::of(&writer.conversation.title, extension),
            body: stream::unfold(writer, Writer::step).boxed(),
        })
    }
}

impl Writer {
    async fn step(mut self) -> Option<(Result<Bytes, StoreError>, Self)> {
        let piece = match self.next {
            Next::Head => {
                self.next = Next::After(ListKey(Position::ZERO));
                Ok(self.head())
            }
            Next::After(place) => self.page(place).await,
            Next::Nothing => return None,
        };
        if piece.is_err() {
            self.next = Next::Nothing;
        }
        Some((piece.map(Bytes::from), self))
    }

    fn head(&self) -> String {
        match self.format {
            ExportFormat::Markdown => markdown::head(&self.conversation),
            ExportFormat::Json => {
                let conversation = json(&self.conversation);
                format!(
                    "{{\"format\":\"{FORMAT}\",\"version\":{VERSION},\"conversation\":{conversation},\"messages\":["
                )
            }
        }
    }

    async fn page(&mut self, place: ListKey) -> Result<String, StoreError> {
        let store = self.chat.store();
        let page = store.messages_after(self.conversation.id, place).await?;
        let mut text = String::new();
        for message in page.items {
            let is_shown = |ids: &HashSet<Uuid>| ids.contains(&message.id);
            if self.branch.as_ref().is_none_or(is_shown) {
                self.write(&mut text, &whole(message));
            }
        }
        self.next = match page.next {
            Some(place) => Next::After(place),
            None => {
                if self.format == ExportFormat::Json {
                    text.push_str("\n]}\n");
                }
                Next::Nothing
            }
        };
        Ok(text)
    }

    fn write(&mut self, text: &mut String, message: &ChatMessage) {
        match self.format {
            ExportFormat::Markdown => {
                let models = self.chat.models();
                let named = |id: &String| {
                    let model = models.iter().find(|model| model.id == *id);
                    model.map_or_else(|| id.clone(), |model| model.name.clone())
                };
                let model = message.model.as_ref().map(named);
                markdown::message(text, message, model.as_deref());
            }
            ExportFormat::Json => {
                text.push_str(if self.is_first { "\n" } else { ",\n" });
                text.push_str(&json(message));
            }
        }
        self.is_first = false;
    }
}

/// A message that is being written as it would be, had it ended here.
fn whole(mut message: ChatMessage) -> ChatMessage {
    if message.status == MessageStatus::Streaming {
        message.status = MessageStatus::Interrupted;
        for call in &mut message.tool_calls {
            if !call.status.is_end() {
                call.status = ToolCallStatus::Interrupted;
            }
        }
    }
    message
}

fn json(value: &impl serde::Serialize) -> String {
    // Types of the wire have texts as keys and fail nowhere else.
    serde_json::to_string(value).expect("a wire type is JSON")
}
