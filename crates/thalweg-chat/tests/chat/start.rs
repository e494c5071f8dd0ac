use thalweg_chat::{Rejection, StartRunError};
use thalweg_log::ChannelName;
use thalweg_providers::{FakeProvider, FakeStep};
use thalweg_wire::{
    ChatMessage, Conversation, ErrorCode, MessageStatus, ParentRef, Role, Run, RunStatus, StartRun,
    WhenBusy, kind,
};
use uuid::Uuid;

use crate::support::{Bench, complete, gist, kept, owner, prompt, prompt_in, read, say, stranger};

#[tokio::test(start_paused = true)]
async fn a_run_is_a_message_a_run_event_tokens_a_message_and_done() {
    let bench = Bench::new();
    bench
        .model
        .script(vec![say("Hello"), say(" there"), complete()]);
    let (started, answer) = bench.finished(prompt("Hi\nthere")).await;
    let id = started.run.conversation_id;
    let events = bench.events(id).await;
    let kinds: Vec<&str> = events.iter().map(|e| e.kind.as_str()).collect();
    assert_eq!(
        kinds,
        [
            "conversation",
            "message",
            "run",
            "token",
            "token",
            "message",
            "done",
            "conversation"
        ]
    );
    assert_eq!(gist(&answer), (MessageStatus::Complete, "Hello there"));
    assert_eq!(answer.parent_id, Some(started.run.message_id));
    let asked: ChatMessage = read(&events[1]);
    assert_eq!(
        (asked.role, asked.content.as_str()),
        (Role::User, "Hi\nthere")
    );
    let run: Run = read(&events[2]);
    assert_eq!(run.status, Some(RunStatus::Running));
    assert_eq!(run, started.run);
    let last: ChatMessage = read(&events[5]);
    assert_eq!(last, answer);
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_runs_stream_starts_right_before_its_message() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("one")).await;
    let id = started.run.conversation_id;
    let after = |events: Vec<thalweg_log::Event>, start| {
        let mut later = events.into_iter().filter(move |e| e.position() > start);
        later.next().expect("an event").kind
    };
    assert_eq!(after(bench.events(id).await, started.start), kind::MESSAGE);
    assert_eq!(bench.row(started.run.id).await.start, started.start);
    let (second, _) = bench.finished(prompt_in(id, "two")).await;
    assert_eq!(after(bench.events(id).await, second.start), kind::MESSAGE);
    let again = StartRun {
        prompt: None,
        parent_id: Some(ParentRef::Id(second.run.message_id)),
        ..prompt_in(id, "")
    };
    let (third, _) = bench.finished(again).await;
    assert_eq!(after(bench.events(id).await, third.start), kind::RUN);
    assert_eq!(bench.row(third.run.id).await.start, third.start);
}

#[tokio::test(start_paused = true)]
async fn the_feed_tells_of_the_run_and_of_its_end() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("Plan a trip to the sea")).await;
    let feed = bench.events_of(&ChannelName::user(&owner())).await;
    let told: Vec<Conversation> = feed.iter().map(read).collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].title, "Plan a trip to the sea");
    assert_eq!(told[0].run_id, Some(started.run.id));
    assert_eq!(told[1].run_id, None);
    for conversation in &told {
        assert_eq!(conversation.leaf_id, Some(started.run.assistant_message_id));
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_starts_at_once_one_finds_the_conversation_busy() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("one")).await;
    let id = first.run.conversation_id;
    bench.model.script(vec![say("a"), FakeStep::Hang]);
    let (a, b) = tokio::join!(
        bench.start(prompt_in(id, "a")),
        bench.start(prompt_in(id, "b"))
    );
    let (won, lost) = if a.is_ok() { (a, b) } else { (b, a) };
    let run_id = won.expect("one of them starts").run.id;
    assert_eq!(lost, Err(StartRunError::Busy { run_id }));
    assert_eq!(bench.chat.runs_in_progress(), 1);
}

