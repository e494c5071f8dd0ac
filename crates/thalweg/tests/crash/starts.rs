use std::path::Path;
use std::process::Output;

use tempfile::TempDir;

use crate::server::{run, serve};

fn folder() -> TempDir {
    TempDir::new().expect("a folder")
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path that is text")
}

/// It ended with `code` and one line that holds all of `words`.
fn says(output: &Output, code: i32, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    assert_eq!(said.trim_end().lines().count(), 1, "one line: {said}");
    for word in words {
        assert!(said.contains(word), "`{word}` in: {said}");
    }
    assert!(output.stdout.is_empty(), "nothing is announced");
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_is_refused_with_what_to_do() {
    let here = folder();
    let file = here.path().join("taken");
    std::fs::write(&file, "a file").expect("written");
    let output = run(
        here.path(),
        &["serve", "--listen", "127.0.0.1:0", "--data", text(&file)],
    )
    .await;
    says(&output, 1, &["cannot write", "taken", "--data"]);
    assert_eq!(std::fs::read(&file).expect("still there"), b"a file");
}

#[tokio::test]
async fn a_damaged_database_is_refused_and_left_alone() {
    let here = folder();
    let database = here.path().join("thalweg.db");
    let noise: Vec<u8> = (0..8_192_u32)
        .map(|n| (n * 31 % 251).to_le_bytes()[0])
        .collect();
    std::fs::write(&database, &noise).expect("written");
    let data = text(here.path());
    let output = run(
        here.path(),
        &["serve", "--listen", "127.0.0.1:0", "--data", data],
    )
    .await;
    says(&output, 1, &["thalweg.db", "damaged", "backup"]);
    assert_eq!(std::fs::read(&database).expect("still there"), noise);
}

#[tokio::test]
async fn a_database_that_was_cut_off_is_refused() {
    let here = folder();
    let data = here.path().join("data");
    let server = serve(&data, &[]).await;
    let answer = crate::server::ask(&server.client(), "repeat after me: hello").await;
    assert!(answer["runId"].is_string());
    let status = server
        .terminate(crate::server::SOON)
        .await
        .expect("it ends");
    assert!(status.success());
    let database = data.join("thalweg.db");
    let whole = std::fs::metadata(&database).expect("there").len();
    let file = std::fs::File::options()
        .write(true)
        .open(&database)
        .expect("opens");
    file.set_len(whole / 3 / 4_096 * 4_096).expect("cut");
    let output = run(
        here.path(),
        &["serve", "--listen", "127.0.0.1:0", "--data", text(&data)],
    )
    .await;
    says(&output, 1, &["thalweg.db", "damaged"]);
}

#[tokio::test]
async fn a_port_in_use_is_refused_with_what_to_do() {
    let here = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let data = here.path().join("data");
    let output = run(
        here.path(),
        &["serve", "--listen", &address, "--data", text(&data)],
    )
    .await;
    says(&output, 1, &[&address, "--listen"]);
    // The folder was let go, so that the next try succeeds.
    serve(&data, &[]).await.kill().await.expect("it runs");
}

#[tokio::test]
async fn a_second_server_on_one_folder_is_refused_and_the_first_goes_on() {
    let here = folder();
    let first = serve(here.path(), &[]).await;
    let data = text(here.path());
    let output = run(
        here.path(),
        &["serve", "--listen", "127.0.0.1:0", "--data", data],
    )
    .await;
    says(&output, 1, &["in use by another server", "--data"]);
    crate::server::get(&first.client(), "/healthz").await;
}

#[tokio::test]
async fn wrong_usage_ends_with_two() {
    let here = folder();
    for arguments in [
        &["serve", "--lisen", "127.0.0.1:0"][..],
        &["serv"],
        &["serve", "--log-format", "xml"],
    ] {
        let output = run(here.path(), arguments).await;
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(
            said.contains(arguments[arguments.len().min(2) - 1]),
            "{said}"
        );
    }
}

#[tokio::test]
async fn a_bad_configuration_stops_the_start_with_one_line() {
    let here = folder();
    let data = here.path().join("data");
    let serve = |listen: &'static str| ["serve", "--listen", listen, "--data", text(&data)];
    says(
        &run(here.path(), &serve("8420")).await,
        1,
        &["--listen", "give"],
    );
    let open = run(here.path(), &serve("0.0.0.0:0")).await;
    says(&open, 1, &["--guests", "127.0.0.1"]);
    std::fs::write(here.path().join("thalweg.toml"), "lisen = \"x\"\n").expect("written");
    let unknown = run(here.path(), &serve("127.0.0.1:0")).await;
    says(&unknown, 1, &["lisen", "thalweg.toml"]);
    assert!(!data.exists(), "nothing is made before all is checked");
}

#[tokio::test]
async fn folders_for_tools_are_opened_at_the_start_or_it_is_refused() {
    let here = folder();
    let (data, open) = (here.path().join("data"), here.path().join("open"));
    let start = ["serve", "--listen", "127.0.0.1:0", "--data", text(&data)];
    let with = |more: [&'static str; 2]| start.into_iter().chain(more).collect::<Vec<_>>();
    let output = run(here.path(), &with(["--tool-folder", "open"])).await;
    says(&output, 1, &["--tool-folder", "open", "cannot open"]);
    std::fs::create_dir(&open).expect("a folder");
    let output = run(here.path(), &with(["--tool-folder", "open,./open"])).await;
    says(&output, 1, &["two folders are called `open`"]);
    let server = serve(&data, &["--tool-folder", text(&open)]).await;
    let tools = crate::server::get(&server.client(), "/api/tools").await;
    let tools = tools["items"].as_array().expect("items").iter();
    let names: Vec<_> = tools
        .map(|tool| tool["name"].as_str().expect("a name"))
        .collect();
    assert!(
        names.contains(&"list_files") && names.contains(&"read_file"),
        "{names:?}"
    );
    server.kill().await.expect("it runs");
}
