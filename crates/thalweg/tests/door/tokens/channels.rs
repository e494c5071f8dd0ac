//! Channels by rules and by what a token itself allows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;
use thalweg_access::{NewToken, Rule, Rules, Verb};
use thalweg_client::{Client, Request};
use thalweg_log::{Clock as _, ManualClock};
use thalweg_wire::AccessRole;

use super::{HOUR, builder, new, token};
use crate::support::sockets::{connect, frame, say};
use crate::support::{data, problem, soon};

async fn follow(client: &Client, channels: &[&str]) -> Result<Vec<String>, (u16, String)> {
    let query: Vec<_> = channels
        .iter()
        .map(|name| format!("channel={name}"))
        .collect();
    let target = format!("/api/events?{}", query.join("&"));
    let answer = soon(client.open(Request::get(&target)))
        .await
        .expect("an answer");
    if answer.status() != 200 {
        let answer = soon(client.send(Request::get(&target)))
            .await
            .expect("an answer");
        let code = answer.json()["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        problem(&answer, answer.status, &code);
        return Err((answer.status, code));
    }
    drop(answer);
    let mut stream = soon(client.stream(Request::get(&target)))
        .await
        .expect("a stream");
    let welcome = soon(stream.next())
        .await
        .expect("not broken off")
        .expect("welcome");
    let followed = data(&welcome)["channels"].clone();
    Ok(super::texts(&followed, "channel"))
}

#[tokio::test]
async fn what_no_rule_allows_is_refused_on_every_transport() {
    let clock = Arc::new(ManualClock::new(1_796_000_000_000));
    let rule = |role, pattern: &str, verbs: &[Verb]| Rule {
        role,
        channels: pattern.parse().expect("a pattern"),
        verbs: verbs.to_vec(),
    };
    let rules = Rules::new(vec![
        rule(Some(AccessRole::Member), "room:open-*", &[Verb::Subscribe]),
        rule(None, "room:inbox-{self}", &[Verb::Publish]),
    ]);
    let server = builder(&clock)
        .settings(|settings| settings.rules = rules)
        .start()
        .await;
    let client = |new: &NewToken| server.client().with_bearer(token(new, clock.now(), HOUR));
    let ada = client(&new("ada"));
    let viewer = client(&NewToken {
        role: Some("viewer".into()),
        channels: BTreeMap::from([("room:vip".into(), vec!["subscribe".into()])]),
        ..new("vera")
    });
    let some = |names: &[&str]| Ok(names.iter().map(|name| (*name).to_owned()).collect());
    let none = |status, code: &str| Err((status, code.to_owned()));
    assert_eq!(
        follow(&ada, &["room:open-1", "room:vip"]).await,
        some(&["room:open-1"])
    );
    assert_eq!(follow(&ada, &["room:vip"]).await, none(404, "not_found"));
    // Something may be done with it, but not this.
    assert_eq!(
        follow(&ada, &["room:inbox-ada"]).await,
        none(403, "forbidden")
    );
    assert_eq!(
        follow(&ada, &["room:inbox-bob"]).await,
        none(404, "not_found")
    );
    assert_eq!(follow(&ada, &["user:bob"]).await, none(404, "not_found"));
    assert_eq!(follow(&viewer, &["room:vip"]).await, some(&["room:vip"]));
    assert_eq!(
        follow(&viewer, &["room:open-1"]).await,
        none(404, "not_found")
    );

    let (mut socket, _) = connect(&viewer).await;
    for (channel, kind) in [
        ("room:vip", "ok"),
        ("room:open-1", "error"),
        ("user:ada", "error"),
    ] {
        say(
            &mut socket,
            json!({ "type": "subscribe", "id": channel, "channel": channel }),
        )
        .await;
        assert_eq!(frame(&mut socket).await["type"], kind, "{channel}");
    }
    drop(socket);
    crate::support::until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}
