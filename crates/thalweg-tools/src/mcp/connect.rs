use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rmcp::model::ProtocolVersion;
use rmcp::service::{ClientInitializeError, ClientLifecycleMode, ClientServiceExt as _};
use rmcp::transport::Transport;
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::{RoleClient, service::RunningService};
use tokio::sync::Notify;
use tokio_util::task::TaskTracker;

use super::connection::{LAST_WORDS, Live, Trace, ended_as};
use super::handler::Handler;
use super::http::{self, Door, Reach};
use super::problem::Problem;
use super::setup::{McpOptions, McpServerSetup, McpTransport};
use super::stdio::{LINE, Process, Spawned, Watched, spawn};
use super::tap::{Seen, Tap};
use crate::{Resolver, Secrets};

/// What all servers have in common.
pub(super) struct Kit {
    pub(super) secrets: Secrets,
    pub(super) options: McpOptions,
    pub(super) reach: Reach,
    pub(super) tasks: TaskTracker,
}

impl Kit {
    pub(super) fn new(
        secrets: Secrets,
        options: McpOptions,
        resolver: Arc<dyn Resolver>,
        is_public: fn(IpAddr) -> bool,
    ) -> Self {
        Self {
            secrets,
            options,
            reach: Reach {
                resolver,
                is_public,
            },
            tasks: TaskTracker::new(),
        }
    }
}

/// What is known of the revisions that a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Era {
    /// Nothing: it is asked, and shaken hands with if it does not know the question.
    #[default]
    Unknown,
    /// Up to 2025-11-25, with a handshake.
    Handshake,
    /// From 2026-07-28 on, without.
    Stateless,
}

impl Era {
    pub(super) fn mode(self) -> ClientLifecycleMode {
        let preferred_versions = vec![ProtocolVersion::LATEST];
        match self {
            Self::Unknown => ClientLifecycleMode::Auto {
                preferred_versions,
                legacy_version: Some(ProtocolVersion::LATEST_WITH_INITIALIZE),
            },
            Self::Handshake => ClientLifecycleMode::Initialize,
            Self::Stateless => ClientLifecycleMode::Discover { preferred_versions },
        }
    }
}

/// Starts or reaches a server and agrees on a revision, however long that takes. Whoever drops this ends
/// what was started.
pub(super) async fn connect(
    kit: &Kit,
    setup: &McpServerSetup,
    era: &mut Era,
    trace: &Trace,
) -> Result<Live, Problem> {
    let before = *era;
    let mut live = once(kit, setup, era, trace).await;
    // What failed told in which era it lives.
    if live.is_err() && *era != before && *era != Era::Unknown {
        live = once(kit, setup, era, trace).await;
    }
    live
}

async fn once(
    kit: &Kit,
    setup: &McpServerSetup,
    era: &mut Era,
    trace: &Trace,
) -> Result<Live, Problem> {
    let seen = Seen::default();
    match &setup.transport {
        McpTransport::Http {
            url,
            headers,
            allow_private,
        } => {
            let door = Door::new(url, *allow_private, &kit.reach)?;
            let transport = http::transport(&door, headers, &seen, &kit.secrets)?;
            let mut live = serve(kit, setup, era, trace, seen, transport, None).await?;
            live.door = Some(door);
            Ok(live)
        }
        McpTransport::Stdio {
            command,
            args,
            env,
            cwd,
        } => {
            let filled = env.iter().map(|(name, value)| {
                let value = kit.secrets.fill(value);
                value.map(|value| (name.clone(), value))
            });
            let filled = filled.collect::<Result<Vec<_>, _>>();
            let env = filled.map_err(|error| Problem::lasting(error.to_string()))?;
            let cwd = cwd.as_deref();
            let spawned = spawn(command, args, &env, cwd, trace.lines.clone(), &kit.tasks);
            let Spawned {
                process,
                stdin,
                stdout,
            } = spawned.map_err(|error| not_started(command, cwd, &error))?;
            let stdout = Watched::new(stdout, trace.rubbish.clone(), seen.only_tasks.clone());
            let transport = AsyncRwTransport::new(stdout, stdin).with_max_line_length(LINE);
            serve(kit, setup, era, trace, seen, transport, Some(process)).await
        }
    }
}

