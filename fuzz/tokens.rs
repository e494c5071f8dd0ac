//! What must hold of the tokens of others whatever somebody sends. The tests of `thalweg-access` put the
//! corpus to it, the fuzzer everything else.

use std::pin::pin;
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Waker};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::{hmac, signature};
use serde_json::Value;
use thalweg_access::{
    ClaimRules, KeySource, TokenError, TokenIdentity, Tokens, VerifyKeys, inspect,
};
use thalweg_log::{Clock as _, ManualClock};
use thalweg_wire::AccessRole;

/// The secret that signs with HS256.
const SECRET: &[u8] = b"a secret of more than thirty-two bytes";
/// 2026-11-30, in seconds.
const NOW: u64 = 1_796_000_000;
const ISSUER: &str = "https://issuer.example";
const AUDIENCE: &str = "chat";

/// Of each algorithm the key that verifies it.
static KEYS: LazyLock<[(&str, VerifyKeys); 4]> = LazyLock::new(|| {
    let public = |pem: &[u8]| VerifyKeys::public_pem(pem).expect("a public key");
    [
        ("HS256", VerifyKeys::secret(SECRET).expect("long enough")),
        ("RS256", public(RSA)),
        ("ES256", public(P256)),
        ("EdDSA", public(ED25519)),
    ]
});

const RSA: &[u8] = include_bytes!("../crates/thalweg-access/src/tokens/testing/rsa.pub.pem");
const P256: &[u8] = include_bytes!("../crates/thalweg-access/src/tokens/testing/p256.pub.pem");
const ED25519: &[u8] =
    include_bytes!("../crates/thalweg-access/src/tokens/testing/ed25519.pub.pem");

/// Reads `data`, whose first byte says how. Bit 0: whether it is a token as somebody sends it, or a head
/// and claims, on two lines, that are signed here with HS256. Bit 1: whether issuer and audience count.
///
/// # Panics
/// If something does not hold.
pub(crate) fn judge(data: &[u8]) {
    let Some((&how, bytes)) = data.split_first() else {
        return;
    };
    let is_strict = how & 2 != 0;
    if how & 1 == 0 {
        let token = String::from_utf8_lossy(bytes);
        let _ = inspect(&token);
        for (algorithm, keys) in &*KEYS {
            if let Ok(identity) = verify(&token, keys, is_strict) {
                assert!(is_signed(&token, algorithm), "{algorithm}: `{token}`");
                check(&token, &identity, is_strict);
            }
        }
        return;
    }
    let end = bytes.iter().position(|byte| *byte == b'\n');
    let (head, claims) = bytes.split_at(end.unwrap_or(0));
    let head: &[u8] = if head.is_empty() {
        br#"{"alg":"HS256"}"#
    } else {
        head
    };
    let claims = claims.strip_prefix(b"\n").unwrap_or(claims);
    let body = [head, claims]
        .map(|part| URL_SAFE_NO_PAD.encode(part))
        .join(".");
    let secret = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
    let tag = URL_SAFE_NO_PAD.encode(hmac::sign(&secret, body.as_bytes()));
    let token = format!("{body}.{tag}");
    for (algorithm, keys) in &*KEYS {
        match verify(&token, keys, is_strict) {
            Ok(identity) => {
                assert_eq!(*algorithm, "HS256", "it was signed with a secret");
                check(&token, &identity, is_strict);
            }
            // What it says is read only once it is known who says it.
            Err(error) if *algorithm != "HS256" => assert!(
                matches!(error, TokenError::Malformed | TokenError::Signature),
                "{error}"
            ),
            Err(_) => {}
        }
    }
    // The same claims with the signature of other bytes.
    let other = URL_SAFE_NO_PAD.encode(hmac::sign(&secret, claims));
    assert!(verify(&format!("{body}.{other}"), &KEYS[0].1, is_strict).is_err());
}

