use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use parking_lot::Mutex;
use serde_json::{Map, Value};
use thalweg_chat::{Answered, Deadline, InputSchema, Question, Tool, ToolContext, ToolError};
use thalweg_wire::{ToolAnnotations, ToolOrigin};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::call::Call;
use super::connect::Kit;
use super::connection::Connection;
use super::listing::Listed;
use super::problem::seconds;
use super::result::output;
use super::running::Told;
use crate::Secrets;

/// How much longer than a server's time limit a job may take, so that the words for that are ours.
const GRACE: Duration = Duration::from_secs(2);

/// Where calls come to a server, whatever its connection is just now.
pub(super) struct Gate {
    pub(super) server: String,
    pub(super) kit: Arc<Kit>,
    pub(super) link: watch::Sender<Link>,
    /// The longest that a call may take.
    pub(super) limit: Mutex<Duration>,
}

/// What a call has to do with.
#[derive(Clone)]
pub(super) enum Link {
    /// There is no connection now, but there may be one soon; with what is known of why.
    Down(Option<String>),
    Up(Arc<Connection>),
    /// There will be none.
    Off(String),
}

impl Gate {
    /// A connection, if there is one in time.
    async fn connection(
        &self,
        stopped: &CancellationToken,
        until: &Deadline,
        told: &dyn Told,
    ) -> Result<Arc<Connection>, ToolError> {
        let mut link = self.link.subscribe();
        let mut is_told = false;
        let arrives = async {
            loop {
                let now = link.borrow_and_update().clone();
                match now {
                    Link::Up(connection) => return Ok(connection),
                    Link::Off(why) => return Err(why),
                    Link::Down(_) if !is_told => {
                        told.log("waiting for the server");
                        is_told = true;
                    }
                    Link::Down(_) => {}
                }
                if link.changed().await.is_err() {
                    return Err("it was removed".to_owned());
                }
            }
        };
        let arrived = tokio::select! {
            arrived = arrives => arrived,
            () = stopped.cancelled() => Err("nobody wants the result any more".to_owned()),
            () = until.passed() => {
                let why = match &*self.link.borrow() {
                    Link::Down(Some(why)) | Link::Off(why) => format!(": {why}"),
                    Link::Down(None) | Link::Up(_) => String::new(),
                };
                Err(format!("it was not there in {}{why}", seconds(*self.limit.lock())))
            }
        };
        let server = &self.server;
        arrived
            .map_err(|why| ToolError(format!("the MCP server `{server}` cannot be called: {why}")))
    }

    /// Calls a tool of it.
    pub(super) async fn call(
        &self,
        tool: &str,
        args: Map<String, Value>,
        told: Arc<dyn Told>,
        stopped: &CancellationToken,
    ) -> Result<Value, ToolError> {
        let limit = *self.limit.lock();
        let until = Arc::new(Deadline::new(limit));
        let connection = self.connection(stopped, &until, &*told).await?;
        let server = &self.server;
        let too_late = format!(
            "the MCP server `{server}` did not give a result in {}, and was told to stop",
            seconds(limit)
        );
        let call = Call {
            server,
            tool,
            args,
            told,
            stopped,
            until,
            too_late,
        };
        let secrets = &self.kit.secrets;
        match call.over(&connection).await {
            Ok(result) => output(result, secrets),
            Err(ToolError(words)) => Err(ToolError(secrets.redact(&words))),
        }
    }
}

/// A tool of a server. A call that is under way keeps it as it was when it began.
pub(super) struct McpTool {
    name: String,
    own_name: String,
    title: String,
    description: String,
    annotations: ToolAnnotations,
    input: InputSchema,
    gate: Arc<Gate>,
}

impl McpTool {
    /// The tool that was listed, if it can be called.
    pub(super) fn new(listed: Listed, gate: &Arc<Gate>) -> Option<Self> {
        let title = listed.title.unwrap_or_else(|| listed.own_name.clone());
        let description = if listed.description.trim().is_empty() {
            format!("{title}, a tool of the MCP server {}", gate.server)
        } else {
            listed.description
        };
        Some(Self {
            name: listed.name,
            own_name: listed.own_name,
            title,
            description,
            annotations: listed.annotations,
            input: listed.input.ok()?,
            gate: Arc::clone(gate),
        })
    }

    /// Calls it.
    pub(super) async fn call(
        &self,
        args: Map<String, Value>,
        told: Arc<dyn Told>,
        stopped: &CancellationToken,
    ) -> Result<Value, ToolError> {
        self.gate.call(&self.own_name, args, told, stopped).await
    }
}

#[async_trait]
impl Tool for McpTool {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn description(&self) -> &str {
        &self.description
    }

    fn input(&self) -> &InputSchema {
        &self.input
    }

    fn origin(&self) -> ToolOrigin {
        ToolOrigin::Mcp
    }

    fn server(&self) -> Option<&str> {
        Some(&self.gate.server)
    }

    fn annotations(&self) -> ToolAnnotations {
        self.annotations
    }

    /// A server acts with the owner's secrets and on the owner's machine.
    fn is_owners(&self) -> bool {
        true
    }

    fn limit(&self) -> Duration {
        *self.gate.limit.lock() + GRACE
    }

    async fn run(
        &self,
        context: ToolContext,
        args: Map<String, Value>,
    ) -> Result<Value, ToolError> {
        let stopped = context.stopped().clone();
        let secrets = self.gate.kit.secrets.clone();
        let told = Arc::new(OfJob { context, secrets });
        self.call(args, told, &stopped).await
    }
}

/// What is told of a call goes into its job, without secrets.
struct OfJob {
    context: ToolContext,
    secrets: Secrets,
}

#[async_trait]
impl Told for OfJob {
    fn progress(&self, done: f64) {
        self.context.progress(done);
    }

    fn log(&self, line: &str) {
        self.context.log(&self.secrets.redact(line));
    }

    fn principal(&self) -> &str {
        self.context.principal().as_str()
    }

    async fn ask(&self, question: Question) -> Result<Answered, ToolError> {
        let question = Question {
            message: self.secrets.redact(&question.message),
            schema: self.secrets.redact_json(question.schema),
            ..question
        };
        self.context.ask(question).await
    }
}
