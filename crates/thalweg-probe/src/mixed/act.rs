//! What each act does.

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use thalweg_client::{Answer, Request};
use thalweg_wire::{ConversationExport, ConversationPage, DoneStatus, MessagePage, Queue};
use uuid::Uuid;

use super::run::{Wish, begin, listen};
use super::user::User;
use super::{Act, Asked, Turn};
use crate::crash::read;

impl User {
    pub(super) async fn act(&mut self, turn: &Turn) -> anyhow::Result<()> {
        let what = format!("{:?}", turn.act).to_lowercase();
        let what = what.split(['(', ' ']).next().unwrap_or_default();
        self.tally.count(format!("× {what}"));
        match &turn.act {
            Act::Send(asked, fresh) => {
                if *fresh {
                    self.leave().await?;
                }
                self.one(self.question(*asked, turn), turn).await
            }
            Act::Again => self.again(turn).await,
            Act::Edit(asked) => self.edit(*asked, turn).await,
            Act::GoOn(asked) => self.go_on(*asked, turn).await,
            Act::Queue(asked, take_out) => self.queue(asked, *take_out, turn).await,
            Act::Replace(asked) => self.replace(asked, turn).await,
            Act::Fork => self.fork().await,
            Act::Trash(asked) => self.trash(*asked, turn).await,
            Act::Search => self.search().await,
            Act::Export => self.export().await,
            Act::Rename(number) => self.rename(*number).await,
            Act::Look => self.look().await,
        }
    }

    pub(super) async fn expect(&self, request: Request, status: u16) -> anyhow::Result<Answer> {
        let what = format!("{} {}", request.method, request.target);
        let answer = self.client.send(request).await?;
        ensure!(
            answer.status == status,
            "{what}: {} {}",
            answer.status,
            answer.json()
        );
        Ok(answer)
    }

    fn path(&self, rest: &str) -> Option<String> {
        let open = self.open.as_ref()?;
        Some(format!("/api/conversations/{}{rest}", open.id))
    }

    /// One run, from its request to its judgement.
    async fn one(&mut self, wish: Wish, turn: &Turn) -> anyhow::Result<()> {
        let floor = self.prepare().await?;
        let stop = Self::stop_of(wish.asked, turn);
        let begun = begin(&self.client, wish).await?;
        let id = begun.conversation;
        let heard = listen(&self.client, &self.feed, begun, stop, false, &turn.readers).await?;
        self.judge(id, floor, &heard)
    }

    async fn again(&mut self, turn: &Turn) -> anyhow::Result<()> {
        let last = self
            .open
            .as_ref()
            .and_then(|open| Some((open.id, open.last()?)));
        let Some((id, last)) = last else {
            return Ok(());
        };
        let wish = Wish {
            target: "/api/realtime".into(),
            body: json!({ "conversationId": id, "parentId": last.message }),
            streamed: turn.streamed,
            asked: last.asked,
            before: String::new(),
        };
        self.one(wish, turn).await
    }

    async fn edit(&mut self, asked: Asked, turn: &Turn) -> anyhow::Result<()> {
        let mut wish = self.question(asked, turn);
        if let Some(last) = self.open.as_ref().and_then(|open| open.last()) {
            wish.body["parentId"] = last.parent.map_or(json!("root"), |parent| json!(parent));
        }
        self.one(wish, turn).await
    }

    async fn go_on(&mut self, asked: Asked, turn: &Turn) -> anyhow::Result<()> {
        let last = self.open.as_ref().and_then(|open| open.last());
        let unfinished = last.filter(|last| {
            use DoneStatus::{Error, Interrupted, Length, Stopped};
            let ends = [Stopped, Length, Error, Interrupted];
            ends.contains(&last.status) && last.content.as_deref() != Some("")
        });
        let Some(last) = unfinished else {
            return self.one(self.question(asked, turn), turn).await;
        };
        self.tally.count("runs that wrote on");
        let (question, before) = (last.asked, last.content.clone().unwrap_or_default());
        let wish = Wish {
            target: format!("/api/realtime/{}/continue", last.run),
            body: json!({}),
            streamed: turn.streamed,
            asked: None,
            before,
        };
        self.one(wish, turn).await?;
        // Its question is still the one before.
        if let Some(last) = self.open.as_mut().and_then(|open| open.ended.last_mut()) {
            last.asked = question;
        }
        Ok(())
    }

