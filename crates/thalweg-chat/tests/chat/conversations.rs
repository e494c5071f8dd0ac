use std::time::Duration;

use thalweg_chat::{
    CreateConversationError, DeleteConversationError, ReadError, StartRunError,
    UpdateConversationError,
};
use thalweg_log::ChannelName;
use thalweg_providers::FakeStep;
use thalweg_wire::{
    Conversation, ConversationPatch, DoneStatus, NewConversation, StartRun, WhenBusy, kind,
};
use uuid::Uuid;

use crate::support::{Bench, kept, owner, prompt, prompt_in, read, say};

async fn titles(bench: &Bench, archived: bool) -> Vec<String> {
    let page = bench
        .chat
        .list_conversations(&owner(), kept(archived), None, 200)
        .await;
    page.expect("a page")
        .items
        .into_iter()
        .map(|item| item.title)
        .collect()
}

fn titled(title: &str) -> ConversationPatch {
    ConversationPatch {
        title: Some(title.into()),
        ..ConversationPatch::default()
    }
}

#[tokio::test(start_paused = true)]
async fn the_list_has_the_most_recently_changed_first() {
    let bench = Bench::new();
    let (a, _) = bench.finished(prompt("A")).await;
    bench.clock.advance(Duration::from_secs(1));
    bench.finished(prompt("B")).await;
    assert_eq!(titles(&bench, false).await, ["B", "A"]);
    bench.clock.advance(Duration::from_secs(1));
    bench
        .finished(prompt_in(a.run.conversation_id, "again"))
        .await;
    assert_eq!(titles(&bench, false).await, ["A", "B"]);
    let page = bench
        .chat
        .list_conversations(&owner(), kept(false), None, 200)
        .await
        .expect("a page");
    let times: Vec<_> = page.items.iter().map(|item| item.updated_at).collect();
    assert!(
        times.is_sorted_by(|a, b| a >= b),
        "the times agree with the order"
    );
    assert!(page.items.iter().all(|item| item.run_id.is_none()));
}

#[tokio::test(start_paused = true)]
async fn pages_of_the_list_follow_on_while_it_grows() {
    let bench = Bench::new();
    for number in 0..7 {
        bench.finished(prompt(&format!("{number}"))).await;
    }
    let (mut seen, mut cursor) = (Vec::new(), None);
    loop {
        let page = bench
            .chat
            .list_conversations(&owner(), kept(false), cursor.as_deref(), 3)
            .await;
        let page = page.expect("a page");
        assert_eq!(page.as_of.is_some(), cursor.is_none());
        seen.extend(page.items.into_iter().map(|item| item.title));
        bench.finished(prompt("new")).await;
        cursor = page.next_cursor;
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!(seen, ["6", "5", "4", "3", "2", "1", "0"]);
    let odd = bench
        .chat
        .list_conversations(&owner(), kept(false), Some("m000000000001"), 3)
        .await;
    assert_eq!(odd, Err(ReadError::MalformedPage));
}

#[tokio::test(start_paused = true)]
async fn a_conversation_is_made_read_and_changed() {
    let bench = Bench::new();
    let made = bench
        .chat
        .create_conversation(&owner(), NewConversation::default(), None)
        .await;
    let made = made.expect("it is made");
    assert_eq!(made.title, "New conversation");
    let patch = ConversationPatch {
        title: Some("  Rivers ".into()),
        pinned: Some(true),
        archived: Some(true),
        model: Some("fake".into()),
        system: None,
        tools: None,
    };
    bench
        .chat
        .update_conversation(&owner(), made.id, patch)
        .await
        .expect("it changes");
    let kept = bench
        .chat
        .update_conversation(&owner(), made.id, Default::default())
        .await;
    assert_eq!(kept.expect("nothing changes").title, "Rivers");
    let read = bench
        .chat
        .conversation(&owner(), made.id)
        .await
        .expect("it is read");
    assert_eq!(
        (read.pinned, read.archived, read.model.as_deref()),
        (true, true, Some("fake"))
    );
    assert_eq!(read.as_of, Some(bench.hub.watermark().to_string()));
    assert!(titles(&bench, false).await.is_empty());
    assert_eq!(titles(&bench, true).await, ["Rivers"]);
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn wrong_titles_and_unknown_models_change_nothing() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("A")).await;
    let id = started.run.conversation_id;
    let head = bench.hub.watermark();
    for title in ["", " ", "a\nb", &"t".repeat(201)] {
        let refused = bench
            .chat
            .update_conversation(&owner(), id, titled(title))
            .await;
        assert!(
            matches!(refused, Err(UpdateConversationError::Invalid(_))),
            "{title}"
        );
        let new = NewConversation {
            title: Some(title.into()),
            model: None,
            system: None,
        };
        let refused = bench.chat.create_conversation(&owner(), new, None).await;
        assert!(
            matches!(refused, Err(CreateConversationError::Invalid(_))),
            "{title}"
        );
    }
    let patch = ConversationPatch {
        model: Some("none".into()),
        ..ConversationPatch::default()
    };
    let refused = bench.chat.update_conversation(&owner(), id, patch).await;
    assert_eq!(
        refused,
        Err(UpdateConversationError::UnknownModel("none".into()))
    );
    assert_eq!(bench.hub.watermark(), head);
}

