use std::time::Duration;

use thalweg_chat::StartRunError;
use thalweg_log::ChannelName;
use thalweg_providers::FakeStep;
use thalweg_wire::{Conversation, DoneStatus, MessageStatus};
use tokio::time::sleep;

use crate::support::{Bench, gist, owner, prompt, prompt_in, read, say, wait_ms};

#[tokio::test(start_paused = true)]
async fn every_run_that_was_left_open_is_ended_with_its_text_in_one_commit() {
    let bench = Bench::new();
    bench
        .model
        .script(vec![say("a"), wait_ms(40), say("b"), FakeStep::Hang]);
    bench
        .model
        .script(vec![FakeStep::Think("hm".into()), FakeStep::Hang]);
    bench.model.script(vec![FakeStep::Hang]);
    let mut started = Vec::new();
    for text in ["one", "two", "three"] {
        started.push(bench.begin(prompt(text)).await);
    }
    sleep(Duration::from_secs(1)).await;

    let after = bench.reborn();
    let busy = after
        .start(prompt_in(started[0].run.conversation_id, "x"))
        .await;
    assert_eq!(
        busy,
        Err(StartRunError::Busy {
            run_id: started[0].run.id
        })
    );
    assert_eq!(after.chat.recover().await, Ok(3));
    let head = after.hub.watermark();
    assert_eq!(after.chat.recover().await, Ok(0), "nothing is left to do");
    assert_eq!(after.hub.watermark(), head);

    for (started, text) in started.iter().zip(["ab", "", ""]) {
        assert_eq!(
            after.the_done(started).await.status,
            DoneStatus::Interrupted
        );
        let message = after.ended(started).await;
        assert_eq!(gist(&message), (MessageStatus::Interrupted, text));
    }
    let thought = after.ended(&started[1]).await;
    assert_eq!(thought.parts.len(), 1);
    let feed = after.events_of(&ChannelName::user(&owner())).await;
    let told: Vec<Conversation> = feed[3..].iter().map(read).collect();
    assert_eq!(told.len(), 3);
    assert!(
        told.iter()
            .all(|conversation| conversation.run_id.is_none())
    );
    assert!(after.hub.store().fences().await.expect("fences").is_empty());
    after.check().await;
    let (_, answer) = after
        .finished(prompt_in(started[0].run.conversation_id, "next"))
        .await;
    assert_eq!(answer.status, MessageStatus::Complete);
}

#[tokio::test(start_paused = true)]
async fn a_process_that_lost_its_runs_writes_nothing_more() {
    let bench = Bench::new();
    bench.model.script(vec![
        say("seen"),
        wait_ms(5_000),
        say(" late"),
        wait_ms(100),
        say("r"),
    ]);
    let started = bench.begin(prompt("hi")).await;
    sleep(Duration::from_millis(100)).await;
    let after = bench.reborn();
    assert_eq!(after.chat.recover().await, Ok(1));
    let head = after.hub.watermark();
    // The old process wakes up, hears more and tries to write it.
    sleep(Duration::from_secs(60)).await;
    assert_eq!(bench.chat.runs_in_progress(), 0, "its task is gone");
    assert_eq!(bench.model.dropped().len(), 1);
    let message = after.ended(&started).await;
    assert_eq!(gist(&message), (MessageStatus::Interrupted, "seen"));
    assert_eq!(
        after.the_done(&started).await.status,
        DoneStatus::Interrupted
    );
    assert_eq!(
        after.tokens(started.run.conversation_id).await.concat(),
        "seen"
    );
    assert_eq!(after.hub.store().head(), head.position());
}
