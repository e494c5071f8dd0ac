use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rmcp::RoleClient;
use rmcp::model::{ClientRequest, PingRequest, SubscriptionFilter};
use rmcp::service::{Peer, RunningService};
use thalweg_wire::McpServerInfo;
use tokio::sync::{Notify, watch};
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use super::connect::Kit;
use super::handler::Handler;
use super::http::Door;
use super::listing::{self, Listed, cut};
use super::problem::Problem;
use super::stdio::{Lines, Process, Rubbish};
use super::tap::Seen;
use crate::Secrets;

/// How long after a process's end its last words may take to be read, and the other way round.
pub(super) const LAST_WORDS: Duration = Duration::from_millis(500);
/// How long until a server that does not tell of changes is asked to again.
const LISTEN_AGAIN: Duration = Duration::from_secs(10);
/// The most that is kept of what a server says that it is, in characters.
const INFO: usize = 200;

/// What calls are made over.
pub(super) struct Connection {
    pub(super) peer: Peer<RoleClient>,
    pub(super) seen: Seen,
    /// Whether it speaks as from 2026-07-28 on, without a session.
    pub(super) is_modern: bool,
    /// Fires when a call or a stream makes somebody doubt that the server is there.
    pub(super) doubt: Arc<Notify>,
    pub(super) tasks: TaskTracker,
    /// Why it ended, as soon as somebody knows.
    why: watch::Sender<Option<String>>,
}

impl Connection {
    /// Ends all calls with these words.
    pub(super) fn end(&self, why: &str) {
        self.why.send_if_modified(|known| {
            let is_news = known.is_none();
            known.get_or_insert_with(|| why.to_owned());
            is_news
        });
        self.seen.ended.cancel();
    }

    /// Why it ended, which somebody finds out now.
    pub(super) async fn why(&self) -> String {
        let mut why = self.why.subscribe();
        let known = timeout(4 * LAST_WORDS, why.wait_for(Option::is_some)).await;
        let known = known.ok().and_then(|known| known.ok()?.clone());
        known.unwrap_or_else(|| "its connection ended".into())
    }
}

/// What is known of a process besides its messages.
#[derive(Clone, Default)]
pub(super) struct Trace {
    pub(super) lines: Lines,
    pub(super) rubbish: Rubbish,
}

impl Trace {
    /// Words with the last that the process said, if it said anything.
    pub(super) fn tell(&self, words: &str) -> String {
        if let Some(last) = self.lines.last() {
            return format!(
                "{words}; the last that it wrote to standard error: {}",
                cut(&last, 300)
            );
        }
        match self.rubbish.first() {
            Some(first) => {
                format!("{words}; it wrote to standard output, which is no message: {first}")
            }
            None => words.to_owned(),
        }
    }
}

/// A connection with what keeps it.
pub(super) struct Live {
    pub(super) connection: Arc<Connection>,
    pub(super) protocol_version: String,
    pub(super) server_info: Option<McpServerInfo>,
    /// Fires when the server's tools are not what they were.
    pub(super) changed: Arc<Notify>,
    pub(super) trace: Trace,
    secrets: Secrets,
    has_tools: bool,
    service: RunningService<RoleClient, Handler>,
    process: Option<Process>,
    /// Where it is knocked at while it works, if it is reached over HTTP.
    pub(super) door: Option<Door>,
}

impl Live {
    pub(super) fn new(
        service: RunningService<RoleClient, Handler>,
        seen: Seen,
        process: Option<Process>,
        trace: Trace,
        changed: Arc<Notify>,
        kit: &Kit,
    ) -> Self {
        let peer = service.peer().clone();
        let info = peer.peer_info();
        let info = info.as_deref();
        let capabilities = info
            .map(|info| info.capabilities.clone())
            .unwrap_or_default();
        let connection = Connection {
            peer,
            doubt: Arc::clone(&seen.doubt),
            seen,
            is_modern: info.is_some_and(|info| !info.protocol_version.has_initialize()),
            tasks: kit.tasks.clone(),
            why: watch::channel(None).0,
        };
        let connection = Arc::new(connection);
        let tells = capabilities.tools.as_ref();
        let tells = tells.is_some_and(|tools| tools.list_changed == Some(true));
        if connection.is_modern && tells {
            let listens = listen(Arc::clone(&connection), Arc::clone(&changed));
            connection.tasks.spawn(listens);
        }
        if !connection.is_modern && capabilities.logging.is_some() {
            connection.tasks.spawn(ask_for_log(Arc::clone(&connection)));
        }
        Self {
            protocol_version: info
                .map(|info| info.protocol_version.to_string())
                .unwrap_or_default(),
            server_info: info.and_then(|info| {
                let server = info.server_info.as_ref()?;
                Some(McpServerInfo {
                    name: cut(&kit.secrets.redact(&server.name), INFO),
                    version: cut(&kit.secrets.redact(&server.version), INFO),
                })
            }),
            has_tools: capabilities.tools.is_some(),
            connection,
            changed,
            trace,
            secrets: kit.secrets.clone(),
            service,
            process,
            door: None,
        }
    }

