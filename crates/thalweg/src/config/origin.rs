use std::fmt;

use super::ConfigError;

/// A scheme and a host, with a port where it is not the scheme's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    secure: bool,
    authority: String,
}

impl Origin {
    pub(crate) fn parse(text: &str) -> Result<Self, ConfigError> {
        Self::parse_as("--public-url", text)
    }

    pub(crate) fn parse_as(option: &'static str, text: &str) -> Result<Self, ConfigError> {
        let bad = || ConfigError::BadValue {
            option,
            value: text.into(),
            hint: "give scheme and host, such as https://chat.example",
        };
        let (scheme, rest) = text.split_once("://").ok_or_else(bad)?;
        let secure = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(bad()),
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
        let fits = |b: u8| b.is_ascii_alphanumeric() || b".-:[]".contains(&b);
        if authority.is_empty() || !authority.bytes().all(fits) {
            return Err(bad());
        }
        let own = if secure { ":443" } else { ":80" };
        let authority = authority.strip_suffix(own).unwrap_or(&authority).to_owned();
        Ok(Self { secure, authority })
    }

    pub(crate) const fn is_secure(&self) -> bool {
        self.secure
    }

    /// Whether it is of this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        reqwest::Url::parse(&self.to_string()).is_ok_and(|url| crate::fetch::is_loopback(&url))
    }

    /// The host without its port.
    pub(crate) fn host(&self) -> &str {
        match self.authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => host,
            _ => &self.authority,
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.authority)
    }
}
