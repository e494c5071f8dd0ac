use std::time::{Duration, Instant};

use rusqlite::Connection;
use thalweg_log::{Maintenance, Position, StoreError, Timestamp};

use super::archive::Round;
use super::writer::Writer;
use super::{SqliteStore, archive, fold, forget, keys, trim};
use crate::config::KEY_LIFE;
use crate::error::store_error;

/// How long one piece keeps the writer from appends, its own commit not counted.
const PIECE: Duration = Duration::from_millis(3);

/// Where upkeep stands. Everything that must outlive the process lies in the database.
#[derive(Debug, Default)]
pub(super) struct Upkeep {
    /// Events on their way from the journal to the archive.
    round: Option<Round>,
    /// The journal may hold commits that were archived.
    swept: bool,
    /// Where the walk through all channels stands, while one is going on.
    walk: Option<i64>,
    /// The connection that copies the write-ahead log, once it was needed.
    pub(super) checkpointer: Option<Connection>,
    /// When the last walk began.
    last_walk: Option<Timestamp>,
}

/// The latest time that is old enough for something; none at all if the clock itself is younger.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cutoff(Option<Timestamp>);

impl Cutoff {
    pub(super) fn new(now: Timestamp, age: Duration) -> Self {
        let old_enough = now.since(Timestamp::default()) >= age;
        Self(old_enough.then(|| now.minus(age)))
    }

    pub(super) fn includes(self, at: Timestamp) -> bool {
        self.0.is_some_and(|latest| at <= latest)
    }

    /// For a comparison `<=` with a column of times.
    pub(super) fn sql(self) -> i64 {
        self.0.map_or(-1, |latest| latest.as_millis().cast_signed())
    }
}

/// How long a piece may still take.
#[derive(Debug, Clone, Copy)]
pub(super) struct Budget(Instant);

impl Budget {
    pub(super) fn is_left(self) -> bool {
        self.0.elapsed() < PIECE
    }
}

impl SqliteStore {
    /// See [`thalweg_log::LogStore::maintain`]. The kinds of upkeep take turns: what frees space
    /// first, one piece each time.
    pub(super) async fn keep_up(&self, now: Timestamp) -> Result<Maintenance, StoreError> {
        let mut upkeep = self.upkeep.lock().await;
        let mut done = Maintenance::default();
        self.checkpoint(&mut upkeep).await?;
        let words_left = self.learn_words().await?;
        if !upkeep.swept {
            upkeep.swept = self.piece(archive::sweep_journal).await?;
        } else if upkeep.round.is_some() {
            self.move_piece(&mut upkeep, &mut done).await?;
        } else if let Some(end) = self.due(now) {
            let fold = Cutoff::new(now, self.shared.config.fold_after);
            let round = self
                .view(move |view| archive::gather(view, end, fold))
                .await?;
            upkeep.round = Some(round);
        } else if !words_left {
            // What is forgotten must not be put into the search afterwards.
            self.forget_piece(&mut upkeep, now, &mut done).await?;
            return Ok(done);
        }
        done.more = true;
        Ok(done)
    }

    fn due(&self, now: Timestamp) -> Option<Position> {
        let (index, config) = (&self.shared.index, &self.shared.config);
        index.due(
            now,
            config.journal_age,
            config.journal_bytes,
            archive::ROUND_BYTES,
        )
    }

    async fn move_piece(
        &self,
        upkeep: &mut Upkeep,
        done: &mut Maintenance,
    ) -> Result<(), StoreError> {
        let Some(mut round) = upkeep.round.take() else {
            return Ok(());
        };
        // If the piece fails, the round is gathered anew; what it moved so far does not count.
        let (round, moved) = self
            .writer
            .run(move |writer| {
                let moved = writer.transaction(|writer| round.advance(writer, start()))?;
                if round.is_done() {
                    writer.shared.index.prune(round.end());
                    writer.forget_heads();
                }
                Ok((round, moved))
            })
            .await?;
        done.archived = moved;
        if round.is_done() {
            done.folded = round.folded();
            upkeep.swept = false;
        } else {
            upkeep.round = Some(round);
        }
        Ok(())
    }

    /// What is done while the journal is in order.
    async fn forget_piece(
        &self,
        upkeep: &mut Upkeep,
        now: Timestamp,
        done: &mut Maintenance,
    ) -> Result<(), StoreError> {
        let retention = &self.shared.config.retention;
        let fold = Cutoff::new(now, self.shared.config.fold_after);
        let deleted = Cutoff::new(now, retention.deleted);
        let work = move |writer: &mut Writer| {
            let budget = start();
            let folded = fold::piece(&writer.conn, fold, budget)?;
            let swept = trim::sweep(&writer.conn, budget)?;
            let forgotten = forget::piece(writer, deleted, budget)?;
            let keys = keys::forget(&writer.conn, Cutoff::new(now, KEY_LIFE), 200)?;
            Ok((folded, swept + forgotten.rows + keys, forgotten))
        };
        let work = move |writer: &mut Writer| {
            let (folded, trimmed, forgotten) = writer.transaction(work)?;
            for fence in forgotten.gone {
                writer.fences.remove(&fence);
            }
            Ok((folded, trimmed, forgotten.is_cut))
        };
        let is_cut;
        (done.folded, done.trimmed, is_cut) = self.writer.run(work).await?;
        done.more = is_cut || done.folded + done.trimmed > 0;
        let due = |last: Timestamp| now.since(last) >= retention.every;
        if upkeep.walk.is_none() && upkeep.last_walk.is_none_or(due) {
            upkeep.walk = Some(0);
            upkeep.last_walk = Some(now);
        }
        if let Some(from) = upkeep.walk {
            let walk = move |writer: &mut Writer, budget| trim::walk(writer, from, now, budget);
            let (trimmed, next) = self.piece(walk).await?;
            upkeep.walk = next;
            done.more |= next.is_some() || trimmed > 0;
        }
        Ok(())
    }

    /// Does a piece of upkeep on the writer, as one transaction.
    async fn piece<T, F>(&self, piece: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Writer, Budget) -> Result<T, StoreError> + Send + 'static,
    {
        let work = move |writer: &mut Writer| writer.transaction(|writer| piece(writer, start()));
        self.writer.run(work).await
    }
}

pub(super) fn start() -> Budget {
    Budget(Instant::now())
}

/// Runs a statement that is kept prepared.
pub(super) fn execute(
    conn: &Connection,
    sql: &str,
    params: impl rusqlite::Params,
) -> Result<usize, StoreError> {
    let run = || conn.prepare_cached(sql)?.execute(params);
    run().map_err(store_error)
}
