//! External tokens: who is known by one, and what ends with it.

mod channels;
mod command;
mod live;

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg::{TokenKeys, TokenSettings};
use thalweg_access::{ClaimRules, Mode, NewToken, SigningKey, VerifyKeys};
use thalweg_client::{Answer, Client, Request};
use thalweg_log::{Clock, ManualClock, Timestamp};
use thalweg_testkit::{TestServer, TestServerBuilder};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::{ask, problem};

const SECRET: &[u8] = b"thirty-two bytes and some more of them";
const HOUR: Duration = Duration::from_secs(3_600);

struct Bench {
    server: TestServer,
    clock: Arc<ManualClock>,
}

pub(crate) fn settings(keys: TokenKeys) -> TokenSettings {
    let claims = ClaimRules {
        audience: vec!["thalweg".into()],
        ..ClaimRules::default()
    };
    TokenSettings { keys, claims }
}

pub(crate) fn secret() -> TokenKeys {
    TokenKeys::Fixed(VerifyKeys::secret(SECRET).expect("long enough"))
}

/// A server that knows people by tokens alone.
fn builder(clock: &Arc<ManualClock>) -> TestServerBuilder {
    TestServer::builder()
        .clock(clock.clone())
        .settings(|settings| {
            settings.access.mode = Mode::Nobody;
            settings.access.gate.direct_only = false;
            settings.tokens = Some(self::settings(secret()));
        })
}

impl Bench {
    async fn new() -> Self {
        let clock = Arc::new(ManualClock::new(1_796_000_000_000));
        let server = builder(&clock).start().await;
        Self { server, clock }
    }

    /// The same, whose streams look at the time again and again.
    async fn ticking() -> Self {
        let clock = Arc::new(ManualClock::new(1_796_000_000_000));
        let server = builder(&clock)
            .settings(|settings| settings.http.heartbeat = Duration::from_millis(20))
            .start()
            .await;
        Self { server, clock }
    }

    fn token(&self, subject: &str, life: Duration) -> String {
        token(&new(subject), self.clock.now(), life)
    }

    fn client(&self, subject: &str) -> Client {
        let token = self.token(subject, HOUR);
        self.server.client().with_bearer(token)
    }
}

fn new(subject: &str) -> NewToken {
    NewToken {
        subject: subject.into(),
        role: None,
        channels: Default::default(),
        issuer: None,
        audience: Some("thalweg".into()),
    }
}

fn token(new: &NewToken, now: Timestamp, life: Duration) -> String {
    let key = SigningKey::secret(SECRET).expect("long enough");
    new.sign(&key, now, life).expect("a token")
}

/// A token of that secret for an hour.
pub(crate) fn signed(subject: &str, audience: &str, now: Timestamp) -> String {
    let new = NewToken {
        audience: Some(audience.into()),
        ..new(subject)
    };
    token(&new, now, HOUR)
}

/// `{"alg":"none","typ":"JWT"}`, as it stands in a token.
pub(crate) const NONE: &str = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0";
/// `{"alg":"HS512","typ":"JWT"}`.
pub(crate) const HS512: &str = "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9";
/// `{"alg":"RS256","typ":"JWT"}`.
pub(crate) const RS256: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9";

/// The claims of a token under another head and signature.
pub(crate) fn with_head(token: &str, head: &str, signature: &str) -> String {
    let claims = token.split('.').nth(1).expect("three parts");
    format!("{head}.{claims}.{signature}")
}

async fn me(client: &Client) -> Answer {
    ask(client, Request::get("/api/me")).await
}

#[tokio::test]
async fn who_has_a_token_is_known_by_it_and_nobody_else_is_anybody() {
    let bench = Bench::new().await;
    let (ada, bob) = (bench.client("ada"), bench.client("bob"));
    let known = me(&ada).await;
    assert_eq!(known.status, 200);
    let principal = json!({ "id": "ada", "role": "member" });
    assert_eq!(known.json()["principal"], principal);
    assert_eq!(known.header("set-cookie"), "");
    let made = ask(&ada, Request::post("/api/conversations", &json!({}))).await;
    let target = format!(
        "/api/conversations/{}",
        made.json()["id"].as_str().expect("an id")
    );
    assert_eq!(ask(&ada, Request::get(&target)).await.status, 200);
    problem(&ask(&bob, Request::get(&target)).await, 404, "not_found");
    let nobody = me(&bench.server.client()).await;
    problem(&nobody, 401, "unauthorized");
    assert_eq!(nobody.header("www-authenticate"), "Bearer");
    bench.server.stop().await;
}

