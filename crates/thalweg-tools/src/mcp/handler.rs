use std::sync::Arc;

use rmcp::ClientHandler;
use rmcp::model::{
    ClientCapabilities, ClientConfig, ElicitRequestParams, ElicitResult, ElicitationAction,
    ErrorData, Implementation, ProtocolVersion,
};
use rmcp::service::{NotificationContext, RequestContext, RoleClient};
use tokio::sync::Notify;

use super::elicit::{Answer, Elicit, Question};
use super::running::Running;

/// What a server may ask of us. Roots and sampling are not offered.
pub(super) struct Handler {
    pub(super) server: String,
    pub(super) running: Running,
    /// Its tools are not what they were.
    pub(super) changed: Arc<Notify>,
    pub(super) elicit: Arc<dyn Elicit>,
}

impl ClientHandler for Handler {
    fn get_info(&self) -> ClientConfig {
        // The builder is there only where servers are built as well, as the tests do.
        let mut capabilities = ClientCapabilities::default();
        capabilities.elicitation = self.elicit.is_there().then(Default::default);
        let us = Implementation::new("thalweg", env!("CARGO_PKG_VERSION"));
        ClientConfig::new(capabilities, us.with_title("Thalweg"))
            .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE)
    }

    async fn on_tool_list_changed(&self, _context: NotificationContext<RoleClient>) {
        self.changed.notify_one();
    }

    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        _context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        Ok(asked(&*self.elicit, &self.server, request, |line| {
            self.running.line(line);
        })
        .await)
    }
}

/// Puts a server's question to a person and says so where the call is told of.
pub(super) async fn asked(
    elicit: &dyn Elicit,
    server: &str,
    request: ElicitRequestParams,
    log: impl Fn(&str) + Send,
) -> ElicitResult {
    let question = match request {
        ElicitRequestParams::FormElicitationParams {
            message,
            requested_schema,
            ..
        } => Question {
            message,
            schema: serde_json::to_value(requested_schema).ok(),
            url: None,
        },
        ElicitRequestParams::UrlElicitationParams { message, url, .. } => Question {
            message,
            schema: None,
            url: Some(url),
        },
        _ => return ElicitResult::new(ElicitationAction::Decline),
    };
    if !elicit.is_there() {
        log(&format!(
            "the server asked: {}; nobody can be asked here yet, so that it was declined",
            question.message
        ));
    }
    match elicit.ask(server, question).await {
        Answer::Given(content) => {
            ElicitResult::new(ElicitationAction::Accept).with_content(content)
        }
        Answer::Declined => ElicitResult::new(ElicitationAction::Decline),
    }
}
