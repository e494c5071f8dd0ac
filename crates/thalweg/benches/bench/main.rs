//! `cargo xtask bench`: what the server costs and how fast it is, against the goals.
//!
//! The server under load is a process of its own: the real binary, or this program started anew as a
//! server that counts, made of the same library with the same allocator. Loopback only.
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

mod bare;
mod build;
mod chats;
mod counting_server;
mod credentials;
mod fanout;
mod floods;
mod latency;
mod limits;
mod readers;
mod report;
mod sockets;
mod start;
mod store;
mod ticker;
mod upstream;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, Subcommand, ValueEnum};

use self::floods::attack::Attack;
use self::report::Report;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures the server against its goals
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask bench --")]
struct Cli {
    #[command(subcommand)]
    role: Option<Role>,
    /// Measure only these
    #[arg(long, value_delimiter = ',')]
    only: Vec<Measure>,
    /// How many seconds each load lasts; the goals are for 10 s of appends and 60 s of readers
    #[arg(long)]
    seconds: Option<u64>,
    /// Write what was measured to docs/PERFORMANCE.md
    #[arg(long)]
    write: bool,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Measure {
    /// Durable appends: latency at a rate, and the ceiling
    Store,
    /// Start on a full journal, and memory at rest
    Start,
    /// From the model's piece to the reader's byte, and stops
    Latency,
    /// 1,000 readers of 100 runs
    Readers,
    /// What is added to a model's server: first token, pieces, 500 runs
    Upstream,
    /// Idle WebSockets, calls of tools, 1,000 jobs, a frame to 5,000
    Sockets,
    /// What it costs to know who asks and to count it
    Limits,
    /// What readers notice of five kinds of floods
    Floods,
    /// Search over 100,000 messages
    Search,
    /// Pages of 10,000 conversations and of 10,000 messages
    Lists,
    /// Warm build after a changed line (changes two source files and restores them); not by default
    Build,
    /// Size of the release binary (builds it, which takes minutes); not by default
    Size,
}

impl Measure {
    const USUAL: [Self; 10] = [
        Self::Store,
        Self::Start,
        Self::Latency,
        Self::Readers,
        Self::Upstream,
        Self::Sockets,
        Self::Limits,
        Self::Floods,
        Self::Search,
        Self::Lists,
    ];
}

#[derive(Debug, Subcommand)]
enum Role {
    /// Be the server under load
    #[command(hide = true)]
    Serve {
        #[arg(long)]
        listen: std::net::SocketAddr,
        #[arg(long)]
        data: PathBuf,
        /// Be a bare loop that writes to all sockets what the first one says
        #[arg(long)]
        bare: bool,
        /// How many seconds a WebSocket may be silent
        #[arg(long)]
        heartbeat: Option<u64>,
        /// Append every piece by itself
        #[arg(long)]
        no_joining: bool,
        /// Offer the model `up/stamp` of the server at this address
        #[arg(long)]
        upstream: Option<String>,
    },
    /// Be those who flood it
    #[command(hide = true)]
    Flood {
        attack: Attack,
        #[arg(long)]
        server: std::net::SocketAddr,
        /// What readers come back to
        #[arg(long)]
        feed: String,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if let Some(Role::Flood {
        attack,
        server,
        feed,
    }) = &cli.role
    {
        return attack.run(*server, feed).await;
    }
    if let Some(Role::Serve {
        listen,
        data,
        bare,
        heartbeat,
        no_joining,
        upstream,
    }) = cli.role
    {
        if bare {
            return bare::serve(listen);
        }
        let change = |settings: &mut thalweg::Settings| {
            if no_joining {
                settings.chat.join_window = Duration::ZERO;
            }
            if let Some(heartbeat) = heartbeat {
                settings.http.heartbeat = Duration::from_secs(heartbeat);
            }
        };
        return counting_server::serve(listen, &data, change, upstream.as_deref()).await;
    }
    let wanted = if cli.only.is_empty() {
        Measure::USUAL.to_vec()
    } else {
        cli.only
    };
    let mut report = Report::new();
    for measure in wanted {
        match measure {
            Measure::Store => store::measure(&mut report, cli.seconds.unwrap_or(10)).await?,
            Measure::Start => start::measure(&mut report).await?,
            Measure::Latency => latency::measure(&mut report, cli.seconds.unwrap_or(20)).await?,
            Measure::Readers => readers::measure(&mut report, cli.seconds.unwrap_or(60)).await?,
            Measure::Upstream => upstream::measure(&mut report, cli.seconds.unwrap_or(20)).await?,
            Measure::Sockets => sockets::measure(&mut report, cli.seconds.unwrap_or(20)).await?,
            Measure::Limits => {
                limits::measure(&mut report).await?;
                credentials::measure(&mut report).await?;
            }
            Measure::Floods => floods::measure(&mut report).await?,
            Measure::Search => chats::search(&mut report).await?,
            Measure::Lists => chats::lists(&mut report).await?,
            Measure::Build => build::warm(&mut report)?,
            Measure::Size => build::size(&mut report)?,
        }
    }
    if cli.write {
        report.write()?;
    }
    Ok(())
}
