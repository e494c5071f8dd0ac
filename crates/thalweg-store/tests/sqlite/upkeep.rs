use thalweg_chat::{ChatStore, SearchQuery};
use thalweg_log::{LogStore, Position, ReadLimit, Seq};
use thalweg_store::suite::build::{
    Chat, NOW, after, channel, keep_up, note, person, put, read_all,
};

use super::Home;

#[tokio::test]
async fn the_journal_keeps_its_size() {
    let mut home = Home::new();
    home.config.journal_bytes = 20_000;
    let store = home.open();
    let text = "x".repeat(1_000);
    for i in 0..60 {
        put(&store, vec![note(&format!("room:{}", i % 3), &text)], NOW).await;
    }
    let (archived, ..) = keep_up(&store, after(1)).await;
    assert!((40..60).contains(&archived), "{archived}");
    let conn = rusqlite::Connection::open(home.database()).expect("opened");
    let sum = "SELECT sum(length(data)), (SELECT count(*) FROM archive) FROM journal";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?));
    let (left, moved) = conn.query_row(sum, [], read).expect("readable");
    assert!(left <= 20_000, "{left}");
    assert_eq!(usize::try_from(moved), Ok(archived));
    assert_eq!(
        read_all(&store, &[channel("room:1")], Position::ZERO)
            .await
            .len(),
        20
    );
}

#[tokio::test]
async fn trimming_is_told_to_readers_from_before() {
    let home = Home::new();
    let store = home.open();
    let room = channel("room:a");
    for i in 0..30 {
        put(
            &store,
            vec![note("room:a", &i.to_string()), note("room:b", "x")],
            after(i),
        )
        .await;
    }
    let first_lost = async |store: &thalweg_store::SqliteStore, from: u64| {
        let limit = ReadLimit::default();
        let page = store
            .read(&[channel("room:a")], Position::new(from), limit)
            .await
            .expect("readable");
        page.trimmed
            .first()
            .map(|lost| (lost.lost_from.get(), lost.lost_to.get(), lost.up_to.get()))
    };
    assert_eq!(store.trim(&channel("room:none"), Seq::new(3)).await, Ok(0));
    // From the journal, then half archived, then all of it.
    assert_eq!(store.trim(&room, Seq::new(5)).await, Ok(5));
    assert_eq!(store.trim(&room, Seq::new(5)).await, Ok(0));
    assert_eq!(first_lost(&store, 0).await, Some((1, 5, 9)));
    assert_eq!(first_lost(&store, 8).await, Some((1, 5, 9)));
    assert_eq!(first_lost(&store, 9).await, None);
    keep_up(&store, after(75)).await;
    assert_eq!(store.trim(&room, Seq::new(10)).await, Ok(5));
    assert_eq!(store.trim(&room, Seq::new(25)).await, Ok(15));
    keep_up(&store, after(300)).await;
    drop(store);
    let store = home.open();
    assert_eq!(first_lost(&store, 0).await, Some((1, 25, 49)));
    assert_eq!(
        first_lost(&store, 12).await,
        Some((6, 25, 49)),
        "it had the first five"
    );
    let rest = read_all(&store, std::slice::from_ref(&room), Position::new(49)).await;
    assert_eq!(
        rest.iter().map(|event| event.seq.get()).collect::<Vec<_>>(),
        [26, 27, 28, 29, 30]
    );
    assert_eq!(
        read_all(&store, &[channel("room:b")], Position::ZERO)
            .await
            .len(),
        30
    );
    let conn = rusqlite::Connection::open(home.database()).expect("opened");
    let kept: i64 = conn
        .query_row("SELECT count(*) FROM archive", [], |row| row.get(0))
        .expect("readable");
    assert_eq!(kept, 35, "what was trimmed takes no space");
    assert_eq!(store.trim(&room, Seq::new(99)).await, Ok(5));
    assert_eq!(store.last_seq(&room).await, Ok(Seq::new(30)));
}

