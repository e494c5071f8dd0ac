use thalweg_chat::{FinishReason, ToolRequest};
use thalweg_providers::FakeStep;
use thalweg_wire::{
    ChatMessage, DoneStatus, ErrorCode, MessageStatus, Part, RunError, Usage, kind,
};

use crate::support::{Bench, complete, fail, gist, prompt, read, say, wait_ms};

/// Plays a script; gives the answer and the error event, if there was one.
async fn play(script: Vec<FakeStep>) -> (ChatMessage, Option<RunError>, DoneStatus) {
    let bench = Bench::new();
    bench.model.script(script);
    let (started, answer) = bench.finished(prompt("go")).await;
    let events = bench.events(started.run.conversation_id).await;
    let error = events
        .iter()
        .find(|event| event.kind == kind::ERROR)
        .map(read);
    let done = bench.the_done(&started).await;
    assert_eq!(MessageStatus::from(done.status), answer.status);
    assert_eq!((done.usage, done.timing), (answer.usage, answer.timing));
    bench.check().await;
    assert_eq!(bench.chat.runs_in_progress(), 0);
    (answer, error, done.status)
}

#[tokio::test(start_paused = true)]
async fn a_model_ends_whole_at_its_limit_or_refusing() {
    for (reason, status) in [
        (FinishReason::Complete, DoneStatus::Complete),
        (FinishReason::Length, DoneStatus::Length),
        (FinishReason::Refused, DoneStatus::Refused),
    ] {
        let (answer, error, done) = play(vec![say("text"), FakeStep::Finish(reason)]).await;
        assert_eq!((done, answer.content.as_str()), (status, "text"));
        assert_eq!((error, answer.error), (None, None));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_keeps_the_text_and_tells_the_models_words() {
    let script = vec![
        say("so far"),
        fail(ErrorCode::ModelFailed, "the model is tired"),
    ];
    let (answer, error, _) = play(script).await;
    assert_eq!(gist(&answer), (MessageStatus::Error, "so far"));
    let error = error.expect("an error event");
    assert_eq!(error.message, "the model is tired");
    assert_eq!(
        (error.code, error.retryable),
        (ErrorCode::ModelFailed, true)
    );
    assert_eq!(error.retry_after_ms, Some(1_500));
    assert_eq!(error.request_id, "req-1");
    // Whoever comes later reads the same from the message alone.
    let kept = answer.error.expect("the message tells it");
    assert_eq!(kept.message, "the model is tired");
    assert_eq!(kept.request_id.as_deref(), Some("req-1"));
    let at = kept.retry_at.expect("the failure said when to try again");
    assert_eq!(at.0.since(answer.created_at.0).as_millis(), 1_500);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_fails_at_once_ends_the_run_with_its_words() {
    let (answer, error, _) = play(vec![fail(ErrorCode::RateLimited, "too many requests")]).await;
    assert_eq!(gist(&answer), (MessageStatus::Error, ""));
    assert_eq!(error.map(|e| e.code), Some(ErrorCode::RateLimited));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_breaks_off_is_interrupted_never_complete() {
    let (answer, error, done) = play(vec![say("and th")]).await;
    assert_eq!(
        (done, answer.content.as_str()),
        (DoneStatus::Interrupted, "and th")
    );
    assert_eq!(error.map(|e| e.code), Some(ErrorCode::Interrupted));
}

#[tokio::test(start_paused = true)]
async fn an_empty_answer_is_told_as_a_failure() {
    for script in [
        vec![complete()],
        vec![say(""), complete()],
        vec![FakeStep::Think("hm".into()), complete()],
    ] {
        let (answer, error, done) = play(script).await;
        assert_eq!((done, answer.content.as_str()), (DoneStatus::Error, ""));
        let error = error.expect("an error event");
        assert_eq!(error.code, ErrorCode::ModelEmpty);
        assert!(error.message.starts_with("the model gave an empty answer"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_nobody_offered_ends_the_run_with_its_text() {
    let call = ToolRequest {
        id: "call-1".into(),
        name: "rm\n".into(),
        arguments: "{}".into(),
    };
    let script = vec![
        say("let me look"),
        FakeStep::Call(call),
        FakeStep::Finish(FinishReason::ToolCalls),
    ];
    let (answer, error, done) = play(script).await;
    assert_eq!(
        (done, answer.content.as_str()),
        (DoneStatus::Error, "let me look")
    );
    let error = error.expect("an error event");
    assert_eq!(error.code, ErrorCode::ToolUnavailable);
    assert!(error.message.contains("`rm`"), "{}", error.message);
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_provider_ends_the_run_and_nothing_else() {
    let (answer, error, _) = play(vec![say("oh"), wait_ms(50), FakeStep::Panic]).await;
    assert_eq!(gist(&answer), (MessageStatus::Error, "oh"));
    assert_eq!(error.map(|e| e.code), Some(ErrorCode::Internal));
}

#[tokio::test(start_paused = true)]
async fn thinking_is_a_part_of_its_own_and_no_content() {
    let script = vec![
        FakeStep::Think("let me".into()),
        FakeStep::Think(" see".into()),
        say("It is "),
        say("42."),
        FakeStep::Think("right?".into()),
        say(" Yes."),
        complete(),
    ];
    let (answer, ..) = play(script).await;
    assert_eq!(answer.content, "It is 42. Yes.");
    let parts: Vec<(bool, &str)> = answer
        .parts
        .iter()
        .map(|part| match part {
            Part::Text { text, .. } => (true, text.as_str()),
            Part::Reasoning { text, .. } => (false, text.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        parts,
        [
            (false, "let me see"),
            (true, "It is 42."),
            (false, "right?"),
            (true, " Yes.")
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn usage_and_timing_are_told() {
    let usage = |output_tokens| Usage {
        input_tokens: 7,
        output_tokens,
    };
    let script = vec![
        wait_ms(300),
        FakeStep::Usage(usage(1)),
        say("a"),
        wait_ms(2_000),
        say("b"),
        FakeStep::Usage(usage(40)),
        complete(),
    ];
    let (answer, ..) = play(script).await;
    assert_eq!(answer.usage, Some(usage(40)));
    let timing = answer.timing.expect("it is timed");
    assert_eq!(timing.first_token_ms, Some(300));
    assert_eq!(timing.total_ms, 2_300);
    assert_eq!(timing.tokens_per_second, Some(20.0));
}
