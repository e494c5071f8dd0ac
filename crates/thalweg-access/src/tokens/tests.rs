mod fetched;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use proptest::prelude::*;
use serde_json::{Value, json};
use thalweg_log::ManualClock;
use thalweg_wire::AccessRole;

use super::*;
use crate::Verb;

const SECRET: &[u8] = b"a secret of more than thirty-two bytes";
/// 2026-11-30, in seconds.
const NOW: u64 = 1_796_000_000;

/// The private and the public key of an algorithm.
fn pair(algorithm: Algorithm) -> (EncodingKey, VerifyKeys) {
    ring::install();
    let (private, public): (EncodingKey, &[u8]) = match algorithm {
        Algorithm::HS256 => {
            let keys = VerifyKeys::secret(SECRET).expect("long enough");
            return (EncodingKey::from_secret(SECRET), keys);
        }
        Algorithm::RS256 => (
            EncodingKey::from_rsa_pem(include_bytes!("testing/rsa.pem")).expect("a key"),
            include_bytes!("testing/rsa.pub.pem"),
        ),
        Algorithm::ES256 => (
            EncodingKey::from_ec_pem(include_bytes!("testing/p256.pem")).expect("a key"),
            include_bytes!("testing/p256.pub.pem"),
        ),
        _ => (
            EncodingKey::from_ed_pem(include_bytes!("testing/ed25519.pem")).expect("a key"),
            include_bytes!("testing/ed25519.pub.pem"),
        ),
    };
    (
        private,
        VerifyKeys::public_pem(public).expect("a public key"),
    )
}

const ALGORITHMS: [Algorithm; 4] = [
    Algorithm::HS256,
    Algorithm::RS256,
    Algorithm::ES256,
    Algorithm::EdDSA,
];

fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::new(NOW * 1_000))
}

fn fixed(keys: VerifyKeys, rules: ClaimRules) -> (Tokens, Arc<ManualClock>) {
    let clock = clock();
    (
        Tokens::new(KeySource::Fixed(keys), rules, clock.clone()),
        clock,
    )
}

fn by_secret(rules: ClaimRules) -> (Tokens, Arc<ManualClock>) {
    fixed(VerifyKeys::secret(SECRET).expect("long enough"), rules)
}

fn token(claims: &Value) -> String {
    signed(
        &Header::new(Algorithm::HS256),
        claims,
        &EncodingKey::from_secret(SECRET),
    )
}

fn signed(head: &Header, claims: &Value, key: &EncodingKey) -> String {
    ring::install();
    encode(head, claims, key).expect("a token")
}

fn claims() -> Value {
    json!({ "sub": "ada", "exp": NOW + 60 })
}

/// The claims with some of them changed; `null` takes one away.
fn with(changes: &Value) -> Value {
    let mut all = claims();
    for (name, value) in changes.as_object().expect("an object") {
        all[name] = value.clone();
    }
    all.as_object_mut()
        .expect("an object")
        .retain(|_, value| !value.is_null());
    all
}

