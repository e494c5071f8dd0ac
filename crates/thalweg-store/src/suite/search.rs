//! What a search finds.

use thalweg_chat::{Hit, ListKey, Listed, SearchQuery};
use thalweg_log::Position;
use thalweg_wire::RunStatus;

use super::Store;
use super::build::{Chat, DAY, NOW, after, id, keep_up, person, put};
use super::chat::same_as_rebuilt;

async fn page(
    store: &dyn Store,
    who: &str,
    text: &str,
    before: Option<ListKey>,
    limit: usize,
) -> Listed<Hit> {
    let query = SearchQuery::parse(text).expect("a query");
    let found = store.search(&person(who), &query, before, limit).await;
    found.expect("readable")
}

/// The texts that are found, and where there is no message, the title in brackets.
async fn found(store: &dyn Store, who: &str, text: &str) -> Vec<String> {
    let hits = page(store, who, text, None, 50).await.items;
    let shown = |hit: Hit| {
        hit.message
            .map_or(format!("[{}]", hit.title), |message| message.text)
    };
    hits.into_iter().map(shown).collect()
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn words_are_found_newest_first(store: &dyn Store) {
    let (one, two) = (Chat::new(1), Chat::new(2));
    let events = vec![
        one.changed("ann", "Rivers of Europe", false),
        one.user(10, None, "Which river runs through Köln?"),
        one.answer(11, Some(10), "The RHINE runs through Koln."),
        two.changed("ann", "東京の天気", true),
        two.user(20, None, "今日の東京の天気はどうですか"),
        two.user(21, Some(20), "snake_case, don't & \"quotes\" 3.14"),
    ];
    put(store, events, NOW).await;
    let ann = async |text| found(store, "ann", text).await;
    let question = "Which river runs through Köln?";
    let answer = "The RHINE runs through Koln.";
    assert_eq!(ann("KÖLN").await, [answer, question]);
    assert_eq!(ann("through runs koln").await, [answer, question]);
    assert_eq!(ann("\"runs through koln\"").await, [answer, question]);
    assert_eq!(ann("\"through runs\"").await, Vec::<String>::new());
    assert_eq!(ann("koln rhine").await, [answer]);
    // Only the last word may go on, and not within quotes.
    assert_eq!(ann("riv").await, [question, "[Rivers of Europe]"]);
    assert_eq!(ann("r").await.len(), 3);
    assert_eq!(ann("riv runs").await, Vec::<String>::new());
    assert_eq!(ann("\"riv\"").await, Vec::<String>::new());
    assert_eq!(ann("river").await, [question, "[Rivers of Europe]"]);
    let weather = "今日の東京の天気はどうですか";
    assert_eq!(ann("天気").await, [weather, "[東京の天気]"]);
    assert_eq!(ann("東 はどう").await, [weather]);
    assert_eq!(ann("気天").await, Vec::<String>::new());
    for text in [
        "snake_case",
        "case,",
        "don't",
        "\"quotes\"",
        "3.14",
        "don t",
    ] {
        assert_eq!(ann(text).await.len(), 1, "{text}");
    }
    let hits = page(store, "ann", "rhine", None, 9).await.items;
    let message = hits[0].message.as_ref().expect("a message");
    assert_eq!((hits[0].conversation, message.id), (one.id, id(11)));
    assert_eq!(hits[0].title, "Rivers of Europe");
    assert_eq!(hits[0].at.0, NOW);
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn nothing_that_is_typed_is_an_operator(store: &dyn Store) {
    let chat = Chat::new(1);
    let events = vec![
        chat.changed("ann", "t", false),
        chat.user(10, None, "words AND near NOT or ^ * { } : col"),
    ];
    put(store, events, NOW).await;
    for (text, is_found) in [
        ("words AND near", true),
        ("NOT words", true),
        ("or", true),
        ("words*", true),
        ("^words", true),
        ("col : words", true),
        ("{words} near", true),
        ("words\" near", true),
        ("- words + near", true),
        ("\\words", true),
        ("“words”", true),
        ("words:near", false),
        ("NEAR(words near)", false),
        ("wo\0rds words", false),
        ("words' OR 1=1 --", false),
    ] {
        let hits = found(store, "ann", text).await;
        assert_eq!(!hits.is_empty(), is_found, "{text:?}");
    }
    let many = vec!["words"; 32].join(" ");
    assert_eq!(found(store, "ann", &many).await.len(), 1);
    assert_eq!(found(store, "ann", &"天".repeat(500)).await.len(), 0);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn people_find_what_is_theirs(store: &dyn Store) {
    let (anns, bobs, nobodys) = (Chat::new(1), Chat::new(2), Chat::new(3));
    let events = vec![
        anns.changed("ann", "needle ann", false),
        bobs.changed("bob", "needle bob", false),
        anns.user(10, None, "needle of ann"),
        bobs.user(20, None, "needle of bob"),
        nobodys.user(30, None, "needle of nobody"),
        anns.user(11, None, "another needle of ann"),
    ];
    put(store, events, NOW).await;
    let anns_own = ["another needle of ann", "needle of ann", "[needle ann]"];
    assert_eq!(found(store, "ann", "needle").await, anns_own);
    assert_eq!(
        found(store, "bob", "needle").await,
        ["needle of bob", "[needle bob]"]
    );
    assert_eq!(found(store, "eve", "needle").await, Vec::<String>::new());
    // What was there before its conversation is found once that comes.
    put(store, vec![nobodys.changed("eve", "late", false)], NOW).await;
    assert_eq!(found(store, "eve", "needle").await, ["needle of nobody"]);
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn an_answer_is_found_when_it_has_ended(store: &dyn Store) {
    let chat = Chat::new(1);
    let events = vec![
        chat.changed("ann", "t", false),
        chat.user(10, None, "question"),
        chat.run(12, 10, 11, RunStatus::Running),
        chat.token(11, "needle"),
    ];
    put(store, events, NOW).await;
    let ann = async |text| found(store, "ann", text).await;
    assert_eq!(ann("needle").await, Vec::<String>::new());
    put(store, chat.end(12, 10, 11, "needle found"), after(1)).await;
    assert_eq!(ann("needle").await, ["needle found"]);
    // A run that goes on in it hides it until that ends, with or without a text.
    put(
        store,
        vec![chat.run(13, 10, 11, RunStatus::Running)],
        after(2),
    )
    .await;
    assert_eq!(ann("needle").await, Vec::<String>::new());
    let done: Vec<_> = chat.end(13, 10, 11, "").into_iter().skip(1).collect();
    put(store, done, after(3)).await;
    assert_eq!(ann("needle").await, ["needle found"]);
    put(store, vec![chat.answer(11, Some(10), "thread")], after(4)).await;
    assert_eq!(ann("needle").await, Vec::<String>::new());
    assert_eq!(ann("thread").await, ["thread"]);
    put(store, vec![chat.answer(11, Some(10), "...")], after(5)).await;
    assert_eq!(ann("thread").await, Vec::<String>::new());
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_title_is_found_as_it_is_now(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("ann", "first needle", false)], NOW).await;
    put(store, vec![chat.user(10, None, "needle text")], NOW).await;
    // A change of anything else leaves the title in its place.
    put(store, vec![chat.changed("ann", "first needle", true)], NOW).await;
    let ann = async |text| found(store, "ann", text).await;
    assert_eq!(ann("needle").await, ["needle text", "[first needle]"]);
    put(store, vec![chat.changed("ann", "second needle", true)], NOW).await;
    assert_eq!(ann("needle").await, ["[second needle]", "needle text"]);
    assert_eq!(ann("first").await, Vec::<String>::new());
    put(store, vec![chat.changed("ann", "???", true)], NOW).await;
    assert_eq!(ann("needle").await, ["needle text"]);
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn what_is_deleted_is_not_found_until_it_is_restored(store: &dyn Store) {
    let (gone, kept) = (Chat::new(1), Chat::new(2));
    let events = vec![
        gone.changed("ann", "gone needle", false),
        kept.changed("ann", "kept needle", false),
        gone.user(10, None, "needle"),
        gone.deleted(),
    ];
    put(store, events, NOW).await;
    assert_eq!(found(store, "ann", "needle").await, ["[kept needle]"]);
    put(
        store,
        vec![gone.changed("ann", "gone needle", false)],
        after(1),
    )
    .await;
    let all = ["needle", "[kept needle]", "[gone needle]"];
    assert_eq!(found(store, "ann", "needle").await, all);
    put(store, vec![gone.deleted()], after(2)).await;
    keep_up(store, after(31 * DAY)).await;
    assert_eq!(found(store, "ann", "needle").await, ["[kept needle]"]);
    // What comes after it was forgotten begins anew.
    let again = vec![
        gone.changed("ann", "again", false),
        gone.user(11, None, "needle again"),
    ];
    put(store, again, after(32 * DAY)).await;
    assert_eq!(
        found(store, "ann", "needle").await,
        ["needle again", "[kept needle]"]
    );
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn pages_of_hits_meet(store: &dyn Store) {
    let chat = Chat::new(1);
    put(store, vec![chat.changed("ann", "t", false)], NOW).await;
    for n in 1..=7_u128 {
        put(store, vec![chat.user(n, None, &format!("needle {n}"))], NOW).await;
    }
    let (mut texts, mut before) = (Vec::new(), None);
    loop {
        let hits = page(store, "ann", "needle", before, 3).await;
        // What comes meanwhile is newer than what is still to come.
        let late = chat.user(100 + texts.len() as u128, None, "needle late");
        put(store, vec![late], NOW).await;
        texts.extend(hits.items.into_iter().filter_map(|hit| hit.message));
        before = hits.next;
        if before.is_none() {
            break;
        }
    }
    let texts: Vec<_> = texts.into_iter().map(|message| message.text).collect();
    let expected: Vec<_> = (1..=7).rev().map(|n| format!("needle {n}")).collect();
    assert_eq!(texts, expected);
    let beyond = Some(ListKey(Position::MAX));
    assert_eq!(
        page(store, "ann", "needle", beyond, 50).await.items.len(),
        10
    );

    // Long texts come in shorter pages, and each alone if it must.
    let long = Chat::new(2);
    put(store, vec![long.changed("ann", "t", false)], NOW).await;
    for n in 0..4 {
        let text = format!(
            "haystack {}",
            "x".repeat([400_000, 400_000, 1_200_000, 0][n])
        );
        put(store, vec![long.user(n as u128, None, &text)], NOW).await;
    }
    let mut sizes = Vec::new();
    let mut before = None;
    loop {
        let hits = page(store, "ann", "haystack", before, 9).await;
        sizes.push(hits.items.len());
        before = hits.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(sizes, [1, 1, 2]);
    same_as_rebuilt(store).await;
}
