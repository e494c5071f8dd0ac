use std::net::IpAddr;
use std::str::FromStr;

use http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::Refusal;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The proxies that are believed when they say whom they ask for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A text that is no address and no network.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no address and no network such as 10.0.0.0/8")]
pub struct InvalidNetwork(pub String);

impl TrustedProxies {
    /// From addresses and networks, such as `10.0.0.1` and `fd00::/8`.
    ///
    /// # Errors
    /// [`InvalidNetwork`] at the first that is neither.
    pub fn parse<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self, InvalidNetwork> {
        let network = |text: &str| {
            let one = IpAddr::from_str(text).map(|address| IpNet::from(address.to_canonical()));
            let network = one.or_else(|_| IpNet::from_str(text));
            network.map_err(|_| InvalidNetwork(text.into()))
        };
        let networks = texts.into_iter().map(str::trim).map(network);
        networks.collect::<Result<_, _>>().map(Self)
    }

    /// Whether no proxy is believed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this address is a proxy's that is believed.
    pub fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|network| network.contains(&address))
    }

    /// Whose request it is that came over a connection from `peer`: the peer's own, unless it is a
    /// trusted proxy. Then it is the address that the proxy names last in `X-Forwarded-For`, and so on
    /// from the right while that is a trusted proxy's; what a stranger wrote before it counts for
    /// nothing. What is no address ends the search at the proxy that passed it on.
    ///
    /// # Errors
    /// [`Refusal::OnlyForwarded`] if a trusted proxy names its client in `Forwarded` (RFC 7239) alone,
    /// which is not read: proxies that do not write it pass on what strangers write.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> Result<IpAddr, Refusal> {
        let mut client = peer.to_canonical();
        if !self.holds(client) {
            return Ok(client);
        }
        let lines = headers.get_all(&X_FORWARDED_FOR);
        let mut lines: Vec<_> = lines.iter().map(|line| line.to_str().ok()).collect();
        if lines.is_empty() && headers.contains_key(header::FORWARDED) {
            return Err(Refusal::OnlyForwarded);
        }
        while let Some(line) = lines.pop() {
            // A line that is no text was written by whoever is not known any better.
            let Some(line) = line else { break };
            for hop in line.rsplit(',') {
                let Some(address) = address_of(hop.trim()) else {
                    return Ok(client);
                };
                client = address;
                if !self.holds(client) {
                    return Ok(client);
                }
            }
        }
        Ok(client)
    }
}

/// An address, which may have a port, as some proxies write it: `192.0.2.1:80`, `[2001:db8::1]:80`.
fn address_of(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let plain = match bare {
        Some((address, port)) if port.is_empty() || port.starts_with(':') => address.parse(),
        Some(_) => return None,
        None => hop.parse::<IpAddr>().or_else(|_| {
            let address = hop.split_once(':').map_or(hop, |(address, _)| address);
            address.parse::<std::net::Ipv4Addr>().map(IpAddr::V4)
        }),
    };
    plain.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, lines: &[&str]) -> String {
        let proxies = TrustedProxies::parse(["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);
        let mut headers = HeaderMap::new();
        for line in lines {
            let value = http::HeaderValue::from_bytes(line.as_bytes()).expect("a value");
            headers.append(&X_FORWARDED_FOR, value);
        }
        let peer = peer.parse().expect("an address");
        let found = proxies.expect("networks").client(peer, &headers);
        found.expect("a client").to_string()
    }

    #[test]
    fn a_stranger_is_not_believed() {
        let said = ["198.51.100.7"];
        assert_eq!(client("192.0.2.1", &said), "192.0.2.1");
        assert_eq!(client("::ffff:192.0.2.1", &said), "192.0.2.1");
        assert_eq!(client("192.0.2.1", &[]), "192.0.2.1");
    }

    #[test]
    fn a_trusted_proxy_names_the_client_last() {
        for peer in ["127.0.0.1", "::ffff:127.0.0.1", "10.9.9.9", "fd00::1"] {
            assert_eq!(client(peer, &["192.0.2.1"]), "192.0.2.1", "{peer}");
            let spoofed = ["127.0.0.1, 198.51.100.7, 192.0.2.1"];
            assert_eq!(client(peer, &spoofed), "192.0.2.1", "{peer}");
        }
        assert_eq!(client("127.0.0.1", &["192.0.2.1:4711"]), "192.0.2.1");
        assert_eq!(client("127.0.0.1", &["[2001:db8::1]:80"]), "2001:db8::1");
        assert_eq!(client("127.0.0.1", &["2001:db8::1"]), "2001:db8::1");
    }

    #[test]
    fn trusted_hops_are_passed_from_the_right_over_all_lines() {
        let lines = ["198.51.100.7, 192.0.2.1", "10.1.1.1, 10.2.2.2"];
        assert_eq!(client("127.0.0.1", &lines), "192.0.2.1");
        assert_eq!(
            client("127.0.0.1", &["10.1.1.1"]),
            "10.1.1.1",
            "all are ours"
        );
    }

    #[test]
    fn what_is_no_address_ends_the_search() {
        for bad in [
            "unknown",
            "",
            "_hidden",
            "192.0.2.1 ;",
            "[::1",
            "[::1]x",
            "1.2.3",
        ] {
            assert_eq!(client("127.0.0.1", &[bad]), "127.0.0.1", "{bad}");
            let line = format!("192.0.2.1, {bad}, 10.0.0.1");
            assert_eq!(client("127.0.0.1", &[&line]), "10.0.0.1", "{bad}");
        }
        assert_eq!(client("127.0.0.1", &["192.0.2.1", "\u{e9}"]), "127.0.0.1");
    }

    #[test]
    fn a_proxy_that_writes_only_the_other_header_is_refused() {
        let proxies = TrustedProxies::parse(["127.0.0.1"]).expect("an address");
        let mut headers = HeaderMap::new();
        headers.insert(header::FORWARDED, "for=192.0.2.1".parse().expect("a value"));
        let from = |peer: [u8; 4], headers: &HeaderMap| proxies.client(peer.into(), headers);
        assert_eq!(from([127, 0, 0, 1], &headers), Err(Refusal::OnlyForwarded));
        let stranger = IpAddr::from([192, 0, 2, 9]);
        assert_eq!(from([192, 0, 2, 9], &headers), Ok(stranger), "not believed");
        headers.insert(&X_FORWARDED_FOR, "192.0.2.2".parse().expect("a value"));
        let named = IpAddr::from([192, 0, 2, 2]);
        assert_eq!(from([127, 0, 0, 1], &headers), Ok(named));
    }

    #[test]
    fn networks_are_addresses_or_prefixes() {
        let parse = |text| TrustedProxies::parse([text]).is_ok();
        assert!(parse("10.0.0.1") && parse("10.0.0.0/8") && parse("::1") && parse(" fd00::/8 "));
        for bad in ["", "10.0.0.0/33", "localhost", "10.0.0", "*"] {
            assert!(!parse(bad), "{bad}");
        }
        assert!(TrustedProxies::default().is_empty());
    }
}
