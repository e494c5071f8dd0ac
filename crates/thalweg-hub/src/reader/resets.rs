use std::collections::VecDeque;

use bytes::Bytes;
use thalweg_log::{ChannelName, Position, Snapshots, Trimmed};
use thalweg_wire::{LostChannel, Reset, ResetReason};

use super::{Item, Pending, Reader, snapshot};
use crate::Counters;

/// A reset that waits until everything before its place was read from the other channels.
pub(super) struct PendingReset {
    /// Channels that hold nothing up to the target.
    pub(super) without: Vec<ChannelName>,
    pub(super) target: Position,
    pub(super) reset: Box<Reset>,
}

impl Reader {
    /// Goes on from the present state of all channels; if one has none, from the oldest event, for
    /// one place cannot be both.
    pub(super) fn restart(
        &mut self,
        reason: ResetReason,
        states: Snapshots,
        out: &mut VecDeque<Item>,
    ) {
        let present = states.states.iter().all(|(_, state)| state.is_some());
        self.unknown = None;
        self.at = if present {
            states.cursor.position()
        } else {
            Position::ZERO
        };
        let channels = states.states.into_iter().map(|(channel, state)| {
            let state = state.filter(|_| present);
            LostChannel {
                channel: channel.as_str().into(),
                lost_from: None,
                lost_to: None,
                snapshot: state.and_then(|json| serde_json::from_slice(&json).ok()),
            }
        });
        let reset = Box::new(Reset {
            reason,
            channels: channels.collect(),
        });
        Counters::add(&self.counters().resets, 1);
        out.push_back(Item::Reset(self.hub.cursor_at(self.at), reset));
    }

    /// Prepares to tell that channels lost events: a channel that is read alone at its present
    /// state; of several the one that lost least, where it begins. What the others hold before that
    /// place is read before, and nothing after it, so that a reader who is cut in between finds the
    /// same loss again.
    pub(super) fn lose(&mut self, trimmed: Vec<Trimmed>) {
        if self.reset.take().is_some() {
            // More was lost meanwhile. Nothing was told, so everything is found again.
            return;
        }
        let without = trimmed.iter().map(|lost| lost.channel.clone()).collect();
        let Some(lost) = trimmed.into_iter().min_by_key(|lost| lost.up_to) else {
            return;
        };
        if self.channels.len() == 1 {
            let work = snapshot(&self.hub, &self.channels);
            self.work = Some(Pending::Trimmed(lost, work));
        } else {
            self.await_reset(without, lost.up_to, &lost, None);
        }
    }

    /// Prepares to tell that the one channel lost events, at its present state if it has one.
    pub(super) fn lose_with(&mut self, lost: &Trimmed, states: Snapshots) {
        let place = states.cursor.position();
        let state = states.states.into_iter().find_map(|(_, state)| state);
        let target = if state.is_some() { place } else { lost.up_to };
        self.await_reset(vec![lost.channel.clone()], target, lost, state);
    }

    fn await_reset(
        &mut self,
        without: Vec<ChannelName>,
        target: Position,
        lost: &Trimmed,
        state: Option<Bytes>,
    ) {
        let entry = LostChannel {
            channel: lost.channel.as_str().into(),
            lost_from: Some(lost.lost_from.get()),
            lost_to: Some(lost.lost_to.get()),
            snapshot: state.and_then(|json| serde_json::from_slice(&json).ok()),
        };
        let reset = Box::new(Reset {
            reason: ResetReason::Trimmed,
            channels: vec![entry],
        });
        self.reset = Some(PendingReset {
            without,
            target,
            reset,
        });
    }
}
