//! What a ticket is bound to, and where none is taken.

use serde_json::json;
use thalweg_client::Request;

use super::{Bench, PAGE, assert_refused, follow, from_page, url, wish};
use crate::support::people::{invited, me};
use crate::support::{ask, new_conversation, problem, text_of};

#[tokio::test]
async fn a_ticket_is_for_its_path_its_selection_and_its_origin() {
    let bench = Bench::new().await;
    let page = bench.server.client();
    let other = new_conversation(&bench.member).await;
    let own = text_of(&me(&bench.member).await["principal"], "id");
    let (own, conversation) = (format!("user:{own}"), format!("conversation:{other}"));
    let asked = format!("/api/events?channel={own}&channel={conversation}&type=message");
    let url = url(&bench.member, &asked).await;
    let (_, ticket) = url.split_once("&ticket=").expect("a ticket");
    let with = |path: &str| {
        let and = if path.contains('?') { '&' } else { '?' };
        from_page(&format!("{path}{and}ticket={ticket}"))
    };
    for elsewhere in [
        bench.path(),
        "/api/events".into(),
        format!("/api/events?channel={own}&type=message"),
        format!("/api/events?channel={own}&channel={conversation}"),
        format!("/api/events?channel={own}&channel={conversation}&type=message&type=token"),
        format!("/api/events?channel={own}&channel=room:a&type=message"),
    ] {
        assert_refused(&page, with(&elsewhere), "another path, selection or origin").await;
    }
    let target = format!("{asked}&ticket={ticket}");
    for origin in [
        Some("https://evil.example"),
        Some("https://app.example.evil.example"),
        Some("null"),
        // The server's own page.
        Some(&*format!("http://{}", bench.server.address())),
        None,
    ] {
        let request = Request::get(&target);
        let request = match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        };
        assert_refused(&page, request, "another path, selection or origin").await;
    }
    // In any order, from a place and in other pieces it is the same selection.
    let same = format!("/api/events?flushMs=10&type=message&channel={conversation}&channel={own}");
    let (stream, welcome) = follow(&page, with(&same)).await;
    assert_eq!(welcome.kind, "welcome");
    drop(stream);
    // Of two streams of the same person that are asked for alike it is for the one.
    let url = bench.ticket().await;
    let alike = url.replace(&bench.conversation, &other);
    assert_ne!(alike, url);
    assert_refused(
        &page,
        from_page(&alike),
        "another path, selection or origin",
    )
    .await;
    let (stream, _) = follow(&page, from_page(&url)).await;
    drop(stream);
    bench.end().await;
}

#[tokio::test]
async fn a_ticket_without_an_origin_is_for_programs_and_the_own_page() {
    let bench = Bench::new().await;
    let client = bench.server.client();
    let own = format!("http://{}", bench.server.address());
    // Named in no other way than by the browser.
    let mine = |path: &str| Request::post("/api/auth/ticket", &json!({ "path": path }));
    for origin in [None, Some(own.as_str())] {
        let made = ask(&bench.member, mine(&bench.path())).await;
        let url = text_of(&made.json(), "url");
        assert_refused(&client, from_page(&url), "another path").await;
        let image = Request::get(&url).header("sec-fetch-site", "cross-site");
        assert_refused(&client, image, "another path").await;
        let request = Request::get(&url);
        let request = origin
            .into_iter()
            .fold(request, |request, origin| request.header("origin", origin));
        let (stream, _) = follow(&client, request).await;
        drop(stream);
    }
    // The page itself asks, with what its browser knows it by.
    let key = json!({ "name": "a page's server", "scopes": ["read"] });
    let key = ask(&bench.owner, Request::post("/api/admin/keys", &key)).await;
    let program = client.clone().with_bearer(text_of(&key.json(), "key"));
    let id = text_of(&me(&program).await["principal"], "id");
    let wish = mine(&format!("/api/events?channel=user:{id}")).header("origin", PAGE);
    let made = ask(&program, wish).await;
    assert_eq!(made.header("access-control-allow-origin"), PAGE);
    let (stream, _) = follow(&client, from_page(&text_of(&made.json(), "url"))).await;
    drop(stream);
    bench.end().await;
}

