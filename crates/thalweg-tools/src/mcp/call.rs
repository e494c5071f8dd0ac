use std::sync::Arc;

use rmcp::RoleClient;
use rmcp::model::{
    CallToolRequest, CallToolRequestParams, CallToolResult, ClientRequest, CustomResult,
    ElicitRequestParams, ElicitResult, ElicitationAction, InputRequest, InputRequiredResult,
    InputResponses, JsonObject, RequestId, RequestMetaObject, ServerResult,
};
use rmcp::service::{PeerRequestOptions, RequestHandle, ServiceError};
use serde_json::{Value, json};
use thalweg_chat::{Deadline, ToolError};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::connection::Connection;
use super::elicit::{ELICITATION, UNREADABLE, asked, refusal};
use super::problem::Problem;
use super::running::{Running, Sink, Told};

const OTHERWISE: &str = "answered otherwise than the protocol says";

/// How often a server may ask for more before it gives a result.
const ROUNDS: usize = 8;

/// One call of a tool.
pub(super) struct Call<'a> {
    pub(super) server: &'a str,
    /// What the server calls the tool.
    pub(super) tool: &'a str,
    pub(super) args: JsonObject,
    pub(super) told: Arc<dyn Told>,
    /// Fires when nobody wants the result any more.
    pub(super) stopped: &'a CancellationToken,
    /// When it has taken too long, and the words for that.
    pub(super) until: Arc<Deadline>,
    pub(super) too_late: String,
}

impl Call<'_> {
    /// Makes it. Whoever drops this has the server told that nobody wants the result.
    pub(super) async fn over(&self, connection: &Connection) -> Result<CallToolResult, ToolError> {
        let params = CallToolRequestParams::new(self.tool.to_owned());
        let mut params = params.with_arguments(self.args.clone());
        for _ in 0..ROUNDS {
            let required = match self.once(connection, params.clone()).await? {
                ServerResult::CallToolResult(result) => return Ok(result),
                ServerResult::InputRequiredResult(required) => required,
                ServerResult::CustomResult(CustomResult(said)) => {
                    let (state, answers) = self.declined(&said)?;
                    params.request_state = state;
                    params.input_responses = Some(answers);
                    continue;
                }
                // What says nothing is a result without content: the SDK takes it for one of these.
                ServerResult::EmptyResult(_) | ServerResult::TaskAckResult(_) => {
                    return Ok(CallToolResult::default());
                }
                _ => return Err(self.error(OTHERWISE)),
            };
            params.request_state.clone_from(&required.request_state);
            params.input_responses = Some(tokio::select! {
                biased;
                () = connection.seen.ended.cancelled() => return Err(self.ended(connection).await),
                () = self.stopped.cancelled() => {
                    return Err(self.error("was told that nobody wants the result any more"));
                }
                answers = self.answers(required) => answers?,
            });
        }
        Err(self.error("asked for more again and again"))
    }

    async fn once(
        &self,
        connection: &Connection,
        params: CallToolRequestParams,
    ) -> Result<ServerResult, ToolError> {
        let mut request = CallToolRequest::new(params);
        let sink = Sink {
            told: Arc::clone(&self.told),
            until: Arc::clone(&self.until),
        };
        request.extensions.insert(sink);
        let request = ClientRequest::CallToolRequest(request);
        let options = PeerRequestOptions::no_options().with_meta(meta(connection));
        let mut asked = tokio::select! {
            biased;
            () = self.stopped.cancelled() => return Err(self.error("was not asked any more")),
            () = self.until.passed() => return Err(ToolError(self.too_late.clone())),
            asked = connection.peer.send_cancellable_request(request, options) => match asked {
                Ok(handle) => Asked::new(handle, connection),
                Err(_) => return Err(self.ended(connection).await),
            },
        };
        let answer = tokio::select! {
            biased;
            answer = asked.answer() => answer,
            () = connection.seen.ended.cancelled() => {
                asked.done();
                return Err(self.ended(connection).await);
            }
            () = self.stopped.cancelled() => {
                return Err(self.error("was told that nobody wants the result any more"));
            }
            () = self.until.passed() => {
                connection.doubt.notify_one();
                return Err(ToolError(self.too_late.clone()));
            }
        };
        asked.done();
        match answer {
            Ok(result) => Ok(result),
            Err(ServiceError::McpError(error)) => Err(ToolError(error.message.into_owned())),
            Err(error) => {
                connection.doubt.notify_one();
                match Problem::of_answer(&error) {
                    Some(problem) => Err(self.error(&format!("failed: {problem}"))),
                    None => Err(self.ended(connection).await),
                }
            }
        }
    }

    /// Answers what a server of 2026-07-28 or later wants to know before it gives a result.
    async fn answers(&self, required: InputRequiredResult) -> Result<InputResponses, ToolError> {
        let mut answers = InputResponses::new();
        for (name, request) in required.input_requests.unwrap_or_default() {
            let InputRequest::Elicitation(request) = request else {
                let words =
                    "asked for what Thalweg does not offer: folders, or an answer of a model";
                return Err(self.error(words));
            };
            let answer = self.asked(request.params).await;
            answers.insert(name, answer);
        }
        Ok(answers)
    }

    /// The same where the SDK cannot read what it wants to know.
    fn declined(&self, said: &Value) -> Result<(Option<String>, InputResponses), ToolError> {
        let requests = said["inputRequests"].as_object();
        let requests = requests.filter(|_| said["resultType"] == "input_required");
        let requests = requests.ok_or_else(|| self.error(OTHERWISE))?;
        if requests
            .values()
            .any(|request| request["method"] != ELICITATION)
        {
            return Err(self.error(OTHERWISE));
        }
        self.told.log(&refusal(UNREADABLE));
        let decline = json!({ "action": "decline" });
        let names = requests.keys().cloned();
        let answers = names.map(|name| (name, decline.clone())).collect();
        let state = said["requestState"].as_str().map(str::to_owned);
        Ok((state, answers))
    }

    async fn asked(&self, params: ElicitRequestParams) -> Value {
        let answer = asked(&*self.told, &self.until, self.server, params).await;
        let answer = answer.unwrap_or_else(|_| ElicitResult::new(ElicitationAction::Decline));
        // Only maps whose keys are no text cannot be written.
        serde_json::to_value(answer).unwrap_or_default()
    }

    async fn ended(&self, connection: &Connection) -> ToolError {
        let why = connection.why().await;
        self.error(&format!("went away in the midst of the call: {why}"))
    }

    fn error(&self, words: &str) -> ToolError {
        ToolError(format!("the MCP server `{}` {words}", self.server))
    }
}

