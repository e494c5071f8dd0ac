use std::collections::HashMap;
use std::ops::ControlFlow;

use rusqlite::{Row, params};
use thalweg_chat::{Listed, MessagePrivate, MessageQuery};
use thalweg_log::Position;
use thalweg_wire::ChatMessage;
use uuid::Uuid;

use super::lists::read_message;
use super::rows;
use super::view::{View, ViewError, position};
use crate::rows::Pages;

/// The message of an id, if it lies before a place. A parent always lies before its child, so a
/// loop in damaged data ends.
const BY_ID: &str = "SELECT position, id, parent_id, data, private FROM messages
    WHERE conversation_id = ?1 AND id = ?2 AND position < ?3";
/// What lies before a place, the nearest first.
const BEFORE: &str = "SELECT position, id, parent_id, data, private FROM messages
    WHERE conversation_id = ?1 AND position < ?2 ORDER BY position DESC";

/// How many rows are passed over on the way to a parent before it is sought by its id, which costs
/// more than going on. Mostly it is the very next one; other answers to the same question
/// may lie between.
const NEAR: usize = 4;

/// A message on the way from a leaf to the first message. Only what is asked of it is read.
struct Step<'a> {
    place: Position,
    id: Uuid,
    parent: Option<Uuid>,
    row: &'a Row<'a>,
}

impl<'a> Step<'a> {
    fn new(row: &'a Row<'a>) -> Result<Self, ViewError> {
        Ok(Self {
            place: position(row, 0)?,
            id: Uuid::from_bytes(row.get(1)?),
            parent: row.get::<_, Option<[u8; 16]>>(2)?.map(Uuid::from_bytes),
            row,
        })
    }

    /// The message as it is stored, and how many bytes its JSON has.
    fn message(&self) -> Result<(ChatMessage, usize), ViewError> {
        read_message(self.row, 3)
    }

    fn private(&self) -> Result<Option<MessagePrivate>, ViewError> {
        let kept: Option<String> = self.row.get(4)?;
        Ok(kept.as_deref().map(rows::parse).transpose()?)
    }
}

impl View<'_> {
    /// Goes from `leaf` to the first message of its branch, until `visit` breaks it off.
    fn walk(
        &self,
        conversation: Uuid,
        leaf: Uuid,
        mut visit: impl FnMut(&Step<'_>) -> Result<ControlFlow<()>, ViewError>,
    ) -> Result<(), ViewError> {
        let mut by_id = self.conn.prepare_cached(BY_ID)?;
        let mut before = self.conn.prepare_cached(BEFORE)?;
        let conversation = conversation.as_bytes();
        let (mut next, mut below) = (Some(leaf), Position::MAX);
        let mut arrive = |step: &Step<'_>| {
            let on = visit(step)?;
            let next = step.parent.filter(|_| on.is_continue());
            Ok::<_, ViewError>((next, step.place))
        };
        while let Some(id) = next {
            let key = params![conversation, id.as_bytes(), below.get().cast_signed()];
            let mut found = by_id.query(key)?;
            let Some(row) = found.next()? else {
                break;
            };
            (next, below) = arrive(&Step::new(row)?)?;
            let mut near = before.query((conversation, below.get().cast_signed()))?;
            let mut passed = 0;
            while let Some(wanted) = next
                && passed < NEAR
                && let Some(row) = near.next()?
            {
                let step = Step::new(row)?;
                if step.id == wanted {
                    (next, below) = arrive(&step)?;
                    passed = 0;
                } else {
                    passed += 1;
                }
            }
        }
        Ok(())
    }

    /// A page of the branch that ends in `leaf`, the newest first.
    pub(super) fn messages_of_branch(
        &self,
        conversation: Uuid,
        leaf: Uuid,
        query: MessageQuery,
    ) -> Result<Listed<ChatMessage>, ViewError> {
        let before = query.before.map_or(Position::MAX, |key| key.0);
        let mut pages = Pages::new(query.limit);
        self.walk(conversation, leaf, |step| {
            if step.place >= before {
                return Ok(ControlFlow::Continue(()));
            }
            let (message, size) = step.message()?;
            let is_full = pages.add_message(self.so_far(message)?, size, step.place);
            Ok(if is_full {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        Ok(pages.listed())
    }

    /// See [`thalweg_chat::ChatStore::branch`].
    pub(super) fn branch(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<Vec<ChatMessage>, ViewError> {
        let mut branch = Vec::new();
        self.walk(conversation, leaf, |step| {
            let (message, _) = step.message()?;
            branch.push(self.so_far(message)?);
            Ok(ControlFlow::Continue(()))
        })?;
        branch.reverse();
        Ok(branch)
    }

    /// See [`thalweg_chat::ChatStore::branch_ids`].
    pub(super) fn branch_ids(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<Vec<Uuid>, ViewError> {
        let mut ids = Vec::new();
        self.walk(conversation, leaf, |step| {
            ids.push(step.id);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(ids)
    }

    /// See [`thalweg_chat::ChatStore::privates`].
    pub(super) fn privates(
        &self,
        conversation: Uuid,
        leaf: Uuid,
    ) -> Result<HashMap<Uuid, MessagePrivate>, ViewError> {
        let mut privates = HashMap::new();
        self.walk(conversation, leaf, |step| {
            privates.extend(step.private()?.map(|private| (step.id, private)));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(privates)
    }
}
