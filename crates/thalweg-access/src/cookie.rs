use std::fmt::Write as _;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use thalweg_log::{Entropy, PrincipalId, Timestamp};

use crate::account::{SESSION_LIFE, hash_of};
use crate::store::SecretHash;

/// The one cookie.
pub const COOKIE: &str = "thalweg_session";
/// How long the owner's cookie counts.
pub(crate) const OWNER_LIFE: Duration = Duration::from_secs(30 * 24 * 3_600);
/// The longest time that browsers keep a cookie (RFC 6265bis).
const GUEST_LIFE: Duration = Duration::from_secs(400 * 24 * 3_600);

/// The value of our cookie in a request, if it has one.
pub fn read_cookie(headers: &HeaderMap) -> Option<&str> {
    cookie_named(headers, COOKIE)
}

/// The value of a cookie in a request, if it has it.
pub(crate) fn cookie_named<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';'));
    pairs
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

/// What a cookie's value says. A value that says nothing is that of nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Session {
    Guest(PrincipalId),
    Owner {
        expires_at: Timestamp,
    },
    /// Of the token of a session, which may count or not.
    Account(SecretHash),
}

pub(crate) fn parse(value: &str, secret: &[u8; 32], now: Timestamp) -> Option<Session> {
    if let Some(token) = value.strip_prefix("g1.") {
        let ok = token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit());
        return ok.then(|| guest(token)).flatten().map(Session::Guest);
    }
    if let Some(hash) = session_hash(value) {
        return Some(Session::Account(hash));
    }
    let (expires, mac) = value.strip_prefix("o1.")?.split_once('.')?;
    let mac = unhex(mac)?;
    sign(secret, expires).verify_slice(&mac).ok()?;
    let expires_at = Timestamp::from_millis(expires.parse().ok()?);
    (expires_at > now).then_some(Session::Owner { expires_at })
}

/// What is kept of the token of a session, if the value is one's: `s1.` and 64 hexadecimal digits.
pub(crate) fn session_hash(value: &str) -> Option<SecretHash> {
    let token = value.strip_prefix("s1.")?;
    let ok = token.len() == 64 && token.bytes().all(|b| b.is_ascii_hexdigit());
    ok.then(|| hash_of(token))
}

/// The `Set-Cookie` of a session, of 64 hexadecimal digits. Also gives it its whole life again.
pub(crate) fn session_cookie(token: &str, secure: bool) -> String {
    set_cookie(&format!("s1.{token}"), SESSION_LIFE, secure)
}

/// The same `Set-Cookie` for the session that a request named, if it did.
pub(crate) fn same_session_cookie(headers: &HeaderMap, secure: bool) -> Option<String> {
    let value = read_cookie(headers)?;
    session_hash(value).map(|_| set_cookie(value, SESSION_LIFE, secure))
}

/// The `Set-Cookie` that takes the cookie away.
pub(crate) fn no_cookie(secure: bool) -> String {
    set_cookie("", Duration::ZERO, secure)
}

/// A guest's id follows from the token and does not tell it, so the server keeps no list of guests.
fn guest(token: &str) -> Option<PrincipalId> {
    let hash = Sha256::digest(token.as_bytes());
    format!("guest-{}", hex(&hash[..16])).parse().ok()
}

/// A new guest and the `Set-Cookie` that makes the browser remember it.
pub(crate) fn new_guest(entropy: &dyn Entropy, secure: bool) -> (Option<PrincipalId>, String) {
    let token = new_secret(entropy);
    (
        guest(&token),
        set_cookie(&format!("g1.{token}"), GUEST_LIFE, secure),
    )
}

/// When an owner's cookie that is made now ends, and its `Set-Cookie`.
pub(crate) fn owner_cookie(secret: &[u8; 32], now: Timestamp, secure: bool) -> (Timestamp, String) {
    let life = u64::try_from(OWNER_LIFE.as_millis()).unwrap_or(0);
    let expires_at = Timestamp::from_millis(now.as_millis() + life);
    let expires = expires_at.as_millis().to_string();
    let mac = sign(secret, &expires).finalize().into_bytes();
    let value = format!("o1.{expires}.{}", hex(&mac));
    (expires_at, set_cookie(&value, OWNER_LIFE, secure))
}

fn sign(secret: &[u8; 32], text: &str) -> Hmac<Sha256> {
    // HMAC takes keys of any length.
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("a key of any length");
    mac.update(b"thalweg owner ");
    mac.update(text.as_bytes());
    mac
}

fn set_cookie(value: &str, life: Duration, secure: bool) -> String {
    let secure = if secure { "; Secure" } else { "" };
    let age = life.as_secs();
    format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}")
}

/// A secret that is given out once: 32 random bytes, in hexadecimal digits.
pub(crate) fn new_secret(entropy: &dyn Entropy) -> String {
    let mut raw = [0; 32];
    entropy.fill(&mut raw);
    hex(&raw)
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
            // Writing to a String cannot fail.
            let _ = write!(out, "{byte:02x}");
            out
        })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(&text[i..i + 2], 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use thalweg_log::SeededEntropy;

    use super::*;

    const SECRET: [u8; 32] = [7; 32];

    fn value(set: &str) -> &str {
        set.split_once('=')
            .expect("a pair")
            .1
            .split(';')
            .next()
            .expect("a value")
    }

    #[test]
    fn the_owners_cookie_counts_until_it_ends_and_not_under_another_secret() {
        let now = Timestamp::from_millis(1_000);
        let (expires_at, set) = owner_cookie(&SECRET, now, true);
        assert!(set.ends_with("; Secure") && set.contains("HttpOnly; SameSite=Lax"));
        let value = value(&set);
        let session = parse(value, &SECRET, now);
        assert_eq!(session, Some(Session::Owner { expires_at }));
        assert_eq!(parse(value, &[8; 32], now), None);
        assert_eq!(parse(value, &SECRET, expires_at), None);
        let longer = value.replacen("o1.2", "o1.9", 1);
        assert_ne!(longer, value);
        assert_eq!(parse(&longer, &SECRET, now), None);
    }

    #[test]
    fn a_guest_is_known_again_by_the_cookie_alone() {
        let (id, set) = new_guest(&SeededEntropy::new(1), false);
        let again = parse(value(&set), &SECRET, Timestamp::default());
        assert_eq!(again, id.map(Session::Guest));
        assert!(!set.contains("Secure"));
    }

    #[test]
    fn other_values_are_nobodys() {
        for text in [
            "", "g1.", "g1.zz", "o1.", "o1.5", "o1.5.xyz", "o1.5.é0", "x", "s1.", "s1.ab",
        ] {
            assert_eq!(parse(text, &SECRET, Timestamp::default()), None, "{text}");
        }
    }
}
