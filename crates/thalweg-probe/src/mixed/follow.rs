use anyhow::Context as _;
use thalweg_client::{Client, ClientError, Request};
use thalweg_wire::Done;
use tokio::time::Instant;
use uuid::Uuid;

use super::Follow;
use super::check::read;
use super::growing::Growing;
use crate::crash::{Seen, seen};

/// Where a reader besides the first reads.
#[derive(Clone)]
pub(super) struct Place {
    pub(super) client: Client,
    pub(super) run: Uuid,
    pub(super) conversation: Uuid,
    /// The channel of what concerns the person.
    pub(super) feed: String,
}

/// What it was given.
pub(super) struct Followed {
    pub(super) name: String,
    pub(super) after: Option<usize>,
    pub(super) seen: Vec<Seen>,
    pub(super) ended: Instant,
}

/// Reads along as `how` says, up to the end of the run.
pub(super) async fn follow(place: Place, how: Follow, first: Growing) -> anyhow::Result<Followed> {
    let name = format!("{how:?}");
    let run = format!("/api/realtime/{}", place.run);
    let channel = format!("conversation:{}", place.conversation);
    let reading = async {
        match how {
            Follow::Late { after, flush_ms } => {
                first.reach(after).await;
                let target = format!("{run}?flushMs={flush_ms}");
                Ok((None, place.read(&target, Some(&channel), usize::MAX).await?))
            }
            Follow::Leaver { every } => Ok((None, place.read(&run, Some(&channel), every).await?)),
            Follow::From { at, flush_ms } => {
                let (after, event) = place.begin(&first, at).await?;
                let target = format!("{run}?flushMs={flush_ms}&cursor={}", event.id);
                let seen = place.read(&target, Some(&channel), usize::MAX).await?;
                Ok((Some(after), seen))
            }
            Follow::Conversation { at, flush_ms } => {
                let (after, event) = place.begin(&first, at).await?;
                let id = place.conversation;
                let target = format!(
                    "/api/conversations/{id}/events?flushMs={flush_ms}&cursor={}",
                    event.id
                );
                if place.is_end(&event) {
                    return Ok((Some(after), Vec::new()));
                }
                let seen = place.read(&target, Some(&channel), usize::MAX).await?;
                Ok((Some(after), seen))
            }
            Follow::Channels { at, batch_ms } => {
                let (after, event) = place.begin(&first, at).await?;
                let target = format!(
                    "/api/events?batchMs={batch_ms}&cursor={}&channel={channel}&channel={}",
                    event.id, place.feed
                );
                if place.is_end(&event) {
                    return Ok((Some(after), Vec::new()));
                }
                let mut seen = place.read(&target, None, usize::MAX).await?;
                seen.retain(|event| event.channel != place.feed);
                Ok((Some(after), seen))
            }
        }
    };
    let read: anyhow::Result<_> = reading.await;
    let (after, seen) = read.with_context(|| name.clone())?;
    Ok(Followed {
        name,
        after,
        seen,
        ended: Instant::now(),
    })
}

impl Place {
    /// The first reader's event of a number, once it has come.
    async fn begin(&self, first: &Growing, at: usize) -> anyhow::Result<(usize, Seen)> {
        first.reach(at + 1).await;
        first.near(at).context("the first reader had no event")
    }

    fn is_end(&self, event: &Seen) -> bool {
        read::<Done>(event, "done").is_some_and(|done| done.run_id == self.run)
    }

    /// The events of a stream up to the run's end, over connections that are left after so many.
    async fn read(
        &self,
        target: &str,
        channel: Option<&str>,
        every: usize,
    ) -> anyhow::Result<Vec<Seen>> {
        let mut all: Vec<Seen> = Vec::new();
        loop {
            let mut request = Request::get(target);
            if let Some(last) = all.last() {
                request = request.header("last-event-id", &last.id);
            }
            let mut stream = match self.client.stream(request).await {
                Err(ClientError::Status { status: 204, .. }) => return Ok(all),
                stream => stream?,
            };
            let mut had = 0;
            while had < every {
                let Some(event) = stream.next().await? else {
                    return Ok(all);
                };
                if event.kind == "welcome" {
                    continue;
                }
                let event = seen(event, channel)?;
                let ends = self.is_end(&event) || event.kind == "deleted";
                all.push(event);
                had += 1;
                if ends {
                    return Ok(all);
                }
            }
        }
    }
}
