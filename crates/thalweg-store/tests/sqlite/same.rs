use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use thalweg_chat::{MessageQuery, SearchQuery};
use thalweg_log::{
    AppendError, Batch, Condition, Event, EventClass, Fence, FenceChange, LogStore, OsEntropy,
    Position, ReadLimit, SeededEntropy, Seq,
};
use thalweg_store::suite::Store;
use thalweg_store::suite::build::{
    Chat, DAY, after, channel, id, keep_up, kept, keyed, note, person,
};
use thalweg_store::{Keep, MemoryStore, Retention, SqliteConfig, SqliteStore};
use thalweg_wire::RunStatus;

const FOLD: Duration = Duration::from_secs(60);
const NAMES: [&str; 3] = ["room:a", "user:ann", "state:s"];

/// One thing that happens to both stores.
#[derive(Debug, Clone)]
enum Step {
    Append(Vec<What>),
    Pass(u64),
    KeepUp,
    Reopen,
    Trim(usize, u64),
    Read(Vec<usize>, u64, usize),
}

/// One batch of a group.
#[derive(Debug, Clone)]
enum What {
    Notes(Vec<usize>),
    Expect(usize, u64),
    Key(u8),
    Open(u8),
    Close(u8),
    Talk(u128, u128),
    Begin(u128, u128),
    Tokens(u128, u128, usize),
    End(u128, u128),
    Wait(u128, usize),
    Delete(u128),
    Restore(u128),
    Rename(u128, u8),
}