#[tokio::test]
async fn a_token_counts_under_the_key_that_signed_it_and_no_other() {
    for algorithm in ALGORITHMS {
        let token = signed(&Header::new(algorithm), &claims(), &pair(algorithm).0);
        for other in ALGORITHMS {
            let (tokens, _) = fixed(pair(other).1, ClaimRules::default());
            let verified = tokens.verify(&token).await;
            if other == algorithm {
                let identity = verified.expect("it counts");
                assert_eq!(identity.principal.as_str(), "ada");
                assert_eq!(identity.role, AccessRole::Member);
            } else {
                assert_eq!(
                    verified,
                    Err(TokenError::Signature),
                    "{algorithm:?} {other:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_is_changed_after_signing_does_not_count() {
    for algorithm in ALGORITHMS {
        let (private, public) = pair(algorithm);
        let (tokens, _) = fixed(public, ClaimRules::default());
        let token = signed(&Header::new(algorithm), &claims(), &private);
        let mut parts: Vec<_> = token.split('.').map(str::to_owned).collect();
        parts[1] = URL_SAFE_NO_PAD.encode(with(&json!({ "role": "admin" })).to_string());
        assert_eq!(
            tokens.verify(&parts.join(".")).await,
            Err(TokenError::Signature)
        );
        let (body, signature) = token.rsplit_once('.').expect("a signature");
        for forged in [format!("{body}."), format!("{body}.AAAA"), body.to_owned()] {
            assert!(tokens.verify(&forged).await.is_err(), "{forged}");
        }
        let other = if signature.starts_with('A') { "B" } else { "A" };
        let flipped = format!("{body}.{other}{}", &signature[1..]);
        assert_eq!(tokens.verify(&flipped).await, Err(TokenError::Signature));
    }
}

#[tokio::test]
async fn a_token_does_not_choose_how_it_is_verified() {
    let (tokens, _) = fixed(pair(Algorithm::RS256).1, ClaimRules::default());
    // The public key as if it were a secret.
    let public = include_bytes!("testing/rsa.pub.pem");
    let confused = signed(
        &Header::default(),
        &claims(),
        &EncodingKey::from_secret(public),
    );
    assert_eq!(tokens.verify(&confused).await, Err(TokenError::Signature));
    for none in ["none", "None", "HS999"] {
        let head = URL_SAFE_NO_PAD.encode(json!({ "alg": none, "typ": "JWT" }).to_string());
        let body = URL_SAFE_NO_PAD.encode(claims().to_string());
        for signature in ["", "AAAA"] {
            let bare = format!("{head}.{body}.{signature}");
            assert_eq!(
                tokens.verify(&bare).await,
                Err(TokenError::Malformed),
                "{none}"
            );
        }
    }
}

#[tokio::test]
async fn what_must_be_understood_is_not() {
    let (tokens, _) = by_secret(ClaimRules::default());
    let mut head = Header::new(Algorithm::HS256);
    head.crit = Some(vec!["b64".into()]);
    let token = signed(&head, &claims(), &EncodingKey::from_secret(SECRET));
    assert_eq!(tokens.verify(&token).await, Err(TokenError::Malformed));
}

#[tokio::test]
async fn claims_that_do_not_do_are_told() {
    let rules = ClaimRules {
        issuer: Some("https://issuer.example".into()),
        audience: vec!["chat".into(), "other".into()],
        ..ClaimRules::default()
    };
    let good = json!({ "iss": "https://issuer.example", "aud": "chat" });
    let with = |changes: Value| {
        let mut all = with(&good);
        for (name, value) in changes.as_object().expect("an object") {
            all[name] = value.clone();
        }
        all.as_object_mut()
            .expect("an object")
            .retain(|_, value| !value.is_null());
        all
    };
    let claim = |what| Err(TokenError::Claim(what));
    let cases = [
        (json!({}), Ok(())),
        (json!({ "aud": ["chat", "x"] }), Ok(())),
        (json!({ "aud": "someone" }), Err(TokenError::Audience)),
        (json!({ "aud": [] }), Err(TokenError::Audience)),
        (json!({ "aud": null }), Err(TokenError::Audience)),
        (
            json!({ "iss": "https://issuer.example/" }),
            Err(TokenError::Issuer),
        ),
        (json!({ "iss": null }), Err(TokenError::Issuer)),
        (json!({ "exp": NOW - 30 }), Err(TokenError::Expired)),
        (json!({ "exp": NOW - 29 }), Ok(())),
        (json!({ "exp": NOW as f64 + 0.5 }), Ok(())),
        (json!({ "exp": null }), claim("`exp` is missing")),
        (json!({ "exp": -1 }), claim("`exp` is no time")),
        (json!({ "exp": 1e300 }), claim("`exp` is no time")),
        (json!({ "exp": "soon" }), Err(TokenError::Malformed)),
        (json!({ "nbf": NOW + 30 }), Ok(())),
        (json!({ "nbf": NOW + 31 }), Err(TokenError::NotYet)),
        (json!({ "sub": null }), claim("`sub` is missing")),
        (json!({ "sub": "" }), claim("`sub` is missing")),
        (json!({ "sub": 5 }), Err(TokenError::Malformed)),
        (
            json!({ "channels": { "conversation:*": ["subscribe"] } }),
            claim("`channels` has a pattern that is none"),
        ),
        (
            json!({ "channels": { "room:*": ["own"] } }),
            Err(TokenError::Malformed),
        ),
    ];
    for (changes, expected) in cases {
        let (tokens, _) = by_secret(rules.clone());
        let verified = tokens.verify(&token(&with(changes.clone()))).await;
        assert_eq!(verified.map(|_| ()), expected, "{changes}");
    }
}

#[tokio::test]
async fn roles_are_the_servers_words_and_nobody_is_the_owner_by_a_token() {
    let rules = ClaimRules {
        roles: BTreeMap::from([("authenticated".into(), AccessRole::Viewer)]),
        ..ClaimRules::default()
    };
    let (tokens, _) = by_secret(rules);
    let role = async |role: Value| {
        let verified = tokens.verify(&token(&with(&json!({ "role": role })))).await;
        verified.ok().map(|identity| identity.role)
    };
    assert_eq!(role(Value::Null).await, Some(AccessRole::Member));
    assert_eq!(role(json!("admin")).await, Some(AccessRole::Admin));
    assert_eq!(role(json!("authenticated")).await, Some(AccessRole::Viewer));
    for none in ["owner", "guest", "service", "root", ""] {
        assert_eq!(role(json!(none)).await, None, "{none}");
    }
}

#[tokio::test]
async fn nobody_is_somebody_elses_principal() {
    let (tokens, _) = by_secret(ClaimRules::default());
    let long = "x".repeat(129);
    for sub in [
        "owner",
        "guest-1",
        "account-1",
        "key-1",
        "sub-1",
        "auth0|5",
        "a b",
        "é",
        &long,
    ] {
        let verified = tokens.verify(&token(&with(&json!({ "sub": sub })))).await;
        let principal = verified.expect("it counts").principal.clone();
        assert!(
            principal.as_str().starts_with("sub-") && principal.as_str() != sub,
            "{sub}"
        );
    }
    let verified = tokens
        .verify(&token(&with(&json!({ "sub": "user_1~x.y-z" }))))
        .await;
    assert_eq!(
        verified.expect("it counts").principal.as_str(),
        "user_1~x.y-z"
    );
}

#[tokio::test]
async fn channels_of_the_token_are_kept() {
    let (tokens, _) = by_secret(ClaimRules::default());
    let channels = json!({ "room:team-*": ["subscribe", "publish"] });
    let verified = tokens
        .verify(&token(&with(&json!({ "channels": channels }))))
        .await;
    let identity = verified.expect("it counts");
    let (pattern, verbs) = &identity.channels[0];
    assert_eq!(pattern.to_string(), "room:team-*");
    assert_eq!(verbs, &[Verb::Subscribe, Verb::Publish]);
}

#[tokio::test]
async fn a_token_that_was_verified_counts_until_its_end() {
    let (tokens, clock) = by_secret(ClaimRules::default());
    let token = token(&claims());
    let first = tokens.verify(&token).await.expect("it counts");
    clock.advance(Duration::from_secs(89));
    let again = tokens.verify(&token).await.expect("it counts");
    assert!(Arc::ptr_eq(&first, &again), "it was not read again");
    clock.advance(Duration::from_secs(1));
    assert_eq!(tokens.verify(&token).await, Err(TokenError::Expired));
}

#[test]
fn keys_that_do_not_do_are_told() {
    assert_eq!(
        VerifyKeys::secret(&[0; 31]).err(),
        Some(KeyError::ShortSecret)
    );
    assert!(VerifyKeys::secret(&[0; 32]).is_ok());
    let private: &[u8] = include_bytes!("testing/ed25519.pem");
    let p384: &[u8] = include_bytes!("testing/p384.pub.pem");
    let short: &[u8] = include_bytes!("testing/rsa1024.pub.pem");
    for pem in [b"".as_slice(), b"secret", private, p384, short] {
        assert_eq!(VerifyKeys::public_pem(pem).err(), Some(KeyError::NotPem));
    }
    for json in [
        "",
        "{}",
        r#"{"keys":[]}"#,
        r#"{"keys":[{"kty":"oct","k":"AAAA"}]}"#,
    ] {
        assert_eq!(
            VerifyKeys::jwks(json).err(),
            Some(KeyError::NotJwks),
            "{json}"
        );
    }
}

#[tokio::test]
async fn what_is_made_here_counts_here_and_can_be_looked_into() {
    let new = NewToken {
        subject: "ada".into(),
        role: Some("admin".into()),
        channels: BTreeMap::from([("room:*".into(), vec!["publish".into()])]),
        issuer: None,
        audience: Some("chat".into()),
    };
    let pems: [&[u8]; 3] = [
        include_bytes!("testing/ed25519.pem"),
        include_bytes!("testing/p256.pem"),
        include_bytes!("testing/rsa.pem"),
    ];
    let keys = pems.map(|pem| SigningKey::private_pem(pem).expect("a key"));
    let secret = SigningKey::secret(SECRET).expect("long enough");
    for (key, algorithm) in keys.iter().chain([&secret]).zip([
        Algorithm::EdDSA,
        Algorithm::ES256,
        Algorithm::RS256,
        Algorithm::HS256,
    ]) {
        let (tokens, clock) = fixed(pair(algorithm).1, ClaimRules::default());
        let token = new
            .sign(key, clock.now(), Duration::from_secs(90))
            .expect("a token");
        let identity = tokens.verify(&token).await.expect("it counts");
        assert_eq!(identity.role, AccessRole::Admin);
        let shown = inspect(&token).expect("a token");
        assert_eq!(shown.claims["exp"], json!(NOW + 90));
        assert_eq!(shown.claims["aud"], "chat");
        assert_eq!(shown.header["alg"], format!("{algorithm:?}"));
    }
    let public = include_bytes!("testing/rsa.pub.pem");
    assert_eq!(
        SigningKey::private_pem(public).err(),
        Some(IssueError::NotPrivate)
    );
    assert_eq!(inspect("a.b").err(), Some(IssueError::NotToken));
}

proptest! {
    #[test]
    fn whatever_is_sent_is_refused_without_harm(text in "[A-Za-z0-9._-]{0,80}|.*|[a-z]+\\.[a-z]+\\.[a-z]+") {
        let (tokens, _) = by_secret(ClaimRules::default());
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        prop_assert!(runtime.block_on(tokens.verify(&text)).is_err());
        let _ = inspect(&text);
    }
}
