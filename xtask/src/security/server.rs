use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Nothing of what is asked is to be hidden behind a limit.
const LIMITS_OFF: [&str; 12] = [
    "--limit-requests",
    "off",
    "--limit-runs",
    "off",
    "--limit-tool-calls",
    "off",
    "--limit-sign-ins",
    "off",
    "--limit-address",
    "off",
    "--limit-streams",
    "1000",
];

/// The server on a folder of its own. It is killed when dropped.
pub(super) struct Server {
    child: Child,
    address: String,
    log: PathBuf,
}

/// What was answered.
pub(super) struct Answered {
    pub(super) status: u16,
    head: String,
    pub(super) body: Value,
}

impl Server {
    /// Starts it on port 0 over an empty folder, and waits for its line.
    pub(super) fn start(binary: &Path, folder: &Path, options: &[&str]) -> Result<Self> {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
        fs::create_dir_all(folder)?;
        let log = folder.with_extension("log");
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .args(LIMITS_OFF)
            .args(options)
            // A configuration of whoever runs this is none of this server's.
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?)
            .spawn()
            .context("cannot start the server")?;
        let out = child.stdout.take().context("its output is ours")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().rsplit("http://").next().unwrap_or_default();
        if address.is_empty() {
            bail!("the server does not start: {}", fs::read_to_string(&log)?);
        }
        Ok(Self {
            child,
            address: address.into(),
            log,
        })
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it said so far.
    pub(super) fn log(&self) -> Result<String> {
        fs::read_to_string(&self.log).context("cannot read the server's log")
    }

    /// The token of the owner's one-time link, which is in the log before it listens.
    pub(super) fn owner_token(&self) -> Result<String> {
        let log = self.log()?;
        let (_, rest) = log
            .split_once("#owner=")
            .context("the owner's link is in the log")?;
        let end = rest.find(|c: char| !c.is_ascii_hexdigit());
        Ok(rest[..end.unwrap_or(rest.len())].into())
    }

    /// Asks, as a browser on the server's own page would.
    pub(super) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: Option<&Value>,
    ) -> Result<Answered> {
        let body = body.map(Value::to_string).unwrap_or_default();
        let mut text = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: \
             application/json\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for (name, value) in headers {
            text.push_str(&format!("{name}: {value}\r\n"));
        }
        let mut socket = TcpStream::connect(&self.address)?;
        socket.set_read_timeout(Some(Duration::from_secs(10)))?;
        socket.write_all(format!("{text}\r\n{body}").as_bytes())?;
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer)?;
        let answer = String::from_utf8(answer).context("the answer is text")?;
        let (head, body) = answer
            .split_once("\r\n\r\n")
            .context("the answer has a head")?;
        let status = head
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok());
        Ok(Answered {
            status: status.context("the answer has a status")?,
            head: head.into(),
            body: serde_json::from_str(body).unwrap_or_default(),
        })
    }
}

impl Answered {
    /// The cookie that it sets, as a browser sends it back.
    pub(super) fn cookie(&self) -> Result<String> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let mut set = lines.filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let (_, cookie) = set
            .next()
            .with_context(|| format!("no cookie: {}", self.head))?;
        Ok(cookie.split(';').next().unwrap_or_default().into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended, which was found out before.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