    /// Returns why, as soon as the server is gone.
    pub(super) async fn died(&self) -> Problem {
        let ended = self.connection.seen.ended.cancelled();
        match &self.process {
            None => {
                ended.await;
                if self.connection.seen.is_refused.load(Ordering::Acquire) {
                    let words = "it refused a request without saying which; it may have forgotten its session";
                    return Problem::passing(words);
                }
            }
            Some(process) => tokio::select! {
                () = ended => {}
                _ = process.exited() => {
                    // What it said last is read to its end, unless somebody else keeps its output.
                    let _ = timeout(LAST_WORDS, self.connection.seen.ended.cancelled()).await;
                }
            },
        }
        ended_as(self.process.as_ref(), &self.trace).await
    }

    /// Asks for the tools.
    pub(super) async fn list(&self, server: &str, limit: Duration) -> Result<Vec<Listed>, Problem> {
        if !self.has_tools {
            return Ok(Vec::new());
        }
        let only_tasks = &self.connection.seen.only_tasks;
        only_tasks.ask();
        let raw = timeout(limit, listing::list(&self.connection.peer)).await;
        let only_tasks = only_tasks.found();
        let raw = raw.map_err(|_| Problem::silent(limit))?;
        let raw = match raw {
            Ok(raw) => raw,
            Err(error) => return Err(self.failed("its tools cannot be listed", &error).await),
        };
        let (server, secrets) = (server.to_owned(), self.secrets.clone());
        // Schemas are made ready, which may take a while for many of them.
        let read =
            tokio::task::spawn_blocking(move || listing::read(&server, raw, &only_tasks, &secrets));
        read.await
            .map_err(|_| Problem::passing("its tools cannot be read"))
    }

    /// Whether the server is there and answers. Of one that keeps no session only what it offers can be
    /// asked.
    pub(super) async fn look(&self, limit: Duration) -> Result<(), Problem> {
        if self.connection.is_modern {
            return Ok(());
        }
        let ping = ClientRequest::PingRequest(PingRequest::default());
        let answer = timeout(limit, self.connection.peer.send_request(ping)).await;
        match answer.map_err(|_| Problem::silent(limit))? {
            Ok(_) => Ok(()),
            // It is there, and knows no such question.
            Err(rmcp::ServiceError::McpError(_)) => Ok(()),
            Err(error) => Err(self.failed("it is not there", &error).await),
        }
    }

    /// Whether the server is there while it works, which is no time to expect an answer: only one whose
    /// address refuses to be connected to is gone. The end of a process tells itself.
    pub(super) async fn knock(&self) -> Result<(), Problem> {
        match &self.door {
            Some(door) => door.knock().await,
            None => Ok(()),
        }
    }

    /// Whether [`Live::look`] says nothing, so that the list has to be asked for instead.
    pub(super) fn is_looked_at_by_list(&self) -> bool {
        self.connection.is_modern && self.has_tools
    }

    async fn failed(&self, what: &str, error: &rmcp::ServiceError) -> Problem {
        match Problem::of_answer(error) {
            Some(problem) => Problem {
                words: format!("{what}: {}", problem.words),
                ..problem
            },
            None => ended_as(self.process.as_ref(), &self.trace).await,
        }
    }

    /// Ends it, and all calls over it with these words. Takes four times `limit` at most.
    pub(super) async fn close(mut self, why: &str, limit: Duration) {
        self.connection.end(why);
        let _ = self.service.close_with_timeout(limit).await;
        if let Some(process) = self.process {
            process.end(limit).await;
        }
    }
}

/// In which words a connection ended.
pub(super) async fn ended_as(process: Option<&Process>, trace: &Trace) -> Problem {
    if trace.rubbish.is_too_long() {
        let most = super::stdio::LINE / (1024 * 1024);
        return Problem::passing(format!("it wrote a line of more than {most} MiB"));
    }
    let Some(process) = process else {
        return Problem::passing("its connection ended");
    };
    let status = process.exited_within(LAST_WORDS).await;
    if status.is_some() {
        // What it wrote last may not be read yet.
        let _ = timeout(LAST_WORDS, trace.lines.ended()).await;
    }
    let words = match status {
        None => "it closed its standard output".to_owned(),
        Some(status) => match status.code() {
            Some(code) => format!("it exited with status {code}"),
            None => format!("it was ended by a {status}"),
        },
    };
    Problem::passing(trace.tell(&words))
}

/// Has a server without a session tell when its tools change.
async fn listen(connection: Arc<Connection>, changed: Arc<Notify>) {
    let ended = connection.seen.ended.clone();
    let filter = SubscriptionFilter::builder().tools_list_changed().build();
    let listens = async {
        loop {
            if let Ok(mut subscription) = connection.peer.listen(filter.clone()).await {
                while let Ok(Some(_)) = subscription.next().await {
                    changed.notify_one();
                }
            }
            tokio::time::sleep(LISTEN_AGAIN).await;
            // What changed meanwhile was told to nobody.
            changed.notify_one();
        }
    };
    tokio::select! {
        () = ended.cancelled() => {}
        () = listens => {}
    }
}

/// Has a server of before 2026-07-28 tell what it does.
#[expect(deprecated, reason = "servers of before 2026-07-28 know no other way")]
async fn ask_for_log(connection: Arc<Connection>) {
    use rmcp::model::{LoggingLevel, SetLevelRequestParams};
    let level = SetLevelRequestParams::new(LoggingLevel::Info);
    // A server that refuses tells what it likes.
    tokio::select! {
        () = connection.seen.ended.cancelled() => {}
        _ = connection.peer.set_level(level) => {}
    }
}