/// Whatever commits first, the last word on the conversation has the new title and no run.
#[tokio::test(start_paused = true)]
async fn a_new_title_and_the_end_of_a_run_do_not_undo_each_other() {
    for offset_us in (0..2_000).step_by(100) {
        let bench = Bench::new();
        bench.model.script(vec![say("a"), FakeStep::Hang]);
        let started = bench.begin(prompt("old")).await;
        let id = started.run.conversation_id;
        tokio::time::sleep(Duration::from_millis(50)).await;
        bench.log.set_delay(Duration::from_millis(1));
        let by = owner();
        let rename = async {
            tokio::time::sleep(Duration::from_micros(1_000)).await;
            bench.chat.update_conversation(&by, id, titled("new")).await
        };
        let stop = async {
            tokio::time::sleep(Duration::from_micros(offset_us)).await;
            bench.chat.stop_run(&by, started.run.id).await
        };
        let (renamed, stopped) = tokio::join!(rename, stop);
        assert!(renamed.is_ok() && stopped.is_ok());
        let feed = bench.events_of(&ChannelName::user(&by)).await;
        let last: Conversation = read(feed.last().expect("a feed"));
        assert_eq!(
            (last.title.as_str(), last.run_id),
            ("new", None),
            "{offset_us}"
        );
        let read = bench.chat.conversation(&by, id).await.expect("it is read");
        assert_eq!(
            (read.title.as_str(), read.run_id),
            ("new", None),
            "{offset_us}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn two_changes_at_once_are_both_kept() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("old")).await;
    let id = started.run.conversation_id;
    bench.log.set_delay(Duration::from_millis(1));
    let pin = ConversationPatch {
        pinned: Some(true),
        ..ConversationPatch::default()
    };
    let by = owner();
    let (a, b) = tokio::join!(
        bench.chat.update_conversation(&by, id, titled("new")),
        bench.chat.update_conversation(&by, id, pin)
    );
    assert!(a.is_ok() && b.is_ok());
    let read = bench.chat.conversation(&by, id).await.expect("it is read");
    assert_eq!((read.title.as_str(), read.pinned), ("new", true));
}

#[tokio::test(start_paused = true)]
async fn a_change_cannot_bring_back_what_is_being_deleted() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("old")).await;
    let id = started.run.conversation_id;
    bench.log.set_delay(Duration::from_millis(1));
    let by = owner();
    let (deleted, changed) = tokio::join!(
        bench.chat.delete_conversation(&by, id),
        bench.chat.update_conversation(&by, id, titled("new"))
    );
    assert_eq!(deleted, Ok(()));
    assert_eq!(changed, Err(UpdateConversationError::NotFound));
    assert_eq!(
        bench.chat.conversation(&by, id).await,
        Err(ReadError::NotFound)
    );
}

