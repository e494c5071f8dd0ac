//! Batches and events to test with.

use bytes::Bytes;
use serde_json::json;
use thalweg_chat::{ConversationQuery, ListKey, RunPrivate, Shelf};
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, Event, EventClass, EventKind, IdempotencyRecord,
    NewEvent, Position, PrincipalId, ReadLimit, Timestamp,
};
use thalweg_wire::{
    ChatMessage, Conversation, Deleted, Done, DoneStatus, MessageStatus, Part, Queue,
    QueuedMessage, Role, Run, RunStatus, Time, Token, TokenKind, kind,
};
use uuid::Uuid;

use super::Store;

/// A moment in 2026, from which tests count.
pub const NOW: Timestamp = Timestamp::from_millis(1_795_167_000_000);

/// So many seconds after [`NOW`].
pub const fn after(seconds: u64) -> Timestamp {
    Timestamp::from_millis(NOW.as_millis() + seconds * 1_000)
}

/// A day in seconds.
pub const DAY: u64 = 24 * 60 * 60;

/// The id with that number.
pub const fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

/// A channel by its whole name.
pub fn channel(name: &str) -> ChannelName {
    name.parse().expect("a good name")
}

/// A principal.
pub fn person(name: &str) -> PrincipalId {
    name.parse().expect("a good id")
}

/// An event without meaning.
pub fn note(name: &str, text: &str) -> NewEvent {
    NewEvent::new(
        channel(name),
        EventKind::of("note"),
        Bytes::from(json!(text).to_string()),
    )
}

/// A batch of one event without meaning.
pub fn one(name: &str, text: &str) -> Batch {
    Batch::of(vec![note(name, text)])
}

/// A batch under an idempotency key.
pub fn keyed(mut batch: Batch, who: &str, key: &str, at: Timestamp) -> Batch {
    batch.idempotency = Some(IdempotencyRecord {
        principal: person(who),
        key: key.into(),
        request_hash: [7; 32],
        answer: Bytes::from_static(b"{\"ok\":true}"),
        at,
    });
    batch
}

/// The conversations that are not deleted.
pub fn kept(archived: bool, before: Option<ListKey>, limit: usize) -> ConversationQuery {
    let of = Shelf::Kept {
        archived,
        pinned: None,
    };
    ConversationQuery { of, before, limit }
}

/// Appends one batch.
pub async fn append(
    store: &dyn Store,
    batch: Batch,
    at: Timestamp,
) -> Result<Appended, AppendError> {
    let mut results = store
        .append(vec![batch], at)
        .await
        .expect("the store works");
    assert_eq!(results.len(), 1, "one result for each batch");
    results.remove(0)
}

/// Appends events, which must be accepted, and returns the place after them.
pub async fn put(store: &dyn Store, events: Vec<NewEvent>, at: Timestamp) -> Position {
    append(store, Batch::of(events), at)
        .await
        .expect("accepted");
    store.head()
}

/// Everything of some channels after a place, in pages of the default size.
pub async fn read_all(store: &dyn Store, channels: &[ChannelName], after: Position) -> Vec<Event> {
    let (mut events, mut at) = (Vec::new(), after);
    loop {
        let page = store
            .read(channels, at, ReadLimit::default())
            .await
            .expect("readable");
        assert_eq!(page.trimmed, [], "nothing was trimmed");
        assert!(page.up_to >= at, "a reader never goes back");
        let is_end = page.events.is_empty();
        at = page.up_to;
        events.extend(page.events);
        if is_end {
            return events;
        }
    }
}

/// Does all the upkeep there is, and says how many events were archived, folded and trimmed.
pub async fn keep_up(store: &dyn Store, now: Timestamp) -> (usize, usize, usize) {
    let mut sums = (0, 0, 0);
    for _ in 0..10_000 {
        let done = store.maintain(now).await.expect("the store works");
        sums = (
            sums.0 + done.archived,
            sums.1 + done.folded,
            sums.2 + done.trimmed,
        );
        if !done.more {
            return sums;
        }
    }
    panic!("upkeep does not end");
}

/// One conversation and its events.
#[derive(Debug, Clone, Copy)]
pub struct Chat {
    /// Its id.
    pub id: Uuid,
}

impl Chat {
    /// The conversation with that number.
    pub const fn new(number: u128) -> Self {
        Self { id: id(number) }
    }

    /// Its channel.
    pub fn channel(self) -> ChannelName {
        ChannelName::conversation(self.id)
    }

    /// It came into being or changed; it belongs to `owner`.
    pub fn changed(self, owner: &str, title: &str, archived: bool) -> NewEvent {
        self.pinned(owner, title, false, archived)
    }

    /// It came into being or changed, and is pinned or not.
    pub fn pinned(self, owner: &str, title: &str, pinned: bool, archived: bool) -> NewEvent {
        let conversation = Conversation {
            id: self.id,
            title: title.into(),
            pinned,
            archived,
            model: Some("demo".into()),
            system: Some("Be brief.".into()),
            created_at: Time(NOW),
            updated_at: Time(NOW),
            tools: None,
            forked_from: None,
            run_id: None,
            queued: None,
            leaf_id: None,
            as_of: None,
            deleted_at: None,
        };
        let private = json!({ "owner": owner }).to_string();
        self.event(kind::CONVERSATION, &conversation)
            .private(private.into())
    }

