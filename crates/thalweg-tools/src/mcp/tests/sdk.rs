//! A server that is built with the SDK, over HTTP on this machine.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::atomic::{AtomicUsize, Ordering};

use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use rmcp::ServerHandler;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ClientResult, ContentBlock,
    ElicitRequest, ElicitRequestParams, ElicitationSchema, ErrorData, InputRequest, InputRequests,
    InputRequiredResult, ListToolsResult, PaginatedRequestParams, ProgressNotificationParam,
    ProtocolVersion, ServerCapabilities, ServerConfig, ServerRequest, Tool,
};
use rmcp::service::{RequestContext, RoleServer};
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use rmcp::transport::{StreamableHttpServerConfig, StreamableHttpService};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::*;

/// What a server sees.
#[derive(Clone, Default)]
pub(super) struct Watch {
    pub(super) cancelled: Arc<AtomicUsize>,
    pub(super) waiting: Arc<Notify>,
    /// The header `x-key` of each request.
    pub(super) keys: Arc<Mutex<Vec<String>>>,
    /// Fires with each request.
    pub(super) asked: Arc<Notify>,
}

#[derive(Clone)]
struct Sdk {
    versions: &'static [ProtocolVersion],
    watch: Watch,
}

pub(super) const STATELESS: &[ProtocolVersion] = &[ProtocolVersion::V_2026_07_28];
pub(super) const HANDSHAKE: &[ProtocolVersion] =
    &[ProtocolVersion::V_2025_11_25, ProtocolVersion::V_2025_06_18];

impl ServerHandler for Sdk {
    fn get_info(&self) -> ServerConfig {
        ServerConfig::new(ServerCapabilities::builder().enable_tools().build())
    }

    fn supported_protocol_versions(&self) -> Cow<'static, [ProtocolVersion]> {
        Cow::Borrowed(self.versions)
    }

    async fn list_tools(
        &self,
        _page: Option<PaginatedRequestParams>,
        _context: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let schema = Arc::new(object(json!({ "type": "object" })));
        let tool = |name: &'static str| Tool::new(name, name, Arc::clone(&schema));
        let tools = ["echo", "steps", "wait", "ask"].map(tool);
        Ok(ListToolsResult::with_all_items(tools.into()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        context: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let text = match &*request.name {
            "echo" => request
                .arguments
                .and_then(|args| Some(args.get("text")?.as_str()?.to_owned())),
            "steps" => {
                let token = context.meta.get_progress_token().expect("a token");
                for step in [1.0, 2.0] {
                    let mut progress = ProgressNotificationParam::new(token.clone(), step);
                    progress.total = Some(2.0);
                    context.peer.notify_progress(progress).await.expect("told");
                }
                Some("done".into())
            }
            "ask" => {
                let form = ElicitationSchema::builder();
                let form = form.required_string("town").optional_bool("sure", false);
                let asks = ElicitRequestParams::FormElicitationParams {
                    meta: None,
                    message: "Where to?".into(),
                    requested_schema: form.build().expect("a form"),
                };
                if context.meta.protocol_version().is_some() {
                    // It keeps nothing: the question is the result, and the call is made again.
                    let Some(answers) = request.input_responses else {
                        let asks = InputRequest::Elicitation(ElicitRequest::new(asks));
                        let asks = InputRequests::from([("where".to_owned(), asks)]);
                        return Ok(InputRequiredResult::from_input_requests(asks).into());
                    };
                    Some(answers["where"].to_string())
                } else {
                    let asks = ServerRequest::ElicitRequest(ElicitRequest::new(asks));
                    let answer = context.peer.send_request(asks).await;
                    let ClientResult::ElicitResult(answer) = answer.expect("an answer") else {
                        panic!("it is no answer to a question")
                    };
                    Some(json!(answer).to_string())
                }
            }
            _ => {
                self.watch.waiting.notify_one();
                context.ct.cancelled().await;
                self.watch.cancelled.fetch_add(1, Ordering::SeqCst);
                self.watch.waiting.notify_one();
                None
            }
        };
        let content = ContentBlock::text(text.unwrap_or_default());
        Ok(CallToolResult::success(vec![content]).into())
    }
}

/// A server that listens; it ends when this is dropped.
pub(super) struct Listening {
    pub(super) port: u16,
    pub(super) watch: Watch,
    _tasks: JoinSet<()>,
}

/// Starts it on `port`, or on any.
pub(super) async fn listen(versions: &'static [ProtocolVersion], port: u16) -> Listening {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let watch = Watch::default();
    let sdk = Sdk {
        versions,
        watch: watch.clone(),
    };
    let service = StreamableHttpService::new(
        move || Ok(sdk.clone()),
        Arc::new(LocalSessionManager::default()),
        StreamableHttpServerConfig::default(),
    );
    let seen = watch.clone();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((socket, _)) = listener.accept().await {
            let seen = tower_service(service.clone(), seen.clone());
            let connection = http1::Builder::new()
                .serve_connection(TokioIo::new(socket), TowerToHyperService::new(seen));
            connections.spawn(async move { drop(connection.await) });
        }
    });
    Listening {
        port,
        watch,
        _tasks: tasks,
    }
}

type Sdks = StreamableHttpService<Sdk, LocalSessionManager>;
type Asked = hyper::Request<hyper::body::Incoming>;
type Answered = hyper::Response<http_body_util::combinators::BoxBody<bytes::Bytes, Infallible>>;

/// The SDK's service, with a look at what is asked.
fn tower_service(
    service: Sdks,
    watch: Watch,
) -> impl tower::Service<Asked, Response = Answered, Error = Infallible, Future: Send> + Clone {
    tower::service_fn(move |request: Asked| {
        let key = request
            .headers()
            .get("x-key")
            .and_then(|key| key.to_str().ok());
        watch.keys.lock().push(key.unwrap_or_default().to_owned());
        watch.asked.notify_one();
        let service = service.clone();
        async move { Ok(service.handle(request).await) }
    })
}
