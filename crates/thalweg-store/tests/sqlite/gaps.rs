use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use thalweg_chat::ChatStore;
use thalweg_log::{LogStore, Position, ReadLimit, Timestamp};
use thalweg_store::suite::build::{Chat, NOW, channel, id, note, put};
use thalweg_wire::RunStatus;

use super::Home;

/// Readers follow three channels and a message that is written, while the writer appends and upkeep
/// moves everything to the archive as fast as it can.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_miss_nothing_while_events_move() {
    const COMMITS: u64 = 1_500;
    let mut home = Home::new();
    home.config.journal_age = Duration::ZERO;
    let store = Arc::new(home.open());
    let chat = Chat::new(1);
    let open = vec![
        chat.user(10, None, "hi"),
        chat.run(12, 10, 11, RunStatus::Running),
    ];
    put(&*store, open, NOW).await;
    let done = Arc::new(AtomicBool::new(false));

    let upkeep = {
        let (store, done) = (Arc::clone(&store), Arc::clone(&done));
        async move {
            let mut archived = 0;
            while !done.load(Ordering::Acquire) {
                archived += store.maintain(NOW).await.expect("the store works").archived;
            }
            archived
        }
    };
    let read = Arc::new(AtomicUsize::new(0));
    let follow = |names: &'static [&'static str]| {
        let (store, done, read) = (Arc::clone(&store), Arc::clone(&done), Arc::clone(&read));
        async move {
            let channels: Vec<_> = names.iter().map(|name| channel(name)).collect();
            let (mut at, mut last, mut turns) = (Position::ZERO, vec![0; names.len()], 20);
            let limit = ReadLimit {
                events: 37,
                ..ReadLimit::default()
            };
            loop {
                let was_done = done.load(Ordering::Acquire);
                let head = store.head();
                let page = store.read(&channels, at, limit).await.expect("readable");
                assert!(page.up_to >= at && (page.up_to >= head || !page.events.is_empty()));
                assert!(page.events.is_sorted_by_key(|event| event.position()));
                for event in &page.events {
                    assert!(event.position() > at && event.position() <= page.up_to);
                    let place = channels.iter().position(|name| *name == event.channel);
                    let last = &mut last[place.expect("a channel that was asked for")];
                    *last += 1;
                    assert_eq!(event.seq.get(), *last, "no gap and no repetition");
                }
                at = page.up_to;
                if was_done && page.events.is_empty() {
                    return last;
                }
                // Readers of one channel start anew from far back now and then.
                if names.len() == 1 && turns > 0 && read.fetch_add(1, Ordering::Relaxed) % 40 == 0 {
                    turns -= 1;
                    (at, last) = (Position::ZERO, vec![0]);
                }
            }
        }
    };
    let watch = {
        let (store, done) = (Arc::clone(&store), Arc::clone(&done));
        async move {
            while !done.load(Ordering::Acquire) {
                let message = store
                    .message(chat.id, id(11))
                    .await
                    .expect("readable")
                    .expect("there");
                let read = message.content.split_terminator(',').map(str::parse::<u64>);
                for (place, number) in read.enumerate() {
                    assert_eq!(number, Ok(place as u64), "the text so far has no gap");
                }
                let rooms = [channel("room:a"), channel("room:b")];
                for room in rooms {
                    let before = store.head();
                    let seq = store.last_seq(&room).await.expect("readable");
                    // Each room gets one of four events.
                    let least = before.get().saturating_sub(2) / 4;
                    assert!(seq.get() >= least, "{seq} of {room} at {before}");
                }
            }
        }
    };
    let write = {
        let (store, done) = (Arc::clone(&store), Arc::clone(&done));
        async move {
            for i in 0..COMMITS {
                let events = vec![
                    note("room:a", "x"),
                    chat.token(11, &format!("{i},")),
                    note("room:b", "x"),
                    note("room:c", "x"),
                ];
                put(&*store, events, Timestamp::from_millis(NOW.as_millis() - 1)).await;
            }
            done.store(true, Ordering::Release);
        }
    };
    let [a, b, all] = [
        follow(&["room:a"]),
        follow(&["room:b"]),
        follow(&["room:a", "room:b", "room:c"]),
    ];
    let (archived, a, b, all, (), ()) = tokio::join!(
        spawn(upkeep),
        spawn(a),
        spawn(b),
        spawn(all),
        spawn(watch),
        spawn(write),
    );
    assert_eq!(all, vec![COMMITS; 3]);
    assert_eq!((a, b), (vec![COMMITS], vec![COMMITS]));
    assert!(archived > 100, "events moved meanwhile, {archived}");
}

#[expect(clippy::disallowed_methods, reason = "the task is awaited")]
async fn spawn<T: Send + 'static>(task: impl Future<Output = T> + Send + 'static) -> T {
    tokio::spawn(task).await.expect("the task ends well")
}
