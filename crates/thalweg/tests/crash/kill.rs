use std::path::Path;

use tempfile::TempDir;
use thalweg_probe::crash::{Evidence, Plan, check, play};
use thalweg_testkit::BinaryHost;

/// Rounds of every test run; `cargo xtask soak` plays more.
const ROUNDS: u64 = 10;
/// Rounds that share a folder.
const SHARE: u64 = 3;
const RUNS: usize = 50;

/// `THALWEG_CRASH_SEED` replays a seed that failed.
fn seed() -> u64 {
    let given = std::env::var("THALWEG_CRASH_SEED").ok();
    given.and_then(|seed| seed.parse().ok()).unwrap_or(20_261)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_kills_under_load_lose_nothing_that_anyone_saw() {
    let first = seed();
    println!("seed {first}");
    let mut folder = TempDir::new().expect("a folder");
    let (mut interrupted, mut unanswered, mut cut) = (0, 0, 0);
    for round in 0..ROUNDS {
        if round % SHARE == 0 {
            folder = TempDir::new().expect("a folder");
        }
        let plan = Plan::new(first + round, RUNS);
        let evidence = play_on(folder.path(), &plan).await;
        let findings = check(&evidence);
        assert!(
            findings.is_empty(),
            "THALWEG_CRASH_SEED={first}, round {round} (seed {}): {} findings, such as {:#?}",
            plan.seed,
            findings.len(),
            &findings[..findings.len().min(10)]
        );
        interrupted += ended_as(&evidence, "interrupted");
        unanswered += evidence
            .posts
            .iter()
            .filter(|post| post.answer.is_none())
            .count();
        cut += evidence
            .logs
            .iter()
            .filter(|log| log.before_the_end > 0 && log.before_the_end < log.seen.len())
            .count();
        println!(
            "round {round}: {} runs interrupted, {} complete, {} readers, restart {} ms",
            ended_as(&evidence, "interrupted"),
            ended_as(&evidence, "complete"),
            evidence.logs.len(),
            evidence.restart_ms
        );
    }
    // Rounds that end in quiet would prove nothing.
    assert!(interrupted > 100, "{interrupted} runs were interrupted");
    assert!(cut > 50, "{cut} readers were cut in the middle");
    println!("{interrupted} runs interrupted, {unanswered} requests unanswered, {cut} readers cut");
}

async fn play_on(folder: &Path, plan: &Plan) -> Evidence {
    let binary = Path::new(env!("CARGO_BIN_EXE_thalweg"));
    let mut host = BinaryHost::new(binary, folder, &[]);
    play(&mut host, plan).await.expect("the round is played")
}

fn ended_as(evidence: &Evidence, status: &str) -> usize {
    let status = format!("\"status\":\"{status}\"");
    let ended =
        |event: &&thalweg_probe::crash::Seen| event.kind == "done" && event.data.contains(&status);
    evidence.channels.values().flatten().filter(ended).count()
}