#[tokio::test]
async fn a_ticket_is_for_following_alone_and_stands_beside_no_other_credential() {
    let bench = Bench::new().await;
    let page = bench.server.client();
    let url = bench.ticket().await;
    let (path, ticket) = url.split_once("?ticket=").expect("a ticket");
    let with = |target: &str| format!("{target}?ticket={ticket}");
    let conversation = format!("/api/conversations/{}", bench.conversation);
    let refused = [
        Request::get(with("/api/me")),
        Request::get(with(&conversation)),
        Request::get(with("/api/conversations")),
        Request::get(with("/api/ws")),
        Request::get(with("/api/auth")),
        Request::get(with("/api/openapi.json")),
        Request::delete(with(&conversation)),
        Request::post(with("/api/auth/refresh"), &json!({ "streamId": "x" })),
        Request::post(with("/api/auth/ticket"), &json!({ "path": path })),
        Request::post(with("/api/auth/login"), &json!({})),
        Request::post(with("/api/events"), &json!({ "channels": ["room:a"] })),
        Request::new(http::Method::HEAD, with(path)),
        // Written otherwise it is the same.
        Request::get(format!("/api/me?%74icket={ticket}")),
        from_page(&format!("{url}&ticket={ticket}")),
        from_page(&url).header("authorization", "Bearer tlk_x"),
        from_page(&url).header("authorization", "Basic eDp4"),
        from_page(&url).header("cookie", "thalweg_session=s1.x"),
    ];
    for request in refused {
        let name = format!("{request:?}");
        let answer = ask(&page, request.header("origin", PAGE)).await;
        assert_eq!(answer.status, 400, "{name}");
        assert_eq!(answer.header("access-control-allow-origin"), PAGE, "{name}");
    }
    for guess in ["", "x", "tlt_", &"tlt_0".repeat(14), "tlk_x"] {
        let guess = from_page(&format!("{path}?ticket={guess}"));
        assert_refused(&page, guess, "no such ticket").await;
    }
    // No other secret is taken there: it is as if nothing were said.
    let cookie = bench.member.cookie().expect("a session").to_owned();
    let secret = cookie.split_once('=').expect("a pair").1;
    assert_refused(
        &page,
        from_page(&format!("{path}?ticket={secret}")),
        "no such",
    )
    .await;
    for name in ["access_token", "token", "key", "authorization"] {
        let request = from_page(&format!("{path}?{name}={secret}"));
        assert_refused(&page, request, "nobody without a credential").await;
    }
    let (stream, _) = follow(&page, from_page(&url)).await;
    drop(stream);
    bench.end().await;
}

#[tokio::test]
async fn whoever_may_read_gets_one_for_what_is_a_stream_and_for_an_origin_that_may_ask() {
    let bench = Bench::new().await;
    let viewer = invited(&bench.server, &bench.owner, "viewer", "viewer").await;
    let made = ask(&viewer, wish(&bench.path())).await;
    assert_eq!(made.status, 201);
    // Whose it is, is asked when it is used.
    let page = bench.server.client();
    let foreign = ask(&page, from_page(&text_of(&made.json(), "url"))).await;
    problem(&foreign, 404, "not_found");
    let long = format!("/api/events?channel=room:{}", "a".repeat(8_192));
    for path in [
        "",
        "api/events",
        "/api/conversations",
        "/api/conversations/x/events",
        "/api/events/",
        "/api/events#here",
        "/api/events?a b",
        "/api/ws",
        "/chat",
        "https://app.example/api/events",
        "//app.example/api/events",
        "/api/events?ticket=x",
        "/api/realtime/00000000-0000-7000-8000-00000000000A",
        &long,
    ] {
        let refused = ask(&bench.member, wish(path)).await;
        let said = problem(&refused, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], "path", "{path}");
    }
    for origin in ["https://evil.example", "null", ""] {
        let body = json!({ "path": bench.path(), "origin": origin });
        let refused = ask(&bench.member, Request::post("/api/auth/ticket", &body)).await;
        let said = problem(&refused, 422, "invalid_fields");
        assert_eq!(said["errors"][0]["path"], "origin", "{origin}");
    }
    let key = json!({ "name": "a program", "scopes": ["chat", "tools"] });
    let key = ask(&bench.owner, Request::post("/api/admin/keys", &key)).await;
    let blind = bench
        .server
        .client()
        .with_bearer(text_of(&key.json(), "key"));
    let refused = ask(&blind, wish("/api/events?channel=room:a")).await;
    let detail = text_of(&problem(&refused, 403, "forbidden"), "detail");
    assert!(detail.contains("`read`"), "{detail}");
    problem(&ask(&page, wish(&bench.path())).await, 401, "unauthorized");
    bench.end().await;
}
