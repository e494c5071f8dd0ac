use std::fmt;

/// Where an upstream is: scheme, host and path, without credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(reqwest::Url);

/// Why a text is no base URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BaseUrlError {
    /// It is none of `http` and `https`, or has no host.
    #[error("give an address with scheme and host, such as http://127.0.0.1:11434/v1")]
    NoAddress,
    /// It has a name or a password.
    #[error("give it without name and password; a key has an option of its own")]
    Credentials,
    /// It has a query or a fragment.
    #[error("give it without `?` and `#`")]
    Query,
}

impl BaseUrl {
    /// Reads a URL such as `https://api.openai.com/v1`.
    ///
    /// # Errors
    /// [`BaseUrlError`]; its words never hold the text, which may have a password in it.
    pub fn parse(text: &str) -> Result<Self, BaseUrlError> {
        let url = reqwest::Url::parse(text).map_err(|_| BaseUrlError::NoAddress)?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err(BaseUrlError::NoAddress);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(BaseUrlError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(BaseUrlError::Query);
        }
        Ok(Self(url))
    }

    /// The address of `path` beneath it. The version `v1` is put between if the base leaves it out:
    /// always for an upstream whose base is customarily given without (`versioned`), else if the
    /// base has no path at all.
    pub(crate) fn join(&self, path: &str, versioned: bool) -> reqwest::Url {
        let base = self.0.path().trim_end_matches('/');
        let has = base.rsplit('/').next() == Some("v1");
        let version = if !has && (versioned || base.is_empty()) {
            "/v1"
        } else {
            ""
        };
        let mut url = self.0.clone();
        url.set_path(&format!("{base}{version}/{path}"));
        url
    }

    /// Whether it is this host.
    pub(crate) fn is_host(&self, host: &str) -> bool {
        self.0.host_str() == Some(host)
    }

    /// Whether it is asked over TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it is on this machine, where no proxy lies between.
    pub(crate) fn is_local(&self) -> bool {
        let host = self.0.host_str().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let address = host.parse::<std::net::IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(base: &str, versioned: bool) -> String {
        let base = BaseUrl::parse(base).expect("a URL");
        base.join("models", versioned).to_string()
    }

    #[test]
    fn a_forgotten_version_is_put_in() {
        assert_eq!(joined("http://a", false), "http://a/v1/models");
        assert_eq!(joined("http://a/v1/", false), "http://a/v1/models");
        assert_eq!(joined("http://a/api", false), "http://a/api/models");
        assert_eq!(joined("http://a/api", true), "http://a/api/v1/models");
        assert_eq!(joined("http://a/v1", true), "http://a/v1/models");
    }

    #[test]
    fn what_is_no_address_or_holds_a_password_is_refused() {
        let refused = |text| BaseUrl::parse(text).expect_err("refused");
        assert_eq!(refused("127.0.0.1:80"), BaseUrlError::NoAddress);
        assert_eq!(refused("file:///etc"), BaseUrlError::NoAddress);
        assert_eq!(refused("http://me:pass@a/"), BaseUrlError::Credentials);
        assert_eq!(refused("http://a/?key=1"), BaseUrlError::Query);
    }

    #[test]
    fn loopback_is_local() {
        for (text, local) in [
            ("http://127.0.0.1:1/", true),
            ("http://[::1]/", true),
            ("http://localhost:11434", true),
            ("https://api.openai.com/v1", false),
        ] {
            assert_eq!(BaseUrl::parse(text).expect("a URL").is_local(), local);
        }
    }
}
