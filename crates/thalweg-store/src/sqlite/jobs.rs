use async_trait::async_trait;
use rusqlite::{Connection, OptionalExtension, Row, params};
use thalweg_chat::{AsOf, JobRow, JobStore, ListKey, Listed};
use thalweg_log::{Position, PrincipalId, StoreError};
use thalweg_wire::{Job, ToolChoice};
use uuid::Uuid;

use super::SqliteStore;
use super::chat::principal;
use super::lists::{before_key, one_more};
use super::rows::{json, parse};
use super::upkeep::execute;
use super::view::{View, ViewError, position};
use crate::rows::Pages;

/// The columns that [`read`] takes.
const JOB: &str = "SELECT data, owner, start, end, request_id FROM jobs ";

/// Adds a job, or writes anew what the wire shows of one that has not ended.
pub(super) fn put(conn: &Connection, row: &JobRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO jobs (id, owner, start, end, request_id, data)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET end = excluded.end, data = excluded.data
        WHERE end IS NULL";
    let values = params![
        row.job.id.as_bytes(),
        row.owner.as_str(),
        row.start.get().cast_signed(),
        row.end.map(|end| end.get().cast_signed()),
        &row.request_id,
        json(&row.job)?,
    ];
    execute(conn, sql, values)?;
    let sql = "INSERT OR IGNORE INTO approvals (id, job) VALUES (?, ?)";
    for asked in row.job.approvals() {
        execute(conn, sql, (asked.id.as_bytes(), row.job.id.as_bytes()))?;
    }
    Ok(())
}

/// Writes what somebody chose of a tool.
pub(super) fn put_choice(
    conn: &Connection,
    choice: &ToolChoice,
    owner: &PrincipalId,
) -> Result<(), StoreError> {
    let sql = "INSERT OR REPLACE INTO tool_choices (owner, name, data) VALUES (?, ?, ?)";
    execute(conn, sql, (owner.as_str(), &choice.name, json(choice)?)).map(drop)
}

#[async_trait]
impl JobStore for SqliteStore {
    async fn job(&self, id: Uuid) -> Result<AsOf<Option<JobRow>>, StoreError> {
        self.view(move |view| view.as_of(view.job(id)?)).await
    }

    async fn job_of_approval(&self, approval: Uuid) -> Result<Option<JobRow>, StoreError> {
        self.view(move |view| view.job_of_approval(approval)).await
    }

    async fn jobs(
        &self,
        owner: &PrincipalId,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<AsOf<Listed<Job>>, StoreError> {
        let owner = owner.clone();
        self.view(move |view| view.as_of(view.jobs(&owner, before, limit)?))
            .await
    }

    async fn open_jobs(&self) -> Result<Vec<JobRow>, StoreError> {
        self.view(|view| view.open_jobs()).await
    }

    async fn tool_choices(&self, owner: &PrincipalId) -> Result<Vec<ToolChoice>, StoreError> {
        let owner = owner.clone();
        self.view(move |view| view.tool_choices(&owner)).await
    }
}

impl View<'_> {
    /// A job.
    pub(super) fn job(&self, id: Uuid) -> Result<Option<JobRow>, ViewError> {
        self.one_job("WHERE id = ?", id)
    }

    /// The job that asked under that id.
    fn job_of_approval(&self, approval: Uuid) -> Result<Option<JobRow>, ViewError> {
        let which = "WHERE id = (SELECT job FROM approvals WHERE id = ?)";
        self.one_job(which, approval)
    }

    fn one_job(&self, which: &str, id: Uuid) -> Result<Option<JobRow>, ViewError> {
        let mut statement = self.conn.prepare_cached(&format!("{JOB}{which}"))?;
        let columns = statement
            .query_row([id.as_bytes()], Columns::of)
            .optional()?;
        columns.map(read).transpose()
    }

    /// Jobs of a person before a place, newest first.
    fn jobs(
        &self,
        owner: &PrincipalId,
        before: Option<ListKey>,
        limit: usize,
    ) -> Result<Listed<Job>, ViewError> {
        let sql = "SELECT data, start FROM jobs WHERE owner = ? AND start < ?
            ORDER BY start DESC LIMIT ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let keys = params![owner.as_str(), before_key(before), one_more(limit)];
        let mut found = statement.query(keys)?;
        let mut pages = Pages::new(limit);
        while let Some(row) = found.next()? {
            let data: String = row.get(0)?;
            if pages.add(parse(&data)?, data.len(), position(row, 1)?) {
                break;
            }
        }
        Ok(pages.listed())
    }

    /// Jobs that have not ended, the oldest first.
    fn open_jobs(&self) -> Result<Vec<JobRow>, ViewError> {
        let open = format!("{JOB} WHERE end IS NULL ORDER BY start");
        let mut statement = self.conn.prepare_cached(&open)?;
        let rows = statement.query_map([], Columns::of)?;
        rows.map(|columns| read(columns?)).collect()
    }

    /// What a person chose of tools, by their names.
    pub(super) fn tool_choices(&self, owner: &PrincipalId) -> Result<Vec<ToolChoice>, ViewError> {
        let sql = "SELECT data FROM tool_choices WHERE owner = ? ORDER BY name";
        let mut statement = self.conn.prepare_cached(sql)?;
        let rows = statement.query_map([owner.as_str()], |row| row.get::<_, String>(0))?;
        rows.map(|data| Ok(parse(&data?)?)).collect()
    }
}

struct Columns(String, String, Position, Option<i64>, String);

impl Columns {
    fn of(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self(
            row.get(0)?,
            row.get(1)?,
            position(row, 2)?,
            row.get(3)?,
            row.get(4)?,
        ))
    }
}

fn read(columns: Columns) -> Result<JobRow, ViewError> {
    let Columns(data, owner, start, end, request_id) = columns;
    Ok(JobRow {
        job: parse(&data)?,
        owner: principal(&owner)?,
        start,
        end: end.map(|end| Position::new(end.cast_unsigned())),
        request_id,
    })
}
