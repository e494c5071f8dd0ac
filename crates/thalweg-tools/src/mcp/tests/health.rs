use thalweg_chat::ToolSource as _;

use super::*;

fn problem(health: &McpHealth) -> &str {
    health.problem.as_deref().unwrap_or_default()
}

#[tokio::test]
async fn both_eras_are_spoken() {
    for (mode, version, own) in [("", "2025-11-25", "1"), ("stateless", "2026-07-28", "2")] {
        let pool = pool();
        pool.set(stdio(mode));
        let now = pool.health("s").expect("it is set");
        assert_eq!((now.status, pool.tools().len()), (Status::Connecting, 0));
        let health = ready(&pool).await;
        assert_eq!(health.protocol_version.as_deref(), Some(version));
        let info = health.server_info.expect("it says");
        assert_eq!((&*info.name, &*info.version), ("fake", own));
        assert_eq!(
            call(&pool, "echo", json!({ "text": "a" })).await,
            Ok("a".into())
        );
        pool.close().await;
    }
}

#[tokio::test]
async fn five_hundred_tools_come_over_pages() {
    let pool = ready_with("many").await;
    let tools = pool.tools();
    assert_eq!(tools.len(), 500);
    assert_eq!(
        (tools[0].name(), tools[499].name()),
        ("s__tool-0", "s__tool-499")
    );
    pool.close().await;
}

#[tokio::test]
async fn a_list_without_an_end_is_cut() {
    let pool = ready_with("endless").await;
    assert_eq!(pool.tools().len(), 2_000);
    pool.close().await;
    // One page again and again is read twice, as nothing else tells that it is one.
    let pool = ready_with("round").await;
    let health = pool.health("s").expect("it is set");
    assert_eq!((health.tools.len(), pool.tools().len()), (600, 600));
    pool.close().await;
}

#[tokio::test]
async fn a_tool_that_is_wrong_is_off_alone() {
    let pool = ready_with("bad").await;
    let health = pool.health("s").expect("it is set");
    assert_eq!((health.tools.len(), pool.tools().len()), (18, 16));
    let problems = health
        .tools
        .iter()
        .filter_map(|tool| Some((&*tool.name, tool.problem.as_deref()?)));
    let problems: Vec<_> = problems.collect();
    assert_eq!(problems[0], ("s__text", "its `inputSchema` is no object"));
    assert_eq!(problems[1].0, "s__kind");
    assert_eq!(
        call(&pool, "echo", json!({ "text": "a" })).await,
        Ok("a".into())
    );
    pool.close().await;
}

#[tokio::test]
async fn a_tool_that_is_only_a_task_is_off_and_says_why() {
    let pool = ready_with("tasks").await;
    let health = pool.health("s").expect("it is set");
    let broken = health.tools.iter().filter(|tool| tool.problem.is_some());
    let broken: Vec<_> = broken.map(|tool| tool.name.as_str()).collect();
    assert_eq!((broken, pool.tools().len()), (vec!["s__required"], 18));
    let problem = health.tools.iter().find_map(|tool| tool.problem.as_deref());
    assert_eq!(
        problem,
        Some("it can be called only as a task, which Thalweg does not do yet")
    );
    pool.close().await;
}

#[tokio::test]
async fn what_cannot_be_started_has_failed_until_it_is_set_up_anew() {
    let pool = pool();
    let with = |command: &str, cwd: Option<&str>, env: &[(&str, &str)]| McpServerSetup {
        transport: McpTransport::Stdio {
            command: command.into(),
            args: vec![],
            env: env
                .iter()
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            cwd: cwd.map(Into::into),
        },
        ..stdio("")
    };
    for (setup, words) in [
        (
            with("no-such-thing", None, &[]),
            "the command `no-such-thing` was not found",
        ),
        (with("/", None, &[]), "the command `/` may not be executed"),
        (
            with(&fake(), Some("/no/where"), &[]),
            "its folder `/no/where` is not there",
        ),
        (
            with(&fake(), None, &[("A", "{{secret:NONE}}")]),
            "the secret `NONE` is not known",
        ),
    ] {
        pool.set(setup);
        let health = until(&pool, |health| health.status == Status::Failed).await;
        assert!(
            problem(&health).starts_with(words),
            "{words}: {}",
            problem(&health)
        );
        assert_eq!(health.retry_at, None);
    }
    pool.set(stdio(""));
    ready(&pool).await;
    pool.close().await;
}

