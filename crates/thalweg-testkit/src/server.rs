use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use tempfile::TempDir;
use thalweg::{Certificates, Parts, Running, Settings, start};
use thalweg_access::{AccountsConfig, Mode, PasswordCost};
use thalweg_chat::{ModelProvider, ToolSource, Toolbox};
use thalweg_client::{Client, Request};
use thalweg_http::App;
use thalweg_log::{Clock, OsEntropy, SystemClock};
use thalweg_providers::DemoModel;
use thalweg_store::{SqliteConfig, SqliteStore};
use thalweg_wire::Registration;

/// A whole server on port 0, over SQLite in a folder of its own.
///
/// A test that is done calls [`TestServer::stop`], which fails if a stream or a run is left.
pub struct TestServer {
    running: Option<Running>,
    client: Client,
    folder: PathBuf,
    // Deleted when the server is dropped, if it is the server's own.
    _own: Option<TempDir>,
}

/// How a [`TestServer`] is to be started.
pub struct TestServerBuilder {
    settings: Settings,
    store: Box<dyn FnOnce(&mut SqliteConfig)>,
    folder: Option<PathBuf>,
    models: Arc<dyn ModelProvider>,
    tools: Arc<dyn ToolSource>,
    clock: Arc<dyn Clock>,
}

impl TestServer {
    /// A local server, on which everyone is the owner, with the demonstration model.
    pub async fn start() -> Self {
        Self::builder().start().await
    }

    /// A server to be set up otherwise.
    pub fn builder() -> TestServerBuilder {
        let settings = Settings::local(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        TestServerBuilder {
            settings,
            store: Box::new(|_| {}),
            folder: None,
            models: Arc::new(DemoModel),
            tools: Arc::new(Toolbox::new(thalweg_tools::builtin())),
            clock: Arc::new(SystemClock),
        }
    }

    /// A client without a cookie.
    pub fn client(&self) -> Client {
        self.client.clone()
    }

    /// A client that is a guest of its own, on a server with guests.
    pub async fn guest(&self) -> Client {
        let answer = self
            .client
            .send(Request::get("/api/me"))
            .await
            .expect("an answer");
        let cookie = answer
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        assert!(!cookie.is_empty(), "a new guest is given a cookie");
        self.client().with_cookie(cookie)
    }

    /// A client that is the owner, by the one-time link, which is used up.
    pub async fn owner(&self) -> Client {
        let token = self.owner_token().to_owned();
        let claim = Request::post("/api/auth/owner", &serde_json::json!({ "token": token }));
        let answer = self.client.send(claim).await.expect("an answer");
        assert_eq!(answer.status, 204, "the link works once");
        let cookie = answer
            .header("set-cookie")
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        self.client().with_cookie(cookie)
    }

    /// The token of the owner's one-time link.
    pub fn owner_token(&self) -> &str {
        let token = self.running().owner_token.as_deref();
        token.expect("the owner has no account yet")
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.client.address()
    }

    /// Its handles: counters, streams, chat.
    pub fn app(&self) -> &App {
        &self.running().app
    }

    /// The certificate that it speaks TLS with, if it does. Its own [`TestServer::client`] speaks none.
    pub fn certificates(&self) -> Option<&Certificates> {
        self.running().certificates.as_deref()
    }

    /// Where its data lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Stops the server as SIGTERM does.
    pub async fn stop(mut self) {
        let running = self.running.take().expect("a server is stopped once");
        let app = running.app.clone();
        running.stop().await;
        assert_eq!(app.chat.runs_in_progress(), 0, "a run was left");
        assert_eq!(app.chat.jobs_in_progress(), 0, "a job was left");
        assert!(app.streams.is_empty(), "a stream was left");
    }

    fn running(&self) -> &Running {
        // Taken only by `stop`, which consumes the server.
        self.running.as_ref().expect("the server runs")
    }
}

impl TestServerBuilder {
    /// Each client is a guest of its own.
    #[must_use]
    pub fn guests(mut self) -> Self {
        self.settings.access.mode = Mode::Guests;
        self.settings.access.gate.direct_only = false;
        self
    }

    /// People have accounts, whose passwords cost next to nothing to hash; without
    /// [`TestServerBuilder::guests`] nobody else gets in.
    #[must_use]
    pub fn accounts(mut self, registration: Registration) -> Self {
        let access = &mut self.settings.access;
        if access.mode == Mode::Local {
            access.mode = Mode::Nobody;
        }
        access.gate.direct_only = false;
        access.accounts = Some(AccountsConfig {
            registration,
            cost: PasswordCost {
                memory_kib: 8,
                passes: 1,
            },
        });
        self
    }

    /// Other models than the demonstration.
    #[must_use]
    pub fn models(mut self, models: Arc<dyn ModelProvider>) -> Self {
        self.models = models;
        self
    }

    /// Other tools than those that come with the server.
    #[must_use]
    pub fn tools(mut self, tools: Arc<dyn ToolSource>) -> Self {
        self.tools = tools;
        self
    }

    /// A clock that the test moves.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = clock;
        self
    }

    /// A folder that outlives the server.
    #[must_use]
    pub fn folder(mut self, folder: &Path) -> Self {
        self.folder = Some(folder.to_path_buf());
        self
    }

    /// Other settings.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// Other settings of the store.
    #[must_use]
    pub fn store(mut self, change: impl FnOnce(&mut SqliteConfig) + 'static) -> Self {
        self.store = Box::new(change);
        self
    }

    /// Starts it.
    pub async fn start(self) -> TestServer {
        self.try_start().await.expect("the server starts")
    }

    /// Starts it, if it can.
    ///
    /// # Errors
    /// What the server says of why it cannot.
    pub async fn try_start(self) -> anyhow::Result<TestServer> {
        let (folder, own) = match self.folder {
            Some(folder) => (folder, None),
            None => {
                let own = tempfile::tempdir().context("a folder")?;
                (own.path().to_path_buf(), Some(own))
            }
        };
        let entropy = Arc::new(OsEntropy);
        let mut config = SqliteConfig::new(&folder);
        (self.store)(&mut config);
        let store = Arc::new(SqliteStore::open(config, entropy.clone())?);
        let parts = Parts {
            log: store.clone(),
            rows: store.clone(),
            accounts: store,
            models: self.models,
            tools: self.tools,
            clock: self.clock,
            entropy,
        };
        let running = start(&self.settings, parts).await?;
        let client = Client::new(running.address);
        Ok(TestServer {
            running: Some(running),
            client,
            folder,
            _own: own,
        })
    }
}
