use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use parking_lot::RwLock;
use thalweg_log::{Position, Seq, Timestamp};

use super::codec::Entry;
use super::upkeep::Cutoff;

/// What the journal holds: one entry for each commit and channel, so that a reader finds the
/// commits of its channels without an index on disk.
///
/// The writer changes it right after a commit, so a reader's transaction may be newer or older
/// than it; [`Plan`] says what it knew, and the reader settles the difference.
#[derive(Debug, Default)]
pub(super) struct Index {
    state: RwLock<State>,
}

#[derive(Debug, Default)]
struct State {
    /// The last position it knows.
    head: Position,
    /// Commits up to here were archived and are no longer in it.
    archived_to: Position,
    bytes: u64,
    commits: VecDeque<CommitInfo>,
    channels: HashMap<i64, Channel>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct CommitInfo {
    pub(super) first: Position,
    pub(super) count: u64,
    pub(super) at: Timestamp,
    /// Of its data.
    pub(super) bytes: u64,
}

impl CommitInfo {
    const fn last(&self) -> Position {
        Position::new(self.first.get() + self.count - 1)
    }
}

#[derive(Debug)]
struct Channel {
    head: Seq,
    slices: VecDeque<Slice>,
}

/// Where the events of one channel lie in one commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slice {
    pub(super) commit: Position,
    pub(super) seq: Seq,
    pub(super) offset: u32,
    pub(super) len: u32,
}

/// What a reader takes from the journal, in the order of the log.
#[derive(Debug)]
pub(super) struct Plan {
    /// With the place of the channel in what was asked for.
    pub(super) slices: Vec<(Slice, usize)>,
    pub(super) head: Position,
    pub(super) archived_to: Position,
}

impl Index {
    /// Begins with a store whose archive reaches up to `archived_to`.
    pub(super) fn new(archived_to: Position) -> Self {
        let state = State {
            head: archived_to,
            archived_to,
            ..State::default()
        };
        Self {
            state: RwLock::new(state),
        }
    }

    /// Adds a commit that was made.
    pub(super) fn publish(&self, commit: CommitInfo, entries: &[Entry]) {
        let mut state = self.state.write();
        state.head = commit.last();
        state.bytes += commit.bytes;
        state.commits.push_back(commit);
        for entry in entries {
            let channel = state.channels.entry(entry.channel).or_insert(Channel {
                head: Seq::ZERO,
                slices: VecDeque::new(),
            });
            channel.head = entry.last_seq();
            channel.slices.push_back(Slice {
                commit: commit.first,
                seq: entry.seq,
                offset: entry.offset,
                len: entry.len,
            });
        }
    }

    /// Drops commits that were archived, the last of which ends at `archived_to`.
    pub(super) fn prune(&self, archived_to: Position) {
        let mut state = self.state.write();
        let state = &mut *state;
        state.archived_to = archived_to;
        while let Some(commit) = state
            .commits
            .pop_front_if(|commit| commit.first <= archived_to)
        {
            state.bytes -= commit.bytes;
        }
        state.channels.retain(|_, channel| {
            let gone = channel
                .slices
                .partition_point(|slice| slice.commit <= archived_to);
            channel.slices.drain(..gone);
            if channel.slices.capacity() > 64
                && channel.slices.len() < channel.slices.capacity() / 4
            {
                channel.slices.shrink_to_fit();
            }
            !channel.slices.is_empty()
        });
        if state.commits.is_empty() {
            state.commits.shrink_to_fit();
            state.channels.shrink_to_fit();
        }
    }

    /// Where `channels` have events after `after`, up to `limit` commits for each.
    pub(super) fn plan(&self, channels: &[Option<i64>], after: Position, limit: usize) -> Plan {
        let state = self.state.read();
        let mut slices = Vec::new();
        for (place, id) in channels.iter().enumerate() {
            let Some(channel) = id.and_then(|id| state.channels.get(&id)) else {
                continue;
            };
            // The commit that starts at or before `after` may hold events after it.
            let from = channel
                .slices
                .partition_point(|slice| slice.commit <= after)
                .saturating_sub(1);
            let found = channel.slices.range(from..).take(limit.saturating_add(1));
            slices.extend(found.map(|slice| (*slice, place)));
        }
        let plan = Plan {
            slices,
            head: state.head,
            archived_to: state.archived_to,
        };
        drop(state);
        plan.sorted()
    }

