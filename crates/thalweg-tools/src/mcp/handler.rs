use std::sync::Arc;

use rmcp::ClientHandler;
use rmcp::model::{
    ClientCapabilities, ClientConfig, CustomRequest, CustomResult, ElicitRequestParams,
    ElicitResult, ElicitationCapability, ErrorCode, ErrorData, FormElicitationCapability,
    Implementation, ProtocolVersion,
};
use rmcp::service::{NotificationContext, RequestContext, RoleClient};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::elicit::{ELICITATION, UNREADABLE, asked, refusal};
use super::running::Running;

/// What a server may ask of us: forms for whoever called its tool, who is the owner and can answer from
/// any device. Roots and sampling are not offered, nor are addresses to be opened.
pub(super) struct Handler {
    pub(super) server: String,
    pub(super) running: Running,
    /// Nothing more will be received.
    pub(super) ended: CancellationToken,
    /// Its tools are not what they were.
    pub(super) changed: Arc<Notify>,
}

impl ClientHandler for Handler {
    fn get_info(&self) -> ClientConfig {
        // The builder is there only where servers are built as well, as the tests do.
        let mut capabilities = ClientCapabilities::default();
        let form = FormElicitationCapability::new();
        capabilities.elicitation = Some(ElicitationCapability::new().with_form(form));
        let us = Implementation::new("thalweg", env!("CARGO_PKG_VERSION"));
        ClientConfig::new(capabilities, us.with_title("Thalweg"))
            .with_protocol_version(ProtocolVersion::LATEST_WITH_INITIALIZE)
    }

    async fn on_tool_list_changed(&self, _context: NotificationContext<RoleClient>) {
        self.changed.notify_one();
    }

    /// A server of before 2026-07-28 asks on the connection, and does not say in which call.
    async fn create_elicitation(
        &self,
        request: ElicitRequestParams,
        context: RequestContext<RoleClient>,
    ) -> Result<ElicitResult, ErrorData> {
        let Some((told, until)) = self.running.asked() else {
            return Err(invalid(
                "no call is under way, or calls of several people are".to_owned(),
            ));
        };
        // Whoever gives the question up drops it, which takes it down.
        tokio::select! {
            biased;
            () = context.ct.cancelled() => Err(invalid("it was given up".into())),
            () = self.ended.cancelled() => Err(invalid("the connection ended".into())),
            answer = asked(&*told, &until, &self.server, request) => answer.map_err(invalid),
        }
    }

    /// What the SDK cannot read comes here.
    async fn on_custom_request(
        &self,
        request: CustomRequest,
        _context: RequestContext<RoleClient>,
    ) -> Result<CustomResult, ErrorData> {
        let CustomRequest { method, .. } = request;
        if method == ELICITATION {
            self.running.line(&refusal(UNREADABLE));
            return Err(invalid(UNREADABLE.into()));
        }
        Err(ErrorData::new(ErrorCode::METHOD_NOT_FOUND, method, None))
    }
}

fn invalid(words: String) -> ErrorData {
    ErrorData::invalid_params(words, None)
}
