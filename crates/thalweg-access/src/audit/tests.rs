use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use parking_lot::Mutex;
use thalweg_log::{ManualClock, Position};
use thalweg_wire::{AuditEntry, AuditOutcome};

use super::*;

/// Keeps the trail in memory, and fails when it is told to.
#[derive(Default)]
struct MemorySink {
    kept: Mutex<Vec<Bytes>>,
    fails: Mutex<u32>,
    /// Held while nothing may be written.
    held: tokio::sync::Mutex<()>,
}

#[async_trait]
impl AuditSink for MemorySink {
    fn instance(&self) -> String {
        "log 7".into()
    }

    async fn last(&self) -> Result<Option<(u64, Bytes)>, SinkFailed> {
        let kept = self.kept.lock();
        Ok(kept.last().map(|data| (kept.len() as u64, data.clone())))
    }

    async fn append(&self, after: u64, entries: Vec<Bytes>, _: ChainEnd) -> Result<(), SinkFailed> {
        let _held = self.held.lock().await;
        let mut fails = self.fails.lock();
        let mut kept = self.kept.lock();
        if *fails > 0 || kept.len() as u64 != after {
            *fails = fails.saturating_sub(1);
            return Err(SinkFailed {
                cause: "told to".into(),
                is_moved: kept.len() as u64 != after,
            });
        }
        kept.extend(entries);
        Ok(())
    }

    async fn before(
        &self,
        place: Option<Position>,
        most: usize,
    ) -> Result<Vec<SunkEntry>, SinkFailed> {
        let kept = self.kept.lock();
        let end = place.map_or(kept.len(), |place| {
            usize::try_from(place.get()).unwrap_or(0) - 1
        });
        let places = (0..end).rev().take(most);
        Ok(places
            .map(|i| SunkEntry {
                place: Position::new(i as u64 + 1),
                data: kept[i].clone(),
            })
            .collect())
    }
}

impl MemorySink {
    fn entries(&self) -> Vec<AuditEntry> {
        let kept = self.kept.lock();
        kept.iter()
            .map(|data| chain::read(data).expect("an entry"))
            .collect()
    }

    fn details(&self) -> Vec<String> {
        let entries = self.entries().into_iter();
        entries
            .map(|entry| entry.detail.unwrap_or_default())
            .collect()
    }

    fn check(&self) -> Result<ChainEnd, Broken> {
        check(&self.kept.lock())
    }
}

fn check(kept: &[Bytes]) -> Result<ChainEnd, Broken> {
    let mut end = ChainEnd::default();
    for (i, data) in kept.iter().enumerate() {
        end.follow(i as u64 + 1, data)?;
    }
    Ok(end)
}

fn note(detail: &str) -> Note {
    let owner = thalweg_log::PrincipalId::owner();
    let actor = Actor::new(&owner, "owner").named("Ada");
    let note = Note::done(AuditAction::RunStopped, actor).target("run 1");
    note.from(Some([192, 0, 2, 1].into()), "req-1")
        .detail(detail)
}

fn trail(sink: &Arc<MemorySink>) -> (Audit, tokio::task::JoinHandle<()>, Arc<ManualClock>) {
    let clock = Arc::new(ManualClock::new(5_000));
    let (audit, writer) = Audit::new(clock.clone());
    #[expect(clippy::disallowed_methods, reason = "the test waits for it")]
    let task = tokio::spawn(writer.run(sink.clone()));
    (audit, task, clock)
}

/// A trail of so many entries, the first of which says that it began.
async fn kept(count: usize) -> Vec<Bytes> {
    let sink = Arc::new(MemorySink::default());
    let (audit, task, _) = trail(&sink);
    for i in 1..count {
        audit.note(note(&format!("note {i}")));
    }
    audit.close().await;
    task.await.expect("it ends");
    sink.kept.lock().clone()
}

