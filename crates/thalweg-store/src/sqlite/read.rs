use std::sync::Arc;

use thalweg_log::{
    ChannelKind, ChannelName, Event, Fence, IdempotencyRecord, Page, Position, PrincipalId,
    ReadLimit, Seq, StoreError, Timestamp, Trimmed,
};
use uuid::Uuid;

use super::events::EVERYTHING;
use super::view::{View, ViewError};
use super::{SqliteStore, keys};

impl SqliteStore {
    /// See [`thalweg_log::LogStore::read`].
    pub(super) async fn read_page(
        &self,
        channels: &[ChannelName],
        after: Position,
        limit: ReadLimit,
    ) -> Result<Page, StoreError> {
        let channels = channels.to_vec();
        self.view(move |view| page(view, &channels, after, limit))
            .await
    }

    /// See [`thalweg_log::LogStore::read_back`].
    pub(super) async fn read_before(
        &self,
        channel: &ChannelName,
        before: Option<Position>,
        most: usize,
    ) -> Result<Vec<Event>, StoreError> {
        let channel = channel.clone();
        self.view(move |view| {
            let Some(row) = view.channel(&channel)? else {
                return Ok(Vec::new());
            };
            let from = row.trimmed_position;
            // Nothing of a lower position than the archive's end lies in the journal, which is short.
            let journal = view.archived_to.max(from);
            let named = [(channel.clone(), row.id)];
            let (mut events, _) = view.events(&named, journal, EVERYTHING)?;
            events.retain(|event| before.is_none_or(|before| event.position() < before));
            events.reverse();
            events.truncate(most);
            let left = most - events.len();
            if left > 0 {
                let before = before.unwrap_or(Position::MAX);
                events.extend(view.archived_before(&channel, row.id, from, before, left)?);
            }
            Ok(events)
        })
        .await
    }

    /// See [`thalweg_log::LogStore::last_seq`].
    pub(super) async fn read_last_seq(&self, channel: &ChannelName) -> Result<Seq, StoreError> {
        let channel = channel.clone();
        let shared = Arc::clone(&self.shared);
        let found = move |view: &View<'_>| {
            let Some(row) = view.channel(&channel)? else {
                return Ok(Seq::ZERO);
            };
            // A channel that the index lacks was archived before it was looked up, so the row that
            // a transaction begun later sees is up to date; this one may be older.
            match shared.index.channel_head(row.id) {
                Some(seq) => Ok(seq),
                None => view.settled().map(|()| row.head_seq),
            }
        };
        self.view(found).await
    }

    /// See [`thalweg_log::LogStore::recall`].
    pub(super) async fn read_key(
        &self,
        principal: &PrincipalId,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<IdempotencyRecord>, StoreError> {
        let (principal, key) = (principal.clone(), key.to_owned());
        self.view(move |view| Ok(keys::find(view.conn, &principal, &key, now)?))
            .await
    }

    /// See [`thalweg_log::LogStore::channels`].
    pub(super) async fn read_channels(
        &self,
        kind: ChannelKind,
    ) -> Result<Vec<ChannelName>, StoreError> {
        self.view(move |view| {
            view.settled()?;
            let mut statement = view.conn.prepare_cached(
                "SELECT name FROM channels WHERE name >= ? AND name < ? ORDER BY name",
            )?;
            // `;` follows `:`, which ends the kind.
            let bounds = [":", ";"].map(|end| format!("{}{end}", kind.as_str()));
            let names = statement.query_map(bounds, |row| row.get::<_, String>(0))?;
            let mut found = Vec::new();
            for name in names {
                let Ok(name) = name?.parse::<ChannelName>() else {
                    continue;
                };
                let row = view.channel(&name)?;
                if row.is_some_and(|row| view.head_seq(&row) > row.trimmed_seq) {
                    found.push(name);
                }
            }
            Ok(found)
        })
        .await
    }

    /// See [`thalweg_log::LogStore::fences`].
    pub(super) async fn read_fences(&self) -> Result<Vec<Fence>, StoreError> {
        self.view(|view| Ok(load_fences(view.conn)?)).await
    }
}

/// All open fences, by name.
pub(super) fn load_fences(conn: &rusqlite::Connection) -> rusqlite::Result<Vec<Fence>> {
    let mut statement =
        conn.prepare_cached("SELECT name, holder, token FROM fences ORDER BY name")?;
    let read = |row: &rusqlite::Row<'_>| {
        Ok(Fence {
            name: row.get::<_, String>(0)?.into(),
            holder: Uuid::from_bytes(row.get(1)?),
            token: row.get::<_, i64>(2)?.cast_unsigned(),
        })
    };
    statement.query_map([], read)?.collect()
}

fn page(
    view: &View<'_>,
    channels: &[ChannelName],
    after: Position,
    limit: ReadLimit,
) -> Result<Page, ViewError> {
    let (mut known, mut trimmed) = (Vec::new(), Vec::new());
    for (place, name) in channels.iter().enumerate() {
        if channels[..place].contains(name) {
            continue;
        }
        let Some(row) = view.channel(name)? else {
            continue;
        };
        if after < row.trimmed_position {
            trimmed.push(Trimmed {
                channel: name.clone(),
                lost_from: view.first_lost(&row, after)?,
                lost_to: row.trimmed_seq,
                up_to: row.trimmed_position,
            });
        }
        known.push((name.clone(), row.id));
    }
    if !trimmed.is_empty() {
        return Ok(Page {
            events: Vec::new(),
            up_to: after,
            trimmed,
        });
    }
    let (events, all) = view.events(&known, after, limit)?;
    let up_to = match events.last() {
        Some(last) if !all => last.position(),
        _ => view.head.max(after),
    };
    Ok(Page {
        events,
        up_to,
        trimmed,
    })
}
