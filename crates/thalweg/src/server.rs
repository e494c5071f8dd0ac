use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use thalweg_access::{Access, AccountStore, Audit, KeySource, Limits, Oidc, Tokens};
use thalweg_chat::{Chat, ChatStore, ModelProvider, Sources, ToolSource};
use thalweg_http::{App, AppState, Guard, router, serve};
use thalweg_hub::{Hub, Tasks};
use thalweg_log::{Clock, Entropy, Ids, LogStore, StoreError};
use thalweg_tools::{HttpTools, JoinedTools, McpServers};
use thalweg_transports::Streams;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::audit::{self, HubSink};
use crate::drain::Stops;
use crate::fetch::NoTls;
use crate::{Certificates, Settings, TlsError, TokenKeys, TokenSettings};

/// What is chosen from outside: stores, models, time and randomness.
#[derive(Clone)]
pub struct Parts {
    /// The log.
    pub log: Arc<dyn LogStore>,
    /// The rows that people query.
    pub rows: Arc<dyn ChatStore>,
    /// What access remembers.
    pub accounts: Arc<dyn AccountStore>,
    /// The models.
    pub models: Arc<dyn ModelProvider>,
    /// The tools that come with the server.
    pub tools: Arc<dyn ToolSource>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The randomness.
    pub entropy: Arc<dyn Entropy>,
}

/// Why a server cannot start. Each message is one line.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be listened on.
    #[error(
        "cannot listen on {address} ({cause}); stop what listens there, or choose another address with `--listen`"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: io::Error,
    },
    /// TLS cannot be spoken.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// Keys cannot be fetched from here.
    #[error("`--jwks-url`: {0}")]
    NoTls(#[from] NoTls),
    /// The identity provider cannot be asked from here.
    #[error("`--oidc-issuer`: {0}")]
    NoProvider(NoTls),
    /// The store failed while runs that a crash left open were ended.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A server that serves. It goes on until [`Running::stop`].
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// The token of the owner's one-time link; none where the owner has an account.
    pub owner_token: Option<String>,
    /// Its handles, for tests and for the way down.
    pub app: AppState,
    /// The certificate that is spoken with, if TLS is.
    pub certificates: Option<Arc<Certificates>>,
    pub(crate) stops: Stops,
}

/// Joins the parts, ends what a crash left open, and only then listens.
///
/// # Errors
/// [`StartError`]; nothing goes on in the background then.
pub async fn start(settings: &Settings, parts: Parts) -> Result<Running, StartError> {
    let (log, clock) = (Arc::clone(&parts.log), Arc::clone(&parts.clock));
    let hub = Hub::open(log, clock, settings.hub.clone());
    match join(settings, &hub, parts).await {
        Ok(running) => Ok(running),
        Err(error) => {
            hub.close().await;
            Err(error)
        }
    }
}

fn tokens(settings: &TokenSettings, clock: Arc<dyn Clock>) -> Result<Tokens, StartError> {
    let source = match &settings.keys {
        TokenKeys::Fixed(keys) => KeySource::Fixed(keys.clone()),
        TokenKeys::Fetched(url) => KeySource::Fetched(url.fetcher()?),
    };
    Ok(Tokens::new(source, settings.claims.clone(), clock))
}

async fn join(settings: &Settings, hub: &Hub, parts: Parts) -> Result<Running, StartError> {
    let Parts {
        accounts,
        clock,
        entropy,
        ..
    } = parts;
    let open = |files| Certificates::open(files, Arc::clone(&clock)).map(Arc::new);
    let certificates = settings.tls.clone().map(open).transpose()?;
    let access = settings.access.clone();
    let access = Access::open(access, accounts, Arc::clone(&clock), Arc::clone(&entropy)).await?;
    let access = match &settings.tokens {
        Some(settings) => access.with_tokens(tokens(settings, Arc::clone(&clock))?),
        None => access,
    };
    let access = match &settings.oidc {
        Some(settings) => {
            let ask = settings.ask().map_err(StartError::NoProvider)?;
            let (clock, entropy) = (Arc::clone(&clock), Arc::clone(&entropy));
            access.with_oidc(Oidc::new(settings.config.clone(), ask, clock, entropy))
        }
        None => access,
    };
    let access = access.with_rules(settings.rules.clone());
    let (audit, writer) = Audit::new(Arc::clone(&clock));
    let limits = Limits::new(&settings.limits, Arc::clone(&clock));
    let ids = Ids::new(clock, entropy);
    let runs = Tasks::new();
    let http_tools = Arc::new(HttpTools::new(settings.secrets.clone()));
    let mcp = Arc::new(McpServers::new(settings.secrets.clone()));
    let tools = JoinedTools::new(vec![parts.tools, http_tools.clone(), mcp.clone()]);
    let chat = Chat::new(
        hub.clone(),
        parts.rows,
        parts.models,
        Arc::new(tools),
        ids.clone(),
        runs.clone(),
        settings.chat,
    );
    let sources = Sources::new(
        chat.clone(),
        http_tools,
        mcp.clone(),
        settings.sources.clone(),
    );
    // Before what was queued goes on, which may call them.
    sources.load().await?;
    chat.recover().await?;
    // The channel's name is one: it does not come from outside.
    let trail = audit::channel().map_err(|error| StoreError::Failed(error.to_string()))?;
    let trail = HubSink::new(hub.clone(), trail, settings.audit_ends.clone());
    let trail = Arc::new(trail);
    trail.tell_ends().await;
    let address = settings.listen;
    let bind = |cause| StartError::Listen { address, cause };
    let listener = TcpListener::bind(address).await.map_err(bind)?;
    let address = listener.local_addr().map_err(bind)?;
    let has_account = access.accounts().is_some() && access.owner_has_account();
    let owner_token = (!has_account).then(|| access.new_owner_link());
    let streams = Streams::new(settings.streams_per_principal);
    let http = settings.http.clone();
    let app = App::new(
        chat,
        sources,
        hub.clone(),
        Arc::new(access),
        Guard {
            limits,
            audit,
            trail: trail.clone(),
        },
        streams,
        ids,
        http.clone(),
    );
    let app = AppState(Arc::new(app));
    let telling = Tasks::new();
    let told = app.sources.clone();
    telling.spawn("health of MCP servers", |stop| async move {
        stop.run_until_cancelled(told.tell_health()).await;
    });
    if let Some(certificates) = certificates.clone() {
        telling.spawn("certificate", |stop| certificates.watch(stop));
    }
    let noting = Tasks::new();
    let sink = Arc::clone(&trail);
    noting.spawn("audit trail", |_| writer.run(sink));
    let (close, closed) = oneshot::channel::<()>();
    let (acceptor, routes) = (Tasks::new(), router(app.clone()));
    let tls = certificates.as_ref().map(|certificates| certificates.tls());
    let limit = settings.drain_timeout;
    acceptor.spawn("acceptor", |_| async move {
        let until = async {
            // The sender's end counts as well: whoever held the server let it go.
            let _ = closed.await;
        };
        serve(listener, routes, &http, tls, until, limit).await;
    });
    let stops = Stops {
        timeout: settings.drain_timeout,
        runs,
        telling,
        noting,
        trail,
        mcp,
        acceptor,
        close,
    };
    Ok(Running {
        address,
        owner_token,
        app,
        certificates,
        stops,
    })
}
