use thalweg_chat::{Rejection, StartRunError};
use thalweg_wire::{ParentRef, Role, StartRun};
use uuid::Uuid;

use crate::support::{Bench, complete, prompt, prompt_in, say};

fn under(conversation: Uuid, parent: ParentRef, text: Option<&str>) -> StartRun {
    StartRun {
        prompt: text.map(Into::into),
        conversation_id: Some(conversation),
        parent_id: Some(parent),
        ..StartRun::default()
    }
}

#[tokio::test(start_paused = true)]
async fn a_model_is_shown_the_branch_and_nothing_else() {
    let bench = Bench::new();
    bench.model.script(vec![say("A1"), complete()]);
    let (first, _) = bench.finished(prompt("Q1")).await;
    let id = first.run.conversation_id;
    bench.model.script(vec![say("A2"), complete()]);
    bench.finished(prompt_in(id, "Q2")).await;
    let edited = under(
        id,
        ParentRef::Id(first.run.assistant_message_id),
        Some("Q2b"),
    );
    bench.finished(edited).await;
    let asked = bench.model.requests().pop().expect("a request");
    let turns: Vec<(Role, &str)> = asked
        .turns
        .iter()
        .map(|t| (t.role, t.text.as_str()))
        .collect();
    assert_eq!(
        turns,
        [
            (Role::User, "Q1"),
            (Role::Assistant, "A1"),
            (Role::User, "Q2b")
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_a_word_is_not_shown_to_the_model() {
    let bench = Bench::new();
    bench.model.script(vec![complete()]);
    let (first, _) = bench.finished(prompt("Q1")).await;
    bench
        .finished(prompt_in(first.run.conversation_id, "Q2"))
        .await;
    let asked = bench.model.requests().pop().expect("a request");
    let turns: Vec<(Role, &str)> = asked
        .turns
        .iter()
        .map(|t| (t.role, t.text.as_str()))
        .collect();
    assert_eq!(turns, [(Role::User, "Q1"), (Role::User, "Q2")]);
}

#[tokio::test(start_paused = true)]
async fn answering_again_makes_a_sibling_of_the_answer() {
    let bench = Bench::new();
    let (first, old) = bench.finished(prompt("Q")).await;
    let id = first.run.conversation_id;
    let (again, new) = bench
        .finished(under(id, ParentRef::Id(first.run.message_id), None))
        .await;
    assert_ne!(old.id, new.id);
    assert_eq!(old.parent_id, new.parent_id);
    assert_eq!(again.run.message_id, first.run.message_id);
    assert_eq!(again.run.parent_id, None);
    let requests = bench.model.requests();
    assert_eq!(requests[0].turns, requests[1].turns);
    assert_eq!(bench.message(id, old.id).await, old, "nothing is destroyed");
    let page = bench
        .chat
        .conversation(&crate::support::owner(), id)
        .await
        .expect("there");
    assert_eq!(page.leaf_id, Some(new.id));
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn an_edit_is_a_sibling_of_the_edited_message() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("Q1")).await;
    let id = first.run.conversation_id;
    let (second, _) = bench.finished(prompt_in(id, "Q2")).await;
    assert_eq!(second.run.parent_id, Some(first.run.assistant_message_id));
    let (root, _) = bench
        .finished(under(id, ParentRef::Root, Some("Q1b")))
        .await;
    assert_eq!(root.run.parent_id, None);
    assert_eq!(bench.message(id, root.run.message_id).await.parent_id, None);
    let asked = bench.model.requests().pop().expect("a request");
    assert_eq!(asked.turns.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_parent_must_be_one_that_fits() {
    let bench = Bench::new();
    let (first, _) = bench.finished(prompt("Q1")).await;
    let (other, _) = bench.finished(prompt("elsewhere")).await;
    let id = first.run.conversation_id;
    let (user, assistant) = (first.run.message_id, first.run.assistant_message_id);
    let foreign = other.run.assistant_message_id;
    let head = bench.hub.watermark();
    for ask in [
        under(id, ParentRef::Id(Uuid::nil()), Some("x")),
        under(id, ParentRef::Id(foreign), Some("x")),
        under(id, ParentRef::Id(user), Some("x")),
        under(id, ParentRef::Id(assistant), None),
        under(id, ParentRef::Root, None),
    ] {
        let refused = bench.start(ask.clone()).await;
        let Err(StartRunError::Rejected(Rejection::Fields(errors))) = refused else {
            panic!("{ask:?}: {refused:?}");
        };
        assert_eq!(errors.len(), 1);
        assert!(
            matches!(errors[0].path.as_str(), "parentId" | "prompt"),
            "{errors:?}"
        );
    }
    assert_eq!(bench.hub.watermark(), head);
}
