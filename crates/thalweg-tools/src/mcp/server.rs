use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use thalweg_wire::{McpServerInfo, McpServerStatus, McpServerTool};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, sleep_until, timeout};
use tokio_util::sync::CancellationToken;

use super::backoff::wait;
use super::connect::{Era, Kit, connect};
use super::connection::{Live, Trace};
use super::health::McpHealth;
use super::listing::Listed;
use super::problem::Problem;
use super::setup::McpServerSetup;
use super::tool::{Gate, Link, McpTool};

/// How long a list that changed is left alone, so that a burst of changes is one.
const SETTLE: Duration = Duration::from_millis(200);

/// A server that was set up, and the task that keeps it connected.
pub(super) struct Server {
    pub(super) gate: Arc<Gate>,
    state: Mutex<State>,
    /// Counts what changed, for whoever shows it.
    changes: watch::Sender<u64>,
    again: Notify,
    stop: CancellationToken,
}

struct State {
    setup: Arc<McpServerSetup>,
    status: McpServerStatus,
    problem: Option<String>,
    retry_at: Option<Instant>,
    protocol_version: Option<String>,
    server_info: Option<McpServerInfo>,
    listed: Vec<McpServerTool>,
    tools: Vec<Arc<McpTool>>,
    /// Why it was stopped.
    farewell: String,
}

/// Why a connection is not kept.
enum End {
    Died(Problem),
    Again,
    Stop,
}

impl Server {
    /// Begins to connect, in the background.
    pub(super) fn start(
        setup: McpServerSetup,
        kit: &Arc<Kit>,
        changes: &watch::Sender<u64>,
    ) -> Arc<Self> {
        let (status, link) = if setup.enabled {
            (McpServerStatus::Connecting, Link::Down(None))
        } else {
            (
                McpServerStatus::Disabled,
                Link::Off("it is switched off".into()),
            )
        };
        let gate = Gate {
            server: setup.name.clone(),
            kit: Arc::clone(kit),
            link: watch::channel(link).0,
            limit: Mutex::new(setup.timeout),
        };
        let is_enabled = setup.enabled;
        let server = Arc::new(Self {
            gate: Arc::new(gate),
            state: Mutex::new(State {
                setup: Arc::new(setup),
                status,
                problem: None,
                retry_at: None,
                protocol_version: None,
                server_info: None,
                listed: Vec::new(),
                tools: Vec::new(),
                farewell: String::new(),
            }),
            changes: changes.clone(),
            again: Notify::new(),
            stop: CancellationToken::new(),
        });
        if is_enabled {
            let own = Arc::clone(&server);
            kit.tasks.spawn(async move { own.keep().await });
        }
        server.tell();
        server
    }

    pub(super) fn setup(&self) -> Arc<McpServerSetup> {
        Arc::clone(&self.state.lock().setup)
    }

    /// Takes another setup for the same connection.
    pub(super) fn update(&self, setup: McpServerSetup) {
        *self.gate.limit.lock() = setup.timeout;
        self.state.lock().setup = Arc::new(setup);
        self.tell();
    }

    /// Ends it for good. Calls are told why.
    pub(super) fn stop(&self, why: &str) {
        self.state.lock().farewell = why.to_owned();
        self.gate.link.send_replace(Link::Off(why.to_owned()));
        self.stop.cancel();
    }

    /// Connects anew, now.
    pub(super) fn restart(&self) {
        let mut state = self.state.lock();
        if state.setup.enabled {
            // Whoever asked for it is not shown how the connection before is.
            (state.status, state.retry_at) = (McpServerStatus::Connecting, None);
            state.problem = None;
        }
        drop(state);
        self.tell();
        self.again.notify_one();
    }

    /// Its tools that can be called, as they were listed last.
    pub(super) fn tools(&self) -> Vec<Arc<McpTool>> {
        self.state.lock().tools.clone()
    }