fn verify(
    token: &str,
    keys: &VerifyKeys,
    is_strict: bool,
) -> Result<Arc<TokenIdentity>, TokenError> {
    let mut rules = ClaimRules::default();
    if is_strict {
        (rules.issuer, rules.audience) = (Some(ISSUER.into()), vec![AUDIENCE.into()]);
    }
    let clock = Arc::new(ManualClock::new(NOW * 1_000));
    let tokens = Tokens::new(KeySource::Fixed(keys.clone()), rules, clock.clone());
    let first = now(tokens.verify(token));
    assert_eq!(now(tokens.verify(token)), first, "asked again");
    if let Ok(identity) = &first {
        assert!(identity.expires_at > clock.now());
    }
    first
}

/// Keys that were configured are not waited for.
fn now<T>(verified: impl Future<Output = T>) -> T {
    match pin!(verified).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(result) => result,
        Poll::Pending => panic!("nothing is to be waited for"),
    }
}

/// Whether the token is signed, found out on another way than the server's.
fn is_signed(token: &str, algorithm: &str) -> bool {
    let Some((body, tag)) = token.rsplit_once('.') else {
        return false;
    };
    let Ok(tag) = URL_SAFE_NO_PAD.decode(tag) else {
        return false;
    };
    let by = |how: &'static dyn signature::VerificationAlgorithm, pem: &[u8], begin: usize| {
        let der = der(pem);
        let key = signature::UnparsedPublicKey::new(how, &der[begin..]);
        key.verify(body.as_bytes(), &tag).is_ok()
    };
    match algorithm {
        "HS256" => {
            let secret = hmac::Key::new(hmac::HMAC_SHA256, SECRET);
            hmac::verify(&secret, body.as_bytes(), &tag).is_ok()
        }
        // The key itself stands behind the name of its algorithm.
        "RS256" => by(&signature::RSA_PKCS1_2048_8192_SHA256, RSA, 24),
        "ES256" => by(&signature::ECDSA_P256_SHA256_FIXED, P256, 26),
        _ => by(&signature::ED25519, ED25519, 12),
    }
}

fn der(pem: &[u8]) -> Vec<u8> {
    let lines = std::str::from_utf8(pem).expect("text").lines();
    let digits: String = lines.filter(|line| !line.starts_with('-')).collect();
    base64::engine::general_purpose::STANDARD
        .decode(digits)
        .expect("base64")
}

/// What is said of who a token that counts is from must stand in it.
fn check(token: &str, identity: &TokenIdentity, is_strict: bool) {
    let part = |at: usize| -> Value {
        let part = token.split('.').nth(at).expect("three parts");
        let bytes = URL_SAFE_NO_PAD.decode(part).expect("base64");
        // What is in claims that are passed over is not looked at.
        serde_json::from_str(&String::from_utf8_lossy(&bytes)).expect("JSON")
    };
    let (head, claims) = (part(0), part(1));
    assert!(head["crit"].is_null(), "nothing critical is understood");
    let (sub, id) = (
        claims["sub"].as_str().expect("a subject"),
        identity.principal.as_str(),
    );
    assert!(!sub.is_empty());
    assert!(
        id == sub || id.starts_with("sub-") && id.len() == 36,
        "{id}"
    );
    let reserved = ["guest-", "account-", "key-"];
    assert!(
        id != "owner" && !reserved.iter().any(|prefix| id.starts_with(prefix)),
        "{id}"
    );
    let given = [AccessRole::Admin, AccessRole::Member, AccessRole::Viewer];
    assert!(given.contains(&identity.role), "{:?}", identity.role);
    let leeway = 30.0;
    assert!(claims["exp"].as_f64().expect("an end") + leeway > NOW as f64);
    assert!(
        claims["nbf"]
            .as_f64()
            .is_none_or(|from| from <= NOW as f64 + leeway)
    );
    if is_strict {
        assert_eq!(claims["iss"], ISSUER);
        let many = claims["aud"].as_array();
        assert!(
            claims["aud"] == AUDIENCE || many.is_some_and(|many| many.contains(&AUDIENCE.into()))
        );
    }
    let named = claims["channels"]
        .as_object()
        .map_or(0, serde_json::Map::len);
    assert_eq!(identity.channels.len(), named);
}
