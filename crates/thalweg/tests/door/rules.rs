//! Which rule decides, told to who looks after the server.

use std::sync::Arc;

use serde_json::{Value, json};
use thalweg_access::{Rule, Rules, Verb};
use thalweg_client::{Client, Request};
use thalweg_log::ManualClock;
use thalweg_testkit::TestServer;
use thalweg_wire::{AccessRole, Registration};

use crate::support::people::{self, account_id, invited, me};
use crate::support::{ask, problem, text_of};

async fn explain(by: &Client, query: &str) -> Value {
    let target = format!("/api/admin/rules/explain?{query}");
    let answer = ask(by, Request::get(&target)).await;
    assert_eq!(answer.status, 200, "{query}: {:?}", answer.body);
    answer.json()
}

async fn server() -> TestServer {
    let rule = |role, pattern: &str, verbs: &[Verb]| Rule {
        role,
        channels: pattern.parse().expect("a pattern"),
        verbs: verbs.to_vec(),
    };
    let rules = Rules::new(vec![
        rule(Some(AccessRole::Member), "room:*", &[Verb::Subscribe]),
        rule(None, "room:inbox-{self}", &[Verb::Publish]),
    ]);
    TestServer::builder()
        .accounts(Registration::Invite)
        .clock(Arc::new(ManualClock::new(1_796_000_000_000)))
        .settings(|settings| settings.rules = rules)
        .start()
        .await
}

#[tokio::test]
async fn an_admin_is_told_which_rule_decides_for_whom() {
    let server = server().await;
    let owner = people::owner(&server).await;
    let admin = invited(&server, &owner, "admin", "admin").await;
    let viewer = invited(&server, &owner, "viewer", "viewer").await;
    let whole = explain(&admin, "role=member&channel=room:a").await;
    let no_verb = "no rule allows this verb there";
    let verb =
        |verb: &str, allowed: bool, by: &str| json!({ "verb": verb, "allowed": allowed, "by": by });
    let expected = json!({
        "role": "member",
        "channel": "room:a",
        "verbs": [
            verb("subscribe", true, "rule 1 of the configuration, for `room:*`"),
            verb("publish", false, no_verb),
            verb("presence", false, no_verb),
            verb("history", false, no_verb),
        ],
    });
    assert_eq!(whole, expected);
    // Whoever has an id here has a role: an account by either of its ids, the owner, a key, a guest.
    let viewers = text_of(&me(&viewer).await["principal"], "id");
    let account = account_id(&viewer).await;
    let key = json!({ "name": "a program", "scopes": ["room:k-*=publish+history"] });
    let key = ask(&owner, Request::post("/api/admin/keys", &key))
        .await
        .json();
    let program = format!("key-{}", text_of(&key, "id").replace('-', ""));
    for (who, channel, verb, role, allowed, by) in [
        (
            &*viewers,
            "room:a",
            "subscribe",
            "viewer",
            false,
            "anything there",
        ),
        (
            &*account,
            &*format!("user:{viewers}"),
            "subscribe",
            "viewer",
            true,
            "their own feed",
        ),
        (
            &*viewers,
            &*format!("room:inbox-{viewers}"),
            "publish",
            "viewer",
            true,
            "rule 2",
        ),
        (
            "owner",
            "room:a",
            "history",
            "owner",
            true,
            "may everything",
        ),
        (
            &*program,
            "room:k-1",
            "history",
            "service",
            true,
            "their own credential, for `room:k-*`",
        ),
        (
            &*program,
            "room:k-1",
            "subscribe",
            "service",
            false,
            "this verb",
        ),
        (
            "guest-0",
            "room:a",
            "subscribe",
            "guest",
            false,
            "anything there",
        ),
        (
            "ada&role=member",
            "room:a",
            "subscribe",
            "member",
            true,
            "rule 1",
        ),
        (
            "owner",
            "system:audit",
            "subscribe",
            "owner",
            false,
            "its own route",
        ),
    ] {
        let query = format!("principal={who}&channel={channel}&verb={verb}");
        let said = explain(&admin, &query).await;
        assert_eq!(said["role"], role, "{query}");
        assert_eq!(said["verbs"].as_array().map(Vec::len), Some(1));
        let told = &said["verbs"][0];
        assert_eq!(told["allowed"], allowed, "{query}: {told}");
        assert!(text_of(told, "by").contains(by), "{query}: {told}");
    }
    let by_account = explain(&admin, &format!("principal={account}&channel=room:a")).await;
    assert_eq!(by_account["principal"], *viewers);
    // A key that is gone is nobody's.
    let target = format!("/api/admin/keys/{}", text_of(&key, "id"));
    assert_eq!(ask(&owner, Request::delete(target)).await.status, 204);
    for (query, path) in [
        ("channel=room:a".to_owned(), "principal"),
        (format!("principal={program}&channel=room:a"), "role"),
        ("principal=ada&channel=room:a".into(), "role"),
        ("principal=account-0&channel=room:a".into(), "role"),
        (
            format!("principal={account}&role=owner&channel=room:a"),
            "role",
        ),
        ("principal=a%20b&channel=room:a".into(), "principal"),
        ("role=queen&channel=room:a".into(), "role"),
        ("role=member".into(), "channel"),
        ("role=member&channel=room".into(), "channel"),
        (
            format!("role=member&channel=conversation:{account}"),
            "channel",
        ),
        ("role=member&channel=room:a&verb=own".into(), "verb"),
    ] {
        let target = format!("/api/admin/rules/explain?{query}");
        let refused = ask(&admin, Request::get(target)).await;
        let said = problem(&refused, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], path, "{query}");
    }
    server.stop().await;
}
