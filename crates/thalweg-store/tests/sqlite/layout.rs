//! A store that an earlier version wrote.

use rusqlite::Connection;
use thalweg_access::{AccountStore, AddedAccount};
use thalweg_chat::{
    ChatStore, ConversationQuery, Hit, JobStore, MessageQuery, SearchQuery, Shelf, SourceStore,
};
use thalweg_log::{ChannelName, LogStore, NewEvent, Position};
use thalweg_store::OpenError;
use thalweg_store::suite::accounts;
use thalweg_store::suite::build::{
    Chat, after, channel, id, keep_up, kept, note, one, person, put, read_all,
};
use thalweg_store::suite::jobs::job;
use thalweg_store::suite::sources::http_tool;
use thalweg_wire::{MessageStatus, ToolCallStatus, kind};

use super::Home;

/// What the version with layout 1 wrote: conversations of two people, one of them deleted, a run
/// that ended and lies in the archive, and one that was going on when the server stopped.
const LAYOUT_1: &str = include_str!("layout_1.sql");

/// A folder with a store of layout 1.
fn old_home() -> Home {
    let home = Home::new();
    std::fs::create_dir(&home.config.folder).expect("a folder");
    home.tamper(LAYOUT_1);
    home
}

fn version(home: &Home) -> u32 {
    let conn = Connection::open(home.database()).expect("opened");
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
        .expect("a number")
}

/// The tables and what they are made of.
fn schema(home: &Home) -> Vec<String> {
    let conn = Connection::open(home.database()).expect("opened");
    let sql = "SELECT ifnull(sql, name) FROM sqlite_schema ORDER BY name";
    let mut statement = conn.prepare(sql).expect("prepared");
    let rows = statement.query_map([], |row| row.get(0)).expect("read");
    rows.map(|row| row.expect("a text")).collect()
}

#[tokio::test]
async fn a_store_of_layout_1_is_brought_to_the_latest() {
    let home = old_home();
    assert_eq!(version(&home), 1);
    let store = home.open();
    assert_eq!(store.check_rows().await, Ok(vec![]));
    let listed = async |archived| {
        let ann = person("ann");
        let found = store.conversations(&ann, kept(archived, None, 9)).await;
        let items = found.expect("readable").value.items;
        items.into_iter().map(|c| c.title).collect::<Vec<_>>()
    };
    assert_eq!(listed(false).await, ["Rivers of Europe"]);
    assert_eq!(listed(true).await, ["東京の天気"]);
    let deleted = ConversationQuery {
        of: Shelf::Deleted,
        before: None,
        limit: 9,
    };
    let deleted = store.conversations(&person("ann"), deleted).await;
    let deleted = deleted.expect("readable").value.items;
    assert_eq!((deleted.len(), &*deleted[0].title), (1, "Gone"));
    let chat = Chat::new(1);
    let query = MessageQuery {
        before: None,
        limit: 9,
        leaf: None,
    };
    let found = store.messages(chat.id, query).await.expect("readable");
    let texts: Vec<_> = found.value.items.iter().map(|m| &*m.content).collect();
    let expected = [
        "The Danube does not",
        "And the Danube?",
        "The Rhine does.",
        "Which river runs through Köln?",
    ];
    assert_eq!(texts, expected);
    assert_eq!(found.value.items[0].status, MessageStatus::Streaming);
    let events = read_all(&store, &[chat.channel()], Position::ZERO).await;
    assert_eq!(events.len(), 9, "archive and journal");

    let found = async |text| {
        let query = SearchQuery::parse(text).expect("a query");
        let hits = store.search(&person("ann"), &query, None, 9).await;
        let hits = hits.expect("readable").items;
        let shown = |hit: Hit| hit.message.map_or(hit.title, |message| message.text);
        hits.into_iter().map(shown).collect::<Vec<_>>()
    };
    // Not what is deleted, another's, or still being written.
    assert_eq!(found("rhine").await, ["The Rhine does."]);
    assert_eq!(found("koln").await, ["Which river runs through Köln?"]);
    let weather = ["東京の天気", "今日の東京の天気はどうですか"];
    assert_eq!(found("天気").await, weather);
    assert_eq!(found("europe").await, ["Rivers of Europe"]);
    assert_eq!(found("danube").await, ["And the Danube?"]);

    // It goes on as if it had always been of the latest layout.
    put(&store, vec![note("room:a", "y")], after(200)).await;
    put(
        &store,
        chat.end(15, 13, 14, "The Danube does not."),
        after(200),
    )
    .await;
    assert_eq!(found("danube").await.len(), 2);
    keep_up(&store, after(400)).await;
    assert_eq!(store.check_rows().await, Ok(vec![]));
    store.close().await;
    let fresh = Home::new();
    fresh.open().close().await;
    assert_eq!(version(&home), version(&fresh));
    assert_eq!(schema(&home), schema(&fresh));
    let store = home.open();
    let message = store.message(chat.id, id(14)).await.expect("readable");
    assert_eq!(
        message.map(|message| message.content).as_deref(),
        Some("The Danube does not.")
    );
    let again = thalweg_store::suite::build::append(&store, one("room:a", "z"), after(401)).await;
    assert_eq!(again.expect("accepted").events[0].seq.get(), 3);
    assert_eq!(
        read_all(&store, &[channel("room:a")], Position::ZERO)
            .await
            .len(),
        3
    );
}

