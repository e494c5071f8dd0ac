use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context as _, bail};
use thalweg_client::Client;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long a server may take to say where it listens.
const START: Duration = Duration::from_secs(20);

/// The real binary, serving a folder. It is killed when dropped.
#[derive(Debug)]
pub struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Starts `binary serve` on port 0 over `folder`, with more arguments, and waits for its line.
    ///
    /// # Errors
    /// If it ends, or says nothing of where it listens, in time.
    pub async fn start(binary: &Path, folder: &Path, more: &[&str]) -> anyhow::Result<Self> {
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("the binary starts")?;
        let out = child.stdout.take().context("its standard output")?;
        let mut lines = BufReader::new(out).lines();
        let line = tokio::time::timeout(START, lines.next_line())
            .await
            .context("in time")??;
        let Some(line) = line else {
            bail!("it ended with {}", child.wait().await?);
        };
        let address = line.rsplit("://").next().unwrap_or_default();
        let address = address
            .parse()
            .with_context(|| format!("`{line}` has an address"))?;
        Ok(Self { child, address })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A client of it.
    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// Its process id.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Ends it at whatever it does, as `kill -9`.
    ///
    /// # Errors
    /// If it cannot be killed.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("it can be killed")
    }

    /// Asks it to end, as `kill -TERM`, and waits.
    ///
    /// # Errors
    /// If it does not end in time.
    pub async fn terminate(mut self, limit: Duration) -> anyhow::Result<ExitStatus> {
        self.signal("TERM").await?;
        tokio::time::timeout(limit, self.child.wait())
            .await
            .context("it ends in time")?
            .context("wait")
    }

    /// Sends it a signal by name.
    ///
    /// # Errors
    /// If it has ended.
    pub async fn signal(&self, name: &str) -> anyhow::Result<()> {
        let id = self.child.id().context("it has ended")?;
        let status = Command::new("kill")
            .args(["-s", name])
            .arg(id.to_string())
            .status()
            .await?;
        if !status.success() {
            bail!("cannot send it {name}");
        }
        Ok(())
    }
}