#[tokio::test]
async fn what_ends_at_once_is_tried_again_and_says_what_it_said() {
    let pool = pool_with(PATIENT);
    pool.set(stdio("exit"));
    let health = until(&pool, |health| health.status == Status::Waiting).await;
    assert_eq!(
        problem(&health),
        "it exited with status 7; the last that it wrote to standard error: no licence for •••"
    );
    let wait = health.retry_in().expect("it waits");
    assert!(wait > PATIENCE / 2 && wait <= PATIENCE, "{wait:?}");
    pool.set(stdio("hello"));
    let health = until(&pool, |health| health.status == Status::Waiting).await;
    assert_eq!(
        problem(&health),
        "it exited with status 0; it wrote to standard output, which is no message: Usage: hello [--port 80]"
    );
    // It is not waited for if somebody says so.
    assert!(pool.restart("s"));
    let health = pool.health("s").expect("it is there");
    assert_eq!(
        (health.status, health.problem),
        (Status::Connecting, None),
        "whoever asked for it sees that at once"
    );
    until(&pool, |health| health.status == Status::Waiting).await;
    pool.close().await;
}

#[tokio::test]
async fn what_says_nothing_is_given_up_and_tried_again() {
    let brief = McpOptions {
        connect: Duration::from_millis(300),
        ..QUICK
    };
    let pool = pool_with(brief);
    pool.set(stdio("deaf"));
    let health = until(&pool, |health| health.status == Status::Waiting).await;
    assert_eq!(problem(&health), "it did not answer in 0.3 s");
    until(&pool, |health| health.status == Status::Connecting).await;
    until(&pool, |health| health.status == Status::Waiting).await;
    pool.close().await;
}

#[tokio::test]
async fn rubbish_on_standard_output_is_passed_over_and_told() {
    let pool = ready_with("rubbish").await;
    let health = until(&pool, |health| health.problem.is_some()).await;
    assert_eq!(health.status, Status::Ready);
    assert!(problem(&health).ends_with("passed over: Listening on port 3000"));
    assert_eq!(
        call(&pool, "echo", json!({ "text": "a" })).await,
        Ok("a".into())
    );
    pool.close().await;
}

#[tokio::test]
async fn a_server_that_does_not_answer_any_more_is_connected_anew_unless_it_works() {
    let watchful = McpOptions {
        look: Duration::from_millis(30),
        answer: Duration::from_millis(150),
        ..PATIENT
    };
    let pool = pool_with(watchful);
    pool.set(stdio("no-ping"));
    let health = until(&pool, |health| health.status == Status::Waiting).await;
    assert_eq!(problem(&health), "it did not answer in 0.2 s");
    // The same with a call under way, which may take its time.
    pool.restart("s");
    ready(&pool).await;
    let (call, stopped) = begin(&pool, "wait");
    let mut changes = pool.changes();
    changes.mark_unchanged();
    let changed = timeout(5 * watchful.answer, changes.changed()).await;
    assert!(changed.is_err(), "{:?}", pool.health("s"));
    assert!(!call.is_finished());
    stopped.cancel();
    until(&pool, |health| health.status == Status::Waiting).await;
    pool.close().await;
}

#[tokio::test]
async fn a_server_that_knows_no_such_question_is_there() {
    let watchful = McpOptions {
        look: Duration::from_millis(10),
        ..QUICK
    };
    let pool = pool_with(watchful);
    pool.set(stdio("refuses-ping"));
    ready(&pool).await;
    let changes = pool.changes();
    let pinged = async {
        loop {
            let called = call(&pool, "called", json!({})).await.expect("text");
            if called.as_str().expect("text").matches("ping").count() >= 3 {
                return;
            }
        }
    };
    timeout(PATIENCE, pinged).await.expect("it is looked at");
    assert!(!changes.has_changed().expect("the pool lives"));
    pool.close().await;
}

#[tokio::test]
async fn a_server_that_lets_a_call_wait_too_long_is_looked_at() {
    let strict = McpOptions {
        answer: Duration::from_millis(150),
        ..PATIENT
    };
    let pool = pool_with(strict);
    pool.set(McpServerSetup {
        timeout: Duration::from_millis(100),
        ..stdio("no-ping")
    });
    ready(&pool).await;
    call(&pool, "wait", json!({})).await.expect_err("too long");
    let health = until(&pool, |health| health.status == Status::Waiting).await;
    assert_eq!(problem(&health), "it did not answer in 0.2 s");
    pool.close().await;
}