    async fn queue(&mut self, asked: &[Asked; 3], out: bool, turn: &Turn) -> anyhow::Result<()> {
        let floor = self.prepare().await?;
        let plain = Turn {
            streamed: false,
            ..turn.clone()
        };
        let first = begin(&self.client, self.question(asked[0], &plain)).await?;
        let id = first.conversation;
        let wait = |asked: Asked| {
            let mut wish = self.question(asked, &plain);
            wish.body["conversationId"] = json!(id);
            wish.body["whenBusy"] = json!("queue");
            begin(&self.client, wish)
        };
        let second = wait(asked[1]).await?;
        let third = wait(asked[2]).await?;
        let mut gone = false;
        if let Some(message) = third.message.filter(|_| out) {
            let target = format!("/api/conversations/{id}/queue/{message}");
            let answer = self.client.send(Request::delete(target)).await?;
            // 404: it had its turn already.
            ensure!([204, 404].contains(&answer.status), "{}", answer.json());
            gone = answer.status == 204;
        }
        let (client, feed, stop) = (&self.client, &self.feed, |at: usize| {
            Self::stop_of(Some(asked[at]), turn)
        });
        let (first, second, third) = tokio::join!(
            listen(client, feed, first, stop(0), false, &turn.readers),
            listen(client, feed, second, stop(1), false, &turn.readers),
            listen(client, feed, third, stop(2).filter(|_| !gone), gone, &[]),
        );
        self.judge(id, floor, &first?)?;
        self.judge(id, None, &second?)?;
        self.judge(id, None, &third?)
    }

    async fn replace(&mut self, asked: &[Asked; 2], turn: &Turn) -> anyhow::Result<()> {
        let floor = self.prepare().await?;
        let plain = Turn {
            streamed: false,
            ..turn.clone()
        };
        let first = begin(&self.client, self.question(asked[0], &plain)).await?;
        let id = first.conversation;
        let mut wish = self.question(asked[1], turn);
        wish.body["conversationId"] = json!(id);
        wish.body["whenBusy"] = json!("stop");
        let (client, feed) = (self.client.clone(), self.feed.clone());
        let second = async {
            let stop = Self::stop_of(wish.asked, turn);
            let begun = begin(&client, wish).await?;
            listen(&client, &feed, begun, stop, false, &turn.readers).await
        };
        let first = listen(&self.client, &self.feed, first, None, true, &turn.readers);
        let (first, second) = tokio::join!(first, second);
        self.judge(id, floor, &first?)?;
        self.judge(id, None, &second?)
    }

    async fn trash(&mut self, asked: Option<Asked>, turn: &Turn) -> anyhow::Result<()> {
        let Some(path) = self.path("") else {
            return Ok(());
        };
        let begun = match asked {
            Some(asked) => Some(begin(&self.client, self.question(asked, turn)).await?),
            None => None,
        };
        let delete = self.expect(Request::delete(&path), 204);
        if let Some(begun) = begun {
            let id = begun.conversation;
            // Nobody else: a reader that comes too late finds nothing.
            let heard = listen(&self.client, &self.feed, begun, None, true, &[]);
            let (heard, deleted) = tokio::join!(heard, delete);
            deleted?;
            self.judge(id, None, &heard?)?;
        } else {
            delete.await?;
        }
        self.expect(Request::get(&path), 404).await?;
        self.expect(Request::post(format!("{path}/restore"), &Value::Null), 200)
            .await?;
        self.expect(Request::get(&path), 200).await?;
        Ok(())
    }

    async fn fork(&mut self) -> anyhow::Result<()> {
        let last = self
            .open
            .as_ref()
            .and_then(|open| Some((open.id, open.last()?.assistant)));
        let (Some(path), Some((id, leaf))) = (self.path("/fork"), last) else {
            return Ok(());
        };
        let answer = self
            .expect(Request::post(path, &json!({ "messageId": leaf })), 201)
            .await?;
        let copy: Uuid = serde_json::from_value(answer.json()["id"].clone())?;
        let original = self.texts(id, &format!("&leaf={leaf}")).await?;
        let copied = self.texts(copy, "").await?;
        ensure!(
            original == copied,
            "a fork of {} messages has {}",
            original.len(),
            copied.len()
        );
        self.discard(copy).await
    }

