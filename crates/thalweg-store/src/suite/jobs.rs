//! Jobs, and what people chose of tools.

use serde_json::json;
use thalweg_chat::{JobRow, ListKey};
use thalweg_log::{ChannelName, EventClass, NewEvent};
use thalweg_wire::{Job, Time, ToolCallStatus, ToolChoice, ToolPermission, kind};

use super::Store;
use super::build::{DAY, NOW, after, channel, id, keep_up, note, person, put};
use super::chat::same_as_rebuilt;

/// A job of `owner` is at `status`; its approval has the number after its own.
pub fn job(owner: &str, number: u128, status: ToolCallStatus, output: &str) -> NewEvent {
    let approval = json!({ "id": id(number + 1), "expiresAt": Time(NOW) });
    let job: Job = serde_json::from_value(json!({
        "id": id(number),
        "name": "calculator",
        "args": { "expression": "1 + 1" },
        "status": status,
        "approval": approval,
        "output": output,
        "createdAt": Time(NOW),
    }))
    .expect("a job");
    let data = serde_json::to_vec(&job).expect("json");
    let private = json!({ "owner": owner, "requestId": "r-1" }).to_string();
    let event = NewEvent::new(ChannelName::job(id(number)), kind::JOB, data.into());
    let event = event.private(private.into());
    if status.is_end() {
        event.class(EventClass::Terminal)
    } else {
        event
    }
}

fn choice(owner: &str, tool: &str, permission: ToolPermission) -> NewEvent {
    let choice = ToolChoice {
        name: tool.into(),
        permission: Some(permission),
        enabled: None,
    };
    let data = serde_json::to_vec(&choice).expect("json");
    let feed = ChannelName::user(&person(owner));
    NewEvent::new(feed, kind::TOOL_CHOICE, data.into())
}