#[tokio::test]
async fn the_rows_check_finds_what_was_changed_behind_its_back() {
    let home = Home::new();
    let store = home.open();
    for n in 1..=3 {
        let chat = Chat::new(n);
        put(&store, vec![chat.changed("owner", "a", false)], NOW).await;
        chat.turn(&store, 10 + n * 10, None, NOW).await;
    }
    keep_up(&store, after(100)).await;
    assert_eq!(store.check_rows().await, Ok(vec![]));
    let planted = [
        ("UPDATE conversations SET owner = 'eve' WHERE id = X1", "conversation"),
        ("UPDATE conversations SET leaf_id = NULL WHERE id = X1", "conversation"),
        ("UPDATE messages SET data = replace(data, 'hello', 'hullo') WHERE conversation_id = X1", "message"),
        ("UPDATE messages SET parent_id = NULL WHERE conversation_id = X1", "message"),
        ("DELETE FROM messages WHERE conversation_id = X1", "missing"),
        ("UPDATE runs SET end = NULL WHERE conversation_id = X1", "run"),
        ("INSERT INTO runs SELECT zeroblob(16), zeroblob(16), message_id, owner, created_at, start,
            end, request_id, data FROM runs WHERE conversation_id = X1", "no log"),
    ];
    let one = "x'00000000000000000000000000000001'";
    for (sql, word) in planted {
        home.tamper(
            "CREATE TABLE c AS SELECT * FROM conversations; CREATE TABLE m AS SELECT * FROM
            messages; CREATE TABLE r AS SELECT * FROM runs",
        );
        home.tamper(&sql.replace("X1", one));
        let found = store.check_rows().await.expect("readable");
        assert!(
            found.iter().any(|line| line.contains(word)),
            "{sql}: {found:?}"
        );
        home.tamper(
            "DELETE FROM conversations; DELETE FROM messages; DELETE FROM runs;
            INSERT INTO conversations SELECT * FROM c; INSERT INTO messages SELECT * FROM m;
            INSERT INTO runs SELECT * FROM r; DROP TABLE c; DROP TABLE m; DROP TABLE r",
        );
        assert_eq!(store.check_rows().await, Ok(vec![]));
    }
}

#[tokio::test]
async fn the_write_ahead_log_keeps_its_size() {
    let home = Home::new();
    let store = home.open();
    let text = "x".repeat(100_000);
    let log = home.config.folder.join("thalweg.db-wal");
    for i in 0..300 {
        put(&store, vec![note("room:a", &text)], after(i)).await;
        if i % 10 == 0 {
            store.maintain(NOW).await.expect("the store works");
        }
    }
    let size = std::fs::metadata(&log).expect("is there").len();
    assert!(
        size < 12 << 20,
        "30 MB went through it, {size} bytes are left"
    );
    store.close().await;
    assert!(!log.exists(), "a store that was closed leaves one file");
}

#[tokio::test]
async fn words_wait_over_a_crash_until_upkeep_or_a_search_learns_them() {
    let chat = Chat::new(1);
    let home = Home::new();
    let store = home.open();
    put(&store, vec![chat.changed("ann", "Rivers", false)], NOW).await;
    put(&store, vec![chat.user(10, None, "the Rhine")], NOW).await;
    put(&store, vec![chat.answer(11, Some(10), "a river")], NOW).await;
    assert_eq!(waiting(&home), 3);
    // Not closed: what is noted must be in the file with its commit.
    let left = home.copy();
    let reborn = left.open();
    let query = SearchQuery::parse("rhine").expect("a query");
    let found = reborn.search(&person("ann"), &query, None, 9).await;
    assert_eq!(found.expect("readable").items.len(), 1);
    assert_eq!(waiting(&left), 0);
    keep_up(&store, after(1)).await;
    assert_eq!(waiting(&home), 0);
    assert_eq!(store.check_rows().await, Ok(vec![]));
}

/// How many texts changed that the search did not learn.
fn waiting(home: &Home) -> i64 {
    let conn = rusqlite::Connection::open(home.database()).expect("opened");
    let sql = "SELECT count(*) FROM search_waiting";
    conn.query_row(sql, [], |row| row.get(0)).expect("readable")
}
