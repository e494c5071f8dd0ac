use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use thalweg_access::Key;

use crate::HttpConfig;

/// The open connections, in all and by address.
#[derive(Debug, Clone)]
pub(crate) struct Connections {
    open: Arc<Mutex<Open>>,
    config: Arc<HttpConfig>,
}

#[derive(Debug, Default)]
struct Open {
    count: usize,
    by_address: HashMap<Key, usize>,
}

/// One connection. Dropping it makes room for another.
#[derive(Debug)]
pub(crate) struct Place {
    connections: Connections,
    /// Nothing for a peer whose connections are not counted by address.
    key: Option<Key>,
}

/// Why there is no room for a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoRoom {
    /// There are as many as there may be.
    InAll,
    /// There are as many of this address as there may be.
    OfAddress,
}

impl Connections {
    pub(crate) fn new(config: Arc<HttpConfig>) -> Self {
        Self {
            open: Arc::default(),
            config,
        }
    }

    /// A place for a connection of `peer`. Loopback and trusted proxies, which come for many, are
    /// counted in all alone.
    pub(crate) fn take(&self, peer: IpAddr) -> Result<Place, NoRoom> {
        let (most, each) = (self.config.connections, self.config.connections_per_address);
        let is_many = peer.to_canonical().is_loopback() || self.config.trusted_proxies.holds(peer);
        let key = (!is_many).then(|| Key::address(peer));
        let mut open = self.open.lock();
        if open.count >= most {
            return Err(NoRoom::InAll);
        }
        if let Some(key) = &key {
            let count = open.by_address.entry(key.clone()).or_default();
            if *count >= each {
                return Err(NoRoom::OfAddress);
            }
            *count += 1;
        }
        open.count += 1;
        Ok(Place {
            connections: self.clone(),
            key,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut open = self.connections.open.lock();
        open.count -= 1;
        if let Some(key) = self.key.take()
            && let Some(count) = open.by_address.get_mut(&key)
        {
            *count -= 1;
            if *count == 0 {
                open.by_address.remove(&key);
            }
        }
    }
}

impl NoRoom {
    /// What a peer is told that is turned away, before it has asked anything.
    pub(crate) const fn answer(self) -> &'static [u8] {
        match self {
            Self::InAll => {
                b"HTTP/1.1 503 Service Unavailable\r\ncontent-type: text/plain\r\nretry-after: 5\r\n\
                  content-length: 42\r\nconnection: close\r\n\r\n\
                  overloaded: there are too many connections"
            }
            Self::OfAddress => {
                b"HTTP/1.1 429 Too Many Requests\r\ncontent-type: text/plain\r\nretry-after: 5\r\n\
                  content-length: 60\r\nconnection: close\r\n\r\n\
                  rate_limited: there are too many connections of this address"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use thalweg_access::TrustedProxies;

    use super::*;

    fn connections() -> Connections {
        Connections::new(Arc::new(HttpConfig {
            connections: 5,
            connections_per_address: 2,
            trusted_proxies: TrustedProxies::parse(["10.0.0.1"]).expect("an address"),
            ..HttpConfig::default()
        }))
    }

    fn take(connections: &Connections, peer: &str) -> Result<Place, NoRoom> {
        connections.take(peer.parse().expect("an address"))
    }

    #[test]
    fn an_address_has_its_share_and_gets_it_back() {
        let connections = connections();
        let one = take(&connections, "192.0.2.1").expect("room");
        let _two = take(&connections, "::ffff:192.0.2.1").expect("room");
        let refused = take(&connections, "192.0.2.1").err();
        assert_eq!(refused, Some(NoRoom::OfAddress));
        let _other = take(&connections, "192.0.2.2").expect("room for another");
        drop(one);
        let _again = take(&connections, "192.0.2.1").expect("room again");
    }

    #[test]
    fn loopback_and_proxies_count_in_all_alone() {
        let connections = connections();
        let mut open: Vec<_> = [
            "127.0.0.1",
            "127.0.0.1",
            "127.0.0.1",
            "10.0.0.1",
            "10.0.0.1",
        ]
        .iter()
        .map(|peer| take(&connections, peer).expect("room"))
        .collect();
        for peer in ["127.0.0.1", "192.0.2.1"] {
            assert_eq!(take(&connections, peer).err(), Some(NoRoom::InAll));
        }
        open.clear();
        assert!(connections.open.lock().by_address.is_empty());
        assert!(take(&connections, "192.0.2.1").is_ok());
    }

    #[test]
    fn what_is_told_is_an_answer_of_its_length() {
        for no_room in [NoRoom::InAll, NoRoom::OfAddress] {
            let text = std::str::from_utf8(no_room.answer()).expect("text");
            let (head, body) = text.split_once("\r\n\r\n").expect("a head");
            let length = format!("content-length: {}", body.len());
            assert!(head.contains(&length), "{length}");
        }
    }
}
