use thalweg_chat::{ReadError, SaveDraftError};
use thalweg_log::Position;
use thalweg_wire::{NewConversation, NewPromptDraft, PromptDraft, Time};
use uuid::Uuid;

use crate::support::{Bench, owner, stranger};

fn draft(text: &str, revision: u128, based_on: Option<u128>) -> NewPromptDraft {
    NewPromptDraft {
        text: text.into(),
        revision: Uuid::from_u128(revision),
        based_on: based_on.map(Uuid::from_u128),
    }
}

async fn save(
    bench: &Bench,
    place: Option<Uuid>,
    new: NewPromptDraft,
) -> Result<PromptDraft, SaveDraftError> {
    bench.chat.save_prompt_draft(&owner(), place, new).await
}

async fn text(bench: &Bench, place: Option<Uuid>) -> String {
    let read = bench.chat.prompt_draft(&owner(), place).await;
    read.expect("readable").text
}

/// The last place in the log.
async fn head(bench: &Bench) -> Position {
    let read = bench.rows.templates(&owner()).await;
    read.expect("readable").position
}

async fn conversation(bench: &Bench) -> Uuid {
    let new = NewConversation::default();
    let made = bench.chat.create_conversation(&owner(), new, None).await;
    made.expect("a conversation").id
}

#[tokio::test(start_paused = true)]
async fn a_draft_is_saved_read_and_taken_away() {
    let bench = Bench::new();
    let place = Some(conversation(&bench).await);
    let none = bench.chat.prompt_draft(&owner(), place).await;
    let none = none.expect("readable");
    assert_eq!((none.text.as_str(), none.revision), ("", None));
    assert_eq!((none.conversation_id, none.updated_at), (place, None));

    let saved = save(&bench, place, draft("half", 1, None)).await;
    let want = PromptDraft {
        conversation_id: place,
        text: "half".into(),
        revision: Some(Uuid::from_u128(1)),
        updated_at: Some(Time(bench.now())),
    };
    assert_eq!(saved, Ok(want.clone()));
    assert_eq!(bench.chat.prompt_draft(&owner(), place).await, Ok(want));
    assert_eq!(text(&bench, None).await, "", "another place");

    let more = save(&bench, place, draft("half a thought", 2, Some(1))).await;
    assert_eq!(more.expect("saved").text, "half a thought");
    let gone = save(&bench, place, draft("", 3, Some(2))).await;
    assert_eq!(gone.expect("taken away").revision, None);
    assert_eq!(text(&bench, place).await, "");
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn what_another_device_wrote_is_not_written_over() {
    let bench = Bench::new();
    save(&bench, None, draft("from the phone", 1, None))
        .await
        .expect("saved");
    for (new, why) in [
        (draft("from the desk", 2, None), "over nothing"),
        (draft("from the desk", 2, Some(7)), "over an older one"),
        (draft("", 2, None), "away"),
    ] {
        let refused = save(&bench, None, new).await;
        assert_eq!(refused, Err(SaveDraftError::Changed), "{why}");
    }
    assert_eq!(text(&bench, None).await, "from the phone");
    let before = head(&bench).await;
    let again = save(&bench, None, draft("lost answer", 1, None)).await;
    assert_eq!(again.expect("the same saving").text, "from the phone");
    let over = save(&bench, None, draft("from the desk", 2, Some(1))).await;
    assert_eq!(over.expect("known").text, "from the desk");
    let now = head(&bench).await;
    assert_eq!(
        now.get(),
        before.get() + 1,
        "what is repeated writes nothing"
    );

    // Taken away meanwhile: there is nothing that could be lost.
    save(&bench, None, draft("", 3, Some(2)))
        .await
        .expect("taken away");
    let on = save(&bench, None, draft("and on", 4, Some(2))).await;
    assert_eq!(on.expect("saved").text, "and on");
    save(&bench, None, draft("", 5, Some(4)))
        .await
        .expect("taken away");
    let now = head(&bench).await;
    save(&bench, None, draft("", 6, None))
        .await
        .expect("nothing there");
    let still = head(&bench).await;
    assert_eq!(now, still);
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn one_of_two_that_write_at_once_is_kept() {
    let bench = Bench::new();
    let place = Some(conversation(&bench).await);
    for of in [None, place] {
        let both = (1..=8).map(|n| save(&bench, of, draft(&format!("of {n}"), n, None)));
        let won = futures_util::future::join_all(both).await;
        let kept: Vec<_> = won.iter().flatten().collect();
        assert_eq!(kept.len(), 1, "{won:?}");
        assert_eq!(text(&bench, of).await, kept[0].text);
    }
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_draft_needs_a_conversation_of_ones_own_and_has_a_limit() {
    let bench = Bench::new();
    let id = conversation(&bench).await;
    let unknown = Some(Uuid::from_u128(77));
    for (by, place) in [(owner(), unknown), (stranger(), Some(id))] {
        let read = bench.chat.prompt_draft(&by, place).await;
        assert_eq!(read, Err(ReadError::NotFound));
        let new = draft("mine", 1, None);
        let saved = bench.chat.save_prompt_draft(&by, place, new).await;
        assert_eq!(saved, Err(SaveDraftError::NotFound));
    }
    save(&bench, Some(id), draft("mine", 1, None))
        .await
        .expect("saved");
    let theirs = bench.chat.prompt_draft(&stranger(), None).await;
    assert_eq!(theirs.expect("readable").text, "");

    let most = "\u{e9}".repeat(100_000);
    save(&bench, None, draft(&most, 2, None))
        .await
        .expect("saved");
    let over = save(&bench, None, draft(&format!("{most}x"), 3, Some(2))).await;
    let Err(SaveDraftError::Invalid(errors)) = over else {
        panic!("{over:?}");
    };
    assert_eq!(errors[0].path, "text");
    assert_eq!(text(&bench, None).await, most);

    // Whoever takes back a deletion finds what was written.
    bench
        .chat
        .delete_conversation(&owner(), id)
        .await
        .expect("deleted");
    let read = bench.chat.prompt_draft(&owner(), Some(id)).await;
    assert_eq!(read, Err(ReadError::NotFound));
    bench
        .chat
        .restore_conversation(&owner(), id)
        .await
        .expect("restored");
    assert_eq!(text(&bench, Some(id)).await, "mine");
    bench.check().await;
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_saves_nothing() {
    let bench = Bench::new();
    bench.log.set_broken(true);
    let failed = save(&bench, None, draft("half", 1, None)).await;
    assert!(
        matches!(failed, Err(SaveDraftError::Store(_))),
        "{failed:?}"
    );
    bench.log.set_broken(false);
    assert_eq!(text(&bench, None).await, "");
}

#[tokio::test(start_paused = true)]
async fn whose_account_ends_leaves_no_draft() {
    let bench = Bench::new();
    let id = conversation(&bench).await;
    for place in [None, Some(id)] {
        let saved = save(&bench, place, draft("half", 1, None)).await;
        saved.expect("saved");
    }
    let theirs = draft("theirs", 2, None);
    let saved = bench
        .chat
        .save_prompt_draft(&stranger(), None, theirs)
        .await;
    saved.expect("saved");
    bench.chat.delete_all(&owner()).await.expect("deleted");
    assert_eq!(text(&bench, None).await, "");
    let read = bench.chat.prompt_draft(&owner(), Some(id)).await;
    assert_eq!(read, Err(ReadError::NotFound));
    let kept = bench.chat.prompt_draft(&stranger(), None).await;
    assert_eq!(kept.expect("readable").text, "theirs");
    bench.check().await;
}
