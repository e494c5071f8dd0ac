//! A small identity provider: it knows whom the test says, and does what no provider should.

use std::collections::BTreeMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use parking_lot::Mutex;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use thalweg_access::OidcConfig;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

const JWKS: &str = include_str!("../../../../thalweg-access/src/tokens/testing/jwks.json");
const RSA: &[u8] = include_bytes!("../../../../thalweg-access/src/tokens/testing/rsa.pem");
const P256: &[u8] = include_bytes!("../../../../thalweg-access/src/tokens/testing/p256.pem");
const ED25519: &[u8] = include_bytes!("../../../../thalweg-access/src/tokens/testing/ed25519.pem");
pub(super) const CLIENT: &str = "thalweg chat";
pub(super) const SECRET: &str = "s3cret: of the client";

/// How it signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    By(Algorithm),
    /// With the secret that it shares with the client.
    BySecret,
    /// Not at all.
    Not,
    /// By a key that is not in its set.
    ByAnother,
}

/// What it does to what it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Good,
    /// Takes every request and answers none.
    Hangs,
    /// Answers without end.
    Floods,
    /// Answers each request with an error.
    Broken,
    /// Answers with a redirect to what would be right.
    Redirects,
}

struct Given {
    nonce: String,
    challenge: String,
    redirect_uri: String,
    claims: Value,
}

struct State {
    issuer: String,
    mood: Mood,
    sign: Sign,
    codes: BTreeMap<String, Given>,
    user_info: Option<Value>,
    /// Changes what it tells of itself.
    told: Value,
    asked: Vec<String>,
}

/// Listens on port 0 and ends with the test's runtime.
#[derive(Clone)]
pub(super) struct FakeIdentity(Arc<Mutex<State>>);

impl FakeIdentity {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a place");
        let address = listener.local_addr().expect("an address");
        let state = State {
            issuer: format!("http://{address}/realm"),
            mood: Mood::Good,
            sign: Sign::By(Algorithm::RS256),
            codes: BTreeMap::new(),
            user_info: None,
            told: json!({}),
            asked: Vec::new(),
        };
        let own = Self(Arc::new(Mutex::new(state)));
        let serving = own.clone();
        #[expect(clippy::disallowed_methods, reason = "it ends with the test's runtime")]
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let own = serving.clone();
                tokio::spawn(async move { own.answer(socket).await });
            }
        });
        own
    }

    pub(super) fn config(&self) -> OidcConfig {
        OidcConfig {
            issuer: self.issuer(),
            client_id: CLIENT.into(),
            client_secret: Some(SECRET.into()),
            name: "Example ID".into(),
            scopes: vec!["openid".into(), "profile".into()],
            origin: None,
        }
    }

    pub(super) fn issuer(&self) -> String {
        self.0.lock().issuer.clone()
    }

    pub(super) fn be(&self, mood: Mood) {
        self.0.lock().mood = mood;
    }

    pub(super) fn sign(&self, sign: Sign) {
        self.0.lock().sign = sign;
    }

    /// What it tells of itself otherwise than is right.
    pub(super) fn tell(&self, told: Value) {
        self.0.lock().told = told;
    }

    pub(super) fn user_info(&self, claims: Value) {
        self.0.lock().user_info = Some(claims);
    }

    /// The paths that were asked for so far.
    pub(super) fn asked(&self) -> Vec<String> {
        self.0.lock().asked.clone()
    }

    /// Somebody signs in on the page `url`: the query with which their browser is sent back. `claims`
    /// change what the ID token will say; `null` takes one away.
    pub(super) fn signs_in(&self, url: &str, claims: &Value, now_s: u64) -> String {
        let asked = query(url.split_once('?').expect("a query").1);
        let mut state = self.0.lock();
        assert!(
            url.starts_with(&format!("{}/authorize?", state.issuer)),
            "{url}"
        );
        assert_eq!(asked["response_type"], "code");
        assert_eq!(asked["client_id"], CLIENT);
        assert_eq!(asked["scope"], "openid profile");
        assert_eq!(asked["code_challenge_method"], "S256");
        let mut all = json!({
            "iss": state.issuer, "sub": "248289761001", "aud": CLIENT, "exp": now_s + 300,
            "iat": now_s, "nonce": asked["nonce"], "preferred_username": "ada", "name": "Ada L.",
        });
        for (name, value) in claims.as_object().expect("claims") {
            all[name] = value.clone();
        }
        all.as_object_mut()
            .expect("claims")
            .retain(|_, value| !value.is_null());
        let code = format!("code-{}", state.codes.len());
        let given = Given {
            nonce: asked["nonce"].clone(),
            challenge: asked["code_challenge"].clone(),
            redirect_uri: asked["redirect_uri"].clone(),
            claims: all,
        };
        assert_ne!(given.nonce, asked["state"]);
        state.codes.insert(code.clone(), given);
        format!(
            "code={code}&state={}&iss={}",
            asked["state"],
            percent(&state.issuer)
        )
    }

    async fn answer(&self, mut socket: TcpStream) {
        let mut request = Vec::new();
        let mut chunk = [0; 4096];
        let (head, body) = loop {
            let Ok(read @ 1..) = socket.read(&mut chunk).await else {
                return;
            };
            request.extend_from_slice(&chunk[..read]);
            let text = String::from_utf8_lossy(&request).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = header(head, "content-length").unwrap_or_default();
            if body.len() >= length.parse().unwrap_or(0) {
                break (head.to_owned(), body.to_owned());
            }
        };
        let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
        let mood = {
            let mut state = self.0.lock();
            state.asked.push(path.clone());
            state.mood
        };
        let (status, more, body) = match mood {
            Mood::Good => {
                let (status, body) = self.good(&path, &head, &body);
                (status, String::new(), body)
            }
            Mood::Hangs => {
                // Until the other side goes.
                while let Ok(1..) = socket.read(&mut chunk).await {}
                return;
            }
            Mood::Floods => {
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n{\"a\":\"";
                let _ = socket.write_all(head.as_bytes()).await;
                while socket.write_all(&[b'a'; 4096]).await.is_ok() {}
                return;
            }
            Mood::Broken => (500, String::new(), json!({ "error": "server_error" })),
            Mood::Redirects => (
                302,
                format!("location: {}{path}\r\n", self.issuer()),
                json!({}),
            ),
        };
        let body = body.to_string();
        let head = format!(
            "HTTP/1.1 {status} Told\r\nconnection: close\r\ncontent-type: application/json\r\n{more}\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let _ = socket.write_all(format!("{head}{body}").as_bytes()).await;
    }

    fn good(&self, path: &str, head: &str, body: &str) -> (u16, Value) {
        let mut state = self.0.lock();
        let issuer = state.issuer.clone();
        match path {
            "/realm/.well-known/openid-configuration" => {
                let mut told = json!({
                    "issuer": issuer,
                    "authorization_endpoint": format!("{issuer}/authorize"),
                    "token_endpoint": format!("{issuer}/token"),
                    "userinfo_endpoint": format!("{issuer}/me"),
                    "jwks_uri": format!("{issuer}/keys"),
                    "authorization_response_iss_parameter_supported": true,
                });
                for (name, value) in state.told.as_object().expect("an object") {
                    told[name] = value.clone();
                }
                (200, told)
            }
            "/realm/keys" => (200, serde_json::from_str(JWKS).expect("JSON")),
            "/realm/me" => {
                let bearer = header(head, "authorization").unwrap_or_default();
                match state.user_info.clone() {
                    Some(claims) if bearer == "Bearer an access token" => (200, claims),
                    _ => (401, json!({})),
                }
            }
            "/realm/token" => match redeem(&mut state, head, body) {
                Some(answer) => (200, answer),
                None => (
                    400,
                    json!({ "error": "invalid_grant", "error_description": "<b>No" }),
                ),
            },
            _ => (404, json!({})),
        }
    }
}

/// Gives a code's tokens, once and to whoever began the sign-in.
fn redeem(state: &mut State, head: &str, body: &str) -> Option<Value> {
    let asked = query(body);
    assert_eq!(asked["grant_type"], "authorization_code");
    // Both are encoded before they are joined (RFC 6749, 2.3.1).
    let credential = format!("{}:{}", "thalweg+chat", "s3cret%3A+of+the+client");
    let basic = base64::engine::general_purpose::STANDARD.encode(credential);
    assert_eq!(
        header(head, "authorization"),
        Some(format!("Basic {basic}"))
    );
    let given = state.codes.remove(&asked["code"])?;
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(asked["code_verifier"].as_bytes()));
    let is_right = challenge == given.challenge && asked["redirect_uri"] == given.redirect_uri;
    is_right.then(|| {
        json!({
            "access_token": "an access token", "token_type": "Bearer", "expires_in": 300,
            "id_token": signed(state.sign, &given.claims),
        })
    })
}

