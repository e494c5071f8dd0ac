use axum::response::Response;
use http::header::{ACCEPT_ENCODING, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, Method, StatusCode};
use http_body_util::BodyExt;

use super::super::table::Assets;
use super::super::testing::{bare_page, page};

/// `(status, headers, body)` of one request to `page`.
async fn send(
    page: &Assets,
    method: Method,
    uri: &str,
    headers: &[(HeaderName, &str)],
) -> (StatusCode, HeaderMap, String) {
    let headers = headers
        .iter()
        .map(|(name, value)| (name.clone(), value.parse().expect("a header value")))
        .collect();
    let uri = uri.parse().expect("a URI");
    let (parts, body) = Response::into_parts(page.respond(&method, &uri, &headers));
    let body = body.collect().await.expect("a static body").to_bytes();
    let body = String::from_utf8(body.to_vec()).expect("the test page is text");
    (parts.status, parts.headers, body)
}

async fn get(uri: &str) -> (StatusCode, HeaderMap, String) {
    send(&page(), Method::GET, uri, &[]).await
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers
        .get(name)
        .map_or("", |value| value.to_str().expect("a header is ASCII"))
}

#[tokio::test]
async fn root_leads_to_the_chat_and_keeps_the_query() {
    let (status, headers, _) = get("/?a=1").await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
    assert_eq!(header(&headers, "location"), "/chat?a=1");
}

#[tokio::test]
async fn a_page_comes_with_type_policy_and_security_headers() {
    let (status, headers, body) = get("/chat?id=7").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "chat as it is"));
    assert_eq!(header(&headers, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&headers, "content-length"), "13");
    assert_eq!(header(&headers, "cache-control"), "no-cache");
    assert_eq!(header(&headers, "vary"), "accept-encoding");
    assert!(header(&headers, "content-security-policy").contains("'sha256-one='"));
    assert_eq!(header(&headers, "x-content-type-options"), "nosniff");
    assert_eq!(header(&headers, "referrer-policy"), "no-referrer");
    assert_eq!(
        header(&headers, "cross-origin-opener-policy"),
        "same-origin"
    );
    assert_eq!(
        header(&headers, "cross-origin-resource-policy"),
        "same-origin"
    );
}

#[tokio::test]
async fn hashed_names_are_kept_for_ever_and_payloads_are_not() {
    let (_, headers, body) = get("/_next/static/chunks/a.js").await;
    assert_eq!(body, "script");
    assert_eq!(
        header(&headers, "cache-control"),
        "public, max-age=31536000, immutable"
    );
    assert!(!headers.contains_key("content-security-policy"));

    let (status, headers, body) = get("/chat/__next.$d$id.__PAGE__.txt?_rsc=1x").await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, "payload"));
    assert_eq!(
        header(&headers, "content-type"),
        "text/plain; charset=utf-8"
    );
    assert_eq!(header(&headers, "cache-control"), "no-cache");
}

#[tokio::test]
async fn each_form_has_its_own_tag() {
    let forms = [
        ("br", "chat as brotli"),
        ("gzip", "chat as gzip"),
        ("", "chat as it is"),
    ];
    let mut tags = std::collections::HashSet::new();
    for (encoding, expected) in forms {
        let (status, headers, body) = send(
            &page(),
            Method::GET,
            "/chat",
            &[(ACCEPT_ENCODING, encoding)],
        )
        .await;
        assert_eq!((status, body.as_str()), (StatusCode::OK, expected));
        assert_eq!(header(&headers, "content-encoding"), encoding);
        assert_eq!(
            header(&headers, "content-length"),
            expected.len().to_string()
        );
        assert!(
            tags.insert(header(&headers, "etag").to_owned()),
            "a tag is used twice"
        );
    }
}

#[tokio::test]
async fn what_the_client_has_is_not_sent_again() {
    for tag in ["\"0a1b\"", "W/\"0a1b\"", "\"x\", \"0a1b\"", "*"] {
        let (status, headers, body) =
            send(&page(), Method::GET, "/chat", &[(IF_NONE_MATCH, tag)]).await;
        assert_eq!(
            (status, body.as_str()),
            (StatusCode::NOT_MODIFIED, ""),
            "{tag}"
        );
        assert_eq!(header(&headers, "etag"), "\"0a1b\"");
        assert_eq!(header(&headers, "cache-control"), "no-cache");
        assert!(!headers.contains_key("content-length"));
    }
    for tag in ["\"0a1b-br\"", "0a1b", "\"\"", ""] {
        let (status, _, body) = send(&page(), Method::GET, "/chat", &[(IF_NONE_MATCH, tag)]).await;
        assert_eq!(
            (status, body.as_str()),
            (StatusCode::OK, "chat as it is"),
            "{tag}"
        );
    }
}

#[tokio::test]
async fn head_has_the_headers_of_get_and_no_body() {
    let (_, expected, _) = get("/chat").await;
    let (status, headers, body) = send(&page(), Method::HEAD, "/chat", &[]).await;
    assert_eq!((status, body.as_str()), (StatusCode::OK, ""));
    assert_eq!(headers, expected);
}

#[tokio::test]
async fn other_methods_are_refused() {
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let (status, headers, _) = send(&page(), method, "/chat", &[]).await;
        assert_eq!(status, StatusCode::METHOD_NOT_ALLOWED);
        assert_eq!(header(&headers, "allow"), "GET, HEAD");
    }
}

#[tokio::test]
async fn an_unknown_path_is_404_with_the_pages_own_words() {
    for path in [
        "/nothing",
        "/_next/static/chunks/gone.js",
        "/%2e%2e/Cargo.toml",
    ] {
        let (status, headers, body) = get(path).await;
        assert_eq!(
            (status, body.as_str()),
            (StatusCode::NOT_FOUND, "no such page"),
            "{path}"
        );
        assert_eq!(header(&headers, "cache-control"), "no-cache");
        assert!(headers.contains_key("content-security-policy"));
        assert!(
            !headers.contains_key("etag"),
            "a 404 is never to be answered with 304"
        );
    }
    let (status, _, body) = send(&bare_page(), Method::GET, "/nothing", &[]).await;
    assert_eq!(
        (status, body.as_str()),
        (StatusCode::NOT_FOUND, "not found\n")
    );
    let (status, ..) = send(&page(), Method::GET, "/nothing", &[(IF_NONE_MATCH, "*")]).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_closing_slash_leads_to_the_path_without_it_but_never_to_another_host() {
    let (status, headers, _) = get("/chat/?id=7").await;
    assert_eq!(status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(header(&headers, "location"), "/chat?id=7");
    for path in ["//elsewhere.example/", "//chat/", "/nothing/"] {
        let (status, headers, _) = get(path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
        assert!(!headers.contains_key("location"), "{path}");
    }
}
