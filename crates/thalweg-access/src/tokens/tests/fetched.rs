use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jsonwebtoken::{Algorithm, Header};
use parking_lot::Mutex;
use serde_json::{Value, json};
use thalweg_log::ManualClock;

use super::{NOW, clock, pair, signed, with};
use crate::{ClaimRules, FetchKeys, KeySource, TokenError, Tokens};

const JWKS: &str = include_str!("../testing/jwks.json");

/// Gives one answer after the other, the last one again and again.
struct Issuer {
    answers: Mutex<VecDeque<Result<String, String>>>,
    asked: Mutex<usize>,
}

#[async_trait]
impl FetchKeys for Issuer {
    async fn fetch(&self) -> Result<String, String> {
        *self.asked.lock() += 1;
        let mut answers = self.answers.lock();
        let next = if answers.len() > 1 {
            answers.pop_front()
        } else {
            answers.front().cloned()
        };
        next.expect("an answer")
    }
}

fn fetched(answers: &[Result<&str, &str>]) -> (Tokens, Arc<Issuer>, Arc<ManualClock>) {
    let owned = |answer: &Result<&str, &str>| answer.map(Into::into).map_err(Into::into);
    let issuer = Arc::new(Issuer {
        answers: Mutex::new(answers.iter().map(owned).collect()),
        asked: Mutex::default(),
    });
    let clock = clock();
    let rules = ClaimRules::default();
    let tokens = Tokens::new(KeySource::Fetched(issuer.clone()), rules, clock.clone());
    (tokens, issuer, clock)
}

fn named(algorithm: Algorithm, id: Option<&str>, life: u64) -> String {
    let mut head = Header::new(algorithm);
    head.kid = id.map(Into::into);
    let claims = with(&json!({ "exp": NOW + life }));
    signed(&head, &claims, &pair(algorithm).0)
}

/// The set without one of its keys.
fn without(id: &str) -> String {
    let mut set: Value = serde_json::from_str(JWKS).expect("JSON");
    let keys = set["keys"].as_array_mut().expect("keys");
    keys.retain(|key| key["kid"] != id);
    set.to_string()
}

const DAY: u64 = 24 * 3_600;

#[tokio::test]
async fn fetched_keys_verify_by_name_or_by_trying() {
    let (tokens, issuer, _) = fetched(&[Ok(JWKS)]);
    for (algorithm, id) in [
        (Algorithm::RS256, "rsa"),
        (Algorithm::ES256, "p256"),
        (Algorithm::EdDSA, "ed25519"),
    ] {
        for id in [Some(id), None] {
            assert!(
                tokens.verify(&named(algorithm, id, 60)).await.is_ok(),
                "{algorithm:?}"
            );
        }
    }
    assert_eq!(*issuer.asked.lock(), 1);
    // A key for encryption, and a secret in a public set, count for nothing.
    for token in [
        named(Algorithm::RS256, Some("enc"), 60),
        named(Algorithm::HS256, Some("oct"), 60),
    ] {
        assert_eq!(tokens.verify(&token).await, Err(TokenError::Signature));
    }
}

#[tokio::test]
async fn a_new_key_is_fetched_and_an_invented_one_is_not_asked_for_again_at_once() {
    let old = without("ed25519");
    let (tokens, issuer, clock) = fetched(&[Ok(&old), Ok(&old), Ok(JWKS)]);
    let token = named(Algorithm::EdDSA, Some("ed25519"), 60);
    assert_eq!(tokens.verify(&token).await, Err(TokenError::Signature));
    for _ in 0..5 {
        assert_eq!(tokens.verify(&token).await, Err(TokenError::Signature));
    }
    assert_eq!(*issuer.asked.lock(), 1);
    clock.advance(Duration::from_secs(10));
    assert_eq!(tokens.verify(&token).await, Err(TokenError::Signature));
    clock.advance(Duration::from_secs(10));
    assert!(tokens.verify(&token).await.is_ok());
    assert_eq!(*issuer.asked.lock(), 3);
}

#[tokio::test]
async fn a_key_that_is_withdrawn_counts_no_more_once_that_is_known() {
    let (tokens, _, clock) = fetched(&[Ok(JWKS), Ok(&without("ed25519"))]);
    let token = named(Algorithm::EdDSA, Some("ed25519"), DAY);
    assert!(tokens.verify(&token).await.is_ok());
    clock.advance(Duration::from_secs(3_599));
    assert!(tokens.verify(&token).await.is_ok());
    clock.advance(Duration::from_secs(1));
    // Another token brings the news.
    let other = named(Algorithm::ES256, Some("p256"), DAY);
    assert!(tokens.verify(&other).await.is_ok());
    assert_eq!(tokens.verify(&token).await, Err(TokenError::Signature));
}

#[tokio::test]
async fn keys_that_cannot_be_fetched_again_count_for_a_day() {
    let (tokens, _, clock) = fetched(&[Ok(JWKS), Err("unreachable")]);
    let token = named(Algorithm::EdDSA, None, 3 * DAY);
    assert!(tokens.verify(&token).await.is_ok());
    clock.advance(Duration::from_secs(DAY - 1));
    assert!(tokens.verify(&token).await.is_ok());
    clock.advance(Duration::from_secs(601));
    assert_eq!(tokens.verify(&token).await, Err(TokenError::NoKeys));
    let (tokens, _, _) = fetched(&[Err("unreachable")]);
    assert_eq!(tokens.verify(&token).await, Err(TokenError::NoKeys));
}