#[tokio::test]
async fn a_token_that_does_not_count_is_nobodys_and_says_why() {
    let bench = Bench::new().await;
    let now = bench.clock.now();
    let audience = NewToken {
        audience: Some("another".into()),
        ..new("ada")
    };
    let role = NewToken {
        role: Some("owner".into()),
        ..new("ada")
    };
    let other = SigningKey::secret(&[7; 32]).expect("long enough");
    let good = bench.token("ada", HOUR);
    let unsigned = good.rsplit_once('.').expect("three parts").0;
    for (credential, why) in [
        (token(&new("ada"), now.minus(2 * HOUR), HOUR), "has expired"),
        (token(&audience, now, HOUR), "another audience"),
        (token(&role, now, HOUR), "`role`"),
        (
            new("ada").sign(&other, now, HOUR).expect("a token"),
            "not signed",
        ),
        (format!("{unsigned}."), "not signed"),
        ("rubbish".to_owned(), "cannot be read"),
        ("x".repeat(9_000), "cannot be read"),
    ] {
        let client = bench.server.client().with_bearer(credential);
        let refused = me(&client).await;
        problem(&refused, 401, "unauthorized");
        let detail = refused.json()["detail"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(detail.contains(why), "{detail}");
    }
    bench.server.stop().await;
}

#[tokio::test]
async fn a_token_is_never_taken_for_none() {
    // Everyone is the owner here, but not who shows something that does not count.
    let server = TestServer::start().await;
    let client = server.client().with_bearer("rubbish");
    problem(&me(&client).await, 401, "unauthorized");
    // Another scheme is somebody else's affair, such as a proxy's.
    let basic = Request::get("/api/me").header("authorization", "Basic YTpi");
    assert_eq!(ask(&server.client(), basic).await.status, 200);
    server.stop().await;
}

/// Answers each request with the same key set, and says how often.
async fn issuer(set: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a place");
    let address = listener.local_addr().expect("an address");
    #[expect(clippy::disallowed_methods, reason = "it ends with the test's runtime")]
    tokio::spawn(async move {
        while let Ok((mut socket, _)) = listener.accept().await {
            let mut request = [0; 4096];
            // What is asked for does not matter.
            let _ = socket.read(&mut request).await;
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", set.len());
            let _ = socket.write_all(format!("{head}{set}").as_bytes()).await;
        }
    });
    format!("http://{address}/jwks.json")
}

#[tokio::test]
async fn keys_are_fetched_from_the_issuer() {
    const JWKS: &str = include_str!("../../../thalweg-access/src/tokens/testing/jwks.json");
    let key = include_bytes!("../../../thalweg-access/src/tokens/testing/ed25519.pem");
    let key = SigningKey::private_pem(key).expect("a key");
    let url = thalweg::JwksUrl::parse(&issuer(JWKS).await).expect("an address");
    let clock = Arc::new(ManualClock::new(1_796_000_000_000));
    let server = builder(&clock)
        .settings(|all| all.tokens = Some(settings(TokenKeys::Fetched(url))))
        .start()
        .await;
    let signed = new("ada").sign(&key, clock.now(), HOUR).expect("a token");
    assert_eq!(me(&server.client().with_bearer(signed)).await.status, 200);
    let by_secret = token(&new("ada"), clock.now(), HOUR);
    let refused = me(&server.client().with_bearer(by_secret)).await;
    problem(&refused, 401, "unauthorized");
    server.stop().await;
}

#[tokio::test]
async fn an_issuer_that_cannot_be_reached_is_told_apart_from_a_bad_token() {
    let url = {
        let gone = TcpListener::bind("127.0.0.1:0").await.expect("a place");
        let address = gone.local_addr().expect("an address");
        thalweg::JwksUrl::parse(&format!("http://{address}/")).expect("an address")
    };
    let clock = Arc::new(ManualClock::new(1_796_000_000_000));
    let server = builder(&clock)
        .settings(|all| all.tokens = Some(settings(TokenKeys::Fetched(url))))
        .start()
        .await;
    let token = token(&new("ada"), clock.now(), HOUR);
    let answer = me(&server.client().with_bearer(token)).await;
    problem(&answer, 503, "overloaded");
    assert_eq!(answer.header("retry-after"), "10");
    server.stop().await;
}

/// A value's texts under a name.
fn texts(values: &Value, name: &str) -> Vec<String> {
    let values = values.as_array().cloned().unwrap_or_default();
    let texts = values.iter().filter_map(|value| value[name].as_str());
    texts.map(Into::into).collect()
}