#[tokio::test]
async fn what_is_noted_is_written_in_order_and_chained() {
    let sink = Arc::new(MemorySink::default());
    let (audit, task, clock) = trail(&sink);
    audit.note(note("one"));
    clock.advance(Duration::from_secs(1));
    audit.note(Note::refused(AuditAction::Refused, Actor::nobody()).detail("two"));
    audit.close().await;
    task.await.expect("it ends");
    let entries = sink.entries();
    let seen: Vec<_> = entries
        .iter()
        .map(|entry| (entry.seq, entry.at.to_rfc3339(), entry.action.as_str()))
        .collect();
    let (first, later) = ("1970-01-01T00:00:05.000Z", "1970-01-01T00:00:06.000Z");
    let wanted = [
        (1, first.into(), "audit.began"),
        (2, first.into(), "run.stopped"),
        (3, later.into(), "request.refused"),
    ];
    assert_eq!(seen, wanted);
    assert_eq!(entries[0].detail.as_deref(), Some("log 7"));
    let one = &entries[1];
    assert_eq!(
        (one.actor.id.as_str(), one.actor.name.as_deref()),
        ("owner", Some("Ada"))
    );
    assert_eq!(one.address.as_deref(), Some("192.0.2.1"));
    assert_eq!(one.request_id.as_deref(), Some("req-1"));
    assert_eq!(
        (one.outcome, entries[2].outcome),
        (AuditOutcome::Ok, AuditOutcome::Refused)
    );
    assert_eq!(sink.check().map(|end| end.seq()), Ok(3));
}

#[tokio::test]
async fn a_trail_goes_on_after_a_restart() {
    let sink = Arc::new(MemorySink::default());
    for detail in ["one", "two"] {
        let (audit, task, _) = trail(&sink);
        audit.note(note(detail));
        audit.close().await;
        task.await.expect("it ends");
    }
    assert_eq!(sink.details(), ["log 7", "one", "two"]);
    assert_eq!(sink.check().map(|end| end.seq()), Ok(3));
}

#[tokio::test(start_paused = true)]
async fn a_sink_that_fails_is_tried_again_and_nothing_is_lost() {
    let sink = Arc::new(MemorySink::default());
    *sink.fails.lock() = 3;
    let (audit, task, _) = trail(&sink);
    audit.note(note("one"));
    audit.flush().await;
    assert_eq!(sink.details(), [""; 0], "a flush is not held up");
    audit.note(note("two"));
    audit.flush().await;
    assert_eq!(sink.details(), ["log 7", "one", "two"]);
    assert_eq!(sink.check().map(|end| end.seq()), Ok(3));
    audit.close().await;
    task.await.expect("it ends");
}

#[tokio::test]
async fn whoever_else_writes_is_seen_and_followed() {
    let sink = Arc::new(MemorySink::default());
    let (audit, task, _) = trail(&sink);
    audit.note(note("one"));
    audit.flush().await;
    let (other, second, _) = trail(&sink);
    other.note(note("other"));
    other.close().await;
    second.await.expect("it ends");
    audit.note(note("two"));
    audit.close().await;
    task.await.expect("it ends");
    assert_eq!(sink.details(), ["log 7", "one", "other", "two"]);
    assert_eq!(sink.check().map(|end| end.seq()), Ok(4));
}

#[tokio::test]
async fn what_came_too_fast_is_counted_in_the_trail() {
    let sink = Arc::new(MemorySink::default());
    let held = sink.held.lock().await;
    let (audit, task, _) = trail(&sink);
    for _ in 0..QUEUE + 5 {
        audit.note(note("x"));
    }
    drop(held);
    audit.flush().await;
    audit.close().await;
    task.await.expect("it ends");
    let lost: Vec<_> = sink
        .entries()
        .into_iter()
        .filter(|entry| entry.action == "audit.lost")
        .collect();
    assert_eq!(lost.len(), 1);
    assert_eq!(lost[0].detail.as_deref(), Some("5 entries are missing"));
    assert_eq!(sink.kept.lock().len(), QUEUE + 2);
    assert!(sink.check().is_ok());
}