fn what() -> impl Strategy<Value = What> {
    let chat = 1..3_u128;
    let n = 1..6_u128;
    prop_oneof![
        4 => prop::collection::vec(0..3_usize, 1..5).prop_map(What::Notes),
        1 => (0..3_usize, 0..6_u64).prop_map(|(c, s)| What::Expect(c, s)),
        1 => (0..3_u8).prop_map(What::Key),
        1 => (0..3_u8).prop_map(What::Open),
        1 => (0..3_u8).prop_map(What::Close),
        2 => (chat.clone(), n.clone()).prop_map(|(c, n)| What::Talk(c, n)),
        2 => (chat.clone(), n.clone()).prop_map(|(c, n)| What::Begin(c, n)),
        3 => (chat.clone(), n.clone(), 1..5_usize).prop_map(|(c, n, t)| What::Tokens(c, n, t)),
        2 => (chat.clone(), n).prop_map(|(c, n)| What::End(c, n)),
        1 => (chat.clone(), 0..3_usize).prop_map(|(c, n)| What::Wait(c, n)),
        1 => chat.clone().prop_map(What::Delete),
        1 => chat.clone().prop_map(What::Restore),
        1 => (chat, 0..3_u8).prop_map(|(c, n)| What::Rename(c, n)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop::collection::vec(what(), 1..4).prop_map(Step::Append),
        2 => prop_oneof![1..40_u64, 50..90_u64, DAY..DAY + 9, 30 * DAY..31 * DAY].prop_map(Step::Pass),
        2 => Just(Step::KeepUp),
        1 => Just(Step::Reopen),
        1 => (0..3_usize, 1..9_u64).prop_map(|(c, s)| Step::Trim(c, s)),
        2 => (prop::collection::vec(0..5_usize, 0..4), 0..40_u64, 1..9_usize)
            .prop_map(|(c, a, l)| Step::Read(c, a, l)),
    ]
}

impl What {
    fn batch(&self, now: u64) -> Batch {
        let fence = |n: u8| Fence {
            name: "f".into(),
            holder: id(u128::from(n)),
            token: u64::from(n),
        };
        match *self {
            Self::Notes(ref of) => Batch::of(of.iter().map(|c| note(NAMES[*c], "x")).collect()),
            Self::Expect(c, seq) => Batch {
                conditions: vec![Condition::ExpectedSeq {
                    channel: channel(NAMES[c]),
                    seq: Seq::new(seq),
                }],
                ..Batch::of(vec![note(NAMES[c], "expected")])
            },
            Self::Key(k) => keyed(
                Batch::of(vec![note(NAMES[0], "key")]),
                "ann",
                &k.to_string(),
                after(now),
            ),
            Self::Open(n) => Batch {
                fences: vec![FenceChange::Open(fence(n))],
                ..Batch::default()
            },
            Self::Close(n) => Batch {
                fences: vec![FenceChange::Close {
                    name: "f".into(),
                    token: u64::from(n),
                }],
                ..Batch::of(vec![note(NAMES[1], "closed")])
            },
            Self::Talk(c, n) => Batch::of(vec![Chat::new(c).user(
                n * 10,
                n.checked_sub(1).map(|p| p * 10 + 1),
                "hi",
            )]),
            Self::Begin(c, n) => Batch::of(vec![Chat::new(c).run(
                c * 1_000 + n,
                n * 10,
                n * 10 + 1,
                RunStatus::Running,
            )]),
            Self::Tokens(c, n, count) => {
                let token = |i| Chat::new(c).token(n * 10 + 1, &format!("{i},"));
                Batch::of((0..count).map(token).collect())
            }
            Self::End(c, n) => {
                let (chat, answer) = (Chat::new(c), n * 10 + 1);
                let mut events = chat.end(c * 1_000 + n, n * 10, answer, "whole");
                if n % 2 == 0 {
                    let sign = now.to_string();
                    events[0] = chat.signed(answer, Some(n * 10), "whole", &sign);
                }
                Batch::of(events)
            }
            Self::Wait(c, n) => Batch::of(vec![Chat::new(c).queue(&["a", "b"][..n])]),
            Self::Delete(c) => Batch::of(vec![Chat::new(c).deleted()]),
            Self::Rename(c, n) => {
                let (who, title) = [("ann", "hi"), ("bob", "t"), ("ann", "…")][usize::from(n)];
                Batch::of(vec![Chat::new(c).changed(who, title, false)])
            }
            Self::Restore(c) => Batch::of(vec![Chat::new(c).changed("ann", "t", false)]),
        }
    }
}

/// An event without what differs: the tags of the stores' own terms.
fn plain(events: &[Event]) -> Vec<(String, u64, u64, String, EventClass, String)> {
    let plain = |event: &Event| {
        (
            event.channel.to_string(),
            event.seq.get(),
            event.position().get(),
            event.kind.to_string(),
            event.class,
            String::from_utf8_lossy(&event.data).into_owned(),
        )
    };
    events.iter().map(plain).collect()
}

fn outcome(result: &Result<thalweg_log::Appended, AppendError>) -> String {
    match result {
        Ok(appended) => format!("{:?}", plain(&appended.events)),
        Err(refused) => format!("{refused:?}"),
    }
}

fn channels(of: &[usize]) -> Vec<thalweg_log::ChannelName> {
    let name = |c: &usize| match c {
        0..3 => channel(NAMES[*c]),
        _ => Chat::new(*c as u128 - 2).channel(),
    };
    of.iter().map(name).collect()
}

async fn same_pages(
    sqlite: &dyn Store,
    memory: &dyn Store,
    of: &[usize],
    from: u64,
    events: usize,
) {
    let named = channels(of);
    let limit = ReadLimit {
        events,
        ..ReadLimit::default()
    };
    let mut at = Position::new(from);
    loop {
        let mine = sqlite.read(&named, at, limit).await.expect("readable");
        let twin = memory.read(&named, at, limit).await.expect("readable");
        assert_eq!(plain(&mine.events), plain(&twin.events), "after {at}");
        assert_eq!((mine.up_to, &mine.trimmed), (twin.up_to, &twin.trimmed));
        if mine.events.is_empty() {
            return;
        }
        at = mine.up_to;
    }
}

async fn same_state(sqlite: &dyn Store, memory: &dyn Store) {
    assert_eq!(sqlite.head(), memory.head());
    assert_eq!(sqlite.fences().await, memory.fences().await);
    assert_eq!(sqlite.open_runs().await, memory.open_runs().await);
    assert_eq!(sqlite.queues().await, memory.queues().await);
    for name in channels(&[0, 1, 2, 3, 4]) {
        assert_eq!(
            sqlite.last_seq(&name).await,
            memory.last_seq(&name).await,
            "{name}"
        );
    }
    let ann = person("ann");
    let mine = sqlite.conversations(&ann, kept(false, None, 1)).await;
    assert_eq!(mine, memory.conversations(&ann, kept(false, None, 1)).await);
    for (who, text) in [("ann", "h"), ("ann", "t"), ("bob", "hi"), ("bob", "whole")] {
        let query = SearchQuery::parse(text).expect("a query");
        let found = async |store: &dyn Store| {
            let found = store.search(&person(who), &query, None, 50).await;
            found.expect("readable").items
        };
        let (mine, twin) = (found(sqlite).await, found(memory).await);
        assert_eq!(mine, twin, "{who} looks for {text}");
    }
    for c in 1..3 {
        let chat = Chat::new(c);
        assert_eq!(
            sqlite.conversation(chat.id).await,
            memory.conversation(chat.id).await
        );
        assert_eq!(sqlite.queue(chat.id).await, memory.queue(chat.id).await);
        for leaf in [None, Some(id(11)), Some(id(30))] {
            let query = MessageQuery {
                before: None,
                limit: 3,
                leaf,
            };
            let mine = sqlite.messages(chat.id, query).await.expect("readable");
            assert_eq!(Ok(mine.clone()), memory.messages(chat.id, query).await);
            let query = MessageQuery {
                before: mine.value.next,
                ..query
            };
            let older = sqlite.messages(chat.id, query).await;
            assert_eq!(older, memory.messages(chat.id, query).await);
        }
        for n in 1..6 {
            let leaf = id(n * 10 + 1);
            let mine = sqlite.privates(chat.id, leaf).await;
            assert_eq!(mine, memory.privates(chat.id, leaf).await);
            let run = id(c * 1_000 + n);
            assert_eq!(sqlite.run(run).await, memory.run(run).await);
            let of = sqlite.run_of_message(chat.id, id(n * 10)).await;
            assert_eq!(of, memory.run_of_message(chat.id, id(n * 10)).await);
        }
        let mine = sqlite
            .snapshot(&[chat.channel()])
            .await
            .expect("readable")
            .states;
        assert_eq!(
            mine,
            memory
                .snapshot(&[chat.channel()])
                .await
                .expect("readable")
                .states
        );
    }
    assert_eq!(sqlite.check_rows().await, Ok(vec![]));
    assert_eq!(memory.check_rows().await, Ok(vec![]));
}

async fn run(steps: Vec<Step>) {
    let folder = tempfile::tempdir().expect("a folder");
    let retention = Retention {
        keep: vec![(
            thalweg_log::ChannelKind::User,
            Keep {
                age: Duration::from_secs(10 * DAY),
                events: 12,
            },
        )],
        every: Duration::ZERO,
        ..Retention::default()
    };
    let memory = MemoryStore::with(&SeededEntropy::new(1), FOLD, retention.clone());
    let mut config = SqliteConfig::new(folder.path());
    config.journal_age = FOLD;
    config.journal_bytes = 2_000;
    config.fold_after = FOLD;
    config.retention = retention;
    let open = || SqliteStore::open(config.clone(), Arc::new(OsEntropy)).expect("opened");
    let mut sqlite = open();
    let mut now = 0;
    for step in steps {
        match step {
            Step::Append(group) => {
                let batches: Vec<_> = group.iter().map(|what| what.batch(now)).collect();
                let mine = sqlite
                    .append(batches.clone(), after(now))
                    .await
                    .expect("written");
                let twin = memory.append(batches, after(now)).await.expect("written");
                let outcomes = |results: &[_]| results.iter().map(outcome).collect::<Vec<_>>();
                assert_eq!(outcomes(&mine), outcomes(&twin));
            }
            Step::Pass(seconds) => now += seconds,
            Step::KeepUp => {
                // Until the journal is empty of what the twin has folded and trimmed.
                now += 60;
                keep_up(&sqlite, after(now)).await;
                keep_up(&memory, after(now)).await;
                same_pages(&sqlite, &memory, &[0, 1, 2, 3, 4], 0, 1_000).await;
                same_state(&sqlite, &memory).await;
            }
            Step::Reopen => {
                drop(sqlite);
                sqlite = open();
            }
            Step::Trim(c, seq) => {
                let name = channel(NAMES[c]);
                let mine = sqlite.trim(&name, Seq::new(seq)).await;
                assert_eq!(mine, memory.trim(&name, Seq::new(seq)));
            }
            Step::Read(of, from, limit) => same_pages(&sqlite, &memory, &of, from, limit).await,
        }
    }
    same_state(&sqlite, &memory).await;
    sqlite.close().await;
    drop(sqlite);
    same_state(&open(), &memory).await;
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_store_on_disk_is_the_one_in_memory(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(run(steps));
    }
}
