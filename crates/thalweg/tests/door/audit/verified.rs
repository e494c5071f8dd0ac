use std::path::Path;
use std::process::{Command, Output};

use serde_json::json;
use tempfile::TempDir;
use thalweg::{VerifyArgs, VerifyError, Whole, verify};
use thalweg_log::{Clock as _, SystemClock};
use thalweg_store::suite::tamper::Archived;
use thalweg_testkit::TestServer;

use super::trail;
use crate::support::jobs::choose;

/// A folder whose server did five things, and was stopped. With `archived`, all of it was moved to the
/// archive.
async fn kept(archived: bool) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let ends = folder.path().join("audit.ends");
    let server = TestServer::builder()
        .folder(folder.path())
        .settings(|settings| settings.audit_ends = Some(ends))
        .store(move |config| {
            if archived {
                config.journal_age = std::time::Duration::ZERO;
            }
        })
        .start()
        .await;
    let client = server.client();
    for on in [true, false, true, false, true] {
        choose(&client, "clock", json!({ "enabled": on })).await;
    }
    assert_eq!(trail(&client, "").await.len(), 6);
    if archived {
        let store = server.app().hub.store().clone();
        // Later than anything that was written.
        let later = SystemClock.now().plus(std::time::Duration::from_secs(5));
        while store.maintain(later).await.expect("kept up").more {}
    }
    server.stop().await;
    folder
}

fn check(folder: &TempDir, expected: &[String]) -> Result<Whole, VerifyError> {
    verify(&VerifyArgs {
        data: Some(folder.path().into()),
        expected: expected.into(),
    })
}

/// The program itself.
fn run(folder: &Path, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_thalweg"))
        .args(["audit", "verify", "--data"])
        .arg(folder)
        .args(more)
        .output()
        .expect("it runs")
}

/// The names and contents of all files.
fn contents(folder: &Path) -> Vec<(std::ffi::OsString, Vec<u8>)> {
    let files = std::fs::read_dir(folder).expect("a folder");
    let mut all: Vec<_> = files
        .map(|file| {
            let file = file.expect("a file");
            let bytes = std::fs::read(file.path()).expect("readable");
            (file.file_name(), bytes)
        })
        .collect();
    all.sort();
    all
}

#[tokio::test]
async fn a_whole_trail_is_found_whole_and_nothing_is_written() {
    for archived in [false, true] {
        let folder = kept(archived).await;
        let before = contents(folder.path());
        let whole = check(&folder, &[]).expect("whole");
        assert_eq!((whole.end.seq(), whole.has_ends), (6, true));
        let output = run(folder.path(), &[]);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        let last = format!("last 6:{}", whole.end.hash());
        assert!(said.contains("6 entries") && said.contains(&last), "{said}");
        assert_eq!(contents(folder.path()), before, "archived: {archived}");
        let known = [format!("1:{}", whole.first), last.replace("last ", "")];
        assert_eq!(check(&folder, &known).expect("as it was known"), whole);
    }
}

#[tokio::test]
async fn a_trail_goes_on_over_a_restart_and_can_be_checked_while_it_does() {
    let folder = kept(false).await;
    let server = TestServer::builder()
        .folder(folder.path())
        .settings(|settings| settings.audit_ends = Some(folder.path().join("audit.ends")))
        .start()
        .await;
    let client = server.client();
    choose(&client, "clock", json!({ "enabled": false })).await;
    assert_eq!(trail(&client, "").await.len(), 7);
    let whole = check(&folder, &[]).expect("whole while the server runs");
    assert_eq!(whole.end.seq(), 7);
    server.stop().await;
    assert_eq!(check(&folder, &[]).expect("whole").end, whole.end);
}

#[tokio::test]
async fn a_changed_entry_is_found_by_its_number() {
    let folder = kept(true).await;
    let archived = Archived::of(folder.path(), "system:audit");
    assert_eq!(archived.count(), 6);
    let whole = archived.data(4);
    let at = whole.len() / 2;
    let mut changed = whole.clone();
    changed[at] ^= 1;
    archived.set(4, &changed);
    let found = check(&folder, &[]).expect_err("changed");
    assert!(
        matches!(&found, VerifyError::Broken(broken) if broken.seq == 4),
        "{found}"
    );
    let output = run(folder.path(), &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("broken at entry 4"), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    archived.set(4, &whole);
    assert_eq!(check(&folder, &[]).expect("mended").end.seq(), 6);
}

#[tokio::test]
async fn removed_and_swapped_entries_are_found() {
    let folder = kept(true).await;
    let archived = Archived::of(folder.path(), "system:audit");
    let (two, five) = (archived.data(2), archived.data(5));
    archived.set(2, &five);
    archived.set(5, &two);
    let broken_at = || match check(&folder, &[]) {
        Err(VerifyError::Broken(broken)) => broken.seq,
        other => panic!("{other:?}"),
    };
    assert_eq!(broken_at(), 2);
    archived.set(2, &two);
    archived.set(5, &five);
    archived.remove(3);
    assert_eq!(broken_at(), 3, "the fourth stands where the third was");
}

#[tokio::test]
async fn a_tail_that_is_cut_off_shows_against_the_ends_and_against_what_was_known() {
    let folder = kept(true).await;
    let whole = check(&folder, &[]).expect("whole");
    let archived = Archived::of(folder.path(), "system:audit");
    archived.remove(6);
    archived.remove(5);
    let short = |found: Result<Whole, VerifyError>| match found {
        Err(VerifyError::Short { at, found, known }) => (at, found, known),
        other => panic!("{other:?}"),
    };
    assert_eq!(short(check(&folder, &[])), (5, 4, 6));
    // Whoever cuts both is found out by what was kept elsewhere alone.
    std::fs::remove_file(folder.path().join("audit.ends")).expect("removed");
    let cut = check(&folder, &[]).expect("nothing is left to tell it by");
    assert_eq!((cut.end.seq(), cut.has_ends), (4, false));
    let known = [format!("6:{}", whole.end.hash())];
    assert_eq!(short(check(&folder, &known)), (5, 4, 6));
}

#[tokio::test]
async fn a_trail_that_was_put_in_place_of_another_shows_against_the_ends() {
    let (folder, other) = (kept(true).await, kept(true).await);
    let database = |folder: &TempDir| folder.path().join("thalweg.db");
    std::fs::copy(database(&other), database(&folder)).expect("copied");
    let found = check(&folder, &[]).expect_err("another trail");
    assert!(matches!(found, VerifyError::Replaced { seq: 1 }), "{found}");
}

#[test]
fn what_cannot_be_checked_is_said_in_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(folder.path(), &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        (output.status.code(), said.trim().lines().count()),
        (Some(1), 1)
    );
    let output = run(folder.path(), &["--expect", "7:xyz"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("--expect"), "{said}");
    std::fs::write(folder.path().join("thalweg.db"), b"something else").expect("written");
    assert_eq!(run(folder.path(), &[]).status.code(), Some(1));
}