    pub(super) fn health(&self) -> McpHealth {
        let state = self.state.lock();
        McpHealth {
            name: self.gate.server.clone(),
            status: state.status,
            problem: state.problem.clone(),
            retry_at: state.retry_at,
            protocol_version: state.protocol_version.clone(),
            server_info: state.server_info.clone(),
            tools: state.listed.clone(),
        }
    }

    /// Connects, and again, until it is stopped.
    async fn keep(&self) {
        let options = self.gate.kit.options;
        let (mut failures, mut era) = (0, Era::Unknown);
        loop {
            let problem = match self.connection(&mut era, &mut failures).await {
                End::Stop => return,
                End::Again => {
                    (failures, era) = (0, Era::Unknown);
                    self.down(McpServerStatus::Connecting, None, None);
                    continue;
                }
                End::Died(problem) => problem,
            };
            failures += 1;
            let wait = wait(options.first_wait, options.longest_wait, failures);
            let retry_at = (!problem.is_lasting).then(|| Instant::now() + wait);
            let status = match retry_at {
                Some(_) => McpServerStatus::Waiting,
                None => McpServerStatus::Failed,
            };
            self.down(status, Some(&problem), retry_at);
            let is_due = async {
                match retry_at {
                    Some(at) => sleep_until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = self.stop.cancelled() => return,
                () = is_due => self.down(McpServerStatus::Connecting, Some(&problem), None),
                () = self.again.notified() => {
                    (failures, era) = (0, Era::Unknown);
                    self.down(McpServerStatus::Connecting, None, None);
                }
            }
        }
    }

    /// One connection, from its beginning to its end.
    async fn connection(&self, era: &mut Era, failures: &mut u32) -> End {
        let kit = &self.gate.kit;
        let options = kit.options;
        let (setup, trace) = (self.setup(), Trace::default());
        let begins = async {
            let live = connect(kit, &setup, era, &trace).await?;
            let tools = tokio::select! {
                biased;
                tools = live.list(&setup.name, options.connect) => tools,
                problem = live.died() => Err(problem),
            };
            Ok((live, tools?))
        };
        let begun = tokio::select! {
            biased;
            () = self.stop.cancelled() => return End::Stop,
            () = self.again.notified() => return End::Again,
            begun = timeout(options.connect, begins) => begun,
        };
        let (live, tools) = match begun {
            Ok(Ok(begun)) => begun,
            Ok(Err(problem)) => return End::Died(problem),
            Err(_) => {
                let silent = Problem::silent(options.connect);
                return End::Died(Problem::passing(trace.tell(&silent.words)));
            }
        };
        let since = Instant::now();
        self.up(&live, tools);
        let end = tokio::select! {
            biased;
            () = self.stop.cancelled() => End::Stop,
            () = self.again.notified() => End::Again,
            problem = self.serve(&live) => End::Died(problem),
        };
        let why = match &end {
            End::Died(problem) => kit.secrets.redact(&problem.words),
            End::Again => "it is started anew".to_owned(),
            End::Stop => self.state.lock().farewell.clone(),
        };
        if !matches!(end, End::Stop) {
            self.gate.link.send_replace(Link::Down(Some(why.clone())));
        }
        live.close(&why, options.farewell).await;
        // A server that was well for a while is given the benefit of the doubt.
        if since.elapsed() >= options.longest_wait {
            *failures = 0;
        }
        end
    }

    /// Looks after a connection until it breaks.
    async fn serve(&self, live: &Live) -> Problem {
        let options = self.gate.kit.options;
        let mut looks = interval_at(Instant::now() + options.look, options.look);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut is_rubbish_told = false;
        loop {
            let todo = tokio::select! {
                biased;
                problem = live.died() => return problem,
                () = live.changed.notified() => Todo::List,
                () = live.connection.doubt.notified() => Todo::Look,
                _ = looks.tick() => Todo::Look,
                () = live.trace.rubbish.found(), if !is_rubbish_told => {
                    is_rubbish_told = true;
                    self.told_rubbish(live);
                    continue;
                }
            };
            let done = tokio::select! {
                biased;
                problem = live.died() => return problem,
                done = self.does(todo, live) => done,
            };
            if let Err(problem) = done {
                return problem;
            }
        }
    }

    async fn does(&self, todo: Todo, live: &Live) -> Result<(), Problem> {
        let options = self.gate.kit.options;
        // One that does one thing after the other cannot answer while it works, and its calls have limits
        // of their own: it is only knocked at.
        let is_busy = live.connection.seen.running.is_any();
        match todo {
            Todo::Look if is_busy => live.knock().await,
            Todo::Look if !live.is_looked_at_by_list() => live.look(options.answer).await,
            Todo::Look => {
                let tools = live.list(&self.gate.server, options.answer).await?;
                self.list(tools);
                Ok(())
            }
            Todo::List => {
                sleep(SETTLE).await;
                // If it fails, the tools stay as they were known; whether it is there is asked elsewhere.
                let patience = if is_busy {
                    options.connect
                } else {
                    options.answer
                };
                match live.list(&self.gate.server, patience).await {
                    Ok(tools) => self.list(tools),
                    Err(problem) => self.problem(&format!("its tools changed, but {problem}")),
                }
                Ok(())
            }
        }
    }

    fn up(&self, live: &Live, tools: Vec<Listed>) {
        self.gate
            .link
            .send_replace(Link::Up(Arc::clone(&live.connection)));
        {
            let mut state = self.state.lock();
            state.status = McpServerStatus::Ready;
            (state.problem, state.retry_at) = (None, None);
            state.protocol_version = Some(live.protocol_version.clone());
            state.server_info.clone_from(&live.server_info);
        }
        self.list(tools);
    }

    fn down(&self, status: McpServerStatus, problem: Option<&Problem>, retry_at: Option<Instant>) {
        let words = problem.map(|problem| self.gate.kit.secrets.redact(&problem.words));
        {
            let mut state = self.state.lock();
            if status == McpServerStatus::Failed
                || (status == McpServerStatus::Waiting && state.status != status)
            {
                tracing::warn!(mcp.server = self.gate.server, "an MCP server does not work");
            }
            (state.status, state.retry_at) = (status, retry_at);
            state.problem.clone_from(&words);
            if status == McpServerStatus::Failed {
                state.tools.clear();
            }
        }
        if !self.stop.is_cancelled() {
            let link = match (status, words) {
                (McpServerStatus::Failed, words) => Link::Off(words.unwrap_or_default()),
                (_, words) => Link::Down(words),
            };
            self.gate.link.send_replace(link);
        }
        self.tell();
    }

    fn list(&self, tools: Vec<Listed>) {
        let listed = tools.iter().map(|tool| McpServerTool {
            name: tool.name.clone(),
            title: tool.title.clone(),
            problem: tool.input.as_ref().err().cloned(),
        });
        let listed: Vec<_> = listed.collect();
        let tools = tools.into_iter();
        let tools = tools.filter_map(|tool| McpTool::new(tool, &self.gate).map(Arc::new));
        let tools = tools.collect();
        {
            let mut state = self.state.lock();
            (state.listed, state.tools) = (listed, tools);
        }
        self.tell();
    }

    fn told_rubbish(&self, live: &Live) {
        let first = live.trace.rubbish.first().unwrap_or_default();
        tracing::warn!(
            mcp.server = self.gate.server,
            "an MCP server writes lines to standard output that are no messages"
        );
        self.problem(&format!(
            "it writes lines to standard output that are no messages; they are passed over: {first}"
        ));
    }

    fn problem(&self, words: &str) {
        let words = self.gate.kit.secrets.redact(words);
        self.state.lock().problem = Some(words);
        self.tell();
    }

    fn tell(&self) {
        self.changes.send_modify(|count| *count += 1);
    }
}

/// What there is to do for a connection.
enum Todo {
    /// Ask for the tools.
    List,
    /// Ask whether it is there.
    Look,
}
