use rusqlite::{OptionalExtension, params};
use thalweg_log::PrincipalId;
use thalweg_wire::Template;
use uuid::Uuid;

use super::rows::parse;
use super::view::{View, ViewError};

impl View<'_> {
    /// The templates of a person, by name.
    pub(super) fn templates(&self, owner: &PrincipalId) -> Result<Vec<Template>, ViewError> {
        let sql = "SELECT data FROM templates WHERE owner = ? ORDER BY folded, id";
        let mut statement = self.conn.prepare_cached(sql)?;
        let mut found = statement.query([owner.as_str()])?;
        let mut templates = Vec::new();
        while let Some(row) = found.next()? {
            templates.push(parse(&row.get::<_, String>(0)?)?);
        }
        Ok(templates)
    }

    /// A template of a person.
    pub(super) fn template(
        &self,
        owner: &PrincipalId,
        id: Uuid,
    ) -> Result<Option<Template>, ViewError> {
        let sql = "SELECT data FROM templates WHERE id = ? AND owner = ?";
        let mut statement = self.conn.prepare_cached(sql)?;
        let data = statement
            .query_row(params![id.as_bytes(), owner.as_str()], |row| {
                row.get::<_, String>(0)
            })
            .optional()?;
        Ok(data.map(|data| parse(&data)).transpose()?)
    }
}