#[tokio::test(start_paused = true)]
async fn a_deletion_stops_the_run_and_hides_everything_until_it_is_undone() {
    let bench = Bench::new();
    bench.model.script(vec![say("half"), FakeStep::Hang]);
    let started = bench.begin(prompt("A")).await;
    let id = started.run.conversation_id;
    let by = owner();
    tokio::time::sleep(Duration::from_millis(50)).await;
    bench
        .chat
        .delete_conversation(&by, id)
        .await
        .expect("it is deleted");
    assert_eq!(bench.the_done(&started).await.status, DoneStatus::Stopped);
    assert_eq!(
        bench.kinds(id).await.last().map(String::as_str),
        Some("deleted")
    );
    let feed = bench.events_of(&ChannelName::user(&by)).await;
    assert_eq!(
        feed.last().map(|event| event.kind.clone()),
        Some(kind::DELETED)
    );

    let channel = ChannelName::conversation(id);
    assert_eq!(bench.chat.authorize_channel(&by, &channel).await, Ok(false));
    assert_eq!(
        bench.chat.conversation(&by, id).await,
        Err(ReadError::NotFound)
    );
    assert_eq!(bench.chat.run(&by, started.run.id).await, Ok(None));
    for when_busy in [WhenBusy::Reject, WhenBusy::Stop] {
        let ask = StartRun {
            when_busy: Some(when_busy),
            ..prompt_in(id, "x")
        };
        assert_eq!(bench.start(ask).await, Err(StartRunError::NotFound));
    }
    let twice = bench.chat.delete_conversation(&by, id).await;
    assert_eq!(twice, Err(DeleteConversationError::NotFound));
    assert!(titles(&bench, false).await.is_empty());

    let back = bench
        .chat
        .restore_conversation(&by, id)
        .await
        .expect("it is restored");
    assert_eq!(back.title, "A");
    assert_eq!(bench.chat.authorize_channel(&by, &channel).await, Ok(true));
    assert_eq!(titles(&bench, false).await, ["A"]);
    bench.finished(prompt_in(id, "next")).await;
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_deletion_can_be_undone_for_thirty_days() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("A")).await;
    let id = started.run.conversation_id;
    bench
        .chat
        .delete_conversation(&owner(), id)
        .await
        .expect("it is deleted");
    bench.clock.advance(Duration::from_secs(30 * 24 * 3600 + 1));
    let late = bench.chat.restore_conversation(&owner(), id).await;
    assert_eq!(late, Err(DeleteConversationError::NotFound));
    let never = bench.chat.restore_conversation(&owner(), Uuid::nil()).await;
    assert_eq!(never, Err(DeleteConversationError::NotFound));
}

/// Whatever the order, a conversation that was deleted has no run that goes on.
#[tokio::test(start_paused = true)]
async fn a_deletion_that_races_starts_leaves_no_run() {
    for seed in 0..100 {
        let bench = Bench::with(Default::default(), Default::default(), seed);
        let (first, _) = bench.finished(prompt("A")).await;
        let id = first.run.conversation_id;
        bench.log.set_delay(Duration::from_micros(seed * 20));
        let starts = async {
            for _ in 0..3 {
                bench.model.script(vec![say("x"), FakeStep::Hang]);
                let _ = bench.start(prompt_in(id, "x")).await;
                tokio::time::sleep(Duration::from_micros(300 + seed)).await;
            }
        };
        let by = owner();
        let delete = async {
            tokio::time::sleep(Duration::from_micros(seed * 13)).await;
            bench.chat.delete_conversation(&by, id).await
        };
        let ((), deleted) = tokio::join!(starts, delete);
        deleted.expect("it is deleted");
        assert_eq!(bench.chat.runs_in_progress(), 0, "seed {seed}");
        assert!(
            bench.rows.open_runs().await.expect("runs").is_empty(),
            "seed {seed}"
        );
        assert_eq!(
            bench.kinds(id).await.last().map(String::as_str),
            Some("deleted")
        );
    }
}
