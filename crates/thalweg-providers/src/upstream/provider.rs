use std::collections::HashSet;
use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use parking_lot::Mutex;
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, Response};
use serde_json::Value;
use thalweg_chat::{ModelError, ModelProvider, ModelRequest, ModelStream};
use thalweg_wire::Model;
use tokio::time::{Instant, timeout, timeout_at};

use super::body::{Broken, read};
use super::client::{UpstreamError, client};
use super::config::{UpstreamConfig, UpstreamKind};
use super::dialect::Dialect;
use super::fault::Fault;
use super::health::Health;
use super::listing::{model, models};
use super::send::{Unsent, collect, log, send};
use super::turns::without_tools;
use super::{answer::Answer, words};
use crate::anthropic::{self, AnthropicAnswer};
use crate::openai::{self, OpenAiAnswer};

/// The largest list of models, and the largest answer that does not stream, in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// A server of models that is asked over HTTP.
pub struct Upstream {
    config: UpstreamConfig,
    client: Client,
    health: Arc<Health>,
    /// Models that were found to be unable to call tools, until the next start.
    toolless: Mutex<HashSet<String>>,
}

impl Upstream {
    /// Sets an upstream up. Nothing is asked yet.
    ///
    /// # Errors
    /// [`UpstreamError`].
    pub fn new(config: UpstreamConfig) -> Result<Self, UpstreamError> {
        let client = client(&config)?;
        let known = config.models.iter().map(|name| model(&config.name, name));
        let health = Arc::new(Health::new(known.collect()));
        Ok(Self {
            config,
            client,
            health,
            toolless: Mutex::default(),
        })
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.config.name
    }

    /// Asks for the list of models, and learns whether the upstream is well.
    pub async fn refresh(&self) {
        let list = match timeout(self.config.patience.list, self.list()).await {
            Ok(list) => list,
            Err(_) => Err(words::unreachable(self.name())),
        };
        let offered = list.as_ref().map(|list| self.offered(list.as_deref()));
        let news = self.health.listed(offered);
        // A server that is away is asked again and again; that it is, is said once.
        if let Err(error) = &list
            && news
        {
            log(self.name(), None, error, "no list of models", 1);
        }
    }

    /// Waits until [`Upstream::refresh`] should be called: every five minutes, and soon after a
    /// failure.
    pub async fn due(&self) {
        self.health.due().await;
    }

    /// The models of a list together with those that were named, which come first.
    fn offered(&self, list: Option<&[Model]>) -> Option<Vec<Model>> {
        let list = list?;
        let named = self.config.models.iter().map(|name| {
            let named = model(self.name(), name);
            let listed = list.iter().find(|model| model.id == named.id);
            listed.cloned().unwrap_or(named)
        });
        let mut models: Vec<Model> = named.collect();
        if !self.config.only_these {
            for model in list {
                if !models.iter().any(|known| known.id == model.id) {
                    models.push(model.clone());
                }
            }
        }
        Some(models)
    }

    /// The list; `None` from a server that has none.
    async fn list(&self) -> Result<Option<Vec<Model>>, ModelError> {
        let versioned = self.config.kind == UpstreamKind::Anthropic;
        let mut url = self.config.base_url.join("models", versioned);
        if versioned {
            url.set_query(Some("limit=1000"));
        }
        let answer = self.client.get(url).send().await;
        let answer = answer.map_err(|_| words::unreachable(self.name()))?;
        let status = answer.status().as_u16();
        if matches!(status, 401 | 403) {
            return Err(words::unauthorized(self.name()));
        }
        let body = collect(answer, LARGEST).await;
        let list: Value = serde_json::from_slice(&body).unwrap_or_default();
        Ok(models(self.name(), &list).filter(|_| status == 200))
    }

