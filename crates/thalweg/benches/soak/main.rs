//! `cargo xtask soak`: rounds of crashes as every test run plays them, but many, with orderly ends
//! among them, on folders that last, half of the starts with a server whose upkeep runs in fast time;
//! then a long steady load, in which memory must not grow. `--mixed` instead: an hour of everything that
//! fifty people do, in fast time, each run judged, at the end of which nothing is left and nothing grew.
#![expect(clippy::print_stdout, reason = "its output is its purpose")]

mod counted;
mod host;
mod mixed;
mod steady;

use std::path::PathBuf;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};
use tempfile::TempDir;
use thalweg_probe::crash::{End, Evidence, Plan, Seen, check, play};

use self::host::MixedHost;

#[global_allocator]
static ALLOCATOR: counted::Counted = counted::Counted;

/// Rounds that share a folder.
const SHARE: u64 = 10;
/// Of so many rounds one ends as SIGTERM does.
const ORDERLY: u64 = 5;

/// Ends and restarts a loaded server again and again and compares every log with the store
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask soak --")]
struct Cli {
    #[command(subcommand)]
    role: Option<Role>,
    /// Rounds of crashes
    #[arg(long, default_value_t = 100)]
    rounds: u64,
    /// Replays a soak; drawn and printed if absent
    #[arg(long)]
    seed: Option<u64>,
    /// Runs at once in each round
    #[arg(long, default_value_t = 50)]
    runs: usize,
    /// Seconds of steady load after the rounds
    #[arg(long, default_value_t = 60)]
    steady: u64,
    /// Instead of crashes: minutes of everything that people do, without a pause between them
    #[arg(long)]
    mixed: bool,
    /// Minutes' worth of it
    #[arg(long, default_value_t = 60, requires = "mixed")]
    minutes: u64,
    /// A fault in the server, to see that it is found
    #[arg(long, hide = true, requires = "mixed")]
    twin: Option<mixed::Twin>,
    /// Given by `cargo bench`
    #[arg(long, hide = true)]
    bench: bool,
}

#[derive(Debug, Subcommand)]
enum Role {
    /// Be a server whose upkeep runs in fast time
    #[command(hide = true)]
    Serve {
        #[arg(long)]
        listen: std::net::SocketAddr,
        #[arg(long)]
        data: PathBuf,
        /// The server of models, for `--mixed`
        #[arg(long)]
        upstream: Option<String>,
        #[arg(long)]
        twin: Option<mixed::Twin>,
    },
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    if let Some(Role::Serve {
        listen,
        data,
        upstream,
        twin,
    }) = cli.role
    {
        return match upstream {
            Some(url) => mixed::serve(listen, &data, &url, twin).await,
            None => host::serve(listen, &data).await,
        };
    }
    let seed = cli.seed.unwrap_or_else(drawn);
    if cli.mixed {
        return mixed::run(seed, cli.minutes, cli.twin).await;
    }
    println!(
        "seed {seed}: cargo xtask soak -- --seed {seed} --rounds {}",
        cli.rounds
    );
    let mut folder = TempDir::new()?;
    let mut total = Total::default();
    for round in 0..cli.rounds {
        if round % SHARE == 0 {
            folder = TempDir::new()?;
        }
        let mut plan = Plan::new(seed.wrapping_add(round), cli.runs);
        if round % ORDERLY == ORDERLY - 1 {
            plan.end = End::Terminate;
        }
        let begun = Instant::now();
        let mut host = MixedHost::new(folder.path(), plan.seed)?;
        let evidence = play(&mut host, &plan)
            .await
            .with_context(|| format!("round {round}"))?;
        let findings = check(&evidence);
        total.add(&evidence);
        println!(
            "round {round:>4} {:?}: {:>2} runs interrupted, {:>2} complete, {:>2} readers, {:.1} s",
            plan.end,
            ended_as(&evidence, "interrupted"),
            ended_as(&evidence, "complete"),
            evidence.logs.len(),
            begun.elapsed().as_secs_f64()
        );
        if !findings.is_empty() {
            for finding in findings.iter().take(20) {
                println!("  {finding}");
            }
            let kept = folder.keep();
            bail!(
                "{} findings in round {round}; its folder is kept at {}",
                findings.len(),
                kept.display()
            );
        }
    }
    println!("{total}");
    if cli.steady > 0 {
        steady::run(cli.steady).await?;
    }
    Ok(())
}

/// What all rounds together went through.
#[derive(Default)]
struct Total {
    rounds: usize,
    runs: usize,
    interrupted: usize,
    readers: usize,
    events: usize,
    unanswered: usize,
    folded: usize,
}

impl Total {
    fn add(&mut self, evidence: &Evidence) {
        self.rounds += 1;
        self.runs += evidence.posts.len();
        self.interrupted += ended_as(evidence, "interrupted");
        self.readers += evidence.logs.len();
        self.events += evidence
            .logs
            .iter()
            .map(|log| log.seen.len())
            .sum::<usize>();
        let unanswered = evidence.posts.iter().filter(|post| post.answer.is_none());
        self.unanswered += unanswered.count();
        self.folded += evidence
            .channels
            .values()
            .filter(|told| is_folded(told))
            .count();
    }
}

impl std::fmt::Display for Total {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} rounds without a finding: {} runs, {} of them interrupted, {} requests unanswered and \
             repeated, {} events handled by {} readers, the tokens of {} runs folded meanwhile",
            self.rounds,
            self.runs,
            self.interrupted,
            self.unanswered,
            self.events,
            self.readers,
            self.folded
        )
    }
}

fn ended_as(evidence: &Evidence, status: &str) -> usize {
    let status = format!("\"status\":\"{status}\"");
    let events = evidence.channels.values().flatten();
    events
        .filter(|event| event.kind == "done" && event.data.contains(&status))
        .count()
}

/// A run whose text is left in its message alone.
fn is_folded(told: &[Seen]) -> bool {
    let has = |kind: &str| told.iter().any(|event| event.kind == kind);
    has("done") && !has("token")
}

fn drawn() -> u64 {
    #[expect(clippy::disallowed_methods, reason = "any number does, it is printed")]
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    now.map_or(1, |since| since.as_secs())
}
