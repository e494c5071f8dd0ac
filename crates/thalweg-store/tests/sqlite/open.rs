use std::sync::Arc;

use thalweg_log::{LogStore, OsEntropy, Position, Standing};
use thalweg_store::suite::build::{NOW, append, channel, note, one, put, read_all};
use thalweg_store::{OpenError, SqliteConfig, SqliteStore};

use super::Home;

#[tokio::test]
async fn a_folder_is_held_by_one_store() {
    let home = Home::new();
    let store = home.open();
    let second = home.try_open().err();
    let Some(OpenError::Locked { folder }) = &second else {
        panic!("{second:?}");
    };
    assert_eq!(*folder, home.config.folder);
    let message = second.map(|error| error.to_string()).unwrap_or_default();
    assert!(
        message.contains("another server") && !message.contains('\n'),
        "{message}"
    );
    store.close().await;
    let after_close = home.open();
    drop(after_close);
    home.open();
}

#[cfg(unix)]
#[tokio::test]
async fn files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    let store = home.open();
    put(&store, vec![note("room:a", "x")], NOW).await;
    let mode = |path: &std::path::Path| {
        std::fs::metadata(path)
            .expect("is there")
            .permissions()
            .mode()
            & 0o777
    };
    assert_eq!(mode(&home.config.folder), 0o700);
    let files = std::fs::read_dir(&home.config.folder).expect("readable");
    let modes: Vec<_> = files
        .map(|file| mode(&file.expect("readable").path()))
        .collect();
    assert!(modes.len() >= 4, "lock, database, log, index");
    assert!(modes.iter().all(|mode| *mode == 0o600), "{modes:?}");
}

#[tokio::test]
async fn a_term_begins_with_each_opening_that_writes() {
    let home = Home::new();
    let mut cursors = Vec::new();
    for round in 0..4 {
        let store = home.open();
        for cursor in &cursors {
            assert_eq!(
                store.lineage().standing(*cursor, store.head()),
                Standing::Known
            );
        }
        // The second opening writes nothing, so its term leaves no trace.
        if round != 1 {
            let appended = append(&store, one("room:a", "x"), NOW)
                .await
                .expect("accepted");
            cursors.push(appended.events[0].cursor);
        }
        store.close().await;
    }
    let store = home.open();
    let terms = store.lineage().terms();
    let firsts: Vec<_> = terms.iter().map(|term| term.first.get()).collect();
    assert_eq!(firsts, [0, 1, 2, 3, 4]);
    let mut tags: Vec<_> = terms.iter().map(|term| term.tag).collect();
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 5);
    assert!(tags.iter().all(|tag| *tag < 1 << 40));
    let read = read_all(&store, &[channel("room:a")], Position::ZERO).await;
    assert_eq!(
        read.iter().map(|event| event.cursor).collect::<Vec<_>>(),
        cursors
    );
}

#[tokio::test]
async fn a_restored_backup_does_not_know_what_came_after_it() {
    let home = Home::new();
    let original = home.open();
    let shared = append(&original, one("room:a", "shared"), NOW)
        .await
        .expect("accepted");
    let backup = home.copy();
    let lost = append(&original, one("room:a", "lost"), NOW)
        .await
        .expect("accepted");
    let restored = backup.open();
    let standing = |store: &SqliteStore, cursor| store.lineage().standing(cursor, store.head());
    let (shared, lost) = (shared.events[0].cursor, lost.events[0].cursor);
    assert_eq!(standing(&restored, shared), Standing::Known);
    assert_eq!(standing(&restored, lost), Standing::Unknown);
    // The same position again, but another event.
    let other = append(&restored, one("room:a", "other"), NOW)
        .await
        .expect("accepted");
    let other = other.events[0].cursor;
    assert_eq!(other.position(), lost.position());
    assert_eq!(standing(&restored, lost), Standing::Unknown);
    assert_eq!(standing(&original, other), Standing::Unknown);
    assert_eq!(standing(&original, lost), Standing::Known);
    let stranger = Home::new().open().lineage().cursor_at(Position::ZERO);
    assert_eq!(standing(&original, stranger), Standing::EpochChanged);
}

