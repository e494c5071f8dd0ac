use std::path::Path;
use std::time::Instant;

use super::*;

/// Whether a process runs: it is there, and is no zombie that somebody else has to bury.
fn runs(pid: &Value) -> bool {
    let stat = std::fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("stat"));
    let stat = stat.unwrap_or_default();
    let state = stat
        .rsplit(')')
        .next()
        .and_then(|rest| rest.trim_start().chars().next());
    state.is_some_and(|state| state != 'Z' && state != 'X')
}

async fn gone(pid: &Value) {
    let goes = async {
        while runs(pid) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, goes).await.expect("it goes");
}

#[tokio::test]
async fn a_server_that_dies_ends_its_calls_at_once_and_comes_back() {
    let pool = ready_with("").await;
    let (waiting, _) = begin(&pool, "wait");
    arrived(&pool).await;
    let words = call(&pool, "die", json!({})).await.expect_err("it died");
    let died = "the MCP server `s` went away in the midst of the call: it exited with status 3; \
                the last that it wrote to standard error: out of memory near •••";
    assert_eq!(words, died);
    assert_eq!(waiting.await.expect("no panic").expect_err("it died"), died);
    // Its tools are still known, and a call waits for it.
    assert_eq!(
        call(&pool, "echo", json!({ "text": "a" })).await,
        Ok("a".into())
    );
    assert_eq!(
        call(&pool, "called", json!({})).await,
        Ok("echo called".into())
    );
    pool.close().await;
}

#[tokio::test]
async fn a_call_waits_for_a_server_until_its_time_is_over() {
    let pool = pool_with(PATIENT);
    pool.set(McpServerSetup {
        timeout: Duration::from_millis(300),
        ..stdio("")
    });
    ready(&pool).await;
    call(&pool, "die", json!({})).await.expect_err("it died");
    until(&pool, |health| health.status == Status::Waiting).await;
    let told = Arc::new(Heard::default());
    let words = call_told(&pool, "echo", json!({}), told.clone()).await;
    let words = words.expect_err("it is not there");
    let begins =
        "the MCP server `s` cannot be called: it was not there in 0.3 s: it exited with status 3";
    assert!(words.starts_with(begins), "{words}");
    assert_eq!(told.all(), ["waiting for the server"]);
    // Nobody waits longer than somebody wants the result.
    pool.set(stdio(""));
    let (waits, stopped) = begin(&pool, "echo");
    stopped.cancel();
    let ended = timeout(PATIENCE / 2, waits).await.expect("it ends");
    let words = ended.expect("no panic").expect_err("it was stopped");
    assert_eq!(
        words,
        "the MCP server `s` cannot be called: nobody wants the result any more"
    );
    pool.close().await;
}

#[tokio::test]
async fn a_line_without_an_end_ends_the_connection_in_words() {
    let pool = ready_with("").await;
    let words = call(&pool, "huge", json!({})).await.expect_err("too much");
    assert_eq!(
        words,
        "the MCP server `s` went away in the midst of the call: it wrote a line of more than 16 MiB"
    );
    assert_eq!(
        call(&pool, "echo", json!({ "text": "a" })).await,
        Ok("a".into())
    );
    pool.close().await;
}

#[tokio::test]
async fn a_flood_on_standard_error_is_read_and_forgotten() {
    let pool = ready_with("").await;
    assert_eq!(
        call(&pool, "flood", json!({})).await,
        Ok("still here".into())
    );
    pool.close().await;
}

#[tokio::test]
async fn a_process_finds_little_in_its_environment() {
    let pool = pool();
    let mut setup = stdio("");
    if let McpTransport::Stdio { env, cwd, .. } = &mut setup.transport {
        env.push(("MINE".into(), "Bearer {{secret:TOKEN}}".into()));
        *cwd = Some("/".into());
    }
    pool.set(setup);
    ready(&pool).await;
    let env = object(call(&pool, "env", json!({})).await.expect("variables"));
    assert_eq!(env["MINE"], "Bearer •••", "it was filled, and is not shown");
    let known = ["PATH", "HOME", "LANG", "TMPDIR", "MINE"];
    let others: Vec<_> = env
        .keys()
        .filter(|name| !known.contains(&name.as_str()))
        .collect();
    assert!(others.is_empty(), "{others:?}");
    assert!(
        std::env::vars().count() > known.len(),
        "there was something to leave out"
    );
    pool.close().await;
}

