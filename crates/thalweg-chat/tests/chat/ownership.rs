use thalweg_chat::{
    AddMessageError, DeleteConversationError, ReadError, StartRunError, StopRunError,
    UpdateConversationError,
};
use thalweg_log::{ChannelKind, ChannelName};
use thalweg_providers::FakeStep;
use thalweg_wire::{NewMessage, StartRun, WhenBusy};
use uuid::Uuid;

use crate::support::{Bench, kept, owner, prompt, prompt_in, say, stranger};

#[tokio::test(start_paused = true)]
async fn what_is_anothers_is_answered_like_what_does_not_exist() {
    let bench = Bench::new();
    bench.model.script(vec![say("secret"), FakeStep::Hang]);
    let started = bench.begin(prompt("mine")).await;
    let (by, chat) = (stranger(), &bench.chat);
    let head = bench.hub.watermark();
    // The stranger asks for what is another's, then for what is nobody's.
    for (id, run) in [
        (started.run.conversation_id, started.run.id),
        (Uuid::from_u128(1), Uuid::from_u128(2)),
    ] {
        assert_eq!(chat.conversation(&by, id).await, Err(ReadError::NotFound));
        let listed = chat.list_messages(&by, id, None, None, 10).await;
        assert_eq!(listed, Err(ReadError::NotFound));
        let update = chat.update_conversation(&by, id, Default::default()).await;
        assert_eq!(update, Err(UpdateConversationError::NotFound));
        let deleted = chat.delete_conversation(&by, id).await;
        assert_eq!(deleted, Err(DeleteConversationError::NotFound));
        let restored = chat.restore_conversation(&by, id).await;
        assert_eq!(restored, Err(DeleteConversationError::NotFound));
        let message = NewMessage {
            conversation_id: id,
            content: "x".into(),
            id: None,
            parent_id: None,
            role: None,
        };
        let added = chat.add_message(&by, message, None).await;
        assert_eq!(added, Err(AddMessageError::NotFound));
        for when_busy in [WhenBusy::Reject, WhenBusy::Stop] {
            let ask = StartRun {
                when_busy: Some(when_busy),
                ..prompt_in(id, "x")
            };
            let begun = chat.start_run(&by, ask, None, "req").await;
            assert_eq!(begun, Err(StartRunError::NotFound));
        }
        assert_eq!(chat.run(&by, run).await, Ok(None));
        assert_eq!(chat.stop_run(&by, run).await, Err(StopRunError::NotFound));
        let channel = ChannelName::conversation(id);
        assert_eq!(chat.authorize_channel(&by, &channel).await, Ok(false));
    }
    let page = chat
        .list_conversations(&by, kept(false), None, 10)
        .await
        .expect("a page");
    assert!(page.items.is_empty());
    assert_eq!(bench.hub.watermark(), head, "nothing changed");
    assert_eq!(chat.runs_in_progress(), 1, "the run goes on");
    let mine = chat.stop_run(&owner(), started.run.id).await;
    assert!(mine.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_principal_follows_their_conversations_and_their_own_feed_alone() {
    let bench = Bench::new();
    let (started, _) = bench.finished(prompt("mine")).await;
    let id = started.run.conversation_id;
    let may = |channel: ChannelName| {
        let chat = bench.chat.clone();
        async move {
            chat.authorize_channel(&owner(), &channel)
                .await
                .expect("it reads")
        }
    };
    assert!(may(ChannelName::conversation(id)).await);
    assert!(may(ChannelName::user(&owner())).await);
    assert!(!may(ChannelName::user(&stranger())).await);
    let odd = |kind, name: &str| ChannelName::new(kind, name).expect("a name");
    let spelt = id.simple().to_string();
    assert!(!may(odd(ChannelKind::Conversation, &spelt)).await);
    assert!(!may(odd(ChannelKind::Conversation, "x")).await);
    assert!(!may(odd(ChannelKind::Session, "x")).await);
    assert!(!may(odd(ChannelKind::System, "metrics")).await);
}