/// What goes with a call besides its arguments.
fn meta(connection: &Connection) -> RequestMetaObject {
    let mut meta = RequestMetaObject::new();
    if connection.is_modern {
        want_log(&mut meta);
    }
    meta
}

/// Without this a server of 2026-07-28 says nothing of what it does.
#[expect(deprecated, reason = "there is no other way to have lines of one call")]
fn want_log(meta: &mut RequestMetaObject) {
    meta.set_log_level(rmcp::model::LoggingLevel::Info);
}

/// A request whose answer is waited for. Dropped before, it is cancelled.
struct Asked {
    handle: Option<RequestHandle<RoleClient>>,
    id: RequestId,
    running: Running,
    tasks: TaskTracker,
}

impl Asked {
    fn new(handle: RequestHandle<RoleClient>, connection: &Connection) -> Self {
        Self {
            id: handle.id.clone(),
            handle: Some(handle),
            running: connection.seen.running.clone(),
            tasks: connection.tasks.clone(),
        }
    }

    async fn answer(&mut self) -> Result<ServerResult, ServiceError> {
        let Some(handle) = &mut self.handle else {
            return Err(ServiceError::TransportClosed);
        };
        let answer = (&mut handle.rx).await;
        answer.unwrap_or(Err(ServiceError::TransportClosed))
    }

    fn done(&mut self) {
        self.handle = None;
    }
}

impl Drop for Asked {
    fn drop(&mut self) {
        // What could not be sent has no answer, and what was given up is told of no more.
        self.running.end(&self.id);
        // Outside of a runtime there is no connection either.
        if let (Some(handle), Ok(runtime)) =
            (self.handle.take(), tokio::runtime::Handle::try_current())
        {
            let reason = Some("nobody wants the result any more".to_owned());
            self.tasks
                .spawn_on(async move { handle.cancel(reason).await }, &runtime);
        }
    }
}
