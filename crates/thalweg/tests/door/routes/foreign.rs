//! Every route that names something × everything that somebody else has × who asks: what is another's
//! answers in each of its bytes as what is not there.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::Value;
use thalweg_client::{Answer, Client, Request};
use thalweg_providers::FakeProvider;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use super::rows::{Audience, Row, rows};
use super::verdicts::program;
use super::{Ids, filled, idle, new_resource, nobodys};
use crate::support::people::{self, account_id, again, invited, me};
use crate::support::{ask, jobs, soon, state, text_of, until};

/// Whether a row names something that may be somebody's, in its path, its query or its body.
fn names_something(row: &Row) -> bool {
    let body = row.body.as_ref().map(Value::to_string).unwrap_or_default();
    let names = [
        "{conversation}",
        "{run}",
        "{message}",
        "{template}",
        "{job}",
        "{approval}",
        "{stream}",
        "{user}",
        "{session}",
    ];
    // What only the owner sees is made by name, and for the owner.
    row.audience != Audience::Owner
        && names
            .iter()
            .any(|name| row.target.contains(name) || body.contains(name))
}

/// All of an answer but for what is of the request itself: its id.
async fn whole(client: &Client, request: Request, id: &str) -> (u16, String, BTreeSet<String>) {
    let answer: Answer = ask(client, request).await;
    let mut body = answer.json();
    body["requestId"] = Value::Null;
    let names = answer.headers.keys().map(ToString::to_string).collect();
    (answer.status, body.to_string().replace(id, "ID"), names)
}

#[tokio::test]
async fn no_id_of_anothers_thing_changes_an_answer_from_that_to_no_thing() {
    let server = TestServer::builder()
        .guests()
        .accounts(Registration::Invite)
        .models(Arc::new(FakeProvider::new()))
        .settings(|settings| {
            settings.streams_per_principal = 1_000;
            let rates = thalweg_access::Rates::OFF;
            settings.limits = thalweg_access::LimitsConfig::new(rates, None);
        })
        .start()
        .await;
    let owner = people::owner(&server).await;
    let member = invited(&server, &owner, "member", "member").await;
    let another = invited(&server, &owner, "another", "member").await;
    let viewer = invited(&server, &owner, "viewer", "viewer").await;
    let everything = program(&server, &owner, &["read", "chat", "tools"]).await;
    let guest = server.guest().await;
    let feed = Request::get("/api/events?channel=user:owner");
    let mut feed = soon(owner.stream(feed)).await.expect("a stream");
    let mut ids = new_resource(&server, &owner, &member, &mut feed).await;
    ids.user = account_id(&member).await;
    let session = again(&server, "member").await;
    ids.session = text_of(&me(&session).await["session"], "id");
    let before = state(&server, &member, &ids.conversation).await;
    let mut asked = 0;
    for row in rows().into_iter().filter(names_something) {
        for (who, client) in [
            ("another", &another),
            ("viewer", &viewer),
            ("guest", &guest),
            ("program", &everything),
        ] {
            let unknown = nobodys(&server);
            let nothing = whole(client, filled(&row, &Ids::only(&unknown)), &unknown).await;
            for id in ids.all() {
                let foreign = whole(client, filled(&row, &Ids::only(id)), id).await;
                let name = format!("{} {}, {who}, {id}", row.method, row.target);
                assert_eq!(foreign, nothing, "{name}");
                let refused = [403, 404, 422].contains(&foreign.0);
                assert!(refused, "{name}: {}", foreign.0);
                asked += 1;
            }
        }
    }
    assert!(asked > 700, "{asked}");
    let after = state(&server, &member, &ids.conversation).await;
    assert_eq!(before, after, "nothing of theirs was changed");
    assert_eq!(me(&session).await["account"]["name"], "member");
    jobs::stop(&member, &ids.job).await;
    idle(&server).await;
    drop((feed, ids));
    until(async || server.app().streams.is_empty()).await;
    until(async || server.app().chat.jobs_in_progress() == 0).await;
    server.stop().await;
}