    /// The last seq of a channel that the journal has events of.
    pub(super) fn channel_head(&self, channel: i64) -> Option<Seq> {
        self.state
            .read()
            .channels
            .get(&channel)
            .map(|channel| channel.head)
    }

    /// Up to here commits were archived.
    pub(super) fn archived_to(&self) -> Position {
        self.state.read().archived_to
    }

    /// The end of what a round moves, if one is due: the oldest commit is old enough, or the journal
    /// is larger than `max_bytes`. Then three quarters of the age, or of the size, are enough for
    /// those after it, so that rounds are few and large; at most `round` bytes, a commit more or
    /// less.
    pub(super) fn due(
        &self,
        now: Timestamp,
        age: Duration,
        max_bytes: u64,
        round: u64,
    ) -> Option<Position> {
        let state = self.state.read();
        let oldest = state.commits.front()?;
        if !Cutoff::new(now, age).includes(oldest.at) && state.bytes <= max_bytes {
            return None;
        }
        let (old, enough) = (Cutoff::new(now, age / 4 * 3), max_bytes / 4 * 3);
        let (mut left, mut taken, mut end) = (state.bytes, 0, None);
        for commit in &state.commits {
            if taken >= round || (!old.includes(commit.at) && left <= enough) {
                break;
            }
            left -= commit.bytes;
            taken += commit.bytes;
            end = Some(commit.last());
        }
        end
    }
}

impl Plan {
    fn sorted(mut self) -> Self {
        self.slices
            .sort_unstable_by_key(|(slice, place)| (slice.commit, *place));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// An index of ten commits, one a second from second 100 on, of 10 bytes and one event each.
    fn ten() -> Index {
        let index = Index::new(Position::ZERO);
        for i in 0..10 {
            let info = CommitInfo {
                first: Position::new(i + 1),
                count: 1,
                at: Timestamp::from_millis((100 + i) * 1_000),
                bytes: 10,
            };
            let entry = Entry {
                channel: i64::try_from(i % 2).expect("small"),
                seq: Seq::new(i / 2 + 1),
                count: 1,
                offset: 0,
                len: 10,
            };
            index.publish(info, &[entry]);
        }
        index
    }

    #[test]
    fn a_round_waits_for_the_oldest_and_then_takes_more() {
        let index = ten();
        let due = |second: u64, max_bytes, round| {
            let now = Timestamp::from_millis(second * 1_000);
            index.due(now, MINUTE, max_bytes, round).map(Position::get)
        };
        assert_eq!(due(159, 1_000, 1_000), None);
        assert_eq!(due(160, 1_000, 1_000), Some(10), "all are older than 45 s");
        assert_eq!(due(160, 1_000, 25), Some(3), "a round is bounded");
        assert_eq!(due(110, 100, 1_000), None);
        assert_eq!(
            due(110, 99, 1_000),
            Some(3),
            "until at most 72 bytes are left"
        );
    }

    #[test]
    fn a_plan_begins_with_the_commit_that_holds_the_place() {
        let index = ten();
        let commits = |channels: &[Option<i64>], after, limit| -> Vec<u64> {
            let plan = index.plan(channels, Position::new(after), limit);
            plan.slices
                .iter()
                .map(|(slice, _)| slice.commit.get())
                .collect()
        };
        assert_eq!(commits(&[Some(0)], 0, 9), [1, 3, 5, 7, 9]);
        assert_eq!(commits(&[Some(0)], 4, 9), [3, 5, 7, 9]);
        assert_eq!(commits(&[Some(0), None, Some(1)], 7, 1), [6, 7, 8, 9]);
        assert_eq!(commits(&[Some(7)], 0, 9), [0; 0]);
        index.prune(Position::new(6));
        assert_eq!(commits(&[Some(0), Some(1)], 0, 9), [7, 8, 9, 10]);
        assert_eq!(
            (index.archived_to().get(), index.channel_head(1)),
            (6, Some(Seq::new(5)))
        );
        index.prune(Position::new(10));
        assert_eq!(index.channel_head(1), None);
    }
}
