//! A server that shows tokens before they are committed, which the checker must catch.
//!
//! It runs in a process of its own, this test program started anew, so that it can be killed like the
//! real one.

use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use async_trait::async_trait;
use tempfile::TempDir;
use thalweg::{Parts, Settings, start};
use thalweg_log::{
    AppendError, Appended, Batch, ChannelName, Cursor, Event, EventClass, LogStore, NewEvent,
    OsEntropy, Position, Seq, StoreError, SystemClock, Timestamp,
};
use thalweg_probe::crash::{Host, Plan, Rule, Stored, check, play};
use thalweg_providers::DemoModel;
use thalweg_store::suite::{StoreTwin, Twinned};
use thalweg_store::{SqliteConfig, SqliteStore};
use thalweg_testkit::{BinaryHost, look};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

/// Names the folder to serve. Set for the process of its own, in which the test is the server.
const FOLDER: &str = "THALWEG_CRASH_FORGETFUL";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_acknowledges_before_it_commits_is_found_out() {
    if let Some(folder) = std::env::var_os(FOLDER) {
        return serve_until_killed(folder.into()).await;
    }
    let folder = TempDir::new().expect("a folder");
    let mut plan = Plan {
        early: false,
        moment: Duration::from_millis(800),
        // Readers of what is gone wait in vain.
        patience: Duration::from_secs(3),
        ..Plan::new(2, 50)
    };
    for run in &mut plan.runs {
        // None ends before the moment, so that nothing but tokens is appended up to it.
        run.prompt = "write 1000 words".into();
    }
    let mut host = ForgetfulHost {
        folder: folder.path().into(),
        forgetful: None,
        honest: BinaryHost::new(Path::new(env!("CARGO_BIN_EXE_thalweg")), folder.path(), &[]),
    };
    let evidence = play(&mut host, &plan).await.expect("the round is played");
    let findings = check(&evidence);
    let has = |rule| findings.iter().filter(|found| found.rule == rule).count();
    println!(
        "{} findings: {} resets, {} readers off their channel, {} messages too short",
        findings.len(),
        has(Rule::Reset),
        has(Rule::Prefix),
        has(Rule::Text)
    );
    assert!(
        has(Rule::Prefix) > 0,
        "somebody saw what is gone: {findings:#?}"
    );
    assert!(
        has(Rule::Text) > 0,
        "a message lacks what somebody saw: {findings:#?}"
    );
}

#[expect(
    clippy::print_stdout,
    reason = "its parent reads the address from there"
)]
async fn serve_until_killed(folder: PathBuf) {
    let entropy = Arc::new(OsEntropy);
    let store = SqliteStore::open(SqliteConfig::new(folder), entropy.clone()).expect("opens");
    let store = Arc::new(store);
    let parts = Parts {
        log: Arc::new(Twinned(Arc::new(Forgetful::new(store.clone())))),
        rows: store.clone(),
        accounts: store,
        models: Arc::new(DemoModel),
        tools: Arc::new(thalweg_chat::Toolbox::default()),
        clock: Arc::new(SystemClock),
        entropy,
    };
    let settings = Settings::local(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    let running = start(&settings, parts).await.expect("starts");
    println!("\nlistening on http://{}", running.address);
    std::future::pending::<()>().await;
}

/// First the forgetful server, then the real one over what it left.
struct ForgetfulHost {
    folder: PathBuf,
    forgetful: Option<Child>,
    honest: BinaryHost,
}

impl Host for ForgetfulHost {
    async fn start(&mut self) -> anyhow::Result<SocketAddr> {
        if self.honest.process().is_some() || self.folder.join("lock").exists() {
            return self.honest.start().await;
        }
        let child = Command::new(std::env::current_exe()?)
            .args([
                "--exact",
                "forgetful::a_store_that_acknowledges_before_it_commits_is_found_out",
                "--nocapture",
            ])
            .env(FOLDER, &self.folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()?;
        let child = self.forgetful.insert(child);
        let mut lines = BufReader::new(child.stdout.take().context("its output")?).lines();
        loop {
            let line = lines
                .next_line()
                .await?
                .context("it says where it listens")?;
            if let Some(address) = line.strip_prefix("listening on http://") {
                return Ok(address.parse()?);
            }
        }
    }

    async fn kill(&mut self) -> anyhow::Result<()> {
        match self.forgetful.take() {
            Some(mut child) => Ok(child.kill().await?),
            None => self.honest.kill().await,
        }
    }

    async fn terminate(&mut self) -> anyhow::Result<()> {
        self.kill().await
    }

    async fn look(&mut self, channels: &[String]) -> anyhow::Result<Stored> {
        look(&self.folder, channels).await
    }
}

/// A store that acknowledges tokens at once and commits them with whatever else comes next.
struct Forgetful {
    store: Arc<SqliteStore>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What was acknowledged and is not in the store.
    owed: Vec<Batch>,
    /// How many events that is.
    events: u64,
    /// The last seqs as acknowledged.
    seqs: HashMap<ChannelName, Seq>,
}

impl Forgetful {
    fn new(store: Arc<SqliteStore>) -> Self {
        Self {
            store,
            state: Mutex::default(),
        }
    }

    /// Makes up what the store would answer.
    async fn promise(
        &self,
        state: &mut State,
        batch: &Batch,
        at: Timestamp,
    ) -> Result<Appended, StoreError> {
        let mut events = Vec::new();
        for new in batch.events.clone() {
            let last = match state.seqs.get(&new.channel) {
                Some(seq) => *seq,
                None => self.store.last_seq(&new.channel).await?,
            };
            state.seqs.insert(new.channel.clone(), last.next());
            state.events += 1;
            let place = Position::new(self.store.head().get() + state.events);
            events.push(stored(
                new,
                last.next(),
                self.store.lineage().cursor_at(place),
                at,
            ));
        }
        state.owed.push(batch.clone());
        Ok(Appended { events })
    }
}

fn stored(new: NewEvent, seq: Seq, cursor: Cursor, at: Timestamp) -> Event {
    Event {
        channel: new.channel,
        seq,
        cursor,
        at,
        kind: new.kind,
        class: new.class,
        data: new.data,
        private: new.private,
    }
}

fn is_tokens(batch: &Batch) -> bool {
    batch
        .events
        .iter()
        .all(|event| event.class == EventClass::Transient)
}

#[async_trait]
impl StoreTwin for Forgetful {
    fn inner(&self) -> &dyn LogStore {
        &*self.store
    }

    async fn append(
        &self,
        batches: Vec<Batch>,
        at: Timestamp,
    ) -> Result<Vec<Result<Appended, AppendError>>, StoreError> {
        let mut state = self.state.lock().await;
        if batches.iter().all(is_tokens) {
            let mut results = Vec::new();
            for batch in &batches {
                results.push(Ok(self.promise(&mut state, batch, at).await?));
            }
            return Ok(results);
        }
        let owed = std::mem::take(&mut *state).owed;
        let skip = owed.len();
        let all = owed.into_iter().chain(batches).collect();
        Ok(self.store.append(all, at).await?.split_off(skip))
    }
}