async fn row(store: &dyn Store, number: u128) -> JobRow {
    let found = store.job(id(number)).await.expect("readable");
    assert_eq!(found.position, store.head());
    found.value.expect("it is there")
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_job_is_found_as_it_is_and_ends_once(store: &dyn Store) {
    let start = put(store, vec![note("room:a", "before")], NOW).await;
    let waits = ToolCallStatus::AwaitingApproval;
    put(store, vec![job("ann", 10, waits, "")], NOW).await;
    let found = row(store, 10).await;
    assert_eq!((found.start, found.end), (start, None));
    assert_eq!(
        (found.owner, found.request_id),
        (person("ann"), "r-1".into())
    );
    let open = store.open_jobs().await.expect("readable");
    assert_eq!(open.len(), 1);
    let asks = async |number| {
        let found = store.job_of_approval(id(number)).await.expect("readable");
        found.map(|row| row.job.id)
    };
    assert_eq!((asks(11).await, asks(10).await), (Some(id(10)), None));

    let end = put(
        store,
        vec![job("ann", 10, ToolCallStatus::Done, "2")],
        after(1),
    )
    .await;
    let found = row(store, 10).await;
    assert_eq!((found.start, found.end), (start, Some(end)));
    assert_eq!(found.job.output, Some(json!("2")));
    put(
        store,
        vec![job("ann", 10, ToolCallStatus::Running, "3")],
        after(2),
    )
    .await;
    assert_eq!(row(store, 10).await, found);
    assert_eq!(store.open_jobs().await, Ok(vec![]));
    assert_eq!(asks(11).await, Some(id(10)));
    assert_eq!(store.job(id(99)).await.map(|found| found.value), Ok(None));
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_job_is_found_by_everything_that_it_asked(store: &dyn Store) {
    let begun = job("ann", 10, ToolCallStatus::Running, "");
    put(store, vec![begun.clone()], NOW).await;
    let mut asked: Job = serde_json::from_slice(&begun.data).expect("a job");
    for number in [12, 13] {
        let form = json!({ "server": "s", "message": "?", "schema": {}, "order": [] });
        let question = json!({ "id": id(number), "expiresAt": Time(NOW), "form": form });
        let question = serde_json::from_value(question).expect("a question");
        asked.questions.push(question);
        let data = serde_json::to_vec(&asked).expect("json").into();
        let event = NewEvent {
            data,
            ..begun.clone()
        };
        put(store, vec![event], after(1)).await;
    }
    for number in [11, 12, 13] {
        let found = store.job_of_approval(id(number)).await.expect("readable");
        assert_eq!(found.map(|row| row.job), Some(asked.clone()), "{number}");
    }
    assert_eq!(store.job_of_approval(id(14)).await, Ok(None));
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn jobs_are_listed_newest_first_for_their_owner(store: &dyn Store) {
    for number in 1..=5 {
        let owner = if number == 3 { "bob" } else { "ann" };
        let begun = job(owner, number * 10, ToolCallStatus::Running, "");
        put(store, vec![begun], after(1)).await;
    }
    // A change moves nothing.
    put(
        store,
        vec![job("ann", 10, ToolCallStatus::Done, "x")],
        after(2),
    )
    .await;
    let page = async |owner: &str, before: Option<ListKey>, limit| {
        let found = store.jobs(&person(owner), before, limit).await;
        let listed = found.expect("readable").value;
        let ids: Vec<_> = listed.items.iter().map(|job| job.id.as_u128()).collect();
        (ids, listed.next)
    };
    let (first, next) = page("ann", None, 3).await;
    assert_eq!((first, next.is_some()), (vec![50, 40, 20], true));
    assert_eq!(page("ann", next, 3).await, (vec![10], None));
    assert_eq!(page("bob", None, 3).await, (vec![30], None));
    assert_eq!(page("eve", None, 3).await, (vec![], None));
    let open = store.open_jobs().await.expect("readable").into_iter();
    let open: Vec<_> = open.map(|row| row.job.id.as_u128()).collect();
    assert_eq!(open, [20, 30, 40, 50]);

    let long = "x".repeat(700_000);
    for number in [60, 70] {
        let ended = job("ann", number, ToolCallStatus::Done, &long);
        put(store, vec![ended], after(3)).await;
    }
    let (first, next) = page("ann", None, 9).await;
    assert_eq!((first, next.is_some()), (vec![70], true));
    assert_eq!(page("ann", next, 1).await.0, [60]);
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn a_job_has_a_snapshot(store: &dyn Store) {
    put(store, vec![job("ann", 10, ToolCallStatus::Done, "2")], NOW).await;
    let name = ChannelName::job(id(10));
    let found = store.snapshot(&[name, channel("job:x")]).await;
    let states = found.expect("readable").states;
    let snapshot = states[0].1.as_deref().expect("a snapshot");
    let snapshot: serde_json::Value = serde_json::from_slice(snapshot).expect("json");
    assert_eq!(snapshot["job"]["output"], "2");
    assert_eq!(states[1].1, None);
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn choices_of_tools_outlive_their_feed(store: &dyn Store) {
    let events = vec![
        choice("ann", "clock", ToolPermission::Deny),
        choice("ann", "calculator", ToolPermission::Ask),
        choice("bob", "clock", ToolPermission::Allow),
    ];
    put(store, events, NOW).await;
    keep_up(store, after(40 * DAY)).await;
    let later = choice("ann", "clock", ToolPermission::Allow);
    put(store, vec![later], after(40 * DAY)).await;
    let chosen = async |owner: &str| {
        let found = store.tool_choices(&person(owner)).await.expect("readable");
        let chosen = found
            .into_iter()
            .map(|choice| (choice.name, choice.permission));
        chosen.collect::<Vec<_>>()
    };
    let expected = [
        ("calculator".into(), Some(ToolPermission::Ask)),
        ("clock".into(), Some(ToolPermission::Allow)),
    ];
    assert_eq!(chosen("ann").await, expected);
    assert_eq!(chosen("bob").await.len(), 1);
    assert_eq!(chosen("eve").await, []);
    same_as_rebuilt(store).await;
}
