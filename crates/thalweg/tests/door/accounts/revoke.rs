use std::time::{Duration, Instant};

use http::Method;
use serde_json::json;
use thalweg_client::{Client, EventStream, Request};
use thalweg_testkit::{Socket, TestServer};
use thalweg_wire::Registration;

use crate::support::people::{
    PASSWORD, account_id, again, invited, login, me, owner, with_body, with_cookie_of,
};
use crate::support::sockets::{closed, connect};
use crate::support::{ask, data, new_conversation, problem, soon, start_run, text_of, until};

/// What one client follows: an event stream and a WebSocket.
struct Follows {
    stream: EventStream,
    socket: Socket,
}

async fn follows(client: &Client) -> Follows {
    let id = text_of(&me(client).await["principal"], "id");
    let target = format!("/api/events?channel=user:{id}");
    let stream = client.stream(Request::get(target));
    let mut stream = soon(stream).await.expect("a stream");
    let welcome = soon(stream.next()).await.expect("alive").expect("an event");
    assert_eq!(welcome.kind, "welcome");
    let (socket, _) = connect(client).await;
    Follows { stream, socket }
}

/// Both end within a second, and say why.
async fn assert_ended(mut follows: Follows, why: &str) {
    let began = Instant::now();
    let mut kinds = Vec::new();
    while let Some(event) = soon(follows.stream.next()).await.expect("a clean end") {
        kinds.push(event.kind);
    }
    assert_eq!(kinds.last().map(String::as_str), Some("expired"), "{why}");
    assert_eq!(closed(&mut follows.socket).await, 4401, "{why}");
    assert!(began.elapsed() < Duration::from_secs(1), "{why}");
}

/// Both go on.
async fn assert_alive(follows: &mut Follows, client: &Client) {
    let made = new_conversation(client).await;
    loop {
        let event = soon(follows.stream.next()).await.expect("alive");
        let event = event.expect("an event");
        if event.kind == "conversation" && data(&event)["data"]["id"] == json!(made) {
            break;
        }
    }
    let ping = json!({ "type": "ping", "id": "p" });
    soon(follows.socket.send(&ping)).await.expect("sent");
    let pong = crate::support::sockets::frame(&mut follows.socket).await;
    assert_eq!(pong["type"], "pong");
}

async fn server() -> TestServer {
    let builder = TestServer::builder().accounts(Registration::Invite);
    builder.start().await
}

async fn end(server: TestServer) {
    until(async || server.app().streams.is_empty()).await;
    server.stop().await;
}

async fn assert_over(client: &Client) {
    problem(
        &ask(client, Request::get("/api/me")).await,
        401,
        "unauthorized",
    );
}

#[tokio::test]
async fn streams_end_with_their_session_and_no_others_do() {
    let server = server().await;
    let owner = owner(&server).await;
    let first = invited(&server, &owner, "ann", "member").await;
    let bob = invited(&server, &owner, "bob", "member").await;
    let (second, third) = (again(&server, "ann").await, again(&server, "ann").await);
    let [one, two, mut three, mut bobs] = [
        follows(&first).await,
        follows(&second).await,
        follows(&third).await,
        follows(&bob).await,
    ];
    // By itself.
    let out = Request::new(Method::POST, "/api/auth/logout");
    assert_eq!(ask(&first, out).await.status, 204);
    assert_ended(one, "signed out").await;
    assert_over(&first).await;
    // By another session of the same account.
    let id = text_of(&me(&second).await["session"], "id");
    let target = format!("/api/auth/sessions/{id}");
    problem(&ask(&bob, Request::delete(&target)).await, 404, "not_found");
    assert_eq!(ask(&third, Request::delete(&target)).await.status, 204);
    assert_ended(two, "revoked").await;
    assert_over(&second).await;
    problem(
        &ask(&third, Request::delete(&target)).await,
        404,
        "not_found",
    );
    assert_alive(&mut three, &third).await;
    assert_alive(&mut bobs, &bob).await;
    drop((three, bobs));
    end(server).await;
}