#[tokio::test]
async fn what_is_no_store_is_refused() {
    let home = Home::new();
    let corrupt = |what: &str| match home.try_open() {
        Err(error @ OpenError::Corrupt { .. }) => error.to_string(),
        other => panic!("{what}: {:?}", other.err()),
    };
    std::fs::create_dir(&home.config.folder).expect("made");
    std::fs::write(
        home.database(),
        "this is no database, whatever its name says; ".repeat(200),
    )
    .expect("written");
    assert!(corrupt("text").contains("put a backup in its place"));

    std::fs::remove_file(home.database()).expect("removed");
    home.tamper("CREATE TABLE t (x)");
    assert!(corrupt("a database of another program").contains("another program"));
    std::fs::remove_file(home.database()).expect("removed");

    let store = home.open();
    let events = (0..2_000)
        .map(|i| note(&format!("room:{i}"), &"x".repeat(200)))
        .collect();
    put(&store, events, NOW).await;
    store.close().await;
    let whole = std::fs::read(home.database()).expect("readable");
    assert!(whole.len() > 300_000);
    std::fs::write(home.database(), &whole[..whole.len() / 2]).expect("written");
    corrupt("half a file");
    let mut scrambled = whole.clone();
    for byte in scrambled.iter_mut().skip(100).step_by(7) {
        *byte ^= 0x5a;
    }
    std::fs::write(home.database(), &scrambled).expect("written");
    corrupt("a scrambled file");
    std::fs::write(home.database(), &whole).expect("written");
    home.tamper("UPDATE journal SET entries = x'ffff'");
    corrupt("an index that cannot be read");
    home.tamper(
        "DELETE FROM journal; INSERT INTO journal VALUES (7, 1, 0, x'01010105', x'0000000000')",
    );
    corrupt("a journal with a hole");
}

#[tokio::test]
async fn commits_write_over_room_that_is_there() {
    const ROOM: u64 = 8 * 1024 * 1024;
    let home = Home::new();
    let length = |home: &Home| {
        let log = std::fs::metadata(home.config.folder.join("thalweg.db-wal"));
        log.expect("there").len()
    };
    let store = home.open();
    assert_eq!(length(&home), ROOM);
    put(&store, vec![note("room:a", "x")], NOW).await;
    assert_eq!(length(&home), ROOM);
    // As after a crash, which leaves the log as it is.
    let left = home.copy();
    let reborn = left.open();
    let all = read_all(&reborn, &[channel("room:a")], Position::ZERO).await;
    assert_eq!((all.len(), length(&left)), (1, ROOM));
}

#[tokio::test]
async fn a_later_layout_is_refused() {
    let home = Home::new();
    home.open().close().await;
    home.tamper("PRAGMA user_version = 99");
    let refused = home.try_open().err();
    assert!(
        matches!(
            refused,
            Some(OpenError::Newer {
                version: 99,
                known: 10
            })
        ),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let home = Home::new();
    let file = home.path().join("file");
    std::fs::write(&file, "").expect("written");
    for folder in [file.clone(), file.join("below")] {
        let config = SqliteConfig::new(&folder);
        let refused = SqliteStore::open(config, Arc::new(OsEntropy)).err();
        let Some(OpenError::NotWritable { path, .. }) = &refused else {
            panic!("{refused:?}");
        };
        assert_eq!(*path, folder);
        assert!(refused.is_some_and(|error| error.to_string().contains("--data")));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn a_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    std::fs::create_dir(&home.config.folder).expect("made");
    let read_only = std::fs::Permissions::from_mode(0o500);
    std::fs::set_permissions(&home.config.folder, read_only).expect("set");
    if std::fs::write(home.config.folder.join("probe"), "").is_ok() {
        eprintln!("skipped: this user may write everywhere");
        return;
    }
    let refused = home.try_open().err();
    assert!(
        matches!(refused, Some(OpenError::NotWritable { .. })),
        "{refused:?}"
    );
}
