use std::path::PathBuf;
use std::time::Duration;

/// A server of the Model Context Protocol, as somebody set it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct McpServerSetup {
    /// What it is called by, unique: `[a-z0-9][a-z0-9-]{0,31}`. It begins the names of its tools.
    pub name: String,
    /// What to show instead of its name.
    pub title: Option<String>,
    /// How it is reached.
    pub transport: McpTransport,
    /// Whether it is used at all.
    pub enabled: bool,
    /// The longest that a call may take. 60 s by default, see [`McpServerSetup::TIMEOUT`].
    pub timeout: Duration,
}

impl McpServerSetup {
    /// The longest that a call may take if nobody says otherwise.
    pub const TIMEOUT: Duration = Duration::from_secs(60);

    /// Whether `name` may be the name of a server.
    pub fn is_name(name: &str) -> bool {
        let plain = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
        let bytes = name.as_bytes();
        let rest = |c: &u8| plain(*c) || *c == b'-';
        bytes.len() <= 32 && bytes.first().copied().is_some_and(plain) && bytes.iter().all(rest)
    }

    /// Whether a connection for `self` serves `other` too.
    pub(super) fn connects_as(&self, other: &Self) -> bool {
        self.transport == other.transport && self.enabled == other.enabled
    }
}

/// How a server is reached. In the values of `env` and `headers`, `{{secret:NAME}}` stands for a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum McpTransport {
    /// A process of its own that is spoken to over its standard input and output.
    Stdio {
        /// The program, looked for in `PATH`.
        command: String,
        /// Its arguments.
        args: Vec<String>,
        /// What it finds in its environment besides `PATH`, `HOME`, `LANG` and `TMPDIR`.
        env: Vec<(String, String)>,
        /// The folder in which it is started; the server's own if there is none.
        cwd: Option<PathBuf>,
    },
    /// Streamable HTTP.
    Http {
        /// Its address, `https` or `http`.
        url: String,
        /// Headers that go with each request.
        headers: Vec<(String, String)>,
        /// Whether it may lie on an address that is not of the public internet.
        allow_private: bool,
    },
}

/// How the servers are treated.
#[derive(Debug, Clone, Copy)]
pub struct McpOptions {
    /// How long a server may take to be ready, from its start to the list of its tools. 60 s.
    pub connect: Duration,
    /// The same where it is only tried. 30 s.
    pub test: Duration,
    /// How long it may take to answer what is no call: the list of its tools, whether it is there. 30 s.
    pub answer: Duration,
    /// How often it is asked whether it is there. 60 s.
    pub look: Duration,
    /// How long is waited before the first new try; after each failure it is doubled. 1 s.
    pub first_wait: Duration,
    /// The longest such wait. 60 s.
    pub longest_wait: Duration,
    /// How long a process may take to end by itself, and again after it was asked to. 2 s.
    pub farewell: Duration,
}

impl Default for McpOptions {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(60),
            test: Duration::from_secs(30),
            answer: Duration::from_secs(30),
            look: Duration::from_secs(60),
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(60),
            farewell: Duration::from_secs(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_plain() {
        for name in ["a", "0", "files", "my-server-2", "a-", &"a".repeat(32)] {
            assert!(McpServerSetup::is_name(name), "{name}");
        }
        for name in ["", "-a", "A", "a_b", "a.b", "ä", "a b", &"a".repeat(33)] {
            assert!(!McpServerSetup::is_name(name), "{name}");
        }
    }
}