#[tokio::test]
async fn a_changed_password_and_a_word_end_all_other_sessions() {
    let server = server().await;
    let owner = owner(&server).await;
    let first = invited(&server, &owner, "ann", "member").await;
    let mut kept = follows(&first).await;
    let second = again(&server, "ann").await;
    let other = follows(&second).await;
    let change = |current: &str, password: &str| {
        let body = json!({ "current": current, "password": password });
        Request::post("/api/auth/password", &body)
    };
    let wrong = ask(&first, change("wrong horse battery", "another one")).await;
    let wrong = problem(&wrong, 422, "invalid_fields");
    assert_eq!(wrong["errors"][0]["path"], "current");
    let short = problem(
        &ask(&first, change(PASSWORD, "short")).await,
        422,
        "invalid_fields",
    );
    assert_eq!(short["errors"][0]["path"], "password");
    assert_eq!(
        me(&second).await["account"]["name"],
        "ann",
        "nothing changed"
    );
    assert_eq!(
        ask(&first, change(PASSWORD, "another one")).await.status,
        204
    );
    assert_ended(other, "the password changed").await;
    assert_over(&second).await;
    let old = login(&server.client(), "ann", PASSWORD).await;
    problem(&old, 401, "unauthorized");
    let new = login(&server.client(), "ann", "another one").await;
    let third = with_cookie_of(&server.client(), &new);
    let other = follows(&third).await;
    let list = ask(&first, Request::get("/api/auth/sessions")).await.json();
    let items = list["items"].as_array().expect("sessions");
    assert_eq!(items.len(), 2);
    let current: Vec<_> = items
        .iter()
        .filter(|item| item["current"] == true)
        .collect();
    assert_eq!(current.len(), 1);
    assert_eq!(current[0]["id"], me(&first).await["session"]["id"]);
    assert_eq!(
        ask(&first, Request::delete("/api/auth/sessions"))
            .await
            .status,
        204
    );
    assert_ended(other, "signed out everywhere else").await;
    assert_over(&third).await;
    assert_alive(&mut kept, &first).await;
    drop(kept);
    end(server).await;
}

#[tokio::test]
async fn a_disabled_account_has_no_streams_and_its_holder_gets_no_new_ones() {
    let server = server().await;
    let owner = owner(&server).await;
    let ann = invited(&server, &owner, "ann", "member").await;
    let target = format!("/api/admin/users/{}", account_id(&ann).await);
    let set = |off: bool| with_body(Method::PATCH, &target, &json!({ "disabled": off }));
    let had = follows(&ann).await;
    let changed = ask(&owner, set(true)).await;
    assert_eq!(
        (changed.status, &changed.json()["disabled"]),
        (200, &json!(true))
    );
    assert_ended(had, "disabled").await;
    assert_over(&ann).await;
    let refused = login(&server.client(), "ann", PASSWORD).await;
    problem(&refused, 401, "unauthorized");
    assert_eq!(ask(&owner, set(false)).await.status, 200);
    assert_over(&ann).await;
    assert_eq!(
        me(&again(&server, "ann").await).await["account"]["name"],
        "ann"
    );
    end(server).await;
}

#[tokio::test]
async fn a_deleted_account_takes_its_streams_conversations_and_runs_with_it() {
    for by_owner in [false, true] {
        let (model, builder) = crate::support::scripted();
        model.script(vec![thalweg_providers::FakeStep::Hang]);
        let server = builder.accounts(Registration::Invite).start().await;
        let owner = owner(&server).await;
        let ann = invited(&server, &owner, "ann", "member").await;
        let run = start_run(&ann, &json!({ "prompt": "Tell me all" })).await;
        let conversation = text_of(&run, "conversationId");
        let principal = text_of(&me(&ann).await["principal"], "id");
        let had = follows(&ann).await;
        if by_owner {
            let target = format!("/api/admin/users/{}", account_id(&ann).await);
            assert_eq!(ask(&owner, Request::delete(&target)).await.status, 204);
            problem(
                &ask(&owner, Request::delete(&target)).await,
                404,
                "not_found",
            );
        } else {
            let delete = |password: &str| {
                let body = json!({ "password": password });
                with_body(Method::DELETE, "/api/auth/account", &body)
            };
            let wrong = ask(&ann, delete("wrong horse battery")).await;
            problem(&wrong, 422, "invalid_fields");
            assert_eq!(ask(&ann, delete(PASSWORD)).await.status, 204);
        }
        assert_ended(had, "deleted").await;
        assert_over(&ann).await;
        assert_eq!(server.app().chat.runs_in_progress(), 0);
        let principal = principal.parse().expect("an id");
        let id = conversation.parse().expect("an id");
        let found = server.app().chat.conversation(&principal, id).await;
        assert!(found.is_err(), "it is deleted");
        let refused = login(&server.client(), "ann", PASSWORD).await;
        problem(&refused, 401, "unauthorized");
        // The name is free again, and whoever takes it has nothing of hers.
        let other = invited(&server, &owner, "ann", "member").await;
        let list = ask(&other, Request::get("/api/conversations")).await.json();
        assert_eq!(list["items"], json!([]));
        end(server).await;
    }
}

#[tokio::test]
async fn the_owners_account_stays() {
    let server = server().await;
    let owner = owner(&server).await;
    let body = json!({ "password": PASSWORD });
    let gone = with_body(Method::DELETE, "/api/auth/account", &body);
    problem(&ask(&owner, gone).await, 403, "forbidden");
    assert_eq!(me(&owner).await["principal"]["role"], "owner");
    end(server).await;
}