fn not_started(command: &str, cwd: Option<&Path>, error: &io::Error) -> Problem {
    if let Some(cwd) = cwd.filter(|cwd| !cwd.is_dir()) {
        return Problem::lasting(format!("its folder `{}` is not there", cwd.display()));
    }
    match error.kind() {
        io::ErrorKind::NotFound => {
            Problem::lasting(format!("the command `{command}` was not found"))
        }
        io::ErrorKind::PermissionDenied => {
            Problem::lasting(format!("the command `{command}` may not be executed"))
        }
        _ => Problem::passing(format!(
            "the command `{command}` cannot be started: {error}"
        )),
    }
}

async fn serve<T>(
    kit: &Kit,
    setup: &McpServerSetup,
    era: &mut Era,
    trace: &Trace,
    seen: Seen,
    transport: T,
    process: Option<Process>,
) -> Result<Live, Problem>
where
    T: Transport<RoleClient> + 'static,
{
    let changed = Arc::new(Notify::new());
    let handler = Handler {
        server: setup.name.clone(),
        running: seen.running.clone(),
        ended: seen.ended.clone(),
        changed: Arc::clone(&changed),
    };
    let tap = Tap::new(transport, seen.clone()).of_process(process.is_some());
    let served = handler.serve_with_lifecycle(tap, era.mode());
    let served: Result<RunningService<_, _>, ClientInitializeError> = match &process {
        None => served.await,
        Some(process) => tokio::select! {
            served = served => served,
            // What it said last is read to its end, unless what it started keeps its output open.
            () = gone(process) => Err(ClientInitializeError::Cancelled),
        },
    };
    let service = match served {
        Ok(service) => service,
        Err(error) => {
            *era = learned(*era, &seen, &error);
            // What a process that is gone did not read is no news.
            let is_pipe =
                process.is_some() && matches!(error, ClientInitializeError::TransportError { .. });
            let told = Problem::of_start(&error).filter(|_| !is_pipe);
            let problem = match told {
                Some(problem) => problem,
                None => ended_as(process.as_ref(), trace).await,
            };
            return Err(problem);
        }
    };
    let live = Live::new(service, seen, process, trace.clone(), changed, kit);
    *era = if live.connection.is_modern {
        Era::Stateless
    } else {
        Era::Handshake
    };
    Ok(live)
}

/// Returns when a process has ended for a moment.
async fn gone(process: &Process) {
    process.exited().await;
    tokio::time::sleep(LAST_WORDS).await;
}

/// What a failure tells of a server of which that much was known.
fn learned(era: Era, seen: &Seen, error: &ClientInitializeError) -> Era {
    match error {
        // It speaks the latest revision and was only slow: it is not to be shaken hands with.
        _ if era == Era::Unknown && seen.is_late.load(Ordering::Acquire) => Era::Stateless,
        // It knows the question, and answers that it has nothing but the handshake.
        ClientInitializeError::NoCompatibleProtocolVersion {
            server_supported, ..
        } if era == Era::Unknown && server_supported.iter().any(is_shaken) => Era::Handshake,
        _ => Era::Unknown,
    }
}

fn is_shaken(version: &ProtocolVersion) -> bool {
    ProtocolVersion::KNOWN_VERSIONS.contains(version) && version.has_initialize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_failure_tells_of_a_servers_era_is_learned() {
        let (slow, quick) = (Seen::default(), Seen::default());
        slow.is_late.store(true, Ordering::Release);
        let ended = ClientInitializeError::Cancelled;
        let other = |theirs: ProtocolVersion| ClientInitializeError::NoCompatibleProtocolVersion {
            client_supported: Vec::new(),
            server_supported: vec![theirs],
        };
        let older = other(ProtocolVersion::V_2025_06_18);
        for (era, seen, error, learns) in [
            (Era::Unknown, &slow, &ended, Era::Stateless),
            (Era::Unknown, &quick, &older, Era::Handshake),
            (Era::Unknown, &quick, &ended, Era::Unknown),
            // It was known for one, and is not that any more: it is asked anew.
            (Era::Handshake, &slow, &ended, Era::Unknown),
            (Era::Stateless, &quick, &older, Era::Unknown),
        ] {
            assert_eq!(learned(era, seen, error), learns, "{era:?} {error}");
        }
    }
}
