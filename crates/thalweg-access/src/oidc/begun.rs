use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use http::HeaderMap;
use thalweg_log::Timestamp;

use crate::account::hash_of;
use crate::cookie::cookie_named;
use crate::store::SecretHash;

/// How long somebody may take at the provider.
const PATIENCE: Duration = Duration::from_secs(10 * 60);
/// The most sign-ins that are begun; the oldest is forgotten for one more.
const MOST: usize = 1_000;
const COOKIE: &str = "thalweg_oidc";
/// Over TLS nothing but this very host can set it: no neighbour under the same domain can give a browser
/// the cookie of a sign-in that it began itself.
const HOST_COOKIE: &str = "__Host-thalweg_oidc";

/// A sign-in that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Flow {
    /// What the ID token must repeat.
    pub(super) nonce: String,
    /// What proves that whoever redeems the code began the sign-in (RFC 7636).
    pub(super) verifier: String,
    pub(super) redirect_uri: String,
    pub(super) return_to: String,
    pub(super) token: Option<String>,
}

/// Every sign-in that was begun and not ended, by the hash of its state.
#[derive(Default)]
pub(super) struct Begun {
    flows: HashMap<SecretHash, Kept>,
    /// In the order in which they end; those that were taken as well.
    order: VecDeque<(SecretHash, Timestamp)>,
}

struct Kept {
    browser: SecretHash,
    flow: Flow,
}

impl Begun {
    pub(super) fn add(&mut self, state: &str, browser: &str, flow: Flow, now: Timestamp) {
        self.forget(now);
        while self.order.len() >= MOST {
            let Some((oldest, _)) = self.order.pop_front() else {
                break;
            };
            self.flows.remove(&oldest);
        }
        let (name, browser) = (hash_of(state), hash_of(browser));
        self.flows.insert(name, Kept { browser, flow });
        self.order.push_back((name, now.plus(PATIENCE)));
    }

    /// The sign-in of this state, if this browser began it; it is ended by that.
    pub(super) fn take(&mut self, state: &str, browser: &str, now: Timestamp) -> Option<Flow> {
        self.forget(now);
        let name = hash_of(state);
        // Another browser's stays: whoever learned the state of it cannot end it.
        let is_its = self.flows.get(&name)?.browser == hash_of(browser);
        is_its
            .then(|| self.flows.remove(&name))
            .flatten()
            .map(|kept| kept.flow)
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((name, _)) = self.order.front().filter(|(_, end)| *end <= now) {
            self.flows.remove(name);
            self.order.pop_front();
        }
    }
}

const fn name(secure: bool) -> &'static str {
    if secure { HOST_COOKIE } else { COOKIE }
}

/// By what a browser is known while it is away.
pub(super) fn browser(headers: &HeaderMap, secure: bool) -> Option<&str> {
    let value = cookie_named(headers, name(secure))?;
    let is_ours = value.len() == 64 && value.bytes().all(|b| b.is_ascii_hexdigit());
    is_ours.then_some(value)
}

pub(super) fn set_cookie(browser: &str, secure: bool) -> String {
    let (name, age) = (name(secure), PATIENCE.as_secs());
    let secure = if secure { "; Secure" } else { "" };
    // `Lax` is sent when the provider's page leads back.
    format!("{name}={browser}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flow(n: usize) -> Flow {
        Flow {
            nonce: n.to_string(),
            verifier: String::new(),
            redirect_uri: String::new(),
            return_to: "/chat".into(),
            token: None,
        }
    }

    #[test]
    fn a_sign_in_is_ended_once_by_its_browser_and_in_time() {
        let mut begun = Begun::default();
        let now = Timestamp::from_millis(1_000);
        begun.add("state", "ann", flow(1), now);
        assert_eq!(begun.take("state", "bob", now), None);
        assert_eq!(begun.take("other", "ann", now), None);
        assert_eq!(begun.take("state", "ann", now), Some(flow(1)));
        assert_eq!(begun.take("state", "ann", now), None);
        begun.add("late", "ann", flow(2), now);
        begun.add("soon", "ann", flow(3), now);
        let end = now.plus(PATIENCE);
        let before = end.minus(Duration::from_millis(1));
        assert_eq!(begun.take("soon", "ann", before), Some(flow(3)));
        assert_eq!(begun.take("late", "ann", end), None);
        assert!(begun.flows.is_empty() && begun.order.is_empty());
    }

    #[test]
    fn over_tls_no_neighbour_can_set_the_cookie() {
        let value = "0a".repeat(32);
        let (plain, secure) = (set_cookie(&value, false), set_cookie(&value, true));
        let of = |set: &str| {
            let mut headers = HeaderMap::new();
            let pair = set.split(';').next().expect("a pair");
            headers.insert("cookie", pair.parse().expect("a header"));
            headers
        };
        assert!(
            secure.starts_with("__Host-") && secure.ends_with("; Secure"),
            "{secure}"
        );
        assert_eq!(browser(&of(&secure), true), Some(&*value));
        assert_eq!(browser(&of(&plain), false), Some(&*value));
        assert_eq!(browser(&of(&plain), true), None, "set by whomever");
    }

    #[test]
    fn a_flood_costs_the_oldest_and_no_more_memory() {
        let mut begun = Begun::default();
        let now = Timestamp::default();
        for n in 0..=MOST {
            begun.add(&n.to_string(), "ann", flow(n), now);
        }
        assert_eq!((begun.flows.len(), begun.order.len()), (MOST, MOST));
        assert_eq!(begun.take("0", "ann", now), None);
        assert_eq!(begun.take("1", "ann", now), Some(flow(1)));
    }
}
