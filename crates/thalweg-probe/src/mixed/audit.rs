use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail, ensure};
use thalweg_client::Client;
use thalweg_wire::{ChatMessage, Conversation, ConversationExport, Done, MessageStatus, Run};
use uuid::Uuid;

use super::check::{Ended, read, rising};
use crate::crash::{Seen, read as over_http};

/// Looks a conversation over once nothing goes on in it: every run has one end, and its rows say
/// what its log says.
pub(super) async fn audit(
    client: &Client,
    id: Uuid,
    floor: &str,
    ended: &[Ended],
) -> anyhow::Result<()> {
    let name = format!("conversation:{id}");
    let mut told = over_http::channels(client, std::slice::from_ref(&name), floor).await?;
    let told = told.remove(&name).unwrap_or_default();
    let now: Conversation = over_http::get(client, &format!("/api/conversations/{id}")).await?;
    let target = format!("/api/conversations/{id}/export?format=json");
    let export: ConversationExport = over_http::get(client, &target).await?;
    if let Err(what) = judge(&told, ended, &now, &export.messages) {
        bail!("conversation {id}: {what}");
    }
    let page = over_http::messages(client, id).await?;
    ensure!(
        page.iter().all(|row| export.messages.contains(row)),
        "conversation {id}: a message is not in the export"
    );
    Ok(())
}

/// The pure part.
pub(super) fn judge(
    told: &[Seen],
    ended: &[Ended],
    now: &Conversation,
    rows: &[ChatMessage],
) -> Result<(), String> {
    rising(told)?;
    if now.run_id.is_some() || now.queued.is_some() {
        return Err(format!(
            "run {:?} goes on, {:?} wait",
            now.run_id, now.queued
        ));
    }
    let runs: BTreeSet<Uuid> = told
        .iter()
        .filter_map(|event| read::<Run>(event, "run"))
        .map(|run| run.id)
        .collect();
    let mut ends: BTreeMap<Uuid, Vec<Done>> = BTreeMap::new();
    for done in told.iter().filter_map(|event| read::<Done>(event, "done")) {
        ends.entry(done.run_id).or_default().push(done);
    }
    for run in &runs {
        let count = ends.get(run).map_or(0, Vec::len);
        if count != 1 {
            return Err(format!("run {run} has {count} `done`"));
        }
    }
    for one in ended {
        let kept = ends.get(&one.run).and_then(|ends| ends.first());
        let kept = kept.map(|done| done.status);
        if kept != Some(one.status) || !runs.contains(&one.run) {
            return Err(format!(
                "run {} ended {:?}, kept is {kept:?}",
                one.run, one.status
            ));
        }
    }
    let mut last: BTreeMap<Uuid, ChatMessage> = BTreeMap::new();
    for message in told
        .iter()
        .filter_map(|event| read::<ChatMessage>(event, "message"))
    {
        last.insert(message.id, message);
    }
    let mut rows: BTreeMap<Uuid, &ChatMessage> = rows.iter().map(|row| (row.id, row)).collect();
    for message in last.values() {
        let row = rows.remove(&message.id);
        if row.is_some_and(|row| row.status == MessageStatus::Streaming) {
            return Err(format!("message {} still streams", message.id));
        }
        if row != Some(message) {
            return Err(format!(
                "message {} is not what its last event says",
                message.id
            ));
        }
    }
    match rows.keys().next() {
        None => Ok(()),
        Some(id) => Err(format!("message {id} is in no event")),
    }
}

/// A place before everything that the person does from now on.
pub(super) async fn floor(client: &Client, feed: &str) -> anyhow::Result<String> {
    over_http::head(client, feed).await.context("a place")
}
