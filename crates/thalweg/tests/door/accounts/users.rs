use http::Method;
use serde_json::json;
use thalweg_client::Request;
use thalweg_testkit::TestServer;
use thalweg_wire::Registration;

use crate::support::people::{invited, owner, register, with_body, with_cookie_of};
use crate::support::{ask, problem, text_of};

#[tokio::test]
async fn users_are_listed_newest_first_in_pages_that_meet() {
    let server = TestServer::builder()
        .accounts(Registration::Invite)
        .start()
        .await;
    let owner = owner(&server).await;
    for name in ["ann", "bob", "carol"] {
        // Ids of one millisecond are in no order.
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        invited(&server, &owner, name, "member").await;
    }
    let mut names = Vec::new();
    let mut target = "/api/admin/users?limit=3".to_owned();
    loop {
        let page = ask(&owner, Request::get(&target)).await;
        assert_eq!(page.status, 200);
        let page = page.json();
        for item in page["items"].as_array().expect("items") {
            assert!(item["lastSeenAt"].is_string() && item.get("password").is_none());
            names.push(text_of(item, "name"));
        }
        let Some(next) = page["nextCursor"].as_str() else {
            break;
        };
        target = format!("/api/admin/users?limit=3&cursor={next}");
    }
    assert_eq!(names, ["carol", "bob", "ann", "owner"]);
    for bad in ["cursor=x", "limit=0", "limit=201"] {
        let answer = ask(&owner, Request::get(format!("/api/admin/users?{bad}"))).await;
        assert_eq!(answer.status, 400, "{bad}");
    }
    server.stop().await;
}

#[tokio::test]
async fn a_profile_is_changed_and_a_session_tells_from_where() {
    let server = TestServer::builder()
        .accounts(Registration::Open)
        .start()
        .await;
    let body = json!({ "name": "ann", "password": "correct horse battery" });
    let asked = Request::post("/api/auth/register", &body).header("user-agent", "Browser/1");
    let made = ask(&server.client(), asked).await;
    let ann = with_cookie_of(&server.client(), &made);
    let change = async |body| ask(&ann, with_body(Method::PATCH, "/api/auth/account", &body)).await;
    let named = change(json!({ "displayName": " Ann B. " })).await;
    assert_eq!(named.json()["displayName"], "Ann B.");
    assert_eq!(change(json!({})).await.json(), named.json());
    let known = ask(&ann, Request::get("/api/me")).await.json();
    assert_eq!(known["account"], named.json());
    let long = change(json!({ "displayName": "x".repeat(81) })).await;
    let long = problem(&long, 422, "invalid_fields");
    assert_eq!(long["errors"][0]["path"], "displayName");
    let bare = change(json!({ "displayName": "" })).await.json();
    assert!(bare.get("displayName").is_none(), "{bare}");
    let list = ask(&ann, Request::get("/api/auth/sessions")).await.json();
    assert_eq!(list["items"][0]["userAgent"], "Browser/1");
    let guest = register(&server.client(), "bob", None).await;
    assert_eq!(guest.status, 201);
    server.stop().await;
}
