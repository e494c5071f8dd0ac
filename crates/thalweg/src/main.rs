//! The command line.

mod log;
mod token;

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use clap::{Parser, Subcommand};
use thalweg::{
    Certificates, Config, Looked, Parts, Running, ServeArgs, Upstreams, VerifyArgs, start, verify,
};
use thalweg_access::Mode;
use thalweg_chat::Toolbox;
use thalweg_hub::Tasks;
use thalweg_log::{OsEntropy, SystemClock};
use thalweg_store::{SqliteConfig, SqliteStore};
use thalweg_tools::Folders;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Streams that survive: a real-time server with a chat page, in one binary
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page and the API
    Serve(Box<ServeArgs>),
    /// Print the OpenAPI document
    Openapi,
    /// Make external tokens, and look into them
    Token(token::TokenCommand),
    /// The trail of who did what
    #[command(subcommand)]
    Audit(AuditCommand),
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Check that no entry was changed, added or taken away; the server may run
    Verify(VerifyArgs),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Serve(args) => serve(*args),
        Command::Openapi => print_openapi(),
        Command::Token(command) => command.run(),
        Command::Audit(AuditCommand::Verify(args)) => verify_audit(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // One line for a person; what failed while serving was logged where it happened.
            #[expect(clippy::print_stderr, reason = "the log may not be set up yet")]
            {
                eprintln!("thalweg: {error:#}");
            }
            ExitCode::FAILURE
        }
    }
}

fn print_openapi() -> anyhow::Result<()> {
    let document = thalweg_http::openapi()
        .to_pretty_json()
        .context("the document")?;
    writeln!(std::io::stdout(), "{document}").context("standard output")
}

fn verify_audit(args: &VerifyArgs) -> anyhow::Result<()> {
    let whole = verify(args)?;
    let (seq, mut out) = (whole.end.seq(), std::io::stdout());
    if seq == 0 {
        return writeln!(out, "the audit trail has no entries").context("standard output");
    }
    writeln!(out, "the audit trail is whole: {seq} entries")?;
    writeln!(out, "first 1:{}", whole.first)?;
    writeln!(out, "last {seq}:{}", whole.end.hash())?;
    if !whole.has_ends {
        let note = "audit.ends is missing, so entries cut off at the end would not show";
        writeln!(out, "{note}; see --expect")?;
    }
    out.flush().context("standard output")
}

fn serve(args: ServeArgs) -> anyhow::Result<()> {
    let here = std::env::current_dir().context("the working folder")?;
    let config = Config::load(args, &here)?;
    log::init(config.log_format);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(run(config))
}

async fn run(config: Config) -> anyhow::Result<()> {
    // Before anything is opened, so that a signal during the start is not lost.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let tools = Arc::new(tools(&config)?);
    let entropy = Arc::new(OsEntropy);
    let store = SqliteStore::open(SqliteConfig::new(&config.data), entropy.clone())?;
    let store = Arc::new(store);
    let upstreams = Upstreams::open(&config.upstreams, config.model.as_deref())?;
    let tending = Tasks::new();
    upstreams.tend(&tending).await;
    let parts = Parts {
        log: store.clone(),
        rows: store.clone(),
        accounts: store,
        models: upstreams.models(),
        tools,
        clock: Arc::new(SystemClock),
        entropy,
    };
    let running = start(&config.settings, parts).await?;
    if let Some(certificates) = running.certificates.clone() {
        // Without TLS a terminal that goes takes the server along, as it does with other programs.
        let hangups = signal(SignalKind::hangup())?;
        tending.spawn("hangup", |stop| look_at_hangup(hangups, certificates, stop));
    }
    announce(&config, &running)?;
    any(&mut terminate, &mut interrupt).await;
    tokio::select! {
        () = running.stop() => {
            tending.stop(std::time::Duration::from_secs(1)).await;
        }
        () = any(&mut terminate, &mut interrupt) => {
            warn!("a second signal, going at once");
            std::process::exit(1);
        }
    }
    Ok(())
}

/// Looks at the certificate's files as soon as somebody says that they changed.
async fn look_at_hangup(
    mut hangups: Signal,
    certificates: Arc<Certificates>,
    stop: CancellationToken,
) {
    let looking = async {
        while hangups.recv().await.is_some() {
            if certificates.look() == Looked::Same {
                info!("the certificate is as it was");
            }
        }
    };
    stop.run_until_cancelled(looking).await;
}

/// The tools that come with the server, those for files only if the owner opened folders.
fn tools(config: &Config) -> anyhow::Result<Toolbox> {
    let folders = Folders::open(&config.tool_folders).context("`--tool-folder`")?;
    let tools = thalweg_tools::builtin().into_iter();
    Ok(Toolbox::new(tools.chain(thalweg_tools::files(&folders))))
}

async fn any(terminate: &mut Signal, interrupt: &mut Signal) {
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}

fn announce(config: &Config, running: &Running) -> anyhow::Result<()> {
    let address = running.address;
    let scheme = config.settings.scheme();
    let local = format!("{scheme}://{address}");
    let url = config.settings.public_url.as_ref().unwrap_or(&local);
    info!(
        data = %config.data.display(),
        guests = config.settings.access.mode == Mode::Guests,
        accounts = config.settings.access.accounts.is_some(),
        version = env!("CARGO_PKG_VERSION"),
        "open {url}/chat"
    );
    // Not a log line: a log may be collected, and the link is for the person at this terminal.
    if let Some(token) = &running.owner_token {
        writeln!(
            std::io::stderr(),
            "owner's link, works once: {url}/chat#owner={token}"
        )?;
    }
    let mut out = std::io::stdout();
    writeln!(out, "listening on {local}").context("standard output")?;
    out.flush().context("standard output")
}