/// Layout 5 added a table and changed none, so that a file without it is one of layout 4.
#[tokio::test]
async fn a_store_of_layout_4_is_brought_to_the_latest() {
    let home = Home::new();
    let chat = Chat::new(1);
    let store = home.open();
    let events = vec![
        chat.changed("ann", "Rivers", false),
        chat.user(12, None, "Which river?"),
    ];
    put(&store, events, after(1)).await;
    let head = store.head();
    store.close().await;
    let whole = schema(&home);
    home.tamper(&format!(
        "{WITHOUT_10} {WITHOUT_9} {WITHOUT_8} {WITHOUT_7} {WITHOUT_6} DROP TABLE tool_sources; PRAGMA user_version = 4"
    ));
    assert_ne!(schema(&home), whole);
    let store = home.open();
    assert_eq!((version(&home), schema(&home)), (10, whole));
    assert_eq!(store.head(), head);
    assert_eq!(store.check_rows().await, Ok(vec![]));
    let owner = person("ann");
    let none = store.http_tools(&owner).await.expect("readable");
    assert!(none.value.is_empty());
    let tool = http_tool("own", "http://h/");
    let told = NewEvent::new(
        ChannelName::user(&owner),
        kind::HTTP_TOOL,
        serde_json::to_vec(&tool).expect("json").into(),
    );
    put(&store, vec![told], after(2)).await;
    let found = store.http_tools(&owner).await.expect("readable");
    assert_eq!(found.value, [tool]);
    assert_eq!(store.check_rows().await, Ok(vec![]));
    store.close().await;
}

/// Takes back what layout 10 added.
const WITHOUT_10: &str = "DROP TABLE drafts;";
/// Takes back what layout 9 added.
const WITHOUT_9: &str = "DROP TABLE account_logins;";
/// Takes back what layout 8 added.
const WITHOUT_8: &str = "DROP TABLE spent;";

#[tokio::test]
async fn an_account_of_layout_7_is_kept_with_its_password() {
    let home = Home::new();
    let store = home.open();
    let ann = accounts::new(10, "ann", 1);
    let added = store.add_account(ann.clone()).await;
    assert_eq!(added, Ok(AddedAccount::Added));
    store.close().await;
    let whole = schema(&home);
    home.tamper(&format!(
        "{WITHOUT_10} {WITHOUT_9} {WITHOUT_8} PRAGMA user_version = 7"
    ));
    assert_ne!(schema(&home), whole);
    let store = home.open();
    assert_eq!((version(&home), schema(&home)), (10, whole));
    let found = store.account_named("ann").await.expect("readable");
    assert_eq!(found, Some((ann.account, ann.password)));
    store.close().await;
}

