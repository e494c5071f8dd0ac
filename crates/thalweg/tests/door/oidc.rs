//! Signing in with an identity provider: who gets in as whom, and what does not count.

mod fake;
mod forged;
mod unwell;
mod whose;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thalweg::OidcSettings;
use thalweg_client::{Answer, Client, Request};
use thalweg_log::{Clock as _, ManualClock};
use thalweg_testkit::{TestServer, TestServerBuilder};
use thalweg_wire::Registration;

use self::fake::FakeIdentity;
use crate::support::{ask, text_of};

/// 2026-11-30, in milliseconds.
const NOW: u64 = 1_796_000_000_000;

struct Bench {
    identity: FakeIdentity,
    server: TestServer,
    clock: Arc<ManualClock>,
}

impl Bench {
    async fn new(registration: Registration) -> Self {
        Self::with(registration, |builder| builder).await
    }

    async fn with(
        registration: Registration,
        change: impl FnOnce(TestServerBuilder) -> TestServerBuilder,
    ) -> Self {
        let identity = FakeIdentity::start().await;
        let clock = Arc::new(ManualClock::new(NOW));
        let config = identity.config();
        let builder = TestServer::builder()
            .accounts(registration)
            .clock(clock.clone())
            .settings(|settings| {
                let patience = Duration::from_secs(5);
                settings.oidc = Some(OidcSettings { config, patience });
            });
        let server = change(builder).start().await;
        Self {
            identity,
            server,
            clock,
        }
    }

    fn browser(&self) -> Browser {
        Browser {
            client: self.server.client(),
            cookies: BTreeMap::new(),
        }
    }

    fn now_s(&self) -> u64 {
        self.clock.now().as_millis() / 1_000
    }

    /// Somebody signs in whose ID token says `claims`, and is sent back.
    async fn sign_in(&self, browser: &mut Browser, body: Value, claims: Value) -> Answer {
        let url = browser.begin(body).await;
        let query = self.identity.signs_in(&url, &claims, self.now_s());
        browser.come_back(&query).await
    }
}

/// Keeps cookies, as a browser does.
#[derive(Clone)]
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn as_client(&self) -> Client {
        let pairs = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"));
        let all = pairs.collect::<Vec<_>>().join("; ");
        match self.cookies.is_empty() {
            true => self.client.clone(),
            false => self.client.clone().with_cookie(all),
        }
    }

    async fn ask(&mut self, request: Request) -> Answer {
        let answer = ask(&self.as_client(), request).await;
        for set in answer.headers.get_all("set-cookie") {
            let set = set.to_str().expect("text");
            let pair = set.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a pair");
            self.cookies.insert(name.into(), value.into());
        }
        answer
    }

    /// Begins a sign-in: the provider's page.
    async fn begin(&mut self, body: Value) -> String {
        let answer = self.ask(Request::post("/api/auth/oidc/start", &body)).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        text_of(&answer.json(), "url")
    }

    async fn come_back(&mut self, query: &str) -> Answer {
        let target = format!("/api/auth/oidc/callback?{query}");
        self.ask(Request::get(target)).await
    }

    async fn me(&mut self) -> Value {
        let answer = self.ask(Request::get("/api/me")).await;
        assert_eq!(answer.status, 200, "{:?}", answer.body);
        answer.json()
    }
}

/// Where an answer leads, which is nowhere but to the page.
fn leads_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, 303, "{:?}", answer.body);
    assert!(answer.body.is_empty());
    answer.header("location")
}

#[tokio::test]
async fn who_signs_in_with_the_provider_has_an_account_and_comes_back_to_it() {
    let bench = Bench::new(Registration::Open).await;
    let auth = ask(&bench.server.client(), Request::get("/api/auth")).await;
    assert_eq!(auth.json()["oidc"], json!({ "name": "Example ID" }));
    assert!(
        bench.identity.asked().is_empty(),
        "nothing is asked before it is needed"
    );

    let mut browser = bench.browser();
    let to = json!({ "returnTo": "/chat?c=7" });
    let answer = bench.sign_in(&mut browser, to, json!({})).await;
    assert_eq!(leads_to(&answer), "/chat?c=7");
    let set = answer.header("set-cookie");
    assert!(
        set.starts_with("thalweg_session=s1.") && set.contains("HttpOnly; SameSite=Lax"),
        "{set}"
    );
    let me = browser.me().await;
    let account = &me["account"];
    assert_eq!(account["name"], "ada");
    assert_eq!(account["displayName"], "Ada L.");
    assert_eq!(
        (&account["role"], &account["provider"]),
        (&json!("member"), &json!(true))
    );

    let mut elsewhere = bench.browser();
    let answer = bench
        .sign_in(&mut elsewhere, json!({}), json!({ "name": "Ada K." }))
        .await;
    assert_eq!(leads_to(&answer), "/chat");
    let again = elsewhere.me().await;
    assert_eq!(
        again["account"], me["account"],
        "whatever she is called now"
    );
    assert_eq!(again["principal"], me["principal"]);
    assert_ne!(again["session"]["id"], me["session"]["id"]);

    // It is asked once how it is set up, and for its keys.
    let once = |path: &str| {
        bench
            .identity
            .asked()
            .iter()
            .filter(|asked| *asked == path)
            .count()
    };
    assert_eq!(once("/realm/.well-known/openid-configuration"), 1);
    assert_eq!(
        (once("/realm/keys"), once("/realm/token"), once("/realm/me")),
        (1, 2, 0)
    );
    bench.server.stop().await;
}