fn signed(sign: Sign, claims: &Value) -> String {
    let key = |algorithm| match algorithm {
        Algorithm::RS256 => ("rsa", EncodingKey::from_rsa_pem(RSA)),
        Algorithm::ES256 => ("p256", EncodingKey::from_ec_pem(P256)),
        _ => ("ed25519", EncodingKey::from_ed_pem(ED25519)),
    };
    let with = |algorithm, name: &str, key| {
        let mut head = Header::new(algorithm);
        head.kid = Some(name.into());
        encode(&head, claims, &key).expect("a token")
    };
    match sign {
        Sign::By(algorithm) => {
            let (name, key) = key(algorithm);
            with(algorithm, name, key.expect("a key"))
        }
        Sign::ByAnother => {
            let (_, key) = key(Algorithm::ES256);
            with(Algorithm::ES256, "nobodys", key.expect("a key"))
        }
        Sign::BySecret => {
            let key = EncodingKey::from_secret(SECRET.as_bytes());
            with(Algorithm::HS256, "oct", key)
        }
        Sign::Not => {
            let head = URL_SAFE_NO_PAD.encode(json!({ "alg": "none" }).to_string());
            format!("{head}.{}.", URL_SAFE_NO_PAD.encode(claims.to_string()))
        }
    }
}

fn header(head: &str, name: &str) -> Option<String> {
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let found = lines.find(|(key, _)| key.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.to_owned())
}

/// The pairs of a query or a form.
pub(super) fn query(text: &str) -> BTreeMap<String, String> {
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(name, value)| (name.to_owned(), plain(value)))
        .collect()
}

fn plain(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let digits = [bytes.next(), bytes.next()].map(|digit| digit.expect("two digits"));
                let digits = std::str::from_utf8(&digits).expect("digits").to_owned();
                out.push(u8::from_str_radix(&digits, 16).expect("digits"));
            }
            b'+' => out.push(b' '),
            byte => out.push(byte),
        }
    }
    String::from_utf8(out).expect("text")
}

fn percent(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}
