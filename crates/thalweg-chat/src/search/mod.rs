mod query;
mod snippet;
mod words;

use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{FieldError, Role, SearchHit, SearchPage, Time};
use uuid::Uuid;

pub use self::query::{Phrase, SEARCHED_WORDS, SearchQuery};
use self::snippet::snippet;
pub use self::words::{Word, words};
use crate::validate::wrong;
use crate::{Chat, page};

/// Tells the list of hits from other lists.
const LIST: char = 's';

/// A text that has what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The conversation it is in.
    pub conversation: Uuid,
    /// That conversation's title, which is the text itself unless there is a message.
    pub title: String,
    /// The message whose text it is.
    pub message: Option<HitMessage>,
    /// When the message came into being, or the conversation last changed.
    pub at: Time,
}

/// A message that has what was looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HitMessage {
    /// The message.
    pub id: Uuid,
    /// Whose words.
    pub role: Role,
    /// Its text.
    pub text: String,
}

/// Why nothing was looked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SearchError {
    /// Some fields are wrong.
    #[error("some fields are wrong")]
    Invalid(Vec<FieldError>),
    /// The list's cursor is not one that this list gave.
    #[error("the list's cursor is the `nextCursor` of a page of the same list")]
    MalformedPage,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Chat {
    /// A page of at most `limit` (1 to 50) places in conversations of `by` that have all words of
    /// `text`, newest first: titles, what people wrote, and answers that ended. Archived
    /// conversations are looked through as well, deleted ones are not.
    ///
    /// # Errors
    /// [`SearchError`], each with its cause.
    pub async fn search(
        &self,
        by: &PrincipalId,
        text: &str,
        cursor: Option<&str>,
        limit: usize,
    ) -> Result<SearchPage, SearchError> {
        let query = SearchQuery::parse(text)
            .map_err(|words| SearchError::Invalid(vec![wrong("q", &words)]))?;
        let before = match cursor {
            Some(text) => Some(page::decode(LIST, text).ok_or(SearchError::MalformedPage)?),
            None => None,
        };
        let found = self.store().search(by, &query, before, limit).await?;
        Ok(SearchPage {
            items: found
                .items
                .into_iter()
                .map(|hit| shown(hit, &query))
                .collect(),
            next_cursor: found.next.map(|key| page::encode(LIST, key)),
        })
    }
}

fn shown(hit: Hit, query: &SearchQuery) -> SearchHit {
    let text = hit.message.as_ref().map_or(&hit.title, |found| &found.text);
    let (snippet, marks) = snippet(text, query);
    SearchHit {
        conversation_id: hit.conversation,
        title: hit.title,
        message_id: hit.message.as_ref().map(|found| found.id),
        role: hit.message.as_ref().map(|found| found.role),
        snippet,
        marks,
        at: hit.at,
    }
}