/// Takes back what layout 7 added.
const WITHOUT_7: &str = "
    DROP TABLE accounts; DROP TABLE account_principals; DROP TABLE sessions;
    DROP TABLE invitations;
    DROP TABLE service_keys;";

#[tokio::test]
async fn a_store_of_layout_6_is_brought_to_the_latest() {
    let home = Home::new();
    let chat = Chat::new(1);
    let store = home.open();
    put(&store, vec![chat.changed("ann", "Rivers", false)], after(1)).await;
    store.close().await;
    let whole = schema(&home);
    home.tamper(&format!(
        "{WITHOUT_10} {WITHOUT_9} {WITHOUT_8} {WITHOUT_7} PRAGMA user_version = 6"
    ));
    assert_ne!(schema(&home), whole);
    let store = home.open();
    assert_eq!((version(&home), schema(&home)), (10, whole));
    let added = store.add_account(accounts::new(10, "ann", 1)).await;
    assert_eq!(added, Ok(AddedAccount::Added));
    store.close().await;
    let store = home.open();
    let kept = store.kept_access(after(0)).await.expect("readable");
    assert_eq!((kept.sessions.len(), kept.accounts.len()), (0, 0), "ended");
    let found = store.account_named("ann").await.expect("readable");
    assert_eq!(found.map(|(row, _)| row.id), Some(id(10)), "kept");
    assert_eq!(store.check_rows().await, Ok(vec![]));
    store.close().await;
}

/// Takes back what layout 6 changed: a job had one id under which it asked.
const WITHOUT_6: &str = "
    ALTER TABLE jobs ADD COLUMN approval_id BLOB;
    UPDATE jobs SET approval_id = (SELECT approvals.id FROM approvals WHERE job = jobs.id);
    CREATE INDEX jobs_of_approval ON jobs (approval_id) WHERE approval_id IS NOT NULL;
    DROP TABLE approvals;";

#[tokio::test]
async fn what_waits_in_a_store_of_layout_5_is_found_in_the_latest() {
    let home = Home::new();
    let store = home.open();
    let waits = job("ann", 10, ToolCallStatus::AwaitingApproval, "");
    put(&store, vec![waits], after(1)).await;
    store.close().await;
    let columns = |home: &Home| {
        let conn = Connection::open(home.database()).expect("opened");
        let sql = "SELECT count(*) FROM pragma_table_info('jobs') WHERE name = 'approval_id'";
        conn.query_row(sql, [], |row| row.get::<_, u32>(0))
            .expect("a number")
    };
    home.tamper(&format!(
        "{WITHOUT_10} {WITHOUT_9} {WITHOUT_8} {WITHOUT_7} {WITHOUT_6} PRAGMA user_version = 5"
    ));
    assert_eq!(columns(&home), 1);
    let store = home.open();
    assert_eq!((version(&home), columns(&home)), (10, 0));
    let found = store.job_of_approval(id(11)).await.expect("readable");
    assert_eq!(found.map(|row| row.job.id), Some(id(10)));
    assert_eq!(store.check_rows().await, Ok(vec![]));
    store.close().await;
}

#[tokio::test]
async fn what_stops_midway_leaves_the_old_layout() {
    let home = old_home();
    // The last of what is brought over cannot be read.
    home.tamper(
        "CREATE TABLE kept AS SELECT data FROM messages ORDER BY conversation_id DESC LIMIT 1;
        UPDATE messages SET data = '{' WHERE data = (SELECT data FROM kept)",
    );
    let before = schema(&home);
    let refused = home.try_open().err();
    assert!(
        matches!(refused, Some(OpenError::Corrupt { .. })),
        "{refused:?}"
    );
    assert_eq!(version(&home), 1);
    assert_eq!(schema(&home), before);
    home.tamper(
        "UPDATE messages SET data = (SELECT data FROM kept) WHERE data = '{'; DROP TABLE kept",
    );
    let store = home.open();
    assert_eq!(store.check_rows().await, Ok(vec![]));
    assert!(store.head() > Position::ZERO);
    store.close().await;
    assert_eq!(version(&home), 10);
}
