use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use serde::de::DeserializeOwned;
use thalweg_client::{Client, Request};
use thalweg_wire::{ChatMessage, ConversationPage, Me, MessagePage, Welcome};
use uuid::Uuid;

use super::Seen;
use super::follower::seen;

/// How long the server may take to tell a channel from the start.
const LIMIT: Duration = Duration::from_secs(30);
/// The most channels of one stream.
const CHANNELS: usize = 100;

/// The answer to a `GET`, which must be 200.
pub(crate) async fn get<T: DeserializeOwned>(client: &Client, target: &str) -> anyhow::Result<T> {
    let answer = client.send(Request::get(target)).await?;
    ensure!(
        answer.status == 200,
        "GET {target}: {} {:?}",
        answer.status,
        answer.body
    );
    serde_json::from_slice(&answer.body).with_context(|| format!("GET {target}"))
}

/// The channel of what concerns the person who asks.
pub(crate) async fn feed(client: &Client) -> anyhow::Result<String> {
    let me: Me = get(client, "/api/me").await?;
    Ok(format!("user:{}", me.principal.id))
}

/// The present place in the log.
pub(crate) async fn head(client: &Client, channel: &str) -> anyhow::Result<String> {
    let mut stream = client
        .stream(Request::get(format!("/api/events?channel={channel}")))
        .await?;
    let first = stream.next().await?.context("a stream begins")?;
    first.id.context("`welcome` names a place")
}

/// How many conversations there are.
pub(crate) async fn conversations(client: &Client) -> anyhow::Result<usize> {
    let mut count = 0;
    let mut page: ConversationPage = get(client, "/api/conversations?limit=200").await?;
    loop {
        count += page.items.len();
        let Some(next) = &page.next_cursor else {
            return Ok(count);
        };
        page = get(
            client,
            &format!("/api/conversations?limit=200&cursor={next}"),
        )
        .await?;
    }
}

/// All messages of a conversation, newest first.
pub(crate) async fn messages(client: &Client, id: Uuid) -> anyhow::Result<Vec<ChatMessage>> {
    let target = format!("/api/messages?limit=200&conversationId={id}");
    let page: MessagePage = get(client, &target).await?;
    ensure!(
        page.next_cursor.is_none(),
        "conversation {id} has more than a page"
    );
    Ok(page.items)
}

/// Everything in `channels` after the place `from`, up to where each ends now.
pub(crate) async fn channels(
    client: &Client,
    names: &[String],
    from: &str,
) -> anyhow::Result<BTreeMap<String, Vec<Seen>>> {
    let mut all = BTreeMap::new();
    for names in names.chunks(CHANNELS) {
        let read = some_channels(client, names, from);
        all.extend(
            tokio::time::timeout(LIMIT, read)
                .await
                .context("the channels in time")??,
        );
    }
    Ok(all)
}

async fn some_channels(
    client: &Client,
    names: &[String],
    from: &str,
) -> anyhow::Result<BTreeMap<String, Vec<Seen>>> {
    let mut target = format!("/api/events?cursor={from}");
    for name in names {
        target.push_str("&channel=");
        target.push_str(name);
    }
    let mut stream = client.stream(Request::get(target)).await?;
    let first = stream.next().await?.context("a stream begins")?;
    let welcome: Welcome = serde_json::from_str(&first.data)?;
    ensure!(welcome.refused.is_empty(), "refused: {:?}", welcome.refused);
    let mut left: HashMap<_, _> = welcome
        .channels
        .into_iter()
        .filter(|head| head.seq > 0)
        .map(|head| (head.channel, head.seq))
        .collect();
    let mut all: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    while !left.is_empty() {
        let event = stream.next().await?.context("the stream goes on")?;
        if event.kind == "reset" {
            bail!("the channels cannot be read from {from}: {}", event.data);
        }
        let event = seen(event, None)?;
        let last = event.span.map_or(0, |span| span.last);
        if left.get(&event.channel).is_some_and(|head| last >= *head) {
            left.remove(&event.channel);
        }
        all.entry(event.channel.clone()).or_default().push(event);
    }
    Ok(all)
}