    /// The texts of a branch, newest first.
    async fn texts(&self, id: Uuid, leaf: &str) -> anyhow::Result<Vec<String>> {
        let target = format!("/api/messages?limit=200&conversationId={id}{leaf}");
        let page: MessagePage = read::get(&self.client, &target).await?;
        let texts = page.items.into_iter().map(|message| message.content);
        Ok(texts.collect())
    }

    async fn discard(&self, id: Uuid) -> anyhow::Result<()> {
        let target = format!("/api/conversations/{id}");
        self.expect(Request::delete(target), 204).await?;
        Ok(())
    }

    async fn search(&mut self) -> anyhow::Result<()> {
        let last = self.open.as_ref().and_then(|open| open.last());
        let Some((message, asked)) = last.and_then(|last| Some((last.message, last.asked?))) else {
            return Ok(());
        };
        let target = format!("/api/search?limit=50&q={}", asked.word());
        let page: Value = read::get(&self.client, &target).await?;
        let hits = page["items"].as_array().context("hits")?;
        let found = hits.iter().any(|hit| hit["messageId"] == json!(message));
        ensure!(found, "{} is not found: {page}", asked.word());
        Ok(())
    }

    async fn export(&mut self) -> anyhow::Result<()> {
        let Some(path) = self.path("/export") else {
            return Ok(());
        };
        let markdown = self
            .expect(Request::get(format!("{path}?format=md")), 200)
            .await?;
        ensure!(!markdown.body.is_empty(), "an empty file");
        let file = self
            .expect(Request::get(format!("{path}?format=json")), 200)
            .await?;
        let bring =
            Request::post("/api/conversations/import", &Value::Null).body(file.body.clone());
        let answer = self.expect(bring, 201).await?;
        let copy: Uuid = serde_json::from_value(answer.json()["id"].clone())?;
        let target = format!("/api/conversations/{copy}/export?format=json");
        let copied: ConversationExport = read::get(&self.client, &target).await?;
        let file: ConversationExport = serde_json::from_slice(&file.body)?;
        let texts = |export: &ConversationExport| -> Vec<String> {
            export
                .messages
                .iter()
                .map(|message| message.content.clone())
                .collect()
        };
        ensure!(
            texts(&file) == texts(&copied),
            "what was brought in is another"
        );
        self.discard(copy).await
    }

    async fn rename(&mut self, number: u64) -> anyhow::Result<()> {
        let Some(path) = self.path("") else {
            return Ok(());
        };
        let (title, system) = (format!("Title {number:x}"), format!("Be brief. {number:x}"));
        let patch = json!({ "title": title, "system": system });
        self.expect(Request::patch(&path, &patch), 200).await?;
        let now = self.expect(Request::get(&path), 200).await?.json();
        ensure!(
            now["title"] == json!(title) && now["system"] == json!(system),
            "{now}"
        );
        Ok(())
    }

    async fn look(&mut self) -> anyhow::Result<()> {
        let list: ConversationPage =
            read::get(&self.client, "/api/conversations?limit=200").await?;
        let Some(open) = &self.open else {
            return Ok(());
        };
        ensure!(
            list.items.iter().any(|one| one.id == open.id),
            "{} is not listed",
            open.id
        );
        let target = format!("/api/conversations/{}/queue", open.id);
        let queue: Queue = read::get(&self.client, &target).await?;
        ensure!(queue.items.is_empty(), "{} wait", queue.items.len());
        let target = format!("/api/messages?limit=10&conversationId={}", open.id);
        let page: MessagePage = read::get(&self.client, &target).await?;
        let last = open.last().map(|last| last.assistant);
        let newest = page.items.first().map(|message| message.id);
        ensure!(
            last.is_none() || newest == last,
            "{newest:?} is the newest, not {last:?}"
        );
        Ok(())
    }
}
