use std::future::Future;
use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::json;
use thalweg_client::{Client, Request};
use thalweg_wire::StartedRun;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use super::follower::{Follower, SharedLog, lock};
use super::read;
use super::{End, Evidence, Plan, PlannedRun, Post, Stored};

/// How many requests are under way at once.
const ABREAST: usize = 10;

/// What starts and ends the server, and reads its folder while it is away.
pub trait Host {
    /// Starts the server over the same folder as before and answers where it listens.
    fn start(&mut self) -> impl Future<Output = anyhow::Result<SocketAddr>>;

    /// Ends it at whatever it does.
    fn kill(&mut self) -> impl Future<Output = anyhow::Result<()>>;

    /// Ends it as SIGTERM does.
    fn terminate(&mut self) -> impl Future<Output = anyhow::Result<()>>;

    /// What the store says of `channels`; called while no server runs.
    fn look(&mut self, channels: &[String]) -> impl Future<Output = anyhow::Result<Stored>>;

    /// Whether tokens may be folded away while the round goes on.
    fn folds(&self) -> bool {
        false
    }
}

/// Plays a round. The server runs neither before nor after it.
///
/// # Errors
/// If the server cannot be started or read; that is a finding of its own.
pub async fn play(host: &mut impl Host, plan: &Plan) -> anyhow::Result<Evidence> {
    let client = Client::new(host.start().await.context("the first start")?);
    let feed = read::feed(&client).await?;
    let floor = read::head(&client, &feed).await?;
    let before = read::conversations(&client).await?;

    let (server, moves) = watch::channel(client.clone());
    let mut readers = JoinSet::new();
    let mut logs = Vec::new();
    let answers = load(host, plan, &client, &feed, &moves, &mut readers, &mut logs).await?;
    for log in &logs {
        let mut log = lock(log);
        log.before_the_end = log.seen.len();
    }

    let begun = Instant::now();
    let client = Client::new(host.start().await.context("the start after the end")?);
    let answer = client.send(Request::get("/healthz")).await?;
    ensure!(answer.status == 200, "the server is not well");
    let restart_ms = begun.elapsed().as_millis();
    server.send_replace(client.clone());

    let posts = repeat(&client, plan, answers).await?;
    let waited = tokio::time::timeout(plan.patience, async {
        while readers.join_next().await.is_some() {}
    });
    if waited.await.is_err() {
        readers.abort_all();
    }
    let mut evidence = gather(&client, posts, &feed, &floor).await?;
    evidence.new_conversations = read::conversations(&client).await?.saturating_sub(before);
    evidence.logs = logs.iter().map(|log| lock(log).clone()).collect();
    evidence.folding = host.folds();
    evidence.restart_ms = restart_ms;
    host.kill().await?;
    let names: Vec<_> = evidence.channels.keys().cloned().collect();
    evidence.stored = host.look(&names).await?;
    Ok(evidence)
}

/// Starts runs and readers, and ends the server at the planned moment.
async fn load(
    host: &mut impl Host,
    plan: &Plan,
    client: &Client,
    feed: &str,
    moves: &watch::Receiver<Client>,
    readers: &mut JoinSet<()>,
    logs: &mut Vec<SharedLog>,
) -> anyhow::Result<Vec<Option<StartedRun>>> {
    let (tell, mut told) = mpsc::unbounded_channel();
    let mut posts = JoinSet::new();
    for lane in 0..ABREAST {
        let (client, tell) = (client.clone(), tell.clone());
        let runs: Vec<_> = plan
            .runs
            .iter()
            .cloned()
            .enumerate()
            .skip(lane)
            .step_by(ABREAST)
            .collect();
        posts.spawn(async move {
            for (at, run) in runs {
                match ask(&client, &run).await {
                    // Nobody listens any more once the server was ended.
                    Ok(answer) => drop(tell.send((at, answer))),
                    Err(_) => return,
                }
            }
        });
    }
    drop(tell);
    let mut answers = vec![None; plan.runs.len()];
    let mut started: Vec<StartedRun> = Vec::new();
    let mut planned = plan.readers.iter().enumerate().peekable();
    let mut end = std::pin::pin!(tokio::time::sleep(plan.moment));
    loop {
        tokio::select! {
            () = &mut end, if plan.early => break,
            answer = told.recv() => {
                let Some((at, answer)) = answer else {
                    if !plan.early {
                        end.as_mut().reset(tokio::time::Instant::now() + plan.moment);
                    }
                    end.await;
                    break;
                };
                started.push(answer.clone());
                answers[at] = Some(answer);
                while let Some((number, reader)) =
                    planned.next_if(|(_, reader)| reader.after <= started.len())
                {
                    let follower = Follower::new(number, reader.follow, &started, feed);
                    logs.push(follower.log.clone());
                    readers.spawn(follower.read(moves.clone()));
                }
            }
        }
    }
    match plan.end {
        End::Kill => host.kill().await?,
        End::Terminate => host.terminate().await?,
    }
    // What was answered up to the end was acknowledged.
    while posts.join_next().await.is_some() {}
    while let Some((at, answer)) = told.recv().await {
        answers[at] = Some(answer);
    }
    Ok(answers)
}

/// Asks for a run.
async fn ask(client: &Client, run: &PlannedRun) -> anyhow::Result<StartedRun> {
    let body = json!({ "prompt": run.prompt });
    let request = Request::post("/api/realtime", &body);
    let request = request.header("idempotency-key", run.key.to_string());
    let answer = client.send(request).await?;
    ensure!(answer.status == 202, "{}: {:?}", answer.status, answer.body);
    Ok(serde_json::from_slice(&answer.body)?)
}

/// Repeats every request, those without an answer twice, and stops what that starts.
async fn repeat(
    client: &Client,
    plan: &Plan,
    answers: Vec<Option<StartedRun>>,
) -> anyhow::Result<Vec<Post>> {
    let mut posts = Vec::new();
    for (run, answer) in plan.runs.iter().zip(answers) {
        let mut again = vec![ask(client, run).await.context("a repetition")?];
        if answer.is_none() {
            again.push(ask(client, run).await.context("a second repetition")?);
            let stop = Request::new(
                "DELETE".parse()?,
                format!("/api/realtime/{}", again[0].run_id),
            );
            let stopped = client.send(stop).await?;
            ensure!(stopped.status == 200, "a stop answered {}", stopped.status);
        }
        posts.push(Post {
            key: run.key,
            answer,
            again,
        });
    }
    Ok(posts)
}

/// Reads everything back over HTTP.
async fn gather(
    client: &Client,
    posts: Vec<Post>,
    feed: &str,
    floor: &str,
) -> anyhow::Result<Evidence> {
    let mut evidence = Evidence::default();
    let mut names = vec![feed.to_owned()];
    for post in &posts {
        let ids = post
            .answer
            .iter()
            .chain(&post.again)
            .map(|run| run.conversation_id);
        for id in ids {
            let name = format!("conversation:{id}");
            if !names.contains(&name) {
                names.push(name);
                evidence
                    .messages
                    .insert(id, read::messages(client, id).await?);
            }
        }
    }
    evidence.channels = read::channels(client, &names, floor).await?;
    evidence.posts = posts;
    Ok(evidence)
}
