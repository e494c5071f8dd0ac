//! `Accept-Encoding`: which form of a file to send.

use http::HeaderMap;
use http::header::ACCEPT_ENCODING;

use super::table::Asset;

/// The form in which a file is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Brotli,
    Gzip,
    Identity,
}

impl Encoding {
    /// The word of `Content-Encoding`; none for plain bytes.
    pub(super) fn name(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// The file's bytes in this form; the plain ones if it does not exist in it.
    pub(super) fn bytes(self, asset: &Asset) -> &'static [u8] {
        match self {
            Self::Brotli => asset.brotli,
            Self::Gzip => asset.gzip,
            Self::Identity => None,
        }
        .unwrap_or(asset.identity)
    }
}

/// The form the client likes best among those that exist; of equals the smallest.
///
/// Weights are thousandths. Plain bytes are sent when nothing else fits, even to a client that
/// refuses them: RFC 9110, section 12.5.3, lets a server disregard the header rather than answer 406.
pub(super) fn preferred(headers: &HeaderMap, asset: &Asset) -> Encoding {
    let wanted = Wanted::read(headers);
    let brotli = asset
        .brotli
        .and(Some((Encoding::Brotli, wanted.weight("br"))));
    let gzip = asset
        .gzip
        .and(Some((Encoding::Gzip, wanted.weight("gzip"))));
    let mut best = (Encoding::Identity, wanted.identity);
    for (encoding, weight) in [gzip, brotli].into_iter().flatten() {
        if weight > 0 && weight >= best.1 {
            best = (encoding, weight);
        }
    }
    best.0
}

/// The weights of one request.
#[derive(Debug, Default)]
struct Wanted<'a> {
    listed: Vec<(&'a str, u16)>,
    /// Weight of `*`, which stands for every coding that is not listed.
    any: u16,
    /// Zero unless named: every coding that the client lists is better than none.
    identity: u16,
}

impl<'a> Wanted<'a> {
    fn read(headers: &'a HeaderMap) -> Self {
        let mut wanted = Self::default();
        let lines = headers
            .get_all(ACCEPT_ENCODING)
            .into_iter()
            .filter_map(|line| line.to_str().ok());
        for item in lines.flat_map(|line| line.split(',')) {
            let mut parts = item.split(';').map(str::trim);
            let coding = parts.next().unwrap_or_default();
            let weight = parts
                .find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")))
                .map_or(1000, thousandths);
            match coding {
                "" => {}
                "*" => wanted.any = weight,
                coding if coding.eq_ignore_ascii_case("identity") => wanted.identity = weight,
                coding => wanted.listed.push((coding, weight)),
            }
        }
        wanted
    }

    fn weight(&self, coding: &str) -> u16 {
        self.listed
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(coding))
            .map_or(self.any, |(_, weight)| *weight)
    }
}

/// `0.5` → 500; what is no number between 0 and 1 counts as a refusal.
fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return 0;
    }
    let part = format!("{fraction:0<3}").parse().unwrap_or(0);
    match (whole, part) {
        ("1", 0) => 1000,
        ("0", part) => part,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::ACCEPT_ENCODING;

    use super::super::testing::{CHAT, ICON};
    use super::{Encoding, preferred, thousandths};

    fn choose(accept: &str) -> Encoding {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, accept.parse().expect("a header value"));
        preferred(&headers, &CHAT)
    }

    #[test]
    fn of_equals_the_smallest_is_sent() {
        assert_eq!(choose("gzip, deflate, br, zstd"), Encoding::Brotli);
        assert_eq!(choose("gzip"), Encoding::Gzip);
        assert_eq!(choose("BR"), Encoding::Brotli);
        assert_eq!(choose("*"), Encoding::Brotli);
    }

    #[test]
    fn weights_decide() {
        assert_eq!(choose("br;q=0.5, gzip;q=0.9"), Encoding::Gzip);
        assert_eq!(choose("br; q=0.5, gzip; q=0.499"), Encoding::Brotli);
        assert_eq!(choose("br;q=0, gzip;q=0.001"), Encoding::Gzip);
        assert_eq!(choose("br;q=0, *;q=0.5"), Encoding::Gzip);
        assert_eq!(choose("identity, br;q=0.5"), Encoding::Identity);
        assert_eq!(choose("identity;q=0, gzip;q=0.1"), Encoding::Gzip);
    }

    #[test]
    fn what_is_not_asked_for_is_not_sent() {
        assert_eq!(preferred(&HeaderMap::new(), &CHAT), Encoding::Identity);
        assert_eq!(choose(""), Encoding::Identity);
        assert_eq!(choose("deflate, zstd"), Encoding::Identity);
        assert_eq!(choose("br;q=0, gzip;q=0"), Encoding::Identity);
        assert_eq!(choose("identity;q=0"), Encoding::Identity);
    }

    #[test]
    fn a_form_that_does_not_exist_is_not_sent() {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, "br, gzip".parse().expect("a header value"));
        assert_eq!(preferred(&headers, &ICON), Encoding::Identity);
    }

    #[test]
    fn weights_are_read_to_the_thousandth() {
        for (text, weight) in [
            ("1", 1000),
            ("1.000", 1000),
            ("0", 0),
            ("0.", 0),
            ("0.8", 800),
            ("0.125", 125),
        ] {
            assert_eq!(thousandths(text), weight, "{text}");
        }
        for nonsense in ["", "2", "-1", "1.1", "0.1234", "0.x", "NaN", "1e3", "0.+5"] {
            assert_eq!(thousandths(nonsense), 0, "{nonsense}");
        }
    }
}