/// The fake as a shell starts it by this script, in which `$0` is the fake and `$1` is `more`.
#[cfg(target_os = "linux")]
fn shell(script: &str, more: &str) -> McpServerSetup {
    let mut setup = stdio("");
    if let McpTransport::Stdio { command, args, .. } = &mut setup.transport {
        let fake = std::mem::replace(command, "sh".into());
        *args = ["-c", script, &fake, more].map(str::to_owned).into();
    }
    setup
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_that_ends_while_nobody_calls_it_is_noticed() {
    let pool = pool_with(PATIENT);
    pool.set(stdio(""));
    ready(&pool).await;
    let pids = call(&pool, "kin", json!({})).await.expect("numbers");
    let own = pids["own"].as_i64().and_then(|pid| i32::try_from(pid).ok());
    let own = own.and_then(rustix::process::Pid::from_raw);
    rustix::process::kill_process(own.expect("a number"), rustix::process::Signal::KILL)
        .expect("it is there");
    let health = until(&pool, |health| health.status == Status::Waiting).await;
    assert_eq!(
        health.problem.as_deref(),
        Some("it was ended by a signal: 9 (SIGKILL)")
    );
    // Its output may end before it does,
    pool.set(shell("\"$0\"; exec sleep 600 >/dev/null", ""));
    ready(&pool).await;
    let words = call(&pool, "die", json!({})).await.expect_err("it ended");
    let closed = "it closed its standard output; the last that it wrote to standard error: out of \
                  memory near •••";
    assert!(words.ends_with(closed), "{words}");
    // or go on without it,
    pool.set(stdio(""));
    ready(&pool).await;
    let words = call(&pool, "die", json!({ "leaves": "kin" })).await;
    let words = words.expect_err("it ended");
    assert!(words.contains("it exited with status 3"), "{words}");
    // also before it was ready.
    pool.set(stdio("orphan"));
    let health = until(&pool, |health| health.status == Status::Waiting).await;
    let problem = health.problem.expect("a problem");
    assert!(problem.starts_with("it exited with status 7"), "{problem}");
    pool.close().await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_that_does_not_go_is_asked_to_and_then_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("note");
    let pool = pool();
    // The shell writes down that it was asked to go.
    let asked = "trap 'echo asked > \"$1\"; exit 0' TERM; exec 3<&0; \"$0\" stays <&3 & wait";
    pool.set(shell(asked, &note.to_string_lossy()));
    ready(&pool).await;
    let mut deaf = shell("trap '' TERM; exec \"$0\" stays", "");
    deaf.name = "deaf".into();
    pool.set(deaf);
    let mut changes = pool.changes();
    while pool
        .health("deaf")
        .is_none_or(|health| health.status != Status::Ready)
    {
        timeout(PATIENCE, changes.changed())
            .await
            .expect("it comes")
            .expect("the pool lives");
    }
    let tools = pool.of_servers();
    let kin = tools.iter().find(|tool| tool.name() == "deaf__kin");
    let (heard, stopped) = (Arc::new(Heard::default()), CancellationToken::new());
    let pids = kin.expect("a tool").call(Map::new(), heard, &stopped).await;
    let pids = pids.expect("numbers");
    pool.close().await;
    assert_eq!(std::fs::read_to_string(note).expect("a note"), "asked\n");
    assert!(!runs(&pids["own"]), "it is gone when the pool is closed");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_a_server_started_ends_with_it() {
    let pool = ready_with("").await;
    let pids = call(&pool, "kin", json!({})).await.expect("numbers");
    assert!(runs(&pids["own"]) && runs(&pids["kin"]));
    pool.restart("s");
    gone(&pids["own"]).await;
    gone(&pids["kin"]).await;
    ready(&pool).await;
    let pids = call(&pool, "kin", json!({})).await.expect("numbers");
    pool.close().await;
    assert!(!runs(&pids["own"]), "it is gone when the pool is closed");
    gone(&pids["kin"]).await;
    // What nobody closes ends too.
    let pool = ready_with("").await;
    let pids = call(&pool, "kin", json!({})).await.expect("numbers");
    drop(pool);
    gone(&pids["own"]).await;
    gone(&pids["kin"]).await;
}

#[tokio::test]
async fn what_does_not_go_by_itself_is_killed_in_bounded_time() {
    let pool = pool();
    pool.set(stdio("deaf"));
    until(&pool, |health| health.status == Status::Connecting).await;
    let mut stubborn = stdio("deaf");
    stubborn.name = "t".into();
    pool.set(stubborn);
    let since = Instant::now();
    timeout(PATIENCE, pool.close()).await.expect("it ends");
    assert!(
        since.elapsed() < 6 * QUICK.farewell,
        "{:?}",
        since.elapsed()
    );
    pool.set(stdio(""));
    assert_eq!(pool.health("s"), None, "nothing is started any more");
}
