use crate::{Cursor, Position};

/// One stretch of the log that was written under one tag.
///
/// A store draws a new random tag each time it is opened for writing, and every commit carries the
/// tag of the term that made it. Two logs that went apart, such as a log and its restored backup,
/// therefore differ in the tag from the place where they parted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The first position that this term may write.
    pub first: Position,
    /// Its random tag, 40 bits.
    pub tag: u64,
}

/// Where a log comes from: its epoch and its terms, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    epoch: u32,
    terms: Vec<Term>,
}

/// What a log can say of a well-formed cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A place of this log.
    Known,
    /// A place of a log of another epoch.
    EpochChanged,
    /// This log's epoch, but a place it never had: beyond the head, or of a branch that was lost.
    Unknown,
}

impl Lineage {
    /// A log's origin. `terms` is never empty and its first term starts at [`Position::ZERO`], so
    /// that the place before the first event has a tag as well; a missing first term is added.
    pub fn new(epoch: u32, mut terms: Vec<Term>) -> Self {
        terms.sort_by_key(|term| term.first);
        if terms.first().is_none_or(|term| term.first > Position::ZERO) {
            terms.insert(
                0,
                Term {
                    first: Position::ZERO,
                    tag: 0,
                },
            );
        }
        Self { epoch, terms }
    }

    /// The epoch, drawn when the log was made.
    pub const fn epoch(&self) -> u32 {
        self.epoch
    }

    /// All terms, oldest first.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The cursor that names `position`.
    pub fn cursor_at(&self, position: Position) -> Cursor {
        let after = self.terms.partition_point(|term| term.first <= position);
        // The first term starts at zero, so at least one term starts at or before any position.
        Cursor::new(
            self.epoch,
            position,
            self.terms[after.saturating_sub(1)].tag,
        )
    }

    /// What this log, whose last position is `head`, can say of `cursor`.
    pub fn standing(&self, cursor: Cursor, head: Position) -> Standing {
        if cursor.epoch() != self.epoch {
            Standing::EpochChanged
        } else if cursor.position() > head || self.cursor_at(cursor.position()) != cursor {
            Standing::Unknown
        } else {
            Standing::Known
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lineage(epoch: u32, terms: &[(u64, u64)]) -> Lineage {
        let term = |&(first, tag)| Term {
            first: Position::new(first),
            tag,
        };
        Lineage::new(epoch, terms.iter().map(term).collect())
    }

    #[test]
    fn a_place_of_a_lost_branch_is_unknown_for_ever() {
        let original = lineage(1, &[(0, 10), (101, 20)]);
        let lost = original.cursor_at(Position::new(150));
        let shared = original.cursor_at(Position::new(100));
        // The backup ended at 120; its first start after the restore opened a term at 121.
        let restored = lineage(1, &[(0, 10), (101, 20), (121, 30)]);
        assert_eq!(
            restored.standing(lost, Position::new(120)),
            Standing::Unknown
        );
        assert_eq!(
            restored.standing(lost, Position::new(900)),
            Standing::Unknown
        );
        assert_eq!(
            restored.standing(shared, Position::new(900)),
            Standing::Known
        );
    }

    #[test]
    fn another_epoch_and_a_place_beyond_the_head_are_told_apart() {
        let log = lineage(1, &[(0, 10)]);
        let other = lineage(2, &[(0, 10)]).cursor_at(Position::ZERO);
        assert_eq!(
            log.standing(other, Position::new(5)),
            Standing::EpochChanged
        );
        let beyond = log.cursor_at(Position::new(6));
        assert_eq!(log.standing(beyond, Position::new(5)), Standing::Unknown);
        assert_eq!(log.standing(beyond, Position::new(6)), Standing::Known);
    }
}
