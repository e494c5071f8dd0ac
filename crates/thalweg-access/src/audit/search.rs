use thalweg_log::Position;
use thalweg_wire::AuditEntry;

use super::{AuditSink, SinkFailed, chain};

/// How many entries one search looks through at most.
const LOOKED_AT: usize = 5_000;
/// How many entries are read at once.
const PIECE: usize = 500;

/// Which entries are looked for. Everything that is given must fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// The action, or its first word.
    pub action: Option<String>,
    /// The id or the name of who did it.
    pub actor: Option<String>,
    /// A part of any of the entry's texts, without regard to case.
    pub text: Option<String>,
}

impl AuditSearch {
    /// Up to `limit` entries (at least one) before `place`, the newest first, and where to go on; no
    /// place if there are no older entries. Looks through at most 5,000 entries.
    ///
    /// # Errors
    /// [`SinkFailed`] if the trail cannot be read.
    pub async fn run(
        &self,
        sink: &dyn AuditSink,
        mut place: Option<Position>,
        limit: usize,
    ) -> Result<(Vec<AuditEntry>, Option<Position>), SinkFailed> {
        let mut found = Vec::new();
        let mut left = LOOKED_AT;
        while left > 0 {
            let piece = sink.before(place, PIECE.min(left)).await?;
            if piece.is_empty() {
                return Ok((found, None));
            }
            left -= piece.len();
            for sunk in piece {
                place = Some(sunk.place);
                // One that cannot be read is shown by the check, and cannot be shown here.
                let entry = chain::read(&sunk.data).filter(|entry| self.fits(entry));
                found.extend(entry);
                if found.len() >= limit.max(1) {
                    return Ok((found, place));
                }
            }
        }
        Ok((found, place))
    }

    fn fits(&self, entry: &AuditEntry) -> bool {
        let action = self.action.as_ref().is_none_or(|action| {
            let rest = entry.action.strip_prefix(action.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
        let actor = &entry.actor;
        action
            && self.actor.as_ref().is_none_or(|who| {
                actor.id == *who || actor.name.as_ref().is_some_and(|name| name == who)
            })
            && self.text.as_ref().is_none_or(|text| holds(entry, text))
    }
}

fn holds(entry: &AuditEntry, text: &str) -> bool {
    let text = text.to_lowercase();
    let actor = &entry.actor;
    let optional = [
        &actor.name,
        &entry.target,
        &entry.address,
        &entry.request_id,
        &entry.detail,
    ];
    let texts = [&entry.action, &actor.id, &actor.role].into_iter();
    texts
        .chain(optional.into_iter().flatten())
        .any(|own| own.to_lowercase().contains(&text))
}
