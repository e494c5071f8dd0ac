use std::net::IpAddr;

use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use thalweg_wire::ErrorCode;

/// Headers that only a proxy writes.
const FORWARDED: [&str; 8] = [
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "via",
    "cf-connecting-ip",
    "true-client-ip",
];
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Why a request is not let in. The text is for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The `Host` is none of this server's: somebody else's name points here.
    #[error("this server is not called that; set `--public-url` to the address that people use")]
    Host,
    /// Another site asks in a person's name.
    #[error("requests from this origin are not allowed; name it in `--allowed-origins`")]
    Origin,
    /// A proxy stands before a server on which whoever asks is the owner.
    #[error("a proxy stands before a server that takes everyone for its owner; use `--guests`")]
    Forwarded,
    /// A trusted proxy names its client in a header that is not read.
    #[error("this proxy names its client in `Forwarded` alone; have it write `X-Forwarded-For`")]
    OnlyForwarded,
}

impl Refusal {
    /// The stable word.
    pub const fn code(self) -> ErrorCode {
        match self {
            Self::Host => ErrorCode::ForeignHost,
            Self::Origin => ErrorCode::ForeignOrigin,
            Self::Forwarded | Self::OnlyForwarded => ErrorCode::ForwardedRequest,
        }
    }
}

/// From where this server may be asked.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    /// Names that the server is called by, lower case, without port.
    pub hosts: Vec<String>,
    /// Whether any address may stand in `Host`. An address cannot be made to point elsewhere as a
    /// name can.
    pub any_address: bool,
    /// Origins besides the server's own, as browsers write them.
    pub origins: Vec<String>,
    /// Whether requests that a proxy passed on are refused.
    pub direct_only: bool,
    /// Whether the server itself speaks TLS, so that a page that came without it is another's.
    pub over_tls: bool,
}

impl Gate {
    /// Checks a request before anything else is done with it. `with_cookie` tells whether it
    /// carries our cookie; `upgrade` whether it wants to become another protocol.
    ///
    /// # Errors
    /// [`Refusal`], and nothing may be done.
    pub fn check(
        &self,
        method: &Method,
        headers: &HeaderMap,
        with_cookie: bool,
        upgrade: bool,
    ) -> Result<(), Refusal> {
        if self.direct_only && FORWARDED.iter().any(|name| headers.contains_key(*name)) {
            return Err(Refusal::Forwarded);
        }
        let host = text(headers, &header::HOST).filter(|host| self.knows(host));
        let host = host.ok_or(Refusal::Host)?;
        if method.is_safe() && !upgrade {
            return Ok(());
        }
        let origin = headers.contains_key(header::ORIGIN);
        let listed = text(headers, &header::ORIGIN).is_some_and(|o| self.allows(o, host));
        let site = headers.get(&SEC_FETCH_SITE).map(|site| site.as_bytes());
        let foreign = match site {
            None | Some(b"same-origin" | b"none") => origin && !listed,
            Some(_) => !listed,
        };
        if foreign || (with_cookie && !origin) {
            return Err(Refusal::Origin);
        }
        Ok(())
    }

    /// From which origin a request comes: `None` from the server's own pages, and from programs, which
    /// have none.
    ///
    /// # Errors
    /// [`Refusal::Origin`] if it is none that may ask.
    pub fn origin_of(&self, headers: &HeaderMap) -> Result<Option<String>, Refusal> {
        if headers.contains_key(header::ORIGIN) {
            let origin = text(headers, &header::ORIGIN).ok_or(Refusal::Origin)?;
            return self.foreign(origin, headers);
        }
        match headers.get(&SEC_FETCH_SITE).map(HeaderValue::as_bytes) {
            None | Some(b"same-origin" | b"none") => Ok(None),
            // Another site's page that does not say which.
            Some(_) => Err(Refusal::Origin),
        }
    }

    /// An origin that may ask, under which name the server is asked by; `None` for the server's own.
    ///
    /// # Errors
    /// [`Refusal::Origin`] if it is none.
    pub fn foreign(&self, origin: &str, headers: &HeaderMap) -> Result<Option<String>, Refusal> {
        let host = text(headers, &header::HOST).ok_or(Refusal::Host)?;
        if self.is_own(origin, host) {
            return Ok(None);
        }
        let listed = self.allows(origin, host).then(|| origin.to_owned());
        listed.map(Some).ok_or(Refusal::Origin)
    }