#[tokio::test]
async fn a_list_that_cannot_be_read_again_leaves_the_tools_as_they_were() {
    let pool = ready_with("").await;
    let grown = call(&pool, "grow", json!({ "then": "broken" })).await;
    assert_eq!(grown, Ok("grown".into()));
    let health = until(&pool, |health| health.problem.is_some()).await;
    assert_eq!(
        problem(&health),
        "its tools changed, but its tools cannot be listed: no list for ••• (-32603)"
    );
    assert_eq!((health.status, pool.tools().len()), (Status::Ready, 16));
    assert_eq!(
        call(&pool, "echo", json!({ "text": "a" })).await,
        Ok("a".into())
    );
    pool.close().await;
}

#[tokio::test]
async fn what_is_switched_off_offers_nothing_and_comes_back() {
    let pool = ready_with("").await;
    let kept = tool(&pool, "echo");
    let (running, _) = begin(&pool, "wait");
    arrived(&pool).await;
    let off = McpServerSetup {
        enabled: false,
        ..stdio("")
    };
    pool.set(off.clone());
    let health = pool.health("s").expect("it is set");
    assert_eq!((health.status, pool.tools().len()), (Status::Disabled, 0));
    let words = running.await.expect("no panic").expect_err("it ended");
    assert_eq!(
        words,
        "the MCP server `s` went away in the midst of the call: it is switched off"
    );
    let (heard, stopped) = (Arc::new(Heard::default()), CancellationToken::new());
    let refused = kept
        .call(Map::new(), heard, &stopped)
        .await
        .expect_err("it is off");
    assert_eq!(
        refused.0,
        "the MCP server `s` cannot be called: it is switched off"
    );
    pool.set(stdio(""));
    ready(&pool).await;
    let (running, _) = begin(&pool, "wait");
    arrived(&pool).await;
    assert!(pool.remove("s") && !pool.remove("s"));
    let words = running.await.expect("no panic").expect_err("it ended");
    assert_eq!(
        words,
        "the MCP server `s` went away in the midst of the call: it was removed"
    );
    assert_eq!(
        (pool.health("s"), pool.tools().len(), pool.all().len()),
        (None, 0, 0)
    );
    assert!(!pool.restart("s"));
    pool.close().await;
}

#[tokio::test]
async fn only_what_changes_a_connection_makes_a_new_one() {
    let pool = ready_with("").await;
    arrived(&pool).await;
    let other = McpServerSetup {
        title: Some("Other".into()),
        timeout: Duration::from_secs(7),
        ..stdio("")
    };
    pool.set(other.clone());
    assert_eq!(pool.health("s").expect("it is set").status, Status::Ready);
    assert_eq!(tool(&pool, "echo").limit(), Duration::from_secs(9));
    assert_eq!(
        call(&pool, "called", json!({})).await,
        Ok("echo called".into())
    );
    pool.restart("s");
    until(&pool, |health| health.status != Status::Ready).await;
    ready(&pool).await;
    assert_eq!(call(&pool, "called", json!({})).await, Ok("called".into()));
    pool.close().await;
}

#[tokio::test]
async fn a_server_is_tried_once_and_nothing_is_kept() {
    let brief = McpOptions {
        test: Duration::from_millis(500),
        ..QUICK
    };
    let pool = pool_with(brief);
    let tested = timeout(PATIENCE, pool.test(stdio("deaf"))).await;
    let tested = tested.expect("it is given up").outcome;
    assert_eq!(tested, Err("it did not answer in 0.5 s".into()));
    pool.close().await;
    let pool = self::pool();
    let tested = pool.test(stdio("")).await;
    let found = tested.outcome.expect("it works");
    assert_eq!(
        (&*found.protocol_version, found.tools.len()),
        ("2025-11-25", 16)
    );
    let tested = pool.test(stdio("exit")).await;
    let words = tested.outcome.expect_err("it does not");
    assert_eq!(
        words,
        "it exited with status 7; the last that it wrote to standard error: no licence for •••"
    );
    assert_eq!(tested.log, ["starting", "no licence for •••"]);
    assert_eq!((pool.all().len(), pool.tools().len()), (0, 0));
    pool.close().await;
}