    /// Makes an answer of what the upstream sends.
    async fn listen<D: Dialect>(
        &self,
        answer: Response,
        dialect: D,
        asked: Instant,
    ) -> Result<ModelStream, ModelError> {
        let kind = answer.headers().get(CONTENT_TYPE);
        let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.to_ascii_lowercase();
        if kind.starts_with("text/html") {
            return Err(self.fail(Fault::Garbled));
        }
        if kind.starts_with("application/json") {
            return self.take_whole(answer, dialect, asked).await;
        }
        let (name, health) = (self.name().to_owned(), Arc::clone(&self.health));
        let told = move |failed: Option<&ModelError>| {
            if let Some(error) = failed {
                log(&name, Some(200), error, "in mid-answer", 1);
            }
            health.called(failed);
        };
        let bytes = answer.bytes_stream().map(|bytes| bytes.map_err(|_| Broken));
        let patience = self.config.patience;
        Ok(read(
            self.name(),
            Box::pin(bytes),
            dialect,
            patience,
            asked,
            Box::new(told),
        ))
    }

    /// An answer at once, from a server that does not stream.
    async fn take_whole<D: Dialect>(
        &self,
        answer: Response,
        dialect: D,
        asked: Instant,
    ) -> Result<ModelStream, ModelError> {
        let patience = self.config.patience.first;
        let Ok(body) = timeout_at(asked + patience, collect(answer, LARGEST)).await else {
            let error = words::no_token_in_time(self.name(), patience.as_secs());
            log(self.name(), Some(200), &error, "no end in time", 1);
            return Err(error);
        };
        let mut said = Vec::new();
        let body = String::from_utf8_lossy(&body).into_owned();
        match Answer::new(dialect).whole(body, &mut said) {
            Ok(()) => Ok(Box::pin(stream::iter(said.into_iter().map(Ok)))),
            Err(fault) => Err(self.fail(fault)),
        }
    }

    fn fail(&self, fault: Fault) -> ModelError {
        let error = fault.told_of(self.name());
        log(self.name(), Some(200), &error, "no answer of a model", 1);
        error
    }

    /// Asks without tools where the model was found to have no use for them.
    async fn ask(&self, request: &ModelRequest) -> Result<ModelStream, ModelError> {
        let asked = Instant::now();
        if self.toolless.lock().contains(&request.model) {
            let plain = without_tools(request);
            return self
                .ask_at(&plain, asked)
                .await
                .map_err(|unsent| unsent.error);
        }
        match self.ask_at(request, asked).await {
            Err(unsent) if unsent.no_tools => {
                self.toolless.lock().insert(request.model.clone());
                let plain = without_tools(request);
                let again = self.ask_at(&plain, asked).await;
                again.map_err(|unsent| unsent.error)
            }
            other => other.map_err(|unsent| unsent.error),
        }
    }

    async fn ask_at(&self, request: &ModelRequest, asked: Instant) -> Result<ModelStream, Unsent> {
        let prefix = format!("{}/", self.name());
        let name = request
            .model
            .strip_prefix(&prefix)
            .unwrap_or(&request.model);
        let base = &self.config.base_url;
        let (url, body) = match self.config.kind {
            UpstreamKind::OpenAi => {
                let official = base.is_host("api.openai.com");
                let body = openai::body(request, name, official);
                (base.join("chat/completions", false), body)
            }
            UpstreamKind::Anthropic => {
                let body = anthropic::body(request, self.name(), name);
                (base.join("messages", true), body)
            }
        };
        let body = Bytes::from(body.to_string());
        let patience = self.config.patience;
        let answer = send(self.name(), &self.client, &url, body, patience, asked).await?;
        match self.config.kind {
            UpstreamKind::OpenAi => {
                let dialect = OpenAiAnswer::default();
                self.listen(answer, dialect, asked)
                    .await
                    .map_err(Unsent::of)
            }
            UpstreamKind::Anthropic => {
                let dialect = AnthropicAnswer::new(self.name(), name);
                self.listen(answer, dialect, asked)
                    .await
                    .map_err(Unsent::of)
            }
        }
    }
}

#[async_trait]
impl ModelProvider for Upstream {
    fn models(&self) -> Vec<Model> {
        self.health.models()
    }

    async fn stream(&self, request: &ModelRequest) -> Result<ModelStream, ModelError> {
        let asked = self.ask(request).await;
        if let Err(error) = &asked {
            self.health.called(Some(error));
        }
        asked
    }
}
