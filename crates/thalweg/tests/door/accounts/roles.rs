use http::Method;
use serde_json::json;
use thalweg_client::Request;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use crate::support::people::{account_id, invited, me, owner, with_body};
use crate::support::sockets::{call, connect, frame, frames_to, say};
use crate::support::{ask, new_conversation, opened, problem, text_of, until};

#[tokio::test]
async fn a_viewer_looks_and_changes_nothing_on_any_door() {
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .start()
        .await;
    let owner = owner(&server).await;
    let ann = invited(&server, &owner, "ann", "member").await;
    let conversation = new_conversation(&ann).await;
    let (mut socket, _) = connect(&ann).await;
    call(&mut socket, "before", "clock", json!({})).await;
    frames_to(&mut socket, "complete").await;
    let target = format!("/api/admin/users/{}", account_id(&ann).await);
    let role = |role: &str| with_body(Method::PATCH, &target, &json!({ "role": role }));
    let changed = ask(&owner, role("viewer")).await;
    assert_eq!(
        (changed.status, &changed.json()["role"]),
        (200, &json!("viewer"))
    );
    // At once, with the session and the socket that are open.
    assert_eq!(me(&ann).await["principal"]["role"], "viewer");
    call(&mut socket, "after", "clock", json!({})).await;
    let refused = frame(&mut socket).await;
    assert_eq!(
        (&refused["type"], &refused["code"]),
        (&json!("error"), &json!("forbidden"))
    );
    assert_eq!(refused["id"], "after");
    say(
        &mut socket,
        json!({ "type": "cancel_tool", "id": "before" }),
    )
    .await;
    let refused = frame(&mut socket).await;
    assert_eq!(refused["code"], "forbidden");
    let subscribe = json!({
        "type": "subscribe", "id": "s", "channel": format!("conversation:{conversation}"),
    });
    say(&mut socket, subscribe).await;
    assert_eq!(frame(&mut socket).await["type"], "ok", "looking is free");
    let target = format!("/api/conversations/{conversation}");
    let rename = with_body(Method::PATCH, &target, &json!({ "title": "x" }));
    let refused = problem(&ask(&ann, rename).await, 403, "forbidden");
    let told = text_of(&refused, "detail");
    assert!(told.contains("look at what is yours"), "{told}");
    assert_eq!(
        ask(&ann, Request::get(&target)).await.json()["title"],
        json!("New conversation")
    );
    let events = json!({ "channels": [format!("conversation:{conversation}")] });
    let followed = opened(&ann, Request::post("/api/events", &events)).await;
    assert_eq!(followed, (200, String::new()));
    assert_eq!(ask(&owner, role("member")).await.status, 200);
    call(&mut socket, "again", "clock", json!({})).await;
    frames_to(&mut socket, "complete").await;
    drop(socket);
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

#[tokio::test]
async fn admins_look_after_people_but_not_after_each_other_or_the_owner() {
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .start()
        .await;
    let owner = owner(&server).await;
    let admin = invited(&server, &owner, "admin", "admin").await;
    let other = invited(&server, &owner, "other", "admin").await;
    let ann = invited(&server, &owner, "ann", "member").await;
    let patch = async |by, of, body: serde_json::Value| {
        let target = format!("/api/admin/users/{}", account_id(of).await);
        ask(by, with_body(Method::PATCH, &target, &body)).await
    };
    for of in [&owner, &other, &admin] {
        for body in [
            json!({ "role": "viewer" }),
            json!({ "disabled": true }),
            json!({}),
        ] {
            problem(&patch(&admin, of, body).await, 403, "forbidden");
        }
        let target = format!("/api/admin/users/{}", account_id(of).await);
        problem(
            &ask(&admin, Request::delete(target)).await,
            403,
            "forbidden",
        );
    }
    problem(
        &patch(&admin, &ann, json!({ "role": "admin" })).await,
        403,
        "forbidden",
    );
    for role in ["owner", "guest", "service"] {
        let body = json!({ "role": role });
        problem(&patch(&owner, &ann, body).await, 422, "invalid_fields");
    }
    problem(
        &patch(&owner, &owner, json!({ "role": "member" })).await,
        403,
        "forbidden",
    );
    assert_eq!(
        patch(&admin, &ann, json!({ "role": "viewer" }))
            .await
            .status,
        200
    );
    assert_eq!(
        patch(&owner, &ann, json!({ "role": "admin" })).await.status,
        200
    );
    assert_eq!(me(&ann).await["principal"]["role"], "admin");
    assert_eq!(
        patch(&owner, &ann, json!({ "role": "member" }))
            .await
            .status,
        200
    );
    // What executes something stays the owner's.
    problem(
        &ask(&admin, Request::get("/api/mcp-servers")).await,
        404,
        "not_found",
    );
    server.stop().await;
}
