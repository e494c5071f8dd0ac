use std::time::Duration;

use anyhow::{Context as _, ensure};
use serde_json::Value;
use thalweg_client::{Client, EventStream, Request};
use thalweg_wire::StartedRun;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use uuid::Uuid;

use super::check::{Heard, Other};
use super::follow::{Place, follow};
use super::growing::Growing;
use super::plan::Stop;
use super::{Asked, Follow};
use crate::crash::seen;

/// How long a run may take, queue and readers included.
const LIMIT: Duration = Duration::from_secs(90);
/// From when on after its start a run's tokens may be folded: the server folds them later than this
/// after the end.
const FOLDED: Duration = Duration::from_secs(15);

/// A run that is to be started.
pub(super) struct Wish {
    pub(super) target: String,
    pub(super) body: Value,
    /// Whether the request's answer is its stream.
    pub(super) streamed: bool,
    pub(super) asked: Option<Asked>,
    pub(super) before: String,
}

/// A run that was started, and its stream.
pub(super) struct Begun {
    pub(super) run: Uuid,
    pub(super) conversation: Uuid,
    /// The question, if it was told.
    pub(super) message: Option<Uuid>,
    at: Instant,
    stream: EventStream,
    asked: Option<Asked>,
    before: String,
}

/// Starts a run.
pub(super) async fn begin(client: &Client, wish: Wish) -> anyhow::Result<Begun> {
    let Wish {
        target,
        body,
        streamed,
        asked,
        before,
    } = wish;
    let (request, at) = (Request::post(target, &body), Instant::now());
    if streamed {
        let stream = client.stream(request).await?;
        let id = |name: &str| -> anyhow::Result<Uuid> {
            let value = stream.headers().get(name).context("a header")?;
            Ok(value.to_str()?.parse()?)
        };
        let (run, conversation) = (id("thalweg-run-id")?, id("thalweg-conversation-id")?);
        return Ok(Begun {
            run,
            conversation,
            message: None,
            at,
            stream,
            asked,
            before,
        });
    }
    let answer = client.send(request).await?;
    ensure!(
        answer.status == 202,
        "a start: {} {}",
        answer.status,
        answer.json()
    );
    let started: StartedRun = serde_json::from_slice(&answer.body)?;
    let stream = Request::get(format!("/api/realtime/{}", started.run_id));
    Ok(Begun {
        run: started.run_id,
        conversation: started.conversation_id,
        message: Some(started.message_id),
        at,
        stream: client.stream(stream).await?,
        asked,
        before,
    })
}

/// Reads a run to its end, with other readers, and stops it if that is wanted. `stopped` says that
/// somebody else does.
pub(super) async fn listen(
    client: &Client,
    feed: &str,
    begun: Begun,
    stop: Option<Stop>,
    stopped: bool,
    readers: &[Follow],
) -> anyhow::Result<Heard> {
    let run = begun.run;
    timeout(LIMIT, listened(client, feed, begun, stop, stopped, readers))
        .await
        .with_context(|| format!("run {run} did not end"))?
}

async fn listened(
    client: &Client,
    feed: &str,
    mut begun: Begun,
    stop: Option<Stop>,
    stopped: bool,
    readers: &[Follow],
) -> anyhow::Result<Heard> {
    let first = Growing::new();
    let mut others = JoinSet::new();
    for how in readers {
        let place = Place {
            client: client.clone(),
            run: begun.run,
            conversation: begun.conversation,
            feed: feed.to_owned(),
        };
        others.spawn(follow(place, *how, first.clone()));
    }
    let mut stopping = JoinSet::new();
    if let Some(stop) = stop {
        let (client, first, run) = (client.clone(), first.clone(), begun.run);
        stopping.spawn(async move {
            tokio::select! {
                () = first.reach(stop.events) => {}
                () = sleep(Duration::from_millis(stop.ms)) => {}
            }
            let request = Request::delete(format!("/api/realtime/{run}"));
            let answer = client.send(request).await?;
            ensure!(
                answer.status == 200,
                "a stop: {} {}",
                answer.status,
                answer.json()
            );
            Ok(())
        });
    }
    let channel = format!("conversation:{}", begun.conversation);
    while let Some(event) = begun.stream.next().await? {
        if event.kind != "welcome" {
            first.push(seen(event, Some(&channel))?);
        }
    }
    let folded = begun.at + FOLDED;
    let late = Instant::now() > folded;
    first.end();
    while let Some(stopped) = stopping.join_next().await {
        stopped??;
    }
    let mut heard = Heard {
        run: begun.run,
        asked: begun.asked,
        before: begun.before,
        stopped: stopped || stop.is_some(),
        first: Vec::new(),
        others: Vec::new(),
    };
    while let Some(other) = others.join_next().await {
        let other = other??;
        heard.others.push(Other {
            late: late || other.ended > folded,
            name: other.name,
            after: other.after,
            seen: other.seen,
        });
    }
    heard.first = first.take();
    Ok(heard)
}