#[tokio::test(start_paused = true)]
async fn when_busy_stop_stops_the_run_in_the_way_and_follows_it() {
    let bench = Bench::new();
    bench.model.script(vec![say("half"), FakeStep::Hang]);
    let first = bench.begin(prompt("one")).await;
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let ask = StartRun {
        when_busy: Some(WhenBusy::Stop),
        ..prompt_in(first.run.conversation_id, "two")
    };
    let (second, answer) = bench.finished(ask).await;
    assert_eq!(
        gist(&bench.ended(&first).await),
        (MessageStatus::Stopped, "half")
    );
    assert_eq!(gist(&answer), (MessageStatus::Complete, "ok"));
    assert_eq!(second.run.parent_id, Some(first.run.assistant_message_id));
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_done_is_refused_and_changes_nothing() {
    let bench = Bench::with(FakeProvider::new().with_context(10), Default::default(), 1);
    let head = bench.hub.watermark();
    let rejected = |ask: StartRun| async {
        match bench.start(ask).await {
            Err(StartRunError::Rejected(rejection)) => rejection,
            other => panic!("not rejected: {other:?}"),
        }
    };
    let model = StartRun {
        model: Some("gpt".into()),
        ..prompt("x")
    };
    assert_eq!(rejected(model).await, Rejection::UnknownModel("gpt".into()));
    let tool = StartRun {
        tools: Some(vec!["clock".into()]),
        ..prompt("x")
    };
    assert_eq!(rejected(tool).await, Rejection::UnknownTool("clock".into()));
    let template = StartRun {
        template_id: Some(Uuid::nil()),
        ..prompt("x")
    };
    assert_eq!(
        rejected(template).await,
        Rejection::UnknownTemplate(Uuid::nil())
    );
    let long = rejected(prompt(&"x".repeat(50))).await;
    assert_eq!(
        long,
        Rejection::ContextTooLong {
            size: 17,
            limit: 10
        }
    );
    assert_eq!(
        rejected(prompt(" \t")).await.code(),
        ErrorCode::InvalidFields
    );
    assert_eq!(
        bench.start(prompt_in(Uuid::nil(), "x")).await,
        Err(StartRunError::NotFound)
    );
    assert_eq!(bench.hub.watermark(), head);
    assert!(bench.model.requests().is_empty());
    let none = StartRun {
        tools: Some(Vec::new()),
        ..prompt("x")
    };
    assert!(bench.start(none).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_full_server_takes_no_further_run() {
    let config = thalweg_chat::ChatConfig {
        max_runs: 1,
        ..Default::default()
    };
    let bench = Bench::with(FakeProvider::new(), config, 1);
    bench.model.script(vec![FakeStep::Hang]);
    bench.begin(prompt("one")).await;
    assert_eq!(
        bench.start(prompt("two")).await,
        Err(StartRunError::Overloaded)
    );
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_goes_away_leaves_a_run_that_is_worked_off() {
    let bench = Bench::new();
    bench.log.set_delay(std::time::Duration::from_millis(20));
    let by = owner();
    let call = bench.chat.start_run(&by, prompt("hi"), None, "req-1");
    let gone = tokio::time::timeout(std::time::Duration::from_millis(5), call).await;
    assert!(gone.is_err(), "the caller left before the commit");
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    let page = bench
        .chat
        .list_conversations(&by, kept(false), None, 10)
        .await
        .expect("a page");
    let [conversation] = &page.items[..] else {
        panic!("one conversation: {page:?}")
    };
    assert_eq!(conversation.run_id, None);
    let kinds = bench.kinds(conversation.id).await;
    assert!(kinds.contains(&"done".to_owned()), "{kinds:?}");
    let theirs = bench
        .chat
        .list_conversations(&stranger(), kept(false), None, 10)
        .await;
    assert!(theirs.expect("a page").items.is_empty());
}