    /// The same, and whether its title is there to stay and it keeps its place in the list.
    pub fn titled(self, owner: &str, title: &str, named: bool, stays: bool) -> NewEvent {
        let private = json!({ "owner": owner, "named": named, "stays": stays }).to_string();
        self.changed(owner, title, false).private(private.into())
    }

    /// It was deleted.
    pub fn deleted(self) -> NewEvent {
        self.event(kind::DELETED, &Deleted { id: self.id })
    }

    /// The user wrote.
    pub fn user(self, message: u128, parent: Option<u128>, text: &str) -> NewEvent {
        let role = Role::User;
        self.event(kind::MESSAGE, &self.message(message, parent, role, text))
    }

    /// The whole text of an answer: of a run, or a copy that no run wrote.
    pub fn answer(self, message: u128, parent: Option<u128>, text: &str) -> NewEvent {
        let mut answer = self.message(message, parent, Role::Assistant, text);
        answer.parts = vec![Part::Text {
            id: "t".into(),
            text: text.into(),
        }];
        self.event(kind::MESSAGE, &answer)
    }

    /// The same, with a signature that the server keeps for the model's provider.
    pub fn signed(self, message: u128, parent: Option<u128>, text: &str, sign: &str) -> NewEvent {
        let kept = json!({ "kept": { "provider": "up", "data": { "signature": sign } } });
        self.answer(message, parent, text)
            .private(kept.to_string().into())
    }

    /// A run that answers `message` in `answer` is at `status`.
    pub fn run(self, run: u128, message: u128, answer: u128, status: RunStatus) -> NewEvent {
        let run = Run {
            id: id(run),
            conversation_id: self.id,
            message_id: id(message),
            assistant_message_id: id(answer),
            parent_id: None,
            model: "demo".into(),
            status: Some(status),
            ended: None,
            continues: None,
        };
        let private = RunPrivate {
            owner: "owner".into(),
            lead: 1,
            request_id: "r-1".into(),
        };
        let private = serde_json::to_vec(&private).expect("json");
        self.event(kind::RUN, &run).private(private.into())
    }

    /// What waits: the words of each message, which are numbered from 100, their runs from 200.
    pub fn queue(self, texts: &[&str]) -> NewEvent {
        let item = |(n, text): (u128, &&str)| QueuedMessage {
            message_id: id(100 + n),
            run_id: id(200 + n),
            content: (*text).into(),
            context: None,
            model: None,
            created_at: Time(NOW),
        };
        let queue = Queue {
            items: (0..).zip(texts).map(item).collect(),
            as_of: None,
        };
        let private: Vec<_> = texts.iter().map(|_| json!({ "reasoning": true })).collect();
        self.event(kind::QUEUE, &queue)
            .private(json!(private).to_string().into())
    }

    /// A piece of `answer`.
    pub fn token(self, answer: u128, text: &str) -> NewEvent {
        let token = Token {
            id: id(answer),
            part_id: "t".into(),
            text: text.into(),
            kind: TokenKind::Text,
        };
        self.event(kind::TOKEN, &token).class(EventClass::Transient)
    }

    /// The final text of `answer`, and the end of its run.
    pub fn end(self, run: u128, message: u128, answer: u128, text: &str) -> Vec<NewEvent> {
        let done = Done {
            id: id(answer),
            run_id: id(run),
            status: DoneStatus::Complete,
            usage: None,
            timing: None,
        };
        let done = self.event(kind::DONE, &done).class(EventClass::Terminal);
        vec![self.answer(answer, Some(message), text), done]
    }

    /// A whole run: numbers `n` for the user's message, `n + 1` for the answer, `n + 2` for the run.
    pub async fn turn(self, store: &dyn Store, n: u128, parent: Option<u128>, at: Timestamp) {
        let mut events = vec![
            self.user(n, parent, "hello"),
            self.run(n + 2, n, n + 1, RunStatus::Running),
        ];
        events.extend(["a", "b", "c"].map(|text| self.token(n + 1, text)));
        events.extend(self.end(n + 2, n, n + 1, "abc"));
        put(store, events, at).await;
    }

    fn message(self, number: u128, parent: Option<u128>, role: Role, text: &str) -> ChatMessage {
        ChatMessage {
            id: id(number),
            conversation_id: self.id,
            parent_id: parent.map(id),
            role,
            content: text.into(),
            parts: Vec::new(),
            created_at: Time(NOW),
            status: MessageStatus::Complete,
            tool_calls: Vec::new(),
            run_id: None,
            model: None,
            usage: None,
            timing: None,
            error: None,
        }
    }

    fn event(self, kind: EventKind, data: &impl serde::Serialize) -> NewEvent {
        let data = serde_json::to_vec(data).expect("json");
        NewEvent::new(self.channel(), kind, data.into())
    }
}