#[tokio::test]
async fn refusals_are_bounded_and_the_rest_is_counted() {
    let sink = Arc::new(MemorySink::default());
    let (audit, task, clock) = trail(&sink);
    let refuse = || audit.note_refused(Note::refused(AuditAction::Refused, Actor::nobody()));
    (0..150).for_each(|_| refuse());
    clock.advance(Duration::from_secs(6));
    refuse();
    audit.close().await;
    task.await.expect("it ends");
    let details = sink.details();
    assert_eq!(details.len(), 1 + 100 + 1);
    let last = details.last().map(String::as_str);
    assert_eq!(last, Some("50 more were not written"));
}

#[tokio::test]
async fn a_changed_byte_shows_wherever_it_is() {
    let kept = kept(4).await;
    let whole = check(&kept).expect("whole");
    for (place, data) in kept.iter().enumerate() {
        for at in 0..data.len() {
            let mut changed = kept.clone();
            let mut bytes = data.to_vec();
            bytes[at] ^= 1;
            changed[place] = bytes.into();
            let found = check(&changed);
            let broken = found.expect_err("a changed byte is found");
            assert_eq!(broken.seq, place as u64 + 1, "byte {at}: {broken}");
        }
    }
    assert_eq!(whole.seq(), 4);
}

#[tokio::test]
async fn a_removed_a_swapped_and_an_added_entry_show() {
    let kept = kept(5).await;
    let broken_at = |kept: &[Bytes]| check(kept).map_err(|broken| broken.seq);
    let mut gone = kept.clone();
    gone.remove(2);
    assert_eq!(broken_at(&gone), Err(3));
    let mut swapped = kept.clone();
    swapped.swap(1, 3);
    assert_eq!(broken_at(&swapped), Err(2));
    let mut twice = kept.clone();
    twice.insert(3, kept[2].clone());
    assert_eq!(broken_at(&twice), Err(4));
    let mut end = ChainEnd::default();
    let headless = end.follow(2, &kept[1]).expect_err("the first is missing");
    assert_eq!((headless.seq, headless.why), (1, "it is not there"));
}

#[tokio::test]
async fn a_search_finds_the_newest_first_and_says_where_to_go_on() {
    let sink = Arc::new(MemorySink::default());
    *sink.kept.lock() = kept(8).await;
    let details = |found: Vec<AuditEntry>| -> Vec<String> {
        let details = found.into_iter().map(|entry| entry.detail);
        details.map(Option::unwrap_or_default).collect()
    };
    let all = AuditSearch::default();
    let (found, next) = all.run(&*sink, None, 3).await.expect("a page");
    assert_eq!(details(found), ["note 7", "note 6", "note 5"]);
    let (found, next) = all.run(&*sink, next, 100).await.expect("a page");
    assert_eq!(
        details(found),
        ["note 4", "note 3", "note 2", "note 1", "log 7"]
    );
    assert_eq!(next, None);
    let by = |action: Option<&str>, actor: Option<&str>, text: Option<&str>| {
        let own = |text: Option<&str>| text.map(Into::into);
        let search = AuditSearch {
            action: own(action),
            actor: own(actor),
            text: own(text),
        };
        let sink = Arc::clone(&sink);
        async move {
            let (found, _) = search.run(&*sink, None, 100).await.expect("a page");
            details(found)
        }
    };
    assert_eq!(by(None, None, Some("NOTE 3")).await, ["note 3"]);
    assert_eq!(by(Some("audit"), None, None).await, ["log 7"]);
    assert_eq!(by(Some("audit.began"), None, None).await, ["log 7"]);
    assert_eq!(by(Some("aud"), None, None).await, [""; 0]);
    assert_eq!(by(None, Some("Ada"), None).await.len(), 7);
    assert_eq!(by(None, Some("server"), Some("note")).await, [""; 0]);
}
