use http::Method;
use serde_json::{Value, json};
use thalweg_client::{Answer, Client, Request};
use thalweg_testkit::TestServer;

use super::{ask, text_of};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Asks for an account.
pub(crate) async fn register(client: &Client, name: &str, token: Option<&str>) -> Answer {
    let mut body = json!({ "name": name, "password": PASSWORD });
    if let Some(token) = token {
        body["token"] = json!(token);
    }
    ask(client, Request::post("/api/auth/register", &body)).await
}

/// Asks to be signed in.
pub(crate) async fn login(client: &Client, name: &str, password: &str) -> Answer {
    let body = json!({ "name": name, "password": password });
    ask(client, Request::post("/api/auth/login", &body)).await
}

/// The same client with the cookie that an answer set.
pub(crate) fn with_cookie_of(client: &Client, answer: &Answer) -> Client {
    let set = answer.header("set-cookie");
    let pair = set.split(';').next().unwrap_or_default();
    assert!(pair.contains("=s1."), "a session's cookie: {set}");
    client.clone().with_cookie(pair)
}

/// The owner, signed in to the account that the one-time link makes.
pub(crate) async fn owner(server: &TestServer) -> Client {
    let token = server.owner_token().to_owned();
    let made = register(&server.client(), "owner", Some(&token)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    with_cookie_of(&server.client(), &made)
}

/// The token of an invitation.
pub(crate) async fn invite(by: &Client, role: &str) -> String {
    let body = json!({ "role": role });
    let made = ask(by, Request::post("/api/admin/invitations", &body)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    text_of(&made.json(), "token")
}

/// Somebody whom `by` invited, signed in.
pub(crate) async fn invited(server: &TestServer, by: &Client, name: &str, role: &str) -> Client {
    let token = invite(by, role).await;
    let made = register(&server.client(), name, Some(&token)).await;
    assert_eq!(made.status, 201, "{:?}", made.body);
    with_cookie_of(&server.client(), &made)
}

/// Somebody signed in once more.
pub(crate) async fn again(server: &TestServer, name: &str) -> Client {
    let answer = login(&server.client(), name, PASSWORD).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    with_cookie_of(&server.client(), &answer)
}

/// The answer of `GET /api/me`.
pub(crate) async fn me(client: &Client) -> Value {
    let answer = ask(client, Request::get("/api/me")).await;
    assert_eq!(answer.status, 200, "{:?}", answer.body);
    answer.json()
}

/// The id of somebody's account.
pub(crate) async fn account_id(client: &Client) -> String {
    text_of(&me(client).await["account"], "id")
}

/// A request with a body that is not a `POST`.
pub(crate) fn with_body(method: Method, target: &str, body: &Value) -> Request {
    Request::new(method, target).body(body.to_string())
}
