use std::collections::BTreeMap;
use std::fmt;

use anyhow::Context as _;
use serde_json::json;
use thalweg_client::{Client, Request};
use uuid::Uuid;

use super::audit::{audit, floor};
use super::check::{Ended, Heard, check};
use super::plan::Stop;
use super::run::Wish;
use super::{Asked, Step, Turn};
use crate::crash::read;

/// What happened how often.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally(BTreeMap<String, u64>);

impl Tally {
    pub(super) fn count(&mut self, what: impl Into<String>) {
        *self.0.entry(what.into()).or_default() += 1;
    }

    /// Adds what another counted.
    pub fn add(&mut self, other: &Self) {
        for (what, count) in &other.0 {
            *self.0.entry(what.clone()).or_default() += count;
        }
    }

    /// How often something happened.
    pub fn of(&self, what: &str) -> u64 {
        self.0.get(what).copied().unwrap_or_default()
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts: Vec<_> = self
            .0
            .iter()
            .map(|(what, count)| format!("{count} {what}"))
            .collect();
        f.write_str(&counts.join(", "))
    }
}

/// A person with a browser of their own.
pub struct User {
    pub(super) client: Client,
    /// The channel of what concerns them.
    pub(super) feed: String,
    pub(super) open: Option<Open>,
    /// What they did.
    pub tally: Tally,
}

/// The conversation that a person is in.
pub(super) struct Open {
    pub(super) id: Uuid,
    /// A place before it.
    pub(super) floor: String,
    pub(super) ended: Vec<Ended>,
}

impl Open {
    /// The last run that has an answer.
    pub(super) fn last(&self) -> Option<&Ended> {
        self.ended.iter().rev().find(|one| one.content.is_some())
    }
}

impl User {
    /// A person whose cookie `client` sends.
    ///
    /// # Errors
    /// If the server does not answer who they are.
    pub async fn new(client: Client) -> anyhow::Result<Self> {
        let feed = read::feed(&client).await?;
        Ok(Self {
            client,
            feed,
            open: None,
            tally: Tally::default(),
        })
    }

    /// Does what the step's turn says, and judges what came of it. The conversation is left as it is
    /// if something is not as promised.
    ///
    /// # Errors
    /// What is not as promised, with the step and the turn.
    pub async fn play(&mut self, seed: u64, step: Step) -> anyhow::Result<()> {
        let turn = Turn::new(seed, step);
        let played = self.act(&turn).await;
        if played.is_err() {
            self.open = None;
        }
        played.with_context(|| format!("seed {seed}, {step}: {turn:?}"))
    }

    /// Looks the conversation over and deletes it for good.
    ///
    /// # Errors
    /// What is not as promised.
    pub async fn leave(&mut self) -> anyhow::Result<()> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        audit(&self.client, open.id, &open.floor, &open.ended).await?;
        self.tally.count("conversations looked over");
        let target = format!("/api/conversations/{}", open.id);
        self.expect(Request::delete(target), 204).await?;
        Ok(())
    }

    /// A place before a new conversation, if there will be one.
    pub(super) async fn prepare(&mut self) -> anyhow::Result<Option<String>> {
        Ok(match self.open {
            Some(_) => None,
            None => Some(floor(&self.client, &self.feed).await?),
        })
    }

    /// A question in the conversation, or in a new one.
    pub(super) fn question(&self, asked: Asked, turn: &Turn) -> Wish {
        let mut body = json!({ "prompt": asked.to_string() });
        if let Some(open) = &self.open {
            body["conversationId"] = json!(open.id);
        }
        Wish {
            target: "/api/realtime".into(),
            body,
            streamed: turn.streamed,
            asked: Some(asked),
            before: String::new(),
        }
    }

    /// When this is to be stopped: what does not end by itself always is.
    pub(super) fn stop_of(asked: Option<Asked>, turn: &Turn) -> Option<Stop> {
        let endless = asked.is_some_and(|asked| asked.ask.end().is_none());
        let usual = endless.then_some(Stop { events: 5, ms: 120 });
        turn.stop.or(usual)
    }

    /// Judges a run and keeps what came of it.
    pub(super) fn judge(
        &mut self,
        conversation: Uuid,
        floor: Option<String>,
        heard: &Heard,
    ) -> anyhow::Result<()> {
        let judged = check(heard).map_err(anyhow::Error::msg);
        let ended = judged.with_context(|| format!("run {}", heard.run))?;
        self.tally
            .count(format!("runs {:?}", ended.status).to_lowercase());
        for other in &heard.others {
            self.tally.count("readers besides");
            if other.late {
                self.tally.count("readers too late for tokens");
            }
        }
        if let Some(floor) = floor {
            self.open = Some(Open {
                id: conversation,
                floor,
                ended: Vec::new(),
            });
        }
        if let Some(open) = &mut self.open {
            open.ended.push(ended);
        }
        Ok(())
    }
}