    /// Whether `host`, as in the header, names this server.
    fn knows(&self, host: &str) -> bool {
        let name = without_port(host);
        let bare = name.trim_start_matches('[').trim_end_matches(']');
        let address = bare.parse::<IpAddr>();
        self.hosts
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known) || bare == known)
            || (self.any_address && address.is_ok())
    }

    /// Whether `origin` is the server's own, under the name it was asked by, or a listed one.
    fn allows(&self, origin: &str, host: &str) -> bool {
        self.is_own(origin, host)
            || self
                .origins
                .iter()
                .any(|listed| listed.eq_ignore_ascii_case(origin))
    }

    /// Whether `origin` is that of this server, which is asked as `host`.
    fn is_own(&self, origin: &str, host: &str) -> bool {
        // What passes on to a server without TLS may have spoken it.
        let schemes = ["https://", "http://"];
        let schemes = &schemes[..if self.over_tls { 1 } else { 2 }];
        schemes.iter().any(|scheme| {
            origin
                .strip_prefix(scheme)
                .is_some_and(|rest| rest.eq_ignore_ascii_case(host))
        })
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    // Two of them: each reader would pick another one.
    values.next().is_none().then_some(first)
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) && !name.ends_with(':') => {
            name
        }
        _ => host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gate() -> Gate {
        Gate {
            hosts: vec!["localhost".into(), "127.0.0.1".into(), "::1".into()],
            any_address: false,
            origins: vec!["https://app.example".into()],
            direct_only: true,
            over_tls: false,
        }
    }

    fn check(method: &Method, pairs: &[(&'static str, &str)]) -> Result<(), Refusal> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(*name, value.parse().expect("a header"));
        }
        let cookie = headers.contains_key("cookie");
        gate().check(method, &headers, cookie, headers.contains_key("upgrade"))
    }

    #[test]
    fn the_host_must_be_ours() {
        for host in ["localhost:8420", "LOCALHOST", "127.0.0.1:1", "[::1]:8420"] {
            assert_eq!(check(&Method::GET, &[("host", host)]), Ok(()), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "10.0.0.1",
            "",
            "localhost:80:80",
        ] {
            assert_eq!(
                check(&Method::GET, &[("host", host)]),
                Err(Refusal::Host),
                "{host}"
            );
        }
        assert_eq!(check(&Method::GET, &[]), Err(Refusal::Host));
        let twice = [("host", "localhost"), ("host", "localhost")];
        assert_eq!(check(&Method::GET, &twice), Err(Refusal::Host));
    }

    #[test]
    fn an_unsafe_request_must_not_come_from_elsewhere() {
        let host = ("host", "localhost:8420");
        let post = |more: &[(&'static str, &str)]| check(&Method::POST, &[&[host], more].concat());
        assert_eq!(post(&[]), Ok(()), "curl");
        assert_eq!(post(&[("origin", "http://localhost:8420")]), Ok(()));
        assert_eq!(post(&[("origin", "https://app.example")]), Ok(()));
        let listed = [
            ("origin", "https://app.example"),
            ("sec-fetch-site", "cross-site"),
        ];
        assert_eq!(post(&listed), Ok(()));
        for origin in ["https://evil.example", "http://localhost:3000", "null", ""] {
            assert_eq!(
                post(&[("origin", origin)]),
                Err(Refusal::Origin),
                "{origin}"
            );
        }
        for site in ["cross-site", "same-site", "odd"] {
            assert_eq!(
                post(&[("sec-fetch-site", site)]),
                Err(Refusal::Origin),
                "{site}"
            );
        }
        assert_eq!(
            post(&[("cookie", "x")]),
            Err(Refusal::Origin),
            "a cookie without Origin"
        );
        let own = [("cookie", "x"), ("origin", "http://localhost:8420")];
        assert_eq!(post(&own), Ok(()));
    }

    #[test]
    fn a_page_that_came_without_tls_is_not_this_servers_own_if_it_speaks_it() {
        let gate = Gate {
            over_tls: true,
            ..gate()
        };
        let post = |origin: &str| {
            let mut headers = HeaderMap::new();
            headers.append("host", "localhost:8420".parse().expect("a header"));
            headers.append("origin", origin.parse().expect("a header"));
            gate.check(&Method::POST, &headers, false, false)
        };
        assert_eq!(post("https://localhost:8420"), Ok(()));
        assert_eq!(post("http://localhost:8420"), Err(Refusal::Origin));
    }

    #[test]
    fn reading_is_free_but_an_upgrade_is_not() {
        let foreign = [("host", "localhost"), ("origin", "https://evil.example")];
        assert_eq!(check(&Method::GET, &foreign), Ok(()));
        let upgrade = [&foreign[..], &[("upgrade", "websocket")]].concat();
        assert_eq!(check(&Method::GET, &upgrade), Err(Refusal::Origin));
    }

    #[test]
    fn a_forwarded_request_is_refused_where_everyone_is_the_owner() {
        for name in FORWARDED {
            let pairs = [("host", "localhost"), (name, "1.2.3.4")];
            assert_eq!(
                check(&Method::GET, &pairs),
                Err(Refusal::Forwarded),
                "{name}"
            );
        }
    }
}
